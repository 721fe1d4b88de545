//! Days as they are known: to the day, the month or the year. They are kept so, printed so and judged by
//! their last day, whichever way they come in.

use std::{collections::BTreeMap, fs};

use crate::office::{self, Office};
use serde_json::{Value, json};

/// Every kind of day that may be known in part.
const KNOWN: &str = r#"
[alliance]
name = "联盟"
founded = 2019
former_names = [{ name = "旧联盟", until = "2020年5月" }]
[[rule]]
body = "council"
matter = "dues"
majority = "3/4"
from = "2022/5"
until = "December 2025"
[[term]]
number = 1
start = "2021-03"
end = "2026"
[[organization]]
name = "甲园"
code = "jia"
former_names = [{ name = "旧甲园", until = "2020-05" }]
[[organization]]
name = "乙园"
code = "yi"
[[membership]]
organization = "甲园"
class = "council"
from = "２０２１年３月"
[[membership]]
organization = "乙园"
class = "member"
from = "2021"
until = "2024.3"
reason = "withdrawn"
[[application]]
organization = "乙园"
on = "2020-11"
[[person]]
name = "张三"
organization = "甲园"
former_names = [{ name = "张山", until = 2018 }]
[[post]]
person = "张三"
organization = "甲园"
title = "主任"
from = "2020-06"
until = "2022年"
[[session]]
term = 1
number = 1
start = 2021-04-10
end = 2021-04-11
published = "2021-05"
[[session.attendance]]
organization = "甲园"
[[session.motion]]
title = "计划"
kind = "plan"
outcome = "carried"
on = "2021-04"
[[session.action]]
title = "办事"
due = "2023-06"
[[visit]]
host = "甲园"
session = "1-1"
start = "2021年3月至5月"
published = "2021"
[[activity]]
name = "训练营"
start = "2022-05"
end = "2022"
"#;

fn office(text: &str) -> Office {
    Office::with(text)
}

/// The rows of a question, each as its columns in order.
fn rows(office: &Office, sql: &str) -> Vec<Vec<Value>> {
    let rows = office.json(&["sql", sql]);
    rows.as_array().unwrap().iter().map(|row| row.as_object().unwrap().values().cloned().collect()).collect()
}

fn members(office: &Office, day: &str) -> Vec<String> {
    let rows = office.json(&["--as-of", day, "member", "list"]);
    rows.as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_string()).collect()
}

#[test]
fn what_is_known_is_kept_as_it_is_known() {
    let office = office(KNOWN);
    let sql = "SELECT organization, \"from\", \"until\" FROM membership ORDER BY organization";
    assert_eq!(
        rows(&office, sql),
        [[json!("jia"), json!("2021-03"), json!(null)], [json!("yi"), json!("2021"), json!("2024-03")]]
    );
    for (sql, wanted) in [
        ("SELECT founded FROM alliance", json!(["2019"])),
        ("SELECT \"from\", \"until\" FROM rule", json!(["2022-05", "2025-12"])),
        ("SELECT \"start\", \"end\" FROM term", json!(["2021-03", "2026"])),
        ("SELECT \"on\" FROM application", json!(["2020-11"])),
        ("SELECT \"from\", \"until\" FROM post", json!(["2020-06", "2022"])),
        ("SELECT published FROM session", json!(["2021-05"])),
        ("SELECT \"on\" FROM motion", json!(["2021-04"])),
        ("SELECT due FROM action", json!(["2023-06"])),
        ("SELECT \"start\", \"end\", published FROM visit", json!(["2021-03", "2021-05", "2021"])),
        ("SELECT \"start\", \"end\" FROM activity", json!(["2022-05", "2022"])),
    ] {
        assert_eq!(json!(rows(&office, sql)[0]), wanted, "{sql}");
    }
    let member = office.json(&["member", "show", "jia"]);
    assert_eq!((&member["since"], &member["names"][1]["from"]), (&json!("2021-03"), &json!("2020-05")));
    // The same file again says nothing new, and a text that was written by the tool is read again.
    let file = office.file("again.toml", KNOWN);
    assert!(office.json(&["apply", &file])["entry"].is_null());
}

