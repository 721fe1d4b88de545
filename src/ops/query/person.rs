//! Persons, posts, offices.

use crate::{
    error::Result,
    model::{
        day::Day,
        person::{Office, Person, PersonRow, PersonSession, Post},
        words::Role,
    },
    store::Read,
};

use super::*;

/// Every person, or the one of that row.
pub fn persons(read: &Read<'_>, only: Option<i64>) -> Result<Vec<PersonRow>> {
    let sql = "SELECT p.name, o.code, o.name, p.title, p.email, p.phone, p.note, (SELECT count(*) FROM persons x WHERE x.name = p.name) \
               FROM persons p LEFT JOIN organizations o ON o.id = p.organization_id WHERE ?1 IS NULL OR p.id = ?1 ORDER BY p.name, p.id";
    read.all(sql, &[only.into()], |r| {
        let (name, organization) = (r.text(0)?, named_org(r, 1)?);
        let reference = match &organization {
            Some(o) if r.int(7)? > 1 => format!("{name}@{}", o.name),
            _ => name.clone(),
        };
        Ok(PersonRow {
            reference,
            name,
            organization,
            title: r.opt_text(3)?,
            email: r.opt_text(4)?,
            phone: r.opt_text(5)?,
            note: r.opt_text(6)?,
        })
    })
}

/// One person with posts and sessions.
pub fn person(read: &Read<'_>, id: i64) -> Result<Option<Person>> {
    let Some(row) = persons(read, Some(id))?.pop() else { return Ok(None) };
    let sql = "SELECT o.code, o.name, t.title, t.role, t.term, t.\"from\", t.\"until\" FROM posts t LEFT JOIN organizations o ON o.id = t.organization_id \
               WHERE t.person_id = ?1 ORDER BY CASE WHEN t.organization_id IS NULL THEN 0 ELSE 1 END, t.\"from\" NULLS FIRST, t.id";
    let mut posts = read.all(sql, &[id.into()], |r| {
        Ok(Post {
            organization: named_org(r, 0)?,
            title: r.opt_text(2)?,
            role: r.word(3)?,
            term: r.opt_number(4)?,
            from: r.opt_day(5)?,
            until: r.opt_day(6)?,
        })
    })?;
    let known = posts.iter().any(|p| p.organization == row.organization && p.title == row.title);
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
    let mut sessions = Vec::new();
    for chunk in parts.chunk_by(|a, b| a.0 == b.0) {
        for row in chunk.first().map(|(s, _)| self::sessions(read, Some(*s))).transpose()?.unwrap_or_default()
        {
            let word = |w: &str| match w {
                "chair" => "chair",
                "delegate" => "delegate",
                _ => "presenter",
            };
            sessions.push(PersonSession {
                reference: row.reference,
                name: row.name,
                start: row.start,
                parts: chunk.iter().map(|(_, w)| word(w)).collect(),
            });
        }
    }
    sessions.sort_by_key(|s| s.start);
    Ok(Some(Person { row, posts, sessions }))
}

/// Who holds which office on a day. A term whose days are unknown counts while no later one is known.
pub fn offices(read: &Read<'_>, day: Day) -> Result<Vec<Office>> {
    let sql = "SELECT t.role, p.name, o.code, o.name, t.term, t.\"from\", t.\"until\", \
               coalesce((SELECT max(number) FROM terms WHERE \"start\" IS NULL OR \"start\" <= ?1), 0) \
               FROM posts t JOIN persons p ON p.id = t.person_id LEFT JOIN organizations o ON o.id = p.organization_id \
               WHERE t.organization_id IS NULL AND t.role <> 'other' AND (t.\"from\" IS NULL OR t.\"from\" <= ?1) \
               AND (t.\"until\" IS NULL OR t.\"until\" >= ?1) ORDER BY t.term DESC NULLS LAST, t.id";
    let mut offices = read.all(sql, &[day.into()], |r| {
        Ok((
            Office {
                role: r.word(0)?,
                person: r.text(1)?,
                organization: named_org(r, 2)?,
                term: r.opt_number(4)?,
                from: r.opt_day(5)?,
                until: r.opt_day(6)?,
            },
            r.opt_number(7)?,
        ))
    })?;
    offices.retain(|(office, current)| office.term.is_none_or(|term| current.is_none_or(|c| term >= c)));
    offices.sort_by_key(|(office, _)| office.role);
    Ok(offices.into_iter().map(|(office, _)| office).collect())
}
