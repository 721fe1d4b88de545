//! Ballots, of which there may be millions: looked up by hash, sorted, checked, and put in at once, with
//! the tallies of their motions beside them.

use std::collections::{HashMap, HashSet};

use super::{
    sheets::Sheet,
    taker::{Taker, no_motion},
};
use crate::{
    error::{Error, Message, Result},
    model::{
        record::Place,
        sheet::{List, revive},
        words::{CHOICES, Choice},
    },
    ops::names::Found,
    say,
    store::{Cell, Record, Value},
};

const CODES: [Choice; 5] = [Choice::Yes, Choice::No, Choice::Abstain, Choice::Invalid, Choice::Absent];

/// Where rows come from, one by one: false at the end. The cells are motion, organization, choice.
pub type Rows<'a> = dyn FnMut(&mut OnRow<'_>) -> Result<()> + 'a;

/// What is done with a row: its line, and its cells.
pub type OnRow<'a> = dyn FnMut(usize, [&[u8]; 3]) -> Result<()> + 'a;

/// One ballot in eight bytes: motion and organization by their place among those of the file, and the
/// choice; so the order of the numbers is that of the table.
fn packed(motion: usize, organization: usize, choice: u8) -> u64 {
    (motion as u64) << 32 | (organization as u64) << 8 | u64::from(choice)
}

/// Gathers the ballots of a list.
pub struct Ballots {
    motions: Vec<i64>,
    organizations: Vec<i64>,
    cast: Vec<u64>,
}

/// Reads all rows, `about` so many, keeping faults with the taker, and only then puts the ballots in.
pub fn take(
    taker: &mut Taker<'_, '_>,
    sheet: &'static Sheet,
    place: &str,
    at: [usize; 3],
    about: usize,
    rows: &mut Rows<'_>,
) -> Result<()> {
    let ballots = gather(taker, place, at, about, rows)?;
    let Some(ballots) = ballots else { return Ok(()) };
    if !taker.faults.is_empty() {
        return Ok(());
    }
    ballots.put(taker, sheet)
}

/// A cell of a list as the choice that it says.
fn choice_of(text: &[u8]) -> Option<u8> {
    match text {
        b"yes" => Some(0),
        b"no" => Some(1),
        b"abstain" => Some(2),
        b"invalid" => Some(3),
        b"absent" => Some(4),
        other => {
            let code = CHOICES.find(std::str::from_utf8(other).ok()?)?;
            CODES.iter().position(|choice| choice.code() == code).map(|at| at as u8)
        }
    }
}

/// Texts that name the same record again and again, each looked up once.
#[derive(Default)]
struct Seen {
    by_text: HashMap<Box<[u8]>, Option<usize>>,
    by_id: HashMap<i64, usize>,
    ids: Vec<i64>,
    last: (Vec<u8>, Option<usize>),
}

impl Seen {
    fn place(&mut self, text: &[u8], look: impl FnOnce(&str) -> Option<i64>) -> Option<usize> {
        if self.last.0 == text && !text.is_empty() {
            return self.last.1;
        }
        let found = match self.by_text.get(text) {
            Some(found) => *found,
            None => {
                let id = look(revive(&String::from_utf8_lossy(text)).trim());
                let place = id.map(|id| {
                    *self.by_id.entry(id).or_insert_with(|| {
                        self.ids.push(id);
                        self.ids.len() - 1
                    })
                });
                self.by_text.insert(text.into(), place);
                place
            }
        };
        self.last.0.clear();
        self.last.0.extend(text);
        self.last.1 = found;
        found
    }
}

