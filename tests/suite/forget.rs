//! Forgetting a person: all that there ever was of it goes, and nothing of anybody else.

use crate::office::{self, Office};

fn has(haystack: &[u8], word: &str) -> bool {
    haystack.windows(word.len()).any(|part| part == word.as_bytes())
}

#[test]
fn a_name_within_another_persons_name_is_left_whole_and_told() {
    let office = Office::new();
    office.say("org add 甲园");
    office.say("person add 李明 --org 甲园 --phone 13900001111");
    office.say("person add 李明华 --org 甲园");
    office.say("session add 2-1 --start 2024-05-01 --title 李明华报告会");
    office.say("action add 请李明与李明华到会 --owner 李明华");
    office.say("action add 年报 --owner 王五、李明");
    office.say("action add 李明华的工作 --owner 李明");
    let told = office.run(&["person", "forget", "李明"]);
    assert_eq!(told.code, 0, "{}", told.err);
    for place in ["running text of: a1", "another person's name", "2-1", "a3"] {
        assert!(told.err.contains(place), "{place}: {}", told.err);
    }
    let state = office.state();
    assert!(has(&state, "请李明与李明华到会"), "running text is left without --text");
    let actions = office.ok(&["action", "list"]);
    assert!(actions.contains("李明华的工作") && actions.contains("王五、匿名-1"), "{actions}");
    let log = office.ok(&["--format", "json", "log"]);
    assert!(log.contains("person add 李明华 --org") && log.contains("person add 匿名-1 --org"), "{log}");
    assert!(office.ok(&["person", "show", "李明华"]).contains("李明华"));
    assert!(office.ok(&["session", "show", "2-1"]).contains("李明华报告会"));
    office.ok(&["check", "--deep", "--only", "journal-chain"]);
    office.ok(&["check", "--deep", "--only", "journal-replay"]);
}

#[test]
fn running_text_loses_the_name_alone_and_words_in_letters_stay_whole() {
    let office = Office::new();
    office.say("org add Alpha");
    office.ok(&["person", "add", "Ann", "--org", "Alpha", "--email", "ann@example.org"]);
    office.ok(&["action", "add", "Annual report by Ann", "--owner", "ann"]);
    office.ok(&["--why", "Ann asks, ann@example.org", "action", "add", "Annex"]);
    office.ok(&["person", "forget", "Ann", "--text"]);
    let told = office.ok(&["action", "list"]) + &office.ok(&["--format", "json", "log"]);
    for kept in ["Annual report by 匿名-1", "Annex", "匿名-1 asks"] {
        assert!(told.contains(kept), "{kept}: {told}");
    }
    for gone in ["by Ann", "Ann asks", "ann@example.org"] {
        assert!(!told.contains(gone), "{gone}: {told}");
    }
    office.ok(&["check", "--deep", "--only", "journal-replay"]);
}

#[test]
fn a_short_number_is_erased_where_it_was_the_phone_and_nowhere_else() {
    let office = Office::new();
    office.say("org add 甲园");
    office.say("person add 张三 --org 甲园 --phone 20 --note 2");
    office.say("session add 2-20 --start 2020-01-20");
    office.say("member add 甲园 --class council --since 2020-01-20");
    office.say("person add 李四 --org 甲园 --phone 20");
    office.say("person forget 张三");
    let log = office.ok(&["--format", "json", "log"]);
    for kept in [
        "session add 2-20 --start 2020-01-20",
        "--class council --since 2020-01-20",
        "李四 --org 甲园 --phone 20",
        "person add 匿名-1 --org 甲园 --phone … --note …",
    ] {
        assert!(log.contains(kept), "{kept}: {log}");
    }
}

#[test]
fn every_earlier_name_phone_and_mail_of_a_person_goes_out_of_the_whole_registry() {
    let office = Office::new();
    office.say("org add 甲园");
    office.say("person add 王旧名 --org 甲园 --phone 13911110000 --email alt@example.org");
    office.ok(&[
        "person",
        "edit",
        "王旧名",
        "name=王中名",
        "former_names=王旧名:2023-12-31",
        "phone=13922220000",
    ]);
    office.ok(&["person", "edit", "王中名", "name=王新名", "former_names="]);
    office.say("contact add 甲园 --person 王新名 --duty 会费 --phone 13933330000 --email neu@example.org");
    office.ok(&["contact", "edit", "c1", "phone=13944440000"]);
    office.ok(&["contact", "remove", "c1"]);
    office.say("person edit wxm title=主任");
    office.say("person forget wxm --text");
    let state = office.state();
    for gone in [
        "王旧名",
        "王中名",
        "王新名",
        "wxm",
        "13911110000",
        "13922220000",
        "13933330000",
        "13944440000",
        "alt@example.org",
        "neu@example.org",
    ] {
        assert!(!has(&state, gone), "{gone} is still there");
    }
    office.ok(&["check", "--deep", "--only", "journal-replay"]);
}

#[test]
fn what_a_bulk_import_remembers_of_persons_goes_too() {
    let office = Office::new();
    let persons: String = (0..1_500).map(|n| format!("人员{n},甲园,,p{n}@example.org,139{n:08}\n")).collect();
    office.file("lists.csv", "");
    let folder = office.folder.path().join("lists");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("organizations.csv"), "name\n甲园\n").unwrap();
    std::fs::write(folder.join("persons.csv"), format!("name,organization,title,email,phone\n{persons}"))
        .unwrap();
    office.ok(&["import", &folder.to_string_lossy()]);
    office.say("person forget 人员777");
    let state = office.state();
    assert!(!has(&state, "人员777") && !has(&state, "p777@example.org") && !has(&state, "13900000777"));
    assert!(has(&state, "人员778") && has(&state, "13900000778"));
}

#[test]
fn a_forgetting_that_was_cut_short_is_taken_up_by_the_next_command() {
    if !office::is_on_files("a reader of the file keeps its pages") {
        return;
    }
    let office = Office::new();
    office.say("org add 甲园");
    office.say("person add 王五 --org 甲园 --phone 13911112222");
    // Somebody reads what was there before, so that it cannot be erased yet.
    let reader = rusqlite::Connection::open(office.place()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM persons").unwrap();
    reader.query_row("SELECT count(*) FROM persons", [], |row| row.get::<_, i64>(0)).unwrap();
    let told = office.run(&["person", "forget", "王五"]);
    assert!(told.code == 0 && told.err.contains("#3 is recorded, but"), "{}", told.err);
    let again = office.run(&["person", "list"]);
    assert!(again.code == 0 && again.err.contains("#3 is recorded, but"), "{}", again.err);
    // Asked for once more it does not say that there is nobody.
    let again = office.run(&["person", "forget", "王五"]);
    assert!(again.code == 0 && again.err.contains("forgotten already, by #3"), "{}", again.err);
    reader.execute_batch("ROLLBACK").unwrap();
    drop(reader);
    let again = office.run(&["person", "list"]);
    assert!(again.code == 0 && again.err.contains("gone from them now"), "{}", again.err);
    assert!(!has(&office.state(), "13911112222") && !has(&office.state(), "王五"));
    assert!(office.run(&["person", "list"]).err.is_empty());
    let nobody = office.run(&["person", "forget", "王五"]);
    assert!(nobody.code == 1 && nobody.err.contains("匿名-N"), "{}", nobody.err);
}
