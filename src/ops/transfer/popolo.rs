//! Popolo, the format in which parliaments are exchanged: organizations, persons, memberships, motions and
//! vote events, areas. What Popolo has no property for travels in `extras.alliance` of its object, so that a
//! registry comes back from its own export; what does not map is listed, never dropped in silence.

mod document;
mod events;
mod item;
mod made;
mod organizations;
mod persons;
mod tree;
mod votes;
mod write;

use self::{
    document::Document, events::Events, item::Reader, organizations::Organizations, persons::Persons,
    tree::Tree,
};
use crate::{
    error::{Error, Message, Result},
    model::sheet::{List, json_values},
    say,
};

pub use self::{document::is_popolo, write::write};

/// A document of more values is not taken into memory.
const VALUES: u64 = 4_000_000;

/// The document as lists, and what of it no list holds. `known` says whether an organization of the registry
/// has a code, so that a document may name those that an earlier one brought.
///
/// # Errors
/// What is no JSON, with line and column; every value of a wrong type, every id that stands twice and
/// every figure that cannot be, with its path in the document.
pub fn lists(file: &str, text: &str, known: &dyn Fn(&str) -> bool) -> Result<(Vec<List>, Vec<Message>)> {
    if json_values(text) > VALUES {
        let most = VALUES / 1_000_000;
        return Err(Error::invalid(say!(
            "{file} has more than {most} million values",
            "{file} 中的值超过{most}百万个"
        ))
        .hint(say!("split it", "请拆分文件")));
    }
    let whole = Tree::read(text).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        Error::invalid(say!(
            "{file}:{line}:{column}: this is no JSON",
            "{file}:{line}:{column}：不是合规的 JSON"
        ))
        .because(&e)
    })?;
    let reader = Reader::new(file);
    let mut made = Vec::new();
    {
        let mut document = Document::read(&reader, &whole);
        let organizations = Organizations::take(&reader, &mut document, known, &mut made);
        let persons = Persons::take(&reader, &mut document, &organizations, &mut made);
        let events = Events::take(&reader, &mut document);
        persons::memberships(&reader, &mut document, &organizations, &persons, &events.periods, &mut made);
        votes::take(&reader, &mut document, &organizations, &persons, events, &mut made, known);
    }
    let warnings = reader.settle()?;
    Ok((made.into_iter().filter_map(|made| made.list(file)).collect(), warnings))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A document with everything that is read.
    const WHOLE: &str = r#"{"organizations": [{"id": "o/1", "name": "甲", "other_names": [{"name": "乙", "end_date": "2013-05"}],
        "links": [{"url": "x"}], "identifiers": [{"scheme": "uscc", "identifier": "1"}], "area": {"id": "a", "name": "沪"},
        "extras": {"alliance": {"university": "某", "also": "organization", "alliance": {"name": "甲", "functions": ["一", "二"]}}},
        "children": [{"id": "c", "name": "丙", "posts": [{"id": "x", "label": "长", "memberships": [{"person_id": "p"}]}]}]}],
        "persons": [{"id": "p", "name": "王", "contact_details": [{"type": "voice", "value": "1"}], "memberships": [
        {"organization_id": "o/1", "role": "r", "start_date": "2013-05-06T10:00:00Z", "legislative_period_id": "t"}]}],
        "memberships": [{"member_id": "c", "organization_id": "o/1", "role": "council", "end_date": "2013"}],
        "events": [{"id": "t", "classification": "legislative period", "start_date": "2010-01-01"},
        {"id": "s", "classification": "session", "start_date": "2020-01-01", "extras": {"alliance": {"session": "2-3", "term": 2, "number": 3}}}],
        "motions": [{"id": "m", "text": "案", "date": "2020-01-01", "extras": {"alliance": {"number": 1, "code": null, "candidates": [{"person": "王"}]}},
        "vote_events": [{"id": "v", "legislative_session_id": "s", "result": "pass", "counts": [{"option": "yes", "value": 3, "group_id": "g"}],
        "votes": [{"voter_id": "c", "option": "yes"}, {"voter": {"id": "p"}, "option": "no"}]}]}], "extras": {"alliance": {"left_out": {"visits": 1}}}}"#;

    /// The lists by name, each with its number of rows.
    fn read(text: &str) -> Result<Vec<(String, usize)>> {
        let (found, _) = lists("x.json", text, &|_| false)?;
        Ok(found.iter().map(|list| (list.name.clone(), list.about() as usize)).collect())
    }

    #[test]
    fn every_object_makes_its_row() {
        assert!(is_popolo(WHOLE));
        let told = read(WHOLE).unwrap();
        let rows = |name: &str| told.iter().filter(|(list, _)| list == name).map(|(_, n)| n).sum::<usize>();
        let names =
            ["alliance", "organizations", "names", "persons", "posts", "memberships", "sessions", "motions"];
        assert_eq!(names.map(rows), [1, 2, 1, 1, 2, 1, 1, 1]);
        assert_eq!((rows("ballots"), rows("candidates")), (1, 1));
    }

    #[test]
    fn our_own_lists_as_json_are_no_popolo() {
        for (text, popolo) in [
            (
                r#"{"organizations": [{"code": "a", "name": "A"}], "posts": [{"person": "B", "role": "other"}]}"#,
                false,
            ),
            (r#"{"persons": [{"name": "A", "organization": "B", "email": "c"}]}"#, false),
            (r#"{"organizations": [{"name": "A"}, {"id": "b", "name": "B"}]}"#, true),
            (r#"{"memberships": [{"role": "chair", "person": {"name": "A"}}]}"#, true),
            (r#"[{"id": "a", "name": "A"}]"#, false),
            (r#"[{"id": "a", "name": "A", "gender": "male"}]"#, true),
            (r#"{"@type": "Organization", "id": "a", "name": "A"}"#, true),
            ("[1, 2]", false),
            ("3", false),
            ("{", false),
        ] {
            assert_eq!(is_popolo(text), popolo, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_document_makes_the_reader_panic(
            cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..6)
        ) {
            let mut bytes = WHOLE.as_bytes().to_vec();
            for (at, byte, what) in cuts {
                let at = at.index(bytes.len());
                match what {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    2 => { bytes.remove(at); }
                    _ => { bytes.drain(at..(at + usize::from(byte)).min(bytes.len() - 1).max(at)); }
                }
            }
            let text = String::from_utf8_lossy(&bytes);
            is_popolo(&text);
            let _ = read(&text);
        }

        #[test]
        fn no_value_in_the_place_of_another_makes_the_reader_panic(
            from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()
        ) {
            // One value of the document takes the place of another one.
            let whole: serde_json::Value = serde_json::from_str(WHOLE).unwrap();
            fn paths(value: &serde_json::Value, at: String, all: &mut Vec<String>) {
                all.push(at.clone());
                match value {
                    serde_json::Value::Array(items) => {
                        items.iter().enumerate().for_each(|(n, item)| paths(item, format!("{at}/{n}"), all));
                    }
                    serde_json::Value::Object(fields) => {
                        fields.iter().for_each(|(key, item)| paths(item, format!("{at}/{key}"), all));
                    }
                    _ => {}
                }
            }
            let mut all = Vec::new();
            paths(&whole, String::new(), &mut all);
            let mut changed = whole.clone();
            let moved = whole.pointer(&all[from.index(all.len())]).cloned().unwrap();
            *changed.pointer_mut(&all[to.index(all.len())]).unwrap() = moved;
            let text = changed.to_string();
            is_popolo(&text);
            let _ = read(&text);
        }
    }
}
