//! The connection to a server is cut, or the process dies, at any call that connects, sends or receives: the registry is
//! then as it was before or wholly as it is after, the exit code says which, and nothing lies around, there or here.
//!
//! Runs where `$ALLIANCE_TEST_SERVER` is set, on a cluster of its own; `ALLIANCE_FAULTS` as in `faults.rs`.
#![cfg(target_os = "linux")]

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    os::unix::process::ExitStatusExt as _,
    path::Path,
    process::{Command, Output},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Duration,
};

use postgres::{Client, NoTls, SimpleQueryMessage};

use crate::{
    cluster::{Cluster, without_pieces_after},
    faults::{CHANCE, call, copied, interposer, leftover, points, state, wanted},
    office,
};

/// Points of each command and kind of fault that are tried, where not all are.
const SOME: u64 = 3;

/// What is done, and to what.
struct Work {
    name: &'static str,
    /// Calls that make what is there before; `SERVER` stands for the registry on the server.
    before: &'static [&'static [&'static str]],
    /// Done to the database by hand, after that.
    spoil: &'static str,
    /// The call in which something fails.
    args: &'static [&'static str],
    /// A call that clears away what a crash in that one left.
    next: &'static [&'static str],
}

const YEAR: &str = "tests/records/year.toml";
const MODEL: &str = "examples/shanghai-2023.toml";
const ACT: &[&str] = &["org", "add", "新来的园"];
const MAKE: &[&str] = &["apply", MODEL];
/// As version 3 left a registry whose secretary is `writer`.
const VERSION_3: &str = "DO $$ DECLARE f text; BEGIN FOR f IN SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'one'::regnamespace \
    LOOP EXECUTE 'DROP FUNCTION ' || f; END LOOP; END $$; ALTER TABLE journal DROP COLUMN role; UPDATE registry SET version = 3; \
    GRANT USAGE ON SCHEMA one TO writer; GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA one TO writer";

const WORKS: &[Work] = &[
    Work { name: "init", before: &[], spoil: "", args: &["init"], next: ACT },
    Work { name: "first apply", before: &[], spoil: "", args: MAKE, next: ACT },
    Work { name: "apply", before: &[MAKE], spoil: "", args: &["apply", YEAR], next: ACT },
    Work { name: "one act", before: &[MAKE], spoil: "", args: ACT, next: ACT },
    Work { name: "undo", before: &[MAKE], spoil: "", args: &["undo"], next: ACT },
    Work { name: "forget", before: &[MAKE], spoil: "", args: &["person", "forget", "李宇阳"], next: ACT },
    Work {
        name: "a document",
        before: &[MAKE, &["--db", "other.db", "apply", MODEL]],
        spoil: "",
        args: &["document", "add", "other.db", "--for", "ahgydxgcyjy"],
        next: ACT,
    },
    Work {
        name: "import into nothing",
        before: &[&["--db", "other.db", "apply", YEAR], &["--db", "other.db", "export", "lists"]],
        spoil: "",
        args: &["import", "lists"],
        next: ACT,
    },
    Work {
        name: "import",
        before: &[&["--db", "other.db", "apply", YEAR], &["--db", "other.db", "export", "lists"], &["init"]],
        spoil: "",
        args: &["import", "lists"],
        next: ACT,
    },
    Work { name: "grant", before: &[MAKE], spoil: "", args: &["grant", "secretary", "writer"], next: ACT },
    Work { name: "upgrade", before: &[MAKE], spoil: VERSION_3, args: &["org", "list"], next: ACT },
    Work {
        name: "copy to a file",
        before: &[MAKE],
        spoil: "",
        args: &["copy", "--to", "deep/c.db"],
        next: &["copy", "--to", "deep/d.db"],
    },
    Work {
        name: "copy to the server",
        before: &[&["--db", "other.db", "apply", MODEL]],
        spoil: "",
        args: &["--db", "other.db", "copy", "--to", "SERVER"],
        next: ACT,
    },
    Work { name: "backup", before: &[MAKE], spoil: "", args: &["backup", "b.db"], next: &["backup", "c.db"] },
    Work {
        name: "restore",
        before: &[MAKE, &["backup", "b.db"], ACT],
        spoil: "",
        args: &["restore", "b.db"],
        next: &["restore", "b.db"],
    },
    Work {
        name: "restore to nothing",
        before: &[&["--db", "other.db", "apply", MODEL], &["--db", "other.db", "backup", "b.db"]],
        spoil: "",
        args: &["restore", "b.db"],
        next: &["restore", "b.db"],
    },
    Work {
        name: "export",
        before: &[MAKE],
        spoil: "",
        args: &["export", "lists"],
        next: &["export", "more"],
    },
];

