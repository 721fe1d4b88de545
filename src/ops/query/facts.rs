//! Records whose answers are the keys of their noun, with the names of the day (contract 5).

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::{Map, Value as Json, json};

use super::{
    called::{Called, People, When, called_on, each_once},
    ids::Refs,
    listed::{Lot, only},
};
use crate::{
    error::Result,
    model::{day::Day, facts::Facts},
    noun::{Field, Noun, Shape, To, Type},
    ops::rows::{Ids, One, Rows, number, text},
    store::{Cell, Read, Value},
};

/// Records of a noun, in the order of its list. What is a fact of a day of its own (a visit, an activity) has the
/// names of that day, all else those of `day`, or the present ones.
pub fn facts(
    read: &Read<'_>,
    shape: &'static Shape,
    which: Ids<'_>,
    day: impl Into<Option<Day>>,
) -> Result<Vec<Facts>> {
    Ok(Told::read(read, shape, which, None, day.into())?.facts())
}

/// As [`facts`], the records of these numbers in this order, and of them what stands under these keys alone.
pub fn facts_of(
    read: &Read<'_>,
    shape: &'static Shape,
    ids: &[i64],
    keys: Option<&[&str]>,
    day: impl Into<Option<Day>>,
) -> Result<Vec<Facts>> {
    Ok(Told::read(read, shape, Ids::InOrder(ids), keys, day.into())?.facts())
}

/// Records as they are told: each can be written as it lies there.
pub struct Told {
    answer: Answer,
    rows: Rows,
    /// Keys that the noun itself does not have, each with what every record has there.
    besides: Vec<(&'static str, Vec<Json>)>,
}

impl Told {
    /// Reads records, and of them what stands under some keys alone where they are given.
    pub(super) fn read(
        read: &Read<'_>,
        shape: &'static Shape,
        which: Ids<'_>,
        keys: Option<&[&str]>,
        day: Option<Day>,
    ) -> Result<Told> {
        let wanted = |key: &str| keys.is_none_or(|keys| keys.contains(&key));
        let shown: Vec<&'static Field> = shape.told().filter(|field| wanted(field.key)).collect();
        let mut also: Vec<&str> = shown.iter().flat_map(|field| beside(shape.is, field.key)).copied().collect();
        also.extend(dated_by(shape.is));
        if wanted("ref") {
            also.extend(called_by(shape.is));
        }
        // Ballots and candidates are told of a vote, and are many.
        let fields = shape.fields.iter().filter(|field| !matches!(field.ty, Type::Ballots | Type::Candidates | Type::Sources));
        let fields: Vec<&'static Field> =
            fields.filter(|field| wanted(field.key) || also.contains(&field.key)).collect();
        let rows = Rows::read(read, shape, fields, which, shape.order)?;
        let place = |field: &&'static Field| rows.fields.iter().position(|one| one.key == field.key);
        let shown = shown.into_iter().map(|field| Shown { field, place: place(&field), plain: is_plain(field) }).collect();
        let answer = Answer::read(read, shape, &rows, shown, wanted("ref"), day)?;
        Ok(Told { answer, rows, besides: Vec::new() })
    }

    /// The number of each record, in their order.
    pub(super) fn ids(&self) -> impl Iterator<Item = i64> {
        self.rows.iter().map(One::id)
    }

    /// Each record as it is kept.
    pub(super) fn kept(&self) -> impl Iterator<Item = One<'_>> {
        self.rows.iter()
    }

    /// The same with one more key; `values` has what stands under it, one of each record.
    pub(super) fn with(mut self, key: &'static str, values: Vec<Json>) -> Told {
        self.besides.push((key, values));
        self
    }

    fn facts(&self) -> Vec<Facts> {
        let facts = |line: Line<'_>| {
            let mut facts = Vec::with_capacity(line.count());
            let told = line.each(&mut |key, said| {
                facts.push((key, said.into_json()));
                Ok::<(), std::convert::Infallible>(())
            });
            told.map_or_else(|never| match never {}, |()| Facts::of(facts.into_iter()))
        };
        self.lines().map(facts).collect()
    }
}

impl Lot for Told {
    type Line<'a> = Line<'a>;

    fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().map(|row| Line { told: self, row })
    }
}

/// One record of those that are told.
pub struct Line<'a> {
    told: &'a Told,
    row: One<'a>,
}

impl<'a> Line<'a> {
    fn count(&self) -> usize {
        usize::from(self.told.answer.named) + self.told.answer.shown.len() + self.told.besides.len()
    }

    fn each<E>(
        &self,
        take: &mut impl FnMut(&'static str, Said<'a>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let Line { told: Told { answer, besides, .. }, row } = *self;
        if answer.named {
            take("ref", Said::Text(answer.reference(row)))?;
        }
        let when = answer.when(row);
        for Shown { field, place, plain } in &answer.shown {
            let said = match place {
                None => Said::Unknown,
                Some(place) if *plain => Said::plain(row.cell(*place)),
                Some(place) => answer.value(row, field, *place, when),
            };
            take(field.key, said)?;
        }
        for (key, values) in besides {
            take(key, values.get(row.place()).map_or(Said::Unknown, Said::Json))?;
        }
        Ok(())
    }
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_struct("record", self.count())?;
        self.each(&mut |key, said| line.serialize_field(key, &said))?;
        line.end()
    }
}

