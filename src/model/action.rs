//! What was agreed to do next.

use serde::Serialize;

use super::{day::Day, words::ActionStatus};

/// An action, in lists and alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// `aN`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What is to be done.
    pub title: String,
    /// The session that agreed on it.
    pub session: Option<String>,
    /// Who does it.
    pub owner: Option<String>,
    /// By when.
    pub due: Option<Day>,
    /// Where it stands.
    pub status: ActionStatus,
    /// Remark.
    pub note: Option<String>,
}
