//! `--as-of`: every command either answers as of the day, or refuses it.

use crate::{
    commands::{self, split},
    office::Office,
};
use serde_json::{Value, json};

/// What takes it, with a call that answers.
const TAKES: &[&str] = &[
    "about",
    "org list",
    "org show jia",
    "member list",
    "member show jia",
    "person show 张三",
    "contact list",
    "interest list",
    "dues list",
    "payment list",
    "decision list",
    "term audit 1",
    "report 2023",
    "office list",
    "body list",
    "rule list",
    "term list",
    "session list",
    "motion list",
    "vote list",
    "visit list",
    "action list",
    "activity list",
    "stats members",
    "stats attendance",
    "stats votes",
    "stats visits",
    "stats agreement",
    "todo",
    "check",
    "site",
];

/// Two years: an admission, a renaming, a change of class, posts, a rule and visits of each.
const RECORDS: &str = r#"
[alliance]
name = "示例联盟"
[[term]]
number = 1
start = 2022-01-01
[[term]]
number = 2
start = 2024-01-01
[[rule]]
body = "council"
matter = "budget"
majority = "1/2"
from = 2022-01-01
until = 2023-12-31
[[rule]]
body = "council"
matter = "budget"
majority = "3/4"
from = 2024-01-01
[[organization]]
name = "甲大学科技园"
code = "jia"
former_names = [{ name = "甲园旧名", until = 2023-06-30 }]
[[organization]]
name = "乙园"
code = "yi"
[[organization]]
name = "丙园"
code = "bing"
[[organization]]
name = "丁园"
code = "ding"
[[membership]]
organization = "jia"
class = "member"
from = 2020-01-01
[[membership]]
organization = "jia"
class = "council"
from = 2021-07-01
[[membership]]
organization = "yi"
class = "council"
from = 2020-01-01
until = 2023-12-31
reason = "withdrawn"
[[membership]]
organization = "ding"
class = "council"
from = 2024-03-01
[[application]]
organization = "bing"
on = 2022-05-01
class = "council"
[[application]]
organization = "ding"
on = 2023-11-01
class = "council"
status = "admitted"
[[application]]
organization = "jia"
class = "member"
status = "admitted"
[[person]]
name = "张三"
organization = "jia"
[[post]]
person = "张三"
title = "理事长"
role = "president"
term = 1
from = 2022-01-01
until = 2023-12-31
[[post]]
person = "张三"
title = "副理事长"
role = "vice-president"
term = 2
from = 2024-01-01
[[contact]]
organization = "jia"
person = "张三"
duty = "联络"
[[session]]
term = 1
number = 1
start = 2022-06-10
[[session.attendance]]
organization = "jia"
people = ["张三"]
[[session.attendance]]
organization = "yi"
[[session.motion]]
title = "年度计划"
kind = "plan"
ballots = { yes = ["jia", "yi"] }
[[session.action]]
title = "编制计划"
due = 2022-12-31
[[session]]
term = 1
number = 2
start = 2023-06-10
[[session.attendance]]
organization = "jia"
people = ["张三"]
[[session.attendance]]
organization = "yi"
[[session.motion]]
title = "增补丙园"
kind = "admission"
subjects = ["bing"]
class = "council"
effective = 2023-07-01
ballots = { yes = ["jia", "yi"] }
[[session.motion]]
title = "财务预算"
kind = "budget"
ballots = { yes = ["jia"], no = ["yi"] }
[[session.action]]
title = "通知丙园"
due = 2023-12-31
[[visit]]
host = "jia"
start = 2022-09-01
[[visit]]
host = "jia"
start = 2023-09-01
[[activity]]
name = "训练营"
edition = 1
start = 2022-08-01
[[activity]]
name = "训练营"
edition = 2
start = 2023-08-01
"#;

fn office() -> Office {
    Office::with(RECORDS)
}

fn on(office: &Office, day: &str, call: &str) -> Value {
    let words: Vec<&str> = call.split(' ').collect();
    office.json(&[&["--as-of", day], &words[..]].concat())
}

