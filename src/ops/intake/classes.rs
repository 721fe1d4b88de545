//! A member's class from a day on.

use super::{Of, Taker};
use crate::{
    error::{Error, Result},
    model::{
        day::{Day, Days},
        record::{Entry, Given, MEMBERSHIP, Place},
        words::{Class, LeaveReason},
    },
    rules::seats::{Period, at_hand},
    say,
};

impl Taker<'_, '_> {
    /// Another class from `on`, its first day; the class before ends the day before. Where the month or the
    /// year of the change alone is known, both classes have it: on which day one passed into the other is unknown.
    pub(in crate::ops) fn change_class(&mut self, id: i64, to: Class, on: Day, place: &Place) -> Result<()> {
        let (code, name) = self.names.shown(id)?;
        let mut periods = at_hand(self.periods(id)?, |period| Some(*period), on);
        // Beside one whose end is open, one that is to end anyhow is not the one that changes.
        if periods.iter().any(|p| p.until.is_none()) {
            periods.retain(|p| p.until.is_none());
        }
        let Some(current) = periods.iter().map(|p| p.class).max() else {
            return Err(no_member(&name, on));
        };
        let (en, zh) = current.labels();
        if current == to {
            return Err(Error::conflict(say!("{name} is {en} already on {on}", "{name}在{on}已是{zh}")));
        }
        let mut rest = (None, None);
        for held in &periods {
            if held.from.is_some_and(|from| from.same(on)) {
                return Err(Error::conflict(say!(
                    "{name} became {en} on that very day",
                    "{name}正是在当日成为{zh}"
                ))
                .hint(say!(
                    "`alliance member remove` takes out a membership entered by mistake",
                    "误录的身份可用 `alliance member remove` 删除"
                )));
            }
            let mut ended = membership(&code, held.class, held.from, place);
            let sql = "SELECT reason FROM memberships WHERE organization_id = ?1 AND class = ?2 \
                       AND coalesce(\"from\", '') = coalesce(?3, '')";
            let key = [id.into(), held.class.code().into(), held.from.into()];
            let reason = self.write.one(sql, &key, |row| row.opt_word::<LeaveReason>(0))?.flatten();
            rest = (held.until, reason);
            ended.put("until", day(on.eve()), place.clone());
            if reason.is_some() {
                ended.put("reason", Given::Unknown, place.clone());
            }
            self.enter(&ended, Of::default())?;
        }
        let mut entry = membership(&code, to, Some(on), place);
        if let Some(until) = rest.0 {
            entry.put("until", day(until), place.clone());
        }
        if let Some(reason) = rest.1 {
            entry.put("reason", Given::Word(reason.code()), place.clone());
        }
        self.enter(&entry, Of::default()).map(|_| ())
    }

    /// All memberships of an organization.
    pub(in crate::ops) fn periods(&self, id: i64) -> Result<Vec<Period>> {
        let sql = "SELECT class, \"from\", \"until\" FROM memberships WHERE organization_id = ?1 ORDER BY id";
        self.write.all(sql, &[id.into()], |row| {
            Ok(Period { class: row.word(0)?, from: row.opt_day(1)?, until: row.opt_day(2)? })
        })
    }
}

/// The entry of one membership.
pub(in crate::ops) fn membership(code: &str, class: Class, from: Option<Day>, place: &Place) -> Entry {
    let mut entry = Entry::new(&MEMBERSHIP, place.clone());
    entry.put("organization", Given::Text(code.to_string()), place.clone());
    entry.put("class", Given::Word(class.code()), place.clone());
    if let Some(from) = from {
        entry.put("from", day(from), place.clone());
    }
    entry
}

/// A day as an entry gives it.
fn day(day: Day) -> Given {
    Given::Days(Days { start: day, end: day })
}

/// The error of whoever is no member on a day.
pub(in crate::ops) fn no_member(name: &str, on: Day) -> Error {
    Error::conflict(say!("{name} is no member on {on}", "{name}在{on}不是成员"))
        .hint(say!("`alliance member show` lists its memberships", "`alliance member show` 列出其成员身份"))
}
