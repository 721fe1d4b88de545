//! A page as blocks, set for a terminal or as Markdown from the same definition.

use std::io;

use super::{
    Screen,
    grid::{Cell, Grid, NARROW, field},
    markdown,
    style::Tone,
    width::{neutral, one_line, pad, width, wrap},
};
use crate::{
    lang::Lang,
    model::day::{Day, Days},
};

/// A block of a page. Texts are made neutral by the functions of [`Page`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    Title(String),
    Heading(String),
    Line(Cell),
    /// A line that stands apart: a verdict.
    Strong(Cell),
    Fields(Vec<(String, Cell)>),
    Items(Vec<(Cell, Vec<String>)>),
    /// Names under a heading of their own, in columns.
    Group(Cell, Vec<String>),
    Grid(Grid),
    /// For the terminal alone: lines already set.
    Drawing(String),
}

/// A page under construction.
#[derive(Debug, Clone)]
pub struct Page {
    screen: Screen,
    blocks: Vec<Block>,
}

impl Page {
    /// An empty page for this screen.
    pub fn new(screen: &Screen) -> Page {
        Page { screen: *screen, blocks: Vec::new() }
    }

    /// The word of the page's language.
    pub fn word<'a>(&self, en: &'a str, zh: &'a str) -> &'a str {
        self.screen.lang.word(en, zh)
    }

    /// The page's title.
    pub fn title(&mut self, text: &str) {
        self.blocks.push(Block::Title(one_line(text).into_owned()));
    }

    /// A heading within the page.
    pub fn heading(&mut self, text: &str) {
        self.blocks.push(Block::Heading(one_line(text).into_owned()));
    }

    /// A paragraph.
    pub fn line(&mut self, tone: Tone, text: &str) {
        self.blocks.push(Block::Line(Cell { text: neutral(text).into_owned(), tone }));
    }

    /// A line that stands apart: a verdict.
    pub fn strong(&mut self, tone: Tone, text: &str) {
        self.blocks.push(Block::Strong(Cell { text: neutral(text).into_owned(), tone }));
    }

    /// Names under a heading of their own, in columns; nothing where there are none.
    pub fn group(&mut self, tone: Tone, heading: &str, names: &[&str]) {
        if !names.is_empty() {
            let names = names.iter().map(|name| one_line(name).into_owned()).collect();
            self.blocks.push(Block::Group(Cell { text: one_line(heading).into_owned(), tone }, names));
        }
    }

    /// A labelled value; nothing where the value is empty.
    pub fn field(&mut self, label: &str, value: &str) {
        self.toned(label, value, Tone::Plain);
    }

    /// A labelled value in a tone; nothing where the value is empty.
    pub fn toned(&mut self, label: &str, value: &str, tone: Tone) {
        if value.is_empty() {
            return;
        }
        let pair = (one_line(label).into_owned(), Cell { text: neutral(value).into_owned(), tone });
        match self.blocks.last_mut() {
            Some(Block::Fields(fields)) => fields.push(pair),
            _ => self.blocks.push(Block::Fields(vec![pair])),
        }
    }

    /// An item of a list, with lines of its own under it.
    pub fn item(&mut self, tone: Tone, text: &str, under: &[String]) {
        let item = (
            Cell { text: neutral(text).into_owned(), tone },
            under.iter().map(|line| neutral(line).into_owned()).collect(),
        );
        match self.blocks.last_mut() {
            Some(Block::Items(items)) => items.push(item),
            _ => self.blocks.push(Block::Items(vec![item])),
        }
    }

    /// A table under a heading; nothing where it has no rows.
    pub fn grid(&mut self, heading: &str, grid: Grid) {
        if grid.rows.is_empty() {
            return;
        }
        if !heading.is_empty() {
            self.heading(heading);
        }
        self.blocks.push(Block::Grid(grid.without_empty_columns()));
    }

    /// Lines already set, for the terminal alone.
    pub(super) fn drawing(&mut self, lines: String) {
        if !lines.is_empty() {
            self.blocks.push(Block::Drawing(lines));
        }
    }

    /// Names once what the record leaves unknown.
    pub fn missing(&mut self, labels: &[&str]) {
        if !labels.is_empty() {
            let lead = self.word("not recorded: ", "未记录：").to_owned();
            self.line(Tone::Dim, &(lead + &labels.join(self.screen.lang.comma())));
        }
    }

    /// Writes the page for a terminal, or as Markdown.
    pub fn write(&self, markdown: bool, out: &mut dyn io::Write) -> io::Result<()> {
        let text = if markdown { self.markdown() } else { self.text() };
        out.write_all(text.as_bytes())
    }

