//! Elections: each candidate is judged alone; more ballots collected than issued void the round
//! (domain 2).

use super::majority::{margin, needed};
use crate::model::{
    motion::Quorum,
    rule::Rule,
    words::{Base, Computed},
};

/// What is known of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Votes for the candidate.
    pub yes: Option<u64>,
    /// Whether the source marks the candidate elected.
    pub elected: Option<bool>,
}

/// What follows for a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// The least yes that passes.
    pub needed: Option<u64>,
    /// yes − needed.
    pub margin: Option<i64>,
    /// Whether the candidate has the majority.
    pub passes: Option<bool>,
}

/// The papers and seats of a round.
#[derive(Debug, Clone, Copy, Default)]
pub struct Round {
    /// Seats to fill.
    pub seats: Option<u64>,
    /// Papers given out.
    pub issued: Option<u64>,
    /// Papers returned.
    pub collected: Option<u64>,
    /// Voting seats present.
    pub present: Option<u64>,
}

/// Judges an election: carried where somebody is marked elected, all marked pass, and they are no more
/// than the seats. Valid ballots are not counted per candidate, so `cast` and `valid` mean the papers
/// returned.
pub fn judge(
    rule: Option<&Rule>,
    candidates: &[Standing],
    round: Round,
    quorum: &Quorum,
) -> (Computed, Vec<Passed>) {
    let base = rule.and_then(|rule| match rule.majority_of? {
        Base::All => quorum.due,
        Base::Present => round.present,
        Base::Cast | Base::Valid => round.collected,
    });
    let least = rule.zip(base).and_then(|(rule, base)| needed(rule, base));
    let judged: Vec<Passed> = candidates
        .iter()
        .map(|candidate| {
            let margin = margin(candidate.yes, least);
            let passes = if base == Some(0) { Some(false) } else { margin.map(|m| m >= 0) };
            Passed { needed: least, margin, passes }
        })
        .collect();
    let marked: Vec<Option<bool>> = candidates
        .iter()
        .zip(&judged)
        .filter(|(c, _)| c.elected == Some(true))
        .map(|(_, p)| p.passes)
        .collect();
    let too_many = round.seats.is_some_and(|seats| marked.len() as u64 > seats);
    let computed = if round.collected.zip(round.issued).is_some_and(|(collected, issued)| collected > issued)
    {
        Computed::Void
    } else if quorum.met == Some(false) {
        Computed::NoQuorum
    } else if quorum.met.is_none() {
        Computed::Unknown
    } else if too_many || marked.contains(&Some(false)) {
        Computed::Rejected
    } else if marked.is_empty() {
        let all_fail = !judged.is_empty() && judged.iter().all(|p| p.passes == Some(false));
        if all_fail { Computed::Rejected } else { Computed::Unknown }
    } else if marked.contains(&None) {
        Computed::Unknown
    } else {
        Computed::Carried
    };
    (computed, judged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{day::Day, words::Charter},
        rules::charter,
    };

    fn judged(candidates: &[(u64, Option<bool>)], seats: u64, issued: u64, collected: u64) -> Computed {
        let day = Day::parse("2023-07-19").unwrap();
        let rule = charter::choose(&[], Charter::Model, "assembly", "election", day).unwrap();
        let quorum = Quorum { due: Some(12), present: Some(10), required: Some(8), met: Some(true) };
        let candidates: Vec<_> =
            candidates.iter().map(|(yes, elected)| Standing { yes: Some(*yes), elected: *elected }).collect();
        let round =
            Round { seats: Some(seats), issued: Some(issued), collected: Some(collected), present: Some(10) };
        judge(Some(&rule), &candidates, round, &quorum).0
    }

    #[test]
    fn each_candidate_alone() {
        let yes = Some(true);
        assert_eq!(judged(&[(9, yes), (5, yes), (4, None)], 2, 10, 10), Computed::Carried);
        assert_eq!(judged(&[(9, yes), (4, yes)], 2, 10, 10), Computed::Rejected);
        assert_eq!(judged(&[(9, yes), (8, yes)], 1, 10, 10), Computed::Rejected);
        assert_eq!(judged(&[(9, yes)], 1, 10, 11), Computed::Void);
        assert_eq!(judged(&[(9, None)], 1, 10, 10), Computed::Unknown);
        assert_eq!(judged(&[(4, None), (3, None)], 1, 10, 10), Computed::Rejected);
    }
}
