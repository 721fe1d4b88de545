//! What is due: `todo`, actions that are overdue, and who held which office.

use crate::office::Office;
use serde_json::{Value, json};

const RECORDS: &str = r#"
[[organization]]
name = "甲园"
code = "jia"
[[organization]]
name = "乙园"
code = "yi"
[[membership]]
organization = "jia"
class = "council"
from = 2019-01-01
[[application]]
organization = "yi"
on = 2024-02-01
class = "member"
[[term]]
number = 1
start = 2019-06-01
end = 2024-05-31
[[session]]
term = 1
number = 1
start = 2023-03-01
[[session.motion]]
title = "修改会费办法"
outcome = "tabled"
[[session.motion]]
title = "年度计划"
outcome = "tabled"
[[session]]
term = 1
number = 2
start = 2024-03-01
[[session.motion]]
title = "年度计划"
outcome = "carried"
[[session]]
term = 1
number = 3
start = 2024-05-20
[[action]]
title = "编制预算"
session = "1-1"
owner = "秘书处"
due = 2024-03-31
[[action]]
title = "寄发通知"
due = "2024-04"
[[action]]
title = "已办的事"
due = 2023-01-01
status = "done"
[[action]]
title = "无期限的事"
"#;

fn rows(answer: &Value, keys: &[&str]) -> Vec<Vec<Value>> {
    answer.as_array().unwrap().iter().map(|row| keys.iter().map(|key| row[key].clone()).collect()).collect()
}

#[test]
fn what_is_due_is_listed_with_the_overdue_first() {
    let office = Office::with(RECORDS);
    let ask = |more: &[&str]| office.json(&[&["todo"], more].concat());
    let due = ask(&["--as-of", "2024-04-30"]);
    assert_eq!(
        rows(&due, &["kind", "ref", "due", "overdue"]),
        [
            json!(["action", "a1", "2024-03-31", true]),
            json!(["action", "a2", "2024-04", false]),
            json!(["minutes", "1-2", "2024-05-20", false]),
            json!(["session", "1-3", "2024-05-20", false]),
            json!(["term", "1", "2024-05-31", false]),
            json!(["action", "a4", null, false]),
            json!(["motion", "1-1/1", null, false]),
            json!(["application", "yi", null, false]),
        ]
        .map(|row| row.as_array().unwrap().clone())
    );
    let keys: Vec<&String> = due[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["kind", "ref", "text", "due", "overdue"]);
    assert_eq!(due[0]["text"], "编制预算 (秘书处)");
    // A month is over when its last day is.
    let overdue = ask(&["--as-of", "2024-05-01", "--where", "overdue=是", "--columns", "ref"]);
    assert_eq!(overdue, json!([{"ref": "a1"}, {"ref": "a2"}]));
    // Nothing of a later day, and no re-election long before the end of the term.
    let early = ask(&["--as-of", "2023-02-01", "--columns", "kind,ref", "--where", "kind!=session"]);
    assert_eq!(early, json!([{"kind": "action", "ref": "a2"}, {"kind": "action", "ref": "a4"}]));
    let late = ask(&["--as-of", "2024-06-01", "--where", "类别=换届"]);
    assert_eq!(rows(&late, &["ref", "overdue"]), [[json!("1"), json!(true)]]);
    // A later term provides for the re-election; a confirmed session ends the wait for it and those before.
    office.ok(&["term", "add", "2", "--start", "2024-06-01"]);
    assert_eq!(ask(&["--where", "kind=term"]), json!([]));
    office.ok(&["session", "edit", "1-1", "confirmed_in=1-2"]);
    let minutes = ask(&["--as-of", "2024-05-21", "--where", "kind=minutes"]);
    assert_eq!(
        rows(&minutes, &["ref", "overdue"]),
        [[json!("1-2"), json!(true)], [json!("1-3"), json!(false)]]
    );
    let zh = office.ok(&["--lang", "zh", "todo", "--as-of", "2024-04-30", "--limit", "2"]);
    assert!(zh.starts_with("期限") && zh.contains("编制预算（秘书处）") && zh.contains("后续工作"), "{zh}");
    assert!(
        office.ok(&["--format", "csv", "todo", "--limit", "1"]).starts_with("kind,ref,text,due,overdue\r\n")
    );
    assert_eq!(office.run(&["todo", "--where", "kind=akction"]).code, 2);
}

#[test]
fn nothing_is_due_where_nothing_is_recorded() {
    let office = Office::new();
    office.ok(&["init"]);
    assert_eq!(office.json(&["todo"]), json!([]));
    let none = office.run(&["todo"]);
    assert_eq!((none.code, none.out.as_str()), (0, "0 rows\n"));
    assert!(none.err.contains("nothing is due"), "{}", none.err);
}

