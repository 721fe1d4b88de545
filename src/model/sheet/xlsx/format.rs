//! What a cell shows by its number format: a day, a month, a code with its zeros.

use chrono::{Datelike, Days, NaiveDate};

/// What a number format makes of a number. Only what changes what a list says is told apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum NumberFormat {
    /// The number itself.
    #[default]
    Number,
    /// A date or a time of day: which of its parts it shows.
    Date(Parts),
    /// A whole number with leading zeros and what stands among its digits, `0000` or `000-000`: `None` is
    /// a place for a digit.
    Digits(Vec<Option<char>>),
    /// A fraction of whole numbers up to this denominator.
    Fraction(u32),
}

/// The parts of a date that a format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    year: bool,
    month: bool,
    day: bool,
    time: bool,
    /// Whether the month is written as 月.
    han: bool,
}

/// What is wrong with a number that shall be a date or a code.
#[derive(Debug, PartialEq, Eq)]
pub enum Unshown {
    /// It is no day of the calendar: what an empty or broken cell becomes.
    NoDay,
    /// It has more than the 15 digits that a spreadsheet keeps.
    Cut,
}

/// What a cell says, and the time of day that is left out of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    /// As a CSV file would have it.
    pub text: String,
    /// `23:59:59`, where the cell is a day.
    pub time: Option<String>,
}

impl NumberFormat {
    /// By the code of a format (ECMA-376, 18.8.31), of which only the section for positive numbers matters.
    pub fn of(code: &str) -> NumberFormat {
        let mut parts = Parts { han: code.contains('月'), ..Parts::default() };
        let (mut digits, mut other, mut slash) = (Vec::new(), false, None);
        let mut minutes = false;
        let mut chars = code.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' => digits.extend(chars.by_ref().take_while(|c| *c != '"').map(Some)),
                '\\' => digits.extend(chars.next().map(Some)),
                '_' | '*' => {
                    chars.next();
                }
                '[' => {
                    let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    // `[h]` is a length of time; `[Red]`, `[$-804]` are not.
                    if inner.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S')) {
                        (parts.time, minutes) = (true, true);
                    }
                }
                ';' => break,
                'y' | 'Y' | 'e' if !digits.contains(&None) => parts.year = true,
                'd' | 'D' => parts.day = true,
                'h' | 'H' | 's' | 'S' => (parts.time, minutes) = (true, c.eq_ignore_ascii_case(&'h')),
                'm' | 'M' => {
                    while chars.next_if(|next| next.eq_ignore_ascii_case(&'m')).is_some() {}
                    // Behind hours or before seconds these are minutes.
                    let before_seconds = chars.clone().find(char::is_ascii_alphabetic);
                    if minutes || before_seconds.is_some_and(|c| c.eq_ignore_ascii_case(&'s')) {
                        (parts.time, minutes) = (true, false);
                    } else {
                        parts.month = true;
                    }
                }
                'A' | 'a' if chars.peek().is_some_and(|c| matches!(c, 'M' | 'm' | '/')) => {
                    parts.time = true;
                    while chars.next_if(|c| matches!(c, 'M' | 'm' | '/' | 'P' | 'p' | 'A' | 'a')).is_some() {}
                }
                '0' => digits.push(None),
                '/' => slash = Some(chars.clone().filter(|c| matches!(c, '?' | '#' | '0')).count()),
                '-' | ' ' | '(' | ')' => digits.push(Some(c)),
                // What begins with these is `General`.
                'G' | 'g' => return NumberFormat::Number,
                _ => other = true,
            }
        }
        let zeros = digits.iter().filter(|place| place.is_none()).count();
        if parts.year || parts.month || parts.day || parts.time {
            NumberFormat::Date(parts)
        } else if let Some(places @ 1..=4) = slash {
            NumberFormat::Fraction(10u32.pow(places as u32) - 1)
        } else if (2..=40).contains(&zeros) && !other {
            NumberFormat::Digits(digits)
        } else {
            NumberFormat::Number
        }
    }

    /// By the number of a format that every workbook has (18.8.30), those of East Asia among them.
    pub fn built_in(id: u32) -> NumberFormat {
        NumberFormat::of(match id {
            12 => "# ?/?",
            13 => "# ??/??",
            14 | 15 | 30 => "yyyy-m-d",
            16 => "d-mmm",
            17 => "mmm-yy",
            18..=21 | 32..=35 | 45..=47 | 55..=56 => "h:mm:ss",
            22 => "yyyy-m-d h:mm",
            27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
            28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
            31 => "yyyy\"年\"m\"月\"d\"日\"",
            _ => "General",
        })
    }

    /// What a number shows; days count from 1904 where `since_1904`.
    pub fn show(&self, n: f64, since_1904: bool) -> Result<Shown, Unshown> {
        let plain = |text: String| Ok(Shown { text, time: None });
        match self {
            NumberFormat::Date(parts) => parts.show(n, since_1904),
            _ if n.abs() >= 1e15 => Err(Unshown::Cut),
            NumberFormat::Digits(places) if n >= 0.0 && n.fract() == 0.0 => plain(fill(places, n as u64)),
            NumberFormat::Fraction(most) => plain(fraction(n, *most).unwrap_or_else(|| number(n))),
            _ => plain(number(n)),
        }
    }
}

