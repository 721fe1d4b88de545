//! Lists as people keep them in spreadsheets: bytes to rows of texts in which every cell knows its
//! place, and back. What the columns mean is said elsewhere.

mod cell;
mod csv;

pub use self::csv::{Lines, decode, is_utf8, open, separator, write_row};
pub use cell::{cell, join, revive, split, tame};

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Where it stands, from 1; the headings are row 1.
    pub line: usize,
    /// The cells, trimmed of nothing.
    pub cells: Vec<String>,
}

/// A list with its headings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// What it is called in messages: the file, or the file and the sheet.
    pub place: String,
    /// The name by which it says what it is: of the file without its ending, of the sheet, of the array.
    pub name: String,
    /// The first row.
    pub headings: Vec<String>,
    /// The others; empty ones left out.
    pub rows: Vec<Line>,
}
