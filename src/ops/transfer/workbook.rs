//! The lists as sheets of a workbook: read from any `.xlsx`, written so that it is pleasant to work in.

use std::path::Path;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::{
    export::{Cell, rows},
    known::Known,
    sheets::SHEETS,
};
use crate::{
    error::{Error, Message, Result},
    model::sheet::{Line, List, tame},
    say,
    store::Read,
};

/// The longest text that a cell holds, and the most rows of a sheet (Excel's own limits).
const LONGEST: usize = 32_767;
const MOST: u32 = 1_048_576;
/// Columns are no wider than this, in characters.
const WIDEST: usize = 60;

/// Reads the sheets of a workbook.
pub fn lists(path: &Path) -> Result<Vec<List>> {
    let shown = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let failed = |cause: String| {
        Error::invalid(say!("{shown} is no workbook that can be read", "无法读取工作簿 {shown}"))
            .cause(Message::verbatim(cause))
            .hint(say!("save it as .xlsx, or its sheets as CSV", "请另存为 .xlsx，或将各表另存为 CSV"))
    };
    let mut workbook: Xlsx<_> =
        open_workbook(path).map_err(|e: calamine::XlsxError| failed(e.to_string()))?;
    let mut lists = Vec::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).map_err(|e| failed(e.to_string()))?;
        let first = range.start().map_or(0, |(row, _)| row as usize);
        let mut all = range
            .rows()
            .enumerate()
            .map(|(at, row)| Line { line: first + at + 1, cells: row.iter().map(text).collect() });
        let Some(headings) = all.next() else { continue };
        let rows = all.filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())).collect();
        lists.push(List { place: format!("{shown} {name}"), name, headings: headings.cells, rows });
    }
    Ok(lists)
}

/// A cell as the text that a CSV file would have there.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => tame(text).into_owned(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) if n.fract() == 0.0 && n.abs() < 1e15 => format!("{}", *n as i64),
        Data::Float(n) => n.to_string(),
        Data::Bool(flag) => flag.to_string(),
        Data::DateTime(at) => match at.to_ymd_hms_milli() {
            (year, month, day, ..) if at.is_datetime() => format!("{year:04}-{month:02}-{day:02}"),
            _ => at.as_f64().to_string(),
        },
        Data::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_string(),
        other => other.to_string(),
    }
}

/// Writes the workbook.
pub fn write(read: &Read<'_>, known: &Known) -> Result<Vec<u8>> {
    let failed = |e: XlsxError| {
        Error::storage(say!("the workbook cannot be made", "无法生成工作簿"))
            .cause(Message::verbatim(e.to_string()))
    };
    let mut workbook = Workbook::new();
    // The same registry is the same file: no clock in it.
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let (bold, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    for sheet in SHEETS {
        let page = workbook.add_worksheet();
        page.set_name(sheet.name).map_err(failed)?;
        page.set_freeze_panes(1, 0).map_err(failed)?;
        let mut widths: Vec<usize> = sheet.columns.iter().map(|column| column.field.key.width()).collect();
        for (at, column) in sheet.columns.iter().enumerate() {
            page.write_string_with_format(0, at as u16, column.field.key, &bold).map_err(failed)?;
        }
        let mut line = 0u32;
        rows(read, known, sheet, &mut |cells| {
            line += 1;
            if line >= MOST {
                let name = sheet.name;
                return Err(Error::impossible(say!(
                    "a workbook's sheet has no room for all {name}",
                    "工作簿的表容纳不下全部 {name}"
                ))
                .hint(say!("export to a folder of CSV files, or to .json", "请导出为 CSV 文件夹或 .json")));
            }
            for (at, cell) in cells.iter().enumerate() {
                let plain = cell.plain();
                if plain.chars().count() > LONGEST {
                    let (name, column) = (sheet.name, sheet.columns.get(at).map_or("", |c| c.field.key));
                    return Err(Error::impossible(say!(
                        "{column} in row {line} of {name} is longer than a workbook's cell can be",
                        "{name} 第{line}行的 {column} 超出工作簿单元格的长度上限"
                    ))
                    .hint(say!(
                        "export to a folder of CSV files, or to .json",
                        "请导出为 CSV 文件夹或 .json"
                    )));
                }
                let column = at as u16;
                if let Some(width) = widths.get_mut(at) {
                    *width = (*width).max(plain.lines().map(UnicodeWidthStr::width).max().unwrap_or(0));
                }
                match cell {
                    Cell::Empty => continue,
                    Cell::Int(n) => page.write_number(line, column, *n as f64).map_err(failed)?,
                    Cell::Flag(flag) => page.write_boolean(line, column, *flag).map_err(failed)?,
                    // Excel knows no day before 1900, and no month or year alone: those stay texts.
                    Cell::Day(text) => match ExcelDateTime::parse_from_str(text) {
                        Ok(date) if text.len() == 10 && text.as_str() >= "1900-03-01" => {
                            page.write_datetime_with_format(line, column, &date, &day).map_err(failed)?
                        }
                        _ => page.write_string(line, column, text).map_err(failed)?,
                    },
                    Cell::Text(_) | Cell::List(_) => {
                        page.write_string(line, column, plain).map_err(failed)?
                    }
                };
            }
            Ok(())
        })?;
        for (at, width) in widths.iter().enumerate() {
            page.set_column_width(at as u16, (width + 2).min(WIDEST) as f64).map_err(failed)?;
        }
    }
    workbook.save_to_buffer().map_err(failed)
}
