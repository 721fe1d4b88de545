//! The first entry of the second form in a registry that has older ones: its hash covers all that stood in the
//! journal before it, of which the older entries' own hashes cover less.

use std::collections::BTreeMap;

use super::{
    chain::{self, Chain, Digests, FORM, Head, Parts, Redacted, bulk_digest, joined, random, sha256, words_digest},
    engine::{Engine, Value},
    keeper::SealedRow,
    read::Read,
};
use crate::error::Result;

/// Digests over all that stood in the journal before an entry, as it stood when that entry was made: what was
/// redacted until then, each change in the second form, and packed changes with table, reference and count.
pub fn seal(read: &Read<'_>, before: i64) -> Result<String> {
    let mut chain = Chain::default();
    chain.add("seal");
    // What a row's words were then, where they were redacted later.
    let mut then: BTreeMap<(i64, i64), String> = BTreeMap::new();
    let sql = "SELECT redacted_by, entry, change, fixed, was, words FROM journal_redactions \
               ORDER BY redacted_by, seq";
    read.each(sql, &[], &mut |row| {
        let by = row.int(0)?;
        let one = Redacted {
            entry: row.int(1)?,
            change: row.int(2)?,
            fixed: row.text(3)?,
            was: row.text(4)?,
            words: row.text(5)?,
        };
        if by < before {
            chain.number(by);
            one.add_to(&mut chain);
        } else {
            then.entry((one.entry, one.change)).or_insert(one.was);
        }
        Ok(())
    })?;
    let sql = "SELECT entry, seq, tbl, ref, before, after, salt FROM journal_changes WHERE entry < ?1 \
               ORDER BY entry, seq";
    read.each(sql, &[before.into()], &mut |row| {
        let place = (row.int(0)?, row.int(1)?);
        let salt = row.opt_str(6)?.unwrap_or_default();
        let (table, reference) = (row.text(2)?, row.text(3)?);
        let now = Digests::of(salt, &table, &reference, row.opt_str(4)?, row.opt_str(5)?);
        chain.number(place.0);
        chain.number(place.1);
        chain.add(&joined(&now.fixed, then.get(&place).unwrap_or(&now.words)));
        Ok(())
    })?;
    let sql = "SELECT entry, seq, tbl, ref, count, images FROM journal_bulk WHERE entry < ?1 ORDER BY entry, seq";
    read.each(sql, &[before.into()], &mut |row| {
        chain.number(row.int(0)?);
        chain.number(row.int(1)?);
        let images = match row.value(5)? {
            Value::Blob(images) => sha256(&images),
            _ => String::new(),
        };
        chain.add(&bulk_digest(&row.text(2)?, &row.text(3)?, row.int(4)?, &images));
        Ok(())
    })?;
    Ok(chain.finish())
}

/// Puts what an entry rewrote into its table, numbered from `seq` on.
pub fn lay(engine: &dyn Engine, by: i64, seq: i64, redacted: &[Redacted]) -> Result<()> {
    let sql = "INSERT INTO journal_redactions (redacted_by, seq, entry, change, fixed, was, words) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    for (n, one) in redacted.iter().enumerate() {
        let Redacted { entry, change, fixed, was, words } = one.clone();
        let params: [Value; 7] = [
            by.into(),
            (seq + n as i64).into(),
            entry.into(),
            change.into(),
            fixed.into(),
            was.into(),
            words.into(),
        ];
        engine.execute(sql, &params)?;
    }
    Ok(())
}

/// Puts an entry into the journal by a statement. It has no role: what a server knows of that, it puts in itself.
pub fn enter(engine: &dyn Engine, row: SealedRow<'_>, parts: &Parts) -> Result<()> {
    let SealedRow { head, why, command, salt, redacted_by } = row;
    engine
        .execute(
            "INSERT INTO journal (entry, uid, at, actor, why, command, salt, digest, undoes, previous, hash, \
             redacted_by, form, numbers) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            &[
                head.entry.into(),
                head.uid.as_str().into(),
                head.at.as_str().into(),
                head.actor.as_str().into(),
                why.into(),
                command.into(),
                salt.into(),
                head.words.as_str().into(),
                head.undoes.into(),
                head.previous.as_str().into(),
                chain::second(head, parts).into(),
                redacted_by.into(),
                FORM.into(),
                head.numbers.clone().into(),
            ],
        )
        .map(|_| ())
}

