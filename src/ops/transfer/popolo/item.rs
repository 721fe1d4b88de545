//! One object of the document while it is read. Every member that nobody asks for is counted as not
//! taken when the object is done with, so that nothing is dropped in silence; what has the wrong type is
//! a fault with its path.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashSet},
};

use super::tree::Tree;
use crate::{
    error::{Error, Message},
    model::{
        day::{Day, Days},
        record::Place,
        sheet::{join, tame},
    },
    say,
};

/// More faults than these are counted, not told.
const TOLD: usize = 1_000;

/// A class of Popolo by its English and Chinese name, as messages call its objects.
pub type Class = (&'static str, &'static str);

/// The class of the members under which we keep what Popolo has no property for.
const OURS: Class = ("our extras", "附加信息");

/// What could not be taken, counted by what it is in English.
#[derive(Default)]
pub struct Left(BTreeMap<String, Counted>);

struct Counted {
    zh: String,
    example: Option<String>,
    n: u64,
}

impl Left {
    /// So many more of it.
    pub fn many(&mut self, en: impl Into<String>, zh: impl Into<String>, n: u64) {
        if n > 0 {
            self.entry(en.into(), zh.into(), None).n += n;
        }
    }

    /// One more of it, of which the first is told by name.
    fn such(&mut self, en: &str, zh: &str, example: &str) {
        self.entry(en.to_string(), zh.to_string(), Some(example)).n += 1;
    }

    fn entry(&mut self, en: String, zh: String, example: Option<&str>) -> &mut Counted {
        let example = || example.map(str::to_string);
        self.0.entry(en).or_insert_with(|| Counted { zh, example: example(), n: 0 })
    }

    /// What was counted, by its English words.
    pub fn counts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(en, told)| (en.as_str(), told.n))
    }

    /// All of it, a message for each kind.
    fn messages(self) -> impl Iterator<Item = Message> {
        self.0.into_iter().map(|(en, Counted { zh, example, n })| match example {
            Some(example) => say!("{en}, as {example} ({n})", "{zh}，如 {example}（{n}处）"),
            None => say!("{en} ({n})", "{zh}（{n}处）"),
        })
    }

    /// All of it as what an import does not take.
    pub fn not_taken(self) -> Vec<Message> {
        self.messages().map(|Message { en, zh }| say!("not taken: {en}", "未导入：{zh}")).collect()
    }

    /// All of it as what an export leaves out.
    pub fn not_written(self) -> Vec<Message> {
        self.messages().map(|Message { en, zh }| say!("not exported: {en}", "未导出：{zh}")).collect()
    }
}

/// What the reading of a document has to say.
pub struct Reader {
    file: String,
    left: RefCell<Left>,
    notes: RefCell<Left>,
    faults: RefCell<Vec<Error>>,
    /// Where a fault stands already: what is read twice is wrong once.
    at: RefCell<HashSet<String>>,
    more: Cell<usize>,
}

impl Reader {
    /// Of a file.
    pub fn new(file: &str) -> Reader {
        Reader {
            file: file.to_string(),
            left: RefCell::default(),
            notes: RefCell::default(),
            faults: RefCell::default(),
            at: RefCell::default(),
            more: Cell::new(0),
        }
    }

    /// Counts what is not taken.
    pub fn left(&self, en: impl Into<String>, zh: impl Into<String>) {
        self.left.borrow_mut().many(en, zh, 1);
    }

    /// Counts what is not taken, and tells the first of it by name.
    pub fn left_such(&self, en: &str, zh: &str, example: &str) {
        self.left.borrow_mut().such(en, zh, example);
    }

    /// Counts so many that are not taken.
    pub fn left_many(&self, en: impl Into<String>, zh: impl Into<String>, n: u64) {
        self.left.borrow_mut().many(en, zh, n);
    }

    /// Counts what is taken, but not quite as it stands.
    pub fn note(&self, en: &str, zh: &str, example: &str) {
        self.notes.borrow_mut().such(en, zh, example);
    }

    /// Keeps a fault at a path of the document.
    pub fn fault(&self, path: &str, error: Error) {
        if !self.at.borrow_mut().insert(path.to_string()) {
            return;
        }
        let mut faults = self.faults.borrow_mut();
        if faults.len() < TOLD {
            faults.push(error.at(&Place::flag(&format!("{} {path}", self.file))));
        } else {
            self.more.set(self.more.get() + 1);
        }
    }

