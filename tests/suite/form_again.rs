//! A workbook that is entered again after others corrected what it says: what it leaves alone keeps what was recorded
//! since and is told, what it changes is taken, what both changed is refused.

use std::{fs, io::Read as _};

use rust_xlsxwriter::{Workbook, Worksheet};

use crate::{
    forms::{base, of_session},
    office::{Answer, Office},
};

pub(crate) type Rows = Vec<Vec<&'static str>>;
pub(crate) type Sheet = (&'static str, Rows);

/// The line by which a workbook says what it was made from.
pub(crate) fn origin(office: &Office, of: &[&str]) -> String {
    let place = office.folder.path().join("made.xlsx").to_string_lossy().into_owned();
    office.ok(&[&["--lang", "zh", "template", "session"], of, &["--force", "--output", &place]].concat());
    let mut zip = zip::ZipArchive::new(fs::File::open(&place).unwrap()).unwrap();
    let mut texts = String::new();
    zip.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut texts).unwrap();
    let at = texts.find("# alliance: made from").expect("a workbook says what it was made from");
    texts[at..].split('<').next().unwrap().to_owned()
}

/// A filled-in workbook under a name.
pub(crate) fn filled(office: &Office, name: &str, sheets: &[Sheet], origin: Option<&str>) -> String {
    let mut workbook = Workbook::new();
    for (title, rows) in sheets {
        let mut page = Worksheet::new();
        page.set_name(*title).unwrap();
        for (line, row) in rows.iter().enumerate() {
            for (at, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                page.write_string(line as u32, at as u16, *text).unwrap();
            }
        }
        workbook.push_worksheet(page);
    }
    if let Some(line) = origin {
        let page = workbook.add_worksheet();
        page.set_name("选项").unwrap().set_hidden(true);
        page.write_string(0, 3, line).unwrap();
    }
    let place = office.folder.path().join(name);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(&place, workbook.save_to_buffer().unwrap()).unwrap();
    place.to_string_lossy().into_owned()
}

pub(crate) fn meeting() -> Vec<Sheet> {
    vec![
        of_session(vec![
            vec!["届", "2"],
            vec!["次", "4"],
            vec!["开始", "2024年3月14日"],
            vec!["地点", "大会议室"],
            vec!["城市", "合肥"],
        ]),
        (
            "出席",
            vec![
                vec!["单位", "出席情况", "代表", "职务"],
                vec!["第1科技园", "出席", "赵一", "主任"],
                vec!["第2科技园", "出席", "钱二"],
                vec!["第3科技园", "出席"],
                vec!["第4科技园", "请假"],
            ],
        ),
        ("议程", vec![vec!["标题", "主讲人"], vec!["形势报告", "郑六"], vec!["审议计划", "王七"]]),
        (
            "议题",
            vec![
                vec!["序号", "议题", "类别", "提出人"],
                vec!["1", "年度计划", "计划", "秘书处"],
                vec!["2", "选举秘书长", "选举", "秘书处"],
            ],
        ),
        (
            "表决",
            vec![
                vec!["单位", "议题1"],
                vec!["第1科技园", "赞成"],
                vec!["第2科技园", "赞成"],
                vec!["第3科技园", "反对"],
            ],
        ),
        (
            "候选人",
            vec![
                vec!["议题序号", "姓名", "职位", "得票", "反对", "当选"],
                vec!["2", "吴五", "秘书长", "2", "", "是"],
                vec!["2", "郑六", "秘书长", "1", "", "否"],
            ],
        ),
    ]
}

/// The workbook with a cell changed: the first row of that sheet that begins so.
pub(crate) fn with(
    mut sheets: Vec<Sheet>,
    sheet: &str,
    row: &str,
    at: usize,
    text: &'static str,
) -> Vec<Sheet> {
    let rows = &mut sheets.iter_mut().find(|(name, _)| *name == sheet).unwrap().1;
    let row = rows.iter_mut().find(|cells| cells[0] == row || cells.get(1) == Some(&row)).unwrap();
    row.resize(row.len().max(at + 1), "");
    row[at] = text;
    sheets
}

pub(crate) fn apply(office: &Office, file: &str) -> Answer {
    office.run(&["--lang", "zh", "apply", file])
}

pub(crate) fn session(office: &Office) -> serde_json::Value {
    office.json(&["session", "show", "2-4"])
}

/// What a colleague corrects by commands, in every list.
fn corrected(office: &Office) {
    office.say("session edit 2-4 city=南京");
    office.say("session attend 2-4 第3科技园 --presence online");
    office.say("session attend 2-4 第2科技园 --person 钱二/经理");
    office.say("session attend 2-4 第5科技园 --presence present");
    office.say("vote record 2-4/1 --ballot 第2科技园=no");
    office.say("motion edit 2-4/1 proposer=理事长");
    office.say("session agenda 2-4 通报情况");
    office.say("vote record 2-4/2 --candidate 吴五:3:elected --candidate 郑六:0");
}

