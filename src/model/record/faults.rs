//! The faults of one file, kept in the order of the file.

use crate::error::Error;
use crate::error::Place;
use crate::model::text;
use crate::say;

/// More than these are counted, not told: a file with so many is of another kind altogether.
const TOLD: usize = 10_000;

/// Faults as they are found; told in the order of their places.
#[derive(Default)]
pub(super) struct Faults {
    list: Vec<(usize, usize, Error)>,
    more: usize,
}

impl Faults {
    /// Takes down a fault, with its place before the message.
    pub(super) fn push(&mut self, place: &Place, error: Error) {
        if self.list.len() < TOLD {
            self.list.push((place.line, place.column, error.at(place)));
        } else {
            self.more += 1;
        }
    }

    /// The same, where the error is worth making only while it is told.
    pub(super) fn push_with(&mut self, place: &Place, error: impl FnOnce() -> Error) {
        if self.list.len() < TOLD {
            self.push(place, error());
        } else {
            self.more += 1;
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len() + self.more
    }

    /// All of them, in the order of the file.
    pub(super) fn finish(mut self) -> Vec<Error> {
        self.list.sort_by_key(|(line, column, _)| (*line, *column));
        let mut errors: Vec<Error> = self.list.into_iter().map(|(.., error)| error).collect();
        if self.more > 0 {
            let n = self.more;
            errors.push(Error::invalid(say!("and {n} faults more", "另有{n}处错误")));
        }
        errors
    }

    /// The value where there was no fault.
    pub(super) fn or<T>(self, value: T) -> Result<T, Vec<Error>> {
        if self.len() == 0 { Ok(value) } else { Err(self.finish()) }
    }
}

/// Text of the data as a message shows it: in quotes, cut to a screen's worth, and with no control
/// character left.
pub(super) fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut out = String::from("\"");
    for c in text.chars().take(SHOWN) {
        if forbidden(c) || matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    if text.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out.push('"');
    out
}

/// The right word that is nearest to a wrong one. A word longer than any right one has none, and
/// is not measured: the cost would grow with its length.
pub(super) fn nearest<'a>(wrong: &str, right: Vec<&'a str>) -> Option<&'a str> {
    let wrong = wrong.trim();
    if wrong.len() > 64 { None } else { text::nearest(wrong, right) }
}

/// Characters that no text of the registry may hold: the control characters C0 (but tab, line feed
/// and carriage return), DEL and C1, and the overrides and isolates of writing direction, which make
/// a screen show another text than the one that is stored.
pub(super) fn forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What is wrong with a character that is [`forbidden`].
pub(super) fn forbidden_fault(c: char) -> Error {
    let code = format!("U+{:04X}", c as u32);
    Error::invalid(say!("the character {code} is not allowed in a text", "文本中不允许出现字符{code}")).hint(say!(
        "delete it: control characters and overrides of writing direction are never part of a name or text",
        "请删去：控制字符和文字方向控制符不属于名称或正文"
    ))
}