/// A number with the 15 digits that a spreadsheet shows, so that 0.1+0.2 is 0.3.
fn number(n: f64) -> String {
    let rounded: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    if rounded == 0.0 { "0".into() } else { rounded.to_string() }
}

/// A whole number in the places for its digits; what does not fit stands before the first.
fn fill(places: &[Option<char>], n: u64) -> String {
    let count = places.iter().filter(|place| place.is_none()).count();
    let digits = format!("{n:0count$}");
    let (more, rest) = digits.split_at(digits.len() - count);
    let (mut rest, mut more) = (rest.chars(), Some(more));
    let mut text = String::new();
    for place in places {
        match place {
            Some(c) => text.push(*c),
            None => {
                text.push_str(more.take().unwrap_or_default());
                text.extend(rest.next());
            }
        }
    }
    text.trim().to_string()
}

/// A number as the fraction that it is, to the last of its digits.
fn fraction(n: f64, most: u32) -> Option<String> {
    (2..=most).find_map(|q| {
        let p = (n * f64::from(q)).round();
        (n > 0.0 && n < 1.0 && (p / f64::from(q) - n).abs() < 1e-14).then(|| format!("{p}/{q}"))
    })
}

impl Parts {
    /// All of a day.
    pub const DAY: Parts = Parts { year: true, month: true, day: true, time: false, han: false };

    fn show(self, n: f64, since_1904: bool) -> Result<Shown, Unshown> {
        let seconds = (n * 86_400.0).round();
        if !(0.0..3e11).contains(&seconds) {
            return Err(Unshown::NoDay);
        }
        let (days, second) = (seconds as u64 / 86_400, seconds as u64 % 86_400);
        let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        if !(self.year || self.month || self.day) {
            return Ok(Shown { text: clock, time: None });
        }
        // A spreadsheet holds 1900 for a leap year, and so counts a day too many from March on.
        let start = match (since_1904, days) {
            (_, 0) | (false, 60) => None,
            (true, _) => NaiveDate::from_ymd_opt(1904, 1, 1),
            (false, 1..60) => NaiveDate::from_ymd_opt(1899, 12, 31),
            (false, _) => NaiveDate::from_ymd_opt(1899, 12, 30),
        };
        let day = start.and_then(|start| start.checked_add_days(Days::new(days))).ok_or(Unshown::NoDay)?;
        if day.year() > 9999 {
            return Err(Unshown::NoDay);
        }
        Ok(Shown { text: self.text(day), time: (second > 0).then_some(clock) })
    }

