//! What is asked, of whoever sits at a terminal, before minutes are changed that a later session has confirmed.

use crate::office::Office;

/// Two sessions, the second of which has confirmed the minutes of the first.
fn confirmed() -> Office {
    let office = Office::new();
    office.ok(&["about", "edit", "name=某联盟"]);
    office.say("org add 甲园");
    office.say("member add 甲园 --class council --since 2020-01-01");
    office.say("session add 1-1 --start 2024-03-01");
    office.say("motion add 1-1 年度计划");
    office.say("session add 1-2 --start 2024-05-01");
    office.say("session confirm 1-1 --in 1-2");
    office
}

#[cfg(unix)]
#[test]
fn a_change_of_confirmed_minutes_is_asked_for_on_a_terminal() {
    let office = confirmed();
    let entries = || office.json(&["log"]).as_array().unwrap().len();
    let (before, question) =
        (entries(), "The minutes of 1-1 are confirmed. Correct them all the same? [y]es, [n]o:");
    let Some((code, shown)) = office.on_a_terminal("session edit 1-1 venue=南京", &[], "n\n") else {
        return;
    };
    assert!(code == 1 && shown.contains(question) && shown.contains("nothing was changed"), "{code} {shown}");
    // What would be changed stands before the question.
    assert!(
        shown.contains("this is a correction")
            && shown.find("session").unwrap() < shown.find("Correct").unwrap()
    );
    assert_eq!(entries(), before);
    let (code, shown) = office.on_a_terminal("session edit 1-1 venue=南京", &[], "y\n").unwrap();
    assert!(code == 0 && shown.matches(question).count() == 1, "{code} {shown}");
    assert_eq!(
        (entries(), office.json(&["session", "show", "1-1"])["venue"].clone()),
        (before + 1, "南京".into())
    );
    let zh = [("ALLIANCE_LANG", "zh")];
    let (code, shown) = office.on_a_terminal("motion edit 1-1/1 title=计划", &zh, "n\n").unwrap();
    assert!(code == 1 && shown.contains("1-1 的纪要已经确认，仍要更正吗？"), "{shown}");
    // So are record files and lists.
    let file =
        office.file("r.toml", "[[session]]\nterm = 1\nnumber = 1\nstart = 2024-03-01\ncity = \"合肥\"\n");
    let list = office.file("sessions.csv", "body,term,number,start,city\ncouncil,1,1,2024-03-01,合肥\n");
    for line in [format!("apply {file}"), format!("import {list}")] {
        let (code, shown) = office.on_a_terminal(&line, &[], "\n").unwrap();
        assert!(code == 1 && shown.contains(question), "{line}: {code} {shown}");
        assert_eq!(entries(), before + 1, "{line}");
        let (code, shown) = office.on_a_terminal(&format!("{line} --dry-run"), &[], "").unwrap();
        assert!(code == 0 && !shown.contains("[y]es"), "{line}: {code} {shown}");
    }
    let (code, shown) = office.on_a_terminal(&format!("import {list}"), &[], "y\n").unwrap();
    assert!(code == 0 && entries() == before + 2, "{code} {shown}");
}

#[cfg(unix)]
#[test]
fn nothing_else_is_asked_and_scripts_are_told() {
    let office = confirmed();
    let entries = || office.json(&["log"]).as_array().unwrap().len();
    let before = entries();
    // Another session, an action, what says the same again.
    for line in
        ["session edit 1-2 venue=北京", "action add 起草 --session 1-1", "session confirm 1-1 --in 1-2"]
    {
        let Some((code, shown)) = office.on_a_terminal(line, &[], "") else { return };
        assert!(code == 0 && !shown.contains("[y]es"), "{line}: {code} {shown}");
    }
    assert_eq!(entries(), before + 2);
    let told = office.run(&["session", "edit", "1-1", "venue=南京"]);
    assert!(
        told.code == 0 && told.err.contains("this is a correction") && !told.err.contains("[y]es"),
        "{}",
        told.err
    );
    // A list tells it too.
    let list = office.file("sessions.csv", "body,term,number,start,city\ncouncil,1,1,2024-03-01,合肥\n");
    let told = office.run(&["import", &list]);
    assert!(told.code == 0 && told.err.contains("this is a correction"), "{}", told.err);
}
