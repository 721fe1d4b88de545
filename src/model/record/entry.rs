//! One entry of a record: which keys it gives, with what, and where.

use crate::error::Place;
use crate::model::day::{Day, Days};
use crate::model::fraction::Fraction;
use crate::model::words::Choice;
use crate::noun::{Field, Shape, Type};

/// One entry: a table of a record file, or the flags of a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Which noun it is.
    pub shape: &'static Shape,
    /// Where it begins.
    pub place: Place,
    /// What is given, in the order of the shape; each key at most once.
    given: Vec<(&'static str, Place, Given)>,
    /// Cells of a list or a form that are blank: they say nothing of their keys.
    blank: Vec<(&'static str, Place)>,
    /// Whether its file does not have it: it was brought up from what is recorded.
    absent: bool,
    /// The tables inside, in the order of the file.
    pub children: Vec<Entry>,
}

/// What an entry says of a key. The variant follows from the field's [`super::Type`].
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// Unknown, by `unset` or by `FIELD=`.
    Unknown,
    /// Text, trimmed; references too.
    Text(String),
    /// A count or a number.
    Int(i64),
    /// True or false.
    Flag(bool),
    /// A day or a range of days.
    Days(Days),
    /// `effective = "pending"`.
    Pending,
    /// A code word in the family's own spelling (or the `*` of a `WordOrAny`).
    Word(&'static str),
    /// A fraction.
    Fraction(Fraction),
    /// `quorum = "none"`.
    NoFraction,
    /// A list of texts or references, trimmed.
    Texts(Vec<(String, Place)>),
    /// Delegates or receivers.
    People(Vec<Who>),
    /// Former names.
    FormerNames(Vec<FormerName>),
    /// Candidates of an election.
    Candidates(Vec<Candidate>),
    /// Choice, organization, and where that stands; no organization twice.
    Ballots(Vec<(Choice, String, Place)>),
    /// Where it comes from.
    Sources(Vec<Source>),
}

impl Given {
    /// The same without the places within it, so that two can be compared.
    pub fn placeless(&self) -> Given {
        let nowhere = || Place::flag("");
        let mut given = self.clone();
        match &mut given {
            Given::Texts(list) => list.iter_mut().for_each(|item| item.1 = nowhere()),
            Given::People(list) => list.iter_mut().for_each(|item| item.place = nowhere()),
            Given::FormerNames(list) => list.iter_mut().for_each(|item| item.place = nowhere()),
            Given::Candidates(list) => list.iter_mut().for_each(|item| item.place = nowhere()),
            Given::Ballots(list) => list.iter_mut().for_each(|item| item.2 = nowhere()),
            Given::Sources(list) => list.iter_mut().for_each(|item| item.at = nowhere()),
            _ => {}
        }
        given
    }

    /// Adds the one item of another list to this one. Where it stands there already, its place is answered.
    pub fn join(&mut self, more: Given) -> Option<Place> {
        fn add<T>(
            list: &mut Vec<T>,
            more: Vec<T>,
            same: impl Fn(&T, &T) -> bool,
            place: fn(&T) -> &Place,
        ) -> Option<Place> {
            let first =
                list.iter().find(|old| more.iter().any(|new| same(old, new))).map(|old| place(old).clone());
            list.extend(more);
            first
        }
        match (self, more) {
            (Given::People(list), Given::People(more)) => add(
                list,
                more,
                |a, b| a.name.is_some() && a.name == b.name && a.title == b.title,
                |who| &who.place,
            ),
            (Given::FormerNames(list), Given::FormerNames(more)) => {
                add(list, more, |a, b| a.name == b.name && a.until == b.until, |former| &former.place)
            }
            (Given::Candidates(list), Given::Candidates(more)) => {
                let who = |one: &Candidate| (one.person.clone(), one.organization.clone(), one.role);
                add(list, more, move |a, b| who(a) == who(b), |one| &one.place)
            }
            _ => None,
        }
    }
}

/// A person as a source names one: by name, by name and title, or by title alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Who {
    /// The name; `None` where the source gives the title alone.
    pub name: Option<String>,
    /// The title; `None` where it is that of the person's post there.
    pub title: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// A name that an organization, a person, a body or the alliance had.
#[derive(Debug, Clone, PartialEq)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// The last day on which it held.
    pub until: Option<Day>,
    /// Where it stands.
    pub place: Place,
}

