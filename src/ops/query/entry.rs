//! Records of the registry as entries of a record file: what `record` opens and `--format toml` prints.
//! Taking them in again changes nothing.

use crate::{
    error::Result,
    model::{
        day::{Day, Days},
        fraction::Fraction,
        record::{
            ACTIVITY, AGENDA, ALLIANCE, ATTENDANCE, MOTION, SESSION, SESSION_ACTION, Shape, Type, VISIT,
        },
        record::{Candidate, Entry, Given, Place, Who},
        words::Choice,
    },
    ops::names::Names,
    store::{Read, Row, tables},
};

/// Where entries that the registry itself tells come from.
fn nowhere() -> Place {
    Place::flag("registry")
}

/// A session with all that stands in it, then its visits.
pub fn session_entries(read: &Read<'_>, names: &Names, id: i64) -> Result<Vec<Entry>> {
    let mut session = plain(read, &SESSION, "sessions", id)?;
    organization(read, names, &mut session, "host", "SELECT host_id FROM sessions WHERE id = ?1", id)?;
    let sql = "SELECT person_id FROM session_chairs WHERE session_id = ?1 ORDER BY seq";
    let chairs = read.all(sql, &[id.into()], |row| row.int(0))?;
    let chairs = chairs.into_iter().map(|person| names.person_text(read, person, None));
    texts(&mut session, "chair", chairs.collect::<Result<_>>()?);
    for row in ids(read, "attendances", "session_id", id, "id")? {
        let mut entry = plain(read, &ATTENDANCE, "attendances", row)?;
        let sql = "SELECT organization_id FROM attendances WHERE id = ?1";
        let home = organization(read, names, &mut entry, "organization", sql, row)?;
        organization(
            read,
            names,
            &mut entry,
            "proxy",
            "SELECT proxy_id FROM attendances WHERE id = ?1",
            row,
        )?;
        people(read, names, &mut entry, "people", ("delegates", "attendance_id", row), home)?;
        session.children.push(entry);
    }
    for row in ids(read, "agenda_items", "session_id", id, "seq")? {
        let mut entry = plain(read, &AGENDA, "agenda_items", row)?;
        lines(read, &mut entry, "topics", "agenda_topics", "agenda_item_id", row)?;
        session.children.push(entry);
    }
    for row in ids(read, "motions", "session_id", id, "number")? {
        session.children.push(motion_entry(read, names, row)?);
    }
    for row in ids(read, "actions", "session_id", id, "id")? {
        session.children.push(plain(read, &SESSION_ACTION, "actions", row)?);
    }
    let reference = "SELECT ref FROM session_refs WHERE session_id = ?1";
    let reference = read.one(reference, &[id.into()], |row| row.text(0))?.unwrap_or_default();
    let mut entries = vec![session];
    for row in ids(read, "visits", "session_id", id, "id")? {
        let mut entry = visit_entry(read, names, row)?;
        entry.put("session", Given::Text(reference.clone()), nowhere());
        entries.push(entry);
    }
    let place = Place::flag(&reference);
    entries.iter_mut().for_each(|entry| entry.relocate(&place));
    Ok(entries)
}

/// One motion.
pub fn motion_entry(read: &Read<'_>, names: &Names, id: i64) -> Result<Entry> {
    let mut entry = plain(read, &MOTION, "motions", id)?;
    let sql = "SELECT organization_id, person_id FROM motion_subjects WHERE motion_id = ?1 ORDER BY seq";
    let mut subjects = Vec::new();
    for (organization, person) in read.all(sql, &[id.into()], |r| Ok((r.opt_int(0)?, r.opt_int(1)?)))? {
        match (organization, person) {
            (Some(organization), _) => subjects.push(names.text(organization)),
            (None, Some(person)) => subjects.push(names.person_text(read, person, None)?),
            (None, None) => {}
        }
    }
    texts(&mut entry, "subjects", subjects);
    let sql =
        "SELECT b.organization_id, b.choice FROM ballots b WHERE b.motion_id = ?1 ORDER BY b.organization_id";
    let ballots =
        read.all(sql, &[id.into()], |r| Ok((r.word::<Choice>(1)?, names.text(r.int(0)?), nowhere())))?;
    if !ballots.is_empty() {
        entry.put("ballots", Given::Ballots(ballots), nowhere());
    }
    let candidates = candidates(read, names, id)?;
    if !candidates.is_empty() {
        entry.put("candidates", Given::Candidates(candidates), nowhere());
    }
    Ok(entry)
}

/// The candidates of an election, in order.
pub fn candidates(read: &Read<'_>, names: &Names, motion: i64) -> Result<Vec<Candidate>> {
    let sql = "SELECT person_id, organization_id, role, yes, elected, no, abstain FROM candidates WHERE motion_id = ?1 ORDER BY seq";
    let rows = read.all(sql, &[motion.into()], |r| {
        let role = r.opt_str(2)?.and_then(|role| crate::model::words::ROLES.find(role));
        let counts = (r.opt_int(3)?, r.opt_int(5)?, r.opt_int(6)?);
        Ok((r.opt_int(0)?, r.opt_int(1)?, role, counts, r.opt_flag(4)?))
    })?;
    let mut candidates = Vec::new();
    for (person, organization, role, (yes, no, abstain), elected) in rows {
        let person = person.map(|person| names.person_text(read, person, organization)).transpose()?;
        let organization = organization.map(|organization| names.text(organization));
        candidates.push(Candidate {
            person,
            organization,
            role,
            yes,
            no,
            abstain,
            elected,
            place: nowhere(),
        });
    }
    Ok(candidates)
}