#[test]
fn a_new_sessions_workbook_takes_back_no_correction_whatever_list_it_is_in() {
    for is_made in [true, false] {
        let office = Office::with(base());
        let line = origin(&office, &[]);
        let line = is_made.then_some(line.as_str());
        let file = filled(&office, "会议.xlsx", &meeting(), line);
        assert_eq!(apply(&office, &file).code, 0);
        let again = apply(&office, &file);
        assert!(
            again.code == 0 && again.err.is_empty() && again.out.contains("没有变动"),
            "{}{}",
            again.out,
            again.err
        );
        corrected(&office);
        let before = office.tables();
        // Nothing was changed in the workbook: nothing changes, and all of it is told.
        let again = apply(&office, &file);
        assert_eq!(again.code, 0, "{}", again.err);
        assert_eq!(office.tables(), before, "{}", again.err);
        for said in [
            "会议的城市：“合肥” → “南京”",
            "出席“第3科技园”的出席情况：出席 → 线上出席",
            "出席!D3：空白单元格不改动已登记的内容",
            "此后另行录入、工作簿中没有的出席1条予以保留：第5科技园",
            "议题1的“第2科技园”的表决：赞成 → 反对",
            "议题1的提出人：“秘书处” → “理事长”",
            "工作簿中没有的议程1条予以保留：通报情况",
            "议题2的候选人“吴五”的得票：2 → 3",
            "在上次录入工作簿之后已有改动，予以保留",
        ] {
            assert!(again.err.contains(said), "{said}: {}", again.err);
        }
        assert!(!again.err.contains("--prune"), "{}", again.err);
        // Under a dry run too, and in English.
        let en = office.run(&["--lang", "en", "--dry-run", "apply", &file]);
        assert!(en.code == 0 && en.err.contains("session, city: \"合肥\" → \"南京\""), "{}", en.err);
        // The workbook's own corrections go in beside them, also in the same lists, under another name.
        let sheets = with(meeting(), "会议", "地点", 1, "报告厅");
        let sheets = with(sheets, "出席", "第1科技园", 3, "理事长");
        let sheets = with(sheets, "出席", "第2科技园", 2, "钱二、孙三");
        let sheets = with(sheets, "表决", "第1科技园", 1, "弃权");
        let sheets = with(sheets, "议题", "1", 1, "年度工作计划");
        let sheets = with(sheets, "议程", "形势报告", 1, "周八");
        let sheets = with(sheets, "候选人", "郑六", 4, "2");
        let next = filled(&office, "u/会议（改）.xlsx", &sheets, line);
        let answer = apply(&office, &next);
        assert_eq!(answer.code, 0, "{}", answer.err);
        let now = session(&office);
        assert_eq!((&now["city"], &now["venue"]), (&"南京".into(), &"报告厅".into()), "{now}");
        let there = |n: usize| now["attendance"][n].clone();
        assert_eq!(there(0)["people"], serde_json::json!([{"name": "赵一", "title": "理事长"}]));
        assert_eq!(
            there(1)["people"],
            serde_json::json!([{"name": "钱二", "title": "经理"}, {"name": "孙三", "title": null}])
        );
        assert_eq!((&there(2)["presence"], &there(4)["presence"]), (&"online".into(), &"present".into()));
        let agenda: Vec<_> =
            now["agenda"].as_array().unwrap().iter().map(|item| item["title"].clone()).collect();
        assert_eq!(agenda, ["形势报告", "审议计划", "通报情况"]);
        assert_eq!(now["agenda"][0]["presenter"], "周八");
        let vote = office.json(&["vote", "show", "2-4/1"]);
        let choices: Vec<_> =
            vote["ballots"].as_array().unwrap().iter().map(|one| one["choice"].clone()).collect();
        assert_eq!(choices, ["abstain", "no", "no"], "{vote}");
        assert_eq!((&vote["title"], &vote["proposer"]), (&"年度工作计划".into(), &"理事长".into()), "{vote}");
        let vote = office.json(&["vote", "show", "2-4/2"]);
        let of = |n: usize| (vote["candidates"][n]["yes"].clone(), vote["candidates"][n]["no"].clone());
        assert_eq!((of(0), of(1)), ((3.into(), serde_json::Value::Null), (0.into(), 2.into())), "{vote}");
        // And a third time, with nothing new.
        let before = office.tables();
        assert_eq!(apply(&office, &next).code, 0);
        assert_eq!(office.tables(), before);
        let found = office.run(&["--format", "json", "check", "--deep"]).out;
        assert!(!found.contains("\"error\""), "{found}");
    }
}

