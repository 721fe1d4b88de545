//! Actions of earlier sessions in a workbook: it was made with those that were open, and brings them along whenever it is
//! entered. What was recorded of them since stays.

use std::path::Path;

use super::{
    draft::{actions, forget_left_out},
    entered::Applied,
};
use crate::{
    error::{Error, Message, Result},
    model::record::Entry,
    ops::{
        intake::{Brought, Options, Taker, Typed},
        merge::{
            Merge, is_equal, is_same,
            said::{Line, Said},
        },
    },
    say,
    store::Write,
};

/// Brings actions that stand in a workbook by themselves up to what is recorded now. `made` is the entry of the journal
/// that the workbook was made from, `line` whose words it goes on from in its session, `applied` the entries since by which
/// workbooks were applied.
///
/// # Errors
/// `conflict` where both changed one, field by field; the faults of these rows.
pub fn brought_up(
    write: &Write<'_>,
    options: &Options,
    (book, typed): (&Typed, Vec<Entry>),
    (made, line): (Option<i64>, Option<Line>),
    applied: &[Applied],
) -> Result<Brought> {
    let Some(place) = typed.first().map(|entry| entry.place.clone()) else { return Ok(Brought::default()) };
    let sql = "SELECT DISTINCT entry FROM journal_changes WHERE tbl = 'actions'";
    let touching = write.rows::<i64>(sql, &[])?;
    let first = made.or(applied.first().map(|one| one.entry - 1));
    let Some(first) = first else { return Ok(Brought { entries: typed, ..Brought::default() }) };
    let mut steps = Vec::new();
    for one in applied.iter().filter(|one| touching.contains(&one.entry)) {
        steps.push(one.step(book, at(write, one.entry - 1)?, at(write, one.entry)?));
    }
    let said = Said { made: at(write, first)?, steps, is_recorded: true, is_made: true, is_whole: options.prune || options.clear_blank };
    let now = actions(write, "1 = 1")?;
    let rows: Vec<(Entry, &Path)> = typed.into_iter().map(|entry| (entry, Path::new(""))).collect();
    let tried = write.tried(|| {
        let mut taker = Taker::new(write, options)?;
        taker.take_all(&rows).map_err(|error| taker.with_faults(error))?;
        taker.tell_blank();
        Ok((actions(write, "1 = 1")?, taker.warnings))
    });
    let (tried, told) = tried?;
    let line = line.unwrap_or_else(|| said.line(&[]));
    let own = said.own(line, &[]);
    let Merge { mut entries, clashes, theirs, .. } = said.merge(&own, &now, &tried);
    if !clashes.is_empty() {
        let error = Error::conflict(say!(
            "actions were changed since the workbook was made, where the workbook changes them too",
            "后续工作在工作簿生成之后已有改动，且与工作簿的改动相冲突"
        ));
        return Err(clashes.into_iter().fold(error, Error::cause).at(&place).hint(say!(
            "put into the workbook what is recorded, or record by `alliance action edit REF …` what the workbook says; then apply it again",
            "请把工作簿中的这些内容改成已登记的，或用 `alliance action edit REF …` 登记工作簿中的内容，然后再次录入"
        )));
    }
    // Most of them are none of the workbook's.
    entries.retain(|entry| !now.iter().any(|old| is_same(old, entry) && is_equal(old, entry)));
    for entry in &mut entries {
        if let Some(old) = now.iter().find(|old| is_same(old, entry)) {
            forget_left_out(old, entry);
        }
        entry.relocate(&place);
    }
    let kept = theirs.into_iter().map(|Message { en, zh }| {
        say!("changed since the workbook was made, which stays: {en}", "工作簿生成之后已有改动，予以保留：{zh}")
    });
    Ok(Brought { entries, kept: kept.collect(), told, ..Brought::default() })
}

/// All actions as they stood after an entry of the journal.
fn at(write: &Write<'_>, entry: i64) -> Result<Vec<Entry>> {
    if entry < 1 { Ok(Vec::new()) } else { write.past(entry, |past| actions(past, "1 = 1")) }
}
