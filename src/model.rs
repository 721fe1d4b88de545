//! Plain data and its text forms; no I/O, no clock.

pub mod day;
pub mod fraction;
pub mod numeral;
pub mod record;
pub mod text;
pub mod words;
