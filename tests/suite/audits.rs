//! What the audit of a term says of the next election: by which days, and what the rules ask.

use crate::office::Office;
use serde_json::Value;

/// Three seats of the council, and a term that ends with 2024; today is 1 June 2024.
fn office(rules: &str) -> Office {
    let office = Office::new();
    let mut file = String::from(
        "[alliance]\nname = \"某联盟\"\n[[term]]\nnumber = 2\nstart = 2020-01-01\nend = 2024-12-31\n",
    );
    for name in ["甲园", "乙园", "丙园"] {
        file.push_str(&format!(
            "[[membership]]\norganization = \"{name}\"\nclass = \"council\"\nfrom = 2020-01-01\n"
        ));
    }
    let file = office.file("a.toml", file + rules);
    office.ok(&["apply", &file]);
    office
}

const RULES: &str = "[[rule]]\nbody = \"council\"\nmatter = \"*\"\nquorum = \"2/3\"\nmajority = \"1/2\"\nmajority_of = \"present\"\nexclusive = true\nnotice = 10\n\
    [[rule]]\nbody = \"council\"\nmatter = \"election\"\nmajority = \"2/3\"\nmajority_of = \"present\"\nalso = \"1/2\"\nalso_of = \"all\"\nmethod = \"secret\"\n";

/// Of the findings about the next election the reference and what is said.
fn asked(office: &Office, more: &[&str]) -> Vec<String> {
    let audit = office.json(&[&["term", "audit", "2"], more].concat());
    let findings = audit["findings"].as_array().unwrap().iter().filter(|one| one["rule"] == "next-election");
    let text = |value: &Value| value.as_str().unwrap().to_string();
    findings.map(|one| format!("{}: {}", text(&one["ref"]), text(&one["message"]))).collect()
}

#[test]
fn the_rules_say_what_the_next_election_asks_and_by_when() {
    let office = office(RULES);
    assert_eq!(
        asked(&office, &[]),
        [
            "council: by its rule council elects: it is to meet for that by 2024-12-31",
            "council: notice is to be given 10 days before: by 2024-12-21 at the latest, of a session on 2024-12-31",
            "council: at least 2/3 of all seats must be present (today 2 of 3)",
            "council: each candidate needs the votes of at least 2/3 of those present, and of at least 1/2 of all seats",
            "council: the vote is to be taken by secret ballot",
        ]
    );
    // Once the term has ended, the last day is that of the deferral; after it there is none.
    let late = |day: &str| asked(&office, &["--as-of", day]).into_iter().take(2).collect::<Vec<_>>();
    assert!(
        late("2024-12-31")[0].ends_with("by 2024-12-31") && late("2025-01-01")[0].ends_with("by 2025-12-31")
    );
    assert!(late("2024-12-21")[1].ends_with("of a session on 2024-12-31"));
    assert!(
        late("2024-12-22")[1].ends_with("by 2024-12-21 of a session on 2024-12-31, and that day has passed")
    );
    assert!(late("2026-01-01")[0].ends_with("without delay"), "{:?}", late("2026-01-01"));
    assert_eq!(late("2026-01-01")[1], "council: notice is to be given 10 days before the session");
    // The rules of that day count, not those of today.
    office.say("rule add council election --method show-of-hands --from 2025-01-01");
    assert!(asked(&office, &[]).concat().contains("secret ballot"));
    assert!(asked(&office, &["--as-of", "2025-01-01"]).concat().contains("show of hands"));
}

#[test]
fn a_session_that_is_planned_to_elect_is_named_with_its_notice() {
    let office = office(RULES);
    office.say("session add 2-3 --start 2024-06-11 --status planned");
    assert!(
        !asked(&office, &[]).concat().contains("2-3:"),
        "without an election on its table it is any session"
    );
    office.say("motion add 2-3 选举理事长 --kind election");
    let notice = || asked(&office, &[]).into_iter().find(|one| one.starts_with("2-3:"));
    let due = "2-3: the election is planned for 2024-06-11, and notice is to be given 10 days before: by 2024-06-01";
    assert_eq!(notice().as_deref(), Some(due));
    office.say("session edit 2-3 notified=2024-06-01");
    assert_eq!(notice(), None, "exactly ten days are in time");
    office.say("session edit 2-3 notified=2024-06-02");
    assert!(notice().is_some());
    office.say("session edit 2-3 notified= start=2024-06-10");
    assert!(notice().unwrap().ends_with("by 2024-05-31: that day has passed"), "{:?}", notice());
}

#[test]
fn what_no_rule_says_is_not_invented() {
    let office = office("");
    assert_eq!(
        asked(&office, &[]),
        [
            "*: no rule says which body elects, and no election is recorded: `alliance rule add BODY election` says it"
        ]
    );
    // What was done before is told as that.
    office.say("session add 2-1 --start 2020-02-01");
    office.say("motion add 2-1 选举理事长 --kind election");
    let told = asked(&office, &[]);
    assert!(
        told[0].starts_with("council: no rule says which body elects; council has done so before"),
        "{told:?}"
    );
    // The charter's preset says nothing of notice and method.
    assert_eq!(told.len(), 3, "{told:?}");
    // A later term provides for it.
    office.say("term add 3 --start 2025-01-01");
    assert!(asked(&office, &[]).is_empty());
}

#[test]
fn papers_say_days_in_words_and_json_keeps_them() {
    let office = office(RULES);
    let zh = office.ok(&["--lang", "zh", "term", "audit", "2", "--format", "text"]);
    for part in [
        "一、换届选举的要求\n",
        "应于2024年12月31日前换届，最迟可延期至2025年12月31日（2）",
        "依规则由理事会选举：应于2024年12月31日前为此召开会议（council）",
        "会议通知须提前10日：如于2024年12月31日开会，最迟2024年12月21日发出",
        "到会须达全体席位的2/3以上（按当日3席为2席）",
        "候选人得赞成票须达到会者的2/3以上，且达全体的1/2以上",
        "须以无记名投票方式选举",
        "二、须处理的事项\n",
    ] {
        assert!(zh.contains(part), "{part} in\n{zh}");
    }
    assert!(!zh.contains("2024-12"), "{zh}");
    let en = office.ok(&["term", "audit", "2", "--format", "markdown"]);
    assert!(
        en.contains("by 21 December 2024 at the latest, of a session on 31 December 2024")
            && !en.contains("2024-12"),
        "{en}"
    );
    for form in ["html", "docx"] {
        let file = office.folder.path().join(format!("a.{form}")).display().to_string();
        office.ok(&["--lang", "zh", "term", "audit", "2", "--output", &file]);
        assert!(std::fs::metadata(&file).unwrap().len() > 1_000);
    }
    let json = office.ok(&["--lang", "zh", "--format", "json", "term", "audit", "2"]);
    assert!(json.contains("最迟2024-12-21发出"), "{json}");
}
