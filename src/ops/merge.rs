//! What became of a record while its text was open in an editor, or since its workbook was entered, merged field by
//! field: what one side alone changed is taken, what both changed is for people to decide.

pub mod said;

use std::collections::HashSet;

use crate::{
    error::{Message, Place},
    model::{
        record::{Candidate, Entry, Given, Who, read, toml, value_text},
        words::{CHOICES, Choice, CodeWord as _},
    },
    noun::{BALLOT, CANDIDATE, Field, SESSION, WHO},
    say,
};

/// A text merged with what was recorded meanwhile.
#[derive(Debug, Default)]
pub struct Merge {
    /// The entries as they would be; where both sides changed a thing, as the text has it.
    pub entries: Vec<Entry>,
    /// What both sides changed, with the three values.
    pub clashes: Vec<Message>,
    /// Those of them that are about entries as wholes: one side took one out, the other changed it.
    pub rows: Vec<Message>,
    /// What was changed meanwhile, and not by the text.
    pub theirs: Vec<Message>,
}

/// Entries as they are read from a text: what is compared with what was typed.
pub fn as_typed(entries: &[Entry]) -> Vec<Entry> {
    read("record", toml(entries).as_bytes()).map_or_else(|_| entries.to_vec(), |record| record.entries)
}

/// The text with what it leaves out as it was in `base`: a file that does not say a thing leaves it alone. With `gone`
/// what no longer stands in a session is taken out of it.
pub fn left_alone(base: &[Entry], edited: &[Entry], gone: bool) -> Vec<Entry> {
    let mut all = edited.to_vec();
    for mine in &mut all {
        let Some(old) = base.iter().find(|old| is_same(old, mine)) else { continue };
        for (key, _, given) in old.iter().filter(|(key, ..)| !mine.has(key)).collect::<Vec<_>>() {
            let place = mine.place.clone();
            mine.put(key, given.clone(), place);
        }
        let mut children = left_alone(&old.children, &mine.children, gone);
        if gone {
            children.truncate(mine.children.len());
        }
        mine.children = children;
    }
    let missing = base.iter().filter(|old| !edited.iter().any(|mine| is_same(old, mine)));
    all.extend(missing.cloned().map(Entry::brought_up));
    all
}

impl Merge {
    /// Merges the entries `edited` of a text that was made from `base` with those that are recorded now.
    pub fn new(base: &[Entry], now: &[Entry], edited: &[Entry]) -> Merge {
        let mut merge = Merge::default();
        merge.entries = merge.lists(base, now, edited, None);
        merge
    }

    fn lists(&mut self, base: &[Entry], now: &[Entry], edited: &[Entry], of: Option<&Message>) -> Vec<Entry> {
        let mut merged = Vec::with_capacity(edited.len());
        let (mut old, mut met) = (Unmet::new(base), Unmet::new(now));
        for mine in edited {
            let Message { en, zh } = &called(mine, of);
            match (old.next(mine), met.next(mine)) {
                (before, Some(theirs)) => merged.push(self.one(before, theirs, mine, &say!("{en}", "{zh}"))),
                (None, None) => merged.push(mine.clone()),
                (Some(before), None) if is_equal(before, mine) => {
                    self.theirs.push(say!("{en} was taken out", "{zh}已被删除"));
                }
                (Some(_), None) => {
                    self.row(say!(
                        "{en} was taken out meanwhile, and the text changes it",
                        "{zh}其间已被删除，而此处对其有改动"
                    ));
                    merged.push(mine.clone());
                }
            }
        }
        for theirs in met.rest() {
            let Message { en, zh } = &called(theirs, of);
            match old.next(theirs) {
                None => {
                    self.theirs.push(say!("{en} was added", "{zh}为新增"));
                    merged.push(theirs.clone());
                }
                // Struck from the text, and nobody else touched it.
                Some(before) if is_equal(before, theirs) => {}
                Some(_) => {
                    self.row(say!(
                        "{en} was changed meanwhile, and the text takes it out",
                        "{zh}其间已有改动，而此处将其删除"
                    ));
                    merged.push(theirs.clone());
                }
            }
        }
        merged
    }

    fn row(&mut self, clash: Message) {
        self.rows.push(clash.clone());
        self.clashes.push(clash);
    }

