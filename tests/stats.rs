//! Search and statistics, against figures worked out by hand.

mod office;

use office::Office;
use serde_json::{Value, json};

/// Four members; three sessions of the council; two roll calls.
const RECORDS: &str = r#"
[[organization]]
name = "甲大学科技园"
code = "jia"
province = "江苏"
aliases = ["Alpha Park"]
[[organization]]
name = "乙大学科技园"
code = "yi"
province = "江苏"
[[organization]]
name = "丙大学科技园"
code = "bing"
[[organization]]
name = "丁大学科技园"
code = "ding"
note = "负责理事会表决系统的建设"
[[membership]]
organization = "jia"
class = "council"
from = 2020-03-01
[[membership]]
organization = "yi"
class = "member"
from = 2020-03-01
until = 2021-06-30
[[membership]]
organization = "yi"
class = "council"
from = 2021-07-01
[[membership]]
organization = "bing"
class = "council"
until = 2022-12-31
reason = "withdrawn"
[[membership]]
organization = "ding"
class = "council"
from = 2022-05-05
[[person]]
name = "钱佩忠"
organization = "jia"
email = "qpz@example.org"
[[session]]
term = 1
number = 1
start = 2022-01-10
[[session.attendance]]
organization = "jia"
[[session.attendance]]
organization = "yi"
presence = "leave"
[[session]]
term = 1
number = 2
start = 2022-06-10
summary = "会议表决了两项议题，内容从略。"
[[session.attendance]]
organization = "jia"
presence = "online"
[[session.attendance]]
organization = "yi"
presence = "absent"
[[session.attendance]]
organization = "bing"
presence = "proxy"
proxy = "jia"
[[session.motion]]
title = "年度计划"
kind = "plan"
ballots = { yes = ["jia", "yi"], no = ["ding"], absent = ["bing"] }
[[session.motion]]
title = "年度预算"
kind = "budget"
ballots = { yes = ["jia"], abstain = ["yi"], no = ["ding"] }
[[session]]
term = 1
number = 3
start = 2023-02-01
roster = "partial"
[[session.attendance]]
organization = "ding"
[[visit]]
host = "甲大学科技园"
start = 2023-03-01
sites = ["概念验证中心"]
topics = ["成果转化"]
[[visit]]
host = "甲大学科技园"
start = 2024-03-01
"#;

fn office() -> Office {
    let office = Office::new();
    let file = office.file("r.toml", RECORDS);
    office.ok(&["apply", &file]);
    office
}

fn row<'a>(rows: &'a Value, code: &str) -> &'a Value {
    rows.as_array().unwrap().iter().find(|row| row["organization"]["code"] == code).unwrap_or(&Value::Null)
}

#[test]
fn attendance_is_counted_seat_by_seat_and_what_is_unknown_is_not_absence() {
    let rows = office().json(&["stats", "attendance"]);
    let figures = |code: &str| {
        let row = row(&rows, code);
        ["due", "present", "leave", "absent", "proxy", "unknown", "absent_in_a_row"]
            .map(|key| row[key].as_u64().unwrap())
    };
    // due present leave absent proxy unknown in-a-row
    assert_eq!(figures("jia"), [2, 2, 0, 0, 0, 1, 0]);
    assert_eq!(figures("yi"), [2, 0, 1, 1, 0, 1, 1]);
    assert_eq!(figures("bing"), [2, 0, 0, 1, 1, 0, 0]);
    assert_eq!(figures("ding"), [2, 1, 0, 1, 0, 0, 0]);
    assert_eq!(row(&rows, "jia")["rate"], json!(1.0));
    assert_eq!(row(&rows, "yi")["rate"], json!(0.0));
    assert_eq!(row(&rows, "ding")["marks"], json!(["none", "absent", "present"]));
    assert_eq!(row(&rows, "bing")["marks"], json!(["absent", "proxy", "none"]));
    let none = office().json(&["stats", "attendance", "--term", "9"]);
    assert_eq!(none, json!([]));
    let drawn = office().ok(&["--lang", "zh", "stats", "attendance"]);
    assert!(
        drawn.contains("√") && drawn.contains("×") && drawn.contains("△") && drawn.contains("未记录"),
        "{drawn}"
    );
}

