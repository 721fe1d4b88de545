//! A vote is worth what its voter is entitled to: what each of these once got wrong is told rightly now.

use crate::office::Office;
use serde_json::{Value, json};

/// A council of so many parks since 2020, and one ordinary member.
fn council(n: usize) -> String {
    let mut text = String::new();
    for o in 0..n {
        text.push_str(&format!(
            "[[organization]]\nname = \"园{o}\"\ncode = \"o{o}\"\n[[membership]]\norganization = \"o{o}\"\nclass = \"council\"\nfrom = 2020-01-01\n"
        ));
    }
    text.push_str(
        "[[organization]]\nname = \"普通园\"\ncode = \"plain\"\n[[membership]]\norganization = \"plain\"\nclass = \"member\"\nfrom = 2020-01-01\n\
         [[organization]]\nname = \"路人园\"\ncode = \"nobody\"\n[[organization]]\nname = \"申请园\"\ncode = \"asks\"\n",
    );
    text
}

fn recorded(n: usize, session: &str) -> Office {
    let office = Office::new();
    let text = format!("{}[[session]]\nterm = 1\nnumber = 1\nstart = 2023-05-01\n{session}", council(n));
    let file = office.file("council.toml", text);
    let answer = office.run(&["--quiet", "apply", &file]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    office
}

fn attends(org: &str, more: &str) -> String {
    format!("[[session.attendance]]\norganization = \"{org}\"\n{more}\n")
}

fn all_attend(n: usize) -> String {
    (0..n).map(|o| attends(&format!("o{o}"), "")).collect()
}

fn found(office: &Office, rule: &str) -> Vec<Value> {
    let out = office.run(&["check", "--format", "json"]).out;
    let all: Value = serde_json::from_str(&out).unwrap();
    all.as_array().unwrap().iter().filter(|one| one["rule"] == rule).cloned().collect()
}

fn reasons(vote: &Value) -> Vec<(String, Value)> {
    let ballots = vote["ballots"].as_array().unwrap();
    ballots
        .iter()
        .map(|b| (b["organization"]["code"].as_str().unwrap().into(), b["reason"].clone()))
        .collect()
}

#[test]
fn ballots_without_a_seat_make_no_quorum_and_no_member() {
    let office = recorded(
        3,
        "[[session.motion]]\ntitle = \"增补申请园\"\nkind = \"admission\"\nsubjects = [\"asks\"]\n\
         ballots = { yes = [\"nobody\", \"plain\"] }\n",
    );
    let vote = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!(vote["computed"], "no-quorum");
    assert_eq!((&vote["counts"]["yes"], &vote["counted"]["yes"]), (&json!(2), &json!(0)));
    assert_eq!(vote["quorum"], json!({"due": 3, "present": 0, "required": 2, "met": false}));
    assert_eq!(vote["unanimous"], json!(false), "{vote}");
    assert_eq!(vote["effects"], json!([]));
    assert_eq!(reasons(&vote), [("nobody".into(), json!("no-seat")), ("plain".into(), json!("no-seat"))]);
    let members = office.json(&["member", "list"]);
    assert!(!members.as_array().unwrap().iter().any(|row| row["code"] == "asks"));
    let told = found(&office, "ballot-eligibility");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["ref"], "1-1/1");
    assert!(told[0]["message"].as_str().unwrap().contains("普通园, 路人园 (no seat)"), "{}", told[0]);
    let roll = office.json(&["session", "roll", "1-1", "--motion", "1"]);
    let line = roll.as_array().unwrap().iter().find(|row| row["organization"]["code"] == "plain").unwrap();
    assert_eq!(
        line,
        &json!({"organization": {"code": "plain", "name": "普通园"}, "class": "member", "seat": false,
                "presence": null, "proxy": null, "quorum": false, "vote": false, "reason": "no-seat", "ballot": "yes"})
    );
}

