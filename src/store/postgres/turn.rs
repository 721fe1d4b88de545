//! Many rows turned into others, on a server: a statement or two for all that are handed over together.

use postgres::types::{ToSql, Type};

use super::{Postgres, copying::Copying, dialect};
use crate::{
    error::Result,
    store::{
        engine::{Turns, Value, key},
        tables::Table,
    },
};

/// The values of one column of some rows.
enum Column<'a> {
    Numbers(Vec<Option<i64>>),
    Texts(Vec<Option<&'a str>>),
    Bytes(Vec<Option<&'a [u8]>>),
}

impl<'a> Column<'a> {
    /// Of the column at that place; nothing where a row holds there what the column cannot.
    fn of(table: &Table, at: usize, rows: &[&'a [Value]]) -> Option<Column<'a>> {
        let values = rows.iter().map(|row| row.get(at).unwrap_or(&Value::Null));
        match table.kinds.get(at).copied() {
            Some("INTEGER") => values
                .map(|value| match value {
                    Value::Null => Some(None),
                    Value::Int(n) => Some(Some(*n)),
                    _ => None,
                })
                .collect::<Option<_>>()
                .map(Column::Numbers),
            Some("BLOB") => values
                .map(|value| match value {
                    Value::Null => Some(None),
                    Value::Blob(bytes) => Some(Some(bytes.as_slice())),
                    _ => None,
                })
                .collect::<Option<_>>()
                .map(Column::Bytes),
            _ => values
                .map(|value| match value {
                    Value::Null => Some(None),
                    Value::Text(text) => Some(Some(text.as_str())),
                    _ => None,
                })
                .collect::<Option<_>>()
                .map(Column::Texts),
        }
    }

    fn param(&self) -> (&(dyn ToSql + Sync), Type) {
        match self {
            Column::Numbers(all) => (all, Type::INT8_ARRAY),
            Column::Texts(all) => (all, Type::TEXT_ARRAY),
            Column::Bytes(all) => (all, Type::BYTEA_ARRAY),
        }
    }
}

impl Postgres {
    /// What [`turn`](crate::store::engine::Engine::turn) says.
    pub(super) fn turn_rows(&self, table: &Table, rows: &mut Turns<'_>) -> Result<Option<Vec<Value>>> {
        let (mut copying, mut new) = (Copying::into(self, table), Vec::new());
        while let Some(some) = rows()? {
            let gone: Vec<&[Value]> = some.iter().filter_map(|(is, _)| is.as_deref()).collect();
            // What goes may be what was gathered just now.
            if (!gone.is_empty() || copying.is_much())
                && let Some(other) = self.put_in(&mut copying, table, &mut new)?
            {
                return Ok(Some(other));
            }
            if let Some(other) = self.take_out(table, &gone)? {
                return Ok(Some(other));
            }
            for (is, to_be) in some {
                let Some(to_be) = to_be else { continue };
                copying.gather(&to_be.iter().map(Value::cell).collect::<Vec<_>>());
                if is.is_none() {
                    new.push(to_be);
                }
            }
        }
        let other = self.put_in(&mut copying, table, &mut new)?;
        if other.is_none() {
            copying.finish()?;
        }
        Ok(other)
    }

    /// Puts in what is gathered. Answers the key of the first of the new rows under whose key one stands.
    fn put_in(
        &self,
        copying: &mut Copying<'_>,
        table: &Table,
        new: &mut Vec<Vec<Value>>,
    ) -> Result<Option<Vec<Value>>> {
        let new = std::mem::take(new);
        if new.is_empty() {
            return copying.send().map(|()| None);
        }
        self.batch("SAVEPOINT new_rows")?;
        let Err(error) = copying.send() else {
            return self.batch("RELEASE SAVEPOINT new_rows").map(|()| None);
        };
        if self.lost() || self.is_closed() {
            return Err(error);
        }
        // The server tells in words alone which row it was.
        self.batch("ROLLBACK TO SAVEPOINT new_rows")?;
        let rows: Vec<&[Value]> = new.iter().map(Vec::as_slice).collect();
        self.there(table, &rows)?.map_or(Err(error), |other| Ok(Some(other)))
    }

    /// Deletes rows that stand just so. Answers the key of the first that does not.
    fn take_out(&self, table: &Table, rows: &[&[Value]]) -> Result<Option<Vec<Value>>> {
        let columns: Vec<usize> = (0..table.columns.len()).collect();
        self.first_of(table, rows, &columns, |told, stands| {
            format!(
                "WITH gone AS (DELETE FROM {} AS t USING {told} WHERE {stands} RETURNING told.n) \
                 SELECT one.n FROM generate_series(1::bigint, {}) AS one (n) \
                 WHERE NOT EXISTS (SELECT 1 FROM gone WHERE gone.n = one.n) ORDER BY one.n LIMIT 1",
                table.name,
                rows.len()
            )
        })
    }

    /// The key of the first of these rows under whose key one stands.
    fn there(&self, table: &Table, rows: &[&[Value]]) -> Result<Option<Vec<Value>>> {
        self.first_of(table, rows, &table.key, |told, stands| {
            format!(
                "SELECT told.n FROM {told} WHERE EXISTS (SELECT 1 FROM {} AS t WHERE {stands}) \
                 ORDER BY told.n LIMIT 1",
                table.name
            )
        })
    }

    /// The key of the row whose number, from 1 on, is the answer to a question. That is made of the rows, told as
    /// `told` with their numbers `n`, and of the condition that one of them stands as row `t` of the table, as far as
    /// these columns say.
    fn first_of(
        &self,
        table: &Table,
        rows: &[&[Value]],
        columns: &[usize],
        question: impl FnOnce(&str, &str) -> String,
    ) -> Result<Option<Vec<Value>>> {
        let Some(first) = rows.first() else { return Ok(None) };
        let Some(told) = columns.iter().map(|at| Column::of(table, *at, rows)).collect::<Option<Vec<_>>>() else {
            return Ok(Some(key(table, first)));
        };
        let params: Vec<_> = told.iter().map(Column::param).collect();
        let (mut holes, mut names, mut stands) = (Vec::new(), Vec::new(), Vec::new());
        for (n, at) in columns.iter().enumerate() {
            let same = if table.key.contains(at) { "=" } else { "IS NOT DISTINCT FROM" };
            holes.push(format!("${}", n + 1));
            names.push(format!("c{n}"));
            stands.push(format!("t.{} {same} told.c{n}", dialect::name(table.columns[*at])));
        }
        // Rows that go together mostly lie together: the server need not look through the rest of the table.
        let numbers = table.key.first().and_then(|at| Some((at, told.get(columns.iter().position(|c| c == at)?)?)));
        if let Some((at, Column::Numbers(numbers))) = numbers {
            let known = || numbers.iter().flatten();
            if let (Some(least), Some(most)) = (known().min(), known().max()) {
                let column = dialect::name(table.columns[*at]);
                stands.push(format!("t.{column} BETWEEN {least} AND {most}"));
            }
        }
        let told = format!(
            "unnest({}) WITH ORDINALITY AS told ({}, n)",
            holes.join(", "),
            names.join(", ")
        );
        let sql = question(&told, &stands.join(" AND "));
        let found = self.client.borrow_mut().query_typed(&sql, &params).map_err(|e| self.failed(&e))?;
        let Some(found) = found.first() else { return Ok(None) };
        let n: i64 = found.try_get(0).map_err(|e| self.failed(&e))?;
        let row = usize::try_from(n - 1).ok().and_then(|at| rows.get(at));
        Ok(Some(key(table, row.unwrap_or(first))))
    }
}
