//! What a question, a template or a file may take: nothing hangs, nothing asks for memory that was not counted.

use std::{
    fs,
    io::Write as _,
    time::{Duration, Instant},
};

use crate::office::{Office, is_on_files};
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

/// A call that is refused with exit 1, soon, in words.
fn refused(office: &Office, args: &[&str], words: &str) {
    let started = Instant::now();
    let answer = office.run(args);
    assert_eq!(answer.code, 1, "{args:?} {}{}", answer.out, answer.err);
    assert!(answer.err.contains(words), "{args:?} {}", answer.err);
    assert!(answer.err.contains("hint: "), "{args:?} {}", answer.err);
    // On a busy machine, without optimization.
    assert!(started.elapsed() < Duration::from_secs(120), "{args:?} {:?}", started.elapsed());
}

#[test]
fn a_question_ends() {
    let office = Office::new();
    office.ok(&["init"]);
    let numbers = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT";
    refused(&office, &["sql", &format!("{numbers} count(*) FROM t"), "--timeout", "1"], "longer than 1 s");
    refused(&office, &["sql", &format!("{numbers} n FROM t")], "more than 1000000 rows");
    assert_eq!(office.run(&["sql", "SELECT 1", "--timeout", "0"]).code, 2);
    let answer = office.json(&["sql", &format!("{numbers} n FROM t LIMIT 3"), "--timeout", "600"]);
    assert_eq!(answer.as_array().unwrap().len(), 3);
    if !is_on_files("another engine makes other values") {
        return;
    }
    for value in [
        "zeroblob(2000000000)",
        "length(printf('%.*c', 2000000000, 'x'))",
        "replace(hex(zeroblob(40000000)), '0', 'xxxxxxxx')",
    ] {
        refused(&office, &["sql", &format!("SELECT {value}")], "memory");
    }
    let long = "x(v) AS MATERIALIZED (SELECT CAST(zeroblob(20000000) AS TEXT))";
    // An aggregate fails at its end alone: of numbers without an end the clock would tell.
    let few = numbers.trim_end_matches(" SELECT").replace("FROM t)", "FROM t WHERE n < 20)");
    let sum = format!("{few}, {long} SELECT length(group_concat(v)) FROM t, x");
    refused(&office, &["sql", &sum], "memory");
}

#[test]
fn a_template_ends() {
    let office = Office::of("examples/shanghai-2023.toml");
    let long = "x".repeat(900_000);
    for (template, words) in [
        (
            "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}",
            "ended",
        ),
        ("\n{% for a in range(9999) %}{{ range(9999)|list }}{% endfor %}", "x.md:2: "),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "x.md:1: "),
        ("{% macro a() %}{% for i in range(9) %}{{ a() }}{% endfor %}{% endmacro %}{{ a() }}", "x.md:1: "),
        ("{% include \"x.md\" %}", ": "),
        ("{{ 'x' * 2000000000 }}", "x.md:1: "),
        (
            "{% set ns = namespace(t='x') %}{% for a in range(90) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}",
            "ended",
        ),
        ("{% include \"/etc/passwd\" %}", "not understood"),
        ("{% import \"../Cargo.toml\" as a %}", "not understood"),
        (&format!("{{% for a in range(99) %}}{long}{{% endfor %}}"), "MB"),
    ] {
        let file = office.file("x.md", template);
        refused(&office, &["minutes", "2-3", "--template", &file], words);
    }
    let deep = office.file("x.md", format!("{{{{ {}1{} }}}}", "(".repeat(50_000), ")".repeat(50_000)));
    refused(&office, &["minutes", "2-3", "--template", &deep], "x.md");
    if cfg!(unix) {
        refused(&office, &["minutes", "2-3", "--template", "/dev/zero"], "cannot be read");
    }
}

