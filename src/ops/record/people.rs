//! Persons, their posts, memberships and applications.

use super::{Taker, default, merge, ordered, rest::former_names};
use crate::{
    error::{Error, Result},
    model::record::{Entry, Who},
    ops::{
        names::{Meant, bearers, meant, person_parts},
        query::titles_on_papers,
    },
    say,
    store::Record,
};

/// So many papers that a new title changes are told one by one.
const PAPERS: usize = 20;

impl Taker<'_, '_> {
    pub(in crate::ops) fn person_entry(&mut self, entry: &Entry, target: Option<i64>) -> Result<()> {
        let name = entry.text("name").known().map(|name| person_parts(name).0);
        let organization = self.opt_organization(entry, "organization")?;
        let renamed = match (target, name) {
            (None, Some(name)) => self.renamed(name, organization, entry)?,
            _ => None,
        };
        let id = match (target.or(renamed), entry.text("name").known()) {
            (Some(id), _) => id,
            (None, Some(name)) => self.person(name, organization, entry.place_of("name"))?,
            (None, None) => return Ok(()),
        };
        let mut row = self.write.row("persons", id)?;
        // A former name finds the person, and changes nothing of the present one.
        if let Some(name) = name.filter(|_| target.is_some() || renamed.is_some()) {
            row.set("name", name);
        }
        let old = row.clone();
        if organization.is_some() {
            row.set("organization_id", organization);
        } else if entry.has("organization") {
            row.set("organization_id", None::<i64>);
        }
        merge(&mut row, entry, &["title", "email", "phone", "note"]);
        let name = row.text("name").unwrap_or_default().to_string();
        let sql = "SELECT id FROM persons WHERE name = ?1 AND coalesce(organization_id, 0) = coalesce(?2, 0) AND id <> ?3";
        let twin = [name.as_str().into(), row.get("organization_id").clone(), id.into()];
        if self.id_of(sql, &twin)?.is_some() {
            return Err(Error::conflict(say!(
                "another {name} of that organization is recorded already",
                "该单位已有另一位“{name}”"
            )));
        }
        let same = |column| old.get(column) == row.get(column);
        let titled = !(same("title") && same("organization_id"));
        let before = if titled { titles_on_papers(self.write, id)? } else { Vec::new() };
        self.write.put(&row, &name)?;
        if let Some(parts) = former_names("person_names", entry) {
            self.write.put_parts("person_names", id, parts, &name)?;
        }
        match (row.text("title"), row.int("organization_id")) {
            (title, Some(home)) if !before.is_empty() => {
                self.tell_papers(id, &name, (title.unwrap_or("…"), home), &before)
            }
            _ => Ok(()),
        }
    }

