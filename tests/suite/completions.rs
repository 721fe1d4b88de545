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

#[test]
fn words_columns_keys_entries_and_files_are_completed_where_they_belong() {
    let office = Office::of("examples/shanghai-2023.toml");
    let asked = |words: &[&str]| ask(&office, words);
    assert_eq!(asked(&["member", "class", "ahlg", "--to", "s"]), ["standing"]);
    assert_eq!(asked(&["member", "leave", "ahlg", "--reason", "tuihui"]), ["withdrawn"]);
    for code in ["withdrawn", "expelled", "merged", "dissolved"] {
        assert!(asked(&["member", "leave", "ahlg", "--reason", ""]).contains(&code.to_string()));
    }
    // What people write for it too, and what is behind `=`.
    assert_eq!(asked(&["vote", "record", "2-3/1", "--outcome", "暂缓"]), ["暂缓表决"]);
    assert_eq!(asked(&["vote", "record", "2-3/1", "--method=roll"]), ["--method=roll-call"]);
    assert_eq!(zh_words(&office, &["vote", "record", "2-3/1", "--method", "jishou"]), Vec::<String>::new());
    assert_eq!(zh_words(&office, &["vote", "record", "2-3/1", "--method", "jushou"]), ["举手表决"]);
    assert_eq!(asked(&["vote", "record", "2-3/1", "--ballot", "ahlg=y"]), ["ahlg=yes"]);
    // Columns, by key and by heading, the next one behind a comma.
    assert_eq!(asked(&["member", "list", "--columns", "na"]), ["name"]);
    assert_eq!(asked(&["member", "list", "--columns", "name,cl"]), ["name,class"]);
    assert_eq!(asked(&["member", "list", "--sort", "-prov"]), ["-province"]);
    assert!(!asked(&["member", "list", "--columns", "name,"]).contains(&"name,name".to_string()));
    assert!(zh_words(&office, &["member", "list", "--columns", ""]).contains(&"身份".to_string()));
    assert_eq!(zh_words(&office, &["member", "list", "--columns", "单位名称,shenfen"]), ["单位名称,身份"]);
    // Conditions: a column, what compares, a value of it.
    assert!(asked(&["member", "list", "--where", "cla"]) == ["class="]);
    assert_eq!(asked(&["member", "list", "--where", "class=st"]), ["class=standing"]);
    assert_eq!(asked(&["member", "list", "--where", "class>=cou"]), ["class>=council"]);
    assert_eq!(asked(&["member", "list", "--where", "身份=常"]), ["身份=常务理事"]);
    // Keys of records with their values.
    assert_eq!(asked(&["org", "edit", "ahlg", "prov"]), ["province="]);
    assert_eq!(asked(&["org", "edit", "ahlg", "省"]), ["省份="]);
    assert_eq!(asked(&["org", "edit", "ahlg", "kind=pa"]), ["kind=park"]);
    assert_eq!(asked(&["session", "edit", "2-3", "host=ahlg"]), ["host=安徽理工大学大学科技园"]);
    assert!(asked(&["about", "edit", "fo"]).contains(&"founded=".to_string()));
    // Rules, bodies, entries, records of every kind.
    assert!(asked(&["check", "--skip", "qu"]).contains(&"quorum".to_string()));
    assert!(asked(&["check", "--only", "term-"]).contains(&"term-overdue".to_string()));
    assert_eq!(asked(&["stats", "attendance", "--body", "coun"]), ["council"]);
    assert_eq!(asked(&["stats", "attendance", "--body", "lishihui"]), ["council", "standing"]);
    assert_eq!(asked(&["session", "add", "3-1", "--body", "changwu"]), ["standing"]);
    assert_eq!(asked(&["undo", "#"]), ["#1"]);
    assert_eq!(asked(&["undo", "1"]), ["1"]);
    let targets = asked(&["document", "add", "x", "--for", "ahlg"]);
    assert!(targets.contains(&"安徽理工大学大学科技园".to_string()), "{targets:?}");
    assert!(asked(&["document", "add", "x", "--for", "qpz"]) == ["钱佩忠"]);
    assert_eq!(asked(&["help", "vo"]), ["vote"]);
    assert_eq!(asked(&["help", "vote", "reco"]), ["record"]);
    // Files where one is wanted, none elsewhere.
    let folder = office.folder.path().to_string_lossy().into_owned();
    office.file("notes.toml", "");
    std::fs::create_dir(office.folder.path().join("lists")).unwrap();
    let (file, lists) = (format!("{folder}/notes.toml"), format!("{folder}/lists/"));
    for words in
        [&["apply"][..], &["import"], &["minutes", "2-3", "--output"], &["document", "add"], &["backup"]]
    {
        assert_eq!(
            asked(&[words, &[&format!("{folder}/no")]].concat()),
            std::slice::from_ref(&file),
            "{words:?}"
        );
        assert_eq!(
            asked(&[words, &[&format!("{folder}/li")]].concat()),
            std::slice::from_ref(&lists),
            "{words:?}"
        );
    }
    for words in [
        &["member", "show"][..],
        &["org", "add"],
        &["session", "edit", "2-3"],
        &["undo"],
        &["search"],
        &["init"],
        &["member", "list"],
    ] {
        let found = asked(&[words, &[&format!("{folder}/no")]].concat());
        assert!(found.is_empty(), "{words:?} {found:?}");
    }
}

