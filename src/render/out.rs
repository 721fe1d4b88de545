//! The one way out of an answer: as JSON, as CSV, or for people as a page.

use std::io;

use serde::Serialize;

use super::{Format, Screen, csv, json, page::Page};

/// Where an answer goes, and how.
pub struct Out<'a> {
    /// In which form.
    pub format: Format,
    /// For which screen.
    pub screen: &'a Screen,
    /// Where to.
    pub to: &'a mut dyn io::Write,
}

impl Out<'_> {
    /// Writes one value: whole as JSON, its rows under these keys as CSV, for people the page that is drawn for the
    /// screen, or as Markdown where the second word is true.
    pub fn one<T: Serialize, R: Serialize>(
        self,
        value: &T,
        rows: &[R],
        keys: &[&str],
        page: impl FnOnce(&Screen, bool) -> io::Result<Page>,
    ) -> io::Result<()> {
        match self.format {
            Format::Json => json::write(value, self.screen.lang, self.to),
            _ => self.rows(rows, keys, page),
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

/// What is drawn, as a text.
#[cfg(test)]
pub(super) fn shown(
    format: Format,
    screen: &Screen,
    draw: impl FnOnce(Out<'_>) -> io::Result<()>,
) -> String {
    let mut out = Vec::new();
    draw(Out { format, screen, to: &mut out }).unwrap();
    String::from_utf8(out).unwrap()
}
