//! What a workbook no longer says: blank cells, rows that were deleted, cells below no heading, hidden parts. None of it
//! changes anything unasked, and all of it is told.

use std::{fs, io::Read as _};

use rust_xlsxwriter::{Workbook, Worksheet};

use crate::{
    forms::{base, book, of_session},
    office::Office,
};

type Sheet = (&'static str, Vec<Vec<&'static str>>);

fn full() -> Vec<Sheet> {
    vec![
        of_session(vec![vec!["届", "2"], vec!["次", "4"], vec!["开始", "2024-03-14"], vec!["地点", "合肥"]]),
        (
            "出席",
            vec![
                vec!["单位", "出席情况", "代表"],
                vec!["第1科技园", "出席", "赵一"],
                vec!["第2科技园", "出席", "钱二"],
                vec!["第3科技园", "请假"],
            ],
        ),
        ("议题", vec![vec!["序号", "议题", "备注"], vec!["1", "年度计划"], vec!["2", "预算"]]),
        (
            "表决",
            vec![
                vec!["单位", "议题1", "议题2"],
                vec!["第1科技园", "赞成", "反对"],
                vec!["第2科技园", "赞成", "赞成"],
            ],
        ),
        ("候选人", vec![vec!["议题序号", "姓名", "单位"], vec!["2", "吴五", "第2科技园"]]),
    ]
    .into_iter()
    .map(|(name, mut rows)| {
        if name == "议题" {
            rows[0].pop();
        }
        (name, rows)
    })
    .collect()
}

/// The same with fewer words: the place, a delegate, a row of the roster, a motion, ballots and candidates are gone.
fn less() -> Vec<Sheet> {
    vec![
        of_session(vec![vec!["届", "2"], vec!["次", "4"], vec!["开始", "2024-03-14"], vec!["地点"]]),
        (
            "出席",
            vec![
                vec!["单位", "出席情况", "代表"],
                vec!["第1科技园", "出席", ""],
                vec!["第2科技园", "出席", "钱二"],
            ],
        ),
        ("议题", vec![vec!["序号", "议题"], vec!["1", "年度计划"], vec!["2", "预算"]]),
        ("表决", vec![vec!["单位", "议题1", "议题2"], vec!["第1科技园", "赞成"], vec!["第2科技园"]]),
        ("候选人", vec![vec!["议题序号", "姓名", "单位"]]),
    ]
}

