//! Who is meant: organizations and persons by any of their names (contract 2).

use std::cell::{Cell, OnceCell};

use crate::{
    error::{Error, Kind, Result},
    model::{
        pinyin::{Fit, Spelt},
        text::{fold, nearest},
    },
    say,
    store::{Read, keys::Claim},
};

mod near;
mod persons;
mod slips;
mod whole;

use persons::Persons;
pub use near::{Near, alike, alike_lengths, near_organizations, near_persons, refused, warned};
pub use persons::{Bearer, Meant, ambiguous_person, bearers, meant, named_person, person, person_parts};
pub use whole::AllNames;

/// So many names are looked up one by one; then, where they are more than one in [`SHARE`] of all, all names are read.
const FEW: i64 = 4;
const SHARE: i64 = 32;

/// Names of organizations and persons: looked up one by one, or, once many are asked for, read all at once.
pub struct Names<'r> {
    read: Read<'r>,
    organizations: Patience,
    all: OnceCell<AllNames>,
    persons: Patience,
    everybody: OnceCell<Persons>,
}

/// How often one by one was asked, and how often it may be.
#[derive(Debug, Default)]
struct Patience {
    asked: Cell<i64>,
    most: OnceCell<i64>,
}

impl Patience {
    /// Counts one more; tells whether that is too often by now for a table with so many rows.
    fn ends(&self, read: &Read<'_>, table: &str) -> Result<bool> {
        self.asked.set(self.asked.get() + 1);
        if self.asked.get() <= FEW {
            return Ok(false);
        }
        let most = match self.most.get() {
            Some(most) => *most,
            None => {
                // The highest number is at least how many there are, and is known at once.
                let sql = format!("SELECT max(id) FROM {table}");
                let highest = read.first::<Option<i64>>(&sql, &[])?.flatten().unwrap_or_default();
                *self.most.get_or_init(|| highest / SHARE)
            }
        };
        Ok(self.asked.get() > most)
    }
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

impl<'r> Names<'r> {
    /// Those that a transaction sees, its own changes too. Whoever changes names while this is in use tells of it by
    /// [`Names::add`], [`Names::alias`] and [`Names::persons_mut`].
    pub fn of(read: &Read<'r>) -> Names<'r> {
        Names {
            read: *read,
            organizations: Patience::default(),
            all: OnceCell::new(),
            persons: Patience::default(),
            everybody: OnceCell::new(),
        }
    }

    /// All names, where they have been read or are to be by now.
    fn all(&self) -> Result<Option<&AllNames>> {
        if self.all.get().is_none() && self.organizations.ends(&self.read, "organizations")? {
            let all = AllNames::read(&self.read)?;
            return Ok(Some(self.all.get_or_init(|| all)));
        }
        Ok(self.all.get())
    }

    /// Everybody, where they have been read or are to be by now.
    fn everybody(&self) -> Result<Option<&Persons>> {
        if self.everybody.get().is_none() && self.persons.ends(&self.read, "persons")? {
            let all = Persons::read(&self.read)?;
            return Ok(Some(self.everybody.get_or_init(|| all)));
        }
        Ok(self.everybody.get())
    }

    /// Takes in an organization that has just been added or renamed.
    pub fn add(&mut self, id: i64, code: &str, name: &str) {
        if let Some(all) = self.all.get_mut() {
            all.add(id, code, name);
        }
    }

    /// Takes in one more name of an organization.
    pub fn alias(&mut self, id: i64, name: &str) {
        if let Some(all) = self.all.get_mut() {
            all.alias(id, name);
        }
    }

    /// Where to tell of a person who was added or changed; `None` as long as they are looked up one by one, for they
    /// are then found as they are.
    pub fn persons_mut(&mut self) -> Option<&mut Persons> {
        self.everybody.get_mut()
    }

    /// Code and present name.
    ///
    /// # Errors
    /// Like every lookup here: a registry that cannot be read.
    pub fn shown(&self, id: i64) -> Result<(String, String)> {
        if let Some(all) = self.all()? {
            let (code, name) = all.shown(id);
            return Ok((code.to_string(), name.to_string()));
        }
        let found = self.read.first("SELECT code, name FROM organizations WHERE id = ?1", &[id.into()])?;
        Ok(found.unwrap_or_else(|| ("?".to_string(), "?".to_string())))
    }

    /// The text that means just this organization wherever a whole name does: its name, else its code.
    ///
    /// # Errors
    /// As [`Names::shown`].
    pub fn text(&self, id: i64) -> Result<String> {
        let (code, name) = self.shown(id)?;
        Ok(if self.whole(&name)? == Found::One(id) { name } else { code })
    }

    /// Everybody of that name, now or before, however it is typed.
    ///
    /// # Errors
    /// As [`Names::shown`].
    pub fn bearers(&self, name: &str) -> Result<Vec<Bearer>> {
        match self.everybody()? {
            Some(persons) => Ok(persons.bearers(name)),
            None => bearers(&self.read, name),
        }
    }

    /// The text that means just this person where one appears for `context`: the bare name where that
    /// will do, else `name@organization`; `name@` is the one of no organization.
    ///
    /// # Errors
    /// As [`Names::shown`].
    pub fn person_text(&self, id: i64, context: Option<i64>) -> Result<String> {
        let name = match self.everybody()? {
            Some(persons) => persons.shown(id).map(str::to_string),
            None => self.read.first("SELECT name FROM persons WHERE id = ?1", &[id.into()])?,
        };
        let name = name.unwrap_or_default();
        let all = self.bearers(&name)?;
        if meant(&all, context) == Meant::One(id) {
            return Ok(name);
        }
        let own = all.iter().find(|b| b.id == id).map(|b| b.organizations.clone()).unwrap_or_default();
        let telling = own.iter().find(|o| meant(&all, Some(**o)) == Meant::One(id));
        Ok(match telling {
            Some(organization) => format!("{name}@{}", self.text(*organization)?),
            None => format!("{name}@"),
        })
    }

    /// Who has a name that folds to that of a text.
    fn claims(&self, text: &str) -> Result<Vec<(i64, Claim)>> {
        match self.all()? {
            Some(all) => Ok(all.claims(&fold(text)).to_vec()),
            None => self.read.organizations_of(&fold(text)),
        }
    }

    /// Whether a code is in use.
    ///
    /// # Errors
    /// As [`Names::shown`].
    pub fn has_code(&self, code: &str) -> Result<bool> {
        Ok(self.claims(code)?.iter().any(|(_, claim)| *claim == Claim::Code))
    }

    /// By a whole name or code ([`among`]).
    ///
    /// # Errors
    /// As [`Names::shown`].
    pub fn whole(&self, text: &str) -> Result<Found> {
        among(&self.claims(text)?, |id| Ok(self.shown(id)?.1 == text))
    }

    /// Hands on each name that holds a part, as it folds, with whose it is; every name for an empty part.
    fn each(&self, part: &str, each: &mut dyn FnMut(i64, &str, Claim)) -> Result<()> {
        match self.all.get() {
            Some(all) => all.each(&mut |id, name, claim| {
                if name.contains(part) {
                    each(id, name, claim);
                }
            }),
            None => self.read.organization_names(part, each)?,
        }
        Ok(())
    }

    /// The codes of the organizations of which any name, past ones too, or the code holds a part.
    ///
    /// # Errors
    /// As [`Names::shown`].
    pub fn holding(&self, part: &str) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        self.each(&fold(part), &mut |id, _, _| ids.push(id))?;
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| self.shown(id).map(|(code, _)| code)).collect()
    }

