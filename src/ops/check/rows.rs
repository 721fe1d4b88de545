//! Reading what may be damaged: a row that cannot be read is told by its table and key, and the rest are read.

use super::Found;
use crate::{
    error::{Error, Message, Result},
    say,
    store::{Read, Row, Value},
};

/// Goes through the rows of a question about a table whose key is the first `key` columns. A row that cannot be read,
/// or that is refused, is told; so is a table that cannot be read to its end.
///
/// # Errors
/// Where the engine answers nothing more.
pub(super) fn each(
    read: &Read<'_>,
    sql: &str,
    params: &[Value],
    (table, key): (&str, usize),
    found: &mut Found,
    row: &mut dyn FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut told_of = |r: &Row<'_>| {
        if let Err(error) = row(r) {
            let key = key_of(r, key);
            let message = row_message(table, &key, &error.details().said());
            let entry = key.split('/').next().unwrap_or_default();
            let reference =
                if table.starts_with("journal") { format!("#{entry}") } else { table.to_string() };
            found.push((reference, message));
        }
        Ok(())
    };
    // Of a whole table it may be that it is not there, which on a server ends the transaction.
    let asked = match params {
        [] => read.apart(|read| read.each(sql, params, &mut told_of))?,
        _ => read.each(sql, params, &mut told_of),
    };
    let Err(error) = asked else { return Ok(()) };
    // A server that lost its transaction or its connection answers nothing more.
    if read.first::<i64>("SELECT 1", &[]).is_err() {
        return Err(error);
    }
    let Message { en, zh } = told(&error);
    found.push((
        table.to_string(),
        say!("table {table} cannot be read to its end: {en}", "{table} 表无法读完：{zh}"),
    ));
    Ok(())
}

/// What was wrong, with all its causes and without advice.
pub(super) fn told(error: &Error) -> Message {
    let details = error.details();
    details.all_causes().into_iter().fold(details.said(), |message, cause| {
        let (en, zh) = (format!("{}; {}", message.en, cause.en), format!("{}；{}", message.zh, cause.zh));
        Message { en, zh }
    })
}

/// What is wrong with one row.
pub(super) fn row_message(table: &str, key: &str, Message { en, zh }: &Message) -> Message {
    say!("table {table}, row {key}: {en}", "{table} 表第 {key} 行：{zh}")
}

/// A row that is not what its digest says.
pub(super) fn not_as_it_was() -> Error {
    Error::storage(say!(
        "is not what its digest covers, or the row before it is missing; it was changed around the tool",
        "与所记哈希不符，或缺少前一行：有人绕过本工具改动"
    ))
}

/// The first columns of a row, for people.
pub(super) fn key_of(row: &Row<'_>, width: usize) -> String {
    let shown = |at| row.value(at).map_or_else(|_| "?".to_string(), |value| shown(&value));
    (0..width).map(shown).collect::<Vec<_>>().join("/")
}

/// A value of a key, for people.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "-".to_string(),
        Value::Int(n) => n.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => format!("{} B", bytes.len()),
    }
}
