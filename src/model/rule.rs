//! Rules. (Stand-in; branch `rules` has the whole.)
use serde::Serialize;

/// A rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    /// Body.
    pub body: String,
    /// Matter.
    pub matter: String,
    /// Majority.
    pub majority: Option<super::fraction::Fraction>,
}
