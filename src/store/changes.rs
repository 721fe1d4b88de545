//! One fold of changed rows to changed records: what a write answers and what `log` shows.

use std::collections::{HashMap, hash_map::Entry};

use super::{
    engine::Value,
    tables::{OF_ANY, Table, find, noun},
};
use crate::model::{journal::Change, words::ChangeAction};

/// The record that a row belongs to where it may be one of any noun: its table, and its key.
pub fn record_of(table: &Table, key: &[Value]) -> Option<(&'static Table, Value)> {
    let Some(Value::Text(record)) = key.first().filter(|_| table.name == OF_ANY) else { return None };
    let (owner, key) = record.split_once('/')?;
    let owner = find(owner)?;
    let is_number = owner.key.first().is_some_and(|at| owner.kinds.get(*at) == Some(&"INTEGER"));
    let key = if is_number { Value::Int(key.parse().ok()?) } else { Value::Text(key.to_string()) };
    Some((owner, key))
}

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
        let of_any = record_of(table, key);
        let (name, own) = of_any.as_ref().map_or_else(|| noun(table.name), |(owner, _)| (noun(owner.name).0, false));
        // A part's key begins with that of its record. Ballots are told by their motion.
        let whose = match of_any {
            Some((_, key)) => vec![key],
            None if own && table.name != "ballots" => key.to_vec(),
            None => key.get(..1).unwrap_or(key).to_vec(),
        };
        let action = if own { action } else { ChangeAction::Change };
        let place = self.index.entry((name, whose));
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
