//! How fast it is, beside what one would use instead: whole processes, in turns, in one run. See README.md.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const ALLIANCE: &str = env!("CARGO_BIN_EXE_alliance");
const MEMBERS: usize = 200;
const SESSIONS: usize = 74;
const MOTIONS: usize = 6_200;
/// Members that take part in a roll call.
const VOTERS: usize = 140;

/// The lists of an assembly, `times` as large in sessions, motions and ballots.
fn lists(folder: &Path, times: usize) {
    fs::create_dir_all(folder).unwrap();
    let open =
        |name: &str| std::io::BufWriter::with_capacity(1 << 20, fs::File::create(folder.join(name)).unwrap());
    let mut out = open("organizations.csv");
    writeln!(out, "code,name,province").unwrap();
    for n in 0..MEMBERS {
        writeln!(out, "m{n:03},第{n}大学国家大学科技园,{}", ["江苏", "浙江", "安徽", "上海"][n % 4]).unwrap();
    }
    let mut out = open("memberships.csv");
    writeln!(out, "organization,class,from").unwrap();
    for n in 0..MEMBERS {
        writeln!(out, "m{n:03},council,19{:02}-01-01", 50 + n % 50).unwrap();
    }
    let (sessions, motions) = (SESSIONS * times, MOTIONS * times);
    let mut out = open("sessions.csv");
    writeln!(out, "body,term,number,start").unwrap();
    for n in 0..sessions {
        let day = chrono::NaiveDate::from_ymd_opt(2001, 1, 1).unwrap() + chrono::Days::new(n as u64 * 7);
        writeln!(out, "council,{},{},{day}", n / 99 + 1, n % 99 + 1).unwrap();
    }
    let session = |motion: usize| motion * sessions / motions;
    let first = |session: usize| (session * motions).div_ceil(sessions);
    let reference = |motion: usize| {
        let s = session(motion);
        format!("{}-{}/{}", s / 99 + 1, s % 99 + 1, motion - first(s) + 1)
    };
    let mut out = open("motions.csv");
    writeln!(out, "session,number,title,kind").unwrap();
    for n in 0..motions {
        let reference = reference(n);
        let (session, number) = reference.split_once('/').unwrap();
        writeln!(
            out,
            "{session},{number},关于第{n}项议题的决议草案,{}",
            ["plan", "budget", "report", "other"][n % 4]
        )
        .unwrap();
    }
    let mut out = open("ballots.csv");
    writeln!(out, "motion,organization,choice").unwrap();
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    for n in 0..motions {
        let reference = reference(n);
        for v in 0..VOTERS {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let choice = ["yes", "yes", "yes", "no", "abstain", "yes", "no", "yes"][(state >> 61) as usize];
            writeln!(out, "{reference},m{:03},{choice}", (v * 10 / 7 + n) % MEMBERS).unwrap();
        }
    }
}

/// A process that is measured: wall time and the most memory that it held.
fn run(program: &str, args: &[&str], stdin: &str) -> (Duration, u64) {
    let started = Instant::now();
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = 0;
    loop {
        if let Ok(text) = fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes =
                line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
            peak = peak.max(kilobytes.unwrap_or(0));
        }
        if let Some(code) = child.try_wait().unwrap() {
            let took = started.elapsed();
            if !code.success() {
                let mut said = String::new();
                std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
                panic!("{program} {args:?} failed: {said}");
            }
            return (took, peak);
        }
        std::thread::sleep(Duration::from_micros(100));
    }
}

/// Medians of times taken in turns, so that what else the machine does falls on both.
fn turns(
    rounds: usize,
    mut ours: impl FnMut(usize) -> Duration,
    mut theirs: impl FnMut(usize) -> Duration,
) -> (Duration, Duration) {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for n in 0..rounds {
        a.push(ours(n));
        b.push(theirs(n));
    }
    a.sort();
    b.sort();
    (a[rounds / 2], b[rounds / 2])
}

struct Table(Vec<String>);

impl Table {
    fn row(&mut self, work: &str, yardstick: &str, ours: Duration, theirs: Duration, reach: f64) {
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        let met = if ratio <= reach { "met" } else { "missed" };
        let line = format!(
            "| {work} | {} | {yardstick}: {} | {ratio:.2} | ≤ {reach:.1} | {met} |",
            shown(ours),
            shown(theirs)
        );
        println!("{line}");
        self.0.push(line);
    }
}

fn shown(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    if ms >= 1000.0 { format!("{:.2} s", ms / 1e3) } else { format!("{ms:.1} ms") }
}

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
    let mut table = Table(Vec::new());
    println!("| work | alliance | yardstick | ratio | reach | |\n|---|---|---|---|---|---|");

    // 1: a small registry.
    let small = at("small.db");
    alliance(&["--db", &small, "apply", "examples/shanghai-2023.toml", "--quiet"]);
    let select = "SELECT o.name, m.class, m.\"from\", m.\"until\", o.province, o.code FROM memberships m \
                  JOIN organizations o ON o.id = m.organization_id WHERE m.\"until\" IS NULL ORDER BY o.code;";
    let (ours, theirs) =
        turns(61, |_| alliance(&["--db", &small, "member", "list"]).0, |_| shell(&small, select).0);
    table.row("`member list`, small registry", "sqlite3, the same SELECT", ours, theirs, 1.2);

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
    table.row("import of 868,000 ballots", "sqlite3 .import, bare table", ours, theirs, 1.5);
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
    table.row("`vote list` of 6,200 motions", "sqlite3, counting the ballots", ours, theirs, 0.5);
    let (ours, theirs) = turns(
        41,
        |_| alliance(&["--db", &ten, "vote", "show", "3-20/40"]).0,
        |_| alliance(&["--db", &one, "vote", "show", "1-20/40"]).0,
    );
    table.row("`vote show`, tenfold registry", "the same, small registry", ours, theirs, 1.3);
    let join = "SELECT count(*), sum(a.choice = b.choice) FROM ballots a JOIN ballots b ON b.motion_id = a.motion_id \
                WHERE a.organization_id = 7 AND b.organization_id = 9 AND a.choice IN ('yes','no','abstain') \
                AND b.choice IN ('yes','no','abstain');";
    let (ours, theirs) = turns(
        9,
        |_| alliance(&["--db", &ten, "stats", "agreement", "m006", "m008"]).0,
        |_| shell(&ten, join).0,
    );
    table.row("`stats agreement` of a pair, tenfold", "sqlite3, the plain self-join", ours, theirs, 1.0);

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
    table.row("a list of 10,000 rows as a table", "sqlite3 -box", ours, theirs, 1.5);

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
    table.row("one recorded act", "sqlite3 inserting the same rows", ours, theirs, 1.5);

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
