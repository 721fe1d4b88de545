//! The registry as it stood after an entry of the journal, and as it would stand after changes that are only tried.

use std::{
    cell::{Ref, RefCell, RefMut},
    rc::Rc,
};

use super::{
    engine::{Engine as _, Value},
    gate::{Write, bulk::unpack},
    read::Read,
    record::Record,
    sqlite::Sqlite,
    touched::Back,
};
use crate::error::Result;

/// The registry as it stood after an entry, journal and all, in a copy that only this process has. It can be read alone.
#[derive(Clone)]
pub struct Past {
    engine: Rc<RefCell<Sqlite>>,
    /// Where the registry is that it is a copy of, for people.
    pub shown: String,
}

impl std::fmt::Debug for Past {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Past").field("shown", &self.shown).finish_non_exhaustive()
    }
}

impl Past {
    /// Makes a copy of a registry what that was after an entry, 0 being before the first one: what later entries changed
    /// is put back, and they themselves are gone. `lasts`: whether the entries that are left stand at the registry's place.
    ///
    /// # Errors
    /// Images of the journal that cannot be read.
    pub fn of(copy: Sqlite, entry: i64, shown: String, lasts: bool) -> Result<Past> {
        copy.stands(lasts);
        // What stood there may break a rule that came later.
        copy.script("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF")?;
        copy.begin(true)?;
        since(&Read::of(&copy), entry)?.lay(&copy)?;
        for (table, column) in [
            ("journal_redactions", "redacted_by"),
            ("erasures", "entry"),
            ("journal_bulk", "entry"),
            ("journal_changes", "entry"),
            ("journal", "entry"),
        ] {
            copy.execute(&format!("DELETE FROM {table} WHERE {column} > ?1"), &[entry.into()])?;
        }
        numbers(&copy)?;
        copy.commit()?;
        copy.read_only()?;
        Ok(Past { engine: Rc::new(RefCell::new(copy)), shown })
    }

    /// The copy, to be read.
    pub fn engine(&self) -> Ref<'_, Sqlite> {
        self.engine.borrow()
    }

    /// The copy, to be asked what is not of the program's own.
    pub fn asked(&self) -> RefMut<'_, Sqlite> {
        self.engine.borrow_mut()
    }
}

/// Makes the highest numbers those that the entries which are left have given.
fn numbers(copy: &Sqlite) -> Result<()> {
    let mut given = std::collections::BTreeMap::new();
    copy.query("SELECT numbers FROM journal WHERE numbers IS NOT NULL ORDER BY entry", &[], &mut |row| {
        for (name, last) in row.text(0)?.split(' ').filter_map(|one| one.split_once('=')) {
            if let Ok(last) = last.parse::<i64>() {
                given.insert(name.to_string(), last);
            }
        }
        Ok(())
    })?;
    copy.execute("DELETE FROM numbers", &[])?;
    for (name, last) in given {
        copy.execute("INSERT INTO numbers (name, last) VALUES (?1, ?2)", &[name.into(), last.into()])?;
    }
    Ok(())
}

/// What entries after this one changed, to be put back.
fn since(read: &Read<'_>, entry: i64) -> Result<Back> {
    let mut back = Back::default();
    // Few entries have packed changes: what lies between two of them is one question.
    let packed = "SELECT DISTINCT entry FROM journal_bulk WHERE entry > ?1 ORDER BY entry";
    let packed = read.rows::<i64>(packed, &[entry.into()])?;
    let mut from = entry;
    for to in packed.into_iter().chain([i64::MAX]) {
        let sql = "SELECT tbl, before, after FROM journal_changes WHERE entry > ?1 AND entry <= ?2 ORDER BY entry, seq";
        read.each(sql, &[from.into(), to.into()], &mut |row| {
            let table = row.text(0)?;
            let image = |at| row.opt_str(at)?.map(|image| Record::from_image(&table, image)).transpose();
            back.turn(image(1)?, image(2)?);
            Ok(())
        })?;
        let sql = "SELECT tbl, images FROM journal_bulk WHERE entry = ?1 ORDER BY seq";
        read.each(sql, &[to.into()], &mut |row| match row.value(1)? {
            Value::Blob(images) => unpack(&row.text(0)?, &images, &mut |before, after| {
                back.turn(before, after);
                Ok(())
            }),
            _ => Ok(()),
        })?;
        from = to;
    }
    Ok(back)
}

impl Write<'_> {
    /// Looks at the records as they stood after an entry of the journal: the rows that later entries changed are put
    /// back for the look, and then stand again as they are. For a transaction that has changed nothing yet.
    ///
    /// # Errors
    /// Images of the journal that cannot be read, and those of `look`.
    pub fn past<T>(&self, entry: i64, look: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<T> {
        let back = since(self, entry)?;
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
}
