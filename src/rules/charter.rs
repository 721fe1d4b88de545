//! Which rule judges: the alliance's own before the preset `model-charter`, which follows the usual
//! charter of Chinese social organizations (domain 2).

use crate::model::{
    day::Day,
    fraction::Fraction,
    rule::{QuorumRule, Rule},
    words::{Base, Charter, Proxies},
};

/// The shipped preset. Dissolution is decided like a change of the charter.
pub fn model_charter() -> Vec<Rule> {
    let two_thirds = Fraction { p: 2, q: 3 };
    let rule = |body: &str, matter: &str, majority| Rule {
        body: body.to_string(),
        matter: matter.to_string(),
        quorum: Some(QuorumRule::AtLeast(two_thirds)),
        majority: Some(majority),
        majority_of: Some(Base::Present),
        exclusive: false,
        proxies: Some(Proxies::None),
        ..Rule::default()
    };
    vec![
        rule("assembly", "*", Fraction { p: 1, q: 2 }),
        rule("assembly", "charter", two_thirds),
        rule("council", "*", two_thirds),
        rule("standing", "*", two_thirds),
    ]
}

/// The rule for a body and a matter on a day: the own one of the kind, else the own `*`, else the
/// preset's of the kind, else the preset's `*`. What the first leaves out falls through to the next
/// that states it; `exclusive` goes with the majority, `quorum_exclusive` with the quorum, `also_of` with `also`. Of
/// several in force the latest counts.
pub fn choose(own: &[Rule], charter: Charter, body: &str, matter: &str, day: Day) -> Option<Rule> {
    let preset = if charter == Charter::Model { model_charter() } else { Vec::new() };
    let mut chain: Vec<&Rule> = Vec::new();
    for rules in [own, &preset] {
        for wanted in [matter, "*"] {
            let fits = |rule: &&Rule| rule.body == body && rule.matter == wanted && rule.holds_on(day);
            let latest = rules.iter().filter(fits).max_by_key(|rule| rule.from);
            chain.extend(latest.filter(|latest| !chain.iter().any(|r| std::ptr::eq(*r, *latest))));
        }
    }
    let head = *chain.first()?;
    let majority = chain.iter().find(|rule| rule.majority.is_some());
    // A rule that sets a quorum of its own and does not say "more than" means "at least", whatever a wider one says.
    let quorum = chain.iter().position(|rule| rule.quorum.is_some()).unwrap_or(chain.len().saturating_sub(1));
    let also = chain.iter().find(|rule| rule.also.is_some());
    fn first<T>(chain: &[&Rule], of: impl Fn(&Rule) -> Option<T>) -> Option<T> {
        chain.iter().find_map(|rule| of(rule))
    }
    Some(Rule {
        quorum: chain.iter().find_map(|rule| rule.quorum),
        majority: majority.and_then(|rule| rule.majority),
        majority_of: chain.iter().find_map(|rule| rule.majority_of),
        exclusive: majority.is_some_and(|rule| rule.exclusive),
        proxies: chain.iter().find_map(|rule| rule.proxies),
        quorum_exclusive: first(chain.get(..=quorum).unwrap_or_default(), |rule| rule.quorum_exclusive),
        quorum_least: first(&chain, |rule| rule.quorum_least),
        also: also.and_then(|rule| rule.also),
        also_of: also.and_then(|rule| rule.also_of),
        method: first(&chain, |rule| rule.method),
        proxies_each: first(&chain, |rule| rule.proxies_each),
        recused: first(&chain, |rule| rule.recused),
        correspondence: first(&chain, |rule| rule.correspondence),
        notice: first(&chain, |rule| rule.notice),
        standing: first(&chain, |rule| rule.standing),
        grace: first(&chain, |rule| rule.grace),
        meets: first(&chain, |rule| rule.meets),
        absences: first(&chain, |rule| rule.absences),
        ..head.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn own_rules_stand_before_the_preset_and_leave_what_they_do_not_say() {
        let own = Rule {
            body: "council".into(),
            matter: "dues".into(),
            quorum: None,
            majority: Some(Fraction { p: 1, q: 2 }),
            majority_of: Some(Base::Cast),
            exclusive: true,
            proxies: None,
            from: Some(day("2023-01-01")),
            until: Some(day("2023-12-31")),
            ..Rule::default()
        };
        let choose = |matter, on| {
            choose(std::slice::from_ref(&own), Charter::Model, "council", matter, day(on)).unwrap()
        };
        let dues = choose("dues", "2023-12-31");
        assert_eq!((dues.majority.unwrap().to_string(), dues.exclusive), ("1/2".into(), true));
        assert_eq!(dues.quorum.unwrap().to_string(), "2/3");
        assert_eq!(choose("dues", "2024-01-01").majority.unwrap().to_string(), "2/3");
        assert_eq!(choose("admission", "2023-06-01").matter, "*");
        assert!(super::choose(&[], Charter::None, "council", "dues", day("2023-01-01")).is_none());
        let change = super::choose(&[], Charter::Model, "assembly", "charter", day("2023-01-01")).unwrap();
        assert_eq!(change.majority.unwrap().to_string(), "2/3");
    }
}
