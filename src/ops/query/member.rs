//! Organizations and members.

use std::collections::HashMap;

use super::verdict;
use crate::{
    error::Result,
    model::{
        day::Day,
        member::*,
        organization::{NamePeriod, Organization, OrganizationRef},
        words::{Class, MemberStatus},
    },
    rules::{
        seats::{Period, class_on},
        tenure,
    },
    store::{Read, Value},
};

use super::*;

/// Every organization, or the one of that row, as called on a day, with the one into which it has merged by then.
pub fn organizations(read: &Read<'_>, only: Option<i64>, day: Day) -> Result<Vec<Organization>> {
    let mut merged = successors(read, day)?;
    let sql = "SELECT id, code, name, short_name, name_en, kind, university, province, city, credit_code, website, note \
               FROM organizations WHERE ?1 IS NULL OR id = ?1 ORDER BY code";
    let mut all = read.all(sql, &[only.into()], |row| {
        let (merged_into, merged_on) = merged.remove(&row.int(0)?).unzip();
        Ok((
            row.int(0)?,
            Organization {
                reference: row.text(1)?,
                code: row.text(1)?,
                name: row.text(2)?,
                short_name: row.opt_text(3)?,
                name_en: row.opt_text(4)?,
                kind: row.opt_word(5)?,
                university: row.opt_text(6)?,
                province: row.opt_text(7)?,
                city: row.opt_text(8)?,
                credit_code: row.opt_text(9)?,
                website: row.opt_text(10)?,
                note: row.opt_text(11)?,
                aliases: Vec::new(),
                former_names: Vec::new(),
                merged_into,
                merged_on: merged_on.flatten(),
            },
        ))
    })?;
    // The parts of all in one question each; the rows stand in another order than the parts.
    let places: HashMap<i64, usize> = all.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    let sql = "SELECT organization_id, text FROM organization_aliases WHERE ?1 IS NULL OR organization_id = ?1 \
               ORDER BY organization_id, seq";
    read.each(sql, &[only.into()], &mut |r| {
        if let Some((_, organization)) = places.get(&r.int(0)?).and_then(|at| all.get_mut(*at)) {
            organization.aliases.push(r.text(1)?);
        }
        Ok(())
    })?;
    let called = Called::of(read, all.iter().map(|(id, _)| *id))?;
    let mut former = recorded(read, ("organization_names", "organization_id"), only, day)?;
    for (id, organization) in &mut all {
        organization.former_names = former.remove(&id.to_string()).unwrap_or_default();
        if let Some(then) = called.on(*id, day) {
            organization.name = then.name;
        }
    }
    Ok(all.into_iter().map(|(_, organization)| organization).collect())
}

/// What organizations that have merged by a day have merged into, and their own last days.
fn successors(read: &Read<'_>, day: Day) -> Result<HashMap<i64, (OrganizationRef, Option<Day>)>> {
    let sql = "SELECT id, merged_into, merged_on FROM organizations \
               WHERE merged_into IS NOT NULL AND (merged_on IS NULL OR merged_on < ?1)";
    let all = read.all(sql, &[day.into()], |row| Ok((row.int(0)?, row.int(1)?, row.opt_day(2)?)))?;
    let called = Called::of(read, all.iter().map(|(_, into, _)| *into))?;
    Ok(all.into_iter().filter_map(|(id, into, on)| Some((id, (called.on(into, day)?, on)))).collect())
}

/// An organization's names over time, the present one last.
pub(super) fn names_over_time(organization: &Organization) -> Vec<NamePeriod> {
    let mut names: Vec<NamePeriod> = Vec::new();
    for former in &organization.former_names {
        let from = names.last().and_then(|name| name.until).map(Day::after);
        names.push(NamePeriod { name: former.name.clone(), from, until: former.until });
    }
    let from = names.last().and_then(|name| name.until).map(Day::after);
    names.push(NamePeriod { name: organization.name.clone(), from, until: None });
    names
}

/// The roster as it stood on a day; with `all`, ended members and applicants too.
pub fn members(read: &Read<'_>, day: Day, all: bool) -> Result<Vec<MemberRow>> {
    let sql = "SELECT m.organization_id, m.class, m.\"from\", m.\"until\" FROM memberships m ORDER BY m.organization_id, m.id";
    let periods = read.all(sql, &[], |r| {
        Ok((r.int(0)?, Period { class: r.word(1)?, from: r.opt_day(2)?, until: r.opt_day(3)? }))
    })?;
    let mut standing = Vec::new();
    for chunk in periods.chunk_by(|a, b| a.0 == b.0) {
        let Some((id, _)) = chunk.first() else { continue };
        let own: Vec<Period> = chunk.iter().map(|(_, p)| *p).collect();
        let (class, status, since, until) = match class_on(&own, day) {
            Some(class) => (
                Some(class),
                MemberStatus::Active,
                tenure::since(&own, day).flatten(),
                tenure::until(&own, day),
            ),
            None => {
                let Some(end) = tenure::ended(&own, day).filter(|_| all) else { continue };
                (class_on(&own, end), MemberStatus::Ended, tenure::since(&own, end).flatten(), Some(end))
            }
        };
        standing.push(Standing { id: *id, class, status, since, until });
    }
    if all {
        let sql = "SELECT organization_id, class FROM applications WHERE status IN ('open', 'deferred') AND (\"on\" IS NULL OR \"on\" <= ?1) ORDER BY organization_id";
        for (id, class) in read.all(sql, &[day.into()], |r| Ok((r.int(0)?, r.opt_word::<Class>(1)?)))? {
            let own: Vec<Period> = periods.iter().filter(|(o, _)| *o == id).map(|(_, p)| *p).collect();
            if own.is_empty() {
                let status = MemberStatus::Applicant;
                standing.push(Standing { id, class, status, since: None, until: None });
            }
        }
    }
    let mut rows = member_rows(read, day, standing)?;
    rows.sort_by(|a, b| b.class.cmp(&a.class).then_with(|| a.code.cmp(&b.code)));
    Ok(rows)
}

