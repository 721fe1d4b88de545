//! The journal as people read it.

use std::io;

use super::{Format, Screen, csv, json, page::Page, style::Tone, width::one_line, written::account};
use crate::model::journal::Entry;

/// Writes entries of the journal, in the order given.
pub fn log(entries: &[Entry], format: Format, screen: &Screen, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = screen.lang;
    match format {
        Format::Json => json::write_rows(entries, lang, out),
        Format::Csv => {
            let keys = ["entry", "at", "actor", "why", "command", "changes", "undoes"];
            csv::write(entries, &keys, lang, out)
        }
        Format::Table | Format::Markdown => {
            let mut page = Page::new(screen);
            for entry in entries {
                let mut under = vec![one_line(&entry.command).into_owned()];
                under.extend(
                    entry
                        .why
                        .as_deref()
                        .map(|why| format!("{}{}{why}", lang.word("why", "事由"), lang.colon())),
                );
                under.extend(
                    entry.undoes.map(|n| lang.word("takes back #", "撤销#").to_owned() + &n.to_string()),
                );
                under.extend(account(&entry.changes, lang));
                page.item(Tone::Bold, &format!("#{}  {}  {}", entry.entry, entry.at, entry.actor), &under);
            }
            if entries.is_empty() {
                page.line(Tone::Dim, lang.word("the journal has no entries", "日志尚无记录"));
            }
            page.write(format == Format::Markdown, out)
        }
    }
}
