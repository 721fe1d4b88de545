//! A list as a file that is handed round: a workbook, or CSV that a spreadsheet opens. Headings and code words are those
//! of the language, days are ISO days, and no text is a formula. An import takes it back.

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::{
    fields::{Field, each_field},
    value::{Column, Form, text},
    width::neutral,
};
use crate::{
    lang::{Lang, labels},
    model::{
        day::Day,
        money,
        sheet::{Book, BookCell, Page, Refused, join, shield, write_row},
    },
    noun,
};

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handed {
    /// `.xlsx`
    Workbook,
    /// `.csv`
    Csv,
}

/// The mark by which a spreadsheet knows UTF-8.
pub const MARK: &str = "\u{feff}";

/// A list on its way into a file.
pub struct Rows {
    columns: Vec<String>,
    noun: String,
    lang: Lang,
    to: To,
}

enum To {
    Book(Box<Page>),
    Csv { begun: bool },
}

impl Rows {
    /// A list without a row yet.
    ///
    /// # Errors
    /// What the maker of workbooks refuses.
    pub fn new(noun: &str, columns: &[&str], handed: Handed, lang: Lang) -> io::Result<Rows> {
        let heads: Vec<&str> = columns.iter().map(|key| lang.of(labels::heading(noun, key))).collect();
        let to = match handed {
            Handed::Workbook => To::Book(Box::new(Page::new(&name(noun, lang), &heads, true).map_err(failed)?)),
            Handed::Csv => To::Csv { begun: false },
        };
        let columns = columns.iter().map(|key| (*key).to_owned()).collect();
        Ok(Rows { columns, noun: noun.to_owned(), lang, to })
    }

    /// Writes some rows.
    ///
    /// # Errors
    /// A row that a workbook has no room for; what the file refuses.
    pub fn write<T: Serialize>(
        &mut self,
        rows: impl IntoIterator<Item = T>,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        self.begin(out)?;
        let shown: Vec<Column<'_>> = self.columns.iter().map(|key| Column::of(&self.noun, key)).collect();
        for row in rows {
            let mut cells = vec![BookCell::Empty; self.columns.len()];
            each_field(&row, &mut |key, field| {
                for ((known, cell), column) in self.columns.iter().zip(&mut cells).zip(&shown) {
                    if known == key {
                        *cell = one(&self.noun, key, column, &field, self.lang);
                    }
                }
            })?;
            match &mut self.to {
                To::Book(page) => page.row(cells).map_err(failed)?,
                To::Csv { .. } => write_row(out, cells.into_iter().map(plain))?,
            }
        }
        Ok(())
    }

    /// Ends the list.
    ///
    /// # Errors
    /// What the maker of workbooks, or the file, refuses.
    pub fn end(mut self, out: &mut dyn io::Write) -> io::Result<()> {
        self.begin(out)?;
        let To::Book(page) = self.to else { return Ok(()) };
        let mut book = Book::new().map_err(failed)?;
        book.put(*page).map_err(failed)?;
        out.write_all(&book.bytes().map_err(failed)?)
    }

    /// The headings of CSV.
    fn begin(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        if let To::Csv { begun: begun @ false } = &mut self.to {
            *begun = true;
            if self.lang == Lang::Zh {
                out.write_all(MARK.as_bytes())?;
            }
            write_row(out, self.columns.iter().map(|key| self.lang.of(labels::heading(&self.noun, key))))?;
        }
        Ok(())
    }
}

/// Lists together in one workbook.
///
/// # Errors
/// What the maker of workbooks refuses.
pub fn together(all: Vec<Rows>) -> io::Result<Vec<u8>> {
    let mut book = Book::new().map_err(failed)?;
    for rows in all {
        if let To::Book(page) = rows.to {
            book.put(*page).map_err(failed)?;
        }
    }
    book.bytes().map_err(failed)
}

/// What a sheet of the noun is called. An import knows a list by it.
fn name(noun: &str, lang: Lang) -> String {
    match noun::NOUNS.iter().find(|shape| shape.noun == noun) {
        Some(shape) => lang.word(shape.plural, shape.zh).to_owned(),
        None => lang.of(labels::sheet(noun)).to_owned(),
    }
}