fn gather(
    taker: &mut Taker<'_, '_>,
    file: &str,
    at: [usize; 3],
    about: usize,
    rows: &mut Rows<'_>,
) -> Result<Option<Ballots>> {
    let (mut motions, mut organizations) = (Seen::default(), Seen::default());
    // Eight bytes each, all at once: a list that grows would for a while be there twice.
    let mut cast: Vec<u64> = Vec::with_capacity(about);
    let file: std::sync::Arc<str> = file.into();
    let place = |line: usize, column: usize| Place {
        file: file.clone(),
        line,
        column: at.get(column).map_or(1, |n| n + 1),
    };
    let (mut sorted, mut last) = (true, None);
    let fault_count = taker.faults.len();
    rows(&mut |line, [motion, organization, choice]| {
        let m = motions.place(motion, |text| taker.known.motion(text));
        let o = organizations.place(organization, |text| match taker.known.organization(text) {
            Found::One(id) => Some(id),
            _ => None,
        });
        let c = choice_of(choice)
            .or_else(|| choice_of(revive(&String::from_utf8_lossy(choice)).trim().as_bytes()));
        let (Some(m), Some(o), Some(c)) = (m, o, c) else {
            for (n, (key, text, bad)) in [
                ("motion", motion, m.is_none()),
                ("organization", organization, o.is_none()),
                ("choice", choice, c.is_none()),
            ]
            .into_iter()
            .enumerate()
            {
                if bad {
                    let text = revive(&String::from_utf8_lossy(text)).trim().to_string();
                    let error = match key {
                        _ if text.is_empty() => Error::invalid(say!("{key} is empty", "{key} 为空")),
                        "motion" => no_motion(&text),
                        "organization" => {
                            let found = taker.known.organization(&text);
                            taker.known.no_organization(&text, found)
                        }
                        _ => wrong_choice(&text),
                    };
                    taker.fault_at(&place(line, n), error);
                }
            }
            return Ok(());
        };
        let ballot = packed(m, o, c);
        sorted &= last.is_none_or(|last| last < ballot);
        last = Some(ballot);
        cast.push(ballot);
        Ok(())
    })?;
    if taker.faults.len() > fault_count {
        return Ok(None);
    }
    // From the places in the file to the order of the table.
    let rank = |ids: &[i64]| {
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_unstable_by_key(|at| ids.get(*at).copied());
        let mut rank = vec![0; ids.len()];
        for (n, at) in order.iter().enumerate() {
            if let Some(rank) = rank.get_mut(*at) {
                *rank = n;
            }
        }
        (rank, order.into_iter().filter_map(|at| ids.get(at).copied()).collect::<Vec<_>>())
    };
    let in_order = |ids: &[i64]| ids.is_sorted();
    let sorted = sorted && in_order(&motions.ids) && in_order(&organizations.ids);
    let ((m_rank, m_ids), (o_rank, o_ids)) = (rank(&motions.ids), rank(&organizations.ids));
    if !sorted {
        for ballot in &mut cast {
            let (m, o) = ((*ballot >> 32) as usize, (*ballot >> 8 & 0xff_ffff) as usize);
            let (m, o) = (m_rank.get(m).copied().unwrap_or(m), o_rank.get(o).copied().unwrap_or(o));
            *ballot = packed(m, o, *ballot as u8);
        }
        cast.sort_unstable();
    }
    let ballots = Ballots { motions: m_ids, organizations: o_ids, cast };
    let twice = ballots.twice();
    if !twice.is_empty() {
        // Only now it matters where they stood.
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        rows(&mut |line, [motion, organization, _]| {
            let text = |bytes| revive(&String::from_utf8_lossy(bytes)).trim().to_string();
            let (motion, organization) = (text(motion), text(organization));
            if let (Some(m), Found::One(o)) =
                (taker.known.motion(&motion), taker.known.organization(&organization))
                && twice.contains(&(m, o))
                && !seen.insert((m, o))
            {
                found.push((line, motion, organization));
            }
            Ok(())
        })?;
        for (line, motion, organization) in found {
            let error = Error::impossible(say!(
                "{organization} has two ballots in the vote {motion}",
                "{organization} 在表决 {motion} 中有两张票"
            ))
            .hint(say!("one organization, one vote", "每个单位一票"));
            taker.fault_at(&place(line, 1), error);
        }
        return Ok(None);
    }
    Ok(Some(ballots))
}

fn wrong_choice(text: &str) -> Error {
    let error = Error::invalid(say!("{text} is no choice", "{text} 不是表决选项"));
    let error = match crate::model::text::nearest(text, CHOICES.codes()) {
        Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}？")),
        None => error,
    };
    let words = CHOICES.codes().collect::<Vec<_>>().join(", ");
    error.hint(say!("the choices are {words}", "可用：{words}"))
}

impl Ballots {
    fn parts(&self, ballot: u64) -> (i64, i64, usize) {
        let motion = self.motions.get((ballot >> 32) as usize).copied().unwrap_or_default();
        let organization =
            self.organizations.get((ballot >> 8 & 0xff_ffff) as usize).copied().unwrap_or_default();
        (motion, organization, (ballot & 0xff) as usize)
    }

