//! Names in English: they mean what the Chinese ones mean wherever something is named, and stand on English papers.

use crate::office::Office;
use serde_json::Value;

const RECORDS: &str = r#"
[[body]]
code = "exec"
name = "执行委员会"
name_en = "Executive Committee"
seats = "member"
[[organization]]
name = "安徽园"
code = "ah"
name_en = "Anhui Park"
[[organization]]
name = "浙江园"
code = "zj"
[[membership]]
organization = "ah"
class = "council"
from = 2020-01-01
[[membership]]
organization = "zj"
class = "council"
from = 2020-01-01
[[session]]
term = 2
number = 3
start = 2024-03-14
[[session]]
body = "Executive Committee"
number = 3
start = 2024-04-14
[[session.attendance]]
organization = "Anhui Park"
[[session.attendance]]
organization = "zj"
presence = "leave"
[[session.motion]]
title = "Plan"
kind = "plan"
yes = 1
no = 0
abstain = 0
[[session.action]]
title = "Write"
"#;

fn office() -> Office {
    let office = Office::new();
    office.ok(&["apply", "--quiet", &office.file("all.toml", RECORDS)]);
    office
}

/// The values of a key in a list.
fn values(office: &Office, args: &[&str], key: &str) -> Vec<String> {
    let list = office.json(args);
    let one = |row: &Value| row[key].as_str().unwrap_or_default().to_string();
    list.as_array().unwrap().iter().map(one).collect()
}

#[test]
fn a_body_is_meant_by_its_english_name_wherever_one_is_named() {
    let office = office();
    let exec = ["exec:3".to_string()];
    for condition in [
        "body=Executive Committee",
        "body=the executive committee",
        "body~Executive",
        "name~executive",
        "name~执行",
    ] {
        assert_eq!(values(&office, &["session", "list", "--where", condition], "ref"), exec, "{condition}");
    }
    assert_eq!(
        values(
            &office,
            &["session", "list", "--where", "name!=Third meeting of the Executive Committee"],
            "ref"
        ),
        ["2-3"]
    );
    for condition in ["session~Executive", "session~执行", "session=Executive Committee 3"] {
        assert_eq!(
            values(&office, &["vote", "list", "--where", condition], "ref"),
            ["exec:3/1"],
            "{condition}"
        );
        assert_eq!(values(&office, &["action", "list", "--where", condition], "ref"), ["a1"], "{condition}");
    }
    assert_eq!(values(&office, &["vote", "list", "--where", "session~Council"], "ref"), Vec::<String>::new());
    for named in [
        "Executive Committee 3",
        "executive committee:3",
        "Executive Committee：3",
        "Third meeting of the Executive Committee",
        "the third meeting of the executive committee",
        "exec 3",
        "执行委员会 3",
    ] {
        assert_eq!(office.json(&["session", "show", named])["ref"], "exec:3", "{named}");
    }
    assert_eq!(office.json(&["session", "show", "Council 2-3"])["ref"], "2-3");
    assert_eq!(office.json(&["session", "show", "Third meeting of the second Council"])["ref"], "2-3");
    let figures = office.json(&["stats", "attendance", "--body", "Executive Committee"]);
    assert_eq!(figures.as_array().map(Vec::len), Some(2), "{figures}");
    assert!(
        office
            .run(&["stats", "attendance", "--body", "Executive Comittee"])
            .err
            .contains("did you mean Executive Committee?")
    );
    office.ok(&["session", "add", "Executive Committee 4", "--start", "2024-05-01"]);
    office.ok(&["rule", "add", "Executive Committee", "plan", "--majority", "2/3"]);
    assert_eq!(office.json(&["session", "show", "exec:4"])["body"], "exec");
    office.ok(&["rule", "remove", "executive committee/plan"]);
    office.ok(&["body", "edit", "Executive Committee", "seats=council"]);
    let minutes = office.ok(&["minutes", "Executive Committee 3"]);
    assert!(minutes.contains("the third meeting of the Executive Committee"), "{minutes}");
    // A name that is no body's is refused at its place.
    let file =
        office.file("b.toml", "[[session]]\nbody = \"Executiv Committee\"\nnumber = 9\nstart = 2024-01-01\n");
    let answer = office.run(&["apply", &file]);
    assert!(
        answer.code == 1
            && answer.err.contains("b.toml:2:8")
            && answer.err.contains("did you mean Executive Committee?"),
        "{}",
        answer.err
    );
}

