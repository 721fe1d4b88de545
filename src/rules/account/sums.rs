//! The sums of the account: due, present, on leave, absent, and the ballots by choice.

use std::rc::Rc;

use super::{
    Extent, Line, Sitting, Terms, left, there,
    weighed::{Heads, Weighed, Weight},
};
use crate::model::{
    motion::Counts,
    words::{Choice, Presence, Proxies, Reason, Recusal, Roster},
};

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
    /// Those present who may vote.
    pub voters: Option<u64>,
    /// Those present who took no part for an interest of theirs (回避).
    pub recused: u64,
    /// Seats, there or not, that have no vote for dues that are not paid.
    pub lapsed: u64,
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
    /// Whether more votes are stated than there are ballots, where nothing but the ballots says who was there.
    pub part: bool,
    /// How many who may vote have no ballot, as far as that is known.
    pub missing: u64,
}

impl Account {
    /// The base *present* of a majority: those present who may vote, and who is recused where the rule leaves them in.
    pub fn base_present(&self, recused: Recusal) -> Option<u64> {
        self.voters.map(|voters| voters + if recused == Recusal::Present { self.recused } else { 0 })
    }

    /// The base *all* of a majority: the seats, without those in arrears and whoever the rule takes out for an interest.
    pub fn base_all(&self, recused: Recusal) -> Option<u64> {
        let out = self.lapsed + if recused == Recusal::Excluded { self.recused } else { 0 };
        self.due.map(|due| due.saturating_sub(out))
    }

    /// Of a vote by correspondence whose counts tell more than its ballots: who replied was there, as many as there are
    /// votes that count.
    pub fn replied(&mut self, counts: &Counts) {
        let Counts { yes: Some(yes), no: Some(no), abstain: Some(abstain), invalid } = *counts else { return };
        if self.present.is_none() {
            let voters = (yes + no + abstain + invalid.unwrap_or(0)).saturating_sub(self.uncounted.sum());
            let replies = voters + self.recused;
            (self.present, self.voters, self.leave) = (Some(replies), Some(voters), Some(0));
            self.absent = self.due.and_then(|due| due.checked_sub(replies));
        }
    }

    /// Counts the ballot of a line in.
    pub(super) fn take(&mut self, line: &Line) {
        if let Some(choice) = line.ballot {
            self.ballot(choice, line.counts, line.reason == Some(Reason::NoSeat));
        }
    }

