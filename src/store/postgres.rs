//! PostgreSQL behind the seam: with its folder the only place that names the `postgres` crate. One
//! registry is one schema of a database.

mod address;
mod dialect;
mod failure;
mod tls;
mod values;

use std::{
    cell::{Cell as Slot, RefCell},
    collections::HashMap,
    io::Write as _,
};

use postgres::{
    Client, NoTls, SimpleQueryMessage, Statement,
    fallible_iterator::FallibleIterator as _,
    types::{ToSql, Type},
};

pub use address::{Address, Env, is_url};
pub use failure::{Again, Fault};

use self::{
    address::Protection,
    values::{Bound, Rows, copied},
};
use super::{
    engine::{AskEach, Each, Engine, Lay, Row, Value},
    registry::VERSION,
    tables::{OWN, SCHEMA, Table, tables},
};
use crate::{
    error::{Error, Message, Result},
    model::words::Access,
    say,
};

/// How long a statement waits for another writer before it says so, in seconds.
const TURN: u32 = 30;
/// Bytes of lines that go out together in a COPY.
const TOGETHER: usize = 1 << 16;
/// Bytes of lines that are gathered; with more than that it is faster to look at the references of the
/// whole table once than at those of each new row.
const MANY: usize = 1 << 22;

/// References that were taken off: table, name, and what they say.
pub struct Loose(Vec<(String, String, String)>);

/// A connection to one registry on a server.
pub struct Postgres {
    client: RefCell<Client>,
    statements: RefCell<HashMap<String, Statement>>,
    address: Address,
    /// The version of the registry's schema; none where the registry is not there.
    version: Slot<Option<i64>>,
    open: Slot<bool>,
    again: Slot<bool>,
}

impl Postgres {
    /// Connects, and looks whether the registry is there.
    pub fn connect(address: &Address) -> std::result::Result<Postgres, Fault> {
        let config = address.config();
        let client = match address.tls.mode {
            Protection::Disable => config.connect(NoTls),
            _ => config.connect(tls::connector(&address.tls).map_err(Fault::lasting)?),
        };
        let postgres = Postgres {
            client: RefCell::new(client.map_err(|e| Fault::connecting(&e, address))?),
            statements: RefCell::default(),
            address: address.clone(),
            version: Slot::new(None),
            open: Slot::new(false),
            again: Slot::new(false),
        };
        match postgres.look() {
            Ok(()) => Ok(postgres),
            Err(error) => Err(Fault { error, again: postgres.again().into() }),
        }
    }

    /// The version of the registry's schema; none where the registry is not there.
    pub fn version(&self) -> Option<i64> {
        self.version.get()
    }

    /// Whether the connection is of no more use.
    pub fn is_closed(&self) -> bool {
        self.client.borrow().is_closed()
    }

    /// Whether the last failure lay in the connection or the order of writers, not in the work.
    pub fn lost(&self) -> bool {
        self.again.get()
    }

    /// Whether the last failure may be tried again; asked once.
    pub fn again(&self) -> bool {
        self.again.replace(false)
    }

    fn schema(&self) -> String {
        dialect::name(&self.address.registry)
    }

    fn look(&self) -> Result<()> {
        let schema = self.schema();
        let found = self.client.borrow_mut().simple_query(&format!(
            "SET search_path TO {schema}; SELECT version FROM {schema}.registry WHERE id = 1"
        ));
        match found {
            Ok(rows) => {
                let version = rows.iter().find_map(|row| match row {
                    SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
                    _ => None,
                });
                self.version.set(version);
                Ok(())
            }
            Err(e) if failure::missing(&e) => {
                self.version.set(None);
                self.batch(&format!("SET search_path TO {schema}"))
            }
            Err(e) => Err(self.failed(&e)),
        }
    }

    /// Makes the registry, in the transaction that is open.
    pub fn create(&self) -> Result<()> {
        let schema = self.schema();
        let there = "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?1";
        let mut found = false;
        self.query(there, &[self.address.registry.as_str().into()], &mut |_| {
            found = true;
            Ok(())
        })?;
        let make = if found { String::new() } else { format!("CREATE SCHEMA {schema};\n") };
        let made = self.client.borrow_mut().batch_execute(&format!("{make}{}", dialect::schema(SCHEMA)));
        made.map_err(|e| {
            let error = self.failed(&e);
            // Another process made it meanwhile: that one serves.
            self.again.set(self.again.get() || failure::there_already(&e));
            error
        })
    }

