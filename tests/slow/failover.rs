//! The loss of a machine: while eight processes write, the primary dies and its standby takes over. The
//! writers go on by themselves, and what was acknowledged is there exactly once.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::cluster::Cluster;
use crate::office::{self, Office};

const WRITERS: usize = 8;

#[test]
fn a_standby_takes_over_and_nothing_that_was_acknowledged_is_lost_or_doubled() {
    let Some(primary) = Cluster::start(&[]) else { return };
    let standby = primary.standby();
    let office = Office::new();
    let place = format!(
        "postgres://alliance@{},{}/alliance?registry=one&target_session_attrs=read-write",
        primary.host(),
        standby.host()
    );
    let call = |args: &[&str]| office.run(&[&["--db", &place], args].concat());
    assert_eq!(call(&["init"]).code, 0);
    let (stop, acknowledged) = (AtomicBool::new(false), Mutex::new(Vec::<String>::new()));
    let (after, longest) = (AtomicUsize::new(0), Mutex::new(Duration::ZERO));
    let promoted = AtomicBool::new(false);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (call, stop, acknowledged, after, longest, promoted) =
                (&call, &stop, &acknowledged, &after, &longest, &promoted);
            scope.spawn(move || {
                for n in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let title = format!("工作 {writer}-{n}");
                    let started = Instant::now();
                    let late = promoted.load(Ordering::Relaxed);
                    let answer = call(&["action", "add", &title]);
                    assert_eq!(answer.code, 0, "{title}: {}", answer.err);
                    let mut longest = longest.lock().unwrap();
                    *longest = (*longest).max(started.elapsed());
                    acknowledged.lock().unwrap().push(title);
                    if late {
                        after.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        thread::sleep(Duration::from_secs(3));
        primary.kill();
        // Time in which nobody can write.
        thread::sleep(Duration::from_secs(2));
        standby.promote();
        promoted.store(true, Ordering::Relaxed);
        let started = Instant::now();
        while after.load(Ordering::Relaxed) < 5 * WRITERS && started.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(50));
        }
        stop.store(true, Ordering::Relaxed);
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(after.load(Ordering::Relaxed) >= 5 * WRITERS, "the writers did not go on");
    let json = |args: &[&str]| -> serde_json::Value {
        let answer = call(&[&["--format", "json"], args].concat());
        assert_eq!(answer.code, 0, "{}", answer.err);
        serde_json::from_str(&answer.out).unwrap()
    };
    let listed = json(&["action", "list"]);
    let mut listed: Vec<&str> =
        listed.as_array().unwrap().iter().map(|action| action["title"].as_str().unwrap()).collect();
    listed.sort_unstable();
    let mut told: Vec<&str> = acknowledged.iter().map(String::as_str).collect();
    told.sort_unstable();
    // Every call was acknowledged in the end, so what is there is exactly what was told.
    assert_eq!(listed, told);
    let entries = json(&["log"]);
    assert_eq!(
        entries.as_array().unwrap().len(),
        acknowledged.len(),
        "an entry for each, no more and no less"
    );
    assert_eq!(call(&["check", "--deep"]).code, 0);
    eprintln!("{} entries; the longest call took {:?}", acknowledged.len(), longest.into_inner().unwrap());
}

#[test]
fn two_who_touch_the_same_row_are_served_in_order_or_one_is_told_of_the_conflict() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let place = cluster.place("alliance", "one");
    let call = |args: &[&str]| office.run(&[&["--db", &place], args].concat());
    assert_eq!(call(&["org", "add", "甲园"]).code, 0);
    for n in 0..10 {
        // Both change the same record: both stand in the journal, the later one is what holds.
        let cities: Vec<String> = (0..2).map(|who| format!("city=市{n}{who}")).collect();
        let both: Vec<_> = thread::scope(|scope| {
            let all: Vec<_> =
                cities.iter().map(|city| scope.spawn(|| call(&["org", "edit", "甲园", city]))).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(both.iter().all(|answer| answer.code == 0), "{} {}", both[0].err, both[1].err);
        // Both add the same record: one success, one clear conflict.
        let name = format!("乙园{n}");
        let both: Vec<_> = thread::scope(|scope| {
            let all: Vec<_> = (0..2).map(|_| scope.spawn(|| call(&["org", "add", &name]))).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let refused: Vec<_> = both.iter().filter(|answer| answer.code != 0).collect();
        assert_eq!(refused.len(), 1);
        assert!(
            refused[0].err.starts_with("error: ") && refused[0].err.contains("hint: "),
            "{}",
            refused[0].err
        );
    }
    let log = call(&["--format", "json", "log"]);
    let log: serde_json::Value = serde_json::from_str(&log.out).unwrap();
    assert_eq!(log.as_array().unwrap().len(), 1 + 10 * 3);
    assert_eq!(call(&["check", "--deep"]).code, 0);
}

/// Passes bytes between a client and the server, and cuts the first connection on which a COMMIT comes by:
/// before it arrives, or after, so that its answer is lost. Then nobody listens for a while.
fn cutting(server: String, arrives: bool, away: Duration) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let cut = std::sync::Arc::new(AtomicBool::new(false));
        listener.set_nonblocking(true).unwrap();
        let (mut listener, mut away) = (Some(listener), Some(away));
        loop {
            if cut.load(Ordering::SeqCst)
                && let Some(away) = away.take().filter(|away| !away.is_zero())
            {
                listener = None;
                thread::sleep(away);
            }
            let listening = listener.get_or_insert_with(|| {
                let again = std::iter::repeat_with(|| TcpListener::bind(("127.0.0.1", port)));
                let again = again.take(1_000).find_map(Result::ok).unwrap();
                again.set_nonblocking(true).unwrap();
                again
            });
            let Ok((mut client, _)) = listening.accept() else {
                thread::sleep(Duration::from_millis(2));
                continue;
            };
            client.set_nonblocking(false).unwrap();
            let mut up = TcpStream::connect(&server).unwrap();
            let (mut down, mut answers) = (client.try_clone().unwrap(), up.try_clone().unwrap());
            thread::spawn(move || std::io::copy(&mut answers, &mut down));
            let cut = cut.clone();
            thread::spawn(move || {
                let mut bytes = [0; 65_536];
                while let Ok(n @ 1..) = client.read(&mut bytes) {
                    let commit = bytes[..n].windows(6).any(|word| word == b"COMMIT");
                    if commit && !cut.swap(true, Ordering::SeqCst) {
                        let _ = client.shutdown(std::net::Shutdown::Both);
                        if arrives {
                            up.write_all(&bytes[..n]).unwrap();
                            thread::sleep(Duration::from_millis(300));
                        }
                        let _ = up.shutdown(std::net::Shutdown::Both);
                        break;
                    }
                    if up.write_all(&bytes[..n]).is_err() {
                        break;
                    }
                }
            });
        }
    });
    port
}

#[test]
fn a_commit_whose_answer_is_lost_is_made_once() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let direct = cluster.place("alliance", "one");
    let call = |place: &str, args: &[&str]| office.run(&[&["--db", place], args].concat());
    assert_eq!(call(&direct, &["init"]).code, 0);
    // One server alone, too, may be gone for a while: it was there, so it is waited for.
    let cases = [(true, 0), (false, 0), (true, 2_500), (false, 2_500)];
    for (n, (arrives, away)) in cases.into_iter().enumerate() {
        let port = cutting(cluster.host().to_string(), arrives, Duration::from_millis(away));
        let place = format!("postgres://alliance@127.0.0.1:{port}/alliance?registry=one");
        let answer = call(&place, &["--format", "json", "action", "add", &format!("工作{n}")]);
        assert_eq!(answer.code, 0, "{arrives} {away}: {}", answer.err);
        let written: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
        assert_eq!(written["entry"], n + 1);
        let log = call(&direct, &["--format", "json", "log"]);
        let log: serde_json::Value = serde_json::from_str(&log.out).unwrap();
        assert_eq!(log.as_array().unwrap().len(), n + 1, "the answer was lost: {arrives}");
    }
    // Whoever waits is told what for.
    let port = cutting(cluster.host().to_string(), true, Duration::from_millis(3_500));
    let place = format!("postgres://alliance@127.0.0.1:{port}/alliance?registry=one");
    let answer = call(&place, &["action", "add", "等一等"]);
    assert!(answer.code == 0 && answer.err.contains("trying again, for a minute at most"), "{}", answer.err);
    assert_eq!(call(&direct, &["check", "--deep"]).code, 0);
    // The very first entry, with which the registry itself is made.
    let port = cutting(cluster.host().to_string(), true, Duration::ZERO);
    let place = format!("postgres://alliance@127.0.0.1:{port}/alliance?registry=two");
    assert_eq!(call(&place, &["action", "add", "第一件"]).code, 0);
    let listed = call(&cluster.place("alliance", "two"), &["--format", "csv", "action", "list"]);
    assert_eq!(listed.out.lines().count(), 2, "{}", listed.out);
}

