//! The rows of every list, cell by cell, as an export in any form writes them.

use std::collections::HashMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::Value as Json;

use super::known::Known;
use crate::{
    error::Result,
    model::sheet::join,
    noun::{Field, Noun, Sheet, To, Type},
    ops::{
        rows::{Held, Ids, Kept, each as stored, number, part as part_of, text},
    },
    store::{
        Read, Value,
        tables::{Table, table},
    },
};

/// One cell of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum ListCell {
    /// Unknown.
    Empty,
    /// A number.
    Int(i64),
    /// Yes or no.
    Flag(bool),
    /// An ISO day.
    Day(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<String>),
}

impl ListCell {
    fn text(text: impl Into<String>) -> ListCell {
        let text = text.into();
        if text.is_empty() { ListCell::Empty } else { ListCell::Text(text) }
    }

    /// As it stands in a CSV file.
    pub fn plain(&self) -> String {
        match self {
            ListCell::Empty => String::new(),
            ListCell::Int(n) => n.to_string(),
            ListCell::Flag(flag) => flag.to_string(),
            ListCell::Day(day) => day.clone(),
            ListCell::Text(text) => text.clone(),
            ListCell::List(items) => join(items),
        }
    }

    /// As it stands in JSON.
    pub fn json(&self) -> Json {
        match self {
            ListCell::Empty => Json::Null,
            ListCell::Int(n) => (*n).into(),
            ListCell::Flag(flag) => (*flag).into(),
            ListCell::Day(text) | ListCell::Text(text) => text.as_str().into(),
            ListCell::List(items) => items.clone().into(),
        }
    }
}

/// What is done with each row.
pub type Each<'a> = dyn FnMut(&[ListCell]) -> Result<()> + 'a;

/// Every row of a list, in the order of the registry.
pub fn rows(read: &Read<'_>, known: &Known, sheet: &'static Sheet, each: &mut Each<'_>) -> Result<()> {
    let (shape, columns) = (sheet.shape, sheet.written());
    match (sheet.part, shape.is) {
        (Some(Field { ty: Type::Ballots, .. }), _) => ballots(read, known, each),
        (Some(Field { ty: Type::Content, .. }), _) => contents(read, each),
        (Some(Field { to: To::Parts(of), .. }), _) => plain(read, known, table(of), columns, shape.is, each),
        (Some(_), _) => Ok(()),
        (None, Noun::Attendance) => attendance(read, known, sheet, each),
        (None, Noun::Document) => documents(read, known, sheet, each),
        _ => plain(read, known, table(shape.store), columns, shape.is, each),
    }
}

