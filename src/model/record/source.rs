//! Bytes to a tree of values in which everything knows its place. TOML, or JSON of the same
//! shape; hostile bytes are answered with faults, never with a panic or a long wait.

mod json;
mod toml;

use super::faults::{Faults, forbidden, forbidden_fault};
use super::lines::Lines;
use crate::error::{Error, Place};
use crate::say;

/// A value with the place where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where it begins.
    pub place: Place,
}

/// What TOML and JSON have in common.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number with a decimal point or exponent.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A TOML date (or time), as its text; JSON has dates as strings.
    Date(String),
    /// JSON's `null`: the key becomes unknown, as by `unset`.
    Null,
    /// A list.
    List(Vec<Node>),
    /// A table: key, place of the key, value; in the order of the file, each key once.
    Table(Vec<(String, Place, Node)>),
}

/// The largest file that is read, in bytes.
pub const FILE_LIMIT: usize = 64_000_000;
/// About as many values may a file have: signs that could part values are counted before any is read.
const VALUE_LIMIT: usize = 3_000_000;
/// The longest text that is kept, in bytes (contract 1).
pub const TEXT_LIMIT: usize = 1_000_000;
/// How many forbidden characters of a file are told one by one.
const FORBIDDEN_TOLD: usize = 100;

/// Reads a record file into a tree: JSON where its name says so or the first character is `{`, with which no
/// TOML can begin; else TOML. `name` is what the file is called in messages.
///
/// # Errors
/// Every fault of the text itself, with its place: a file or text too large, invalid UTF-8,
/// forbidden characters, faults of syntax, keys given twice.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Node, Vec<Error>> {
    if bytes.len() > FILE_LIMIT {
        let (size, limit) = (bytes.len() / 1_000_000, FILE_LIMIT / 1_000_000);
        let message = say!(
            "the file has {size} MB; a record file has at most {limit} MB",
            "文件有{size}MB，记录文件最多{limit}MB"
        );
        return Err(vec![
            Error::invalid(message)
                .at(&Place::flag(name))
                .hint(say!("split it, or use `import`", "请拆分文件，或改用 import 导入")),
        ]);
    }
    // Values take far more memory than the signs that part them: two hundred bytes each.
    let values = bytes.iter().filter(|b| matches!(b, b'[' | b'{' | b',' | b'=')).count();
    if values > VALUE_LIMIT {
        let limit = VALUE_LIMIT / 1_000_000;
        let message = say!(
            "the file has more than {limit} million values",
            "文件中的值超过{limit}百万个"
        );
        let error = Error::invalid(message).at(&Place::flag(name));
        return Err(vec![error.hint(say!("split it, or use `import`", "请拆分文件，或改用 import 导入"))]);
    }
    let text = decode(name, bytes).map_err(|fault| vec![fault])?;
    let lines = Lines::new(name, text);
    let mut faults = Faults::default();
    forbid(text, &lines, &mut faults);
    if faults.len() > 0 {
        return Err(faults.finish());
    }
    let is_json = name.to_lowercase().ends_with(".json") || text.trim_start().starts_with('{');
    let root = if is_json {
        json::parse(text, &lines, &mut faults)
    } else {
        toml::parse(text, &lines, &mut faults)
    };
    match root {
        Some(root) => faults.or(root),
        None => Err(faults.finish()),
    }
}

/// The text of a file, without a byte order mark.
fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, Error> {
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let bytes = bytes.get(mark..).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|fault| {
        let good = fault.valid_up_to();
        let before = bytes.get(..good).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("");
        let place = Lines::new(name, before).place(good);
        let offset = good + mark;
        let byte = bytes.get(good).copied().unwrap_or(0);
        Error::invalid(say!(
            "byte {offset} (0x{byte:02X}) is not UTF-8",
            "第{offset}字节（0x{byte:02X}）不是UTF-8编码"
        ))
        .at(&place)
        .hint(say!(
            "save the file as UTF-8 (it may be in GBK or UTF-16)",
            "请将文件另存为UTF-8编码（原文件可能是GBK或UTF-16）"
        ))
    })
}