fn of<'a>(rows: &'a Value, key: &str) -> Vec<&'a Value> {
    rows.as_array().unwrap().iter().map(|row| &row[key]).collect()
}

#[test]
fn every_command_takes_it_or_refuses_it_in_both_languages() {
    let office = office();
    let all: Vec<String> = commands::all().1.iter().map(|path| path.join(" ")).collect();
    let before = office.state();
    let dir = office.folder.path().join("site").to_string_lossy().into_owned();
    // What stands behind `help` is only read as words.
    for command in all.iter().filter(|command| *command != "help") {
        let takes = TAKES.iter().find(|call| {
            let words = command.split(' ').count();
            call.split(' ').take(words).eq(command.split(' ')) && (command != "about" || **call == "about")
        });
        let help = office.ok(&[&command.split(' ').collect::<Vec<_>>()[..], &["--help"]].concat());
        if let Some(call) = takes {
            let mut words = vec!["--as-of", "2023-01-01"];
            words.extend(call.split(' '));
            if command == "site" {
                words.push(&dir);
            }
            let answer = office.run(&words);
            assert!(matches!(answer.code, 0 | 3), "{call}: {}", answer.err);
            continue;
        }
        // What its example says, with a day.
        let example = help.lines().find_map(|line| line.strip_prefix("Example: alliance ")).unwrap();
        let mut words = split(example);
        words.extend(["--as-of".to_string(), "2023-01-01".to_string()]);
        for (lang, said) in [("en", "does not take --as-of"), ("zh", "不接受 --as-of")] {
            let mut call: Vec<&str> = vec!["--lang", lang];
            call.extend(words.iter().map(String::as_str));
            let answer = office.run(&call);
            assert_eq!(answer.code, 2, "{call:?} {}{}", answer.out, answer.err);
            assert!(answer.err.contains(said) && answer.err.contains("hint: "), "{call:?} {}", answer.err);
        }
    }
    assert_eq!(office.state(), before);
    assert_eq!(office.run(&["--as-of", "2023-01-01", "check", "--list"]).code, 2);
    let error = office.run(&["--format", "json", "--as-of", "2023-01-01", "log"]).err;
    let error: Value = serde_json::from_str(&error).unwrap();
    assert_eq!(error["error"]["kind"], "usage");
}

#[test]
fn who_was_admitted_later_was_an_applicant_then() {
    let office = office();
    let roster = |day: &str| -> Vec<String> {
        let rows = on(&office, day, "member list --all");
        let told =
            |row: &Value| format!("{} {}", row["code"].as_str().unwrap(), row["status"].as_str().unwrap());
        rows.as_array().unwrap().iter().map(told).collect()
    };
    assert_eq!(roster("2019-12-31"), Vec::<String>::new(), "when it applied is unknown");
    assert_eq!(roster("2022-04-30"), ["jia active", "yi active"]);
    assert_eq!(roster("2022-05-01"), ["bing applicant", "jia active", "yi active"]);
    // Voted on, and a member from a later day: no gap between.
    assert_eq!(roster("2023-06-15"), ["bing applicant", "jia active", "yi active"]);
    assert_eq!(roster("2023-07-01"), ["bing active", "jia active", "yi active"]);
    // Recorded as admitted, by a membership that began later.
    assert_eq!(roster("2023-12-31"), ["bing active", "ding applicant", "jia active", "yi active"]);
    assert_eq!(roster("2024-03-01"), ["bing active", "ding active", "jia active", "yi ended"]);
    assert_eq!(on(&office, "2022-05-01", "member list --all")[0]["class"], "council");
    let status = |day: &str, code: &str| {
        let member = on(&office, day, &format!("member show {code}"));
        (member["status"].clone(), member["applications"][0]["status"].clone())
    };
    assert_eq!(status("2022-06-01", "bing"), (json!("applicant"), json!("open")));
    assert_eq!(status("2023-06-30", "bing"), (json!("applicant"), json!("admitted")));
    assert_eq!(status("2024-01-01", "bing"), (json!("active"), json!("admitted")));
    assert_eq!(status("2024-01-01", "ding"), (json!("applicant"), json!("open")));
    assert_eq!(status("2022-01-01", "ding"), (Value::Null, Value::Null));
}

