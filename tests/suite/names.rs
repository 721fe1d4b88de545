//! Whatever belongs to a day bears the names of that day: what is renamed and retitled after a year leaves
//! every paper, page and list of that year as it was.

use std::fs;

use crate::office::{self, Office};

/// The year that is recorded.
const YEAR: &str = "tests/records/year.toml";

/// Its last day.
const LAST: &str = "2023-12-31";

/// Everything gets another name or title afterwards. `'` stands for a space within a word.
const AFTER: &[&str] = &[
    "org rename jia 甲新科技园 --on 2024-01-01",
    "org rename yi 乙新科技园 --on 2024-02-01",
    "org rename bing 丙新研究院 --on 2024-03-01",
    "org rename ding 丁新科技园 --on 2024-03-01",
    "org rename wu 戊新中心 --on 2024-03-01",
    "person post 张三 --org jia --title 董事长 --from 2024-01-01",
    "person post 李四 --org yi --title 顾问 --from 2024-01-01 --until 2024-05-31",
    "person post 王五 --org bing --title 名誉院长 --from 2024-01-01",
    "person post 赵六 --org ding --title 董事 --from 2024-02-01",
    "person post 孙七 --org wu --title 主任 --from 2024-02-01",
    "person post 张三 --title 名誉理事长 --role other --from 2024-01-01",
    "person edit 张三 name=章三 former_name=张三:2024-01-15",
    "person edit 李四 name=黎四 former_name=李四:2024-01-15",
    "person edit 王五 name=汪五 former_name=王五:2024-01-15",
    "person edit 赵六 name=肇六 former_name=赵六:2024-01-15",
    "person edit 孙七 name=荪七 former_name=孙七:2024-01-15",
    "person edit 周八 name=邹八 former_name=周八:2024-01-15",
    "about edit name=甲乙丙联盟 former_name=甲乙联盟:2024-01-31",
    "body edit council name=联盟理事会 former_name=理事会:2024-01-31",
    "body edit assembly name=联盟大会 former_name=会员大会:2024-01-31",
    "body edit chairs name=主席办公会 former_name=主席联席会:2024-01-31",
];

/// What the new names are, none of which may stand on a page of the year.
const NEW: &[&str] = &[
    "甲新",
    "乙新",
    "丙新",
    "丁新",
    "戊新",
    "章三",
    "黎四",
    "汪五",
    "肇六",
    "荪七",
    "邹八",
    "董事",
    "顾问",
    "名誉",
    "甲乙丙",
    "联盟理事会",
    "联盟大会",
    "办公会",
];

/// Every query that shows something of the year, in a form that tells all it knows.
fn queries() -> Vec<Vec<String>> {
    let mut all: Vec<String> = Vec::new();
    for session in ["1-5", "assembly:2-1", "chairs:1", "2-1"] {
        for verb in ["minutes", "bulletin", "session show"] {
            all.push(format!("{verb} {session}"));
        }
        all.push(format!("session show {session} --format json"));
        all.push(format!("session roll {session} --format json"));
    }
    for motion in ["1-5/1", "1-5/2", "assembly:2-1/1", "2-1/1"] {
        for verb in ["resolution", "vote show", "motion show"] {
            all.push(format!("{verb} {motion}"));
        }
        all.push(format!("vote show {motion} --format json"));
        let (session, number) = motion.rsplit_once('/').unwrap();
        all.push(format!("session roll {session} --motion {number}"));
    }
    for list in ["session list", "vote list", "motion list", "visit list", "activity list", "action list"] {
        all.push(format!("{list} --format json"));
        all.push(format!("{list} --format csv"));
        all.push(list.to_string());
    }
    for one in ["visit show v1", "visit show v2", "activity show 创业营/1", "calendar"] {
        all.push(one.to_string());
    }
    for day in ["2020-01-01", "2023-07-01", LAST] {
        for list in [
            "office list",
            "member list",
            "member list --all",
            "stats visits",
            "stats attendance --body council",
        ] {
            all.push(format!("{list} --as-of {day} --format json"));
        }
    }
    let words = |line: String| line.split(' ').map(str::to_string).collect();
    all.into_iter().map(words).collect()
}

