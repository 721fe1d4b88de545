//! What a workbook leaves blank of delegates and candidates, and which candidates it no longer has.

use super::{Of, Taker};
use crate::{
    error::Result,
    model::{
        form::unfilled,
        record::{Entry, Given, Place},
        words::Roster,
    },
    noun::{Field, Noun, Type},
    say,
    store::{Record, Value, tables},
};

impl Taker<'_, '_> {
    /// Whether an entry is a row of a workbook's roster that says nothing of whether a member came who is not recorded
    /// there: of a complete roster that is a fault, which is kept.
    pub(super) fn waits(&mut self, entry: &Entry, of: Of<'_>) -> Result<bool> {
        let is_blank = entry.blank().any(|(key, _)| key == "presence");
        if !self.options.of_form || !is_blank || entry.shape.is != Noun::Attendance || !entry.waits() {
            return Ok(false);
        }
        let name = entry.text("organization").known().unwrap_or_default();
        let roster = of.session.map(|id| self.write.row("sessions", id)).transpose()?;
        if roster.is_some_and(|row| row.text("roster") == Some(Roster::Partial.code())) {
            let place = &entry.place;
            self.warnings.push(say!(
                "{place}: whether {name} came is not filled in, and not taken",
                "{place}：{name} 的出席情况未填，已略过"
            ));
        } else {
            self.fault_at(&entry.place, unfilled(name));
        }
        Ok(true)
    }

    /// What a workbook says of delegates or candidates, with what it leaves blank as it is recorded, and with the
    /// candidates that it no longer has: a blank cell and a deleted row change nothing, and are told.
    pub(super) fn with_recorded(
        &mut self,
        entry: &Entry,
        field: &Field,
        table: &'static str,
        owner: &Value,
        mut parts: Vec<Record>,
        reference: &str,
    ) -> Result<Vec<Record>> {
        let columns = &tables::table(table).columns;
        let Some((first, own)) = columns.split_first() else { return Ok(parts) };
        let own: Vec<&str> = own.iter().copied().filter(|column| !matches!(*column, "id" | "seq")).collect();
        let recorded = self.write.rows_where(table, &[(first, owner.clone())])?;
        let value = |row: &Record, column: &str| match own.contains(&column) {
            true => row.get(column).clone(),
            false => Value::Null,
        };
        // A title beside a blank name is that of whoever is recorded, where that is one person.
        let is_nameless = matches!(field.ty, Type::People) && entry.blank().any(|(key, _)| key == field.key);
        if is_nameless && !self.options.clear_blank {
            match (&mut parts[..], &recorded[..]) {
                ([part], [old]) if *old.get("person_id") != Value::Null => {
                    part.set("person_id", old.get("person_id").clone());
                }
                (_, recorded) if recorded.iter().any(|old| *old.get("person_id") != Value::Null) => {
                    let kept = |old: &Record| own.iter().fold(Record::new(table), |row, column| row.with(column, old.get(column).clone()));
                    return Ok(recorded.iter().map(kept).collect());
                }
                _ => {}
            }
        }
        // Somebody is told by the person, and an organization that stands alone by itself.
        let is_same = |a: &Record, b: &Record| {
            let whose = if value(b, "person_id") == Value::Null { "organization_id" } else { "person_id" };
            let agree = |column: &&str| {
                let (a, b) = (value(a, column), value(b, column));
                a == Value::Null || b == Value::Null || a == b
            };
            value(a, whose) != Value::Null
                && value(a, whose) == value(b, whose)
                && ["person_id", "organization_id", "role"].iter().all(agree)
        };
        let mut gone = Vec::new();
        for old in &recorded {
            let at = parts.iter().position(|part| is_same(part, old));
            match at.and_then(|at| parts.get_mut(at)) {
                Some(part) if !self.options.clear_blank => {
                    for column in &own {
                        if *part.get(column) == Value::Null && *old.get(column) != Value::Null {
                            part.set(column, old.get(column).clone());
                            self.blank.push(place_of(entry, field, column, at.unwrap_or_default()));
                        }
                    }
                }
                Some(_) => {}
                None => gone.push(old),
            }
        }
        if !matches!(field.ty, Type::Candidates) || gone.is_empty() || self.options.prune {
            return Ok(parts);
        }
        let mut names = Vec::new();
        for old in gone {
            names.push(match (old.int("person_id"), old.int("organization_id")) {
                (Some(person), _) => self.names.person_text(person, None)?,
                (None, organization) => self.names.shown(organization.unwrap_or_default())?.1.to_string(),
            });
            let kept = own.iter().fold(Record::new(table), |row, column| row.with(column, old.get(column).clone()));
            parts.push(kept);
        }
        let (en, zh) = (names.join(", "), names.join("、"));
        self.warnings.push(say!(
            "{reference}: recorded and no longer in the workbook, kept: candidates {en}; `apply --prune` takes out what is gone",
            "{reference}：工作簿中已没有的候选人仍保留：{zh}；如需删除，请用 `apply --prune`"
        ));
        Ok(parts)
    }
}

/// Where a cell of one of several delegates or candidates stands: that of titles beside the names, or the row of its own.
fn place_of(entry: &Entry, field: &Field, column: &str, at: usize) -> Place {
    let title = entry.blank().find(|(key, _)| *key == column).map(|(_, place)| place);
    let own = match entry.get(field.key) {
        Some(Given::Candidates(all)) => all.get(at).map(|one| &one.place),
        _ => None,
    };
    title.or(own).unwrap_or_else(|| entry.place_of(field.key)).clone()
}
