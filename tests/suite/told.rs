//! What a write tells at once, every rule of `check` that is not about a vote's own figures, and findings
//! that are accepted.

use crate::office::{self, Office};
use serde_json::{Value, json};

/// A council of three, its first session, and an applicant. `admitting` adds a motion that admits it.
const COUNCIL: &str = r#"
[alliance]
name = "联盟"
founded = 2020-01-01
[[term]]
number = 1
start = 2020-01-01
end = 2024-12-31
[[organization]]
name = "甲园"
code = "jia"
[[organization]]
name = "乙园"
code = "yi"
[[organization]]
name = "丙园"
code = "bing"
[[organization]]
name = "丁园"
code = "ding"
[[membership]]
organization = "甲园"
class = "council"
from = 2020-01-01
[[membership]]
organization = "乙园"
class = "council"
from = 2020-01-01
[[membership]]
organization = "丙园"
class = "council"
from = 2020-01-01
[[person]]
name = "张三"
organization = "甲园"
[[person]]
name = "李四"
organization = "乙园"
[[session]]
term = 1
number = 1
start = 2022-03-01
end = 2022-03-02
[[session.attendance]]
organization = "甲园"
[[session.attendance]]
organization = "乙园"
[[session.attendance]]
organization = "丙园"
"#;

const ADMISSION: &str = r#"
[[session.motion]]
title = "接纳丁园"
kind = "admission"
subjects = ["丁园"]
ballots = { yes = ["甲园", "乙园"], no = ["丙园"] }
"#;

fn council(more: &str) -> Office {
    Office::with(format!("{COUNCIL}{more}"))
}

fn found(office: &Office, args: &[&str]) -> Vec<(String, String)> {
    let answer = office.run(&[&["--format", "json", "check"], args].concat());
    assert!(matches!(answer.code, 0 | 3), "{}", answer.err);
    pairs(&serde_json::from_str(&answer.out).unwrap())
}

fn pairs(findings: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_string();
    let rows = findings.as_array().unwrap().iter();
    rows.map(|row| (text(&row["rule"]), text(&row["ref"]))).collect()
}

