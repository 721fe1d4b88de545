//! Records as they stand in one registry, with what tells one from another and what they hold under each key.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use crate::{
    error::Result,
    model::{day::Day, rule},
    noun::{BALLOT, CANDIDATE, FORMER_NAME, Field, Noun, Shape, To, Type, WHO},
    ops::{
        rows::{Held, Ids, Kept, each, number, part, text},
        transfer::known::Known,
    },
    store::{Read, Value, tables::table},
};

/// So many records are read by one question.
const TOGETHER: usize = 2_000;

/// One record.
#[derive(Debug)]
pub struct Stood {
    /// What its table knows it by.
    pub id: Value,
    /// What tells it from the others of its noun in any registry.
    pub key: String,
    /// How it is called.
    pub reference: String,
    /// What tells it from others that are called the same.
    pub of: Map<String, Json>,
    /// What it holds, in the order of the fields.
    pub values: Vec<Worth>,
}

impl Stood {
    /// What it holds under a key.
    pub fn worth(&self, key: &str) -> Option<&Worth> {
        self.values.iter().find(|worth| worth.field.key == key)
    }
}

/// What a record holds under a key.
#[derive(Debug)]
pub struct Worth {
    /// The field.
    pub field: &'static Field,
    /// As it lies there: other records by their numbers.
    held: Held,
    /// In words that mean the same in any registry: other records by what tells them from the rest.
    meant: Json,
    /// As it is told (contract 5).
    pub told: Json,
}

impl Worth {
    /// Whether both say the same; of `one` registry those that name the same records do, whatever these are called.
    pub fn is_as(&self, other: &Worth, one: bool) -> bool {
        self.meant == other.meant || (one && self.held == other.held)
    }
}

/// Records of a noun as they stand in a registry: all of them, or those of some keys. In the order of these keys.
///
/// # Errors
/// Rows that cannot be read.
pub fn stood(read: &Read<'_>, known: &Known, shape: &'static Shape, which: Option<&[Value]>) -> Result<Vec<Stood>> {
    let table = table(shape.store);
    let stored = |field: &&'static Field| match field.to {
        To::Number(_) => false,
        To::Column | To::Own => table.columns.contains(&field.key),
        To::Id(_) | To::Late(_) | To::Parts(_) => true,
    };
    let fields: Vec<&'static Field> = shape.fields.iter().filter(stored).collect();
    let by_text = table.key.first().is_some_and(|at| table.kinds.get(*at) == Some(&"TEXT"));
    let numbers: Option<Vec<i64>> = which.map(|keys| keys.iter().filter_map(number).collect());
    let some: Vec<Ids<'_>> = match &numbers {
        Some(numbers) if !by_text => numbers.chunks(TOGETHER).map(Ids::These).collect(),
        _ => vec![Ids::All],
    };
    let mut all = Vec::new();
    let owners = if shape.is == Noun::Document { known.owners(read)? } else { HashMap::new() };
    for ids in some {
        let order = table.key.first().and_then(|at| table.columns.get(*at)).copied().unwrap_or("id");
        each(read, table, &fields, ids, &format!("x.\"{order}\""), &mut |row| {
            if !by_text || which.is_none_or(|keys| keys.contains(&row.key)) {
                all.push(Telling { known, shape, row: &row }.stood(&owners));
            }
            Ok(())
        })?;
    }
    Ok(all)
}

/// What documents are for: the noun, and how it is called.
type Owners = HashMap<i64, (&'static str, String)>;

/// A row that is being told.
struct Telling<'a> {
    known: &'a Known,
    shape: &'static Shape,
    row: &'a Kept,
}

/// How other records are named.
#[derive(Clone, Copy, PartialEq)]
enum Naming {
    /// So that it means the same in any registry.
    Meant,
    /// As answers tell it.
    Told,
}

