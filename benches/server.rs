//! How fast a registry on a PostgreSQL server is, beside PostgreSQL's own `psql` on the same server. See README.md.

mod measure;

use std::{fs, path::Path, process::Command};

use measure::{ALLIANCE, Table, lists, postgres, run, turns};

fn main() {
    // `cargo test --benches` only asks whether this builds.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let cluster =
        Command::new("bash").args(["tests/cluster/cluster.sh", "start", "--durable"]).output().unwrap();
    let (true, Some(psql), Some(dump)) = (cluster.status.success(), postgres("psql"), postgres("pg_dump"))
    else {
        println!("PostgreSQL and psql are not on this machine: nothing can be measured");
        return;
    };
    let told = String::from_utf8(cluster.stdout).unwrap();
    let (cluster, url) = told.trim().split_once('\n').unwrap();
    measure(url, &psql, &dump);
    Command::new("bash").args(["tests/cluster/cluster.sh", "stop", cluster]).status().unwrap();
}

fn measure(url: &str, psql: &str, dump: &str) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let place = |name: &str| format!("{url}?registry={name}");
    let alliance = |place: &str, args: &[&str]| run(ALLIANCE, &[&["--db", place], args].concat(), "").0;
    let psql = |sql: &str| run(psql, &["-qX", "-v", "ON_ERROR_STOP=1", url], sql).0;
    println!("building the data …");
    lists(Path::new(&at("one")), 1);
    for registry in ["one", "two", "three"] {
        for list in ["organizations", "memberships", "sessions", "motions"] {
            alliance(&place(registry), &["import", &at(&format!("one/{list}.csv"))]);
        }
    }
    alliance(&place("small"), &["apply", "examples/shanghai-2023.toml", "--quiet"]);
    let table = Table::begin();

    let select = "SELECT o.name, m.class, m.\"from\", m.\"until\", o.province, o.code FROM small.memberships m \
                  JOIN small.organizations o ON o.id = m.organization_id WHERE m.\"until\" IS NULL ORDER BY o.code;";
    let small = place("small");
    let times = turns(61, |_| alliance(&small, &["member", "list"]), |_| psql(select));
    table.row("`member list`, small registry", "psql, the same SELECT", times, Some(0.75));

    let ballots = at("one/ballots.csv");
    let names = ["one", "two", "three"];
    // The key as it is in the file: texts, compared by their bytes as the registry compares them.
    let copy = |table: String| {
        psql(&format!(
            "CREATE TABLE {table} (motion TEXT COLLATE \"C\", organization TEXT COLLATE \"C\", choice TEXT, \
             PRIMARY KEY (motion, organization));\n\\copy {table} FROM '{ballots}' CSV HEADER\n"
        ))
    };
    let times =
        turns(3, |n| alliance(&place(names[n]), &["import", &ballots]), |n| copy(format!("keyed{n}")));
    table.row("import of 868,000 ballots", "psql \\copy, a table with that key", times, Some(2.0));
    // The one goes out of a registry, and comes into it again.
    let times = turns(
        3,
        |n| alliance(&place(names[n]), &["undo"]),
        |n| alliance(&place(names[n]), &["import", &ballots]),
    );
    table.row("`undo` of that", "the import", times, Some(2.0));
    psql("VACUUM ANALYZE;");

    let one = place("one");
    let count = "SELECT motion_id, sum(CASE choice WHEN 'yes' THEN 1 ELSE 0 END), sum(CASE choice WHEN 'no' THEN 1 ELSE 0 END), \
                 sum(CASE choice WHEN 'abstain' THEN 1 ELSE 0 END) FROM one.ballots GROUP BY motion_id;";
    let times = turns(15, |_| alliance(&one, &["vote", "list", "--format", "csv"]), |_| psql(count));
    table.row("`vote list` of 6,200 motions", "psql, counting the ballots", times, None);

    let times = turns(
        41,
        |_| alliance(&one, &["vote", "show", "1-20/40"]),
        |_| psql("SELECT organization_id, choice FROM one.ballots WHERE motion_id = 1635;"),
    );
    table.row("`vote show`", "psql, one motion's ballots", times, None);

    let insert = |n: usize| {
        let id = n + 100;
        format!(
            "SET search_path TO three;\nBEGIN; SELECT version FROM registry FOR UPDATE;\n\
             INSERT INTO numbers (name, last) VALUES ('actions', {id}) ON CONFLICT (name) DO UPDATE SET last = {id};\n\
             INSERT INTO actions (id, title, status) VALUES ({id}, '工作{n}', 'open');\n\
             INSERT INTO journal (entry, uid, at, actor, why, command, salt, digest, undoes, previous, hash) \
             VALUES ({id}, '{n:032}', '2024-01-01T00:00:00Z', 'x', NULL, 'action add', '{n:032}', '{n:064}', NULL, '{n:064}', '{n:064}');\n\
             INSERT INTO journal_changes (entry, seq, tbl, ref, before, after, salt, digest) \
             VALUES ({id}, 1, 'actions', 'a{id}', NULL, '{{\"id\":{id}}}', '{n:032}', '{n:064}');\nCOMMIT;\n"
        )
    };
    let times =
        turns(61, |n| alliance(&small, &["action", "add", &format!("工作{n}")]), |n| psql(&insert(n)));
    table.row("one recorded act", "psql inserting the same rows", times, Some(0.75));

    // To a file and back.
    let file = at("copy.db");
    let times = turns(
        1,
        |_| alliance(&one, &["copy", "--to", &file]),
        |_| run(dump, &["-n", "one", "-f", &at("dump.sql"), url], "").0,
    );
    table.row("`copy` of all of it to a file, compared", "pg_dump", times, None);
    let _ = fs::remove_file(file);
}
