//! What is told of a year, and of a term as a whole.

use serde::Serialize;

use super::{
    day::Day,
    facts::Facts,
    journal::Finding,
    motion::Decision,
    organization::OrganizationRef,
    paper::English,
    person::Office,
    session::SessionRow,
    stats::{AttendanceRow, Province},
    words::{Class, LeaveReason},
};

/// English names of the alliance and of organizations.
#[derive(Debug, Clone, Default)]
pub struct InEnglish {
    /// The alliance's, where the name that it bears then has one.
    pub alliance: Option<String>,
    /// Those of organizations.
    pub organizations: English,
}

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
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The year.
    pub year: i32,
    /// What the alliance is called.
    pub alliance: Option<String>,
    /// What it and organizations are called in English.
    #[serde(skip)]
    pub english: InEnglish,
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
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// The term.
    pub term: i64,
    /// What the alliance is called.
    #[serde(skip)]
    pub alliance: Option<String>,
    /// What it and organizations are called in English.
    #[serde(skip)]
    pub english: InEnglish,
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

impl Report {
    /// The report with the alliance and organizations by their English names, where these are recorded.
    pub fn in_english(mut self) -> Report {
        let InEnglish { alliance, organizations } = std::mem::take(&mut self.english);
        self.alliance = alliance.or(self.alliance);
        self.joined.iter_mut().chain(&mut self.left).for_each(|one| organizations.say(&mut one.organization));
        self.attendance.iter_mut().for_each(|row| organizations.say(&mut row.organization));
        self.officers.iter_mut().flat_map(|one| &mut one.organization).for_each(|one| organizations.say(one));
        self.sessions.iter_mut().for_each(|row| organizations.say_text(&mut row.venue));
        self.visits.iter_mut().chain(&mut self.activities).for_each(|one| organizations.say_facts(one));
        self
    }
}

impl Audit {
    /// The audit with the alliance and organizations by their English names, where these are recorded.
    pub fn in_english(mut self) -> Audit {
        let InEnglish { alliance, organizations } = std::mem::take(&mut self.english);
        self.alliance = alliance.or(self.alliance);
        self.officers.iter_mut().flat_map(|one| &mut one.organization).for_each(|one| organizations.say(one));
        self.sessions.iter_mut().for_each(|row| organizations.say_text(&mut row.venue));
        self
    }
}
