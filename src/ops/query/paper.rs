//! What minutes, bulletins and resolutions are written from.

use std::{cmp::Reverse, collections::HashMap};

use super::{Called, Ids, People, When, about, head, members, minutes, motion::whole, roll, session, sessions, sources, term_on};
use crate::{
    error::Result,
    model::{
        alliance::About,
        day::Day,
        facts::Named,
        organization::OrganizationRef,
        paper::{English, Paper, Seat},
        pinyin,
        session::{RollRow, Session},
        words::Class,
        yearly::InEnglish,
    },
    noun::SESSION,
    ops::verdict,
    rules::{account::Terms, seats::held},
    store::Read,
};

/// A session with its votes, or with one of them alone.
pub fn paper(read: &Read<'_>, id: i64, motion: Option<i64>) -> Result<Option<Paper>> {
    let Some(mut page) = session(read, id)? else { return Ok(None) };
    let (one, of) = (motion.as_slice(), Ids::Of("session_id", &[id]));
    let which = if one.is_empty() { of } else { Ids::These(one) };
    let votes = whole(read, which, &verdict::tenures(read)?, None)?;
    let sql = format!("SELECT m.\"on\" FROM motions m WHERE {} ORDER BY m.number", which.among("m", "id"));
    // Of a vote whose month alone is known the days of its session say more.
    let voted_on = read.rows::<Option<Day>>(&sql, &[])?;
    let voted_on = voted_on.into_iter().map(|on| on.filter(|on| on.is_whole())).collect();
    let day = page.row.start;
    let sql = "SELECT person_id FROM session_chairs WHERE session_id = ?1 ORDER BY seq";
    let chairs = read.rows::<i64>(sql, &[id.into()])?;
    let sql = "SELECT seq, presenter_id FROM agenda_items WHERE session_id = ?1 AND presenter_id IS NOT NULL";
    let presenters = read.rows::<(i64, i64)>(sql, &[id.into()])?;
    let people = People::of(read, chairs.iter().copied().chain(presenters.iter().map(|(_, p)| *p)))?;
    let called = Called::of(read, people.organizations())?;
    let term = match page.row.term {
        Some(term) => Some(term),
        None => term_on(read, day)?,
    };
    let when = When { day: Some(day), session: Some(id), term };
    let titled = |person: i64| people.titled(person, when, &called);
    let sql = "SELECT id FROM sessions WHERE body = ?1 AND \"start\" > ?2 ORDER BY \"start\", id LIMIT 1";
    let next = read.first::<i64>(sql, &[page.row.body.clone().into(), day.into()])?;
    let next = next.map(|id| sessions(read, Ids::These(&[id]))).transpose()?.and_then(|mut rows| rows.pop());
    in_rank(read, id, &mut page)?;
    let stamp = head(read)?;
    let alliance = of_the_day(read, day)?;
    let documents = "SELECT coalesce(title, path) FROM documents WHERE session_id = ?1 AND final IS NULL ORDER BY id";
    let followup = minutes::followup(read, &page.row)?;
    let confirmed = minutes::confirmed(read, id, &page.row.reference)?;
    Ok(Some(Paper {
        alliance,
        english: english(read)?,
        seats: Vec::new(),
        documents: read.rows(documents, &[id.into()])?,
        sources: sources(read, &SESSION, id)?,
        proxies: verdict::meeting(read, id)?.and_then(|meeting| Some(Terms::of(Some(meeting.general.as_ref()?)).proxies)),
        followup,
        confirmed,
        session: page,
        votes,
        voted_on,
        chairs: chairs.into_iter().filter_map(titled).collect(),
        next,
        presenters: presenters.into_iter().filter_map(|(seq, person)| Some((seq, titled(person)?))).collect(),
        stamp,
    }))
}

/// Who has a seat in a session, by rank: each with its delegates there, else with whoever spoke for it last.
pub fn paper_seats(read: &Read<'_>, id: i64, page: &Session) -> Result<Vec<Seat>> {
    let spoke = members(read, page.row.start, false)?.into_iter();
    let mut spoke: HashMap<String, Option<String>> = spoke.map(|row| (row.code, row.representative)).collect();
    let lines = roll(read, id, None)?.into_iter().filter(|line| line.seat == Some(true));
    let seat = |line: RollRow| {
        let came = page.attendance.iter().find(|one| one.organization.as_ref().is_some_and(|o| o.code == line.organization.code));
        let who = came.map(|one| one.people.clone()).filter(|people| !people.is_empty()).unwrap_or_else(|| {
            let name = spoke.remove(&line.organization.code).flatten();
            name.map(|name| Named { name: Some(name), title: None }).into_iter().collect()
        });
        Seat { organization: line.organization, class: line.class, who }
    };
    Ok(lines.map(seat).collect())
}

/// The alliance as it was called on a day. Its English name is that of its present name.
fn of_the_day(read: &Read<'_>, day: Day) -> Result<About> {
    let mut alliance = about(read, day)?;
    let present = read.first::<String>("SELECT name FROM alliances WHERE id = 1", &[])?;
    if alliance.name != present {
        alliance.name_en = None;
    }
    Ok(alliance)
}

/// What the alliance is called on a day, and what it and organizations are called in English then.
pub fn called(read: &Read<'_>, day: Day) -> Result<(Option<String>, InEnglish)> {
    let alliance = of_the_day(read, day)?;
    Ok((alliance.name, InEnglish { alliance: alliance.name_en, organizations: english(read)? }))
}

/// What organizations are called in English.
pub fn english(read: &Read<'_>) -> Result<English> {
    let mut english = English::default();
    read.each("SELECT code, name, name_en FROM organizations WHERE name_en IS NOT NULL", &[], &mut |row| {
        let (code, name, name_en) = row.take()?;
        english.0.insert(code, (name, name_en));
        Ok(())
    })?;
    Ok(english)
}

/// Puts who was there and who was not into the order of a paper: by the class of the day, then the alliance's own
/// order, then pinyin; who belongs to no organization comes last, as recorded.
fn in_rank(read: &Read<'_>, id: i64, page: &mut Session) -> Result<()> {
    let ranks: HashMap<i64, Class> = held(&verdict::tenures(read)?, id, page.row.start).into_iter().collect();
    let mut rank: HashMap<String, (Option<Class>, Option<i64>)> = HashMap::new();
    read.each("SELECT id, code, \"order\" FROM organizations", &[], &mut |row| {
        let (id, code, order): (i64, String, Option<i64>) = row.take()?;
        rank.insert(code, (ranks.get(&id).copied(), order));
        Ok(())
    })?;
    let key = |one: Option<&OrganizationRef>| {
        let (class, order) = one.and_then(|one| rank.get(&one.code).copied()).unwrap_or_default();
        (one.is_none(), Reverse(class), order.is_none(), order, one.map(|one| pinyin::collation(&one.name)))
    };
    page.attendance.sort_by_cached_key(|one| key(one.organization.as_ref()));
    page.absent.sort_by_cached_key(|one| key(Some(one)));
    Ok(())
}
