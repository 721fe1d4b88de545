//! Rosters as secretaries keep them, one row a member: each goes in with one command, and the registry is then what
//! a person would have typed. What a later roster may mean in several ways is told, and not done.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use crate::office::Office;

/// Writes texts into a row from a column on; empty ones leave their cells as they are.
fn put(page: &mut Worksheet, row: u32, cells: &[&str]) {
    for (at, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        page.write(row, at, *cell).unwrap();
    }
}

fn merge(page: &mut Worksheet, (top, left): (u32, u16), (bottom, right): (u32, u16), text: &str) {
    page.merge_range(top, left, bottom, right, text, &Format::new()).unwrap();
}

fn day(page: &mut Worksheet, row: u32, column: u16, day: &str, format: &str) {
    let date = ExcelDateTime::parse_from_str(day).unwrap();
    page.write_datetime_with_format(row, column, &date, &Format::new().set_num_format(format)).unwrap();
}

fn saved(office: &Office, name: &str, mut book: Workbook) -> String {
    office.file(name, book.save_to_buffer().unwrap())
}

/// A workbook with one sheet of texts.
fn book(office: &Office, name: &str, rows: &[&[&str]]) -> String {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (n, row) in (0u32..).zip(rows) {
        put(page, n, row);
    }
    saved(office, name, book)
}

/// Whether a registry holds what these commands say.
fn as_typed(office: &Office, commands: &[&str]) {
    let typed = Office::new();
    for line in commands {
        let words: Vec<String> = line.split_whitespace().map(|word| word.replace('_', " ")).collect();
        typed.ok(&words.iter().map(String::as_str).collect::<Vec<_>>());
    }
    for ((view, ours), (_, theirs)) in office.tables().into_iter().zip(typed.tables()) {
        assert_eq!(ours, theirs, "{view}");
    }
}

/// Takes a roster in, again without any change, and tells what was said the first time.
fn taken(office: &Office, path: &str, rows: u64) -> String {
    let rest = ["--lang", "zh", "import", path];
    let dry = office.run(&[&["--dry-run"], &rest[..]].concat());
    assert_eq!(dry.code, 0, "{}", dry.err);
    let first = office.run(&rest);
    assert_eq!(first.code, 0, "{}", first.err);
    let state = office.tables();
    let again = office.json(&["import", path]);
    assert_eq!(again["entry"], serde_json::Value::Null, "{again:#}");
    let count = &again["rows"].as_array().unwrap().iter().find(|row| row["list"] == "roster").unwrap();
    assert_eq!((&count["read"], &count["equal"]), (&rows.into(), &rows.into()), "{again:#}");
    assert!(state == office.tables());
    first.err
}

fn says(text: &str, all: &[&str]) {
    for one in all {
        assert!(text.contains(one), "{one}\n{text}");
    }
}

