//! PostgreSQL behind the seam: with its folder the only place that names the `postgres` crate. One
//! registry is one schema of a database.

mod address;
mod connect;
mod copying;
mod dialect;
mod failure;
mod keeper;
mod pieces;
mod rights;
mod tls;
mod turn;
mod values;
mod whole;

use std::{
    cell::{Cell as Slot, RefCell},
    collections::HashMap,
    rc::Rc,
    time::Instant,
};

use postgres::{
    Client, SimpleQueryMessage, Statement,
    error::SqlState,
    fallible_iterator::FallibleIterator as _,
    types::{ToSql, Type},
};

pub use address::{Address, Env, Known, is_url};
pub use failure::{Again, Failure};

use self::{
    copying::Copying,
    values::{Bound, Rows},
};
use super::{
    engine::{AskEach, Budget, Check, Each, Engine, LONGEST_VALUE, Lay, Row, Turns, Value},
    keeper::Keeper,
    pieces::Piece,
    steps::VERSION,
    tables::{SCHEMA, Table},
};
use crate::{
    error::{Error, Message, Result},
    say,
};

/// How long a statement waits for another writer before it says so, in seconds.
const TURN: u32 = 30;
/// Makes the checks now that are put off to the end of the transaction.
const SETTLE: &str = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED";

/// A statement that was sent so often is prepared: it is likely to be sent many times more.
const OFTEN: u32 = 4;

/// Answers by statement and parameters.
type Answers = HashMap<(String, Vec<Value>), Rc<Rows>>;

/// Up to this many bytes an answer is kept, for when the same question is asked again in the transaction.
const KEPT: usize = 1 << 16;

/// A connection to one registry on a server.
pub struct Postgres {
    client: RefCell<Client>,
    statements: RefCell<HashMap<String, Asked>>,
    /// Answers of the reading transaction that is open: the same question has the same one in it.
    answers: RefCell<Answers>,
    reading: Slot<bool>,
    address: Address,
    /// The version of the registry's schema; none where the registry is not there.
    version: Slot<Option<i64>>,
    /// The role that the server knows this connection by, since it has written.
    role: RefCell<Option<String>>,
    open: Slot<bool>,
    again: Slot<Again>,
    /// Whether the answer to a commit was lost.
    unanswered: Slot<bool>,
}