    /// The page for a terminal.
    pub fn text(&self) -> String {
        let screen = &self.screen;
        let mut out = String::new();
        let mut before: Option<&Block> = None;
        for block in &self.blocks {
            if before.is_some_and(|before| parted(before, block)) {
                out.push('\n');
            }
            match block {
                Block::Title(text) | Block::Heading(text) => {
                    paragraph(&mut out, Tone::Bold, text, "", screen)
                }
                Block::Line(cell) => paragraph(&mut out, cell.tone, &cell.text, "", screen),
                Block::Fields(fields) => {
                    let most = fields.iter().map(|(label, _)| width(label)).max().unwrap_or(0) + 2;
                    let column = most.min(screen.width / 3);
                    fields
                        .iter()
                        .for_each(|(label, value)| out.push_str(&field(label, value, column, screen)));
                }
                Block::Items(items) => {
                    for (cell, under) in items {
                        paragraph(&mut out, cell.tone, &cell.text, "- ", screen);
                        under.iter().for_each(|line| paragraph(&mut out, Tone::Plain, line, "  ", screen));
                    }
                }
                Block::Strong(cell) => paragraph(&mut out, cell.tone, &cell.text, "", screen),
                Block::Group(heading, names) => {
                    paragraph(&mut out, heading.tone, &heading.text, "", screen);
                    columns(&mut out, names, screen);
                }
                Block::Grid(grid) => out.push_str(&grid.draw(screen)),
                Block::Drawing(lines) => out.push_str(lines),
            }
            before = Some(block);
        }
        out
    }

    /// The page as Markdown.
    pub fn markdown(&self) -> String {
        let lang = self.screen.lang;
        let mut out = String::new();
        for block in &self.blocks {
            if !out.is_empty() && !matches!(block, Block::Drawing(_)) {
                out.push('\n');
            }
            match block {
                Block::Title(text) => out.push_str(&format!("# {}\n", markdown::escape(text))),
                Block::Heading(text) => out.push_str(&format!("## {}\n", markdown::escape(text))),
                Block::Line(cell) => out.push_str(&format!("{}\n", markdown::escape(&cell.text))),
                Block::Fields(fields) => {
                    out.push_str(&markdown::row([lang.word("field", "项目"), lang.word("value", "内容")]));
                    out.push_str(&markdown::rule(&[false, false]));
                    for (label, value) in fields {
                        out.push_str(&markdown::row([markdown::cell(label), markdown::cell(&value.text)]));
                    }
                }
                Block::Items(items) => {
                    for (cell, under) in items {
                        out.push_str(&format!("- {}\n", markdown::cell(&cell.text)));
                        under
                            .iter()
                            .for_each(|line| out.push_str(&format!("  - {}\n", markdown::cell(line))));
                    }
                }
                Block::Strong(cell) => out.push_str(&format!("**{}**\n", markdown::escape(&cell.text))),
                Block::Group(heading, names) => {
                    let names = markdown::escape(&names.join(lang.comma()));
                    out.push_str(&format!("- {}{}{names}\n", markdown::escape(&heading.text), lang.colon()));
                }
                Block::Grid(grid) => out.push_str(&grid.markdown()),
                Block::Drawing(_) => {}
            }
        }
        out
    }
}

/// Whether a blank line parts two blocks: headings hold on to what follows, lines stand together.
fn parted(before: &Block, block: &Block) -> bool {
    match (before, block) {
        (_, Block::Heading(_)) => true,
        (Block::Title(_) | Block::Heading(_), _) | (Block::Line(_), Block::Line(_)) => false,
        (Block::Drawing(_), Block::Fields(_)) | (Block::Group(..), Block::Group(..)) => false,
        _ => true,
    }
}

/// Names in as many columns as the widest of them allows, read line by line.
fn columns(out: &mut String, names: &[String], screen: &Screen) {
    let room = screen.width.saturating_sub(2);
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let many = (room + 2) / (widest + 2);
    if many < 2 {
        return names.iter().for_each(|name| paragraph(out, Tone::Plain, name, "  ", screen));
    }
    for names in names.chunks(many) {
        let cells: Vec<String> = names.iter().map(|name| pad(name, widest, false)).collect();
        out.push_str(format!("  {}", cells.join("  ")).trim_end());
        out.push('\n');
    }
}

/// A day in the words of the language.
pub fn day(day: Day, lang: Lang) -> String {
    if lang == Lang::Zh { day.chinese() } else { day.english() }
}

/// A range of days in the words of the language; one day where no end is known.
pub fn days(start: Day, end: Option<Day>, lang: Lang) -> String {
    let days = Days { start, end: end.unwrap_or(start) };
    if lang == Lang::Zh { days.chinese() } else { days.english() }
}

/// Up to when a membership lasted that a motion ended, and from when it was no more, where the very day is known.
pub fn no_more(last: Day, lang: Lang) -> String {
    let (until, from) = (day(last, lang), last.is_whole().then(|| day(last.after(), lang)));
    match (lang, from) {
        (Lang::En, Some(from)) => format!("member up to {until}, no member from {from}"),
        (Lang::En, None) => format!("member up to {until}"),
        (Lang::Zh, Some(from)) => format!("成员身份至{until}止，自{from}起不再是成员"),
        (Lang::Zh, None) => format!("成员身份至{until}止"),
    }
}

/// Lines behind a mark, which the following ones hang under.
fn paragraph(out: &mut String, tone: Tone, text: &str, mark: &str, screen: &Screen) {
    let hang = if screen.width >= NARROW || width(mark) < 3 { width(mark) } else { 2 };
    for (at, line) in wrap(text, screen.width.saturating_sub(hang)).iter().enumerate() {
        if at == 0 {
            out.push_str(mark);
        } else if !line.is_empty() {
            out.push_str(&" ".repeat(hang));
        }
        out.push_str(&screen.paint(tone, line));
        out.push('\n');
    }
}
