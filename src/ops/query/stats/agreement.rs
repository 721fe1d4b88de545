//! How far organizations vote alike, over their ballots.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::{super::Moment, rate};
use crate::{
    error::Result,
    model::{organization::OrganizationRef, stats::Agreement, words::Choice},
    store::{Read, Value, judged, rolls::Roll},
};

/// The day of a motion `m`, its session's last where it has none of its own.
const DAY: &str =
    "coalesce(m.\"on\", (SELECT coalesce(s.\"end\", s.\"start\") FROM sessions s WHERE s.id = m.session_id))";

/// How far two organizations vote alike, up to the day where one is asked for. Reads two ballots of each motion, not all of them.
pub fn agreement(read: &Read<'_>, a: i64, b: i64, moment: Moment) -> Result<Option<Agreement>> {
    // CROSS JOIN keeps the motions outermost; else SQLite goes through all ballots, three times as slow.
    let sql = format!(
        "SELECT count(*), coalesce(sum(CASE WHEN x.choice = y.choice THEN 1 ELSE 0 END), 0) FROM motions m \
               CROSS JOIN ballots x CROSS JOIN ballots y WHERE x.motion_id = m.id AND x.organization_id = ?1 \
               AND y.motion_id = m.id AND y.organization_id = ?2 AND x.choice IN ('yes', 'no', 'abstain') AND y.choice IN ('yes', 'no', 'abstain') \
               AND {}",
        moment.last().map_or("1 = 1".to_string(), |day| judged::up_to(DAY, day))
    );
    let params = [a.into(), b.into()];
    let counts = read.first::<(Option<u64>, Option<u64>)>(&sql, &params)?;
    let name = |id: i64| {
        read.one("SELECT code, name FROM organizations WHERE id = ?1", &[id.into()], |row| {
            let (code, name) = row.take()?;
            Ok(Rc::new(OrganizationRef { code, name }))
        })
    };
    let (Some((Some(together), Some(agree))), Some(a), Some(b)) = (counts, name(a)?, name(b)?) else {
        return Ok(None);
    };
    Ok(Some(Agreement { a, b, together, agree, share: rate(agree, together) }))
}

/// The choices of one organization in 64 roll calls, a bit for each. It chose one thing in each at most.
#[derive(Debug, Clone, Copy, Default)]
struct Choices {
    yes: u64,
    no: u64,
    abstain: u64,
}

impl Choices {
    /// In how many both chose something, and in how many the same.
    fn with(self, other: Choices) -> (u32, u32) {
        let together = (self.yes | self.no | self.abstain) & (other.yes | other.no | other.abstain);
        let agree = (self.yes & other.yes) | (self.no & other.no) | (self.abstain & other.abstain);
        (together.count_ones(), agree.count_ones())
    }
}

/// Roll calls as they are compared: 64 at a time, each with those who chose in one of them at least.
#[derive(Debug, Default)]
struct Calls {
    /// Who chose what, by their place in the order of organizations, which rises.
    spans: Vec<Vec<(u32, Choices)>>,
    /// How many roll calls the last span has.
    filled: u32,
}

impl Calls {
    /// Takes the next roll call in.
    fn call(&mut self, ballots: impl Iterator<Item = (u32, Choice)>) {
        if self.filled.is_multiple_of(64) {
            self.close();
            self.spans.push(Vec::new());
        }
        let bit = 1 << (self.filled % 64);
        self.filled += 1;
        let Some(span) = self.spans.last_mut() else { return };
        for (at, choice) in ballots {
            let mut one = Choices::default();
            match choice {
                Choice::Yes => one.yes = bit,
                Choice::No => one.no = bit,
                Choice::Abstain => one.abstain = bit,
                Choice::Invalid | Choice::Absent | Choice::Recused => continue,
            }
            span.push((at, one));
        }
    }

    /// Puts together what each chose in the roll calls of the last span.
    fn close(&mut self) {
        let Some(span) = self.spans.last_mut() else { return };
        span.sort_by_key(|(at, _)| *at);
        span.dedup_by(|(at, more), (of, all)| {
            let same = at == of;
            if same {
                *all = Choices { yes: all.yes | more.yes, no: all.no | more.no, abstain: all.abstain | more.abstain };
            }
            same
        });
        span.shrink_to_fit();
    }