/// One visit.
pub fn visit_entry(read: &Read<'_>, names: &Names, id: i64) -> Result<Entry> {
    let mut entry = plain(read, &VISIT, "visits", id)?;
    let host = organization(read, names, &mut entry, "host", "SELECT host_id FROM visits WHERE id = ?1", id)?;
    people(read, names, &mut entry, "received_by", ("visit_receivers", "visit_id", id), host)?;
    let sql = "SELECT organization_id FROM visit_visitors WHERE visit_id = ?1 ORDER BY seq";
    let visitors = read.all(sql, &[id.into()], |row| Ok(names.text(row.int(0)?)))?;
    texts(&mut entry, "visitors", visitors);
    lines(read, &mut entry, "sites", "visit_sites", "visit_id", id)?;
    lines(read, &mut entry, "topics", "visit_topics", "visit_id", id)?;
    Ok(entry)
}

/// The alliance, with its functions.
pub fn alliance_entry(read: &Read<'_>) -> Result<Entry> {
    let mut entry = plain(read, &ALLIANCE, "alliances", 1)?;
    lines(read, &mut entry, "functions", "alliance_functions", "alliance_id", 1)?;
    Ok(entry)
}

/// One activity.
pub fn activity_entry(read: &Read<'_>, names: &Names, id: i64) -> Result<Entry> {
    let mut entry = plain(read, &ACTIVITY, "activities", id)?;
    organization(read, names, &mut entry, "host", "SELECT host_id FROM activities WHERE id = ?1", id)?;
    Ok(entry)
}

fn ids(read: &Read<'_>, table: &str, owner: &str, id: i64, order: &str) -> Result<Vec<i64>> {
    let sql = format!("SELECT id FROM {table} WHERE {owner} = ?1 ORDER BY {order}, id");
    read.all(&sql, &[id.into()], |row| row.int(0))
}

/// The keys that are columns of the same name.
fn plain(read: &Read<'_>, shape: &'static Shape, table: &str, id: i64) -> Result<Entry> {
    let mut entry = Entry::new(shape, nowhere());
    let columns = &tables::table(table).columns;
    let keys: Vec<_> = shape.keys().filter(|field| columns.contains(&field.key)).collect();
    let listed = keys.iter().map(|field| format!("\"{}\"", field.key)).collect::<Vec<_>>().join(", ");
    read.each(&format!("SELECT {listed} FROM {table} WHERE id = ?1"), &[id.into()], &mut |row| {
        for (at, field) in keys.iter().enumerate() {
            if let Some(given) = given(field.ty, row, at)? {
                entry.put(field.key, given, nowhere());
            }
        }
        Ok(())
    })?;
    Ok(entry)
}

/// A column as the value that would stand in a record file.
fn given(ty: Type, row: &Row<'_>, at: usize) -> Result<Option<Given>> {
    let day = |day: Day| Given::Days(Days { start: day, end: day });
    Ok(match ty {
        Type::Count | Type::Number => row.opt_int(at)?.map(Given::Int),
        Type::Flag => row.opt_flag(at)?.map(Given::Flag),
        Type::DayOrPending if row.opt_str(at)? == Some("pending") => Some(Given::Pending),
        Type::Day | Type::DayExact | Type::Start | Type::DayOrPending => row.opt_day(at)?.map(day),
        Type::Word(family) => row.opt_str(at)?.and_then(|word| family.find(word)).map(Given::Word),
        Type::WordOr(other, family) => row
            .opt_str(at)?
            .and_then(|word| if word == other { Some(other) } else { family.find(word) })
            .map(Given::Word),
        Type::FractionOrNone if row.opt_str(at)? == Some("none") => Some(Given::NoFraction),
        Type::Fraction | Type::FractionOrNone => {
            row.opt_str(at)?.and_then(Fraction::parse).map(Given::Fraction)
        }
        _ => row.opt_text(at)?.map(Given::Text),
    })
}

fn organization(
    read: &Read<'_>,
    names: &Names,
    entry: &mut Entry,
    key: &str,
    sql: &str,
    id: i64,
) -> Result<Option<i64>> {
    let found = read.one(sql, &[id.into()], |row| row.opt_int(0))?.flatten();
    if let Some(organization) = found {
        entry.put(key, Given::Text(names.text(organization)), nowhere());
    }
    Ok(found)
}

fn people(
    read: &Read<'_>,
    names: &Names,
    entry: &mut Entry,
    key: &str,
    (table, owner, id): (&str, &str, i64),
    home: Option<i64>,
) -> Result<()> {
    let sql = format!("SELECT person_id, title FROM {table} WHERE {owner} = ?1 ORDER BY seq");
    let mut list = Vec::new();
    for (person, title) in read.all(&sql, &[id.into()], |r| Ok((r.opt_int(0)?, r.opt_text(1)?)))? {
        let name = person.map(|person| names.person_text(read, person, home)).transpose()?;
        list.push(Who { name, title, place: nowhere() });
    }
    if !list.is_empty() {
        entry.put(key, Given::People(list), nowhere());
    }
    Ok(())
}

fn lines(read: &Read<'_>, entry: &mut Entry, key: &str, table: &str, owner: &str, id: i64) -> Result<()> {
    let list = super::texts(read, table, owner, id)?;
    texts(entry, key, list);
    Ok(())
}

fn texts(entry: &mut Entry, key: &str, list: Vec<String>) {
    if !list.is_empty() {
        entry.put(key, Given::Texts(list.into_iter().map(|text| (text, nowhere())).collect()), nowhere());
    }
}
