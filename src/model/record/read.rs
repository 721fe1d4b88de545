//! A record file as a whole: tables to entries, and what must hold of each.

mod value;

use std::collections::HashSet;

use super::entry::{Entry, Given};
use super::faults::{Faults, nearest, quoted};
use super::figures::lacks;
use super::source::{Node, Value, parse};
use crate::error::Error;
use crate::error::Place;
use crate::noun::{SHAPES, Shape};
use crate::say;

pub(super) use self::value::read_value;
pub use self::value::{YEARS, value_of};

#[cfg(test)]
pub(crate) use self::tests::cases;

/// The entries of one record file.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// In the order of the file; the tables inside a session are its children.
    pub entries: Vec<Entry>,
}

/// Reads a record file (contract 4), TOML or JSON. `name` is what it is called in messages.
///
/// # Errors
/// Every fault of the file, in its order, each with file, line and column before the message. Where
/// the text itself is faulty (encoding, syntax), the faults of its entries are not yet known.
pub fn read(name: &str, bytes: &[u8]) -> Result<Record, Vec<Error>> {
    let root = parse(name, bytes)?;
    let mut faults = Faults::default();
    let mut entries = Vec::new();
    if let Value::Table(rows) = &root.value {
        for (key, place, node) in rows {
            match SHAPES.iter().find(|shape| shape.noun == key) {
                Some(shape) => read_tables(shape, node, &mut entries, &mut faults),
                None => faults.push_with(place, || unknown_noun(key)),
            }
        }
    } else {
        let error = Error::invalid(say!("a record file in JSON is an object", "JSON 记录文件应为对象"));
        faults.push(
            &root.place,
            error.hint(say!("{{\"session\": [{{…}}]}}", "{{\"session\": [{{…}}]}}")),
        );
    }
    entries.sort_by_key(|entry| (entry.place.line, entry.place.column));
    for entry in &entries {
        entry.contradictions(&mut faults);
    }
    faults.or(Record { entries })
}

/// The entries of one noun.
fn read_tables(shape: &'static Shape, node: &Node, into: &mut Vec<Entry>, faults: &mut Faults) {
    match (&node.value, shape.once) {
        (Value::Table(rows), true) => into.push(read_entry(shape, &node.place, rows, faults)),
        (Value::List(items), false) => {
            for item in items {
                match &item.value {
                    Value::Table(rows) => into.push(read_entry(shape, &item.place, rows, faults)),
                    _ => faults.push(&item.place, brackets(shape)),
                }
            }
        }
        (Value::Table(rows), false)
            if !rows.is_empty() && rows.iter().all(|(key, ..)| shape.child(key).is_some()) =>
        {
            let inner = rows.iter().find_map(|(key, ..)| shape.child(key)).map_or("", |child| child.table);
            let place = rows.first().map_or(&node.place, |(_, place, _)| place);
            let table = shape.table;
            faults.push(
                place,
                Error::invalid(say!(
                    "[[{inner}]] stands before any [[{table}]]",
                    "[[{inner}]]之前没有[[{table}]]"
                ))
                .hint(say!(
                    "put it below the [[{table}]] to which it belongs",
                    "请放在所属的[[{table}]]之后"
                )),
            );
        }
        _ => faults.push(&node.place, brackets(shape)),
    }
}

/// Which brackets a noun wants.
fn brackets(shape: &Shape) -> Error {
    let table = shape.table;
    Error::invalid(if shape.once {
        say!(
            "write [{table}] in single brackets, once (in JSON: one object)",
            "请写作单方括号 [{table}]，只写一次（JSON中为一个对象）"
        )
    } else {
        say!(
            "write [[{table}]] in double brackets, for each entry (in JSON: a list of objects)",
            "请写作双方括号 [[{table}]]，每个条目一个（JSON中为对象列表）"
        )
    })
}

/// One entry with the tables inside it.
fn read_entry(
    shape: &'static Shape,
    place: &Place,
    rows: &[(String, Place, Node)],
    faults: &mut Faults,
) -> Entry {
    let mut entry = read_fields(shape, place, rows, faults);
    for (key, _, node) in rows {
        if let Some(child) = shape.child(key) {
            read_tables(child, node, &mut entry.children, faults);
        }
    }
    entry.children.sort_by_key(|child| (child.place.line, child.place.column));
    entry
}

