//! `record`: the template of the next session, the correction of a recorded one, and what happens to
//! mistakes.

use crate::office::{Answer, Office};

fn record(office: &Office, args: &[&str], editor: &str, stdin: &str) -> Answer {
    office.run_with(&[&["record"], args].concat(), &[("EDITOR", editor)], stdin)
}

/// Drafts that were kept because something typed in them is not recorded.
fn kept(office: &Office) -> Vec<String> {
    let files = std::fs::read_dir(office.folder.path()).unwrap();
    let files = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("alliance-record"));
    files.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

fn model_case() -> Office {
    let office = Office::new();
    office.ok(&["apply", "examples/shanghai-2023.toml"]);
    office
}

#[test]
fn the_next_session_is_filled_in_beforehand() {
    let office = model_case();
    let answer = record(&office, &[], "cat > /dev/null; cat \"$1\" >&2; true", "");
    assert_eq!(answer.code, 0, "{}", answer.err);
    for line in [
        "term = 2",
        "number = 4",
        "start = 2024-06-01",
        "organization = \"安徽理工大学大学科技园\"",
        "title = \"联盟第四届大学生创业训练营\"",
    ] {
        assert!(answer.err.contains(line), "{line}\n{}", answer.err);
    }
    // Saved as it was: nothing happened, and nothing is left behind.
    assert_eq!(office.json(&["log"]).as_array().unwrap().len(), 1);
    assert!(kept(&office).is_empty());
}

#[test]
fn it_is_shown_asked_about_and_applied() {
    let office = model_case();
    let editor = "sed -i 's/^# city =.*/city = \"合肥\"/'";
    let dry = record(&office, &["--dry-run"], editor, "");
    assert!(dry.code == 0 && dry.out.contains("dry run"), "{}{}", dry.out, dry.err);
    let no = record(&office, &[], editor, "n\n");
    assert!(no.code == 1 && no.err.contains("kept at"), "{}", no.err);
    assert_eq!(kept(&office).len(), 1);
    assert_eq!(office.json(&["log"]).as_array().unwrap().len(), 1);
    let yes = record(&office, &[], editor, "y\n");
    assert_eq!(yes.code, 0, "{}", yes.err);
    assert!(yes.err.contains("added: 1 session (2-4)") && yes.out.contains("第二届理事会第四次会议"));
    assert_eq!(office.json(&["session", "show", "2-4"])["quorum"]["present"], 7);
}

#[test]
fn a_mistake_comes_back_as_a_comment_at_its_line_and_nothing_typed_is_lost() {
    let office = model_case();
    // The first time it mistypes the day and a word, the second time it mends what is marked.
    let script = office.file(
        "editor.sh",
        "if grep -q '^#!' \"$1\"; then cp \"$1\" \"$1.seen\"; sed -i 's/2024-06-31/2024-06-30/; s/hybird/hybrid/' \"$1\"; \
         else sed -i 's/^start = .*/start = \"2024-06-31\"/; s/^# mode =.*/mode = \"hybird\"/; s/^# city =.*/city = \"合肥\"/' \"$1\"; fi",
    );
    let answer = record(&office, &["--yes"], &format!("sh {script}"), "");
    assert_eq!(answer.code, 0, "{}", answer.err);
    let seen = kept(&office).pop().expect("what the editor saw");
    let lines: Vec<&str> = seen.lines().collect();
    let at = |text: &str| {
        lines.iter().position(|line| line.starts_with(text)).unwrap_or_else(|| panic!("{text}\n{seen}"))
    };
    assert!(lines[at("start = ") - 1].starts_with("#! error"), "{seen}");
    assert!(
        lines[at("mode = ") - 3].starts_with("#! error") && lines[at("mode = ") - 2].contains("hybrid"),
        "{seen}"
    );
    assert!(seen.contains("city = \"合肥\"") && seen.contains("hybrid"), "{seen}");
    let session = office.json(&["session", "show", "2-4"]);
    assert_eq!(
        (&session["city"], &session["mode"], &session["start"]),
        (&"合肥".into(), &"hybrid".into(), &"2024-06-30".into())
    );
    // Nobody there to mend it: it ends, and says where the text is.
    let answer = record(&office, &["--yes"], "sed -i 's/^start = .*/start = 7/'", "");
    assert!(answer.code == 1 && answer.err.contains("kept at"), "{}", answer.err);
}

