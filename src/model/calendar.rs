//! A registry's days, for a calendar.

use super::{day::Day, words::ActionStatus};

/// All of them.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The alliance.
    pub name: Option<String>,
    /// What tells this registry's events from those of every other.
    pub registry: String,
    /// In the order of the registry.
    pub events: Vec<Event>,
    /// References of what has a day, but none that is whole.
    pub left: Vec<String>,
}

/// Something with a day.
#[derive(Debug, Clone)]
pub struct Event {
    /// The noun.
    pub kind: &'static str,
    /// The record.
    pub reference: String,
    /// What it is called.
    pub title: String,
    /// The same in English, where it is another name.
    pub title_en: Option<String>,
    /// First day; of an action the day by which it is due.
    pub start: Day,
    /// Last day, where it is another one.
    pub end: Option<Day>,
    /// Where.
    pub place: Option<String>,
    /// Of an action, where it stands.
    pub done: Option<ActionStatus>,
}
