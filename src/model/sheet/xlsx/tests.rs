use std::io::Write as _;

use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

/// The parts of a small workbook: sheets by name, state and what stands in `worksheet`.
fn parts(sheets: &[(&str, &str, &str)], date1904: bool) -> Vec<(String, String)> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let relation = |n: usize, kind: &str, target: &str| {
        format!("<Relationship Id=\"r{n}\" Type=\"http://x/relationships/{kind}\" Target=\"{target}\"/>")
    };
    let (mut entries, mut targets, mut all) = (String::new(), String::new(), Vec::new());
    for (n, (name, state, xml)) in sheets.iter().enumerate() {
        entries
            .push_str(&format!("<sheet name=\"{name}\" sheetId=\"{n}\" state=\"{state}\" r:id=\"r{n}\"/>"));
        // A target is named from the folder, or from the root.
        let folder = ["/xl/worksheets", "worksheets", "./../xl/worksheets"][n % 3];
        targets.push_str(&relation(n, "worksheet", &format!("{folder}/s{n}.xml")));
        all.push((format!("xl/worksheets/s{n}.xml"), format!("{head}<worksheet>{xml}</worksheet>")));
    }
    let relations = |xml: &str| format!("{head}<Relationships>{xml}</Relationships>");
    all.push(("_rels/.rels".into(), relations(&relation(0, "officeDocument", "xl/workbook.xml"))));
    all.push((
        "xl/_rels/workbook.xml.rels".into(),
        relations(&format!(
            "{targets}{}{}{}",
            relation(100, "styles", "styles.xml"),
            relation(101, "sharedStrings", "/xl/sharedStrings.xml"),
            relation(102, "theme", "theme.xml")
        )),
    ));
    all.push((
        "xl/workbook.xml".into(),
        format!(
            "{head}<workbook xmlns:r=\"r\"><workbookPr date1904=\"{date1904}\"/><sheets>{entries}</sheets></workbook>"
        ),
    ));
    all.push((
        "xl/styles.xml".into(),
        format!(
            "{head}<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>\
             <numFmt numFmtId=\"165\" formatCode=\"0000\"/></numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>\
             <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/>\
             <xf numFmtId=\"22\"/><xf numFmtId=\"16\"/></cellXfs></styleSheet>"
        ),
    ));
    all.push((
        "xl/SharedStrings.xml".into(),
        format!(
            "{head}<sst><si><t>a</t></si><si><t>b</t></si><si><t>c</t></si>\
             <si><r><rPr><b/></rPr><t>甲</t></r><r><t xml:space=\"preserve\"> &amp; 园&#33;</t></r><rPh sb=\"0\" eb=\"1\"><t>jia</t></rPh></si>\
             <si><t>x_x0008_y_x000_</t></si><si><t>2/3</t></si></sst>"
        ),
    ));
    all
}

