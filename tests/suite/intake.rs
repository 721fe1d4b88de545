//! One way in: nothing that comes is lost, guessed or doubled, whatever its form and size.

use crate::office::{self, Office};
use serde_json::Value;

fn count(office: &Office, table: &str) -> i64 {
    office.json(&["sql", &format!("SELECT count(*) AS n FROM {table}")])[0]["n"].as_i64().unwrap()
}

fn rows(answer: &Value, list: &str) -> [i64; 4] {
    let found = answer["rows"].as_array().unwrap().iter().find(|rows| rows["list"] == list);
    let found = found.unwrap_or_else(|| panic!("{answer}"));
    ["read", "added", "changed", "equal"].map(|key| found[key].as_i64().unwrap())
}

/// A registry of a thousand motions, and their ballots of eighty organizations as CSV with these line ends.
fn ballots(end: &str) -> (Office, String) {
    let office = Office::new();
    let mut records = String::new();
    for n in 0..80 {
        records += &format!("[[organization]]\nname = \"成员单位{n:03}\"\ncode = \"m{n:03}\"\n");
        records +=
            &format!("[[membership]]\norganization = \"m{n:03}\"\nclass = \"council\"\nfrom = 2020-01-01\n");
    }
    for session in 1..=40 {
        records += &format!("[[session]]\nterm = 1\nnumber = {session}\nstart = 2021-01-01\n");
        for motion in 1..=25 {
            records += &format!("[[session.motion]]\ntitle = \"议题{motion}\"\nnumber = {motion}\n");
        }
    }
    office.say(&format!("apply {}", office.file("all.toml", &records)));
    let mut lines = vec!["motion,organization,choice".to_string()];
    for session in 1..=40 {
        for motion in 1..=25 {
            lines.extend((0..80).map(|n| format!("1-{session}/{motion},m{n:03},yes")));
        }
    }
    (office, lines.join(end) + end)
}

#[test]
fn a_long_list_of_ballots_loses_none_whatever_its_line_ends() {
    let all = [("\r\n", ""), ("\n", "\n"), ("\r\n", "\r\n"), ("\r", ""), ("\r", "\r")];
    // The reader is the same wherever the registry stands; a server takes its time over the ballots.
    let some = if office::is_on_files("four of five line ends of a long list") { all.len() } else { 1 };
    for (end, before) in all.into_iter().take(some) {
        let (office, text) = ballots(end);
        assert!(text.len() > 1_000_000);
        let file = office.file("ballots.csv", format!("{before}{text}"));
        let answer = office.json(&["import", &file]);
        assert_eq!(rows(&answer, "ballots"), [80_000, 80_000, 0, 0], "{end:?} {before:?}");
        assert_eq!(count(&office, "ballots"), 80_000, "{end:?} {before:?}");
        let told = office.run(&["log", "--limit", "1"]).out;
        assert!(told.contains("80000 ballots"), "{told}");
        // Once more nothing changes, and each row is accounted for.
        let again = office.json(&["import", &file]);
        assert_eq!((&again["entry"], rows(&again, "ballots")), (&Value::Null, [80_000, 0, 0, 80_000]));
    }
}

