//! The report of a year: members, officers, sessions, attendance, decisions, visits, activities, each from the one query
//! that other pages have too.

use std::collections::HashMap;

use super::query::{self, Held, Ids, Moment};
use crate::{
    error::Result,
    model::{
        day::Day,
        member::MemberRow,
        organization::OrganizationRef,
        words::{Class, LeaveReason, MemberStatus, SessionStatus},
        yearly::{Membership, Moved, OfClass, Report},
    },
    noun::{ACTIVITY, VISIT},
    store::Read,
};

/// The report of a year, as it is known on `today`: of one that is not over, up to that day.
pub fn report(read: &Read<'_>, year: i32, today: Day) -> Result<Report> {
    let end = Day::from_ymd(year, 12, 31).unwrap_or(today).min(today);
    let within = |day: Option<Day>| day.is_some_and(|day| day.year() == year && day <= end);
    let all = query::members(read, end, true)?;
    let present: Vec<&MemberRow> = all.iter().filter(|row| row.status == MemberStatus::Active).collect();
    let classes = [
        Class::President,
        Class::VicePresident,
        Class::Standing,
        Class::Council,
        Class::Member,
        Class::Observer,
    ];
    let of_class = |class: Class| {
        let members = present.iter().filter(|row| row.class == Some(class)).count() as u64;
        (members > 0).then_some(OfClass { class, members })
    };
    let moved = |row: &MemberRow, on: Option<Day>| Moved {
        organization: OrganizationRef { code: row.code.clone(), name: row.name.clone() },
        class: row.class,
        on,
        reason: None,
    };
    let growth = query::growth(read, end)?;
    // Who joined and left within the year is told under both.
    let joined = all.iter().filter(|row| within(row.since)).map(|row| moved(row, row.since)).collect();
    // Whoever's last day was 31 December is in that year's count, and left in the next.
    let gone = all.iter().filter(|row| row.status == MemberStatus::Ended && within(row.until.map(Day::after)));
    let mut left: Vec<Moved> = gone.map(|row| moved(row, row.until)).collect();
    let reasons = "SELECT o.code, m.\"until\", m.reason FROM memberships m JOIN organizations o ON o.id = m.organization_id \
                   WHERE m.\"until\" IS NOT NULL AND m.reason IS NOT NULL ORDER BY m.id";
    let reasons = read.rows::<(String, Day, LeaveReason)>(reasons, &[])?;
    let reasons: HashMap<(String, Day), LeaveReason> = reasons.into_iter().map(|(code, on, why)| ((code, on), why)).collect();
    for one in &mut left {
        one.reason = one.on.and_then(|on| reasons.get(&(one.organization.code.clone(), on)).copied());
    }
    let mut sessions = query::sessions(read, Ids::All)?;
    sessions.retain(|row| within(Some(row.start)) && row.status != Some(SessionStatus::Planned));
    let moment = Moment { day: end, asked: true };
    let mut decisions = query::decisions(read, moment, false)?;
    decisions.retain(|one| within(one.vote.on));
    let (mut visits, mut activities) =
        (query::facts(read, &VISIT, Ids::All, None)?, query::facts(read, &ACTIVITY, Ids::All, None)?);
    for list in [&mut visits, &mut activities] {
        list.retain(|one| within(one.day("start")));
    }
    let (alliance, english) = query::called(read, end)?;
    Ok(Report {
        year,
        alliance,
        english,
        members: Membership {
            on: end,
            total: present.len() as u64,
            classes: classes.into_iter().filter_map(of_class).collect(),
            provinces: growth.provinces,
        },
        joined,
        left,
        officers: query::offices(read, end, Held::Now)?,
        attendance: query::attendance_in(read, year, end)?.rows,
        sessions,
        decisions,
        visits,
        activities,
    })
}
