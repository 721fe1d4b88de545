//! The small dialect of Markdown that templates yield: `#` title, `##` heading, `-` item, `>` small print,
//! `**bold**`; everything else is a paragraph. A backslash takes a sign literally.

/// A run of text in one weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text itself, without escapes.
    pub text: String,
    /// Whether it is bold.
    pub bold: bool,
}

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The title of the paper.
    Title(Vec<Run>),
    /// A heading.
    Heading(Vec<Run>),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// An item of a list.
    Item(Vec<Run>),
    /// Small print at the end.
    Small(Vec<Run>),
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
            let begins = at == 0 && (matches!(c, '-' | '+' | '#' | '>') || starts_a_list(line));
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

/// Reads the dialect. Lines that follow each other without an empty one are one paragraph each.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let block = if let Some(rest) = line.strip_prefix("## ") {
            Block::Heading(runs(rest))
        } else if let Some(rest) = line.strip_prefix("# ") {
            Block::Title(runs(rest))
        } else if let Some(rest) = line.strip_prefix("- ") {
            Block::Item(runs(rest))
        } else if let Some(rest) = line.strip_prefix("> ") {
            Block::Small(runs(rest))
        } else {
            Block::Paragraph(runs(line))
        };
        let (Block::Title(of)
        | Block::Heading(of)
        | Block::Paragraph(of)
        | Block::Item(of)
        | Block::Small(of)) = &block;
        if !of.is_empty() {
            blocks.push(block);
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

/// The blocks as Markdown.
pub fn markdown(blocks: &[Block]) -> String {
    let mark = |block: &Block| match block {
        Block::Title(_) => "# ",
        Block::Heading(_) => "## ",
        Block::Paragraph(_) => "",
        Block::Item(_) => "- ",
        Block::Small(_) => "> ",
    };
    set(blocks, mark, |run| {
        let text = escape(&run.text);
        let kept = if run.text.starts_with(' ') { format!(" {text}") } else { text };
        let kept = if run.text.ends_with(' ') { format!("{kept} ") } else { kept };
        if run.bold { format!("**{kept}**") } else { kept }
    })
}

/// The blocks as plain text.
pub fn text(blocks: &[Block]) -> String {
    set(blocks, |block| if matches!(block, Block::Item(_)) { "- " } else { "" }, |run| run.text.clone())
}

/// Each block a line behind its mark, parted by empty lines, but for the items of a list.
fn set(blocks: &[Block], mark: impl Fn(&Block) -> &'static str, one: impl Fn(&Run) -> String) -> String {
    let mut out = String::new();
    let mut last_item = false;
    for block in blocks {
        let (Block::Title(runs) | Block::Heading(runs) | Block::Paragraph(runs) | Block::Item(runs) | Block::Small(runs)) = block;
        let item = matches!(block, Block::Item(_));
        if !(out.is_empty() || item && last_item) {
            out.push('\n');
        }
        last_item = item;
        out.push_str(mark(block));
        runs.iter().for_each(|run| out.push_str(&one(run)));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_makes_no_headings_and_comes_back_literally() {
        for data in ["# 标题", "- 项", "a*b**c", "1. 一", "<b>&", "x\\y", "> 引", "甲\u{1b}[2J乙"] {
            let blocks = parse(&escape(data));
            let [Block::Paragraph(runs)] = &blocks[..] else { panic!("{data}: {blocks:?}") };
            let text: String = runs.iter().map(|run| run.text.as_str()).collect();
            assert_eq!(text, data.replace('\u{1b}', ""));
            assert_eq!(parse(&markdown(&blocks)), blocks, "{data}");
        }
        assert_eq!(parse(&escape("一\n\n二")).len(), 2);
        let blocks = parse("# 题\n\n**一、甲**乙\n- 项\n> 注\n");
        assert_eq!(blocks.len(), 4);
        assert_eq!(text(&blocks), "题\n\n一、甲乙\n\n- 项\n\n注\n");
    }
}
