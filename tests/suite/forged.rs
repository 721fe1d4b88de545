//! What is changed around the tool: every column, view, index and trigger, the journal itself, and the end of it cut
//! off. Each is named by the deep check, and a registry that was only worked with is clean.

use crate::office::{self, Office, sound};

use std::{fs, path::Path};

use alliance::{
    model::{
        day::Day,
        journal::{Anchor, Finding},
        words::Severity,
    },
    ops::check::{Asked, check},
    store::chain::{Digests, Head, Parts, Redacted, second},
};
use rusqlite::{Connection, types::Value};
use serde_json::Value as Json;

const MORE: &str = r#"
[alliance]
name = "甲联盟"
functions = ["培训"]
public = ["visits"]
former_names = [{ name = "旧联盟", until = 2020-01-01 }]
[[body]]
code = "finance"
name = "财务委员会"
former_names = [{ name = "财务组", until = 2020-01-01 }]
[[organization]]
code = "ziyuan"
name = "子园"
aliases = ["子"]
former_names = [{ name = "子老园", until = 2019-12-31 }]
[[person]]
name = "王五"
organization = "子园"
email = "w5@example.org"
phone = "13900001111"
former_names = [{ name = "王小五", until = 2020-01-01 }]
[[person]]
name = "赵六"
organization = "子园"
former_names = [{ name = "赵小六", until = 2020-01-01 }]
[[person]]
name = "孙七"
organization = "子园"
former_names = [{ name = "孙小七", until = 2020-01-01 }]
[[contact]]
organization = "子园"
person = "赵六"
duty = "会费"
phone = "13911112222"
[[visit]]
host = "子园"
start = 2023-08-01
visitors = ["子园"]
received_by = ["赵六"]
sites = ["展厅"]
topics = ["合作"]
[[activity]]
name = "训练营"
edition = 4
[[term]]
number = 1
start = 2023-01-01
[[rule]]
body = "council"
matter = "dues"
majority = "3/4"
[[application]]
organization = "丑园"
on = 2023-02-01
[[membership]]
organization = "子园"
class = "council"
from = 2022-01-01
[[post]]
person = "孙七"
title = "秘书长"
role = "secretary-general"
[[session]]
term = 1
number = 1
start = 2023-03-01
chair = "孙七"
signed_by = ["孙七"]
notified = 2023-02-15
sources = [{ kind = "minutes", title = "孙七手记", date = 2023-03-02, place = "卷一" }, "剪报"]
[[session.attendance]]
organization = "子园"
people = ["孙七"]
[[session.agenda]]
title = "报告"
presenter = "孙七"
topics = ["收支"]
[[session.motion]]
title = "接纳丑园"
kind = "admission"
subjects = ["丑园"]
outcome = "carried"
ballots = { yes = ["子园"] }
[[session.motion]]
title = "选举"
kind = "election"
round = 1
tellers = ["孙七"]
candidates = [{ person = "孙七", role = "president", yes = 1, elected = true }]
[[interest]]
person = "孙七"
organization = "子园"
kind = "任职"
from = 2022-01-01
[[dues]]
year = 2023
class = "council"
amount = 500000
due = 2023-06-30
[[payment]]
organization = "子园"
year = 2023
amount = "1000.50"
on = 2023-05-01
[[action]]
title = "请王五答复"
owner = "王五"
due = 2023-08-02
"#;

/// A registry in which everything has happened: every table has rows.
fn everything() -> Office {
    let office = Office::new();
    office.ok(&["apply", &office.file("more.toml", MORE), "--why", "王五来电"]);
    office.ok(&["document", "add", "README.md", "--for", "子园"]);
    let action = office.json(&["action", "list"]);
    let action = action.as_array().unwrap().iter().find(|row| row["owner"] == "王五").unwrap();
    let action = action["ref"].as_str().unwrap().to_string();
    office.ok(&["check", "accept", "action-overdue", &action, "--why", "王五知悉"]);
    let roster = office.file("roster.csv", "单位名称,身份,入会时间,打卡\n寅园,理事单位,2023年1月,x\n");
    office.ok(&["import", &roster, "--map", "打卡="]);
    ballots(&office);
    // Taken back and done again, in bulk and by person.
    office.ok(&["undo"]);
    office.ok(&["undo"]);
    office.ok(&["person", "forget", "王五", "--text"]);
    office.ok(&["person", "forget", "赵六", "--text"]);
    office.ok(&["action", "add", "续办"]);
    office.ok(&["undo"]);
    office
}