    /// After the transaction that made the registry has lasted.
    pub fn created(&self) {
        self.version.set(Some(VERSION));
    }

    /// Moves the registry aside under another name, in the transaction that is open.
    pub fn rename(&self, to: &str) -> Result<()> {
        self.batch(&format!("ALTER SCHEMA {} RENAME TO {}", self.schema(), dialect::name(to)))
    }

    /// Sets what a role may do with this registry, by the server's own rights: exactly that, whatever it
    /// was before.
    pub fn grant(&self, access: Access, role: &str) -> Result<()> {
        // A GRANT of what one does not own is but a warning to the server.
        if !self.is_own()? {
            return Err(failure::not_allowed(&self.address));
        }
        if self.owns("?1", &[role.into()])? {
            return Err(Error::conflict(say!(
                "{role} owns the registry: its rights cannot be narrowed",
                "{role} 是登记库的所有者，其权限不能收窄"
            ))
            .hint(say!("name a role of its own for daily work", "日常使用请另设角色")));
        }
        let (schema, to) = (self.schema(), dialect::name(role));
        let mut all = format!(
            "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {to}; GRANT USAGE ON SCHEMA {schema} TO {to}; \
             GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {to};"
        );
        if access == Access::Secretary {
            let records: Vec<String> =
                tables().iter().map(|table| format!("{schema}.{}", table.name)).collect();
            all.push_str(&format!("GRANT INSERT, UPDATE, DELETE ON {} TO {to};", records.join(", ")));
            for table in OWN {
                let rights = match *table {
                    // What the row is locked by; its only value is 1.
                    "registry" => "UPDATE (id)",
                    "numbers" => "INSERT, UPDATE",
                    // The journal only ever grows.
                    _ => "INSERT",
                };
                all.push_str(&format!("GRANT {rights} ON {schema}.{table} TO {to};"));
            }
        }
        self.batch(&all)
    }

    /// Whether whoever is connected owns the registry.
    fn is_own(&self) -> Result<bool> {
        self.owns("current_user", &[])
    }

    /// Whether a role owns the registry, itself or by what it inherits.
    fn owns(&self, role: &str, named: &[Value]) -> Result<bool> {
        let schema = named.len() + 1;
        let sql = format!(
            "SELECT pg_has_role({role}, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = ?{schema}"
        );
        let params: Vec<Value> =
            named.iter().cloned().chain([self.address.registry.as_str().into()]).collect();
        let mut own = None;
        self.query(&sql, &params, &mut |row| {
            own = row.opt_flag(0)?;
            Ok(())
        })?;
        Ok(own == Some(true))
    }

    /// Takes the references of some tables off until [`Postgres::fasten`], in the transaction that is
    /// open. Where the registry is somebody else's they stay, and each new row is looked at by itself.
    pub fn loosen(&self, tables: &[&str]) -> Result<Loose> {
        if !self.is_own()? {
            return Ok(Loose(Vec::new()));
        }
        let sql = "SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k \
                   JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
                   WHERE n.nspname = ?1 AND k.contype = 'f' ORDER BY c.relname, k.conname";
        let mut found = Vec::new();
        self.query(sql, &[self.address.registry.as_str().into()], &mut |row| {
            let (table, key, reference) = (row.text(0)?, row.text(1)?, row.text(2)?);
            if tables.contains(&table.as_str()) {
                found.push((table, dialect::name(&key), reference));
            }
            Ok(())
        })?;
        // What was put in before is looked at now.
        let all: Vec<&str> = found.iter().map(|(_, key, _)| key.as_str()).collect();
        if !all.is_empty() {
            self.batch(&format!("SET CONSTRAINTS {} IMMEDIATE", all.join(", ")))?;
        }
        for (table, key, _) in &found {
            self.batch(&format!("ALTER TABLE {table} DROP CONSTRAINT {key}"))?;
        }
        Ok(Loose(found))
    }

    /// Puts references back; the server looks at all of them.
    pub fn fasten(&self, loose: &Loose) -> Result<()> {
        for (table, key, reference) in &loose.0 {
            self.batch(&format!("ALTER TABLE {table} ADD CONSTRAINT {key} {reference}"))?;
        }
        Ok(())
    }

