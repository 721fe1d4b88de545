//! `alliance`: a membership and meeting registry for alliances, associations and councils.
//!
//! ```text
//! main → cli → ops → rules → model          cli → render → model, lang
//!              ops → store → model          cli → store (reading only)
//! ```
//!
//! Everything may use [`error`]. `model` uses nothing else of ours; `rules` knows no clock and no
//! database; `store` is the one room that knows an engine; `render` knows neither store nor clap.
//! `tests/rooms.rs` reads the `use crate::` lines and holds this.
#![warn(missing_docs)]

pub mod cli;
pub mod error;
pub mod lang;
pub mod model;
pub mod noun;
pub mod ops;
pub mod render;
pub mod rules;
pub mod store;
