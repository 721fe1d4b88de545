//! Days and ranges of days, in every form of domain 3. A day may be known to its month or its year alone.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
};

use chrono::{Datelike, NaiveDate};

mod parse;
#[cfg(test)]
mod tests;

use crate::{error::Message, say};

/// A day of the years 1 to 9999, as far as it is known. One that is known to its month or year is judged by
/// the last day of that: by then it surely is. So days are equal, ordered and hashed by their last day alone;
/// [`Day::same`] tells two notations apart.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    last: NaiveDate,
    known: Known,
}

/// How far a day is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Day,
    Month,
    Year,
}

/// A first and a last day; the same for a single day. Two are equal where they are written alike.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    /// First day.
    pub start: Day,
    /// Last day, not surely before the first.
    pub end: Day,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Day {
    /// A day of the calendar.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        (1..=9999).contains(&year).then_some(Day { last: date, known: Known::Day })
    }

    /// A day of which the month is known.
    pub fn from_month(year: i32, month: u32) -> Option<Day> {
        let last = (28..=31).rev().find_map(|day| Day::from_ymd(year, month, day))?.last;
        Some(Day { last, known: Known::Month })
    }

    /// A day of which the year is known.
    pub fn from_year(year: i32) -> Option<Day> {
        Some(Day { known: Known::Year, ..Day::from_ymd(year, 12, 31)? })
    }

    /// The same day as chrono has it.
    pub fn from_naive(date: NaiveDate) -> Day {
        Day { last: date, known: Known::Day }
    }

    /// As chrono has it; of a month or a year its last day.
    pub fn naive(self) -> NaiveDate {
        self.last
    }

    /// The year in which it lies.
    pub fn year(self) -> i32 {
        self.last.year()
    }

    /// A stored day: `2023-07-18`, `2023-07`, `2023` and nothing else.
    pub fn from_iso(text: &str) -> Option<Day> {
        let number = |range: std::ops::Range<usize>| {
            let part = text.get(range)?;
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten()
        };
        let dashes = text.bytes().skip(4).step_by(3).all(|b| b == b'-');
        let year = i32::try_from(number(0..4)?).ok()?;
        match text.len() {
            4 => Day::from_year(year),
            7 if dashes => Day::from_month(year, number(5..7)?),
            10 if dashes => Day::from_ymd(year, number(5..7)?, number(8..10)?),
            _ => None,
        }
    }

    /// One day in any form of the domain, as far as it is known; a range of more than one day is refused.
    ///
    /// # Errors
    /// Why the text is no day.
    pub fn parse(text: &str) -> Result<Day, Message> {
        let days = Days::parse(text)?;
        days.single().ok_or_else(|| {
            let text = parse::clip(text);
            say!("{text} is a range of days; one day is wanted", "{text} 是日期区间，此处须为某一日")
        })
    }

    /// Whether the very day is known.
    pub fn is_whole(self) -> bool {
        self.known == Known::Day
    }

    /// The earliest day that it may be.
    pub fn first(self) -> Day {
        let first = match self.known {
            Known::Day => Some(self.last),
            Known::Month => self.last.with_day(1),
            Known::Year => NaiveDate::from_ymd_opt(self.last.year(), 1, 1),
        };
        Day::from_naive(first.unwrap_or(self.last))
    }

    /// The latest day that it may be, by which it is judged.
    pub fn last(self) -> Day {
        Day::from_naive(self.last)
    }

    /// Whether both are written alike: the same day, known as far.
    pub fn same(self, other: Day) -> bool {
        (self.last, self.known) == (other.last, other.known)
    }

    /// Whether it may be that very day: the other one, or the month or year in which that lies.
    pub fn covers(self, other: Day) -> bool {
        self.first() <= other.first() && other <= self
    }

    /// Whether it lies before the other one whatever days both are.
    pub fn surely_before(self, other: Day) -> bool {
        self < other.first()
    }

    /// The first day by which what lasts from one day to another is judged. It has begun by its last day, even
    /// where the month or the year in which it began goes on beyond that.
    pub fn begun(from: Option<Day>, until: Option<Day>) -> Option<Day> {
        from.map(|from| until.map_or(from, |until| from.min(until)))
    }

    /// Whether what lasts from one day to another holds on this one; an unknown end is open.
    pub fn is_within(self, from: Option<Day>, until: Option<Day>) -> bool {
        Day::begun(from, until).is_none_or(|begun| begun <= self) && until.is_none_or(|until| self <= until)
    }

    /// The day before the one by which it is judged; the first of all has none, and stays.
    pub fn before(self) -> Day {
        Day::from_naive(self.last.pred_opt().filter(|day| day.year() >= 1).unwrap_or(self.last))
    }

    /// The day after the one by which it is judged; the last of all has none, and stays.
    pub fn after(self) -> Day {
        Day::from_naive(self.last.succ_opt().filter(|day| day.year() <= 9999).unwrap_or(self.last))
    }

    /// The last day of what ends where something begins on this day, as far as that is known: the day before,
    /// or the same month or year, for on which day of it the one passed into the other nobody knows.
    pub fn eve(self) -> Day {
        if self.is_whole() { self.before() } else { self }
    }

    /// The first day of what begins where something ends with this day, as far as that is known.
    pub fn morrow(self) -> Day {
        if self.is_whole() { self.after() } else { self }
    }

    /// How many days later `other` is; negative where it is earlier.
    pub fn days_until(self, other: Day) -> i64 {
        other.last.signed_duration_since(self.last).num_days()
    }

    /// So many days later; `None` outside of the years there are.
    pub fn plus_days(self, days: i64) -> Option<Day> {
        let later = self.last.checked_add_signed(chrono::TimeDelta::try_days(days)?)?;
        (1..=9999).contains(&later.year()).then(|| Day::from_naive(later))
    }

    /// Whether it is known, and falls on this day of the week; Monday is 0.
    fn falls_on(self, weekday: u32) -> bool {
        self.is_whole() && self.last.weekday().num_days_from_monday() == weekday
    }

    /// The same day `years` later, known as far; 29 February becomes the 28th where there is none.
    pub fn plus_years(self, years: i32) -> Day {
        let year = self.last.year() + years;
        let later = match self.known {
            Known::Day => {
                Day::from_ymd(year, self.last.month(), self.last.day()).or(Day::from_ymd(year, 2, 28))
            }
            Known::Month => Day::from_month(year, self.last.month()),
            Known::Year => Day::from_year(year),
        };
        later.unwrap_or(self)
    }

    /// The last of its days, so many months later; at the end of a shorter month its last day.
    pub fn plus_months(self, months: u32) -> Day {
        self.last.checked_add_months(chrono::Months::new(months)).map_or(self, Day::from_naive)
    }

    /// 2023年7月18日, 2023年7月, 2023年
    pub fn chinese(self) -> String {
        let (year, month, day) = (self.last.year(), self.last.month(), self.last.day());
        match self.known {
            Known::Day => format!("{year}年{month}月{day}日"),
            Known::Month => format!("{year}年{month}月"),
            Known::Year => format!("{year}年"),
        }
    }

    /// 18 July 2023, July 2023, 2023
    pub fn english(self) -> String {
        let (year, month) = (self.last.year(), self.month_name());
        match self.known {
            Known::Day => format!("{} {month} {year}", self.last.day()),
            Known::Month => format!("{month} {year}"),
            Known::Year => year.to_string(),
        }
    }

    fn month_name(self) -> &'static str {
        MONTHS.get(self.last.month0() as usize).copied().unwrap_or_default()
    }
}

