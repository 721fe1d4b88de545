//! Taking entries back.

use super::told;
use crate::{
    error::{Error, Result},
    model::journal::Written,
    say,
    store::{
        Author, Read, Registry, Value, Write,
        gate::bulk::unpack,
        tables::find,
        Record,
    },
};

/// An entry that changed more rows than this is taken back as it was made: in bulk.
const LARGE: i64 = 2_000;

/// Takes back the newest entry, or the one named: a new entry that inverts it, refused where a row has
/// changed since.
pub fn undo(registry: &Registry, entry: Option<i64>, author: &Author, dry_run: bool) -> Result<Written> {
    let many = registry.read(|read| match meant(read, entry)? {
        Some(entry) => changes(read, entry),
        None => Ok(0),
    })?;
    let take_back = |write: &Write<'_>| {
        let Some(entry) = meant(write, entry)? else {
            return Err(Error::not_found(say!("the journal has no entry yet", "日志为空")));
        };
        let sql = "SELECT entry FROM journal WHERE entry = ?1";
        if write.first::<i64>(sql, &[entry.into()])?.is_none() {
            return Err(Error::not_found(say!("the journal has no entry #{entry}", "日志中没有 #{entry}"))
                .hint(say!("`alliance log` lists them", "`alliance log` 列出全部")));
        }
        let sql = "SELECT count(*) FROM journal_changes WHERE entry = ?1 AND redacted_by = ?1";
        if write.first::<i64>(sql, &[entry.into()])? != Some(0) {
            return Err(Error::conflict(say!(
                "entry #{entry} erased what it changed: that cannot come back",
                "#{entry} 已抹去相关内容，无法恢复"
            )));
        }
        let sql = "SELECT tbl, ref, before, after FROM journal_changes WHERE entry = ?1 ORDER BY seq DESC";
        let changes = write.all(sql, &[entry.into()], |row| {
            Ok((row.text(0)?, row.text(1)?, row.opt_text(2)?, row.opt_text(3)?))
        })?;
        for (table, reference, before, after) in changes {
            let before = before.map(|image| Record::from_image(&table, &image)).transpose()?;
            let after = after.map(|image| Record::from_image(&table, &image)).transpose()?;
            let Some(key) = before.as_ref().or(after.as_ref()).map(Record::key) else { continue };
            if write.find(&table, &key)? != after {
                return Err(changed_since(write, entry, &table, &reference)?);
            }
            match before {
                Some(before) => write.put(&before, &reference)?,
                None => write.remove(&table, &key, &reference)?,
            };
        }
        undo_bulk(write, entry)?;
        write.undoes(entry);
        told::told(write, author.today()?)
    };
    let (told, mut written) = match many > LARGE {
        true => registry.write_large(author, dry_run, take_back)?,
        false => registry.write(author, dry_run, take_back)?,
    };
    told.lay(&mut written);
    Ok(written)
}

/// The entry that is to be taken back, else the newest that changed a record: the one that an upgrade makes does not.
fn meant(read: &Read<'_>, entry: Option<i64>) -> Result<Option<i64>> {
    if entry.is_some() {
        return Ok(entry);
    }
    let newest = "SELECT max(entry) FROM (SELECT max(entry) AS entry FROM journal_changes \
                  UNION ALL SELECT max(entry) FROM journal_bulk) newest";
    Ok(read.first::<Option<i64>>(newest, &[])?.flatten())
}

/// The entry that [`undo`] would take back, with the command that made it.
pub fn about(read: &Read<'_>, entry: Option<i64>) -> Result<Option<(i64, String)>> {
    let Some(entry) = meant(read, entry)? else { return Ok(None) };
    let command = read.first::<String>("SELECT command FROM journal WHERE entry = ?1", &[entry.into()])?;
    Ok(command.map(|command| (entry, command)))
}

/// So many entries are looked through for the one that is next to be taken back.
const LOOKED_THROUGH: i64 = 200;