/// A member with the class and the days that are told of it.
struct Standing {
    id: i64,
    class: Option<Class>,
    status: MemberStatus,
    since: Option<Day>,
    until: Option<Day>,
}

/// The lines of the roster, each organization as it was called on the day.
fn member_rows(read: &Read<'_>, day: Day, standing: Vec<Standing>) -> Result<Vec<MemberRow>> {
    // Few are asked one by one, all in one go.
    let only = if let [one] = &standing[..] { Some(one.id) } else { None };
    let sql = "SELECT id, short_name, province, university FROM organizations WHERE ?1 IS NULL OR id = ?1";
    let mut known = HashMap::new();
    read.each(sql, &[only.into()], &mut |r| {
        known.insert(r.int(0)?, (r.opt_text(1)?, r.opt_text(2)?, r.opt_text(3)?));
        Ok(())
    })?;
    let called = Called::of(read, standing.iter().map(|one| one.id))?;
    let mut merged = successors(read, day)?;
    let sql = "SELECT a.organization_id, d.person_id FROM attendances a JOIN sessions s ON s.id = a.session_id \
               JOIN delegates d ON d.attendance_id = a.id AND d.person_id IS NOT NULL \
               WHERE a.capacity = 'member' AND s.\"start\" <= ?2 AND a.organization_id IS NOT NULL \
               AND (?1 IS NULL OR a.organization_id = ?1) ORDER BY s.\"start\" DESC, d.seq";
    let mut latest: HashMap<i64, i64> = HashMap::new();
    read.each(sql, &[only.into(), day.into()], &mut |r| {
        latest.entry(r.int(0)?).or_insert(r.int(1)?);
        Ok(())
    })?;
    let people = People::names(read, latest.values().copied())?;
    let row = |one: Standing| {
        let (short_name, province, university) = known.remove(&one.id)?;
        let OrganizationRef { code, name } = called.on(one.id, day)?;
        Some(MemberRow {
            code,
            name,
            short_name,
            class: one.class,
            status: one.status,
            since: one.since,
            until: one.until,
            province,
            university,
            representative: latest.get(&one.id).and_then(|person| people.name(*person, day)),
            merged_into: merged.remove(&one.id).map(|(into, _)| into),
        })
    };
    Ok(standing.into_iter().filter_map(row).collect())
}

fn motion_ref(read: &Read<'_>, id: Option<i64>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let sql = "SELECT r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id WHERE m.id = ?1";
    read.one(sql, &[id.into()], |r| r.text(0))
}

