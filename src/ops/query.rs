//! The queries: each reads one moment of the registry and answers with a view of `model`.

mod alliance;
mod calendar;
mod entry;
mod journal;
mod member;
mod motion;
mod paper;
mod person;
mod search;
mod session;
mod site;
mod site_meetings;
mod stats;
mod visit;

use super::verdict;
use crate::{
    error::Result,
    model::{day::Day, organization::OrganizationRef, person::Named},
    store::{Read, Row},
};

pub use alliance::*;
pub use calendar::*;
pub use entry::*;
pub use journal::*;
pub use member::*;
pub use motion::*;
pub use paper::*;
pub use person::*;
pub use search::*;
pub use session::*;
pub use site::{count_roll_calls, site_frame, site_register};
pub use site_meetings::{site_sessions, site_votes};
pub use stats::*;
pub use visit::*;

fn named_org(row: &Row<'_>, at: usize) -> Result<Option<OrganizationRef>> {
    Ok(row.opt_text(at)?.zip(row.opt_text(at + 1)?).map(|(code, name)| OrganizationRef { code, name }))
}

/// An organization as it was called on a day: the first former name that still held then.
fn called(read: &Read<'_>, id: i64, day: Day) -> Result<Option<OrganizationRef>> {
    let sql = "SELECT o.code, coalesce((SELECT n.name FROM organization_names n WHERE n.organization_id = o.id \
               AND n.\"until\" >= ?2 ORDER BY n.\"until\" LIMIT 1), o.name) FROM organizations o WHERE o.id = ?1";
    Ok(read.one(sql, &[id.into(), day.into()], |row| named_org(row, 0))?.flatten())
}

fn texts(read: &Read<'_>, table: &str, owner: &str, id: i64) -> Result<Vec<String>> {
    read.all(&format!("SELECT text FROM {table} WHERE {owner} = ?1 ORDER BY seq"), &[id.into()], |r| {
        r.text(0)
    })
}

/// People of an attendance or a reception; a title left out is that of the person's post there.
fn people(
    read: &Read<'_>,
    table: &str,
    owner: &str,
    id: i64,
    organization: Option<i64>,
    day: Option<Day>,
) -> Result<Vec<Named>> {
    let sql = format!(
        "SELECT p.name, coalesce(x.title, (SELECT t.title FROM posts t WHERE t.person_id = x.person_id \
         AND t.organization_id = ?2 AND (t.\"from\" IS NULL OR ?3 IS NULL OR t.\"from\" <= ?3) \
         AND (t.\"until\" IS NULL OR ?3 IS NULL OR t.\"until\" >= ?3) ORDER BY t.\"from\" DESC NULLS LAST, t.id LIMIT 1), \
         CASE WHEN p.organization_id = ?2 THEN p.title END) \
         FROM {table} x LEFT JOIN persons p ON p.id = x.person_id WHERE x.{owner} = ?1 ORDER BY x.seq"
    );
    read.all(&sql, &[id.into(), organization.into(), day.into()], |r| {
        Ok(Named { name: r.opt_text(0)?, title: r.opt_text(1)? })
    })
}
