//! Single acts: the same registry as by record files, each undoable, each told beforehand by `--dry-run`.

use crate::office::{self, Office};
use serde_json::Value;

/// A year of an alliance by commands alone. `'` stands for a space within a word.
const YEAR: &[&str] = &[
    "about edit name=甲乙联盟 founded=2020-01-01 function=成果转化 function=人才培养",
    "body add chairs --name 联席会 --seats council",
    "rule add council admission --majority 1/2 --majority-of present --exclusive --quorum 1/2 --from 2024-01-01",
    "term add 2 --start 2023-01-01 --end 2027-12-31",
    "org add 甲大学科技园 --code jia --kind park --province 江苏 --alias 甲园",
    "org add 乙大学科技园 --code yi --kind park --province 浙江 --short-name 乙园",
    "org add 丙研究院 --code bing --kind institute --city 上海 --credit-code 12100000400000624D",
    "org add 丁大学科技园 --code ding --university 丁大学",
    "org add 戊公司 --code wu --kind company",
    "member add jia --class president --since 2020-01-01",
    "member add yi --class council --since 2020-01-01",
    "member add bing --class member --since 2021-05-06",
    "person add 张三 --org jia --title 主任 --email zhang@example.org",
    "person add 李四 --org yi",
    "person post 张三 --title 理事长 --role president --term 2 --from 2023-01-01",
    "person post 李四 --org yi --title 副主任",
    "member apply ding --on 2024-01-10 --class council",
    "session add 2-1 --start 2024-02-01..2024-02-02 --city 南京 --venue 甲园会议室 --chair 张三 --mode hybrid",
    "session attend 2-1 jia --person 张三 --others",
    "session attend 2-1 yi --person 李四/代表",
    "session attend 2-1 ding --capacity applicant --person /负责人",
    "session attend 2-1 --person 王五/教授 --capacity guest",
    "session agenda 2-1 年度报告 --kind report --presenter 张三 --topic 回顾 --topic 展望",
    "motion add 2-1 接纳丁大学科技园 --kind admission --subject ding",
    "vote record 2-1/1 --ballot jia=yes --ballot yi=yes --method roll-call --outcome carried",
    "motion add 2-1 年度预算 --kind budget --proposer 秘书处",
    "vote record 2-1/2 --yes 1 --no 1 --abstain 0 --on 2024-02-02 --outcome tabled",
    "action add 编制预算 --session 2-1 --owner 秘书处 --due 2024-06-30",
    "visit add 丁大学科技园 --session 2-1 --start 2024-02-02 --headcount 9 --received-by 赵六/主任 --visitor jia --visitor yi --site 展厅 --topic 转化",
    "activity add 创业营 --edition 3 --kind 训练营 --host yi --start 2024-07-01 --end 2024-07-05",
    "org rename yi 乙大学国家科技园 --on 2024-04-01",
    "member class bing --to council --on 2024-05-01",
    "session add chairs:1 --start 2024-06-01 --title 主席联席会 --due 3 --present 2",
    "motion add chairs:1 选举秘书长 --kind election --candidate 张三@jia --seats 1 --method secret",
    "vote record chairs:1/1 --candidate 张三:2:true:secretary-general --issued 2 --collected 2",
    "action done a1 --note 已完成",
    "member leave jia --on 2024-12-31 --reason withdrawn",
    "document add examples/roll-calls.toml --for 2-1 --title 附件",
    "session edit 2-1 headcount=40 summary=会议圆满结束 source=纪要",
    "org edit wu note=服务商 website=https://example.org",
    "activity edit 创业营/3 note=顺延",
    "session edit 2-1 source=",
];

