//! Organizations and their names over time.

use serde::Serialize;

use super::day::Day;

/// An organization where another record names it: its code, and its name on the day in question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrganizationRef {
    /// Unique without regard to case, never changes by itself.
    pub code: String,
    /// As it was called on the day of the record that names it.
    pub name: String,
}

/// A name that an organization, a person, a body or the alliance once bore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormerName {
    /// The name in full.
    pub name: String,
    /// The last day on which it was the name.
    pub until: Option<Day>,
}

/// A name with the days on which it was the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamePeriod {
    /// The name in full.
    pub name: String,
    /// First day; unknown for the earliest name.
    pub from: Option<Day>,
    /// Last day; `None` for the present name.
    pub until: Option<Day>,
}