/// What stands on paper but for what names the present: the registry's newest entry, by which a paper is
/// matched to it, and the calendar's own name, which is the alliance's of today.
fn masked(text: &str) -> String {
    let present = |line: &&str| {
        !(line.contains("journal entry #") || line.contains("日志 #") || line.starts_with("X-WR-CALNAME"))
    };
    text.lines().filter(present).collect::<Vec<_>>().join("\n")
}

/// All answers in both languages.
fn answers(office: &Office) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for lang in ["zh", "en"] {
        for query in queries() {
            let args: Vec<&str> =
                ["--lang", lang].into_iter().chain(query.iter().map(String::as_str)).collect();
            all.push((args.join(" "), masked(&office.ok(&args))));
        }
    }
    all
}

/// The site as of the year's last day: every page of a session, a vote and a visit, and those that list them.
fn pages(office: &Office, name: &str) -> Vec<(String, String)> {
    let folder = office.folder.path().join(name);
    office.ok(&["site", &folder.to_string_lossy(), "--as-of", LAST]);
    let mut all = Vec::new();
    for lang in ["zh", "en"] {
        for kind in ["", "session", "vote"] {
            let here = folder.join(lang).join(kind);
            for entry in fs::read_dir(&here).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|ending| ending == "html") {
                    let shown = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
                    all.push((shown, masked(&fs::read_to_string(&path).unwrap())));
                }
            }
        }
    }
    all.sort();
    assert!(all.len() > 20, "{}", all.len());
    all
}

/// The lists of an export that name things by code alone. The others refer to persons, by their present names,
/// or are the lists of the present names themselves.
fn lists(office: &Office, name: &str) -> Vec<(String, String)> {
    let folder = office.folder.path().join(name);
    office.ok(&["export", &folder.to_string_lossy()]);
    ["ballots", "visits", "actions", "activities", "memberships", "applications", "terms", "rules"]
        .into_iter()
        .map(|list| (list.to_string(), fs::read_to_string(folder.join(format!("{list}.csv"))).unwrap()))
        .collect()
}

fn same(before: &[(String, String)], after: &[(String, String)]) {
    assert_eq!(before.len(), after.len());
    for ((what, before), (other, after)) in before.iter().zip(after) {
        assert_eq!(what, other);
        assert!(before == after, "{what}\n{before}\n──── after\n{after}");
    }
}

#[test]
fn a_year_stays_as_it_was_whatever_is_renamed_after_it() {
    let office = Office::new();
    office.ok(&["apply", YEAR]);
    let (answered, drawn, listed) = (answers(&office), pages(&office, "one"), lists(&office, "a"));
    for line in AFTER {
        office.say(line);
    }
    let after = answers(&office);
    same(&answered, &after);
    same(&drawn, &pages(&office, "two"));
    same(&listed, &lists(&office, "b"));
    for (what, text) in &after {
        for name in NEW {
            assert!(!text.contains(name), "{what}: {name}\n{text}");
        }
    }
    // The present is called by its present names.
    assert!(office.ok(&["office", "list"]).contains("章三"));
    assert!(office.ok(&["member", "list"]).contains("甲新科技园"));
    assert!(office.ok(&["about"]).contains("甲乙丙联盟") && office.ok(&["about"]).contains("甲乙联盟"));
    assert!(office.ok(&["session", "show", "第一届理事会第五次会议"]).contains("李四"));
    assert!(office.ok(&["session", "show", "第一届联盟理事会第五次会议"]).contains("李四"));
    // What stood on that day is told by the names of that day.
    let as_of = ["--as-of", LAST];
    for (args, name) in [
        (&["about"][..], "甲乙联盟"),
        (&["body", "list"], "主席联席会"),
        (&["org", "list"], "甲大学科技园"),
        (&["org", "show", "jia"], "甲大学科技园"),
        (&["member", "show", "jia"], "甲大学科技园"),
        (&["person", "show", "汪五"], "王五"),
    ] {
        let text = office.ok(&[args, &as_of].concat());
        assert!(text.contains(name) && !text.contains("甲新"), "{args:?}\n{text}");
    }
    // The file of the year finds everybody by the names of then, and changes nothing.
    let again = office.json(&["apply", YEAR]);
    assert_eq!(again["entry"], serde_json::Value::Null, "{again}");
    // What is exported comes back, former names too.
    let folder = office.folder.path().join("b");
    let other = office::place(office.folder.path(), "other.db");
    office::fine(&office, &other, &["import", &folder.to_string_lossy()]);
    office::fine(&office, &other, &["export", &office.folder.path().join("c").to_string_lossy()]);
    for list in ["names", "person_names", "body_names", "alliance_names"] {
        let read = |name: &str| {
            fs::read_to_string(office.folder.path().join(name).join(format!("{list}.csv"))).unwrap()
        };
        assert!(read("b") == read("c") && read("b").lines().count() > 1, "{list}\n{}", read("c"));
    }
    office::sound(&office, office.place());
}