#[test]
fn the_list_of_actions_marks_what_is_overdue() {
    let office = Office::with(RECORDS);
    let table = office.ok(&["action", "list", "--as-of", "2024-04-30"]);
    let marked: Vec<&str> = table.lines().filter(|line| line.ends_with("yes")).collect();
    assert!(marked.len() == 1 && marked[0].starts_with("a1"), "{table}");
    assert!(table.lines().next().unwrap().ends_with("overdue"), "{table}");
    // Where nothing is overdue nothing is marked; scripts see the keys that they know.
    assert!(!office.ok(&["action", "list", "--as-of", "2024-01-01"]).contains("overdue"));
    let json = office.json(&["action", "list", "--as-of", "2024-04-30"]);
    let keys: Vec<&String> = json[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["ref", "title", "session", "owner", "due", "status", "note", "motion", "done"]);
    let late =
        ["action", "list", "--where", "逾期=true", "--columns", "ref,overdue", "--as-of", "2024-05-01"];
    assert_eq!(office.json(&late), json!([{"ref": "a1", "overdue": true}, {"ref": "a2", "overdue": true}]));
    let sorted =
        office.json(&["action", "list", "--sort=-overdue", "--columns", "ref", "--as-of", "2024-04-30"]);
    assert_eq!(sorted[0]["ref"], "a1");
}

const OFFICERS: &str = r#"
[[term]]
number = 1
start = 2019-06-01
end = 2024-05-31
[[term]]
number = 2
start = 2024-06-01
[[organization]]
name = "新园"
code = "xin"
former_names = [{ name = "旧园", until = 2022-12-31 }]
[[person]]
name = "张三"
organization = "xin"
[[post]]
person = "张三"
title = "理事长"
term = 1
from = 2019-06-01
until = 2022-06-30
[[post]]
person = "李四"
title = "理事长"
term = 2
from = 2024-06-01
[[post]]
person = "王五"
title = "秘书长"
role = "other"
term = 2
[[post]]
person = "赵六"
organization = "xin"
title = "理事长"
"#;

#[test]
fn offices_of_former_days_are_listed_where_they_are_asked_for() {
    let office = Office::with(OFFICERS);
    let list = |more: &[&str]| {
        rows(
            &office.json(&[&["office", "list", "--as-of", "2025-01-01"], more].concat()),
            &["role", "person", "term"],
        )
    };
    let (old, new) = (
        vec![json!("president"), json!("张三"), json!(1)],
        vec![json!("president"), json!("李四"), json!(2)],
    );
    assert_eq!(list(&[]), vec![new.clone()]);
    assert_eq!(list(&["--all"]), [new.clone(), old.clone()]);
    assert_eq!(list(&["--term", "1"]), [old]);
    assert_eq!(list(&["--term", "2"]), [new]);
    assert!(list(&["--term", "3"]).is_empty());
    // By the names of the last day in office.
    let past = office.json(&["office", "list", "--all", "--where", "term=1"]);
    assert_eq!(past[0]["organization"], json!({"code": "xin", "name": "旧园"}));
    assert_eq!(office.run(&["office", "list", "--all", "--term", "1"]).code, 2);
    assert_eq!(office.run(&["office", "list", "--term", "0"]).code, 2);
    // Nobody who came later.
    assert_eq!(
        office.json(&["office", "list", "--all", "--as-of", "2020-01-01"]).as_array().unwrap().len(),
        1
    );
}

#[test]
fn a_post_whose_title_is_an_office_is_one_and_says_so() {
    let office = Office::with(OFFICERS);
    let posts = |name: &str| office.json(&["person", "show", name])["posts"].clone();
    assert_eq!(posts("李四")[0]["role"], "president");
    // What is said otherwise stays, and so does a post at an organization.
    assert_eq!(posts("王五")[0]["role"], "other");
    assert_eq!(posts("赵六")[0]["role"], "other");
    let told = office.run(&["person", "post", "赵六", "--title", "监事长", "--term", "2"]);
    assert!(told.code == 0 && told.err.contains("its office supervisor"), "{}", told.err);
    let told = office.run(&["--lang", "zh", "person", "post", "王五", "--title", "副理事长", "--term", "2"]);
    assert!(told.err.contains("联盟的“副理事长”按职位“副理事长”登记"), "{}", told.err);
    assert!(!office.run(&["person", "post", "王五", "--title", "副秘书长"]).err.contains("office"));
    let quiet = office.run(&["person", "post", "李四", "--title", "秘书长", "--role", "secretary-general"]);
    assert!(!quiet.err.contains("says otherwise"), "{}", quiet.err);
    let other = office.run(&["person", "post", "赵六", "--title", "理事长", "--role", "other"]);
    assert!(!other.err.contains("says otherwise"), "{}", other.err);
    // What is exported comes back as it is, and the same file again changes nothing.
    let before = posts("赵六");
    for form in ["all.toml", "all.json", "lists/"] {
        let path = office.folder.path().join(form).to_string_lossy().into_owned();
        office.ok(&["export", &path]);
        let other = Office::new();
        other.ok(&[if form.ends_with("toml") { "apply" } else { "import" }, &path]);
        assert_eq!(other.json(&["person", "show", "赵六"])["posts"], before, "{form}");
        let again = other.json(&[if form.ends_with("toml") { "apply" } else { "import" }, &path]);
        assert_eq!(again["entry"], Value::Null, "{form}");
    }
}
