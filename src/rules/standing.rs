//! Who is in arrears (contract 4, "Money and days"): what is owed for a year, what was paid of it by a day, and since
//! when the rest is due.

use std::collections::HashMap;

use super::seats::Tenure;
use crate::model::{day::Day, words::Class};

/// What is owed for a year: by one organization, by a class, or by every member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The year.
    pub year: i64,
    /// The class that owes it.
    pub class: Option<Class>,
    /// Row of the one organization that owes it; that goes before its class.
    pub organization: Option<i64>,
    /// How much, in the smallest unit.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// The last day on which it is to be paid.
    pub due: Option<Day>,
}

/// What was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// Row of the organization.
    pub organization: i64,
    /// The year that it was paid for.
    pub year: i64,
    /// How much, in the smallest unit.
    pub amount: i64,
    /// The day on which it was paid; unknown: paid in any case.
    pub on: Option<Day>,
}

/// What an organization owes for a year, and what it has paid of that by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Row of the organization.
    pub organization: i64,
    /// What is asked of it.
    pub charge: Charge,
    /// What it has paid by then.
    pub paid: i64,
}

impl Owed {
    /// What is left to pay.
    pub fn open(&self) -> i64 {
        (self.charge.amount - self.paid).max(0)
    }
}

/// An organization in arrears on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owing {
    /// Its row.
    pub organization: i64,
    /// Days since the oldest of what it has not paid was due.
    days: i64,
}

impl Owing {
    /// Whether more days have gone by than the rule leaves it (`grace=N`: entitled up to and including the N-th day).
    pub fn beyond(&self, grace: u64) -> bool {
        u64::try_from(self.days).is_ok_and(|days| days > grace)
    }
}

/// The class that an organization holds on a day, an observer's too.
fn class_on(tenures: &[Tenure], day: Day) -> Option<Class> {
    tenures.iter().filter(|tenure| tenure.period.holds_on(day)).map(|tenure| tenure.period.class).max()
}

/// What each organization owes, with what it has paid by a day; of `tenures` in the order of the organizations' rows.
/// Which class it belongs to is that of the day on which the charge is due; where that is not known, that of the last
/// day of its year.
pub fn owed(charges: &[Charge], payments: &[Payment], tenures: &[Tenure], day: Day) -> Vec<Owed> {
    let mut paid: HashMap<(i64, i64), i64> = HashMap::new();
    for one in payments.iter().filter(|one| one.on.is_none_or(|on| on <= day)) {
        *paid.entry((one.organization, one.year)).or_default() += one.amount;
    }
    let mut years: Vec<i64> = charges.iter().map(|charge| charge.year).collect();
    years.sort_unstable();
    years.dedup();
    let mut all = Vec::new();
    let mut take = |organization: i64, own: &[Tenure]| {
        for year in &years {
            let of_year = || charges.iter().filter(|charge| charge.year == *year);
            let member = |charge: &&Charge| {
                let on = charge.due.or_else(|| Day::from_iso(&format!("{year:04}")));
                let class = on.and_then(|on| class_on(own, on));
                charge.organization.is_none() && class.is_some() && (charge.class == class || charge.class.is_none())
            };
            let charge = of_year()
                .find(|charge| charge.organization == Some(organization))
                .or_else(|| of_year().filter(|charge| charge.class.is_some()).find(member))
                .or_else(|| of_year().find(member));
            all.extend(charge.map(|charge| Owed {
                organization,
                charge: charge.clone(),
                paid: paid.get(&(organization, *year)).copied().unwrap_or(0),
            }));
        }
    };
    for own in tenures.chunk_by(|a, b| a.organization == b.organization) {
        take(own.first().map_or(0, |tenure| tenure.organization), own);
    }
    // Who is no member owes what is asked of it by name.
    let mut strangers: Vec<i64> = charges.iter().filter_map(|charge| charge.organization).collect();
    strangers.retain(|id| tenures.binary_search_by_key(id, |tenure| tenure.organization).is_err());
    strangers.sort_unstable();
    strangers.dedup();
    strangers.into_iter().for_each(|id| take(id, &[]));
    all
}