#[test]
fn a_roster_with_a_title_numbers_merged_provinces_and_totals() {
    let office = Office::new();
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("名册").unwrap();
    merge(page, (0, 0), (0, 9), "长三角高等工程教育大学科技园联盟成员名单");
    put(page, 1, &["截至2024年3月", "", "", "", "", "", "", "", "单位：家"]);
    put(
        page,
        3,
        &["序号", "单位名称", "省份", "依托高校", "身份", "加入时间", "联系人", "职务", "电话", "邮箱"],
    );
    put(
        page,
        4,
        &["1", "甲大学科技园", "", "甲大学", "理事长单位", "2021年3月", "张三", "主任", "", "zs@a.cn"],
    );
    page.write(4, 8, 13_800_138_000_u64).unwrap();
    put(page, 5, &["2", "乙大学科技园", "", "乙大学", "副理事长单位", "", "李四", "副主任", "０５７１－１"]);
    day(page, 5, 5, "2021-03-15", "yyyy/m/d");
    put(
        page,
        6,
        &["3", "丙大学\n科技园", "", "丙大学", "常务理事单位", "２０２２．３", "王　五", "", "/", "—"],
    );
    put(page, 8, &["4", "丁大学科技园", "上海", "丁大学", " 理 事 单 位 ", "2022/5/1"]);
    put(page, 9, &["5", "戊大学科技园", "江苏", "戊大学", "会员单位", "2023"]);
    put(page, 10, &["合计", "", "", "", "5家"]);
    put(page, 12, &["填表人：王芳", "", "", "", "", "", "审核：李四"]);
    merge(page, (4, 2), (6, 2), "浙江");
    let notes = book.add_worksheet();
    notes.set_name("说明").unwrap();
    put(notes, 0, &["本名册由秘书处维护"]);
    let path = saved(&office, "名册.xlsx", book);
    let said = taken(&office, &path, 5);
    says(
        &said,
        &[
            "列标题在第4行",
            "列“单位名称” → 单位名称",
            "列“加入时间” → 起始",
            "列“序号”为序号",
            "列“电话” → 电话",
            "名册.xlsx 说明 没有清单的列标题，已略过",
            "第4行列标题之上的2行已略过",
            "名册:11:1: 合计行，已略过：“合计”",
            "名册:13:1: 没有单位名称的行，已略过：“填表人：王芳”",
            "读取5行；新增5",
        ],
    );
    as_typed(
        &office,
        &[
            "org add 甲大学科技园 --province 浙江 --university 甲大学",
            "org add 乙大学科技园 --province 浙江 --university 乙大学",
            "org add 丙大学科技园 --province 浙江 --university 丙大学",
            "org add 丁大学科技园 --province 上海 --university 丁大学",
            "org add 戊大学科技园 --province 江苏 --university 戊大学",
            "member add 甲大学科技园 --class president --since 2021-03",
            "member add 乙大学科技园 --class vice-president --since 2021-03-15",
            "member add 丙大学科技园 --class standing --since 2022-03",
            "member add 丁大学科技园 --class council --since 2022-05-01",
            "member add 戊大学科技园 --class member --since 2023",
            "person add 张三 --org 甲大学科技园 --title 主任",
            "person add 李四 --org 乙大学科技园 --title 副主任",
            "person add 王五 --org 丙大学科技园",
            "contact add 甲大学科技园 --person 张三 --phone 13800138000 --email zs@a.cn",
            "contact add 乙大学科技园 --person 李四 --phone 0571-1",
            "contact add 丙大学科技园 --person 王五",
        ],
    );
}

#[test]
fn a_roster_with_headings_in_two_lines_groups_and_hidden_parts() {
    let office = Office::new();
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    merge(page, (0, 0), (0, 8), "联盟成员单位通讯录");
    for (at, heading) in
        [(0, "序号"), (1, "成员单位"), (2, "联盟职务"), (3, "入会日期"), (7, "所在地"), (8, "传真")]
    {
        merge(page, (1, at), (2, at), heading);
    }
    merge(page, (1, 4), (1, 6), "联系人");
    put(page, 2, &["", "", "", "", "姓名", "职务", "联系电话（手机）"]);
    merge(page, (3, 0), (3, 8), "一、理事长单位（1家）");
    put(
        page,
        4,
        &["1", "甲大学科技园", "理事长单位", "2021.3", "张三", "主任", "13800138000", "浙江", "0571-1"],
    );
    merge(page, (5, 0), (5, 8), "二、理事单位（2家）");
    for (at, text) in [(0, "2"), (1, "乙大学科技园"), (2, "理事单位"), (3, "2021-04")] {
        merge(page, (6, at), (7, at), text);
    }
    put(page, 6, &["", "", "", "", "李四", "", "139", "上海"]);
    put(page, 7, &["", "", "", "", "赵六", "科长", "137"]);
    put(page, 8, &["序号", "成员单位", "联盟职务", "入会日期", "联系人"]);
    put(page, 9, &["3", "隐大学科技园", "理事单位", "2021-04"]);
    page.set_row_hidden(9).unwrap();
    let old = book.add_worksheet();
    old.set_name("2019名单").unwrap();
    put(old, 0, &["单位名称", "身份", "加入时间"]);
    put(old, 1, &["旧大学科技园", "理事单位", "2019"]);
    old.set_hidden(true);
    let path = saved(&office, "two.xlsx", book);
    let said = taken(&office, &path, 3);
    says(
        &said,
        &[
            "列标题在第2、3行",
            "列“联盟职务” → 身份",
            "列“入会日期” → 起始",
            "列“联系人 姓名” → 联系人",
            "列“联系人 联系电话（手机）” → 电话",
            "列“传真”无法对应到字段，已略过；如需导入：--map '传真=字段'",
            "2019名单 是隐藏的表，已略过",
            "隐藏的行已略过（1行：第10行）",
            "分组标题行，已略过：“一、理事长单位（1家）”",
            "Sheet1:9:1: 重复的列标题，已略过",
        ],
    );
    as_typed(
        &office,
        &[
            "org add 甲大学科技园 --province 浙江",
            "org add 乙大学科技园 --province 上海",
            "member add 甲大学科技园 --class president --since 2021-03",
            "member add 乙大学科技园 --class council --since 2021-04",
            "person add 张三 --org 甲大学科技园 --title 主任",
            "person add 李四 --org 乙大学科技园",
            "person add 赵六 --org 乙大学科技园 --title 科长",
            "contact add 甲大学科技园 --person 张三 --phone 13800138000",
            "contact add 乙大学科技园 --person 李四 --phone 139",
            "contact add 乙大学科技园 --person 赵六 --phone 137",
        ],
    );
}

