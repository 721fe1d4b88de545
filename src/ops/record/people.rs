//! Persons, their posts, memberships and applications.

use super::{Taker, default, merge, ordered};
use crate::{
    error::Result,
    model::record::{Entry, Who},
    ops::names::{bearers, person_parts},
    store::Record,
};

impl Taker<'_, '_> {
    pub(super) fn person_entry(&mut self, entry: &Entry) -> Result<()> {
        let Some(name) = entry.text("name").known() else { return Ok(()) };
        let organization = self.opt_organization(entry, "organization")?;
        let id = self.person(name, organization, entry.place_of("name"))?;
        let mut row = self.write.row("persons", id)?;
        if organization.is_some() {
            row.set("organization_id", organization);
        } else if entry.has("organization") {
            row.set("organization_id", None::<i64>);
        }
        merge(&mut row, entry, &["title", "email", "phone", "note"]);
        self.write.put(&row, person_parts(name).0).map(|_| ())
    }

    /// A post's organization says where the post is, not who the person is: a bare name is the one
    /// known person of that name, and only where several bear it do their organizations tell.
    pub(super) fn post(&mut self, entry: &Entry) -> Result<()> {
        let (Some(name), Some(title)) = (entry.text("person").known(), entry.text("title").known()) else {
            return Ok(());
        };
        let organization = self.opt_organization(entry, "organization")?;
        let several = bearers(self.write, person_parts(name).0)?.len() > 1;
        let context = organization.filter(|_| several);
        let person = self.person(name, context, entry.place_of("person"))?;
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

    pub(super) fn membership(&mut self, entry: &Entry) -> Result<()> {
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
        ordered(&row, "from", "until")?;
        let code = self.names.shown(organization).0.to_string();
        self.write.put(&row, &code).map(|_| ())
    }

    pub(super) fn application(&mut self, entry: &Entry) -> Result<()> {
        let Some(organization) = self.opt_organization(entry, "organization")? else { return Ok(()) };
        let on = entry.day("on").known();
        let sql = "SELECT id FROM applications WHERE organization_id = ?1 AND coalesce(\"on\", '') = coalesce(?2, '')";
        let id = self.id_of(sql, &[organization.into(), on.into()])?;
        let mut row = self.row_or_new("applications", id)?.with("organization_id", organization);
        merge(&mut row, entry, &["on", "class", "status"]);
        default(&mut row, "status", "open");
        let code = self.names.shown(organization).0.to_string();
        self.write.put(&row, &code).map(|_| ())
    }

    /// Delegates or receivers as rows of `table`, for `organization`.
    pub(super) fn people(
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
