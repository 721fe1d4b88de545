//! Lists as people keep them in spreadsheets: files to rows of texts in which every cell knows its
//! place, and back. What the columns mean is said elsewhere.

mod cell;
mod csv;
mod encoding;
mod json;
mod lines;
mod source;
mod workbook;
mod xlsx;

use std::{ops::RangeInclusive, path::Path, sync::Arc};

use ::csv::StringRecord;

pub use self::csv::write_row;
pub use cell::{cell, join, revive, shield, tame};
use source::Source;
pub use source::unreadable;
pub use xlsx::{Grid, grids, taken_though_hidden};
pub use workbook::{Book, BookCell, Page, Refused};
pub use json::json_values;

use crate::{
    error::{Error, Message, Result},
    model::record::{Place, TEXT_LIMIT, text_too_long},
    say,
};

/// Of what is alike, so many are told one by one; the others are counted.
const TOLD: u64 = 20;

/// A list, whose rows are read as they are asked for.
pub struct List {
    /// What it is called in messages: the file, or the file and the sheet.
    pub place: Arc<str>,
    /// The name by which it says what it is: of the file without its ending, of the sheet, of the array.
    pub name: String,
    /// The row of headings; none in an empty file.
    pub headings: Vec<String>,
    /// Where they stand, from 1.
    pub head_line: usize,
    /// Where the headings seem to stand, should those above turn out to be none: for a fault of them.
    pub hint: Option<Message>,
    /// Of a roster the lines in which its headings stand, with their cells; else none. Its rows may hold cells that no
    /// heading stands over, and what is wrong with a cell is told beside its row.
    pub roster: Vec<(usize, StringRecord)>,
    told: Vec<Message>,
    rows: Origin,
    /// Where its cells stand in the text of a document, of which a row is no line.
    spots: Option<json::Spots>,
}

/// Where the rows of a list come from.
enum Origin {
    /// At hand: the line and the cells of each, and what is wrong with others.
    Held(Vec<(usize, StringRecord)>, Vec<Error>),
    /// A file, opened anew each time.
    Csv(csv::Csv),
}

/// The account of a reading.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// Rows that were given.
    pub rows: u64,
    /// Rows without a word, passed over.
    pub blank: u64,
    /// What the user should know of it: rows and sheets passed over, characters taken off.
    pub told: Vec<Message>,
}

impl List {
    /// A list whose rows are at hand, each with its line.
    pub fn held(
        place: impl Into<Arc<str>>,
        name: impl Into<String>,
        headings: Vec<String>,
        rows: Vec<(usize, StringRecord)>,
    ) -> List {
        List {
            place: place.into(),
            name: name.into(),
            headings,
            head_line: 1,
            hint: None,
            roster: Vec::new(),
            told: Vec::new(),
            rows: Origin::Held(rows, Vec::new()),
            spots: None,
        }
    }

    /// The place of a cell, counted from 0, of the row of that line, as an editor or the spreadsheet shows it.
    pub fn at(&self, line: usize, cell: usize) -> Place {
        let here = || Place { file: self.place.clone(), line, column: cell + 1 };
        self.spots.as_ref().map_or_else(here, |spots| spots.at(line, cell))
    }

    /// The place of a heading: of a document the first value under it.
    pub fn head_at(&self, cell: usize) -> Place {
        let here = || Place { file: self.place.clone(), line: self.head_line, column: cell + 1 };
        self.spots.as_ref().map_or_else(here, |spots| spots.first(cell))
    }

    /// Whether it is a roster.
    pub fn is_roster(&self) -> bool {
        !self.roster.is_empty()
    }

    /// Whether its cells are those of a workbook, where a number is told from a text.
    pub fn is_of_workbook(&self) -> bool {
        matches!(self.rows, Origin::Held(..)) && self.spots.is_none()
    }

    /// About how many rows it has.
    pub fn about(&self) -> u64 {
        match &self.rows {
            Origin::Held(rows, _) => rows.len() as u64,
            Origin::Csv(csv) => csv.coding.lines,
        }
    }

    /// About how much memory its rows take, in bytes.
    pub fn size(&self) -> usize {
        match &self.rows {
            Origin::Held(rows, _) => rows.iter().map(|(_, row)| row_size(row)).sum(),
            Origin::Csv(_) => 0,
        }
    }

