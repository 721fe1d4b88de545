//! The journal.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, FixedOffset};

use crate::{
    error::Result,
    model::{
        journal::{Change, Entry, NAMED},
        words::ChangeAction,
    },
    ops::rows::listed,
    store::{Read, Record, Value, changes::Fold, seal, tables},
};

/// Which entries of the journal are asked for.
#[derive(Debug, Clone, Default)]
pub struct LogFilter {
    /// This one alone.
    pub entry: Option<i64>,
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
    /// Whether an account of the changes is enough: how many records of each noun, and the first of them by name.
    pub account: bool,
}

/// Entries whose changes are read in one question.
const TOGETHER: usize = 500;

/// The journal, newest first.
pub fn log(read: &Read<'_>, filter: &LogFilter) -> Result<Vec<Entry>> {
    let touched = |what: &str| format!("entry IN (SELECT entry FROM journal_changes WHERE {what})");
    let (mut wheres, mut params): (Vec<String>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut asks = |condition: &str, value: Option<String>| {
        if let Some(value) = value {
            params.push(value.into());
            wheres.push(format!("{condition} ?{}", params.len()));
        }
    };
    // Each entry keeps the time of the place where it was made: its day there is at most one off.
    let day = |at: Option<DateTime<FixedOffset>>| at.map(|at| at.date_naive().to_string());
    let windowed = filter.since.is_some() || filter.until.is_some();
    asks("actor =", filter.actor.clone());
    asks("at >=", day(filter.since.and_then(|at| at.checked_sub_days(Days::new(1)))));
    asks("at <", day(filter.until.and_then(|at| at.checked_add_days(Days::new(2)))));
    wheres.extend(filter.entry.map(|entry| format!("entry = {entry}")));
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
    match (&changes[..], &filter.noun) {
        ([], _) => {}
        // Rows that were packed together have the name of no record, but of their table.
        ([of], Some(_)) => {
            wheres.push(format!("({} OR entry IN (SELECT entry FROM journal_bulk WHERE {of}))", touched(of)));
        }
        _ => wheres.push(touched(&changes.join(" AND "))),
    }
    let condition = if wheres.is_empty() { String::new() } else { format!(" WHERE {}", wheres.join(" AND ")) };
    let most = filter.limit.filter(|_| !windowed).map_or_else(String::new, |most| format!(" LIMIT {most}"));
    let sql = format!(
        "SELECT entry, at, actor, why, command, undoes, hash, role FROM journal{condition} ORDER BY entry DESC{most}"
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
        changes_of(read, some, filter.account)?;
    }
    Ok(entries)
}

/// One entry of the journal with an account of what it changed, where it is there.
pub fn entry_of(read: &Read<'_>, entry: i64) -> Result<Option<Entry>> {
    let filter = LogFilter { entry: Some(entry), account: true, ..LogFilter::default() };
    Ok(log(read, &filter)?.pop())
}

/// The newest entry and its hash: what the whole journal is known by.
pub fn head(read: &Read<'_>) -> Result<Option<(i64, String)>> {
    seal::head(read)
}

/// What each of some entries, newest first, changed: each record once, or an account of them.
fn changes_of(read: &Read<'_>, entries: &mut [Entry], account: bool) -> Result<()> {
    let ids: Vec<i64> = entries.iter().map(|entry| entry.entry).collect();
    let mut all = if account { accounts(read, &ids)? } else { folds(read, &ids, &HashSet::new())? };
    // The first byte of the images tells what kind of change the first one is; a chunk has one kind
    // but where old rows are brought up to date.
    let sql = format!(
        "SELECT entry, tbl, ref, count, substr(images, 1, 1) = ?1, substr(images, 1, 1) = ?2 \
         FROM journal_bulk WHERE entry IN ({}) ORDER BY entry, seq",
        listed(&ids)
    );
    read.each(&sql, &[Value::Blob(vec![2]), Value::Blob(vec![1])], &mut |r| {
        let action = match (r.opt_flag(4)?, r.opt_flag(5)?) {
            (Some(true), _) => ChangeAction::Add,
            (_, Some(true)) => ChangeAction::Remove,
            _ => ChangeAction::Change,
        };
        let count = u64::try_from(r.int(3)?).unwrap_or_default();
        all.entry(r.int(0)?).or_default().many(i64::MAX, &r.text(1)?, action, &r.text(2)?, count);
        Ok(())
    })?;
    for entry in entries {
        entry.changes = all.remove(&entry.entry).map(Told::changes).unwrap_or_default();
    }
    Ok(())
}

/// What an entry changed, while it is read.
#[derive(Default)]
struct Told {
    /// Rows folded to the records that they belong to, and where in the entry each of these begins.
    fold: Fold,
    begins: Vec<i64>,
    /// Rows that are records of their own, by noun and action.
    groups: Vec<Group>,
}

/// Records of one noun to which the same was done.
struct Group {
    noun: &'static str,
    action: ChangeAction,
    count: u64,
    begins: i64,
    first: Vec<String>,
}

impl Told {
    fn begun(&mut self, seq: i64) {
        if self.fold.count() > self.begins.len() {
            self.begins.push(seq);
        }
    }

    /// Takes in rows that are not told one by one.
    fn many(&mut self, seq: i64, table: &str, action: ChangeAction, reference: &str, count: u64) {
        self.fold.many(table, action, reference, count);
        self.begun(seq);
    }

    /// Counts a row that is a record of its own.
    fn count(&mut self, seq: i64, noun: &'static str, action: ChangeAction, reference: &str) {
        let place = self.groups.iter_mut().find(|group| group.noun == noun && group.action == action);
        let group = match place {
            Some(group) => group,
            None => {
                self.groups.push(Group { noun, action, count: 0, begins: seq, first: Vec::new() });
                let Some(group) = self.groups.last_mut() else { return };
                group
            }
        };
        group.count += 1;
        // One more than are named, so that it is seen that there are more.
        if group.first.len() <= NAMED
            && !reference.is_empty()
            && !group.first.iter().any(|known| known == reference)
        {
            group.first.push(reference.to_string());
        }
    }

    /// The changes, in the order of their first rows. A group is told as its first records and the number of the rest.
    fn changes(self) -> Vec<Change> {
        let Told { fold, begins, groups } = self;
        let mut all: Vec<(i64, Change)> = begins.into_iter().zip(fold.changes()).collect();
        for Group { noun, action, mut count, begins, first } in groups {
            let last = first.len().saturating_sub(1);
            let first = if first.is_empty() { vec![String::new()] } else { first };
            for (at, reference) in first.into_iter().enumerate() {
                let these = if at == last { count } else { 1 };
                count -= these;
                all.push((begins, Change { table: noun.into(), action, reference, count: these }));
            }
        }
        all.sort_by_key(|(begins, _)| *begins);
        all.into_iter().map(|(_, change)| change).collect()
    }
}

fn action(is_new: bool, is_gone: bool) -> ChangeAction {
    match (is_new, is_gone) {
        (true, _) => ChangeAction::Add,
        (_, true) => ChangeAction::Remove,
        _ => ChangeAction::Change,
    }
}

/// Folds the changed rows of some entries to records. Where `only` names entries and nouns, those alone.
fn folds(read: &Read<'_>, ids: &[i64], only: &HashSet<(i64, &'static str)>) -> Result<HashMap<i64, Told>> {
    let mut all: HashMap<i64, Told> = HashMap::new();
    let of = |table: &&tables::Table| only.iter().any(|(_, noun)| tables::noun(table.name).0 == *noun);
    let these: Vec<String> =
        tables::tables().iter().filter(of).map(|table| format!("'{}'", table.name)).collect();
    let these = if only.is_empty() { String::new() } else { format!(" AND tbl IN ({})", these.join(", ")) };
    let sql = format!(
        "SELECT entry, tbl, ref, before, after, seq FROM journal_changes WHERE entry IN ({}){these} ORDER BY entry, seq",
        listed(ids)
    );
    read.each(&sql, &[], &mut |r| {
        let (entry, table) = (r.int(0)?, r.text(1)?);
        if !only.is_empty() && !only.contains(&(entry, tables::noun(&table).0)) {
            return Ok(());
        }
        let image = |at| r.opt_str(at)?.map(|image| Record::from_image(&table, image)).transpose();
        let (before, after) = (image(3)?, image(4)?);
        let action = action(before.is_none(), after.is_none());
        if let Some(row) = before.as_ref().or(after.as_ref()) {
            let told = all.entry(entry).or_default();
            told.fold.take(row.table, &row.key(), action, &r.text(2)?);
            told.begun(r.int(5)?);
        }
        Ok(())
    })?;
    Ok(all)
}

