//! What a replay of the journal from nothing gives, held against the tables, row by row.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Found,
    rows::{each, key_of, row_message, shown},
};
use crate::{
    error::{Message, Result},
    say,
    store::{
        Read, Record, Registry, Row, Value,
        gate::bulk::unpack,
        tables::{self, Table},
    },
};

/// Up to this many ballots are replayed one by one.
const FEW: i64 = 50_000;
/// Motions whose ballots are looked at in one question.
const TOGETHER: usize = 500;

/// What a replay has so far.
#[derive(Default)]
struct Replayed {
    rows: BTreeMap<(&'static str, Vec<Value>), Record>,
    /// Of ballots, of which there may be millions, the sum of their marks by motion.
    sums: HashMap<i64, u128>,
    /// The highest number given to a row of each table.
    numbers: BTreeMap<String, i64>,
}

/// Whose ballots are kept row by row.
enum Ballots<'a> {
    All,
    None,
    /// Those of these motions, and no row of another table.
    Of(&'a BTreeSet<i64>),
}

impl Replayed {
    fn turn(&mut self, ballots: &Ballots<'_>, before: Option<Record>, after: Option<Record>) {
        for (row, sign) in [(before, -1), (after, 1)] {
            let Some(row) = row else { continue };
            let motion = (row.table.name == "ballots").then(|| row.int("motion_id").unwrap_or_default());
            let kept = match (ballots, motion) {
                (Ballots::Of(some), motion) => motion.is_some_and(|motion| some.contains(&motion)),
                (Ballots::None, Some(motion)) => {
                    self.sum(motion, &row, sign);
                    false
                }
                _ => true,
            };
            if kept && sign > 0 {
                self.rows.insert((row.table.name, row.key()), row);
            } else if kept {
                self.rows.remove(&(row.table.name, row.key()));
            }
        }
    }

    fn sum(&mut self, motion: i64, row: &Record, sign: i8) {
        let sum = self.sums.entry(motion).or_default();
        *sum = if sign > 0 { sum.wrapping_add(row.mark()) } else { sum.wrapping_sub(row.mark()) };
    }

    /// Replays all entries; tells what cannot be read.
    fn all(read: &Read<'_>, ballots: &Ballots<'_>, found: &mut Found) -> Result<Replayed> {
        let mut replayed = Replayed::default();
        let start = Registry::scratch(|scratch| {
            let codes = scratch.rows::<Value>("SELECT code FROM bodies ORDER BY code", &[])?;
            codes.into_iter().map(|code| scratch.find("bodies", &[code])).collect::<Result<Vec<_>>>()
        })?;
        start.into_iter().for_each(|body| replayed.turn(ballots, None, body));
        let mut entries = Vec::new();
        each(read, "SELECT entry, CASE WHEN form IS NULL THEN NULL ELSE numbers END FROM journal ORDER BY entry", &[], ("journal", 1), found, &mut |row| {
            entries.push(row.int(0)?);
            let numbers = row.opt_str(1)?.unwrap_or_default();
            replayed.numbers.extend(numbers.split(' ').filter_map(|given| {
                let (table, last) = given.split_once('=')?;
                Some((table.to_string(), last.parse().ok()?))
            }));
            Ok(())
        })?;
        for entry in entries {
            let sql = "SELECT entry, seq, tbl, before, after FROM journal_changes WHERE entry = ?1 ORDER BY seq";
            each(read, sql, &[entry.into()], ("journal_changes", 2), found, &mut |row| {
                let table = row.text(2)?;
                let image =
                    |at| row.opt_str(at)?.map(|image| Record::from_image(&table, image)).transpose();
                let (before, after) = (image(3)?, image(4)?);
                replayed.turn(ballots, before, after);
                Ok(())
            })?;
            let sql = "SELECT entry, seq, tbl, images FROM journal_bulk WHERE entry = ?1 ORDER BY seq";
            each(read, sql, &[entry.into()], ("journal_bulk", 2), found, &mut |row| match row.value(3)? {
                Value::Blob(images) => unpack(&row.text(2)?, &images, &mut |before, after| {
                    replayed.turn(ballots, before, after);
                    Ok(())
                }),
                _ => Ok(()),
            })?;
        }
        Ok(replayed)
    }

    /// Holds a row of a table against the replay.
    fn meet(&mut self, row: Record) -> Option<Message> {
        match self.rows.remove(&(row.table.name, row.key())) {
            None => Some(say!(
                "the journal knows no such row; it was changed around the tool",
                "日志中没有这一行：有人绕过本工具改动"
            )),
            Some(told) if told != row => {
                let differing = row.table.columns.iter().filter(|column| row.get(column) != told.get(column));
                let columns = differing.copied().collect::<Vec<_>>().join(", ");
                Some(say!(
                    "differs from what the journal says ({columns}); it was changed around the tool",
                    "与日志不符（{columns}）：有人绕过本工具改动"
                ))
            }
            Some(_) => None,
        }
    }

