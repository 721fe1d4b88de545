//! Lists that are handed round: `--output` of a list, and what an import makes of it.

use std::fs;

use crate::office::Office;
use serde_json::{Value, json};

const RECORDS: &str = r#"
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
