//! The journal's chain: hashes of entries, digests of their changes.
//!
//! Entries of versions 1 and 2 of the schema have the first form, [`first`]. All later ones have the second: it
//! covers every column, how many parts there are and their order, and what the entry rewrote in the journal.
//! How either form is made never changes.

use sha2::{Digest, Sha256};

use crate::{
    error::{Error, Result},
    model::day::Day,
    say,
};

/// Who makes an entry, when and why.
#[derive(Debug, Clone)]
pub struct Author {
    /// RFC 3339.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Why, where it was said.
    pub why: Option<String>,
    /// The command.
    pub command: String,
}

impl Author {
    /// The day on which it is done.
    pub fn today(&self) -> Result<Day> {
        self.at.get(..10).and_then(Day::from_iso).ok_or_else(|| {
            let at = &self.at;
            Error::invalid(say!("{at} is no RFC 3339 time", "{at} 不是 RFC 3339 时间"))
        })
    }
}

/// How entries are hashed now, as `journal.form` keeps it.
pub const FORM: i64 = 2;

/// Columns that hold free text, whatever the table: what forgetting a person may rewrite in the journal, and no
/// other column. The digests of the second form rest on this list: no name that an image has ever had may come or go.
pub const WORDS: &[&str] = &[
    "email", "message", "name", "name_en", "note", "owner", "path", "phone", "presenter", "proposer",
    "purpose", "ref", "short_name", "source", "summary", "text", "title", "venue", "website", "why", "duty",
    "recorder", "reviewer", "moved_by", "seconded_by",
];

/// SHA-256 over parts, each with its length, so that parts cannot run together.
#[derive(Default)]
pub struct Chain(Sha256);

impl Chain {
    /// Adds one part.
    pub fn add(&mut self, part: &str) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// Adds a number.
    pub fn number(&mut self, n: i64) {
        self.add(&n.to_string());
    }

    /// The hash, hexadecimal.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// What an entry says of itself, but for its words, which stand in it by their digest.
#[derive(Debug, Clone)]
pub struct Head {
    /// The hash of the entry before.
    pub previous: String,
    /// Its number.
    pub entry: i64,
    /// Its random name.
    pub uid: String,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// The digest of reason and command as they first were.
    pub words: String,
    /// The entry that it takes back.
    pub undoes: Option<i64>,
    /// What it left in `numbers`.
    pub numbers: Option<String>,
    /// The role of the server that wrote it, as the server knows it.
    pub role: Option<String>,
}

/// What hangs on an entry, by its digests, in their order.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// Of its changes.
    pub changes: Vec<String>,
    /// Of its packed changes.
    pub bulk: Vec<String>,
    /// What it rewrote.
    pub redactions: Vec<Redacted>,
    /// Of the first entry of the second form: over all that stood before it.
    pub seal: Option<String>,
}

/// One place of the journal that an entry rewrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The entry that was rewritten.
    pub entry: i64,
    /// The number of its change; 0 for its words.
    pub change: i64,
    /// The digest of what stays.
    pub fixed: String,
    /// The digest of the words until then.
    pub was: String,
    /// The digest of the words since.
    pub words: String,
}

impl Redacted {
    /// Adds it to a hash.
    pub fn add_to(&self, chain: &mut Chain) {
        chain.number(self.entry);
        chain.number(self.change);
        [&self.fixed, &self.was, &self.words].into_iter().for_each(|digest| chain.add(digest));
    }
}

/// The hash of an entry of the first form.
pub fn first(head: &Head, parts: &Parts) -> String {
    let mut chain = Chain::default();
    start(&mut chain, head);
    parts.changes.iter().chain(&parts.bulk).for_each(|digest| chain.add(digest));
    chain.finish()
}

/// The hash of an entry of the second form. What later versions of the schema tell of an entry comes at the end, by its
/// name and only where it is known, so that no entry of before is hashed otherwise.
pub fn second(head: &Head, parts: &Parts) -> String {
    let mut chain = Chain::default();
    chain.add("entry, second form");
    start(&mut chain, head);
    chain.add(head.numbers.as_deref().unwrap_or(""));
    for digests in [&parts.changes, &parts.bulk] {
        chain.number(digests.len() as i64);
        digests.iter().for_each(|digest| chain.add(digest));
    }
    chain.number(parts.redactions.len() as i64);
    parts.redactions.iter().for_each(|one| one.add_to(&mut chain));
    chain.add(parts.seal.as_deref().unwrap_or(""));
    if let Some(role) = &head.role {
        chain.add("role");
        chain.add(role);
    }
    chain.finish()
}

fn start(chain: &mut Chain, head: &Head) {
    chain.add(&head.previous);
    chain.number(head.entry);
    [&head.uid, &head.at, &head.actor, &head.words].into_iter().for_each(|part| chain.add(part));
    chain.add(&head.undoes.map_or_else(String::new, |n| n.to_string()));
}

/// The two digests of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digests {
    /// Of the table and of every column that is no free text: never rewritten.
    pub fixed: String,
    /// Of the reference and the free texts, with the salt.
    pub words: String,
}

impl Digests {
    /// Of a change in the second form.
    pub fn of(salt: &str, table: &str, reference: &str, before: Option<&str>, after: Option<&str>) -> Digests {
        let ([a, b], [c, d]) = (split(before), split(after));
        Digests {
            fixed: digest_of(&["fixed", table, &a, &c]),
            words: digest_of(&["words", salt, reference, &b, &d]),
        }
    }

