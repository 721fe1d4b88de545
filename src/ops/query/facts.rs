//! Records whose answers are the keys of their noun, with the names of the day (contract 5).

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value as Json, json};

use super::{
    called::{Called, Former, People, When, each_once},
    ids::Refs,
    listed::{in_order, only},
};
use crate::{
    error::Result,
    model::{day::Day, facts::Facts},
    noun::{Field, Noun, Shape, To, Type},
    ops::rows::{Held, Ids, Kept, kept, number, text},
    store::{Read, Value},
};

/// Records of a noun, in the order of its list. What is a fact of a day of its own (a visit, an activity) has the
/// names of that day, all else those of `day`, or the present ones.
pub fn facts(
    read: &Read<'_>,
    shape: &'static Shape,
    which: Ids<'_>,
    day: impl Into<Option<Day>>,
) -> Result<Vec<Facts>> {
    let told = told(read, shape, which, None, day.into(), shape.order)?;
    Ok(told.into_iter().map(|(_, facts)| facts).collect())
}

/// As [`facts`], the records of these numbers in this order, and of them what stands under these keys alone.
pub fn facts_of(
    read: &Read<'_>,
    shape: &'static Shape,
    ids: &[i64],
    keys: Option<&[&str]>,
    day: impl Into<Option<Day>>,
) -> Result<Vec<Facts>> {
    // In whatever order the engine has them at hand.
    Ok(in_order(ids, told(read, shape, Ids::These(ids), keys, day.into(), "1")?))
}

fn told(
    read: &Read<'_>,
    shape: &'static Shape,
    which: Ids<'_>,
    keys: Option<&[&str]>,
    day: Option<Day>,
    order: &str,
) -> Result<Vec<(i64, Facts)>> {
    let wanted = |key: &str| keys.is_none_or(|keys| keys.contains(&key));
    let shown: Vec<&'static Field> = shape.told().filter(|field| wanted(field.key)).collect();
    let mut also: Vec<&str> = shown.iter().flat_map(|field| beside(shape.is, field.key)).copied().collect();
    also.extend(dated_by(shape.is));
    if wanted("ref") {
        also.extend(called_by(shape.is));
    }
    // Ballots and candidates are told of a vote, and are many.
    let fields = shape.fields.iter().filter(|field| !matches!(field.ty, Type::Ballots | Type::Candidates));
    let fields = fields.filter(|field| wanted(field.key) || also.contains(&field.key));
    let rows = kept(read, shape, fields, which, order)?;
    let answer = Answer::read(read, shape, &rows, shown, wanted("ref"), day)?;
    Ok(rows.iter().map(|row| (row.id(), answer.facts(row))).collect())
}

/// The keys by which a record's own day is known, for which its names are given.
fn dated_by(noun: Noun) -> &'static [&'static str] {
    match noun {
        Noun::Visit => &["start", "session"],
        Noun::Activity => &["start"],
        Noun::Motion => &["on", "session"],
        _ => &[],
    }
}

/// The keys that a reference is made of.
fn called_by(noun: Noun) -> &'static [&'static str] {
    match noun {
        Noun::Activity => &["name", "edition"],
        Noun::Person => &["name", "organization"],
        Noun::Motion => &["session", "number"],
        _ => &["code"],
    }
}

/// The keys without which another one cannot be told.
fn beside(noun: Noun, key: &str) -> &'static [&'static str] {
    match (noun, key) {
        (Noun::Body, "name") => &["former_names"],
        (_, "merged_into" | "merged_on") => &["merged_into", "merged_on"],
        // Where somebody's title is looked for.
        (Noun::Visit, "received_by") => &["host"],
        _ => &[],
    }
}

/// What is read for many rows at once, so that each can be told.
struct Answer {
    shape: &'static Shape,
    day: Option<Day>,
    /// The fields that are told, and whether the reference is.
    shown: Vec<&'static Field>,
    named: bool,
    /// The former names of the rows themselves, where they are organizations or persons.
    own: Option<Former>,
    called: Called,
    people: People,
    refs: Refs,
    /// Names that several persons bear.
    shared: HashSet<String>,
    /// What documents are for.
    owners: HashMap<i64, String>,
}

