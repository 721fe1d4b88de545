//! What a record is called in full, for whoever is asked about it: a reference may be a part of a name or its pinyin.

use super::{Listed as _, Moment, Sessions};
use crate::{
    error::Result,
    ops::{
        names::Names,
        refs::{self, Target},
    },
    store::Read,
};

/// The full name of what a noun's reference means, with the reference where that is another.
///
/// # Errors
/// A reference to nothing, or to several things.
pub fn full_name(read: &Read<'_>, noun: &str, text: &str, moment: Moment) -> Result<String> {
    let (table, id, reference) = match refs::target(read, &Names::of(read), noun, text)? {
        Target::Row { table, id, reference } => (table, id, reference),
        Target::Code { code, .. } => {
            let sql = "SELECT coalesce(name, '') FROM bodies WHERE code = ?1";
            return Ok(joined(read.first(sql, &[code.as_str().into()])?, &code));
        }
        Target::Number { number, .. } => return Ok(number.to_string()),
    };
    let sql = match table {
        "organizations" => "SELECT name FROM organizations WHERE id = ?1",
        "persons" => {
            "SELECT p.name || coalesce(' ' || p.title, '') || coalesce(', ' || o.name, '') \
             FROM persons p LEFT JOIN organizations o ON o.id = p.organization_id WHERE p.id = ?1"
        }
        "sessions" => {
            let session = Sessions(moment).rows(read, &[id], None)?.pop();
            return Ok(joined(session.map(|session| session.name), &reference));
        }
        "motions" => "SELECT title FROM motions WHERE id = ?1",
        "actions" => "SELECT title FROM actions WHERE id = ?1",
        "visits" => {
            "SELECT o.name || coalesce(' ' || v.\"start\", '') FROM visits v JOIN organizations o ON o.id = v.host_id \
             WHERE v.id = ?1"
        }
        "contacts" => {
            "SELECT o.name || coalesce(' ' || p.name, '') FROM contacts c JOIN organizations o ON o.id = c.organization_id \
             LEFT JOIN persons p ON p.id = c.person_id WHERE c.id = ?1"
        }
        "documents" => "SELECT CASE WHEN title IS NULL THEN path ELSE title || ', ' || path END FROM documents WHERE id = ?1",
        // They are called by their names.
        _ => return Ok(reference),
    };
    Ok(joined(read.first(sql, &[id.into()])?, &reference))
}

/// `name (reference)`, once where both are the same.
fn joined(name: Option<String>, reference: &str) -> String {
    match name {
        Some(name) if name.is_empty() || name == reference => reference.to_string(),
        Some(name) if name.starts_with(reference) => name,
        Some(name) => format!("{name} ({reference})"),
        None => reference.to_string(),
    }
}
