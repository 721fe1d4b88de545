//! CSV as it comes out of spreadsheets, and as we write it.
//!
//! The rows are split here and not by the `csv` crate, whose rows are used: it does not say that a quote is
//! never closed or that text follows a closing one, counts the lines of a file with CRLF ends one too low,
//! and passes over blank lines without counting those that end in CR alone.

use std::{borrow::Cow, io};

use csv::StringRecord;

use super::lines::{SEPARATORS, line_ends};
use super::{
    encoding::{Coding, LONGEST_ROW, PIECE, Stop, Texts, changed, too_long},
    source::{Source, unreadable},
};
use crate::{
    error::{Error, Result},
    model::record::Place,
    say,
};

/// How many rows are looked at for the headings.
const LOOKED_AT: usize = 30;
/// No row has more cells: a spreadsheet has no more columns.
const MOST_CELLS: usize = 16_384;

/// What is wrong with how a row is written, and in which line and cell, both from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// What it is.
    pub what: What,
    /// The line in which the cell begins.
    pub line: usize,
    /// The cell's number in its row.
    pub cell: usize,
}

/// Kinds of flaws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A quote opens and is never closed.
    Unclosed,
    /// After the closing quote, in this line, text follows.
    After(usize),
    /// A quote opens after blanks: whether it parts cells, programs disagree.
    Blanks,
}

impl Flaw {
    /// As an error of a file.
    pub fn error(&self, place: &str) -> Error {
        let error = match self.what {
            What::Unclosed => Error::invalid(say!(
                "the quote that opens this cell is never closed",
                "此单元格开头的引号没有闭合"
            )),
            What::After(line) if line == self.line => Error::invalid(say!(
                "text follows the quote that closes this cell",
                "此单元格的闭合引号之后还有文字"
            )),
            What::After(line) => Error::invalid(say!(
                "the quote that opens this cell closes only in line {line}, where text follows it",
                "此单元格开头的引号到第{line}行才闭合，其后还有文字"
            )),
            What::Blanks => Error::invalid(say!(
                "blanks stand before the quote that opens this cell",
                "此单元格开头的引号之前有空格"
            )),
        };
        error
            .hint(say!(
                "put the whole cell in quotes and double each quote within it: \"the \"\"big\"\" one\"",
                "请将整个单元格用引号括起，其中的引号各写两个，例如 \"名为\"\"大\"\"者\""
            ))
            .at(&Place { file: place.into(), line: self.line, column: self.cell })
    }
}

/// The rows of a text, one after the other, without keeping them.
struct Splitter {
    texts: Texts,
    buffer: String,
    /// How far the buffer is used, and whether nothing comes after it.
    at: usize,
    last: bool,
    line: usize,
    separator: u8,
    piece: usize,
    /// Whether the buffer may hold a character that no cell may hold.
    dirty: bool,
}

impl Splitter {
    /// Over a file whose cells `separator` parts.
    fn new(csv: &Csv) -> io::Result<Splitter> {
        Ok(Splitter {
            texts: Texts::new(&csv.source, csv.coding)?,
            buffer: String::new(),
            at: 0,
            last: false,
            line: 1,
            separator: csv.separator,
            piece: PIECE,
            dirty: false,
        })
    }

    /// The next row and the line in which it begins; `None` at the end. Blank lines are rows of one empty
    /// cell. Flaws are added to those given; the row then is as good a guess as any.
    fn next(&mut self, row: &mut StringRecord, flaws: &mut Vec<Flaw>) -> Result<Option<usize>, Stop> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            if !rest.is_empty() {
                let known = flaws.len();
                if let Some((used, lines)) = split(rest, self.separator, self.last, self.line, row, flaws) {
                    let line = self.line;
                    self.at += used;
                    self.line += lines;
                    return if row.len() > MOST_CELLS { Err(Stop::Wide(line)) } else { Ok(Some(line)) };
                }
                flaws.truncate(known);
            }
            if self.last {
                return Ok(None);
            }
            if rest.len() > LONGEST_ROW {
                return Err(Stop::Long(self.line));
            }
            self.buffer.drain(..self.at);
            self.at = 0;
            // A row longer than a piece is read in ever larger ones, so that the work stays in proportion.
            let kept = self.buffer.len();
            let room = (LONGEST_ROW + PIECE).saturating_sub(kept);
            self.last = !self.texts.fill(&mut self.buffer, self.piece.max(kept).min(room))?;
            let new = self.buffer.get(kept..).unwrap_or_default();
            self.dirty = (self.dirty && kept > 0) || may_be_dirty(new);
        }
    }
}

