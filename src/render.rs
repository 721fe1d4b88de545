//! Model to text: tables, JSON, CSV, Markdown, and the pages that people read.
//!
//! Every text of the data passes [`width::neutral`] on its way, so that no control character of it
//! reaches a terminal, a CSV cell or a Markdown page.

pub mod about;
pub mod calendar;
mod cells;
pub mod changed;
pub mod check;
pub mod csv;
pub mod error;
mod fields;
pub mod filter;
pub mod form;
pub mod grid;
pub mod handed;
pub mod json;
pub mod keys;
pub mod list;
pub mod log;
pub mod markdown;
pub mod member;
pub mod one;
mod out;
pub mod page;
pub mod paper;
pub mod record;
pub mod schema;
pub mod search;
pub mod session;
pub mod site;
pub mod sources;
pub mod stats;
pub mod style;
pub mod value;
pub mod view;
pub mod vote;
pub mod width;
pub mod written;

use crate::{lang::Lang, model::session::SessionRow};
pub use out::Out;

/// By what a registry is known on paper and on the screen: the journal's newest entry and the first digits of its hash.
pub fn stamp(entry: i64, hash: &str, lang: Lang) -> String {
    let hash = short(hash);
    lang.word(&format!("registry: journal entry #{entry}, {hash}"), &format!("登记库：日志 #{entry}，{hash}"))
        .to_string()
}

/// What a session is called in the language.
pub fn session_name(row: &SessionRow, lang: Lang) -> &str {
    lang.word(&row.name_en, &row.name)
}

/// As many digits of a hash as are printed.
pub fn short(hash: &str) -> String {
    hash.chars().take(16).collect()
}

/// Where text goes: its language, its width in columns, and whether it may be coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Language of labels and messages.
    pub lang: Lang,
    /// Columns of a line.
    pub width: usize,
    /// Whether ANSI colours are wanted.
    pub color: bool,
}

/// The forms in which every query answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Table,
    /// One JSON value.
    Json,
    /// RFC 4180, with a header of keys.
    Csv,
    /// Tables and headings of GitHub's Markdown.
    Markdown,
}
