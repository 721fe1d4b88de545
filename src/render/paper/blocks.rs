//! The small dialect of Markdown that templates yield: `#` title, `##` and `###` headings, `-` item, `+` a line with a
//! label (up to its first colon), `=` centred, `>>` at the right, as who signs and the day, `>` small print, `| a | b |` a row
//! of a table, whose first row heads it, `**bold**`; everything else is a paragraph. A backslash takes a sign literally.

use crate::{lang::Lang, render::width};

/// A run of text in one weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text itself, without escapes.
    pub text: String,
    /// Whether it is bold.
    pub bold: bool,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The title of the paper. Where it may be broken stands a line break.
    Title,
    /// A line in the middle.
    Centred,
    /// A heading.
    Heading,
    /// A heading below a heading.
    Subheading,
    /// A paragraph.
    Paragraph,
    /// A label as the first run, then a colon and what it says.
    Labelled,
    /// An item of a list.
    Item,
    /// At the right: who signs, and the day.
    Signed,
    /// Small print at the end.
    Small,
    /// A row of a table: a run for each cell. Rows that follow each other are one table, headed by the first.
    Row,
}

impl Kind {
    /// The signs that begin it in the dialect, the longer ones first.
    const MARKS: &[(&str, Kind)] = &[
        ("### ", Kind::Subheading),
        ("## ", Kind::Heading),
        ("# ", Kind::Title),
        (">> ", Kind::Signed),
        ("> ", Kind::Small),
        ("- ", Kind::Item),
        ("+ ", Kind::Labelled),
        ("= ", Kind::Centred),
        ("| ", Kind::Row),
    ];
}

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub runs: Vec<Run>,
}

impl Block {
    /// All its text.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Of a line with a label, how many Chinese characters the label takes with its colon.
    pub fn label(&self) -> Option<usize> {
        let label = self.runs.first().filter(|_| self.kind == Kind::Labelled && self.runs.len() > 1)?;
        Some(wide(&label.text) + 1)
    }
}

/// Signs that would mean something at the beginning of a line or within it.
const SIGNS: &[char] = &['\\', '*', '`', '<', '[', ']', '_', '|', '~'];

/// A text of the data as it may stand in the dialect: its signs literal, its line breaks paragraphs.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (n, line) in text.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate() {
        if n > 0 {
            out.push_str("\n\n");
        }
        for (at, c) in line.char_indices() {
            let begins = at == 0 && (matches!(c, '-' | '+' | '#' | '>' | '=') || starts_a_list(line));
            if SIGNS.contains(&c) || begins && !c.is_ascii_digit() {
                out.push('\\');
            }
            if !c.is_control() {
                out.push(c);
            }
        }
    }
    out
}

/// `1. ` would begin a numbered list.
fn starts_a_list(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.len() && (rest.starts_with(". ") || rest.starts_with(") "))
}

/// Reads the dialect. Lines that follow each other without an empty one are one paragraph each, but for those of a
/// title, which are one title with breaks.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let marked = Kind::MARKS.iter().find_map(|(mark, kind)| Some((*kind, line.strip_prefix(mark)?)));
        let (kind, rest) = marked.unwrap_or((Kind::Paragraph, line));
        let mut runs = if kind == Kind::Row { cells(rest) } else { runs(rest) };
        if runs.is_empty() {
            continue;
        }
        if kind == Kind::Labelled {
            runs = labelled(runs);
        }
        match blocks.last_mut() {
            Some(last) if kind == Kind::Title && last.kind == Kind::Title => {
                last.runs.push(Run { text: "\n".into(), bold: false });
                last.runs.extend(runs);
            }
            _ => blocks.push(Block { kind, runs }),
        }
    }
    blocks
}

fn runs(line: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut bold, mut text) = (false, String::new());
    let mut chars = line.chars().peekable();
    let mut push = |text: &mut String, bold: bool| {
        if !text.is_empty() {
            runs.push(Run { text: std::mem::take(text), bold });
        }
    };
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            '*' if chars.peek() == Some(&'*') => {
                chars.next();
                push(&mut text, bold);
                bold = !bold;
            }
            c => text.push(c),
        }
    }
    push(&mut text, bold);
    runs
}

/// The cells of a row, which a sign parts and ends.
fn cells(line: &str) -> Vec<Run> {
    let (mut cells, mut text) = (Vec::new(), String::new());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            '|' => cells.push(std::mem::take(&mut text)),
            c => text.push(c),
        }
    }
    if !text.trim().is_empty() {
        cells.push(text);
    }
    cells.iter().map(|text| Run { text: text.trim().to_string(), bold: false }).collect()
}