/// What a record has under a key, borrowed where that is possible.
enum Said<'a> {
    Unknown,
    Number(i64),
    Flag(bool),
    Text(Cow<'a, str>),
    Organization { code: &'a str, name: &'a str },
    List(Json),
    Json(&'a Json),
}

impl Said<'_> {
    fn text(text: &str) -> Said<'_> {
        Said::Text(Cow::Borrowed(text))
    }

    fn plain(cell: Cell<'_>) -> Said<'_> {
        match cell {
            Cell::Int(n) => Said::Number(n),
            Cell::Text(text) => Said::text(text),
            Cell::Null | Cell::Blob(_) => Said::Unknown,
        }
    }

    fn into_json(self) -> Json {
        match self {
            Said::Unknown => Json::Null,
            Said::Number(n) => n.into(),
            Said::Flag(flag) => flag.into(),
            Said::Text(text) => Json::String(text.into_owned()),
            Said::Organization { code, name } => {
                Json::Object(Map::from_iter([("code".to_string(), code.into()), ("name".to_string(), name.into())]))
            }
            Said::List(list) => list,
            Said::Json(json) => json.clone(),
        }
    }
}

impl Serialize for Said<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Said::Unknown => serializer.serialize_unit(),
            Said::Number(n) => serializer.serialize_i64(*n),
            Said::Flag(flag) => serializer.serialize_bool(*flag),
            Said::Text(text) => serializer.serialize_str(text),
            Said::Organization { code, name } => serializer.collect_map([("code", code), ("name", name)]),
            Said::List(list) => list.serialize(serializer),
            Said::Json(json) => json.serialize(serializer),
        }
    }
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
        (Noun::Body | Noun::Organization | Noun::Person, "name") => &["former_names"],
        (_, "merged_into" | "merged_on") => &["merged_into", "merged_on"],
        // Where somebody's title is looked for.
        (Noun::Visit, "received_by") => &["host"],
        _ => &[],
    }
}

/// A field that is told.
struct Shown {
    field: &'static Field,
    /// Which one it is of those that were read.
    place: Option<usize>,
    /// Whether it is told as it is stored.
    plain: bool,
}

/// Whether a field is always told as it is stored: it is nobody's name, refers to nothing and has no parts.
fn is_plain(field: &Field) -> bool {
    matches!(field.to, To::Column | To::Own)
        && !matches!(field.ty, Type::Flag | Type::Refer)
        && field.key != "name"
        && !field.key.starts_with("merged_")
}

