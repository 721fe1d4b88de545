//! Workbooks to fill in: a meeting kept in one is the meeting that a record file says, faults are named by sheet and
//! cell, and what a spreadsheet saves is read as what was written.

use std::{fs, io::Write as _, path::PathBuf};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use crate::office::Office;

/// An alliance of 25 seats with one action that is open.
pub(crate) fn base() -> String {
    let mut text = String::from("[alliance]\nname = \"测试联盟\"\n");
    for n in 1..=25 {
        let class = match n {
            1 => "president",
            2..=5 => "standing",
            _ => "council",
        };
        text += &format!(
            "[[organization]]\nname = \"第{n}科技园\"\ncode = \"p{n:02}\"\n\
             [[membership]]\norganization = \"第{n}科技园\"\nclass = \"{class}\"\nfrom = 2020-01-01\n"
        );
    }
    text + "[[session]]\nterm = 2\nnumber = 3\nstart = 2023-07-18\n[[session.action]]\ntitle = \"起草细则\"\n"
}

/// The meeting of the workbook in `tests/forms`, as a record file says it.
fn record() -> String {
    let mut text = String::from(
        "[[session]]\nterm = 2\nnumber = 4\nstart = 2024-03-14\nvenue = \"合肥市\"\nchair = \"王主席\"\nrecorder = \"李记录\"\n\
         mode = \"in-person\"\n",
    );
    for n in 1..=25 {
        text += &format!("[[session.attendance]]\norganization = \"第{n}科技园\"\n");
        text += match n {
            1 => "people = [{ name = \"赵一\", title = \"主任\" }]\n",
            2 => {
                "people = [{ name = \"钱二\", title = \"经理\" }, { name = \"孙三\", title = \"副经理\" }]\n"
            }
            24 => "presence = \"leave\"\n",
            25 => "presence = \"absent\"\n",
            _ => "",
        };
    }
    text +=
        "[[session.attendance]]\norganization = \"旁听大学\"\ncapacity = \"guest\"\npeople = [\"周四\"]\n";
    text += "[[session.agenda]]\ntitle = \"审议年度计划\"\nmotion = 1\n\
             [[session.agenda]]\ntitle = \"形势报告\"\nkind = \"discussion\"\npresenter = \"郑六\"\n";
    let of = |keep: &dyn Fn(usize) -> bool| -> String {
        let names: Vec<String> = (1..=23).filter(|n| keep(*n)).map(|n| format!("\"第{n}科技园\"")).collect();
        format!("[{}]", names.join(", "))
    };
    text += &format!(
        "[[session.motion]]\nnumber = 1\ntitle = \"审议年度计划\"\nkind = \"plan\"\nballots = {{ yes = {} }}\n",
        of(&|_| true)
    );
    text += &format!(
        "[[session.motion]]\nnumber = 2\ntitle = \"审议预算\"\nkind = \"budget\"\nballots = {{ yes = {}, no = {}, abstain = {} }}\n",
        of(&|n| n % 3 == 1),
        of(&|n| n % 3 == 2),
        of(&|n| n % 3 == 0)
    );
    text += &format!(
        "[[session.motion]]\nnumber = 3\ntitle = \"接纳新园为成员\"\nkind = \"admission\"\nsubjects = [\"新园\"]\nclass = \"member\"\n\
         ballots = {{ yes = {}, no = [\"第1科技园\"] }}\n",
        of(&|n| n > 1)
    );
    text += "[[session.motion]]\nnumber = 4\ntitle = \"选举秘书长\"\nkind = \"election\"\nseats = 1\nissued = 23\ncollected = 23\n\
             candidates = [{ person = \"吴五\", organization = \"第2科技园\", role = \"secretary-general\", yes = 20, elected = true }]\n";
    text += "[[session.action]]\ntitle = \"报送纪要\"\nowner = \"秘书处\"\ndue = 2024-04-01\n";
    text + "[[action]]\nsession = \"2-3\"\ntitle = \"起草细则\"\nstatus = \"done\"\n"
}

/// All that a registry holds, but the numbers of its rows.
fn held(office: &Office) -> serde_json::Value {
    let place = office.folder.path().join(format!("all-{}.json", rand_name()));
    office.ok(&["export", &place.to_string_lossy()]);
    serde_json::from_slice(&fs::read(place).unwrap()).unwrap()
}

fn rand_name() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

