//! Entries back to the text of a record file. Reading that text gives the same entries.

use std::fmt::Write as _;

use super::entry::{Entry, Given};
use crate::model::words::Choice;

/// The entries as TOML, each with its keys in the order of contract 4; the tables inside a session
/// below it.
pub fn toml(entries: &[Entry]) -> String {
    let mut out = String::new();
    for entry in entries {
        write_entry(entry, &mut out);
    }
    out
}

fn write_entry(entry: &Entry, out: &mut String) {
    let table = entry.shape.table;
    if !out.is_empty() {
        out.push('\n');
    }
    // Writing to a String cannot fail.
    let _ = if entry.shape.once { writeln!(out, "[{table}]") } else { writeln!(out, "[[{table}]]") };
    for (key, _, given) in entry.iter() {
        if let Some(value) = value(given) {
            let _ = writeln!(out, "{key} = {value}");
        }
    }
    let unknown: Vec<String> =
        entry.iter().filter(|(.., given)| **given == Given::Unknown).map(|(key, ..)| basic(key)).collect();
    if !unknown.is_empty() {
        let _ = writeln!(out, "unset = [{}]", unknown.join(", "));
    }
    for child in &entry.children {
        write_entry(child, out);
    }
}

/// A value as it stands after `key = `; `None` for what `unset` says.
fn value(given: &Given) -> Option<String> {
    Some(match given {
        Given::Unknown => return None,
        Given::Text(text) => string(text),
        Given::Int(int) => int.to_string(),
        Given::Flag(flag) => flag.to_string(),
        Given::Days(days) => match days.single() {
            Some(day) => day.to_string(),
            None => basic(&format!("{}..{}", days.start, days.end)),
        },
        Given::Pending => basic("pending"),
        Given::Word(word) => basic(word),
        Given::Fraction(fraction) => basic(&fraction.to_string()),
        Given::NoFraction => basic("none"),
        Given::Texts(texts) => list(texts.iter().map(|(text, _)| basic(text))),
        Given::People(people) => list(people.iter().map(|who| match (&who.name, &who.title) {
            (Some(name), None) => basic(name),
            (name, title) => table([("name", text(name)), ("title", text(title))]),
        })),
        Given::FormerNames(names) => list(names.iter().map(|former| {
            let until = former.until.map(|day| day.to_string());
            table([("name", Some(basic(&former.name))), ("until", until)])
        })),
        Given::Candidates(candidates) => list(candidates.iter().map(|candidate| {
            table([
                ("person", text(&candidate.person)),
                ("organization", text(&candidate.organization)),
                ("role", candidate.role.map(basic)),
                ("yes", candidate.yes.map(|yes| yes.to_string())),
                ("elected", candidate.elected.map(|elected| elected.to_string())),
            ])
        })),
        Given::Ballots(ballots) => {
            let mut choices: Vec<(Choice, Vec<String>)> = Vec::new();
            for (choice, name, _) in ballots {
                match choices.iter_mut().find(|(old, _)| old == choice) {
                    Some((_, names)) => names.push(basic(name)),
                    None => choices.push((*choice, vec![basic(name)])),
                }
            }
            table(choices.into_iter().map(|(choice, names)| (choice.code(), Some(list(names.into_iter())))))
        }
    })
}

fn text(text: &Option<String>) -> Option<String> {
    text.as_deref().map(basic)
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn table<'a>(rows: impl IntoIterator<Item = (&'a str, Option<String>)>) -> String {
    let rows: Vec<String> =
        rows.into_iter().filter_map(|(key, value)| value.map(|value| format!("{key} = {value}"))).collect();
    if rows.is_empty() { "{}".into() } else { format!("{{ {} }}", rows.join(", ")) }
}

/// A string: of several lines where the text has them.
fn string(text: &str) -> String {
    if !text.contains('\n') {
        return basic(text);
    }
    // The first line break after the opening quotes is not part of the text.
    let mut out = String::from("\"\"\"\n");
    let mut quotes = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            '\n' => out.push('\n'),
            // Three quotes would end the string, and so would one before its end.
            '"' if quotes < 3 && chars.peek().is_some() => out.push('"'),
            '"' => {
                quotes = 0;
                out.push_str("\\\"");
            }
            c => escape(c, &mut out),
        }
    }
    out.push_str("\"\"\"");
    out
}

/// A string of one line.
fn basic(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    text.chars().for_each(|c| escape(c, &mut out));
    out.push('"');
    out
}

fn escape(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c.is_control() => {
            let _ = write!(out, "\\u{:04X}", c as u32);
        }
        c => out.push(c),
    }
}
