//! Votes: counts, roll calls and declared outcomes of a motion that is recorded.

use super::Desk;
use crate::{
    error::Result,
    model::record::{Candidate, Entry, Given, MOTION, Place},
    ops::{
        intake::{Applied, Of, Taker},
        names::{Found, bearers, person_parts},
        query, refs,
    },
};

/// What a vote says of its motion: the keys that `vote remove` makes unknown again.
pub const VOTE_KEYS: &[&str] = &[
    "on",
    "method",
    "yes",
    "no",
    "abstain",
    "invalid",
    "unanimous",
    "outcome",
    "ballots",
    "issued",
    "collected",
];

impl Desk<'_> {
    /// Records a vote. Ballots given again replace an organization's old choice; candidates are matched
    /// by who they are.
    pub fn vote(&self, motion: &str, entry: &Entry) -> Result<Applied> {
        self.run(true, |taker| {
            let id = refs::motion(taker.write, motion)?;
            let mut entry = taker.with_standing(entry)?;
            if let Some(given) = entry.candidates("candidates").known() {
                let merged = taker.candidates(id, given)?;
                let place = entry.place_of("candidates").clone();
                entry.put("candidates", Given::Candidates(merged), place);
            }
            taker.take(&entry, Of::row(id)).map(|_| ())
        })
    }

    /// Takes a vote out: the motion stays, what was voted is unknown again.
    pub fn vote_remove(&self, motion: &str) -> Result<Applied> {
        self.run(true, |taker| {
            let id = refs::motion(taker.write, motion)?;
            let place = Place::flag("vote remove");
            let mut entry = Entry::new(&MOTION, place.clone());
            for key in VOTE_KEYS {
                entry.put(key, Given::Unknown, place.clone());
            }
            let mut candidates = query::candidates(taker.write, &taker.names, id)?;
            if !candidates.is_empty() {
                for candidate in &mut candidates {
                    (candidate.yes, candidate.no, candidate.abstain) = (None, None, None);
                    candidate.elected = None;
                }
                entry.put("candidates", Given::Candidates(candidates), place);
            }
            taker.take(&entry, Of::row(id)).map(|_| ())
        })
    }
}

impl Taker<'_, '_> {
    /// Candidates as they are typed: a bare name that an organization bears and no person does is that
    /// organization.
    pub(super) fn with_standing(&self, entry: &Entry) -> Result<Entry> {
        let mut entry = entry.clone();
        let Some(given) = entry.candidates("candidates").known() else { return Ok(entry) };
        let mut standing = given.to_vec();
        for candidate in standing.iter_mut().filter(|candidate| candidate.organization.is_none()) {
            let Some(name) = candidate.person.clone() else { continue };
            let known = matches!(self.names.whole(&name)?, Found::One(_) | Found::Many(_));
            if known && bearers(self.write, person_parts(&name).0)?.is_empty() {
                candidate.organization = candidate.person.take();
            }
        }
        let place = entry.place_of("candidates").clone();
        entry.put("candidates", Given::Candidates(standing), place);
        Ok(entry)
    }

    /// The candidates with what is said of some of them laid over what is known.
    fn candidates(&self, motion: i64, said: &[Candidate]) -> Result<Vec<Candidate>> {
        let mut all = query::candidates(self.write, &self.names, motion)?;
        for one in said {
            let bare = |name: &Option<String>| {
                name.as_deref().map(|name| name.split('@').next().unwrap_or(name).to_string())
            };
            let organization = match &one.organization {
                Some(name) => Some(self.names.text(self.names.organization(name)?)?),
                None => None,
            };
            let same = all.iter_mut().find(|old| {
                bare(&old.person) == bare(&one.person)
                    && (organization.is_none() || old.organization == organization)
            });
            match same {
                Some(old) => {
                    old.role = one.role.or(old.role);
                    old.yes = one.yes.or(old.yes);
                    old.no = one.no.or(old.no);
                    old.abstain = one.abstain.or(old.abstain);
                    old.elected = one.elected.or(old.elected);
                }
                None => all.push(one.clone()),
            }
        }
        Ok(all)
    }
}