/// The same year by record files.
const FILES: &[&str] = &[
    r#"
[alliance]
name = "甲乙联盟"
founded = 2020-01-01
functions = ["成果转化", "人才培养"]
[[body]]
code = "chairs"
name = "联席会"
seats = "council"
[[rule]]
body = "council"
matter = "admission"
majority = "1/2"
majority_of = "present"
exclusive = true
quorum = "1/2"
from = 2024-01-01
[[term]]
number = 2
start = 2023-01-01
end = 2027-12-31
[[organization]]
name = "甲大学科技园"
code = "jia"
kind = "park"
province = "江苏"
aliases = ["甲园"]
[[organization]]
name = "乙大学科技园"
code = "yi"
kind = "park"
province = "浙江"
short_name = "乙园"
[[organization]]
name = "丙研究院"
code = "bing"
kind = "institute"
city = "上海"
credit_code = "12100000400000624D"
[[organization]]
name = "丁大学科技园"
code = "ding"
university = "丁大学"
[[organization]]
name = "戊公司"
code = "wu"
kind = "company"
[[membership]]
organization = "jia"
class = "president"
from = 2020-01-01
[[membership]]
organization = "yi"
class = "council"
from = 2020-01-01
[[membership]]
organization = "bing"
class = "member"
from = 2021-05-06
[[person]]
name = "张三"
organization = "jia"
title = "主任"
email = "zhang@example.org"
[[person]]
name = "李四"
organization = "yi"
[[post]]
person = "张三"
title = "理事长"
role = "president"
term = 2
from = 2023-01-01
[[post]]
person = "李四"
organization = "yi"
title = "副主任"
[[application]]
organization = "ding"
on = 2024-01-10
class = "council"
"#,
    r#"
[[session]]
term = 2
number = 1
start = "2024-02-01..2024-02-02"
city = "南京"
venue = "甲园会议室"
chair = "张三"
mode = "hybrid"
[[session.attendance]]
organization = "jia"
people = ["张三"]
others = true
[[session.attendance]]
organization = "yi"
people = [{ name = "李四", title = "代表" }]
[[session.attendance]]
organization = "ding"
capacity = "applicant"
people = [{ title = "负责人" }]
[[session.attendance]]
capacity = "guest"
people = [{ name = "王五", title = "教授" }]
[[session.agenda]]
title = "年度报告"
kind = "report"
presenter = "张三"
topics = ["回顾", "展望"]
[[session.motion]]
title = "接纳丁大学科技园"
kind = "admission"
subjects = ["ding"]
ballots = { yes = ["jia", "yi"] }
method = "roll-call"
outcome = "carried"
[[session.motion]]
title = "年度预算"
kind = "budget"
proposer = "秘书处"
yes = 1
no = 1
abstain = 0
on = 2024-02-02
outcome = "tabled"
[[session.action]]
title = "编制预算"
owner = "秘书处"
due = 2024-06-30
[[visit]]
host = "丁大学科技园"
session = "2-1"
start = 2024-02-02
headcount = 9
received_by = [{ name = "赵六", title = "主任" }]
visitors = ["jia", "yi"]
sites = ["展厅"]
topics = ["转化"]
[[activity]]
name = "创业营"
edition = 3
kind = "训练营"
host = "yi"
start = 2024-07-01
end = 2024-07-05
"#,
    r#"
[[organization]]
name = "乙大学国家科技园"
code = "yi"
former_names = [{ name = "乙大学科技园", until = 2024-03-31 }]
[[organization]]
name = "戊公司"
note = "服务商"
website = "https://example.org"
[[membership]]
organization = "bing"
class = "member"
from = 2021-05-06
until = 2024-04-30
[[membership]]
organization = "bing"
class = "council"
from = 2024-05-01
[[membership]]
organization = "jia"
class = "president"
from = 2020-01-01
until = 2024-12-31
reason = "withdrawn"
[[session]]
body = "chairs"
number = 1
start = 2024-06-01
title = "主席联席会"
due = 3
present = 2
[[session.motion]]
title = "选举秘书长"
kind = "election"
seats = 1
method = "secret"
issued = 2
collected = 2
candidates = [{ person = "张三", organization = "jia", role = "secretary-general", yes = 2, elected = true }]
[[session]]
term = 2
number = 1
start = 2024-02-01
headcount = 40
summary = "会议圆满结束"
[[action]]
title = "编制预算"
session = "2-1"
status = "done"
note = "已完成"
[[activity]]
name = "创业营"
edition = 3
note = "顺延"
[[document]]
path = "roll-calls.toml"
for = "2-1"
title = "附件"
"#,
];

