//! Minutes, bulletins and resolutions: what is recorded stands in them, nothing else does.

use std::io::Read as _;

use crate::office::Office;

fn model_case() -> Office {
    Office::of("examples/shanghai-2023.toml")
}

fn paper(office: &Office, lang: &str, args: &[&str]) -> (String, String) {
    let answer = office.run(&[&["--lang", lang], args].concat());
    assert_eq!(answer.code, 0, "{args:?} {}", answer.err);
    (answer.out, answer.err)
}

/// Facts of domain 1 that minutes must hold.
const FACTS: &[&str] = &[
    "长三角高等工程教育大学科技园联盟",
    "第二届理事会第三次会议",
    "2023年7月18日至19日",
    "上海理工大学国家大学科技园",
    "浙江省国家大学科技园",
    "南京工业大学国家大学科技园",
    "镇江市江苏大学工程技术研究院",
    "安徽工业大学工程研究院",
    "浙江工业大学大学科技园",
    "拟加入单位安徽理工大学大学科技园负责人",
    "第二届联盟理事长、浙江省国家大学科技园副总经理钱佩忠",
    "长三角高等工程教育联盟",
    "“上海倡议”",
    "上海交通大学国家大学科技园总经理",
    "上海国家大学科技园联盟理事长",
    "长三角大学科技园联盟理事长",
    "《关于新时期大学科技园发展的思考》",
    "国家战略",
    "国资改革",
    "科技部重组",
    "创新资源集成",
    "区域协同",
    "大学科技园与高校的依托关系",
    "与高校地方研究院的关系",
    "与科技企业孵化器的差异",
    "会议审议并全票通过安徽理工大学大学科技园增补为联盟理事成员的申请",
    "联盟第四届大学生创业训练营",
    "环上大科技园",
    "总经理李宇阳等",
    "18人",
    "概念验证中心、创新创业中心、成果转化中心",
    "教授创业",
    "科研成果对接不够紧密",
    "早期项目支持不足",
    "复旦大学国家大学科技园",
    "总经理荆勇等",
    "科技园展厅",
    "人才培养及金融赋能支撑",
];

#[test]
fn the_minutes_hold_every_fact_and_leave_out_what_is_unknown() {
    let office = model_case();
    for kind in ["minutes", "bulletin"] {
        let (text, narration) = paper(&office, "zh", &[kind, "2-3", "--format", "text"]);
        for fact in FACTS {
            assert!(text.contains(fact), "{kind}: {fact}\n{text}");
        }
        for unknown in
            ["应到", "实到", "赞成", "反对", "弃权", "0票", "0家", "表决方式", "None", "null", "20票"]
        {
            assert!(!text.contains(unknown), "{kind}: {unknown}");
        }
        assert!(narration.starts_with(&format!("{kind}：未记录：")), "{narration}");
        assert!(narration.contains("考察日期"));
    }
    let (_, narration) = paper(&office, "en", &["minutes", "2-3"]);
    assert_eq!(
        narration.lines().next().unwrap(),
        "minutes: not recorded: members due, members present, counts of the vote, voting method, day of a visit"
    );
    assert_eq!(office.run(&["--quiet", "minutes", "2-3"]).err, "");
    let hash =
        office.json(&["sql", "SELECT hash FROM journal"])[0]["hash"].as_str().unwrap()[..16].to_string();
    assert!(
        paper(&office, "zh", &["resolution", "2-3/1"]).0.contains(&hash),
        "the journal's head is in the footer"
    );
}

