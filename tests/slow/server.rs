//! A registry on a PostgreSQL server, on clusters of the tests' own: what the end-to-end suite on a server
//! does not show by itself.

use crate::cluster::Cluster;
use crate::office::{Office, fine, on, sound};
use std::{fs, path::Path};

/// A year in which everything happens once, by files and by commands.
fn a_year(office: &Office, place: &str) {
    for args in [
        &["apply", "examples/shanghai-2023.toml"][..],
        &["apply", "examples/roll-calls.toml"],
        &["org", "add", "=SUM(A1)", "--alias", "é;b", "--note", "第一行\n第二行\t\\"],
        &["org", "add", "Zürich Park"],
        &["org", "add", "aarhus park", "--province", "江苏"],
        &["document", "add", "README.md", "--for", "Zürich Park"],
        &["action", "add", "改章程", "--due", "2024-12-31"],
        &["member", "add", "Zürich Park", "--class", "council", "--since", "2024-01-01"],
        &["member", "leave", "Zürich Park", "--on", "2024-03-31", "--reason", "withdrawn"],
        &["undo"],
        &["person", "add", "王五", "--org", "Zürich Park", "--phone", "13900001111"],
        &["person", "forget", "王五", "--text"],
    ] {
        fine(office, place, args);
    }
}

