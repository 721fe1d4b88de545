//! The journal's chain, from nothing: every hash and digest made again, each row that does not hold by its table
//! and key, and the chain held against hashes that were noted elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Found,
    rows::{each, not_as_it_was, row_message},
};
use crate::{
    error::{Message, Result},
    model::journal::Anchor,
    say,
    store::{
        Read, Record, Row, Value,
        chain::{
            Digests, FORM, Head, Parts, Redacted, bulk_digest, first, first_digest, joined, second, sha256,
            words_digest,
        },
        seal,
    },
};

/// An entry as it stands in the journal.
struct Link {
    head: Head,
    why: Option<String>,
    command: String,
    salt: String,
    hash: String,
    redacted_by: Option<i64>,
    /// Whether it is of the second form.
    second: bool,
}

impl Link {
    fn of(row: &Row<'_>) -> Result<Link> {
        Ok(Link {
            head: Head {
                entry: row.int(0)?,
                uid: row.text(1)?,
                at: row.text(2)?,
                actor: row.text(3)?,
                undoes: row.opt_int(6)?,
                previous: row.text(7)?,
                words: row.text(10)?,
                numbers: row.opt_text(13)?,
                role: row.opt_text(14)?,
            },
            why: row.opt_text(4)?,
            command: row.text(5)?,
            hash: row.text(8)?,
            salt: row.opt_text(9)?.unwrap_or_default(),
            redacted_by: row.opt_int(11)?,
            second: row.opt_int(12)? == Some(FORM),
        })
    }
}

const ENTRIES: &str = "SELECT entry, uid, at, actor, why, command, undoes, previous, hash, salt, digest, \
                       redacted_by, form, numbers, role FROM journal ORDER BY entry";

/// A row of `journal_redactions` with the number of the entry that made it and its own.
type Noted = (i64, i64, Redacted);

/// What was redacted, by the place that was rewritten.
#[derive(Default)]
struct Redactions {
    all: Vec<Noted>,
    /// Places in `all`, from the first rewriting of each to the last.
    at: BTreeMap<(i64, i64), Vec<usize>>,
    /// Those whose place was found.
    met: BTreeSet<usize>,
}

impl Redactions {
    fn of(read: &Read<'_>, found: &mut Found) -> Result<Redactions> {
        let mut redactions = Redactions::default();
        let sql = "SELECT redacted_by, seq, entry, change, fixed, was, words FROM journal_redactions \
                   ORDER BY redacted_by, seq";
        each(read, sql, &[], ("journal_redactions", 2), found, &mut |row| {
            let (entry, change) = (row.int(2)?, row.int(3)?);
            let one =
                Redacted { entry, change, fixed: row.text(4)?, was: row.text(5)?, words: row.text(6)? };
            redactions.at.entry((entry, change)).or_default().push(redactions.all.len());
            redactions.all.push((row.int(0)?, row.int(1)?, one));
            Ok(())
        })?;
        Ok(redactions)
    }

    /// Whether what stands at a place is what it first was, or what the entries that rewrote it put there. The first
    /// of these found `original` there; nothing is said of it where versions 1 and 2 rewrote the place.
    fn hold(&mut self, place: (i64, i64), now: &Digests, by: Option<i64>, original: &str) -> bool {
        let Some(at) = self.at.get(&place) else { return by.is_none() && now.words == original };
        self.met.extend(at);
        let noted: Vec<&Noted> = at.iter().filter_map(|at| self.all.get(*at)).collect();
        let (mut was, mut holds) = (original, true);
        for (_, _, one) in &noted {
            holds &= one.fixed == now.fixed && one.was == was && one.entry == place.0;
            was = &one.words;
        }
        holds && was == now.words && noted.last().map(|(last, ..)| *last) == by
    }

    /// What the first rewriting of a place found there.
    fn was(&self, place: (i64, i64)) -> Option<&Redacted> {
        self.at.get(&place).and_then(|at| at.first()).and_then(|at| self.all.get(*at)).map(|(.., one)| one)
    }
}