impl Answer {
    fn read(
        read: &Read<'_>,
        shape: &'static Shape,
        rows: &[Kept],
        shown: Vec<&'static Field>,
        named: bool,
        day: Option<Day>,
    ) -> Result<Answer> {
        let is = shape.is;
        let (mut organizations, mut persons) = (Vec::new(), Vec::new());
        let (mut sessions, mut motions) = (Vec::new(), Vec::new());
        let mut titled = false;
        for (field, held) in rows.iter().flat_map(|row| &row.fields) {
            let take = |value: Option<&Value>, all: &mut Vec<i64>| all.extend(value.and_then(number));
            match (field.ty, held) {
                (Type::Organization, Held::One(value)) => take(Some(value), &mut organizations),
                (Type::Person, Held::One(value)) => take(Some(value), &mut persons),
                (Type::Session, Held::One(value)) => take(Some(value), &mut sessions),
                (Type::Motion, Held::One(value)) => take(Some(value), &mut motions),
                (Type::Organizations, Held::Parts(parts)) => {
                    parts.iter().for_each(|part| take(part.first(), &mut organizations));
                }
                (Type::Persons | Type::People, Held::Parts(parts)) => {
                    titled |= matches!(field.ty, Type::People);
                    parts.iter().for_each(|part| take(part.first(), &mut persons));
                }
                (Type::Subjects, Held::Parts(parts)) => parts.iter().for_each(|part| {
                    take(part.first(), &mut organizations);
                    take(part.get(1), &mut persons);
                }),
                _ => {}
            }
        }
        let ids: Vec<i64> = rows.iter().map(Kept::id).collect();
        let tells = |key: &str| shown.iter().any(|field| field.key == key);
        let own = match is {
            _ if !tells("name") => None,
            Noun::Organization => Some(Former::of_organizations(read, &ids)?),
            Noun::Person => Some(Former::of_persons(read, &ids)?),
            _ => None,
        };
        Ok(Answer {
            day,
            own,
            called: Called::of(read, organizations)?,
            people: if titled { People::of(read, persons)? } else { People::names(read, persons)? },
            refs: Refs::read(read, each_once(sessions), each_once(motions))?,
            shared: if named && is == Noun::Person { shared(read, &ids)? } else { HashSet::new() },
            owners: if tells("for") { owners(read, &ids)? } else { HashMap::new() },
            shape,
            shown,
            named,
        })
    }

    fn facts(&self, row: &Kept) -> Facts {
        let reference = self.named.then(|| ("ref", Json::String(self.reference(row))));
        let when = self.when(row);
        let keys = self.shown.iter().map(|field| (field.key, self.value(row, field, when)));
        Facts::of(reference.into_iter().chain(keys))
    }

    /// For which day names are given.
    fn when(&self, row: &Kept) -> When {
        let own = || row.text("start").and_then(Day::from_iso);
        let session = row.int("session");
        let day = match self.shape.is {
            // A visit of a session whose day is not known lies in the session.
            Noun::Visit => own().or_else(|| session.and_then(|session| self.refs.start(session))),
            Noun::Activity => own(),
            Noun::Motion => {
                let on = row.text("on").and_then(Day::from_iso);
                on.or_else(|| session.and_then(|session| self.refs.last(session)))
            }
            _ => self.day,
        };
        When { day, session, term: None }
    }

    fn reference(&self, row: &Kept) -> String {
        let own = |key: &str| row.text(key).unwrap_or_default().to_string();
        if let Some(letter) = self.shape.letter() {
            return format!("{letter}{}", row.id());
        }
        match self.shape.is {
            Noun::Activity => match row.int("edition") {
                Some(edition) => format!("{}/{edition}", own("name")),
                None => own("name"),
            },
            // The present name: that finds whom it means.
            Noun::Person => {
                let home = row.int("organization").and_then(|home| self.called.on(home, None));
                match home.filter(|_| self.shared.contains(&own("name"))) {
                    Some(home) => format!("{}@{}", own("name"), home.name),
                    None => own("name"),
                }
            }
            Noun::Term => row.id().to_string(),
            Noun::Motion => {
                let session = row.int("session").and_then(|session| self.refs.session(session));
                format!("{}/{}", session.unwrap_or_default(), row.int("number").unwrap_or_default())
            }
            _ => own("code"),
        }
    }

    fn value(&self, row: &Kept, field: &Field, when: When) -> Json {
        let Some(held) = row.get(field.key) else { return Json::Null };
        match (held, field.ty, field.to) {
            (Held::Parts(parts), ..) => self.list(row, field, parts, when),
            (Held::One(value), Type::Line, _) if field.key == "name" => self.name(row, value),
            (_, Type::Refer, _) => self.owners.get(&row.id()).cloned().map_or(Json::Null, Json::String),
            // What was not so yet is not told.
            _ if field.key.starts_with("merged_") && !self.merged(row) => Json::Null,
            (Held::One(Value::Int(id)), ty, To::Id(_) | To::Late(_)) => match ty {
                Type::Organization => organization(&self.called, *id, when.day),
                Type::Person => person(&self.people, *id, when.day),
                Type::Session => self.refs.session(*id).map_or(Json::Null, Json::from),
                _ => self.refs.motion(*id).map_or(Json::Null, Json::from),
            },
            (Held::One(Value::Int(n)), Type::Flag, _) => Json::Bool(*n != 0),
            (Held::One(value), ..) => plain(value),
        }
    }

