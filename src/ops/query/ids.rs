//! How sessions and motions are referred to.

use std::collections::HashMap;

use super::listed::only;
use crate::{error::Result, model::day::Day, store::Read};

/// The references of some sessions and motions.
#[derive(Default)]
pub(super) struct Refs {
    sessions: HashMap<i64, (String, Day, Day)>,
    motions: HashMap<i64, String>,
}

impl Refs {
    /// Reads them, by the rows of the sessions and of the motions.
    pub(super) fn read(read: &Read<'_>, sessions: Vec<i64>, motions: Vec<i64>) -> Result<Refs> {
        let mut refs = Refs::default();
        if !sessions.is_empty() {
            let sql = format!(
                "SELECT s.id, r.ref, s.\"start\", coalesce(s.\"end\", s.\"start\") FROM sessions s \
                 JOIN session_refs r ON r.session_id = s.id{}",
                only(" WHERE", "s.id", Some(&sessions))
            );
            let rows = read.rows::<(i64, String, Day, Day)>(&sql, &[])?;
            refs.sessions =
                rows.into_iter().map(|(id, text, start, last)| (id, (text, start, last))).collect();
        }
        if !motions.is_empty() {
            let sql = format!(
                "SELECT m.id, r.ref || '/' || m.number FROM motions m \
                 JOIN session_refs r ON r.session_id = m.session_id{}",
                only(" WHERE", "m.id", Some(&motions))
            );
            refs.motions = read.rows(&sql, &[])?.into_iter().collect();
        }
        Ok(refs)
    }

    /// `2-3`.
    pub(super) fn session(&self, id: i64) -> Option<&str> {
        self.sessions.get(&id).map(|(text, ..)| text.as_str())
    }

    /// The first day of a session.
    pub(super) fn start(&self, id: i64) -> Option<Day> {
        self.sessions.get(&id).map(|(_, start, _)| *start)
    }

    /// Its last day.
    pub(super) fn last(&self, id: i64) -> Option<Day> {
        self.sessions.get(&id).map(|(.., last)| *last)
    }

    /// `2-3/1`.
    pub(super) fn motion(&self, id: i64) -> Option<&str> {
        self.motions.get(&id).map(String::as_str)
    }
}
