//! Sessions.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::verdict::{self, Meeting, OfMeeting};
use crate::{
    error::Result,
    model::{
        day::Day,
        motion::Quorum,
        rule::Rule,
        session::{AgendaItem, Attendance, RollRow, Session, SessionQuorum, SessionRow},
        session_name,
        words::{Proxies, SessionKind},
    },
    noun::{ACTION, VISIT},
    ops::rows::Ids,
    rules::seats::held,
    store::Read,
};

use super::*;

/// Sessions, oldest first: their bodies and their chairs as they were called on their first days.
pub fn sessions(read: &Read<'_>, which: Ids<'_>) -> Result<Vec<SessionRow>> {
    Ok(sessions_of(read, which)?.into_iter().map(|(_, row)| row).collect())
}

/// Sessions with their row numbers, oldest first.
pub(super) fn sessions_of(read: &Read<'_>, which: Ids<'_>) -> Result<Vec<(i64, SessionRow)>> {
    let bodies = Bodies::read(read)?;
    let among = which.among("s", "id");
    let sql = format!(
        "SELECT s.id, r.ref, s.body, s.term, s.number, s.code, s.kind, s.\"start\", s.\"end\", s.venue, s.city, s.title, s.also \
         FROM sessions s JOIN session_refs r ON r.session_id = s.id WHERE {among} ORDER BY s.\"start\", s.id"
    );
    let mut rows = read.all(&sql, &[], |row| {
        let (id, reference, body, term, number, code, kind, start, end, venue, city, title, also) =
            row.take()?;
        let (reference, body, title): (String, String, Option<String>) = (reference, body, title);
        let kinds: Vec<SessionKind> = std::iter::once(kind).chain(also).collect();
        let name = session_name::chinese(&bodies.on(&body, start), term, number, &kinds).or(title);
        let name = name.unwrap_or(reference.clone());
        let chair = Vec::new();
        let row = SessionRow {
            name,
            reference,
            body,
            term,
            number,
            code,
            kind,
            also,
            start,
            end,
            venue,
            city,
            chair,
        };
        Ok((id, row))
    })?;
    let sql = format!(
        "SELECT c.session_id, c.person_id FROM session_chairs c JOIN sessions s ON s.id = c.session_id WHERE {among} \
         ORDER BY c.session_id, c.seq"
    );
    let chairs = read.rows::<(i64, i64)>(&sql, &[])?;
    let people = People::names(read, chairs.iter().map(|(_, person)| *person))?;
    let mut by_session: HashMap<i64, Vec<i64>> = HashMap::new();
    for (session, person) in chairs {
        by_session.entry(session).or_default().push(person);
    }
    for (id, row) in &mut rows {
        let chairs = by_session.remove(id).unwrap_or_default();
        row.chair = chairs.into_iter().filter_map(|person| people.name(person, row.start)).collect();
    }
    Ok(rows)
}

/// One session whole.
pub fn session(read: &Read<'_>, id: i64) -> Result<Option<Session>> {
    let (Some(row), Some(meeting)) = (sessions(read, Ids::These(&[id]))?.pop(), verdict::meeting(read, id)?)
    else {
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
                account: None,
            },
        ))
    })?;
    let sql = "SELECT host_id FROM sessions WHERE id = ?1";
    let host = read.one(sql, &[id.into()], |r| r.opt_int(0))?.flatten();
    let ids =
        raw.iter().flat_map(|(_, organization, proxy, _)| [*organization, *proxy]).flatten().chain(host);
    let unlisted = meeting.sitting().unlisted();
    let called = Called::of(read, ids.chain(unlisted.iter().copied()))?;
    let sql = "SELECT a.id, a.organization_id, s.\"start\" AS day, s.id AS session_id FROM attendances a \
               JOIN sessions s ON s.id = a.session_id WHERE s.id = ?1";
    let mut people = people(read, ("delegates", "attendance_id"), sql, &[id.into()], None)?;
    let named = |id: Option<i64>| id.and_then(|id| called.on(id, row.start));
    let account = accounts(&meeting);
    let attendance: Vec<Attendance> = raw
        .into_iter()
        .map(|(at, organization, proxy, view)| Attendance {
            organization: named(organization),
            proxy: named(proxy),
            people: people.remove(&at).unwrap_or_default(),
            account: organization.and_then(|id| account.get(&id).copied()),
            ..view
        })
        .collect();
    let agenda = agenda(read, id, row.start, None)?;
    let absent: Vec<OrganizationRef> = unlisted.iter().filter_map(|o| called.on(*o, row.start)).collect();
    let quorum = session_quorum(&meeting);
    let motions = verdict::judge(read, id, None)?.into_iter().map(|(_, judged)| judged.row).collect();
    let of = |shape| facts(read, shape, Ids::Of("session_id", &[id]), None);
    let (actions, visits) = (of(&ACTION)?, of(&VISIT)?);
    let sql = "SELECT s.mode, s.purpose, s.headcount, s.summary, s.source, s.published, s.roster, s.title FROM sessions s WHERE s.id = ?1";
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
            host: host.and_then(|host| called.on(host, row.start)),
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

/// What the account of a session says of each organization: whether it has a seat and counts as present.
pub(super) fn accounts(meeting: &verdict::Meeting) -> HashMap<i64, (Option<bool>, Option<bool>)> {
    meeting.roll().into_iter().map(|line| (line.organization, (line.seat, line.quorum))).collect()
}