    /// As on the command line: whole, else a part that only one has, else pinyin.
    ///
    /// # Errors
    /// As [`Names::shown`].
    pub fn loose(&self, text: &str) -> Result<Found> {
        let whole = self.whole(text)?;
        let part = fold(text);
        if whole != Found::Nobody || part.is_empty() {
            return Ok(whole);
        }
        let mut ids = Vec::new();
        self.each(&part, &mut |id, _, _| ids.push(id))?;
        let Some(spelt) = Spelt::of(text).filter(|_| ids.is_empty()) else { return Ok(found(ids)) };
        let mut fits: Vec<(Fit, i64)> = Vec::new();
        self.each("", &mut |id, name, _| fits.extend(spelt.fit(name).map(|fit| (fit, id))))?;
        let best = fits.iter().map(|(fit, _)| *fit).max();
        Ok(found(fits.into_iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, id)| id).collect()))
    }

    /// The organization meant on the command line.
    ///
    /// # Errors
    /// A text that means none, or several.
    pub fn organization(&self, text: &str) -> Result<i64> {
        self.settle(text, self.loose(text)?)
    }

    /// The one that was found, or the error that says why there is not one.
    ///
    /// # Errors
    /// As [`Names::organization`].
    pub fn settle(&self, text: &str, found: Found) -> Result<i64> {
        match found {
            Found::One(id) => Ok(id),
            Found::Nobody => {
                let error =
                    Error::not_found(say!("no organization is known as {text}", "没有名为“{text}”的单位"));
                let present = match self.all.get() {
                    Some(all) => all.present().map(str::to_string).collect(),
                    None => self.read.rows::<String>("SELECT name FROM organizations ORDER BY id", &[])?,
                };
                Err(match nearest(text, present.iter().map(String::as_str)) {
                    Some(near) => error.hint(say!("did you mean {near}?", "是否指{near}？")),
                    None => error
                        .hint(say!("`alliance org list` lists them all", "`alliance org list` 列出全部单位")),
                })
            }
            Found::Many(ids) => {
                let shown = ids.iter().map(|id| self.shown(*id));
                let mut candidates: Vec<String> =
                    shown.map(|shown| shown.map(|(code, name)| format!("{code} {name}"))).collect::<Result<_>>()?;
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

/// Whom a whole name or code means among those that have it: present ones before former ones. Names that only fold to
/// the same may stand in a registry from before they did: of several, one's present name may be `written` just so.
fn among<E>(claims: &[(i64, Claim)], written: impl Fn(i64) -> Result<bool, E>) -> Result<Found, E> {
    let present: Vec<i64> = claims.iter().filter(|(_, c)| *c >= Claim::Name).map(|(id, _)| *id).collect();
    let all = if present.is_empty() { claims.iter().map(|(id, _)| *id).collect() } else { present };
    if all.len() > 1 && claims.iter().all(|(_, claim)| *claim != Claim::Code) {
        let mut exact = Vec::new();
        for id in &all {
            exact.extend(written(*id)?.then_some(*id));
        }
        if let [one] = exact[..] {
            return Ok(Found::One(one));
        }
    }
    Ok(found(all))
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
