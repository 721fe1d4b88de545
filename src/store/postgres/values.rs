//! Values on their way to the server and back.

use std::{error::Error as Cause, fmt::Write as _};

use bytes::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type};

use crate::{
    error::{Error, Result},
    say,
    store::engine::{Cell, Cells},
};

/// A parameter, in whatever type the server has found for it.
#[derive(Debug)]
pub struct Bound<'a>(pub Cell<'a>);

type Sent = std::result::Result<IsNull, Box<dyn Cause + Sync + Send>>;

impl ToSql for Bound<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Sent {
        match self.0 {
            Cell::Null => Ok(IsNull::Yes),
            Cell::Int(n) => match *kind {
                Type::INT4 => i32::try_from(n)?.to_sql(kind, out),
                Type::INT2 => i16::try_from(n)?.to_sql(kind, out),
                Type::BOOL => (n != 0).to_sql(kind, out),
                Type::INT8 => n.to_sql(kind, out),
                _ => n.to_string().to_sql(&Type::TEXT, out),
            },
            Cell::Text(text) => match *kind {
                Type::INT8 => text.parse::<i64>()?.to_sql(kind, out),
                Type::INT4 => text.parse::<i32>()?.to_sql(kind, out),
                _ => text.to_sql(&Type::TEXT, out),
            },
            Cell::Blob(bytes) => bytes.to_sql(&Type::BYTEA, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// A column as it came.
struct Raw<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> std::result::Result<Raw<'a>, Box<dyn Cause + Sync + Send>> {
        Ok(Raw(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Raw<'a>, Box<dyn Cause + Sync + Send>> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

const NULL: u8 = 0;
const INT: u8 = 1;
const TEXT: u8 = 2;
const BLOB: u8 = 3;

/// The rows of an answer, in little room: the connection must be free again before they are gone
/// through, since what is done with one may ask a further question.
#[derive(Default)]
pub struct Rows {
    bytes: Vec<u8>,
    width: usize,
    count: usize,
}

impl Rows {
    /// How many bytes they take.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Takes a row up.
    pub fn push(&mut self, row: &postgres::Row) -> std::result::Result<(), postgres::Error> {
        self.width = row.len();
        self.count += 1;
        for (at, column) in row.columns().iter().enumerate() {
            let Raw(cell) = row.try_get(at)?;
            let Some(cell) = cell else {
                self.bytes.push(NULL);
                continue;
            };
            let number = match *column.type_() {
                Type::INT8 => cell.try_into().ok().map(i64::from_be_bytes),
                Type::INT4 => cell.try_into().ok().map(|n| i32::from_be_bytes(n).into()),
                Type::INT2 => cell.try_into().ok().map(|n| i16::from_be_bytes(n).into()),
                Type::BOOL => cell.first().map(|b| i64::from(*b != 0)),
                Type::NUMERIC => whole(cell),
                _ => None,
            };
            match number {
                Some(n) => {
                    self.bytes.push(INT);
                    self.bytes.extend(n.to_le_bytes());
                }
                None => {
                    self.bytes.push(if *column.type_() == Type::BYTEA { BLOB } else { TEXT });
                    self.bytes.extend((cell.len() as u64).to_le_bytes());
                    self.bytes.extend(cell);
                }
            }
        }
        Ok(())
    }

    /// Goes through the rows.
    pub fn each(&self, mut each: impl FnMut(&Columns<'_>) -> Result<()>) -> Result<()> {
        let mut rest = &self.bytes[..];
        let mut columns = Columns(Vec::with_capacity(self.width));
        for _ in 0..self.count {
            columns.0.clear();
            for _ in 0..self.width {
                columns.0.push(take(&mut rest).ok_or_else(broken)?);
            }
            each(&columns)?;
        }
        Ok(())
    }
}

fn broken() -> Error {
    Error::storage(say!("the server's answer cannot be read", "服务器的答复无法读取"))
}

fn take<'a>(rest: &mut &'a [u8]) -> Option<Cell<'a>> {
    let (kind, more) = rest.split_first()?;
    *rest = more;
    let number = |rest: &mut &'a [u8]| {
        let (bytes, more) = rest.split_first_chunk::<8>()?;
        *rest = more;
        Some(i64::from_le_bytes(*bytes))
    };
    Some(match *kind {
        NULL => Cell::Null,
        INT => Cell::Int(number(rest)?),
        kind => {
            let (bytes, more) =
                { usize::try_from(number(rest)?).ok().and_then(|n| rest.split_at_checked(n)) }?;
            *rest = more;
            if kind == BLOB { Cell::Blob(bytes) } else { Cell::Text(std::str::from_utf8(bytes).ok()?) }
        }
    })
}

/// The columns of a row of an answer.
pub struct Columns<'a>(Vec<Cell<'a>>);

impl Cells for Columns<'_> {
    fn cell(&self, index: usize) -> Result<Cell<'_>> {
        self.0.get(index).copied().ok_or_else(broken)
    }

