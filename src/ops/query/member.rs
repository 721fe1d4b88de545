//! Organizations and members.

use std::collections::HashMap;

use super::verdict;
use crate::{
    error::Result,
    model::{
        day::Day,
        facts::Facts,
        member::*,
        organization::{NamePeriod, OrganizationRef},
        words::{ApplicationStatus, MemberStatus},
    },
    noun::ORGANIZATION,
    ops::rows::Ids,
    rules::{
        application::{self, Applied, Matter},
        seats::{Period, class_on},
        tenure,
    },
    store::{Read, Value, judged},
};

use super::*;

/// What organizations that have merged by a day have merged into, and their own last days.
fn successors(read: &Read<'_>, day: Day) -> Result<HashMap<i64, (OrganizationRef, Option<Day>)>> {
    let sql = format!(
        "SELECT id, merged_into, merged_on FROM organizations \
         WHERE merged_into IS NOT NULL AND (merged_on IS NULL OR {})",
        judged::before("merged_on", day)
    );
    let all = read.all(&sql, &[], |row| Ok((row.int(0)?, row.int(1)?, row.opt_day(2)?)))?;
    let called = Called::of(read, all.iter().map(|(_, into, _)| *into))?;
    Ok(all.into_iter().filter_map(|(id, into, on)| Some((id, (called.on(into, day)?, on)))).collect())
}

/// An organization's names over time, the present one last.
pub(super) fn names_over_time(organization: &Facts) -> Vec<NamePeriod> {
    let mut names: Vec<NamePeriod> = Vec::new();
    for former in organization.former_names() {
        let from = names.last().and_then(|name| name.until).map(Day::morrow);
        names.push(NamePeriod { name: former.name, from, until: former.until });
    }
    let from = names.last().and_then(|name| name.until).map(Day::morrow);
    names.push(NamePeriod {
        name: organization.text("name").unwrap_or_default().to_string(),
        from,
        until: None,
    });
    names
}

/// The roster as it stood on a day; with `all`, ended members and applicants too.
pub fn members(read: &Read<'_>, day: Day, all: bool) -> Result<Vec<MemberRow>> {
    let sql = "SELECT m.organization_id, m.class, m.\"from\", m.\"until\" FROM memberships m ORDER BY m.organization_id, m.id";
    let mut held: HashMap<i64, Vec<Period>> = HashMap::new();
    read.each(sql, &[], &mut |r| {
        let period = Period { class: r.word(1)?, from: r.opt_day(2)?, until: r.opt_day(3)? };
        held.entry(r.int(0)?).or_default().push(period);
        Ok(())
    })?;
    let mut standing: HashMap<i64, Standing> =
        held.iter().filter_map(|(id, held)| standing(held, day).map(|one| (*id, one))).collect();
    if all {
        for (id, applied) in applicants(read, day, &held)? {
            standing.insert(id, applied);
        }
    } else {
        standing.retain(|_, one| one.status == Some(MemberStatus::Active));
    }
    let mut rows = member_rows(read, day, standing)?;
    rows.sort_by(|a, b| b.class.cmp(&a.class).then_with(|| a.code.cmp(&b.code)));
    Ok(rows)
}

/// How memberships stand on a day: the highest class counts. `None` where none had begun.
fn standing(held: &[Period], day: Day) -> Option<Standing> {
    let (on, status, until) = match class_on(held, day) {
        Some(_) => (day, MemberStatus::Active, tenure::until(held, day)),
        None => {
            let end = tenure::ended(held, day)?;
            (end, MemberStatus::Ended, Some(end))
        }
    };
    Some(Standing {
        class: class_on(held, on),
        status: Some(status),
        since: tenure::since(held, on).flatten(),
        until,
        class_since: tenure::in_class_since(held, on),
    })
}

