//! Lists that are handed round: `--output` of a list, and what an import makes of it.

use std::fs;

use crate::office::Office;
use serde_json::{Value, json};

pub const RECORDS: &str = r#"
[[organization]]
name = "甲园"
code = "jia"
province = "江苏"
kind = "park"
founded = "2021-03"
order = 2
aliases = ["甲一", "甲;二"]
[[organization]]
name = "=1+1园"
code = "yi"
founded = 2020-12-31
note = "+86"
[[membership]]
organization = "jia"
class = "council"
from = 2021-01-01
[[person]]
name = "张三"
organization = "jia"
phone = "+86 25 1234"
email = "zs@example.org"
[[contact]]
organization = "jia"
person = "张三"
duty = "联络"
phone = "-025"
[[term]]
number = 2
start = 2019-06-01
end = "2024"
[[rule]]
body = "council"
matter = "*"
majority = "1/2"
exclusive = true
[[body]]
code = "chairs"
name = "联席会"
seats = "council"
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
outcome = "carried"
[[session.motion]]
title = "增补理事"
kind = "admission"
subjects = ["yi"]
[[action]]
title = "编制计划"
session = "2-3"
owner = "秘书处"
due = "2024-04"
[[visit]]
host = "yi"
session = "2-3"
start = 2024-03-15
topics = ["甲", "乙；丙"]
[[activity]]
name = "训练营"
edition = 4
host = "jia"
start = 2024-06-01
"#;

const NOUNS: &[&str] =
    &["org", "person", "contact", "session", "motion", "visit", "action", "activity", "body", "rule", "term"];

fn path(office: &Office, name: &str) -> String {
    office.folder.path().join(name).to_string_lossy().into_owned()
}

#[test]
fn every_list_goes_into_a_file_and_comes_back() {
    let office = Office::with(RECORDS);
    let before = office.state();
    for lang in ["zh", "en"] {
        for noun in NOUNS {
            for ending in ["xlsx", "csv"] {
                let file = path(&office, &format!("{noun}-{lang}.{ending}"));
                let mut args = vec!["--lang", lang, noun, "list", "--output", &file];
                // The rules of the charter are listed too; they are none of the registry's own.
                if *noun == "rule" {
                    args.extend(["--where", "preset=false"]);
                }
                let written = office.run(&args);
                assert!(written.code == 0 && written.out.is_empty(), "{noun}: {}", written.err);
                // A CSV says by its headings, or by its name, what it is.
                let named = match ending {
                    "csv" => {
                        let plural = match *noun {
                            "org" => "organizations".to_string(),
                            "body" => "bodies".to_string(),
                            "activity" => "activities".to_string(),
                            noun => format!("{noun}s"),
                        };
                        let named = path(&office, &format!("{plural}.csv"));
                        fs::copy(&file, &named).unwrap();
                        named
                    }
                    _ => file,
                };
                let again = office.run(&["--format", "json", "--lang", lang, "import", &named]);
                assert_eq!(again.code, 0, "{lang} {noun} {ending}: {}", again.err);
                let answer: Value = serde_json::from_str(&again.out).unwrap();
                assert_eq!(answer["entry"], Value::Null, "{lang} {noun} {ending}: {answer}");
            }
        }
    }
    assert_eq!(office.state(), before);
    // Into an empty registry what was listed comes as it was.
    let other = Office::new();
    for noun in ["org", "person", "term", "activity", "action"] {
        let file = path(&office, &format!("{noun}-zh.xlsx"));
        let done = other.run(&["import", &file]);
        // What was decided in a session needs the session.
        assert_eq!(done.code, i32::from(noun == "action"), "{noun}: {}", done.err);
    }
    for (noun, key) in [("org", "name"), ("person", "phone"), ("term", "end"), ("org", "province")] {
        let of = |office: &Office| office.json(&[noun, "list", "--columns", key, "--sort", key]);
        let (there, here) = (of(&other), of(&office));
        if noun == "person" {
            assert!(there.as_array().unwrap().contains(&json!({"phone": "+86 25 1234"})));
        } else {
            assert_eq!(there, here, "{noun} {key}");
        }
    }
}

