//! Rules about members, organizations and persons.

use std::collections::BTreeMap;

use super::{
    Found,
    scope::{Ids, Look},
};
use crate::{
    error::Result,
    model::{
        credit_code as code_check,
        day::Day,
        words::{Charter, Class, Role},
    },
    ops::verdict,
    rules::{seats::Period, tenure::leads_into},
    say,
    store::{Row, judged},
};

/// Terms in one office that the usual charter allows (domain 2, Terms).
const TERMS: usize = 2;

pub(super) fn officer_terms(look: &Look<'_>) -> Result<Found> {
    let sql = "SELECT p.id, p.name, t.role, t.term FROM posts t JOIN persons p ON p.id = t.person_id \
               WHERE t.organization_id IS NULL AND t.role <> 'other' AND t.term IS NOT NULL ORDER BY p.id, t.role, t.term";
    let held = look.read.rows::<(i64, String, Role, i64)>(sql, &[])?;
    let mut found = Found::new();
    for office in held.chunk_by(|a, b| (a.0, a.2) == (b.0, b.2)) {
        let mut terms: Vec<i64> = office.iter().map(|(.., term)| *term).collect();
        terms.dedup();
        let Some((_, name, role, _)) = office.first().filter(|_| terms.len() > TERMS) else { continue };
        let ((en, zh), n) = (role.labels(), terms.len());
        let message = say!(
            "{name} is {en} in {n} terms; the usual charter allows {TERMS}",
            "{name}任{zh}达{n}届，通常章程不超过{TERMS}届"
        );
        found.push((name.clone(), message));
    }
    Ok(found)
}

/// A membership's period, from three columns that begin at `at`.
pub(super) fn period(row: &Row<'_>, at: usize) -> Result<Period> {
    Ok(Period { class: row.word(at)?, from: row.opt_day(at + 1)?, until: row.opt_day(at + 2)? })
}

/// The memberships of the organizations that are looked at.
pub(super) fn periods(look: &Look<'_>) -> Result<BTreeMap<i64, Vec<Period>>> {
    periods_of(look, &look.scope.organizations)
}

/// The memberships of all organizations.
pub(super) fn all_periods(look: &Look<'_>) -> Result<BTreeMap<i64, Vec<Period>>> {
    periods_of(look, &Ids::All)
}

fn periods_of(look: &Look<'_>, organizations: &Ids) -> Result<BTreeMap<i64, Vec<Period>>> {
    let these = organizations.filter("organization_id");
    let sql = format!(
        "SELECT organization_id, class, \"from\", \"until\" FROM memberships WHERE {these} ORDER BY organization_id, id"
    );
    let mut all: BTreeMap<i64, Vec<Period>> = BTreeMap::new();
    look.read.each(&sql, &[], &mut |row| {
        all.entry(row.int(0)?).or_default().push(period(row, 1)?);
        Ok(())
    })?;
    Ok(all)
}

pub(super) fn standing_third(look: &Look<'_>) -> Result<Found> {
    // Whoever goes by no usual charter is not held against it.
    if verdict::preset(look.read)? == Charter::None {
        return Ok(Found::new());
    }
    let sql = format!(
        "SELECT count(DISTINCT CASE WHEN class <> 'council' THEN organization_id END), count(DISTINCT organization_id) \
         FROM memberships WHERE class IN ('council', 'standing', 'vice-president', 'president') AND {}",
        judged::holds("\"from\"", "\"until\"", look.today)
    );
    let counted = look.read.first::<(i64, i64)>(&sql, &[])?;
    let (standing, council) = counted.unwrap_or_default();
    if standing * 3 <= council {
        return Ok(Found::new());
    }
    let message = say!(
        "{standing} of {council} council members are standing or above; the usual charter allows a third",
        "{council}家理事中有{standing}家为常务理事以上，通常章程不超过三分之一"
    );
    Ok(vec![("standing".to_string(), message)])
}

/// Whether two periods surely have a day in common. Where one ends in the month in which the other begins,
/// nothing says so.
fn across(a: &Period, b: &Period) -> bool {
    let reaches = |(from, until): (Day, Day)| from <= until.first();
    a.from.zip(b.until).is_none_or(reaches) && b.from.zip(a.until).is_none_or(reaches)
}

