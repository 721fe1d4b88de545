//! What is typed of a motion and does nothing by itself is told, and a proxy that does not count is named apart.

use crate::office::Office;

const BASE: &str = r#"
[[organization]]
name = "甲大学科技园"
code = "jia"
[[organization]]
name = "乙大学科技园"
code = "yi"
[[organization]]
name = "丙大学科技园"
code = "bing"
[[membership]]
organization = "jia"
class = "council"
from = 2020-01-01
[[membership]]
organization = "yi"
class = "council"
from = 2020-01-01
[[membership]]
organization = "bing"
class = "member"
from = 2020-01-01
[[session]]
term = 2
number = 3
start = 2024-03-14
[[session.motion]]
title = "年度计划"
kind = "plan"
"#;

fn office() -> Office {
    let office = Office::new();
    office.ok(&["apply", "--quiet", &office.file("base.toml", BASE)]);
    office
}

#[test]
fn an_agenda_names_motions_that_there_are() {
    let office = office();
    let items = |number: &str, more: &str| {
        format!(
            "[[session]]\nterm = 2\nnumber = 3\nstart = 2024-03-14\n[[session.agenda]]\ntitle = \"审议\"\nmotion = {number}\n{more}"
        )
    };
    let refused = office.file("refused.toml", items("4", "[[session.motion]]\ntitle = \"预算\"\n"));
    for (lang, said) in
        [("en", "refused.toml:7:10: 2-3 has no motion 4"), ("zh", "refused.toml:7:10: 2-3 没有序号为4的议题")]
    {
        let answer = office.run(&["--lang", lang, "apply", &refused]);
        assert!(answer.code == 1 && answer.err.contains(said), "{}", answer.err);
    }
    assert_eq!(office.json(&["session", "show", "2-3"])["motions"].as_array().unwrap().len(), 1);
    let answer = office.run(&["session", "agenda", "2-3", "审议", "--motion", "9"]);
    assert!(answer.code == 1 && answer.err.contains("--motion: 2-3 has no motion 9"), "{}", answer.err);
    // One that is recorded, one that the same file numbers, one that it leaves to be numbered, and one of another file.
    office.ok(&["session", "agenda", "2-3", "审议", "--motion", "1"]);
    let own = items("7", "[[session.motion]]\ntitle = \"预算\"\nnumber = 7\n");
    office.ok(&["apply", &office.file("own.toml", own)]);
    let next = items("8", "[[session.motion]]\ntitle = \"报告\"\n");
    office.ok(&["apply", &office.file("next.toml", next)]);
    let other = office.file(
        "other.toml",
        "[[session]]\nterm = 2\nnumber = 3\nstart = 2024-03-14\n[[session.motion]]\ntitle = \"章程\"\nnumber = 9\n",
    );
    office.ok(&["apply", &office.file("nine.toml", items("9", "")), &other]);
    // What is recorded already stays: another field of the item can be said.
    office.edit("UPDATE agenda_items SET motion = 40");
    office.ok(&["session", "agenda", "2-3", "审议", "--presenter", "张三"]);
    // It comes back by an export, as it was.
    let folder = office.folder.path().join("out/").to_string_lossy().into_owned();
    office.ok(&["export", &folder]);
    let copy = Office::new();
    copy.ok(&["import", &folder]);
    assert_eq!(copy.json(&["session", "show", "2-3"])["agenda"][0]["title"], "审议");
}

#[test]
fn an_election_into_a_class_is_told_to_do_nothing() {
    let office = office();
    let file = office.file(
        "a.toml",
        "[[session]]\nterm = 2\nnumber = 3\nstart = 2024-03-14\n[[session.motion]]\ntitle = \"选举丙园为理事\"\nkind = \"election\"\n\
         class = \"council\"\nsubjects = [\"bing\"]\nyes = 2\nno = 0\nabstain = 0\noutcome = \"carried\"\n",
    );
    let answer = office.run(&["apply", &file]);
    assert!(
        answer.code == 0 && answer.err.contains("2-3/2 is an election with a class, which has no effect"),
        "{}",
        answer.err
    );
    assert!(answer.err.contains("kind=admission"));
    // Said once: the same file again changes nothing and tells nothing.
    assert!(!office.run(&["apply", &file]).err.contains("has no effect"));
    let class =
        |office: &Office| office.json(&["member", "show", "bing"])["memberships"].as_array().unwrap().len();
    assert_eq!(class(&office), 1);
    let answer = office.run(&["--lang", "zh", "motion", "edit", "2-3/2", "class=standing"]);
    assert!(answer.err.contains("不产生效果"), "{}", answer.err);
    // What it says to do helps.
    let answer = office.run(&["motion", "edit", "2-3/2", "kind=admission", "class=council"]);
    assert!(answer.code == 0 && !answer.err.contains("has no effect"), "{}", answer.err);
    assert_eq!(class(&office), 2);
}

