//! Organizations and members.

use std::collections::{HashMap, hash_map::Entry};

use super::{contacts, listed::only, ranked::place, verdict};
use serde_json::Value;

use crate::{
    error::Result,
    model::{
        day::Day,
        facts::Facts,
        member::*,
        organization::{NamePeriod, OrganizationRef},
        words::{ApplicationStatus, Class, MemberStatus},
    },
    noun::{DELEGATES, ORGANIZATION},
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

/// What a line of the list has where it is asked for.
const MORE: &[&str] = &[
    "rank", "contact", "title", "duty", "phone", "email", "name_en", "kind", "city", "credit_code", "website", "founded",
    "order", "note", "merged_into", "class_since",
];

/// The list of members as it stood on a day, the highest class first.
pub struct Members {
    day: Day,
    standing: HashMap<i64, Standing>,
    /// The numbers of the organizations, in the order of the list.
    order: Vec<i64>,
    /// What those that had merged by then have merged into.
    merged: HashMap<i64, OrganizationRef>,
    /// Whether what they have merged into is told.
    telling: bool,
}

impl Members {
    /// Reads who they are; with `all`, ended members and applicants too.
    pub fn read(read: &Read<'_>, day: Day, all: bool) -> Result<Members> {
        type Own = (String, String, Option<i64>);
        let sql = "SELECT m.organization_id, m.class, m.\"from\", m.\"until\", o.code, o.name, o.\"order\" FROM memberships m \
                   JOIN organizations o ON o.id = m.organization_id ORDER BY m.organization_id, m.id";
        let mut held: HashMap<i64, (Own, Vec<Period>)> = HashMap::new();
        read.each(sql, &[], &mut |r| {
            let period = Period { class: r.word(1)?, from: r.opt_day(2)?, until: r.opt_day(3)? };
            match held.entry(r.int(0)?) {
                Entry::Occupied(of) => of.into_mut().1.push(period),
                Entry::Vacant(of) => {
                    of.insert(((r.text(4)?, r.text(5)?, r.opt_int(6)?), vec![period]));
                }
            }
            Ok(())
        })?;
        let stands = |(id, (_, held)): (&i64, &(Own, Vec<Period>))| standing(held, day).map(|one| (*id, one));
        let mut standing: HashMap<i64, Standing> = held.iter().filter_map(stands).collect();
        let mut others: HashMap<i64, Own> = HashMap::new();
        if all {
            let periods = |id: i64| held.get(&id).map(|(_, periods)| periods.as_slice()).unwrap_or_default();
            for (id, applied) in applicants(read, Ids::All, day, &periods)? {
                standing.insert(id, applied);
            }
            let ids: Vec<i64> = standing.keys().copied().filter(|id| !held.contains_key(id)).collect();
            let sql =
                format!("SELECT id, code, name, \"order\" FROM organizations{}", only(" WHERE", "id", Some(&ids)));
            let found = read.rows::<(i64, String, String, Option<i64>)>(&sql, &[])?;
            others.extend(found.into_iter().map(|(id, code, name, order)| (id, (code, name, order))));
        } else {
            standing.retain(|_, one| one.status == Some(MemberStatus::Active));
        }
        let own = |id: &i64| held.get(id).map(|(own, _)| own).or_else(|| others.get(id));
        let placed = |(id, one): (&i64, &Standing)| {
            let (code, name, order) = own(id)?;
            Some((place(one.class, *order, name), code, *id))
        };
        let mut order: Vec<_> = standing.iter().filter_map(placed).collect();
        order.sort_unstable();
        let order = order.into_iter().map(|(.., id)| id).collect();
        let merged = successors(read, day)?.into_iter().filter(|(id, _)| standing.contains_key(id));
        let merged = merged.map(|(id, (into, _))| (id, into)).collect();
        Ok(Members { day, standing, order, merged, telling: false })
    }

    /// What some lines have under keys that are asked for alone.
    fn told_besides(
        &self,
        read: &Read<'_>,
        ids: &[i64],
        asked: &[&'static str],
    ) -> Result<HashMap<i64, Facts>> {
        if asked.is_empty() {
            return Ok(HashMap::new());
        }
        let mut all: HashMap<i64, Facts> = ids.iter().map(|id| (*id, Facts::default())).collect();
        let mut put = |id: i64, key: &'static str, value: Value| {
            if let Some(facts) = all.get_mut(&id) {
                *facts = std::mem::take(facts).with(key, value);
            }
        };
        if asked.contains(&"rank") {
            self.order.iter().zip(1i64..).for_each(|(id, at)| put(*id, "rank", at.into()));
        }
        if asked.contains(&"class_since") {
            for id in ids {
                let since = self.standing.get(id).and_then(|one| one.class_since);
                put(*id, "class_since", since.map_or(Value::Null, |day| day.to_string().into()));
            }
        }
        let turned: Vec<&'static str> = asked.iter().copied().filter(|key| contacts::KEYS.contains(key)).collect();
        if !turned.is_empty() {
            for (id, key, texts) in contacts::of_organizations(read, ids, &turned, self.day)? {
                put(id, key, texts.into());
            }
        }
        let own: Vec<&'static str> = asked
            .iter()
            .copied()
            .filter(|key| !["rank", "merged_into", "class_since"].contains(key) && !contacts::KEYS.contains(key) && ORGANIZATION.field(key).is_some())
            .collect();
        if !own.is_empty() {
            for (id, facts) in ids.iter().zip(facts_of(read, &ORGANIZATION, ids, Some(&own), self.day)?) {
                own.iter().for_each(|key| put(*id, key, facts.value(key).clone()));
            }
        }
        Ok(all)
    }

    /// The class of each of those that are listed.
    pub(super) fn classes(&self) -> HashMap<i64, Option<Class>> {
        self.standing.iter().map(|(id, one)| (*id, one.class)).collect()
    }

    /// The same list, which tells what members have merged into, where any has.
    pub fn telling_successors(self) -> Members {
        Members { telling: !self.merged.is_empty(), ..self }
    }

    /// The numbers of those that have this status, in the order of the list.
    pub(super) fn with_status(&self, status: MemberStatus) -> Vec<i64> {
        let has = |id: &&i64| self.standing.get(*id).is_some_and(|one| one.status == Some(status));
        self.order.iter().filter(has).copied().collect()
    }

    /// Whether it tells that.
    pub fn tells_successors(&self) -> bool {
        self.telling
    }

    /// Whether any has changed its class since it joined, so that the day on which it joined is not that of its class.
    pub fn has_changed_classes(&self) -> bool {
        self.standing.values().any(|one| one.class.is_some() && one.class_since != one.since)
    }
}

impl Listed for Members {
    type Rows = Vec<MemberLine>;

    /// The organization's own keys that a row does not have, whom to turn to there, and the place in the list.
    fn more(&self) -> &'static [&'static str] {
        MORE
    }

    fn count(&self, _read: &Read<'_>) -> Result<usize> {
        Ok(self.order.len())
    }

    fn ids(&self, _read: &Read<'_>, turned: bool, most: Option<usize>) -> Result<Vec<i64>> {
        let most = most.unwrap_or(self.order.len());
        Ok(match turned {
            true => self.order.iter().rev().take(most).copied().collect(),
            false => self.order.iter().take(most).copied().collect(),
        })
    }

    fn rows(&self, read: &Read<'_>, ids: &[i64], keys: Option<&[&str]>) -> Result<Vec<MemberLine>> {
        let wanted = |key: &str| keys.is_none_or(|keys| keys.contains(&key));
        let sql = "SELECT o.id, o.code, o.name, o.short_name, o.province, o.university FROM these \
                   CROSS JOIN organizations o WHERE o.id = these.value";
        let (mut known, mut names) = (HashMap::new(), Vec::with_capacity(ids.len()));
        read.each_of(sql, ids, None, &mut |r| {
            let id = r.int(0)?;
            names.push((id, r.text(1)?, r.text(2)?));
            known.insert(id, (r.opt_text(3)?, r.opt_text(4)?, r.opt_text(5)?));
            Ok(())
        })?;
        let called = Called::known(read, names, Some(ids))?;
        let asked: Vec<&'static str> =
            self.more().iter().copied().filter(|key| keys.is_some_and(|keys| keys.contains(key))).collect();
        let mut more = self.told_besides(read, ids, &asked)?;
        let latest = if wanted("representative") { delegates(read, ids, self.day)? } else { HashMap::new() };
        let people = People::names(read, latest.values().copied())?;
        let told_merged = keys.is_some_and(|keys| keys.contains(&"merged_into"));
        let row = |id: &i64| {
            let (one, (short_name, province, university)) = (self.standing.get(id)?, known.remove(id)?);
            let OrganizationRef { code, name } = called.on(*id, self.day)?;
            let merged_into = self.merged.get(id).cloned();
            let row = MemberRow {
                code,
                name,
                short_name,
                class: one.class,
                status: one.status?,
                since: one.since,
                until: one.until,
                province,
                university,
                representative: latest.get(id).and_then(|person| people.name(*person, self.day)),
                merged_into: merged_into.clone(),
            };
            let merged_into = (self.telling || told_merged).then_some(merged_into);
            Some(MemberLine { row, merged_into, more: more.remove(id).unwrap_or_default() })
        };
        Ok(ids.iter().filter_map(row).collect())
    }
}

