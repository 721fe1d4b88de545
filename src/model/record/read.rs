//! A record file as a whole: tables to entries, and what must hold of each.

use std::collections::HashSet;

use super::entry::{Entry, Given};
use super::faults::{Faults, quoted};
use super::figures::lacks;
use super::nouns::SHAPES;
use super::shape::Shape;
use super::source::{Node, Place, Value, parse};
use super::value::read_value;
use crate::error::Error;
use crate::model::text;
use crate::say;

/// The entries of one record file.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// In the order of the file; the tables inside a session are its children.
    pub entries: Vec<Entry>,
}

/// Reads a record file (contract 4), TOML or JSON. `name` is what it is called in messages.
///
/// # Errors
/// Every fault of the file, in its order, each with file, line and column before the message. Where
/// the text itself is faulty (encoding, syntax), the faults of its entries are not yet known.
pub fn read(name: &str, bytes: &[u8]) -> Result<Record, Vec<Error>> {
    let root = parse(name, bytes)?;
    let mut faults = Faults::default();
    let mut entries = Vec::new();
    if let Value::Table(rows) = &root.value {
        for (key, place, node) in rows {
            match SHAPES.iter().find(|shape| shape.noun == key) {
                Some(shape) => read_tables(shape, node, &mut entries, &mut faults),
                None => faults.push(place, unknown_noun(key)),
            }
        }
    }
    entries.sort_by_key(|entry| (entry.place.line, entry.place.column));
    for entry in &entries {
        entry.contradictions(&mut faults);
    }
    faults.or(Record { entries })
}

/// The entries of one noun.
fn read_tables(shape: &'static Shape, node: &Node, into: &mut Vec<Entry>, faults: &mut Faults) {
    match (&node.value, shape.once) {
        (Value::Table(rows), true) => into.push(read_entry(shape, &node.place, rows, faults)),
        (Value::List(items), false) => {
            for item in items {
                match &item.value {
                    Value::Table(rows) => into.push(read_entry(shape, &item.place, rows, faults)),
                    _ => faults.push(&item.place, brackets(shape)),
                }
            }
        }
        (Value::Table(rows), false)
            if !rows.is_empty() && rows.iter().all(|(key, ..)| shape.child(key).is_some()) =>
        {
            let inner = rows.iter().find_map(|(key, ..)| shape.child(key)).map_or("", |child| child.table);
            let place = rows.first().map_or(&node.place, |(_, place, _)| place);
            let table = shape.table;
            faults.push(
                place,
                Error::invalid(say!(
                    "[[{inner}]] stands before any [[{table}]]",
                    "[[{inner}]]之前没有[[{table}]]"
                ))
                .hint(say!(
                    "put it below the [[{table}]] to which it belongs",
                    "请放在所属的[[{table}]]之后"
                )),
            );
        }
        _ => faults.push(&node.place, brackets(shape)),
    }
}

/// Which brackets a noun wants.
fn brackets(shape: &Shape) -> Error {
    let table = shape.table;
    Error::invalid(if shape.once {
        say!(
            "write [{table}] in single brackets, once (in JSON: one object)",
            "请写作单方括号 [{table}],只写一次(JSON中为一个对象)"
        )
    } else {
        say!(
            "write [[{table}]] in double brackets, for each entry (in JSON: a list of objects)",
            "请写作双方括号 [[{table}]],每个条目一个(JSON中为对象列表)"
        )
    })
}

/// One entry with the tables inside it.
fn read_entry(shape: &'static Shape, place: &Place, rows: &[(String, Place, Node)], faults: &mut Faults) -> Entry {
    let mut entry = read_fields(shape, place, rows, faults);
    for (key, _, node) in rows {
        if let Some(child) = shape.child(key) {
            read_tables(child, node, &mut entry.children, faults);
        }
    }
    entry.children.sort_by_key(|child| (child.place.line, child.place.column));
    entry
}