#[test]
fn a_member_is_shown_as_it_stood() {
    let office = office();
    let yi = on(&office, "2022-12-31", "member show yi");
    assert_eq!((&yi["status"], &yi["memberships"][0]["reason"]), (&json!("active"), &Value::Null));
    assert_eq!(of(&yi["votes"], "motion"), ["1-1/1"]);
    assert_eq!(of(&yi["attendance"], "session"), ["1-1"]);
    let now = office.json(&["member", "show", "yi"]);
    assert_eq!((&now["status"], &now["memberships"][0]["reason"]), (&json!("ended"), &json!("withdrawn")));
    assert_eq!(of(&now["votes"], "motion"), ["1-1/1", "1-2/1", "1-2/2"]);
    let jia = on(&office, "2022-12-31", "member show jia");
    assert_eq!((&jia["name"], jia["names"].as_array().unwrap().len()), (&json!("甲园旧名"), 1));
    assert_eq!(of(&jia["visits"], "ref"), ["v1"]);
    let early = on(&office, "2021-01-01", "member show jia");
    assert_eq!((&early["class"], early["memberships"].as_array().unwrap().len()), (&json!("member"), 1));
    assert_eq!(on(&office, "2022-12-31", "org show jia")["name"], "甲园旧名");
    assert_eq!(on(&office, "2023-07-01", "org show jia")["name"], "甲大学科技园");
}

#[test]
fn since_is_the_same_day_everywhere_and_the_highest_of_two_classes_counts() {
    let office = office();
    let listed = office.json(&["member", "list"]);
    let row = listed.as_array().unwrap().iter().find(|row| row["code"] == "jia").unwrap().clone();
    let shown = office.json(&["member", "show", "jia"]);
    for key in ["class", "since", "until", "status"] {
        assert_eq!(row[key], shown[key], "{key}");
    }
    assert_eq!((&row["class"], &row["since"]), (&json!("council"), &json!("2020-01-01")));
    assert_eq!(shown["class_since"], "2021-07-01");
    let zh = office.ok(&["--lang", "zh", "member", "show", "jia"]);
    assert!(zh.contains("理事，自2020年1月1日起为成员，自2021年7月1日起任理事\n"), "{zh}");
    let en = office.ok(&["--lang", "en", "member", "show", "jia"]);
    assert!(
        en.contains("council member, member since 1 January 2020, council member since 1 July 2021\n"),
        "{en}"
    );
    let dir = office.folder.path().join("public").to_string_lossy().into_owned();
    office.ok(&["site", &dir]);
    let members = std::fs::read_to_string(format!("{dir}/zh/members.html")).unwrap();
    let line = members.lines().find(|line| line.contains("甲大学科技园") && line.contains("<td")).unwrap();
    assert!(line.contains("理事") && line.contains("2020年1月1日"), "{line}");
    let story = std::fs::read_to_string(format!("{dir}/zh/org/jia.html")).unwrap();
    assert!(story.contains("理事（在册）"), "{story}");
}

#[test]
fn lists_hold_what_lies_up_to_the_day() {
    let office = office();
    for (call, key, then, now) in [
        ("session list", "ref", json!(["1-1"]), 2),
        ("vote list", "ref", json!(["1-1/1"]), 3),
        ("motion list", "ref", json!(["1-1/1"]), 3),
        ("action list", "ref", json!(["a1"]), 2),
        ("visit list", "ref", json!(["v1"]), 2),
        ("activity list", "ref", json!(["训练营/1"]), 2),
        ("term list", "ref", json!(["1"]), 2),
        ("office list", "role", json!(["president"]), 1),
    ] {
        assert_eq!(json!(of(&on(&office, "2022-12-31", call), key)), then, "{call}");
        let words: Vec<&str> = call.split(' ').collect();
        assert_eq!(office.json(&words).as_array().unwrap().len(), now, "{call}");
    }
    let rules = on(&office, "2022-12-31", "rule list");
    assert!(
        of(&rules, "majority").contains(&&json!("1/2")) && !of(&rules, "majority").contains(&&json!("3/4"))
    );
    let posts = |day: &str| on(&office, day, "person show 张三")["posts"].clone();
    assert!(of(&posts("2023-01-01"), "title").contains(&&json!("理事长")));
    assert!(!of(&posts("2023-01-01"), "title").contains(&&json!("副理事长")));
    assert!(!of(&posts("2024-05-01"), "title").contains(&&json!("理事长")));
    assert_eq!(on(&office, "2023-01-01", "person show 张三")["sessions"].as_array().unwrap().len(), 1);
}

