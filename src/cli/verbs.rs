//! The verbs of the nouns. The flags of those that write are the keys of the record file, taken from the same
//! table as the reader's (contract 3), so that there is no second list.

mod table;

use clap::{Arg, ArgAction, Command};

use super::declare::Declare;
use crate::model::record::{Field, Shape, Type};

pub use table::TOPICS;

/// A noun of the command line.
pub struct Topic {
    /// The noun.
    pub noun: &'static str,
    /// What it is, English and Chinese.
    pub help: (&'static str, &'static str),
    /// Its verbs that ask.
    pub asks: &'static [Question],
    /// Its verbs that write.
    pub writes: &'static [Verb],
}

/// A verb that asks.
pub struct Question {
    /// The verb.
    pub verb: &'static str,
    /// What it does, English and Chinese.
    pub help: (&'static str, &'static str),
    /// What stands behind the verb in its example: a record of the model case.
    pub example: &'static str,
    /// What `--as-of` means to it.
    pub as_of: AsOf,
}

/// What `--as-of` means to a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// It answers as of that day.
    Takes,
    /// It shows one record, which belongs to a day of its own.
    OwnDay,
    /// It writes: the days stand in what it writes.
    Writes,
    /// It tells of the journal, which has days of another kind.
    Journal,
    /// It takes or gives the registry whole.
    Whole,
    /// What it shows has no days.
    Undated,
}

/// An argument without a flag.
pub struct Position {
    /// Its name within the program.
    pub id: &'static str,
    /// As it is shown.
    pub shown: &'static str,
    /// Whether it may be left out, or repeated.
    pub count: Count,
    /// The key that it fills, where it is one.
    pub key: Option<&'static str>,
}

/// How often an argument stands.
#[derive(Clone, Copy, PartialEq)]
pub enum Count {
    /// Exactly once.
    One,
    /// Once or not at all.
    Maybe,
    /// Any number of times.
    Any,
    /// At least once.
    Some,
}

/// A flag that is no key of the record file.
pub struct Extra {
    /// Its name, without the dashes.
    pub flag: &'static str,
    /// As its value is shown; empty for a switch.
    pub shown: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// Help, English and Chinese.
    pub help: (&'static str, &'static str),
}

/// A verb that writes.
pub struct Verb {
    /// The verb.
    pub verb: &'static str,
    /// The noun of the record file whose keys its flags are, and the keys: all that no position fills where none
    /// is named.
    pub keys: Option<(&'static Shape, &'static [&'static str])>,
    /// Another noun whose keys are flags too, but for its name: it is added by the way where it is not known.
    pub beside: Option<&'static Shape>,
    /// Arguments without a flag, in order.
    pub positions: &'static [Position],
    /// Flags that are no keys.
    pub extras: &'static [Extra],
    /// What it does, English and Chinese.
    pub help: (&'static str, &'static str),
    /// What stands behind the verb in its example, which works once the model case and its like are recorded.
    pub example: &'static str,
}

/// The noun of that name.
pub fn topic(noun: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.noun == noun)
}

/// A noun's verb that writes.
pub fn writing(noun: &str, verb: &str) -> Option<&'static Verb> {
    topic(noun)?.writes.iter().find(|one| one.verb == verb)
}

/// The name of a key's argument within the program: no other argument can have it.
pub fn id(field: &Field) -> String {
    format!("={}", field.key)
}

/// The flag of a key: `--org` stands for `--organization`, `--since` for a membership's `--from`.
pub fn flag(shape: &Shape, field: &Field) -> String {
    match (shape.noun, field.key) {
        (_, "organization") => "org".into(),
        ("membership", "from") => "since".into(),
        _ => field.flag(),
    }
}

