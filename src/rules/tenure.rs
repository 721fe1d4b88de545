//! How long: unbroken membership, and terms of office (domain 2).

use std::collections::BTreeMap;

use super::seats::{Period, class_on};
use crate::model::{day::Day, stats::Year};

/// The longest term by charter, in years.
pub const TERM_YEARS: i32 = 5;
/// By how many years a re-election may be deferred.
pub const DEFERRAL_YEARS: i32 = 1;

/// Whether a period lasts up to a later one: no day surely lies between the two. Where one ends with February
/// and the other begins in March, they follow each other.
pub fn leads_into(earlier: &Period, later: &Period) -> bool {
    let Some((begun, from)) = later.begun().zip(later.from) else { return false };
    earlier.begun().is_none_or(|first| first < begun)
        && earlier.until.is_none_or(|until| until >= from.first().before())
}

/// First day of the unbroken membership that holds on `day`: `None` where there is none that day,
/// `Some(None)` where its first day is unknown. Classes that follow or overlap each other do not break it.
pub fn since(periods: &[Period], day: Day) -> Option<Option<Day>> {
    let mut earliest = periods.iter().filter(|p| p.holds_on(day)).min_by_key(|p| p.begun())?;
    let before = |later: &Period| periods.iter().filter(|p| leads_into(p, later)).min_by_key(|p| p.begun());
    while let Some(earlier) = before(earliest) {
        earliest = earlier;
    }
    Some(earliest.from)
}

/// Last day of a membership that has ended before `day`.
pub fn ended(periods: &[Period], day: Day) -> Option<Day> {
    periods.iter().filter_map(|p| p.until).filter(|until| *until < day).max()
}

/// Last known day of the unbroken membership that holds on `day`.
pub fn until(periods: &[Period], day: Day) -> Option<Day> {
    // Those that go on from a day on which some do: they last beyond it.
    let beyond = |p: &&Period, last: Day| {
        p.until.is_none_or(|until| until > last) && p.from.is_none_or(|from| from.first() <= last.after())
    };
    let mut last = periods.iter().filter(|p| p.holds_on(day)).map(|p| p.until.unwrap_or(day)).max()?;
    loop {
        let further: Vec<_> = periods.iter().filter(|p| beyond(p, last)).collect();
        if further.is_empty() {
            return Some(last);
        }
        if further.iter().any(|p| p.until.is_none()) {
            return None;
        }
        last = further.into_iter().filter_map(|p| p.until).max()?;
    }
}

/// Members year by year up to a day, one list of periods for each organization. Who leaves is in no count
/// from the day after the last: a last day of 31 December leaves the count of the next year. So the total
/// of a year is that of the year before, with who joined and without who left.
pub fn years(all: &[&[Period]], day: Day) -> Vec<Year> {
    let (mut joined, mut left): (BTreeMap<i32, u64>, BTreeMap<i32, u64>) = Default::default();
    let mut first: Option<i32> = None;
    for held in all {
        let closed = closed_up(held, day);
        for (moved, counts) in [(begun(&closed, day), &mut joined), (gone(&closed, day), &mut left)] {
            moved.into_iter().for_each(|day| *counts.entry(day.year()).or_default() += 1);
        }
        let known = held.iter().flat_map(|p| [p.from, p.until]).flatten().filter(|known| *known <= day);
        first = known.map(Day::year).chain(first).min();
    }
    let Some(first) = first else { return Vec::new() };
    let row = |n: i32| {
        let end = Day::from_ymd(n, 12, 31).unwrap_or(day).min(day);
        Year {
            year: n,
            joined: joined.get(&n).copied().unwrap_or(0),
            left: left.get(&n).copied().unwrap_or(0),
            total: all.iter().filter(|held| class_on(held, end).is_some()).count() as u64,
            since_unknown: all.iter().filter(|held| since(held, end) == Some(None)).count() as u64,
        }
    };
    (first..=day.year()).map(row).collect()
}

