//! Activities of the alliance beside its sessions: camps, contests, forums.

use serde::Serialize;

use super::{day::Day, organization::OrganizationRef};

/// An activity, in lists and alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Activity {
    /// The name, with `/EDITION` where it has one.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Name without the edition.
    pub name: String,
    /// Which time it was held (第四届 = 4); never a term of the council.
    pub edition: Option<u32>,
    /// What it is, in words of the alliance's own.
    pub kind: Option<String>,
    /// Who hosts it.
    pub host: Option<OrganizationRef>,
    /// First day.
    pub start: Option<Day>,
    /// Last day.
    pub end: Option<Day>,
    /// Remark.
    pub note: Option<String>,
}
