//! Whether enough were present (domain 2).

use super::presence::Presences;
use crate::model::{
    motion::Quorum,
    rule::{QuorumRule, Rule},
    words::Proxies,
};

/// Due, present, required and met. `quorum="none"`: required unknown, met true.
pub fn judge(rule: Option<&Rule>, presences: &Presences) -> Quorum {
    let counted = rule.is_some_and(|rule| !matches!(rule.proxies, None | Some(Proxies::None)));
    let (due, present) = (presences.due, with_proxies(presences, counted));
    let (required, met) = match rule.and_then(|rule| rule.quorum) {
        None => (None, None),
        Some(QuorumRule::None) => (None, Some(true)),
        Some(QuorumRule::AtLeast(part)) => {
            let met = due.zip(present).map(|(due, present)| part.at_least(present, due));
            (due.map(|due| part.least_at_least(due)), met)
        }
    };
    Quorum { due, present, required, met }
}

/// The seats that the majority `present` is a part of: with proxies where they vote.
pub fn base_present(rule: Option<&Rule>, presences: &Presences) -> Option<u64> {
    with_proxies(presences, rule.is_some_and(|rule| rule.proxies == Some(Proxies::Vote)))
}

fn with_proxies(presences: &Presences, counted: bool) -> Option<u64> {
    let more = if counted && !presences.stated { presences.proxies } else { 0 };
    presences.present.map(|present| present + more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{day::Day, words::Charter},
        rules::charter,
    };

    fn council() -> Rule {
        charter::choose(&[], Charter::Model, "council", "*", Day::parse("2023-07-19").unwrap()).unwrap()
    }

    fn judged(rule: &Rule, due: Option<u64>, present: Option<u64>) -> (Option<u64>, Option<bool>) {
        let quorum = judge(Some(rule), &Presences { due, present, ..Presences::default() });
        (quorum.required, quorum.met)
    }

    #[test]
    fn two_thirds_of_all() {
        let rule = council();
        for (due, required) in [(6, 4), (7, 5), (9, 6), (10, 7), (11, 8), (12, 8), (187, 125)] {
            assert_eq!(judged(&rule, Some(due), Some(required)), (Some(required), Some(true)));
            assert_eq!(judged(&rule, Some(due), Some(required - 1)), (Some(required), Some(false)));
        }
        assert_eq!(judged(&rule, Some(9), None), (Some(6), None));
        assert_eq!(judged(&rule, None, Some(9)), (None, None));
        assert_eq!(judged(&rule, Some(0), Some(0)).1, Some(false));
        assert_eq!(judged(&Rule { quorum: Some(QuorumRule::None), ..rule }, None, None), (None, Some(true)));
    }

    #[test]
    fn proxies_count_as_far_as_the_rule_says() {
        let presences = Presences { due: Some(9), present: Some(5), proxies: 1, ..Presences::default() };
        for (proxies, met, base) in
            [(Proxies::None, false, 5), (Proxies::Quorum, true, 5), (Proxies::Vote, true, 6)]
        {
            let rule = Rule { proxies: Some(proxies), ..council() };
            assert_eq!(judge(Some(&rule), &presences).met, Some(met));
            assert_eq!(base_present(Some(&rule), &presences), Some(base));
        }
    }
}
