//! SQLite behind the seam: nothing but this file and those below it names rusqlite.

mod ask;
mod many;
mod turn;

use std::{
    cell::Cell as Slot,
    path::Path,
    rc::Rc,
    time::{Duration, Instant},
};

use rusqlite::{
    Connection, ErrorCode, OpenFlags,
    backup::{Backup, StepResult},
    config::DbConfig,
    types::ValueRef,
    vtab::array::{self, Array},
};

use super::{
    engine::{Cell, Cells, Check, Each, Engine, Lay, Row, Turns, Value},
    pieces::{Piece, words},
    tables::{SCHEMA, Table, all},
};
use crate::{
    error::{Error, Message, Result},
    say,
};

/// How long a writer waits for its turn before it says that another one is at work.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection to one registry file. The second part says of a copy whether what is in it stands at the registry's place
/// just so.
pub struct Sqlite(Connection, Slot<bool>);

impl Sqlite {
    /// Opens a file that is there. `write` false: the engine itself refuses every change.
    pub fn open(path: &Path, write: bool) -> Result<Sqlite> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|e| failure(&e))?;
        let sqlite = Sqlite(connection, Slot::new(false));
        match sqlite.prepare(write) {
            // A file in a folder that cannot be written has no place for the engine's side files;
            // where no writer left any, the file alone is the whole registry.
            Err(_) if !write && !side_file(path).exists() && path.is_file() => {
                Sqlite::closed(path)
            }
            done => done.map(|()| sqlite),
        }
    }

    /// A registry that lives as long as the process: for rehearsals and replays.
    pub fn memory() -> Result<Sqlite> {
        let sqlite = Sqlite(Connection::open_in_memory().map_err(|e| failure(&e))?, Slot::new(false));
        sqlite.prepare(true)?;
        Ok(sqlite)
    }

    /// Whether the system lets nobody of this process write to the file.
    pub fn is_read_only(&self) -> Result<bool> {
        self.0.is_readonly(rusqlite::MAIN_DB).map_err(|e| failure(&e))
    }

    /// A copy of the database for this process alone, which goes when it is closed: the engine keeps what is large of
    /// it in a file that has no name.
    pub fn private_copy(&self) -> Result<Sqlite> {
        let mut copy = Sqlite(Connection::open("").map_err(|e| failure(&e))?, Slot::new(false));
        self.copy_pages(&mut copy)?;
        copy.prepare(true)?;
        Ok(copy)
    }

    /// A new registry for this process alone, which goes when it is closed: what is large of it lies in a file that has no
    /// name.
    pub fn private() -> Result<Sqlite> {
        let sqlite = Sqlite(Connection::open("").map_err(|e| failure(&e))?, Slot::new(false));
        sqlite.prepare(true)?;
        sqlite.script(SCHEMA)?;
        Ok(sqlite)
    }

    /// Says whether what is in a copy stands at the registry's place just so.
    pub fn stands(&self, lasts: bool) {
        self.1.set(lasts);
    }

    /// From now on the engine refuses every change.
    pub fn read_only(&self) -> Result<()> {
        self.script("PRAGMA query_only = ON")
    }

    /// A new, empty database file at `path`, whose owner alone can read it, to be built where nobody else looks:
    /// a crash loses it as a whole, so that nothing waits for the disk before [`Sqlite::finish`]. What an earlier
    /// try left there goes.
    pub fn create(path: &Path) -> Result<Sqlite> {
        own_file(path).map_err(|e| {
            Error::storage(say!("the registry cannot be opened", "登记库无法打开"))
                .because(&e)
                .hint(say!("check the path and its rights", "请检查路径及权限"))
        })?;
        let sqlite = Sqlite(Connection::open(path).map_err(|e| failure(&e))?, Slot::new(false));
        sqlite.prepare(true)?;
        sqlite.script("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")?;
        Ok(sqlite)
    }

    /// Ends the building of a file: from now on readers and the one writer do not block each other, all that
    /// was written is in the file itself, and the file is closed. What fails on the way is the error.
    pub fn finish(self) -> Result<()> {
        let mut mode = String::new();
        self.query("PRAGMA journal_mode = WAL", &[], &mut |row| {
            mode = row.text(0)?;
            Ok(())
        })?;
        let mut whole = mode == "wal";
        self.query("PRAGMA wal_checkpoint(TRUNCATE)", &[], &mut |row| {
            whole &= row.int(0)? == 0 && row.int(1)? == row.int(2)?;
            Ok(())
        })?;
        if !whole {
            return Err(Error::storage(say!(
                "the engine did not write the whole registry into its file",
                "数据库引擎未能将登记库完整写入文件"
            )));
        }
        self.0.close().map_err(|(_, e)| failure(&e))
    }

    /// Opens a file that nobody has open, as it lies on the disk: for reading alone.
    pub fn closed(path: &Path) -> Result<Sqlite> {
        let uri = format!("file:{}?immutable=1", escape(path));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let sqlite = Sqlite(Connection::open_with_flags(uri, flags).map_err(|e| failure(&e))?, Slot::new(false));
        sqlite.prepare(false)?;
        Ok(sqlite)
    }

    /// How many rows each table has, counted in the table itself.
    pub fn counts(&self) -> Result<Vec<(&'static str, i64)>> {
        let count = |table: &Table| {
            let mut count = 0;
            self.query(&format!("SELECT count(*) FROM {} NOT INDEXED", table.name), &[], &mut |row| {
                count = row.int(0)?;
                Ok(())
            })?;
            Ok((table.name, count))
        };
        all().iter().map(count).collect()
    }

    /// Copies the whole database into a new file at `path` by SQLite's online backup: as it stands at one
    /// moment, while others go on reading and writing.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        let mut target = Sqlite::create(path)?;
        self.copy_pages(&mut target)?;
        target.finish()
    }

    fn copy_pages(&self, target: &mut Sqlite) -> Result<()> {
        let started = Instant::now();
        let backup = Backup::new(&self.0, &mut target.0).map_err(|e| failure(&e))?;
        // -1: all pages in one step, so that what is copied is of one moment.
        loop {
            match backup.step(-1).map_err(|e| failure(&e))? {
                StepResult::Done => return Ok(()),
                _ if started.elapsed() > PATIENCE => return Err(busy()),
                _ => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    /// Drops every table, view, trigger and index, in the transaction that is open.
    pub fn clear(&self) -> Result<()> {
        self.clear_virtual()?;
        // What stands on a table goes before it; a table takes its own indexes and triggers along.
        for kind in ["trigger", "view", "table"] {
            let mut names = Vec::new();
            let sql = "SELECT name FROM sqlite_schema WHERE type = ?1 AND name NOT LIKE 'sqlite^_%' ESCAPE '^' \
                       ORDER BY rowid DESC";
            self.query(sql, &[kind.into()], &mut |row| {
                names.push(row.text(0)?);
                Ok(())
            })?;
            for name in names {
                self.script(&format!("DROP {kind} \"{}\"", name.replace('"', "\"\"")))?;
            }
        }
        Ok(())
    }

    /// Takes the tables out that stand on a module of somebody else's: without the module they cannot even be dropped.
    /// They have no pages of their own; what their module keeps lies in tables like any other.
    fn clear_virtual(&self) -> Result<()> {
        let mut count = 0;
        let foreign = "type = 'table' AND coalesce(rootpage, 0) = 0";
        self.query(&format!("SELECT count(*) FROM sqlite_schema WHERE {foreign}"), &[], &mut |row| {
            count = row.int(0)?;
            Ok(())
        })?;
        if count == 0 {
            return Ok(());
        }
        self.rewrite_schema(&format!("DELETE FROM sqlite_schema WHERE {foreign}"), &[])
    }

    /// Changes the statements that the schema is kept as, and makes every connection read them anew.
    fn rewrite_schema(&self, sql: &str, params: &[Value]) -> Result<()> {
        let mut number = 0;
        self.query("PRAGMA schema_version", &[], &mut |row| {
            number = row.int(0)?;
            Ok(())
        })?;
        self.script("PRAGMA writable_schema = ON")?;
        self.execute(sql, params)?;
        self.script(&format!("PRAGMA schema_version = {}; PRAGMA writable_schema = RESET", number + 1))
    }

    /// Leaves nothing of what was erased in free pages or side files. Answers whether that is certain: while
    /// another process reads what was there before, or writes, for longer than `patience`, it is not.
    pub fn scrub(&self, patience: Duration) -> Result<bool> {
        self.0.busy_timeout(patience).map_err(|e| failure(&e))?;
        let vacuumed = self.0.execute_batch("VACUUM");
        let busy = |e: &rusqlite::Error| {
            matches!(e.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
        };
        let mut clean = match vacuumed {
            Err(e) if busy(&e) => false,
            done => done.map(|()| true).map_err(|e| failure(&e))?,
        };
        if clean {
            // The answer says whether anybody stood in the way.
            self.query("PRAGMA wal_checkpoint(TRUNCATE)", &[], &mut |row| {
                clean = row.int(0)? == 0;
                Ok(())
            })?;
        }
        self.0.busy_timeout(PATIENCE).map_err(|e| failure(&e))?;
        Ok(clean)
    }

    /// Makes ready for a transaction of very many rows: room to keep the pages at hand that it goes
    /// back and forth between. That references hold is looked at once at its end, by
    /// [`Engine::dangling`], not at every row.
    pub fn large(&self) -> Result<()> {
        // A statement of many rows is not planned anew for every set of values.
        self.0.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(|e| failure(&e))?;
        self.script("PRAGMA cache_size = -32000; PRAGMA foreign_keys = OFF")
    }

    fn ask_each(&self, sql: &str, params: impl rusqlite::Params, each: &mut Each<'_>) -> Result<()> {
        let mut statement = self.0.prepare_cached(sql).map_err(|e| failure(&e))?;
        let mut rows = statement.query(params).map_err(|e| failure(&e))?;
        while let Some(row) = rows.next().map_err(|e| failure(&e))? {
            each(&Row(&SqliteRow(row)))?;
        }
        drop(rows);
        count(&statement);
        Ok(())
    }

    fn prepare(&self, write: bool) -> Result<()> {
        self.0.busy_timeout(PATIENCE).map_err(|e| failure(&e))?;
        self.0.set_prepared_statement_cache_capacity(128);
        // A quoted name that is not there is an error, never a text.
        for quoted in [DbConfig::SQLITE_DBCONFIG_DQS_DML, DbConfig::SQLITE_DBCONFIG_DQS_DDL] {
            self.0.set_db_config(quoted, false).map_err(|e| failure(&e))?;
        }
        // Numbers that a question is about.
        array::load_module(&self.0).map_err(|e| failure(&e))?;
        self.script("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF")?;
        if !write {
            // Questions that go through much of a large file read it where it lies.
            self.script("PRAGMA query_only = ON; PRAGMA mmap_size = 1073741824")?;
        }
        // The first look at the file: says whether it is a database at all.
        self.query("SELECT count(*) FROM sqlite_schema", &[], &mut |_| Ok(()))
    }
}

/// An empty file that its owner alone can read: the registry holds contact details.
fn own_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

/// Where SQLite keeps what is not yet in the file itself.
fn side_file(path: &Path) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// A path as part of a `file:` address.
fn escape(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

fn busy() -> Error {
    Error::storage(say!(
        "another process is writing to the registry and did not finish in time",
        "另一个进程正在写入登记库，等待超时"
    ))
    .hint(say!("try again in a moment", "请稍后再试"))
}

fn damaged() -> Error {
    Error::storage(say!("the registry is damaged", "登记库已损坏"))
        .damaged()
        .hint(say!("restore a backup with `alliance restore`", "请用 `alliance restore` 恢复备份"))
}

/// The engine's failure in words of ours, the engine's own as the cause.
fn failure(error: &rusqlite::Error) -> Error {
    // Of a statement of ours that is refused, what is wrong with it is told, and not the statement.
    let (code, cause) = match error {
        rusqlite::Error::SqlInputError { error, msg, .. } => (Some(error.code), msg.clone()),
        _ => (error.sqlite_error_code(), error.to_string()),
    };
    let cause = Message::verbatim(cause);
    let wrapped = match code {
        Some(ErrorCode::NotADatabase) => {
            Error::storage(say!("the file is not a registry", "该文件不是登记库"))
                .damaged()
                .hint(say!("name another file with --db", "请用 --db 指定另一个文件"))
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => busy(),
        Some(ErrorCode::ReadOnly) => Error::storage(say!("the registry cannot be written", "登记库不可写入"))
            .hint(say!("check the rights of the file and its folder", "请检查文件及所在文件夹的权限")),
        Some(ErrorCode::CannotOpen) => {
            Error::storage(say!("the registry cannot be opened", "登记库无法打开"))
                .hint(say!("check the path and its rights", "请检查路径及权限"))
        }
        Some(ErrorCode::DatabaseCorrupt) => damaged(),
        Some(ErrorCode::DiskFull) => Error::storage(say!("the disk is full", "磁盘已满")),
        Some(ErrorCode::ConstraintViolation) => Error::conflict(say!(
            "a rule of the registry's own stands against the change",
            "该更改违反登记库的约束"
        ))
        .hint(say!(
            "such a record may be there already: look at the list of its kind",
            "可能已有相同的记录：请查看该类记录的列表"
        )),
        // The engine knows no table, column or module of that name: the file is not what this program makes.
        Some(ErrorCode::Unknown) => Error::storage(say!("the registry failed", "登记库出错")).damaged(),
        _ => Error::storage(say!("the registry failed", "登记库出错")),
    };
    wrapped.cause(cause)
}

struct SqliteRow<'a>(&'a rusqlite::Row<'a>);

impl Cells for SqliteRow<'_> {
    fn width(&self) -> usize {
        self.0.as_ref().column_count()
    }

    fn cell(&self, index: usize) -> Result<Cell<'_>> {
        Ok(match self.0.get_ref(index).map_err(|e| failure(&e))? {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(n) => Cell::Int(n),
            ValueRef::Real(n) => Cell::Int(n as i64),
            ValueRef::Text(bytes) => Cell::Text(std::str::from_utf8(bytes).map_err(|_| {
                Error::storage(say!("the registry holds a text that is not UTF-8", "登记库中有非 UTF-8 文本"))
            })?),
            ValueRef::Blob(bytes) => Cell::Blob(bytes),
        })
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(rusqlite::types::ToSqlOutput::Borrowed(bound(self.cell())))
    }
}

/// A cell as a parameter.
struct Bound<'a>(Cell<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(rusqlite::types::ToSqlOutput::Borrowed(bound(self.0)))
    }
}

fn bound(cell: Cell<'_>) -> ValueRef<'_> {
    match cell {
        Cell::Null => ValueRef::Null,
        Cell::Int(n) => ValueRef::Integer(n),
        Cell::Text(text) => ValueRef::Text(text.as_bytes()),
        Cell::Blob(bytes) => ValueRef::Blob(bytes),
    }
}

/// Counts the steps that a statement took, for the tests of what grows with what.
fn count(_statement: &rusqlite::Statement<'_>) {
    #[cfg(any(test, feature = "inside"))]
    {
        let taken = _statement.reset_status(rusqlite::StatementStatus::VmStep);
        super::read::STEPS.set(super::read::STEPS.get() + i64::from(taken));
    }
}

impl Engine for Sqlite {
    fn begin(&self, write: bool) -> Result<()> {
        self.script(if write { "BEGIN IMMEDIATE" } else { "BEGIN" })
    }

    fn commit(&self) -> Result<()> {
        self.script("COMMIT")
    }

    fn rollback(&self) {
        if !self.0.is_autocommit() {
            let _ = self.script("ROLLBACK");
        }
    }

    fn execute(&self, sql: &str, params: &[Value]) -> Result<usize> {
        let mut statement = self.0.prepare_cached(sql).map_err(|e| failure(&e))?;
        let changed = statement.execute(rusqlite::params_from_iter(params)).map_err(|e| failure(&e));
        count(&statement);
        changed
    }

    fn many(&self, table: &Table, rows: &mut dyn FnMut(&mut Lay<'_>) -> Result<()>) -> Result<()> {
        self.many_rows(table, rows)
    }

    fn turn(&self, table: &Table, rows: &mut Turns<'_>) -> Result<Option<Vec<Value>>> {
        self.turn_rows(table, rows)
    }

    fn query(&self, sql: &str, params: &[Value], each: &mut Each<'_>) -> Result<()> {
        self.ask_each(sql, rusqlite::params_from_iter(params), each)
    }

    /// Tables are gone through in the order in which a `CROSS JOIN` names them, and what lies by a key in its order.
    fn query_of(&self, sql: &str, these: &[i64], _then: Option<&str>, each: &mut Each<'_>) -> Result<()> {
        let sql = sql.replacen("FROM these", "FROM rarray(?1) AS these", 1);
        let these: Array = Rc::new(these.iter().map(|number| rusqlite::types::Value::Integer(*number)).collect());
        self.ask_each(&sql, [these], each)
    }

    fn integrity(&self) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        self.query("PRAGMA integrity_check", &[], &mut |row| {
            wrong.extend(row.opt_text(0)?.filter(|text| text != "ok"));
            Ok(())
        })?;
        let dangling = "SELECT \"table\" || ' → ' || \"parent\" FROM pragma_foreign_key_check";
        self.query(dangling, &[], &mut |row| {
            wrong.extend(row.opt_text(0)?);
            Ok(())
        })?;
        Ok(wrong)
    }

    fn pieces(&self) -> Result<Vec<Piece>> {
        let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL \
                   AND name NOT IN ('sqlite_stat1', 'sqlite_stat4') ORDER BY type, name";
        let mut all = Vec::new();
        self.query(sql, &[], &mut |row| {
            let text = format!("{} {}", row.text(2)?, words(&row.text(3)?));
            all.push(Piece { kind: row.text(0)?, name: row.text(1)?, text });
            Ok(())
        })?;
        Ok(all)
    }

    fn new_pieces(&self) -> Result<Vec<Piece>> {
        let new = Sqlite::memory()?;
        new.script(SCHEMA)?;
        new.pieces()
    }

    fn lasts(&self) -> bool {
        // A copy for this process alone stands in no file.
        self.1.get() || self.0.path().is_some_and(|path| !path.is_empty())
    }

    fn dangling(&self, table: &str) -> Result<Option<String>> {
        let mut found = None;
        let sql = format!(
            "SELECT \"table\" || ' → ' || \"parent\" FROM pragma_foreign_key_check('{table}') LIMIT 1"
        );
        self.query(&sql, &[], &mut |row| {
            found = row.opt_text(0)?;
            Ok(())
        })?;
        Ok(found)
    }

    /// SQLite has no statement for it, and recommends this where no row changes: the table's own statement is
    /// rewritten, and a new number makes every connection read it anew.
    fn recheck(&self, check: &Check<'_>) -> Result<()> {
        let sql = "UPDATE sqlite_schema SET sql = replace(sql, ?2, ?3) WHERE type = 'table' AND name = ?1";
        let [old, new] = [check.old, check.new].map(|text| Value::Text(format!("CHECK ({text})")));
        self.rewrite_schema(sql, &[check.table.into(), old, new])
    }

    fn script(&self, sql: &str) -> Result<()> {
        self.0.execute_batch(sql).map_err(|e| failure(&e))
    }
}
