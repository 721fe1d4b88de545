//! Tables on a terminal: columns fitted to the screen by display width.
//!
//! Columns are parted by two spaces and not by lines: the characters that draw boxes are two columns
//! wide on some Chinese terminals, and would bend every line that holds them.

use std::borrow::Cow;

use comfy_table::{CellAlignment, ContentArrangement, ContentLineStyle, Table, TableStyle};

use super::{
    Screen, markdown,
    style::Tone,
    width::{cut, longest_piece, one_line, pad, width, wrap, wrap_after},
};

/// Below this many columns a record is shown as a block of lines.
pub const NARROW: usize = 50;
/// Above this many rows a table is set without wrapping its cells, and without comfy-table.
const LONG: usize = 1000;
/// Spaces between columns.
const GAP: usize = 2;
/// No column gets narrower than this.
const LEAST: usize = 8;
/// No column of names or sentences gets narrower than this.
const LEAST_LONG: usize = 16;

/// A cell: neutral text on one line, and its tone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// Its meaning to the eye.
    pub tone: Tone,
}

impl Cell {
    /// A plain cell of any text of the data.
    pub fn new(text: &str) -> Cell {
        Cell { text: one_line(text).into_owned(), tone: Tone::Plain }
    }
}

/// A table: headings, which columns hold numbers, and rows as long as the headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// Headings.
    pub head: Vec<String>,
    /// Whether a column stands on the right.
    pub right: Vec<bool>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Grid {
    /// A table with these headings; `right` names the columns of numbers.
    pub fn new(head: &[&str], right: &[usize]) -> Grid {
        Grid {
            head: head.iter().map(|text| (*text).to_owned()).collect(),
            right: (0..head.len()).map(|at| right.contains(&at)).collect(),
            rows: Vec::new(),
        }
    }

    /// The table without the columns in which no row says anything.
    pub fn without_empty_columns(mut self) -> Grid {
        let keep: Vec<bool> = (0..self.head.len())
            .map(|at| self.rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.text.is_empty())))
            .collect();
        if !self.rows.is_empty() {
            let kept = |at: usize| keep.get(at).copied().unwrap_or(false);
            keep_by(&mut self.head, kept);
            keep_by(&mut self.right, kept);
            self.rows.iter_mut().for_each(|row| keep_by(row, kept));
        }
        self
    }

    /// The table as lines of at most the screen's width, each ended by a line feed.
    pub fn draw(&self, screen: &Screen) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        if screen.width < NARROW {
            return self.blocks(screen);
        }
        let mut columns = self.head.len();
        let widths = loop {
            match self.fit(columns, screen.width) {
                Some(widths) => break widths,
                None if columns <= 3 => return self.blocks(screen),
                None => columns -= 1,
            }
        };
        let mut out =
            if self.rows.len() > LONG { self.quick(&widths, screen) } else { self.comfy(&widths, screen) };
        if columns < self.head.len() {
            let rest = self.head.get(columns..).unwrap_or_default().join(screen.lang.comma());
            let note = screen.lang.word("left out at this width: ", "此宽度未列出：").to_owned() + &rest;
            for line in wrap(&note, screen.width) {
                out.push_str(&screen.paint(Tone::Dim, &line));
                out.push('\n');
            }
        }
        out
    }

    /// The table in Markdown, under its headings or as the rows that follow others.
    pub fn markdown(&self, headed: bool) -> String {
        let mut out = String::new();
        if headed {
            out.push_str(&markdown::row(self.head.iter().map(|text| markdown::cell(text))));
            out.push_str(&markdown::rule(&self.right));
        }
        for row in &self.rows {
            out.push_str(&markdown::row(row.iter().map(|cell| markdown::cell(&cell.text))));
        }
        out
    }

    /// Each record as a block of `label: value` lines.
    fn blocks(&self, screen: &Screen) -> String {
        let mut out = String::new();
        for (at, row) in self.rows.iter().enumerate() {
            if at > 0 {
                out.push('\n');
            }
            for (label, cell) in self.head.iter().zip(row).filter(|(_, cell)| !cell.text.is_empty()) {
                out.push_str(&field(label, cell, 0, screen));
            }
        }
        out
    }

    /// Widths of the first `columns` columns: their own where there is room, else the widest give
    /// way first. `None` where a column would fall below its least.
    fn fit(&self, columns: usize, total: usize) -> Option<Vec<usize>> {
        let room = total.saturating_sub(GAP * columns.saturating_sub(1));
        let by_column = |measure: &dyn Fn(&str) -> usize, rows: usize| -> Vec<usize> {
            let mut widths: Vec<usize> = self.head.iter().take(columns).map(|text| measure(text)).collect();
            for row in self.rows.iter().take(rows) {
                for (most, cell) in widths.iter_mut().zip(row) {
                    *most = (*most).max(measure(&cell.text));
                }
            }
            widths
        };
        let whole = by_column(&width, self.rows.len());
        if whole.iter().sum::<usize>() <= room {
            return Some(whole);
        }
        let least: Vec<usize> = by_column(&longest_piece, LONG)
            .into_iter()
            .zip(&whole)
            .enumerate()
            // The first column is what one refers by; it stays whole unless it is a sentence.
            .map(|(at, (piece, whole))| {
                let least = if at == 0 {
                    20
                } else if *whole > LEAST_LONG {
                    LEAST_LONG
                } else {
                    piece.max(LEAST)
                };
                least.min(*whole)
            })
            .collect();
        let at_most = |cap: usize| -> Vec<usize> {
            whole.iter().zip(&least).map(|(whole, least)| cap.clamp(*least, *whole)).collect()
        };
        let widest = whole.iter().copied().max().unwrap_or(0).min(total);
        let mut widths =
            (0..=widest).rev().map(at_most).find(|widths| widths.iter().sum::<usize>() <= room)?;
        let mut left = room - widths.iter().sum::<usize>();
        for (width, whole) in widths.iter_mut().zip(&whole) {
            let more = left.min(whole - *width);
            *width += more;
            left -= more;
        }
        Some(widths)
    }

    /// Drawn by comfy-table, cells broken as Chinese lines are.
    fn comfy(&self, widths: &[usize], screen: &Screen) -> String {
        const STYLE: TableStyle = TableStyle::new()
            .header_lines(ContentLineStyle::none().junction(' '))
            .content_lines(ContentLineStyle::none().junction(' '));
        let broken = |text: &str, width: usize| wrap(text, width).join("\n");
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Disabled);
        if screen.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table.set_header(
            self.head
                .iter()
                .zip(widths)
                .map(|(text, width)| Tone::Bold.on(comfy_table::Cell::new(broken(text, *width)))),
        );
        // A row and not comfy-table's separator, which would run on into the gap between columns.
        table.add_row(widths.iter().map(|width| comfy_table::Cell::new("─".repeat(*width))));
        for row in &self.rows {
            table.add_row(
                row.iter()
                    .zip(widths)
                    .map(|(cell, width)| cell.tone.on(comfy_table::Cell::new(broken(&cell.text, *width)))),
            );
        }
        for (at, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, if at + 1 < widths.len() { 1 } else { 0 }));
            if self.right.get(at) == Some(&true) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let mut out = String::new();
        for line in table.lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// Drawn at once, cells cut: nobody reads thousands of rows, they are searched and piped on.
    fn quick(&self, widths: &[usize], screen: &Screen) -> String {
        let line_size = widths.iter().sum::<usize>() * 2 + widths.len() * GAP + 1;
        let mut out = String::with_capacity(line_size * (self.rows.len() + 2));
        let mut line = |cells: &mut dyn Iterator<Item = (&str, Tone)>| {
            let mut gap = 0;
            for (at, ((text, tone), columns)) in cells.zip(widths).enumerate() {
                let own = width(text);
                let text = if own > *columns { cut(text, *columns) } else { Cow::Borrowed(text) };
                let fill = columns.saturating_sub(if own > *columns { width(&text) } else { own });
                let right = self.right.get(at) == Some(&true);
                // Spaces are written only when a text follows, so that no line ends in spaces.
                gap += if right { fill } else { 0 };
                if !text.is_empty() {
                    out.extend(std::iter::repeat_n(' ', std::mem::take(&mut gap)));
                    if screen.color {
                        out.push_str(&screen.paint(tone, &text));
                    } else {
                        out.push_str(&text);
                    }
                }
                gap += GAP + if right { 0 } else { fill };
            }
            out.push('\n');
        };
        line(&mut self.head.iter().map(|text| (text.as_str(), Tone::Bold)));
        let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        line(&mut rules.iter().map(|rule| (rule.as_str(), Tone::Plain)));
        for row in &self.rows {
            line(&mut row.iter().map(|cell| (cell.text.as_str(), cell.tone)));
        }
        out
    }
}

fn keep_by<T>(items: &mut Vec<T>, keep: impl Fn(usize) -> bool) {
    let mut at = 0;
    items.retain(|_| {
        at += 1;
        keep(at - 1)
    });
}

/// A `label: value` paragraph. With `column` the values of several stand under each other there;
/// else, and where the screen is narrow, the value follows at once and hangs by two columns.
pub(super) fn field(label: &str, value: &Cell, column: usize, screen: &Screen) -> String {
    let aligned = column > 0 && screen.width >= NARROW;
    let head = format!("{label}{}", screen.lang.colon());
    let start = if aligned { column.max(width(&head)) } else { width(&head) };
    let hanging = if aligned { column } else { 2 };
    let room = screen.width.saturating_sub(hanging);
    let mut out = String::new();
    for (at, line) in wrap_after(start.saturating_sub(hanging), &value.text, room).iter().enumerate() {
        if at > 0 {
            out.push_str(&" ".repeat(hanging));
        } else if line.is_empty() {
            out.push_str(&screen.paint(Tone::Dim, head.trim_end()));
        } else {
            out.push_str(&screen.paint(Tone::Dim, &pad(&head, start, false)));
        }
        out.push_str(&screen.paint(value.tone, line));
        out.push('\n');
    }
    out
}
