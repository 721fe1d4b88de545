//! Days and ranges of days, in every form of domain 3.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::text::half_width;
use crate::{error::Message, say};

/// A day of the years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

/// A first and a last day; equal for a single day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub start: Day,
    /// Last day, not before the first.
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
        (1..=9999).contains(&year).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten().map(Day)
    }

    /// The same day as chrono has it.
    pub fn from_naive(date: NaiveDate) -> Day {
        Day(date)
    }

    /// As chrono has it.
    pub fn naive(self) -> NaiveDate {
        self.0
    }

    /// A stored day: `2023-07-18` and nothing else.
    pub fn from_iso(text: &str) -> Option<Day> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        let number =
            |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten();
        let year = number(text.get(0..4)?)?;
        Day::from_ymd(i32::try_from(year).ok()?, number(text.get(5..7)?)?, number(text.get(8..10)?)?)
    }

    /// One day in any form of the domain; a range of more than one day is refused.
    pub fn parse(text: &str) -> Result<Day, Message> {
        let days = Days::parse(text)?;
        days.single().ok_or_else(|| {
            let text = clip(text);
            say!("{text} is a range of days; one day is wanted", "{text} 是日期区间，此处须为某一日")
        })
    }

    /// The day before.
    pub fn before(self) -> Day {
        Day(self.0.pred_opt().unwrap_or(self.0))
    }

    /// The day after.
    pub fn after(self) -> Day {
        Day(self.0.succ_opt().unwrap_or(self.0))
    }

    /// How many days later `other` is; negative where it is earlier.
    pub fn days_until(self, other: Day) -> i64 {
        other.0.signed_duration_since(self.0).num_days()
    }

    /// The same day `years` later; 29 February becomes the 28th where there is none.
    pub fn plus_years(self, years: i32) -> Day {
        let year = self.0.year() + years;
        Day::from_ymd(year, self.0.month(), self.0.day()).or(Day::from_ymd(year, 2, 28)).unwrap_or(self)
    }

    /// 2023年7月18日
    pub fn chinese(self) -> String {
        format!("{}年{}月{}日", self.0.year(), self.0.month(), self.0.day())
    }

    /// 18 July 2023
    pub fn english(self) -> String {
        format!("{} {} {}", self.0.day(), self.month_name(), self.0.year())
    }

    fn month_name(self) -> &'static str {
        MONTHS.get(self.0.month0() as usize).copied().unwrap_or_default()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl Days {
    /// One day or a range; the right side inherits what it lacks.
    pub fn parse(text: &str) -> Result<Days, Message> {
        let plain: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
        let Some((left, right)) = split(&plain) else { return Err(not_understood(text)) };
        let (year, month, day) = match left[..] {
            [year, month, day] if year.1 >= 4 || plain.contains('年') => (year.0, month.0, day.0),
            [a, b] | [a, b, _] if a.0 <= 12 && a.1 <= 2 && b.0 <= 31 => {
                let text = clip(text);
                return Err(say!(
                    "{text} has no year; write it out, as in 2023-07-18",
                    "{text} 缺少年份，请写全，例如 2023年7月18日"
                ));
            }
            _ => return Err(not_understood(text)),
        };
        let start = calendar(text, year, month, day)?;
        let end = match right.iter().map(|n| n.0).collect::<Vec<_>>()[..] {
            [] => start,
            [day] => calendar(text, year, month, day)?,
            [month, day] => calendar(text, year, month, day)?,
            [year, month, day] => calendar(text, year, month, day)?,
            _ => return Err(not_understood(text)),
        };
        if end < start {
            let text = clip(text);
            return Err(say!("{text} ends before it starts", "{text} 的结束日期早于开始日期"));
        }
        Ok(Days { start, end })
    }

    /// The day, where it is one.
    pub fn single(self) -> Option<Day> {
        (self.start == self.end).then_some(self.start)
    }

    /// 2023年7月18日至19日
    pub fn chinese(self) -> String {
        let (a, b) = (self.start.0, self.end.0);
        let first = self.start.chinese();
        if a == b {
            first
        } else if a.year() != b.year() {
            format!("{first}至{}", self.end.chinese())
        } else if a.month() != b.month() {
            format!("{first}至{}月{}日", b.month(), b.day())
        } else {
            format!("{first}至{}日", b.day())
        }
    }

    /// 18–19 July 2023
    pub fn english(self) -> String {
        let (a, b) = (self.start.0, self.end.0);
        let last = self.end.english();
        if a == b {
            last
        } else if a.year() != b.year() {
            format!("{} – {last}", self.start.english())
        } else if a.month() != b.month() {
            format!("{} {} – {last}", a.day(), self.start.month_name())
        } else {
            format!("{}–{last}", a.day())
        }
    }
}

/// Numbers with how many digits each was written in.
type Numbers = Vec<(u32, usize)>;