    /// Every row in order: its line as an editor or the spreadsheet shows it, and its cells. May be called
    /// again. What is wrong with how a row is written goes to `fault` in place of the row.
    ///
    /// # Errors
    /// A file that cannot be read any more; the first error of `each`.
    pub fn each(
        &self,
        each: &mut dyn FnMut(usize, &StringRecord) -> Result<()>,
        fault: &mut dyn FnMut(Error),
    ) -> Result<Read> {
        let mut read = Read { told: self.told.clone(), ..Read::default() };
        let mut removed = Removed::default();
        let whole = self.headings.iter().all(|heading| !heading.trim().is_empty());
        let mut take = |line: usize, row: &StringRecord, dirty: bool, fault: &mut dyn FnMut(Error)| {
            if is_blank(row) {
                read.blank += 1;
                return Ok(());
            }
            let cleaned = dirty.then(|| removed.clean(&|cell| self.at(line, cell), row)).flatten();
            let row = cleaned.as_ref().unwrap_or(row);
            if let Some(column) = self.astray(row, whole).filter(|_| !self.is_roster()) {
                fault(self.stray(line, column, row.get(column).unwrap_or_default()));
                return Ok(());
            }
            if let Some((at, cell)) = row.iter().enumerate().find(|(_, cell)| cell.len() > TEXT_LIMIT) {
                let place = Place { file: self.place.clone(), line, column: at + 1 };
                fault(text_too_long(cell.len()).at(&place));
                return Ok(());
            }
            let mut wrong = row.iter().enumerate().filter(|(_, cell)| is_error(cell)).peekable();
            if wrong.peek().is_none() {
                read.rows += 1;
                return each(line, row);
            }
            for (column, cell) in wrong {
                let place = self.at(line, column);
                fault(error_value(cell.trim()).at(&place));
            }
            if self.is_roster() {
                read.rows += 1;
                return each(line, row);
            }
            Ok(())
        };
        match &self.rows {
            Origin::Held(rows, faults) => {
                faults.iter().for_each(|error| fault(error.clone()));
                for (line, row) in rows {
                    take(*line, row, true, fault)?;
                }
            }
            Origin::Csv(csv) => csv.each(&self.place, &mut |line, row, dirty, flaws| {
                if line < self.head_line {
                    return Ok(true);
                }
                if !flaws.is_empty() {
                    flaws.iter().for_each(|flaw| fault(flaw.error(&self.place)));
                } else if line > self.head_line {
                    take(line, row, dirty, fault)?;
                }
                Ok(true)
            })?,
        }
        removed.tell(&self.place, &mut read.told);
        Ok(read)
    }

    /// The first cell that says something and has no heading; `whole` where each column has one.
    fn astray(&self, row: &StringRecord, whole: bool) -> Option<usize> {
        if whole && row.len() <= self.headings.len() {
            return None;
        }
        let headless = |at: usize| self.headings.get(at).is_none_or(|heading| heading.trim().is_empty());
        row.iter().enumerate().find(|(at, cell)| headless(*at) && !cell.trim().is_empty()).map(|(at, _)| at)
    }

    fn stray(&self, line: usize, at: usize, cell: &str) -> Error {
        let place = self.at(line, at);
        let cell: String = cell.trim().chars().take(30).collect();
        Error::invalid(say!("no heading stands over “{cell}”", "“{cell}”上方没有列标题"))
            .hint(say!(
                "give the column a heading; where the row has a comma too many, put the cell that holds it in quotes",
                "请为该列加上标题；如该行多了一个逗号，请将含逗号的单元格用引号括起"
            ))
            .at(&place)
    }
}

/// About how much memory a row takes, in bytes: it grows by doubling, and has a head of its own.
fn row_size(row: &StringRecord) -> usize {
    128 + 2 * (row.len() * size_of::<usize>() + row.as_slice().len())
}

/// Whether no cell says anything.
fn is_blank(row: &StringRecord) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

/// Whether a cell holds what a spreadsheet shows in place of a value: an error such as `#REF!`, or the marks
/// of a column that is too narrow.
fn is_error(cell: &str) -> bool {
    let cell = cell.trim_start();
    if !cell.starts_with(['#', 'E']) {
        return false;
    }
    let cell = cell.trim_end();
    let errors =
        ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"];
    errors.contains(&cell)
        || (cell.len() > 2 && cell.bytes().all(|b| b == b'#'))
        || cell
            .strip_prefix("Err:")
            .is_some_and(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit()))
}

