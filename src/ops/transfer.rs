//! Whole registries in and out: folders of CSV, single lists, JSON documents, workbooks, Popolo, record files.

mod base64;
mod export;
mod json;
mod known;
pub(super) mod popolo;
mod record_file;
mod workbook;

pub(super) use base64::decode;
pub use export::export;
