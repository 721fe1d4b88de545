//! How long: unbroken membership, and terms of office (domain 2).

use super::seats::Period;
use crate::model::day::Day;

/// The longest term by charter, in years.
pub const TERM_YEARS: i32 = 5;
/// By how many years a re-election may be deferred.
pub const DEFERRAL_YEARS: i32 = 1;

/// First day of the unbroken membership that holds on `day`: `None` where there is none that day,
/// `Some(None)` where its first day is unknown. Classes that follow or overlap each other do not break it.
pub fn since(periods: &[Period], day: Day) -> Option<Option<Day>> {
    let mut earliest = periods.iter().filter(|p| p.holds_on(day)).map(|p| p.from).min()?;
    while let Some(from) = earliest {
        let eve = from.before();
        let earlier = periods.iter().filter(|p| p.holds_on(eve) && p.from.is_none_or(|f| f < from));
        match earlier.map(|p| p.from).min() {
            Some(found) => earliest = found,
            None => break,
        }
    }
    Some(earliest)
}

/// Last day of a membership that has ended before `day`.
pub fn ended(periods: &[Period], day: Day) -> Option<Day> {
    periods.iter().filter_map(|p| p.until).filter(|until| *until < day).max()
}

/// Last known day of the unbroken membership that holds on `day`.
pub fn until(periods: &[Period], day: Day) -> Option<Day> {
    let mut last = day;
    loop {
        let running: Vec<_> = periods.iter().filter(|p| p.holds_on(last)).collect();
        if running.iter().any(|p| p.until.is_none()) {
            return None;
        }
        let end = running.iter().filter_map(|p| p.until).max()?;
        let next = end.after();
        if next <= last || !periods.iter().any(|p| p.holds_on(next)) {
            return Some(end);
        }
        last = next;
    }
}

/// Whether a re-election is overdue: the term's last day, else its longest length, and the deferral
/// that the charter allows lie behind.
pub fn overdue(start: Option<Day>, end: Option<Day>, today: Day) -> bool {
    let due = end.or(start.map(|start| start.plus_years(TERM_YEARS).before()));
    due.is_some_and(|due| today > due.plus_years(DEFERRAL_YEARS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::words::Class;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn period(class: Class, from: Option<&str>, until: Option<&str>) -> Period {
        Period { class, from: from.map(day), until: until.map(day) }
    }

    #[test]
    fn membership_is_unbroken_over_classes_and_broken_by_a_gap() {
        let periods = [
            period(Class::Member, Some("2018-01-01"), Some("2019-12-31")),
            period(Class::Member, Some("2021-01-01"), Some("2022-05-31")),
            period(Class::Council, Some("2022-06-01"), None),
        ];
        assert_eq!(since(&periods, day("2023-01-01")), Some(Some(day("2021-01-01"))));
        assert_eq!(since(&periods, day("2020-06-01")), None);
        assert_eq!(ended(&periods, day("2020-06-01")), Some(day("2019-12-31")));
        assert_eq!(until(&periods, day("2021-06-01")), None);
        assert_eq!(until(&periods, day("2018-06-01")), Some(day("2019-12-31")));
        let unknown = [period(Class::Council, None, None)];
        assert_eq!(since(&unknown, day("2023-01-01")), Some(None));
    }

    #[test]
    fn a_term_may_be_deferred_by_a_year() {
        let (start, end) = (Some(day("2016-01-01")), Some(day("2020-12-31")));
        assert!(!overdue(start, end, day("2021-12-31")) && overdue(start, end, day("2022-01-01")));
        assert!(overdue(start, None, day("2022-01-01")) && !overdue(None, None, day("2022-01-01")));
    }
}