/// Whether a text may hold a character that no cell may hold: by its bytes, which is fast.
fn may_be_dirty(text: &str) -> bool {
    let odd = |b: u8| (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || matches!(b, 0x7f | 0xc2 | 0xe2);
    text.as_bytes().chunks(64).any(|part| part.iter().fold(false, |found, b| found | odd(*b)))
}

/// Splits the first row off a text: how many bytes it takes, and how many lines end in it. `None` where
/// more text is needed to tell, and there is more. Of a row with more than [`MOST_CELLS`] the rest is left.
fn split(
    text: &str,
    separator: u8,
    last: bool,
    line: usize,
    row: &mut StringRecord,
    flaws: &mut Vec<Flaw>,
) -> Option<(usize, usize)> {
    row.clear();
    let bytes = text.as_bytes();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let (mut at, mut lines) = (0, 0);
    // The end of a plain text that begins here: before what parts it from the next, or before the line's end.
    let plain = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        let found = rest.iter().position(|b| *b == separator || *b == b'\n' || *b == b'\r');
        found.map(|n| from + n).or(last.then_some(bytes.len()))
    };
    loop {
        let mut flaw = |what, lines| flaws.push(Flaw { what, line: line + lines, cell: row.len() + 1 });
        let end = if bytes.get(at) == Some(&b'"') {
            let open = at + 1;
            let mut doubled = false;
            let mut close = open;
            let closed = loop {
                match bytes.get(close..).unwrap_or_default().iter().position(|b| *b == b'"') {
                    Some(n) => close += n,
                    None if last => {
                        close = bytes.len();
                        break false;
                    }
                    None => return None,
                }
                match bytes.get(close + 1) {
                    Some(b'"') => {
                        doubled = true;
                        close += 2;
                    }
                    None if !last => return None,
                    _ => break true,
                }
            };
            let within = part(open, close);
            let mut cell = Cow::Borrowed(within);
            if doubled {
                cell = within.replace("\"\"", "\"").into();
            }
            let began = lines;
            lines += line_ends(within);
            let end = if closed { plain(close + 1)? } else { close };
            let after = part(close + 1, end);
            if !closed {
                flaw(What::Unclosed, began);
            } else if !after.bytes().all(|b| b == b' ') {
                flaw(What::After(line + lines), began);
                cell.to_mut().push_str(after);
            }
            row.push_field(&cell);
            end
        } else {
            let end = plain(at)?;
            let cell = part(at, end);
            if cell.starts_with(' ') && cell.trim_start_matches(' ').starts_with('"') {
                flaw(What::Blanks, lines);
            }
            row.push_field(cell);
            end
        };
        match (bytes.get(end), bytes.get(end + 1)) {
            (None, _) => return Some((end, lines)),
            (Some(b'\n'), _) => return Some((end + 1, lines + 1)),
            (Some(b'\r'), None) if !last => return None,
            (Some(b'\r'), Some(b'\n')) => return Some((end + 2, lines + 1)),
            (Some(b'\r'), _) => return Some((end + 1, lines + 1)),
            _ if row.len() > MOST_CELLS => return Some((end, lines)),
            _ => at = end + 1,
        }
        // What follows the separator may not have been read yet.
        if at == bytes.len() && !last {
            return None;
        }
    }
}

