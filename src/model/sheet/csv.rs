//! CSV as it comes out of Excel, and as we write it.

use std::{
    borrow::Cow,
    io::{self, BufRead, Read},
};

use super::{Line, List};
use crate::{
    error::{Error, Message, Result},
    say,
};

/// The text of a file: UTF-8, with or without a byte order mark; UTF-16 with one; else GB18030.
pub fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>> {
    let (encoding, rest) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None if std::str::from_utf8(bytes).is_ok() => (encoding_rs::UTF_8, bytes),
        None => (encoding_rs::GB18030, bytes),
    };
    encoding.decode_without_bom_handling_and_without_replacement(rest).ok_or_else(|| {
        Error::invalid(say!(
            "the file is neither UTF-8 nor GB18030 nor UTF-16",
            "文件编码既不是 UTF-8，也不是 GB18030 或 UTF-16"
        ))
        .hint(say!("save it as CSV UTF-8", "请另存为“CSV UTF-8”格式"))
        .at(name)
    })
}

/// What parts the cells of a row: the one of `,` `;` tab that stands most often in the headings.
pub fn separator(headings: &str) -> u8 {
    let count = |c: char| headings.chars().filter(|found| *found == c).count();
    [(',', b','), (';', b';'), ('\t', b'\t')]
        .into_iter()
        .rev()
        .max_by_key(|(c, _)| count(*c))
        .map_or(b',', |(_, byte)| byte)
}

/// The rows of a CSV text, one after the other, without keeping them.
pub struct Lines<R> {
    reader: csv::Reader<R>,
    place: String,
}

impl<R: Read> Lines<R> {
    /// Over a text whose cells `separator` parts. Quotes may be missing or too many: what comes is taken.
    pub fn new(place: &str, separator: u8, text: R) -> Lines<R> {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .buffer_capacity(1 << 16)
            .from_reader(text);
        Lines { reader, place: place.to_string() }
    }

    /// The next row's bytes, and its line; false at the end.
    pub fn next(&mut self, row: &mut csv::ByteRecord) -> Result<bool> {
        self.reader.read_byte_record(row).map_err(|e| {
            Error::storage(say!("the file cannot be read", "无法读取文件"))
                .cause(Message::verbatim(e.to_string()))
                .at(&self.place)
        })
    }
}

impl<R: Read> Lines<R> {
    /// Each row: its line, how many bytes have been read, and its cells.
    pub fn each(&mut self, each: &mut dyn FnMut(usize, u64, &csv::ByteRecord) -> Result<()>) -> Result<()> {
        let mut row = csv::ByteRecord::new();
        while self.next(&mut row)? {
            let (line, byte) = row.position().map_or((0, 0), |at| (at.line() as usize, at.byte()));
            each(line, byte, &row)?;
        }
        Ok(())
    }
}

/// A whole CSV text as a list.
pub fn open(place: &str, name: &str, text: &str) -> Result<List> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A line before the headings that says what parts the cells is Excel's own.
    let (given, text, skipped) = match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().len() == 5 && first.starts_with("sep=") => {
            (first.as_bytes().get(4).copied(), rest, 1)
        }
        _ => (None, text, 0),
    };
    let parted = given.unwrap_or_else(|| separator(text.lines().next().unwrap_or_default()));
    let mut lines = Lines::new(place, parted, text.as_bytes());
    let mut list = List { place: place.to_string(), name: name.to_string(), ..List::default() };
    let mut row = csv::ByteRecord::new();
    while lines.next(&mut row)? {
        let line = row.position().map_or(0, csv::Position::line) as usize + skipped;
        let cells: Vec<String> = row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if list.headings.is_empty() {
            list.headings = cells;
        } else {
            list.rows.push(Line { line, cells });
        }
    }
    Ok(list)
}

/// Writes one row. A cell is quoted where anything in it could part it elsewhere.
pub fn write_row<T: AsRef<str>>(
    out: &mut dyn io::Write,
    cells: impl IntoIterator<Item = T>,
) -> io::Result<()> {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        let cell = cell.as_ref();
        if cell.contains([',', ';', '"', '\t', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

/// Whether everything that comes is UTF-8, read in pieces.
pub fn is_utf8(mut from: impl BufRead) -> io::Result<bool> {
    let mut kept: Vec<u8> = Vec::new();
    loop {
        let piece = from.fill_buf()?;
        if piece.is_empty() {
            return Ok(kept.is_empty());
        }
        let length = piece.len();
        let whole: Cow<'_, [u8]> =
            if kept.is_empty() { piece.into() } else { [&kept, piece].concat().into() };
        let rest = match std::str::from_utf8(&whole) {
            Ok(_) => Vec::new(),
            Err(e) if e.error_len().is_some() => return Ok(false),
            Err(e) => whole.get(e.valid_up_to()..).unwrap_or_default().to_vec(),
        };
        kept = rest;
        from.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excel_in_all_its_ways() {
        let want = [vec!["单位", "表决"], vec!["甲,大学", "赞成"], vec!["乙", ""]];
        let text = "单位;表决\r\n\"甲,大学\";赞成\r\n乙;\r\n;\r\n";
        let gb = encoding_rs::GB18030.encode(text).0.into_owned();
        let mark = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let mut utf16 = vec![0xff, 0xfe];
        text.replace(';', "\t").encode_utf16().for_each(|unit| utf16.extend(unit.to_le_bytes()));
        let told = [b"sep=;\r\n", text.as_bytes()].concat();
        for bytes in [text.as_bytes().to_vec(), gb, mark, utf16, told] {
            let list = open("f", "f", &decode("f", &bytes).unwrap()).unwrap();
            let mut got = vec![list.headings];
            got.extend(list.rows.into_iter().map(|row| row.cells));
            assert_eq!(got, want);
        }
        assert!(is_utf8(io::BufReader::with_capacity(5, text.as_bytes())).unwrap());
        assert!(!is_utf8(io::BufReader::with_capacity(5, &b"abcdefg\xff\xff"[..])).unwrap());
    }
}
