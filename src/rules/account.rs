//! The one account of a session (contract 4, "Who may vote, and who was there"): from seats, attendance,
//! proxies and ballots it says of each organization whether it has a seat, was there, counts for the quorum,
//! may vote, and why not. Every figure of due, present, proxies, leave, absent and counted votes is summed
//! up here and nowhere else.

mod sums;
mod terms;
mod weighed;

use std::{cell::RefCell, rc::Rc};

pub use self::{
    sums::{Account, Tally},
    terms::{Extent, Terms},
};
use self::weighed::Weighed;
use super::{seats::holds, standing::Owing};
use crate::model::words::{Capacity, Choice, Class, Presence, Proxies, Reason, Roster};

/// One organization of the attendance list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attended {
    /// Row of the organization.
    pub organization: i64,
    /// In which capacity it attended.
    pub capacity: Capacity,
    /// How its seat was filled.
    pub presence: Presence,
    /// Holder of its written proxy.
    pub holder: Option<i64>,
}

/// What is recorded of a session as it bears on one day.
#[derive(Debug, Clone, Copy)]
pub struct SessionFacts<'a> {
    /// Whether the attendance list is complete.
    pub roster: Roster,
    /// Organizations with a class of membership on that day, in the order of their rows.
    pub held: &'a [(i64, Class)],
    /// The lowest class with a seat in the body; `None` where that is no matter of class.
    pub lowest: Option<Class>,
    /// The attendance list.
    pub attended: &'a [Attended],
    /// 应到 as the source states it.
    pub due: Option<u64>,
    /// 实到 as the source states it.
    pub present: Option<u64>,
    /// Whether the session was one by correspondence.
    pub by_letter: bool,
    /// Organizations whose dues are not paid, in the order of their rows.
    pub owing: &'a [Owing],
}

/// An organization that has a seat or is on the attendance list.
#[derive(Debug, Clone, Copy)]
struct Participant {
    organization: i64,
    class: Option<Class>,
    /// `None`: which seats there are is not known.
    seat: Option<bool>,
    listed: Option<Attended>,
}

/// A session on one day, ready to be asked for its account and for those of its motions.
#[derive(Debug, Clone)]
pub struct Sitting {
    /// In the order of the organizations' rows.
    participants: Vec<Participant>,
    roster: Roster,
    /// How many seats there are; `None` where the registry knows none at all: then they are unknown.
    seats: Option<u64>,
    /// Whether the attendance list tells of seats; a list of guests alone does not.
    listed: bool,
    due: Option<u64>,
    present: Option<u64>,
    by_letter: bool,
    owing: Vec<Owing>,
    /// By the terms that were asked for: a session has a few.
    weighed: RefCell<Vec<(Terms, Rc<Weighed>)>>,
}

/// What the account says of one organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Row of the organization.
    pub organization: i64,
    /// Its class of membership on that day.
    pub class: Option<Class>,
    /// Whether it has a seat; `None` where the body's seats are unknown.
    pub seat: Option<bool>,
    /// In which capacity it is on the attendance list.
    pub capacity: Option<Capacity>,
    /// How it was there; `None` where that is unknown.
    pub presence: Option<Presence>,
    /// Holder of its written proxy.
    pub holder: Option<i64>,
    /// Whether it counts for the quorum.
    pub quorum: Option<bool>,
    /// Whether it may vote.
    pub vote: Option<bool>,
    /// Why it may not vote.
    pub reason: Option<Reason>,
    /// Its ballot.
    pub ballot: Option<Choice>,
    /// Whether the ballot counts.
    pub counts: bool,
}

/// Whether somebody attends in a capacity in which a seat is filled.
fn fills(capacity: Capacity) -> bool {
    matches!(capacity, Capacity::Member | Capacity::Host)
}

fn there(presence: Presence) -> bool {
    matches!(presence, Presence::Present | Presence::Online)
}

impl Line {
    /// Whether the organization is in the sums of due, present, leave and absent: it has a seat, or where the
    /// seats are unknown it came as if it had one.
    pub fn is_due(&self) -> bool {
        self.seat == Some(true) || (self.seat.is_none() && self.capacity.is_some_and(fills))
    }
}

