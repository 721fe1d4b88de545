//! What every list can be asked for, and the terminal that it is shown on.

use crate::office::Office;
use serde_json::Value;

const RECORDS: &str = r#"
[[organization]]
name = "镇江园"
code = "zj"
province = "江苏"
[[organization]]
name = "重庆园"
code = "cq"
[[organization]]
name = "安徽园"
code = "ah"
province = "安徽"
[[membership]]
organization = "zj"
class = "president"
from = 2021-01-01
[[membership]]
organization = "cq"
class = "council"
[[membership]]
organization = "ah"
class = "member"
from = 2020-01-01
"#;

fn office() -> Office {
    Office::with(RECORDS)
}

fn codes(rows: &Value) -> Vec<&str> {
    rows.as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap()).collect()
}

#[test]
fn a_list_is_sorted_limited_and_cut_to_columns_in_every_format() {
    let office = office();
    let list = |more: &[&str]| office.json(&[&["member", "list"], more].concat());
    assert_eq!(codes(&list(&["--sort", "since"])), ["ah", "zj", "cq"]);
    assert_eq!(codes(&list(&["--sort", "-since"])), ["zj", "ah", "cq"]);
    assert_eq!(codes(&list(&["--sort", "since", "--reverse"])), ["zj", "ah", "cq"]);
    assert_eq!(codes(&list(&["--sort", "class"])), ["ah", "cq", "zj"]);
    assert_eq!(codes(&list(&["--sort", "单位名称"])), ["ah", "cq", "zj"]);
    let ends = list(&["--sort=-class", "--limit", "1", "--columns", "code,since"]);
    assert_eq!(ends, serde_json::json!([{"code": "zj", "since": "2021-01-01"}]));
    let csv = office.ok(&["--format", "csv", "member", "list", "--columns", "since,name", "--sort", "since"]);
    assert_eq!(csv, "since,name\r\n2020-01-01,安徽园\r\n2021-01-01,镇江园\r\n,重庆园\r\n");
    let markdown = office.ok(&[
        "--format",
        "markdown",
        "--lang",
        "zh",
        "member",
        "list",
        "--columns",
        "class",
        "--limit",
        "1",
    ]);
    assert_eq!(markdown.lines().next(), Some("| 身份 |"), "{markdown}");
    let table = office.ok(&["--lang", "zh", "member", "list", "--columns", "name", "--limit", "2"]);
    assert!(table.ends_with("共3条\u{ff0c}列出2条\n"), "{table}");
    // A column that was asked for stands there, be it empty in every row.
    assert!(office.ok(&["member", "list", "--columns", "name,until"]).starts_with("name    until\n"));
}

#[test]
fn a_list_that_is_read_in_several_lots_is_one_list() {
    let office = Office::new();
    let codes: Vec<String> = (0..4_100).map(|n| format!("k{n:05}")).collect();
    let rows: String = codes.iter().map(|code| format!("{code},第{code}园,园\"{code}\"\n")).collect();
    let lists = office.file("organizations.csv", format!("code,name,note\n{}", rows.replace('"', "”")));
    office.ok(&["import", &lists]);
    let list = |more: &[&str]| office.ok(&[&["org", "list"], more].concat());
    let of = |rows: &str| -> Vec<String> {
        let rows: Value = serde_json::from_str(rows).unwrap();
        rows.as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(of(&list(&["--format", "json"])), codes);
    let turned: Vec<String> = codes.iter().rev().cloned().collect();
    assert_eq!(of(&list(&["--format", "json", "--reverse", "--limit", "4050"])), turned[..4_050]);
    assert_eq!(of(&list(&["--format", "json", "--sort=-name", "--limit", "2001"])), turned[..2_001]);
    assert_eq!(of(&list(&["--format", "json", "--columns", "code", "--sort=-code"])), turned);
    let csv = list(&["--format", "csv", "--columns", "code"]);
    assert_eq!(csv.lines().collect::<Vec<_>>(), [&["code".to_string()], codes.as_slice()].concat());
    let markdown = list(&["--format", "markdown", "--columns", "code"]);
    let lines: Vec<String> = codes.iter().map(|code| format!("| {code} |")).collect();
    assert_eq!(markdown.lines().skip(2).collect::<Vec<_>>(), lines);
    let table = list(&["--columns", "code"]);
    assert_eq!(table.lines().count(), codes.len() + 3);
    assert!(table.ends_with("4100 rows\n"));
    assert!(list(&["--limit", "4100"]).ends_with("4100 rows\n"));
    assert!(list(&["--limit", "4099"]).ends_with("4099 of 4100 rows\n"));
}

#[test]
fn every_list_takes_the_same_options() {
    let office = office();
    for noun in [
        "org", "member", "person", "office", "body", "rule", "term", "session", "vote", "motion", "visit",
        "action", "activity", "document",
    ] {
        let rows = office.json(&[noun, "list", "--limit", "1", "--wide", "--reverse"]);
        assert!(rows.as_array().unwrap().len() <= 1, "{noun}");
        let answer = office.run(&[noun, "list", "--sort", "nosuchcolumn"]);
        assert_eq!(answer.code, 2, "{noun}: {}", answer.err);
        assert!(
            answer.out.is_empty() && answer.err.contains("hint: possible are "),
            "{noun}: {}",
            answer.err
        );
    }
    let answer = office.run(&["--lang", "zh", "member", "list", "--columns", "provnce"]);
    assert!(answer.err.contains("是否指 province"), "{}", answer.err);
    assert_eq!(office.run(&["member", "list", "--limit", "0"]).code, 2);
}

#[test]
fn a_wide_list_is_not_fitted_to_the_screen() {
    let office = office();
    let long = "很长的名称".repeat(12);
    office.ok(&["org", "add", &long]);
    let narrow = office.run_with(&["org", "list"], &[("COLUMNS", "60")], "");
    assert!(!narrow.out.contains(&long));
    let wide = office.run_with(&["org", "list", "--wide"], &[("COLUMNS", "60")], "");
    assert!(wide.out.contains(&long), "{}", wide.out);
}

/// A call in a terminal of so many lines and columns; `None` where the system has no `script`.
#[cfg(target_os = "linux")]
fn in_a_window(office: &Office, lines: u32, columns: u32, env: &str, args: &str) -> Option<String> {
    let (_, shown) = office.in_a_window((lines, columns), &format!("--color never {args}"), env)?;
    Some(shown.replace('\r', ""))
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gives_the_width_and_a_pager_what_is_longer_than_it() {
    let office = office();
    let pager = "PAGER='sed s/^/P:/'";
    let Some(long) = in_a_window(&office, 5, 60, pager, "org list") else {
        return;
    };
    assert!(long.lines().count() == 6 && long.lines().all(|line| line.starts_with("P:")), "{long}");
    let short = in_a_window(&office, 10, 60, pager, "org list").unwrap();
    assert!(short.starts_with("code"), "{short}");
    for none in ["PAGER=", "PAGER=cat", "PAGER=/no/such/pager"] {
        assert_eq!(in_a_window(&office, 5, 60, none, "org list").unwrap(), short, "{none}");
    }
    let block = in_a_window(&office, 30, 40, "", "org list --limit 1").unwrap();
    assert!(block.starts_with("code: "), "{block}");
    let told = in_a_window(&office, 30, 40, "COLUMNS=80", "org list --limit 1").unwrap();
    assert!(told.starts_with("code  name"), "{told}");
}