#[test]
fn a_file_for_spreadsheets_has_headings_of_the_language_and_no_formula() {
    let office = Office::with(RECORDS);
    let list = |lang: &str, more: &[&str], name: &str| {
        let file = path(&office, name);
        let args = [&["--lang", lang, "org", "list", "--output", &file, "--force"], more].concat();
        let done = office.run(&args);
        assert_eq!(done.code, 0, "{}", done.err);
        String::from_utf8(fs::read(&file).unwrap()).unwrap()
    };
    let columns = ["--columns", "name,kind,founded,aliases,note", "--sort", "code"];
    let zh = list("zh", &columns, "a.csv");
    assert_eq!(
        zh,
        "\u{feff}单位名称,类型,成立日期,别名,备注\n甲园,科技园,2021-03,\"甲一;甲\\;二\",\n'=1+1园,,2020-12-31,,'+86\n"
    );
    let en = list("en", &columns, "a.csv");
    assert!(en.starts_with("name,kind,founded,aliases,note\n甲园,science park,2021-03,"), "{en}");
    // Keys and code words for scripts, where they are asked for.
    let keys = list("en", &[&columns[..], &["--format", "csv", "--where", "code=jia"]].concat(), "a.csv");
    assert_eq!(keys, "name,kind,founded,aliases,note\r\n甲园,park,2021-03,甲一;甲;二,\r\n");
    let none = list("zh", &["--where", "code=none", "--columns", "code"], "a.csv");
    assert_eq!(none, "\u{feff}代码\n");
}

#[test]
fn a_file_is_replaced_only_by_force_and_its_ending_says_what_it_is() {
    let office = Office::with(RECORDS);
    let file = path(&office, "list.xlsx");
    office.ok(&["member", "list", "--output", &file]);
    let first = fs::read(&file).unwrap();
    let taken = office.run(&["org", "list", "--output", &file]);
    assert!(taken.code == 1 && taken.err.contains("is there already"), "{}", taken.err);
    assert_eq!(fs::read(&file).unwrap(), first);
    let dry = office.run(&["--dry-run", "org", "list", "--output", &file, "--force"]);
    assert_eq!((dry.code, fs::read(&file).unwrap()), (0, first.clone()));
    office.ok(&["org", "list", "-o", &file, "--force"]);
    assert_ne!(fs::read(&file).unwrap(), first);
    for (name, more, told) in [
        ("x.pdf", &[][..], "no ending of a list"),
        ("x", &[], "no ending of a list"),
        ("x.json", &["--format", "json"], "no ending of a list"),
        ("x.xlsx", &["--format", "json"], "say different things"),
        ("x.xlsx", &["--format", "table"], "say different things"),
        ("x.csv", &["--format", "markdown"], "say different things"),
    ] {
        let file = path(&office, name);
        let refused = office.run(&[&["session", "list", "--output", &file], more].concat());
        assert_eq!(refused.code, 2, "{name}: {}", refused.err);
        assert!(refused.err.contains(told), "{name}: {}", refused.err);
        assert!(!fs::exists(&file).unwrap());
    }
    // A list that is refused leaves no file.
    let file = path(&office, "none.xlsx");
    assert_eq!(office.run(&["org", "list", "--output", &file, "--columns", "nme"]).code, 2);
    assert!(!fs::exists(&file).unwrap());
    // To stdout as ever.
    assert!(office.ok(&["org", "list", "--output", "-"]).contains("甲园"));
    for more in [&["todo"][..], &["session", "roll", "2-3"], &["office", "list", "--all"], &["vote", "list"]]
    {
        let file = path(&office, &format!("{}.xlsx", more.join("-")));
        office.ok(&[more, &["--output", &file]].concat());
        assert!(fs::read(&file).unwrap().starts_with(b"PK"));
    }
}

const ROSTER: &str = r#"
[[organization]]
name = "重庆园"
code = "a1"
[[organization]]
name = "安徽园"
code = "z9"
city = "合肥"
[[organization]]
name = "镇江园"
code = "b2"
order = 1
[[organization]]
name = "北京园"
code = "c3"
[[membership]]
organization = "a1"
class = "council"
[[membership]]
organization = "z9"
class = "council"
[[membership]]
organization = "b2"
class = "council"
[[membership]]
organization = "c3"
class = "president"
[[person]]
name = "周一"
organization = "z9"
title = "主任"
email = "zy@example.org"
[[contact]]
organization = "a1"
person = "吴二"
phone = "023-1"
[[contact]]
organization = "z9"
person = "周一"
duty = "联络"
phone = "0551-2"
[[contact]]
organization = "z9"
person = "郑三"
duty = "财务"
[[contact]]
organization = "c3"
person = "旧人"
until = 2020-01-01
[[session]]
term = 1
number = 1
start = 2024-03-14
  [[session.attendance]]
  organization = "a1"
"#;