    /// Hands on each pair of `n` organizations that chose in one roll call at least: in how many, and in how many the
    /// same. The memory is that of the ballots, and the time that of comparing who met.
    fn pairs(mut self, n: usize, each: &mut dyn FnMut(u32, u32, u32, u32)) {
        self.close();
        // Where each stands in which span.
        let mut places: Vec<Vec<(u32, u32)>> = vec![Vec::new(); n];
        for (number, span) in self.spans.iter().enumerate() {
            for (place, (at, _)) in span.iter().enumerate() {
                if let Some(places) = places.get_mut(*at as usize) {
                    places.push((number as u32, place as u32));
                }
            }
        }
        let mut met: Vec<(u32, u32)> = vec![(0, 0); n];
        let mut others: Vec<u32> = Vec::new();
        for (a, places) in places.iter().enumerate() {
            for (number, place) in places {
                let mut span = self.spans.get(*number as usize).into_iter().flatten().skip(*place as usize);
                let Some((_, mine)) = span.next() else { continue };
                for (b, theirs) in span {
                    let (together, agree) = mine.with(*theirs);
                    let Some(sum) = met.get_mut(*b as usize).filter(|_| together > 0) else { continue };
                    if sum.0 == 0 {
                        others.push(*b);
                    }
                    *sum = (sum.0 + together, sum.1 + agree);
                }
            }
            for b in others.drain(..) {
                let (together, agree) = met.get_mut(b as usize).map(std::mem::take).unwrap_or_default();
                each(a as u32, b, together, agree);
            }
        }
    }
}

/// Every pair that voted together at least so often, up to the day where one is asked for, the closest
/// first: one pass over the rolls.
pub fn agreements(read: &Read<'_>, least: u64, moment: Moment) -> Result<Vec<Agreement>> {
    let mut order = read.all("SELECT id, code, name FROM organizations ORDER BY code", &[], |row| {
        let (id, code, name): (i64, _, _) = row.take()?;
        Ok((id, Rc::new(OrganizationRef { code, name })))
    })?;
    order.sort_by(|(_, a), (_, b)| a.code.cmp(&b.code));
    let places: HashMap<i64, u32> = (0..).zip(&order).map(|(at, (id, _))| (*id, at)).collect();
    let mut later: HashSet<i64> = HashSet::new();
    if let Some(day) = moment.last() {
        let sql = format!("SELECT m.id FROM motions m WHERE {}", judged::after(DAY, day));
        later.extend(read.rows::<i64>(&sql, &[])?);
    }
    let mut calls = Calls::default();
    read.each("SELECT motion_id, ballots FROM rolls ORDER BY motion_id", &[], &mut |row| {
        if let (false, Value::Blob(roll)) = (later.contains(&row.int(0)?), row.value(1)?) {
            calls.call(Roll::of(&roll).filter_map(|(id, choice)| Some((*places.get(&id)?, choice))));
        }
        Ok(())
    })?;
    let mut pairs: Vec<(u32, u32, u32, u32)> = Vec::new();
    calls.pairs(order.len(), &mut |a, b, together, agree| {
        if u64::from(together) >= least {
            pairs.push((a, b, together, agree));
        }
    });
    pairs.sort_unstable_by(|(a, b, together, agree), (c, d, other, alike)| {
        // By the exact fraction: agree/together of one against the other. Whoever stands first has the lower code.
        let (left, right) =
            (u64::from(*alike) * u64::from(*together), u64::from(*agree) * u64::from(*other));
        left.cmp(&right).then(other.cmp(together)).then((a, b).cmp(&(c, d)))
    });
    let one = |at: u32| order.get(at as usize).map(|(_, organization)| organization.clone());
    let told = |(a, b, together, agree): (u32, u32, u32, u32)| {
        let (together, agree) = (u64::from(together), u64::from(agree));
        Some(Agreement { a: one(a)?, b: one(b)?, together, agree, share: rate(agree, together) })
    };
    Ok(pairs.into_iter().filter_map(told).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pairs_are_counted_as_one_by_one(rolls in prop::collection::vec(
            prop::collection::btree_map(0..7u32, prop::sample::select(&[
                Choice::Yes, Choice::No, Choice::Abstain, Choice::Invalid, Choice::Absent][..]), 0..7), 0..150)) {
            let mut wanted = HashMap::new();
            let mut calls = Calls::default();
            for roll in &rolls {
                calls.call(roll.iter().map(|(at, choice)| (*at, *choice)));
                let cast = || roll.iter().filter(|(_, choice)| !matches!(choice, Choice::Invalid | Choice::Absent));
                for (a, x) in cast() {
                    for (b, y) in cast().filter(|(b, _)| *b > a) {
                        let pair: &mut (u32, u32) = wanted.entry((*a, *b)).or_default();
                        *pair = (pair.0 + 1, pair.1 + u32::from(x == y));
                    }
                }
            }
            let mut found = HashMap::new();
            calls.pairs(7, &mut |a, b, together, agree| {
                found.insert((a, b), (together, agree));
            });
            prop_assert_eq!(found, wanted);
        }
    }
}
