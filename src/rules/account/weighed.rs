//! What each organization of a sitting adds to the sums of a vote, computed once for all votes of the session.

use super::{Account, Participant};
use crate::model::words::Choice;

/// Sums over organizations; or, in a [`Weight`], by how much a ballot changes them, which may be negative.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Heads {
    pub quorum: i64,
    pub voters: i64,
    pub proxied: i64,
    pub leave: i64,
    pub gone: i64,
    pub missing: i64,
    pub recused: i64,
    pub lapsed: i64,
}

impl Heads {
    pub fn add(&mut self, other: &Heads) {
        self.quorum += other.quorum;
        self.voters += other.voters;
        self.proxied += other.proxied;
        self.leave += other.leave;
        self.gone += other.gone;
        self.missing += other.missing;
        self.recused += other.recused;
        self.lapsed += other.lapsed;
    }

    pub fn less(&self, other: &Heads) -> Heads {
        Heads {
            quorum: self.quorum - other.quorum,
            voters: self.voters - other.voters,
            proxied: self.proxied - other.proxied,
            leave: self.leave - other.leave,
            gone: self.gone - other.gone,
            missing: self.missing - other.missing,
            recused: self.recused - other.recused,
            lapsed: self.lapsed - other.lapsed,
        }
    }
}

/// By how much a ballot of an organization changes the sums, and whether the ballot counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    pub heads: Heads,
    pub counts: bool,
    pub seatless: bool,
}

/// The participants of a sitting with what they add: without a ballot, with one, with the choices `absent`
/// and `recused`. A
/// session has many votes and the same participants in all of them, so each line is judged once, not once a vote.
#[derive(Debug, Clone)]
pub(super) struct Weighed {
    pub none: Heads,
    pub participants: Vec<[Weight; 3]>,
}

impl Weighed {
    /// The heads of a vote; its ballots go into the account. Both lists are in the order of the rows.
    pub fn sum(
        &self,
        participants: &[Participant],
        ballots: impl Iterator<Item = (i64, Choice)>,
        known: bool,
        sum: &mut Account,
    ) -> Heads {
        let mut heads = self.none;
        let mut at = 0;
        // Whoever has no place has no seat, as far as seats are known.
        let outside = Weight { heads: Heads::default(), counts: !known, seatless: known };
        for (organization, choice) in ballots {
            while participants.get(at).is_some_and(|place| place.organization < organization) {
                at += 1;
            }
            let here = participants.get(at).is_some_and(|place| place.organization == organization);
            let weights = if here { self.participants.get(at) } else { None };
            let weight = weights.map_or(&outside, |weights| match choice {
                Choice::Absent => &weights[1],
                Choice::Recused => &weights[2],
                _ => &weights[0],
            });
            heads.add(&weight.heads);
            sum.ballot(choice, weight.counts, weight.seatless);
        }
        heads
    }
}
