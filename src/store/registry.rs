//! A registry: where it is, how it is opened, and its transactions. A query gets a [`Read`]; only
//! `ops` opens a [`Write`].

use std::path::{Path, PathBuf};

use super::{
    engine::{AskEach, Each, Engine, Row, Value},
    gate::{Author, Write},
    sqlite::Sqlite,
    tables::{SCHEMA, tables},
};
use crate::{
    error::{Error, Message, Result},
    model::journal::Written,
    say,
};

/// The version of `schema.sql`.
pub const VERSION: i64 = 1;

/// Steps that bring an old registry up: the version that it had, and the statements.
const STEPS: &[(i64, &str)] = &[];

/// A registry by its place; opened for each transaction.
#[derive(Debug, Clone)]
pub struct Registry {
    path: PathBuf,
}

/// A transaction that reads: everything it sees is of one moment.
#[derive(Clone, Copy)]
pub struct Read<'a> {
    engine: &'a dyn Engine,
}

impl<'a> Read<'a> {
    pub(super) fn engine(&self) -> &'a dyn Engine {
        self.engine
    }

    /// The engine's own check of its storage; empty where all is well.
    pub fn integrity(&self) -> Result<Vec<String>> {
        self.engine.integrity()
    }

    /// Runs a query, row by row.
    pub fn each(&self, sql: &str, params: &[Value], each: &mut Each<'_>) -> Result<()> {
        self.engine.query(sql, params, each)
    }

    /// All rows of a query.
    pub fn all<T>(
        &self,
        sql: &str,
        params: &[Value],
        mut row: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.engine.query(sql, params, &mut |r| {
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
        self.engine.query(sql, params, &mut |r| {
            if first.is_none() {
                first = Some(row(r)?);
            }
            Ok(())
        })?;
        Ok(first)
    }
}

impl Registry {
    /// The registry at a path, there or not; a server's address is refused for now.
    pub fn at(place: &str) -> Result<Registry> {
        if place.starts_with("postgres://") || place.starts_with("postgresql://") {
            return Err(Error::storage(say!(
                "this version keeps registries in files alone",
                "本版本只支持文件形式的登记库"
            ))
            .hint(say!("name a file with --db", "请用 --db 指定文件")));
        }
        Ok(Registry { path: place.into() })
    }

    /// Whether there is anything at its place.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads in one transaction. A missing registry is an error, and stays missing.
    pub fn read<T>(&self, query: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<T> {
        let path = self.path.display();
        if !self.exists() {
            return Err(Error::not_found(say!("there is no registry at {path}", "{path} 处没有登记库"))
                .hint(say!(
                    "`alliance init` or `alliance apply FILE` makes one; --db PATH names another",
                    "用 `alliance init` 或 `alliance apply FILE` 新建，或用 --db PATH 另行指定"
                )));
        }
        let engine = self.open(false)?;
        engine.begin(false)?;
        let answer = query(&Read { engine: &engine });
        engine.rollback();
        answer
    }

    /// Writes in one transaction with one entry of the journal. A missing registry is created, but
    /// not before the change has gone well on a scratch one.
    pub fn write<T>(
        &self,
        author: &Author,
        dry_run: bool,
        change: impl Fn(&Write<'_>) -> Result<T>,
    ) -> Result<(T, Written)> {
        if !self.exists() {
            let scratch = Sqlite::memory()?;
            scratch.script(SCHEMA)?;
            let done = transact(&scratch, author, dry_run, &change)?;
            if dry_run {
                return Ok(done);
            }
            self.create()?;
        }
        transact(&self.open(true)?, author, dry_run, &change)
    }

    /// As [`Registry::write`], for a change too large to be tried on a scratch registry first: a missing
    /// registry is built with all of the change beside its place, and comes into it whole or not at all.
    pub fn write_large<T>(
        &self,
        author: &Author,
        dry_run: bool,
        change: impl FnOnce(&Write<'_>) -> Result<T>,
    ) -> Result<(T, Written)> {
        let change = |write: &Write<'_>| {
            let done = change(write)?;
            // Ballots name what was looked up for each of them.
            for table in tables().iter().filter(|table| table.name != "ballots") {
                if let Some(wrong) = write.engine().dangling(table.name)? {
                    return Err(Error::storage(say!(
                        "a row refers to what is not there: {wrong}",
                        "有记录指向不存在的内容：{wrong}"
                    )));
                }
            }
            Ok(done)
        };
        if self.exists() {
            let engine = self.open(true)?;
            engine.large()?;
            return transact(&engine, author, dry_run, change);
        }
        if dry_run {
            let scratch = Sqlite::memory()?;
            scratch.script(SCHEMA)?;
            return transact(&scratch, author, true, change);
        }
        let mut done = None;
        self.build(|engine| {
            engine.large()?;
            done = Some(transact(engine, author, false, change)?);
            Ok(())
        })?;
        done.ok_or_else(|| Error::storage(say!("the registry cannot be made", "无法新建登记库")))
    }

    /// Makes a new registry. Tells whether it did: one that is there already is left alone.
    pub fn init(&self) -> Result<bool> {
        if self.exists() {
            self.open(false)?;
            return Ok(false);
        }
        self.create()?;
        Ok(true)
    }

    /// Answers a question in SQL; the engine refuses whatever would do more than read.
    pub fn ask(&self, sql: &str, columns: &mut dyn FnMut(Vec<String>), each: &mut AskEach<'_>) -> Result<()> {
        self.read(|_| Ok(()))?;
        self.open(false)?.ask(sql, columns, each)
    }

    /// Copies the registry, as it stands at one moment, into a new file at `path`, which must not be
    /// there: its owner alone can read it.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        self.read(|_| Ok(()))?;
        own_file(path).map_err(|e| unmakable(path, &e))?;
        self.open(false)?.copy_to(path)
    }

    /// Puts the content of another registry in the place of this one, in one transaction of the engine;
    /// where there is none, it is made.
    pub fn replace_with(&self, other: &Registry) -> Result<()> {
        if !self.exists() {
            return self.create_by(|building| other.open(false)?.copy_to(building));
        }
        other.open(false)?.copy_to(&self.path)
    }

    /// Leaves nothing of what was erased in free pages or side files.
    pub fn scrub(&self) -> Result<()> {
        self.open(true)?.scrub()
    }

    /// A registry on a scratch engine, as it is when new.
    pub fn scratch<T>(work: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        let scratch = Sqlite::memory()?;
        scratch.script(SCHEMA)?;
        scratch.begin(true)?;
        work(&Write::new(Read { engine: &scratch }))
    }

    fn create(&self) -> Result<()> {
        self.build(|_| Ok(()))
    }

    /// A new registry with more done to it before it comes into its place.
    fn build(&self, more: impl FnOnce(&Sqlite) -> Result<()>) -> Result<()> {
        self.create_by(|building| {
            let engine = Sqlite::create(building)?;
            engine.begin(true)?;
            engine.script(SCHEMA)?;
            engine.commit()?;
            more(&engine)
        })
    }

    /// The file appears whole or not at all: built beside its place, then linked into it.
    fn create_by(&self, build: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let failed = |e: std::io::Error| unmakable(&self.path, &e);
        let folder = self.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.exists() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".new-{}", std::process::id()));
        let building = folder.join(name);
        own_file(&building).map_err(failed)?;
        let built = build(&building);
        let linked = built.and_then(|()| match std::fs::hard_link(&building, &self.path) {
            // Another process made one meanwhile: that one serves.
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            Err(_) if !self.path.exists() => std::fs::rename(&building, &self.path).map_err(failed),
            done => done.map_err(failed),
        });
        let _ = std::fs::remove_file(&building);
        linked
    }

    fn open(&self, write: bool) -> Result<Sqlite> {
        let path = self.path.display().to_string();
        if self.path.is_dir() {
            return Err(Error::storage(say!(
                "{path} is a folder, not a registry",
                "{path} 是文件夹，不是登记库"
            ))
            .hint(say!("name the file in it", "请指定其中的文件")));
        }
        let engine = Sqlite::open(&self.path, write).map_err(|e| e.at(&path))?;
        let version =
            Read { engine: &engine }.one("SELECT version FROM registry WHERE id = 1", &[], |r| r.int(0));
        match version {
            Ok(Some(VERSION)) => Ok(engine),
            Ok(Some(newer)) if newer > VERSION => Err(Error::storage(say!(
                "{path} was written by a newer alliance (version {newer} of the schema, this one knows {VERSION})",
                "{path} 由更新版本的 alliance 写成（结构版本 {newer}，本程序支持 {VERSION}）"
            ))
            .hint(say!("use that version; nothing was touched", "请使用新版本；文件未作任何改动"))),
            Ok(Some(older)) => {
                drop(engine);
                upgrade(&Sqlite::open(&self.path, true)?, older, STEPS, VERSION)?;
                Sqlite::open(&self.path, write)
            }
            _ => Err(Error::storage(say!(
                "{path} is a database, but not a registry of alliance",
                "{path} 是数据库，但不是 alliance 的登记库"
            ))
            .hint(say!("name another file with --db", "请用 --db 指定另一个文件"))),
        }
    }
}

