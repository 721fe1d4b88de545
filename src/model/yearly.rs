//! What is told of a year, and of a term as a whole.

use serde::Serialize;

use super::{
    day::Day,
    facts::Facts,
    journal::Finding,
    motion::Decision,
    organization::OrganizationRef,
    person::Office,
    session::SessionRow,
    stats::{AttendanceRow, Province},
    words::{Class, LeaveReason},
};

/// Members of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfClass {
    /// The class.
    pub class: Class,
    /// How many.
    pub members: u64,
}

/// The members at the end of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Membership {
    /// The day of the figures: the year's last, or the one that is asked for where the year is not over.
    pub on: Day,
    /// All of them.
    pub total: u64,
    /// By class, the highest first.
    pub classes: Vec<OfClass>,
    /// By province, the most first.
    pub provinces: Vec<Province>,
}

/// Who joined or left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// As it is called on the day of the report.
    pub organization: OrganizationRef,
    /// Its class: at the end, or the last one.
    pub class: Option<Class>,
    /// The first day of who joined, the last day of who left.
    pub on: Option<Day>,
    /// Why it left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<LeaveReason>,
}

/// The figures and lists of a yearly report (contract 5).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The year.
    pub year: i32,
    /// What the alliance is called.
    pub alliance: Option<String>,
    /// Members at its end.
    pub members: Membership,
    /// Who became a member in it.
    pub joined: Vec<Moved>,
    /// Whose membership was no more from a day of it on.
    pub left: Vec<Moved>,
    /// Officers at its end.
    pub officers: Vec<Office>,
    /// Sessions that were held in it.
    pub sessions: Vec<SessionRow>,
    /// Who attended them.
    pub attendance: Vec<AttendanceRow>,
    /// What was carried in it.
    pub decisions: Vec<Decision>,
    /// Site visits.
    pub visits: Vec<Facts>,
    /// Activities.
    pub activities: Vec<Facts>,
}

/// What a re-election looks at (contract 5).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Audit {
    /// The term.
    pub term: i64,
    /// What the alliance is called.
    #[serde(skip)]
    pub alliance: Option<String>,
    /// Its first day.
    pub start: Option<Day>,
    /// Its last day, as recorded.
    pub end: Option<Day>,
    /// The last day on which the charter lets the re-election be held, a year of deferral included.
    pub deferred_until: Option<Day>,
    /// Who held which office in it.
    pub officers: Vec<Office>,
    /// Sessions of all bodies that were held in it.
    pub sessions: Vec<SessionRow>,
    /// What to look at before the next election.
    pub findings: Vec<Finding>,
}
