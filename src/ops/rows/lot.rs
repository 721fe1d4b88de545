//! Rows of many as a list reads them: all their texts one behind the other in one, none with room of its own.

use super::{Ids, Parts, number, parts, select};
use crate::{
    error::Result,
    model::words::CodeWord,
    noun::{Field, Shape},
    store::{Cell, Read, Value, tables::table},
};

/// What a row holds of a field that has no parts.
#[derive(Debug, Clone, Copy)]
enum Spot {
    Null,
    Int(i64),
    /// From here to there in the text.
    Text(usize, usize),
}

/// Rows with what they hold of some fields.
pub struct Rows {
    /// The fields, in the order in which they were asked for.
    pub fields: Vec<&'static Field>,
    keys: Vec<Value>,
    spots: Vec<Spot>,
    text: String,
    parts: Vec<Option<Parts>>,
}

/// One of them.
#[derive(Clone, Copy)]
pub struct One<'a> {
    rows: &'a Rows,
    at: usize,
}

impl Rows {
    /// Reads rows of a noun.
    ///
    /// # Errors
    /// Rows that cannot be read.
    pub fn read(
        read: &Read<'_>,
        shape: &Shape,
        fields: Vec<&'static Field>,
        which: Ids<'_>,
        order: &str,
    ) -> Result<Rows> {
        let table = table(shape.store);
        let parts = parts(read, table, &fields, which)?;
        let (mut keys, mut spots, mut text) = (Vec::new(), Vec::new(), String::new());
        let count = fields.len();
        select(read, table, &fields, which, order, &mut |row| {
            keys.push(row.value(0)?);
            for at in 1..=count {
                spots.push(match row.cell(at)? {
                    Cell::Int(n) => Spot::Int(n),
                    Cell::Text(said) => {
                        let start = text.len();
                        text.push_str(said);
                        Spot::Text(start, text.len())
                    }
                    // No field holds bytes.
                    Cell::Null | Cell::Blob(_) => Spot::Null,
                });
            }
            Ok(())
        })?;
        Ok(Rows { fields, keys, spots, text, parts })
    }

    /// They, in their order.
    pub fn iter(&self) -> impl Iterator<Item = One<'_>> {
        (0..self.keys.len()).map(|at| One { rows: self, at })
    }
}

impl<'a> One<'a> {
    /// What its table knows it by: a number, the code of a body.
    fn key(self) -> &'a Value {
        self.rows.keys.get(self.at).unwrap_or(&Value::Null)
    }

    /// Its number.
    pub fn id(self) -> i64 {
        number(self.key()).unwrap_or_default()
    }

    /// Which one it is of the rows, from 0.
    pub fn place(self) -> usize {
        self.at
    }

    /// What the field at a place of [`Rows::fields`] holds.
    pub fn cell(self, field: usize) -> Cell<'a> {
        match self.rows.spots.get(self.at * self.rows.fields.len() + field) {
            Some(Spot::Int(n)) => Cell::Int(*n),
            Some(Spot::Text(start, end)) => self.rows.text.get(*start..*end).map_or(Cell::Null, Cell::Text),
            Some(Spot::Null) | None => Cell::Null,
        }
    }

    /// The parts of the field at a place of [`Rows::fields`]; `None` where it is a field without parts.
    pub fn parts(self, field: usize) -> Option<&'a [Vec<Value>]> {
        let parts = self.rows.parts.get(field)?.as_ref()?;
        let own = if parts.is_empty() { None } else { parts.get(self.key()) };
        Some(own.map_or(&[], Vec::as_slice))
    }

    /// The parts of a field, by its key.
    pub fn parts_of(self, key: &str) -> &'a [Vec<Value>] {
        self.find(key).and_then(|field| self.parts(field)).unwrap_or_default()
    }

    /// A number, or the number of what the field refers to.
    pub fn int(self, key: &str) -> Option<i64> {
        if let Cell::Int(n) = self.cell(self.find(key)?) { Some(n) } else { None }
    }

    /// A text.
    pub fn text(self, key: &str) -> Option<&'a str> {
        if let Cell::Text(text) = self.cell(self.find(key)?) { Some(text) } else { None }
    }

    /// A code word.
    pub fn word<W: CodeWord>(self, key: &str) -> Option<W> {
        W::parse(self.text(key)?)
    }

    fn find(self, key: &str) -> Option<usize> {
        self.rows.fields.iter().position(|field| field.key == key)
    }
}
