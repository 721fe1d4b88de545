//! The steps that bring a registry of an earlier version up, one after the other. What a step does never
//! changes once its version is released.

use super::{
    engine::{Check, Engine},
    rolls,
};
use crate::error::Result;

/// The version that a registry had, the statements, and what is then to be done to it beside them.
pub type Step = (i64, &'static str, fn(&dyn Engine) -> Result<()>);

/// Every step.
pub const STEPS: &[Step] = &[(1, include_str!("steps/2.sql"), second)];

/// Columns of days that may be known to their month or year from version 2 on.
const DAYS: &[(&str, &[&str])] = &[
    ("alliances", &["founded"]),
    ("rules", &["\"from\"", "\"until\""]),
    ("organizations", &["merged_on"]),
    ("organization_names", &["\"until\""]),
    ("terms", &["\"start\"", "\"end\""]),
    ("sessions", &["published"]),
    ("motions", &["effective", "\"on\""]),
    ("memberships", &["\"from\"", "\"until\"", "until_before"]),
    ("applications", &["\"on\""]),
    ("posts", &["\"from\"", "\"until\""]),
    ("actions", &["due"]),
    ("visits", &["\"start\"", "\"end\"", "published"]),
    ("activities", &["\"start\"", "\"end\""]),
];
/// Tables of which one day must not lie before another.
const ORDERED: &[(&str, &str, &str)] = &[
    ("rules", "\"from\"", "\"until\""),
    ("terms", "\"start\"", "\"end\""),
    ("memberships", "\"from\"", "\"until\""),
    ("posts", "\"from\"", "\"until\""),
    ("visits", "\"start\"", "\"end\""),
    ("activities", "\"start\"", "\"end\""),
];

/// Days as they are known, and the packed rolls.
fn second(engine: &dyn Engine) -> Result<()> {
    for (table, columns) in DAYS {
        for column in *columns {
            let or_pending = if *column == "effective" { " OR effective = 'pending'" } else { "" };
            let forms = ["____", "____-__", "____-__-__"].map(|form| format!("{column} LIKE '{form}'"));
            engine.recheck(&Check {
                table,
                name: &format!("{table}_{}_check", column.trim_matches('"')),
                old: &format!("{column} LIKE '____-__-__'{or_pending}"),
                new: &format!("{}{or_pending}", forms.join(" OR ")),
            })?;
        }
    }
    for (table, first, last) in ORDERED {
        engine.recheck(&Check {
            table,
            name: &format!("{table}_check"),
            old: &format!("{first} <= {last}"),
            new: &format!("{first} <= {last} || '~'"),
        })?;
    }
    rolls::rebuild(engine)
}
