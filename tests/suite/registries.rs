//! A registry of every version of the schema that was ever in use still opens, and is then like a new one.

use std::{fs, io::Read as _};

use crate::office::{self, Office};
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
    let mut bytes = Vec::new();
    let old = fs::File::open("tests/registries/version-1.db.gz").unwrap();
    flate2::read::GzDecoder::new(old).read_to_end(&mut bytes).unwrap();
    fs::write(office.place(), bytes).unwrap();
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
        let version = version.unwrap().path();
        let office = Office::new();
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(fs::File::open(&version).unwrap()).read_to_end(&mut bytes).unwrap();
        let old = office.folder.path().join("r.db");
        fs::write(&old, bytes).unwrap();
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
