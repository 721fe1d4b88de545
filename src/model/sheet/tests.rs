use proptest::prelude::*;

use super::*;

thread_local! {
    static FOLDER: tempfile::TempDir = tempfile::tempdir().unwrap();
}

/// Opens a file of this name and these bytes, whose headings begin with `a`, `b`.
fn opened(name: &str, bytes: &[u8]) -> Result<Vec<List>> {
    let path = FOLDER.with(|folder| folder.path().join(name));
    std::fs::write(&path, bytes).unwrap();
    open(&path, None, &|name| name == "known", &|cells| cells.starts_with(&["a", "b"]))
}

fn all(list: &List) -> (Vec<(usize, StringRecord)>, Vec<Error>, Read) {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let read = list.each(
        &mut |line, row| {
            rows.push((line, row.clone()));
            Ok(())
        },
        &mut |fault| faults.push(fault),
    );
    (rows, faults, read.unwrap())
}

fn said(name: &str, text: &str) -> (Vec<usize>, Vec<String>, Vec<String>) {
    let lists = opened(name, text.as_bytes()).unwrap();
    let (rows, faults, read) = all(&lists[0]);
    (
        rows.into_iter().map(|(line, _)| line).collect(),
        faults.iter().map(Error::to_string).collect(),
        read.told.into_iter().map(|told| told.en).collect(),
    )
}

#[test]
fn cells_without_a_heading_are_refused_and_missing_ones_are_blank() {
    let (rows, faults, told) =
        said("known.csv", "a,b,,\n1\n1,2,,\n1,2,,4\n1,2,3\n1,2,,,,\n\n ,\n1,2,,,\"x\ny\"\n");
    assert_eq!((rows, told), (vec![2, 3, 6], vec![]));
    let starts = ["known.csv:4:4: no heading stands over “4”", "known.csv:5:3:", "known.csv:9:5:"];
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(faults.iter().zip(starts).all(|(fault, start)| fault.starts_with(start)), "{faults:?}");
}

#[test]
fn an_error_of_a_spreadsheet_is_no_value() {
    let text = "a,b\n#REF!,1\n1, #N/A \nErr:502,#####\n# 1,#1\nErr: x,E\n";
    let (rows, faults, _) = said("known.csv", text);
    assert_eq!(rows, [5, 6]);
    let places: Vec<&str> = faults.iter().filter_map(|fault| fault.split(": ").next()).collect();
    assert_eq!(places, ["known.csv:2:1", "known.csv:3:2", "known.csv:4:1", "known.csv:4:2"]);
}

#[test]
fn rows_above_the_headings_are_told_or_named() {
    let text = "名单,,\n\n截至,2020年,\na,b,c\n1,2,3\n";
    let (rows, faults, told) = said("x.csv", text);
    assert_eq!((rows, faults), (vec![5], vec![]));
    assert_eq!(told, ["x.csv: 2 rows above the headings in line 4 are passed over"]);
    let list = opened("known.csv", text.as_bytes()).unwrap().remove(0);
    assert_eq!((&*list.headings[0], list.head_line), ("名单", 1));
    assert!(list.hint.unwrap().en.contains("line 4"));
    assert!(opened("x.csv", b"c,d\n1,2\n").is_err());
    let late = "x,y\n".repeat(30) + "a,b\n1,2\n";
    assert!(opened("x.csv", late.as_bytes()).is_err());
    assert_eq!(said("known.csv", "\n\n").2, ["known.csv is empty"]);
}

#[test]
fn control_characters_are_taken_off_and_told_until_it_is_enough() {
    let rows: String = (0..25).map(|n| format!("{n}\u{8}\u{202e},x\ty\n")).collect();
    let lists = opened("known.csv", format!("a,b\n{rows}3,\0\n").as_bytes()).unwrap();
    let (rows, faults, read) = all(&lists[0]);
    assert_eq!((rows.len(), faults.len()), (26, 0));
    assert_eq!(rows[0].1, vec!["0", "x\ty"]);
    assert_eq!(read.told.len(), 21);
    assert_eq!(read.told[0].en, "known.csv:2:1: 2 control characters are taken off, the first is U+0008");
    assert_eq!(read.told[20].en, "known.csv: and control characters are taken off 6 more cells");
}

/// A file of 100,000 rows with one fault at a random place names exactly that line and cell, for each kind
/// of line end, below and above a megabyte.
#[test]
fn one_fault_among_many_rows_has_its_place() {
    let bad = [("x,\"y", 2), ("\"x\"y,z", 1), ("x,y,z", 3), ("x, \"y\"", 2)];
    for (n, end) in ["\n", "\r\n", "\r"].into_iter().enumerate() {
        let long = [(100_000, 2 + n * 31_337, bad[n + 1]), (100_000, 77_777, bad[0])];
        for (rows, at, (bad, cell)) in long.into_iter().chain(bad.map(|bad| (30, 17, bad))) {
            let mut text = format!("a,b{end}");
            for line in 2..rows {
                text.push_str(if line == at { bad } else { "甲大学科技园,赞成" });
                text.push_str(end);
            }
            let faults = said("known.csv", &text).1;
            let start = format!("known.csv:{at}:{cell}: ");
            assert!(faults.len() == 1 && faults[0].starts_with(&start), "{start} {faults:?}");
        }
    }
}

#[test]
fn a_workbook_that_is_called_csv_is_known_by_its_content() {
    let said = |name, bytes: &[u8]| opened(name, bytes).err().unwrap().to_string();
    assert!(said("known.csv", b"PK\x03\x04xx").contains("workbook"));
    assert!(said("known.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1").contains("workbook"));
    assert!(said("known.xlsx", b"").contains("no workbook"));
    assert_eq!(opened("known", b"{\"known\": [{\"a\": 1}]}").unwrap()[0].headings, ["a"]);
}

proptest! {
    /// No bytes stop the reader of text files, and every row is given, blank, or a fault.
    #[test]
    fn no_bytes_stop_the_reader(
        bytes in prop::collection::vec(
            prop_oneof![any::<u8>(), prop::sample::select(b"a,b\r\n\";\t\"\xe7\x94\xb2\xbc\xd7\xff\xfe".to_vec())], 0..80),
        head in prop::sample::select(vec![&b""[..], b"a,b\r\n", b"\xff\xfe", b"sep=;\n", b"{\"known\":[{\"a\":", b"PK\x03\x04"]),
        name in prop::sample::select(vec!["known.csv", "x.csv", "known.json", "x"]),
    ) {
        if let Ok(lists) = opened(name, &[head, &bytes].concat()) {
            for list in lists {
                let (rows, _, read) = all(&list);
                prop_assert_eq!(rows.len() as u64, read.rows);
                prop_assert!(rows.iter().all(|(line, row)| *line > 0 && row.iter().all(|cell| !cell.contains(forbidden))));
            }
        }
    }
}
