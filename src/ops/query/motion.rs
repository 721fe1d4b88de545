//! Motions and votes.

use std::{collections::HashMap, rc::Rc};

use super::verdict;
use crate::{
    error::{Message, Result},
    model::{
        day::Day,
        motion::{Ballot, Candidate, Effect, Motion, Subject, Vote, VoteRow},
        words::Class,
    },
    noun::MOTION,
    ops::rows::{Kept, kept, number},
    rules::account::{Line, Tally},
    store::Read,
};

use super::*;

/// Every vote, in the order of the sessions.
pub fn votes(read: &Read<'_>) -> Result<Vec<VoteRow>> {
    let mut all = Vec::new();
    verdict::judge_each(read, |_, judged| all.push(judged.row))?;
    Ok(all)
}

/// One vote whole.
pub fn vote(read: &Read<'_>, id: i64) -> Result<Option<Vote>> {
    let sql = "SELECT session_id, text, proposer, effective, method, seats, issued, collected FROM motions WHERE id = ?1";
    let Some(session) = read.one(sql, &[id.into()], |r| r.int(0))? else { return Ok(None) };
    let of_session = verdict::judge_sessions(read, &[session])?;
    let Some((meeting, judged)) = of_session.into_iter().find(|(_, judged)| judged.motion.id == id) else {
        return Ok(None);
    };
    let Some(day) = judged.row.on else { return Ok(None) };
    let mut subjects = Vec::new();
    let sub = "SELECT organization_id, person_id FROM motion_subjects WHERE motion_id = ?1 ORDER BY seq";
    let about = read.all(sub, &[id.into()], |r| Ok((r.opt_int(0)?, r.opt_int(1)?)))?;
    let roll = judged.roll(&meeting);
    let mut candidates = verdict::candidates(read, &judged)?;
    if !candidates.is_empty() {
        Stood::read(read, Some(id))?.name(id, day, &mut candidates);
    }
    let mut effects = Vec::new();
    let did = "SELECT organization_id, class, \"from\", admitted_by = ?1, \"until\" FROM memberships WHERE admitted_by = ?1 OR (ended_by = ?1 AND reason = 'expelled') ORDER BY id";
    let did = read.all(did, &[id.into()], |r| {
        let days = (r.opt_day(2)?, r.opt_day(4)?);
        Ok((r.int(0)?, r.word::<Class>(1)?, days, r.opt_flag(3)? == Some(true)))
    })?;
    let named = about.iter().filter_map(|(organization, _)| *organization);
    let named = named.chain(roll.iter().map(|line| line.organization)).chain(did.iter().map(|(o, ..)| *o));
    let called = Called::of(read, named)?;
    let filled = "SELECT person_id, role, \"from\" FROM posts WHERE filled_by = ?1 ORDER BY id";
    let filled = read.all(filled, &[id.into()], |r| Ok((r.int(0)?, r.opt_word(1)?, r.opt_day(2)?)))?;
    let persons = about.iter().filter_map(|(_, person)| *person).chain(filled.iter().map(|(p, ..)| *p));
    let people = People::names(read, persons)?;
    for (organization, person) in about {
        match organization {
            Some(o) => subjects.extend(called.on(o, day).map(Subject::Organization)),
            None => subjects.extend(person.and_then(|p| people.name(p, day)).map(Subject::Person)),
        }
    }
    let ballots = ballots(&roll, &called, day);
    let irregularities = irregularities(&judged, &roll, &candidates, &called);
    for (o, class, (from, until), started) in did {
        let effect = Effect {
            organization: called.on(o, day),
            class: Some(class).filter(|_| started),
            from: from.filter(|_| started),
            until: until.filter(|_| !started),
            person: None,
            role: None,
        };
        // Two classes held at once end as one membership.
        if !effects.contains(&effect) {
            effects.push(effect);
        }
    }
    effects.extend(filled.into_iter().map(|(person, role, from)| Effect {
        organization: None,
        class: None,
        from,
        until: None,
        person: people.name(person, day),
        role,
    }));
    let rule = judged.judged_by();
    read.one(sql, &[id.into()], |r| {
        Ok(Vote {
            reference: judged.row.reference.clone(),
            code: judged.row.code.clone(),
            title: judged.row.title.clone(),
            kind: judged.row.kind,
            session: judged.row.session.clone(),
            on: judged.row.on,
            text: r.opt_text(1)?,
            proposer: r.opt_text(2)?,
            effective: r.opt_text(3)?,
            method: r.opt_word(4)?,
            subjects: subjects.clone(),
            outcome: judged.row.outcome,
            computed: judged.row.computed,
            unanimous: judged.row.unanimous,
            counts: judged.row.counts,
            counted: judged.verdict.counted,
            quorum: judged.quorum.clone(),
            rule: rule.clone(),
            needed: judged.verdict.needed,
            margin: judged.verdict.margin,
            base: judged.verdict.base,
            ballots: ballots.clone(),
            candidates: candidates.clone(),
            seats: r.opt_count(5)?,
            issued: r.opt_count(6)?,
            collected: r.opt_count(7)?,
            effects: effects.clone(),
            irregularities: irregularities.clone(),
        })
    })
}

