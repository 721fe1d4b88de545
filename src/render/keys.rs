//! The keys of a list as people name them, by key or heading, and what stands under each.

use crate::{
    error::Error,
    lang::labels,
    model::{
        text::{fold, nearest},
        words::{self, Family},
    },
    noun::{self, Field, Means, Type},
    say,
};

/// What a list has under a key, as far as it matters to whoever compares it.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A text, or several.
    Text,
    /// A number.
    Number,
    /// An amount of money, in the smallest unit.
    Money,
    /// Yes or no.
    Flag,
    /// A day, as far as it is known; beside it a word that may stand there.
    Day(Option<&'static str>),
    /// A code word of one of these families.
    Word(Vec<&'static Family>),
    /// Something that has a reference.
    Refer(Refer),
}

/// What a reference is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refer {
    /// A body, by its code or a name.
    Body,
    /// An organization, in every way that the command line knows.
    Organization,
    /// An organization; else any text, for a person may stand there too.
    Subject,
    /// A session.
    Session,
    /// A motion.
    Motion,
}

/// What stands under a key of a noun: its field says it, else what other answers have under the key.
pub fn kind(noun: &str, key: &str) -> Kind {
    let family = || labels::words(noun, key);
    match (noun, key) {
        // What the source declares, else what the rule yields.
        (_, "outcome") => return Kind::Word(vec![&words::OUTCOMES, &words::COMPUTED]),
        (_, "uncounted") => return Kind::Number,
        ("roll", "seat" | "quorum" | "vote") | (_, "overdue") | ("rule", "preset") => return Kind::Flag,
        (_, "body") => return Kind::Refer(Refer::Body),
        ("roll", "proxy") => return Kind::Refer(Refer::Organization),
        _ => {}
    }
    match own(noun, key).map(|field| field.ty) {
        Some(Type::Count | Type::Number) => Kind::Number,
        Some(Type::Money) => Kind::Money,
        Some(Type::Flag) => Kind::Flag,
        Some(Type::Day | Type::DayInRange | Type::Start) => Kind::Day(None),
        Some(Type::DayOrPending) => Kind::Day(Some("pending")),
        Some(Type::Organization | Type::Organizations) => Kind::Refer(Refer::Organization),
        Some(Type::Subjects) => Kind::Refer(Refer::Subject),
        Some(Type::Session) => Kind::Refer(Refer::Session),
        Some(Type::Motion) => Kind::Refer(Refer::Motion),
        Some(Type::WordOrAny(family)) => Kind::Word(vec![&words::ANY_MATTER, family]),
        Some(Type::Word(family) | Type::Words(family)) => Kind::Word(vec![family]),
        Some(_) => Kind::Text,
        None => match family() {
            Some(family) => Kind::Word(vec![family]),
            None if key == "since" || noun::holds_days(key) => Kind::Day(None),
            None if key == "organization" => Kind::Refer(Refer::Organization),
            None if noun::holds_money(key) => Kind::Money,
            None if labels::is_number(noun, key) => Kind::Number,
            None => Kind::Text,
        },
    }
}

/// The key under which a list has the English counterpart of a name.
pub fn in_english(noun: &str, key: &str) -> Option<&'static str> {
    const KEY: &str = "name_en";
    (key == "name" && (noun == "session" || own(noun, KEY).is_some())).then_some(KEY)
}

/// The field of a key, where the noun has it in the table. A vote is its motion with what became of it, a member an
/// organization with its standing.
fn own(noun: &str, key: &str) -> Option<&'static Field> {
    let noun = match noun {
        "vote" => "motion",
        "member" => "organization",
        noun => noun,
    };
    noun::NOUNS.iter().copied().find(|shape| shape.noun == noun)?.field(key)
}

/// The key that is meant: itself, without regard to case or to `-` for `_`, or a heading of it.
pub fn find<'k>(name: &str, known: &[&'k str], noun: &str) -> Option<&'k str> {
    let name = fold(name);
    let as_key = name.replace(['-', ' '], "_");
    let labelled = |key: &&&str| {
        let (en, zh) = labels::label(noun, key);
        [en, zh].iter().any(|label| fold(label) == name)
    };
    let headed = |key: &&&str| labels::headings(noun, key).iter().any(|heading| fold(heading) == name);
    let by_label = || known.iter().find(labelled);
    let by_heading = || known.iter().find(headed);
    let found = known.iter().find(|key| **key == as_key).or_else(by_label).or_else(by_heading);
    found.or_else(|| known.iter().find(|key| as_in_roster(&name, noun) == Some(**key))).copied()
}

/// The key of a list of members, or of what a roster has of them, that a heading of a roster means: what people call
/// the columns of their own sheet (联盟职务, 入会时间), they call those of a list.
fn as_in_roster(name: &str, noun: &str) -> Option<&'static str> {
    let key = match (noun, noun::means(name)?) {
        ("member" | "organization" | "contact", Means::Of(key)) => key,
        ("member" | "contact", Means::Person(key, None | Some(""))) => key,
        _ => return None,
    };
    Some(match (noun, key) {
        ("member" | "organization", "organization") => "name",
        ("member", "from") => "since",
        ("member", "person") => "contact",
        (_, key) => key,
    })
}

/// The refusal of a column that a list does not have.
pub fn no_column(name: &str, known: &[&str], noun: &str) -> Error {
    let error = Error::usage(say!("this list has no column {name}", "此列表没有“{name}”一栏"));
    let headings = known.iter().flat_map(|key| {
        let (en, zh) = labels::label(noun, key);
        [(*key, *key), (en, *key), (zh, *key)]
    });
    let headings: Vec<(&str, &str)> = headings.collect();
    let near = nearest(name, headings.iter().map(|(word, _)| *word));
    let near = near.and_then(|near| headings.iter().find(|(word, _)| *word == near)).map(|(_, key)| *key);
    // In Chinese a column is told by its heading, and its key where that is another.
    let told = |key: &str| match labels::label(noun, key).1 {
        zh if zh == key => key.to_string(),
        zh => format!("{zh}（{key}）"),
    };
    let error = match near {
        Some(near) => {
            let zh = labels::label(noun, near).1;
            error.hint(say!("did you mean {near}?", "是否指 {near}（{zh}）？"))
        }
        None => error,
    };
    let (all, zh) = (known.join(", "), known.iter().map(|key| told(key)).collect::<Vec<_>>().join("、"));
    error.hint(say!("possible are {all}", "可用：{zh}"))
}
