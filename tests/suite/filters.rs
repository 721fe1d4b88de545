//! `--where`: which rows of a list are wanted.

use crate::{office::Office, taken_back};
use serde_json::{Value, json};

const RECORDS: &str = r#"
[[organization]]
name = "镇江园"
code = "zj"
province = "江苏"
kind = "park"
founded = "2021-03"
aliases = ["京口园", "润州园"]
[[organization]]
name = "重庆大学"
code = "cq"
kind = "university"
founded = "2021"
[[organization]]
name = "安徽园"
code = "ah"
province = "安徽"
founded = 2020-12-31
[[organization]]
name = "=1+1园"
code = "ff"
province = "江苏"
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
from = "2020"
[[membership]]
organization = "ff"
class = "observer"
from = "2021-06"
[[body]]
code = "chairs"
name = "联席会"
[[session]]
term = 2
number = 3
start = 2024-03-14
chair = ["张三", "李四"]
city = "南京"
[[session.motion]]
title = "年度预算"
kind = "budget"
yes = 9
no = 2
abstain = 0
outcome = "carried"
[[session.motion]]
title = "增补理事"
kind = "admission"
subjects = ["ff"]
outcome = "tabled"
[[session]]
body = "chairs"
number = 1
start = 2024-05-01
[[action]]
title = "编制计划"
session = "2-3"
owner = "秘书处"
due = "2024-04"
[[action]]
title = "寄发文件"
owner = "秘书处"
status = "done"
[[rule]]
body = "council"
matter = "budget"
majority = "1/2"
"#;

fn texts(rows: &Value, key: &str) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row[key].as_str().unwrap().to_string()).collect()
}

/// What a list of a noun answers under some conditions, by a key.
fn found(office: &Office, noun: &str, key: &str, wheres: &[&str]) -> Vec<String> {
    let mut args = vec![noun, "list"];
    wheres.iter().for_each(|one| args.extend(["--where", one]));
    texts(&office.json(&args), key)
}

