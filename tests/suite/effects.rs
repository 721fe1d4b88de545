//! What carried motions do: every line of contract 4, *Effects*.

use crate::office::Office;
use serde_json::{Value, json};

/// Three council members, an applicant, and session 1-1 of two days.
fn office() -> Office {
    let office = Office::new();
    for code in ["jia", "yi", "bing", "ding"] {
        office.say(&format!("org add 单位{code} --code {code}"));
    }
    for code in ["jia", "yi", "bing"] {
        office.say(&format!("member add {code} --class council --since 2020-01-01"));
    }
    office.say("session add 1-1 --start 2023-05-01 --end 2023-05-02");
    office.say("session attend 1-1 jia yi bing");
    office
}

/// Class, first day, last day and reason of each membership.
fn memberships(office: &Office, code: &str) -> Value {
    let all = office.json(&["member", "show", code])["memberships"].clone();
    let short = |one: &Value| json!([one["class"], one["from"], one["until"], one["reason"]]);
    all.as_array().unwrap().iter().map(short).collect()
}

fn vote(office: &Office, motion: &str, yes: u32) {
    let no = 3 - yes;
    office.say(&format!("vote record {motion} --yes {yes} --no {no} --abstain 0"));
}

#[test]
fn an_admission_starts_a_membership_of_the_class_that_is_meant() {
    // The motion's class, else the class applied for, else the body's lowest seat.
    for (apply, class, expected) in [
        ("", "--class standing", "standing"),
        ("member apply ding --on 2023-04-01 --class vice-president", "", "vice-president"),
        ("member apply ding --on 2023-04-01 --class member", "--class standing", "standing"),
        ("", "", "council"),
    ] {
        let office = office();
        if !apply.is_empty() {
            office.say(apply);
        }
        office.say(&format!("motion add 1-1 接纳 --kind admission --subject ding {class}"));
        assert_eq!(memberships(&office, "ding"), json!([]));
        vote(&office, "1-1/1", 3);
        // From the session's last day, where nothing else is said.
        assert_eq!(
            memberships(&office, "ding"),
            json!([[expected, "2023-05-02", null, null]]),
            "{apply} {class}"
        );
        let member = office.json(&["member", "show", "ding"]);
        assert_eq!(member["memberships"][0]["admitted_by"], "1-1/1");
    }
}

#[test]
fn its_day_is_what_is_effective_else_the_vote_else_the_sessions_last() {
    for (keys, from) in [
        ("--effective 2023-06-01 --on 2023-05-01", "2023-06-01"),
        ("--on 2023-05-01", "2023-05-01"),
        ("", "2023-05-02"),
        ("--effective 2023-07", "2023-07"),
    ] {
        let office = office();
        office.say(&format!("motion add 1-1 接纳 --kind admission --subject ding {keys}"));
        vote(&office, "1-1/1", 3);
        assert_eq!(memberships(&office, "ding"), json!([["council", from, null, null]]), "{keys}");
    }
    let office = office();
    office.say("motion add 1-1 接纳 --kind admission --subject ding --effective pending");
    vote(&office, "1-1/1", 3);
    assert_eq!(memberships(&office, "ding"), json!([]), "pending starts nothing yet");
    office.say("motion edit 1-1/1 effective=2023-06-01");
    assert_eq!(memberships(&office, "ding"), json!([["council", "2023-06-01", null, null]]));
}

#[test]
fn an_admission_raises_a_member_and_lowers_nobody() {
    let office = office();
    office.say("motion add 1-1 增补常务理事 --kind admission --subject jia --class standing");
    vote(&office, "1-1/1", 3);
    let raised =
        json!([["council", "2020-01-01", "2023-05-01", null], ["standing", "2023-05-02", null, null]]);
    assert_eq!(memberships(&office, "jia"), raised);
    office.say("motion add 1-1 接纳会员 --kind admission --subject yi --class member");
    vote(&office, "1-1/2", 3);
    assert_eq!(memberships(&office, "yi"), json!([["council", "2020-01-01", null, null]]));
}

#[test]
fn an_expulsion_ends_the_membership_with_its_day_as_the_last() {
    for (keys, until) in [
        ("--effective 2023-06-30 --on 2023-05-01", "2023-06-30"),
        ("--on 2023-05-01", "2023-05-01"),
        ("", "2023-05-02"),
    ] {
        let office = office();
        office.say(&format!("motion add 1-1 除名 --kind expulsion --subject bing {keys}"));
        vote(&office, "1-1/1", 3);
        assert_eq!(
            memberships(&office, "bing"),
            json!([["council", "2020-01-01", until, "expelled"]]),
            "{keys}"
        );
        let listed = office.json(&["member", "list", "--as-of", until]).to_string();
        assert!(listed.contains("bing"), "the last day still counts");
    }
}

#[test]
fn a_motion_that_is_not_carried_does_nothing_and_recorded_again_replaces_what_it_did() {
    let office = office();
    office.say("motion add 1-1 接纳 --kind admission --subject ding");
    vote(&office, "1-1/1", 1);
    assert_eq!(memberships(&office, "ding"), json!([]));
    vote(&office, "1-1/1", 2);
    assert_eq!(memberships(&office, "ding"), json!([["council", "2023-05-02", null, null]]));
    office.say("motion edit 1-1/1 class=member on=2023-05-01");
    assert_eq!(memberships(&office, "ding"), json!([["member", "2023-05-01", null, null]]));
    vote(&office, "1-1/1", 1);
    assert_eq!(memberships(&office, "ding"), json!([]));
    // What was declared goes before what is computed.
    office.say("vote record 1-1/1 --outcome carried");
    assert_eq!(memberships(&office, "ding"), json!([["member", "2023-05-01", null, null]]));
}

