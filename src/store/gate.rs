//! The one gate for change. Every insert, update and delete of a record passes [`Write`], which
//! journals it in the same transaction: what `--dry-run`, `log`, `undo`, the `changes` that a
//! write reports and the deep check rest on.

pub mod bulk;
mod entry;
mod holds;

use std::{
    cell::{Cell as Slot, OnceCell, RefCell},
    collections::{BTreeMap, HashMap, HashSet},
    ops::Deref,
};

use self::bulk::Bulk;
use super::{
    chain::Author,
    changes::Fold,
    engine::{Engine, Value},
    read::Read,
    record::Record,
    keys,
    rolls::Rolls,
    seal,
    tables::{Table, noun, noun_zh, table, tables},
};
use crate::{
    error::{Error, Result},
    model::{
        journal::{Change, Written},
        words::ChangeAction,
    },
    say,
};

/// Rows that are looked for by one statement.
const TOGETHER: usize = 500;

pub(super) struct Touch {
    pub table: &'static Table,
    pub key: Vec<Value>,
    /// The row's image when it was first touched, and as it is now: images are a fraction of rows.
    pub before: Option<String>,
    pub after: Option<String>,
    pub reference: String,
}

/// A transaction that may change records. Everything that can be read can be read through it.
pub struct Write<'a> {
    read: Read<'a>,
    keys: &'a keys::Shared,
    pub(super) touched: RefCell<Vec<Touch>>,
    index: RefCell<HashMap<(&'static str, Vec<Value>), usize>>,
    undoes: Slot<Option<i64>>,
    redaction: RefCell<Option<Redaction>>,
    /// Tables whose numbers were looked at.
    numbered: RefCell<HashSet<&'static str>>,
    /// The highest number given in this transaction, by table.
    numbers: RefCell<BTreeMap<&'static str, i64>>,
    uid: String,
    /// The newest entry and its hash, once it was asked for: nobody else writes one meanwhile.
    newest: OnceCell<Option<(i64, String)>>,
    pub(super) bulk: RefCell<Bulk>,
    pub(super) rolls: RefCell<Rolls>,
}

/// What is to be erased from the journal's memory, in the entries so far and in the one being made.
pub struct Redaction {
    /// Rewrites an image where it must; tells whether it did.
    pub image: Box<dyn Fn(&mut Record) -> bool>,
    /// How a row's record may be called; the row as it was or became, before it is rewritten.
    pub reference: Box<Called>,
    /// The reason and the command line of an entry as they may stay.
    pub words: Box<Words>,
    /// The names that are erased, by which the mark of what is still to be done knows whom it is about.
    pub names: Vec<String>,
}

/// How the record that a row belongs to may be called.
pub type Called = dyn Fn(&Record, &str) -> String;
/// The reason and the command line of an entry as they may stay.
pub type Words = dyn Fn(i64, Option<&str>, &str) -> (Option<String>, String);

impl<'a> Deref for Write<'a> {
    type Target = Read<'a>;
    fn deref(&self) -> &Read<'a> {
        &self.read
    }
}

