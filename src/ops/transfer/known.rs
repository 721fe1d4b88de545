//! What the registry knows already, and what a file has added: organizations, persons, sessions and
//! motions by the texts that name them in a list, and back.

use std::collections::HashMap;

use crate::{
    error::{Error, Result},
    model::{
        session_name::{self, Bodies, BodyName},
        text::fold,
    },
    ops::{
        names::{Found, Names, person_parts},
        refs,
    },
    say,
    store::Read,
};

/// A person, and where the person belongs.
#[derive(Debug, Clone)]
pub struct Person {
    /// Row.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The organization of the person's own record.
    pub home: Option<i64>,
    /// Organizations of the person's posts.
    pub belongs: Vec<i64>,
}

/// A session as lists refer to it.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// `2-3`.
    pub reference: String,
    /// Code of the body.
    pub body: String,
    /// First day.
    pub start: String,
    /// Last day, or the first.
    pub last: String,
    /// Its own title.
    pub title: Option<String>,
}

/// All of it.
pub struct Known {
    /// Organizations.
    pub names: Names,
    codes: HashMap<String, i64>,
    org_code: HashMap<i64, String>,
    persons: Vec<Person>,
    by_name: HashMap<String, Vec<usize>>,
    /// By the names that persons bore before.
    by_former: HashMap<String, Vec<usize>>,
    by_id: HashMap<i64, usize>,
    bodies: Bodies,
    /// Sessions by row.
    pub sessions: HashMap<i64, Meeting>,
    session_ids: HashMap<String, i64>,
    session_codes: HashMap<String, i64>,
    motion_ids: HashMap<(i64, i64), i64>,
    motion_codes: HashMap<String, i64>,
    motion_refs: HashMap<i64, (i64, i64)>,
}

impl Known {
    /// Reads it.
    pub fn read(read: &Read<'_>) -> Result<Known> {
        let mut known = Known {
            names: Names::read(read)?,
            codes: HashMap::new(),
            org_code: HashMap::new(),
            persons: Vec::new(),
            by_name: HashMap::new(),
            by_former: HashMap::new(),
            by_id: HashMap::new(),
            bodies: refs::bodies(read)?,
            sessions: HashMap::new(),
            session_ids: HashMap::new(),
            session_codes: HashMap::new(),
            motion_ids: HashMap::new(),
            motion_codes: HashMap::new(),
            motion_refs: HashMap::new(),
        };
        read.each("SELECT id, code FROM organizations ORDER BY id", &[], &mut |r| {
            known.add_code(r.int(0)?, &r.text(1)?);
            Ok(())
        })?;
        read.each("SELECT id, name, organization_id FROM persons ORDER BY id", &[], &mut |r| {
            known.add_person(r.int(0)?, &r.text(1)?, r.opt_int(2)?);
            Ok(())
        })?;
        read.each("SELECT person_id, name FROM person_names ORDER BY person_id, seq", &[], &mut |r| {
            known.add_former(r.int(0)?, &r.text(1)?);
            Ok(())
        })?;
        let sql =
            "SELECT person_id, organization_id FROM posts WHERE organization_id IS NOT NULL ORDER BY id";
        read.each(sql, &[], &mut |r| {
            known.belongs(r.int(0)?, r.int(1)?);
            Ok(())
        })?;
        let sql = "SELECT s.id, r.ref, s.body, s.\"start\", coalesce(s.\"end\", s.\"start\"), s.title, s.code \
                   FROM sessions s JOIN session_refs r ON r.session_id = s.id ORDER BY s.id";
        read.each(sql, &[], &mut |r| {
            let meeting = Meeting {
                reference: r.text(1)?,
                body: r.text(2)?,
                start: r.text(3)?,
                last: r.text(4)?,
                title: r.opt_text(5)?,
            };
            known.add_session(r.int(0)?, meeting, r.opt_str(6)?);
            Ok(())
        })?;
        read.each("SELECT id, session_id, number, code FROM motions ORDER BY id", &[], &mut |r| {
            known.add_motion(r.int(0)?, r.int(1)?, r.int(2)?, r.opt_str(3)?);
            Ok(())
        })?;
        Ok(known)
    }