/// What stands in a cell.
fn one(noun: &str, key: &str, column: &Column<'_>, field: &Field<'_>, lang: Lang) -> BookCell {
    let said = |text: &str| match text {
        "" => BookCell::Empty,
        text => BookCell::Text(neutral(text).into_owned()),
    };
    match field {
        Field::Unknown | Field::Other(Value::Null) => BookCell::Empty,
        Field::Text(text) if column.holds_days() && Day::from_iso(text).is_some() => {
            BookCell::Day((*text).to_owned())
        }
        Field::Text(text) => said(&column.shown(text, lang)),
        // In units, as its heading says.
        Field::Other(Value::Number(n)) if noun::holds_money(key) => {
            n.as_i64().and_then(|n| money::units(n).parse().ok()).map_or(BookCell::Empty, BookCell::Number)
        }
        Field::Other(Value::Number(n)) => match (n.as_f64(), key) {
            (Some(part), "rate" | "share") => BookCell::Part(part),
            (Some(number), _) => BookCell::Number(number),
            (None, _) => said(&n.to_string()),
        },
        Field::Other(Value::Bool(false)) if key == "overdue" => BookCell::Empty,
        // In a cell that is read again, the items of a list are parted so that they come back.
        Field::Other(Value::Array(items)) => {
            said(&join(items.iter().map(|item| match unnamed_title(item) {
                Some(title) => lang.bracket(title).trim().to_owned(),
                None => text(noun, key, item, Form::Shown(lang)),
            })))
        }
        Field::Other(value) => said(&text(noun, key, value, Form::Shown(lang))),
    }
}

/// The title of somebody whose name is not known: in brackets, so that it is taken for no name.
fn unnamed_title(item: &Value) -> Option<&str> {
    let somebody = item.as_object().filter(|one| one.len() == 2 && one.get("name").is_some_and(Value::is_null))?;
    somebody.get("title")?.as_str()
}

/// A cell as it stands in CSV.
fn plain(cell: BookCell) -> String {
    match cell {
        BookCell::Empty => String::new(),
        BookCell::Number(n) => n.to_string(),
        BookCell::Part(part) => format!("{:.1}%", part * 100.0),
        BookCell::Flag(flag) => flag.to_string(),
        BookCell::Day(day) => day,
        BookCell::Text(text) => shield(&text).into_owned(),
    }
}

/// The refusal of a workbook, which the caller tells with the file.
fn failed(refused: Refused) -> io::Error {
    match refused {
        Refused::Rows => io::Error::new(io::ErrorKind::FileTooLarge, "more rows than a workbook's sheet holds"),
        Refused::Text(_) => io::Error::new(io::ErrorKind::FileTooLarge, "a text longer than a workbook's cell holds"),
        Refused::Failed(error) => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noun::{NOUNS, sheet};

    /// What no list in takes: it is told from other fields.
    const TOLD: &[&str] = &["document media_type", "document size", "document sha256"];

    #[test]
    fn an_import_knows_the_headings_of_every_list() {
        let mut unknown = Vec::new();
        for shape in NOUNS.iter().filter(|shape| !shape.columns.is_empty()) {
            let sheet = sheet(shape.plural).unwrap();
            for field in shape.told().filter(|field| sheet.at(field.key).is_some()) {
                let (en, zh) = labels::label(shape.noun, field.key);
                for label in [en, zh] {
                    let known = sheet.column(label).and_then(|at| sheet.columns.get(at)).map(|column| column.key);
                    if known != Some(field.key) && !TOLD.contains(&format!("{} {}", shape.noun, field.key).as_str()) {
                        unknown.push(format!("{} {}: {label} is {known:?}", shape.noun, field.key));
                    }
                }
            }
            for lang in [Lang::En, Lang::Zh] {
                let name = name(shape.noun, lang);
                let found = crate::noun::sheet(&name).map(|sheet| sheet.name);
                assert_eq!(found, Some(shape.plural), "{name}");
            }
        }
        assert!(unknown.is_empty(), "{}", unknown.join("\n"));
    }
}