/// An import that is remembered packed.
fn ballots(office: &Office) {
    let folder = office.folder.path().join("lists");
    fs::create_dir_all(&folder).unwrap();
    let (members, motions) = (55, 19);
    let mut lists = [
        "code,name,kind\n".to_string(),
        "session,number,title\n".to_string(),
        "motion,organization,choice\n".to_string(),
    ];
    (0..members).for_each(|n| lists[0].push_str(&format!("o{n},单位{n},park\n")));
    for m in 1..=motions {
        lists[1].push_str(&format!("9-1,{m},议案{m}\n"));
        for n in 0..members {
            let choice = ["yes", "no", "abstain"][(m + n) % 3];
            lists[2].push_str(&format!("9-1/{m},o{n},{choice}\n"));
        }
    }
    for (name, text) in ["organizations", "motions", "ballots"].into_iter().zip(&lists) {
        fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    }
    fs::write(folder.join("sessions.csv"), "term,number,start\n9,1,2024-01-01\n").unwrap();
    office.ok(&["import", &folder.to_string_lossy()]);
}

/// What the deep rules find, errors alone.
fn errors(place: &str, anchors: &[Anchor]) -> Vec<Finding> {
    let only = ["journal-chain", "journal-replay", "stored-counts", "storage"].map(String::from).to_vec();
    let asked = Asked { deep: true, only, anchors: anchors.to_vec(), ..Asked::default() };
    let today = Day::from_ymd(2024, 6, 1).unwrap();
    let found = office::registry(place).read(|read| check(read, today, &asked)).unwrap();
    found.into_iter().filter(|found| found.severity == Severity::Error).collect()
}

/// A connection that lets everything pass.
fn around(place: &Path) -> Connection {
    let db = Connection::open(place).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    db
}

/// The registry, settled in its one file, to make copies of.
fn settled(office: &Office) -> Vec<u8> {
    around(Path::new(office.place())).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    fs::read(office.place()).unwrap()
}

/// A copy of a registry with an edit.
struct Copy {
    folder: tempfile::TempDir,
}

impl Copy {
    fn of(bytes: &[u8]) -> Copy {
        let copy = Copy { folder: tempfile::tempdir().unwrap() };
        fs::write(copy.folder.path().join("x.db"), bytes).unwrap();
        copy
    }

    fn place(&self) -> String {
        self.folder.path().join("x.db").to_string_lossy().into_owned()
    }

    /// Edits it, and answers what is found.
    fn edited(&self, sql: &str) -> Vec<Finding> {
        around(Path::new(&self.place())).execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        errors(&self.place(), &[])
    }
}

/// Whether a finding names a thing, as a word of its own.
fn names(found: &Finding, thing: &str) -> bool {
    let words = |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == thing);
    words(&found.reference) || words(&found.message.en)
}

/// Tables that say nothing of what is recorded. Another version of the schema is another registry, which is brought
/// up or refused; a mark of an erasing goes when its work is done.
const NO_RECORDS: [&str; 2] = ["registry", "erasures"];

/// A column, and an edit of it in the first row of its table.
struct Edit {
    table: String,
    column: String,
    key: String,
    sql: String,
}

