//! Every command: help in both languages, an example that works when pasted, a place in the README.

use crate::office::{self, Office};

/// Every command with its verbs, as `--help` lists them.
fn commands(office: &Office, path: &[String], into: &mut Vec<Vec<String>>) {
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    let help = office.ok(&[&["--lang", "en"], &words[..], &["--help"]].concat());
    let listed =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let mut found = false;
    for line in listed.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
        if let Some(word) = line.split_whitespace().next() {
            found = true;
            commands(office, &[path, &[word.to_string()]].concat(), into);
        }
    }
    // `about`, `check` and `log` are commands of their own beside their verbs.
    if !path.is_empty() && (!found || path == ["about"] || path == ["check"] || path == ["log"]) {
        into.push(path.to_vec());
    }
}

pub fn all() -> (Office, Vec<Vec<String>>) {
    let office = Office::new();
    let mut found = Vec::new();
    commands(&office, &[], &mut found);
    assert!(found.len() > 90, "{}", found.len());
    (office, found)
}

fn is_chinese(c: char) -> bool {
    ('一'..='龥').contains(&c)
}

#[test]
fn every_command_has_help_in_both_languages_and_none_in_the_other() {
    let (office, commands) = all();
    for command in &commands {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let help = |lang: &str| office.ok(&[&["--lang", lang], &words[..], &["--help"]].concat());
        let (en, zh) = (help("en"), help("zh"));
        let said: Vec<&str> = en.lines().filter(|line| !line.starts_with("Example: ")).collect();
        assert!(!said.concat().chars().any(is_chinese), "{command:?}\n{en}");
        assert!(
            zh.contains("用法：") && !zh.contains("Usage") && !zh.contains("Print "),
            "{command:?}\n{zh}"
        );
        assert!(zh.lines().next().unwrap().chars().any(is_chinese), "{command:?}\n{zh}");
        // Of every flag and argument what it is, in its language.
        let told = |help: &str| help.lines().filter(|line| line.trim_start().starts_with("--")).count();
        assert_eq!(told(&en), told(&zh), "{command:?}");
        assert!(
            en.contains("Example: alliance ") && zh.contains("示例：alliance "),
            "{command:?} has no example"
        );
    }
    let top = office.ok(&["--help"]);
    assert!(top.contains("Exit codes: 0 done"), "{top}");
    let top = office.ok(&["--lang", "zh", "--help"]);
    assert!(top.contains("退出码：0 完成") && !top.contains("Options:") && !top.contains("Print "), "{top}");
}

#[test]
fn every_example_works_when_it_is_pasted() {
    if !office::is_on_files("each example is tried on a copy of the registry's file") {
        return;
    }
    let (office, commands) = all();
    office.ok(&["apply", "examples/shanghai-2023.toml"]);
    let dir = office.folder.path().to_string_lossy().into_owned();
    // What an example takes in must be there first: copies of the project's own files, and an export.
    std::fs::copy("README.md", office.folder.path().join("README.md")).unwrap();
    std::fs::create_dir(office.folder.path().join("examples")).unwrap();
    std::fs::copy("examples/shanghai-2023.toml", office.folder.path().join("examples/shanghai-2023.toml"))
        .unwrap();
    let line = |command: &[String]| {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let help = office.ok(&[&words[..], &["--help"]].concat());
        let example =
            help.lines().find_map(|line| line.strip_prefix("Example: alliance ").map(str::to_string));
        example.unwrap_or_else(|| panic!("{command:?} has no example"))
    };
    // Additions first, then changes, then what takes out; papers and questions stand anywhere.
    let rank = |command: &Vec<String>| match command.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["export"] => 0,
        [_, "add"] => 1,
        ["member", "leave"] | ["org", "merge"] | ["person", "forget"] | ["undo"] => 4,
        [_, "remove"] => 3,
        ["restore"] => 5,
        _ => 2,
    };
    let mut ordered = commands.clone();
    ordered.sort_by_key(rank);
    for command in ordered {
        // Each on a copy of what stands so far, so that what one takes out another still finds.
        let example = line(&command);
        let words = split(&example);
        let taken_out = rank(&command) >= 3;
        let before = taken_out.then(|| office.state());
        let mut call = office.command(&words.iter().map(String::as_str).collect::<Vec<_>>());
        let output = call.current_dir(&dir).env("EDITOR", "true").output().unwrap();
        let code = output.status.code().unwrap();
        // Roles are for a registry on a server; on a file the command says so.
        let no_roles =
            command == ["grant"] && String::from_utf8_lossy(&output.stderr).contains("knows no roles");
        assert!(
            code == 0 || (code == 3 && command == ["check"]) || no_roles,
            "{command:?}: alliance {example}\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        if let Some(bytes) = before {
            std::fs::write(office.place(), bytes).unwrap();
        }
    }
}

