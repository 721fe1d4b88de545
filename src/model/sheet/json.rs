//! Lists as one JSON document: an object with an array for each, in it an object for each row.

use std::{collections::HashSet, fmt, marker::PhantomData};

use csv::StringRecord;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{error::Category, value::RawValue};

use super::{List, join, tame};
use crate::{
    error::{Error, Result},
    say,
};

/// The keys and values of an object in their order, also where a key stands twice.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Of<'a> {
            type Value = Pairs<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'a>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(Of(PhantomData))
    }
}

/// The arrays of a document, each by its key; whether that is a list's name, who takes them says. A row's
/// line is its place in the array, from 1.
///
/// # Errors
/// Everything in it that is no list, together.
pub fn lists(file: &str, text: &str) -> Result<Vec<List>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Pairs(arrays) = serde_json::from_str(text).map_err(|e| {
        // The parser counts bytes, an editor characters.
        let line = e.line();
        let before = text.split('\n').nth(line.saturating_sub(1)).and_then(|text| text.get(..e.column()));
        let column = before.map_or(e.column(), |before| before.chars().count());
        match e.classify() {
            Category::Data => no_lists(file),
            _ => Error::invalid(say!(
                "{file}:{line}:{column}: this is no JSON",
                "{file}:{line}:{column}：不是合规的 JSON"
            ))
            .because(&e),
        }
    })?;
    let (mut lists, mut faults, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (key, array) in &arrays {
        let place = format!("{file} {key}");
        if !seen.insert(key) {
            faults.push(Error::invalid(say!("{place} stands twice", "{place} 出现了两次")));
        } else if let Ok(items) = serde_json::from_str(array.get()) {
            lists.push(list(place, key, items, &mut faults));
        } else {
            faults.push(Error::invalid(say!("{place} is no array", "{place} 不是数组")));
        }
    }
    Error::together(faults).map_or(Ok(lists), Err)
}

fn no_lists(file: &str) -> Error {
    Error::invalid(say!("{file} is no object of lists", "{file} 不是由清单组成的对象")).hint(say!(
        "{{\"organizations\": [{{\"name\": \"…\"}}, …], …}}",
        "{{\"organizations\": [{{\"name\": \"…\"}}, …], …}}"
    ))
}

fn list(place: String, name: &str, items: Vec<&RawValue>, faults: &mut Vec<Error>) -> List {
    let (mut headings, mut rows): (Vec<String>, _) = (Vec::new(), Vec::new());
    for (at, item) in items.into_iter().enumerate() {
        let line = at + 1;
        let Ok(Pairs(object)) = serde_json::from_str(item.get()) else {
            faults
                .push(Error::invalid(say!("{place}:{line}: this is no object", "{place}:{line}：不是对象")));
            continue;
        };
        let mut cells: Vec<Option<String>> = vec![None; headings.len()];
        for (key, value) in object {
            let column = headings.iter().position(|heading| *heading == key).unwrap_or_else(|| {
                headings.push(key.clone());
                cells.push(None);
                headings.len() - 1
            });
            let Some(text) = cell(value.get()) else {
                faults.push(Error::invalid(say!(
                    "{place}:{line}: {key} is neither a text nor a number, true, false, null or a list of texts",
                    "{place}:{line}：{key} 须为文本、数字、true、false、null 或文本列表"
                )));
                continue;
            };
            match cells.get_mut(column) {
                Some(cell @ None) => *cell = Some(text),
                _ => faults.push(Error::invalid(say!(
                    "{place}:{line}: {key} stands twice",
                    "{place}:{line}：{key} 出现了两次"
                ))),
            }
        }
        let row: StringRecord = cells.into_iter().map(Option::unwrap_or_default).collect();
        rows.push((line, row));
    }
    List::held(place, name, headings, rows)
}

/// A value as a cell of a list; `None` for what no cell holds. A number stays as it is written.
fn cell(value: &str) -> Option<String> {
    Some(match value.as_bytes().first()? {
        b'n' => String::new(),
        // As a spreadsheet's text would be: what looks like tamed text stays as it is.
        b'"' => tame(&serde_json::from_str::<String>(value).ok()?).into_owned(),
        b'[' => tame(&join(serde_json::from_str::<Vec<String>>(value).ok()?)).into_owned(),
        b'{' => return None,
        _ => value.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_objects_and_nothing_is_lost() {
        let text = r#"{"terms": [{"a": 1, "b": ["x;y", "z"]}, {"c": "2/3", "a": 12345678901234567890123}]}"#;
        let lists = lists("f.json", text).unwrap();
        let mut rows = Vec::new();
        lists[0]
            .each(
                &mut |line, row| {
                    rows.push((line, row.iter().map(str::to_string).collect::<Vec<_>>()));
                    Ok(())
                },
                &mut |fault| panic!("{fault}"),
            )
            .unwrap();
        assert_eq!(lists[0].headings, ["a", "b", "c"]);
        assert_eq!(rows[0], (1, vec!["1".into(), r"x\;y;z".into()]));
        assert_eq!(rows[1], (2, vec!["12345678901234567890123".into(), String::new(), "'2/3".into()]));
    }

    #[test]
    fn what_is_no_list_is_told_with_its_place() {
        let said = |text| lists("f.json", text).err().map(|e| e.to_string()).unwrap_or_default();
        for (text, want) in [
            ("{\"terms\": [", "f.json:1:11: this is no JSON"),
            ("[]", "f.json is no object of lists"),
            ("{\"terms\": [], \"terms\": []}", "f.json terms stands twice"),
            ("{\"terms\": [{\"a\": 1, \"a\": 2}]}", "f.json terms:1: a stands twice"),
            ("{\"terms\": [{}, 3]}", "f.json terms:2: this is no object"),
            ("{\"terms\": 1}", "f.json terms is no array"),
            ("{\"terms\": [{\"a\": {}}]}", "f.json terms:1: a is neither"),
        ] {
            assert!(said(text).starts_with(want), "{text}: {}", said(text));
        }
    }
}
