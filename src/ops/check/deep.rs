//! Rules of `check --deep`: what was changed around the tool, and whether the file itself is sound.

use super::Found;
use crate::{
    error::{Message, Result},
    model::day::Day,
    ops::{journal, query},
    say,
    store::Read,
};

pub(super) fn journal_chain(read: &Read<'_>, _: Day) -> Result<Found> {
    let told = |entry: String| {
        let message = say!(
            "the journal's chain is broken here: it was changed around the tool",
            "日志链在此处断裂：有人绕过本工具改动"
        );
        (entry, message)
    };
    Ok(journal::broken_links(read)?.into_iter().map(told).collect())
}

pub(super) fn journal_replay(read: &Read<'_>, _: Day) -> Result<Found> {
    let told = |(table, key): (String, String)| {
        let message = say!(
            "table {table}, row {key}: differs from what the journal says; it was changed around the tool",
            "{table} 表第 {key} 行与日志不符：有人绕过本工具改动"
        );
        (table, message)
    };
    Ok(query::replayed(read)?.into_iter().map(told).collect())
}

pub(super) fn stored_counts(read: &Read<'_>, _: Day) -> Result<Found> {
    let told = |reference| {
        (reference, say!("the tally kept beside the ballots differs from them", "所存计票与逐票统计不符"))
    };
    Ok(journal::wrong_tallies(read)?.into_iter().map(told).collect())
}

pub(super) fn storage(read: &Read<'_>, _: Day) -> Result<Found> {
    Ok(read
        .integrity()?
        .into_iter()
        .map(|wrong| ("registry".to_string(), Message::verbatim(wrong)))
        .collect())
}
