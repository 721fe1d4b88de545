//! Entries back to the text of a record file. Reading that text gives the same entries.

use std::fmt::Write as _;

use super::entry::{Entry, Given};
use crate::model::day::Day;
use crate::model::words::Choice;

/// The entries as TOML, each with its keys in the order of contract 4; the tables inside a session
/// below it.
pub fn toml(entries: &[Entry]) -> String {
    let mut out = String::new();
    for entry in entries {
        write_entry(entry, &mut out);
    }
    out
}

fn write_entry(entry: &Entry, out: &mut String) {
    let table = entry.shape.table;
    if !out.is_empty() {
        out.push('\n');
    }
    // Writing to a String cannot fail.
    let _ = if entry.shape.once { writeln!(out, "[{table}]") } else { writeln!(out, "[[{table}]]") };
    for (key, _, given) in entry.iter() {
        if let Some(value) = value_text(given) {
            let _ = writeln!(out, "{key} = {value}");
        }
    }
    let unknown: Vec<String> =
        entry.iter().filter(|(.., given)| **given == Given::Unknown).map(|(key, ..)| basic(key)).collect();
    if !unknown.is_empty() {
        let _ = writeln!(out, "unset = [{}]", unknown.join(", "));
    }
    for child in &entry.children {
        write_entry(child, out);
    }
}

/// A value as it stands after `key = `; `None` for what `unset` says.
pub fn value_text(given: &Given) -> Option<String> {
    Some(match given {
        Given::Unknown => return None,
        Given::Text(text) => string(text),
        Given::Int(int) => int.to_string(),
        Given::Flag(flag) => flag.to_string(),
        Given::Days(days) => match days.single() {
            Some(day) => day_text(day),
            None => basic(&format!("{}..{}", days.start, days.end)),
        },
        Given::Pending => basic("pending"),
        // As TOML knows them.
        Given::Word(word @ ("true" | "false")) => (*word).to_string(),
        Given::Word(word) => basic(word),
        Given::Fraction(fraction) => basic(&fraction.to_string()),
        Given::NoFraction => basic("none"),
        Given::Texts(texts) => list(texts.iter().map(|(text, _)| basic(text))),
        Given::People(people) => list(people.iter().map(|who| match (&who.name, &who.title) {
            (Some(name), None) => basic(name),
            (name, title) => table([("name", text(name)), ("title", text(title))]),
        })),
        Given::FormerNames(names) => list(names.iter().map(|former| {
            let until = former.until.map(day_text);
            table([("name", Some(basic(&former.name))), ("until", until)])
        })),
        Given::Candidates(candidates) => list(candidates.iter().map(|candidate| {
            table([
                ("person", text(&candidate.person)),
                ("organization", text(&candidate.organization)),
                ("role", candidate.role.map(basic)),
                ("yes", candidate.yes.map(|yes| yes.to_string())),
                ("no", candidate.no.map(|no| no.to_string())),
                ("abstain", candidate.abstain.map(|abstain| abstain.to_string())),
                ("elected", candidate.elected.map(|elected| elected.to_string())),
                ("write_in", candidate.write_in.map(|written| written.to_string())),
            ])
        })),
        Given::Sources(sources) => list(sources.iter().map(|source| {
            table([
                ("kind", source.kind.map(basic)),
                ("title", text(&source.title)),
                ("date", source.date.map(day_text)),
                ("place", text(&source.place)),
                ("document", text(&source.document)),
            ])
        })),
        Given::Ballots(ballots) => {
            let mut choices: Vec<(Choice, Vec<String>)> = Vec::new();
            for (choice, name, _) in ballots {
                match choices.iter_mut().find(|(old, _)| old == choice) {
                    Some((_, names)) => names.push(basic(name)),
                    None => choices.push((*choice, vec![basic(name)])),
                }
            }
            table(choices.into_iter().map(|(choice, names)| (choice.code(), Some(list(names.into_iter())))))
        }
    })
}

/// A day as TOML knows it; one known to its month or year is no day to TOML, but a text.
fn day_text(day: Day) -> String {
    if day.is_whole() { day.to_string() } else { basic(&day.to_string()) }
}

fn text(text: &Option<String>) -> Option<String> {
    text.as_deref().map(basic)
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn table<'a>(rows: impl IntoIterator<Item = (&'a str, Option<String>)>) -> String {
    let rows: Vec<String> =
        rows.into_iter().filter_map(|(key, value)| value.map(|value| format!("{key} = {value}"))).collect();
    if rows.is_empty() { "{}".into() } else { format!("{{ {} }}", rows.join(", ")) }
}

/// A string: of several lines where the text has them.
fn string(text: &str) -> String {
    if !text.contains('\n') {
        return basic(text);
    }
    // The first line break after the opening quotes is not part of the text.
    let mut out = String::from("\"\"\"\n");
    let mut quotes = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            '\n' => out.push('\n'),
            // Three quotes would end the string, and so would one before its end.
            '"' if quotes < 3 && chars.peek().is_some() => out.push('"'),
            '"' => {
                quotes = 0;
                out.push_str("\\\"");
            }
            c => escape(c, &mut out),
        }
    }
    out.push_str("\"\"\"");
    out
}

