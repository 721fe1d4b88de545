//! Output that cannot be written: every command with stdout and stderr closed, full, or read by nobody.
#![cfg(unix)]

use std::process::{Command, Output, Stdio};

use crate::office::{Office, is_on_files};

/// Every kind of command that says something, but for what needs an editor.
const ASKED: &[&str] = &[
    "--help",
    "org --help",
    "--version",
    "about",
    "org list",
    "org show ahlgdx",
    "member list",
    "member show ahlgdx",
    "person list",
    "person show 钱佩忠",
    "office list",
    "body list",
    "rule list",
    "term list",
    "session list",
    "session show 2-3",
    "session show 2-3 --format toml",
    "session roll 2-3",
    "motion list",
    "motion show 2-3/1",
    "vote list",
    "vote show 2-3/1",
    "visit list",
    "visit show v1",
    "action list",
    "action show a1",
    "activity list",
    "document list",
    "stats members",
    "stats attendance",
    "stats votes",
    "stats visits",
    "search 理工",
    "log",
    "minutes 2-3",
    "bulletin 2-3 --format docx",
    "resolution 2-3/1 --format html",
    "calendar",
    "template session",
    "completions bash",
    "check --list",
    "undo --dry-run",
    "org add x --dry-run",
    "member list --format json",
    "member list --format csv",
    "vote show 2-3/1 --format markdown",
];

/// Of these the answer stands on stderr, or in a file.
const SILENT: &[&str] =
    &["backup b.db --force", "export lists --force", "man man --force", "site site --force"];

fn call(office: &Office, line: &str, redirected: &str) -> Output {
    let mut command = Command::new("sh");
    let script = format!("exec \"$0\" \"$@\" {redirected}");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_alliance")]).args(line.split(' '));
    command.env_clear().env("ALLIANCE_DB", office.place()).env("PATH", "/usr/bin:/bin");
    command.env("ALLIANCE_NOW", "2024-06-01T09:00:00+08:00").env("ALLIANCE_ACTOR", "test");
    command.current_dir(office.folder.path()).stdin(Stdio::null()).output().unwrap()
}

/// A call whose stdout nobody reads any more.
fn unread(office: &Office, line: &str, redirected: &str) -> Output {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new("sh");
    let script = format!("exec \"$0\" \"$@\" {redirected}");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_alliance")]).args(line.split(' '));
    command.env_clear().env("ALLIANCE_DB", office.place()).env("PATH", "/usr/bin:/bin");
    command.env("ALLIANCE_NOW", "2024-06-01T09:00:00+08:00").env("ALLIANCE_ACTOR", "test");
    command.current_dir(office.folder.path()).stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped());
    command.spawn().unwrap().wait_with_output().unwrap()
}

#[test]
fn a_question_ends_as_it_should_wherever_its_answer_goes() {
    let office = Office::of("examples/shanghai-2023.toml");
    for line in ASKED.iter().chain(if is_on_files("files are written") { SILENT } else { &[] }) {
        let code = |output: &Output| output.status.code();
        let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
        for redirected in [">&-", "2>&-", ">&- 2>&-", "2>/dev/full"] {
            let output = call(&office, line, redirected);
            assert_eq!(code(&output), Some(0), "{line} {redirected} {}", said(&output));
        }
        // Nobody reads on: no error, and nothing is said of it.
        for redirected in ["", "2>&-"] {
            let output = unread(&office, line, redirected);
            assert_eq!(code(&output), Some(0), "{line} | true {}", said(&output));
            assert!(
                !said(&output).contains("error") && !said(&output).contains("panic"),
                "{line} {}",
                said(&output)
            );
        }
        // The disk is full: an error, said where it can be.
        let wanted = if SILENT.contains(line) { 0 } else { 1 };
        let output = call(&office, line, ">/dev/full");
        assert_eq!(code(&output), Some(wanted), "{line} > /dev/full {}", said(&output));
        assert_eq!(
            said(&output).contains("the output cannot be written"),
            wanted == 1,
            "{line} {}",
            said(&output)
        );
        assert_eq!(code(&call(&office, line, ">/dev/full 2>/dev/full")), Some(wanted), "{line}");
    }
    // What is refused is refused with the same code, heard or not.
    for (line, wanted) in
        [("org show nobody", 1), ("org", 2), ("nothing", 2), ("org show", 2), ("minutes 9-9", 1)]
    {
        for redirected in ["", ">&-", "2>&-", ">&- 2>&-", ">/dev/full 2>/dev/full", "2>/dev/full"] {
            assert_eq!(call(&office, line, redirected).status.code(), Some(wanted), "{line} {redirected}");
        }
    }
}

/// What is longer than any buffer on the way is written while somebody may stop reading it.
#[test]
fn a_reader_of_a_long_list_may_stop_early_in_every_form() {
    let office = Office::new();
    let rows: String = (0..3_000).map(|n| format!("k{n},第{n}园,{}\n", "注".repeat(200))).collect();
    let lists = office.file("organizations.csv", format!("code,name,note\n{rows}"));
    office.ok(&["import", &lists]);
    for format in ["csv", "json", "markdown", "table"] {
        for columns in ["", " --columns code,note"] {
            let output = unread(&office, &format!("org list --format {format}{columns}"), "");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!((output.status.code(), said.as_str()), (Some(0), ""), "{format}{columns}");
            let output = call(&office, &format!("org list --format {format}{columns}"), ">/dev/full");
            assert_eq!(output.status.code(), Some(1), "{format}{columns}");
        }
    }
}

#[test]
fn a_change_that_is_made_is_no_failure_wherever_its_account_goes() {
    let office = Office::of("examples/shanghai-2023.toml");
    let record = office.file("r.toml", "[[session]]\nterm = 2\nnumber = 4\nstart = 2024-05-01\n");
    let lists = office.file("organizations.csv", "name\n新园甲\n");
    let ends = ["2>&-", ">&-", ">&- 2>&-", ">/dev/full", "2>/dev/full", ">/dev/full 2>/dev/full", "|"];
    let lines = [
        format!("apply {record}"),
        format!("import {lists}"),
        "org add 新园".into(),
        "vote record 2-3/1 --yes 6 --no 0 --abstain 0".into(),
        "session add 2-5 --start 2024-05-30".into(),
        "about edit purpose=互助".into(),
        "undo".into(),
    ];
    for line in &lines {
        for redirected in ends {
            // A call takes a while without optimization: the other format is tried on one of them.
            for format in [""].into_iter().chain(line.starts_with("apply").then_some(" --format json")) {
                let entries = || office.json(&["log"]).as_array().unwrap().len();
                let before = entries();
                let line = format!("{line}{format}");
                let output = match redirected {
                    "|" => unread(&office, &line, ""),
                    redirected => call(&office, &line, redirected),
                };
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                assert_eq!(output.status.code(), Some(0), "{line} {redirected} {said}");
                assert!(!said.contains("panic"), "{line} {said}");
                assert_eq!(entries(), before + 1, "{line} {redirected} {said}");
                if redirected == ">/dev/full" {
                    let words = format!("entry #{} is recorded; the output cannot be written", before + 1);
                    assert!(said.contains(&words), "{line} {said}");
                }
                if !line.starts_with("undo") {
                    office.ok(&["undo"]);
                }
            }
        }
    }
}