fn year_by_commands() -> Office {
    let office = Office::new();
    for line in YEAR {
        office.say(line);
    }
    office
}

#[test]
fn a_year_by_commands_is_the_same_registry_as_by_files() {
    let commands = year_by_commands();
    let files = Office::new();
    std::fs::copy("examples/roll-calls.toml", files.folder.path().join("roll-calls.toml")).unwrap();
    for (n, text) in FILES.iter().enumerate() {
        let file = files.file(&format!("{n}.toml"), text);
        files.ok(&["apply", &file]);
    }
    let (one, other) = (commands.tables(), files.tables());
    assert_eq!(one.len(), other.len());
    for (a, b) in one.into_iter().zip(other) {
        assert_eq!(a, b);
    }
    // The exports are equal too, row by row; rows stand in the order in which they were entered.
    let export = |office: &Office| {
        let folder = office.folder.path().join("export");
        office.ok(&["export", &folder.to_string_lossy()]);
        let mut files: Vec<(String, Vec<String>)> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
            .map(|path| {
                let mut rows: Vec<String> =
                    std::fs::read_to_string(&path).unwrap().lines().map(String::from).collect();
                rows.sort();
                (path.file_name().unwrap().to_string_lossy().into_owned(), rows)
            })
            .collect();
        files.sort();
        files
    };
    for (a, b) in export(&commands).into_iter().zip(export(&files)) {
        assert_eq!(a, b);
    }
    for office in [&commands, &files] {
        assert_eq!(office.json(&["sql", "SELECT count(*) AS n FROM ballot"])[0]["n"], 2);
        let ding = office.json(&["member", "show", "ding"]);
        assert_eq!(ding["memberships"][0]["from"], "2024-02-02");
        assert_eq!(ding["memberships"][0]["admitted_by"], "2-1/1");
        let deep = office.run(&["--format", "json", "check", "--deep"]);
        let rules: Value = serde_json::from_str(&deep.out).unwrap();
        assert!(rules.as_array().unwrap().iter().all(|found| found["severity"] == "warning"), "{}", deep.out);
    }
    // An old vote prints the name of its day; both names find the organization.
    let vote = commands.json(&["vote", "show", "2-1/1"]);
    assert!(vote["ballots"].to_string().contains("乙大学科技园"));
    for name in ["乙大学科技园", "乙大学国家科技园"] {
        assert_eq!(commands.json(&["org", "show", name])["code"], "yi");
    }
}

#[test]
fn undoing_every_entry_from_the_newest_back_gives_the_empty_registry() {
    let office = year_by_commands();
    let empty = Office::new();
    empty.ok(&["init"]);
    let entries = office.json(&["log"]).as_array().unwrap().len();
    assert_eq!(entries, YEAR.len());
    for entry in (1..=entries).rev() {
        let written = office.json(&["undo", &format!("#{entry}")]);
        assert!(written["entry"].is_i64());
    }
    assert_eq!(office.tables(), empty.tables());
    for name in office.relations(false) {
        // The gate's own: what was is remembered there.
        if ["numbers", "contents", "journal", "journal_changes", "journal_bulk"].contains(&name.as_str()) {
            continue;
        }
        let sql = format!("SELECT * FROM {name}");
        assert_eq!(office.json(&["sql", &sql]), empty.json(&["sql", &sql]), "{name}");
    }
    office.ok(&["check", "--deep"]);
    // An undo is an entry too, and can itself be undone: the newest first.
    office.ok(&["undo"]);
    assert_eq!(office.json(&["about"])["name"], "甲乙联盟");
}