#[test]
fn ballots_of_those_who_were_not_there_are_kept_and_do_not_count() {
    let list = format!(
        "{}{}{}",
        all_attend(4),
        attends("o4", "presence = \"absent\""),
        attends("o5", "capacity = \"guest\"")
    );
    let office = recorded(6, &format!("{list}[[session.motion]]\ntitle = \"年度计划\"\n"));
    // What one entry says of both is refused; of what the registry holds already it is kept.
    let line = [
        "vote", "record", "1-1/1", "--ballot", "o0=yes", "--ballot", "o1=yes", "--ballot", "o2=yes",
        "--ballot", "o3=no",
    ];
    office.ok(&[&line[..], &["--ballot", "o4=yes", "--ballot", "o5=yes"]].concat());
    let vote = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!(
        (&vote["counts"]["yes"], &vote["counted"]["yes"], &vote["needed"]),
        (&json!(5), &json!(3), &json!(3))
    );
    assert_eq!(vote["computed"], "carried");
    let minutes = office.ok(&["--quiet", "--lang", "zh", "minutes", "1-1", "--format", "text"]);
    assert!(minutes.contains("赞成3票，反对1票，弃权0票。另有2票因无表决资格不计入。"), "{minutes}");
    assert_eq!(reasons(&vote)[4..], [("o4".into(), json!("absent")), ("o5".into(), json!("capacity"))]);
    let both = council(2)
        + "[[session]]\nterm = 1\nnumber = 1\nstart = 2023-05-01\n[[session.attendance]]\norganization = \"o0\"\npresence = \"leave\"\n\
           [[session.attendance]]\norganization = \"o1\"\n[[session.motion]]\ntitle = \"计划\"\nballots = { yes = [\"园0\", \"o1\"] }\n";
    let office = Office::new();
    let file = office.file("both.toml", &both);
    let answer = office.run(&["--quiet", "apply", &file]);
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("园0 is recorded as on leave, but has a ballot in 1-1/1"), "{}", answer.err);
    // What the tool wrote itself is history.
    let file = office.file("both.toml", format!("# alliance: as recorded\n{both}"));
    office.ok(&["--quiet", "apply", &file]);
    assert_eq!(found(&office, "ballot-eligibility").len(), 1);
    // And so is what it writes: as a record file it comes back as it is.
    let text = office.ok(&["session", "show", "1-1", "--format", "toml"]);
    let other = Office::new();
    let members = other.file("members.toml", council(2));
    let session = other.file("session.toml", text);
    other.ok(&["--quiet", "apply", &members, &session]);
    assert_eq!(other.json(&["vote", "show", "1-1/1"]), office.json(&["vote", "show", "1-1/1"]));
}