#[test]
fn counts_of_a_motion_that_was_tabled_are_questioned() {
    let office = office();
    let said = |args: &[&str]| {
        let answer = office.run(args);
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer.err.contains("counts or ballots, by which it is then not judged")
    };
    assert!(said(&["vote", "record", "2-3/1", "--outcome", "tabled", "--yes", "2", "--no", "0"]));
    assert!(!said(&["motion", "edit", "2-3/1", "outcome=carried"]));
    assert!(said(&["motion", "edit", "2-3/1", "outcome=withdrawn"]));
    assert!(!said(&["motion", "add", "2-3", "预算", "--outcome", "tabled"]));
    assert!(said(&["vote", "record", "2-3/2", "--ballot", "jia=yes"]));
    assert!(!said(&["vote", "record", "2-3/2", "--ballot", "jia=yes"]));
    let zh = office.run(&["--lang", "zh", "motion", "edit", "2-3/2", "text=暂缓"]);
    assert!(zh.err.contains("记为“暂缓表决”，却录有票数"), "{}", zh.err);
}

#[test]
fn a_proxy_that_does_not_count_is_named_apart() {
    let office = office();
    let text = "[[session]]\nterm = 2\nnumber = 4\nstart = 2024-04-14\n[[session.attendance]]\norganization = \"jia\"\n\
                [[session.attendance]]\norganization = \"yi\"\npresence = \"proxy\"\nproxy = \"jia\"\n";
    office.ok(&["apply", "--quiet", &office.file("a.toml", text)]);
    let minutes = office.ok(&["--lang", "zh", "minutes", "2-4", "--format", "text"]);
    assert!(minutes.contains("应到2家，实到1家，请假0家，缺席1家"), "{minutes}");
    assert!(
        minutes.contains("委托无效（不计入实到，计入缺席）：乙大学科技园（委托甲大学科技园）\n"),
        "{minutes}"
    );
    assert!(!minutes.contains("\n缺席："), "{minutes}");
    let minutes = office.ok(&["minutes", "2-4", "--format", "text"]);
    assert!(
        minutes.contains("Proxy not counted (counted as absent): 乙大学科技园 (to 甲大学科技园)"),
        "{minutes}"
    );
    let roll = office.json(&["session", "roll", "2-4"]);
    let yi = roll.as_array().unwrap().iter().find(|row| row["organization"]["code"] == "yi").unwrap().clone();
    assert_eq!(
        (&yi["presence"], &yi["quorum"], &yi["reason"]),
        (&"proxy".into(), &false.into(), &"proxy-rule".into())
    );
    let table = office.ok(&["--lang", "zh", "session", "roll", "2-4"]);
    assert!(table.contains("委托"), "{table}");
}

#[test]
fn an_agenda_item_follows_its_motion_and_names_none_that_is_gone() {
    let office = Office::new();
    let file = office.file(
        "s.toml",
        "[[session]]\nterm = 1\nnumber = 1\nstart = 2024-01-05\n[[session.agenda]]\ntitle = \"审议预算\"\nmotion = 1\n\
         [[session.motion]]\nnumber = 1\ntitle = \"预算\"\n[[session.motion]]\nnumber = 2\ntitle = \"决算\"\n",
    );
    office.ok(&["apply", &file]);
    let named = || {
        office
            .ok(&["session", "show", "1-1", "--format", "toml"])
            .lines()
            .find(|line| line.starts_with("motion = "))
            .map(str::to_owned)
    };
    assert_eq!(named().as_deref(), Some("motion = 1"));
    office.ok(&["motion", "edit", "1-1/1", "number=5"]);
    assert_eq!(named().as_deref(), Some("motion = 5"));
    let answer = office.run(&["--lang", "zh", "motion", "remove", "1-1/5"]);
    assert!(answer.code == 0 && answer.err.contains("议程“审议预算”不再指向"), "{}", answer.err);
    assert_eq!(named(), None);
    assert_eq!(office.run(&["check", "--deep"]).err, "");
}
