//! Elections (domain 2): each candidate is judged alone; of those that pass, the highest take the seats; a tie
//! for the last seat, and seats that nobody took, are for a further round.

use super::{
    account::Account,
    majority::{Asked, asked, margin},
};
use crate::model::{
    motion::Quorum,
    rule::Rule,
    words::{Base, Computed, Recusal},
};

/// What is known of a candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CandidateFigures {
    /// Votes for the candidate.
    pub yes: Option<u64>,
    /// Votes against.
    pub no: Option<u64>,
    /// Abstentions.
    pub abstain: Option<u64>,
    /// Whether the source marks the candidate elected.
    pub elected: Option<bool>,
}

/// What follows for a candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passed {
    /// The least yes that passes.
    pub needed: Option<u64>,
    /// yes − needed.
    pub margin: Option<i64>,
    /// Whether the candidate has the majority.
    pub passes: Option<bool>,
    /// Whether the figures elect the candidate; `None` where they do not say.
    pub elected: Option<bool>,
}

/// The papers and seats of a round, as they are recorded.
#[derive(Debug, Clone, Copy, Default)]
pub struct Round {
    /// Seats to fill.
    pub seats: Option<u64>,
    /// Papers given out.
    pub issued: Option<u64>,
    /// Papers returned.
    pub collected: Option<u64>,
    /// Invalid papers.
    pub invalid: Option<u64>,
}

impl Round {
    /// Papers that can hold a vote.
    fn valid(&self) -> Option<u64> {
        self.collected.map(|collected| collected.saturating_sub(self.invalid.unwrap_or(0)))
    }
}

/// What in the figures of an election does not fit together. Candidates are told by their position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElectionFault {
    /// More papers returned than given out, which voids the round: returned, given out.
    Void(u64, u64),
    /// More papers than voters: papers, voters.
    Papers(u64, u64),
    /// More votes than valid papers times seats: votes, that product.
    Votes(u64, u64),
    /// A candidate with more votes than papers: candidate, votes, papers.
    Candidate(usize, u64, u64),
    /// A candidate declared elected whom the figures do not elect.
    Declared(usize),
    /// A candidate declared not elected whom the figures elect.
    Denied(usize),
    /// A lower candidate declared over a higher one: the declared one, the passed-over one.
    Order(usize, usize),
    /// More declared elected than seats: how many, seats.
    TooMany(u64, u64),
    /// Seats that nobody took.
    Open(u64),
}

/// A round as it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What the rule yields.
    pub computed: Computed,
    /// What follows for each candidate.
    pub candidates: Vec<Passed>,
    /// What does not fit together.
    pub faults: Vec<ElectionFault>,
}

/// Judges a round.
pub fn judge(
    rule: Option<&Rule>,
    candidates: &[CandidateFigures],
    round: Round,
    quorum: &Quorum,
    account: &Account,
) -> Outcome {
    let mut judged: Vec<Passed> = candidates.iter().map(|one| majority(rule, one, round, account)).collect();
    let declared = candidates.iter().filter(|one| one.elected == Some(true)).count() as u64;
    // Where the source names the elected but not the number of seats, there were as many seats as elected.
    let seats = round.seats.or((declared > 0).then_some(declared));
    let figures = seat(candidates, &mut judged, seats);
    let computed = match (round.collected.zip(round.issued), quorum.met) {
        (Some((collected, issued)), _) if collected > issued => Computed::Void,
        (_, Some(false)) => Computed::NoQuorum,
        (_, None) => Computed::Unknown,
        (_, Some(true)) => figures,
    };
    if matches!(computed, Computed::Void | Computed::NoQuorum) {
        judged.iter_mut().for_each(|one| one.elected = Some(false));
    } else if computed == Computed::Unknown {
        judged.iter_mut().for_each(|one| one.elected = None);
    }
    let faults = faults(candidates, &judged, round, seats, computed, account);
    Outcome { computed, candidates: judged, faults }
}

/// One candidate against the rule.
fn majority(rule: Option<&Rule>, one: &CandidateFigures, round: Round, account: &Account) -> Passed {
    let cast = || Some(one.yes? + one.no?);
    let recused = rule.and_then(|rule| rule.recused).unwrap_or(Recusal::Present);
    let Asked { needed, passes, .. } = asked(rule, one.yes, |of| match of {
        Base::All => account.base_all(recused),
        Base::Present => account.base_present(recused).or(round.collected),
        Base::Cast => cast().or(round.valid()),
        Base::Valid => cast().zip(one.abstain).map(|(cast, abstain)| cast + abstain).or(round.valid()),
    });
    Passed { needed, margin: margin(one.yes, needed), passes, elected: None }
}

