//! What is recorded of a thing is read by the table of nouns: a field that stands there alone is in every answer.

use crate::office::Office;
use serde_json::json;

const RECORD: &str = r#"
[[organization]]
name = "甲园"
code = "jia"
founded = "1999-05"
former_names = [{ name = "甲旧园", until = 2019-12-31 }]
[[person]]
name = "王芳"
organization = "甲园"
[[contact]]
organization = "甲园"
person = "王芳"
duty = "财务"
phone = "021-1"
from = 2020-01-01
until = 2021-12-31
"#;

fn recorded() -> Office {
    Office::with(RECORD)
}

#[test]
fn a_field_of_the_table_is_in_every_answer() {
    let office = recorded();
    assert_eq!(office.json(&["org", "show", "jia"])["founded"], "1999-05");
    assert_eq!(office.json(&["member", "show", "jia"])["founded"], "1999-05");
    assert_eq!(office.json(&["org", "list"])[0]["founded"], "1999-05");
    let csv = office.ok(&["org", "list", "--format", "csv"]);
    assert!(csv.starts_with("ref,code,name,") && csv.contains("website,founded,order,aliases"), "{csv}");
    assert!(csv.contains(",1999-05,"), "{csv}");
    assert!(office.ok(&["--lang", "zh", "org", "show", "jia"]).contains("成立日期：1999年5月\n"));
    let named = office.ok(&["--lang", "zh", "org", "list", "--columns", "单位名称,成立日期"]);
    assert!(named.contains("1999年5月"), "{named}");
}

#[test]
fn contacts_are_listed_and_shown_with_the_names_of_the_day() {
    let office = recorded();
    let contact = json!({
        "ref": "c1", "organization": { "code": "jia", "name": "甲园" }, "person": "王芳", "duty": "财务",
        "email": null, "phone": "021-1", "from": "2020-01-01", "until": "2021-12-31",
    });
    assert_eq!(office.json(&["contact", "list", "--all"]), json!([contact]));
    assert_eq!(office.json(&["contact", "show", "c1"]), contact);
    assert_eq!(office.json(&["contact", "list", "--as-of", "2021-12-31"]), json!([contact]));
    for day in ["2019-12-31", "2022-01-01"] {
        assert_eq!(office.json(&["contact", "list", "--as-of", day]), json!([]));
    }
    let fault = office.run(&["contact", "show", "c2"]);
    assert_eq!(fault.code, 1);
    assert!(office.ok(&["--lang", "zh", "contact", "show", "c1"]).contains("事项：财务\n"));
}

#[test]
fn contacts_are_those_of_the_day_and_are_called_by_what_the_list_shows() {
    let office = Office::new();
    office.say("org add 甲园");
    office.say("contact add 甲园 --person 张三 --duty 财务 --phone 1 --until 2020-12-31");
    office.say("contact add 甲园 --person 李四 --duty 财务 --phone 2 --from 2021-01-01");
    let people = |args: &[&str]| {
        let rows = office.json(&[&["contact", "list"], args].concat());
        rows.as_array()
            .unwrap()
            .iter()
            .map(|row| row["person"].as_str().unwrap().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(people(&[]), ["李四"]);
    assert_eq!(people(&["--as-of", "2020-12-31"]), ["张三"]);
    assert_eq!(people(&["--all"]), ["张三", "李四"]);
    assert!(office.ok(&["--lang", "en", "contact", "list"]).contains("c2"));
    let answer = office.run(&["--lang", "en", "contact", "remove", "C9"]);
    assert!(
        answer.code == 1 && answer.err.contains("`alliance contact list --all`") && answer.err.contains("c1"),
        "{}",
        answer.err
    );
    office.ok(&["contact", "edit", "C2", "phone=3"]);
    assert_eq!(office.json(&["contact", "show", "c2"])["phone"], "3");
}

#[test]
fn a_list_that_is_empty_on_a_day_is_not_called_unrecorded() {
    let office = Office::new();
    let told = |args: &[&str]| office.run(&[&["--lang", "en"], args].concat()).err;
    office.say("org add 甲园");
    assert!(told(&["contact", "list"]).contains("nothing is recorded"), "{}", told(&["contact", "list"]));
    office.say("contact add 甲园 --person 张三 --until 2020-12-31");
    office.say("member add 乙园 --class member --since 2018 --until 2020-12-31");
    office.say("person post 张三 --title 理事长 --role president --until 2020");
    office.say("visit add 甲园 --start 2023-05-01");
    for (args, hint) in [
        (&["contact", "list"][..], "--all"),
        (&["member", "list"], "--all"),
        (&["office", "list"], "--all"),
        (&["office", "list", "--term", "9"], "none of what was asked for"),
        (&["visit", "list", "--as-of", "2020-01-01"], "none as of 2020-01-01"),
        (&["member", "list", "--as-of", "2010-01-01"], "none as of 2010-01-01"),
    ] {
        let told = told(args);
        assert!(told.contains("1 recorded, but none") && told.contains(hint), "{args:?} {told}");
    }
    for args in [&["org", "list"][..], &["org", "list", "--sort", "name"]] {
        let told = told(&[args, &["--where", "city=北京"]].concat());
        assert!(told.contains("nothing fits"), "{args:?} {told}");
    }
}