#[test]
fn a_dry_run_prints_exactly_the_changes_that_the_verb_then_makes() {
    let office = Office::new();
    for line in YEAR {
        let words: Vec<&str> = line.split_whitespace().collect();
        let before = office.state();
        let told = office.json(&[&["--dry-run"], &words[..]].concat());
        assert_eq!(office.state(), before, "{line}");
        assert!(told["entry"].is_null(), "{line}");
        let done = office.json(&words);
        assert_eq!((&told["changes"], &told["warnings"]), (&done["changes"], &done["warnings"]), "{line}");
        assert!(!done["changes"].as_array().unwrap().is_empty(), "{line}");
    }
    for line in [
        "document remove d1",
        "vote remove 2-1/2",
        "motion remove 2-1/2",
        "action remove a1",
        "visit remove v1",
        "activity remove 创业营",
        "session agenda 2-1 年度报告 --remove",
        "session attend 2-1 ding --remove",
        "session attend 2-1 --person 王五 --remove",
        "person post 李四 --org yi --title 副主任 --remove",
        "member remove bing --class council",
        "member apply ding --on 2024-01-10 --remove",
        "org remove wu",
        "rule remove council/admission@2024-01-01",
        "org merge bing --into ding --on 2024-11-30",
        "undo",
        "person forget 王五",
        "term remove 2",
    ] {
        let words: Vec<&str> = line.split_whitespace().collect();
        let told = office.json(&[&["--dry-run"], &words[..]].concat());
        let done = office.json(&words);
        assert_eq!(told["changes"], done["changes"], "{line}");
        assert!(!done["changes"].as_array().unwrap().is_empty(), "{line}");
    }
    let deep = office.run(&["--format", "json", "check", "--deep"]);
    assert!(!deep.out.contains("\"error\""), "{}", deep.out);
}

/// The line, the exit status, and what the error names.
const REFUSED: &[(&str, i32, &str)] = &[
    ("org add 甲大学科技园", 1, "recorded already"),
    ("org edit jia code=yi", 1, "belongs to"),
    ("org edit jia nam=甲", 2, "did you mean name"),
    ("org edit jia 甲", 2, "FIELD=VALUE"),
    ("org edit jia name=", 1, "cannot be unknown"),
    ("org rename jia 乙大学国家科技园 --on 2024-08-01", 1, "called"),
    ("org rename jia 甲大学科技园 --on 2024-08-01", 1, "already"),
    ("org rename yi 乙 --on 2024-03-01", 1, "2024-03-31"),
    ("org merge jia --into jia --on 2024-08-01", 1, "itself"),
    ("org remove jia", 1, "stand on it"),
    ("member add jia --class council --since 2024-01-01", 1, "across"),
    ("member add jia --class councl", 1, "did you mean council"),
    ("member add jia", 2, "--class"),
    ("member class jia --to president --on 2024-06-01", 1, "already"),
    ("member class wu --to council --on 2024-06-01", 1, "no member"),
    ("member leave jia --on 2024-02-31 --reason withdrawn", 1, "--on"),
    ("member leave jia --on 2024-06-01 --reason bored", 1, "--reason"),
    ("member leave 园 --on 2024-06-01 --reason withdrawn", 1, "could be any of"),
    ("member remove ding", 1, "effect of a carried motion"),
    ("person add 张三", 1, "recorded already"),
    ("person post 钱七 --title 顾问", 1, "no person"),
    ("session add 2-1 --start 2024-09-01", 1, "recorded already"),
    ("session add 第二届理事会第三三次会议 --start 2024-09-01", 1, "no reference of a session"),
    ("session add 2-9 --start 2024-09-31", 1, "--start"),
    ("session add 2-9 --start 2024-09-02 --end 2024-09-01", 1, "before"),
    ("session add 2-9", 2, "--start"),
    ("session add nobody:2-9 --start 2024-09-02", 1, "no reference of a session"),
    ("session edit 2-1 number=1 term= body=chairs", 1, "already"),
    ("session attend 2-1 nobody", 1, "no organization"),
    ("session attend 2-1", 2, "who attended"),
    ("session remove 2-1", 1, "stand on it"),
    ("motion add 9-9 某议案", 1, "no session"),
    ("motion add 2-1 某议案 --number 1", 1, "recorded already"),
    ("vote record 2-1/1", 2, "nothing is said"),
    ("vote record 2-1/9 --yes 1", 1, "no motion"),
    ("vote record 2-1/1 --yes -1", 1, "negative"),
    ("vote record 2-1/1 --yes 0", 1, "the ballots have"),
    ("vote record 2-1/1 --ballot jia=ye", 1, "did you mean yes"),
    ("vote record 2-1/1 --ballot nobody=yes", 1, "no organization"),
    ("vote record 2-1/1 --ballot jia=yes --ballot 甲园=no", 1, "two ballots"),
    ("vote record 2-1/1 --unanimous --no 1", 1, "unanimous"),
    ("vote record 2-1/1 --ballots no-such.csv", 1, "no-such.csv"),
    ("visit add 丁大学科技园 --session 2-1 --start 2024-02-02", 1, "recorded already"),
    ("visit edit v9 headcount=1", 1, "v9"),
    ("action add 编制预算 --session 2-1", 1, "recorded already"),
    ("action done a9", 1, "a9"),
    ("body edit chairs code=x", 1, "stays"),
    ("body remove council", 1, "stand on it"),
    ("term edit 2 number=3", 1, "stays"),
    ("rule remove council/*", 1, "no rule"),
    ("document add no-such-file --for 2-1", 1, "no-such-file"),
    ("document save d9 x", 1, "d9"),
    ("undo #5", 1, "cannot"),
    ("check --skip quorun", 2, "did you mean quorum"),
    ("sql DELETE", 1, "not understood"),
];

