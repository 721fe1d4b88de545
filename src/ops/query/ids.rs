//! How sessions and motions are referred to.

use std::collections::HashMap;

use crate::{
    error::Result,
    model::day::Day,
    noun::{Shape, Type},
    store::Read,
};

/// The references of all sessions and of all motions, as far as the answers of a noun name any.
#[derive(Default)]
pub(super) struct Refs {
    sessions: HashMap<i64, (String, Day, Day)>,
    motions: HashMap<i64, String>,
}

impl Refs {
    /// Reads them.
    pub(super) fn read(read: &Read<'_>, shape: &'static Shape) -> Result<Refs> {
        let names = |ty: fn(&Type) -> bool| shape.told().any(|field| ty(&field.ty));
        let mut refs = Refs::default();
        if names(|ty| matches!(ty, Type::Session)) {
            let sql = "SELECT s.id, r.ref, s.\"start\", coalesce(s.\"end\", s.\"start\") FROM sessions s JOIN session_refs r ON r.session_id = s.id";
            let rows = read.rows::<(i64, String, Day, Day)>(sql, &[])?;
            refs.sessions =
                rows.into_iter().map(|(id, text, start, last)| (id, (text, start, last))).collect();
        }
        if names(|ty| matches!(ty, Type::Motion)) {
            let sql = "SELECT m.id, r.ref || '/' || m.number FROM motions m \
                       JOIN session_refs r ON r.session_id = m.session_id";
            refs.motions = read.rows(sql, &[])?.into_iter().collect();
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
