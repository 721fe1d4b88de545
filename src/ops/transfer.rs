//! Whole registries in and out: folders of CSV, single lists, JSON documents, workbooks, Popolo, record files.

mod export;
mod json;
mod known;
mod listed;
pub(super) mod popolo;
mod record_file;
mod workbook;

pub use export::export;

use std::{io, path::Path};

use crate::{error::Error, say};

fn unwritable(path: &Path, error: &io::Error) -> Error {
    let path = path.display();
    Error::storage(say!("{path} cannot be written", "无法写入 {path}")).because(error)
}
