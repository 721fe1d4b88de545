//! A registry on a server while other sessions of that server go about their own work, ours or not.

use std::{
    fmt::Write as _,
    fs,
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};

use crate::cluster::{Cluster, without_pieces_after};
use crate::office::{Office, fine, on, released, sound};

/// A session of its own, with a transaction that sees one moment of the database.
fn looking(cluster: &Cluster, first: &str) -> postgres::Client {
    let mut session = cluster.session("alliance");
    session.batch_execute(&format!("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; {first}")).unwrap();
    session
}

fn count(session: &mut postgres::Client, table: &str) -> i64 {
    session.query_one(&format!("SELECT count(*) FROM {table}"), &[]).unwrap().get(0)
}

#[test]
fn a_restore_shows_nobody_a_half_state_and_takes_no_rights() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    // As long as a name may be, in bytes.
    let name = "长三角高等工程教育大学科技园联盟二十一";
    let place = cluster.place("alliance", name);
    fine(&office, &place, &["apply", "examples/shanghai-2023.toml"]);
    fine(&office, &place, &["grant", "secretary", "writer"]);
    let backup = office.folder.path().join("backup.db").to_string_lossy().into_owned();
    fine(&office, &place, &["backup", &backup]);
    let listed = fine(&office, &place, &["--format", "json", "org", "list"]);
    let organizations = i64::try_from(listed.matches("\"name\"").count()).unwrap();
    fine(&office, &place, &["org", "add", "后来的园"]);

    let mut reader = looking(&cluster, "SELECT 1");
    let tables = [format!("\"{name}\".organizations"), format!("\"{name}\".journal_changes")];
    let before = tables.each_ref().map(|table| count(&mut reader, table));
    assert_eq!(before[0], organizations + 1);
    // A writer that waits meanwhile writes into what is restored, in order.
    let mut holder = cluster.session("alliance");
    holder
        .batch_execute(&format!("BEGIN; SELECT 1 FROM \"{name}\".registry WHERE id = 1 FOR UPDATE"))
        .unwrap();
    let (restored, written) = thread::scope(|scope| {
        let restored = scope.spawn(|| on(&office, &place, &["restore", &backup]));
        thread::sleep(Duration::from_millis(1_500));
        let written = scope.spawn(|| {
            on(&office, &cluster.place("writer", name), &["--format", "json", "action", "add", "等"])
        });
        thread::sleep(Duration::from_millis(800));
        holder.batch_execute("COMMIT").unwrap();
        (restored.join().unwrap(), written.join().unwrap())
    });
    assert_eq!((restored.code, written.code), (0, 0), "{}{}", restored.err, written.err);
    assert!(!restored.err.contains("hint"), "{}", restored.err);
    assert_eq!(
        tables.each_ref().map(|table| count(&mut reader, table)),
        before,
        "the same moment throughout"
    );
    drop(reader);
    assert_eq!(fine(&office, &place, &["--format", "json", "org", "list"]), listed);
    sound(&office, &place);
    // What was replaced stands under the name that was told.
    let kept = restored.err.split("registry=").nth(1).unwrap().trim();
    let kept = cluster.place("alliance", kept);
    sound(&office, &kept);
    assert!(fine(&office, &kept, &["org", "list"]).contains("后来的园"));
    // Another one in the same second keeps under a name of its own.
    fine(&office, &place, &["restore", &backup]);
}

#[test]
fn a_large_import_minds_neither_its_own_new_records_nor_who_is_reading() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let folder = office.folder.path().join("lists");
    fs::create_dir(&folder).unwrap();
    let (mut organizations, mut motions, mut ballots) =
        ("code,name\n".to_string(), "session,number,title\n".to_string(), String::new());
    ballots.push_str("motion,organization,choice\n");
    for n in 0..500 {
        writeln!(organizations, "m{n},第{n}园").unwrap();
    }
    for motion in 1..=220 {
        writeln!(motions, "1-1,{motion},议题{motion}").unwrap();
        for n in 0..500 {
            writeln!(ballots, "1-1/{motion},m{n},yes").unwrap();
        }
    }
    fs::write(folder.join("organizations.csv"), organizations).unwrap();
    fs::write(folder.join("sessions.csv"), "body,term,number,start\ncouncil,1,1,2020-01-01\n").unwrap();
    fs::write(folder.join("motions.csv"), motions).unwrap();
    fs::write(folder.join("ballots.csv"), ballots).unwrap();
    let lists = folder.to_string_lossy().into_owned();
    let place = cluster.place("alliance", "one");
    fine(&office, &place, &["import", &lists]);
    sound(&office, &place);
    let two = cluster.place("alliance", "two");
    fine(&office, &two, &["init"]);
    let mut reader = looking(&cluster, "SELECT count(*) FROM two.motions");
    let started = Instant::now();
    fine(&office, &two, &["import", &lists]);
    assert!(started.elapsed() < Duration::from_secs(25), "nobody was waited for");
    assert_eq!(count(&mut reader, "two.ballots"), 0);
    drop(reader);
    sound(&office, &two);
}

