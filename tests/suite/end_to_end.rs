//! The program as its user calls it: stdout, stderr and exit status, in a clean environment with a
//! fixed clock and width.

use std::{fs, path::Path};

use crate::office::Office;
use serde_json::Value;

const SHANGHAI: &str = "examples/shanghai-2023.toml";

#[test]
fn the_model_case_comes_back_and_what_is_unknown_stays_so() {
    let office = Office::new();
    let written = office.json(&["apply", SHANGHAI]);
    assert_eq!(written["entry"], 1);
    let session = office.json(&["session", "show", "第二届理事会第三次会议"]);
    assert_eq!(session["ref"], "2-3");
    assert_eq!((&session["start"], &session["end"]), (&"2023-07-18".into(), &"2023-07-19".into()));
    assert_eq!(session["venue"], "上海理工大学国家大学科技园");
    assert_eq!(session["city"], "上海");
    assert_eq!(session["published"], "2023-07-24");
    assert_eq!(session["chair"][0], "钱佩忠");
    for key in ["due", "present", "required", "met"] {
        assert_eq!(session["quorum"][key], Value::Null, "{key}");
    }
    assert_eq!(session["headcount"], Value::Null);
    let attendance = session["attendance"].as_array().unwrap();
    assert_eq!(attendance.iter().filter(|a| a["capacity"] == "member").count(), 6);
    let applicant = attendance.iter().find(|a| a["capacity"] == "applicant").unwrap();
    assert_eq!(applicant["organization"]["name"], "安徽理工大学大学科技园");
    assert_eq!(
        (&applicant["people"][0]["name"], &applicant["people"][0]["title"]),
        (&Value::Null, &"负责人".into())
    );
    let talks = session["agenda"].as_array().unwrap();
    assert_eq!(talks.iter().filter(|a| a["kind"] == "discussion").count(), 3);
    assert!(
        talks.iter().any(|a| a["title"] == "关于新时期大学科技园发展的思考" && a["presenter"] == "杜松宁")
    );

    let vote = office.json(&["vote", "show", "2-3/1"]);
    assert_eq!(
        (&vote["outcome"], &vote["computed"], &vote["unanimous"]),
        (&"carried".into(), &"unknown".into(), &true.into())
    );
    assert_eq!(vote["method"], Value::Null);
    for key in ["yes", "no", "abstain", "invalid"] {
        assert_eq!(vote["counts"][key], Value::Null, "{key}");
    }
    assert_eq!(vote["effects"][0]["organization"]["name"], "安徽理工大学大学科技园");
    assert_eq!(
        (&vote["effects"][0]["class"], &vote["effects"][0]["from"]),
        (&"council".into(), &"2023-07-19".into())
    );

    let visits = office.json(&["visit", "list"]);
    assert_eq!(visits.as_array().unwrap().len(), 2);
    assert_eq!((&visits[0]["headcount"], &visits[0]["start"]), (&18.into(), &Value::Null));
    assert_eq!(visits[0]["received_by"][0]["name"], "李宇阳");
    assert_eq!(visits[0]["received_by"][0]["title"], "总经理");
    assert_eq!(visits[0]["others"], true);
    assert_eq!(office.json(&["person", "show", "dsn"])["posts"].as_array().unwrap().len(), 3);
    let offices = office.json(&["office", "list"]);
    assert_eq!(offices.as_array().unwrap().len(), 1);
    assert_eq!(
        (&offices[0]["role"], &offices[0]["person"], &offices[0]["term"]),
        (&"president".into(), &"钱佩忠".into(), &2.into())
    );
    let about = office.json(&["about"]);
    assert_eq!(about["functions"].as_array().unwrap().len(), 5);
    let activities = office.json(&["activity", "list"]);
    assert_eq!((&activities[0]["name"], &activities[0]["edition"]), (&"大学生创业训练营".into(), &4.into()));
    let alliances = office.json(&["org", "list"]);
    assert_eq!(alliances.as_array().unwrap().iter().filter(|o| o["kind"] == "alliance").count(), 4);
}

