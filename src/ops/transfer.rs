//! Whole registries in and out: folders of CSV, single lists, JSON documents, workbooks, Popolo.

mod ballots;
mod base64;
mod export;
mod import;
mod json;
mod known;
mod lists;
mod meeting;
mod naming;
mod popolo;
mod sheets;
mod taker;
mod workbook;

pub use export::export;
pub use import::{Progress, import};
