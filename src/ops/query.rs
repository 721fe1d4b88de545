//! The queries: each reads one moment of the registry and answers with a view of `model`.

mod alliance;
mod calendar;
mod called;
mod entry;
mod facts;
mod ids;
mod journal;
mod member;
mod moment;
mod motion;
mod paper;
mod person;
mod search;
mod session;
mod site;
mod site_meetings;
mod stats;
mod story;
#[cfg(test)]
mod tests;

use super::verdict;
use crate::{
    error::Result,
    model::organization::OrganizationRef,
    store::{Read, Row},
};

use story::stories;

use called::{Bodies, Called, People, When, alliance_on, people, recorded, term_on};

pub use super::rows::Ids;
pub use alliance::*;
pub use calendar::*;
pub(crate) use called::titles_on_papers;
pub use entry::*;
pub use facts::*;
pub use journal::*;
pub use member::*;
pub use moment::*;
pub use motion::*;
pub use paper::*;
pub use person::*;
pub use search::*;
pub use session::*;
pub use site::{count_roll_calls, site_frame, site_register};
pub use site_meetings::{site_sessions, site_votes};
pub use stats::*;

fn named_org(row: &Row<'_>, at: usize) -> Result<Option<OrganizationRef>> {
    Ok(row.opt_text(at)?.zip(row.opt_text(at + 1)?).map(|(code, name)| OrganizationRef { code, name }))
}

/// Row numbers as a statement lists them.
fn listed(ids: impl IntoIterator<Item = i64>) -> String {
    let mut ids: Vec<i64> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    // An empty list is no SQL; no row has this number.
    let ids: Vec<String> =
        if ids.is_empty() { vec!["-1".into()] } else { ids.iter().map(i64::to_string).collect() };
    ids.join(", ")
}

fn texts(read: &Read<'_>, table: &str, owner: &str, id: i64) -> Result<Vec<String>> {
    read.all(&format!("SELECT text FROM {table} WHERE {owner} = ?1 ORDER BY seq"), &[id.into()], |r| {
        r.text(0)
    })
}