#[test]
fn what_stands_twice_is_refused_with_both_places() {
    let lists: &[(&str, &str, &str, &str)] = &[
        ("sessions.csv", "body,term,number,start", "council,2,3,2023-07-18", "council,2,3,2023-11-02"),
        (
            "memberships.csv",
            "organization,class,from,until",
            "甲园,council,2020-01-01,2021-01-01",
            "甲园,council,2020-01-01,2022-01-01",
        ),
        (
            "posts.csv",
            "person,organization,title,until",
            "王芳,甲园,主任,2020-01-01",
            "王芳,甲园,主任,2021-01-01",
        ),
        ("persons.csv", "name,organization,phone", "王芳,甲园,1", "王芳,甲园,2"),
        ("visits.csv", "host,start,headcount", "甲园,2023-07-19,18", "甲园,2023-07-19,20"),
        ("terms.csv", "number,start", "2,2020-01-01", "2,2021-01-01"),
        ("actions.csv", "title,owner", "编写报告,甲", "编写报告,乙"),
        ("applications.csv", "organization,on,class", "甲园,2023-01-01,council", "甲园,2023-01-01,member"),
        ("activities.csv", "name,edition,kind", "训练营,4,培训", "训练营,4,比赛"),
        ("organizations.csv", "code,name,city", "jy,甲园,合肥", "jy,甲园,芜湖"),
        ("contacts.csv", "organization,person,phone", "甲园,王芳,1", "甲园,王芳,2"),
        ("names.csv", "organization,name,until", "甲园,旧园,2019-01-01", "甲园,旧园,2019-01-01"),
        ("ballots.csv", "motion,organization,choice", "1-1/1,甲园,yes", "1-1/1,甲园,no"),
        (
            "attendance.csv",
            "session,organization,person,presence",
            "1-1,甲园,王芳,present",
            "1-1,甲园,李雷,leave",
        ),
    ];
    for (name, head, first, second) in lists {
        let office = Office::new();
        office.say("org add 甲园");
        office.say("session add 1-1 --start 2023-01-01");
        office.say("motion add 1-1 预算");
        let before = office.state();
        let file = office.file(name, format!("{head}\n{first}\n{second}\n"));
        let answer = office.run(&["import", &file]);
        assert_eq!(answer.code, 1, "{name}: {}{}", answer.out, answer.err);
        assert!(answer.err.contains(&format!("{name}:3:")), "{name}: {}", answer.err);
        assert!(answer.err.contains(&format!("{name}:2:")), "{name}: {}", answer.err);
        assert_eq!(office.state(), before, "{name}");
    }
    let files: &[(&str, &str)] = &[
        (
            "[[session]]\nterm=4\nnumber=1\nstart=2020-01-01\n",
            "[[session]]\nterm=4\nnumber=1\nstart=2020-02-01\n",
        ),
        (
            "[[membership]]\norganization=\"甲园\"\nclass=\"council\"\nuntil=2020-01-01\n",
            "[[membership]]\norganization=\"甲园\"\nclass=\"council\"\nuntil=2021-01-01\n",
        ),
        ("[[person]]\nname=\"王芳\"\nphone=\"1\"\n", "[[person]]\nname=\"王芳\"\nphone=\"2\"\n"),
        ("[[body]]\ncode=\"x\"\nname=\"甲会\"\n", "[[body]]\ncode=\"X\"\nname=\"乙会\"\n"),
        (
            "[[rule]]\nbody=\"council\"\nmatter=\"*\"\nmajority=\"1/2\"\n",
            "[[rule]]\nbody=\"council\"\nmatter=\"*\"\nmajority=\"2/3\"\n",
        ),
    ];
    for (first, second) in files {
        let office = Office::new();
        office.say("org add 甲园");
        let before = office.state();
        let both = [office.file("a.toml", first), office.file("b.toml", second)];
        for files in [vec![office.file("one.toml", format!("{first}{second}"))], both.to_vec()] {
            let answer = office.run(
                &[vec!["apply".to_string()], files].concat().iter().map(String::as_str).collect::<Vec<_>>(),
            );
            assert_eq!(answer.code, 1, "{first}: {}", answer.err);
            assert!(answer.err.contains("stands twice"), "{first}: {}", answer.err);
            assert_eq!(office.state(), before);
        }
    }
    // What adds to each other is one record.
    let office = Office::new();
    let text = "[[organization]]\nname=\"甲园\"\ncity=\"合肥\"\n[[organization]]\nname=\"甲园\"\nprovince=\"安徽\"\n";
    office.say(&format!("apply {}", office.file("a.toml", text)));
    let one = office.json(&["org", "show", "甲园"]);
    assert_eq!((&one["city"], &one["province"]), (&"合肥".into(), &"安徽".into()));
}