/// The newest entry before this one that still stands and took nothing back, with its command: what is to be taken
/// back next by whoever goes further back.
pub fn further(read: &Read<'_>, undone: i64) -> Result<Option<(i64, String)>> {
    let sql = "SELECT entry, undoes, command FROM journal ORDER BY entry DESC LIMIT ?1";
    let newest = read.rows::<(i64, Option<i64>, String)>(sql, &[LOOKED_THROUGH.into()])?;
    // Newest first, so that whether an undo stands is known before what it took back is looked at.
    let mut taken = std::collections::HashSet::new();
    for (entry, undoes, _) in &newest {
        if let Some(undoes) = undoes.filter(|_| !taken.contains(entry)) {
            taken.insert(undoes);
        }
    }
    let stands = |(entry, undoes, _): &(i64, Option<i64>, String)| *entry < undone && undoes.is_none() && !taken.contains(entry);
    for (entry, _, command) in newest.into_iter().filter(stands) {
        if changes(read, entry)? > 0 {
            return Ok(Some((entry, command)));
        }
    }
    Ok(None)
}

/// How many rows an entry changed.
fn changes(read: &Read<'_>, entry: i64) -> Result<i64> {
    let sql = "SELECT (SELECT count(*) FROM journal_changes WHERE entry = ?1) \
               + (SELECT CAST(coalesce(sum(count), 0) AS BIGINT) FROM journal_bulk WHERE entry = ?1)";
    Ok(read.first::<i64>(sql, &[entry.into()])?.unwrap_or_default())
}

/// The error of an entry on which later ones stand, with the latest of them.
fn changed_since(write: &Write<'_>, entry: i64, table: &str, reference: &str) -> Result<Error> {
    let noun = crate::store::tables::noun(table).0;
    let zh = crate::noun::named(noun).map_or(noun, |shape| shape.zh);
    let sql = "SELECT max(entry) FROM journal_changes WHERE tbl = ?1 AND ref = ?2 AND entry > ?3";
    let later = [table.into(), reference.into(), entry.into()];
    Ok(match write.first::<Option<i64>>(sql, &later)?.flatten() {
        Some(later) => Error::conflict(say!(
            "entry #{entry} cannot be taken back: {noun} {reference} has changed since, by #{later}",
            "无法撤销 #{entry}：{zh} {reference} 此后又经 #{later} 变动"
        ))
        .hint(say!("`alliance undo {later}` first", "请先 `alliance undo {later}`")),
        None => Error::conflict(say!(
            "entry #{entry} cannot be taken back: {noun} {reference} has changed since",
            "无法撤销 #{entry}：{zh} {reference} 此后已有变动"
        ))
        .hint(say!("take back the later entries first", "请先撤销之后的录入")),
    })
}

/// Undoes the packed part of an entry, some thousands of rows at a time.
fn undo_bulk(write: &Write<'_>, entry: i64) -> Result<()> {
    let sql = "SELECT seq, tbl, ref FROM journal_bulk WHERE entry = ?1 ORDER BY seq DESC";
    let chunks = write.rows::<(i64, String, String)>(sql, &[entry.into()])?;
    for of_table in chunks.chunk_by(|one, other| one.1 == other.1) {
        let Some((_, named, _)) = of_table.first() else { continue };
        // A table that there is not is an error of what is packed.
        let Some(table) = find(named) else { return unpack(named, &[], &mut |_, _| Ok(())) };
        let (mut rest, mut last) = (of_table.iter(), "");
        let other = write.turn(table, &mut || {
            let Some((seq, _, reference)) = rest.next() else { return Ok(None) };
            let (sql, mut rows) = ("SELECT images FROM journal_bulk WHERE entry = ?1 AND seq = ?2", Vec::new());
            if let Some(Value::Blob(images)) = write.first(sql, &[entry.into(), (*seq).into()])? {
                unpack(table.name, &images, &mut |before, after| {
                    rows.push((after, before));
                    Ok(())
                })?;
            }
            last = reference;
            Ok(Some((reference.clone(), rows)))
        })?;
        if let Some(key) = other {
            let reference = called(write, table.name, &key)?;
            return Err(changed_since(write, entry, table.name, reference.as_deref().unwrap_or(last))?);
        }
    }
    Ok(())
}

/// What the record is called that a packed row belongs to, where that row alone tells it.
fn called(write: &Write<'_>, table: &str, key: &[Value]) -> Result<Option<String>> {
    let (Some(motion), "ballots") = (key.first(), table) else { return Ok(None) };
    let sql = "SELECT r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id \
               WHERE m.id = ?1";
    write.first(sql, std::slice::from_ref(motion))
}
