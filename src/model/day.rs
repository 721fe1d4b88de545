//! Days. (Stand-in; branch `forms` has the whole.)
use crate::error::Message;

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub chrono::NaiveDate);

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    /// first
    pub start: Day,
    /// last
    pub end: Day,
}

impl Days {
    /// parse
    pub fn parse(text: &str) -> Result<Days, Message> {
        let one = |t: &str| t.trim().parse().map(Day).map_err(|_| crate::say!("no day", "不是日期"));
        let (a, b) = text.split_once("..").unwrap_or((text, text));
        let days = Days { start: one(a)?, end: one(b)? };
        if days.end < days.start {
            return Err(crate::say!("ends before it starts", "结束早于开始"));
        }
        Ok(days)
    }

    /// single
    pub fn single(&self) -> Option<Day> {
        (self.start == self.end).then_some(self.start)
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl Day {
    /// chinese
    pub fn chinese(self) -> String {
        self.0.format("%Y年%-m月%-d日").to_string()
    }

    /// english
    pub fn english(self) -> String {
        self.0.format("%-d %B %Y").to_string()
    }
}

impl Days {
    /// chinese
    pub fn chinese(self) -> String {
        if self.start == self.end {
            self.start.chinese()
        } else {
            format!("{}至{}", self.start.chinese(), self.end.0.format("%-d日"))
        }
    }

    /// english
    pub fn english(self) -> String {
        if self.start == self.end {
            self.start.english()
        } else {
            format!("{}–{}", self.start.0.format("%-d"), self.end.english())
        }
    }
}
