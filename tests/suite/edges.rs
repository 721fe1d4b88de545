//! The edges: names that are none, mergers in a circle, the last day, and persons of one name in one file.

use crate::office::Office;

#[test]
fn what_cannot_be_seen_and_a_bare_at_sign_are_no_names() {
    let office = Office::new();
    office.say("org add 甲");
    office.say("person add 王五 --org 甲");
    for name in ["@", "＠", "@甲", " @ ", "\u{200b}@甲", "\u{200b}", "\u{3164}", "\u{2800}", "\u{301}"] {
        for args in [
            &["person", "add", name][..],
            &["person", "edit", "王五", &format!("name={name}")],
            &["--dry-run", "person", "add", name],
        ] {
            let answer = office.run(args);
            assert!(answer.code == 1, "{args:?}: {}{}", answer.out, answer.err);
        }
        let file = office.file(
            "f.toml",
            format!("[[session]]\nterm = 2\nnumber = 1\nstart = 2024-05-01\nchair = [\"{name}\"]\n"),
        );
        let answer = office.run(&["apply", &file]);
        assert!(answer.code == 1 && answer.err.contains("f.toml"), "{name}: {}{}", answer.out, answer.err);
    }
    for name in ["\u{3164}", "\u{2800}", "\u{301}\u{301}"] {
        assert_eq!(office.run(&["org", "add", name]).code, 1);
        let list = office.file("organizations.csv", format!("name\n{name}\n"));
        assert_eq!(office.run(&["import", &list]).code, 1);
    }
    // Whose own record has no organization is written so.
    office.say("person add 李四@");
    assert_eq!(office.json(&["person", "list"]).as_array().unwrap().len(), 2);
}

#[test]
fn organizations_do_not_merge_in_a_circle() {
    let office = Office::new();
    ["甲", "乙", "丙"].iter().for_each(|name| drop(office.ok(&["org", "add", name])));
    office.say("org merge 甲 --into 乙 --on 2024-01-01");
    let back = office.run(&["org", "merge", "乙", "--into", "甲", "--on", "2024-02-01"]);
    assert_eq!(back.code, 1, "{}", back.err);
    office.say("org merge 乙 --into 丙 --on 2024-02-01");
    let round = office.run(&["org", "merge", "丙", "--into", "甲", "--on", "2024-03-01"]);
    assert!(round.code == 1 && round.err.contains("which has merged into"), "{}", round.err);
    // In lists too, in one and over what is recorded.
    for rows in ["子,丑\n丑,子\n", "子,子\n", "子,丑\n丑,寅\n寅,子\n", "丙,甲\n"] {
        let list = office.file("organizations.csv", format!("name,merged_into\n{rows}"));
        let answer = office.run(&["import", &list]);
        assert!(
            answer.code == 1 && answer.err.contains("cannot merge into"),
            "{rows}: {}{}",
            answer.out,
            answer.err
        );
        assert!(!answer.err.contains("constraint"), "{}", answer.err);
    }
}

#[test]
fn the_last_day_there_is_ends_nothing_badly() {
    let office = Office::new();
    for line in [
        "org add 甲",
        "org add 乙",
        "member add 甲 --class council --since 0001-01-01",
        "session add 2-1 --start 9999-12-31",
        "session attend 2-1 甲",
        "motion add 2-1 吸收 --kind admission --class council --subject 乙 --unanimous --outcome carried",
        "member class 甲 --to standing --on 9999-12-31",
        "member leave 甲 --on 9999-12-31 --reason withdrawn",
        "term add 2 --start 9995-01-01 --end 9999-12-31",
        "action add 年报 --due 9999-12-31",
        "org rename 乙 丁 --on 9999-12-31",
        "org merge 丁 --into 甲 --on 9999-12-31",
    ] {
        let answer = office.run(&line.split(' ').collect::<Vec<_>>());
        assert!(matches!(answer.code, 0 | 1) && !answer.err.contains("panicked"), "{line}: {}", answer.err);
    }
    for line in [
        "--as-of 9999-12-31 member list",
        "--as-of 9999-12-31 stats growth",
        "--as-of 9999-12-31 stats attendance",
        "--as-of 9999 check --deep",
        "session roll 2-1",
        "minutes 2-1",
        "calendar",
        "check --as-of 0001-01-01",
    ] {
        let answer = office.run(&line.split(' ').collect::<Vec<_>>());
        assert!(!answer.err.contains("panicked"), "{line}: {}", answer.err);
    }
    let folder = office.folder.path().join("site").to_string_lossy().into_owned();
    let answer = office.run_with(&["site", &folder], &[("ALLIANCE_NOW", "9999-12-31T23:59:59+08:00")], "");
    assert!(!answer.err.contains("panicked"), "{}", answer.err);
}

#[test]
fn the_same_file_means_the_same_persons_however_many_of_a_name_it_added() {
    let sessions = |people: &[&str]| {
        let rooms = people
            .iter()
            .map(|org| format!("[[session.attendance]]\norganization = \"{org}\"\npeople = [\"王五\"]\n"));
        format!("[[session]]\nterm = 2\nnumber = 1\nstart = 2024-05-01\n{}", rooms.collect::<String>())
    };
    let heads = [
        "",
        "[[post]]\nperson = \"王五\"\ntitle = \"顾问\"\n",
        "[[post]]\nperson = \"王五\"\norganization = \"甲\"\ntitle = \"顾问\"\n",
        "[[post]]\nperson = \"王五\"\norganization = \"丙\"\ntitle = \"顾问\"\n",
        "[[person]]\nname = \"王五\"\n",
        "[[person]]\nname = \"王五\"\n[[post]]\nperson = \"王五\"\norganization = \"丙\"\ntitle = \"顾问\"\n",
    ];
    for head in heads {
        for people in [&["甲"][..], &["甲", "乙"]] {
            let office = Office::new();
            let file = office.file("f.toml", format!("{head}{}", sessions(people)));
            office.ok(&["apply", &file]);
            let again = office.run(&["--format", "json", "apply", &file]);
            assert_eq!(again.code, 0, "{head}{people:?}: {}", again.err);
            assert!(
                again.out.contains("\"entry\": null") || again.out.contains("\"entry\":null"),
                "{head}{people:?}: {}",
                again.out
            );
        }
    }
}
