//! The names by which organizations and persons are found, as they fold, in tables of their own: whoever looks a name
//! up asks an index, however many names there are. They are made of the records in the transaction that changes these.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    engine::{Cell, Engine},
    record::Record,
    tables::all,
};
use crate::{
    error::Result,
    model::{pinyin, text::fold},
};

/// Owners whose names are made anew by one statement.
const TOGETHER: usize = 500;

/// How surely a name is the organization's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// A former, short, English or other name.
    Other,
    /// The present name.
    Name,
    /// The code.
    Code,
}

impl Claim {
    /// As the tables have it.
    pub fn of(n: i64) -> Claim {
        match n {
            2 => Claim::Code,
            1 => Claim::Name,
            _ => Claim::Other,
        }
    }
}

/// Whose names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// The table of the names as they fold, and its column of the owner.
    pub keys: &'static str,
    owner: &'static str,
    /// All names, each with the owner's number and its [`Claim`]; `{}` is the condition on that number, `x`.
    names: &'static str,
    /// Whether they are persons, of whom the sound of a name is kept too.
    sounds: bool,
}

pub(super) const ORGANIZATIONS: Kind = Kind {
    keys: "organization_keys",
    owner: "organization_id",
    names: "SELECT x, name, claim FROM (\
            SELECT id AS x, code AS name, 2 AS claim FROM organizations UNION ALL SELECT id, name, 1 FROM organizations \
            UNION ALL SELECT id, short_name, 0 FROM organizations WHERE short_name IS NOT NULL \
            UNION ALL SELECT id, name_en, 0 FROM organizations WHERE name_en IS NOT NULL \
            UNION ALL SELECT organization_id, name, 0 FROM organization_names \
            UNION ALL SELECT organization_id, text, 0 FROM organization_aliases) AS named WHERE {}",
    sounds: false,
};
pub(super) const PERSONS: Kind = Kind {
    keys: "person_keys",
    owner: "person_id",
    names: "SELECT x, name, claim FROM (SELECT id AS x, name, 1 AS claim FROM persons \
            UNION ALL SELECT person_id, name, 0 FROM person_names) AS named WHERE {}",
    sounds: true,
};

/// The owners whose names have changed and are not made anew yet.
#[derive(Debug, Default)]
pub(super) struct Keys {
    organizations: BTreeSet<i64>,
    persons: BTreeSet<i64>,
}

impl Keys {
    /// Notes that a row was added, changed or removed.
    pub fn stale(&mut self, row: &Record) {
        let (owners, column) = match row.table.name {
            "organizations" => (&mut self.organizations, "id"),
            "organization_names" | "organization_aliases" => (&mut self.organizations, "organization_id"),
            "persons" => (&mut self.persons, "id"),
            "person_names" => (&mut self.persons, "person_id"),
            _ => return,
        };
        owners.extend(row.int(column));
    }

    /// Makes the names anew of all owners of whom they have changed.
    pub fn keep(&mut self, engine: &dyn Engine) -> Result<()> {
        for (kind, owners) in [(ORGANIZATIONS, &mut self.organizations), (PERSONS, &mut self.persons)] {
            let ids: Vec<i64> = std::mem::take(owners).into_iter().collect();
            let mut made = Vec::new();
            for which in conditions(&ids) {
                let owned = which.replace("{}", kind.owner);
                engine.execute(&format!("DELETE FROM {} WHERE {owned}", kind.keys), &[])?;
                kind.made(engine, &which.replace("{}", "x"), &mut made)?;
            }
            kind.put(engine, made)?;
        }
        Ok(())
    }
}

/// Conditions on an owner's number, `{}`, that together hold for these, which ascend. What an import has added stands in
/// one row of numbers, of which the ends are enough.
fn conditions(ids: &[i64]) -> Vec<String> {
    let (mut all, mut others) = (Vec::new(), Vec::new());
    for run in ids.chunk_by(|a, b| a.checked_add(1) == Some(*b)) {
        match run {
            [first, .., last] if run.len() > TOGETHER => all.push(format!("{{}} BETWEEN {first} AND {last}")),
            run => others.extend_from_slice(run),
        }
    }
    for some in others.chunks(TOGETHER) {
        let ids = some.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        all.push(format!("{{}} IN ({ids})"));
    }
    all
}

/// One name of an owner, as it folds.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    folded: String,
    owner: i64,
    claim: i64,
    sound: Option<String>,
}

