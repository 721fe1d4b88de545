//! Markdown as GitHub reads it.

/// A text as it stands in Markdown, with what would be markup escaped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '<' | '*' | '`' | '[' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The text of a table's cell: escaped, on one line.
pub fn cell(text: &str) -> String {
    escape(text).replace('\n', "<br>")
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
