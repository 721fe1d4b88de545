//! Persons, the posts they hold and the offices of the alliance.

use serde::Serialize;

use super::{day::Day, facts::Facts, organization::OrganizationRef, words::Role};

/// A post. Organization `None` is the alliance itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Post {
    /// Where; `None` is the alliance.
    pub organization: Option<OrganizationRef>,
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

/// Somebody as a paper introduces a chair or a speaker: the name and the posts of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// The name on that day.
    pub name: String,
    /// The posts held on that day, those of the alliance first.
    pub posts: Vec<Post>,
}

/// Somebody's part in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonSession {
    /// Reference of the session.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its Chinese name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Its first day.
    pub start: Day,
    /// `chair`, `delegate`, `presenter`.
    pub parts: Vec<&'static str>,
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The keys of the list.
    #[serde(flatten)]
    pub row: Facts,
    /// All posts, those of the alliance first.
    pub posts: Vec<Post>,
    /// Sessions chaired, attended or spoken at, oldest first.
    pub sessions: Vec<PersonSession>,
}

/// Who holds which office of the alliance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Office {
    /// The office.
    pub role: Role,
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
}
