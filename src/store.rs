//! The one room that knows an engine: the seam and the two engines behind it, the gate with its journal,
//! the migrations.

mod aside;
pub mod chain;
pub mod changes;
mod columns;
pub mod engine;
pub mod erasing;
mod file;
pub mod gate;
pub mod judged;
mod keeper;
pub mod keys;
pub mod lookup;
pub mod pieces;
pub mod place;
mod postgres;
pub mod output;
mod past;
mod pour;
mod read;
mod record;
pub mod registry;
pub mod rolls;
pub mod seal;
mod server;
mod sqlite;
mod steps;
pub mod tables;
pub mod touched;
pub mod version;

pub use engine::{Cell, Row, Value};
pub use chain::Author;
pub use erasing::Erasing;
pub use gate::Write;
pub use read::Read;
pub use record::Record;
pub use registry::Registry;
pub use steps::VERSION;
#[cfg(any(test, feature = "inside"))]
pub use read::{ASKED, STEPS};
