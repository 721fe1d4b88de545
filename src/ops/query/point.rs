//! Points of the journal: after an entry, or at the end of a day.

use chrono::{DateTime, Days, FixedOffset};

use crate::{
    error::{Error, Result},
    say,
    store::Read,
};

/// A point of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// After this entry.
    Entry(i64),
    /// Before this moment.
    Before(DateTime<FixedOffset>),
}

/// The newest entry at a point; 0 where none had been made by then. Entries follow each other in the order of their numbers,
/// so that one which was made by a moment stands on all before it, whatever their clocks said.
///
/// # Errors
/// An entry that is not there.
pub fn entry_at(read: &Read<'_>, point: Point) -> Result<i64> {
    match point {
        Point::Entry(entry) => {
            let found = read.first::<i64>("SELECT entry FROM journal WHERE entry = ?1", &[entry.into()])?;
            found.ok_or_else(|| {
                Error::not_found(say!("the journal has no entry #{entry}", "日志中没有 #{entry}"))
                    .hint(say!("`alliance log` lists them", "`alliance log` 列出全部"))
            })
        }
        Point::Before(moment) => {
            // Each entry keeps the time of the place where it was made: its day there is at most one off.
            let day = moment.date_naive();
            let day = day.checked_add_days(Days::new(2)).unwrap_or(day).to_string();
            let mut newest = 0;
            read.each("SELECT entry, at FROM journal WHERE at < ?1 ORDER BY entry", &[day.into()], &mut |row| {
                let at = DateTime::parse_from_rfc3339(row.opt_str(1)?.unwrap_or_default());
                if at.is_ok_and(|at| at < moment) {
                    newest = row.int(0)?;
                }
                Ok(())
            })?;
            Ok(newest)
        }
    }
}