/// A rule, what makes it fire after the council's first session, on which record, the command that shows that
/// record, and what mends it. Acts are parted by `;`, words
/// by spaces; one that begins with `[` is a record file, one with `NAME.csv` a list.
const RULES: &[(&str, &str, &str, &str, &str)] = &[
    (
        "attendance-member",
        "session attend 1-1 ding",
        "1-1",
        "session show 1-1",
        "session attend 1-1 ding --capacity guest",
    ),
    (
        "delegate-organization",
        "session attend 1-1 --person 王五 --capacity member",
        "1-1",
        "session show 1-1",
        "undo",
    ),
    (
        "session-number",
        "session add 1-3 --start 2022-09-01",
        "1-3",
        "session show 1-3",
        "session add 1-2 --start 2022-06-01",
    ),
    (
        "session-order",
        "session add 1-2 --start 2022-02-01",
        "1-2",
        "session show 1-2",
        "session edit 1-2 start=2022-05-01",
    ),
    (
        "session-term",
        "session add 1-2 --start 2025-02-01",
        "1-2",
        "session show 1-2",
        "session edit 1-2 start=2024-05-01",
    ),
    ("term-overdue", "term edit 1 end=2022-12-31", "1", "term list", "term edit 1 end=2024-12-31"),
    (
        "term-overlap",
        "term add 2 --start 2024-06-01 --end 2028-12-31",
        "2",
        "term list",
        "term edit 2 start=2024-12-31",
    ),
    (
        "vote-day",
        "motion add 1-1 预算 --on 2022-04-01",
        "1-1/1",
        "vote show 1-1/1",
        "motion edit 1-1/1 on=2022-03-02",
    ),
    (
        "rule-overlap",
        "rule add council budget --majority 1/2 --from 2021-01-01;rule add council budget --majority 2/3 --from 2022-01-01",
        "council/budget@2022-01-01",
        "rule list",
        "rule edit council/budget@2021-01-01 until=2021-12-31",
    ),
    (
        "officer-overlap",
        "person post 张三 --role president --title 理事长 --from 2020-01-01;person post 李四 --role president --title 理事长 --from 2022-01-01",
        "李四",
        "person show 李四",
        "person post 张三 --role president --title 理事长 --from 2020-01-01 --until 2022-01-01",
    ),
    (
        "officer-terms",
        "person post 张三 --role secretary-general --title 秘书长 --term 1;person post 张三 --role secretary-general --title 秘书长 --term 2;person post 张三 --role secretary-general --title 秘书长 --term 3",
        "张三",
        "person show 张三",
        "undo",
    ),
    (
        "standing-third",
        "member class jia --to standing --on 2022-01-01;member class yi --to standing --on 2022-01-01",
        "standing",
        "body list",
        "undo",
    ),
    (
        "membership-overlap",
        "[[membership]]\norganization = \"甲园\"\nclass = \"president\"\nfrom = 2021-01-01",
        "jia",
        "member show jia",
        "member remove jia --class council",
    ),
    (
        "admission-motion",
        "member add ding --class member --since 2021-01-01",
        "ding",
        "member show ding",
        "member remove ding",
    ),
    (
        "admission-membership",
        "motions.csv\nsession,number,title,kind,subjects,class,outcome\n1-1,1,接纳丁园,admission,丁园,council,carried\n",
        "1-1/1",
        "vote show 1-1/1",
        "vote record 1-1/1 --outcome carried",
    ),
    (
        "effect-without-motion",
        "motions.csv\nsession,number,title,kind,subjects,outcome\n1-1,1,除名丙园,expulsion,丙园,carried\n",
        "1-1/1",
        "vote show 1-1/1",
        "vote record 1-1/1 --outcome carried",
    ),
    (
        "effect-without-motion",
        "motions.csv\nsession,number,title,kind,outcome\n1-1,1,选举,election,carried\n;candidates.csv\nmotion,person,role,yes,elected\n1-1/1,张三,president,3,true\n",
        "1-1/1",
        "vote show 1-1/1",
        "vote record 1-1/1 --outcome carried",
    ),
    (
        "effect-without-motion",
        "motion add 1-1 接纳丁园 --kind admission --subject ding;vote record 1-1/1 --outcome carried;motions.csv\nsession,number,title,outcome\n1-1,1,接纳丁园,rejected\n",
        "1-1/1",
        "vote show 1-1/1",
        "vote record 1-1/1 --outcome rejected --no 3",
    ),
    (
        "action-overdue",
        "action add 写报告 --session 1-1 --due 2022-06-01",
        "a1",
        "action show a1",
        "action done a1",
    ),
    (
        "credit-code",
        "org edit ding credit_code=91310115MA1H8R7C6D",
        "ding",
        "org show ding",
        "org edit ding credit_code=12100000400000624D",
    ),
    (
        "duplicate-organization",
        "org add 丁（园） --code ding2",
        "ding2",
        "org show ding2",
        "org merge ding2 --into ding --on 2024-05-01",
    ),
    (
        "method-required",
        "rule add council * --method secret;motion add 1-1 预算;vote record 1-1/1 --yes 3 --no 0 --abstain 0 --method show-of-hands",
        "1-1/1",
        "vote show 1-1/1",
        "motion edit 1-1/1 method=secret",
    ),
    (
        "correspondence-not-allowed",
        "motion add 1-1 预算;vote record 1-1/1 --yes 3 --no 0 --abstain 0 --method correspondence",
        "1-1/1",
        "vote show 1-1/1",
        "motion edit 1-1/1 method=show-of-hands",
    ),
    (
        "interest",
        "interest add ding --person 张三 --kind 任职;motion add 1-1 合作 --subject ding;vote record 1-1/1 --yes 3 --no 0 --abstain 0",
        "1-1/1",
        "vote show 1-1/1",
        "interest remove i1",
    ),
    (
        "notice-late",
        "rule add council * --notice 7;session edit 1-1 notified=2022-02-23",
        "1-1",
        "session show 1-1",
        "session edit 1-1 notified=2022-02-22",
    ),
    (
        "unannounced-matter",
        "session agenda 1-1 报告 --announced;motion add 1-1 预算;vote record 1-1/1 --yes 3 --no 0 --abstain 0",
        "1-1/1",
        "vote show 1-1/1",
        "session agenda 1-1 预算 --motion 1 --announced",
    ),
    ("duplicate-person", "person add 张三@", "张三@甲园", "person show 张三@甲园", "person remove 张三@"),
];

