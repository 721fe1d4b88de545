//! Many rows turned into others, in a file: each by one statement, which is prepared once.

use super::Sqlite;
use crate::{
    error::Result,
    store::{
        engine::{Engine as _, Turns, Value, key},
        tables::Table,
    },
};

impl Sqlite {
    /// What [`turn`](crate::store::engine::Engine::turn) says.
    pub(super) fn turn_rows(&self, table: &Table, rows: &mut Turns<'_>) -> Result<Option<Vec<Value>>> {
        let width = table.columns.len();
        let column = |at: usize| format!("\"{}\"", table.columns[at]);
        // A row as it is said to stand, its columns being the parameters from `first` on.
        let stands = |first: usize| {
            let same = |at: usize| if table.key.contains(&at) { "=" } else { "IS" };
            let parts = (0..width).map(|at| format!("{} {} ?{}", column(at), same(at), first + at));
            parts.collect::<Vec<_>>().join(" AND ")
        };
        let keys = table.key.iter().map(|at| column(*at)).collect::<Vec<_>>().join(", ");
        let remove = format!("DELETE FROM {} WHERE {}", table.name, stands(1));
        let sets = (0..width).map(|at| format!("{} = ?{}", column(at), at + 1)).collect::<Vec<_>>().join(", ");
        let change = format!("UPDATE {} SET {sets} WHERE {}", table.name, stands(width + 1));
        let add = format!("{} ON CONFLICT ({keys}) DO NOTHING", table.insert);
        while let Some(some) = rows()? {
            for turned in some {
                let (done, row) = match turned {
                    (Some(is), None) => (self.execute(&remove, &is)?, is),
                    (None, Some(to_be)) => (self.execute(&add, &to_be)?, to_be),
                    (Some(is), Some(mut to_be)) => {
                        to_be.extend(is.iter().cloned());
                        (self.execute(&change, &to_be)?, is)
                    }
                    (None, None) => continue,
                };
                if done != 1 {
                    return Ok(Some(key(table, &row)));
                }
            }
        }
        Ok(None)
    }
}