#[test]
fn every_row_is_accounted_for_and_the_summary_counts_records() {
    let office = Office::new();
    office.say("org add 甲园");
    office.say("org add 乙园");
    let posts = "person,organization,title,from,until\n李雷,甲园,主任,2020-01-01,2020-12-31\n李雷,甲园,主任,2021-01-01,\n李雷,乙园,顾问,,\n";
    let file = office.file("posts.csv", posts);
    let told = office.run(&["import", &file, "--dry-run"]);
    assert!(told.out.contains("3 posts"), "{}", told.out);
    assert!(told.err.contains("posts: 3 rows read; 3 added, 0 changed, 0 known already"), "{}", told.err);
    let answer = office.json(&["import", &file]);
    assert_eq!(answer["changes"].as_array().unwrap().iter().filter(|c| c["table"] == "post").count(), 3);
    let changed = posts.replace("顾问,,", "顾问,,2024-01-01");
    let answer = office.json(&["import", &office.file("posts.csv", &changed)]);
    assert_eq!(rows(&answer, "posts"), [3, 0, 1, 2]);
    // Several rows that make one record are each a row of it.
    office.say("session add 2-3 --start 2023-07-18");
    let text = "session,organization,person\n2-3,甲园,李雷\n2-3,甲园,韩梅\n2-3,乙园,\n";
    let answer = office.json(&["import", &office.file("attendance.csv", text)]);
    assert_eq!(rows(&answer, "attendance"), [3, 3, 0, 0]);
    // The answer of a write and the journal tell the same.
    let log = office.json(&["log", "--limit", "1"]);
    assert_eq!(log[0]["changes"], answer["changes"]);
}

#[test]
fn control_characters_of_a_list_are_taken_off_and_told() {
    let office = Office::new();
    office.say("session add 1-1 --start 2023-01-01");
    let text = "session,number,title\n1-1,1,预\u{8}算\n1-1,2,计划\n1-1,3,总\u{b}结\n";
    let answer = office.run(&["import", &office.file("motions.csv", text)]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for place in ["motions.csv:2:3", "motions.csv:4:3"] {
        assert!(answer.err.contains(place), "{}", answer.err);
    }
    let titles = office.json(&["motion", "list"]);
    assert_eq!((&titles[0]["title"], &titles[2]["title"]), (&"预算".into(), &"总结".into()));
    assert_eq!(office.run(&["motion", "add", "1-1", "预\u{8}算"]).code, 1);
}

#[test]
fn a_blank_cell_over_what_is_recorded_is_told_and_clears_it_where_that_is_asked() {
    let office = Office::new();
    office.say("org add 甲园 --city 合肥 --province 安徽");
    let file = office.file("organizations.csv", "name,city,province\n甲园,,安徽\n");
    let answer = office.run(&["import", &file]);
    assert!(
        answer.err.contains("organizations.csv:2:2") && answer.err.contains("--clear-blank"),
        "{}",
        answer.err
    );
    assert_eq!(office.json(&["org", "show", "甲园"])["city"], "合肥");
    office.ok(&["import", &file, "--clear-blank"]);
    assert_eq!(office.json(&["org", "show", "甲园"])["city"], Value::Null);
    assert_eq!(office.json(&["org", "show", "甲园"])["province"], "安徽");
}

#[test]
fn a_heading_that_is_wrong_is_named_before_its_rows_are() {
    let office = Office::new();
    let answer =
        office.run(&["import", &office.file("memberships.csv", "organizatoin,class\n甲园,x\n乙园,y\n")]);
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("memberships.csv:1:1") && !answer.err.contains(":2:"), "{}", answer.err);
    assert_eq!(answer.err.matches("did you mean organization").count(), 1, "{}", answer.err);
}

