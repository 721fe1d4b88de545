//! Sessions.

use std::collections::HashMap;

use super::verdict;
use crate::{
    error::Result,
    model::{
        session::{AgendaItem, Attendance, Session, SessionRow},
        session_name,
    },
    store::Read,
};

use super::*;

/// Every session, or the one of that row, oldest first.
pub fn sessions(read: &Read<'_>, only: Option<i64>) -> Result<Vec<SessionRow>> {
    let sql = "SELECT s.id, r.ref, s.body, s.term, s.number, s.code, s.kind, s.\"start\", s.\"end\", s.venue, s.city, s.title, coalesce(b.name, b.code) \
               FROM sessions s JOIN session_refs r ON r.session_id = s.id JOIN bodies b ON b.code = s.body \
               WHERE ?1 IS NULL OR s.id = ?1 ORDER BY s.\"start\", s.id";
    let mut rows = read.all(sql, &[only.into()], |r| {
        let (term, number, kind) = (r.opt_number(3)?, r.opt_number(4)?, r.word(6)?);
        let name = session_name::chinese(&r.text(12)?, term, number, kind).or(r.opt_text(11)?);
        let reference = r.text(1)?;
        Ok((
            r.int(0)?,
            SessionRow {
                name: name.unwrap_or(reference.clone()),
                reference,
                body: r.text(2)?,
                term,
                number,
                code: r.opt_text(5)?,
                kind,
                start: r.day(7)?,
                end: r.opt_day(8)?,
                venue: r.opt_text(9)?,
                city: r.opt_text(10)?,
                chair: Vec::new(),
            },
        ))
    })?;
    let mut chairs: HashMap<i64, Vec<String>> = HashMap::new();
    let sql = "SELECT c.session_id, p.name FROM session_chairs c JOIN persons p ON p.id = c.person_id \
               WHERE ?1 IS NULL OR c.session_id = ?1 ORDER BY c.session_id, c.seq";
    read.each(sql, &[only.into()], &mut |r| {
        chairs.entry(r.int(0)?).or_default().push(r.text(1)?);
        Ok(())
    })?;
    for (id, row) in &mut rows {
        row.chair = chairs.remove(id).unwrap_or_default();
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// One session whole.
pub fn session(read: &Read<'_>, id: i64) -> Result<Option<Session>> {
    let (Some(row), Some(meeting)) = (sessions(read, Some(id))?.pop(), verdict::meeting(read, id)?) else {
        return Ok(None);
    };
    let sql = "SELECT a.id, a.organization_id, a.capacity, a.presence, a.others, a.proxy_id, a.headcount FROM attendances a WHERE a.session_id = ?1 ORDER BY a.id";
    let raw = read.all(sql, &[id.into()], |r| {
        Ok((
            r.int(0)?,
            r.opt_int(1)?,
            r.opt_int(5)?,
            Attendance {
                organization: None,
                capacity: r.word(2)?,
                presence: r.word(3)?,
                people: Vec::new(),
                others: r.opt_flag(4)?,
                proxy: None,
                headcount: r.opt_int(6)?,
            },
        ))
    })?;
    let ids = raw.iter().flat_map(|(_, organization, proxy, _)| [*organization, *proxy]).flatten();
    let called = Called::of(read, ids.chain(meeting.presences.unlisted.iter().copied()))?;
    let sql = "SELECT a.id, a.organization_id, s.\"start\" AS day FROM attendances a JOIN sessions s ON s.id = a.session_id \
               WHERE s.id = ?1";
    let mut people = people(read, ("delegates", "attendance_id"), sql, &[id.into()])?;
    let named = |id: Option<i64>| id.and_then(|id| called.on(id, row.start));
    let attendance: Vec<Attendance> = raw
        .into_iter()
        .map(|(at, organization, proxy, view)| Attendance {
            organization: named(organization),
            proxy: named(proxy),
            people: people.remove(&at).unwrap_or_default(),
            ..view
        })
        .collect();
    let sql = "SELECT id, seq, kind, title, presenter, summary FROM agenda_items WHERE session_id = ?1 ORDER BY seq";
    let raw = read.all(sql, &[id.into()], |r| {
        Ok((
            r.int(0)?,
            AgendaItem {
                seq: r.int(1)?,
                kind: r.opt_word(2)?,
                title: r.text(3)?,
                presenter: r.opt_text(4)?,
                topics: Vec::new(),
                summary: r.opt_text(5)?,
            },
        ))
    })?;
    let mut topics: HashMap<i64, Vec<String>> = HashMap::new();
    let sql = "SELECT t.agenda_item_id, t.text FROM agenda_topics t JOIN agenda_items i ON i.id = t.agenda_item_id \
               WHERE i.session_id = ?1 ORDER BY t.agenda_item_id, t.seq";
    read.each(sql, &[id.into()], &mut |r| {
        topics.entry(r.int(0)?).or_default().push(r.text(1)?);
        Ok(())
    })?;
    let agenda: Vec<AgendaItem> = raw
        .into_iter()
        .map(|(item, view)| AgendaItem { topics: topics.remove(&item).unwrap_or_default(), ..view })
        .collect();
    let absent: Vec<OrganizationRef> =
        meeting.presences.unlisted.iter().filter_map(|o| called.on(*o, row.start)).collect();
    let quorum = meeting.quorum(read, id)?;
    let motions = verdict::judge(read, id, None)?.into_iter().map(|(_, judged)| judged.row).collect();
    let (actions, visits) = (actions(read, None, Some(id))?, visits(read, None, Some(id))?);
    let sql = "SELECT s.mode, s.purpose, s.headcount, s.summary, s.source, s.published, s.roster, s.title, h.code, h.name FROM sessions s \
               LEFT JOIN organizations h ON h.id = s.host_id WHERE s.id = ?1";
    read.one(sql, &[id.into()], |r| {
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
            host: named_org(r, 8)?,
            quorum: quorum.clone(),
            attendance: attendance.clone(),
            absent: absent.clone(),
            agenda: agenda.clone(),
            motions: Vec::clone(&motions),
            actions: actions.clone(),
            visits: visits.clone(),
        })
    })
}