#[test]
fn a_session_does_not_title_its_chair_with_what_it_elects() {
    let office = Office::new();
    office.ok(&["apply", YEAR]);
    let minutes = |session: &str| office.ok(&["--lang", "zh", "minutes", session]);
    let text = minutes("assembly:2-1");
    assert!(text.contains("第一届联盟理事长、乙大学科技园副主任李四"), "{text}");
    assert!(text.contains("第一届联盟秘书长、甲大学科技园主任张三"), "{text}");
    assert!(!text.contains("第二届联盟理事长"), "{text}");
    assert!(minutes("2-1").contains("第二届联盟理事长、甲大学科技园主任张三"));
    let office = Office::of("examples/reelection.toml");
    let minutes = |session: &str| office.ok(&["--lang", "zh", "minutes", session]);
    assert!(minutes("assembly:2-1").contains("主持人：张甲\n"));
    assert!(minutes("standing:2-1").contains("主持人：第二届联盟理事长张甲\n"));
}

#[test]
fn officers_whose_posts_have_no_days_hold_them_at_the_session_that_elects_their_successors() {
    let office = Office::new();
    let file = office.file(
        "r.toml",
        r#"
[alliance]
name = "联盟"
[[organization]]
name = "甲园"
code = "jia"
[[membership]]
organization = "jia"
class = "council"
[[post]]
person = "张三"
title = "理事长"
role = "president"
term = 1
[[session]]
term = 2
number = 1
start = 2023-07-01
chair = "张三"
  [[session.motion]]
  title = "选举理事长"
  kind = "election"
  outcome = "carried"
  candidates = [{ person = "李四", role = "president", elected = true }]
[[session]]
term = 2
number = 2
start = 2023-09-01
chair = ["张三", "李四"]
"#,
    );
    office.ok(&["apply", &file]);
    let chair = |session: &str| {
        let text = office.ok(&["--lang", "zh", "minutes", session]);
        text.lines().find(|line| line.starts_with("主持人")).unwrap_or_default().to_string()
    };
    assert_eq!(chair("2-1"), "主持人：第一届联盟理事长张三");
    assert_eq!(chair("2-2"), "主持人：张三、第二届联盟理事长李四");
}

#[test]
fn a_title_without_a_day_tells_which_papers_it_rewrites_and_a_post_with_one_does_not() {
    let office = Office::new();
    office.ok(&["apply", YEAR]);
    let answer = office.run(&["person", "edit", "赵六", "title=董事长"]);
    assert_eq!(answer.code, 0);
    // As applicant's delegate, as delegate, and as receiver of a visit without a session.
    assert!(
        answer.err.contains("the papers of 1-5, assembly:2-1, v2 now name 赵六 otherwise"),
        "{}",
        answer.err
    );
    assert!(
        answer.err.contains("`alliance person post 赵六 --org ding --title 董事长 --from DAY`"),
        "{}",
        answer.err
    );
    let json = office.json(&["person", "edit", "张三", "title=董事长"]);
    let told = json["warnings"][0].as_str().unwrap();
    assert!(told.contains("1-5, assembly:2-1, chairs:1, 2-1"), "{told}");
    office.ok(&["undo"]);
    // Nothing is told where nothing changes, or where nobody ever met.
    assert_eq!(office.run(&["person", "edit", "张三", "title=主任"]).err, "");
    assert_eq!(office.run(&["person", "edit", "孙七", "title=主任"]).err, "");
    // A post without a day is no better.
    let told = office.run(&["person", "post", "王五", "--org", "bing", "--title", "研究员"]).err;
    assert!(!told.contains("now name"), "a post there that has a day goes before it: {told}");
    let told = office.run(&["person", "post", "李四", "--org", "yi", "--title", "书记"]).err;
    assert!(told.contains("the papers of 1-5, assembly:2-1 now name 李四 otherwise"), "{told}");
    office.ok(&["undo"]);
    office.ok(&["undo"]);
    // A post with a day leaves the title without one as it was before that day.
    office.ok(&[
        "person",
        "post",
        "张三",
        "--org",
        "jia",
        "--title",
        "董事长",
        "--from",
        "2023-08-01",
        "--until",
        "2023-10-31",
    ]);
    let who = |session: &str| {
        let session = office.json(&["session", "show", session]);
        let of = |one: &&serde_json::Value| one["organization"]["code"] == "jia";
        session["attendance"].as_array().unwrap().iter().find(of).unwrap()["people"].clone()
    };
    assert_eq!(who("1-5")[0]["title"], "主任");
    assert_eq!(who("chairs:1")[0]["title"], "董事长");
    // After it has ended, the title that went before does not come back.
    let minutes = office.ok(&["--lang", "zh", "minutes", "2-1"]);
    assert!(minutes.contains("主持人：第二届联盟理事长张三\n"), "{minutes}");
}

