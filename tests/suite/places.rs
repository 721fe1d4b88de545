//! A mistyped place is no place: nothing is made there, and what may be a password is shown nowhere.

use std::{fs, path::Path};

use crate::office::Office;
use alliance::store::{Registry, place::without_secrets};
use proptest::prelude::*;

const SECRET: &str = "s3cretPass";

#[test]
fn a_mistyped_address_is_refused_and_its_password_not_shown() {
    let office = Office::of("examples/shanghai-2023.toml");
    let inside = office.folder.path().join("inside");
    fs::create_dir(&inside).unwrap();
    let program = env!("CARGO_BIN_EXE_alliance");
    for address in [
        format!("postgers://u:{SECRET}@h/db"),
        format!("POSTGRES:/u:{SECRET}@h/db"),
        format!(" postgres://u:{SECRET}@h/db"),
        format!("postgres：//u:{SECRET}@h/db"),
        format!("mysql://u:{SECRET}@h/db"),
        format!("host=h user=u password={SECRET}"),
        format!("u:{SECRET}@h/db"),
    ] {
        let calls: Vec<Vec<&str>> = vec![
            vec!["--db", &address, "init"],
            vec!["--db", &address, "org", "add", "x"],
            vec!["--db", &address, "--format", "json", "member", "list"],
            vec!["copy", "--to", &address],
            vec!["export", &address],
            vec!["backup", &address],
            vec!["restore", &address],
            vec!["import", &address],
            vec!["apply", &address],
            vec!["site", &address],
            vec!["man", &address],
            vec!["minutes", "2-3", "--output", &address],
            vec!["minutes", "2-3", "--template", &address],
            vec!["init", &address],
            vec![&address],
        ];
        for args in calls {
            let output = office.command(&args).current_dir(&inside).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(matches!(output.status.code(), Some(1 | 2)), "{args:?} {said}");
            assert!(!said.contains(SECRET), "{args:?} {said}");
            assert!(said.contains("hint"), "{args:?} {said}");
            assert_eq!(fs::read_dir(&inside).unwrap().count(), 0, "{args:?}");
        }
        let by_env = office.command(&["init"]).env("ALLIANCE_DB", &address).current_dir(&inside).output();
        let by_env = by_env.unwrap();
        assert!(!by_env.status.success() && !String::from_utf8_lossy(&by_env.stderr).contains(SECRET));
    }
    // What the journal keeps of a command is without it too.
    office.ok(&["org", "add", "甲", "--note", &format!("postgres://u:{SECRET}@h/db")]);
    office.ok(&[
        "org",
        "add",
        "乙",
        "--website",
        &format!("https://u:{SECRET}@h/db"),
        "--note",
        "联系人：li@h",
    ]);
    let log = office.ok(&["--format", "json", "log"]);
    assert!(!log.contains(SECRET) && log.contains("联系人：li@h"), "{log}");
    assert!(Path::new(program).exists());
}

#[test]
fn what_can_be_no_registry_is_said_and_nothing_is_made() {
    let office = Office::new();
    let folder = office.folder.path();
    let in_folder = |name: &str| folder.join(name).to_string_lossy().into_owned();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.join("nowhere"), folder.join("dangling")).unwrap();
    let before = fs::read_dir(folder).unwrap().count();
    let mut places = vec![
        ("".to_string(), 2),
        (" ".into(), 2),
        (":memory:".into(), 2),
        ("file:x.db".into(), 2),
        (in_folder("new/"), 2),
        (in_folder(""), 2),
    ];
    if cfg!(unix) {
        places.extend([(in_folder("dangling"), 1), ("/dev/null".into(), 1)]);
    }
    for (place, code) in &places {
        for command in [&["init"][..], &["org", "add", "x"], &["member", "list"]] {
            let answer = crate::office::on(&office, place, command);
            assert_eq!(answer.code, *code, "{place} {command:?} {}", answer.err);
            assert!(answer.err.contains("hint: "), "{place} {}", answer.err);
        }
    }
    let as_folder = folder.to_string_lossy().into_owned();
    assert_eq!(crate::office::on(&office, &as_folder, &["init"]).code, 1);
    assert_eq!(fs::read_dir(folder).unwrap().count(), before);
    assert!(!Path::new(":memory:").exists() && !Path::new("file:x.db").exists());
}

#[test]
fn what_is_empty_names_nothing_and_what_is_no_file_is_said() {
    let office = Office::new();
    office.ok(&["apply", "examples/shanghai-2023.toml"]);
    let before = office.state();
    for args in [
        &["export"][..],
        &["backup"],
        &["restore"],
        &["import"],
        &["apply"],
        &["site"],
        &["man"],
        &["copy", "--to"],
        &["calendar", "--output"],
        &["minutes", "2-3", "--output"],
        &["minutes", "2-3", "--template"],
    ] {
        for empty in ["", " "] {
            let answer = office.run(&[args, &[empty]].concat());
            assert!(answer.code == 2 && answer.err.contains("hint: "), "{args:?} {empty:?} {}", answer.err);
        }
    }
    assert_eq!(office.state(), before);
    if cfg!(unix) {
        let answer = office.run(&["restore", "/dev/null"]);
        assert!(answer.code == 1 && answer.err.contains("/dev/null is no file"), "{}", answer.err);
        // A file of anchors has an end.
        let answer = office.run(&["check", "--anchor", "/dev/zero"]);
        assert!(answer.code == 2 && answer.err.contains("anchor"), "{}", answer.err);
    }
}

