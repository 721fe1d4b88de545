//! The queries: each reads one moment of the registry and answers with a view of `model`.

mod alliance;
mod arrears;
mod calendar;
mod called;
mod contacts;
mod decision;
mod entry;
mod facts;
mod form;
mod full_name;
mod ids;
mod interest;
mod journal;
mod listed;
mod member;
mod minutes;
mod moment;
mod motion;
mod paper;
mod person;
mod point;
mod ranked;
mod records;
mod search;
mod session;
mod site;
mod site_meetings;
mod site_public;
mod sources;
mod stats;
mod story;
mod todo;
#[cfg(test)]
mod tests;

use super::verdict;
use crate::model::organization::OrganizationRef;

use story::stories;

use called::{Bodies, Called, People, When, alliance_on, people, term_on};

pub use super::rows::Ids;
pub use alliance::*;
pub use arrears::arrears;
pub use calendar::*;
pub(crate) use called::titles_on_papers;
pub use contacts::*;
pub use decision::decisions;
pub use entry::*;
pub use facts::*;
pub use form::form_choices;
pub use full_name::full_name;
pub use interest::{at_stake, at_stake_in};
pub use journal::*;
pub use listed::{Listed, Lot};
pub use member::*;
pub use minutes::has_confirmed;
pub use moment::*;
pub use motion::*;
pub use paper::*;
pub use person::*;
pub use point::{Point, entry_at};
pub use ranked::place as rank;
pub use records::*;
pub use search::*;
pub use session::*;
pub use site::{count_roll_calls, site_frame, site_register};
pub use site_meetings::{site_sessions, site_votes};
pub use sources::sources;
pub use stats::*;
pub use todo::*;