/// Every row of the journal that does not hold, and every anchor that the chain does not meet.
pub(super) fn broken(read: &Read<'_>, anchors: &[Anchor]) -> Result<Found> {
    let mut found = Found::new();
    let mut entries: Vec<Link> = Vec::new();
    each(read, ENTRIES, &[], ("journal", 1), &mut found, &mut |row| {
        entries.push(Link::of(row)?);
        Ok(())
    })?;
    let mut redactions = Redactions::of(read, &mut found)?;
    // The first entry of the second form, where older ones stand before it.
    let start = entries.iter().find(|entry| entry.second).map(|entry| entry.head.entry);
    let sealing = start.filter(|_| entries.first().is_some_and(|entry| !entry.second));
    let (mut last, mut number) = (String::new(), 0);
    for entry in &entries {
        let n = entry.head.entry;
        if n != number + 1 || entry.head.previous != last {
            found.push(told(n, &say!(
                "in journal it does not follow on entry #{number}: entries are missing, or were changed",
                "在 journal 表中与 #{number} 不衔接：有日志缺失或改动"
            )));
        }
        if !entry.second && start.is_none_or(|start| start < n) {
            found.push(told(n, &say!(
                "in journal it is in the form of an earlier version, with no entry behind it that covers it",
                "在 journal 表中采用旧版形式，其后没有涵盖它的日志"
            )));
        }
        let beyond = [("numbers", entry.head.numbers.is_some()), ("role", entry.head.role.is_some())];
        for (column, _) in beyond.into_iter().filter(|(_, known)| *known && !entry.second) {
            found.push(told(n, &say!(
                "in journal it has {column}, which its form does not know: that was put in around the tool",
                "在 journal 表中带有其形式所没有的 {column}：有人绕过本工具添加"
            )));
        }
        let mut parts = hanging(read, entry, &mut redactions, &mut found)?;
        if sealing == Some(n) {
            // What cannot be read for it was told above, and then it does not hold.
            parts.seal = read.apart(|read| seal::seal(read, n))?.ok();
        }
        let made = if entry.second { second(&entry.head, &parts) } else { first(&entry.head, &parts) };
        if made != entry.hash {
            found.push(told(n, &say!(
                "its hash does not hold: its row in journal was changed, or rows of journal_changes, journal_bulk or journal_redactions were changed, added or taken out",
                "哈希不符：其 journal 表的行有改动，或 journal_changes、journal_bulk、journal_redactions 表的行有改动、增添或删除"
            )));
        }
        (last, number) = (entry.hash.clone(), n);
    }
    for (at, (by, seq, _)) in redactions.all.iter().enumerate() {
        if !redactions.met.contains(&at) {
            found.push(row_told("journal_redactions", *by, *seq, &say!(
                "names a row of the journal that is not there",
                "所指的日志行不存在"
            )));
        }
    }
    orphans(read, &mut found)?;
    anchored(&entries, anchors, &mut found);
    Ok(found)
}

/// Looks at all that hangs on an entry. Answers its digests.
fn hanging(
    read: &Read<'_>,
    entry: &Link,
    redactions: &mut Redactions,
    found: &mut Found,
) -> Result<Parts> {
    let n = entry.head.entry;
    let mut parts = Parts::default();
    let words = Digests {
        fixed: String::new(),
        words: words_digest(&entry.salt, entry.why.as_deref(), &entry.command),
    };
    if !redactions.hold((n, 0), &words, entry.redacted_by, &entry.head.words) {
        found.push(told(n, &say!(
            "the reason or the command in journal is not what it was, and no entry has erased it",
            "journal 表中的事由或命令已非原文，且未经任何日志抹除"
        )));
    }
    let (mut forgets, mut seq) = (false, 0);
    let sql = "SELECT entry, seq, tbl, ref, before, after, salt, digest, redacted_by FROM journal_changes \
               WHERE entry = ?1 ORDER BY seq";
    each(read, sql, &[n.into()], ("journal_changes", 2), found, &mut |row| {
        seq += 1;
        let digest = row.text(7)?;
        parts.changes.push(digest.clone());
        forgets |= forgot(row)?;
        if !change_holds(row, entry, redactions, &digest)? || row.int(1)? != seq {
            return Err(not_as_it_was());
        }
        Ok(())
    })?;
    seq = 0;
    let sql = "SELECT entry, seq, tbl, ref, count, images, digest FROM journal_bulk WHERE entry = ?1 ORDER BY seq";
    each(read, sql, &[n.into()], ("journal_bulk", 2), found, &mut |row| {
        seq += 1;
        let digest = row.text(6)?;
        parts.bulk.push(digest.clone());
        let images = match row.value(5)? {
            Value::Blob(images) => sha256(&images),
            _ => String::new(),
        };
        let made = bulk_digest(&row.text(2)?, &row.text(3)?, row.int(4)?, &images);
        if (if entry.second { made } else { images }) != digest || row.int(1)? != seq {
            return Err(not_as_it_was());
        }
        Ok(())
    })?;
    let from = redactions.all.partition_point(|(by, ..)| *by < n);
    let mine = redactions.all.iter().skip(from).take_while(|(by, ..)| *by == n);
    for (at, (_, seq, one)) in mine.enumerate() {
        if entry.second {
            parts.redactions.push(one.clone());
        }
        if *seq != at as i64 + 1 || one.entry > n || (entry.second && !forgets) {
            found.push(row_told("journal_redactions", n, *seq, &say!(
                "is no part of an entry that forgets a person",
                "不属于遗忘人员的日志"
            )));
        }
    }
    Ok(parts)
}

