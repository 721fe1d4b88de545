//! The words and days that people write: each is taken wherever a value is. Commands that are called otherwise, and
//! acts that take something away.

use alliance::model::{
    record::{Entry, Field, Given, NOUNS, Place, SHAPES, Shape, Type, read},
    sheet::cell,
    words::truth,
};

use crate::office::Office;

/// The shapes that a record file has, those within a session among them.
fn shapes() -> Vec<&'static Shape> {
    SHAPES.iter().flat_map(|shape| std::iter::once(*shape).chain(shape.children.iter().copied())).collect()
}

/// Every field that takes words, with each spelling and the value that it means.
fn spelt() -> Vec<(&'static Shape, &'static Field, &'static str, Given)> {
    let mut all = Vec::new();
    for shape in shapes() {
        for field in shape.keys() {
            for family in field.ty.families() {
                for code in family.codes() {
                    let meant = match field.ty {
                        Type::Flag => Given::Flag(code == "true"),
                        Type::DayOrPending => Given::Pending,
                        Type::FractionOrNone => Given::NoFraction,
                        _ => Given::Word(code),
                    };
                    all.extend(
                        family.spellings(code).into_iter().map(|word| (shape, field, word, meant.clone())),
                    );
                }
            }
        }
    }
    all
}

/// A record file that gives one key, and the line on which it stands.
fn file(shape: &Shape, line: &str) -> (String, usize) {
    let head = match (shape.once, shape.table.split_once('.')) {
        (true, _) => format!("[{}]\n", shape.table),
        (_, Some(_)) => format!("[[session]]\nstart = 2023-07-18\n[[{}]]\n", shape.table),
        _ => format!("[[{}]]\n", shape.table),
    };
    let at = head.lines().count() + 1;
    (format!("{head}{line}\n"), at)
}

#[test]
fn each_spelling_of_each_code_word_is_taken_in_files_flags_and_lists() {
    let all = spelt();
    assert!(all.len() > 700, "{}", all.len());
    for (shape, field, word, meant) in &all {
        let (place, said) = (Place::flag("x"), format!("{}.{} = {word}", shape.noun, field.key));
        let mut entry = Entry::new(shape, place.clone());
        entry
            .set_text(field.key, &[word.to_string()], &place)
            .unwrap_or_else(|faults| panic!("{said}: {faults:?}"));
        let listed = cell(field, word, &place).unwrap_or_else(|faults| panic!("{said}: {faults:?}"));
        for given in [entry.get(field.key), listed.as_ref()] {
            match (given, meant) {
                // Of a list of words the place of each is kept too.
                (Some(Given::Texts(words)), Given::Word(code)) => assert_eq!(words[0].0, *code, "{said}"),
                (given, _) => assert_eq!(given, Some(meant), "{said}"),
            }
        }
        let value = if field.ty.is_list() { format!("[\"{word}\"]") } else { format!("\"{word}\"") };
        let (text, line) = file(shape, &format!("{} = {value}", field.key));
        let faults = read("f", text.as_bytes()).err().unwrap_or_default();
        let at = faults
            .iter()
            .find(|fault| fault.details().place.as_ref().is_some_and(|place| place.line == line));
        assert!(at.is_none(), "{said}: {at:?}");
    }
    assert!(NOUNS.len() >= SHAPES.len() && truth("当选") == Some(true));
}

#[test]
fn each_form_of_a_day_is_taken_in_files_flags_and_lists() {
    let forms = [
        "14 March 2024",
        "March 14, 2024",
        "14 Mar 2024",
        "2024-03-14",
        "2024/3/14",
        "2024.3.14",
        "2024年3月14日",
        "２０２４年３月１４日",
        "二〇二四年三月十四日",
        "2024年3月14日（星期四）",
        "Thursday, 14 March 2024",
    ];
    let months = ["Mar 2024", "March 2024", "2024年3月", "2024-03", "二〇二四年三月", "2024.3"];
    let wrong = ["03/04/2024", "14-03-24", "03/04/24", "14 March 24", "3月14日", "14 March"];
    let mut fields = 0;
    for shape in shapes() {
        let days = |ty| matches!(ty, Type::Day | Type::DayInRange | Type::Start | Type::DayOrPending);
        for field in shape.keys().filter(|field| days(field.ty)) {
            fields += 1;
            let place = Place::flag("x");
            let said = |form: &str| -> Option<String> {
                let mut entry = Entry::new(shape, place.clone());
                entry.set_text(field.key, &[form.to_string()], &place).ok()?;
                let flag = match entry.get(field.key) {
                    Some(Given::Days(days)) => days.start.to_string(),
                    other => panic!("{form}: {other:?}"),
                };
                match cell(field, form, &place) {
                    Ok(Some(Given::Days(days))) => assert_eq!(days.start.to_string(), flag, "{form}"),
                    other => panic!("{form}: {other:?}"),
                }
                Some(flag)
            };
            let whole = matches!((shape.noun, field.key), ("session", "start" | "end"));
            for form in forms {
                assert_eq!(said(form).as_deref(), Some("2024-03-14"), "{}.{} {form}", shape.noun, field.key);
                let (text, line) = file(shape, &format!("{} = \"{form}\"", field.key));
                let faults = read("f", text.as_bytes()).err().unwrap_or_default();
                let own = |place: &Place| place.line == line;
                let here = faults.iter().find(|fault| fault.details().place.as_ref().is_some_and(own));
                assert!(here.is_none(), "{}.{} {form}: {here:?}", shape.noun, field.key);
            }
            for form in months.iter().filter(|_| !whole) {
                assert_eq!(said(form).as_deref(), Some("2024-03"), "{}.{} {form}", shape.noun, field.key);
            }
            for form in wrong {
                assert_eq!(said(form), None, "{}.{} {form}", shape.noun, field.key);
            }
        }
    }
    assert!(fields > 20, "{fields}");
}