/// All bytes of a file, or of a folder's files.
fn bytes(path: &Path) -> Vec<(String, Vec<u8>)> {
    if path.is_file() {
        return vec![(String::new(), fs::read(path).unwrap())];
    }
    let files = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files
        .map(|path| {
            (path.display().to_string().rsplit('/').next().unwrap().to_string(), fs::read(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Every row of every table of a registry file.
fn rows(path: &str) -> Vec<String> {
    let db = rusqlite::Connection::open(path).unwrap();
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let names: Vec<String> =
        db.prepare(names).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut all = Vec::new();
    for name in names {
        let mut statement = db.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let width = statement.column_count();
        let found = statement.query_map([], |row| {
            Ok((0..width).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect::<Vec<_>>().join("|"))
        });
        let mut found: Vec<String> = found.unwrap().map(|row| format!("{name}: {}", row.unwrap())).collect();
        found.sort();
        all.extend(found);
    }
    all
}

#[test]
fn the_schema_is_what_a_real_server_takes() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let place = cluster.place("alliance", "one");
    fine(&office, &place, &["init"]);
    assert!(on(&office, &place, &["init"]).err.contains("already"));
    let schema = fs::read_to_string("schema.sql").unwrap();
    let made = |what: &str| schema.lines().filter(|line| line.starts_with(what)).count();
    let count = |kind: &str| {
        let sql = format!(
            "SELECT count(*) AS n FROM pg_class WHERE relkind = '{kind}' AND relnamespace = 'one'::regnamespace \
             AND relname NOT LIKE '%_pkey'"
        );
        fine(&office, &place, &["--format", "csv", "sql", &sql])
            .lines()
            .nth(1)
            .unwrap()
            .parse::<usize>()
            .unwrap()
    };
    assert_eq!(count("r"), made("CREATE TABLE "));
    assert_eq!(count("v"), made("CREATE VIEW "));
    assert_eq!(count("i"), made("CREATE INDEX ") + made("CREATE UNIQUE INDEX "));
    // Another alliance on the same server.
    fine(&office, &cluster.place("alliance", "两"), &["apply", "examples/shanghai-2023.toml"]);
    assert_eq!(fine(&office, &place, &["org", "list", "--format", "csv"]).lines().count(), 1);
}

#[test]
fn a_year_is_the_same_in_a_file_and_on_a_server_and_goes_there_and_back() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let path = |name: &str| office.folder.path().join(name).to_string_lossy().into_owned();
    let (file, server) = (path("year.db"), cluster.place("alliance", "year"));
    a_year(&office, &file);
    a_year(&office, &server);
    for ending in ["", ".json", ".xlsx", ".popolo.json"] {
        let (a, b) = (path(&format!("a{ending}")), path(&format!("b{ending}")));
        fine(&office, &file, &["export", &a]);
        fine(&office, &server, &["export", &b]);
        assert!(bytes(Path::new(&a)) == bytes(Path::new(&b)), "the export {ending} differs");
    }
    // To and fro, journal and all.
    let (there, back) = (cluster.place("alliance", "there"), path("back.db"));
    fine(&office, &file, &["copy", "--to", &there]);
    fine(&office, &there, &["copy", "--to", &back]);
    assert_eq!(rows(&file), rows(&back));
    for place in [&there, &back, &server] {
        sound(&office, place);
    }
    let log = |place: &str| fine(&office, place, &["log", "--format", "json"]);
    assert_eq!(log(&file), log(&there));
    assert!(on(&office, &file, &["copy", "--to", &there]).err.contains("already"));
    // Every question has the same answer.
    let all = |place: &str| -> Vec<(String, String)> {
        let lists = "about|org list|member list --all|person list|session list|motion list|vote list|visit list|action list|\
                     activity list|office list|body list|rule list|term list|document list|log|check|search 大学|search park|\
                     stats members|stats attendance|stats votes --by year|stats visits|stats agreement|calendar|\
                     member list --as-of 2023-01-01|org show Zürich@Park|sql SELECT@*@FROM@motion@ORDER@BY@ref";
        let mut lines: Vec<String> = lists.split('|').map(str::to_string).collect();
        let listed: serde_json::Value =
            serde_json::from_str(&fine(&office, place, &["--format", "json", "motion", "list"])).unwrap();
        for motion in listed.as_array().unwrap() {
            let (reference, session) = (motion["ref"].as_str().unwrap(), motion["session"].as_str().unwrap());
            for line in [
                format!("vote show {reference}"),
                format!("resolution {reference}"),
                format!("session show {session}"),
                format!("minutes {session}"),
            ] {
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
        lines
            .into_iter()
            .map(|line| {
                let words: Vec<String> = line.split_whitespace().map(|word| word.replace('@', " ")).collect();
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let forms = if matches!(words[0], "minutes" | "resolution") {
                    ["text", "html"]
                } else {
                    ["table", "json"]
                };
                let told = forms.map(|form| on(&office, place, &[&["--format", form], &words[..]].concat()));
                assert!(told.iter().all(|answer| [0, 3].contains(&answer.code)), "{line}: {}", told[0].err);
                (line, told.map(|answer| answer.out).concat())
            })
            .collect()
    };
    for ((line, a), (_, b)) in all(&file).into_iter().zip(all(&there)) {
        assert_eq!(a, b, "{line}");
    }
    // From server to server, and a backup of a server is a file.
    let (second, backup) = (cluster.place("alliance", "second"), path("backup.db"));
    fine(&office, &there, &["copy", "--to", &second]);
    fine(&office, &second, &["backup", &backup]);
    assert_eq!(rows(&file), rows(&backup));
    // What is numbered goes on where it was.
    let next = |place: &str| fine(&office, place, &["--format", "json", "action", "add", "下一件"]);
    assert_eq!(next(&file), next(&second));
}

/// The tables that are the gate's own.
const OWN: [&str; 9] = [
    "registry",
    "numbers",
    "rolls",
    "contents",
    "journal",
    "journal_changes",
    "journal_bulk",
    "journal_redactions",
    "erasures",
];

#[test]
fn what_a_role_may_do_the_server_itself_holds() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let owner = cluster.place("alliance", "one");
    fine(&office, &owner, &["apply", "examples/shanghai-2023.toml"]);
    assert!(on(&office, &owner, &["grant", "reader", "nobody-such"]).err.contains("does not know that role"));
    assert_eq!(on(&office, &owner, &["grant", "owner", "reader"]).code, 2);
    for nobody in ["public", "none"] {
        let all = on(&office, &owner, &["grant", "secretary", nobody]);
        assert!(all.code == 1 && all.err.contains("does not know that role"), "{}", all.err);
    }
    cluster.sql("alliance", "GRANT CREATE ON SCHEMA one TO reader").unwrap();
    let narrowed = on(&office, &owner, &["grant", "reader", "alliance"]);
    assert!(narrowed.code == 1 && narrowed.err.contains("owns the registry"), "{}", narrowed.err);
    let reader = cluster.place("reader", "one");
    fine(&office, &owner, &["--dry-run", "grant", "secretary", "reader"]);
    // Before anything is granted not even reading works.
    assert!(on(&office, &reader, &["member", "list"]).err.contains("may not"));
    fine(&office, &owner, &["grant", "reader", "reader"]);
    fine(&office, &owner, &["grant", "secretary", "writer"]);
    assert_eq!(
        fine(&office, &reader, &["member", "list", "--format", "json"]),
        fine(&office, &owner, &["member", "list", "--format", "json"])
    );
    fine(&office, &reader, &["check", "--deep"]);
    let backup = office.folder.path().join("r-backup.db").to_string_lossy().into_owned();
    fine(&office, &reader, &["backup", &backup]);
    let list = office.file("organizations.csv", "name\n新园\n");
    for line in [
        "org add x",
        "apply examples/roll-calls.toml",
        "undo",
        "term add 5",
        "action add x",
        "person forget 李宇阳",
        "member leave ahgydxgcyjy --on 2024-01-01 --reason withdrawn",
        "grant secretary reader",
        "import LIST",
        "restore BACKUP",
    ] {
        let line = line.replace("LIST", &list).replace("BACKUP", &backup);
        let answer = on(&office, &reader, &line.split(' ').collect::<Vec<_>>());
        assert_eq!(answer.code, 1, "{line}: {}", answer.err);
        assert!(
            answer.err.starts_with("error: the role reader may not") && answer.err.contains("hint: "),
            "{line}: {}",
            answer.err
        );
    }
    cluster.sql("reader", "CREATE TABLE one.mine (id BIGINT)").unwrap_err();
    // A secretary records; nobody but the owner alters the journal.
    let writer = cluster.place("writer", "one");
    fine(&office, &writer, &["apply", "examples/roll-calls.toml"]);
    fine(&office, &writer, &["document", "add", "README.md", "--for", "ahgydxgcyjy"]);
    fine(&office, &writer, &["undo"]);
    for sql in [
        "UPDATE one.journal SET actor = 'x'",
        "DELETE FROM one.journal_changes",
        "UPDATE one.journal_bulk SET digest = ''",
        "DELETE FROM one.contents",
        "UPDATE one.registry SET version = 4",
        "CREATE OR REPLACE FUNCTION one.gate_turn(_registry text) RETURNS bigint LANGUAGE sql AS 'SELECT 4::bigint'",
        "ALTER FUNCTION one.gate_turn(text) SECURITY INVOKER",
        "DROP TABLE one.terms",
        "ALTER TABLE one.journal ADD COLUMN x TEXT",
    ] {
        let refused = cluster.sql("writer", sql).unwrap_err();
        assert_eq!(refused.code().map(|code| code.code()), Some("42501"), "{sql}");
    }
    // Nor does she write, or lock, any table that is the gate's own.
    for table in OWN {
        let column =
            "SELECT attname::text FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum = 1";
        let column: String =
            cluster.session("writer").query_one(column, &[&format!("one.{table}")]).unwrap().get(0);
        for sql in [
            format!("INSERT INTO one.{table} SELECT * FROM one.{table}"),
            format!("UPDATE one.{table} SET {column} = {column}"),
            format!("DELETE FROM one.{table}"),
            format!("SELECT {column} FROM one.{table} FOR UPDATE"),
            format!("TRUNCATE one.{table} CASCADE"),
        ] {
            let refused = cluster.sql("writer", &sql).unwrap_err();
            assert_eq!(refused.code().map(|code| code.code()), Some("42501"), "{sql}");
        }
    }
    let forgets = on(&office, &writer, &["person", "forget", "李宇阳"]);
    assert!(forgets.code == 1 && forgets.err.contains("forgetting a person"), "{}", forgets.err);
    sound(&office, &owner);
    // What was granted is taken back by granting less.
    fine(&office, &owner, &["grant", "reader", "writer"]);
    assert_eq!(on(&office, &writer, &["org", "add", "x"]).code, 1);
    // A file knows no roles.
    let file = office.folder.path().join("f.db").to_string_lossy().into_owned();
    fine(&office, &file, &["init"]);
    assert!(on(&office, &file, &["grant", "reader", "x"]).err.contains("knows no roles"));
}

#[test]
fn what_goes_wrong_on_a_server_is_one_clear_error_without_a_password() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let (host, place) = (cluster.host(), cluster.place("alliance", "one"));
    let port = host.split_once(':').unwrap().1;
    fine(&office, &place, &["init"]);
    let newer = cluster.place("alliance", "newer");
    fine(&office, &newer, &["init"]);
    cluster.sql("alliance", "UPDATE newer.registry SET version = 99").unwrap();
    let secret = "s3cret%20word";
    let cases = [
        (format!("postgres://locked:{secret}@{host}/alliance"), "does not let … in"),
        (format!("postgres://locked@{host}/alliance"), "does not let … in"),
        (format!("postgres://nobody:{secret}@{host}/alliance"), "does not let … in"),
        (format!("postgres://alliance:{secret}@no-such-host.invalid/alliance"), "cannot be reached"),
        (format!("postgres://alliance:{secret}@127.0.0.1:1/alliance"), "cannot be reached"),
        (format!("postgres://alliance:{secret}@{host}/alliance?sslmode=require"), "offers no encryption"),
        (format!("postgres://alliance:{secret}@{host}/nowhere"), "no database …"),
        (format!("{place}&sslmode=verify-full"), "no root certificate"),
        (format!("postgres://alliance:{secret}@{host}/alliance?registry=none"), "there is no registry"),
        (newer, "version 99"),
    ];
    for (place, named) in &cases {
        for args in [&["member", "list"][..], &["org", "add", "x"]] {
            if named.contains("there is no registry") && args[0] == "org" {
                continue;
            }
            let answer = on(&office, place, args);
            assert!(answer.code == 1 || answer.code == 2, "{place}");
            assert!(answer.err.contains(named), "{place}: {}", answer.err);
            assert_eq!(answer.err.matches("error: ").count(), 1, "{}", answer.err);
            assert!(answer.err.contains("hint: ") && answer.out.is_empty(), "{}", answer.err);
            for word in [secret, "s3cret word"] {
                assert!(!answer.err.contains(word), "{}", answer.err);
            }
            let zh = on(&office, place, &[&["--lang", "zh"], args].concat());
            assert!(zh.err != answer.err && !zh.err.contains("s3cret"), "{}", zh.err);
        }
    }
    // What users of psql know: variables of the environment, and the password file.
    fine(&office, &place, &["grant", "reader", "locked"]);
    let list = |db: &str, env: &[(&str, &str)]| office.run_with(&["--db", db, "member", "list"], env, "");
    let pass = office.file("pass", format!("127.0.0.1:{port}:alliance:locked:open sesame\n"));
    let url = "postgres://locked@/alliance?registry=one";
    let at = [("PGHOST", "127.0.0.1"), ("PGPORT", port)];
    let with = |more: &[(&'static str, &str)]| -> Vec<(String, String)> {
        at.iter().chain(more).map(|(k, v)| (k.to_string(), v.to_string())).collect()
    };
    for (url, env, works) in [
        (url, with(&[("PGPASSWORD", "open sesame")]), true),
        (url, with(&[("PGPASSWORD", "wrong")]), false),
        (
            "postgres:///alliance?registry=one",
            with(&[("PGUSER", "locked"), ("PGPASSWORD", "open sesame")]),
            true,
        ),
        // A file that others can read is not used, as with libpq.
        (url, with(&[("PGPASSFILE", &pass)]), false),
    ] {
        let env: Vec<(&str, &str)> = env.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let answer = list(url, &env);
        assert_eq!(answer.code == 0, works, "{env:?} {}", answer.err);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&pass, fs::Permissions::from_mode(0o600)).unwrap();
        let answer = list(url, &[at[0], at[1], ("PGPASSFILE", &pass)]);
        assert_eq!(answer.code, 0, "{}", answer.err);
    }
}

#[test]
fn the_connection_is_encrypted_and_the_certificate_looked_at_as_sslmode_says() {
    let Some(cluster) = Cluster::start(&["--tls"]) else { return };
    let office = Office::new();
    let place = cluster.place("alliance", "one");
    fine(&office, &place, &["init"]);
    let root = cluster.folder.join("server.crt");
    let root = office.file("root.crt", fs::read(root).unwrap());
    let (host, by_name) = (place.clone(), place.replace("127.0.0.1", "localhost"));
    let encrypted = |place: &str| {
        let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        fine(&office, place, &["--format", "csv", "sql", sql]).lines().nth(1).unwrap() == "1"
    };
    assert!(encrypted(&place), "prefer takes what is offered");
    assert!(!encrypted(&format!("{place}&sslmode=disable")));
    assert!(encrypted(&format!("{place}&sslmode=require")));
    for place in [&host, &by_name] {
        assert!(encrypted(&format!("{place}&sslmode=verify-full&sslrootcert={root}")));
    }
    let wrong = Cluster::start(&["--tls"]).unwrap();
    let other = office.file("other.crt", fs::read(wrong.folder.join("server.crt")).unwrap());
    for mode in ["require", "verify-ca", "verify-full"] {
        let answer = on(&office, &format!("{place}&sslmode={mode}&sslrootcert={other}"), &["member", "list"]);
        assert!(answer.code == 1 && answer.err.contains("certificate"), "{mode}: {}", answer.err);
        assert!(answer.err.contains("hint: "), "{}", answer.err);
    }
    let answer = on(&office, &format!("{place}&sslmode=verify-full&sslrootcert=system"), &["member", "list"]);
    assert!(answer.code == 1 && answer.err.contains("certificate"), "{}", answer.err);
    let answer = on(&office, &format!("{place}&sslmode=verify-ca&sslrootcert=/no/such"), &["member", "list"]);
    assert!(answer.code == 1 && answer.err.contains("/no/such"), "{}", answer.err);
}