/// For each column of each table another value that its column may hold, and none where it may have none.
fn edits(place: &str) -> Vec<Edit> {
    let db = around(Path::new(place));
    let list = |sql: &str| -> Vec<(String, String, bool, i64)> {
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)));
        rows.unwrap().map(Result::unwrap).collect()
    };
    let mut all = Vec::new();
    let tables = list("SELECT name, sql, 0, 0 FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    for (table, sql, ..) in tables {
        if NO_RECORDS.contains(&table.as_str()) {
            continue;
        }
        let columns = list(&format!(
            "SELECT name, type, \"notnull\", pk FROM pragma_table_info('{table}') ORDER BY cid"
        ));
        let key: Vec<_> = columns.iter().filter(|c| c.3 > 0).map(|c| format!("\"{}\"", c.0)).collect();
        let shown = key.join(" || '/' || ");
        let order = key.join(", ");
        for (column, kind, needed, part) in &columns {
            let known = format!("\"{column}\" IS NOT NULL DESC");
            let first = format!("SELECT {order} FROM {table} ORDER BY {known}, {order} LIMIT 1");
            let at = format!("SELECT {shown}, \"{column}\" FROM {table} ORDER BY {known}, {order} LIMIT 1");
            let row = db.query_row(&at, [], |r| Ok((r.get::<_, Value>(0)?, r.get::<_, Value>(1)?)));
            let (key, value) = row.unwrap_or_else(|e| panic!("{table}: {e}"));
            let key = match key {
                Value::Integer(n) => n.to_string(),
                Value::Text(text) => text,
                other => panic!("{other:?}"),
            };
            let mut set = |to: String| {
                let sql = format!("UPDATE {table} SET \"{column}\" = {to} WHERE ({order}) = ({first})");
                all.push(Edit { table: table.clone(), column: column.clone(), key: key.clone(), sql });
            };
            set(match &value {
                Value::Integer(n @ (0 | 1)) if sql.contains(&format!("{column} IN (0, 1)")) => {
                    (1 - n).to_string()
                }
                Value::Integer(n) => (n + 1_000_000).to_string(),
                Value::Text(text) => format!("'{}'", other(&sql, column, text)),
                Value::Blob(_) => format!("CAST(x'00' || \"{column}\" AS BLOB)"),
                Value::Null if kind == "INTEGER" => "1".to_string(),
                Value::Null => format!("'{}'", other(&sql, column, "")),
                Value::Real(_) => unreachable!(),
            });
            // `salt = NULL` on a row of the journal is how a redaction was forged once.
            if table.starts_with("journal") && !needed && *part == 0 && value != Value::Null {
                set("NULL".to_string());
            }
        }
    }
    all
}

/// Another text that a column may hold: the next code word, another day, a longer text.
fn other(sql: &str, column: &str, now: &str) -> String {
    let stated = sql.lines().find(|line| line.trim_start().trim_start_matches('"').starts_with(column));
    let stated = stated.unwrap_or_default();
    if let Some((_, words)) = stated.split_once(" IN (") {
        let word = words.split('\'').skip(1).step_by(2).find(|word| *word != now);
        return word.unwrap().to_string();
    }
    if column == "choice" {
        return if now == "yes" { "no" } else { "yes" }.to_string();
    }
    if stated.contains(" LIKE ") {
        return if now == "2001-01-01" { "2002-02-02" } else { "2001-01-01" }.to_string();
    }
    format!("{}x", now.replace('\'', "''"))
}

#[test]
fn every_column_edited_around_the_tool_is_named() {
    if !office::is_on_files("the file is edited with its conditions off") {
        return;
    }
    let office = everything();
    sound(&office, office.place());
    let bytes = settled(&office);
    let edits = edits(office.place());
    let look = |Edit { table, column, key, sql }: &Edit| {
        let found = Copy::of(&bytes).edited(sql);
        // The row itself is named, but where it is the motion of a roll, an entry, or the place that one rewrote.
        let whole = ["rolls", "journal", "journal_redactions"].contains(&table.as_str());
        let row = |found: &Finding| found.message.en.contains(&format!("{table}, row "));
        let named = |found: &Finding| names(found, table) && (whole || row(found));
        assert!(found.iter().any(named), "{table}.{column} of {key}: {sql}\n{found:#?}");
    };
    std::thread::scope(|scope| {
        for some in edits.chunks(edits.len() / 2 + 1) {
            scope.spawn(|| some.iter().for_each(look));
        }
    });
    let count = edits.len();
    assert!(count > 250, "{count}");
}

#[test]
fn every_row_taken_out_or_put_in_around_the_tool_is_named() {
    if !office::is_on_files("the file is edited with its conditions off") {
        return;
    }
    let office = everything();
    let bytes = settled(&office);
    for table in office.relations(false) {
        if NO_RECORDS.contains(&table.as_str()) {
            continue;
        }
        let first = format!("rowid IN (SELECT rowid FROM {table} LIMIT 1)");
        let out = [format!("DELETE FROM {table}"), format!("DELETE FROM {table} WHERE {first}")];
        for sql in out {
            let copy = Copy::of(&bytes);
            // A table without row numbers has no first row.
            if around(Path::new(&copy.place())).execute_batch(&sql).is_ok() {
                let found = errors(&copy.place(), &[]);
                assert!(found.iter().any(|found| names(found, &table)), "{sql}\n{found:#?}");
            }
        }
    }
    for (sql, table) in [
        ("INSERT INTO contents VALUES ('ab', x'00')", "contents"),
        ("INSERT INTO numbers VALUES ('ballots', 3)", "numbers"),
        ("INSERT INTO rolls VALUES (9999, x'08')", "rolls"),
        ("INSERT INTO terms VALUES (99, NULL, NULL)", "terms"),
        (
            "INSERT INTO journal_changes SELECT 999, seq, tbl, ref, before, after, salt, digest, redacted_by FROM journal_changes WHERE entry = 1",
            "journal_changes",
        ),
        (
            "INSERT INTO journal_changes SELECT entry, seq + 100000, tbl, ref, before, after, salt, digest, redacted_by FROM journal_changes WHERE entry = 1",
            "journal_changes",
        ),
        (
            "INSERT INTO journal_bulk SELECT 999, seq, tbl, ref, count, images, digest FROM journal_bulk LIMIT 1",
            "journal_bulk",
        ),
        (
            "INSERT INTO journal_redactions SELECT redacted_by, seq + 100, 1, 1, fixed, was, words FROM journal_redactions",
            "journal_redactions",
        ),
    ] {
        let found = Copy::of(&bytes).edited(sql);
        assert!(found.iter().any(|found| names(found, table)), "{sql}\n{found:#?}");
    }
}

