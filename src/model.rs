//! Plain data and its text forms; no I/O, no clock.

pub mod words;