#[test]
fn what_is_blank_or_gone_changes_nothing_and_is_told() {
    let office = Office::with(base());
    office.ok(&["apply", &book(&full(), &office, "a.xlsx")]);
    let before = office.state();
    let file = book(&less(), &office, "b.xlsx");
    for (lang, said) in [
        ("zh", ["会议!B4", "共4处", "--clear-blank", "第3科技园", "--prune", "第2科技园"]),
        ("en", ["会议!B4", "4 in all", "--clear-blank", "第3科技园", "--prune", "第2科技园"]),
    ] {
        let answer = office.run(&["--lang", lang, "apply", &file]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        for said in said {
            assert!(answer.err.contains(said), "{said}: {}", answer.err);
        }
    }
    assert_eq!(office.state(), before);
    // The whole again tells nothing.
    let answer = office.run(&["apply", &book(&full(), &office, "a.xlsx")]);
    assert!(answer.code == 0 && answer.err.is_empty(), "{}", answer.err);
    assert_eq!(office.state(), before);
}

#[test]
fn what_is_blank_becomes_unknown_where_that_is_said() {
    let office = Office::with(base());
    office.ok(&["apply", &book(&full(), &office, "a.xlsx")]);
    let file = book(&less(), &office, "b.xlsx");
    let answer = office.run(&["apply", &file, "--clear-blank", "--prune"]);
    assert!(answer.code == 0 && !answer.err.contains("--clear-blank"), "{}", answer.err);
    let session = office.json(&["session", "show", "2-4"]);
    assert_eq!(session["venue"], serde_json::Value::Null);
    let attendance = session["attendance"].as_array().unwrap();
    assert_eq!(attendance.len(), 2);
    assert_eq!(attendance[0]["people"], serde_json::json!([]), "{}", attendance[0]);
    let first = office.json(&["vote", "show", "2-4/1"]);
    assert_eq!(first["ballots"].as_array().unwrap().len(), 1, "{first}");
    let second = office.json(&["vote", "show", "2-4/2"]);
    assert_eq!(
        (&second["counts"]["yes"], &second["candidates"]),
        (&serde_json::Value::Null, &serde_json::json!([])),
        "{second}"
    );
    // Of what tells a record from others nothing is cleared, and a record file has no cells.
    assert_eq!((&session["term"], &session["number"]), (&2.into(), &4.into()));
    let record = office.file("r.toml", "[[session]]\nterm = 2\nnumber = 4\nstart = 2024-03-14\n");
    let answer = office.run(&["apply", &record, "--clear-blank"]);
    assert!(answer.code == 2 && answer.err.contains("unset"), "{}", answer.err);
}

#[test]
fn a_workbook_of_a_recorded_session_tells_what_was_deleted_in_it() {
    let office = Office::with(base());
    office.ok(&["apply", "tests/forms/session-libreoffice.xlsx"]);
    let place = office.folder.path().join("of.xlsx").to_string_lossy().into_owned();
    office.ok(&["--lang", "zh", "template", "session", "2-4", "--output", &place]);
    // Filled as it is, it tells nothing.
    let answer = office.run(&["apply", &place]);
    assert!(answer.code == 0 && answer.err.is_empty(), "{}", answer.err);
    // Others change something, so that it is merged; the rows that it lacks are told all the same.
    let text = office.ok(&["session", "show", "2-4", "--format", "toml"]);
    let from = text.lines().find(|line| line.starts_with("# alliance: made from entry")).unwrap().to_owned();
    office.ok(&["session", "edit", "2-4", "city=合肥"]);
    let mut workbook = Workbook::new();
    let sheets: [(&str, Vec<Vec<&str>>); 3] = [
        ("会议", vec![vec!["届", "2"], vec!["次", "4"], vec!["开始", "2024年3月14日"], vec!["地点"]]),
        ("出席", vec![vec!["单位", "出席情况"], vec!["第1科技园", "出席"]]),
        ("选项", vec![vec![&from]]),
    ];
    for (name, rows) in &sheets {
        let mut page = Worksheet::new();
        page.set_name(*name).unwrap().set_hidden(*name == "选项");
        for (line, row) in rows.iter().enumerate() {
            for (at, text) in row.iter().enumerate() {
                page.write_string(line as u32, at as u16, *text).unwrap();
            }
        }
        workbook.push_worksheet(page);
    }
    let file = office.folder.path().join("less.xlsx");
    fs::write(&file, workbook.save_to_buffer().unwrap()).unwrap();
    let answer = office.run(&["--lang", "zh", "apply", &file.to_string_lossy()]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for said in ["会议!B4", "第2科技园", "审议预算", "形势报告", "报送纪要"] {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
    let session = office.json(&["session", "show", "2-4"]);
    assert_eq!((&session["venue"], &session["city"]), (&"合肥市".into(), &"合肥".into()));
}

#[test]
fn what_stands_below_no_heading_or_is_hidden_is_told() {
    let office = Office::with(base());
    let mut sheets = full();
    sheets[1].1[1].push("");
    sheets[1].1[1].push("迟到");
    // A column without a heading in between loses nothing of what stands behind it.
    for row in &mut sheets[3].1 {
        row.insert(1, "");
    }
    let answer = office.run(&["--lang", "zh", "apply", &book(&sheets, &office, "a.xlsx")]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.err.contains("出席!E2") && !answer.err.contains("表决!"), "{}", answer.err);
    assert_eq!(office.json(&["vote", "show", "2-4/1"])["counts"]["yes"], 2);

    let mut workbook = Workbook::new();
    for (name, rows) in full() {
        let mut page = Worksheet::new();
        page.set_name(name).unwrap().set_hidden(name == "议题");
        for (line, row) in rows.iter().enumerate() {
            for (at, text) in row.iter().enumerate() {
                page.write_string(line as u32, at as u16, *text).unwrap();
            }
        }
        if name == "出席" {
            page.set_row_hidden(3).unwrap().set_column_hidden(2).unwrap();
        }
        workbook.push_worksheet(page);
    }
    let file = office.folder.path().join("hidden.xlsx");
    fs::write(&file, workbook.save_to_buffer().unwrap()).unwrap();
    let answer = office.run(&["--lang", "zh", "apply", &file.to_string_lossy()]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for said in ["hidden.xlsx 议题 是隐藏的表", "第4行", "隐藏列：C"] {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
}

#[test]
fn a_cell_is_named_as_its_column_is() {
    let office = Office::with(base());
    let mut sheets = full();
    sheets[1].1[1][1] = "来了";
    sheets[0].1.push(vec!["应到", "许多"]);
    let file = book(&sheets, &office, "a.xlsx");
    let zh = office.run(&["--lang", "zh", "apply", &file]).err;
    assert!(zh.contains("“出席情况”没有") && zh.contains("“应到”应为非负整数"), "{zh}");
    assert!(!zh.contains("presence没有") && !zh.contains("due =") && !zh.contains("引号"), "{zh}");
    let en = office.run(&["--lang", "en", "apply", &file]).err;
    assert!(en.contains("presence has no word") && en.contains("due is to be a whole number"), "{en}");
}

#[test]
fn a_ballot_of_whoever_was_away_is_named_by_its_cell() {
    let office = Office::with(base());
    let mut sheets = full();
    sheets[1].1[2][1] = "请假";
    let answer = office.run(&["--lang", "zh", "apply", &book(&sheets, &office, "a.xlsx")]);
    assert!(
        answer.code == 1 && answer.err.contains("a.xlsx 表决!B3") && answer.err.contains("a.xlsx 表决!C3"),
        "{}",
        answer.err
    );
}

#[test]
fn a_tabled_motion_is_told_where_the_next_session_is_prepared() {
    let office = Office::with(base());
    let file = office.file(
        "m.toml",
        "[[session]]\nterm = 2\nnumber = 3\nstart = 2023-07-18\n[[session.motion]]\nnumber = 1\ntitle = \"审议会费\"\noutcome = \"tabled\"\n",
    );
    office.ok(&["apply", &file]);
    let place = office.folder.path().join("next.xlsx");
    office.ok(&["--lang", "zh", "template", "session", "--output", &place.to_string_lossy()]);
    let mut zip = zip::ZipArchive::new(fs::File::open(&place).unwrap()).unwrap();
    let mut texts = String::new();
    zip.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut texts).unwrap();
    assert!(texts.contains("2-3/1：暂缓表决，待再次提交：审议会费"), "{texts}");
    // It is no part of what is filled in.
    assert!(!office.run(&["--lang", "zh", "apply", &place.to_string_lossy()]).err.contains("审议会费"));
}

#[test]
fn a_candidate_or_a_title_that_is_left_out_stays_and_is_told() {
    let office = Office::with(base());
    let sheets = |candidates: Vec<Vec<&'static str>>, title: &'static str| {
        vec![
            of_session(vec![vec!["届", "2"], vec!["次", "4"], vec!["开始", "2024-03-14"]]),
            (
                "出席",
                vec![vec!["单位", "出席情况", "代表", "职务"], vec!["第1科技园", "出席", "赵一", title]],
            ),
            ("议题", vec![vec!["序号", "议题", "类别"], vec!["1", "选举秘书长", "选举"]]),
            ("候选人", [vec![vec!["议题序号", "姓名", "职位", "得票", "当选"]], candidates].concat()),
        ]
    };
    let whole = || vec![vec!["1", "吴五", "秘书长", "3", "是"], vec!["1", "郑六", "秘书长", "1", "否"]];
    office.ok(&["apply", &book(&sheets(whole(), "主任"), &office, "a.xlsx")]);
    let before = office.state();
    // A row that was deleted, cells that were emptied.
    let less = sheets(vec![vec!["1", "吴五", "秘书长", "", ""]], "");
    let file = book(&less, &office, "b.xlsx");
    let answer = office.run(&["--lang", "zh", "apply", &file]);
    assert!(
        answer.code == 0 && answer.err.contains("候选人仍保留：郑六") && answer.err.contains("空白单元格"),
        "{}",
        answer.err
    );
    assert_eq!(office.state(), before);
    // A blank cell that is meant makes unknown; it takes out no row.
    let answer = office.run(&["--lang", "zh", "apply", &file, "--clear-blank"]);
    assert!(answer.code == 0 && answer.err.contains("候选人仍保留：郑六"), "{}", answer.err);
    let vote = office.json(&["vote", "show", "2-4/1"]);
    assert_eq!(vote["candidates"].as_array().unwrap().len(), 2, "{vote}");
    let answer = office.run(&["--lang", "zh", "apply", &file, "--clear-blank", "--prune"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let vote = office.json(&["vote", "show", "2-4/1"]);
    assert_eq!(vote["candidates"].as_array().unwrap().len(), 1, "{vote}");
    assert_eq!(vote["candidates"][0]["yes"], serde_json::Value::Null, "{vote}");
    // Whoever is named otherwise is corrected, not kept beside.
    office.ok(&["apply", &book(&sheets(whole(), "主任"), &office, "a.xlsx")]);
    let session = office.json(&["session", "show", "2-4"]);
    assert_eq!(session["attendance"][0]["people"], serde_json::json!([{"name": "赵一", "title": "主任"}]));
}

/// What has a value where none is given is blank in a new workbook: a blank over another value is told as any other.
#[test]
fn a_blank_class_kind_or_status_over_what_is_recorded_is_told() {
    let office = Office::with(base());
    let sheets = |capacity: &'static str, kind: &'static str, status: &'static str, held: &'static str| {
        vec![
            of_session(vec![
                vec!["届", "2"],
                vec!["次", "4"],
                vec!["开始", "2024-03-14"],
                vec!["类型", held],
            ]),
            (
                "出席",
                vec![
                    vec!["单位", "出席情况", "身份"],
                    vec!["第1科技园", "出席"],
                    vec!["第2科技园", "出席", capacity],
                ],
            ),
            ("议题", vec![vec!["序号", "议题", "类别"], vec!["1", "年度计划", kind]]),
            ("后续工作", vec![vec!["事项", "状态"], vec!["报送纪要", status]]),
        ]
    };
    let enter = |sheets: &[Sheet], more: &[&str]| {
        let file = book(sheets, &office, "a.xlsx");
        let answer = office.run(&[&["--lang", "zh", "apply", &file], more].concat());
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer.err
    };
    assert!(!enter(&sheets("嘉宾", "计划", "已完成", "扩大会议"), &[]).contains("空白"));
    let before = office.state();
    let told = enter(&sheets("", "", "", ""), &[]);
    assert!(told.contains("会议!B4：空白单元格不改动已登记的内容（共4处）"), "{told}");
    assert!(office.state() == before);
    let told = enter(&sheets("", "", "", ""), &["--clear-blank"]);
    assert!(!told.contains("空白单元格"), "{told}");
    let now = office.json(&["session", "show", "2-4"]);
    assert_eq!(
        (&now["attendance"][1]["capacity"], &now["kind"], &now["actions"][0]["status"]),
        (&"member".into(), &"regular".into(), &"open".into()),
        "{now}"
    );
    assert_eq!(office.json(&["motion", "show", "2-4/1"])["kind"], "other");
    // Over what is taken for granted a blank says the same.
    assert_eq!(enter(&sheets("", "", "", ""), &[]), "");
}

#[test]
fn a_cleared_presence_of_a_recorded_session_leaves_it_as_it_is() {
    let office = Office::with(base());
    office.ok(&["apply", &book(&full(), &office, "a.xlsx")]);
    let origin = crate::form_again::origin(&office, &["2-4"]);
    let roster = |third: Vec<&'static str>| {
        let mut sheets = full();
        sheets[1].1[3] = third;
        crate::form_again::filled(&office, "c.xlsx", &sheets, Some(&origin))
    };
    let presence = || office.json(&["session", "show", "2-4"])["attendance"][2]["presence"].clone();
    for more in [&[][..], &["--clear-blank"]] {
        let file = roster(vec!["第3科技园", ""]);
        let answer = office.run(&[&["--lang", "zh", "apply", &file], more].concat());
        assert_eq!(answer.code, 0, "{}", answer.err);
        assert!(answer.err.contains("出席!B4") || !more.is_empty(), "{}", answer.err);
        assert_eq!(presence(), "leave");
    }
    // Of whom nothing is recorded there it has to be said.
    let answer = office.run(&["--lang", "zh", "apply", &roster(vec!["第5科技园", ""])]);
    assert!(answer.code == 1 && answer.err.contains("第5科技园 的出席情况未填"), "{}", answer.err);
}