/// The numbers of the left and of the right side; `None` where the text is of no known form.
fn split(text: &str) -> Option<(Numbers, Numbers)> {
    let (mut numbers, mut marks) = (Vec::new(), Vec::new());
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 4 {
            return None;
        }
        numbers.push((rest[..digits].parse().ok()?, digits));
        rest = &rest[digits..];
        let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        marks.push(&rest[..end]);
        rest = &rest[end..];
    }
    let mut left = 0;
    let mut separators = 0;
    for (n, mark) in marks.iter().enumerate() {
        let last = n + 1 == marks.len();
        let inner = matches!(*mark, "-" | "/" | "." | "年" | "月");
        let closing = matches!(*mark, "" | "日" | "号");
        if last {
            if !closing {
                return None;
            }
            continue;
        }
        let bare = mark.trim_start_matches(['日', '号']);
        let separates = matches!(bare, ".." | "-" | "–" | "—" | "——" | "～" | "~" | "至" | "到");
        // A mark that could be either parts the sides once the left one has its three numbers.
        if separates && (!inner || n >= 2) && separators == 0 && n <= 2 {
            separators += 1;
            left = n + 1;
        } else if !inner {
            return None;
        }
    }
    let right = if separators == 0 { Vec::new() } else { numbers.split_off(left) };
    Some((numbers, right))
}

fn calendar(text: &str, year: u32, month: u32, day: u32) -> Result<Day, Message> {
    let found = i32::try_from(year).ok().and_then(|year| Day::from_ymd(year, month, day));
    found.ok_or_else(|| {
        let text = clip(text);
        let name = month.checked_sub(1).and_then(|m| MONTHS.get(m as usize));
        let Some(name) = name else {
            return say!("{text}: there is no month {month}", "{text}：没有{month}月");
        };
        let length = (28..=31)
            .rev()
            .find(|d| i32::try_from(year).is_ok_and(|year| Day::from_ymd(year, month, *d).is_some()));
        match length {
            Some(length) => say!(
                "{text}: there is no day {day}, {name} {year} has {length} days",
                "{text}：{year}年{month}月只有{length}天，没有{day}日"
            ),
            None => say!("{text}: there is no year {year}", "{text}：没有{year}年"),
        }
    })
}

fn not_understood(text: &str) -> Message {
    let text = clip(text);
    say!(
        "{text} is no day；write 2023-07-18，2023/7/18，2023.7.18 or 2023年7月18日，a range as 2023-07-18..2023-07-19",
        "{text} 不是日期；可写作 2023-07-18、2023/7/18、2023.7.18 或 2023年7月18日，区间写作 2023年7月18日至19日"
    )
}

/// Enough of a wrong text to recognize it.
fn clip(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("“{}…”", &text[..at]),
        None => format!("“{text}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_day() {
        for text in
            ["2023-07-18", "2023/7/18", "2023.7.18", "2023年7月18日", "2023年7月18日", " 2023 - 07 - 18 "]
        {
            assert_eq!(Day::parse(text).unwrap().to_string(), "2023-07-18", "{text}");
        }
    }

    #[test]
    fn every_form_of_a_range() {
        let table = [
            ("2023年7月18-19日", "2023-07-18", "2023-07-19"),
            ("2023年7月18日至19日", "2023-07-18", "2023-07-19"),
            ("2023年7月18日—19日", "2023-07-18", "2023-07-19"),
            ("2023-07-18..2023-07-19", "2023-07-18", "2023-07-19"),
            ("2023-07-18-19", "2023-07-18", "2023-07-19"),
            ("2023.7.18-19", "2023-07-18", "2023-07-19"),
            ("2023-07-18~07-19", "2023-07-18", "2023-07-19"),
            ("2023/7/18～19", "2023-07-18", "2023-07-19"),
            ("2023/7/18到8/1", "2023-07-18", "2023-08-01"),
            ("2023年7月30日至8月1日", "2023-07-30", "2023-08-01"),
            ("2023-07-30 – 2023-08-01", "2023-07-30", "2023-08-01"),
            ("2023年12月30日至2024年1月2日", "2023-12-30", "2024-01-02"),
        ];
        for (text, start, end) in table {
            let days = Days::parse(text).unwrap_or_else(|e| panic!("{text}: {}", e.en));
            assert_eq!((days.start.to_string(), days.end.to_string()), (start.into(), end.into()), "{text}");
            let printed = days.chinese();
            assert_eq!(Days::parse(&printed).unwrap(), days, "{printed}");
        }
        assert_eq!(Days::parse("2023-07-18..2023-07-19").unwrap().chinese(), "2023年7月18日至19日");
        assert_eq!(Days::parse("2023-07-18..2023-07-19").unwrap().english(), "18–19 July 2023");
    }

    #[test]
    fn what_is_no_day_is_refused_with_its_reason() {
        let table = [
            ("7月18日", "year"),
            ("7-18", "year"),
            ("07-18", "year"),
            ("2023-06-31", "June 2023 has 30 days"),
            ("2023-02-29", "February 2023 has 28 days"),
            ("2023-13-01", "month 13"),
            ("2023-07-19..2023-07-18", "before"),
            ("2023年7月19日至18日", "before"),
            ("soon", "no day"),
            ("2023-07", "no day"),
            ("2023", "no day"),
            ("", "no day"),
            ("2023-07-18..", "no day"),
            ("二〇二三年", "no day"),
            ("20230718", "no day"),
        ];
        for (text, reason) in table {
            let error = Days::parse(text).expect_err(text);
            assert!(error.en.contains(reason), "{text}: {}", error.en);
        }
        assert!(Day::parse("2023-07-18..2023-07-19").is_err());
        assert!(Day::from_iso("2023-7-18").is_none() && Day::from_iso("2023-07-1é").is_none());
    }
}