#[test]
fn a_roster_in_english() {
    let office = Office::new();
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    put(page, 0, &["Members of the Association"]);
    put(
        page,
        2,
        &[
            "No.",
            "Member Organisation",
            "Membership class",
            "Date joined",
            "Location",
            "Contact person",
            "Job title",
            "Telephone",
            "E-mail",
        ],
    );
    put(
        page,
        3,
        &[
            "1",
            "Alpha Science Park",
            "President",
            "",
            "Zhejiang",
            "Ann Lee",
            "Director",
            "+86 571 1",
            "ann@alpha.org",
        ],
    );
    day(page, 3, 3, "2019-05-20", "d mmm yyyy");
    put(page, 4, &["2", "Beta Park", "Vice President", "14 March 2020", "Shanghai"]);
    put(page, 5, &["3", "Gamma Institute", "Standing council member", "March 2021"]);
    put(page, 6, &["4", "Delta Park", "Council member", "2022-05"]);
    put(page, 7, &["Total", "4"]);
    page.write_formula(7, 1, Formula::new("COUNTA(B4:B7)").set_result("4")).unwrap();
    let path = saved(&office, "members 2024.xlsx", book);
    let said = office.run(&["import", &path]);
    says(
        &said.err,
        &[
            "column “Date joined” → from",
            "column “Location” → province",
            "a row of totals is passed over: “Total”",
        ],
    );
    taken(&office, &path, 4);
    as_typed(
        &office,
        &[
            "org add Alpha_Science_Park --province Zhejiang",
            "org add Beta_Park --province Shanghai",
            "org add Gamma_Institute",
            "org add Delta_Park",
            "member add Alpha_Science_Park --class president --since 2019-05-20",
            "member add Beta_Park --class vice-president --since 2020-03-14",
            "member add Gamma_Institute --class standing --since 2021-03",
            "member add Delta_Park --class council --since 2022-05",
            "person add Ann_Lee --org Alpha_Science_Park --title Director",
            "contact add Alpha_Science_Park --person Ann_Lee --phone +86_571_1 --email ann@alpha.org",
        ],
    );
}

/// Saved by LibreOffice 7.4: headings with spaces and line breaks, the class of the members in lines over them, merged
/// provinces, a computed total, a note over two rows, a second sheet of notes.
#[test]
fn a_roster_of_groups_as_libreoffice_saves_it() {
    let office = Office::new();
    let said = taken(&office, "tests/rosters/groups.xlsx", 4);
    says(
        &said,
        &[
            "列“单 位 名 称” → 单位名称",
            "列“联系电话 （手机）” → 电话",
            "“一、理事长单位（1家）”为其下各行的身份",
            "合计行，已略过",
            "非成员行，已略过：“注：本表由秘书处填写，如有变动请及时告知。”",
            "填写说明 没有清单的列标题，已略过",
        ],
    );
    as_typed(
        &office,
        &[
            "org add 甲大学科技园 --province 浙江 --university 甲大学",
            "org add 乙大学国家大学科技园 --province 浙江 --university 乙大学",
            "org add 丙工程技术研究院 --province 浙江 --university 丙大学",
            "org add 丁大学科技园 --province 上海 --university 丁大学",
            "member add 甲大学科技园 --class president --since 2019-05-20",
            "member add 乙大学国家大学科技园 --class standing --since 2019-05-20",
            "member add 丙工程技术研究院 --class standing --since 2020-11",
            "member add 丁大学科技园 --class member --since 2023-03-02",
            "person add 张三 --org 甲大学科技园 --title 主任",
            "person add 李四 --org 乙大学国家大学科技园",
            "person add 王五 --org 丙工程技术研究院 --title 副院长",
            "contact add 甲大学科技园 --person 张三 --phone 13800138000",
            "contact add 乙大学国家大学科技园 --person 李四 --phone 13900139000",
            "contact add 丙工程技术研究院 --person 王五 --phone 025-88888888",
        ],
    );
}

