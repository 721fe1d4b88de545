//! What a write concerns: the sessions whose verdicts it may turn, the organizations and persons whose
//! records it may set against each other.

use std::collections::BTreeSet;

use crate::{
    error::Result,
    model::day::Day,
    ops::check::scope::{Ids, Scope, listed},
    store::{Read, Record, Write, judged, touched::Touched},
};

/// Tables that decide on who was there and what was voted.
const OF_SESSIONS: &[&str] = &[
    "sessions",
    "attendances",
    "delegates",
    "motions",
    "motion_subjects",
    "candidates",
    "ballots",
    "memberships",
    "posts",
    "motion_tellers",
    "interests",
    "charges",
    "payments",
    "agenda_items",
    "rules",
    "bodies",
    "alliances",
];
/// Tables that say what an organization is.
const OF_ORGANIZATIONS: &[&str] =
    &["organizations", "organization_names", "organization_aliases", "applications", "memberships"];
/// Tables that no rule looks at.
const SILENT: &[&str] = &[
    "alliance_functions",
    "alliance_names",
    "body_names",
    "contacts",
    "session_chairs",
    "agenda_topics",
    "visits",
    "visit_receivers",
    "visit_visitors",
    "visit_sites",
    "visit_topics",
    "activities",
    "documents",
    "sources",
];
/// Up to this many periods are queried one by one; more are merged into one long period.
const STRETCHES: usize = 20;

/// A period from its first to its last day; an unknown end is open.
type Stretch = (Option<Day>, Option<Day>);

/// What is concerned by what was touched.
pub(super) fn concerned(write: &Write<'_>, touched: Touched) -> Result<Scope> {
    let mut tables = touched.tables;
    tables.retain(|name| !SILENT.contains(name));
    let mut scope = Scope { tables, ..Scope::default() };
    let Some(rows) = touched.rows else {
        widen(&mut scope);
        return Ok(scope);
    };
    let mut parts = Parts::default();
    for (before, after) in &rows {
        parts.take(before.as_ref(), after.as_ref(), &mut scope);
    }
    parts.resolve(write, &mut scope)?;
    if scope.sessions == Ids::All {
        scope.organizations = Ids::All;
    } else if !scope.sessions.is_empty() {
        let these = scope.sessions.filter("m.session_id");
        let sql = format!(
            "SELECT DISTINCT x.organization_id FROM motion_subjects x JOIN motions m ON m.id = x.motion_id \
             WHERE x.organization_id IS NOT NULL AND {these} ORDER BY x.organization_id"
        );
        scope.organizations.extend(write.rows::<i64>(&sql, &[])?);
    }
    Ok(scope)
}

/// For very many changed rows: everything that their tables may concern.
fn widen(scope: &mut Scope) {
    let any = |names: &[&str]| names.iter().any(|name| scope.tables.contains(name));
    let (sessions, organizations, persons) =
        (any(OF_SESSIONS), any(OF_ORGANIZATIONS), any(&["persons", "person_names"]));
    if sessions {
        scope.sessions = Ids::All;
    }
    if sessions || organizations {
        scope.organizations = Ids::All;
    }
    if persons {
        scope.persons = Ids::All;
    }
}

/// Rows that lead to sessions indirectly, by another row.
#[derive(Default)]
struct Parts {
    attendances: BTreeSet<i64>,
    motions: BTreeSet<i64>,
    /// Persons who may have stood in an election.
    stood: BTreeSet<i64>,
    days: Vec<Stretch>,
}

impl Parts {
    /// Takes one changed row in.
    fn take(&mut self, before: Option<&Record>, after: Option<&Record>, scope: &mut Scope) {
        let Some(table) = before.or(after).map(|row| row.table.name) else { return };
        let differs = |column: &str| before.map(|row| row.get(column)) != after.map(|row| row.get(column));
        let ints = |column: &str| {
            before.into_iter().chain(after).filter_map(|row| row.int(column)).collect::<Vec<_>>()
        };
        match table {
            "alliances" => {
                if differs("charter") {
                    scope.sessions = Ids::All;
                }
                if differs("founded") {
                    scope.organizations = Ids::All;
                }
            }
            "rules" | "charges" => scope.sessions = Ids::All,
            "motion_tellers" => self.motions.extend(ints("motion_id")),
            // What was paid on a day bears on the sessions from then on; an interest on those of its days.
            "payments" => {
                let on = before.into_iter().chain(after).map(|row| row.day("on")).min().flatten();
                self.days.push((on, None));
            }
            "interests" => self.days.extend(before.into_iter().chain(after).map(|row| (row.day("from"), row.day("until")))),
            // A new body has no sessions yet but those of this same write.
            "bodies" if before.is_some() && differs("seats") => scope.sessions = Ids::All,
            "organizations" => scope.organizations.extend(ints("id")),
            "organization_names" | "organization_aliases" | "applications" => {
                scope.organizations.extend(ints("organization_id"));
            }
            "persons" => scope.persons.extend(ints("id")),
            "person_names" => scope.persons.extend(ints("person_id")),
            "sessions" => scope.sessions.extend(ints("id")),
            "attendances" | "motions" | "agenda_items" => scope.sessions.extend(ints("session_id")),
            "delegates" => self.attendances.extend(ints("attendance_id")),
            "motion_subjects" => {
                self.motions.extend(ints("motion_id"));
                scope.organizations.extend(ints("organization_id"));
            }
            "candidates" | "ballots" => self.motions.extend(ints("motion_id")),
            "posts" => {
                self.motions.extend(ints("filled_by"));
                self.stood.extend(ints("person_id"));
            }
            "memberships" => {
                scope.organizations.extend(ints("organization_id"));
                self.days.extend(changed_days(before, after));
            }
            "accepted" => {
                let rules = before.into_iter().chain(after).filter_map(|row| row.text("rule"));
                scope.rules.extend(rules.map(str::to_string));
            }
            _ => {}
        }
    }