#[test]
fn every_view_index_and_trigger_that_is_not_the_registrys_is_named() {
    if !office::is_on_files("the file's own schema is edited") {
        return;
    }
    let office = everything();
    let bytes = settled(&office);
    let db = around(Path::new(office.place()));
    let mut statement = db
        .prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('view', 'index') AND sql IS NOT NULL")
        .unwrap();
    let pieces = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)));
    let pieces: Vec<(String, String, String, String)> = pieces.unwrap().map(Result::unwrap).collect();
    assert!(pieces.len() > 60, "{}", pieces.len());
    let mut dropped = String::new();
    let mut changed = String::new();
    for (kind, name, table, sql) in &pieces {
        let drop = format!("DROP {kind} \"{name}\";\n");
        dropped.push_str(&drop);
        let other = match kind.as_str() {
            "view" => format!("CREATE VIEW \"{name}\" AS SELECT 1 AS one"),
            _ if sql.contains("UNIQUE") => sql.replacen("UNIQUE ", "", 1),
            _ => format!("CREATE UNIQUE INDEX \"{name}\" ON {table} (rowid)").replace("(rowid)", "(1)"),
        };
        changed.push_str(&format!("{drop}{other};\n"));
    }
    // One expression that no row has twice.
    let changed = changed.replace("CREATE UNIQUE INDEX", "CREATE INDEX");
    let added: String = office
        .relations(false)
        .iter()
        .map(|table| {
            format!(
                "CREATE TRIGGER odd_{table} AFTER UPDATE ON {table} BEGIN SELECT 1; END;\n\
                 CREATE INDEX more_{table} ON {table} (1);\nCREATE VIEW seen_{table} AS SELECT 1 AS one;\n"
            )
        })
        .collect();
    for (sql, word) in [(&dropped, "missing"), (&changed, "not as the registry makes it")] {
        let found = Copy::of(&bytes).edited(sql);
        for (kind, name, ..) in &pieces {
            let wanted = format!("the {kind} {name} is {word}");
            assert!(found.iter().any(|found| found.message.en.contains(&wanted)), "{wanted}\n{found:#?}");
        }
    }
    let found = Copy::of(&bytes).edited(&added);
    for table in office.relations(false) {
        for wanted in
            [format!("trigger odd_{table}"), format!("index more_{table}"), format!("view seen_{table}")]
        {
            let wanted = format!("the {wanted} is none of the registry's");
            assert!(found.iter().any(|found| found.message.en.contains(&wanted)), "{wanted}\n{found:#?}");
        }
    }
    // A table too, and a condition of one.
    for (sql, wanted) in [
        ("CREATE TABLE mine (a TEXT)", "the table mine is none of the registry's"),
        ("ALTER TABLE terms ADD COLUMN note TEXT", "the table terms is not as the registry makes it"),
        (
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (number > 0)', '') WHERE name = 'terms'",
            "the table terms is not as the registry makes it",
        ),
    ] {
        let found = Copy::of(&bytes).edited(sql);
        assert!(found.iter().any(|found| found.message.en.contains(wanted)), "{sql}\n{found:#?}");
    }
}

/// What the deep check finds by the command, as JSON, with its exit code.
fn deep(office: &Office, args: &[&str]) -> (Vec<Json>, i32) {
    let answer = office.run(&[&["--format", "json", "check", "--deep"], args].concat());
    assert!(answer.code == 0 || answer.code == 3, "{}", answer.err);
    assert!(
        !format!("{}{}", answer.out, answer.err).contains("run `alliance check --deep`"),
        "{}",
        answer.out
    );
    (serde_json::from_str::<Json>(&answer.out).unwrap().as_array().unwrap().clone(), answer.code)
}

