//! Whether enough were present (domain 2).

use super::account::Account;
use crate::model::{
    motion::Quorum,
    rule::{QuorumRule, Rule},
};

/// Due, present, required and met. `quorum="none"`: required unknown, met true. Beside a part of the seats a least
/// number of them may be asked, or that alone.
pub fn judge(rule: Option<&Rule>, account: &Account) -> Quorum {
    let (due, present) = (account.due, account.present);
    let least = rule.and_then(|rule| rule.quorum_least);
    let (required, met) = match (rule.and_then(|rule| rule.quorum), least) {
        (None, None) => (None, None),
        (Some(QuorumRule::None), None) => (None, Some(true)),
        (None | Some(QuorumRule::None), Some(least)) => (Some(least), present.map(|present| present >= least)),
        (Some(QuorumRule::AtLeast(part)), least) => {
            let exclusive = rule.and_then(|rule| rule.quorum_exclusive) == Some(true);
            let required = due.map(|due| {
                let of_part = if exclusive { part.least_more_than(due) } else { part.least_at_least(due) };
                of_part.max(least.unwrap_or(0))
            });
            // No part of no seats is enough.
            let met = due.zip(required).zip(present).map(|((due, required), present)| due > 0 && present >= required);
            // Too few by number are too few, whatever part of the seats they are.
            let few = least.zip(present).is_some_and(|(least, present)| present < least);
            (required, if few { Some(false) } else { met })
        }
    };
    Quorum { due, present, required, met }
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
        let quorum = judge(Some(rule), &Account { due, present, ..Account::default() });
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
    fn more_than_half_and_never_fewer_than_a_number() {
        let half = |exclusive, least| Rule {
            quorum: QuorumRule::parse("1/2"),
            quorum_exclusive: exclusive,
            quorum_least: least,
            ..council()
        };
        for (due, least, more) in [(8, 4, 5), (9, 5, 5), (10, 5, 6), (1, 1, 1)] {
            assert_eq!(judged(&half(None, None), Some(due), Some(least)), (Some(least), Some(true)));
            assert_eq!(judged(&half(Some(true), None), Some(due), Some(more)), (Some(more), Some(true)));
            assert_eq!(judged(&half(Some(true), None), Some(due), Some(more - 1)).1, Some(false));
        }
        assert_eq!(judged(&half(None, Some(7)), Some(8), Some(6)), (Some(7), Some(false)));
        assert_eq!(judged(&half(None, Some(7)), Some(20), Some(10)), (Some(10), Some(true)));
        // How many seats there are is not known; fewer than the number are too few in any case.
        assert_eq!(judged(&half(None, Some(7)), None, Some(6)), (None, Some(false)));
        assert_eq!(judged(&half(None, Some(7)), None, Some(7)), (None, None));
        let number = Rule { quorum: Some(QuorumRule::None), quorum_least: Some(5), ..council() };
        assert_eq!(judged(&number, None, Some(5)), (Some(5), Some(true)));
        assert_eq!(judged(&number, Some(3), Some(4)), (Some(5), Some(false)));
    }
}
