//! Rules of voting as data (domain 2): they belong to a body and a matter, and hold from a day to a day.

use std::fmt;

use serde::Serialize;

use super::{
    day::Day,
    fraction::Fraction,
    words::{Base, Correspondence, Method, Proxies, Recusal, GoodStanding},
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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
    /// More than the quorum must be present, not at least.
    pub quorum_exclusive: Option<bool>,
    /// Never fewer seats than this are a quorum.
    pub quorum_least: Option<u64>,
    /// A second majority, which must be reached as well: at least this part.
    pub also: Option<Fraction>,
    /// The number that the second majority is a part of; left out, that of the first.
    pub also_of: Option<Base>,
    /// The way in which the vote must be taken.
    pub method: Option<Method>,
    /// The most proxies that one holder may hold.
    pub proxies_each: Option<u64>,
    /// Whether a recused seat is in the base of the majority.
    pub recused: Option<Recusal>,
    /// Whether the matter may be decided by correspondence.
    pub correspondence: Option<Correspondence>,
    /// Days before a session by which notice is given.
    pub notice: Option<u64>,
    /// What a seat must have done so that it may vote.
    pub standing: Option<GoodStanding>,
    /// Days after the dues' due on which a seat in arrears may still vote.
    pub grace: Option<u64>,
    /// The least sessions in a calendar year.
    pub meets: Option<u64>,
    /// Absences in a row after which a seat is reported.
    pub absences: Option<u64>,
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
