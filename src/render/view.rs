//! What of a list is shown, and in what order: the same for every list and every format.

use std::cmp::Reverse;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{
    fields::{Field, each_field},
    filter::{Condition, Look, Test},
    keys::{find, no_column},
    value::{Form, text},
};
use crate::{
    error::{Error, Result},
    lang::{Lang, labels},
    model::{day::Day, pinyin},
    say,
};

/// What a list of a noun shows.
#[derive(Debug, Clone)]
pub struct ListSpec<'a> {
    /// The noun whose labels and code words its keys have.
    pub noun: &'a str,
    /// Keys that stand in a table and in Markdown, in this order, the weightiest first: where the
    /// screen is narrow the last are left out. JSON and CSV give all keys.
    pub columns: &'a [&'a str],
}

/// What the user asked of a list. Nothing asked: all rows as they come, in the list's own columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// Columns, by key or by heading of either language; none: the list's own.
    pub columns: Vec<String>,
    /// Columns to sort by, the first decides; `true` descends.
    pub sort: Vec<(String, bool)>,
    /// The list's own order turned round; columns of `sort` say for themselves.
    pub reverse: bool,
    /// At most so many rows, after sorting.
    pub limit: Option<usize>,
    /// What a row must fulfil, all of it.
    pub conditions: Vec<Condition>,
}

/// The rows and columns of a list that are to be shown.
#[derive(Debug)]
pub struct Part<'a, T> {
    /// The rows, in order.
    pub rows: Vec<&'a T>,
    /// The keys of the columns that were asked for; `None`: the list's own.
    pub columns: Option<Vec<String>>,
    /// How many rows there are in all.
    pub total: usize,
}

/// By what a value is sorted. Numbers come before days, and days before words, where a column holds several.
#[derive(Debug, PartialEq, PartialOrd)]
enum SortKey {
    Number(f64),
    /// By its last day; of two that end together, the one that is known better, which begins later, comes first.
    Day(Day, Reverse<Day>),
    Word(String),
}

/// The keys that a view names.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// Of its columns; `None`: the list's own.
    pub columns: Option<Vec<String>>,
    /// Of the columns to sort by.
    pub sort: Vec<String>,
    /// What rows are held against.
    pub tests: Vec<Test>,
}

impl Named {
    /// The keys that decide which rows are wanted.
    pub fn asked(&self) -> Vec<&str> {
        let others = |test: &Test| test.or.into_iter().chain(test.beside);
        self.tests.iter().flat_map(|test| std::iter::once(test.key.as_str()).chain(others(test))).collect()
    }

    /// Whether a row is wanted.
    ///
    /// # Errors
    /// A row that cannot be written.
    pub fn wants<T: Serialize>(&self, row: &T) -> Result<bool> {
        if self.tests.is_empty() {
            return Ok(true);
        }
        let mut met: Vec<Option<bool>> = vec![None; self.tests.len()];
        each_field(row, &mut |key, field| {
            for (met, test) in met.iter_mut().zip(&self.tests) {
                let known = !matches!(field, Field::Unknown | Field::Other(Value::Null));
                match test.or {
                    None if test.is_of(key) => *met = Some(test.with(*met, &field)),
                    // What is known under the first key goes before what stands under the other.
                    Some(_) if test.key == key && known => *met = Some(test.fits(&field)),
                    Some(or) if or == key && met.is_none() => *met = Some(test.fits(&field)),
                    _ => {}
                }
            }
        })
        .map_err(broken)?;
        // A key that the row does not have is unknown.
        Ok(met.into_iter().zip(&self.tests).all(|(met, test)| met.unwrap_or_else(|| test.fits(&Field::Unknown))))
    }
}