impl Verb {
    /// The keys that are its flags.
    pub fn fields(&self) -> Vec<&'static Field> {
        let Some((shape, keys)) = &self.keys else { return Vec::new() };
        // What may stand without its flag may have it too.
        let filled = |key: &str| {
            self.positions.iter().any(|position| position.key == Some(key) && position.count != Count::Maybe)
        };
        let wanted = |key: &str| if keys.is_empty() { !filled(key) } else { keys.contains(&key) };
        shape.keys().filter(|field| wanted(field.key)).collect()
    }

    /// The keys of the noun beside it that are its flags.
    pub fn fields_beside(&self) -> impl Iterator<Item = &'static Field> {
        self.beside.into_iter().flat_map(|shape| shape.keys().filter(|field| !matches!(field.key, "name" | "sources")))
    }

    /// Its declaration, as a verb of a noun.
    pub fn command(&self, noun: &str, say: Declare) -> Command {
        let word = |(en, zh): (&'static str, &'static str)| say.say(en, zh);
        let (en, zh) = self.help;
        let mut command = say.command(self.verb, en, zh, &format!("{noun} {} {}", self.verb, self.example));
        for position in self.positions {
            let arg = Arg::new(position.id).value_name(position.shown).allow_hyphen_values(false);
            let help =
                position.key.and_then(|key| self.keys.as_ref()?.0.field(key)).map(|f| word((f.en, f.zh)));
            let help = help.unwrap_or(match position.id {
                "ref" => say.say(
                    "Code, name, part of a name or pinyin; 2-3; 2-3/1; v1; a1; c1; d1",
                    "代码、名称、名称的一部分或拼音；2-3；2-3/1；v1；a1；c1；d1",
                ),
                "fields" => say.say("Keys of the record file with their values", "记录文件的键与值"),
                "orgs" => say.say("Organizations that attended", "出席单位"),
                "session" => say.say("The session: 2-3 or its name", "会议：2-3 或会议全称"),
                "path" => say.say("Where to write it", "写入的位置"),
                _ => say.say("Its name", "名称"),
            });
            let arg = arg.help(help);
            command = command.arg(match position.count {
                Count::One => arg.required(true),
                Count::Maybe => match position.key.and_then(|key| self.keys.as_ref()?.0.field(key)) {
                    Some(field) if field.required => arg.required_unless_present(id(field)),
                    _ => arg,
                },
                Count::Any => arg.num_args(0..).action(ArgAction::Append),
                Count::Some => arg.num_args(1..).required(true).action(ArgAction::Append),
            });
        }
        for field in self.fields() {
            if let Some((shape, _)) = &self.keys {
                let arg = key_flag(shape, field, self.verb, say);
                let position = self.positions.iter().find(|position| position.key == Some(field.key));
                command = command.arg(match position {
                    Some(position) => arg.required(false).conflicts_with(position.id),
                    None => arg,
                });
            }
        }
        for (shape, field) in self.beside.into_iter().flat_map(|shape| self.fields_beside().map(move |f| (shape, f))) {
            command = command.arg(key_flag(shape, field, self.verb, say));
        }
        if self.may_add() {
            command = command.arg(say.switch(
                "new",
                "The name is meant as a new one, near as it is to a known one",
                "名称虽与已登记者相近，但确为新的一条",
            ));
        }
        for extra in self.extras {
            let (en, zh) = extra.help;
            command = command.arg(match extra.shown {
                "" => say.switch(extra.flag, en, zh),
                shown => say.option(extra.flag, shown, en, zh).required(extra.required),
            });
        }
        command
    }

    /// Whether a name in it may add an organization or a person by the way.
    fn may_add(&self) -> bool {
        let Some((shape, _)) = &self.keys else { return self.verb == "edit" };
        let filled = self.positions.iter().filter_map(|position| shape.field(position.key?));
        let adds = |field: &&Field| {
            matches!(
                field.ty,
                Type::Organization
                    | Type::Organizations
                    | Type::Person
                    | Type::Persons
                    | Type::People
                    | Type::Subjects
                    | Type::Candidates
            ) && field.key != "proxy"
        };
        self.verb != "remove" && filled.chain(self.fields()).any(|field| adds(&field))
    }
}

/// The flag of a key, for a verb.
fn key_flag(shape: &Shape, field: &'static Field, verb: &str, say: Declare) -> Arg {
    let flag = flag(shape, field);
    let mut help = say.say(field.en, field.zh).to_string();
    let words = crate::render::record::words_told(field.ty, say.0);
    if !words.is_empty() && !matches!(field.ty, Type::Flag) {
        help = format!("{help} [{}]", words.join("|"));
    }
    let mut arg = Arg::new(id(field)).long(flag.clone()).help(help).allow_negative_numbers(true);
    // A class is required to record a membership, but not to tell which one is meant.
    arg = arg.required(field.required && verb != "remove");
    if flag != field.key.replace('_', "-") && !field.ty.is_list() {
        arg = arg.alias(field.key.replace('_', "-"));
    }
    let shown = match field.ty {
        Type::Day | Type::DayInRange | Type::Start | Type::DayOrPending => "DATE",
        Type::Count | Type::Number => "N",
        Type::Money => "AMOUNT",
        Type::Organization | Type::Organizations => "ORG",
        Type::People => "NAME[/TITLE]",
        Type::Persons | Type::Person => "NAME",
        Type::Subjects => "ORG|PERSON",
        Type::Candidates => "NAME[@ORG][:ROLE][:VOTES][:elected]|org:ORG[…]",
        Type::Ballots => "ORG=CHOICE",
        Type::FormerNames => "NAME[:LAST-DAY]",
        Type::Sources => "[KIND:]TITLE[@DATE]",
        Type::Fraction | Type::FractionOrNone => "P/Q",
        Type::Word(_) | Type::WordOrAny(_) => "WORD",
        Type::Session | Type::Motion | Type::Refer => "REF",
        _ => "TEXT",
    };
    match field.ty {
        Type::Flag => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_name("true|false"),
        ty if ty.is_list() => arg.value_name(shown).action(ArgAction::Append),
        _ => arg.value_name(shown),
    }
}
