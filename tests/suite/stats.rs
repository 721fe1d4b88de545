//! Search and statistics, against figures worked out by hand.

use crate::office::Office;
use serde_json::{Value, json};

/// Four members; three sessions of the council; two roll calls.
const RECORDS: &str = r#"# alliance: as recorded
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
    Office::with(RECORDS)
}

fn row<'a>(rows: &'a Value, code: &str) -> &'a Value {
    rows.as_array().unwrap().iter().find(|row| row["organization"]["code"] == code).unwrap_or(&Value::Null)
}

fn marks(rows: &Value, code: &str) -> Vec<String> {
    let marks = row(rows, code)["marks"].as_array().unwrap().clone();
    marks
        .iter()
        .map(|one| format!("{} {}", one["session"].as_str().unwrap(), one["mark"].as_str().unwrap()))
        .collect()
}

/// The registry of `tests/records/counted.toml`, whose figures stand in the tests.
fn counted() -> Office {
    Office::of("tests/records/counted.toml")
}

#[test]
fn a_ballot_shows_who_was_there_and_silence_shows_nothing() {
    let office = counted();
    let rows = office.json(&["stats", "attendance"]);
    let figures = |code: &str| {
        let row = row(&rows, code);
        ["due", "present", "leave", "absent", "proxy", "unknown", "absent_in_a_row"]
            .map(|key| row[key].as_u64().unwrap())
    };
    // due present leave absent proxy unknown in-a-row
    assert_eq!(figures("a"), [5, 4, 1, 0, 0, 0, 0]);
    assert_eq!(figures("b"), [5, 4, 0, 1, 0, 0, 0]);
    // leave, absent, ?, absent, absent: what lies before the unknown one is not in the row.
    assert_eq!(figures("c"), [4, 0, 1, 3, 0, 1, 2]);
    assert_eq!(figures("d"), [4, 0, 0, 4, 0, 1, 2]);
    assert_eq!(figures("e"), [2, 1, 0, 1, 1, 1, 1]);
    assert_eq!((&row(&rows, "a")["rate"], &row(&rows, "e")["rate"]), (&json!(0.8), &json!(0.5)));
    assert_eq!(marks(&rows, "d"), ["1-1 absent", "1-2 absent", "1-3 unknown", "1-4 absent", "1-5 absent"]);
    assert_eq!(marks(&rows, "e")[..3], ["1-1 none", "1-2 none", "1-3 unknown"]);
    // Where no presence is known, none is due, and there is no rate of nothing.
    let third = office.json(&["--as-of", "2022-06-30", "stats", "attendance"]);
    assert_eq!((&row(&third, "e")["due"], &row(&third, "e")["rate"]), (&json!(0), &Value::Null));
    let sorted = office.json(&["stats", "attendance", "--sort", "-rate,-organization", "--limit", "2"]);
    assert_eq!((&sorted[0]["organization"]["code"], sorted.as_array().unwrap().len()), (&json!("b"), 2));
    let last = office.json(&["--as-of", "2022-06-30", "stats", "attendance", "--sort", "-rate"]);
    assert_eq!(last[4]["organization"]["code"], "e", "an unknown rate is last, also descending");
}