fn error_value(text: &str) -> Error {
    let error = Error::invalid(say!(
        "{text} is an error of a spreadsheet, and no value",
        "{text} 是电子表格的错误值，不是数据"
    ));
    error.hint(say!(
        "mend the formula, or widen the column, and save the list again; or write the value itself",
        "请在电子表格中更正公式或加宽该列，然后重新保存；或直接填写值"
    ))
}

/// Characters that no cell may hold, as no text of the registry may, and where they were taken off.
#[derive(Default)]
struct Removed {
    cells: u64,
    told: Vec<Message>,
}

impl Removed {
    /// The row without them, where it has any.
    fn clean(&mut self, place: &dyn Fn(usize) -> Place, row: &StringRecord) -> Option<StringRecord> {
        if !row.iter().any(|cell| cell.contains(forbidden)) {
            return None;
        }
        for (at, cell) in row.iter().enumerate() {
            let Some(first) = cell.chars().find(|c| forbidden(*c)) else { continue };
            self.cells += 1;
            if self.cells <= TOLD {
                let place = place(at);
                let (n, code) = (cell.chars().filter(|c| forbidden(*c)).count(), first as u32);
                self.told.push(match n {
                    1 => say!(
                        "{place}: the character U+{code:04X} is taken off",
                        "{place}：已去掉字符 U+{code:04X}"
                    ),
                    _ => say!(
                        "{place}: {n} control characters are taken off, the first is U+{code:04X}",
                        "{place}：已去掉{n}个控制字符，第一个是 U+{code:04X}"
                    ),
                });
            }
        }
        Some(row.iter().map(|cell| cell.replace(forbidden, "")).collect())
    }

    fn tell(self, place: &str, told: &mut Vec<Message>) {
        told.extend(self.told);
        if self.cells > TOLD {
            let n = self.cells - TOLD;
            told.push(say!(
                "{place}: and control characters are taken off {n} more cells",
                "{place}：另有{n}个单元格也去掉了控制字符"
            ));
        }
    }
}

/// As [`crate::model::record`] has it: control characters but tab and line ends, and what turns the
/// direction of writing.
fn forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A row with its line, from 1.
pub type Line = (usize, StringRecord);

/// Which of the first rows of a list of that name are the headings of a roster.
pub type FindRoster<'a> = dyn Fn(&str, &[Line]) -> Option<RangeInclusive<usize>> + 'a;

/// By what a reader knows lists.
pub struct Signs<'a> {
    /// Whether a file's, a sheet's or an array's name is that of a list.
    pub names: &'a dyn Fn(&str) -> bool,
    /// Whether a row of texts can be the headings of one.
    pub is_heading: &'a dyn Fn(&[&str]) -> bool,
    /// Which of the first rows of what bears that name are the headings of a roster.
    pub roster: &'a FindRoster<'a>,
}

/// As [`open_by`], where no list is a roster.
///
/// # Errors
/// As [`open_by`].
pub fn open(
    path: &Path,
    encoding: Option<&str>,
    names: &dyn Fn(&str) -> bool,
    is_heading: &dyn Fn(&[&str]) -> bool,
) -> Result<Vec<List>> {
    open_by(path, encoding, &Signs { names, is_heading, roster: &|_, _| None })
}

