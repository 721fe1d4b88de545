//! All names of all organizations in memory: for what looks very many of them up, and for what compares them all.

use std::{cell::OnceCell, collections::HashMap, convert::Infallible};

use super::{Found, among, near};
use crate::{
    error::Result,
    model::text::fold,
    store::{Read, keys::Claim},
};

/// All names of all organizations, read at once.
#[derive(Debug, Default)]
pub struct AllNames {
    by_name: HashMap<String, Vec<(i64, Claim)>>,
    shown: HashMap<i64, (String, String)>,
    near: OnceCell<near::Index>,
}

impl AllNames {
    /// Reads them.
    pub fn read(read: &Read<'_>) -> Result<AllNames> {
        let mut names = AllNames::default();
        read.each("SELECT id, code, name FROM organizations ORDER BY id", &[], &mut |row| {
            names.shown.insert(row.int(0)?, (row.text(1)?, row.text(2)?));
            Ok(())
        })?;
        let by_name = &mut names.by_name;
        read.organization_names("", &mut |id, name, claim| match by_name.get_mut(name) {
            Some(claims) => claims.push((id, claim)),
            None => drop(by_name.insert(name.to_string(), vec![(id, claim)])),
        })?;
        by_name.values_mut().for_each(|claims| claims.sort_unstable());
        Ok(names)
    }

    /// Takes in an organization that has just been added or renamed.
    pub fn add(&mut self, id: i64, code: &str, name: &str) {
        self.claim(id, code, Claim::Code);
        self.claim(id, name, Claim::Name);
        self.shown.insert(id, (code.to_string(), name.to_string()));
    }

    /// Takes in one more name of an organization.
    pub fn alias(&mut self, id: i64, name: &str) {
        self.claim(id, name, Claim::Other);
    }

    fn claim(&mut self, id: i64, name: &str, claim: Claim) {
        if let Some(near) = self.near.get_mut().filter(|_| claim != Claim::Code) {
            near.add(id, name);
        }
        let claims = self.by_name.entry(fold(name)).or_default();
        match claims.iter_mut().find(|(other, _)| *other == id) {
            Some((_, old)) => *old = claim.max(*old),
            None => claims.push((id, claim)),
        }
    }

    /// The organizations' names by how they sound and by their parts, made ready once.
    pub(super) fn near(&self) -> &near::Index {
        self.near.get_or_init(|| {
            let names = self.by_name.iter().flat_map(|(name, claims)| claims.iter().map(move |c| (name, c)));
            let mut names: Vec<(i64, &str)> = names
                .filter(|(_, (_, claim))| *claim != Claim::Code)
                .map(|(name, (id, _))| (*id, name.as_str()))
                .collect();
            names.sort_unstable();
            let mut index = near::Index::default();
            names.into_iter().for_each(|(id, name)| index.add(id, name));
            index
        })
    }

    /// Code and present name.
    pub fn shown(&self, id: i64) -> (&str, &str) {
        self.shown.get(&id).map_or(("?", "?"), |(code, name)| (code, name))
    }

    /// Who has a name that folds to this one.
    pub(super) fn claims(&self, folded: &str) -> &[(i64, Claim)] {
        self.by_name.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Whether a code is in use.
    pub fn has_code(&self, code: &str) -> bool {
        self.claims(&fold(code)).iter().any(|(_, claim)| *claim == Claim::Code)
    }

    /// By a whole name or code ([`super::among`]).
    pub fn whole(&self, text: &str) -> Found {
        let Ok(found) = among::<Infallible>(self.claims(&fold(text)), |id| Ok(self.shown(id).1 == text));
        found
    }

    /// Each name as it folds, with whose it is.
    pub(super) fn each(&self, each: &mut dyn FnMut(i64, &str, Claim)) {
        for (name, claims) in &self.by_name {
            claims.iter().for_each(|(id, claim)| each(*id, name, *claim));
        }
    }

    /// The present names.
    pub(super) fn present(&self) -> impl Iterator<Item = &str> {
        self.shown.values().map(|(_, name)| name.as_str())
    }
}