/// An account of what some entries changed, without what the rows held. Of a noun some of whose parts were changed in
/// an entry, the rows are folded: they may belong to records that are counted already.
fn accounts(read: &Read<'_>, ids: &[i64]) -> Result<HashMap<i64, Told>> {
    let mut all: HashMap<i64, Told> = HashMap::new();
    let mut parted: HashSet<(i64, &'static str)> = HashSet::new();
    let mut whole: HashSet<i64> = HashSet::new();
    let sql = format!(
        "SELECT entry, seq, tbl, ref, before IS NULL, after IS NULL FROM journal_changes WHERE entry IN ({}) \
         ORDER BY entry, seq",
        listed(ids)
    );
    read.each(&sql, &[], &mut |r| {
        let (entry, table) = (r.int(0)?, r.opt_str(2)?.unwrap_or_default());
        let (noun, own) = tables::noun(table);
        if table == tables::OF_ANY {
            // Only what it held tells whose part it is.
            whole.insert(entry);
        } else if own {
            let action = action(r.opt_flag(4)? == Some(true), r.opt_flag(5)? == Some(true));
            let reference = r.opt_str(3)?.unwrap_or_default();
            all.entry(entry).or_default().count(r.int(1)?, noun, action, reference);
        } else {
            parted.insert((entry, noun));
        }
        Ok(())
    })?;
    if !whole.is_empty() {
        parted.retain(|(entry, _)| !whole.contains(entry));
        all.extend(folds(read, &whole.into_iter().collect::<Vec<_>>(), &HashSet::new())?);
    }
    if parted.is_empty() {
        return Ok(all);
    }
    let ids: Vec<i64> = parted.iter().map(|(entry, _)| *entry).collect();
    for (entry, folded) in folds(read, &ids, &parted)? {
        let told = all.entry(entry).or_default();
        told.groups.retain(|group| !parted.contains(&(entry, group.noun)));
        (told.fold, told.begins) = (folded.fold, folded.begins);
    }
    Ok(all)
}