/// Saved by LibreOffice 7.4: a sheet for each class, headings in two lines with two persons each, formulas.
#[test]
fn a_roster_over_several_sheets_as_libreoffice_saves_it() {
    let office = Office::new();
    let said = taken(&office, "tests/rosters/sheets.xlsx", 3);
    says(
        &said,
        &[
            "列“负责人 职务” → 职务（负责人）",
            "列“联系人 手机” → 电话",
            "备忘 没有清单的列标题，已略过",
            "合计行，已略过：“小计”",
        ],
    );
    as_typed(
        &office,
        &[
            "org add 戊大学科技园 --province 江苏",
            "org add 己大学科技园 --province 江苏",
            "org add 庚创业园 --province 安徽",
            "member add 戊大学科技园 --class council --since 2021-03",
            "member add 己大学科技园 --class council --since 2021-11",
            "member add 庚创业园 --class member --since 2022-06-30",
            "person add 孙七 --org 戊大学科技园 --title 总经理",
            "person add 周八 --org 戊大学科技园",
            "person add 吴九 --org 己大学科技园 --title 主任",
            "person add 郑十 --org 庚创业园",
            "contact add 戊大学科技园 --person 孙七 --duty 负责人",
            "contact add 戊大学科技园 --person 周八 --phone 13700137000 --email zb@wu.edu.cn",
            "contact add 己大学科技园 --person 吴九 --duty 负责人",
            "contact add 庚创业园 --person 郑十 --phone 13600136000",
        ],
    );
}

#[test]
fn a_roster_as_excel_writes_csv_in_gb18030() {
    let office = Office::new();
    let text = "联盟成员名单,,,,,,\r\n,,,,,,\r\n序号,单位名称,身份,入会日期,联系人,,备注\r\n,,,,姓名,电话,\r\n\
                1,甲大学科技园,理事长单位,2021年3月,张三,13800138000,\"原名，\n甲园\"\r\n2,乙大学科技园,理事单位,2021/4/1,,,\r\n合计,2,,,,,\r\n";
    let (bytes, _, bad) = encoding_rs::GB18030.encode(text);
    assert!(!bad);
    let path = office.file("成员名单.csv", &bytes);
    let said = taken(&office, &path, 2);
    says(&said, &["列标题在第3、4行", "列“联系人 电话” → 电话", "列“备注” → 备注", "合计行"]);
    let members = office.json(&["member", "list"]);
    assert_eq!(
        (&members[0]["class"], &members[1]["since"]),
        (&"president".into(), &"2021-04-01".into()),
        "{members:#}"
    );
    assert_eq!(office.json(&["contact", "list"])[0]["phone"], "13800138000");
    assert_eq!(office.json(&["org", "show", "甲大学科技园"])["note"], "原名，\n甲园");
}

