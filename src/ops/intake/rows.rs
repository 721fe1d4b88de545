//! Rows of lists to entries: each row is understood by the headings of its list, becomes an entry or a part of
//! one, and is counted once.

mod attendance;
mod ballots;
mod contents;
mod parts;
mod titles;
mod untaken;

use self::untaken::perhaps;
use super::{
    Of, Taker,
    taker::{Faults, Outcome},
};
use crate::{
    error::{Error, Result},
    model::{
        journal::RowCount,
        money,
        record::{Entry, Given, Place, Shape, Who},
        sheet::{List, cell, revive},
        text::nearest,
    },
    noun::{Answer, Noun, Sheet, Type, answered, is_preset, sheet, sheets},
    say,
};
use std::collections::HashSet;

/// About what a row takes in memory until its entry of the journal is written, beside three times its text, in bytes.
const A_ROW: usize = 2_300;

/// A list with the sheet that it is: which cell of a row holds which column.
struct Heads<'l> {
    sheet: &'static Sheet,
    list: &'l List,
    at: Vec<Option<usize>>,
}

impl Heads<'_> {
    fn place(&self, line: usize, column: usize) -> Place {
        self.list.at(line, self.at.get(column).copied().flatten().unwrap_or(0))
    }
}

/// One row as it was understood, a value for each column of its sheet.
struct Understood<'a> {
    heads: &'a Heads<'a>,
    line: usize,
    given: Vec<Option<Given>>,
}

impl Understood<'_> {
    fn get(&self, key: &str) -> Option<&Given> {
        self.given.get(self.heads.sheet.at(key)?)?.as_ref()
    }

    fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Given::Text(text) => Some(text),
            Given::Word(word) => Some(word),
            _ => None,
        }
    }

    fn int(&self, key: &str) -> Option<i64> {
        if let Some(Given::Int(n)) = self.get(key) { Some(*n) } else { None }
    }

    fn place(&self, key: &str) -> Place {
        self.heads.place(self.line, self.heads.sheet.at(key).unwrap_or(usize::MAX))
    }

    /// The part of a list of one field that the row is.
    fn part(&self, shape: &'static Shape, place: &Place) -> Entry {
        let mut part = Entry::new(shape, place.clone());
        for (column, given) in self.heads.sheet.columns.iter().zip(&self.given) {
            if let Some(given) = given {
                part.put(column.key, given.clone(), place.clone());
            }
        }
        part
    }

    /// The person of a row.
    fn who(&self) -> Option<Who> {
        let (name, title) = (self.text("person").map(str::to_string), self.text("title").map(str::to_string));
        (name.is_some() || title.is_some()).then(|| Who { name, title, place: self.place("person") })
    }
}

/// From this many rows on, what a list adds is remembered packed.
const MANY: u64 = 5_000;

impl Taker<'_, '_> {
    /// Takes a list in; `progress` is told how many rows have been read.
    pub(super) fn take_list(
        &mut self,
        sheet: &'static Sheet,
        list: &List,
        progress: &dyn Fn(u64),
    ) -> Result<RowCount> {
        let mut count = RowCount { list: sheet.name.to_string(), ..RowCount::default() };
        let before = self.faulty();
        let heads = self.heads(sheet, list);
        if self.faulty() > before {
            // Of a list whose headings are wrong nothing can be said row by row.
            return Ok(count);
        }
        self.many = list.about() >= MANY;
        match (sheet.part.map(|field| field.ty), sheet.shape.is) {
            (None, Noun::Attendance) => self.attendance(&heads, &mut count)?,
            (None, _) => self.own(&heads, &mut count)?,
            (Some(Type::Ballots), _) => self.ballot_rows(&heads, &mut count, progress)?,
            (Some(Type::Content), _) => self.contents(&heads, &mut count)?,
            (Some(_), _) => self.part_rows(&heads, &mut count)?,
        }
        self.many = false;
        Ok(count)
    }

