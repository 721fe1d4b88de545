//! What a noun and a field are. The table of them ([`super::table`]) drives record files, the flags of the
//! command line, `unset`, lists in and out, what is stored where, completions, templates and labels.

use super::Noun;
use crate::model::words::{ANY_MATTER, Family, NO_FRACTION, PENDING, TRUTHS};

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// One line of text: a name, a title.
    Line,
    /// Text that may have line breaks.
    Text,
    /// Letters, digits, `.`, `_`, `-`.
    Code,
    /// The code or name of a body.
    Body,
    /// A whole number from 0.
    Count,
    /// A whole number from 1; Chinese numerals too.
    Number,
    /// An amount of money in the smallest unit of its currency; a text is in units: `"1000.00"`.
    Money,
    /// True or false.
    Flag,
    /// One day, as far as it is known; no range.
    Day,
    /// A day; a range counts as its last day, for by then the thing surely holds (domain 2), and that is told.
    DayInRange,
    /// A first day; a range also gives the entry's `end` where that is left out.
    Start,
    /// As [`Type::DayInRange`], or `"pending"`.
    DayOrPending,
    /// A code word of the family.
    Word(&'static Family),
    /// `*` for each of them, or a code word of the family.
    WordOrAny(&'static Family),
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
    /// A reference to a motion.
    Motion,
    /// A list of one-line texts.
    Lines,
    /// A list of code words of the family.
    Words(&'static Family),
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
    /// A list of `{kind, title, date, place, document}`: where what is recorded comes from.
    Sources,
    /// A reference to anything: session, motion, visit, organization …
    Refer,
    /// The pieces of a document, each in base64; in lists alone.
    Content,
}

impl Type {
    /// Whether the field holds several values, so that its flag may be repeated.
    pub fn is_list(self) -> bool {
        use Type::*;
        matches!(
            self,
            Lines | Words(_) | Organizations | Subjects | People | Persons | FormerNames | Candidates | Ballots | Sources
        )
    }

    /// The families of the code words that the field accepts; none where it holds no word.
    pub fn families(self) -> Vec<&'static Family> {
        match self {
            Type::Word(family) | Type::Words(family) => vec![family],
            Type::WordOrAny(family) => vec![&ANY_MATTER, family],
            Type::DayOrPending => vec![&PENDING],
            Type::FractionOrNone => vec![&NO_FRACTION],
            Type::Flag => vec![&TRUTHS],
            _ => Vec::new(),
        }
    }

    /// The code words the field accepts, each with its labels, English and Chinese; empty where it holds no word.
    pub fn words(self) -> Vec<(&'static str, &'static str, &'static str)> {
        self.families().into_iter().flat_map(|family| family.words).copied().collect()
    }

    /// The code word that a text means.
    pub fn word(self, text: &str) -> Option<&'static str> {
        self.families().into_iter().find_map(|family| family.find(text))
    }
}

/// Where a field is stored in the table of its noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// In the column of its own name.
    Column,
    /// The number of what it refers to, in the column of this name.
    Id(&'static str),
    /// As [`To::Id`], of what may be recorded only later in the same input.
    Late(&'static str),
    /// As the numbered rows of a table of parts.
    Parts(&'static str),
    /// As the letter of a reference and the row's own number: `v3`.
    Number(char),
    /// In a way that only the noun itself knows.
    Own,
}

/// How much a find weighs: in names before titles before running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Running text.
    Told,
    /// A title.
    Title,
    /// As a name, but not read in pinyin.
    Key,
    /// A name, found by its pinyin too.
    Name,
}

/// One key of a noun.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The key in record files, lists and JSON (contract 4).
    pub key: &'static str,
    /// What it may hold.
    pub ty: Type,
    /// Whether an entry without it says nothing.
    pub required: bool,
    /// One line of help, English.
    pub en: &'static str,
    /// One line of help, Chinese.
    pub zh: &'static str,
    /// Where it is stored.
    pub to: To,
    /// Headings by which a list knows it, beside the key.
    pub heads: &'static [&'static str],
    /// The list that it has to itself, one row for each of its items, and the nouns by which such a file may
    /// be called too.
    pub list: Option<(&'static str, &'static [&'static str])>,
    /// Label in tables and on pages, where that of its key will not do: English, Chinese.
    pub label: Option<(&'static str, &'static str)>,
    /// Whether lists alone have it: what the registry itself added to what was said.
    pub kept: bool,
    /// Whether answers have it too, where it is kept.
    pub shown: bool,
    /// What holds where nothing is said of it (contract 4).
    pub default: Option<&'static str>,
    /// What a find in it weighs, where `search` looks into it.
    pub searched: Option<Weight>,
    /// Whether it is about a person, and so on no public page.
    pub personal: bool,
}

/// A key that may be left out.
pub const fn may(key: &'static str, ty: Type, en: &'static str, zh: &'static str) -> Field {
    let (to, heads): (To, &'static [&'static str]) = (To::Column, &[]);
    Field {
        key,
        ty,
        required: false,
        en,
        zh,
        to,
        heads,
        list: None,
        label: None,
        kept: false,
        shown: false,
        default: None,
        searched: None,
        personal: false,
    }
}

