//! The seam to the engine: statements, values and rows of our own. One file implements it for each
//! engine; nothing above it names one.

use std::time::Duration;

use super::{keeper::Keeper, pieces::Piece, tables::Table};
use crate::{
    error::{Error, Result},
    model::{day::Day, words::CodeWord},
    say,
};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Unknown.
    Null,
    /// A number, or a yes/no as 1/0.
    Int(i64),
    /// A text, a code word, an ISO day.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A column of a row that is being read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Unknown.
    Null,
    /// A number.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

impl Value {
    /// The same, borrowed.
    pub fn cell(&self) -> Cell<'_> {
        match self {
            Value::Null => Cell::Null,
            Value::Int(n) => Cell::Int(*n),
            Value::Text(text) => Cell::Text(text),
            Value::Blob(bytes) => Cell::Blob(bytes),
        }
    }
}

impl Value {
    /// Makes it a copy of a cell, in the room that it has.
    pub fn hold(&mut self, cell: Cell<'_>) {
        match (&mut *self, cell) {
            (Value::Text(old), Cell::Text(text)) => text.clone_into(old),
            (old, cell) => *old = cell.to_value(),
        }
    }
}

impl Cell<'_> {
    /// A copy that outlives the row.
    pub fn to_value(self) -> Value {
        match self {
            Cell::Null => Value::Null,
            Cell::Int(n) => Value::Int(n),
            Cell::Text(text) => Value::Text(text.to_string()),
            Cell::Blob(bytes) => Value::Blob(bytes.to_vec()),
        }
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Value {
        Value::Int(n)
    }
}
impl From<u32> for Value {
    fn from(n: u32) -> Value {
        Value::Int(n.into())
    }
}
impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::Int(b.into())
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_string())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}
impl From<Day> for Value {
    fn from(day: Day) -> Value {
        Value::Text(day.to_string())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// The columns of one row, as the engine has them in hand.
pub trait Cells {
    /// The column at `index`, counted from 0.
    fn cell(&self, index: usize) -> Result<Cell<'_>>;
    /// How many there are.
    fn width(&self) -> usize;
}

/// A row with typed, fallible access: bad stored data is an error, never a panic.
pub struct Row<'a>(pub &'a dyn Cells);

impl Row<'_> {
    /// The value, or the error that the column holds none.
    pub(super) fn opt_or_wrong<T>(&self, value: Option<T>, index: usize) -> Result<T> {
        value.map_or_else(|| self.wrong(index), Ok)
    }

    fn wrong<T>(&self, index: usize) -> Result<T> {
        Err(Error::storage(say!(
            "the registry holds a value in column {index} of an answer that does not fit there",
            "登记库返回结果的第{index}列含有不合规的值"
        ))
        .hint(say!("run `alliance check --deep`", "请运行 `alliance check --deep`")))
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.0.width()
    }