#[test]
fn a_former_name_finds_a_person_and_is_forgotten_with_the_person() {
    let office = Office::new();
    office.ok(&["apply", YEAR]);
    office.say("person edit 张三 name=章三 former_name=张三:2024-01-15");
    let shown = office.json(&["person", "show", "张三"]);
    assert_eq!(shown["name"], "章三");
    assert_eq!(shown["former_names"][0]["until"], "2024-01-15");
    assert_eq!(office.json(&["search", "张三"])[0]["ref"], "章三");
    // A file that says the new name and the old one renames, too.
    let file = office.file(
        "r.toml",
        "[[person]]\nname = \"黎四\"\norganization = \"yi\"\nformer_names = [{ name = \"李四\", until = 2024-01-31 }]\n",
    );
    let changes = office.json(&["apply", &file])["changes"].clone();
    assert_eq!(changes.as_array().unwrap().len(), 1, "{changes}");
    assert_eq!(changes[0]["action"], "change");
    office.say("person forget 章三 --text");
    let everything = office.ok(&["sql", "SELECT before, after FROM journal_changes", "--format", "json"]);
    for name in ["张三", "章三"] {
        assert!(!everything.contains(name), "{name}");
        assert!(!office.ok(&["session", "show", "1-5"]).contains(name), "{name}");
    }
    office::sound(&office, office.place());
    // One who bore a name before gives way to one who bears it now.
    office.say("person add 李四 --org bing");
    assert_eq!(office.json(&["person", "show", "李四"])["organization"]["code"], "bing");
    assert_eq!(office.json(&["person", "show", "李四@yi"])["name"], "黎四");
    office.say("person remove 李四@bing");
}

#[test]
fn a_merged_organization_names_its_successor() {
    let office = Office::new();
    office.ok(&["apply", YEAR]);
    office.say("org merge bing --into jia --on 2024-03-31");
    let shown = office.json(&["org", "show", "bing"]);
    assert_eq!(shown["merged_into"], serde_json::json!({ "code": "jia", "name": "甲大学科技园" }));
    assert_eq!(shown["merged_on"], "2024-03-31");
    let list = office.json(&["org", "list"]);
    assert_eq!(list.as_array().unwrap().iter().filter(|one| !one["merged_into"].is_null()).count(), 1);
    for args in [
        &["org", "show", "bing"][..],
        &["org", "list"],
        &["member", "show", "bing"],
        &["member", "list", "--all"],
        &["member", "list", "--all", "--format", "markdown"],
    ] {
        let text = office.ok(&[&["--lang", "zh"], args].concat());
        assert!(
            text.contains("甲大学科技园") && text.contains("并入") || text.contains("现为甲大学科技园"),
            "{text}"
        );
    }
    // On its last day it was still itself.
    let then = office.ok(&["--lang", "zh", "member", "list", "--all", "--as-of", "2024-03-31"]);
    assert!(!then.contains("并入"), "{then}");
    assert!(!office.ok(&["--lang", "zh", "org", "show", "jia"]).contains("并入"));
    let folder = office.folder.path().join("site");
    office.ok(&["site", &folder.to_string_lossy()]);
    let page = fs::read_to_string(folder.join("zh/org/bing.html")).unwrap();
    assert!(page.contains("并入") && page.contains("org/jia.html"), "{page}");
}