    /// The digest of the change, as `journal_changes` keeps it.
    pub fn whole(&self) -> String {
        joined(&self.fixed, &self.words)
    }
}

/// The digest of a change of which both parts are known by their digests.
pub fn joined(fixed: &str, words: &str) -> String {
    digest_of(&["change", fixed, words])
}

/// An image without its free texts, and these alone, both byte by byte as they stand in it. What is no image as the
/// gate writes it is no free text.
fn split(image: Option<&str>) -> [String; 2] {
    let Some(image) = image else { return [String::new(), String::new()] };
    let (mut fixed, mut words) = (String::from("{"), String::from("{"));
    let told = pairs(image, &mut |column, pair| {
        let part = if WORDS.contains(&column) { &mut words } else { &mut fixed };
        if part.len() > 1 {
            part.push(',');
        }
        part.push_str(pair);
    });
    if told.is_none() {
        return [format!("?{image}"), String::new()];
    }
    [fixed + "}", words + "}"]
}

/// Goes through the columns of an image, each with all that is written of it; nothing where it is no image.
fn pairs(image: &str, each: &mut dyn FnMut(&str, &str)) -> Option<()> {
    let mut rest = image.strip_prefix('{')?.strip_suffix('}')?;
    while !rest.is_empty() {
        let column = rest.get(..text_end(rest)?)?;
        let value = rest.get(column.len()..)?.strip_prefix(':')?;
        let length = match value.starts_with('"') {
            true => text_end(value)?,
            false => value.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(value.len()),
        };
        let end = column.len() + 1 + length;
        each(column.trim_matches('"'), rest.get(..end)?);
        rest = match rest.get(end..)? {
            "" => "",
            more => more.strip_prefix(',').filter(|more| !more.is_empty())?,
        };
    }
    Some(())
}

/// Where a text in quotation marks at the start ends.
fn text_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.strip_prefix('"')?.bytes().enumerate() {
        match byte {
            b'"' if !escaped => return Some(at + 2),
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    None
}

/// The digest of a change in the first form.
pub fn first_digest(
    salt: &str,
    table: &str,
    reference: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> String {
    digest_of(&[salt, table, reference, before.unwrap_or(""), after.unwrap_or("")])
}

/// The digest of packed changes, whose images are known by their SHA-256.
pub fn bulk_digest(table: &str, reference: &str, count: i64, images: &str) -> String {
    digest_of(&["bulk", table, reference, &count.to_string(), images])
}

/// The digest of an entry's reason and command.
pub fn words_digest(salt: &str, why: Option<&str>, command: &str) -> String {
    digest_of(&[salt, why.unwrap_or("\u{0}"), command])
}

fn digest_of(parts: &[&str]) -> String {
    let mut chain = Chain::default();
    parts.iter().for_each(|part| chain.add(part));
    chain.finish()
}

/// SHA-256 of bytes, hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The SHA-256 of all that can be read, in hexadecimal digits.
pub fn sha256_of(from: &mut dyn std::io::Read) -> std::io::Result<String> {
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(&piece[..n]),
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

pub(super) fn random() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|e| {
        let e = e.to_string();
        Error::storage(say!("the system gives no random numbers: {e}", "系统无法提供随机数：{e}"))
    })?;
    Ok(hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tables::SCHEMA;

    #[test]
    fn the_free_texts_alone_may_change_under_the_fixed_digest() {
        let of = |reference: &str, image: &str| Digests::of("salt", "motions", reference, None, Some(image));
        let one = of("1-1/1", r#"{"id":1,"title":"a","yes":4}"#);
        let other = of("1-1/2", r#"{"id":1,"title":"b","yes":4}"#);
        assert_eq!(one.fixed, other.fixed);
        assert_ne!(one.words, other.words);
        for image in [
            r#"{"id":1,"title":"a","yes":9}"#,
            r#"{"id":1,"title":"a"}"#,
            r#"{"id":1,"title":"a","yes":4} "#,
            r#"{"yes":9,"id":1,"title":"a","yes":4}"#,
        ] {
            assert_ne!(of("1-1/1", image).fixed, one.fixed, "{image}");
        }
        // What only looks like the end of a text is within it.
        let quoted = r#"{"title":"\",\"yes\":9,\\","yes":4,"id":1}"#;
        let [fixed, words] = split(Some(quoted));
        assert_eq!(fixed, r#"{"yes":4,"id":1}"#);
        assert_eq!(words, r#"{"title":"\",\"yes\":9,\\"}"#);
        assert_eq!(split(Some("{}")), ["{}", "{}"]);
        for odd in ["", "{", "[]", r#"{"a"}"#, r#"{"a":1,}"#, r#"{"a":"x}"#, r#"{"a":{}}"#, r#"{"a":1"b":2}"#, "{理}"] {
            assert_eq!(split(Some(odd)), [format!("?{odd}"), String::new()]);
        }
        // Whether there was a text is a part of the text: forgetting takes one out.
        assert_eq!(of("1-1/1", r#"{"id":1,"yes":4}"#).fixed, one.fixed);
    }

    #[test]
    fn no_code_word_day_or_key_is_a_free_text() {
        for line in SCHEMA.lines().map(str::trim) {
            let column = line.split_whitespace().next().unwrap_or_default().trim_matches('"');
            if WORDS.contains(&column) && line.contains(" TEXT") {
                assert!(!line.contains("CHECK") && !line.contains("REFERENCES"), "{line}");
            }
        }
    }
}