impl Sitting {
    /// Lays seats and attendance side by side.
    pub fn new(record: &SessionFacts<'_>) -> Sitting {
        let has_seat = |class: Class| record.lowest.is_some_and(|lowest| holds(class, lowest));
        let seats = record.held.iter().filter(|(_, class)| has_seat(*class)).count() as u64;
        let known = seats > 0;
        let mut attended = record.attended.to_vec();
        attended.sort_by_key(|one| one.organization);
        let mut participants: Vec<Participant> = record
            .held
            .iter()
            .filter(|(_, class)| has_seat(*class))
            .map(|(organization, class)| Participant {
                organization: *organization,
                class: Some(*class),
                seat: Some(true),
                listed: None,
            })
            .collect();
        let count = participants.len();
        for one in attended {
            let class = record.held.binary_search_by_key(&one.organization, |(id, _)| *id);
            match participants[..count].binary_search_by_key(&one.organization, |place| place.organization) {
                Ok(at) => participants[at].listed = Some(one),
                Err(_) => participants.push(Participant {
                    organization: one.organization,
                    class: class.ok().map(|at| record.held[at].1),
                    seat: known.then_some(false),
                    listed: Some(one),
                }),
            }
        }
        participants.sort_by_key(|place| place.organization);
        let listed = participants
            .iter()
            .filter_map(|place| Some((place.seat, place.listed?.capacity)))
            .any(|(seat, capacity)| seat == Some(true) || fills(capacity));
        Sitting {
            participants,
            roster: record.roster,
            seats: known.then_some(seats),
            listed,
            due: record.due,
            present: record.present,
            by_letter: record.by_letter,
            owing: record.owing.to_vec(),
            weighed: RefCell::default(),
        }
    }

    /// Whether the attendance list tells of seats. Of a vote by correspondence it tells nothing.
    fn is_listed(&self, terms: Terms) -> bool {
        self.listed && !terms.by_letter
    }

    /// Whether a complete list says who was there.
    fn is_whole(&self, terms: Terms) -> bool {
        self.roster == Roster::Complete && self.is_listed(terms)
    }

    /// Whether a seat has lost its vote because its dues are not paid.
    fn lapsed(&self, organization: i64, terms: Terms) -> bool {
        let Some(grace) = terms.grace else { return false };
        let found = self.owing.binary_search_by_key(&organization, |one| one.organization);
        found.is_ok_and(|at| self.owing[at].beyond(grace))
    }

    /// The account of each organization with a seat, on the attendance list or with a ballot, in the order of
    /// their rows. `ballots` are those of one motion, or of the session whoever cast one in any of its
    /// votes; also in that order. `tells`: there are ballots, and whoever has none cast none.
    fn each(
        &self,
        terms: Terms,
        mut ballots: impl Iterator<Item = (i64, Choice)>,
        tells: bool,
        away: &[i64],
        each: &mut impl FnMut(Line),
    ) {
        let mut next = ballots.next();
        for place in &self.participants {
            while let Some((organization, choice)) = next.filter(|(o, _)| *o < place.organization) {
                each(self.outsider(organization, choice, terms));
                next = ballots.next();
            }
            let ballot = match next {
                Some((organization, choice)) if organization == place.organization => {
                    next = ballots.next();
                    Some(choice)
                }
                _ => None,
            };
            each(self.line(place, terms, ballot, tells, away));
        }
        while let Some((organization, choice)) = next {
            each(self.outsider(organization, choice, terms));
            next = ballots.next();
        }
    }

    /// A ballot of an organization that neither has a seat nor is on the list.
    fn outsider(&self, organization: i64, choice: Choice, terms: Terms) -> Line {
        let place = Participant { organization, class: None, seat: self.seats.map(|_| false), listed: None };
        self.line(&place, terms, Some(choice), true, &[])
    }

    fn line(&self, place: &Participant, terms: Terms, ballot: Option<Choice>, tells: bool, away: &[i64]) -> Line {
        let unlisted;
        let place = match terms.by_letter {
            true => {
                unlisted = Participant { listed: None, ..*place };
                &unlisted
            }
            false => place,
        };
        let presence = self.presence(place, terms, ballot, tells);
        let (quorum, vote, reason) = self.judge(place, presence, terms, ballot, away);
        let cast = ballot.is_some_and(|choice| !matches!(choice, Choice::Absent | Choice::Recused));
        Line {
            organization: place.organization,
            class: place.class,
            seat: place.seat,
            capacity: place.listed.map(|one| one.capacity),
            presence,
            holder: place.listed.and_then(|one| one.holder),
            quorum,
            vote,
            reason,
            ballot,
            // Where the seats are unknown nothing can be said against a ballot.
            counts: cast && (vote == Some(true) || place.seat.is_none()),
        }
    }

    /// How it was there: by the list; else what the ballots tell of a seat.
    fn presence(&self, place: &Participant, terms: Terms, ballot: Option<Choice>, tells: bool) -> Option<Presence> {
        if let Some(one) = place.listed {
            return Some(one.presence);
        }
        if place.seat != Some(true) {
            return None;
        }
        match ballot {
            _ if self.is_whole(terms) => Some(Presence::Absent),
            Some(Choice::Absent) => Some(Presence::Absent),
            Some(_) => Some(Presence::Present),
            None if tells && self.roster == Roster::Complete => Some(Presence::Absent),
            None => None,
        }
    }