    /// Takes in an organization's code.
    pub fn add_code(&mut self, id: i64, code: &str) {
        self.codes.insert(fold(code), id);
        self.org_code.insert(id, code.to_string());
    }

    /// Takes in a person.
    pub fn add_person(&mut self, id: i64, name: &str, home: Option<i64>) {
        let at = self.persons.len();
        self.persons.push(Person { id, name: name.to_string(), home, belongs: Vec::new() });
        self.by_name.entry(name.to_string()).or_default().push(at);
        self.by_id.insert(id, at);
    }

    /// Takes in a name that a person bore before.
    pub fn add_former(&mut self, id: i64, name: &str) {
        if let Some(at) = self.by_id.get(&id) {
            self.by_former.entry(name.to_string()).or_default().push(*at);
        }
    }

    /// Says that a person belongs to an organization, by a post there.
    pub fn belongs(&mut self, person: i64, organization: i64) {
        if let Some(person) = self.by_id.get(&person).and_then(|at| self.persons.get_mut(*at)) {
            person.belongs.push(organization);
        }
    }

    /// Says where a person's own record stands.
    pub fn set_home(&mut self, person: i64, home: Option<i64>) {
        if let Some(person) = self.by_id.get(&person).and_then(|at| self.persons.get_mut(*at)) {
            person.home = home;
        }
    }

    /// Takes in a body.
    pub fn add_body(&mut self, code: &str, name: &str) {
        self.bodies.known.retain(|body| body.code != code);
        self.bodies.known.push(BodyName { code: code.to_string(), name: name.to_string() });
    }

    /// Takes in a session.
    pub fn add_session(&mut self, id: i64, meeting: Meeting, code: Option<&str>) {
        self.session_ids.insert(meeting.reference.to_lowercase(), id);
        if let Some(code) = code {
            self.session_codes.insert(code.to_lowercase(), id);
        }
        self.sessions.insert(id, meeting);
    }

    /// Takes in a motion.
    pub fn add_motion(&mut self, id: i64, session: i64, number: i64, code: Option<&str>) {
        self.motion_ids.insert((session, number), id);
        self.motion_refs.insert(id, (session, number));
        if let Some(code) = code {
            self.motion_codes.insert(code.to_lowercase(), id);
        }
    }

    /// An organization by its code, else by any of its whole names.
    pub fn organization(&self, text: &str) -> Found {
        match self.codes.get(&fold(text)) {
            Some(id) => Found::One(*id),
            None => self.names.whole(text),
        }
    }

    /// The code of an organization.
    pub fn code(&self, id: i64) -> &str {
        self.org_code.get(&id).map_or("?", String::as_str)
    }

    /// Whether an organization has that code.
    pub fn has_code(&self, code: &str) -> bool {
        self.codes.contains_key(&fold(code)) || self.names.has_code(code)
    }

    /// Everybody of that name; where nobody is, those who bore it before.
    pub fn bearers(&self, name: &str) -> Vec<&Person> {
        let found = self.by_name.get(name).or_else(|| self.by_former.get(name));
        found.into_iter().flatten().filter_map(|at| self.persons.get(*at)).collect()
    }

    /// The person's text in a list, so that it names this one and no other; `context` is the organization
    /// for which the person appears there.
    pub fn person_text(&self, id: i64, context: Option<i64>) -> String {
        let Some(person) = self.by_id.get(&id).and_then(|at| self.persons.get(*at)) else {
            return String::new();
        };
        let alone = self.by_name.get(&person.name).is_some_and(|all| all.len() == 1);
        match person.home {
            _ if alone && (context.is_none() || person.home == context) => person.name.clone(),
            Some(home) => format!("{}@{}", person.name, self.code(home)),
            None => format!("{}@", person.name),
        }
    }

    /// The same as a motion's subject, where a name that is an organization's too would be that.
    pub fn subject_text(&self, id: i64) -> String {
        let text = self.person_text(id, None);
        if text.contains('@') || self.organization(&text) == Found::Nobody {
            return text;
        }
        let home = self.by_id.get(&id).and_then(|at| self.persons.get(*at)).and_then(|person| person.home);
        format!("{text}@{}", home.map_or("", |home| self.code(home)))
    }

