//! Sessions.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::{
    listed::{Chosen, in_order},
    ranked::{Place, own_order, place},
    verdict::{self, Meeting, OfMeeting},
};
use crate::{
    error::Result,
    model::{
        day::Day,
        facts::Facts,
        motion::{Quorum, VoteRow},
        rule::Rule,
        session::{AgendaItem, Attendance, RollRow, Session, SessionQuorum, SessionRow},
        session_name,
        words::{Proxies, SessionKind},
    },
    noun::{ACTION, AGENDA, ATTENDANCE, SESSION, VISIT},
    ops::rows::{self, COURSE, Ids, Kept, kept},
    rules::{
        account::Terms,
        seats::{Tenure, held},
    },
    store::{Read, judged},
};

use super::*;

/// Sessions, oldest first: their bodies and their chairs as they were called on their first days.
pub fn sessions(read: &Read<'_>, which: Ids<'_>) -> Result<Vec<SessionRow>> {
    Ok(sessions_of(read, which)?.into_iter().map(|(_, row)| row).collect())
}

/// The list of sessions up to a day, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Sessions(pub Moment);

impl Sessions {
    fn chosen(&self) -> Chosen<'static> {
        Chosen {
            key: "s.id",
            from: "sessions s",
            among: self.0.last().map(|day| judged::up_to("s.\"start\"", day)),
            order: "s.\"start\", s.id",
        }
    }
}

impl Listed for Sessions {
    type Rows = Vec<SessionRow>;

    fn count(&self, read: &Read<'_>) -> Result<usize> {
        self.chosen().count(read)
    }

    fn ids(&self, read: &Read<'_>, turned: bool, most: Option<usize>) -> Result<Vec<i64>> {
        self.chosen().ids(read, turned, most)
    }

    fn rows(&self, read: &Read<'_>, ids: &[i64], _keys: Option<&[&str]>) -> Result<Vec<SessionRow>> {
        Ok(in_order(ids, sessions_of(read, Ids::These(ids))?))
    }
}

