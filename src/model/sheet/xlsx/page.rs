//! One sheet of a workbook: its cells as the texts that they show.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use csv::StringRecord;
use quick_xml::events::{BytesStart, Event};

use super::{
    xml::{Broken, attribute, flag, number},
    format::{self, NumberFormat, Parts},
};
use crate::model::sheet::tame;

/// The longest text of a cell, in bytes: longer than any that the registry takes.
const LONGEST: usize = 1 << 22;
/// More columns has no sheet.
const COLUMNS: usize = 16_384;
/// More merged ranges are not read.
const MERGED: usize = 200_000;
/// About what a row takes beside its cells, in bytes.
const ROW: usize = 256;

/// The rows of a sheet that hold anything, in order.
#[derive(Default)]
pub struct Page {
    /// The rows.
    pub rows: Vec<SheetRow>,
    /// First and last cell of those that are merged, each by its line, from 1, and its column, from 0.
    pub merged: Vec<((usize, usize), (usize, usize))>,
    /// Columns, from 0, that a spreadsheet does not show.
    pub hidden_columns: Vec<RangeInclusive<usize>>,
}

/// A row.
pub struct SheetRow {
    /// Its line, from 1.
    pub line: usize,
    /// Whether a spreadsheet does not show it.
    pub hidden: bool,
    /// Its cells that are not empty.
    pub cells: Vec<SheetCell>,
}

/// A cell.
#[derive(Debug, Clone)]
pub struct SheetCell {
    /// Its column, from 0.
    pub column: usize,
    /// What a CSV file would have there.
    pub text: String,
    /// What is odd about it.
    pub odd: Option<Odd>,
}

impl SheetCell {
    /// About how much memory it takes, in bytes.
    pub fn size(&self) -> usize {
        size_of::<SheetCell>() + self.text.len()
    }
}

/// What may be odd about a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Odd {
    /// It holds an error such as `#REF!`.
    Error,
    /// It holds a formula that nothing has computed.
    NoValue,
    /// It is shown as a date and is none.
    NoDay,
    /// It has lost digits.
    Cut,
    /// It is a day, and a time of day that is left out.
    Time(String),
    /// It is merged with the cell to its left.
    Merged,
}

impl SheetRow {
    /// Its first cells as a row of texts, as far as headings may reach.
    pub fn texts(&self) -> StringRecord {
        let mut record = StringRecord::new();
        for cell in &self.cells {
            if cell.column >= record.len() {
                (record.len()..cell.column).for_each(|_| record.push_field(""));
                record.push_field(&cell.text);
            }
        }
        record
    }
}

/// A text in pieces: runs of one cell, without the readings that stand over Chinese or Japanese.
#[derive(Default)]
pub struct Text {
    text: String,
    within: bool,
    reading: bool,
}

impl Text {
    /// Takes in what comes next.
    pub fn take(&mut self, event: &Event<'_>) -> Result<(), Broken> {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" => self.within = true,
                "rPh" => self.reading = true,
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "t" => self.within = false,
                "rPh" => self.reading = false,
                _ => {}
            },
            _ if self.within && !self.reading => add(&mut self.text, event)?,
            _ => {}
        }
        Ok(())
    }

    /// The whole, and ready for the next.
    pub fn finish(&mut self) -> String {
        unescape(&std::mem::take(self).text)
    }
}

/// Adds the characters that stand between two tags.
fn add(text: &mut String, event: &Event<'_>) -> Result<(), Broken> {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(name) => match name.resolve_char_ref().map_err(|e| e.to_string())? {
            Some(c) => text.push(c),
            None => text.push_str(
                quick_xml::escape::resolve_predefined_entity(name).ok_or_else(|| format!("&{};", &**name))?,
            ),
        },
        _ => {}
    }
    if text.len() > LONGEST { Err("the text of a cell is too long".into()) } else { Ok(()) }
}