/// The periods that have begun by a day, each from where the one before it ends, if that leads into it: who
/// was a member until February and is one of another class from March has not left in between.
fn closed_up(held: &[Period], day: Day) -> Vec<Period> {
    let closed = |p: &Period| {
        let begun = p.begun().filter(|begun| *begun <= day);
        let ends = held.iter().filter(|q| leads_into(q, p)).filter_map(|q| q.until);
        let eve = ends.filter(|until| begun.is_some_and(|begun| *until < begun)).max();
        Period { from: eve.map(Day::after).or(p.from), ..*p }
    };
    held.iter().map(closed).collect()
}

/// The days, up to one, on which a membership began: it was none the day before.
fn begun(held: &[Period], day: Day) -> Vec<Day> {
    let starts = held.iter().filter_map(Period::begun).filter(|from| *from <= day);
    each(starts.filter(|from| class_on(held, *from).is_some() && class_on(held, from.before()).is_none()))
}

/// The days, up to one, from which a membership was no more.
fn gone(held: &[Period], day: Day) -> Vec<Day> {
    let ends = held.iter().filter_map(|p| p.until).map(Day::after).filter(|end| *end <= day);
    each(ends.filter(|end| class_on(held, *end).is_none() && class_on(held, end.before()).is_some()))
}

/// Each day once.
fn each(days: impl Iterator<Item = Day>) -> Vec<Day> {
    let mut days: Vec<Day> = days.collect();
    days.sort();
    days.dedup();
    days
}

/// First day of the highest class that is held on `day`, where the days of that class follow each other:
/// `None` where it is unknown or none is held.
pub fn in_class_since(periods: &[Period], day: Day) -> Option<Day> {
    let class = class_on(periods, day)?;
    let same: Vec<Period> = periods.iter().filter(|p| p.class == class).copied().collect();
    since(&same, day).flatten()
}

/// Whether a re-election is overdue: the term's last day, else its longest length, and the deferral
/// that the charter allows lie behind.
pub fn overdue(start: Option<Day>, end: Option<Day>, today: Day) -> bool {
    last_day(start, end).is_some_and(|due| today > due.plus_years(DEFERRAL_YEARS))
}

