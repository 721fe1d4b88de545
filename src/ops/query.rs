//! The queries: each reads one moment of the registry and answers with a view of `model`.

use super::verdict;
use crate::{
    error::Result,
    model::{
        action::Action,
        activity::Activity,
        alliance::{About, Body, RuleRow, Term},
        day::Day,
        document::Document,
        journal::{Change, Entry},
        member::*,
        motion::{Ballot, Effect, Motion, Subject, Vote, VoteRow},
        organization::{FormerName, NamePeriod, Organization, OrganizationRef},
        person::{Named, Office, Person, PersonRow, PersonSession, Post},
        rule,
        session::{AgendaItem, Attendance, Session, SessionRow},
        session_name,
        visit::Visit,
        words::{ChangeAction, Charter, Class, MemberStatus, Role},
    },
    rules::{
        seats::{Period, class_on},
        tenure,
    },
    store::{Read, Row, Value, gate::Record, tables},
};

fn named_org(row: &Row<'_>, at: usize) -> Result<Option<OrganizationRef>> {
    Ok(row.opt_text(at)?.zip(row.opt_text(at + 1)?).map(|(code, name)| OrganizationRef { code, name }))
}

/// An organization as it was called on a day: the first former name that still held then.
fn called(read: &Read<'_>, id: i64, day: Day) -> Result<Option<OrganizationRef>> {
    let sql = "SELECT o.code, coalesce((SELECT n.name FROM organization_names n WHERE n.organization_id = o.id \
               AND n.\"until\" >= ?2 ORDER BY n.\"until\" LIMIT 1), o.name) FROM organizations o WHERE o.id = ?1";
    Ok(read.one(sql, &[id.into(), day.into()], |row| named_org(row, 0))?.flatten())
}

fn texts(read: &Read<'_>, table: &str, owner: &str, id: i64) -> Result<Vec<String>> {
    read.all(&format!("SELECT text FROM {table} WHERE {owner} = ?1 ORDER BY seq"), &[id.into()], |r| {
        r.text(0)
    })
}

/// People of an attendance or a reception; a title left out is that of the person's post there.
fn people(
    read: &Read<'_>,
    table: &str,
    owner: &str,
    id: i64,
    organization: Option<i64>,
    day: Option<Day>,
) -> Result<Vec<Named>> {
    let sql = format!(
        "SELECT p.name, coalesce(x.title, (SELECT t.title FROM posts t WHERE t.person_id = x.person_id \
         AND t.organization_id = ?2 AND (t.\"from\" IS NULL OR ?3 IS NULL OR t.\"from\" <= ?3) \
         AND (t.\"until\" IS NULL OR ?3 IS NULL OR t.\"until\" >= ?3) ORDER BY t.\"from\" DESC, t.id LIMIT 1), \
         CASE WHEN p.organization_id = ?2 THEN p.title END) \
         FROM {table} x LEFT JOIN persons p ON p.id = x.person_id WHERE x.{owner} = ?1 ORDER BY x.seq"
    );
    read.all(&sql, &[id.into(), organization.into(), day.into()], |r| {
        Ok(Named { name: r.opt_text(0)?, title: r.opt_text(1)? })
    })
}

