//! Lists of payments as banks write them: what came in is recorded as dues where payer and year are plain, and everything
//! else is told with its line.

use crate::office::Office;
use serde_json::{Value, json};

/// Members, one of whom has a short name that a bank may use.
fn office() -> Office {
    let office = Office::new();
    office.ok(&["about", "edit", "name=某联盟"]);
    for (code, name) in [
        ("fd", "复旦大学国家大学科技园"),
        ("sl", "上海理工大学国家大学科技园"),
        ("zj", "浙江省国家大学科技园"),
        ("zg", "浙江工业大学大学科技园"),
    ] {
        office.ok(&["org", "add", name, "--code", code]);
        office.ok(&["member", "add", code, "--class", "council", "--since", "2020-01-01"]);
    }
    office.ok(&["org", "edit", "zg", "university=浙江工业大学"]);
    office.say("dues add 2024 --class council --amount 5000.00 --due 2024-06-30");
    office
}

const STATEMENT: &str = "账户明细查询,,,,,,,\n\
    户名：某联盟,账号：6222020000000000,,,,,,\n\
    交易日期,对方户名,对方账号,借方发生额,贷方发生额,余额,摘要,附言\n\
    20240305 10:20:11,复旦大学国家大学科技园,1,,\"5,000.00\",\"15,000.00\",转账,会费2024\n\
    2024-03-06,上海理工科技园有限公司,2,,\"5,000.00\",\"20,000.00\",转账,2024年会费\n\
    2024-03-07,某某印刷厂,3,\"1,200.50\",,\"18,799.50\",印刷费,\n\
    2024-03-08,浙江工业大学,4,,5000,23799.50,,2024年度会费\n\
    2024-03-09,浙江省国家大学科技园,5,,5000.00,28799.50,会费,\n\
    2024-03-10,陌生公司,6,,300.00,29099.50,2024年会费,\n\
    2024-03-11,复旦大学国家大学科技园,1,,800.00,29899.50,2024年会务费,\n\
    2024-03-21,,,,12.34,29911.84,结息,\n\
    2024-03-22,复旦大学国家大学科技园,1,0.00,6000.00,35911.84,会费2023-2024,\n\
    合计,,,\"1,200.50\",\"22,112.34\",,,\n\
    打印日期：2024-04-01,,,,,,,\n";

#[test]
fn what_undoes_a_payment_is_none() {
    let office = Office::new();
    office.say("member add 甲园 --code jia --class council --since 2020-01-01");
    let list = office.file(
        "bank.csv",
        "交易日期,对方户名,贷方发生额,摘要\n2024-12-05,甲园,50.00,退款 2024会费\n2024-12-06,甲园,51.00,Refund of dues 2024\n",
    );
    let answer = office.run(&["import", &list]);
    assert!(answer.err.contains("refund") && answer.err.contains("退款"), "{}", answer.err);
    assert_eq!(office.json(&["payment", "list"]), serde_json::json!([]));
}

#[test]
fn a_statement_is_taken_where_it_is_plain_and_told_where_it_is_not() {
    let office = office();
    let file = office.file("明细.csv", STATEMENT);
    let told = office.run(&["--lang", "zh", "import", &file]);
    assert_eq!(told.code, 0, "{}", told.err);
    for part in [
        "银行收款明细，列标题在第3行",
        "列“对方户名” → 付款单位",
        "列“贷方发生额” → 收入金额",
        "无需导入：对方账号、余额",
        "支出1行，已略过：第6行",
        "合计、说明等2行，已略过：第13, 14行",
        // A payer who is near is proposed by name, with what records it.
        "明细.csv:5:2：“上海理工科技园有限公司”付 5000.00，未登记，但与 上海理工大学国家大学科技园 (sl) 相近；如即指此单位：\
         `alliance payment add sl 2024 --amount 5000.00 --on 2024-03-06`；此行未导入",
        "`alliance org edit sl aliases=上海理工科技园有限公司`",
        "明细.csv:7:2：“浙江工业大学”付 5000.00，未登记，但与 浙江工业大学大学科技园 (zg) 相近",
        "明细.csv:8:2：“浙江省国家大学科技园”缴 5000.00，未写明所缴年度",
        "明细.csv:9:2：“陌生公司”付 300.00，登记库中没有该付款人",
        "明细.csv:10:2：“复旦大学国家大学科技园”付 800.00，按其用途（会务费）并非会费",
        "明细.csv:11:2：收入 12.34，未写明付款人",
        "写有几个年度：2023、2024",
        "有1笔缴费的年度取自用途、附言等文字",
    ] {
        let flat = told.err.replace("\n  ", "").replace('\n', "");
        assert!(flat.contains(&part.replace('\n', "")), "{part} in\n{}", told.err);
    }
    assert!(
        !told.err.contains("aliases=浙江工业大学"),
        "a university is not another name of its park\n{}",
        told.err
    );
    let payments = office.json(&["payment", "list"]);
    let one = json!({ "ref": "p1", "organization": { "code": "fd", "name": "复旦大学国家大学科技园" }, "year": 2024,
                      "amount": 500_000, "on": "2024-03-05", "note": "转账；会费2024" });
    assert_eq!(payments, json!([one]));
    // The same list again changes nothing.
    let again = office.json(&["import", &file]);
    assert_eq!(
        (&again["entry"], &again["rows"][0]["equal"], &again["rows"][0]["left"]),
        (&Value::Null, &json!(1), &json!(7))
    );
    assert_eq!((&again["rows"][0]["list"], &again["rows"][0]["read"]), (&json!("payments"), &json!(8)));
    // What was told is done as it says, and is known from then on.
    office.say("payment add sl 2024 --amount 5000.00 --on 2024-03-06");
    assert_eq!(office.json(&["import", &file])["rows"][0]["equal"], 2);
    office.say("org edit zg aliases=浙江工业大学");
    let more = office.json(&["import", &file, "--year", "2024"]);
    assert_eq!((&more["rows"][0]["added"], &more["rows"][0]["equal"]), (&json!(2), &json!(2)), "{more}");
    let years = office.json(&["sql", "SELECT organization, \"year\", amount FROM payment ORDER BY 1, 2"]);
    assert_eq!(years.as_array().unwrap().len(), 4);
    assert_eq!(office.json(&["dues", "list", "--arrears", "--as-of", "2024-12-31"]), json!([]));
}

