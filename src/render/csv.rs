//! CSV after RFC 4180: a header of keys, code words, dates in ISO form, lists by `;`.

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::{
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
        let Value::Object(fields) = serde_json::to_value(row)? else { continue };
        if at == 0 {
            writer.write_record(fields.keys())?;
        }
        let cells = fields.iter().map(|(key, value)| text("", key, value, Form::Plain(lang)));
        writer.write_record(cells.map(|cell| neutral(&cell).into_owned()))?;
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
