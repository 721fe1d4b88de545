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
    Office::of("examples/shanghai-2023.toml")
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
    assert!(
        yes.err.contains("added: 1 session (2-4)")
            && yes.out.contains("Fourth meeting of the second Council")
    );
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

/// A recorded session as the tool writes it to be edited.
fn written(office: &Office, reference: &str) -> String {
    office.ok(&["session", "show", reference, "--format", "toml"])
}

/// A text with a line in the place of one that begins so, which may be a comment.
fn with_line(text: &str, key: &str, line: &str) -> String {
    let mut done = false;
    let lines = text.lines().map(|old| {
        let begins = !done && old.trim_start_matches("# ").starts_with(&format!("{key} ="));
        done |= begins;
        format!("{}\n", if begins { line } else { old })
    });
    let text = lines.collect();
    assert!(done, "{key}: {text}");
    text
}

#[test]
fn a_file_says_from_which_entry_it_was_made_and_takes_back_nobodys_entry() {
    let office = model_case();
    let text = written(&office, "2-3");
    let hash = office.json(&["log"])[0]["hash"].as_str().unwrap().to_string();
    assert!(text.contains(&format!("\n# alliance: made from entry #1 {}\n", &hash[..16])), "{text}");
    office.say("session edit 2-3 city=上海市 headcount=30");
    office.say("motion add 2-3 补充议案 --kind other");
    office.say("session attend 2-3 浙江省国家大学科技园 --presence absent");
    // As it was written: nothing of it is new, and what others entered stays.
    let before = office.tables();
    assert!(office.json(&["apply", &office.file("same.toml", &text)])["entry"].is_null());
    assert!(office.json(&["apply", "--prune", &office.file("same.toml", &text)])["entry"].is_null());
    assert_eq!(office.tables(), before);
    // What the file alone changes is taken.
    let draft = office.file("draft.toml", with_line(&text, "purpose", "purpose = \"交流\""));
    let answer = office.run(&["apply", "--prune", &draft]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for said in [
        "2-3 was changed since the file was made, which stays: session, headcount: - → 30",
        "motion 2 was added",
    ] {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
    let session = office.json(&["session", "show", "2-3"]);
    assert_eq!(
        (&session["headcount"], &session["purpose"], &session["city"]),
        (&30.into(), &"交流".into(), &"上海市".into())
    );
    assert_eq!(session["motions"].as_array().unwrap().len(), 2);
    // The same draft again changes nothing, and has nothing to tell.
    let before = office.tables();
    let again = office.run(&["--format", "json", "apply", "--prune", &draft]);
    let told: serde_json::Value = serde_json::from_str(&again.out).unwrap();
    assert!(told["entry"].is_null() && told["warnings"].as_array().unwrap().is_empty(), "{told}");
    assert_eq!(office.tables(), before);
}

#[test]
fn a_field_that_the_file_and_others_changed_is_a_conflict_field_by_field() {
    let office = model_case();
    let text = written(&office, "2-3");
    office.say("session edit 2-3 city=上海市 headcount=30 mode=online");
    let before = office.tables();
    let typed = with_line(&with_line(&text, "headcount", "headcount = 31"), "city", "city = \"合肥\"");
    let typed = with_line(&typed, "mode", "mode = \"online\"");
    let draft = office.file("draft.toml", &typed);
    for args in [&["apply", &draft][..], &["apply", "--prune", &draft], &["--dry-run", "apply", &draft]] {
        let answer = office.run(args);
        assert_eq!(answer.code, 1, "{args:?} {}", answer.err);
        for said in [
            "draft.toml:",
            "headcount: it was -, is 30 by now, and the text says 31",
            "is \"上海市\" by now, and the text says \"合肥\"",
            "`alliance session show 2-3 --format toml`",
        ] {
            assert!(answer.err.contains(said), "{said}: {}", answer.err);
        }
        // What both changed alike is no quarrel.
        assert!(!answer.err.contains("mode:"), "{}", answer.err);
        assert_eq!(office.tables(), before);
    }
    let json = office.run(&["--format", "json", "apply", &draft]);
    let told: serde_json::Value = serde_json::from_str(&json.err).unwrap();
    assert_eq!(told["error"]["kind"], "conflict", "{told}");
    let zh = office.run(&["--lang", "zh", "apply", &draft]);
    assert!(zh.err.contains("在文件生成之后已有改动"), "{}", zh.err);
    // Without the line it is a file like any other.
    let plain: String =
        typed.lines().filter(|l| !l.contains("made from entry")).map(|l| format!("{l}\n")).collect();
    office.ok(&["apply", &office.file("plain.toml", &plain)]);
    assert_eq!(office.json(&["session", "show", "2-3"])["headcount"], 31);
    // And so it is in another registry, which knows no such entry, or has another one of that number.
    let other = Office::new();
    other.ok(&["apply", &draft]);
    other.say("session edit 2-3 headcount=40");
    other.ok(&["apply", &draft]);
    assert_eq!(other.json(&["session", "show", "2-3"])["headcount"], 31);
}

#[test]
fn what_one_side_took_out_is_not_brought_back_by_a_file() {
    let office = model_case();
    office.say("motion add 2-3 补充议案 --kind other");
    let text = written(&office, "2-3");
    office.say("motion remove 2-3/2");
    let before = office.tables();
    assert!(office.json(&["apply", &office.file("same.toml", &text)])["entry"].is_null());
    assert_eq!(office.tables(), before);
    let answer = office.run(&["apply", &office.file("d.toml", text.replace("补充议案", "补充议案之二"))]);
    assert!(answer.code == 1 && answer.err.contains("taken out meanwhile"), "{}", answer.err);
    // An entry that the file struck out: taken out under --prune alone, and not where others changed it.
    let text = written(&office, "2-3");
    let host = "[[session.attendance]]\norganization = \"浙江省国家大学科技园\"";
    assert!(text.contains(host), "{text}");
    let at = text.find(host).unwrap();
    let end = text[at..].find("\n\n").unwrap() + at;
    let struck = office.file("struck.toml", format!("{}{}", &text[..at], &text[end..]));
    office.say("session attend 2-3 浙江工业大学大学科技园 --presence absent");
    assert!(office.json(&["apply", &struck])["entry"].is_null());
    office.say("session attend 2-3 浙江省国家大学科技园 --presence absent");
    let answer = office.run(&["apply", "--prune", &struck]);
    assert!(answer.code == 1 && answer.err.contains("the text takes it out"), "{}", answer.err);
    office.say("undo");
    office.ok(&["apply", "--prune", &struck]);
    let roll = office.json(&["session", "show", "2-3"])["attendance"].to_string();
    assert!(!roll.contains("浙江省国家大学科技园") && roll.contains("\"absent\""), "{roll}");
    // The whole session.
    let text = written(&office, "2-3");
    let renumbered = Office::new();
    assert_eq!(renumbered.run(&["apply", &office.file("t.toml", &text)]).code, 0);
    office.say("session add 2-9 --start 2023-12-01");
    let text = written(&office, "2-9");
    office.say("session edit 2-9 number=8");
    assert!(
        office.json(&["apply", &office.file("n.toml", &text)])["entry"].is_null(),
        "it has another number now"
    );
    office.say("session remove 2-8");
    let answer = office.run(&["apply", &office.file("n.toml", &text)]);
    assert!(
        answer.code == 1 && answer.err.contains("2-9 was taken out since the file was made"),
        "{}",
        answer.err
    );
}

#[test]
fn what_was_kept_of_a_draft_takes_back_nobodys_entry_either() {
    let office = model_case();
    // The user says no; meanwhile others enter something; then the text that was kept is applied.
    let answer = record(&office, &["2-3"], "sed -i 's/^# headcount =.*/headcount = 31/'", "n\n");
    assert_eq!(answer.code, 1, "{}", answer.err);
    let file = office.file("kept.toml", kept(&office).pop().unwrap());
    office.say("session edit 2-3 city=上海市");
    office.ok(&["apply", &file]);
    let session = office.json(&["session", "show", "2-3"]);
    assert_eq!((&session["city"], &session["headcount"]), (&"上海市".into(), &31.into()));
    // Of a new session, too: two that fill in the next one do not become one unasked.
    let answer = record(&office, &[], "sed -i 's/^# city =.*/city = \"合肥\"/'", "n\n");
    assert_eq!(answer.code, 1, "{}", answer.err);
    let text = kept(&office).into_iter().find(|text| text.contains("合肥")).unwrap();
    let file = office.file("next.toml", text);
    office.say("session add 2-4 --start 2024-05-31 --city 南京");
    let answer = office.run(&["apply", &file]);
    assert!(answer.code == 1 && answer.err.contains("city: it was -, is \"南京\" by now"), "{}", answer.err);
    office.say("session remove 2-4");
    office.ok(&["apply", &file]);
    assert!(office.json(&["apply", &file])["entry"].is_null());
}

/// `record` on a terminal.
#[cfg(unix)]
fn on_a_terminal(office: &Office, args: &str, editor: &str, typed: &str) -> Option<(i32, String)> {
    office.on_a_terminal(&format!("record {args}"), &[("EDITOR", editor)], typed)
}

#[cfg(unix)]
#[test]
fn on_a_terminal_it_asks_and_takes_what_is_answered() {
    let office = model_case();
    let editor = "sed -i 's/^# headcount =.*/headcount = 31/'";
    let entries = || office.json(&["log"]).as_array().unwrap().len();
    let Some((code, shown)) = on_a_terminal(&office, "2-3", editor, "n\n") else { return };
    assert!(code == 1 && shown.contains("Record this? [y]es, [n]o, [e]dit:"), "{code} {shown}");
    assert!(shown.contains("not applied") && shown.contains("kept at"), "{shown}");
    assert_eq!((entries(), kept(&office).len()), (1, 1));
    // Nothing but yes is a yes.
    let (code, shown) = on_a_terminal(&office, "2-3", editor, "\n").unwrap();
    assert!(code == 1 && entries() == 1, "{shown}");
    // Once more into the editor, which adds something, then yes.
    let script = office.file(
        "again.sh",
        "if grep -q '^headcount = 31' \"$1\"; then sed -i 's/^# purpose =.*/purpose = \"交流\"/; s/^purpose = .*/purpose = \"交流\"/' \"$1\"; \
         else sed -i 's/^# headcount =.*/headcount = 31/' \"$1\"; fi",
    );
    let (code, shown) = on_a_terminal(&office, "2-3", &format!("sh {script}"), "e\ny\n").unwrap();
    assert!(code == 0 && shown.matches("Record this?").count() == 2, "{code} {shown}");
    let session = office.json(&["session", "show", "2-3"]);
    assert_eq!((&session["headcount"], &session["purpose"]), (&31.into(), &"交流".into()));
}

#[cfg(unix)]
#[test]
fn on_a_terminal_what_both_changed_is_shown_in_the_text_and_asked() {
    let office = model_case();
    let other = meanwhile(&office, "session edit 2-3 headcount=30 city=上海市");
    let script = office.file(
        "editor.sh",
        format!(
            "if grep -q '^#!' \"$1\"; then cp \"$1\" \"$1.seen\"; sed -i 's/^headcount = .*/headcount = 32/' \"$1\"; \
             else {other} sed -i 's/^# headcount =.*/headcount = 31/' \"$1\"; fi"
        ),
    );
    let Some((code, shown)) = on_a_terminal(&office, "2-3", &format!("sh {script}"), "y\n") else { return };
    assert_eq!(code, 0, "{shown}");
    let seen = kept(&office).pop().expect("what the editor saw");
    assert!(seen.contains("it was -, is 30 by now, and the text says 31"), "{seen}");
    assert!(seen.contains("headcount = 31") && seen.contains("city = \"上海市\""), "{seen}");
    let session = office.json(&["session", "show", "2-3"]);
    assert_eq!((&session["headcount"], &session["city"]), (&32.into(), &"上海市".into()));
    assert_eq!(office.json(&["log"]).as_array().unwrap().len(), 3);
}
