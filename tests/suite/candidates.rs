//! Who stands in an election, with all the counts of each: typed, in files, and in lists.

use crate::office::Office;
use serde_json::{Value, json};

fn standing(office: &Office, motion: &str) -> Vec<Value> {
    let vote = office.json(&["vote", "show", motion]);
    let told = vote["candidates"].as_array().unwrap().iter().map(|c| {
        let organization = &c["organization"]["code"];
        json!([c["person"], organization, c["role"], c["yes"], c["no"], c["abstain"], c["elected"]])
    });
    told.collect()
}

fn office() -> Office {
    let office = Office::new();
    office.say("org add 甲大学科技园 --code jia --alias 甲园");
    office.say("org add 乙大学科技园 --code yi");
    office.say("org add 孔明 --code kongming");
    office.say("person add 孔明 --org jia");
    office.say("session add council:1-1 --start 2024-03-01");
    office
}

#[test]
fn an_organization_is_a_candidate_from_the_command_line() {
    let office = office();
    office.say(
        "motion add 1-1 选举 --kind election --candidate 甲园 --candidate org:yi:president --candidate 新人 --candidate 孔明",
    );
    assert_eq!(
        standing(&office, "1-1/1"),
        [
            json!([null, "jia", null, null, null, null, null]),
            json!([null, "yi", "president", null, null, null, null]),
            json!(["新人", null, null, null, null, null, null]),
            // Where a person bears the name too, the person is meant; `org:` says the other.
            json!(["孔明", null, null, null, null, null, null]),
        ]
    );
    office.say("vote record 1-1/1 --candidate 甲大学科技园:9/1/0:elected --candidate 新人:4//2 --candidate 单位:yi:8");
    let after = standing(&office, "1-1/1");
    assert_eq!(after[0], json!([null, "jia", null, 9, 1, 0, true]));
    assert_eq!(after[1], json!([null, "yi", "president", 8, null, null, null]));
    assert_eq!(after[2], json!(["新人", null, null, 4, null, 2, null]));
    assert_eq!(after.len(), 4, "candidates are matched, not added anew");
    // What is said later of one count leaves the others.
    office.say("vote record 1-1/1 --candidate 甲园:/2/");
    assert_eq!(standing(&office, "1-1/1")[0], json!([null, "jia", null, 9, 2, 0, true]));
    office.ok(&["motion", "edit", "1-1/1", "candidate=甲园:7", "candidate=org:孔明:3/4/5"]);
    assert_eq!(
        standing(&office, "1-1/1"),
        [json!([null, "jia", null, 7, null, null, null]), json!([null, "kongming", null, 3, 4, 5, null])]
    );
    for lang in ["en", "zh"] {
        let shown = office.ok(&["--lang", lang, "vote", "show", "1-1/1"]);
        let line = shown.lines().find(|line| line.contains("孔明")).unwrap_or_default();
        assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["孔明", "3", "4", "5"], "{shown}");
    }
    office.say("vote remove 1-1/1");
    assert_eq!(standing(&office, "1-1/1")[1], json!([null, "kongming", null, null, null, null, null]));
    // An unknown organization is named, and none is made of a slip.
    let before = office.state();
    let wrong = office.run(&["vote", "record", "1-1/1", "--candidate", "甲园:9/1/0/3"]);
    assert!(wrong.code == 1 && wrong.err.contains("9/1/0/3") && wrong.err.contains("hint:"), "{}", wrong.err);
    assert_eq!(office.state(), before);
}

#[test]
fn who_is_declared_not_elected_is_so_on_every_page() {
    let office = office();
    office.ok(&["session", "edit", "1-1", "due=7", "present=7"]);
    office.say("motion add 1-1 选举秘书长 --kind election --seats 1 --candidate 吴芳:7:no");
    let vote = office.json(&["vote", "show", "1-1/1"]);
    let one = &vote["candidates"][0];
    assert_eq!((&one["elected"], &one["computed"]), (&json!(false), &json!(true)), "{vote}");
    assert_eq!(
        (&vote["outcome"], &vote["computed"]),
        (&json!("rejected"), &json!("carried")),
        "the source elects nobody"
    );
    for paper in ["minutes 1-1", "resolution 1-1/1", "bulletin 1-1"] {
        let paper = office.say(&format!("--lang zh {paper}"));
        assert!(!paper.replace("未当选", "").replace("核算当选", "").contains("当选"), "{paper}");
    }
    assert_eq!(office.json(&["decision", "list"]), json!([]));
    let found = office.run(&["check", "--format", "json", "--only", "election-figures"]);
    assert!(found.code == 3 && found.out.contains("declared not elected"), "{}", found.out);
    // That nobody is elected in a tie is no other outcome than the tie.
    let tie = "motion add 1-1 选举副会长 --number 3 --kind election --seats 1 --candidate 丙某:5:no --candidate 丁某:5:no";
    office.say(tie);
    assert_eq!(office.json(&["vote", "show", "1-1/3"])["outcome"], "tie");
    // Two declared the other way round than the figures: nobody calls that alike.
    office.say(
        "motion add 1-1 选举会长 --number 2 --kind election --seats 1 --candidate 甲某:5:yes --candidate 乙某:6:no",
    );
    let page = office.say("--lang zh vote show 1-1/2");
    assert!(page.contains("依宣布结果，按规则核算当选人不同") && !page.contains("宣布与核算一致"), "{page}");
}

#[test]
fn all_counts_of_a_candidate_go_out_and_come_back() {
    let office = Office::of("tests/records/results.toml");
    let wanted = json!(["张三", "jia", "vice-president", 5, 1, 0, true]);
    assert_eq!(standing(&office, "1-1/6")[0], wanted);
    assert_eq!(standing(&office, "1-1/6")[1], json!(["李四", "yi", "vice-president", 4, null, null, true]));
    // As a record file.
    let toml = office.ok(&["session", "show", "1-1", "--format", "toml"]);
    assert!(toml.contains("yes = 5, no = 1, abstain = 0, elected = true"), "{toml}");
    let again = office.file("again.toml", &toml);
    let written = office.json(&["apply", &again]);
    assert_eq!(written["changes"], json!([]), "{written}");
    // As lists, as one document and as a workbook.
    let path = |name: &str| office.folder.path().join(name).to_string_lossy().into_owned();
    for out in [path("lists"), path("all.json"), path("all.xlsx")] {
        office.ok(&["export", &out]);
        let other = Office::new();
        other.ok(&["import", &out]);
        assert_eq!(standing(&other, "1-1/6"), standing(&office, "1-1/6"), "{out}");
    }
    let csv = std::fs::read_to_string(format!("{}/candidates.csv", path("lists"))).unwrap();
    assert!(csv.contains("yes,no,abstain,elected"), "{csv}");
}
