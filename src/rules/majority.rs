//! What a vote yields (domain 2).

use crate::model::{
    motion::{Counts, Quorum},
    rule::Rule,
    words::{Base, Computed},
};

/// What is known of a vote.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The counts.
    pub counts: Counts,
    /// The source says 全票.
    pub unanimous: bool,
    /// Whether enough were present.
    pub quorum: Quorum,
    /// Voting seats present, with proxies where they vote.
    pub present: Option<u64>,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// What the rule yields.
    pub computed: Computed,
    /// Whether every voting seat present said yes.
    pub unanimous: Option<bool>,
    /// The number that the majority was taken of.
    pub base: Option<u64>,
    /// The least yes that passes.
    pub needed: Option<u64>,
    /// yes − needed.
    pub margin: Option<i64>,
}

/// The number a majority is a part of: *all* seats, those *present*, *cast* = yes + no, *valid* =
/// yes + no + abstain.
fn base(of: Base, facts: &Facts) -> Option<u64> {
    let Counts { yes, no, abstain, .. } = facts.counts;
    match of {
        Base::All => facts.quorum.due,
        Base::Present => facts.present,
        Base::Cast => Some(yes? + no?),
        Base::Valid => Some(yes? + no? + abstain?),
    }
}

/// The least yes that passes of a base; none where the base is 0, for that never passes.
pub fn needed(rule: &Rule, base: u64) -> Option<u64> {
    let part = rule.majority.filter(|_| base > 0)?;
    Some(if rule.exclusive { part.least_more_than(base) } else { part.least_at_least(base) })
}

/// yes − needed, where both are known.
pub fn margin(yes: Option<u64>, needed: Option<u64>) -> Option<i64> {
    let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Some(signed(yes?) - signed(needed?))
}

/// Judges a vote.
pub fn judge(rule: Option<&Rule>, facts: &Facts) -> Verdict {
    let base = rule.and_then(|rule| base(rule.majority_of?, facts));
    let needed = rule.zip(base).and_then(|(rule, base)| needed(rule, base));
    let margin = margin(facts.counts.yes, needed);
    // A stated unanimity stands for any majority: it needs neither counts nor base.
    let passes = if facts.unanimous && rule.is_some() {
        Some(true)
    } else if base == Some(0) && rule.is_some_and(|rule| rule.majority.is_some()) {
        Some(false)
    } else {
        margin.map(|margin| margin >= 0)
    };
    let computed = match (facts.quorum.met, passes) {
        (Some(false), _) => Computed::NoQuorum,
        (Some(true), Some(true)) => Computed::Carried,
        (Some(true), Some(false)) => Computed::Rejected,
        _ => Computed::Unknown,
    };
    Verdict { computed, unanimous: unanimous(facts), base, needed, margin }
}

/// Stated, or yes equals the voting seats present without an abstention; unknown where a figure lacks.
fn unanimous(facts: &Facts) -> Option<bool> {
    let Counts { yes, no, abstain, invalid } = facts.counts;
    if facts.unanimous {
        return Some(true);
    }
    if [no, abstain, invalid].iter().any(|n| n.is_some_and(|n| n > 0)) {
        return Some(false);
    }
    match (yes, facts.present, abstain) {
        (Some(yes), Some(present), Some(0)) => Some(yes == present && yes > 0),
        (Some(yes), Some(present), None) if yes < present => None,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{day::Day, fraction::Fraction, words::Charter},
        rules::charter,
    };
    use proptest::prelude::*;

    fn council(of: Base) -> Rule {
        let day = Day::parse("2023-07-19").unwrap();
        Rule { majority_of: Some(of), ..charter::choose(&[], Charter::Model, "council", "*", day).unwrap() }
    }

    fn facts(yes: u64, no: u64, abstain: u64, present: u64) -> Facts {
        let quorum = Quorum { due: Some(present), present: Some(present), required: None, met: Some(true) };
        let counts = Counts { yes: Some(yes), no: Some(no), abstain: Some(abstain), invalid: Some(0) };
        Facts { counts, unanimous: false, quorum, present: Some(present) }
    }

    #[test]
    fn nine_present() {
        let verdict = judge(Some(&council(Base::Present)), &facts(6, 1, 2, 9));
        assert_eq!((verdict.computed, verdict.needed, verdict.margin), (Computed::Carried, Some(6), Some(0)));
        let verdict = judge(Some(&council(Base::Present)), &facts(5, 0, 4, 9));
        assert_eq!((verdict.computed, verdict.margin), (Computed::Rejected, Some(-1)));
        let verdict = judge(Some(&council(Base::Cast)), &facts(5, 0, 4, 9));
        assert_eq!((verdict.computed, verdict.base, verdict.needed), (Computed::Carried, Some(5), Some(4)));
        assert_eq!(judge(Some(&council(Base::Cast)), &facts(0, 0, 9, 9)).computed, Computed::Rejected);
    }

    #[test]
    fn exactly_half_passes_at_least_but_not_more_than() {
        let half = Rule { majority: Some(Fraction { p: 1, q: 2 }), ..council(Base::Present) };
        assert_eq!(judge(Some(&half), &facts(5, 5, 0, 10)).computed, Computed::Carried);
        let more = Rule { exclusive: true, ..half };
        assert_eq!(judge(Some(&more), &facts(5, 5, 0, 10)).computed, Computed::Rejected);
        assert_eq!(judge(Some(&more), &facts(6, 4, 0, 10)).computed, Computed::Carried);
    }

    #[test]
    fn what_is_unknown_stays_so() {
        let mut unknown = facts(6, 1, 2, 9);
        unknown.present = None;
        assert_eq!(judge(Some(&council(Base::Present)), &unknown).computed, Computed::Unknown);
        unknown.unanimous = true;
        assert_eq!(judge(Some(&council(Base::Present)), &unknown).computed, Computed::Carried);
        unknown.quorum.met = None;
        assert_eq!(judge(Some(&council(Base::Present)), &unknown).computed, Computed::Unknown);
        unknown.quorum.met = Some(false);
        assert_eq!(judge(Some(&council(Base::Present)), &unknown).computed, Computed::NoQuorum);
        assert_eq!(judge(None, &facts(9, 0, 0, 9)).computed, Computed::Unknown);
        assert_eq!(judge(None, &facts(9, 0, 0, 9)).unanimous, Some(true));
    }

    proptest! {
        #[test]
        fn one_more_yes_never_loses(yes in 0u64..300, no in 0u64..300, abstain in 0u64..300, exclusive: bool) {
            let present = yes + no + abstain + 1;
            for of in [Base::Present, Base::Cast, Base::Valid, Base::All] {
                let rule = Rule { exclusive, ..council(of) };
                let before = judge(Some(&rule), &facts(yes, no, abstain, present));
                let after = judge(Some(&rule), &facts(yes + 1, no, abstain, present));
                prop_assert!(before.computed != Computed::Carried || after.computed == Computed::Carried);
                prop_assert_eq!(before.computed == Computed::Carried, before.margin.is_some_and(|m| m >= 0));
            }
        }
    }
}