#[test]
fn an_election_fills_the_posts_of_the_elected_alone() {
    let office = office();
    office.say("motion add 1-1 选举 --kind election --seats 1 --candidate 张三@jia:3/0/0:president --candidate 李四@yi:0/3/0:president");
    let holders = || office.json(&["office", "list"]);
    let all = holders();
    assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
    assert_eq!(
        (&all[0]["person"], &all[0]["role"], &all[0]["from"]),
        (&"张三".into(), &"president".into(), &"2023-05-02".into())
    );
    office.say("vote record 1-1/1 --candidate 张三@jia:0/3/0 --candidate 李四@yi:3/0/0");
    assert_eq!(holders()[0]["person"], "李四");
    assert_eq!(holders().as_array().unwrap().len(), 1);
    office.say("vote remove 1-1/1");
    assert_eq!(holders(), json!([]));
}

#[test]
fn ballots_recorded_again_replace_an_organizations_choice_and_leave_the_others() {
    let office = office();
    office.say("motion add 1-1 预算 --kind budget");
    office.say("vote record 1-1/1 --ballot jia=yes --ballot yi=no");
    office.say("vote record 1-1/1 --ballot yi=yes --ballot bing=abstain");
    let ballots = office.json(&["vote", "show", "1-1/1"])["ballots"].clone();
    let mut all: Vec<(String, String)> = ballots
        .as_array()
        .unwrap()
        .iter()
        .map(|b| (b["organization"]["code"].as_str().unwrap().into(), b["choice"].as_str().unwrap().into()))
        .collect();
    all.sort();
    let expected = [("bing", "abstain"), ("jia", "yes"), ("yi", "yes")];
    assert_eq!(all, expected.map(|(code, choice)| (code.to_string(), choice.to_string())));
}

#[test]
fn a_secret_ballot_is_on_no_public_page() {
    let office = office();
    office.say("motion add 1-1 选举委员 --kind other");
    office.say("vote record 1-1/1 --method secret --ballot jia=yes --ballot yi=no --ballot bing=yes");
    let folder = office.file("x", "").replace("/x", "/site");
    office.ok(&["site", &folder]);
    let mut pages = String::new();
    let mut folders = vec![std::path::PathBuf::from(&folder)];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "html") && path.to_string_lossy().contains("1-1")
            {
                pages += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    assert!(pages.contains("选举委员"), "the motion has a page");
    // Who is named there is named as one that was due, with no choice beside it.
    for (name, choice) in [("单位yi", "反对"), ("单位yi", "against")] {
        for (at, _) in pages.match_indices(name) {
            let near: String = pages[at..].chars().take(60).collect();
            assert!(!near.contains(choice), "{near}");
        }
    }
}

#[test]
fn a_carried_motion_that_does_nothing_says_so_when_it_is_typed() {
    let office = office();
    let told = |line: &str| office.run(&line.split_whitespace().collect::<Vec<_>>()).err;
    office.say("motion add 1-1 增补 --number 11 --kind admission");
    assert!(told("vote record 1-1/11 --yes 6 --no 0 --abstain 0").contains("admits nobody"));
    // Who is a member of that class already stays one; whom it does not know it cannot expel.
    let member =
        office.json(&["member", "list", "--where", "class=council"])[0]["code"].as_str().unwrap().to_string();
    office.say(&format!(
        "motion add 1-1 再增补 --number 12 --kind admission --class member --subject {member}"
    ));
    let again = told("vote record 1-1/12 --yes 6 --no 0 --abstain 0");
    assert!(again.contains("changes nothing for"), "{again}");
    office.say("motion add 1-1 除名 --number 13 --kind expulsion --subject 从未入会园 --new");
    let ends = told("vote record 1-1/13 --yes 6 --no 0 --abstain 0");
    assert!(ends.contains("ends nothing for 从未入会园"), "{ends}");
    // An office is filled where one is recorded.
    office.say("motion add 1-1 选举 --number 14 --kind election --seats 1 --candidate 吴芳");
    let elects = told("vote record 1-1/14 --candidate 吴芳:6/0/0:yes");
    assert!(elects.contains("no office is recorded") && elects.contains("吴芳:president"), "{elects}");
    let filled = told("vote record 1-1/14 --candidate 吴芳:secretary-general");
    assert!(!filled.contains("no office"), "{filled}");
    assert_eq!(office.json(&["office", "list"])[0]["person"], "吴芳");
    // What is not carried, or still to be approved, says nothing.
    office.say("motion add 1-1 不增补 --number 15 --kind admission");
    assert!(!told("vote record 1-1/15 --yes 0 --no 6 --abstain 0").contains("admits nobody"));
    office.say("motion add 1-1 待批 --number 16 --kind admission --effective pending");
    assert!(!told("vote record 1-1/16 --yes 6 --no 0 --abstain 0").contains("admits nobody"));
}

#[test]
fn a_stated_unanimity_is_told_by_the_minutes() {
    let office = office();
    office.say("session add 1-2 --start 2024-05-01");
    office.say("motion add 1-2 接纳新成员 --number 11");
    office.say("vote record 1-2/11 --unanimous");
    assert_eq!(office.json(&["vote", "show", "1-2/11"])["computed"], "unknown");
    let minutes = office.say("--lang zh minutes 1-2");
    assert!(minutes.contains("会议审议了接纳新成员，来源载明全票赞成"), "{minutes}");
    assert!(office.say("--lang zh vote show 1-2/11").contains("来源载明全票赞成；结果未记录，也无法判定"));
}