/// The figures of a session, from its account.
pub(super) fn session_quorum(meeting: &verdict::Meeting) -> SessionQuorum {
    let account = meeting.account();
    let Quorum { due, present, required, met } = meeting.quorum(&account);
    let (proxies, leave, absent) = (account.proxies, account.leave, account.absent);
    SessionQuorum { due, present, proxies, leave, absent, required, met }
}

/// The roll of a session, or of one of its motions: one line for each organization with a seat, on the
/// attendance list or with a ballot, the highest class first.
pub fn roll(read: &Read<'_>, session: i64, motion: Option<i64>) -> Result<Vec<RollRow>> {
    let Some(meeting) = verdict::meeting(read, session)? else { return Ok(Vec::new()) };
    let (day, lines) = match motion {
        None => (meeting.start, meeting.roll()),
        Some(motion) => {
            let judged = verdict::judge_sessions(read, &[session])?;
            let Some((meeting, judged)) = judged.iter().find(|(_, judged)| judged.motion.id == motion) else {
                return Ok(Vec::new());
            };
            (judged.row.on.unwrap_or(meeting.last), judged.roll(meeting))
        }
    };
    let called = Called::of(
        read,
        lines.iter().flat_map(|line| std::iter::once(line.organization).chain(line.holder)),
    )?;
    // The roll does not know the class of who has neither a seat nor an attendance; the memberships do.
    let held = held(&verdict::tenures(read)?, session, day);
    let class = |id: i64| held.binary_search_by_key(&id, |(o, _)| *o).ok().and_then(|at| held.get(at));
    let mut rows: Vec<RollRow> = lines
        .into_iter()
        .filter_map(|line| {
            Some(RollRow {
                organization: called.on(line.organization, day)?,
                class: line.class.or(class(line.organization).map(|(_, class)| *class)),
                seat: line.seat,
                presence: line.presence,
                proxy: line.holder.and_then(|holder| called.on(holder, day)),
                quorum: line.quorum,
                vote: line.vote,
                reason: line.reason,
                ballot: line.ballot,
            })
        })
        .collect();
    rows.sort_by(|a, b| b.class.cmp(&a.class).then_with(|| a.organization.code.cmp(&b.organization.code)));
    Ok(rows)
}

/// Proxies that live through nobody, where a rule of the session counts proxies at all: the session, who gave
/// it and to whom, by the names of the day.
pub fn dead_proxies(
    read: &Read<'_>,
    meetings: &[(i64, Rc<Meeting>)],
    judged: &[OfMeeting],
) -> Result<Vec<(String, String, Option<String>)>> {
    let counts = |rule: Option<&Rule>| verdict::proxies(rule) != Proxies::None;
    let judged = judged.iter().map(|(_, judged)| &judged.motion).filter(|motion| counts(motion.rule()));
    let counting: HashSet<i64> = judged.map(|motion| motion.session).collect();
    let mut dead = Vec::new();
    for (id, meeting) in meetings {
        let proxies = meeting.sitting().dead_proxies();
        if !proxies.is_empty() && (counts(meeting.general.as_ref()) || counting.contains(id)) {
            dead.extend(proxies.into_iter().map(|(giver, holder)| (meeting, giver, holder)));
        }
    }
    let ids = dead.iter().flat_map(|(_, giver, holder)| std::iter::once(*giver).chain(*holder));
    let called = Called::of(read, ids)?;
    let named = |id: i64, day| called.on(id, day).map_or_else(String::new, |organization| organization.name);
    Ok(dead
        .into_iter()
        .map(|(meeting, giver, holder)| {
            let day = meeting.start;
            (meeting.reference.clone(), named(giver, day), holder.map(|holder| named(holder, day)))
        })
        .collect())
}

/// The agenda of a session. A presenter who is a known person is called as on the session's day, any other as
/// the source says it. `known` is everybody, where that has been read already.
pub(super) fn agenda(
    read: &Read<'_>,
    session: i64,
    day: Day,
    known: Option<&People>,
) -> Result<Vec<AgendaItem>> {
    let sql = "SELECT id, presenter_id, seq, kind, title, presenter, summary FROM agenda_items WHERE session_id = ?1 ORDER BY seq";
    let raw = read.all(sql, &[session.into()], |r| {
        let item = AgendaItem {
            seq: r.int(2)?,
            kind: r.opt_word(3)?,
            title: r.text(4)?,
            presenter: r.opt_text(5)?,
            topics: Vec::new(),
            summary: r.opt_text(6)?,
        };
        Ok((r.int(0)?, r.opt_int(1)?, item))
    })?;
    let mut topics: HashMap<i64, Vec<String>> = HashMap::new();
    let sql = "SELECT t.agenda_item_id, t.text FROM agenda_topics t JOIN agenda_items i ON i.id = t.agenda_item_id \
               WHERE i.session_id = ?1 ORDER BY t.agenda_item_id, t.seq";
    read.each(sql, &[session.into()], &mut |r| {
        topics.entry(r.int(0)?).or_default().push(r.text(1)?);
        Ok(())
    })?;
    let presenters = raw.iter().filter_map(|(_, presenter, _)| *presenter);
    let read_now = match known {
        Some(_) => None,
        None => Some(People::names(read, presenters)?),
    };
    let name = |id: i64| known.or(read_now.as_ref()).and_then(|people| people.name(id, day));
    let whole = |(id, presenter, item): (i64, Option<i64>, AgendaItem)| AgendaItem {
        presenter: presenter.and_then(name).or(item.presenter),
        topics: topics.remove(&id).unwrap_or_default(),
        ..item
    };
    Ok(raw.into_iter().map(whole).collect())
}
