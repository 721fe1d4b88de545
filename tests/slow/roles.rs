//! What a secretary can do to a registry on a server around the tool: nothing to what the gate keeps, and no entry that is
//! another's.

use std::{fmt::Write as _, fs};

use alliance::store::chain::{Digests, Head, Parts, second, words_digest};
use postgres::{Client, Error as Refused};

use crate::cluster::{Cluster, without_pieces_after};
use crate::office::{Office, fine, on, released, sound};

/// An entry that a secretary makes around the tool, with one change, as the gate would make it.
#[derive(Clone)]
struct Made {
    head: Head,
    salt: String,
    why: Option<String>,
    command: String,
    redacted_by: Option<i64>,
    tables: Vec<&'static str>,
    digests: Vec<String>,
    /// Instead of the one that is right.
    hash: Option<String>,
}

const IMAGE: &str = r#"{"id":900,"title":"x"}"#;

impl Made {
    /// The next one.
    fn next(session: &mut Client, role: &str) -> Made {
        let sql = "SELECT entry, hash, at FROM journal ORDER BY entry DESC LIMIT 1";
        let newest = session.query_one(sql, &[]).unwrap();
        let (salt, command) = ("00".to_string(), "action add x".to_string());
        let head = Head {
            entry: newest.get::<_, i64>(0) + 1,
            previous: newest.get(1),
            at: newest.get(2),
            uid: format!("uid-{}", newest.get::<_, i64>(0)),
            actor: "alliance".to_string(),
            words: words_digest(&salt, None, &command),
            undoes: None,
            numbers: Some("actions=900".to_string()),
            role: Some(role.to_string()),
        };
        let digests = vec![Digests::of("01", "actions", "a900", None, Some(IMAGE)).whole()];
        let tables = vec!["actions"];
        Made { head, salt, why: None, command, redacted_by: None, tables, digests, hash: None }
    }

    /// Puts it in.
    fn enter(&self, session: &mut Client) -> Result<u64, Refused> {
        let parts = Parts { changes: self.digests.clone(), ..Parts::default() };
        let hash = self.hash.clone().unwrap_or_else(|| second(&self.head, &parts));
        let of = |text: &'static str| vec![text; self.tables.len()];
        let (head, before) = (&self.head, vec![None::<&str>; self.tables.len()]);
        let sql = "SELECT gate_entry($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
        session.execute(
            sql,
            &[
                &head.entry,
                &head.uid,
                &head.at,
                &head.actor,
                &self.why,
                &self.command,
                &self.salt,
                &head.words,
                &head.undoes,
                &head.previous,
                &hash,
                &self.redacted_by,
                &head.numbers,
                &self.tables,
                &of("a900"),
                &before,
                &of(IMAGE),
                &of("01"),
                &self.digests,
            ],
        )
    }
}

fn code(refused: &Refused) -> &str {
    refused.code().map_or("none", |code| code.code())
}

/// A registry with roll calls, of which `writer` is a secretary and `reader` a reader.
fn registry(cluster: &Cluster, office: &Office) -> String {
    let owner = cluster.place("alliance", "one");
    fine(office, &owner, &["apply", "examples/roll-calls.toml"]);
    fine(office, &owner, &["action", "add", "第一件"]);
    fine(office, &owner, &["grant", "secretary", "writer"]);
    fine(office, &owner, &["grant", "reader", "reader"]);
    owner
}

/// A session around the tool in which the registry is what is searched.
fn session(cluster: &Cluster, role: &str) -> Client {
    let mut session = cluster.session(role);
    session.batch_execute("SET search_path TO one").unwrap();
    session
}

