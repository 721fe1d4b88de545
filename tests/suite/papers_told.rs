//! What papers tell as they are handed in, in both languages: each matter once, by rank, and no more than is known.

use crate::office::Office;

fn office() -> Office {
    Office::of("tests/records/papers.toml")
}

fn text(office: &Office, lang: &str, args: &[&str]) -> String {
    let answer = office.run(&[&["--lang", lang], args, &["--format", "text"]].concat());
    assert_eq!(answer.code, 0, "{args:?} {}", answer.err);
    answer.out
}

fn line<'t>(text: &'t str, begins: &str) -> &'t str {
    let all: Vec<&str> = text.lines().filter(|line| line.starts_with(begins)).collect();
    all.last().copied().unwrap_or_else(|| panic!("{begins}\n{text}"))
}

/// Each of the texts, in this order.
fn in_order(text: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at = text[from..].find(part).unwrap_or_else(|| panic!("{part} after byte {from}\n{text}"));
        from += at + part.len();
    }
}

#[test]
fn who_was_there_stands_by_rank_then_own_order_then_pinyin() {
    let office = office();
    let zh = text(&office, "zh", &["minutes", "2-3"]);
    // President; vice-presidents, the one with an order first; standing by pinyin; council by pinyin.
    in_order(
        line(&zh, "出席："),
        &[
            "北京航空航天大学国家大学科技园有限公司（总经理章明远）",
            "厦门大学国家大学科技园",
            "重庆交通大学国家大学科技园",
            "哈尔滨工业大学（深圳）国家大学科技园",
            "江苏大学国家大学科技园",
            "南京理工大学国家大学科技园",
            "西南交通大学国家大学科技园",
            "中国石油大学（华东）国家大学科技园（常务副总经理兼技术转移中心主任石海洋等）",
            "安徽工业大学工程研究院",
            "浙江工业大学大学科技园",
        ],
    );
    assert_eq!(line(&zh, "请假："), "请假：华东理工大学国家大学科技园股份有限公司");
    assert_eq!(line(&zh, "缺席："), "缺席：芜湖哈特机器人产业技术研究院、蚌埠学院大学科技园");
    assert_eq!(line(&zh, "列席："), "列席：示范省科学技术厅（处长高厅）、拟加入单位皖西学院大学科技园负责人");
}

#[test]
fn the_quorum_is_told_where_it_was_met() {
    let office = office();
    let zh = text(&office, "zh", &["minutes", "2-3"]);
    assert!(zh.contains("出席情况：应到25家，实到22家，请假1家，缺席2家，符合法定人数\n"), "{zh}");
    assert!(text(&office, "zh", &["resolution", "2-3/1"]).contains("缺席2家，符合法定人数）。"));
    let en = text(&office, "en", &["minutes", "executive:3"]);
    assert!(en.contains("Attendance: 4 due, 3 present, 1 on leave, 0 absent. A quorum was present."), "{en}");
    // Nobody was recorded: nothing is said.
    for (lang, word) in [("zh", "法定人数"), ("en", "quorum")] {
        assert!(!text(&office, lang, &["minutes", "2-4"]).contains(word));
    }
    // Without enough of them it was none, and no paper says that it was.
    for code in ["p01", "p02", "p03", "p04", "p05", "p06", "p08", "p09"] {
        office.ok(&["session", "attend", "2-3", code, "--presence", "leave"]);
    }
    let zh = text(&office, "zh", &["minutes", "2-3"]);
    assert!(zh.contains("，未达法定人数\n") && !zh.contains("符合法定人数"), "{zh}");
    assert!(!text(&office, "zh", &["bulletin", "2-3"]).contains("法定人数"));
}