    /// Motion and organization of ballots that stand twice.
    fn twice(&self) -> HashSet<(i64, i64)> {
        let pairs = self.cast.iter().zip(self.cast.iter().skip(1));
        pairs
            .filter(|(a, b)| *a >> 8 == *b >> 8)
            .map(|(a, _)| self.parts(*a))
            .map(|(m, o, _)| (m, o))
            .collect()
    }

    /// New ballots at once; those that an organization has cast already one by one.
    fn put(mut self, taker: &mut Taker<'_, '_>, sheet: &'static Sheet) -> Result<()> {
        let write = taker.write;
        let mut tallied: HashSet<i64> = HashSet::new();
        write.each("SELECT id FROM motions WHERE tally_yes IS NOT NULL", &[], &mut |r| {
            tallied.insert(r.int(0)?);
            Ok(())
        })?;
        let refs: Vec<String> = self.motions.iter().map(|id| taker.known.motion_text(*id)).collect();
        let mut tallies = vec![[0i64; 5]; self.motions.len()];
        // The first choices of motions without any ballot yet go in as they come.
        let mut at = 0;
        write.fill(sheet.table, &mut |cells| {
            loop {
                let Some(ballot) = self.cast.get(at).copied() else { return Ok(None) };
                at += 1;
                let (motion, organization, choice) = self.parts(ballot);
                if !tallied.is_empty() && tallied.contains(&motion) {
                    continue;
                }
                let place = (ballot >> 32) as usize;
                if let Some(count) = tallies.get_mut(place).and_then(|tally| tally.get_mut(choice)) {
                    *count += 1;
                }
                if let ([m, o, c], Some(word)) = (&mut *cells, CODES.get(choice)) {
                    (*m, *o, *c) = (Cell::Int(motion), Cell::Int(organization), Cell::Text(word.code()));
                }
                return Ok(Some(refs.get(place).map_or("", String::as_str)));
            }
        })?;
        if !tallied.is_empty() {
            for ballot in &self.cast {
                let (motion, organization, choice) = self.parts(*ballot);
                if tallied.contains(&motion)
                    && let (Some(word), Some(reference)) =
                        (CODES.get(choice), refs.get((ballot >> 32) as usize))
                {
                    let row = Record::new("ballots")
                        .with("motion_id", motion)
                        .with("organization_id", organization);
                    write.put(&row.with("choice", word.code()), reference)?;
                }
            }
        }
        self.cast = Vec::new();
        for ((motion, tally), reference) in self.motions.iter().zip(&mut tallies).zip(&refs) {
            if tallied.contains(motion) {
                let sql = "SELECT choice, count(*) FROM ballots WHERE motion_id = ?1 GROUP BY choice";
                for (choice, count) in
                    write.all(sql, &[Value::Int(*motion)], |r| Ok((r.text(0)?, r.int(1)?)))?
                {
                    if let Some(at) = CODES.iter().position(|c| c.code() == choice) {
                        tally[at] = count;
                    }
                }
            }
            let mut row = write.row("motions", *motion)?;
            for (choice, count) in CODES.iter().zip(tally.iter()) {
                row.set(&format!("tally_{}", choice.code()), *count);
            }
            write.put(&row, reference)?;
        }
        Ok(())
    }
}

/// Where motion, organization and choice stand among the columns of a file; `None` where one is missing.
pub fn columns(at: &[Option<usize>]) -> Option<[usize; 3]> {
    match at {
        [Some(motion), Some(organization), Some(choice)] => Some([*motion, *organization, *choice]),
        _ => None,
    }
}

/// The rows of a list.
pub fn rows_of<'a>(
    list: &'a List,
    at: [usize; 3],
    progress: &'a dyn Fn(u64),
    told: &'a mut Vec<Message>,
    faults: &'a mut Vec<Error>,
) -> impl FnMut(&mut OnRow<'_>) -> Result<()> + 'a {
    move |each| {
        told.clear();
        faults.clear();
        let mut n = 0;
        let read = list.each(
            &mut |line, row| {
                n += 1;
                if n % 65_536 == 0 {
                    progress(n);
                }
                each(line, at.map(|n| row.get(n).unwrap_or_default().as_bytes()))
            },
            &mut |fault| faults.push(fault),
        )?;
        told.extend(read.told);
        Ok(())
    }
}