/// A CSV file whose headings are found.
#[derive(Debug, Clone)]
pub struct Csv {
    source: Source,
    /// Its encoding.
    pub coding: Coding,
    separator: u8,
}

/// What is known of a CSV file before its rows are read.
pub struct Head {
    /// The file.
    pub csv: Csv,
    /// Its first rows with their lines, blank ones left out.
    pub rows: Vec<(usize, StringRecord)>,
    /// Which of them is the headings, where one is.
    pub found: Option<usize>,
}

/// Looks at the first rows of a CSV file: in which of the three ways its cells are parted so that one of
/// them can be the headings, the first such row, and where that is alike, the most cells.
pub fn head(
    source: &Source,
    coding: Coding,
    place: &str,
    is_heading: &dyn Fn(&[&str]) -> bool,
) -> Result<Head> {
    let first = |by: u8| -> Result<Result<Head, Stop>> {
        let csv = Csv { source: source.clone(), coding, separator: by };
        let (mut rows, mut found) = (Vec::new(), None);
        let stop = csv.each_until(place, &mut |line, row, _, _| {
            if super::is_blank(row) {
                return Ok(true);
            }
            let cells: Vec<&str> = row.iter().collect();
            if found.is_none() && is_heading(&cells) {
                found = Some(rows.len());
            }
            rows.push((line, row.clone()));
            // Headings may take a second line.
            Ok(rows.len() < LOOKED_AT && found.is_none_or(|at| rows.len() < at + 2))
        })?;
        Ok(match stop {
            None => Ok(Head { csv, rows, found }),
            Some(stop) => Err(stop),
        })
    };
    // A line before the headings that says what parts the cells is Excel's own.
    let whole_lines = first(b'\n')?.map_err(|stop| stopped(place, stop))?;
    let said = whole_lines.rows.first().and_then(|(_, row)| said(row.get(0)?));
    let (mut all, mut wrong) = (Vec::new(), None);
    for by in said.map_or(SEPARATORS.to_vec(), |by| vec![by]) {
        let mut head = match first(by)? {
            Ok(head) => head,
            // What parts no cells may stand often in one.
            Err(stop @ Stop::Wide(_)) => {
                wrong.get_or_insert(stopped(place, stop));
                continue;
            }
            Err(stop) => return Err(stopped(place, stop)),
        };
        if said.is_some() && !head.rows.is_empty() {
            head.rows.remove(0);
            head.found = head.found.and_then(|at| at.checked_sub(1));
        }
        all.push(head);
    }
    let cells = |head: &Head| {
        let row = head.rows.get(head.found.unwrap_or_default());
        row.map_or(0, |(_, row)| row.len())
    };
    let best = |head: &Head| (head.found.is_none(), head.found, std::cmp::Reverse(cells(head)));
    let best = all.into_iter().min_by_key(best);
    best.filter(|head| head.found.is_some() || wrong.is_none())
        .ok_or_else(|| wrong.unwrap_or_else(|| changed(place)))
}

/// Refuses a file whose first rows are longer than any list's before all of it is read to know its encoding: how its
/// cells are parted is the same in every encoding that may turn out.
pub fn begins_as_a_list(source: &Source, place: &str, named: Option<&str>) -> Result<()> {
    let failed = |e| unreadable(place, &e);
    if source.size().map_err(failed)?.is_some_and(|size| size <= PIECE as u64) {
        return Ok(());
    }
    let coding = Coding::guessed(source, named).map_err(failed)?;
    let (mut wide, mut fits) = (None, false);
    for separator in SEPARATORS {
        let csv = Csv { source: source.clone(), coding, separator };
        let mut rows = Splitter::new(&csv).map_err(failed)?;
        let (mut row, mut flaws) = (StringRecord::new(), Vec::new());
        match (0..LOOKED_AT).try_for_each(|_| rows.next(&mut row, &mut flaws).map(drop)) {
            Err(stop @ Stop::Long(_)) => return Err(stopped(place, stop)),
            // What parts no cells may stand often in one.
            Err(stop @ Stop::Wide(_)) => drop(wide.get_or_insert(stop)),
            // What else is wrong is told when it is read in its encoding.
            _ => fits = true,
        }
    }
    wide.filter(|_| !fits).map_or(Ok(()), |stop| Err(stopped(place, stop)))
}

