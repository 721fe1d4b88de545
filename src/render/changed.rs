//! What became of records, field by field: of one entry of the journal, or between two states of a registry.

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::{
    Out, Screen,
    page::Page,
    short,
    style::Tone,
    value::{Form, text},
    width::one_line,
};
use crate::{
    lang::{Lang, labels},
    model::{
        changed::{Changed, EntryShown, FieldChange},
        words::{CHANGE_ACTIONS, ChangeAction},
    },
    noun,
};

/// The columns of a change as CSV: one row a field.
const KEYS: &[&str] = &["noun", "ref", "action", "field", "before", "after"];

/// One field that has changed, with its record.
#[derive(Clone, Copy, Serialize)]
struct Line<'a> {
    noun: &'a str,
    #[serde(rename = "ref")]
    reference: &'a str,
    action: ChangeAction,
    field: Option<&'a str>,
    before: &'a Value,
    after: &'a Value,
}

fn lines(changes: &[Changed]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for changed in changes {
        let Changed { noun, reference, action, fields, .. } = changed;
        let bare = Line { noun, reference, action: *action, field: None, before: &Value::Null, after: &Value::Null };
        if fields.is_empty() {
            lines.push(bare);
            continue;
        }
        lines.extend(fields.iter().map(|one| Line {
            field: Some(one.field),
            before: &one.before,
            after: &one.after,
            ..bare
        }));
    }
    lines
}

/// Writes an entry of the journal with what it changed; `at` is its time where the reader is.
pub fn entry(shown: &EntryShown, out: Out<'_>) -> io::Result<()> {
    out.one(shown, &lines(&shown.changes), KEYS, |screen, _| {
        let lang = screen.lang;
        let mut page = Page::new(screen);
        let EntryShown { entry: n, at, actor, hash, .. } = shown;
        let role = shown.role.as_deref().filter(|role| role != actor);
        let role = role.map_or_else(String::new, |role| lang.bracket(&format!("{} {role}", lang.word("role", "角色"))));
        page.title(&format!("#{n}  {at}  {actor}{role}  {}", short(hash)));
        page.line(Tone::Plain, &one_line(&shown.command));
        if let Some(why) = &shown.why {
            page.line(Tone::Plain, &format!("{}{}{why}", lang.word("why", "事由"), lang.colon()));
        }
        if let Some(undone) = shown.undoes {
            page.line(Tone::Plain, &format!("{}{undone}", lang.word("takes back #", "撤销#")));
        }
        items(&mut page, &shown.changes, screen);
        if shown.changes.is_empty() {
            page.line(Tone::Dim, lang.word("it changed no record", "未改动任何记录"));
        }
        Ok(page)
    })
}

/// Writes what became of records; `sides` says what is compared, before and after.
pub fn diff(changes: &[Changed], sides: (&str, &str), out: Out<'_>) -> io::Result<()> {
    // As JSON the records are an array of their own, whatever stands in them.
    if out.format == super::Format::Json {
        return super::json::write_rows(changes, out.screen.lang, out.to);
    }
    out.rows(&lines(changes), KEYS, |screen, _| {
        let mut page = Page::new(screen);
        page.title(&format!("{} → {}", sides.0, sides.1));
        items(&mut page, changes, screen);
        if changes.is_empty() {
            page.line(Tone::Dim, screen.lang.word("no record differs", "没有差异"));
        }
        Ok(page)
    })
}

fn items(page: &mut Page, changes: &[Changed], screen: &Screen) {
    let lang = screen.lang;
    for changed in changes {
        let noun = noun::named(changed.noun).map_or(changed.noun, |shape| lang.word(shape.en, shape.zh));
        let action = CHANGE_ACTIONS.labels(changed.action.code()).map_or("", |labels| lang.of(labels));
        let tone = match changed.action {
            ChangeAction::Add => Tone::Good,
            ChangeAction::Remove => Tone::Bad,
            ChangeAction::Change => Tone::Bold,
        };
        let mut under: Vec<String> =
            changed.fields.iter().map(|field| told(changed.noun, field, changed.action, lang)).collect();
        under.extend(changed.erased_by.map(|entry| match lang {
            Lang::En => format!("words of it were erased by #{entry}"),
            Lang::Zh => format!("部分内容已由 #{entry} 抹去"),
        }));
        let reference = one_line(&changed.reference);
        page.item(tone, format!("{action}{}{noun} {reference}", lang.colon()).trim_end(), &under);
    }
}

/// `venue: 上海 → 苏州`; of a list what came and what went.
fn told(noun: &str, FieldChange { field, before, after }: &FieldChange, action: ChangeAction, lang: Lang) -> String {
    let label = lang.of(labels::label(noun, field));
    let said = |value: &Value| text(noun, field, value, Form::Shown(lang));
    let value = match action {
        ChangeAction::Add => said(after),
        ChangeAction::Remove => said(before),
        ChangeAction::Change => {
            let list = |value: &Value| match value {
                Value::Array(items) => Some(items.clone()),
                Value::Null => Some(Vec::new()),
                _ => None,
            };
            let is_list = before.is_array() || after.is_array();
            match (list(before), list(after)) {
                (Some(before), Some(after)) if is_list => items_told(noun, field, &before, &after, lang),
                _ => {
                    let known = |value: &Value| match value {
                        Value::Null => lang.word("(unknown)", "（空）").to_string(),
                        value => said(value),
                    };
                    format!("{} → {}", known(before), known(after))
                }
            }
        }
    };
    format!("{label}{}{value}", lang.colon())
}

/// What a list lost and gained; both whole where it has the same items in another order.
fn items_told(noun: &str, field: &str, before: &[Value], after: &[Value], lang: Lang) -> String {
    let said = |items: &[Value]| text(noun, field, &Value::Array(items.to_vec()), Form::Shown(lang));
    let without = |items: &[Value], others: &[Value]| -> Vec<Value> {
        let mut others = others.to_vec();
        let mut left = items.to_vec();
        left.retain(|item| match others.iter().position(|other| other == item) {
            Some(at) => {
                others.swap_remove(at);
                false
            }
            None => true,
        });
        left
    };
    let (gone, new) = (without(before, after), without(after, before));
    match (gone.is_empty(), new.is_empty()) {
        (true, true) => format!("{} → {}", said(before), said(after)),
        (true, false) => format!("+ {}", said(&new)),
        (false, true) => format!("- {}", said(&gone)),
        (false, false) => format!("- {}{} + {}", said(&gone), lang.word(";", "；"), said(&new)),
    }
}
