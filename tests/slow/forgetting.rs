//! Forgetting a person, killed at any moment: one later command leaves nothing of what was erased.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::office::{self, Office};

/// How often it is killed; `$ALLIANCE_TEST_KILLS` says otherwise.
const KILLS: u64 = 20;

/// All that there ever was of the person.
const GONE: &[&str] = &[
    "王旧名",
    "王中名",
    "王新名",
    "13911110000",
    "13922220000",
    "13933330000",
    "alt@example.org",
    "neu@example.org",
    "先生的备注",
];

/// Each of them that still stands in a file of the registry.
fn standing(folder: &Path, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let shown = path.file_name().unwrap().to_string_lossy().into_owned();
        if !shown.starts_with(name) {
            continue;
        }
        let bytes = fs::read(&path).unwrap_or_default();
        for word in GONE {
            if bytes.windows(word.len()).any(|part| part == word.as_bytes()) {
                found.push(format!("{word} in {shown}"));
            }
        }
    }
    found
}

fn registry(office: &Office) {
    let persons: String = (0..2_000).map(|n| format!("人员{n},甲园,,p{n}@example.org,138{n:08}\n")).collect();
    let persons = format!("王旧名,甲园,主任,alt@example.org,13911110000\n{persons}");
    let lists = office.folder.path().join("lists");
    fs::create_dir(&lists).unwrap();
    fs::write(lists.join("organizations.csv"), "name\n甲园\n").unwrap();
    fs::write(lists.join("persons.csv"), format!("name,organization,title,email,phone\n{persons}")).unwrap();
    office.ok(&["import", &lists.to_string_lossy()]);
    fs::remove_dir_all(&lists).unwrap();
    office.ok(&[
        "person",
        "edit",
        "王旧名",
        "name=王中名",
        "former_names=王旧名:2023-12-31",
        "phone=13922220000",
    ]);
    office.ok(&["person", "edit", "王中名", "name=王新名", "note=先生的备注"]);
    office.say("contact add 甲园 --person 王新名 --duty 会费 --phone 13933330000 --email neu@example.org");
    office.say("contact remove c1");
    office.say("action add 请王新名复核 --owner 王新名");
    // So that the file has free pages, with what was there before in them.
    office.say("person edit 人员7 note=x");
}

/// Whether the entry that forgets stands.
fn is_forgotten(place: &str) -> bool {
    let sql = "SELECT count(*) FROM persons WHERE forgotten = 1";
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let found = rusqlite::Connection::open_with_flags(place, flags)
        .and_then(|db| db.query_row(sql, [], |row| row.get::<_, i64>(0)));
    found == Ok(1)
}

#[test]
fn killed_at_any_moment_of_forgetting_one_later_command_leaves_nothing_of_the_person() {
    if !office::is_on_files("the files of a registry are searched") {
        return;
    }
    let kills = std::env::var("ALLIANCE_TEST_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let office = Office::new();
    registry(&office);
    let folder = office.folder.path();
    let place = |n: u64| folder.join(format!("k{n}-")).to_string_lossy().into_owned();
    let forget = |n: u64| {
        fs::copy(office.place(), place(n)).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_alliance"));
        command.env_clear().env("ALLIANCE_ACTOR", "test").env("TMPDIR", folder);
        command.args(["--db", &place(n), "person", "forget", "王新名", "--text"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    assert_eq!(standing(folder, "r.db").len(), GONE.len(), "the search finds what is there");
    let started = Instant::now();
    assert!(forget(0).status().unwrap().success());
    let whole = started.elapsed();
    assert_eq!(standing(folder, "k0-"), Vec::<String>::new());
    let (mut killed, mut forgotten, mut cut) = (0, 0, 0);
    for n in 1..=kills {
        let mut child = forget(n).spawn().unwrap();
        let spread = ((n * 7_919 + 13) % 1_000) as f64 / 1_000.0;
        if n % 4 == 0 {
            thread::sleep(whole.mul_f64(spread * 1.2));
        } else {
            // Once it has committed, while it erases.
            while child.try_wait().unwrap().is_none() && !is_forgotten(&place(n)) {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(60).mul_f64(spread));
        }
        killed += u64::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        let _ = child.wait();
        let committed = is_forgotten(&place(n));
        cut += u64::from(committed && !standing(folder, &format!("k{n}-")).is_empty());
        let later = if n % 2 == 0 { vec!["action", "list"] } else { vec!["action", "add", "乙"] };
        office::fine(&office, &place(n), &later);
        if committed {
            forgotten += 1;
            let left = standing(folder, &format!("k{n}-"));
            assert!(left.is_empty(), "kill {n}: {left:?}");
        }
        if n % 10 == 0 {
            for rule in ["journal-chain", "journal-replay"] {
                office::fine(&office, &place(n), &["check", "--deep", "--only", rule]);
            }
        }
        for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if file.file_name().unwrap().to_string_lossy().starts_with(&format!("k{n}-")) {
                fs::remove_file(file).unwrap();
            }
        }
    }
    eprintln!(
        "{kills} kills: {killed} while it ran, {forgotten} after the commit, {cut} of these with bytes left"
    );
    assert!(killed > kills / 4, "only {killed} were killed while they ran");
}
