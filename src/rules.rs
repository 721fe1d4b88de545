//! Pure decisions of domain 2, in integers: no clock, no database.

pub mod account;
pub mod application;
pub mod charter;
pub mod election;
pub mod majority;
pub mod quorum;
pub mod seats;
pub mod standing;
pub mod tenure;
