//! A row with its columns by name, and its image in the journal.

use serde_json::{Map, Value as Json};

use super::{
    chain::hex,
    engine::Value,
    tables::{Table, find, table},
};
use crate::{
    error::{Error, Result},
    model::day::Day,
    say,
};

/// One row of a table: every column, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Whose row it is.
    pub table: &'static Table,
    pub(in crate::store) values: Vec<Value>,
}

impl Record {
    /// A row with every column unknown.
    pub fn new(table_name: &str) -> Record {
        let table = table(table_name);
        Record { table, values: vec![Value::Null; table.columns.len()] }
    }

    /// Sets a column.
    pub fn set(&mut self, column: &str, value: impl Into<Value>) -> &mut Record {
        self.values[self.table.position(column)] = value.into();
        self
    }

    /// Sets a column, in a chain.
    pub fn with(mut self, column: &str, value: impl Into<Value>) -> Record {
        self.set(column, value);
        self
    }

    /// A column.
    pub fn get(&self, column: &str) -> &Value {
        &self.values[self.table.position(column)]
    }

    /// A column that holds a number.
    pub fn int(&self, column: &str) -> Option<i64> {
        match self.get(column) {
            Value::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// A column that holds a text.
    pub fn text(&self, column: &str) -> Option<&str> {
        match self.get(column) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A column that holds a day.
    pub fn day(&self, column: &str) -> Option<Day> {
        self.text(column).and_then(Day::from_iso)
    }

    /// The key's columns.
    pub fn key(&self) -> Vec<Value> {
        self.table.key.iter().map(|&n| self.values[n].clone()).collect()
    }

    /// The row as the journal keeps it: known columns alone.
    pub(super) fn image(&self) -> String {
        let known = self.table.columns.iter().zip(&self.values).filter_map(|(column, value)| {
            let json = match value {
                Value::Null => return None,
                Value::Int(n) => Json::from(*n),
                Value::Text(text) => Json::from(text.as_str()),
                Value::Blob(bytes) => Json::from(hex(bytes)),
            };
            Some((column.to_string(), json))
        });
        Json::Object(known.collect::<Map<_, _>>()).to_string()
    }

    /// A row from the journal's image of it.
    pub fn from_image(table_name: &str, image: &str) -> Result<Record> {
        let broken = || {
            Error::storage(say!(
                "the journal's image of a row of {table_name} cannot be read",
                "日志中 {table_name} 表的一行记录无法读取"
            ))
        };
        let table = find(table_name).ok_or_else(broken)?;
        let mut record = Record::new(table.name);
        let Ok(Json::Object(known)) = serde_json::from_str(image) else { return Err(broken()) };
        for (column, json) in known {
            let Some(at) = table.columns.iter().position(|c| *c == column) else {
                // What an earlier version kept beside the facts is no fact.
                if GONE.contains(&(table.name, column.as_str())) {
                    continue;
                }
                return Err(broken());
            };
            record.values[at] = match json {
                Json::Number(n) => Value::Int(n.as_i64().ok_or_else(broken)?),
                Json::String(text) => Value::Text(text),
                _ => return Err(broken()),
            };
        }
        Ok(record)
    }
}

/// Columns that a table had in an earlier version, in which images of the journal may still tell them.
const GONE: &[(&str, &str)] = &[
    ("motions", "tally_yes"),
    ("motions", "tally_no"),
    ("motions", "tally_abstain"),
    ("motions", "tally_invalid"),
    ("motions", "tally_absent"),
];
