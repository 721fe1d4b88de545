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
fn a_dissenter_by_name_makes_nobody_absent() {
    let mut text = String::from("[[session]]\nterm = 1\nnumber = 1\nstart = 2024-03-14\n");
    for o in 0..7 {
        text.push_str(&format!("[[organization]]\nname = \"园{o}\"\ncode = \"o{o}\"\n[[membership]]\norganization = \"o{o}\"\nclass = \"council\"\nfrom = 2020-01-01\n"));
    }
    let office = Office::with(text);
    office.say("motion add 1-1 预算 --kind budget");
    office.say("vote record 1-1/1 --yes 6 --no 1 --abstain 0 --outcome carried");
    let told = |office: &Office| {
        let (vote, session) =
            (office.json(&["vote", "show", "1-1/1"]), office.json(&["session", "show", "1-1"]));
        json!([
            vote["computed"],
            vote["counts"],
            vote["quorum"]["present"],
            session["quorum"]["present"],
            session["quorum"]["absent"]
        ])
    };
    let before = told(&office);
    assert_eq!(
        before,
        json!(["unknown", {"yes": 6, "no": 1, "abstain": 0, "invalid": null}, null, null, null])
    );
    office.say("vote record 1-1/1 --ballot o3=no");
    assert_eq!(told(&office), before, "what more is known of one changes nothing for the others");
    let roll = office.json(&["session", "roll", "1-1", "--motion", "1"]);
    let known: Vec<&str> =
        roll.as_array().unwrap().iter().map(|row| row["presence"].as_str().unwrap_or("?")).collect();
    assert_eq!(known, ["?", "?", "?", "present", "?", "?", "?"]);
    assert!(!office.run(&["check", "--format", "json"]).out.contains("vote-figures"));
    // Where some of those who said yes are named, that others are not is told.
    office.say("motion add 1-1 章程 --number 3");
    office.say("vote record 1-1/3 --yes 6 --no 0 --abstain 0 --ballot o0=yes --ballot o1=yes");
    assert!(office.run(&["check", "--only", "vote-figures"]).out.contains("the ballots give 2"));
    // Nor does a roll of three of another vote say that the nine who voted here were not there.
    office.say("motion add 1-1 计划 --number 2");
    office.say("vote record 1-1/2 --ballot o0=yes --ballot o1=yes --ballot o2=no");
    let vote = office.json(&["vote", "show", "1-1/2"]);
    assert_eq!(vote["quorum"]["present"], 3, "whoever voted on it is known");
    assert_eq!(office.json(&["session", "show", "1-1"])["quorum"]["present"], Value::Null);
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

#[test]
fn a_day_that_comes_to_be_known_better_makes_no_second_record() {
    let text = |from: &str, more: &str| {
        format!(
            "[[membership]]\norganization = \"甲园\"\nclass = \"council\"\nfrom = \"{from}\"\n{more}\n\
             [[post]]\nperson = \"张三\"\ntitle = \"顾问\"\nfrom = \"{from}\"\n{more}\n\
             [[contact]]\norganization = \"甲园\"\nperson = \"李四\"\nduty = \"联络\"\nfrom = \"{from}\"\n{more}\n\
             [[application]]\norganization = \"甲园\"\non = \"{from}\"\n"
        )
    };
    let days = |office: &Office| {
        rows(
            office,
            "SELECT \"from\" FROM membership UNION ALL SELECT \"from\" FROM post UNION ALL SELECT \"from\" FROM contact \
             UNION ALL SELECT \"on\" FROM application",
        )
    };
    let office = Office::new();
    apply(&office, &text("2021", ""));
    for (from, kept) in [
        ("2021-03", "2021-03"),
        ("2021-03-05", "2021-03-05"),
        ("2021-03", "2021-03-05"),
        ("2021", "2021-03-05"),
    ] {
        let told = apply(&office, &text(from, ""));
        let changed = if from == kept { 4 } else { 0 };
        let changes = told["changes"].as_array().unwrap();
        assert_eq!(changes.len(), changed, "{from} {told}");
        assert!(changes.iter().all(|change| change["action"] == "change"), "{told}");
        assert_eq!(days(&office), json!([[kept], [kept], [kept], [kept]]), "{from}");
    }
    // A list goes the same way.
    let list = office.file("memberships.csv", "organization,class,from\n甲园,council,2021-03\n");
    let told = office.json(&["import", &list]);
    assert_eq!((&told["entry"], &told["rows"][0]["equal"]), (&json!(null), &json!(1)), "{told}");
    // Two days that are no part of each other are two records, and so are two entries of one input.
    apply(&office, &text("2020", "until = \"2020-06\""));
    assert_eq!(days(&office).as_array().unwrap().len(), 8);
    apply(&office, &text("2020-08", "until = \"2020-09\""));
    // The applications alone may be one.
    assert_eq!(days(&office).as_array().unwrap().len(), 11);
    let (office, other) = (Office::new(), Office::new());
    let both = text("2021", "") + &text("2021-03-05", "");
    apply(&office, &both);
    assert_eq!(days(&office).as_array().unwrap().len(), 8);
    assert!(apply(&office, &both)["entry"].is_null());
    let path = office.folder.path().join("out.json").to_string_lossy().into_owned();
    office.ok(&["export", &path]);
    other.ok(&["import", &path]);
    assert_eq!(days(&other), days(&office));
    // Where two recorded ones may be meant, nobody knows which: a third.
    apply(&office, &text("2021-03", "until = \"2022\""));
    assert_eq!(days(&office).as_array().unwrap().len(), 12);
}

#[test]
fn a_row_without_a_first_day_is_the_membership_that_goes_on() {
    let office = Office::new();
    let text = "[[membership]]\norganization = \"甲园\"\nclass = \"member\"\nfrom = 2018-05-01\nuntil = 2019-12-31\n\
                [[membership]]\norganization = \"甲园\"\nclass = \"member\"\nfrom = \"2021-03\"\n";
    apply(&office, text);
    let two = json!([["member", "2018-05-01", "2019-12-31", null], ["member", "2021-03", null, null]]);
    let list = office.file("roster.csv", "单位,身份,起始\n甲园,会员,\n");
    assert!(office.json(&["import", &list])["entry"].is_null());
    assert!(
        apply(&office, "[[membership]]\norganization = \"甲园\"\nclass = \"member\"\n")["entry"].is_null()
    );
    assert_eq!(held(&office), two);
    // An end before that membership is that of another one.
    let other =
        apply(&office, "[[membership]]\norganization = \"甲园\"\nclass = \"member\"\nuntil = \"2010\"\n");
    assert_eq!(held(&office).as_array().unwrap().len(), 3, "{other}");
    office.ok(&["undo"]);
    apply(
        &office,
        "[[membership]]\norganization = \"甲园\"\nclass = \"member\"\nuntil = 2023-05-31\nreason = \"withdrawn\"\n",
    );
    let rows = held(&office);
    assert!(
        rows.as_array().unwrap().contains(&json!(["member", "2021-03", "2023-05-31", "withdrawn"])),
        "{rows}"
    );
}

#[test]
fn a_range_is_no_single_day_and_is_never_cut_in_silence() {
    let record = |table: &str, keys: &str| format!("[{table}]\n{keys}\n");
    let range = "2001-03..2003";
    for (table, keys) in [
        ("alliance", "name = \"联盟\"\nfounded = "),
        ("[organization]", "name = \"甲园\"\nfounded = "),
        ("[rule]", "body = \"council\"\nmatter = \"*\"\nfrom = "),
        ("[post]", "person = \"张三\"\ntitle = \"顾问\"\nfrom = "),
        ("[post]", "person = \"张三\"\ntitle = \"顾问\"\nuntil = "),
        ("[contact]", "organization = \"甲园\"\nperson = \"张三\"\nfrom = "),
        ("[application]", "organization = \"甲园\"\non = "),
        ("[membership]", "organization = \"甲园\"\nclass = \"member\"\nuntil = "),
        ("[term]", "number = 1\nend = "),
        ("[session]", "start = 2001-03-01\npublished = "),
        ("[visit]", "host = \"甲园\"\nend = "),
        ("[visit]", "host = \"甲园\"\npublished = "),
        ("[action]", "title = \"办事\"\ndue = "),
        ("[activity]", "name = \"营\"\nend = "),
    ] {
        let office = Office::new();
        let answer = office.run_with(&["apply", "-"], &[], &record(table, &format!("{keys}\"{range}\"")));
        let told = answer.err.contains(&format!("is one day, not the range {range:?}"))
            || answer.err.contains(&format!("is one day, not the range {range}"));
        assert!(answer.code == 1 && told, "{table} {keys} {}", answer.err);
        // The month or the year is a single day known in part.
        apply(&office, &record(table, &format!("{keys}\"2003-05\"")));
    }
    let office = Office::new();
    office.say("org add 甲园");
    assert_eq!(office.run(&["org", "edit", "甲园", "founded=2001..2003"]).code, 1);
    let list = office.file("organizations.csv", "name,founded\n甲园,2001..2003\n");
    assert!(office.run(&["import", &list]).err.contains(":2:"));
    // What surely holds by the last day of a range counts from it, and that is said.
    let text = "[[membership]]\norganization = \"甲园\"\nclass = \"member\"\nfrom = \"2021-03-01..2021-03-05\"\n\
                [[session]]\nterm = 1\nnumber = 1\nstart = 2022-03-01\nend = 2022-03-02\n\
                [[session.motion]]\ntitle = \"计划\"\non = \"2022-03-01..2022-03-02\"\neffective = \"2022年4月1日至3日\"\n";
    let told = apply(&office, text);
    let warnings = told["warnings"].as_array().unwrap();
    assert_eq!(
        warnings.iter().filter(|said| said.as_str().unwrap().contains("the last day counts")).count(),
        3,
        "{told}"
    );
    assert_eq!(held(&office), json!([["member", "2021-03-05", null, null]]));
    let motion = office.json(&["motion", "show", "1-1/1"]);
    assert_eq!((&motion["on"], &motion["effective"]), (&json!("2022-03-02"), &json!("2022-04-03")));
    assert!(apply(&office, text)["entry"].is_null());
}

#[test]
fn a_new_name_and_a_new_class_of_a_month_begin_on_the_same_day() {
    let office = Office::new();
    office.say("member add 甲园 --class member --since 2020");
    office.say("org rename 甲园 乙园 --on 2023-05");
    office.say("member class 乙园 --to council --on 2023-05");
    let on = |day: &str| {
        let rows = office.json(&["--as-of", day, "member", "list"]);
        (rows[0]["name"].clone(), rows[0]["class"].clone())
    };
    assert_eq!(on("2023-05-30"), (json!("甲园"), json!("member")));
    assert_eq!(on("2023-05-31"), (json!("乙园"), json!("council")));
    let names = office.json(&["member", "show", "乙园"])["names"].clone();
    assert_eq!(names[0]["until"], "2023-05");
    assert_eq!(names[1]["from"], "2023-05");
}

#[test]
fn a_column_of_days_is_sorted_by_their_last_ones() {
    let office = Office::new();
    for (n, start) in
        ["2026", "2026-05", "2025-12-31", "2026-05-31", "2026-12-31", "2027-01"].iter().enumerate()
    {
        office.say(&format!("activity add 活动{n} --start {start}"));
    }
    let days = |sort: &str| {
        let rows = office.json(&["activity", "list", "--sort", sort]);
        rows.as_array()
            .unwrap()
            .iter()
            .map(|row| row["start"].as_str().unwrap().to_string())
            .collect::<Vec<_>>()
    };
    let wanted = ["2025-12-31", "2026-05-31", "2026-05", "2026-12-31", "2026", "2027-01"];
    assert_eq!(days("start"), wanted);
    let turned: Vec<&str> = wanted.iter().rev().copied().collect();
    assert_eq!(days("-start"), turned);
}

#[test]
fn former_names_that_are_not_spoken_of_stay() {
    let office = Office::new();
    office.say("org add 甲园");
    office.say("org rename 甲园 乙园 --on 2020-01-01");
    office.say("org rename 乙园 丙园 --on 2022-01-01");
    let names = || {
        let names = office.json(&["member", "show", "丙园"])["names"].clone();
        let name = |name: &Value| json!([name["name"], name["until"]]);
        Value::from(names.as_array().unwrap().iter().map(name).collect::<Vec<_>>())
    };
    let told = office.run(&["--lang", "en", "org", "edit", "丙园", "former_names=旧园:2010"]);
    assert!(told.code == 0 && told.err.contains("kept as former names too: 甲园, 乙园"), "{}", told.err);
    let all = json!([["旧园", "2010"], ["甲园", "2019-12-31"], ["乙园", "2021-12-31"], ["丙园", null]]);
    assert_eq!(names(), all);
    // One that is spoken of is corrected.
    office.ok(&["org", "edit", "丙园", "former_names=甲园:2019-06-30"]);
    let corrected = json!([["旧园", "2010"], ["甲园", "2019-06-30"], ["乙园", "2021-12-31"], ["丙园", null]]);
    assert_eq!(names(), corrected);
    // A file from before the renaming takes nothing back.
    apply(&office, "[[organization]]\nname = \"甲园\"\nformer_names = [{ name = \"旧园\", until = 2010 }]\n");
    assert_eq!(names(), corrected);
    // One that knows the present name as a former one is newer.
    apply(
        &office,
        "[[organization]]\nname = \"丁园\"\nformer_names = [{ name = \"丙园\", until = 2023-12-31 }]\n",
    );
    assert_eq!(office.json(&["org", "show", "丁园"])["name"], "丁园");
    assert_eq!(office.json(&["member", "show", "乙园"])["names"].as_array().unwrap().len(), 5);
    office.ok(&["org", "edit", "丁园", "former_names="]);
    assert_eq!(office.json(&["member", "show", "丁园"])["names"].as_array().unwrap().len(), 1);
}