/// The roster as it stood on a day; with `all`, ended members and applicants too.
pub fn members(read: &Read<'_>, day: Day, all: bool) -> Result<Vec<MemberRow>> {
    let list = Members::read(read, day, all)?;
    Ok(list.rows(read, &list.order, None)?.into_iter().map(|line| line.row).collect())
}

/// Who speaks for each of some organizations on a day: the contact for that, where there is one, else its delegate at the
/// latest session that it attended by then.
fn delegates(read: &Read<'_>, ids: &[i64], day: Day) -> Result<HashMap<i64, i64>> {
    let sql = format!(
        "SELECT a.organization_id, d.person_id FROM attendances a JOIN sessions s ON s.id = a.session_id \
         JOIN delegates d ON d.attendance_id = a.id AND d.person_id IS NOT NULL \
         WHERE a.capacity = 'member' AND s.\"start\" <= ?1 AND a.organization_id IS NOT NULL{} \
         ORDER BY s.\"start\" DESC, d.seq",
        only(" AND", "a.organization_id", Some(ids))
    );
    let duties = DELEGATES.iter().map(|duty| format!("'{duty}'")).collect::<Vec<_>>().join(", ");
    let named = format!(
        "SELECT c.organization_id, c.person_id FROM contacts c \
         WHERE lower(c.duty) IN ({duties}) AND c.person_id IS NOT NULL \
         AND (c.\"from\" IS NULL OR c.\"from\" <= ?1) AND (c.\"until\" IS NULL OR c.\"until\" || '~' >= ?1){} \
         ORDER BY c.\"from\" DESC NULLS LAST, c.id",
        only(" AND", "c.organization_id", Some(ids))
    );
    let mut latest: HashMap<i64, i64> = HashMap::new();
    read.each(&named, &[day.into()], &mut |r| {
        latest.entry(r.int(0)?).or_insert(r.int(1)?);
        Ok(())
    })?;
    read.each(&sql, &[day.into()], &mut |r| {
        latest.entry(r.int(0)?).or_insert(r.int(1)?);
        Ok(())
    })?;
    Ok(latest)
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
fn applicants<'h>(
    read: &Read<'_>,
    which: Ids<'_>,
    day: Day,
    held: &dyn Fn(i64) -> &'h [Period],
) -> Result<Vec<(i64, Standing)>> {
    let sql = format!(
        "SELECT organization_id, \"on\", class, status FROM applications x \
         WHERE {} AND (\"on\" IS NULL OR {}) ORDER BY organization_id, {} NULLS FIRST, id",
        which.among("x", "organization_id"),
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
    let applied = applicants(read, Ids::These(&[id]), moment.day, &|_| held.as_slice())?;
    let applied = applied.into_iter().next().map(|(_, standing)| standing);
    member.standing = applied.or_else(|| standing(&held, moment.day)).unwrap_or_default();
    member.contacts = contacts::of_one(read, id, moment.day)?;
    Ok(Some(member))
}
