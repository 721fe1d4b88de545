//! What was entered from files of one record before, so far as the journal tells, and what a file that is entered again
//! changes beside it. A file does not say what it said before, nor which of its copies it is: the name by which it was
//! entered, who entered it, and whether it says again what was said tell that.

use super::{Merge, apart, is_equal, is_same, known, parts_of};
use crate::{
    model::record::{Entry, Given},
    noun::WHO,
};

/// A file that goes on from what was said under another name, or by somebody else, says again more than so many things for
/// each that it says otherwise or no more.
const AGAIN: usize = 2;

/// An entry of the journal by which files were applied, beside the one that is applied now.
#[derive(Debug)]
pub struct Step {
    /// Whether it applied a file of the same name.
    pub is_file: bool,
    /// Whether the same person did it.
    pub is_person: bool,
    /// What its files were called.
    pub files: Vec<String>,
    /// The records before it.
    pub before: Vec<Entry>,
    /// The records after it.
    pub after: Vec<Entry>,
}

/// Whose words a file goes on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Those of the file, whoever entered it.
    File,
    /// Those that the same person entered from the file: others entered another copy under its name.
    Own,
    /// Those that the same person entered from a file of another name.
    Person,
    /// Nobody's: it is another copy, or was never entered.
    Nobody,
}

/// What files have said of a record.
#[derive(Debug)]
pub struct Said {
    /// As it was when the file was made.
    pub made: Vec<Entry>,
    /// The entries since by which files were applied, the oldest first.
    pub steps: Vec<Step>,
    /// Whether the record was there when the file was made, which then says all of it.
    pub is_recorded: bool,
    /// Whether the file says what it was made from.
    pub is_made: bool,
    /// Whether the command says that what the file leaves blank or no longer has is meant.
    pub is_whole: bool,
}

impl Said {
    /// The records as files have last said them.
    pub fn last(&self) -> Vec<Entry> {
        let moved = |state: Vec<Entry>, step: &Step| Merge::new(&step.before, &state, &step.after).entries;
        self.steps.iter().fold(self.made.clone(), moved)
    }

    /// Whose words a file goes on from that says this.
    pub fn line(&self, typed: &[Entry]) -> Line {
        let any = |of: fn(&Step) -> bool| self.steps.iter().any(of);
        // Without a word on what it was made from, nothing tells one version from another.
        if !self.is_made && self.is_persons(typed) {
            return Line::Person;
        }
        if any(|step| step.is_file) {
            let counts = self.counts(typed, |step| step.is_file);
            if counts.is_again() && counts.gone == 0 {
                return Line::File;
            }
        }
        if any(|step| step.is_file && step.is_person) {
            return Line::Own;
        }
        if self.is_persons(typed) { Line::Person } else { Line::Nobody }
    }

    /// What the file said when it was last entered.
    pub fn own(&self, line: Line, typed: &[Entry]) -> Vec<Entry> {
        let own = match line {
            Line::Nobody => return self.made.clone(),
            Line::Person => return self.by(|step| step.is_person),
            Line::File => self.by(|step| step.is_file),
            Line::Own => self.by(|step| step.is_file && step.is_person),
        };
        // What she had said in files of other names it goes on from too.
        match self.is_persons(typed) {
            true => Merge::new(&self.made, &self.by(|step| step.is_person), &own).entries,
            false => own,
        }
    }

    /// The file of another name from which the same person entered this record last, where none of its own name was.
    pub fn other_name(&self) -> Option<&str> {
        if self.steps.iter().any(|step| step.is_file) {
            return None;
        }
        let step = self.steps.iter().rev().find(|step| step.is_person && !step.is_file)?;
        step.files.first().map(String::as_str)
    }

    /// Whether a file says again what the same person entered from files of other names. The workbook of a record that was
    /// there says all of it, so that it tells nothing.
    fn is_persons(&self, typed: &[Entry]) -> bool {
        let others = |step: &Step| step.is_person && !step.is_file;
        !self.is_recorded
            && self.steps.iter().any(others)
            && (self.is_whole || self.counts(typed, others).is_again())
    }

    fn counts(&self, typed: &[Entry], of: impl Fn(&Step) -> bool) -> Counts {
        let mut counts = Counts::default();
        counts.lists(&self.made, &self.by(of), typed);
        counts
    }

    /// What some entries of the journal brought, beside the record as it was made.
    fn by(&self, of: impl Fn(&Step) -> bool) -> Vec<Entry> {
        let mut state = self.made.clone();
        for step in self.steps.iter().filter(|step| of(step)) {
            seed(&mut state, &step.before);
            state = Merge::new(&step.before, &state, &step.after).entries;
            unseed(&mut state, &step.before);
        }
        state
    }

