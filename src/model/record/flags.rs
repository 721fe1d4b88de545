//! Keys given on the command line: flags and `FIELD=VALUE`. Each text is first made the value that
//! would stand in a record file, then read like that.

use super::entry::{Entry, Given};
use super::faults::{Faults, quoted};
use super::read::{cannot_unset, unknown_key};
use super::source::{Node, Value, check_text};
use super::read::read_value;
use crate::error::Error;
use crate::error::Place;
use crate::model::day::Days;
use crate::model::text::half_width;
use crate::model::words::{CHOICES, ROLES, SOURCE_KINDS, truth};
use crate::noun::{Field, Type};
use crate::say;

impl Entry {
    /// Sets a key, named as key or as flag, from the texts that were given for it: several for a
    /// list, else one. A single empty text makes it unknown. Lists take, besides plain names:
    /// people `NAME`, `NAME/TITLE`, `/TITLE`; former names `NAME[:LAST-DAY]`; ballots `ORG=CHOICE`; sources
    /// `[KIND:]TITLE[@DATE]`;
    /// candidates `NAME[@ORG][:ROLE][:YES[/NO[/ABSTAIN]]][:ELECTED][:write-in]` (`@ORG` or `org:ORG` for an organization
    /// that itself stands).
    /// Call [`Entry::settle`] after the last key.
    ///
    /// # Errors
    /// Every fault of the texts, each with the flag before it.
    pub fn set_text(&mut self, key: &str, values: &[String], place: &Place) -> Result<(), Vec<Error>> {
        let mut faults = Faults::default();
        let Some(field) = self.shape.field_by_flag(key) else {
            faults.push(place, unknown_key(self.shape, key, false));
            return Err(faults.finish());
        };
        for value in values {
            check_text(value, place, &mut faults);
        }
        let given = match values {
            _ if faults.len() > 0 => None,
            [] => Some(Given::Unknown),
            [only] if only.trim().is_empty() => Some(Given::Unknown),
            [_, _, ..] if !field.ty.is_list() => {
                let name = field.key;
                faults
                    .push(place, Error::invalid(say!("{name} is given more than once", "{name}给出了多次")));
                None
            }
            _ => {
                node(field, values, place, &mut faults).and_then(|node| read_value(field, &node, &mut faults))
            }
        };
        if given == Some(Given::Unknown) && field.required {
            faults.push(place, cannot_unset(self.shape, field.key));
        }
        if let Some(given) = given.filter(|_| faults.len() == 0) {
            self.put(field.key, given, place.clone());
        }
        faults.or(())
    }
}

