//! Who attended a body's sessions, seat by seat.

use std::collections::{BTreeMap, HashMap};

use super::{super::Called, rate};
use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        stats::{AttendanceMatrix, AttendanceRow, Mark, Marked},
        text::nearest,
        words::{Capacity, Class, Presence, Roster},
    },
    ops::verdict,
    say,
    store::Read,
};

/// Attendance of a body's sessions, of one term or all.
///
/// # Errors
/// A body that is not defined.
pub fn attendance(read: &Read<'_>, body: &str, term: Option<i64>, day: Day) -> Result<AttendanceMatrix> {
    let sql = "SELECT code, seats FROM bodies WHERE lower(code) = lower(?1) OR name = ?1";
    let found = read.one(sql, &[body.into()], |row| Ok((row.text(0)?, row.opt_word::<Class>(1)?)))?;
    let Some((body, lowest)) = found else {
        let codes = read.all("SELECT code FROM bodies ORDER BY code", &[], |row| row.text(0))?;
        let error = Error::not_found(say!("no body is known as {body}", "没有名为“{body}”的机构"));
        let error = match nearest(body, codes.iter().map(String::as_str)) {
            Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}？")),
            None => error,
        };
        return Err(error.hint(say!("`alliance body list` lists them", "`alliance body list` 列出全部")));
    };
    let sql = "SELECT s.id, r.ref, s.\"start\", s.roster FROM sessions s JOIN session_refs r ON r.session_id = s.id \
               WHERE s.body = ?1 AND (?2 IS NULL OR s.term = ?2) AND s.\"start\" <= ?3 ORDER BY s.\"start\", s.id";
    let sessions = read.all(sql, &[body.as_str().into(), term.into(), day.into()], |row| {
        Ok((row.int(0)?, row.text(1)?, row.day(2)?, row.word::<Roster>(3)?))
    })?;
    let mut attended: HashMap<i64, HashMap<i64, (Presence, Capacity)>> = HashMap::new();
    let sql = "SELECT a.session_id, a.organization_id, a.presence, a.capacity FROM attendances a \
               JOIN sessions s ON s.id = a.session_id WHERE s.body = ?1 AND a.organization_id IS NOT NULL";
    read.each(sql, &[body.as_str().into()], &mut |row| {
        attended.entry(row.int(0)?).or_default().insert(row.int(1)?, (row.word(2)?, row.word(3)?));
        Ok(())
    })?;
    let held = verdict::Seats::read(read)?;
    let mut marks: BTreeMap<i64, Vec<Mark>> = BTreeMap::new();
    for (n, (id, _, start, roster)) in sessions.iter().enumerate() {
        let listed = attended.remove(id).unwrap_or_default();
        // Without defined seats, those who came as members had one.
        let seats = match lowest {
            Some(lowest) => held.of(*id, lowest, *start),
            None => listed.iter().filter(|(_, (_, c))| *c == Capacity::Member).map(|(id, _)| *id).collect(),
        };
        // A complete roster that lists anybody lists all who came.
        let whole = *roster == Roster::Complete && seats.iter().any(|seat| listed.contains_key(seat));
        // Else a ballot shows who was there; who is in no roll call may have been there too.
        let silent = !whole && seats.iter().any(|seat| !listed.contains_key(seat));
        let spoke = if silent { voices(read, *id)? } else { HashMap::new() };
        for seat in seats {
            let mark = match listed.get(&seat).map(|(presence, _)| *presence) {
                Some(Presence::Present) => Mark::Present,
                Some(Presence::Online) => Mark::Online,
                Some(Presence::Proxy) => Mark::Proxy,
                Some(Presence::Leave) => Mark::Leave,
                Some(Presence::Absent) => Mark::Absent,
                None if whole => Mark::Absent,
                None => match spoke.get(&seat) {
                    Some(true) => Mark::Present,
                    Some(false) => Mark::Absent,
                    None => Mark::Unknown,
                },
            };
            let row = marks.entry(seat).or_default();
            row.resize(n, Mark::None);
            row.push(mark);
        }
    }
    let mut rows = Vec::new();
    let called = Called::of(read, marks.keys().copied())?;
    for (id, mut marks) in marks {
        marks.resize(sessions.len(), Mark::None);
        let count = |wanted: &[Mark]| marks.iter().filter(|mark| wanted.contains(mark)).count() as u64;
        let present = count(&[Mark::Present, Mark::Online]);
        let (leave, absent, proxy) = (count(&[Mark::Leave]), count(&[Mark::Absent]), count(&[Mark::Proxy]));
        let due = present + leave + absent + proxy;
        let held = marks.iter().rev().filter(|mark| **mark != Mark::None);
        let known = held.skip_while(|mark| **mark == Mark::Unknown);
        let absent_in_a_row = known.take_while(|mark| **mark == Mark::Absent).count() as u64;
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
            absent_in_a_row,
            marks: sessions
                .iter()
                .zip(marks)
                .map(|((_, session, ..), mark)| Marked { session: session.clone(), mark })
                .collect(),
        });
    }
    rows.sort_by(|a, b| a.organization.code.cmp(&b.organization.code));
    Ok(AttendanceMatrix {
        sessions: sessions.into_iter().map(|(_, reference, ..)| reference).collect(),
        rows,
    })
}

/// Who voted in any roll call of a session: `true`; who is recorded as absent from all of them: `false`.
fn voices(read: &Read<'_>, session: i64) -> Result<HashMap<i64, bool>> {
    let sql = "SELECT b.organization_id, max(CASE WHEN b.choice = 'absent' THEN 0 ELSE 1 END) FROM motions m \
               CROSS JOIN ballots b WHERE m.session_id = ?1 AND b.motion_id = m.id GROUP BY b.organization_id \
               ORDER BY b.organization_id";
    let all = read.all(sql, &[session.into()], |row| Ok((row.int(0)?, row.int(1)? == 1)))?;
    Ok(all.into_iter().collect())
}
