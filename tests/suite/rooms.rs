//! The import rule of `src/lib.rs`, read off the paths in the program: which room may use which, and that no
//! two files use each other.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

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

/// The program text of a file, without its comments and its tests.
fn program(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// The paths that a file names from `crate`, `super` or `self`, members of a group each by itself.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in text.match_indices(start) {
            let inside = text[..at].ends_with("::") || text[..at].ends_with(|c: char| c.is_alphanumeric());
            if !inside {
                tree(&mut Vec::new(), &text[at..], &mut all);
            }
        }
    }
    all
}

/// Reads a path, and the groups in it; answers what is left of the text.
fn tree<'a>(before: &mut Vec<String>, text: &'a str, all: &mut Vec<Vec<String>>) -> &'a str {
    let depth = before.len();
    let mut rest = text.trim_start();
    loop {
        if let Some(group) = rest.strip_prefix('{') {
            rest = group.trim_start();
            while !rest.starts_with('}') && !rest.is_empty() {
                let after = tree(before, rest, all);
                // What is no name, a `*` say, is passed over.
                let skipped = after.find([',', '}']).map_or("", |end| &after[end..]);
                rest = skipped.strip_prefix(',').unwrap_or(skipped).trim_start();
            }
            rest = rest.get(1..).unwrap_or_default();
            break;
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        before.push(rest[..end].to_string());
        rest = &rest[end..];
        match rest.strip_prefix("::") {
            Some(more) => rest = more,
            None => {
                all.push(before.clone());
                break;
            }
        }
    }
    before.truncate(depth);
    rest
}

/// The module of a file: its folders and its name.
fn module(path: &Path) -> Vec<String> {
    let inside = path.strip_prefix("src").unwrap().with_extension("");
    inside.iter().map(|part| part.to_string_lossy().into_owned()).collect()
}

/// Every module with what it uses: the module that the path leads to, as deep as there is a file.
fn uses() -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let mut all = Vec::new();
    files(Path::new("src"), &mut all);
    assert!(all.len() > 40);
    let modules: BTreeSet<Vec<String>> = all.iter().map(|path| module(path)).collect();
    let used = all.iter().map(|path| {
        let own = module(path);
        let used = paths(&program(path)).into_iter().filter_map(|path| {
            let mut full = if path[0] == "crate" { Vec::new() } else { own.clone() };
            for part in path {
                match part.as_str() {
                    "crate" | "self" => {}
                    "super" => {
                        full.pop();
                    }
                    _ => full.push(part),
                }
            }
            while !full.is_empty() && !modules.contains(&full) {
                full.pop();
            }
            (!full.is_empty()).then_some(full)
        });
        (own.clone(), used.collect())
    });
    used.collect()
}

#[test]
fn every_room_uses_only_what_it_may() {
    let mut wrong = Vec::new();
    for (module, used) in uses() {
        let Some((room, may)) = MAY.iter().find(|(name, _)| *name == module[0]) else { continue };
        for other in used {
            let other = other[0].as_str();
            if other != *room && other != "error" && !may.contains(&other) {
                wrong.push(format!("{} uses {other}", module.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A folder and the files in it belong together; any other two files must not use each other, be it through
/// a third.
#[test]
fn no_files_of_a_room_use_each_other_in_a_circle() {
    let all = uses();
    let beside = |one: &[String], other: &[String]| !one.starts_with(other) && !other.starts_with(one);
    let next = |one: &Vec<String>| {
        let used = all.get(one).into_iter().flatten();
        used.filter(|other| one[0] == other[0] && beside(one, other)).cloned().collect::<Vec<_>>()
    };
    let mut circles = Vec::new();
    for module in all.keys() {
        let (mut open, mut seen) = (next(module), BTreeSet::new());
        while let Some(one) = open.pop() {
            if seen.insert(one.clone()) {
                open.extend(next(&one));
            }
        }
        if seen.contains(module) {
            circles.push(module.join("::"));
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
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
    assert_eq!(naming("rusqlite::"), ["src/store/sqlite.rs", "src/store/sqlite/ask.rs"]);
    let server = naming("use postgres::");
    assert!(server.contains(&"src/store/postgres.rs".to_string()));
    assert!(server.iter().all(|path| path.starts_with("src/store/postgres")), "{server:?}");
}

#[test]
fn no_file_of_tests_is_forgotten() {
    for folder in ["tests/suite", "tests/slow"] {
        let main = fs::read_to_string(Path::new(folder).join("main.rs")).unwrap();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap();
            if name != "main" && path.extension().is_some_and(|e| e == "rs") {
                assert!(main.contains(&format!("\nmod {name};")), "{folder} names no {name}");
            }
        }
    }
}