/// The keys of one table, `unset` among them.
pub(super) fn read_fields(
    shape: &'static Shape,
    place: &Place,
    rows: &[(String, Place, Node)],
    faults: &mut Faults,
) -> Entry {
    let mut entry = Entry::new(shape, place.clone());
    let mut faulty: HashSet<&str> = HashSet::new();
    let is_entry = !shape.matched.is_empty() || shape.once;
    for (key, key_place, node) in rows {
        match shape.keys().find(|field| field.key == key) {
            Some(field) if node.value == Value::Null => {
                entry.put(field.key, Given::Unknown, node.place.clone());
            }
            Some(field) => match read_value(field, node, faults) {
                Some(given) => {
                    entry.put(field.key, given, node.place.clone());
                }
                None => {
                    faulty.insert(field.key);
                }
            },
            None if key == "unset" && is_entry || shape.child(key).is_some() => {}
            None => faults.push_with(key_place, || unknown_key(shape, key, is_entry)),
        }
    }
    if let Some((.., node)) = rows.iter().find(|(key, ..)| key == "unset").filter(|_| is_entry) {
        unset(&mut entry, node, &faulty, faults);
    }
    for field in shape.keys().filter(|field| field.required && !faulty.contains(field.key)) {
        let key = field.key;
        match entry.get(key) {
            Some(Given::Unknown) => faults.push(entry.place_of(key), cannot_unset(shape, key)),
            Some(_) => {}
            None => faults.push(place, lacks(shape, field)),
        }
    }
    if let Err((place, error)) = entry.settle_range() {
        faults.push(&place, error);
    }
    entry
}

/// `unset = ["key", …]`.
fn unset(entry: &mut Entry, node: &Node, faulty: &HashSet<&str>, faults: &mut Faults) {
    let shape = entry.shape;
    let example = || say!("for example unset = [\"note\"]", "例如 unset = [\"note\"]");
    let Value::List(items) = &node.value else {
        let message = say!("unset is a list of keys", "unset应为键名列表");
        faults.push(&node.place, Error::invalid(message).hint(example()));
        return;
    };
    for item in items {
        let Value::Text(key) = &item.value else {
            let message = say!("unset lists keys in quotes", "unset中应列出加引号的键名");
            faults.push(&item.place, Error::invalid(message).hint(example()));
            continue;
        };
        let Some(field) = shape.keys().find(|field| field.key == key.trim()) else {
            faults.push_with(&item.place, || unknown_key(shape, key, true));
            continue;
        };
        let key = field.key;
        if field.required {
            faults.push(&item.place, cannot_unset(shape, key));
        } else if faulty.contains(key) || matches!(entry.get(key), Some(given) if *given != Given::Unknown) {
            faults.push(
                &item.place,
                Error::invalid(say!("{key} is both given and in unset", "{key}既有值又列在unset中"))
                    .hint(say!("delete one of the two", "请删去其中一处")),
            );
        } else {
            entry.put(key, Given::Unknown, item.place.clone());
        }
    }
}

/// A required key cannot become unknown.
pub(super) fn cannot_unset(shape: &Shape, key: &str) -> Error {
    let (table, noun) = (shape.table, shape.zh);
    let label = shape.field(key).map_or(key, |field| field.called());
    Error::invalid(say!("{key} of {table} cannot be unknown", "{noun}（{table}）的“{label}”（{key}）是必填项，不能改为未知"))
}

/// A key that a noun does not have.
pub(super) fn unknown_key(shape: &Shape, key: &str, with_unset: bool) -> Error {
    let mut all: Vec<&str> = shape.keys().map(|field| field.key).collect();
    all.extend(shape.children.iter().map(|child| child.noun));
    if with_unset {
        all.push("unset");
    }
    let (table, noun, name) = (shape.table, shape.zh, quoted(key));
    let error = Error::invalid(say!("{table} has no key {name}", "{noun}（{table}）没有{name}这个键"));
    nearest_or_all(error, key, all)
}

