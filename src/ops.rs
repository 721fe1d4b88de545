//! One public function is one command is one transaction; here facts, rules and the store meet.

pub mod acts;
pub mod audit;
pub mod backup;
pub mod ballots;
pub mod check;
pub mod compare;
pub mod copy;
pub mod documents;
pub mod intake;
pub mod journal;
mod merge;
pub mod names;
pub mod query;
pub mod refs;
pub mod report;
mod rows;
mod told;
pub mod transfer;
pub mod verdict;