/// The separator that a line `sep=;` names.
fn said(line: &str) -> Option<u8> {
    let line = line.trim_matches('"');
    let (key, by) = line.split_at_checked(4)?;
    match by.as_bytes() {
        [by] if key.eq_ignore_ascii_case("sep=") && by.is_ascii() => Some(*by),
        _ => None,
    }
}

/// What is done with a row: its line, its cells, whether they may hold a character that no cell may hold,
/// and what is wrong with how it is written. False ends the reading.
pub type OnRow<'a> = dyn FnMut(usize, &StringRecord, bool, &mut Vec<Flaw>) -> Result<bool> + 'a;

impl Csv {
    /// Each row from the first, blank ones too.
    pub fn each(&self, place: &str, each: &mut OnRow<'_>) -> Result<()> {
        self.each_until(place, each)?.map_or(Ok(()), |stop| Err(stopped(place, stop)))
    }

    /// As [`Csv::each`]; answers why the text cannot be read to its end, where it cannot.
    fn each_until(&self, place: &str, each: &mut OnRow<'_>) -> Result<Option<Stop>> {
        let mut rows = Splitter::new(self).map_err(|e| unreadable(place, &e))?;
        let (mut row, mut flaws) = (StringRecord::new(), Vec::new());
        loop {
            match rows.next(&mut row, &mut flaws) {
                Ok(Some(line)) if each(line, &row, rows.dirty, &mut flaws)? => flaws.clear(),
                Ok(_) => return Ok(None),
                Err(stop) => return Ok(Some(stop)),
            }
        }
    }
}

/// Why a text cannot be read to its end, as an error of the file.
fn stopped(place: &str, stop: Stop) -> Error {
    match stop {
        Stop::Io(e) => unreadable(place, &e),
        Stop::Broken => changed(place),
        Stop::Long(line) => too_long(place, line),
        Stop::Wide(line) => too_wide(place, line),
    }
}