#[test]
fn what_the_workbook_and_others_changed_is_refused_with_both_values() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    let file = filled(&office, "会议.xlsx", &meeting(), Some(&line));
    office.ok(&["apply", &file]);
    corrected(&office);
    let before = office.state();
    let sheets = with(meeting(), "会议", "城市", 1, "上海");
    let sheets = with(sheets, "表决", "第2科技园", 1, "弃权");
    let sheets = with(sheets, "出席", "第2科技园", 3, "副经理");
    let sheets = with(sheets, "候选人", "吴五", 3, "4");
    // What both changed alike is no quarrel.
    let sheets = with(sheets, "出席", "第3科技园", 1, "线上出席");
    let file = filled(&office, "会议.xlsx", &sheets, Some(&line));
    for args in
        [&["apply", &file][..], &["--dry-run", "apply", &file], &["apply", "--prune", "--clear-blank", &file]]
    {
        let answer = office.run(&[&["--lang", "zh"], args].concat());
        assert_eq!(answer.code, 1, "{}", answer.err);
        for said in [
            "会议.xlsx 会议!",
            "会议的城市：原为“合肥”，其间改为“南京”，此处写作“上海”",
            "议题1的“第2科技园”的表决：原为赞成，其间改为反对，此处写作弃权",
            "出席“第2科技园”的人员“钱二”的职务：原为（空），其间改为“经理”，此处写作“副经理”",
            "议题2的候选人“吴五”的得票：原为2，其间改为3，此处写作4",
            "alliance session edit 2-4",
            "alliance template session 2-4",
        ] {
            assert!(answer.err.contains(said), "{said}: {}", answer.err);
        }
        assert!(!answer.err.contains("第3科技园"), "{}", answer.err);
        assert_eq!(office.state(), before);
    }
    let en = office.run(&["--lang", "en", "apply", &file]);
    assert!(
        en.err.contains("session, city: it was \"合肥\", is \"南京\" by now, and the text says \"上海\""),
        "{}",
        en.err
    );
    // The way out: the workbook says what is recorded, or the registry what the workbook says.
    let sheets = with(sheets, "会议", "城市", 1, "南京");
    let sheets = with(sheets, "候选人", "吴五", 3, "3");
    let sheets = with(sheets, "出席", "第2科技园", 3, "经理");
    office.say("vote record 2-4/1 --ballot 第2科技园=abstain");
    office.ok(&["apply", &filled(&office, "会议.xlsx", &sheets, Some(&line))]);
    assert_eq!(session(&office)["city"], "南京");
}

#[test]
fn each_version_of_a_workbook_goes_on_from_the_one_before_whatever_it_is_called() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    let version = |name: &str, city: &'static str| {
        let file = filled(&office, name, &with(meeting(), "会议", "城市", 1, city), Some(&line));
        let answer = apply(&office, &file);
        assert_eq!(answer.code, 0, "{name} {city}: {}", answer.err);
        session(&office)["city"].as_str().unwrap().to_owned()
    };
    assert_eq!(version("v1.xlsx", "合肥"), "合肥");
    assert_eq!(version("v2.xlsx", "南京"), "南京");
    assert_eq!(version("v3.xlsx", "上海"), "上海");
    // Back to what it was, in the same file: that is meant.
    assert_eq!(version("v3.xlsx", "南京"), "南京");
    assert_eq!(version("v4.xlsx", "合肥"), "合肥");
    // What was recorded by command since stays, also after further corrections elsewhere.
    office.say("session edit 2-4 city=苏州");
    office.say("session edit 2-4 headcount=30");
    assert_eq!(version("v4.xlsx", "合肥"), "苏州");
    let sheets = with(meeting(), "会议", "地点", 1, "报告厅");
    office.ok(&["apply", &filled(&office, "v5.xlsx", &sheets, Some(&line))]);
    assert_eq!(version("v5.xlsx", "合肥"), "苏州");
    let now = session(&office);
    assert_eq!(now["headcount"], 30);
    // An old version is no correction of the newer ones.
    assert_eq!(version("v2.xlsx", "南京"), "苏州");
}

