//! Plain data and its text forms; no I/O, no clock.

pub mod alliance;
pub mod calendar;
pub mod command;
pub mod credit_code;
pub mod day;
pub mod facts;
pub mod form;
pub mod fraction;
pub mod journal;
pub mod member;
pub mod motion;
pub mod numeral;
pub mod organization;
pub mod paper;
pub mod person;
pub mod pinyin;
pub mod record;
pub mod rule;
pub mod session;
pub mod session_name;
pub mod sheet;
pub mod site;
pub mod stats;
pub mod text;
pub mod todo;
pub mod words;
