//! The day that a question is about, and what lies up to it.

use std::collections::HashSet;

use super::verdict;
use crate::{
    error::Result,
    model::{
        alliance::{About, RuleRow},
        day::Day,
        journal::Finding,
        member::Member,
        person::Person,
    },
    noun,
    store::{Read, judged},
};

/// The day that a question is about. A roster is always that of a day. Later records are left out only where a
/// day was asked for; without one, those that are planned are wanted too.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The day; today where none was asked for.
    pub day: Day,
    /// Whether it was asked for.
    pub asked: bool,
}

impl Moment {
    /// Whether a record of this day belongs to the answer; one without a known day always does.
    pub fn reaches(self, day: Option<Day>) -> bool {
        !self.asked || day.is_none_or(|day| day <= self.day)
    }

    /// Whether a record that lasts from one day to another belongs to the answer.
    pub fn holds(self, from: Option<Day>, until: Option<Day>) -> bool {
        !self.asked || self.day.is_within(from, until)
    }

    /// The last day that belongs to the answer, where there is a limit.
    pub fn last(self) -> Option<Day> {
        self.asked.then_some(self.day)
    }
}

/// Whether what is due by a day is late.
pub(super) fn late(due: Option<Day>, today: Day) -> bool {
    due.is_some_and(|due| due < today)
}

/// How many records a list of a noun could show, whatever their days.
pub fn recorded(read: &Read<'_>, noun: &str) -> Result<i64> {
    let tables: &[&str] = match noun {
        "office" => &["posts WHERE organization_id IS NULL AND role <> 'other'"],
        "member" => &["memberships", "applications"],
        noun => &[noun::named(noun).map_or("", |shape| shape.store)],
    };
    let mut count = 0;
    for table in tables.iter().filter(|table| !table.is_empty()) {
        count += read.first::<i64>(&format!("SELECT count(*) FROM {table}"), &[])?.unwrap_or_default();
    }
    Ok(count)
}

/// Rules in force on the day; all of them where none was asked for.
pub fn rules_on(mut rules: Vec<RuleRow>, moment: Moment) -> Vec<RuleRow> {
    rules.retain(|row| moment.holds(row.rule.from, row.rule.until));
    rules
}

/// The alliance as it was called on the day, with its bodies and rules of that day.
pub fn about_on(read: &Read<'_>, moment: Moment) -> Result<About> {
    let about = super::about(read, moment.day)?;
    Ok(About { rules: rules_on(about.rules, moment), ..about })
}

/// A person with the posts of the day and the sessions up to it.
pub fn person_on(mut person: Person, moment: Moment) -> Person {
    person.posts.retain(|post| moment.holds(post.from, post.until));
    person.sessions.retain(|session| moment.reaches(Some(session.start)));
    person
}

/// An organization's story up to the day. Of a membership that ended later, the reason is not told yet.
pub fn member_on(mut member: Member, moment: Moment) -> Member {
    let Some(day) = moment.last() else { return member };
    member.memberships.retain(|one| moment.reaches(Day::begun(one.from, one.until)));
    for one in member.memberships.iter_mut().filter(|one| one.until.is_none_or(|until| until > day)) {
        (one.reason, one.ended_by) = (None, None);
    }
    member.applications.retain(|one| moment.reaches(one.on));
    member.posts.retain(|post| moment.reaches(Day::begun(post.from, post.until)));
    member.attendance.retain(|one| moment.reaches(Some(one.start)));
    member.votes.retain(|vote| moment.reaches(vote.on));
    member.visits.retain(|visit| moment.reaches(visit.start));
    member
}

/// What was found in records of days up to the one that was asked for.
pub fn findings_on(read: &Read<'_>, mut found: Vec<Finding>, moment: Moment) -> Result<Vec<Finding>> {
    let Some(day) = moment.last() else { return Ok(found) };
    let mut later: HashSet<String> = HashSet::new();
    for (sql, column) in [
        ("SELECT r.ref FROM sessions s JOIN session_refs r ON r.session_id = s.id", "s.\"start\""),
        (
            "SELECT r.ref || '/' || m.number FROM motions m JOIN sessions s ON s.id = m.session_id \
             JOIN session_refs r ON r.session_id = s.id",
            "coalesce(m.\"on\", s.\"end\", s.\"start\")",
        ),
        ("SELECT 'a' || a.id FROM actions a JOIN sessions s ON s.id = a.session_id", "s.\"start\""),
        ("SELECT 'v' || id FROM visits", "\"start\""),
    ] {
        let sql = format!("{sql} WHERE {}", judged::after(column, day));
        later.extend(read.rows::<String>(&sql, &[])?);
    }
    found.retain(|finding| !later.contains(&finding.reference));
    Ok(found)
}

/// Votes up to the day, in the order of the sessions.
pub fn judged_on(
    read: &Read<'_>,
    moment: Moment,
) -> Result<Vec<(std::rc::Rc<verdict::Meeting>, verdict::Judged)>> {
    let mut judged = verdict::judge_all(read)?;
    // A motion of a session that is still to come counts in no figure.
    judged.retain(|(meeting, judged)| !meeting.planned && moment.reaches(judged.row.on));
    Ok(judged)
}