#[test]
fn a_workbook_of_a_recorded_session_can_be_corrected_and_entered_again_and_again() {
    let office = Office::with(base());
    office.ok(&[
        "apply",
        &office.file("m.toml", "[[session]]\nterm = 2\nnumber = 4\nstart = 2024-03-14\ncity = \"合肥\"\n"),
    ]);
    let line = origin(&office, &["2-4"]);
    let enter = |name: &str, city: &'static str, venue: &'static str| {
        let rows = vec![
            vec!["届", "2"],
            vec!["次", "4"],
            vec!["开始", "2024年3月14日"],
            vec!["城市", city],
            vec!["地点", venue],
        ];
        apply(&office, &filled(&office, name, &[of_session(rows)], Some(&line)))
    };
    assert_eq!(enter("a.xlsx", "南京", "").code, 0);
    office.say("session edit 2-4 venue=报告厅");
    assert_eq!(enter("a.xlsx", "上海", "").code, 0);
    assert_eq!(
        (session(&office)["city"].clone(), session(&office)["venue"].clone()),
        ("上海".into(), "报告厅".into())
    );
    // Another workbook of the session, made later: the older one takes back nothing that it brought.
    let later = origin(&office, &["2-4"]);
    let rows = vec![vec!["届", "2"], vec!["次", "4"], vec!["开始", "2024年3月14日"], vec!["城市", "苏州"]];
    office.ok(&["apply", &filled(&office, "b.xlsx", &[of_session(rows)], Some(&later))]);
    let answer = enter("a.xlsx", "上海", "");
    assert!(answer.code == 0 && answer.err.contains("“上海” → “苏州”"), "{}", answer.err);
    assert_eq!(session(&office)["city"], "苏州");
    // What both changed, each by its workbook, is refused.
    let answer = enter("a.xlsx", "无锡", "");
    assert!(answer.code == 1 && answer.err.contains("苏州") && answer.err.contains("无锡"), "{}", answer.err);
    assert_eq!(session(&office)["city"], "苏州");
    // Taken out meanwhile: it is not brought back by the way.
    office.say("session remove 2-4");
    let answer = enter("a.xlsx", "无锡", "");
    assert!(answer.code == 1 && answer.err.contains("2-4 在工作簿生成之后已被删除"), "{}", answer.err);
}

#[test]
fn what_was_taken_back_counts_for_nothing() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    let enter = |sheets: &[Sheet]| apply(&office, &filled(&office, "会议.xlsx", sheets, Some(&line)));
    assert_eq!(enter(&meeting()).code, 0);
    office.say("undo");
    assert_eq!(office.run(&["session", "show", "2-4"]).code, 1);
    assert_eq!(enter(&meeting()).code, 0);
    let other = with(meeting(), "会议", "城市", 1, "南京");
    assert_eq!(enter(&other).code, 0);
    office.say("undo");
    assert_eq!(session(&office)["city"], "合肥");
    // It is entered after all.
    assert_eq!(enter(&other).code, 0);
    assert_eq!(session(&office)["city"], "南京");
    office.say("undo");
    office.say("undo");
    assert_eq!(session(&office)["city"], "南京");
    let back = enter(&meeting());
    assert_eq!((back.code, session(&office)["city"].clone()), (0, "合肥".into()), "{}", back.err);
}

#[test]
fn a_session_that_was_renumbered_is_still_the_workbooks() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    let file = filled(&office, "会议.xlsx", &meeting(), Some(&line));
    office.ok(&["apply", &file]);
    office.say("session edit 2-4 number=5");
    let answer = apply(&office, &file);
    assert!(answer.code == 0 && answer.err.contains("会议的次：4 → 5"), "{}", answer.err);
    assert_eq!(office.run(&["session", "show", "2-4"]).code, 1);
    let file = filled(&office, "会议.xlsx", &with(meeting(), "会议", "城市", 1, "南京"), Some(&line));
    office.ok(&["apply", &file]);
    assert_eq!(office.json(&["session", "show", "2-5"])["city"], "南京");
    // The new number in the workbook is the session's too.
    let sheets = with(with(meeting(), "会议", "城市", 1, "上海"), "会议", "次", 1, "5");
    office.ok(&["apply", &filled(&office, "会议.xlsx", &sheets, Some(&line))]);
    assert_eq!(office.json(&["session", "show", "2-5"])["city"], "上海");
}

#[test]
fn where_nothing_is_known_of_it_a_workbook_is_taken_as_it_stands() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    // Recorded by a file since the workbook was made.
    office.ok(&[
        "apply",
        &office.file("m.toml", "[[session]]\nterm = 2\nnumber = 4\nstart = 2024-03-14\ncity = \"南京\"\n"),
    ]);
    let file = filled(&office, "会议.xlsx", &meeting(), Some(&line));
    office.ok(&["apply", &file]);
    assert_eq!(session(&office)["city"], "合肥");
    // From then on it is known.
    office.say("session edit 2-4 city=苏州");
    office.ok(&["apply", &file]);
    assert_eq!(session(&office)["city"], "苏州");
    // In another registry, which knows no such entry.
    let other = Office::with(base());
    other.say("session add 2-4 --start 2024-03-14 --city 南京");
    other.ok(&["apply", &file]);
    assert_eq!(session(&other)["city"], "合肥");
}

