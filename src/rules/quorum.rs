//! Whether enough were present (domain 2).

use super::account::Account;
use crate::model::{
    motion::Quorum,
    rule::{QuorumRule, Rule},
};

/// Due, present, required and met. `quorum="none"`: required unknown, met true.
pub fn judge(rule: Option<&Rule>, account: &Account) -> Quorum {
    let (due, present) = (account.due, account.present);
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
}
