//! A registry of every version of the schema that was ever in use still opens, and is then like a new one.

use std::fs;

use crate::office::{self, Office, sound};
use rusqlite::Connection;

/// Tables, columns, indexes and views, without their comments and layout.
fn schema(path: &std::path::Path) -> Vec<String> {
    let db = Connection::open(path).unwrap();
    let mut all = Vec::new();
    let sql = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name";
    let mut statement = db.prepare(sql).unwrap();
    let names = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    for (kind, name) in names.map(Result::<(String, String), _>::unwrap) {
        let columns = match kind.as_str() {
            "table" | "view" => format!(
                "SELECT name || ' ' || type || ' ' || \"notnull\" || ' ' || pk FROM pragma_table_info('{name}') ORDER BY cid"
            ),
            _ => format!(
                "SELECT coalesce(name, '') || ' ' || \"desc\" FROM pragma_index_xinfo('{name}') ORDER BY seqno"
            ),
        };
        let mut statement = db.prepare(&columns).unwrap();
        let parts = statement.query_map([], |row| row.get(0)).unwrap();
        all.push(format!(
            "{kind} {name}: {}",
            parts.map(Result::<String, _>::unwrap).collect::<Vec<_>>().join(", ")
        ));
    }
    all
}

/// An old registry, as it was left.
fn of_old() -> Office {
    let office = Office::new();
    fs::write(office.place(), office::released("version-1.db.gz")).unwrap();
    office
}

#[test]
fn the_chain_of_an_old_registry_holds_and_nothing_new_passes_for_redacted_then() {
    if !office::is_on_files("a file of an earlier version is opened") {
        return;
    }
    // As versions 1 and 2 redacted.
    let redacted = |seq: i64, by: &str| {
        format!(
            "UPDATE journal_changes SET ref = 'x', salt = NULL, redacted_by = {by} WHERE entry = 1 AND seq = \
             (SELECT seq FROM journal_changes WHERE entry = 1 AND tbl = 'motions' ORDER BY seq LIMIT 1 OFFSET {seq})"
        )
    };
    let upgraded = || {
        let office = of_old();
        let last = "(SELECT max(entry) FROM journal)";
        assert_eq!(office.edit(&redacted(0, last)), 1);
        office.edit(&format!(
            "UPDATE journal SET why = 'x', salt = NULL, redacted_by = {last} WHERE entry = 1"
        ));
        office
    };
    let chain = ["check", "--deep", "--only", "journal-chain"];
    let office = upgraded();
    let before = office.json(&["sql", "SELECT max(entry) AS n FROM journal"])[0]["n"].as_i64().unwrap();
    office.ok(&chain);
    let log = office.json(&["log"]);
    assert_eq!((&log[0]["entry"], &log[0]["actor"]), (&before.into(), &"alliance".into()));
    // It is no act of anybody's that could be taken back.
    let undone = office.run(&["undo", "--dry-run"]);
    assert!(!format!("{}{}", undone.out, undone.err).contains(&format!("#{before}")), "{}", undone.err);
    // What goes on is of the new form, forgetting too.
    office.ok(&["person", "add", "王五", "--phone", "13900001111", "--why", "王五来电"]);
    office.ok(&["person", "forget", "王五"]);
    let person = office.json(&["person", "list"])[0]["name"].as_str().unwrap().to_string();
    office.ok(&["person", "forget", &person, "--text"]);
    office.ok(&chain);
    let by = before.to_string();
    for sql in [
        redacted(1, &by).as_str(),
        redacted(1, &(before - 1).to_string()).as_str(),
        "UPDATE journal_changes SET ref = 'y' WHERE entry = 1 AND ref = 'x'",
        "UPDATE journal SET why = 'y' WHERE entry = 1",
        "UPDATE journal_changes SET redacted_by = 1 WHERE entry = 1 AND ref = 'x'",
        "DELETE FROM journal_redactions WHERE change = 0",
        "UPDATE journal_redactions SET was = 'x' WHERE was = ''",
        "UPDATE journal SET form = 2 WHERE entry = 1",
        "UPDATE journal SET numbers = 'actions=1' WHERE entry = 1",
        "UPDATE journal SET role = 'x' WHERE entry = 1",
        // Without the entry that covers the old ones.
        &format!("DELETE FROM journal WHERE entry >= {before}"),
    ] {
        let office = upgraded();
        office.ok(&chain);
        assert!(office.edit(sql) > 0, "{sql}");
        assert_eq!(office.run(&chain).code, 3, "{sql}");
    }
}

