//! Taking records out, with the parts that have no life of their own.

use super::Taker;
use crate::{
    error::Result,
    model::{record::Entry, text::fold},
    store::{Value, tables},
};

/// Tables whose rows go with their owner, and the column that names it. Attendance and agenda have
/// no reference of their own; a motion, a visit or an action has, and so keeps its session standing.
fn parts(table: &str) -> &'static [(&'static str, &'static str)] {
    match table {
        "organizations" => {
            &[("organization_names", "organization_id"), ("organization_aliases", "organization_id")]
        }
        "persons" => &[("person_names", "person_id")],
        "sessions" => {
            &[("session_chairs", "session_id"), ("attendances", "session_id"), ("agenda_items", "session_id")]
        }
        "attendances" => &[("delegates", "attendance_id")],
        "agenda_items" => &[("agenda_topics", "agenda_item_id")],
        "motions" => {
            &[("motion_subjects", "motion_id"), ("candidates", "motion_id"), ("ballots", "motion_id")]
        }
        "visits" => &[
            ("visit_receivers", "visit_id"),
            ("visit_visitors", "visit_id"),
            ("visit_sites", "visit_id"),
            ("visit_topics", "visit_id"),
        ],
        _ => &[],
    }
}

impl Taker<'_, '_> {
    /// Takes out what the file of a listed session no longer has.
    pub(super) fn prune(
        &mut self,
        entry: &Entry,
        session: i64,
        reference: &str,
        kept: &[(&'static str, i64)],
    ) -> Result<()> {
        for table in ["attendances", "agenda_items", "motions"] {
            let sql = format!("SELECT id FROM {table} WHERE session_id = ?1 ORDER BY id");
            for id in self.write.all(&sql, &[session.into()], |row| row.int(0))? {
                if !kept.contains(&(table, id)) {
                    self.remove_with_parts(table, id, reference)?;
                }
            }
        }
        let sql = "SELECT id, title FROM actions WHERE session_id = ?1 ORDER BY id";
        for (id, title) in self.write.all(sql, &[session.into()], |row| Ok((row.int(0)?, row.text(1)?)))? {
            let listed = entry.children_of("action").filter_map(|a| a.text("title").known());
            if !listed.map(fold).any(|t| t == fold(&title)) {
                self.remove_with_parts("actions", id, &format!("a{id}"))?;
            }
        }
        Ok(())
    }

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
                let sql = "SELECT r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id \
                           WHERE m.id = ?1";
                self.write.one(sql, &[id.into()], |row| row.text(0))?.unwrap_or(reference.to_string())
            }
            _ => reference.to_string(),
        };
        for (part, owner) in parts(table) {
            let columns = &tables::table(part).columns;
            let key = if columns.first() == Some(&"id") { "id" } else { columns.get(1).unwrap_or(&"seq") };
            let sql = format!("SELECT \"{key}\" FROM {part} WHERE {owner} = ?1 ORDER BY 1");
            for other in self.write.all(&sql, &[id.into()], |row| row.int(0))? {
                if key == "id" {
                    self.remove_with_parts(part, other, &reference)?;
                } else {
                    self.write.remove(part, &[Value::Int(id), other.into()], &reference)?;
                }
            }
        }
        self.write.remove(table, &[Value::Int(id)], &reference).map(|_| ())
    }
}