/// Seats the highest of those that pass, and says what the figures alone yield.
fn seat(candidates: &[CandidateFigures], judged: &mut [Passed], seats: Option<u64>) -> Computed {
    if candidates.is_empty() || judged.iter().any(|one| one.passes.is_none()) {
        return Computed::Unknown;
    }
    let yes = |at: usize| candidates.get(at).and_then(|one| one.yes).unwrap_or(0);
    let mut passed: Vec<usize> =
        (0..judged.len()).filter(|at| judged.get(*at).is_some_and(|one| one.passes == Some(true))).collect();
    passed.sort_by_key(|at| std::cmp::Reverse(yes(*at)));
    let limit = match seats {
        Some(seats) => usize::try_from(seats).unwrap_or(usize::MAX),
        // Nobody passed: whatever the number of seats, nobody is elected.
        None if passed.is_empty() => 1,
        None => return Computed::Unknown,
    };
    // The votes of the first candidate without a seat: candidates above with as many tie with that one.
    let edge = passed.get(limit).map(|at| yes(*at));
    let elected: Vec<usize> =
        passed.iter().take(limit).copied().filter(|at| Some(yes(*at)) != edge).collect();
    for (at, one) in judged.iter_mut().enumerate() {
        one.elected = Some(elected.contains(&at));
    }
    let level = || {
        let highest = (0..judged.len()).map(yes).max().unwrap_or(0);
        (0..judged.len()).filter(|at| yes(*at) == highest).count() > limit
    };
    match (edge.is_some() && elected.len() < limit, elected.is_empty()) {
        (true, _) => Computed::Tie,
        (false, false) => Computed::Carried,
        (false, true) if seats.is_some() && limit > 0 && passed.is_empty() && level() => Computed::Tie,
        (false, true) => Computed::Rejected,
    }
}

