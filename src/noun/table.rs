//! The table itself: every noun with its fields, in the order of contract 4.

mod meetings;
mod members;

use super::field::Shape;
pub use meetings::*;
pub use members::*;

/// The nouns that stand at the top of a record file, in the order of contract 4.
pub static SHAPES: &[&Shape] = &[
    &ALLIANCE,
    &BODY,
    &RULE,
    &ORGANIZATION,
    &MEMBERSHIP,
    &APPLICATION,
    &PERSON,
    &POST,
    &TERM,
    &SESSION,
    &ACTION,
    &VISIT,
    &ACTIVITY,
    &CONTACT,
    &INTEREST,
    &DUES,
    &PAYMENT,
    &DOCUMENT,
];

/// All nouns, those within a session and those of lists alone among them.
pub static NOUNS: &[&Shape] = &[
    &ALLIANCE,
    &BODY,
    &RULE,
    &ORGANIZATION,
    &TERM,
    &PERSON,
    &POST,
    &CONTACT,
    &INTEREST,
    &MEMBERSHIP,
    &APPLICATION,
    &DUES,
    &PAYMENT,
    &SESSION,
    &ATTENDANCE,
    &AGENDA,
    &MOTION,
    &ACTION,
    &VISIT,
    &ACTIVITY,
    &DOCUMENT,
    &ACCEPTED,
    &HEADING,
];