#[test]
fn growth_counts_first_days_and_not_changes_of_class() {
    let office = office();
    let growth = office.json(&["--as-of", "2023-06-01", "stats", "members"]);
    let years: Vec<[i64; 4]> = growth["years"]
        .as_array()
        .unwrap()
        .iter()
        .map(|year| ["year", "joined", "left", "total"].map(|key| year[key].as_i64().unwrap()))
        .collect();
    assert_eq!(years, [[2020, 2, 0, 3], [2021, 0, 0, 3], [2022, 1, 1, 4], [2023, 0, 0, 3]]);
    // Whose last day is the 31st of December is a member on it.
    assert_eq!(growth["since_unknown"], 0);
    assert_eq!(
        growth["provinces"],
        json!([{"province": "江苏", "members": 2}, {"province": null, "members": 1}])
    );
    assert_eq!(office.json(&["--as-of", "2022-06-01", "stats", "members"])["since_unknown"], 1);
}

#[test]
fn agreement_is_over_ballots_where_both_took_a_side() {
    let office = office();
    let pair = |a: &str, b: &str| {
        let got = office.json(&["stats", "agreement", a, b]);
        (got["together"].clone(), got["agree"].clone(), got["share"].clone())
    };
    assert_eq!(pair("jia", "yi"), (json!(2), json!(1), json!(0.5)));
    assert_eq!(pair("jia", "ding"), (json!(2), json!(0), json!(0.0)));
    assert_eq!(pair("jia", "bing"), (json!(0), json!(0), Value::Null));
    let all = office.json(&["stats", "agreement"]);
    let pairs: Vec<String> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            format!(
                "{}-{} {}",
                p["a"]["code"].as_str().unwrap(),
                p["b"]["code"].as_str().unwrap(),
                p["share"]
            )
        })
        .collect();
    assert_eq!(pairs.len(), 3);
    assert_eq!(pairs[0], "jia-yi 0.5");
    assert!(office.run(&["stats", "agreement", "jia"]).code == 2);
}

#[test]
fn visits_and_votes_are_counted() {
    let office = office();
    let hosts = office.json(&["stats", "visits"]);
    assert_eq!(
        (&row(&hosts, "jia")["visits"], &row(&hosts, "jia")["last"]),
        (&json!(2), &json!("2024-03-01"))
    );
    assert_eq!(row(&hosts, "yi")["visits"], 0);
    assert_eq!(row(&hosts, "bing"), &Value::Null, "no member any more, and never a host");
    let votes = office.json(&["stats", "votes"]);
    let kinds: Vec<&str> = votes.as_array().unwrap().iter().map(|v| v["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["plan", "budget"]);
    assert_eq!(votes[0]["motions"], 1);
}

#[test]
fn search_finds_words_of_every_kind_and_puts_the_best_first() {
    let office = office();
    let refs = |query: &str| -> Vec<String> {
        let hits = office.json(&["search", query]);
        hits.as_array()
            .unwrap()
            .iter()
            .map(|hit| format!("{} {}", hit["kind"].as_str().unwrap(), hit["ref"].as_str().unwrap()))
            .collect()
    };
    assert_eq!(refs("表决"), ["organization ding", "session 1-2"]);
    assert!(refs("理事").contains(&"session 1-3".to_string()));
    assert_eq!(refs("表决 议题"), ["session 1-2"]);
    assert_eq!(refs("qpz"), ["person 钱佩忠"]);
    assert_eq!(refs("qianpeizhong"), ["person 钱佩忠"]);
    assert_eq!(refs("alpha"), ["organization jia"]);
    assert_eq!(refs("ＡＬＰＨＡ"), ["organization jia"]);
    assert_eq!(refs("概念验证"), ["visit v1"]);
    assert_eq!(refs("甲大学科技园")[0], "organization jia");
    assert!(refs("园").len() >= 4);
    assert_eq!(refs("没有的词"), Vec::<String>::new());
    let answer = office.run(&["search", "没有的词"]);
    assert!(answer.code == 0 && answer.err.starts_with("hint: "), "{}", answer.err);
    let colour = office.ok(&["--color", "always", "search", "验证"]);
    assert!(colour.contains("概念\u{1b}[32m验证\u{1b}[0m中心"), "{colour}");
    let narrow = office.run_with(&["search", "议题"], &[("COLUMNS", "40")], "");
    assert!(narrow.out.contains("议题"), "{}", narrow.out);
}
