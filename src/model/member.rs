//! Membership as it is asked for: the roster, and one member's whole story.

use serde::Serialize;

use super::{
    day::Day,
    facts::Facts,
    organization::{NamePeriod, OrganizationRef},
    facts::Named,
    words::{ApplicationStatus, Capacity, Choice, Class, LeaveReason, MemberStatus, Presence, Role},
};

/// A line of the member list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberRow {
    /// Code of the organization.
    pub code: String,
    /// Its name on the day of the list.
    pub name: String,
    /// Short name.
    pub short_name: Option<String>,
    /// Class on that day; the last one of an ended member; the one an applicant applied for.
    pub class: Option<Class>,
    /// Applicant, active or ended.
    pub status: MemberStatus,
    /// First day of unbroken membership.
    pub since: Option<Day>,
    /// Last day of membership, where one is known.
    pub until: Option<Day>,
    /// Province.
    pub province: Option<String>,
    /// The university it belongs to.
    pub university: Option<String>,
    /// The delegate named at the latest session that it attended.
    pub representative: Option<String>,
    /// The organization into which it has merged by then, told where people read.
    #[serde(skip)]
    pub merged_into: Option<OrganizationRef>,
}

/// A line of the member list as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberLine {
    /// The line.
    #[serde(flatten)]
    pub row: MemberRow,
    /// The organization into which it has merged by then; `None` in a list that does not tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<Option<OrganizationRef>>,
    /// What was asked for besides: of the organization, and whom to turn to there.
    #[serde(flatten)]
    pub more: Facts,
}

/// A period of membership in one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Membership {
    /// The class held.
    pub class: Class,
    /// First day; unknown means that it held on every day up to `until`.
    pub from: Option<Day>,
    /// Last day, which still counts.
    pub until: Option<Day>,
    /// Why it ended.
    pub reason: Option<LeaveReason>,
    /// The motion that started it.
    pub admitted_by: Option<String>,
    /// The motion that ended it.
    pub ended_by: Option<String>,
}

/// An application for membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Application {
    /// The day of the application.
    pub on: Option<Day>,
    /// The class applied for.
    pub class: Option<Class>,
    /// As recorded, or as the motion on it decided.
    pub status: ApplicationStatus,
    /// The motion on it.
    pub motion: Option<String>,
}

/// A post that somebody holds at the member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostHeld {
    /// Who holds it.
    pub person: String,
    /// Its title.
    pub title: Option<String>,
    /// The office of the alliance, if it is one.
    pub role: Role,
    /// The term it was held in.
    pub term: Option<u32>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

/// One attendance of the member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberAttendance {
    /// Reference of the session.
    pub session: String,
    /// Its first day.
    pub start: Day,
    /// In which capacity.
    pub capacity: Capacity,
    /// How.
    pub presence: Presence,
    /// The delegates.
    pub people: Vec<Named>,
}

/// One vote on or by the member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberVote {
    /// Reference of the motion.
    pub motion: String,
    /// Its title.
    pub title: String,
    /// The day of the vote.
    pub on: Option<Day>,
    /// The member's choice; `None` where the member is what the motion was about.
    pub choice: Option<Choice>,
    /// Declared or computed outcome.
    pub outcome: Option<String>,
}

/// One visit to or by the member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberVisit {
    /// Reference of the visit.
    #[serde(rename = "ref")]
    pub reference: String,
    /// `host` or `visitor`.
    pub part: &'static str,
    /// First day.
    pub start: Option<Day>,
    /// The session it belonged to.
    pub session: Option<String>,
}

/// How an organization stands on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The highest class held that day; the last one of an ended member; the one an applicant applied for.
    pub class: Option<Class>,
    /// Applicant, active or ended; `None` where it was never a member nor applied.
    pub status: Option<MemberStatus>,
    /// First day of unbroken membership, whatever the class.
    pub since: Option<Day>,
    /// Last day of membership, where one is known.
    pub until: Option<Day>,
    /// First day of the class.
    pub class_since: Option<Day>,
}

/// Everything about one organization as a member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The organization's own keys.
    #[serde(flatten)]
    pub organization: Facts,
    /// How it stands on the day that is asked for.
    #[serde(flatten)]
    pub standing: Standing,
    /// Its periods of membership, oldest first.
    pub memberships: Vec<Membership>,
    /// Its applications, oldest first.
    pub applications: Vec<Application>,
    /// Its names over time, oldest first.
    pub names: Vec<NamePeriod>,
    /// Posts held there.
    pub posts: Vec<PostHeld>,
    /// Sessions attended, oldest first.
    pub attendance: Vec<MemberAttendance>,
    /// Votes by it and about it, oldest first.
    pub votes: Vec<MemberVote>,
    /// Visits to it and by it.
    pub visits: Vec<MemberVisit>,
    /// Whom to turn to there on that day, told where people read; without phone and mail, which are told where they
    /// are asked for.
    #[serde(skip)]
    pub contacts: Vec<Facts>,
}
