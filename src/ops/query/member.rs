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
    ops::rows::Ids,
    rules::{
        application::{self, Applied, Matter},
        seats::{Period, class_on},
        tenure,
    },
    store::{Read, judged},
};

use super::*;

/// What organizations that have merged by a day have merged into, and their own last days.
fn successors(read: &Read<'_>, day: Day) -> Result<HashMap<i64, (OrganizationRef, Option<Day>)>> {
    let sql = format!(
        "SELECT id, merged_into, merged_on FROM organizations \
         WHERE merged_into IS NOT NULL AND (merged_on IS NULL OR {})",
        judged::before("merged_on", day)
    );
    let all = read.rows::<(i64, i64, Option<Day>)>(&sql, &[])?;
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
    let ids: Vec<i64> = all.iter().map(|(id, _)| *id).collect();
    let about = admissions(read, Ids::These(&ids))?;
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
pub(super) fn admissions(read: &Read<'_>, which: Ids<'_>) -> Result<HashMap<i64, Vec<Matter>>> {
    let sql = format!(
        "SELECT x.organization_id, x.motion_id, m.effective FROM motion_subjects x JOIN motions m ON m.id = x.motion_id \
         WHERE m.kind = 'admission' AND x.organization_id IS NOT NULL AND {}",
        which.among("x", "organization_id")
    );
    let found = read.rows::<(i64, i64, Option<String>)>(&sql, &[])?;
    let judged = verdict::judge_these(read, &found.iter().map(|(_, motion, _)| *motion).collect::<Vec<_>>())?;
    let mut all: HashMap<i64, Vec<Matter>> = HashMap::new();
    for (organization, motion, effective) in found {
        let Some(row) = judged.get(&motion).map(|judged| &judged.row) else { continue };
        let (on, motion) = (row.on, row.reference.clone());
        let pending = effective.as_deref() == Some(application::PENDING);
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

/// One organization's whole story, up to the day where one is asked for.
pub fn member(read: &Read<'_>, id: i64, moment: Moment) -> Result<Option<Member>> {
    let Some((_, mut member)) = stories(read, Ids::These(&[id]), moment, None)?.pop() else {
        return Ok(None);
    };
    // How it stands follows from all its memberships, those after the day too.
    let sql = "SELECT class, \"from\", \"until\" FROM memberships WHERE organization_id = ?1 ORDER BY id";
    let held = read.all(sql, &[id.into()], |row| {
        let (class, from, until) = row.take()?;
        Ok(Period { class, from, until })
    })?;
    let applied = applicants(read, moment.day, &HashMap::from([(id, held.clone())]))?;
    let applied = applied.into_iter().find(|(of, _)| *of == id).map(|(_, standing)| standing);
    member.standing = applied.or_else(|| standing(&held, moment.day)).unwrap_or_default();
    Ok(Some(member))
}