    /// A day as far as its format shows it. Where the year is not shown, nobody has written it: a
    /// spreadsheet that makes a date of `2-3` takes the year in which that happens.
    pub fn text(self, day: NaiveDate) -> String {
        let (y, m, d) = (day.year(), day.month(), day.day());
        match (self.year, self.month, self.day) {
            (true, true, false) => format!("{y:04}-{m:02}"),
            (true, false, false) => format!("{y:04}"),
            (false, true, _) if self.han => {
                format!("{m}月{}", if self.day { format!("{d}日") } else { String::new() })
            }
            (false, true, true) => day.format("%-d-%b").to_string(),
            (false, true, false) => day.format("%b").to_string(),
            (false, false, _) => d.to_string(),
            (true, _, true) => format!("{y:04}-{m:02}-{d:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, n: f64) -> String {
        NumberFormat::of(code).show(n, false).map_or_else(|odd| format!("{odd:?}"), |shown| shown.text)
    }

    #[test]
    fn cells_say_what_they_show() {
        for (code, n, want) in [
            ("General", 0.1 + 0.2, "0.3"),
            ("General", 3.0, "3"),
            ("General", -2.5, "-2.5"),
            ("General", 1e21, "Cut"),
            ("General", 310_101_199_001_011_234.0, "Cut"),
            ("0", 3.7, "3.7"),
            ("0%", 0.5, "0.5"),
            ("0.00", 2.0, "2"),
            ("#,##0", 1234.0, "1234"),
            ("0000", 7.0, "0007"),
            ("000-000", 1234567.0, "1234-567"),
            ("000000;-000000", 12.0, "000012"),
            (&"0".repeat(100_000), 7.0, "7"),
            ("# ?/?", 2.0 / 3.0, "2/3"),
            ("# ??/??", 11.0 / 12.0, "11/12"),
            ("# ?/?", 0.61, "0.61"),
            ("yyyy-mm-dd", 43891.0, "2020-03-01"),
            ("[$-804]yyyy\"年\"m\"月\"d\"日\";@", 43891.0, "2020-03-01"),
            ("yyyy\"年\"m\"月\"", 43891.0, "2020-03"),
            ("yyyy年m月", 43891.0, "2020-03"),
            ("mmm-yy", 43891.0, "2020-03"),
            ("yyyy\"年\"", 43831.0, "2020"),
            ("m\"月\"d\"日\"", 43892.0, "3月2日"),
            ("d-mmm", 43892.0, "2-Mar"),
            ("yyyy-mm-dd hh:mm:ss", 43891.5, "2020-03-01"),
            ("h:mm AM/PM", 0.5, "12:00:00"),
            ("[h]:mm", 0.25, "06:00:00"),
            ("mm:ss", 0.25, "06:00:00"),
            ("yyyy-mm-dd", 0.0, "NoDay"),
            ("yyyy-mm-dd", 0.5, "NoDay"),
            ("yyyy-mm-dd", 60.0, "NoDay"),
            ("yyyy-mm-dd", 59.0, "1900-02-28"),
            ("yyyy-mm-dd", 61.0, "1900-03-01"),
            ("yyyy-mm-dd", -1.0, "NoDay"),
            ("yyyy-mm-dd", 3e6, "NoDay"),
            ("yyyy-mm-dd", f64::NAN, "NoDay"),
            ("[Red]0;[Blue]-0", 5.0, "5"),
        ] {
            assert_eq!(shown(code, n), want, "{code} {n}");
        }
        let late = NumberFormat::built_in(22).show(43_891.999_99, false).unwrap();
        assert_eq!((&*late.text, late.time.as_deref()), ("2020-03-01", Some("23:59:59")));
        assert_eq!(NumberFormat::built_in(14).show(42429.0, true).unwrap().text, "2020-03-01");
    }
}