#[test]
fn every_rule_fires_is_told_at_once_leads_to_its_record_and_goes_when_it_is_mended() {
    for (rule, acts, reference, shown, mend) in RULES {
        let office = council("");
        let finding = (rule.to_string(), reference.to_string());
        let before = found(&office, &["--only", rule]);
        assert_eq!(before, [], "{rule} before");
        let mut told = Value::Null;
        for act in acts.split(';') {
            told = match act.split_once(".csv\n") {
                Some((list, rows)) => office.json(&["import", &office.file(&format!("{list}.csv"), rows)]),
                None if act.starts_with('[') => office.json(&["apply", &office.file("act.toml", act)]),
                None => office.json(&act.split(' ').collect::<Vec<_>>()),
            };
        }
        assert!(found(&office, &[]).contains(&finding), "{rule}: {:?}", found(&office, &[]));
        assert_eq!(found(&office, &["--only", rule]), std::slice::from_ref(&finding), "{rule}");
        assert!(pairs(&told["findings"]).contains(&finding), "{rule} is not told: {told}");
        assert!(!found(&office, &["--skip", rule]).contains(&finding));
        let page = office.say(shown);
        let named = reference.split(['@', '/']).next().unwrap();
        assert!(page.contains(named), "{rule}: {shown}\n{page}");
        let mended = office.run(&mend.split(' ').collect::<Vec<_>>());
        assert_eq!(mended.code, 0, "{rule}: {mend}\n{}", mended.err);
        assert_eq!(found(&office, &["--only", rule]), [], "{rule} after {mend}");
        assert!(
            mended.err.contains(&format!("no longer found: {rule} {reference}")),
            "{rule}: {}",
            mended.err
        );
    }
    // Every rule has its case here, or is about a vote's own figures.
    let votes = [
        "declared-outcome",
        "vote-figures",
        "ballot-eligibility",
        "roll-incomplete",
        "proxy-holder",
        "election-figures",
        "election-order",
        "stated-due",
        "quorum",
        "attendance-sum",
    ];
    let all = Office::new().json(&["check", "--list"]);
    for row in all.as_array().unwrap().iter().filter(|row| row["deep"] == false) {
        let name = row["rule"].as_str().unwrap();
        assert!(votes.contains(&name) || RULES.iter().any(|(rule, ..)| *rule == name), "{name} has no case");
    }
}