/// Characters that XML cannot hold are written `_x0008_`.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let code = after.get(2..6).filter(|_| after.get(6..7) == Some("_"));
        match code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)) {
            Some(c) => {
                out.push(c);
                rest = after.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = after.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// Line, from 1, and column, from 0, of a name such as `B3`.
fn place(name: &str) -> Option<(usize, usize)> {
    let name = name.replace('$', "");
    let (letters, digits) = name.split_at(name.find(|c: char| c.is_ascii_digit())?);
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 {
        return None;
    }
    let column = letters.bytes().try_fold(0, |column, b| {
        let b = b.to_ascii_uppercase();
        b.is_ascii_uppercase().then(|| column * 26 + usize::from(b - b'A') + 1)
    })?;
    Some((digits.parse().ok().filter(|line| *line > 0)?, column - 1))
}

/// Makes a sheet of what its part says, event by event.
pub struct PageReader<'a> {
    texts: &'a [String],
    formats: &'a [NumberFormat],
    since_1904: bool,
    page: Page,
    /// About how much memory the cells take, in bytes, and how much they may.
    size: usize,
    room: usize,
    row: SheetRow,
    /// The column after the last cell.
    next: usize,
    cell: Option<Raw>,
}

/// A cell as it is written.
#[derive(Default)]
struct Raw {
    column: usize,
    kind: String,
    style: usize,
    formula: bool,
    within: bool,
    value: String,
    text: Text,
}

impl PageReader<'_> {
    /// Begins.
    pub fn new<'a>(
        texts: &'a [String],
        formats: &'a [NumberFormat],
        since_1904: bool,
        room: usize,
    ) -> PageReader<'a> {
        PageReader {
            texts,
            formats,
            since_1904,
            page: Page::default(),
            size: 0,
            room,
            row: SheetRow { line: 0, hidden: false, cells: Vec::new() },
            next: 0,
            cell: None,
        }
    }

    /// The sheet, at the end.
    pub fn finish(mut self) -> Page {
        self.page.rows.sort_by_key(|row| row.line);
        self.page
    }

    /// Takes in what comes next.
    pub fn take(&mut self, event: Event<'_>) -> Result<(), Broken> {
        if let Some(cell) = &mut self.cell {
            let ended = matches!(&event, Event::End(e) if e.local_name().as_ref() == "c");
            if !ended {
                return cell.take(&event);
            }
            if let Some(cell) = self.cell.take() {
                let cell = self.read(cell)?.filter(|cell| !cell.text.is_empty() || cell.odd.is_some());
                self.size += cell.as_ref().map_or(0, SheetCell::size);
                self.fits()?;
                self.row.cells.extend(cell);
            }
            return Ok(());
        }
        match &event {
            Event::Start(e) => self.start(e)?,
            Event::End(e) if e.local_name().as_ref() == "row" => {
                let line = self.row.line;
                let row =
                    std::mem::replace(&mut self.row, SheetRow { line, hidden: false, cells: Vec::new() });
                if !row.cells.is_empty() {
                    self.page.rows.push(row);
                    self.size += ROW;
                    self.fits()?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn fits(&self) -> Result<(), Broken> {
        if self.size > self.room { Err("it holds more than is read of a workbook".into()) } else { Ok(()) }
    }

    fn start(&mut self, e: &BytesStart<'_>) -> Result<(), Broken> {
        match e.local_name().as_ref() {
            "row" => {
                let line = attribute(e, "r").map_or(Some(self.row.line + 1), |r| r.trim().parse().ok());
                let line = line.filter(|line| *line <= 1_048_576).ok_or("a row without a number")?;
                self.row = SheetRow { line, hidden: flag(e, "hidden"), cells: Vec::new() };
                self.next = 0;
            }
            "c" => {
                let column = match attribute(e, "r") {
                    Some(name) => place(&name).ok_or_else(|| format!("a cell called {name}"))?.1,
                    None => self.next,
                };
                self.next = column + 1;
                if column >= COLUMNS {
                    return Err("too many columns".into());
                }
                let kind = attribute(e, "t").unwrap_or_default();
                self.cell = Some(Raw { column, kind, style: number(e, "s") as usize, ..Raw::default() });
            }
            "col" if flag(e, "hidden") => {
                let (min, max) = (number(e, "min") as usize, number(e, "max") as usize);
                if self.page.hidden_columns.len() >= COLUMNS {
                    return Err("too many columns".into());
                }
                self.page.hidden_columns.push(min.saturating_sub(1)..=max.saturating_sub(1));
            }
            "mergeCell" => {
                let name = attribute(e, "ref").unwrap_or_default();
                if self.page.merged.len() >= MERGED {
                    return Err("too many merged cells".into());
                }
                self.page.merged.extend(
                    name.split_once(':').and_then(|(first, last)| Some((place(first)?, place(last)?))),
                );
            }
            _ => {}
        }
        Ok(())
    }

    /// A cell as it is shown; `None` where nothing is.
    fn read(&self, mut cell: Raw) -> Result<Option<SheetCell>, Broken> {
        let column = cell.column;
        let made = |text: String, odd| Ok(Some(SheetCell { column, text, odd }));
        let value = &*cell.value;
        // A text that is empty is a value of a formula also.
        if cell.formula && value.is_empty() && !matches!(&*cell.kind, "str" | "inlineStr") {
            return made(String::new(), Some(Odd::NoValue));
        }
        let format = self.formats.get(cell.style).unwrap_or(&NumberFormat::Number);
        match &*cell.kind {
            "inlineStr" => made(tame(&cell.text.finish()).into_owned(), None),
            "str" => made(tame(&unescape(value)).into_owned(), None),
            _ if value.is_empty() => Ok(None),
            "s" => {
                let text = value.trim().parse::<usize>().ok().and_then(|at| self.texts.get(at));
                made(tame(text.ok_or("a text that is not there")?).into_owned(), None)
            }
            "b" => made((value.trim() == "1").to_string(), None),
            "e" => made(value.to_string(), Some(Odd::Error)),
            "d" => {
                let (day, time) = value.split_once('T').unwrap_or((value, ""));
                let time = time.trim_end_matches(['0', ':', '.', 'Z']);
                let odd = (!time.is_empty()).then(|| Odd::Time(time.into()));
                let Ok(date) = day.parse::<NaiveDate>() else { return made(value.into(), Some(Odd::NoDay)) };
                let parts = if let NumberFormat::Date(parts) = format { *parts } else { Parts::DAY };
                made(parts.text(date), odd)
            }
            _ => {
                let n = value.trim().parse::<f64>().ok().filter(|n| n.is_finite());
                let n = n.ok_or_else(|| format!("a number written {value}"))?;
                match format.show(n, self.since_1904) {
                    Ok(shown) => made(shown.text, shown.time.map(Odd::Time)),
                    Err(format::Unshown::NoDay) => made(value.into(), Some(Odd::NoDay)),
                    Err(format::Unshown::Cut) => made(value.into(), Some(Odd::Cut)),
                }
            }
        }
    }
}

impl Raw {
    fn take(&mut self, event: &Event<'_>) -> Result<(), Broken> {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "f" => self.formula = true,
                "v" => self.within = true,
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "v" => self.within = false,
            _ if self.within => add(&mut self.value, event)?,
            _ => {}
        }
        self.text.take(event)
    }
}