pub(super) fn membership_overlap(look: &Look<'_>) -> Result<Found> {
    let mut pairs = Vec::new();
    for (id, held) in periods(look)? {
        for (n, a) in held.iter().enumerate() {
            if let Some(b) = held.iter().skip(n + 1).find(|b| across(a, b)) {
                pairs.push((id, a.class, b.class));
            }
        }
    }
    let named = look.named(&pairs.iter().map(|(id, ..)| *id).collect::<Vec<_>>())?;
    let told = |(id, a, b): (i64, Class, Class)| {
        let (code, name) = named.get(&id).cloned().unwrap_or_default();
        let ((a_en, a_zh), (b_en, b_zh)) = (a.labels(), b.labels());
        let message = say!(
            "{name}: its memberships as {a_en} and as {b_en} lie across each other; `alliance member remove {code} --class …` takes one out",
            "{name}：{a_zh}与{b_zh}两段身份时间重叠；可用 `alliance member remove {code} --class …` 删除其一"
        );
        (code, message)
    };
    Ok(pairs.into_iter().map(told).collect())
}

/// A membership that begins on a known day, after the founding, and not by a change of class.
pub(super) fn admission_motion(look: &Look<'_>) -> Result<Found> {
    let founded = "SELECT founded FROM alliances WHERE id = 1";
    let founded = look.read.first::<Option<Day>>(founded, &[])?.flatten();
    let these = look.scope.organizations.filter("organization_id");
    let sql = format!(
        "SELECT organization_id, class, \"from\", \"until\", admitted_by FROM memberships WHERE {these} \
         ORDER BY organization_id, \"from\" || '~' NULLS FIRST, id"
    );
    let all =
        look.read.all(&sql, &[], |row| Ok((row.int(0)?, period(row, 1)?, row.opt_int(4)?.is_some())))?;
    let mut odd: Vec<(i64, Day)> = Vec::new();
    for held in all.chunk_by(|a, b| a.0 == b.0) {
        for (id, period, admitted) in held {
            let Some(from) = period.from.filter(|_| !admitted) else { continue };
            let goes_on = held.iter().any(|(_, p, _)| leads_into(p, period));
            if !goes_on && founded.is_none_or(|founded| from > founded) && period.class != Class::Observer {
                odd.push((*id, from));
            }
        }
    }
    let named = look.named(&odd.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
    let told = |(id, from): (i64, Day)| {
        let (code, name) = named.get(&id).cloned().unwrap_or_default();
        let message = say!(
            "{name} is a member from {from}, but no carried motion admits it; record the session that did",
            "{name}自{from}起为成员，但没有通过的接纳议题；请补录相应会议"
        );
        (code, message)
    };
    Ok(odd.into_iter().map(told).collect())
}

pub(super) fn admission_membership(look: &Look<'_>) -> Result<Found> {
    let these = look.scope.organizations.filter("x.organization_id");
    let sql = format!(
        "SELECT m.id, x.organization_id, r.ref || '/' || m.number, o.name, coalesce(CASE WHEN m.effective <> 'pending' THEN m.effective END, m.\"on\", s.\"end\", s.\"start\") \
         FROM motions m JOIN motion_subjects x ON x.motion_id = m.id JOIN sessions s ON s.id = m.session_id \
         JOIN session_refs r ON r.session_id = s.id JOIN organizations o ON o.id = x.organization_id \
         WHERE m.kind = 'admission' AND (m.effective IS NULL OR m.effective <> 'pending') AND {these} \
         ORDER BY s.\"start\", m.number, x.seq"
    );
    let mut all = look.read.rows::<(i64, i64, String, String, Day)>(&sql, &[])?;
    let held = periods(look)?;
    // A membership that began in the month or the year of that day may have begun with it.
    let may_hold =
        |period: &Period, day: Day| period.holds_on(day) || period.from.is_some_and(|from| from.covers(day));
    all.retain(|(_, organization, .., day)| {
        held.get(organization).is_none_or(|held| !held.iter().any(|period| may_hold(period, *day)))
    });
    let carried = look.carried(&all.iter().map(|(motion, ..)| *motion).collect::<Vec<_>>())?;
    let odd = all.into_iter().filter(|(motion, ..)| carried.contains(motion));
    let told = |(_, _, reference, name, day): (i64, i64, String, String, Day)| {
        let message = say!(
            "it admits {name}, who holds no membership on {day}; name the class with `alliance motion edit {reference} class=…`",
            "已接纳{name}，但{day}没有其成员身份；请用 `alliance motion edit {reference} class=…` 指明身份"
        );
        (reference, message)
    };
    Ok(odd.map(told).collect())
}

pub(super) fn credit_code(look: &Look<'_>) -> Result<Found> {
    let these = look.scope.organizations.filter("id");
    let sql = format!(
        "SELECT code, credit_code FROM organizations WHERE credit_code IS NOT NULL AND {these} ORDER BY code"
    );
    let all = look.read.rows::<(String, String)>(&sql, &[])?;
    Ok(all.into_iter().filter_map(|(code, credit)| Some((code, code_check::check(&credit).err()?))).collect())
}
