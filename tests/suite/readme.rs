//! The tables of commands in both READMEs, row by row: what a row names is there, and what is there has a row.

use std::collections::BTreeSet;

use crate::commands;

/// What a row says of a command: its words, and the flags that stand behind them.
type Told = (Vec<String>, Vec<String>);

/// The rows of the tables of commands: the cells, each as its texts in backquotes.
fn rows(file: &str) -> Vec<[Vec<String>; 2]> {
    let text = std::fs::read_to_string(file).unwrap();
    let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_string).collect();
    let row = |line: &str| {
        let line = line.strip_prefix("| `").map(|_| line.replace("\\|", "\u{1}"))?;
        let cells: Vec<String> =
            line.trim_matches('|').split('|').map(|cell| cell.replace('\u{1}', "|")).collect();
        let [name, rest] = &cells[..] else { return None };
        Some([quoted(name), quoted(rest)])
    };
    text.lines().filter_map(row).collect()
}

/// The commands that a row names, and flags that it names by themselves.
fn told(row: &[Vec<String>; 2], all: &[Vec<String>]) -> (Vec<Told>, Vec<String>) {
    let top: BTreeSet<&str> = all.iter().map(|path| path[0].as_str()).collect();
    let (mut nouns, mut commands, mut alone): (Vec<String>, Vec<Told>, Vec<String>) = Default::default();
    for (at, text) in row.iter().enumerate().flat_map(|(at, cell)| cell.iter().map(move |text| (at, text))) {
        let words: Vec<&str> =
            text.split([' ', '[', ']']).filter(|word| !word.is_empty() && *word != "…").collect();
        let flags = words.iter().enumerate().filter(|(_, word)| word.starts_with("--"));
        // A choice of words is tried word by word; any other value stands for what the user writes there.
        let flags: Vec<String> = flags
            .flat_map(|(at, flag)| match words.get(at + 1).filter(|word| !word.starts_with("--")) {
                Some(words) if words.contains('|') => {
                    words.split('|').map(|word| format!("{flag}={word}")).collect()
                }
                Some(_) => vec![format!("{flag}=…")],
                None => vec![flag.to_string()],
            })
            .collect();
        let bare: Vec<String> =
            words.iter().take_while(|word| !word.starts_with("--")).map(|w| w.to_string()).collect();
        let Some(first) = bare.first() else {
            alone.extend(flags);
            continue;
        };
        let of_noun = |noun: &String| all.contains(&vec![noun.clone(), first.clone()]);
        if top.contains(first.as_str()) && !nouns.iter().any(of_noun) {
            let subjects = bare
                .iter()
                .all(|word| top.contains(word.as_str()) && all.iter().any(|p| p.len() > 1 && p[0] == *word));
            if at == 0 && subjects && !all.contains(&bare) {
                nouns.extend(bare);
                continue;
            }
            let known = |n: &usize| all.iter().any(|path| path[..] == bare[..*n]);
            let length = (1..=bare.len().min(2)).rev().find(known).unwrap_or(bare.len().min(2));
            commands.push((bare[..length].to_vec(), flags));
        } else if !nouns.is_empty() && first.chars().all(|c| c.is_ascii_lowercase()) {
            commands.extend(nouns.iter().map(|noun| (vec![noun.clone(), first.clone()], flags.clone())));
        }
    }
    (commands, alone)
}

#[test]
fn every_row_of_the_readmes_is_a_command_and_every_command_has_its_row() {
    let (office, all) = commands::all();
    let parses = |path: &[String], flag: &String| {
        let path = path.iter().map(String::as_str).chain([flag.as_str(), "--help"]);
        let answer = office.run(&[&["--lang", "en"], &path.collect::<Vec<_>>()[..]].concat());
        // What a value may be is said where it is none of a few words, or no number.
        answer.code == 0 || (flag.ends_with("=…") && !answer.err.contains("there is no argument"))
    };
    let mut of_both = Vec::new();
    for file in ["README.md", "README.zh.md"] {
        let (mut seen, mut of_one) = (BTreeSet::new(), Vec::new());
        for row in rows(file) {
            let (commands, alone) = told(&row, &all);
            assert!(!commands.is_empty(), "{file}: no command in {row:?}");
            for (path, flags) in &commands {
                assert!(all.contains(path), "{file} tells of {path:?}, which is not there: {row:?}");
                for flag in flags {
                    assert!(parses(path, flag), "{file}: {path:?} does not take {flag}: {row:?}");
                }
                seen.insert(path.clone());
            }
            for flag in &alone {
                let valued = format!("{flag}=…");
                let taken = commands.iter().any(|(path, _)| parses(path, flag) || parses(path, &valued));
                assert!(taken, "{file}: no command of the row takes {flag}: {row:?}");
            }
            let name = |flag: &String| flag.split('=').next().unwrap_or_default().to_string();
            let flags: BTreeSet<String> =
                commands.iter().flat_map(|(_, flags)| flags).chain(&alone).map(name).collect();
            of_one.push((commands.into_iter().map(|(path, _)| path).collect::<BTreeSet<_>>(), flags));
        }
        let missing: Vec<_> = all.iter().filter(|path| !seen.contains(*path)).collect();
        assert!(missing.is_empty(), "{file} has no row for {missing:?}");
        of_both.push(of_one);
    }
    assert_eq!(of_both[0], of_both[1], "the READMEs tell of different commands or flags");
}

/// Rows that are wrong are found: the reader of rows does not pass over what it does not know.
#[test]
fn a_row_that_names_what_is_not_there_is_found() {
    let all: Vec<Vec<String>> = [&["log"][..], &["org", "add"], &["org", "list"], &["term", "list"]]
        .iter()
        .map(|path| path.iter().map(|word| word.to_string()).collect())
        .collect();
    let paths = |name: &[&str], rest: &[&str]| {
        let cell = |texts: &[&str]| texts.iter().map(|text| text.to_string()).collect::<Vec<_>>();
        let (commands, alone) = told(&[cell(name), cell(rest)], &all);
        let commands: Vec<String> = commands
            .into_iter()
            .map(|(path, flags)| path.into_iter().chain(flags).collect::<Vec<_>>().join(" "))
            .collect();
        (commands, alone)
    };
    let texts = |texts: &[&str]| texts.iter().map(|text| text.to_string()).collect::<Vec<_>>();
    assert_eq!(
        paths(&["log [--limit N]"], &["--gone", "-"]),
        (texts(&["log --limit=…"]), texts(&["--gone"]))
    );
    assert_eq!(paths(&["org term", "list"], &[]).0, texts(&["org list", "term list"]));
    assert_eq!(
        paths(&["org term"], &["add …", "mend REF", "org list --all"]).0,
        texts(&["org add", "term add", "org mend", "term mend", "org list --all"])
    );
}
