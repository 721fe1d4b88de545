//! How fast it is, beside what one would use instead: whole processes, in turns, in one run. See README.md.

mod measure;

use std::{fs, path::Path, process::Command};

use measure::{ALLIANCE, Table, lists, run, turns};

fn main() {
    // `cargo test --benches` only asks whether this builds.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let sqlite =
        Command::new("sqlite3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !sqlite {
        println!("the sqlite3 shell is not on this machine: the yardsticks cannot be measured, nothing is");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let alliance = |args: &[&str]| run(ALLIANCE, args, "");
    let shell = |db: &str, sql: &str| run("sqlite3", &[db], sql);
    println!("building the data …");
    lists(Path::new(&at("one")), 1);
    lists(Path::new(&at("ten")), 10);
    for times in ["one", "ten"] {
        let (db, lists) = (at(&format!("{times}.db")), at(times));
        for list in ["organizations", "memberships", "sessions", "motions"] {
            alliance(&["--db", &db, "import", &format!("{lists}/{list}.csv")]);
        }
        fs::copy(&db, at(&format!("{times}-bare.db"))).unwrap();
    }
    let table = Table::begin();

    // 1: a small registry.
    let small = at("small.db");
    alliance(&["--db", &small, "apply", "examples/shanghai-2023.toml", "--quiet"]);
    let select = "SELECT o.name, m.class, m.\"from\", m.\"until\", o.province, o.code FROM memberships m \
                  JOIN organizations o ON o.id = m.organization_id WHERE m.\"until\" IS NULL ORDER BY o.code;";
    let (ours, theirs) =
        turns(61, |_| alliance(&["--db", &small, "member", "list"]).0, |_| shell(&small, select).0);
    table.row("`member list`, small registry", "sqlite3, the same SELECT", (ours, theirs), Some(1.2));

    // 2: the ballots, with checks and journal.
    let create = "CREATE TABLE ballots (motion TEXT, organization TEXT, choice TEXT);\n";
    let ballots = at("one/ballots.csv");
    let (ours, theirs) = turns(
        3,
        |n| {
            fs::copy(at("one-bare.db"), at(&format!("import{n}.db"))).unwrap();
            alliance(&["--db", &at(&format!("import{n}.db")), "import", &ballots]).0
        },
        |n| {
            shell(
                &at(&format!("bare{n}.db")),
                &format!("{create}.mode csv\n.import --skip 1 {ballots} ballots\n"),
            )
            .0
        },
    );
    table.row("import of 868,000 ballots", "sqlite3 .import, bare table", (ours, theirs), Some(1.5));
    fs::rename(at("import0.db"), at("one.db")).unwrap();
    let (_, peak) = alliance(&["--db", &at("ten.db"), "import", &at("ten/ballots.csv")]);

    // 3 … 5: questions.
    let (one, ten) = (at("one.db"), at("ten.db"));
    let count = "SELECT motion_id, sum(choice='yes'), sum(choice='no'), sum(choice='abstain') FROM ballots GROUP BY motion_id;";
    let (ours, theirs) = turns(
        15,
        |_| alliance(&["--db", &one, "vote", "list", "--format", "csv"]).0,
        |_| shell(&one, count).0,
    );
    table.row("`vote list` of 6,200 motions", "sqlite3, counting the ballots", (ours, theirs), Some(0.3));
    let (ours, theirs) = turns(
        41,
        |_| alliance(&["--db", &ten, "vote", "show", "3-20/40"]).0,
        |_| alliance(&["--db", &one, "vote", "show", "1-20/40"]).0,
    );
    table.row("`vote show`, tenfold registry", "the same, small registry", (ours, theirs), Some(1.3));
    let join = "SELECT count(*), sum(a.choice = b.choice) FROM ballots a JOIN ballots b ON b.motion_id = a.motion_id \
                WHERE a.organization_id = 7 AND b.organization_id = 9 AND a.choice IN ('yes','no','abstain') \
                AND b.choice IN ('yes','no','abstain');";
    let (ours, theirs) = turns(
        9,
        |_| alliance(&["--db", &ten, "stats", "agreement", "m006", "m008"]).0,
        |_| shell(&ten, join).0,
    );
    table.row(
        "`stats agreement` of a pair, tenfold",
        "sqlite3, the plain self-join",
        (ours, theirs),
        Some(1.0),
    );

    // 6: a long list.
    let long = at("long.db");
    let mut organizations = String::from("code,name,kind,province,city,university\n");
    for n in 0..10_000 {
        organizations
            .push_str(&format!("o{n:05},第{n}号示例大学国家大学科技园,park,江苏,南京,第{n}号示例大学\n"));
    }
    fs::create_dir_all(at("long")).unwrap();
    fs::write(at("long/organizations.csv"), organizations).unwrap();
    alliance(&["--db", &long, "import", &at("long")]);
    let boxed =
        ".mode box\nSELECT code, name, kind, province, city, university FROM organizations ORDER BY code;\n";
    let (ours, theirs) =
        turns(15, |_| alliance(&["--db", &long, "org", "list"]).0, |_| shell(&long, boxed).0);
    table.row("a list of 10,000 rows as a table", "sqlite3 -box", (ours, theirs), Some(1.5));

    // 7: one act: the same rows, put in by the shell with the same care for the disk.
    let (acts, plain) = (at("acts.db"), at("plain.db"));
    fs::copy(&small, &acts).unwrap();
    fs::copy(&small, &plain).unwrap();
    let insert = |n: usize| {
        format!(
            "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;\nBEGIN IMMEDIATE;\n\
             INSERT INTO numbers (name, last) VALUES ('actions', {id}) ON CONFLICT (name) DO UPDATE SET last = {id};\n\
             INSERT INTO actions (id, title, status) VALUES ({id}, '工作{n}', 'open');\n\
             INSERT INTO journal (entry, uid, at, actor, why, command, salt, digest, undoes, previous, hash) \
             VALUES ({entry}, '{n:032}', '2024-01-01T00:00:00Z', 'x', NULL, 'action add', '{n:032}', '{n:064}', NULL, '{n:064}', '{n:064}');\n\
             INSERT INTO journal_changes (entry, seq, tbl, ref, before, after, salt, digest) \
             VALUES ({entry}, 1, 'actions', 'a{id}', NULL, '{{\"id\":{id},\"title\":\"工作{n}\",\"status\":\"open\"}}', '{n:032}', '{n:064}');\n\
             COMMIT;\n",
            id = n + 100,
            entry = n + 100,
        )
    };
    let (ours, theirs) = turns(
        61,
        |n| alliance(&["--db", &acts, "action", "add", &format!("工作{n}")]).0,
        |n| shell(&plain, &insert(n)).0,
    );
    table.row("one recorded act", "sqlite3 inserting the same rows", (ours, theirs), Some(1.5));

    // 8: sizes.
    let size = |path: String| fs::metadata(path).unwrap().len() as f64;
    let keyed = at("keyed.db");
    shell(
        &keyed,
        &format!(
            "ATTACH '{one}' AS r; CREATE TABLE ballots (motion_id INTEGER, organization_id INTEGER, choice TEXT, \
             PRIMARY KEY (motion_id, organization_id)) WITHOUT ROWID; INSERT INTO ballots SELECT * FROM r.ballots ORDER BY 1, 2;"
        ),
    );
    let (ours, bare, text) = (size(one) - size(at("one-bare.db")), size(keyed), size(at("bare0.db")));
    let megabytes = |bytes: f64| bytes / 1e6;
    println!(
        "| file, grown by the import | {:.1} MB | bare ballots table by number: {:.1} MB; as imported texts: {:.1} MB | {:.2}; {:.2} | ≤ 2.5 | {} |",
        megabytes(ours),
        megabytes(bare),
        megabytes(text),
        ours / bare,
        ours / text,
        if ours / bare <= 2.5 { "met" } else { "missed" }
    );
    println!(
        "| peak memory of the tenfold import | {:.0} MB | | | ≤ 200 MB | {} |",
        peak as f64 / 1e3,
        if peak <= 200_000 { "met" } else { "missed" }
    );
}
