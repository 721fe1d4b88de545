//! Sessions of the bodies: who met, who came, what was on the agenda.

use serde::Serialize;

use super::{
    action::Action,
    day::Day,
    motion::{Quorum, VoteRow},
    organization::OrganizationRef,
    person::Named,
    visit::Visit,
    words::{AgendaKind, Capacity, Mode, Presence, SessionKind},
};

/// A line of the session list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionRow {
    /// `T-N` for the council, else `BODY:T-N`, `BODY:N` or the code.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The Chinese name in every language, or the title.
    pub name: String,
    /// Code of the body.
    pub body: String,
    /// Term (届).
    pub term: Option<u32>,
    /// Number in the term (次).
    pub number: Option<u32>,
    /// Code of a session without a number.
    pub code: Option<String>,
    /// Regular, extraordinary, enlarged, by correspondence.
    pub kind: SessionKind,
    /// First day.
    pub start: Day,
    /// Last day.
    pub end: Option<Day>,
    /// Where.
    pub venue: Option<String>,
    /// In which city.
    pub city: Option<String>,
    /// Who chaired.
    pub chair: Vec<String>,
}

/// One organization or person at a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attendance {
    /// `None` for a guest without an organization.
    pub organization: Option<OrganizationRef>,
    /// In which capacity.
    pub capacity: Capacity,
    /// How.
    pub presence: Presence,
    /// The delegates named or titled.
    pub people: Vec<Named>,
    /// And more, unnamed.
    pub others: Option<bool>,
    /// Holder of the written proxy.
    pub proxy: Option<OrganizationRef>,
    /// Number of persons.
    pub headcount: Option<i64>,
}

/// An item of the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgendaItem {
    /// Position, from 1.
    pub seq: i64,
    /// What it was.
    pub kind: Option<AgendaKind>,
    /// Title without 《》.
    pub title: String,
    /// Who presented it.
    pub presenter: Option<String>,
    /// What it touched.
    pub topics: Vec<String>,
    /// In short.
    pub summary: Option<String>,
}

/// One session whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    /// The keys of the list.
    #[serde(flatten)]
    pub row: SessionRow,
    /// How people met.
    pub mode: Option<Mode>,
    /// The organization that hosted.
    pub host: Option<OrganizationRef>,
    /// The title, where the session has one of its own.
    pub title: Option<String>,
    /// What it was for.
    pub purpose: Option<String>,
    /// Number of persons.
    pub headcount: Option<i64>,
    /// In short.
    pub summary: Option<String>,
    /// Where the record comes from.
    pub source: Option<String>,
    /// The day on which the source was published.
    pub published: Option<Day>,
    /// Whether the attendance list is complete.
    pub roster: super::words::Roster,
    /// Due, present, required, met.
    pub quorum: Quorum,
    /// Who came.
    pub attendance: Vec<Attendance>,
    /// Members with a seat that a complete roster does not list, and so were absent.
    pub absent: Vec<OrganizationRef>,
    /// What was on the agenda.
    pub agenda: Vec<AgendaItem>,
    /// What was moved.
    pub motions: Vec<VoteRow>,
    /// What was agreed to do next.
    pub actions: Vec<Action>,
    /// Visits that belonged to it.
    pub visits: Vec<Visit>,
}
