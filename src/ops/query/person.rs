//! Persons, posts, offices.

use std::cmp::Reverse;

use crate::{
    error::Result,
    model::{
        day::Day,
        person::{Office, Person, PersonSession, Post},
        words::Role,
    },
    noun::PERSON,
    ops::rows::Ids,
    store::{Read, judged},
};

use super::*;

/// One person with posts and sessions, as called on a day.
pub fn person(read: &Read<'_>, id: i64, day: Day) -> Result<Option<Person>> {
    let Some(row) = facts(read, &PERSON, Ids::These(&[id]), day)?.pop() else { return Ok(None) };
    let sql = "SELECT organization_id, title, role, term, \"from\", \"until\" FROM posts WHERE person_id = ?1 \
               ORDER BY CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END, \"from\" || '~' NULLS FIRST, id";
    let raw = read.all(sql, &[id.into()], |r| {
        let (at, title, role, term, from, until) = r.take()?;
        Ok((at, Post { organization: None, title, role, term, from, until }))
    })?;
    let called = Called::of(read, raw.iter().filter_map(|(at, _): &(Option<i64>, Post)| *at))?;
    // A post that has ended bears its organization's name of its last day.
    let whole = |(organization, post): (Option<i64>, Post)| Post {
        organization: organization
            .and_then(|id| called.on(id, post.until.map_or(day, |until| until.min(day)))),
        ..post
    };
    let mut posts: Vec<Post> = raw.into_iter().map(whole).collect();
    let code = |organization: &Option<OrganizationRef>| organization.as_ref().map(|o| o.code.clone());
    let (organization, title) = (row.organization("organization"), row.text("title").map(str::to_string));
    let own = code(&organization);
    let known = posts.iter().any(|p| code(&p.organization) == own && p.title == title);
    if title.is_some() && organization.is_some() && !known {
        posts.push(Post { organization, title, role: Role::Other, term: None, from: None, until: None });
    }
    let sql = "SELECT session_id, 'chair' FROM session_chairs WHERE person_id = ?1 \
               UNION SELECT a.session_id, 'delegate' FROM delegates d JOIN attendances a ON a.id = d.attendance_id WHERE d.person_id = ?1 \
               UNION SELECT session_id, 'presenter' FROM agenda_items WHERE presenter_id = ?1 ORDER BY 1, 2";
    let parts = read.rows::<(i64, String)>(sql, &[id.into()])?;
    let ids: Vec<i64> = parts.iter().map(|(session, _)| *session).collect();
    let mut sessions = Vec::new();
    for (session, row) in sessions_of(read, Ids::These(&ids))? {
        let word = |w: &str| match w {
            "chair" => "chair",
            "delegate" => "delegate",
            _ => "presenter",
        };
        sessions.push(PersonSession {
            reference: row.reference,
            name: row.name,
            name_en: row.name_en,
            start: row.start,
            parts: parts.iter().filter(|(s, _)| *s == session).map(|(_, w)| word(w)).collect(),
        });
    }
    sessions.sort_by_key(|s| s.start);
    Ok(Some(Person { row, posts, sessions }))
}

/// Which offices are asked for.
#[derive(Debug, Clone, Copy)]
pub enum Held {
    /// Those that are held on the day.
    Now,
    /// Those that were held before it too.
    Ever,
    /// Those of a term that had begun by the day.
    Term(u32),
}

/// Who holds, or held, which office as of a day. Whoever holds it still is called as on that day, others as on the
/// last day of their office. A term whose days are unknown counts while no later one is known.
pub fn offices(read: &Read<'_>, day: Day, held: Held) -> Result<Vec<Office>> {
    let (begun, now) = (
        format!("(t.\"from\" IS NULL OR {})", judged::up_to("t.\"from\"", day)),
        judged::holds("t.\"from\"", "t.\"until\"", day),
    );
    let among = match held {
        Held::Now => now,
        Held::Ever => begun,
        Held::Term(term) => format!("t.term = {term} AND {begun}"),
    };
    let sql = format!(
        "SELECT t.role, t.person_id, p.organization_id, t.term, t.\"from\", t.\"until\", \
         coalesce((SELECT max(number) FROM terms WHERE \"start\" IS NULL OR {}), 0) \
         FROM posts t JOIN persons p ON p.id = t.person_id \
         WHERE t.organization_id IS NULL AND t.role <> 'other' AND {among} ORDER BY t.term DESC NULLS LAST, t.id",
        judged::up_to("\"start\"", day)
    );
    type Row = (Role, i64, Option<i64>, Option<u32>, Option<Day>, Option<Day>, Option<u32>);
    let raw = read.rows::<Row>(&sql, &[])?;
    let people = People::names(read, raw.iter().map(|row| row.1))?;
    let called = Called::of(read, raw.iter().filter_map(|row| row.2))?;
    let current = |row: &Row| row.3.is_none_or(|term| row.6.is_none_or(|latest| term >= latest));
    let whole = |(role, person, organization, term, from, until, _): Row| {
        let day = until.map_or(day, |until| until.min(day));
        Office {
            role,
            person: people.name(person, day).unwrap_or_default(),
            organization: organization.and_then(|id| called.on(id, day)),
            term,
            from,
            until,
        }
    };
    let wanted = |row: &Row| !matches!(held, Held::Now) || current(row);
    let mut offices: Vec<Office> = raw.into_iter().filter(wanted).map(whole).collect();
    match held {
        Held::Ever => offices.sort_by_key(|office| (Reverse(office.term), office.role, Reverse(office.from))),
        _ => offices.sort_by_key(|office| office.role),
    }
    Ok(offices)
}
