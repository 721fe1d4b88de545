//! The lists as one JSON document: an object with an array for each.

use std::io;

use serde_json::{Map, Value};

use super::{
    export::{Cell, rows},
    known::Known,
    sheets::{SHEETS, sheet},
};
use crate::{
    error::{Error, Message, Result},
    model::{
        sheet::{Line, List, join, tame},
        text::nearest,
    },
    say,
    store::Read,
};

/// Writes it, row by row.
pub fn write(read: &Read<'_>, known: &Known, out: &mut dyn io::Write) -> Result<()> {
    let failed = |e: io::Error| {
        Error::storage(say!("the export cannot be written", "无法写出导出文件"))
            .cause(Message::verbatim(e.to_string()))
    };
    out.write_all(b"{").map_err(failed)?;
    for (at, sheet) in SHEETS.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        write!(out, "{comma}\n\"{}\":[", sheet.name).map_err(failed)?;
        let mut first = true;
        rows(read, known, sheet, &mut |cells| {
            let object: Map<String, Value> = sheet
                .columns
                .iter()
                .zip(cells)
                .map(|(column, cell)| (column.field.key.to_string(), value(cell)))
                .collect();
            out.write_all(if first { b"\n" } else { b",\n" }).map_err(failed)?;
            first = false;
            serde_json::to_writer(&mut *out, &object).map_err(|e| failed(e.into()))
        })?;
        out.write_all(b"]").map_err(failed)?;
    }
    out.write_all(b"\n}\n").map_err(failed)
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Int(n) => (*n).into(),
        Cell::Flag(flag) => (*flag).into(),
        Cell::Day(text) | Cell::Text(text) => text.as_str().into(),
        Cell::List(items) => items.clone().into(),
    }
}

/// Its lists. A row's line is its place in the array, from 1.
pub fn lists(name: &str, text: &str) -> Result<Vec<List>> {
    let broken = |e: serde_json::Error| {
        let (line, column) = (e.line(), e.column());
        Error::invalid(say!(
            "{name}:{line}:{column}: this is no JSON",
            "{name}:{line}:{column}：不是合规的 JSON"
        ))
        .cause(Message::verbatim(e.to_string()))
    };
    let whole: Value = serde_json::from_str(text).map_err(broken)?;
    let Value::Object(arrays) = whole else {
        return Err(Error::invalid(say!("{name} is no object of lists", "{name} 不是由清单组成的对象"))
            .hint(say!(
                "{{\"organizations\": [{{\"name\": \"…\"}}, …], …}}",
                "{{\"organizations\": [{{\"name\": \"…\"}}, …], …}}"
            )));
    };
    let (mut lists, mut faults) = (Vec::new(), Vec::new());
    for (key, array) in arrays {
        let place = format!("{name} {key}");
        if sheet(&key).is_none() {
            let error = Error::invalid(say!(
                "{name} has a list {key} that there is not",
                "{name} 中有未知的清单 {key}"
            ));
            faults.push(match nearest(&key, SHEETS.iter().map(|sheet| sheet.name)) {
                Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}？")),
                None => error,
            });
            continue;
        }
        let Value::Array(items) = array else {
            faults.push(Error::invalid(say!("{place} is no array", "{place} 不是数组")));
            continue;
        };
        match list(&place, &key, items) {
            Ok(list) => lists.push(list),
            Err(error) => faults.push(error),
        }
    }
    Error::together(faults).map_or(Ok(lists), Err)
}

fn list(place: &str, name: &str, items: Vec<Value>) -> Result<List> {
    let mut list = List { place: place.to_string(), name: name.to_string(), ..List::default() };
    let mut faults = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        let line = at + 1;
        let Value::Object(object) = item else {
            faults
                .push(Error::invalid(say!("{place}:{line}: this is no object", "{place}:{line}：不是对象")));
            continue;
        };
        let mut cells = vec![String::new(); list.headings.len()];
        for (key, value) in object {
            let column = match list.headings.iter().position(|heading| *heading == key) {
                Some(column) => column,
                None => {
                    list.headings.push(key.clone());
                    cells.push(String::new());
                    list.headings.len() - 1
                }
            };
            match cell(value) {
                Some(text) => {
                    if let Some(cell) = cells.get_mut(column) {
                        *cell = text;
                    }
                }
                None => faults.push(Error::invalid(say!(
                    "{place}:{line}: {key} is neither a text nor a number, true, false, null or a list of texts",
                    "{place}:{line}：{key} 须为文本、数字、true、false、null 或文本列表"
                ))),
            }
        }
        list.rows.push(Line { line, cells });
    }
    Error::together(faults).map_or(Ok(list), Err)
}

/// A value as a cell of a list; `None` for what no cell holds.
fn cell(value: Value) -> Option<String> {
    Some(match value {
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(n) => n.to_string(),
        // As a spreadsheet's text would be: what looks like tamed text stays as it is.
        Value::String(text) => tame(&text).into_owned(),
        Value::Array(items) => {
            let texts: Option<Vec<String>> =
                items.into_iter().map(|item| item.as_str().map(str::to_string)).collect();
            tame(&join(texts?)).into_owned()
        }
        Value::Object(_) => return None,
    })
}
