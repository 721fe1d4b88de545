//! What minutes say of other sessions: what became of what the last one agreed to do, which later one confirmed them, and
//! what was corrected since.

use super::{Ids, facts, sessions};
use crate::{
    error::Result,
    model::{
        day::Day,
        facts::Facts,
        paper::Correction,
        session::SessionRow,
    },
    noun::ACTION,
    store::Read,
};

/// Whether the minutes of any session are confirmed.
pub fn has_confirmed(read: &Read<'_>) -> Result<bool> {
    Ok(read.first::<i64>("SELECT 1 FROM sessions WHERE confirmed_in_id IS NOT NULL LIMIT 1", &[])?.is_some())
}

/// What the body agreed to do at its last meeting before a session, and since then by letter.
pub fn followup(read: &Read<'_>, session: &SessionRow) -> Result<Option<(SessionRow, Vec<Facts>)>> {
    let sql = "SELECT s.id, s.kind FROM sessions s WHERE s.body = ?1 AND s.\"start\" < ?2 AND coalesce(s.status, 'held') = 'held' \
               ORDER BY s.\"start\" DESC, s.id DESC";
    let key = [session.body.clone().into(), session.start.into()];
    let mut before = Vec::new();
    for (id, kind) in read.rows::<(i64, Option<String>)>(sql, &key)? {
        before.push(id);
        if kind.as_deref() != Some("correspondence") {
            break;
        }
    }
    let Some(meeting) = before.last() else { return Ok(None) };
    let actions = facts(read, &ACTION, Ids::Of("session_id", &before), None)?;
    let row = sessions(read, Ids::These(&[*meeting]))?.pop();
    Ok(row.filter(|_| !actions.is_empty()).map(|row| (row, actions)))
}

/// Which session confirmed the minutes of one, and the entries of the journal that changed these since. What was packed
/// came in by an import, which is no correction.
pub fn confirmed(read: &Read<'_>, id: i64, reference: &str) -> Result<Option<(SessionRow, Vec<Correction>)>> {
    let by = read.first::<Option<i64>>("SELECT confirmed_in_id FROM sessions WHERE id = ?1", &[id.into()])?.flatten();
    let Some(row) = by.map(|by| sessions(read, Ids::These(&[by]))).transpose()?.and_then(|mut rows| rows.pop()) else {
        return Ok(None);
    };
    // Since the last entry that gave the session its confirmation.
    let since = "SELECT max(entry) FROM journal_changes WHERE tbl = 'sessions' AND ref = ?1 AND after LIKE '%\"confirmed_in_id\"%' \
                 AND (before IS NULL OR before NOT LIKE '%\"confirmed_in_id\"%')";
    let since = read.first::<Option<i64>>(since, &[reference.into()])?.flatten().unwrap_or(i64::MAX);
    let sql = "SELECT j.entry, j.at, j.why, c.ref FROM journal_changes c JOIN journal j ON j.entry = c.entry \
               WHERE c.entry > ?1 AND c.tbl IN ('sessions', 'attendances', 'delegates', 'agenda_items', 'agenda_topics', 'motions', \
               'ballots', 'candidates', 'motion_subjects', 'session_chairs') AND (c.ref = ?2 OR c.ref LIKE ?2 || '/%') \
               GROUP BY j.entry, j.at, j.why, c.ref ORDER BY j.entry, c.ref";
    let mut corrections: Vec<Correction> = Vec::new();
    for (entry, at, why, of) in read.rows::<(i64, String, Option<String>, String)>(sql, &[since.into(), reference.into()])? {
        match corrections.last_mut().filter(|last| last.entry == entry) {
            Some(last) => last.refs.push(of),
            None => {
                let on = at.get(..10).and_then(Day::from_iso);
                corrections.push(Correction { entry, on, why, refs: vec![of] });
            }
        }
    }
    Ok(Some((row, corrections)))
}