#[test]
fn a_later_roster_proposes_what_it_means_and_does_nothing_ambiguous() {
    let office = Office::new();
    let head: &[&str] = &["序号", "单位名称", "身份", "入会日期", "联系人", "职务", "电话"];
    let first = book(
        &office,
        "a.xlsx",
        &[
            head,
            &["1", "甲大学科技园", "理事单位", "2019-05-20", "张三", "主任", "138"],
            &["2", "乙大学科技园", "会员单位", "2020-03"],
            &["3", "丙大学科技园", "会员单位", "2020-03"],
            &["4", "丁大学科技园", "会员单位", "2020-03", "李四", "", "139"],
            &["5", "己创业园", "会员单位", "2020-03"],
        ],
    );
    taken(&office, &first, 5);
    let later = book(
        &office,
        "b.xlsx",
        &[
            head,
            // Another class, by the day on which it joined; another title and another contact.
            &["1", "甲大学科技园", "常务理事单位", "2019-05-20", "张三", "总经理", "13811"],
            // Another class from a day of its own.
            &["2", "乙大学科技园", "理事单位", "2024-01-15", "王五", "", "137"],
            // A new name, by what it sounds like; another one, by its contact.
            &["3", "丙大学国家大学科技园", "会员单位", "2020-03"],
            &["4", "东方产业园", "会员单位", "2020-03", "李四", "", "139"],
            // A new member; and one is left out.
            &["6", "戊研究院", "会员单位", "2024-02-01"],
        ],
    );
    let said = office.run(&["--lang", "zh", "import", &later]);
    assert_eq!(said.code, 0, "{}", said.err);
    says(
        &said.err,
        &[
            "名册未写明自何日起：`alliance member class jdxkjy --to standing --on 日期`",
            "`alliance person post 张三 --org jdxkjy --title 总经理 --from 日期`",
            "如系更名：`alliance org rename bdxkjy 丙大学国家大学科技园 --on 日期`",
            "如系另一单位：`alliance org add 丙大学国家大学科技园`",
            "`alliance org rename ddxkjy 东方产业园 --on 日期`",
            "“己创业园”（jcyy）是成员，但不在名册中；如已退出：`alliance member leave jcyy --on 日期 --reason withdrawn`",
            "读取5行；新增1、修改2、原已登记0、待定2",
        ],
    );
    let members = office.json(&["member", "list"]);
    let class = |code: &str| {
        let row = members.as_array().unwrap().iter().find(|row| row["code"] == code);
        row.map(|row| format!("{} {}", row["class"].as_str().unwrap(), row["since"].as_str().unwrap()))
    };
    assert_eq!(class("jdxkjy").as_deref(), Some("council 2019-05-20"));
    assert_eq!(class("ydxkjy").as_deref(), Some("council 2020-03"));
    assert_eq!(class("bdxkjy").as_deref(), Some("member 2020-03"));
    assert_eq!(class("jcyy").as_deref(), Some("member 2020-03"));
    assert_eq!(class("wyjy").as_deref(), Some("member 2024-02-01"));
    assert_eq!(members.as_array().unwrap().len(), 6);
    let yi = office.json(&["member", "show", "ydxkjy"]);
    let spans: Vec<String> = yi["memberships"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| format!("{} {} {}", m["class"], m["from"], m["until"]).replace('"', ""))
        .collect();
    assert_eq!(spans, ["member 2020-03 2024-01-14", "council 2024-01-15 null"]);
    assert_eq!(office.json(&["person", "list"])[0]["name"], "张三");
    assert_eq!(office.json(&["contact", "list"])[0]["phone"], "13811");
    // What was proposed, typed; then the roster says what is known.
    for line in [
        "member class jdxkjy --to standing --on 2024-03-01",
        "person post 张三 --org jdxkjy --title 总经理 --from 2024-03-01",
        "org rename bdxkjy 丙大学国家大学科技园 --on 2024-01-01",
        "org rename ddxkjy 东方产业园 --on 2024-01-01",
        "member leave jcyy --on 2023-12-31 --reason withdrawn",
    ] {
        office.say(line);
    }
    let again = office.json(&["import", &later]);
    assert_eq!(
        (&again["entry"], &again["warnings"].as_array().unwrap().len()),
        (&serde_json::Value::Null, &1),
        "{again:#}"
    );
    // Who has left, and stands in an old roster, is not a member again.
    let old = office.run(&["import", &first]);
    says(
        &old.err,
        &["己创业园 was a member until 2023-12-31", "alliance member add jcyy --class member --since DAY"],
    );
    assert_eq!(office.json(&["member", "list"]).as_array().unwrap().len(), 5);
}

