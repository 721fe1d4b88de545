//! What is plain by itself and can hardly be meant: told with its place when it is typed, and taken as it stands.

use crate::office::{Answer, Office};

const MEMBERS: &str = "[alliance]\nname = \"联盟\"\n\
    [[membership]]\norganization = \"甲园\"\nclass = \"council\"\nfrom = 2020-01-01\n\
    [[membership]]\norganization = \"乙园\"\nclass = \"council\"\nfrom = 2020-01-01\n";

fn says(answer: &Answer, code: i32, words: &[&str]) {
    assert_eq!(answer.code, code, "{}", answer.err);
    for word in words {
        assert!(answer.err.contains(word), "{word}\n{}", answer.err);
    }
}

fn zh(office: &Office, line: &str) -> Answer {
    office.run(&["--lang", "zh"].into_iter().chain(line.split(' ')).collect::<Vec<_>>())
}

#[test]
fn an_address_in_the_place_of_a_number_is_told() {
    let office = Office::with(MEMBERS);
    let swapped = zh(&office, "contact add 甲园 --person 孙八 --phone a@b.c --email 13900001111");
    says(&swapped, 0, &["--email：“13900001111”不是邮箱地址", "--phone：“a@b.c”不是电话号码"]);
    says(
        &zh(&office, "person add 周九 --email zhou --phone 微信号"),
        0,
        &["--email：“zhou”", "--phone：“微信号”"],
    );
    let file = office.file("p.toml", "[[person]]\nname = \"吴十\"\nemail = \"139\"\nphone = \"wx_abc\"\n");
    says(&office.run(&["--lang", "zh", "apply", &file]), 0, &["p.toml:3:9：“139”", "p.toml:4:9：“wx_abc”"]);
    for fine in ["021-6598 1234 ext. 5", "+86 139 0000 1111", "65981234转8001", "tel 5 / 6"] {
        let answer = office.run(&["--lang", "zh", "person", "edit", "吴十", &format!("phone={fine}")]);
        assert!(answer.code == 0 && !answer.err.contains("电话号码"), "{fine}: {}", answer.err);
    }
    // What stood already is not told again.
    let again = zh(&office, "person edit 吴十 title=主任");
    assert!(again.code == 0 && !again.err.contains("邮箱"), "{}", again.err);
}

#[test]
fn a_day_to_come_on_which_something_happened_is_told() {
    let office = Office::with(MEMBERS);
    says(
        &zh(&office, "payment add 甲园 20224 --amount 5000.00"),
        1,
        &["应在1900年至2100年之间，此处是20224"],
    );
    says(&zh(&office, "dues add 24 --class member --amount 5000.00"), 1, &["此处是24"]);
    says(
        &zh(&office, "payment add 甲园 2024 --amount 5000.00 --on 2034-01-01"),
        0,
        &["--on：缴费的日期2034年1月1日晚于今天"],
    );
    says(&zh(&office, "visit add 甲园 --start 2034-01"), 0, &["--start：考察的日期2034年1月晚于今天"]);
    let file = office.file(
        "s.toml",
        "[[session]]\nterm = 1\nnumber = 1\nstart = 2034-03-14\n[[session.attendance]]\norganization = \"甲园\"\n\
         [[session.motion]]\ntitle = \"计划\"\non = 2034-03-14\nyes = 1\n",
    );
    let answer = office.run(&["--lang", "zh", "apply", &file]);
    says(
        &answer,
        0,
        &[
            "s.toml:4:9：已召开的会议的日期2034年3月14日晚于今天",
            "s.toml:9:6：表决的日期2034年3月14日晚于今天",
        ],
    );
    says(&zh(&office, "session add 1-3 --start 3024-03-14"), 0, &["--start：3024年3月14日，请核对年份"]);
    says(&zh(&office, "term add 1 --start 1022"), 0, &["--start：1022年，请核对年份"]);
    let planned = zh(&office, "session add 1-2 --start 2035-01-01");
    assert!(planned.code == 0 && !planned.err.contains("晚于今天"), "{}", planned.err);
}

#[test]
fn half_a_proxy_is_told() {
    let office = Office::with(MEMBERS);
    office.say("session add 1-1 --start 2024-03-14");
    says(
        &zh(&office, "session attend 1-1 甲园 --presence proxy"),
        0,
        &["--presence：书面委托，但未填受托单位"],
    );
    says(
        &zh(&office, "session attend 1-1 甲园 --presence present --proxy 乙园"),
        0,
        &["--proxy：填了受托单位，而出席情况为“出席”"],
    );
    let whole = zh(&office, "session attend 1-1 甲园 --presence proxy --proxy 乙园");
    assert!(whole.code == 0 && !whole.err.contains("受托单位，"), "{}", whole.err);
}

#[test]
fn what_is_no_name_makes_no_person() {
    let office = Office::with(MEMBERS);
    office.say("session add 1-1 --start 2024-03-14");
    let file = |people: &str| {
        office.file(
            "s.toml",
            format!(
                "[[session]]\nterm = 1\nnumber = 1\nstart = 2024-03-14\n[[session.attendance]]\norganization = \"甲园\"\n\
                 people = [{people}]\n[[session.attendance]]\norganization = \"乙园\"\n"
            ),
        )
    };
    for (people, said) in [
        ("\"王五 李六\"", "像是几个姓名"),
        ("\"张三/李四\"", "像是几个姓名"),
        ("\"赵六 13900001111\"", "含有号码"),
    ] {
        says(&office.run(&["--lang", "zh", "apply", &file(people)]), 1, &[said, "s.toml:7:"]);
    }
    let answer = office.run(&[
        "--lang",
        "zh",
        "apply",
        &file("\"周海燕等3人\", \"吴芳 主任\", \"总监\", \"张伟主任\""),
    ]);
    says(
        &answer,
        0,
        &[
            "“周海燕等3人”按所列姓名录入",
            "“吴芳 主任”按姓名“吴芳”、职务“主任”",
            "“总监”按职务录入",
            "“张伟主任”整体作为姓名",
        ],
    );
    let attendance = office.json(&["session", "show", "1-1"])["attendance"][0].clone();
    let people: Vec<_> = attendance["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|who| (who["name"].clone(), who["title"].clone()))
        .collect();
    let null = serde_json::Value::Null;
    assert_eq!(
        people,
        [
            ("周海燕".into(), null.clone()),
            ("吴芳".into(), "主任".into()),
            (null.clone(), "总监".into()),
            ("张伟主任".into(), null)
        ]
    );
    assert_eq!(attendance["others"], true);
    says(&zh(&office, "contact add 甲园 --person 主任"), 1, &["“主任”是职务"]);
    says(
        &zh(&office, "visit add 甲园 --start 2024-03 --received-by 褚卫 --received-by 主任"),
        0,
        &["“主任”按职务录入"],
    );
    // Meant by a command of its own it is a name.
    office.say("person add 等闲等");
    office.ok(&["person", "add", "王五 李六"]);
    says(&office.run(&["--lang", "zh", "apply", &file("\"王五 李六\"")]), 0, &[]);
}
