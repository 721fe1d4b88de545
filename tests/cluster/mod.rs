//! PostgreSQL clusters of a test's own.
#![allow(dead_code)]

use std::{
    collections::BTreeSet,
    io::Write as _,
    path::PathBuf,
    process::{Command, Output},
    thread,
};

pub struct Cluster {
    pub folder: PathBuf,
    /// Without the name of a registry.
    pub url: String,
}

fn script(args: &[&str]) -> Output {
    Command::new("bash").arg("tests/cluster/cluster.sh").args(args).output().unwrap()
}

impl Cluster {
    /// A new one; none where there is no PostgreSQL, which is said.
    pub fn start(options: &[&str]) -> Option<Cluster> {
        Cluster::told(script(&[&["start"], options].concat()))
    }

    /// A synchronous standby of this one.
    pub fn standby(&self) -> Cluster {
        Cluster::told(script(&["standby", &self.folder.to_string_lossy()])).unwrap()
    }

    fn told(output: Output) -> Option<Cluster> {
        if output.status.code() == Some(77) {
            // Past the harness, which keeps what a passing test prints to itself.
            let test = thread::current().name().unwrap_or_default().to_string();
            let _ = writeln!(std::io::stderr(), "left out, for there is no PostgreSQL here: {test}");
            return None;
        }
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let mut lines = text.lines();
        let folder = lines.next().unwrap().into();
        Some(Cluster { folder, url: lines.next().unwrap().to_string() })
    }

    fn call(&self, verb: &str) {
        let output = script(&[verb, &self.folder.to_string_lossy()]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Ends all its processes at once.
    pub fn kill(&self) {
        self.call("kill");
    }

    /// Makes it the primary.
    pub fn promote(&self) {
        self.call("promote");
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> &str {
        self.url.split_once('@').unwrap().1.split('/').next().unwrap()
    }

    /// The place of a registry there, for a role.
    pub fn place(&self, role: &str, registry: &str) -> String {
        format!("postgres://{role}@{}/alliance?registry={registry}", self.host())
    }

    /// Writes all pages out.
    pub fn checkpoint(&self) {
        let url = format!("postgres://postgres@{}/postgres", self.host());
        postgres::Client::connect(&url, postgres::NoTls).unwrap().batch_execute("CHECKPOINT").unwrap();
    }

    /// A session around the tool, as a role.
    pub fn session(&self, role: &str) -> postgres::Client {
        let url = format!("postgres://{role}@{}/alliance", self.host());
        postgres::Client::connect(&url, postgres::NoTls).unwrap()
    }

    /// SQL around the tool, as a role.
    pub fn sql(&self, role: &str, sql: &str) -> Result<u64, postgres::Error> {
        self.session(role).execute(sql, &[])
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        script(&["stop", &self.folder.to_string_lossy()]);
    }
}

/// The statements that take back the tables and indexes that the steps of the schema put in after a version.
#[allow(dead_code)]
pub fn without_pieces_after(version: i64) -> String {
    let steps = [
        (4, include_str!("../../src/store/steps/4.sql")),
        (5, include_str!("../../src/store/steps/5.sql")),
        (6, include_str!("../../src/store/steps/6.sql")),
        (7, include_str!("../../src/store/steps/7.sql")),
    ];
    let lines = || steps.iter().filter(|(of, _)| *of > version).flat_map(|(_, step)| step.lines());
    let named =
        |kind: &'static str| lines().filter_map(move |line| line.strip_prefix(kind)?.split(' ').next());
    let tables = named("CREATE TABLE ").map(|name| format!("DROP TABLE {name} CASCADE; "));
    // With a table its indexes are gone.
    let indexes = named("CREATE INDEX ").map(|name| format!("DROP INDEX IF EXISTS {name}; "));
    // The role of an entry is taken back by whoever asks, with the functions.
    let columns = lines()
        .filter_map(|line| line.strip_suffix(';')?.strip_prefix("ALTER TABLE ")?.split_once(" ADD COLUMN "));
    let columns = columns.filter(|(table, _)| *table != "journal").filter_map(|(table, column)| {
        Some(format!("ALTER TABLE {table} DROP COLUMN {} CASCADE; ", column.split(' ').next()?))
    });
    // A step takes out the views that it makes anew; what they were before does not matter to it. A view that a step
    // makes without taking it out was not there.
    let (mut known, mut stood) = (BTreeSet::new(), BTreeSet::new());
    for line in lines() {
        let (out, made) = (line.strip_prefix("DROP VIEW "), line.strip_prefix("CREATE VIEW "));
        let Some(name) = out.or(made).and_then(|rest| rest.split([' ', ';']).next()) else { continue };
        if known.insert(name) && out.is_some() {
            stood.insert(name);
        }
    }
    let gone = known.into_iter().map(|name| format!("DROP VIEW IF EXISTS {name} CASCADE; "));
    let before = stood.into_iter().map(|name| format!("CREATE VIEW {name} AS SELECT 1 AS one; "));
    tables.chain(indexes).chain(columns).chain(gone).chain(before).collect()
}
