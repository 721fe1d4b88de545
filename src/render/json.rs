//! JSON: one value, keys in the order of the structs, messages in the language.

use std::{cell::Cell, io};

use serde::Serialize;
use serde_json::{
    Value,
    ser::{Formatter, Serializer},
};

use super::width::{is_control, suspect};
use crate::lang::Lang;

/// Writes a value, pretty, with a line feed behind it.
pub fn write<T: Serialize + ?Sized>(value: &T, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(&localized(value, lang)?)?;
    out.write_all(escaped(text).as_bytes())?;
    out.write_all(b"\n")
}

/// Writes rows as one array, one row at a time: a long list is never in memory twice.
pub fn write_rows<T: Serialize>(rows: &[T], lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writing = Rows::default();
    writing.write(rows, lang, out)?;
    writing.end(out)
}

/// So many bytes are written at once.
const TOGETHER: usize = 1 << 16;

/// The rows of one array on their way out, some at a time.
#[derive(Debug, Default)]
pub struct Rows {
    begun: bool,
    text: Vec<u8>,
}

impl Rows {
    /// Writes some rows.
    pub fn write<T: Serialize>(
        &mut self,
        rows: impl IntoIterator<Item = T>,
        lang: Lang,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        for row in rows {
            self.text.extend_from_slice(if self.begun { b",\n  " } else { b"[\n  " });
            self.begun = true;
            let (start, message) = (self.text.len(), Cell::new(false));
            row.serialize(&mut Serializer::with_formatter(&mut self.text, Element::new(&message)))?;
            if message.get() {
                self.text.truncate(start);
                let row = localized(&row, lang)?;
                row.serialize(&mut Serializer::with_formatter(&mut self.text, Element::new(&message)))?;
            }
            if self.text.len() > TOGETHER {
                out.write_all(&self.text)?;
                self.text.clear();
            }
        }
        out.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }

    /// Ends the array.
    pub fn end(self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(if self.begun { b"\n]\n" } else { b"[]\n" })
    }
}

/// Writes an element of an array as serde's `PrettyFormatter` does, but its control characters as escapes; sees whether
/// a message may be in it. A list has very many keys, so that what stands around one is written in one piece.
struct Element<'a> {
    depth: usize,
    /// Whether the innermost array or object has anything in it.
    filled: bool,
    in_key: bool,
    /// Whether a key is one of those of a message.
    message: &'a Cell<bool>,
}

impl<'a> Element<'a> {
    fn new(message: &'a Cell<bool>) -> Element<'a> {
        // The array's own bracket stands already.
        Element { depth: 1, filled: false, in_key: false, message }
    }

    fn open<W: ?Sized + io::Write>(&mut self, to: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        to.write_all(bracket)
    }

    fn close<W: ?Sized + io::Write>(&mut self, to: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.filled {
            self.line(to, true, b"")?;
        }
        to.write_all(bracket)
    }

    /// Begins a line, with a comma before it unless it is the first one, and `then` at its beginning.
    fn line<W: ?Sized + io::Write>(&self, to: &mut W, first: bool, then: &[u8]) -> io::Result<()> {
        let mut line = [b' '; 64];
        let (end, comma) = (2 + 2 * self.depth, usize::from(first));
        let Some(place) = line.get_mut(end..end + then.len()) else {
            to.write_all(if first { b"\n" } else { b",\n" })?;
            (0..self.depth).try_for_each(|_| to.write_all(b"  "))?;
            return to.write_all(then);
        };
        place.copy_from_slice(then);
        line[0] = b',';
        line[1] = b'\n';
        to.write_all(line.get(comma..end + then.len()).unwrap_or_default())
    }
}

impl Formatter for Element<'_> {
    fn begin_array<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.line(to, first, b"")
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _to: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.in_key = true;
        self.line(to, first, b"\"")
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.in_key = false;
        to.write_all(b"\": ")
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, _to: &mut W) -> io::Result<()> {
        Ok(())
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _to: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_string<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        if self.in_key { Ok(()) } else { to.write_all(b"\"") }
    }

    fn end_string<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        if self.in_key { Ok(()) } else { to.write_all(b"\"") }
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, to: &mut W, text: &str) -> io::Result<()> {
        if self.in_key && text == "zh" {
            self.message.set(true);
        }
        if suspect(text) && text.contains(is_control) {
            return to.write_all(escaped(text.to_owned()).as_bytes());
        }
        to.write_all(text.as_bytes())
    }
}

/// The value with the sentence of the language in place of each message.
pub fn localized<T: Serialize + ?Sized>(value: &T, lang: Lang) -> io::Result<Value> {
    let mut value = serde_json::to_value(value)?;
    localize(&mut value, lang);
    Ok(value)
}

fn localize(value: &mut Value, lang: Lang) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| localize(item, lang)),
        Value::Object(fields) => {
            if let (2, Some(Value::String(en)), Some(Value::String(zh))) =
                (fields.len(), fields.get("en"), fields.get("zh"))
            {
                *value = Value::String(lang.word(en, zh).to_owned());
            } else {
                fields.values_mut().for_each(|field| localize(field, lang));
            }
        }
        _ => {}
    }
}

/// JSON text whose control characters beyond C0 are escapes too: a terminal that prints it obeys
/// none of them, and it reads back equal. They can stand in strings alone.
pub(super) fn escaped(text: String) -> String {
    if !text.contains(|c| c != '\n' && is_control(c)) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c != '\n' && is_control(c) {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    #[test]
    fn messages_are_sentences_and_controls_are_escapes_that_read_back() {
        let data = (say!("gap", "缺号"), "a\u{9b}31m\u{202e}b\u{1b}\n", None::<u8>);
        let mut out = Vec::new();
        write(&data, Lang::Zh, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("缺号") && text.contains("\\u009b31m\\u202eb\\u001b\\n"), "{text}");
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back, serde_json::json!(["缺号", "a\u{9b}31m\u{202e}b\u{1b}\n", null]));
    }

    #[test]
    fn rows_are_one_array_as_serde_would_write_it() {
        let rows = [serde_json::json!({"b": 1, "a": []}), serde_json::json!({"b": {"c": "中\"zh\": "}, "d": [1, {}]})];
        let written = |rows: &[Value]| {
            let mut out = Vec::new();
            write_rows(rows, Lang::Zh, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(&rows), serde_json::to_string_pretty(&rows).unwrap() + "\n");
        // A message is its sentence, and a control character an escape, wherever they stand.
        let told = [
            serde_json::json!({"a\u{9b}": ["x\u{202e}y\n"], "zh": 1}),
            serde_json::json!({"m": {"en": "gap", "zh": "缺号\u{7f}"}}),
        ];
        let deep = (0..40).fold(serde_json::json!([{}]), |inner, n| if n % 2 == 0 { serde_json::json!({"k": inner}) } else { serde_json::json!([inner, []]) });
        assert_eq!(written(std::slice::from_ref(&deep)), serde_json::to_string_pretty(&[&deep]).unwrap() + "\n");
        let text = written(&told);
        assert!(text.contains("\"a\\u009b\"") && text.contains("\"x\\u202ey\\n\"") && text.contains("\"m\": \"缺号\\u007f\""), "{text}");
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back, serde_json::json!([told[0], {"m": "缺号\u{7f}"}]));
    }
}
