//! The journal as it is read, and what a write reports.

use serde::Serialize;

use super::words::{ChangeAction, Severity};
use crate::error::Message;

/// One change of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Change {
    /// The noun, which is also the name of the table or view to read it from.
    pub table: String,
    /// Added, changed, removed.
    pub action: ChangeAction,
    /// The record it belongs to.
    #[serde(rename = "ref")]
    pub reference: String,
}

/// What a write did, or under `--dry-run` would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Number of the journal's entry; `None` where nothing changed, or under `--dry-run`.
    pub entry: Option<i64>,
    /// What changed, each record once.
    pub changes: Vec<Change>,
    /// What the user should look at.
    pub warnings: Vec<Message>,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its number, from 1.
    pub entry: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Why, where it was said.
    pub why: Option<String>,
    /// The command.
    pub command: String,
    /// What changed, each record once.
    pub changes: Vec<Change>,
    /// The entry that this one takes back.
    pub undoes: Option<i64>,
}

/// A rule of `check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckRule {
    /// Its name, for `--skip`.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Whether it runs under `--deep` alone.
    pub deep: bool,
    /// What it finds (of a deep rule: what it makes sure of).
    pub about: Message,
}

/// Something that `check` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Name of the rule, for `--skip`.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The record it is about.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What is found, and how to mend it.
    pub message: Message,
}