/// A candidate of an election: a person, an organization, or a person of an organization.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The person; `None` where an organization itself stands.
    pub person: Option<String>,
    /// The person's organization, or the candidate itself.
    pub organization: Option<String>,
    /// The office, a code word of [`crate::model::words::ROLES`].
    pub role: Option<&'static str>,
    /// Votes for this candidate.
    pub yes: Option<i64>,
    /// Votes against this candidate.
    pub no: Option<i64>,
    /// Abstentions.
    pub abstain: Option<i64>,
    /// Whether the source says elected.
    pub elected: Option<bool>,
    /// Whether the name was written in on the papers.
    pub write_in: Option<bool>,
    /// Where it stands.
    pub place: Place,
}

/// Where what is recorded comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// A code word of [`crate::model::words::SOURCE_KINDS`].
    pub kind: Option<&'static str>,
    /// Its title.
    pub title: Option<String>,
    /// Its day.
    pub date: Option<Day>,
    /// Where it is found.
    pub place: Option<String>,
    /// A document of the registry.
    pub document: Option<String>,
    /// Where it stands in the input.
    pub at: Place,
}

impl Source {
    /// As a part says it; `None` where it says nothing.
    pub fn of(part: &Entry) -> Option<Source> {
        let source = Source {
            kind: part.word("kind").known(),
            title: owned(part, "title"),
            date: part.day("date").known(),
            place: owned(part, "place"),
            document: owned(part, "document"),
            at: part.place.clone(),
        };
        let said = source.title.is_some() || source.place.is_some() || source.document.is_some();
        (said || source.date.is_some() || source.kind.is_some()).then_some(source)
    }

    /// What tells it from others.
    pub fn name(&self) -> &str {
        self.title.as_ref().or(self.place.as_ref()).or(self.document.as_ref()).map_or("", String::as_str)
    }
}

fn owned(part: &Entry, key: &str) -> Option<String> {
    part.text(key).known().map(str::to_owned)
}

impl Who {
    /// As a part says it; `None` where it has neither name nor title.
    pub fn of(part: &Entry) -> Option<Who> {
        let who = Who { name: owned(part, "name"), title: owned(part, "title"), place: part.place.clone() };
        (who.name.is_some() || who.title.is_some()).then_some(who)
    }
}

impl FormerName {
    /// As a part says it; `None` where it has no name.
    pub fn of(part: &Entry) -> Option<FormerName> {
        let (name, until) = (owned(part, "name")?, part.day("until").known());
        Some(FormerName { name, until, place: part.place.clone() })
    }
}

impl Candidate {
    /// As a part says it; `None` where it is neither a person nor an organization.
    pub fn of(part: &Entry) -> Option<Candidate> {
        let (person, organization) = (owned(part, "person"), owned(part, "organization"));
        if person.is_none() && organization.is_none() {
            return None;
        }
        Some(Candidate {
            person,
            organization,
            role: part.word("role").known(),
            yes: part.int("yes").known(),
            no: part.int("no").known(),
            abstain: part.int("abstain").known(),
            elected: part.flag("elected").known(),
            write_in: part.flag("write_in").known(),
            place: part.place.clone(),
        })
    }

    /// What it says, under the keys of a candidate; the other way round from [`Candidate::of`].
    pub fn said(&self) -> impl Iterator<Item = (&'static str, Given)> {
        let text = |text: &Option<String>| text.clone().map(Given::Text);
        let all = [
            ("person", text(&self.person)),
            ("organization", text(&self.organization)),
            ("role", self.role.map(Given::Word)),
            ("yes", self.yes.map(Given::Int)),
            ("no", self.no.map(Given::Int)),
            ("abstain", self.abstain.map(Given::Int)),
            ("elected", self.elected.map(Given::Flag)),
            ("write_in", self.write_in.map(Given::Flag)),
        ];
        all.into_iter().filter_map(|(key, given)| Some((key, given?)))
    }

