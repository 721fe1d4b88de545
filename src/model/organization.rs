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

/// A name that an organization once bore.
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
}

impl Organization {
    /// The organization as it was called on a day: its name of that day, and those before it.
    pub fn named_on(mut self, day: Day) -> Organization {
        if let Some(at) =
            self.former_names.iter().position(|name| name.until.is_some_and(|until| until >= day))
        {
            let mut later = self.former_names.split_off(at).into_iter();
            self.name = later.next().map_or(self.name, |name| name.name);
        }
        self
    }
}