    fn one(&mut self, before: Option<&Entry>, theirs: &Entry, mine: &Entry, called: &Message) -> Entry {
        let mut merged = mine.clone();
        for field in mine.shape.fields {
            let key = field.key;
            let (old, other, own) = (before.and_then(|b| known(b, key)), known(theirs, key), known(mine, key));
            // The text leaves it alone, or agrees.
            let left = own == old;
            if own == other || (!left && other == old) {
                continue;
            }
            let items = self.items((&old, &other, &own), called, &mine.place);
            let given = match items {
                Some(given) if !left => given,
                Some(_) => other,
                None => {
                    let Message { en, zh } = &valued(called, mine, field);
                    let [was, is, typed] = [&old, &other, &own].map(|given| shown(field, given));
                    if left {
                        let ((was_en, was_zh), (is_en, is_zh)) = (was, is);
                        self.theirs
                            .push(say!("{en}: {was_en} → {is_en}", "{zh}：{was_zh} → {is_zh}"));
                        other
                    } else {
                        let [(was_en, was_zh), (is_en, is_zh), (typed_en, typed_zh)] = [was, is, typed];
                        self.clashes.push(say!(
                            "{en}: it was {was_en}, is {is_en} by now, and the text says {typed_en}",
                            "{zh}：原为{was_zh}，其间改为{is_zh}，此处写作{typed_zh}"
                        ));
                        own
                    }
                }
            };
            match given {
                Some(given) => {
                    merged.put(key, given, mine.place.clone());
                }
                None => merged.leave_out(key),
            }
        }
        let children = before.map_or(&[][..], |before| &before.children);
        merged.children = self.lists(children, &theirs.children, &mine.children, Some(called));
        merged
    }

    /// Merges delegates, candidates or ballots one by one; `None` where a field holds none, or somebody twice.
    fn items(
        &mut self,
        (old, other, own): (&Option<Given>, &Option<Given>, &Option<Given>),
        called: &Message,
        place: &Place,
    ) -> Option<Option<Given>> {
        let like = other.as_ref().or(own.as_ref())?;
        let parts = [old, other, own].map(|given| match given {
            Some(given) => parts_of(given, place),
            None => Some(Vec::new()),
        });
        let [Some(old), Some(other), Some(own)] = parts else { return None };
        is_list(like).then(|| whole(like, &self.lists(&old, &other, &own, Some(called))))
    }
}

/// Entries that are met one after the other: of several that are told apart by nothing, the first comes first.
struct Unmet<'e> {
    entries: &'e [Entry],
    met: HashSet<usize>,
}

impl<'e> Unmet<'e> {
    fn new(entries: &'e [Entry]) -> Unmet<'e> {
        Unmet { entries, met: HashSet::new() }
    }

    /// The next one that is about the same thing.
    fn next(&mut self, as_this: &Entry) -> Option<&'e Entry> {
        let is_it = |(at, one): &(usize, &Entry)| !self.met.contains(at) && is_same(one, as_this);
        let (at, found) = self.entries.iter().enumerate().find(is_it)?;
        self.met.insert(at);
        Some(found)
    }

    /// Those that were not met.
    fn rest(&self) -> impl Iterator<Item = &'e Entry> {
        self.entries.iter().enumerate().filter(|(at, _)| !self.met.contains(at)).map(|(_, one)| one)
    }
}

fn is_list(given: &Given) -> bool {
    matches!(given, Given::People(_) | Given::Candidates(_) | Given::Ballots(_))
}

/// The items of a list as entries, to be merged as entries are; `None` of any other value, and where two items are told
/// apart by nothing.
fn parts_of(given: &Given, place: &Place) -> Option<Vec<Entry>> {
    let text = |text: &Option<String>| text.clone().map(Given::Text);
    let said: Vec<Vec<(&str, Option<Given>)>> = match given {
        Given::People(people) => {
            people.iter().map(|who| vec![("name", text(&who.name)), ("title", text(&who.title))]).collect()
        }
        Given::Candidates(all) => {
            all.iter().map(|one| one.said().map(|(key, given)| (key, Some(given))).collect()).collect()
        }
        Given::Ballots(all) => all
            .iter()
            .map(|(choice, name, _)| {
                vec![("organization", Some(Given::Text(name.clone()))), ("choice", Some(Given::Word(choice.code())))]
            })
            .collect(),
        _ => return None,
    };
    let shape = match given {
        Given::People(_) => &WHO,
        Given::Candidates(_) => &CANDIDATE,
        _ => &BALLOT,
    };
    let mut parts: Vec<Entry> = Vec::with_capacity(said.len());
    let mut seen = HashSet::new();
    for said in said {
        let mut part = Entry::new(shape, place.clone());
        for (key, given) in said {
            if let Some(given) = given {
                part.put(key, given, place.clone());
            }
        }
        if !seen.insert(apart(&part)) {
            return None;
        }
        parts.push(part);
    }
    Some(parts)
}