#[test]
fn a_proxy_lives_through_its_holder_and_counts_as_the_rule_says() {
    let rule =
        |proxies: &str| format!("[[rule]]\nbody = \"council\"\nmatter = \"*\"\nproxies = \"{proxies}\"\n");
    let list = format!("{}{}", all_attend(3), attends("o3", "presence = \"proxy\"\nproxy = \"o0\""));
    let motion =
        "[[session.motion]]\ntitle = \"计划\"\nballots = { yes = [\"o0\", \"o1\", \"o3\"], no = [\"o2\"] }\n";
    let shown = |proxies: &str| {
        let office = recorded(4, &format!("{list}{motion}{}", rule(proxies)));
        let minutes = office.ok(&["--quiet", "--lang", "zh", "minutes", "1-1"]);
        (
            office.json(&["vote", "show", "1-1/1"]),
            office.json(&["session", "show", "1-1"])["quorum"].clone(),
            minutes,
        )
    };
    let (vote, quorum, minutes) = shown("quorum");
    assert_eq!(
        (&vote["counted"]["yes"], &vote["needed"], &vote["computed"]),
        (&json!(2), &json!(2), &json!("carried"))
    );
    assert_eq!(vote["ballots"][3]["reason"], "proxy-rule");
    assert_eq!(
        (&quorum["present"], &quorum["proxies"], &quorum["absent"]),
        (&json!(4), &json!(1), &json!(0))
    );
    assert!(minutes.contains("应到4家，实到4家，其中委托1家，请假0家，缺席0家"), "{minutes}");
    let (vote, ..) = shown("vote");
    assert_eq!((&vote["counted"]["yes"], &vote["needed"]), (&json!(3), &json!(3)));
    let (vote, quorum, minutes) = shown("none");
    assert_eq!(
        (&vote["counted"]["yes"], &quorum["present"], &quorum["absent"]),
        (&json!(2), &json!(3), &json!(1))
    );
    assert!(minutes.contains("应到4家，实到3家，请假0家，缺席1家"), "{minutes}");
    assert!(
        minutes.contains("委托无效（不计入实到，计入缺席）：") && !minutes.contains("缺席："),
        "{minutes}"
    );
    // A holder that leaves takes its proxies along, out of that vote alone.
    let office = recorded(
        4,
        &format!(
            "{list}{}[[session.motion]]\ntitle = \"甲\"\nballots = {{ yes = [\"o1\", \"o2\", \"o3\"], absent = [\"o0\"] }}\n\
             [[session.motion]]\ntitle = \"乙\"\nballots = {{ yes = [\"o0\", \"o1\", \"o2\", \"o3\"] }}\n",
            rule("vote")
        ),
    );
    let (one, two) = (office.json(&["vote", "show", "1-1/1"]), office.json(&["vote", "show", "1-1/2"]));
    assert_eq!((&one["quorum"]["present"], &one["counted"]["yes"]), (&json!(2), &json!(2)));
    assert_eq!((&two["quorum"]["present"], &two["counted"]["yes"]), (&json!(4), &json!(4)));
    // A rule for one matter leaves proxies to the general rule of the alliance.
    let office = recorded(
        4,
        &format!(
            "{list}[[session.motion]]\ntitle = \"会费\"\nkind = \"dues\"\n{}[[rule]]\nbody = \"council\"\nmatter = \"dues\"\nmajority = \"1/2\"\n",
            rule("vote")
        ),
    );
    assert_eq!(office.json(&["vote", "show", "1-1/1"])["rule"]["proxies"], "vote");
}

#[test]
fn a_roll_that_names_the_dissenters_alone_leaves_the_counts_unknown() {
    let motion = "[[session.motion]]\ntitle = \"计划\"\n";
    let dissent = "ballots = { no = [\"o1\"], abstain = [\"o2\"] }\n";
    let office = recorded(9, &format!("{}{motion}{dissent}", all_attend(9)));
    let vote = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!((&vote["counts"]["yes"], &vote["computed"]), (&Value::Null, &json!("unknown")));
    assert_eq!(found(&office, "roll-incomplete").len(), 1);
    // The true counts stand beside the two ballots, also when they come later.
    office.ok(&["vote", "record", "1-1/1", "--yes", "7", "--no", "1", "--abstain", "1"]);
    let vote = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!((&vote["counted"]["yes"], &vote["computed"]), (&json!(7), &json!("carried")));
    assert_eq!(found(&office, "roll-incomplete"), Vec::<Value>::new());
    let office = recorded(9, &format!("{}{motion}yes = 7\nno = 1\nabstain = 1\n{dissent}", all_attend(9)));
    assert_eq!(office.json(&["vote", "show", "1-1/1"])["margin"], 1);
    let answer = office.run(&["vote", "record", "1-1/1", "--no", "0"]);
    assert!(answer.code == 1 && answer.err.contains("no is 0, but the ballots have 1 no"), "{}", answer.err);
    // Who says that the roll was called says that it is whole, and is told whom it lacks.
    let office = recorded(9, &format!("{}{motion}method = \"roll-call\"\n{dissent}", all_attend(9)));
    let vote = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!((&vote["counts"]["yes"], &vote["computed"]), (&json!(0), &json!("rejected")));
    assert!(found(&office, "roll-incomplete")[0]["message"].as_str().unwrap().contains("7 of those"));
}

