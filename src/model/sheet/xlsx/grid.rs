//! A workbook as it lies there: every sheet with its cells, for forms, whose layout is known beforehand.

use std::collections::BTreeMap;

use super::{Odd, broken, letters, book::Book};
use crate::{
    error::{Error, Place, Result},
    model::sheet::{revive, source::Source},
};

/// One sheet.
#[derive(Debug)]
pub struct Grid {
    /// Its name.
    pub name: String,
    /// Whether a spreadsheet does not show it.
    pub hidden: bool,
    /// Its cells that are not empty, by line, from 1, and column, from 0.
    cells: BTreeMap<(usize, usize), (String, Option<Odd>)>,
    file: String,
}

impl Grid {
    /// The lines that hold anything, in order.
    pub fn lines(&self) -> Vec<usize> {
        let mut lines: Vec<usize> = self.cells.keys().map(|(line, _)| *line).collect();
        lines.dedup();
        lines
    }

    /// The text of a cell, trimmed; `None` where it is blank.
    ///
    /// # Errors
    /// An error value, a formula without a value, a number that has lost digits.
    pub fn text(&self, line: usize, column: usize) -> Result<Option<&str>> {
        let Some((text, odd)) = self.cells.get(&(line, column)) else { return Ok(None) };
        match odd {
            // A day with a time of day is the day.
            None | Some(Odd::Time(_)) => Ok(Some(revive(text).trim()).filter(|text| !text.is_empty())),
            Some(odd) => Err(odd.error_of(&letters(column), line, text).at(&self.place(line, column))),
        }
    }

    /// A cell as people name it: file, sheet and cell.
    pub fn place(&self, line: usize, column: usize) -> Place {
        Place::flag(&format!("{} {}!{}{line}", self.file, self.name, letters(column)))
    }
}

/// Every sheet of a workbook.
///
/// # Errors
/// What is no workbook.
pub fn grids(file: &str, bytes: &[u8]) -> Result<Vec<Grid>, Error> {
    let broken = |cause: String| broken(file, cause);
    let mut book = Book::open(&Source::Held(bytes.into())).map_err(broken)?;
    let mut grids = Vec::new();
    for sheet in book.sheets.clone() {
        let Some(page) = book.page(&sheet).map_err(broken)? else { continue };
        let mut cells = BTreeMap::new();
        for row in page.rows {
            book.held += row.cells.iter().map(|cell| cell.size() + 64).sum::<usize>();
            if book.held > super::HELD {
                return Err(broken("it holds more than is read of a workbook".into()));
            }
            cells.extend(row.cells.into_iter().map(|cell| ((row.line, cell.column), (cell.text, cell.odd))));
        }
        grids.push(Grid { name: sheet.name, hidden: sheet.hidden, cells, file: file.to_owned() });
    }
    Ok(grids)
}
