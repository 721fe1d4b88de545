//! What became of an application, also as it stood on a day: what was decided later was still open then.

use crate::model::{day::Day, words::ApplicationStatus as Status};

/// The outcome of a vote whose effect still awaits approval: nothing is decided yet.
pub const PENDING: &str = "pending";

/// A vote on the admission of the applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// The day of the vote.
    pub on: Option<Day>,
    /// Reference of the motion.
    pub motion: String,
    /// What became of it, as a code word, or [`PENDING`].
    pub outcome: &'static str,
}

/// An application as it is recorded, with what can have decided it.
#[derive(Debug, Clone, Copy)]
pub struct Applied<'a> {
    /// The day of the application.
    pub on: Option<Day>,
    /// As recorded.
    pub status: Status,
    /// Votes on the applicant's admission, oldest first.
    pub about: &'a [Matter],
    /// First days of its memberships.
    pub joined: &'a [Day],
}

/// Its status, and the motion that gave it; with a day, as it stood at the end of that day. An application
/// that is recorded as decided, and of which no day of the decision is known, was so on every day.
pub fn status(applied: Applied<'_>, up_to: Option<Day>) -> (Status, Option<&str>) {
    let by_then = |on: Option<Day>| up_to.is_none_or(|day| on.is_none_or(|on| on <= day));
    let later = |on: Option<Day>| applied.on.is_none() || on >= applied.on;
    let all = || applied.about.iter().filter(|matter| later(matter.on));
    let ends = |matter: &&Matter| matches!(matter.outcome, "carried" | "rejected" | "withdrawn");
    let tabled = |matter: &&Matter| matter.outcome == "tabled";
    let known = || all().filter(|matter| by_then(matter.on));
    let found = known().find(ends).or_else(|| known().rfind(tabled)).or_else(|| known().next());
    let by_motion = match found.map(|matter| matter.outcome) {
        Some("carried") => Status::Admitted,
        Some("rejected") => Status::Declined,
        Some("tabled") => Status::Deferred,
        Some("withdrawn") => Status::Withdrawn,
        _ => Status::Open,
    };
    // What is recorded stands from the day on which it was decided.
    let decided = match applied.status {
        Status::Open => None,
        Status::Deferred => all().find(tabled).map(|matter| matter.on),
        Status::Admitted => {
            let joined = || applied.joined.iter().filter(|day| later(Some(**day))).min().copied().map(Some);
            all().find(ends).map(|matter| matter.on).or_else(joined)
        }
        Status::Declined | Status::Withdrawn => all().find(ends).map(|matter| matter.on),
    };
    let stands = applied.status != Status::Open && decided.is_none_or(by_then);
    (if stands { applied.status } else { by_motion }, found.map(|matter| matter.motion.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn matter(on: &str, outcome: &'static str) -> Matter {
        Matter { on: Some(day(on)), motion: on.to_string(), outcome }
    }

    #[test]
    fn what_was_decided_later_was_open_then() {
        let about = [
            matter("2023-01-05", "rejected"),
            matter("2024-03-01", "tabled"),
            matter("2024-06-01", "carried"),
        ];
        let at = |status, about: &[Matter], joined: &[Day], up_to: Option<&str>| {
            let on = Some(day("2024-01-10"));
            super::status(Applied { on, status, about, joined }, up_to.map(day)).0
        };
        for recorded in [Status::Open, Status::Admitted] {
            assert_eq!(at(recorded, &about, &[], Some("2024-02-01")), Status::Open);
            assert_eq!(at(recorded, &about, &[], Some("2024-03-01")), Status::Deferred);
            assert_eq!(at(recorded, &about, &[], Some("2024-05-31")), Status::Deferred);
            assert_eq!(at(recorded, &about, &[], Some("2024-06-01")), Status::Admitted);
            assert_eq!(at(recorded, &about, &[], None), Status::Admitted);
        }
        // Without a vote, the first day of membership tells when an admission was.
        let joined = [day("2020-01-01"), day("2024-04-01")];
        assert_eq!(at(Status::Admitted, &[], &joined, Some("2024-03-31")), Status::Open);
        assert_eq!(at(Status::Admitted, &[], &joined, Some("2024-04-01")), Status::Admitted);
        // Nothing tells when it was: then what is recorded stands.
        assert_eq!(at(Status::Declined, &[], &joined, Some("2024-02-01")), Status::Declined);
        assert_eq!(at(Status::Declined, &about[..1], &joined, Some("2024-02-01")), Status::Declined);
        assert_eq!(at(Status::Open, &[matter("2024-02-01", "no-quorum")], &[], None), Status::Open);
    }
}