#[test]
fn registries_of_earlier_versions_are_brought_up() {
    if !office::is_on_files("a file of an earlier version is opened") {
        return;
    }
    for version in fs::read_dir("tests/registries").unwrap() {
        let version = version.unwrap().file_name();
        let office = Office::new();
        let old = office.folder.path().join("r.db");
        fs::write(&old, office::released(&version)).unwrap();
        let votes = office.json(&["vote", "list"]);
        assert!(votes.as_array().unwrap().len() > 5, "{}", version.display());
        let rules = office.json(&["rule", "list"]);
        assert!(
            rules
                .as_array()
                .unwrap()
                .iter()
                .any(|rule| rule["matter"] == "dues" && rule["proxies"] == "vote")
        );
        let deep = ["journal-chain", "journal-replay", "stored-counts", "storage"];
        let found = office.run(&["check", "--deep", "--format", "json"]).out;
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        for finding in found.as_array().unwrap() {
            assert!(!deep.contains(&finding["rule"].as_str().unwrap()), "{finding}");
        }
        let new = Office::new();
        new.run(&["init"]);
        assert_eq!(schema(&old), schema(&new.folder.path().join("r.db")), "{}", version.display());
    }
}

#[test]
fn a_number_that_somebody_gave_a_registry_is_named_and_a_backup_takes_its_place() {
    let office = Office::new();
    office.say("org add 甲园");
    let backup = office.folder.path().join("backup.db").to_string_lossy().into_owned();
    office.ok(&["backup", &backup]);
    for version in [0, 1, 2, 77] {
        office.edit(&format!("UPDATE registry SET version = {version}"));
        let before = office.state();
        let says = format!("says that it is of version {version} of the schema");
        for args in [&["member", "list"][..], &["org", "add", "乙园"], &["backup", "--force", &backup]] {
            let answer = office.run(args);
            assert_eq!(answer.code, 1, "{args:?}");
            for said in [says.as_str(), "`alliance check --deep`", "`alliance restore FILE`"] {
                assert!(answer.err.contains(said), "{said}: {args:?} {}", answer.err);
            }
            assert!(!answer.err.contains("ALTER TABLE") && !answer.err.contains("-- "), "{}", answer.err);
        }
        assert_eq!(office.state(), before);
        let found = office.run(&["check", "--deep"]);
        assert!(
            found.code == 3 && found.out.replace("\n  ", " ").contains(&says),
            "{}{}",
            found.out,
            found.err
        );
        assert_eq!(office.state(), before);
        let answer = office.run(&["restore", &backup]);
        assert!(answer.code == 0 && answer.err.contains("is kept at"), "{}", answer.err);
        assert_eq!(office.json(&["org", "list"]).as_array().unwrap().len(), 1);
        sound(&office, office.place());
    }
    if office::is_on_files("a backup is a file") {
        // A backup of that kind is told by its own name, and nothing is replaced.
        office::edit(&backup, "UPDATE registry SET version = 1");
        let before = office.state();
        let answer = office.run(&["restore", &backup]);
        assert!(answer.code == 1 && answer.err.contains("backup.db does not stand"), "{}", answer.err);
        assert!(!answer.err.contains(".part/"), "{}", answer.err);
        assert_eq!(office.state(), before);
    }
}