/// Sessions with their row numbers, oldest first.
pub(super) fn sessions_of(read: &Read<'_>, which: Ids<'_>) -> Result<Vec<(i64, SessionRow)>> {
    let bodies = Bodies::read(read)?;
    let among = which.among("s", "id");
    let sql = format!(
        "SELECT s.id, r.ref, s.body, s.term, s.number, s.code, s.kind, s.\"start\", s.\"end\", s.venue, s.city, s.title, \
         s.also, coalesce(s.status, CASE WHEN {COURSE} THEN 'held' END) \
         FROM sessions s JOIN session_refs r ON r.session_id = s.id WHERE {among} ORDER BY s.\"start\", s.id"
    );
    let mut rows = read.all(&sql, &[], |row| {
        let (id, reference, body, term, number, code, kind, start, end, venue, city, title, also, status) =
            row.take()?;
        let (reference, body, title): (String, String, Option<String>) = (reference, body, title);
        let kinds: Vec<SessionKind> = std::iter::once(kind).chain(also).collect();
        let body_name = bodies.on(&body, start);
        let name = session_name::chinese(&body_name, term, number, &kinds);
        let name_en = session_name::english(bodies.english(&body, &body_name), term, number, &kinds);
        let title = title.unwrap_or(reference.clone());
        let (name, name_en) = (name.unwrap_or(title.clone()), name_en.unwrap_or(title));
        let chair = Vec::new();
        let row = SessionRow {
            name,
            name_en,
            reference,
            body,
            term,
            number,
            code,
            status,
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
    Ok(pages(read, &[id])?.pop())
}

/// Sessions whole, oldest first.
pub fn pages(read: &Read<'_>, ids: &[i64]) -> Result<Vec<Session>> {
    let all = whole_sessions(read, ids, &verdict::tenures(read)?)?;
    Ok(all.into_iter().map(|(_, page)| page).collect())
}

/// Sessions whole with their row numbers, oldest first. A presenter who is a known person is called as on the session's day, any other
/// as the source says it. `held` are all memberships, which whoever reads some sessions after others reads once.
pub(super) fn whole_sessions(read: &Read<'_>, ids: &[i64], held: &[Tenure]) -> Result<Vec<(i64, Session)>> {
    let rows = sessions_of(read, Ids::These(ids))?;
    let (meetings, judged) = verdict::meetings_of(read, Ids::These(ids), held)?;
    let meetings: HashMap<i64, Rc<verdict::Meeting>> = meetings.into_iter().collect();
    let of = Ids::Of("session_id", ids);
    let own = kept(read, &SESSION, SESSION.fields.iter(), Ids::These(ids), "id")?;
    let came = kept(read, &ATTENDANCE, ATTENDANCE.fields.iter(), of, "id")?;
    let items = kept(read, &AGENDA, AGENDA.fields.iter(), of, "session_id, seq")?;
    let sql = format!(
        "SELECT a.id, a.organization_id, s.\"start\" AS day, s.id AS session_id FROM attendances a \
         JOIN sessions s ON s.id = a.session_id WHERE {}",
        Ids::These(ids).among("s", "id")
    );
    let mut delegates = people(read, ("delegates", "attendance_id"), &sql, &[])?;
    let named = came.iter().flat_map(|row| [row.int("organization"), row.int("proxy")]).flatten();
    let named = named.chain(own.iter().filter_map(|row| row.int("host")));
    let unlisted = meetings.values().flat_map(|meeting| meeting.sitting().unlisted());
    let called = Called::of(read, named.chain(unlisted))?;
    let presenters = People::names(read, items.iter().filter_map(|row| row.int("person")))?;
    let mut own: HashMap<i64, Kept> = own.into_iter().map(|row| (row.id(), row)).collect();
    let mut motions: HashMap<String, Vec<VoteRow>> = HashMap::new();
    for (_, judged) in judged {
        motions.entry(judged.row.session.clone()).or_default().push(judged.row);
    }
    let grouped = |shape| -> Result<HashMap<String, Vec<Facts>>> {
        let mut all: HashMap<String, Vec<Facts>> = HashMap::new();
        for one in facts(read, shape, of, None)? {
            all.entry(one.said("session").to_string()).or_default().push(one);
        }
        Ok(all)
    };
    let (mut actions, mut visits) = (grouped(&ACTION)?, grouped(&VISIT)?);
    let whole = |(id, row): (i64, SessionRow)| {
        let (meeting, own) = (meetings.get(&id)?, own.remove(&id)?);
        let text = |key: &str| own.text(key).map(str::to_string);
        let named = |id: Option<i64>| id.and_then(|id| called.on(id, row.start));
        let account = accounts(meeting);
        let here = |one: &&Kept| one.int("session") == Some(id);
        let attendance = came.iter().filter(here).filter_map(|one| {
            let organization = one.int("organization");
            Some(Attendance {
                organization: named(organization),
                capacity: one.word("capacity")?,
                presence: one.word("presence")?,
                people: delegates.remove(&one.id()).unwrap_or_default(),
                others: one.int("others").map(|others| others != 0),
                proxy: named(one.int("proxy")),
                headcount: one.int("headcount"),
                account: organization.and_then(|id| account.get(&id).copied()),
            })
        });
        let agenda = items.iter().filter(here).map(|item| {
            let text = |key: &str| item.text(key).map(str::to_string);
            let presenter = item.int("person").and_then(|id| presenters.name(id, row.start));
            let topics = item.parts("topics").iter().filter_map(|part| rows::text(part.first()?));
            AgendaItem {
                seq: item.int("seq").unwrap_or_default(),
                kind: item.word("kind"),
                title: text("title").unwrap_or_default(),
                presenter: presenter.or_else(|| text("presenter")),
                topics: topics.map(str::to_string).collect(),
                summary: text("summary"),
                motion: item.int("motion"),
            }
        });
        let page = Session {
            mode: own.word("mode"),
            purpose: text("purpose"),
            headcount: own.int("headcount"),
            summary: text("summary"),
            source: text("source"),
            published: own.text("published").and_then(Day::from_iso),
            notified: own.text("notified").and_then(Day::from_iso),
            deadline: own.text("deadline").and_then(Day::from_iso),
            recorder: text("recorder"),
            reviewer: text("reviewer"),
            signed_by: own.parts("signed_by").iter().filter_map(|part| Some(rows::text(part.first()?)?.to_string())).collect(),
            roster: own.word("roster")?,
            title: text("title"),
            host: named(own.int("host")),
            quorum: session_quorum(meeting),
            attendance: attendance.collect(),
            absent: meeting.sitting().unlisted().iter().filter_map(|id| named(Some(*id))).collect(),
            agenda: agenda.collect(),
            motions: motions.remove(&row.reference).unwrap_or_default(),
            actions: actions.remove(&row.reference).unwrap_or_default(),
            visits: visits.remove(&row.reference).unwrap_or_default(),
            row,
        };
        Some((id, page))
    };
    Ok(rows.into_iter().filter_map(whole).collect())
}

/// What the account of a session says of each organization: whether it has a seat and counts as present.
fn accounts(meeting: &verdict::Meeting) -> HashMap<i64, (Option<bool>, Option<bool>)> {
    meeting.roll().into_iter().map(|line| (line.organization, (line.seat, line.quorum))).collect()
}

/// The figures of a session, from its account.
fn session_quorum(meeting: &verdict::Meeting) -> SessionQuorum {
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
    let own = own_order(read, &lines.iter().map(|line| line.organization).collect::<Vec<_>>())?;
    let mut rows: Vec<(Place, RollRow)> = lines
        .into_iter()
        .filter_map(|line| {
            let organization = called.on(line.organization, day)?;
            let class = line.class.or(class(line.organization).map(|(_, class)| *class));
            let place = place(class, own.get(&line.organization).copied(), &organization.name);
            let row = RollRow {
                organization,
                class,
                seat: line.seat,
                presence: line.presence,
                proxy: line.holder.and_then(|holder| called.on(holder, day)),
                quorum: line.quorum,
                vote: line.vote,
                reason: line.reason,
                ballot: line.ballot,
            };
            Some((place, row))
        })
        .collect();
    rows.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.organization.code.cmp(&other.organization.code)));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Proxies that live through nobody, where a rule of the session counts proxies at all: the session, who gave
/// it and to whom, by the names of the day.
pub fn dead_proxies(
    read: &Read<'_>,
    meetings: &[(i64, Rc<Meeting>)],
    judged: &[OfMeeting],
) -> Result<Vec<(String, String, Option<String>)>> {
    let counts = |rule: Option<&Rule>| Terms::of(rule).proxies != Proxies::None;
    let judged = judged.iter().map(|(_, judged)| &judged.motion).filter(|motion| counts(motion.rule()));
    let counting: HashSet<i64> = judged.map(|motion| motion.session).collect();
    let mut dead = Vec::new();
    for (id, meeting) in meetings {
        let proxies = meeting.sitting().dead_proxies(Terms::of(meeting.general.as_ref()).each);
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
