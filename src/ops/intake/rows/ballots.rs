//! Lists of ballots.

use std::collections::HashMap;

use super::Heads;
use crate::{
    error::{Error, Kind, Result},
    model::{
        journal::RowCount,
        sheet::revive,
        words::{CHOICES, Choice},
    },
    ops::{
        intake::{
            Taker,
            ballots::twice,
            taker::{Faults, taken},
        },
        names::Found,
    },
    say,
};

/// About what a ballot takes, in bytes.
const A_BALLOT: usize = 40;

impl Taker<'_, '_> {
    /// Ballots, of which there may be millions: each text is looked up once.
    pub(super) fn ballot_rows(
        &mut self,
        heads: &Heads<'_>,
        count: &mut RowCount,
        progress: &dyn Fn(u64),
    ) -> Result<()> {
        let [Some(motion), Some(organization), Some(choice)] = heads.at[..] else { return Ok(()) };
        self.ballots.expect(heads.list.about());
        if self.many {
            // Of a long list most motions are asked for: they are read together.
            let sql = "SELECT m.id, r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id";
            let motions = self.write.all(sql, &[], |row| Ok((row.text(1)?, row.int(0)?)))?;
            self.motions.extend(motions);
        }
        let (mut motions, mut organizations) = (Seen::default(), Seen::default());
        let (mut faults, mut read) = (Faults::default(), 0);
        let told = heads.list.each(
            &mut |line, cells| {
                read += 1;
                if read % 65_536 == 0 {
                    taken(A_BALLOT << 16, &mut self.room)?;
                    progress(read);
                }
                let text = |at: usize| cells.get(at).unwrap_or_default();
                let found = (
                    motions.id(text(motion), |text| self.motion_named(text, &heads.place(line, 0))),
                    organizations.id(text(organization), |text| match self.names.whole(text)? {
                        Found::One(id) => Ok(id),
                        found => self.names.settle(text, found),
                    }),
                    choice_of(text(choice)),
                );
                match found {
                    (Ok(motion), Ok(organization), Some(choice)) => {
                        self.ballots.push(motion, organization, choice);
                    }
                    (motion, organization, given) => {
                        let given = given.ok_or_else(|| wrong_choice(revive(text(choice)).trim()));
                        let errors = [motion.err(), organization.err(), given.err()];
                        self.not_a_ballot(heads, line, cells, errors)?;
                    }
                }
                Ok(())
            },
            &mut |fault| faults.push(fault),
        )?;
        self.faults_of(faults);
        self.warnings.extend(told.told);
        count.read = read;
        self.tell_twice(heads, [motion, organization])
    }

    /// Takes down why a row is no ballot.
    fn not_a_ballot(
        &mut self,
        heads: &Heads<'_>,
        line: usize,
        cells: &csv::StringRecord,
        errors: [Option<Error>; 3],
    ) -> Result<()> {
        for (n, error) in errors.into_iter().enumerate() {
            let Some(error) = error else { continue };
            if error.kind() == Kind::Storage {
                return Err(error);
            }
            let given = heads.at[n].and_then(|at| cells.get(at)).unwrap_or_default();
            let (key, zh) = (heads.sheet.columns[n].key, heads.sheet.columns[n].called());
            let error = match given.trim() {
                "" => Error::invalid(say!("{key} is empty", "“{zh}”（{key}）为空")),
                _ => error,
            };
            self.fault_at(&heads.place(line, n), error);
        }
        Ok(())
    }

    /// Takes down which ballots stand twice, and where: only where there are such does it matter where each stood.
    fn tell_twice(&mut self, heads: &Heads<'_>, [motion, organization]: [usize; 2]) -> Result<()> {
        let both = self.ballots.twice();
        if both.is_empty() {
            return Ok(());
        }
        let mut first: HashMap<(i64, i64), usize> = HashMap::new();
        heads.list.each(
            &mut |line, cells| {
                let text = |at: usize| revive(cells.get(at).unwrap_or_default()).trim().to_string();
                let (motion, organization) = (text(motion), text(organization));
                let found =
                    (self.motion_named(&motion, &heads.place(line, 0)), self.names.whole(&organization)?);
                if let (Ok(m), Found::One(o)) = found
                    && both.contains(&(m, o))
                    && let Some(first) = first.insert((m, o), line)
                {
                    let first = heads.place(first, 1);
                    let error = twice(&organization, &motion)
                        .hint(say!("the first is at {first}", "前一处在 {first}"));
                    self.fault_at(&heads.place(line, 1), error);
                }
                Ok(())
            },
            &mut |_| {},
        )?;
        Ok(())
    }
}

/// Texts that name the same record again and again, each looked up once.
#[derive(Default)]
struct Seen {
    /// The texts with their records, in the order in which they first came.
    all: Vec<(Box<str>, i64)>,
    /// Where each text stands.
    by_text: HashMap<Box<str>, usize>,
    /// Where the last one stands.
    last: usize,
}

impl Seen {
    fn id(&mut self, text: &str, look: impl FnOnce(&str) -> Result<i64>) -> Result<i64> {
        // Lists are in order: mostly it is the last one again, or the next.
        for at in [self.last, self.last + 1] {
            if let Some((_, id)) = self.all.get(at).filter(|(known, _)| **known == *text) {
                self.last = at;
                return Ok(*id);
            }
        }
        self.last = match self.by_text.get(text) {
            Some(at) => *at,
            None => {
                let id = look(revive(text).trim())?;
                self.all.push((text.into(), id));
                self.by_text.insert(text.into(), self.all.len() - 1);
                self.all.len() - 1
            }
        };
        Ok(self.all.get(self.last).map_or(0, |(_, id)| *id))
    }
}

/// The choice that a cell says.
fn choice_of(text: &str) -> Option<Choice> {
    Choice::from_code(text).or_else(|| Choice::from_code(CHOICES.find(revive(text).trim())?))
}

fn wrong_choice(text: &str) -> Error {
    let error = Error::invalid(say!("{text} is no choice", "{text} 不是表决选项"));
    CHOICES.hints(text).into_iter().fold(error, Error::hint)
}

