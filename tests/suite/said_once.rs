//! What one answer says, the others say too: votes that do not count, English names, findings in the reader's language; and
//! what is taken for granted is a note.

use crate::office::Office;

/// A vote in which one of four ballots has no seat behind it.
fn vote() -> Office {
    let mut text = String::new();
    for (code, name, more) in [
        ("jia", "甲园", "name_en = \"Park A\"\n"),
        ("yi", "乙园", ""),
        ("bing", "丙园", ""),
        ("ding", "丁园", ""),
    ] {
        text += &format!("[[organization]]\ncode = \"{code}\"\nname = \"{name}\"\n{more}");
        if code != "ding" {
            text += &format!(
                "[[membership]]\norganization = \"{name}\"\nclass = \"council\"\nfrom = 2020-01-01\n"
            );
        }
    }
    text += "[[session]]\nterm = 1\nnumber = 1\nstart = 2021-01-01\n";
    for name in ["甲园", "乙园", "丙园", "丁园"] {
        text += &format!("[[session.attendance]]\norganization = \"{name}\"\n");
    }
    text += "[[session.motion]]\ntitle = \"年度计划\"\nkind = \"plan\"\nmethod = \"roll-call\"\n\
             ballots = { yes = [\"甲园\", \"乙园\", \"丁园\"], no = [\"丙园\"] }\n\
             [[session.motion]]\ntitle = \"预算\"\nkind = \"budget\"\nyes = 3\nno = 0\nabstain = 0\n";
    Office::with(text)
}

#[test]
fn votes_that_do_not_count_are_told_in_lists_and_pages_as_in_papers() {
    let office = vote();
    let zh = |args: &[&str]| office.run(&[&["--lang", "zh"], args].concat()).out;
    let list = zh(&["vote", "list"]);
    assert!(
        list.contains("不计入")
            && list.lines().any(|line| line.contains("1-1/1") && line.trim_end().ends_with('1')),
        "{list}"
    );
    let page = zh(&["session", "show", "1-1"]).replace("\n  ", "");
    assert!(page.contains("赞成3票，反对1票，弃权0票，无效0票；其中计入：赞成2票，反对1票"), "{page}");
    assert_eq!(page.matches("其中计入").count(), 1, "{page}");
    assert!(zh(&["minutes", "1-1"]).contains("赞成2票，反对1票，弃权0票。另有1票因无表决资格不计入"));
    // Where all count there is nothing to tell; scripts have what is recorded.
    assert!(!zh(&["vote", "list", "--where", "编号=1-1/2"]).contains("不计入"));
    let json = office.json(&["vote", "list"]);
    assert_eq!((&json[0]["yes"], json[0].get("uncounted")), (&3.into(), None), "{json}");
    assert!(zh(&["vote", "list", "--where", "不计入>0", "--columns", "编号,不计入"]).contains("1-1/1"));
    let en = office.run(&["--lang", "en", "vote", "list"]).out;
    assert!(en.contains("not counted"), "{en}");
}

#[test]
fn english_pages_call_organizations_as_english_papers_do() {
    let office = vote();
    for args in [["session", "show", "1-1"], ["vote", "show", "1-1/1"]] {
        let page = |lang| office.run(&[&["--lang", lang], &args[..]].concat()).out;
        assert!(
            page("en").contains("Park A") && page("en").contains("乙园") && !page("en").contains("甲园"),
            "{}",
            page("en")
        );
        assert!(page("zh").contains("甲园") && !page("zh").contains("Park A"), "{}", page("zh"));
        // JSON keeps the name that is recorded.
        let json = office.json(&args).to_string();
        assert!(json.contains("甲园") && !json.contains("Park A"), "{json}");
    }
    // An English name is that of the present name: the page of a day before the renaming prints that of the day.
    office.say("org rename 甲园 新甲园 --on 2022-01-01");
    assert!(office.run(&["--lang", "en", "session", "show", "1-1"]).out.contains("甲园"));
    let told = office.run(&["--lang", "en", "vote", "record", "1-1/2", "--yes", "2"]).out;
    assert!(!told.contains("Park A"), "{told}");
}