/// The number and the hash of the newest entry that lasts: what the whole journal is known by. A registry that is read
/// in a copy ends with an entry of that copy's own, of which nobody must note the hash.
pub fn head(read: &Read<'_>) -> Result<Option<(i64, String)>> {
    if read.engine().lasts() { newest(read) } else { Ok(None) }
}

/// The number and the hash of the newest entry.
pub fn newest(read: &Read<'_>) -> Result<Option<(i64, String)>> {
    let sql = "SELECT entry, hash FROM journal ORDER BY entry DESC LIMIT 1";
    read.one(sql, &[], |row| Ok((row.int(0)?, row.text(1)?)))
}

/// Brings the journal of a version before 3 under the second form: what was redacted until now is noted, so that
/// nothing can pass for redacted later, and the first entry of that form covers everything before it.
pub fn upgrade(engine: &dyn Engine, at: String) -> Result<()> {
    let read = Read::of(engine);
    let Some((last, previous)) = newest(&read)? else { return Ok(()) };
    note_redacted(engine)?;
    let numbers = read.all("SELECT name, last FROM numbers ORDER BY name", &[], |row| {
        Ok(format!("{}={}", row.text(0)?, row.int(1)?))
    })?;
    let (salt, command) = (random()?, "upgrade to version 3 of the schema".to_string());
    let head = Head {
        previous,
        entry: last + 1,
        uid: random()?,
        at,
        actor: "alliance".to_string(),
        words: words_digest(&salt, None, &command),
        undoes: None,
        numbers: (!numbers.is_empty()).then(|| numbers.join(" ")),
        role: None,
    };
    let parts = Parts { seal: Some(seal(&read, last + 1)?), ..Parts::default() };
    enter(engine, SealedRow { head: &head, why: None, command, salt, redacted_by: None }, &parts)
}

/// Writes down what earlier versions redacted, each place under the entry that did it last.
fn note_redacted(engine: &dyn Engine) -> Result<()> {
    let read = Read::of(engine);
    let mut all: BTreeMap<i64, Vec<Redacted>> = BTreeMap::new();
    let sql = "SELECT entry, seq, tbl, ref, before, after, redacted_by FROM journal_changes \
               WHERE redacted_by IS NOT NULL ORDER BY entry, seq";
    let rows = read.all(sql, &[], |row| {
        let salt = random()?;
        let (table, reference) = (row.text(2)?, row.text(3)?);
        let digests = Digests::of(&salt, &table, &reference, row.opt_str(4)?, row.opt_str(5)?);
        Ok((row.int(0)?, row.int(1)?, row.int(6)?, salt, digests))
    })?;
    for (entry, change, by, salt, Digests { fixed, words }) in rows {
        let sql = "UPDATE journal_changes SET salt = ?3 WHERE entry = ?1 AND seq = ?2";
        engine.execute(sql, &[entry.into(), change.into(), salt.into()])?;
        let one = Redacted { entry, change, fixed, was: String::new(), words };
        all.entry(by).or_default().push(one);
    }
    let sql = "SELECT entry, why, command, digest, redacted_by FROM journal WHERE redacted_by IS NOT NULL \
               ORDER BY entry";
    let rows = read.all(sql, &[], |row| {
        let salt = random()?;
        let words = words_digest(&salt, row.opt_str(1)?, &row.text(2)?);
        Ok((row.int(0)?, row.text(3)?, row.int(4)?, salt, words))
    })?;
    for (entry, was, by, salt, words) in rows {
        engine.execute("UPDATE journal SET salt = ?2 WHERE entry = ?1", &[entry.into(), salt.into()])?;
        let one = Redacted { entry, change: 0, fixed: String::new(), was, words };
        all.entry(by).or_default().push(one);
    }
    all.iter().try_for_each(|(by, redacted)| lay(engine, *by, 1, redacted))
}
