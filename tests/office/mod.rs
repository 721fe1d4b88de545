//! A registry of its own, and the program called on it in a clean environment. The registry is a file in
//! a folder, or, where `$ALLIANCE_TEST_SERVER` names a scratch database (`postgres://…`), one there: the
//! same tests run on both engines.
#![allow(dead_code)]

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

pub struct Office {
    pub folder: TempDir,
    place: String,
}

/// The scratch database on which the registries stand, where they are to be on a server.
pub fn server() -> Option<String> {
    std::env::var("ALLIANCE_TEST_SERVER").ok().filter(|url| !url.is_empty())
}

/// Rows of all tables that are not the gate's own.
pub fn rows(registry: &alliance::store::Registry) -> Vec<(String, Vec<String>)> {
    let all = |read: &alliance::store::Read<'_>| {
        let mut every = Vec::new();
        for table in alliance::store::tables::tables() {
            let columns = table.columns.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
            let mut rows = read.all(&format!("SELECT {columns} FROM {}", table.name), &[], |row| {
                let values = (0..row.width()).map(|at| row.value(at)).collect::<Result<Vec<_>, _>>()?;
                Ok(format!("{values:?}"))
            })?;
            rows.sort();
            every.push((table.name.to_string(), rows));
        }
        Ok(every)
    };
    registry.read(all).unwrap()
}

/// A registry as a released version left it: a packed file of `tests/registries`.
pub fn released(file: impl AsRef<Path>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let packed = fs::File::open(Path::new("tests/registries").join(file)).unwrap();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed), &mut bytes).unwrap();
    bytes
}

/// Where a registry of that name stands: a file of that folder, or a registry of its own on the server.
pub fn place(folder: &Path, name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    match server() {
        None => folder.join(name).to_string_lossy().into_owned(),
        Some(url) => {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            format!("{url}?registry=t_{}_{count}", std::process::id())
        }
    }
}

/// A place that the program told: the address of a registry on a server is told without its user.
pub fn told(place: &str) -> String {
    match (server(), place.split_once('?')) {
        (Some(server), Some((_, registry))) => format!("{server}?{registry}"),
        _ => place.to_string(),
    }
}

/// Whether a test that is about files by nature is to run; says why not.
pub fn is_on_files(why: &str) -> bool {
    if server().is_some() {
        eprintln!("left out on a server: {why}");
    }
    server().is_none()
}

/// A registry of the library at a place.
pub fn registry(place: &str) -> alliance::store::Registry {
    alliance::store::Registry::at(place, &|_| None).unwrap()
}

/// A connection around the tool, and the schema that the registry is.
fn around(place: &str) -> Option<(postgres::Client, String)> {
    let (url, schema) = place.split_once("?registry=")?;
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    client.batch_execute(&format!("SET search_path TO {schema}")).unwrap();
    Some((client, schema.to_string()))
}

/// An edit around the tool. Answers how many rows it changed.
pub fn edit(place: &str, sql: &str) -> u64 {
    match around(place) {
        Some((mut client, _)) => client.execute(sql, &[]).unwrap(),
        None => rusqlite::Connection::open(place).unwrap().execute(sql, []).unwrap() as u64,
    }
}

/// Another program that holds a registry for writing.
pub enum Holder {
    File(rusqlite::Connection),
    Server(Box<postgres::Client>),
}

impl Holder {
    /// Lets the next writer in.
    pub fn release(&mut self) {
        match self {
            Holder::File(db) => db.execute_batch("COMMIT").unwrap(),
            Holder::Server(client) => client.batch_execute("COMMIT").unwrap(),
        }
    }
}

/// What a call answered.
pub struct Answer {
    pub out: String,
    pub err: String,
    pub code: i32,
}

/// A call on a registry of that place.
pub fn on(office: &Office, place: &str, args: &[&str]) -> Answer {
    office.run(&[&["--db", place], args].concat())
}

/// One that must go well.
pub fn fine(office: &Office, place: &str, args: &[&str]) -> String {
    let answer = on(office, place, args);
    assert_eq!(answer.code, 0, "{args:?}\n{}{}", answer.out, answer.err);
    answer.out
}

/// The deep check finds no error.
pub fn sound(office: &Office, place: &str) {
    let found = on(office, place, &["--format", "json", "check", "--deep", "--skip", "quorum"]);
    assert!(!found.out.contains("\"error\"") && found.err.is_empty(), "{}{}", found.out, found.err);
}