/// Every organization, or the one of that row.
pub fn organizations(read: &Read<'_>, only: Option<i64>) -> Result<Vec<Organization>> {
    let sql = "SELECT id, code, name, short_name, name_en, kind, university, province, city, credit_code, website, note \
               FROM organizations WHERE ?1 IS NULL OR id = ?1 ORDER BY code";
    let mut all = read.all(sql, &[only.into()], |row| {
        Ok((
            row.int(0)?,
            Organization {
                reference: row.text(1)?,
                code: row.text(1)?,
                name: row.text(2)?,
                short_name: row.opt_text(3)?,
                name_en: row.opt_text(4)?,
                kind: row.opt_word(5)?,
                university: row.opt_text(6)?,
                province: row.opt_text(7)?,
                city: row.opt_text(8)?,
                credit_code: row.opt_text(9)?,
                website: row.opt_text(10)?,
                note: row.opt_text(11)?,
                aliases: Vec::new(),
                former_names: Vec::new(),
            },
        ))
    })?;
    for (id, organization) in &mut all {
        organization.aliases = texts(read, "organization_aliases", "organization_id", *id)?;
        let sql = "SELECT name, \"until\" FROM organization_names WHERE organization_id = ?1 ORDER BY seq";
        organization.former_names =
            read.all(sql, &[(*id).into()], |r| Ok(FormerName { name: r.text(0)?, until: r.opt_day(1)? }))?;
    }
    Ok(all.into_iter().map(|(_, organization)| organization).collect())
}

/// The roster as it stood on a day; with `all`, ended members and applicants too.
pub fn members(read: &Read<'_>, day: Day, all: bool) -> Result<Vec<MemberRow>> {
    let sql = "SELECT m.organization_id, m.class, m.\"from\", m.\"until\" FROM memberships m ORDER BY m.organization_id, m.id";
    let periods = read.all(sql, &[], |r| {
        Ok((r.int(0)?, Period { class: r.word(1)?, from: r.opt_day(2)?, until: r.opt_day(3)? }))
    })?;
    let mut rows = Vec::new();
    for chunk in periods.chunk_by(|a, b| a.0 == b.0) {
        let Some((id, _)) = chunk.first() else { continue };
        let own: Vec<Period> = chunk.iter().map(|(_, p)| *p).collect();
        let (class, status, since, until) = match class_on(&own, day) {
            Some(class) => (
                Some(class),
                MemberStatus::Active,
                tenure::since(&own, day).flatten(),
                tenure::until(&own, day),
            ),
            None => {
                let Some(end) = tenure::ended(&own, day).filter(|_| all) else { continue };
                (class_on(&own, end), MemberStatus::Ended, tenure::since(&own, end).flatten(), Some(end))
            }
        };
        rows.extend(member_row(read, *id, day, class, status, since, until)?);
    }
    if all {
        let sql = "SELECT organization_id, class FROM applications WHERE status IN ('open', 'deferred') AND (\"on\" IS NULL OR \"on\" <= ?1) ORDER BY organization_id";
        for (id, class) in read.all(sql, &[day.into()], |r| Ok((r.int(0)?, r.opt_word::<Class>(1)?)))? {
            let own: Vec<Period> = periods.iter().filter(|(o, _)| *o == id).map(|(_, p)| *p).collect();
            if own.is_empty() {
                rows.extend(member_row(read, id, day, class, MemberStatus::Applicant, None, None)?);
            }
        }
    }
    rows.sort_by(|a, b| b.class.cmp(&a.class).then_with(|| a.code.cmp(&b.code)));
    Ok(rows)
}

fn member_row(
    read: &Read<'_>,
    id: i64,
    day: Day,
    class: Option<Class>,
    status: MemberStatus,
    since: Option<Day>,
    until: Option<Day>,
) -> Result<Option<MemberRow>> {
    let name = called(read, id, day)?.map(|o| o.name).unwrap_or_default();
    let sql = "SELECT p.name FROM attendances a JOIN sessions s ON s.id = a.session_id JOIN delegates d ON d.attendance_id = a.id \
               JOIN persons p ON p.id = d.person_id WHERE a.organization_id = ?1 AND a.capacity = 'member' AND s.\"start\" <= ?2 \
               ORDER BY s.\"start\" DESC, d.seq LIMIT 1";
    let representative = read.one(sql, &[id.into(), day.into()], |r| r.text(0))?;
    read.one(
        "SELECT code, short_name, province, university FROM organizations WHERE id = ?1",
        &[id.into()],
        |r| {
            Ok(MemberRow {
                code: r.text(0)?,
                name: name.clone(),
                short_name: r.opt_text(1)?,
                class,
                status,
                since,
                until,
                province: r.opt_text(2)?,
                university: r.opt_text(3)?,
                representative: representative.clone(),
            })
        },
    )
}

