//! Whole registries in and out: folders of CSV, single lists, JSON documents, workbooks, Popolo, record files.

mod export;
mod json;
pub(super) mod known;
mod listed;
pub(super) mod manifest;
pub(super) mod popolo;
mod record_file;
mod workbook;

pub use export::{Stream, export, stream};

use crate::store::output::unwritable;