    /// The column as it lies in the row.
    pub fn cell(&self, index: usize) -> Result<Cell<'_>> {
        self.0.cell(index)
    }

    /// The column as it is.
    pub fn value(&self, index: usize) -> Result<Value> {
        Ok(self.0.cell(index)?.to_value())
    }

    /// A number that may be unknown.
    pub fn opt_int(&self, index: usize) -> Result<Option<i64>> {
        match self.0.cell(index)? {
            Cell::Null => Ok(None),
            Cell::Int(n) => Ok(Some(n)),
            _ => self.wrong(index),
        }
    }

    /// A number.
    pub fn int(&self, index: usize) -> Result<i64> {
        self.opt_int(index)?.map_or_else(|| self.wrong(index), Ok)
    }

    /// A count that may be unknown.
    pub fn opt_count(&self, index: usize) -> Result<Option<u64>> {
        self.opt_int(index)?.map(|n| u64::try_from(n).or_else(|_| self.wrong(index))).transpose()
    }

    /// A small number that may be unknown: a term, a session's number.
    pub fn opt_number(&self, index: usize) -> Result<Option<u32>> {
        self.opt_int(index)?.map(|n| u32::try_from(n).or_else(|_| self.wrong(index))).transpose()
    }

    /// A yes/no that may be unknown.
    pub fn opt_flag(&self, index: usize) -> Result<Option<bool>> {
        Ok(self.opt_int(index)?.map(|n| n != 0))
    }

    /// A text that may be unknown, borrowed from the row.
    pub fn opt_str(&self, index: usize) -> Result<Option<&str>> {
        match self.0.cell(index)? {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text)),
            _ => self.wrong(index),
        }
    }

    /// A text that may be unknown.
    pub fn opt_text(&self, index: usize) -> Result<Option<String>> {
        Ok(self.opt_str(index)?.map(str::to_string))
    }

    /// A text.
    pub fn text(&self, index: usize) -> Result<String> {
        self.opt_text(index)?.map_or_else(|| self.wrong(index), Ok)
    }

    /// A day that may be unknown.
    pub fn opt_day(&self, index: usize) -> Result<Option<Day>> {
        self.opt_str(index)?.map(|text| Day::from_iso(text).map_or_else(|| self.wrong(index), Ok)).transpose()
    }

    /// A day.
    pub fn day(&self, index: usize) -> Result<Day> {
        self.opt_day(index)?.map_or_else(|| self.wrong(index), Ok)
    }

    /// A code word that may be unknown.
    pub fn opt_word<W: CodeWord>(&self, index: usize) -> Result<Option<W>> {
        self.opt_str(index)?.map(|text| W::parse(text).map_or_else(|| self.wrong(index), Ok)).transpose()
    }

    /// A code word.
    pub fn word<W: CodeWord>(&self, index: usize) -> Result<W> {
        self.opt_word(index)?.map_or_else(|| self.wrong(index), Ok)
    }
}

/// What is done with each row of an answer.
pub type Each<'a> = dyn FnMut(&Row<'_>) -> Result<()> + 'a;

/// What a question whose text is not ours may take.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// How long the engine may work on it.
    pub time: Duration,
    /// How many rows its answer may have.
    pub rows: u64,
}

/// The longest value that a question may make, and the most memory that the engine may take for it, in bytes.
pub const LONGEST_VALUE: usize = 100_000_000;
/// As [`LONGEST_VALUE`].
pub const ASKED_MEMORY: usize = 400_000_000;

impl Budget {
    /// The refusal of an answer of too many rows.
    pub fn too_many(&self) -> Error {
        let n = self.rows;
        Error::invalid(say!("the answer has more than {n} rows", "结果超过{n}行")).hint(say!(
            "ask for fewer with WHERE or LIMIT, or take all of it by `alliance export`",
            "请用 WHERE 或 LIMIT 缩小范围，全部内容请用 `alliance export`"
        ))
    }

    /// The end of a question that takes too long.
    pub fn too_long(&self) -> Error {
        let n = self.time.as_secs();
        Error::invalid(say!("the question took longer than {n} s and was ended", "该语句执行超过{n}秒，已终止"))
            .hint(say!(
                "a recursion without an end, or a join without its condition? --timeout S gives it longer",
                "是否有不会结束的递归，或漏写连接条件？可用 --timeout 秒数 放宽时限"
            ))
    }

    /// The end of a question that takes too much memory.
    pub fn too_large() -> Error {
        let n = ASKED_MEMORY / 1_000_000;
        Error::invalid(say!(
            "the question takes more than the {n} MB of memory that there are for it",
            "该语句占用的内存超过上限（{n}MB）"
        ))
        .hint(say!("ask for fewer or shorter values", "请减少行数或缩短取值"))
    }
}

/// What is done with each row of an answer to a question.
pub type AskEach<'a> = dyn FnMut(Vec<serde_json::Value>) -> Result<()> + 'a;
/// Takes one row in, all its columns.
pub type Lay<'a> = dyn FnMut(&[Cell<'_>]) -> Result<()> + 'a;