#[test]
fn directions_columns_of_years_and_signs() {
    let office = office();
    // One amount with a word that says which way, and a column of years.
    let file = office.file(
        "a.csv",
        "记账日期,付款人,借贷标志,金额（元）,年度,用途\n2024/5/1,复旦大学国家大学科技园,贷,5000.00,2023年度,转账\n\
         2024年5月2日,某某印刷厂,借,100,,印刷\n2024/5/3,浙江省国家大学科技园,收,\"4,999.99\",2024,2024年会费\n\
         2024/5/4,上海理工大学国家大学科技园,贷,1,2024,2023年会费\n",
    );
    let done = office.json(&["import", &file]);
    assert_eq!((&done["rows"][0]["added"], &done["rows"][0]["left"]), (&json!(2), &json!(1)), "{done}");
    let payments = office.json(&["payment", "list"]);
    assert_eq!((&payments[0]["year"], &payments[0]["on"]), (&json!(2023), &json!("2024-05-01")));
    assert_eq!(payments[1]["amount"], 499_999);
    // One amount with a sign; two of one day are one payment, and that is told.
    let file = office.file(
        "b.csv",
        "交易日期,对方名称,交易金额,摘要\n2025-01-02,复旦大学国家大学科技园,+3000,会费2025\n2025-01-02,复旦大学国家大学科技园,2000.00,会费2025\n\
         2025-01-03,某公司,-50.00,手续费\n",
    );
    let told = office.run(&["import", &file]);
    assert!(told.err.contains("2 payments of 复旦大学国家大学科技园 on one day"), "{}", told.err);
    let last = office.json(&["payment", "list", "--where", "year=2025"]);
    assert_eq!((last.as_array().unwrap().len(), &last[0]["amount"]), (1, &json!(500_000)));
    // What is recorded otherwise stays, and one without a day may be the same.
    office.say("payment edit p3 amount=4000.00");
    office.say("payment add zj 2025 --amount 5000.00");
    let file = office.file(
        "c.csv",
        "交易日期,对方名称,收入,附言\n2025-01-02,复旦大学国家大学科技园,5000.00,会费2025\n2025-02-02,浙江省国家大学科技园,5000.00,会费2025\n",
    );
    let told = office.run(&["import", &file]);
    let flat = told.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("p3 says 4000.00; to correct it: `alliance payment edit p3 amount=5000.00`"),
        "{}",
        told.err
    );
    assert!(
        flat.contains("which p4 may be; if it is: `alliance payment edit p4 on=2025-02-02`"),
        "{}",
        told.err
    );
    assert!(told.out.contains("nothing changed"), "{}", told.out);
    // Money in another currency is none of the dues.
    let file = office.file(
        "e.csv",
        "交易日期,对方名称,币种,收入,附言\n2025-03-02,浙江工业大学大学科技园,美元,5000.00,会费2025\n2025-03-03,浙江工业大学大学科技园,人民币,1.00,会费2025\n",
    );
    let done = office.json(&["import", &file]);
    assert_eq!((&done["rows"][0]["added"], &done["rows"][0]["left"]), (&json!(1), &json!(1)), "{done}");
    // A heading that is not known is placed by --map, which is remembered.
    let odd = |day: &str| {
        format!("日子,交易日期,对方名称,进项,说明\n1,{day},浙江工业大学大学科技园,50.00,会费2024\n")
    };
    let file = office.file("d.csv", odd("2024-07-01"));
    assert_eq!(office.run(&["import", &file]).code, 1);
    let done = office.json(&["import", &file, "--map", "进项=income", "--map", "说明=note"]);
    assert_eq!(done["rows"][0]["added"], 1, "{done}");
    let file = office.file("d.csv", odd("2024-07-02"));
    assert_eq!(office.json(&["import", &file])["rows"][0]["added"], 1);
}

