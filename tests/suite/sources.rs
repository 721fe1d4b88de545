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
        organization = "甲园"
        title = "主任"
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
    let post = of("post", "张三", Some("主任"), Some("任职通知"));
    let own =
        [of("organization", "jia", None, Some("成员名册")), of("membership", "jia", None, Some("入会批复"))];
    let member = own.into_iter().chain([post.clone()]).collect::<Vec<_>>();
    assert_eq!(shown("member show jia"), member);
    assert_eq!(shown("person show 张三"), [post]);
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

#[test]
fn a_bulletin_ends_with_the_sources_of_what_it_tells() {
    let office = office();
    let zh = office.ok(&["--lang", "zh", "bulletin", "1-1", "--format", "text"]);
    let line = "资料来源：会议纪要《第一次会议纪要》（2024年3月5日），案卷3；新闻报道《工作报告》摘要（2024年3月）；\
                新闻报道《预算通过》，https://example.org/1；《分工表》";
    assert!(zh.contains(line), "{zh}");
    // The same source stands there once; what is a source of nothing that the bulletin tells does not.
    // The hash at the end has any letters.
    let told = zh.split("登记库：").next().unwrap();
    for left_out in ["乙园来函", "签到表", "d1"] {
        assert!(!told.contains(left_out), "{left_out} in\n{zh}");
    }
    let at = |part: &str| zh.find(part).unwrap();
    assert!(at("资料来源") > at("年度预算") && at("资料来源") < at("登记库："), "{zh}");
    let en = office.ok(&["bulletin", "1-1", "--format", "markdown"]);
    assert!(
        en.contains(
            "Sources: minutes “第一次会议纪要” (5 March 2024), 案卷3; news “《工作报告》摘要” (March 2024); "
        ),
        "{en}"
    );
    let html = office.ok(&["--lang", "zh", "bulletin", "1-1", "--format", "html"]);
    assert!(html.contains("资料来源：会议纪要《第一次会议纪要》"), "{html}");
    let docx = office.folder.path().join("b.docx").display().to_string();
    office.ok(&["--lang", "zh", "bulletin", "1-1", "--output", &docx]);
    assert!(std::fs::metadata(&docx).unwrap().len() > 1_000);
    // A template of one's own can name each of them, with those of what a bulletin leaves out.
    let own = office.file(
        "own.md",
        "{% for one in sources %}- {{ one.kind }}|{{ one.title }}|{{ one.date }}|{{ one.place }}|{{ one.document }}|{{ one.news }}\n{% endfor %}",
    );
    let told = office.ok(&["bulletin", "1-1", "--template", &own, "--format", "text"]);
    assert!(told.contains("letter|乙园来函||||False") && told.contains("|签到表||||False"), "{told}");
    assert!(office.ok(&["template", "paper", "bulletin"]).contains("sources[].text"));
    // Where nothing is recorded, nothing is said.
    let plain = Office::of("examples/shanghai-2023.toml");
    assert!(!plain.ok(&["--lang", "zh", "bulletin", "2-3"]).contains("资料来源"));
}

#[test]
fn the_public_pages_cite_sources_and_link_only_what_is_public() {
    let office = office();
    let page = |folder: &std::path::Path, path: &str| std::fs::read_to_string(folder.join(path)).unwrap();
    let built = |name: &str, more: &[&str]| {
        let folder = office.folder.path().join(name);
        office.ok(&[&["site", &folder.to_string_lossy()], more].concat());
        folder
    };
    let site = built("one", &[]);
    let session = page(&site, "zh/session/1-1.html");
    for part in [
        "<h2 id=\"sources\">出处</h2>\n<ul>\n<li>会议纪要《第一次会议纪要》（2024年3月5日），案卷3</li>",
        "<li>新闻报道《预算通过》，<a href=\"https://example.org/1\" rel=\"noopener\">https://example.org/1</a></li>",
        "《签到表》",
        "《分工表》",
    ] {
        assert!(session.contains(part), "{part} in\n{session}");
    }
    assert_eq!(session.matches("预算通过").count(), 1);
    assert!(page(&site, "en/session/1-1.html").contains("<h2 id=\"sources\">Sources</h2>"));
    assert!(page(&site, "zh/visit/v1.html").contains("<li>新闻报道《预算通过》，"));
    let organization = page(&site, "zh/org/jia.html");
    for part in ["名册《成员名册》（2020年1月2日）", "《入会批复》", "来函《任职通知》"]
    {
        assert!(organization.contains(part), "{part} in\n{organization}");
    }
    // A document that is not public is named nowhere; one that is, is linked.
    assert!(!session.contains("内部报告") && !session.contains("assets/documents"));
    office.ok(&["document", "edit", "d1", "public=true"]);
    let open = built("two", &[]);
    let link = "<a href=\"../../assets/documents/d1.txt\" download=\"inner.txt\">内部报告</a>";
    assert!(
        page(&open, "zh/session/1-1.html").contains(link) && page(&open, "zh/visit/v1.html").contains(link)
    );
    // Parts that are not shown are not cited either.
    let few = built("three", &["--only", "nothing"]);
    let session = page(&few, "zh/session/1-1.html");
    assert!(session.contains("第一次会议纪要") && session.contains("乙园来函"), "{session}");
    for hidden in ["签到表", "分工表", "assets/documents"] {
        assert!(!session.contains(hidden), "{hidden} in\n{session}");
    }
    assert!(!page(&few, "zh/org/jia.html").contains("任职通知"));
}
