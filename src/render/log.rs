//! The journal as people read it.

use std::io;

use super::{Out, Screen, page::Page, short, stamp, style::Tone, width::one_line, written::account};
use crate::{lang::Lang, model::journal::Entry};

/// Writes entries of the journal, in the order given, each with its hash; for people also the newest of all.
pub fn log(entries: &[Entry], head: Option<(i64, &str)>, out: Out<'_>) -> io::Result<()> {
    let keys = ["entry", "at", "actor", "why", "command", "changes", "undoes", "hash", "role"];
    out.rows(entries, &keys, |screen, _| Ok(page(entries, head, screen)))
}

fn page(entries: &[Entry], head: Option<(i64, &str)>, screen: &Screen) -> Page {
    let lang = screen.lang;
    let mut page = Page::new(screen);
    for entry in entries {
        let Entry { entry: n, at, actor, hash, .. } = entry;
        // Whoever was connected, where that is not who it is said to be.
        let role = entry.role.as_deref().filter(|role| role != actor);
        let role = role.map_or_else(String::new, |role| match lang {
            Lang::En => format!(" (role {role})"),
            Lang::Zh => format!("（角色 {role}）"),
        });
        let mut under = vec![one_line(&entry.command).into_owned()];
        let why = entry.why.as_deref();
        under.extend(why.map(|why| format!("{}{}{why}", lang.word("why", "事由"), lang.colon())));
        under.extend(entry.undoes.map(|n| lang.word("takes back #", "撤销#").to_owned() + &n.to_string()));
        under.extend(account(&entry.changes, lang));
        page.item(Tone::Bold, &format!("#{n}  {at}  {actor}{role}  {}", short(hash)), &under);
    }
    if entries.is_empty() {
        page.line(Tone::Dim, lang.word("no entry of the journal", "没有日志记录"));
    }
    if let Some((entry, hash)) = head {
        page.line(Tone::Dim, &stamp(entry, hash, lang));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{journal::Change, words::ChangeAction},
        render::{Format, out},
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
            role: Some("li".into()),
        };
        let screen = Screen { lang: Lang::Zh, width: 80, color: false };
        assert_eq!(
            out::shown(Format::Table, &screen, |out| log(&[entry], Some((4, "fedcba98765432100")), out)),
            "- #3  2023-07-24T09:00:00Z  secretary（角色 li）  0123456789abcdef\n  apply 2-3.toml\n  事由：录入会议\\u{1b}\n  撤销#2\n  新增：1次会议（2-3）\n\n登记库：日志 #4，fedcba9876543210\n"
        );
    }
}
