//! One fold of changed rows to changed records: what a write answers and what `log` shows.

use std::collections::{HashMap, hash_map::Entry};

use super::{
    engine::Value,
    tables::{Table, noun},
};
use crate::model::{journal::Change, words::ChangeAction};

/// Changed rows, folded to the records that they belong to, in the order of the first row of each.
#[derive(Default)]
pub struct Fold {
    changes: Vec<(Change, bool)>,
    index: HashMap<(&'static str, Vec<Value>), usize>,
}

impl Fold {
    /// Takes in one changed row. A row that is a part of a record changes that; where the record itself is
    /// added or removed, that is what is told.
    pub fn take(&mut self, table: &'static Table, key: &[Value], action: ChangeAction, reference: &str) {
        let (name, own) = noun(table.name);
        // A part's key begins with that of its record. Ballots are told by their motion.
        let whose = if own && table.name != "ballots" { key } else { key.get(..1).unwrap_or(key) };
        let action = if own { action } else { ChangeAction::Change };
        let place = self.index.entry((name, whose.to_vec()));
        let known = match &place {
            Entry::Occupied(at) => self.changes.get_mut(*at.get()),
            Entry::Vacant(_) => None,
        };
        match known {
            Some((change, _)) if table.name == "ballots" && change.action == action => change.count += 1,
            Some((change, told)) if own && !*told => {
                (change.action, *told) = (action, true);
                reference.clone_into(&mut change.reference);
            }
            Some(_) if !own => {}
            _ => {
                place.insert_entry(self.changes.len());
                self.changes.push((
                    Change { table: name.into(), action, reference: reference.into(), count: 1 },
                    own,
                ));
            }
        }
    }

    /// Takes in rows that are not remembered one by one.
    pub fn many(&mut self, table: &str, action: ChangeAction, reference: &str, count: u64) {
        let change = Change { table: noun(table).0.into(), action, reference: reference.into(), count };
        self.changes.push((change, true));
    }

    /// How many records there are so far.
    pub fn count(&self) -> usize {
        self.changes.len()
    }

    /// The records, each once.
    pub fn changes(self) -> Vec<Change> {
        self.changes.into_iter().map(|(change, _)| change).collect()
    }
}
