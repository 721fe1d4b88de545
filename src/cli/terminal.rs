//! The terminal: how wide it is, and a pager for what does not fit on it.

use std::{
    io::{self, IsTerminal, Write as _},
    process::{Child, Command, Stdio},
};

use terminal_size::{Height, Width, terminal_size_of};
use unicode_width::UnicodeWidthStr;

use super::env;

/// Columns and lines of the terminal that stdout is; `None` where it is none, or does not tell.
pub fn size() -> Option<(usize, usize)> {
    let (Width(columns), Height(lines)) = terminal_size_of(io::stdout())?;
    (columns > 0 && lines > 0).then_some((columns.into(), lines.into()))
}

/// The command of the pager, where one is wanted: `$PAGER`, else `less`. None for an empty `$PAGER`
/// or `cat`, for output that is no terminal, and on a terminal that cannot move its cursor.
fn pager() -> Option<String> {
    if !io::stdout().is_terminal() || env("TERM").is_none_or(|term| term == "dumb") {
        return None;
    }
    chosen(std::env::var("PAGER").ok())
}

fn chosen(pager: Option<String>) -> Option<String> {
    let pager = pager.unwrap_or_else(|| "less".to_string());
    Some(pager.trim().to_string()).filter(|pager| !pager.is_empty() && pager != "cat")
}

/// Whether the output may go through a pager at all; only then is it worth collecting it first.
pub fn may_page() -> bool {
    size().is_some() && pager().is_some()
}

/// Shows a page: through the pager where it is longer than the screen, else at once. A pager that
/// cannot be started is done without.
///
/// # Errors
/// stdout cannot be written.
pub fn show(page: &[u8]) -> io::Result<()> {
    let text = std::str::from_utf8(page).ok().filter(|text| !fits(text, size()));
    if let Some(mut pager) = text.and(pager()).and_then(|pager| start(&pager)) {
        if let Some(mut input) = pager.stdin.take() {
            // One who has read enough closes the pager: no failure.
            let _ = input.write_all(page);
        }
        return pager.wait().map(|_| ());
    }
    let mut out = io::stdout().lock();
    out.write_all(page)?;
    out.flush()
}

/// Whether the text and the next prompt fit on a screen of so many columns and lines.
fn fits(text: &str, size: Option<(usize, usize)>) -> bool {
    let Some((columns, lines)) = size else { return true };
    let mut taken = 0;
    for line in text.lines() {
        // Colour codes are counted with the text: at worst the pager is asked once in vain.
        taken += line.width().div_ceil(columns).max(1);
        if taken >= lines {
            return false;
        }
    }
    true
}

fn start(pager: &str) -> Option<Child> {
    let mut command = if pager.contains(|c| "|&;<>()$`\\\"'*?[#~=%".contains(c)) {
        let mut shell = Command::new(if cfg!(windows) { "cmd" } else { "sh" });
        shell.arg(if cfg!(windows) { "/C" } else { "-c" }).arg(pager);
        shell
    } else {
        let mut words = pager.split_whitespace();
        let mut command = Command::new(words.next()?);
        command.args(words);
        command
    };
    if env("LESS").is_none() {
        // Colours as they are; no screen of its own; an interrupt ends the pager with the program.
        command.env("LESS", "FRXK");
    }
    if env("LESSCHARSET").is_none() {
        command.env("LESSCHARSET", "utf-8");
    }
    command.stdin(Stdio::piped()).spawn().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_fits_by_the_lines_it_takes_on_the_screen() {
        let screen = Some((10, 4));
        assert!(fits("a\nb\nc\n", screen), "three lines and the prompt");
        assert!(!fits("a\nb\nc\nd\n", screen));
        assert!(fits("一二三四五六\nb\n", screen), "twelve columns are two lines");
        assert!(!fits("一二三四五六\nb\nc\n", screen));
        assert!(fits(&"a\n".repeat(99), None));
    }

    #[test]
    fn an_empty_pager_and_cat_are_none() {
        assert_eq!(chosen(None).as_deref(), Some("less"));
        assert_eq!(chosen(Some("more -s ".into())).as_deref(), Some("more -s"));
        assert_eq!(chosen(Some(" ".into())), None);
        assert_eq!(chosen(Some("cat".into())), None);
    }
}
