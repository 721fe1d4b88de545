//! Persons, posts, offices.

use crate::{
    error::Result,
    model::{
        day::Day,
        person::{Office, Person, PersonRow, PersonSession, Post},
        words::Role,
    },
    store::{Read, judged},
};

use super::*;

/// Every person, or the one of that row, as called on a day. The reference is the present name: that finds
/// whom it means.
pub fn persons(read: &Read<'_>, only: Option<i64>, day: Day) -> Result<Vec<PersonRow>> {
    let sql = "SELECT p.name, o.code, o.name, p.title, p.email, p.phone, p.note, (SELECT count(*) FROM persons x WHERE x.name = p.name), p.id, o.id \
               FROM persons p LEFT JOIN organizations o ON o.id = p.organization_id WHERE ?1 IS NULL OR p.id = ?1 ORDER BY p.name, p.id";
    let mut former = recorded(read, ("person_names", "person_id"), only, day)?;
    let raw = read.all(sql, &[only.into()], |r| {
        let (name, organization) = (r.text(0)?, named_org(r, 1)?);
        let reference = match &organization {
            Some(o) if r.int(7)? > 1 => format!("{name}@{}", o.name),
            _ => name.clone(),
        };
        let row = PersonRow {
            reference,
            name,
            organization,
            title: r.opt_text(3)?,
            email: r.opt_text(4)?,
            phone: r.opt_text(5)?,
            former_names: former.remove(&r.int(8)?.to_string()).unwrap_or_default(),
            note: r.opt_text(6)?,
        };
        Ok((r.int(8)?, r.opt_int(9)?, row))
    })?;
    let people = People::names(read, raw.iter().map(|(id, ..)| *id))?;
    let called = Called::of(read, raw.iter().filter_map(|(_, home, _)| *home))?;
    let whole = |(id, home, row): (i64, Option<i64>, PersonRow)| PersonRow {
        name: people.name(id, day).unwrap_or(row.name),
        organization: home.and_then(|home| called.on(home, day)),
        ..row
    };
    Ok(raw.into_iter().map(whole).collect())
}

/// One person with posts and sessions, as called on a day.
pub fn person(read: &Read<'_>, id: i64, day: Day) -> Result<Option<Person>> {
    let Some(row) = persons(read, Some(id), day)?.pop() else { return Ok(None) };
    let sql = "SELECT organization_id, title, role, term, \"from\", \"until\" FROM posts WHERE person_id = ?1 \
               ORDER BY CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END, \"from\" || '~' NULLS FIRST, id";
    let raw = read.all(sql, &[id.into()], |r| {
        let post = Post {
            organization: None,
            title: r.opt_text(1)?,
            role: r.word(2)?,
            term: r.opt_number(3)?,
            from: r.opt_day(4)?,
            until: r.opt_day(5)?,
        };
        Ok((r.opt_int(0)?, post))
    })?;
    let called = Called::of(read, raw.iter().filter_map(|(organization, _)| *organization))?;
    // A post that has ended bears its organization's name of its last day.
    let whole = |(organization, post): (Option<i64>, Post)| Post {
        organization: organization
            .and_then(|id| called.on(id, post.until.map_or(day, |until| until.min(day)))),
        ..post
    };
    let mut posts: Vec<Post> = raw.into_iter().map(whole).collect();
    let code = |organization: &Option<OrganizationRef>| organization.as_ref().map(|o| o.code.clone());
    let own = code(&row.organization);
    let known = posts.iter().any(|p| code(&p.organization) == own && p.title == row.title);
    if row.title.is_some() && row.organization.is_some() && !known {
        posts.push(Post {
            organization: row.organization.clone(),
            title: row.title.clone(),
            role: Role::Other,
            term: None,
            from: None,
            until: None,
        });
    }
    let sql = "SELECT session_id, 'chair' FROM session_chairs WHERE person_id = ?1 \
               UNION SELECT a.session_id, 'delegate' FROM delegates d JOIN attendances a ON a.id = d.attendance_id WHERE d.person_id = ?1 \
               UNION SELECT session_id, 'presenter' FROM agenda_items WHERE presenter_id = ?1 ORDER BY 1, 2";
    let parts = read.all(sql, &[id.into()], |r| Ok((r.int(0)?, r.text(1)?)))?;
    let which = format!("s.id IN ({})", listed(parts.iter().map(|(session, _)| *session)));
    let mut sessions = Vec::new();
    for (session, row) in sessions_of(read, &which, &[])? {
        let word = |w: &str| match w {
            "chair" => "chair",
            "delegate" => "delegate",
            _ => "presenter",
        };
        sessions.push(PersonSession {
            reference: row.reference,
            name: row.name,
            start: row.start,
            parts: parts.iter().filter(|(s, _)| *s == session).map(|(_, w)| word(w)).collect(),
        });
    }
    sessions.sort_by_key(|s| s.start);
    Ok(Some(Person { row, posts, sessions }))
}

/// Who holds which office on a day, all called as on that day. A term whose days are unknown counts while no later one is known.
pub fn offices(read: &Read<'_>, day: Day) -> Result<Vec<Office>> {
    let sql = format!(
        "SELECT t.role, t.person_id, p.organization_id, t.term, t.\"from\", t.\"until\", \
         coalesce((SELECT max(number) FROM terms WHERE \"start\" IS NULL OR {}), 0) \
         FROM posts t JOIN persons p ON p.id = t.person_id \
         WHERE t.organization_id IS NULL AND t.role <> 'other' AND {} ORDER BY t.term DESC NULLS LAST, t.id",
        judged::up_to("\"start\"", day),
        judged::holds("t.\"from\"", "t.\"until\"", day)
    );
    let raw = read.all(&sql, &[], |r| {
        let office = Office {
            role: r.word(0)?,
            person: String::new(),
            organization: None,
            term: r.opt_number(3)?,
            from: r.opt_day(4)?,
            until: r.opt_day(5)?,
        };
        Ok((r.int(1)?, r.opt_int(2)?, office, r.opt_number(6)?))
    })?;
    let people = People::names(read, raw.iter().map(|(person, ..)| *person))?;
    let called = Called::of(read, raw.iter().filter_map(|(_, organization, ..)| *organization))?;
    let whole = |(person, organization, office, current): (i64, Option<i64>, Office, Option<u32>)| {
        let organization = organization.and_then(|id| called.on(id, day));
        let person = people.name(person, day).unwrap_or_default();
        (Office { person, organization, ..office }, current)
    };
    let mut offices: Vec<(Office, Option<u32>)> = raw.into_iter().map(whole).collect();
    offices.retain(|(office, current)| office.term.is_none_or(|term| current.is_none_or(|c| term >= c)));
    offices.sort_by_key(|(office, _)| office.role);
    Ok(offices.into_iter().map(|(office, _)| office).collect())
}