#[test]
fn a_secretary_forges_no_entry_around_the_tool() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let owner = registry(&cluster, &office);
    let mut writer = session(&cluster, "writer");
    // A table of her own stands in nobody's way.
    writer.batch_execute("CREATE TEMP TABLE journal AS SELECT * FROM one.journal WHERE entry < 0").unwrap();
    writer.batch_execute("DROP TABLE pg_temp.journal").unwrap();
    let made = Made::next(&mut writer, "writer");
    type Edit = fn(&mut Made);
    let edits: [(&str, Edit); 21] = [
        ("another role", |made| made.head.role = Some("alliance".into())),
        ("no role", |made| made.head.role = None),
        ("another hash", |made| made.hash = Some("00".repeat(32))),
        ("a gap", |made| made.head.entry += 1),
        ("one that is there", |made| made.head.entry -= 1),
        ("another hash before", |made| made.head.previous = "00".repeat(32)),
        ("long ago", |made| made.head.at = "2024-05-01T09:00:00+08:00".into()),
        ("to come", |made| made.head.at = "2099-01-01T09:00:00+08:00".into()),
        ("no time", |made| made.head.at = "yesterday".into()),
        ("a time of another form", |made| made.head.at = "2024-06-02".into()),
        ("takes itself back", |made| made.head.undoes = Some(made.head.entry)),
        ("words of another digest", |made| made.command = "undo".into()),
        ("a reason of another digest", |made| made.why = Some("x".into())),
        ("words that pass for erased", |made| made.redacted_by = Some(made.head.entry)),
        ("a number that was given", |made| made.head.numbers = Some("actions=1".into())),
        ("a number that is none", |made| made.head.numbers = Some("actions=x".into())),
        ("a number that is too large", |made| made.head.numbers = Some("actions=9007199254740993".into())),
        ("a number of no table", |made| made.head.numbers = Some("x=1".into())),
        ("changes of the journal", |made| made.tables = vec!["journal"]),
        ("changes of nothing", |made| made.tables = vec!["x"]),
        ("a digest more than changes", |made| made.digests.push("00".repeat(32))),
    ];
    for (what, edit) in edits {
        let mut forged = made.clone();
        edit(&mut forged);
        let refused = forged.enter(&mut writer).expect_err(what);
        assert!(["42501", "22P02", "23502", "23505"].contains(&code(&refused)), "{what}: {refused:?}");
    }
    // Changes without their entry, and an entry whose changes stand there already.
    let changes = "SELECT gate_changes($1, ARRAY['actions'], ARRAY['a900'], ARRAY[NULL], ARRAY['{}'], ARRAY['01'], ARRAY['00'])";
    let refused = writer.execute(changes, &[&made.head.entry]).unwrap_err();
    assert_eq!(code(&refused), "23503", "{refused:?}");
    let refused = writer.execute(changes, &[&(made.head.entry - 1)]).unwrap_err();
    assert_eq!(code(&refused), "42501", "{refused:?}");
    // None of all that has left anything.
    sound(&office, &owner);
    // As the gate would make it, it is let in: under her own role, whoever she says that she is.
    made.enter(&mut writer).unwrap();
    fine(&office, &owner, &["check", "--deep", "--only", "journal-chain"]);
    let log = fine(&office, &owner, &["log", "--limit", "1"]);
    assert!(log.contains("alliance (role writer)"), "{log}");
    let log = fine(&office, &owner, &["--lang", "zh", "log", "--limit", "1"]);
    assert!(log.contains("alliance（角色 writer）"), "{log}");
    // That there is no such row is what the deep check finds.
    let found = on(&office, &owner, &["--format", "json", "check", "--deep"]);
    assert!(found.code == 3 && found.out.contains("table actions, row 900"), "{}", found.out);
}

