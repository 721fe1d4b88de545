//! A motion is judged by the rule that held when it was recorded; one recorded later judges it only by `rule rejudge`.

use crate::office::Office;

const VOTED: &str = r#"
[[organization]]
name = "甲园"
[[organization]]
name = "乙园"
[[organization]]
name = "丙园"
[[organization]]
name = "丁园"
code = "ding"
[[membership]]
organization = "甲园"
class = "council"
from = 2020-01-01
[[membership]]
organization = "乙园"
class = "council"
from = 2020-01-01
[[membership]]
organization = "丙园"
class = "council"
from = 2020-01-01
[[session]]
term = 1
number = 1
start = 2022-03-01
[[session.attendance]]
organization = "甲园"
[[session.attendance]]
organization = "乙园"
[[session.attendance]]
organization = "丙园"
[[session.motion]]
title = "接纳丁园"
kind = "admission"
subjects = ["丁园"]
class = "council"
yes = 2
no = 1
abstain = 0
[[session.motion]]
title = "年度计划"
kind = "plan"
yes = 3
no = 0
abstain = 0
"#;

fn computed(office: &Office, motion: &str) -> String {
    office.json(&["vote", "show", motion])["computed"].as_str().unwrap().to_string()
}

fn members(office: &Office) -> usize {
    office.json(&["member", "list"]).as_array().unwrap().len()
}

#[test]
fn a_rule_recorded_later_judges_again_only_where_that_is_asked() {
    let office = Office::with(VOTED);
    assert_eq!((computed(&office, "1-1/1"), members(&office)), ("carried".into(), 4));
    office.ok(&[
        "rule",
        "add",
        "council",
        "*",
        "--quorum",
        "2/3",
        "--majority",
        "3/4",
        "--majority-of",
        "present",
    ]);
    assert_eq!(computed(&office, "1-1/1"), "carried", "the rule of its day is kept with it");

    // The equal record again is no reason to judge anew, whatever way it comes.
    let again = office.file("again.toml", VOTED);
    let state = office.state();
    assert_eq!(office.json(&["apply", &again])["entry"], serde_json::Value::Null);
    office.ok(&["vote", "record", "1-1/1", "--yes", "2"]);
    assert!(state == office.state());

    // What it would change is told, and nothing is changed.
    let told = office.run(&["rule", "rejudge"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(
        told.out.contains("changed: 2 motions (1-1/1, 1-1/2)") && told.out.contains("nothing was written"),
        "{}",
        told.out
    );
    assert!(
        told.err.contains(
            "1-1/1 goes by council/*, majority 3/4 of those present, quorum 2/3, before by council/"
        ),
        "{}",
        told.err
    );
    assert!(told.err.contains("`alliance rule rejudge --apply`"), "{}", told.err);
    assert!(told.err.contains("1-1/1") && told.err.contains("rejected"), "{}", told.err);
    assert!(state == office.state());
    let chinese = office.run(&["--lang", "zh", "rule", "rejudge", "1-1/1"]);
    assert!(
        chinese.err.contains("1-1/1 改按 council/*（多数：到会者的3/4；法定人数：2/3） 判定"),
        "{}",
        chinese.err
    );

    // One motion alone, then the rest; what is judged so already is no change.
    office.ok(&["rule", "rejudge", "1-1/1", "--apply"]);
    assert_eq!((computed(&office, "1-1/1"), members(&office)), ("rejected".into(), 3));
    // It is an entry as any other.
    office.say("undo");
    assert_eq!((computed(&office, "1-1/1"), members(&office)), ("carried".into(), 4));
    office.say("undo");
    assert_eq!((computed(&office, "1-1/1"), members(&office)), ("rejected".into(), 3));
    office.ok(&["rule", "rejudge", "--apply"]);
    assert_eq!(computed(&office, "1-1/2"), "carried");
    let state = office.state();
    assert!(office.ok(&["rule", "rejudge", "--apply"]).contains("nothing changed"));
    assert!(state == office.state());
    assert!(office.run(&["rule", "rejudge", "7-7/1"]).code == 1);
    assert_eq!(office.run(&["check", "--deep"]).code & !3, 0);
}

#[test]
fn a_motion_of_another_day_or_kind_goes_by_the_rule_for_that() {
    let office = Office::with(VOTED);
    office.ok(&[
        "rule",
        "add",
        "council",
        "*",
        "--majority",
        "3/4",
        "--majority-of",
        "present",
        "--from",
        "2023-01-01",
    ]);
    office.ok(&["session", "edit", "1-1", "venue=甲园"]);
    assert_eq!(computed(&office, "1-1/1"), "carried");
    let moved = office.run(&["session", "edit", "1-1", "start=2023-03-01"]);
    assert_eq!(moved.code, 0, "{}", moved.err);
    assert!(moved.err.contains("1-1/1 goes by council/*"), "{}", moved.err);
    assert_eq!((computed(&office, "1-1/1"), members(&office)), ("rejected".into(), 3));
    office.ok(&["session", "edit", "1-1", "start=2022-03-01"]);
    assert_eq!((computed(&office, "1-1/1"), members(&office)), ("carried".into(), 4));
    office.ok(&["motion", "edit", "1-1/1", "on=2023-02-01"]);
    assert_eq!(computed(&office, "1-1/1"), "rejected");
}
