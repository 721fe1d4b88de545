//! How far organizations vote alike, over their ballots.

use std::collections::{HashMap, HashSet};

use super::{super::Moment, rate};
use crate::{
    error::Result,
    model::{organization::OrganizationRef, stats::Agreement},
    store::{Read, judged},
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
            Ok(OrganizationRef { code, name })
        })
    };
    let (Some((Some(together), Some(agree))), Some(a), Some(b)) = (counts, name(a)?, name(b)?) else {
        return Ok(None);
    };
    Ok(Some(Agreement { a, b, together, agree, share: rate(agree, together) }))
}

/// Every pair that voted together at least so often, up to the day where one is asked for, the closest
/// first: one pass over the ballots.
pub fn agreements(read: &Read<'_>, least: u64, moment: Moment) -> Result<Vec<Agreement>> {
    let mut names: HashMap<i64, (usize, OrganizationRef)> = HashMap::new();
    let mut order: Vec<OrganizationRef> = Vec::new();
    read.each("SELECT id, code, name FROM organizations ORDER BY code", &[], &mut |row| {
        let (id, code, name) = row.take()?;
        let organization = OrganizationRef { code, name };
        names.insert(id, (order.len(), organization.clone()));
        order.push(organization);
        Ok(())
    })?;
    let mut later: HashSet<i64> = HashSet::new();
    if let Some(day) = moment.last() {
        let sql = format!("SELECT m.id FROM motions m WHERE {}", judged::after(DAY, day));
        later.extend(read.rows::<i64>(&sql, &[])?);
    }
    let n = order.len();
    let mut pairs: HashMap<(u32, u32), (u64, u64)> = HashMap::new();
    // A dense table while it stays small, so that the inner loop only adds.
    let mut dense = if n <= 1_500 { vec![(0u32, 0u32); n * n] } else { Vec::new() };
    let mut roll: Vec<(u32, u8)> = Vec::new();
    let mut current = None;
    let mut close = |roll: &mut Vec<(u32, u8)>| {
        roll.sort_unstable();
        for (i, (a, x)) in roll.iter().enumerate() {
            for (b, y) in roll.iter().skip(i + 1) {
                let alike = u32::from(x == y);
                match dense.get_mut(*a as usize * n + *b as usize) {
                    Some((together, agree)) => {
                        *together += 1;
                        *agree += alike;
                    }
                    None => {
                        let pair = pairs.entry((*a, *b)).or_default();
                        pair.0 += 1;
                        pair.1 += u64::from(alike);
                    }
                }
            }
        }
        roll.clear();
    };
    let sql = "SELECT motion_id, organization_id, choice FROM ballots ORDER BY motion_id, organization_id";
    read.each(sql, &[], &mut |row| {
        let motion = Some(row.int(0)?);
        if motion != current {
            close(&mut roll);
            current = motion;
        }
        let choice = match row.opt_str(2)? {
            Some("yes") => 0,
            Some("no") => 1,
            Some("abstain") => 2,
            _ => return Ok(()),
        };
        if current.is_some_and(|motion| later.contains(&motion)) {
            return Ok(());
        }
        if let Some((at, _)) = names.get(&row.int(1)?) {
            roll.push((*at as u32, choice));
        }
        Ok(())
    })?;
    close(&mut roll);
    for (at, (together, agree)) in dense.into_iter().enumerate().filter(|(_, (together, _))| *together > 0) {
        pairs.insert(((at / n) as u32, (at % n) as u32), (together.into(), agree.into()));
    }
    let mut all: Vec<Agreement> = pairs
        .into_iter()
        .filter(|(_, (together, _))| *together >= least)
        .filter_map(|((a, b), (together, agree))| {
            let (a, b) = (order.get(a as usize)?.clone(), order.get(b as usize)?.clone());
            Some(Agreement { a, b, together, agree, share: rate(agree, together) })
        })
        .collect();
    all.sort_by(|x, y| {
        // By the exact fraction: agree/together of one against the other.
        let (left, right) =
            (u128::from(y.agree) * u128::from(x.together), u128::from(x.agree) * u128::from(y.together));
        left.cmp(&right)
            .then(y.together.cmp(&x.together))
            .then_with(|| (&x.a.code, &x.b.code).cmp(&(&y.a.code, &y.b.code)))
    });
    Ok(all)
}