/// Candidates where the screen is Chinese.
fn zh_words(office: &Office, words: &[&str]) -> Vec<String> {
    let answer = office.run_with(&[&["__complete", "--"], words].concat(), &[("ALLIANCE_LANG", "zh")], "");
    answer.out.lines().map(|line| line.split('\t').next().unwrap().to_string()).collect()
}

/// What a shell answers to a script of its own; `None` where it is not installed.
fn shell(office: &Office, shell: &str, args: &[&str]) -> Option<String> {
    let program =
        std::path::Path::new(env!("CARGO_BIN_EXE_alliance")).parent().unwrap().display().to_string();
    let output = std::process::Command::new(shell)
        .args(args)
        .env_clear()
        .env("PATH", format!("{program}:/usr/bin:/bin"))
        .env("LC_ALL", "C.UTF-8")
        .env("HOME", office.folder.path())
        .env("ALLIANCE_DB", office.place())
        .current_dir(office.folder.path())
        .output();
    match output {
        Ok(output) => Some(
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        ),
        Err(_) => {
            eprintln!("left out: no {shell} on this machine");
            None
        }
    }
}

/// What is typed in a shell, and what it offers there.
const TYPED: &[(&str, &[&str])] = &[
    ("alliance member show ahlg", &["安徽理工大学大学科技园"]),
    ("alliance mem", &["member"]),
    ("alliance org edit ahlg prov", &["province="]),
    ("alliance member list --columns=na", &["--columns=name"]),
    ("alliance undo ", &["#1"]),
    ("alliance session show no", &[]),
    ("alliance apply no", &["notes.toml"]),
];

#[test]
fn bash_offers_what_the_program_says_and_nothing_else() {
    let office = Office::of("examples/shanghai-2023.toml");
    office.file("notes.toml", "");
    let script = office.file("alliance.bash", office.ok(&["completions", "bash"]));
    for (line, wanted) in TYPED {
        // Bash parts words at `=` too.
        let words = line.replace('=', " = ");
        let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
        let mut words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        if line.ends_with(' ') {
            words.push("''".into());
        }
        let at = words.len() - 1;
        let words = words.join(" ");
        let run = format!(
            "source {script}; COMP_LINE='{line}'; COMP_WORDS=({words}); COMP_CWORD={at}; _alliance; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let Some(told) = shell(&office, "bash", &["--norc", "-c", &run]) else { return };
        let told: Vec<String> =
            told.lines().filter(|line| !line.is_empty()).map(|line| line.replace('\\', "")).collect();
        let wanted: Vec<&str> =
            wanted.iter().map(|word| word.strip_prefix("--columns=").unwrap_or(word)).collect();
        assert_eq!(told, wanted, "{line}");
    }
}

#[test]
fn zsh_offers_what_the_program_says_and_nothing_else() {
    let office = Office::of("examples/shanghai-2023.toml");
    office.file("notes.toml", "");
    let script = office.file("_alliance", office.ok(&["completions", "zsh"]));
    for (line, wanted) in TYPED {
        // The builtin answers in an editor alone: here it tells what it was given.
        let run = format!(
            "compdef() {{ : }}; _files() {{ print files }}; compadd() {{ local name=${{@[-1]}}; print -rl -- ${{(P)name}} }}; \
             source {script}; words=(${{(s: :)${{:-\"{line}\"}}}}); [[ '{line}' == *' ' ]] && words+=(''); CURRENT=$#words; _alliance"
        );
        let Some(told) = shell(&office, "zsh", &["-f", "-c", &run]) else { return };
        let told: Vec<String> = told.lines().map(|line| line.replace('\\', "")).collect();
        assert_eq!(told, *wanted, "{line}");
    }
}

#[test]
fn fish_offers_what_the_program_says_and_nothing_else() {
    let office = Office::of("examples/shanghai-2023.toml");
    office.file("notes.toml", "");
    let script = office.file("alliance.fish", office.ok(&["completions", "fish"]));
    // Fish itself leaves out what has not the letters that were typed: pinyin is for Tab, below.
    for (line, wanted) in &TYPED[1..] {
        let run = format!("source {script}; complete -C '{line}'");
        let Some(told) = shell(&office, "fish", &["--no-config", "-c", &run]) else { return };
        let told: Vec<&str> = told.lines().map(|line| line.split('\t').next().unwrap()).collect();
        assert_eq!(told, *wanted, "{line}");
    }
    let (typed, wanted) = ("ahlg", "安徽理工大学大学科技园");
    let run = format!(
        "source {script}
         function commandline
             switch \"$argv\"
                 case -ct; echo {typed}
                 case -opc; printf '%s\\n' alliance member show
                 case '*'; echo put $argv
             end
         end
         __alliance_tab"
    );
    let Some(told) = shell(&office, "fish", &["--no-config", "-c", &run]) else { return };
    assert!(told.contains(&format!("put -rt -- {wanted}")), "{told}");
}