impl View {
    /// The part of a list that was asked for.
    ///
    /// # Errors
    /// A column that the list does not have.
    pub fn of<'a, T: Serialize>(
        &self,
        rows: &'a [T],
        spec: &ListSpec<'_>,
        look: &dyn Look,
    ) -> Result<Part<'a, T>> {
        let named = self.named(rows.first(), spec, &[], look)?;
        let mut shown: Vec<&T> = Vec::new();
        for row in rows {
            if named.wants(row)? {
                shown.push(row);
            }
        }
        let total = shown.len();
        if !named.sort.is_empty() {
            let mut order = self.sorting(&named.sort, spec.noun);
            shown.into_iter().try_for_each(|row| order.put(row, row))?;
            shown = order.rows();
        } else if self.reverse {
            shown.reverse();
        }
        shown.truncate(self.limit.unwrap_or(total));
        Ok(Part { rows: shown, columns: named.columns, total })
    }

    /// Whether it names any column.
    pub fn names_any(&self) -> bool {
        !self.columns.is_empty() || !self.sort.is_empty() || !self.conditions.is_empty()
    }

    /// The keys of the columns that it names, by any row of the list; `None` where the list is empty. `more` are
    /// keys that rows have where they are asked for.
    ///
    /// # Errors
    /// A column that the list does not have; a condition that means nothing.
    pub fn named<T: Serialize>(
        &self,
        row: Option<&T>,
        spec: &ListSpec<'_>,
        more: &[&str],
        look: &dyn Look,
    ) -> Result<Named> {
        if !self.names_any() {
            return Ok(Named::default());
        }
        let mut keys = Vec::new();
        if let Some(row) = row {
            each_field(row, &mut |key, _| keys.push(key.to_owned())).map_err(broken)?;
        }
        let known = match row {
            Some(_) => keys.iter().map(String::as_str).collect(),
            None => spec.columns.to_vec(),
        };
        let more = more.iter().copied().filter(|key| !known.contains(key));
        let known: Vec<&str> = known.iter().copied().chain(more).collect();
        let meant = |name: &String| {
            // Without a row the other keys of the list are not known; any key with a label may be one of them.
            let labelled = row.is_none() && labels::is_key(name);
            let key = find(name, &known, spec.noun).or(labelled.then_some(name.as_str()));
            key.map(str::to_owned).ok_or_else(|| no_column(name, &known, spec.noun))
        };
        let columns = self.columns.iter().map(meant).collect::<Result<Vec<_>>>()?;
        let sort = self.sort.iter().map(|(column, _)| meant(column)).collect::<Result<_>>()?;
        let test = |one: &Condition| one.of(spec.noun, &meant(&one.key)?, look);
        let tests = self.conditions.iter().map(test).collect::<Result<_>>()?;
        Ok(Named { columns: (!columns.is_empty()).then_some(columns), sort, tests })
    }

    /// Rows that are to be sorted by the columns of these keys.
    pub fn sorting<'v, R>(&'v self, by: &'v [String], noun: &'v str) -> Sorting<'v, R> {
        Sorting { view: self, by, noun, kept: Vec::new() }
    }
}

/// Rows as they come, of which as many are kept as the list shows.
pub struct Sorting<'v, R> {
    view: &'v View,
    by: &'v [String],
    noun: &'v str,
    kept: Vec<(Vec<Option<SortKey>>, R)>,
}

