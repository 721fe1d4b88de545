//! JSON: one value, keys in the order of the structs, messages in the language.

use std::io;

use serde::Serialize;
use serde_json::{
    Value,
    ser::{Formatter as _, PrettyFormatter, Serializer},
};

use super::width::is_control;
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

/// The rows of one array on their way out, some at a time.
#[derive(Debug, Default)]
pub struct Rows {
    begun: bool,
    text: Vec<u8>,
}

impl Rows {
    /// Writes some rows.
    pub fn write<T: Serialize>(&mut self, rows: &[T], lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
        let text = &mut self.text;
        for row in rows {
            text.clear();
            row.serialize(&mut indented(text))?;
            // Within a text the quotes would be written otherwise: a key of a message alone is told so.
            if told(text).contains("\"zh\": ") {
                text.clear();
                localized(row, lang)?.serialize(&mut indented(text))?;
            }
            out.write_all(if self.begun { b",\n  " } else { b"[\n  " })?;
            self.begun = true;
            match told(text) {
                controls if controls.contains(|c| c != '\n' && is_control(c)) => {
                    out.write_all(escaped(controls.to_owned()).as_bytes())?;
                }
                _ => out.write_all(text)?,
            }
        }
        Ok(())
    }

    /// Ends the array.
    pub fn end(self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(if self.begun { b"\n]\n" } else { b"[]\n" })
    }
}

/// Writes as an element of an array that is pretty.
fn indented(text: &mut Vec<u8>) -> Serializer<&mut Vec<u8>, PrettyFormatter<'static>> {
    let mut within = PrettyFormatter::new();
    // The array's own bracket stands already.
    let _ = within.begin_array(&mut io::sink());
    Serializer::with_formatter(text, within)
}

/// What serde has written, which is a text.
fn told(text: &[u8]) -> &str {
    std::str::from_utf8(text).unwrap_or_default()
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
        let rows = [serde_json::json!({"b": 1, "a": []}), serde_json::json!({"b": {"c": "中"}})];
        let mut out = Vec::new();
        write_rows(&rows, Lang::En, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string_pretty(&rows).unwrap() + "\n");
    }
}