    /// Whom it names.
    pub fn name(&self) -> &str {
        self.person.as_ref().or(self.organization.as_ref()).map_or("", String::as_str)
    }
}

/// What an entry says of a key, three ways: left out (stays as it was), made unknown, or given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said<T> {
    /// Not mentioned: stays as it was.
    Left,
    /// Made unknown.
    Unknown,
    /// Given.
    Is(T),
}

impl<T> Said<T> {
    /// The value, where one is given.
    pub fn known(self) -> Option<T> {
        match self {
            Said::Is(value) => Some(value),
            Said::Left | Said::Unknown => None,
        }
    }

    /// `None` where left out, else the value or unknown: what is to be written.
    pub fn said(self) -> Option<Option<T>> {
        match self {
            Said::Left => None,
            Said::Unknown => Some(None),
            Said::Is(value) => Some(Some(value)),
        }
    }

}

/// A getter for one variant. A key that holds another variant is answered as left out: which
/// variant a key holds is settled by its shape, so that this is a slip of the caller.
macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident $out:ty: $pattern:pat => $value:expr;)*) => {
        $($(#[$doc])*
        pub fn $name(&self, key: &str) -> Said<$out> {
            match self.get(key) {
                None => Said::Left,
                Some(Given::Unknown) => Said::Unknown,
                Some($pattern) => Said::Is($value),
                Some(_) => Said::Left,
            }
        })*
    };
}

impl Entry {
    /// An entry that gives nothing yet.
    pub fn new(shape: &'static Shape, place: Place) -> Entry {
        Entry { shape, place, given: Vec::new(), blank: Vec::new(), absent: false, children: Vec::new() }
    }

    /// What is given for the key; `None` where it is left out.
    pub fn get(&self, key: &str) -> Option<&Given> {
        self.given.iter().find(|(k, ..)| *k == key).map(|(.., given)| given)
    }

    /// Whether the key is mentioned, with a value or as unknown.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Where the key's value stands; the entry's own place where it is left out.
    pub fn place_of(&self, key: &str) -> &Place {
        self.given.iter().find(|(k, ..)| *k == key).map_or(&self.place, |(_, place, _)| place)
    }

