//! The registry as it stood after an entry of the journal, and as it would stand after changes that are only tried.

use super::{
    engine::Value,
    gate::{Write, bulk::unpack},
    read::Read,
    record::Record,
    touched::Back,
};
use crate::error::Result;

impl Write<'_> {
    /// Looks at the records as they stood after an entry of the journal: the rows that later entries changed are put
    /// back for the look, and then stand again as they are. For a transaction that has changed nothing yet.
    ///
    /// # Errors
    /// Images of the journal that cannot be read, and those of `look`.
    pub fn past<T>(&self, entry: i64, look: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<T> {
        let back = self.since(entry)?;
        self.keep_keys()?;
        let engine = self.engine();
        engine.script("SAVEPOINT past")?;
        let seen = back.lay(engine).and_then(|()| look(self));
        if seen.is_ok() {
            engine.script("ROLLBACK TO SAVEPOINT past; RELEASE SAVEPOINT past")?;
        }
        seen
    }

    /// Looks at the records as changes would leave them, and takes these back: the transaction has then changed nothing,
    /// as before. For a transaction that has changed nothing yet.
    ///
    /// # Errors
    /// Those of `change`.
    pub fn tried<T>(&self, change: impl FnOnce() -> Result<T>) -> Result<T> {
        let engine = self.engine();
        self.keep_keys()?;
        engine.script("SAVEPOINT tried")?;
        let done = change();
        self.forget();
        let back = engine.script("ROLLBACK TO SAVEPOINT tried; RELEASE SAVEPOINT tried");
        let done = done?;
        back.map(|()| done)
    }

    /// What entries after this one changed, to be put back.
    fn since(&self, entry: i64) -> Result<Back> {
        let mut back = Back::default();
        let sql = "SELECT entry FROM journal WHERE entry > ?1 ORDER BY entry";
        for entry in self.rows::<i64>(sql, &[entry.into()])? {
            let sql = "SELECT tbl, before, after FROM journal_changes WHERE entry = ?1 ORDER BY seq";
            self.each(sql, &[entry.into()], &mut |row| {
                let table = row.text(0)?;
                let image = |at| row.opt_str(at)?.map(|image| Record::from_image(&table, image)).transpose();
                back.turn(image(1)?, image(2)?);
                Ok(())
            })?;
            let sql = "SELECT tbl, images FROM journal_bulk WHERE entry = ?1 ORDER BY seq";
            self.each(sql, &[entry.into()], &mut |row| match row.value(1)? {
                Value::Blob(images) => unpack(&row.text(0)?, &images, &mut |before, after| {
                    back.turn(before, after);
                    Ok(())
                }),
                _ => Ok(()),
            })?;
        }
        Ok(back)
    }
}
