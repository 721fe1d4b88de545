//! One name however it is typed, characters by the reading of their word, and sessions whose whole name is
//! understood.

use crate::office::Office;
use serde_json::Value;

/// The values of a key in a list.
fn values(office: &Office, args: &[&str], key: &str) -> Vec<String> {
    let list = office.json(args);
    let one = |row: &Value| row[key].as_str().unwrap_or_default().to_string();
    list.as_array().unwrap().iter().map(one).collect()
}

/// What `check` finds of a rule: reference and message.
fn found(office: &Office, rule: &str) -> Vec<(String, String)> {
    let answer = office.run(&["--format", "json", "check", "--only", rule]);
    let findings: Value = serde_json::from_str(&answer.out).unwrap();
    let word = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_string();
    findings.as_array().unwrap().iter().map(|row| (word(row, "ref"), word(row, "message"))).collect()
}

/// A registry of these organizations, with the codes c1, c2, ….
fn organizations(names: &[&str]) -> Office {
    let office = Office::new();
    let mut file = String::new();
    for (n, name) in names.iter().enumerate() {
        file.push_str(&format!("[[organization]]\ncode = \"c{}\"\nname = \"{name}\"\n", n + 1));
    }
    office.ok(&["apply", "--quiet", &office.file("organizations.toml", file)]);
    office
}

#[test]
fn an_organization_is_one_however_its_name_is_typed() {
    let office = organizations(&["上海⼤学 科技园（北区）", "古丽·科技", "Café Park"]);
    for (text, code) in [
        ("上海大学科技园(北区)", "c1"),
        ("上海大学　科技园 （ 北区 ）", "c1"),
        ("古丽・科技", "c2"),
        ("古丽 • 科技", "c2"),
        ("Cafe\u{301}  park", "c3"),
        ("ＣＡＦÉ\u{a0}Ｐａｒｋ", "c3"),
    ] {
        assert_eq!(office.json(&["org", "show", text])["code"], code, "{text}");
        office.ok(&["apply", "--quiet", &office.file("a.toml", format!("[[visit]]\nhost = \"{text}\"\n"))]);
    }
    assert_eq!(values(&office, &["org", "list"], "code").len(), 3);
    // What is stored stays as it was first written.
    assert_eq!(values(&office, &["org", "list"], "name")[0], "上海⼤学 科技园（北区）");
}

#[test]
fn a_person_is_one_however_the_name_is_typed() {
    let office = organizations(&["甲园", "乙园"]);
    let file = office.file(
        "a.toml",
        "[[person]]\nname = \"王芳\"\norganization = \"甲园\"\n\
         [[person]]\nname = \"古丽·买买提\"\norganization = \"甲园\"\n\
         [[person]]\nname = \"赵青\"\norganization = \"甲园\"\nformer_names = [{ name = \"赵⻘⻘\", until = 2020-01-01 }]\n\
         [[session]]\nterm = 1\nnumber = 1\nstart = 2023-05-01\nchair = \"王 芳\"\n\
         [[session.attendance]]\norganization = \"甲园\"\n\
         people = [\"王　芳\", \"古丽・买买提\", \"赵青 青\"]\n\
         [[session.motion]]\ntitle = \"选举\"\nkind = \"election\"\ncandidates = [{ person = \"王\u{2009}芳\" }]\n",
    );
    office.ok(&["apply", "--quiet", &file]);
    assert_eq!(values(&office, &["person", "list"], "name"), ["古丽·买买提", "王芳", "赵青"]);
    assert_eq!(found(&office, "duplicate-person"), []);
    for typed in ["王芳", "王　芳", "王 芳@甲园", "⺩芳@甲 园"] {
        assert_eq!(office.json(&["person", "show", typed])["name"], "王芳", "{typed}");
    }
    // Of another organization it is another person, typed whichever way.
    let other = "[[person]]\nname = \"王 芳\"\norganization = \"乙园\"\n";
    office.ok(&["apply", "--quiet", &office.file("b.toml", other)]);
    assert_eq!(values(&office, &["person", "list"], "name").len(), 4);
    assert_eq!(found(&office, "duplicate-person"), []);
    assert_eq!(office.json(&["person", "show", "王芳@乙园"])["name"], "王 芳");
}

