//! What a roster leaves open: one name at several members, places that are no provinces, sheets of members of before,
//! rows that a person has to decide on.

use rust_xlsxwriter::{Workbook, Worksheet};
use serde_json::json;

use crate::office::{Answer, Office};

type Sheet<'a> = (&'a str, &'a [&'a [&'a str]]);

fn book(office: &Office, sheets: &[Sheet]) -> String {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let mut page = Worksheet::new();
        page.set_name(*name).unwrap();
        for (line, row) in rows.iter().enumerate() {
            for (at, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                page.write_string(line as u32, at as u16, *text).unwrap();
            }
        }
        workbook.push_worksheet(page);
    }
    office.file("名册.xlsx", workbook.save_to_buffer().unwrap())
}

fn import(office: &Office, file: &str) -> Answer {
    let answer = office.run(&["--lang", "zh", "import", file]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    answer
}

fn says(said: &str, words: &[&str]) {
    for word in words {
        assert!(said.contains(word), "{word}\n{said}");
    }
}

#[test]
fn one_name_at_several_members_is_several_persons_and_that_is_said() {
    let office = Office::new();
    let roster = |second: &str, third: &str| {
        let rows = [
            "甲园,理事,张伟",
            &format!("乙园,理事,{second}"),
            &format!("丙园,理事,{third}"),
            "丁园,理事,李四",
        ]
        .join("\n");
        office.file("名册.csv", format!("单位名称,身份,联系人\n{rows}\n"))
    };
    let file = roster("张 伟", "张伟");
    let said = import(&office, &file).err;
    says(
        &said,
        &[
            "“张伟”见于3个单位（",
            "名册.csv:2:3“甲园”",
            "名册.csv:3:3“乙园”",
            "名册.csv:4:3“丙园”",
            "按同名的3人录入",
            "写作“张伟@甲园”",
        ],
    );
    assert!(!said.contains("李四”见于"), "{said}");
    let persons = |office: &Office| office.json(&["person", "list"]).as_array().unwrap().len();
    assert_eq!(persons(&office), 4);
    // Nothing new is nothing to say.
    let again = import(&office, &file);
    assert!(!again.err.contains("见于") && again.out.contains("没有变动"), "{}{}", again.out, again.err);
    // The way that it names.
    office.say("undo");
    let file = roster("张伟@甲园", "张伟＠甲园");
    assert!(!import(&office, &file).err.contains("见于"));
    assert_eq!(persons(&office), 2);
    let again = import(&office, &file);
    assert!(
        again.out.contains("登记库中已有全部内容") && !again.err.contains("不在名册中"),
        "{}{}",
        again.out,
        again.err
    );
}

#[test]
fn a_name_with_its_title_that_is_known_elsewhere_is_told_with_the_way_to_write_it() {
    let office = Office::new();
    import(&office, &office.file("名册.csv", "单位名称,身份,联系人\n甲园,理事,王建国\n"));
    let file = office.file("名册.csv", "单位名称,身份,联系人\n甲园,理事,王建国\n乙园,理事,王建国主任\n");
    says(
        &import(&office, &file).err,
        &["名册.csv:3:3", "“王建国主任”为新增，但与“王建国”（王建国@甲园）相近"],
    );
    office.say("undo");
    import(
        &office,
        &office.file("名册.csv", "单位名称,身份,联系人\n甲园,理事,王建国\n乙园,理事,王建国@甲园\n"),
    );
    assert_eq!(office.json(&["person", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn rows_that_are_left_to_decide_are_no_known_ones() {
    let office = Office::new();
    import(&office, &office.file("名册.csv", "单位名称,身份,联系人\n甲园,理事,王五\n乙园,理事,李四\n"));
    let file = office.file("名册.csv", "单位名称,身份,联系人\n甲园,常务理事,王五\n乙园,理事,李四\n");
    let said = import(&office, &file);
    says(&said.err, &["读取2行；新增0、修改0、原已登记1、待定1"]);
    assert!(said.out.contains("请自行确认") && !said.out.contains("已有全部内容"), "{}", said.out);
    let told = office.json(&["import", &file]);
    assert_eq!(
        told["rows"][0],
        json!({"list": "roster", "read": 2, "added": 0, "changed": 0, "equal": 1, "left": 1})
    );
    let en = office.run(&["--lang", "en", "import", &file]).err;
    assert!(en.contains("2 rows read; 0 added, 0 changed, 1 known already, 1 left to decide"), "{en}");
}

#[test]
fn places_that_are_not_plain_are_told() {
    let office = Office::new();
    let rows = "甲园,理事,江苏省苏州市工业园区\n乙园,理事,浙江杭州、宁波\n丙园,理事,北京海淀\n丁园,理事,安微\n戊园,理事,安微合肥\n己园,理事,江蘇\n庚园,理事,深圳\n辛园,理事,东莞\n";
    let said = import(&office, &office.file("名册.csv", format!("单位名称,身份,省份\n{rows}"))).err;
    says(
        &said,
        &[
            "城市之后的区县等没有对应的字段，已略过：“工业园区”（共1处）",
            "“杭州、宁波”为几个城市",
            "名册.csv:5:3：“安微”不是省份名称，是否为“安徽”",
            "名册.csv:6:3：“安微合肥”不是省份名称，是否为“安徽”",
            "“江蘇”不是省份名称，是否为“江苏”",
            "“深圳”、“东莞”不是省份名称，仍按省份录入（共2处）",
        ],
    );
    let list = office.ok(&["org", "list", "--columns", "name,province,city", "--format", "csv"]);
    for line in ["甲园,江苏省,苏州市", "丙园,北京,北京海淀", "丁园,安微,", "乙园,浙江,杭州、宁波"]
    {
        assert!(list.contains(line), "{line}\n{list}");
    }
}

#[test]
fn a_sheet_of_members_of_before_makes_nobody_a_member_of_today() {
    let present: &[&[&str]] =
        &[&["单位名称", "身份", "联系人"], &["甲园", "理事", "张三"], &["乙园", "理事", "李四"]];
    let former: &[&[&str]] =
        &[&["单位名称", "身份", "联系人"], &["丙园", "理事", "王五"], &["乙园", "会员", "孙六"]];
    let members = |office: &Office| {
        let all = office.json(&["member", "list", "--all"]);
        let name = |row: &serde_json::Value| {
            format!("{} {}", row["organization"].as_str().unwrap_or_default(), row["status"])
        };
        all.as_array().unwrap().iter().map(name).collect::<Vec<_>>().join(";")
    };
    for name in ["往年", "已退出", "历史名单", "Former members"] {
        let office = Office::new();
        let said = import(&office, &book(&office, &[("名册", present), (name, former)])).err;
        says(&said, &[name, "为以往成员的名单，未写退出日期的2行已略过"]);
        assert!(!members(&office).contains("丙园"), "{}", members(&office));
        assert_eq!(office.json(&["member", "show", "乙园"])["class"], "council");
    }
    // With its days it is history.
    let office = Office::new();
    let dated: &[&[&str]] = &[
        &["单位名称", "身份", "入会日期", "退出日期"],
        &["丙园", "理事", "2015-03-01", "2020-12-31"],
        &["丁园", "理事", "2015-03-01", ""],
    ];
    let said = import(&office, &book(&office, &[("名册", present), ("已退出", dated)])).err;
    says(&said, &["未写退出日期的1行已略过"]);
    let ended = office.json(&["member", "show", "丙园"]);
    assert_eq!(ended["status"], "ended", "{ended}");
    assert_eq!(office.json(&["member", "list"]).as_array().unwrap().len(), 2);
    // Of several years the last one holds; a sheet by itself is taken, whatever its year.
    let office = Office::new();
    let said = import(&office, &book(&office, &[("2022年", former), ("2023年", present)])).err;
    says(&said, &["2022年", "未写退出日期的2行已略过"]);
    assert_eq!(office.json(&["member", "list"]).as_array().unwrap().len(), 2);
    let office = Office::new();
    import(&office, &book(&office, &[("2022年", former)]));
    assert_eq!(office.json(&["member", "list"]).as_array().unwrap().len(), 2);
    // Who is recorded as a member and stands among those of before is told.
    let said = import(
        &office,
        &book(
            &office,
            &[("名册", present), ("已退出", &[&["单位名称", "身份", "联系人"], &["丙园", "理事", "王五"]])],
        ),
    )
    .err;
    says(&said, &["“丙园”（by）登记为成员，而名册注明已退出"]);
}

#[test]
fn headings_and_classes_in_traditional_characters() {
    let office = Office::new();
    let rows = "單位名稱,級別,入會日期,省份,聯繫人,職務,電話\n甲園,常務理事單位,2021年3月,江苏,張偉,主任,13800000000\n";
    import(&office, &office.file("名册.csv", rows));
    let member = office.json(&["member", "show", "甲園"]);
    assert_eq!((&member["class"], &member["since"]), (&"standing".into(), &"2021-03".into()), "{member}");
    let contact = &office.json(&["contact", "list"])[0];
    assert_eq!((&contact["person"], &contact["phone"]), (&"張偉".into(), &"13800000000".into()), "{contact}");
    assert_eq!(office.json(&["person", "show", "張偉"])["title"], "主任");
}

#[test]
fn cells_that_say_less_than_they_seem_are_told() {
    let office = Office::new();
    let answer = |text: &str, more: &[&str]| {
        let file = office.file("名册.csv", text);
        office.run(&[&["--lang", "zh", "import", &file], more].concat())
    };
    let told = answer(
        "单位名称,身份,入会时间,联系人,职务,电话,邮箱\n甲园,会员,不详,吴芳 主任,,a@b.c,13900001111\n乙园,会员,待定,张三主任,,139,x@y.z\n其他,会员,,,,,\n",
        &[],
    );
    assert_eq!(told.code, 0, "{}", told.err);
    says(
        &told.err,
        &[
            "名册.csv:2:4：“吴芳 主任”按姓名“吴芳”、职务“主任”录入",
            "名册.csv:3:4：“张三主任”整体作为姓名录入",
            "名册.csv:4:1：“其他”按成员单位名称录入",
            "名册.csv:2:3：“不详”之类按未知处理（共2格）",
            "名册.csv:2:7：“13900001111”不是邮箱地址",
            "名册.csv:2:6：“a@b.c”不是电话号码",
        ],
    );
    assert_eq!(office.json(&["person", "show", "吴芳"])["title"], "主任");
    let told = answer(
        "单位名称,身份,联系人\n甲园,待定,张三/李四\n乙园,会员,王五 李六\n丙园,会员,赵六 13900001111\n丁园,会员,赵某等3人\n戊园,会员,主任\n",
        &[],
    );
    assert_eq!(told.code, 1);
    says(
        &told.err,
        &[
            "“甲园”的身份为“待定”",
            "alliance member apply",
            "名册.csv:2:3: “张三/李四”像是几个姓名",
            "名册.csv:3:3: “王五 李六”像是几个姓名",
            "名册.csv:4:3: “赵六 13900001111”含有号码",
            "名册.csv:5:3: “赵某等3人”不止一人",
            "名册.csv:6:3: “主任”是职务",
        ],
    );
    // A phone of nobody is told with what is lacking, and not with the way that was just taken.
    let told = answer("单位名称,身份,联系电话\n甲园,会员,139\n", &["--map", "联系电话=电话"]);
    assert_eq!(told.code, 0, "{}", told.err);
    says(&told.err, &["没有写明联系人姓名的列", "--map '列=person'"]);
    assert!(!told.err.contains("无法对应到字段"), "{}", told.err);
}

#[test]
fn who_represents_a_member_by_the_roster_is_its_representative() {
    let office = Office::new();
    let file = office.file("名册.csv", "单位名称,身份,理事代表,联系人\n甲园,理事,周海燕,李四\n");
    import(&office, &file);
    let members = office.json(&["member", "list", "--columns", "name,representative"]);
    assert_eq!(members, json!([{ "name": "甲园", "representative": "周海燕" }]));
    office.say("session add 1-1 --start 2024-05-01 --notified 2024-04-01");
    assert!(office.ok(&["--lang", "zh", "sheet", "signin", "1-1"]).contains("周海燕"));
    // Who came to a session in its place is no representative; where nobody is named, it is.
    office.say("session attend 1-1 甲园 --person 王五");
    assert_eq!(office.json(&["member", "list"])[0]["representative"], "周海燕");
    office.say("contact end c1 --on 2024-06-01");
    assert_eq!(office.json(&["member", "list", "--as-of", "2024-07-01"])[0]["representative"], "王五");
}

#[test]
fn a_list_without_classes_says_nothing_of_who_has_left() {
    let office = Office::new();
    import(&office, &office.file("名册.csv", "单位名称,身份,联系人\n甲园,理事,周海燕\n乙园,理事,李四\n"));
    let told =
        import(&office, &office.file("通信.csv", "成员单位名称,联系人,手机\n甲园,周海燕,13900001111\n")).err;
    assert!(!told.contains("member leave"), "{told}");
    let told = import(&office, &office.file("名册.csv", "单位名称,身份,联系人\n甲园,理事,周海燕\n")).err;
    says(&told, &["member leave"]);
}