/// A registry with a roll call and a person who was forgotten, and the entry that did it.
fn forgotten() -> (Office, i64) {
    let office = Office::new();
    office.ok(&["apply", "examples/roll-calls.toml", "--why", "如实录入"]);
    office.ok(&["org", "add", "子园"]);
    office.ok(&["person", "add", "王五", "--org", "子园", "--phone", "13900001111"]);
    office.ok(&["person", "forget", "王五"]);
    let entry = office.json(&["log"])[0]["entry"].as_i64().unwrap();
    (office, entry)
}

#[test]
fn nothing_passes_for_redacted_that_no_entry_redacted() {
    let motion =
        "entry = 1 AND seq = (SELECT min(seq) FROM journal_changes WHERE entry = 1 AND tbl = 'motions')";
    for sql in [
        // A vote that becomes another one.
        "UPDATE journal_changes SET after = replace(after, '\"number\":1', '\"number\":77'), salt = NULL, redacted_by = BY WHERE MOTION",
        "UPDATE journal_changes SET ref = 'x', salt = NULL, redacted_by = BY WHERE MOTION",
        "UPDATE journal_changes SET redacted_by = BY WHERE MOTION",
        "UPDATE journal SET why = 'x', salt = NULL, redacted_by = BY WHERE entry = 1",
        "UPDATE journal SET redacted_by = BY WHERE entry = 1",
        // With a note of its own that no hash covers.
        "INSERT INTO journal_redactions SELECT BY, 99, entry, seq, digest, digest, digest FROM journal_changes WHERE MOTION",
        "UPDATE journal_changes SET redacted_by = NULL, salt = 'x' WHERE redacted_by IS NOT NULL",
        "UPDATE journal SET form = NULL WHERE entry = BY",
    ] {
        let (office, by) = forgotten();
        sound(&office, office.place());
        let sql = sql.replace("BY", &by.to_string()).replace("MOTION", motion);
        assert!(office.edit(&sql) > 0, "{sql}");
        let (found, code) = deep(&office, &["--only", "journal-chain"]);
        assert!(code == 3 && !found.is_empty(), "{sql}");
    }
}

#[test]
fn an_entry_with_right_hashes_erases_free_texts_alone() {
    let (office, _) = forgotten();
    let place = office.place().to_string();
    // Whoever writes the registry around the tool can put a further entry at the end that forgets somebody else. It
    // may rewrite free texts, and nothing that decides a vote.
    office.ok(&["person", "add", "赵六", "--org", "子园"]);
    office.ok(&["person", "forget", "赵六"]);
    let by = office.json(&["log"])[0]["entry"].as_i64().unwrap();
    for (column, clean) in [("title", true), ("number", false)] {
        let sql = "SELECT seq, ref, after, salt FROM journal_changes WHERE entry = 1 AND tbl = 'motions' AND redacted_by IS NULL ORDER BY seq";
        let row = office.json(&["sql", sql])[0].clone();
        let text = |key: &str| row[key].as_str().unwrap().to_string();
        let mut image: Json = serde_json::from_str(&text("after")).unwrap();
        image[column] = if clean { "别的题目".into() } else { 77.into() };
        let after = image.to_string();
        let of = |after: &str| Digests::of(&text("salt"), "motions", &text("ref"), None, Some(after));
        let (was, now) = (of(&text("after")), of(&after));
        let seq = row["seq"].as_i64().unwrap();
        office.edit(&format!(
            "UPDATE journal_changes SET after = '{after}', redacted_by = {by} WHERE entry = 1 AND seq = {seq}"
        ));
        let next = "(SELECT max(seq) + 1 FROM journal_redactions WHERE redacted_by = BY)"
            .replace("BY", &by.to_string());
        office.edit(&format!(
            "INSERT INTO journal_redactions (redacted_by, seq, entry, change, fixed, was, words) \
             VALUES ({by}, {next}, 1, {seq}, '{}', '{}', '{}')",
            now.fixed, was.words, now.words
        ));
        hashed_anew(&office, by);
        let found = errors(&place, &[]);
        let chain = found.iter().filter(|found| found.rule == "journal-chain").count();
        assert_eq!(chain == 0, clean, "{column}: {found:#?}");
        // The title in the table is not that of the journal now.
        assert!(found.iter().any(|found| names(found, "motions")), "{found:#?}");
    }
}

