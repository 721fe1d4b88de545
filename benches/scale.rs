//! The measures that docs/scale.md reckons with: the room that one association's ten years take, in a
//! file and on a server, and how much one server does. See README.md.

mod measure;

use std::{
    fmt::Write as _,
    fs,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use measure::{ALLIANCE, postgres, run, shown};

/// An association as the reckoning takes it: ten years, twelve sessions and forty motions a year.
const YEARS: i32 = 10;
const SESSIONS: i32 = 12;
const MOTIONS: i32 = 40;
const MEMBERS: usize = 30;
/// Registries in one database.
const REGISTRIES: [usize; 4] = [1, 10, 100, 1_000];
/// Processes that write or read at once, and how often each does.
const CLIENTS: usize = 8;
const TIMES: usize = 60;

fn main() {
    // `cargo test --benches` only asks whether this builds.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let alliance = |place: &str, args: &[&str]| run(ALLIANCE, &[&["--db", place], args].concat(), "").0;
    let size = |path: &str| fs::metadata(path).unwrap().len();

    println!("| measure | |\n|---|---|");
    let row = |measure: &str, value: String| println!("| {measure} | {value} |");
    alliance(&at("empty.db"), &["init"]);
    row("an empty registry in a file", megabytes(size(&at("empty.db"))));
    for (name, roll_calls) in [("counts", false), ("roll calls", true)] {
        let db = at(&format!("{roll_calls}.db"));
        let mut times: Vec<Duration> = (0..YEARS * SESSIONS)
            .map(|n| {
                let file = at("session.toml");
                fs::write(&file, session(n, roll_calls)).unwrap();
                alliance(&db, &["apply", &file, "--quiet"])
            })
            .collect();
        row(&format!("ten years of one association in a file, {name}"), megabytes(size(&db)));
        let last = &mut times[YEARS as usize * SESSIONS as usize - 12..];
        last.sort();
        row(&format!("… a session of its last year, applied, {name}"), shown(last[6]));
    }

    let cluster =
        Command::new("bash").args(["tests/cluster/cluster.sh", "start", "--durable"]).output().unwrap();
    let (true, Some(psql)) = (cluster.status.success(), postgres("psql")) else {
        println!("PostgreSQL is not on this machine: what a server does cannot be measured");
        return;
    };
    let told = String::from_utf8(cluster.stdout).unwrap();
    let (cluster, url) = told.trim().split_once('\n').unwrap();
    let number = |sql: &str| {
        let output = Command::new(&psql).args(["-qAtX", "-c", sql, url]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse::<u64>().unwrap()
    };
    let place = |name: &str| format!("{url}?registry={name}");
    let room = |name: &str| {
        number(&format!(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c JOIN pg_namespace n \
             ON n.oid = c.relnamespace WHERE n.nspname = '{name}' AND c.relkind = 'r'"
        ))
    };
    let whole = || number("SELECT pg_database_size(current_database())");

    let mut made = 0;
    let mut before = whole();
    for count in REGISTRIES {
        let first = made;
        let started = Instant::now();
        while made < count {
            alliance(&place(&format!("r{made}")), &["init"]);
            made += 1;
        }
        let each = started.elapsed() / u32::try_from(made - first).unwrap();
        row(&format!("making a registry, up to {count} in the database"), shown(each));
        let asked = median(41, || alliance(&place("r0"), &["member", "list"]));
        row(&format!("`member list` of one of {count}"), shown(asked));
        let mut n = 0;
        let written = median(41, || {
            n += 1;
            alliance(&place("r0"), &["action", "add", &format!("工作 {count}-{n}")])
        });
        row(&format!("one recorded act in one of {count}"), shown(written));
        if first == 10 {
            before = whole();
        }
    }
    let grown = (whole() - before) / u64::try_from(REGISTRIES[3] - REGISTRIES[2]).unwrap();
    row("an empty registry on a server, its tables", megabytes(room("r1")));
    row("… with its share of the catalogue", megabytes(grown));
    row(
        "… relations (tables, views, indexes)",
        number(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                WHERE n.nspname = 'r1'",
        )
        .to_string(),
    );
    for (file, name) in [("false", "counts"), ("true", "roll calls")] {
        let took =
            alliance(&at(&format!("{file}.db")), &["copy", "--to", &place(&format!("ten_years_{file}"))]);
        row(
            &format!("ten years of one association on a server, {name}"),
            megabytes(room(&format!("ten_years_{file}"))),
        );
        row(&format!("… copied there from a file, {name}"), shown(took));
    }

    let together = |args: &(dyn Fn(usize, usize) -> (String, Vec<String>) + Sync)| {
        let started = Instant::now();
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                scope.spawn(move || {
                    for n in 0..TIMES {
                        let (place, args) = args(client, n);
                        let args: Vec<&str> = args.iter().map(String::as_str).collect();
                        alliance(&place, &args);
                    }
                });
            }
        });
        let each = started.elapsed().as_secs_f64() / (CLIENTS * TIMES) as f64;
        format!("{:.0} a second", 1.0 / each)
    };
    let words = |args: &[&str]| args.iter().map(|arg| arg.to_string()).collect::<Vec<_>>();
    let add = |client: usize, n: usize| words(&["action", "add", &format!("工作 {client}-{n}")]);
    row(
        &format!("acts of {CLIENTS} processes, each in its own registry"),
        together(&|client, n| (place(&format!("r{}", client + 1)), add(client, n))),
    );
    row(
        &format!("acts of {CLIENTS} processes in one registry"),
        together(&|client, n| (place("r9"), add(client, n))),
    );
    row(
        &format!("`vote list` of ten years by {CLIENTS} processes"),
        together(&|_, _| (place("ten_years_false"), words(&["vote", "list"]))),
    );
    Command::new("bash").args(["tests/cluster/cluster.sh", "stop", cluster]).status().unwrap();
}