/// The rows of the table that begins at a block; none where it is no table's first row.
pub fn table(blocks: &[Block], at: usize) -> &[Block] {
    let is_row = |at: usize| blocks.get(at).is_some_and(|block| block.kind == Kind::Row);
    if !is_row(at) || at.checked_sub(1).is_some_and(is_row) {
        return &[];
    }
    let end = (at..blocks.len()).find(|at| !is_row(*at)).unwrap_or(blocks.len());
    &blocks[at..end]
}

/// Whether a line is left out between two blocks: below the title, and above who was there, who signs, and the small
/// print.
pub fn parted(before: Option<Kind>, kind: Kind) -> bool {
    let head = |kind| matches!(kind, Kind::Title | Kind::Centred);
    before.is_some_and(|before| {
        head(before) && !head(kind)
            || before != kind && matches!(kind, Kind::Labelled | Kind::Signed | Kind::Small)
    })
}

/// How wide the columns of a table are, in parts of a hundred: by their longest texts; one to be written in is as wide
/// as a signature.
pub fn columns(rows: &[Block]) -> Vec<usize> {
    const LEAST: usize = 6;
    const SIGNATURE: usize = 14;
    const MOST: usize = 40;
    let count = rows.iter().map(|row| row.runs.len()).max().unwrap_or(0);
    let longest = |at: usize| {
        let texts = || rows.iter().filter_map(|row| row.runs.get(at)).map(|run| width::width(&run.text));
        let own = texts().max().unwrap_or(0).clamp(LEAST, MOST);
        if texts().skip(1).all(|width| width == 0) { own.max(SIGNATURE) } else { own + 2 }
    };
    let widths: Vec<usize> = (0..count).map(longest).collect();
    let all: usize = widths.iter().sum::<usize>().max(1);
    widths.iter().map(|width| (width * 100 / all).max(1)).collect()
}

/// The same text with its label, up to the first colon, as a bold run of its own.
fn labelled(mut runs: Vec<Run>) -> Vec<Run> {
    let Some(first) = runs.first_mut() else { return runs };
    let Some(at) = first.text.find(['：', ':']).filter(|at| *at > 0) else { return runs };
    let rest = first.text.split_off(at);
    let bold = std::mem::replace(&mut first.bold, true);
    runs.insert(1, Run { text: rest, bold });
    runs
}

/// The runs of a title: broken where it may be, if it is longer than a line.
pub fn title(block: &Block, lang: Lang) -> Vec<Run> {
    let (longest, between) = match lang {
        Lang::Zh => (TITLE, ""),
        Lang::En => (ENGLISH_TITLE, " "),
    };
    let joined = width::width(&block.text().replace('\n', between)) <= longest;
    let one = |run: &Run| match run.text == "\n" {
        true if joined => Run { text: between.into(), ..run.clone() },
        _ => run.clone(),
    };
    block.runs.iter().map(one).collect()
}

/// How many columns of a title stand in a line: 20 characters of 22 pt in 156 mm.
const TITLE: usize = 40;
/// The same of an English one.
const ENGLISH_TITLE: usize = 54;

/// How many characters a line of those at the right stands from the edge. GB/T 9704, 7.3.5.2: who signs stands two from
/// it, and the day below begins two after that; where the day is the longer, it stands two from the edge.
pub fn signed(blocks: &[Block], at: usize) -> usize {
    let of = |at: usize| {
        let block = blocks.get(at).filter(|block| block.kind == Kind::Signed);
        block.map(|block| wide(&block.text()))
    };
    let first = (0..at).rev().take_while(|at| of(*at).is_some()).last().unwrap_or(at);
    let (who, day) = (of(first).unwrap_or_default(), of(first + 1).unwrap_or_default());
    let pair = of(first + 2).is_none() && day > 0 && who <= LINE - 4 && day <= LINE - 6;
    match (pair, at == first) {
        (false, _) => 2,
        (true, false) => who.saturating_sub(day).max(2),
        (true, true) => 2 + (day + 2).saturating_sub(who),
    }
}

/// The width in Chinese characters, rounded up.
fn wide(text: &str) -> usize {
    width::width(text).div_ceil(2)
}

/// How many Chinese characters stand in a line.
const LINE: usize = 28;

/// The blocks as Markdown, which knows no middle and no right, and no labels: what stands there is a paragraph.
pub fn markdown(blocks: &[Block]) -> String {
    let mark = |kind: Kind| match kind {
        Kind::Title => "# ",
        Kind::Heading => "## ",
        Kind::Subheading => "### ",
        Kind::Item => "- ",
        Kind::Small => "> ",
        Kind::Row => "| ",
        Kind::Paragraph | Kind::Centred | Kind::Labelled | Kind::Signed => "",
    };
    set(blocks, mark, |kind, run| {
        let text = escape(&run.text);
        let kept = if run.text.starts_with(' ') { format!(" {text}") } else { text };
        let kept = if run.text.ends_with(' ') { format!("{kept} ") } else { kept };
        if run.bold && kind != Kind::Labelled { format!("**{kept}**") } else { kept }
    })
}

