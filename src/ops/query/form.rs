//! What a workbook to fill in lets choose from.

use crate::{
    error::Result,
    model::{
        form::Choices,
        session_name::{BodyClaim, BodyName, MeantBody, english_body},
    },
    ops::refs,
    store::Read,
};

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
        bodies: bodies(read)?,
        sessions: texts(
            "SELECT r.ref FROM sessions s JOIN session_refs r ON r.session_id = s.id ORDER BY s.\"start\" DESC, s.id DESC",
        )?,
    })
}

/// What each body is called in English and in Chinese, where the name means it alone; else its code.
fn bodies(read: &Read<'_>) -> Result<Vec<(String, String)>> {
    let bodies = refs::bodies(read)?;
    let present = bodies.known.iter().filter(|body| body.claim == BodyClaim::Present).take(MOST);
    Ok(present
        .map(|body| {
            let own = |known: &&BodyName| known.code == body.code && known.claim == BodyClaim::English;
            let english = bodies.known.iter().find(own).map(|known| known.name.as_str());
            let sure = |name: &str| match bodies.meant(name) {
                MeantBody::One(code) if code == body.code => name.to_string(),
                _ => body.code.clone(),
            };
            (sure(english.or(english_body(&body.code)).unwrap_or(&body.name)), sure(&body.name))
        })
        .collect())
}
