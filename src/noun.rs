//! What the registry is about: the nouns, and of each its fields. One table says what a field is called, what
//! it may hold, how lists head it and where it is stored; reading, writing, lists and labels run from it.

mod answer;
mod bank;
mod field;
mod form;
mod parts;
mod roster;
mod sheet;
mod table;

pub use answer::{Answer, PRESET, answered, handed_heading, is_preset};
pub use bank::{BANK_COLUMNS, Paid, bank_column, paid, paid_field};
pub use field::{Dated, Field, Shape, To, Type, Weight};
pub use form::{CHOICE, COUNTED, FormSheet, Layout, SEATS, SESSION_FORM, VISIT_FORM};
pub use parts::{BALLOT, CANDIDATE, FORMER_NAME, SOURCE, WHO};
pub use roster::{COLUMNS as ROSTER_COLUMNS, DELEGATES, Means, means, means_below, plain, roster_column};
pub use sheet::{Sheet, sheet, sheets};
pub use table::*;

/// The nouns, in the order in which they are taken in, so that an input may name things in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is the noun of its name; its shape tells the rest")]
pub enum Noun {
    Alliance,
    Body,
    Rule,
    Organization,
    Term,
    Person,
    Post,
    Contact,
    Interest,
    Membership,
    Application,
    Dues,
    Payment,
    Session,
    Attendance,
    Agenda,
    Motion,
    Action,
    Visit,
    Activity,
    Document,
    Accepted,
    Heading,
}

/// Whether a key holds a day, in whatever noun has it.
pub fn holds_days(key: &str) -> bool {
    let is_day = |field: &Field| {
        field.key == key
            && matches!(field.ty, Type::Day | Type::DayInRange | Type::Start | Type::DayOrPending)
    };
    NOUNS.iter().any(|shape| shape.fields.iter().any(is_day))
}

/// Whether most records of a noun have nothing under a key, so that it is nothing unknown where there is none: what it
/// merged into, which other motion it is about, the round of an election, the day on which something was done.
pub fn is_rare(noun: &str, key: &str) -> bool {
    let field = NOUNS.iter().find(|shape| shape.noun == noun).and_then(|shape| shape.field(key));
    key.starts_with("merged_") || matches!(key, "round" | "done") || field.is_some_and(|field| matches!(field.to, To::Late(_)))
}

/// Whether a key holds an amount of money.
pub fn holds_money(key: &str) -> bool {
    // What was paid of an amount, and what is left of it, are told beside the fields.
    matches!(key, "amount" | "paid" | "owing")
}

/// The noun that a word means, in English or in Chinese: motion, 议题, 议案.
pub fn called(word: &str) -> Option<&'static Shape> {
    let named = |shape: &&Shape| shape.noun == word || shape.zh == word || shape.also.contains(&word);
    NOUNS.iter().copied().find(named)
}

/// The noun that a word of the command line means.
pub fn named(word: &str) -> Option<&'static Shape> {
    let noun = match word {
        "org" => "organization",
        "member" => "membership",
        "vote" => "motion",
        word => word,
    };
    NOUNS.iter().copied().find(|shape| shape.noun == noun)
}
