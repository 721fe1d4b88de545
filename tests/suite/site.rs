//! The static site: every link on it resolves, nothing private stands on it, hostile names stay text.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use crate::office::Office;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn attributes<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let start = format!(" {name}=\"");
    text.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Every link, script and style of every page, and every anchor.
fn links_resolve(site: &Path) -> usize {
    let pages: Vec<PathBuf> =
        files(site).into_iter().filter(|path| path.extension().is_some_and(|e| e == "html")).collect();
    let ids = |path: &Path| -> HashSet<String> {
        let text = fs::read_to_string(path).unwrap();
        attributes(&text, "id").into_iter().map(str::to_string).collect()
    };
    let mut links = 0;
    for page in &pages {
        let text = fs::read_to_string(page).unwrap();
        let own = ids(page);
        assert_eq!(own.len(), attributes(&text, "id").len(), "{}: an id stands twice", page.display());
        for link in attributes(&text, "href").into_iter().chain(attributes(&text, "src")) {
            links += 1;
            let link = link.replace("&amp;", "&");
            if link.starts_with("http://") || link.starts_with("https://") || link.starts_with("data:") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let file = file.split('?').next().unwrap_or_default();
            let target =
                if file.is_empty() { page.clone() } else { page.parent().unwrap().join(percent(file)) };
            assert!(target.is_file(), "{}: {link} leads nowhere", page.display());
            assert!(
                anchor.is_empty() || ids(&target).contains(anchor),
                "{}: {link} has no such anchor",
                page.display()
            );
        }
    }
    assert!(pages.len() > 10);
    links
}

fn percent(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = |b: Option<u8>| b.and_then(|b| (b as char).to_digit(16)).unwrap_or(0) as u8;
        bytes.push(if byte == b'%' { hex(rest.next()) * 16 + hex(rest.next()) } else { byte });
    }
    String::from_utf8(bytes).unwrap()
}

fn built(office: &Office, name: &str) -> PathBuf {
    let folder = office.folder.path().join(name);
    office.ok(&["site", &folder.to_string_lossy()]);
    folder
}

#[test]
fn every_link_of_the_examples_resolves() {
    for example in ["shanghai-2023", "roll-calls", "reelection"] {
        let office = Office::new();
        office.ok(&["apply", &format!("examples/{example}.toml")]);
        assert!(links_resolve(&built(&office, "site")) > 50, "{example}");
    }
}

#[test]
fn nothing_private_stands_on_it_and_hostile_names_stay_text() {
    let office = Office::of("examples/shanghai-2023.toml");
    office.ok(&[
        "person",
        "edit",
        "钱佩忠",
        "email=secret@example.org",
        "phone=13900001111",
        "note=private remark",
    ]);
    office.ok(&["person", "add", "王忘记", "--org", "浙江省国家大学科技园"]);
    office.ok(&["session", "attend", "2-3", "浙江省国家大学科技园", "--person", "王忘记"]);
    office.ok(&["person", "forget", "王忘记"]);
    for name in ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "a/../../b", "&amp;", "Å'ñ"]
    {
        office.ok(&["member", "add", name, "--class", "council", "--since", "2024-01-01"]);
    }
    let site = built(&office, "site");
    links_resolve(&site);
    for path in files(&site) {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for private in ["secret@example.org", "13900001111", "private remark", "王忘记"] {
            assert!(!text.contains(private), "{}: {private}", path.display());
        }
        if path.extension().is_some_and(|e| e == "html") {
            assert!(!text.contains("<script>alert") && !text.contains("<img src=x"), "{}", path.display());
        }
    }
    assert!(!office.folder.path().join("b").exists() && !office.folder.path().join("b.html").exists());
}

#[test]
fn the_same_registry_is_the_same_site_and_a_foreign_folder_is_left_alone() {
    let office = Office::of("examples/roll-calls.toml");
    let (one, two) = (built(&office, "one"), built(&office, "two"));
    let (a, b) = (files(&one), files(&two));
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(&b) {
        assert_eq!(a.strip_prefix(&one).unwrap(), b.strip_prefix(&two).unwrap());
        assert!(fs::read(a).unwrap() == fs::read(b).unwrap(), "{}", a.display());
    }
    // A site that it made itself is renewed; anything else is not touched.
    built(&office, "one");
    let foreign = office.folder.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("letter.txt"), "mine").unwrap();
    let answer = office.run(&["site", &foreign.to_string_lossy()]);
    assert!(answer.code == 1 && answer.err.starts_with("error: "), "{}", answer.err);
    assert_eq!(fs::read_dir(&foreign).unwrap().count(), 1);
}

/// All pages as one text.
fn whole(site: &Path) -> String {
    files(site).iter().map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()).collect()
}

