//! Who has a seat: one organization, one vote; a higher class holds the lower one's seat too, an
//! observer holds none (domain 2).

use crate::model::{day::Day, words::Class};

/// A period of membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The class held.
    pub class: Class,
    /// First day; unknown: held on every day up to `until`.
    pub from: Option<Day>,
    /// Last day, which still counts.
    pub until: Option<Day>,
}

impl Period {
    /// Whether it held on that day.
    pub fn holds_on(&self, day: Day) -> bool {
        day.is_within(self.from, self.until)
    }

    /// Whether it may have held on that day, as far as its days and that one are known.
    pub fn may_hold_on(&self, day: Day) -> bool {
        !self.from.is_some_and(|from| day.surely_before(from))
            && !self.until.is_some_and(|until| until.surely_before(day))
    }

    /// Whether it surely goes on beyond that day.
    pub fn outlasts(&self, day: Day) -> bool {
        self.until.is_none_or(|until| day.surely_before(until))
    }

    /// The first day by which it is judged.
    pub fn begun(&self) -> Option<Day> {
        Day::begun(self.from, self.until)
    }
}

/// A membership as it bears on who has a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenure {
    /// Row of the organization.
    pub organization: i64,
    /// The class, and the days on which it is held.
    pub period: Period,
    /// The motion that started it: its session and its day.
    pub started: Option<(i64, Day)>,
    /// The motion that ended it: its session and its day, and the last day that it had before.
    pub ended: Option<(i64, Day, Option<Day>)>,
}

impl Tenure {
    /// Whether it holds on a day of a session. What a motion of that session starts or ends counts from the
    /// day after the motion: who is admitted this morning does not vote this afternoon, but may tomorrow.
    pub fn holds_in(&self, session: i64, day: Day) -> bool {
        if self.started.is_some_and(|(at, on)| at == session && day <= on) {
            return false;
        }
        let until = match self.ended {
            Some((at, on, before)) if at == session && day <= on => before,
            _ => self.period.until,
        };
        Period { until, ..self.period }.holds_on(day)
    }
}

/// The highest class of each organization on a day of a session. `all` is in the order of the
/// organizations' rows, and so is the answer.
pub fn held(all: &[Tenure], session: i64, day: Day) -> Vec<(i64, Class)> {
    let mut held: Vec<(i64, Class)> = Vec::new();
    for tenure in all.iter().filter(|tenure| tenure.holds_in(session, day)) {
        match held.last_mut().filter(|(organization, _)| *organization == tenure.organization) {
            Some((_, class)) => *class = tenure.period.class.max(*class),
            None => held.push((tenure.organization, tenure.period.class)),
        }
    }
    held
}

/// Whether the class holds a seat where `seats` is the lowest that does.
pub fn holds(class: Class, seats: Class) -> bool {
    class != Class::Observer && class >= seats
}

/// What something on a day may end: the memberships that go on beyond it, else those that hold on it. One that
/// ended in the very month or year in which another goes on is left as it is.
pub fn at_hand<T>(mut all: Vec<T>, period: impl Fn(&T) -> Option<Period>, on: Day) -> Vec<T> {
    let is = |one: &T, fits: fn(&Period, Day) -> bool| period(one).is_some_and(|period| fits(&period, on));
    all.retain(|one| is(one, Period::may_hold_on));
    let wanted = if all.iter().any(|one| is(one, Period::outlasts)) { Period::outlasts } else { Period::holds_on };
    all.retain(|one| is(one, wanted));
    all
}

/// The highest class held on that day.
pub fn class_on(periods: &[Period], day: Day) -> Option<Class> {
    periods.iter().filter(|p| p.holds_on(day)).map(|p| p.class).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_class_holds_the_lower_seat_and_the_last_day_counts() {
        let day = |text| Day::parse(text).unwrap();
        assert!(holds(Class::President, Class::Member) && holds(Class::Council, Class::Council));
        assert!(!holds(Class::Member, Class::Council) && !holds(Class::Observer, Class::Member));
        let periods = [Period { class: Class::Council, from: None, until: Some(day("2023-07-17")) }];
        assert!(class_on(&periods, day("2023-07-17")) == Some(Class::Council));
        assert!(class_on(&periods, day("1999-01-01")).is_some());
        assert!(class_on(&periods, day("2023-07-18")).is_none());
    }
}