/// A database on the cluster, gone at the end.
struct Database<'a> {
    cluster: &'a Cluster,
    name: String,
}

impl<'a> Database<'a> {
    /// A new one, empty or as another.
    fn new(cluster: &'a Cluster, like: Option<&Database<'_>>) -> Database<'a> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("f{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let like = like.map_or("template0", |like| like.name.as_str());
        let made = format!("CREATE DATABASE {name} OWNER alliance TEMPLATE {like}");
        // Another one may be made of the same template just now.
        let mut tries = 0;
        while let Err(refused) = administrator(cluster, "postgres").batch_execute(&made) {
            tries += 1;
            assert!(tries < 100, "{refused:?}");
            thread::sleep(Duration::from_millis(100));
        }
        Database { cluster, name }
    }

    fn place(&self) -> String {
        format!("postgres://alliance@{}/{}?registry=one", self.cluster.host(), self.name)
    }

    /// All that it holds, once everybody else is gone: schemas, relations, functions and rights, and rows but for the
    /// chance in the journal.
    fn state(&self) -> String {
        let mut client = administrator(self.cluster, &self.name);
        let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                      AND backend_type = 'client backend'";
        for _ in 0..400 {
            if client.query_one(others, &[]).unwrap().get::<_, i64>(0) == 0 {
                break;
            }
            thread::sleep(Duration::from_millis(25));
        }
        let mut held = String::new();
        for sql in [
            "SELECT nspname, nspacl::text FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_' ORDER BY 1",
            "SELECT n.nspname, c.relname, c.relkind::text, c.relacl::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname NOT IN ('information_schema', 'pg_catalog', 'pg_toast') ORDER BY 1, 2",
            "SELECT n.nspname, p.proname, p.proacl::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace \
             WHERE n.nspname NOT IN ('information_schema', 'pg_catalog') ORDER BY 1, 2",
            "SELECT n.nspname, k.conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace \
             WHERE n.nspname NOT IN ('information_schema', 'pg_catalog') ORDER BY 1, 2",
            "SELECT gid FROM pg_prepared_xacts WHERE database = current_database()",
        ] {
            told(&mut client, sql, &mut held);
        }
        let tables = "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables \
                      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('information_schema', 'pg_catalog') ORDER BY 1";
        for row in client.query(tables, &[]).unwrap() {
            let table: String = row.get(0);
            // A mark of an erasing says that its work is to be ended by a later command.
            if table.ends_with(".erasures") {
                continue;
            }
            held.push_str(&format!("{table}\n"));
            told(&mut client, &format!("SELECT * FROM {table} ORDER BY 1, 2"), &mut held);
        }
        held
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        let gone = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let _ = administrator(self.cluster, "postgres").batch_execute(&gone);
    }
}

/// A session of the server's administrator.
fn administrator(cluster: &Cluster, database: &str) -> Client {
    Client::connect(&format!("postgres://postgres@{}/{database}", cluster.host()), NoTls).unwrap()
}

/// Puts down the rows of an answer.
fn told(client: &mut Client, sql: &str, held: &mut String) {
    for message in client.simple_query(sql).unwrap_or_else(|e| panic!("{sql}: {e:?}")) {
        let SimpleQueryMessage::Row(row) = message else { continue };
        for (at, column) in row.columns().iter().enumerate().filter(|(_, c)| !CHANCE.contains(&c.name())) {
            let _ = write!(held, "{}={:?} ", column.name(), row.get(at));
        }
        held.push('\n');
    }
}

/// A call of the program in a folder, on the registry of a database.
fn served(folder: &Path, database: &Database<'_>, args: &[&str]) -> Command {
    let place = database.place();
    let args: Vec<&str> =
        args.iter().map(|arg| if *arg == "SERVER" { place.as_str() } else { arg }).collect();
    let mut command = call(folder, &args);
    command.env("ALLIANCE_DB", &place);
    command
}

/// The same, with a fault.
fn faulty(folder: &Path, database: &Database<'_>, args: &[&str], at: u64, how: &str, count: &Path) -> Output {
    let port = database.cluster.host().rsplit(':').next().unwrap();
    let mut command = served(folder, database, args);
    command.env("LD_PRELOAD", interposer()).env("FAULTS_PORT", port).env("FAULTS_AT", at.to_string());
    command.env("FAULTS_HOW", how).env("FAULTS_COUNT", count).output().unwrap()
}