#[test]
fn who_is_admitted_this_morning_votes_tomorrow() {
    let admission = "[[session.motion]]\ntitle = \"增补\"\nkind = \"admission\"\nclass = \"council\"\nsubjects = [\"plain\"]\non = 2023-05-01\nballots = { yes = [\"o0\", \"o1\"] }\n";
    let session = format!(
        "end = 2023-05-02\n{}{}{admission}\
         [[session.motion]]\ntitle = \"当日\"\non = 2023-05-01\nballots = {{ yes = [\"o0\"], no = [\"o1\", \"plain\"] }}\n\
         [[session.motion]]\ntitle = \"次日\"\non = 2023-05-02\nballots = {{ yes = [\"o0\"], no = [\"o1\", \"plain\"] }}\n",
        all_attend(2),
        attends("plain", "")
    );
    let office = recorded(2, &session);
    let due = |n: u8| office.json(&["vote", "show", &format!("1-1/{n}")])["quorum"]["due"].clone();
    assert_eq!((due(1), due(2), due(3)), (json!(2), json!(2), json!(3)));
    let counted = |n: u8| office.json(&["vote", "show", &format!("1-1/{n}")])["counted"]["no"].clone();
    assert_eq!((counted(2), counted(3)), (json!(1), json!(2)));
    assert_eq!(office.json(&["session", "show", "1-1"])["quorum"]["due"], 2);
}

fn election(more: &str) -> Office {
    recorded(
        10,
        &format!("{}[[session.motion]]\ntitle = \"选举\"\nkind = \"election\"\n{more}", all_attend(10)),
    )
}

