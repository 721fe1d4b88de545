//! Many rows at once: a list of ballots and its undoing go in batches, on a server with few round trips.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::office::{Office, edit, server, sound};

/// Of one session: organizations, and motions so many.
fn assembly(organizations: usize, motions: usize) -> Office {
    let office = Office::new();
    let list = |name: &str, head: &str, rows: Vec<String>| {
        let file = office.file(&format!("{name}.csv"), format!("{head}\n{}\n", rows.join("\n")));
        office.ok(&["import", &file]);
    };
    let codes = || (1..=organizations).map(|n| format!("o{n}"));
    list("organizations", "code,name", codes().map(|code| format!("{code},单位{code}")).collect());
    list(
        "memberships",
        "organization,class,from",
        codes().map(|code| format!("{code},council,2001-01-01")).collect(),
    );
    office.ok(&["session", "add", "1-1", "--start", "2020-01-01"]);
    let motions = (1..=motions).map(|n| format!("1-1,{n},事项{n},other"));
    list("motions", "session,number,title,kind", motions.collect());
    office
}

/// A list of the ballots of all organizations in these motions.
fn ballots(office: &Office, organizations: usize, motions: std::ops::RangeInclusive<usize>) -> String {
    let mut text = String::from("motion,organization,choice\n");
    for motion in motions {
        for organization in 1..=organizations {
            let choice = ["yes", "no", "abstain"][(motion + organization) % 3];
            text.push_str(&format!("1-1/{motion},o{organization},{choice}\n"));
        }
    }
    office.file("ballots.csv", text)
}

#[test]
fn the_journal_is_asked_for_what_was_packed_together_too() {
    let office = assembly(1_100, 1);
    for noun in ["membership", "organization"] {
        let found = office.json(&["log", "--noun", noun]);
        assert_eq!(found.as_array().unwrap().len(), 1, "{noun}");
        assert_eq!(found[0]["changes"][0]["table"], noun);
    }
}

#[test]
fn a_large_entry_is_taken_back_only_while_its_rows_stand_as_it_made_them() {
    let office = assembly(100, 12);
    let list = ballots(&office, 100, 1..=12);
    office.ok(&["import", &list]);
    let all = office.ok(&["vote", "list"]);
    office.ok(&["vote", "record", "1-1/5", "--ballot", "o1=invalid"]);
    let newest = |office: &Office| office.json(&["log", "--limit", "1"])[0]["entry"].as_i64().unwrap();
    let changed = newest(&office);
    let import = format!("#{}", changed - 1);
    for way in [&["undo", &import][..], &["undo", &import, "--dry-run"]] {
        let answer = office.run(way);
        assert_eq!(answer.code, 1);
        let said = answer.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(&format!("ballot 1-1/5 has changed since, by #{changed}")), "{said}");
    }
    office.ok(&["undo"]);
    office.ok(&["undo", &import]);
    let undone = format!("#{}", newest(&office));
    assert_ne!(office.ok(&["vote", "list"]), all);
    sound(&office, office.place());
    // One stands where it would come back to.
    let row = "(SELECT min(id) + 6 FROM motions), (SELECT min(id) FROM organizations)";
    edit(
        office.place(),
        &format!("INSERT INTO ballots (motion_id, organization_id, choice) SELECT {row}, 'no'"),
    );
    let answer = office.run(&["undo", &undone]);
    assert!(answer.code == 1 && answer.err.contains("ballot 1-1/7 has changed since"), "{}", answer.err);
    edit(office.place(), "DELETE FROM ballots");
    office.ok(&["undo", &undone]);
    assert_eq!(office.ok(&["vote", "list"]), all);
    sound(&office, office.place());
}

/// A way to the server that counts how often its clients wait for an answer.
struct Way {
    url: String,
    trips: Arc<AtomicUsize>,
}

impl Way {
    fn to(place: &str) -> Way {
        let (front, rest) = place.split_once('@').unwrap();
        let (host, rest) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("{front}@{}/{rest}", listener.local_addr().unwrap());
        let (host, trips) = (host.to_string(), Arc::new(AtomicUsize::new(0)));
        let counted = trips.clone();
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(&host).unwrap());
                let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
                thread::spawn(move || pass(back.0, back.1));
                let counted = counted.clone();
                thread::spawn(move || count(client, server, &counted));
            }
        });
        Way { url, trips }
    }

    /// The round trips of a call that must go well.
    fn trips(&self, office: &Office, args: &[&str]) -> usize {
        let before = self.trips.load(Ordering::SeqCst);
        let answer = office.run(&[&["--db", &self.url], args].concat());
        assert_eq!(answer.code, 0, "{args:?}\n{}", answer.err);
        self.trips.load(Ordering::SeqCst) - before
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Both);
}

/// Passes a client's messages on: first one or two without a kind, then each a byte that is its kind and four bytes of
/// length. Of a query and of a `Sync` it waits for the answer.
fn count(mut client: TcpStream, mut server: TcpStream, trips: &AtomicUsize) {
    let mut message = |kinds: usize| -> Option<(Vec<u8>, u8)> {
        let mut bytes = vec![0; kinds + 4];
        client.read_exact(&mut bytes).ok()?;
        let length = u32::from_be_bytes(bytes[kinds..].try_into().unwrap()) as usize;
        bytes.resize(kinds + length, 0);
        client.read_exact(&mut bytes[kinds + 4..]).ok()?;
        let first = bytes[0];
        Some((bytes, first))
    };
    let mut started = false;
    while let Some((bytes, kind)) = message(usize::from(started)) {
        if started && matches!(kind, b'Q' | b'S') {
            trips.fetch_add(1, Ordering::SeqCst);
        }
        // The question for encryption comes before the start.
        started |= bytes.len() > 8;
        if server.write_all(&bytes).is_err() {
            break;
        }
    }
    let _ = server.shutdown(Shutdown::Write);
}

#[test]
fn ten_times_as_many_ballots_take_hardly_more_round_trips_to_the_server() {
    if server().is_none() {
        eprintln!("left out on files: there are no round trips");
        return;
    }
    let office = assembly(100, 220);
    let way = Way::to(office.place());
    let mut all = Vec::new();
    for motions in [1..=20, 21..=220] {
        let list = ballots(&office, 100, motions);
        let import = way.trips(&office, &["import", &list]);
        let undo = way.trips(&office, &["undo"]);
        let again = way.trips(&office, &["undo"]);
        all.push([import, undo, again]);
    }
    let [few, many] = &all[..] else { unreachable!() };
    eprintln!("round trips of an import, its undoing and the undoing of that: {few:?}, tenfold {many:?}");
    // 2,000 ballots and 20,000, both packed in one chunk.
    for (few, many) in few.iter().zip(many) {
        assert!(*few > 10 && *few < 300 && *many <= few + 10, "{all:?}");
    }
}