#[test]
fn days_and_words_are_typed_as_people_say_them() {
    let office = Office::of("examples/shanghai-2023.toml");
    let now = [("ALLIANCE_NOW", "2024-06-01T09:00:00+08:00")];
    let ok = |args: &[&str]| {
        let answer = office.run_with(args, &now, "");
        assert_eq!(answer.code, 0, "{args:?}\n{}{}", answer.out, answer.err);
        answer.out
    };
    ok(&["session", "add", "2-4", "--start", "今天", "--kind", "临时会议", "--mode", "视频会议"]);
    let session = office.json(&["session", "show", "2-4"]);
    assert_eq!(
        (&session["start"], &session["kind"], &session["mode"]),
        (&"2024-06-01".into(), &"extraordinary".into(), &"online".into())
    );
    ok(&["motion", "add", "2-4", "会费标准", "--kind", "会费"]);
    ok(&[
        "vote",
        "record",
        "2-4/1",
        "--method",
        "记名",
        "--outcome",
        "暂缓",
        "--ballot",
        "安徽理工=同意",
        "--ballot",
        "南京工业=不同意",
    ]);
    let vote = office.json(&["vote", "show", "2-4/1"]);
    assert_eq!((&vote["method"], &vote["outcome"]), (&"roll-call".into(), &"tabled".into()));
    ok(&["member", "class", "安徽理工", "--to", "常务理事单位", "--on", "yesterday"]);
    ok(&["member", "leave", "南京工业", "--on", "二〇二四年五月三十一日", "--reason", "主动退会"]);
    let member = office.json(&["member", "show", "南京工业"]);
    assert!(
        member.to_string().contains("2024-05-31") && member.to_string().contains("withdrawn"),
        "{member}"
    );
    ok(&["org", "edit", "安徽理工", "省份=安徽", "类型=大学科技园", "founded=March 2009"]);
    let org = office.json(&["org", "show", "安徽理工"]);
    assert_eq!(
        (&org["province"], &org["kind"], &org["founded"]),
        (&"安徽".into(), &"park".into(), &"2009-03".into())
    );
    ok(&["log", "--since", "昨天", "--until", "tomorrow"]);
    ok(&["member", "list", "--as-of", "July 19, 2023"]);
    let listed =
        ok(&["member", "list", "--columns", "单位名称,身份,省份", "--sort", "-身份", "--format", "csv"]);
    assert!(listed.starts_with("name,class,province"), "{listed}");
    for wrong in ["03/04/2024", "14-03-24"] {
        for args in [
            &["session", "add", "2-5", "--start", wrong][..],
            &["member", "list", "--as-of", wrong],
            &["member", "leave", "安徽理工", "--on", wrong, "--reason", "退会"],
        ] {
            let answer = office.run_with(args, &now, "");
            assert!(answer.code > 0 && answer.err.contains("2024-03-14"), "{args:?}\n{}", answer.err);
        }
    }
    let answer = office.run(&["--lang", "zh", "motion", "edit", "2-4/1", "outcome=暂换"]);
    assert!(answer.err.contains("暂缓表决（tabled）"), "{}", answer.err);
    let answer = office.run(&["--lang", "zh", "org", "edit", "安徽理工", "省分=安徽"]);
    assert!(answer.err.contains("是否指 province（省份）"), "{}", answer.err);
    let answer = office.run(&["--lang", "zh", "org", "remove", "安徽理工"]);
    assert!(
        answer.code == 1 && answer.err.contains("无法删除单位 ") && !answer.err.contains("organization"),
        "{}",
        answer.err
    );
    let answer = office.run(&["--lang", "zh", "vote", "record", "--help"]);
    assert!(answer.out.contains("[选项] <议题>") && answer.out.contains("参数：\n"), "{}", answer.out);
    assert!(answer.out.contains("记名表决 roll-call"), "{}", answer.out);
    let template = office.ok(&["--lang", "zh", "template", "session"]);
    assert!(template.contains("暂缓表决 tabled") && template.contains("赞成 yes"), "{template}");
}

