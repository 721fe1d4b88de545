//! Asking before something is taken away: what would change, the full name of what it is about, and yes or no. Only
//! who sits at a terminal is asked; a script said what it wants by calling.

use std::io::IsTerminal;

use super::{Session, say_aside};
use crate::{
    error::{Error, Message, Result},
    model::journal::Written,
    ops::query,
    render::{self, Format, Out},
    say,
    store::Registry,
};

/// What was typed behind a question, in small letters; nothing where the input has ended.
pub fn answer(question: &str) -> String {
    say_aside(&format!("{question} "));
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    if !std::io::stdin().is_terminal() {
        say_aside("\n");
    }
    read.map_or_else(|_| String::new(), |_| line.trim().to_lowercase())
}

/// Whether an answer says yes. Nothing but a yes does.
pub fn is_yes(answer: &str) -> bool {
    matches!(answer, "y" | "yes" | "是" | "好" | "确认")
}

/// What is asked before a change of minutes that a later session has confirmed; `None` where it is none.
fn correction(preview: &Written) -> Option<Message> {
    let (en, zh) = (preview.corrected.join(", "), preview.corrected.join("、"));
    let question = say!(
        "The minutes of {en} are confirmed. Correct them all the same?",
        "{zh} 的纪要已经确认，仍要更正吗？"
    );
    Some(question).filter(|_| !preview.corrected.is_empty())
}

impl Session<'_> {
    /// Whether somebody can be asked, and there is something to be asked about.
    pub(super) fn may_ask(&self) -> bool {
        !self.dry_run() && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Asks before minutes are changed that a later session has confirmed; `attempt` says what would be changed. Where
    /// nobody can be asked, that is only told.
    ///
    /// # Errors
    /// Those of the attempt; a conflict where the answer is no.
    pub(super) fn ask_of_correction(&self, registry: &Registry, attempt: impl FnOnce() -> Result<Written>) -> Result<()> {
        if !self.may_ask() || !registry.exists()? || !registry.read(query::has_confirmed)? {
            return Ok(());
        }
        let preview = attempt()?;
        correction(&preview).map_or(Ok(()), |question| self.confirm(&question, &preview))
    }

    /// Shows what would be changed, and asks whether to do what the question says.
    ///
    /// # Errors
    /// A conflict where the answer is no.
    pub(super) fn confirm(&self, question: &Message, preview: &Written) -> Result<()> {
        let mut shown = Vec::new();
        let out = Out::new(Format::Table, &self.screen, &mut shown);
        let plain = Written { entry: None, ..preview.clone() };
        if !plain.changes.is_empty() {
            render::written::written(&plain, false, out)
                .map_err(|e| Error::storage(say!("the preview cannot be drawn", "无法显示预览")).because(&e))?;
            say_aside(&String::from_utf8_lossy(&shown));
        }
        self.warn(&preview.warnings);
        self.tell(preview);
        let asked = self.screen.lang.say(question).to_string();
        let asked = render::width::one_line(&asked).into_owned();
        let keys = self.screen.lang.word(" [y]es, [n]o:", " y 确认，n 放弃：");
        if is_yes(&answer(&format!("{asked}{keys}"))) {
            return Ok(());
        }
        Err(Error::conflict(say!("nothing was changed", "未作任何改动")))
    }
}