#[test]
fn forgetting_waits_for_older_transactions_or_says_that_it_is_not_finished() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let place = cluster.place("alliance", "one");
    let pages = |secret: &str| {
        let mut grep = std::process::Command::new("grep");
        let data = cluster.folder.join("data/base");
        grep.args(["-rqa", secret]).arg(data).status().unwrap().success()
    };
    let add = |name: &str, phone: &str| {
        fine(&office, &place, &["org", "add", &format!("{name}的园")]);
        fine(&office, &place, &["person", "add", name, "--phone", phone]);
    };
    add("王五", "13900001111");
    let mut other = looking(&cluster, "SELECT 1");
    cluster.checkpoint();
    assert!(pages("13900001111"), "the search finds what is there");
    let told = thread::scope(|scope| {
        let told = scope.spawn(|| on(&office, &place, &["person", "forget", "王五"]));
        thread::sleep(Duration::from_secs(2));
        other.batch_execute("ROLLBACK").unwrap();
        told.join().unwrap()
    });
    assert!(told.code == 0 && !told.err.contains("is recorded, but"), "{}", told.err);
    cluster.checkpoint();
    assert!(!pages("13900001111"), "the number is in no page");
    add("赵六", "13900002222");
    let other = looking(&cluster, "SELECT 1");
    let told = on(&office, &place, &["person", "forget", "赵六"]);
    assert!(told.code == 0 && told.err.contains("is recorded, but"), "{}", told.err);
    drop(other);
    thread::sleep(Duration::from_millis(200));
    // The next command goes on with it, and says so.
    let told = on(&office, &place, &["person", "list"]);
    assert!(told.code == 0 && told.err.contains("gone from them now"), "{}", told.err);
    cluster.checkpoint();
    assert!(!pages("13900002222"), "the number is in no page");
    assert!(on(&office, &place, &["person", "list"]).err.is_empty());
}

#[test]
fn a_schema_with_something_else_in_it_is_no_registry() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    for (name, table) in [("persons", "persons (id BIGINT)"), ("register", "registry (id BIGINT)")] {
        cluster.sql("alliance", &format!("CREATE SCHEMA {name}")).unwrap();
        cluster.sql("alliance", &format!("CREATE TABLE {name}.{table}")).unwrap();
        for line in ["init", "org add x"] {
            let started = Instant::now();
            let place = cluster.place("alliance", name);
            let answer = on(&office, &place, &line.split(' ').collect::<Vec<_>>());
            assert!(
                answer.code == 1 && answer.err.contains("something else than a registry"),
                "{}",
                answer.err
            );
            assert!(answer.err.contains("hint: ") && started.elapsed() < Duration::from_secs(5));
        }
    }
    // An empty one will do, and one that its administrator made for a role that may make none.
    cluster.sql("alliance", "CREATE SCHEMA empty").unwrap();
    fine(&office, &cluster.place("alliance", "empty"), &["org", "add", "x"]);
}

#[test]
fn references_that_were_taken_off_show_in_the_deep_check() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let place = cluster.place("alliance", "one");
    fine(&office, &place, &["apply", "examples/roll-calls.toml"]);
    sound(&office, &place);
    let key = "SELECT conname FROM pg_constraint WHERE conrelid = 'one.ballots'::regclass AND contype = 'f' LIMIT 1";
    let key: String = cluster.session("alliance").query_one(key, &[]).unwrap().get(0);
    cluster.sql("alliance", &format!("ALTER TABLE one.ballots DROP CONSTRAINT {key}")).unwrap();
    let answer = on(&office, &place, &["check", "--deep"]);
    assert!(answer.code == 3 && answer.out.contains("foreign keys"), "{}", answer.out);
}