#[test]
fn names_stand_by_rank_then_by_the_own_order_then_by_pinyin() {
    let office = Office::with(ROSTER);
    let codes = |args: &[&str], key: &str| -> Vec<String> {
        let rows = office.json(args);
        let code = |row: &Value| row[key]["code"].as_str().or(row[key].as_str()).unwrap().to_string();
        rows.as_array().unwrap().iter().map(code).collect()
    };
    let order = ["c3", "b2", "z9", "a1"];
    assert_eq!(codes(&["member", "list"], "code"), order);
    assert_eq!(codes(&["member", "list", "--sort", "rank"], "code"), order);
    assert_eq!(codes(&["session", "roll", "1-1"], "organization"), order);
    assert_eq!(codes(&["contact", "list"], "organization"), ["z9", "z9", "a1"]);
    assert_eq!(
        codes(&["contact", "list", "--all", "--sort", "rank"], "organization"),
        ["c3", "z9", "z9", "a1"]
    );
    assert_eq!(codes(&["contact", "list", "--reverse"], "organization"), ["a1", "z9", "z9"]);
    // By pinyin.
    assert_eq!(
        codes(&["contact", "list", "--all", "--sort", "organization"], "organization"),
        ["z9", "z9", "c3", "a1"]
    );
}

#[test]
fn the_roster_tells_whom_to_turn_to_where_that_is_asked_for() {
    let office = Office::with(ROSTER);
    let plain = office.json(&["member", "list"]);
    let keys: Vec<&String> = plain[0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "code",
            "name",
            "short_name",
            "class",
            "status",
            "since",
            "until",
            "province",
            "university",
            "representative"
        ]
    );
    let columns = ["member", "list", "--columns", "rank,name,contact,title,duty,phone,email,city"];
    let rows = office.json(&columns);
    assert_eq!(
        rows[2],
        json!({"rank": 3, "name": "安徽园", "contact": ["周一", "郑三"], "title": ["主任"], "duty": ["联络", "财务"],
               "phone": ["0551-2"], "email": ["zy@example.org"], "city": "合肥"})
    );
    assert_eq!(
        rows[0],
        json!({"rank": 1, "name": "北京园", "contact": null, "title": null, "duty": null, "phone": null,
                               "email": null, "city": null})
    );
    let zh = office.ok(&[
        "--lang",
        "zh",
        "member",
        "list",
        "--columns",
        "序号,单位名称,联系人,电话,邮箱",
        "--where",
        "联系人~周",
    ]);
    assert!(zh.starts_with("序号  单位名称  联系人") && zh.contains("周一、郑三"), "{zh}");
    assert_eq!(
        office
            .json(&["member", "list", "--where", "contact=", "--columns", "code"])
            .as_array()
            .unwrap()
            .len(),
        2
    );
    // Rows of a mail merge: one for each contact.
    let file = path(&office, "merge.csv");
    office.ok(&[
        "--lang",
        "zh",
        "contact",
        "list",
        "--columns",
        "organization,person,title,city,class",
        "-o",
        &file,
    ]);
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(
        text,
        "\u{feff}单位,姓名,职务,城市,身份\n安徽园,周一,主任,合肥,理事\n安徽园,郑三,,合肥,理事\n重庆园,吴二,,,理事\n"
    );
}

#[test]
fn whom_to_turn_to_is_told_with_title_and_place() {
    let office = Office::with(ROSTER);
    let zh = office.ok(&["--lang", "zh", "contact", "list", "--wide"]);
    let head: Vec<&str> = zh.lines().next().unwrap().split_whitespace().collect();
    // Columns in which nothing stands are left out.
    assert_eq!(head, ["编号", "单位", "姓名", "职务", "事项", "电话"]);
    assert!(zh.contains("周一  主任"), "{zh}");
    // For scripts the keys are those of the noun.
    let keys: Vec<String> =
        office.json(&["contact", "list"])[0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["ref", "organization", "person", "duty", "email", "phone", "from", "until"]);
    // A member's page names them; phone and mail are told where they are asked for.
    let page = office.ok(&["--lang", "zh", "member", "show", "z9"]);
    assert!(page.contains("周一") && page.contains("主任") && page.contains("郑三"), "{page}");
    assert!(!page.contains("0551-2") && !page.contains("zy@example.org"), "{page}");
    let way = "contact list --where organization=z9";
    assert!(page.contains(way), "{page}");
    assert!(office.ok(&way.split(' ').collect::<Vec<_>>()).contains("0551-2"));
    // Who has ended is no contact any more, and nobody is told where there is none.
    assert!(!office.ok(&["member", "show", "c3"]).contains("contact list"));
    assert!(office.json(&["member", "show", "z9"]).get("contacts").is_none());
}

#[test]
fn a_list_of_votes_is_taken_for_no_list_of_actions() {
    let office = Office::of("examples/roll-calls.toml");
    let before = office.state();
    for lang in ["en", "zh"] {
        let file = office.folder.path().join(format!("told-{lang}.csv")).to_string_lossy().into_owned();
        office.ok(&["--lang", lang, "vote", "list", "--output", &file]);
        let answer = office.run(&["import", &file]);
        assert_eq!(answer.code, 1, "{}{}", answer.out, answer.err);
    }
    assert_eq!(office.state(), before);
}