fn too_wide(place: &str, line: usize) -> Error {
    Error::invalid(say!(
        "the row that begins here has more than {MOST_CELLS} cells",
        "从此处开始的一行超过{MOST_CELLS}个单元格"
    ))
    .hint(say!("is the file no list at all? no spreadsheet has more columns", "该文件是否确为清单？电子表格没有这么多列"))
    .at(&Place { file: place.into(), line, column: 1 })
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::sheet::encoding;

    /// All rows of a text with their lines, read in pieces of a given size.
    fn rows(text: &str, piece: usize) -> (Vec<(usize, Vec<String>)>, Vec<Flaw>) {
        let source = Source::Held(text.as_bytes().into());
        let coding = encoding::find(&source, "f", None, usize::MAX).unwrap();
        let mut rows = Splitter::new(&Csv { source, coding, separator: b',' }).unwrap();
        rows.piece = piece;
        let (mut all, mut row, mut flaws) = (Vec::new(), StringRecord::new(), Vec::new());
        while let Ok(Some(line)) = rows.next(&mut row, &mut flaws) {
            all.push((line, row.iter().map(str::to_string).collect()));
        }
        (all, flaws)
    }

    proptest! {
        /// Whatever is written is read, each row with the line in which it begins, for every kind of line
        /// end, blank lines among the rows, and pieces that end anywhere.
        #[test]
        fn what_is_written_is_read_with_its_lines(
            table in prop::collection::vec(
                (prop::collection::vec("[甲a\",;\t 1\n\r]{0,4}", 1..4), 0..3usize, 0..3usize), 0..8),
            piece in 1..9usize,
            at_end in any::<bool>(),
        ) {
            let ends = ["\n", "\r\n", "\r"];
            let (mut text, mut want, mut line) = (String::new(), Vec::new(), 1);
            for (n, (cells, end, blank)) in table.iter().enumerate() {
                want.push((line, cells.clone()));
                let quoted: Vec<String> = cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
                text.push_str(&quoted.join(","));
                line += 1 + cells.iter().map(|cell| naive_lines(cell)).sum::<usize>();
                if n + 1 == table.len() && !at_end {
                    break;
                }
                text.push_str(ends[*end]);
                // A bare CR and a blank line that begins with LF would be one line end.
                for _ in 0..*blank {
                    if *end != 2 {
                        want.push((line, vec![String::new()]));
                        text.push_str(ends[*end]);
                        line += 1;
                    }
                }
            }
            let (got, flaws) = rows(&text, piece);
            prop_assert_eq!(flaws, vec![]);
            prop_assert_eq!(got, want, "{:?}", text);
        }

        /// The splitter and a naive one agree on any text without quotes.
        #[test]
        fn plain_text_is_split_as_a_naive_splitter_does(text in "[甲a, \n\r]{0,40}", piece in 1..9usize) {
            let unified = text.replace("\r\n", "\n").replace('\r', "\n");
            let mut want: Vec<(usize, Vec<String>)> = unified
                .split('\n')
                .enumerate()
                .map(|(n, line)| (n + 1, line.split(',').map(str::to_string).collect()))
                .collect();
            if unified.is_empty() || unified.ends_with('\n') {
                want.pop();
            }
            prop_assert_eq!(rows(&text, piece).0, want);
        }

        /// No text stops the splitter, and pieces of any size give the same rows and flaws.
        #[test]
        fn pieces_make_no_difference(text in "[a,\" \n\r]{0,40}", piece in 1..9usize) {
            prop_assert_eq!(rows(&text, piece), rows(&text, 1000));
        }
    }

    fn naive_lines(cell: &str) -> usize {
        cell.replace("\r\n", "\n").replace('\r', "\n").matches('\n').count()
    }

    #[test]
    fn quotes_that_are_no_quotes() {
        let flaw = |what, line, cell| vec![Flaw { what, line, cell }];
        for (text, cells, flaws) in [
            ("a,5\" pipe,6\" \"x\"", vec!["a", "5\" pipe", "6\" \"x\""], vec![]),
            ("\"a\" ,b", vec!["a", "b"], vec![]),
            ("\"the \"big\" one\",b", vec!["the big\" one\"", "b"], flaw(What::After(1), 1, 1)),
            ("a, \"b", vec!["a", " \"b"], flaw(What::Blanks, 1, 2)),
            ("a,\"b\r\nc\"d", vec!["a", "b\r\ncd"], flaw(What::After(2), 1, 2)),
            ("a,\"b\r\nc,d", vec!["a", "b\r\nc,d"], flaw(What::Unclosed, 1, 2)),
        ] {
            let (got, found) = rows(text, 3);
            assert_eq!((got[0].1.clone(), found), (cells.iter().map(|c| c.to_string()).collect(), flaws));
        }
    }

    #[test]
    fn the_separator_is_the_one_that_makes_headings() {
        let heads = |cells: &[&str]| cells.first() == Some(&"单位");
        for (text, line, cells) in [
            ("单位;身份,级别\n甲;乙", 1, 2),
            ("sep=;\r\n单位;身份\r\n甲;乙", 2, 2),
            ("名单,截至,今日\n\n单位\t身份\n甲\t乙", 3, 2),
            ("单位\n甲", 1, 1),
        ] {
            let source = Source::Held(text.as_bytes().into());
            let coding = encoding::find(&source, "f", None, usize::MAX).unwrap();
            let head = head(&source, coding, "f", &heads).unwrap();
            let (found, row) = &head.rows[head.found.unwrap()];
            assert_eq!((*found, row.len()), (line, cells), "{text}");
        }
    }
}