    /// Finds the sessions that they lead to.
    fn resolve(mut self, read: &Read<'_>, scope: &mut Scope) -> Result<()> {
        let mut asked = Vec::new();
        if !self.attendances.is_empty() {
            let these = listed(&self.attendances);
            asked.push(format!("SELECT session_id FROM attendances WHERE id IN ({these})"));
        }
        if !self.motions.is_empty() {
            asked.push(format!("SELECT session_id FROM motions WHERE id IN ({})", listed(&self.motions)));
        }
        if !self.stood.is_empty() {
            let these = listed(&self.stood);
            asked.push(format!(
                "SELECT m.session_id FROM candidates c JOIN motions m ON m.id = c.motion_id WHERE c.person_id IN ({these})"
            ));
        }
        if self.days.len() > STRETCHES {
            let first = self.days.iter().map(|(first, _)| *first).min().flatten();
            let last = self.days.iter().map(|(_, last)| *last);
            let last = if last.clone().any(|last| last.is_none()) { None } else { last.max().flatten() };
            self.days = vec![(first, last)];
        }
        for (first, last) in self.days {
            let within = |start: &str, end: &str| {
                let after = first.map_or("1 = 1".to_string(), |day| judged::from(end, day));
                let before = last.map_or("1 = 1".to_string(), |day| judged::up_to(start, day));
                format!("{after} AND {before}")
            };
            let met = within("\"start\"", "coalesce(\"end\", \"start\")");
            asked.push(format!("SELECT id FROM sessions WHERE {met}"));
            let voted = within("\"on\"", "\"on\"");
            asked.push(format!("SELECT session_id FROM motions WHERE \"on\" IS NOT NULL AND {voted}"));
        }
        if asked.is_empty() || scope.sessions == Ids::All {
            return Ok(());
        }
        scope.sessions.extend(read.rows::<i64>(&asked.join(" UNION "), &[])?);
        Ok(())
    }
}

/// The days on which a membership holds otherwise than before.
fn changed_days(before: Option<&Record>, after: Option<&Record>) -> Vec<Stretch> {
    let whole = |row: &Record| (row.day("from"), row.day("until"));
    let (Some(before), Some(after)) = (before, after) else {
        return before.into_iter().chain(after).map(whole).collect();
    };
    let same = |columns: &[&str]| columns.iter().all(|column| before.get(column) == after.get(column));
    let (then, now) = (whole(before), whole(after));
    if !same(&["organization_id", "class", "from", "stated", "admitted_by"]) {
        return vec![then, now];
    }
    // Its end alone: the days between the two ends, and that of the session which ended it.
    let ends = [then.1, now.1];
    let last = if ends.contains(&None) { None } else { ends.into_iter().flatten().max() };
    vec![(ends.into_iter().flatten().min(), last)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_membership_that_ends_concerns_the_days_after_its_end() {
        let day = |text: &str| Day::from_iso(text);
        let row = Record::new("memberships").with("from", "2020-01-01").with("class", "council");
        let ended = row.clone().with("until", "2024-05-01");
        assert_eq!(changed_days(Some(&row), Some(&ended)), [(day("2024-05-01"), None)]);
        let later = row.clone().with("until", "2024-06-01");
        assert_eq!(changed_days(Some(&later), Some(&ended)), [(day("2024-05-01"), day("2024-06-01"))]);
        assert_eq!(changed_days(None, Some(&ended)), [(day("2020-01-01"), day("2024-05-01"))]);
        let higher = row.clone().with("class", "standing");
        assert_eq!(changed_days(Some(&row), Some(&higher)), [(day("2020-01-01"), None); 2]);
    }
}