    fn width(&self) -> usize {
        self.0.len()
    }
}

/// A whole number of PostgreSQL's type `numeric` (what `sum` of numbers is), read from its binary form:
/// count of digits to the base of 10,000, weight of the first, sign, scale, the digits.
fn whole(bytes: &[u8]) -> Option<i64> {
    let words: Vec<i64> =
        bytes.chunks_exact(2).map(|pair| i64::from(i16::from_be_bytes([pair[0], pair[1]]))).collect();
    let [count, weight, sign, _, digits @ ..] = &words[..] else { return None };
    // More digits than the weight has places for: a fraction.
    if *count > weight + 1 {
        return None;
    }
    let mut n: i64 = 0;
    for at in 0..=*weight {
        let digit = usize::try_from(at).ok().and_then(|at| digits.get(at)).copied().unwrap_or(0);
        n = n.checked_mul(10_000)?.checked_add(digit)?;
    }
    Some(if *sign == 0x4000 { -n } else { n })
}

/// A column of an answer to a question, told as text; numbers are numbers, a yes/no is 1/0 as in a file.
pub fn json(told: Option<&str>, kind: &Type) -> serde_json::Value {
    let Some(text) = told else { return serde_json::Value::Null };
    let number = match *kind {
        Type::INT8 | Type::INT4 | Type::INT2 | Type::OID | Type::NUMERIC | Type::FLOAT4 | Type::FLOAT8 => {
            text.parse::<serde_json::Number>().ok()
        }
        Type::BOOL => Some(u8::from(text == "t").into()),
        _ => None,
    };
    match number {
        Some(number) => number.into(),
        // Written as `\x` and two digits for each byte.
        None if *kind == Type::BYTEA => format!("({} bytes)", text.len().saturating_sub(2) / 2).into(),
        None => text.into(),
    }
}

/// A cell as a line of COPY has it.
pub fn copied(cell: Cell<'_>, out: &mut String) {
    match cell {
        Cell::Null => out.push_str("\\N"),
        Cell::Int(n) => {
            let _ = write!(out, "{n}");
        }
        Cell::Text(text) => {
            for c in text.chars() {
                match c {
                    '\\' => out.push_str("\\\\"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    '\t' => out.push_str("\\t"),
                    c => out.push(c),
                }
            }
        }
        Cell::Blob(bytes) => {
            out.push_str("\\\\x");
            for byte in bytes {
                let _ = write!(out, "{byte:02x}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_a_whole_number() {
        let numeric = |words: &[i16]| whole(&words.iter().flat_map(|w| w.to_be_bytes()).collect::<Vec<_>>());
        assert_eq!(numeric(&[0, 0, 0, 0]), Some(0));
        assert_eq!(numeric(&[1, 0, 0, 0, 42]), Some(42));
        assert_eq!(numeric(&[2, 1, 0x4000, 0, 7, 42]), Some(-70_042));
        assert_eq!(numeric(&[1, 1, 0, 0, 7]), Some(70_000));
        assert_eq!(numeric(&[2, 0, 0, 1, 1, 5000]), None);
    }

    #[test]
    fn a_line_of_copy_keeps_every_character() {
        let mut line = String::new();
        for cell in [Cell::Text("a\\b\tc\n理"), Cell::Null, Cell::Int(-1), Cell::Blob(&[0, 255])] {
            copied(cell, &mut line);
            line.push('|');
        }
        assert_eq!(line, "a\\\\b\\tc\\n理|\\N|-1|\\\\x00ff|");
    }
}