#[test]
fn a_member_is_shown_with_the_proof_of_its_admission() {
    let office = Office::new();
    office.ok(&["apply", SHANGHAI]);
    let member = office.json(&["member", "show", "ahlgdx"]);
    assert_eq!(member["memberships"][0]["admitted_by"], "2-3/1");
    assert_eq!(member["applications"][0]["status"], "admitted");
    assert_eq!(member["applications"][0]["motion"], "2-3/1");
    assert_eq!(office.json(&["member", "list"]).as_array().unwrap().len(), 7);
    assert_eq!(office.json(&["member", "list", "--as-of", "2023-07-18"]).as_array().unwrap().len(), 6);
    let old = &office.json(&["member", "list", "--as-of", "2023-07-18"])[0];
    assert_eq!(old["since"], Value::Null);
}

#[test]
fn the_same_file_again_changes_nothing() {
    for example in [SHANGHAI, "examples/reelection.toml", "examples/roll-calls.toml"] {
        let office = Office::new();
        office.ok(&["apply", example]);
        let again = office.json(&["apply", example]);
        assert_eq!(
            (&again["entry"], again["changes"].as_array().unwrap().len()),
            (&Value::Null, 0),
            "{example}"
        );
        assert_eq!(office.json(&["log"]).as_array().unwrap().len(), 1);
    }
}

#[test]
fn a_dry_run_says_what_the_run_then_does() {
    let office = Office::new();
    let dry = office.json(&["--dry-run", "apply", SHANGHAI]);
    assert!(!office.exists());
    let real = office.json(&["apply", SHANGHAI]);
    assert_eq!(dry["changes"], real["changes"]);
    assert_eq!(dry["entry"], Value::Null);
}

#[test]
fn the_boundary_cases_give_their_verdicts_and_show_the_arithmetic() {
    let office = Office::of("examples/roll-calls.toml");
    let votes = office.json(&["vote", "list"]);
    let computed: Vec<_> =
        votes.as_array().unwrap().iter().map(|v| v["computed"].as_str().unwrap()).collect();
    assert_eq!(computed, ["carried", "rejected", "carried", "carried", "unknown"]);
    let narrow = office.json(&["vote", "show", "3-2/1"]);
    assert_eq!((&narrow["needed"], &narrow["margin"]), (&6.into(), &0.into()));
    let lost = office.json(&["vote", "show", "3-2/2"]);
    assert_eq!((&lost["needed"], &lost["margin"]), (&6.into(), &Value::from(-1)));
    assert!(office.ok(&["vote", "show", "3-2/1"]).contains("2/3"));
}

#[test]
fn undo_appends_and_takes_all_back() {
    let office = Office::new();
    office.ok(&["apply", SHANGHAI]);
    office.ok(&["undo"]);
    assert!(office.json(&["org", "list"]).as_array().unwrap().is_empty());
    assert!(office.json(&["member", "list"]).as_array().unwrap().is_empty());
    assert_eq!(office.run(&["check", "--deep"]).code, 0);
    office.ok(&["undo"]);
    assert_eq!(office.json(&["member", "list"]).as_array().unwrap().len(), 7);
    assert_eq!(office.run(&["check", "--deep"]).code, 0);
    let log = office.json(&["log"]);
    assert_eq!(
        (log.as_array().unwrap().len(), &log[0]["undoes"], &log[1]["undoes"]),
        (3, &2.into(), &1.into())
    );
}

#[test]
fn an_edit_around_the_tool_is_found() {
    let office = Office::new();
    office.ok(&["apply", SHANGHAI]);
    office.edit("UPDATE organizations SET province = '江苏' WHERE code = 'ahlgdxdxkjy'");
    let answer = office.run(&["check", "--deep"]);
    assert_eq!(answer.code, 3);
    assert!(answer.out.contains("organizations"), "{}", answer.out);
}

