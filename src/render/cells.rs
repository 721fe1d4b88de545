//! The cells of a long table, one behind the other in one text: none has room of its own, and each is measured once.

use std::io;

use super::{
    Screen,
    style::Tone,
    width::{cut, width},
};

/// Spaces between columns.
pub const GAP: usize = 2;
/// So many bytes of a table are written at once.
const TOGETHER: usize = 1 << 16;

/// Where a cell lies.
#[derive(Debug, Clone, Copy)]
struct Spot {
    start: usize,
    end: usize,
    /// In display columns.
    width: usize,
    tone: Tone,
}

/// A cell that nothing has been put into.
const OPEN: Spot = Spot { start: usize::MAX, end: usize::MAX, width: 0, tone: Tone::Plain };

/// Rows of cells, all with as many as there are columns.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    text: String,
    spots: Vec<Spot>,
    /// Of each column the width of its widest cell.
    widest: Vec<usize>,
    /// Of each column whether any cell says something.
    filled: Vec<bool>,
    rows: usize,
}

impl Cells {
    /// No row yet.
    pub fn new(columns: usize) -> Cells {
        Cells { widest: vec![0; columns], filled: vec![false; columns], ..Cells::default() }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Of each column the width of its widest cell.
    pub fn widest(&self) -> &[usize] {
        &self.widest
    }

    /// Whether any cell of a column says something.
    pub fn is_filled(&self, column: usize) -> bool {
        self.filled.get(column) == Some(&true)
    }

    /// Takes the rows out again, of which the widths and what is filled are still known.
    pub fn clear(&mut self) {
        self.text.clear();
        self.spots.clear();
        self.rows = 0;
    }

    /// Begins a row.
    pub fn begin(&mut self) {
        self.rows += 1;
        self.spots.resize(self.rows * self.widest.len(), OPEN);
    }

    /// Whether nothing has been put into a cell of the newest row.
    pub fn is_open(&self, column: usize) -> bool {
        self.at(self.rows.wrapping_sub(1), column).is_none_or(|spot| spot.start == usize::MAX)
    }

    /// Puts into a cell of the newest row what `write` writes behind the text: neutral, on one line.
    pub fn put(&mut self, column: usize, write: impl FnOnce(&mut String) -> Tone) {
        let start = self.text.len();
        let tone = write(&mut self.text);
        let end = self.text.len();
        let width = self.text.get(start..end).map_or(0, width);
        self.set(column, Spot { start, end, width, tone });
    }

    /// Puts into a cell of the newest row what another one of it holds.
    pub fn repeat(&mut self, column: usize, other: usize) {
        if let Some(spot) = self.at(self.rows.wrapping_sub(1), other) {
            self.set(column, spot);
        }
    }

    /// A cell, as text and tone.
    pub fn cell(&self, row: usize, column: usize) -> (&str, Tone) {
        self.at(row, column).map_or(("", Tone::Plain), |spot| (self.said(&spot), spot.tone))
    }

    fn at(&self, row: usize, column: usize) -> Option<Spot> {
        self.spots.get(row.checked_mul(self.widest.len())?.checked_add(column)?).copied()
    }

    fn said(&self, spot: &Spot) -> &str {
        self.text.get(spot.start..spot.end).unwrap_or_default()
    }

    fn set(&mut self, column: usize, spot: Spot) {
        let base = (self.rows * self.widest.len()).wrapping_sub(self.widest.len());
        let column = (self.spots.get_mut(base + column), self.widest.get_mut(column), self.filled.get_mut(column));
        if let (Some(place), Some(widest), Some(filled)) = column {
            *place = spot;
            *widest = spot.width.max(*widest);
            *filled |= spot.end > spot.start;
        }
    }

    /// Draws these columns under their headings, each as wide as it is said, cells cut: nobody reads thousands of rows,
    /// they are searched and piped on. `shown` has of each column its place, its heading, its width and whether it
    /// stands on the right.
    ///
    /// # Errors
    /// What the place refuses to which it is written.
    pub fn draw(
        &self,
        shown: &[(usize, &str, usize, bool)],
        screen: &Screen,
        to: &mut dyn io::Write,
    ) -> io::Result<()> {
        let mut lines = Lines { out: String::new(), gap: 0, screen };
        for (_, head, columns, right) in shown {
            lines.cell(head, width(head), Tone::Bold, *columns, *right);
        }
        lines.end();
        for (_, _, columns, right) in shown {
            lines.cell(&"─".repeat(*columns), *columns, Tone::Plain, *columns, *right);
        }
        lines.end();
        for row in self.spots.chunks(self.widest.len().max(1)) {
            for (at, _, columns, right) in shown {
                let spot = row.get(*at).copied().unwrap_or(OPEN);
                lines.cell(self.said(&spot), spot.width, spot.tone, *columns, *right);
            }
            lines.end();
            if lines.out.len() > TOGETHER {
                to.write_all(lines.out.as_bytes())?;
                lines.out.clear();
            }
        }
        to.write_all(lines.out.as_bytes())
    }
}

/// The lines of a table as they are drawn.
struct Lines<'a> {
    out: String,
    /// Spaces before the next text: they are written only when one follows, so that no line ends in spaces.
    gap: usize,
    screen: &'a Screen,
}

impl Lines<'_> {
    fn cell(&mut self, text: &str, own: usize, tone: Tone, columns: usize, right: bool) {
        let shorter;
        let (text, own) = if own > columns {
            shorter = cut(text, columns);
            (shorter.as_ref(), width(&shorter))
        } else {
            (text, own)
        };
        let fill = columns.saturating_sub(own);
        if right {
            self.gap += fill;
        }
        if !text.is_empty() {
            spaces(&mut self.out, std::mem::take(&mut self.gap));
            if self.screen.color {
                self.out.push_str(&self.screen.paint(tone, text));
            } else {
                self.out.push_str(text);
            }
        }
        self.gap += GAP + if right { 0 } else { fill };
    }

    fn end(&mut self) {
        self.out.push('\n');
        self.gap = 0;
    }
}

/// Adds so many spaces.
fn spaces(out: &mut String, mut count: usize) {
    const SPACES: &str = "                                                                ";
    while count > SPACES.len() {
        out.push_str(SPACES);
        count -= SPACES.len();
    }
    out.push_str(SPACES.get(..count).unwrap_or_default());
}