#[test]
fn every_question_judges_by_the_last_day() {
    let office = office(KNOWN);
    assert_eq!(members(&office, "2021-03-30"), [""; 0]);
    assert_eq!(members(&office, "2021-03-31"), ["jia"]);
    assert_eq!(members(&office, "2021-03"), ["jia"]);
    assert_eq!(members(&office, "2021-12-30"), ["jia"]);
    assert_eq!(members(&office, "2021-12-31"), ["jia", "yi"]);
    assert_eq!(members(&office, "2021"), ["jia", "yi"]);
    assert_eq!(members(&office, "2024-03-31"), ["jia", "yi"]);
    assert_eq!(members(&office, "2024-04-01"), ["jia"]);
    let called = |day: &str| office.json(&["--as-of", day, "org", "show", "jia"])["name"].clone();
    assert_eq!((called("2020-05-30"), called("2020-05-31")), (json!("旧甲园"), json!("甲园")));
    let about = |day: &str| office.json(&["--as-of", day, "about"])["name"].clone();
    assert_eq!((about("2020-05-30"), about("2020-05-31")), (json!("旧联盟"), json!("联盟")));
    let posts = |day: &str| office.json(&["--as-of", day, "person", "show", "张三"])["posts"].clone();
    assert_eq!(posts("2020-06-29"), json!([]));
    assert_eq!(posts("2020-06-30")[0]["until"], "2022");
    assert_eq!(posts("2023-01-01"), json!([]));
    let rules = |day: &str| office.json(&["--as-of", day, "rule", "list"]).to_string().contains("3/4");
    assert_eq!((rules("2022-05-30"), rules("2022-05-31")), (false, true));
    assert_eq!((rules("2025-12-31"), rules("2026-01-01")), (true, false));
    let growth = office.json(&["stats", "members"]);
    let year = |n: usize| {
        let year = &growth["years"][n];
        (year["year"].clone(), year["joined"].clone(), year["left"].clone(), year["total"].clone())
    };
    assert_eq!(year(0), (json!(2021), json!(2), json!(0), json!(2)));
    assert_eq!(year(3), (json!(2024), json!(0), json!(1), json!(1)));
    let found = |now: &str| {
        let env = [("ALLIANCE_NOW", now)];
        office.run_with(&["--format", "json", "check"], &env, "").out
    };
    assert!(!found("2023-06-30T09:00:00+08:00").contains("action-overdue"));
    assert!(found("2023-07-01T09:00:00+08:00").contains("action-overdue"));
    // A motion's month covers the days of its session.
    assert!(!found("2024-06-01T09:00:00+08:00").contains("vote-day"));
}

#[test]
fn words_say_no_more_than_is_known() {
    let office = office(KNOWN);
    let show = |lang: &str, args: &[&str]| office.ok(&[&["--lang", lang], args].concat());
    assert!(show("en", &["member", "show", "jia"]).contains("member since March 2021"));
    assert!(show("zh", &["member", "show", "jia"]).contains("自2021年3月起为成员"));
    assert!(show("zh", &["member", "show", "yi"]).contains("至2024年3月"));
    assert!(show("zh", &["about"]).contains("2019年\n"));
    assert!(show("zh", &["minutes", "1-1"]).contains("2021年3月至5月"));
    assert!(show("en", &["minutes", "1-1"]).contains("March – May 2021"));
    assert!(show("zh", &["minutes", "1-1"]).contains("期限：2023年6月）"));
    assert!(show("en", &["minutes", "1-1"]).contains("due: June 2023"));
    // Whose month alone is known was voted on in the session's own days.
    assert!(show("zh", &["resolution", "1-1/1"]).contains("2021年4月10日至11日"));
    for line in show("en", &["calendar"]).lines().filter(|line| line.contains("VALUE=DATE")) {
        let (_, day) = line.rsplit_once(':').unwrap();
        assert!(day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()), "{line}");
    }
    let calendar = show("en", &["calendar"]);
    // What is known to its months is no event of ninety days: it is left out, and said.
    assert!(!calendar.contains("20210301") && !calendar.contains("202205"), "{calendar}");
    let told = office.run(&["--lang", "en", "calendar"]).err;
    assert!(told.contains("not in the calendar") && told.contains("v1") && told.contains("训练营"), "{told}");
    assert!(calendar.contains("DUE;VALUE=DATE:20230630"), "{calendar}");
}

#[test]
fn an_expulsion_in_a_year_tells_no_day() {
    let text = KNOWN.replace(
        "on = \"2021-04\"\n",
        "[[session.motion]]\ntitle = \"除名乙园\"\nkind = \"expulsion\"\nsubjects = [\"乙园\"]\noutcome = \"carried\"\neffective = 2022\n",
    );
    let office = office(&text);
    let minutes = office.ok(&["--lang", "zh", "minutes", "1-1"]);
    assert!(minutes.contains("乙园：成员身份至2022年止。\n"), "{minutes}");
    assert_eq!(members(&office, "2022-12-31"), ["jia", "yi"]);
    assert_eq!(members(&office, "2023-01-01"), ["jia"]);
}