/// The blocks as plain text.
pub fn text(blocks: &[Block]) -> String {
    set(blocks, |kind| if kind == Kind::Item { "- " } else { "" }, |_, run| run.text.clone())
}

/// Each block a line behind its mark, parted by empty lines, but for those that belong together.
fn set(blocks: &[Block], mark: impl Fn(Kind) -> &'static str, one: impl Fn(Kind, &Run) -> String) -> String {
    let mut out = String::new();
    let mut last = None;
    for (at, block) in blocks.iter().enumerate() {
        let together = matches!(block.kind, Kind::Item | Kind::Row) && last == Some(block.kind);
        if !(out.is_empty() || together) {
            out.push('\n');
        }
        last = Some(block.kind);
        out.push_str(mark(block.kind));
        if block.kind == Kind::Row {
            let cells: Vec<String> = block.runs.iter().map(|run| one(block.kind, run)).collect();
            let marked = !mark(Kind::Row).is_empty();
            out.push_str(&cells.join(" | "));
            out.push_str(if marked { " |\n" } else { "\n" });
            // What a table's head is known by in Markdown.
            if marked && !table(blocks, at).is_empty() {
                out.push_str(&format!("|{}\n", " --- |".repeat(cells.len())));
            }
            continue;
        }
        for run in &block.runs {
            match run.text == "\n" {
                true => out.push_str(if out.ends_with(|c: char| c.is_ascii()) { " " } else { "" }),
                false => out.push_str(&one(block.kind, run)),
            }
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_makes_no_headings_and_comes_back_literally() {
        let data = ["# 标题", "- 项", "a*b**c", "1. 一", "<b>&", "x\\y", "> 引", ">> 右", "= 中", "+ 甲：乙", "甲\u{1b}[2J乙"];
        for data in data {
            let blocks = parse(&escape(data));
            let [Block { kind: Kind::Paragraph, .. }] = &blocks[..] else { panic!("{data}: {blocks:?}") };
            assert_eq!(blocks[0].text(), data.replace('\u{1b}', ""));
            assert_eq!(parse(&markdown(&blocks)), blocks, "{data}");
        }
        assert_eq!(parse(&escape("一\n\n二")).len(), 2);
        let blocks = parse("# 题\n\n**一、甲**乙\n- 项\n> 注\n");
        assert_eq!(blocks.len(), 4);
        assert_eq!(text(&blocks), "题\n\n一、甲乙\n\n- 项\n\n注\n");
    }

    #[test]
    fn rows_that_follow_each_other_are_a_table() {
        let blocks = parse("一\n| 序号 | 单位 | 签名 |\n| 1 | 甲\\|乙 |  |\n| 2 | 丙 |  |\n二\n");
        assert_eq!(blocks.len(), 5);
        assert_eq!(table(&blocks, 1).len(), 3);
        assert!(table(&blocks, 2).is_empty() && table(&blocks, 0).is_empty());
        assert_eq!(blocks[2].runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>(), ["1", "甲|乙", ""]);
        assert_eq!(markdown(&blocks), "一\n\n| 序号 | 单位 | 签名 |\n| --- | --- | --- |\n| 1 | 甲\\|乙 |  |\n| 2 | 丙 |  |\n\n二\n");
        assert_eq!(text(&blocks), "一\n\n序号 | 单位 | 签名\n1 | 甲|乙 | \n2 | 丙 | \n\n二\n");
        let widths = columns(table(&blocks, 1));
        assert!(widths[2] > widths[0] && widths.iter().sum::<usize>() <= 100, "{widths:?}");
    }

    #[test]
    fn labels_titles_of_two_lines_and_what_stands_at_the_right() {
        let blocks = parse("# 甲联盟\n# 纪要\n\n+ 时间：9：00\n+ 无\n### 小题\n>> 甲联盟\n>> 2024年\n= 中\n");
        let kinds: Vec<Kind> = blocks.iter().map(|block| block.kind).collect();
        use Kind::*;
        assert_eq!(kinds, [Title, Labelled, Labelled, Subheading, Signed, Signed, Centred]);
        assert_eq!(blocks[0].text(), "甲联盟\n纪要");
        let label = |text: &str, bold| Run { text: text.into(), bold };
        assert_eq!(blocks[1].runs, [label("时间", true), label("：9：00", false)]);
        assert_eq!(blocks[2].runs, [label("无", false)]);
        assert!(text(&blocks).starts_with("甲联盟纪要\n\n时间：9：00\n"));
        assert!(markdown(&blocks).contains("\n时间：9：00\n"), "{}", markdown(&blocks));
        assert!(markdown(&parse("# The League\n# Minutes\n")).contains("# The League Minutes\n"));
    }
}