fn motion_ref(read: &Read<'_>, id: Option<i64>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let sql = "SELECT r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id WHERE m.id = ?1";
    read.one(sql, &[id.into()], |r| r.text(0))
}

/// One organization's whole story.
pub fn member(read: &Read<'_>, id: i64) -> Result<Option<Member>> {
    let Some(organization) = organizations(read, Some(id))?.pop() else { return Ok(None) };
    let key: [Value; 1] = [id.into()];
    let sql = "SELECT class, \"from\", \"until\", reason, admitted_by, ended_by FROM memberships WHERE organization_id = ?1 ORDER BY \"from\", id";
    let raw = read.all(sql, &key, |r| {
        Ok((
            Membership {
                class: r.word(0)?,
                from: r.opt_day(1)?,
                until: r.opt_day(2)?,
                reason: r.opt_word(3)?,
                admitted_by: None,
                ended_by: None,
            },
            r.opt_int(4)?,
            r.opt_int(5)?,
        ))
    })?;
    let mut memberships = Vec::new();
    for (membership, admitted, ended) in raw {
        memberships.push(Membership {
            admitted_by: motion_ref(read, admitted)?,
            ended_by: motion_ref(read, ended)?,
            ..membership
        });
    }
    let mut names: Vec<NamePeriod> = Vec::new();
    for former in &organization.former_names {
        let from = names.last().and_then(|n: &NamePeriod| n.until).map(Day::after);
        names.push(NamePeriod { name: former.name.clone(), from, until: former.until });
    }
    let from = names.last().and_then(|n| n.until).map(Day::after);
    names.push(NamePeriod { name: organization.name.clone(), from, until: None });
    let sql = "SELECT p.name, t.title, t.role, t.term, t.\"from\", t.\"until\" FROM posts t JOIN persons p ON p.id = t.person_id \
               WHERE t.organization_id = ?1 ORDER BY t.\"from\", t.id";
    let posts = read.all(sql, &key, |r| {
        Ok(PostHeld {
            person: r.text(0)?,
            title: r.opt_text(1)?,
            role: r.word(2)?,
            term: r.opt_number(3)?,
            from: r.opt_day(4)?,
            until: r.opt_day(5)?,
        })
    })?;
    let sql = "SELECT a.id, r.ref, s.\"start\", a.capacity, a.presence FROM attendances a JOIN sessions s ON s.id = a.session_id \
               JOIN session_refs r ON r.session_id = s.id WHERE a.organization_id = ?1 ORDER BY s.\"start\", s.id";
    let raw = read.all(sql, &key, |r| {
        Ok((
            r.int(0)?,
            MemberAttendance {
                session: r.text(1)?,
                start: r.day(2)?,
                capacity: r.word(3)?,
                presence: r.word(4)?,
                people: Vec::new(),
            },
        ))
    })?;
    let mut attendance = Vec::new();
    for (row, at) in raw {
        let people = people(read, "delegates", "attendance_id", row, Some(id), Some(at.start))?;
        attendance.push(MemberAttendance { people, ..at });
    }
    let sql = "SELECT m.id, m.session_id, NULL FROM motion_subjects x JOIN motions m ON m.id = x.motion_id WHERE x.organization_id = ?1 \
               UNION ALL SELECT m.id, m.session_id, b.choice FROM ballots b JOIN motions m ON m.id = b.motion_id WHERE b.organization_id = ?1";
    let mut votes = Vec::new();
    let mut about = Vec::new();
    for (motion, session, choice) in read.all(sql, &key, |r| Ok((r.int(0)?, r.int(1)?, r.opt_word(2)?)))? {
        for (_, judged) in verdict::judge(read, session, Some(motion))? {
            let row = judged.row;
            if choice.is_none() {
                about.push((row.on, row.reference.clone(), row.outcome.code()));
            }
            votes.push(MemberVote {
                motion: row.reference,
                title: row.title,
                on: row.on,
                choice,
                outcome: Some(row.outcome.code().to_string()),
            });
        }
    }
    votes.sort_by(|a, b| a.on.cmp(&b.on).then_with(|| a.motion.cmp(&b.motion)));
    about.sort();
    let sql = "SELECT \"on\", class, status FROM applications WHERE organization_id = ?1 ORDER BY \"on\"";
    let mut applications = read.all(sql, &key, |r| {
        Ok(Application { on: r.opt_day(0)?, class: r.opt_word(1)?, status: r.word(2)?, motion: None })
    })?;
    for application in &mut applications {
        use crate::model::words::ApplicationStatus as Status;
        let found = about.iter().find(|(on, ..)| application.on.is_none() || *on >= application.on);
        if let Some((_, motion, outcome)) = found {
            application.motion = Some(motion.clone());
            if application.status == Status::Open {
                application.status = match *outcome {
                    "carried" => Status::Admitted,
                    "rejected" => Status::Declined,
                    "tabled" => Status::Deferred,
                    "withdrawn" => Status::Withdrawn,
                    _ => Status::Open,
                };
            }
        }
    }
    let sql = "SELECT v.id, CASE WHEN v.host_id = ?1 THEN 1 ELSE 0 END, v.\"start\", r.ref FROM visits v LEFT JOIN session_refs r ON r.session_id = v.session_id \
               WHERE v.host_id = ?1 OR v.id IN (SELECT visit_id FROM visit_visitors WHERE organization_id = ?1) ORDER BY v.\"start\", v.id";
    let visits = read.all(sql, &key, |r| {
        Ok(MemberVisit {
            reference: format!("v{}", r.int(0)?),
            part: if r.int(1)? == 1 { "host" } else { "visitor" },
            start: r.opt_day(2)?,
            session: r.opt_text(3)?,
        })
    })?;
    Ok(Some(Member { organization, memberships, applications, names, posts, attendance, votes, visits }))
}

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
               WHERE t.person_id = ?1 ORDER BY CASE WHEN t.organization_id IS NULL THEN 0 ELSE 1 END, t.\"from\", t.id";
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
               AND (t.\"until\" IS NULL OR t.\"until\" >= ?1) ORDER BY t.term DESC, t.id";
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
    for (id, row) in &mut rows {
        let sql = "SELECT p.name FROM session_chairs c JOIN persons p ON p.id = c.person_id WHERE c.session_id = ?1 ORDER BY c.seq";
        row.chair = read.all(sql, &[(*id).into()], |r| r.text(0))?;
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
    let mut attendance = Vec::new();
    for (at, organization, proxy, view) in raw {
        let people = people(read, "delegates", "attendance_id", at, organization, Some(row.start))?;
        let named =
            |id: Option<i64>| id.map(|id| called(read, id, row.start)).transpose().map(Option::flatten);
        attendance.push(Attendance {
            organization: named(organization)?,
            proxy: named(proxy)?,
            people,
            ..view
        });
    }
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
    let mut agenda = Vec::new();
    for (item, view) in raw {
        agenda.push(AgendaItem { topics: texts(read, "agenda_topics", "agenda_item_id", item)?, ..view });
    }
    let absent =
        meeting.presences.unlisted.iter().map(|o| called(read, *o, row.start)).collect::<Result<Vec<_>>>()?;
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
            absent: absent.iter().flatten().cloned().collect(),
            agenda: agenda.clone(),
            motions: Vec::clone(&motions),
            actions: actions.clone(),
            visits: visits.clone(),
        })
    })
}

