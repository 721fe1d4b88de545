//! Decisions: what was carried, and what became of it since.

use std::collections::HashMap;

use super::{Moment, verdict};
use crate::{
    error::Result,
    model::{day::Day, motion::Decision},
    store::Read,
};

/// What was carried up to a day, oldest first. A decision is in force from its day, or that from which it takes effect,
/// until a carried motion replaces or rescinds it; one that still awaits approval is not. `in_force`: those alone.
pub fn decisions(read: &Read<'_>, moment: Moment, in_force: bool) -> Result<Vec<Decision>> {
    let day = moment.day;
    let judged = verdict::judge_all(read)?;
    // When each of them was carried.
    let carried: HashMap<i64, (String, Day)> = judged
        .iter()
        .filter(|(_, one)| verdict::is_carried(one))
        .filter_map(|(_, one)| Some((one.motion.id, (one.row.reference.clone(), one.row.on?))))
        .collect();
    let sql = "SELECT id, effective, replaces_id, rescinds_id, amends_id FROM motions \
               WHERE effective IS NOT NULL OR replaces_id IS NOT NULL OR rescinds_id IS NOT NULL OR amends_id IS NOT NULL ORDER BY id";
    let mut effective: HashMap<i64, String> = HashMap::new();
    let mut links = Vec::new();
    type Row = (i64, Option<String>, Option<i64>, Option<i64>, Option<i64>);
    for (id, from, replaces, rescinds, amends) in read.rows::<Row>(sql, &[])? {
        effective.extend(from.map(|from| (id, from)));
        links.extend(replaces.into_iter().chain(rescinds).map(|other| (other, id, true)));
        links.extend(amends.map(|other| (other, id, false)));
    }
    // From which day a motion holds; none of one that awaits approval.
    let holds_from = |id: i64| -> Option<Day> {
        let (_, on) = carried.get(&id)?;
        match effective.get(&id).map(String::as_str) {
            Some("pending") => None,
            Some(from) => Day::from_iso(from).or(Some(*on)),
            None => Some(*on),
        }
    };
    let mut ended: HashMap<i64, (Day, String)> = HashMap::new();
    let mut amended: HashMap<i64, Vec<(Day, String)>> = HashMap::new();
    for (other, id, ends) in links {
        let Some((from, (reference, _))) = holds_from(id).filter(|from| *from <= day).zip(carried.get(&id)) else { continue };
        if !ends {
            amended.entry(other).or_default().push((from, reference.clone()));
        } else if ended.get(&other).is_none_or(|(first, _)| from < *first) {
            ended.insert(other, (from, reference.clone()));
        }
    }
    let decided = judged.into_iter().filter_map(|(_, one)| {
        let id = one.motion.id;
        carried.get(&id).filter(|(_, on)| *on <= day)?;
        let replaced_by = ended.remove(&id).map(|(_, reference)| reference);
        let holds = holds_from(id).is_some_and(|from| from <= day) && replaced_by.is_none();
        let mut amended = amended.remove(&id).unwrap_or_default();
        amended.sort();
        let amended_by = amended.into_iter().map(|(_, reference)| reference).collect();
        Some(Decision { vote: one.row, in_force: holds, replaced_by, amended_by })
    });
    Ok(decided.filter(|one| one.in_force || !in_force).collect())
}