/// A list whose rows are those of a table: of its noun, or of the parts of one field.
fn plain(
    read: &Read<'_>,
    known: &Known,
    table: &'static Table,
    columns: &[&'static Field],
    is: Noun,
    each: &mut Each<'_>,
) -> Result<()> {
    let key = table.key.iter().filter_map(|at| table.columns.get(*at)).map(|c| format!("\"{c}\""));
    // Within a session by their number, as people count them.
    let order = match table.name {
        "motions" => "session_id, \"number\"".to_string(),
        "agenda_items" => "session_id, seq, id".to_string(),
        _ => key.collect::<Vec<_>>().join(", "),
    };
    // The parts of the alliance need not say whose they are.
    let owned = is != Noun::Alliance && !table.columns.contains(&"id") && table.columns.contains(&"seq");
    stored(read, table, columns, Ids::All, &order, &mut |row| {
        let mut cells: Vec<ListCell> = columns.iter().map(|column| cell(known, &row, column)).collect();
        if let Some(first) = cells.first_mut().filter(|_| owned) {
            *first = owner(known, is, &row.key);
        }
        each(&cells)
    })
}

/// What a row holds of a column.
fn cell(known: &Known, row: &Kept, column: &Field) -> ListCell {
    let referred = |ty: Type, id: i64| match ty {
        Type::Person | Type::Persons => known.person_text(id, None),
        Type::Session => known.session_text(id).to_string(),
        Type::Motion => known.motion_text(id),
        _ => known.code(id).to_string(),
    };
    match (row.get(column.key), column.to, column.ty) {
        (_, To::Number(letter), _) => ListCell::Text(format!("{letter}{}", row.id())),
        (Some(Held::One(Value::Int(id))), To::Id(_) | To::Late(_), ty) => ListCell::text(referred(ty, *id)),
        (Some(Held::One(value)), _, ty) => value_cell(ty, value),
        (Some(Held::Parts(parts)), _, Type::Sources) => sources(parts),
        (Some(Held::Parts(parts)), _, ty) => {
            let text = |part: &Vec<Value>| match (part.first(), part.get(1)) {
                (Some(Value::Int(id)), _) => referred(ty, *id),
                (_, Some(Value::Int(person))) => known.subject_text(*person),
                (first, _) => first.and_then(text).unwrap_or_default().to_string(),
            };
            if parts.is_empty() { ListCell::Empty } else { ListCell::List(parts.iter().map(text).collect()) }
        }
        (None, ..) => ListCell::Empty,
    }
}

/// Sources in one cell, as a list in JSON.
fn sources(parts: &[Vec<Value>]) -> ListCell {
    let told = |part: &Vec<Value>| -> Json {
        let columns = part_of(Type::Sources).iter().zip(part);
        let said = columns.filter_map(|(column, value)| {
            let said = match value {
                Value::Int(id) => format!("d{id}"),
                value => text(value)?.to_string(),
            };
            Some(((*column).to_string(), Json::from(said)))
        });
        Json::Object(said.collect())
    };
    let all: Vec<Json> = parts.iter().map(told).collect();
    if all.is_empty() { ListCell::Empty } else { ListCell::Text(Json::Array(all).to_string()) }
}

fn value_cell(ty: Type, value: &Value) -> ListCell {
    match (value, ty) {
        (Value::Int(flag), Type::Flag) => ListCell::Flag(*flag != 0),
        (Value::Int(n), _) => ListCell::Int(*n),
        (Value::Text(text), Type::Day | Type::DayInRange | Type::Start) => ListCell::Day(text.clone()),
        (Value::Text(text), Type::DayOrPending) if text != "pending" => ListCell::Day(text.clone()),
        (Value::Text(text), _) => ListCell::text(text.as_str()),
        (Value::Null | Value::Blob(_), _) => ListCell::Empty,
    }
}

/// What a row of parts belongs to.
fn owner(known: &Known, is: Noun, key: &Value) -> ListCell {
    let id = number(key).unwrap_or_default();
    ListCell::text(match is {
        Noun::Organization => known.code(id).to_string(),
        Noun::Person => known.person_text(id, None),
        Noun::Motion => known.motion_text(id),
        Noun::Visit => format!("v{id}"),
        _ => text(key).unwrap_or_default().to_string(),
    })
}

/// The long list: texts of motions and organizations once, not for each ballot.
fn ballots(read: &Read<'_>, known: &Known, each: &mut Each<'_>) -> Result<()> {
    let mut cells = [ListCell::Empty, ListCell::Empty, ListCell::Empty];
    let mut last = None;
    let mut codes: HashMap<i64, String> = HashMap::new();
    let sql = "SELECT motion_id, organization_id, choice FROM ballots ORDER BY motion_id, organization_id";
    read.each(sql, &[], &mut |r| {
        let (motion, organization, choice) = r.take()?;
        if last != Some(motion) {
            cells[0] = ListCell::Text(known.motion_text(motion));
            last = Some(motion);
        }
        let code = codes.entry(organization).or_insert_with(|| known.code(organization).to_string());
        cells[1] = ListCell::Text(code.clone());
        cells[2] = ListCell::Text(choice);
        each(&cells)
    })
}

/// One row a delegate; an attendance without any has one row all the same.
fn attendance(read: &Read<'_>, known: &Known, sheet: &'static Sheet, each: &mut Each<'_>) -> Result<()> {
    let mut items: HashMap<Option<i64>, i64> = HashMap::new();
    let fields: Vec<_> = sheet.shape.fields.iter().collect();
    stored(read, table(sheet.shape.store), &fields, Ids::All, "id", &mut |row| {
        let organization = row.int("organization");
        let item = organization.is_none().then(|| {
            let item = items.entry(row.int("session")).or_insert(0);
            *item += 1;
            *item
        });
        let none = [vec![Value::Null, Value::Null]];
        let delegates = Some(row.parts("people")).filter(|parts| !parts.is_empty()).unwrap_or(&none);
        for delegate in delegates {
            let cells = sheet.columns.iter().map(|column| match column.key {
                "person" => {
                    let person = delegate.first().and_then(number);
                    person.map_or(ListCell::Empty, |id| ListCell::text(known.person_text(id, organization)))
                }
                "title" => delegate.get(1).map_or(ListCell::Empty, |title| value_cell(column.ty, title)),
                "item" => item.map_or(ListCell::Empty, ListCell::Int),
                _ => cell(known, &row, column),
            });
            each(&cells.collect::<Vec<_>>())?;
        }
        Ok(())
    })
}

/// A document names what it is for by its kind and its reference.
fn documents(read: &Read<'_>, known: &Known, sheet: &'static Sheet, each: &mut Each<'_>) -> Result<()> {
    let owners = known.owners(read)?;
    stored(read, table(sheet.shape.store), &sheet.columns, Ids::All, "id", &mut |row| {
        let owner = owners.get(&row.id());
        let cells = sheet.columns.iter().map(|column| match column.key {
            "kind" => owner.map_or(ListCell::Empty, |(kind, _)| ListCell::text(*kind)),
            "for" => owner.map_or(ListCell::Empty, |(_, target)| ListCell::text(target.as_str())),
            _ => cell(known, &row, column),
        });
        each(&cells.collect::<Vec<_>>())
    })
}

/// So many bytes of a content stand in one cell: a workbook's holds no more than 32,767 characters.
const PIECE: usize = 24_000;

fn contents(read: &Read<'_>, each: &mut Each<'_>) -> Result<()> {
    // What no document names any more is the journal's memory, not the registry's.
    let sql =
        "SELECT sha256, bytes FROM contents WHERE sha256 IN (SELECT sha256 FROM documents) ORDER BY sha256";
    read.each(sql, &[], &mut |r| {
        let (hash, Value::Blob(bytes)): (String, Value) = r.take()? else { return Ok(()) };
        let pieces: Vec<&[u8]> = if bytes.is_empty() { vec![&[]] } else { bytes.chunks(PIECE).collect() };
        for (n, piece) in pieces.into_iter().enumerate() {
            // An empty cell would say nothing: an empty content is one with no bytes, written as `=`.
            let text = if piece.is_empty() { "====".to_string() } else { BASE64_STANDARD.encode(piece) };
            each(&[ListCell::text(hash.as_str()), ListCell::Int(n as i64 + 1), ListCell::Text(text)])?;
        }
        Ok(())
    })
}
