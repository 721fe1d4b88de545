//! What the papers of a session are written from.

use std::collections::HashMap;

use super::{alliance::About, day::Day, motion::Vote, person::Titled, session::{Session, SessionRow}};

/// Everything that minutes, a bulletin or a resolution may say.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The alliance, as it was called when the session was opened.
    pub alliance: About,
    /// The session.
    pub session: Session,
    /// Its motions, or the one that a resolution is about.
    pub votes: Vec<Vote>,
    /// Of each, the day of the vote where it is recorded; else only the session's days are known.
    pub voted_on: Vec<Option<Day>>,
    /// Who chaired, in order, with the posts held when the session was opened.
    pub chairs: Vec<Titled>,
    /// The same of those who presented items of the agenda, by the items' positions.
    pub presenters: HashMap<i64, Titled>,
    /// The next session of the body after this one, where it is recorded.
    pub next: Option<SessionRow>,
    /// Number and hash of the journal's newest entry, by which a paper is matched to a registry.
    pub stamp: Option<(i64, String)>,
}
