//! The one account of a session (contract 4, "Who may vote, and who was there"): from seats, attendance,
//! proxies and ballots it says of each organization whether it has a seat, was there, counts for the quorum,
//! may vote, and why not. Every figure of due, present, proxies, leave, absent and counted votes is summed
//! up here and nowhere else.

mod weighed;

use std::cell::OnceCell;

use self::weighed::{Heads, Weighed, Weight};
use super::seats::holds;
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
}

/// An organization that has a seat or is on the attendance list.
#[derive(Debug, Clone, Copy)]
struct Place {
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
    places: Vec<Place>,
    roster: Roster,
    /// How many seats there are; `None` where the registry knows none at all: then they are unknown.
    seats: Option<u64>,
    /// Whether the attendance list tells of seats; a list of guests alone does not.
    listed: bool,
    due: Option<u64>,
    present: Option<u64>,
    /// By what proxies are good for: none, quorum, vote.
    weighed: [OnceCell<Weighed>; 3],
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

/// The figures of a session, or of one of its motions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Seats entitled (应到): stated, else counted.
    pub due: Option<u64>,
    /// Seats present (实到), effective proxies among them: stated, else counted.
    pub present: Option<u64>,
    /// Effective proxies, as far as the rule counts them.
    pub proxies: Option<u64>,
    /// Seats on leave (请假).
    pub leave: Option<u64>,
    /// Seats neither present nor on leave (缺席).
    pub absent: Option<u64>,
    /// Those present who may vote: the base *present* of a majority.
    pub voters: Option<u64>,
    /// Due and present as the registry counts them, whatever is stated.
    pub counted: (Option<u64>, Option<u64>),
    /// Ballots that count, by choice.
    pub cast: Tally,
    /// Ballots that do not count, by choice.
    pub uncounted: Tally,
    /// Those of them whose organization has no known seat.
    pub seatless: Tally,
    /// Whether there is any ballot, an `absent` among them.
    pub has_ballots: bool,
    /// Whether the ballots account for everybody who was there.
    pub accounted: bool,
    /// How many who may vote have no ballot, as far as that is known.
    pub missing: u64,
}

impl Account {
    /// Counts the ballot of a line in.
    fn take(&mut self, line: &Line) {
        if let Some(choice) = line.ballot {
            self.ballot(choice, line.counts, line.reason == Some(Reason::NoSeat));
        }
    }

    fn ballot(&mut self, choice: Choice, counts: bool, seatless: bool) {
        if counts {
            self.cast.add(choice);
        } else {
            self.uncounted.add(choice);
            if seatless {
                self.seatless.add(choice);
            }
        }
    }
}

/// Ballots by choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In favour.
    pub yes: u64,
    /// Against.
    pub no: u64,
    /// Abstentions.
    pub abstain: u64,
    /// Invalid.
    pub invalid: u64,
}

impl Tally {
    fn add(&mut self, choice: Choice) {
        match choice {
            Choice::Yes => self.yes += 1,
            Choice::No => self.no += 1,
            Choice::Abstain => self.abstain += 1,
            Choice::Invalid => self.invalid += 1,
            Choice::Absent => {}
        }
    }

    /// What is left of these without those.
    pub fn without(&self, those: &Tally) -> Tally {
        Tally {
            yes: self.yes.saturating_sub(those.yes),
            no: self.no.saturating_sub(those.no),
            abstain: self.abstain.saturating_sub(those.abstain),
            invalid: self.invalid.saturating_sub(those.invalid),
        }
    }