/// Every vote, in the order of the sessions.
pub fn votes(read: &Read<'_>) -> Result<Vec<VoteRow>> {
    let mut rows = Vec::new();
    for session in read.all("SELECT id FROM sessions ORDER BY \"start\", id", &[], |r| r.int(0))? {
        rows.extend(verdict::judge(read, session, None)?.into_iter().map(|(_, judged)| judged.row));
    }
    Ok(rows)
}

/// One vote whole.
pub fn vote(read: &Read<'_>, id: i64) -> Result<Option<Vote>> {
    let sql = "SELECT session_id, text, proposer, effective, method, seats, issued, collected FROM motions WHERE id = ?1";
    let Some(session) = read.one(sql, &[id.into()], |r| r.int(0))? else { return Ok(None) };
    let Some((_, judged)) = verdict::judge(read, session, Some(id))?.pop() else { return Ok(None) };
    let Some(day) = judged.row.on else { return Ok(None) };
    let mut subjects = Vec::new();
    let sub = "SELECT x.organization_id, p.name FROM motion_subjects x LEFT JOIN persons p ON p.id = x.person_id WHERE x.motion_id = ?1 ORDER BY x.seq";
    for (organization, person) in read.all(sub, &[id.into()], |r| Ok((r.opt_int(0)?, r.opt_text(1)?)))? {
        match organization {
            Some(o) => subjects.extend(called(read, o, day)?.map(Subject::Organization)),
            None => subjects.extend(person.map(Subject::Person)),
        }
    }
    let mut ballots = Vec::new();
    let cast = "SELECT b.organization_id, b.choice FROM ballots b JOIN organizations o ON o.id = b.organization_id WHERE b.motion_id = ?1 ORDER BY o.code";
    for (o, choice) in read.all(cast, &[id.into()], |r| Ok((r.int(0)?, r.word(1)?)))? {
        ballots.extend(called(read, o, day)?.map(|organization| Ballot { organization, choice }));
    }
    let mut candidates = verdict::candidates(read, id)?;
    for (candidate, passed) in candidates.iter_mut().zip(&judged.passed) {
        (candidate.needed, candidate.margin) = (passed.needed, passed.margin);
    }
    let mut effects = Vec::new();
    let did = "SELECT organization_id, class, \"from\", admitted_by = ?1 FROM memberships WHERE admitted_by = ?1 OR (ended_by = ?1 AND reason = 'expelled') ORDER BY id";
    for (o, class, from, started) in read.all(did, &[id.into()], |r| {
        Ok((r.int(0)?, r.word::<Class>(1)?, r.opt_day(2)?, r.opt_flag(3)? == Some(true)))
    })? {
        let class = Some(class).filter(|_| started);
        effects.push(Effect {
            organization: called(read, o, day)?,
            class,
            from: from.filter(|_| started),
            person: None,
            role: None,
        });
    }
    let filled = "SELECT p.name, t.role, t.\"from\" FROM posts t JOIN persons p ON p.id = t.person_id WHERE t.filled_by = ?1 ORDER BY t.id";
    effects.extend(read.all(filled, &[id.into()], |r| {
        Ok(Effect {
            organization: None,
            class: None,
            from: r.opt_day(2)?,
            person: r.opt_text(0)?,
            role: r.opt_word(1)?,
        })
    })?);
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
            irregularities: judged.irregularities.clone(),
        })
    })
}