/// The list that merged items make; `None` of none.
fn whole(like: &Given, parts: &[Entry]) -> Option<Given> {
    let given = match like {
        Given::People(_) => Given::People(parts.iter().filter_map(Who::of).collect()),
        Given::Candidates(_) => Given::Candidates(parts.iter().filter_map(Candidate::of).collect()),
        _ => {
            let ballot = |part: &Entry| {
                let choice = part.word("choice").known().and_then(|word| CHOICES.find(word)).and_then(Choice::parse)?;
                Some((choice, part.text("organization").known()?.to_owned(), part.place.clone()))
            };
            Given::Ballots(parts.iter().filter_map(ballot).collect())
        }
    };
    (!parts.is_empty()).then_some(given)
}

/// What tells one item of a list from another.
fn apart(part: &Entry) -> Vec<Option<String>> {
    let text = |key: &str| part.text(key).known().map(str::to_owned);
    match part.shape.noun {
        "people" if part.has("name") => vec![text("name")],
        "people" => vec![None, text("title")],
        "candidates" => vec![text("person"), text("organization"), part.word("role").known().map(str::to_owned)],
        _ => vec![text("organization")],
    }
}

/// What an entry says of a key, where it says something.
fn known(entry: &Entry, key: &str) -> Option<Given> {
    entry.get(key).filter(|given| **given != Given::Unknown).map(Given::placeless)
}

/// How a value of an entry is called. A ballot has but one.
fn valued(called: &Message, entry: &Entry, field: &Field) -> Message {
    let (Message { en, zh }, key, label) = (called, field.key, field.called());
    if entry.shape == &BALLOT { called.clone() } else { say!("{en}, {key}", "{zh}的{label}") }
}

/// A value as messages show it: in English as record files have it, in Chinese in words.
fn shown(field: &Field, given: &Option<Given>) -> (String, String) {
    let Some(given) = given else { return ("-".into(), "（空）".into()) };
    let en = value_text(given).unwrap_or_else(|| "-".to_string());
    let word = |code: &str| {
        let labels = field.ty.families().into_iter().find_map(|family| family.labels(code));
        labels.map_or_else(|| code.to_owned(), |(_, zh)| zh.to_owned())
    };
    let zh = match given {
        Given::Text(text) => format!("“{text}”"),
        Given::Word(code) => word(code),
        Given::Flag(true) => "是".into(),
        Given::Flag(false) => "否".into(),
        Given::Days(days) => days.chinese(),
        Given::Pending => word("pending"),
        Given::Texts(texts) => texts.iter().map(|(text, _)| format!("“{text}”")).collect::<Vec<_>>().join("、"),
        _ => en.clone(),
    };
    (en, zh)
}

/// Whether two entries say the same, wherever they stand.
pub fn is_equal(a: &Entry, b: &Entry) -> bool {
    a.shape.fields.iter().all(|field| known(a, field.key) == known(b, field.key))
        && a.children.len() == b.children.len()
        && a.children.iter().zip(&b.children).all(|(a, b)| a.shape == b.shape && is_equal(a, b))
}

/// Whether two entries are about the same thing, as what tells one from another in a session.
pub fn is_same(old: &Entry, entry: &Entry) -> bool {
    old.shape == entry.shape
        && match old.shape.noun {
            "session" => true,
            "visit" => old.text("host").known() == entry.text("host").known(),
            "attendance" if old.has("organization") => known(old, "organization") == known(entry, "organization"),
            "attendance" => !entry.has("organization") && are_same_people(old, entry),
            "motion" if entry.has("number") || !old.has("title") => known(old, "number") == known(entry, "number"),
            "people" | "candidates" | "ballots" => apart(old) == apart(entry),
            _ => known(old, "title") == known(entry, "title") && known(old, "session") == known(entry, "session"),
        }
}

fn are_same_people(a: &Entry, b: &Entry) -> bool {
    let first = |entry: &Entry| {
        let who = entry.people("people").known()?.first()?;
        Some((who.name.clone(), who.title.clone()))
    };
    first(a) == first(b)
}

