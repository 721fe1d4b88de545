//! What a rule looks at: everything, or what a write has touched. A rule asks the same question either way,
//! with one condition more.

use std::{
    cell::OnceCell,
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use crate::{
    error::Result,
    model::{day::Day, journal::Anchor},
    ops::{
        query, rows,
        verdict::{self, Meeting, Oddity, OfMeeting},
    },
    store::Read,
};

/// Beyond this many rows the whole table is looked at.
const MANY: usize = 5_000;
/// Rows whose names are asked for in one question.
const TOGETHER: usize = 500;

/// Rows of one table, by their numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ids {
    /// All of them.
    All,
    /// These.
    Some(BTreeSet<i64>),
}

impl Default for Ids {
    fn default() -> Ids {
        Ids::Some(BTreeSet::new())
    }
}

impl Ids {
    /// Adds some; if they become very many, all are meant.
    pub fn extend(&mut self, ids: impl IntoIterator<Item = i64>) {
        if let Ids::Some(some) = self {
            some.extend(ids);
            if some.len() > MANY {
                *self = Ids::All;
            }
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        matches!(self, Ids::Some(some) if some.is_empty())
    }

    /// The SQL condition that a column names one of them.
    pub fn filter(&self, column: &str) -> String {
        match self {
            Ids::All => "1 = 1".to_string(),
            Ids::Some(some) if some.is_empty() => "1 = 0".to_string(),
            Ids::Some(some) => format!("{column} IN ({})", listed(some)),
        }
    }
}

/// Numbers as the list of a condition.
pub fn listed<'i>(ids: impl IntoIterator<Item = &'i i64>) -> String {
    ids.into_iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}

/// What the rules look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Sessions whose attendance and votes may say something else.
    pub sessions: Ids,
    /// Organizations.
    pub organizations: Ids,
    /// Persons.
    pub persons: Ids,
    /// Tables in which a row has changed.
    pub tables: BTreeSet<&'static str>,
    /// Rules that look at everything, whatever was changed.
    pub rules: BTreeSet<String>,
}

impl Scope {
    /// All that the registry holds.
    pub fn everything() -> Scope {
        let tables = crate::store::tables::tables().iter().map(|table| table.name).collect();
        Scope {
            sessions: Ids::All,
            organizations: Ids::All,
            persons: Ids::All,
            tables,
            rules: BTreeSet::new(),
        }
    }

    /// Whether there is nothing to look at.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }
}

/// What a write must have changed for a rule to find anything new.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// A session's attendance or votes, or what decides on them.
    Sessions,
    /// An organization or its memberships.
    Organizations,
    /// What a vote does to an organization or a person.
    Effects,
    /// A person.
    Persons,
    /// A row of one of these small tables, of which all are looked at.
    Tables(&'static [&'static str]),
}

/// Sessions, and their motions judged.
type Seen = (Vec<(i64, Rc<Meeting>)>, Vec<OfMeeting>);

/// One look at a registry.
pub struct Look<'r> {
    /// Where it is read.
    pub read: &'r Read<'r>,
    /// Today.
    pub today: Day,
    /// What is looked at.
    pub scope: &'r Scope,
    /// Hashes of entries as they were noted elsewhere.
    pub anchors: &'r [Anchor],
    seen: OnceCell<Seen>,
    oddities: OnceCell<Vec<(String, Oddity)>>,
}

impl<'r> Look<'r> {
    /// A look at that.
    pub fn new(read: &'r Read<'r>, today: Day, scope: &'r Scope) -> Look<'r> {
        Look { read, today, scope, anchors: &[], seen: OnceCell::new(), oddities: OnceCell::new() }
    }

    /// Whether a rule about that has anything to look at.
    pub fn concerns(&self, of: Of) -> bool {
        match of {
            Of::Sessions => !self.scope.sessions.is_empty(),
            Of::Organizations => !self.scope.organizations.is_empty(),
            Of::Effects => self.concerns(Of::Sessions) || self.concerns(Of::Organizations),
            Of::Persons => !self.scope.persons.is_empty(),
            Of::Tables(names) => names.iter().any(|name| self.scope.tables.contains(name)),
        }
    }

    /// The sessions that are looked at, and their motions judged; once, however many rules ask.
    fn seen(&self) -> Result<&Seen> {
        if let Some(seen) = self.seen.get() {
            return Ok(seen);
        }
        let seen = match &self.scope.sessions {
            Ids::All => verdict::meetings(self.read, rows::Ids::All),
            Ids::Some(some) => {
                verdict::meetings(self.read, rows::Ids::These(&some.iter().copied().collect::<Vec<_>>()))
            }
        }?;
        Ok(self.seen.get_or_init(|| seen))
    }

    /// The sessions that are looked at.
    pub fn meetings(&self) -> Result<&[(i64, Rc<Meeting>)]> {
        Ok(&self.seen()?.0)
    }

    /// Their motions, judged.
    pub fn judged(&self) -> Result<&[OfMeeting]> {
        Ok(&self.seen()?.1)
    }

    /// What does not fit together in their votes.
    pub fn oddities(&self) -> Result<&[(String, Oddity)]> {
        if let Some(oddities) = self.oddities.get() {
            return Ok(oddities);
        }
        let oddities = query::oddities_of(self.read, self.judged()?)?;
        Ok(self.oddities.get_or_init(|| oddities))
    }

    /// Which of these motions count as carried, declared or else computed. Those of the sessions that are
    /// looked at are judged already.
    pub fn carried(&self, motions: &[i64]) -> Result<BTreeSet<i64>> {
        if motions.is_empty() {
            return Ok(BTreeSet::new());
        }
        let here: HashMap<i64, bool> = self
            .judged()?
            .iter()
            .map(|(_, judged)| (judged.motion.id, verdict::is_carried(judged)))
            .collect();
        let elsewhere: Vec<i64> = motions.iter().filter(|id| !here.contains_key(id)).copied().collect();
        let judged = verdict::judge_these(self.read, &elsewhere)?;
        let more = judged.into_iter().filter(|(_, judged)| verdict::is_carried(judged)).map(|(id, _)| id);
        let carried = motions.iter().filter(|id| here.get(id) == Some(&true));
        Ok(carried.copied().chain(more).collect())
    }

    /// Code and name of organizations.
    pub fn named(&self, organizations: &[i64]) -> Result<HashMap<i64, (String, String)>> {
        let mut named = HashMap::new();
        for some in organizations.chunks(TOGETHER) {
            let sql = format!("SELECT id, code, name FROM organizations WHERE id IN ({})", listed(some));
            self.read.each(&sql, &[], &mut |row| {
                named.insert(row.int(0)?, (row.text(1)?, row.text(2)?));
                Ok(())
            })?;
        }
        Ok(named)
    }
}