#[test]
fn a_meeting_kept_in_a_workbook_is_the_meeting_of_the_record_file() {
    let (by_book, by_file) = (Office::with(base()), Office::with(base()));
    by_book.ok(&["apply", "tests/forms/session-libreoffice.xlsx"]);
    let file = by_file.file("meeting.toml", record());
    by_file.ok(&["apply", &file]);
    assert_eq!(held(&by_book), held(&by_file));
    let vote = by_book.json(&["vote", "show", "2-4/3"]);
    assert_eq!((&vote["counted"]["yes"], &vote["outcome"]), (&22.into(), &"carried".into()));
    // The same file again changes nothing; the record file says the same.
    let again = by_book.json(&["apply", "tests/forms/session-libreoffice.xlsx"]);
    assert_eq!(again["entry"], serde_json::Value::Null);
    assert_eq!(by_book.json(&["apply", &file])["entry"], serde_json::Value::Null);
}

/// Sheets as people fill them in: rows of texts; a text with four digits and a stroke is a day.
pub(crate) fn book(sheets: &[(&str, Vec<Vec<&str>>)], office: &Office, name: &str) -> String {
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (title, rows) in sheets {
        let mut page = Worksheet::new();
        page.set_name(*title).unwrap();
        for (line, row) in rows.iter().enumerate() {
            for (at, text) in row.iter().enumerate() {
                let (line, at) = (line as u32, at as u16);
                if text.is_empty() {
                    continue;
                }
                match (ExcelDateTime::parse_from_str(text), text.parse::<f64>()) {
                    (Ok(date), _) if text.len() == 10 => {
                        page.write_datetime_with_format(line, at, &date, &day).unwrap()
                    }
                    (_, Ok(number)) => page.write_number(line, at, number).unwrap(),
                    _ => page.write_string(line, at, *text).unwrap(),
                };
            }
        }
        workbook.push_worksheet(page);
    }
    let place: PathBuf = office.folder.path().join(name);
    fs::File::create(&place).unwrap().write_all(&workbook.save_to_buffer().unwrap()).unwrap();
    place.to_string_lossy().into_owned()
}

pub(crate) fn of_session(rows: Vec<Vec<&'static str>>) -> (&'static str, Vec<Vec<&'static str>>) {
    ("会议", rows)
}

