//! What a workbook to fill in lets choose from.

use crate::{error::Result, model::form::Choices, store::Read};

/// So many names of each kind: a list to choose from that is longer serves nobody.
const MOST: usize = 5_000;

/// Names of organizations that are members or were, else of all; of persons, bodies and sessions.
pub fn form_choices(read: &Read<'_>) -> Result<Choices> {
    let texts = |sql: &str| -> Result<Vec<String>> { read.rows::<String>(&format!("{sql} LIMIT {MOST}"), &[]) };
    Ok(Choices {
        organizations: texts(
            "SELECT name FROM organizations WHERE merged_into IS NULL ORDER BY CASE WHEN EXISTS \
             (SELECT 1 FROM memberships m WHERE m.organization_id = organizations.id) THEN 0 ELSE 1 END, code",
        )?,
        persons: texts("SELECT DISTINCT name FROM persons WHERE forgotten = 0 ORDER BY name")?,
        bodies: texts("SELECT coalesce(name, code) FROM bodies ORDER BY code")?,
        sessions: texts(
            "SELECT r.ref FROM sessions s JOIN session_refs r ON r.session_id = s.id ORDER BY s.\"start\" DESC, s.id DESC",
        )?,
    })
}
