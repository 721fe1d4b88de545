//! What the papers of a session are written from.

use super::{alliance::About, day::Day, motion::Vote, person::Person, session::Session};

/// Everything that minutes, a bulletin or a resolution may say.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The alliance.
    pub alliance: About,
    /// The session.
    pub session: Session,
    /// Its motions, or the one that a resolution is about.
    pub votes: Vec<Vote>,
    /// Of each, the day of the vote where it is recorded; else only the session's days are known.
    pub voted_on: Vec<Option<Day>>,
    /// Chairs and speakers, with the posts that they held on the day.
    pub people: Vec<Person>,
    /// Number and hash of the journal's newest entry, by which a paper is matched to a registry.
    pub stamp: Option<(i64, String)>,
}
