//! The end of a transaction: its entry in the journal, and what of the journal that entry rewrites.

use super::{
    super::{
        chain::{Author, Digests, Head, Parts, Redacted, bulk_digest, random, second, words_digest},
        engine::Value,
        erasing,
        keeper::{Change, Packed, SealedRow},
        record::Record,
        seal,
    },
    Redaction, Write,
    bulk::Chunk,
};
use crate::{
    error::{Error, Result},
    say,
};

impl Write<'_> {
    /// Writes the entry with all that hangs on it. Answers its number.
    pub(super) fn journal(&self, author: &Author) -> Result<i64> {
        let (last, previous) = self.newest()?.cloned().unwrap_or_default();
        let entry = last.saturating_add(1);
        let mut parts = Parts::default();
        let mut bulk = self.bulk.borrow_mut();
        bulk.close();
        let packed = bulk.pack(&self.touched.borrow())?;
        let touched = self.touched.borrow();
        let mut changes = Vec::new();
        for touch in touched.iter().filter(|touch| touch.before != touch.after) {
            let table = touch.table.name;
            if packed.contains(&table) {
                continue;
            }
            let (before, after) = (touch.before.as_deref(), touch.after.as_deref());
            let salt = random()?;
            let digest = Digests::of(&salt, table, &touch.reference, before, after).whole();
            parts.changes.push(digest.clone());
            changes.push(Change { table, reference: &touch.reference, before, after, salt, digest });
        }
        for chunk in std::mem::take(&mut bulk.chunks) {
            let digest = bulk_digest(chunk.table, &chunk.reference, chunk.count, &chunk.digest);
            parts.bulk.push(digest.clone());
            let Chunk { table, reference, count, images, .. } = chunk;
            let packed = Packed { table, reference, count, images, digest };
            self.lay_packed(entry, parts.bulk.len() as i64, packed)?;
        }
        let keeper = self.engine().keeper();
        let numbers = self.numbers.borrow();
        let given = numbers.iter().map(|(name, last)| format!("{name}={last}")).collect::<Vec<_>>();
        let mut salt = random()?;
        let head = Head {
            previous,
            entry,
            uid: self.uid.clone(),
            at: author.at.clone(),
            actor: author.actor.clone(),
            words: words_digest(&salt, author.why.as_deref(), &author.command),
            undoes: self.undoes.get(),
            numbers: (!given.is_empty()).then(|| given.join(" ")),
            role: keeper.and_then(|keeper| keeper.role()),
        };
        let (mut why, mut command, mut redacted_by) = (author.why.clone(), author.command.clone(), None);
        if let Some(redaction) = &*self.redaction.borrow() {
            // What is rewritten must stand there.
            self.lay_changes(entry, &changes)?;
            changes.clear();
            parts.redactions = self.rewrite(entry, redaction)?;
            if let Some((kept, one)) = reworded(redaction, entry, &head.words, (&why, &command))? {
                (why, command, salt, redacted_by) = (kept.why, kept.command, kept.salt, Some(entry));
                parts.redactions.push(one);
            }
            seal::lay(self.engine(), entry, 1, &parts.redactions)?;
            erasing::mark(self.engine(), entry, &self.uid, &redaction.names)?;
        }
        let row = SealedRow { head: &head, why, command, salt, redacted_by };
        if let Some(keeper) = keeper {
            keeper.enter(&row, &second(&head, &parts), &changes)?;
            return Ok(entry);
        }
        // The entry before its changes: a reference that holds at once needs no second look.
        seal::enter(self.engine(), row, &parts)?;
        self.lay_changes(entry, &changes)?;
        for (name, last) in numbers.iter() {
            self.engine().execute(
                "INSERT INTO numbers (name, last) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last = ?2",
                &[(*name).into(), (*last).into()],
            )?;
        }
        Ok(entry)
    }

    /// Puts in the changes of the entry that is being made.
    fn lay_changes(&self, entry: i64, changes: &[Change<'_>]) -> Result<()> {
        if let Some(keeper) = self.engine().keeper() {
            return keeper.changes(entry, changes);
        }
        for (at, change) in changes.iter().enumerate() {
            self.engine().execute(
                "INSERT INTO journal_changes (entry, seq, tbl, ref, before, after, salt, digest) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                &[
                    entry.into(),
                    (at as i64 + 1).into(),
                    change.table.into(),
                    change.reference.into(),
                    change.before.into(),
                    change.after.into(),
                    change.salt.as_str().into(),
                    change.digest.as_str().into(),
                ],
            )?;
        }
        Ok(())
    }

    /// Puts in packed changes of the entry that is being made.
    fn lay_packed(&self, entry: i64, seq: i64, packed: Packed) -> Result<()> {
        if let Some(keeper) = self.engine().keeper() {
            return keeper.packed(entry, &packed);
        }
        let Packed { table, reference, count, images, digest } = packed;
        self.engine()
            .execute(
                "INSERT INTO journal_bulk (entry, seq, tbl, ref, count, images, digest) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                &[
                    entry.into(),
                    seq.into(),
                    table.into(),
                    reference.into(),
                    count.into(),
                    Value::Blob(images),
                    digest.into(),
                ],
            )
            .map(|_| ())
    }

    /// Rewrites images and words of all entries that stand in the journal, and the images of the one being made.
    /// What is rewritten gets another salt. Answers the places.
    fn rewrite(&self, by: i64, redaction: &Redaction) -> Result<Vec<Redacted>> {
        let mut redacted = self.rewrite_changes(by, redaction)?;
        let sql = "SELECT entry, why, command, salt FROM journal ORDER BY entry";
        let rows = self.all(sql, &[], |row| {
            Ok((row.int(0)?, row.opt_text(1)?, row.text(2)?, row.opt_text(3)?.unwrap_or_default()))
        })?;
        for (entry, why, command, salt) in rows {
            let was = words_digest(&salt, why.as_deref(), &command);
            let Some((kept, one)) = reworded(redaction, entry, &was, (&why, &command))? else { continue };
            self.engine().execute(
                "UPDATE journal SET why = ?2, command = ?3, salt = ?4, redacted_by = ?5 WHERE entry = ?1",
                &[entry.into(), kept.why.into(), kept.command.into(), kept.salt.into(), by.into()],
            )?;
            redacted.push(one);
        }
        Ok(redacted)
    }

    fn rewrite_changes(&self, by: i64, redaction: &Redaction) -> Result<Vec<Redacted>> {
        let mut redacted = Vec::new();
        let sql = "SELECT entry, seq, tbl, ref, before, after, salt FROM journal_changes ORDER BY entry, seq";
        let rows = self.all(sql, &[], |row| {
            let images = (row.opt_text(4)?, row.opt_text(5)?);
            let salt = row.opt_text(6)?.unwrap_or_default();
            Ok((row.int(0)?, row.int(1)?, row.text(2)?, row.text(3)?, images, salt))
        })?;
        for (entry, change, table, reference, images, salt) in rows {
            let (mut touched, mut words) = (false, None);
            let mut image = |image: &Option<String>| -> Result<Option<String>> {
                let Some(image) = image else { return Ok(None) };
                let mut record = Record::from_image(&table, image)?;
                words = Some((redaction.reference)(&record, &reference));
                let changed = (redaction.image)(&mut record);
                touched |= changed;
                Ok(Some(if changed { record.image() } else { image.clone() }))
            };
            let (before, after) = (image(&images.0)?, image(&images.1)?);
            let words = words.unwrap_or_else(|| reference.clone());
            if !touched && words == reference {
                continue;
            }
            let was = Digests::of(&salt, &table, &reference, images.0.as_deref(), images.1.as_deref());
            let salt = random()?;
            let now = Digests::of(&salt, &table, &words, before.as_deref(), after.as_deref());
            if now.fixed != was.fixed {
                return Err(Error::storage(say!(
                    "in the journal free texts alone can be erased: entry #{entry}, {table}",
                    "日志中只能抹去自由文本：#{entry}，{table}"
                )));
            }
            self.engine().execute(
                "UPDATE journal_changes SET ref = ?3, before = ?4, after = ?5, salt = ?6, redacted_by = ?7 \
                 WHERE entry = ?1 AND seq = ?2",
                &[
                    entry.into(),
                    change.into(),
                    words.into(),
                    before.into(),
                    after.into(),
                    salt.into(),
                    by.into(),
                ],
            )?;
            redacted.push(Redacted { entry, change, fixed: now.fixed, was: was.words, words: now.words });
        }
        Ok(redacted)
    }
}

/// The words of an entry as they stay.
struct Rewritten {
    why: Option<String>,
    command: String,
    salt: String,
}

/// The words of an entry after a redaction; nothing where that leaves them alone.
fn reworded(
    redaction: &Redaction,
    entry: i64,
    was: &str,
    (why, command): (&Option<String>, &str),
) -> Result<Option<(Rewritten, Redacted)>> {
    let new = (redaction.words)(entry, why.as_deref(), command);
    if (&new.0, new.1.as_str()) == (why, command) {
        return Ok(None);
    }
    let kept = Rewritten { why: new.0, command: new.1, salt: random()? };
    let words = words_digest(&kept.salt, kept.why.as_deref(), &kept.command);
    let one = Redacted { entry, change: 0, fixed: String::new(), was: was.to_string(), words };
    Ok(Some((kept, one)))
}
