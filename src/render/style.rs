//! Colour by meaning; the one place that knows ANSI codes.

use comfy_table::{Attribute, Cell, Color};

use super::Screen;

/// What a text means to the eye. Nothing is said by colour alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// A heading.
    Bold,
    /// Of less weight: labels, remarks, what is over.
    Dim,
    /// Carried, done.
    Good,
    /// Rejected, failed.
    Bad,
    /// Open, tabled, unknown.
    Open,
}

impl Tone {
    /// The tone of a code word, where its key is one of those that colour helps to scan.
    pub fn of(key: &str, code: &str) -> Tone {
        if !Tone::is_of(key) {
            return Tone::Plain;
        }
        match code {
            "carried" | "admitted" | "done" | "yes" => Tone::Good,
            "rejected" | "no-quorum" | "void" | "declined" | "error" | "no" => Tone::Bad,
            "open" | "unknown" | "tabled" | "withdrawn" | "deferred" | "applicant" | "warning"
            | "abstain" => Tone::Open,
            "ended" | "dropped" | "absent" => Tone::Dim,
            _ => Tone::Plain,
        }
    }

    /// Whether code words under a key have a tone.
    pub fn is_of(key: &str) -> bool {
        matches!(key, "outcome" | "computed" | "status" | "severity" | "choice")
    }

    fn code(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Bold => "1",
            Tone::Dim => "2",
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Open => "33",
        }
    }

    /// The tone as comfy-table sets it.
    pub(super) fn on(self, cell: Cell) -> Cell {
        match self {
            Tone::Plain => cell,
            Tone::Bold => cell.add_attribute(Attribute::Bold),
            Tone::Dim => cell.add_attribute(Attribute::Dim),
            Tone::Good => cell.fg(Color::DarkGreen),
            Tone::Bad => cell.fg(Color::DarkRed),
            Tone::Open => cell.fg(Color::DarkYellow),
        }
    }
}

impl Screen {
    /// The text in its tone, where colours are wanted. One line at a time.
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        if !self.color || tone == Tone::Plain || text.is_empty() {
            return text.to_owned();
        }
        format!("\u{1b}[{}m{text}\u{1b}[0m", tone.code())
    }
}