#[test]
fn what_a_heading_means_is_said_once_and_remembered() {
    let office = Office::new();
    let path = office.file("名册.csv", "园,身份,何时来的,级别\n甲大学科技园,理事单位,2021年3月,5A\n");
    let refused = office.run(&["--lang", "zh", "import", &path]);
    assert_eq!(refused.code, 1);
    says(&refused.err, &["--map '列=organization'"]);
    let told = ["import", &path, "--map", "园=单位名称", "--map", "何时来的=from"];
    let two = office.run(&[&["--lang", "zh"], &told[..]].concat());
    assert_eq!(two.code, 1, "{}", two.err);
    says(&two.err, &["列“身份”与“级别”含义相同", "--map '级别='"]);
    let all = [&told[..], &["--map", "级别="]].concat();
    office.ok(&[&["--dry-run"], &all[..]].concat());
    assert_eq!(office.run(&["import", &path]).code, 1, "a dry run remembers nothing");
    office.ok(&all);
    assert_eq!(office.json(&["import", &path])["entry"], serde_json::Value::Null);
    let heads = office.json(&["sql", "SELECT heading, field FROM heading ORDER BY heading"]);
    assert_eq!(heads.as_array().unwrap().len(), 3, "{heads:#}");
    as_typed_members(&office, &[("甲大学科技园", "council", "2021-03")]);
    // What is said later goes before it; slips are refused.
    for (map, code, hint) in [
        ("园=unversity", 2, "university"),
        ("园", 2, "HEADING=FIELD"),
        ("=class", 2, "names no heading"),
        ("圆=organization", 1, "no roster here has a column “圆”"),
    ] {
        let answer = office.run(&["import", &path, "--map", map]);
        assert_eq!(answer.code, code, "{map} {}", answer.err);
        says(&answer.err, &[hint]);
    }
    office.ok(&["undo"]);
    assert_eq!(office.run(&["import", &path]).code, 1);
    // Also of a file that bears the name of a list.
    let path = office.file("memberships.csv", "园,身份\n乙大学　科技园,理事单位\n");
    let written = office.json(&["import", &path, "--map", "园=organization"]);
    assert_eq!(written["rows"][0]["list"], "roster", "{written:#}");
    as_typed_members(&office, &[("乙大学科技园", "council", "")]);
}

fn as_typed_members(office: &Office, members: &[(&str, &str, &str)]) {
    let list = office.json(&["member", "list"]);
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_string();
    let ours: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (text(row, "name"), text(row, "class"), text(row, "since")))
        .collect();
    let theirs: Vec<_> =
        members.iter().map(|(a, b, c)| (a.to_string(), b.to_string(), c.to_string())).collect();
    assert_eq!(ours, theirs);
}

