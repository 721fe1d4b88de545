//! Lists as they really come: what a file says is taken whole or refused with its place, never guessed.

use crate::office::Office;
use rust_xlsxwriter::{Format, Workbook};

fn office() -> Office {
    let office = Office::new();
    let records = "[[organization]]\nname = \"甲园\"\ncode = \"jia\"\n[[organization]]\nname = \"乙园\"\ncode = \"yi\"\n\
                   [[session]]\nterm = 1\nnumber = 1\nstart = 2020-05-01\n[[session.motion]]\nnumber = 1\ntitle = \"预算\"\n";
    let file = office.file("r.toml", records);
    office.ok(&["apply", &file]);
    office
}

/// What an import of such a file is refused with.
fn refused(name: &str, bytes: impl AsRef<[u8]>, more: &[&str]) -> String {
    let office = office();
    let (file, before) = (office.file(name, bytes), office.state());
    let answer = office.run(&[&["import", &file], more].concat());
    assert!(answer.code == 1 && office.state() == before, "{name}: {} {}", answer.out, answer.err);
    answer.err
}

fn classes(office: &Office) -> Vec<String> {
    ["jia", "yi"]
        .into_iter()
        .map(|code| {
            let member = office.json(&["member", "show", code]);
            member["memberships"][0]["class"].as_str().unwrap_or_default().to_string()
        })
        .collect()
}

#[test]
fn every_kind_of_line_end_encoding_and_blank_line_gives_the_same() {
    let mut which = [0, 1, 2].into_iter().cycle();
    for end in ["\n", "\r\n", "\r"] {
        for above in ["", "\n", "\r\n", "sep=,\n"] {
            let text = format!("{above}单位,身份{end}{end}甲园,理事{end},{end}\"乙园\" ,会员{end}");
            let bytes = match which.next() {
                Some(0) => text.clone().into_bytes(),
                Some(1) => encoding_rs::GB18030.encode(&text).0.into_owned(),
                _ => [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
            };
            let office = office();
            let file = office.file("memberships.csv", bytes);
            office.ok(&["import", &file]);
            assert_eq!(classes(&office), ["council", "member"], "{text:?}");
        }
    }
}

#[test]
fn a_fault_has_the_line_that_an_editor_shows() {
    for end in ["\n", "\r\n", "\r"] {
        let text =
            ["organization,class", "", "甲园,member", "\"乙", "园\",member", "甲园,membr", ""].join(end);
        assert!(refused("memberships.csv", text, &[]).contains("memberships.csv:6:2: "));
    }
}

#[test]
fn what_cannot_be_read_whole_is_refused_with_its_place() {
    let heads = "organization,class,from\n";
    for (row, want) in [
        (
            "甲园,\"member,2020-01-01\n乙园,member,2021-01-01\n",
            ":2:2: the quote that opens this cell is never closed",
        ),
        ("\"甲\"园,member,\n", ":2:1: text follows the quote"),
        ("甲园,member,2020-01-01,2021-01-01\n", ":2:4: no heading stands over"),
    ] {
        let said = refused("memberships.csv", format!("{heads}{row}"), &[]);
        assert!(said.contains(&format!("memberships.csv{want}")), "{said}");
    }
    let said = refused(
        "memberships.csv",
        b"organization,class\r\n\xe7\x94\xb2\xe5\x9b\xad,member\r\n\xe4\xb9\x99\xe5\x9b,member\r\n",
        &[],
    );
    assert!(
        said.contains("memberships.csv:3:1: the byte after “乙” is not UTF-8")
            && said.contains("--encoding big5"),
        "{said}"
    );
    let said = refused("memberships.csv", "成员名单,,\n单位,身份,起始\n甲园,会员,2020-01-01\n", &[]);
    assert!(
        said.contains("memberships.csv:1:1: ") && said.contains("line 2") && !said.contains("no row"),
        "{said}"
    );
}

#[test]
fn another_encoding_is_named() {
    let big5 = encoding_rs::BIG5.encode("organization,class\n臺灣大學創新園區,member\n").0.into_owned();
    assert!(refused("memberships.csv", &big5, &[]).contains("臺灣大學"));
    let office = Office::new();
    let file = office.file("memberships.csv", &big5);
    let answer = office.run(&["import", &file, "--encoding", "gbkk"]);
    assert!(answer.code == 2 && answer.err.contains("gbkk"), "{}", answer.err);
    office.ok(&["import", &file, "--encoding", "big5"]);
    assert_eq!(office.json(&["org", "list"])[0]["name"], "臺灣大學創新園區");
}

#[test]
fn what_is_above_the_headings_of_a_file_without_a_name_is_told() {
    let office = office();
    let file = office
        .file("名单.csv", "联盟成员名单,,\n\n截至,今日,\n单位,身份,起始\n甲园,理事,2020-01-01\n乙园,会员,\n");
    let told = office.run(&["import", &file]);
    assert!(told.code == 0 && told.err.contains("2 rows above the headings in line 4"), "{}", told.err);
    assert_eq!(classes(&office), ["council", "member"]);
}

#[test]
fn a_fraction_that_a_spreadsheet_made_a_date_of_is_refused_and_an_export_prevents_it() {
    for text in ["02/03/26", "2-Mar", "3月2日", "46056", "2026-02-03"] {
        let said = refused("rules.csv", format!("body,matter,quorum\ncouncil,*,{text}\n"), &[]);
        assert!(
            said.contains("rules.csv:2:3") && said.contains("spreadsheet") && said.contains("date"),
            "{said}"
        );
    }
    let office = Office::new();
    let file = office.file("rules.csv", "body,matter,quorum\ncouncil,*,2/3\n");
    office.ok(&["import", &file]);
    let out = office.folder.path().join("out").to_string_lossy().into_owned();
    office.ok(&["export", &out]);
    let rules = std::fs::read_to_string(format!("{out}/rules.csv")).unwrap();
    assert!(rules.contains(",'2/3,"), "{rules}");
    let other = Office::new();
    other.ok(&["import", &out]);
    assert_eq!(
        other.tables().iter().find(|(name, _)| name == "rules"),
        office.tables().iter().find(|(name, _)| name == "rules")
    );
}

#[test]
fn what_is_merged_across_columns_is_refused_with_its_cell() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("memberships").unwrap();
    for (at, heading) in ["organization", "class", "from", "until"].into_iter().enumerate() {
        page.write(0, at as u16, heading).unwrap();
    }
    page.write(1, 0, "甲园").unwrap().write(1, 1, "council").unwrap();
    page.merge_range(1, 2, 1, 3, "2021-03-05", &Format::new()).unwrap();
    let office = office();
    let before = office.state();
    let answer = office.run(&["import", &office.file("a.xlsx", book.save_to_buffer().unwrap())]);
    assert!(answer.code == 1 && answer.err.contains("the cell D2 is merged"), "{}", answer.err);
    assert_eq!(office.state(), before);
}

