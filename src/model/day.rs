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