    /// A value of the wrong type.
    fn wrong(&self, path: &str, wanted: (&str, &str), found: &Tree<'_>) {
        let ((en, zh), (found_en, found_zh)) = (wanted, found.kind());
        self.fault(
            path,
            Error::invalid(say!("this is {found_en}; {en} is wanted", "此处是{found_zh}，须为{zh}")),
        );
    }

    /// The warnings, or all faults.
    pub fn settle(self) -> Result<Vec<Message>, Error> {
        let mut faults = self.faults.into_inner();
        let n = self.more.get();
        if n > 0 {
            faults.push(Error::invalid(say!("and {n} faults more", "另有{n}处错误")));
        }
        if let Some(error) = Error::together(faults) {
            return Err(error);
        }
        let notes = self.notes.into_inner().messages();
        Ok(notes.chain(self.left.into_inner().not_taken()).collect())
    }
}

/// An object being read.
pub struct Item<'d> {
    reader: &'d Reader,
    class: Class,
    /// Where it stands: `persons[3].memberships[0]`.
    pub path: String,
    /// Its place in its array, from 1.
    pub line: usize,
    fields: &'d [(Cow<'d, str>, Tree<'d>)],
    used: Vec<Cell<bool>>,
    /// What its place says: a membership inside a person is that person's.
    implied: Vec<(&'static str, String)>,
}

impl<'d> Item<'d> {
    /// The value as an object; anything else is a fault.
    pub fn of(
        reader: &'d Reader,
        class: Class,
        path: String,
        line: usize,
        tree: &'d Tree<'d>,
    ) -> Option<Self> {
        let Tree::Object(fields) = tree else {
            reader.wrong(&path, ("an object", "对象"), tree);
            return None;
        };
        let used = vec![Cell::new(false); fields.len()];
        Some(Item { reader, class, path, line, fields, used, implied: Vec::new() })
    }

    /// The same with what its place says.
    pub fn implying(mut self, key: &'static str, id: &str) -> Self {
        self.implied.push((key, id.to_string()));
        self
    }

    /// What stands under a key, which then counts as read; `None` where that says nothing.
    fn take(&self, key: &str) -> Option<&'d Tree<'d>> {
        let at = self.fields.iter().position(|(k, _)| k == key)?;
        if let Some(used) = self.used.get(at) {
            used.set(true);
        }
        self.fields.get(at).map(|(_, value)| value)
    }

    fn under(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    /// Keeps a fault of one member.
    pub fn fault(&self, key: &str, error: Error) {
        self.reader.fault(&self.under(key), error);
    }

    /// A text, trimmed; empty where there is none.
    pub fn text(&self, key: &str) -> &'d str {
        match self.take(key) {
            None | Some(Tree::Null) => "",
            Some(Tree::Text(text)) => text.trim(),
            Some(other) => {
                self.reader.wrong(&self.under(key), ("a text", "文本"), other);
                ""
            }
        }
    }

    /// A text as one line.
    pub fn line(&self, key: &str) -> String {
        one_line(self.text(key))
    }

    /// A name: one line. One that is null is a fault.
    pub fn name(&self) -> String {
        if let Some(null @ Tree::Null) = self.take("name") {
            self.reader.wrong(&self.under("name"), ("a text", "文本"), null);
        }
        self.line("name")
    }

