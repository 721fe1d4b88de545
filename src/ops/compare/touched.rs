//! Which records entries of the journal have touched, and how these are called there.

use std::collections::{BTreeMap, HashMap};

use crate::{
    error::Result,
    noun::{NOUNS, Shape, To},
    store::{
        Read, Record, Value,
        changes::record_of,
        gate::bulk::unpack,
        tables::Table,
    },
};

/// What the journal says of a record that was touched.
#[derive(Debug, Clone, Default)]
pub struct Touch {
    /// How it is called there; empty where the journal does not tell.
    pub reference: String,
    /// The entry that has erased words of it from the journal since.
    pub erased_by: Option<i64>,
}

/// Records that were touched: of each noun, by its place in [`NOUNS`], those of these keys.
pub type Touched = BTreeMap<usize, BTreeMap<Value, Touch>>;

/// The records that entries after `from` up to `to` have touched.
///
/// # Errors
/// Images of the journal that cannot be read.
pub fn touched(read: &Read<'_>, from: i64, to: i64) -> Result<Touched> {
    let mut all = Touched::new();
    let mut owners = Owners::default();
    let range = [from.into(), to.into()];
    let sql = "SELECT tbl, ref, coalesce(after, before), redacted_by FROM journal_changes \
               WHERE entry > ?1 AND entry <= ?2 ORDER BY entry, seq";
    read.each(sql, &range, &mut |row| {
        let record = Record::from_image(&row.text(0)?, row.opt_str(2)?.unwrap_or_default())?;
        if let Some(touch) = owners.touch(&mut all, &record) {
            row.opt_str(1)?.unwrap_or_default().clone_into(&mut touch.reference);
            touch.erased_by = touch.erased_by.or(row.opt_int(3)?);
        }
        Ok(())
    })?;
    let sql = "SELECT tbl, images FROM journal_bulk WHERE entry > ?1 AND entry <= ?2 ORDER BY entry, seq";
    read.each(sql, &range, &mut |row| match row.value(1)? {
        Value::Blob(images) => unpack(&row.text(0)?, &images, &mut |before, after| {
            if let Some(record) = after.as_ref().or(before.as_ref()) {
                owners.touch(&mut all, record);
            }
            Ok(())
        }),
        _ => Ok(()),
    })?;
    Ok(all)
}

/// Which noun the rows of a table are, or belong to, by its place in [`NOUNS`].
fn owner(table: &Table) -> Option<usize> {
    let holds = |shape: &Shape| shape.fields.iter().any(|field| field.to == To::Parts(table.name));
    let own = NOUNS.iter().position(|shape| shape.store == table.name);
    own.or_else(|| NOUNS.iter().position(|shape| holds(shape)))
}

/// The same of each table, once it was looked for.
#[derive(Default)]
struct Owners(HashMap<&'static str, Option<usize>>);

impl Owners {
    /// Takes down that the record was touched which a row is, or belongs to: that is named by the
    /// row's first column.
    fn touch<'t>(&mut self, all: &'t mut Touched, row: &Record) -> Option<&'t mut Touch> {
        let key = row.key();
        let (table, key) = match record_of(row.table, &key) {
            Some(record) => record,
            None => (row.table, key.into_iter().next()?),
        };
        let noun = (*self.0.entry(table.name).or_insert_with(|| owner(table)))?;
        Some(all.entry(noun).or_default().entry(key).or_default())
    }
}