impl Postgres {
    /// Connects, and looks whether the registry is there.
    pub fn connect(address: &Address) -> std::result::Result<Postgres, Failure> {
        let postgres = Postgres {
            client: RefCell::new(connect::connect(address)?),
            statements: RefCell::default(),
            answers: RefCell::default(),
            reading: Slot::new(false),
            address: address.clone(),
            version: Slot::new(None),
            role: RefCell::default(),
            open: Slot::new(false),
            again: Slot::new(Again::No),
            unanswered: Slot::new(false),
        };
        match postgres.look() {
            Ok(()) => Ok(postgres),
            Err(error) => Err(Failure::new(error, postgres.again())),
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
        self.again.get() == Again::Yes
    }

    /// Whether the last failure may be tried again; asked once.
    pub fn again(&self) -> Again {
        self.again.replace(Again::No)
    }

    /// Whether a commit was sent and its answer was lost: what it was to make last may stand.
    pub fn unanswered(&self) -> bool {
        self.unanswered.get()
    }

    fn schema(&self) -> String {
        dialect::name(&self.address.registry)
    }

    fn look(&self) -> Result<()> {
        let sql = format!("SELECT version FROM {}.registry WHERE id = 1", self.schema());
        let found = self.client.borrow_mut().simple_query(&sql);
        self.version.set(match found {
            Ok(rows) => version(&rows),
            Err(e) if failure::missing(&e) => None,
            Err(e) if e.code() == Some(&SqlState::UNDEFINED_COLUMN) => {
                return Err(failure::no_registry(&self.address));
            }
            Err(e) => return Err(self.failed(&e)),
        });
        Ok(())
    }

    /// After the transaction that made the registry has lasted.
    pub fn created(&self) {
        self.version.set(Some(VERSION));
    }

    fn batch(&self, sql: &str) -> Result<()> {
        self.client.borrow_mut().batch_execute(sql).map_err(|e| self.failed(&e))
    }

    fn failed(&self, error: &postgres::Error) -> Error {
        let fault = Failure::working(error, &self.address);
        self.again.set(fault.again);
        fault.error
    }

    /// A statement in the server's form, with the types of its parameters. Until it was sent [`OFTEN`] times it goes with
    /// its parameters in one message, which saves the round trip that preparing it takes.
    fn statement(&self, sql: &str, params: &[Value]) -> Result<Sending> {
        let asked = dialect::asked_whether_known(sql);
        let mut unknown = asked.clone();
        unknown.retain(|n| params.get(*n) == Some(&Value::Null));
        let text = dialect::numbered(sql, &unknown);
        let sent = match self.statements.borrow().get(&text) {
            Some(Asked::Prepared(known)) => return Ok(Sending::Prepared(known.clone())),
            Some(Asked::Sent(times)) => *times,
            None => 0,
        };
        if sent < OFTEN {
            let kind = |(n, value): (usize, &Value)| match value {
                Value::Int(_) => Type::INT8,
                Value::Blob(_) => Type::BYTEA,
                Value::Text(_) => Type::TEXT,
                // This one stands as NULL in the text, so its type does not matter.
                Value::Null if asked.contains(&n) => Type::TEXT,
                Value::Null => Type::UNKNOWN,
            };
            self.statements.borrow_mut().insert(text.clone(), Asked::Sent(sent + 1));
            return Ok(Sending::Whole(text, params.iter().enumerate().map(kind).collect()));
        }
        let kind = |(n, value): (usize, &Value)| match value {
            _ if !asked.contains(&n) => Type::UNKNOWN,
            Value::Int(_) => Type::INT8,
            Value::Blob(_) => Type::BYTEA,
            Value::Text(_) | Value::Null => Type::TEXT,
        };
        let kinds: Vec<Type> = params.iter().enumerate().map(kind).collect();
        let made = self.client.borrow_mut().prepare_typed(&text, &kinds).map_err(|e| self.failed(&e))?;
        self.statements.borrow_mut().insert(text, Asked::Prepared(made.clone()));
        Ok(Sending::Prepared(made))
    }

    /// Answers a question in SQL whose text is not ours. The server itself refuses whatever would do
    /// more than read; columns are told once, before the rows.
    pub fn ask(
        &self,
        sql: &str,
        budget: Budget,
        columns: &mut dyn FnMut(Vec<String>),
        each: &mut AskEach<'_>,
    ) -> Result<()> {
        self.begin(false)?;
        let answer = self.asked(sql, budget, columns, each);
        self.rollback();
        // Rows may have been told already.
        self.again.set(Again::No);
        answer
    }

    /// Rows of a question, as texts with the types of their columns.
    fn asked(
        &self,
        sql: &str,
        budget: Budget,
        columns: &mut dyn FnMut(Vec<String>),
        each: &mut AskEach<'_>,
    ) -> Result<()> {
        let question = |e: postgres::Error| match e.as_db_error() {
            Some(said) if *said.code() == SqlState::QUERY_CANCELED => budget.too_long(),
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
        let started = Instant::now();
        // Each statement may take what is left of the time.
        let limit = || {
            let left = budget.time.saturating_sub(started.elapsed()).as_millis();
            if left == 0 { Err(budget.too_long()) } else { Ok(format!("SET LOCAL statement_timeout = {left}")) }
        };
        client.batch_execute(&limit()?).map_err(question)?;
        let statement = client.prepare(&declared).map_err(question)?;
        client.execute(&statement, &[]).map_err(question)?;
        let fetch = client.prepare("FETCH 1 FROM question").map_err(question)?;
        let kinds: Vec<Type> = fetch.columns().iter().map(|column| column.type_().clone()).collect();
        columns(fetch.columns().iter().map(|column| column.name().to_string()).collect());
        // So many rows are asked for at once as are likely to be few megabytes: one first, then by what they were.
        let (mut count, mut size, mut many) = (0, 0, 1);
        loop {
            let sql = format!("{}; FETCH {many} FROM question", limit()?);
            let rows = client.simple_query(&sql).map_err(question)?;
            let before = count;
            for row in &rows {
                let SimpleQueryMessage::Row(row) = row else { continue };
                count += 1;
                if count > budget.rows {
                    return Err(budget.too_many());
                }
                let lengths = (0..kinds.len()).map(|at| row.get(at).map_or(0, str::len));
                let longest = lengths.inspect(|length| size += length).max();
                if longest.is_some_and(|longest| longest > LONGEST_VALUE) {
                    return Err(Budget::too_large());
                }
                each(kinds.iter().enumerate().map(|(at, kind)| values::json(row.get(at), kind)).collect())?;
            }
            if count == before {
                return Ok(());
            }
            let one = size / usize::try_from(count).unwrap_or(usize::MAX) + 1;
            many = (4_000_000 / one).clamp(1, 1000);
        }
    }
}

/// A statement that was sent: so many times, or often enough to be prepared.
enum Asked {
    Sent(u32),
    Prepared(Statement),
}

/// How a statement goes to the server.
enum Sending {
    Whole(String, Vec<Type>),
    Prepared(Statement),
}

/// The number that an answer begins with.
fn version(rows: &[SimpleQueryMessage]) -> Option<i64> {
    column(rows, 0)?.parse().ok()
}

/// A column of the first row of an answer.
fn column(rows: &[SimpleQueryMessage], at: usize) -> Option<&str> {
    rows.iter().find_map(|row| match row {
        SimpleQueryMessage::Row(row) => row.get(at),
        _ => None,
    })
}

impl Engine for Postgres {
    fn begin(&self, write: bool) -> Result<()> {
        self.again.set(Again::No);
        self.open.set(true);
        self.reading.set(!write);
        self.answers.take();
        let path = format!("SET LOCAL search_path TO {}", self.schema());
        let known = self.version.get();
        // One writer of a registry at a time: all lock the one row of `registry` first.
        let turn = match known {
            Some(VERSION) => {
                let name = self.address.registry.replace('\'', "''");
                format!("SELECT gate_turn('{name}'), session_user")
            }
            _ => "SELECT version, session_user FROM registry WHERE id = 1 FOR UPDATE".to_string(),
        };
        let sql = match (write, known) {
            (false, _) => format!("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; {path}"),
            (true, None) => format!("BEGIN ISOLATION LEVEL READ COMMITTED; {path}; SELECT NULL, session_user"),
            (true, Some(_)) => format!(
                "BEGIN ISOLATION LEVEL READ COMMITTED; {path}; SET LOCAL lock_timeout = '{TURN}s'; {turn}"
            ),
        };
        let rows = self.client.borrow_mut().simple_query(&sql).map_err(|e| self.failed(&e))?;
        if write {
            self.role.replace(column(&rows, 1).map(str::to_string));
        }
        if write && known.is_some() && version(&rows) != known {
            self.again.set(Again::Yes);
            return Err(Error::storage(say!(
                "the registry was restored or upgraded just now",
                "登记库刚被恢复或升级"
            )));
        }
        Ok(())
    }

    fn commit(&self) -> Result<()> {
        self.batch("COMMIT").inspect_err(|_| self.unanswered.set(self.lost()))?;
        self.open.set(false);
        Ok(())
    }

    fn rollback(&self) {
        self.reading.set(false);
        if self.open.replace(false) && !self.is_closed() {
            let _ = self.client.borrow_mut().batch_execute("ROLLBACK");
        }
    }

    fn execute(&self, sql: &str, params: &[Value]) -> Result<usize> {
        let bound: Vec<Bound<'_>> = params.iter().map(|value| Bound(value.cell())).collect();
        let bound = bound.iter().map(|bound| bound as &(dyn ToSql + Sync));
        let done = match self.statement(sql, params)? {
            Sending::Prepared(statement) => {
                self.client.borrow_mut().execute(&statement, &bound.collect::<Vec<_>>())
            }
            Sending::Whole(text, kinds) => {
                let bound: Vec<_> = bound.zip(kinds).collect();
                self.client.borrow_mut().execute_typed(&text, &bound)
            }
        };
        let done = done.map_err(|e| self.failed(&e))?;
        Ok(usize::try_from(done).unwrap_or(usize::MAX))
    }

    fn many(&self, table: &Table, rows: &mut dyn FnMut(&mut Lay<'_>) -> Result<()>) -> Result<()> {
        let mut copying = Copying::into(self, table);
        rows(&mut |cells| copying.lay(cells))?;
        copying.finish()
    }

    fn turn(&self, table: &Table, rows: &mut Turns<'_>) -> Result<Option<Vec<Value>>> {
        self.turn_rows(table, rows)
    }

    fn query(&self, sql: &str, params: &[Value], each: &mut Each<'_>) -> Result<()> {
        let key = self.reading.get().then(|| (sql.to_string(), params.to_vec()));
        let known = key.as_ref().and_then(|key| self.answers.borrow().get(key).cloned());
        if let Some(known) = known {
            return known.each(|columns| each(&Row(columns)));
        }
        let statement = self.statement(sql, params)?;
        let mut rows = Rows::default();
        {
            let mut client = self.client.borrow_mut();
            let bound = params.iter().map(|value| Bound(value.cell()));
            let found = match statement {
                Sending::Prepared(statement) => client.query_raw(&statement, bound),
                Sending::Whole(text, kinds) => client.query_typed_raw(&text, bound.zip(kinds)),
            };
            let mut found = found.map_err(|e| self.failed(&e))?;
            while let Some(row) = found.next().map_err(|e| self.failed(&e))? {
                rows.push(&row).map_err(|e| self.failed(&e))?;
            }
        }
        let rows = Rc::new(rows);
        if let Some(key) = key.filter(|_| rows.size() <= KEPT) {
            self.answers.borrow_mut().insert(key, rows.clone());
        }
        rows.each(|columns| each(&Row(columns)))
    }

    fn query_of(&self, sql: &str, these: &[i64], then: Option<&str>, each: &mut Each<'_>) -> Result<()> {
        let numbers = these.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let then = then.map_or_else(String::new, |then| format!(", {then}"));
        let sql = format!(
            "WITH these (value, place) AS (SELECT * FROM unnest(CAST(CAST(?1 AS text) AS bigint[])) WITH ORDINALITY) \
             {sql} ORDER BY these.place{then}"
        );
        self.query(&sql, &[format!("{{{numbers}}}").into()], each)
    }

    /// PostgreSQL checks its pages and its foreign keys itself. What can be found here are constraints and
    /// indexes that are missing or were never validated.
    fn integrity(&self) -> Result<Vec<String>> {
        let sql = "SELECT c.conname FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace \
                   WHERE n.nspname = ?1 AND NOT c.convalidated \
                   UNION ALL SELECT r.relname FROM pg_index i JOIN pg_class r ON r.oid = i.indexrelid \
                   JOIN pg_namespace n ON n.oid = r.relnamespace WHERE n.nspname = ?1 AND NOT i.indisvalid";
        let (registry, mut wrong) = (self.address.registry.as_str(), Vec::new());
        self.query(sql, &[registry.into()], &mut |row| {
            wrong.push(row.text(0)?);
            Ok(())
        })?;
        let sql = "SELECT count(*) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace \
                   WHERE n.nspname = ?1 AND k.contype = 'f'";
        let expected = dialect::schema(SCHEMA).matches("REFERENCES").count();
        self.query(sql, &[registry.into()], &mut |row| {
            let found = row.int(0)?;
            if i64::try_from(expected).is_ok_and(|expected| found < expected) {
                wrong.push(format!("{found} of {expected} foreign keys are there"));
            }
            Ok(())
        })?;
        Ok(wrong)
    }

    fn pieces(&self) -> Result<Vec<Piece>> {
        self.own_pieces()
    }

    fn new_pieces(&self) -> Result<Vec<Piece>> {
        Ok(self.pieces_of_new())
    }

    /// Always `None`: the server checks every foreign key itself when the transaction ends.
    fn dangling(&self, _: &str) -> Result<Option<String>> {
        Ok(None)
    }

    fn recheck(&self, Check { table, name, new, .. }: &Check<'_>) -> Result<()> {
        self.batch(&format!(
            "ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({new})"
        ))
    }

    fn script(&self, sql: &str) -> Result<()> {
        self.batch(&dialect::schema(sql))
    }

    /// A registry of an earlier version has no functions until it is brought up.
    fn keeper(&self) -> Option<&dyn Keeper> {
        self.version.get().is_none_or(|version| version == VERSION).then_some(self)
    }

    fn settle(&self) -> Result<()> {
        self.batch(SETTLE)
    }

    fn brought_up(&self) -> Result<()> {
        self.make_functions()?;
        self.regrant()
    }
}
