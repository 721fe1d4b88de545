//! The nouns of the record file as data. This one table drives the reader, the flags of the
//! command line, `unset`, completions, templates and documentation.

use crate::model::words::Family;

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// One line of text: a name, a title.
    Line,
    /// Text that may have line breaks.
    Text,
    /// Letters, digits, `.`, `_`, `-`.
    Code,
    /// A whole number from 0.
    Count,
    /// A whole number from 1; Chinese numerals too.
    Number,
    /// True or false.
    Flag,
    /// A day; a range counts as its last day, for by then the thing surely holds (domain 2).
    Day,
    /// A last day on which a thing still holds: one day, no range.
    DayExact,
    /// A first day; a range also gives the entry's `end` where that is left out.
    Start,
    /// A day, or `"pending"`.
    DayOrPending,
    /// A code word of the family.
    Word(&'static Family),
    /// This one text, or a code word of the family.
    WordOr(&'static str, &'static Family),
    /// A fraction such as `2/3`.
    Fraction,
    /// A fraction, or `"none"`.
    FractionOrNone,
    /// A reference to an organization.
    Organization,
    /// A reference to a person.
    Person,
    /// A reference to a session.
    Session,
    /// A list of one-line texts.
    Lines,
    /// A list of references to organizations.
    Organizations,
    /// A list of references to organizations or persons.
    Subjects,
    /// A list of `"name"`, `{name, title}` or `{title}`.
    People,
    /// A person's name, or a list of them.
    Persons,
    /// A list of `{name, until}`.
    FormerNames,
    /// A list of `{person, organization, role, yes, elected}`.
    Candidates,
    /// A table from choice to list of organizations.
    Ballots,
    /// A reference to anything: session, motion, visit, organization …
    Refer,
}

impl Type {
    /// Whether the field holds several values, so that its flag may be repeated.
    pub fn is_list(self) -> bool {
        use Type::*;
        matches!(
            self,
            Lines | Organizations | Subjects | People | Persons | FormerNames | Candidates | Ballots
        )
    }

    /// The code words the field accepts; empty where it holds no word.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Type::Word(family) => family.codes().collect(),
            Type::WordOr(other, family) => std::iter::once(other).chain(family.codes()).collect(),
            Type::DayOrPending => vec!["pending"],
            Type::FractionOrNone => vec!["none"],
            Type::Flag => vec!["true", "false"],
            _ => Vec::new(),
        }
    }
}

/// One key of a noun.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The key in record files and JSON (contract 4).
    pub key: &'static str,
    /// What it may hold.
    pub ty: Type,
    /// Whether an entry without it says nothing.
    pub required: bool,
    /// One line of help, English.
    pub en: &'static str,
    /// One line of help, Chinese.
    pub zh: &'static str,
}

impl Field {
    /// The flag of the command line, without its dashes: the key with `-` for `_`; of a list
    /// the singular (contract 3).
    pub fn flag(&self) -> String {
        match self.key {
            "functions" => "function".into(),
            "aliases" => "alias".into(),
            "former_names" => "former-name".into(),
            "people" => "person".into(),
            "topics" => "topic".into(),
            "subjects" => "subject".into(),
            "candidates" => "candidate".into(),
            "ballots" => "ballot".into(),
            "visitors" => "visitor".into(),
            "sites" => "site".into(),
            key => key.replace('_', "-"),
        }
    }
}

/// One noun of the record file.
#[derive(Debug)]
pub struct Shape {
    /// The noun, as on the command line: `motion`.
    pub noun: &'static str,
    /// What stands in the brackets of a record file: `session.motion`.
    pub table: &'static str,
    /// The plural, as the name of its list in an export: `motions`.
    pub plural: &'static str,
    /// Whether a file has at most one (`[alliance]`), so in single brackets.
    pub once: bool,
    /// The keys that tell one entry from another, in the words of contract 4.
    pub matched: &'static str,
    /// English label.
    pub en: &'static str,
    /// Chinese label.
    pub zh: &'static str,
    /// The keys, in the order of contract 4. `unset` is understood in every noun.
    pub fields: &'static [Field],
    /// The tables that stand inside.
    pub children: &'static [&'static Shape],
}

impl Shape {
    /// The field of this key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The field meant on the command line: by key or flag, `-` and `_` alike, `org` for
    /// `organization`.
    pub fn field_by_flag(&self, flag: &str) -> Option<&'static Field> {
        let key = flag.replace('-', "_");
        let key = if key == "org" { "organization" } else { &key };
        self.field(key).or_else(|| self.fields.iter().find(|field| field.flag().replace('-', "_") == key))
    }

    /// The shape inside this one that stands under the key.
    pub fn child(&self, noun: &str) -> Option<&'static Shape> {
        self.children.iter().copied().find(|child| child.noun == noun)
    }

    /// The position of a key, so that entries keep the order of the contract.
    pub(super) fn rank(&self, key: &str) -> usize {
        self.fields.iter().position(|field| field.key == key).unwrap_or(usize::MAX)
    }
}

/// Two shapes are equal where they are the same noun in the same place.
impl PartialEq for Shape {
    fn eq(&self, other: &Shape) -> bool {
        self.table == other.table
    }
}