    /// All of them.
    pub fn sum(&self) -> u64 {
        self.yes + self.no + self.abstain + self.invalid
    }
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
        let mut places: Vec<Place> = record
            .held
            .iter()
            .filter(|(_, class)| has_seat(*class))
            .map(|(organization, class)| Place {
                organization: *organization,
                class: Some(*class),
                seat: Some(true),
                listed: None,
            })
            .collect();
        let count = places.len();
        for one in attended {
            let class = record.held.binary_search_by_key(&one.organization, |(id, _)| *id);
            match places[..count].binary_search_by_key(&one.organization, |place| place.organization) {
                Ok(at) => places[at].listed = Some(one),
                Err(_) => places.push(Place {
                    organization: one.organization,
                    class: class.ok().map(|at| record.held[at].1),
                    seat: known.then_some(false),
                    listed: Some(one),
                }),
            }
        }
        places.sort_by_key(|place| place.organization);
        let listed = places
            .iter()
            .filter_map(|place| Some((place.seat, place.listed?.capacity)))
            .any(|(seat, capacity)| seat == Some(true) || fills(capacity));
        Sitting {
            places,
            roster: record.roster,
            seats: known.then_some(seats),
            listed,
            due: record.due,
            present: record.present,
            weighed: Default::default(),
        }
    }

    /// Whether a complete list says who was there.
    fn is_whole(&self) -> bool {
        self.roster == Roster::Complete && self.listed
    }

    /// The account of each organization with a seat, on the attendance list or with a ballot, in the order of
    /// their rows. `ballots` are those of one motion, or of the session whoever cast one in any of its
    /// votes; also in that order. `any` tells whether there are ballots at all.
    fn each(
        &self,
        proxies: Proxies,
        mut ballots: impl Iterator<Item = (i64, Choice)>,
        any: bool,
        away: &[i64],
        each: &mut impl FnMut(Line),
    ) {
        let mut next = ballots.next();
        for place in &self.places {
            while let Some((organization, choice)) = next.filter(|(o, _)| *o < place.organization) {
                each(self.outsider(organization, choice));
                next = ballots.next();
            }
            let ballot = match next {
                Some((organization, choice)) if organization == place.organization => {
                    next = ballots.next();
                    Some(choice)
                }
                _ => None,
            };
            each(self.line(place, proxies, ballot, any, away));
        }
        while let Some((organization, choice)) = next {
            each(self.outsider(organization, choice));
            next = ballots.next();
        }
    }

    /// A ballot of an organization that neither has a seat nor is on the list.
    fn outsider(&self, organization: i64, choice: Choice) -> Line {
        let place = Place { organization, class: None, seat: self.seats.map(|_| false), listed: None };
        self.line(&place, Proxies::None, Some(choice), true, &[])
    }

    fn line(&self, place: &Place, proxies: Proxies, ballot: Option<Choice>, any: bool, away: &[i64]) -> Line {
        let presence = self.presence(place, ballot, any);
        let (quorum, vote, reason) = self.judge(place, presence, proxies, ballot, away);
        let cast = ballot.is_some_and(|choice| choice != Choice::Absent);
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
    fn presence(&self, place: &Place, ballot: Option<Choice>, any: bool) -> Option<Presence> {
        if let Some(one) = place.listed {
            return Some(one.presence);
        }
        if place.seat != Some(true) {
            return None;
        }
        match ballot {
            _ if self.is_whole() => Some(Presence::Absent),
            Some(Choice::Absent) => Some(Presence::Absent),
            Some(_) => Some(Presence::Present),
            None if any && self.roster == Roster::Complete => Some(Presence::Absent),
            None => None,
        }
    }

    /// Whether it counts for the quorum, whether it may vote, and why not.
    fn judge(
        &self,
        place: &Place,
        presence: Option<Presence>,
        proxies: Proxies,
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
        match presence {
            Some(Presence::Leave) => not(Reason::Leave),
            // By the list; without one the ballot itself says that it was not there.
            Some(Presence::Absent) if place.listed.is_some() || self.is_whole() || !left => {
                not(Reason::Absent)
            }
            Some(_) if left => not(Reason::NotThere),
            Some(Presence::Absent) => not(Reason::Absent),
            Some(Presence::Present | Presence::Online) => (Some(true), Some(true), None),
            Some(Presence::Proxy) => match proxies {
                Proxies::None => not(Reason::ProxyRule),
                _ if !self.holds_proxies(place.listed.and_then(|one| one.holder), away) => {
                    not(Reason::ProxyHolder)
                }
                Proxies::Quorum => (Some(true), Some(false), Some(Reason::ProxyRule)),
                Proxies::Vote => (Some(true), Some(true), None),
            },
            None => (None, None, Some(Reason::Unknown)),
        }
    }

    /// Whether a proxy lives through this holder: it has a seat, is there itself, and has not given its own
    /// vote away. `away` left for the vote.
    fn holds_proxies(&self, holder: Option<i64>, away: &[i64]) -> bool {
        let Some(holder) = holder else { return false };
        let Ok(at) = self.places.binary_search_by_key(&holder, |place| place.organization) else {
            return false;
        };
        let place = &self.places[at];
        place.seat == Some(true)
            && !away.contains(&holder)
            && place.listed.is_some_and(|one| fills(one.capacity) && there(one.presence))
    }

    /// Seats that gave a written proxy which lives through nobody, with the holder named.
    pub fn dead_proxies(&self) -> Vec<(i64, Option<i64>)> {
        let gave = self.places.iter().filter_map(|place| {
            let one = place.listed.filter(|one| one.presence == Presence::Proxy && fills(one.capacity))?;
            (place.seat == Some(true)).then_some((one.organization, one.holder))
        });
        gave.filter(|(_, holder)| !self.holds_proxies(*holder, &[])).collect()
    }

    /// Seats that the list names as on leave, and as absent.
    pub fn listed_away(&self) -> (u64, u64) {
        let count = |presence| {
            let is = |place: &&Place| {
                place.seat != Some(false)
                    && place.listed.is_some_and(|one| fills(one.capacity) && one.presence == presence)
            };
            self.places.iter().filter(is).count() as u64
        };
        (count(Presence::Leave), count(Presence::Absent))
    }

    /// Organizations with a seat that a complete list does not name.
    pub fn unlisted(&self) -> Vec<i64> {
        let whole = self.is_whole();
        let missing = |place: &&Place| whole && place.seat == Some(true) && place.listed.is_none();
        self.places.iter().filter(missing).map(|place| place.organization).collect()
    }

    /// The lines of the roll: of a motion with its ballots, or of the session with whoever cast any.
    pub fn roll(&self, proxies: Proxies, ballots: &[(i64, Choice)]) -> Vec<Line> {
        let mut lines = Vec::new();
        let any = !ballots.is_empty();
        self.each(proxies, ballots.iter().copied(), any, &left(ballots.iter().copied()), &mut |line| {
            lines.push(line)
        });
        lines
    }

    /// The account: of a motion with its ballots, or of the session with whoever cast any. `ballots` are in
    /// the order of the organizations' rows. `called`: the source says that the roll was called, so that
    /// who is not in it did not vote.
    pub fn account(
        &self,
        proxies: Proxies,
        ballots: impl Iterator<Item = (i64, Choice)> + Clone,
        called: bool,
    ) -> Account {
        let any = ballots.clone().next().is_some();
        let away = if proxies == Proxies::None { Vec::new() } else { left(ballots.clone()) };
        let mut sum = Account { has_ballots: any, ..Account::default() };
        let mut heads = Heads::default();
        if any && away.is_empty() {
            heads = self.weighed(proxies).sum(&self.places, ballots, self.seats.is_some(), &mut sum);
        } else {
            self.each(proxies, ballots, any, &away, &mut |line| {
                heads.add(&self.heads(&line, &away));
                sum.take(&line);
            });
        }
        sum.missing = u64::try_from(heads.missing).unwrap_or(0);
        self.figures(&mut sum, &heads, any);
        sum.accounted = any && (called || self.is_accounted(&sum));
        sum
    }

    /// What one line adds to the sums of heads.
    fn heads(&self, line: &Line, away: &[i64]) -> Heads {
        // Where the seats are unknown, who came as a member is to be accounted for.
        let expected = match line.seat {
            Some(_) => line.vote == Some(true),
            None => line.presence.is_some_and(there),
        };
        Heads {
            quorum: i64::from(line.quorum == Some(true)),
            voters: i64::from(line.vote == Some(true)),
            proxied: i64::from(line.quorum == Some(true) && line.presence == Some(Presence::Proxy)),
            leave: i64::from(line.reason == Some(Reason::Leave)),
            gone: i64::from(self.is_gone(line, away)),
            missing: i64::from(expected && line.ballot.is_none()),
        }
    }

    /// What each place adds by what it may cast, worked out once for all votes of the session.
    fn weighed(&self, proxies: Proxies) -> &Weighed {
        let cell = match proxies {
            Proxies::None => &self.weighed[0],
            Proxies::Quorum => &self.weighed[1],
            Proxies::Vote => &self.weighed[2],
        };
        cell.get_or_init(|| {
            let mut none = Heads::default();
            let places = self.places.iter().map(|place| {
                let silent = self.heads(&self.line(place, proxies, None, true, &[]), &[]);
                none.add(&silent);
                [Choice::Yes, Choice::Absent].map(|choice| {
                    let line = self.line(place, proxies, Some(choice), true, &[]);
                    let heads = self.heads(&line, &[]).less(&silent);
                    Weight { heads, counts: line.counts, seatless: line.reason == Some(Reason::NoSeat) }
                })
            });
            let places = places.collect();
            Weighed { none, places }
        })
    }

    /// Whether it attended the session, itself or by proxy, but not this vote.
    fn is_gone(&self, line: &Line, away: &[i64]) -> bool {
        match line.reason {
            Some(Reason::NotThere) => line.presence != Some(Presence::Absent),
            Some(Reason::ProxyHolder) => !away.is_empty() && self.holds_proxies(line.holder, &[]),
            _ => false,
        }
    }

    /// Due, present, leave, absent and voters: what is stated goes before what is counted.
    fn figures(&self, sum: &mut Account, heads: &Heads, any: bool) {
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        let (quorum, voters, gone) = (count(heads.quorum), count(heads.voters), count(heads.gone));
        let (proxied, leave) = (count(heads.proxied), count(heads.leave));
        let complete = self.roster == Roster::Complete && self.seats.is_some();
        let seen = complete && (self.listed || any);
        sum.counted = (self.seats.filter(|_| complete), seen.then_some(quorum));
        sum.due = self.due.or(sum.counted.0);
        // Whoever left before this vote is in the stated number of those present.
        let stated = self.present.map(|n| n.saturating_sub(if self.listed { gone } else { 0 }));
        sum.present = stated.or(sum.counted.1);
        sum.voters = stated.map(|n| n.saturating_sub(quorum - voters)).or(seen.then_some(voters));
        sum.proxies = seen.then_some(proxied);
        sum.leave = seen.then_some(leave);
        sum.absent = sum.leave.and_then(|leave| sum.due?.checked_sub(sum.present?)?.checked_sub(leave));
        if sum.leave.is_none() && self.listed {
            self.sum_up(sum, leave);
        }
    }

    /// A partial list is complete in leave and absence where the two add up to exactly what is missing of due.
    fn sum_up(&self, sum: &mut Account, leave: u64) {
        let (_, absent) = self.listed_away();
        let missing = sum.due.zip(sum.present).and_then(|(due, present)| due.checked_sub(present));
        if missing == Some(leave + absent) {
            (sum.leave, sum.absent) = (Some(leave), Some(absent));
        }
    }

    /// Whether the ballots account for everybody who is there: seat by seat, or because they add up to the
    /// number that is stated, or because nothing else says who was there.
    fn is_accounted(&self, sum: &Account) -> bool {
        let stated = self.present.is_some();
        let enough = || sum.voters.is_some_and(|voters| sum.cast.sum() + sum.seatless.sum() >= voters);
        match (stated, self.listed) {
            (true, _) => enough() && (sum.missing == 0 || !self.is_whole()),
            (false, true) => self.roster == Roster::Complete && sum.missing == 0,
            (false, false) => true,
        }
    }
}

/// Who chose `absent`.
fn left(ballots: impl Iterator<Item = (i64, Choice)>) -> Vec<i64> {
    ballots.filter(|(_, choice)| *choice == Choice::Absent).map(|(organization, _)| organization).collect()
}

#[cfg(test)]
mod tests;