    /// What is left is in no table.
    fn left(self, found: &mut Found) {
        for (table, key) in self.rows.into_keys() {
            let key = key.iter().map(shown).collect::<Vec<_>>().join("/");
            let missing = say!(
                "is missing, and the journal has it; it was changed around the tool",
                "日志中有而表中缺失：有人绕过本工具改动"
            );
            found.push((table.to_string(), row_message(table, &key, &missing)));
        }
    }
}

/// Every row that is not what the journal says, by its table and key.
pub(super) fn differing(read: &Read<'_>) -> Result<Found> {
    let mut found = Found::new();
    let count = read.apart(|read| read.first::<i64>("SELECT count(*) FROM ballots", &[]))?;
    let few = count.ok().flatten().unwrap_or(0) < FEW;
    let ballots = if few { Ballots::All } else { Ballots::None };
    let mut replayed = Replayed::all(read, &ballots, &mut found)?;
    for table in tables::tables() {
        rows_of(read, table, "", &mut found, &mut |row| {
            if row.table.name == "ballots" && !few {
                replayed.sum(row.int("motion_id").unwrap_or_default(), &row, -1);
                return None;
            }
            replayed.meet(row)
        })?;
    }
    let mut numbers = std::mem::take(&mut replayed.numbers);
    let mut wrong = Vec::new();
    each(read, "SELECT name, last FROM numbers ORDER BY name", &[], ("numbers", 1), &mut found, &mut |row| {
        let (name, last) = (row.text(0)?, row.int(1)?);
        if numbers.remove(&name) != Some(last) {
            wrong.push(name);
        }
        Ok(())
    })?;
    for name in wrong.into_iter().chain(numbers.into_keys()) {
        let wrong = say!(
            "is not the highest number ever given, as the journal tells it; it was changed around the tool",
            "与日志所载的最大编号不符：有人绕过本工具改动"
        );
        found.push(("numbers".to_string(), row_message("numbers", &name, &wrong)));
    }
    let odd = replayed.sums.iter().filter(|(_, sum)| **sum != 0).map(|(motion, _)| *motion);
    let odd: BTreeSet<i64> = odd.collect();
    replayed.left(&mut found);
    if !odd.is_empty() {
        ballots_of(read, &odd, &mut found)?;
    }
    Ok(found)
}

/// Looks once more, row by row, where the ballots of a motion do not add up.
fn ballots_of(read: &Read<'_>, motions: &BTreeSet<i64>, found: &mut Found) -> Result<()> {
    let mut replayed = Replayed::all(read, &Ballots::Of(motions), &mut Found::new())?;
    let motions: Vec<String> = motions.iter().map(i64::to_string).collect();
    for some in motions.chunks(TOGETHER) {
        let which = format!(" WHERE motion_id IN ({})", some.join(", "));
        rows_of(read, tables::table("ballots"), &which, found, &mut |row| replayed.meet(row))?;
    }
    replayed.left(found);
    Ok(())
}

/// Goes through the rows of a table; tells what is wrong with each, and columns that cannot be read.
fn rows_of(
    read: &Read<'_>,
    table: &'static Table,
    which: &str,
    found: &mut Found,
    wrong: &mut dyn FnMut(Record) -> Option<Message>,
) -> Result<()> {
    let columns = table.columns.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT {columns} FROM {}{which}", table.name);
    let mut odd = Vec::new();
    each(read, &sql, &[], (table.name, table.key.len()), found, &mut |row| {
        let message = match record(table, row) {
            Ok(record) => wrong(record),
            Err((column, rest)) => {
                // The row is there, whatever the column holds.
                wrong(rest);
                Some(say!("column {column} cannot be read", "{column} 列无法读取"))
            }
        };
        if let Some(message) = message {
            let message = row_message(table.name, &key_of(row, table.key.len()), &message);
            odd.push((table.name.to_string(), message));
        }
        Ok(())
    })?;
    found.extend(odd);
    Ok(())
}

/// A row with all its columns; else the first column that cannot be read, and the rest.
fn record(table: &'static Table, row: &Row<'_>) -> std::result::Result<Record, (&'static str, Record)> {
    let (mut record, mut unread) = (Record::new(table.name), None);
    for (at, column) in table.columns.iter().enumerate() {
        match row.value(at) {
            Ok(value) => {
                record.set(column, value);
            }
            Err(_) => unread = unread.or(Some(*column)),
        }
    }
    match unread {
        None => Ok(record),
        Some(column) => Err((column, record)),
    }
}