fn zipped(parts: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read(bytes: &[u8]) -> Result<Vec<List>> {
    let signs = Signs {
        names: &|name| name == "known",
        is_heading: &|cells| cells.starts_with(&["a", "b"]),
        roster: &|_, _| None,
    };
    lists("f.xlsx", &Source::Held(bytes.into()), &signs)
}

/// What the lists say: rows as `line: cell|cell`, faults, and what is told.
fn said(lists: Vec<List>) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (mut rows, mut faults, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for list in lists {
        let read = list.each(
            &mut |line, row| {
                rows.push(format!("{line}: {}", row.iter().collect::<Vec<_>>().join("|")));
                Ok(())
            },
            &mut |fault| faults.push(fault.to_string()),
        );
        told.extend(read.unwrap().told.into_iter().map(|message| message.en));
    }
    (rows, faults, told)
}

const HEADS: &str = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c></row>";

fn one(rows: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let xml = format!("<sheetData>{HEADS}{rows}</sheetData>");
    said(read(&zipped(&parts(&[("known", "visible", &xml)], false))).unwrap())
}

#[test]
fn cells_say_what_a_spreadsheet_shows() {
    let (rows, faults, told) = one(
        "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>3</v></c><c r=\"B3\" t=\"b\"><v>1</v></c><c r=\"C3\"><v>3</v></c></row>\
         <row><c t=\"s\"><v>4</v></c><c t=\"inlineStr\"><is><r><t>in</t></r><r><t>line</t></r></is></c><c t=\"str\"><f>A1</f><v></v></c></row>\
         <row r=\"6\"><c r=\"A6\" s=\"1\"><v>43891</v></c><c r=\"B6\" s=\"2\"><v>43891</v></c><c r=\"C6\" s=\"3\"><v>7</v></c></row>\
         <row r=\"7\"><c r=\"A7\" s=\"4\"><v>43891.5</v></c><c r=\"B7\" s=\"5\"><v>46056</v></c><c r=\"C7\" t=\"s\"><v>5</v></c></row>\
         <row r=\"8\"><c r=\"C8\" t=\"d\"><v>2020-03-01T00:00:00</v></c></row>\
         <row r=\"9\"><c r=\"A9\" s=\"1\"/></row>",
    );
    assert_eq!(
        rows,
        [
            "3: 甲 & 园!|true|3",
            "4: xy_x000_|inline",
            "6: 2020-03-01|2020-03|0007",
            "7: 2020-03-01|3-Feb|'2/3",
            "8: ||2020-03-01"
        ]
    );
    assert_eq!(faults, [""; 0]);
    assert_eq!(
        told,
        [
            "f.xlsx known:7:1: the time of day 12:00:00 is left out",
            "f.xlsx known:4:1: the character U+0008 is taken off"
        ]
    );
    let xml =
        format!("<sheetData>{HEADS}<row r=\"2\"><c r=\"A2\" s=\"1\"><v>42429</v></c></row></sheetData>");
    assert_eq!(said(read(&zipped(&parts(&[("x", "visible", &xml)], true))).unwrap()).0, ["2: 2020-03-01"]);
}

#[test]
fn what_is_no_value_is_refused_with_its_cell() {
    let (rows, faults, _) =
        one("<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"e\"><v>#REF!</v></c></row>\
         <row r=\"3\"><c r=\"A3\"><f>4+5</f><v/></c><c r=\"B3\"><f t=\"shared\" si=\"0\"/></c></row>\
         <row r=\"4\"><c r=\"C4\" s=\"1\"><v>0</v></c></row>\
         <row r=\"5\"><c r=\"C5\"><v>310101199001011234</v></c></row>\
         <row r=\"6\"><c r=\"AB6\"><v>5</v></c></row>\
         <row r=\"7\"><c r=\"A7\"><f>4+5</f><v>9</v></c></row>");
    assert_eq!(rows, ["7: 9"]);
    let starts = [
        "f.xlsx known:2:2: the cell B2 holds the error #REF!",
        "f.xlsx known:3:1: the cell A3 holds a formula without a value",
        "f.xlsx known:3:2: the cell B3 holds",
        "f.xlsx known:4:3: the cell C4 is shown as a date",
        "f.xlsx known:5:3: the number in the cell C5",
        "f.xlsx known:6:28: no heading",
    ];
    assert_eq!(faults.len(), starts.len(), "{faults:?}");
    assert!(faults.iter().zip(starts).all(|(fault, start)| fault.starts_with(start)), "{faults:?}");
}

#[test]
fn merged_cells_hold_for_all_their_rows_that_are_there_and_across_columns_for_none() {
    let read_merged = |cells: &str| {
        let xml = format!(
            "<sheetData>{HEADS}<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>2</v></c></row>\
             <row r=\"3\"><c r=\"A3\"><v>3</v></c><c r=\"B3\" s=\"1\"/></row><row r=\"5\"><c r=\"C5\"><v>4</v></c></row></sheetData>\
             <mergeCells><mergeCell ref=\"{cells}\"/><mergeCell ref=\"A3:A1048576\"/><mergeCell ref=\"A1:XFD1\"/><mergeCell ref=\"Z9\"/><mergeCell ref=\"B3:A2\"/></mergeCells>"
        );
        let (rows, faults, _) = said(read(&zipped(&parts(&[("known", "visible", &xml)], false))).unwrap());
        (rows, faults)
    };
    assert_eq!(read_merged("B2:B3"), (vec!["2: 1|2".into(), "3: 3|2".into(), "5: 3||4".into()], vec![]));
    let (rows, faults) = read_merged("B2:C3");
    assert_eq!(rows, ["5: 3||4"]);
    let cells = ["f.xlsx known:2:3: the cell C2 is merged", "f.xlsx known:3:3: the cell C3 is merged"];
    assert!(faults.iter().zip(cells).all(|(fault, cell)| fault.starts_with(cell)) && faults.len() == 2, "{faults:?}");
}

#[test]
fn what_is_hidden_or_passed_over_is_told() {
    let list = format!(
        "<dimension ref=\"A1:XFD1048576\"/><cols><col min=\"2\" max=\"16384\" hidden=\"1\"/></cols><sheetData>\
         <row r=\"1\"><c r=\"A1\" t=\"s\"><v>3</v></c></row>{}\
         <row r=\"5\" hidden=\"1\"><c r=\"A5\"><v>1</v></c></row><row r=\"6\" hidden=\"1\"/></sheetData>",
        HEADS.replace("\"1\"", "\"3\"")
    );
    let notes = "<sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
    let book = parts(
        &[("notes", "visible", notes), ("x", "veryHidden", &list), ("empty", "visible", "<sheetData/>")],
        false,
    );
    let (rows, _, told) = said(read(&zipped(&book)).unwrap());
    assert_eq!(rows, ["5: 1"]);
    assert_eq!(
        told,
        [
            "f.xlsx notes has no headings of a list and is passed over",
            "f.xlsx x: 1 row above the headings in line 3 is passed over",
            "f.xlsx x is a hidden sheet and is taken",
            "f.xlsx x: 1 hidden row is taken, in line 5",
            "f.xlsx x: hidden columns are taken: B, C",
        ]
    );
    let error = read(&zipped(&parts(&[("notes", "visible", notes)], false))).err().unwrap();
    assert!(error.to_string().starts_with("f.xlsx says neither by its name"), "{error}");
}

#[test]
fn a_book_with_cells_that_cannot_be_is_refused() {
    for rows in [
        "<row r=\"1048577\"><c><v>1</v></c></row>",
        "<row r=\"2\"><c r=\"XFE2\"><v>1</v></c></row>",
        "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>99</v></c></row>",
        "<row r=\"2\"><c r=\"A2\"><v>1e999</v></c></row>",
    ] {
        let xml = format!("<sheetData>{HEADS}{rows}</sheetData>");
        let error = read(&zipped(&parts(&[("known", "visible", &xml)], false))).err().unwrap();
        assert!(error.to_string().starts_with("f.xlsx is no workbook that can be read"), "{error}");
    }
}

/// A small file holds any size: what is unpacked of one part, of one element and of all parts together is bounded,
/// whatever the table of contents says.
#[test]
fn no_more_is_unpacked_than_is_stated() {
    use std::io::{BufRead as _, Cursor};

    let one = |size: usize| vec![("a".to_string(), "x".repeat(size)), ("b".to_string(), "y".into())];
    let drain = |parts: &mut parts::Parts, name: &str| -> Result<usize, String> {
        let mut part = parts.part(name)?.unwrap();
        let mut all = 0;
        loop {
            part.next_event();
            match part.fill_buf().map_err(|e| e.to_string())?.len() {
                0 => return if part.is_whole() { Ok(all) } else { Err("broken".into()) },
                n => {
                    part.consume(n);
                    all += n;
                }
            }
        }
    };
    let open = |bytes: Vec<u8>| parts::Parts::open(Box::new(Cursor::new(bytes))).unwrap();
    let mut parts = open(zipped(&one(1_000_000)));
    assert_eq!((drain(&mut parts, "a"), drain(&mut parts, "B")), (Ok(1_000_000), Ok(1)));
    // The sum, over parts that are read again and again.
    parts.left = 2_500_000;
    assert!(drain(&mut parts, "a").is_ok() && drain(&mut parts, "a").is_ok());
    assert_eq!(drain(&mut parts, "a").unwrap_err(), "too large");
    // A size that lies downwards is not believed, one beyond the bound not even tried; an element is bounded too.
    let bytes = zipped(&one(6_000_000));
    let central = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let mut small = bytes.clone();
    small[central + 24..central + 28].copy_from_slice(&9u32.to_le_bytes());
    assert_eq!(drain(&mut open(small), "a"), Ok(6_000_000));
    let mut large = bytes.clone();
    large[central + 24..central + 28].copy_from_slice(&0xffff_fff0u32.to_le_bytes());
    assert!(open(large).part("a").is_err());
    let mut parts = open(bytes.clone());
    let mut part = parts.part("a").unwrap().unwrap();
    assert!(std::io::copy(&mut part, &mut std::io::sink()).is_err(), "one element of 6 MB");
    // Spoilt bytes are seen.
    let mut spoilt = bytes;
    spoilt[central + 16] ^= 1;
    assert_eq!(drain(&mut open(spoilt), "a").unwrap_err(), "broken");
}

/// A text with some of its bytes changed.
fn changed(bytes: &[u8], changes: &[(usize, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, to) in changes {
        let at = at % bytes.len();
        bytes[at] = *to;
    }
    bytes
}

proptest! {
    /// No bytes of a workbook, of its container or of what is within, stop the reader.
    #[test]
    fn no_bytes_stop_the_reader(
        changes in prop::collection::vec((any::<usize>(), prop_oneof![any::<u8>(), prop::sample::select(b"<>/\"09AZ".to_vec())]), 1..6),
        which in 0..10usize,
    ) {
        let xml = format!(
            "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols><sheetData>{HEADS}<row r=\"2\"><c r=\"A2\" s=\"1\"><v>43891.5</v></c>\
             <c r=\"B2\" t=\"e\"><v>#N/A</v></c></row><row r=\"3\"><c r=\"A3\" t=\"s\"><v>4</v></c></row></sheetData>\
             <mergeCells><mergeCell ref=\"B2:C3\"/></mergeCells>"
        );
        let mut parts = parts(&[("known", "visible", &xml), ("x", "hidden", &xml)], false);
        let count = parts.len();
        match parts.get_mut(which) {
            Some((_, text)) => {
                *text = String::from_utf8_lossy(&changed(text.as_bytes(), &changes)).into_owned();
                if let Ok(lists) = read(&zipped(&parts)) {
                    said(lists);
                }
            }
            None => {
                assert!(which >= count);
                if let Ok(lists) = read(&changed(&zipped(&parts), &changes)) {
                    said(lists);
                }
            }
        }
    }
}