/// One organization's whole story.
pub fn member(read: &Read<'_>, id: i64, day: Day) -> Result<Option<Member>> {
    let Some(organization) = organizations(read, Some(id), day)?.pop() else { return Ok(None) };
    let key: [Value; 1] = [id.into()];
    let sql = "SELECT class, \"from\", \"until\", reason, admitted_by, ended_by FROM memberships WHERE organization_id = ?1 ORDER BY \"from\" NULLS FIRST, id";
    let raw = read.all(sql, &key, |r| {
        Ok((
            Membership {
                class: r.word(0)?,
                from: r.opt_day(1)?,
                until: r.opt_day(2)?,
                reason: r.opt_word(3)?,
                admitted_by: None,
                ended_by: None,
            },
            r.opt_int(4)?,
            r.opt_int(5)?,
        ))
    })?;
    let mut memberships = Vec::new();
    for (membership, admitted, ended) in raw {
        memberships.push(Membership {
            admitted_by: motion_ref(read, admitted)?,
            ended_by: motion_ref(read, ended)?,
            ..membership
        });
    }
    let names = names_over_time(&organization);
    let posts = posts_held(read, Some(id))?.remove(&id).unwrap_or_default();
    let sql = "SELECT a.id, r.ref, s.\"start\", a.capacity, a.presence FROM attendances a JOIN sessions s ON s.id = a.session_id \
               JOIN session_refs r ON r.session_id = s.id WHERE a.organization_id = ?1 ORDER BY s.\"start\", s.id";
    let raw = read.all(sql, &key, |r| {
        Ok((
            r.int(0)?,
            MemberAttendance {
                session: r.text(1)?,
                start: r.day(2)?,
                capacity: r.word(3)?,
                presence: r.word(4)?,
                people: Vec::new(),
            },
        ))
    })?;
    let sql = "SELECT a.id, a.organization_id, s.\"start\" AS day, s.id AS session_id FROM attendances a \
               JOIN sessions s ON s.id = a.session_id WHERE a.organization_id = ?1";
    let mut people = people(read, ("delegates", "attendance_id"), sql, &key, None)?;
    let attendance = raw
        .into_iter()
        .map(|(row, at)| MemberAttendance { people: people.remove(&row).unwrap_or_default(), ..at })
        .collect();
    let sql = "SELECT x.motion_id, NULL FROM motion_subjects x WHERE x.organization_id = ?1 \
               UNION ALL SELECT b.motion_id, b.choice FROM ballots b WHERE b.organization_id = ?1";
    let mut votes = Vec::new();
    let mut about = Vec::new();
    let took = read.all(sql, &key, |r| Ok((r.int(0)?, r.opt_word(1)?)))?;
    let judged = verdict::judge_these(read, &took.iter().map(|(motion, _)| *motion).collect::<Vec<_>>())?;
    for (motion, choice) in took {
        let Some(row) = judged.get(&motion).map(|judged| &judged.row) else { continue };
        if choice.is_none() {
            about.push((row.on, row.reference.clone(), row.outcome.code()));
        }
        votes.push(MemberVote {
            motion: row.reference.clone(),
            title: row.title.clone(),
            on: row.on,
            choice,
            outcome: Some(row.outcome.code().to_string()),
        });
    }
    votes.sort_by(|a, b| a.on.cmp(&b.on).then_with(|| a.motion.cmp(&b.motion)));
    about.sort();
    let sql = "SELECT \"on\", class, status FROM applications WHERE organization_id = ?1 ORDER BY \"on\" NULLS FIRST";
    let mut applications = read.all(sql, &key, |r| {
        Ok(Application { on: r.opt_day(0)?, class: r.opt_word(1)?, status: r.word(2)?, motion: None })
    })?;
    decide(&mut applications, &about);
    let sql = "SELECT v.id, CASE WHEN v.host_id = ?1 THEN 1 ELSE 0 END, v.\"start\", r.ref FROM visits v LEFT JOIN session_refs r ON r.session_id = v.session_id \
               WHERE v.host_id = ?1 OR v.id IN (SELECT visit_id FROM visit_visitors WHERE organization_id = ?1) ORDER BY v.\"start\" NULLS FIRST, v.id";
    let visits = read.all(sql, &key, |r| {
        Ok(MemberVisit {
            reference: format!("v{}", r.int(0)?),
            part: if r.int(1)? == 1 { "host" } else { "visitor" },
            start: r.opt_day(2)?,
            session: r.opt_text(3)?,
        })
    })?;
    Ok(Some(Member { organization, memberships, applications, names, posts, attendance, votes, visits }))
}

/// Posts at organizations, of all that are not forgotten or at one of everybody; who has left a post is called
/// as on the last day in it.
pub(super) fn posts_held(read: &Read<'_>, at: Option<i64>) -> Result<HashMap<i64, Vec<PostHeld>>> {
    let sql = "SELECT t.organization_id, t.person_id, t.title, t.role, t.term, t.\"from\", t.\"until\" FROM posts t \
               JOIN persons p ON p.id = t.person_id WHERE t.organization_id IS NOT NULL \
               AND (t.organization_id = ?1 OR ?1 IS NULL AND p.forgotten = 0) ORDER BY t.\"from\" NULLS FIRST, t.id";
    let rows = read.all(sql, &[at.into()], |row| {
        let post = PostHeld {
            person: String::new(),
            title: row.opt_text(2)?,
            role: row.word(3)?,
            term: row.opt_number(4)?,
            from: row.opt_day(5)?,
            until: row.opt_day(6)?,
        };
        Ok((row.int(0)?, row.int(1)?, post))
    })?;
    let people = People::names(read, rows.iter().map(|(_, person, _)| *person))?;
    let mut all: HashMap<i64, Vec<PostHeld>> = HashMap::new();
    for (organization, person, post) in rows {
        let person = people.name(person, post.until).unwrap_or_default();
        all.entry(organization).or_default().push(PostHeld { person, ..post });
    }
    Ok(all)
}

/// What the votes about an organization, oldest first, decided on its applications: day, motion, outcome.
pub(super) fn decide(applications: &mut [Application], about: &[(Option<Day>, String, &str)]) {
    use crate::model::words::ApplicationStatus as Status;
    for application in applications {
        let found = about.iter().find(|(on, ..)| application.on.is_none() || *on >= application.on);
        if let Some((_, motion, outcome)) = found {
            application.motion = Some(motion.clone());
            if application.status == Status::Open {
                application.status = match *outcome {
                    "carried" => Status::Admitted,
                    "rejected" => Status::Declined,
                    "tabled" => Status::Deferred,
                    "withdrawn" => Status::Withdrawn,
                    _ => Status::Open,
                };
            }
        }
    }
}
