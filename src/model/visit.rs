//! Site visits.

use serde::Serialize;

use super::{day::Day, organization::OrganizationRef, person::Named};

/// A visit, in lists and alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// `vN`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The session it belonged to.
    pub session: Option<String>,
    /// Who was visited.
    pub host: OrganizationRef,
    /// First day.
    pub start: Option<Day>,
    /// Last day.
    pub end: Option<Day>,
    /// Size of the visiting party, persons.
    pub headcount: Option<i64>,
    /// Who received the party.
    pub received_by: Vec<Named>,
    /// And more receivers, unnamed.
    pub others: Option<bool>,
    /// Organizations in the party.
    pub visitors: Vec<OrganizationRef>,
    /// What was seen.
    pub sites: Vec<String>,
    /// What was talked about.
    pub topics: Vec<String>,
    /// In short.
    pub summary: Option<String>,
    /// Where the record comes from.
    pub source: Option<String>,
    /// The day on which the source was published.
    pub published: Option<Day>,
}