#[test]
fn persons_whom_an_older_version_took_for_two_can_be_told_apart_and_are_reported() {
    let office = organizations(&["甲园"]);
    office.ok(&["person", "add", "王芳", "--org", "甲园"]);
    office.ok(&["person", "add", "李娜", "--org", "甲园"]);
    office.edit("UPDATE persons SET name = '王　芳' WHERE name = '李娜'");
    office.edit("UPDATE person_keys SET folded = '王芳', sound = 'wang fang ' WHERE folded = '李娜'");
    let findings = found(&office, "duplicate-person");
    assert_eq!(findings.len(), 1, "{findings:?}");
    office.ok(&["person", "remove", "王　芳"]);
    assert_eq!(values(&office, &["person", "list"], "name"), ["王芳"]);
}

#[test]
fn organizations_whom_an_older_version_took_for_two_can_be_told_apart_and_are_reported() {
    let office = organizations(&["甲园", "乙园"]);
    office.edit("UPDATE organizations SET name = '甲 园' WHERE code = 'c2'");
    office.edit("UPDATE organization_keys SET folded = '甲园' WHERE folded = '乙园'");
    assert_eq!(office.json(&["org", "show", "甲园"])["code"], "c1");
    assert_eq!(office.json(&["org", "show", "甲 园"])["code"], "c2");
    assert_eq!(office.run(&["org", "show", "甲　园"]).code, 1);
    assert_eq!(found(&office, "duplicate-organization").len(), 1);
}

#[test]
fn a_post_tells_where_somebody_belongs_who_only_sounds_like_another() {
    let office = organizations(&["甲园", "乙园"]);
    office.ok(&["person", "add", "王芳", "--org", "甲园"]);
    office.ok(&["person", "add", "王方"]);
    assert_eq!(found(&office, "duplicate-person").len(), 1);
    office.ok(&["person", "post", "王方", "--org", "乙园", "--title", "主任"]);
    assert_eq!(found(&office, "duplicate-person"), []);
}

#[test]
fn a_search_finds_a_name_however_it_is_typed() {
    let office = organizations(&["长沙高新区科技园", "Café Park"]);
    office.ok(&["person", "add", "单田芳", "--org", "c1"]);
    for (query, text) in [
        ("长 沙", "长沙高新区科技园"),
        ("⻓沙 科技园", "长沙高新区科技园"),
        ("changsha", "长沙高新区科技园"),
        ("zhangsha", "长沙高新区科技园"),
        ("csgx", "长沙高新区科技园"),
        ("cafe\u{301} park", "Café Park"),
        ("shantianfang", "单田芳"),
        ("dantianfang", "单田芳"),
    ] {
        assert!(values(&office, &["search", query], "text").contains(&text.to_string()), "{query}");
    }
}

#[test]
fn codes_and_order_go_by_the_reading_that_is_meant() {
    let office = Office::new();
    for (name, code) in [
        ("长沙科技园", "cskjy"),
        ("长春科技园", "cckjy"),
        ("长江大学", "cjdx"),
        ("单县科技园", "sxkjy"),
        ("重庆银行", "cqyh"),
        ("某校长联合会", "mxzlhh"),
        ("乐清音乐会计所", "yqyykjs"),
    ] {
        office.ok(&["org", "add", name]);
        assert_eq!(office.json(&["org", "show", name])["code"], code, "{name}");
    }
    for name in ["曾红", "单田芳", "王芳", "仇和", "解放", "安然"] {
        office.ok(&["person", "add", name]);
    }
    let sorted = values(&office, &["person", "list", "--sort", "name"], "name");
    assert_eq!(sorted, ["安然", "仇和", "单田芳", "王芳", "解放", "曾红"]);
    let sorted = values(&office, &["org", "list", "--sort", "name"], "name");
    assert_eq!(sorted[..4], ["长春科技园", "长江大学", "长沙科技园", "重庆银行"]);
}