/// A key without which an entry says nothing.
pub const fn need(key: &'static str, ty: Type, en: &'static str, zh: &'static str) -> Field {
    Field { required: true, ..may(key, ty, en, zh) }
}

/// A key that lists alone have.
pub const fn kept(key: &'static str, ty: Type) -> Field {
    Field { kept: true, ..may(key, ty, "", "") }
}

impl Field {
    /// The same, stored there.
    pub const fn to(self, to: To) -> Field {
        Field { to, ..self }
    }

    /// The same, known in lists by these headings too.
    pub const fn heads(self, heads: &'static [&'static str]) -> Field {
        Field { heads, ..self }
    }

    /// The same, with a list to itself.
    pub const fn list(self, name: &'static str, also: &'static [&'static str]) -> Field {
        Field { list: Some((name, also)), ..self }
    }

    /// The same under another label.
    pub const fn label(self, en: &'static str, zh: &'static str) -> Field {
        Field { label: Some((en, zh)), ..self }
    }

    /// The same, with what holds where nothing is said.
    pub const fn default(self, default: &'static str) -> Field {
        Field { default: Some(default), ..self }
    }

    /// The same, which answers have too.
    pub const fn shown(self) -> Field {
        Field { shown: true, ..self }
    }

    /// The same, looked into by `search`.
    pub const fn searched(self, weight: Weight) -> Field {
        Field { searched: Some(weight), ..self }
    }

    /// The same, about a person.
    pub const fn personal(self) -> Field {
        Field { personal: true, ..self }
    }

    /// What a person calls it: the first heading that is Chinese, else the key.
    pub fn called(&self) -> &'static str {
        self.heads.first().copied().unwrap_or(self.key)
    }
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
            "tellers" => "teller".into(),
            "visitors" => "visitor".into(),
            "sites" => "site".into(),
            key => key.replace('_', "-"),
        }
    }
}

/// Which day a record is of: a list as of a day leaves out what is later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dated {
    /// Of none, or of one that its own reader knows: all records stay.
    Always,
    /// Of the day under this key.
    Day(&'static str),
    /// Of the first day of its session.
    Session,
    /// Of the days `from` until `until`; where no day is asked for, the list is that of today.
    Period,
}

/// One noun.
#[derive(Debug)]
pub struct Shape {
    /// Which it is.
    pub is: Noun,
    /// The noun, as on the command line: `motion`.
    pub noun: &'static str,
    /// What stands in the brackets of a record file: `session.motion`.
    pub table: &'static str,
    /// The name of its list in an export: `motions`.
    pub plural: &'static str,
    /// What its list may be called too.
    pub also: &'static [&'static str],
    /// The table that holds it.
    pub store: &'static str,
    /// The columns of that table that tell one from another; empty where the noun itself knows.
    pub key: &'static [&'static str],
    /// The columns with which its list begins (contract 6); the others follow in the order of the fields.
    pub lead: &'static [&'static str],
    /// The columns of its `list`; empty where it has none, for it is told with what it belongs to.
    pub columns: &'static [&'static str],
    /// The order of its `list`, in SQL.
    pub order: &'static str,
    /// The keys with which its answer begins (contract 5); the others follow in the order of the fields.
    pub first: &'static [&'static str],
    /// Which day it is of, for lists as of a day.
    pub dated: Dated,
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

/// A noun as most are, but for its keys: called in record files as on the command line, stored under its plural.
pub const fn noun(is: Noun, noun: &'static str, plural: &'static str, zh: &'static str) -> Shape {
    Shape {
        is,
        noun,
        table: noun,
        plural,
        also: &[],
        store: plural,
        key: &[],
        lead: &[],
        columns: &[],
        order: "id",
        first: &[],
        dated: Dated::Always,
        once: false,
        matched: "",
        en: noun,
        zh,
        fields: &[],
        children: &[],
    }
}

impl Shape {
    /// The letter of its references, where they are a letter and the row's own number: `v` of `v3`.
    pub fn letter(&self) -> Option<char> {
        match self.field("ref")?.to {
            To::Number(letter) => Some(letter),
            _ => None,
        }
    }

