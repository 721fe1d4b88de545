//! Lists as one JSON document: an object with an array for each, in it an object for each row.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    marker::PhantomData,
    sync::Arc,
};

use csv::StringRecord;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{error::Category, value::RawValue};

use super::{List, join, row_size, tame};
use crate::{
    error::{Error, Place, Result},
    say,
};

/// No list has more columns.
const COLUMNS: usize = 1_000;
/// So many faults are told; with more of them it is no document of lists.
const FAULTS: usize = 10_000;
/// About as much memory is taken for the rows, in bytes.
const HELD: usize = 400_000_000;

/// A line and a column, from 1, as an editor counts them.
type Spot = (u32, u32);

/// Where the rows of a list and their cells stand in the text of a document.
pub struct Spots {
    file: Arc<str>,
    /// Of each row its own place and those of its cells, as far as it has them.
    rows: Vec<(Spot, Vec<Option<Spot>>)>,
}

impl Spots {
    fn place(&self, (line, column): Spot) -> Place {
        Place { file: self.file.clone(), line: line as usize, column: column as usize }
    }

    /// The place of a cell of the row of that number; of the row where it has no such cell.
    pub fn at(&self, row: usize, cell: usize) -> Place {
        let row = row.checked_sub(1).and_then(|at| self.rows.get(at));
        self.place(row.map_or((1, 1), |(own, cells)| cells.get(cell).copied().flatten().unwrap_or(*own)))
    }

    /// The place of the first cell under a heading; of the first row where there is none.
    pub fn first(&self, cell: usize) -> Place {
        let cells = self.rows.iter().filter_map(|(_, cells)| cells.get(cell).copied().flatten());
        let first = self.rows.first().map(|(own, _)| *own);
        self.place(cells.min().or(first).unwrap_or((1, 1)))
    }
}

/// Goes through a text from place to place.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    spot: Spot,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str) -> Cursor<'t> {
        Cursor { text, at: 0, spot: (1, 1) }
    }

    /// The place of a part of the text, or of an offset in it; none comes before the one asked for last.
    fn of(&mut self, part: &str) -> Spot {
        self.to((part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize))
    }

    fn to(&mut self, offset: usize) -> Spot {
        let passed = self.text.get(self.at..offset).unwrap_or_default();
        let mut chars = passed.chars().peekable();
        while let Some(c) = chars.next() {
            let (line, column) = self.spot;
            // A line ends with LF, CR or both.
            let mut next = || chars.peek().copied().or_else(|| self.text.get(offset..)?.chars().next());
            self.spot = match c {
                '\n' => (line + 1, 1),
                '\r' if next() != Some('\n') => (line + 1, 1),
                _ => (line, column + 1),
            };
        }
        self.at = self.at.max(offset);
        self.spot
    }
}

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
                    if pairs.len() > 2 * COLUMNS {
                        return Err(A::Error::custom("too many keys"));
                    }
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(Of(PhantomData))
    }
}

/// The items of an array, handed over one by one; false ends the reading.
struct Items<'f, 'a>(&'f mut dyn FnMut(&'a RawValue) -> bool);

impl<'de> DeserializeSeed<'de> for Items<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            if !(self.0)(item) {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                break;
            }
        }
        Ok(())
    }
}

