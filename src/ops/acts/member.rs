//! Memberships and applications.

use super::{Desk, added, with};
use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        record::{Entry, Given, ORGANIZATION, Place, value_text},
        words::{Class, LeaveReason},
    },
    ops::{
        intake::{Applied, Of, Taker, no_member},
        query::{self, Ids},
    },
    rules::seats::Period,
    say,
};

impl Desk<'_> {
    /// A membership that is known as a fact. One that lies across another of the same organization is
    /// refused: a change of class or a leave comes between.
    /// What is said of the organization itself is taken with it; where that is known already, nothing of it changes.
    pub fn member_add(&self, entry: &Entry, organization: Option<Entry>) -> Result<Applied> {
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
            if let Some(said) = &organization {
                let name = entry.text("organization").known().unwrap_or_default();
                take_organization(taker, name, said)?;
            }
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

    /// Another class from `on`, its first day; the class before ends the day before.
    pub fn member_class(&self, reference: &str, to: Class, on: Day) -> Result<Applied> {
        self.run(true, |taker| {
            let id = taker.names.organization(reference)?;
            taker.change_class(id, to, on, &Place::flag("member"))
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

/// Takes in what is said of an organization. Of a known one it may fill in what is unknown, and change nothing.
fn take_organization(taker: &mut Taker<'_, '_>, name: &str, said: &Entry) -> Result<()> {
    let Ok(id) = taker.names.settle(name, taker.names.whole(name)?) else {
        taker.take(&with(said.clone(), "name", Given::Text(name.to_string())), Of::default())?;
        if taker.faulty() > 0 || taker.write.added(ORGANIZATION.store) {
            return Ok(());
        }
        // Its code or another of its keys is that of a known one.
        let code = said.text("code").known().unwrap_or_default();
        return Err(Error::conflict(say!(
            "the code {code} is that of another organization",
            "代码 {code} 已属于另一单位"
        ))
        .hint(say!(
            "`alliance org show {code}` shows it; give {name} another code, or leave --code out",
            "`alliance org show {code}` 可查看；请为“{name}”另取代码，或不写 --code"
        )));
    };
    let (code, full) = taker.names.shown(id)?;
    let (code, full) = (code.to_string(), full.to_string());
    let recorded = query::entries(taker.write, &taker.names, &ORGANIZATION, Ids::These(&[id]), "id")?;
    let recorded = recorded.first().map(|(.., entry)| entry);
    let mut new = Entry::new(&ORGANIZATION, said.place.clone());
    for (key, place, wanted) in said.iter() {
        let is = recorded.and_then(|entry| entry.get(key));
        let text = |given: &Given| value_text(given).unwrap_or_default();
        match is.filter(|is| **is != Given::Unknown) {
            Some(is) if text(is) == text(wanted) => {}
            Some(is) => {
                let (is, wanted) = (text(is), text(wanted));
                let flag = place.to_string();
                return Err(Error::conflict(say!(
                    "{flag}: {full} is recorded with {is}, not {wanted}",
                    "{flag}: “{full}”已登记为 {is}，并非 {wanted}"
                ))
                .hint(say!(
                    "leave {flag} out; or first `alliance org edit {code} {key}=…` if the record is wrong",
                    "请去掉 {flag}；若原记录有误，请先 `alliance org edit {code} {key}=…`"
                )));
            }
            None => {
                new.put(key, wanted.clone(), place.clone());
            }
        }
    }
    if new.iter().next().is_some() {
        taker.take(&new, Of::row(id))?;
    }
    Ok(())
}

/// `2020-01-01..2023-12-31`, with what is unknown or open left out.
fn span(period: &Period) -> String {
    let text = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    format!("{}..{}", text(period.from), text(period.until))
}

fn known(taker: &Taker<'_, '_>, reference: &str) -> Result<String> {
    Ok(taker.names.shown(taker.names.organization(reference)?)?.0.to_string())
}