    pub(super) fn ballot(&mut self, choice: Choice, counts: bool, seatless: bool) {
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
            Choice::Absent | Choice::Recused => {}
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

impl Sitting {
    /// The account: of a motion with its ballots, or of the session with whoever cast any. `ballots` are in
    /// the order of the organizations' rows.
    pub fn account(
        &self,
        terms: Terms,
        ballots: impl Iterator<Item = (i64, Choice)> + Clone,
        extent: Extent,
    ) -> Account {
        let any = ballots.clone().next().is_some();
        let away = if terms.proxies == Proxies::None { Vec::new() } else { left(ballots.clone()) };
        let mut sum = Account { has_ballots: any, ..Account::default() };
        let mut heads = Heads::default();
        let tells = any && !extent.part;
        if tells && away.is_empty() {
            heads = self.weighed(terms).sum(&self.participants, ballots, self.seats.is_some(), &mut sum);
        } else {
            self.each(terms, ballots, tells, &away, &mut |line| {
                heads.add(&self.heads(&line, terms, &away));
                sum.take(&line);
            });
        }
        sum.missing = u64::try_from(heads.missing).unwrap_or(0);
        self.figures(&mut sum, &heads, tells, terms);
        sum.part = any && extent.part && self.present.is_none() && !self.is_listed(terms);
        sum.accounted = any && (extent.called || self.is_accounted(&sum, terms, tells));
        sum
    }

    /// What one line adds to the sums of heads.
    fn heads(&self, line: &Line, terms: Terms, away: &[i64]) -> Heads {
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
            gone: i64::from(self.is_gone(line, terms, away)),
            recused: i64::from(line.reason == Some(Reason::Recused)),
            lapsed: i64::from(line.seat == Some(true) && self.lapsed(line.organization, terms)),
            missing: i64::from(expected && line.ballot.is_none()),
        }
    }

    /// What each place adds by what it may cast, worked out once for all votes of the session.
    fn weighed(&self, terms: Terms) -> Rc<Weighed> {
        let known = self.weighed.borrow().iter().find(|(known, _)| *known == terms).map(|(_, weighed)| weighed.clone());
        known.unwrap_or_else(|| {
            let weighed = Rc::new(self.weigh(terms));
            self.weighed.borrow_mut().push((terms, weighed.clone()));
            weighed
        })
    }

    fn weigh(&self, terms: Terms) -> Weighed {
        let mut none = Heads::default();
        let participants = self.participants.iter().map(|place| {
            let silent = self.heads(&self.line(place, terms, None, true, &[]), terms, &[]);
            none.add(&silent);
            // A vote that is cast, whatever it says, and the two choices that are none.
            [Choice::Yes, Choice::Absent, Choice::Recused].map(|choice| {
                let line = self.line(place, terms, Some(choice), true, &[]);
                let heads = self.heads(&line, terms, &[]).less(&silent);
                Weight { heads, counts: line.counts, seatless: line.reason == Some(Reason::NoSeat) }
            })
        });
        let participants = participants.collect();
        Weighed { none, participants }
    }

    /// Whether it attended the session, itself or by proxy, but not this vote.
    fn is_gone(&self, line: &Line, terms: Terms, away: &[i64]) -> bool {
        match line.reason {
            Some(Reason::NotThere) => line.presence != Some(Presence::Absent),
            Some(Reason::ProxyHolder) => !away.is_empty() && self.holds_proxies(line.holder, terms.each, &[]),
            _ => false,
        }
    }

    /// Due, present, leave, absent and voters: what is stated goes before what is counted.
    fn figures(&self, sum: &mut Account, heads: &Heads, tells: bool, terms: Terms) {
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        let (quorum, voters, gone) = (count(heads.quorum), count(heads.voters), count(heads.gone));
        let (proxied, leave) = (count(heads.proxied), count(heads.leave));
        (sum.recused, sum.lapsed) = (count(heads.recused), count(heads.lapsed));
        let listed = self.is_listed(terms);
        let complete = self.roster == Roster::Complete && self.seats.is_some();
        let seen = complete && (listed || tells);
        sum.counted = (self.seats.filter(|_| complete), seen.then_some(quorum));
        sum.due = self.due.or(sum.counted.0);
        // Whoever left before this vote is in the stated number of those present; who replied by letter is not those.
        let stated = self.present.filter(|_| !terms.by_letter || self.by_letter);
        let stated = stated.map(|n| n.saturating_sub(if listed { gone } else { 0 }));
        sum.present = stated.or(sum.counted.1);
        sum.voters = stated.map(|n| n.saturating_sub(quorum - voters)).or(seen.then_some(voters));
        sum.proxies = seen.then_some(proxied);
        sum.leave = seen.then_some(leave);
        sum.absent = sum.leave.and_then(|leave| sum.due?.checked_sub(sum.present?)?.checked_sub(leave));
        if sum.leave.is_none() && listed {
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
    fn is_accounted(&self, sum: &Account, terms: Terms, tells: bool) -> bool {
        let stated = self.present.is_some() && (!terms.by_letter || self.by_letter);
        let enough = || sum.voters.is_some_and(|voters| sum.cast.sum() + sum.seatless.sum() >= voters);
        match (stated, self.is_listed(terms)) {
            (true, _) => enough() && (sum.missing == 0 || !self.is_whole(terms)),
            (false, true) => self.roster == Roster::Complete && sum.missing == 0,
            (false, false) => tells,
        }
    }
}
