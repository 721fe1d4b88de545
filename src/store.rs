//! The one room that knows an engine: the seam and the two engines behind it, the gate with its journal,
//! the migrations.

pub mod bulk;
pub mod chain;
pub mod changes;
mod columns;
pub mod engine;
mod file;
pub mod gate;
pub mod judged;
mod postgres;
mod pour;
pub mod registry;
pub mod rolls;
mod server;
mod sqlite;
mod steps;
pub mod tables;
pub mod touched;

pub use engine::{Cell, Row, Value};
pub use gate::{Author, Record, Write};
pub use registry::{Read, Registry};