#[test]
fn what_a_workbook_takes_out_or_leaves_blank_is_merged_too() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    office.ok(&["apply", &filled(&office, "会议.xlsx", &meeting(), Some(&line))]);
    office.say("session edit 2-4 headcount=30");
    office.say("session attend 2-4 第5科技园 --presence present");
    let mut sheets = with(meeting(), "会议", "地点", 1, "");
    sheets[1].1.retain(|row| row[0] != "第4科技园");
    let file = filled(&office, "会议.xlsx", &sheets, Some(&line));
    let before = office.tables();
    let answer = apply(&office, &file);
    assert_eq!((answer.code, office.tables()), (0, before), "{}", answer.err);
    for said in ["会议!B4", "第4科技园", "第5科技园"] {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
    office.ok(&["apply", "--prune", "--clear-blank", &file]);
    let now = session(&office);
    let names: Vec<_> =
        now["attendance"].as_array().unwrap().iter().map(|row| row["organization"]["name"].clone()).collect();
    assert_eq!(names, ["第1科技园", "第2科技园", "第3科技园", "第5科技园"], "{now}");
    assert_eq!((&now["venue"], &now["headcount"]), (&serde_json::Value::Null, &30.into()));
}

#[test]
fn what_an_apply_changes_of_a_recorded_session_is_named_field_by_field() {
    let office = Office::with(base());
    let first = apply(&office, &filled(&office, "会议.xlsx", &meeting(), None));
    // Of a new session there is nothing that it changes.
    assert!(first.code == 0 && !first.out.contains('→'), "{}", first.out);
    let sheets = with(meeting(), "会议", "地点", 1, "报告厅");
    let sheets = with(sheets, "出席", "第2科技园", 2, "孙三");
    let file = filled(&office, "会议.xlsx", &with(sheets, "表决", "第3科技园", 1, "弃权"), None);
    let before = office.state();
    let zh = office.run(&["--lang", "zh", "--dry-run", "apply", &file]);
    for said in [
        "修改：",
        "2-4：会议的地点：“大会议室” → “报告厅”",
        "2-4：出席“第2科技园”的人员“钱二”已被删除",
        "2-4：出席“第2科技园”的人员“孙三”为新增",
        "2-4：议题1的“第3科技园”的表决：反对 → 弃权",
    ] {
        assert!(zh.code == 0 && zh.out.contains(said), "{said}: {}{}", zh.out, zh.err);
    }
    assert_eq!(office.state(), before);
    let en = office.run(&["--lang", "en", "apply", &file]);
    assert!(en.out.contains("2-4: session, venue: \"大会议室\" → \"报告厅\""), "{}", en.out);
    // A record file, too.
    let record =
        office.file("m.toml", "[[session]]\nterm = 2\nnumber = 4\nstart = 2024-03-14\nmode = \"online\"\n");
    let zh = office.run(&["--lang", "zh", "--dry-run", "apply", &record]);
    assert!(zh.out.contains("2-4：会议的方式：（空） → 线上"), "{}", zh.out);
    assert_eq!(zh.out.matches('→').count(), 1, "{}", zh.out);
    // What says nothing new has nothing to name.
    office.ok(&["apply", &record]);
    let again = office.run(&["--lang", "zh", "apply", &record]);
    assert!(!again.out.contains('→'), "{}", again.out);
}