/// Words as a shell parts them; quotes hold spaces.
pub fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

/// `alliance … | head`: whoever reads no further ends nothing in a panic.
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::{Command, Stdio};
    let office = Office::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_alliance"))
        .args(["--db", office.place(), "apply", "examples/shanghai-2023.toml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(office.json(&["session", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_fault_names_its_field_once() {
    let office = Office::new();
    office.say("org add 甲园");
    for (args, wanted) in [
        (&["org", "edit", "甲园", "founded=soon"][..], "error: founded: “soon” is no day"),
        (&["org", "edit", "甲园", "founded=2001..2003"], "error: founded is one day"),
        (&["rule", "add", "council", "*", "--until", "soon"], "error: --until: “soon” is no day"),
        (
            &["member", "add", "甲园", "--class", "member", "--since", "soon"],
            "error: --since: “soon” is no day",
        ),
        (
            &["rule", "add", "council", "*", "--majority", "much"],
            "error: --majority: \"much\" is no part of a whole",
        ),
    ] {
        let answer = office.run(&[&["--lang", "en"], args].concat());
        assert!(answer.err.starts_with(wanted), "{args:?} {}", answer.err);
    }
    let list = office.file("organizations.csv", "name\n乙园\n");
    let told = office.run(&["--lang", "en", "import", &list]).err;
    assert!(told.contains("1 row read;"), "{told}");
}

#[test]
fn each_form_that_a_help_names_is_taken_and_no_other() {
    let office = Office::of("examples/shanghai-2023.toml");
    let all = ["table", "json", "csv", "markdown", "toml", "text", "html", "docx", "xlsx", "popolo", "yaml"];
    for command in [
        "about",
        "member list",
        "session show 2-3",
        "vote show 2-3/1",
        "check",
        "log",
        "todo",
        "search 大学",
        "stats members",
        "sql SELECT@1",
        "minutes 2-3",
        "bulletin 2-3",
        "resolution 2-3/1",
        "template visit",
        "export -",
        "calendar",
        "completions bash",
        "org edit shlgdx note=x",
    ] {
        let words: Vec<String> = command.split(' ').map(|word| word.replace('@', " ")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let named = |lang: &str| -> Vec<String> {
            let help = office.ok(&[&["--lang", lang], &words[..], &["--help"]].concat());
            let line = help
                .lines()
                .position(|line| line.contains("--format"))
                .unwrap_or_else(|| panic!("{command}: {help}"));
            let told = help.lines().skip(line).take(3).collect::<Vec<_>>().join(" ");
            let (_, rest) = told.split_once('[').unwrap();
            rest.split_once(']').unwrap().0.split('|').map(|word| word.trim().to_string()).collect()
        };
        let forms = named("en");
        assert_eq!(forms, named("zh"), "{command}");
        for form in all {
            let file = office.folder.path().join(format!("out.{form}")).to_string_lossy().into_owned();
            let _ = std::fs::remove_file(&file);
            let mut args = [&words[..], &["--format", form]].concat();
            // What is no text goes into a file.
            if matches!(form, "docx" | "xlsx") && forms.iter().any(|own| own == form) {
                args.extend(["--output", &file]);
            }
            let answer = office.run(&args);
            match forms.iter().any(|own| own == form) {
                true => assert!(matches!(answer.code, 0 | 3), "{args:?}: {}", answer.err),
                false => {
                    assert_eq!(answer.code, 2, "{args:?}: {}", answer.out);
                    assert!(
                        answer.err.contains(&format!("possible are {}", forms.join(", "))),
                        "{args:?}: {}",
                        answer.err
                    );
                }
            }
        }
    }
}
