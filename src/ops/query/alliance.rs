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
    noun::BODY,
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
    let functions = texts(read, "alliance_functions", "alliance_id", 1)?;
    let former_names =
        recorded(read, ("alliance_names", "alliance_id"), None, day)?.remove("1").unwrap_or_default();
    let known = read.one(
        "SELECT name, short_name, name_en, founded, purpose, charter FROM alliances WHERE id = 1",
        &[],
        |r| {
            Ok((
                r.opt_text(0)?,
                r.opt_text(1)?,
                r.opt_text(2)?,
                r.opt_day(3)?,
                r.opt_text(4)?,
                r.word::<Charter>(5)?,
            ))
        },
    )?;
    let (name, short_name, name_en, founded, purpose, charter) =
        known.unwrap_or((None, None, None, None, None, Charter::Model));
    let name = alliance_on(read, day)?.or(name);
    Ok(About { name, short_name, name_en, founded, purpose, former_names, functions, charter, bodies, rules })
}
