//! Bulk insert: many rows go in by one prepared statement, and the journal keeps their images packed, so that
//! the journal of a large import takes no more room than its rows.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::{Touch, Write};
use super::super::{
    chain::sha256,
    engine::{Cell, Value},
    record::Record,
    tables::{Table, find, table},
};
use crate::{
    error::{Error, Result},
    say,
};

/// The images of one table are packed when an entry changes at least this many of its rows.
const MANY: usize = 1_000;
/// Rows whose images stand together in one row of `journal_bulk`.
const TOGETHER: usize = 50_000;
/// Tables whose images may be packed. None of them holds free text: forgetting a person must be able to
/// rewrite every text that the journal remembers.
const PACKED: &[&str] = &["attendances", "motion_subjects", "ballots", "memberships", "visit_visitors"];

/// Whether many changes of a table are remembered packed.
pub fn packs(table: &str) -> bool {
    PACKED.contains(&table)
}

/// The images of some changes of one table, as `journal_bulk` keeps them.
pub(in crate::store) struct Chunk {
    pub table: &'static str,
    pub reference: String,
    pub count: i64,
    pub images: Vec<u8>,
    pub digest: String,
    /// Whether all of it are new rows that were put in at once.
    pub filled: bool,
}

/// What has been put in bulk in this transaction.
#[derive(Default)]
pub(in crate::store) struct Bulk {
    pub chunks: Vec<Chunk>,
    open: Option<(Packer, String, String)>,
    /// Whether what is open is a filling.
    filling: bool,
    /// Table, whether added, the record, and how many rows of it in a row: what the write reports.
    pub told: Vec<(&'static str, bool, String, u64)>,
}

impl Bulk {
    fn note(
        &mut self,
        table: &'static Table,
        before: Option<&[Cell<'_>]>,
        after: Option<&[Cell<'_>]>,
        reference: &str,
    ) {
        if self.open.as_ref().is_some_and(|(p, ..)| p.table != table || p.count as usize >= TOGETHER) {
            self.close();
        }
        let (packer, _, last) = self
            .open
            .get_or_insert_with(|| (Packer::new(table), reference.to_string(), reference.to_string()));
        packer.change(before, after);
        if last != reference {
            reference.clone_into(last);
        }
    }

    /// Takes down that a row was added or removed.
    fn tell(&mut self, table: &'static str, added: bool, reference: &str) {
        match self.told.last_mut() {
            Some((t, a, r, count)) if *t == table && *a == added && r == reference => *count += 1,
            _ => self.told.push((table, added, reference.to_string(), 1)),
        }
    }

    pub(in crate::store) fn close(&mut self) {
        let Some((packer, first, last)) = self.open.take() else { return };
        let reference = if first == last { first } else { format!("{first} … {last}") };
        let digest = sha256(&packer.out);
        let (table, count) = (packer.table.name, packer.count);
        let filled = self.filling;
        self.chunks.push(Chunk { table, reference, count, images: packer.out, digest, filled });
    }

    /// Packs the changes of each table that has at least [`MANY`], in their order. Answers those tables.
    pub(in crate::store) fn pack(&mut self, touched: &[Touch]) -> Result<Vec<&'static str>> {
        let mut counts: HashMap<&'static str, usize> = HashMap::new();
        for touch in touched {
            *counts.entry(touch.table.name).or_default() += 1;
        }
        let packed: Vec<&'static str> =
            PACKED.iter().copied().filter(|t| counts.get(t).is_some_and(|n| *n >= MANY)).collect();
        for name in &packed {
            for touch in touched.iter().filter(|t| t.table.name == *name && t.before != t.after) {
                let row = |image: &Option<String>| {
                    image.as_deref().map(|image| Record::from_image(name, image)).transpose()
                };
                let (before, after) = (row(&touch.before)?, row(&touch.after)?);
                let (before, after) = (cells(before.as_ref()), cells(after.as_ref()));
                self.note(table(name), before.as_deref(), after.as_deref(), &touch.reference);
            }
            self.close();
        }
        Ok(packed)
    }
}

impl Write<'_> {
    /// Inserts many new rows into one table and answers how many. `next` fills its argument with the columns
    /// of the next row and answers the record that the row belongs to, or `None` at the end. The caller has
    /// checked that no row with the same key exists and that every foreign key has its target.
    pub fn fill<'r>(
        &self,
        table_name: &'static str,
        next: &mut dyn FnMut(&mut [Cell<'static>]) -> Result<Option<&'r str>>,
    ) -> Result<u64> {
        let table = table(table_name);
        let mut bulk = self.bulk.borrow_mut();
        bulk.close();
        bulk.filling = true;
        let mut count = 0;
        let mut cells = vec![Cell::Null; table.columns.len()];
        self.engine().many(table, &mut |lay| {
            while let Some(reference) = next(&mut cells)? {
                bulk.note(table, None, Some(&cells), reference);
                if table_name == "ballots" {
                    self.rolls.borrow_mut().more(&cells);
                }
                bulk.tell(table_name, true, reference);
                count += 1;
                lay(&cells)?;
            }
            Ok(())
        })?;
        bulk.close();
        bulk.filling = false;
        Ok(count)
    }

    /// Puts a new row into a table that is large and that nothing refers to: as [`Write::add`], but remembered packed.
    pub fn add_packed(&self, record: &Record, reference: &str) -> Result<()> {
        self.engine().execute(&record.table.insert, &record.values)?;
        self.remember(None, Some(record), reference);
        Ok(())
    }

    /// Takes down what became of a row of which the images are packed.
    fn remember(&self, before: Option<&Record>, after: Option<&Record>, reference: &str) {
        let Some(one) = before.or(after) else { return };
        if let ("ballots", Some(Value::Int(motion))) = (one.table.name, one.values.first()) {
            self.rolls.borrow_mut().stale(*motion);
        }
        let mut bulk = self.bulk.borrow_mut();
        bulk.note(one.table, cells(before).as_deref(), cells(after).as_deref(), reference);
        bulk.tell(one.table.name, before.is_none(), reference);
    }

    /// Makes many rows of a table what they are to be, where each stands as it is said to. `next` hands some of them
    /// over, none twice, with the record that they belong to. Answers the first that stands otherwise, by its
    /// key: then the transaction must be dropped.
    pub fn turn(
        &self,
        table: &'static Table,
        next: &mut dyn FnMut() -> Result<Option<(String, Vec<Change>)>>,
    ) -> Result<Option<Vec<Value>>> {
        // Ballots are not remembered row by row, since no other row refers to them.
        let packed = table.name == "ballots";
        self.engine().turn(table, &mut || {
            let Some((reference, rows)) = next()? else { return Ok(None) };
            // What was packed together is packed together again.
            self.bulk.borrow_mut().close();
            let turned = rows.into_iter().map(|(is, to_be)| {
                match is.as_ref().or(to_be.as_ref()).map(Record::key) {
                    Some(key) if !packed => self.note(table, key, is.clone(), to_be.clone(), &reference),
                    _ => self.remember(is.as_ref(), to_be.as_ref(), &reference),
                }
                (is.map(|row| row.values), to_be.map(|row| row.values))
            });
            Ok(Some(turned.collect()))
        })
    }
}

/// A row as it is and as it is to be, nothing where it is not there.
pub type Change = (Option<Record>, Option<Record>);

fn cells(record: Option<&Record>) -> Option<Vec<Cell<'_>>> {
    record.map(|record| record.values.iter().map(Value::cell).collect())
}

impl Record {
    /// A number that stands for the row with all its columns. The sum of these over a table tells, with
    /// no more memory than itself, whether two ways to its rows led to the same ones.
    pub fn mark(&self) -> u128 {
        let mut packer = Packer::new(self.table);
        packer.change(None, cells(Some(self)).as_deref());
        let hash: [u8; 32] = Sha256::digest(&packer.out).into();
        hash.iter().take(16).fold(0, |mark, byte| mark << 8 | u128::from(*byte))
    }
}

/// How a column's value is told, as a variable-length number: unknown, the same as the last one of the
/// column, a text or bytes that follow; then by turns a number as its distance from the last one, and a
/// text by its place among those that came before.
const UNKNOWN: u64 = 0;
const SAME: u64 = 1;
const TEXT: u64 = 2;
const BYTES: u64 = 3;
const REST: u64 = 4;
/// Texts up to this length, and so many of a column, are told by their place when they come again.
const SHORT: usize = 32;
const WORDS: usize = 4_096;

/// Among so many words a text is looked for one by one, which is quicker than by its hash.
const FEW: usize = 8;

#[derive(Default)]
struct Column {
    number: i64,
    last: Option<Last>,
    words: Vec<String>,
    places: HashMap<String, u64>,
}

/// The last text of a column: one that is remembered, or another.
enum Last {
    Word(u64),
    Text(String),
}

impl Column {
    fn word(&self, place: u64) -> Option<&str> {
        usize::try_from(place).ok().and_then(|at| self.words.get(at)).map(String::as_str)
    }

