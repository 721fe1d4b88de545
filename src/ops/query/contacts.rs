//! Whom to turn to: the list of contacts by the rank of their organizations, and the contacts of members.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{
    Called, Listed, Members, Moment, People, Records,
    facts::{Told, facts_of},
    listed::only,
    ranked::{own_order, place},
};
use crate::{
    error::Result,
    model::{day::Day, facts::Facts, words::Class},
    noun::{CONTACT, ORGANIZATION},
    store::{Read, judged},
};

/// The keys under which a member is told whom to turn to.
pub(super) const KEYS: &[&str] = &["contact", "title", "duty", "phone", "email"];

/// The contacts of some organizations on a day, under each of the keys that are asked for. Where the contact itself has no
/// phone or mail, it is the person's.
pub(super) fn of_organizations(
    read: &Read<'_>,
    ids: &[i64],
    keys: &[&'static str],
    day: Day,
) -> Result<Vec<(i64, &'static str, Vec<String>)>> {
    let sql = format!(
        "SELECT c.organization_id, c.person_id, p.title, c.duty, coalesce(c.phone, p.phone), coalesce(c.email, p.email) \
         FROM contacts c LEFT JOIN persons p ON p.id = c.person_id WHERE {}{} \
         ORDER BY c.organization_id, c.\"from\" || '~' NULLS FIRST, c.id",
        judged::holds("c.\"from\"", "c.\"until\"", day),
        only(" AND", "c.organization_id", Some(ids))
    );
    type Row = (i64, Option<i64>, Option<String>, Option<String>, Option<String>, Option<String>);
    let rows = read.rows::<Row>(&sql, &[])?;
    let people = People::names(read, rows.iter().filter_map(|row| row.1))?;
    let mut all: Vec<(i64, &'static str, Vec<String>)> = Vec::new();
    for of_one in rows.chunk_by(|a, b| a.0 == b.0) {
        let Some((organization, ..)) = of_one.first() else { continue };
        for key in keys {
            let text = |(_, person, title, duty, phone, email): &Row| match *key {
                "contact" => person.and_then(|id| people.name(id, day)),
                "title" => title.clone(),
                "duty" => duty.clone(),
                "phone" => phone.clone(),
                _ => email.clone(),
            };
            all.push((*organization, key, of_one.iter().filter_map(text).collect()));
        }
    }
    Ok(all)
}

/// The contacts of an organization on a day: who, with what title, and for what.
pub(super) fn of_one(read: &Read<'_>, id: i64, day: Day) -> Result<Vec<Facts>> {
    let sql = format!(
        "SELECT c.id, p.title FROM contacts c JOIN persons p ON p.id = c.person_id WHERE c.organization_id = ?1 AND {} \
         ORDER BY c.\"from\" || '~' NULLS FIRST, c.id",
        judged::holds("c.\"from\"", "c.\"until\"", day)
    );
    let rows = read.rows::<(i64, Option<String>)>(&sql, &[id.into()])?;
    let ids: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
    let all = facts_of(read, &CONTACT, &ids, Some(&["ref", "person", "duty", "from", "until"]), day)?;
    Ok(all.into_iter().zip(rows).map(|(one, (_, title))| one.with("title", title)).collect())
}

/// Organizations that were members and are none on a day.
fn former_members(read: &Read<'_>, day: Day) -> Result<HashSet<i64>> {
    let holds = judged::holds("m.\"from\"", "m.\"until\"", day);
    let sql = format!(
        "SELECT DISTINCT o.organization_id FROM memberships o WHERE {} AND NOT EXISTS \
         (SELECT 1 FROM memberships m WHERE m.organization_id = o.organization_id AND {holds})",
        judged::before("o.\"until\"", day)
    );
    Ok(read.rows::<i64>(&sql, &[])?.into_iter().collect())
}

/// The list of contacts, by the rank of their organizations on the day, then as members are listed.
pub struct Contacts {
    records: Records,
    /// The number of each with that of its organization, in the order of the list.
    order: Vec<(i64, i64)>,
    former: usize,
    classes: HashMap<i64, Option<Class>>,
}

impl Contacts {
    /// Reads which there are: those of the day, or with `whole` those of other days, and of organizations that are members no
    /// more, too.
    pub fn read(read: &Read<'_>, moment: Moment, whole: bool) -> Result<Contacts> {
        let records = Records { shape: &CONTACT, moment, whole };
        let ids = records.ids(read, false, None)?;
        let sql = format!("SELECT id, organization_id FROM contacts{}", only(" WHERE", "id", Some(&ids)));
        let homes: HashMap<i64, i64> = read.rows::<(i64, i64)>(&sql, &[])?.into_iter().collect();
        let units: Vec<i64> = homes.values().copied().collect();
        let classes = Members::read(read, moment.day, false)?.classes();
        let (own, called) = (own_order(read, &units)?, Called::of(read, units)?);
        let mut order: Vec<_> = ids
            .iter()
            .enumerate()
            .filter_map(|(at, id)| {
                let home = *homes.get(id)?;
                let name = called.on(home, moment.day)?.name;
                let class = classes.get(&home).copied().flatten();
                Some((place(class, own.get(&home).copied(), &name), home, at, *id))
            })
            .collect();
        order.sort_unstable();
        let mut order: Vec<(i64, i64)> = order.into_iter().map(|(_, home, _, id)| (id, home)).collect();
        let all = order.len();
        if !whole {
            let former = former_members(read, moment.day)?;
            order.retain(|(_, home)| !former.contains(home));
        }
        Ok(Contacts { records, former: all - order.len(), order, classes })
    }

    /// How many are left out since their organizations are members no more.
    pub fn former(&self) -> usize {
        self.former
    }
}

impl Listed for Contacts {
    type Rows = Told;

    /// The place in the list, the class of the organization, the person's title, and where the organization is.
    fn more(&self) -> &'static [&'static str] {
        &["rank", "class", "title", "province", "city", "university"]
    }

    fn count(&self, _read: &Read<'_>) -> Result<usize> {
        Ok(self.order.len())
    }

    fn ids(&self, _read: &Read<'_>, turned: bool, most: Option<usize>) -> Result<Vec<i64>> {
        let most = most.unwrap_or(self.order.len());
        let ids = self.order.iter().map(|(id, _)| *id);
        Ok(if turned { ids.rev().take(most).collect() } else { ids.take(most).collect() })
    }

    fn rows(&self, read: &Read<'_>, ids: &[i64], keys: Option<&[&str]>) -> Result<Told> {
        let rows = self.records.rows(read, ids, keys)?;
        let asked: Vec<&'static str> =
            self.more().iter().copied().filter(|key| keys.is_some_and(|keys| keys.contains(key))).collect();
        if asked.is_empty() {
            return Ok(rows);
        }
        let places: HashMap<i64, (i64, i64)> =
            self.order.iter().zip(1i64..).map(|((id, home), at)| (*id, (*home, at))).collect();
        let mut homes: Vec<i64> = ids.iter().filter_map(|id| places.get(id)).map(|(home, _)| *home).collect();
        homes.sort_unstable();
        homes.dedup();
        let day = self.records.moment.day;
        let units = facts_of(read, &ORGANIZATION, &homes, Some(&["province", "city", "university"]), day)?;
        let units: HashMap<i64, Facts> = homes.into_iter().zip(units).collect();
        let sql = format!(
            "SELECT c.id, p.title FROM contacts c JOIN persons p ON p.id = c.person_id{}",
            only(" WHERE", "c.id", Some(ids))
        );
        let titles: HashMap<i64, Option<String>> = read.rows(&sql, &[])?.into_iter().collect();
        let beside = |key: &str, id: i64| {
            let (home, at) = places.get(&id).copied().unwrap_or_default();
            match key {
                "rank" => Value::from(at),
                "class" => self.classes.get(&home).copied().flatten().map(Class::code).into(),
                "title" => titles.get(&id).cloned().flatten().into(),
                key => units.get(&home).map_or(Value::Null, |unit| unit.value(key).clone()),
            }
        };
        Ok(asked.iter().fold(rows, |rows, key| {
            let values = rows.ids().map(|id| beside(key, id)).collect();
            rows.with(key, values)
        }))
    }
}
