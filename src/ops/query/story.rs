//! The stories of organizations in the alliance, each kind of fact read once for all of them.

use std::collections::HashMap;

use super::{
    Ids, Moment, People,
    called::people,
    facts,
    member::{admissions, names_over_time},
    member_on, verdict,
};
use crate::{
    error::Result,
    model::{
        day::Day,
        member::{Application, Member, MemberAttendance, MemberVisit, MemberVote, Membership, PostHeld},
        motion::VoteRow,
        words::Choice,
    },
    noun::ORGANIZATION,
    rules::application::{self, Applied, Matter},
    store::{Read, Row},
};

/// The stories of some organizations, in the order of their codes, up to the day where one is asked for, but for
/// how they stand. On the public pages, for which all `votes` have been read, they are told without delegates,
/// ballots and the posts of persons who were forgotten.
pub(super) fn stories(
    read: &Read<'_>,
    which: Ids<'_>,
    moment: Moment,
    votes: Option<&[VoteRow]>,
) -> Result<Vec<(i64, Member)>> {
    let among = |alias: &str| which.among(alias, "organization_id");
    let organizations = facts(read, &ORGANIZATION, which, moment.day)?;
    let sql = format!("SELECT o.id FROM organizations o WHERE {} ORDER BY o.code", which.among("o", "id"));
    let ids = read.rows::<i64>(&sql, &[])?;
    let sql = format!(
        "SELECT m.organization_id, m.class, m.\"from\", m.\"until\", m.reason, a.ref || '/' || x.number, \
         b.ref || '/' || y.number FROM memberships m \
         LEFT JOIN motions x ON x.id = m.admitted_by LEFT JOIN session_refs a ON a.session_id = x.session_id \
         LEFT JOIN motions y ON y.id = m.ended_by LEFT JOIN session_refs b ON b.session_id = y.session_id \
         WHERE {} ORDER BY m.\"from\" || '~' NULLS FIRST, m.id",
        among("m")
    );
    let mut memberships = grouped(read, &sql, |row| {
        let (id, class, from, until, reason, admitted_by, ended_by) = row.take()?;
        Ok((id, Membership { class, from, until, reason, admitted_by, ended_by }))
    })?;
    let sql = format!(
        "SELECT x.organization_id, x.\"on\", x.class, x.status FROM applications x WHERE {} \
         ORDER BY x.\"on\" || '~' NULLS FIRST, x.id",
        among("x")
    );
    let mut applications = grouped(read, &sql, |row| {
        let (id, on, class, status) = row.take()?;
        Ok((id, Application { on, class, status, motion: None }))
    })?;
    let mut posts = posts_held(read, which)?;
    let sql = format!(
        "SELECT a.id, a.organization_id, s.\"start\" AS day, s.id AS session_id FROM attendances a \
         JOIN sessions s ON s.id = a.session_id WHERE {}",
        among("a")
    );
    let mut delegates = match votes {
        None => people(read, ("delegates", "attendance_id"), &sql, &[])?,
        Some(_) => HashMap::new(),
    };
    let sql = format!(
        "SELECT a.organization_id, a.id, r.ref, s.\"start\", a.capacity, a.presence FROM attendances a \
         JOIN sessions s ON s.id = a.session_id JOIN session_refs r ON r.session_id = s.id \
         WHERE a.organization_id IS NOT NULL AND {} ORDER BY s.\"start\", s.id",
        among("a")
    );
    let mut attendance = grouped(read, &sql, |row| {
        let (id, at, session, start, capacity, presence) = row.take()?;
        let people = delegates.remove(&at).unwrap_or_default();
        Ok((id, MemberAttendance { session, start, capacity, presence, people }))
    })?;
    let mut took = took(read, which, votes)?;
    let mut about = admissions(read, which)?;
    let mut visits = visits(read, which)?;
    let story = |(id, organization)| {
        let mut member = Member {
            names: names_over_time(&organization),
            organization,
            memberships: memberships.remove(&id).unwrap_or_default(),
            applications: applications.remove(&id).unwrap_or_default(),
            posts: posts.remove(&id).unwrap_or_default(),
            attendance: attendance.remove(&id).unwrap_or_default(),
            votes: took.remove(&id).unwrap_or_default(),
            visits: visits.remove(&id).unwrap_or_default(),
            contacts: Vec::new(),
            ..Member::default()
        };
        decide(&mut member, &about.remove(&id).unwrap_or_default(), moment);
        (id, member_on(member, moment))
    };
    Ok(ids.into_iter().zip(organizations).map(story).collect())
}