/// The value that would stand in a record file.
fn node(field: &Field, values: &[String], place: &Place, faults: &mut Faults) -> Option<Node> {
    let at = |value: Value| Node { value, place: place.clone() };
    let text = |text: &str| at(Value::Text(text.to_owned()));
    let row = |key: &str, value: Node| (key.to_owned(), place.clone(), value);
    let list =
        |item: &dyn Fn(&str) -> Node| Some(at(Value::List(values.iter().map(|value| item(value)).collect())));
    let first = values.first().map_or("", |value| value.trim());
    match field.ty {
        // Without a point it is the smallest unit, as in a record file.
        Type::Count | Type::Number | Type::Money => Some(match half_width(first).parse() {
            Ok(int) => at(Value::Int(int)),
            Err(_) => text(first),
        }),
        Type::Flag => Some(truth(first).map_or_else(|| text(first), |flag| at(Value::Bool(flag)))),
        Type::Lines | Type::Organizations | Type::Subjects | Type::Persons => list(&|value| text(value)),
        // No code word has such a mark in it.
        Type::Words(_) => {
            let words = values.iter().flat_map(|value| value.split([',', ';', '，', '；', '、']));
            Some(at(Value::List(words.map(|word| text(word.trim())).collect())))
        }
        Type::People => list(&|value| {
            let Some((name, title)) = value.split_once(['/', '／']) else { return text(value) };
            let parts = [("name", name), ("title", title)];
            let filled = parts.into_iter().filter(|(_, part)| !part.trim().is_empty());
            at(Value::Table(filled.map(|(key, part)| row(key, text(part))).collect()))
        }),
        Type::FormerNames => list(&|value| {
            let rows = match value.rsplit_once([':', '：']).filter(|(_, day)| Days::parse(day.trim()).is_ok())
            {
                Some((name, day)) => vec![row("name", text(name)), row("until", text(day))],
                None => vec![row("name", text(value))],
            };
            at(Value::Table(rows))
        }),
        // `[KIND:]TITLE[@DATE]`; an address is where it is found.
        Type::Sources => list(&|value| {
            let (kind, rest) = match value.split_once([':', '：']).filter(|(kind, _)| SOURCE_KINDS.find(kind).is_some()) {
                Some((kind, rest)) => (Some(kind), rest),
                None => (None, value),
            };
            let (what, date) = match rest.rsplit_once(['@', '＠']).filter(|(_, day)| Days::parse(day.trim()).is_ok()) {
                Some((what, date)) => (what, Some(date)),
                None => (rest, None),
            };
            let is_address = what.trim().starts_with("http://") || what.trim().starts_with("https://");
            let key = if is_address { "place" } else { "title" };
            let parts = [("kind", kind), (key, Some(what)), ("date", date)];
            let rows = parts.into_iter().filter_map(|(key, part)| Some((key, part.filter(|part| !part.trim().is_empty())?)));
            at(Value::Table(rows.map(|(key, part)| row(key, text(part))).collect()))
        }),
        Type::Candidates => {
            let items: Vec<Node> =
                values.iter().filter_map(|value| candidate(value, place, faults)).collect();
            Some(at(Value::List(items)))
        }
        Type::Ballots => {
            let mut rows: Vec<(String, Place, Node)> = Vec::new();
            for value in values {
                let Some((name, choice)) = value.rsplit_once(['=', '＝']) else {
                    let shown = quoted(value);
                    let message = say!("the ballot {shown} names no choice", "{shown}没有写明表决意见");
                    let hint = say!(
                        "write ORG=yes (no, abstain, invalid, absent, recused)",
                        "写法：单位=赞成（反对、弃权、无效、缺席、回避）"
                    );
                    faults.push(place, Error::invalid(message).hint(hint));
                    continue;
                };
                // An unknown word stays as it is and is answered by the reader, with its hint.
                let choice = CHOICES.find(choice).unwrap_or(choice.trim());
                match rows.iter_mut().find(|(key, ..)| key == choice) {
                    Some((.., Node { value: Value::List(items), .. })) => items.push(text(name)),
                    _ => rows.push(row(choice, at(Value::List(vec![text(name)])))),
                }
            }
            (faults.len() == 0).then(|| at(Value::Table(rows)))
        }
        _ => Some(text(first)),
    }
}

