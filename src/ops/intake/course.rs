//! Whether a session is still to come or took place (contract 4): what is recorded of its course says so by itself.

use super::Taker;
use crate::{
    error::Result,
    model::{day::Day, record::Entry, words::SessionStatus},
    ops::rows::COURSE,
    say,
    store::{Record, Value},
};

/// What of a motion says that it was voted on.
pub(super) const VOTED: &[&str] = &["outcome", "yes", "no", "abstain", "invalid", "unanimous", "ballots", "collected"];

/// Whether an entry tells of a session's course: who came, or what was voted.
fn tells_of_course(entry: &Entry) -> bool {
    let voted = |motion: &Entry| VOTED.iter().any(|key| motion.has(key));
    entry.children_of("attendance").next().is_some() || entry.children_of("motion").any(voted)
}

impl Taker<'_, '_> {
    /// A new session is held, or planned where it begins after today and nothing of its course is told. One whose course
    /// is recorded was held, whatever is said.
    pub(super) fn settle_status(&mut self, entry: &Entry, row: &mut Record, old: Option<&Record>) -> Result<()> {
        let course = tells_of_course(entry) || (old.is_some() && self.has_course(row.get("id"))?);
        let planned = SessionStatus::Planned.code();
        if old.is_none() && row.text("status").is_none() {
            let coming = row.day("start").is_some_and(|start| start > self.options.today);
            let status = if coming && !course { SessionStatus::Planned } else { SessionStatus::Held };
            row.set("status", status.code());
        } else if course && row.text("status") == Some(planned) && !self.facts {
            row.set("status", SessionStatus::Held.code());
            let differs = old.is_none_or(|old| old.get("status") != row.get("status"));
            let told = differs || entry.word("status").known() == Some(planned);
            let name = self.called_so_far(row);
            self.warnings.extend(told.then(|| {
                say!(
                    "{name} has attendance or votes, and so was held: its status is held",
                    "{name} 已有出席或表决记录，应为已召开，状态记为“已召开”"
                )
            }));
        }
        Ok(())
    }

    /// Planned sessions of which attendance or votes came in were held.
    pub(super) fn hold_planned(&mut self, sessions: &[i64]) -> Result<()> {
        for session in sessions {
            let Some(row) = self.write.find("sessions", &[Value::Int(*session)])? else { continue };
            if row.text("status") == Some(SessionStatus::Planned.code()) && self.has_course(row.get("id"))? {
                let reference = self.session_text(*session)?;
                self.write.put(&row.with("status", SessionStatus::Held.code()), &reference)?;
                self.warnings.push(say!(
                    "{reference} was planned; with attendance or votes it counts as held",
                    "{reference} 原为计划召开；已有出席或表决记录，改记为已召开"
                ));
            }
        }
        Ok(())
    }

    fn has_course(&self, session: &Value) -> Result<bool> {
        let sql = format!("SELECT 1 FROM sessions s WHERE s.id = ?1 AND ({COURSE})");
        Ok(self.write.first::<i64>(&sql, std::slice::from_ref(session))?.is_some())
    }

    /// What a session is called while its reference is not settled.
    fn called_so_far(&self, row: &Record) -> String {
        let day = row.text("start").and_then(Day::from_iso).map_or_else(String::new, |day| day.to_string());
        row.text("title").or(row.text("code")).map_or(day, str::to_string)
    }
}
