//! Sessions whose minutes a later session has confirmed: what may confirm them, and what is said of a change since.

use std::collections::BTreeSet;

use super::Taker;
use crate::{
    error::{Error, Result},
    say,
    store::Value,
};

/// Tables of what stands in minutes, each with what leads from a row to its session: itself, or through a row of another
/// table.
const IN_MINUTES: &[(&str, &str, Option<&str>)] = &[
    ("sessions", "id", None),
    ("attendances", "session_id", None),
    ("delegates", "attendance_id", Some("attendances")),
    ("agenda_items", "session_id", None),
    ("motions", "session_id", None),
    ("ballots", "motion_id", Some("motions")),
    ("candidates", "motion_id", Some("motions")),
];

impl Taker<'_, '_> {
    /// The minutes of a session are confirmed by another one that is not before it.
    pub(super) fn can_confirm(&self, session: i64, by: i64) -> Result<()> {
        let day = |id: i64| -> Result<_> { Ok(self.write.row("sessions", id)?.day("start")) };
        if by != session && day(by)? >= day(session)? {
            return Ok(());
        }
        let (reference, other) = (self.session_text(session)?, self.session_text(by)?);
        Err(Error::invalid(match by == session {
            true => say!("{reference} cannot confirm its own minutes", "{reference} 不能确认自身的纪要"),
            false => say!(
                "{other} was held before {reference}, and so cannot have confirmed its minutes",
                "{other} 早于 {reference}，不可能确认其纪要"
            ),
        })
        .hint(say!("name the later session that confirmed them", "请指明确认该纪要的后一次会议")))
    }

    /// Says which of the sessions that this input changes had been confirmed before.
    pub(super) fn tell_of_confirmed(&mut self) -> Result<()> {
        let Some(rows) = self.write.touched()?.rows else { return Ok(()) };
        let (mut changed, mut newly) = (BTreeSet::new(), BTreeSet::new());
        let mut through = BTreeSet::new();
        for (before, after) in &rows {
            let Some(row) = after.as_ref().or(before.as_ref()) else { continue };
            let Some((table, key, by)) = IN_MINUTES.iter().find(|(table, ..)| *table == row.table.name) else { continue };
            match by {
                Some(by) => through.extend(row.int(key).map(|id| (*by, id))),
                None => changed.extend(row.int(key)),
            }
            let confirmed = |row: &Option<crate::store::Record>| row.as_ref().and_then(|row| row.int("confirmed_in_id"));
            // To confirm is no change of what is confirmed.
            if *table == "sessions" && confirmed(before) != confirmed(after) {
                newly.extend(row.int(key));
            }
        }
        for (table, id) in through {
            let row = self.write.find(table, &[Value::Int(id)])?;
            changed.extend(row.and_then(|row| row.int("session_id")));
        }
        for session in changed.difference(&newly) {
            let row = self.write.find("sessions", &[Value::Int(*session)])?;
            let Some(by) = row.and_then(|row| row.int("confirmed_in_id")) else { continue };
            let (reference, other) = (self.session_text(*session)?, self.session_text(by)?);
            self.corrected.push(reference.clone());
            self.warnings.push(say!(
                "{other} has confirmed the minutes of {reference}: this is a correction, and its minutes say so from now on",
                "{reference} 的纪要已由 {other} 确认：本次改动属更正，其纪要将注明“更正”"
            ));
        }
        Ok(())
    }
}
