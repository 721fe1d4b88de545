//! Renaming and merging: identity and history stay.

use super::{Desk, day, with};
use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        record::{CONTACT, Entry, FormerName, Given, ORGANIZATION, Place},
    },
    ops::{
        intake::{Applied, Of, Taker, membership},
        refs,
    },
    rules::seats::{Period, at_hand},
    say,
};

impl Desk<'_> {
    /// A new name from `on`, its first day; the old one is kept with its last day, and finds the
    /// organization still.
    pub fn rename(&self, reference: &str, name: &str, on: Day) -> Result<Applied> {
        self.run(true, |taker| {
            let id = taker.names.organization(reference)?;
            let old = taker.names.shown(id)?.1.to_string();
            if old == name {
                return Err(Error::conflict(say!("it is called {name} already", "现名已是“{name}”")));
            }
            let place = Place::flag("org rename");
            let sql =
                "SELECT name, \"until\" FROM organization_names WHERE organization_id = ?1 ORDER BY seq";
            let mut former = taker.write.all(sql, &[id.into()], |row| {
                Ok(FormerName { name: row.text(0)?, until: row.opt_day(1)?, place: place.clone() })
            })?;
            if let Some(last) =
                former.iter().filter_map(|f| f.until).max().filter(|last| on.eve() < last.first())
            {
                return Err(Error::impossible(say!(
                    "an earlier name held until {last}; the new one cannot begin on {on}",
                    "更早的名称使用至{last}，新名称不能自{on}起"
                ))
                .hint(say!(
                    "to mend the history of names: `alliance org edit REF former_names=NAME:LAST-DAY …`",
                    "如需更正名称沿革：`alliance org edit REF former_names=名称:末日 …`"
                )));
            }
            former.push(FormerName { name: old, until: Some(on.eve()), place: place.clone() });
            let entry = with(Entry::new(&ORGANIZATION, place), "name", Given::Text(name.to_string()));
            taker.enter(&with(entry, "former_names", Given::FormerNames(former)), Of::row(id)).map(|_| ())
        })
    }

    /// The last day of a contact.
    pub fn contact_end(&self, reference: &str, on: Day) -> Result<Applied> {
        self.run(true, |taker| {
            let id = refs::numbered(taker.write, reference, 'c', "contacts")?;
            let place = Place::flag("contact end");
            taker.enter(&with(Entry::new(&CONTACT, place), "until", day(on)), Of::row(id)).map(|_| ())
        })
    }

    /// One organization goes into another; `on` is its last day. Its own record and history stay, its
    /// memberships end on that day.
    pub fn merge(&self, reference: &str, into: &str, on: Day) -> Result<Applied> {
        self.run(true, |taker| {
            let (id, into) = (taker.names.organization(reference)?, taker.names.organization(into)?);
            let (code, name) = taker.names.shown(id)?;
            let (code, name) = (code.to_string(), name.to_string());
            if id == into {
                return Err(Error::invalid(say!("{name} cannot merge into itself", "{name}不能并入自身")));
            }
            let row = taker.write.row("organizations", id)?;
            let chain = taker.write.row("organizations", into)?;
            for (row, other) in [(&row, None), (&chain, Some(id))] {
                if let Some(target) =
                    row.int("merged_into").filter(|target| other.is_none_or(|o| o == *target))
                {
                    let (mine, theirs) = (row.text("name").unwrap_or("?"), taker.names.shown(target)?.1);
                    return Err(Error::conflict(say!(
                        "{mine} has merged into {theirs} already",
                        "{mine}已并入{theirs}"
                    )));
                }
            }
            taker.no_circle(id, into)?;
            taker.write.put(&row.with("merged_into", into).with("merged_on", on), &code)?;
            taker.end_memberships(id, on, "merged").map(|_| ())
        })
    }
}

impl Taker<'_, '_> {
    /// Ends what an organization holds on a day, which becomes the last. Answers how many it ended.
    pub(super) fn end_memberships(&mut self, id: i64, on: Day, reason: &'static str) -> Result<usize> {
        let code = self.names.shown(id)?.0.to_string();
        let held = at_hand(self.periods(id)?, |period| Some(*period), on);
        for Period { class, from, .. } in &held {
            let entry = membership(&code, *class, *from, &Place::flag("member"));
            self.enter(&with(with(entry, "until", day(on)), "reason", Given::Word(reason)), Of::default())?;
        }
        Ok(held.len())
    }
}