#[test]
fn a_secretary_makes_no_roll_number_or_content_around_the_tool() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let owner = registry(&cluster, &office);
    let mut writer = session(&cluster, "writer");
    let stored = |writer: &mut Client| -> Vec<(i64, Vec<u8>)> {
        let rows = writer.query("SELECT motion_id, ballots FROM rolls ORDER BY motion_id", &[]).unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    };
    let before = stored(&mut writer);
    assert!(!before.is_empty());
    // A roll is what the ballots make it, by the server as by the program.
    let motions: Vec<i64> = before.iter().map(|(motion, _)| *motion).collect();
    writer.execute("SELECT gate_rolls($1)", &[&motions]).unwrap();
    assert_eq!(stored(&mut writer), before);
    // What is laid for a look back does not last.
    let refused =
        writer.execute("SELECT gate_rolls_looked_back($1, $2)", &[&motions, &vec![vec![8u8]; motions.len()]]);
    assert_eq!(code(&refused.unwrap_err()), "23503");
    let refused = writer.execute("SELECT gate_content('00', '\\x00')", &[]).unwrap_err();
    assert_eq!(code(&refused), "42501");
    let refused = writer.execute("SELECT gate_packed(3, 'ballots', 'x', 1, '\\x00', '00')", &[]).unwrap_err();
    assert_eq!(code(&refused), "42501");
    sound(&office, &owner);
    // A reader calls none of them.
    let mut reader = session(&cluster, "reader");
    let functions = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'one'::regnamespace";
    let functions = reader.query(functions, &[]).unwrap();
    assert_eq!(functions.len(), 8);
    for function in functions {
        let function: String = function.get(0);
        let sql = "SELECT has_function_privilege($1::text, 'EXECUTE'), has_function_privilege('writer', $1::text, 'EXECUTE')";
        let row = reader.query_one(sql, &[&function]).unwrap();
        assert_eq!((row.get(0), row.get(1)), (false, true), "{function}");
    }
    // Functions that were changed, or let others in, show.
    for (sql, told) in [
        ("GRANT EXECUTE ON FUNCTION one.gate_turn(text) TO PUBLIC", "the function gate_turn is not as"),
        (
            "ALTER FUNCTION one.gate_content(text, bytea) SET search_path TO public",
            "the function gate_content is not as",
        ),
        ("ALTER FUNCTION one.gate_rolls(bigint[]) SECURITY INVOKER", "the function gate_rolls is not as"),
    ] {
        cluster.session("alliance").batch_execute(sql).unwrap();
        let answer = on(&office, &owner, &["check", "--deep", "--only", "storage"]);
        assert!(answer.code == 3 && answer.out.contains(told), "{sql}\n{}", answer.out);
    }
    let fixed = "ALTER FUNCTION one.gate_content(text, bytea) SET search_path TO pg_catalog, one, pg_temp; \
                 ALTER FUNCTION one.gate_rolls(bigint[]) SECURITY DEFINER; REVOKE EXECUTE ON FUNCTION one.gate_turn(text) FROM PUBLIC";
    cluster.session("alliance").batch_execute(fixed).unwrap();
    sound(&office, &owner);
    cluster.session("alliance").batch_execute("DROP FUNCTION one.gate_turn(text)").unwrap();
    let answer = on(&office, &owner, &["org", "add", "x"]);
    assert!(answer.code == 1 && answer.err.contains("lacks a function"), "{}", answer.err);
}

#[test]
fn every_size_and_choice_of_a_roll_is_packed_alike_by_the_server_and_the_program() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let owner = registry(&cluster, &office);
    // Organizations whose numbers lie far apart, up to the largest.
    let mut session = session(&cluster, "alliance");
    let choices = ["yes", "no", "abstain", "invalid", "absent", "recused"];
    for (n, id) in
        [1_000_i64, 1_015, 1_031, 5_000, 300_000, 40_000_000, 1 << 40, 1 << 53].into_iter().enumerate()
    {
        session.execute("INSERT INTO organizations (id, code, name) VALUES ($1, 'o' || $1::bigint, 'O' || $1::bigint)", &[&id]).unwrap();
        for motion in 1..=3_i64 {
            let choice = choices[(n + 2 * motion as usize) % choices.len()];
            let sql = "INSERT INTO ballots (motion_id, organization_id, choice) VALUES ($1, $2, $3)";
            session.execute(sql, &[&motion, &id, &choice]).unwrap();
        }
    }
    session.execute("SELECT gate_rolls(ARRAY[1, 2, 3])", &[]).unwrap();
    // That nobody finds these organizations by their names is told; of the rolls nothing is.
    let told = on(&office, &owner, &["check", "--deep", "--only", "stored-counts"]);
    let of = |table: &str| told.out.contains(&format!("table {table}"));
    assert!(of("organization_keys") && !of("rolls"), "{}", told.out);
}

