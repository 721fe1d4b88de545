//! The one room that knows an engine: SQL, one file a noun; the gate with its journal; the migrations.

pub mod bulk;
pub mod chain;
pub mod engine;
pub mod gate;
pub mod registry;
mod sqlite;
pub mod tables;

pub use engine::{Cell, Row, Value};
pub use gate::{Author, Record, Write};
pub use registry::{Read, Registry};
