//! A workbook as it lies there: every sheet with its cells, for forms, whose layout is known beforehand.

use std::collections::{BTreeMap, BTreeSet};

use super::{Odd, broken, letters, book::Book};
use crate::{
    error::{Error, Place, Result},
    model::sheet::{revive, source::Source},
};

/// No form has so many merged cells.
const FILLED: usize = 1_000_000;
/// No form has more columns.
const BESIDE: usize = 100;

/// A cell by its line, from 1, and its column, from 0.
type Cell = (usize, usize);

/// One sheet.
#[derive(Debug)]
pub struct Grid {
    /// Its name.
    pub name: String,
    /// Whether a spreadsheet does not show it.
    pub hidden: bool,
    /// Its lines that hold something and that a spreadsheet does not show.
    pub hidden_lines: Vec<usize>,
    /// The columns, from 0, that hold something and that a spreadsheet does not show.
    pub hidden_columns: Vec<usize>,
    /// Its cells that are not empty, by line, from 1, and column, from 0.
    cells: BTreeMap<Cell, (String, Option<Odd>)>,
    file: String,
}

impl Grid {
    /// The lines that hold anything, in order.
    pub fn lines(&self) -> Vec<usize> {
        let mut lines: Vec<usize> = self.cells.keys().map(|(line, _)| *line).collect();
        lines.dedup();
        lines
    }

    /// The columns of a line that hold anything, in order.
    pub fn columns(&self, line: usize) -> impl Iterator<Item = usize> {
        self.cells.range((line, 0)..(line + 1, 0)).map(|((_, column), _)| *column)
    }

    /// Every text, in the order of the cells.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.cells.values().map(|(text, _)| revive(text))
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

    /// The sheet as people name it: file and name.
    pub fn called(&self) -> Place {
        Place::flag(&format!("{} {}", self.file, self.name))
    }

    /// A cell as people name it: file, sheet and cell.
    pub fn place(&self, line: usize, column: usize) -> Place {
        Place::flag(&format!("{} {}!{}{line}", self.file, self.name, letters(column)))
    }
}

/// What is merged down holds for each of its rows that has anything; what is merged across says nothing of the other
/// columns, where that is a fault.
fn spread(merged: &[(Cell, Cell)], cells: &mut BTreeMap<Cell, (String, Option<Odd>)>) {
    let lines: BTreeSet<usize> = cells.keys().map(|(line, _)| *line).collect();
    let mut filled = 0;
    for ((top, left), (bottom, right)) in merged {
        let Some((text, odd)) = cells.get(&(*top, *left)).filter(|(text, _)| !text.trim().is_empty()).cloned() else {
            continue;
        };
        for line in lines.range(*top..=*bottom) {
            filled += 1 + right.saturating_sub(*left).min(BESIDE);
            if filled > FILLED {
                return;
            }
            cells.entry((*line, *left)).or_insert_with(|| (text.clone(), odd.clone()));
            for column in left + 1..=(*right).min(left + BESIDE) {
                let beside = cells.entry((*line, column)).or_insert_with(|| (text.clone(), Some(Odd::Merged)));
                if beside.0.trim().is_empty() {
                    *beside = (text.clone(), Some(Odd::Merged));
                }
            }
        }
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
        let merged = page.merged;
        let (mut hidden_lines, mut beside) = (Vec::new(), BTreeSet::new());
        for row in page.rows {
            if row.hidden {
                hidden_lines.push(row.line);
            }
            beside.extend(row.cells.iter().map(|cell| cell.column));
            book.held += row.cells.iter().map(|cell| cell.size() + 64).sum::<usize>();
            if book.held > super::HELD {
                return Err(broken("it holds more than is read of a workbook".into()));
            }
            cells.extend(row.cells.into_iter().map(|cell| ((row.line, cell.column), (cell.text, cell.odd))));
        }
        spread(&merged, &mut cells);
        let is_hidden = |at: &usize| page.hidden_columns.iter().any(|hidden| hidden.contains(at));
        let hidden_columns = beside.into_iter().filter(is_hidden).collect();
        let (name, file) = (sheet.name, file.to_owned());
        grids.push(Grid { name, hidden: sheet.hidden, hidden_lines, hidden_columns, cells, file });
    }
    Ok(grids)
}