#[cfg(unix)]
#[test]
fn a_place_that_cannot_be_read_is_never_the_default_one() {
    use std::os::unix::ffi::OsStrExt as _;

    let office = Office::new();
    let home = office.folder.path().join("home");
    fs::create_dir(&home).unwrap();
    let place = std::ffi::OsStr::from_bytes(b"/tmp/\xff.db");
    let output = office.command(&["org", "add", "x"]).env("ALLIANCE_DB", place).env("HOME", &home).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("ALLIANCE_DB"));
    assert_eq!(fs::read_dir(&home).unwrap().count(), 0);
}

/// Addresses as people write them, with the password among the rest.
fn whole() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        format!("postgres://user:{SECRET}@host:5432/db?sslmode=require&registry=r"),
        format!("postgresql://user:{SECRET}@db1.example.org,db2:5433/parks?connect_timeout=1"),
        format!("postgres://host/db?user=user&password={SECRET}&sslmode=require&connect_timeout=1"),
        format!("postgres://host/db?registry=r&password={SECRET}&sslrootcert=/x"),
    ])
}

/// An address with up to so many faults in what is not its password.
fn mangled(most: usize) -> impl Strategy<Value = String> {
    let fault = (any::<prop::sample::Index>(), 0..6u8, "[a-z0-9:@/?#=&%.;, \t\\-]");
    let faults = prop::collection::vec(fault, 1..=most);
    (whole(), faults, any::<bool>(), "[ \t]{0,2}").prop_map(|(whole, faults, upper, blank)| {
        let mut text = whole;
        for (at, how, sign) in faults {
            let secret = text.find(SECRET).unwrap();
            let places: Vec<usize> =
                (0..text.len()).filter(|at| !(secret..secret + SECRET.len()).contains(at)).collect();
            if places.is_empty() {
                break;
            }
            let (before, after) = text.split_at(places[at.index(places.len())]);
            let mut chars = after.chars();
            let first = chars.next().unwrap_or_default();
            let rest = chars.as_str();
            // Two signs change places, where neither is the password's.
            let next = rest.chars().next().filter(|_| !rest.starts_with(SECRET));
            text = match (how, next) {
                (0, _) => format!("{before}{rest}"),
                (1, _) => format!("{before}{sign}{rest}"),
                (2, _) => format!("{before}{sign}{after}"),
                (3, _) => format!("{before}{first}{first}{rest}"),
                (4, Some(next)) => format!("{before}{next}{first}{}", &rest[1..]),
                _ => format!("{before}%{:02x}{rest}", first as u32),
            };
        }
        let text = if upper { text.replacen("postgres", "POSTGRES", 1) } else { text };
        format!("{blank}{text}")
    })
}

proptest! {
    /// However many signs of an address are mistyped, it is not shown where the password stands, as long as anything
    /// shows that it was meant as an address. Long runs: `PROPTEST_CASES=1000000 cargo test places::`.
    #[test]
    fn no_mangled_address_shows_its_password(address in mangled(8)) {
        let env = |name: &str| (name == "HOME").then(|| "/nowhere".to_string());
        match Registry::at(&address, &env) {
            Err(error) => prop_assert!(!format!("{error:?}").contains(SECRET), "{address}: {error:?}"),
            Ok(registry) => {
                prop_assert!(registry.path().is_none(), "{address} is a file");
                let shown = format!("{} {registry:?}", registry.shown());
                prop_assert!(!shown.contains(SECRET), "{address}: {shown}");
            }
        }
        // As it stands in a command line that the journal keeps, where it can be told from a note.
        if address.contains("://") && address.contains('@') {
            prop_assert!(!without_secrets(&address).contains(SECRET), "{address}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 0, ..ProptestConfig::default() })]

    /// The program itself: on stdout, on stderr, in names of files, in the journal.
    #[test]
    fn the_program_shows_no_password_of_a_mangled_address(address in mangled(6)) {
        let office = Office::new();
        office.ok(&["init"]);
        let inside = office.folder.path().join("inside");
        fs::create_dir(&inside).unwrap();
        let calls: [&[&str]; 5] = [
            &["--db", &address, "org", "add", "甲"],
            &["--db", &address, "--format", "json", "--lang", "zh", "init"],
            &["copy", "--to", &address],
            &["backup", &address],
            &["log", "--limit", &address],
        ];
        for args in calls {
            let output = office.command(args).env("HOME", &inside).current_dir(&inside).output().unwrap();
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            prop_assert!(!said.contains(SECRET), "{args:?} {said}");
            prop_assert!(!output.status.success(), "{args:?} {said}");
            prop_assert_eq!(fs::read_dir(&inside).unwrap().count(), 0, "{:?}", args);
        }
        // Told in a note, it is not told by the command line that the journal keeps.
        if address.contains("://") && address.contains('@') {
            office.ok(&["org", "add", "甲", "--note", &format!("见 {address}")]);
            let log = office.ok(&["--format", "json", "log"]);
            prop_assert!(!log.contains(SECRET), "{address}: {log}");
        }
    }
}
