//! Many new rows on their way into a table of a server, by COPY.

use std::io::Write as _;

use super::{
    Postgres,
    values::copied,
    whole::{Loose, columns},
};
use crate::{
    error::{Error, Result},
    say,
    store::{engine::Cell, tables::Table},
};

/// Bytes of rows that are sent together in a COPY.
const TOGETHER: usize = 1 << 16;
/// Bytes of rows that are gathered first. When there are more, it is faster to drop the table's foreign keys
/// and check them all once at the end than to check those of each new row.
const MANY: usize = 1 << 20;

/// Rows that are gathered until they are worth a COPY.
pub struct Copying<'a> {
    server: &'a Postgres,
    table: &'a Table,
    sql: String,
    lines: String,
    /// Bytes that were sent.
    sent: usize,
    loose: Option<Loose>,
}

impl<'a> Copying<'a> {
    /// Into that table.
    pub fn into(server: &'a Postgres, table: &'a Table) -> Copying<'a> {
        let sql = format!("COPY {} ({}) FROM STDIN", table.name, columns(table));
        Copying { server, table, sql, lines: String::new(), sent: 0, loose: None }
    }

    /// Takes one row in, all its columns, and sends what is gathered when that is much.
    pub fn lay(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        self.gather(cells);
        if self.is_much() { self.send() } else { Ok(()) }
    }

    /// Whether what is gathered is worth a COPY.
    pub fn is_much(&self) -> bool {
        self.lines.len() > MANY
    }

    /// Takes one row in, all its columns.
    pub fn gather(&mut self, cells: &[Cell<'_>]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.lines.push('\t');
            }
            copied(*cell, &mut self.lines);
        }
        self.lines.push('\n');
    }

    /// Sends what is gathered.
    pub fn send(&mut self) -> Result<()> {
        if self.lines.is_empty() {
            return Ok(());
        }
        self.sent += self.lines.len();
        if self.sent > MANY && self.loose.is_none() {
            let registry = &self.server.address.registry;
            self.loose = Some(self.server.loosen(registry, &[self.table.name])?);
        }
        self.server.copy(&self.sql, &self.lines)?;
        self.lines.clear();
        Ok(())
    }

    /// Sends the rest, and has the server check what it did not check row by row.
    pub fn finish(mut self) -> Result<()> {
        self.send()?;
        self.loose.map_or(Ok(()), |loose| self.server.fasten(&loose))
    }
}

impl Postgres {
    /// Sends lines of rows in.
    fn copy(&self, sql: &str, lines: &str) -> Result<()> {
        let mut client = self.client.borrow_mut();
        let mut copy = client.copy_in(sql).map_err(|e| self.failed(&e))?;
        for part in lines.as_bytes().chunks(TOGETHER) {
            copy.write_all(part).map_err(|e| {
                match e.get_ref().and_then(|inner| inner.downcast_ref::<postgres::Error>()) {
                    Some(inner) => self.failed(inner),
                    None => {
                        Error::storage(say!("the server cannot be reached", "无法连接服务器")).because(&e)
                    }
                }
            })?;
        }
        copy.finish().map(|_| ()).map_err(|e| self.failed(&e))
    }
}