/// A workbook of one sheet: its part, and other parts that replace the usual ones.
fn workbook(sheet: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let usual = [
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="organizations" id="a"/></sheets></workbook>"#),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/><Relationship Id="b" Type="x/sharedStrings" Target="t.xml"/></Relationships>"#,
        ),
        ("xl/s.xml", sheet),
    ];
    for (name, text) in
        usual.iter().filter(|(name, _)| !others.iter().any(|(own, _)| own == name)).chain(others)
    {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A cell with a text.
fn cell(name: &str, text: &str) -> String {
    format!(r#"<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

#[test]
fn a_workbook_asks_for_no_more_memory_than_it_fills() {
    let office = Office::new();
    office.ok(&["init"]);
    let head = format!(r#"<row r="1">{}{}</row>"#, cell("A1", "name"), cell("B1", "note"));
    let good = format!(
        "<worksheet><sheetData>{head}<row r=\"2\">{}</row></sheetData></worksheet>",
        cell("A2", "甲园")
    );
    let rows = |n: usize, cells: &dyn Fn(usize) -> String| -> String {
        (2..n + 2).map(|line| format!(r#"<row r="{line}">{}</row>"#, cells(line))).collect()
    };
    let sheet = |rows: &str, after: &str| {
        format!("<worksheet>{after}<sheetData>{head}{rows}</sheetData></worksheet>")
    };
    // What a file says of itself costs nothing.
    let wide = good
        .replace("</sheetData>", r#"</sheetData><mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells>"#);
    let hidden = good.replace(
        "<sheetData>",
        r#"<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" hidden="1"/></cols><sheetData>"#,
    );
    for (n, text) in [good.clone(), wide, hidden].iter().enumerate() {
        let file = office.file(&format!("{n}.xlsx"), workbook(text, &[]));
        office.ok(&["import", &file]);
    }
    // What it would have to hold is known before.
    let heads: String = (0..3000).map(|n| format!(r#"<c t="inlineStr"><is><t>h{n}</t></is></c>"#)).collect();
    let all = format!(
        r#"<worksheet><sheetData><row r="1">{}{heads}</row>{}</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells></worksheet>"#,
        cell("A1", "name"),
        (2..3000)
            .map(|n| format!(
                r#"<row r="{n}">{}</row>"#,
                cell(&format!("{}{n}", if n == 2 { "A" } else { "XFD" }), "x")
            ))
            .collect::<String>()
    );
    let text = "x".repeat(30_000);
    let shared = format!("<sst><si><t>{text}</t></si></sst>");
    let repeated = rows(20_000, &|line| format!(r#"<c r="B{line}" t="s"><v>0</v></c>"#));
    let far = sheet(
        &format!(
            r#"<row r="2"><c r="XFD1048577"><v>1</v></c></row><row r="1048577">{}</row>"#,
            cell("A1", "x")
        ),
        "",
    );
    let column = sheet(&format!(r#"<row r="2">{}</row>"#, cell("ZZZ2", "x")), "");
    for (name, bytes, words) in [
        ("merged", workbook(&all, &[]), "too many merged cells"),
        ("repeated", workbook(&sheet(&repeated, ""), &[("xl/t.xml", &shared)]), "more than is read"),
        ("far", workbook(&far, &[]), "a row without a number"),
        ("column", workbook(&column, &[]), "too many columns"),
        (
            "long",
            workbook(&sheet(&format!(r#"<row r="2">{}</row>"#, cell("A2", &"x".repeat(5_000_000))), ""), &[]),
            "too long",
        ),
        (
            "open",
            workbook(
                &format!("<worksheet><sheetData>{head}<row r=\"2\"><c r=\"{}", "A".repeat(5_000_000)),
                &[],
            ),
            "too long",
        ),
        (
            "sheets",
            workbook(
                "",
                &[(
                    "xl/workbook.xml",
                    &format!("<workbook>{}</workbook>", r#"<sheet name="a" id="a"/>"#.repeat(2000)),
                )],
            ),
            "too many sheets",
        ),
        (
            "merges",
            workbook(
                &good.replace(
                    "</sheetData>",
                    &format!("</sheetData>{}", r#"<mergeCell ref="A1:B2"/>"#.repeat(200_001)),
                ),
                &[],
            ),
            "too many merged",
        ),
    ] {
        let file = office.file(&format!("{name}.xlsx"), bytes);
        refused(&office, &["import", &file], words);
    }
    // The sizes in the table of contents lie: more files than it has room for, and a table larger than the file.
    let bytes = workbook(&good, &[]);
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06").unwrap();
    for (count, size, start) in [
        (1u64 << 32, 1u64 << 40, 1u64 << 41),
        (1 << 31, end as u64, 0),
        (5, 1 << 62, 1 << 62),
        (1 << 40, 46 << 40, 1 << 40),
    ] {
        let mut lies = bytes[..end].to_vec();
        let place = lies.len() as u64;
        lies.extend(b"PK\x06\x06");
        lies.extend(44u64.to_le_bytes());
        lies.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        [count, count, size, start].iter().for_each(|n| lies.extend(n.to_le_bytes()));
        lies.extend(b"PK\x06\x07\0\0\0\0");
        lies.extend(place.to_le_bytes());
        lies.extend(1u32.to_le_bytes());
        lies.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
        let file = office.file("lies.xlsx", &lies);
        refused(&office, &["import", &file], "no workbook");
    }
}

#[test]
fn a_row_without_an_end_is_refused_with_its_place() {
    let office = Office::new();
    office.ok(&["init"]);
    let mut text = b"name,note\n\xe7\x94\xb2,\"".to_vec();
    text.extend(vec![b'x'; 20_000_000]);
    let file = office.file("organizations.csv", &text);
    refused(
        &office,
        &["import", &file],
        "organizations.csv:2:1: the row that begins here is longer than 16 MB",
    );
    text.truncate(2_000_000);
    text.extend(b"\"\n");
    office.file("organizations.csv", &text);
    refused(&office, &["import", &file], "organizations.csv:2:2: the text has 19");
    // One line, no end.
    let file = office.file("memberships.csv", vec![b'x'; 20_000_000]);
    refused(&office, &["import", &file], "memberships.csv:1:1: ");
    let file = office.file("organizations.json", format!("{{\"organizations\": {}", "[".repeat(1_000_000)));
    assert_eq!(office.run(&["import", &file]).code, 1);
    let many: String = (0..3000).map(|n| format!("\"k{n}\": 1,")).collect();
    let file =
        office.file("organizations.json", format!("{{\"organizations\": [{{{many}\"name\": \"甲\"}}]}}"));
    assert_eq!(office.run(&["import", &file]).code, 1);
}

#[test]
fn a_list_without_an_end_is_refused_before_all_of_it_is_read() {
    let office = Office::new();
    office.ok(&["init"]);
    // 4 GB that take no room on the disk: to read them all would take minutes here.
    let endless = |name: &str, start: &[u8]| {
        let path = office.file(name, start);
        std::fs::File::options().write(true).open(&path).unwrap().set_len(4_000_000_000).unwrap();
        path
    };
    let row = "the row that begins here is longer than 16 MB";
    let wide = "the row that begins here has more than 16384 cells";
    let rows = format!("name,note\n{}", "甲园,乙\n".repeat(100));
    for (name, start, said) in [
        ("organizations.csv", b"name,note\nx,\"".to_vec(), format!("organizations.csv:2:1: {row}")),
        ("memberships.csv", b"x".to_vec(), format!("memberships.csv:1:1: {row}")),
        ("terms.csv", b"\xff\xfea\0".to_vec(), format!("terms.csv:1:1: {row}")),
        ("persons.csv", format!("{rows}丙,\"").into_bytes(), format!("persons.csv:102:1: {row}")),
        ("lists.json", b"{".to_vec(), "lists.json has more than 200 MB".to_string()),
    ] {
        let file = endless(name, &start);
        let started = Instant::now();
        refused(&office, &["import", &file], &said);
        assert!(started.elapsed() < Duration::from_secs(60), "{name}: {:?}", started.elapsed());
    }
    // Signs that part no cells may stand as often as they will.
    let text = format!("name,note\n甲园,{}\n", "a;b\t".repeat(10_000));
    office.ok(&["import", &office.file("organizations.csv", text)]);
    // Columns beyond those of a spreadsheet.
    let file = office.file("visits.csv", format!("{}\n", "h,".repeat(20_000)));
    refused(&office, &["import", &file], &format!("visits.csv:1:1: {wide}"));
    let text = format!("name,note\n{}乙园{}\n", "丙园,\n".repeat(40), ",".repeat(20_000));
    refused(
        &office,
        &["import", &office.file("organizations.csv", text)],
        &format!("organizations.csv:42:1: {wide}"),
    );
}

#[test]
fn the_standard_input_has_an_end() {
    let office = Office::new();
    office.ok(&["init"]);
    let answer = office.run_with(&["apply", "-"], &[], &"\n".repeat(64_000_001));
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("64 MB"), "{}", answer.err);
    if cfg!(unix) {
        refused(&office, &["apply", "/dev/zero"], "64 MB");
        refused(&office, &["import", "/dev/zero"], "200 MB");
        let text = "[[document]]\npath = \"/dev/zero\"\nfor = \"甲园\"\n[[organization]]\nname = \"甲园\"\n";
        let file = office.file("d.toml", text);
        refused(&office, &["apply", &file], "100 MB");
    }
}

/// A workbook in which some bytes of some part are others, packed again; or some bytes of the file.
fn spoilt() -> impl Strategy<Value = Vec<u8>> {
    let row = |line: usize| {
        format!(
            r#"<row r="{line}" hidden="1"><c r="A{line}" t="s"><v>1</v></c><c r="B{line}" s="1"><v>45000.5</v></c>{}</row>"#,
            cell(&format!("C{line}"), "甲&amp;_x0041_")
        )
    };
    let sheet = format!(
        r#"<worksheet><dimension ref="A1:C9"/><cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1">{}{}{}</row>{}{}</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>"#,
        cell("A1", "name"),
        cell("B1", "founded"),
        cell("C1", "note"),
        row(2),
        row(3),
    );
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#;
    let texts = "<sst><si><t>甲</t></si><si><r><t>乙</t></r><rPh><t>yi</t></rPh></si></sst>";
    let rels = r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/><Relationship Id="b" Type="x/sharedStrings" Target="t.xml"/><Relationship Id="c" Type="x/styles" Target="y.xml"/></Relationships>"#;
    let sign = prop::sample::select(vec![
        "<", ">", "\"", "/", "&", "&#x41;", "9", "99999999", "-1", "A", "XFD", "<c>", "</row>", "\0", "é",
        "<!--", "]]>", "=", " ",
    ]);
    let parts = [
        ("xl/s.xml", sheet),
        ("xl/y.xml", styles.into()),
        ("xl/t.xml", texts.into()),
        ("xl/_rels/workbook.xml.rels", rels.into()),
    ];
    (
        0..4usize,
        prop::collection::vec((any::<prop::sample::Index>(), sign, 0..4usize), 0..5),
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
    )
        .prop_map(move |(which, edits, bytes)| {
            let mut own = parts.clone();
            let text = &mut own[which].1;
            for (at, sign, gone) in &edits {
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let at = places[at.index(places.len())];
                let end = text[at..].char_indices().nth(*gone).map_or(text.len(), |(n, _)| at + n);
                text.replace_range(at..end, sign);
                if text.is_empty() {
                    text.push(' ');
                }
            }
            let others: Vec<(&str, &str)> = own.iter().map(|(name, text)| (*name, text.as_str())).collect();
            let mut file = workbook("", &others);
            for (at, byte) in bytes {
                let at = at.index(file.len());
                file[at] = byte;
            }
            file
        })
}

proptest! {
    // Some are enough here; long runs: `PROPTEST_CASES=100000 cargo test limits::`.
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64), ..ProptestConfig::default() })]

    #[test]
    fn any_workbook_is_answered(bytes in spoilt()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.xlsx");
        fs::write(&path, bytes).unwrap();
        let started = Instant::now();
        if let Ok(lists) = alliance::model::sheet::open(&path, None, &|_| true, &|_| true) {
            for list in lists {
                list.each(&mut |_, _| Ok(()), &mut |_| {}).unwrap();
            }
        }
        prop_assert!(started.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn any_bytes_of_a_list_are_answered(
        start in prop::sample::select(vec!["", "\u{feff}", "name,note\n", "sep=;\nname;note\n", "{\"organizations\":[{", "PK\x03\x04"]),
        bytes in prop::collection::vec(prop::sample::select(b"a,;\t\"\n\r\\{}[]:1e\x00\x80\xff\xe7\x94\xb2=#'".to_vec()), 0..200),
        ending in prop::sample::select(vec!["csv", "txt", "json", "xlsx", "x"]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("organizations.{ending}"));
        fs::write(&path, [start.as_bytes(), &bytes].concat()).unwrap();
        if let Ok(lists) = alliance::model::sheet::open(&path, None, &|_| true, &|_| true) {
            for list in lists {
                let _ = list.each(&mut |_, _| Ok(()), &mut |_| {});
            }
        }
    }

    #[test]
    fn any_template_is_answered(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "{% for a in range(999) %}", "{% for a in session %}", "{% endfor %}", "{% macro m(a) %}", "{% endmacro %}",
            "{{ m(m) }}", "{{ session.name }}", "{{ 'x' * 99999 }}", "{% set a = a ~ a %}", "{% set a = 'x' %}", "{% if a %}",
            "{% endif %}", "{{ a|list|join(a) }}", "{{ range(99999)|list }}", "{% include 'minutes.zh.md' %}", "{% block b %}",
            "{% endblock %}", "{% extends 'minutes.en.md' %}", "{{", "}}", "{%", "%}", "{#", "[", "(", "-", "1", "'", "|", "~",
            "\n# ", "* ", "甲", "{{ loop(a) }}", "{% for a in [1,2] recursive %}", "{{ a|replace('', a) }}", "{% call m() %}",
        ]), 0..12),
    ) {
        use alliance::{lang::Lang, ops::{intake, query, refs}, render::paper::{PaperForm, PaperKind, paper}, store::{Author, Registry}};
        thread_local!(static DATA: alliance::model::paper::Paper = {
            let folder = tempfile::tempdir().unwrap();
            let registry = Registry::file(&folder.path().join("r.db"));
            let author = Author { at: "2024-01-01T00:00:00Z".into(), actor: "test".into(), why: None, command: "apply".into() };
            let options = intake::Options::of_files(author.today().unwrap(), false);
            let bytes = fs::read("examples/shanghai-2023.toml").unwrap();
            let source = intake::Source { name: "s.toml".into(), folder: "examples".into(), bytes };
            intake::apply(&registry, &[source], &author, &options, &alliance::ops::acts::brought_up).unwrap();
            registry.read(|read| query::paper(read, refs::session(read, "2-3")?, None)).unwrap().unwrap()
        });
        let started = Instant::now();
        DATA.with(|data| {
            let _ = paper(PaperKind::Minutes, data, Some(("x.md", &pieces.concat())), PaperForm::Html, Lang::Zh);
        });
        let most = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 5 });
        prop_assert!(started.elapsed() < most);
    }
}
