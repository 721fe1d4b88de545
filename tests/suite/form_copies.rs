//! Copies of one workbook: two people each fill in the fresh workbook of a session that is recorded by the first of them.
//! What one alone filled in is merged; what both filled in differently is refused, until the workbook or the registry says
//! the same.

use crate::{
    form_again::{Sheet, apply, filled, meeting, origin, session, with},
    forms::{base, of_session},
    office::{Answer, Office},
};

/// What one of them fills in: the meeting and who came.
fn first() -> Vec<Sheet> {
    vec![
        of_session(vec![
            vec!["届", "2"],
            vec!["次", "4"],
            vec!["开始", "2024年3月14日"],
            vec!["地点", "五楼会议室"],
            vec!["城市", "合肥"],
        ]),
        (
            "出席",
            vec![
                vec!["单位", "出席情况", "代表"],
                vec!["第1科技园", "出席", "赵一"],
                vec!["第2科技园", "出席"],
                vec!["第3科技园", "请假"],
            ],
        ),
        ("议题", vec![vec!["序号", "议题", "类别"], vec!["1", "年度计划", "计划"]]),
    ]
}

/// What the other does: who came, in part otherwise, and the votes.
fn second(venue: &'static str, presence: &'static str) -> Vec<Sheet> {
    vec![
        of_session(vec![
            vec!["届", "2"],
            vec!["次", "4"],
            vec!["开始", "2024年3月14日"],
            vec!["地点", venue],
            vec!["主持人", "王主席"],
        ]),
        (
            "出席",
            vec![
                vec!["单位", "出席情况", "代表"],
                vec!["第1科技园", "出席"],
                vec!["第2科技园", presence, "钱二"],
                vec!["第4科技园", "出席"],
            ],
        ),
        (
            "议题",
            vec![
                vec!["序号", "议题", "提出人", "赞成", "反对", "弃权"],
                vec!["1", "年度计划", "秘书处", "2", "1", "0"],
                vec!["2", "增补成员", "秘书处"],
            ],
        ),
    ]
}

fn as_person(office: &Office, person: &str, file: &str) -> Answer {
    office.run(&["--lang", "zh", "--actor", person, "apply", file])
}

#[test]
fn what_two_people_fill_in_is_merged_and_what_they_say_differently_is_refused() {
    // Their files may have one name, and be entered by one account.
    for (one, other) in [
        (("甲.xlsx", "王"), ("乙.xlsx", "李")),
        (("会议.xlsx", "王"), ("会议.xlsx", "李")),
        (("甲/会议.xlsx", "王"), ("乙/会议.xlsx", "王")),
    ] {
        for is_made in [true, false] {
            let office = Office::with(base());
            let line = origin(&office, &[]);
            let line = is_made.then_some(line.as_str());
            let enter = |(name, person): (&str, &str), sheets: &[Sheet]| {
                as_person(&office, person, &filled(&office, name, sheets, line))
            };
            assert_eq!(enter(one, &first()).code, 0);
            let before = office.state();
            let answer = enter(other, &second("一楼会议室", "线上出席"));
            assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
            for said in [
                "2-4 已从另一份工作簿",
                "会议的地点：原为（空），其间改为“五楼会议室”，此处写作“一楼会议室”",
                "出席“第2科技园”的出席情况：原为（空），其间改为出席，此处写作线上出席",
                "仍用录入时的文件名",
            ] {
                assert!(answer.err.contains(said), "{said}: {}", answer.err);
            }
            assert!(!answer.err.contains("年度计划") && !answer.err.contains("开始"), "{}", answer.err);
            // They settle it; what only one of them filled in stands beside it.
            let answer = enter(other, &second("五楼会议室", "出席"));
            assert_eq!(answer.code, 0, "{}", answer.err);
            let now = session(&office);
            let said = |key: &str| now[key].clone();
            assert_eq!(
                (said("city"), said("venue"), said("chair")),
                ("合肥".into(), "五楼会议室".into(), serde_json::json!(["王主席"]))
            );
            assert_eq!(now["attendance"].as_array().unwrap().len(), 4, "{now}");
            assert_eq!(
                (&now["attendance"][0]["people"][0]["name"], &now["attendance"][1]["people"][0]["name"]),
                (&"赵一".into(), &"钱二".into())
            );
            let motion = office.json(&["motion", "show", "2-4/1"]);
            assert_eq!(
                (&motion["kind"], &motion["proposer"], &motion["yes"]),
                (&"plan".into(), &"秘书处".into(), &2.into()),
                "{motion}"
            );
            // Each corrects what she said herself, and what nobody said.
            let answer = enter(one, &with(with(first(), "会议", "城市", 1, "南京"), "议题", "1", 2, "预算"));
            assert_eq!(answer.code, 0, "{}", answer.err);
            let answer = enter(other, &with(second("五楼会议室", "出席"), "会议", "主持人", 1, "李主席"));
            assert_eq!(answer.code, 0, "{}", answer.err);
            let now = session(&office);
            assert_eq!(
                (&now["city"], &now["chair"]),
                (&"南京".into(), &serde_json::json!(["李主席"])),
                "{now}"
            );
            // Not what the other one said.
            let before = office.state();
            let answer = enter(other, &with(second("五楼会议室", "出席"), "出席", "第1科技园", 1, "缺席"));
            assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
            assert!(answer.err.contains("此处写作缺席"), "{}", answer.err);
            // Nor does a copy that leaves something blank take back what was corrected by a command.
            office.say("session edit 2-4 city=苏州");
            let answer = enter(other, &with(second("五楼会议室", "出席"), "会议", "主持人", 1, "孙主席"));
            assert_eq!(answer.code, 0, "{}", answer.err);
            let now = session(&office);
            assert_eq!(
                (&now["city"], &now["chair"]),
                (&"苏州".into(), &serde_json::json!(["孙主席"])),
                "{now}"
            );
        }
    }
}