/// The keys of one table, `unset` among them.
pub(super) fn read_fields(
    shape: &'static Shape,
    place: &Place,
    rows: &[(String, Place, Node)],
    faults: &mut Faults,
) -> Entry {
    let mut entry = Entry::new(shape, place.clone());
    let mut faulty: HashSet<&str> = HashSet::new();
    let is_entry = !shape.matched.is_empty() || shape.once;
    for (key, key_place, node) in rows {
        match shape.field(key) {
            Some(field) if node.value == Value::Null => {
                entry.put(field.key, Given::Unknown, node.place.clone());
            }
            Some(field) => match read_value(field, node, faults) {
                Some(given) => {
                    entry.put(field.key, given, node.place.clone());
                }
                None => {
                    faulty.insert(field.key);
                }
            },
            None if key == "unset" && is_entry || shape.child(key).is_some() => {}
            None => faults.push(key_place, unknown_key(shape, key, is_entry)),
        }
    }
    if let Some((.., node)) = rows.iter().find(|(key, ..)| key == "unset").filter(|_| is_entry) {
        unset(&mut entry, node, &faulty, faults);
    }
    for field in shape.fields.iter().filter(|field| field.required && !faulty.contains(field.key)) {
        let key = field.key;
        match entry.get(key) {
            Some(Given::Unknown) => faults.push(entry.place_of(key), cannot_unset(shape, key)),
            Some(_) => {}
            None => faults.push(place, lacks(shape, field)),
        }
    }
    if let Err((place, error)) = entry.settle_range() {
        faults.push(&place, error);
    }
    entry
}

/// `unset = ["key", …]`.
fn unset(entry: &mut Entry, node: &Node, faulty: &HashSet<&str>, faults: &mut Faults) {
    let shape = entry.shape;
    let example = || say!("for example unset = [\"note\"]", "例如 unset = [\"note\"]");
    let Value::List(items) = &node.value else {
        let message = say!("unset is a list of keys", "unset应为键名列表");
        faults.push(&node.place, Error::invalid(message).hint(example()));
        return;
    };
    for item in items {
        let Value::Text(key) = &item.value else {
            let message = say!("unset lists keys in quotes", "unset中应列出加引号的键名");
            faults.push(&item.place, Error::invalid(message).hint(example()));
            continue;
        };
        let Some(field) = shape.field(key.trim()) else {
            faults.push(&item.place, unknown_key(shape, key, true));
            continue;
        };
        let key = field.key;
        if field.required {
            faults.push(&item.place, cannot_unset(shape, key));
        } else if faulty.contains(key) || matches!(entry.get(key), Some(given) if *given != Given::Unknown) {
            faults.push(
                &item.place,
                Error::invalid(say!("{key} is both given and in unset", "{key}既有值又列在unset中"))
                    .hint(say!("delete one of the two", "请删去其中一处")),
            );
        } else {
            entry.put(key, Given::Unknown, item.place.clone());
        }
    }
}

/// A required key cannot become unknown.
pub(super) fn cannot_unset(shape: &Shape, key: &str) -> Error {
    let table = shape.table;
    Error::invalid(say!("{key} of {table} cannot be unknown", "{table}的{key}是必填项,不能改为未知"))
}

/// A key that a noun does not have.
pub(super) fn unknown_key(shape: &Shape, key: &str, with_unset: bool) -> Error {
    let mut all: Vec<&str> = shape.fields.iter().map(|field| field.key).collect();
    all.extend(shape.children.iter().map(|child| child.noun));
    if with_unset {
        all.push("unset");
    }
    let (table, name) = (shape.table, quoted(key));
    let error = Error::invalid(say!("{table} has no key {name}", "{table}没有{name}这个键"));
    nearest_or_all(error, key, all)
}

/// A table that record files do not have.
fn unknown_noun(key: &str) -> Error {
    let name = quoted(key);
    let all = SHAPES.iter().map(|shape| shape.noun).collect();
    let error = Error::invalid(say!(
        "a record file has no table or key {name} here",
        "记录文件此处没有{name}这个表或键"
    ));
    nearest_or_all(error, key, all)
}

/// The nearest right word as the hint; where none is near, all of them.
fn nearest_or_all(error: Error, wrong: &str, all: Vec<&str>) -> Error {
    let list = all.join(", ");
    match text::nearest(wrong.trim(), all) {
        Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}?")),
        None => error.hint(say!("the keys are {list}", "可用的键:{list}")),
    }
}
