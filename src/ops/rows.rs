//! The way out: rows of many as the table of fields says that they are stored, their parts in one question for
//! each kind of part, however many rows they belong to.

use std::collections::HashMap;

use crate::{
    error::Result,
    model::words::CodeWord,
    noun::{Field, Shape, To, Type},
    store::{
        Read, Row, Value,
        tables::{Table, table},
    },
};

mod lot;

pub use lot::{One, Rows};

/// Of no more rows than these the parts are asked for at once.
const FEW: usize = 100;

/// Which rows.
#[derive(Debug, Clone, Copy)]
pub enum Ids<'a> {
    /// All of them.
    All,
    /// These.
    These(&'a [i64]),
    /// These, each once, in this order and no other.
    InOrder(&'a [i64]),
    /// Those whose column of that name holds one of these.
    Of(&'static str, &'a [i64]),
}

impl Ids<'_> {
    /// The condition of SQL, where rows of the table `alias` have their number in `key`.
    pub fn among(self, alias: &str, key: &str) -> String {
        match self {
            Ids::All => "1 = 1".to_string(),
            Ids::These(ids) | Ids::InOrder(ids) => format!("{alias}.{key} IN ({})", listed(ids)),
            Ids::Of(column, ids) => format!("{alias}.{column} IN ({})", listed(ids)),
        }
    }
}

/// Row numbers as a statement lists them.
pub fn listed(ids: &[i64]) -> String {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    // An empty list is no SQL; no row has this number.
    let ids: Vec<String> =
        if ids.is_empty() { vec!["-1".into()] } else { ids.iter().map(i64::to_string).collect() };
    ids.join(", ")
}

/// What a row holds of one field.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// A value, a number of what it refers to.
    One(Value),
    /// The parts, each by the columns of [`part`].
    Parts(Vec<Vec<Value>>),
}

/// A row.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What its table knows it by: a number, the code of a body.
    pub key: Value,
    /// Its fields with what they hold, in the order in which they were asked for.
    pub fields: Vec<(&'static Field, Held)>,
}

impl Kept {
    /// Its number.
    pub fn id(&self) -> i64 {
        number(&self.key).unwrap_or_default()
    }

    /// What a field holds.
    pub fn get(&self, key: &str) -> Option<&Held> {
        self.fields.iter().find(|(field, _)| field.key == key).map(|(_, held)| held)
    }

    /// A number, or the number of what the field refers to.
    pub fn int(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Held::One(value) => number(value),
            Held::Parts(_) => None,
        }
    }

    /// A code word.
    pub fn word<W: CodeWord>(&self, key: &str) -> Option<W> {
        W::parse(self.text(key)?)
    }

    /// The parts of a field.
    pub fn parts(&self, key: &str) -> &[Vec<Value>] {
        match self.get(key) {
            Some(Held::Parts(parts)) => parts,
            _ => &[],
        }
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Held::One(value) => text(value),
            Held::Parts(_) => None,
        }
    }
}

/// A number, where there is one.
pub fn number(value: &Value) -> Option<i64> {
    if let Value::Int(n) = value { Some(*n) } else { None }
}

/// That something of the course of a session `s` is recorded: who came, or what was voted.
pub const COURSE: &str = "EXISTS (SELECT 1 FROM attendances a WHERE a.session_id = s.id) OR EXISTS (SELECT 1 FROM motions m \
    WHERE m.session_id = s.id AND (m.outcome IS NOT NULL OR m.yes IS NOT NULL OR m.no IS NOT NULL OR m.abstain IS NOT NULL \
    OR m.invalid IS NOT NULL OR m.unanimous IS NOT NULL OR m.collected IS NOT NULL \
    OR EXISTS (SELECT 1 FROM ballots b WHERE b.motion_id = m.id) \
    OR EXISTS (SELECT 1 FROM candidates c WHERE c.motion_id = m.id AND (c.yes IS NOT NULL OR c.elected IS NOT NULL))))";

/// A text, where there is one.
pub fn text(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

/// The columns of a part: of a field that is stored as the rows of another table.
pub fn part(ty: Type) -> &'static [&'static str] {
    match ty {
        Type::Organizations => &["organization_id"],
        Type::Persons => &["person_id"],
        Type::Subjects => &["organization_id", "person_id"],
        Type::People => &["person_id", "title"],
        Type::FormerNames => &["name", "until"],
        Type::Candidates => &["person_id", "organization_id", "role", "yes", "no", "abstain", "elected", "write_in"],
        Type::Ballots => &["organization_id", "choice"],
        Type::Sources => &["kind", "title", "date", "place", "document"],
        _ => &["text"],
    }
}

/// Rows of a noun, with some of its fields.
pub fn kept(
    read: &Read<'_>,
    shape: &Shape,
    fields: impl Iterator<Item = &'static Field>,
    which: Ids<'_>,
    order: &str,
) -> Result<Vec<Kept>> {
    let mut all = Vec::new();
    each(read, table(shape.store), &fields.collect::<Vec<_>>(), which, order, &mut |row| {
        all.push(row);
        Ok(())
    })?;
    Ok(all)
}

