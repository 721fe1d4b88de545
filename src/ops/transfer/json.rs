//! The lists as one JSON document: an object with an array for each.

use std::io;

use serde_json::{Map, Value};

use super::{
    listed::rows,
    known::Known,
};
use crate::{
    error::{Error, Result},
    noun::sheets,
    say,
    store::Read,
};

/// Writes it, row by row.
pub fn write(read: &Read<'_>, known: &Known, out: &mut dyn io::Write) -> Result<()> {
    let failed =
        |e: io::Error| Error::storage(say!("the export cannot be written", "无法写出导出文件")).because(&e);
    out.write_all(b"{").map_err(failed)?;
    for (at, sheet) in sheets().iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        write!(out, "{comma}\n\"{}\":[", sheet.name).map_err(failed)?;
        let mut first = true;
        rows(read, known, sheet, &mut |cells| {
            let object: Map<String, Value> = sheet
                .columns
                .iter()
                .zip(cells)
                .map(|(column, cell)| (column.key.to_string(), cell.json()))
                .collect();
            out.write_all(if first { b"\n" } else { b",\n" }).map_err(failed)?;
            first = false;
            serde_json::to_writer(&mut *out, &object).map_err(|e| failed(e.into()))
        })?;
        out.write_all(b"]").map_err(failed)?;
    }
    out.write_all(b"\n}\n").map_err(failed)
}