/// A string of one line.
fn basic(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    text.chars().for_each(|c| escape(c, &mut out));
    out.push('"');
    out
}

fn escape(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c.is_control() => {
            let _ = write!(out, "\\u{:04X}", c as u32);
        }
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::entry::{Candidate, FormerName, Source, Who};
    use super::super::{Place, SESSION, SHAPES, YEARS, read, read::Record};
    use super::*;
    use crate::model::day::Days;
    use crate::model::fraction::Fraction;
    use crate::model::words::CHOICES;
    use crate::noun::{Shape, Type};

    fn nowhere() -> Place {
        Place::flag("")
    }

    /// The entry with all its places the same.
    fn placeless(entry: &Entry) -> Entry {
        let mut out = Entry::new(entry.shape, nowhere());
        for (key, _, given) in entry.iter() {
            assert!(out.put(key, given.placeless(), nowhere()));
        }
        out.children = entry.children.iter().map(placeless).collect();
        out
    }

    fn one_line() -> impl Strategy<Value = String> {
        "[a\"\\\\'长三角🌾 \t#=\\]}.-]{1,12}"
            .prop_map(|text| text.trim().to_owned())
            .prop_filter("empty", |text| !text.is_empty())
    }

    fn many_lines() -> impl Strategy<Value = String> {
        "[a\"\\\\长 \t\n]{1,20}"
            .prop_map(|text| text.trim().to_owned())
            .prop_filter("empty", |text| !text.is_empty())
    }

    fn day() -> impl Strategy<Value = Days> {
        let whole =
            (2000..2030, 1..13, 1..29).prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}"));
        let known = prop_oneof![
            4 => whole,
            1 => (2000..2030, 1..13).prop_map(|(year, month)| format!("{year}-{month:02}")),
            1 => (2000..2030).prop_map(|year: i32| year.to_string()),
        ];
        known.prop_map(|text| Days::parse(&text).unwrap())
    }

    fn distinct(names: Vec<String>) -> Vec<String> {
        let mut seen = std::collections::HashSet::new();
        names.into_iter().filter(|name| seen.insert(name.clone())).collect()
    }

    fn texts() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec(one_line(), 0..4).prop_map(distinct)
    }

    fn given(ty: Type) -> BoxedStrategy<Given> {
        let listed = || {
            texts().prop_map(|names| Given::Texts(names.into_iter().map(|name| (name, nowhere())).collect()))
        };
        match ty {
            Type::Line
            | Type::Body
            | Type::Organization
            | Type::Person
            | Type::Session
            | Type::Motion
            | Type::Refer => one_line().prop_map(Given::Text).boxed(),
            Type::Content => Just(Given::Unknown).boxed(),
            Type::Text => many_lines().prop_map(Given::Text).boxed(),
            Type::Code => "[A-Za-z0-9._-]{1,8}".prop_map(Given::Text).boxed(),
            Type::Count => (0..1000i64).prop_map(Given::Int).boxed(),
            Type::Money => (0..1_000_000_000_000i64).prop_map(Given::Int).boxed(),
            Type::Number => (1..1000i64).prop_map(Given::Int).boxed(),
            Type::Flag => any::<bool>().prop_map(Given::Flag).boxed(),
            Type::Day | Type::DayInRange | Type::Start => day().prop_map(Given::Days).boxed(),
            Type::DayOrPending => prop_oneof![day().prop_map(Given::Days), Just(Given::Pending)].boxed(),
            Type::Word(_) | Type::WordOrAny(_) => {
                prop::sample::select(ty.words()).prop_map(|(code, ..)| code).prop_map(Given::Word).boxed()
            }
            Type::Fraction => Just(Given::Fraction(Fraction::parse("2/3").unwrap())).boxed(),
            Type::FractionOrNone => {
                prop_oneof![Just(Given::NoFraction), Just(Given::Fraction(Fraction::parse("1/2").unwrap()))]
                    .boxed()
            }
            Type::Words(family) => {
                prop::sample::subsequence(family.codes().collect::<Vec<_>>(), 0..4)
                    .prop_map(|codes| Given::Texts(codes.into_iter().map(|code| (code.to_owned(), nowhere())).collect()))
                    .boxed()
            }
            Type::Lines | Type::Organizations | Type::Subjects | Type::Persons => listed().boxed(),
            Type::People => texts()
                .prop_map(|names| {
                    let who = |(at, name): (usize, String)| Who {
                        title: (at % 3 > 0).then(|| name.clone()),
                        name: (at % 3 < 2).then_some(name),
                        place: nowhere(),
                    };
                    Given::People(names.into_iter().enumerate().map(who).collect())
                })
                .boxed(),
            Type::FormerNames => (texts(), day(), any::<bool>())
                .prop_map(|(names, days, dated)| {
                    let former =
                        |name| FormerName { name, until: days.single().filter(|_| dated), place: nowhere() };
                    Given::FormerNames(names.into_iter().map(former).collect())
                })
                .boxed(),
            Type::Candidates => (texts(), any::<[bool; 4]>())
                .prop_map(|(names, [role, yes, elected, company])| {
                    let candidate = |name: String| Candidate {
                        person: (!company).then(|| name.clone()),
                        organization: company.then_some(name),
                        role: role.then_some("supervisor"),
                        yes: yes.then_some(3),
                        no: (yes && role).then_some(1),
                        abstain: (yes && elected).then_some(2),
                        elected: elected.then_some(false),
                        write_in: (role && company).then_some(true),
                        place: nowhere(),
                    };
                    Given::Candidates(names.into_iter().map(candidate).collect())
                })
                .boxed(),
            Type::Sources => (texts(), day(), any::<[bool; 3]>())
                .prop_map(|(names, days, [kind, dated, placed])| {
                    let source = |name: String| Source {
                        kind: kind.then_some("news"),
                        place: placed.then(|| name.clone()),
                        document: (kind && placed).then(|| "d1".to_string()),
                        title: Some(name),
                        date: days.single().filter(|_| dated),
                        at: nowhere(),
                    };
                    Given::Sources(names.into_iter().map(source).collect())
                })
                .boxed(),
            Type::Ballots => texts()
                .prop_map(|names| {
                    let n = CHOICES.words.len();
                    let choice = |at: usize| Choice::from_code(CHOICES.words[at % n].0).unwrap();
                    Given::Ballots(
                        names
                            .into_iter()
                            .enumerate()
                            .map(|(at, name)| (choice(at), name, nowhere()))
                            .collect(),
                    )
                })
                .boxed(),
        }
    }

    /// An entry with some of the keys of its noun. Figures are drawn without regard to each other;
    /// where they contradict each other, one after the other is made unknown.
    fn entry(shape: &'static Shape) -> BoxedStrategy<Entry> {
        let fields: Vec<_> = shape
            .keys()
            .map(|field| {
                let set = match field.key {
                    "year" => YEARS.prop_map(Given::Int).boxed(),
                    _ => given(field.ty),
                };
                let set = set.prop_map(Some);
                if field.required {
                    set.boxed()
                } else {
                    prop_oneof![2 => Just(None), 1 => Just(Some(Given::Unknown)), 2 => set].boxed()
                }
            })
            .collect();
        let children: Vec<_> =
            shape.children.iter().map(|child| prop::collection::vec(entry(child), 0..3)).collect();
        (fields, children)
            .prop_map(move |(values, children)| {
                let mut out = Entry::new(shape, nowhere());
                for (field, given) in shape.keys().zip(values) {
                    if let Some(given) = given {
                        out.put(field.key, given, nowhere());
                    }
                }
                out.children = children.into_iter().flatten().collect();
                let doubtful = [
                    "end",
                    "until",
                    "people",
                    "due",
                    "present",
                    "yes",
                    "no",
                    "abstain",
                    "invalid",
                    "unanimous",
                    "collected",
                    "candidates",
                    "ballots",
                ];
                for key in doubtful.into_iter().filter(|key| shape.field(key).is_some()) {
                    if !out.clone().settle().is_empty() {
                        out.put(key, Given::Unknown, nowhere());
                    }
                }
                out.children.retain(|child| child.clone().settle().is_empty());
                out
            })
            .boxed()
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(entries in prop::collection::vec(
            (0..2 * SHAPES.len()).prop_flat_map(|at| entry(SHAPES.get(at).copied().unwrap_or(&SESSION))), 0..3)) {
            // A file has one [alliance]; tables of one noun follow each other in the tree anyway.
            let mut alliances = 0;
            let entries: Vec<Entry> = entries.into_iter().filter(|entry| {
                alliances += usize::from(entry.shape.once);
                !(entry.shape.once && alliances > 1) && entry.clone().settle().is_empty()
            }).collect();
            let text = toml(&entries);
            let record = read("f", text.as_bytes());
            prop_assert!(record.is_ok(), "{}\n{:?}", text, record);
            let Record { entries: back } = record.unwrap();
            prop_assert_eq!(back.iter().map(placeless).collect::<Vec<_>>(), entries, "{}", text);
        }

        #[test]
        fn any_text_survives(line in one_line(), lines in many_lines()) {
            let text = format!("[[person]]\nname = {}\nnote = {}\n", basic(&line), string(&lines));
            let record = read("f", text.as_bytes()).unwrap();
            prop_assert_eq!(record.entries[0].text("name").known(), Some(line.as_str()));
            prop_assert_eq!(record.entries[0].text("note").known(), Some(lines.as_str()));
        }
    }

    #[test]
    fn the_text_is_as_a_person_would_write_it() {
        let text = "[[session]]\nterm = 2\nstart = 2023-07-18\nend = 2023-07-19\npurpose = \"\"\"\n一\n\"二\\\"\"\"\"\nunset = [\"present\"]\n\n[[session.motion]]\ntitle = \"a\\\\b\"\neffective = \"pending\"\nballots = { yes = [\"甲\"] }\n";
        let record = read("f", text.as_bytes()).unwrap();
        assert_eq!(toml(&record.entries), text);
    }
}