impl PartialEq for Day {
    fn eq(&self, other: &Day) -> bool {
        self.last == other.last
    }
}

impl Eq for Day {}

impl PartialOrd for Day {
    fn partial_cmp(&self, other: &Day) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Day {
    fn cmp(&self, other: &Day) -> Ordering {
        self.last.cmp(&other.last)
    }
}

impl Hash for Day {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.last.hash(state);
    }
}

/// As it is stored: `2023-07-18`, `2023-07`, `2023`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.last.year(), self.last.month(), self.last.day());
        match self.known {
            Known::Day => write!(f, "{year:04}-{month:02}-{day:02}"),
            Known::Month => write!(f, "{year:04}-{month:02}"),
            Known::Year => write!(f, "{year:04}"),
        }
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl PartialEq for Days {
    fn eq(&self, other: &Days) -> bool {
        self.start.same(other.start) && self.end.same(other.end)
    }
}

impl Eq for Days {}

impl Days {
    /// The day, where it is one.
    pub fn single(self) -> Option<Day> {
        self.start.same(self.end).then_some(self.start)
    }

    /// What needs whole days: a session has its first and its last.
    ///
    /// # Errors
    /// Which of them is known to its month or year alone.
    pub fn whole(self) -> Result<Days, Message> {
        match [self.start, self.end].into_iter().find(|day| !day.is_whole()) {
            None => Ok(self),
            Some(day) => {
                let example = day.last();
                Err(say!(
                    "{day} is no whole day, and one is needed here; write it out, as in {example}",
                    "{day}未写到日，此处须写明年月日，例如{example}"
                ))
            }
        }
    }

    /// 2023年7月18日至19日, 2023年3月至5月
    pub fn chinese(self) -> String {
        let (a, b) = (self.start.last, self.end.last);
        let (first, last) = (self.start.chinese(), self.end.chinese());
        let tail = match self.shared() {
            _ if self.start.same(self.end) => return first,
            Some(Known::Month) => format!("{}月", b.month()),
            Some(Known::Day) if a.month() != b.month() => format!("{}月{}日", b.month(), b.day()),
            Some(Known::Day) => format!("{}日", b.day()),
            _ => last,
        };
        format!("{first}至{tail}")
    }

    /// 18–19 July 2023, March – May 2023
    pub fn english(self) -> String {
        let (a, b) = (self.start.last, self.end.last);
        let (first, last) = (self.start.english(), self.end.english());
        match self.shared() {
            _ if self.start.same(self.end) => last,
            Some(Known::Month) => format!("{} – {last}", self.start.month_name()),
            Some(Known::Day) if a.month() != b.month() => {
                format!("{} {} – {last}", a.day(), self.start.month_name())
            }
            Some(Known::Day) => format!("{}–{last}", a.day()),
            _ => format!("{first} – {last}"),
        }
    }

    /// How far both are known, where they are so alike and share their year, which is then written once.
    fn shared(self) -> Option<Known> {
        let alike = self.start.known == self.end.known && self.start.year() == self.end.year();
        alike.then_some(self.start.known)
    }
}
