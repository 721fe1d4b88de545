//! Record files (contract 4): bytes and a name in, typed entries out, every fault with its place.

mod entry;
mod faults;
mod json;
mod lines;
mod nouns;
mod shape;
mod source;
mod toml;

pub use entry::{Candidate, Entry, FormerName, Given, Said, Who};
pub use nouns::*;
pub use shape::{Field, Shape, Type};
pub use source::{Node, Place, Value, parse};
