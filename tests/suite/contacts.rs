//! Whom to reach: the list is of the members of the day, and comes back as it was, by its numbers.

use crate::office::Office;

const ROSTER: &str = "单位名称,身份,入会日期,联系人,职务,电话\n\
    甲园,理事,2021-03-01,张伟,主任,138\n乙园,理事,2021-03-01,李四,主任,139\n丙园,理事,2021-03-01,王五,主任,137\n";

fn office() -> Office {
    let office = Office::new();
    office.ok(&["import", &office.file("名册.csv", ROSTER)]);
    office
}

#[test]
fn contacts_of_members_that_have_left_are_of_other_days() {
    let office = office();
    office.say("member leave 丙园 --on 2023-01-31 --reason withdrawn");
    // One that never was a member is reached as before.
    office.say("org add 某公司");
    office.say("contact add 某公司 --person 赵六");
    let list = |more: &[&str]| office.run(&[&["--lang", "zh", "contact", "list"], more].concat());
    let now = list(&[]);
    assert!(now.out.contains("李四") && now.out.contains("赵六") && !now.out.contains("王五"), "{}", now.out);
    assert!(now.err.contains("另有1位联系人所在单位已不是成员，未列出；加 --all 则列出"), "{}", now.err);
    let all = list(&["--all"]);
    assert!(all.out.contains("王五") && all.err.is_empty(), "{}{}", all.out, all.err);
    for (day, there) in [("2023-01-31", true), ("2023-02-01", false)] {
        let then = list(&["--as-of", day]);
        assert_eq!(then.out.contains("王五"), there, "{day}: {}", then.out);
    }
    assert_eq!(office.json(&["contact", "list"]).as_array().unwrap().len(), 3);
    office.say("member add 丙园 --class member --since 2024-01-01");
    assert!(list(&[]).out.contains("王五"));
    let en = office.run(&["--lang", "en", "contact", "list", "--as-of", "2023-06-01"]).err;
    assert!(en.contains("contacts of organizations that are members no more: 1, left out"), "{en}");
}

#[test]
fn a_list_that_was_corrected_by_hand_goes_by_its_numbers() {
    let office = office();
    office.say("action add 起草细则 --owner 秘书处");
    for (list, old, new) in
        [("contact", "李四", "李思"), ("contact", "139", "13900"), ("action", "起草细则", "起草章程")]
    {
        let path = office.folder.path().join("列表.csv").to_string_lossy().into_owned();
        office.ok(&["--lang", "zh", list, "list", "--force", "--output", &path]);
        let before = office.json(
            &[list, "list", "--all"]
                .map(|word| if list == "action" && word == "--all" { "--reverse" } else { word }),
        );
        let text = std::fs::read_to_string(&path).unwrap().replace(old, new);
        std::fs::write(&path, text).unwrap();
        let answer = office.run(&["--lang", "zh", "import", &path]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        assert!(answer.err.contains("新增0、修改1"), "{}", answer.err);
        assert_eq!(answer.err.contains("按编号"), new != "13900", "{}", answer.err);
        let after = office.json(&[list, "list"]);
        assert_eq!(after.as_array().unwrap().len(), before.as_array().unwrap().len(), "{after}");
        assert!(after.to_string().contains(new), "{after}");
        let again = office.run(&["--lang", "zh", "import", &path]);
        assert!(again.out.contains("没有变动"), "{}", again.out);
    }
    // A number that is another one's means nothing.
    let file = office.file("contacts.csv", "ref,organization,person,phone\nc1,乙园,孙七,136\n");
    office.ok(&["import", &file]);
    let contacts = office.json(&["contact", "list"]).to_string();
    assert!(contacts.contains("孙七") && contacts.contains("张伟"), "{contacts}");
}

/// A whole export of another registry may have given the same number to somebody else.
#[test]
fn a_whole_export_does_not_go_by_numbers() {
    let (one, other) = (office(), office());
    one.say("contact add 甲园 --person 孙七");
    other.say("contact add 甲园 --person 周八");
    let folder = one.folder.path().join("out/").to_string_lossy().into_owned();
    one.ok(&["export", &folder]);
    other.ok(&["import", &folder]);
    let contacts = other.json(&["contact", "list"]).to_string();
    assert!(contacts.contains("孙七") && contacts.contains("周八"), "{contacts}");
}

#[test]
fn who_came_for_a_member_is_no_contact_where_its_list_comes_back() {
    let office = office();
    office.say("session add 1-1 --start 2024-01-10");
    office.say("session attend 1-1 甲园 --person 钱七/主任");
    for (lang, heading) in [("zh", "代表"), ("en", "delegate")] {
        let path = office.folder.path().join("成员.csv").to_string_lossy().into_owned();
        office.ok(&["--lang", lang, "member", "list", "--force", "--output", &path]);
        assert!(std::fs::read_to_string(&path).unwrap().contains("钱七"));
        let other = Office::new();
        let answer = other.run(&["--lang", "zh", "import", &path]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        assert!(answer.err.contains(&format!("列“{heading}”为出席会议的代表，已略过")), "{}", answer.err);
        assert_eq!(other.json(&["contact", "list"]), serde_json::json!([]));
        assert_eq!(other.json(&["member", "list"]).as_array().unwrap().len(), 3);
        // Who says so has them as contacts.
        let other = Office::new();
        other.ok(&["import", &path, "--map", &format!("{heading}=person")]);
        assert_eq!(other.json(&["contact", "list"])[0]["person"], "钱七");
    }
    // Of a roster of her own the column is what it says.
    let own = Office::new();
    own.ok(&["import", &own.file("名册.csv", "单位名称,身份,入会日期,代表\n甲园,理事,2021-03-01,钱七\n")]);
    assert_eq!(own.json(&["contact", "list"])[0]["duty"], "代表");
}