impl Telling<'_> {
    fn stood(&self, owners: &Owners) -> Stood {
        let mut values: Vec<Worth> = Vec::with_capacity(self.row.fields.len() + 1);
        for (field, held) in &self.row.fields {
            let [meant, told] = [Naming::Meant, Naming::Told].map(|naming| self.value(field, held, naming));
            values.push(Worth { field, held: held.clone(), meant, told });
        }
        if let Some((owner, field)) = owners.get(&self.row.id()).zip(self.shape.field("for")) {
            let (noun, called) = owner;
            let (meant, held) = (format!("{noun} {called}"), Value::from(called.as_str()));
            values.push(Worth { field, held: Held::One(held), meant: meant.into(), told: called.as_str().into() });
        }
        values.sort_by_key(|worth| self.shape.rank(worth.field.key));
        let of = values.iter().filter(|worth| !worth.told.is_null() && self.apart().contains(&worth.field.key));
        let of = of.map(|worth| (worth.field.key.to_string(), worth.told.clone())).collect();
        Stood { id: self.row.key.clone(), key: self.key(&values), reference: self.reference(), of, values }
    }

    /// The keys that tell a record from others that are called the same.
    fn apart(&self) -> &'static [&'static str] {
        match self.shape.is {
            Noun::Attendance if self.row.int("organization").is_some() => &["organization"],
            Noun::Attendance => &["people"],
            Noun::Agenda => &["title"],
            Noun::Post => &["organization", "title", "term", "from"],
            Noun::Membership => &["class", "from"],
            Noun::Application => &["on"],
            _ => &[],
        }
    }

    /// What tells the record from the others of its noun: see contract 4, what stands in brackets.
    fn key(&self, values: &[Worth]) -> String {
        let stored = |field: &Field, column: &str| match field.to {
            To::Id(own) | To::Late(own) => own == column,
            _ => field.key == column,
        };
        let keys: Vec<&str> = match self.shape.is {
            Noun::Alliance => vec![],
            Noun::Organization => vec!["code"],
            Noun::Session => return self.reference(),
            Noun::Motion => return self.reference(),
            Noun::Attendance if self.row.int("organization").is_some() => vec!["session", "organization"],
            Noun::Attendance => vec!["session", "organization", "people"],
            Noun::Document => vec!["for", "sha256"],
            _ if self.shape.key.is_empty() => {
                self.shape.fields.iter().map(|field| field.key).filter(|key| self.shape.identifies(key)).collect()
            }
            _ => {
                let named = |column: &&str| self.shape.fields.iter().find(|field| stored(field, column));
                self.shape.key.iter().filter_map(named).map(|field| field.key).collect()
            }
        };
        let meant = |key: &&str| values.iter().find(|worth| worth.field.key == *key).map(|worth| &worth.meant);
        serde_json::to_string(&keys.iter().map(meant).collect::<Vec<_>>()).unwrap_or_default()
    }

    /// How the record is called, as the journal calls it.
    fn reference(&self) -> String {
        let (row, known) = (self.row, self.known);
        let own = |key: &str| row.text(key).unwrap_or_default().to_string();
        if let Some(letter) = self.shape.letter() {
            return format!("{letter}{}", row.id());
        }
        let person = || row.int("person").map_or_else(String::new, |id| known.person_name(id).to_string());
        match self.shape.is {
            Noun::Alliance => "alliance".to_string(),
            Noun::Rule => rule::reference(
                &own("body"),
                &own("matter"),
                row.text("from").and_then(Day::from_iso),
            ),
            Noun::Person => own("name"),
            Noun::Post => person(),
            Noun::Term => row.id().to_string(),
            Noun::Session => known.session_text(row.id()).to_string(),
            Noun::Motion => known.motion_text(row.id()),
            Noun::Attendance | Noun::Agenda => {
                row.int("session").map_or_else(String::new, |id| known.session_text(id).to_string())
            }
            Noun::Activity => match row.int("edition") {
                Some(edition) => format!("{}/{edition}", own("name")),
                None => own("name"),
            },
            Noun::Heading => own("heading"),
            Noun::Accepted => format!("{} {}", own("rule"), own("ref")),
            _ => match (row.text("code"), row.int("organization")) {
                (Some(code), _) => code.to_string(),
                (None, Some(id)) => known.code(id).to_string(),
                (None, None) => person(),
            },
        }
    }

    fn value(&self, field: &Field, held: &Held, naming: Naming) -> Json {
        match (held, field.to) {
            (Held::One(Value::Null), _) => Json::Null,
            (Held::One(Value::Int(id)), To::Id(_) | To::Late(_)) => self.referred(field.ty, *id, naming),
            (Held::One(value), _) => plain(field.ty, value),
            (Held::Parts(parts), _) if parts.is_empty() => Json::Null,
            (Held::Parts(parts), _) => parts.iter().map(|one| self.part(field.ty, one, naming)).collect(),
        }
    }

    /// A record that a column names.
    fn referred(&self, ty: Type, id: i64, naming: Naming) -> Json {
        let known = self.known;
        match ty {
            Type::Person | Type::Persons | Type::People => known.person_text(id, None).into(),
            Type::Session => known.session_text(id).into(),
            Type::Motion => known.motion_text(id).into(),
            Type::Organization | Type::Organizations => {
                let (code, name) = known.names.shown(id);
                match naming {
                    Naming::Meant => code.into(),
                    Naming::Told => {
                        Json::Object(Map::from_iter([("code".into(), code.into()), ("name".into(), name.into())]))
                    }
                }
            }
            _ => id.into(),
        }
    }

    /// One of the parts of a field: what it says, or an object of what it says under each key.
    fn part(&self, ty: Type, values: &[Value], naming: Naming) -> Json {
        let of = match ty {
            Type::People => Some(&WHO),
            Type::FormerNames => Some(&FORMER_NAME),
            Type::Candidates => Some(&CANDIDATE),
            Type::Ballots => Some(&BALLOT),
            _ => None,
        };
        let one = |column: &str, value: &Value| match (column, value) {
            (_, Value::Null) => Json::Null,
            ("organization_id", Value::Int(id)) => self.referred(Type::Organization, *id, naming),
            ("person_id", Value::Int(id)) if matches!(ty, Type::Subjects) && naming == Naming::Meant => {
                self.known.subject_text(*id).into()
            }
            ("person_id", Value::Int(id)) => self.referred(Type::Person, *id, naming),
            ("document", Value::Int(id)) => format!("d{id}").into(),
            (column, value) => {
                let ty = of.and_then(|shape| shape.field(column)).map_or(Type::Line, |field| field.ty);
                plain(ty, value)
            }
        };
        let columns = part(ty);
        match (columns, ty) {
            ([_], _) | (_, Type::Subjects) => {
                let said = columns.iter().zip(values).map(|(column, value)| one(column, value));
                said.into_iter().find(|said| !said.is_null()).unwrap_or(Json::Null)
            }
            _ => {
                let key = |column: &str| match (ty, column) {
                    (Type::People, "person_id") => "name".to_string(),
                    (_, column) => column.trim_end_matches("_id").to_string(),
                };
                columns.iter().zip(values).map(|(column, value)| (key(column), one(column, value))).collect()
            }
        }
    }
}

/// A value that names no other record.
fn plain(ty: Type, value: &Value) -> Json {
    match (value, ty) {
        (Value::Int(flag), Type::Flag) => (*flag != 0).into(),
        (Value::Int(n), _) => (*n).into(),
        (value, _) => text(value).map_or(Json::Null, Json::from),
    }
}
