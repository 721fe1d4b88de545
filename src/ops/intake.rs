//! Taking entries in: record files, single acts and lists all become entries, and the one [`Taker`] matches
//! them with what is recorded, checks them and writes them, in one transaction.

mod ballots;
mod bank;
mod classes;
mod confirmed;
mod course;
mod doubtful;
mod effects;
mod import;
mod kept;
mod kept_rule;
mod lay;
mod meeting;
mod naming;
mod own;
mod remove;
mod roster;
mod rows;
mod seen;
mod sources;
mod taker;

use std::{cell::RefCell, path::PathBuf};

pub use self::import::{How, import};
pub use self::roster::head::Headings;
pub(super) use self::classes::{membership, no_member};
pub(super) use self::own::media_type;
pub(super) use self::seen::changed_fields;
pub(super) use self::taker::{Of, Taker};
use super::told;
use crate::{
    error::{Error, Kind, Message, Result},
    model::{
        day::Day,
        form::{self, Lacking},
        journal::{Anchor, Written, draft_of},
        record::{Entry, read},
    },
    say,
    store::{Author, Registry, Write},
};

/// One file as it was found.
#[derive(Debug, Clone)]
pub struct Source {
    /// What it is called in messages.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The folder that its own paths start from.
    pub folder: PathBuf,
}

/// How to take entries in.
#[derive(Debug, Clone)]
pub struct Options {
    /// Today.
    pub today: Day,
    /// Say what would change, and change nothing.
    pub dry_run: bool,
    /// Take out the entries of a listed session that its file no longer has.
    pub prune: bool,
    /// Names of organizations as on the command line: parts and pinyin too, and none is added.
    pub loose: bool,
    /// A filled-in workbook is among what is taken: what its session has no more is told.
    pub of_form: bool,
    /// A blank cell of a list or a form makes unknown what is recorded.
    pub clear_blank: bool,
    /// What becomes of a name that would add a record by the way while it is near a known one.
    pub near: Near,
}

/// What becomes of a name that would add a record by the way while it is near a known one (contract 4, Names).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    /// It is added, and the near one is told: in files and lists.
    Told,
    /// It is refused, and both ways out are named: in single commands.
    Refused,
    /// It is added: it was said that it is meant.
    Meant,
}

impl Options {
    /// As files are taken in.
    pub fn of_files(today: Day, dry_run: bool) -> Options {
        Options { today, dry_run, prune: false, of_form: false, loose: false, clear_blank: false, near: Near::Told }
    }
}

/// What came of it: the account, and the sessions that were touched, as rows of the registry.
#[derive(Debug, Default)]
pub struct Applied {
    /// What changed.
    pub written: Written,
    /// References of the sessions that the files name, in their order.
    pub sessions: Vec<String>,
}

/// The first line of a record file that the tool wrote from a registry.
pub const AS_RECORDED: &str = "# alliance: as recorded";

/// A file that was made from what is recorded, or that is entered again: it is merged with what was recorded since.
#[derive(Debug, Clone)]
pub struct Typed {
    /// What it is called in messages.
    pub name: String,
    /// Who applies it.
    pub by: String,
    /// The entry of the journal that it says it was made from.
    pub from: Option<Anchor>,
    /// What is known of it where it is a workbook, which says nothing by a blank cell and is entered again after each
    /// correction.
    pub book: Option<Book>,
    /// What it says.
    pub entries: Vec<Entry>,
}

/// What is known of a workbook beside what it says.
#[derive(Debug, Clone)]
pub struct Book {
    /// The session that it was made of, where that was recorded then.
    pub of: Option<String>,
    /// Sheets and columns of its form that it has no more.
    pub lacking: Vec<Lacking>,
}

/// What a file comes to beside what was recorded since.
#[derive(Debug, Default)]
pub struct Brought {
    /// What is to be taken in.
    pub entries: Vec<Entry>,
    /// What was recorded since and stays, to be told where the file changes something.
    pub since: Vec<Message>,
    /// The same, to be told in any case.
    pub kept: Vec<Message>,
    /// What else the user should know.
    pub told: Vec<Message>,
}

/// Brings the entries of a file up to what is recorded now.
pub type BringUp<'a> = dyn Fn(&Write<'_>, &Options, Typed) -> Result<Brought> + 'a;

