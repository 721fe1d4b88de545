//! Rules of `check --deep`: what was changed around the tool, and whether the file itself is sound.

use super::{Found, scope::Look};
use crate::{
    error::{Message, Result},
    ops::{journal, query},
    say,
};

pub(super) fn journal_chain(look: &Look<'_>) -> Result<Found> {
    let told = |entry: String| {
        let message = say!(
            "the journal's chain is broken here: it was changed around the tool",
            "日志链在此处断裂：有人绕过本工具改动"
        );
        (entry, message)
    };
    Ok(journal::broken_links(look.read)?.into_iter().map(told).collect())
}

pub(super) fn journal_replay(look: &Look<'_>) -> Result<Found> {
    let told = |(table, key): (String, String)| {
        let message = say!(
            "table {table}, row {key}: differs from what the journal says; it was changed around the tool",
            "{table} 表第 {key} 行与日志不符：有人绕过本工具改动"
        );
        (table, message)
    };
    Ok(query::replayed(look.read)?.into_iter().map(told).collect())
}

pub(super) fn stored_counts(look: &Look<'_>) -> Result<Found> {
    let told = |reference| {
        (reference, say!("the roll kept beside the ballots differs from them", "所存表决汇总与逐票记录不符"))
    };
    Ok(journal::wrong_rolls(look.read)?.into_iter().map(told).collect())
}

pub(super) fn storage(look: &Look<'_>) -> Result<Found> {
    Ok(look
        .read
        .integrity()?
        .into_iter()
        .map(|wrong| ("registry".to_string(), Message::verbatim(wrong)))
        .collect())
}
