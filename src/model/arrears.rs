//! What members owe and have not paid.

use serde::Serialize;

use super::{day::Day, organization::OrganizationRef};

/// What one organization owes for a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arrear {
    /// As it is called on the day.
    pub organization: OrganizationRef,
    /// The year.
    pub year: i64,
    /// What is asked of it, in the smallest unit.
    pub amount: i64,
    /// What it has paid of that by the day.
    pub paid: i64,
    /// What is left.
    pub owing: i64,
    /// ISO 4217.
    pub currency: String,
    /// The last day on which it was to be paid.
    pub due: Option<Day>,
    /// Whether that day is past.
    pub overdue: bool,
}
