//! One record of a noun that has no page of its own: every key with its label, lists as tables.

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::{
    Out, Screen, json,
    list::grid,
    page::Page,
    style::Tone,
    value::{Form, text},
};
use crate::{lang::labels, noun::is_rare};

/// Writes one record: a page, the object, a CSV of one row, or a Markdown table.
pub fn one<T: Serialize>(value: &T, noun: &str, out: Out<'_>) -> io::Result<()> {
    out.one(value, std::slice::from_ref(value), &[], |screen, _| {
        page(&json::localized(value, screen.lang)?, noun, screen)
    })
}

fn page(value: &Value, noun: &str, screen: &Screen) -> io::Result<Page> {
    let lang = screen.lang;
    let mut page = Page::new(screen);
    let Value::Object(fields) = value else {
        page.line(Tone::Plain, &text(noun, "", value, Form::Shown(lang)));
        return Ok(page);
    };
    let say = |key: &str| {
        fields.get(key).map(|value| text(noun, key, value, Form::Shown(lang))).unwrap_or_default()
    };
    let named = ["name", "title"].into_iter().find(|key| fields.get(*key).is_some_and(Value::is_string));
    let (reference, name) = (say("ref"), named.map(say).unwrap_or_default());
    // A reference that says what the name says stands alone: `第四届…/4`, a person's own name.
    let title = match (reference.as_str(), name.as_str()) {
        (reference, "") => reference.to_owned(),
        ("", name) => name.to_owned(),
        (reference, name) if reference.starts_with(name) => reference.to_owned(),
        (reference, name) => format!("{reference}  {name}"),
    };
    page.title(&title);
    let mut missing = Vec::new();
    let mut tables = Vec::new();
    for (key, value) in fields {
        let label = lang.of(labels::label(noun, key));
        let told = key == "ref" || named == Some(key.as_str()) || (key == "code" && say("code") == reference);
        match value {
            _ if told => {}
            Value::Null if is_rare(noun, key) => {}
            Value::Null => missing.push(label),
            Value::Array(items) if items.iter().any(is_record) => tables.push((key.as_str(), label, items)),
            Value::Object(inner) if is_record(value) => {
                for (key, value) in inner {
                    page.field(lang.of(labels::label(noun, key)), &text(noun, key, value, Form::Shown(lang)));
                }
            }
            _ => page.toned(
                label,
                &text(noun, key, value, Form::Shown(lang)),
                value.as_str().map_or(Tone::Plain, |code| Tone::of(key, code)),
            ),
        }
    }
    for (key, label, items) in tables {
        let mut columns: Vec<&str> = Vec::new();
        for key in items.iter().filter_map(Value::as_object).flat_map(|fields| fields.keys()) {
            if !columns.contains(&key.as_str()) {
                columns.push(key);
            }
        }
        let noun = noun_of(key).unwrap_or(noun);
        // A session has one name on a page: that of its language.
        columns.retain(|key| noun != "session" || *key != "name_en");
        page.grid(label, grid(items, noun, &columns, lang)?);
    }
    page.missing(&missing);
    Ok(page)
}

/// Whether a value is a record that wants columns, and not an organization or somebody with a title.
fn is_record(value: &Value) -> bool {
    let Value::Object(fields) = value else { return false };
    let has = |key: &str| fields.contains_key(key);
    !(fields.len() == 2 && has("name") && (has("code") || has("title")))
}

/// The noun whose labels the rows of a table under this key have.
fn noun_of(key: &str) -> Option<&'static str> {
    Some(match key {
        "posts" => "post",
        "sessions" => "session",
        "bodies" => "body",
        "rules" => "rule",
        "former_names" | "names" => "organization",
        "visits" => "visit",
        "motions" | "votes" => "vote",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lang::Lang,
        render::{
            Format, out,
            width::{is_control, width},
        },
    };
    use serde_json::json;

    fn shown(value: &Value, noun: &str, format: Format, lang: Lang, width: usize) -> String {
        out::shown(format, &Screen { lang, width, color: false }, |out| one(value, noun, out))
    }

    #[test]
    fn a_record_is_told_by_its_labels() {
        let value = json!({"ref": "hsd", "code": "hsd", "name": "环上大科技园", "kind": "park", "province": null,
            "aliases": ["环上大", "上大\u{1b}科技园"], "former_names": [{"name": "旧名", "until": "2020-01-01"}], "note": null});
        let zh = shown(&value, "organization", Format::Table, Lang::Zh, 80);
        let want = "hsd  环上大科技园\n类型：科技园\n别名：环上大、上大\\u{1b}科技园\n\n曾用名\n单位名称  截止\n────────  ────────────\n旧名      2020年1月1日\n\n未记录：省份、备注\n";
        assert_eq!(zh, want);
        let en = shown(&value, "organization", Format::Table, Lang::En, 80);
        assert!(
            en.contains("kind:    science park") && en.ends_with("not recorded: province, note\n"),
            "{en}"
        );
        let markdown = shown(&value, "organization", Format::Markdown, Lang::Zh, 80);
        assert!(markdown.starts_with("# hsd  环上大科技园\n\n| 项目 | 内容 |\n"), "{markdown}");
        for columns in [120, 80, 60, 40] {
            for line in shown(&value, "organization", Format::Table, Lang::En, columns).lines() {
                assert!(width(line) <= columns && !line.contains(is_control), "{line}");
            }
        }
    }
}