    /// An identifier: Popolo has texts, some files have numbers.
    pub fn id(&self, key: &str) -> Cow<'d, str> {
        match self.take(key) {
            None | Some(Tree::Null) => Cow::Borrowed(""),
            Some(Tree::Text(text)) => Cow::Borrowed(text.trim()),
            Some(Tree::Int(n)) => Cow::Owned(n.to_string()),
            Some(other) => {
                self.reader.wrong(&self.under(key), ("a text", "文本"), other);
                Cow::Borrowed("")
            }
        }
    }

    /// By what the document refers to it: its id, or where it has none, its place.
    pub fn key(&self) -> String {
        match self.id("id") {
            id if id.is_empty() => self.path.clone(),
            id => id.into_owned(),
        }
    }

    /// The id of another object: of `person` that in `person_id`, else that of the object in `person`, else
    /// what its own place says.
    pub fn refer(&self, to: &'static str) -> String {
        let told = self.id(&format!("{to}_id")).into_owned();
        if !told.is_empty() {
            return told;
        }
        match self.take(to) {
            None | Some(Tree::Null) => {}
            // Some write the group or the voter as a text.
            Some(Tree::Text(text)) => return text.trim().to_string(),
            Some(object @ Tree::Object(_)) => {
                return match object.get("id") {
                    Some(Tree::Text(id)) if !id.trim().is_empty() => id.trim().to_string(),
                    Some(Tree::Int(n)) => n.to_string(),
                    _ => self.under(to),
                };
            }
            Some(other) => self.reader.wrong(&self.under(to), ("an object", "对象"), other),
        }
        let implied = self.implied.iter().find(|(key, _)| *key == to);
        implied.map(|(_, id)| id.clone()).unwrap_or_default()
    }

    /// The object under a key.
    pub fn object(&self, key: &str, class: Class) -> Option<Item<'d>> {
        match self.take(key) {
            None | Some(Tree::Null) => None,
            Some(tree) => Item::of(self.reader, class, self.under(key), self.line, tree),
        }
    }

    /// The objects of the array under a key.
    pub fn items(&self, key: &str, class: Class) -> Vec<Item<'d>> {
        match self.take(key) {
            None | Some(Tree::Null) => Vec::new(),
            Some(tree) => items(self.reader, class, &self.under(key), tree),
        }
    }

    /// A whole number from 0.
    pub fn count(&self, key: &str) -> Option<u64> {
        let value = self.take(key)?;
        match value {
            Tree::Null => None,
            Tree::Int(n) if *n >= 0 => Some(*n as u64),
            Tree::Int(n) => {
                self.fault(key, Error::impossible(say!("{n} is less than nothing", "{n} 小于零")));
                None
            }
            other => {
                self.reader.wrong(&self.under(key), ("a whole number", "整数"), other);
                None
            }
        }
    }

    /// A day, or a month or a year where the document knows no more; of a time its day as written.
    pub fn day(&self, key: &str) -> String {
        let told = self.text(key);
        if told.is_empty() {
            return String::new();
        }
        match day(told) {
            Some(day) => day,
            None => {
                let error = Error::invalid(say!("{told} is no day", "{told} 不是日期"));
                self.fault(
                    key,
                    error.hint(say!("2013-05-06, 2013-05 or 2013", "可写 2013-05-06、2013-05 或 2013")),
                );
                String::new()
            }
        }
    }

    /// A whole day; a month or a year alone is none, and told.
    pub fn whole_day(&self, key: &str) -> String {
        match day(self.text(key)) {
            Some(part) if part.len() != 10 => {
                let (en, zh) = self.class;
                self.reader.left_such(
                    &format!("{key} of {en} that is no whole day"),
                    &format!("{zh}的 {key}（不是完整日期）"),
                    &part,
                );
                String::new()
            }
            _ => self.day(key),
        }
    }

    /// Counts all of it as read: what is told of it is told elsewhere.
    pub fn skip(&self) {
        self.used.iter().for_each(|used| used.set(true));
    }

    /// Whether another object says all that this one says, its lists of further objects left aside.
    pub fn repeats(&self, other: &Item<'_>) -> bool {
        let said = self.fields.iter().filter(|(_, value)| !value.is_empty());
        said.into_iter().all(|(key, value)| other.fields.iter().any(|(k, v)| k == key && v == value))
    }

    /// Counts the member as read where it says what is known already; else it stays to be told.
    pub fn agrees(&self, key: &str, known: &str) {
        let text = |tree: &Tree<'_>| matches!(tree, Tree::Text(text) if day(text).as_deref() == Some(known) || **text == *known);
        if self.fields.iter().any(|(k, value)| k == key && text(value)) {
            self.take(key);
        }
    }

    /// What we ourselves have written beside Popolo's own: `extras.alliance`.
    pub fn ours(&self) -> Option<Item<'d>> {
        let at = self.fields.iter().position(|(key, _)| key == "extras")?;
        let (_, extras) = self.fields.get(at)?;
        let ours = extras.get("alliance").filter(|ours| matches!(ours, Tree::Object(_)))?;
        self.used.get(at)?.set(true);
        if let Tree::Object(all) = extras {
            let ((en, zh), others) = (self.class, all.iter().filter(|(key, _)| key != "alliance"));
            others.for_each(|(key, _)| {
                self.reader.left(format!("extras.{key} of {en}"), format!("{zh}的 extras.{key}"));
            });
        }
        Item::of(self.reader, OURS, self.under("extras.alliance"), self.line, ours)
    }

    /// Its members as cells, those that are columns of a list; the others stay to be told.
    pub fn cells(&self, is_column: impl Fn(&str) -> bool) -> Vec<(String, String)> {
        let mut cells = Vec::new();
        for (key, _) in self.fields.iter().filter(|(key, _)| is_column(key)) {
            let text = match self.take(key) {
                None | Some(Tree::Null) => String::new(),
                Some(Tree::Text(text)) => text.to_string(),
                Some(Tree::Int(n)) => n.to_string(),
                Some(Tree::Flag(flag)) => flag.to_string(),
                Some(Tree::Array(items)) if items.iter().all(|item| matches!(item, Tree::Text(_))) => {
                    join(items.iter().filter_map(|item| match item {
                        Tree::Text(text) => Some(text),
                        _ => None,
                    }))
                }
                Some(other) => {
                    self.reader.wrong(&self.under(key), ("a text", "文本"), other);
                    continue;
                }
            };
            cells.push((key.to_string(), text));
        }
        cells
    }
}

