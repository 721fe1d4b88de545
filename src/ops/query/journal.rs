//! The journal.

use std::collections::HashMap;

use chrono::{DateTime, Days, FixedOffset};

use crate::{
    error::Result,
    model::{journal::Entry, words::ChangeAction},
    store::{Read, Record, Value, changes::Fold, seal, tables},
};

/// Which entries of the journal are asked for.
#[derive(Debug, Clone, Default)]
pub struct LogFilter {
    /// That touch a record of this noun (`session`).
    pub noun: Option<String>,
    /// That touch a record that is called any of these, or a part of it.
    pub references: Vec<String>,
    /// By this one.
    pub actor: Option<String>,
    /// From this moment on.
    pub since: Option<DateTime<FixedOffset>>,
    /// Before this moment.
    pub until: Option<DateTime<FixedOffset>>,
    /// At most so many.
    pub limit: Option<i64>,
}
/// Entries whose changes are read in one question.
const TOGETHER: usize = 500;

/// The journal, newest first.
pub fn log(read: &Read<'_>, filter: &LogFilter) -> Result<Vec<Entry>> {
    let touched = |what: &str| format!("entry IN (SELECT entry FROM journal_changes WHERE {what})");
    let mut wheres = vec![
        "(?1 IS NULL OR actor = ?1)".to_string(),
        "(?2 IS NULL OR at >= ?2)".to_string(),
        "(?3 IS NULL OR at < ?3)".to_string(),
    ];
    // Each entry keeps the time of the place where it was made: its day there is at most one off.
    let day = |at: Option<DateTime<FixedOffset>>| at.map(|at| at.date_naive().to_string());
    let windowed = filter.since.is_some() || filter.until.is_some();
    let mut params: Vec<Value> = vec![
        filter.actor.clone().into(),
        day(filter.since.and_then(|at| at.checked_sub_days(Days::new(1)))).into(),
        day(filter.until.and_then(|at| at.checked_add_days(Days::new(2)))).into(),
        filter.limit.filter(|_| !windowed).unwrap_or(i64::MAX).into(),
    ];
    let mut changes = Vec::new();
    if let Some(noun) = &filter.noun {
        let of = tables::tables().iter().filter(|table| tables::noun(table.name).0 == noun);
        changes
            .push(format!("tbl IN ({})", of.map(|t| format!("'{}'", t.name)).collect::<Vec<_>>().join(", ")));
    }
    if !filter.references.is_empty() {
        let mut one = Vec::new();
        for reference in &filter.references {
            params.push(reference.as_str().into());
            let n = params.len();
            one.push(format!("lower(ref) = lower(?{n}) OR substr(ref, 1, length(?{n}) + 1) = ?{n} || '/'"));
        }
        changes.push(format!("({})", one.join(" OR ")));
    }
    if !changes.is_empty() {
        wheres.push(touched(&changes.join(" AND ")));
    }
    let sql = format!(
        "SELECT entry, at, actor, why, command, undoes, hash, role FROM journal WHERE {} ORDER BY entry DESC LIMIT ?4",
        wheres.join(" AND ")
    );
    let mut entries = read.all(&sql, &params, |r| {
        Ok(Entry {
            entry: r.int(0)?,
            at: r.text(1)?,
            actor: r.text(2)?,
            why: r.opt_text(3)?,
            command: r.text(4)?,
            undoes: r.opt_int(5)?,
            hash: r.text(6)?,
            role: r.opt_text(7)?,
            changes: Vec::new(),
        })
    })?;
    if windowed {
        entries.retain(|entry| {
            let at = DateTime::parse_from_rfc3339(&entry.at).ok();
            filter.since.is_none_or(|since| at.is_some_and(|at| at >= since))
                && filter.until.is_none_or(|until| at.is_some_and(|at| at < until))
        });
        entries.truncate(filter.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX));
    }
    for some in entries.chunks_mut(TOGETHER) {
        changes_of(read, some)?;
    }
    Ok(entries)
}

/// The newest entry and its hash: what the whole journal is known by.
pub fn head(read: &Read<'_>) -> Result<Option<(i64, String)>> {
    seal::head(read)
}

/// What each of some entries, newest first, changed: each record once.
fn changes_of(read: &Read<'_>, entries: &mut [Entry]) -> Result<()> {
    let ids = entries.iter().map(|entry| entry.entry.to_string()).collect::<Vec<_>>().join(", ");
    let mut folds: HashMap<i64, Fold> = HashMap::new();
    let sql = format!(
        "SELECT entry, tbl, ref, before, after FROM journal_changes WHERE entry IN ({ids}) ORDER BY entry, seq"
    );
    read.each(&sql, &[], &mut |r| {
        let table = r.text(1)?;
        let image = |at| r.opt_str(at)?.map(|image| Record::from_image(&table, image)).transpose();
        let (before, after) = (image(3)?, image(4)?);
        let action = match (&before, &after) {
            (None, _) => ChangeAction::Add,
            (_, None) => ChangeAction::Remove,
            _ => ChangeAction::Change,
        };
        if let Some(row) = before.as_ref().or(after.as_ref()) {
            folds.entry(r.int(0)?).or_default().take(row.table, &row.key(), action, &r.text(2)?);
        }
        Ok(())
    })?;
    // The first byte of the images tells what kind of change the first one is; a chunk has one kind
    // but where old rows are brought up to date.
    let sql = format!(
        "SELECT entry, tbl, ref, count, substr(images, 1, 1) = ?1, substr(images, 1, 1) = ?2 \
         FROM journal_bulk WHERE entry IN ({ids}) ORDER BY entry, seq"
    );
    read.each(&sql, &[Value::Blob(vec![2]), Value::Blob(vec![1])], &mut |r| {
        let action = match (r.opt_flag(4)?, r.opt_flag(5)?) {
            (Some(true), _) => ChangeAction::Add,
            (_, Some(true)) => ChangeAction::Remove,
            _ => ChangeAction::Change,
        };
        let count = u64::try_from(r.int(3)?).unwrap_or_default();
        folds.entry(r.int(0)?).or_default().many(&r.text(1)?, action, &r.text(2)?, count);
        Ok(())
    })?;
    for entry in entries {
        entry.changes = folds.remove(&entry.entry).map(Fold::changes).unwrap_or_default();
    }
    Ok(())
}