/// Who is in arrears on a day, in the order of their rows. What has no day on which it is due is due on none.
pub fn owing(charges: &[Charge], payments: &[Payment], tenures: &[Tenure], day: Day) -> Vec<Owing> {
    let mut all: Vec<Owing> = Vec::new();
    for one in owed(charges, payments, tenures, day).into_iter().filter(|one| one.open() > 0) {
        let Some(due) = one.charge.due.filter(|due| *due < day) else { continue };
        let days = due.days_until(day);
        match all.iter_mut().find(|known| known.organization == one.organization) {
            Some(known) => known.days = known.days.max(days),
            None => all.push(Owing { organization: one.organization, days }),
        }
    }
    all.sort_by_key(|one| one.organization);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::seats::Period;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn tenure(organization: i64, class: Class, from: &str) -> Tenure {
        let period = Period { class, from: Some(day(from)), until: None };
        Tenure { organization, period, started: None, ended: None }
    }

    fn charge(class: Option<Class>, organization: Option<i64>, amount: i64, due: Option<&str>) -> Charge {
        Charge { year: 2024, class, organization, amount, currency: "CNY".into(), due: due.map(day) }
    }

    fn paid(organization: i64, amount: i64, on: &str) -> Payment {
        Payment { organization, year: 2024, amount, on: Some(day(on)) }
    }

    #[test]
    fn an_own_charge_goes_before_that_of_the_class_on_the_day_it_is_due() {
        let tenures = [
            tenure(1, Class::Council, "2020-01-01"),
            tenure(2, Class::Member, "2020-01-01"),
            tenure(2, Class::Council, "2024-07-01"),
            tenure(3, Class::Member, "2024-07-01"),
            tenure(4, Class::Observer, "2020-01-01"),
        ];
        let charges = [
            charge(Some(Class::Council), None, 500, Some("2024-06-30")),
            charge(Some(Class::Member), None, 300, Some("2024-06-30")),
            charge(None, Some(1), 100, Some("2024-06-30")),
            charge(None, Some(9), 50, None),
        ];
        let all = owed(&charges, &[paid(2, 200, "2024-06-01"), paid(2, 100, "2024-08-01")], &tenures, day("2024-07-15"));
        let told: Vec<_> = all.iter().map(|one| (one.organization, one.charge.amount, one.paid, one.open())).collect();
        // The third was no member yet, and nothing is asked of observers.
        assert_eq!(told, [(1, 100, 0, 100), (2, 300, 200, 100), (9, 50, 0, 50)]);
        let general = [charge(None, None, 10, Some("2024-06-30"))];
        assert_eq!(owed(&general, &[], &tenures, day("2024-07-15")).len(), 3, "all who were members then, observers too");
    }

    #[test]
    fn a_seat_is_in_arrears_from_the_day_after_its_grace() {
        let tenures = [tenure(1, Class::Council, "2020-01-01")];
        let charges = [charge(Some(Class::Council), None, 500, Some("2024-06-30"))];
        let beyond = |on: &str, grace| owing(&charges, &[], &tenures, day(on)).iter().any(|one| one.beyond(grace));
        assert!(!beyond("2024-06-30", 0) && beyond("2024-07-01", 0));
        assert!(!beyond("2024-07-30", 30) && beyond("2024-07-31", 30));
        // What is paid on the day itself counts; a part of it does not do.
        let on_the_day = [paid(1, 500, "2024-07-31")];
        assert!(owing(&charges, &on_the_day, &tenures, day("2024-07-31")).is_empty());
        assert_eq!(owing(&charges, &on_the_day, &tenures, day("2024-07-30")).len(), 1);
        assert_eq!(owing(&charges, &[paid(1, 499, "2024-07-01")], &tenures, day("2024-07-31")).len(), 1);
        // Without a day on which it is due, nothing is late.
        assert!(owing(&[charge(Some(Class::Council), None, 500, None)], &[], &tenures, day("2030-01-01")).is_empty());
    }

    proptest! {
        /// Against the sentence of the contract, word for word.
        #[test]
        fn arrears_are_what_the_contract_says(
            amount in 1i64..5, parts in prop::collection::vec((1i64..4, 0i64..60), 0..4), grace in 0i64..20, at in 0i64..60,
        ) {
            let due = day("2024-06-30");
            let begin = day("2024-06-10");
            let on = begin.plus_days(at).unwrap();
            let tenures = [tenure(7, Class::Council, "2020-01-01")];
            let charges = [Charge { year: 2024, class: Some(Class::Council), organization: None, amount, currency: "CNY".into(), due: Some(due) }];
            let payments: Vec<Payment> = parts.iter()
                .map(|(amount, at)| Payment { organization: 7, year: 2024, amount: *amount, on: begin.plus_days(*at) })
                .collect();
            let paid: i64 = parts.iter().filter(|(_, when)| *when <= at).map(|(amount, _)| *amount).sum();
            let late = (on.naive() - due.naive()).num_days() > grace;
            let lapsed = owing(&charges, &payments, &tenures, on).iter().any(|one| one.beyond(grace as u64));
            prop_assert_eq!(lapsed, paid < amount && late);
        }
    }
}