#[test]
fn a_sheet_or_a_column_that_was_deleted_is_told_where_something_is_recorded_there() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    office.ok(&["apply", &filled(&office, "会议.xlsx", &meeting(), Some(&line))]);
    let before = office.tables();
    let told = |sheets: &[Sheet], lang: &str| {
        let file = filled(&office, "会议.xlsx", sheets, Some(&line));
        let answer = office.run(&["--lang", lang, "apply", &file]);
        assert_eq!((answer.code, office.tables()), (0, before.clone()), "{}", answer.err);
        answer.err
    };
    // Of what is not recorded nothing is said: the form has more columns than these.
    assert_eq!(told(&meeting(), "zh"), "");
    let without = |names: &[&str]| -> Vec<Sheet> {
        meeting().into_iter().filter(|(name, _)| !names.contains(name)).collect()
    };
    let zh = told(&without(&["表决", "候选人", "后续工作"]), "zh");
    for said in ["会议.xlsx 中没有“表决”表：该表已登记的内容予以保留", "没有“候选人”表"]
    {
        assert!(zh.contains(said), "{said}: {zh}");
    }
    assert!(!zh.contains("后续工作") && !zh.contains("“出席”表"), "{zh}");
    let en = told(&without(&["议程"]), "en");
    assert!(en.contains("会议.xlsx has no sheet Agenda: what is recorded there stays"), "{en}");
    let mut sheets = meeting();
    for (name, rows) in &mut sheets {
        match *name {
            "会议" => rows.retain(|row| row[0] != "城市"),
            // The column of the titles, that of the proposers, that of the votes for candidates, that of the first motion.
            "出席" => rows.iter_mut().for_each(|row| row.truncate(3)),
            "议题" => rows.iter_mut().for_each(|row| row.truncate(3)),
            "候选人" => rows.iter_mut().for_each(|row| {
                row.remove(3);
            }),
            "表决" => rows.iter_mut().for_each(|row| row.truncate(1)),
            _ => {}
        }
    }
    let zh = told(&sheets, "zh");
    for said in [
        "“会议”表中没有“城市”行：已登记的内容予以保留",
        "“出席”表中没有“职务”列",
        "“议题”表中没有“提出人”列",
        "“候选人”表中没有“得票”列",
        "“表决”表中没有“议题1”列",
    ] {
        assert!(zh.contains(said), "{said}: {zh}");
    }
    // Whoever makes a workbook by hand has the columns that are wanted.
    let file = filled(&office, "会议.xlsx", &sheets, None);
    let answer = apply(&office, &file);
    assert!(answer.code == 0 && !answer.err.contains('列'), "{}", answer.err);
    // Without the sheet of the session there is one error.
    let file = filled(&office, "会议.xlsx", &without(&["会议"]), Some(&line));
    let answer = apply(&office, &file);
    assert_eq!((answer.code, answer.err.matches("error:").count()), (1, 1), "{}", answer.err);
    assert!(answer.err.contains("没有“会议”表") && !answer.err.contains("caused by"), "{}", answer.err);
    let mut sheets = meeting();
    sheets[0].1 = vec![vec!["届"], vec!["次"], vec!["开始"]];
    let answer = apply(&office, &filled(&office, "会议.xlsx", &sheets, Some(&line)));
    assert!(
        answer.code == 1 && answer.err.matches('\n').count() == 1 && answer.err.contains("尚未填写"),
        "{}",
        answer.err
    );
}

#[test]
fn a_workbook_with_another_number_is_no_other_session_unasked() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    office.ok(&["apply", &filled(&office, "会议.xlsx", &meeting(), Some(&line))]);
    let line = origin(&office, &["2-4"]);
    assert!(line.ends_with(" of 2-4"), "{line}");
    let before = office.state();
    // The workbook of a recorded session says which.
    for (number, said) in [("5", "alliance session edit 2-4 number=5"), ("3", "是另一次会议")] {
        let copy = filled(&office, "副本.xlsx", &with(meeting(), "会议", "次", 1, number), Some(&line));
        let answer = apply(&office, &copy);
        assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
        for said in [said, "这是 2-4 的工作簿", "副本.xlsx 会议!B2", "alliance template session"] {
            assert!(answer.err.contains(said), "{said}: {}", answer.err);
        }
        let en = office.run(&["--lang", "en", "apply", &copy]).err;
        assert!(en.contains("this is the workbook of 2-4, and it says number"), "{en}");
    }
    // The way that it names.
    office.say("session edit 2-4 number=5");
    for number in ["4", "5"] {
        let sheets = with(with(meeting(), "会议", "城市", 1, "南京"), "会议", "次", 1, number);
        office.ok(&["apply", &filled(&office, "副本.xlsx", &sheets, Some(&line))]);
    }
    assert_eq!(office.json(&["session", "show", "2-5"])["city"], "南京");
    assert_eq!(office.run(&["session", "show", "2-4"]).code, 1);
    // Of a workbook that does not say which it is of, that is told.
    let copy = filled(&office, "另.xlsx", &with(meeting(), "会议", "次", 1, "6"), None);
    let answer = apply(&office, &copy);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for said in ["2-6 为新增，其出席与议题与 2-5 完全相同", "alliance session edit 2-5 number=6"]
    {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
    let answer = apply(&office, &copy);
    assert!(answer.code == 0 && !answer.err.contains("为新增"), "{}", answer.err);
    // Another meeting of the same people is none of it.
    let mut sheets = with(meeting(), "会议", "次", 1, "7");
    sheets.truncate(3);
    for row in &mut sheets[1].1 {
        row.truncate(2);
    }
    let answer = apply(&office, &filled(&office, "七.xlsx", &sheets, None));
    assert!(answer.code == 0 && !answer.err.contains("为新增"), "{}", answer.err);
}