/// Opens what lies at a path: a workbook, a JSON document, else CSV; by its ending, and where that is
/// another, by how it begins. `-` is the standard input.
///
/// Where the name says which list it is, the first row that is not blank is the headings; else the first
/// of thirty that can be, and what stands above is passed over and told.
///
/// # Errors
/// What cannot be read, or is no list; several together.
pub fn open_by(path: &Path, encoding: Option<&str>, signs: &Signs<'_>) -> Result<Vec<List>> {
    let (place, source) = (shown(path), Source::of(path)?);
    let failed = |e: std::io::Error| unreadable(&place, &e);
    let first = source.first(512).map_err(failed)?;
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let text = matches!(&*ending, "csv" | "tsv" | "txt");
    if first.starts_with(b"\xd0\xcf\x11\xe0") || (text && first.starts_with(b"PK\x03\x04")) {
        return Err(Error::invalid(say!(
            "{place} is a workbook of another kind",
            "{place} 是其他格式的工作簿"
        ))
        .hint(say!(
            "open it in a spreadsheet and save it as .xlsx, without a password, or as CSV",
            "请用电子表格软件打开，另存为不加密的 .xlsx 或 CSV"
        )));
    }
    match &*ending {
        "xlsx" | "xlsm" => return xlsx::lists(&place, &source, signs),
        "json" => return json::lists(&place, &encoding::text(&source, &place, encoding)?),
        _ if text => {}
        _ if first.starts_with(b"PK\x03\x04") => return xlsx::lists(&place, &source, signs),
        _ if first.trim_ascii_start().starts_with(b"{") => {
            return json::lists(&place, &encoding::text(&source, &place, encoding)?);
        }
        _ => {}
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    csv::begins_as_a_list(&source, &place, encoding)?;
    let coding = encoding::find(&source, &place, encoding, encoding::LONGEST_ROW)?;
    let heads_roster = |row: &StringRecord| (signs.roster)(&name, &[(1, row.clone())]).is_some();
    let head = csv::head(&source, coding, &place, &|cells| {
        (signs.is_heading)(cells) || heads_roster(&cells.iter().collect())
    })?;
    let known = (signs.names)(&name);
    let lines = head.rows;
    let mut list = List::held(place, name, Vec::new(), Vec::new());
    if let Some(at) = (signs.roster)(&list.name, &lines) {
        list.head_roster(&lines, at);
    } else if !list.head(&lines, head_of(&lines, signs), known) {
        return Err(no_headings(&list.place));
    }
    list.rows = Origin::Csv(head.csv);
    Ok(vec![list])
}

/// The whole text of a file in its encoding.
///
/// # Errors
/// As [`open`].
pub fn text(path: &Path, encoding: Option<&str>) -> Result<String> {
    encoding::text(&Source::of(path)?, &shown(path), encoding)
}

/// What a file is called in messages.
pub fn shown(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The first of some rows that can be the headings of a list.
fn head_of(rows: &[(usize, StringRecord)], signs: &Signs<'_>) -> Option<usize> {
    rows.iter().position(|(_, row)| (signs.is_heading)(&row.iter().collect::<Vec<_>>()))
}

impl List {
    /// Takes some of its first rows for the headings of a roster.
    fn head_roster(&mut self, rows: &[(usize, StringRecord)], at: RangeInclusive<usize>) {
        let above = *at.start();
        self.roster = rows.get(at).unwrap_or_default().to_vec();
        let Some((line, _)) = self.roster.last() else { return };
        self.head_line = *line;
        self.tell_above(above);
    }

    /// Tells how many rows above the headings are passed over.
    fn tell_above(&mut self, n: usize) {
        let (place, line) = (&self.place, self.roster.first().map_or(self.head_line, |(line, _)| *line));
        self.told.extend(match n {
            0 => None,
            1 => Some(say!(
                "{place}: 1 row above the headings in line {line} is passed over",
                "{place}：第{line}行列标题之上的1行已略过"
            )),
            _ => Some(say!(
                "{place}: {n} rows above the headings in line {line} are passed over",
                "{place}：第{line}行列标题之上的{n}行已略过"
            )),
        });
    }

    /// Takes its headings from its first rows, of which `found` can be them; `known` where its name says
    /// which list it is. False where it is none.
    fn head(&mut self, rows: &[(usize, StringRecord)], found: Option<usize>, known: bool) -> bool {
        let place = self.place.clone();
        let at = if known { 0 } else { found.unwrap_or(usize::MAX) };
        let Some((line, row)) = rows.get(at) else {
            if known {
                self.told.push(say!("{place} is empty", "{place} 为空"));
            }
            return known;
        };
        self.head_line = *line;
        self.headings = row.iter().map(|cell| cell.replace(forbidden, "")).collect();
        if let (true, Some((seem, _))) = (known, found.filter(|at| *at > 0).and_then(|at| rows.get(at))) {
            self.hint = Some(say!(
                "the headings seem to stand in line {seem}; delete what is above them",
                "列标题似乎在第{seem}行；请删去其上方的内容"
            ));
        }
        if !known {
            self.tell_above(at);
        }
        true
    }
}

/// The error of a file that says neither by its name nor by its headings which list it is.
fn no_headings(place: &str) -> Error {
    Error::invalid(say!(
        "{place} says neither by its name nor by its headings which list it is",
        "{place} 的名称和列标题都不能说明它是哪种清单"
    ))
    .hint(say!(
        "name it after its list, as in memberships.csv, or write the headings of one above its rows",
        "请以清单名命名，例如 memberships.csv，或在各行之上写明列标题"
    ))
    .hint(say!(
        "of a roster, one row a member, say which column is what: `--map 'HEADING=organization'`, `--map 'HEADING=class'`",
        "如为每行一个成员的名册，请指明各列：`--map '列=organization'`、`--map '列=class'`"
    ))
}

#[cfg(test)]
mod tests;
