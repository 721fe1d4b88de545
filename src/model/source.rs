//! Where what is recorded comes from, as it is told.

use serde::Serialize;

use super::{day::Day, words::SourceKind};

/// A source, and the record that it is one of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// The noun of the record.
    pub noun: &'static str,
    /// What the record is referred to by; of what has no reference, that of what it belongs to.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What it is called there, where it has no reference of its own.
    pub text: Option<String>,
    /// What the source is.
    pub kind: Option<SourceKind>,
    /// Its title.
    pub title: Option<String>,
    /// Its day.
    pub date: Option<Day>,
    /// Where it is found: an address, a file, a page.
    pub place: Option<String>,
    /// The document that is kept of it.
    pub document: Option<String>,
}

impl Cited {
    /// Whether it is the same source as another one, whatever records the two are of.
    pub fn is_same(&self, other: &Cited) -> bool {
        let said = |one: &Cited| (one.kind, one.title.clone(), one.date, one.place.clone(), one.document.clone());
        said(self) == said(other)
    }
}
