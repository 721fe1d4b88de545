//! What persons alone know: who is meant by a name, and which papers a new title changes.

use super::{Laid, Of, Taker};
use crate::{
    error::{Error, Result},
    model::{person::office_of, record::Entry},
    ops::{
        names::{Bearer, Meant, ambiguous_person, meant, named_person},
        query::titles_on_papers,
    },
    say,
    store::Record,
};

/// So many papers that a new title changes are told one by one.
const PAPERS: usize = 20;

impl Taker<'_, '_> {
    /// Of that name at that organization; else the one who has none yet; else by a former name, which is a
    /// renaming.
    pub(super) fn find_person(&mut self, entry: &Entry, said: &mut Vec<Laid>) -> Result<Option<Record>> {
        let text = entry.text("name").known().unwrap_or_default();
        let (name, told) = named_person(text).map_err(|e| e.at(entry.place_of("name")))?;
        let mut home = self.opt_organization(entry, "organization")?;
        if let (None, Some(organization)) = (home, told.filter(|told| !told.is_empty())) {
            home = Some(self.organization_named(organization, entry.place_of("name"))?);
            said.push(("organization_id", home.into()));
        }
        let all = self.bearers(name)?;
        // An export tells two of a name apart by their own organization alone.
        let exact = entry.has("forgotten") || told == Some("");
        let id = if exact {
            all.iter().find(|b| b.home == home && !b.former).map(|b| b.id)
        } else {
            match meant(&all, home) {
                Meant::One(id) | Meant::Placed(id) => Some(id),
                Meant::New => self.renamed(home, entry)?,
                // Of several it is the one of whom all of this is known already, else the one whose own record has
                // no organization either: so the same file means the same person.
                Meant::Many(among)
                    if home.is_none() && !self.options.loose && self.said_before(&among, said)?.is_some() =>
                {
                    self.said_before(&among, said)?
                }
                Meant::Many(among) => {
                    let place = entry.place_of("name");
                    let error = ambiguous_person(self.write, &self.names, name, &among)?;
                    return Err(error.at(place));
                }
            }
        };
        id.map(|id| self.write.row("persons", id)).transpose()
    }

    /// Of some who bear a name the first of whom all that is said is recorded, or the only one without an
    /// organization.
    fn said_before(&self, among: &[Bearer], said: &[Laid]) -> Result<Option<i64>> {
        for bearer in among {
            let row = self.write.row("persons", bearer.id)?;
            if said.iter().all(|(column, value)| *column == "name" || row.get(column) == value) {
                return Ok(Some(bearer.id));
            }
        }
        let free: Vec<&Bearer> = among.iter().filter(|bearer| bearer.home.is_none()).collect();
        Ok(if let [only] = free[..] { Some(only.id) } else { None })
    }

    /// A person whose present name in the registry is a former one of the entry.
    fn renamed(&self, home: Option<i64>, entry: &Entry) -> Result<Option<i64>> {
        for former in entry.former_names("former_names").known().unwrap_or_default() {
            if let Meant::One(id) | Meant::Placed(id) = meant(&self.bearers(&former.name)?, home) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    pub(super) fn complete_person(
        &mut self,
        entry: &Entry,
        of: Of<'_>,
        row: &mut Record,
        old: Option<&Record>,
    ) -> Result<()> {
        let given = entry.text("name").known().map(named_person).transpose();
        if let Some((name, _)) = given.map_err(|e| e.at(entry.place_of("name")))? {
            // A former name finds the person, and changes nothing of the present one; a new one comes with it.
            let renamed = of.target.is_some()
                || old.is_none_or(|old| {
                    let former = entry.former_names("former_names").known().unwrap_or_default();
                    former.iter().any(|former| old.text("name") == Some(&former.name))
                });
            if renamed {
                row.set("name", name);
            }
        }
        let name = row.text("name").unwrap_or_default();
        let (id, home) = (row.int("id").unwrap_or_default(), row.int("organization_id"));
        // A new or changed name must be another one however it is written; what stood before may stay.
        let same_name = old.is_some_and(|old| old.text("name") == Some(name));
        let twin = |other: &Bearer| {
            other.id != id && !other.former && (other.exact || !same_name) && other.home == home
        };
        if self.bearers(name)?.iter().any(twin) {
            return Err(Error::conflict(say!(
                "another {name} of that organization is recorded already",
                "该单位已有另一位“{name}”"
            )));
        }
        let same = |column| old.is_none_or(|old| old.get(column) == row.get(column));
        if !(same("title") && same("organization_id")) {
            self.keep_papers(row.int("id"))?;
        }
        Ok(())
    }

    /// A new post of the alliance whose title is one of its offices is that office, where nothing else is said; it is told.
    pub(super) fn office_by_title(&mut self, entry: &Entry, row: &mut Record) {
        let title = row.text("title").unwrap_or_default().to_string();
        let Some(role) = office_of(&title) else { return };
        row.set("role", role.code());
        let (code, (_, zh), place) = (role.code(), role.labels(), entry.place_of("title"));
        self.warnings.push(say!(
            "{place}: {title} of the alliance is taken as its office {code}; role=other says otherwise",
            "{place}：联盟的“{title}”按职位“{zh}”登记；如非此意，请写 role=other"
        ));
    }

    /// Takes in how a person is called now.
    pub(in crate::ops::intake) fn person_is(&mut self, row: &Record) -> Result<()> {
        let id = row.int("id").unwrap_or_default();
        let former = self.write.rows_where("person_names", &[("person_id", id.into())])?;
        let former: Vec<&str> = former.iter().filter_map(|row| row.text("name")).collect();
        if let Some(persons) = self.names.persons_mut() {
            persons.put(id, row.text("name").unwrap_or_default(), row.int("organization_id"), &former);
        }
        Ok(())
    }

    /// Keeps what papers say of a person, to tell what a new title changes.
    pub(super) fn keep_papers(&mut self, person: Option<i64>) -> Result<()> {
        if let Some(id) = person.filter(|_| !self.facts) {
            self.papers = titles_on_papers(self.write, id)?;
        }
        Ok(())
    }

    /// A title without a day holds on every day, so that another one rewrites papers of the past: tells
    /// which, and how to say it with a day.
    pub(super) fn tell_papers(&mut self, person: Option<i64>, row: &Record) -> Result<()> {
        let before = std::mem::take(&mut self.papers);
        let (Some(id), Some(home), false) = (person, row.int("organization_id"), before.is_empty()) else {
            return Ok(());
        };
        let name = self.write.row("persons", id)?;
        let (name, title) = (name.text("name").unwrap_or_default(), row.text("title").unwrap_or("…"));
        let after = titles_on_papers(self.write, id)?;
        let changed = after.iter().filter(|paper| !before.contains(paper)).map(|(paper, _)| paper.as_str());
        let papers: Vec<&str> = changed.collect();
        let more = if papers.len() > PAPERS { "…" } else { "" };
        let papers = papers.into_iter().take(PAPERS).collect::<Vec<_>>().join(", ") + more;
        if papers.is_empty() {
            return Ok(());
        }
        let org = self.names.shown(home)?.0;
        self.warnings.push(say!(
            "a title without a day holds on every day, so the papers of {papers} now name {name} otherwise; \
             to say it from a day on, leave the title as it was and `alliance person post {name} --org {org} --title {title} --from DAY`",
            "未注明日期的职务适用于任何一天，因此 {papers} 的文稿中{name}的职务随之改变；\
             如系自某日起任职，请保留原职务，改用 `alliance person post {name} --org {org} --title {title} --from 日期`"
        ));
        Ok(())
    }
}
