//! Copies all rows from one engine to another of either kind, and verifies that they arrived.

use sha2::{Digest as _, Sha256};

use super::{
    chain::hex,
    engine::{Cell, Engine, Value},
    tables::{Table, all},
};
use crate::{
    error::{Error, Result},
    say,
};

/// Rows that are at hand together; of tables whose rows may be large, fewer.
const TOGETHER: i64 = 20_000;
const FEW: i64 = 16;
const LARGE: &[&str] = &["contents", "journal_bulk"];

/// What was sent, by the fingerprint of each table.
pub struct Sent(Vec<(&'static Table, String)>);

impl Sent {
    /// Reads every row of `to` back: an error where it is not as it was sent.
    pub fn arrived(&self, to: &dyn Engine) -> Result<()> {
        for (table, sent) in &self.0 {
            let mut arrived = Fingerprint::default();
            pages(to, table, &mut |rows| {
                rows.iter().for_each(|row| arrived.add(row));
                Ok(())
            })?;
            if arrived.finish() != *sent {
                let table = table.name;
                return Err(Error::storage(say!(
                    "the rows of {table} did not arrive as they were sent",
                    "{table} 表的记录与来源不一致"
                ))
                .hint(say!("nothing was kept; try again", "未保留任何内容；请重试")));
            }
        }
        Ok(())
    }
}

/// Puts every row of `from` into `to`, whose tables are those of a new registry. Both have a transaction open.
pub fn pour(from: &dyn Engine, to: &dyn Engine) -> Result<Sent> {
    pour_tables(from, to, |_| true)
}

/// As [`pour`], of some tables: of the others nothing is put there.
pub fn pour_tables(from: &dyn Engine, to: &dyn Engine, wanted: impl Fn(&str) -> bool) -> Result<Sent> {
    // A new registry is not empty: it knows its version and the four bodies.
    for table in all() {
        to.execute(&format!("DELETE FROM {}", table.name), &[])?;
    }
    let mut all_sent = Vec::new();
    for table in all().iter().filter(|table| wanted(table.name)) {
        let mut sent = Fingerprint::default();
        pages(from, table, &mut |rows| {
            to.many(table, &mut |lay| {
                for row in &rows {
                    sent.add(row);
                    lay(&row.iter().map(Value::cell).collect::<Vec<_>>())?;
                }
                Ok(())
            })
        })?;
        all_sent.push((table, sent.finish()));
    }
    Ok(Sent(all_sent))
}

/// Goes through a table by its key, some rows at a time.
fn pages(
    engine: &dyn Engine,
    table: &Table,
    each: &mut dyn FnMut(Vec<Vec<Value>>) -> Result<()>,
) -> Result<()> {
    let quoted = |column: &str| format!("\"{column}\"");
    let listed = table.columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ");
    let key = table.key.iter().map(|&at| quoted(table.columns[at])).collect::<Vec<_>>().join(", ");
    let holes = (1..=table.key.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let size = if LARGE.contains(&table.name) { FEW } else { TOGETHER };
    let first = format!("SELECT {listed} FROM {} ORDER BY {key} LIMIT {size}", table.name);
    let next =
        format!("SELECT {listed} FROM {} WHERE ({key}) > ({holes}) ORDER BY {key} LIMIT {size}", table.name);
    let mut last: Vec<Value> = Vec::new();
    loop {
        let mut rows: Vec<Vec<Value>> = Vec::new();
        let sql = if last.is_empty() { &first } else { &next };
        engine.query(sql, &last, &mut |row| {
            rows.push((0..row.width()).map(|at| row.value(at)).collect::<Result<_>>()?);
            Ok(())
        })?;
        let Some(row) = rows.last() else { return Ok(()) };
        last = table.key.iter().map(|&at| row[at].clone()).collect();
        each(rows)?;
    }
}

/// SHA-256 over rows in the order of their key.
#[derive(Default)]
struct Fingerprint(Sha256);

impl Fingerprint {
    fn add(&mut self, row: &[Value]) {
        for value in row {
            let (kind, bytes) = match value.cell() {
                Cell::Null => (0, Vec::new()),
                Cell::Int(n) => (1, n.to_le_bytes().to_vec()),
                Cell::Text(text) => (2, text.as_bytes().to_vec()),
                Cell::Blob(bytes) => (3, bytes.to_vec()),
            };
            self.0.update([kind]);
            self.0.update((bytes.len() as u64).to_le_bytes());
            self.0.update(bytes);
        }
    }

    fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}
