//! The journal as people read it.

use std::io;

use super::{Format, Screen, csv, json, page::Page, short, stamp, style::Tone, width::one_line, written::account};
use crate::model::journal::Entry;

/// Writes entries of the journal, in the order given, each with its hash; for people also the newest of all.
pub fn log(
    entries: &[Entry],
    head: Option<(i64, &str)>,
    format: Format,
    screen: &Screen,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = screen.lang;
    match format {
        Format::Json => json::write_rows(entries, lang, out),
        Format::Csv => {
            let keys = ["entry", "at", "actor", "why", "command", "changes", "undoes", "hash"];
            csv::write(entries, &keys, lang, out)
        }
        Format::Table | Format::Markdown => {
            let mut page = Page::new(screen);
            for entry in entries {
                let Entry { entry: n, at, actor, hash, .. } = entry;
                let heading = format!("#{n}  {at}  {actor}  {}", short(hash));
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
                page.item(Tone::Bold, &heading, &under);
            }
            if entries.is_empty() {
                page.line(Tone::Dim, lang.word("no entry of the journal", "没有日志记录"));
            }
            if let Some((entry, hash)) = head {
                page.line(Tone::Dim, &stamp(entry, hash, lang));
            }
            page.write(format == Format::Markdown, out)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lang::Lang,
        model::{journal::Change, words::ChangeAction},
    };

    #[test]
    fn an_entry_tells_who_when_why_and_what() {
        let entry = Entry {
            entry: 3,
            at: "2023-07-24T09:00:00Z".into(),
            actor: "secretary".into(),
            why: Some("录入会议\u{1b}".into()),
            command: "apply 2-3.toml".into(),
            changes: vec![Change {
                table: "session".into(),
                action: ChangeAction::Add,
                reference: "2-3".into(),
                count: 1,
            }],
            undoes: Some(2),
            hash: "0123456789abcdef0".into(),
        };
        let screen = Screen { lang: Lang::Zh, width: 80, color: false };
        let mut out = Vec::new();
        log(&[entry], Some((4, "fedcba98765432100")), Format::Table, &screen, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "- #3  2023-07-24T09:00:00Z  secretary  0123456789abcdef\n  apply 2-3.toml\n  事由：录入会议\\u{1b}\n  撤销#2\n  新增：1次会议（2-3）\n\n登记库：日志 #4，fedcba9876543210\n"
        );
    }
}
