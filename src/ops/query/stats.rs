//! Counts over the whole registry.

mod agreement;
mod attendance;

use std::collections::{BTreeMap, HashMap};

use super::{Called, Moment, judged_on};
use crate::{
    error::Result,
    model::{day::Day, province::bare, stats::*, words::MotionKind},
    ops::verdict,
    rules::{
        seats::{Period, class_on},
        tenure,
    },
    store::{Read, judged},
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
    let lists: Vec<&[Period]> = all.values().map(Vec::as_slice).collect();
    let years = tenure::years(&lists, day);
    let unknown = lists.iter().filter(|held| tenure::since(held, day) == Some(None)).count() as u64;
    let total = lists.iter().filter(|held| class_on(held, day).is_some()).count() as u64;
    let sql = "SELECT id, province FROM organizations";
    let mut places: HashMap<i64, Option<String>> = HashMap::new();
    read.each(sql, &[], &mut |row| {
        places.insert(row.int(0)?, row.opt_text(1)?);
        Ok(())
    })?;
    // 上海 and 上海市 are one province; where all write it the same way, it is shown so.
    let mut provinces: BTreeMap<Option<&str>, (&str, u64)> = BTreeMap::new();
    for (id, _) in all.iter().filter(|(_, held)| class_on(held, day).is_some()) {
        let written = places.get(id).and_then(Option::as_deref);
        let (shown, members) = provinces.entry(written.map(bare)).or_insert((written.unwrap_or_default(), 0));
        if written.is_some_and(|written| written != *shown) {
            *shown = written.map_or(*shown, bare);
        }
        *members += 1;
    }
    let told = |(province, (shown, members)): (Option<&str>, (&str, u64))| Province {
        province: province.map(|_| shown.to_string()),
        members,
    };
    let mut provinces: Vec<Province> = provinces.into_iter().map(told).collect();
    provinces.sort_by_key(|p| (p.province.is_none(), std::cmp::Reverse(p.members)));
    Ok(Growth { years, provinces, total, since_unknown: unknown })
}

/// A part of a whole to four places; `None` of nothing.
fn rate(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 10_000.0).round() / 10_000.0)
}

/// What became of the motions: by kind, by year and by body; up to the day where one is asked for.
pub fn vote_counts(read: &Read<'_>, moment: Moment) -> Result<VoteCounts> {
    let mut kinds: BTreeMap<Option<usize>, VoteCount> = BTreeMap::new();
    let mut years: BTreeMap<i32, VoteCount> = BTreeMap::new();
    let mut bodies: BTreeMap<String, VoteCount> = BTreeMap::new();
    for (meeting, motion) in judged_on(read, moment)? {
        let code = motion.row.kind.code();
        let rank = MotionKind::from_code(code).map(|kind| kind as usize);
        let kind = kinds
            .entry(rank)
            .or_insert_with(|| VoteCount { kind: Some(code.to_string()), ..VoteCount::default() });
        add(kind, &motion);
        if let Some(on) = motion.row.on {
            let n = on.year();
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
        "tie" => &mut count.tied,
        _ => &mut count.unknown,
    } += 1;
}

/// Who has received visits, the most first; then the members that never have.
pub fn hosts(read: &Read<'_>, day: Day) -> Result<Vec<HostCount>> {
    let all = periods(read)?;
    let called = Called::read(read)?;
    let sql = format!(
        "SELECT o.id, count(v.id), rtrim(max({}), '~') FROM organizations o \
         LEFT JOIN visits v ON v.host_id = o.id AND (v.\"start\" IS NULL OR {}) \
         GROUP BY o.id, o.code ORDER BY count(v.id) DESC, o.code",
        judged::order("v.\"start\""),
        judged::up_to("v.\"start\"", day)
    );
    let rows = read.all(&sql, &[], |row| {
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