/// Every motion as recorded.
pub fn motions(read: &Read<'_>) -> Result<Vec<Motion>> {
    let sql = "SELECT m.id FROM motions m JOIN sessions s ON s.id = m.session_id ORDER BY s.\"start\", s.id, m.number";
    let ids = read.all(sql, &[], |r| r.int(0))?;
    Ok(ids
        .into_iter()
        .map(|id| motion(read, id))
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect())
}

/// One motion as recorded.
pub fn motion(read: &Read<'_>, id: i64) -> Result<Option<Motion>> {
    let Some(vote) = vote(read, id)? else { return Ok(None) };
    let sql = "SELECT number, class, \"on\", unanimous, outcome FROM motions WHERE id = ?1";
    read.one(sql, &[id.into()], |r| {
        Ok(Motion {
            reference: vote.reference.clone(),
            session: vote.session.clone(),
            title: vote.title.clone(),
            number: r.opt_number(0)?,
            code: vote.code.clone(),
            kind: vote.kind,
            subjects: vote.subjects.clone(),
            class: r.opt_word(1)?,
            effective: vote.effective.clone(),
            text: vote.text.clone(),
            proposer: vote.proposer.clone(),
            on: r.opt_day(2)?,
            method: vote.method,
            counts: vote.counts,
            unanimous: r.opt_flag(3)?,
            outcome: r.opt_word(4)?,
            seats: vote.seats,
            issued: vote.issued,
            collected: vote.collected,
        })
    })
}

