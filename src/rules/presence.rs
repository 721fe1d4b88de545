//! Who was due (应到) and present (实到), by contract 4: stated figures first; a complete roster is
//! counted; a partial one cannot be.

use crate::model::words::{Presence, Roster};

/// One organization of the attendance list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attended {
    /// Row of the organization.
    pub organization: i64,
    /// How its seat was filled.
    pub presence: Presence,
}

/// What is recorded of a session.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// Whether the attendance list is complete.
    pub roster: Roster,
    /// Organizations with a seat on the first day; `None` where the body has no defined seats.
    pub seats: Option<&'a [i64]>,
    /// The attendance list; rows of organizations without a seat count nowhere.
    pub attended: &'a [Attended],
    /// Organizations that cast a ballot, where there was a roll call.
    pub roll_call: Option<&'a [i64]>,
    /// 应到 as the source states it.
    pub due: Option<u64>,
    /// 实到 as the source states it.
    pub present: Option<u64>,
}

/// The figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presences {
    /// Seats entitled.
    pub due: Option<u64>,
    /// Seats present, proxies not among them unless the source's figure has them.
    pub present: Option<u64>,
    /// Whether `present` is the source's.
    pub stated: bool,
    /// Seats that gave a written proxy.
    pub proxies: u64,
    /// Seats on leave (请假).
    pub leave: Option<u64>,
    /// Seats absent (缺席).
    pub absent: Option<u64>,
    /// Seats of a complete roster that it does not list, and so were absent.
    pub unlisted: Vec<i64>,
}

/// Counts.
pub fn count(inputs: &Inputs<'_>) -> Presences {
    let mut result = Presences {
        due: inputs.due,
        present: inputs.present,
        stated: inputs.present.is_some(),
        ..Presences::default()
    };
    let (Roster::Complete, Some(seats)) = (inputs.roster, inputs.seats) else { return result };
    let has_seat = |organization: i64| seats.contains(&organization);
    result.due = inputs.due.or(Some(seats.len() as u64));
    let listed: Vec<&Attended> = inputs.attended.iter().filter(|a| has_seat(a.organization)).collect();
    let number = |wanted: &[Presence]| listed.iter().filter(|a| wanted.contains(&a.presence)).count() as u64;
    if listed.is_empty() {
        let voted = inputs.roll_call.map(|voters| voters.iter().filter(|v| has_seat(**v)).count() as u64);
        result.present = inputs.present.or(voted);
        return result;
    }
    result.unlisted =
        seats.iter().copied().filter(|s| !listed.iter().any(|a| a.organization == *s)).collect();
    result.present = inputs.present.or(Some(number(&[Presence::Present, Presence::Online])));
    result.proxies = number(&[Presence::Proxy]);
    result.leave = Some(number(&[Presence::Leave]));
    result.absent = Some(number(&[Presence::Absent]) + result.unlisted.len() as u64);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Inputs<'static> = Inputs {
        roster: Roster::Complete,
        seats: Some(&[1, 2, 3, 4]),
        attended: &[],
        roll_call: None,
        due: None,
        present: None,
    };

    #[test]
    fn a_complete_roster_is_counted() {
        let attended =
            [(1, Presence::Present), (2, Presence::Leave), (3, Presence::Proxy), (9, Presence::Present)];
        let attended = attended.map(|(organization, presence)| Attended { organization, presence });
        let got = count(&Inputs { attended: &attended, ..ALL });
        assert_eq!((got.due, got.present, got.proxies), (Some(4), Some(1), 1));
        assert_eq!((got.leave, got.absent, got.unlisted), (Some(1), Some(1), vec![4]));
    }

    #[test]
    fn without_attendance_the_roll_call_tells_and_without_both_nothing_does() {
        assert_eq!(count(&Inputs { roll_call: Some(&[1, 2, 9]), ..ALL }).present, Some(2));
        assert_eq!(count(&ALL).present, None);
        let guests = [Attended { organization: 9, presence: Presence::Present }];
        assert_eq!(count(&Inputs { attended: &guests, ..ALL }).present, None);
    }

    #[test]
    fn a_partial_roster_is_not_counted_but_stated_figures_hold() {
        let attended = [Attended { organization: 1, presence: Presence::Present }];
        let got = count(&Inputs { roster: Roster::Partial, attended: &attended, ..ALL });
        assert_eq!((got.due, got.present, got.absent), (None, None, None));
        let got = count(&Inputs { roster: Roster::Partial, due: Some(12), present: Some(8), ..ALL });
        assert_eq!((got.due, got.present, got.stated), (Some(12), Some(8), true));
    }
}
