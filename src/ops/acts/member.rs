//! Memberships and applications.

use super::{Desk, added, day, organization::membership, with};
use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        record::{Entry, Given},
        words::{Class, LeaveReason},
    },
    ops::intake::{Applied, Of, Taker},
    rules::seats::{Period, at_hand},
    say,
};

impl Desk<'_> {
    /// A membership that is known as a fact. One that lies across another of the same organization is
    /// refused: a change of class or a leave comes between.
    pub fn member_add(&self, entry: &Entry) -> Result<Applied> {
        self.run(false, |taker| {
            if let Some(name) = entry.text("organization").known()
                && let Ok(id) = taker.names.settle(name, taker.names.whole(name)?)
            {
                let from = entry.day("from").known();
                let until = entry.day("until").known();
                let across = taker.periods(id)?.into_iter().find(|p| {
                    p.from.zip(until).is_none_or(|(a, b)| a <= b.first()) && p.until.zip(from).is_none_or(|(a, b)| b <= a.first())
                });
                if let Some(period) = across {
                    let (class, span) = (period.class.labels(), span(&period));
                    let (en, zh) = (class.0, class.1);
                    return Err(Error::conflict(say!(
                        "{name} is recorded as {en} {span}: the two lie across each other",
                        "{name}已登记为{zh}（{span}），两段时间重叠"
                    ))
                    .hint(say!(
                        "`alliance member class` changes the class, `alliance member leave` ends it; --since tells when a new one begins",
                        "变更身份用 `alliance member class`，退出用 `alliance member leave`；--since 指明新身份自何日起"
                    )));
                }
            }
            // Who adds a member names the organization outright.
            taker.explicit = true;
            taker.take(entry, Of::default())?;
            added(taker, entry)
        })
    }

    /// An application, or what became of one: matched by its day.
    pub fn member_apply(&self, reference: &str, entry: &Entry) -> Result<Applied> {
        self.run(true, |taker| {
            let code = known(taker, reference)?;
            taker.enter(&with(entry.clone(), "organization", Given::Text(code)), Of::default()).map(|_| ())
        })
    }

    /// Takes out an application that was entered by mistake.
    pub fn application_remove(&self, reference: &str, entry: &Entry) -> Result<Applied> {
        self.run(true, |taker| {
            let id = taker.names.organization(reference)?;
            let code = taker.names.shown(id)?.0.to_string();
            let sql = "SELECT id FROM applications WHERE organization_id = ?1 AND (?2 IS NULL OR \"on\" = ?2) ORDER BY id";
            let found = taker.write.rows::<i64>(sql, &[id.into(), entry.day("on").known().into()])?;
            match found[..] {
                [row] => {
                    taker.settle_later(id);
                    taker.remove_with_parts("applications", row, &code)
                }
                [] => Err(Error::not_found(say!("{code} has no such application", "{code} 没有这一申请"))),
                _ => Err(Error::new(
                    crate::error::Kind::Ambiguous,
                    say!("{code} has several applications", "{code} 有多次申请"),
                )
                .hint(say!("tell which with --on", "请用 --on 指明"))),
            }
        })
    }

    /// Another class from `on`, its first day; the class before ends the day before. Where the month or the
    /// year of the change alone is known, both classes have it: on which day one passed into the other is unknown.
    pub fn member_class(&self, reference: &str, to: Class, on: Day) -> Result<Applied> {
        self.run(true, |taker| {
            let id = taker.names.organization(reference)?;
            let (code, name) = taker.names.shown(id)?;
            let (code, name) = (code.to_string(), name.to_string());
            let mut periods = at_hand(taker.periods(id)?, |period| Some(*period), on);
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
                let row = membership(&code, held.class, held.from);
                let sql = "SELECT reason FROM memberships WHERE organization_id = ?1 AND class = ?2 \
                           AND coalesce(\"from\", '') = coalesce(?3, '')";
                let key = [id.into(), held.class.code().into(), held.from.into()];
                let reason = taker.write.one(sql, &key, |row| row.opt_word::<LeaveReason>(0))?.flatten();
                rest = (held.until, reason);
                let mut ended = with(row, "until", day(on.eve()));
                if reason.is_some() {
                    ended = with(ended, "reason", Given::Unknown);
                }
                taker.enter(&ended, Of::default())?;
            }
            let mut entry = membership(&code, to, Some(on));
            if let Some(until) = rest.0 {
                entry = with(entry, "until", day(until));
            }
            if let Some(reason) = rest.1 {
                entry = with(entry, "reason", Given::Word(reason.code()));
            }
            taker.enter(&entry, Of::default()).map(|_| ())
        })
    }

    /// The end of membership; `on` is its last day.
    pub fn member_leave(&self, reference: &str, on: Day, reason: LeaveReason) -> Result<Applied> {
        self.run(true, |taker| {
            let id = taker.names.organization(reference)?;
            let name = taker.names.shown(id)?.1.to_string();
            match taker.end_memberships(id, on, reason.code())? {
                0 => Err(no_member(&name, on)),
                _ => Ok(()),
            }
        })
    }

    /// Takes out a membership that was entered by mistake: the only one, or the one of that class and
    /// first day.
    pub fn member_remove(&self, reference: &str, class: Option<Class>, from: Option<Day>) -> Result<Applied> {
        self.run(true, |taker| {
            let id = taker.names.organization(reference)?;
            let (code, name) = taker.names.shown(id)?;
            let (code, name) = (code.to_string(), name.to_string());
            let sql = "SELECT id, class, \"from\", \"until\", stated FROM memberships WHERE organization_id = ?1 ORDER BY id";
            let mut all = taker.write.all(sql, &[id.into()], |row| {
                let period = Period { class: row.word(1)?, from: row.opt_day(2)?, until: row.opt_day(3)? };
                Ok((row.int(0)?, period, row.int(4)? == 1))
            })?;
            all.retain(|(_, p, _)| class.is_none_or(|c| c == p.class) && (from.is_none() || p.from == from));
            match &all[..] {
                [] => Err(Error::not_found(say!("{name} has no such membership", "{name}没有这一成员身份"))
                    .hint(say!("`alliance member show {code}` lists them", "`alliance member show {code}` 列出全部"))),
                [(_, _, false)] => Err(Error::conflict(say!(
                    "this membership is the effect of a carried motion",
                    "该成员身份由通过的议题产生"
                ))
                .hint(say!(
                    "correct the motion: `alliance motion edit` or `alliance motion remove`",
                    "请更正议题：`alliance motion edit` 或 `alliance motion remove`"
                ))),
                [(row, ..)] => {
                    taker.write.remove("memberships", &[(*row).into()], &code)?;
                    taker.settle_later(id);
                    Ok(())
                }
                several => Err(Error::new(
                    crate::error::Kind::Ambiguous,
                    say!("{name} has several memberships", "{name}有多段成员身份"),
                )
                .hint(say!("tell which with --class and --since", "请用 --class、--since 指明"))
                .candidates(
                    several.iter().map(|(_, p, _)| format!("{} {}", p.class.code(), span(p))).collect(),
                )),
            }
        })
    }
}

impl Taker<'_, '_> {
    /// All memberships of an organization.
    pub(super) fn periods(&self, id: i64) -> Result<Vec<Period>> {
        let sql = "SELECT class, \"from\", \"until\" FROM memberships WHERE organization_id = ?1 ORDER BY id";
        self.write.all(sql, &[id.into()], |row| {
            Ok(Period { class: row.word(0)?, from: row.opt_day(1)?, until: row.opt_day(2)? })
        })
    }
}

/// `2020-01-01..2023-12-31`, with what is unknown or open left out.
fn span(period: &Period) -> String {
    let text = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    format!("{}..{}", text(period.from), text(period.until))
}

fn known(taker: &Taker<'_, '_>, reference: &str) -> Result<String> {
    Ok(taker.names.shown(taker.names.organization(reference)?)?.0.to_string())
}

fn no_member(name: &str, on: Day) -> Error {
    Error::conflict(say!("{name} is no member on {on}", "{name}在{on}不是成员"))
        .hint(say!("`alliance member show` lists its memberships", "`alliance member show` 列出其成员身份"))
}