#[test]
fn a_name_that_two_bodies_have_is_refused_with_both() {
    let office = office();
    office.ok(&["body", "add", "board", "--name", "董事会", "--name-en", "Executive Committee"]);
    office.ok(&["body", "add", "senate", "--name", "评议会", "--name-en", "Council"]);
    let file = office
        .file("b.toml", "[[session]]\nbody = \"Executive Committee\"\nnumber = 9\nstart = 2024-01-01\n");
    for (args, both) in [
        (&["session", "show", "Executive Committee 3"][..], ["board", "exec"]),
        (&["session", "show", "Third meeting of the Executive Committee"], ["board", "exec"]),
        (&["session", "add", "Executive Committee 5", "--start", "2024-05-01"], ["board", "exec"]),
        (&["session", "list", "--where", "body=Executive Committee"], ["board", "exec"]),
        (&["stats", "attendance", "--body", "Executive Committee"], ["board", "exec"]),
        (&["body", "edit", "Executive Committee", "seats=council"], ["board", "exec"]),
        (&["apply", &file], ["board", "exec"]),
        // The name of one, and the code of the other.
        (&["session", "list", "--where", "body=Council"], ["council", "senate"]),
        (&["session", "show", "Council 2-3"], ["council", "senate"]),
    ] {
        let answer = office.run(args);
        assert_ne!(answer.code, 0, "{args:?}");
        assert!(both.iter().all(|code| answer.err.contains(code)), "{args:?} {}", answer.err);
    }
    // A code, as it is recorded, stays its own.
    assert_eq!(office.json(&["session", "show", "council:2-3"])["ref"], "2-3");
    assert_eq!(values(&office, &["session", "list", "--where", "body=council"], "ref"), ["2-3"]);
    assert_eq!(office.json(&["session", "show", "exec:3"])["ref"], "exec:3");
}

#[test]
fn an_organization_is_found_by_its_english_name() {
    let office = office();
    for condition in ["name~Anhui", "name=anhui park", "name~安徽"] {
        assert_eq!(values(&office, &["member", "list", "--where", condition], "code"), ["ah"], "{condition}");
        assert_eq!(values(&office, &["org", "list", "--where", condition], "code"), ["ah"], "{condition}");
    }
    assert_eq!(values(&office, &["org", "list", "--where", "name!=Anhui Park"], "code"), ["zj"]);
    assert_eq!(values(&office, &["org", "list", "--where", "name!="], "code").len(), 2);
    assert_eq!(values(&office, &["org", "list", "--where", "name="], "code").len(), 0);
    office.ok(&["contact", "add", "Anhui Park", "--person", "张三"]);
    for condition in ["organization~Anhui", "organization=Anhui Park", "organization~安徽"] {
        assert_eq!(
            values(&office, &["contact", "list", "--where", condition], "person"),
            ["张三"],
            "{condition}"
        );
    }
    assert_eq!(values(&office, &["search", "Anhui"], "ref"), ["ah"]);
}

#[test]
fn english_names_are_offered() {
    let office = office();
    let offered =
        |words: &[&str]| office.ok(&[&["__complete", "--", "--db", office.place()], words].concat());
    assert!(offered(&["stats", "attendance", "--body", "Exec"]).contains("exec\tExecutive Committee"));
    assert!(offered(&["session", "list", "--where", "body=Execut"]).contains("body=exec\t"));
    assert!(offered(&["session", "show", "Executive"]).contains("exec:3\t"));
    assert!(offered(&["org", "show", "Anh"]).contains("Anhui Park\tah"));
    assert!(offered(&["rule", "add", "Commit"]).contains("exec\tExecutive Committee"));
    let words = ["__complete", "--", "--db", office.place(), "rule", "add", "Exec"];
    let in_chinese = office.run_with(&words, &[("ALLIANCE_LANG", "zh")], "").out;
    assert!(in_chinese.contains("exec\t执行委员会"), "{in_chinese}");
}

/// A session with an organization in every place where a paper names one.
const MEETING: &str = r#"
[alliance]
name = "科技园联盟"
name_en = "Alliance of Parks"
former_names = [{ name = "园区联盟", until = 2021-12-31 }]
[[body]]
code = "council"
name = "理事会"
name_en = "Governing Council"
[[body]]
code = "exec"
name = "执行委员会"
name_en = "Executive Committee"
former_names = [{ name = "执委会", until = 2021-12-31 }]
[[organization]]
name = "安徽园"
code = "ah"
name_en = "Anhui Park"
[[organization]]
name = "浙江园"
code = "zj"
name_en = "Zhejiang Park"
former_names = [{ name = "杭州园", until = 2021-12-31 }]
[[organization]]
name = "丙园"
code = "bing"
name_en = "Park Three"
[[organization]]
name = "丁园"
code = "ding"
name_en = "Park Four"
[[organization]]
name = "戊园"
code = "wu"
name_en = "Park Five"
[[organization]]
name = "无英文园"
code = "none"
[[membership]]
organization = "ah"
class = "council"
[[membership]]
organization = "zj"
class = "council"
[[membership]]
organization = "bing"
class = "council"
[[membership]]
organization = "ding"
class = "council"
[[person]]
name = "钱一"
[[post]]
person = "钱一"
organization = "zj"
title = "director"
from = 2019-01-01
[[session]]
term = 2
number = 3
start = 2024-03-14
venue = "安徽园"
chair = "钱一"
[[session.attendance]]
organization = "ah"
[[session.attendance]]
organization = "zj"
presence = "leave"
[[session.attendance]]
organization = "bing"
presence = "proxy"
proxy = "ah"
[[session.attendance]]
organization = "wu"
capacity = "guest"
[[session.attendance]]
organization = "none"
capacity = "guest"
[[session.agenda]]
title = "A talk"
kind = "talk"
presenter = "钱一"
[[session.motion]]
title = "Admission"
kind = "admission"
class = "member"
subjects = ["wu"]
moved_by = "安徽园"
yes = 1
no = 0
abstain = 0
outcome = "carried"
[[session.motion]]
title = "Election"
kind = "election"
candidates = [{ person = "赵二", organization = "bing", role = "secretary-general", elected = true }]
[[session.action]]
title = "Write"
owner = "丁园"
[[visit]]
session = "2-3"
host = "ding"
visitors = ["ah", "wu"]
[[session]]
body = "exec"
number = 1
start = 2020-05-01
[[session.attendance]]
organization = "zj"
"#;