    /// Whether it counts for the quorum, whether it may vote, and why not.
    fn judge(
        &self,
        place: &Participant,
        presence: Option<Presence>,
        terms: Terms,
        ballot: Option<Choice>,
        away: &[i64],
    ) -> (Option<bool>, Option<bool>, Option<Reason>) {
        let not = |reason| (Some(false), Some(false), Some(reason));
        match place.seat {
            None => return (None, None, Some(Reason::Unknown)),
            Some(false) => return not(Reason::NoSeat),
            Some(true) => {}
        }
        if place.listed.is_some_and(|one| !fills(one.capacity)) {
            return not(Reason::Capacity);
        }
        let left = ballot == Some(Choice::Absent);
        // Who may vote by all else.
        let may = || match ballot {
            _ if self.lapsed(place.organization, terms) => (Some(true), Some(false), Some(Reason::Arrears)),
            Some(Choice::Recused) => (Some(true), Some(false), Some(Reason::Recused)),
            _ => (Some(true), Some(true), None),
        };
        match presence {
            Some(Presence::Leave) => not(Reason::Leave),
            // By the list; without one the ballot itself says that it was not there.
            Some(Presence::Absent) if place.listed.is_some() || self.is_whole(terms) || !left => {
                not(Reason::Absent)
            }
            Some(_) if left => not(Reason::NotThere),
            Some(Presence::Absent) => not(Reason::Absent),
            Some(Presence::Present | Presence::Online) => may(),
            Some(Presence::Proxy) => match terms.proxies {
                Proxies::None => not(Reason::ProxyRule),
                _ if !self.holds_proxies(place.listed.and_then(|one| one.holder), terms.each, away) => {
                    not(Reason::ProxyHolder)
                }
                Proxies::Quorum => (Some(true), Some(false), Some(Reason::ProxyRule)),
                Proxies::Vote => may(),
            },
            None => (None, None, Some(Reason::Unknown)),
        }
    }

    /// Whether a proxy lives through this holder: it has a seat, is there itself, has not given its own vote away,
    /// and holds no more than `most`. `away` left for the vote.
    fn holds_proxies(&self, holder: Option<i64>, most: Option<u64>, away: &[i64]) -> bool {
        let Some(holder) = holder else { return false };
        let Ok(at) = self.participants.binary_search_by_key(&holder, |place| place.organization) else {
            return false;
        };
        let place = &self.participants[at];
        place.seat == Some(true)
            && !away.contains(&holder)
            && place.listed.is_some_and(|one| fills(one.capacity) && there(one.presence))
            && most.is_none_or(|most| self.given_to(holder) <= most)
    }

    /// How many seats gave their proxy to this holder.
    fn given_to(&self, holder: i64) -> u64 {
        let gave = |place: &&Participant| {
            let proxy = |one: Attended| one.presence == Presence::Proxy && fills(one.capacity) && one.holder == Some(holder);
            place.seat == Some(true) && place.listed.is_some_and(proxy)
        };
        self.participants.iter().filter(gave).count() as u64
    }

    /// Seats that gave a written proxy which lives through nobody, with the holder named. `most`: the most proxies that
    /// one holder may hold.
    pub fn dead_proxies(&self, most: Option<u64>) -> Vec<(i64, Option<i64>)> {
        let gave = self.participants.iter().filter_map(|place| {
            let one = place.listed.filter(|one| one.presence == Presence::Proxy && fills(one.capacity))?;
            (place.seat == Some(true)).then_some((one.organization, one.holder))
        });
        gave.filter(|(_, holder)| !self.holds_proxies(*holder, most, &[])).collect()
    }

    /// Seats that the list names as on leave, and as absent.
    pub fn listed_away(&self) -> (u64, u64) {
        let count = |presence| {
            let is = |place: &&Participant| {
                place.seat != Some(false)
                    && place.listed.is_some_and(|one| fills(one.capacity) && one.presence == presence)
            };
            self.participants.iter().filter(is).count() as u64
        };
        (count(Presence::Leave), count(Presence::Absent))
    }

    /// Organizations with a seat that a complete list does not name.
    pub fn unlisted(&self) -> Vec<i64> {
        let whole = self.roster == Roster::Complete && self.listed && !self.by_letter;
        let missing = |place: &&Participant| whole && place.seat == Some(true) && place.listed.is_none();
        self.participants.iter().filter(missing).map(|place| place.organization).collect()
    }

    /// The lines of the roll: of a motion with its ballots, or of the session with whoever cast any.
    pub fn roll(&self, terms: Terms, ballots: &[(i64, Choice)], extent: Extent) -> Vec<Line> {
        let mut lines = Vec::new();
        let tells = !ballots.is_empty() && !extent.part;
        self.each(terms, ballots.iter().copied(), tells, &left(ballots.iter().copied()), &mut |line| {
            lines.push(line)
        });
        lines
    }

}

/// Who chose `absent`.
fn left(ballots: impl Iterator<Item = (i64, Choice)>) -> Vec<i64> {
    ballots.filter(|(_, choice)| *choice == Choice::Absent).map(|(organization, _)| organization).collect()
}

#[cfg(test)]
mod tests;
