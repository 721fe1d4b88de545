//! The alliance, its bodies, rules and terms.

use super::verdict;
use crate::{
    error::Result,
    model::{
        alliance::{About, RuleRow},
        day::Day,
        rule,
        words::Charter,
    },
    noun::{ALLIANCE, BODY},
    ops::rows::Ids,
    store::Read,
};

use super::*;

/// The alliance's own rules, then those of its preset.
pub fn rules(read: &Read<'_>) -> Result<Vec<RuleRow>> {
    let preset =
        read.first::<Charter>("SELECT charter FROM alliances WHERE id = 1", &[])?.unwrap_or(Charter::Model);
    let shipped = if preset == Charter::Model { crate::rules::charter::model_charter() } else { Vec::new() };
    let row = |preset| {
        move |rule: rule::Rule| RuleRow {
            reference: rule::reference(&rule.body, &rule.matter, rule.from),
            rule,
            preset,
        }
    };
    Ok(verdict::own_rules(read)?
        .into_iter()
        .map(row(false))
        .chain(shipped.into_iter().map(row(true)))
        .collect())
}

/// What the alliance is, it and its bodies as they were called on a day.
pub fn about(read: &Read<'_>, day: Day) -> Result<About> {
    let (bodies, rules) = (facts(read, &BODY, Ids::All, day)?, rules(read)?);
    let own = facts(read, &ALLIANCE, Ids::All, day)?.pop().unwrap_or_default();
    let text = |key: &str| own.text(key).map(str::to_string);
    Ok(About {
        name: alliance_on(read, day)?,
        short_name: text("short_name"),
        name_en: text("name_en"),
        founded: own.day("founded"),
        purpose: text("purpose"),
        former_names: own.former_names(),
        functions: own.texts("functions").into_iter().map(str::to_string).collect(),
        public: own.texts("public").into_iter().map(str::to_string).collect(),
        charter: own.word("charter").unwrap_or(Charter::Model),
        bodies,
        rules,
    })
}