#[test]
fn english_papers_name_everything_in_english() {
    let office = Office::new();
    office.ok(&["apply", "--quiet", &office.file("all.toml", MEETING)]);
    let minutes = office.ok(&["minutes", "2-3", "--format", "text"]);
    for said in [
        "Alliance of Parks",
        "Minutes of the third meeting of the second Governing Council",
        "Venue: Anhui Park",
        "director of Zhejiang Park",
        "Present: Anhui Park",
        "Apologies: Zhejiang Park",
        "Proxy not counted (counted as absent): Park Three (to Anhui Park)",
        "Absent: Park Four",
        "Park Five",
        "无英文园",
        "Concerning: Park Five",
        "Moved by Anhui Park.",
        "(Park Three), secretary-general",
        "owner: Park Four",
        "Anhui Park, Park Five visited Park Four",
    ] {
        assert!(minutes.contains(said), "{said}\n{minutes}");
    }
    let (bulletin, resolution) = (office.ok(&["bulletin", "2-3"]), office.ok(&["resolution", "2-3/1"]));
    assert!(resolution.contains("Park Five: member from 14 March 2024"), "{resolution}");
    for paper in [&minutes, &bulletin, &resolution] {
        for chinese in ["安徽园", "浙江园", "丙园", "丁园", "戊园", "科技园联盟", "理事会"]
        {
            assert!(!paper.contains(chinese), "{chinese}\n{paper}");
        }
    }
    let docx = office.folder.path().join("minutes.docx").to_string_lossy().into_owned();
    office.ok(&["minutes", "2-3", "--output", &docx]);
    // What was called otherwise on the day has no English name that is known.
    let old = office.ok(&["minutes", "exec:1", "--format", "text"]);
    for said in ["园区联盟", "Minutes of the first meeting of the 执委会, 1 May 2020", "Present: 杭州园"]
    {
        assert!(old.contains(said), "{said}\n{old}");
    }
    // Chinese papers stay as they are.
    let chinese = office.ok(&["--lang", "zh", "minutes", "2-3", "--format", "text"]);
    assert!(chinese.contains("出席：安徽园") && !chinese.contains("Park"), "{chinese}");
    let site = office.folder.path().join("site").to_string_lossy().into_owned();
    office.ok(&["site", &site]);
    let page = std::fs::read_to_string(format!("{site}/en/org/ah.html")).unwrap_or_default()
        + &std::fs::read_to_string(format!("{site}/org/ah.html")).unwrap_or_default();
    assert!(page.contains("<h1>Anhui Park</h1>"), "{page}");
}

/// The texts of a workbook.
fn texts(path: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("xl/sharedStrings.xml").unwrap(), &mut text).unwrap();
    text
}

#[test]
fn a_workbook_in_english_lets_choose_bodies_in_english() {
    let office = Office::new();
    office.ok(&["apply", "--quiet", &office.file("all.toml", MEETING)]);
    office.ok(&["body", "add", "board", "--name", "董事会", "--name-en", "Executive Committee"]);
    for (lang, there, other) in [("en", "Governing Council", "理事会"), ("zh", "理事会", "Governing Council")]
    {
        let path = office.folder.path().join(format!("{lang}.xlsx")).to_string_lossy().into_owned();
        office.ok(&["--lang", lang, "template", "session", "--output", &path]);
        let texts = texts(&path);
        let has = |text: &str| texts.contains(&format!(">{text}</t>"));
        assert!(has(there) && !has(other), "{lang} {texts}");
        // A name that two bodies share is none to choose.
        assert_eq!(has("exec"), lang == "en", "{texts}");
    }
}