/// A folder and a database.
type State = (BTreeMap<String, String>, String);

impl Work {
    /// Tries faults of one kind; answers what did not hold.
    fn tried(&self, cluster: &Cluster, how: &str) -> Vec<String> {
        let (start, first) = (tempfile::tempdir().unwrap(), Database::new(cluster, None));
        for args in self.before {
            let done = served(start.path(), &first, args).output().unwrap();
            assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
        let spoil = match self.spoil {
            VERSION_3 => format!("SET search_path TO one; {}{VERSION_3}", without_pieces_after(3)),
            other => other.to_string(),
        };
        administrator(cluster, &first.name).batch_execute(&spoil).unwrap();
        let before = (state(start.path()), first.state());
        let again = || {
            let folder = tempfile::tempdir().unwrap();
            copied(start.path(), folder.path());
            (folder, Database::new(cluster, Some(&first)))
        };
        // Without a fault: what is there after, and how many calls there are.
        let count = tempfile::NamedTempFile::new().unwrap();
        let (folder, database) = again();
        let done = faulty(folder.path(), &database, self.args, 0, how, count.path());
        assert!(done.status.success(), "{}: {}", self.name, String::from_utf8_lossy(&done.stderr));
        let after = (state(folder.path()), database.state());
        assert!(before != after, "{}", self.name);
        let calls: u64 = fs::read_to_string(count.path()).unwrap().trim().parse().unwrap();
        let mut wrong = Vec::new();
        let tried = points(calls, SOME);
        for at in tried.iter().copied() {
            let (folder, database) = again();
            let output = faulty(folder.path(), &database, self.args, at, how, Path::new("/dev/null"));
            let killed = output.status.signal() == Some(9);
            let mut found: State = (state(folder.path()), database.state());
            if killed {
                let next = served(folder.path(), &database, self.next).output().unwrap();
                let lies: Vec<String> =
                    state(folder.path()).into_keys().filter(|name| leftover(name)).collect();
                if !lies.is_empty() {
                    wrong.push(format!(
                        "{} {how} {at}/{calls}: {lies:?} lie there still: {next:?}",
                        self.name
                    ));
                }
                found.0.retain(|name, held| !leftover(name) && held != "folder");
            }
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let same = |wanted: &State| {
                let mut files = wanted.0.clone();
                files.retain(|_, held| !killed || held != "folder");
                found.0 == files && found.1 == wanted.1
            };
            let (as_before, as_after) = (same(&before), same(&after));
            // Nobody can know what became of a commit whose answer was lost with the server; then that is said.
            let unknown = said.contains("may stand");
            let holds = match output.status.code() {
                Some(0) => as_after,
                // An upgrade stands for itself, whatever becomes of the command that made it.
                Some(1) => {
                    (as_before || (as_after && (unknown || self.name == "upgrade")))
                        && said.lines().any(|line| line.starts_with("error: "))
                }
                _ => killed && (as_before || as_after),
            };
            if !holds {
                wrong.push(format!(
                    "{} {how} {at}/{calls}: {}, before {as_before}, after {as_after}\n{said}{}",
                    self.name,
                    output.status,
                    differs(&found.1, if output.status.code() == Some(0) { &after.1 } else { &before.1 }),
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
}

/// The first line in which two states differ.
fn differs(found: &str, wanted: &str) -> String {
    let line = found.lines().zip(wanted.lines()).find(|(a, b)| a != b);
    line.map_or_else(String::new, |(a, b)| format!("found:  {a:.300}\nwanted: {b:.300}\n"))
}

#[test]
fn whatever_is_cut_the_registry_is_as_before_or_as_after_and_the_answer_says_which() {
    if office::server().is_none() {
        eprintln!("left out: connections that are cut are those to a server");
        return;
    }
    let Some(cluster) = Cluster::start(&[]) else { return };
    let wrong: Vec<String> = thread::scope(|scope| {
        // A pipe that breaks is a reset but for its name.
        let all = std::env::var("ALLIANCE_FAULTS").is_ok();
        let kinds = ["RESET", "DOWN", "KILL", "PIPE"].into_iter().take(if all { 4 } else { 3 });
        let tries: Vec<_> = kinds
            .map(|how| {
                let (cluster, wanted) = (&cluster, WORKS.iter().filter(|work| wanted(work.name)));
                scope.spawn(move || wanted.flat_map(|work| work.tried(cluster, how)).collect::<Vec<_>>())
            })
            .collect();
        tries.into_iter().flat_map(|tried| tried.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}\n{} faults", wrong.join("\n"), wrong.len());
}