#[test]
fn what_is_corrected_in_the_workbook_is_corrected_in_the_registry() {
    let office = Office::with(base());
    let sheets = |choice: &'static str, presence: &'static str| {
        vec![
            of_session(vec![
                vec!["届", "2"],
                vec!["次", "4"],
                vec!["开始", "2024-03-14"],
                vec!["地点", "合肥"],
            ]),
            ("出席", vec![vec!["单位", "出席情况"], vec!["第1科技园", "出席"], vec!["第2科技园", presence]]),
            ("议题", vec![vec!["序号", "议题"], vec!["1", "年度计划"], vec!["2"]]),
            (
                "表决",
                vec![vec!["单位", "议题1", "议题2"], vec!["第1科技园", "赞成"], vec!["第2科技园", choice]],
            ),
        ]
    };
    let first = book(&sheets("反对", "出席"), &office, "a.xlsx");
    let answer = office.run(&["apply", &first]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert_eq!(office.json(&["vote", "show", "2-4/1"])["counts"]["no"], 1);
    let second = book(&sheets("弃权", "线上出席"), &office, "b.xlsx");
    office.ok(&["apply", &second]);
    let vote = office.json(&["vote", "show", "2-4/1"]);
    assert_eq!((&vote["counts"]["no"], &vote["counts"]["abstain"]), (&0.into(), &1.into()), "{vote}");
    let session = office.json(&["session", "show", "2-4"]);
    assert_eq!(session["attendance"][1]["presence"], "online");
    assert_eq!(session["motions"].as_array().unwrap().len(), 1, "a number alone is no motion");
}

#[test]
fn every_fault_is_named_by_its_sheet_and_cell_and_nothing_is_written() {
    let office = Office::with(base());
    let before = office.state();
    let sheets = [
        of_session(vec![
            vec!["会议"],
            vec!["届", "第二"],
            vec!["开始", "2024-02-30x"],
            vec!["地点儿", "合肥"],
        ]),
        (
            "出席",
            vec![
                vec!["单位", "出席情况", "代表", "职务"],
                vec!["第1科技园", "来了"],
                vec!["第2科技园", "出席", "甲、乙", "主任"],
            ],
        ),
        ("议题", vec![vec!["序号", "议题", "赞成"], vec!["1", "", "9"], vec!["2", "计划", "九票"]]),
        ("表决", vec![vec!["单位", "议题2", "议题7"], vec!["第1科技园", "也许", "赞成"], vec!["", "赞成"]]),
        ("候选人", vec![vec!["议题序号", "姓名"], vec!["2", ""], vec!["9", "吴五"]]),
    ];
    let file = book(&sheets, &office, "meeting.xlsx");
    let answer = office.run(&["--lang", "zh", "apply", &file]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    for cell in [
        "会议!B3",
        "会议!A4",
        "出席!B2",
        "出席!D3",
        "议题!B2",
        "议题!C3",
        "表决!B2",
        "表决!B3",
        "表决!C1",
        "候选人!A2",
        "候选人!A3",
    ] {
        assert!(answer.err.contains(&format!("meeting.xlsx {cell}")), "{cell}: {}", answer.err);
    }
    assert_eq!(office.state(), before);
    // A sheet that is none of the form's is said and passed over; a workbook without any is no form.
    let sheets = [
        of_session(vec![vec!["届", "2"], vec!["次", "4"], vec!["开始", "2024-03-14"]]),
        ("随笔", vec![vec!["想法"]]),
    ];
    let answer = office.run(&["apply", &book(&sheets, &office, "b.xlsx")]);
    assert!(answer.code == 0 && answer.err.contains("随笔"), "{}", answer.err);
    let answer = office.run(&["apply", &book(&[("名单", vec![vec!["单位"]])], &office, "c.xlsx")]);
    assert!(
        answer.code == 1 && answer.err.contains("template session") && answer.err.contains("import"),
        "{}",
        answer.err
    );
}

#[test]
fn whoever_is_not_said_to_have_come_is_absent_to_nobody() {
    let office = Office::with(base());
    let sheets = |roster: &'static str| {
        [
            of_session(vec![
                vec!["届", "2"],
                vec!["次", "4"],
                vec!["开始", "2024-03-14"],
                vec!["名单", roster],
            ]),
            (
                "出席",
                vec![
                    vec!["单位", "出席情况", "代表", "身份"],
                    vec!["第1科技园", "出席"],
                    vec!["第2科技园", "", "钱二"],
                    vec!["第3科技园", "", "孙三", "嘉宾"],
                ],
            ),
        ]
    };
    let apply = |roster: &'static str| {
        office.run(&["--lang", "zh", "apply", &book(&sheets(roster), &office, "a.xlsx")])
    };
    // Of a complete roster whoever is not listed was absent, and that was not said.
    let answer = apply("完整");
    assert!(answer.code == 1 && answer.err.contains("a.xlsx 出席!A3"), "{}", answer.err);
    let answer = apply("不完整");
    assert!(answer.code == 0 && answer.err.contains("第2科技园"), "{}", answer.err);
    assert!(!answer.err.contains("第1科技园"), "{}", answer.err);
    let session = office.json(&["session", "show", "2-4"]);
    let names: Vec<&str> = session["attendance"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["organization"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["第1科技园", "第3科技园"]);
}

#[test]
fn a_template_is_filled_with_what_is_known_and_says_nothing_by_itself() {
    let office = Office::with(base());
    let place = |name: &str| office.folder.path().join(name).to_string_lossy().into_owned();
    for (lang, sheet) in [("zh", "会议"), ("en", "Session")] {
        let file = place(&format!("{lang}.xlsx"));
        office.ok(&["--lang", lang, "template", "session", "--output", &file]);
        let answer = office.run(&["--lang", lang, "apply", &file]);
        // The day of a session that has not been held is not known.
        assert!(answer.code == 1 && answer.err.contains(sheet), "{}", answer.err);
        assert!(answer.err.contains("start"), "{}", answer.err);
    }
    // Of a recorded session it says what is recorded.
    office.ok(&["apply", "tests/forms/session-libreoffice.xlsx"]);
    for lang in ["zh", "en"] {
        let file = place(&format!("recorded-{lang}.xlsx"));
        office.ok(&["--lang", lang, "template", "session", "2-4", "--output", &file]);
        let answer = office.json(&["apply", &file]);
        assert_eq!(answer["entry"], serde_json::Value::Null, "{lang}: {answer}");
    }
    // Without a registry the form is empty; a file that is there stays.
    let new = Office::new();
    let file = new.folder.path().join("v.xlsx").to_string_lossy().into_owned();
    new.ok(&["template", "visit", "--format", "xlsx", "--output", &file]);
    assert!(!new.exists());
    assert_eq!(new.run(&["template", "visit", "--output", &file]).code, 1);
    assert_eq!(new.run(&["template", "visit", "--format", "xlsx"]).code, 2);
    assert_eq!(new.run(&["template", "charter", "--output", "c.xlsx"]).code, 2);
    assert_eq!(new.run(&["template", "session", "9-9", "--output", "c.xlsx"]).code, 1);
}

#[test]
fn a_visit_is_kept_in_a_workbook_too() {
    let office = Office::with(base());
    let sheets = [(
        "Visit",
        vec![
            vec!["Host", "第1科技园"],
            vec!["Start", "2024-05-06"],
            vec!["Received by", "王主任/主任；/副主任"],
            vec!["Visitors", "第2科技园；第3科技园"],
            vec!["Sites", "展厅;孵化器"],
            vec!["Headcount", "12"],
        ],
    )];
    office.ok(&["apply", &book(&sheets, &office, "visit.xlsx")]);
    let visit = office.json(&["visit", "show", "v1"]);
    assert_eq!(
        visit["received_by"],
        serde_json::json!([{"name": "王主任", "title": "主任"}, {"name": null, "title": "副主任"}])
    );
    assert_eq!(visit["visitors"].as_array().unwrap().len(), 2);
    assert_eq!((&visit["headcount"], &visit["sites"]), (&12.into(), &serde_json::json!(["展厅", "孵化器"])));
}

#[test]
fn a_workbook_that_was_made_before_takes_back_nothing_that_was_recorded_since() {
    let office = Office::with(base());
    office.ok(&["apply", "tests/forms/session-libreoffice.xlsx"]);
    office.ok(&["action", "add", "续办", "--session", "2-4"]);
    let place = |name: &str| office.folder.path().join(name).to_string_lossy().into_owned();
    // Of a recorded session: merged with what others recorded.
    let old = place("old.xlsx");
    office.ok(&["--lang", "zh", "template", "session", "2-4", "--output", &old]);
    office.ok(&["session", "edit", "2-4", "venue=新会场"]);
    let answer = office.run(&["apply", &old]);
    assert!(answer.code == 0, "{}", answer.err);
    assert_eq!(office.json(&["session", "show", "2-4"])["venue"], "新会场");
}

#[test]
fn what_would_be_taken_by_half_is_refused() {
    let office = Office::with(base());
    let head = || of_session(vec![vec!["届", "2"], vec!["次", "4"], vec!["开始", "2024-03-14"]]);
    let motions = || ("议题", vec![vec!["序号", "议题"], vec!["1", "年度计划"]]);
    for (name, sheets, said) in [
        // A sheet that was renamed.
        ("a", vec![head(), ("到会", vec![vec!["单位", "出席情况"], vec!["第1科技园", "出席"]])], "出席"),
        ("b", vec![head(), ("投票", vec![vec!["单位", "议题1"], vec!["第1科技园", "赞成"]])], "表决"),
        // An agenda item of no motion; a term without a number.
        (
            "c",
            vec![head(), motions(), ("议程", vec![vec!["标题", "议题序号"], vec!["审议", "9"]])],
            "议程!B2",
        ),
        ("d", vec![of_session(vec![vec!["届", "2"], vec!["开始", "2024-03-14"]])], "会议!B1"),
    ] {
        let answer = office.run(&["--lang", "zh", "apply", &book(&sheets, &office, &format!("{name}.xlsx"))]);
        assert!(answer.code == 1 && answer.err.contains(said), "{name}: {}", answer.err);
    }
    // 出席表 is the sheet 出席.
    let sheets = [head(), ("出席表", vec![vec!["单位", "出席情况"], vec!["第1科技园", "出席"]])];
    office.ok(&["apply", &book(&sheets, &office, "e.xlsx")]);
    assert_eq!(office.json(&["session", "show", "2-4"])["attendance"].as_array().unwrap().len(), 1);
    let empty = office.file("empty.xlsx", "");
    assert_eq!(office.run(&["apply", &empty]).code, 1);
}

#[test]
fn what_is_merged_down_holds_for_each_row_and_across_is_refused() {
    let office = Office::with(base());
    let merged = |last: (u32, u16)| {
        let mut workbook = Workbook::new();
        let page = workbook.add_worksheet();
        page.set_name("会议").unwrap();
        for (line, row) in [["届", "2"], ["次", "4"], ["开始", "2024年3月14日"]].iter().enumerate() {
            page.write_string(line as u32, 0, row[0]).unwrap();
            page.write_string(line as u32, 1, row[1]).unwrap();
        }
        let page = workbook.add_worksheet();
        page.set_name("出席").unwrap();
        for (at, heading) in ["单位", "出席情况", "身份"].iter().enumerate() {
            page.write_string(0, at as u16, *heading).unwrap();
        }
        for n in 1..=3 {
            page.write_string(n, 0, format!("第{n}科技园")).unwrap();
            if n > last.0 {
                page.write_string(n, 1, "请假").unwrap();
            }
        }
        page.merge_range(1, 1, last.0, last.1, "出席", &Format::new()).unwrap();
        let file = office.folder.path().join("merged.xlsx");
        fs::write(&file, workbook.save_to_buffer().unwrap()).unwrap();
        file.to_string_lossy().into_owned()
    };
    let answer = office.run(&["--lang", "zh", "apply", &merged((1, 2))]);
    assert!(answer.code == 1 && answer.err.contains("出席!C2"), "{}", answer.err);
    office.ok(&["apply", &merged((2, 1))]);
    let session = office.json(&["session", "show", "2-4"]);
    let presences: Vec<&str> = session["attendance"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["presence"].as_str().unwrap())
        .collect();
    assert_eq!(presences, ["present", "present", "leave"]);
}