    /// The body of that code or name.
    pub fn body(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let found = self.bodies.known.iter().find(|body| body.code.eq_ignore_ascii_case(text));
        found
            .or_else(|| self.bodies.known.iter().find(|body| body.name == text))
            .map(|body| body.code.clone())
    }

    /// The codes of all bodies.
    pub fn body_codes(&self) -> String {
        let mut codes: Vec<&str> = self.bodies.known.iter().map(|body| body.code.as_str()).collect();
        let mut seen = std::collections::HashSet::new();
        codes.retain(|code| seen.insert(*code));
        codes.join(", ")
    }

    /// The session meant: by its code, by its reference, by its name in any form.
    pub fn session(&self, text: &str) -> Option<i64> {
        let plain = text.trim().to_lowercase();
        if let Some(id) = self.session_codes.get(&plain).or_else(|| self.session_ids.get(&plain)) {
            return Some(*id);
        }
        let name = session_name::parse(text, &self.bodies)?;
        let reference = session_name::reference(&name.body, name.term, name.number?);
        self.session_ids.get(&reference.to_lowercase()).copied()
    }

    /// The session with that code.
    pub fn session_code(&self, code: &str) -> Option<i64> {
        self.session_codes.get(&code.to_lowercase()).copied()
    }

    /// The session of that reference.
    pub fn session_reference(&self, reference: &str) -> Option<i64> {
        self.session_ids.get(&reference.to_lowercase()).copied()
    }

    /// The motion meant: by its code, or `SESSION/N`.
    pub fn motion(&self, text: &str) -> Option<i64> {
        if let Some(id) = self.motion_codes.get(&text.trim().to_lowercase()) {
            return Some(*id);
        }
        let (session, number) = text.trim().rsplit_once('/')?;
        let number = crate::model::text::half_width(number.trim()).parse().ok()?;
        self.motion_ids.get(&(self.session(session)?, number)).copied()
    }

    /// The motion with that code.
    pub fn motion_code(&self, code: &str) -> Option<i64> {
        self.motion_codes.get(&code.to_lowercase()).copied()
    }

    /// The motion of that number in a session.
    pub fn motion_number(&self, session: i64, number: i64) -> Option<i64> {
        self.motion_ids.get(&(session, number)).copied()
    }

    /// The next free number of a motion in a session.
    pub fn next_motion(&self, session: i64) -> i64 {
        // Rare: lists number their motions.
        self.motion_ids.keys().filter(|(s, _)| *s == session).map(|(_, n)| *n).max().unwrap_or(0) + 1
    }

    /// `2-3/1`.
    pub fn motion_text(&self, id: i64) -> String {
        match self.motion_refs.get(&id) {
            Some((session, number)) => format!("{}/{number}", self.session_text(*session)),
            None => String::new(),
        }
    }

    /// `2-3`.
    pub fn session_text(&self, id: i64) -> &str {
        self.sessions.get(&id).map_or("", |meeting| &meeting.reference)
    }

    /// The error of a text that names no organization, or several.
    pub fn no_organization(&self, text: &str, found: Found) -> Error {
        match self.names.settle(text, found) {
            Err(error) => error,
            Ok(_) => Error::not_found(say!("no organization is known as {text}", "没有名为“{text}”的单位")),
        }
    }

    /// The error of a name that several persons bear.
    pub fn ambiguous(&self, name: &str, among: &[&Person]) -> Error {
        let n = among.len();
        let candidates = among.iter().map(|person| match person.home.or(person.belongs.first().copied()) {
            Some(home) => format!("{name}@{}", self.names.shown(home).1),
            None => format!("{name}@"),
        });
        Error::new(
            crate::error::Kind::Ambiguous,
            say!("{name} could be any of {n} persons", "“{name}”可能指{n}人之一"),
        )
        .hint(say!("write name@organization", "请写成“姓名@单位”"))
        .candidates(candidates.collect())
    }
}

/// A person's text taken apart.
pub fn parts(text: &str) -> (&str, Option<&str>) {
    person_parts(text)
}
