//! Where a text names somebody: as the whole of it, as a member of a list, or within a sentence.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use crate::model::{
    command,
    text::{fold, is_han, is_invisible},
};

/// What parts the members of a list, and a name from what is said of it (`NAME@ORG`, `NAME/TITLE`, `NAME:VOTES`).
const PARTS: &[char] = &[
    ';', '；', '、', ',', '，', '/', '／', '@', '＠', ':', '：', '=', '＝', '|', '\n',
];

/// Names to be found in texts, and the names of others, in which they are not.
#[derive(Debug, Default)]
pub struct Naming {
    /// The names as they are compared, longer ones first.
    names: Vec<Vec<char>>,
    /// Names of others of which one of these is a part.
    others: Vec<Vec<char>>,
}

/// How often the names stand in a text.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Stands {
    /// By themselves.
    pub free: usize,
    /// Within the name of another person.
    pub within: usize,
}

impl Naming {
    /// Of these names, where those are the names of others.
    pub fn new<'a>(
        names: impl IntoIterator<Item = &'a str>,
        others: impl IntoIterator<Item = &'a str>,
    ) -> Naming {
        let folded = |name: &str| fold(name).chars().collect::<Vec<char>>();
        let mut names: Vec<Vec<char>> =
            names.into_iter().map(folded).filter(|name| !name.is_empty()).collect();
        names.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        names.dedup();
        let holds = |other: &Vec<char>| {
            names.iter().any(|name| name.len() < other.len() && other.windows(name.len()).any(|w| w == name))
        };
        let others = others.into_iter().map(folded).filter(holds).collect();
        Naming { names, others }
    }

    /// Whether the text is one of the names, however it is typed.
    pub fn is(&self, text: &str) -> bool {
        let folded: Vec<char> = fold(text).chars().collect();
        self.names.contains(&folded)
    }

    /// The text with `alias` for each member of it that is one of the names; `None` where none is.
    pub fn members(&self, text: &str, alias: &str) -> Option<String> {
        if self.is(text) {
            return Some(alias.to_string());
        }
        let (mut out, mut found) = (String::with_capacity(text.len()), false);
        for part in text.split_inclusive(PARTS) {
            let member = part.trim_end_matches(PARTS);
            let name = member.trim();
            if self.is(name) {
                out.push_str(&part.replacen(name, alias, 1));
                found = true;
            } else {
                out.push_str(part);
            }
        }
        found.then_some(out)
    }

    /// The text with `alias` for the names where they stand by themselves, and how often they stood.
    pub fn replaced(&self, text: &str, alias: &str) -> (String, Stands) {
        let (mut text, mut stands) = (text.to_string(), Stands::default());
        for name in &self.names {
            let (composed, laid) = lay(&text);
            let (mut out, mut copied, mut at) = (String::new(), 0, 0);
            while at < laid.len() {
                let Some(end) = found(name, &laid, at) else {
                    at += 1;
                    continue;
                };
                if self.within_another(&laid, at, end) {
                    stands.within += 1;
                    at += 1;
                    continue;
                }
                stands.free += 1;
                let (first, last) = (laid[at].1.start, laid[end - 1].1.end);
                out.push_str(&composed[copied..first]);
                out.push_str(alias);
                (copied, at) = (last, end);
            }
            if copied > 0 {
                out.push_str(&composed[copied..]);
                text = out;
            }
        }
        (text, stands)
    }

    /// How often the names stand in a text.
    pub fn stands(&self, text: &str) -> Stands {
        self.replaced(text, "").1
    }

    /// Whether what is found there is a part of another person's name.
    fn within_another(&self, laid: &[Laid], start: usize, end: usize) -> bool {
        self.others.iter().any(|other| {
            let first = start.saturating_sub(other.len() * 2);
            (first..=start).any(|at| found(other, laid, at).is_some_and(|last| last >= end))
        })
    }
}

/// A character as it is compared, and where it stands in the text.
type Laid = (char, Range<usize>);

/// The text with composed accents, and its characters as they are compared; white space as a space.
fn lay(text: &str) -> (String, Vec<Laid>) {
    let text: String = if text.is_ascii() { text.to_string() } else { text.nfc().collect() };
    let mut laid = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let place = at..at + c.len_utf8();
        match c {
            c if c.is_whitespace() => laid.push((' ', place)),
            c if c.is_ascii() => laid.push((c.to_ascii_lowercase(), place)),
            '\u{4e00}'..='\u{9fff}' => laid.push((c, place)),
            c if is_invisible(c) => {}
            c => laid.extend(fold(c.encode_utf8(&mut [0; 4])).chars().map(|c| (c, place.clone()))),
        }
    }
    (text, laid)
}

/// Where a name ends that begins there. White space beside a Chinese character does not count; a name in letters
/// stands as a word of its own.
fn found(name: &[char], laid: &[Laid], start: usize) -> Option<usize> {
    let letter = |c: char| c.is_alphanumeric() && !is_han(c);
    let loose = |c: char| is_han(c) || c == '·';
    let at = |at: usize| laid.get(at).map(|(c, _)| *c);
    let (first, last) = (*name.first()?, *name.last()?);
    if letter(first) && start.checked_sub(1).and_then(at).is_some_and(letter) {
        return None;
    }
    let (mut end, mut before) = (start, None);
    for wanted in name {
        let spaces = (end..).take_while(|n| at(*n) == Some(' ')).count();
        match before {
            _ if *wanted == ' ' => {
                if spaces == 0 {
                    return None;
                }
                end += spaces;
                before = Some(' ');
                continue;
            }
            Some(before) if loose(before) || loose(*wanted) => end += spaces,
            _ => {}
        }
        match at(end)? {
            c if c == *wanted || (*wanted == '·' && c == '.') => end += 1,
            _ => return None,
        }
        before = Some(*wanted);
    }
    if letter(last) && at(end).is_some_and(letter) { None } else { Some(end) }
}

