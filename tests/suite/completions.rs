//! Completions ask the program itself: commands, flags, code words, and the registry's own names.

use crate::office::Office;

fn ask(office: &Office, words: &[&str]) -> Vec<String> {
    let told = office.ok(&[&["__complete", "--"], words].concat());
    told.lines().map(|line| line.split('\t').next().unwrap().to_string()).collect()
}

#[test]
fn nouns_verbs_flags_words_and_names_are_completed() {
    let office = Office::of("examples/shanghai-2023.toml");
    let ask = |words: &[&str]| ask(&office, words);
    assert_eq!(ask(&["mem"]), ["member"]);
    assert_eq!(ask(&["member", "l"]), ["leave", "list"]);
    assert_eq!(ask(&["org", "add", "甲", "--ki"]), ["--kind"]);
    assert!(ask(&["org", "add", "甲", "--kind", "p"]) == ["park"]);
    assert_eq!(ask(&["--lang", "z"]), ["zh"]);
    for typed in ["ahlg", "anhuiligong", "安徽理工", "理工大学大学科"] {
        assert_eq!(ask(&["member", "show", typed]), ["安徽理工大学大学科技园"], "{typed}");
    }
    assert_eq!(ask(&["person", "show", "qpz"]), ["钱佩忠"]);
    assert_eq!(ask(&["session", "show", ""]), ["2-3"]);
    assert_eq!(ask(&["vote", "show", "2-3/"]), ["2-3/1"]);
    assert_eq!(ask(&["vote", "record", "2-3/1", "--ballot", "ahlg"]), ["安徽理工大学大学科技园"]);
    assert_eq!(ask(&["visit", "show", "v2"]), ["v2"]);
    assert_eq!(ask(&["completions", "b"]), ["bash"]);
    assert!(ask(&["session", "show", "9"]).is_empty());
    // Never an error at a prompt: no registry, nonsense, nothing at all.
    let empty = Office::new();
    for words in
        [&["org", "show", "a"][..], &["x", "y", "--z", ""], &[], &["--db"], &["org", "show", "a", "b", "c"]]
    {
        let answer = empty.run(&[&["__complete", "--"], words].concat());
        assert!(answer.code == 0 && answer.err.is_empty(), "{words:?} {}", answer.err);
    }
    assert!(!empty.exists());
}

#[test]
fn the_script_of_bash_completes() {
    let office = Office::of("examples/shanghai-2023.toml");
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(office.ok(&["completions", shell]).contains("__complete"), "{shell}");
    }
    assert_eq!(office.run(&["completions", "csh"]).code, 2);
    let script = office.file("alliance.bash", office.ok(&["completions", "bash"]));
    let program = env!("CARGO_BIN_EXE_alliance");
    let run = format!(
        "source {script}; COMP_WORDS=({program} member show ahlg); COMP_CWORD=3; _alliance; printf '%s' \"${{COMPREPLY[@]}}\""
    );
    let output = std::process::Command::new("bash")
        .arg("-c")
        .arg(&run)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C.UTF-8")
        .env("ALLIANCE_DB", office.place())
        .output();
    match output {
        Ok(output) => {
            assert_eq!(String::from_utf8_lossy(&output.stdout), "安徽理工大学大学科技园", "{output:?}")
        }
        Err(_) => eprintln!("left out: no bash on this machine"),
    }
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let office = Office::new();
    let folder = office.folder.path().join("man1");
    office.ok(&["--lang", "zh", "man", &folder.to_string_lossy()]);
    let count = std::fs::read_dir(&folder).unwrap().count();
    assert!(count > 100, "{count}");
    let page = std::fs::read_to_string(folder.join("alliance-vote-record.1")).unwrap();
    assert!(page.contains("登记表决") && page.contains("示例"), "{page}");
}
