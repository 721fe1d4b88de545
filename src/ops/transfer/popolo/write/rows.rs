//! The rows of our own lists while they become objects of Popolo.

use serde_json::{Map, Value};

use crate::{
    error::Result,
    noun::{Sheet, sheets},
    ops::transfer::{
        listed::{self, ListCell},
        known::Known,
    },
    store::Read,
};

/// One row.
pub struct Line<'a> {
    sheet: &'static Sheet,
    cells: &'a [ListCell],
}

/// Each row of a list, in the order of an export.
pub fn each(
    read: &Read<'_>,
    known: &Known,
    list: &str,
    take: &mut dyn FnMut(&Line<'_>) -> Result<()>,
) -> Result<()> {
    match sheets().iter().find(|sheet| sheet.name == list) {
        Some(sheet) => listed::rows(read, known, sheet, &mut |cells| take(&Line { sheet, cells })),
        None => Ok(()),
    }
}

impl Line<'_> {
    /// What it holds in a column.
    pub fn get(&self, key: &str) -> &ListCell {
        self.sheet.at(key).and_then(|at| self.cells.get(at)).unwrap_or(&ListCell::Empty)
    }

    /// That as a text; empty where it is unknown.
    pub fn text(&self, key: &str) -> String {
        self.get(key).plain()
    }

    /// That as a text, where it is known.
    pub fn some(&self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|text| !text.is_empty())
    }

    /// Lays a column under a property of the object, where it is known.
    pub fn put(&self, item: &mut Value, key: &str, property: &str) {
        if let Some(text) = self.some(key) {
            item[property] = text.into();
        }
    }

    /// What it holds in all other columns.
    pub fn extras(&self, but: &[&str]) -> Map<String, Value> {
        let told = self.sheet.columns.iter().zip(self.cells);
        let told = told.filter(|(column, cell)| !but.contains(&column.key) && **cell != ListCell::Empty);
        told.map(|(column, cell)| (column.key.to_string(), cell.json())).collect()
    }
}

/// Lays our own members beside those of Popolo.
pub fn lay(item: &mut Value, extras: Map<String, Value>) {
    item["extras"] = Value::Object(Map::from_iter([("alliance".to_string(), Value::Object(extras))]));
}
