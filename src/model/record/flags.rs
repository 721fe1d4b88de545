//! Keys given on the command line: flags and `FIELD=VALUE`. Each text is first made the value that
//! would stand in a record file, then read like that.

use super::entry::{Entry, Given};
use super::faults::{Faults, quoted};
use super::read::{cannot_unset, unknown_key};
use super::shape::{Field, Type};
use super::source::{Node, Place, Value, check_text};
use super::value::read_value;
use crate::error::Error;
use crate::model::day::Days;
use crate::model::words::{CHOICES, ROLES};
use crate::say;

impl Entry {
    /// Sets a key, named as key or as flag, from the texts that were given for it: several for a
    /// list, else one. A single empty text makes it unknown. Lists take, besides plain names:
    /// people `NAME`, `NAME/TITLE`, `/TITLE`; former names `NAME[:LAST-DAY]`; ballots `ORG=CHOICE`;
    /// candidates `NAME[@ORG][:YES[:ELECTED]]` (`@ORG` for an organization that itself stands).
    /// Call [`Entry::settle`] after the last key.
    ///
    /// # Errors
    /// Every fault of the texts, each with the flag before it.
    pub fn set_text(&mut self, key: &str, values: &[String], place: &Place) -> Result<(), Vec<Error>> {
        let mut faults = Faults::default();
        let Some(field) = self.shape.field_by_flag(key) else {
            faults.push(place, unknown_key(self.shape, key, false));
            return Err(faults.finish());
        };
        for value in values {
            check_text(value, place, &mut faults);
        }
        let given = match values {
            _ if faults.len() > 0 => None,
            [] => Some(Given::Unknown),
            [only] if only.trim().is_empty() => Some(Given::Unknown),
            [_, _, ..] if !field.ty.is_list() => {
                let name = field.key;
                faults.push(place, Error::invalid(say!("{name} is given more than once", "{name}给出了多次")));
                None
            }
            _ => node(field, values, place, &mut faults).and_then(|node| read_value(field, &node, &mut faults)),
        };
        if given == Some(Given::Unknown) && field.required {
            faults.push(place, cannot_unset(self.shape, field.key));
        }
        if let Some(given) = given.filter(|_| faults.len() == 0) {
            self.put(field.key, given, place.clone());
        }
        faults.or(())
    }
}

/// The value that would stand in a record file.
fn node(field: &Field, values: &[String], place: &Place, faults: &mut Faults) -> Option<Node> {
    let at = |value: Value| Node { value, place: place.clone() };
    let text = |text: &str| at(Value::Text(text.to_owned()));
    let row = |key: &str, value: Node| (key.to_owned(), place.clone(), value);
    let list = |item: &dyn Fn(&str) -> Node| {
        Some(at(Value::List(values.iter().map(|value| item(value)).collect())))
    };
    let first = values.first().map_or("", |value| value.trim());
    match field.ty {
        Type::Count | Type::Number => Some(match first.parse() {
            Ok(int) => at(Value::Int(int)),
            Err(_) => text(first),
        }),
        Type::Flag => Some(flag(first).map_or_else(|| text(first), |flag| at(Value::Bool(flag)))),
        Type::Lines | Type::Organizations | Type::Subjects | Type::Persons => list(&|value| text(value)),
        Type::People => list(&|value| {
            let Some((name, title)) = value.split_once(['/', '／']) else { return text(value) };
            let parts = [("name", name), ("title", title)];
            let filled = parts.into_iter().filter(|(_, part)| !part.trim().is_empty());
            at(Value::Table(filled.map(|(key, part)| row(key, text(part))).collect()))
        }),
        Type::FormerNames => list(&|value| {
            let rows = match value.rsplit_once([':', '：']).filter(|(_, day)| Days::parse(day.trim()).is_ok()) {
                Some((name, day)) => vec![row("name", text(name)), row("until", text(day))],
                None => vec![row("name", text(value))],
            };
            at(Value::Table(rows))
        }),
        Type::Candidates => {
            let items: Vec<Node> = values.iter().filter_map(|value| candidate(value, place, faults)).collect();
            Some(at(Value::List(items)))
        }
        Type::Ballots => {
            let mut rows: Vec<(String, Place, Node)> = Vec::new();
            for value in values {
                let Some((name, choice)) = value.rsplit_once(['=', '＝']) else {
                    let shown = quoted(value);
                    let message = say!("the ballot {shown} names no choice", "{shown}没有写明表决意见");
                    let hint = say!("write ORG=yes (no, abstain, invalid, absent)", "写法:单位=yes(no、abstain、invalid、absent)");
                    faults.push(place, Error::invalid(message).hint(hint));
                    continue;
                };
                // An unknown word stays as it is and is answered by the reader, with its hint.
                let choice = CHOICES.find(choice).unwrap_or(choice.trim());
                match rows.iter_mut().find(|(key, ..)| key == choice) {
                    Some((.., Node { value: Value::List(items), .. })) => items.push(text(name)),
                    _ => rows.push(row(choice, at(Value::List(vec![text(name)])))),
                }
            }
            (faults.len() == 0).then(|| at(Value::Table(rows)))
        }
        _ => Some(text(first)),
    }
}

/// `NAME[@ORG][:YES[:ELECTED]]`; after the name, a count, a yes or no, or an office, in any order.
fn candidate(value: &str, place: &Place, faults: &mut Faults) -> Option<Node> {
    let at = |value: Value| Node { value, place: place.clone() };
    let row = |key: &str, value: Value| (key.to_owned(), place.clone(), at(value));
    let mut parts = value.split([':', '：']);
    let who = parts.next().unwrap_or("");
    let (person, organization) = who.split_once(['@', '＠']).unwrap_or((who, ""));
    let mut rows = Vec::new();
    for (key, name) in [("person", person), ("organization", organization)] {
        if !name.trim().is_empty() {
            rows.push(row(key, Value::Text(name.to_owned())));
        }
    }
    for part in parts.map(str::trim) {
        let (key, found) = if let Ok(yes) = part.parse() {
            ("yes", Value::Int(yes))
        } else if let Some(elected) = flag(part) {
            ("elected", Value::Bool(elected))
        } else if ROLES.find(part).is_some() {
            ("role", Value::Text(part.to_owned()))
        } else {
            let (part, value) = (quoted(part), quoted(value));
            let message =
                say!("{part} in the candidate {value} is not understood", "候选人{value}中的{part}无法识别");
            let hint = say!(
                "write NAME@ORG:VOTES:elected, for example 张三@A园:9:true",
                "写法:姓名@单位:票数:是否当选,例如 张三@A园:9:true"
            );
            faults.push(place, Error::invalid(message).hint(hint));
            return None;
        };
        if rows.iter().any(|(old, ..)| old == key) {
            let value = quoted(value);
            let message = say!("the candidate {value} says {key} twice", "候选人{value}中{key}重复");
            faults.push(place, Error::invalid(message));
            return None;
        }
        rows.push(row(key, found));
    }
    Some(at(Value::Table(rows)))
}

/// Yes or no in words.
fn flag(text: &str) -> Option<bool> {
    const YES: [&str; 5] = ["true", "yes", "是", "elected", "当选"];
    const NO: [&str; 6] = ["false", "no", "否", "not-elected", "落选", "未当选"];
    let one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text.trim()));
    if one_of(&YES) {
        Some(true)
    } else if one_of(&NO) {
        Some(false)
    } else {
        None
    }
}
