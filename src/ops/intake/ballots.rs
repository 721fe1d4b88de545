//! Ballots, of which there may be millions: gathered in eight bytes each, from record files, commands and lists
//! alike, and cast at the end of the input, with the tallies of their motions beside them.

use std::collections::{HashMap, HashSet};

use super::Taker;
use crate::{
    error::{Error, Result},
    model::{record::Place, words::Choice},
    say,
    store::{Cell, Record},
};

const CHOICES: [Choice; 6] =
    [Choice::Yes, Choice::No, Choice::Abstain, Choice::Invalid, Choice::Absent, Choice::Recused];
/// Fewer ballots than these are put one by one, so that the journal tells each.
const FEW: usize = 1_000;

/// Rows by the place of their number among those of the input, so that a ballot takes no more than their places.
#[derive(Default)]
struct Places {
    ids: Vec<i64>,
    by_id: HashMap<i64, usize>,
    /// The place that was asked for last.
    last: usize,
}

impl Places {
    fn of(&mut self, id: i64) -> usize {
        // Lists are in order: mostly it is the last one again, or the next.
        for at in [self.last, self.last + 1] {
            if self.ids.get(at) == Some(&id) {
                self.last = at;
                return at;
            }
        }
        self.last = *self.by_id.entry(id).or_insert_with(|| {
            self.ids.push(id);
            self.ids.len() - 1
        });
        self.last
    }

    fn id(&self, place: usize) -> i64 {
        self.ids.get(place).copied().unwrap_or_default()
    }

    /// The order of the numbers: for each place its rank.
    fn ranks(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.ids.len()).collect();
        order.sort_unstable_by_key(|at| self.id(*at));
        let mut ranks = vec![0; order.len()];
        order.iter().enumerate().for_each(|(rank, at)| ranks[*at] = rank);
        ranks
    }
}

/// The ballots of an input: motion, organization and choice of each.
#[derive(Default)]
pub(super) struct Ballots {
    motions: Places,
    organizations: Places,
    cast: Vec<u64>,
    /// Where each stands, of motion and organization, where it came with its session and not in a list of ballots.
    places: HashMap<(i64, i64), Place>,
}

impl Ballots {
    /// Makes room for about so many.
    pub(super) fn expect(&mut self, about: u64) {
        // As many as a file has lines may be any number: what is more grows as it comes.
        self.cast.reserve(usize::try_from(about).unwrap_or(0).min(1 << 22));
    }

    /// Where a ballot stands, where that is known.
    pub(super) fn place(&self, motion: i64, organization: i64) -> Option<&Place> {
        self.places.get(&(motion, organization))
    }

    /// Takes one in.
    pub(super) fn push(&mut self, motion: i64, organization: i64, choice: Choice) {
        let choice = CHOICES.iter().position(|known| *known == choice).unwrap_or_default();
        let (motion, organization) = (self.motions.of(motion), self.organizations.of(organization));
        self.cast.push((motion as u64) << 32 | (organization as u64) << 8 | choice as u64);
    }

    /// Motion, organization and choice of one.
    fn parts(&self, ballot: u64) -> (i64, i64, Choice) {
        let choice = CHOICES.get((ballot & 0xff) as usize).copied().unwrap_or(Choice::Yes);
        (
            self.motions.id((ballot >> 32) as usize),
            self.organizations.id((ballot >> 8 & 0xff_ffff) as usize),
            choice,
        )
    }

    /// Sorts them as the table is sorted.
    fn sort(&mut self) {
        let (motions, organizations) = (self.motions.ranks(), self.organizations.ranks());
        let rank = |ballot: &u64| {
            let (motion, organization) = ((ballot >> 32) as usize, (ballot >> 8 & 0xff_ffff) as usize);
            (motions.get(motion).copied(), organizations.get(organization).copied())
        };
        if !self.cast.is_sorted_by_key(rank) {
            self.cast.sort_by_cached_key(rank);
        }
    }

    /// Motion and organization of those that stand twice.
    pub(super) fn twice(&mut self) -> HashSet<(i64, i64)> {
        self.sort();
        let same = self.cast.windows(2).filter(|pair| pair[0] >> 8 == pair[1] >> 8);
        same.map(|pair| self.parts(pair[0])).map(|(motion, organization, _)| (motion, organization)).collect()
    }
}

/// How many ballots were new, changed a choice, and were known already.
#[derive(Debug, Default)]
pub(super) struct Cast {
    pub added: u64,
    pub changed: u64,
    pub equal: u64,
}

