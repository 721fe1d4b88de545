//! Persons, their posts, memberships and applications.

use super::{Taker, default, merge, ordered};
use crate::{
    error::{Error, Result},
    model::record::{Entry, Who},
    ops::names::{bearers, person_parts},
    say,
    store::Record,
};

impl Taker<'_, '_> {
    pub(in crate::ops) fn person_entry(&mut self, entry: &Entry, target: Option<i64>) -> Result<()> {
        let name = entry.text("name").known().map(|name| person_parts(name).0);
        let organization = self.opt_organization(entry, "organization")?;
        let id = match (target, entry.text("name").known()) {
            (Some(id), _) => id,
            (None, Some(name)) => self.person(name, organization, entry.place_of("name"))?,
            (None, None) => return Ok(()),
        };
        let mut row = self.write.row("persons", id)?;
        if let Some(name) = name {
            row.set("name", name);
        }
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
        self.write.put(&row, &name).map(|_| ())
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
        self.write.put(&row, person_parts(name).0).map(|_| ())
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