#[test]
fn a_session_needs_its_day() {
    let office = office(KNOWN);
    let before = office.state();
    for (start, end, place) in [
        ("\"2022-03\"", "", "5:9"),
        ("2022", "", "5:9"),
        ("\"2022-03..2022-04\"", "", "5:9"),
        ("\"2022年3月1日\"", "end = \"2022年3月\"", "6:7"),
    ] {
        let text = format!("\n[[session]]\nterm = 1\nnumber = 2\nstart = {start}\n{end}\n");
        for (lang, words) in [("en", "no whole day"), ("zh", "须写明年月日")] {
            let answer = office.run_with(&["--lang", lang, "apply", "-"], &[], &text);
            assert_eq!(answer.code, 1, "{start}");
            assert!(answer.err.contains(words) && answer.err.contains(place), "{}", answer.err);
        }
    }
    for args in [
        ["session", "add", "1-2", "--start", "2022-03"],
        ["session", "edit", "1-1", "start=2021", "city=上海"],
        ["session", "edit", "1-1", "end=2021-04", "city=上海"],
    ] {
        let answer = office.run(&args);
        assert!(answer.code == 1 && answer.err.contains("no whole day"), "{}", answer.err);
    }
    let list = office.file("sessions.csv", "term,number,start,end\n1,2,2022-03,\n1,3,2022-03-01,2022\n");
    let answer = office.run(&["import", &list]);
    assert!(answer.err.contains("2:3") && answer.err.contains("3:4"), "{}", answer.err);
    assert_eq!(office.state(), before);
}

#[test]
fn days_in_the_wrong_order_are_refused_by_their_last_ones() {
    let office = Office::new();
    for (from, until, fine) in [
        ("2021-03", "2021-03", true),
        ("2021", "2021", true),
        ("2021-03-15", "2021-03", true),
        ("2021-03", "2021", true),
        ("2021-03-31", "2021", true),
        ("2021-03", "2021-03-31", true),
        ("2021", "2021-06", true),
        ("2021-03", "2021-03-01", true),
        ("2021-03-15", "2021-02", false),
        ("2021-04", "2021-03", false),
        ("2021-04-01", "2021-03", false),
        ("2022", "2021-12", false),
        ("2022", "2021", false),
    ] {
        let text = format!(
            "[[membership]]\norganization = \"{from}至{until}\"\nclass = \"member\"\nfrom = \"{from}\"\nuntil = \"{until}\"\n"
        );
        let answer = office.run_with(&["apply", "-"], &[], &text);
        assert_eq!(answer.code == 0, fine, "{from} {until}: {}", answer.err);
        let list = office.file(
            "memberships.csv",
            format!("organization,class,from,until\nL{from}-{until},member,{from},{until}\n"),
        );
        office.run_with(&["apply", "-"], &[], &format!("[[organization]]\nname = \"L{from}-{until}\"\n"));
        let answer = office.run(&["import", &list]);
        assert_eq!(answer.code == 0, fine, "{from} {until}: {}", answer.err);
    }
}

