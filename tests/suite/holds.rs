//! What must hold before an answer is given: a new row is a new one, every reference has its target, and a dry run
//! says what the run says.

use crate::office::Office;

/// The dry run and the run are refused in the same words, and nothing is changed.
fn refused(office: &Office, args: &[&str], words: &[&str]) {
    let state = office.state();
    let dry = office.run(&[&["--dry-run"], args].concat());
    let run = office.run(args);
    assert_eq!((dry.code, run.code), (1, 1), "{args:?}: {}{}", dry.err, run.err);
    assert_eq!(dry.err, run.err);
    for word in words {
        assert!(run.err.contains(word), "{args:?}: {word}: {}", run.err);
    }
    assert!(!run.err.contains("constraint"), "{}", run.err);
    assert_eq!(state, office.state(), "{args:?}");
}

#[test]
fn numbers_that_were_set_back_let_no_new_row_take_the_place_of_another() {
    let office = Office::new();
    for line in [
        "org add 甲",
        "org add 乙",
        "action add 一",
        "action add 二",
        "person add 王五 --org 甲",
        "person post 王五 --title 主任 --org 甲",
        "member add 甲 --class member --since 2024-01-01",
        "member add 甲 --class observer --since 2020-01-01 --until 2020-12-31",
        "session add 2-1 --start 2024-05-01",
        "motion add 2-1 吸收乙 --kind admission --class council --subject 乙",
        "motion add 2-1 选举 --kind election --seats 1 --candidate 王五:president:3/0/0:elected",
    ] {
        office.say(line);
    }
    office.edit("UPDATE numbers SET last = 1");
    refused(&office, &["action", "add", "三"], &["numbers of actions were set back", "2 is there"]);
    refused(
        &office,
        &["vote", "record", "2-1/1", "--unanimous", "--outcome", "carried"],
        &["numbers of memberships"],
    );
    refused(&office, &["org", "add", "丙"], &["numbers of organizations"]);
    let actions = office.json(&["action", "list"]);
    assert_eq!(actions.as_array().unwrap().len(), 2);
}

#[test]
fn numbers_near_the_largest_are_told_and_stop_nothing() {
    let office = Office::new();
    office.say("action add 一");
    let list = office.file("actions.csv", "ref,title,status\na9223372036854775807,二,open\n");
    refused(&office, &["import", &list], &["9223372036854775807", "too large"]);
    let list = office.file("actions.csv", "ref,title,status\na9007199254740992,二,open\n");
    office.ok(&["import", &list]);
    refused(&office, &["action", "add", "三"], &["used up"]);
    office.edit("UPDATE numbers SET last = 9223372036854775807");
    refused(&office, &["action", "add", "三"], &["used up"]);
    for line in
        ["undo #9223372036854775807", "action done a9223372036854775807", "log show #9223372036854775807"]
    {
        let answer = office.run(&line.split(' ').collect::<Vec<_>>());
        assert!(matches!(answer.code, 1 | 2) && !answer.err.contains("panicked"), "{line}: {}", answer.err);
    }
    let office = Office::new();
    office.say("session add 2-1 --start 2024-05-01");
    for line in [
        "motion add 2-1 甲 --number 9223372036854775807",
        "motion add 2-1 乙",
        "session add 9223372036854775807-1 --start 2024-05-01",
        "session add 2-9223372036854775807 --start 2024-05-01",
        "session edit 2-1 number=9223372036854775807",
        "session edit 2-1 term=9223372036854775807",
        "session list",
        "vote list",
        "session show 2-1",
        "check --deep",
    ] {
        let answer = office.run(&line.split(' ').collect::<Vec<_>>());
        assert!(answer.code != 134 && answer.code != 101, "{line}: {}", answer.err);
        assert!(
            !answer.err.contains("in column") && !answer.err.contains("constraint"),
            "{line}: {}",
            answer.err
        );
    }
}

#[test]
fn an_undo_and_its_dry_run_agree_and_name_the_entry_that_stands_in_the_way() {
    let office = Office::new();
    for line in ["org add 甲", "person add 王五 --org 甲", "person remove 王五", "org remove jia"] {
        office.say(line);
    }
    refused(&office, &["undo", "#3"], &["#4 took out", "undo 4"]);
    office.say("undo #4");
    office.say("undo #3");
    refused(&office, &["undo", "#1"], &["cannot go", "by #6"]);
    // A document's record, a post's person, a ballot's motion.
    for line in [
        "session add 2-1 --start 2024-05-01",
        "motion add 2-1 议题",
        "person add 李四",
        "person post 李四 --title 顾问",
    ] {
        office.say(line);
    }
    office.say("motion remove 2-1/1");
    office.say("session remove 2-1");
    refused(&office, &["undo", "#11"], &["session", "2-1", "#12 took out"]);
}
