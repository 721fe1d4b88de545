//! Lists under construction, and the codes that identifiers become.

use std::collections::{BTreeMap, HashMap};

use super::item::as_cell;
use crate::{
    model::{sheet::List, text::fold},
    noun::{Sheet, sheet},
    store::chain::sha256,
};

/// A list that grows row by row; its columns are those that some row names.
pub struct Made {
    name: &'static str,
    headings: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

impl Made {
    /// An empty one of that name.
    pub fn new(name: &'static str) -> Made {
        Made { name, headings: Vec::new(), rows: Vec::new() }
    }

    /// Whether the list has such a column.
    pub fn has(&self, key: &str) -> bool {
        sheet(self.name).is_some_and(|sheet| sheet.at(key).is_some())
    }

    /// A row: what it says in the columns that it names. `line` is the place in the document's array, from 1.
    pub fn row(&mut self, line: usize, told: &[(&str, &str)]) {
        self.row_and(line, told, &[]);
    }

    /// A row of which some columns are said by what we wrote ourselves; these go before.
    pub fn row_and(&mut self, line: usize, told: &[(&str, &str)], ours: &[(String, String)]) {
        let mut cells = vec![String::new(); self.headings.len()];
        let told = told.iter().filter(|(key, _)| !ours.iter().any(|(own, _)| own == key));
        let ours = ours.iter().map(|(key, text)| (key.as_str(), text.as_str()));
        for (key, text) in told.copied().chain(ours) {
            let at = self.headings.iter().position(|heading| heading == key).unwrap_or_else(|| {
                self.headings.push(key.to_string());
                self.headings.len() - 1
            });
            cells.resize(self.headings.len(), String::new());
            if let Some(cell) = cells.get_mut(at) {
                *cell = as_cell(text);
            }
        }
        self.rows.push((line, cells));
    }

    /// The list; `None` where it has no row.
    pub fn list(self, file: &str) -> Option<List> {
        let width = self.headings.len();
        let rows = self.rows.into_iter().map(|(line, mut cells)| {
            cells.resize(width, String::new());
            (line, cells.into())
        });
        let rows: Vec<(usize, csv::StringRecord)> = rows.collect();
        (!rows.is_empty())
            .then(|| List::held(format!("{file} {}", self.name), self.name, self.headings, rows))
    }
}

/// What a list is called in Chinese.
pub fn chinese(sheet: &'static Sheet) -> &'static str {
    sheet.also.iter().find(|noun| !noun.is_ascii()).copied().unwrap_or(sheet.name)
}

/// Letters, digits and `.` `_` `-` of an id.
pub fn plain(id: &str) -> String {
    let plain: String =
        id.chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' }).collect();
    match plain.trim_matches('-') {
        "" => marked("id", id),
        trimmed => trimmed.to_string(),
    }
}

/// The code with a mark of the id that it stands for.
fn marked(code: &str, id: &str) -> String {
    let mark: String = sha256(id.as_bytes()).chars().take(8).collect();
    format!("{code}-{mark}")
}

/// The code of each id. It depends on nothing but the id, so that a second file finds what the first one
/// brought; where two ids would have one code, all but one carry a mark of their own, and so does one that
/// the registry knows with its mark.
pub fn codes<'a>(
    ids: impl IntoIterator<Item = &'a str>,
    known: &dyn Fn(&str) -> bool,
) -> HashMap<String, String> {
    let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for id in ids {
        let all = alike.entry(fold(&plain(id))).or_default();
        if !all.contains(&id) {
            all.push(id);
        }
    }
    let mut codes = HashMap::new();
    for mut ids in alike.into_values() {
        ids.sort_unstable_by_key(|id| (plain(id) != *id, *id));
        let alone = ids.len() == 1;
        for (at, id) in ids.into_iter().enumerate() {
            let (code, own) = (plain(id), marked(&plain(id), id));
            let bare = alone || at == 0 && code == id;
            codes.insert(id.to_string(), if bare && !known(&own) { code } else { own });
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_id_has_a_code_of_its_own(ids in prop::collection::hash_set("[aAbB/:_.é园 -]{1,4}", 0..12)) {
            let codes = codes(ids.iter().map(String::as_str), &|_| false);
            prop_assert_eq!(codes.len(), ids.len());
            let mut folded: Vec<String> = codes.values().map(|code| fold(code)).collect();
            folded.sort();
            folded.dedup();
            prop_assert_eq!(folded.len(), ids.len());
            let fits = |code: &String| code.chars().all(|c| c.is_alphanumeric() || "._-".contains(c));
            prop_assert!(codes.values().all(fits));
        }
    }

    #[test]
    fn ids_that_would_be_one_code_are_kept_apart_in_every_order() {
        let some = ["Org-1", "org-1", "a/b", "a:b", "plain"];
        let told = codes(some, &|_| false);
        assert_eq!(told, codes(some.into_iter().rev(), &|_| false));
        assert_eq!((told["Org-1"].as_str(), told["plain"].as_str()), ("Org-1", "plain"));
        assert!(told["org-1"].starts_with("org-1-") && told["a/b"].starts_with("a-b-"));
        // Alone in a second file, the id finds what the first file made of it.
        let again = codes(["a/b"], &|code| code == told["a/b"]);
        assert_eq!(again["a/b"], told["a/b"]);
        assert_eq!(codes(["a/b"], &|_| false)["a/b"], "a-b");
    }
}
