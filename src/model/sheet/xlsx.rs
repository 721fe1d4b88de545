//! The sheets of a workbook as lists.
//!
//! The parts of the file are read here: a list needs what the libraries for workbooks do not tell of a
//! cell, its number format (`0007`, a month), a formula without a value, whether it is hidden.

mod book;
mod format;
mod grid;
mod page;
mod parts;
mod xml;

use std::{collections::HashSet, fmt::Display};

use csv::StringRecord;

pub use self::grid::{Grid, grids};
use self::{
    book::Book,
    page::{Odd, Page, SheetCell, SheetRow},
};
use super::{List, Origin, Signs, TOLD, head_of, row_size, source::Source};
use crate::{
    error::{Error, Message, Result},
    model::record::Place,
    say,
};

/// No more than this of one part of a workbook is unpacked, in bytes: a small file can hold any size.
const PART: u64 = 1 << 29;
/// Nor more than this of all that is read of it.
const ALL: u64 = 1 << 30;
/// About as much memory is taken for its texts, cells and rows together, in bytes.
const HELD: usize = 400_000_000;
/// So many faults of a sheet are told; with more of them it is no list.
const FAULTS: usize = 10_000;
/// So many columns are named one by one.
const FEW: usize = 20;
/// How many rows are looked at for the headings.
const LOOKED_AT: usize = 30;

/// The refusal of what is no workbook, or a damaged one.
fn broken(file: &str, cause: String) -> Error {
    Error::invalid(say!("{file} is no workbook that can be read", "无法读取工作簿 {file}"))
        .cause(Message::verbatim(cause))
        .hint(say!("save it as .xlsx, or its sheets as CSV", "请另存为 .xlsx，或将各表另存为 CSV"))
}

/// The lists among the sheets of a workbook; other sheets are passed over and told with the first list.
///
/// # Errors
/// What is no workbook, or has no list in it.
pub fn lists(file: &str, source: &Source, signs: &Signs<'_>) -> Result<Vec<List>> {
    let broken = |cause: String| broken(file, cause);
    let mut book = Book::open(source).map_err(broken)?;
    let (mut lists, mut told) = (Vec::new(), Vec::new());
    for sheet in book.sheets.clone() {
        let Some(page) = book.page(&sheet).map_err(broken)? else { continue };
        if page.rows.is_empty() {
            continue;
        }
        let mut list = List::held(format!("{file} {}", sheet.name), sheet.name, Vec::new(), Vec::new());
        let (place, known) = (list.place.clone(), (signs.names)(&list.name));
        let seen = page.first_seen();
        if let Some(at) = (signs.roster)(&list.name, &seen) {
            if sheet.hidden {
                told.push(say!(
                    "{place} is a hidden sheet and is passed over; unhide it to have it taken",
                    "{place} 是隐藏的表，已略过；如需导入，请先取消隐藏"
                ));
                continue;
            }
            list.head_roster(&seen, at);
            let room = HELD.saturating_sub(book.held);
            book.held += page.fill(&mut list, room).map_err(broken)?;
            lists.push(list);
            continue;
        }
        let first: Vec<_> = page.rows.iter().take(LOOKED_AT).map(|row| (row.line, row.texts())).collect();
        // A sheet that people call so, and begin with a title, is looked at as if it were called otherwise.
        let titled = page.rows.first().is_some_and(|row| row.cells.len() == 1);
        let known = known && (list.name.is_ascii() || !titled);
        if !list.head(&first, head_of(&first, signs), known) {
            told.push(say!(
                "{place} has no headings of a list and is passed over",
                "{place} 没有清单的列标题，已略过"
            ));
            continue;
        }
        if sheet.hidden {
            list.told.push(say!("{place} is a hidden sheet and is taken", "{place} 是隐藏的表，已导入"));
        }
        let room = HELD.saturating_sub(book.held);
        book.held += page.fill(&mut list, room).map_err(broken)?;
        lists.push(list);
    }
    let Some(first) = lists.first_mut() else { return Err(super::no_headings(file)) };
    told.append(&mut first.told);
    first.told = told;
    Ok(lists)
}