    /// The field of this key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The keys of a record file.
    pub fn keys(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|field| !field.kept)
    }

    /// The keys of an answer but `ref`, in their order (contract 5).
    pub fn told(&self) -> impl Iterator<Item = &'static Field> {
        let first = self.first;
        let rest = self.fields.iter().filter(|field| !field.kept || field.shown);
        // Ballots and candidates are told of a vote, sources where they are asked for.
        let rest = rest.filter(|field| !matches!(field.ty, Type::Ballots | Type::Candidates | Type::Sources));
        let rest = rest.filter(|field| !first.contains(&field.key));
        first.iter().filter_map(|key| self.field(key)).chain(rest)
    }

    /// The keys by which entries are matched, the last resort aside.
    fn firm(&self) -> impl Iterator<Item = &'static str> {
        let ways: Vec<&'static str> = self.matched.split(", else ").collect();
        let firm = if ways.len() > 1 { ways.len() - 1 } else { ways.len() };
        ways.into_iter().take(firm).flat_map(|way| way.split('+'))
    }

    /// The keys that a list needs so that an import finds each record again: those that it must have, and those by
    /// which records are matched.
    pub fn telling(&self) -> impl Iterator<Item = &'static str> {
        let must = self.fields.iter().filter(|field| field.required).map(|field| field.key);
        let firm = self.firm().filter_map(|key| self.field(key));
        must.chain(firm.filter(|field| !matches!(field.ty, Type::Content)).map(|field| field.key))
    }

    /// Whether a key is one by which entries are matched, the last resort aside: it cannot be blanked.
    pub fn identifies(&self, key: &str) -> bool {
        self.firm().any(|part| part == key)
    }

    /// The field meant on the command line: by key or flag, `-` and `_` alike, `org` for
    /// `organization`.
    pub fn field_by_flag(&self, flag: &str) -> Option<&'static Field> {
        let key = flag.replace('-', "_");
        let key = if key == "org" { "organization" } else { &key };
        self.keys().find(|field| field.key == key || field.flag().replace('-', "_") == key)
    }

    /// The shape inside this one that stands under the key.
    pub fn child(&self, noun: &str) -> Option<&'static Shape> {
        self.children.iter().copied().find(|child| child.noun == noun)
    }

    /// The position of a key, so that entries keep the order of the contract.
    pub fn rank(&self, key: &str) -> usize {
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
            "alliance: name* short_name name_en founded purpose functions charter public former_names",
            "body: code* name name_en seats former_names",
            "rule: body* matter* quorum majority majority_of exclusive proxies from until quorum_exclusive quorum_least also also_of method proxies_each recused correspondence notice standing grace meets absences",
            "organization: name* code short_name name_en kind university province city credit_code website founded order aliases former_names note",
            "membership: organization* class* from until reason",
            "application: organization* on class status",
            "person: name* organization title email phone former_names note",
            "post: person* organization title* role term from until",
            "term: number* start end",
            "session: term number body code status kind also start* end mode venue city host chair title purpose headcount summary source published roster due present notified deadline recorder reviewer signed_by confirmed_in",
            "session.attendance: organization capacity presence people others proxy headcount",
            "session.agenda: title* kind presenter topics summary motion announced",
            "session.motion: title* number code kind subjects amends replaces rescinds resumes after round tellers class effective text proposer moved_by seconded_by on method yes no abstain invalid unanimous outcome ballots candidates seats issued collected",
            "session.action: title* motion owner due status done note",
            "action: title* session motion owner due status done note",
            "visit: host* session start end headcount received_by others visitors sites topics summary source published",
            "activity: name* edition kind host start end note public",
            "contact: organization* person* duty email phone from until",
            "interest: person organization* kind note from until",
            "dues: year* class organization amount* currency due",
            "payment: organization* year* amount* on note",
            "document: path* for* title public",
        ];
        let all: Vec<&Shape> = SHAPES
            .iter()
            .flat_map(|shape| std::iter::once(*shape).chain(shape.children.iter().copied()))
            .collect();
        let built: Vec<String> = all
            .iter()
            .map(|shape| {
                let key = |field: &Field| format!("{}{}", field.key, if field.required { "*" } else { "" });
                // Any entry takes sources.
                assert!(shape.keys().any(|field| field.key == "sources"), "{}", shape.table);
                let keys = shape.keys().filter(|field| field.key != "sources");
                format!("{}: {}", shape.table, keys.map(key).collect::<Vec<_>>().join(" "))
            })
            .collect();
        assert_eq!(built, contract);
        for shape in all {
            let flags: HashSet<String> = shape.keys().map(Field::flag).collect();
            assert_eq!(flags.len(), shape.keys().count(), "{}: two keys with one flag", shape.table);
            for field in shape.keys() {
                assert!(!field.en.is_empty() && !field.en.contains('\n'), "{}", field.key);
                assert!(field.zh.chars().any(|c| c > '\u{2e80}'), "{}", field.key);
                assert_eq!(shape.field_by_flag(&field.flag()).map(|found| found.key), Some(field.key));
            }
        }
    }
}
