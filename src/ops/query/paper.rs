//! What minutes, bulletins and resolutions are written from.

use super::{Called, Ids, People, When, about, head, motion::whole, session, term_on};
use crate::{
    error::Result,
    model::{day::Day, paper::Paper},
    store::Read,
};

/// A session with its votes, or with one of them alone.
pub fn paper(read: &Read<'_>, id: i64, motion: Option<i64>) -> Result<Option<Paper>> {
    let Some(page) = session(read, id)? else { return Ok(None) };
    let (one, of) = (motion.as_slice(), Ids::Of("session_id", &[id]));
    let which = if one.is_empty() { of } else { Ids::These(one) };
    let votes = whole(read, which, &crate::ops::verdict::tenures(read)?, None)?;
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
    let stamp = head(read)?;
    Ok(Some(Paper {
        alliance: about(read, day)?,
        session: page,
        votes,
        voted_on,
        chairs: chairs.into_iter().filter_map(titled).collect(),
        presenters: presenters.into_iter().filter_map(|(seq, person)| Some((seq, titled(person)?))).collect(),
        stamp,
    }))
}