#[test]
fn organizations_that_look_like_one_are_told_and_others_are_not() {
    let alike: &[(&str, &str)] = &[
        ("安徽理工大学大学科技园", "安徽理工大学大学科技圆"),
        ("致远科技园", "志远科技园"),
        ("浙江省国家大学科技园", "浙江省国家大学科技园区"),
        ("浙江省国家大学科技园", "浙江省大学科技园"),
        ("上海大学国家大学科技园", "上海大学科技园"),
        ("上海大学国家大学科技园", "上海大学大学科技园"),
        ("致远科技有限公司", "致远科技有限责任公司"),
        ("甲园（北）", "甲圆 [北]"),
    ];
    let others: &[(&str, &str)] = &[
        ("甲园", "乙园"),
        ("上海理工", "安徽理工"),
        ("山西大学", "陕西大学"),
        ("苏州学院", "宿州学院"),
        ("浙江省国家大学科技园", "浙江大学国家大学科技园"),
        ("浙江大学国家大学科技园", "浙江工业大学大学科技园"),
        ("上海国家大学科技园", "上海大学国家大学科技园"),
        ("第1园", "第2园"),
        ("长三角大学科技园联盟", "长三角高等工程教育联盟"),
    ];
    for (pairs, wanted) in [(alike, 1), (others, 0)] {
        for (one, other) in pairs {
            let office = organizations(&[one, other]);
            assert_eq!(found(&office, "duplicate-organization").len(), wanted, "{one} {other}");
            // The same is told by the write that makes it.
            let office = organizations(&[one]);
            let told = office.json(&["org", "add", other, "--code", "c2"]);
            let told = told["findings"].as_array().unwrap().len();
            assert_eq!(told, wanted, "{one} {other}");
        }
    }
}

#[test]
fn persons_who_sound_alike_are_told_where_they_may_be_one() {
    for (one, other, wanted) in [
        ("王芳@甲园", "王方@甲园", 1),
        ("王芳@甲园", "王方@乙园", 0),
        ("王芳@甲园", "王方@", 1),
        ("王芳@甲园", "王芬@甲园", 0),
        ("单田芳@甲园", "山田芳@甲园", 1),
        ("单田芳@甲园", "丹田芳@甲园", 0),
    ] {
        let office = organizations(&["甲园", "乙园"]);
        for person in [one, other] {
            let (name, home) = person.split_once('@').unwrap();
            let home = if home.is_empty() { vec![] } else { vec!["--org", home] };
            office.ok(&[&["person", "add", name][..], &home[..]].concat());
        }
        assert_eq!(found(&office, "duplicate-person").len(), wanted, "{one} {other}");
    }
}

#[test]
fn a_session_is_that_of_the_body_which_its_whole_name_says() {
    let office = Office::new();
    office.ok(&["about", "edit", "name=甲乙联盟"]);
    for name in [
        "第三届理事会党支部第一次会议",
        "第三届理事会学术委员会第一次会议",
        "第三届理事会2025年第一次会议",
        "第二届秘书处第一次会议",
        "会长办公会议第三次会议",
        "第三届第一次理事会暨2025年年会",
        "丙丁联盟第三届理事会第一次会议",
    ] {
        for args in [vec!["session", "add", name, "--start", "2025-01-01"], vec!["session", "show", name]] {
            let answer = office.run(&args);
            assert_eq!(answer.code, 1, "{args:?}: {}", answer.out);
        }
    }
    let answer = office.run(&["session", "show", "第三届理事会学术委员会第一次会议"]);
    assert!(answer.err.contains("alliance body add CODE --name 学术委员会"), "{}", answer.err);
    office.ok(&["body", "add", "academic", "--name", "学术委员会"]);
    office.ok(&["session", "add", "第三届理事会学术委员会第一次会议", "--start", "2025-01-01"]);
    office.ok(&["session", "add", "甲乙联盟第三届理事会第一次(扩大)会议", "--start", "2025-01-02"]);
    assert_eq!(values(&office, &["session", "list"], "ref"), ["academic:3-1", "3-1"]);
    assert_eq!(
        values(&office, &["session", "list"], "name"),
        ["第三届学术委员会第一次会议", "第三届理事会第一次(扩大)会议"]
    );
    for called in ["甲乙联盟第三届理事会第一次会议", "第三届理事会第一次全体会议", "三届一次理事会"]
    {
        assert_eq!(office.json(&["session", "show", called])["ref"], "3-1", "{called}");
    }
}