#[test]
fn counts_and_checks_look_at_nothing_later() {
    let office = office();
    let pair = |day: &str| {
        let told = on(&office, day, "stats agreement jia yi");
        (told["together"].clone(), told["agree"].clone())
    };
    assert_eq!(pair("2022-12-31"), (json!(1), json!(1)));
    assert_eq!(pair("2024-01-01"), (json!(3), json!(2)));
    assert_eq!(on(&office, "2022-12-31", "stats agreement")[0]["together"], 1);
    assert_eq!(on(&office, "2022-01-01", "stats agreement"), json!([]));
    assert_eq!(of(&on(&office, "2022-12-31", "stats votes"), "motions"), [1]);
    assert_eq!(on(&office, "2022-12-31", "stats visits")[0]["visits"], 1);
    let overdue = |day: &str| -> Vec<String> {
        let answer = office.run(&["--as-of", day, "--format", "json", "check"]);
        let found: Value = serde_json::from_str(&answer.out).unwrap();
        let found = found.as_array().unwrap().iter().filter(|one| one["rule"] == "action-overdue");
        found.map(|one| one["ref"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(overdue("2022-12-31"), Vec::<String>::new());
    assert_eq!(overdue("2023-01-01"), ["a1"]);
    assert_eq!(overdue("2024-02-01"), ["a1", "a2"]);
    let later = office.run(&["--as-of", "2023-01-01", "--format", "json", "check"]).out;
    assert!(!later.contains("\"1-2"), "{later}");
}

#[test]
fn names_of_the_alliance_and_its_bodies_are_those_of_the_day() {
    let office = office();
    office.edit("INSERT INTO alliance_names (alliance_id, seq, name, \"until\") VALUES (1, 1, '示例筹备会', '2022-03-31')");
    office.edit("INSERT INTO body_names (body, seq, name, \"until\") VALUES ('assembly', 1, '会员代表大会', '2022-12-31')");
    let about = on(&office, "2022-03-31", "about");
    assert_eq!(about["name"], "示例筹备会");
    assert!(of(&about["bodies"], "name").contains(&&json!("会员代表大会")));
    assert_eq!(on(&office, "2022-04-01", "about")["name"], "示例联盟");
    assert!(of(&on(&office, "2022-12-31", "body list"), "name").contains(&&json!("会员代表大会")));
    assert!(of(&on(&office, "2023-01-01", "body list"), "name").contains(&&json!("会员大会")));
}

#[test]
fn a_site_of_a_day_shows_nothing_later() {
    let office = office();
    let dir = office.folder.path().join("then").to_string_lossy().into_owned();
    office.ok(&["--as-of", "2022-12-31", "site", &dir]);
    let read = |name: &str| std::fs::read_to_string(format!("{dir}/zh/{name}")).unwrap_or_default();
    assert!(read("sessions.html").contains("第一届理事会第一次会议"));
    let mut pages = vec![std::path::PathBuf::from(&dir)];
    while let Some(path) = pages.pop() {
        if path.is_dir() {
            pages.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(page) = std::fs::read_to_string(&path) {
            for later in ["第一届理事会第二次会议", "财务预算", "2023年9月1日", "副理事长，"]
            {
                assert!(!page.contains(later), "{}: {later}", path.display());
            }
        }
    }
    assert!(read("org/yi.html").contains("理事（在册）"), "{}", read("org/yi.html"));
}
