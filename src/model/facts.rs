//! What is recorded of one thing, by the keys of its noun.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{
    day::Day,
    organization::{FormerName, OrganizationRef},
    words::CodeWord,
};

/// Somebody at a meeting or a visit: a name, a title, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Unknown where the source gives a title alone.
    pub name: Option<String>,
    /// As recorded, else the title of the person's post there on that day.
    pub title: Option<String>,
}

/// `ref`, then the keys of the noun in their order. A new field of the table stands here, and so in every list
/// and page that shows the whole of a record, without further ado.
///
/// A long list has very many of these, with few keys each: looking through them is quicker than a map is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(Vec<(&'static str, Value)>);

impl FromIterator<(&'static str, Value)> for Facts {
    fn from_iter<I: IntoIterator<Item = (&'static str, Value)>>(facts: I) -> Facts {
        let mut all = Facts::default();
        for (key, value) in facts {
            match all.get_mut(key) {
                Some(place) => *place = value,
                None => all.0.push((key, value)),
            }
        }
        all
    }
}

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl Facts {
    /// Of keys of which each stands once.
    pub fn of(facts: impl Iterator<Item = (&'static str, Value)>) -> Facts {
        Facts(facts.collect())
    }

    fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// What stands under a key; `null` where there is no such key.
    pub fn value(&self, key: &str) -> &Value {
        self.get(key).unwrap_or(&Value::Null)
    }

    /// The text under a key that is never unknown: a title, a name.
    pub fn said(&self, key: &str) -> &str {
        self.text(key).unwrap_or_default()
    }

    /// Puts a value in the place of another, or takes it away.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        if let Some(place) = self.get_mut(key) {
            *place = value.into();
        }
    }

    /// Calls the organizations that it names as told, by their codes and names; `None` leaves one as it is.
    pub fn call_organizations(&mut self, call: &dyn Fn(&str, &str) -> Option<String>) {
        let one = |value: &mut Value| {
            let Some(OrganizationRef { code, name }) = organization(value) else { return };
            if let (Some(new), Some(place)) = (call(&code, &name), value.get_mut("name")) {
                *place = new.into();
            }
        };
        for (_, value) in &mut self.0 {
            match value {
                Value::Array(items) => items.iter_mut().for_each(one),
                value => one(value),
            }
        }
    }

    /// The same with one more key.
    pub fn with(mut self, key: &'static str, value: impl Into<Value>) -> Facts {
        self.0.push((key, value.into()));
        self
    }

    /// The reference.
    pub fn reference(&self) -> &str {
        self.said("ref")
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// A day.
    pub fn day(&self, key: &str) -> Option<Day> {
        Day::from_iso(self.text(key)?)
    }

    /// A code word.
    pub fn word<W: CodeWord>(&self, key: &str) -> Option<W> {
        W::parse(self.text(key)?)
    }

    /// A number.
    pub fn int(&self, key: &str) -> Option<i64> {
        self.get(key)?.as_i64()
    }

    /// A yes or no.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.get(key)?.as_bool()
    }

    /// A list.
    fn list(&self, key: &str) -> impl Iterator<Item = &Value> {
        self.get(key).and_then(Value::as_array).into_iter().flatten()
    }

    /// A list of texts.
    pub fn texts(&self, key: &str) -> Vec<&str> {
        self.list(key).filter_map(Value::as_str).collect()
    }

    /// An organization.
    pub fn organization(&self, key: &str) -> Option<OrganizationRef> {
        organization(self.get(key)?)
    }

    /// The name of an organization.
    pub fn name_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.get("name")?.as_str()
    }

    /// A list of organizations.
    pub fn organizations(&self, key: &str) -> Vec<OrganizationRef> {
        self.list(key).filter_map(organization).collect()
    }

    /// A list of people.
    pub fn people(&self, key: &str) -> Vec<Named> {
        let people = self.list(key).map(|one| Named { name: own(one, "name"), title: own(one, "title") });
        people.collect()
    }

    /// Former names.
    pub fn former_names(&self) -> Vec<FormerName> {
        let names = self.list("former_names").filter_map(|one| {
            let until = one.get("until").and_then(Value::as_str).and_then(Day::from_iso);
            Some(FormerName { name: own(one, "name")?, until })
        });
        names.collect()
    }
}

fn own(value: &Value, key: &str) -> Option<String> {
    Some(value.get(key)?.as_str()?.to_string())
}

fn organization(value: &Value) -> Option<OrganizationRef> {
    Some(OrganizationRef { code: own(value, "code")?, name: own(value, "name")? })
}