#[test]
fn a_matter_on_the_agenda_and_its_motion_are_told_once() {
    let office = office();
    let zh = text(&office, "zh", &["minutes", "2-3"]);
    let headings: Vec<&str> = zh
        .lines()
        .filter(|line| {
            line.chars().nth(1) == Some('、')
                && line.chars().next().is_some_and(|c| "一二三四五六七八九".contains(c))
        })
        .collect();
    assert_eq!(
        headings,
        [
            "一、关于新时期大学科技园发展的思考",
            "二、2023年度工作总结",
            "三、2024年度财务预算",
            "四、2024年度工作计划",
            "五、下一阶段工作",
            "六、关于增补皖西学院大学科技园为理事单位的议案",
            "七、关于修订《会费管理办法》的议案",
            "八、选举副理事长",
        ]
    );
    // The item names its motion: the report, its summary and the vote stand together.
    in_order(
        &zh,
        &[
            "三、",
            "会议听取了秘书处所作的《财务情况》报告。",
            "秘书处说明了预算编制的依据。",
            "会议审议了《2024年度财务预算》，未获通过。",
            "四、",
        ],
    );
    assert_eq!(zh.matches("财务情况").count(), 1);
    // The item is called 审议《2024年度工作计划》, the motion 2024年度工作计划.
    assert_eq!(zh.matches("会议审议并表决通过《2024年度工作计划》").count(), 1);
    assert!(!zh.contains("审议《2024年度工作计划》。") && !zh.contains("审议了审议"), "{zh}");
    // Two items of which both name the same motion, and one whose title is that of another's motion.
    let file = office.file(
        "more.toml",
        r#"
[[session]]
term = 2
number = 5
start = 2024-12-01
[[session.agenda]]
title = "甲事"
motion = 2
[[session.agenda]]
title = "乙事"
kind = "discussion"
motion = 2
[[session.agenda]]
title = "甲事项"
[[session.motion]]
title = "甲事"
[[session.motion]]
title = "丙事"
"#,
    );
    office.ok(&["apply", &file]);
    let zh = text(&office, "zh", &["minutes", "2-5"]);
    in_order(
        &zh,
        &[
            "一、丙事",
            "会议审议了丙事。",
            "二、乙事",
            "会议讨论了乙事。",
            "三、甲事项",
            "四、甲事\n",
            "会议审议了甲事。",
        ],
    );
    assert_eq!(zh.matches("会议审议了").count(), 2, "{zh}");
}

#[test]
fn who_wrote_reviewed_and_signed_is_named_and_else_has_a_line() {
    let office = office();
    let zh = text(&office, "zh", &["minutes", "2-3"]);
    in_order(&zh, &["记录人：林书记\n", "审核人：________________\n", "签发人：章明远\n"]);
    let en = text(&office, "en", &["minutes", "executive:3"]);
    in_order(&en, &["Minutes taken by: Ann Lee\n", "Signed: ________________\n", "Date: ________________\n"]);
    // The page of the session names them too, and that of a vote who moved it.
    let page = office.run(&["--lang", "zh", "session", "show", "2-3"]).out;
    in_order(&page, &["记录人：", "林书记", "签发人：", "章明远"]);
    let page = office.run(&["vote", "show", "executive:3/1"]).out;
    in_order(&page, &["moved by:", "Zhang Mingyuan", "seconded by:", "Lin Shu"]);
    office.ok(&["session", "edit", "2-3", "reviewer=王审", "recorder="]);
    office.ok(&["session", "edit", "executive:3", "signed_by=Bo Li"]);
    let zh = text(&office, "zh", &["minutes", "2-3"]);
    in_order(&zh, &["记录人：________________\n", "审核人：王审\n"]);
    assert!(text(&office, "en", &["minutes", "executive:3"]).contains("Signed: Bo Li\n"));
}

