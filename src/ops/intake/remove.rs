//! Taking records out, with the parts that have no life of their own.

use super::Taker;
use crate::{
    error::Result,
    noun::{NOUNS, Noun, To},
    ops::rows::owner_of_sources,
    say,
    store::{Value, tables},
};

/// Tables whose rows go with their owner, and the column that names it. Attendance and agenda have
/// no reference of their own; a motion, a visit or an action has, and so keeps its session standing.
fn parts(table: &str) -> Vec<(&'static str, &'static str)> {
    let fields = NOUNS.iter().filter(|shape| shape.store == table).flat_map(|shape| shape.fields);
    let mut parts: Vec<(&str, &str)> = Vec::new();
    for field in fields {
        if let To::Parts(part) = field.to {
            parts.push((part, tables::table(part).columns.first().copied().unwrap_or_default()));
        }
    }
    if table == "sessions" {
        let within = |shape: &&&crate::noun::Shape| matches!(shape.is, Noun::Attendance | Noun::Agenda);
        parts.extend(NOUNS.iter().filter(within).map(|shape| (shape.store, "session_id")));
    }
    parts
}

impl Taker<'_, '_> {
    /// Takes a row out and its parts with it. Whether other records stand on it is the gate's to say,
    /// at the end of the transaction.
    pub(in crate::ops) fn remove_with_parts(
        &mut self,
        table: &'static str,
        id: i64,
        reference: &str,
    ) -> Result<()> {
        let reference = match table {
            "motions" => {
                self.withdraw_effects(id)?;
                let reference = self.motion_text(id)?;
                let row = self.write.row(table, id)?;
                if let (Some(session), Some(number)) = (row.int("session_id"), row.int("number")) {
                    for title in self.agenda_of(session, number, None)? {
                        self.warnings.push(say!(
                            "the agenda item {title} names {reference} no more",
                            "议程“{title}”不再指向 {reference}"
                        ));
                    }
                }
                reference
            }
            _ => reference.to_string(),
        };
        self.remove_parts(table, &Value::Int(id), &reference)?;
        self.write.remove(table, &[Value::Int(id)], &reference).map(|_| ())
    }

    /// Takes the parts of a row out.
    pub(in crate::ops) fn remove_parts(&mut self, table: &str, owner: &Value, reference: &str) -> Result<()> {
        for (part, column) in parts(table) {
            let owner = if part == "sources" { owner_of_sources(table, owner) } else { owner.clone() };
            for row in self.write.rows_where(part, &[(column, owner)])? {
                match (row.table.columns.first() == Some(&"id")).then(|| row.int("id")).flatten() {
                    Some(id) => self.remove_with_parts(part, id, reference)?,
                    None => self.write.remove(part, &row.key(), reference).map(|_| ())?,
                }
            }
        }
        Ok(())
    }
}