#[test]
fn a_secretary_imports_much_and_every_entry_keeps_her_role() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let owner = registry(&cluster, &office);
    let writer = cluster.place("writer", "one");
    let folder = office.folder.path().join("lists");
    fs::create_dir(&folder).unwrap();
    let (mut organizations, mut motions, mut ballots) = (
        "code,name,note\n".to_string(),
        "session,number,title\n".to_string(),
        "motion,organization,choice\n".to_string(),
    );
    // More than goes to the server in one call.
    let note = "记".repeat(600);
    (0..900).for_each(|n| writeln!(organizations, "m{n},第{n}园,{note}").unwrap());
    for motion in 1..=4 {
        writeln!(motions, "1-1,{motion},议题{motion}").unwrap();
        (0..900).for_each(|n| {
            writeln!(ballots, "1-1/{motion},m{n},{}", ["yes", "no"][(n + motion) % 2]).unwrap()
        });
    }
    fs::write(folder.join("organizations.csv"), organizations).unwrap();
    fs::write(folder.join("sessions.csv"), "body,term,number,start\ncouncil,1,1,2020-01-01\n").unwrap();
    fs::write(folder.join("motions.csv"), motions).unwrap();
    fs::write(folder.join("ballots.csv"), ballots).unwrap();
    fine(&office, &writer, &["import", &folder.to_string_lossy()]);
    fine(&office, &writer, &["document", "add", "README.md", "--for", "m1"]);
    fine(&office, &writer, &["undo"]);
    sound(&office, &owner);
    let roles = |place: &str| -> Vec<String> {
        let log: serde_json::Value =
            serde_json::from_str(&fine(&office, place, &["log", "--format", "json"])).unwrap();
        log.as_array().unwrap().iter().map(|entry| entry["role"].to_string()).collect()
    };
    let told = ["\"writer\"", "\"writer\"", "\"writer\"", "\"alliance\"", "\"alliance\""];
    assert_eq!(roles(&owner), told);
    // What was undone is what it was, and so is the look at how it was.
    let undone = on(&office, &writer, &["undo", "#3"]);
    assert_eq!(undone.code, 0, "{}", undone.err);
    sound(&office, &owner);
    // The roles go along to a file and back; what is made on a file has none, nor can one be given to it.
    let file = office.folder.path().join("f.db").to_string_lossy().into_owned();
    fine(&office, &owner, &["copy", "--to", &file]);
    fine(&office, &file, &["action", "add", "在文件中"]);
    assert_eq!(roles(&file)[..2], ["null", "\"writer\""]);
    fine(&office, &file, &["copy", "--to", &cluster.place("alliance", "back")]);
    sound(&office, &cluster.place("alliance", "back"));
    for (sql, entry) in [
        ("SET role = 'x' WHERE role IS NULL", 7),
        ("SET role = NULL WHERE entry = 3", 3),
        ("SET role = 'alliance' WHERE entry = 4", 4),
    ] {
        let copy = office.folder.path().join("x.db");
        fs::copy(&file, &copy).unwrap();
        rusqlite::Connection::open(&copy).unwrap().execute(&format!("UPDATE journal {sql}"), []).unwrap();
        let found = on(
            &office,
            &copy.to_string_lossy(),
            &["--format", "json", "check", "--deep", "--only", "journal-chain"],
        );
        assert!(found.code == 3 && found.out.contains(&format!("\"#{entry}\"")), "{sql}: {}", found.out);
    }
}