    /// The name that a thing bore on the day.
    fn name(&self, row: &Kept, present: &Value) -> Json {
        match self.shape.is {
            Noun::Organization | Noun::Person => match (&self.own, present) {
                (Some(former), Value::Text(present)) => former.on(row.id(), present, self.day).into(),
                _ => plain(present),
            },
            // The first of the former names that still held then.
            Noun::Body if *present != Value::Null => {
                let former = former_names(row).filter_map(|(name, until)| Some((until?, name)));
                let mut former: Vec<_> =
                    former.filter(|(until, _)| self.day.is_some_and(|day| *until >= day)).collect();
                former.sort_by_key(|(until, _)| *until);
                former.first().map_or_else(|| plain(present), |(_, name)| Json::from(*name))
            }
            _ => plain(present),
        }
    }

    /// Whether an organization had merged into another by the day.
    fn merged(&self, row: &Kept) -> bool {
        let on = row.text("merged_on").and_then(Day::from_iso);
        row.int("merged_into").is_some() && on.zip(self.day).is_none_or(|(on, day)| on < day)
    }

    fn list(&self, row: &Kept, field: &Field, parts: &[Vec<Value>], when: When) -> Json {
        if let Type::FormerNames = field.ty {
            let before = former_names(row)
                .filter(|(_, until)| until.zip(self.day).is_none_or(|(until, day)| until < day));
            return before.map(|(name, until)| json!({ "name": name, "until": until })).collect();
        }
        let home = row.int(if self.shape.is == Noun::Visit { "host" } else { "organization" });
        let one = |part: &Vec<Value>| match (field.ty, part.first().and_then(number)) {
            (Type::People, id) => {
                let own = || id.and_then(|id| self.people.title(id, home, when));
                let title = part.get(1).and_then(text).map(str::to_string).or_else(own);
                json!({ "name": id.and_then(|id| self.people.name(id, when.day)), "title": title })
            }
            (Type::Persons, Some(id)) => person(&self.people, id, when.day),
            (_, Some(id)) => organization(&self.called, id, when.day),
            (Type::Subjects, None) => {
                part.get(1).and_then(number).map_or(Json::Null, |id| person(&self.people, id, when.day))
            }
            _ => part.first().map_or(Json::Null, plain),
        };
        parts.iter().map(one).filter(|one| !one.is_null()).collect()
    }
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Int(n) => Json::from(*n),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Null | Value::Blob(_) => Json::Null,
    }
}

fn organization(called: &Called, id: i64, day: Option<Day>) -> Json {
    let one = called.on(id, day);
    one.map_or(Json::Null, |one| {
        let keys = [("code".to_string(), one.code.into()), ("name".to_string(), one.name.into())];
        Json::Object(Map::from_iter(keys))
    })
}

fn person(people: &People, id: i64, day: Option<Day>) -> Json {
    people.name(id, day).map_or(Json::Null, Json::from)
}

/// Former names with their last days, as they are recorded.
fn former_names(row: &Kept) -> impl Iterator<Item = (&str, Option<Day>)> {
    row.parts("former_names").iter().filter_map(|part| {
        let until = part.get(1).and_then(text).and_then(Day::from_iso);
        Some((part.first().and_then(text)?, until))
    })
}

/// Of the names of some persons those that several bear.
fn shared(read: &Read<'_>, ids: &[i64]) -> Result<HashSet<String>> {
    let these = match only("", "p.id", Some(ids)) {
        these if these.is_empty() => String::new(),
        these => format!(" WHERE name IN (SELECT p.name FROM persons p WHERE{these})"),
    };
    let sql = format!("SELECT name FROM persons{these} GROUP BY name HAVING count(*) > 1");
    Ok(read.rows(&sql, &[])?.into_iter().collect())
}

/// What some documents are for.
fn owners(read: &Read<'_>, ids: &[i64]) -> Result<HashMap<i64, String>> {
    let sql = format!(
        "SELECT d.id, coalesce(r.ref || '/' || m.number, s.ref, o.code, p.name, 'a' || d.action_id, 'v' || d.visit_id, t.name, '') \
         FROM documents d LEFT JOIN motions m ON m.id = d.motion_id LEFT JOIN session_refs r ON r.session_id = m.session_id \
         LEFT JOIN session_refs s ON s.session_id = d.session_id LEFT JOIN organizations o ON o.id = d.organization_id \
         LEFT JOIN persons p ON p.id = d.person_id LEFT JOIN activities t ON t.id = d.activity_id{}",
        only(" WHERE", "d.id", Some(ids))
    );
    Ok(read.rows(&sql, &[])?.into_iter().collect())
}
