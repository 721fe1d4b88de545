//! Erasing for good: what a forgetting took out of the records lies in free pages and side files until those are
//! made anew. Where that was cut short, every later command goes on with it.

use std::time::Duration;

use super::Session;
use crate::{
    error::{Kind, Message, Result},
    ops::{acts::Desk, intake::Applied},
    say,
    store::{Erasing, Registry},
};

/// How long a forgetting waits for others who still read what was there before.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a command does that is about something else.
const ASIDE: Duration = Duration::from_millis(500);

impl Session<'_> {
    /// Goes on with the erasing that an earlier command could not finish, and says so.
    pub(super) fn take_up(&self, registry: &Registry) {
        let marked = registry.erasings().unwrap_or_default();
        if marked.is_empty() || self.dry_run() || !registry.may_scrub().unwrap_or(false) {
            return;
        }
        let (own, others): (Vec<Erasing>, Vec<Erasing>) = marked.into_iter().partition(|mark| mark.forgot);
        let left = unclean(registry, if own.is_empty() { &others } else { &own }, ASIDE);
        if left.is_none() && !own.is_empty() {
            let entries = entries(&own);
            self.narrate(&say!(
                "what {entries} erased still lay in free pages: it is gone from them now",
                "{entries} 抹去的内容仍留在空闲页中，现已一并清除"
            ));
        }
        if left.is_none() && !others.is_empty() {
            let entries = entries(&others);
            self.warn(&[say!(
                "{entries} was marked as an erasing that is not finished, but forgot nobody: the mark was made around the tool, and is taken out",
                "{entries} 带有未完成抹去的标记，但并未抹去任何人：该标记系绕过本工具添加，现已移除"
            )]);
        }
        self.warn(&left.into_iter().collect::<Vec<_>>());
    }

    /// Forgets a person, and erases for good. Asked for again after it was cut short, it does the rest.
    pub(super) fn forget(&self, desk: &Desk<'_>, reference: &str, running_text: bool) -> Result<Applied> {
        let registry = desk.registry;
        let name = reference.split(['@', '＠']).next().unwrap_or_default().trim();
        let earlier: Vec<Erasing> =
            registry.erasings()?.into_iter().filter(|erasing| erasing.of(name)).collect();
        let applied = match desk.forget(reference, running_text) {
            Err(error) if error.kind() == Kind::NotFound && !earlier.is_empty() => {
                let entries = entries(&earlier);
                self.narrate(&say!(
                    "{name} is forgotten already, by {entries}; what was left to erase is erased now",
                    "“{name}”已由 {entries} 抹去，现继续清除其余内容"
                ));
                Applied::default()
            }
            done => done?,
        };
        if !desk.dry_run {
            let left = match (registry.erasings(), applied.written.entry) {
                (Ok(marked), _) if marked.is_empty() => None,
                (Ok(marked), _) => unclean(registry, &marked, PATIENCE),
                // It is recorded, and its mark stands.
                (Err(error), Some(entry)) => Some(still_there(&format!("#{entry}"), error.details().said())),
                (Err(error), None) => return Err(error),
            };
            self.warn(&left.into_iter().collect::<Vec<_>>());
        }
        Ok(applied)
    }
}

/// Erases for good. Where that cannot be done yet, what is to be said of it: the entry stands, and so does its mark.
fn unclean(registry: &Registry, marked: &[Erasing], patience: Duration) -> Option<Message> {
    let entries = entries(marked);
    let why = match registry.scrub(patience) {
        Ok(true) => return None,
        Ok(false) => say!(
            "others still read what was there before",
            "另有进程仍在读取此前的内容"
        ),
        Err(error) => error.details().said(),
    };
    Some(still_there(&entries, why))
}

/// What is to be said of a forgetting that is recorded, but not finished.
fn still_there(entries: &str, Message { en, zh }: Message) -> Message {
    Message {
        en: format!(
            "{entries} is recorded, but what it erased still lies in free pages ({en}); the next command goes on with it"
        ),
        zh: format!("{entries} 已录入，但抹去的内容仍留在空闲页中（{zh}），下一条命令将继续清除"),
    }
}

fn entries(marked: &[Erasing]) -> String {
    marked.iter().map(|erasing| format!("#{}", erasing.entry)).collect::<Vec<_>>().join(", ")
}