#[test]
fn what_cannot_be_is_one_clear_error_and_changes_nothing() {
    let office = year_by_commands();
    let before = office.state();
    for (line, code, named) in REFUSED {
        let answer = office.run(&line.split_whitespace().collect::<Vec<_>>());
        assert_eq!(answer.code, *code, "{line}\n{}{}", answer.out, answer.err);
        assert!(answer.err.contains(named), "{line}\n{}", answer.err);
        assert!(answer.err.starts_with("error: ") && answer.out.is_empty(), "{line}\n{}", answer.err);
        assert_eq!(office.state(), before, "{line}");
    }
}

#[test]
fn a_roll_call_comes_from_a_file_as_excel_writes_it() {
    let office = year_by_commands();
    let file = office.file("b.csv", "\u{feff}单位;表决\r\n甲大学科技园;赞成\r\n乙园;反对\r\n");
    office.ok(&["vote", "record", "2-1/2", "--yes", "", "--no", "", "--abstain", "", "--ballots", &file]);
    let vote = office.json(&["vote", "show", "2-1/2"]);
    assert_eq!((&vote["counts"]["yes"], &vote["counts"]["no"]), (&1.into(), &1.into()));
    let bad = office.file("c.csv", "单位,意见\n甲,赞成\n");
    let answer = office.run(&["vote", "record", "2-1/2", "--ballots", &bad]);
    assert!(answer.code == 1 && answer.err.contains("c.csv:1"), "{}", answer.err);
}

#[test]
fn the_journal_is_filtered_and_its_refusals_name_the_entry() {
    let office = year_by_commands();
    let count = |args: &[&str]| office.json(args).as_array().unwrap().len();
    assert_eq!(count(&["log", "--limit", "3"]), 3);
    assert_eq!(count(&["log", "--noun", "visit"]), 1);
    assert_eq!(count(&["log", "--ref", "chairs:1/1"]), 2);
    assert_eq!(count(&["log", "--actor", "nobody"]), 0);
    assert_eq!(count(&["log", "--since", "2024-06-02"]), 0);
    assert_eq!(count(&["log", "--until", "2024-06-01", "--ref", "乙大学科技园", "--noun", "org"]), 2);
    let answer = office.run(&["undo", "#6"]);
    assert!(answer.err.contains("#31") || answer.err.contains("stand on it"), "{}", answer.err);
}

