//! Organizations and their names over time.

use serde::Serialize;

use super::{day::Day, words::OrganizationKind};

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

/// An organization as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Organization {
    /// Its reference: the code.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Unique without regard to case.
    pub code: String,
    /// Present name in full.
    pub name: String,
    /// Short name.
    pub short_name: Option<String>,
    /// English name.
    pub name_en: Option<String>,
    /// What it is.
    pub kind: Option<OrganizationKind>,
    /// The university it belongs to.
    pub university: Option<String>,
    /// Province.
    pub province: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Unified social credit code, GB 32100-2015.
    pub credit_code: Option<String>,
    /// Web address.
    pub website: Option<String>,
    /// Other names that find it.
    pub aliases: Vec<String>,
    /// Names it bore before.
    pub former_names: Vec<FormerName>,
    /// Remark.
    pub note: Option<String>,
    /// The organization into which it has merged.
    pub merged_into: Option<OrganizationRef>,
    /// Its last day before that.
    pub merged_on: Option<Day>,
}