#[test]
fn amounts_are_compared_as_they_are_shown() {
    let office = Office::with(
        "[[organization]]\nname = \"甬城大学科技园\"\ncode = \"yong\"\n[[membership]]\norganization = \"yong\"\nclass = \"council\"\nfrom = 2020-01-01\n\
         [[dues]]\nyear = 2023\nclass = \"council\"\namount = \"100.00\"\ndue = 2023-06-30\n\
         [[dues]]\nyear = 2024\nclass = \"council\"\namount = \"5000.00\"\ndue = 2024-05-01\n",
    );
    let years = |list: &str, condition: &str| {
        let rows = office.json(&[&list.split(' ').collect::<Vec<_>>()[..], &["--where", condition]].concat());
        rows.as_array().unwrap().iter().map(|row| row["year"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    for (list, condition, wanted) in [
        ("dues list", "金额=5000.00", vec![2024]),
        ("dues list", "金额（元）>=5000", vec![2024]),
        ("dues list", "金额=100", vec![2023]),
        // Under the key a whole number is one of the smallest unit, as in files.
        ("dues list", "amount=10000", vec![2023]),
        ("dues list", "amount<100.01", vec![2023]),
        ("dues list --arrears", "尚欠（元）=5000", vec![2024]),
        ("dues list --arrears", "owing>1000.00", vec![2024]),
        ("dues list --arrears", "应缴（元）<5,000元", vec![2023]),
        ("dues list --arrears", "单位=甬城", vec![2023, 2024]),
        ("dues list --arrears", "organization=yong", vec![2023, 2024]),
    ] {
        assert_eq!(years(list, condition), wanted, "{list} {condition}");
    }
    let shown = office.say("--lang zh dues list --arrears");
    assert!(shown.contains("应缴（元）") && !shown.contains("amount") && !shown.contains("应到"), "{shown}");
    let wrong = office.run(&["--lang", "zh", "dues", "list", "--where", "金额=多"]);
    assert!(wrong.code == 2 && wrong.err.contains("“金额”是金额，“多”不是"), "{}", wrong.err);
}

#[test]
fn each_kind_of_value_is_compared_as_the_registry_judges_it() {
    let office = Office::with(RECORDS);
    let orgs = |wheres: &[&str]| found(&office, "org", "code", wheres);
    let members = |wheres: &[&str]| {
        let mut codes = found(&office, "member", "code", wheres);
        codes.sort();
        codes
    };
    // Words: by code or label, in either language, in any case or width, under key or heading.
    for typed in ["kind=university", "类型=高校", "type=University", "KIND = university", "类型＝高校"]
    {
        if typed.starts_with("type") {
            assert_eq!(office.run(&["org", "list", "--where", typed]).code, 2);
            continue;
        }
        assert_eq!(orgs(&[typed]), ["cq"], "{typed}");
    }
    // What is unknown is found as such; it is none of the words either.
    assert_eq!(orgs(&["kind="]), ["ah", "ff"]);
    assert_eq!(orgs(&["kind!="]), ["cq", "zj"]);
    assert_eq!(orgs(&["kind!=park"]), ["ah", "cq", "ff"]);
    assert_eq!(orgs(&["province=江苏", "kind!="]), ["zj"]);
    assert_eq!(orgs(&["省份=江苏"]), ["ff", "zj"]);
    // Text: whole, or held.
    assert_eq!(orgs(&["name~园"]), ["ah", "ff", "zj"]);
    assert_eq!(orgs(&["name=安徽园"]), ["ah"]);
    assert_eq!(orgs(&["name=安徽"]), [""; 0]);
    assert_eq!(orgs(&["name~1+1"]), ["ff"]);
    assert_eq!(orgs(&["aliases=润州园"]), ["zj"]);
    assert_eq!(orgs(&["aliases!=润州园"]), ["ah", "cq", "ff"]);
    assert_eq!(orgs(&["aliases~京"]), ["zj"]);
    // Days known to month or year are judged by their last day; a month or year that is asked for is all of it.
    assert_eq!(orgs(&["founded=2021"]), ["cq", "zj"]);
    assert_eq!(orgs(&["founded=2021-03"]), ["zj"]);
    assert_eq!(orgs(&["founded=2021-12-31"]), ["cq"]);
    assert_eq!(orgs(&["founded<2021"]), ["ah"]);
    assert_eq!(orgs(&["founded<=2021年3月"]), ["ah", "zj"]);
    assert_eq!(orgs(&["founded>2021-03-30"]), ["cq", "zj"]);
    assert_eq!(orgs(&["founded>2021-03-31"]), ["cq"]);
    assert_eq!(orgs(&["founded≥2021"]), ["cq", "zj"]);
    assert_eq!(orgs(&["founded!=2021"]), ["ah", "ff"]);
    assert_eq!(orgs(&["founded~2021"]), ["cq", "zj"]);
    assert_eq!(orgs(&["founded="]), ["ff"]);
    // Classes rise; an observer is below all of them.
    assert_eq!(members(&["class>=council"]), ["cq", "zj"]);
    assert_eq!(members(&["身份<理事"]), ["ah", "ff"]);
    assert_eq!(members(&["class~理事"]), ["cq", "zj"]);
    assert_eq!(members(&["class!=理事长"]), ["ah", "cq", "ff"]);
    assert_eq!(members(&["since<2021"]), ["ah"]);
    assert_eq!(members(&["status=在册", "class>member"]), ["cq", "zj"]);
    // Numbers, references, lists of persons, outcomes.
    assert_eq!(found(&office, "vote", "ref", &["yes>=9"]), ["2-3/1"]);
    assert_eq!(found(&office, "vote", "ref", &["赞成>10"]), [""; 0]);
    assert_eq!(found(&office, "vote", "ref", &["abstain=0"]), ["2-3/1"]);
    assert_eq!(found(&office, "vote", "ref", &["abstain="]), ["2-3/2"]);
    assert_eq!(found(&office, "vote", "ref", &["结果=暂缓表决"]), ["2-3/2"]);
    assert_eq!(
        found(&office, "vote", "ref", &["outcome!=carried", "session=第二届理事会第三次会议"]),
        ["2-3/2"]
    );
    assert_eq!(found(&office, "vote", "ref", &["unanimous=是"]), [""; 0]);
    assert_eq!(found(&office, "motion", "ref", &["subjects=1+1"]), ["2-3/2"]);
    assert_eq!(found(&office, "motion", "ref", &["kind=财务预算"]), ["2-3/1"]);
    assert_eq!(found(&office, "session", "ref", &["chair=李四"]), ["2-3"]);
    assert_eq!(found(&office, "session", "ref", &["body=联席会"]), ["chairs:1"]);
    assert_eq!(found(&office, "session", "ref", &["body=理事会", "term=二"]), ["2-3"]);
    assert_eq!(found(&office, "session", "ref", &["start<=2024-03"]), ["2-3"]);
    assert_eq!(found(&office, "action", "title", &["session=2-3"]), ["编制计划"]);
    assert_eq!(found(&office, "action", "title", &["status=已完成"]), ["寄发文件"]);
    assert_eq!(found(&office, "action", "title", &["session="]), ["寄发文件"]);
    assert_eq!(found(&office, "body", "code", &["name=联席会"]), ["chairs"]);
    assert_eq!(found(&office, "rule", "body", &["matter=budget", "body=council"]), ["council"]);
    let roll =
        office.json(&["session", "roll", "2-3", "--where", "class>=president", "--columns", "organization"]);
    assert_eq!(roll, json!([{"organization": {"code": "zj", "name": "镇江园"}}]));
}

#[test]
fn a_condition_goes_together_with_the_other_options_in_every_format() {
    let office = Office::with(RECORDS);
    let list = |more: &[&str]| office.ok(&[&["org", "list", "--where", "name~园"], more].concat());
    assert_eq!(list(&["--columns", "code", "--format", "csv", "--sort=-code"]), "code\r\nzj\r\nff\r\nah\r\n");
    // The limit is of the rows that fit, and the count under a table too.
    assert_eq!(list(&["--columns", "code", "--format", "csv", "--limit", "2"]), "code\r\nah\r\nff\r\n");
    assert_eq!(
        list(&["--columns", "code", "--format", "csv", "--reverse", "--limit", "1"]),
        "code\r\nzj\r\n"
    );
    assert!(list(&["--limit", "2"]).ends_with("2 of 3 rows\n"));
    assert!(list(&["--limit", "2", "--sort", "name"]).ends_with("2 of 3 rows\n"));
    assert!(list(&[]).ends_with("3 rows\n"));
    assert_eq!(list(&["--columns", "code", "--format", "markdown", "--limit", "1"]).lines().count(), 3);
    // The rows are held against columns that are not shown.
    let csv =
        office.ok(&["member", "list", "--format", "csv", "--columns", "code", "--where", "since=2021-01"]);
    assert_eq!(csv, "code\r\nzj\r\n");
    let then = office.json(&["member", "list", "--as-of", "2021-03-01", "--where", "class<council"]);
    assert_eq!(texts(&then, "code"), ["ah"]);
    assert_eq!(office.json(&["org", "list", "--where", "name=没有"]), json!([]));
    assert_eq!(office.ok(&["--lang", "zh", "org", "list", "--where", "name=没有"]), "共0条\n");
}

#[test]
fn a_wrong_condition_is_told_with_what_is_near() {
    let office = Office::with(RECORDS);
    for (noun, typed, told) in [
        ("org", "provnce=江苏", "did you mean province?"),
        ("org", "kind=univrsity", "did you mean university?"),
        ("org", "kind=大大大", "possible are park, institute"),
        ("org", "kind>park", "compare it by =, != or ~"),
        ("org", "name<a", "compare it by =, != or ~"),
        ("org", "name", "--where wants KEY=VALUE"),
        ("org", "=name", "--where wants KEY=VALUE"),
        ("org", "", "--where wants KEY=VALUE"),
        ("org", "name~", "KEY= finds what is unknown"),
        ("org", "founded>=03/04/2024", "--where founded"),
        ("org", "founded=2023-07-18..2023-07-19", "one day is wanted"),
        ("org", "founded>", "nothing to compare founded with"),
        ("vote", "yes>viele", "yes is a number"),
        ("vote", "unanimous=vielleicht", "possible are true, false"),
        ("vote", "session=9-9", "no session is known as 9-9"),
        ("action", "status=opn", "did you mean open?"),
        ("session", "body=standng", "did you mean standing?"),
        ("person", "organization=无此单位", "no organization is known as 无此单位"),
    ] {
        let answer = office.run(&[noun, "list", "--where", typed]);
        assert_eq!(answer.code, 2, "{typed}: {}", answer.err);
        assert!(answer.out.is_empty() && answer.err.contains(told), "{typed}: {}", answer.err);
    }
    let answer = office.run(&["--lang", "zh", "org", "list", "--where", "类型=高校园"]);
    assert!(
        answer.err.contains("是否指“高校”？") || answer.err.contains("可用：科技园、研究院"),
        "{}",
        answer.err
    );
    let json = office.run(&["--format", "json", "org", "list", "--where", "kind=x"]);
    assert!(json.err.contains("\"kind\":\"usage\""), "{}", json.err);
    // Also where there is nothing to hold it against.
    let empty = Office::new();
    empty.ok(&["init"]);
    assert_eq!(empty.run(&["org", "list", "--where", "provnce=x"]).code, 2);
    assert_eq!(empty.run(&["org", "list", "--where", "kind=univrsity"]).code, 2);
    assert_eq!(empty.json(&["org", "list", "--where", "city=x"]), json!([]));
}

#[test]
fn a_long_list_is_held_against_conditions_in_lots() {
    let office = Office::new();
    let rows: String =
        (0..4_100).map(|n| format!("k{n:05},第{n}园,{}\n", ["合肥", "南京", ""][n % 3])).collect();
    let lists = office.file("organizations.csv", format!("code,name,city\n{rows}"));
    office.ok(&["import", &lists]);
    let codes = |more: &[&str]| {
        let csv = office.ok(&[&["org", "list", "--format", "csv", "--columns", "code"], more].concat());
        csv.lines().skip(1).map(str::to_string).collect::<Vec<_>>()
    };
    let of =
        |rest: usize| (0..4_100).filter(|n| n % 3 == rest).map(|n| format!("k{n:05}")).collect::<Vec<_>>();
    assert_eq!(codes(&["--where", "city=南京"]), of(1));
    assert_eq!(codes(&["--where", "city="]), of(2));
    assert_eq!(codes(&["--where", "city=南京", "--limit", "1000"]), of(1)[..1_000]);
    let turned: Vec<String> = of(0).into_iter().rev().collect();
    assert_eq!(codes(&["--where", "city=合肥", "--reverse", "--limit", "1200"]), turned[..1_200]);
    assert_eq!(codes(&["--where", "city=合肥", "--sort=-code"]), turned);
    let table = office.ok(&["org", "list", "--where", "city=合肥", "--limit", "3"]);
    assert!(table.ends_with("3 of 1367 rows\n"), "{table}");
}

#[test]
fn a_province_is_the_same_place_with_and_without_what_it_is() {
    let office = Office::with(
        "[[organization]]\nname = \"甲园\"\ncode = \"jia\"\nprovince = \"江苏省\"\n\
         [[organization]]\nname = \"乙园\"\ncode = \"yi\"\nprovince = \"江苏\"\ncity = \"沙市\"\n\
         [[organization]]\nname = \"丙园\"\ncode = \"bing\"\nprovince = \"广西壮族自治区\"\ncity = \"上海市\"\n",
    );
    let codes = |asked: &str| -> Vec<String> {
        let rows = office.json(&["org", "list", "--where", asked]);
        rows.as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(codes("省份=江苏"), ["jia", "yi"]);
    assert_eq!(codes("province=江苏省"), ["jia", "yi"]);
    assert_eq!(codes("province=广西"), ["bing"]);
    assert_eq!(codes("province!=江苏"), ["bing"]);
    assert_eq!(codes("city=上海"), ["bing"]);
    assert!(codes("city=沙").is_empty());
}

/// The headings and the rows of a list as a file that is handed round tells them.
fn handed(office: &Office, lang: &str, list: &str, wheres: &[&str]) -> Vec<csv::StringRecord> {
    let file = office.folder.path().join("handed.csv").to_string_lossy().into_owned();
    let mut args = vec!["--lang", lang];
    args.extend(list.split(' '));
    args.extend(["--output", &file, "--force"]);
    wheres.iter().for_each(|one| args.extend(["--where", one]));
    office.ok(&args);
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.trim_start_matches('\u{feff}').as_bytes();
    csv::ReaderBuilder::new().has_headers(false).from_reader(text).records().map(Result::unwrap).collect()
}

#[test]
fn what_a_list_shows_finds_the_row_that_shows_it() {
    let office = taken_back::office();
    for (n, list) in [
        "org list",
        "member list --all",
        "person list",
        "office list --all",
        "body list",
        "rule list",
        "term list",
        "contact list --all",
        "session list",
        "motion list",
        "vote list",
        "visit list",
        "action list",
        "activity list",
        "todo",
        "session roll 3-2 --motion 1",
    ]
    .into_iter()
    .enumerate()
    {
        let lang = ["zh", "en"][n % 2];
        let rows = handed(&office, lang, list, &[]);
        let (heads, rows) = rows.split_first().unwrap();
        assert!(!rows.is_empty(), "{list}");
        let first = rows.first().into_iter().chain(rows.last());
        for (heading, cell, row) in
            first.flat_map(|row| heads.iter().zip(row).map(move |(head, cell)| (head, cell, row)))
        {
            // Of several it is enough to name one.
            let value = cell.split(';').next().unwrap_or_default().trim_start_matches('\'');
            if value.ends_with('\\') {
                continue;
            }
            let asked = format!("{heading}={value}");
            let found = handed(&office, lang, list, &[&asked]);
            // Motions that are picked tell what the rule yields, too.
            let at = |head: &str| found[0].iter().position(|other| other == head).unwrap();
            let same = |other: &csv::StringRecord| {
                heads.iter().zip(row).all(|(head, cell)| &other[at(head)] == cell)
            };
            assert!(found.iter().skip(1).any(same), "{list}: {asked}");
        }
    }
}

#[test]
fn the_outcome_of_a_motion_is_what_was_declared_or_else_what_the_rule_yields() {
    let office = Office::with(
        "[[membership]]\norganization = \"甲园\"\nclass = \"council\"\n[[session]]\nterm = 1\nnumber = 1\nstart = 2024-03-01\n\
         [[session.attendance]]\norganization = \"甲园\"\n\
         [[session.motion]]\ntitle = \"一\"\nyes = 1\nno = 0\nabstain = 0\n\
         [[session.motion]]\ntitle = \"二\"\nyes = 1\nno = 0\nabstain = 0\noutcome = \"tabled\"\n\
         [[session.motion]]\ntitle = \"三\"\noutcome = \"carried\"\n\
         [[session.motion]]\ntitle = \"四\"\n",
    );
    for noun in ["motion", "vote"] {
        for (asked, want) in [
            ("outcome=carried", &["一", "三"][..]),
            ("结果=通过", &["一", "三"]),
            ("outcome!=carried", &["二", "四"]),
            ("outcome=tabled", &["二"]),
            ("computed=carried", &["一", "二"]),
            ("outcome=", &["四"]),
            ("outcome!=", &["一", "二", "三"]),
            ("computed=", &["三", "四"]),
        ] {
            assert_eq!(found(&office, noun, "title", &[asked]), want, "{noun} {asked}");
            let sorted = office.json(&[noun, "list", "--where", asked, "--sort=-title"]);
            assert_eq!(sorted.as_array().unwrap().len(), want.len(), "{noun} {asked}");
        }
    }
    // What it is filtered by is shown.
    let table = office.ok(&["--lang", "zh", "motion", "list", "--where", "结果=通过"]);
    assert!(table.contains("核算结果") && table.contains("通过"), "{table}");
    assert_eq!(office.json(&["motion", "list", "--limit", "1"])[0]["outcome"], Value::Null);
}

#[test]
fn what_is_shown_on_the_screen_alone_can_be_asked_for_in_every_format() {
    let office = Office::with(
        "[[membership]]\norganization = \"甲园\"\nclass = \"council\"\nfrom = 2020-01-01\n\
         [[membership]]\norganization = \"乙园\"\nclass = \"council\"\nfrom = 2020-01-01\n\
         [[action]]\ntitle = \"一\"\ndue = 2020-01-01\n[[action]]\ntitle = \"二\"\n",
    );
    office.ok(&["org", "merge", "甲园", "--into", "乙园", "--on", "2024-01-31"]);
    for format in ["table", "json", "csv"] {
        let list = |args: &[&str]| office.ok(&[args, &["--format", format]].concat());
        assert!(
            list(&["member", "list", "--all", "--where", "merged_into=乙园"]).contains("甲园"),
            "{format}"
        );
        assert!(!list(&["member", "list", "--all", "--where", "merged_into="]).contains("甲园"), "{format}");
        let late = list(&["action", "list", "--where", "overdue=true"]);
        assert!(late.contains('一') && !late.contains('二'), "{format}");
        let other = list(&["action", "list", "--where", "overdue="]);
        assert!(other.contains('二') && !other.contains('一'), "{format}");
        let late = list(&["action", "list", "--where", "逾期!="]);
        assert!(late.contains('一') && !late.contains('二'), "{format}");
    }
}
