//! Motions and the votes on them.

use serde::Serialize;

use super::{
    day::Day,
    fraction::Fraction,
    organization::OrganizationRef,
    rule::QuorumRule,
    words::{Base, Choice, Class, Computed, Method, MotionKind, Outcome, Proxies, Reason, Recusal, Role},
};
use crate::error::Message;

/// Who was due and present, and whether that was enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quorum {
    /// Seats entitled (应到).
    pub due: Option<u64>,
    /// Seats present (实到), with proxies where the rule counts them.
    pub present: Option<u64>,
    /// The least number present that suffices; `None` also where the rule sets no quorum.
    pub required: Option<u64>,
    /// Whether it sufficed.
    pub met: Option<bool>,
}

/// Counts of a vote; each unknown by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// 赞成
    pub yes: Option<u64>,
    /// 反对
    pub no: Option<u64>,
    /// 弃权
    pub abstain: Option<u64>,
    /// 无效
    pub invalid: Option<u64>,
}

/// The declared outcome, or else the computed one; both are code words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Result {
    /// As the source declared it.
    Declared(Outcome),
    /// As the rule yields it.
    Computed(Computed),
}

impl Result {
    /// The code word of JSON.
    pub fn code(self) -> &'static str {
        match self {
            Result::Declared(outcome) => outcome.code(),
            Result::Computed(computed) => computed.code(),
        }
    }

    /// English and Chinese label.
    pub fn labels(self) -> (&'static str, &'static str) {
        match self {
            Result::Declared(outcome) => outcome.labels(),
            Result::Computed(computed) => computed.labels(),
        }
    }
}

impl Serialize for Result {
    fn serialize<S: serde::Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

/// A line of the vote list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VoteRow {
    /// `SESSION/N`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The motion's own code.
    pub code: Option<String>,
    /// Title without 《》.
    pub title: String,
    /// What it is about.
    pub kind: MotionKind,
    /// Reference of the session.
    pub session: String,
    /// The day of the vote; the session's last day where none is recorded.
    pub on: Option<Day>,
    /// Declared, else computed.
    pub outcome: Result,
    /// What the rule yields.
    pub computed: Computed,
    /// Whether every voting seat present said yes.
    pub unanimous: Option<bool>,
    /// The counts.
    #[serde(flatten)]
    pub counts: Counts,
    /// What of them counts: not the ballots of those who had no vote.
    #[serde(skip)]
    pub counted: Counts,
    /// Whether somebody is declared elected, or not elected, whom the figures do not or do elect.
    #[serde(skip)]
    pub disputed: bool,
}

/// A line of the list of decisions: a carried motion, and whether it still holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// The vote.
    #[serde(flatten)]
    pub vote: VoteRow,
    /// Whether it is in force on the day that is asked for.
    pub in_force: bool,
    /// The carried motion that replaced or rescinded it by then.
    pub replaced_by: Option<String>,
    /// Carried motions that amended it by then.
    pub amended_by: Vec<String>,
}

/// The rule that judged a motion, kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JudgedBy {
    /// Code of the body.
    pub body: String,
    /// `*` or the kind of motion that the rule is for.
    pub matter: String,
    /// The part of the base that must say yes.
    pub majority: Option<Fraction>,
    /// The number that the majority is a part of.
    pub majority_of: Option<Base>,
    /// More than, not at least.
    pub exclusive: bool,
    /// The part of a second majority, which must be reached as well.
    pub also: Option<Fraction>,
    /// The number that it is a part of.
    pub also_of: Option<Base>,
    /// The part of all seats that must be present.
    pub quorum: Option<QuorumRule>,
    /// More than that part, not at least.
    pub quorum_exclusive: bool,
    /// Never fewer seats than this.
    pub quorum_least: Option<u64>,
    /// What a written proxy to another member is good for.
    pub proxies: Proxies,
    /// Whether a recused seat is in the base of the majority.
    pub recused: Recusal,
}

/// What a motion was about: organizations or persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Subject {
    /// An organization.
    Organization(OrganizationRef),
    /// A person.
    Person(String),
}

impl Subject {
    /// Its name.
    pub fn name(&self) -> String {
        match self {
            Subject::Organization(organization) => organization.name.clone(),
            Subject::Person(name) => name.clone(),
        }
    }
}