/// Keys of a command whose value is what a person can be reached by, or a note.
const REACHED: &[&str] = &["email", "phone", "note"];

/// Verbs on a person who is named by a reference: also by a part of the name, or its sound.
const VERBS: &[&str] = &["edit", "post", "forget", "remove"];

/// What is erased from the command of one entry.
#[derive(Debug, Clone, Copy)]
pub struct Erased<'a> {
    /// The names, where they mean this person alone.
    pub naming: &'a Naming,
    /// What takes their place.
    pub alias: &'a str,
    /// The person's contact details and notes, where the entry was about the person.
    pub details: &'a [String],
    /// Whether names within sentences go too.
    pub running_text: bool,
}

impl Erased<'_> {
    /// A sentence: why something was done.
    pub fn sentence(&self, text: &str) -> String {
        match self.naming.members(text, self.alias) {
            Some(text) if !self.running_text => text,
            Some(text) => self.naming.replaced(&text, self.alias).0,
            None if self.running_text => self.naming.replaced(text, self.alias).0,
            None => text.to_string(),
        }
    }

    /// A command line: its words are the whole of values, or lists of them.
    pub fn command(&self, line: &str) -> String {
        let words = command::split(line);
        let mut out: Vec<String> = Vec::with_capacity(words.len());
        let mut flag: Option<String> = None;
        for word in &words {
            let (head, value) = match word.split_once('=') {
                Some((key, value)) if is_key(key) => (Some(key), value),
                _ => (None, word.as_str()),
            };
            let key = head.map(str::to_string).or(flag.take());
            let key = key.map(|key| key.trim_start_matches("--").to_string());
            let kept = match key.as_deref() {
                _ if head.is_none() && is_flag(word) => {
                    flag = Some(word.clone());
                    value.to_string()
                }
                Some(key) if REACHED.contains(&key) && self.is_detail(value) => "…".to_string(),
                _ => self.sentence(value),
            };
            out.push(head.map_or_else(|| kept.clone(), |head| format!("{head}={kept}")));
        }
        // What is not touched stays as it was written.
        if out == words { line.to_string() } else { command::join(out.iter().map(String::as_str)) }
    }

    /// The command with the alias for the reference of a verb on persons, in whatever way that names the person.
    pub fn reference(&self, line: &str) -> String {
        let mut words = command::split(line);
        let at = words.windows(2).position(|pair| pair[0] == "person" && VERBS.contains(&pair[1].as_str()));
        match at.and_then(|at| words.get_mut(at + 2)).filter(|word| !word.starts_with("--")) {
            Some(word) => *word = self.alias.to_string(),
            None => return line.to_string(),
        }
        command::join(words.iter().map(String::as_str))
    }

    fn is_detail(&self, value: &str) -> bool {
        self.details.iter().any(|detail| fold(detail) == fold(value))
    }
}

fn is_flag(word: &str) -> bool {
    word.strip_prefix("--").is_some_and(is_key)
}

fn is_key(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_itself_however_it_is_typed_and_never_in_another_name() {
        let naming = Naming::new(["李明", "Anna Li"], ["李明华", "小李明", "王五"]);
        let cases = [
            ("李明", "X", (1, 0)),
            ("请李明、李明华到会", "请X、李明华到会", (1, 1)),
            ("李 明与李　明华", "X与李　明华", (1, 1)),
            ("小李明李明", "小李明X", (1, 1)),
            ("Anna  Li and Anna Lind, anna li.", "X and Anna Lind, X.", (2, 0)),
            ("JoAnna Li", "JoAnna Li", (0, 0)),
            ("Ａnna Li", "X", (1, 0)),
            ("", "", (0, 0)),
        ];
        for (text, wanted, (free, within)) in cases {
            assert_eq!(naming.replaced(text, "X"), (wanted.to_string(), Stands { free, within }), "{text}");
        }
        assert_eq!(naming.members("王五； 李明 、李明华", "X").as_deref(), Some("王五； X 、李明华"));
        assert_eq!(naming.members("李明华", "X"), None);
        let dots = Naming::new(["古丽·买买提"], []);
        assert_eq!(dots.replaced("请古丽.买买提到会", "X").0, "请X到会");
    }

    #[test]
    fn words_of_a_command_are_replaced_as_whole_values() {
        let naming = Naming::new(["李明"], ["李明华"]);
        let details = ["20".to_string(), "a@b.c".to_string()];
        let mut erased = Erased { naming: &naming, alias: "匿名-1", details: &details, running_text: false };
        let cases = [
            (
                "person add 李明 --org 甲园 --phone 20 --title 20",
                "person add 匿名-1 --org 甲园 --phone … --title 20",
            ),
            ("person edit 李明@甲园 phone=20 email=A@b.c", "person edit 匿名-1@甲园 phone=… email=…"),
            ("session add 2-9 --start 2020-01-01", "session add 2-9 --start 2020-01-01"),
            ("person add 李明华 --why '因李明 调离'", "person add 李明华 --why '因李明 调离'"),
            ("motion add 2-1 --candidate 李明:9/1/0 owner=王五；李明", "motion add 2-1 --candidate 匿名-1:9/1/0 owner=王五；匿名-1"),
            ("session attend 2-1 --person=李明/园长", "session attend 2-1 --person=匿名-1/园长"),
        ];
        for (line, wanted) in cases {
            assert_eq!(erased.command(line), wanted);
        }
        erased.running_text = true;
        assert_eq!(erased.command("a --why '因李明 与李明华'"), "a --why '因匿名-1 与李明华'");
    }
}