    /// Which column is which. Headings that say nothing here are told; one that is nearly right is a fault.
    fn heads<'l>(&mut self, sheet: &'static Sheet, list: &'l List) -> Heads<'l> {
        let mut heads = Heads { sheet, list, at: vec![None; sheet.columns.len()] };
        let words: Vec<&str> = sheet
            .columns
            .iter()
            .flat_map(|column| std::iter::once(column.key).chain(column.heads.iter().copied()))
            .collect();
        let place = |column: usize| list.head_at(column);
        let mut untaken = Vec::new();
        let is_organization = |heading: &str| sheet.organization_at(heading).filter(|at| !heads_of(sheet, list).contains(at));
        for (n, heading) in list.headings.iter().enumerate() {
            let heading = revive(heading).trim();
            match sheet.column(heading).or_else(|| is_organization(heading)).and_then(|column| heads.at.get_mut(column)) {
                Some(at @ None) => *at = Some(n),
                Some(_) => {
                    let error =
                        Error::invalid(say!("the column {heading} stands twice", "列“{heading}”重复"));
                    self.fault_at(&place(n), error);
                }
                None if heading.is_empty() || (sheet.shape.is == Noun::Rule && is_preset(heading)) => {}
                None => {
                    let near = (heading.is_ascii() && heading.len() < 40)
                        .then(|| nearest(heading, words.iter().copied()))
                        .flatten();
                    if let Some(near) = near {
                        let error =
                            Error::invalid(say!("there is no column {heading}", "没有“{heading}”这一列"))
                                .hint(say!("did you mean {near}?", "是否指 {near}？"));
                        self.fault_at(&place(n), error);
                    } else {
                        untaken.push((n, heading));
                    }
                }
            }
        }
        self.look_at_untaken(&heads, &untaken);
        for (column, at) in sheet.columns.iter().zip(&heads.at) {
            if column.required && at.is_none() && !list.headings.is_empty() {
                let (key, zh) = (column.key, column.called());
                let error = Error::invalid(say!("the column {key} is missing", "缺少“{zh}”（{key}）一列"));
                let error = list.hint.iter().cloned().fold(error, Error::hint);
                self.fault_at(&place(0), perhaps(error, zh, &untaken));
            }
        }
        heads
    }

    /// Each row of a list that could be understood; the faults of the others are kept.
    fn each_row(
        &mut self,
        heads: &Heads<'_>,
        count: &mut RowCount,
        take: &mut dyn FnMut(&mut Self, Understood<'_>) -> Result<()>,
    ) -> Result<()> {
        let (Heads { sheet, list, .. }, mut faults) = (heads, Faults::default());
        let read = list.each(
            &mut |line, cells| {
                count.read += 1;
                if !matches!(sheet.part.map(|field| field.ty), Some(Type::Content)) {
                    self.takes(A_ROW + 3 * cells.as_slice().len())?;
                }
                let mut same = list.headings.iter().zip(cells);
                if list.headings.len() > 1 && same.all(|(heading, cell)| revive(heading).trim() == revive(cell).trim()) {
                    let place = list.at(line, 0);
                    let error = Error::invalid(say!("the headings stand here again", "此处又是列标题"));
                    self.fault(error.hint(say!("delete the line", "请删去此行")).at(&place));
                    return Ok(());
                }
                let Some(row) = self.understood(heads, line, cells) else { return Ok(()) };
                let place = row.place(sheet.columns.first().map_or("", |column| column.key));
                let done = take(self, row);
                self.kept(&place, done).map(|_| ())
            },
            &mut |fault| faults.push(fault),
        )?;
        self.faults_of(faults);
        self.warnings.extend(read.told);
        Ok(())
    }

    /// One row understood; `None` where it has faults, which are kept.
    fn understood<'h>(
        &mut self,
        heads: &'h Heads<'h>,
        line: usize,
        cells: &csv::StringRecord,
    ) -> Option<Understood<'h>> {
        let before = self.faulty();
        let mut given = Vec::with_capacity(heads.sheet.columns.len());
        for (n, (column, at)) in heads.sheet.columns.iter().zip(&heads.at).enumerate() {
            let text = at.and_then(|at| cells.get(at)).unwrap_or_default();
            if text.is_empty() && !(column.required && at.is_some()) {
                given.push(None);
                continue;
            }
            let place = heads.place(line, n);
            let text = revive(text);
            // Under its key an amount is of the smallest unit; under any other heading people mean units.
            let key = at.and_then(|at| heads.list.headings.get(at)).is_some_and(|heading| revive(heading).trim() == column.key);
            let units;
            let text = match matches!(column.ty, Type::Money) && !key {
                // What is no amount is refused as it stands.
                true => match money::parse(text) {
                    Some(amount) => {
                        units = money::units(amount);
                        &units
                    }
                    None => text,
                },
                false => text,
            };
            match cell(column, text, &place) {
                Ok(None) if column.required && at.is_some() => {
                    let (key, zh) = (column.key, column.called());
                    self.fault_at(&place, Error::invalid(say!("{key} is empty", "“{zh}”（{key}）为空")));
                    given.push(None);
                }
                Ok(value) => given.push(value),
                Err(errors) => {
                    errors.into_iter().for_each(|error| self.fault(error));
                    given.push(None);
                }
            }
        }
        (self.faulty() == before).then_some(Understood { heads, line, given })
    }

    /// The entry that a row is.
    fn entry(&self, row: Understood<'_>) -> Entry {
        let shape = row.heads.sheet.shape;
        let mut entry = Entry::new(shape, row.heads.place(row.line, 0));
        for (n, (column, given)) in row.heads.sheet.columns.iter().zip(row.given).enumerate() {
            let place = row.heads.place(row.line, n);
            match given {
                Some(given) => {
                    entry.put(column.key, given, place);
                }
                None if row.heads.at.get(n).copied().flatten().is_none()
                    || column.required
                    || column.kept
                    || shape.identifies(column.key) => {}
                None if self.options.clear_blank => {
                    entry.put(column.key, Given::Unknown, place);
                }
                None => entry.left_blank(column.key, place),
            }
        }
        entry
    }

    pub(super) fn counted(&self, count: &mut RowCount, outcome: Outcome, rows: u64) {
        match outcome {
            Outcome { added: true, .. } => count.added += rows,
            Outcome { changed: true, .. } => count.changed += rows,
            Outcome { .. } => count.equal += rows,
        }
    }

    fn take_row(&mut self, mut entry: Entry, of: Of<'_>, rows: u64, count: &mut RowCount) -> Result<()> {
        let faults = entry.settle();
        let whole = faults.is_empty();
        faults.into_iter().for_each(|fault| self.fault(fault));
        if whole {
            self.take(&entry, of)?;
            self.counted(count, self.outcome, rows);
        }
        Ok(())
    }

    /// A list whose rows are the records of a noun. Motions without a number come after those that have one.
    fn own(&mut self, heads: &Heads<'_>, count: &mut RowCount) -> Result<()> {
        let mut waiting = Vec::new();
        let mut done = RowCount::default();
        self.each_row(heads, count, &mut |taker, row| {
            let mut entry = taker.entry(row);
            if heads.sheet.shape.is == Noun::Visit {
                taker.unsaid_titles(&mut entry)?;
            }
            if heads.sheet.shape.is == Noun::Motion && !entry.has("number") {
                waiting.push(entry);
                return Ok(());
            }
            taker.take_row(entry, Of::default(), 1, &mut done)
        })?;
        for entry in waiting {
            self.take_row(entry, Of::default(), 1, &mut done)?;
        }
        (count.added, count.changed, count.equal) = (done.added, done.changed, done.equal);
        Ok(())
    }

}