/// Makes the hash of the newest entry anew, as whoever knows how it is made can.
fn hashed_anew(office: &Office, entry: i64) {
    let rows = |sql: &str| {
        office.json(&["sql", &sql.replace("ENTRY", &entry.to_string())]).as_array().unwrap().clone()
    };
    let text = |row: &Json, key: &str| row[key].as_str().unwrap_or_default().to_string();
    let row = &rows("SELECT * FROM journal WHERE entry = ENTRY")[0];
    let head = Head {
        previous: text(row, "previous"),
        entry,
        uid: text(row, "uid"),
        at: text(row, "at"),
        actor: text(row, "actor"),
        words: text(row, "digest"),
        undoes: row["undoes"].as_i64(),
        numbers: row["numbers"].as_str().map(String::from),
        role: row["role"].as_str().map(String::from),
    };
    let digests = |sql: &str| rows(sql).iter().map(|row| text(row, "digest")).collect();
    let redactions = rows("SELECT * FROM journal_redactions WHERE redacted_by = ENTRY ORDER BY seq");
    let redactions = redactions.iter().map(|row| Redacted {
        entry: row["entry"].as_i64().unwrap(),
        change: row["change"].as_i64().unwrap(),
        fixed: text(row, "fixed"),
        was: text(row, "was"),
        words: text(row, "words"),
    });
    let parts = Parts {
        changes: digests("SELECT digest FROM journal_changes WHERE entry = ENTRY ORDER BY seq"),
        bulk: digests("SELECT digest FROM journal_bulk WHERE entry = ENTRY ORDER BY seq"),
        redactions: redactions.collect(),
        seal: None,
    };
    let hash = second(&head, &parts);
    office.edit(&format!("UPDATE journal SET hash = '{hash}' WHERE entry = {entry}"));
}

#[test]
fn what_is_cut_off_or_made_anew_shows_against_a_hash_noted_elsewhere() {
    let office = Office::new();
    for name in ["甲园", "乙园", "丙园"] {
        office.ok(&["org", "add", name]);
    }
    let log = office.json(&["log"]);
    let hash = |n: usize| log[3 - n]["hash"].as_str().unwrap().to_string();
    let noted = |n: usize, digits: usize| format!("#{n}={}", &hash(n)[..digits]);
    // What is printed is enough.
    let shown = office.ok(&["log"]);
    assert!(shown.contains(&hash(3)[..16]) && shown.contains(&hash(1)[..16]), "{shown}");
    assert!(office.ok(&["check", "--skip", "quorum"]).contains(&format!("#3, {}", &hash(3)[..16])));
    let whole = [noted(1, 64), noted(3, 12)];
    let args = ["--anchor", &whole[0], "--anchor", &whole[1].to_uppercase()];
    assert_eq!(deep(&office, &args), (vec![], 0));
    let file = office.file("noted.txt", format!("{}\n\n  {}\r\n", noted(2, 20), noted(3, 16)));
    assert_eq!(deep(&office, &["--anchor", &file]), (vec![], 0));
    // An anchor is held without --deep too; a wrong one is a finding.
    office.ok(&["check", "--anchor", &noted(3, 12)]);
    let wrong = format!("#2={}", &hash(1)[..12]);
    assert_eq!(office.run(&["check", "--anchor", &wrong]).code, 3);
    // The last entry is cut off, with what it did: the chain that is left holds.
    for sql in [
        "DELETE FROM organizations WHERE code = 'by'",
        "DELETE FROM organization_keys WHERE organization_id = 3",
        "DELETE FROM journal_changes WHERE entry = 3",
        "DELETE FROM journal WHERE entry = 3",
        "UPDATE numbers SET last = 2",
    ] {
        assert!(office.edit(sql) > 0, "{sql}");
    }
    assert_eq!(deep(&office, &[]).1, 0);
    let (found, code) = deep(&office, &["--anchor", &noted(3, 12)]);
    assert!(code == 3 && found[0]["rule"] == "journal-chain" && found[0]["ref"] == "#3", "{found:?}");
    assert!(found[0]["severity"] == "error" && found[0]["message"].as_str().unwrap().contains("ends at #2"));
    // And another one is made in its place.
    office.ok(&["org", "add", "丁园"]);
    assert_eq!(deep(&office, &[]).1, 0);
    let (found, code) = deep(&office, &["--only", "journal-chain", "--anchor", &file]);
    assert!(code == 3 && found[0]["ref"] == "#3" && found.len() == 1, "{found:?}");
    for odd in
        ["#3", "3=0123456789ab", "#3=0123456789", "#3=xyz123456789", "#0=0123456789ab", "#3=", "no-such-file"]
    {
        let answer = office.run(&["check", "--deep", "--anchor", odd]);
        assert!(answer.code == 2 && answer.err.contains("anchor"), "{odd}: {}", answer.err);
    }
    let file = office.file("odd.txt", format!("{}\nx\n", noted(1, 12)));
    let answer = office.run(&["check", "--deep", "--anchor", &file]);
    assert!(answer.code == 2 && answer.err.contains("odd.txt:2:1"), "{}", answer.err);
    let answer = office.run(&["check", "--deep", "--skip", "journal-chain", "--anchor", &noted(1, 12)]);
    assert!(answer.code == 2 && answer.err.contains("journal-chain"), "{}", answer.err);
}