#[test]
fn commands_take_what_is_known() {
    let office = office(KNOWN);
    let now = office.state();
    office.say("member add 丙园 --class member --since 2020年");
    office.say("member class by --to standing --on 2022-03");
    let held = "SELECT class, \"from\", \"until\" FROM membership WHERE organization = 'by' ORDER BY class";
    assert_eq!(
        rows(&office, held),
        [
            [json!("member"), json!("2020"), json!("2022-03")],
            [json!("standing"), json!("2022-03"), json!(null)]
        ]
    );
    let class = |day: &str| {
        let rows = office.json(&["--as-of", day, "member", "list"]);
        let row = rows.as_array().unwrap().iter().find(|row| row["code"] == "by").cloned();
        row.map_or(Value::Null, |row| row["class"].clone())
    };
    assert_eq!((class("2022-03-30"), class("2022-03-31")), (json!("member"), json!("standing")));
    let found = office.run(&["--format", "json", "check"]).out;
    assert!(!found.contains("membership-overlap"), "{found}");
    assert_eq!(office.run(&["member", "class", "by", "--to", "standing", "--on", "2022-03"]).code, 1);
    office.say("org rename by 丙科技园 --on 2023-02");
    let names = office.json(&["member", "show", "by"])["names"].clone();
    assert_eq!(
        names,
        json!([
            { "name": "丙园", "from": null, "until": "2023-02" },
            { "name": "丙科技园", "from": "2023-02", "until": null }
        ])
    );
    office.say("member leave by --on 2024-05 --reason withdrawn");
    assert!(members(&office, "2024-05-31").contains(&"by".to_string()));
    assert!(!members(&office, "2024-06-01").contains(&"by".to_string()));
    office.say("visit add jia --start 2024-05");
    office.say("person post 张三 --org yi --title 顾问 --from 2023");
    office.say("action add 写报告 --due 2024年5月");
    office.say("org edit jia former_names=旧甲园:2020");
    office.say("about edit founded=2018-06");
    assert_eq!(office.json(&["about"])["founded"], "2018-06");
    // What is told of a change has both days; what was done is undone to the letter.
    let newest = office.json(&["log"])[0]["entry"].as_i64().unwrap();
    for _ in 1..newest {
        office.ok(&["undo"]);
    }
    let founded = || rows(&office, "SELECT founded FROM alliance");
    assert_ne!((office.state(), founded()), (now, founded()));
    assert_eq!(founded(), [[json!("2019")]]);
    assert_eq!(office.run(&["check", "--deep", "--only", "journal-replay"]).code, 0);
}

#[test]
fn a_stated_month_is_the_day_on_which_a_vote_admits() {
    let text = r#"
[[membership]]
organization = "甲园"
class = "council"
from = "2021-03"
[[person]]
name = "张三"
[[post]]
person = "张三"
title = "理事长"
role = "president"
term = 1
from = "2021"
[[session]]
term = 1
number = 1
start = 2021-03-15
[[session.attendance]]
organization = "乙园"
capacity = "guest"
[[session.motion]]
title = "接纳甲园"
kind = "admission"
subjects = ["甲园"]
class = "council"
outcome = "carried"
[[session.motion]]
title = "选举"
kind = "election"
outcome = "carried"
seats = 1
candidates = [{ person = "张三", role = "president", elected = true }]
"#;
    let office = office(text);
    let held = office.json(&["member", "show", "甲园"])["memberships"].clone();
    assert_eq!(
        (held.as_array().unwrap().len(), &held[0]["from"], &held[0]["admitted_by"]),
        (1, &json!("2021-03"), &json!("1-1/1"))
    );
    assert_eq!(rows(&office, "SELECT \"from\" FROM post"), [[json!("2021")]]);
    let found = office.run(&["--format", "json", "check"]).out;
    for rule in ["admission-membership", "effect-without-motion", "membership-overlap"] {
        assert!(!found.contains(rule), "{rule}: {found}");
    }
}

#[test]
fn a_class_that_follows_by_months_breaks_nothing() {
    let office = office(
        "[[membership]]\norganization = \"甲园\"\nclass = \"member\"\nfrom = \"2018-05\"\nuntil = \"2021-02\"\n\
         [[membership]]\norganization = \"甲园\"\nclass = \"council\"\nfrom = \"2021-03\"\n",
    );
    let member = office.json(&["member", "list"])[0].clone();
    assert_eq!((&member["since"], &member["class"]), (&json!("2018-05"), &json!("council")));
    let years = office.json(&["stats", "members"])["years"].clone();
    let left: i64 = years.as_array().unwrap().iter().map(|year| year["left"].as_i64().unwrap()).sum();
    assert_eq!(left, 0, "{years}");
    let found = office.run(&["--format", "json", "check"]).out;
    assert!(found.contains("2018-05") && !found.contains("2021-03"), "{found}");
}