impl<R> Sorting<'_, R> {
    /// Takes a row in: by what it says, and what is kept of it.
    ///
    /// # Errors
    /// A row that cannot be written.
    pub fn put<T: Serialize>(&mut self, row: &T, keep: R) -> Result<()> {
        let mut keys: Vec<Option<SortKey>> = self.by.iter().map(|_| None).collect();
        each_field(row, &mut |key, field| {
            let value = match field {
                Field::Unknown => return,
                Field::Text(text) => Value::from(text),
                Field::Other(value) => value,
            };
            for (place, _) in keys.iter_mut().zip(self.by).filter(|(_, by)| *by == key) {
                *place = sort_key(self.noun, key, &value);
            }
        })
        .map_err(broken)?;
        self.kept.push((keys, keep));
        // As many again as are shown are sorted together: the first of them stay.
        match self.view.limit {
            Some(limit) if self.kept.len() >= limit.saturating_mul(2).max(1_000) => self.sort(),
            _ => {}
        }
        Ok(())
    }

    /// What was kept of the rows, in their order.
    pub fn rows(mut self) -> Vec<R> {
        self.sort();
        self.kept.into_iter().map(|(_, row)| row).collect()
    }

    fn sort(&mut self) {
        let view = self.view;
        self.kept.sort_by(|(a, _), (b, _)| {
            let orders = a.iter().zip(b).zip(&view.sort).map(|((a, b), (_, descending))| match (a, b) {
                // What is unknown is neither most nor least: it stands last either way.
                (None, _) | (_, None) => a.is_none().cmp(&b.is_none()),
                (Some(a), Some(b)) => {
                    let order = a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal);
                    if *descending { order.reverse() } else { order }
                }
            });
            orders.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
        self.kept.truncate(view.limit.unwrap_or(usize::MAX));
    }
}

fn broken(error: serde_json::Error) -> Error {
    Error::storage(say!("a row cannot be written", "无法写出一行数据")).because(&error)
}

/// By what a value is sorted: numbers by size, code words in the order in which they are taught,
/// names by their readings, figures within a text by size. `None` where nothing is known.
fn sort_key(noun: &str, key: &str, value: &Value) -> Option<SortKey> {
    match value {
        Value::Number(number) => number.as_f64().map(SortKey::Number),
        Value::Bool(flag) => Some(SortKey::Number(f64::from(u8::from(*flag)))),
        Value::String(code) if labels::word(noun, key, code).is_some() => {
            let words = labels::words(noun, key).map(|family| family.codes().position(|word| word == code));
            // A computed outcome under the key of the declared one is sorted behind all declared ones.
            Some(SortKey::Number(words.flatten().map_or(f64::MAX, |at| at as f64)))
        }
        Value::String(day) if Day::from_iso(day).is_some() => {
            Day::from_iso(day).map(|day| SortKey::Day(day, Reverse(day.first())))
        }
        other => {
            let text = text(noun, key, other, Form::Shown(Lang::Zh));
            let collation =
                if names_person(noun, key) { pinyin::collation_of_person } else { pinyin::collation };
            (!text.is_empty()).then(|| SortKey::Word(collation(&text)))
        }
    }
}

/// Whether a column holds names of persons, whose surnames have readings of their own.
fn names_person(noun: &str, key: &str) -> bool {
    match key {
        "name" => noun == "person",
        key => matches!(
            key,
            "person" | "chair" | "representative" | "presenter" | "owner" | "recorder" | "reviewer"
        ),
    }
}

/// A row with the columns alone that were asked for.
pub(super) struct Picked<'a> {
    columns: &'a [String],
    values: Vec<Value>,
}

impl Serialize for Picked<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let first = |at: &usize| self.columns.iter().position(|key| Some(key) == self.columns.get(*at)) == Some(*at);
        let places = (0..self.columns.len()).filter(first);
        serializer.collect_map(places.filter_map(|at| Some((self.columns.get(at)?, self.values.get(at)?))))
    }
}

