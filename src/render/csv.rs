//! CSV after RFC 4180: a header of keys, code words, dates in ISO form, lists by `;`.

use std::{borrow::Cow, io};

use serde::Serialize;

use super::{
    fields::{Field, each_field},
    value::{Form, text},
    width::neutral,
};
use crate::lang::Lang;

/// Writes rows under a header of all their keys; `keys` is the header where there is no row.
pub fn write<T: Serialize>(rows: &[T], keys: &[&str], lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
    if rows.is_empty() {
        writer.write_record(keys)?;
    }
    for (at, row) in rows.iter().enumerate() {
        if at == 0 {
            let mut head = Vec::new();
            each_field(row, &mut |key, _| head.push(key.to_owned()))?;
            writer.write_record(head)?;
        }
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
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
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
