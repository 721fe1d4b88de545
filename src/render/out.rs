//! The one way out of an answer: as JSON, as CSV, or for people as a page.

use std::io;

use serde::Serialize;

use super::{Format, Screen, csv, json, page::Page, sources};
use crate::model::source::Cited;

/// Where an answer goes, and how.
pub struct Out<'a> {
    /// In which form.
    pub format: Format,
    /// For which screen.
    pub screen: &'a Screen,
    /// Where to.
    pub to: &'a mut dyn io::Write,
    /// Where what is told comes from, if that is asked for.
    pub sources: Option<Vec<Cited>>,
}

impl<'a> Out<'a> {
    /// An answer without its sources.
    pub fn new(format: Format, screen: &'a Screen, to: &'a mut dyn io::Write) -> Out<'a> {
        Out { format, screen, to, sources: None }
    }

    /// The same with where what is told comes from, if that is asked for.
    pub fn citing(self, sources: Option<Vec<Cited>>) -> Out<'a> {
        Out { sources, ..self }
    }

    /// Writes one value: whole as JSON, its rows under these keys as CSV, for people the page that is drawn for the
    /// screen, or as Markdown where the second word is true. Sources that are asked for stand behind it.
    pub fn one<T: Serialize, R: Serialize>(
        mut self,
        value: &T,
        rows: &[R],
        keys: &[&str],
        page: impl FnOnce(&Screen, bool) -> io::Result<Page>,
    ) -> io::Result<()> {
        let sources = self.sources.take();
        match (self.format, sources) {
            (Format::Json, Some(sources)) => json::write(&Citing { value, sources }, self.screen.lang, self.to),
            (Format::Json, None) => json::write(value, self.screen.lang, self.to),
            (_, Some(sources)) => self.rows(rows, keys, |screen, markdown| {
                let mut page = page(screen, markdown)?;
                sources::put(&mut page, &sources, screen.lang);
                Ok(page)
            }),
            (_, None) => self.rows(rows, keys, page),
        }
    }

    /// Writes rows in the same ways.
    pub fn rows<R: Serialize>(
        self,
        rows: &[R],
        keys: &[&str],
        page: impl FnOnce(&Screen, bool) -> io::Result<Page>,
    ) -> io::Result<()> {
        match self.format {
            Format::Json => json::write_rows(rows, self.screen.lang, self.to),
            Format::Csv => csv::write(rows, keys, self.screen.lang, self.to),
            Format::Table => page(self.screen, false)?.write(false, self.to),
            Format::Markdown => page(self.screen, true)?.write(true, self.to),
        }
    }
}

/// A record with where it comes from.
#[derive(Serialize)]
struct Citing<'a, T: Serialize> {
    #[serde(flatten)]
    value: &'a T,
    sources: Vec<Cited>,
}

/// What is drawn, as a text.
#[cfg(test)]
pub(super) fn shown(
    format: Format,
    screen: &Screen,
    draw: impl FnOnce(Out<'_>) -> io::Result<()>,
) -> String {
    let mut out = Vec::new();
    draw(Out::new(format, screen, &mut out)).unwrap();
    String::from_utf8(out).unwrap()
}