#[test]
fn a_whole_registry_whose_answer_is_lost_is_told_as_made() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let office = Office::new();
    let file = |name: &str| office.folder.path().join(name).to_string_lossy().into_owned();
    let call = |place: &str, args: &[&str]| office.run(&[&["--db", place], args].concat());
    let (source, backup) = (file("source.db"), file("backup.db"));
    assert_eq!(call(&source, &["apply", "examples/shanghai-2023.toml"]).code, 0);
    assert_eq!(call(&source, &["backup", &backup]).code, 0);
    for (n, arrives) in [true, false].into_iter().enumerate() {
        let proxied = |name: &str| {
            let port = cutting(cluster.host().to_string(), arrives, Duration::ZERO);
            format!("postgres://alliance@127.0.0.1:{port}/alliance?registry={name}{n}")
        };
        let made = call(&proxied("init"), &["init"]);
        assert!(made.code == 0 && made.out.is_empty(), "{}", made.err);
        assert_eq!(call(&source, &["copy", "--to", &proxied("copy")]).code, 0);
        let restored = call(&proxied("copy"), &["restore", &backup]);
        assert!(restored.code == 0 && restored.err.contains("_replaced_"), "{}", restored.err);
        for name in ["init", "copy"] {
            let place = cluster.place("alliance", &format!("{name}{n}"));
            office::sound(&office, &place);
        }
    }
    let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%replaced%'";
    let kept: i64 = cluster.session("alliance").query_one(schemas, &[]).unwrap().get(0);
    assert_eq!(kept, 2, "each was replaced once");
}