impl Kind {
    /// The keys that owners should have, each once, by the surest of its names.
    fn made(self, engine: &dyn Engine, which: &str, into: &mut Vec<Key>) -> Result<()> {
        let mut surest: BTreeMap<(i64, String), i64> = BTreeMap::new();
        engine.query(&self.names.replace("{}", which), &[], &mut |row| {
            let claim = surest.entry((row.int(0)?, fold(row.opt_str(1)?.unwrap_or_default()))).or_default();
            *claim = row.int(2)?.max(*claim);
            Ok(())
        })?;
        into.extend(surest.into_iter().map(|((owner, folded), claim)| {
            let sound = self.sounds.then(|| pinyin::sound_of_person(&folded));
            Key { folded, owner, claim, sound }
        }));
        Ok(())
    }

    fn put(self, engine: &dyn Engine, mut keys: Vec<Key>) -> Result<()> {
        let Some(table) = all().iter().find(|table| table.name == self.keys).filter(|_| !keys.is_empty()) else {
            return Ok(());
        };
        keys.sort_unstable();
        engine.many(table, &mut |lay| {
            keys.iter().try_for_each(|key| {
                let known = [Cell::Text(&key.folded), Cell::Int(key.owner), Cell::Int(key.claim)];
                lay(&known.into_iter().chain(key.sound.as_deref().map(Cell::Text)).collect::<Vec<_>>())
            })
        })
    }

    /// The owners of whom other keys are kept than their names make.
    pub fn wrong(self, engine: &dyn Engine) -> Result<BTreeSet<i64>> {
        let sound = if self.sounds { "sound" } else { "NULL" };
        let sql = format!("SELECT folded, {}, claim, {sound} FROM {} ORDER BY 1, 2", self.owner, self.keys);
        let (mut kept, mut made) = (BTreeSet::new(), Vec::new());
        engine.query(&sql, &[], &mut |row| {
            let (folded, owner, claim) = (row.text(0)?, row.int(1)?, row.int(2)?);
            kept.insert(Key { folded, owner, claim, sound: row.opt_text(3)? });
            Ok(())
        })?;
        self.made(engine, "1 = 1", &mut made)?;
        let made: BTreeSet<Key> = made.into_iter().collect();
        Ok(kept.symmetric_difference(&made).map(|key| key.owner).collect())
    }
}

/// All of them, of a registry that was brought up from a version that had none.
pub(super) fn rebuild(engine: &dyn Engine) -> Result<()> {
    for kind in [ORGANIZATIONS, PERSONS] {
        let mut made = Vec::new();
        engine.execute(&format!("DELETE FROM {}", kind.keys), &[])?;
        kind.made(engine, "1 = 1", &mut made)?;
        kind.put(engine, made)?;
    }
    Ok(())
}

/// What a transaction that writes and its readings share.
pub(super) type Shared = RefCell<Keys>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::chain::sha256;

    #[test]
    fn conditions_hold_for_these_owners_and_no_others() {
        let ids: Vec<i64> = (1..=3).chain([7]).chain(10..=700).chain(702..=1_300).chain([2_000, 2_002]).collect();
        assert_eq!(
            conditions(&ids),
            ["{} BETWEEN 10 AND 700", "{} BETWEEN 702 AND 1300", "{} IN (1, 2, 3, 7, 2000, 2002)"]
        );
        let many: Vec<i64> = (0..1_200).map(|n| n * 2).collect();
        assert_eq!(conditions(&many).len(), 3);
        assert_eq!(conditions(&[]), [""; 0]);
    }

    /// What folding and sounding make of all that may stand in a name. Tables of registries hold their results.
    #[test]
    fn names_fold_and_sound_as_those_that_are_kept() {
        let mut all = String::new();
        // The first plane, and what folds in the others.
        for c in (0..=0xffff).chain(0x1d400..=0x1d7ff).chain(0x2f800..=0x2fa1f).filter_map(char::from_u32) {
            let folded = fold(&format!("{c}a {c}理.{c}"));
            all.push_str(&folded);
            all.push_str(&pinyin::sound_of_person(&folded));
        }
        assert_eq!(
            sha256(all.as_bytes()),
            "dedd6cc274c41fecca883dd7d60e40d6a5ab0ce1d7c87fd659541c857f1b9bb3",
            "names fold or sound otherwise: raise VERSION, and make the keys anew in its step (`keys::rebuild`)"
        );
    }
}