/// Runs the steps from `found` on, all in one transaction.
fn upgrade(engine: &dyn Engine, found: i64, steps: &[(i64, &str)], to: i64) -> Result<()> {
    engine.begin(true)?;
    for (_, step) in steps.iter().filter(|(from, _)| *from >= found) {
        engine.script(step)?;
    }
    engine.execute("UPDATE registry SET version = ?1 WHERE id = 1", &[to.into()])?;
    engine.commit()
}

fn transact<T>(
    engine: &dyn Engine,
    author: &Author,
    dry_run: bool,
    change: impl FnOnce(&Write<'_>) -> Result<T>,
) -> Result<(T, Written)> {
    engine.begin(true)?;
    let write = Write::new(Read { engine });
    let done = change(&write).and_then(|value| Ok((value, write.finish(author, dry_run)?)));
    engine.rollback();
    done
}

fn unmakable(path: &Path, error: &std::io::Error) -> Error {
    let path = path.display();
    Error::storage(say!("a registry cannot be made at {path}", "无法在 {path} 处新建登记库"))
        .cause(Message::verbatim(error.to_string()))
        .hint(say!("check the folder and its rights", "请检查文件夹及其权限"))
}

/// A new file that its owner alone can read: the registry holds contact details.
fn own_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each version's schema, by the fingerprint of its statements.
    const SCHEMAS: &[(i64, &str)] =
        &[(1, "16181499b41e5e879a5915a27c03d06093fcd20b7671eef47c68eefc56858922")];

    /// The statements without comments and layout.
    fn fingerprint(sql: &str) -> String {
        let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
        let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
        crate::store::chain::sha256(words.join(" ").as_bytes())
    }

    #[test]
    fn a_changed_schema_is_a_new_version_with_a_step_that_leads_to_it() {
        let known = SCHEMAS.iter().find(|(version, _)| *version == VERSION).map(|(_, hash)| *hash);
        assert_eq!(
            known,
            Some(fingerprint(SCHEMA).as_str()),
            "schema.sql has changed: raise VERSION, add a step from the version before, and this fingerprint"
        );
        // Every version but the present one has its step.
        let steps: Vec<i64> = STEPS.iter().map(|(from, _)| *from).collect();
        assert_eq!(steps, (1..VERSION).collect::<Vec<_>>());
    }

    #[test]
    fn steps_run_from_the_version_that_is_found_all_or_none() {
        let engine = Sqlite::memory().unwrap();
        engine.script(SCHEMA).unwrap();
        let version =
            || Read { engine: &engine }.one("SELECT version FROM registry", &[], |r| r.int(0)).unwrap();
        let columns = || {
            let sql = "SELECT count(*) FROM pragma_table_info('terms')";
            Read { engine: &engine }.one(sql, &[], |r| r.int(0)).unwrap()
        };
        let before = columns();
        let steps =
            [(1, "ALTER TABLE terms ADD COLUMN one TEXT"), (2, "ALTER TABLE terms ADD COLUMN two TEXT")];
        // Found at version 2: the first step has been done already.
        upgrade(&engine, 2, &steps, 3).unwrap();
        assert_eq!((version(), columns()), (Some(3), before.map(|n| n + 1)));
        let broken = [(3, "ALTER TABLE terms ADD COLUMN three TEXT; ALTER TABLE nowhere ADD COLUMN x TEXT")];
        assert!(upgrade(&engine, 3, &broken, 4).is_err());
        engine.rollback();
        assert_eq!((version(), columns()), (Some(3), before.map(|n| n + 1)));
    }
}
