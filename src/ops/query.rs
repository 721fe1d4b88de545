//! The queries: each reads one moment of the registry and answers with a view of `model`.

mod alliance;
mod calendar;
mod entry;
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
mod visit;

use std::collections::HashMap;

use super::verdict;
use crate::{
    error::Result,
    model::{day::Day, organization::OrganizationRef, person::Named},
    store::{Read, Row, Value},
};

pub use alliance::*;
pub use calendar::*;
pub use entry::*;
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
pub use visit::*;

fn named_org(row: &Row<'_>, at: usize) -> Result<Option<OrganizationRef>> {
    Ok(row.opt_text(at)?.zip(row.opt_text(at + 1)?).map(|(code, name)| OrganizationRef { code, name }))
}

/// The names of organizations, to tell without a further question what one was called on a day.
struct Called(HashMap<i64, Names>);

/// Code, present name, and earlier names with their last days.
type Names = (String, String, Vec<(Day, String)>);

impl Called {
    /// Those of all organizations.
    fn read(read: &Read<'_>) -> Result<Called> {
        Called::asked(read, "", "")
    }

    /// Those of some.
    fn of(read: &Read<'_>, ids: impl IntoIterator<Item = i64>) -> Result<Called> {
        let ids = listed(ids);
        Called::asked(read, &format!("WHERE id IN ({ids})"), &format!("AND organization_id IN ({ids})"))
    }

    fn asked(read: &Read<'_>, some: &str, theirs: &str) -> Result<Called> {
        let mut all = HashMap::new();
        read.each(&format!("SELECT id, code, name FROM organizations {some}"), &[], &mut |row| {
            all.insert(row.int(0)?, (row.text(1)?, row.text(2)?, Vec::new()));
            Ok(())
        })?;
        let sql = format!(
            "SELECT organization_id, name, \"until\" FROM organization_names WHERE \"until\" IS NOT NULL {theirs} \
             ORDER BY organization_id, \"until\" NULLS FIRST"
        );
        read.each(&sql, &[], &mut |row| {
            if let (Some((.., former)), Some(until)) = (all.get_mut(&row.int(0)?), row.opt_day(2)?) {
                former.push((until, row.text(1)?));
            }
            Ok(())
        })?;
        Ok(Called(all))
    }

    /// An organization as it was called on a day: the first former name that still held then.
    fn on(&self, id: i64, day: Day) -> Option<OrganizationRef> {
        let (code, name, former) = self.0.get(&id)?;
        let name = former.iter().find(|(until, _)| *until >= day).map_or(name, |(_, former)| former);
        Some(OrganizationRef { code: code.clone(), name: name.clone() })
    }
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

/// People of attendances or receptions, by those; a title left out is that of the person's post there.
/// `of` is a SELECT of them: `id`, `organization_id` and `day`.
fn people(
    read: &Read<'_>,
    (table, owner): (&str, &str),
    of: &str,
    params: &[Value],
) -> Result<HashMap<i64, Vec<Named>>> {
    let sql = format!(
        "SELECT x.{owner}, p.name, coalesce(x.title, (SELECT t.title FROM posts t WHERE t.person_id = x.person_id \
         AND t.organization_id = w.organization_id AND (t.\"from\" IS NULL OR w.day IS NULL OR t.\"from\" <= w.day) \
         AND (t.\"until\" IS NULL OR w.day IS NULL OR t.\"until\" >= w.day) \
         ORDER BY t.\"from\" DESC NULLS LAST, t.id LIMIT 1), \
         CASE WHEN p.organization_id = w.organization_id THEN p.title END) \
         FROM ({of}) w JOIN {table} x ON x.{owner} = w.id LEFT JOIN persons p ON p.id = x.person_id \
         ORDER BY x.{owner}, x.seq"
    );
    let mut all: HashMap<i64, Vec<Named>> = HashMap::new();
    read.each(&sql, params, &mut |r| {
        let named = Named { name: r.opt_text(1)?, title: r.opt_text(2)? };
        all.entry(r.int(0)?).or_default().push(named);
        Ok(())
    })?;
    Ok(all)
}
