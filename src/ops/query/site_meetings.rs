//! Votes and sessions for the public pages, read session by session and handed on one at a time.

use std::collections::HashMap;

use super::{
    Called, People, Stood, facts,
    motion::{ballots, irregularities},
    people,
    session::{accounts, agenda, session_quorum},
    site::{public_people, public_visits, session_ids},
    verdict,
};
use crate::{
    error::Result,
    model::{
        motion::{Effect, Subject, Vote, VoteRow},
        session::{Attendance, Session},
        site::Frame,
        words::{Class, Method},
    },
    noun::ACTION,
    ops::rows::Ids,
    store::{Read, Value},
};

/// What a motion says of itself beside its line in the list.
#[derive(Default)]
struct Said {
    text: Option<String>,
    proposer: Option<String>,
    effective: Option<String>,
    method: Option<Method>,
    seats: Option<u64>,
    issued: Option<u64>,
    collected: Option<u64>,
    subjects: Vec<(Option<i64>, Option<i64>)>,
    effects: Vec<Effect>,
}

/// Calls a function with every vote whole, in the order of the sessions. The ballots of a secret vote are left out.
pub fn site_votes(read: &Read<'_>, frame: &Frame, each: &mut dyn FnMut(Vote) -> Result<()>) -> Result<()> {
    let (called, people) = (Called::read(read)?, People::read(read)?);
    let standing = Stood::read(read, None)?;
    let shown = |name: &String| !frame.forgotten.contains(name);
    for session in session_ids(read, frame.last)? {
        let judged = verdict::judge_sessions(read, &[session])?;
        if judged.is_empty() {
            continue;
        }
        let mut facts = said(read, session, &called, &people)?;
        for (meeting, judged) in judged {
            let id = judged.motion.id;
            let facts = facts.remove(&id).unwrap_or_default();
            let Some(day) = judged.row.on.filter(|on| frame.last.is_none_or(|last| *on <= last)) else {
                continue;
            };
            let subjects =
                facts.subjects.into_iter().filter_map(|(organization, person)| match organization {
                    Some(id) => called.on(id, day).map(Subject::Organization),
                    None => person.and_then(|id| people.name(id, day)).filter(shown).map(Subject::Person),
                });
            let open = facts.method != Some(Method::Secret);
            let roll = judged.roll(&meeting);
            let ballots = if open { ballots(&roll, &called, day) } else { Vec::new() };
            let mut candidates =
                if judged.election.is_none() { Vec::new() } else { verdict::candidates(read, &judged)? };
            standing.name(id, day, &mut candidates);
            // Of a secret vote nobody is named.
            let told = if open { &roll[..] } else { &[] };
            let irregularities = irregularities(&judged, told, &candidates, &called);
            for candidate in &mut candidates {
                candidate.person = candidate.person.take().filter(shown);
            }
            candidates.retain(|candidate| candidate.person.is_some() || candidate.organization.is_some());
            let rule = judged.judged_by();
            each(Vote {
                subjects: subjects.collect(),
                reference: judged.row.reference,
                code: judged.row.code,
                title: judged.row.title,
                kind: judged.row.kind,
                session: judged.row.session,
                on: judged.row.on,
                text: facts.text,
                proposer: facts.proposer.filter(shown),
                effective: facts.effective,
                method: facts.method,
                outcome: judged.row.outcome,
                computed: judged.row.computed,
                unanimous: judged.row.unanimous,
                counts: judged.row.counts,
                counted: judged.verdict.counted,
                quorum: judged.quorum,
                rule,
                needed: judged.verdict.needed,
                margin: judged.verdict.margin,
                base: judged.verdict.base,
                ballots,
                candidates,
                seats: facts.seats,
                issued: facts.issued,
                collected: facts.collected,
                effects: facts.effects,
                irregularities,
            })?;
        }
    }
    Ok(())
}

/// What the motions of a session say of themselves, by id.
fn said(read: &Read<'_>, session: i64, called: &Called, people: &People) -> Result<HashMap<i64, Said>> {
    let key: [Value; 1] = [session.into()];
    let mut all: HashMap<i64, Said> = HashMap::new();
    let mut days = HashMap::new();
    let sql = "SELECT m.id, m.text, m.proposer, m.effective, m.method, m.seats, m.issued, m.collected, \
               coalesce(m.\"on\", s.\"end\", s.\"start\") FROM motions m JOIN sessions s ON s.id = m.session_id \
               WHERE m.session_id = ?1";
    read.each(sql, &key, &mut |row| {
        days.insert(row.int(0)?, row.day(8)?);
        let said = Said {
            text: row.opt_text(1)?,
            proposer: row.opt_text(2)?,
            effective: row.opt_text(3)?,
            method: row.opt_word(4)?,
            seats: row.opt_count(5)?,
            issued: row.opt_count(6)?,
            collected: row.opt_count(7)?,
            ..Said::default()
        };
        all.insert(row.int(0)?, said);
        Ok(())
    })?;
    let sql = "SELECT x.motion_id, x.organization_id, x.person_id FROM motion_subjects x JOIN motions m ON m.id = x.motion_id \
               WHERE m.session_id = ?1 ORDER BY x.motion_id, x.seq";
    read.each(sql, &key, &mut |row| {
        if let Some(facts) = all.get_mut(&row.int(0)?) {
            facts.subjects.push((row.opt_int(1)?, row.opt_int(2)?));
        }
        Ok(())
    })?;
    let sql = "SELECT m.id, s.organization_id, s.class, s.\"from\", 1, s.\"until\" FROM motions m \
               JOIN memberships s ON s.admitted_by = m.id WHERE m.session_id = ?1 \
               UNION ALL SELECT m.id, s.organization_id, s.class, s.\"from\", 0, s.\"until\" FROM motions m \
               JOIN memberships s ON s.ended_by = m.id AND s.reason = 'expelled' WHERE m.session_id = ?1 ORDER BY 1, 2, 4";
    read.each(sql, &key, &mut |row| {
        let (id, started) = (row.int(0)?, row.opt_flag(4)? == Some(true));
        if let (Some(facts), Some(day)) = (all.get_mut(&id), days.get(&id)) {
            let effect = Effect {
                organization: called.on(row.int(1)?, *day),
                class: row.opt_word::<Class>(2)?.filter(|_| started),
                from: row.opt_day(3)?.filter(|_| started),
                until: row.opt_day(5)?.filter(|_| !started),
                person: None,
                role: None,
            };
            if !facts.effects.contains(&effect) {
                facts.effects.push(effect);
            }
        }
        Ok(())
    })?;
    let sql = "SELECT m.id, t.person_id, t.role, t.\"from\" FROM motions m JOIN posts t ON t.filled_by = m.id \
               JOIN persons p ON p.id = t.person_id WHERE m.session_id = ?1 AND p.forgotten = 0 ORDER BY m.id, t.id";
    read.each(sql, &key, &mut |row| {
        let id = row.int(0)?;
        if let (Some(facts), Some(day)) = (all.get_mut(&id), days.get(&id)) {
            let person = people.name(row.int(1)?, *day);
            let (role, from) = (row.opt_word(2)?, row.opt_day(3)?);
            facts.effects.push(Effect { organization: None, class: None, from, until: None, person, role });
        }
        Ok(())
    })?;
    Ok(all)
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