#[test]
fn the_deep_check_goes_on_past_what_cannot_be_read() {
    if !office::is_on_files("the file is edited with its conditions off") {
        return;
    }
    let office = everything();
    let bytes = settled(&office);
    for (sql, named) in [
        ("UPDATE motions SET outcome = 'foo' WHERE id = 1", &["table motions, row 1: differs"][..]),
        ("UPDATE motions SET \"on\" = 'soon' WHERE id = 2", &["table motions, row 2: differs"]),
        ("UPDATE sessions SET start = '2023-13-45' WHERE id = 1", &["table sessions, row 1: differs"]),
        ("UPDATE sessions SET number = -7 WHERE id = 1", &["table sessions, row 1: differs"]),
        (
            "UPDATE memberships SET class = 'king', stated = 7",
            &["table memberships, row 1: differs", "row 2: differs"],
        ),
        (
            "UPDATE organizations SET name = CAST(x'ff41' AS TEXT) WHERE id = 3",
            &["table organizations, row 3: column name cannot be read"],
        ),
        (
            "UPDATE accepted SET why = CAST(x'ff' AS TEXT)",
            &["table accepted, row 1: column why cannot be read"],
        ),
        (
            "UPDATE journal_changes SET before = NULL, after = CAST(x'ff' AS TEXT) WHERE entry = 1 AND seq = 2",
            &["table journal_changes, row 1/2: "],
        ),
        (
            "UPDATE journal_changes SET after = '[' WHERE entry = 1 AND seq = 2",
            &["table journal_changes, row 1/2: the journal's image"],
        ),
        ("UPDATE journal SET command = CAST(x'ff' AS TEXT) WHERE entry = 2", &["table journal, row 2: "]),
        ("DROP VIEW session_refs", &["the view session_refs is missing", "not looked at: declared-outcome"]),
        ("DROP TABLE session_chairs", &["the table session_chairs is missing"]),
        ("DROP TABLE journal_bulk", &["the table journal_bulk is missing"]),
        ("DROP TABLE accepted", &["the table accepted is missing"]),
    ] {
        let copy = Copy::of(&bytes);
        around(Path::new(&copy.place())).execute_batch(sql).unwrap();
        let answer = office.run(&[
            "--db",
            &copy.place(),
            "--format",
            "json",
            "check",
            "--deep",
            "--as-of",
            "2024-06-01",
        ]);
        assert_eq!(answer.code, 3, "{sql}\n{}{}", answer.out, answer.err);
        for text in named {
            assert!(answer.out.contains(text), "{sql}: {text}\n{}", answer.out);
        }
        assert!(!answer.out.contains("run `alliance"), "{sql}\n{}", answer.out);
        // The other findings are there all the same.
        assert!(
            answer.out.contains("\"warning\"") || answer.out.contains("not looked at"),
            "{sql}\n{}",
            answer.out
        );
    }
    // An ordinary check says what to do.
    around(Path::new(office.place()))
        .execute_batch("UPDATE motions SET outcome = 'foo' WHERE id = 1")
        .unwrap();
    let answer = office.run(&["check"]);
    assert!(answer.code == 1 && answer.err.contains("check --deep"), "{}", answer.err);
}

