//! What a vote yields (domain 2).

use super::account::{Account, Tally};
use crate::model::{
    motion::{Counts, Quorum},
    rule::Rule,
    words::{Base, Computed, Correspondence, Recusal},
};

/// What is known of a vote.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The counts that the source states.
    pub stated: Counts,
    /// The source says 全票.
    pub unanimous: bool,
    /// The account of who was there and whose ballots count.
    pub account: &'a Account,
    /// Whether the attendance list is open, so that a voter without a known seat may have one.
    pub open: bool,
    /// Whether it was taken by correspondence.
    pub by_letter: bool,
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
    /// What was recorded: the counts that are stated, else the sums of a whole roll call.
    pub counts: Counts,
    /// What the rule counts of it.
    pub counted: Counts,
}

/// What was recorded of a vote: each count as it is stated, else as a whole roll call has it. Ballots that do
/// not count stand in it too.
fn recorded(stated: Counts, account: &Account) -> Counts {
    let (all, un) = (account.cast, account.uncounted);
    let roll = |n: u64, m: u64| account.accounted.then_some(n + m);
    Counts {
        yes: stated.yes.or(roll(all.yes, un.yes)),
        no: stated.no.or(roll(all.no, un.no)),
        abstain: stated.abstain.or(roll(all.abstain, un.abstain)),
        invalid: stated.invalid.or(roll(all.invalid, un.invalid)),
    }
}

/// The stated counts less the ballots that do not count, else the ballots that do.
fn counted(recorded: Counts, uncounted: Tally) -> Counts {
    let less = |n: Option<u64>, m: u64| n.and_then(|n| n.checked_sub(m));
    Counts {
        yes: less(recorded.yes, uncounted.yes),
        no: less(recorded.no, uncounted.no),
        abstain: less(recorded.abstain, uncounted.abstain),
        invalid: less(recorded.invalid, uncounted.invalid),
    }
}

/// The number a majority is a part of: *all* seats, those *present*, *cast* = yes + no, *valid* =
/// yes + no + abstain.
fn base(of: Base, rule: &Rule, counts: &Counts, account: &Account) -> Option<u64> {
    let Counts { yes, no, abstain, .. } = *counts;
    let recused = rule.recused.unwrap_or(Recusal::Present);
    match of {
        Base::All => account.base_all(recused),
        Base::Present => account.base_present(recused),
        Base::Cast => Some(yes? + no?),
        Base::Valid => Some(yes? + no? + abstain?),
    }
}

/// The least yes that passes of a base; none where the base is 0, for that never passes.
fn needed(rule: &Rule, base: u64) -> Option<u64> {
    let part = rule.majority.filter(|_| base > 0)?;
    Some(if rule.exclusive { part.least_more_than(base) } else { part.least_at_least(base) })
}

/// What a majority asks of the yes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// The number that the first majority is a part of.
    pub base: Option<u64>,
    /// The least yes that passes: the larger where two majorities are asked. Unknown where one of them is.
    pub needed: Option<u64>,
    /// Whether that many yes pass, as far as it is known.
    pub passes: Option<bool>,
}

/// What the rule asks, of bases that `base` gives: its majority and, where it has one, the second beside it.
pub fn asked(rule: Option<&Rule>, yes: Option<u64>, base: impl Fn(Base) -> Option<u64>) -> Asked {
    let Some(rule) = rule else { return Asked::default() };
    let first = rule.majority_of.and_then(&base);
    let second = rule.also.map(|part| (part, rule.also_of.or(rule.majority_of).and_then(&base)));
    let over = |base: Option<u64>, needed: Option<u64>| match base {
        // No part of nothing is a majority.
        Some(0) => Some(false),
        _ => Some(yes? >= needed?),
    };
    let one = first.and_then(|base| needed(rule, base));
    let passes = if rule.majority.is_none() { None } else { over(first, one) };
    let Some((part, of)) = second else { return Asked { base: first, needed: one, passes } };
    let other = of.filter(|base| *base > 0).map(|base| part.least_at_least(base));
    let passes = match (passes, over(of, other)) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    };
    Asked { base: first, needed: one.zip(other).map(|(one, other)| one.max(other)), passes }
}

/// yes − needed, where both are known.
pub fn margin(yes: Option<u64>, needed: Option<u64>) -> Option<i64> {
    let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Some(signed(yes?) - signed(needed?))
}

