//! Votes and sessions for the public pages, read session by session and handed on one at a time.

use std::collections::HashMap;

use super::{
    Called, People, facts,
    motion::whole,
    people,
    session::{accounts, agenda, session_quorum},
    site::{public_people, public_visits, session_ids},
    verdict,
};
use crate::{
    error::Result,
    model::{
        motion::{Vote, VoteRow},
        session::{Attendance, Session},
        site::Frame,
    },
    noun::ACTION,
    ops::rows::Ids,
    store::Read,
};

/// Calls a function with every vote whole, in the order of the sessions. The ballots of a secret vote are left out.
pub fn site_votes(read: &Read<'_>, frame: &Frame, each: &mut dyn FnMut(Vote) -> Result<()>) -> Result<()> {
    // Not all at once: a large registry has many ballots.
    for sessions in session_ids(read, frame.last)?.chunks(32) {
        whole(read, Ids::Of("session_id", sessions), Some(frame))?.into_iter().try_for_each(&mut *each)?;
    }
    Ok(())
}

/// Calls a function with every session whole, oldest first. `votes` are all votes, in the order of the sessions.
pub fn site_sessions(
    read: &Read<'_>,
    frame: &Frame,
    votes: &[VoteRow],
    each: &mut dyn FnMut(Session) -> Result<()>,
) -> Result<()> {
    let (called, people) = (Called::read(read)?, People::read(read)?);
    let mut by_session: HashMap<&str, &[VoteRow]> = HashMap::new();
    for group in votes.chunk_by(|a, b| a.session == b.session) {
        if let Some(first) = group.first() {
            by_session.insert(&first.session, group);
        }
    }
    for (id, row) in session_ids(read, frame.last)?.into_iter().zip(&frame.sessions) {
        let motions = by_session.get(row.reference.as_str()).map_or_else(Vec::new, |rows| rows.to_vec());
        let Some(meeting) = verdict::meeting(read, id)? else { continue };
        let sql = "SELECT mode, purpose, headcount, summary, source, published, roster, title, host_id \
                   FROM sessions WHERE id = ?1";
        let head = read.one(sql, &[id.into()], |r| {
            Ok(Session {
                row: row.clone(),
                mode: r.opt_word(0)?,
                purpose: r.opt_text(1)?,
                headcount: r.opt_int(2)?,
                summary: r.opt_text(3)?,
                source: r.opt_text(4)?,
                published: r.opt_day(5)?,
                roster: r.word(6)?,
                title: r.opt_text(7)?,
                host: r.opt_int(8)?.and_then(|host| called.on(host, row.start)),
                quorum: session_quorum(&meeting),
                attendance: Vec::new(),
                absent: meeting
                    .sitting()
                    .unlisted()
                    .iter()
                    .filter_map(|o| called.on(*o, row.start))
                    .collect(),
                agenda: Vec::new(),
                motions: Vec::clone(&motions),
                actions: Vec::new(),
                visits: Vec::new(),
            })
        })?;
        let Some(mut session) = head else { continue };
        session.attendance = attendance(read, frame, id, &session, (&called, &people), &accounts(&meeting))?;
        session.agenda = agenda(read, id, row.start, Some(&people))?;
        for item in &mut session.agenda {
            item.presenter = item.presenter.take().filter(|name| !frame.forgotten.contains(name));
        }
        let of = Ids::Of("session_id", std::slice::from_ref(&id));
        session.actions = facts(read, &ACTION, of, None)?;
        for action in &mut session.actions {
            action.set("note", None::<String>);
            if action.text("owner").is_some_and(|owner| frame.forgotten.iter().any(|name| name == owner)) {
                action.set("owner", None::<String>);
            }
        }
        session.visits = public_visits(read, &frame.forgotten, of)?;
        each(session)?;
    }
    Ok(())
}

/// Who came, with delegates: two questions for a session.
fn attendance(
    read: &Read<'_>,
    frame: &Frame,
    id: i64,
    session: &Session,
    (called, known): (&Called, &People),
    account: &HashMap<i64, (Option<bool>, Option<bool>)>,
) -> Result<Vec<Attendance>> {
    let day = session.row.start;
    let sql = "SELECT a.id, a.organization_id, s.\"start\" AS day, s.id AS session_id FROM attendances a \
               JOIN sessions s ON s.id = a.session_id WHERE s.id = ?1";
    let mut people = people(read, ("delegates", "attendance_id"), sql, &[id.into()], Some(known))?;
    let sql = "SELECT id, organization_id, capacity, presence, others, proxy_id, headcount FROM attendances \
               WHERE session_id = ?1 ORDER BY id";
    let mut all = read.all(sql, &[id.into()], |row| {
        let people = people.remove(&row.int(0)?).unwrap_or_default();
        Ok(Attendance {
            organization: row.opt_int(1)?.and_then(|o| called.on(o, day)),
            capacity: row.word(2)?,
            presence: row.word(3)?,
            people: public_people(people, &frame.forgotten),
            others: row.opt_flag(4)?,
            proxy: row.opt_int(5)?.and_then(|o| called.on(o, day)),
            headcount: row.opt_int(6)?,
            account: row.opt_int(1)?.and_then(|id| account.get(&id).copied()),
        })
    })?;
    // A guest of no organization who was forgotten leaves nothing to show.
    all.retain(|one| one.organization.is_some() || !one.people.is_empty() || one.headcount.is_some());
    Ok(all)
}
