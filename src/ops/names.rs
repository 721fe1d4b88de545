//! Who is meant: organizations and persons by any of their names (contract 2).

use std::{cell::OnceCell, collections::HashMap};

use crate::{
    error::{Error, Kind, Result},
    model::{
        pinyin::{self, Fit},
        text::fold,
    },
    say,
    store::Read,
};

mod near;
mod persons;

pub use near::{Near, alike, alike_lengths, near_organizations, near_persons, refused, warned};
pub use persons::{Bearer, Meant, Persons, ambiguous_person, bearers, meant, named_person, person, person_parts};

/// How surely a name is the organization's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// A former, short, English or other name.
    Other,
    /// The present name.
    Name,
    /// The code.
    Code,
}

/// All names of all organizations, read once; and those of all persons, read once they are asked for.
#[derive(Debug, Default)]
pub struct Names {
    by_name: HashMap<String, Vec<(i64, Claim)>>,
    shown: HashMap<i64, (String, String)>,
    near: OnceCell<near::Index>,
    persons: OnceCell<Persons>,
}

/// What a lookup found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Exactly one.
    One(i64),
    /// None.
    Nobody,
    /// Several.
    Many(Vec<i64>),
}

impl Names {
    /// Reads them.
    pub fn read(read: &Read<'_>) -> Result<Names> {
        let mut names = Names::default();
        let sql = "SELECT id, code, name, short_name, name_en FROM organizations ORDER BY id";
        read.each(sql, &[], &mut |row| {
            let id = row.int(0)?;
            let (code, name) = (row.text(1)?, row.text(2)?);
            names.add(id, &code, &name);
            for n in 3..5 {
                if let Some(other) = row.opt_str(n)? {
                    names.claim(id, other, Claim::Other);
                }
            }
            Ok(())
        })?;
        for sql in [
            "SELECT organization_id, name FROM organization_names",
            "SELECT organization_id, text FROM organization_aliases",
        ] {
            read.each(sql, &[], &mut |row| {
                names.claim(row.int(0)?, &row.text(1)?, Claim::Other);
                Ok(())
            })?;
        }
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

    /// Everybody by every name. Whoever changes persons while this is in use says so by [`Names::persons_mut`].
    pub fn persons(&self, read: &Read<'_>) -> Result<&Persons> {
        if let Some(persons) = self.persons.get() {
            return Ok(persons);
        }
        let persons = Persons::read(read)?;
        Ok(self.persons.get_or_init(|| persons))
    }

    /// Where to tell of a person who was added or changed; `None` as long as nobody has asked for them, for they
    /// are then read as they are.
    pub fn persons_mut(&mut self) -> Option<&mut Persons> {
        self.persons.get_mut()
    }

    /// The organizations' names by how they sound and by their parts, made ready once.
    fn near(&self) -> &near::Index {
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

    /// The text that means just this organization wherever a whole name does: its name, else its code.
    pub fn text(&self, id: i64) -> String {
        let (code, name) = self.shown(id);
        if self.whole(name) == Found::One(id) { name.to_string() } else { code.to_string() }
    }

    /// The text that means just this person where one appears for `context`: the bare name where that
    /// will do, else `name@organization`; `name@` is the one of no organization.
    pub fn person_text(&self, read: &Read<'_>, id: i64, context: Option<i64>) -> Result<String> {
        let name = self.persons(read)?.shown(id).unwrap_or_default().to_string();
        let all = self.persons(read)?.bearers(&name);
        if meant(&all, context) == Meant::One(id) {
            return Ok(name);
        }
        let own = all.iter().find(|b| b.id == id).map(|b| b.organizations.clone()).unwrap_or_default();
        let telling = own.iter().find(|o| meant(&all, Some(**o)) == Meant::One(id));
        Ok(match telling {
            Some(organization) => format!("{name}@{}", self.text(*organization)),
            None => format!("{name}@"),
        })
    }

    /// Whether a code is in use.
    pub fn has_code(&self, code: &str) -> bool {
        self.by_name.get(&fold(code)).is_some_and(|claims| claims.iter().any(|(_, c)| *c == Claim::Code))
    }

    /// By a whole name or code: present ones before former ones.
    pub fn whole(&self, text: &str) -> Found {
        let Some(claims) = self.by_name.get(&fold(text)) else { return Found::Nobody };
        let present: Vec<i64> = claims.iter().filter(|(_, c)| *c >= Claim::Name).map(|(id, _)| *id).collect();
        let all = if present.is_empty() { claims.iter().map(|(id, _)| *id).collect() } else { present };
        // Names that only fold to the same may stand in a registry from before they did: one is written just so.
        let coded = claims.iter().any(|(_, claim)| *claim == Claim::Code);
        match all.iter().filter(|id| !coded && self.shown(**id).1 == text).collect::<Vec<_>>()[..] {
            [one] => Found::One(*one),
            _ => found(all),
        }
    }

    /// As on the command line: whole, else a part that only one has, else pinyin.
    pub fn loose(&self, text: &str) -> Found {
        let whole = self.whole(text);
        if whole != Found::Nobody {
            return whole;
        }
        let part = fold(text);
        if part.is_empty() {
            return Found::Nobody;
        }
        let names = || self.by_name.iter().flat_map(|(name, claims)| claims.iter().map(move |c| (name, c.0)));
        let parts = found(names().filter(|(name, _)| name.contains(&part)).map(|(_, id)| id).collect());
        if parts != Found::Nobody {
            return parts;
        }
        let fits: Vec<(Fit, i64)> =
            names().filter_map(|(name, id)| pinyin::fit(name, text).map(|fit| (fit, id))).collect();
        let best = fits.iter().map(|(fit, _)| *fit).max();
        found(fits.into_iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, id)| id).collect())
    }

    /// The organization meant on the command line.
    pub fn organization(&self, text: &str) -> Result<i64> {
        self.settle(text, self.loose(text))
    }

    /// The one that was found, or the error that says why there is not one.
    pub fn settle(&self, text: &str, found: Found) -> Result<i64> {
        match found {
            Found::One(id) => Ok(id),
            Found::Nobody => {
                let near =
                    crate::model::text::nearest(text, self.shown.values().map(|(_, name)| name.as_str()));
                let error =
                    Error::not_found(say!("no organization is known as {text}", "没有名为“{text}”的单位"));
                Err(match near {
                    Some(near) => error.hint(say!("did you mean {near}?", "是否指{near}？")),
                    None => error
                        .hint(say!("`alliance org list` lists them all", "`alliance org list` 列出全部单位")),
                })
            }
            Found::Many(ids) => {
                let mut candidates: Vec<String> = ids
                    .iter()
                    .map(|id| self.shown(*id))
                    .map(|(code, name)| format!("{code} {name}"))
                    .collect();
                candidates.sort();
                let n = candidates.len();
                Err(Error::new(
                    Kind::Ambiguous,
                    say!("{text} could be any of {n} organizations", "“{text}”可能指{n}个单位之一"),
                )
                .hint(say!("name one by its code", "请用代码指明"))
                .candidates(candidates))
            }
        }
    }
}

fn found(mut ids: Vec<i64>) -> Found {
    ids.sort_unstable();
    ids.dedup();
    match ids[..] {
        [] => Found::Nobody,
        [id] => Found::One(id),
        _ => Found::Many(ids),
    }
}
