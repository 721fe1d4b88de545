//! Forgettings that are recorded, while what they erased may still lie in free pages and side files.

use super::{chain::sha256, engine::Engine, read::Read};
use crate::{error::Result, model::text::fold};

/// A forgetting whose bytes may still be there.
#[derive(Debug, Clone)]
pub struct Erasing {
    /// The entry that forgot.
    pub entry: i64,
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

/// All that are marked.
pub(super) fn marked(read: &Read<'_>) -> Result<Vec<Erasing>> {
    let sql = "SELECT e.entry, j.uid, e.names FROM erasures e JOIN journal j ON j.entry = e.entry ORDER BY e.entry";
    read.all(sql, &[], |row| Ok(Erasing { entry: row.int(0)?, uid: row.text(1)?, names: row.text(2)? }))
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