impl Office {
    pub fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path(), "r.db");
        Office { folder, place }
    }

    /// One whose registry is what a record file says.
    pub fn of(file: &str) -> Office {
        let office = Office::new();
        office.ok(&["apply", file]);
        office
    }

    /// One whose registry is what the text of a record file says.
    pub fn with(text: impl AsRef<[u8]>) -> Office {
        let office = Office::new();
        office.ok(&["apply", &office.file("r.toml", text)]);
        office
    }

    /// Where its registry is.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Whether its registry is there.
    pub fn exists(&self) -> bool {
        match around(&self.place) {
            None => Path::new(&self.place).exists(),
            Some((mut client, schema)) => {
                let sql = "SELECT 1 FROM information_schema.schemata WHERE schema_name = $1";
                !client.query(sql, &[&schema]).unwrap().is_empty()
            }
        }
    }

    /// All that its registry holds: equal where nothing was changed.
    pub fn state(&self) -> Vec<u8> {
        let Some((mut client, schema)) = around(&self.place) else {
            return fs::read(&self.place).unwrap_or_default();
        };
        let sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = $1 AND table_type = 'BASE TABLE' ORDER BY 1";
        let mut state = String::new();
        for row in client.query(sql, &[&schema]).unwrap() {
            let table: String = row.get(0);
            let rows = client.query(&format!("SELECT t::text FROM {table} t ORDER BY 1"), &[]).unwrap();
            state.push_str(&table);
            rows.iter().for_each(|row| state.push_str(&format!("\n{}", row.get::<_, String>(0))));
        }
        state.into_bytes()
    }

    /// Another program that holds the registry for writing.
    pub fn holder(&self) -> Holder {
        match around(&self.place) {
            None => {
                let db = rusqlite::Connection::open(&self.place).unwrap();
                db.execute_batch("BEGIN IMMEDIATE").unwrap();
                Holder::File(db)
            }
            Some((mut client, _)) => {
                client.batch_execute("BEGIN; SELECT version FROM registry WHERE id = 1 FOR UPDATE").unwrap();
                Holder::Server(Box::new(client))
            }
        }
    }

    /// An edit around the tool. Answers how many rows it changed.
    pub fn edit(&self, sql: &str) -> u64 {
        edit(&self.place, sql)
    }

    /// The names of its tables, or of its views.
    pub fn relations(&self, views: bool) -> Vec<String> {
        let sql = match server() {
            None => format!(
                "SELECT name FROM sqlite_schema WHERE type = '{}' ORDER BY name",
                if views { "view" } else { "table" }
            ),
            Some(_) => format!(
                "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() \
                 AND table_type = '{}' ORDER BY table_name",
                if views { "VIEW" } else { "BASE TABLE" }
            ),
        };
        let rows = self.json(&["sql", &sql]);
        rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_string()).collect()
    }

    pub fn run(&self, args: &[&str]) -> Answer {
        self.run_with(args, &[], "")
    }

    /// With more of the environment, and text on stdin.
    pub fn run_with(&self, args: &[&str], env: &[(&str, &str)], stdin: &str) -> Answer {
        let mut command = self.command(args);
        let output = command.envs(env.iter().copied()).write_stdin(stdin).output().unwrap();
        Answer {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap(),
        }
    }

    /// A call that is yet to be made.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_alliance"));
        command.env_clear().env("COLUMNS", "100").env("ALLIANCE_NOW", "2024-06-01T09:00:00+08:00");
        command.env("PATH", "/usr/bin:/bin").env("TMPDIR", self.folder.path());
        command.env("ALLIANCE_ACTOR", "test").env("ALLIANCE_DB", &self.place);
        command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
        command
    }

    /// Words parted by spaces.
    pub fn say(&self, line: &str) -> String {
        self.ok(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// Every view of a noun, row by row, but for what depends on when a row was entered.
    pub fn tables(&self) -> Vec<(String, Value)> {
        self.relations(true)
            .into_iter()
            .filter(|view| view != "session_refs")
            .map(|view| {
                let mut rows = self.json(&["sql", &format!("SELECT * FROM \"{view}\"")]);
                rows.as_array_mut().unwrap().sort_by_key(|row| row.to_string());
                (view, rows)
            })
            .collect()
    }

    pub fn ok(&self, args: &[&str]) -> String {
        let answer = self.run(args);
        assert_eq!(answer.code, 0, "{args:?}\n{}{}", answer.out, answer.err);
        answer.out
    }

    /// The program on a terminal, with what is typed there: its exit status and what the terminal shows. None where this
    /// machine has no `script` to make a terminal with.
    #[cfg(unix)]
    pub fn on_a_terminal(&self, line: &str, env: &[(&str, &str)], typed: &str) -> Option<(i32, String)> {
        let env: Vec<_> = [("PAGER", "cat"), ("LANG", "en")].iter().chain(env).copied().collect();
        self.through_script(&format!("'{}' {line}", env!("CARGO_BIN_EXE_alliance")), &env, typed)
    }

    /// The program on a terminal of so many lines and columns, in an environment as a shell writes it.
    #[cfg(unix)]
    pub fn in_a_window(&self, (lines, columns): (u32, u32), line: &str, env: &str) -> Option<(i32, String)> {
        let program = env!("CARGO_BIN_EXE_alliance");
        let line = format!("stty rows {lines} cols {columns}; {env} '{program}' {line}");
        self.through_script(&line, &[("TERM", "xterm")], "")
    }

    /// What a shell does with a line on a terminal that `script` of util-linux makes.
    #[cfg(unix)]
    fn through_script(&self, line: &str, env: &[(&str, &str)], typed: &str) -> Option<(i32, String)> {
        let mut command = Command::new("script");
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("TMPDIR", self.folder.path())
            .env("SHELL", "/bin/sh");
        command.env("ALLIANCE_DB", self.place()).env("ALLIANCE_ACTOR", "test").envs(env.iter().copied());
        command
            .env("ALLIANCE_NOW", "2024-06-01T09:00:00+08:00")
            .args(["-qec", line, "/dev/null"])
            .write_stdin(typed);
        let output = command.timeout(std::time::Duration::from_secs(120)).output();
        let output =
            output.ok().filter(|output| !String::from_utf8_lossy(&output.stderr).contains("invalid option"));
        let Some(output) = output else {
            eprintln!("left out: no `script` of util-linux on this machine");
            return None;
        };
        Some((output.status.code().unwrap(), String::from_utf8_lossy(&output.stdout).into_owned()))
    }

    pub fn json(&self, args: &[&str]) -> Value {
        let args = [&["--format", "json"], args].concat();
        serde_json::from_str(&self.ok(&args)).unwrap()
    }

    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    }
}
