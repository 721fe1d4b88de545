//! Rules of voting as data (domain 2): they belong to a body and a matter, and hold from a day to a day.

use std::fmt;

use serde::Serialize;

use super::{
    day::Day,
    fraction::Fraction,
    words::{Base, Proxies},
};

/// How many of all seats must be present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuorumRule {
    /// No quorum is demanded.
    None,
    /// At least this part of all seats.
    AtLeast(Fraction),
}

impl QuorumRule {
    /// `none` or `2/3`.
    pub fn parse(text: &str) -> Option<QuorumRule> {
        if text == "none" { Some(QuorumRule::None) } else { Fraction::parse(text).map(QuorumRule::AtLeast) }
    }
}

impl fmt::Display for QuorumRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QuorumRule::None => f.write_str("none"),
            QuorumRule::AtLeast(fraction) => fraction.fmt(f),
        }
    }
}

impl Serialize for QuorumRule {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// A rule; what it leaves out is taken from the next in the chain (see `rules::charter::choose`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Code of the body.
    pub body: String,
    /// `*`, or the kind of motion that it is for.
    pub matter: String,
    /// The quorum.
    pub quorum: Option<QuorumRule>,
    /// The part of the base that must say yes.
    pub majority: Option<Fraction>,
    /// The number that the majority is a part of.
    pub majority_of: Option<Base>,
    /// More than (超过), not at least (以上).
    pub exclusive: bool,
    /// What a written proxy to another member is good for; of a resolved rule none where nothing says it.
    pub proxies: Option<Proxies>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

impl Rule {
    /// Whether it is in force on that day.
    pub fn holds_on(&self, day: Day) -> bool {
        day.is_within(self.from, self.until)
    }
}

/// How a rule is called: `council/admission`, `council/*@2023-01-01`.
pub fn reference(body: &str, matter: &str, from: Option<Day>) -> String {
    match from {
        Some(from) => format!("{body}/{matter}@{from}"),
        None => format!("{body}/{matter}"),
    }
}