    /// A person whose present name in the registry is a former one of the entry, which is a renaming.
    fn renamed(&self, name: &str, organization: Option<i64>, entry: &Entry) -> Result<Option<i64>> {
        let former = entry.former_names("former_names").known().unwrap_or_default();
        if former.is_empty() || meant(&bearers(self.write, name)?, organization) != Meant::New {
            return Ok(None);
        }
        for former in former {
            if let Meant::One(id) | Meant::Placed(id) =
                meant(&bearers(self.write, &former.name)?, organization)
            {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// A title without a day holds on every day, so that another one rewrites papers of the past: tells
    /// which, and how to say it with a day.
    fn tell_papers(
        &mut self,
        id: i64,
        name: &str,
        (title, home): (&str, i64),
        before: &[(String, Vec<String>)],
    ) -> Result<()> {
        let after = titles_on_papers(self.write, id)?;
        let changed = after.iter().filter(|paper| !before.contains(paper)).map(|(paper, _)| paper.as_str());
        let papers: Vec<&str> = changed.collect();
        let more = if papers.len() > PAPERS { "…" } else { "" };
        let papers = papers.into_iter().take(PAPERS).collect::<Vec<_>>().join(", ") + more;
        if papers.is_empty() {
            return Ok(());
        }
        let org = self.names.shown(home).0;
        self.warnings.push(say!(
            "a title without a day holds on every day, so the papers of {papers} now name {name} otherwise; \
             to say it from a day on, leave the title as it was and `alliance person post {name} --org {org} --title {title} --from DAY`",
            "未注明日期的职务适用于任何一天，因此 {papers} 的文稿中{name}的职务随之改变；\
             如系自某日起任职，请保留原职务，改用 `alliance person post {name} --org {org} --title {title} --from 日期`"
        ));
        Ok(())
    }

    /// A post's organization says where the post is, not who the person is: a bare name is the one
    /// known person of that name, and only where several bear it do their organizations tell.
    pub(in crate::ops) fn post(&mut self, entry: &Entry) -> Result<()> {
        self.post_of(entry, None)
    }

    /// The same for a person who is known already.
    pub(in crate::ops) fn post_of(&mut self, entry: &Entry, person: Option<i64>) -> Result<()> {
        let (Some(name), Some(title)) = (entry.text("person").known(), entry.text("title").known()) else {
            return Ok(());
        };
        let organization = self.opt_organization(entry, "organization")?;
        let several = bearers(self.write, person_parts(name).0)?.len() > 1;
        let context = organization.filter(|_| several);
        let person = match person {
            Some(person) => person,
            None => self.person(name, context, entry.place_of("person"))?,
        };
        let (term, from) = (entry.int("term").known(), entry.day("from").known());
        let sql = "SELECT id FROM posts WHERE person_id = ?1 AND coalesce(organization_id, 0) = coalesce(?2, 0) \
                   AND coalesce(title, '') = ?3 AND coalesce(term, 0) = coalesce(?4, 0) \
                   AND coalesce(\"from\", '') = coalesce(?5, '')";
        let id =
            self.id_of(sql, &[person.into(), organization.into(), title.into(), term.into(), from.into()])?;
        let mut row = self.row_or_new("posts", id)?;
        row.set("person_id", person).set("organization_id", organization).set("stated", true);
        merge(&mut row, entry, &["title", "role", "term", "from", "until"]);
        default(&mut row, "role", "other");
        ordered(&row, "from", "until")?;
        // At an organization a post without any day is a title without a day.
        let undated = organization.filter(|_| row.text("from").is_none() && row.text("until").is_none());
        let before = if undated.is_some() { titles_on_papers(self.write, person)? } else { Vec::new() };
        self.write.put(&row, person_parts(name).0)?;
        match undated {
            Some(home) if !before.is_empty() => {
                self.tell_papers(person, person_parts(name).0, (title, home), &before)
            }
            _ => Ok(()),
        }
    }

    pub(in crate::ops) fn membership(&mut self, entry: &Entry) -> Result<()> {
        let (Some(organization), Some(class)) =
            (self.opt_organization(entry, "organization")?, entry.word("class").known())
        else {
            return Ok(());
        };
        let from = entry.day("from").known();
        let sql = "SELECT id FROM memberships WHERE organization_id = ?1 AND class = ?2 \
                   AND coalesce(\"from\", '') = coalesce(?3, '')";
        let id = self.id_of(sql, &[organization.into(), class.into(), from.into()])?;
        let mut row =
            self.row_or_new("memberships", id)?.with("organization_id", organization).with("stated", true);
        merge(&mut row, entry, &["class", "from", "until", "reason"]);
        if entry.has("until") {
            row.set("ended_by", None::<i64>).set("until_before", None::<i64>);
        }
        ordered(&row, "from", "until")?;
        self.to_settle.push(organization);
        let code = self.names.shown(organization).0.to_string();
        self.write.put(&row, &code).map(|_| ())
    }

    pub(in crate::ops) fn application(&mut self, entry: &Entry) -> Result<()> {
        let Some(organization) = self.opt_organization(entry, "organization")? else { return Ok(()) };
        let on = entry.day("on").known();
        let sql = "SELECT id FROM applications WHERE organization_id = ?1 AND coalesce(\"on\", '') = coalesce(?2, '')";
        let id = self.id_of(sql, &[organization.into(), on.into()])?;
        let mut row = self.row_or_new("applications", id)?.with("organization_id", organization);
        merge(&mut row, entry, &["on", "class", "status"]);
        default(&mut row, "status", "open");
        self.to_settle.push(organization);
        let code = self.names.shown(organization).0.to_string();
        self.write.put(&row, &code).map(|_| ())
    }

    /// Delegates or receivers as rows of `table`, for `organization`.
    pub(in crate::ops) fn people(
        &mut self,
        people: &[Who],
        organization: Option<i64>,
        table: &'static str,
    ) -> Result<Vec<Record>> {
        let mut rows = Vec::new();
        for who in people {
            let person = match &who.name {
                Some(name) => Some(self.person(name, organization, &who.place)?),
                None => None,
            };
            rows.push(Record::new(table).with("person_id", person).with("title", who.title.clone()));
        }
        Ok(rows)
    }
}
