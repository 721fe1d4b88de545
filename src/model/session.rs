//! Sessions of the bodies: who met, who came, what was on the agenda.

use serde::Serialize;

use super::{
    day::Day,
    facts::Facts,
    motion::{Quorum, VoteRow},
    organization::OrganizationRef,
    facts::Named,
    words::{AgendaKind, Capacity, Choice, Class, Mode, Presence, Reason, SessionKind, SessionStatus},
};

/// A line of the session list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionRow {
    /// `T-N` for the council, else `BODY:T-N`, `BODY:N` or the code.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The Chinese name in every language, or the title.
    pub name: String,
    /// The English name, or the title.
    pub name_en: String,
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
    /// A further kind: of an extraordinary session that was an enlarged one, say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<SessionKind>,
    /// Whether it is still to come or took place; unknown where nobody said so, and nothing of its course is recorded.
    pub status: Option<SessionStatus>,
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

impl SessionRow {
    /// Its kinds, but for the regular one.
    pub fn kinds(&self) -> impl Iterator<Item = SessionKind> {
        std::iter::once(self.kind).chain(self.also).filter(|kind| *kind != SessionKind::Regular)
    }
}

/// Who was due and there, and whether that was enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionQuorum {
    /// Seats entitled (应到).
    pub due: Option<u64>,
    /// Seats present (实到), effective proxies among them.
    pub present: Option<u64>,
    /// The effective proxies alone (委托).
    pub proxies: Option<u64>,
    /// Seats on leave (请假).
    pub leave: Option<u64>,
    /// Seats neither present nor on leave (缺席).
    pub absent: Option<u64>,
    /// The least number present that suffices; `None` also where the rule sets no quorum.
    pub required: Option<u64>,
    /// Whether it sufficed.
    pub met: Option<bool>,
}

impl SessionQuorum {
    /// The part of it that a vote has too.
    pub fn of_vote(&self) -> Quorum {
        Quorum { due: self.due, present: self.present, required: self.required, met: self.met }
    }
}

/// A line of the roll: who may vote, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RollRow {
    /// As it was called on that day.
    pub organization: OrganizationRef,
    /// Its class of membership on that day.
    pub class: Option<Class>,
    /// Whether it has a seat; unknown where the body's seats are.
    pub seat: Option<bool>,
    /// How it was there.
    pub presence: Option<Presence>,
    /// Holder of its written proxy.
    pub proxy: Option<OrganizationRef>,
    /// Whether it counts for the quorum.
    pub quorum: Option<bool>,
    /// Whether it may vote.
    pub vote: Option<bool>,
    /// Why not.
    pub reason: Option<Reason>,
    /// Its ballot in the motion that was asked for.
    pub ballot: Option<Choice>,
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
    /// What the account says of it: whether it has a seat, and whether it counts as present.
    #[serde(skip)]
    pub account: Option<(Option<bool>, Option<bool>)>,
}

impl Attendance {
    /// Whether it is told among those who fill a seat. A host fills its own; whoever is known to have none is
    /// there beside them, whatever the list says.
    pub fn fills_a_seat(&self) -> bool {
        let seat = self.account.map(|(seat, _)| seat);
        match self.capacity {
            Capacity::Member => seat != Some(Some(false)),
            Capacity::Host => seat == Some(Some(true)),
            _ => false,
        }
    }

    /// Whether it gave a proxy that does not count.
    pub fn is_dead_proxy(&self) -> bool {
        self.presence == Presence::Proxy && self.account.is_some_and(|(_, counts)| counts == Some(false))
    }
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
    /// Number of the session's motion that was moved under it.
    pub motion: Option<i64>,
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
    /// The day on which notice was given.
    pub notified: Option<Day>,
    /// The last day on which papers or replies count.
    pub deadline: Option<Day>,
    /// Who wrote the minutes, as the source says it.
    pub recorder: Option<String>,
    /// Who read them through.
    pub reviewer: Option<String>,
    /// Who signed them.
    pub signed_by: Vec<String>,
    /// Whether the attendance list is complete.
    pub roster: super::words::Roster,
    /// Due, present, required, met.
    pub quorum: SessionQuorum,
    /// Who came.
    pub attendance: Vec<Attendance>,
    /// Members with a seat that a complete roster does not list, and so were absent.
    pub absent: Vec<OrganizationRef>,
    /// What was on the agenda.
    pub agenda: Vec<AgendaItem>,
    /// What was moved.
    pub motions: Vec<VoteRow>,
    /// What was agreed to do next.
    pub actions: Vec<Facts>,
    /// Visits that belonged to it.
    pub visits: Vec<Facts>,
}
