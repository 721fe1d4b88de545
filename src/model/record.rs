//! Record files (contract 4): bytes and a name in, typed entries out, every fault with its place.

mod entry;
mod faults;
mod figures;
mod flags;
mod lines;
mod read;
mod source;
mod write;

pub use crate::error::Place;
pub use crate::noun::*;
pub use entry::{Candidate, Entry, FormerName, Given, Source, Who};
pub use read::read;
pub use source::{FILE_LIMIT, Node, TEXT_LIMIT, Value, text_too_long};
pub use read::{YEARS, value_of};
#[cfg(test)]
pub(crate) use read::cases as faulty_texts;
pub use write::{toml, value_text};