/// Organizations that were no members on a day and whose application was open then.
fn applicants(read: &Read<'_>, day: Day, held: &HashMap<i64, Vec<Period>>) -> Result<Vec<(i64, Standing)>> {
    let none = Vec::new();
    let held = |id: i64| held.get(&id).unwrap_or(&none);
    let sql = format!(
        "SELECT organization_id, \"on\", class, status FROM applications \
         WHERE \"on\" IS NULL OR {} ORDER BY organization_id, {} NULLS FIRST, id",
        judged::up_to("\"on\"", day),
        judged::order("\"on\"")
    );
    let mut all = read.all(&sql, &[], |r| {
        let one = Application { on: r.opt_day(1)?, class: r.opt_word(2)?, status: r.word(3)?, motion: None };
        Ok((r.int(0)?, one))
    })?;
    all.retain(|(id, _)| class_on(held(*id), day).is_none());
    let about = admissions(read, all.iter().map(|(id, _)| *id))?;
    let mut open = Vec::new();
    for (id, one) in all {
        let held = held(id);
        let joined: Vec<Day> = held.iter().filter_map(|period| period.from).collect();
        let about = about.get(&id).map(Vec::as_slice).unwrap_or_default();
        let applied = Applied { on: one.on, status: one.status, about, joined: &joined };
        let (status, _) = application::status(applied, Some(day));
        // Whoever has left since has not applied anew; when a later member applied is not known.
        let anew = match one.on {
            Some(on) => tenure::ended(held, day).is_none_or(|end| on > end),
            None => held.is_empty(),
        };
        let open_then = match status {
            ApplicationStatus::Open | ApplicationStatus::Deferred => true,
            // Admitted, and a member from a later day.
            ApplicationStatus::Admitted => joined.iter().any(|from| *from > day),
            ApplicationStatus::Declined | ApplicationStatus::Withdrawn => false,
        };
        if open_then && anew {
            let status = Some(MemberStatus::Applicant);
            open.push((id, Standing { class: one.class, status, ..Standing::default() }));
        }
    }
    Ok(open)
}