#[test]
fn what_cannot_be_understood_is_refused_with_its_place() {
    let office = Office::new();
    let head: &[&str] = &["单位名称", "身份", "加入时间", "联系人", "电话"];
    for (row, fault) in [
        (&["甲园", "秘书长单位", "2021"][..], "Sheet1:2:2: "),
        (&["甲园", "", "2021"], "Sheet1:2:2: the class of 甲园 is missing"),
        (&["甲园", "理事单位", "去年"], "Sheet1:2:3: "),
        (&["甲园", "理事单位", "3月5日"], "Sheet1:2:3: "),
        (&["", "理事单位", "2021"], "Sheet1:2:1: the name of the member is missing"),
        (&["甲园", "理事单位", "2021", "张三、李四"], "names several persons"),
    ] {
        let path = book(&office, "x.xlsx", &[head, row, &["乙园", "理事单位", "2021"]]);
        let answer = office.run(&["import", &path]);
        assert_eq!(answer.code, 1, "{row:?} {}", answer.err);
        says(&answer.err, &[fault, "headings in line 1"]);
    }
    assert!(!office.exists() || office.json(&["org", "list"]).as_array().unwrap().is_empty());
    // October as a number is January too.
    let mut cut = Workbook::new();
    let page = cut.add_worksheet();
    put(page, 0, head);
    put(page, 1, &["甲园", "理事单位"]);
    page.write(1, 2, 2021.10).unwrap();
    let answer = office.run(&["import", &saved(&office, "cut.xlsx", cut)]);
    says(&answer.err, &["Sheet1:2:3: ", "January or October"]);
    assert_eq!(answer.code, 1);
    // The same member twice; with another contact it is one member with two.
    let twice: &[&str] = &["甲园", "理事单位", "2021", "李四"];
    let first: &[&str] = &["甲园", "理事单位", "2021", "张三"];
    let answer = office.run(&["import", &book(&office, "x.xlsx", &[head, first, first])]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    says(&answer.err, &["Sheet1:3:1: 甲园 stands twice: the first is at x.xlsx Sheet1:2:1"]);
    let other: &[&str] = &["甲园", "会员单位", "2021", "李四"];
    let answer = office.run(&["import", &book(&office, "x.xlsx", &[head, first, other])]);
    says(&answer.err, &["stands twice, with another class or day"]);
    taken(&office, &book(&office, "x.xlsx", &[head, first, twice]), 2);
    assert_eq!(office.json(&["contact", "list"]).as_array().unwrap().len(), 2);
}

#[test]
fn a_roster_over_what_minutes_have_recorded() {
    let office = Office::of("examples/shanghai-2023.toml");
    let path = book(
        &office,
        "m.xlsx",
        &[
            &["单位", "所属省市", "联盟职务", "入会时间", "代表", "职务", "手机", "办公电话"],
            // Since when it is a council member is not known, so neither is whether it changed its class then.
            &["浙江省国家大学科技园", "浙江", "理事长单位", "2018", "钱佩忠", "副总经理", "138", "0571-1"],
            // The first day, which was not known.
            &["上海理工大学国家大学科技园", "上海", "理事单位", "2018"],
            &["安徽理工大学大学科技园", "安徽", "理事单位", "2023-07-19"],
        ],
    );
    let said = office.run(&["--lang", "zh", "import", &path]);
    says(
        &said.err,
        &[
            "登记为理事（起始日不详），此处为理事长、自2018起",
            "`alliance member class zjsgjdxkjy --to president --on 2018`",
            "“安徽工业大学工程研究院”（ahgydxgcyjy）是成员，但不在名册中",
        ],
    );
    let members = office.json(&["member", "list"]);
    let of = |code: &str| members.as_array().unwrap().iter().find(|row| row["code"] == code).unwrap().clone();
    assert_eq!(
        (&of("zjsgjdxkjy")["class"], &of("zjsgjdxkjy")["since"]),
        (&"council".into(), &serde_json::Value::Null)
    );
    assert_eq!(of("shlgdxgjdxkjy")["since"], "2018");
    assert_eq!(of("ahlgdxdxkjy")["since"], "2023-07-19");
    assert_eq!(members.as_array().unwrap().len(), 7);
    // Who is known from the minutes is the same person; two numbers are both kept.
    let contacts = office.json(&["contact", "list"]);
    assert_eq!(
        (&contacts[0]["person"], &contacts[0]["phone"], &contacts[0]["duty"]),
        (&"钱佩忠".into(), &"138 / 0571-1".into(), &"代表".into())
    );
}

#[test]
fn plain_lists_stay_what_they_are() {
    let office = Office::new();
    let path = office.file("memberships.csv", "成员名单,,\n单位,身份,起始\n甲园,会员,2020-01-01\n");
    let answer = office.run(&["import", &path]);
    assert_eq!(answer.code, 1);
    says(&answer.err, &["memberships.csv:1:1: the column organization is missing"]);
    for (name, text, list) in [
        ("x.csv", "单位,身份,起始\n甲园,会员,2020-01-01\n", "memberships"),
        ("contacts of ours.csv", "单位名称,联系人,电话\n甲园,张三,138\n", "contacts"),
        ("y.csv", "名称,省份,高校\n甲园,浙江,甲大学\n", "organizations"),
    ] {
        let written = office.json(&["import", &office.file(name, text)]);
        assert_eq!(written["rows"][0]["list"], list, "{written:#}");
    }
}

/// A province with its city in one cell is both; 上海 and 上海市 are one province wherever members are counted.
#[test]
fn a_province_with_its_city_behind_it_is_province_and_city() {
    let office = Office::new();
    let rows: &[&[&str]] = &[
        &["单位名称", "身份", "所在地", "城市"],
        &["甲园", "理事", "江苏南京", ""],
        &["乙园", "理事", "浙江省杭州市", "杭州"],
        &["丙园", "理事", "上海市杨浦区", ""],
        &["丁园", "理事", "江苏省苏州", "无锡"],
        &["戊园", "理事", "上海", ""],
        &["己园", "理事", "南京", ""],
    ];
    let said = taken(&office, &book(&office, "roster.xlsx", rows), 6);
    says(
        &said,
        &[
            "分别录入省份与城市（如江苏南京，共3处）",
            "“南京”不是省份名称，仍按省份录入（共1处）",
            "--map '所在地=city'",
        ],
    );
    let list = office.ok(&["org", "list", "--columns", "name,province,city", "--format", "csv"]);
    for line in [
        "甲园,江苏,南京",
        "乙园,浙江省,杭州",
        "丙园,上海市,上海市杨浦区",
        "丁园,江苏省苏州,无锡",
        "戊园,上海,",
        "己园,南京,",
    ] {
        assert!(list.contains(line), "{line}\n{list}");
    }
    let stats = office.json(&["stats", "members"]);
    let of = |name: &str| {
        stats["provinces"].as_array().unwrap().iter().find(|row| row["province"] == name).cloned()
    };
    assert_eq!(of("上海").unwrap()["members"], 2, "{stats:#}");
    assert_eq!(of("上海市"), None);
    assert_eq!(of("浙江省").unwrap()["members"], 1, "where all write it one way, it is shown so");
    assert!(office.ok(&["member", "list", "--where", "province=上海", "--format", "csv"]).contains("丙园"));
}

/// A list of members says since when each is of its class, where that is not the day on which it joined: a registry
/// that takes it in does not put the class back to that day.
#[test]
fn a_class_that_changed_does_not_begin_on_the_day_of_joining() {
    let office = Office::new();
    office.ok(&["member", "add", "甲园", "--code", "jia", "--class", "council", "--since", "2020-01-01"]);
    let list = office.folder.path().join("plain.xlsx").display().to_string();
    office.ok(&["--lang", "zh", "member", "list", "--output", &list]);
    office.ok(&["member", "class", "jia", "--to", "standing", "--on", "2023-02-01"]);
    let changed = office.folder.path().join("changed.xlsx").display().to_string();
    office.ok(&["--lang", "zh", "member", "list", "--output", &changed]);

    let other = Office::new();
    let said = taken(&other, &changed, 1);
    says(&said, &["列“现身份起始日” → 现身份起始日", "有1家成员加入后身份有变动"]);
    let shown = other.json(&["member", "show", "jia"]);
    let held: Vec<_> = shown["memberships"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| (m["class"].clone(), m["from"].clone()))
        .collect();
    assert_eq!(held, [("standing".into(), "2023-02-01".into())]);

    let plain = Office::new();
    let said = taken(&plain, &list, 1);
    assert!(!said.contains("现身份起始日"), "{said}");
    assert_eq!(plain.json(&["member", "show", "jia"])["memberships"][0]["from"], "2020-01-01");
}

/// A member that has left by a status without a day is told so, and not as one that the roster leaves out.
#[test]
fn who_has_left_by_its_status_is_not_told_as_missing() {
    let office = Office::new();
    for (code, name) in [("jia", "甲园"), ("yi", "乙园"), ("bing", "丙园")] {
        office.ok(&["member", "add", name, "--code", code, "--class", "council"]);
    }
    let rows: &[&[&str]] =
        &[&["单位名称", "身份", "状态"], &["甲园", "理事", "在册"], &["乙园", "理事", "已退出"]];
    let path = book(&office, "roster.xlsx", rows);
    let said = office.run(&["--lang", "zh", "import", &path]);
    assert_eq!(said.code, 0, "{}", said.err);
    says(&said.err, &["“乙园”（yi）登记为成员，而名册注明已退出", "“丙园”（bing）是成员，但不在名册中"]);
    assert!(!said.err.contains("“乙园”（yi）是成员，但不在名册中"), "{}", said.err);
}

/// Where all that is left of a roster is for people to decide, it is not said that the registry has all of it.
#[test]
fn rows_that_are_left_are_not_called_known() {
    let office = Office::new();
    office.ok(&["member", "add", "甲园", "--code", "jia", "--class", "standing", "--since", "2020-01-01"]);
    let rows: &[&[&str]] = &[&["单位名称", "身份", "加入时间", "序号"], &["甲园", "理事", "2020-01-01", "1"]];
    let path = book(&office, "roster.xlsx", rows);
    let answer = office.run(&["--lang", "zh", "import", &path]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.err.contains("未作改动"), "{}", answer.err);
    assert!(
        answer.out.contains("提示中所列各项未作改动") && !answer.out.contains("已有全部内容"),
        "{}",
        answer.out
    );
}
