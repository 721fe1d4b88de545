//! CSV after RFC 4180: a header of keys, code words, dates in ISO form, lists by `;`.

use std::io;

use serde::Serialize;

use super::{
    fields::{Field, each_field},
    value::{Form, text},
    width::{QUOTED, classes, neutral},
};
use crate::lang::Lang;

/// So many bytes are written at once.
const TOGETHER: usize = 1 << 16;

/// Writes rows under a header of all their keys; `keys` is the header where there is no row.
pub fn write<T: Serialize>(rows: &[T], keys: &[&str], lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writing = Rows::default();
    writing.write(rows, lang, out)?;
    writing.end(keys, out)
}

/// Rows on their way out, some at a time.
#[derive(Debug, Default)]
pub struct Rows {
    begun: bool,
    text: String,
}

impl Rows {
    /// Writes some rows, the first of all under the header.
    pub fn write<T: Serialize>(
        &mut self,
        rows: impl IntoIterator<Item = T>,
        lang: Lang,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        for row in rows {
            if !self.begun {
                self.begun = true;
                let mut line = Line::begin(&mut self.text);
                each_field(&row, &mut |key, _| line.cell(key))?;
                line.end();
            }
            let mut line = Line::begin(&mut self.text);
            each_field(&row, &mut |key, field| match &field {
                Field::Unknown => line.cell(""),
                Field::Text(text) => line.cell(text),
                Field::Other(value) => line.cell(&text("", key, value, Form::Plain(lang))),
            })?;
            line.end();
            if self.text.len() > TOGETHER {
                out.write_all(self.text.as_bytes())?;
                self.text.clear();
            }
        }
        // What the reader's end says is told as it is: one who stopped reading is no failure.
        out.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }

    /// Ends the list; one without a row has its header.
    pub fn end(mut self, keys: &[&str], out: &mut dyn io::Write) -> io::Result<()> {
        if self.begun {
            return Ok(());
        }
        let mut line = Line::begin(&mut self.text);
        keys.iter().for_each(|key| line.cell(key));
        line.end();
        out.write_all(self.text.as_bytes())
    }
}

/// A line that is being written.
struct Line<'a> {
    text: &'a mut String,
    start: usize,
    cells: usize,
}

impl<'a> Line<'a> {
    fn begin(text: &'a mut String) -> Line<'a> {
        Line { start: text.len(), text, cells: 0 }
    }

    /// Adds a cell, with its control characters made visible.
    fn cell(&mut self, text: &str) {
        if self.cells > 0 {
            self.text.push(',');
        }
        self.cells += 1;
        let classes = classes(text);
        if classes == 0 {
            return self.text.push_str(text);
        }
        // What a control character is written as holds nothing that is kept in quotes.
        let clean = neutral(text);
        if classes & QUOTED == 0 || !clean.contains(['"', ',', '\n', '\r']) {
            return self.text.push_str(&clean);
        }
        self.text.push('"');
        for (at, part) in clean.split('"').enumerate() {
            if at > 0 {
                self.text.push_str("\"\"");
            }
            self.text.push_str(part);
        }
        self.text.push('"');
    }

    /// Ends the line. One of a single empty cell, or of none, would be taken for no line at all.
    fn end(self) {
        if self.cells <= 1 && self.text.len() == self.start {
            self.text.push_str("\"\"");
        }
        self.text.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cells_are_quoted_and_neutral() {
        let rows = [json!({"ref": "2-3", "title": "甲,\"乙\"", "on": null, "note": "a\u{1b}b\nc"})];
        let mut out = Vec::new();
        write(&rows, &[], Lang::En, &mut out).unwrap();
        let want = "ref,title,on,note\r\n2-3,\"甲,\"\"乙\"\"\",,\"a\\u{1b}b\nc\"\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }

    proptest::proptest! {
        #[test]
        fn lines_are_those_of_the_csv_crate(rows in proptest::collection::vec(proptest::collection::vec("[a,;\"\n 中、#]{0,6}", 0..4), 0..5)) {
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
            let mut text = String::new();
            for row in &rows {
                let mut line = Line::begin(&mut text);
                row.iter().for_each(|cell| line.cell(cell));
                line.end();
                writer.write_record(row).unwrap();
            }
            proptest::prop_assert_eq!(text, String::from_utf8(writer.into_inner().unwrap()).unwrap());
        }
    }
}
