//! Where what is recorded comes from: shown where it is asked for.

use crate::office::Office;
use serde_json::{Value, json};

/// A session of which every part says where it comes from.
fn office() -> Office {
    let office = Office::new();
    let file = office.file(
        "s.toml",
        r#"
        [alliance]
        name = "某联盟"
        [[organization]]
        name = "甲园"
        code = "jia"
        sources = [{ kind = "list", title = "成员名册", date = 2020-01-02 }]
        [[membership]]
        organization = "甲园"
        class = "council"
        from = 2020-01-01
        sources = ["入会批复"]
        [[person]]
        name = "张三"
        organization = "甲园"
        [[post]]
        person = "张三"
        title = "理事长"
        role = "president"
        sources = [{ kind = "letter", title = "任职通知" }]
        [[session]]
        term = 1
        number = 1
        start = 2024-03-01
        sources = [{ kind = "minutes", title = "第一次会议纪要", date = 2024-03-05, place = "案卷3" }]
        [[session.attendance]]
        organization = "甲园"
        sources = ["签到表"]
        [[session.agenda]]
        title = "工作报告"
        kind = "report"
        sources = [{ kind = "news", title = "《工作报告》摘要", date = "2024-03" }]
        [[session.motion]]
        title = "年度预算"
        outcome = "carried"
        sources = [{ kind = "news", title = "预算通过", place = "https://example.org/1" }]
        [[session.motion]]
        title = "吸收乙园"
        outcome = "rejected"
        sources = [{ kind = "letter", title = "乙园来函" }]
        [[session.action]]
        title = "起草细则"
        sources = ["分工表"]
        [[visit]]
        host = "甲园"
        session = "1-1"
        start = 2024-03-02
        sources = [{ kind = "news", title = "预算通过", place = "https://example.org/1" }]
        [[dues]]
        year = 2024
        amount = "100.00"
        sources = ["会费办法"]
        "#,
    );
    let report = office.file("inner.txt", "内部");
    office.ok(&["apply", &file]);
    office.ok(&["document", "add", &report, "--for", "1-1", "--title", "内部报告"]);
    let visit = office.file(
        "v.toml",
        "[[visit]]\nhost = \"甲园\"\nsession = \"1-1\"\nstart = 2024-03-02\nsources = [\
         { kind = \"news\", title = \"预算通过\", place = \"https://example.org/1\" }, { document = \"d1\" }]\n",
    );
    office.ok(&["apply", &visit]);
    office
}

/// Noun, reference, what it is called, and title of each source that is shown.
fn cited(shown: &Value) -> Vec<[Value; 4]> {
    let sources = shown["sources"].as_array().unwrap();
    sources.iter().map(|one| ["noun", "ref", "text", "title"].map(|key| one[key].clone())).collect()
}

fn of(noun: &str, reference: &str, text: Option<&str>, title: Option<&str>) -> [Value; 4] {
    [json!(noun), json!(reference), json!(text), json!(title)]
}

#[test]
fn a_session_shows_its_sources_and_those_of_what_stands_in_it() {
    let office = office();
    let shown = office.json(&["session", "show", "1-1", "--sources"]);
    let all = [
        of("session", "1-1", None, Some("第一次会议纪要")),
        of("attendance", "1-1", Some("甲园"), Some("签到表")),
        of("agenda", "1-1", Some("工作报告"), Some("《工作报告》摘要")),
        of("motion", "1-1/1", None, Some("预算通过")),
        of("motion", "1-1/2", None, Some("乙园来函")),
        of("action", "a1", None, Some("分工表")),
        of("visit", "v1", None, Some("预算通过")),
        of("visit", "v1", None, None),
    ];
    assert_eq!(cited(&shown), all);
    assert_eq!(
        shown["sources"][0],
        json!({ "noun": "session", "ref": "1-1", "text": null, "kind": "minutes", "title": "第一次会议纪要",
                "date": "2024-03-05", "place": "案卷3", "document": null })
    );
    assert_eq!(
        (&shown["sources"][2]["date"], &shown["sources"][7]["document"]),
        (&json!("2024-03"), &json!("d1"))
    );
    // Without the flag there is no such key, and all else is as it was.
    let mut plain = shown.clone();
    plain.as_object_mut().unwrap().remove("sources");
    assert_eq!(office.json(&["session", "show", "1-1"]), plain);
    let zh = office.ok(&["--lang", "zh", "session", "show", "1-1", "--sources"]);
    for part in [
        "\n出处\n",
        "编号",
        "所属",
        "会议纪要",
        "《工作报告》摘要",
        "2024年3月5日",
        "议程",
        "https://example.org/1",
        "d1",
    ] {
        assert!(zh.contains(part), "{part} in\n{zh}");
    }
    assert!(!office.ok(&["--lang", "zh", "session", "show", "1-1"]).contains("案卷3"));
    let markdown = office.ok(&["session", "show", "1-1", "--sources", "--format", "markdown"]);
    assert!(
        markdown.contains("\n## sources\n\n| ref | of |") && markdown.contains("5 March 2024"),
        "{markdown}"
    );
    let csv = office.run(&["session", "show", "1-1", "--sources", "--format", "csv"]);
    assert!(csv.code == 2 && csv.err.contains("--sources"), "{}", csv.err);
}

#[test]
fn every_noun_shows_where_it_comes_from() {
    let office = office();
    let shown = |line: &str| {
        let words: Vec<&str> = line.split(' ').chain(["--sources"]).collect();
        cited(&office.json(&words))
    };
    assert_eq!(shown("org show jia"), [of("organization", "jia", None, Some("成员名册"))]);
    let member =
        [of("organization", "jia", None, Some("成员名册")), of("membership", "jia", None, Some("入会批复"))];
    assert_eq!(shown("member show jia"), member);
    assert_eq!(shown("person show 张三"), [of("post", "张三", Some("理事长"), Some("任职通知"))]);
    assert_eq!(shown("motion show 1-1/1"), [of("motion", "1-1/1", None, Some("预算通过"))]);
    assert_eq!(shown("vote show 1-1/1"), shown("motion show 1-1/1"));
    assert_eq!(shown("action show a1"), [of("action", "a1", None, Some("分工表"))]);
    assert_eq!(shown("visit show v1").len(), 2);
    assert_eq!(shown("dues show f1"), [of("dues", "f1", None, Some("会费办法"))]);
    // Where nothing is recorded, that is said.
    office.say("org add 丙园 --code bing");
    assert_eq!(shown("org show bing"), Vec::<[Value; 4]>::new());
    assert!(office.ok(&["org", "show", "bing", "--sources"]).contains("no sources are recorded"));
    for noun in ["person", "contact", "interest", "payment", "activity"] {
        assert!(office.ok(&[noun, "show", "--help"]).contains("--sources"), "{noun}");
    }
}