/// Faults for characters that no text may hold, wherever they stand.
fn forbid(text: &str, lines: &Lines<'_>, faults: &mut Faults) {
    let bytes = text.as_bytes();
    // Every forbidden character begins with one of these bytes; most files have none of them.
    let suspects = bytes.iter().enumerate().filter(|(_, b)| match **b {
        b'\t' | b'\n' | b'\r' => false,
        0..=0x1f | 0x7f | 0xc2 | 0xe2 => true,
        _ => false,
    });
    let mut more = 0usize;
    let mut last = 0;
    for (at, _) in suspects {
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()).filter(|c| forbidden(*c)) else {
            continue;
        };
        last = at;
        if faults.len() < FORBIDDEN_TOLD {
            faults.push(&lines.place(at), forbidden_fault(c));
        } else {
            more += 1;
        }
    }
    if more > 0 {
        let message = say!("and {more} more such characters up to here", "至此另有{more}个此类字符");
        faults.push(&lines.place(last), Error::invalid(message));
    }
}

/// Checks a text that a string yields after its escapes. A fault is placed where the string begins.
pub(super) fn check_text(text: &str, place: &Place, faults: &mut Faults) {
    if let Some(c) = text.chars().find(|c| forbidden(*c)) {
        faults.push(place, forbidden_fault(c));
    }
    if text.len() > TEXT_LIMIT {
        faults.push(place, text_too_long(text.len()));
    }
}