    /// All that is given, in the order of the shape.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Place, &Given)> {
        self.given.iter().map(|(key, place, given)| (*key, place, given))
    }

    /// Takes down that a cell is blank.
    pub fn left_blank(&mut self, key: &'static str, place: Place) {
        self.blank.push((key, place));
    }

    /// Takes no note of a blank cell of that key: another one says it.
    pub fn is_said_elsewhere(&mut self, key: &str) {
        self.blank.retain(|(blank, _)| *blank != key);
    }

    /// Takes no note of blank cells any more.
    pub fn forget_blanks(&mut self) {
        self.blank.clear();
    }

    /// Makes unknown what blank cells are of, in what stands within it too.
    pub fn clear_blanks(&mut self) {
        self.children.iter_mut().for_each(Entry::clear_blanks);
        for (key, place) in std::mem::take(&mut self.blank) {
            // Whether a member came is known, or it is not in the list at all.
            if key == "presence" {
                self.blank.push((key, place));
            // A title in the next cell is said of somebody unnamed.
            } else if !self.has(key) {
                self.put(key, Given::Unknown, place);
            }
        }
    }

    /// The same as one that its file does not have, and that is brought up from what is recorded.
    #[must_use]
    pub fn brought_up(mut self) -> Entry {
        self.absent = true;
        self
    }

    /// Whether its file does not have it.
    pub fn is_brought_up(&self) -> bool {
        self.absent
    }

    /// The cells that are blank.
    pub fn blank(&self) -> impl Iterator<Item = (&'static str, &Place)> {
        self.blank.iter().map(|(key, place)| (*key, place))
    }

    /// The children of this noun.
    pub fn children_of<'a>(&'a self, noun: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.children.iter().filter(move |child| child.shape.noun == noun)
    }

    /// Sets a key, in place of what was given for it. A key that the shape lacks changes
    /// nothing and is answered with `false`.
    pub fn put(&mut self, key: &str, given: Given, place: Place) -> bool {
        let Some(Field { key, .. }) = self.shape.field(key) else { return false };
        let rank = self.shape.rank(key);
        let at = self.given.partition_point(|(k, ..)| self.shape.rank(k) < rank);
        match self.given.get_mut(at) {
            Some(old) if old.0 == *key => *old = (key, place, given),
            _ => self.given.insert(at, (key, place, given)),
        }
        true
    }

    /// Gives nothing for the key any more.
    pub fn leave_out(&mut self, key: &str) {
        self.given.retain(|(k, ..)| *k != key);
    }

    /// Calls organizations by the names that they have now, in what stands within it too: old and new names, in the order
    /// in which they were renamed.
    pub fn rename_organizations(&mut self, renamed: &[(String, String)]) {
        let rename = |text: &mut String| {
            for (old, new) in renamed {
                if old == text {
                    new.clone_into(text);
                }
            }
        };
        for (key, _, given) in &mut self.given {
            let ty = self.shape.field(key).map(|field| field.ty);
            match (ty, given) {
                (Some(Type::Organization), Given::Text(text)) => rename(text),
                (Some(Type::Organizations | Type::Subjects), Given::Texts(texts)) => {
                    texts.iter_mut().for_each(|(text, _)| rename(text));
                }
                (_, Given::Candidates(all)) => {
                    all.iter_mut().filter_map(|one| one.organization.as_mut()).for_each(rename);
                }
                (_, Given::Ballots(all)) => all.iter_mut().for_each(|(_, name, _)| rename(name)),
                _ => {}
            }
        }
        self.children.iter_mut().for_each(|child| child.rename_organizations(renamed));
    }

    /// Says where values of the entry stand, as far as that is known.
    pub fn stand(&mut self, places: &[(&'static str, Place)]) {
        for (key, at, _) in &mut self.given {
            if let Some((_, place)) = places.iter().find(|(known, _)| known == key) {
                *at = place.clone();
            }
        }
    }

    /// Where each of its values stands.
    pub fn places(&self) -> Vec<(&'static str, Place)> {
        self.given.iter().map(|(key, place, _)| (*key, place.clone())).collect()
    }

    /// Says that the entry, and all inside it, stands somewhere else.
    pub fn relocate(&mut self, place: &Place) {
        self.place = place.clone();
        for (_, at, _) in &mut self.given {
            *at = place.clone();
        }
        self.children.iter_mut().for_each(|child| child.relocate(place));
    }

    getters! {
        /// A line, a text, a code, or a reference.
        text &str: Given::Text(text) => text.as_str();
        /// A count or number.
        int i64: Given::Int(int) => *int;
        /// A flag.
        flag bool: Given::Flag(flag) => *flag;
        /// The days of a day field; `pending` is answered as left out.
        days &Days: Given::Days(days) => days;
        /// The day of a day field: of a range, the last (domain 2).
        day Day: Given::Days(days) => days.end;
        /// A code word.
        word &'static str: Given::Word(word) => *word;
        /// A list of texts or references.
        texts &[(String, Place)]: Given::Texts(texts) => texts.as_slice();
        /// Delegates or receivers.
        people &[Who]: Given::People(people) => people.as_slice();
        /// Former names.
        former_names &[FormerName]: Given::FormerNames(names) => names.as_slice();
        /// Candidates.
        candidates &[Candidate]: Given::Candidates(candidates) => candidates.as_slice();
        /// Ballots.
        ballots &[(Choice, String, Place)]: Given::Ballots(ballots) => ballots.as_slice();
    }
}
