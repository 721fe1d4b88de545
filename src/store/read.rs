//! What a query gets: a transaction that reads.

use super::{
    columns::Columns,
    engine::{Each, Engine, Row, Value},
    keys,
    pieces::{self, Differs},
};
use crate::error::Result;

#[cfg(any(test, feature = "inside"))]
thread_local! {
    /// How many statements have been read by on this thread: no list may need more of them for more rows.
    pub static ASKED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    /// How many steps SQLite has taken for them: what is flat takes as many for a long list as for a short one.
    pub static STEPS: std::cell::Cell<i64> = const { std::cell::Cell::new(0) };
}

/// A transaction that reads: everything it sees is of one moment.
#[derive(Clone, Copy)]
pub struct Read<'a> {
    engine: &'a dyn Engine,
    /// Of the transaction that writes, which this reads within.
    keys: Option<&'a keys::Shared>,
}

impl<'a> Read<'a> {
    pub(super) fn of(engine: &'a dyn Engine) -> Read<'a> {
        Read { engine, keys: None }
    }

    /// Readings within a transaction that writes.
    pub(super) fn within(engine: &'a dyn Engine, keys: &'a keys::Shared) -> Read<'a> {
        Read { engine, keys: Some(keys) }
    }

    /// Makes the names anew by which records are found, where this transaction has changed some.
    pub(super) fn keep_keys(&self) -> Result<()> {
        self.keys.map_or(Ok(()), |keys| keys.borrow_mut().keep(self.engine))
    }

    pub(super) fn engine(&self) -> &'a dyn Engine {
        self.engine
    }

    /// The engine's own check of its storage; empty where all is well.
    pub fn integrity(&self) -> Result<Vec<String>> {
        self.engine.integrity()
    }

    /// Asks questions whose failure is an answer too: what they left undone in the transaction is taken back,
    /// and further questions can be asked.
    ///
    /// # Errors
    /// Where the engine answers nothing more.
    pub fn apart<T>(&self, ask: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<Result<T>> {
        // What is made anew within a look that is taken back would be taken back with it.
        self.keep_keys()?;
        self.engine.script("SAVEPOINT apart")?;
        let answer = ask(self);
        match &answer {
            Ok(_) => self.engine.script("RELEASE SAVEPOINT apart")?,
            Err(_) => self.engine.script("ROLLBACK TO SAVEPOINT apart; RELEASE SAVEPOINT apart")?,
        }
        Ok(answer)
    }

    /// How the registry's tables, views, indexes and triggers differ from those of a new one: the kind and the name of
    /// each, and whether it is missing, there in addition, or another one.
    pub fn schema_differences(&self) -> Result<Vec<(String, String, Differs)>> {
        Ok(pieces::differences(&self.engine.pieces()?, &self.engine.new_pieces()?))
    }

    /// Runs a query, row by row.
    pub fn each(&self, sql: &str, params: &[Value], each: &mut Each<'_>) -> Result<()> {
        #[cfg(any(test, feature = "inside"))]
        ASKED.set(ASKED.get() + 1);
        self.engine.query(sql, params, each)
    }

    /// Runs a query about these numbers, as [`Engine::query_of`] says.
    pub fn each_of(&self, sql: &str, these: &[i64], then: Option<&str>, each: &mut Each<'_>) -> Result<()> {
        if these.is_empty() {
            return Ok(());
        }
        #[cfg(any(test, feature = "inside"))]
        ASKED.set(ASKED.get() + 1);
        self.engine.query_of(sql, these, then, each)
    }

    /// All rows of a query, by the types of their columns.
    pub fn rows<T: Columns>(&self, sql: &str, params: &[Value]) -> Result<Vec<T>> {
        self.all(sql, params, |row| row.take())
    }

    /// The first row of a query by the types of its columns, if there is one.
    pub fn first<T: Columns>(&self, sql: &str, params: &[Value]) -> Result<Option<T>> {
        self.one(sql, params, |row| row.take())
    }

    /// All rows of a query.
    pub fn all<T>(
        &self,
        sql: &str,
        params: &[Value],
        mut row: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.each(sql, params, &mut |r| {
            rows.push(row(r)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row of a query, if there is one.
    pub fn one<T>(
        &self,
        sql: &str,
        params: &[Value],
        mut row: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut first = None;
        self.each(sql, params, &mut |r| {
            if first.is_none() {
                first = Some(row(r)?);
            }
            Ok(())
        })?;
        Ok(first)
    }
}