#[test]
fn what_the_engine_cannot_even_drop_stops_no_restore() {
    if !office::is_on_files("a file's schema is rewritten") {
        return;
    }
    let office = Office::new();
    office.say("org add 甲园");
    let backup = office.folder.path().join("backup.db").to_string_lossy().into_owned();
    office.ok(&["backup", &backup]);
    let foreign = |name: &str, sql: &str| {
        format!(
            "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) \
             VALUES ('table', '{name}', '{name}', 0, '{sql}'); PRAGMA writable_schema = OFF"
        )
    };
    for sql in [
        foreign("elsewhere", "CREATE VIRTUAL TABLE elsewhere USING nothing_known(a)"),
        "CREATE VIRTUAL TABLE words USING fts5(a); INSERT INTO words VALUES ('甲')".to_string(),
        "CREATE TABLE a (x); CREATE VIEW b AS SELECT nothing_known(x) FROM nowhere; \
         CREATE TRIGGER c AFTER INSERT ON a BEGIN SELECT nothing_known(1) FROM b; END; \
         CREATE TABLE \"quo\"\"ted\" (x REFERENCES organizations (id))"
            .to_string(),
        // Its statement cannot be read: neither can the file.
        foreign("odd", "CREATE TABLE odd (((("),
    ] {
        Connection::open(office.place()).unwrap().execute_batch(&sql).unwrap();
        assert_eq!(office.run(&["check", "--deep"]).code & 1, 1, "{sql}");
        let answer = office.run(&["restore", &backup]);
        assert!(answer.code == 0 && answer.err.contains("is kept at"), "{sql}: {}", answer.err);
        assert_eq!(office.json(&["org", "list"]).as_array().unwrap().len(), 1);
        sound(&office, office.place());
    }
}

/// The program as somebody who may not write there runs it; none where this machine does not let us.
#[cfg(unix)]
fn as_a_reader(office: &Office, args: &[&str]) -> Option<(i32, String, String)> {
    use std::os::unix::{fs::MetadataExt as _, process::CommandExt as _};
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_alliance"));
    command.env_clear().env("ALLIANCE_DB", office.place()).env("ALLIANCE_NOW", "2024-06-01T09:00:00+08:00");
    command.env("TMPDIR", "/tmp").current_dir("/").args(args);
    // The superuser may write everywhere.
    if office.folder.path().metadata().unwrap().uid() == 0 {
        command.uid(65534);
    }
    let output = command.output().ok()?;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Some((output.status.code()?, text(output.stdout), text(output.stderr)))
}

#[cfg(unix)]
#[test]
fn a_registry_of_an_earlier_version_is_read_where_nobody_can_write() {
    use std::os::unix::fs::PermissionsExt as _;
    if !office::is_on_files("a file of an earlier version is opened") {
        return;
    }
    let office = of_old();
    let before = office.state();
    let rights =
        |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let place = std::path::Path::new(office.place());
    // The file alone, then its folder too, as on a read-only medium.
    for folder in [0o777, 0o555] {
        rights(place, 0o444);
        rights(office.folder.path(), folder);
        let Some((code, out, err)) = as_a_reader(&office, &["--format", "json", "vote", "list"]) else {
            eprintln!("left out: the program cannot be run as another user here");
            rights(office.folder.path(), 0o755);
            return;
        };
        assert_eq!(code, 0, "{err}");
        let votes: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert!(votes.as_array().unwrap().len() > 5);
        let run = |args: &[&str]| as_a_reader(&office, args).unwrap();
        let (code, _, err) = run(&["member", "list"]);
        assert!(code == 0 && err.contains("read in a copy"), "{err}");
        let (code, out, err) = run(&["sql", "SELECT version FROM registry"]);
        assert!(code == 0 && out.contains('7'), "{out}{err}");
        let (_, out, err) = run(&["check", "--deep", "--only", "journal-chain", "--only", "storage"]);
        // No hash is printed that the registry itself will not have.
        assert!(out.contains("nothing found") && !out.contains("journal entry"), "{out}{err}");
        let (code, _, err) = run(&["org", "add", "新园"]);
        assert!(code == 1 && err.contains("cannot be written") && err.contains("hint:"), "{err}");
    }
    rights(office.folder.path(), 0o755);
    rights(place, 0o644);
    assert_eq!(office.state(), before);
}
