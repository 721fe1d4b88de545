//! Rules about days that do not fit each other: of sessions and votes, terms, offices, rules.

use super::{Found, scope::Look};
use crate::{
    error::Result,
    model::{day::Day, rule::reference, words::Role},
    say,
};

/// Within a body and a term a later number meets on a later day.
pub(super) fn session_order(look: &Look<'_>) -> Result<Found> {
    let sql = "SELECT s.body, s.term, s.number, r.ref, s.\"start\" FROM sessions s JOIN session_refs r ON r.session_id = s.id \
               WHERE s.number IS NOT NULL ORDER BY s.body, s.term NULLS FIRST, s.number";
    let all =
        look.read.all(sql, &[], |row| Ok(((row.text(0)?, row.opt_int(1)?), row.text(3)?, row.day(4)?)))?;
    let mut found = Found::new();
    for of_term in all.chunk_by(|a, b| a.0 == b.0) {
        for pair in of_term.windows(2) {
            let [(_, earlier, before), (_, later, day)] = pair else { continue };
            if day < before {
                let message = say!(
                    "it began on {day}, before {earlier} on {before}; correct its number or a day with `alliance session edit {later} start=…`",
                    "会议始于{day}，早于 {earlier}（{before}）；请更正次序，或用 `alliance session edit {later} start=…` 更正日期"
                );
                found.push((later.clone(), message));
            }
        }
    }
    Ok(found)
}

/// A vote that surely lies outside of its session: one in the month of the session does not.
pub(super) fn vote_day(look: &Look<'_>) -> Result<Found> {
    let these = look.scope.sessions.filter("m.session_id");
    let sql = format!(
        "SELECT r.ref || '/' || m.number, m.\"on\", s.\"start\", coalesce(s.\"end\", s.\"start\") \
         FROM motions m JOIN sessions s ON s.id = m.session_id JOIN session_refs r ON r.session_id = s.id \
         WHERE (m.\"on\" || '~' < s.\"start\" OR m.\"on\" > coalesce(s.\"end\", s.\"start\")) \
         AND NOT ((s.kind = 'correspondence' OR m.method = 'correspondence') AND m.\"on\" >= s.\"start\" \
         AND coalesce(m.\"on\" <= s.deadline, FALSE)) AND {these} \
         ORDER BY s.\"start\", s.id, m.number"
    );
    look.read.all(&sql, &[], |row| {
        let (reference, day, start, end) = (row.text(0)?, row.day(1)?, row.day(2)?, row.day(3)?);
        let message = say!(
            "it was voted on {day}, but the session ran from {start} to {end}; `alliance motion edit {reference} on=…` corrects the day",
            "表决日期{day}不在会期{start}至{end}之内；请用 `alliance motion edit {reference} on=…` 更正"
        );
        Ok((reference, message))
    })
}

/// A term may begin on the last day of the one before it: the day of the election.
pub(super) fn term_overlap(look: &Look<'_>) -> Result<Found> {
    let sql = "SELECT number, \"start\", \"end\" FROM terms ORDER BY number";
    let all = look.read.rows::<(i64, Option<Day>, Option<Day>)>(sql, &[])?;
    let mut found = Found::new();
    for (n, (number, start, end)) in all.iter().enumerate() {
        let across =
            all.iter().take(n).find(|(_, from, until)| before(*start, *until) && before(*from, *end));
        if let Some((other, ..)) = across {
            let message = say!(
                "terms {other} and {number} lie across each other; correct a day with `alliance term edit {number} start=…` or `alliance term edit {other} end=…`",
                "第{other}届与第{number}届时间重叠；请用 `alliance term edit {number} start=…` 或 `alliance term edit {other} end=…` 更正"
            );
            found.push((number.to_string(), message));
        }
    }
    Ok(found)
}

/// Whether both days are known, and the first surely lies before the second.
fn before(first: Option<Day>, second: Option<Day>) -> bool {
    first.zip(second).is_some_and(|(first, second)| first.surely_before(second))
}

/// A post of the alliance.
struct OfficeHeld {
    role: Role,
    person: i64,
    name: String,
    term: Option<i64>,
    from: Option<Day>,
    until: Option<Day>,
}

impl OfficeHeld {
    /// Whether it surely goes on beyond the day on which the other begins. Without a last day an office ends with
    /// its term.
    fn lasts_into(&self, other: &OfficeHeld) -> bool {
        let another_term = self.term.zip(other.term).is_some_and(|(a, b)| a != b);
        match (self.until, other.from) {
            (Some(until), Some(from)) => until.first() > from,
            _ => !another_term,
        }
    }
}

/// Supervisors and vice-presidents may be several; a president and a secretary-general are one.
pub(super) fn officer_overlap(look: &Look<'_>) -> Result<Found> {
    let sql = "SELECT t.role, t.person_id, p.name, t.term, t.\"from\", t.\"until\" FROM posts t JOIN persons p ON p.id = t.person_id \
               WHERE t.organization_id IS NULL AND t.role IN ('president', 'secretary-general') \
               ORDER BY t.role, t.\"from\" || '~' NULLS FIRST, t.id";
    let all = look.read.all(sql, &[], |row| {
        Ok(OfficeHeld {
            role: row.word(0)?,
            person: row.int(1)?,
            name: row.text(2)?,
            term: row.opt_int(3)?,
            from: row.opt_day(4)?,
            until: row.opt_day(5)?,
        })
    })?;
    let mut found = Found::new();
    for (n, one) in all.iter().enumerate() {
        let at_once = |other: &&OfficeHeld| {
            (other.role, other.person != one.person) == (one.role, true)
                && other.lasts_into(one)
                && one.lasts_into(other)
        };
        if let Some(other) = all.iter().take(n).find(at_once) {
            let ((en, zh), name, earlier) = (one.role.labels(), &one.name, &other.name);
            let role = one.role.code();
            let message = say!(
                "{name} and {earlier} are {en} at the same time; end one with `alliance person post {earlier} --role {role} … --until DAY`",
                "{name}与{earlier}同时任{zh}；请用 `alliance person post {earlier} --role {role} … --until 日期` 结束其一"
            );
            found.push((name.clone(), message));
        }
    }
    Ok(found)
}

/// Two of the alliance's own rules for the same thing: the later one counts, which nobody may have meant.
pub(super) fn rule_overlap(look: &Look<'_>) -> Result<Found> {
    let sql = "SELECT body, matter, \"from\", \"until\" FROM rules ORDER BY body, matter, \"from\" || '~' NULLS FIRST, id";
    let all = look.read.rows::<(String, String, Option<Day>, Option<Day>)>(sql, &[])?;
    let mut found = Found::new();
    for of_one in all.chunk_by(|a, b| (&a.0, &a.1) == (&b.0, &b.1)) {
        for (n, (body, matter, from, _)) in of_one.iter().enumerate() {
            let in_force =
                of_one.iter().take(n).rev().find(|(.., until)| {
                    until.is_none_or(|until| from.is_none_or(|from| from <= until.first()))
                });
            if let Some((_, _, earlier, _)) = in_force {
                let (this, other) = (reference(body, matter, *from), reference(body, matter, *earlier));
                let message = say!(
                    "{other} is still in force when it begins, and the later one counts; end the earlier with `alliance rule edit {other} until=…`",
                    "生效时 {other} 仍然有效，以后者为准；请用 `alliance rule edit {other} until=…` 结束前一条"
                );
                found.push((this, message));
            }
        }
    }
    Ok(found)
}