#[test]
fn only_what_surely_contradicts_is_told() {
    let text = |end: &str, start: &str, met: &str| {
        format!(
            "[[term]]\nnumber = 1\nstart = 2016-01-01\nend = \"{end}\"\n[[term]]\nnumber = 2\nstart = \"{start}\"\nend = 2030-01-01\n\
             [[membership]]\norganization = \"甲园\"\nclass = \"member\"\nfrom = \"2016\"\nuntil = \"{end}\"\n\
             [[membership]]\norganization = \"甲园\"\nclass = \"council\"\nfrom = \"{start}\"\n\
             [[person]]\nname = \"张三\"\n[[person]]\nname = \"李四\"\n\
             [[post]]\nperson = \"张三\"\ntitle = \"理事长\"\nrole = \"president\"\nuntil = \"{end}\"\n\
             [[post]]\nperson = \"李四\"\ntitle = \"理事长\"\nrole = \"president\"\nfrom = \"{start}\"\n\
             [[session]]\nterm = 2\nnumber = 1\nstart = {met}\n"
        )
    };
    let rules = ["term-overlap", "membership-overlap", "officer-overlap", "session-term"];
    let told = |text: String| {
        let office = office(&text);
        let found = office.run(&["--format", "json", "check"]).out;
        rules.into_iter().filter(|rule| found.contains(rule)).collect::<Vec<_>>()
    };
    assert_eq!(told(text("2021-03", "2021-03", "2021-03-01")), [""; 0]);
    assert_eq!(told(text("2021", "2021-03", "2021-03-01")), [""; 0]);
    assert_eq!(told(text("2021-05", "2021-03", "2021-02-28")), rules);
}

#[test]
fn what_is_recorded_is_edited_as_it_is_known() {
    let office = office(KNOWN);
    let editor = [("EDITOR", "sed -i s/办事/做事/")];
    let answer = office.run_with(&["record", "1-1", "-y"], &editor, "");
    assert_eq!(answer.code, 0, "{}{}", answer.out, answer.err);
    let action = office.json(&["action", "list"])[0].clone();
    assert_eq!((&action["title"], &action["due"]), (&json!("做事"), &json!("2023-06")));
    let visit = office.json(&["visit", "show", "v1"]);
    assert_eq!((&visit["start"], &visit["end"]), (&json!("2021-03"), &json!("2021-05")));
    // A month that stands in a file as if it were a day of TOML: the way out is named.
    for (lang, words) in [("en", "known to its month or year as"), ("zh", "只知年月或年份的写作")] {
        let text = "[[action]]\ntitle = \"办事\"\ndue = 2023-06\n";
        let answer = office.run_with(&["--lang", lang, "apply", "-"], &[], text);
        assert!(answer.code == 1 && answer.err.contains(words), "{}", answer.err);
    }
}

#[test]
fn what_is_known_leaves_and_comes_back() {
    let office = office(KNOWN);
    let folder = office.folder.path();
    let first = folder.join("out").to_string_lossy().into_owned();
    office.ok(&["export", &first]);
    for name in ["out", "out.json", "out.xlsx"] {
        let path = folder.join(name).to_string_lossy().into_owned();
        if name != "out" {
            office.ok(&["export", &path]);
        }
        let (other, again) = (Office::new(), folder.join(format!("{name}-again")));
        other.ok(&["import", &path]);
        other.ok(&["export", &again.to_string_lossy()]);
        for file in fs::read_dir(&first).unwrap() {
            let name = file.unwrap().file_name();
            let [one, two] =
                [folder.join("out"), again.clone()].map(|at| fs::read_to_string(at.join(&name)).unwrap());
            assert_eq!(one, two, "{name:?}");
        }
    }
}

/// The conditions on the rows of each table of a registry file, in their order of letters.
fn conditions(path: &std::path::Path) -> BTreeMap<String, Vec<String>> {
    let db = rusqlite::Connection::open(path).unwrap();
    let mut statement = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    tables
        .map(Result::<(String, String), _>::unwrap)
        .map(|(name, sql)| {
            let mut all: Vec<String> = Vec::new();
            for (at, _) in sql.match_indices("CHECK (") {
                let mut open = 0;
                let end = sql[at..].char_indices().find(|(_, c)| {
                    open += i32::from(*c == '(') - i32::from(*c == ')');
                    *c == ')' && open == 0
                });
                all.push(sql[at..at + end.unwrap().0].to_string());
            }
            all.sort();
            (name, all)
        })
        .collect()
}

#[test]
fn registries_of_earlier_versions_take_days_as_they_are_known() {
    if !office::is_on_files("a file of an earlier version is opened") {
        return;
    }
    for version in fs::read_dir("tests/registries").unwrap() {
        let office = Office::new();
        let old = office.folder.path().join("r.db");
        fs::write(&old, crate::office::released(version.unwrap().file_name())).unwrap();
        office.say("action add 办事 --due 2030-05");
        office.say("member add 新来的园 --class member --since 2023 --until 2023-12");
        let new = Office::new();
        new.ok(&["init"]);
        assert_eq!(conditions(&old), conditions(&new.folder.path().join("r.db")));
        assert_eq!(office.run(&["check", "--deep", "--only", "storage", "--only", "journal-replay"]).code, 0);
    }
}