#[test]
fn ballots_without_number_are_named_one_by_one() {
    // Beyond 50,000 the replay sums ballots up, by motion; where a sum differs it looks at that motion's.
    let office = Office::new();
    let folder = office.folder.path().join("lists");
    fs::create_dir_all(&folder).unwrap();
    let (members, motions) = (520, 100);
    let mut lists = [
        "code,name\n".to_string(),
        "session,number,title\n".to_string(),
        "motion,organization,choice\n".to_string(),
    ];
    (0..members).for_each(|n| lists[0].push_str(&format!("o{n},单位{n}\n")));
    for m in 1..=motions {
        lists[1].push_str(&format!("9-1,{m},议案{m}\n"));
        (0..members).for_each(|n| lists[2].push_str(&format!("9-1/{m},o{n},yes\n")));
    }
    for (name, text) in ["organizations", "motions", "ballots"].into_iter().zip(&lists) {
        fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    }
    fs::write(folder.join("sessions.csv"), "term,number,start\n9,1,2024-01-01\n").unwrap();
    office.ok(&["import", &folder.to_string_lossy()]);
    assert!(errors(office.place(), &[]).is_empty());
    office.edit("UPDATE ballots SET choice = 'no' WHERE motion_id = 7 AND organization_id = 9");
    let found = errors(office.place(), &[]);
    let replayed: Vec<&Finding> = found.iter().filter(|found| found.rule == "journal-replay").collect();
    assert!(replayed.len() == 1 && replayed[0].message.en.contains("table ballots, row 7/9"), "{found:#?}");
}

#[test]
fn a_mark_of_a_forgetting_that_no_forgetting_made_is_named_and_stands_in_nobodys_way() {
    if !office::is_on_files("there a mark stays as long as others read, the other tests among them") {
        return;
    }
    let office = Office::new();
    office.say("org add 甲园");
    office.say("person add 张三 --org 甲园");
    office.say("person forget 张三");
    sound(&office, office.place());
    let forgot = office.json(&["log"])[0]["entry"].as_i64().unwrap();
    let digest = "0123456789abcdef".repeat(4);
    let marks =
        |entry: i64, names: &str| format!("INSERT INTO erasures (entry, names) VALUES ({entry}, '{names}')");
    for (sql, told) in [
        (marks(1, &digest), "forgot nobody"),
        (marks(forgot, ""), "does not say whom"),
        (marks(forgot, "张三"), "does not say whom"),
    ] {
        let mark = |found: &str| found.contains("erasures, row ") && found.contains(told);
        office.edit(&sql);
        let found = office.run(&["--format", "json", "check", "--deep"]);
        assert!(found.code == 3 && mark(&found.out), "{sql}: {}{}", found.out, found.err);
        // A look does what is left to do afterwards, and it is done once.
        sound(&office, office.place());
        // So does any other command, a forgetting too.
        office.edit(&sql);
        let answer = office.run(&["org", "list"]);
        assert!(
            answer.code == 0
                && answer.err.contains(&format!("#{}", if told == "forgot nobody" { 1 } else { forgot })),
            "{}",
            answer.err
        );
        assert_eq!(office.run(&["org", "list"]).err, "");
        sound(&office, office.place());
        office.edit(&sql);
        office.say("person add 李四 --org 甲园");
        office.edit(&sql);
        office.say("person forget 李四");
        sound(&office, office.place());
    }
    // One as the tool makes it is no finding.
    office.edit(&marks(forgot, &digest));
    assert!(!office.run(&["--format", "json", "check", "--deep"]).out.contains("erasures"));
    let around = |sql: &str| {
        let db = Connection::open(office.place()).unwrap();
        db.execute_batch(&format!("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; {sql}"))
            .unwrap();
    };
    for (sql, told) in [
        (marks(9_999, &digest), "row 9999"),
        (format!("INSERT INTO erasures (entry, names) VALUES ({forgot}, CAST(x'ff' AS TEXT))"), "not UTF-8"),
    ] {
        for command in
            [&["org", "list"][..], &["org", "edit", "甲园", "note=x"], &["person", "forget", "匿名-1"]]
        {
            around(&sql);
            let found = office.run(&["--dry-run", "--format", "json", "check", "--deep"]);
            assert!(
                found.code == 3 && found.out.contains("erasures") && found.out.contains(told),
                "{}",
                found.out
            );
            let answer = office.run(command);
            assert_eq!(answer.code, 0, "{command:?} {}", answer.err);
            assert!(!answer.err.contains("error"), "{command:?} {}", answer.err);
            sound(&office, office.place());
        }
    }
    // Another table in its place.
    around("DROP TABLE erasures; CREATE TABLE erasures (x)");
    office.ok(&["org", "list"]);
    let found = office.run(&["--format", "json", "check", "--deep"]);
    assert!(found.code == 3 && found.out.contains("the table erasures"), "{}", found.out);
}
