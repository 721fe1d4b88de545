//! A row with its columns by name, and its image in the journal.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed, MapAccess, Visitor},
};
use serde_json::Value as Json;

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

    /// The row as the journal keeps it, a JSON object: known columns alone.
    pub(super) fn image(&self) -> String {
        let mut image = String::from("{");
        for (column, value) in self.table.columns.iter().zip(&self.values) {
            let told = match value {
                Value::Null => continue,
                Value::Int(n) => n.to_string(),
                Value::Text(text) => Json::from(text.as_str()).to_string(),
                Value::Blob(bytes) => Json::from(hex(bytes)).to_string(),
            };
            image.push_str(if image.len() == 1 { "\"" } else { ",\"" });
            image.push_str(column);
            image.push_str("\":");
            image.push_str(&told);
        }
        image.push('}');
        image
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
        let mut record = Record { table, values: vec![Value::Null; table.columns.len()] };
        let mut json = serde_json::Deserializer::from_str(image);
        json.deserialize_map(Image(&mut record)).and_then(|()| json.end()).map_err(|_| broken())?;
        Ok(record)
    }
}

/// Reads an image into a row.
struct Image<'r>(&'r mut Record);

impl<'de> Visitor<'de> for Image<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the image of a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        let Record { table, values } = self.0;
        // Columns stand in the order of the table, mostly.
        let mut next = 0;
        while let Some(at) = map.next_key_seed(Name { table, next })? {
            let Held(value) = map.next_value()?;
            if let Some(place) = at.and_then(|at| values.get_mut(at)) {
                *place = value;
            }
            next = at.map_or(next, |at| at + 1);
        }
        Ok(())
    }
}

/// The name of a column: where it stands in the table; nothing for one that the table had in an earlier version.
struct Name {
    table: &'static Table,
    next: usize,
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> std::result::Result<Option<usize>, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a column")
    }

    fn visit_str<E: de::Error>(self, column: &str) -> std::result::Result<Option<usize>, E> {
        let columns = &self.table.columns;
        let rest = columns.iter().enumerate().skip(self.next).chain(columns.iter().enumerate().take(self.next));
        match rest.into_iter().find(|(_, known)| **known == column) {
            Some((at, _)) => Ok(Some(at)),
            // What an earlier version kept beside the facts is no fact.
            None if GONE.contains(&(self.table.name, column)) => Ok(None),
            None => Err(E::custom("no such column")),
        }
    }
}

/// What an image holds in a column.
struct Held(Value);

impl<'de> Deserialize<'de> for Held {
    fn deserialize<D: Deserializer<'de>>(json: D) -> std::result::Result<Held, D::Error> {
        json.deserialize_any(Hold)
    }
}

struct Hold;

impl Visitor<'_> for Hold {
    type Value = Held;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a text")
    }

    fn visit_i64<E: de::Error>(self, n: i64) -> std::result::Result<Held, E> {
        Ok(Held(Value::Int(n)))
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> std::result::Result<Held, E> {
        i64::try_from(n).map(|n| Held(Value::Int(n))).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<Held, E> {
        Ok(Held(Value::Text(text.to_string())))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_json_of_the_known_columns_and_come_back() {
        let row = Record::new("organizations").with("id", 7i64).with("name", "甲\"园\n").with("code", "a");
        let image = row.image();
        assert_eq!(image, r#"{"id":7,"code":"a","name":"甲\"园\n"}"#);
        assert_eq!(Record::from_image("organizations", &image).unwrap(), row);
        let turned = r#"{"name":"甲\"园\n","id":7,"code":"a"}"#;
        assert_eq!(Record::from_image("organizations", turned).unwrap(), row);
        assert_eq!(Record::new("organizations").image(), "{}");
        assert!(Record::from_image("motions", r#"{"id":1,"tally_yes":3}"#).is_ok());
        for broken in [
            r#"{"id":1,"colour":"red"}"#,
            r#"{"id":1.5}"#,
            r#"{"id":18446744073709551615}"#,
            r#"{"id":null}"#,
            r#"{"id":[1]}"#,
            r#"{"id":1} x"#,
            "[]",
            "7",
            "",
        ] {
            assert!(Record::from_image("organizations", broken).is_err(), "{broken}");
        }
    }
}