/// Takes record files in: one transaction for all of them, every fault reported together; the same file again
/// changes nothing. A draft is brought up first.
pub fn apply(
    registry: &Registry,
    sources: &[Source],
    author: &Author,
    options: &Options,
    bring_up: &BringUp<'_>,
) -> Result<Applied> {
    let (mut entries, mut drafts, mut faults, mut told) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut options, mut forms) = (options.clone(), 0);
    for source in sources {
        let folder = source.folder.as_path();
        if form::is_workbook(&source.name, &source.bytes) {
            match form::read(&source.name, &source.bytes) {
                Ok(mut filled) => {
                    forms += 1;
                    if options.clear_blank {
                        filled.entries.iter_mut().for_each(Entry::clear_blanks);
                    }
                    told.extend(filled.told);
                    told.extend(says_nothing(&source.name, &filled.entries));
                    let (name, from, entries) = (source.name.clone(), filled.from, filled.entries);
                    let book = Some(Book { of: filled.of, lacking: filled.lacking });
                    drafts.push((Typed { name, by: author.actor.clone(), from, book, entries }, folder));
                }
                Err(more) => faults.extend(more),
            }
            continue;
        }
        match (read(&source.name, &source.bytes), draft_of(&String::from_utf8_lossy(&source.bytes))) {
            (Ok(record), Some(from)) => {
                let (name, entries) = (source.name.clone(), record.entries);
                drafts.push((Typed { name, by: author.actor.clone(), from: Some(from), book: None, entries }, folder));
            }
            (Ok(record), None) => {
                told.extend(says_nothing(&source.name, &record.entries));
                entries.extend(record.entries.into_iter().map(|entry| (entry, folder)));
            }
            (Err(more), _) => faults.extend(more),
        }
    }
    if let Some(error) = Error::together(faults) {
        return Err(error);
    }
    if options.clear_blank && forms == 0 {
        return Err(Error::usage(say!(
            "--clear-blank is about the cells of a workbook, and none is named",
            "--clear-blank 只对工作簿的空白单元格有效，而命令中没有工作簿"
        ))
        .hint(say!("in a record file `unset` makes a key unknown", "记录文件中用 `unset` 将某键改为未知")));
    }
    // A workbook is taken for the whole of its session: what was deleted in it is told.
    options.of_form = forms > 0;
    let nothing = entries.is_empty() && drafts.iter().all(|(typed, _)| typed.book.is_some() && typed.entries.is_empty());
    // What the tool wrote itself is history as the registry had it.
    let recorded = sources.iter().any(|source| source.bytes.starts_with(AS_RECORDED.as_bytes()));
    let brought = RefCell::new(Brought::default());
    let act = |taker: &mut Taker<'_, '_>| {
        taker.as_recorded = recorded;
        brought.take();
        let (mut all, mut clashes) = (entries.clone(), Vec::new());
        for (typed, folder) in &drafts {
            match bring_up(taker.write, taker.options, typed.clone()) {
                Ok(one) => {
                    all.extend(one.entries.into_iter().map(|entry| (entry, *folder)));
                    let mut brought = brought.borrow_mut();
                    brought.since.extend(one.since);
                    brought.kept.extend(one.kept);
                    brought.told.extend(one.told);
                }
                Err(error) if error.kind() == Kind::Conflict => clashes.push(error),
                Err(error) => return Err(error),
            }
        }
        if let Some(clashes) = Error::together(clashes) {
            return Err(clashes);
        }
        taker.take_all(&all)?;
        taker.tell_blank();
        Ok(())
    };
    let (mut applied, (fields, copied)) = with_taker_seen(registry, author, &options, act, |write, references| {
        let copied = if forms > 0 { seen::copied(write, references)? } else { Vec::new() };
        Ok((changed_fields(write, references)?, copied))
    })?;
    applied.written.fields = fields;
    applied.written.warnings.splice(0..0, copied);
    let Brought { since, kept, told: mut tried, .. } = brought.take();
    // What was told of a file as it stands is not told twice.
    tried.retain(|message| !applied.written.warnings.contains(message));
    applied.written.warnings.splice(0..0, tried);
    applied.written.kept = !kept.is_empty();
    applied.written.warnings.splice(0..0, kept);
    // A file that says nothing new is about nothing that was recorded since.
    if !applied.written.changes.is_empty() {
        applied.written.warnings.splice(0..0, since);
    }
    applied.written.warnings.splice(0..0, told);
    applied.written.nothing = nothing;
    Ok(applied)
}

/// What is told of a file without an entry: it may be the wrong one.
fn says_nothing(name: &str, entries: &[Entry]) -> Option<Message> {
    let told = say!(
        "{name} says nothing: no entry stands in it, or each has a # before it",
        "{name} 中没有任何条目（行首带 # 的不算），不作登记"
    );
    entries.is_empty().then_some(told)
}

/// Runs one act in one transaction.
pub(super) fn with_taker(
    registry: &Registry,
    author: &Author,
    options: &Options,
    act: impl Fn(&mut Taker<'_, '_>) -> Result<()>,
) -> Result<Applied> {
    Ok(with_taker_seen(registry, author, options, act, |_, _| Ok(()))?.0)
}

/// As [`with_taker`], with a look at what has come of it, before it lasts or is taken back: at the registry
/// as it then is, and the references of the sessions that were touched.
pub(super) fn with_taker_seen<T>(
    registry: &Registry,
    author: &Author,
    options: &Options,
    act: impl Fn(&mut Taker<'_, '_>) -> Result<()>,
    look: impl Fn(&Write<'_>, &[String]) -> Result<T>,
) -> Result<(Applied, T)> {
    let ((sessions, warnings, notes, corrected, told, seen), mut written) =
        registry.write(author, options.dry_run, |write| {
            let mut taker = Taker::new(write, options)?;
            act(&mut taker).map_err(|error| taker.with_faults(error))?;
            let told = told::settled(write, options.today, &mut |turned| taker.settle_motions(turned))?;
            let seen = look(write, &taker.session_refs)?;
            Ok((taker.session_refs, taker.warnings, taker.notes, taker.corrected, told, seen))
        })?;
    (written.warnings, written.notes, written.corrected) = (warnings, notes, corrected);
    told.lay(&mut written);
    Ok((Applied { written, sessions }, seen))
}

/// Entries with the folder from which their own paths start.
pub(super) type Entries<'a> = [(Entry, &'a std::path::Path)];