#[test]
fn a_person_is_forgotten_in_the_journal_too_and_the_chain_holds() {
    let office = year_by_commands();
    office.ok(&[
        "person",
        "edit",
        "王五",
        "phone=13911112222",
        "email=wangwu@example.org",
        "--why",
        "王五来电",
    ]);
    office.ok(&["action", "add", "请王五复核", "--owner", "王五"]);
    let before = office.json(&["session", "show", "2-1"]);
    let answer = office.run(&["person", "forget", "王五", "--text"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let raw = office.state();
    for word in ["13911112222", "wangwu@example.org", "王五"] {
        assert!(!raw.windows(word.len()).any(|part| part == word.as_bytes()), "{word} is still there");
    }
    assert!(!std::path::Path::new(&format!("{}-wal", office.place())).exists());
    let after = office.json(&["session", "show", "2-1"]);
    assert_eq!(before["attendance"].as_array().unwrap().len(), after["attendance"].as_array().unwrap().len());
    assert_eq!(before["quorum"], after["quorum"]);
    assert!(office.ok(&["action", "list"]).contains("匿名"));
    let deep = office.run(&["check", "--deep"]);
    assert!(!deep.out.contains("journal-"), "{}", deep.out);
    assert!(office.run(&["undo"]).err.contains("cannot come back"));
    assert_eq!(office.run(&["person", "show", "王五"]).code, 1);
    // The session as a file still applies to itself.
    let file = office.file("s.toml", office.ok(&["session", "show", "2-1", "--format", "toml"]));
    assert!(office.json(&["apply", &file])["entry"].is_null());
}

#[test]
fn a_backup_is_checked_and_a_restore_keeps_what_it_replaces() {
    let office = year_by_commands();
    let backup = office.folder.path().join("b.db").to_string_lossy().into_owned();
    office.ok(&["backup", &backup]);
    assert!(office.run(&["backup", &backup]).err.contains("there already"));
    office.ok(&["backup", &backup, "--force"]);
    let tables = office.tables();
    office.ok(&["org", "add", "己公司"]);
    let answer = office.run(&["restore", &backup]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert_eq!(office.tables(), tables);
    let (_, kept) = answer.err.trim().rsplit_once("kept at ").expect("the replaced registry");
    assert!(kept.to_lowercase().contains("20240601t090000"), "{kept}");
    assert!(office.ok(&["--db", &office::told(kept), "org", "show", "己公司"]).contains("己公司"));
    // A backup that was tampered with is not restored, and one of a tampered registry is not made.
    let copy = office.file("tampered.db", std::fs::read(&backup).unwrap());
    assert_eq!(office::edit(&copy, "UPDATE memberships SET \"from\" = '2001-01-01' WHERE id = 1"), 1);
    let answer = office.run(&["restore", &copy]);
    assert!(answer.code == 1 && answer.err.contains("journal-replay"), "{}", answer.err);
    assert_eq!(office.tables(), tables);
    assert_eq!(office.run(&["--db", &copy, "backup", "x.db"]).code, 1);
    assert!(!std::path::Path::new("x.db").exists());
    // Where there is no registry yet, a restore makes one.
    let other = Office::new();
    other.ok(&["restore", &backup]);
    assert_eq!(other.tables(), tables);
}

#[test]
fn sql_reads_and_the_engine_refuses_more() {
    let office = year_by_commands();
    let before = office.state();
    for sql in [
        "DELETE FROM organizations",
        "INSERT INTO terms (number) VALUES (9)",
        "ATTACH 'x.db' AS x",
        "VACUUM INTO 'y.db'",
        "PRAGMA user_version = 3",
        "CREATE TABLE t (a)",
        "DROP TABLE terms",
        "SELECT load_extension('x')",
        "BEGIN",
        "SELECT 1; DELETE FROM terms",
        "WITH a AS (SELECT 1) DELETE FROM terms",
        "",
    ] {
        let answer = office.run(&["sql", sql]);
        assert_ne!(answer.code, 0, "{sql}");
        assert!(answer.err.starts_with("error: "), "{sql}: {}", answer.err);
    }
    assert_eq!(office.state(), before);
    assert!(!std::path::Path::new("x.db").exists() && !std::path::Path::new("y.db").exists());
    // Each noun has a view of its own name with its keys.
    for (view, key) in [
        ("alliance", "purpose"),
        ("body", "seats"),
        ("rule", "majority_of"),
        ("organization", "province"),
        ("membership", "class"),
        ("member", "since"),
        ("application", "status"),
        ("person", "email"),
        ("post", "role"),
        ("office", "person"),
        ("term", "number"),
        ("session", "venue"),
        ("attendance", "presence"),
        ("agenda", "presenter"),
        ("motion", "effective"),
        ("vote", "outcome"),
        ("ballot", "choice"),
        ("candidate", "elected"),
        ("action", "owner"),
        ("visit", "headcount"),
        ("activity", "edition"),
        ("document", "sha256"),
    ] {
        let rows = office.json(&["sql", &format!("SELECT {key} FROM {view}")]);
        assert!(!rows.as_array().unwrap().is_empty(), "{view}");
    }
    let rows = office.json(&["sql", "SELECT 1 AS a, 2 AS a, 1.5 AS b, NULL AS c"]);
    assert_eq!(rows.to_string(), r#"[{"a":1,"a:2":2,"b":1.5,"c":null}]"#);
}

#[test]
fn documents_are_kept_by_content_and_come_back_whole() {
    let office = year_by_commands();
    let again = office.run(&["document", "add", "examples/roll-calls.toml", "--for", "2-1"]);
    assert!(again.code == 1 && again.err.contains("recorded already"), "{}", again.err);
    office.say("document add examples/roll-calls.toml --for v1");
    assert_eq!(office.json(&["sql", "SELECT count(*) AS n FROM contents"])[0]["n"], 1);
    let path = office.folder.path().join("out.toml").to_string_lossy().into_owned();
    office.ok(&["document", "save", "d1", &path]);
    assert_eq!(std::fs::read(&path).unwrap(), std::fs::read("examples/roll-calls.toml").unwrap());
    assert_eq!(office.run(&["document", "save", "d1", &path]).code, 1);
    office.ok(&["document", "save", "d1", &path, "--force"]);
}

/// What was corrected or taken out before is forgotten too, and the name in whatever spelling.
#[test]
fn what_a_person_had_once_is_forgotten_as_well() {
    let office = Office::new();
    office.ok(&["org", "add", "甲园"]);
    office.ok(&["person", "add", "张三", "--org", "甲园", "--phone", "111222333"]);
    office.ok(&["person", "edit", "张三", "phone=999888"]);
    office.ok(&["contact", "add", "甲园", "--person", "张 三", "--phone", "444555666"]);
    office.ok(&["contact", "edit", "c1", "phone=777666555"]);
    office.ok(&["contact", "remove", "c1"]);
    office.ok(&["action", "add", "年报", "--owner", "张　三"]);
    office.ok(&["person", "forget", "张三"]);
    let told = office.ok(&["log"]) + &office.ok(&["action", "list"]);
    for gone in ["111222333", "999888", "444555666", "777666555", "张三", "张 三", "张　三"] {
        assert!(!told.contains(gone), "{gone}: {told}");
    }
    office.ok(&["check", "--deep", "--only", "journal-chain"]);
}

#[test]
fn a_person_is_not_renamed_to_another_spelling_of_a_colleague() {
    let office = Office::new();
    office.ok(&["org", "add", "甲园"]);
    office.ok(&["person", "add", "王芳", "--org", "甲园"]);
    office.ok(&["person", "add", "李四", "--org", "甲园"]);
    let answer = office.run(&["person", "edit", "李四", "name=王 芳"]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    // Codes come from the name as it is compared.
    office.ok(&["org", "add", "⼤江园"]);
    assert_eq!(office.json(&["org", "show", "⼤江园"])["code"], "djy");
}
