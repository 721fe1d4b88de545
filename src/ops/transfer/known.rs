//! How lists call what the registry holds: each record by a text that an import takes for it and no other.

use std::collections::HashMap;

use crate::{
    error::Result,
    model::text::fold,
    ops::{
        names::{AllNames, Found},
        refs::TARGETS,
    },
    store::Read,
};

/// A person's name and own organization.
struct Person {
    name: String,
    home: Option<i64>,
}

/// The texts of all organizations, persons, sessions and motions.
pub struct Known {
    /// Names of organizations.
    pub names: AllNames,
    persons: HashMap<i64, Person>,
    bearers: HashMap<String, usize>,
    sessions: HashMap<i64, String>,
    motions: HashMap<i64, (i64, i64)>,
}

impl Known {
    /// Reads them.
    pub fn read(read: &Read<'_>) -> Result<Known> {
        let names = AllNames::read(read)?;
        let (mut persons, mut bearers) = (HashMap::new(), HashMap::new());
        read.each("SELECT id, name, organization_id FROM persons ORDER BY id", &[], &mut |r| {
            let (id, name, home) = (r.int(0)?, r.text(1)?, r.opt_int(2)?);
            *bearers.entry(fold(&name)).or_insert(0) += 1;
            persons.insert(id, Person { name, home });
            Ok(())
        })?;
        let (mut sessions, mut motions) = (HashMap::new(), HashMap::new());
        read.each("SELECT session_id, ref FROM session_refs", &[], &mut |r| {
            sessions.insert(r.int(0)?, r.text(1)?);
            Ok(())
        })?;
        read.each("SELECT id, session_id, number FROM motions", &[], &mut |r| {
            motions.insert(r.int(0)?, (r.int(1)?, r.int(2)?));
            Ok(())
        })?;
        Ok(Known { names, persons, bearers, sessions, motions })
    }

    /// The code of an organization.
    pub fn code(&self, id: i64) -> &str {
        self.names.shown(id).0
    }

    /// The person's text in a list, so that it names this one and no other; `context` is the organization
    /// for which the person appears there.
    pub fn person_text(&self, id: i64, context: Option<i64>) -> String {
        let Some(Person { name, home }) = self.persons.get(&id) else { return String::new() };
        let alone = self.bearers.get(&fold(name)) == Some(&1);
        match home {
            _ if alone && (context.is_none() || *home == context) => name.clone(),
            Some(home) => format!("{name}@{}", self.code(*home)),
            None => format!("{name}@"),
        }
    }

    /// The name of a person.
    pub fn person_name(&self, id: i64) -> &str {
        self.persons.get(&id).map_or("", |person| &person.name)
    }

    /// What documents are for: the noun, and the text that names the record.
    pub fn owners(&self, read: &Read<'_>) -> Result<HashMap<i64, (&'static str, String)>> {
        let sql =
            "SELECT id, CASE WHEN edition IS NULL THEN name ELSE name || '/' || edition END FROM activities";
        let activities: HashMap<i64, String> = read.rows(sql, &[])?.into_iter().collect();
        let mut owners = HashMap::new();
        for (kind, column) in TARGETS {
            let sql = format!("SELECT id, {column} FROM documents WHERE {column} IS NOT NULL");
            for (document, id) in read.rows::<(i64, i64)>(&sql, &[])? {
                let target = match *kind {
                    "organization" => self.code(id).to_string(),
                    "person" => self.person_text(id, None),
                    "session" => self.session_text(id).to_string(),
                    "motion" => self.motion_text(id),
                    "action" => format!("a{id}"),
                    "visit" => format!("v{id}"),
                    _ => activities.get(&id).cloned().unwrap_or_default(),
                };
                owners.insert(document, (*kind, target));
            }
        }
        Ok(owners)
    }

    /// The same as a motion's subject, where a name that is an organization's too would be that.
    pub fn subject_text(&self, id: i64) -> String {
        let text = self.person_text(id, None);
        if text.contains('@') || self.names.whole(&text) == Found::Nobody {
            return text;
        }
        let home = self.persons.get(&id).and_then(|person| person.home);
        format!("{text}@{}", home.map_or("", |home| self.code(home)))
    }

    /// `2-3/1`.
    pub fn motion_text(&self, id: i64) -> String {
        match self.motions.get(&id) {
            Some((session, number)) => format!("{}/{number}", self.session_text(*session)),
            None => String::new(),
        }
    }

    /// `2-3`.
    pub fn session_text(&self, id: i64) -> &str {
        self.sessions.get(&id).map_or("", String::as_str)
    }
}