#[test]
fn one_field_is_enough_for_two_copies_to_differ() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    let sheets = |key: &'static str, text: &'static str, venue: &'static str| {
        vec![of_session(vec![
            vec!["届", "2"],
            vec!["次", "4"],
            vec!["开始", "2024年3月14日"],
            vec!["地点", venue],
            vec![key, text],
        ])]
    };
    let enter = |name: &str, sheets: &[Sheet]| apply(&office, &filled(&office, name, sheets, Some(&line)));
    assert_eq!(enter("甲.xlsx", &sheets("城市", "合肥", "五楼")).code, 0);
    for (key, text, venue) in [("主持人", "王主席", "一楼"), ("城市", "合肥", "一楼")] {
        let before = office.state();
        let answer = enter("乙.xlsx", &sheets(key, text, venue));
        assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
        assert!(
            answer.err.contains("五楼") && answer.err.contains("一楼") && answer.err.contains("甲.xlsx"),
            "{}",
            answer.err
        );
    }
    let en = office
        .run(&[
            "--lang",
            "en",
            "apply",
            &filled(&office, "乙.xlsx", &sheets("主持人", "王主席", "一楼"), Some(&line)),
        ])
        .err;
    assert!(
        en.contains("2-4 was entered from another copy of the workbook")
            && en.contains("it was -, is \"五楼\" by now"),
        "{en}"
    );
    let answer = enter("乙.xlsx", &sheets("主持人", "王主席", ""));
    assert_eq!((answer.code, session(&office)["venue"].clone()), (0, "五楼".into()), "{}", answer.err);
}

/// A workbook that was renamed says again what it said; another person's does not become hers by that.
#[test]
fn a_workbook_that_was_renamed_is_told_and_is_nobody_elses() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    let file = |name: &str, sheets: &[Sheet]| filled(&office, name, sheets, Some(&line));
    assert_eq!(as_person(&office, "王", &file("会议.xlsx", &meeting())).code, 0);
    let sheets = with(meeting(), "会议", "地点", 1, "报告厅");
    let before = office.state();
    let answer = as_person(&office, "李", &file("会议（改）.xlsx", &sheets));
    assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
    let answer = as_person(&office, "王", &file("会议（改）.xlsx", &sheets));
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.err.contains("视为同一工作簿的更正"), "{}", answer.err);
    // A colleague corrects the file itself.
    let answer = as_person(&office, "李", &file("会议.xlsx", &with(sheets, "会议", "城市", 1, "南京")));
    assert_eq!((answer.code, session(&office)["city"].clone()), (0, "南京".into()), "{}", answer.err);
}

