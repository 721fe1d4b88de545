//! Several processes on one registry, and processes that die at any moment.

use std::{
    collections::BTreeSet,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::office::{self, Office};

/// Processes that write at once, and how often each writes.
const WRITERS: usize = 8;
const WRITES: usize = 250;
/// How often the registry is restored while others write.
const RESTORES: usize = 20;
/// How often a process is killed, of each kind.
const KILLS: u64 = 300;

fn quiet(office: &Office, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alliance"));
    command.env_clear().env("ALLIANCE_NOW", "2024-06-01T09:00:00+08:00").env("ALLIANCE_ACTOR", "test");
    command.env("PATH", "/usr/bin:/bin").env("TMPDIR", office.folder.path());
    command.env("ALLIANCE_DB", office.place()).args(args);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

#[test]
fn eight_processes_write_two_thousand_entries_and_readers_never_wait() {
    let office = Office::new();
    office.ok(&["init"]);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let office = &office;
            scope.spawn(move || {
                for n in 0..WRITES {
                    let title = format!("工作 {writer}-{n}");
                    let output = quiet(office, &["action", "add", &title]).output().unwrap();
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                    assert!(output.stderr.is_empty());
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..50 {
                office.ok(&["action", "list"]);
            }
        });
    });
    let count = |sql: &str| office.json(&["sql", sql])[0]["n"].as_u64().unwrap() as usize;
    assert_eq!(count("SELECT count(*) AS n FROM journal"), WRITERS * WRITES);
    assert_eq!(count("SELECT count(DISTINCT title) AS n FROM action"), WRITERS * WRITES);
    assert_eq!(count("SELECT max(entry) AS n FROM journal"), WRITERS * WRITES);
    office.ok(&["check", "--deep"]);
}

/// Kills a process that was started, and all that it started.
fn kill(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Moments spread over the time that a whole run takes and a little more, in an order without a plan.
fn moment(n: u64, whole: Duration) -> Duration {
    let spread = (n * 7_919 + 13) % 1_000;
    whole.mul_f64(spread as f64 / 800.0)
}

fn whole_or_not_at_all(office: &Office, n: u64, sessions_before: usize) -> usize {
    let sessions = office.json(&["session", "list"]).as_array().unwrap().len();
    assert!(sessions == sessions_before || sessions == sessions_before + 1, "kill {n}");
    let entries = office.json(&["log"]).as_array().unwrap().len();
    assert_eq!(entries, sessions, "kill {n}: an entry for each session, no more and no less");
    let motions =
        office.json(&["sql", "SELECT count(*) AS n FROM motion"])[0]["n"].as_u64().unwrap() as usize;
    assert_eq!(motions, 3 * sessions, "kill {n}: a session without its motions");
    sessions
}

#[test]
fn a_process_killed_at_any_moment_of_apply_leaves_the_entry_whole_or_not_at_all() {
    let office = Office::new();
    office.ok(&["init"]);
    let file = |n: u64| {
        let motions = (1..=3).map(|m| {
            format!("[[session.motion]]\ntitle = \"议案 {m}\"\nballots = {{ yes = [\"甲园\", \"乙园\"] }}\n")
        });
        let text = format!(
            "[[organization]]\nname = \"甲园\"\n[[organization]]\nname = \"乙园\"\n[[session]]\nbody = \"supervisors\"\nnumber = {n}\nstart = 2024-01-01\n{}",
            motions.collect::<String>()
        );
        office.file("kill.toml", text)
    };
    let started = Instant::now();
    quiet(&office, &["apply", &file(1)]).output().unwrap();
    let whole = started.elapsed();
    let mut sessions = whole_or_not_at_all(&office, 0, 0);
    let mut killed = 0;
    for n in 0..KILLS {
        let path = file(sessions as u64 + 1);
        let mut child = quiet(&office, &["apply", &path]).spawn().unwrap();
        thread::sleep(moment(n, whole));
        killed += u64::from(child.try_wait().unwrap().is_none());
        kill(&mut child);
        sessions = whole_or_not_at_all(&office, n, sessions);
        if n % 20 == 0 {
            office.ok(&["check", "--deep"]);
        }
    }
    office.ok(&["check", "--deep"]);
    assert!(killed > KILLS / 4, "only {killed} were killed while they ran");
}

#[test]
fn a_process_killed_at_any_moment_of_record_leaves_the_entry_whole_or_not_at_all() {
    let office = Office::new();
    office.ok(&["init"]);
    let motions = "[[session.motion]]\\ntitle = \"甲\"\\n[[session.motion]]\\ntitle = \"乙\"\\n[[session.motion]]\\ntitle = \"丙\"\\n";
    let editor = format!("sed -i 's/^# \\[\\[session.motion\\]\\].*/{motions}/'");
    let record = |n: usize| {
        let mut command = quiet(&office, &["record", &format!("supervisors:{n}"), "--yes"]);
        command.env("EDITOR", &editor);
        command
    };
    let started = std::time::Instant::now();
    let output = record(1).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let whole = started.elapsed();
    let mut sessions = whole_or_not_at_all(&office, 0, 0);
    let mut killed = 0;
    for n in 0..KILLS {
        let mut child = record(sessions + 1).spawn().unwrap();
        thread::sleep(moment(n, whole));
        killed += u64::from(child.try_wait().unwrap().is_none());
        kill(&mut child);
        sessions = whole_or_not_at_all(&office, n, sessions);
        if n % 20 == 0 {
            office.ok(&["check", "--deep"]);
        }
    }
    office.ok(&["check", "--deep"]);
    assert!(killed > KILLS / 4, "only {killed} were killed while they ran");
}

#[test]
fn a_writer_that_waits_too_long_is_told_and_a_reader_does_not_wait() {
    let office = Office::new();
    office.say("action add 甲");
    // Another program holds the registry for writing.
    let mut other = office.holder();
    office.ok(&["action", "list"]);
    let started = std::time::Instant::now();
    let waiting = quiet(&office, &["action", "add", "乙"]).spawn().unwrap();
    thread::sleep(Duration::from_millis(400));
    other.release();
    let output = waiting.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(started.elapsed() >= Duration::from_millis(400));
    assert_eq!(office.json(&["action", "list"]).as_array().unwrap().len(), 2);
}

/// Says that it is over when it goes.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn restores_lose_no_entry_that_was_acknowledged() {
    let office = Office::new();
    office.ok(&["init"]);
    let backup = office.folder.path().join("b.db").to_string_lossy().into_owned();
    office.ok(&["backup", &backup]);
    let (over, written) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (acknowledged, kept): (Vec<String>, Vec<String>) = thread::scope(|scope| {
        // The writers end however this ends, else a failure would never be told.
        let _end = Over(&over);
        let (office, over, written, backup) = (&office, &over, &written, &backup);
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                scope.spawn(move || {
                    let mut acknowledged = Vec::new();
                    for n in (0..).take_while(|_| !over.load(Ordering::Relaxed)) {
                        let title = format!("工作 {writer}-{n}");
                        let output = quiet(office, &["action", "add", &title]).output().unwrap();
                        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                        acknowledged.push(title);
                        written.fetch_add(1, Ordering::Relaxed);
                    }
                    acknowledged
                })
            })
            .collect();
        let kept = (0..RESTORES).map(|_| {
            // Something has been written since the last one, however busy the machine is.
            let (before, began) = (written.load(Ordering::Relaxed), Instant::now());
            while written.load(Ordering::Relaxed) < before + 2 && began.elapsed() < Duration::from_secs(60) {
                thread::sleep(Duration::from_millis(2));
            }
            let output = quiet(office, &["restore", backup]).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success(), "{said}");
            office::told(said.trim().rsplit(' ').next().unwrap())
        });
        let kept = kept.collect();
        over.store(true, Ordering::Relaxed);
        (writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect(), kept)
    });
    assert!(acknowledged.len() > RESTORES);
    let titles = |place: &str| {
        let listed = office.run(&["--db", place, "--format", "json", "action", "list"]).out;
        let rows: serde_json::Value = serde_json::from_str(&listed).unwrap();
        let titles = rows.as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_string());
        titles.collect::<Vec<_>>()
    };
    let found: BTreeSet<String> =
        kept.iter().map(String::as_str).chain([office.place()]).flat_map(titles).collect();
    let lost: Vec<&String> = acknowledged.iter().filter(|title| !found.contains(*title)).collect();
    assert!(lost.is_empty(), "{} of {} lost: {lost:?}", lost.len(), acknowledged.len());
    office.ok(&["check", "--deep"]);
}