    /// Sends lines of rows in.
    fn copy(&self, sql: &str, lines: &str) -> Result<()> {
        let mut client = self.client.borrow_mut();
        let mut copy = client.copy_in(sql).map_err(|e| self.failed(&e))?;
        for part in lines.as_bytes().chunks(TOGETHER) {
            copy.write_all(part).map_err(|e| {
                match e.get_ref().and_then(|inner| inner.downcast_ref::<postgres::Error>()) {
                    Some(inner) => self.failed(inner),
                    None => Error::storage(say!("the server cannot be reached", "无法连接服务器"))
                        .cause(Message::verbatim(e.to_string())),
                }
            })?;
        }
        copy.finish().map(|_| ()).map_err(|e| self.failed(&e))
    }

    /// Leaves nothing of what was erased in the registry's own tables.
    pub fn scrub(&self) -> Result<()> {
        let own = ["journal", "journal_changes"];
        for table in tables().iter().map(|table| table.name).chain(own) {
            self.batch(&format!("VACUUM FULL {}.{table}", self.schema()))?;
        }
        Ok(())
    }

    fn batch(&self, sql: &str) -> Result<()> {
        self.client.borrow_mut().batch_execute(sql).map_err(|e| self.failed(&e))
    }

    fn failed(&self, error: &postgres::Error) -> Error {
        let fault = Fault::working(error, &self.address);
        self.again.set(fault.again == Again::Yes);
        fault.error
    }

    fn prepared(&self, sql: &str, params: &[Value]) -> Result<Statement> {
        let asked = dialect::asked_whether_known(sql);
        let mut unknown = asked.clone();
        unknown.retain(|n| params.get(*n) == Some(&Value::Null));
        let text = dialect::numbered(sql, &unknown);
        if let Some(known) = self.statements.borrow().get(&text) {
            return Ok(known.clone());
        }
        let kind = |(n, value): (usize, &Value)| match value {
            _ if !asked.contains(&n) => Type::UNKNOWN,
            Value::Int(_) => Type::INT8,
            Value::Blob(_) => Type::BYTEA,
            // One that is written out is nowhere to be found.
            Value::Text(_) | Value::Null => Type::TEXT,
        };
        let kinds: Vec<Type> = params.iter().enumerate().map(kind).collect();
        let made = self.client.borrow_mut().prepare_typed(&text, &kinds).map_err(|e| self.failed(&e))?;
        self.statements.borrow_mut().insert(text, made.clone());
        Ok(made)
    }

    /// Answers a question in SQL whose text is not ours. The server itself refuses whatever would do
    /// more than read; columns are told once, before the rows.
    pub fn ask(&self, sql: &str, columns: &mut dyn FnMut(Vec<String>), each: &mut AskEach<'_>) -> Result<()> {
        self.begin(false)?;
        let answer = self.asked(sql, columns, each);
        self.rollback();
        // Rows may have been told already.
        self.again.set(false);
        answer
    }

    /// Rows of a question, as texts with the types of their columns.
    fn asked(&self, sql: &str, columns: &mut dyn FnMut(Vec<String>), each: &mut AskEach<'_>) -> Result<()> {
        let question = |e: postgres::Error| match e.as_db_error() {
            Some(said) if !failure::is_of_the_connection(&e) => Error::invalid(say!(
                "the question is not understood",
                "该语句无法执行"
            ))
            .cause(Message::verbatim(said.message()))
            .hint(say!(
                "`sql` answers one SELECT; each noun is a view: see schema.sql, or information_schema.views",
                "`sql` 只回答一条 SELECT；每类记录都有同名视图，见 schema.sql 或 information_schema.views"
            )),
            _ => self.failed(&e),
        };
        // The server's own grammar lets nothing but a query be a cursor's.
        let declared = format!("DECLARE question NO SCROLL CURSOR FOR {sql}");
        let mut client = self.client.borrow_mut();
        let statement = client.prepare(&declared).map_err(question)?;
        client.execute(&statement, &[]).map_err(question)?;
        let fetch = client.prepare("FETCH 1000 FROM question").map_err(question)?;
        let kinds: Vec<Type> = fetch.columns().iter().map(|column| column.type_().clone()).collect();
        columns(fetch.columns().iter().map(|column| column.name().to_string()).collect());
        loop {
            let rows = client.simple_query("FETCH 1000 FROM question").map_err(question)?;
            let mut any = false;
            for row in &rows {
                let SimpleQueryMessage::Row(row) = row else { continue };
                any = true;
                each(kinds.iter().enumerate().map(|(at, kind)| values::json(row.get(at), kind)).collect())?;
            }
            if !any {
                return Ok(());
            }
        }
    }
}