#[test]
fn a_recorded_session_is_corrected_as_it_stands() {
    let office = model_case();
    let before = office.tables();
    let answer = record(&office, &["2-3", "--yes"], "true", "");
    assert!(answer.code == 0 && answer.err.contains("as it was"), "{}", answer.err);
    let text = office.ok(&["session", "show", "2-3", "--format", "toml"]);
    let file = office.file("same.toml", &text);
    assert!(office.json(&["apply", &file])["entry"].is_null());
    assert!(office.json(&["apply", "--prune", &file])["entry"].is_null());
    assert_eq!(office.tables(), before);
    // What is struck out is unknown again; an entry that is gone is taken out.
    let script = office.file(
        "editor.py",
        "import re,sys\np=sys.argv[1]\ns=open(p).read()\ns=re.sub(r'\\ncity = .*','',s,count=1)\n\
         s=re.sub(r'\\[\\[visit\\]\\]\\n(?:(?!\\n\\n).)*?复旦.*','',s,flags=re.S)\n\
         s=s.replace('headcount = 18','headcount = 19')\ns=re.sub(r'\\[\\[session.agenda\\]\\]\\ntitle = \"大学科技园与高校的依托关系\"\\nkind = \"discussion\"\\n','',s)\nopen(p,'w').write(s)\n",
    );
    let answer = record(&office, &["2-3", "--yes"], &format!("python3 {script}"), "");
    if answer.err.contains("python3") {
        eprintln!("left out: no python3 on this machine");
        return;
    }
    assert_eq!(answer.code, 0, "{}", answer.err);
    let session = office.json(&["session", "show", "2-3"]);
    assert!(session["city"].is_null());
    assert_eq!(session["visits"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&session["visits"][0]["ref"], &session["visits"][0]["headcount"]),
        (&"v1".into(), &19.into())
    );
    assert_eq!(session["agenda"].as_array().unwrap().len(), 4);
    office.ok(&["undo"]);
    assert_eq!(office.tables(), before);
}

#[test]
fn templates_say_nothing_until_they_are_filled_in() {
    let office = model_case();
    for kind in ["session", "visit", "charter"] {
        for lang in ["en", "zh"] {
            let file = office.file("t.toml", office.ok(&["--lang", lang, "template", kind]));
            assert!(office.json(&["apply", &file])["entry"].is_null(), "{kind} {lang}");
        }
    }
    let filled = office.ok(&["template", "session"]);
    let filled =
        filled.replace("# [[session]] ", "[[session]] ").replace("# start = ", "start = 2024-09-01 ");
    let file = office.file("filled.toml", filled);
    assert_eq!(office.json(&["apply", &file])["changes"][0]["ref"], "2024-09-01");
}

#[test]
fn the_first_session_of_all_makes_the_registry() {
    let office = Office::new();
    // Nothing typed: nothing made.
    assert_eq!(record(&office, &["1-1"], "true", "").code, 0);
    assert!(office.run(&["session", "list"]).err.contains("there is no registry"));
    let editor = "sed -i -e 's/^start =.*/start = 2026-05-08/' -e 's/^# *city =.*/city = \"合肥\"/'";
    let made = record(&office, &["1-1", "--yes"], editor, "");
    assert_eq!(made.code, 0, "{}{}", made.out, made.err);
    let sessions = office.json(&["session", "list"]);
    assert_eq!(sessions[0]["ref"], "1-1");
    assert_eq!(sessions[0]["start"], "2026-05-08");
}

/// The program itself, called on the same registry by the editor while it is open.
fn meanwhile(office: &Office, line: &str) -> String {
    format!("{} --db '{}' {line} > /dev/null 2>&1;", env!("CARGO_BIN_EXE_alliance"), office.place())
}