/// Visits: one, those of a session, or all.
pub fn visits(read: &Read<'_>, only: Option<i64>, session: Option<i64>) -> Result<Vec<Visit>> {
    let sql = "SELECT v.id, r.ref, h.code, h.name, v.\"start\", v.\"end\", v.headcount, v.others, v.summary, v.source, v.published, v.host_id FROM visits v \
               JOIN organizations h ON h.id = v.host_id LEFT JOIN session_refs r ON r.session_id = v.session_id \
               WHERE (?1 IS NULL OR v.id = ?1) AND (?2 IS NULL OR v.session_id = ?2) ORDER BY v.id";
    let raw = read.all(sql, &[only.into(), session.into()], |r| {
        Ok((
            r.int(0)?,
            r.int(11)?,
            Visit {
                reference: format!("v{}", r.int(0)?),
                session: r.opt_text(1)?,
                host: OrganizationRef { code: r.text(2)?, name: r.text(3)? },
                start: r.opt_day(4)?,
                end: r.opt_day(5)?,
                headcount: r.opt_int(6)?,
                received_by: Vec::new(),
                others: r.opt_flag(7)?,
                visitors: Vec::new(),
                sites: Vec::new(),
                topics: Vec::new(),
                summary: r.opt_text(8)?,
                source: r.opt_text(9)?,
                published: r.opt_day(10)?,
            },
        ))
    })?;
    raw.into_iter().map(|(id, host, visit)| {
        let sql = "SELECT o.code, o.name FROM visit_visitors v JOIN organizations o ON o.id = v.organization_id WHERE v.visit_id = ?1 ORDER BY v.seq";
        Ok(Visit {
            received_by: people(read, "visit_receivers", "visit_id", id, Some(host), visit.start)?,
            visitors: read.all(sql, &[id.into()], |r| Ok(OrganizationRef { code: r.text(0)?, name: r.text(1)? }))?,
            sites: texts(read, "visit_sites", "visit_id", id)?, topics: texts(read, "visit_topics", "visit_id", id)?, ..visit
        })
    }).collect()
}

/// Actions: one, those of a session, or all.
pub fn actions(read: &Read<'_>, only: Option<i64>, session: Option<i64>) -> Result<Vec<Action>> {
    let sql = "SELECT a.id, a.title, r.ref, a.owner, a.due, a.status, a.note FROM actions a LEFT JOIN session_refs r ON r.session_id = a.session_id \
               WHERE (?1 IS NULL OR a.id = ?1) AND (?2 IS NULL OR a.session_id = ?2) ORDER BY a.id";
    read.all(sql, &[only.into(), session.into()], |r| {
        Ok(Action {
            reference: format!("a{}", r.int(0)?),
            title: r.text(1)?,
            session: r.opt_text(2)?,
            owner: r.opt_text(3)?,
            due: r.opt_day(4)?,
            status: r.word(5)?,
            note: r.opt_text(6)?,
        })
    })
}