#[test]
fn a_workbook_says_what_it_shows() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("说明").unwrap();
    page.write(0, 0, "请勿修改").unwrap();
    let page = book.add_worksheet();
    page.set_name("memberships").unwrap();
    for (at, heading) in ["organization", "class", "from"].into_iter().enumerate() {
        page.write(0, at as u16, heading).unwrap();
    }
    page.write(1, 0, "甲园").unwrap().write(2, 0, "乙园").unwrap();
    page.merge_range(1, 1, 2, 1, "council", &Format::new()).unwrap();
    page.write_with_format(1, 2, 43_891, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    page.set_row_hidden(2).unwrap();
    let office = office();
    let file = office.file("a.xlsx", book.save_to_buffer().unwrap());
    let answer = office.run(&["import", &file]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.err.contains("a.xlsx 说明 has no headings of a list"), "{}", answer.err);
    assert!(answer.err.contains("1 hidden row is taken, in line 3"), "{}", answer.err);
    assert_eq!(classes(&office), ["council", "council"]);
    assert_eq!(office.json(&["member", "show", "jia"])["memberships"][0]["from"], "2020-03-01");
}

#[test]
fn a_roll_call_comes_in_any_encoding_and_is_refused_as_lists_are() {
    let text = "单位;表决\r\n甲园;赞成\r\n\r\n乙园;反对\r\n";
    for bytes in [text.as_bytes().to_vec(), encoding_rs::GB18030.encode(text).0.into_owned()] {
        let office = office();
        let members = office.file("memberships.csv", "organization,class\njia,council\nyi,council\n");
        office.ok(&["import", &members]);
        let file = office.file("b.csv", bytes);
        office.ok(&["vote", "record", "1-1/1", "--ballots", &file]);
        let motion = office.json(&["vote", "show", "1-1/1"]);
        assert_eq!(motion["ballots"].as_array().map(Vec::len), Some(2), "{motion}");
        let file = office.file("b.csv", "organization,choice\njia,\"yes\nyi,no\n");
        let answer = office.run(&["vote", "record", "1-1/1", "--ballots", &file]);
        assert!(answer.code == 1 && answer.err.contains("b.csv:2:2: the quote"), "{}", answer.err);
    }
}

/// Long files keep their first row and every other, whatever their line ends, and blank lines.
#[test]
fn a_long_file_of_ballots_is_taken_whole() {
    let mut records = String::from("[[session]]\nterm = 1\nnumber = 1\nstart = 2020-05-01\n");
    (1..=400)
        .for_each(|n| records.push_str(&format!("[[session.motion]]\nnumber = {n}\ntitle = \"议题{n}\"\n")));
    let organizations: String = (0..130).map(|n| format!("o{n:03},某某大学科技园第{n}园\n")).collect();
    for (end, above) in [("\r\n", ""), ("\r", ""), ("\n", "\n\n"), ("\r\n", "\r\n")] {
        let office = Office::new();
        let file = office.file("r.toml", &records);
        office.ok(&["apply", "--quiet", &file]);
        let file = office.file("organizations.csv", format!("code,name\n{organizations}"));
        office.ok(&["import", &file]);
        let mut text = format!("{above}motion,organization,choice{end}");
        for motion in 1..=400 {
            (0..130).for_each(|n| text.push_str(&format!("1-1/{motion},o{n:03},yes{end}")));
        }
        let file = office.file("ballots.csv", &text);
        office.ok(&["import", &file]);
        let rows = office.json(&["sql", "select count(*) as n from ballots"]);
        assert_eq!(rows[0]["n"], 52_000, "{end:?}");
    }
}

#[test]
fn a_record_file_in_json_is_an_object() {
    let office = office();
    let before = office.state();
    for text in ["[1,2]", "\"x\"", "[[[", "12"] {
        let answer = office.run(&["apply", &office.file("x.json", text)]);
        assert!(answer.code == 1 && !answer.err.contains("TOML"), "{text} {}", answer.err);
        assert_eq!(office.state(), before);
    }
}