    /// Merges what a file comes to with what is recorded now: what it said before, or what files have last said, and others
    /// changed since by commands, stays; what it changes is taken; what both changed is for people to decide.
    pub fn merge(&self, own: &[Entry], now: &[Entry], tried: &[Entry]) -> Merge {
        let Merge { entries, rows, theirs, .. } = Merge::new(&self.last(), now, tried);
        let mut merge = Merge::new(own, now, &entries);
        for (all, more) in [(&mut merge.clashes, rows), (&mut merge.theirs, theirs)] {
            let more: Vec<_> = more.into_iter().filter(|one| !all.contains(one)).collect();
            all.splice(0..0, more);
        }
        merge
    }
}

/// What tells an entry from others, alone.
fn bare(entry: &Entry) -> Entry {
    let by: &[&str] = match entry.shape.noun {
        "session" => &["body", "term", "number", "code"],
        "visit" => &["host"],
        "attendance" if entry.has("organization") => &["organization"],
        "attendance" => &["people"],
        "motion" if entry.has("number") => &["number"],
        _ => &["title", "session"],
    };
    let mut bare = Entry::new(entry.shape, entry.place.clone());
    for key in by {
        if let Some(given) = entry.get(key) {
            bare.put(key, given.clone(), entry.place.clone());
        }
    }
    bare
}

/// Puts what it lacks of some entries into a state, bare, so that what an entry of the journal changed of them can be laid on it.
fn seed(state: &mut Vec<Entry>, before: &[Entry]) {
    for old in before {
        let at = state.iter().position(|one| is_same(old, one)).unwrap_or_else(|| {
            state.push(bare(old));
            state.len() - 1
        });
        if let Some(one) = state.get_mut(at) {
            seed(&mut one.children, &old.children);
        }
    }
}

/// Takes out again what stayed bare.
fn unseed(state: &mut Vec<Entry>, before: &[Entry]) {
    state.retain_mut(|one| {
        let Some(old) = before.iter().find(|old| is_same(old, one)) else { return true };
        unseed(&mut one.children, &old.children);
        !is_equal(one, &bare(old))
    });
}

/// How much of what was said before a file says again.
#[derive(Default)]
struct Counts {
    same: usize,
    other: usize,
    gone: usize,
}

impl Counts {
    fn is_again(&self) -> bool {
        (self.other + self.gone) * AGAIN < self.same.max(1)
    }

    fn lists(&mut self, made: &[Entry], said: &[Entry], typed: &[Entry]) {
        for one in said {
            let find = |all: &[Entry]| all.iter().find(|other| is_same(one, other)).cloned();
            self.one(find(made).as_ref(), one, find(typed).as_ref());
        }
    }

    fn one(&mut self, made: Option<&Entry>, said: &Entry, typed: Option<&Entry>) {
        let bare = bare(said);
        for field in said.shape.fields.iter().filter(|field| !bare.has(field.key)) {
            let Some(given) = known(said, field.key) else { continue };
            let is_default = matches!((&given, field.default), (Given::Word(word), Some(default)) if *word == default);
            let was = made.and_then(|made| known(made, field.key));
            let now = typed.and_then(|typed| known(typed, field.key));
            // Whether a session is to come or was held the registry settles by itself where nobody says it.
            let is_settled = (said.shape.noun, field.key) == ("session", "status") && now.is_none();
            if is_default || is_settled || was.as_ref() == Some(&given) {
                continue;
            }
            match (now, parts_of(&given, &said.place)) {
                (None, _) => self.gone += 1,
                (Some(now), Some(parts)) => {
                    let was = was.and_then(|was| parts_of(&was, &said.place)).unwrap_or_default();
                    self.items(&was, &parts, &parts_of(&now, &said.place).unwrap_or_default());
                }
                (Some(now), None) if now == given => self.same += 1,
                (Some(_), None) => self.other += 1,
            }
        }
        let children = |entry: Option<&Entry>| entry.map(|entry| entry.children.clone()).unwrap_or_default();
        self.lists(&children(made), &said.children, &children(typed));
    }

    /// The same of delegates, candidates or ballots. A delegate's title may have been found in the registry.
    fn items(&mut self, made: &[Entry], said: &[Entry], typed: &[Entry]) {
        for one in said.iter().filter(|one| !made.iter().any(|old| is_equal(old, one))) {
            let says = |other: &Entry, key| known(one, key).is_none_or(|given| known(other, key) == Some(given));
            match typed.iter().find(|other| apart(other) == apart(one)) {
                Some(_) if one.shape == &WHO => self.same += 1,
                Some(other) if one.shape.fields.iter().all(|field| says(other, field.key)) => self.same += 1,
                Some(_) => self.other += 1,
                None => self.gone += 1,
            }
        }
    }
}
