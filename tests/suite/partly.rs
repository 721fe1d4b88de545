//! Days that are known in part, where two of them meet: an end in the year of the start, a period that ends in
//! the month in which another begins, and a day that comes to be known better.

use serde_json::{Value, json};

use crate::office::Office;

/// The rows of a question, each as its columns in order.
fn rows(office: &Office, sql: &str) -> Value {
    let rows = office.json(&["sql", sql]);
    let row = |row: &Value| Value::from(row.as_object().unwrap().values().cloned().collect::<Vec<_>>());
    rows.as_array().unwrap().iter().map(row).collect()
}

fn held(office: &Office) -> Value {
    rows(
        office,
        "SELECT class, \"from\", \"until\", reason FROM membership ORDER BY \"from\" || '~', \"until\" || '~', class",
    )
}

fn apply(office: &Office, text: &str) -> Value {
    let file = office.file("records.toml", text);
    office.json(&["apply", &file])
}

#[test]
fn an_end_may_lie_in_the_year_of_its_start() {
    let office = Office::new();
    let text = r#"
[[membership]]
organization = "甲园"
class = "member"
from = "2021"
until = "2021-06"
reason = "withdrawn"
[[post]]
person = "张三"
title = "顾问"
from = "2021"
until = "2021-06-15"
[[contact]]
organization = "甲园"
person = "李四"
from = "2021-06"
until = "2021-06-01"
[[term]]
number = 1
start = "2021"
end = "2021-06"
[[visit]]
host = "甲园"
start = "2021..2021-06"
[[rule]]
body = "council"
matter = "*"
from = "2021"
until = "2021-06"
"#;
    apply(&office, text);
    let again = apply(&office, text);
    assert!(again["entry"].is_null(), "{again}");
    assert_eq!(held(&office), json!([["member", "2021", "2021-06", "withdrawn"]]));
    // By its last day it had surely begun.
    let list = |day: &str| office.json(&["--as-of", day, "member", "list"]);
    let on = |day: &str| list(day).as_array().unwrap().len();
    assert_eq!([on("2021-06-29"), on("2021-06-30"), on("2021-07-01")], [0, 1, 0]);
    assert_eq!(list("2021-06-30")[0]["since"], "2021");
    let all = office.json(&["--as-of", "2022-01-01", "member", "list", "--all"]);
    assert_eq!(
        (&all[0]["status"], &all[0]["since"], &all[0]["until"]),
        (&json!("ended"), &json!("2021"), &json!("2021-06"))
    );
    let years = office.json(&["--as-of", "2022-06-01", "stats", "members"])["years"].clone();
    let year = |year: &Value| json!([year["year"], year["joined"], year["left"], year["total"]]);
    let told: Vec<Value> = years.as_array().unwrap().iter().map(year).collect();
    assert_eq!(json!(told), json!([[2021, 1, 1, 0], [2022, 0, 0, 0]]));
    let posts = |day: &str| {
        office.json(&["--as-of", day, "person", "show", "张三"])["posts"].as_array().unwrap().len()
    };
    assert_eq!([posts("2021-06-14"), posts("2021-06-15"), posts("2021-06-16")], [0, 1, 0]);
    // All pages and papers can be made of it, and it leaves and comes back as it is.
    for args in [
        &["member", "show", "甲园"][..],
        &["contact", "list"],
        &["term", "list"],
        &["visit", "list"],
        &["stats", "members"],
        &["check"],
    ] {
        let answer = office.run(args);
        assert!(matches!(answer.code, 0 | 3), "{args:?} {}", answer.err);
    }
    for name in ["out.json", "out.popolo.json", "out.xlsx"] {
        let path = office.folder.path().join(name).to_string_lossy().into_owned();
        office.ok(&["export", &path]);
        let other = Office::new();
        other.ok(&["import", &path]);
        assert_eq!(held(&other), held(&office), "{name}");
    }
}