/// A row with the columns alone that were asked for.
pub(super) fn only<'a, T: Serialize>(row: &T, columns: &'a [String]) -> serde_json::Result<Picked<'a>> {
    let mut values = vec![Value::Null; columns.len()];
    each_field(row, &mut |key, field| {
        let place = columns.iter().zip(&mut values).find(|(column, _)| *column == key);
        if let Some((_, place)) = place {
            *place = match field {
                Field::Unknown => Value::Null,
                Field::Text(text) => text.into(),
                Field::Other(value) => value,
            };
        }
    })?;
    Ok(Picked { columns, values })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::keys::Refer;
    use serde_json::json;

    struct Nobody;

    impl Look for Nobody {
        fn day(&self) -> Day {
            Day::from_ymd(2024, 1, 2).unwrap()
        }

        fn meant(&self, _: Refer, text: &str) -> Result<Option<String>> {
            Ok(Some(text.to_owned()))
        }

        fn holding(&self, _: Refer, _: &str) -> Result<Vec<String>> {
            Ok(Vec::new())
        }
    }

    fn rows() -> Vec<Value> {
        vec![
            json!({"ref": "2-10", "class": "council", "name": "镇江园", "size": 9, "due": null}),
            json!({"ref": "2-9", "class": "president", "name": "重庆园", "size": 10, "due": "2024-01-02"}),
            json!({"ref": "2-1", "class": "member", "name": "安徽园", "size": null, "due": "2023-12-31"}),
            json!({"ref": "2-2", "class": "council", "name": "Alpha", "size": 9, "due": null}),
        ]
    }

    fn spec() -> ListSpec<'static> {
        ListSpec { noun: "member", columns: &["ref", "name"] }
    }

    fn order(sort: &[(&str, bool)], limit: Option<usize>) -> Vec<String> {
        let sort = sort.iter().map(|(column, down)| ((*column).to_owned(), *down)).collect();
        let (rows, view) = (rows(), View { sort, limit, ..View::default() });
        let part = view.of(&rows, &spec(), &Nobody).unwrap();
        assert_eq!(part.total, 4);
        part.rows.iter().map(|row| row["ref"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_kind_of_value_has_its_order_and_the_unknown_is_last_either_way() {
        assert_eq!(order(&[("ref", false)], None), ["2-1", "2-2", "2-9", "2-10"]);
        assert_eq!(order(&[("ref", true)], Some(2)), ["2-10", "2-9"]);
        // In the order of the charter and not of the alphabet; equal ones as they came.
        assert_eq!(order(&[("class", false)], None), ["2-1", "2-10", "2-2", "2-9"]);
        assert_eq!(order(&[("class", true), ("ref", false)], None), ["2-9", "2-2", "2-10", "2-1"]);
        // 安 an, 重庆 chongqing and not zhongqing, 镇 zhen; Latin names among them by their letters.
        assert_eq!(order(&[("name", false)], None), ["2-2", "2-1", "2-9", "2-10"]);
        assert_eq!(order(&[("size", false)], None), ["2-10", "2-2", "2-9", "2-1"]);
        assert_eq!(order(&[("size", true)], None), ["2-9", "2-10", "2-2", "2-1"]);
        assert_eq!(order(&[("due", true)], None), ["2-9", "2-1", "2-10", "2-2"]);
    }

    #[test]
    fn columns_are_known_by_key_and_by_heading_and_a_wrong_one_is_named() {
        let rows = rows();
        let asked = |columns: &[&str]| {
            let columns = columns.iter().map(|column| (*column).to_owned()).collect();
            View { columns, ..View::default() }.of(&rows, &spec(), &Nobody).map(|part| part.columns.unwrap())
        };
        assert_eq!(asked(&["Class", "单位名称"]).unwrap(), ["class", "name"]);
        assert_eq!(asked(&["身份", "单位", "编号", "ＣＬＡＳＳ"]).unwrap(), ["class", "name", "ref", "class"]);
        let error = asked(&["clas"]).unwrap_err();
        assert_eq!(error.kind(), crate::error::Kind::Usage);
        let hints: Vec<&str> = error.details().hints.iter().map(|hint| hint.en.as_str()).collect();
        assert_eq!(hints, ["did you mean class?", "possible are ref, class, name, size, due"]);
        let none: Vec<Value> = Vec::new();
        let empty = |column: &str| {
            View { columns: vec![column.into()], ..View::default() }.of(&none, &spec(), &Nobody).is_ok()
        };
        assert!(empty("short_name") && empty("简称") && !empty("shrt_name"));
    }
}