#[test]
fn copies_of_the_workbook_of_a_visit_are_merged_too() {
    let office = Office::with(base());
    let enter = |name: &str, rows: &[(&'static str, &'static str)]| {
        let rows = [("接待单位", "第1科技园"), ("开始", "2024年5月6日")]
            .iter()
            .chain(rows)
            .map(|(key, text)| vec![*key, *text])
            .collect();
        apply(&office, &filled(&office, name, &[("考察", rows)], None))
    };
    assert_eq!(enter("甲.xlsx", &[("人数", "12"), ("概况", "参观展厅")]).code, 0);
    let before = office.state();
    let answer = enter("乙.xlsx", &[("人数", "13"), ("接待人", "王主任")]);
    assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
    assert!(answer.err.contains("原为（空），其间改为12，此处写作13"), "{}", answer.err);
    let answer = enter("乙.xlsx", &[("接待人", "王主任")]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let visit = office.json(&["visit", "show", "v1"]);
    assert_eq!(
        (&visit["headcount"], &visit["received_by"][0]["name"]),
        (&12.into(), &"王主任".into()),
        "{visit}"
    );
    assert_eq!(enter("甲.xlsx", &[("人数", "14"), ("概况", "参观展厅")]).code, 0);
}

/// A record file that says from which entry it was made goes on from what it brought itself.
#[test]
fn a_record_file_is_no_other_to_its_own_corrections() {
    let office = Office::with(base());
    office.say("session add 2-4 --start 2024-03-14 --city 合肥 --venue 大会议室");
    let made = office.ok(&["session", "show", "2-4", "--format", "toml"]);
    let enter = |name: &str, old: &str, new: &str| {
        office.run(&["--lang", "zh", "apply", &office.file(name, made.replace(old, new))])
    };
    for city in ["南京", "上海", "合肥"] {
        let answer = enter("m.toml", "合肥", city);
        assert_eq!((answer.code, session(&office)["city"].clone()), (0, city.into()), "{}", answer.err);
    }
    // What others recorded stays, and clashes with what it changes.
    office.say("session edit 2-4 venue=报告厅 headcount=30");
    assert_eq!(enter("m.toml", "合肥", "无锡").code, 0);
    let now = session(&office);
    assert_eq!(
        (&now["venue"], &now["headcount"], &now["city"]),
        (&"报告厅".into(), &30.into(), &"无锡".into()),
        "{now}"
    );
    let before = office.state();
    let answer = enter("m.toml", "大会议室", "一楼");
    assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
    assert!(answer.err.contains("原为“大会议室”，其间改为“报告厅”，此处写作“一楼”"), "{}", answer.err);
    // A copy of the same text is another file.
    let answer = enter("n.toml", "合肥", "苏州");
    assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
    assert!(answer.err.contains("其间改为“无锡”，此处写作“苏州”"), "{}", answer.err);
}

#[test]
fn a_visits_workbook_is_the_same_however_it_calls_its_session() {
    let office = Office::with(base());
    office.say("session add 2-4 --start 2024-05-06");
    let enter = |name: &str, session: &'static str, host: &'static str, received: &'static str| {
        let rows = vec![
            vec!["会议", session],
            vec!["接待单位", host],
            vec!["开始", "2024年5月6日"],
            vec!["概况", "参观展厅"],
            vec!["人数", "12"],
            vec!["参观点", "展厅"],
            vec!["接待人", received],
        ];
        apply(&office, &filled(&office, name, &[("考察", rows)], None))
    };
    let received = || office.json(&["visit", "show", "v1"])["received_by"].as_array().unwrap().len();
    assert_eq!(enter("P.xlsx", "2-4", "第1科技园", "褚卫；王某").code, 0);
    // It says again what was entered from the other, but for who received them: that is told, with what it takes out.
    let answer = enter("R.xlsx", "第二届理事会第四次会议", "第1科技园", "张某；李某");
    assert_eq!(answer.code, 0, "{}", answer.err);
    let told = format!("{}{}", answer.out, answer.err);
    for said in [
        "R.xlsx 包含您从",
        "P.xlsx 录入的内容",
        "人员“褚卫”已被删除",
        "人员“王某”已被删除",
        "人员“张某”为新增",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert_eq!(received(), 2);
    // The same again under another name changes nothing.
    let before = office.state();
    let answer = enter("R2.xlsx", "第二届理事会第四次会议", "第1科技园", "张某；李某");
    assert!(answer.code == 0 && answer.err.is_empty(), "{}", answer.err);
    assert_eq!(office.state(), before);
}