#[test]
fn actions_of_earlier_sessions_that_a_workbook_brings_along_keep_what_was_recorded_of_them() {
    let office = Office::with(base());
    office.say("action edit a1 owner=秘书处");
    let line = origin(&office, &[]);
    let sheets = |owner: &'static str, due: &'static str| {
        let mut sheets = meeting();
        let rows = vec![
            vec!["会议", "事项", "负责方", "期限"],
            vec!["2-3", "起草细则", owner, due],
            vec!["", "报送纪要", "秘书处"],
        ];
        sheets.push(("后续工作", rows));
        sheets
    };
    // Even before it is entered for the first time.
    office.say("action edit a1 owner=理事长 note=加急");
    let enter = |owner, due| apply(&office, &filled(&office, "会议.xlsx", &sheets(owner, due), Some(&line)));
    let answer = enter("秘书处", "");
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.err.contains("后续工作“起草细则”的负责方：“秘书处” → “理事长”"), "{}", answer.err);
    let action = |key: &str| office.json(&["action", "show", "a1"])[key].clone();
    assert_eq!((action("owner"), action("note")), ("理事长".into(), "加急".into()));
    // What the workbook alone changes is taken, whatever else stands there; what is done stays done.
    office.say("action done a1");
    let answer = enter("秘书处", "2024年5月1日");
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert_eq!(
        (action("owner"), action("due"), action("status")),
        ("理事长".into(), "2024-05-01".into(), "done".into())
    );
    office.say("action edit a1 due=2024-06-01");
    let before = office.state();
    let answer = enter("秘书处", "2024年5月2日");
    assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
    for said in ["原为2024年5月1日，其间改为2024年6月1日，此处写作2024年5月2日", "alliance action edit"]
    {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
    // One that was taken out is not brought back.
    office.say("action remove a1");
    let answer = enter("秘书处", "2024年5月1日");
    assert!(answer.code == 0 && answer.err.contains("“起草细则”已被删除"), "{}", answer.err);
    assert_eq!(office.run(&["action", "show", "a1"]).code, 1);
    assert_eq!(office.json(&["action", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_visit_that_was_corrected_is_merged_with_its_workbook_too() {
    let office = Office::with(base());
    let enter = |summary: &'static str, headcount: &'static str, received: &'static str| {
        let rows = vec![
            vec!["接待单位", "第1科技园"],
            vec!["开始", "2024年5月6日"],
            vec!["概况", summary],
            vec!["人数", headcount],
            vec!["接待人", received],
        ];
        apply(&office, &filled(&office, "考察.xlsx", &[("考察", rows)], None))
    };
    assert_eq!(enter("参观", "12", "王主任").code, 0);
    office.say("visit edit v1 headcount=13");
    let visit = |key: &str| office.json(&["visit", "show", "v1"])[key].clone();
    let answer = enter("参观展厅", "12", "王主任；李经理");
    assert!(answer.code == 0 && answer.err.contains("考察“第1科技园”的人数：12 → 13"), "{}", answer.err);
    assert_eq!((visit("headcount"), visit("summary")), (13.into(), "参观展厅".into()));
    assert_eq!(visit("received_by").as_array().unwrap().len(), 2);
    let before = office.state();
    let answer = enter("参观展厅", "14", "王主任；李经理");
    assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
    for said in ["原为12，其间改为13，此处写作14", "alliance visit edit v1"] {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
    assert_eq!(office.json(&["visit", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_title_beside_a_blank_name_is_that_of_whoever_is_recorded() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    office.ok(&["apply", &filled(&office, "会议.xlsx", &meeting(), Some(&line))]);
    let people = |n: usize| session(&office)["attendance"][n]["people"].clone();
    let enter = |sheets: &[Sheet], more: &[&str]| {
        let file = filled(&office, "会议.xlsx", sheets, Some(&line));
        let answer = office.run(&[&["--lang", "zh", "apply", &file], more].concat());
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer.err
    };
    // The cell was emptied, or the column deleted.
    let mut gone = meeting();
    for row in gone[1].1.iter_mut().filter(|row| row.len() > 2) {
        row.remove(2);
    }
    for sheets in [with(meeting(), "出席", "第1科技园", 2, ""), gone] {
        let before = office.tables();
        enter(&sheets, &[]);
        assert_eq!(office.tables(), before);
    }
    // Its own title is corrected there.
    let sheets = with(with(meeting(), "出席", "第1科技园", 2, ""), "出席", "第1科技园", 3, "理事长");
    let told = enter(&sheets, &[]);
    assert!(told.contains("出席!C2"), "{told}");
    assert_eq!(people(0), serde_json::json!([{"name": "赵一", "title": "理事长"}]));
    enter(&sheets, &["--clear-blank"]);
    assert_eq!(people(0), serde_json::json!([{"name": null, "title": "理事长"}]));
    // Of several it is not known whose it is; somebody unnamed can be said.
    enter(&with(meeting(), "出席", "第2科技园", 2, "钱二、孙三"), &[]);
    enter(&with(with(meeting(), "出席", "第2科技园", 2, ""), "出席", "第2科技园", 3, "主任"), &[]);
    assert_eq!(people(1).as_array().unwrap().len(), 2);
    enter(&with(meeting(), "出席", "第2科技园", 2, "/主任"), &[]);
    assert_eq!(people(1), serde_json::json!([{"name": null, "title": "主任"}]));
}

/// Copies of one workbook that two people correct do not overwrite each other; a new session's workbook is no way to
/// change an old one.
#[test]
fn what_another_workbook_has_said_is_not_overwritten() {
    let office = Office::with(base());
    let new = origin(&office, &[]);
    office.ok(&["apply", &filled(&office, "会议.xlsx", &meeting(), Some(&new))]);
    let of = origin(&office, &["2-4"]);
    let copy = |name: &str, hall| filled(&office, name, &with(meeting(), "会议", "地点", 1, hall), Some(&of));
    let (first, second) = (copy("甲.xlsx", "五楼"), copy("乙.xlsx", "一楼"));
    office.ok(&["apply", &first]);
    let before = office.state();
    let answer = apply(&office, &second);
    assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
    assert!(answer.err.contains("五楼") && answer.err.contains("一楼"), "{}", answer.err);

    let another = origin(&office, &[]);
    let wrong = with(meeting(), "会议", "开始", 1, "2025年3月1日");
    let answer = apply(&office, &filled(&office, "新.xlsx", &wrong, Some(&another)));
    assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
    assert!(answer.err.contains("会议!B2") && answer.err.contains("当时已有 2-4 的记录"), "{}", answer.err);
}

/// The last day that the first cell names is no blank one.
#[test]
fn a_range_of_days_in_one_cell_says_the_last_day_too() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    let mut sheets = with(meeting(), "会议", "开始", 1, "2024年3月14日至15日");
    sheets[0].1.push(vec!["结束", ""]);
    let file = filled(&office, "会议.xlsx", &sheets, Some(&line));
    let first = apply(&office, &file);
    assert!(first.code == 0 && !first.err.contains("空白单元格"), "{}", first.err);
    office.ok(&["apply", "--clear-blank", &file]);
    assert_eq!(office.json(&["session", "show", "2-4"])["end"], "2024-03-15");
}

/// Of a sheet or a column that is not there it cannot be told what was deleted in it.
#[test]
fn a_part_that_is_gone_is_no_reason_to_take_all_of_it_out() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    office.ok(&["apply", &filled(&office, "会议.xlsx", &meeting(), Some(&line))]);
    let before = office.state();
    let mut no_presence = meeting();
    for row in &mut no_presence[1].1 {
        row.remove(1);
    }
    let mut no_motions = meeting();
    no_motions.retain(|(name, _)| !["议题", "表决", "候选人"].contains(name));
    for (sheets, said) in [(no_presence, "“出席情况”"), (no_motions, "“议题”表")] {
        let file = filled(&office, "会议.xlsx", &sheets, Some(&line));
        let answer = office.run(&["--lang", "zh", "apply", "--prune", &file]);
        assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
        assert!(answer.err.contains(said) && answer.err.contains("--prune"), "{}", answer.err);
    }
}

#[test]
fn an_organization_that_was_renamed_meanwhile_is_the_same() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    office.ok(&["apply", &filled(&office, "会议.xlsx", &meeting(), Some(&line))]);
    office.say("org rename 第2科技园 新二园 --on 2024-06-01");
    office.say("session attend 2-4 新二园 --presence online");
    let sheets = with(meeting(), "表决", "第2科技园", 1, "弃权");
    let answer = apply(&office, &filled(&office, "会议.xlsx", &sheets, Some(&line)));
    assert!(
        answer.code == 0 && answer.err.contains("出席“新二园”的出席情况：出席 → 线上出席"),
        "{}",
        answer.err
    );
    assert_eq!(office.json(&["vote", "show", "2-4/1"])["ballots"][1]["choice"], "abstain");
    let there = session(&office)["attendance"].clone();
    assert_eq!((there.as_array().unwrap().len(), &there[1]["presence"]), (4, &"online".into()), "{there}");
}
