//! A packed copy of the ballots of each motion, in one row of `rolls`. A query that judges all motions reads
//! one or two bytes for a ballot instead of a row. The gate updates the copy in the transaction that changes
//! the ballots, as an engine updates an index; nothing else writes it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    engine::{Cell, Engine, Value},
    read::Read,
    tables::all,
};
use crate::{
    error::Result,
    model::words::{Choice, CodeWord},
};

/// The choices by the number that stands for them in a packed roll: never to be renumbered.
const CHOICES: [Choice; 6] =
    [Choice::Yes, Choice::No, Choice::Abstain, Choice::Invalid, Choice::Absent, Choice::Recused];
/// The number of each choice as the branches of an SQL `CASE`, for a server that packs rolls itself.
pub fn numbered() -> String {
    let branch = |(n, choice): (usize, &Choice)| format!("WHEN '{}' THEN {n}", choice.code());
    CHOICES.iter().enumerate().map(branch).collect::<Vec<_>>().join(" ")
}

/// Motions whose ballots are read in one question.
const TOGETHER: usize = 500;

/// A roll while it is packed: for each organization, in the order of their rows, its distance from the one
/// before and its choice as one number of variable length.
#[derive(Default)]
struct Packer {
    out: Vec<u8>,
    last: i64,
}

impl Packer {
    fn add(&mut self, organization: i64, choice: Choice) {
        let choice = CHOICES.iter().position(|one| *one == choice).unwrap_or_default() as u64;
        let mut n = (organization.wrapping_sub(self.last) as u64) << 3 | choice;
        self.last = organization;
        while n >= 0x80 {
            self.out.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.out.push(n as u8);
    }
}

/// The ballots of a packed roll, in the order of the organizations' rows.
#[derive(Clone)]
pub struct Roll<'a> {
    bytes: std::slice::Iter<'a, u8>,
    last: i64,
}

impl<'a> Roll<'a> {
    /// Of the bytes that `rolls` holds.
    pub fn of(bytes: &'a [u8]) -> Roll<'a> {
        Roll { bytes: bytes.iter(), last: 0 }
    }
}

impl Iterator for Roll<'_> {
    type Item = (i64, Choice);

    fn next(&mut self) -> Option<(i64, Choice)> {
        let first = *self.bytes.next()?;
        let (mut n, mut more, mut shift) = (u64::from(first & 0x7f), first & 0x80 != 0, 7u32);
        while more {
            let byte = *self.bytes.next()?;
            n |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            (more, shift) = (byte & 0x80 != 0, shift + 7);
        }
        self.last = self.last.wrapping_add((n >> 3) as i64);
        Some((self.last, *CHOICES.get((n & 7) as usize)?))
    }
}

/// The motions whose packed roll must be rebuilt, and rolls that have been packed but not written yet.
#[derive(Default)]
pub(super) struct Rolls {
    stale: BTreeSet<i64>,
    made: Vec<(i64, Vec<u8>)>,
    /// Motions whose ballots all came by a bulk insert of this transaction.
    filled: BTreeSet<i64>,
    open: Option<(i64, Packer)>,
}

impl Rolls {
    /// Notes that a ballot of that motion was added, changed or removed.
    pub fn stale(&mut self, motion: i64) {
        self.stale.insert(motion);
    }

