//! What became of records, field by field: of one entry of the journal, or between two states of a registry.

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::{
    Out, Screen,
    page::{Page, day},
    short,
    style::Tone,
    value::{Form, text},
    width::one_line,
};
use crate::{
    lang::{Lang, labels},
    model::{
        changed::{Changed, EntryShown, FieldChange},
        day::Day,
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
        let of = changed.of.iter().map(|(key, value)| said(changed.noun, key, value, lang)).collect::<Vec<_>>();
        let of = if of.is_empty() { String::new() } else { lang.bracket(&of.join(lang.comma())) };
        let head = format!("{action}{}{noun} {}{of}", lang.colon(), changed.reference);
        page.item(tone, &one_line(head.trim_end()), &under);
    }
}

/// `venue: 上海 → 苏州`; of a list what came, what went, and what became of an item that stayed.
fn told(noun: &str, FieldChange { field, before, after }: &FieldChange, action: ChangeAction, lang: Lang) -> String {
    let label = lang.of(labels::label(noun, field));
    let said = |value: &Value| match value {
        Value::Null => lang.word("(unknown)", "（空）").to_string(),
        value => said(noun, field, value, lang),
    };
    let value = match action {
        ChangeAction::Add => said(after),
        ChangeAction::Remove => said(before),
        ChangeAction::Change if before.is_array() || after.is_array() => {
            let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
            items_told(noun, field, &items(before), &items(after), lang)
        }
        ChangeAction::Change => format!("{} → {}", said(before), said(after)),
    };
    format!("{label}{}{value}", lang.colon())
}

/// A value as people read it; of an item of several parts who it is, and each figure with its label.
fn said(noun: &str, field: &str, value: &Value, lang: Lang) -> String {
    match value {
        Value::Array(items) => {
            let parted = if items.iter().any(is_parted) { lang.word("; ", "；") } else { lang.comma() };
            items.iter().map(|item| said(noun, field, item, lang)).collect::<Vec<_>>().join(parted)
        }
        Value::Object(parts) if is_parted(value) => {
            let of = match field {
                "sources" => Some(&noun::SOURCE),
                "candidates" => Some(&noun::CANDIDATE),
                _ => None,
            };
            let word = |key: &str, value: &Value| {
                let families = of.and_then(|shape| shape.field(key)).map(|field| field.ty.families()).unwrap_or_default();
                let code = value.as_str().unwrap_or_default();
                let label = families.iter().find_map(|family| family.labels(code)).map(|label| lang.of(label).to_string());
                // Days of parts are no days of a noun.
                let on = || Day::from_iso(code).filter(|_| key == "date").map(|on| day(on, lang));
                let text = label.or_else(on).unwrap_or_else(|| text("", key, value, Form::Shown(lang)));
                match value {
                    Value::Number(_) | Value::Bool(_) => format!("{}{}{text}", lang.of(labels::label("candidate", key)), lang.colon()),
                    _ => text,
                }
            };
            let known = parts.iter().filter(|(_, value)| !value.is_null());
            known.map(|(key, value)| word(key, value)).collect::<Vec<_>>().join(lang.comma())
        }
        value => text(noun, field, value, Form::Shown(lang)),
    }
}

/// Whether an item has more parts than a name with a word or a day behind it.
fn is_parted(item: &Value) -> bool {
    item.as_object().is_some_and(|parts| parts.len() > 2)
}

/// Whom or what an item is about, where it says so.
fn about(item: &Value) -> Option<&Value> {
    ["person", "organization", "name"].iter().filter_map(|key| item.get(key)).find(|value| !value.is_null())
}

