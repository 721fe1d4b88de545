//! `alliance`: a membership and meeting registry for alliances, associations and councils.
//!
//! ```text
//! main → cli → ops → rules → model          cli → render → model, lang
//!              ops → store → model          cli → store (reading only)
//! ```
//!
//! Everything may use [`error`]. `model` uses nothing else of ours; `rules` knows no clock and no
//! database; `store` is the one room that knows an engine; `render` knows neither store nor clap.
//! `tests/suite/rooms.rs` reads the paths that files name and holds this, and that no two files use each other.

// These panic where the reader of the output has gone: `alliance … | head`.
#![cfg_attr(not(test), deny(clippy::print_stdout, clippy::print_stderr))]

/// The rooms, private, so that rustc finds what nobody uses; but for the tests that look into them.
macro_rules! rooms {
    ($($room:ident)*) => {
        $(
            #[cfg(feature = "inside")]
            pub mod $room;
            #[cfg(not(feature = "inside"))]
            mod $room;
        )*
    };
}

rooms! { cli error lang model noun ops render rules store }

pub use cli::run;
use error::say;