impl<'a> Write<'a> {
    /// `uid` identifies the entry that will be made. When a lost commit is tried again, it tells whether the
    /// first attempt went through.
    pub(super) fn new(engine: &'a dyn Engine, keys: &'a keys::Shared, uid: String) -> Write<'a> {
        Write {
            read: Read::within(engine, keys),
            keys,
            uid,
            newest: OnceCell::new(),
            touched: RefCell::default(),
            index: RefCell::default(),
            undoes: Slot::new(None),
            redaction: RefCell::default(),
            numbered: RefCell::default(),
            numbers: RefCell::default(),
            bulk: RefCell::default(),
            rolls: RefCell::default(),
        }
    }

    /// The row with that key.
    pub fn find(&self, table_name: &str, key: &[Value]) -> Result<Option<Record>> {
        let table = table(table_name);
        self.read.one(&table.select, key, |row| {
            let values = (0..table.columns.len()).map(|n| row.value(n)).collect::<Result<_>>()?;
            Ok(Record { table, values })
        })
    }

    /// The row with that number.
    pub fn row(&self, table_name: &str, id: i64) -> Result<Record> {
        self.find(table_name, &[Value::Int(id)])?.ok_or_else(|| {
            Error::storage(say!(
                "the registry has no row {id} in {table_name}",
                "登记库的 {table_name} 表中没有第{id}行"
            ))
        })
    }

    /// Puts a row: adds it, replaces the one with its key, or leaves that alone where it is equal.
    /// `reference` is the record that the row belongs to, as people call it. Tells whether anything
    /// changed.
    pub fn put(&self, record: &Record, reference: &str) -> Result<bool> {
        let before = self.find(record.table.name, &record.key())?;
        if before.as_ref() == Some(record) {
            return Ok(false);
        }
        let sql = if before.is_some() { &record.table.update } else { &record.table.insert };
        self.read.engine().execute(sql, &record.values)?;
        self.note(record.table, record.key(), before, Some(record.clone()), reference);
        Ok(true)
    }

    /// Puts a row under a key that no row has yet.
    pub fn add(&self, record: &Record, reference: &str) -> Result<()> {
        self.read.engine().execute(&record.table.insert, &record.values)?;
        self.note(record.table, record.key(), None, Some(record.clone()), reference);
        Ok(())
    }

    /// The rows in which these columns hold these values, an unknown one where the value is unknown.
    pub fn rows_where(&self, table_name: &str, these: &[(&str, Value)]) -> Result<Vec<Record>> {
        let table = table(table_name);
        let listed = table.columns.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
        let (mut wheres, mut params) = (Vec::new(), Vec::new());
        for (column, value) in these {
            if *value == Value::Null {
                wheres.push(format!("\"{column}\" IS NULL"));
            } else {
                params.push(value.clone());
                wheres.push(format!("\"{column}\" = ?{}", params.len()));
            }
        }
        let order = table.key.iter().filter_map(|at| table.columns.get(*at));
        let order = order.map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
        let sql =
            format!("SELECT {listed} FROM {table_name} WHERE {} ORDER BY {order}", wheres.join(" AND "));
        self.read.all(&sql, &params, |row| {
            let values = (0..table.columns.len()).map(|n| row.value(n)).collect::<Result<_>>()?;
            Ok(Record { table, values })
        })
    }

    /// Takes a row out. Tells whether there was one.
    pub fn remove(&self, table_name: &str, key: &[Value], reference: &str) -> Result<bool> {
        let Some(before) = self.find(table_name, key)? else { return Ok(false) };
        self.read.engine().execute(&before.table.delete, key)?;
        self.note(before.table, key.to_vec(), Some(before), None, reference);
        Ok(true)
    }

    /// Makes the numbered parts of an owner (topics, sites, chairs …) exactly these. The first column
    /// of the table names the owner, the second is `seq`. Tells whether anything changed.
    pub fn put_parts(
        &self,
        table_name: &str,
        owner: impl Into<Value>,
        parts: Vec<Record>,
        reference: &str,
    ) -> Result<bool> {
        let (owner, owner_column) = (owner.into(), table(table_name).columns[0]);
        let count = parts.len() as i64;
        let mut changed = false;
        for (n, part) in parts.into_iter().enumerate() {
            changed |=
                self.put(&part.with(owner_column, owner.clone()).with("seq", n as i64 + 1), reference)?;
        }
        let sql = format!("SELECT seq FROM {table_name} WHERE {owner_column} = ?1 AND seq > ?2 ORDER BY seq");
        for seq in self.read.all(&sql, &[owner.clone(), count.into()], |row| row.int(0))? {
            changed |= self.remove(table_name, &[owner.clone(), seq.into()], reference)?;
        }
        Ok(changed)
    }

    /// Keeps the content of a document under its fingerprint; not a change of a record by itself.
    pub fn keep_content(&self, sha256: &str, bytes: Vec<u8>) -> Result<()> {
        if let Some(keeper) = self.read.engine().keeper() {
            return keeper.content(sha256, &bytes);
        }
        let sql = "INSERT INTO contents (sha256, bytes) VALUES (?1, ?2) ON CONFLICT (sha256) DO NOTHING";
        self.read.engine().execute(sql, &[sha256.into(), Value::Blob(bytes)]).map(|_| ())
    }

    /// The number and the hash of the entry on which this one will follow.
    pub(super) fn newest(&self) -> Result<Option<&(i64, String)>> {
        if self.newest.get().is_none() {
            let _ = self.newest.set(seal::newest(self)?);
        }
        Ok(self.newest.get().and_then(Option::as_ref))
    }

    /// Says that this entry takes an earlier one back.
    pub fn undoes(&self, entry: i64) {
        self.undoes.set(Some(entry));
    }

    /// Has the journal rewritten when this entry is put into it. What is rewritten, references, reasons, command
    /// lines and columns of free text alone, is covered by this entry's hash.
    pub fn redact(&self, redaction: Redaction) {
        self.redaction.replace(Some(redaction));
    }

    /// Whether this transaction has added the row with that key, or changed it.
    pub fn changed(&self, table_name: &'static str, key: &[Value]) -> bool {
        let index = self.index.borrow();
        let at = index.get(&(table_name, key.to_vec()));
        at.and_then(|at| self.touched.borrow().get(*at).map(|touch| touch.before != touch.after))
            == Some(true)
    }

    /// Whether a row of that table has been added.
    pub fn added(&self, table_name: &str) -> bool {
        self.touched
            .borrow()
            .iter()
            .any(|touch| touch.before.is_none() && touch.after.is_some() && touch.table.name == table_name)
    }

    /// Updates the packed rolls now, so that reads within this transaction see the new ballots. The end of
    /// the transaction does it anyway.
    pub fn keep_rolls(&self) -> Result<()> {
        self.rolls.borrow_mut().keep(self.read.engine())
    }

    /// Knows of no change any more: those that were made are taken back by the engine.
    pub(super) fn forget(&self) {
        self.touched.take();
        self.index.take();
        self.undoes.take();
        self.redaction.take();
        self.numbered.take();
        self.numbers.take();
        self.bulk.take();
        self.rolls.take();
        self.keys.take();
    }

    fn note(
        &self,
        table: &'static Table,
        key: Vec<Value>,
        before: Option<Record>,
        after: Option<Record>,
        reference: &str,
    ) {
        if let ("ballots", Some(Value::Int(motion))) = (table.name, key.first()) {
            self.rolls.borrow_mut().stale(*motion);
        }
        before.iter().chain(&after).for_each(|row| self.keys.borrow_mut().stale(row));
        let mut touched = self.touched.borrow_mut();
        let at = *self.index.borrow_mut().entry((table.name, key.clone())).or_insert_with(|| {
            let before = before.as_ref().map(Record::image);
            touched.push(Touch { table, key, before, after: None, reference: reference.to_string() });
            touched.len() - 1
        });
        touched[at].after = after.as_ref().map(Record::image);
        if touched[at].after.is_some() {
            touched[at].reference = reference.to_string();
        }
    }

    /// What has changed so far, each record once.
    fn changes(&self) -> Vec<Change> {
        let mut fold = Fold::default();
        for touch in self.touched.borrow().iter() {
            let action = match (&touch.before, &touch.after) {
                (None, Some(_)) => ChangeAction::Add,
                (Some(_), None) => ChangeAction::Remove,
                (Some(before), Some(after)) if before != after => ChangeAction::Change,
                _ => continue,
            };
            fold.take(touch.table, &touch.key, action, &touch.reference);
        }
        let bulk = self.bulk.borrow();
        for (table, added, reference, count) in &bulk.told {
            let action = if *added { ChangeAction::Add } else { ChangeAction::Remove };
            fold.many(table, action, reference, *count);
        }
        fold.changes()
    }

    /// A record may not go while others stand on it: says which.
    fn standing(&self) -> Result<()> {
        let touched = self.touched.borrow();
        let mut gone: BTreeMap<&'static str, Vec<&Touch>> = BTreeMap::new();
        for touch in touched.iter() {
            if let (Some(_), None, [_]) = (&touch.before, &touch.after, &touch.key[..]) {
                gone.entry(touch.table.name).or_default().push(touch);
            }
        }
        for (target, gone) in &gone {
            for other in tables() {
                for (column, _) in other.references.iter().filter(|(_, name)| name == target) {
                    for some in gone.chunks(TOGETHER) {
                        self.stands_on_none(some, other, column)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// No row of another table may name by this column any of these, which are gone.
    fn stands_on_none(&self, gone: &[&Touch], other: &'static Table, column: &str) -> Result<()> {
        let holes = (1..=gone.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
        let keys: Vec<Value> = gone.iter().flat_map(|touch| touch.key.iter().cloned()).collect();
        let sql = format!(
            "SELECT {column}, count(*) FROM {} WHERE {column} IN ({holes}) GROUP BY {column} ORDER BY {column} LIMIT 1",
            other.name
        );
        let Some((key, count)) = self.read.one(&sql, &keys, |row| Ok((row.value(0)?, row.int(1)?)))? else {
            return Ok(());
        };
        let touch = gone.iter().find(|touch| touch.key.first() == Some(&key));
        let reference = touch.map_or("", |touch| &touch.reference);
        let (mine, theirs) = (touch.map_or("", |touch| noun(touch.table.name).0), noun(other.name).0);
        let (kind, others) = (touch.map_or("", |touch| noun_zh(touch.table.name)), noun_zh(other.name));
        let error = Error::conflict(say!(
            "{mine} {reference} cannot go: {count} {theirs} record(s) stand on it",
            "无法删除{kind} {reference}：尚有{count}条{others}记录依赖于它"
        ));
        let is_it = |_: Option<&Record>, after: Option<&Record>| after.is_some_and(|row| row.get(column) == &key);
        let error = match self.remembered(other.name, is_it)? {
            Some((entry, called)) => error.hint(say!(
                "the latest of them is {called}, by #{entry}",
                "其中最近的是{called}，由 #{entry} 录入"
            )),
            None => error,
        };
        Err(error.hint(say!(
            "take those out first; `alliance log` shows what was entered when",
            "请先处理这些记录；`alliance log` 可查看录入经过"
        )))
    }

    /// Writes the entry into the journal, if anything has changed and this is no dry run. The caller commits
    /// where the answer has an entry, and rolls back where it has none.
    pub(super) fn finish(self, author: &Author, dry_run: bool) -> Result<Written> {
        self.standing()?;
        self.referents()?;
        self.keep_rolls()?;
        self.keep_keys()?;
        let changes = self.changes();
        let mut written = Written { changes, ..Written::default() };
        if dry_run || written.changes.is_empty() {
            return Ok(written);
        }
        written.entry = Some(self.journal(author)?);
        Ok(written)
    }
}
