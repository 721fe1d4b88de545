//! Many new rows, in a file.

use super::{Bound, Sqlite, count as steps_of, failure};
use crate::{
    error::Result,
    store::{
        engine::{Cell, Engine as _, Lay, Value},
        tables::Table,
    },
};

/// Rows that go in one statement of a bulk insert.
const TOGETHER: usize = 64;

impl Sqlite {
    /// What [`many`](crate::store::engine::Engine::many) says.
    pub(super) fn many_rows(&self, table: &Table, rows: &mut dyn FnMut(&mut Lay<'_>) -> Result<()>) -> Result<()> {
        // Several rows go in one statement, which so begins and ends less often.
        // It need not be undone by itself, which would cost a copy of every page: what fails here takes the whole
        // transaction back.
        let sql = table.insert_many(TOGETHER).replacen("INSERT INTO", "INSERT OR FAIL INTO", 1);
        let mut several = self.0.prepare_cached(&sql).map_err(|e| failure(&e))?;
        let mut waiting: Vec<Value> = Vec::with_capacity(TOGETHER * table.columns.len());
        let mut count = 0;
        rows(&mut |cells| {
            // What may be large does not wait.
            if cells.iter().any(|cell| matches!(cell, Cell::Blob(_))) {
                let row: Vec<Value> = cells.iter().map(|cell| cell.to_value()).collect();
                return self.execute(&table.insert, &row).map(|_| ());
            }
            for cell in cells {
                match waiting.get_mut(count) {
                    Some(value) => value.hold(*cell),
                    None => waiting.push(cell.to_value()),
                }
                count += 1;
            }
            if count == TOGETHER * table.columns.len() {
                for (at, value) in waiting.iter().enumerate() {
                    several.raw_bind_parameter(at + 1, Bound(value.cell())).map_err(|e| failure(&e))?;
                }
                several.raw_execute().map_err(|e| failure(&e))?;
                steps_of(&several);
                count = 0;
            }
            Ok(())
        })?;
        waiting.truncate(count);
        waiting.chunks(table.columns.len()).try_for_each(|row| self.execute(&table.insert, row).map(|_| ()))
    }
}