#[test]
fn a_command_that_is_called_otherwise_is_met_with_what_to_type() {
    let office = Office::new();
    for (typed, right) in [
        (
            &["member", "new", "甲 园", "--class", "council"][..],
            "`alliance member add '甲 园' --class council`",
        ),
        (&["meeting", "list"], "`alliance session list`"),
        (&["members", "ls"], "`alliance member list`"),
        (&["单位", "删除", "甲"], "`alliance org remove 甲`"),
        (&["org", "update", "甲", "city=合肥"], "`alliance org edit 甲 city=合肥`"),
        (&["delete", "session", "2-4"], "`alliance session remove 2-4`"),
        (&["help", "meeting"], "`alliance session --help`"),
    ] {
        let answer = office.run(typed);
        assert_eq!(answer.code, 2, "{typed:?}\n{}", answer.err);
        assert!(answer.err.contains(&format!("hint: write {right}")), "{typed:?}\n{}", answer.err);
        let answer = office.run(&[&["--lang", "zh"], typed].concat());
        assert!(answer.err.contains("hint: 请写 `alliance --lang zh "), "{typed:?}\n{}", answer.err);
    }
    let answer = office.run(&["--db", "postgres://u:secret@h/d", "member", "new", "甲"]);
    assert!(answer.code == 2 && !answer.err.contains("secret"), "{}", answer.err);
    let answer = office.run(&["member", "xyzzy", "甲"]);
    assert!(
        answer.code == 2 && answer.err.contains("member has the verbs list, show, add"),
        "{}",
        answer.err
    );
    let answer = office.run(&["member", "list", "甲园"]);
    assert!(answer.code == 2 && answer.err.contains("`alliance member show 甲园`"), "{}", answer.err);
    assert!(!office.exists());
}

#[test]
fn help_is_told_of_the_program_and_of_each_command() {
    let office = Office::new();
    let whole = office.ok(&["help"]);
    assert_eq!(whole, office.ok(&["--help"]));
    for part in [
        "First steps:",
        " Meetings\n  record",
        " Roster\n  member",
        " Ask\n  search",
        " Papers\n  minutes",
        " In and out\n  apply",
        " Keep\n  init",
    ] {
        assert!(whole.contains(part), "{part}\n{whole}");
    }
    let zh = office.ok(&["--lang", "zh", "help"]);
    for part in ["开始使用：", " 会议\n", " 名册\n", " 查询\n", " 文书\n", " 导入与导出\n", " 保管\n"]
    {
        assert!(zh.contains(part), "{part}\n{zh}");
    }
    assert_eq!(office.ok(&["help", "vote", "record"]), office.ok(&["vote", "record", "--help"]));
    assert_eq!(office.ok(&["member", "help"]), office.ok(&["member", "--help"]));
    let attend = office.ok(&["help", "session", "attend"]);
    let (first, second) = (attend.find("  <REF>").unwrap(), attend.find("  [ORG]...").unwrap());
    assert!(first < second, "positions stand as they are typed\n{attend}");
}

#[test]
fn a_new_member_is_one_command_and_a_known_one_stays_as_it_is_recorded() {
    let office = Office::new();
    office.say("member add 甲大学科技园 --class 理事 --since 2020-06 --code jia --province 江苏 --university 甲大学 --kind 科技园 --alias 甲园");
    assert_eq!(office.json(&["log"]).as_array().unwrap().len(), 1);
    let org = office.json(&["org", "show", "jia"]);
    assert_eq!(
        (&org["province"], &org["university"], &org["kind"]),
        (&"江苏".into(), &"甲大学".into(), &"park".into())
    );
    assert_eq!(org["aliases"][0], "甲园");
    office.say("member leave jia --on 2022-12-31 --reason 退会");
    // What contradicts the record is refused, whole.
    let answer = office.run(&[
        "member",
        "add",
        "甲大学科技园",
        "--class",
        "member",
        "--since",
        "2024-01-01",
        "--province",
        "浙江",
        "--city",
        "杭州",
    ]);
    assert!(
        answer.code == 1
            && answer.err.contains("--province")
            && answer.err.contains("`alliance org edit jia province="),
        "{}",
        answer.err
    );
    assert_eq!(office.json(&["org", "show", "jia"])["city"], serde_json::Value::Null);
    // What is said again, and what was unknown, is taken.
    office.say("member add 甲大学科技园 --class member --since 2024-01-01 --province 江苏 --city 南京");
    let org = office.json(&["org", "show", "jia"]);
    assert_eq!((&org["province"], &org["city"]), (&"江苏".into(), &"南京".into()));
    let answer = office.run(&["member", "add", "乙园", "--class", "member", "--code", "JIA"]);
    assert!(answer.code == 1 && answer.err.contains("another organization"), "{}", answer.err);
    assert!(office.run(&["org", "show", "乙园"]).code == 1);
}