/// The last day of a term: as it is recorded, else by the longest length that the charter allows.
pub fn last_day(start: Option<Day>, end: Option<Day>) -> Option<Day> {
    end.or(start.map(|start| start.plus_years(TERM_YEARS).before()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
    fn a_class_has_a_first_day_of_its_own() {
        let periods = [
            period(Class::Member, Some("2018-01-01"), None),
            period(Class::Council, Some("2021-03-01"), Some("2022-12-31")),
            period(Class::Council, Some("2023-01-01"), None),
        ];
        assert_eq!(since(&periods, day("2024-01-01")), Some(Some(day("2018-01-01"))));
        assert_eq!(in_class_since(&periods, day("2024-01-01")), Some(day("2021-03-01")));
        assert_eq!(in_class_since(&periods, day("2020-01-01")), Some(day("2018-01-01")));
        assert_eq!(in_class_since(&periods, day("2017-01-01")), None);
    }

    #[test]
    fn a_last_day_of_december_leaves_the_next_year() {
        let leaves = [period(Class::Member, Some("2021-05-01"), Some("2022-12-31"))];
        let stays = [period(Class::Member, None, None)];
        let told: Vec<_> = years(&[&leaves, &stays], day("2023-06-01"))
            .into_iter()
            .map(|year| (year.year, year.joined, year.left, year.total, year.since_unknown))
            .collect();
        assert_eq!(told, [(2021, 1, 0, 2, 1), (2022, 0, 0, 2, 1), (2023, 0, 1, 1, 1)]);
    }

    #[test]
    fn months_that_follow_each_other_leave_no_gap() {
        let periods = [
            period(Class::Member, Some("2018-05"), Some("2021-02")),
            period(Class::Council, Some("2021-03"), Some("2022")),
            period(Class::Standing, Some("2023"), None),
        ];
        let on = day("2024-01-01");
        assert!(since(&periods, on).flatten().unwrap().same(day("2018-05")));
        assert!(in_class_since(&periods, on).unwrap().same(day("2023")));
        assert_eq!(until(&periods, day("2020-01-01")), None);
        let told: Vec<_> =
            years(&[&periods], on).into_iter().map(|year| (year.joined, year.left, year.total)).collect();
        assert_eq!(told, [(1, 0, 1), (0, 0, 1), (0, 0, 1), (0, 0, 1), (0, 0, 1), (0, 0, 1), (0, 0, 1)]);
        let broken = [periods[0], period(Class::Council, Some("2021-04"), None)];
        assert_eq!(since(&broken, on), Some(Some(day("2021-04"))));
        assert_eq!(until(&broken, day("2020-01-01")), Some(day("2021-02")));
    }

    /// Periods of one organization: classes one after the other, at once, with gaps, with days unknown.
    fn held() -> impl Strategy<Value = Vec<Period>> {
        let start = day("2019-11-20");
        let one = (0i64..900, 0i64..500, any::<[bool; 2]>(), 0usize..3, any::<bool>());
        proptest::collection::vec(one, 1..5).prop_map(move |parts| {
            let at = |n: i64| Day::from_naive(start.naive() + chrono::Duration::days(n));
            let mut last = 0;
            let period =
                |(from, length, [first, end], class, follows): (i64, i64, [bool; 2], usize, bool)| {
                    let from = if follows { last } else { from };
                    last = from + length + 1;
                    Period {
                        class: [Class::Observer, Class::Member, Class::Council][class],
                        from: first.then(|| at(from)),
                        until: end.then(|| at(from + length)),
                    }
                };
            parts.into_iter().map(period).collect()
        })
    }

    proptest! {
        #[test]
        fn every_year_adds_up(all in proptest::collection::vec(held(), 1..6), days in 0i64..1_500) {
            let start = day("2019-11-20").naive();
            let end = Day::from_naive(start + chrono::Duration::days(days));
            let lists: Vec<&[Period]> = all.iter().map(Vec::as_slice).collect();
            let told = years(&lists, end);
            for pair in told.windows(2) {
                let [before, after] = pair else { continue };
                prop_assert_eq!(before.total + after.joined, after.total + after.left, "{:?}", told);
            }
            // A second count, day by day.
            for year in &told {
                let (mut joined, mut left) = (0, 0);
                for held in &all {
                    let mut on = Day::from_ymd(year.year, 1, 1).unwrap();
                    while on <= end && on <= Day::from_ymd(year.year, 12, 31).unwrap() {
                        let member = |on: Day| held.iter().any(|p| p.holds_on(on));
                        joined += u64::from(member(on) && !member(on.before()));
                        left += u64::from(!member(on) && member(on.before()));
                        on = on.after();
                    }
                }
                prop_assert_eq!((year.joined, year.left), (joined, left), "{:?} of {:?}", year, all);
            }
            let total = all.iter().filter(|held| held.iter().any(|p| p.holds_on(end))).count() as u64;
            prop_assert!(told.last().is_none_or(|last| last.total == total));
        }

        #[test]
        fn every_year_adds_up_where_days_are_known_in_part(
            all in proptest::collection::vec(held(), 1..6), known in any::<[u8; 8]>(), days in 0i64..1_500
        ) {
            let end = Day::from_naive(day("2019-11-20").naive() + chrono::Duration::days(days));
            let mut at = 0;
            let mut part = |day: Day| {
                at += 1;
                let text = day.to_string();
                Day::from_iso(&text[..[10, 7, 4, 7][usize::from(known[at % 8] % 4)]]).unwrap()
            };
            let mut all = all;
            for held in &mut all {
                for p in held.iter_mut() {
                    (p.from, p.until) = (p.from.map(&mut part), p.until.map(&mut part));
                }
                held.retain(|p| p.from.zip(p.until).is_none_or(|(from, until)| !until.surely_before(from)));
            }
            let lists: Vec<&[Period]> = all.iter().map(Vec::as_slice).collect();
            let told = years(&lists, end);
            for pair in told.windows(2) {
                let [before, after] = pair else { continue };
                prop_assert_eq!(before.total + after.joined, after.total + after.left, "{:?} {:?}", told, all);
            }
        }
    }

    #[test]
    fn a_term_may_be_deferred_by_a_year() {
        let (start, end) = (Some(day("2016-01-01")), Some(day("2020-12-31")));
        assert!(!overdue(start, end, day("2021-12-31")) && overdue(start, end, day("2022-01-01")));
        assert!(overdue(start, None, day("2022-01-01")) && !overdue(None, None, day("2022-01-01")));
    }
}