impl Page {
    /// Gives a list, whose headings are found, the rows below them. Answers about how much memory they take, which
    /// is no more than `room`.
    fn fill(mut self, list: &mut List, room: usize) -> Result<usize, String> {
        let roster = list.is_roster();
        self.rows.retain(|row| row.line > list.head_line);
        let width = if roster { self.width() } else { list.headings.len() };
        self.spread(width, room)?;
        if roster { self.leave_hidden(list) } else { self.tell_hidden(list) }
        let (mut rows, mut faults) = (Vec::with_capacity(self.rows.len()), Vec::new());
        let (mut times, mut size) = (0, 0);
        for mut row in self.rows {
            let known = faults.len();
            row.cells.sort_by_key(|cell| cell.column);
            let mut record = StringRecord::new();
            for cell in row.cells {
                let place = Place { file: list.place.clone(), line: row.line, column: cell.column + 1 };
                let merged = cell.odd == Some(Odd::Merged);
                match cell.odd {
                    Some(Odd::Time(time)) => {
                        times += 1;
                        if times <= TOLD {
                            list.told.push(say!(
                                "{place}: the time of day {time} is left out",
                                "{place}：时刻 {time} 未导入"
                            ));
                        }
                    }
                    Some(odd) => faults.push(odd.error(&cell.text, &place)),
                    None => {}
                }
                if merged && roster {
                    // What it holds stands in the first of these cells.
                } else if cell.column >= width {
                    faults.push(list.stray(row.line, cell.column, &cell.text));
                } else if cell.column >= record.len() {
                    (record.len()..cell.column).for_each(|_| record.push_field(""));
                    record.push_field(&cell.text);
                }
            }
            size += row_size(&record);
            if size > room {
                return Err(format!("{}: it holds more than is read of a workbook", list.place));
            }
            if faults.len() == known || (roster && faults.len() <= FAULTS) {
                rows.push((row.line, record));
            } else if faults.len() > FAULTS {
                break;
            }
        }
        if times > TOLD {
            let (place, n) = (&list.place, times - TOLD);
            list.told.push(say!(
                "{place}: and the time of day is left out in {n} more cells",
                "{place}：另有{n}个单元格的时刻未导入"
            ));
        }
        list.rows = Origin::Held(rows, faults);
        Ok(size)
    }

    /// The value of merged cells holds for each row of them that is there. What is merged across columns holds
    /// for the first alone; the cells of the others are noted, for there the sheet does not say what it means.
    fn spread(&mut self, width: usize, room: usize) -> Result<(), String> {
        let mut size = 0;
        for ((top, left), (bottom, right)) in std::mem::take(&mut self.merged) {
            let start = self.rows.partition_point(|row| row.line < top);
            let end = self.rows.partition_point(|row| row.line <= bottom).max(start);
            let rows = self.rows.get_mut(start..end).unwrap_or_default();
            let first = rows.first().filter(|row| row.line == top);
            let first = first.and_then(|row| row.cells.iter().find(|cell| cell.column == left));
            let Some(value) = first.filter(|cell| !cell.text.is_empty()).cloned() else { continue };
            // Known before it is asked for, and the work of looking at the rows with it.
            let cells = rows.len() * (1 + width.min(right + 1).saturating_sub(left + 1));
            size += cells * value.size() + 16 * rows.iter().map(|row| row.cells.len()).sum::<usize>();
            if size > room {
                return Err("too many merged cells".into());
            }
            for row in rows {
                let taken: HashSet<usize> = row.cells.iter().map(|cell| cell.column).collect();
                if !taken.contains(&left) {
                    row.cells.push(SheetCell { column: left, ..value.clone() });
                }
                let beside = (left + 1..width.min(right + 1)).filter(|column| !taken.contains(column));
                row.cells.extend(beside.map(|column| SheetCell {
                    column,
                    text: value.text.clone(),
                    odd: Some(Odd::Merged),
                }));
            }
        }
        Ok(())
    }

    /// The first rows as they are seen: without what is hidden, and with the text of merged cells in each of them.
    fn first_seen(&self) -> Vec<(usize, StringRecord)> {
        let seen: Vec<&SheetRow> = self.rows.iter().filter(|row| !row.hidden).take(LOOKED_AT).collect();
        let Some(last) = seen.last().map(|row| row.line) else { return Vec::new() };
        let width = seen.iter().flat_map(|row| &row.cells).map(|cell| cell.column + 1).max().unwrap_or_default();
        let mut texts: Vec<(usize, Vec<&str>)> = Vec::new();
        for row in seen {
            let mut cells = vec![""; width];
            for cell in &row.cells {
                if let Some(text) = cells.get_mut(cell.column) {
                    *text = &cell.text;
                }
            }
            texts.push((row.line, cells));
        }
        for ((top, left), (bottom, right)) in self.merged.iter().filter(|((top, _), _)| *top <= last) {
            let first = texts.iter().find(|(line, _)| line == top).and_then(|(_, cells)| cells.get(*left));
            let Some(text) = first.copied().filter(|text| !text.is_empty()) else { continue };
            for (_, cells) in texts.iter_mut().filter(|(line, _)| (top..=bottom).contains(&line)) {
                let end = width.min(right + 1);
                cells.get_mut(*left..end).unwrap_or_default().iter_mut().for_each(|cell| *cell = text);
            }
        }
        for (_, cells) in &mut texts {
            let hidden = |at: &usize| self.hidden_columns.iter().any(|hidden| hidden.contains(at));
            cells.iter_mut().enumerate().filter(|(at, _)| hidden(at)).for_each(|(_, cell)| *cell = "");
        }
        texts.into_iter().map(|(line, cells)| (line, cells.into_iter().collect())).collect()
    }

