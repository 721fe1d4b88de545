//! The clock and the zone that days are told in: `$ALLIANCE_NOW` with its offset, else the system's.

use chrono::{DateTime, Duration, FixedOffset, Local, NaiveTime, SecondsFormat, TimeZone as _};

use crate::{
    error::{Error, Result},
    model::day::Day,
    say,
};

/// The time of the call.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    now: DateTime<FixedOffset>,
    /// Whether `$ALLIANCE_NOW` says it: its offset is then that of every day.
    set: bool,
}

impl Clock {
    /// What `$ALLIANCE_NOW` says, else now.
    pub fn read(said: Option<String>) -> Result<Clock> {
        let Some(text) = said else { return Ok(Clock { now: Local::now().fixed_offset(), set: false }) };
        let now = DateTime::parse_from_rfc3339(&text).map_err(|e| {
            Error::usage(say!(
                "$ALLIANCE_NOW is no RFC 3339 time: {text}",
                "$ALLIANCE_NOW 不是 RFC 3339 时间：{text}"
            ))
            .because(&e)
        })?;
        Ok(Clock { now, set: true })
    }

    /// Today, where the caller is.
    pub fn today(self) -> Day {
        Day::from_naive(self.now.date_naive())
    }

    /// Now, as the journal keeps it.
    pub fn now(self) -> String {
        told(self.now)
    }

    /// When a day begins, where the caller is.
    pub fn begin(self, day: Day) -> DateTime<FixedOffset> {
        let midnight = day.naive().and_time(NaiveTime::MIN);
        let offset = *self.now.offset();
        let fixed = || offset.from_local_datetime(&midnight).earliest().unwrap_or(self.now);
        if self.set {
            return fixed();
        }
        // Where clocks go forward at midnight the day begins an hour later.
        let begun = Local.from_local_datetime(&midnight).earliest();
        let begun = begun.or_else(|| Local.from_local_datetime(&(midnight + Duration::hours(1))).earliest());
        begun.map_or_else(fixed, |begun| begun.fixed_offset())
    }

    /// A time of the journal, where the caller is.
    pub fn here(self, at: &str) -> String {
        let Ok(at) = DateTime::parse_from_rfc3339(at) else { return at.to_string() };
        if self.set {
            told(at.with_timezone(self.now.offset()))
        } else {
            told(at.with_timezone(&Local).fixed_offset())
        }
    }
}

fn told(at: DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_where_the_caller_is() {
        let clock = Clock::read(Some("2024-06-01T01:00:00+08:00".into())).unwrap();
        let day = Day::from_iso("2024-06-01").unwrap();
        assert_eq!((clock.today(), clock.now().as_str()), (day, "2024-06-01T01:00:00+08:00"));
        assert_eq!(clock.begin(day).to_rfc3339(), "2024-06-01T00:00:00+08:00");
        assert_eq!(clock.here("2024-05-31T17:00:00Z"), "2024-06-01T01:00:00+08:00");
        assert_eq!(clock.here("some day"), "some day");
        assert!(Clock::read(Some("2024-06-01".into())).is_err());
    }
}