    /// Packs the next ballot of a bulk insert. The motion had no ballot before, and its ballots come all of
    /// them, in the order of the table's key.
    pub fn more(&mut self, cells: &[Cell<'_>]) {
        let [Cell::Int(motion), Cell::Int(organization), Cell::Text(choice)] = cells else { return };
        let Some(choice) = Choice::parse(choice) else { return };
        if self.open.as_ref().is_none_or(|(open, _)| open != motion) {
            self.close();
            self.open = Some((*motion, Packer::default()));
        }
        if let Some((_, packer)) = &mut self.open {
            packer.add(*organization, choice);
        }
    }

    /// Motions whose ballots all came by a bulk insert of this transaction.
    pub fn filled(&self) -> impl Iterator<Item = i64> {
        self.filled.iter().copied().chain(self.made.iter().map(|(motion, _)| *motion))
    }

    fn close(&mut self) {
        self.made.extend(self.open.take().map(|(motion, packer)| (motion, packer.out)));
    }

    /// Writes every roll that is out of date.
    pub fn keep(&mut self, engine: &dyn Engine) -> Result<()> {
        self.close();
        let made = std::mem::take(&mut self.made);
        self.filled.extend(made.iter().map(|(motion, _)| *motion));
        if let Some(keeper) = engine.keeper() {
            self.stale.extend(made.iter().map(|(motion, _)| *motion));
            let stale: Vec<i64> = std::mem::take(&mut self.stale).into_iter().collect();
            return stale.chunks(TOGETHER).try_for_each(|some| keeper.rolls(some));
        }
        put(engine, made.iter().filter(|(motion, _)| !self.stale.contains(motion)))?;
        let stale: Vec<i64> = std::mem::take(&mut self.stale).into_iter().collect();
        for some in stale.chunks(TOGETHER) {
            let ids = some.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            engine.execute(&format!("DELETE FROM rolls WHERE motion_id IN ({ids})"), &[])?;
            let rolls = pack(engine, &format!("WHERE motion_id IN ({ids})"))?;
            put(engine, rolls.iter())?;
        }
        Ok(())
    }
}

/// Replaces the rolls of these motions by earlier ones, for a look back that is rolled back; for an empty one the row
/// is only deleted.
pub(super) fn lay(engine: &dyn Engine, rolls: &BTreeMap<i64, BTreeMap<i64, Choice>>) -> Result<()> {
    let packed = rolls.iter().map(|(motion, roll)| {
        let mut packer = Packer::default();
        roll.iter().for_each(|(organization, choice)| packer.add(*organization, *choice));
        (*motion, packer.out)
    });
    let packed: Vec<(i64, Vec<u8>)> = packed.collect();
    for some in packed.chunks(TOGETHER) {
        if let Some(keeper) = engine.keeper() {
            keeper.rolls_looked_back(some)?;
            continue;
        }
        let ids = some.iter().map(|(motion, _)| motion.to_string()).collect::<Vec<_>>().join(", ");
        engine.execute(&format!("DELETE FROM rolls WHERE motion_id IN ({ids})"), &[])?;
        put(engine, some.iter().filter(|(_, roll)| !roll.is_empty()))?;
    }
    Ok(())
}

/// The rolls of these motions as they stand, empty ones too.
pub(super) fn stand(engine: &dyn Engine, motions: &[i64]) -> Result<Vec<(i64, BTreeMap<i64, Choice>)>> {
    let mut rolls: BTreeMap<i64, BTreeMap<i64, Choice>> =
        motions.iter().map(|motion| (*motion, BTreeMap::new())).collect();
    for some in motions.chunks(TOGETHER) {
        let ids = some.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT motion_id, ballots FROM rolls WHERE motion_id IN ({ids}) ORDER BY motion_id");
        engine.query(&sql, &[], &mut |row| {
            if let (Some(roll), Value::Blob(bytes)) = (rolls.get_mut(&row.int(0)?), row.value(1)?) {
                roll.extend(Roll::of(&bytes));
            }
            Ok(())
        })?;
    }
    Ok(rolls.into_iter().collect())
}

/// All rolls, of a registry that was brought up from a version that had none.
pub(super) fn rebuild(engine: &dyn Engine) -> Result<()> {
    engine.execute("DELETE FROM rolls", &[])?;
    let rolls = pack(engine, "")?;
    put(engine, rolls.iter())
}

/// Motions whose packed roll is not that of their ballots.
pub fn wrong(read: &Read<'_>) -> Result<Vec<i64>> {
    let engine = read.engine();
    let mut kept = BTreeMap::new();
    engine.query("SELECT motion_id, ballots FROM rolls ORDER BY motion_id", &[], &mut |row| {
        kept.insert(row.int(0)?, row.value(1)?);
        Ok(())
    })?;
    let mut wrong = Vec::new();
    for (motion, roll) in pack(engine, "")? {
        if kept.remove(&motion) != Some(Value::Blob(roll)) {
            wrong.push(motion);
        }
    }
    wrong.extend(kept.into_keys());
    wrong.sort_unstable();
    Ok(wrong)
}

fn pack(engine: &dyn Engine, which: &str) -> Result<Vec<(i64, Vec<u8>)>> {
    let mut rolls = Rolls::default();
    let sql = format!(
        "SELECT motion_id, organization_id, choice FROM ballots {which} ORDER BY motion_id, organization_id"
    );
    engine.query(&sql, &[], &mut |row| {
        rolls.more(&[Cell::Int(row.int(0)?), Cell::Int(row.int(1)?), row.0.cell(2)?]);
        Ok(())
    })?;
    rolls.close();
    Ok(rolls.made)
}

fn put<'r>(engine: &dyn Engine, mut rolls: impl Iterator<Item = &'r (i64, Vec<u8>)>) -> Result<()> {
    let Some(table) = all().iter().find(|table| table.name == "rolls") else { return Ok(()) };
    engine.many(table, &mut |lay| {
        rolls.try_for_each(|(motion, roll)| lay(&[Cell::Int(*motion), Cell::Blob(roll)]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_has_a_number_of_its_own() {
        let mut known: Vec<&str> = CHOICES.iter().map(|choice| choice.code()).collect();
        let mut all: Vec<&str> = crate::model::words::CHOICES.codes().collect();
        known.sort_unstable();
        all.sort_unstable();
        assert_eq!(known, all);
    }

    #[test]
    fn a_roll_comes_back_as_it_was_packed() {
        let roll = [
            (1, Choice::Yes),
            (2, Choice::Absent),
            (15, Choice::No),
            (900, Choice::Invalid),
            (i64::MAX / 16, Choice::Abstain),
        ];
        let mut packer = Packer::default();
        roll.iter().for_each(|(organization, choice)| packer.add(*organization, *choice));
        assert_eq!(Roll::of(&packer.out).collect::<Vec<_>>(), roll);
        assert_eq!(packer.out[..2], [8, 12]);
        assert_eq!(Roll::of(&[]).count(), 0);
        // Bytes that no roll has end it.
        assert_eq!(Roll::of(&[15, 0xff]).count(), 0);
    }
}
