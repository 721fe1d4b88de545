//! The alliance itself, its bodies, rules and terms.

use serde::Serialize;

use super::{
    day::Day,
    organization::FormerName,
    rule::Rule,
    words::{Charter, Class},
};

/// A body that meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Body {
    /// Its reference: the code.
    #[serde(rename = "ref")]
    pub reference: String,
    /// `assembly`, `council`, `standing`, `supervisors`, or one of the alliance's own.
    pub code: String,
    /// Chinese name, part of the names of its sessions.
    pub name: Option<String>,
    /// Names it bore before.
    pub former_names: Vec<FormerName>,
    /// The lowest class that holds a seat.
    pub seats: Option<Class>,
}

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

/// A term of office (届).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// Its number.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Counted from 1.
    pub number: u32,
    /// First day.
    pub start: Option<Day>,
    /// Last day.
    pub end: Option<Day>,
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
    /// The preset of rules.
    pub charter: Charter,
    /// Its bodies.
    pub bodies: Vec<Body>,
    /// The rules in force: its own, and the preset's that they leave.
    pub rules: Vec<RuleRow>,
}
