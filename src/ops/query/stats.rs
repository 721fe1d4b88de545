//! Counts over the whole registry.

use std::collections::{BTreeMap, HashMap};

use super::{called, named_org};
use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        organization::OrganizationRef,
        stats::*,
        words::{Capacity, Class, MotionKind, Presence, Roster},
    },
    ops::verdict,
    rules::seats::{Period, class_on},
    say,
    store::Read,
};

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
    let mut since_unknown = 0;
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
        let unbroken = crate::rules::tenure::since(held, day);
        since_unknown += u64::from(unbroken == Some(None));
    }
    let total = |day: Day| all.values().filter(|held| class_on(held, day).is_some()).count() as u64;
    let mut years = Vec::new();
    if let Some(first) = joined.keys().chain(left.keys()).min() {
        for n in *first..=year(day) {
            let end = Day::from_ymd(n, 12, 31).unwrap_or(day).min(day);
            let count = |of: &BTreeMap<i32, u64>| of.get(&n).copied().unwrap_or(0);
            years.push(Year { year: n, joined: count(&joined), left: count(&left), total: total(end) });
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
    Ok(Growth { years, provinces, total: total(day), since_unknown })
}

/// Attendance of a body's sessions, of one term or all.
///
/// # Errors
/// A body that is not defined.
pub fn attendance(read: &Read<'_>, body: &str, term: Option<i64>, day: Day) -> Result<AttendanceMatrix> {
    let sql = "SELECT code, seats FROM bodies WHERE lower(code) = lower(?1) OR name = ?1";
    let found = read.one(sql, &[body.into()], |row| Ok((row.text(0)?, row.opt_word::<Class>(1)?)))?;
    let Some((body, lowest)) = found else {
        return Err(Error::not_found(say!("no body is known as {body}", "没有名为“{body}”的机构"))
            .hint(say!("`alliance body list` lists them", "`alliance body list` 列出全部")));
    };
    let sql = "SELECT s.id, r.ref, s.\"start\", s.roster FROM sessions s JOIN session_refs r ON r.session_id = s.id \
               WHERE s.body = ?1 AND (?2 IS NULL OR s.term = ?2) AND s.\"start\" <= ?3 ORDER BY s.\"start\", s.id";
    let sessions = read.all(sql, &[body.into(), term.into(), day.into()], |row| {
        Ok((row.int(0)?, row.text(1)?, row.day(2)?, row.word::<Roster>(3)?))
    })?;
    let mut marks: BTreeMap<i64, Vec<Mark>> = BTreeMap::new();
    for (n, (id, _, start, roster)) in sessions.iter().enumerate() {
        let sql = "SELECT organization_id, presence, capacity FROM attendances WHERE session_id = ?1 AND organization_id IS NOT NULL";
        let listed: HashMap<i64, (Presence, Capacity)> = read
            .all(sql, &[(*id).into()], |row| Ok((row.int(0)?, (row.word(1)?, row.word(2)?))))?
            .into_iter()
            .collect();
        // Without defined seats, those who came as members had one.
        let seats = match lowest {
            Some(lowest) => verdict::seats(read, *id, lowest, *start)?,
            None => listed.iter().filter(|(_, (_, c))| *c == Capacity::Member).map(|(id, _)| *id).collect(),
        };
        let anybody = seats.iter().any(|seat| listed.contains_key(seat));
        for seat in seats {
            let mark = match listed.get(&seat).map(|(presence, _)| *presence) {
                Some(Presence::Present) => Mark::Present,
                Some(Presence::Online) => Mark::Online,
                Some(Presence::Proxy) => Mark::Proxy,
                Some(Presence::Leave) => Mark::Leave,
                Some(Presence::Absent) => Mark::Absent,
                // A complete roster that lists anybody lists all who came.
                None if *roster == Roster::Complete && anybody => Mark::Absent,
                None => Mark::Unknown,
            };
            let row = marks.entry(seat).or_default();
            row.resize(n, Mark::None);
            row.push(mark);
        }
    }
    let mut rows = Vec::new();
    for (id, mut marks) in marks {
        marks.resize(sessions.len(), Mark::None);
        let count = |wanted: &[Mark]| marks.iter().filter(|mark| wanted.contains(mark)).count() as u64;
        let present = count(&[Mark::Present, Mark::Online]);
        let (leave, absent, proxy) = (count(&[Mark::Leave]), count(&[Mark::Absent]), count(&[Mark::Proxy]));
        let due = present + leave + absent + proxy;
        let known = marks.iter().rev().filter(|mark| !matches!(mark, Mark::None | Mark::Unknown));
        let absent_in_a_row = known.take_while(|mark| **mark == Mark::Absent).count() as u64;
        let Some(organization) = called(read, id, day)? else { continue };
        rows.push(AttendanceRow {
            organization,
            due,
            present,
            leave,
            absent,
            rate: rate(present, due),
            proxy,
            unknown: count(&[Mark::Unknown]),
            absent_in_a_row,
            marks,
        });
    }
    rows.sort_by(|a, b| a.organization.code.cmp(&b.organization.code));
    Ok(AttendanceMatrix {
        sessions: sessions.into_iter().map(|(_, reference, ..)| reference).collect(),
        rows,
    })
}

/// A part of a whole to four places; `None` of nothing.
fn rate(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 10_000.0).round() / 10_000.0)
}

