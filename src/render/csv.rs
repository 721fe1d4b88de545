//! CSV after RFC 4180: a header of keys, code words, dates in ISO form, lists by `;`.

use std::{borrow::Cow, io};

use serde::Serialize;

use super::{
    fields::{Field, each_field},
    value::{Form, text},
    width::neutral,
};
use crate::lang::Lang;

/// Rows that are written at once.
const TOGETHER: usize = 1_000;

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
}

impl Rows {
    /// Writes some rows, the first of all under the header.
    pub fn write<T: Serialize>(&mut self, rows: &[T], lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
        for some in rows.chunks(TOGETHER) {
            let mut writer = writer();
            if !self.begun
                && let Some(first) = some.first()
            {
                self.begun = true;
                let mut head = Vec::new();
                each_field(first, &mut |key, _| head.push(key.to_owned()))?;
                writer.write_record(head)?;
            }
            some.iter().try_for_each(|row| record(&mut writer, row, lang))?;
            // What the reader's end says is told as it is: one who stopped reading is no failure.
            out.write_all(&done(writer)?)?;
        }
        Ok(())
    }

    /// Ends the list; one without a row has its header.
    pub fn end(self, keys: &[&str], out: &mut dyn io::Write) -> io::Result<()> {
        if self.begun {
            return Ok(());
        }
        let mut writer = writer();
        writer.write_record(keys)?;
        out.write_all(&done(writer)?)
    }
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new())
}

fn done(writer: csv::Writer<Vec<u8>>) -> io::Result<Vec<u8>> {
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn record<T: Serialize>(writer: &mut csv::Writer<Vec<u8>>, row: &T, lang: Lang) -> io::Result<()> {
    let mut written = Ok(());
    each_field(row, &mut |key, field| {
        let cell = match &field {
            Field::Unknown => Cow::Borrowed(""),
            Field::Text(text) => neutral(text),
            Field::Other(value) => Cow::Owned(neutral(&text("", key, value, Form::Plain(lang))).into_owned()),
        };
        if written.is_ok() {
            written = writer.write_field(cell.as_bytes());
        }
    })?;
    written?;
    Ok(writer.write_record(None::<&[u8]>)?)
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
}