#[test]
fn every_command_that_can_add_a_name_says_how_and_takes_it() {
    let office = Office::new();
    office.say("org add 甲乙大学科技园");
    office.say("session add 1-1 --start 2023-05-01");
    office.say("visit add 甲乙大学科技园 --start 2023-05-02");
    office.say("contact add 甲乙大学科技园 --person 张三");
    for (n, line) in [
        "session attend 1-1 ORG --capacity guest",
        "session edit 1-1 host=ORG",
        "contact edit c1 organization=ORG",
        "visit edit v1 host=ORG",
        "visit edit v1 visitors=ORG",
        "person post 张三 --title 顾问 --org ORG",
        "person edit 张三 organization=ORG",
    ]
    .into_iter()
    .enumerate()
    {
        for name in [format!("甲乙大学科技圆{n}"), format!("别处{n}")] {
            let line = line.replace("ORG", &name);
            let args: Vec<&str> = line.split(' ').collect();
            let before = office.state();
            let refused = office.run(&args);
            assert!(refused.code == 1 && refused.err.contains("--new"), "{line}: {}", refused.err);
            assert_eq!(office.state(), before);
            let done = office.run(&[&args[..], &["--new"]].concat());
            assert!(done.code == 0 && done.err.contains(&name), "{line}: {}", done.err);
        }
    }
    // What is recorded is still meant by a part of its name.
    office.ok(&["session", "attend", "1-1", "甲乙大学科技园"]);
}

#[test]
fn a_slip_in_a_name_adds_nobody_unasked() {
    let office =
        organizations(&["安徽理工大学大学科技园", "Birch Science Park", "Alder Ltd", "江苏大学科技园"]);
    let codes = |office: &Office| values(office, &["org", "list"], "code").len();
    for (typed, code) in [
        ("安徽理工大学大学科枝园", "c1"),
        ("Brich Science Park", "c2"),
        ("Birch Science Prak", ""),
        ("Birch Sceince Park", "c2"),
        ("Birch Science", "c2"),
        ("Birch Science Park Ltd", "c2"),
        ("Alder", "c3"),
        ("Aldre Ltd", "c3"),
    ] {
        // By the way: refused, with both ways out.
        let answer = office.run(&["--dry-run", "visit", "add", typed, "--start", "2024-03"]);
        let refused = answer.code == 1
            && answer.err.contains(&format!("if that is meant, name it: {code}"))
            && answer.err.contains("say so with --new");
        // A word of four letters is too short to tell a slip from another name.
        assert_eq!(refused, !code.is_empty(), "{typed} {}", answer.err);
        // In a file: taken, and told.
        let file = office.file("a.toml", format!("[[visit]]\nhost = \"{typed}\"\n"));
        let answer = office.run(&["--dry-run", "apply", &file]);
        assert_eq!(
            (answer.code, answer.err.contains("is new, but near")),
            (0, !code.is_empty()),
            "{typed} {}",
            answer.err
        );
        // Outright: added, and told.
        let answer = office.run(&["--dry-run", "org", "add", typed]);
        assert_eq!(
            (answer.code, answer.err.contains("is new, but near")),
            (0, !code.is_empty()),
            "{typed} {}",
            answer.err
        );
    }
    // Who only looks alike is another one.
    for typed in ["江南大学科技园", "安徽工业大学大学科技园", "Birch Science Park 2", "Hunan University"]
    {
        let answer = office.run(&["--dry-run", "org", "add", typed]);
        assert!(answer.code == 0 && !answer.err.contains("near"), "{typed} {}", answer.err);
    }
    let known = codes(&office);
    office.ok(&["visit", "add", "Brich Science Park", "--start", "2024-03", "--new"]);
    assert_eq!(codes(&office), known + 1);
}
