//! What a transaction has changed so far, and a look at the registry as it was before it began. From the two
//! a write tells which verdicts and findings it has turned.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{
    gate::bulk::unpack,
    engine::{Cell, Engine, Value},
    gate::{Touch, Write},
    keys::Keys,
    record::Record,
    read::Read,
    rolls::{self, Rolls},
    tables::{Table, table, tables},
};
use crate::{
    error::Result,
    model::words::{Choice, CodeWord},
};

/// Up to this many changed rows are listed one by one; beyond it only their tables are named.
const MANY: usize = 2_000;
/// Rows that are handled by one statement.
const TOGETHER: usize = 500;

/// What a transaction has changed so far.
#[derive(Debug, Default)]
pub struct Touched {
    /// Tables with a changed row.
    pub tables: BTreeSet<&'static str>,
    /// The rows before and after; `None` where they are too many to be told one by one.
    pub rows: Option<Vec<(Option<Record>, Option<Record>)>>,
}

/// The rows to delete and to insert so that the tables are as they were before some changes.
#[derive(Default)]
pub(super) struct Back {
    gone: BTreeMap<&'static str, Vec<Vec<Value>>>,
    rows: BTreeMap<&'static str, Vec<Record>>,
    rolls: Rolls,
    keys: Keys,
    seen: HashSet<(&'static str, Vec<Value>)>,
}

impl Back {
    /// Notes a change. Of several changes of one row the first counts, because it knows the row as it was
    /// before all of them.
    pub(super) fn turn(&mut self, before: Option<Record>, after: Option<Record>) {
        let Some(one) = before.as_ref().or(after.as_ref()) else { return };
        if !self.seen.insert((one.table.name, one.key())) {
            return;
        }
        self.gone.entry(one.table.name).or_default().push(one.key());
        for record in before.iter().chain(&after) {
            self.keys.stale(record);
            if let ("ballots", Some(Value::Int(motion))) = (record.table.name, record.values.first()) {
                self.rolls.stale(*motion);
            }
        }
        if let Some(before) = before {
            self.rows.entry(before.table.name).or_default().push(before);
        }
    }

    /// Deletes the present rows first and inserts the earlier ones afterwards, so that no unique key is
    /// violated in between.
    pub(super) fn lay(mut self, engine: &dyn Engine) -> Result<()> {
        for (name, keys) in &self.gone {
            keys.chunks(TOGETHER).try_for_each(|some| remove(engine, table(name), some))?;
        }
        for of_table in tables() {
            let Some(rows) = self.rows.get(of_table.name) else { continue };
            for some in rows.chunks(TOGETHER) {
                match some {
                    [row] => engine.execute(&of_table.insert, &row.values).map(|_| ())?,
                    some => engine.many(of_table, &mut |lay| {
                        some.iter().try_for_each(|row| {
                            lay(&row.values.iter().map(Value::cell).collect::<Vec<Cell<'_>>>())
                        })
                    })?,
                }
            }
        }
        self.rolls.keep(engine)?;
        self.keys.keep(engine)
    }
}

/// Deletes rows by their keys; where the keys are numbers, all of them by one statement.
fn remove(engine: &dyn Engine, table: &Table, keys: &[Vec<Value>]) -> Result<()> {
    let numbers = |key: &Vec<Value>| -> Option<String> {
        let parts = key.iter().map(|part| match part {
            Value::Int(n) => Some(n.to_string()),
            _ => None,
        });
        parts.collect::<Option<Vec<String>>>().map(|parts| format!("({})", parts.join(", ")))
    };
    let Some(all) = keys.iter().map(numbers).collect::<Option<Vec<String>>>() else {
        return keys.iter().try_for_each(|key| engine.execute(&table.delete, key).map(|_| ()));
    };
    let columns = table.key.iter().filter_map(|at| table.columns.get(*at));
    let columns = columns.map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
    let sql = format!("DELETE FROM {} WHERE ({columns}) IN (VALUES {})", table.name, all.join(", "));
    engine.execute(&sql, &[]).map(|_| ())
}

/// A changed row as one of its images has it.
fn row(touch: &Touch, image: &Option<String>) -> Result<Option<Record>> {
    image.as_deref().map(|image| Record::from_image(touch.table.name, image)).transpose()
}

impl Write<'_> {
    /// What has changed so far.
    pub fn touched(&self) -> Result<Touched> {
        let touched = self.touched.borrow();
        let changed = || touched.iter().filter(|touch| touch.before != touch.after);
        let mut tables: BTreeSet<&'static str> = changed().map(|touch| touch.table.name).collect();
        let packed = self.bulk.borrow().told.iter().map(|(name, ..)| *name).collect::<BTreeSet<_>>();
        let few = packed.is_empty() && changed().take(MANY + 1).count() <= MANY;
        tables.extend(packed);
        let rows = changed().map(|touch| Ok((row(touch, &touch.before)?, row(touch, &touch.after)?)));
        Ok(Touched { tables, rows: few.then(|| rows.collect::<Result<_>>()).transpose()? })
    }

