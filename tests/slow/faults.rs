//! The disk fails, is full, or the process dies, at any call that writes: the registry is then as it was before or
//! wholly as it is after, the exit code says which, and nothing else lies around.
//!
//! `ALLIANCE_FAULTS=all` tries every point instead of some of each command, `ALLIANCE_FAULTS='one act'` every point of
//! that command alone.
#![cfg(target_os = "linux")]

use std::{
    collections::BTreeMap,
    fs,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
    thread,
};

use rusqlite::{Connection, OpenFlags, types::ValueRef};

use crate::office;

/// Points of each command and kind of fault that are tried, where not all are.
const SOME: u64 = 12;
/// What stands in the journal by chance.
pub const CHANCE: &[&str] =
    &["uid", "salt", "digest", "previous", "hash", "command", "fixed", "was", "words"];

/// The library between the program and the system, built once.
pub fn interposer() -> &'static Path {
    static BUILT: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    &BUILT
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let library = folder.path().join("interpose.so");
            let built = Command::new("cc")
                .args(["-shared", "-fPIC", "-O1", "-o"])
                .arg(&library)
                .args(["tests/faults/interpose.c", "-ldl"])
                .output()
                .expect("a C compiler is needed for SQLite, too");
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
            (folder, library)
        })
        .1
}

/// What is done, and to what.
struct Work {
    name: &'static str,
    /// Calls that make what is there before.
    before: &'static [&'static [&'static str]],
    /// Done to the folder by hand, after that.
    spoil: fn(&Path),
    /// The call in which something fails.
    args: &'static [&'static str],
    /// A call that clears away what a crash in that one left.
    next: &'static [&'static str],
}

const YEAR: &str = "tests/records/year.toml";
const ACT: &[&str] = &["org", "add", "新来的园"];
const MODEL: &str = "examples/shanghai-2023.toml";

fn leave(_: &Path) {}

/// The registry's file is no database any more.
fn spoilt(folder: &Path) {
    fs::write(folder.join("r.db"), "this was a registry once").unwrap();
}

const WORKS: &[Work] = &[
    Work { name: "init", before: &[], spoil: leave, args: &["init"], next: ACT },
    Work { name: "first apply", before: &[], spoil: leave, args: &["apply", MODEL], next: ACT },
    Work { name: "apply", before: &[&["apply", MODEL]], spoil: leave, args: &["apply", YEAR], next: ACT },
    Work { name: "one act", before: &[&["apply", MODEL]], spoil: leave, args: ACT, next: ACT },
    Work { name: "undo", before: &[&["apply", MODEL]], spoil: leave, args: &["undo"], next: ACT },
    Work {
        name: "forget",
        before: &[&["apply", MODEL]],
        spoil: leave,
        args: &["person", "forget", "李宇阳"],
        next: ACT,
    },
    Work {
        name: "export of a folder",
        before: &[&["apply", MODEL]],
        spoil: leave,
        args: &["export", "lists"],
        next: &["export", "more"],
    },
    Work {
        name: "export over a file",
        before: &[&["apply", MODEL], &["export", "all.json"], ACT],
        spoil: leave,
        args: &["export", "--force", "all.json"],
        next: &["export", "more.json"],
    },
    Work {
        name: "minutes",
        before: &[&["apply", MODEL]],
        spoil: leave,
        args: &["minutes", "2-3", "--output", "minutes.docx"],
        next: &["minutes", "2-3", "--output", "more.docx"],
    },
    Work {
        name: "import into nothing",
        before: &[&["--db", "other.db", "apply", YEAR], &["--db", "other.db", "export", "lists"]],
        spoil: |folder| fs::remove_file(folder.join("other.db")).unwrap(),
        args: &["import", "lists"],
        next: ACT,
    },
    Work {
        name: "import",
        before: &[&["--db", "other.db", "apply", YEAR], &["--db", "other.db", "export", "lists"], &["init"]],
        spoil: |folder| fs::remove_file(folder.join("other.db")).unwrap(),
        args: &["import", "lists"],
        next: ACT,
    },
    Work {
        name: "copy",
        before: &[&["apply", MODEL]],
        spoil: leave,
        args: &["copy", "--to", "deep/c.db"],
        next: &["copy", "--to", "deep/d.db"],
    },
    Work {
        name: "backup",
        before: &[&["apply", MODEL]],
        spoil: leave,
        args: &["backup", "b.db"],
        next: &["backup", "c.db"],
    },
    Work {
        name: "backup over another",
        before: &[&["apply", MODEL], &["backup", "b.db"], &["org", "add", "新来的园"]],
        spoil: leave,
        args: &["backup", "--force", "b.db"],
        next: &["backup", "c.db"],
    },
    Work {
        name: "restore",
        before: &[&["apply", MODEL], &["backup", "b.db"], &["org", "add", "新来的园"]],
        spoil: leave,
        args: &["restore", "b.db"],
        next: &["restore", "b.db"],
    },
    Work {
        name: "restore to nothing",
        before: &[&["apply", MODEL], &["backup", "b.db"]],
        spoil: |folder| fs::remove_file(folder.join("r.db")).unwrap(),
        args: &["restore", "b.db"],
        next: &["restore", "b.db"],
    },
    Work {
        name: "restore of a damaged one",
        before: &[&["apply", MODEL], &["backup", "b.db"]],
        spoil: spoilt,
        args: &["restore", "b.db"],
        next: &["restore", "b.db"],
    },
];

