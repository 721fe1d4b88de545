//! What takes long: random acts, long lists, many processes, and clusters of PostgreSQL servers of their own.

#[path = "../chance/mod.rs"]
mod chance;
#[path = "../cluster/mod.rs"]
mod cluster;
#[path = "../office/mod.rs"]
mod office;

mod dropped;
mod failover;
mod faults;
mod forgetting;
mod growth;
mod processes;
mod random_acts;
mod reading;
mod roles;
mod server;
mod sharing;
