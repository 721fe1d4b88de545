//! The import rule of `src/lib.rs`, read off the `use crate::` lines: which room may use which.

use std::{collections::BTreeSet, fs, path::Path};

/// A room and the rooms that it may use beside itself and `error`.
const MAY: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("noun", &["model"]),
    ("model", &["noun"]),
    ("rules", &["model"]),
    ("store", &["model", "noun"]),
    ("lang", &["model", "noun"]),
    ("render", &["model", "noun", "lang"]),
    ("ops", &["rules", "store", "model", "noun"]),
    ("cli", &["ops", "render", "model", "noun", "lang", "store"]),
];

fn files(folder: &Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

fn used(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            // The first word of each member of `use crate::{a::…, b::{…}}`.
            let (mut depth, mut start) = (0, true);
            for (n, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if c.is_alphabetic() && start => {
                        rooms.insert(
                            group[n..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect(),
                        );
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            rooms.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    rooms.remove("say");
    rooms
}

#[test]
fn every_room_uses_only_what_it_may() {
    let mut all = Vec::new();
    files(Path::new("src"), &mut all);
    assert!(all.len() > 40);
    let mut wrong = Vec::new();
    for path in all {
        let inside = path.strip_prefix("src").unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let room = first.trim_end_matches(".rs");
        let Some((_, may)) = MAY.iter().find(|(name, _)| *name == room) else { continue };
        for used in used(&fs::read_to_string(&path).unwrap()) {
            if used != room && used != "error" && !used.is_empty() && !may.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_engine_is_named_in_one_place_alone() {
    let mut all = Vec::new();
    files(Path::new("src"), &mut all);
    let naming = |engine: &str| {
        let mut naming: Vec<_> = all
            .iter()
            .filter(|path| fs::read_to_string(path).unwrap().contains(engine))
            .map(|path| path.display().to_string())
            .collect();
        naming.sort();
        naming
    };
    assert_eq!(naming("rusqlite::"), ["src/store/sqlite.rs"]);
    let server = naming("use postgres::");
    assert!(server.contains(&"src/store/postgres.rs".to_string()));
    assert!(server.iter().all(|path| path.starts_with("src/store/postgres")), "{server:?}");
}