/// A call of the program in a folder.
pub fn call(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alliance"));
    // The examples are named from the project's root; everything else lies in the folder.
    let root = env!("CARGO_MANIFEST_DIR");
    let args = args.iter().map(|arg| match arg.ends_with(".toml") {
        true => Path::new(root).join(arg).to_string_lossy().into_owned(),
        false => (*arg).to_string(),
    });
    command.current_dir(folder).env_clear().env("ALLIANCE_NOW", "2024-06-01T09:00:00+08:00");
    command.env("ALLIANCE_ACTOR", "test").env("ALLIANCE_DB", "r.db").env("TMPDIR", folder).args(args);
    command
}

/// The same, with a fault.
fn faulty(folder: &Path, args: &[&str], at: u64, how: &str, count: &Path) -> Output {
    let mut command = call(folder, args);
    command.env("LD_PRELOAD", interposer()).env("FAULTS_FOLDER", folder).env("FAULTS_AT", at.to_string());
    command.env("FAULTS_HOW", how).env("FAULTS_COUNT", count).output().unwrap()
}

/// All that a folder holds, by name: of a registry its rows, of another file its bytes. Equal where nothing has
/// changed but the chance in the journal. The digits of a registry that was kept are left out of its name.
pub fn state(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // A registry before its side files, which opening it takes in.
    paths.sort();
    for path in paths.into_iter().filter(|path| path.symlink_metadata().is_ok()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            all.extend(state(&path).into_iter().map(|(inner, held)| (format!("{name}/{inner}"), held)));
            all.insert(name, "folder".into());
        } else if name.contains(".db") && !name.ends_with("-wal") && !name.ends_with("-shm") {
            let held = rows(&path).unwrap_or_else(|e| format!("no database: {e}"));
            all.insert(name, held);
        } else if path.metadata().is_ok_and(|about| about.len() > 0) {
            all.insert(name, format!("{:?}", fs::read(&path).unwrap()));
        }
    }
    all
}

fn rows(path: &Path) -> rusqlite::Result<String> {
    use std::fmt::Write as _;
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mut held = db.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))?;
    let sql = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name";
    let mut names = db.prepare(sql)?;
    let names = names.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for (name, sql) in names.collect::<rusqlite::Result<Vec<_>>>()? {
        let _ = writeln!(held, "{name}: {sql}");
        // A mark of an erasing says that its work is to be ended by a later command.
        if !sql.starts_with("CREATE TABLE") || name == "erasures" {
            continue;
        }
        let mut statement = db.prepare(&format!("SELECT * FROM {name} ORDER BY 1, 2"))?;
        let columns: Vec<String> = statement.column_names().map(str::to_string).collect();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for (at, column) in columns.iter().enumerate().filter(|(_, c)| !CHANCE.contains(&c.as_str())) {
                let _ = match row.get_ref(at)? {
                    ValueRef::Text(text) => write!(held, "{column}={} ", String::from_utf8_lossy(text)),
                    other => write!(held, "{column}={other:?} "),
                };
            }
            held.push('\n');
        }
    }
    Ok(held)
}

