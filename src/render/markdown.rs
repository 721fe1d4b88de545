//! Markdown as GitHub reads it.

/// A text as it stands in Markdown, with what would be markup escaped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    add(&mut out, text, "\n");
    out
}

/// The text of a table's cell: escaped, on one line.
pub fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    add(&mut out, text, "<br>");
    out
}

/// Adds a text, escaped, with `end` in place of each line feed.
fn add(out: &mut String, text: &str, end: &str) {
    // All bytes, without stopping at the first: that is done for many at once.
    let markup = |b: u8| {
        (b == b'\\') | (b == b'|') | (b == b'<') | (b == b'*') | (b == b'`') | (b == b'[') | (b == b']') | (b == b'\n')
    };
    if !text.bytes().fold(false, |found, b| found | markup(b)) {
        return out.push_str(text);
    }
    for c in text.chars() {
        match c {
            '\n' => out.push_str(end),
            '\\' | '|' | '<' | '*' | '`' | '[' | ']' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
}

/// Adds the row of these cells to a table.
pub fn cells<'t>(out: &mut String, cells: impl Iterator<Item = &'t str>) {
    out.push('|');
    for text in cells {
        out.push(' ');
        add(out, text, "<br>");
        out.push_str(" |");
    }
    out.push('\n');
}

/// Adds the headings of a table and the line under them.
pub fn head<'t>(out: &mut String, heads: impl Iterator<Item = &'t str>, right: &[bool]) {
    cells(out, heads);
    out.push_str(&rule(right));
}

/// A row of a table.
pub fn row<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let mut out = String::from("|");
    for text in cells {
        out.push(' ');
        out.push_str(text.as_ref());
        out.push_str(" |");
    }
    out.push('\n');
    out
}

/// The line under a table's header; numbers stand on the right.
pub fn rule(right: &[bool]) -> String {
    row(right.iter().map(|right| if *right { "---:" } else { "---" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipes_and_markup_are_escaped() {
        assert_eq!(cell("a|b\n<i>*x*"), "a\\|b<br>\\<i>\\*x\\*");
        assert_eq!(row(["a", "b"]) + &rule(&[false, true]), "| a | b |\n| --- | ---: |\n");
    }
}