#[test]
fn what_is_wrong_is_refused_whole_with_its_place() {
    let office = office();
    let file = office.file(
        "x.csv",
        "交易日期,对方户名,借贷标志,金额,年度\n2024-13-40,复旦大学国家大学科技园,贷,5000,2024\n2024-05-01,复旦大学国家大学科技园,贷,五千,2024\n\
         2024-05-02,复旦大学国家大学科技园,转,5000,2024\n2024-05-03,复旦大学国家大学科技园,贷,5000,明年\n2024-05-04,复旦大学国家大学科技园,贷,5000,2024\n",
    );
    let told = office.run(&["import", &file]);
    assert_eq!(told.code, 1);
    for part in [
        "x.csv:2:1",
        "x.csv:3:4: “五千” is no amount",
        "x.csv:4:3: whether it came in or went out",
        "x.csv:5:5: 明年 is no year",
    ] {
        assert!(told.err.contains(part), "{part} in\n{}", told.err);
    }
    assert_eq!(office.json(&["payment", "list"]), json!([]));
    // The year is about banks' lists alone; plain lists of payments are what they were.
    let plain =
        office.file("p.csv", "缴费单位,年度,金额,日期\n复旦大学国家大学科技园,2024,5000,2024-05-04\n");
    assert_eq!(office.run(&["import", &plain, "--year", "2024"]).code, 2);
    assert_eq!(office.json(&["import", &plain])["rows"][0]["added"], 1);
    assert_eq!(office.json(&["payment", "list"])[0]["amount"], 500_000);
    // Lists of the tool's own are no bank's, whatever they are called.
    let own = office.folder.path().join("own.csv").display().to_string();
    std::fs::write(&own, office.ok(&["--format", "csv", "dues", "list"])).unwrap();
    assert_eq!(office.json(&["import", &own])["rows"][0]["list"], "dues");
    // Money in 万元 is not taken for units.
    let large = office
        .file("w.csv", "交易日期,对方户名,金额（万元）,年度\n2024-05-04,复旦大学国家大学科技园,0.5,2024\n");
    assert_eq!(office.run(&["import", &large]).code, 1);
}

#[test]
fn a_workbook_is_read_as_its_cells_are_shown() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let office = office();
    let (mut book, day) = (Workbook::new(), Format::new().set_num_format("yyyy-mm-dd"));
    let sheet = book.add_worksheet().set_name("交易明细").unwrap();
    sheet.write(0, 0, "收款明细").unwrap();
    for (column, heading) in
        ["序号", "入账日期", "付款方名称", "收入金额", "支出金额", "用途"].into_iter().enumerate()
    {
        sheet.write(1, column as u16, heading).unwrap();
    }
    for (row, (payer, income, expense, text)) in [
        ("复旦大学国家大学科技园", 5000.0, 0.0, "2024年会费"),
        ("浙江省国家大学科技园", 1234.5, 0.0, "会费 2024"),
        ("物业公司", 0.0, 300.0, "物业"),
    ]
    .into_iter()
    .enumerate()
    {
        let at = row as u32 + 2;
        sheet.write(at, 0, at - 1).unwrap();
        sheet
            .write_with_format(at, 1, ExcelDateTime::from_ymd(2024, 5, row as u8 + 1).unwrap(), &day)
            .unwrap();
        sheet.write(at, 2, payer).unwrap();
        sheet.write(at, 3, income).unwrap();
        sheet.write(at, 4, expense).unwrap();
        sheet.write(at, 5, text).unwrap();
    }
    sheet.write(5, 0, "合计").unwrap();
    sheet.write(5, 3, 6234.5).unwrap();
    let file = office.file("明细.xlsx", book.save_to_buffer().unwrap());
    let told = office.run(&["import", &file]);
    assert!(
        told.code == 0 && told.err.contains("what was paid out is passed over (rows: 1; in line 5)"),
        "{}",
        told.err
    );
    let rows = office.json(&["sql", "SELECT organization, \"year\", amount, \"on\" FROM payment ORDER BY 1"]);
    assert_eq!(
        rows,
        json!([
            { "organization": "fd", "year": 2024, "amount": 500_000, "on": "2024-05-01" },
            { "organization": "zj", "year": 2024, "amount": 123_450, "on": "2024-05-02" },
        ])
    );
}
