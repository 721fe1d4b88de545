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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::SHAPES;
    use super::*;

    #[test]
    fn the_nouns_have_the_keys_of_the_contract_and_say_what_they_mean() {
        // Contract 4, key for key; `*` marks what is required.
        let contract = [
            "alliance: name* short_name name_en founded purpose functions charter former_names",
            "body: code* name seats former_names",
            "rule: body* matter* quorum majority majority_of exclusive proxies from until",
            "organization: name* code short_name name_en kind university province city credit_code website aliases former_names note",
            "membership: organization* class* from until reason",
            "application: organization* on class status",
            "person: name* organization title email phone former_names note",
            "post: person* organization title* role term from until",
            "term: number* start end",
            "session: term number body code kind start* end mode venue city host chair title purpose headcount summary source published roster due present",
            "session.attendance: organization capacity presence people others proxy headcount",
            "session.agenda: title* kind presenter topics summary",
            "session.motion: title* number code kind subjects class effective text proposer on method yes no abstain invalid unanimous outcome ballots candidates seats issued collected",
            "session.action: title* owner due status note",
            "action: title* session owner due status note",
            "visit: host* session start end headcount received_by others visitors sites topics summary source published",
            "activity: name* edition kind host start end note",
            "document: path* for* title",
        ];
        let all: Vec<&Shape> = SHAPES
            .iter()
            .flat_map(|shape| std::iter::once(*shape).chain(shape.children.iter().copied()))
            .collect();
        let built: Vec<String> = all
            .iter()
            .map(|shape| {
                let key = |field: &Field| format!("{}{}", field.key, if field.required { "*" } else { "" });
                format!("{}: {}", shape.table, shape.fields.iter().map(key).collect::<Vec<_>>().join(" "))
            })
            .collect();
        assert_eq!(built, contract);
        for shape in all {
            let flags: HashSet<String> = shape.fields.iter().map(Field::flag).collect();
            assert_eq!(flags.len(), shape.fields.len(), "{}: two keys with one flag", shape.table);
            for field in shape.fields {
                assert!(!field.en.is_empty() && !field.en.contains('\n'), "{}", field.key);
                assert!(field.zh.chars().any(|c| c > '\u{2e80}'), "{}", field.key);
                assert_eq!(shape.field_by_flag(&field.flag()).map(|found| found.key), Some(field.key));
            }
        }
    }
}