#[test]
fn the_matrix_is_drawn_in_every_format_and_at_every_width() {
    let office = counted();
    let zh = |more: &[&str], width: &str| {
        office
            .run_with(&[&["--lang", "zh", "stats", "attendance"], more].concat(), &[("COLUMNS", width)], "")
            .out
    };
    let wide = zh(&[], "100");
    let line = |text: &str, name: &str| -> String {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line(&wide, "单位"), "单位 1-1 1-2 1-3 1-4 1-5 应到 实到 委托 请假 缺席 出席率", "{wide}");
    assert_eq!(line(&wide, "丙"), "丙园 △ × ? × × 4 0 0 1 3 0%", "{wide}");
    assert_eq!(line(&wide, "戊"), "戊园 ? P × 2 1 1 0 1 50%", "{wide}");
    assert!(wide.contains("连续缺席2次\n  丙园  丁园\n") && wide.contains("空白：当时无席位"), "{wide}");
    let narrow = zh(&[], "50");
    assert_eq!(line(&narrow, "丙"), "丙园 △ × ? × × 0/4 0%", "{narrow}");
    let csv = office.ok(&["--format", "csv", "stats", "attendance"]);
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some("organization,due,present,leave,absent,rate,proxy,unknown,absent_in_a_row,1-1,1-2,1-3,1-4,1-5")
    );
    assert_eq!(lines.nth(4), Some("戊园,2,1,0,1,0.5,1,1,1,,,unknown,proxy,absent"));
    let markdown = zh(&["--format", "markdown"], "50");
    assert!(markdown.contains("| 戊园 |  |  | ? | P | × | 2 | 1 | 1 | 0 | 1 | 50% |"), "{markdown}");
    let error = office.run(&["stats", "attendance", "--body", "senate"]);
    assert!(error.code == 1 && error.err.contains("alliance body list"), "{}", error.err);
}

#[test]
fn whose_first_day_is_unknown_joined_in_no_year() {
    let office = counted();
    let growth = office.json(&["stats", "members"]);
    let years: Vec<[i64; 5]> = growth["years"]
        .as_array()
        .unwrap()
        .iter()
        .map(|year| {
            ["year", "joined", "left", "total", "since_unknown"].map(|key| year[key].as_i64().unwrap())
        })
        .collect();
    assert_eq!(
        years,
        [[2020, 3, 0, 4, 1], [2021, 0, 0, 4, 1], [2022, 1, 0, 5, 1], [2023, 0, 0, 5, 1], [2024, 0, 0, 5, 1]]
    );
    assert_eq!((&growth["total"], &growth["since_unknown"]), (&json!(5), &json!(1)));
    let drawn = office.ok(&["--lang", "zh", "stats", "members"]);
    assert!(drawn.contains("5家成员中1家入会日期未记录") && drawn.contains('░'), "{drawn}");
    let markdown = office.ok(&["--lang", "zh", "--format", "markdown", "stats", "members"]);
    assert!(
        markdown.contains("| 2020 | 3 | 0 | 4 | 1 |") && markdown.contains("| 未记录 | 2 |"),
        "{markdown}"
    );
}

#[test]
fn votes_are_counted_by_kind_year_and_body_and_unanimity_where_it_is_known() {
    let office = counted();
    let by = |group: &str| office.json(&["stats", "votes", "--by", group]);
    let figures = |row: &Value| {
        ["motions", "carried", "unanimous", "rejected", "tabled", "failed", "unknown"]
            .map(|key| row[key].as_u64().unwrap())
    };
    let years = by("year");
    let got: Vec<_> =
        years.as_array().unwrap().iter().map(|row| (row["year"].as_i64().unwrap(), figures(row))).collect();
    assert_eq!(
        got,
        [
            (2021, [1, 0, 0, 0, 0, 1, 0]), // two of four seats: no quorum
            (2022, [1, 0, 0, 0, 0, 0, 1]), // an open list has no quorum to be judged by
            (2023, [1, 1, 1, 0, 0, 0, 0]),
            (2024, [2, 1, 0, 0, 1, 0, 0]),
        ]
    );
    assert_eq!(years[2]["unanimity"], json!(1.0));
    assert_eq!(years[3]["unanimity"], Value::Null, "carried by how many is not known");
    let bodies = by("body");
    assert_eq!((&bodies[0]["body"], figures(&bodies[0])), (&json!("council"), [5, 2, 1, 0, 1, 1, 1]));
    assert_eq!(bodies[0]["unanimity"], json!(1.0), "of the one of which it is known");
    let sorted = office.json(&["stats", "votes", "--sort", "-motions"]);
    assert_eq!(sorted[0]["kind"], "plan");
    let drawn = office.ok(&["stats", "votes", "--sort", "-year"]);
    assert!(drawn.find("2024").unwrap() < drawn.find("2021").unwrap(), "{drawn}");
    assert_eq!(office.run(&["stats", "votes", "--sort", "yer"]).code, 2);
    let hosts = office.json(&["stats", "visits"]);
    assert_eq!((&hosts[0]["visits"], &hosts[0]["last"]), (&json!(2), &json!("2021-05-05")));
    assert_eq!(hosts.as_array().unwrap().len(), 5);
}