/// A row on its way from what it is to what it is to be, nothing where it is not there: one of the two is.
pub type Turned = (Option<Vec<Value>>, Option<Vec<Value>>);
/// The key of a row that has all columns of its table.
pub fn key(table: &Table, row: &[Value]) -> Vec<Value> {
    table.key.iter().filter_map(|at| row.get(*at)).cloned().collect()
}
/// Hands over some rows of a table, none of them twice; nothing at the end.
pub type Turns<'a> = dyn FnMut() -> Result<Option<Vec<Turned>>> + 'a;

/// A condition on the rows of a table, of which a step makes another one.
#[derive(Debug, Clone, Copy)]
pub struct Check<'a> {
    /// The table.
    pub table: &'a str,
    /// What a server calls it.
    pub name: &'a str,
    /// As it stands in the statement that made the table.
    pub old: &'a str,
    /// As it is to be.
    pub new: &'a str,
}

/// A connection to one registry. Statements are in the SQL that the engines share: numbered parameters
/// `?1 ?2 …`, every column and every order named, and `NULLS FIRST` (ascending) or `NULLS LAST`
/// (descending) wherever what is ordered by may be unknown.
pub trait Engine {
    /// Starts a transaction: one that may write waits for its turn, within a bound.
    fn begin(&self, write: bool) -> Result<()>;
    /// Makes the transaction last.
    fn commit(&self) -> Result<()>;
    /// Drops the transaction; nothing happens where there is none.
    fn rollback(&self);
    /// Runs one statement and tells how many rows it changed.
    fn execute(&self, sql: &str, params: &[Value]) -> Result<usize>;
    /// Inserts many rows into a table; `rows` hands them over one by one.
    fn many(&self, table: &Table, rows: &mut dyn FnMut(&mut Lay<'_>) -> Result<()>) -> Result<()>;
    /// Makes many rows of a table what they are to be, where each stands just so as it is said to; some hundreds of
    /// thousands take few statements. Answers the key of one that stands otherwise: what was done until then must be
    /// rolled back.
    fn turn(&self, table: &Table, rows: &mut Turns<'_>) -> Result<Option<Vec<Value>>>;
    /// Runs one query, row by row.
    fn query(&self, sql: &str, params: &[Value], each: &mut Each<'_>) -> Result<()>;
    /// Runs one query about these numbers, row by row in their order: `sql` selects `FROM these CROSS JOIN …`, where
    /// `these.value` is a number. Several rows of one number come by `then`, which is the end of the key by which they
    /// are found.
    fn query_of(&self, sql: &str, these: &[i64], then: Option<&str>, each: &mut Each<'_>) -> Result<()>;
    /// The engine's own check of its storage: what is wrong, in its words; empty where all is well.
    fn integrity(&self) -> Result<Vec<String>>;
    /// The tables, views, indexes and triggers that are there.
    fn pieces(&self) -> Result<Vec<Piece>>;
    /// Those of a new registry on this engine.
    fn new_pieces(&self) -> Result<Vec<Piece>>;
    /// A row of the table with a foreign key that has no target, in the engine's words; `None` where all have.
    fn dangling(&self, table: &str) -> Result<Option<String>>;
    /// Whether what is read here is what stands at the registry's place; false of a copy that only this process has.
    fn lasts(&self) -> bool {
        true
    }
    /// Puts a wider condition in the place of a table's own.
    fn recheck(&self, check: &Check<'_>) -> Result<()>;
    /// Runs several statements without parameters.
    fn script(&self, sql: &str) -> Result<()>;
    /// Who writes the tables that are the gate's own, where the engine lets nobody else do it; nothing where
    /// statements write them.
    fn keeper(&self) -> Option<&dyn Keeper> {
        None
    }
    /// Checks now what is otherwise checked at the end of the transaction: a server alters no table of which it has put
    /// off checks.
    fn settle(&self) -> Result<()> {
        Ok(())
    }
    /// Makes anew what the engine keeps of a registry beside its tables and views, at the end of the steps that brought
    /// it up and in their transaction.
    fn brought_up(&self) -> Result<()> {
        Ok(())
    }
}