    fn last(&self) -> Option<&str> {
        match self.last.as_ref()? {
            Last::Word(place) => self.word(*place),
            Last::Text(text) => Some(text),
        }
    }

    fn place(&self, text: &str) -> Option<u64> {
        if self.words.len() > FEW {
            return self.places.get(text).copied();
        }
        self.words.iter().position(|word| word == text).map(|at| at as u64)
    }

    /// Takes in a text that is not among the words.
    fn take(&mut self, text: &str) {
        if text.len() > SHORT || self.words.len() >= WORDS {
            self.last = Some(Last::Text(text.to_string()));
            return;
        }
        let place = self.words.len() as u64;
        self.places.insert(text.to_string(), place);
        self.words.push(text.to_string());
        self.last = Some(Last::Word(place));
    }
}

/// Packs changes of one table.
struct Packer {
    table: &'static Table,
    columns: Vec<Column>,
    out: Vec<u8>,
    count: i64,
}

impl Packer {
    fn new(table: &'static Table) -> Packer {
        let columns = table.columns.iter().map(|_| Column::default()).collect();
        Packer { table, columns, out: Vec::new(), count: 0 }
    }

    fn change(&mut self, before: Option<&[Cell<'_>]>, after: Option<&[Cell<'_>]>) {
        self.out.push(u8::from(before.is_some()) | u8::from(after.is_some()) << 1);
        self.count += 1;
        for image in [before, after].into_iter().flatten() {
            for (column, cell) in self.columns.iter_mut().zip(image) {
                put(&mut self.out, column, *cell);
            }
        }
    }
}

fn put(out: &mut Vec<u8>, column: &mut Column, cell: Cell<'_>) {
    match cell {
        Cell::Null => number(out, UNKNOWN),
        Cell::Int(n) => {
            let distance = n.wrapping_sub(column.number);
            column.number = n;
            // A distance too long for its two bits of sign and kind is told as a text.
            match u64::try_from(i128::from((distance << 1) ^ (distance >> 63)) & 0xffff_ffff_ffff_ffff) {
                Ok(zigzag) if zigzag < 1 << 61 => number(out, REST + zigzag * 2),
                _ => {
                    number(out, BYTES);
                    number(out, 9);
                    out.push(0);
                    out.extend(n.to_le_bytes());
                }
            }
        }
        Cell::Text(text) => {
            if column.last() == Some(text) {
                return number(out, SAME);
            }
            match column.place(text) {
                Some(place) => {
                    number(out, REST + place * 2 + 1);
                    column.last = Some(Last::Word(place));
                }
                None => {
                    number(out, TEXT);
                    number(out, text.len() as u64);
                    out.extend(text.as_bytes());
                    column.take(text);
                }
            }
        }
        Cell::Blob(bytes) => {
            number(out, BYTES);
            number(out, bytes.len() as u64 + 1);
            out.push(1);
            out.extend(bytes);
        }
    }
}

fn number(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// What is done with one change: the row before and after.
pub type Changed<'a> = dyn FnMut(Option<Record>, Option<Record>) -> Result<()> + 'a;

/// The changes that packed images tell, in their order.
pub fn unpack(table_name: &str, images: &[u8], each: &mut Changed<'_>) -> Result<()> {
    let broken = || {
        Error::storage(say!(
            "the journal's packed images of {table_name} cannot be read",
            "日志中 {table_name} 表的成批记录无法读取"
        ))
    };
    let table = find(table_name).ok_or_else(broken)?;
    let mut columns: Vec<Column> = table.columns.iter().map(|_| Column::default()).collect();
    let mut rest = images;
    while let Some((kind, more)) = rest.split_first() {
        rest = more;
        let mut images = [None, None];
        for (bit, image) in images.iter_mut().enumerate() {
            if kind >> bit & 1 == 1 {
                let mut record = Record::new(table.name);
                for (value, column) in record.values.iter_mut().zip(&mut columns) {
                    *value = take(&mut rest, column).ok_or_else(broken)?;
                }
                *image = Some(record);
            }
        }
        let [before, after] = images;
        each(before, after)?;
    }
    Ok(())
}

fn take(rest: &mut &[u8], column: &mut Column) -> Option<Value> {
    let bytes = |rest: &mut &[u8]| {
        let length = usize::try_from(take_number(rest)?).ok()?;
        let (bytes, more) = rest.split_at_checked(length)?;
        *rest = more;
        Some(bytes.to_vec())
    };
    Some(match take_number(rest)? {
        UNKNOWN => Value::Null,
        SAME => Value::Text(column.last()?.to_string()),
        TEXT => {
            let text = String::from_utf8(bytes(rest)?).ok()?;
            column.take(&text);
            Value::Text(text)
        }
        BYTES => {
            let bytes = bytes(rest)?;
            match bytes.split_first()? {
                (0, n) => {
                    column.number = i64::from_le_bytes(n.try_into().ok()?);
                    Value::Int(column.number)
                }
                (_, bytes) => Value::Blob(bytes.to_vec()),
            }
        }
        told if (told - REST).is_multiple_of(2) => {
            let zigzag = (told - REST) / 2;
            let distance = (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64);
            column.number = column.number.wrapping_add(distance);
            Value::Int(column.number)
        }
        told => {
            let place = (told - REST) / 2;
            let text = column.word(place)?.to_string();
            column.last = Some(Last::Word(place));
            Value::Text(text)
        }
    })
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let mut n = 0;
    for at in 0..10 {
        let (byte, more) = rest.split_first()?;
        *rest = more;
        n |= u64::from(byte & 0x7f).checked_shl(7 * at)?;
        if byte & 0x80 == 0 {
            return Some(n);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Int),
            (0..9i64).prop_map(Value::Int),
            "[a理]{0,3}".prop_map(Value::Text),
            "[a理]{40,42}".prop_map(Value::Text),
            prop::collection::vec(any::<u8>(), 0..4).prop_map(Value::Blob),
        ]
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(rows in prop::collection::vec(
            (prop::array::uniform3(value()), prop::array::uniform3(value()), 1..4u8), 0..40)) {
            let mut packer = Packer::new(table("ballots"));
            let row = |values: &[Value; 3], there: bool| there.then(|| {
                let mut record = Record::new("ballots");
                record.values = values.to_vec();
                record
            });
            let rows: Vec<_> = rows.iter().map(|(a, b, k)| (row(a, k & 1 == 1), row(b, k & 2 == 2))).collect();
            for (before, after) in &rows {
                packer.change(cells(before.as_ref()).as_deref(), cells(after.as_ref()).as_deref());
            }
            let mut back = Vec::new();
            unpack("ballots", &packer.out, &mut |before, after| { back.push((before, after)); Ok(()) }).unwrap();
            prop_assert_eq!(back, rows);
        }

        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = unpack("ballots", &bytes, &mut |_, _| Ok(()));
        }
    }
}