#[test]
fn who_joined_in_a_year_leaves_in_a_month_of_it() {
    for (on, kept) in [("2021-06", "2021-06"), ("2021-06-15", "2021-06-15"), ("2021", "2021")] {
        let office = Office::new();
        office.say("member add 甲园 --class member --since 2021");
        office.say(&format!("member leave 甲园 --on {on} --reason withdrawn"));
        assert_eq!(held(&office), json!([["member", "2021", kept, "withdrawn"]]));
    }
    let office = Office::new();
    office.say("member add 甲园 --class member --since 2021");
    assert_eq!(office.run(&["member", "leave", "甲园", "--on", "2020-12", "--reason", "withdrawn"]).code, 1);
    office.say("member class 甲园 --to council --on 2021-06");
    assert_eq!(
        held(&office),
        json!([["council", "2021-06", null, null], ["member", "2021", "2021-06", null]])
    );
    office.say("org add 乙处");
    office.say("org merge 甲园 --into 乙处 --on 2021-08");
    assert_eq!(held(&office)[0], json!(["council", "2021-06", "2021-08", "merged"]));
}

#[test]
fn a_change_touches_only_the_period_that_goes_on() {
    let two = |from: &str| {
        let office = Office::new();
        let closed = "[[membership]]\norganization = \"甲园\"\nclass = \"member\"\nfrom = \"2019\"\nuntil = \"2021-03\"\nreason = \"withdrawn\"\n";
        let open =
            format!("[[membership]]\norganization = \"甲园\"\nclass = \"council\"\nfrom = \"{from}\"\n");
        apply(&office, &(closed.to_string() + &open));
        office
    };
    let closed = json!(["member", "2019", "2021-03", "withdrawn"]);
    for from in ["2021-03", "2021-03-10"] {
        for on in ["2021-03-20", "2021-03-31", "2021-05"] {
            let office = two(from);
            office.say(&format!("member class 甲园 --to standing --on {on}"));
            let rows = held(&office);
            let rows = rows.as_array().unwrap();
            assert!(rows.len() == 3 && rows.contains(&closed), "{from} {on} {rows:?}");
            assert!(rows.contains(&json!(["standing", on, null, null])), "{rows:?}");
            let office = two(from);
            office.say(&format!("member leave 甲园 --on {on} --reason expelled"));
            let rows = held(&office);
            let rows = rows.as_array().unwrap();
            assert!(rows.len() == 2 && rows.contains(&closed), "{from} {on} {rows:?}");
            assert!(rows.contains(&json!(["council", from, on, "expelled"])), "{rows:?}");
        }
        let office = two(from);
        let session = "[[session]]\nterm = 1\nnumber = 1\nstart = 2021-03-20\n[[session.motion]]\ntitle = \"除名\"\nkind = \"expulsion\"\nsubjects = [\"甲园\"]\noutcome = \"carried\"\n";
        apply(&office, session);
        let rows = held(&office);
        let rows = rows.as_array().unwrap();
        assert!(
            rows.contains(&closed) && rows.contains(&json!(["council", from, "2021-03-20", "expelled"])),
            "{rows:?}"
        );
        office.ok(&["motion", "edit", "1-1/1", "outcome=rejected"]);
        let rows = held(&office);
        assert!(rows.as_array().unwrap().contains(&json!(["council", from, null, null])), "{rows:?}");
    }
    // Of several that are closed, the one that is surely held is the one that changes; its end and reason move on.
    let office = Office::new();
    let text = "[[membership]]\norganization = \"甲园\"\nclass = \"member\"\nfrom = 2019-01-01\nuntil = 2025-12-31\nreason = \"dissolved\"\n";
    apply(&office, text);
    office.say("member class 甲园 --to council --on 2023-05");
    assert_eq!(
        held(&office),
        json!([["member", "2019-01-01", "2023-05", null], ["council", "2023-05", "2025-12-31", "dissolved"]])
    );
}