/// The columns of a list that headings name by themselves.
fn heads_of(sheet: &Sheet, list: &List) -> HashSet<usize> {
    list.headings.iter().filter_map(|heading| sheet.column(revive(heading).trim())).collect()
}

/// How well headings fit a list.
type Fit = (usize, usize, bool);

/// How many columns the list whose headings these are fit best understands; none where they are no list's.
pub(super) fn most_placed(headings: &[&str]) -> usize {
    fits(headings).first().map_or(0, |((found, ..), _)| *found)
}

/// The sheet whose headings these are, where that is plain.
pub(super) fn by_headings(headings: &[&str]) -> Option<&'static Sheet> {
    match &fits(headings)[..] {
        [(best, sheet), (next, _), ..] if best > next => Some(sheet),
        [(_, sheet)] => Some(sheet),
        _ => None,
    }
}

/// The list that is none to import whose headings these are, of what bears that name: it has more of them than any list
/// that an import takes, than the list of that name, and than a roster that has `placed` of them.
pub(super) fn told_alone(name: &str, headings: &[&str], placed: usize) -> Option<&'static Answer> {
    let headings: Vec<&str> = headings.iter().map(|heading| revive(heading).trim()).collect();
    let (answer, has) = answered(&headings)?;
    let named = sheet(name).map_or(0, |sheet| placed_by(sheet, &headings));
    (has > placed.max(named).max(most_placed(&headings))).then_some(answer)
}

/// How many columns of a list some headings are.
fn placed_by(sheet: &Sheet, headings: &[&str]) -> usize {
    let found: HashSet<usize> =
        headings.iter().filter_map(|heading| sheet.column(revive(heading).trim())).collect();
    found.len()
}

/// The sheets of which these have all that is required, with how many of the columns they are, how many of those
/// are required, and whether they are all of them; those that fit best first.
fn fits(headings: &[&str]) -> Vec<(Fit, &'static Sheet)> {
    // A row may have as many empty cells as a sheet has columns.
    let headings: Vec<&&str> = headings.iter().filter(|heading| !heading.trim().is_empty()).collect();
    let fits = |sheet: &'static Sheet| {
        let found: HashSet<usize> =
            headings.iter().filter_map(|heading| sheet.column(revive(heading).trim())).collect();
        let needed = sheet.columns.iter().enumerate().filter(|(_, column)| column.required);
        // A list of something else may have a column of the same name: a third of the headings are the sheet's own.
        let all = found.len() * 3 >= headings.len() && !found.is_empty() && needed.clone().all(|(n, _)| found.contains(&n));
        // A list of ours tells of other records too, beside all by which an import finds its own.
        let ours = sheet.shape.telling().all(|key| sheet.at(key).is_some_and(|at| found.contains(&at)));
        let told = headings.iter().filter(|heading| ours && sheet.tells(revive(heading).trim())).count();
        // Sources stand in what an export writes alone.
        let own = sheet.columns.iter().filter(|column| !matches!(column.ty, Type::Sources));
        all.then_some(((found.len() + told, needed.count(), found.len() == own.count()), sheet))
    };
    let mut all: Vec<_> = sheets().iter().filter_map(fits).collect();
    all.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
    all
}
