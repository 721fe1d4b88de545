//! The lists as sheets of a workbook, written so that it is pleasant to work in.

use super::{
    listed::{ListCell, rows},
    known::Known,
};
use crate::{
    error::{Error, Result},
    model::sheet::{Book, BookCell, Page, Refused},
    noun::sheets,
    say,
    store::Read,
};

/// Writes the workbook.
pub fn write(read: &Read<'_>, known: &Known) -> Result<Vec<u8>> {
    let mut book = Book::new().map_err(|refused| told(refused, "", 0, ""))?;
    for sheet in sheets() {
        let heads: Vec<&str> = sheet.written().iter().map(|column| column.key).collect();
        let fault = |refused: Refused, line: u32| {
            let column = match refused {
                Refused::Text(at) => heads.get(at).copied().unwrap_or_default(),
                _ => "",
            };
            told(refused, sheet.name, line, column)
        };
        let mut page = Page::new(sheet.name, &heads, false).map_err(|refused| fault(refused, 0))?;
        rows(read, known, sheet, &mut |cells| {
            let cells = cells.iter().map(|cell| match cell {
                ListCell::Empty => BookCell::Empty,
                ListCell::Int(n) => BookCell::Number(*n as f64),
                ListCell::Flag(flag) => BookCell::Flag(*flag),
                ListCell::Day(day) => BookCell::Day(day.clone()),
                ListCell::Text(_) | ListCell::List(_) => BookCell::Text(cell.plain()),
            });
            let done = page.row(cells);
            done.map_err(|refused| fault(refused, page.line))
        })?;
        book.put(page).map_err(|refused| fault(refused, 0))?;
    }
    book.bytes().map_err(|refused| told(refused, "", 0, ""))
}

/// Why the workbook cannot be made: the list, the row and the column that it has no room for.
fn told(refused: Refused, name: &str, line: u32, column: &str) -> Error {
    let error = match refused {
        Refused::Rows => Error::impossible(say!(
            "a workbook's sheet has no room for all {name}",
            "工作簿的表容纳不下全部 {name}"
        )),
        Refused::Text(_) => Error::impossible(say!(
            "{column} in row {line} of {name} is longer than a workbook's cell can be",
            "{name} 第{line}行的 {column} 超出工作簿单元格的长度上限"
        )),
        Refused::Failed(e) => {
            return Error::storage(say!("the workbook cannot be made", "无法生成工作簿")).because(&e);
        }
    };
    error.hint(say!("export to a folder of CSV files, or to .json", "请导出为 CSV 文件夹或 .json"))
}
