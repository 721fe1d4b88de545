//! Forgettings that are recorded, while what they erased may still lie in free pages and side files.

use super::{
    chain::sha256,
    engine::{Engine, Row},
    read::Read,
};
use crate::{error::Result, model::text::fold};

/// A forgetting whose bytes may still be there.
#[derive(Debug, Clone)]
pub struct Erasing {
    /// The entry that forgot.
    pub entry: i64,
    /// Whether that entry forgot somebody: a mark of any other was made around the tool.
    pub forgot: bool,
    uid: String,
    names: String,
}

impl Erasing {
    /// Whether it forgot somebody of that name.
    pub fn of(&self, name: &str) -> bool {
        self.names.split(' ').any(|known| known == digest(&self.uid, name))
    }
}

fn digest(uid: &str, name: &str) -> String {
    sha256(format!("{uid} {}", fold(name)).as_bytes())
}

/// Marks an entry that forgot somebody of these names, in the transaction that is open.
pub(super) fn mark(engine: &dyn Engine, entry: i64, uid: &str, names: &[String]) -> Result<()> {
    let names = names.iter().map(|name| digest(uid, name)).collect::<Vec<_>>().join(" ");
    let sql = "INSERT INTO erasures (entry, names) VALUES (?1, ?2)";
    engine.execute(sql, &[entry.into(), names.into()]).map(|_| ())
}

/// Whether any is marked.
pub(super) fn any(read: &Read<'_>) -> Result<bool> {
    Ok(read.one("SELECT entry FROM erasures LIMIT 1", &[], |row| row.int(0))?.is_some())
}

/// All that are marked, whatever a mark says: what is erased lies in the free pages, which are cleared as a whole. One
/// that cannot be read, or that no forgetting made, is carried out as any other, and so stands in nobody's way.
pub(super) fn marked(read: &Read<'_>) -> Result<Vec<Erasing>> {
    let sql = "SELECT e.entry, j.uid, e.names, \
               EXISTS (SELECT 1 FROM journal_redactions r WHERE r.redacted_by = e.entry) \
               FROM erasures e LEFT JOIN journal j ON j.entry = e.entry ORDER BY e.entry";
    let text = |row: &Row<'_>, at| row.opt_text(at).ok().flatten().unwrap_or_default();
    read.all(sql, &[], |row| {
        let forgot = row.opt_flag(3)? == Some(true);
        Ok(Erasing { entry: row.int(0)?, forgot, uid: text(row, 1), names: text(row, 2) })
    })
}

/// What is wrong with a mark that the tool did not make, or that was changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// As the tool makes it.
    Sound,
    /// Its entry forgot nobody.
    OfNobody,
    /// It does not say whom, in the form in which it is written.
    Unreadable,
}

/// Looks at the mark in the row of an entry, whose names `names` gives.
///
/// # Errors
/// Names that cannot be read.
pub fn look(read: &Read<'_>, entry: i64, names: &str) -> Result<Mark> {
    // What an entry forgot it also rewrote in the journal. One made before version 3 left no names.
    let sql = "SELECT j.form IS NULL, EXISTS (SELECT 1 FROM journal_redactions r WHERE r.redacted_by = j.entry) \
               FROM journal j WHERE j.entry = ?1";
    let found = read.one(sql, &[entry.into()], |row| Ok((row.opt_flag(0)?, row.opt_flag(1)?)))?;
    Ok(match found {
        Some((old, Some(true))) => {
            let digests = names.split(' ').all(|name| name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit()));
            if digests || (old == Some(true) && names.is_empty()) { Mark::Sound } else { Mark::Unreadable }
        }
        _ => Mark::OfNobody,
    })
}

/// Takes the marks out: nothing is left of what these erased.
pub(super) fn done(engine: &dyn Engine, these: &[Erasing]) -> Result<()> {
    if these.is_empty() {
        return Ok(());
    }
    engine.begin(true)?;
    for erasing in these {
        engine.execute("DELETE FROM erasures WHERE entry = ?1", &[erasing.entry.into()])?;
    }
    engine.commit()
}