/// Hands on the rows of a table, one by one, with what the fields hold; a field that the table does not store
/// is `NULL`. The parts of all rows are in memory meanwhile, the rows are not.
pub fn each(
    read: &Read<'_>,
    table: &'static Table,
    fields: &[&'static Field],
    which: Ids<'_>,
    order: &str,
    take: &mut dyn FnMut(Kept) -> Result<()>,
) -> Result<()> {
    let mut parts = parts(read, table, fields, which)?;
    select(read, table, fields, which, order, &mut |row| {
        let key = row.value(0)?;
        let mut held = Vec::with_capacity(fields.len());
        for (at, (field, parts)) in fields.iter().zip(&mut parts).enumerate() {
            let one = match parts {
                Some(parts) if parts.is_empty() => Held::Parts(Vec::new()),
                Some(parts) => Held::Parts(parts.remove(&key).unwrap_or_default()),
                None => Held::One(row.value(at + 1)?),
            };
            held.push((*field, one));
        }
        take(Kept { key, fields: held })
    })
}

/// The rows of a table: the key, then what it stores of each field.
fn select(
    read: &Read<'_>,
    table: &'static Table,
    fields: &[&'static Field],
    which: Ids<'_>,
    order: &str,
    each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let key = key_of(table);
    let mut selected = format!("x.\"{key}\"");
    for field in fields {
        selected.push_str(", ");
        selected.push_str(&match field.to {
            To::Id(column) | To::Late(column) => format!("x.\"{column}\""),
            To::Column | To::Own if table.columns.contains(&field.key) => format!("x.\"{}\"", field.key),
            _ => "NULL".to_string(),
        });
    }
    let name = table.name;
    if let Ids::InOrder(ids) = which {
        let sql = format!("SELECT {selected} FROM these CROSS JOIN {name} x WHERE x.\"{key}\" = these.value");
        return read.each_of(&sql, ids, None, each);
    }
    let among = which.among("x", key);
    read.each(&format!("SELECT {selected} FROM {name} x WHERE {among} ORDER BY {order}"), &[], each)
}

/// The parts of one field of many rows, by the keys of these.
type Parts = HashMap<Value, Vec<Vec<Value>>>;

/// The parts of each field that is stored as the rows of another table.
fn parts(
    read: &Read<'_>,
    table: &'static Table,
    fields: &[&'static Field],
    which: Ids<'_>,
) -> Result<Vec<Option<Parts>>> {
    let parts = |field: &&'static Field| match field.to {
        To::Parts(of) => parts_of(read, of, field.ty, (table.name, key_of(table)), which).map(Some),
        _ => Ok(None),
    };
    fields.iter().map(parts).collect()
}

fn key_of(table: &Table) -> &'static str {
    table.columns.first().copied().unwrap_or("id")
}

/// The parts of one field by what they belong to, in their order: to rows of a table with a key.
fn parts_of(
    read: &Read<'_>,
    of: &'static str,
    ty: Type,
    (name, key): (&str, &str),
    which: Ids<'_>,
) -> Result<Parts> {
    if let Type::Sources = ty {
        return sources_of(read, (name, key), which);
    }
    let owner = key_of(table(of));
    let columns = part(ty);
    let selected = columns.iter().map(|column| format!("p.\"{column}\"")).collect::<Vec<_>>().join(", ");
    let order = if matches!(ty, Type::Ballots) { "p.organization_id" } else { "p.seq" };
    let mut all = Parts::new();
    // Of most nouns no record has any; of few rows that is as soon seen by looking each up.
    let many = matches!(which, Ids::InOrder(ids) if ids.len() > FEW);
    if many && read.first::<i64>(&format!("SELECT 1 FROM {of} LIMIT 1"), &[])?.is_none() {
        return Ok(all);
    }
    let mut one = |row: &Row<'_>| {
        let part = (1..=columns.len()).map(|at| row.value(at)).collect::<Result<Vec<_>>>()?;
        all.entry(row.value(0)?).or_default().push(part);
        Ok(())
    };
    let owners = match which {
        Ids::InOrder(ids) => {
            let sql = format!("SELECT p.{owner}, {selected} FROM these CROSS JOIN {of} p WHERE p.{owner} = these.value");
            read.each_of(&sql, ids, Some(order), &mut one)?;
            return Ok(all);
        }
        Ids::All => String::new(),
        Ids::These(ids) => format!("WHERE p.{owner} IN ({})", listed(ids)),
        Ids::Of(..) => format!("WHERE p.{owner} IN (SELECT x.{key} FROM {name} x WHERE {})", which.among("x", key)),
    };
    let sql = format!("SELECT p.{owner}, {selected} FROM {of} p {owners} ORDER BY p.{owner}, {order}");
    read.each(&sql, &[], &mut one)?;
    Ok(all)
}

/// The sources of rows of a table: they are kept by the name of the table and the key, as [`owner_of_sources`] has it.
fn sources_of(read: &Read<'_>, (name, key): (&str, &str), which: Ids<'_>) -> Result<Parts> {
    let mut all = Parts::new();
    if read.first::<i64>("SELECT 1 FROM sources LIMIT 1", &[])?.is_none() {
        return Ok(all);
    }
    let columns = part(Type::Sources);
    let selected = columns.iter().map(|column| format!("p.\"{column}\"")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT x.\"{key}\", {selected} FROM {name} x JOIN sources p ON p.record = '{name}/' || x.\"{key}\" WHERE {} \
         ORDER BY x.\"{key}\", p.seq",
        which.among("x", key)
    );
    read.each(&sql, &[], &mut |row| {
        let part = (1..=columns.len()).map(|at| row.value(at)).collect::<Result<Vec<_>>>()?;
        all.entry(row.value(0)?).or_default().push(part);
        Ok(())
    })?;
    Ok(all)
}

/// What the sources of a row are kept under.
pub fn owner_of_sources(table: &str, key: &Value) -> Value {
    match key {
        Value::Int(n) => format!("{table}/{n}").into(),
        Value::Text(text) => format!("{table}/{text}").into(),
        Value::Null | Value::Blob(_) => Value::Null,
    }
}
