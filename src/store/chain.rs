//! The journal's chain: hashes of entries, digests of their changes.

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

/// The hash of an entry: over all that it says, the digests of its changes and the hash before it.
pub struct Chain(Sha256);

impl Chain {
    /// Begins with the entry's own words.
    pub fn new(
        previous: &str,
        entry: i64,
        uid: &str,
        author: &Author,
        words: &str,
        undoes: Option<i64>,
    ) -> Chain {
        let mut chain = Chain(Sha256::new());
        chain.add(previous);
        chain.add(&entry.to_string());
        chain.add(uid);
        chain.add(&author.at);
        chain.add(&author.actor);
        chain.add(words);
        chain.add(&undoes.map_or_else(String::new, |n| n.to_string()));
        chain
    }

    /// Adds one part, with its length, so that parts cannot run together.
    pub fn add(&mut self, part: &str) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// The hash, hexadecimal.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The digest of one change.
pub fn digest(salt: &str, table: &str, reference: &str, before: Option<&str>, after: Option<&str>) -> String {
    digest_of(&[salt, table, reference, before.unwrap_or(""), after.unwrap_or("")])
}

/// The digest of an entry's reason and command.
pub fn words_digest(salt: &str, why: Option<&str>, command: &str) -> String {
    digest_of(&[salt, why.unwrap_or("\u{0}"), command])
}

fn digest_of(parts: &[&str]) -> String {
    let mut chain = Chain(Sha256::new());
    parts.iter().for_each(|part| chain.add(part));
    chain.finish()
}

/// SHA-256 of bytes, hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

pub(super) fn random() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|e| {
        let e = e.to_string();
        Error::storage(say!("the system gives no random numbers: {e}", "系统无法提供随机数：{e}"))
    })?;
    Ok(hex(&bytes))
}
