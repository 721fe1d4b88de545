//! The alliance itself, its bodies and rules.

use serde::Serialize;

use super::{day::Day, facts::Facts, organization::FormerName, rule::Rule, words::Charter};

/// A rule of the alliance's own, or of the preset where `preset` says so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleRow {
    /// `BODY/MATTER`, with `@FROM` where it has a first day.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The rule.
    #[serde(flatten)]
    pub rule: Rule,
    /// Whether it comes from the charter's preset.
    pub preset: bool,
}

/// What the alliance is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct About {
    /// Name in full.
    pub name: Option<String>,
    /// Short name.
    pub short_name: Option<String>,
    /// English name.
    pub name_en: Option<String>,
    /// Day of foundation.
    pub founded: Option<Day>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Names it bore before.
    pub former_names: Vec<FormerName>,
    /// Its stated functions.
    pub functions: Vec<String>,
    /// The parts that its public pages show, where that was set.
    pub public: Vec<String>,
    /// The preset of rules.
    pub charter: Charter,
    /// Its bodies.
    pub bodies: Vec<Facts>,
    /// The rules in force: its own, and the preset's that they leave.
    pub rules: Vec<RuleRow>,
}
