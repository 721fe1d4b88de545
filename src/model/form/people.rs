//! Several items, and persons, as one cell names them.

use crate::model::{
    person::bracketed,
    record::{Place, Who},
};

/// The items of a cell that people part in several ways.
pub fn parts(text: &str) -> Vec<String> {
    let items = text.split([';', '；', '、', ',', '，', '\n']).map(str::trim).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

/// Persons as a cell names them: names, each with its title behind a stroke or in brackets, where there is one.
pub fn people(text: &str, title: Option<&str>, place: &Place) -> Vec<Who> {
    if text.is_empty() {
        return vec![Who { name: None, title: title.map(str::to_owned), place: place.clone() }];
    }
    let who = |item: String| {
        let (name, title) = match (item.split_once(['/', '／']), bracketed(&item)) {
            (Some(pair), _) => pair,
            (None, Some((name, title))) => (name, title.unwrap_or_default()),
            (None, None) => (item.as_str(), ""),
        };
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Who { name: said(name), title: said(title), place: place.clone() }
    };
    parts(text).into_iter().map(who).collect()
}