/// One organization's choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ballot {
    /// As it was called on that day.
    pub organization: OrganizationRef,
    /// Its choice.
    pub choice: Choice,
    /// Whether it counts.
    pub counts: bool,
    /// Why it does not.
    pub reason: Option<Reason>,
}

/// A candidate of an election.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Who stood.
    pub person: Option<String>,
    /// Of which organization; alone where organizations are elected.
    pub organization: Option<OrganizationRef>,
    /// For which office.
    pub role: Option<Role>,
    /// Votes for the candidate.
    pub yes: Option<u64>,
    /// Votes against.
    pub no: Option<u64>,
    /// Abstentions.
    pub abstain: Option<u64>,
    /// Whether the source marks the candidate elected.
    pub elected: Option<bool>,
    /// Whether the name was written in on the papers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_in: Option<bool>,
    /// Whether the figures elect the candidate; unknown where they do not say.
    pub computed: Option<bool>,
    /// Whether the candidate is elected: where anybody is declared elected, by what is declared; else by what is declared
    /// of this one, else by the figures.
    #[serde(skip)]
    pub seated: Option<bool>,
    /// The least yes that passes.
    pub needed: Option<u64>,
    /// yes − needed.
    pub margin: Option<i64>,
}

impl Candidate {
    /// Whether the figures yield another thing of the candidate than what is declared.
    pub fn is_disputed(&self) -> bool {
        disputed(self.elected, self.computed)
    }
}

/// Whether what is declared of a candidate is not what the figures yield.
pub fn disputed(elected: Option<bool>, computed: Option<bool>) -> bool {
    elected.zip(computed).is_some_and(|(elected, computed)| elected != computed)
}

/// What a carried motion did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// The organization whose membership it started, raised or ended.
    pub organization: Option<OrganizationRef>,
    /// The class it gave; `None` where it ended the membership.
    pub class: Option<Class>,
    /// First day of what it started.
    pub from: Option<Day>,
    /// Last day of the membership that it ended.
    pub until: Option<Day>,
    /// The person elected, and to what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The office filled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

/// One vote whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vote {
    /// `SESSION/N`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The motion's own code.
    pub code: Option<String>,
    /// Title without 《》.
    pub title: String,
    /// What it is about.
    pub kind: MotionKind,
    /// Reference of the session.
    pub session: String,
    /// The day of the vote; the session's last day where none is recorded.
    pub on: Option<Day>,
    /// The wording.
    pub text: Option<String>,
    /// Who proposed it.
    pub proposer: Option<String>,
    /// Who moved it at the meeting, as the source says it.
    pub moved_by: Option<String>,
    /// Who seconded it.
    pub seconded_by: Option<String>,
    /// ISO day or `pending`.
    pub effective: Option<String>,
    /// How the vote was taken.
    pub method: Option<Method>,
    /// What it was about.
    pub subjects: Vec<Subject>,
    /// Declared, else computed.
    pub outcome: Result,
    /// What the rule yields.
    pub computed: Computed,
    /// Whether every voting seat present said yes.
    pub unanimous: Option<bool>,
    /// What was recorded.
    pub counts: Counts,
    /// What the rule counts of it.
    pub counted: Counts,
    /// Due, present, required, met.
    pub quorum: Quorum,
    /// The rule kept with the motion.
    pub rule: Option<JudgedBy>,
    /// The least yes that passes.
    pub needed: Option<u64>,
    /// yes − needed.
    pub margin: Option<i64>,
    /// The number that the majority was taken of.
    pub base: Option<u64>,
    /// The roll call, in the order of the organizations' codes.
    pub ballots: Vec<Ballot>,
    /// Candidates of an election.
    pub candidates: Vec<Candidate>,
    /// Seats to be filled by an election.
    pub seats: Option<u64>,
    /// Ballot papers given out.
    pub issued: Option<u64>,
    /// Ballot papers returned.
    pub collected: Option<u64>,
    /// Round of an election.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<u64>,
    /// Who counted the ballots, as the source says it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tellers: Vec<String>,
    /// What it did.
    pub effects: Vec<Effect>,
    /// What does not fit together, in words.
    pub irregularities: Vec<Message>,
}
