//! Bytes to a tree of values in which everything knows its place. TOML, or JSON of the same
//! shape; hostile bytes are answered with faults, never with a panic or a long wait.

use std::fmt;
use std::sync::Arc;

use super::faults::{Faults, forbidden, forbidden_fault};
use super::lines::Lines;
use crate::error::Error;
use crate::say;

/// Where something stands: a file with line and column, or a flag of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's name as it was given, or the flag (`--short-name`).
    pub file: Arc<str>,
    /// 1-based; 0 for a flag, which has no lines.
    pub line: usize,
    /// 1-based, in characters; 0 for a flag.
    pub column: usize,
}

impl Place {
    /// A place on the command line, shown as the flag or argument itself.
    pub fn flag(name: &str) -> Place {
        Place { file: name.into(), line: 0, column: 0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}:{line}:{}", self.file, self.column),
        }
    }
}

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
const FILE_LIMIT: usize = 64_000_000;
/// The longest text that is kept, in bytes (contract 1).
const TEXT_LIMIT: usize = 1_000_000;
/// How many forbidden characters of a file are told one by one.
const FORBIDDEN_TOLD: usize = 100;

/// Reads a record file into a tree: JSON where the first character is `{`, with which no TOML can
/// begin; else TOML. `name` is what the file is called in messages.
///
/// # Errors
/// Every fault of the text itself, with its place: a file or text too large, invalid UTF-8,
/// forbidden characters, faults of syntax, keys given twice.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Node, Vec<Error>> {
    if bytes.len() > FILE_LIMIT {
        let (size, limit) = (bytes.len() / 1_000_000, FILE_LIMIT / 1_000_000);
        let message = say!(
            "the file has {size} MB; a record file has at most {limit} MB",
            "文件有{size}MB,记录文件最多{limit}MB"
        );
        return Err(vec![
            Error::invalid(message)
                .at(name)
                .hint(say!("split it, or use `import`", "请拆分文件,或改用 import 导入")),
        ]);
    }
    let text = decode(name, bytes).map_err(|fault| vec![fault])?;
    let lines = Lines::new(name, text);
    let mut faults = Faults::default();
    forbid(text, &lines, &mut faults);
    if faults.len() > 0 {
        return Err(faults.finish());
    }
    let root = if text.trim_start().starts_with('{') {
        super::json::parse(text, &lines, &mut faults)
    } else {
        super::toml::parse(text, &lines, &mut faults)
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
            "第{offset}字节(0x{byte:02X})不是UTF-8编码"
        ))
        .at(&place.to_string())
        .hint(say!(
            "save the file as UTF-8 (it may be in GBK or UTF-16)",
            "请将文件另存为UTF-8编码(原文件可能是GBK或UTF-16)"
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
        let size = text.len();
        faults.push(
            place,
            Error::invalid(say!(
                "the text has {size} bytes; a text is at most 1 MB ({TEXT_LIMIT} bytes) long",
                "文本有{size}字节,最长为1MB({TEXT_LIMIT}字节)"
            ))
            .hint(say!("keep it as a document (`document add`)", "请作为文件收录(document add)")),
        );
    }
}
