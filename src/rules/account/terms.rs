//! What of a rule bears on who counts as present and who may vote.

use crate::model::{
    rule::Rule,
    words::{Proxies, Recusal, GoodStanding},
};

/// The terms on which a session or a motion is accounted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// What a written proxy is good for.
    pub proxies: Proxies,
    /// The most proxies that one holder may hold; beyond them none of that holder's is effective.
    pub each: Option<u64>,
    /// A seat whose dues are not paid so many days after they were due does not vote; `None`: dues do not matter.
    pub grace: Option<u64>,
    /// Whether a recused seat is in the base of the majority.
    pub recused: Recusal,
    /// The vote was taken by correspondence: who replied was there, and nobody else.
    pub by_letter: bool,
}

/// What is known of a roll call beside its ballots.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// The source says that the roll was called, so that whoever is not in it did not vote.
    pub called: bool,
    /// The source states more votes than there are ballots: two dissenters by name do not make all others absent.
    pub part: bool,
}

impl Terms {
    /// Those of a rule; without one a proxy is no more than a note.
    pub fn of(rule: Option<&Rule>) -> Terms {
        let paid = rule.is_some_and(|rule| rule.standing == Some(GoodStanding::Paid));
        Terms {
            proxies: rule.and_then(|rule| rule.proxies).unwrap_or(Proxies::None),
            each: rule.and_then(|rule| rule.proxies_each),
            grace: paid.then(|| rule.and_then(|rule| rule.grace).unwrap_or(0)),
            recused: rule.and_then(|rule| rule.recused).unwrap_or(Recusal::Present),
            by_letter: false,
        }
    }

    /// The same, of a vote by correspondence.
    pub fn by_letter(self, by_letter: bool) -> Terms {
        Terms { by_letter, ..self }
    }
}