/// How an entry is called in messages, and what it stands in.
fn called(entry: &Entry, of: Option<&Message>) -> Message {
    let shape = entry.shape;
    // Tables that stand in a list are told by what they are.
    let noun = if shape.store.is_empty() { shape.en } else { shape.noun };
    let by = ["number", "person", "name", "organization", "host", "title", "people"];
    let by = by.iter().filter(|_| shape != &SESSION).find_map(|key| Some((shape.field(key)?, known(entry, key)?)));
    let own = match by {
        Some((_, Given::People(people))) => {
            let who = people.first().and_then(|who| who.name.as_deref().or(who.title.as_deref())).unwrap_or_default();
            Message { en: format!("{noun} \"{who}\""), zh: format!("{}“{who}”", shape.zh) }
        }
        Some((field, given)) if shape == &BALLOT => {
            let (en, zh) = shown(field, &Some(given));
            say!("ballot of {en}", "{zh}的表决")
        }
        Some((field, given)) => {
            let (en, zh) = shown(field, &Some(given));
            Message { en: format!("{noun} {en}"), zh: format!("{}{zh}", shape.zh) }
        }
        None => Message { en: noun.to_owned(), zh: shape.zh.to_owned() },
    };
    match of {
        Some(of) if of.en != SESSION.noun => {
            Message { en: format!("{}, {}", of.en, own.en), zh: format!("{}的{}", of.zh, own.zh) }
        }
        _ => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_leaves_out_stays_as_it_was() {
        let mine = "[[session]]\nterm = 2\nnumber = 3\nstart = 2024-05-02\n[[session.motion]]\nnumber = 1\ntitle = \"一\"\nyes = 4\n";
        let alone = |gone| toml(&left_alone(&entries(BASE), &entries(mine), gone));
        for text in [alone(false), alone(true)] {
            for said in ["start = 2024-05-02", "city = \"甲\"", "title = \"一\"", "yes = 4"] {
                assert!(text.contains(said), "{said}: {text}");
            }
        }
        assert!(alone(false).contains("\"B\"") && !alone(true).contains("\"B\""));
    }

    fn entries(text: &str) -> Vec<Entry> {
        read("x", text.as_bytes()).unwrap().entries
    }

    fn merged(base: &str, now: &str, mine: &str) -> (String, Vec<String>, Vec<String>) {
        let merge = Merge::new(&entries(base), &entries(now), &entries(mine));
        let said = |all: &[Message]| all.iter().map(|message| message.en.clone()).collect();
        (toml(&merge.entries), said(&merge.clashes), said(&merge.theirs))
    }

    const BASE: &str = "[[session]]\nterm = 2\nnumber = 3\nstart = 2024-05-01\ncity = \"甲\"\n\
        [[session.attendance]]\norganization = \"A\"\n[[session.attendance]]\norganization = \"B\"\n\
        [[session.motion]]\nnumber = 1\ntitle = \"一\"\nyes = 3\n";

    #[test]
    fn what_one_side_changed_is_taken_and_what_both_changed_is_told() {
        let now = BASE.replace("yes = 3", "yes = 4\nno = 1").replace("\"甲\"", "\"乙\"")
            + "[[session.motion]]\nnumber = 2\ntitle = \"二\"\n";
        let mine = BASE.replace("title = \"一\"", "title = \"甲案\"").replace("[[session.attendance]]\norganization = \"B\"\n", "");
        let (text, clashes, theirs) = merged(BASE, &now, &mine);
        assert!(clashes.is_empty(), "{clashes:?}");
        for said in ["city = \"乙\"", "title = \"甲案\"", "yes = 4", "no = 1", "title = \"二\"", "organization = \"A\""] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!text.contains("\"B\""), "{text}");
        assert_eq!(theirs, [
            "session, city: \"甲\" → \"乙\"", "motion 1, yes: 3 → 4", "motion 1, no: - → 1", "motion 2 was added",
        ]);
        let mine = BASE.replace("yes = 3", "yes = 5").replace("\"甲\"", "\"乙\"");
        let (.., clashes, theirs) = merged(BASE, &now, &mine);
        assert_eq!(clashes, ["motion 1, yes: it was 3, is 4 by now, and the text says 5"]);
        assert_eq!(theirs.len(), 2, "{theirs:?}");
    }

    #[test]
    fn an_entry_that_one_side_took_out_and_the_other_changed_is_told() {
        let without = BASE.split("[[session.motion]]").next().unwrap().to_string();
        let changed = BASE.replace("yes = 3", "yes = 4");
        assert_eq!(merged(BASE, &without, BASE).0, merged(BASE, &without, &without).0);
        assert_eq!(merged(BASE, BASE, &without).0, toml(&entries(&without)));
        assert!(merged(BASE, &without, &changed).1[0].contains("taken out meanwhile"));
        assert!(merged(BASE, &changed, &without).1[0].contains("the text takes it out"));
    }

    #[test]
    fn nothing_changed_meanwhile_gives_the_text_and_nothing_typed_gives_what_is_recorded() {
        let other = BASE.replace("yes = 3", "no = 7");
        assert_eq!(merged(BASE, BASE, &other).0, toml(&entries(&other)));
        assert_eq!(merged(BASE, &other, BASE).0, toml(&entries(&other)));
        assert_eq!(merged(BASE, &other, &other), (toml(&entries(&other)), vec![], vec![]));
    }
}