#[test]
fn what_others_entered_while_the_text_was_open_stays() {
    let office = model_case();
    let editor = meanwhile(&office, "session edit 2-3 city=上海市 mode=in-person headcount=30")
        + &meanwhile(&office, "motion add 2-3 补充议案 --kind other")
        + "sed -i 's/^# purpose =.*/purpose = \"交流\"/; s/^purpose = .*/purpose = \"交流\"/'";
    let answer = record(&office, &["2-3", "--yes"], &editor, "");
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(
        answer.err.contains("headcount: - → 30") && answer.err.contains("motion 2 was added"),
        "{}",
        answer.err
    );
    let session = office.json(&["session", "show", "2-3"]);
    assert_eq!((&session["headcount"], &session["purpose"]), (&30.into(), &"交流".into()));
    assert_eq!(session["motions"].as_array().unwrap().len(), 2, "{session}");
}

#[test]
fn a_field_that_both_changed_is_refused_with_its_three_values() {
    let office = model_case();
    let editor =
        meanwhile(&office, "session edit 2-3 headcount=30") + "sed -i 's/^# headcount =.*/headcount = 31/'";
    for args in [&["2-3", "--yes"][..], &["2-3"]] {
        let before = office.json(&["log"]).as_array().unwrap().len();
        let answer = record(&office, args, &editor, "y\n");
        assert_eq!(answer.code, 1, "{}", answer.err);
        for said in
            ["headcount: it was -, is 30 by now, and the text says 31", "alliance record 2-3", "kept at"]
        {
            assert!(answer.err.contains(said), "{said}: {}", answer.err);
        }
        assert_eq!(office.json(&["session", "show", "2-3"])["headcount"], 30);
        assert_eq!(office.json(&["log"]).as_array().unwrap().len(), before + 1);
        assert!(kept(&office).iter().any(|text| text.contains("headcount = 31")));
        office.ok(&["session", "edit", "2-3", "headcount="]);
    }
    let json = office.run_with(&["--format", "json", "record", "2-3", "-y"], &[("EDITOR", &editor)], "");
    let told: serde_json::Value = serde_json::from_str(&json.err).unwrap();
    assert_eq!(told["error"]["kind"], "conflict", "{told}");
}

#[test]
fn two_who_fill_in_the_next_session_do_not_become_one() {
    let office = model_case();
    let other = meanwhile(&office, "session add 2-4 --start 2024-06-01 --city 南京");
    let editor = other + "sed -i 's/^# city =.*/city = \"合肥\"/'";
    let answer = record(&office, &["--yes"], &editor, "");
    assert_eq!(answer.code, 1, "{}", answer.err);
    assert!(answer.err.contains("2-4 was recorded meanwhile, by #2"), "{}", answer.err);
    assert_eq!(office.json(&["session", "show", "2-4"])["city"], "南京");
    assert!(kept(&office).iter().any(|text| text.contains("合肥")));
    // An action that another closed meanwhile stays closed, however it stands in the text.
    let title = "联盟第四届大学生创业训练营";
    let editor = meanwhile(&office, "action done a1") + "sed -i 's/^# city =.*/city = \"合肥\"/'";
    let answer = record(&office, &["--yes"], &editor, "");
    assert_eq!(answer.code, 0, "{}", answer.err);
    let actions = office.json(&["action", "list"]);
    let action = actions.as_array().unwrap().iter().find(|action| action["title"] == title).unwrap().clone();
    assert_eq!(action["status"], "done", "{action}");
    assert_eq!(office.json(&["session", "show", "2-5"])["city"], "合肥");
}

#[test]
fn a_session_that_was_taken_out_while_its_text_was_open_is_told() {
    let office = Office::new();
    office.say("session add 2-1 --start 2024-05-01");
    let editor = meanwhile(&office, "session remove 2-1") + "sed -i 's/^# city =.*/city = \"合肥\"/'";
    let answer = record(&office, &["2-1", "--yes"], &editor, "");
    assert!(answer.code == 1 && answer.err.contains("taken out while the text was open"), "{}", answer.err);
}