/// The files of a folder and of those in it.
pub fn copied(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = (entry.as_ref().unwrap().path(), to.join(entry.as_ref().unwrap().file_name()));
        if path.is_dir() {
            fs::create_dir(&target).unwrap();
            copied(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// What a crash may leave until the next command.
pub fn leftover(name: &str) -> bool {
    name.contains(".part")
}

/// Whether a command is to be tried.
pub fn wanted(name: &str) -> bool {
    std::env::var("ALLIANCE_FAULTS").map_or(true, |word| word == "all" || word == name)
}

/// The points to try of so many: all of them, or some at the beginning and the end, where most differs, and others
/// spread between.
pub fn points(calls: u64, some: u64) -> Vec<u64> {
    if std::env::var("ALLIANCE_FAULTS").is_ok() {
        return (1..=calls).collect();
    }
    let spread = (1..=some / 4).chain((1..=some / 2).map(|n| n * calls / (some / 2 + 1)));
    let mut points: Vec<u64> = spread.chain(calls.saturating_sub(some / 4)..=calls).collect();
    points.retain(|at| (1..=calls).contains(at));
    points.dedup();
    points
}

impl Work {
    /// Tries faults of one kind; answers what did not hold.
    fn tried(&self, how: &str) -> Vec<String> {
        let start = tempfile::tempdir().unwrap();
        for args in self.before {
            let done = call(start.path(), args).output().unwrap();
            assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
        (self.spoil)(start.path());
        let before = state(start.path());
        let again = || {
            let folder = tempfile::tempdir().unwrap();
            copied(start.path(), folder.path());
            folder
        };
        // Without a fault: what is there after, and how many calls there are.
        let count = tempfile::NamedTempFile::new().unwrap();
        let folder = again();
        let done = faulty(folder.path(), self.args, 0, how, count.path());
        assert!(done.status.success(), "{}: {}", self.name, String::from_utf8_lossy(&done.stderr));
        let after = state(folder.path());
        assert!(before != after, "{}", self.name);
        let calls: u64 = fs::read_to_string(count.path()).unwrap().trim().parse().unwrap();
        let mut wrong = Vec::new();
        let tried = points(calls, SOME);
        for at in tried.iter().copied() {
            let folder = again();
            let output = faulty(folder.path(), self.args, at, how, Path::new("/dev/null"));
            let killed = output.status.signal() == Some(9);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let mut found = state(folder.path());
            if killed {
                let next = call(folder.path(), self.next).output().unwrap();
                let lies: Vec<String> =
                    state(folder.path()).into_keys().filter(|name| leftover(name)).collect();
                if !lies.is_empty() {
                    wrong.push(format!(
                        "{} {how} {at}/{calls}: {lies:?} lie there still: {next:?}",
                        self.name
                    ));
                }
                found.retain(|name, _| !leftover(name));
            }
            let (as_before, as_after) =
                (self.same(&found, &before, killed), self.same(&found, &after, killed));
            let holds = match output.status.code() {
                Some(0) => as_after,
                Some(1) => as_before && said.lines().any(|line| line.starts_with("error: ")),
                _ => killed && (as_before || as_after),
            };
            if !holds {
                let names: Vec<&String> = found.keys().collect();
                wrong.push(format!(
                    "{} {how} {at}/{calls}: {}, before {as_before}, after {as_after}, {names:?}\n{said}",
                    self.name, output.status
                ));
            }
        }
        eprintln!(
            "{} {how}: {} of {calls} points tried, {} do not hold",
            self.name,
            tried.len(),
            wrong.len()
        );
        wrong
    }

    /// Whether a folder holds what it should. After a kill an empty folder that was made for the registry, and the
    /// whole copy of what is about to be replaced, may stand there too.
    fn same(
        &self,
        found: &BTreeMap<String, String>,
        wanted: &BTreeMap<String, String>,
        killed: bool,
    ) -> bool {
        let more = |name: &str, held: &str| {
            killed && !wanted.contains_key(name) && (held == "folder" || name.contains(".replaced-"))
        };
        wanted.iter().all(|(name, held)| found.get(name) == Some(held))
            && found.iter().all(|(name, held)| wanted.contains_key(name) || more(name, held))
    }
}

#[test]
fn whatever_fails_the_registry_is_as_before_or_as_after_and_the_answer_says_which() {
    if !office::is_on_files("calls that fail are those on files") {
        return;
    }
    let wrong: Vec<String> = thread::scope(|scope| {
        let tries: Vec<_> = ["EIO", "ENOSPC", "FULL", "KILL"]
            .map(|how| {
                scope.spawn(move || {
                    WORKS
                        .iter()
                        .filter(|work| wanted(work.name))
                        .flat_map(|work| work.tried(how))
                        .collect::<Vec<_>>()
                })
            })
            .into();
        tries.into_iter().flat_map(|tried| tried.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}\n{} faults", wrong.join("\n"), wrong.len());
}