/// What rows tell, by the number that stands first in them.
fn grouped<T>(
    read: &Read<'_>,
    sql: &str,
    mut one: impl FnMut(&Row<'_>) -> Result<(i64, T)>,
) -> Result<HashMap<i64, Vec<T>>> {
    let mut all: HashMap<i64, Vec<T>> = HashMap::new();
    read.each(sql, &[], &mut |row| {
        let (id, one) = one(row)?;
        all.entry(id).or_default().push(one);
        Ok(())
    })?;
    Ok(all)
}

/// Votes by organizations and about them, oldest first.
fn took(read: &Read<'_>, which: Ids<'_>, votes: Option<&[VoteRow]>) -> Result<HashMap<i64, Vec<MemberVote>>> {
    let mut sql = format!(
        "SELECT x.organization_id, x.motion_id, r.ref || '/' || m.number, NULL FROM motion_subjects x \
         JOIN motions m ON m.id = x.motion_id JOIN session_refs r ON r.session_id = m.session_id \
         WHERE x.organization_id IS NOT NULL AND {}",
        which.among("x", "organization_id")
    );
    if votes.is_none() {
        sql = format!(
            "{sql} UNION ALL SELECT x.organization_id, x.motion_id, r.ref || '/' || m.number, x.choice FROM ballots x \
             JOIN motions m ON m.id = x.motion_id JOIN session_refs r ON r.session_id = m.session_id WHERE {}",
            which.among("x", "organization_id")
        );
    }
    let rows = read.rows::<(i64, i64, String, Option<Choice>)>(&sql, &[])?;
    let judged = match votes {
        Some(_) => HashMap::new(),
        None => verdict::judge_these(read, &rows.iter().map(|row| row.1).collect::<Vec<_>>())?,
    };
    let known = votes.into_iter().flatten().chain(judged.values().map(|judged| &judged.row));
    let known: HashMap<&str, &VoteRow> = known.map(|row| (row.reference.as_str(), row)).collect();
    let mut all: HashMap<i64, Vec<MemberVote>> = HashMap::new();
    for (id, _, reference, choice) in rows {
        let Some(row) = known.get(reference.as_str()) else { continue };
        all.entry(id).or_default().push(MemberVote {
            motion: reference,
            title: row.title.clone(),
            on: row.on,
            choice,
            outcome: Some(row.outcome.code().to_string()),
        });
    }
    all.values_mut().for_each(|votes| votes.sort_by(|a, b| (a.on, &a.motion).cmp(&(b.on, &b.motion))));
    Ok(all)
}

/// Visits to organizations and by them, oldest first; a host that was among the visitors too is the host.
fn visits(read: &Read<'_>, which: Ids<'_>) -> Result<HashMap<i64, Vec<MemberVisit>>> {
    let sql = format!(
        "SELECT x.host_id, x.id, 1, x.\"start\", r.ref, x.\"start\" || '~' FROM visits x \
         LEFT JOIN session_refs r ON r.session_id = x.session_id WHERE {} \
         UNION ALL SELECT x.organization_id, v.id, 0, v.\"start\", r.ref, v.\"start\" || '~' FROM visit_visitors x \
         JOIN visits v ON v.id = x.visit_id LEFT JOIN session_refs r ON r.session_id = v.session_id \
         WHERE x.organization_id <> v.host_id AND {} ORDER BY 6 NULLS FIRST, 2, 3 DESC",
        which.among("x", "host_id"),
        which.among("x", "organization_id")
    );
    grouped(read, &sql, |row| {
        let (id, visit, hosted, start, session): (i64, i64, bool, Option<Day>, Option<String>) =
            row.take()?;
        let part = if hosted { "host" } else { "visitor" };
        Ok((id, MemberVisit { reference: format!("v{visit}"), part, start, session }))
    })
}

/// Posts at organizations, of all that are not forgotten or at some of everybody; who has left a post is called
/// as on the last day in it.
fn posts_held(read: &Read<'_>, which: Ids<'_>) -> Result<HashMap<i64, Vec<PostHeld>>> {
    let whose = match which {
        Ids::All => "p.forgotten = 0".to_string(),
        _ => which.among("t", "organization_id"),
    };
    let sql = format!(
        "SELECT t.organization_id, t.person_id, t.title, t.role, t.term, t.\"from\", t.\"until\" FROM posts t \
         JOIN persons p ON p.id = t.person_id WHERE t.organization_id IS NOT NULL AND {whose} \
         ORDER BY t.\"from\" || '~' NULLS FIRST, t.id"
    );
    let mut all = grouped(read, &sql, |row| {
        let (id, person, title, role, term, from, until) = row.take()?;
        let post = PostHeld { person: String::new(), title, role, term, from, until };
        Ok((id, (person, post)))
    })?;
    let people = People::names(read, all.values().flatten().map(|(person, _)| *person))?;
    let named = |(person, post): (i64, PostHeld)| PostHeld {
        person: people.name(person, post.until).unwrap_or_default(),
        ..post
    };
    Ok(all.drain().map(|(id, posts)| (id, posts.into_iter().map(named).collect())).collect())
}

/// What the votes on an organization's admission, oldest first, decided on its applications, up to a day.
fn decide(member: &mut Member, about: &[Matter], moment: Moment) {
    let joined: Vec<Day> = member.memberships.iter().filter_map(|one| one.from).collect();
    for one in &mut member.applications {
        let applied = Applied { on: one.on, status: one.status, about, joined: &joined };
        let (status, motion) = application::status(applied, moment.last());
        (one.status, one.motion) = (status, motion.map(str::to_string));
    }
}