/// `NAME[@ORG][:YES[/NO[/ABSTAIN]]][:ELECTED]`, `org:ORG[…]`; after the name, counts, a yes or no, or an
/// office, in any order.
fn candidate(value: &str, place: &Place, faults: &mut Faults) -> Option<Node> {
    let at = |value: Value| Node { value, place: place.clone() };
    let row = |key: &str, value: Value| (key.to_owned(), place.clone(), at(value));
    let mut parts = value.split([':', '：']).peekable();
    let who = parts.next().unwrap_or("");
    let explicit = ["org", "单位"].iter().any(|word| who.trim().eq_ignore_ascii_case(word));
    let (person, organization) = match parts.next_if(|_| explicit) {
        Some(organization) => ("", organization),
        None => who.split_once(['@', '＠']).unwrap_or((who, "")),
    };
    let mut rows = Vec::new();
    for (key, name) in [("person", person), ("organization", organization)] {
        if !name.trim().is_empty() {
            rows.push(row(key, Value::Text(name.to_owned())));
        }
    }
    for part in parts.map(str::trim) {
        let found = if let Some(counts) = counts(part) {
            counts
        } else if ["write-in", "write in", "另选", "另选人"].iter().any(|word| part.eq_ignore_ascii_case(word)) {
            vec![("write_in", Value::Bool(true))]
        } else if let Some(elected) = truth(part) {
            vec![("elected", Value::Bool(elected))]
        } else if ROLES.find(part).is_some() {
            vec![("role", Value::Text(part.to_owned()))]
        } else {
            let (part, value) = (quoted(part), quoted(value));
            let message =
                say!("{part} in the candidate {value} is not understood", "候选人{value}中的{part}无法识别");
            let hint = say!(
                "write NAME@ORG:VOTES:elected, for example 张三@A园:9:true, or with all counts 张三:9/1/0",
                "写法：姓名@单位:票数:是否当选，例如 张三@A园:9:true；赞成、反对、弃权俱全时写 张三:9/1/0"
            );
            faults.push(place, Error::invalid(message).hint(hint));
            return None;
        };
        for (key, found) in found {
            if rows.iter().any(|(old, ..)| old == key) {
                let value = quoted(value);
                let message = say!("the candidate {value} says {key} twice", "候选人{value}中{key}重复");
                faults.push(place, Error::invalid(message));
                return None;
            }
            rows.push(row(key, found));
        }
    }
    Some(at(Value::Table(rows)))
}