/// What became of the motions, by kind.
pub fn vote_counts(read: &Read<'_>) -> Result<Vec<VoteCount>> {
    let mut counts: BTreeMap<&'static str, VoteCount> = BTreeMap::new();
    for session in read.all("SELECT id FROM sessions ORDER BY id", &[], |row| row.int(0))? {
        for (_, motion) in verdict::judge(read, session, None)? {
            let kind = motion.row.kind.code();
            let count = counts.entry(kind).or_insert_with(|| VoteCount {
                kind: kind.to_string(),
                motions: 0,
                carried: 0,
                unanimous: 0,
                rejected: 0,
                tabled: 0,
                failed: 0,
                unknown: 0,
            });
            count.motions += 1;
            let carried = motion.row.outcome.code() == "carried";
            count.unanimous += u64::from(carried && motion.row.unanimous == Some(true));
            *match motion.row.outcome.code() {
                "carried" => &mut count.carried,
                "rejected" => &mut count.rejected,
                "tabled" | "withdrawn" => &mut count.tabled,
                "no-quorum" | "void" => &mut count.failed,
                _ => &mut count.unknown,
            } += 1;
        }
    }
    let rank = |kind: &str| MotionKind::from_code(kind).map(|kind| kind as usize);
    let mut counts: Vec<VoteCount> = counts.into_values().collect();
    counts.sort_by_key(|count| rank(&count.kind));
    Ok(counts)
}

/// Who has received visits, the most first; then the members that never have.
pub fn hosts(read: &Read<'_>, day: Day) -> Result<Vec<HostCount>> {
    let all = periods(read)?;
    let sql = "SELECT o.id, o.code, o.name, count(v.id), max(v.\"start\") FROM organizations o \
               LEFT JOIN visits v ON v.host_id = o.id AND (v.\"start\" IS NULL OR v.\"start\" <= ?1) \
               GROUP BY o.id, o.code, o.name ORDER BY count(v.id) DESC, o.code";
    let rows = read.all(sql, &[day.into()], |row| {
        let (id, visits) = (row.int(0)?, row.opt_count(3)?.unwrap_or(0));
        let member = all.get(&id).is_some_and(|held| class_on(held, day).is_some());
        let organization = named_org(row, 1)?;
        Ok(organization.map(|organization| HostCount {
            organization,
            member,
            visits,
            last: row.opt_day(4).ok().flatten(),
        }))
    })?;
    Ok(rows.into_iter().flatten().filter(|row| row.visits > 0 || row.member).collect())
}