/// What a list lost and gained; both whole where it has the same items in another order.
fn items_told(noun: &str, field: &str, before: &[Value], after: &[Value], lang: Lang) -> String {
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
    let (mut gone, mut new) = (without(before, after), without(after, before));
    let list = |items: &[Value]| said(noun, field, &Value::Array(items.to_vec()), lang);
    if gone.is_empty() && new.is_empty() {
        return format!("{} → {}", list(before), list(after));
    }
    let mut parts = Vec::new();
    // An item that is still there and says another thing.
    let once = |items: &[Value], item: &Value| items.iter().filter(|other| about(other) == about(item)).count() == 1;
    let stayed: Vec<(Value, Value)> = gone
        .iter()
        .filter(|was| about(was).is_some() && once(&gone, was) && once(&new, was))
        .filter_map(|was| Some((was.clone(), new.iter().find(|is| about(is) == about(was))?.clone())))
        .collect();
    for (was, is) in stayed {
        gone.retain(|item| *item != was);
        new.retain(|item| *item != is);
        let who = about(&was).map(|who| text("", "name", who, Form::Shown(lang))).unwrap_or_default();
        let rest = |item: &Value, other: &Value| {
            let parts = item.as_object().cloned().unwrap_or_default();
            let differing = parts.into_iter().filter(|(key, value)| other.get(key) != Some(value));
            let word = |(key, value): (String, Value)| match &value {
                Value::Null => "-".to_string(),
                value => text("", &key, value, Form::Shown(lang)),
            };
            differing.map(word).collect::<Vec<_>>().join(lang.comma())
        };
        parts.push(format!("{who} {} → {}", rest(&was, &is), rest(&is, &was)));
    }
    parts.extend((!gone.is_empty()).then(|| format!("- {}", list(&gone))));
    parts.extend((!new.is_empty()).then(|| format!("+ {}", list(&new))));
    parts.join(lang.word("; ", "；"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(noun: &str, field: &'static str, before: Value, after: Value, action: ChangeAction, lang: Lang) -> String {
        told(noun, &FieldChange { field, before, after }, action, lang)
    }

    #[test]
    fn a_field_is_told_before_and_after() {
        use ChangeAction::*;
        let mut wrong = Vec::new();
        let org = |name: &str| json!({ "code": "x", "name": name });
        let ballot = |name: &str, choice: &str| json!({ "organization": { "code": name, "name": name }, "choice": choice });
        let stood = |name: &str, yes: Value, elected: Value| {
            json!({ "person": name, "organization": null, "role": "president", "yes": yes, "no": null, "abstain": null, "elected": elected })
        };
        for (noun, field, before, after, action, zh) in [
            ("session", "venue", json!("上海"), json!("苏州"), Change, "地点：上海 → 苏州"),
            ("session", "venue", json!(null), json!("苏州"), Change, "地点：（空） → 苏州"),
            ("session", "venue", json!("上海"), json!(null), Remove, "地点：上海"),
            ("session", "start", json!("2024-01-05"), json!("2024-01-06"), Change, "开始：2024年1月5日 → 2024年1月6日"),
            ("session", "host", org("甲"), org("乙"), Change, "承办单位：甲 → 乙"),
            ("motion", "kind", json!("budget"), json!("dues"), Change, "类别：财务预算 → 会费"),
            ("motion", "unanimous", json!(null), json!(true), Add, "全票：是"),
            ("visit", "sites", json!(["展厅"]), json!(["展厅", "中心"]), Change, "参观：+ 中心"),
            ("visit", "sites", json!(["展厅", "中心"]), json!(["中心", "展厅"]), Change, "参观：展厅、中心 → 中心、展厅"),
            ("visit", "sites", json!(["展厅"]), json!(null), Change, "参观：- 展厅"),
            ("motion", "ballots", json!([ballot("甲", "yes"), ballot("乙", "no")]), json!([ballot("甲", "no"), ballot("乙", "no"), ballot("丙", "abstain")]), Change,
                "逐票名单：甲 赞成 → 反对；+ 丙 弃权"),
            ("motion", "candidates", json!([stood("张三", json!(9), json!(null))]), json!([stood("张三", json!(8), json!(true))]), Change, "候选人：张三 9、- → 8、是"),
            ("motion", "candidates", json!(null), json!([stood("张三", json!(9), json!(true)), stood("李四", json!(3), json!(null))]), Add,
                "候选人：张三、理事长、赞成：9、当选：是；李四、理事长、赞成：3"),
        ] {
            let told = shown(noun, field, before, after, action, Lang::Zh);
            wrong.extend((told != zh).then(|| format!("{told} is not {zh}")));
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
