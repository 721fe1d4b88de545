//! The lists as sheets of a workbook, written so that it is pleasant to work in.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::{
    listed::{ListCell, rows},
    known::Known,
};
use crate::{
    error::{Error, Result},
    noun::sheets,
    say,
    store::Read,
};

/// The longest text that a cell holds, and the most rows of a sheet (Excel's own limits).
const LONGEST: usize = 32_767;
const MOST: u32 = 1_048_576;
/// Columns are no wider than this, in characters.
const WIDEST: usize = 60;

/// Writes the workbook.
pub fn write(read: &Read<'_>, known: &Known) -> Result<Vec<u8>> {
    let failed =
        |e: XlsxError| Error::storage(say!("the workbook cannot be made", "无法生成工作簿")).because(&e);
    let mut workbook = Workbook::new();
    // The same registry is the same file: no clock in it.
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let (bold, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    for sheet in sheets() {
        let page = workbook.add_worksheet();
        page.set_name(sheet.name).map_err(failed)?;
        page.set_freeze_panes(1, 0).map_err(failed)?;
        let mut widths: Vec<usize> = sheet.columns.iter().map(|column| column.key.width()).collect();
        for (at, column) in sheet.columns.iter().enumerate() {
            page.write_string_with_format(0, at as u16, column.key, &bold).map_err(failed)?;
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
                    let (name, column) = (sheet.name, sheet.columns.get(at).map_or("", |c| c.key));
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
                    ListCell::Empty => continue,
                    ListCell::Int(n) => page.write_number(line, column, *n as f64).map_err(failed)?,
                    ListCell::Flag(flag) => page.write_boolean(line, column, *flag).map_err(failed)?,
                    // Excel knows no day before 1900, and no month or year alone: those stay texts.
                    ListCell::Day(text) => match ExcelDateTime::parse_from_str(text) {
                        Ok(date) if text.len() == 10 && text.as_str() >= "1900-03-01" => {
                            page.write_datetime_with_format(line, column, &date, &day).map_err(failed)?
                        }
                        _ => page.write_string(line, column, text).map_err(failed)?,
                    },
                    ListCell::Text(_) | ListCell::List(_) => {
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