fn faults(
    candidates: &[CandidateFigures],
    judged: &[Passed],
    round: Round,
    seats: Option<u64>,
    computed: Computed,
    account: &Account,
) -> Vec<ElectionFault> {
    let mut faults = Vec::new();
    let over = round.collected.zip(round.issued).filter(|(collected, issued)| collected > issued);
    faults.extend(over.map(|(collected, issued)| ElectionFault::Void(collected, issued)));
    let papers = round.collected.or(account.voters);
    let more = round.collected.zip(account.voters).filter(|(collected, voters)| collected > voters);
    faults.extend(more.map(|(collected, voters)| ElectionFault::Papers(collected, voters)));
    let votes: u64 = candidates.iter().filter_map(|one| one.yes).sum();
    let room = round.valid().or(account.voters).zip(round.seats).map(|(valid, seats)| valid * seats);
    faults.extend(room.filter(|room| votes > *room).map(|room| ElectionFault::Votes(votes, room)));
    for (at, one) in candidates.iter().enumerate() {
        let all: u64 = [one.yes, one.no, one.abstain].into_iter().flatten().sum();
        let most = papers.filter(|papers| all > *papers);
        faults.extend(most.map(|papers| ElectionFault::Candidate(at, all, papers)));
    }
    let is_declared = |one: &CandidateFigures| one.elected == Some(true);
    for (at, (one, passed)) in candidates.iter().zip(judged).enumerate() {
        if is_declared(one) && passed.elected == Some(false) {
            faults.push(ElectionFault::Declared(at));
        }
        if one.elected == Some(false) && passed.elected == Some(true) {
            faults.push(ElectionFault::Denied(at));
        }
    }
    for (at, one) in candidates.iter().enumerate().filter(|(_, one)| is_declared(one)) {
        let over = candidates.iter().position(|other| {
            !is_declared(other) && other.yes.zip(one.yes).is_some_and(|(theirs, own)| theirs > own)
        });
        faults.extend(over.map(|over| ElectionFault::Order(at, over)));
    }
    let declared = candidates.iter().filter(|one| is_declared(one)).count() as u64;
    faults.extend(round.seats.filter(|seats| declared > *seats).map(|seats| ElectionFault::TooMany(declared, seats)));
    let elected = judged.iter().filter(|one| one.elected == Some(true)).count() as u64;
    if computed == Computed::Carried {
        faults.extend(seats.and_then(|seats| seats.checked_sub(elected)).filter(|n| *n > 0).map(ElectionFault::Open));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{day::Day, words::Charter},
        rules::charter,
    };

    fn round(candidates: &[(u64, Option<bool>)], seats: Option<u64>, papers: [u64; 2]) -> Outcome {
        let day = Day::parse("2023-07-19").unwrap();
        let rule = charter::choose(&[], Charter::Model, "assembly", "election", day).unwrap();
        let quorum = Quorum { due: Some(12), present: Some(10), required: Some(8), met: Some(true) };
        let candidates: Vec<_> = candidates
            .iter()
            .map(|(yes, elected)| CandidateFigures { yes: Some(*yes), elected: *elected, ..CandidateFigures::default() })
            .collect();
        let round = Round { seats, issued: Some(papers[0]), collected: Some(papers[1]), invalid: None };
        let account = Account { due: Some(12), voters: Some(10), ..Account::default() };
        judge(Some(&rule), &candidates, round, &quorum, &account)
    }

    fn judged(candidates: &[(u64, Option<bool>)], seats: u64) -> (Computed, Vec<bool>) {
        let outcome = round(candidates, Some(seats), [10, 10]);
        (outcome.computed, outcome.candidates.iter().map(|one| one.elected == Some(true)).collect())
    }

    #[test]
    fn the_highest_of_those_that_pass_take_the_seats() {
        assert_eq!(
            judged(&[(9, None), (5, None), (4, None)], 2),
            (Computed::Carried, vec![true, true, false])
        );
        assert_eq!(
            judged(&[(5, None), (9, None), (6, None)], 2),
            (Computed::Carried, vec![false, true, true])
        );
        assert_eq!(judged(&[(9, None), (4, None)], 2), (Computed::Carried, vec![true, false]));
        assert_eq!(judged(&[(4, None), (3, None)], 1), (Computed::Rejected, vec![false, false]));
        // A tie for the last seat: those above are elected.
        assert_eq!(judged(&[(9, None), (6, None), (6, None)], 2), (Computed::Tie, vec![true, false, false]));
        assert_eq!(judged(&[(6, None), (6, None)], 1), (Computed::Tie, vec![false, false]));
        assert_eq!(judged(&[(6, None), (6, None)], 2), (Computed::Carried, vec![true, true]));
        // Nobody passes and the highest are level.
        assert_eq!(judged(&[(4, None), (4, None), (1, None)], 1), (Computed::Tie, vec![false; 3]));
        assert_eq!(judged(&[(4, None), (4, None), (1, None)], 2), (Computed::Rejected, vec![false; 3]));
        // How many seats there are is not known.
        assert_eq!(round(&[(9, None), (8, None)], None, [10, 10]).computed, Computed::Unknown);
        assert_eq!(round(&[(4, None)], None, [10, 10]).computed, Computed::Rejected);
        assert_eq!(round(&[(9, Some(true)), (8, None)], None, [10, 10]).computed, Computed::Carried);
    }

    #[test]
    fn what_does_not_fit_together_is_told() {
        let yes = Some(true);
        assert_eq!(round(&[(9, yes)], Some(1), [10, 11]).computed, Computed::Void);
        let faults =
            |candidates: &[(u64, Option<bool>)], seats, papers| round(candidates, Some(seats), papers).faults;
        assert_eq!(faults(&[(9, yes), (5, yes)], 2, [10, 10]), []);
        assert_eq!(faults(&[(9, yes), (4, yes)], 2, [10, 10]), [ElectionFault::Declared(1), ElectionFault::Open(1)]);
        assert_eq!(
            faults(&[(9, yes), (8, yes)], 1, [20, 20]),
            [ElectionFault::Papers(20, 10), ElectionFault::Declared(1), ElectionFault::TooMany(2, 1)]
        );
        assert_eq!(
            faults(&[(6, yes), (8, None)], 1, [14, 14])[1..],
            [ElectionFault::Declared(0), ElectionFault::Order(0, 1)]
        );
        assert_eq!(faults(&[(6, None), (7, None)], 1, [10, 10]), [ElectionFault::Votes(13, 10)]);
        assert_eq!(faults(&[(11, None)], 2, [10, 10])[0], ElectionFault::Candidate(0, 11, 10));
    }
}
