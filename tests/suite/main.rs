//! What a user sees and what the rooms promise, one module a subject; all in one program, so that it is linked once.
//! What takes long stands in `tests/slow`.

#[path = "../chance/mod.rs"]
mod chance;
#[path = "../office/mod.rs"]
mod office;

mod account;
mod acts;
mod as_of;
mod batches;
mod called;
mod candidates;
mod commands;
mod completions;
mod contacts;
mod days;
mod due;
mod edges;
mod effects;
mod end_to_end;
mod english;
mod entitled;
mod filters;
mod forged;
mod forget;
mod form_again;
mod form_blanks;
mod form_copies;
mod form_places;
mod forms;
mod handed;
mod holds;
mod intake;
mod known;
mod limits;
mod lists;
mod mcp;
mod moved;
mod named;
mod names;
mod outputs;
mod paper_form;
mod paper_templates;
mod papers;
mod papers_told;
mod partly;
mod places;
mod popolo;
mod readers;
mod readme;
mod record;
mod registries;
mod rejudge;
mod remarks;
mod rooms;
mod rosters;
mod schema;
mod rosters_told;
mod site;
mod snapshots;
mod stats;
mod streams;
mod taken_back;
mod told;
mod transfer;
mod words;