#[test]
fn elections_are_decided_by_their_figures_and_declarations_stand() {
    let candidates = |list: &[(&str, u64, &str)]| {
        let all: Vec<String> = list
            .iter()
            .map(|(name, yes, more)| {
                format!("{{ person = \"{name}\", role = \"vice-president\", yes = {yes}{more} }}")
            })
            .collect();
        format!("candidates = [{}]\n", all.join(", "))
    };
    let office = election(&format!(
        "seats = 1\nissued = 10\ncollected = 10\n{}",
        candidates(&[("张甲", 8, ""), ("李乙", 9, "")])
    ));
    let vote = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!((&vote["computed"], &vote["outcome"]), (&json!("carried"), &json!("carried")));
    assert_eq!(
        (&vote["candidates"][0]["computed"], &vote["candidates"][1]["computed"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(vote["effects"][0]["person"], "李乙");
    // A tie for the last seat: those above it are elected.
    let office =
        election(&format!("seats = 2\n{}", candidates(&[("张甲", 9, ""), ("李乙", 8, ""), ("王丙", 8, "")])));
    let vote = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!((&vote["computed"], vote["effects"].as_array().unwrap().len()), (&json!("tie"), 1));
    assert_eq!(office.json(&["office", "list"])[0]["person"], "张甲");
    // Five papers from three voters, two elected for one seat, a lower one over a higher.
    let office = recorded(
        3,
        &format!(
            "{}[[session.motion]]\ntitle = \"选举\"\nkind = \"election\"\nseats = 1\nissued = 5\ncollected = 5\n{}",
            all_attend(3),
            candidates(&[("张甲", 2, ", elected = true"), ("李乙", 3, ", elected = true"), ("王丙", 4, "")])
        ),
    );
    let vote = office.json(&["vote", "show", "1-1/1"]);
    let told = vote["irregularities"].to_string();
    for part in [
        "5 ballot papers",
        "9 votes in all",
        "2 are declared elected for 1 seats",
        "张甲 is declared elected over 王丙",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(found(&office, "election-figures").len() >= 3 && found(&office, "election-order").len() == 2);
    // What a source declares stands, also without any figure.
    assert_eq!(vote["outcome"], "carried");
    let office = election("candidates = [{ person = \"张甲\", role = \"president\", elected = true }]\n");
    let vote = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!((&vote["outcome"], &vote["computed"]), (&json!("carried"), &json!("unknown")));
    assert_eq!(office.json(&["office", "list"])[0]["person"], "张甲");
}

#[test]
fn checks_raise_no_false_alarm() {
    // An unlisted seat of a whole list, proxies that the rule does not count, a motion tabled, one never put.
    let office = recorded(
        4,
        &format!(
            "due = 4\npresent = 1\n{}{}[[session.motion]]\ntitle = \"暂缓\"\noutcome = \"tabled\"\n[[session.motion]]\ntitle = \"未付表决\"\n",
            attends("o0", ""),
            attends("o1", "presence = \"proxy\"\nproxy = \"o0\"")
        ),
    );
    for rule in ["attendance-sum", "stated-due", "quorum", "proxy-holder", "vote-figures"] {
        assert_eq!(found(&office, rule), Vec::<Value>::new(), "{rule}");
    }
    let office = recorded(4, &format!("due = 5\npresent = 3\n{}", all_attend(4)));
    assert_eq!(found(&office, "stated-due").len(), 2);
    let office = recorded(
        4,
        &format!("roster = \"partial\"\ndue = 4\npresent = 4\n{}", attends("o0", "presence = \"leave\"")),
    );
    assert_eq!(found(&office, "attendance-sum")[0]["ref"], "1-1");
}

#[test]
fn every_body_that_met_stands_in_the_statistics() {
    let office = recorded(2, &all_attend(2));
    let file = office.file("more.toml", "[[session]]\nbody = \"assembly\"\nterm = 1\nnumber = 1\nstart = 2023-06-01\n[[session.attendance]]\norganization = \"plain\"\n");
    office.ok(&["--quiet", "apply", &file]);
    let rows = office.json(&["stats", "attendance"]);
    let due = |code: &str| {
        let row = rows.as_array().unwrap().iter().find(|row| row["organization"]["code"] == code).unwrap();
        (row["due"].as_u64().unwrap(), row["present"].as_u64().unwrap())
    };
    assert_eq!((due("o0"), due("plain")), ((2, 1), (1, 1)));
    assert_eq!(office.json(&["stats", "attendance", "--body", "council"]).as_array().unwrap().len(), 2);
}

#[test]
fn a_proxy_that_lives_through_nobody_is_found() {
    let rule = "[[rule]]\nbody = \"council\"\nmatter = \"*\"\nquorum = \"1/2\"\nmajority = \"1/2\"\nproxies = \"vote\"\n";
    let proxy = |of: &str, holder: &str| attends(of, &format!("presence = \"proxy\"\n{holder}"));
    let session = [
        attends("o0", ""),
        proxy("o1", "proxy = \"o0\""),
        proxy("o2", ""),
        proxy("o3", "proxy = \"o4\""),
        attends("o4", "presence = \"leave\""),
        proxy("o5", "proxy = \"o1\""),
        "[[session.motion]]\ntitle = \"年度计划\"\nyes = 2\nno = 0\nabstain = 0\n".to_string(),
    ];
    let office = recorded(6, &format!("{}{rule}", session.concat()));
    let told = found(&office, "proxy-holder");
    let text = serde_json::to_string(&told).unwrap();
    assert_eq!(told.len(), 3, "{text}");
    for said in [
        "园2 gave a proxy, but its holder is not named",
        "园3 gave its proxy to 园4",
        "园5 gave its proxy to 园1",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    office.ok(&["session", "attend", "1-1", "o2", "--presence", "proxy", "--proxy", "o0"]);
    assert_eq!(found(&office, "proxy-holder").len(), 2);
}