/// The votes on the admission of each of some organizations, oldest first.
fn admissions(
    read: &Read<'_>,
    organizations: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, Vec<Matter>>> {
    let ids = listed(organizations);
    let sql = format!(
        "SELECT x.organization_id, x.motion_id, m.effective FROM motion_subjects x JOIN motions m ON m.id = x.motion_id \
         WHERE m.kind = 'admission' AND x.organization_id IN ({ids})"
    );
    let found =
        read.all(&sql, &[], |r| Ok((r.int(0)?, r.int(1)?, r.opt_str(2)? == Some(application::PENDING))))?;
    let judged = verdict::judge_these(read, &found.iter().map(|(_, motion, _)| *motion).collect::<Vec<_>>())?;
    let mut all: HashMap<i64, Vec<Matter>> = HashMap::new();
    for (organization, motion, pending) in found {
        let Some(row) = judged.get(&motion).map(|judged| &judged.row) else { continue };
        let (on, motion) = (row.on, row.reference.clone());
        let outcome = if pending { application::PENDING } else { row.outcome.code() };
        all.entry(organization).or_default().push(Matter { on, motion, outcome });
    }
    all.values_mut().for_each(|about| about.sort_by(|a, b| (a.on, &a.motion).cmp(&(b.on, &b.motion))));
    Ok(all)
}

/// The lines of the roster, each organization as it was called on the day.
fn member_rows(read: &Read<'_>, day: Day, standing: HashMap<i64, Standing>) -> Result<Vec<MemberRow>> {
    // A few rows are queried by id, all rows by one query.
    let only = standing.keys().next().copied().filter(|_| standing.len() == 1);
    let sql = "SELECT id, short_name, province, university FROM organizations WHERE ?1 IS NULL OR id = ?1";
    let mut known = HashMap::new();
    read.each(sql, &[only.into()], &mut |r| {
        known.insert(r.int(0)?, (r.opt_text(1)?, r.opt_text(2)?, r.opt_text(3)?));
        Ok(())
    })?;
    let called = Called::of(read, standing.keys().copied())?;
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
    let row = |(id, one): (i64, Standing)| {
        let (short_name, province, university) = known.remove(&id)?;
        let OrganizationRef { code, name } = called.on(id, day)?;
        Some(MemberRow {
            code,
            name,
            short_name,
            class: one.class,
            status: one.status?,
            since: one.since,
            until: one.until,
            province,
            university,
            representative: latest.get(&id).and_then(|person| people.name(*person, day)),
            merged_into: merged.remove(&id).map(|(into, _)| into),
        })
    };
    Ok(standing.into_iter().filter_map(row).collect())
}

fn motion_ref(read: &Read<'_>, id: Option<i64>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let sql = "SELECT r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id WHERE m.id = ?1";
    read.one(sql, &[id.into()], |r| r.text(0))
}

/// One organization's whole story, up to the day where one is asked for.
pub fn member(read: &Read<'_>, id: i64, moment: Moment) -> Result<Option<Member>> {
    let Some(organization) = facts(read, &ORGANIZATION, Ids::These(&[id]), moment.day)?.pop() else {
        return Ok(None);
    };
    let key: [Value; 1] = [id.into()];
    let sql = "SELECT class, \"from\", \"until\", reason, admitted_by, ended_by FROM memberships WHERE organization_id = ?1 ORDER BY \"from\" || '~' NULLS FIRST, id";
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
    let period = |m: &Membership| Period { class: m.class, from: m.from, until: m.until };
    let held: Vec<Period> = raw.iter().map(|(membership, ..)| period(membership)).collect();
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
    let took = read.all(sql, &key, |r| Ok((r.int(0)?, r.opt_word(1)?)))?;
    let judged = verdict::judge_these(read, &took.iter().map(|(motion, _)| *motion).collect::<Vec<_>>())?;
    for (motion, choice) in took {
        let Some(row) = judged.get(&motion).map(|judged| &judged.row) else { continue };
        votes.push(MemberVote {
            motion: row.reference.clone(),
            title: row.title.clone(),
            on: row.on,
            choice,
            outcome: Some(row.outcome.code().to_string()),
        });
    }
    votes.sort_by(|a, b| a.on.cmp(&b.on).then_with(|| a.motion.cmp(&b.motion)));
    let about = admissions(read, std::iter::once(id))?.remove(&id).unwrap_or_default();
    let sql = "SELECT \"on\", class, status FROM applications WHERE organization_id = ?1 ORDER BY \"on\" || '~' NULLS FIRST";
    let applications = read.all(sql, &key, |r| {
        Ok(Application { on: r.opt_day(0)?, class: r.opt_word(1)?, status: r.word(2)?, motion: None })
    })?;
    let sql = "SELECT v.id, CASE WHEN v.host_id = ?1 THEN 1 ELSE 0 END, v.\"start\", r.ref FROM visits v LEFT JOIN session_refs r ON r.session_id = v.session_id \
               WHERE v.host_id = ?1 OR v.id IN (SELECT visit_id FROM visit_visitors WHERE organization_id = ?1) ORDER BY v.\"start\" || '~' NULLS FIRST, v.id";
    let visits = read.all(sql, &key, |r| {
        Ok(MemberVisit {
            reference: format!("v{}", r.int(0)?),
            part: if r.int(1)? == 1 { "host" } else { "visitor" },
            start: r.opt_day(2)?,
            session: r.opt_text(3)?,
        })
    })?;
    let applied = applicants(read, moment.day, &HashMap::from([(id, held.clone())]))?;
    let applied = applied.into_iter().find(|(of, _)| *of == id).map(|(_, standing)| standing);
    let standing = applied.or_else(|| standing(&held, moment.day)).unwrap_or_default();
    let mut member =
        Member { organization, standing, memberships, applications, names, posts, attendance, votes, visits };
    decide(&mut member, &about, moment);
    Ok(Some(member_on(member, moment)))
}

/// Posts at organizations, of all that are not forgotten or at one of everybody; who has left a post is called
/// as on the last day in it.
pub(super) fn posts_held(read: &Read<'_>, at: Option<i64>) -> Result<HashMap<i64, Vec<PostHeld>>> {
    let sql = "SELECT t.organization_id, t.person_id, t.title, t.role, t.term, t.\"from\", t.\"until\" FROM posts t \
               JOIN persons p ON p.id = t.person_id WHERE t.organization_id IS NOT NULL \
               AND (t.organization_id = ?1 OR ?1 IS NULL AND p.forgotten = 0) ORDER BY t.\"from\" || '~' NULLS FIRST, t.id";
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

/// What the votes on an organization's admission, oldest first, decided on its applications, up to a day.
pub(super) fn decide(member: &mut Member, about: &[Matter], moment: Moment) {
    let joined: Vec<Day> = member.memberships.iter().filter_map(|one| one.from).collect();
    for one in &mut member.applications {
        let applied = Applied { on: one.on, status: one.status, about, joined: &joined };
        let (status, motion) = application::status(applied, moment.last());
        (one.status, one.motion) = (status, motion.map(str::to_string));
    }
}
