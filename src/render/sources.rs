//! Where what is told comes from: on a page, and as a sentence names it.

use super::{
    grid::{Cell, Grid},
    page::{Page, day},
    style::Tone,
};
use crate::{
    lang::{Lang, labels},
    model::source::Cited,
    noun,
};

/// Puts sources behind a page, each with the record that it is one of.
pub fn put(page: &mut Page, sources: &[Cited], lang: Lang) {
    if sources.is_empty() {
        return page.line(Tone::Dim, lang.word("no sources are recorded", "未登记出处"));
    }
    let columns = ["ref", "noun", "text", "kind", "title", "date", "place", "document"];
    let mut grid = Grid::new(&columns.map(|key| lang.of(labels::label("source", key))), &[]);
    for one in sources {
        let noun = noun::called(one.noun).map_or(one.noun, |shape| lang.word(shape.en, shape.zh));
        let kind = one.kind.map_or("", |kind| lang.of(kind.labels()));
        let date = one.date.map(|on| day(on, lang)).unwrap_or_default();
        let cells = [
            &one.reference,
            noun,
            one.text.as_deref().unwrap_or_default(),
            kind,
            one.title.as_deref().unwrap_or_default(),
            &date,
            one.place.as_deref().unwrap_or_default(),
            one.document.as_deref().unwrap_or_default(),
        ];
        grid.rows.push(cells.map(Cell::new).into());
    }
    page.grid(lang.of(labels::label("session", "sources")), grid);
}

/// A source as a sentence names it: what it is, 《its title》, its day, where it is found. Nothing of one of which no more
/// is known than what it is, or that a document of it is kept.
pub fn told(one: &Cited, lang: Lang) -> String {
    let place = one.place.clone();
    if one.title.is_none() && place.is_none() {
        return String::new();
    }
    let parts = std::iter::once(named(one, lang)).chain(place).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(lang.word(", ", "，"))
}

/// What a source is, 《its title》 and its day.
pub fn named(one: &Cited, lang: Lang) -> String {
    let kind = one.kind.map_or("", |kind| lang.of(kind.labels()));
    let title = one.title.as_ref().map_or_else(String::new, |title| match lang {
        Lang::Zh if title.starts_with('《') => title.clone(),
        Lang::Zh => format!("《{title}》"),
        Lang::En => format!("“{title}”"),
    });
    let parted = if lang == Lang::En && !kind.is_empty() && !title.is_empty() { " " } else { "" };
    let on = one.date.map(|on| lang.bracket(&day(on, lang))).unwrap_or_default();
    format!("{kind}{parted}{title}{on}").trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{day::Day, words::SourceKind};

    #[test]
    fn a_source_is_named_by_what_is_known_of_it() {
        let source = Cited {
            noun: "session",
            reference: "2-3".into(),
            text: None,
            kind: Some(SourceKind::News),
            title: Some("会议召开".into()),
            date: Day::from_iso("2024-03"),
            place: Some("https://example.org/1".into()),
            document: None,
        };
        assert_eq!(told(&source, Lang::Zh), "新闻报道《会议召开》（2024年3月），https://example.org/1");
        assert_eq!(told(&source, Lang::En), "news “会议召开” (March 2024), https://example.org/1");
        let bare = Cited { kind: None, title: None, date: None, ..source.clone() };
        assert_eq!(told(&bare, Lang::Zh), "https://example.org/1");
        let document = Cited { place: None, document: Some("d1".into()), ..bare };
        assert_eq!(told(&document, Lang::Zh), "");
    }
}
