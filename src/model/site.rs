//! What the public pages are drawn from: the registry without contact details, remarks and forgotten
//! persons.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    alliance::About,
    day::Day,
    facts::Facts,
    member::{Member, MemberRow},
    motion::VoteRow,
    organization::OrganizationRef,
    session::SessionRow,
    source::Cited,
    stats::{AttendanceMatrix, Growth},
    words::{Choice, PublicPart, Role},
};

/// What every page says of itself, known before the first is drawn.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The alliance.
    pub about: About,
    /// The day whose rosters are shown.
    pub day: Day,
    /// The last day of which anything is shown, where one is asked for.
    pub last: Option<Day>,
    /// Number and hash of the journal's newest entry, by which the pages are matched to a registry.
    pub stamp: Option<(i64, String)>,
    /// The parts that the pages show beside members, sessions and votes.
    pub shown: BTreeSet<PublicPart>,
    /// What stands in the place of the names of forgotten persons, the longest first: none of it is shown.
    pub forgotten: Vec<String>,
    /// The documents that are public.
    pub documents: Vec<PublicDocument>,
    /// Every session, oldest first.
    pub sessions: Vec<SessionRow>,
    /// Where in that list a reference stands.
    pub places: HashMap<String, usize>,
}

impl Frame {
    /// The session of this reference.
    pub fn session(&self, reference: &str) -> Option<&SessionRow> {
        self.places.get(reference).and_then(|at| self.sessions.get(*at))
    }

    /// The public document of this reference.
    pub fn document(&self, reference: &str) -> Option<&PublicDocument> {
        self.documents.iter().find(|document| document.reference == reference)
    }

    /// Whether the pages show this part.
    pub fn shows(&self, part: PublicPart) -> bool {
        self.shown.contains(&part)
    }
}

/// How one organization voted in all roll calls that are not secret.
#[derive(Debug, Clone, Default)]
pub struct RollCalls {
    /// How often it chose what.
    pub counts: BTreeMap<Choice, u64>,
    /// The latest of them, oldest first: motion and choice.
    pub latest: Vec<(String, Choice)>,
}

/// The attendance of one body's sessions, of one term where they have terms.
#[derive(Debug, Clone)]
pub struct Attended {
    /// The body.
    pub body: Facts,
    /// The term; `None` covers all sessions of the body.
    pub term: Option<u32>,
    /// The matrix.
    pub matrix: AttendanceMatrix,
}

/// Somebody who holds or held a post of the alliance itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// The office.
    pub role: Role,
    /// The post's own title.
    pub title: Option<String>,
    /// Who.
    pub person: String,
    /// The holder's own organization.
    pub organization: Option<OrganizationRef>,
    /// The term.
    pub term: Option<u32>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
    /// The election that filled it.
    pub filled_by: Option<String>,
    /// Whether it is held on the day of the pages.
    pub current: bool,
}

/// A document that the pages offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicDocument {
    /// Its reference.
    pub reference: String,
    /// What the file was called when it was taken in.
    pub path: String,
    /// Its title.
    pub title: Option<String>,
    /// Length in bytes.
    pub size: i64,
    /// What it belongs to, where that has a page.
    pub of: Option<DocumentOf>,
}

impl PublicDocument {
    /// Where its content lies below the folder of the site. What a browser would run as a page of ours gets no ending.
    pub fn file(&self) -> String {
        const KNOWN: [&str; 15] = [
            "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "txt", "csv", "png", "jpg", "jpeg", "zip",
        ];
        let ending = self.path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.filter(|ending| KNOWN.contains(&ending.as_str())) {
            Some(ending) => format!("assets/documents/{}.{ending}", self.reference),
            None => format!("assets/documents/{}", self.reference),
        }
    }
}

/// What a public document belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentOf {
    /// A session, by its reference.
    Session(String),
    /// A motion, by its reference.
    Motion(String),
    /// A visit, by its reference.
    Visit(String),
    /// An organization.
    Organization(OrganizationRef),
}

/// Everything but the single votes and sessions, which are drawn as they are read.
#[derive(Debug, Clone)]
pub struct Register {
    /// Members, former members and applicants on the day.
    pub roster: Vec<MemberRow>,
    /// The story of every organization, by code; without delegates, and with the votes about it alone.
    pub organizations: Vec<Member>,
    /// Roll calls by code of the organization.
    pub roll_calls: BTreeMap<String, RollCalls>,
    /// Growth by year, members by province.
    pub growth: Growth,
    /// Attendance, by body and term.
    pub attendance: Vec<Attended>,
    /// Every vote, in the order of the sessions.
    pub votes: Vec<VoteRow>,
    /// Every visit.
    pub visits: Vec<Facts>,
    /// Posts of the alliance, present ones first.
    pub officers: Vec<Officer>,
    /// The activities that are public.
    pub activities: Vec<Facts>,
    /// Where what is told of an organization comes from, by its code.
    pub organization_sources: HashMap<String, Vec<Cited>>,
    /// The same of a visit, by its reference.
    pub visit_sources: HashMap<String, Vec<Cited>>,
}