/// `9`, `9/1` or `9/1/0`: yes, no, abstain; one that is left empty is unknown.
fn counts(text: &str) -> Option<Vec<(&'static str, Value)>> {
    let parts: Vec<&str> = text.split(['/', '／']).map(str::trim).collect();
    let keys = ["yes", "no", "abstain"];
    if parts.len() > keys.len() || parts.iter().all(|part| part.is_empty()) {
        return None;
    }
    let given = keys.into_iter().zip(parts).filter(|(_, part)| !part.is_empty());
    given.map(|(key, part)| Some((key, Value::Int(part.parse().ok()?)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::{MOTION, ORGANIZATION, SESSION, SHAPES, Shape, VISIT, toml};

    fn set(shape: &'static Shape, key: &str, values: &[&str]) -> Result<String, String> {
        let mut entry = Entry::new(shape, Place::flag("x"));
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        match entry.set_text(key, &values, &Place::flag(&format!("--{key}"))) {
            Ok(()) => Ok(toml(&[entry]).lines().nth(1).unwrap_or_default().to_owned()),
            Err(errors) => Err(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
        }
    }

    #[test]
    fn texts_of_the_command_line_are_read_by_the_type_of_their_field() {
        let cases: &[(&Shape, &str, &[&str], &str)] = &[
            (&ORGANIZATION, "name", &[" 甲园 "], "name = \"甲园\""),
            (&ORGANIZATION, "short-name", &["甲"], "short_name = \"甲\""),
            (&ORGANIZATION, "kind", &["研究院"], "kind = \"institute\""),
            (&ORGANIZATION, "alias", &["a", "b"], "aliases = [\"a\", \"b\"]"),
            (&ORGANIZATION, "city", &[""], "unset = [\"city\"]"),
            (&ORGANIZATION, "aliases", &[""], "unset = [\"aliases\"]"),
            (
                &ORGANIZATION,
                "former-name",
                &["旧:2019-12-31", "a:b"],
                "former_names = [{ name = \"旧\", until = 2019-12-31 }, { name = \"a:b\" }]",
            ),
            (&VISIT, "org", &["x"], "!--org: visit has no key"),
            (&VISIT, "headcount", &["18"], "headcount = 18"),
            (&VISIT, "headcount", &["x"], "!--headcount: headcount is to be a whole number"),
            (&VISIT, "headcount", &["-1"], "!--headcount: headcount cannot be negative"),
            (&VISIT, "headcount", &["1", "2"], "!--headcount: headcount is given more than once"),
            (&VISIT, "host", &[" "], "!--host: host of visit cannot be unknown"),
            (&VISIT, "others", &["是"], "others = true"),
            (&VISIT, "others", &["NO"], "others = false"),
            (&VISIT, "others", &["maybe"], "!--others: others is to be true or false"),
            (
                &VISIT,
                "received-by",
                &["李宇阳/总经理", "/园长", "荆勇"],
                "received_by = [{ name = \"李宇阳\", title = \"总经理\" }, { title = \"园长\" }, \"荆勇\"]",
            ),
            (&VISIT, "received_by", &["/"], "!--received_by: received_by names a person by neither"),
            (&VISIT, "site", &["a\u{1b}[2J"], "!--site: the character U+001B"),
            (&SESSION, "term", &["二"], "term = 2"),
            (&SESSION, "chair", &["A", "B"], "chair = [\"A\", \"B\"]"),
            (&MOTION, "effective", &["pending"], "effective = \"pending\""),
            (&MOTION, "on", &["2023-07-18..2023-07-19"], "on = \"2023-07-18..2023-07-19\""),
            (
                &MOTION,
                "ballot",
                &["甲=yes", "乙=弃权", "丙=yes"],
                "ballots = { yes = [\"甲\", \"丙\"], abstain = [\"乙\"] }",
            ),
            (&MOTION, "ballot", &["甲=yes", "甲=no"], "!--ballot: two ballots of one organization"),
            (&MOTION, "ballot", &["甲"], "!--ballot: the ballot \"甲\" names no choice"),
            (&MOTION, "ballot", &["甲=ye"], "!--ballot: ballots has no word \"ye\""),
            (
                &MOTION,
                "candidate",
                &["张三@甲:9:true", "李四:0", "@乙:president"],
                "candidates = [{ person = \"张三\", organization = \"甲\", yes = 9, elected = true }, { person = \"李四\", yes = 0 }, { organization = \"乙\", role = \"president\" }]",
            ),
            (
                &MOTION,
                "candidate",
                &["张三:9/1/0:elected", "org:乙:president:5//1", "单位：丙", "李四:/2", "org"],
                "candidates = [{ person = \"张三\", yes = 9, no = 1, abstain = 0, elected = true }, { organization = \"乙\", role = \"president\", yes = 5, abstain = 1 }, { organization = \"丙\" }, { person = \"李四\", no = 2 }, { person = \"org\" }]",
            ),
            (&MOTION, "candidate", &["张三:9/1/0/2"], "!--candidate: \"9/1/0/2\" in the candidate"),
            (&MOTION, "candidate", &["张三:9/x"], "!--candidate: \"9/x\" in the candidate"),
            (&MOTION, "candidate", &["张三:9:8"], "!--candidate: the candidate \"张三:9:8\" says yes twice"),
            (&MOTION, "candidate", &["张三:x"], "!--candidate: \"x\" in the candidate"),
            (&MOTION, "candidate", &[":9"], "!--candidate: a candidate is neither"),
        ];
        for (shape, key, values, wanted) in cases {
            let shape = SHAPES.iter().chain(SESSION.children).find(|s| s == &shape).unwrap();
            match (set(shape, key, values), wanted.strip_prefix('!')) {
                (Ok(line), None) => assert_eq!(&line, wanted, "{key} {values:?}"),
                (Err(fault), Some(wanted)) => assert!(fault.starts_with(wanted), "{key} {values:?}: {fault}"),
                (got, _) => panic!("{key} {values:?}: {got:?} is not {wanted}"),
            }
        }
    }

    #[test]
    fn an_unknown_key_stays_out_and_a_range_settles() {
        let mut entry = Entry::new(&SESSION, Place::flag("session add"));
        entry.set_text("start", &["2023-07-18..2023-07-19".into()], &Place::flag("--start")).unwrap();
        assert!(entry.settle().is_empty());
        assert_eq!(entry.day("end").known().map(|day| day.to_string()), Some("2023-07-19".into()));
        assert!(entry.set_text("sites", &["a".into()], &Place::flag("--site")).is_err());
        assert!(!entry.has("sites"));
    }
}