/// Activities: one, or all.
pub fn activities(read: &Read<'_>, only: Option<i64>) -> Result<Vec<Activity>> {
    let sql = "SELECT a.name, a.edition, a.kind, h.code, h.name, a.\"start\", a.\"end\", a.note FROM activities a LEFT JOIN organizations h ON h.id = a.host_id \
               WHERE ?1 IS NULL OR a.id = ?1 ORDER BY a.name, a.edition";
    read.all(sql, &[only.into()], |r| {
        let (name, edition) = (r.text(0)?, r.opt_number(1)?);
        let reference = edition.map_or(name.clone(), |e| format!("{name}/{e}"));
        Ok(Activity {
            reference,
            name,
            edition,
            kind: r.opt_text(2)?,
            host: named_org(r, 3)?,
            start: r.opt_day(5)?,
            end: r.opt_day(6)?,
            note: r.opt_text(7)?,
        })
    })
}

/// Documents.
pub fn documents(read: &Read<'_>) -> Result<Vec<Document>> {
    let sql = "SELECT d.id, d.title, d.path, coalesce(r.ref || '/' || m.number, s.ref, o.code, p.name, 'a' || d.action_id, 'v' || d.visit_id, t.name, ''), d.media_type, d.size, d.sha256 \
               FROM documents d LEFT JOIN motions m ON m.id = d.motion_id LEFT JOIN session_refs r ON r.session_id = m.session_id \
               LEFT JOIN session_refs s ON s.session_id = d.session_id LEFT JOIN organizations o ON o.id = d.organization_id \
               LEFT JOIN persons p ON p.id = d.person_id LEFT JOIN activities t ON t.id = d.activity_id ORDER BY d.id";
    read.all(sql, &[], |r| {
        Ok(Document {
            reference: format!("d{}", r.int(0)?),
            title: r.opt_text(1)?,
            path: r.text(2)?,
            belongs_to: r.text(3)?,
            media_type: r.text(4)?,
            size: r.int(5)?,
            sha256: r.text(6)?,
        })
    })
}

/// Terms that were declared.
pub fn terms(read: &Read<'_>) -> Result<Vec<Term>> {
    read.all("SELECT number, \"start\", \"end\" FROM terms ORDER BY number", &[], |r| {
        let number = r.opt_number(0)?.unwrap_or(0);
        Ok(Term { reference: number.to_string(), number, start: r.opt_day(1)?, end: r.opt_day(2)? })
    })
}

/// The bodies.
pub fn bodies(read: &Read<'_>) -> Result<Vec<Body>> {
    read.all("SELECT code, name, seats FROM bodies ORDER BY code", &[], |r| {
        Ok(Body { reference: r.text(0)?, code: r.text(0)?, name: r.opt_text(1)?, seats: r.opt_word(2)? })
    })
}

/// The alliance's own rules, then those of its preset.
pub fn rules(read: &Read<'_>) -> Result<Vec<RuleRow>> {
    let preset = read
        .one("SELECT charter FROM alliances WHERE id = 1", &[], |r| r.word::<Charter>(0))?
        .unwrap_or(Charter::Model);
    let shipped = if preset == Charter::Model { crate::rules::charter::model_charter() } else { Vec::new() };
    let row = |preset| {
        move |rule: rule::Rule| RuleRow {
            reference: rule::reference(&rule.body, &rule.matter, rule.from),
            rule,
            preset,
        }
    };
    Ok(verdict::own_rules(read)?
        .into_iter()
        .map(row(false))
        .chain(shipped.into_iter().map(row(true)))
        .collect())
}