#[test]
fn a_document_shows_its_file_and_gets_another_title() {
    let office = Office::of("examples/shanghai-2023.toml");
    let file = office.file("纪要.txt", "正文");
    office.ok(&["document", "add", &file, "--for", "2-3"]);
    assert!(office.ok(&["document", "list"]).contains("纪要.txt"));
    office.say("document edit d1 title=会议纪要");
    let listed = office.json(&["document", "list"]);
    assert_eq!((&listed[0]["title"], &listed[0]["path"]), (&"会议纪要".into(), &"纪要.txt".into()));
    let answer = office.run(&["document", "edit", "d1", "for=2-3/1"]);
    assert!(answer.code == 2 && answer.err.contains("document save"), "{}", answer.err);
}

#[test]
fn undo_says_how_to_go_further_back() {
    let office = Office::new();
    for name in ["甲大学科技园", "乙大学研究院", "丙联盟"] {
        office.ok(&["org", "add", name]);
    }
    let told = |args: &[&str]| office.run(args).err;
    assert!(told(&["undo"]).contains("`alliance undo 2` (`org add 乙大学研究院`)"));
    let second = told(&["undo", "2"]);
    assert!(second.contains("`alliance undo 1` (`org add 甲大学科技园`)"), "{second}");
    assert!(told(&["undo", "#1"]).contains("nothing before it is left"));
    assert_eq!(office.json(&["org", "list"]).as_array().unwrap().len(), 0);
    // An undo that was undone leaves its entry standing again.
    office.ok(&["undo"]);
    assert_eq!(office.json(&["org", "list"]).as_array().unwrap().len(), 1);
    office.ok(&["org", "add", "丁公司"]);
    let told = told(&["undo"]);
    assert!(told.contains("`alliance undo 1` (`org add"), "{told}");
    let quiet = office.run(&["undo", "--quiet"]);
    assert!(quiet.err.is_empty(), "{}", quiet.err);
}

#[cfg(target_os = "linux")]
#[test]
fn what_takes_something_away_names_it_in_full_and_asks() {
    let office = Office::of("examples/shanghai-2023.toml");
    let entries = || office.json(&["log"]).as_array().unwrap().len();
    let Some((code, shown)) = office.on_a_terminal("member leave ahlg --on today --reason 退会", &[], "n\n")
    else {
        return;
    };
    assert!(
        code == 1 && shown.contains("安徽理工大学大学科技园") && shown.contains("[y]es, [n]o:"),
        "{code} {shown}"
    );
    assert_eq!(entries(), 1);
    for (args, name) in [
        ("session remove 2-3", "第二届理事会第三次会议"),
        ("org merge ahlg --into 浙江省国家 --on 2024-05-31", "浙江省国家大学科技园"),
        ("person forget 荆勇", "cannot be undone"),
        ("vote remove 2-3/1", "增补为联盟理事成员的申请"),
        ("undo", "apply"),
        ("session attend 2-3 ahlg --remove", "安徽理工大学大学科技园"),
    ] {
        // Nothing but yes is a yes.
        let (code, shown) = office.on_a_terminal(args, &[], "\n").unwrap();
        if shown.contains("error:") && !shown.contains("[n]o:") {
            // What cannot be done is refused before anybody is asked.
            assert_eq!(code, 1, "{args}: {shown}");
            continue;
        }
        assert!(
            code == 1 && shown.contains(name) && shown.contains("nothing was changed"),
            "{args}: {code} {shown}"
        );
        assert_eq!(entries(), 1, "{args}");
    }
    let (code, shown) = office.on_a_terminal("vote remove 2-3/1 --dry-run", &[], "").unwrap();
    assert!(code == 0 && !shown.contains("[n]o:"), "{shown}");
    let (code, shown) =
        office.on_a_terminal("member leave ahlg --on today --reason 退会", &[], "y\n").unwrap();
    assert!(code == 0 && entries() == 2, "{code} {shown}");
    // A script is not asked.
    assert_eq!(office.run(&["undo"]).code, 0);
}
