//! What is seen once a file or a text is taken in: what it has changed of recorded sessions, field by field, and which of its
//! sessions are new and say the same as another.

use std::{
    collections::{BTreeSet, HashMap},
    slice::from_ref,
};

use crate::{
    error::{Message, Result},
    model::record::Entry,
    ops::{merge::{Merge, is_equal}, names::Names, query, refs},
    say,
    store::{Read, Record, Write},
};

/// So many fields are told one by one.
const NAMED: usize = 20;
/// Of more sessions than these nothing is told: it would take reading all of them twice.
const SESSIONS: usize = 32;

/// Sessions by their numbers, each once.
fn sessions<'a>(read: &Read<'_>, references: &'a [String]) -> Result<Vec<(i64, &'a String)>> {
    let mut sessions: Vec<(i64, &String)> = Vec::new();
    for reference in references {
        let id = refs::session(read, reference)?;
        if !sessions.iter().any(|(known, _)| *known == id) {
            sessions.push((id, reference));
        }
    }
    Ok(sessions)
}

/// What has changed of these sessions and of visits, where they were recorded before.
pub fn changed_fields(write: &Write<'_>, references: &[String]) -> Result<Vec<Message>> {
    let mut told = changed_sessions(write, references)?;
    told.extend(changed_visits(write)?);
    let n = told.len();
    if n > NAMED {
        let more = n - NAMED;
        told.truncate(NAMED);
        told.push(say!("and {more} more", "另有{more}处"));
    }
    Ok(told)
}

fn changed_visits(write: &Write<'_>) -> Result<Vec<Message>> {
    if write.is_first()? {
        return Ok(Vec::new());
    }
    let rows = write.touched()?.rows.unwrap_or_default();
    let visit = |row: &Record| match row.table.name {
        "visits" => row.int("id"),
        "visit_receivers" | "visit_visitors" | "visit_sites" | "visit_topics" => row.int("visit_id"),
        _ => None,
    };
    let ids: BTreeSet<i64> = rows.iter().filter_map(|(before, after)| visit(before.as_ref().or(after.as_ref())?)).collect();
    if ids.is_empty() || ids.len() > SESSIONS {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = ids.into_iter().collect();
    let before: HashMap<i64, Entry> = write.before(|read| query::visit_entries(read, &ids))?.into_iter().collect();
    let mut told = Vec::new();
    for (id, after) in query::visit_entries(write, &ids)? {
        let Some(before) = before.get(&id).map(from_ref) else { continue };
        let changes = Merge::new(before, from_ref(&after), before).theirs;
        told.extend(changes.into_iter().map(|Message { en, zh }| say!("v{id}: {en}", "v{id}：{zh}")));
    }
    Ok(told)
}

fn changed_sessions(write: &Write<'_>, references: &[String]) -> Result<Vec<Message>> {
    let sessions = sessions(write, references)?;
    if sessions.is_empty() || sessions.len() > SESSIONS || write.is_first()? || write.touched()?.tables.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = sessions.iter().map(|(id, _)| *id).collect();
    let before = write.before(|read| entries(read, &ids))?;
    let after = entries(write, &before.keys().copied().collect::<Vec<_>>())?;
    let mut told = Vec::new();
    for (id, reference) in sessions {
        let (Some(before), Some(after)) = (before.get(&id), after.get(&id)) else { continue };
        let changes = Merge::new(before, after, before).theirs;
        told.extend(changes.into_iter().map(|Message { en, zh }| say!("{reference}: {en}", "{reference}：{zh}")));
    }
    Ok(told)
}

/// What is told of a workbook's sessions that are new and whose motions or delegates are those of another session of the
/// body: the workbook of that one, with another number.
pub fn copied(write: &Write<'_>, references: &[String]) -> Result<Vec<Message>> {
    let mut told = Vec::new();
    for (id, reference) in sessions(write, references)?.into_iter().take(SESSIONS) {
        let is_new = "SELECT id FROM sessions WHERE id = ?1";
        if !write.changed("sessions", &[id.into()])
            || (!write.is_first()? && write.before(|read| read.first::<i64>(is_new, &[id.into()]))?.is_some())
        {
            continue;
        }
        let others = "SELECT o.id, r.ref FROM sessions s JOIN sessions o ON o.body = s.body AND o.id <> s.id \
                      JOIN session_refs r ON r.session_id = o.id WHERE s.id = ?1 ORDER BY o.\"start\" DESC, o.id DESC LIMIT 12";
        let others = write.rows::<(i64, String)>(others, &[id.into()])?;
        let ids: Vec<i64> = others.iter().map(|(id, _)| *id).chain([id]).collect();
        let all = entries(write, &ids)?;
        let Some(own) = all.get(&id).and_then(|all| all.first()) else { continue };
        for (other, called) in &others {
            let Some(other) = all.get(other).and_then(|all| all.first()) else { continue };
            let motions = are_equal(own, other, "motion");
            let named = own.children_of("attendance").any(|one| one.has("people"));
            let attendance = are_equal(own, other, "attendance") && (motions || named);
            let (en, zh) = match (attendance, motions) {
                (true, true) => ("attendance and motions", "出席与议题"),
                (true, false) => ("attendance, with its delegates,", "出席（含代表）"),
                (false, true) => ("motions", "议题"),
                (false, false) => continue,
            };
            let number = own.int("number").known().map_or_else(String::new, |number| format!(" number={number}"));
            told.push(say!(
                "{reference} is new, and its {en} are those of {called}: is it the workbook of {called}? To give {called} another number: \
                 `alliance undo`, then `alliance session edit {called}{number}`",
                "{reference} 为新增，其{zh}与 {called} 完全相同：是否为 {called} 的工作簿？如需更改 {called} 的次数，请先 `alliance undo`，\
                 再用 `alliance session edit {called}{number}`"
            ));
            break;
        }
    }
    Ok(told)
}

/// Whether two sessions have the same children of a noun, and some.
fn are_equal(a: &Entry, b: &Entry, noun: &str) -> bool {
    let (a, b): (Vec<_>, Vec<_>) = (a.children_of(noun).collect(), b.children_of(noun).collect());
    !a.is_empty() && a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| is_equal(a, b))
}

/// Sessions as they stand, with all that stands in them.
fn entries(read: &Read<'_>, ids: &[i64]) -> Result<HashMap<i64, Vec<Entry>>> {
    Ok(query::session_entries(read, &Names::of(read), ids)?.into_iter().collect())
}