#[test]
fn english_minutes_of_an_english_association() {
    let office = office();
    let en = text(&office, "en", &["minutes", "executive:3"]);
    in_order(
        &en,
        &[
            "Demonstration Alliance of University Science Parks\n",
            "Minutes of the third meeting of the Executive Committee, 14 March 2024\n",
            "Present: ",
            "Apologies: 重庆交通大学国家大学科技园\n",
            "Attendance: 4 due, 3 present",
            "A quorum was present.",
            "1. Adopt the budget",
            "Moved by Zhang Mingyuan, seconded by Lin Shu. The meeting unanimously passed “Adopt the budget”.",
            "2. Open a regional office",
            "“Open a regional office” was deferred.",
            "Next meeting: 14 June 2024, Xiamen",
            "Minutes taken by: Ann Lee",
            "Signed: ",
        ],
    );
    for word in ["执行委员会", "tabled", "On leave", "会议"] {
        assert!(!en.contains(word), "{word}\n{en}");
    }
    // The next session of the same body alone; after the last there is none.
    assert!(!text(&office, "en", &["minutes", "executive:4"]).contains("Next meeting"));
    assert!(text(&office, "en", &["minutes", "2-3"]).contains("Next meeting: 10 September 2024, 合肥"));
    assert!(
        text(&office, "en", &["minutes", "2-3"])
            .contains("Minutes of the third meeting of the second Council, 14–15 March 2024")
    );
}

#[test]
fn a_resolution_says_what_it_is_about_once_and_what_was_not_carried_is_none() {
    let office = office();
    let zh = text(&office, "zh", &["resolution", "2-3/3"]);
    assert!(zh.contains("第二届理事会第三次会议决议\n"), "{zh}");
    assert!(zh.contains("关于：增补皖西学院大学科技园为理事单位的议案\n"), "{zh}");
    for title in ["关于设立基金的议案", "关于修订《会费管理办法》的议案", "关于：设立基金", "设立基金"]
    {
        office.ok(&["motion", "edit", "2-3/3", &format!("title={title}")]);
        for kind in [["resolution", "2-3/3"], ["minutes", "2-3"], ["bulletin", "2-3"]] {
            let zh = text(&office, "zh", &kind);
            assert!(!zh.contains("关于：关于") && !zh.contains("关于关于"), "{title}: {zh}");
            assert!(kind[0] != "resolution" || !zh.contains("关于：："), "{title}: {zh}");
        }
    }
    for (motion, zh, en) in [
        ("2-3/2", "结果：未获通过。", "Result: not passed."),
        ("2-3/4", "结果：暂缓表决。", "Result: deferred."),
    ] {
        let told = text(&office, "zh", &["resolution", motion]);
        assert!(
            told.lines().next().unwrap().ends_with("表决结果") && told.contains(zh) && !told.contains("决议"),
            "{told}"
        );
        let told = text(&office, "en", &["resolution", motion]);
        assert!(told.starts_with("Result of the vote of the third meeting of the second Council"), "{told}");
        assert!(told.contains(en) && !told.contains("tabled"), "{told}");
    }
}

#[test]
fn an_election_names_the_elected_and_their_votes() {
    let office = office();
    let zh = text(&office, "zh", &["resolution", "2-3/5"]);
    assert!(zh.contains("石海洋、钱江南当选。"), "{zh}");
    assert!(
        zh.contains(
            "石海洋（中国石油大学（华东）国家大学科技园），副理事长，得票20票，反对2票，弃权0票，当选"
        ),
        "{zh}"
    );
    assert!(
        text(&office, "en", &["resolution", "2-3/5"]).contains("20 votes, 2 against, 0 abstaining, elected")
    );
}

#[test]
fn the_bulletin_leaves_out_absences_what_failed_and_who_lost() {
    let office = office();
    for lang in ["zh", "en"] {
        let told = text(&office, lang, &["bulletin", "2-3"]);
        for word in [
            "华东理工",
            "芜湖哈特",
            "蚌埠学院",
            "请假",
            "缺席",
            "应到",
            "on leave",
            "absent",
            " due,",
            "《2024年度财务预算》",
            "修订《会费管理办法",
            "财务情况",
            "依据",
            "未获通过",
            "暂缓",
            "孙落选",
            "得票7票",
            ", 7 votes",
        ] {
            assert!(!told.contains(word), "{lang} {word}\n{told}");
        }
        for word in ["2024年度工作计划", "皖西学院大学科技园", "石海洋", "钱江南"] {
            assert!(told.contains(word), "{lang} {word}\n{told}");
        }
    }
    let zh = text(&office, "zh", &["bulletin", "2-3"]);
    assert!(zh.contains("会议实到22家，符合法定人数。"), "{zh}");
    // What it leaves out is told to whoever hands it round.
    let err = office.run(&["--lang", "zh", "bulletin", "2-3"]).err;
    assert!(err.contains("bulletin：未获通过的议题不写入：2-3/2、2-3/4"), "{err}");
    assert!(!office.run(&["--lang", "zh", "minutes", "2-3"]).err.contains("不写入"));
}