impl Drop for Item<'_> {
    fn drop(&mut self) {
        let (en, zh) = self.class;
        for ((key, value), used) in self.fields.iter().zip(&self.used) {
            if !used.get() && !value.is_empty() {
                self.reader.left(format!("{key} of {en}"), format!("{zh}的 {key}"));
            }
        }
    }
}

/// The objects of an array; anything else is a fault.
pub fn items<'d>(reader: &'d Reader, class: Class, path: &str, tree: &'d Tree<'d>) -> Vec<Item<'d>> {
    if !matches!(tree, Tree::Array(_)) {
        reader.wrong(path, ("an array", "数组"), tree);
    }
    let each = tree.items().iter().enumerate();
    each.filter_map(|(at, tree)| Item::of(reader, class, format!("{path}[{at}]"), at + 1, tree)).collect()
}

/// One line: what comes as several is one.
pub fn one_line(text: &str) -> String {
    let lines = text.split(['\n', '\r', '\t', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
    lines.map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text as a cell holds it, so that it comes back as it is.
pub fn as_cell(text: &str) -> String {
    tame(text).into_owned()
}

/// `2013-05-06`, `2013-05` or `2013`; of a time its day as written. `None` where the text is none of these.
fn day(text: &str) -> Option<String> {
    let text = text.trim();
    let (date, time) = match text.split_once(['T', 't']).or_else(|| text.split_once(' ')) {
        Some((date, time)) if Day::from_iso(date).is_some() && is_time(time) => (date, Some(time)),
        _ => (text, None),
    };
    let whole = match date.len() {
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => date.to_string(),
    };
    match Day::from_iso(&whole) {
        Some(_) => Some(date.to_string()),
        None if time.is_none() => Days::parse(text).ok()?.single().map(|day| day.to_string()),
        None => None,
    }
}

/// `10:00`, `10:00:00Z`, `23:30:00.5+08:00`, `100000Z`
fn is_time(text: &str) -> bool {
    let text = text.trim();
    let (clock, zone) = text.split_at(text.find(['Z', 'z', '+', '-', ' ']).unwrap_or(text.len()));
    clock.len() >= 2
        && clock.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b','))
        && clock.bytes().take(2).all(|b| b.is_ascii_digit())
        && zone.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'+' | b'-' | b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_popolo_writes_them() {
        for (told, kept) in [
            ("2013-05-06", Some("2013-05-06")),
            ("2013-05", Some("2013-05")),
            ("2013", Some("2013")),
            ("2013-05-06T23:30:00-08:00", Some("2013-05-06")),
            ("2013-05-06 10:00:00", Some("2013-05-06")),
            ("2013-05-06T100000Z", Some("2013-05-06")),
            ("2013-13", None),
            ("2013-02-30", None),
            ("2013-05-00", None),
            ("201", None),
            ("soon", None),
            ("2013-05-06Tea", None),
            ("2013-05 to 2014-06", None),
        ] {
            assert_eq!(day(told).as_deref(), kept, "{told}");
        }
    }
}
