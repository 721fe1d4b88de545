//! What members owe and have not paid, by organization and year.

use super::{Called, verdict};
use crate::{
    error::Result,
    model::{arrears::Arrear, day::Day},
    rules::standing::{self, Owed},
    store::Read,
};

/// What is left to pay on a day, the oldest year first, then by the organizations' codes.
pub fn arrears(read: &Read<'_>, day: Day) -> Result<Vec<Arrear>> {
    let (charges, payments) = (verdict::charges(read)?, verdict::payments(read)?);
    let owed = standing::owed(&charges, &payments, &verdict::tenures(read)?, day);
    let owed: Vec<Owed> = owed.into_iter().filter(|one| one.open() > 0).collect();
    let called = Called::of(read, owed.iter().map(|one| one.organization))?;
    let told = owed.into_iter().filter_map(|one| {
        let organization = called.on(one.organization, day)?;
        let (owing, charge) = (one.open(), one.charge);
        let overdue = charge.due.is_some_and(|due| due < day);
        Some(Arrear { organization, year: charge.year, amount: charge.amount, paid: one.paid, owing, due: charge.due, currency: charge.currency, overdue })
    });
    let mut all: Vec<Arrear> = told.collect();
    all.sort_by(|a, b| (a.year, &a.organization.code).cmp(&(b.year, &b.organization.code)));
    Ok(all)
}
