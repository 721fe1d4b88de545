//! What is found and counted over the whole registry.

use std::rc::Rc;

use serde::Serialize;

use super::{day::Day, organization::OrganizationRef};

/// Something that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The noun.
    pub kind: &'static str,
    /// What to `show` next.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The text that was hit, whole.
    pub text: String,
}

/// Members of one year. Members whose first day is unknown joined in none of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// Memberships that began in it, anew or again.
    pub joined: u64,
    /// Memberships whose first day after the last lies in it: a last day still counts, so that one of 31
    /// December is in that year's total and leaves the next.
    pub left: u64,
    /// Members at its end; of the present year, on the day that is asked for.
    pub total: u64,
    /// Those of them whose first day is unknown: that they were members in this year already is the
    /// rule for such memberships, and no recorded fact.
    pub since_unknown: u64,
}

/// Members of one province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Province {
    /// `None`: the province is not recorded.
    pub province: Option<String>,
    /// Members on the day.
    pub members: u64,
}

/// How membership grew, and where members are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Growth {
    /// Every year from the first that is known.
    pub years: Vec<Year>,
    /// By province, the most first.
    pub provinces: Vec<Province>,
    /// Members on the day.
    pub total: u64,
    /// Those of them whose first day is unknown.
    pub since_unknown: u64,
}

/// How a seat was filled at one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// In the room.
    Present,
    /// Online.
    Online,
    /// By written proxy.
    Proxy,
    /// On leave.
    Leave,
    /// Absent.
    Absent,
    /// It had a seat, and what it did is not recorded.
    Unknown,
    /// It had no seat that day.
    None,
}

/// One organization's attendance of a body's sessions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttendanceRow {
    /// Who.
    pub organization: OrganizationRef,
    /// Sessions at which it had a seat and what it did is recorded: present, leave, absent and proxy together.
    pub due: u64,
    /// Present, in the room or online.
    pub present: u64,
    /// On leave.
    pub leave: u64,
    /// Absent.
    pub absent: u64,
    /// Part of the sessions due at which it was present, 0 to 1; unknown where none was due.
    pub rate: Option<f64>,
    /// By written proxy to another member.
    pub proxy: u64,
    /// Sessions at which it had a seat and what it did is not recorded.
    pub unknown: u64,
    /// How many sessions it missed without leave, one after the other, up to the last of which
    /// anything is recorded. A session of which nothing is recorded breaks the row.
    pub absent_in_a_row: u64,
    /// The most sessions that it missed so, also where it came again later.
    #[serde(skip)]
    pub longest_absence: u64,
    /// One mark for each session, oldest first.
    pub marks: Vec<Marked>,
}

/// What one organization did at one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Marked {
    /// Reference of the session.
    pub session: String,
    /// How its seat was filled.
    pub mark: Mark,
}

/// Attendance of a body's sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct AttendanceMatrix {
    /// References of the sessions, oldest first.
    pub sessions: Vec<String>,
    /// A row for every organization that ever had a seat at one of them.
    pub rows: Vec<AttendanceRow>,
}

/// Into what groups motions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VotesBy {
    /// By kind of motion.
    Kind,
    /// By the year of the vote.
    Year,
    /// By the body that voted.
    Body,
}

/// What became of the motions of one group. One of the first three is known: the group.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VoteCount {
    /// Kind of motion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Year of the vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Body that voted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// How many.
    pub motions: u64,
    /// Carried.
    pub carried: u64,
    /// Those of them that were unanimous.
    pub unanimous: u64,
    /// Those of them of which it is known whether they were.
    #[serde(skip)]
    pub unanimity_known: u64,
    /// `unanimous` of those carried of which it is known, 0 to 1; unknown where that is none.
    pub unanimity: Option<f64>,
    /// Rejected.
    pub rejected: u64,
    /// Tabled or withdrawn.
    pub tabled: u64,
    /// Without a quorum, or void.
    pub failed: u64,
    /// Elections that are tied for the last seat.
    pub tied: u64,
    /// What became of them is not known.
    pub unknown: u64,
}

/// What became of the motions, in each grouping.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VoteCounts {
    /// By kind, in the order in which kinds are taught.
    pub kinds: Vec<VoteCount>,
    /// By year, the first first.
    pub years: Vec<VoteCount>,
    /// By body, by code.
    pub bodies: Vec<VoteCount>,
}

/// How often an organization received a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HostCount {
    /// The host.
    pub organization: OrganizationRef,
    /// Whether it is a member on the day.
    pub member: bool,
    /// Visits that it received.
    pub visits: u64,
    /// First day of the last one whose day is known.
    pub last: Option<Day>,
}

/// How far two organizations vote alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// One.
    pub a: Rc<OrganizationRef>,
    /// The other.
    pub b: Rc<OrganizationRef>,
    /// Ballots where both chose yes, no or abstain.
    pub together: u64,
    /// Those where they chose the same.
    pub agree: u64,
    /// `agree` of `together`, 0 to 1; unknown where that is none.
    pub share: Option<f64>,
}