#[test]
fn what_is_public_is_chosen() {
    let office = Office::new();
    let record = office.file(
        "r.toml",
        r#"
        [alliance]
        name = "某联盟"
        [[membership]]
        organization = "甲园"
        class = "council"
        from = 2020-01-01
        [[membership]]
        organization = "乙缺席园"
        class = "council"
        from = 2020-01-01
        [[membership]]
        organization = "丙请假园"
        class = "council"
        from = 2020-01-01
        [[post]]
        person = "钱理事长"
        title = "理事长"
        role = "president"
        from = 2020-01-01
        [[session]]
        term = 1
        number = 1
        start = 2024-03-01
        [[session.attendance]]
        organization = "甲园"
        [[session.attendance]]
        organization = "丙请假园"
        presence = "leave"
        [[session.motion]]
        title = "年度计划"
        ballots = { abstain = ["甲园"], yes = ["乙缺席园"] }
        [[session.action]]
        title = "起草细则"
        [[visit]]
        host = "甲园"
        start = 2024-03-02
        sites = ["加速器大楼"]
        [[activity]]
        name = "公开的训练营"
        public = true
        [[activity]]
        name = "内部沙龙"
        "#,
    );
    let report = office.file("report.html", "<script>alert(1)</script>");
    let inner = office.file("inner.txt", "内部文件");
    office.ok(&["apply", &record]);
    office.ok(&["document", "add", &report, "--for", "1-1", "--title", "年度报告", "--public"]);
    office.ok(&["document", "add", &inner, "--for", "1-1", "--title", "内部记录"]);
    let all = built(&office, "all");
    links_resolve(&all);
    let text = whole(&all);
    for shown in ["公开的训练营", "年度报告", "起草细则", "加速器大楼", "钱理事长", "请假", "弃权"]
    {
        assert!(text.contains(shown), "{shown}");
    }
    for hidden in ["内部沙龙", "内部文件", "内部记录"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    // No browser runs a document as a page of the site.
    assert_eq!(fs::read_to_string(all.join("assets/documents/d1")).unwrap(), "<script>alert(1)</script>");

    let only = |parts: &str, name: &str| {
        let folder = office.folder.path().join(name);
        office.ok(&["site", &folder.to_string_lossy(), "--only", parts]);
        links_resolve(&folder);
        whole(&folder)
    };
    let base = only("nothing", "base");
    for hidden in [
        "公开的训练营",
        "年度报告",
        "起草细则",
        "加速器大楼",
        "钱理事长",
        "丙请假园 <small>",
        "attendance.html",
    ] {
        assert!(!base.contains(hidden), "{hidden}");
    }
    assert!(base.contains("年度计划") && base.contains("乙缺席园"));
    // Who came is told, who did not is nowhere: neither as such nor by a ballot that does not count.
    let came = only("出席情况,ballots", "came");
    let session = fs::read_to_string(office.folder.path().join("came/zh/session/1-1.html")).unwrap();
    assert!(
        session.contains("甲园") && !session.contains("缺席园") && !session.contains("请假园"),
        "{session}"
    );
    let vote = files(&office.folder.path().join("came/zh/vote")).remove(0);
    let vote = fs::read_to_string(vote).unwrap();
    assert!(vote.contains("弃权") && vote.contains("甲园") && !vote.contains("缺席园"), "{vote}");
    assert!(!came.contains("attendance.html"));
    // The alliance's own choice holds until another is asked for.
    office.ok(&["about", "edit", "public=考察;offices"]);
    assert_eq!(office.json(&["about"])["public"], serde_json::json!(["visits", "offices"]));
    let own = whole(&built(&office, "own"));
    assert!(own.contains("加速器大楼") && own.contains("钱理事长") && !own.contains("起草细则"));
    assert!(only("actions", "asked").contains("起草细则"));
    let wrong = office.run(&["site", "x", "--only", "balots"]);
    assert!(
        wrong.code == 2 && wrong.err.contains("balots") && wrong.err.contains("ballots"),
        "{}",
        wrong.err
    );
    let wrong = office.run(&["about", "edit", "public=balots"]);
    assert!(wrong.code != 0 && wrong.err.contains("balots"), "{}", wrong.err);
    // Where the choice is given up, it is told that all is public, and how to have it otherwise.
    let told = |answer: &crate::office::Answer, lang: &str| {
        let (all, way) = match lang {
            "zh" => ("将显示全部：任职、出席情况", "about edit public=nothing"),
            _ => ("show all of them: offices, attendance", "about edit public=nothing"),
        };
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer.err.contains(all) && answer.err.contains(way)
    };
    assert!(told(&office.run(&["about", "edit", "public="]), "en"));
    assert!(!told(&office.run(&["about", "edit", "public="]), "en"), "nothing was given up");
    office.ok(&["about", "edit", "public=offices"]);
    let unset = office.file("unset.toml", "[alliance]\nname = \"某联盟\"\nunset = [\"public\"]\n");
    assert!(told(&office.run(&["--lang", "zh", "--dry-run", "apply", &unset]), "zh"));
    assert!(told(&office.run(&["--lang", "zh", "apply", &unset]), "zh"));
    let folder = office.folder.path().join("told").to_string_lossy().into_owned();
    let answer = office.run(&["site", &folder]);
    assert!(answer.err.contains("all parts are shown: offices, attendance"), "{}", answer.err);
    let answer = office.run(&["--lang", "zh", "site", &folder]);
    assert!(answer.err.contains("各部分均公开：任职、出席情况"), "{}", answer.err);
    office.ok(&["about", "edit", "public=nothing"]);
    assert!(!office.run(&["site", &folder]).err.contains("all parts"));
    assert!(!whole(Path::new(&folder)).contains("起草细则"));
    for nothing in ["", ",", " "] {
        assert_eq!(office.run(&["site", &folder, "--only", nothing]).code, 2, "{nothing:?}");
    }
}