#[test]
fn every_figure_fits_a_narrow_screen_in_both_languages() {
    let office = Office::new();
    for example in ["shanghai-2023", "roll-calls", "reelection"] {
        office.ok(&["apply", &format!("examples/{example}.toml")]);
    }
    for lang in ["en", "zh"] {
        for what in ["members", "attendance", "votes", "visits", "agreement"] {
            for width in [60, 40] {
                let answer =
                    office.run_with(&["--lang", lang, "stats", what], &[("COLUMNS", &width.to_string())], "");
                assert!(answer.code == 0 && answer.err.is_empty(), "{}", answer.err);
                for line in answer.out.lines() {
                    assert!(
                        unicode_width::UnicodeWidthStr::width(line) <= width,
                        "{what} {lang} {width}: {line}"
                    );
                }
            }
        }
    }
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
    // The charter counts no proxy: who gave one was absent.
    assert_eq!(figures("bing"), [2, 0, 0, 2, 0, 0, 2]);
    assert_eq!(figures("ding"), [2, 1, 0, 1, 0, 0, 0]);
    assert_eq!(row(&rows, "jia")["rate"], json!(1.0));
    assert_eq!(row(&rows, "yi")["rate"], json!(0.0));
    assert_eq!(marks(&rows, "ding"), ["1-1 none", "1-2 absent", "1-3 present"]);
    assert_eq!(marks(&rows, "bing"), ["1-1 absent", "1-2 absent", "1-3 none"]);
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
    assert_eq!(years, [[2020, 2, 0, 3], [2021, 0, 0, 3], [2022, 1, 0, 4], [2023, 0, 1, 3]]);
    // Whose last day is the 31st of December is a member on it, and leaves the next year's count.
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
    let ends = office.json(&["stats", "agreement", "--limit", "1", "--together", "2"]);
    let ends: Vec<_> = ends.as_array().unwrap().iter().map(|pair| &pair["share"]).collect();
    assert_eq!(ends, [&json!(0.5), &json!(0.0)], "the closest and the farthest");
    let drawn = office.ok(&["--lang", "zh", "stats", "agreement"]);
    let lines: Vec<String> =
        drawn.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for line in ["甲大学科技园 乙大学科技园 50.0% 1/2", "2 甲大学科技园 0 · 50", "3 乙大学科技园 0 50 ·"]
    {
        assert!(lines.iter().any(|drawn| drawn == line), "{drawn}");
    }
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
    // A code is answered by whose it is; titles come before texts, and what only sounds so is last.
    let hits = office.json(&["search", "YI"]);
    assert_eq!((&hits[0]["ref"], &hits[0]["text"]), (&json!("yi"), &json!("乙大学科技园")));
    assert_eq!(refs("年度"), ["motion 1-2/1", "motion 1-2/2"]);
    assert_eq!(refs("甲大学科技园 成果转化"), ["visit v1"]);
    let counted = counted();
    let markdown = counted.ok(&["--format", "markdown", "search", "理事单位"]);
    assert!(markdown.contains("**理事单位**\\*联络\\*"), "{markdown}");
    assert_eq!(
        counted.ok(&["--format", "csv", "search", "新年度"]),
        "kind,ref,text\r\nmotion,1-5/1,新年度计划\r\n"
    );
    let narrow = office.run_with(&["search", "议题"], &[("COLUMNS", "40")], "");
    assert!(narrow.out.contains("议题"), "{}", narrow.out);
}
