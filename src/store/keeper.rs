//! What the gate writes into tables of its own, and the seam to an engine that writes these itself: a server does it by
//! functions, which hold the gate's rules against whoever calls them.

use super::chain::Head;
use crate::error::Result;

/// What stands of an entry in the table `journal` beside its hash.
pub struct SealedRow<'a> {
    /// With the digest of its words.
    pub head: &'a Head,
    /// The reason, as it stays.
    pub why: Option<String>,
    /// The command, as it stays.
    pub command: String,
    /// Of the words.
    pub salt: String,
    /// Whether the entry rewrote its own words.
    pub redacted_by: Option<i64>,
}

/// A row of `journal_changes` on its way in.
pub struct Change<'a> {
    /// The table.
    pub table: &'static str,
    /// The record that the row belongs to.
    pub reference: &'a str,
    /// The row's image before.
    pub before: Option<&'a str>,
    /// And after.
    pub after: Option<&'a str>,
    /// Of the digest.
    pub salt: String,
    /// Over all of it.
    pub digest: String,
}

/// A row of `journal_bulk` on its way in.
pub struct Packed {
    /// The table.
    pub table: &'static str,
    /// The records that the rows belong to.
    pub reference: String,
    /// How many changes they are.
    pub count: i64,
    /// Their images, packed.
    pub images: Vec<u8>,
    /// Over all of it.
    pub digest: String,
}

/// An engine that writes the gate's own tables itself, each by a call, in the transaction that is open. It refuses
/// whatever is not as the gate would write it.
pub trait Keeper {
    /// The role that writes, as the engine itself knows it; it is what the entry will have.
    fn role(&self) -> Option<String>;
    /// Puts in changes of the entry that is being made, numbered on from those that it has.
    fn changes(&self, entry: i64, changes: &[Change<'_>]) -> Result<()>;
    /// Puts in packed changes of the entry that is being made.
    fn packed(&self, entry: i64, packed: &Packed) -> Result<()>;
    /// Puts in the rest of an entry's changes, the entry, and the numbers that it gave.
    fn enter(&self, row: &SealedRow<'_>, hash: &str, rest: &[Change<'_>]) -> Result<()>;
    /// Keeps the content of a document under its fingerprint.
    fn content(&self, sha256: &str, bytes: &[u8]) -> Result<()>;
    /// Makes the rolls of these motions anew from their ballots.
    fn rolls(&self, motions: &[i64]) -> Result<()>;
    /// Puts other rolls in the place of those of these motions, none for an empty one. They are for a look back alone:
    /// what is put so can only be rolled back.
    fn rolls_looked_back(&self, rolls: &[(i64, Vec<u8>)]) -> Result<()>;
}
