//! A name with a remark in brackets: a title is a title, what only describes the person is passed over, and either is
//! said; where it cannot be known which is meant, nothing is taken.

use crate::{
    forms::{base, book as form, of_session},
    office::Office,
};

fn roster(office: &Office, name: &str, title: &str) -> String {
    office.file(
        "r.csv",
        format!("单位名称,联盟职务,入会时间,联系人,职务\n甲大学科技园,理事单位,2020,{name},{title}\n"),
    )
}

#[test]
fn in_a_roster() {
    for (name, title, as_name, as_title, said) in [
        ("张伟（主任）", "", "张伟", Some("主任"), "按姓名“张伟”、职务“主任”录入"),
        ("张伟(主任)", "主任", "张伟", Some("主任"), ""),
        ("周涛（女）", "处长", "周涛", Some("处长"), "括注已略过"),
        ("阿依古丽（维吾尔族）", "", "阿依古丽", None, "括注已略过"),
    ] {
        let office = Office::new();
        let answer = office.run(&["--lang", "zh", "import", &roster(&office, name, title)]);
        assert!(answer.code == 0 && answer.err.contains(said), "{name}: {}", answer.err);
        let person = office.json(&["person", "show", as_name]);
        assert_eq!(person["title"].as_str(), as_title, "{person}");
        // The same roster again changes nothing.
        let again = office.json(&["import", &roster(&office, name, title)]);
        assert_eq!(again["entry"], serde_json::Value::Null);
    }
    let office = Office::new();
    let answer = office.run(&["--lang", "zh", "import", &roster(&office, "张伟（主任）", "处长")]);
    assert!(answer.code == 1 && answer.err.contains("r.csv:2:4") && !office.exists(), "{}", answer.err);
    // Several names in one cell are refused once.
    let answer = office.run(&["--lang", "zh", "import", &roster(&office, "张伟、李明", "处长")]);
    assert!(answer.code == 1 && !answer.err.contains("缺少姓名"), "{}", answer.err);
}

#[test]
fn in_a_workbook_and_in_a_record_file() {
    let office = Office::with(base());
    let sheets = [
        of_session(vec![vec!["届", "2"], vec!["次", "4"], vec!["开始", "2024-03-14"]]),
        (
            "出席",
            vec![vec!["单位", "出席情况", "代表"], vec!["第1科技园", "出席", "张伟（主任）、周涛（女）"]],
        ),
    ];
    let answer = office.run(&["--lang", "zh", "apply", &form(&sheets, &office, "a.xlsx")]);
    assert!(answer.code == 0 && answer.err.contains("出席!C2：“周涛（女）”按“周涛”录入"), "{}", answer.err);
    let session = office.json(&["session", "show", "2-4"]);
    assert_eq!(
        session["attendance"][0]["people"],
        serde_json::json!([{"name": "张伟", "title": "主任"}, {"name": "周涛", "title": null}])
    );
    // What is typed as a name is the name, and that it has brackets is said.
    let answer = office.run(&["--lang", "zh", "person", "add", "李明（主任）"]);
    assert!(answer.code == 0 && answer.err.contains("姓名“李明”、职务“主任”"), "{}", answer.err);
}

#[test]
fn columns_go_by_what_a_roster_calls_them() {
    let office = Office::new();
    office.ok(&["import", &roster(&office, "张伟", "主任")]);
    let list =
        office.ok(&["--lang", "zh", "member", "list", "--columns", "成员单位,联盟职务,入会时间,联系人"]);
    for said in ["甲大学科技园", "理事", "2020年", "张伟"] {
        assert!(list.contains(said), "{said}: {list}");
    }
    let none = office.ok(&["--lang", "zh", "member", "list", "--where", "级别=会员"]);
    assert!(!none.contains("甲大学科技园"), "{none}");
}

#[test]
fn a_status_that_is_not_understood_is_refused_and_makes_nobody_a_member() {
    let said = |status: &str| {
        let office = Office::new();
        let file = office.file("r.csv", format!("单位名称,级别,入会时间,状态\n甲大学科技园,理事单位,2020,{status}\n乙大学科技园,理事单位,2020,在册\n"));
        let answer = office.run(&["--lang", "zh", "import", &file]);
        (answer.code, answer.err, office.exists())
    };
    for status in ["2023年6月退出", "暂停", "？？", "拟退出"] {
        let (code, err, exists) = said(status);
        assert!(code == 1 && err.contains("r.csv:2:4") && !exists, "{status}: {err}");
    }
    for status in ["", "正常", "在册", "已退出"] {
        assert_eq!(said(status).0, 0, "{status}");
    }
}
