//! The life of a meeting: convened, held, decided, followed up, proved.

use crate::office::Office;
use serde_json::{Value, json};

/// A council of five with terms and offices, and nothing that has met yet.
const COUNCIL: &str = r#"
[alliance]
name = "示例联盟"
[[organization]]
name = "甲园"
code = "jia"
[[organization]]
name = "乙园"
code = "yi"
[[organization]]
name = "丙园"
code = "bing"
[[organization]]
name = "丁园"
code = "ding"
[[organization]]
name = "戊园"
code = "wu"
[[membership]]
organization = "甲园"
class = "president"
from = 2020-01-01
[[membership]]
organization = "乙园"
class = "council"
from = 2020-01-01
[[membership]]
organization = "丙园"
class = "council"
from = 2020-01-01
[[membership]]
organization = "丁园"
class = "council"
from = 2020-01-01
[[membership]]
organization = "戊园"
class = "council"
from = 2020-01-01
[[person]]
name = "张三"
organization = "甲园"
title = "主任"
"#;

fn council(more: &str) -> Office {
    Office::with(format!("{COUNCIL}{more}"))
}

/// A session of which all five came.
const HELD: &str = r#"
[[session]]
term = 1
number = 1
start = 2024-03-01
[[session.attendance]]
organization = "甲园"
[[session.attendance]]
organization = "乙园"
[[session.attendance]]
organization = "丙园"
[[session.attendance]]
organization = "丁园"
[[session.attendance]]
organization = "戊园"
"#;

fn pick<'v>(value: &'v Value, keys: &[&str]) -> Vec<&'v Value> {
    keys.iter().map(|key| &value[*key]).collect()
}