#[test]
fn what_is_changed_around_the_tool_shows_on_a_server_too() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let place = cluster.place("alliance", "one");
    fine(&office, &place, &["apply", "examples/roll-calls.toml", "--why", "如实录入"]);
    fine(&office, &place, &["person", "add", "王五", "--phone", "13900001111"]);
    fine(&office, &place, &["person", "forget", "王五"]);
    fine(&office, &place, &["document", "add", "README.md", "--for", "zi"]);
    sound(&office, &place);
    let noted = fine(&office, &place, &["log", "--format", "json", "--limit", "1"]);
    let noted: serde_json::Value = serde_json::from_str(&noted).unwrap();
    let anchor = format!("#4={}", &noted[0]["hash"].as_str().unwrap()[..12]);
    fine(&office, &place, &["check", "--only", "journal-chain", "--anchor", &anchor]);
    // Each comes on top of the others, and stays found.
    for (sql, told) in [
        (
            "CREATE OR REPLACE VIEW one.term AS SELECT number, \"start\", \"start\" AS \"end\" FROM one.terms",
            "the view term is not as",
        ),
        ("DROP INDEX one.sessions_start", "the index sessions_start is missing"),
        ("CREATE INDEX mine ON one.terms (\"end\")", "the index mine is none of"),
        ("CREATE TABLE one.more (a BIGINT)", "the table more is none of"),
        (
            "CREATE FUNCTION one.odd() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "the function odd is none of",
        ),
        (
            "CREATE TRIGGER odd BEFORE INSERT ON one.ballots FOR EACH ROW EXECUTE FUNCTION one.odd()",
            "the trigger ballots.odd is none of",
        ),
        ("CREATE RULE odd AS ON DELETE TO one.terms DO INSTEAD NOTHING", "the rule terms.odd is none of"),
        ("ALTER TABLE one.motions DROP CONSTRAINT motions_yes_check", "the table motions is not as"),
        ("ALTER TABLE one.terms ALTER COLUMN \"start\" SET DEFAULT '2001'", "the table terms is not as"),
        ("UPDATE one.numbers SET last = 1 WHERE name = 'motions'", "table numbers, row motions"),
        ("UPDATE one.contents SET bytes = 'x'", "table contents, row "),
        (
            "UPDATE one.journal_changes SET ref = 'x', salt = NULL, redacted_by = 3 WHERE entry = 1 AND seq = 2",
            "table journal_changes, row 1/2",
        ),
        (
            "UPDATE one.journal SET why = 'x', salt = NULL, redacted_by = 3 WHERE entry = 1",
            "the reason or the command",
        ),
        (
            "UPDATE one.motions SET yes = 77 WHERE id = 1",
            "table motions, row 1: differs from what the journal says (yes",
        ),
        ("DROP VIEW one.vote; DROP VIEW one.session_refs CASCADE", "the view session_refs is missing"),
        ("DROP TABLE one.session_chairs", "the table session_chairs is missing"),
        ("DROP TABLE one.rolls", "not looked at: "),
    ] {
        cluster.session("alliance").batch_execute(sql).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        let answer = on(&office, &place, &["--format", "json", "check", "--deep"]);
        assert!(answer.code == 3 && answer.out.contains(told), "{sql}\n{}{}", answer.out, answer.err);
    }
}

#[test]
fn a_registry_of_version_2_on_a_server_is_brought_up_to_what_a_new_one_is() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let place = cluster.place("alliance", "one");
    // What these versions did not know is not in its journal either.
    let old = office.file("old.db", released("version-3.db.gz"));
    fine(&office, &old, &["copy", "--to", &place]);
    cluster
        .session("alliance")
        .batch_execute(&format!(
            "SET search_path TO one; {}DROP TABLE journal_redactions; DROP TABLE erasures; ALTER TABLE journal DROP COLUMN form; \
             ALTER TABLE journal DROP COLUMN numbers; ALTER TABLE journal DROP COLUMN role; \
             UPDATE registry SET version = 2",
            without_pieces_after(2)
        ))
        .unwrap();
    fine(&office, &place, &["check", "--deep", "--only", "storage", "--only", "journal-replay"]);
    let log = fine(&office, &place, &["log", "--limit", "1"]);
    assert!(log.contains("upgrade to version 3 of the schema"), "{log}");
}

#[test]
fn a_peer_that_takes_the_connection_and_is_silent_is_not_waited_for() {
    let office = Office::new();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = format!("postgres://li@{}/parks?connect_timeout=1", silent.local_addr().unwrap());
    let started = Instant::now();
    let answer = on(&office, &place, &["member", "list"]);
    assert!(answer.code == 1 && answer.err.contains("no answer within 1 seconds"), "{}", answer.err);
    assert!(started.elapsed() < Duration::from_secs(10));
}
