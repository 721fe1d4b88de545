//! What is recorded of one thing, by the keys of its noun.

use serde::Serialize;
use serde_json::{Map, Value};

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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Facts(Map<String, Value>);

impl FromIterator<(&'static str, Value)> for Facts {
    fn from_iter<I: IntoIterator<Item = (&'static str, Value)>>(facts: I) -> Facts {
        Facts(facts.into_iter().map(|(key, value)| (key.to_string(), value)).collect())
    }
}

impl From<Map<String, Value>> for Facts {
    fn from(facts: Map<String, Value>) -> Facts {
        Facts(facts)
    }
}

impl Facts {
    /// What stands under a key; `null` where there is no such key.
    pub fn value(&self, key: &str) -> &Value {
        self.0.get(key).unwrap_or(&Value::Null)
    }

    /// The text under a key that is never unknown: a title, a name.
    pub fn said(&self, key: &str) -> &str {
        self.text(key).unwrap_or_default()
    }

    /// Puts a value in the place of another, or takes it away.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        if let Some(place) = self.0.get_mut(key) {
            *place = value.into();
        }
    }

    /// The reference.
    pub fn reference(&self) -> &str {
        self.said("ref")
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.as_str()
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
        self.0.get(key)?.as_i64()
    }

    /// A yes or no.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.0.get(key)?.as_bool()
    }

    /// A list.
    fn list(&self, key: &str) -> impl Iterator<Item = &Value> {
        self.0.get(key).and_then(Value::as_array).into_iter().flatten()
    }

    /// A list of texts.
    pub fn texts(&self, key: &str) -> Vec<&str> {
        self.list(key).filter_map(Value::as_str).collect()
    }

    /// An organization.
    pub fn organization(&self, key: &str) -> Option<OrganizationRef> {
        organization(self.0.get(key)?)
    }

    /// The name of an organization.
    pub fn name_of(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.get("name")?.as_str()
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