    /// How many columns its rows reach.
    fn width(&self) -> usize {
        self.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column + 1).max().unwrap_or_default()
    }

    /// Takes out what a spreadsheet does not show, and tells it.
    fn leave_hidden(&mut self, list: &mut List) {
        let lines: Vec<String> =
            self.rows.iter().filter(|row| row.hidden).map(|row| row.line.to_string()).collect();
        let hidden = |at: usize| self.hidden_columns.iter().any(|hidden| hidden.contains(&at));
        let mut columns: Vec<usize> = self.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.retain(|at| hidden(*at));
        for row in &mut self.rows {
            row.cells.retain(|cell| !columns.contains(&cell.column));
        }
        self.rows.retain(|row| !row.hidden);
        let place = &list.place;
        let named = |all: &[String]| all.get(..FEW).map_or_else(|| all.join(", "), |few| few.join(", ") + ", …");
        if !lines.is_empty() {
            let (n, lines) = (lines.len(), named(&lines));
            list.told.push(say!(
                "{place}: hidden rows are passed over ({n}, in line {lines}); unhide them to have them taken",
                "{place}：隐藏的行已略过（{n}行：第{lines}行）；如需导入，请先取消隐藏或筛选"
            ));
        }
        if !columns.is_empty() {
            let columns = named(&columns.into_iter().map(letters).collect::<Vec<_>>());
            list.told.push(say!(
                "{place}: hidden columns are passed over: {columns}",
                "{place}：隐藏的列已略过：{columns}"
            ));
        }
    }

    fn tell_hidden(&self, list: &mut List) {
        let lines: Vec<usize> = self.rows.iter().filter(|row| row.hidden).map(|row| row.line).collect();
        let is_hidden = |at: &usize| self.hidden_columns.iter().any(|hidden| hidden.contains(at));
        let columns: Vec<usize> = (0..list.headings.len()).filter(is_hidden).collect();
        list.told.extend(taken_though_hidden(&list.place, &lines, &columns));
    }
}

/// That lines and columns were taken that a spreadsheet does not show.
pub fn taken_though_hidden(place: &dyn Display, lines: &[usize], columns: &[usize]) -> Vec<Message> {
    let (mut told, n) = (Vec::new(), lines.len());
    match lines.first() {
        Some(line) if n == 1 => told.push(say!(
            "{place}: 1 hidden row is taken, in line {line}",
            "{place}：已导入第{line}行，该行是隐藏行"
        )),
        Some(line) => told.push(say!(
            "{place}: {n} hidden rows are taken, the first in line {line}",
            "{place}：已导入{n}个隐藏行，第一个在第{line}行"
        )),
        None => {}
    }
    if !columns.is_empty() {
        let more = if columns.len() > FEW { ", …" } else { "" };
        let columns: Vec<String> = columns.iter().take(FEW).map(|at| letters(*at)).collect();
        let columns = columns.join(", ") + more;
        told.push(say!("{place}: hidden columns are taken: {columns}", "{place}：已导入隐藏列：{columns}"));
    }
    told
}

impl Odd {
    fn error(&self, text: &str, place: &Place) -> Error {
        self.error_of(&letters(place.column.saturating_sub(1)), place.line, text).at(place)
    }

    /// What is wrong with the cell in this column and line, which shows this text.
    fn error_of(&self, column: &str, line: usize, text: &str) -> Error {
        let cell = format!("{column}{line}");
        let (message, hint) = match self {
            Odd::Error => (
                say!("the cell {cell} holds the error {text}", "单元格 {cell} 为错误值 {text}"),
                say!("mend its formula, or write the value itself", "请更正公式，或直接填写值"),
            ),
            Odd::NoValue => (
                say!("the cell {cell} holds a formula without a value", "单元格 {cell} 的公式没有计算结果"),
                say!(
                    "open the workbook in a spreadsheet, which computes it, and save it",
                    "请用电子表格软件打开该工作簿（会自动计算），然后保存"
                ),
            ),
            Odd::NoDay => (
                say!(
                    "the cell {cell} is shown as a date, but {text} is no day",
                    "单元格 {cell} 显示为日期，但 {text} 不是有效日期"
                ),
                say!("write the day, or leave the cell empty", "请填写日期，或将单元格留空"),
            ),
            Odd::Merged => (
                say!(
                    "the cell {cell} is merged with the one to its left: whether {text} holds for it too, the sheet does not say",
                    "单元格 {cell} 与左侧单元格合并：无法判断“{text}”是否也适用于该列"
                ),
                say!("undo the merging, and write what holds", "请取消合并，分别填写"),
            ),
            Odd::Cut | Odd::Time(_) => (
                say!(
                    "the number in the cell {cell} has more digits than a spreadsheet keeps: {text}",
                    "单元格 {cell} 中的数字超出电子表格可保留的位数：{text}"
                ),
                say!(
                    "format the column as text and write the number again",
                    "请将该列设为文本格式，再重新填写"
                ),
            ),
        };
        Error::invalid(message).hint(hint)
    }
}

/// The letters of a column, from 0: A, B, … Z, AA.
fn letters(column: usize) -> String {
    let letter = char::from(b'A' + (column % 26) as u8);
    if column < 26 { letter.to_string() } else { format!("{}{letter}", letters(column / 26 - 1)) }
}

#[cfg(test)]
mod tests;
