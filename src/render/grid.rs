//! Tables on a terminal: columns fitted to the screen by display width.
//!
//! Columns are parted by two spaces and not by lines: the characters that draw boxes are two columns
//! wide on some Chinese terminals, and would bend every line that holds them.

use std::io;

use comfy_table::{CellAlignment, ContentArrangement, ContentLineStyle, TableStyle};

use super::{
    Screen,
    cells::{Cells, GAP},
    markdown,
    style::Tone,
    width::{longest_piece, one_line, pad, width, wrap, wrap_after},
};

/// Below this many columns a record is shown as a block of lines.
pub const NARROW: usize = 50;
/// Above this many rows a table is set without wrapping its cells, and without comfy-table.
const LONG: usize = 1000;
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
        if self.rows.len() > LONG {
            let (mut table, mut out) = (Table::new(self.head.clone(), self.right.clone()), Vec::new());
            for row in &self.rows {
                table.cells.begin();
                for (at, cell) in row.iter().enumerate() {
                    table.cells.put(at, |text| {
                        text.push_str(&cell.text);
                        cell.tone
                    });
                }
            }
            // What is drawn into memory is not refused.
            let _ = table.draw(screen, &mut out);
            return String::from_utf8(out).unwrap_or_default();
        }
        self.short(screen)
    }

    /// The table drawn by comfy-table, or as blocks of lines.
    fn short(&self, screen: &Screen) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let by_column = |measure: &dyn Fn(&str) -> usize| -> Vec<usize> {
            let column = |at: usize| self.rows.iter().filter_map(move |row| Some(measure(&row.get(at)?.text)));
            (0..self.head.len()).map(|at| column(at).max().unwrap_or(0)).collect()
        };
        match fitted(&self.head, &by_column(&width), &|| by_column(&longest_piece), screen) {
            Some(widths) => self.comfy(&widths, screen) + &left_out(&self.head, widths.len(), screen),
            None => self.blocks(screen),
        }
    }

    /// The table in Markdown.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        markdown::head(&mut out, self.head.iter().map(String::as_str), &self.right);
        for row in &self.rows {
            markdown::cells(&mut out, row.iter().map(|cell| cell.text.as_str()));
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

    /// Drawn by comfy-table, cells broken as Chinese lines are.
    fn comfy(&self, widths: &[usize], screen: &Screen) -> String {
        const STYLE: TableStyle = TableStyle::new()
            .header_lines(ContentLineStyle::none().junction(' '))
            .content_lines(ContentLineStyle::none().junction(' '));
        let broken = |text: &str, width: usize| wrap(text, width).join("\n");
        let mut table = comfy_table::Table::new();
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
}

/// The widths of as many columns as fit the screen, the first ones; `whole` are those of their widest cells, `least` of
/// the longest pieces that a narrower column would split. `None` where a record is better shown as a block of lines.
fn fitted(
    head: &[String],
    whole: &[usize],
    least: &dyn Fn() -> Vec<usize>,
    screen: &Screen,
) -> Option<Vec<usize>> {
    if screen.width < NARROW {
        return None;
    }
    let headed = |of: &[usize], measure: &dyn Fn(&str) -> usize| -> Vec<usize> {
        head.iter().zip(of).map(|(text, of)| measure(text).max(*of)).collect()
    };
    let whole = headed(whole, &width);
    let mut pieces = None;
    let mut columns = head.len();
    loop {
        let room = screen.width.saturating_sub(GAP * columns.saturating_sub(1));
        let whole = whole.get(..columns).unwrap_or(&whole);
        if whole.iter().sum::<usize>() <= room {
            return Some(whole.to_vec());
        }
        let pieces: &Vec<usize> = pieces.get_or_insert_with(|| headed(&least(), &longest_piece));
        match narrowed(whole, pieces, room, screen.width) {
            Some(widths) => return Some(widths),
            None if columns <= 3 => return None,
            None => columns -= 1,
        }
    }
}

/// Widths of columns that together have `room`: the widest give way first. `None` where a column would fall below its
/// least.
fn narrowed(whole: &[usize], pieces: &[usize], room: usize, total: usize) -> Option<Vec<usize>> {
    // The first column is what one refers by; it stays whole unless it is a sentence.
    let least = |(at, (piece, whole)): (usize, (&usize, &usize))| {
        let least = if at == 0 {
            20
        } else if *whole > LEAST_LONG {
            LEAST_LONG
        } else {
            (*piece).max(LEAST)
        };
        least.min(*whole)
    };
    let least: Vec<usize> = pieces.iter().zip(whole).enumerate().map(least).collect();
    let at_most = |cap: usize| -> Vec<usize> {
        whole.iter().zip(&least).map(|(whole, least)| cap.clamp(*least, *whole)).collect()
    };
    let widest = whole.iter().copied().max().unwrap_or(0).min(total);
    let mut widths = (0..=widest).rev().map(at_most).find(|widths| widths.iter().sum::<usize>() <= room)?;
    let mut left = room - widths.iter().sum::<usize>();
    for (width, whole) in widths.iter_mut().zip(whole) {
        let more = left.min(whole - *width);
        *width += more;
        left -= more;
    }
    Some(widths)
}

/// The lines that name the columns behind the first `columns`.
fn left_out(head: &[String], columns: usize, screen: &Screen) -> String {
    let mut out = String::new();
    if columns < head.len() {
        let rest = head.get(columns..).unwrap_or_default().join(screen.lang.comma());
        let note = screen.lang.word("left out at this width: ", "此宽度未列出：").to_owned() + &rest;
        for line in wrap(&note, screen.width) {
            out.push_str(&screen.paint(Tone::Dim, &line));
            out.push('\n');
        }
    }
    out
}

/// A table that is written when all its rows are known, of however many rows.
#[derive(Debug, Clone)]
pub struct Table {
    head: Vec<String>,
    right: Vec<bool>,
    /// The places of the columns that are shown.
    shown: Vec<usize>,
    /// The rows.
    pub cells: Cells,
}

impl Table {
    /// A table with these headings; `right` says whether a column stands on the right.
    pub fn new(head: Vec<String>, right: Vec<bool>) -> Table {
        Table { shown: (0..head.len()).collect(), cells: Cells::new(head.len()), head, right }
    }

    /// The table without the columns in which no row says anything.
    pub fn without_empty_columns(mut self) -> Table {
        if self.cells.rows() > 0 {
            self.shown.retain(|at| self.cells.is_filled(*at));
        }
        self
    }

    /// Writes the table as [`Grid::draw`] does.
    ///
    /// # Errors
    /// What the place refuses to which it is written.
    pub fn draw(&self, screen: &Screen, to: &mut dyn io::Write) -> io::Result<()> {
        let rows = self.cells.rows();
        let (head, right) = (self.heads(), self.rights());
        let whole: Vec<usize> =
            self.shown.iter().map(|at| self.cells.widest().get(*at).copied().unwrap_or(0)).collect();
        let piece = |at: usize| (0..rows.min(LONG)).map(move |row| longest_piece(self.cells.cell(row, at).0));
        let least = || self.shown.iter().map(|at| piece(*at).max().unwrap_or(0)).collect();
        // Where no cell is broken into lines, a short table looks as a long one does.
        let unbroken = |widths: &[usize]| {
            !screen.color
                && widths.iter().zip(&whole).zip(&head).all(|((room, whole), head)| room >= whole && *room >= width(head))
        };
        match fitted(&head, &whole, &least, screen) {
            Some(widths) if rows > LONG || rows > 0 && unbroken(&widths) => {
                let columns = self.shown.iter().zip(&head).zip(&right).zip(&widths);
                let columns: Vec<_> =
                    columns.map(|(((at, head), right), width)| (*at, head.as_str(), *width, *right)).collect();
                self.cells.draw(&columns, screen, to)?;
                to.write_all(left_out(&head, widths.len(), screen).as_bytes())
            }
            Some(widths) if rows > 0 => {
                to.write_all(self.grid().comfy(&widths, screen).as_bytes())?;
                to.write_all(left_out(&head, widths.len(), screen).as_bytes())
            }
            _ => to.write_all(self.grid().short(screen).as_bytes()),
        }
    }

    /// The table with room of its own for each cell.
    pub fn grid(&self) -> Grid {
        let cell = |row: usize, at: usize| {
            let (text, tone) = self.cells.cell(row, at);
            Cell { text: text.to_owned(), tone }
        };
        let row = |row: usize| self.shown.iter().map(|at| cell(row, *at)).collect();
        Grid { head: self.heads(), right: self.rights(), rows: (0..self.cells.rows()).map(row).collect() }
    }

    /// Adds the headings in Markdown.
    pub fn head_in_markdown(&self, out: &mut String) {
        markdown::head(out, self.heads().iter().map(String::as_str), &self.rights());
    }

    /// Adds the rows in Markdown.
    pub fn rows_in_markdown(&self, out: &mut String) {
        for row in 0..self.cells.rows() {
            markdown::cells(out, self.shown.iter().map(|at| self.cells.cell(row, *at).0));
        }
    }

    fn heads(&self) -> Vec<String> {
        self.shown.iter().filter_map(|at| self.head.get(*at).cloned()).collect()
    }

    fn rights(&self) -> Vec<bool> {
        self.shown.iter().map(|at| self.right.get(*at) == Some(&true)).collect()
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