/// Judges a vote. With a partial list, the result is unknown where it depends on whether the ballots of
/// organizations without a known seat count.
pub fn judge(rule: Option<&Rule>, quorum: &Quorum, facts: &Facts<'_>) -> Verdict {
    let verdict = judge_counted(rule, quorum, facts, facts.account.uncounted);
    let (un, doubt) = (facts.account.uncounted, facts.account.seatless);
    if !facts.open || doubt == Tally::default() {
        return verdict;
    }
    // Any of them may count: the yes alone, all but those, or every one.
    let others = Tally { yes: 0, ..doubt };
    let variants = [doubt, Tally { yes: doubt.yes, ..Tally::default() }, others];
    let differs = variants
        .iter()
        .any(|counts| judge_counted(rule, quorum, facts, un.without(counts)).computed != verdict.computed);
    if differs { Verdict { computed: Computed::Unknown, ..verdict } } else { verdict }
}

fn judge_counted(rule: Option<&Rule>, quorum: &Quorum, facts: &Facts<'_>, uncounted: Tally) -> Verdict {
    let counts = recorded(facts.stated, facts.account);
    let counted = counted(counts, uncounted);
    let mut asked = asked(rule, counted.yes, |of| rule.and_then(|rule| base(of, rule, &counted, facts.account)));
    // What is decided by correspondence may need everybody's yes.
    if facts.by_letter && rule.is_some_and(|rule| rule.correspondence == Some(Correspondence::Unanimous)) {
        asked = everybody(counted.yes, facts.account.base_all(Recusal::Excluded));
    }
    let Asked { base, needed, passes } = asked;
    let margin = margin(counted.yes, needed);
    // A stated unanimity stands for any majority: it needs neither counts nor base.
    let passes = if facts.unanimous && rule.is_some() { Some(true) } else { passes };
    let computed = match (quorum.met, passes) {
        (Some(false), _) => Computed::NoQuorum,
        (Some(true), Some(true)) => Computed::Carried,
        (Some(true), Some(false)) => Computed::Rejected,
        _ => Computed::Unknown,
    };
    let unanimous = unanimous(facts, &counted);
    Verdict { computed, unanimous, base, needed, margin, counts, counted }
}

/// The yes of all seats.
fn everybody(yes: Option<u64>, all: Option<u64>) -> Asked {
    let passes = all.zip(yes).map(|(all, yes)| all > 0 && yes >= all);
    Asked { base: all, needed: all.filter(|all| *all > 0), passes }
}

