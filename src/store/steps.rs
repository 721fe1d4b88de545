//! The steps that bring a registry of an earlier version up, one after the other. What a step does never
//! changes once its version is released.

use super::{
    engine::{Check, Engine},
    keys,
    read::Read,
    rolls, seal,
};
use crate::{
    error::{Error, Result},
    say,
};

/// The version of `schema.sql`.
pub const VERSION: i64 = 7;

/// The version that a registry had, the statements, and what is then to be done to it beside them.
type Step = (i64, &'static str, fn(&dyn Engine) -> Result<()>);

/// Every step.
const STEPS: &[Step] = &[
    (1, include_str!("steps/2.sql"), second),
    (2, include_str!("steps/3.sql"), third),
    (3, include_str!("steps/4.sql"), |_| Ok(())),
    (4, include_str!("steps/5.sql"), keys::rebuild),
    (5, include_str!("steps/6.sql"), |_| Ok(())),
    (6, include_str!("steps/7.sql"), seventh),
];

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

/// The journal's second form.
fn third(engine: &dyn Engine) -> Result<()> {
    seal::upgrade(engine, chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

/// A seat that is recused has a choice of its own.
fn seventh(engine: &dyn Engine) -> Result<()> {
    let of = |words: &[&str]| words.iter().map(|word| format!("choice = '{word}'")).collect::<Vec<_>>().join(" OR ");
    let old = ["yes", "no", "abstain", "invalid", "absent"];
    engine.recheck(&Check {
        table: "ballots",
        name: "ballots_choice_check",
        old: &of(&old),
        new: &of(&[&old[..], &["recused"]].concat()),
    })
}

/// Brings a registry of version `found` up, all in one transaction.
pub fn upgrade(engine: &dyn Engine, found: i64) -> Result<()> {
    steps(engine, found, STEPS, VERSION)
}

/// Runs the steps from `found` on.
fn steps(engine: &dyn Engine, found: i64, steps: &[Step], to: i64) -> Result<()> {
    engine.begin(true)?;
    let now = Read::of(engine).one("SELECT version FROM registry WHERE id = 1", &[], |row| row.int(0))?;
    if now != Some(found) {
        // Another process was first.
        engine.rollback();
        return Ok(());
    }
    for (_, step, made) in steps.iter().filter(|(from, ..)| *from >= found) {
        engine.settle()?;
        engine.script(step)?;
        made(engine)?;
    }
    engine.execute("UPDATE registry SET version = ?1 WHERE id = 1", &[to.into()])?;
    engine.brought_up()?;
    engine.commit()
}

/// The refusal of a registry that a newer program wrote.
pub fn newer(place: &str, found: i64) -> Error {
    Error::storage(say!(
        "{place} was written by a newer alliance (version {found} of the schema, this one knows {VERSION})",
        "{place} 由更新版本的 alliance 写成（结构版本 {found}，本程序支持 {VERSION}）"
    ))
    .hint(say!("use that version; nothing was touched", "请使用新版本；文件未作任何改动"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{sqlite::Sqlite, tables::SCHEMA};

    /// Each version's schema, by the fingerprint of its statements.
    const SCHEMAS: &[(i64, &str)] = &[
        (1, "30dd5afb11306d9928fa1e85cab689e1acacedcc80479bfa49aaa6b8a771591d"),
        (2, "1b4e36eb7ebc303890f8d622c0c3b79c2e56ec8fe10b644e6bbfc828775cba2e"),
        (3, "c9118ccbd92147769289f1bd025a2f115a52f4bdb3900b54516be814dd1e61ce"),
        (4, "26e3764a34840859eae541c6477bd51e6dc3621feeb9061c162ce53a57d14057"),
        (5, "3bfebc8ca3d398ad2957115b65b77bbacc0441e3ba291b4bf2c30783fa193cf0"),
        (6, "c26a959922ba1c48fd555abe5ba3060028b7b1b92e2e4a3af3be286e21c7bc89"),
        (7, "7f69eaf8ec6713050daeeb8ccb9d3c2f8a92e72efcf2170483e7ad1ac923d8c3"),
    ];

    /// The statements without comments, layout and order.
    fn fingerprint(sql: &str) -> String {
        let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
        let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
        let words = words.join(" ");
        let mut statements: Vec<&str> =
            words.split(';').map(str::trim).filter(|statement| !statement.is_empty()).collect();
        statements.sort_unstable();
        crate::store::chain::sha256(statements.join("; ").as_bytes())
    }

    #[test]
    fn a_changed_schema_is_a_new_version_with_a_step_that_leads_to_it() {
        let known = SCHEMAS.iter().find(|(version, _)| *version == VERSION).map(|(_, hash)| *hash);
        assert_eq!(
            known,
            Some(fingerprint(SCHEMA).as_str()),
            "schema.sql has changed: raise VERSION, add a step from the version before, and this fingerprint"
        );
        // Every version but the present one has its step.
        let steps: Vec<i64> = STEPS.iter().map(|(from, ..)| *from).collect();
        assert_eq!(steps, (1..VERSION).collect::<Vec<_>>());
    }

    #[test]
    fn steps_run_from_the_version_that_is_found_all_or_none() {
        let engine = Sqlite::memory().unwrap();
        engine.script(SCHEMA).unwrap();
        let version =
            || Read::of(&engine).one("SELECT version FROM registry", &[], |r| r.int(0)).unwrap();
        let columns = || {
            let sql = "SELECT count(*) FROM pragma_table_info('terms')";
            Read::of(&engine).one(sql, &[], |r| r.int(0)).unwrap()
        };
        let before = columns();
        let no_more: fn(&dyn Engine) -> Result<()> = |_| Ok(());
        let list = [
            (1, "ALTER TABLE terms ADD COLUMN one TEXT", no_more),
            (2, "ALTER TABLE terms ADD COLUMN two TEXT", no_more),
        ];
        // Found at version 2: the first step has been done already.
        engine.script("UPDATE registry SET version = 2").unwrap();
        steps(&engine, 2, &list, 3).unwrap();
        assert_eq!((version(), columns()), (Some(3), before.map(|n| n + 1)));
        // Another process was first.
        steps(&engine, 2, &list, 3).unwrap();
        assert_eq!((version(), columns()), (Some(3), before.map(|n| n + 1)));
        let broken =
            [(3, "ALTER TABLE terms ADD COLUMN three TEXT; ALTER TABLE nowhere ADD COLUMN x TEXT", no_more)];
        assert!(steps(&engine, 3, &broken, 4).is_err());
        engine.rollback();
        assert_eq!((version(), columns()), (Some(3), before.map(|n| n + 1)));
    }
}
