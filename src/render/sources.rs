//! Where what is told comes from, on a page.

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