/// How far two organizations vote alike. Reads two ballots of each motion, not all of them: CROSS JOIN keeps
/// SQLite to that order.
pub fn agreement(read: &Read<'_>, a: i64, b: i64) -> Result<Option<Agreement>> {
    let sql = "SELECT count(*), coalesce(sum(CASE WHEN x.choice = y.choice THEN 1 ELSE 0 END), 0) FROM motions m \
               CROSS JOIN ballots x CROSS JOIN ballots y WHERE x.motion_id = m.id AND x.organization_id = ?1 \
               AND y.motion_id = m.id AND y.organization_id = ?2 AND x.choice IN ('yes', 'no', 'abstain') AND y.choice IN ('yes', 'no', 'abstain')";
    let counts = read.one(sql, &[a.into(), b.into()], |row| Ok((row.opt_count(0)?, row.opt_count(1)?)))?;
    let name = |id: i64| {
        read.one("SELECT code, name FROM organizations WHERE id = ?1", &[id.into()], |row| named_org(row, 0))
    };
    let (Some((Some(together), Some(agree))), Some(Some(a)), Some(Some(b))) = (counts, name(a)?, name(b)?)
    else {
        return Ok(None);
    };
    Ok(Some(Agreement { a, b, together, agree, share: rate(agree, together) }))
}

/// Every pair that voted together, the closest first: one pass over the ballots.
pub fn agreements(read: &Read<'_>) -> Result<Vec<Agreement>> {
    let mut names: HashMap<i64, (usize, OrganizationRef)> = HashMap::new();
    let mut order: Vec<OrganizationRef> = Vec::new();
    read.each("SELECT id, code, name FROM organizations ORDER BY code", &[], &mut |row| {
        if let Some(organization) = named_org(row, 1)? {
            names.insert(row.int(0)?, (order.len(), organization.clone()));
            order.push(organization);
        }
        Ok(())
    })?;
    let n = order.len();
    let mut pairs: HashMap<(u32, u32), (u64, u64)> = HashMap::new();
    // A full table where it stays small, so that the inner loop only adds.
    let mut dense = if n <= 1_500 { vec![(0u32, 0u32); n * n] } else { Vec::new() };
    let mut roll: Vec<(u32, u8)> = Vec::new();
    let mut current = None;
    let mut close = |roll: &mut Vec<(u32, u8)>| {
        roll.sort_unstable();
        for (i, (a, x)) in roll.iter().enumerate() {
            for (b, y) in roll.iter().skip(i + 1) {
                let alike = u32::from(x == y);
                match dense.get_mut(*a as usize * n + *b as usize) {
                    Some((together, agree)) => {
                        *together += 1;
                        *agree += alike;
                    }
                    None => {
                        let pair = pairs.entry((*a, *b)).or_default();
                        pair.0 += 1;
                        pair.1 += u64::from(alike);
                    }
                }
            }
        }
        roll.clear();
    };
    let sql = "SELECT motion_id, organization_id, choice FROM ballots ORDER BY motion_id, organization_id";
    read.each(sql, &[], &mut |row| {
        let motion = Some(row.int(0)?);
        if motion != current {
            close(&mut roll);
            current = motion;
        }
        let choice = match row.opt_str(2)? {
            Some("yes") => 0,
            Some("no") => 1,
            Some("abstain") => 2,
            _ => return Ok(()),
        };
        if let Some((at, _)) = names.get(&row.int(1)?) {
            roll.push((*at as u32, choice));
        }
        Ok(())
    })?;
    close(&mut roll);
    for (at, (together, agree)) in dense.into_iter().enumerate().filter(|(_, (together, _))| *together > 0) {
        pairs.insert(((at / n) as u32, (at % n) as u32), (together.into(), agree.into()));
    }
    let mut all: Vec<Agreement> = pairs
        .into_iter()
        .filter_map(|((a, b), (together, agree))| {
            let (a, b) = (order.get(a as usize)?.clone(), order.get(b as usize)?.clone());
            Some(Agreement { a, b, together, agree, share: rate(agree, together) })
        })
        .collect();
    all.sort_by(|x, y| {
        // By the exact fraction: agree/together of one against the other.
        let (left, right) =
            (u128::from(y.agree) * u128::from(x.together), u128::from(x.agree) * u128::from(y.together));
        left.cmp(&right)
            .then(y.together.cmp(&x.together))
            .then_with(|| (&x.a.code, &x.b.code).cmp(&(&y.a.code, &y.b.code)))
    });
    Ok(all)
}