#[test]
fn a_registry_of_version_3_on_a_server_gets_functions_and_its_secretaries_lose_what_they_had() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let file = office.file("old.db", released("version-3.db.gz"));
    let (owner, writer) = (cluster.place("alliance", "one"), cluster.place("writer", "one"));
    fine(&office, &file, &["copy", "--to", &owner]);
    // As version 3 made it, and granted.
    let mut session = session(&cluster, "alliance");
    session
        .batch_execute(&format!(
            "{}DO $$ DECLARE f text; BEGIN FOR f IN SELECT oid::regprocedure::text FROM pg_proc \
             WHERE pronamespace = 'one'::regnamespace LOOP EXECUTE 'DROP FUNCTION ' || f; END LOOP; END $$; \
             ALTER TABLE journal DROP COLUMN role; UPDATE registry SET version = 3; \
             GRANT USAGE ON SCHEMA one TO writer, reader; GRANT SELECT ON ALL TABLES IN SCHEMA one TO writer, reader; \
             GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA one TO writer; \
             REVOKE DELETE, UPDATE ON journal, journal_changes, journal_bulk, numbers FROM writer",
            without_pieces_after(3)
        ))
        .unwrap();
    let refused = on(&office, &writer, &["org", "add", "x"]);
    assert!(refused.code == 1 && refused.err.contains("upgrading"), "{}", refused.err);
    fine(
        &office,
        &owner,
        &["check", "--deep", "--only", "storage", "--only", "journal-chain", "--only", "journal-replay"],
    );
    fine(&office, &writer, &["org", "add", "新来的园"]);
    for table in ["journal", "numbers", "rolls", "contents"] {
        let refused =
            cluster.sql("writer", &format!("INSERT INTO one.{table} SELECT * FROM one.{table}")).unwrap_err();
        assert_eq!(code(&refused), "42501", "{table}");
    }
    fine(&office, &cluster.place("reader", "one"), &["org", "list"]);
    let refused = on(&office, &cluster.place("reader", "one"), &["org", "add", "x"]);
    assert!(refused.code == 1 && refused.err.contains("may not"), "{}", refused.err);
    // One of version 4 has functions, which are made anew, and gets the names by which records are found.
    session.batch_execute(&format!("{}UPDATE registry SET version = 4", without_pieces_after(4))).unwrap();
    fine(&office, &owner, &["check", "--deep", "--only", "storage", "--only", "stored-counts"]);
    fine(&office, &writer, &["org", "edit", "新来的园", "city=合肥"]);
    fine(&office, &owner, &["check", "--deep", "--only", "storage", "--only", "stored-counts"]);
}

#[test]
fn a_registry_that_was_renamed_around_the_tool_writes_into_no_other() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let one = registry(&cluster, &office);
    // Two with the same newest entry, whose names are changed over.
    let two = cluster.place("alliance", "it's");
    fine(&office, &one, &["copy", "--to", &two]);
    fine(&office, &two, &["undo", "--dry-run"]);
    let swap = "ALTER SCHEMA one RENAME TO three; ALTER SCHEMA \"it's\" RENAME TO one; ALTER SCHEMA three RENAME TO \"it's\"";
    cluster.session("alliance").batch_execute(swap).unwrap();
    for place in [&one, &two] {
        let refused = on(&office, place, &["org", "add", "新来的园"]);
        assert!(
            refused.code == 1 && refused.err.contains("around the tool") && refused.err.contains("hint"),
            "{}",
            refused.err
        );
        let found = on(&office, place, &["check", "--deep", "--only", "storage"]);
        assert!(found.code == 3 && found.out.contains("the function gate_entry is not as"), "{}", found.out);
    }
    // As it says, a copy is whole.
    let three = cluster.place("alliance", "three");
    fine(&office, &one, &["copy", "--to", &three]);
    fine(&office, &three, &["org", "add", "新来的园"]);
    cluster.session("alliance").batch_execute(swap.replace("three", "four").as_str()).unwrap();
    fine(&office, &one, &["org", "add", "新来的园"]);
    sound(&office, &one);
}