impl Taker<'_, '_> {
    /// Ballots given again replace an organization's old choice; the others stay, but under `--prune` and, of a
    /// workbook, under `--clear-blank`. Unknown ones are all taken out.
    pub(super) fn take_ballots(
        &mut self,
        motion: i64,
        reference: &str,
        ballots: Option<&[(Choice, String, Place)]>,
    ) -> Result<()> {
        let mut voted: HashSet<i64> = HashSet::new();
        for (choice, name, place) in ballots.unwrap_or_default() {
            let organization = self.known_organization(name, place)?;
            if !voted.insert(organization) {
                return Err(twice(name, reference).at(place));
            }
            self.ballots.push(motion, organization, *choice);
            self.ballots.places.insert((motion, organization), place.clone());
        }
        let whole = self.options.prune || self.options.clear_blank || ballots.is_none();
        if !whole && !self.options.of_form {
            return Ok(());
        }
        let sql = "SELECT organization_id FROM ballots WHERE motion_id = ?1 ORDER BY organization_id";
        let mut gone = self.write.rows::<i64>(sql, &[motion.into()])?;
        gone.retain(|organization| !voted.contains(organization));
        if whole {
            for organization in gone {
                self.write.remove("ballots", &[motion.into(), organization.into()], reference)?;
            }
        } else if let Some(first) = gone.first() {
            let (n, name) = (gone.len(), self.names.shown(*first)?.1.to_string());
            self.warnings.push(say!(
                "{reference}: recorded ballots that the workbook no longer has stay ({n}, the first of {name}); --clear-blank takes them out",
                "{reference}：工作簿中已没有的{n}张逐票（首为{name}）仍保留；如需删除，请加 --clear-blank"
            ));
        }
        Ok(())
    }

    /// Casts the ballots of the input: of motions without any yet all at once, the others one by one. Answers
    /// how many were new, and how many changed a choice.
    pub(super) fn cast_ballots(&mut self) -> Result<Cast> {
        let places = std::mem::take(&mut self.ballots.places);
        let mut ballots = std::mem::replace(&mut self.ballots, Ballots { places, ..Ballots::default() });
        if ballots.cast.is_empty() {
            return Ok(Cast::default());
        }
        if let Some((motion, organization)) = ballots.twice().into_iter().min() {
            let name = self.names.shown(organization)?.1.to_string();
            return Err(twice(&name, &self.motion_text(motion)?));
        }
        let mut refs: HashMap<i64, String> = HashMap::new();
        for some in ballots.motions.ids.chunks(500) {
            let these = some.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            let sql = format!(
                "SELECT m.id, r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id \
                 WHERE m.id IN ({these})"
            );
            refs.extend(self.write.all(&sql, &[], |row| Ok((row.int(0)?, row.text(1)?)))?);
        }
        let mut known: HashSet<i64> = HashSet::new();
        self.write.each("SELECT motion_id FROM rolls", &[], &mut |row| {
            known.insert(row.int(0)?);
            Ok(())
        })?;
        let mut cast = Cast::default();
        let few = ballots.cast.len() < FEW;
        for ballot in &ballots.cast {
            let (motion, organization, choice) = ballots.parts(*ballot);
            if !few && !known.contains(&motion) {
                continue;
            }
            let reference = refs.get(&motion).map_or("", String::as_str);
            let row = Record::new("ballots").with("motion_id", motion).with("organization_id", organization);
            let new = self.write.find("ballots", &row.key())?.is_none();
            let differs = self.write.put(&row.with("choice", choice.code()), reference)?;
            *match (differs, new) {
                (true, true) => &mut cast.added,
                (true, false) => &mut cast.changed,
                (false, _) => &mut cast.equal,
            } += 1;
        }
        if !few {
            let mut rest = ballots.cast.iter().copied();
            // Ballots come motion by motion.
            let mut last = (0, "");
            cast.added += self.write.fill("ballots", &mut |cells| {
                for ballot in rest.by_ref() {
                    let (motion, organization, choice) = ballots.parts(ballot);
                    if known.contains(&motion) {
                        continue;
                    }
                    if let [m, o, c] = &mut *cells {
                        (*m, *o, *c) =
                            (Cell::Int(motion), Cell::Int(organization), Cell::Text(choice.code()));
                    }
                    if last.0 != motion {
                        last = (motion, refs.get(&motion).map_or("", String::as_str));
                    }
                    return Ok(Some(last.1));
                }
                Ok(None)
            })?;
        }
        Ok(cast)
    }
}

/// The error of two ballots of one organization.
pub(super) fn twice(organization: &str, motion: &str) -> Error {
    Error::impossible(say!(
        "{organization} has two ballots in the vote {motion}",
        "{organization} 在表决 {motion} 中有两张票"
    ))
    .hint(say!("one organization, one vote", "每个单位一票"))
}
