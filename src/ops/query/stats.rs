//! Counts over the whole registry.

mod agreement;
mod attendance;

use std::collections::{BTreeMap, HashMap};

use super::Called;
use crate::{
    error::Result,
    model::{day::Day, stats::*, words::MotionKind},
    ops::verdict,
    rules::{
        seats::{Period, class_on},
        tenure,
    },
    store::Read,
};

pub use agreement::*;
pub use attendance::*;

fn periods(read: &Read<'_>) -> Result<BTreeMap<i64, Vec<Period>>> {
    let sql =
        "SELECT organization_id, class, \"from\", \"until\" FROM memberships ORDER BY organization_id, id";
    let mut all: BTreeMap<i64, Vec<Period>> = BTreeMap::new();
    read.each(sql, &[], &mut |row| {
        let period = Period { class: row.word(1)?, from: row.opt_day(2)?, until: row.opt_day(3)? };
        all.entry(row.int(0)?).or_default().push(period);
        Ok(())
    })?;
    Ok(all)
}

/// Growth by year up to a day, and members by province on it.
pub fn growth(read: &Read<'_>, day: Day) -> Result<Growth> {
    let all = periods(read)?;
    let year = |day: Day| chrono::Datelike::year(&day.naive());
    let (mut joined, mut left): (BTreeMap<i32, u64>, BTreeMap<i32, u64>) = Default::default();
    for held in all.values() {
        let member = |day: Day| class_on(held, day).is_some();
        // A first day is one before which it was none; one that only changes the class is not.
        let mut first: Vec<Day> = held
            .iter()
            .filter_map(|p| p.from)
            .filter(|from| *from <= day && !member(from.before()))
            .collect();
        let mut last: Vec<Day> = held
            .iter()
            .filter_map(|p| p.until)
            .filter(|until| *until < day && !member(until.after()))
            .collect();
        for days in [&mut first, &mut last] {
            days.sort();
            days.dedup();
        }
        first.into_iter().for_each(|from| *joined.entry(year(from)).or_default() += 1);
        last.into_iter().for_each(|until| *left.entry(year(until)).or_default() += 1);
    }
    let unknown =
        |day: Day| all.values().filter(|held| tenure::since(held, day) == Some(None)).count() as u64;
    let total = |day: Day| all.values().filter(|held| class_on(held, day).is_some()).count() as u64;
    let mut years = Vec::new();
    if let Some(first) = joined.keys().chain(left.keys()).min() {
        for n in *first..=year(day) {
            let end = Day::from_ymd(n, 12, 31).unwrap_or(day).min(day);
            let count = |of: &BTreeMap<i32, u64>| of.get(&n).copied().unwrap_or(0);
            years.push(Year {
                year: n,
                joined: count(&joined),
                left: count(&left),
                total: total(end),
                since_unknown: unknown(end),
            });
        }
    }
    let sql = "SELECT id, province FROM organizations";
    let mut places: HashMap<i64, Option<String>> = HashMap::new();
    read.each(sql, &[], &mut |row| {
        places.insert(row.int(0)?, row.opt_text(1)?);
        Ok(())
    })?;
    let mut provinces: BTreeMap<Option<String>, u64> = BTreeMap::new();
    for (id, _) in all.iter().filter(|(_, held)| class_on(held, day).is_some()) {
        *provinces.entry(places.get(id).cloned().flatten()).or_default() += 1;
    }
    let mut provinces: Vec<Province> =
        provinces.into_iter().map(|(province, members)| Province { province, members }).collect();
    provinces.sort_by_key(|p| (p.province.is_none(), std::cmp::Reverse(p.members)));
    Ok(Growth { years, provinces, total: total(day), since_unknown: unknown(day) })
}

/// A part of a whole to four places; `None` of nothing.
fn rate(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 10_000.0).round() / 10_000.0)
}

/// What became of the motions: by kind, by year and by body.
pub fn vote_counts(read: &Read<'_>) -> Result<VoteCounts> {
    let mut kinds: BTreeMap<Option<usize>, VoteCount> = BTreeMap::new();
    let mut years: BTreeMap<i32, VoteCount> = BTreeMap::new();
    let mut bodies: BTreeMap<String, VoteCount> = BTreeMap::new();
    for (meeting, motion) in verdict::judge_all(read)? {
        let code = motion.row.kind.code();
        let rank = MotionKind::from_code(code).map(|kind| kind as usize);
        let kind = kinds
            .entry(rank)
            .or_insert_with(|| VoteCount { kind: Some(code.to_string()), ..VoteCount::default() });
        add(kind, &motion);
        if let Some(on) = motion.row.on {
            let n = chrono::Datelike::year(&on.naive());
            add(
                years.entry(n).or_insert_with(|| VoteCount { year: Some(n), ..VoteCount::default() }),
                &motion,
            );
        }
        let of = || VoteCount { body: Some(meeting.body.clone()), ..VoteCount::default() };
        add(bodies.entry(meeting.body.clone()).or_insert_with(of), &motion);
    }
    let (mut kinds, mut years, mut bodies): (Vec<_>, Vec<_>, Vec<_>) =
        (kinds.into_values().collect(), years.into_values().collect(), bodies.into_values().collect());
    for count in [&mut kinds, &mut years, &mut bodies].into_iter().flatten() {
        count.unanimity = rate(count.unanimous, count.unanimity_known);
    }
    Ok(VoteCounts { kinds, years, bodies })
}

/// Counts one motion into its group.
fn add(count: &mut VoteCount, motion: &verdict::Judged) {
    count.motions += 1;
    let outcome = motion.row.outcome.code();
    if outcome == "carried" {
        count.unanimous += u64::from(motion.row.unanimous == Some(true));
        count.unanimity_known += u64::from(motion.row.unanimous.is_some());
    }
    *match outcome {
        "carried" => &mut count.carried,
        "rejected" => &mut count.rejected,
        "tabled" | "withdrawn" => &mut count.tabled,
        "no-quorum" | "void" => &mut count.failed,
        _ => &mut count.unknown,
    } += 1;
}

/// Who has received visits, the most first; then the members that never have.
pub fn hosts(read: &Read<'_>, day: Day) -> Result<Vec<HostCount>> {
    let all = periods(read)?;
    let called = Called::read(read)?;
    let sql = "SELECT o.id, count(v.id), max(v.\"start\") FROM organizations o \
               LEFT JOIN visits v ON v.host_id = o.id AND (v.\"start\" IS NULL OR v.\"start\" <= ?1) \
               GROUP BY o.id, o.code ORDER BY count(v.id) DESC, o.code";
    let rows = read.all(sql, &[day.into()], |row| {
        let (id, visits) = (row.int(0)?, row.opt_count(1)?.unwrap_or(0));
        let member = all.get(&id).is_some_and(|held| class_on(held, day).is_some());
        Ok(called.on(id, day).map(|organization| HostCount {
            organization,
            member,
            visits,
            last: row.opt_day(2).ok().flatten(),
        }))
    })?;
    Ok(rows.into_iter().flatten().filter(|row| row.visits > 0 || row.member).collect())
}