/// A table that record files do not have.
fn unknown_noun(key: &str) -> Error {
    let name = quoted(key);
    let all = SHAPES.iter().map(|shape| shape.noun).collect();
    let error = Error::invalid(say!(
        "a record file has no table or key {name} here",
        "记录文件此处没有{name}这个表或键"
    ));
    nearest_or_all(error, key, all)
}

/// The nearest right word as the hint; where none is near, all of them.
fn nearest_or_all(error: Error, wrong: &str, all: Vec<&str>) -> Error {
    let list = all.join(", ");
    match nearest(wrong, all) {
        Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}？")),
        None => error.hint(say!("the keys are {list}", "可用的键：{list}")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::entry::Said;
    use super::*;
    use crate::error::Kind;

    fn faults(text: &str) -> Vec<Error> {
        read("f", text.as_bytes()).err().unwrap_or_default()
    }

    /// A text, then for each fault: how its message begins, and a part of one of its hints.
    pub(crate) type Case = (&'static str, &'static [(&'static str, &'static str)]);

    /// Texts with faults.
    pub(crate) fn cases() -> &'static [Case] {
        &[
            ("", &[]),
            (
                "[[organisation]]\nname = \"A\"",
                &[("f:1:3: a record file has no table", "did you mean organization")],
            ),
            ("zzzzzz = 1", &[("f:1:1: a record file has no table or key \"zzzzzz\"", "alliance, body")]),
            (
                "[[organization]]\nname = \"A\"\nshortname = \"a\"",
                &[("f:3:1: organization has no key", "short_name")],
            ),
            (
                "[[organization]]\nname = \"A\"\nqqqqqqqqq = \"a\"",
                &[("f:3:1: organization has no key", "credit_code")],
            ),
            ("[organization]\nname = \"A\"", &[("f:1:1: write [[organization]]", "")]),
            ("[[alliance]]\nname = \"A\"", &[("f:1:1: write [alliance]", "")]),
            (
                "[[session.motion]]\ntitle = \"t\"",
                &[("f:1:11: [[session.motion]] stands before any [[session]]", "below")],
            ),
            (
                "[[session]]\nstart = 2023-07-18\n[session.motion]\ntitle = \"t\"",
                &[("f:3:1: write [[session.motion]]", "")],
            ),
            ("[[session]]\nterm = 2", &[("f:1:1: session lacks start", "")]),
            ("[[organization]]\nname = \" \"", &[("f:2:8: name is empty", "unset")]),
            ("[[organization]]\nname = \"a\\nb\"", &[("f:2:8: name is one line", "")]),
            (
                "[[organization]]\nname = \"A\"\nphone = 1\nkind = \"parc\"",
                &[
                    ("f:3:1: organization has no key \"phone\"", ""),
                    ("f:4:8: kind has no word \"parc\"", "did you mean park"),
                ],
            ),
            (
                "[[organization]]\nname = 3",
                &[("f:2:8: name is to be one line of text, not the number 3", "for example name")],
            ),
            (
                "[[visit]]\nhost = \"A\"\nheadcount = \"18\"",
                &[("f:3:13: headcount is to be a whole number", "headcount = 18")],
            ),
            ("[[visit]]\nhost = \"A\"\nheadcount = -1", &[("f:3:13: headcount cannot be negative: -1", "")]),
            (
                "[[visit]]\nhost = \"A\"\nheadcount = 1.5",
                &[("f:3:13: headcount is to be a whole number", "")],
            ),
            ("[[visit]]\nhost = \"A\"\nheadcount = 9000000000", &[("f:3:13: headcount is too large", "")]),
            (
                "[[visit]]\nhost = \"A\"\nothers = \"maybe\"",
                &[("f:3:10: others is to be true or false", "others = true")],
            ),
            ("[[visit]]\nhost = \"A\"\nsites = \"a\"", &[("f:3:9: sites is to be a list", "sites = [")]),
            (
                "[[visit]]\nhost = \"A\"\nsites = [\"a\", \" a \", \"\", 3]",
                &[
                    ("f:3:15: sites lists \"a\" twice", ""),
                    ("f:3:22: sites is empty", ""),
                    ("f:3:26: sites cannot list the number 3", ""),
                ],
            ),
            (
                "[[visit]]\nhost = \"A\"\nstart = 2023-07-19\nend = 2023-07-18",
                &[("f:4:7: end 2023-07-18 lies before start 2023-07-19", "")],
            ),
            (
                "[[visit]]\nhost = \"A\"\nstart = \"2023-07-18..2023-07-19\"\nend = 2023-07-20",
                &[("f:4:7: start is a range up to 2023-07-19", "")],
            ),
            ("[[visit]]\nhost = \"A\"\nstart = 18", &[("f:3:9: start is to be a day", "2023-07-18")]),
            (
                "[[membership]]\norganization = \"A\"\nclass = \"council\"\nuntil = \"2023-07-18..2023-07-19\"",
                &[("f:4:9: until is one day", "last day")],
            ),
            ("[[term]]\nnumber = 0", &[("f:2:10: number counts from 1", "")]),
            ("[[body]]\ncode = \"a/b\"", &[("f:2:8: code \"a/b\" has the character \"/\"", "letters")]),
            (
                "[[visit]]\nhost = \"A\"\nnote = 1\nunset = [\"city\", \"host\", \"sites\"]\nsites = [\"a\"]",
                &[
                    ("f:3:1: visit has no key \"note\"", ""),
                    ("f:4:10: visit has no key \"city\"", ""),
                    ("f:4:18: host of visit cannot be unknown", ""),
                    ("f:4:26: sites is both given and in unset", ""),
                ],
            ),
            ("[[visit]]\nhost = \"A\"\nunset = \"sites\"", &[("f:3:9: unset is a list", "unset = [")]),
            (r#"{"visit": [{"host": null}]}"#, &[("f:1:21: host of visit cannot be unknown", "")]),
            (r#"{"visit": {"host": "A"}}"#, &[("f:1:11: write [[visit]]", "")]),
            (
                "[[visit]]\nhost = \"A\"\nreceived_by = [{nam = \"a\"}, {}, \"b\", \"b\"]",
                &[
                    ("f:3:17: people has no key \"nam\"", "name"),
                    ("f:3:29: received_by names a person by neither", ""),
                    ("f:3:38: received_by lists \"b\" twice", ""),
                ],
            ),
            (
                "[[organization]]\nname = \"A\"\nformer_names = [{until = 2019-01-01}, \"x\"]",
                &[
                    ("f:3:17: former_names lacks name", ""),
                    ("f:3:39: former_names cannot list the text \"x\"", ""),
                ],
            ),
            (
                "[[rule]]\nbody = \"council\"\nmatter = \"adm\"\nmajority = 0.5",
                &[
                    ("f:3:10: matter has no word", "admission, expulsion"),
                    ("f:4:12: majority is to be a fraction", "2/3"),
                ],
            ),
            (
                "[[session]]\nstart = 2023-07-18\n[[session.action]]\ntitle = \"a\"\nsession = \"2-3\"",
                &[("f:5:1: session.action has no key \"session\"", "")],
            ),
            (
                "[[session]]\nstart = 2023-07-18\n[[session.attendance]]\nothers = true",
                &[("f:3:1: attendance names neither", "")],
            ),
            (
                "[[session]]\nstart = 2023-07-18\n[[session.motion]]\ntitle = \"a\"\nballots = {yes = [\"A\"], ay = [\"B\"], no = [\"A\"], absent = 1}",
                &[
                    ("f:5:25: ballots has no word \"ay\"", "yes, no"),
                    ("f:5:43: two ballots of one organization: \"A\"", "one vote"),
                    ("f:5:58: the ballots \"absent\"", ""),
                ],
            ),
            (
                "[[session]]\nstart = 2023-07-18\n[[session.motion]]\ntitle = \"a\"\ncandidates = [{yes = 3}]",
                &[("f:5:15: a candidate is neither", "")],
            ),
        ]
    }

    #[test]
    fn every_fault_is_placed_and_says_its_mend() {
        for (text, wanted) in cases() {
            let got = faults(text);
            assert_eq!(got.len(), wanted.len(), "{text}: {got:#?}");
            for (got, (message, hint)) in got.iter().zip(*wanted) {
                assert!(got.to_string().starts_with(message), "{text}: {got} is not {message}");
                let hints: Vec<&str> = got.details().hints.iter().map(|hint| hint.en.as_str()).collect();
                assert!(hints.join("\n").contains(hint), "{text}: {hints:?} lack {hint}");
            }
        }
    }

    #[test]
    fn what_is_impossible_is_of_that_kind() {
        let text = "[[session]]\nstart = 2023-07-18\n[[session.motion]]\ntitle = \"a\"\nyes = -1\nballots = {yes = [\"A\", \"A\"]}";
        assert!(faults(text).iter().all(|fault| fault.kind() == Kind::Impossible));
    }

    #[test]
    fn a_record_is_read_in_the_order_of_the_file() {
        let text = r#"
[[organization]]
name = " 上海理工大学国家大学科技园 "
kind = "科技园"
former_names = [{ name = "旧名", until = 2019-12-31 }]
[[session]]
term = "二"
number = 3
start = "2023-07-18..2023-07-19"
chair = "钱佩忠"
purpose = """
一
二
"""
unset = ["headcount"]
[[session.attendance]]
organization = "甲"
people = ["A", { name = "B", title = "总经理" }, { title = "负责人" }]
[[session.motion]]
title = "增补理事"
effective = "pending"
unanimous = true
[[session.attendance]]
organization = "乙"
[alliance]
name = "联盟"
[[organization]]
name = "丙"
[[rule]]
body = "council"
matter = "*"
quorum = "none"
majority = "2/3"
"#;
        let record = read("f", text.as_bytes()).unwrap();
        let nouns: Vec<&str> = record.entries.iter().map(|entry| entry.shape.noun).collect();
        assert_eq!(nouns, ["organization", "session", "alliance", "organization", "rule"]);
        let [park, session, _, other, rule] = record.entries.as_slice() else { panic!("{nouns:?}") };
        assert_eq!(park.text("name"), Said::Is("上海理工大学国家大学科技园"));
        assert_eq!(park.word("kind"), Said::Is("park"));
        assert_eq!(park.text("city"), Said::Left);
        assert_eq!(park.former_names("former_names").known().map(<[_]>::len), Some(1));
        assert_eq!(other.place.line, 27);
        assert_eq!(session.int("term"), Said::Is(2));
        let days = (session.day("start"), session.day("end"));
        let days = (days.0.known().map(|day| day.to_string()), days.1.known().map(|day| day.to_string()));
        assert_eq!(days, (Some("2023-07-18".into()), Some("2023-07-19".into())));
        assert_eq!(session.text("purpose"), Said::Is("一\n二"));
        assert_eq!(session.int("headcount"), Said::Unknown);
        assert_eq!(session.texts("chair").known().map(|chair| chair[0].0.as_str()), Some("钱佩忠"));
        let inner: Vec<&str> = session.children.iter().map(|child| child.shape.noun).collect();
        assert_eq!(inner, ["attendance", "motion", "attendance"]);
        let people = session.children[0].people("people").known().unwrap();
        let people: Vec<_> = people.iter().map(|who| (who.name.as_deref(), who.title.as_deref())).collect();
        assert_eq!(people, [(Some("A"), None), (Some("B"), Some("总经理")), (None, Some("负责人"))]);
        assert_eq!(session.children[1].get("effective"), Some(&Given::Pending));
        assert_eq!(session.children[1].flag("unanimous"), Said::Is(true));
        assert_eq!(session.children[1].int("yes"), Said::Left);
        assert_eq!(rule.get("quorum"), Some(&Given::NoFraction));
        assert_eq!(rule.word("matter"), Said::Is("*"));
    }

    #[test]
    fn a_file_of_faults_is_answered_with_as_many_as_are_of_use() {
        let long = format!("{} = 1\n", "k".repeat(500_000));
        let many: String = (0..20_000).map(|n| format!("k{n} = 1\n")).collect();
        let errors = faults(&format!("{long}{many}"));
        assert_eq!(errors.len(), 10_001);
        assert_eq!(errors.last().map(ToString::to_string).as_deref(), Some("and 10001 faults more"));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "(\\[\\[(session|visit|rule)\\]\\]\n|(start|title|host|unset|ballots|yes) = ([0-9]{1,4}|\"a\"|\\[\"a\", 1\\]|\\{yes = \\[\"a\"\\]\\}|2023-07-18)\n){0,12}") {
            let _ = read("f", text.as_bytes());
        }
    }
}
