//! The journal as it is read, and what a write reports.

use serde::Serialize;

use super::words::{ChangeAction, Computed, Severity};
use crate::error::Message;

/// References that an account of changes names before the rest is only counted.
pub const NAMED: usize = 3;

/// One change of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Change {
    /// The noun, which is also the name of the table or view to read it from.
    pub table: String,
    /// Added, changed, removed.
    pub action: ChangeAction,
    /// The record it belongs to.
    #[serde(rename = "ref")]
    pub reference: String,
    /// How many records they are that share the reference: the ballots of a motion; else 1.
    #[serde(skip)]
    pub count: u64,
}

/// The rows of one list that was taken in: each is counted once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RowCount {
    /// The list: `memberships`.
    pub list: String,
    /// Rows that were read.
    pub read: u64,
    /// Of them, rows that said something new.
    pub added: u64,
    /// Rows that changed what was recorded.
    pub changed: u64,
    /// Rows that said what the registry had already.
    pub equal: u64,
    /// Rows that are left for a person to decide: nothing of them was taken, and that was told.
    pub left: u64,
}

/// What a write did, or under `--dry-run` would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Number of the journal's entry; `None` where nothing changed, or under `--dry-run`.
    pub entry: Option<i64>,
    /// What changed, each record once.
    pub changes: Vec<Change>,
    /// What the user should look at.
    pub warnings: Vec<Message>,
    /// What was taken for granted: told last, and in JSON among the warnings.
    #[serde(skip)]
    pub notes: Vec<Message>,
    /// Computed outcomes that are others than before.
    pub verdicts: Vec<VerdictChange>,
    /// What `check` finds since, and did not before.
    pub findings: Vec<Finding>,
    /// What `check` found before, and no longer does.
    #[serde(skip)]
    pub mended: Vec<Finding>,
    /// Sessions that were changed although a later one has confirmed their minutes.
    #[serde(skip)]
    pub corrected: Vec<String>,
    /// The rows of each list that was taken in.
    pub rows: Vec<RowCount>,
    /// Whether what came in said nothing at all.
    #[serde(skip)]
    pub nothing: bool,
    /// Of recorded sessions that a file or an editor's text has changed, what changed, field by field.
    #[serde(skip)]
    pub fields: Vec<Message>,
    /// Whether what came in says otherwise what was recorded since, which stays.
    #[serde(skip)]
    pub kept: bool,
    /// Whether rows of a roster are left for people to decide on.
    #[serde(skip)]
    pub left: bool,
}

/// A motion whose computed outcome a write has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictChange {
    /// The motion.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What the rule yielded before.
    pub before: Computed,
    /// What it yields since.
    pub after: Computed,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its number, from 1.
    pub entry: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Why, where it was said.
    pub why: Option<String>,
    /// The command.
    pub command: String,
    /// What changed, each record once.
    pub changes: Vec<Change>,
    /// The entry that this one takes back.
    pub undoes: Option<i64>,
    /// What the journal up to this entry is known by: noted elsewhere, `check --anchor` holds it against that.
    pub hash: String,
    /// The role of the server that wrote it, as the server knows it: unlike `actor` nobody else can give it. `None` on a
    /// file, and of entries that were made before it was kept.
    pub role: Option<String>,
}

/// The hash of an entry as it was noted elsewhere, or the first digits of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The entry's number.
    pub entry: i64,
    /// Hexadecimal, in small letters, at least [`Anchor::DIGITS`] of them.
    pub hash: String,
}

impl Anchor {
    /// Fewer digits could be met by chance.
    pub const DIGITS: usize = 12;

    /// Reads `#N=HASH`.
    pub fn parse(text: &str) -> Option<Anchor> {
        let (entry, hash) = text.trim().strip_prefix('#')?.split_once('=')?;
        let entry = entry.trim().parse().ok().filter(|entry| *entry > 0)?;
        let hash = hash.trim().to_ascii_lowercase();
        let whole = (Anchor::DIGITS..=64).contains(&hash.len());
        (whole && hash.bytes().all(|b| b.is_ascii_hexdigit())).then_some(Anchor { entry, hash })
    }
}

/// How a line of a record file begins that says from which entry of the journal the file was made.
const MADE_FROM: &str = "# alliance: made from entry ";
/// Of the hash so many digits stand there.
const SHOWN: usize = 16;

/// The line of a draft that says which entry of the journal was the newest one when it was made.
pub fn made_from(entry: i64, hash: &str) -> String {
    let digits = hash.get(..SHOWN).unwrap_or(hash);
    format!("{MADE_FROM}#{entry} {digits}")
}

/// From which entry a record file was made: it says so among the comments at its head, or not at all.
pub fn draft_of(text: &str) -> Option<Anchor> {
    let mut said = made_from_said(text)?.split_whitespace();
    let (entry, hash) = (said.next()?, said.next()?);
    Anchor::parse(&format!("{entry}={hash}"))
}

/// Of which session a workbook was made: its line says so where the session was recorded then.
pub fn draft_of_session(text: &str) -> Option<String> {
    made_from_said(text)?.split_once(OF).map(|(_, session)| session.trim().to_owned())
}

/// What stands before the session in the line of a workbook.
pub const OF: &str = " of ";
/// What stands there in the workbook of a session that was not recorded yet.
pub const NEW: &str = "-";

fn made_from_said(text: &str) -> Option<&str> {
    let head = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let mut head = head.take_while(|line| line.is_empty() || line.starts_with('#'));
    head.find_map(|line| line.strip_prefix(MADE_FROM)).map(str::trim)
}

/// A rule of `check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckRule {
    /// Its name, for `--skip`.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Whether it runs under `--deep` alone.
    pub deep: bool,
    /// What it finds (of a deep rule: what it makes sure of).
    pub about: Message,
}

/// A finding that was looked at and is in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accepted {
    /// Name of the rule.
    pub rule: String,
    /// The record that it is about.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Why it is in order.
    pub why: String,
    /// What it said when it was accepted; where the rule no longer says so, in English alone.
    pub message: Message,
}

/// Rules of findings that say what the next election asks, and by when.
pub const OF_ELECTION: &[&str] = &["term-due", "next-election", "officer-limit"];

/// Something that `check` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Name of the rule, for `--skip`.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The record it is about.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What is found, and how to mend it.
    pub message: Message,
}
