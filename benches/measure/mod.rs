//! The data of the benchmarks, and whole processes timed in turns.
#![allow(dead_code)]

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

pub const ALLIANCE: &str = env!("CARGO_BIN_EXE_alliance");
const MEMBERS: usize = 200;
const SESSIONS: usize = 74;
const MOTIONS: usize = 6_200;
/// Members that take part in a roll call.
const VOTERS: usize = 140;

/// The lists of an assembly, `times` as large in sessions, motions and ballots.
pub fn lists(folder: &Path, times: usize) {
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
pub fn run(program: &str, args: &[&str], stdin: &str) -> (Duration, u64) {
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
pub fn turns(
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

/// A program of PostgreSQL itself, such as `psql`; none where there is none. Debian's on the PATH are scripts that look
/// for it first, which takes longer than what is measured.
pub fn postgres(program: &str) -> Option<String> {
    let told = Command::new("bash").args(["tests/cluster/cluster.sh", "bin"]).output().ok()?;
    let path = Path::new(String::from_utf8(told.stdout).ok()?.trim()).join(program);
    (told.status.success() && path.is_file()).then(|| path.to_string_lossy().into_owned())
}

/// The table that is printed, row by row.
pub struct Table;

impl Table {
    pub fn begin() -> Table {
        println!("| work | alliance | yardstick | ratio | reach | |\n|---|---|---|---|---|---|");
        Table
    }

    /// One work beside its yardstick; `reach` is the ratio that is wanted, where one is.
    pub fn row(&self, work: &str, yardstick: &str, (ours, theirs): (Duration, Duration), reach: Option<f64>) {
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        let (reach, met) = match reach {
            Some(reach) => (format!("≤ {reach:?}"), if ratio <= reach { "met" } else { "missed" }),
            None => (String::new(), ""),
        };
        println!(
            "| {work} | {} | {yardstick}: {} | {ratio:.2} | {reach} | {met} |",
            shown(ours),
            shown(theirs)
        );
    }
}

pub fn shown(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    if ms >= 1000.0 { format!("{:.2} s", ms / 1e3) } else { format!("{ms:.1} ms") }
}
