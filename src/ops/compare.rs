//! What became of records, field by field: by one entry of the journal, between two points of it, or from one registry to
//! another. Records of one registry are the same where their keys or their rows are; those of two registries where their
//! keys are.

mod stood;
mod touched;

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use self::{
    stood::{Stood, Worth, stood},
    touched::{Touch, touched},
};
use super::{query, transfer::known::Known};
use crate::{
    error::{Error, Result},
    model::{
        changed::{Changed, EntryShown, FieldChange},
        words::ChangeAction,
    },
    noun::NOUNS,
    say,
    store::{Registry, Value},
};

/// An entry of the journal with what it changed.
///
/// # Errors
/// An entry that is not there.
pub fn entry(registry: &Registry, entry: i64) -> Result<EntryShown> {
    let there = registry.read(|read| query::entry_of(read, entry))?.ok_or_else(|| {
        Error::not_found(say!("the journal has no entry #{entry}", "日志中没有 #{entry}"))
            .hint(say!("`alliance log` lists them", "`alliance log` 列出全部"))
    })?;
    let changes = between(registry, entry - 1, entry)?;
    Ok(EntryShown {
        entry,
        at: there.at,
        actor: there.actor,
        why: there.why,
        command: there.command,
        hash: there.hash,
        undoes: there.undoes,
        role: there.role,
        changes,
    })
}

/// What became of the records of a registry from one entry of its journal to another, 0 being before the first one. The
/// other way round it tells what going back changes.
///
/// # Errors
/// Images of the journal that cannot be read.
pub fn between(registry: &Registry, from: i64, to: i64) -> Result<Vec<Changed>> {
    let later = registry.past(from.max(to), false)?;
    let looked_at = later.read(|read| touched(read, from.min(to), from.max(to)))?;
    let keys: Vec<(usize, Vec<Value>)> =
        looked_at.iter().map(|(noun, touched)| (*noun, touched.keys().cloned().collect())).collect();
    let all = |registry: &Registry| {
        registry.read(|read| {
            let known = Known::read(read)?;
            let of = |(noun, keys): &(usize, Vec<Value>)| {
                NOUNS.get(*noun).map_or_else(|| Ok(Vec::new()), |shape| stood(read, &known, shape, Some(keys)))
            };
            keys.iter().map(of).collect::<Result<Vec<_>>>()
        })
    };
    let newer = all(&later)?;
    let older = all(&later.past(from.min(to), false)?)?;
    let (before, after) = if from <= to { (older, newer) } else { (newer, older) };
    let mut changes = Vec::new();
    for (((noun, touched), before), after) in looked_at.iter().zip(before).zip(after) {
        let Some(shape) = NOUNS.get(*noun) else { continue };
        changes.extend(Compared { noun: shape.noun, one: true, touched: Some(touched) }.changes(before, after));
    }
    Ok(changes)
}

/// What another registry has otherwise than this one.
///
/// # Errors
/// A registry that is missing, or cannot be read.
pub fn across(registry: &Registry, other: &Registry) -> Result<Vec<Changed>> {
    registry.read(|read| {
        let known = Known::read(read)?;
        other.read(|there| {
            let their = Known::read(there)?;
            let mut changes = Vec::new();
            for shape in NOUNS {
                let (before, after) = (stood(read, &known, shape, None)?, stood(there, &their, shape, None)?);
                changes.extend(Compared { noun: shape.noun, one: false, touched: None }.changes(before, after));
            }
            Ok(changes)
        })
    })
}

/// Records of one noun that are compared.
struct Compared<'t> {
    noun: &'static str,
    /// Whether both sides are of one registry, so that the number of a row means the same in both.
    one: bool,
    /// What the journal says of those of one registry.
    touched: Option<&'t std::collections::BTreeMap<Value, Touch>>,
}

impl Compared<'_> {
    fn changes(&self, before: Vec<Stood>, after: Vec<Stood>) -> Vec<Changed> {
        let pairs = self.pairs(&before, &after);
        let met: HashSet<usize> = pairs.iter().flatten().copied().collect();
        let mut changes = Vec::new();
        for (record, was) in after.iter().zip(&pairs) {
            let was = was.and_then(|at| before.get(at));
            let action = if was.is_some() { ChangeAction::Change } else { ChangeAction::Add };
            let fields = self.fields(was, Some(record));
            let changed = self.changed(record, action, fields);
            // What was erased can have been another before, and nobody can tell.
            if was.is_none() || !changed.fields.is_empty() || changed.erased_by.is_some() {
                changes.push(changed);
            }
        }
        for (_, record) in before.iter().enumerate().filter(|(at, _)| !met.contains(at)) {
            changes.push(self.changed(record, ChangeAction::Remove, self.fields(Some(record), None)));
        }
        changes
    }

    /// Of each record after, which one before it was.
    fn pairs(&self, before: &[Stood], after: &[Stood]) -> Vec<Option<usize>> {
        let mut pairs: Vec<Option<usize>> = vec![None; after.len()];
        let mut free: Vec<bool> = vec![true; before.len()];
        let mut by_key: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_id: HashMap<&Value, usize> = HashMap::new();
        for (at, record) in before.iter().enumerate() {
            by_key.entry(&record.key).or_default().push(at);
            by_id.insert(&record.id, at);
        }
        let same_row = |record: &Stood| by_id.get(&record.id).copied().filter(|_| self.one);
        let mut pair = |wanted: &dyn Fn(&Stood, &[bool]) -> Option<usize>| {
            for (record, pair) in after.iter().zip(&mut pairs).filter(|(_, pair)| pair.is_none()) {
                *pair = wanted(record, &free);
                if let Some(taken) = pair.and_then(|at| free.get_mut(at)) {
                    *taken = false;
                }
            }
        };
        let is_key = |record: &Stood, at: usize| before.get(at).is_some_and(|other| other.key == record.key);
        pair(&|record, _| same_row(record).filter(|at| is_key(record, *at)));
        pair(&|record, free| {
            by_key.get(record.key.as_str())?.iter().copied().find(|at| free.get(*at) == Some(&true))
        });
        pair(&|record, free| same_row(record).filter(|at| free.get(*at) == Some(&true)));
        pairs
    }

    fn fields(&self, before: Option<&Stood>, after: Option<&Stood>) -> Vec<FieldChange> {
        let all = after.or(before).map(|stood| stood.values.as_slice()).unwrap_or_default();
        let mut fields = Vec::new();
        for field in all.iter().map(|worth| worth.field) {
            let (was, is) = (before.and_then(|stood| stood.worth(field.key)), after.and_then(|stood| stood.worth(field.key)));
            if was.zip(is).is_some_and(|(was, is)| was.is_as(is, self.one)) {
                continue;
            }
            let told = |worth: Option<&Worth>| worth.map_or(Json::Null, |worth| worth.told.clone());
            let (before, after) = (told(was), told(is));
            if !(before.is_null() && after.is_null()) {
                fields.push(FieldChange { field: field.key, before, after });
            }
        }
        fields
    }

    fn changed(&self, record: &Stood, action: ChangeAction, fields: Vec<FieldChange>) -> Changed {
        let touch = self.touched.and_then(|touched| touched.get(&record.id));
        let told = touch.map(|touch| touch.reference.as_str()).filter(|reference| !reference.is_empty());
        Changed {
            noun: self.noun,
            reference: told.unwrap_or(&record.reference).to_string(),
            of: record.of.clone(),
            action,
            fields,
            erased_by: touch.and_then(|touch| touch.erased_by),
        }
    }
}