#[test]
fn a_session_to_come_is_planned_until_its_course_is_recorded() {
    let office = council("");
    office.say("session add 1-1 --start 2024-03-01");
    office.say("session add 1-2 --start 2999-03-01");
    let status = |office: &Office| {
        let list = office.json(&["session", "list"]);
        list.as_array().unwrap().iter().map(|row| row["status"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(status(&office), ["held", "planned"]);
    assert_eq!(office.json(&["session", "list", "--where", "status=planned"])[0]["ref"], "1-2");
    assert_eq!(office.json(&["session", "list", "--where", "状态=已召开"])[0]["ref"], "1-1");
    let answer = office.run(&["session", "attend", "1-2", "jia"]);
    assert!(answer.code == 0 && answer.err.contains("counts as held"), "{}", answer.err);
    assert_eq!(status(&office), ["held", "held"]);
    // The same file again changes nothing, and what is told to be planned with attendance was held.
    let file = office.file("s.toml", "[[session]]\nterm=1\nnumber=3\nstart=2999-04-01\nstatus=\"planned\"\n[[session.attendance]]\norganization=\"甲园\"\n");
    let first = office.run(&["apply", &file]);
    assert!(first.code == 0 && first.err.contains("was held"), "{}", first.err);
    assert_eq!(office.json(&["apply", &file])["entry"], Value::Null);
    assert_eq!(status(&office), ["held", "held", "held"]);
    // Before it is held nothing is said of it in statistics.
    office.say("session add 1-4 --start 2999-05-01");
    office.say("motion add 1-4 预算");
    assert_eq!(office.json(&["vote", "show", "1-4/1"])["computed"], "unknown");
}

#[test]
fn a_recused_seat_counts_for_the_quorum_and_leaves_the_base_where_the_rule_says_so() {
    for (rule, base, needed, computed) in [("present", 5, 4, "rejected"), ("excluded", 4, 3, "carried")] {
        let office = council(HELD);
        office.say(&format!("rule add council * --majority 2/3 --majority-of present --recused {rule}"));
        office.say("motion add 1-1 合作协议");
        office.say("vote record 1-1/1 --ballot jia=yes --ballot yi=yes --ballot bing=yes --ballot ding=no --ballot wu=回避");
        let vote = office.json(&["vote", "show", "1-1/1"]);
        assert_eq!(vote["rule"]["recused"], rule);
        assert_eq!(pick(&vote, &["computed", "needed"]), [&json!(computed), &json!(needed)], "of {base}");
        assert_eq!(vote["quorum"]["present"], 5);
        assert_eq!(vote["counts"], json!({"yes": 3, "no": 1, "abstain": 0, "invalid": 0}));
        let roll = office.json(&["session", "roll", "1-1", "--motion", "1"]);
        let wu = roll.as_array().unwrap().iter().find(|row| row["organization"]["code"] == "wu").unwrap();
        assert_eq!(
            pick(wu, &["quorum", "vote", "reason", "ballot"]),
            [&json!(true), &json!(false), &json!("recused"), &json!("recused")]
        );
    }
}

#[test]
fn two_majorities_and_a_quorum_of_more_than_half() {
    let office = council(HELD);
    office.say("rule add council charter --majority 2/3 --majority-of cast --also 4/5 --also-of all");
    office.say("motion add 1-1 修改章程 --kind charter");
    office.say("vote record 1-1/1 --yes 3 --no 1 --abstain 1 --invalid 0");
    let vote = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!(pick(&vote, &["computed", "needed", "margin"]), [&json!("rejected"), &json!(4), &json!(-1)]);
    assert_eq!(
        pick(&vote["rule"], &["also", "also_of", "majority_of"]),
        [&json!("4/5"), &json!("all"), &json!("cast")]
    );
    office.say("vote record 1-1/1 --yes 4 --no 1 --abstain 0");
    assert_eq!(office.json(&["vote", "show", "1-1/1"])["computed"], "carried");
    // A session's own quorum goes by the rule for all matters; four of eight are not more than half.
    let office = council(HELD);
    office.say("rule add council * --quorum 3/5 --quorum-exclusive --quorum-least 2");
    for (absent, met) in [(vec!["wu"], true), (vec!["wu", "ding"], false)] {
        for org in absent {
            office.say(&format!("session attend 1-1 {org} --presence absent"));
        }
        let quorum = &office.json(&["session", "show", "1-1"])["quorum"];
        assert_eq!(pick(quorum, &["required", "met"]), [&json!(4), &json!(met)]);
    }
}

#[test]
fn a_vote_by_correspondence_counts_who_replied() {
    let office = council("");
    office.say("rule add council * --correspondence=true --majority 2/3");
    office.say("session add 1-1 --start 2024-03-01 --kind correspondence --deadline 2024-03-10");
    office.say("motion add 1-1 预算 --kind budget");
    office.say("vote record 1-1/1 --method correspondence --ballot jia=yes --ballot yi=yes --ballot bing=yes --ballot ding=no");
    let vote = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!(pick(&vote["quorum"], &["due", "present", "met"]), [&json!(5), &json!(4), &json!(true)]);
    assert_eq!(pick(&vote, &["computed", "needed"]), [&json!("carried"), &json!(3)]);
    let checks = |office: &Office| office.run(&["check", "--only", "correspondence-not-allowed"]).code;
    assert_eq!(checks(&office), 0);
    // All have to agree where the rule asks for that; one that did not reply did not.
    let office = council("");
    office.say("rule add council * --correspondence unanimous");
    office.say("session add 1-1 --start 2024-03-01 --kind correspondence");
    office.say("motion add 1-1 预算");
    office.say("vote record 1-1/1 --ballot jia=yes --ballot yi=yes --ballot bing=yes --ballot ding=yes");
    assert_eq!(office.json(&["vote", "show", "1-1/1"])["computed"], "rejected");
    office.say("vote record 1-1/1 --ballot wu=yes");
    assert_eq!(office.json(&["vote", "show", "1-1/1"])["computed"], "carried");
    let office = council(HELD);
    office.say("motion add 1-1 预算");
    office.say("vote record 1-1/1 --method correspondence --yes 4 --no 0 --abstain 0");
    assert_eq!(checks(&office), 3);
    assert_eq!(
        office.json(&["vote", "show", "1-1/1"])["quorum"]["present"],
        4,
        "the replies, and not who came"
    );
    // Another vote by correspondence, of which nothing is recorded yet: who replied to the first did not reply to it.
    office.say("vote record 1-1/1 --ballot jia=yes");
    office.say("motion add 1-1 决算 --method correspondence");
    let roll = office.json(&["session", "roll", "1-1", "--motion", "2"]);
    assert!(roll.as_array().unwrap().iter().all(|seat| seat["vote"].is_null()), "{roll}");
}

#[test]
fn whoever_did_not_reply_by_correspondence_was_absent_from_nothing() {
    let office = council(HELD);
    office.say("session add 1-2 --start 2024-04-01 --kind correspondence");
    office.say("motion add 1-2 预算");
    office.say("vote record 1-2/1 --ballot jia=yes --ballot yi=yes --ballot bing=yes --ballot ding=yes");
    let rows = office.json(&["stats", "attendance", "--body", "council"]);
    let wu = rows.as_array().unwrap().iter().find(|row| row["organization"]["code"] == "wu").unwrap();
    assert_eq!(pick(wu, &["due", "present", "absent", "absent_in_a_row"]), [1, 1, 0, 0], "{rows}");
}

#[test]
fn a_seat_in_arrears_keeps_its_place_and_loses_its_vote_after_the_grace() {
    for (start, reason) in [("2024-07-30", Value::Null), ("2024-07-31", json!("arrears"))] {
        let office = council(&HELD.replace("2024-03-01", start));
        office.say("rule add council * --standing paid --grace 30");
        office.say("dues add 2024 --class council --amount 500000 --due 2024-06-30");
        office.say("dues add 2024 --org jia --amount 10.00 --due 2024-06-30");
        for org in ["yi", "bing", "ding"] {
            office.say(&format!("payment add {org} 2024 --amount 5000.00 --on {start}"));
        }
        office.say(&format!("payment add jia --year 2024 --amount 1000 --on {start}"));
        office.say(&format!("payment add wu 2024 --amount 4999.99 --on {start}"));
        let nothing = office.run(&["payment", "add", "wu", "2023", "--amount", "0"]);
        assert!(
            nothing.code == 1 && nothing.err.contains("nothing was paid") && !nothing.err.contains("CHECK"),
            "{}",
            nothing.err
        );
        let roll = office.json(&["session", "roll", "1-1"]);
        let wu = roll.as_array().unwrap().iter().find(|row| row["organization"]["code"] == "wu").unwrap();
        assert_eq!(pick(wu, &["quorum", "reason"]), [&json!(true), &reason], "{start}");
        let quorum = &office.json(&["session", "show", "1-1"])["quorum"];
        assert_eq!(pick(quorum, &["due", "present"]), [&json!(5), &json!(5)]);
        office.say("motion add 1-1 预算");
        office.say("vote record 1-1/1 --ballot jia=yes --ballot yi=yes --ballot bing=yes --ballot ding=no --ballot wu=no");
        let vote = office.json(&["vote", "show", "1-1/1"]);
        let counted = if reason.is_null() { (2, "rejected") } else { (1, "carried") };
        assert_eq!(pick(&vote, &["computed"]), [&json!(counted.1)], "{start}");
        assert_eq!(vote["counted"]["no"], counted.0);
        let left = office.json(&["dues", "list", "--arrears", "--as-of", start]);
        assert_eq!(left.as_array().unwrap().len(), 1);
        assert_eq!(
            pick(&left[0], &["year", "amount", "paid", "owing"]),
            [&json!(2024), &json!(500000), &json!(499999), &json!(1)]
        );
    }
}

#[test]
fn amounts_are_the_smallest_unit_to_programs_and_units_to_people() {
    let office = council("");
    office.say("dues add 2024 --class council --amount 5000.00");
    assert_eq!(office.json(&["dues", "list"])[0]["amount"], 500000);
    assert!(office.say("dues list").contains("5000.00"));
    let folder = office.folder.path();
    let (zh, csv) =
        (folder.join("会费.csv").display().to_string(), folder.join("dues.csv").display().to_string());
    office.ok(&["--lang", "zh", "dues", "list", "--output", &zh]);
    std::fs::write(&csv, office.ok(&["--format", "csv", "dues", "list"])).unwrap();
    for file in [&zh, &csv] {
        let other = council("");
        other.ok(&["import", file]);
        assert_eq!(other.json(&["dues", "list"])[0]["amount"], 500000, "{file}");
    }
    for amount in ["-5", "1.234", "many", "5000,00"] {
        let answer = office.run(&["dues", "add", "2025", "--class", "member", "--amount", amount]);
        assert!(answer.code == 1 && answer.err.contains("amount"), "{amount}: {}", answer.err);
    }
    let bank = office.file("缴费.csv", "单位名称,年度,金额（元）,日期\n甲园,2024,\"5,000\",2024-05-01\n");
    office.ok(&["import", &bank]);
    assert_eq!(office.json(&["payment", "list"])[0]["amount"], 500000);
}

#[test]
fn a_decision_holds_until_another_replaces_it() {
    let office = council(HELD);
    let pass = |office: &Office, session: &str, title: &str, link: &str| {
        let more = link.split(' ').filter(|word| !word.is_empty());
        let mut words = vec!["motion", "add", session, title, "--outcome", "carried"];
        words.extend(more);
        office.ok(&words);
    };
    pass(&office, "1-1", "会费办法", "");
    pass(&office, "1-1", "差旅办法", "");
    office.say("motion add 1-1 未过 --outcome rejected");
    office.say("session add 1-2 --start 2025-03-01");
    pass(&office, "1-2", "会费办法修订", "--amends 1-1/1");
    pass(&office, "1-2", "废止差旅办法", "--rescinds 1-1/2");
    office.say("session add 1-3 --start 2026-03-01");
    pass(&office, "1-3", "新会费办法", "--replaces 1-1/1");
    let list = |args: &[&str]| {
        let rows = office.json(&[&["decision", "list"], args].concat());
        let row = |row: &Value| {
            (row["ref"].as_str().unwrap().to_string(), row["in_force"].clone(), row["replaced_by"].clone())
        };
        rows.as_array().unwrap().iter().map(row).collect::<Vec<_>>()
    };
    let row = |reference: &str, holds: bool, by: Value| (reference.to_string(), json!(holds), by);
    assert_eq!(
        list(&["--as-of", "2024-12-31"]),
        [row("1-1/1", true, Value::Null), row("1-1/2", true, Value::Null)]
    );
    assert_eq!(
        list(&["--as-of", "2026-12-31"]),
        [
            row("1-1/1", false, json!("1-3/1")),
            row("1-1/2", false, json!("1-2/2")),
            row("1-2/1", true, Value::Null),
            row("1-2/2", true, Value::Null),
            row("1-3/1", true, Value::Null),
        ]
    );
    assert_eq!(list(&["--in-force", "--as-of", "2025-12-31"]).len(), 3);
    // What another stands on is not taken out.
    assert_eq!(office.run(&["motion", "remove", "1-1/1"]).code, 1);
    assert_eq!(office.json(&["motion", "show", "1-3/1"])["replaces"], "1-1/1");
}

#[test]
fn minutes_are_confirmed_once_and_a_correction_says_so() {
    let office = council(HELD);
    office.say("session add 1-2 --start 2025-03-01");
    office.say("action add 编制预算 --session 1-1 --owner 秘书处");
    assert_eq!(office.run(&["session", "confirm", "1-2", "--in", "1-1"]).code, 1);
    assert_eq!(office.run(&["session", "confirm", "1-1", "--in", "1-1"]).code, 1);
    office.say("session confirm 1-1 --in 1-2");
    assert!(office.say("minutes 1-1 --lang zh").contains("第一届理事会第二次会议确认"));
    assert!(!office.say("minutes 1-1 --lang zh").contains("更正"));
    let corrected = office.run(&["session", "edit", "1-1", "venue=北楼", "--why", "地点误记"]);
    assert!(corrected.err.contains("this is a correction"), "{}", corrected.err);
    let minutes = office.say("minutes 1-1 --lang zh");
    assert!(minutes.contains("更正") && minutes.contains("地点误记"), "{minutes}");
    // What was agreed stands in the next minutes with what has become of it.
    assert!(office.say("minutes 1-2 --lang zh").contains("编制预算（责任：秘书处）：进行中"));
    office.say("action done a1 --on 2025-02-01");
    assert!(office.say("minutes 1-2 --lang zh").contains("已于2025年2月1日完成"));
    office.say("action edit a1 done=2025-04-01");
    assert!(office.say("minutes 1-2 --lang zh").contains("进行中"), "it was done only later");
    // Final minutes are kept with their hash, once.
    let told = office.run(&["minutes", "1-1", "--final"]);
    assert!(told.code == 0 && told.err.contains("SHA-256"), "{}", told.err);
    assert_eq!(office.run(&["minutes", "1-1", "--final"]).code, 1);
    let documents = office.json(&["document", "list"]);
    assert_eq!(documents[0]["path"], "minutes-1-1.docx");
    let copy = office.folder.path().join("m.docx").display().to_string();
    office.ok(&["document", "save", "d1", &copy]);
    assert!(std::fs::read(&copy).unwrap().starts_with(b"PK"));
    office.say("session add 1-3 --start 2999-01-01");
    assert_eq!(office.run(&["minutes", "1-3", "--final"]).code, 1);
}

#[test]
fn papers_for_the_table_in_every_form() {
    let office = council("");
    office.say(
        "session add 1-1 --start 2999-03-01 --venue 会议中心 --deadline 2999-02-20 --notified 2999-02-01",
    );
    office.say("session agenda 1-1 年度工作报告 --kind report --presenter 张三");
    office.say("motion add 1-1 年度预算 --kind budget");
    let election = office.file(
        "e.toml",
        "[[session]]\nterm=1\nnumber=1\nstart=2999-03-01\n[[session.motion]]\nnumber=2\ntitle=\"选举理事长\"\nkind=\"election\"\n\
         seats=1\ntellers=[\"王五\"]\ncandidates=[{person=\"张三\",role=\"president\"},{person=\"李四\",role=\"president\"}]\n",
    );
    office.ok(&["apply", &election]);
    let zh = |words: &str| office.say(&format!("--lang zh {words}"));
    let notice = zh("notice 1-1");
    for part in [
        "关于召开第一届理事会第一次会议的通知",
        "会议中心",
        "年度工作报告（张三）",
        "年度预算",
        "2999年2月20日前",
        "回执",
        ">> ",
        "2999年2月1日",
    ] {
        assert!(notice.contains(part.trim_start_matches(">> ")), "{part}: {notice}");
    }
    let signin = zh("sheet signin 1-1");
    let at = |name: &str| signin.find(name).unwrap_or_else(|| panic!("{name}: {signin}"));
    assert!(at("甲园") < at("丙园") && at("丙园") < at("乙园"), "by rank, then by pinyin: {signin}");
    assert!(signin.contains("| 序号 | 单位 | 身份 | 代表 | 签名 |"), "{signin}");
    assert!(zh("sheet proxy 1-1").contains("授权委托书"));
    let ballot = zh("sheet ballot 1-1/2");
    assert!(
        ballot.contains("选票")
            && ballot.contains("差额选举")
            && ballot.contains("| 1 | 张三 |")
            && ballot.matches("| 另选 |").count() == 1
            && ballot.contains("只写姓名而不划的，不计"),
        "{ballot}"
    );
    assert!(zh("sheet ballot 1-1/1").contains("| 年度预算 | □ | □ | □ |"));
    let count = zh("sheet count 1-1/2");
    assert!(count.contains("王五") && count.contains("通过条件"), "{count}");
    assert!(zh("sheet agenda 1-1").contains("| 1 | 年度工作报告 |"));
    for words in [
        "notice 1-1",
        "sheet signin 1-1",
        "sheet proxy 1-1",
        "sheet ballot 1-1/1",
        "sheet ballot 1-1/2",
        "sheet count 1-1/1",
        "sheet agenda 1-1",
    ] {
        for lang in ["zh", "en"] {
            for form in ["markdown", "text", "html", "docx"] {
                let file = office
                    .folder
                    .path()
                    .join(format!("p.{form}"))
                    .display()
                    .to_string()
                    .replace("markdown", "md")
                    .replace(".text", ".txt");
                let mut call = vec!["--lang", lang];
                call.extend(words.split(' '));
                call.extend(["--output", &file, "--force"]);
                office.ok(&call);
                assert!(std::fs::metadata(&file).unwrap().len() > 100, "{words} {form}");
            }
        }
    }
    let html = office.ok(&["sheet", "signin", "1-1", "--format", "html"]);
    assert!(html.contains("<table>") && html.contains("<th>") && html.contains("<td>"), "{html}");
    // A template of one's own starts from the built-in one.
    let own = office.file("own.md", office.ok(&["template", "paper", "signin"]));
    office.ok(&["sheet", "signin", "1-1", "--template", &own]);
    assert_eq!(office.run(&["sheet", "seating", "1-1"]).code, 2);
    assert_eq!(office.run(&["sheet", "ballot", "1-1"]).code, 1);
}

#[test]
fn any_entry_says_where_it_comes_from() {
    let office = council(
        "sources = [{ kind = \"list\", title = \"名册\", date = 2020-01-02 }, \"来函\"]\n[[visit]]\nhost = \"甲园\"\nstart = 2024-05-01\nsource = \"报道\"\nsources = [{ kind = \"news\", place = \"https://example.org/1\" }]\n",
    );
    let all = office
        .json(&["sql", "SELECT record, seq, kind, title, \"date\", place FROM source ORDER BY record, seq"]);
    assert_eq!(all.as_array().unwrap().len(), 3);
    assert_eq!(all[0]["title"], "名册");
    office.ok(&["document", "add", "README.md", "--for", "jia"]);
    office.ok(&["org", "edit", "yi", "sources=新闻：联盟成立@2020-03-01", "sources=https://example.org/2"]);
    let cited = office.file(
        "d.toml",
        "[[organization]]\nname=\"丙园\"\nsources=[{ document = \"d1\", place = \"第3页\" }]\n",
    );
    office.ok(&["apply", &cited]);
    assert_eq!(office.json(&["apply", &cited])["entry"], Value::Null);
    let wrong = office.file("w.toml", "[[organization]]\nname=\"丙园\"\nsources=[{ document = \"d9\" }]\n");
    assert_eq!(office.run(&["apply", &wrong]).code, 1);
    // It all comes back from an export, and goes with its record.
    let folder = office.folder.path().join("out").display().to_string();
    office.ok(&["export", &folder]);
    let other = Office::new();
    other.ok(&["import", &folder]);
    let rows = "SELECT kind, title, \"date\", place, document FROM source ORDER BY 1, 2, 3, 4, 5";
    assert_eq!(other.json(&["sql", rows]), office.json(&["sql", rows]));
    office.ok(&["visit", "remove", "v1"]);
    assert_eq!(
        office.json(&["sql", "SELECT count(*) AS n FROM source WHERE record LIKE 'visits/%'"])[0]["n"],
        0
    );
}

#[test]
fn a_preset_becomes_the_alliances_own_rules() {
    for name in ["model-charter", "roberts-rules", "verein-ch", "verein-de"] {
        let office = council("");
        office.say(&format!("rule preset {name} --from 2024-01-01"));
        let rules = office.json(&["rule", "list", "--as-of", "2024-06-01"]);
        assert!(
            rules
                .as_array()
                .unwrap()
                .iter()
                .any(|rule| rule["from"] == "2024-01-01" && rule["body"] == "assembly"),
            "{name}"
        );
        assert_eq!(office.json(&["rule", "preset", name, "--from", "2024-01-01"])["entry"], Value::Null);
    }
    let answer = council("").run(&["rule", "preset", "nothing"]);
    assert!(answer.code == 1 && answer.err.contains("verein-de"), "{}", answer.err);
    // More than half of those who said yes or no: two of three, with two abstentions of five.
    let office = council(HELD);
    office.say("rule preset verein-de");
    office.say("motion add 1-1 预算");
    office.say("vote record 1-1/1 --yes 2 --no 1 --abstain 2");
    assert_eq!(office.json(&["vote", "show", "1-1/1"])["computed"], "carried");
}

/// The example of a year: what each of its parts comes to, asked as an auditor would.
#[test]
fn the_example_of_a_year_holds_together() {
    let office = Office::new();
    let year = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/year-2024.toml");
    let told = office.run(&["apply", year]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert_eq!(office.json(&["check"]), json!([]));

    // Five were there; who has an interest has no vote and does not count: three of four.
    let recused = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!((&recused["computed"], &recused["counts"]["yes"]), (&json!("carried"), &json!(3)));
    assert_eq!((&recused["base"], &recused["needed"]), (&json!(4), &json!(3)));
    // A tie, and the round after it.
    assert_eq!(office.json(&["vote", "show", "1-1/2"])["computed"], "tie");
    assert_eq!(office.json(&["vote", "show", "1-1/3"])["computed"], "carried");
    let officers = office.json(&["office", "list", "--as-of", "2024-12-31"]);
    assert_eq!(pick(&officers[0], &["person", "role"]), ["林芳", "vice-president"]);
    // By letter, whoever did not reply has no part in it.
    let without = |reference: &str| -> Vec<String> {
        let roll = office.json(&["session", "roll", reference]);
        let seats = roll.as_array().unwrap().iter().filter(|seat| seat["vote"] == false);
        seats.map(|seat| seat["organization"]["code"].as_str().unwrap_or_default().to_string()).collect()
    };
    assert_eq!(without("1-1"), Vec::<String>::new());
    assert_eq!(without("2024-letter-1"), ["beian"]);

    let force = office.json(&["decision", "list", "--in-force", "--as-of", "2024-12-31"]);
    let refs: Vec<&Value> = force.as_array().unwrap().iter().map(|one| &one["ref"]).collect();
    assert_eq!(refs, ["1-1/1", "1-1/3", "2024-letter-1/1", "1-2/1"]);
    let arrears = office.json(&["dues", "list", "--arrears", "--as-of", "2024-12-31"]);
    assert_eq!(pick(&arrears[0], &["owing"]), [300_000], "{arrears}");

    // The next minutes tell what became of what the last meeting agreed to, across a vote by letter.
    let minutes = office.say("minutes 1-2 --lang zh");
    assert!(
        minutes.contains("起草共建平台方案（责任：秘书处，期限：2024年6月30日）：已于2024年6月15日完成"),
        "{minutes}"
    );
    let minutes = office.say("minutes 1-1 --lang zh");
    assert!(minutes.contains("第一届理事会第二次会议确认"));
    // Papers of an election with what they needed; who is recused has cast nothing that might not count.
    assert!(minutes.contains("表决票发出5张，收回5张，无效0张，有效5张；通过须得赞成3票。"), "{minutes}");
    assert!(minutes.contains("弃权0票。回避1家。") && !minutes.contains("不计入"), "{minutes}");
    assert!(
        minutes.contains("二、选举副理事长（第一轮）") && minutes.contains("四、选举副理事长（第二轮）"),
        "{minutes}"
    );
}

#[test]
fn the_report_of_a_year_tells_who_came_and_went_and_what_was_decided() {
    let office = council(
        "[[session]]\nterm = 1\nnumber = 1\nstart = 2024-03-01\nattendance = [{ organization = \"甲园\" }, { organization = \"乙园\" }, { organization = \"丙园\" }, { organization = \"丁园\" }]\n\
         [[session.motion]]\nnumber = 1\ntitle = \"会费办法\"\nkind = \"dues\"\nyes = 4\nno = 0\nabstain = 0\n\
         [[session]]\nterm = 1\nnumber = 2\nstart = 2999-03-01\n",
    );
    office.say("org add 己园 --code ji --province 江苏 --name-en Ji");
    office.say("member add ji --class member --from 2024-02-01");
    office.say("member leave ji --on 2024-09-30 --reason withdrawn");
    office.say("member leave wu --on 2023-12-31 --reason withdrawn");
    let report = office.json(&["report", "2024", "--as-of", "2025-06-01"]);
    assert_eq!(report["members"]["total"], 4, "{report}");
    assert_eq!(report["members"]["on"], "2024-12-31");
    // Who came and went within the year is told under both; whose last day was 31 December left with the new year.
    assert_eq!(report["joined"][0]["organization"]["code"], "ji");
    let left: Vec<&Value> =
        report["left"].as_array().unwrap().iter().map(|one| &one["organization"]["code"]).collect();
    assert_eq!(left.len(), 2, "{report}");
    assert!(report["left"].as_array().unwrap().iter().all(|one| one["reason"] == "withdrawn"));
    // A session to come is in no report.
    assert_eq!(report["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(report["decisions"][0]["ref"], "1-1/1");
    let zh = office.say("report 2024 --as-of 2025-06-01 --lang zh");
    assert!(
        zh.contains("截至2024年12月31日，共有成员4家") && zh.contains("己园（会员，2024年2月1日）"),
        "{zh}"
    );
    assert!(
        zh.contains("己园（退会，末日2024年9月30日）") || zh.contains("己园（主动退会，末日2024年9月30日）"),
        "{zh}"
    );
    assert!(zh.contains("会费办法（2024年3月1日，1-1/1）"), "{zh}");
    assert!(
        office.say("report 2024 --lang en --as-of 2025-06-01").contains("- Ji (member, 1 February 2024)")
    );
    // A workbook has a sheet for each list.
    let book = office.folder.path().join("r.xlsx").display().to_string();
    office.ok(&["report", "2024", "--output", &book]);
    assert!(std::fs::read(&book).unwrap().starts_with(b"PK"));
    assert_eq!(office.run(&["report", "2024", "--output", &book]).code, 1, "a file that is there is kept");
}

#[test]
fn the_audit_of_a_term_tells_what_the_re_election_looks_at() {
    let office = council(
        "[[term]]\nnumber = 1\nstart = 2016-01-01\nend = 2019-12-31\n[[term]]\nnumber = 2\nstart = 2020-01-01\nend = 2023-12-31\n\
         [[rule]]\nbody = \"council\"\nmatter = \"*\"\nmeets = 1\nabsences = 2\n\
         [[session]]\nterm = 2\nnumber = 1\nstart = 2020-03-01\nattendance = [{ organization = \"甲园\" }, { organization = \"乙园\" }, { organization = \"丙园\" }, { organization = \"丁园\" }, { organization = \"戊园\", presence = \"absent\" }]\n\
         [[session]]\nterm = 2\nnumber = 2\nstart = 2021-03-01\nattendance = [{ organization = \"甲园\" }, { organization = \"乙园\" }, { organization = \"丙园\" }, { organization = \"丁园\" }, { organization = \"戊园\", presence = \"absent\" }]\n\
         [[session]]\ncode = \"letter\"\nkind = \"correspondence\"\nstart = 2022-03-01\n\
         [[post]]\nperson = \"李四\"\ntitle = \"理事长\"\nrole = \"president\"\nterm = 1\nfrom = 2016-01-01\n\
         [[post]]\nperson = \"李四\"\ntitle = \"理事长\"\nrole = \"president\"\nterm = 2\nfrom = 2020-01-01\n",
    );
    let audit = office.json(&["term", "audit", "2", "--as-of", "2024-06-01"]);
    assert_eq!((&audit["start"], &audit["end"]), (&json!("2020-01-01"), &json!("2023-12-31")));
    assert_eq!(audit["deferred_until"], "2024-12-31");
    let of = |rule: &str| -> Vec<String> {
        let all = audit["findings"].as_array().unwrap().iter().filter(|one| one["rule"] == rule);
        all.map(|one| format!("{} {}", one["ref"].as_str().unwrap_or_default(), one["message"])).collect()
    };
    assert!(of("term-due")[0].contains("2024-12-31"), "{audit}");
    assert!(of("officer-limit")[0].starts_with("李四"), "{audit}");
    // A vote by letter is no meeting: none in 2022 and none in 2023.
    assert_eq!(of("meets").len(), 2, "{audit}");
    assert!(of("absences")[0].starts_with("wu"), "{audit}");
    assert!(of("never-met").iter().all(|one| !one.starts_with("council")), "{audit}");
    // The letter stands in the list of the term of its day.
    assert_eq!(audit["sessions"].as_array().unwrap().len(), 3);
    let zh = office.say("term audit 2 --as-of 2024-06-01 --lang zh");
    assert!(
        zh.contains("换届审查") && zh.contains("李四") && zh.contains("最迟延期至：2024年12月31日"),
        "{zh}"
    );
    assert_eq!(office.run(&["term", "audit", "9"]).code, 1);
}

#[test]
fn two_payments_of_one_month_are_two_unless_they_are_of_one_amount() {
    let office = council("");
    office.say("payment add jia 2024 --amount 100.00 --on 2024");
    office.say("payment add jia 2024 --amount 50.00 --on 2024-11-05");
    let amounts = |office: &Office| {
        let all = office.json(&["payment", "list"]);
        let mut all: Vec<i64> =
            all.as_array().unwrap().iter().map(|one| one["amount"].as_i64().unwrap()).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(amounts(&office), [5_000, 10_000]);
    let file = office.file(
        "p.toml",
        "[[payment]]\norganization = \"jia\"\nyear = 2024\non = \"2024-11\"\namount = \"12.00\"\n",
    );
    office.ok(&["apply", &file]);
    assert_eq!(amounts(&office), [1_200, 5_000, 10_000]);
    // The same payment, better known.
    office.ok(&[
        "apply",
        &office.file(
            "q.toml",
            "[[payment]]\norganization = \"jia\"\nyear = 2024\non = 2024-11-20\namount = \"12.00\"\n",
        ),
    ]);
    assert_eq!(amounts(&office), [1_200, 5_000, 10_000]);
    let both = office.run(&["dues", "add", "2025", "--class", "council", "--org", "jia", "--amount", "5.00"]);
    assert!(
        both.code == 1 && both.err.contains("not of both") && !both.err.contains("CHECK"),
        "{}",
        both.err
    );
}

#[test]
fn ballots_and_delegates_of_confirmed_minutes_are_corrections_too() {
    let office = council(HELD);
    office.say("motion add 1-1 合作协议");
    office.say("vote record 1-1/1 --ballot jia=yes --ballot yi=yes --ballot bing=yes --ballot ding=no --ballot wu=no");
    office.say("session add 1-2 --start 2024-04-01");
    office.say("session confirm 1-1 --in 1-2");
    for line in ["vote record 1-1/1 --ballot wu=abstain", "session attend 1-1 jia --person 张三"] {
        let answer = office.run(&line.split(' ').collect::<Vec<_>>());
        assert!(answer.code == 0 && answer.err.contains("this is a correction"), "{line}: {}", answer.err);
    }
}

#[test]
fn a_vote_by_correspondence_is_in_time_up_to_its_deadline() {
    let office = council("");
    office.say("rule add council * --correspondence=true");
    office.say("session add 1-1 --start 2024-03-01 --kind correspondence --deadline 2024-03-10");
    office.say("motion add 1-1 预算 --on 2024-03-10");
    office.say("motion add 1-1 计划 --on 2024-03-11");
    let found = office.run(&["--format", "json", "check", "--only", "vote-day"]);
    assert!(!found.out.contains("1-1/1") && found.out.contains("1-1/2"), "{}", found.out);
}

#[test]
fn a_page_says_both_majorities_and_a_list_of_rules_all_that_they_ask() {
    let office = council(HELD);
    office.say("rule add council charter --majority 2/3 --majority-of cast --also 1/2 --also-of all --quorum 1/2 --quorum-exclusive --quorum-least 3");
    office.say("motion add 1-1 修改章程 --kind charter");
    office.say("vote record 1-1/1 --yes 2 --no 1 --abstain 2");
    let page = office.say("vote show 1-1/1");
    assert!(page.contains("2/3 of 3 yes and no, and 1/2 of seats: 3 needed; 2 yes: 1 short"), "{page}");
    let page = office.say("--lang zh vote show 1-1/1");
    assert!(page.contains("且达到全体数的1/2，需3票"), "{page}");
    let rules = office.ok(&["rule", "list", "--wide"]);
    let head = rules.lines().next().unwrap();
    for said in ["more than the quorum", "least present", "second majority of"] {
        assert!(head.contains(said), "{said}: {rules}");
    }
    // What no rule says has no column.
    assert!(!head.contains("grace") && !head.contains("arrears"), "{rules}");
}
