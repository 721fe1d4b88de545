//! The workbook of a visit that is entered again, merged as that of a session is.

use std::slice::from_ref;

use super::{
    draft::forget_left_out,
    entered::{Applied, taken_for},
};
use crate::{
    error::{Error, Message, Result},
    model::record::Entry,
    ops::{
        intake::{Brought, Of, Options, Taker, Typed},
        merge::{
            Merge, is_equal,
            said::{Line, Said},
        },
        query,
    },
    say,
    store::{Read, Write},
};

/// Brings a visit of a workbook up to what is recorded now; one that no workbook has brought is taken as it stands.
/// `typed` is its workbook, `applied` are the entries of the journal by which workbooks were applied.
///
/// # Errors
/// `conflict` where both changed a thing, field by field; the faults of the workbook.
pub fn brought_up(
    write: &Write<'_>,
    options: &Options,
    (typed, visit): (&Typed, Entry),
    applied: &[Applied],
) -> Result<Brought> {
    let plain = |visit: Entry| Brought { entries: vec![visit], ..Brought::default() };
    let tried = write.tried(|| {
        let mut taker = Taker::new(write, options)?;
        let id = taker.take(&visit, Of::default())?;
        taker.finish().map_err(|error| taker.with_faults(error))?;
        taker.tell_blank();
        let tried = id.map(|id| of(write, id)).transpose()?.flatten();
        Ok((id, tried, taker.warnings))
    });
    let (Some(id), Some(tried), told) = tried? else { return Ok(plain(visit)) };
    let Some(now) = of(write, id)? else { return Ok(plain(visit)) };
    let called = format!("v{id}");
    let sql = "SELECT DISTINCT entry FROM journal_changes WHERE ref = ?1";
    let touching = write.rows::<i64>(sql, &[called.as_str().into()])?;
    let mut steps = Vec::new();
    for one in applied.iter().filter(|one| touching.contains(&one.entry)) {
        let state = |entry| Ok::<_, Error>(at(write, entry, id)?.into_iter().collect());
        steps.push(one.step(typed, state(one.entry - 1)?, state(one.entry)?));
    }
    let said = Said { made: Vec::new(), steps, is_recorded: false, is_made: false, is_whole: options.prune || options.clear_blank };
    if said.last().is_empty() {
        return Ok(plain(visit));
    }
    let as_said = resolved(&visit, &tried);
    let line = said.line(from_ref(&as_said));
    let own = said.own(line, from_ref(&as_said));
    let others = said.steps.iter().flat_map(|step| &step.files).fold(Vec::new(), |mut names: Vec<&str>, file| {
        if !names.contains(&file.as_str()) {
            names.push(file);
        }
        names
    });
    let others = others.join("、");
    let Merge { mut entries, clashes, theirs, .. } = said.merge(&own, from_ref(&now), from_ref(&tried));
    if !clashes.is_empty() {
        let error = Error::conflict(match line {
            Line::Nobody => say!(
                "{called} was entered from another workbook ({others}), and this one says otherwise",
                "{called} 已从另一份工作簿（{others}）录入，而本工作簿所填不同"
            ),
            _ => say!(
                "{called} was changed since the workbook was last entered, where the workbook changes it too",
                "{called} 在上次录入工作簿之后已有改动，且与工作簿的改动相冲突"
            ),
        });
        return Err(clashes.into_iter().fold(error, Error::cause).at(&visit.place).hint(say!(
            "put into the workbook what is recorded, or record by `alliance visit edit {called} …` what the workbook says; then apply it again",
            "请把工作簿中的这些内容改成已登记的，或用 `alliance visit edit {called} …` 登记工作簿中的内容，然后再次录入"
        )));
    }
    for entry in &mut entries {
        forget_left_out(&now, entry);
        entry.relocate(&visit.place);
    }
    let kept = theirs.into_iter().map(|Message { en, zh }| match line {
        Line::Nobody => say!(
            "{called} was entered from another workbook too ({others}), which stays: {en}",
            "{called} 另有从其他工作簿（{others}）录入的内容，予以保留：{zh}"
        ),
        _ => say!(
            "{called} was changed since the workbook was last entered, which stays: {en}",
            "{called} 在上次录入工作簿之后已有改动，予以保留：{zh}"
        ),
    });
    let other = said.other_name().filter(|_| line == Line::Person && !is_equal(&now, &tried));
    let taken = other.map(|other| taken_for(&typed.name, other));
    Ok(Brought { entries, kept: kept.collect(), told: taken.into_iter().chain(told).collect(), ..Brought::default() })
}

/// A visit as it is recorded.
fn of(read: &Read<'_>, id: i64) -> Result<Option<Entry>> {
    Ok(query::visit_entries(read, &[id])?.pop().map(|(_, visit)| visit))
}

/// A visit as it was typed, with what it refers to called as it is recorded.
fn resolved(typed: &Entry, tried: &Entry) -> Entry {
    let mut visit = typed.clone();
    for key in ["session", "host", "visitors"] {
        if let (true, Some(given)) = (typed.has(key), tried.get(key)) {
            visit.put(key, given.clone(), typed.place_of(key).clone());
        }
    }
    visit
}

/// A visit as it stood after an entry of the journal.
fn at(write: &Write<'_>, entry: i64, id: i64) -> Result<Option<Entry>> {
    if entry < 1 { Ok(None) } else { write.past(entry, |past| of(past, id)) }
}
