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
        assert!(votes.as_array().unwrap().len() > 10, "{}", version.display());
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