#[test]
fn a_chinese_bulletin_speaks_in_whole_sentences() {
    let office = Office::of("tests/records/news.toml");
    let zh = text(&office, "zh", &["bulletin", "3-1"]);
    let lines: Vec<&str> = zh.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(
        lines[..lines.len() - 1],
        [
            "长三角科技园联盟在杭州市召开第三届理事会第一次会议并开展考察交流",
            "2024年5月16日至17日，长三角科技园联盟第三届理事会第一次会议在杭州市甲大学科技园召开。甲大学科技园、乙大学科技园代表出席会议，\
             拟加入单位丙大学科技园负责人、丁大学副校长周五列席会议。会议实到2家，符合法定人数。会议由甲大学科技园总经理张三主持。",
            "会议旨在总结上一届工作，选举新一届负责人，部署2024年度任务。",
            "乙大学科技园主任李四以《科技成果转化的新路径》为题作主题分享，围绕概念验证、中试平台、耐心资本展开。与会代表认为，报告思路清晰、案例翔实。",
            "会议听取了甲大学科技园总经理张三所作的《第二届理事会工作报告》。",
            "会议举行了揭牌仪式。",
            "与会代表就大学科技园与高校的依托关系、与地方研究院的关系进行了讨论。\
             关于大学科技园与高校的依托关系，讨论涉及管理体制、收益分配。大家认为应当分类施策。",
            "会议以无记名投票方式选举第三届理事会负责人：张三（甲大学科技园）得2票，当选理事长；李四（乙大学科技园）得2票，当选秘书长。",
            "会议审议并全票通过关于吸收丙大学科技园为会员的议案（赞成2票，反对0票，弃权0票）。",
            "会议审议并全票通过《联盟2024年度工作计划》。",
            "会议对联盟第五届大学生创业训练营作出部署。由乙大学科技园承办。",
            "下一步将做好以下工作：起草训练营方案（由秘书处负责，2024年6月30日前完成）；征集成果清单。",
            "2024年5月17日，与会代表一行18人赴环甲科技园考察交流，由环甲科技园总经理王总等接待。代表们参观了展厅、概念验证中心，并围绕运营管理、产学研合作座谈交流。",
            "双方表示将加强联系。",
            "会议要求各成员单位抓好落实。",
            "长三角科技园联盟旨在推动成员单位交流合作。联盟的功能定位是资源集成、成果转化。",
        ]
    );
    // What is not known is not said: no party, no sites, nobody who received, no votes, no method.
    office.ok(&["visit", "edit", "v1", "headcount=", "sites=", "received_by=", "start=", "end="]);
    office.ok(&["motion", "edit", "3-1/1", "method="]);
    let zh = text(&office, "zh", &["bulletin", "3-1"]);
    assert!(zh.contains("\n与会代表赴环甲科技园考察交流。双方围绕运营管理、产学研合作座谈交流。\n"), "{zh}");
    assert!(zh.contains("会议选举第三届理事会负责人：张三"), "{zh}");
    for (title, said) in [
        ("第三届理事会换届选举", "会议进行了第三届理事会换届选举：张三"),
        ("理事会负责人", "会议就理事会负责人进行了选举：张三"),
        ("关于选举负责人的议案", "会议表决通过关于选举负责人的议案：张三"),
    ] {
        office.ok(&["motion", "edit", "3-1/1", &format!("title={title}")]);
        let zh = text(&office, "zh", &["bulletin", "3-1"]);
        assert!(zh.contains(said), "{zh}");
    }
    office.ok(&["motion", "edit", "3-1/2", "title=审议吸收丙大学科技园"]);
    assert!(text(&office, "zh", &["bulletin", "3-1"]).contains("会议审议并全票通过吸收丙大学科技园（"));
}