#[test]
fn bad_input_is_one_clear_error_and_changes_nothing() {
    let office = Office::new();
    office.ok(&["apply", SHANGHAI]);
    let before = office.state();
    let session = "[[session]]\nterm = 3\nnumber = 1\nstart = 2024-01-01\n";
    let motion = "[[session.motion]]\ntitle = \"x\"\n";
    let table: &[(&str, Vec<u8>, &str)] = &[
        ("unknown key", format!("{session}venu = \"x\"\n").into(), "did you mean venue?"),
        ("wrong type", "[[term]]\nnumber = \"x\"\n".into(), ":2:10:"),
        ("code word", format!("{session}kind = \"foo\"\n").into(), "regular, extraordinary"),
        ("day", "[[term]]\nnumber = 1\nstart = \"2023-06-31\"\n".into(), "June 2023 has 30 days"),
        ("no year", "[[term]]\nnumber = 1\nstart = \"7月18日\"\n".into(), "year"),
        ("order", "[[term]]\nnumber = 1\nstart = 2024-01-02\nend = 2024-01-01\n".into(), "before"),
        (
            "two ballots",
            format!("{session}{motion}ballots = {{ yes = [\"a\"], no = [\"a\"] }}\n").into(),
            "two ballots",
        ),
        ("too many", format!("{session}present = 2\n{motion}yes = 3\n").into(), "present"),
        ("unknown voter", format!("{session}{motion}ballots = {{ yes = [\"无此园\"] }}\n").into(), "无此园"),
        ("body", "[[session]]\nbody = \"nobody\"\nnumber = 1\nstart = 2024-01-01\n".into(), "nobody"),
        ("escape", "[[organization]]\nname = \"a\\u001b[31m\"\n".into(), "U+001B"),
        ("nul", b"[[organization]]\nname = \"a\0b\"\n".to_vec(), "U+0000"),
        ("utf-8", b"[[organization]]\nname = \"\xff\"\n".to_vec(), "UTF-8"),
        ("long", format!("[[organization]]\nname = \"{}\"\n", "a".repeat(10_000_000)).into(), "1 MB"),
        ("syntax", "[[organization]\nname = 1".into(), ":1:"),
    ];
    for (name, bytes, mend) in table {
        let file = office.file("bad.toml", bytes);
        let answer = office.run(&["apply", &file]);
        assert_eq!(answer.code, 1, "{name}");
        assert!(answer.err.starts_with("error: ") && answer.err.contains(mend), "{name}: {}", answer.err);
        assert!(answer.err.contains("bad.toml:"), "{name}: {}", answer.err);
        assert!(answer.out.is_empty(), "{name}");
        let zh = office.run(&["--lang", "zh", "apply", &file]);
        assert_ne!(zh.err, answer.err, "{name}");
        assert_eq!(office.state(), before, "{name}");
    }
    let several = office.file("bad.toml", "[[term]]\nnumber = 0\n[[term]]\nnumber = \"x\"\n[[trem]]\n");
    assert!(office.run(&["apply", &several]).err.contains("3 faults"));
    let json = office.run(&["--format", "json", "apply", &several]);
    let error: Value = serde_json::from_str(&json.err).unwrap();
    assert!(error["error"]["kind"].is_string() && json.err.trim().lines().count() == 1);
}

#[test]
fn a_registry_that_is_none_is_told_and_left_alone() {
    let office = Office::new();
    let missing = office.run(&["member", "list"]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("hint: ") && !office.exists());
    let text = office.file("x.db", "hello, this is no database");
    for args in [&["--db", &text, "member", "list"][..], &["--db", &text, "apply", SHANGHAI]] {
        assert_eq!(office.run(args).code, 1);
    }
    assert_eq!(fs::read_to_string(Path::new(&text)).unwrap(), "hello, this is no database");
    let folder = office.folder.path().to_string_lossy().into_owned();
    assert!(office.run(&["--db", &folder, "member", "list"]).err.contains("folder"));
    assert_eq!(office.run(&["membr", "list"]).code, 2);
    assert!(office.run(&["membr", "list"]).err.contains("did you mean member?"));
}

#[test]
fn two_files_in_either_order_say_the_same() {
    let one = "[[membership]]\norganization = \"甲园\"\nclass = \"council\"\n[[session]]\nterm = 1\nnumber = 1\nstart = 2022-01-01\n\
               [[session.motion]]\ntitle = \"接纳乙园\"\nkind = \"admission\"\nclass = \"member\"\nsubjects = [\"乙园\"]\noutcome = \"carried\"\n";
    let two = "[[session]]\nterm = 1\nnumber = 2\nstart = 2023-01-01\n[[session.motion]]\ntitle = \"增补乙园\"\nkind = \"admission\"\n\
               class = \"council\"\nsubjects = [\"乙园\"]\noutcome = \"carried\"\n";
    let kept = [[one, two], [two, one]].map(|order| {
        let office = Office::new();
        for text in order {
            let file = office.file("f.toml", text);
            office.ok(&["apply", &file]);
        }
        (
            office.json(&["member", "list", "--all"]),
            office.json(&["member", "show", "乙园"])["memberships"].clone(),
        )
    });
    assert_eq!(kept[0], kept[1]);
    assert_eq!(kept[0].1.as_array().unwrap().len(), 2);
}