/// Stated, or yes equals the voting seats present without an abstention; unknown where a figure lacks.
fn unanimous(facts: &Facts<'_>, counted: &Counts) -> Option<bool> {
    let Counts { yes, no, abstain, invalid } = *counted;
    if facts.unanimous {
        return Some(true);
    }
    if [no, abstain, invalid].iter().any(|n| n.is_some_and(|n| n > 0)) {
        return Some(false);
    }
    match (yes, facts.account.voters, abstain) {
        (Some(yes), Some(voters), Some(0)) => Some(yes == voters && yes > 0),
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

    /// What a test knows of a vote.
    #[derive(Clone)]
    struct Known {
        stated: Counts,
        unanimous: bool,
        met: Option<bool>,
        account: Account,
    }

    fn facts(yes: u64, no: u64, abstain: u64, present: u64) -> Known {
        let stated = Counts { yes: Some(yes), no: Some(no), abstain: Some(abstain), invalid: Some(0) };
        let account = Account {
            due: Some(present),
            present: Some(present),
            voters: Some(present),
            ..Account::default()
        };
        Known { stated, unanimous: false, met: Some(true), account }
    }

    fn judge(rule: Option<&Rule>, known: &Known) -> Verdict {
        let Account { due, present, .. } = known.account;
        let quorum = Quorum { due, present, required: None, met: known.met };
        let (stated, unanimous, account) = (known.stated, known.unanimous, &known.account);
        super::judge(rule, &quorum, &Facts { stated, unanimous, account, open: false, by_letter: false })
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
        unknown.account.voters = None;
        assert_eq!(judge(Some(&council(Base::Present)), &unknown).computed, Computed::Unknown);
        unknown.unanimous = true;
        assert_eq!(judge(Some(&council(Base::Present)), &unknown).computed, Computed::Carried);
        unknown.met = None;
        assert_eq!(judge(Some(&council(Base::Present)), &unknown).computed, Computed::Unknown);
        unknown.met = Some(false);
        assert_eq!(judge(Some(&council(Base::Present)), &unknown).computed, Computed::NoQuorum);
        assert_eq!(judge(None, &facts(9, 0, 0, 9)).computed, Computed::Unknown);
        assert_eq!(judge(None, &facts(9, 0, 0, 9)).unanimous, Some(true));
    }

    #[test]
    fn with_an_open_list_ballots_without_a_known_seat_leave_open_what_hangs_on_them() {
        let judged = |yes: u64, seatless: Tally, open: bool| {
            let mut known = facts(yes, 2, 0, 9);
            known.account.seatless = seatless;
            known.account.uncounted = seatless;
            known.stated.yes = Some(yes + seatless.yes);
            known.stated.no = Some(2 + seatless.no);
            let quorum = Quorum { due: Some(9), present: Some(9), required: None, met: Some(true) };
            let facts = Facts { stated: known.stated, unanimous: false, account: &known.account, open, by_letter: false };
            super::judge(Some(&council(Base::Cast)), &quorum, &facts).computed
        };
        let some = |yes, no| Tally { yes, no, ..Tally::default() };
        assert_eq!(judged(5, some(0, 0), true), Computed::Carried);
        assert_eq!(judged(5, some(0, 1), false), Computed::Carried);
        assert_eq!(judged(5, some(0, 1), true), Computed::Unknown);
        // All of them or none carry; the no alone would not.
        assert_eq!(judged(5, some(2, 1), true), Computed::Unknown);
        assert_eq!(judged(9, some(1, 1), true), Computed::Carried);
    }

    #[test]
    fn a_second_majority_is_asked_beside_the_first() {
        let both = Rule { also: Fraction::parse("1/2"), also_of: Some(Base::All), ..council(Base::Present) };
        let judged = |yes, present, due| {
            let mut known = facts(yes, present - yes, 0, present);
            known.account.due = due;
            let verdict = judge(Some(&both), &known);
            (verdict.computed, verdict.needed, verdict.margin)
        };
        // Two thirds of ten present are seven; half of twenty seats are ten.
        assert_eq!(judged(9, 10, Some(20)), (Computed::Rejected, Some(10), Some(-1)));
        assert_eq!(judged(10, 10, Some(20)), (Computed::Carried, Some(10), Some(0)));
        assert_eq!(judged(10, 15, Some(20)), (Computed::Carried, Some(10), Some(0)));
        assert_eq!(judged(9, 12, Some(16)), (Computed::Carried, Some(8), Some(1)));
        // One that fails is enough; one that is not known leaves it open.
        assert_eq!(judged(6, 10, None).0, Computed::Rejected);
        assert_eq!(judged(7, 10, None), (Computed::Unknown, None, None));
        let same = Rule { also_of: None, ..both };
        assert_eq!(judge(Some(&same), &facts(7, 3, 0, 10)).computed, Computed::Carried);
    }

    #[test]
    fn recused_seats_and_seats_in_arrears_leave_the_base_as_the_rule_says() {
        let mut known = facts(5, 2, 0, 7);
        (known.account.recused, known.account.due, known.account.lapsed) = (2, Some(12), 1);
        let base = |of, recused| judge(Some(&Rule { recused, ..council(of) }), &known).base;
        assert_eq!(base(Base::Present, None), Some(9));
        assert_eq!(base(Base::Present, Some(Recusal::Excluded)), Some(7));
        assert_eq!(base(Base::All, Some(Recusal::Present)), Some(11));
        assert_eq!(base(Base::All, Some(Recusal::Excluded)), Some(9));
        assert_eq!(base(Base::Cast, None), Some(7));
    }

    #[test]
    fn by_correspondence_everybody_may_have_to_agree() {
        let rule = Rule { correspondence: Some(Correspondence::Unanimous), ..council(Base::Present) };
        let judged = |yes, due, by_letter| {
            let mut known = facts(yes, 0, 0, yes);
            known.account.due = Some(due);
            let quorum = Quorum { due: Some(due), present: Some(yes), required: None, met: Some(true) };
            let facts = Facts { stated: known.stated, unanimous: false, account: &known.account, open: false, by_letter };
            let verdict = super::judge(Some(&rule), &quorum, &facts);
            (verdict.computed, verdict.needed)
        };
        assert_eq!(judged(8, 9, true), (Computed::Rejected, Some(9)));
        assert_eq!(judged(9, 9, true), (Computed::Carried, Some(9)));
        assert_eq!(judged(8, 9, false).0, Computed::Carried);
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
