//! Who attended, seat by seat: the accounts of the sessions side by side.

use std::collections::BTreeMap;

use super::{super::Called, rate};
use crate::{
    error::Result,
    model::{
        day::Day,
        stats::{AttendanceMatrix, AttendanceRow, Mark, Marked},
        words::{Presence, Reason},
    },
    ops::{refs, rows::Ids, verdict::Loaded},
    rules::account::Line,
    store::{Read, Value},
};

/// Attendance of a body's sessions or of all bodies that met, of one term or all, up to a day.
///
/// # Errors
/// A body that is not defined.
pub fn attendance(
    read: &Read<'_>,
    body: Option<&str>,
    term: Option<i64>,
    day: Day,
) -> Result<AttendanceMatrix> {
    let body = body.map(|body| refs::body(read, body)).transpose()?;
    // What is planned has been attended by nobody yet.
    let (mut sql, mut params) =
        (format!("SELECT id FROM sessions WHERE \"start\" <= ?1 AND {HELD}"), vec![day.into()]);
    for (column, wanted) in [("body", body.map(Value::from)), ("term", term.map(Value::from))] {
        if let Some(wanted) = wanted {
            params.push(wanted);
            sql.push_str(&format!(" AND {column} = ?{}", params.len()));
        }
    }
    let ids = read.rows::<i64>(&format!("{sql} ORDER BY \"start\", id"), &params)?;
    matrix(read, &ids, day)
}

/// Attendance of all bodies that met in a year, up to a day.
pub fn attendance_in(read: &Read<'_>, year: i32, day: Day) -> Result<AttendanceMatrix> {
    let sql = format!(
        "SELECT id FROM sessions WHERE \"start\" <= ?1 AND \"start\" LIKE ?2 || '-%' AND {HELD} ORDER BY \"start\", id"
    );
    let ids = read.rows::<i64>(&sql, &[day.into(), format!("{year:04}").into()])?;
    matrix(read, &ids, day)
}

/// That a session was held, as far as that is known.
const HELD: &str = "coalesce(status, 'held') = 'held'";

fn matrix(read: &Read<'_>, ids: &[i64], day: Day) -> Result<AttendanceMatrix> {
    let mut sessions = Loaded::read(read, Ids::These(ids))?.meetings;
    // Whoever did not reply by correspondence was absent from nothing.
    sessions.retain(|(_, meeting)| !meeting.by_letter);
    let mut marks: BTreeMap<i64, Vec<Mark>> = BTreeMap::new();
    for (n, (_, meeting)) in sessions.iter().enumerate() {
        for line in meeting.roll().iter().filter(|line| line.is_due()) {
            let row = marks.entry(line.organization).or_default();
            row.resize(n, Mark::None);
            row.push(mark(line));
        }
    }
    let mut rows = Vec::new();
    let called = Called::of(read, marks.keys().copied())?;
    for (id, mut marks) in marks {
        marks.resize(sessions.len(), Mark::None);
        let count = |wanted: &[Mark]| marks.iter().filter(|mark| wanted.contains(mark)).count() as u64;
        let present = count(&[Mark::Present, Mark::Online, Mark::Proxy]);
        let (leave, absent, proxy) = (count(&[Mark::Leave]), count(&[Mark::Absent]), count(&[Mark::Proxy]));
        let due = present + leave + absent;
        let runs = Runs::of(&marks);
        let unknown = count(&[Mark::Unknown]);
        let Some(organization) = called.on(id, day) else { continue };
        rows.push(AttendanceRow {
            organization,
            due,
            present,
            leave,
            absent,
            rate: rate(present, due),
            proxy,
            unknown,
            absent_in_a_row: runs.last,
            longest_absence: runs.longest,
            marks: sessions
                .iter()
                .zip(marks)
                .map(|((_, meeting), mark)| Marked { session: meeting.reference.clone(), mark })
                .collect(),
        });
    }
    rows.sort_by(|a, b| a.organization.code.cmp(&b.organization.code));
    let sessions = sessions.into_iter().map(|(_, meeting)| meeting.reference.clone()).collect();
    Ok(AttendanceMatrix { sessions, rows })
}

/// Sessions missed without leave, one after the other.
#[derive(Default)]
struct Runs {
    /// Up to the last of which anything is recorded.
    last: u64,
    /// The most there ever were.
    longest: u64,
}

impl Runs {
    /// Of the marks of one organization, oldest first.
    fn of(marks: &[Mark]) -> Runs {
        let mut runs = Runs::default();
        let mut run = 0;
        for mark in marks.iter().copied().filter(|mark| *mark != Mark::None) {
            run = if mark == Mark::Absent { run + 1 } else { 0 };
            runs.longest = runs.longest.max(run);
            // What is not recorded breaks a row, and does not end one that nothing came after.
            if mark != Mark::Unknown {
                runs.last = run;
            }
        }
        runs
    }
}

/// What a line of the roll comes to: present, on leave, absent, or not known. A seat whose holder came as a
/// guest, or whose proxy does not count, was not there.
fn mark(line: &Line) -> Mark {
    // Where the seats are unknown, the list alone says how somebody was there.
    let counts = line.quorum == Some(true) || (line.seat.is_none() && line.presence.is_some());
    match (line.presence, line.reason) {
        (None, _) => Mark::Unknown,
        (Some(Presence::Leave), None | Some(Reason::Leave | Reason::Unknown)) => Mark::Leave,
        (Some(Presence::Present), _) if counts => Mark::Present,
        (Some(Presence::Online), _) if counts => Mark::Online,
        (Some(Presence::Proxy), _) if counts => Mark::Proxy,
        _ => Mark::Absent,
    }
}