impl Engine for Postgres {
    fn begin(&self, write: bool) -> Result<()> {
        self.again.set(false);
        if !write {
            self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
        } else {
            // One writer of a registry at a time: all lock the one row of `registry` first.
            let lock = match self.version.get() {
                Some(_) => "SELECT version FROM registry WHERE id = 1 FOR UPDATE",
                None => "",
            };
            self.batch(&format!(
                "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '{TURN}s'; {lock}"
            ))?;
        }
        self.open.set(true);
        Ok(())
    }

    fn commit(&self) -> Result<()> {
        self.batch("COMMIT")?;
        self.open.set(false);
        Ok(())
    }

    fn rollback(&self) {
        if self.open.replace(false) && !self.is_closed() {
            let _ = self.client.borrow_mut().batch_execute("ROLLBACK");
        }
    }

    fn execute(&self, sql: &str, params: &[Value]) -> Result<usize> {
        let statement = self.prepared(sql, params)?;
        let bound: Vec<Bound<'_>> = params.iter().map(|value| Bound(value.cell())).collect();
        let bound: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|bound| bound as _).collect();
        let done = self.client.borrow_mut().execute(&statement, &bound).map_err(|e| self.failed(&e))?;
        Ok(usize::try_from(done).unwrap_or(usize::MAX))
    }

    fn many(&self, table: &Table, rows: &mut dyn FnMut(&mut Lay<'_>) -> Result<()>) -> Result<()> {
        let columns = table.columns.iter().map(|column| dialect::name(column)).collect::<Vec<_>>().join(", ");
        let sql = format!("COPY {} ({columns}) FROM STDIN", table.name);
        let (mut lines, mut loose) = (String::new(), None);
        rows(&mut |cells| {
            for (at, cell) in cells.iter().enumerate() {
                if at > 0 {
                    lines.push('\t');
                }
                copied(*cell, &mut lines);
            }
            lines.push('\n');
            if lines.len() > MANY {
                if loose.is_none() {
                    loose = Some(self.loosen(&[table.name])?);
                }
                self.copy(&sql, &lines)?;
                lines.clear();
            }
            Ok(())
        })?;
        self.copy(&sql, &lines)?;
        loose.map_or(Ok(()), |loose| self.fasten(&loose))
    }

    fn query(&self, sql: &str, params: &[Value], each: &mut Each<'_>) -> Result<()> {
        let statement = self.prepared(sql, params)?;
        let mut rows = Rows::default();
        {
            let mut client = self.client.borrow_mut();
            let bound = params.iter().map(|value| Bound(value.cell()));
            let mut found = client.query_raw(&statement, bound).map_err(|e| self.failed(&e))?;
            while let Some(row) = found.next().map_err(|e| self.failed(&e))? {
                rows.push(&row).map_err(|e| self.failed(&e))?;
            }
        }
        rows.each(|columns| each(&Row(columns)))
    }

    /// PostgreSQL guards its pages itself, and keeps a reference from dangling; what it was told to take
    /// unlooked at would show here.
    fn integrity(&self) -> Result<Vec<String>> {
        let sql = "SELECT c.conname FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace \
                   WHERE n.nspname = ?1 AND NOT c.convalidated \
                   UNION ALL SELECT r.relname FROM pg_index i JOIN pg_class r ON r.oid = i.indexrelid \
                   JOIN pg_namespace n ON n.oid = r.relnamespace WHERE n.nspname = ?1 AND NOT i.indisvalid";
        let mut wrong = Vec::new();
        self.query(sql, &[self.address.registry.as_str().into()], &mut |row| {
            wrong.push(row.text(0)?);
            Ok(())
        })?;
        Ok(wrong)
    }

    /// None: the server looks at every reference itself when the transaction ends.
    fn dangling(&self, _: &str) -> Result<Option<String>> {
        Ok(None)
    }

    fn script(&self, sql: &str) -> Result<()> {
        self.batch(&dialect::schema(sql))
    }
}