/// The ballots of a roll, in the order of the organizations' codes.
pub(super) fn ballots(roll: &[Line], called: &Called, day: Day) -> Vec<Ballot> {
    let mut ballots: Vec<Ballot> = roll
        .iter()
        .filter_map(|line| {
            let organization = called.on(line.organization, day)?;
            let (choice, counts) = (line.ballot?, line.counts);
            Some(Ballot { organization, choice, counts, reason: line.reason.filter(|_| !counts) })
        })
        .collect();
    ballots.sort_by(|a, b| a.organization.code.cmp(&b.organization.code));
    ballots
}

/// What does not fit together in a vote, with the names of its day.
pub(super) fn irregularities(
    judged: &verdict::Judged,
    roll: &[Line],
    candidates: &[Candidate],
    called: &Called,
) -> Vec<Message> {
    let name = |id: i64| {
        let named = judged.row.on.and_then(|day| called.on(id, day));
        named.map_or_else(|| "?".to_string(), |organization| organization.name)
    };
    let all = verdict::oddities(judged, roll, candidates, &name);
    all.into_iter().map(|oddity| oddity.message).collect()
}

/// Motions as recorded, in the order of the sessions.
pub fn motions(read: &Read<'_>, which: Ids<'_>) -> Result<Vec<Motion>> {
    let rows = kept(read, &MOTION, which, "id")?;
    let sessions: Vec<i64> = rows.iter().filter_map(|row| row.int("session")).collect();
    let mut rows: HashMap<i64, Kept> = rows.into_iter().map(|row| (row.id(), row)).collect();
    let subjects = |at: usize| {
        let parts = rows.values().flat_map(|row| row.parts("subjects"));
        parts.filter_map(|part| part.get(at).and_then(number)).collect::<Vec<_>>()
    };
    let (called, people) = (Called::of(read, subjects(0))?, People::names(read, subjects(1))?);
    let judged = match which {
        Ids::All => verdict::judge_all(read)?,
        _ => verdict::judge_sessions(read, &sessions)?,
    };
    let motion = |judged: verdict::Judged| {
        let (row, kept) = (judged.row, rows.remove(&judged.motion.id)?);
        let day = row.on;
        let own = |key: &str| kept.text(key).map(str::to_string);
        let count = |key: &str| kept.int(key).and_then(|n| u64::try_from(n).ok());
        let subjects = kept.parts("subjects").iter().filter_map(|part| {
            let organization = part.first().and_then(number).and_then(|id| called.on(id, day));
            let person = || part.get(1).and_then(number).and_then(|id| people.name(id, day));
            organization.map(Subject::Organization).or_else(|| person().map(Subject::Person))
        });
        Some(Motion {
            subjects: subjects.collect(),
            number: kept.int("number").and_then(|n| u32::try_from(n).ok()),
            class: kept.word("class"),
            effective: own("effective"),
            text: own("text"),
            proposer: own("proposer"),
            on: kept.text("on").and_then(Day::from_iso),
            method: kept.word("method"),
            unanimous: kept.int("unanimous").map(|flag| flag != 0),
            outcome: kept.word("outcome"),
            seats: count("seats"),
            issued: count("issued"),
            collected: count("collected"),
            reference: row.reference,
            session: row.session,
            title: row.title,
            code: row.code,
            kind: row.kind,
            counts: row.counts,
        })
    };
    Ok(judged.into_iter().map(|(_, judged)| judged).filter_map(motion).collect())
}

/// What does not fit together in these votes, with the motion's reference, in their order.
pub fn oddities_of(
    read: &Read<'_>,
    judged: &[(Rc<verdict::Meeting>, verdict::Judged)],
) -> Result<Vec<(String, verdict::Oddity)>> {
    let none = Tally::default();
    let rolls: Vec<Vec<Line>> = judged
        .iter()
        .map(|(meeting, judged)| match judged.account.uncounted == none {
            true => Vec::new(),
            false => judged.roll(meeting).into_iter().filter(|line| !line.counts).collect(),
        })
        .collect();
    let called = Called::of(read, rolls.iter().flatten().map(|line| line.organization))?;
    let mut all = Vec::new();
    for ((_, judged), roll) in judged.iter().zip(&rolls) {
        let is_faulty = judged.election.as_ref().is_some_and(|election| !election.faults.is_empty());
        let candidates = if is_faulty { verdict::candidates(read, judged)? } else { Vec::new() };
        let name = |id: i64| {
            let named = judged.row.on.and_then(|day| called.on(id, day));
            named.map_or_else(|| "?".to_string(), |organization| organization.name)
        };
        let told = verdict::oddities(judged, roll, &candidates, &name);
        all.extend(told.into_iter().map(|oddity| (judged.row.reference.clone(), oddity)));
    }
    Ok(all)
}