/// What is read for many rows at once, so that each can be told.
struct Answer {
    shape: &'static Shape,
    day: Option<Day>,
    /// The fields that are told, and whether the reference is.
    shown: Vec<Shown>,
    named: bool,
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
        rows: &Rows,
        shown: Vec<Shown>,
        named: bool,
        day: Option<Day>,
    ) -> Result<Answer> {
        let is = shape.is;
        let (mut organizations, mut persons) = (Vec::new(), Vec::new());
        let (mut sessions, mut motions) = (Vec::new(), Vec::new());
        let mut titled = false;
        for (at, field) in rows.fields.iter().enumerate() {
            let numbers = |all: &mut Vec<i64>| {
                all.extend(rows.iter().filter_map(|row| if let Cell::Int(n) = row.cell(at) { Some(n) } else { None }));
            };
            let parts = || rows.iter().filter_map(|row| row.parts(at)).flatten();
            let of = |part: &Vec<Value>, place: usize| part.get(place).and_then(number);
            match field.ty {
                Type::Organization => numbers(&mut organizations),
                Type::Person => numbers(&mut persons),
                Type::Session => numbers(&mut sessions),
                Type::Motion => numbers(&mut motions),
                Type::Organizations => organizations.extend(parts().filter_map(|part| of(part, 0))),
                Type::Persons | Type::People => {
                    titled |= matches!(field.ty, Type::People);
                    persons.extend(parts().filter_map(|part| of(part, 0)));
                }
                Type::Subjects => parts().for_each(|part| {
                    organizations.extend(of(part, 0));
                    persons.extend(of(part, 1));
                }),
                _ => {}
            }
        }
        let ids = || rows.iter().map(One::id).collect::<Vec<i64>>();
        let tells = |key: &str| shown.iter().any(|one| one.field.key == key);
        Ok(Answer {
            day,
            called: Called::of(read, organizations)?,
            people: if titled { People::of(read, persons)? } else { People::names(read, persons)? },
            refs: Refs::read(read, each_once(sessions), each_once(motions))?,
            shared: if named && is == Noun::Person { shared(read, &ids())? } else { HashSet::new() },
            owners: if tells("for") { owners(read, &ids())? } else { HashMap::new() },
            shape,
            shown,
            named,
        })
    }

    /// For which day names are given.
    fn when(&self, row: One<'_>) -> When {
        let own = || row.text("start").and_then(Day::from_iso);
        if !matches!(self.shape.is, Noun::Visit | Noun::Activity | Noun::Motion) {
            return When { day: self.day, session: row.int("session"), term: None };
        }
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

    fn reference<'a>(&self, row: One<'a>) -> Cow<'a, str> {
        let own = |key: &str| row.text(key).unwrap_or_default();
        if let Some(letter) = self.shape.letter() {
            return format!("{letter}{}", row.id()).into();
        }
        match self.shape.is {
            Noun::Activity => match row.int("edition") {
                Some(edition) => format!("{}/{edition}", own("name")).into(),
                None => own("name").into(),
            },
            // The present name: that finds whom it means.
            Noun::Person => {
                let home = row.int("organization").and_then(|home| self.called.named(home, None));
                match home.filter(|_| self.shared.contains(own("name"))) {
                    Some((_, home)) => format!("{}@{home}", own("name")).into(),
                    None => own("name").into(),
                }
            }
            Noun::Term => row.id().to_string().into(),
            Noun::Motion => {
                let session = row.int("session").and_then(|session| self.refs.session(session));
                format!("{}/{}", session.unwrap_or_default(), row.int("number").unwrap_or_default()).into()
            }
            _ => own("code").into(),
        }
    }

    fn value<'a>(&'a self, row: One<'a>, field: &Field, place: usize, when: When) -> Said<'a> {
        if let Some(parts) = row.parts(place) {
            return Said::List(self.list(row, field, parts, when));
        }
        match (row.cell(place), field.ty, field.to) {
            (_, Type::Refer, _) => self.owners.get(&row.id()).map_or(Said::Unknown, |owner| Said::text(owner)),
            (Cell::Null, ..) => Said::Unknown,
            (cell, Type::Line, _) if field.key == "name" => self.name(row, cell),
            // What was not so yet is not told.
            _ if field.key.starts_with("merged_") && !self.merged(row) => Said::Unknown,
            (Cell::Int(id), ty, To::Id(_) | To::Late(_)) => {
                let said = |text: Option<&'a str>| text.map_or(Said::Unknown, Said::text);
                match ty {
                    Type::Organization => {
                        let one = self.called.named(id, when.day);
                        one.map_or(Said::Unknown, |(code, name)| Said::Organization { code, name })
                    }
                    Type::Person => said(self.people.named(id, when.day)),
                    Type::Session => said(self.refs.session(id)),
                    _ => said(self.refs.motion(id)),
                }
            }
            (Cell::Int(n), Type::Flag, _) => Said::Flag(n != 0),
            (cell, ..) => Said::plain(cell),
        }
    }

    /// The name that a thing bore on the day.
    fn name<'a>(&self, row: One<'a>, present: Cell<'a>) -> Said<'a> {
        if row.parts_of("former_names").is_empty() {
            return Said::plain(present);
        }
        let mut former: Vec<(Day, &str)> =
            former_names(row).filter_map(|(name, until)| Some((until?, name))).collect();
        // Of two that end together, the one that is known better comes first.
        former.sort_by_key(|(until, _)| (*until, Reverse(until.first())));
        match (self.shape.is, present) {
            (Noun::Organization | Noun::Person, Cell::Text(present)) => {
                Said::text(called_on(present, former.into_iter(), self.day))
            }
            // The first of the former names that still held then.
            (Noun::Body, Cell::Text(_)) => {
                let held = former.iter().find(|(until, _)| self.day.is_some_and(|day| *until >= day));
                held.map_or_else(|| Said::plain(present), |(_, name)| Said::text(name))
            }
            _ => Said::plain(present),
        }
    }

    /// Whether an organization had merged into another by the day.
    fn merged(&self, row: One<'_>) -> bool {
        let on = row.text("merged_on").and_then(Day::from_iso);
        row.int("merged_into").is_some() && on.zip(self.day).is_none_or(|(on, day)| on < day)
    }

    fn list(&self, row: One<'_>, field: &Field, parts: &[Vec<Value>], when: When) -> Json {
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
            _ => part.first().map_or(Json::Null, |value| Said::plain(value.cell()).into_json()),
        };
        parts.iter().map(one).filter(|one| !one.is_null()).collect()
    }
}

fn organization(called: &Called, id: i64, day: Option<Day>) -> Json {
    let one = called.named(id, day);
    one.map_or(Json::Null, |(code, name)| Said::Organization { code, name }.into_json())
}

fn person(people: &People, id: i64, day: Option<Day>) -> Json {
    people.named(id, day).map_or(Json::Null, Json::from)
}

/// Former names with their last days, as they are recorded.
fn former_names(row: One<'_>) -> impl Iterator<Item = (&str, Option<Day>)> {
    row.parts_of("former_names").iter().filter_map(|part| {
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