/// The record file of one session: who attended, and three or four motions.
fn session(n: i32, roll_calls: bool) -> String {
    let (year, month) = (2014 + n / SESSIONS, n % SESSIONS + 1);
    let mut out = String::new();
    let line = |out: &mut String, text: String| writeln!(out, "{text}").unwrap();
    if n == 0 {
        line(&mut out, "[alliance]\nname = \"第九协会\"".into());
        for member in 0..MEMBERS {
            line(
                &mut out,
                format!(
                    "[[organization]]\ncode = \"m{member:02}\"\nname = \"第{member}大学国家大学科技园\"\n\
                     province = \"江苏\"\n[[membership]]\norganization = \"m{member:02}\"\nclass = \"council\"\n\
                     from = 2013-01-01"
                ),
            );
        }
    }
    line(
        &mut out,
        format!(
            "[[session]]\nbody = \"council\"\nterm = 1\nnumber = {}\nstart = {year}-{month:02}-15\nvenue = \"会议中心\"\ncity = \"南京\"\n\
             host = \"m{:02}\"\nsummary = \"会议听取了工作报告，审议了各项议题，并就下一阶段的工作交换了意见。\"",
            n + 1,
            n as usize % MEMBERS
        ),
    );
    for member in 0..MEMBERS {
        line(
            &mut out,
            format!(
                "[[session.attendance]]\norganization = \"m{member:02}\"\npresence = \"{}\"\npeople = [\"代表{member}\"]",
                if is_absent(member, n) { "absent" } else { "present" }
            ),
        );
    }
    let motions = (n + 1) * MOTIONS / SESSIONS - n * MOTIONS / SESSIONS;
    for number in 1..=motions {
        line(
            &mut out,
            format!(
                "[[session.motion]]\nnumber = {number}\ntitle = \"关于{year}年度第{}项工作计划的议案\"\nkind = \"plan\"\n\
                 method = \"show-of-hands\"\noutcome = \"carried\"\ntext = \"会议审议并通过了该议案。\"",
                n * 4 + number
            ),
        );
        if roll_calls {
            let ballots: Vec<String> = (0..MEMBERS)
                .filter(|member| !is_absent(*member, n))
                .map(|member| format!("\"m{member:02}\""))
                .collect();
            line(&mut out, format!("ballots = {{ yes = [{}] }}", ballots.join(", ")));
        } else {
            line(&mut out, "yes = 24\nno = 1\nabstain = 1".into());
        }
    }
    out
}

fn is_absent(member: usize, session: i32) -> bool {
    (member + session as usize).is_multiple_of(9)
}

fn median(times: usize, mut work: impl FnMut() -> Duration) -> Duration {
    let mut all: Vec<Duration> = (0..times).map(|_| work()).collect();
    all.sort();
    all[times / 2]
}

fn megabytes(bytes: u64) -> String {
    format!("{:.2} MB", bytes as f64 / 1e6)
}