#[test]
fn the_order_is_that_of_minutes() {
    let (text, _) = paper(&model_case(), "zh", &["minutes", "2-3", "--format", "text"]);
    let parts = [
        "纪要",
        "时间：",
        "地点：",
        "主持人：",
        "列席：",
        "会议议定事项纪要如下：",
        "一、",
        "六、",
        "下一步工作",
        "考察交流",
        "出席：",
        "登记库：",
    ];
    let places: Vec<usize> =
        parts.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("{part}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_wording_follows_what_became_of_it() {
    let office = Office::of("examples/roll-calls.toml");
    let (text, _) = paper(&office, "zh", &["minutes", "3-2", "--format", "text"]);
    for line in [
        "应到9家，实到9家，请假0家，缺席0家",
        "会议审议并表决通过《2025年度工作计划》。赞成6票，反对1票，弃权2票。",
        "会议审议了《2025年度财务预算》，未获通过。赞成5票，反对0票，弃权4票。",
        "会议审议并全票通过增补酉大学科技园、戌大学科技园为理事单位。赞成9票",
        "会议审议了设立成果转化专项基金，暂缓表决。",
        "表决方式：记名表决。",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let (text, _) = paper(&office, "en", &["resolution", "3-2/2", "--format", "text"]);
    assert!(text.contains("was not passed. 5 in favour, 0 against, 4 abstaining."), "{text}");
    assert!(!text.contains("Resolved"));
    let office = Office::of("examples/reelection.toml");
    let (text, _) = paper(&office, "zh", &["minutes", "assembly:2-1", "--format", "text"]);
    assert!(text.contains("应到12家，实到10家，请假1家，缺席1家"), "{text}");
    assert!(text.contains("孙己（己大学科技园），副理事长，得票4票，未当选"), "{text}");
    assert!(
        text.contains("委托无效（不计入实到，计入缺席）：示范科技服务有限公司（委托癸大学科技园）"),
        "{text}"
    );
}

#[test]
fn every_form_holds_the_same_text() {
    let office = model_case();
    office.ok(&["motion", "add", "2-3", "# <b>甲</b> & *乙* _丙_"]);
    let file = |name: &str| office.folder.path().join(name).to_string_lossy().into_owned();
    for kind in ["minutes", "bulletin"] {
        let (plain, _) = paper(&office, "zh", &[kind, "2-3", "--format", "text"]);
        let lines: Vec<&str> =
            plain.lines().map(|line| line.trim_start_matches("- ")).filter(|l| !l.is_empty()).collect();
        paper(&office, "zh", &[kind, "2-3", "--force", "-o", &file("p.html")]);
        let html = std::fs::read_to_string(file("p.html")).unwrap();
        assert!(
            html.starts_with("<!DOCTYPE html>") && html.contains("lang=\"zh-CN\"") && !html.contains("<b>"),
            "{html}"
        );
        assert!(!html.contains("http"), "self-contained");
        let bare = |text: &str| {
            let mut out = String::new();
            let mut tag = false;
            for c in text.chars() {
                match c {
                    '<' => tag = true,
                    '>' => tag = false,
                    c if !tag => out.push(c),
                    _ => {}
                }
            }
            out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
        };
        let text = bare(html.split("<body>").nth(1).unwrap());
        lines.iter().for_each(|line| assert!(text.contains(line), "{kind} html: {line}"));
        paper(&office, "zh", &[kind, "2-3", "--force", "-o", &file("p.docx")]);
        let mut zip = zip::ZipArchive::new(std::fs::File::open(file("p.docx")).unwrap()).unwrap();
        let mut xml = String::new();
        for part in ["word/document.xml", "word/footer1.xml"] {
            let mut one = String::new();
            zip.by_name(part).unwrap().read_to_string(&mut one).unwrap();
            xml.push_str(&bare(&one));
        }
        lines.iter().for_each(|line| assert!(xml.contains(line), "{kind} docx: {line}"));
        assert!(zip.by_name("[Content_Types].xml").is_ok() && zip.by_name("word/styles.xml").is_ok());
        // The same paper is the same file.
        let first = std::fs::read(file("p.docx")).unwrap();
        paper(&office, "zh", &[kind, "2-3", "--force", "-o", &file("p.docx")]);
        assert_eq!(std::fs::read(file("p.docx")).unwrap(), first);
    }
    let (markdown, _) = paper(&office, "zh", &["minutes", "2-3"]);
    assert_eq!(markdown.lines().filter(|line| line.starts_with("# ")).count(), 1, "{markdown}");
}

#[test]
fn a_template_of_ones_own_replaces_the_built_in_one() {
    let office = model_case();
    let own = office.file("own.j2", "# {{ session.name }}\n{% for m in matters if m.motion %}\n- {{ m.title }}：{{ m.outcome }}\n{% endfor %}\n");
    let (text, _) = paper(&office, "zh", &["minutes", "2-3", "--format", "text", "--template", &own]);
    assert_eq!(text, "第二届理事会第三次会议\n\n- 安徽理工大学大学科技园增补为联盟理事成员的申请：carried\n");
    let built_in = office.file("with.j2", "{% include \"minutes.zh.md\" %}\n\n抄送：各成员单位\n");
    assert!(
        paper(&office, "zh", &["minutes", "2-3", "--template", &built_in]).0.contains("抄送：各成员单位")
    );
    for (source, place) in [("a\n{{ b | nope }}\n", ":2"), ("{% if x %}", ":1"), ("{{ 1 / 0 }}", ":1")] {
        let bad = office.file("bad.j2", source);
        let answer = office.run(&["minutes", "2-3", "--template", &bad]);
        assert!(answer.code == 1 && answer.err.contains(&format!("bad.j2{place}")), "{}", answer.err);
    }
    assert_eq!(office.run(&["minutes", "2-3", "--template", "no-such.j2"]).code, 1);
}

#[test]
fn wrong_forms_and_places_are_told_and_nothing_is_written() {
    let office = model_case();
    let file = |name: &str| office.folder.path().join(name).to_string_lossy().into_owned();
    for (args, code) in [
        (vec!["minutes", "2-3", "-o", "x.pdf"], 2),
        (vec!["minutes", "2-3", "-o", "x"], 2),
        (vec!["minutes", "2-3", "-o", "x.md", "--format", "docx"], 2),
        (vec!["minutes", "2-3", "--format", "json"], 2),
        (vec!["minutes", "9-9"], 1),
        (vec!["resolution", "2-3"], 1),
        (vec!["minutes", "2-3", "-o", "/no/such/folder/x.md"], 1),
    ] {
        let answer = office.run(&args);
        assert_eq!(answer.code, code, "{args:?} {}", answer.err);
        assert!(answer.out.is_empty() && answer.err.contains("error"), "{args:?}");
    }
    assert!(!std::path::Path::new("x.pdf").exists() && !std::path::Path::new("x.md").exists());
    assert!(!std::path::Path::new(&file("x.md")).exists());
}

/// The registry of `tests/records/results.toml`: every kind of result.
fn results() -> Office {
    Office::of("tests/records/results.toml")
}

#[test]
fn what_was_not_carried_is_no_resolution() {
    let office = results();
    let told = |lang: &str, motion: &str| {
        let (text, _) = paper(&office, lang, &["resolution", motion, "--format", "text"]);
        text
    };
    for (motion, title, zh, en) in [
        ("1-1/2", "调整会费", "结果：暂缓表决。", "Result: deferred."),
        ("1-1/3", "更改会址", "结果：已撤回，未付表决。", "Result: withdrawn, not put to the vote."),
        ("1-1/4", "财务预算", "结果：未获通过。", "Result: not passed."),
        ("1-1/7", "有待说明的事项", "结果：未记录。", "Result: not recorded."),
        (
            "1-1/1",
            "设立专项基金",
            "结果：宣布“通过”，但按规则未获通过。",
            "Result: declared carried, but by the rule it was not passed.",
        ),
        (
            "1-1/8",
            "年度报告",
            "结果：宣布“未通过”，但按规则已获通过。",
            "Result: declared rejected, but by the rule it was passed.",
        ),
        (
            "1-2/1",
            "增补庚园",
            "结果：宣布“通过”，但表决时未达法定人数，按规则表决无效。",
            "Result: declared carried, but the vote was taken without a quorum, and by the rule it is void.",
        ),
        (
            "1-2/2",
            "工作计划",
            "结果：表决时未达法定人数，按规则表决无效。",
            "Result: the vote was taken without a quorum, and by the rule it is void.",
        ),
    ] {
        let text = told("zh", motion);
        assert!(text.lines().next().is_some_and(|line| line.ends_with("表决结果")), "{motion}\n{text}");
        assert!(text.contains(zh) && text.contains(&format!("关于：{title}")), "{motion}\n{text}");
        assert!(!text.contains("决议") && !text.contains("表决通过"), "{motion}\n{text}");
        let text = told("en", motion);
        assert!(text.starts_with("Result of the vote of "), "{motion}\n{text}");
        assert!(text.contains(en) && !text.contains("Resol"), "{motion}\n{text}");
    }
    // What was carried is as it was.
    let (text, err) = paper(&office, "zh", &["resolution", "1-1/9", "--format", "text"]);
    assert!(text.contains("第一届理事会第一次会议决议") && !text.contains("结果："), "{text}");
    assert!(
        text.contains("会议审议并表决通过《年度计划》") || text.contains("全票通过《年度计划》"),
        "{text}"
    );
    assert!(!err.contains("警告"), "{err}");
    assert!(told("en", "1-1/9").starts_with("Resolution of "));
    // The wording that was put to the vote is not told as what was resolved.
    assert!(told("zh", "1-1/1").contains("议题内容：同意设立专项基金。"));
    assert!(told("en", "1-1/1").contains("Wording put to the meeting: 同意设立专项基金。"));
    // What the declaration did stays recorded, and is called so.
    assert!(told("zh", "1-2/1").contains("据宣布结果登记的事项"));
}

#[test]
fn what_the_rule_did_not_carry_is_told_on_stderr_and_announced_nowhere() {
    let office = results();
    let (zh, err) = paper(&office, "zh", &["minutes", "1-1", "--format", "text"]);
    assert!(err.contains("1-1/1 宣布“通过”，但按规则未获通过（赞成3票，须4票）：文稿中两者并载"), "{err}");
    assert!(err.contains("1-1/8") && !err.contains("1-1/2") && !err.contains("1-1/4"), "{err}");
    assert!(
        zh.contains("会议审议了设立专项基金，宣布结果为“通过”，但按规则未获通过（赞成3票，须4票）。"),
        "{zh}"
    );
    assert!(!zh.contains("表决通过设立专项基金"), "{zh}");
    assert!(zh.contains("会议审议了《财务预算》，未获通过。"), "{zh}");
    let (en, err) = paper(&office, "en", &["minutes", "1-1", "--format", "text"]);
    assert!(err.contains("warning: 1-1/1 is declared carried, but by the rule it was not passed"), "{err}");
    assert!(
        en.contains(
            "“设立专项基金” was declared carried, but by the rule it was not passed (3 in favour, 4 needed)."
        ),
        "{en}"
    );
    let (zh, err) = paper(&office, "zh", &["minutes", "1-2", "--format", "text"]);
    let quorum = "但表决时未达法定人数（应到5家，实到2家，至少须4家），按规则表决无效。";
    assert!(zh.contains(&format!("会议审议了增补庚园，宣布结果为“通过”，{quorum}")), "{zh}");
    assert!(zh.contains("会议审议了《工作计划》，未达法定人数，表决无效。"), "{zh}");
    assert!(err.contains("1-2/1") && err.contains("1-2/2：表决时未达法定人数"), "{err}");
    let (en, _) = paper(&office, "en", &["minutes", "1-2", "--format", "text"]);
    assert!(en.contains("“增补庚园” was declared carried, but the vote was taken without a quorum"), "{en}");
    assert!(!en.contains("passed “"), "{en}");
    // A news item tells of none of them, and whoever hands it round hears so.
    for (session, lang) in [("1-1", "zh"), ("1-1", "en"), ("1-2", "zh"), ("1-2", "en")] {
        let (text, err) = paper(&office, lang, &["bulletin", session, "--format", "text"]);
        for title in ["设立专项基金", "调整会费", "更改会址", "财务预算", "年度报告", "增补庚园", "工作计划"]
        {
            assert!(!text.contains(title), "{title}\n{text}");
        }
        let told = if lang == "zh" { "：新闻稿不写入" } else { ": the bulletin does not tell of it" };
        assert!(err.contains(told), "{err}");
    }
    let quiet = office.run(&["--quiet", "resolution", "1-2/1"]);
    assert!(quiet.code == 0 && quiet.err.is_empty(), "{}", quiet.err);
}

#[test]
fn an_expulsion_says_from_when_and_an_election_names_the_elected() {
    let office = results();
    let vote = office.json(&["vote", "show", "1-1/5"]);
    let effect = &vote["effects"][0];
    assert_eq!(effect["organization"]["code"], "ji");
    assert!(
        effect["from"].is_null() && effect["class"].is_null() && effect["until"] == "2023-05-09",
        "{effect}"
    );
    let zh = "己园：成员身份至2023年5月9日止，自2023年5月10日起不再是成员";
    let en = "己园: member up to 9 May 2023, no member from 10 May 2023";
    for args in [["resolution", "1-1/5"], ["minutes", "1-1"], ["vote show", "1-1/5"]] {
        let words: Vec<&str> = args.iter().flat_map(|arg| arg.split(' ')).collect();
        assert!(paper(&office, "zh", &words).0.contains(zh), "{args:?}");
        assert!(paper(&office, "en", &words).0.contains(en), "{args:?}");
    }
    office.ok(&["motion", "edit", "1-1/5", "effective=2023-12-31"]);
    let (text, _) = paper(&office, "zh", &["resolution", "1-1/5"]);
    assert!(text.contains("自2024年1月1日起不再是成员"), "{text}");
    for kind in [["resolution", "1-1/6"], ["minutes", "1-1"], ["bulletin", "1-1"]] {
        let (zh, _) = paper(&office, "zh", &[&kind[..], &["--format", "text"]].concat());
        if kind[0] == "bulletin" {
            let told = "会议选举副理事长：张三（甲园）得5票，当选副理事长；李四";
            assert!(zh.contains(told) && !zh.contains("得票"), "{zh}");
        } else {
            assert!(zh.contains("会议选举副理事长，选举有效，张三、李四当选。"), "{zh}");
            assert!(zh.contains("张三（甲园），副理事长，得票5票，反对1票，弃权0票，当选"), "{zh}");
        }
        let lost = zh.contains("王五（丙园），副理事长，得票2票，未当选");
        assert_eq!(lost, kind[0] != "bulletin", "{zh}");
        let (en, _) = paper(&office, "en", &[&kind[..], &["--format", "text"]].concat());
        assert!(
            en.contains("The election was held and carried: “选举副理事长”; 张三, 李四 were elected."),
            "{en}"
        );
        assert!(en.contains("5 votes, 1 against, 0 abstaining, elected"), "{en}");
    }
}

#[test]
fn an_election_is_told_by_its_figures_where_they_speak() {
    let office = results();
    let motions = office.file(
        "elections.toml",
        r#"
[[session]]
term = 1
number = 3
start = 2023-07-01
[[session.attendance]]
organization = "jia"
[[session.attendance]]
organization = "yi"
[[session.attendance]]
organization = "bing"
[[session.attendance]]
organization = "ding"
[[session.motion]]
title = "选举秘书长"
kind = "election"
seats = 1
candidates = [{ person = "甲一", yes = 4 }, { person = "乙一", yes = 0 }]
[[session.motion]]
title = "选举监事"
kind = "election"
seats = 2
candidates = [{ person = "甲二", yes = 4 }, { person = "乙二", yes = 3 }, { person = "丙二", yes = 3 }]
[[session.motion]]
title = "选举理事长"
kind = "election"
seats = 1
outcome = "carried"
candidates = [{ person = "甲三", yes = 4 }, { person = "乙三", yes = 1, elected = true }]
"#,
    );
    office.ok(&["apply", &motions]);
    let told = |lang: &str, motion: &str| paper(&office, lang, &["resolution", motion, "--format", "text"]);
    let (zh, _) = told("zh", "1-3/1");
    assert!(
        zh.contains("决议") && zh.contains("选举有效，甲一当选。") && zh.contains("甲一，得票4票，当选"),
        "{zh}"
    );
    assert!(told("en", "1-3/1").0.contains("“选举秘书长”; 甲一 was elected."));
    let (zh, _) = told("zh", "1-3/2");
    assert!(zh.contains("表决结果") && zh.contains("结果：末位得票相同，须再次投票。"), "{zh}");
    assert!(zh.contains("选举监事末位得票相同，未能产生全部人选，甲二当选。"), "{zh}");
    let (en, _) = told("en", "1-3/2");
    assert!(en.contains("was a tie for the last seat; 甲二 was elected."), "{en}");
    let (zh, err) = told("zh", "1-3/3");
    assert!(zh.contains("表决结果") && zh.contains("按票数乙三未当选"), "{zh}");
    assert!(zh.contains("乙三，得票1票，宣布当选，按规则核算未当选"), "{zh}");
    assert!(err.contains("1-3/3"), "{err}");
    let (en, err) = told("en", "1-3/3");
    assert!(en.contains("but by the figures 乙三 was not elected") && err.contains("1-3/3"), "{en}{err}");
}

/// A verb at the head of a title is left out where the sentence has it itself, and what it is about follows; in a name
/// it stays.
#[test]
fn no_word_is_cut_out_of_a_title() {
    let office = Office::new();
    let titles = [
        ("表决办法", "会议审议并表决通过表决办法"),
        ("表决票统计办法", "会议审议并表决通过表决票统计办法"),
        ("审议办法", "会议审议并表决通过审议办法"),
        ("通过《章程》", "会议审议并表决通过《章程》"),
        ("审议《工作规则》", "会议审议并表决通过《工作规则》"),
        ("审议关于设立基金的提案", "会议审议并表决通过关于设立基金的提案"),
    ];
    let motions = titles
        .map(|(title, _)| format!("[[session.motion]]\ntitle = \"{title}\"\noutcome = \"carried\"\n"))
        .concat();
    let text = format!("[[session]]\nterm = 1\nnumber = 1\nstart = 2024-03-14\n{motions}");
    office.ok(&["apply", &office.file("m.toml", text)]);
    let minutes = office.ok(&["--lang", "zh", "minutes", "1-1"]);
    for (n, (title, sentence)) in (1..).zip(titles) {
        assert!(minutes.contains(sentence), "{sentence}\n{minutes}");
        let resolution = office.ok(&["--lang", "zh", "resolution", &format!("1-1/{n}")]);
        assert!(resolution.contains(sentence), "{title}\n{resolution}");
    }
}

/// More votes than there are seats stand in a paper as they were recorded, and this is said beside it.
#[test]
fn counts_that_cannot_be_are_told_beside_the_paper() {
    let office = Office::new();
    for name in ["甲园", "乙园", "丙园"] {
        office.ok(&["member", "add", name, "--class", "council", "--since", "2020-01-01"]);
    }
    office.ok(&["session", "add", "1-1", "--start", "2024-03-14"]);
    office.ok(&["session", "attend", "1-1", "甲园", "乙园", "丙园"]);
    office.ok(&[
        "motion",
        "add",
        "1-1",
        "预算",
        "--kind",
        "budget",
        "--yes",
        "99",
        "--no",
        "0",
        "--abstain",
        "0",
    ]);
    for args in [["minutes", "1-1"], ["resolution", "1-1/1"]] {
        let answer = office.run(&args);
        assert_eq!(answer.code, 0, "{}", answer.err);
        assert!(answer.err.contains("1-1/1: ") && answer.err.contains("99"), "{args:?}\n{}", answer.err);
    }
}
