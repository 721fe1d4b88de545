//! What became of a record while its text was open in an editor, merged field by field: what one side alone
//! changed is taken, what both changed is for people to decide.

use crate::{
    error::Message,
    model::record::{Entry, Given, read, toml, value_text},
    say,
};

/// A text merged with what was recorded meanwhile.
#[derive(Debug, Default)]
pub struct Merge {
    /// The entries as they would be; where both sides changed a thing, as the text has it.
    pub entries: Vec<Entry>,
    /// What both sides changed, with the three values.
    pub clashes: Vec<Message>,
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
        merge.entries = merge.lists(base, now, edited, "");
        merge
    }

    fn lists(&mut self, base: &[Entry], now: &[Entry], edited: &[Entry], of: &str) -> Vec<Entry> {
        let mut merged = Vec::with_capacity(edited.len());
        let mut met = vec![false; now.len()];
        for mine in edited {
            let before = base.iter().find(|old| is_same(old, mine));
            let at = now.iter().enumerate().position(|(at, other)| !met[at] && is_same(other, mine));
            let called = called(mine, of);
            match (before, at.and_then(|at| now.get(at).map(|theirs| (at, theirs)))) {
                (before, Some((at, theirs))) => {
                    met[at] = true;
                    merged.push(self.one(before, theirs, mine, &called));
                }
                (None, None) => merged.push(mine.clone()),
                (Some(before), None) if is_equal(before, mine) => {
                    self.theirs.push(say!("{called} was taken out", "{called} 已被删除"));
                }
                (Some(_), None) => {
                    self.clashes.push(say!(
                        "{called} was taken out meanwhile, and the text changes it",
                        "{called} 其间已被删除，而文本对其有改动"
                    ));
                    merged.push(mine.clone());
                }
            }
        }
        for (theirs, _) in now.iter().zip(&met).filter(|(_, met)| !**met) {
            let called = called(theirs, of);
            match base.iter().find(|old| is_same(old, theirs)) {
                None => {
                    self.theirs.push(say!("{called} was added", "{called} 为新增"));
                    merged.push(theirs.clone());
                }
                // Struck from the text, and nobody else touched it.
                Some(before) if is_equal(before, theirs) => {}
                Some(_) => {
                    self.clashes.push(say!(
                        "{called} was changed meanwhile, and the text takes it out",
                        "{called} 其间已有改动，而文本将其删除"
                    ));
                    merged.push(theirs.clone());
                }
            }
        }
        merged
    }

    fn one(&mut self, before: Option<&Entry>, theirs: &Entry, mine: &Entry, called: &str) -> Entry {
        let mut merged = mine.clone();
        for field in mine.shape.fields {
            let key = field.key;
            let (old, other, own) = (before.and_then(|b| known(b, key)), known(theirs, key), known(mine, key));
            if own == other {
                continue;
            }
            let [was, is, typed] = [&old, &other, &own].map(shown);
            if own == old {
                // The text leaves it alone.
                self.theirs.push(say!("{called}, {key}: {was} → {is}", "{called} 的 {key}：{was} → {is}"));
                match other {
                    Some(given) => {
                        merged.put(key, given, mine.place.clone());
                    }
                    None => merged.leave_out(key),
                }
            } else if other != old {
                self.clashes.push(say!(
                    "{called}, {key}: it was {was}, is {is} by now, and the text says {typed}",
                    "{called} 的 {key}：原为 {was}，其间改为 {is}，文本写作 {typed}"
                ));
            }
        }
        let children = before.map_or(&[][..], |before| &before.children);
        merged.children = self.lists(children, &theirs.children, &mine.children, called);
        merged
    }
}

/// What an entry says of a key, where it says something.
fn known(entry: &Entry, key: &str) -> Option<Given> {
    entry.get(key).filter(|given| **given != Given::Unknown).map(Given::placeless)
}

fn shown(given: &Option<Given>) -> String {
    given.as_ref().and_then(value_text).unwrap_or_else(|| "-".to_string())
}

/// Whether two entries say the same, wherever they stand.
fn is_equal(a: &Entry, b: &Entry) -> bool {
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

/// How an entry is called in messages.
fn called(entry: &Entry, of: &str) -> String {
    let noun = entry.shape.noun;
    let by = ["number", "organization", "host", "title", "people"];
    let by = by.iter().filter(|_| noun != "session").find_map(|key| known(entry, key));
    let own = by.as_ref().and_then(value_text).map_or_else(|| noun.to_string(), |by| format!("{noun} {by}"));
    if of.is_empty() || of == "session" { own } else { format!("{of}, {own}") }
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
