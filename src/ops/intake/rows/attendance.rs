//! Lists of delegates to attendances.

use std::collections::HashMap;

use super::{Heads, Understood};
use crate::{
    error::{Error, Result},
    model::{
        journal::RowCount,
        record::{Entry, Given, Who},
    },
    ops::intake::{Of, Taker},
    say,
};

/// The records that several rows make together: what they say, and how many rows they are.
type Groups<K> = (HashMap<K, usize>, Vec<(Entry, Of<'static>, u64)>);

impl Taker<'_, '_> {
    /// One row a delegate; the rows of an organization in a session are one attendance. Without an organization
    /// each person is one, unless `item` holds several together.
    pub(super) fn attendance(
        &mut self,
        heads: &Heads<'_>,
        count: &mut RowCount,
    ) -> Result<()> {
        let (mut at, mut all): Groups<(i64, Option<i64>, Option<i64>)> = Default::default();
        self.each_row(heads, count, &mut |taker, row| {
            let session =
                taker.session_named(row.text("session").unwrap_or_default(), &row.place("session"))?;
            let organization = match row.text("organization") {
                Some(text) => Some(taker.organization_named(text, &row.place("organization"))?),
                None => None,
            };
            let item = if organization.is_some() { None } else { row.int("item") };
            let who = row.who();
            if organization.is_none() && who.is_none() {
                return Err(Error::invalid(say!(
                    "the row names neither an organization nor a person",
                    "该行既无单位也无人员"
                ))
                .at(&row.place("organization")));
            }
            let key = (session, organization, item);
            let joins = organization.is_some() || item.is_some();
            let Some((entry, _, rows)) = at.get(&key).filter(|_| joins).and_then(|at| all.get_mut(*at))
            else {
                let mut entry = taker.entry(row);
                if let Some(who) = who {
                    let place = who.place.clone();
                    entry.put("people", Given::People(vec![who]), place);
                }
                at.insert(key, all.len());
                all.push((entry, Of::session(session), 1));
                return Ok(());
            };
            joined(entry, &row, who)?;
            *rows += 1;
            Ok(())
        })?;
        for (entry, of, rows) in all {
            self.take_row(entry, of, rows, count)?;
        }
        Ok(())
    }

}

/// Puts a further row to its attendance, of which it must say the same.
fn joined(entry: &mut Entry, row: &Understood<'_>, who: Option<Who>) -> Result<()> {
    let first = entry.place.clone();
    for key in ["capacity", "presence", "others", "proxy", "headcount"] {
        if row.get(key).is_some_and(|given| entry.get(key) != Some(given)) {
            return Err(Error::invalid(say!(
                "{key} differs from that of the first row of the same attendance, at {first}",
                "{key} 与同一出席记录的首行（{first}）不一致"
            ))
            .at(&row.place(key)));
        }
    }
    let Some(who) = who else {
        return Err(Error::invalid(say!(
            "this attendance stands twice: the first is at {first}",
            "该出席记录重复：前一处在 {first}"
        ))
        .at(&row.place("organization")));
    };
    let mut people = entry.people("people").known().unwrap_or_default().to_vec();
    if let Some(same) = people.iter().find(|one| one.name.is_some() && one.name == who.name) {
        let (name, first) = (who.name.unwrap_or_default(), &same.place);
        return Err(Error::invalid(say!(
            "{name} stands twice in this attendance: the first is at {first}",
            "“{name}”在同一出席记录中重复：前一处在 {first}"
        ))
        .at(&row.place("person")));
    }
    people.push(who);
    let place = entry.place_of("people").clone();
    entry.put("people", Given::People(people), place);
    Ok(())
}