/// Whether a row of `journal_changes` is what it first was, or what a forgetting made of it.
fn change_holds(row: &Row<'_>, entry: &Link, redactions: &mut Redactions, digest: &str) -> Result<bool> {
    let place = (row.int(0)?, row.int(1)?);
    let (salt, table, reference) = (row.opt_str(6)?.unwrap_or_default(), row.text(2)?, row.text(3)?);
    let (before, after) = (row.opt_str(4)?, row.opt_str(5)?);
    let now = Digests::of(salt, &table, &reference, before, after);
    let original = redactions.was(place).map_or_else(|| now.words.clone(), |one| one.was.clone());
    // Of a row of the first form that was rewritten, what it was is covered by the entry that seals that form.
    let whole = match (entry.second, redactions.was(place)) {
        (true, _) => joined(&now.fixed, &original),
        (false, None) => first_digest(salt, &table, &reference, before, after),
        (false, Some(_)) => digest.to_string(),
    };
    Ok(redactions.hold(place, &now, row.opt_int(8)?, &original) && whole == digest)
}

/// Whether a row of `journal_changes` tells that a person was forgotten.
fn forgot(row: &Row<'_>) -> Result<bool> {
    if row.text(2)? != "persons" {
        return Ok(false);
    }
    let forgotten = |image: Option<&str>| {
        image.and_then(|image| Record::from_image("persons", image).ok()).and_then(|row| row.int("forgotten"))
    };
    Ok(forgotten(row.opt_str(4)?) == Some(0) && forgotten(row.opt_str(5)?) == Some(1))
}

/// Rows that hang on an entry that is not there.
fn orphans(read: &Read<'_>, found: &mut Found) -> Result<()> {
    for (table, entry) in
        [("journal_changes", "entry"), ("journal_bulk", "entry"), ("journal_redactions", "redacted_by")]
    {
        let sql = format!(
            "SELECT t.{entry}, t.seq FROM {table} t LEFT JOIN journal j ON j.entry = t.{entry} \
             WHERE j.entry IS NULL ORDER BY t.{entry}, t.seq"
        );
        let mut rows = Vec::new();
        each(read, &sql, &[], (table, 2), found, &mut |row| {
            rows.push((row.int(0)?, row.int(1)?));
            Ok(())
        })?;
        found.extend(rows.into_iter().map(|(entry, seq)| {
            row_told(table, entry, seq, &say!("belongs to an entry that is not there", "所属日志不存在"))
        }));
    }
    Ok(())
}

/// Holds the chain against hashes that were noted elsewhere.
fn anchored(entries: &[Link], anchors: &[Anchor], found: &mut Found) {
    for Anchor { entry, hash } in anchors {
        match entries.iter().find(|one| one.head.entry == *entry) {
            None => {
                let last = entries.last().map_or(0, |last| last.head.entry);
                found.push(told(*entry, &say!(
                    "it was noted with the hash {hash}, and the journal has no such entry: it ends at #{last}",
                    "曾记下其哈希 {hash}，而日志中没有该条：日志止于 #{last}"
                )));
            }
            Some(one) if !one.hash.starts_with(hash.as_str()) => {
                let now: String = one.hash.chars().take(hash.len()).collect();
                found.push(told(*entry, &say!(
                    "it was noted with the hash {hash}, and its hash is {now}: the journal was made anew",
                    "曾记下其哈希 {hash}，现为 {now}：日志曾被重造"
                )));
            }
            Some(_) => {}
        }
    }
}

fn told(entry: i64, message: &Message) -> (String, Message) {
    (format!("#{entry}"), message.clone())
}

fn row_told(table: &str, entry: i64, seq: i64, message: &Message) -> (String, Message) {
    (format!("#{entry}"), row_message(table, &format!("{entry}/{seq}"), message))
}