#[test]
fn motions_without_a_number_get_the_next_free_one() {
    let office = Office::new();
    office.say("session add 1-1 --start 2023-01-01");
    let text = "session,number,title\n1-1,,甲\n1-1,1,乙\n1-1,,丙\n";
    office.ok(&["import", &office.file("motions.csv", text)]);
    let list = office.json(&["motion", "list"]);
    let titles: Vec<&str> = list.as_array().unwrap().iter().map(|m| m["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["乙", "甲", "丙"]);
    let toml = "[[session]]\nterm=1\nnumber=2\nstart=2023-02-01\n[[session.motion]]\ntitle=\"甲\"\n[[session.motion]]\ntitle=\"乙\"\nnumber=1\n";
    office.ok(&["apply", &office.file("m.toml", toml)]);
    let list = office.json(&["session", "show", "1-2"])["motions"].clone();
    assert_eq!((&list[0]["title"], &list[1]["title"]), (&"乙".into(), &"甲".into()));
}

#[test]
fn an_ending_that_is_none_of_ours_makes_no_folder() {
    let office = Office::new();
    office.say("org add 甲园");
    for name in ["out.csv", "out.xslx", "out.popolo", "out.md"] {
        let path = std::path::PathBuf::from(office.file("x", "")).with_file_name(name);
        let answer = office.run(&["export", path.to_str().unwrap()]);
        assert_eq!((answer.code, path.exists()), (2, false), "{name}: {}", answer.err);
    }
}

#[test]
fn a_blank_clears_no_reference() {
    let office = Office::new();
    let sessions = office.file("sessions.csv", "body,term,number,start\ncouncil,2,3,2023-07-18\n");
    let motions = office.file("motions.csv", "session,number,title,yes\n2-3,,年度计划,5\n");
    let organizations = office.file("organizations.csv", "code,name\n,甲园\n");
    for file in [&sessions, &motions, &organizations] {
        office.ok(&["import", file]);
        // Neither told as a blank, nor cleared: the reference is the registry's own.
        let again = office.run(&["import", file]);
        assert!(!again.err.contains("--clear-blank"), "{}", again.err);
        let cleared = office.json(&["import", file, "--clear-blank"]);
        assert_eq!(cleared["entry"], Value::Null, "{cleared}");
    }
    let body = office.file("sessions.csv", "body,term,number,start\n,2,3,2023-07-18\n");
    assert_eq!(office.json(&["import", &body, "--clear-blank"])["entry"], Value::Null);
    assert_eq!(office.json(&["motion", "show", "2-3/1"])["title"], "年度计划");
}

#[test]
fn a_roll_call_in_a_file_is_read_as_strictly_as_a_list() {
    let office = Office::new();
    for name in ["甲园", "乙园"] {
        office.ok(&["org", "add", name]);
    }
    office.ok(&["session", "add", "2-3", "--start", "2023-07-18"]);
    office.ok(&["motion", "add", "2-3", "计划"]);
    let before = office.state();
    for (text, place, said) in [
        ("organization,choice,choice\n甲园,yes,no\n", "b.csv:1:3", "twice"),
        ("organization,choice,weight\n甲园,yes,2\n", "b.csv:1:3", "no column weight"),
        ("organization,choice\n甲园,yes\n乙园,no\n甲 园,no\n", "b.csv:4:1", "b.csv:2:1"),
        ("organization,choice\n甲园,yes\n乙园,maybe\n", "b.csv:3:2", "maybe"),
        ("organization,choice\n甲园,yes\n丙园,yes\n", "b.csv:3:1", "丙园"),
        ("organization,choice\n甲园,yes\n乙园,\n", "b.csv:3:1", "an organization and a choice"),
    ] {
        let file = office.file("b.csv", text);
        let answer = office.run(&["vote", "record", "2-3/1", "--ballots", &file]);
        assert!(
            answer.code == 1 && answer.err.contains(place) && answer.err.contains(said),
            "{text} {}",
            answer.err
        );
        assert_eq!(office.state(), before);
    }
    let file = office.file("b.csv", "motion,organization,choice\n2-3/2,乙园,no\n2-3/1,甲园,赞成\n");
    let answer = office.run(&["vote", "record", "2-3/1", "--ballots", &file]);
    assert!(
        answer.code == 0 && answer.err.contains("rows of other motions are passed over (1)"),
        "{}",
        answer.err
    );
    assert_eq!(office.json(&["vote", "show", "2-3/1"])["ballots"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_no_name_makes_no_record() {
    let office = Office::new();
    office.ok(&["org", "add", "甲园"]);
    office.ok(&["session", "add", "2-3", "--start", "2023-07-18"]);
    let before = office.state();
    for (file, text, place, said) in [
        (
            "organizations.csv",
            "code,name,city\na,乙园,上海\ncode,name,city\n",
            ":3:1",
            "headings stand here again",
        ),
        (
            "organizations.csv",
            "code,name,city\na,乙园,上海\nb,丙园,同上\n",
            ":3:3",
            "stands for the cell above",
        ),
        ("organizations.csv", "name,city\n乙园,上海\n合计：,2\n", ":3:1", "a row of totals"),
        ("organizations.csv", "code,name\na,\u{200b}\n", ":2:2", "empty"),
        ("organizations.csv", "code,name\na,乙园\nb,乙 园\n", ":3:", "another spelling of 乙园"),
        ("persons.csv", "name,organization,phone\n张三,甲园,1.38E+10\n", ":2:3", "a long number"),
        (
            "sessions.csv",
            "body,term,number,start,chair\ncouncil,2,4,2023-08-01,李四、王五\n",
            ":2:5",
            "several names",
        ),
        (
            "motions.csv",
            "session,number,title,subjects\n2-3,1,接纳,\"乙园、丙园\"\n",
            ":2:4",
            "several names",
        ),
    ] {
        let path = office.file(file, text);
        let answer = office.run(&["import", &path]);
        assert!(answer.code == 1 && answer.err.contains(&format!("{file}{place}")), "{text} {}", answer.err);
        assert!(answer.err.contains(said), "{text} {}", answer.err);
        assert_eq!(office.state(), before);
    }
    // However the names are written, one person stands once in an attendance.
    let twice = "[[session]]\nterm = 2\nnumber = 3\nstart = 2023-07-18\n[[session.attendance]]\norganization = \"甲园\"\npeople = [\"张三\", \"张 三\"]\n";
    let answer = office.run(&["apply", &office.file("a.toml", twice)]);
    assert!(answer.code == 1 && answer.err.contains("people lists 张三 twice"), "{}", answer.err);
    // The same fact in two spellings is one fact.
    let list =
        office.file("memberships.csv", "organization,class,from\n甲园,council,2020\n甲 园,council,2020\n");
    assert_eq!(rows(&office.json(&["import", &list]), "memberships"), [2, 1, 0, 1]);
}

#[test]
fn a_fault_in_a_json_document_stands_where_an_editor_shows_it() {
    let office = Office::new();
    for (ends, bom) in [("\n", ""), ("\r\n", ""), ("\r", ""), ("\n", "\u{feff}")] {
        let lines = [
            "{",
            "  \"organizations\": [{ \"name\": \"甲园\", \"code\": \"jia\" }],",
            "  \"memberships\": [",
            "    { \"organization\": \"甲园\", \"class\": \"member\", \"from\": \"2021-13\" },",
            "    { \"organization\": \"甲园\", \"class\": \"nobody\" }, { \"class\": \"member\" }",
            "  ],",
            "  \"terms\": [",
            "    { \"nmber\": 1 }",
            "  ]",
            "}",
        ];
        let file = office.file("all.json", format!("{bom}{}", lines.join(ends)));
        let answer = office.run(&["--lang", "en", "import", &file]);
        assert_eq!(answer.code, 1);
        for place in ["all.json:4:56: ", "all.json:5:38: ", "all.json:5:50: ", "all.json:8:16: "] {
            assert!(answer.err.contains(place), "{ends:?} {place} {}", answer.err);
        }
    }
}

#[test]
fn a_file_that_says_nothing_records_nothing_and_makes_no_registry() {
    let office = Office::new();
    let files = [
        office.file("leer.toml", ""),
        office.file("notes.toml", "# [[session]]\n# start = 2024-03-14\n"),
        office.file("leer.json", "{}"),
    ];
    for file in &files {
        let answer = office.run(&["apply", file]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        assert!(answer.err.contains(&format!("{file} says nothing")), "{}", answer.err);
        assert_eq!(answer.out, "nothing is recorded: nothing was said\n");
        let zh = office.run(&["--lang", "zh", "apply", file]);
        assert!(
            zh.err.contains("中没有任何条目") && zh.out == "未作登记：没有可登记的内容\n",
            "{}{}",
            zh.out,
            zh.err
        );
        let json: Value =
            serde_json::from_str(&office.run(&["--format", "json", "apply", file]).out).unwrap();
        assert_eq!((&json["entry"], json["warnings"].as_array().unwrap().len()), (&Value::Null, 1), "{json}");
        assert!(!office.exists(), "{file}");
    }
    // Nor does a list that has headings alone.
    let list = office.file("organizations.csv", "code,name\n");
    let answer = office.run(&["import", &list]);
    assert_eq!(
        (answer.code, answer.out.as_str()),
        (0, "nothing is recorded: nothing was said\n"),
        "{}",
        answer.err
    );
    assert!(!office.exists());
    // A registry that is there stays as it is, and what stands beside an empty file is taken.
    let full = office.file("full.toml", "[[organization]]\nname = \"甲园\"\n");
    let answer = office.run(&["apply", &files[0], &full]);
    assert!(
        answer.code == 0
            && answer.err.contains("says nothing")
            && answer.out.contains("added: 1 organization"),
        "{}",
        answer.out
    );
    let before = office.state();
    assert!(office.run(&["apply", &files[1]]).out.starts_with("nothing is recorded"));
    assert!(office.run(&["apply", &full]).out.starts_with("nothing changed"));
    assert_eq!(office.state(), before);
}

/// Where a name would make a person or an organization by the way, a word for nobody is refused, and a name with a title
/// behind it is near the name without.
#[test]
fn a_word_for_nobody_and_a_title_behind_a_name_make_no_person() {
    let office = Office::new();
    office.ok(&["org", "add", "甲园", "--code", "jia"]);
    office.ok(&["person", "add", "张伟", "--org", "jia"]);
    office.ok(&["session", "add", "2-3", "--start", "2023-07-18"]);
    let before = office.state();
    for (args, said) in [
        (&["session", "attend", "2-3", "jia", "--person", "待定"][..], "待定 names nobody"),
        (&["session", "edit", "2-3", "chair=暂无"], "暂无 names nobody"),
        (
            &["session", "attend", "2-3", "jia", "--person", "张伟主任"],
            "张伟主任 is not known, but is near 张伟",
        ),
        (&["session", "edit", "2-3", "chair=张伟副主任"], "near 张伟"),
    ] {
        let answer = office.run(args);
        assert!(answer.code == 1 && answer.err.contains(said), "{args:?}: {}", answer.err);
        assert!(before == office.state());
    }
    office.ok(&["session", "attend", "2-3", "jia", "--person", "张伟主任", "--new"]);
    let list = "[[session]]\nterm = 2\nnumber = 3\nstart = 2023-07-18\nchair = [\"张伟总经理\"]\n";
    let told = office.run(&["apply", &office.file("a.toml", list)]);
    assert!(told.code == 0 && told.err.contains("张伟总经理 is new, but near 张伟"), "{}", told.err);
}

/// The answer to a list, in Chinese.
fn list(office: &Office, name: &str, text: &str) -> crate::office::Answer {
    office.run(&["--lang", "zh", "import", &office.file(name, text)])
}

#[test]
fn the_organization_is_known_by_the_words_of_a_roster_in_any_list() {
    let office = Office::new();
    office.ok(&["import", &office.file("memberships.csv", "单位,身份\n甲园,会员\n乙园,理事\n")]);
    let answer =
        list(&office, "dues.csv", "单位名称,年份,应缴金额\n甲园,2024,5000元\n乙园,2024,\"6,000.00\"\n");
    assert_eq!(answer.code, 0, "{}", answer.err);
    let dues = office.json(&["dues", "list"]);
    let told: Vec<_> =
        dues.as_array().unwrap().iter().map(|one| (&one["organization"]["name"], &one["amount"])).collect();
    assert_eq!(told.len(), 2);
    assert!(
        told.contains(&(&"甲园".into(), &500_000.into()))
            && told.contains(&(&"乙园".into(), &600_000.into())),
        "{dues}"
    );
    let answer = list(&office, "代表.csv", "姓名,所属单位,职务\n张三,甲园,主任\n");
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert_eq!(office.json(&["person", "show", "张三"])["posts"][0]["organization"]["name"], "甲园");
    // What would be said of all where a column is not understood is refused with the column.
    let before = office.state();
    for (name, text, said) in [
        (
            "dues.csv",
            "应缴的单位x,年份,应缴金额\n甲园,2024,5000\n",
            ["dues.csv:1:1", "“应缴的单位x”", "全体成员"],
        ),
        ("posts.csv", "姓名,供职单位,职务\n李四,甲园,主任\n", ["posts.csv:1:2", "“供职单位”", "联盟自身"]),
    ] {
        let answer = list(&office, name, text);
        assert_eq!(answer.code, 1, "{}", answer.err);
        assert!(said.iter().all(|said| answer.err.contains(said)), "{}", answer.err);
    }
    assert_eq!(office.state(), before);
    let answer = list(&office, "dues.csv", "年份,应缴金额\n2024,5000\n");
    assert!(answer.code == 0 && answer.err.contains("按全体成员应缴录入"), "{}", answer.err);
    let answer = list(&office, "posts.csv", "姓名,性别,职务\n王五,男,秘书长\n");
    assert!(answer.code == 0 && answer.err.contains("“性别”一列未导入"), "{}", answer.err);
}

#[test]
fn a_list_of_what_is_owed_and_paid_loses_no_payment() {
    let office = Office::new();
    office.ok(&["import", &office.file("memberships.csv", "单位,身份\n甲园,会员\n")]);
    let text = "单位名称,年份,应缴金额,已缴金额,缴费日期\n甲园,2024,5000,5000,2024-05-01\n";
    let answer = list(&office, "收费.csv", text);
    assert!(answer.code == 0 && answer.err.contains("“应缴金额”为应缴会费"), "{}", answer.err);
    assert_eq!(office.json(&["payment", "list"])[0]["amount"], 500_000);
    assert_eq!(office.json(&["dues", "list"]), serde_json::json!([]));
    let answer = list(&office, "会费.csv", text);
    assert_eq!(answer.code, 1);
    for said in ["会费.csv:1:4", "已缴金额、缴费日期", "payments.csv", "dues add"] {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
}

#[test]
fn amounts_years_and_flags_are_told_as_they_stand_in_the_cell() {
    let office = Office::new();
    office.ok(&["import", &office.file("memberships.csv", "单位,身份\n甲园,会员\n")]);
    let answer = list(
        &office,
        "缴费.csv",
        "单位,年份,金额\n甲园,2023,￥5000\n甲园,2022,5000元\n甲园,2021,\"5,000.00\"\n",
    );
    assert_eq!(answer.code, 0, "{}", answer.err);
    let paid = office.json(&["payment", "list"]);
    assert!(paid.as_array().unwrap().iter().all(|one| one["amount"] == 500_000), "{paid}");
    let answer = list(&office, "缴费.csv", "单位,年份,金额\n甲园,24,1万\n甲园,二〇,-3\n");
    assert_eq!(answer.code, 1);
    for said in
        ["应在1900年至2100年之间，此处是24", "例如 2024", "以元计的金额，此处是文本\"1万\"", "不能为负数：-3"]
    {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
    assert!(!answer.err.contains("以分计"), "{}", answer.err);
    office.say("session add 1-1 --start 2023-01-01");
    office.say("motion add 1-1 选举 --kind election");
    let answer =
        list(&office, "candidates.csv", "议题,姓名,当选\n1-1/1,张三,√\n1-1/1,李四,×\n1-1/1,王五,否\n");
    assert_eq!(answer.code, 0, "{}", answer.err);
    let shown = office.json(&["vote", "show", "1-1/1"]);
    let elected: Vec<_> =
        shown["candidates"].as_array().unwrap().iter().map(|one| one["elected"].clone()).collect();
    assert_eq!(elected, [true, false, false].map(serde_json::Value::from));
    let answer = list(&office, "candidates.csv", "议题,姓名,当选\n1-1/1,张三,好\n");
    assert!(answer.err.contains("“当选”应为“是”或“否”，此处是文本\"好\""), "{}", answer.err);
}

#[test]
fn a_list_that_is_refused_says_what_is_at_fault() {
    let office = Office::new();
    office.ok(&["init"]);
    // A list of visits is no workbook to fill in, and a column that may be the missing one is named.
    let answer = list(&office, "考察.csv", "时间,考察单位,接待人\n2024-05-01,甲园,张三\n");
    assert!(answer.code == 1 && !answer.err.contains("apply"), "{}", answer.err);
    assert!(answer.err.contains("缺少“接待单位”") && answer.err.contains("时间、考察单位"), "{}", answer.err);
    // What stands twice is told by the label of what differs.
    let answer = list(&office, "actions.csv", "事项,负责方\n一,甲\n一,乙\n");
    assert!(answer.err.contains("且“负责方”不同"), "{}", answer.err);
    // Each rule of the charter is named.
    let rules = office.folder.path().join("rules.csv").to_string_lossy().into_owned();
    office.ok(&["--lang", "zh", "rule", "list", "--output", &rules]);
    let answer = office.run(&["--lang", "zh", "import", &rules]);
    let lines = std::fs::read_to_string(&rules).unwrap().lines().count() - 1;
    assert_eq!(answer.err.matches("这是章程预设的规则").count(), lines, "{}", answer.err);
    // A body that is not known is told with the names of those that are.
    let answer = list(&office, "sessions.csv", "机构,届,次,开始\n学术委员会,1,2,2024-01-01\n");
    for said in ["“学术委员会”", "理事会（council）", "alliance body add"] {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
}
