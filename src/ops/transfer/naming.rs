//! Which record a text of a list names; organizations and persons that are not known are added.

use super::{
    known::{Person, parts},
    taker::{Taker, no_motion},
};
use crate::{
    error::{Error, Result},
    model::{pinyin, record::Place},
    ops::names::Found,
    say,
    store::Record,
};

impl Taker<'_, '_> {
    /// The organization named; one that is not known is added where it may be, and said so.
    pub fn organization(&mut self, text: &str, add: bool, place: &Place) -> Option<i64> {
        match self.known.organization(text) {
            Found::One(id) => Some(id),
            Found::Nobody if add => match self.add_organization(text, None) {
                Ok(id) => {
                    self.warnings.push(say!(
                        "{place}: the organization {text} was not known and is added",
                        "{place}：单位“{text}”原未登记，已新增"
                    ));
                    Some(id)
                }
                Err(error) => {
                    self.fault_at(place, error);
                    None
                }
            },
            found => {
                let error = self.known.no_organization(text, found);
                self.fault_at(place, error);
                None
            }
        }
    }

    /// A new organization.
    pub fn add_organization(&mut self, name: &str, code: Option<&str>) -> Result<i64> {
        let code = match code {
            Some(code) => code.to_string(),
            None => {
                let initials = pinyin::initials(name);
                let stem = if initials.is_empty() { "org".to_string() } else { initials };
                let numbered = (2..).map(|n| format!("{stem}-{n}"));
                let mut all = std::iter::once(stem.clone()).chain(numbered);
                all.find(|code| !self.known.has_code(code)).unwrap_or(stem)
            }
        };
        let id = self.write.new_id("organizations")?;
        let row = Record::new("organizations").with("id", id).with("code", code.as_str()).with("name", name);
        self.write.put(&row, &code)?;
        self.known.names.add(id, &code, name);
        self.known.add_code(id, &code);
        Ok(id)
    }

    /// The person named; `context` is the organization for which the person appears. One that is not known
    /// is added.
    pub fn person(&mut self, text: &str, context: Option<i64>, place: &Place) -> Result<Option<i64>> {
        let (name, told) = parts(text);
        let all: Vec<Person> = self.known.bearers(name).into_iter().cloned().collect();
        let home = match told {
            Some("") => {
                return match all.iter().find(|p| p.home.is_none()) {
                    Some(free) => Ok(Some(free.id)),
                    None => self.add_person(name, None).map(Some),
                };
            }
            Some(organization) => match self.organization(organization, true, place) {
                Some(id) => Some(id),
                None => return Ok(None),
            },
            None => context,
        };
        let Some(home) = home else {
            return match &all[..] {
                [one] => Ok(Some(one.id)),
                [] => self.add_person(name, None).map(Some),
                _ => {
                    let error = self.known.ambiguous(name, &all.iter().collect::<Vec<_>>());
                    self.fault_at(place, error);
                    Ok(None)
                }
            };
        };
        if let Some(own) = all.iter().find(|p| p.home == Some(home)) {
            return Ok(Some(own.id));
        }
        let there: Vec<&Person> = all.iter().filter(|p| p.belongs.contains(&home)).collect();
        match &there[..] {
            [one] => Ok(Some(one.id)),
            [] => match all.iter().find(|p| p.home.is_none() && p.belongs.is_empty()) {
                Some(free) => {
                    let row = self.write.row("persons", free.id)?.with("organization_id", home);
                    self.write.put(&row, name)?;
                    self.known.set_home(free.id, Some(home));
                    Ok(Some(free.id))
                }
                None => self.add_person(name, Some(home)).map(Some),
            },
            several => {
                let error = self.known.ambiguous(name, several);
                self.fault_at(place, error);
                Ok(None)
            }
        }
    }

    /// A new person.
    pub fn add_person(&mut self, name: &str, home: Option<i64>) -> Result<i64> {
        let id = self.write.new_id("persons")?;
        let row = Record::new("persons").with("id", id).with("name", name);
        self.write.put(&row.with("organization_id", home).with("forgotten", false), name)?;
        self.known.add_person(id, name, home);
        Ok(id)
    }

    /// The session named.
    pub fn session(&mut self, text: &str, place: &Place) -> Option<i64> {
        let found = self.known.session(text);
        if found.is_none() {
            let error = Error::not_found(say!("no session is known as {text}", "没有名为“{text}”的会议"))
                .hint(say!("list it in sessions.csv", "请先在 sessions.csv 中列出该会议"));
            self.fault_at(place, error);
        }
        found
    }

    /// The motion named.
    pub fn motion(&mut self, text: &str, place: &Place) -> Option<i64> {
        let found = self.known.motion(text);
        if found.is_none() {
            self.fault_at(place, no_motion(text));
        }
        found
    }
}