    /// Whether nothing was ever written before this transaction.
    pub fn is_first(&self) -> Result<bool> {
        Ok(self.newest()?.is_none())
    }

    /// What was changed in bulk, to be put back. Of ballots, of which there may be a million, only the packed
    /// rolls are told, for those are what verdicts read.
    fn bulk_back(&self, back: &mut Back) -> Result<BTreeMap<i64, BTreeMap<i64, Choice>>> {
        let mut bulk = self.bulk.borrow_mut();
        bulk.close();
        let filled = self.rolls.borrow();
        let mut rolls: BTreeMap<i64, BTreeMap<i64, Choice>> =
            filled.filled().map(|motion| (motion, BTreeMap::new())).collect();
        for chunk in bulk.chunks.iter().filter(|chunk| !(chunk.filled && chunk.table == "ballots")) {
            let mut ballots = Vec::new();
            unpack(chunk.table, &chunk.images, &mut |before, after| {
                if chunk.table != "ballots" {
                    back.turn(before, after);
                    return Ok(());
                }
                let Some(one) = before.as_ref().or(after.as_ref()) else { return Ok(()) };
                if let (Some(motion), Some(organization)) = (one.int("motion_id"), one.int("organization_id")) {
                    let choice = before.as_ref().and_then(|row| row.text("choice")).and_then(Choice::parse);
                    ballots.push((motion, organization, choice));
                }
                Ok(())
            })?;
            let of: BTreeSet<i64> = ballots.iter().map(|(motion, ..)| *motion).collect();
            let new: Vec<i64> = of.into_iter().filter(|motion| !rolls.contains_key(motion)).collect();
            rolls.extend(rolls::stand(self.engine(), &new)?);
            for (motion, organization, choice) in ballots {
                let Some(roll) = rolls.get_mut(&motion) else { continue };
                match choice {
                    Some(choice) => roll.insert(organization, choice),
                    None => roll.remove(&organization),
                };
            }
        }
        Ok(rolls)
    }

    /// Looks at the registry as it was before this transaction: what was changed is put back for the look,
    /// and then stands again as it is.
    pub fn before<T>(&self, look: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<T> {
        let mut back = Back::default();
        let touched = self.touched.borrow();
        let rolls = self.bulk_back(&mut back)?;
        for touch in touched.iter().filter(|touch| touch.before != touch.after) {
            back.turn(row(touch, &touch.before)?, row(touch, &touch.after)?);
        }
        drop(touched);
        self.keep_keys()?;
        let engine = self.engine();
        engine.script("SAVEPOINT looked_back")?;
        let laid = back.lay(engine).and_then(|()| rolls::lay(engine, &rolls));
        let seen = laid.and_then(|()| look(self));
        if seen.is_ok() {
            engine.script("ROLLBACK TO SAVEPOINT looked_back; RELEASE SAVEPOINT looked_back")?;
        }
        seen
    }
}