/// The fault of a text of so many bytes.
pub fn text_too_long(size: usize) -> Error {
    Error::invalid(say!(
        "the text has {size} bytes; a text is at most 1 MB ({TEXT_LIMIT} bytes) long",
        "文本有{size}字节，最长为1MB（{TEXT_LIMIT}字节）"
    ))
    .hint(say!("keep it as a document (`document add`)", "请作为文件收录（document add）"))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::*;

    fn faults(bytes: &[u8]) -> Vec<String> {
        parse("f", bytes)
            .map_or_else(|errors| errors.iter().map(ToString::to_string).collect(), |_| Vec::new())
    }

    #[test]
    fn faults_of_the_text_name_their_place() {
        let cases: &[(&[u8], &[&str])] = &[
            (b"\xef\xbb\xbfa = 1", &[]),
            (b"", &[]),
            ("a = \"一\r\n".as_bytes(), &["f:1:"]),
            (b"\xef\xbb\xbfa = \"\xff\"", &["f:1:6: byte 8 (0xFF) is not UTF-8"]),
            ("a = 1\n# 表\0".as_bytes(), &["f:2:4: the character U+0000"]),
            (
                "a = \"\u{7}\"\nb = \"\u{9b}\u{202e}\"".as_bytes(),
                &[
                    "f:1:6: the character U+0007",
                    "f:2:6: the character U+009B",
                    "f:2:7: the character U+202E",
                ],
            ),
            (b"a = \"x\\u001by\"", &["f:1:5: the character U+001B"]),
            (b"\"\\u0000\" = 1", &["f:1:1: the character U+0000"]),
            (br#"{"a": "\u0000"}"#, &["f:1:7: the character U+0000"]),
            (br#"{"a": "\u2066"}"#, &["f:1:7: the character U+2066"]),
            (b"a = 99999999999999999999", &["f:1:5: the number is too large"]),
            (br#"{"a": 99999999999999999999}"#, &["f:1:7: the number is too large"]),
            (b"a = \nb = 2\nb = 3\nc = ]", &["f:1:", "f:3:1: TOML syntax: duplicate key", "f:4:"]),
            (b"[a]\n[a]", &["f:2:2: TOML syntax: duplicate key"]),
            (br#"{"a": 1, "a": 2}"#, &["f:1:10: the key \"a\" is given twice"]),
            ("{\"长\": 1,}".as_bytes(), &["f:1:8: JSON syntax: Trailing commas"]),
            (b"{} // x", &["f:1:4: JSON syntax: Comments"]),
            (b"{'a': 1}", &["f:1:2: JSON syntax: Single-quoted"]),
            (b"{\"a\": 01}", &["f:1:8: JSON syntax:"]),
            (b"{\"a\": \"\n\"}", &["f:1:"]),
            (b"{\"a\": 1} {}", &["f:1:10: JSON syntax:"]),
            (b"{\"a\": \"\\ud800\"}", &["f:1:"]),
        ];
        for (bytes, wanted) in cases {
            let got = faults(bytes);
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(got.len(), wanted.len(), "{shown:?}: {got:?}");
            for (got, wanted) in got.iter().zip(*wanted) {
                assert!(got.starts_with(wanted), "{shown:?}: {got:?}");
            }
        }
    }

    #[test]
    fn both_languages_of_the_file_give_the_same_tree() {
        fn plain(node: &Node) -> String {
            match &node.value {
                Value::List(items) => format!("{:?}", items.iter().map(plain).collect::<Vec<_>>()),
                Value::Table(rows) => {
                    format!("{:?}", rows.iter().map(|(key, _, node)| (key, plain(node))).collect::<Vec<_>>())
                }
                value => format!("{value:?}"),
            }
        }
        let toml =
            "[[s]]\na = 1\nb = \"长\\n\"\nc = [true, 1.5]\n[[s.m]]\nd = {e = 0}\n[[s.m]]\n[t]\nu = \"\"";
        let json = r#" {"s": [{"a": 1, "b": "长\n", "c": [true, 1.5], "m": [{"d": {"e": 0}}, {}]}], "t": {"u": ""}}"#;
        let (toml, json) = (parse("t", toml.as_bytes()).unwrap(), parse("j", json.as_bytes()).unwrap());
        assert_eq!(plain(&toml), plain(&json));
    }

    #[test]
    fn places_of_values_and_headers() {
        let root = parse("f", "# 注\n[[甲]]\n".replace('甲', "s").as_bytes()).unwrap();
        let Value::Table(rows) = &root.value else { panic!("{root:?}") };
        let Value::List(items) = &rows[0].2.value else { panic!("{rows:?}") };
        assert_eq!(items[0].place.to_string(), "f:2:1");
        assert_eq!(Place::flag("--due").to_string(), "--due");
    }

    #[test]
    fn a_hostile_file_is_answered_quickly_and_without_overflow() {
        let deep = |open: &str, n: usize| open.repeat(n);
        let cases: Vec<(&str, Vec<u8>, bool)> = vec![
            ("long line", format!("a = [{}1]", "\"长\", ".repeat(10_000_000 / 7)).into_bytes(), true),
            ("long text", format!("a = \"{}\"", "x".repeat(1_000_001)).into_bytes(), false),
            ("longest text", format!("a = \"{}\"", "x".repeat(1_000_000)).into_bytes(), true),
            ("deep TOML list", format!("a = {}", deep("[", 100_000)).into_bytes(), false),
            ("deep TOML table", format!("a = {}", deep("{a=", 100_000)).into_bytes(), false),
            ("deep TOML key", format!("{}a = 1", deep("a.", 100_000)).into_bytes(), false),
            ("deep TOML header", format!("[{}a]", deep("a.", 100_000)).into_bytes(), false),
            ("deep JSON", format!("{{\"a\": {}", deep("[", 100_000)).into_bytes(), false),
            ("control characters", vec![1; 1_000_000], false),
            ("quotes", vec![b'"'; 300_000], false),
            ("equals", b"=\n".repeat(100_000), false),
            ("large", vec![b'\n'; FILE_LIMIT + 1], false),
            ("values", format!("a = [{}]", "[],".repeat(VALUE_LIMIT)).into_bytes(), false),
        ];
        for (name, bytes, right) in cases {
            let start = Instant::now();
            assert_eq!(parse("f", &bytes).is_ok(), right, "{name}");
            // A build without optimization on a busy machine; a quadratic one takes minutes.
            assert!(start.elapsed() < Duration::from_secs(20), "{name}: {:?}", start.elapsed());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse("f", &bytes);
        }

        #[test]
        fn any_text_is_answered(text in "[{}\\[\\]=,.:\"'a-c0-9\\\\nu \n长#-]{0,80}") {
            let _ = parse("f", text.as_bytes());
            let _ = parse("f", format!("{{{text}").as_bytes());
        }
    }
}