/// What the alliance is.
pub fn about(read: &Read<'_>) -> Result<About> {
    let (bodies, rules) = (bodies(read)?, rules(read)?);
    let functions = texts(read, "alliance_functions", "alliance_id", 1)?;
    let known = read.one(
        "SELECT name, short_name, name_en, founded, purpose, charter FROM alliances WHERE id = 1",
        &[],
        |r| {
            Ok((
                r.opt_text(0)?,
                r.opt_text(1)?,
                r.opt_text(2)?,
                r.opt_day(3)?,
                r.opt_text(4)?,
                r.word::<Charter>(5)?,
            ))
        },
    )?;
    let (name, short_name, name_en, founded, purpose, charter) =
        known.unwrap_or((None, None, None, None, None, Charter::Model));
    Ok(About { name, short_name, name_en, founded, purpose, functions, charter, bodies, rules })
}

/// The journal, newest first.
pub fn log(read: &Read<'_>) -> Result<Vec<Entry>> {
    let sql = "SELECT entry, at, actor, why, command, undoes FROM journal ORDER BY entry DESC";
    let mut entries = read.all(sql, &[], |r| {
        Ok(Entry {
            entry: r.int(0)?,
            at: r.text(1)?,
            actor: r.text(2)?,
            why: r.opt_text(3)?,
            command: r.text(4)?,
            undoes: r.opt_int(5)?,
            changes: Vec::new(),
        })
    })?;
    for entry in &mut entries {
        let sql = "SELECT tbl, ref, before IS NULL, after IS NULL FROM journal_changes WHERE entry = ?1 ORDER BY seq";
        for (table, reference, added, removed) in read.all(sql, &[entry.entry.into()], |r| {
            Ok((r.text(0)?, r.text(1)?, r.opt_flag(2)? == Some(true), r.opt_flag(3)? == Some(true)))
        })? {
            let (noun, own) = tables::noun(&table);
            let action = match (own, added, removed) {
                (true, true, _) => ChangeAction::Add,
                (true, _, true) => ChangeAction::Remove,
                _ => ChangeAction::Change,
            };
            let change = Change { table: noun.to_string(), action, reference };
            let told = entry.changes.iter().any(|c| {
                c.table == change.table
                    && c.reference == change.reference
                    && (c.action == change.action || !own)
            });
            if !told {
                entry.changes.push(change);
            }
        }
    }
    Ok(entries)
}

/// The journal's chain, and the tables that a replay of it gives: what differs, in words.
pub fn replayed(read: &Read<'_>) -> Result<Vec<(String, String)>> {
    use std::collections::BTreeMap;
    let mut rows: BTreeMap<(String, Vec<Value>), Record> = BTreeMap::new();
    let start = crate::store::Registry::scratch(|scratch| {
        scratch
            .all("SELECT code FROM bodies ORDER BY code", &[], |r| r.value(0))?
            .into_iter()
            .map(|code| scratch.find("bodies", &[code]))
            .collect::<Result<Vec<_>>>()
    })?;
    for body in start.into_iter().flatten() {
        rows.insert(("bodies".into(), body.key()), body);
    }
    read.each("SELECT tbl, before, after FROM journal_changes ORDER BY entry, seq", &[], &mut |r| {
        let table = r.text(0)?;
        if let Some(before) = r.opt_str(1)? {
            let before = Record::from_image(&table, before)?;
            rows.remove(&(table.clone(), before.key()));
        }
        if let Some(after) = r.opt_str(2)? {
            let after = Record::from_image(&table, after)?;
            rows.insert((table.clone(), after.key()), after);
        }
        Ok(())
    })?;
    let mut differing = Vec::new();
    for table in tables::tables() {
        let columns = table.columns.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
        read.each(&format!("SELECT {columns} FROM {}", table.name), &[], &mut |r| {
            let mut record = Record::new(table.name);
            for (n, column) in table.columns.iter().enumerate() {
                record.set(column, r.value(n)?);
            }
            let key = (table.name.to_string(), record.key());
            if rows.remove(&key).as_ref() != Some(&record) {
                differing.push((table.name.to_string(), format!("{:?}", key.1)));
            }
            Ok(())
        })?;
    }
    differing.extend(rows.into_keys().map(|(table, key)| (table, format!("{key:?}"))));
    Ok(differing)
}