#[test]
fn tables_of_chinese_names_line_up_and_fit() {
    use unicode_width::UnicodeWidthStr;
    let office = Office::new();
    office.ok(&["apply", SHANGHAI]);
    for lang in ["zh", "en"] {
        for columns in ["120", "80", "60", "40"] {
            let text = office.run_with(&["--lang", lang, "member", "list"], &[("COLUMNS", columns)], "").out;
            let widest = text.lines().map(UnicodeWidthStr::width).max().unwrap();
            assert!(widest <= columns.parse().unwrap(), "{lang} {columns}: {widest}\n{text}");
            assert!(text.contains("安徽理工") || text.contains("安徽"), "{text}");
        }
    }
}

#[test]
fn records_that_the_examples_do_not_foresee_go_in() {
    let office = Office::of("tests/records/unforeseen.toml");
    assert_eq!(office.json(&["apply", "tests/records/unforeseen.toml"])["entry"], Value::Null);
    let sessions = office.json(&["session", "list"]);
    let of = |key: &str| -> Vec<String> {
        sessions.as_array().unwrap().iter().map(|s| s[key].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(of("ref"), ["1-1", "1-2", "standing:1-10", "chairs:74", "2023-06-01"]);
    assert_eq!(
        of("name"),
        [
            "第一届理事会第一次(扩大)会议",
            "第一届理事会第二次(通讯)会议",
            "第一届常务理事会第十次会议",
            "联席会第七十四次会议",
            "务虚会"
        ]
    );
    let first = office.json(&["session", "show", "1-1"]);
    assert_eq!((&first["mode"], first["chair"].as_array().unwrap().len()), (&"hybrid".into(), 2));
    // Three seats were due; the two that this very session admitted had none yet.
    assert_eq!((&first["quorum"]["due"], &first["quorum"]["present"]), (&3.into(), &1.into()));
    assert_eq!(first["attendance"][0]["organization"]["name"], "旧名大学科技园");
    let guests: Vec<_> =
        first["attendance"].as_array().unwrap().iter().filter(|a| a["organization"].is_null()).collect();
    assert_eq!(guests.len(), 2);
    // Old and new name find the one organization; a vote prints the name of its day.
    let renamed = office.json(&["member", "show", "旧名大学科技园"]);
    assert_eq!(renamed["name"], "新名大学科技园");
    assert_eq!(renamed["names"][1]["from"], "2023-01-01");
    assert_eq!(
        office.json(&["vote", "show", "1-2/1"])["ballots"][3]["organization"]["name"],
        "新名大学科技园"
    );
    // The member that left the day before has no seat; its last day still counted.
    assert_eq!(office.json(&["session", "show", "1-2"])["quorum"]["due"], 4);
    let on = |day: &str| office.json(&["member", "list", "--as-of", day]).as_array().unwrap().len();
    assert_eq!((on("2023-03-09"), on("2023-03-10")), (5, 4));
    let effects = office.json(&["vote", "show", "1-1/1"])["effects"].clone();
    assert_eq!(effects.as_array().unwrap().len(), 2);
    // A nomination that still awaits approval admits nobody.
    assert!(office.json(&["vote", "show", "1-1/2"])["effects"].as_array().unwrap().is_empty());
    let all = office.json(&["member", "list", "--all"]);
    assert!(all.as_array().unwrap().iter().any(|m| m["name"] == "己园" && m["status"] == "applicant"));
    assert_eq!(office.json(&["office", "list"]).as_array().unwrap().len(), 2);
    let visit = office.json(&["visit", "show", "v1"]);
    assert_eq!((&visit["start"], &visit["end"]), (&"2023-08-01".into(), &"2023-08-02".into()));
    assert_eq!(office.run(&["check", "--deep"]).code, 3);
}

#[test]
fn recording_a_motion_again_replaces_what_it_did_and_prune_takes_it_out() {
    let office = Office::new();
    let text = |outcome: &str| {
        format!(
            "[[session]]\nterm = 1\nnumber = 1\nstart = 2022-01-01\n[[session.attendance]]\norganization = \"甲园\"\n\
             [[session.motion]]\ntitle = \"接纳乙园\"\nkind = \"admission\"\nsubjects = [\"乙园\"]\noutcome = \"{outcome}\"\n"
        )
    };
    let members = || office.json(&["member", "list"]).as_array().unwrap().len();
    office.ok(&["apply", &office.file("f.toml", text("carried"))]);
    assert_eq!(members(), 1);
    office.ok(&["apply", &office.file("f.toml", text("rejected"))]);
    assert_eq!(members(), 0);
    office.ok(&["apply", &office.file("f.toml", text("carried"))]);
    let bare = office.file("f.toml", "[[session]]\nterm = 1\nnumber = 1\nstart = 2022-01-01\n");
    assert_eq!(office.json(&["apply", &bare])["entry"], Value::Null);
    office.ok(&["apply", "--prune", &bare]);
    assert_eq!(members(), 0);
    let session = office.json(&["session", "show", "1-1"]);
    assert!(
        session["motions"].as_array().unwrap().is_empty()
            && session["attendance"].as_array().unwrap().is_empty()
    );
    assert_eq!(office.run(&["check", "--deep"]).code, 0);
}

#[test]
fn json_says_the_same_as_toml() {
    let office = Office::new();
    let json = r#"{"session":[{"term":2,"number":3,"start":"2023年7月18日至19日","chair":["钱佩忠"],"roster":"partial"}]}"#;
    office.ok(&["apply", &office.file("f.json", json)]);
    let toml = "[[session]]\nterm = \"二\"\nnumber = 3\nstart = 2023-07-18\nend = 2023-07-19\nchair = \"钱佩忠\"\nroster = \"partial\"\n";
    assert_eq!(office.json(&["apply", &office.file("f.toml", toml)])["entry"], Value::Null);
}

#[test]
fn the_deep_check_names_the_rule_that_is_broken() {
    let edits = [
        ("UPDATE rolls SET ballots = substr(ballots, 1, 1)", "stored-counts"),
        ("UPDATE journal SET actor = 'nobody'", "journal-chain"),
        (
            "UPDATE journal_changes SET after = replace(after, '丑', '卯') WHERE after LIKE '%丑%'",
            "journal-chain",
        ),
        ("DELETE FROM actions WHERE id = 2", "journal-replay"),
    ];
    for (sql, rule) in edits {
        let office = Office::of("examples/roll-calls.toml");
        assert!(office.edit(sql) > 0);
        let findings = office.run(&["--format", "json", "check", "--deep"]);
        assert_eq!(findings.code, 3);
        let findings: Value = serde_json::from_str(&findings.out).unwrap();
        assert!(findings.as_array().unwrap().iter().any(|f| f["rule"] == rule), "{rule}: {findings:#}");
    }
}

#[test]
fn a_newer_registry_is_refused_untouched() {
    let office = Office::new();
    office.ok(&["apply", SHANGHAI]);
    office.edit("UPDATE registry SET version = 99");
    let before = office.state();
    for args in [&["member", "list"][..], &["apply", SHANGHAI]] {
        let answer = office.run(args);
        assert_eq!(answer.code, 1);
        assert!(answer.err.contains("99"), "{}", answer.err);
    }
    assert_eq!(office.state(), before);
}

#[test]
fn eight_writers_at_once_lose_nothing() {
    let office = Office::new();
    office.ok(&["init"]);
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let office = &office;
            scope.spawn(move || {
                for n in 0..10 {
                    let text = format!("[[organization]]\nname = \"单位{writer}之{n}\"\n");
                    office.ok(&["apply", &office.file(&format!("{writer}.toml"), text)]);
                }
            });
        }
    });
    assert_eq!(office.json(&["log"]).as_array().unwrap().len(), 80);
    assert_eq!(office.json(&["org", "list"]).as_array().unwrap().len(), 80);
    assert_eq!(office.run(&["check", "--deep"]).code, 0);
}
