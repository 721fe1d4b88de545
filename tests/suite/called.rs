//! Sessions are called in the chosen language, wherever they are named; JSON has both names.

use crate::office::Office;

#[test]
fn sessions_are_called_in_the_language() {
    let office = Office::of("tests/records/papers.toml");
    let (zh, en) = ("第二届理事会第三次会议", "Third meeting of the second Council");
    let own = "Third meeting of the Executive Committee";
    let json = office.json(&["session", "list"]);
    assert_eq!((json[0]["name"].as_str(), json[0]["name_en"].as_str()), (Some(zh), Some(en)));
    assert_eq!(office.json(&["session", "show", "executive:3"])["name_en"], own);
    let said = |args: &[&str]| {
        let answer = office.run(args);
        assert_eq!(answer.code, 0, "{args:?} {}", answer.err);
        answer.out
    };
    for args in [
        &["session", "list"][..],
        &["session", "list", "--format", "markdown"],
        &["session", "list", "--columns", "ref,name"],
        &["session", "show", "2-3"],
        &["session", "show", "2-3", "--format", "markdown"],
        &["person", "show", "章明远"],
        &["calendar"],
        &["bulletin", "2-3"],
        &["resolution", "2-3/1"],
    ] {
        let told = |lang: &str| {
            let text = said(&[&["--lang", lang][..], args].concat()).replace("\r\n ", "");
            // A cell may be broken into lines.
            text.split_whitespace().filter(|word| *word != "|").collect::<Vec<_>>().join(" ").to_lowercase()
        };
        let (in_english, in_chinese) = (told("en"), told("zh"));
        assert!(!in_english.contains("第二届理事会"), "{args:?} {in_english}");
        assert!(in_english.contains("third") && in_english.contains("council"), "{args:?} {in_english}");
        assert!(
            in_chinese.contains("第二届理事会") && !in_chinese.contains("third meeting"),
            "{args:?} {in_chinese}"
        );
    }
    let csv = said(&["--lang", "zh", "session", "list", "--format", "csv"]);
    assert!(csv.starts_with("ref,name,name_en,") && csv.contains(&format!("2-3,{zh},{en},")), "{csv}");
    // Both are found.
    for words in ["third executive", "执行委员会第三次"] {
        let hits = office.json(&["search", words]);
        assert!(hits.as_array().unwrap().iter().any(|hit| hit["ref"] == "executive:3"), "{words} {hits}");
    }
    let folder = office.folder.path().join("site");
    said(&["site", &folder.to_string_lossy()]);
    let page = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert!(page("en/sessions.html").contains(">Third meeting of the second Council</a>"));
    assert!(
        page("zh/sessions.html").contains(&format!(">{zh}</a>")) && !page("zh/sessions.html").contains(en)
    );
    let own_page = std::fs::read_dir(folder.join("en/session")).unwrap().filter_map(|entry| {
        std::fs::read_to_string(entry.unwrap().path())
            .ok()
            .filter(|text| text.contains(&format!("<h1>{own}</h1>")))
    });
    assert_eq!(own_page.count(), 1);
    assert!(page("assets/search-index.js").contains(own));
}

#[test]
fn a_session_without_a_number_keeps_its_title_and_a_body_without_an_english_name_its_own() {
    let office = Office::new();
    office.ok(&["body", "add", "experts", "--name", "专家委员会", "--seats", "member"]);
    office.ok(&["session", "add", "experts:21", "--start", "2024-05-06"]);
    office.ok(&["session", "add", "座谈会", "--start", "2024-05-07"]);
    let json = office.json(&["session", "list"]);
    assert_eq!(json[0]["name_en"], "Twenty-first meeting of the 专家委员会");
    assert_eq!((&json[1]["name"], &json[1]["name_en"]), (&"座谈会".into(), &"座谈会".into()));
    office.ok(&["body", "edit", "experts", "name_en=the Panel of Experts"]);
    assert_eq!(
        office.json(&["session", "list"])[0]["name_en"],
        "Twenty-first meeting of the Panel of Experts"
    );
    assert!(
        office
            .run(&["minutes", "experts:21"])
            .out
            .contains("# Minutes of the twenty-first meeting of the Panel of Experts, 6 May 2024")
    );
}