/// About how many values a document has, before any of them is read: what is parted, opened or named.
pub fn json_values(text: &str) -> u64 {
    let (mut count, mut quoted, mut kept) = (1, false, false);
    for byte in text.bytes() {
        match byte {
            _ if kept => kept = false,
            b'\\' if quoted => kept = true,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// The arrays of a document, each by its key; whether that is a list's name, who takes them says. A row's
/// line is its place in the array, from 1; [`List::at`] knows where that stands in the file.
///
/// # Errors
/// Everything in it that is no list, together.
pub fn lists(file: &str, text: &str) -> Result<Vec<List>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Pairs(arrays) = serde_json::from_str(text).map_err(|e| {
        // The parser counts bytes of lines that end with LF.
        let lines = text.split_inclusive('\n').take(e.line().saturating_sub(1));
        let offset = lines.map(str::len).sum::<usize>() + e.column();
        let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let (line, column) = Cursor::new(text).to(offset);
        let column = column.saturating_sub(1).max(1);
        match e.classify() {
            Category::Data => no_lists(file),
            _ => Error::invalid(say!(
                "{file}:{line}:{column}: this is no JSON",
                "{file}:{line}:{column}：不是合规的 JSON"
            ))
            .because(&e),
        }
    })?;
    let (mut lists, mut faults, mut seen, mut held) = (Vec::new(), Vec::new(), HashSet::new(), 0);
    let (mut cursor, file) = (Cursor::new(text), Arc::<str>::from(file));
    for (key, array) in &arrays {
        let (line, column) = cursor.of(array.get());
        let place = Place { file: file.clone(), line: line as usize, column: column as usize };
        if !seen.insert(key) {
            faults.push(Error::invalid(say!("{key} stands twice", "{key} 出现了两次")).at(&place));
        } else if array.get().starts_with('[') {
            let made = Made::new(file.clone(), held);
            lists.push(made.list(key, array, &mut cursor, &mut faults, &mut held)?);
        } else {
            faults.push(Error::invalid(say!("{key} is no array", "{key} 不是数组")).at(&place));
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

/// A list as it is read.
struct Made {
    headings: Vec<String>,
    columns: HashMap<String, usize>,
    rows: Vec<(usize, StringRecord)>,
    spots: Spots,
    /// About how much memory the rows take, with those of the lists before, in bytes.
    size: usize,
}

impl Made {
    fn new(file: Arc<str>, size: usize) -> Made {
        let spots = Spots { file, rows: Vec::new() };
        Made { headings: Vec::new(), columns: HashMap::new(), rows: Vec::new(), spots, size }
    }

    /// Reads the whole list.
    fn list(
        mut self,
        name: &str,
        array: &RawValue,
        cursor: &mut Cursor<'_>,
        faults: &mut Vec<Error>,
        held: &mut usize,
    ) -> Result<List> {
        let place = format!("{} {name}", self.spots.file);
        let mut line = 0;
        let mut take = |item| {
            line += 1;
            self.take(line, item, cursor, faults);
            self.size <= HELD && faults.len() <= FAULTS
        };
        let read = Items(&mut take).deserialize(&mut serde_json::Deserializer::from_str(array.get()));
        read.map_err(|e| Error::invalid(say!("{place} is no array", "{place} 不是数组")).because(&e))?;
        *held = self.size;
        if *held > HELD {
            return Err(Error::invalid(say!(
                "{place} holds more than is read of one document",
                "{place} 的内容超过单个文件可读入的上限"
            ))
            .hint(say!("split it, or import lists as CSV", "请拆分，或改用 CSV 清单")));
        }
        Ok(List { spots: Some(self.spots), ..List::held(place, name, self.headings, self.rows) })
    }

    fn take(&mut self, line: usize, item: &RawValue, cursor: &mut Cursor<'_>, faults: &mut Vec<Error>) {
        let own = cursor.of(item.get());
        let Ok(Pairs(object)) = serde_json::from_str(item.get()) else {
            faults.push(Error::invalid(say!("this is no object", "不是对象")).at(&self.spots.place(own)));
            return;
        };
        let mut cells: Vec<Option<String>> = vec![None; self.headings.len()];
        let mut places: Vec<Option<Spot>> = vec![None; self.headings.len()];
        for (key, value) in object {
            let known = self.columns.get(&key).copied();
            if known.is_none() && self.headings.len() == COLUMNS {
                let error = Error::invalid(say!(
                    "there are more than {COLUMNS} different keys",
                    "不同的键超过{COLUMNS}个"
                ));
                faults.push(error.at(&self.spots.place(own)));
                return;
            }
            let column = known.unwrap_or_else(|| {
                self.headings.push(key.clone());
                cells.push(None);
                places.push(None);
                self.columns.insert(key.clone(), self.headings.len() - 1);
                self.headings.len() - 1
            });
            let spot = cursor.of(value.get());
            let Some(text) = cell(value.get()) else {
                let error = Error::invalid(say!(
                    "{key} is neither a text nor a number, true, false, null or a list of texts",
                    "{key} 须为文本、数字、true、false、null 或文本列表"
                ));
                faults.push(error.at(&self.spots.place(spot)));
                continue;
            };
            match (cells.get_mut(column), places.get_mut(column)) {
                (Some(cell @ None), Some(place)) => (*cell, *place) = (Some(text), Some(spot)),
                _ => faults.push(
                    Error::invalid(say!("{key} stands twice", "{key} 出现了两次")).at(&self.spots.place(spot)),
                ),
            }
        }
        let row: StringRecord = cells.into_iter().map(Option::unwrap_or_default).collect();
        self.size += row_size(&row) + places.len() * std::mem::size_of::<Option<Spot>>();
        self.rows.push((line, row));
        self.spots.rows.push((own, places));
    }
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
        // The values of the first row, the second row's, and the row where it has no such cell.
        let places = [(1, 0), (1, 1), (2, 2), (2, 0), (2, 1)].map(|(row, cell)| lists[0].at(row, cell).column);
        assert_eq!(places, [18, 26, 47, 59, 41]);
        assert_eq!(lists[0].head_at(2).to_string(), "f.json:1:47");
        assert_eq!(rows[0], (1, vec!["1".into(), r"x\;y;z".into()]));
        assert_eq!(rows[1], (2, vec!["12345678901234567890123".into(), String::new(), "'2/3".into()]));
    }

    #[test]
    fn what_is_no_list_is_told_with_its_place() {
        let said = |text| lists("f.json", text).err().map(|e| e.to_string()).unwrap_or_default();
        for (text, want) in [
            ("{\"terms\": [", "f.json:1:11: this is no JSON"),
            ("[]", "f.json is no object of lists"),
            ("{\"terms\": [], \"terms\": []}", "f.json:1:24: terms stands twice"),
            ("{\"terms\": [{\"a\": 1, \"a\": 2}]}", "f.json:1:26: a stands twice"),
            ("{\"terms\": [{},\n 3]}", "f.json:2:2: this is no object"),
            ("{\"terms\":\r\n 1}", "f.json:2:2: terms is no array"),
            ("{\"届\": [{\"届\": {}}]}", "f.json:1:14: 届 is neither"),
            ("{\"terms\":\r[\r{\"a\": {}}]}", "f.json:3:7: a is neither"),
        ] {
            assert!(said(text).starts_with(want), "{text}: {}", said(text));
        }
    }
}
