//! What is to be done.

use serde::Serialize;

use super::{day::Day, words::TodoKind};
use crate::error::Message;

/// One thing that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Todo {
    /// What it is.
    pub kind: TodoKind,
    /// The record that it is about.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What waits, in a few words.
    pub text: Message,
    /// The day by which it is due; `None` where none is known.
    pub due: Option<Day>,
    /// Whether that day has passed.
    pub overdue: bool,
}