/// The last lines on stderr of a call that must go well.
fn narrated(office: &Office, line: &str) -> String {
    let answer = office.run(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(answer.code, 0, "{line}\n{}", answer.err);
    answer.err
}

#[test]
fn attendance_that_is_corrected_later_turns_the_verdict_and_takes_its_effect_with_it() {
    let office = council(ADMISSION);
    let classes = |office: &Office| office.json(&["member", "show", "ding"])["memberships"].clone();
    assert_eq!(classes(&office)[0]["class"], "council");
    let correct = "session attend 1-1 yi bing --presence absent";
    let dry = narrated(&office, &format!("--dry-run {correct}"));
    let expected = office.json(&[&["--dry-run"], &correct.split(' ').collect::<Vec<_>>()[..]].concat());
    let before = office.tables();
    let told = narrated(&office, correct);
    assert_eq!(told, dry, "a dry run tells the same");
    assert!(told.starts_with("1-1/1: carried → no quorum\nwarning: "), "{told}");
    assert!(told.contains("warning: quorum 1-1/1: the quorum was not met: 1 of 2 required"), "{told}");
    assert_eq!(classes(&office), json!([]), "the membership goes with it");
    assert_eq!(expected["verdicts"], json!([{"ref": "1-1/1", "before": "carried", "after": "no-quorum"}]));
    assert!(pairs(&expected["findings"]).contains(&("quorum".into(), "1-1/1".into())), "{expected}");
    let gone = json!({"table": "membership", "action": "remove", "ref": "ding"});
    assert!(expected["changes"].as_array().unwrap().contains(&gone), "{expected}");
    // In the same entry: one undo brings all back, and tells it.
    let told = narrated(&office, "--lang zh undo");
    assert!(told.starts_with("1-1/1：未达法定人数 → 通过\n不再提示："), "{told}");
    assert_eq!(office.tables(), before);
    // The other way round: it starts with the verdict.
    office.say(correct);
    assert!(
        narrated(&office, "session attend 1-1 yi bing --presence present").contains("no quorum → carried")
    );
    assert_eq!(classes(&office)[0]["class"], "council");
    office.ok(&["check", "--deep", "--only", "journal-replay", "--only", "journal-chain"]);
    // Nothing is said of what changed nothing, and nothing at all where nobody wants to hear.
    assert_eq!(narrated(&office, "session attend 1-1 yi bing --presence present"), "");
    assert_eq!(narrated(&office, &format!("--quiet {correct}")), "");
    let again = office.json(&correct.split(' ').collect::<Vec<_>>());
    assert_eq!(
        (&again["verdicts"], &again["findings"], &again["entry"]),
        (&json!([]), &json!([]), &json!(null))
    );
}

#[test]
fn a_chain_of_verdicts_is_settled_to_its_end() {
    // Who is admitted first votes on the second: without the first the second has no quorum, or no majority.
    let second = r#"
[[organization]]
name = "戊园"
code = "wu"
[[session]]
term = 1
number = 2
start = 2022-06-01
[[session.attendance]]
organization = "甲园"
[[session.attendance]]
organization = "丁园"
[[session.attendance]]
organization = "乙园"
presence = "leave"
[[session.attendance]]
organization = "丙园"
presence = "leave"
[[session.motion]]
title = "接纳戊园"
kind = "admission"
subjects = ["戊园"]
ballots = { yes = ["甲园", "丁园"] }
[[rule]]
body = "council"
matter = "*"
quorum = "1/2"
majority = "2/3"
"#;
    let office = council(&format!("{ADMISSION}{second}"));
    assert_eq!(office.json(&["vote", "show", "1-2/1"])["computed"], "carried");
    assert_eq!(office.json(&["member", "show", "wu"])["memberships"][0]["class"], "council");
    let told = narrated(&office, "vote record 1-1/1 --ballot jia=no --ballot yi=no");
    assert!(told.contains("1-1/1: carried → rejected"), "{told}");
    assert!(told.contains("1-2/1: carried → no quorum"), "{told}");
    for code in ["ding", "wu"] {
        assert_eq!(office.json(&["member", "show", code])["memberships"], json!([]), "{code}");
    }
    office.ok(&["undo"]);
    assert_eq!(office.json(&["member", "show", "wu"])["memberships"][0]["class"], "council");
}

#[test]
fn an_import_starts_nothing_but_tells_what_it_left_without_effect() {
    let office = council(ADMISSION);
    let list =
        office.file("attendance.csv", "session,organization,presence\n1-1,乙园,absent\n1-1,丙园,absent\n");
    let told = office.json(&["import", &list]);
    assert_eq!(told["verdicts"][0]["after"], "no-quorum", "{told}");
    assert!(pairs(&told["findings"]).contains(&("effect-without-motion".into(), "1-1/1".into())), "{told}");
    assert_eq!(office.json(&["member", "show", "ding"])["memberships"][0]["class"], "council");
    // The first words of a registry are told too; a motion that is new has no verdict that changed.
    let other = Office::new();
    let file = other.file("c.toml", format!("{COUNCIL}{ADMISSION}"));
    let told = other.json(&["apply", &file]);
    assert_eq!(told["verdicts"], json!([]));
    other.ok(&["export", &other.folder.path().join("all.json").to_string_lossy()]);
}

#[test]
fn a_finding_is_accepted_with_a_reason_until_it_says_something_else() {
    let office = council("");
    office.say("member add ding --class member --since 2021-01-01");
    let finding = ("admission-motion".to_string(), "ding".to_string());
    assert_eq!(found(&office, &[]), std::slice::from_ref(&finding));
    for (args, code, said) in [
        ("check accept admission-motion ding", 2, "--why TEXT"),
        ("check accept admision-motion ding --why x", 2, "did you mean admission-motion?"),
        (
            "check accept quorum ding --why x",
            1,
            "found is admission-motion: 丁园 is a member from 2021-01-01",
        ),
        ("check accept admission-motion yi --why x", 1, "no rule does"),
        ("check accept journal-chain #1 --why x", 1, "cannot be accepted"),
        ("check accept admission-motion ding --remove", 1, "is not accepted"),
        ("check --only admision-motion", 2, "did you mean admission-motion?"),
        ("check --list --only quorum accept", 2, ""),
    ] {
        let answer = office.run(&args.split(' ').collect::<Vec<_>>());
        assert_eq!(answer.code, code, "{args}\n{}", answer.err);
        assert!(answer.err.contains(said), "{args}\n{}", answer.err);
    }
    let before = office.tables();
    let accept = ["check", "accept", "admission-motion", "ding", "--why", "创会成员，纪要已佚"];
    let told = office.json(&accept);
    assert_eq!(
        told["changes"],
        json!([{"table": "accepted_finding", "action": "add", "ref": "admission-motion ding"}])
    );
    assert_eq!(found(&office, &[]), []);
    assert_eq!(office.run(&["check"]).code, 0);
    assert_eq!(office.json(&accept)["entry"], Value::Null, "twice is once");
    let listed = office.json(&["check", "--accepted"]);
    assert_eq!(
        (&listed[0]["rule"], &listed[0]["why"]),
        (&json!("admission-motion"), &json!("创会成员，纪要已佚"))
    );
    assert!(listed[0]["message"].as_str().unwrap().starts_with("丁园 is a member from"), "{listed}");
    let entry = &office.json(&["log", "--noun", "accepted_finding"])[0];
    assert_eq!(entry["why"], "创会成员，纪要已佚");
    // An export carries it, in every form.
    for form in ["lists", "all.json", "all.xlsx"] {
        let to = office.folder.path().join(form).to_string_lossy().into_owned();
        office.ok(&["export", &to]);
        let place = office::place(office.folder.path(), &format!("{form}.db"));
        office::fine(&office, &place, &["import", &to]);
        assert_eq!(office::on(&office, &place, &["check"]).code, 0, "{form}");
        let there = office::fine(&office, &place, &["--format", "json", "check", "--accepted"]);
        assert_eq!(serde_json::from_str::<Value>(&there).unwrap(), listed, "{form}");
    }
    // It says something else: told again, by the write that made it so.
    let told = office.json(&["org", "rename", "ding", "丁科技园", "--on", "2024-01-01"]);
    assert!(pairs(&told["findings"]).contains(&finding), "{told}");
    office.ok(&accept);
    assert_eq!(office.json(&["check", "--accepted"]).as_array().unwrap().len(), 1, "the stale one is gone");
    // Taken back, and undone.
    let told = office.json(&["check", "accept", "admission-motion", "ding", "--remove"]);
    assert!(pairs(&told["findings"]).contains(&finding), "{told}");
    assert_eq!(found(&office, &[]), std::slice::from_ref(&finding));
    let newest = office.json(&["log"])[0]["entry"].as_i64().unwrap();
    for entry in (3..=newest).rev() {
        office.ok(&["undo", &format!("#{entry}")]);
    }
    assert_eq!(office.tables(), before);
    office.ok(&["check", "--deep", "--skip", "admission-motion"]);
}

#[test]
fn many_findings_are_counted_and_json_has_them_all() {
    let office = council("");
    let mut file = String::new();
    for n in 0..20 {
        file.push_str(&format!(
            "[[membership]]\norganization = \"单位{n}\"\nclass = \"member\"\nfrom = 2021-01-01\n"
        ));
    }
    let path = office.file("many.toml", file);
    let told = office.run(&["--dry-run", "apply", &path]);
    assert_eq!(told.err.matches("warning: admission-motion").count(), 12, "{}", told.err);
    assert!(told.err.contains("and 8 findings more; `alliance check` lists them"), "{}", told.err);
    assert_eq!(office.json(&["apply", &path])["findings"].as_array().unwrap().len(), 20);
}

#[test]
fn the_preview_shows_who_was_there_and_each_verdict_before_it_asks() {
    let office = council(
        &ADMISSION.replace("ballots = { yes = [\"甲园\", \"乙园\"], no = [\"丙园\"] }", "unanimous = true"),
    );
    let set = |name: &str, presence: &str| {
        format!("-e '/organization = \"{name}\"/,/presence/s/presence = .*/presence = \"{presence}\"/'")
    };
    let script = format!("sed -i {} {}", set("乙园", "leave"), set("丙园", "absent"));
    let editor = [("EDITOR", script.as_str())];
    let no = office.run_with(&["record", "1-1"], &editor, "n\n");
    assert_eq!(no.code, 1, "{}", no.err);
    let asked = no.err.split("Record this?").next().unwrap();
    for said in [
        "3 due",
        "1 present",
        "1 on leave",
        "1 absent",
        "甲园",
        "leave:",
        "乙园",
        "absent:",
        "丙园",
        "1-1/1 接纳丁园",
        "no quorum",
        "1-1/1: carried → no quorum",
        "warning: quorum 1-1/1",
    ] {
        assert!(asked.contains(said), "{said}\n{asked}");
    }
    assert_eq!(office.json(&["vote", "show", "1-1/1"])["computed"], "carried");
    let yes = office.run_with(&["record", "1-1"], &editor, "y\n");
    assert_eq!(yes.code, 0, "{}", yes.err);
    assert_eq!(office.json(&["vote", "show", "1-1/1"])["computed"], "no-quorum");
}

#[test]
fn the_log_keeps_to_the_local_day() {
    let office = Office::new();
    let at = |now: &str, args: &[&str]| {
        let answer = office.run_with(args, &[("ALLIANCE_NOW", now)], "");
        assert_eq!(answer.code, 0, "{args:?}\n{}", answer.err);
        answer.out
    };
    // Half past midnight in Shanghai is the day before in London.
    at("2024-06-02T00:30:00+08:00", &["org", "add", "甲园"]);
    at("2024-06-02T23:30:00+08:00", &["org", "add", "乙园"]);
    at("2024-06-02T23:30:00Z", &["org", "add", "丙园"]);
    let log = |now: &str, args: &[&str]| {
        let out = at(now, &[&["--format", "json", "log"], args].concat());
        let rows: Value = serde_json::from_str(&out).unwrap();
        rows.as_array().unwrap().iter().map(|row| row["at"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    let (shanghai, london) = ("2024-06-05T09:00:00+08:00", "2024-06-05T09:00:00Z");
    assert_eq!(
        log(shanghai, &["--since", "2024-06-02", "--until", "2024-06-02"]),
        ["2024-06-02T23:30:00+08:00", "2024-06-02T00:30:00+08:00"]
    );
    assert_eq!(log(shanghai, &["--since", "2024-06-03"]), ["2024-06-03T07:30:00+08:00"]);
    assert_eq!(
        log(london, &["--until", "2024-06-02"]),
        ["2024-06-02T23:30:00Z", "2024-06-02T15:30:00Z", "2024-06-01T16:30:00Z"]
    );
    assert_eq!(log(london, &["--since", "2024-06-02", "--limit", "1"]), ["2024-06-02T23:30:00Z"]);
    assert_eq!(log(london, &["--until", "2024-06-01"]), ["2024-06-01T16:30:00Z"]);
}

/// What a write takes for granted is said: seats that are not on a roster are absent, motions of a session over
/// several days were voted on the last one, candidates of what is no election are elected to nothing.
#[test]
fn what_is_taken_for_granted_is_said() {
    let office = council("");
    let said = |args: &[&str]| {
        let answer = office.run(args);
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer.err
    };
    office.ok(&["session", "add", "1-2", "--start", "2023-03-01"]);
    let first = said(&["session", "attend", "1-2", "甲园"]);
    assert!(first.contains("2 seats are not on the roster of 1-2 and counted as absent"), "{first}");
    assert!(first.contains("`alliance session edit 1-2 roster=partial`"), "{first}");
    let second = said(&["session", "attend", "1-2", "乙园", "--presence", "leave"]);
    assert!(second.contains("1 seat is not on the roster"), "{second}");
    let last = said(&["session", "attend", "1-2", "丙园"]);
    assert!(!last.contains("not on the roster"), "{last}");
    office.ok(&["session", "attend", "1-2", "丙园", "--remove"]);
    office.ok(&["session", "edit", "1-2", "roster=partial"]);
    let partial = said(&["session", "attend", "1-2", "乙园"]);
    assert!(!partial.contains("not on the roster"), "{partial}");

    let one_day = said(&["motion", "add", "1-2", "关于甲"]);
    assert!(!one_day.contains("lasted from"), "{one_day}");
    let file = office.file("two.toml", "[[session]]\nterm = 1\nnumber = 1\nstart = 2022-03-01\n[[session.motion]]\ntitle = \"关于甲\"\n[[session.motion]]\ntitle = \"关于乙\"\n");
    let two = said(&["apply", &file]);
    assert_eq!(two.matches("1-1 lasted from 2022-03-01 to 2022-03-02").count(), 1, "{two}");
    let dated = said(&["motion", "add", "1-1", "关于丙", "--on", "2022-03-01"]);
    assert!(!dated.contains("lasted from"), "{dated}");

    let text = "[[session]]\nterm = 1\nnumber = 2\nstart = 2023-03-01\n[[session.motion]]\ntitle = \"推选\"\ncandidates = [{ person = \"张三\", yes = 2 }]\n";
    let plain = said(&["apply", &office.file("plain.toml", text)]);
    assert!(plain.contains("1-2/2 has candidates, but is no election"), "{plain}");
    let election = said(&[
        "apply",
        &office.file("election.toml", text.replace("推选\"", "推选二\"\nkind = \"election\"")),
    ]);
    assert!(!election.contains("is no election"), "{election}");
}

#[test]
fn whoever_goes_by_no_usual_charter_is_not_held_against_it() {
    let office = Office::new();
    office.say("member add 甲园 --class standing --since 2020-01-01");
    let rules = |office: &Office| office.run(&["check", "--format", "json", "--only", "standing-third"]).code;
    assert_eq!(rules(&office), 3);
    office.ok(&["about", "edit", "name=某联盟", "charter=none"]);
    assert_eq!(rules(&office), 0);
}

#[test]
fn a_hint_asks_a_list_for_all_of_it() {
    let office = Office::new();
    office.say("term add 1");
    let answer = office.run(&["term", "show", "1"]);
    assert!(answer.code == 2 && answer.err.contains("`alliance term list`"), "{}", answer.err);
    office.ok(&["term", "list"]);
}

#[test]
fn a_formula_that_nobody_has_reckoned_yet_holds_nothing() {
    let office = Office::new();
    let path = office.folder.path().join("s.xlsx");
    office.ok(&["template", "session", "--output", path.to_str().unwrap()]);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut formulas = 0;
    for at in 0..zip.len() {
        let mut text = String::new();
        let mut part = zip.by_index(at).unwrap();
        if part.name().unwrap().starts_with("xl/worksheets/sheet") {
            std::io::Read::read_to_string(&mut part, &mut text).unwrap();
            formulas += text.matches("</f>").count();
            assert!(!text.contains("</f><v>0</v>"), "a count that nobody made");
        }
    }
    assert!(formulas > 0);
}
