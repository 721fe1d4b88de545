//! What became of records, field by field: between two points of the journal, or from one registry to another.

use serde::Serialize;
use serde_json::{Map, Value};

use super::words::ChangeAction;

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// Its noun.
    pub noun: &'static str,
    /// How it is called: as it is since, else as it was.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What tells it from others of its noun that are called the same: whose attendance of a session, which membership.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub of: Map<String, Value>,
    /// What was done to it.
    pub action: ChangeAction,
    /// Its fields that are not as they were; of one that was added or removed, those that it has or had.
    pub fields: Vec<FieldChange>,
    /// The entry that has erased words of it from the journal since, so that they cannot be told.
    #[serde(skip)]
    pub erased_by: Option<i64>,
}

/// What became of one field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldChange {
    /// Its key.
    pub field: &'static str,
    /// What it held before; null where that is unknown.
    pub before: Value,
    /// What it holds since.
    pub after: Value,
}

/// An entry of the journal with what it changed, field by field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntryShown {
    /// Its number.
    pub entry: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Why, where it was said.
    pub why: Option<String>,
    /// The command.
    pub command: String,
    /// What the journal up to this entry is known by.
    pub hash: String,
    /// The entry that this one takes back.
    pub undoes: Option<i64>,
    /// The role of the server that wrote it.
    pub role: Option<String>,
    /// What it changed, record by record.
    pub changes: Vec<Changed>,
}