#[test]
fn a_body_that_gets_the_english_name_of_another_is_told() {
    let office = Office::new();
    office.say("body add x1 --name 甲委 --name-en Committee");
    let answer =
        office.run(&["--lang", "zh", "body", "add", "x2", "--name", "乙委", "--name-en", "committee"]);
    assert!(answer.code == 0 && answer.err.contains("机构 x1 的英文名称也是“committee”"), "{}", answer.err);
    let again = office.run(&["--lang", "zh", "body", "edit", "x2", "seats=council"]);
    assert!(!again.err.contains("英文名称"), "{}", again.err);
}

#[test]
fn the_day_of_votes_that_is_taken_for_granted_is_a_note_below_the_page() {
    let example = "examples/shanghai-2023.toml";
    for lang in ["zh", "en"] {
        let answer = Office::new().run(&["--lang", lang, "apply", example]);
        assert!(answer.code == 0 && !answer.err.contains("warning:"), "{}", answer.err);
        assert!(answer.err.lines().last().is_some_and(|line| line.starts_with("note: ")), "{}", answer.err);
    }
    let office = Office::of(example);
    // A single motion tells it too, JSON among its warnings, quiet nowhere.
    let answer = office.run(&["--lang", "zh", "motion", "add", "2-3", "另一议题"]);
    assert!(answer.err.contains("note: ") && answer.err.contains("表决计"), "{}", answer.err);
    let json = office.json(&["motion", "add", "2-3", "再一议题"]);
    assert!(json["warnings"][0].as_str().unwrap().contains("taken as voted on 2023-07-19"), "{json}");
    assert_eq!(office.run(&["--quiet", "motion", "add", "2-3", "又一议题"]).err, "");
}

#[test]
fn accepted_findings_and_kinds_of_records_are_told_and_taken_in_chinese() {
    let office = vote();
    office.ok(&["check", "accept", "admission-motion", "jia", "--why", "创始成员"]);
    let list = |lang: &str| office.run(&["--lang", lang, "check", "--accepted"]).out;
    assert!(list("zh").contains("甲园自2020-01-01起为成员，但没有通过的接纳议题"), "{}", list("zh"));
    assert!(list("en").contains("is a member from 2020-01-01"), "{}", list("en"));
    // What a rule no longer finds is kept as it was said.
    office.say("member leave jia --on 2020-06-30 --reason withdrawn");
    office.say("member remove jia");
    assert!(list("zh").contains("创始成员") && list("zh").contains("is a member from"), "{}", list("zh"));
    office.say("motion edit 1-1/2 text=全文");
    let log = |noun: &str| office.json(&["log", "--noun", noun]);
    for (word, noun) in [
        ("议题", "motion"),
        ("议案", "motion"),
        ("会议", "session"),
        ("票", "ballot"),
        ("单位", "organization"),
        ("org", "organization"),
    ] {
        assert_eq!(log(word), log(noun), "{word}");
        assert_ne!(log(word), serde_json::json!([]), "{word}");
    }
    assert_eq!(office.run(&["log", "--noun", "无此词"]).code, 2);
}

#[test]
fn values_of_record_files_are_told_by_label_and_key() {
    let office = Office::new();
    let file = office.file(
        "f.toml",
        "[[session]]\nterm = \"x\"\nkind = \"foo\"\nvenu = \"x\"\n[[session.motion]]\nkind = \"plan\"\n",
    );
    let said = office.run(&["--lang", "zh", "apply", &file]).err;
    for word in [
        "会议（session）缺少必填的“开始”（start）",
        "届（term）应为从1起的整数",
        "类型（kind）没有\"foo\"这个词",
        "会议（session）没有\"venu\"这个键",
        "议题（session.motion）缺少必填的“议题”（title）",
    ] {
        assert!(said.contains(word), "{word}\n{said}");
    }
}
