//! Rules. (Minimal; the whole is on its way.)
use serde::Serialize;

/// A rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    /// Body.
    pub body: String,
}
