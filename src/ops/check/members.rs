//! Rules about members, organizations and persons.

use std::collections::BTreeMap;

use super::{Found, meetings::seats_of};
use crate::{
    error::Result,
    model::{
        credit_code as code_check,
        day::Day,
        text::fold,
        words::{Class, Role},
    },
    ops::verdict,
    rules::seats::{Period, class_on},
    say,
    store::Read,
};

/// Terms in one office that the usual charter allows (domain 2, Terms).
const TERMS: usize = 2;

pub(super) fn officer_terms(read: &Read<'_>, _: Day) -> Result<Found> {
    let sql = "SELECT p.id, p.name, t.role, t.term FROM posts t JOIN persons p ON p.id = t.person_id \
               WHERE t.organization_id IS NULL AND t.role <> 'other' AND t.term IS NOT NULL ORDER BY p.id, t.role, t.term";
    let held =
        read.all(sql, &[], |row| Ok((row.int(0)?, row.text(1)?, row.word::<Role>(2)?, row.int(3)?)))?;
    let mut found = Found::new();
    for office in held.chunk_by(|a, b| (a.0, a.2) == (b.0, b.2)) {
        let mut terms: Vec<i64> = office.iter().map(|(.., term)| *term).collect();
        terms.dedup();
        let Some((_, name, role, _)) = office.first().filter(|_| terms.len() > TERMS) else { continue };
        let ((en, zh), n) = (role.labels(), terms.len());
        let message = say!(
            "{name} is {en} in {n} terms; the usual charter allows {TERMS}",
            "{name}任{zh}达{n}届，通常章程不超过{TERMS}届"
        );
        found.push((name.clone(), message));
    }
    Ok(found)
}

fn periods(read: &Read<'_>) -> Result<BTreeMap<i64, Vec<Period>>> {
    let sql =
        "SELECT organization_id, class, \"from\", \"until\" FROM memberships ORDER BY organization_id, id";
    let mut all: BTreeMap<i64, Vec<Period>> = BTreeMap::new();
    read.each(sql, &[], &mut |row| {
        let period = Period { class: row.word(1)?, from: row.opt_day(2)?, until: row.opt_day(3)? };
        all.entry(row.int(0)?).or_default().push(period);
        Ok(())
    })?;
    Ok(all)
}

pub(super) fn standing_third(read: &Read<'_>, today: Day) -> Result<Found> {
    let (mut standing, mut council) = (0u64, 0u64);
    for held in periods(read)?.values() {
        let (one, other) = class_on(held, today).map_or((false, false), seats_of);
        standing += u64::from(one);
        council += u64::from(other);
    }
    if standing * 3 <= council {
        return Ok(Found::new());
    }
    let message = say!(
        "{standing} of {council} council members are standing or above; the usual charter allows a third",
        "{council}家理事中有{standing}家为常务理事以上，通常章程不超过三分之一"
    );
    Ok(vec![("standing".to_string(), message)])
}

fn named(read: &Read<'_>, id: i64) -> Result<(String, String)> {
    let sql = "SELECT code, name FROM organizations WHERE id = ?1";
    Ok(read.one(sql, &[id.into()], |row| Ok((row.text(0)?, row.text(1)?)))?.unwrap_or_default())
}

pub(super) fn membership_overlap(read: &Read<'_>, _: Day) -> Result<Found> {
    let mut found = Found::new();
    for (id, held) in periods(read)? {
        for (n, a) in held.iter().enumerate() {
            let across = held.iter().skip(n + 1).find(|b| {
                a.from.zip(b.until).is_none_or(|(from, until)| from <= until)
                    && b.from.zip(a.until).is_none_or(|(from, until)| from <= until)
            });
            if let Some(b) = across {
                let (code, name) = named(read, id)?;
                let (a, b) = (a.class.labels(), b.class.labels());
                let ((a_en, a_zh), (b_en, b_zh)) = (a, b);
                let message = say!(
                    "{name}: its memberships as {a_en} and as {b_en} lie across each other; `alliance member remove {code} --class …` takes one out",
                    "{name}：{a_zh}与{b_zh}两段身份时间重叠；可用 `alliance member remove {code} --class …` 删除其一"
                );
                found.push((code, message));
            }
        }
    }
    Ok(found)
}

/// A membership that begins on a known day, after the founding, and not by a change of class.
pub(super) fn admission_motion(read: &Read<'_>, _: Day) -> Result<Found> {
    let founded =
        read.one("SELECT founded FROM alliances WHERE id = 1", &[], |row| row.opt_day(0))?.flatten();
    let sql = "SELECT organization_id, class, \"from\", \"until\", admitted_by FROM memberships ORDER BY organization_id, \"from\" NULLS FIRST, id";
    let all = read.all(sql, &[], |row| {
        let period = Period { class: row.word(1)?, from: row.opt_day(2)?, until: row.opt_day(3)? };
        Ok((row.int(0)?, period, row.opt_int(4)?.is_some()))
    })?;
    let mut found = Found::new();
    for (id, period, admitted) in &all {
        let Some(from) = period.from.filter(|_| !admitted) else { continue };
        let before = all.iter().filter(|(other, ..)| other == id);
        let goes_on = before.into_iter().any(|(_, p, _)| p.from != Some(from) && p.holds_on(from.before()));
        if goes_on || founded.is_some_and(|founded| from <= founded) || period.class == Class::Observer {
            continue;
        }
        let (code, name) = named(read, *id)?;
        found.push((
            code,
            say!(
                "{name} is a member from {from}, but no carried motion admits it; record the session that did",
                "{name}自{from}起为成员，但没有通过的接纳议案；请补录相应会议"
            ),
        ));
    }
    Ok(found)
}

pub(super) fn admission_membership(read: &Read<'_>, _: Day) -> Result<Found> {
    let sql = "SELECT m.id, x.organization_id, r.ref || '/' || m.number, o.name, coalesce(CASE WHEN m.effective LIKE '____-__-__' THEN m.effective END, m.\"on\", s.\"end\", s.\"start\") \
               FROM motions m JOIN motion_subjects x ON x.motion_id = m.id JOIN sessions s ON s.id = m.session_id \
               JOIN session_refs r ON r.session_id = s.id JOIN organizations o ON o.id = x.organization_id \
               WHERE m.kind = 'admission' AND (m.effective IS NULL OR m.effective <> 'pending') ORDER BY s.\"start\", m.number, x.seq";
    let all =
        read.all(sql, &[], |row| Ok((row.int(0)?, row.int(1)?, row.text(2)?, row.text(3)?, row.day(4)?)))?;
    let held = periods(read)?;
    let (mut found, mut without) = (Found::new(), Vec::new());
    for one in all {
        if held.get(&one.1).is_none_or(|held| class_on(held, one.4).is_none()) {
            without.push(one);
        }
    }
    let motions: Vec<i64> = without.iter().map(|(motion, ..)| *motion).collect();
    let judged = verdict::judge_these(read, &motions)?;
    for (motion, _, reference, name, day) in without {
        if judged.get(&motion).is_some_and(verdict::is_carried) {
            let message = say!(
                "it admits {name}, who holds no membership on {day}; name the class with `alliance motion edit {reference} class=…`",
                "已接纳{name}，但{day}没有其成员身份；请用 `alliance motion edit {reference} class=…` 指明身份"
            );
            found.push((reference, message));
        }
    }
    Ok(found)
}

pub(super) fn credit_code(read: &Read<'_>, _: Day) -> Result<Found> {
    let sql = "SELECT code, credit_code FROM organizations WHERE credit_code IS NOT NULL ORDER BY code";
    let all = read.all(sql, &[], |row| Ok((row.text(0)?, row.text(1)?)))?;
    Ok(all.into_iter().filter_map(|(code, credit)| Some((code, code_check::check(&credit).err()?))).collect())
}

/// Names that are equal but for brackets, spaces and punctuation, or an equal credit code. Names that
/// are merely near are no sign: 浙江省国家大学科技园 and 浙江大学国家大学科技园 are two parks.
pub(super) fn duplicate_organization(read: &Read<'_>, _: Day) -> Result<Found> {
    let sql = "SELECT id, code, name, name, merged_into FROM organizations \
               UNION ALL SELECT o.id, o.code, o.name, n.name, o.merged_into FROM organization_names n JOIN organizations o ON o.id = n.organization_id \
               UNION ALL SELECT o.id, o.code, o.name, a.text, o.merged_into FROM organization_aliases a JOIN organizations o ON o.id = a.organization_id \
               UNION ALL SELECT id, code, name, credit_code, merged_into FROM organizations WHERE credit_code IS NOT NULL ORDER BY 1";
    let mut seen: BTreeMap<String, (i64, String)> = BTreeMap::new();
    let mut found = Found::new();
    read.each(sql, &[], &mut |row| {
        if row.opt_int(4)?.is_some() {
            return Ok(());
        }
        let (id, code, name) = (row.int(0)?, row.text(1)?, row.text(2)?);
        let key: String = fold(&row.text(3)?).chars().filter(|c| c.is_alphanumeric()).collect();
        match seen.get(&key) {
            Some((other, theirs)) if *other != id => {
                let message = say!(
                    "{name} looks like {theirs}; if they are one, record it with `alliance org merge`",
                    "{name}与{theirs}疑为同一单位；如属实请用 `alliance org merge` 合并"
                );
                if !found.iter().any(|(c, m)| *c == code && *m == message) {
                    found.push((code, message));
                }
            }
            Some(_) => {}
            None => {
                seen.insert(key, (id, name));
            }
        }
        Ok(())
    })?;
    Ok(found)
}

/// The same name twice, of which one has no organization, or the same e-mail or phone.
pub(super) fn duplicate_person(read: &Read<'_>, _: Day) -> Result<Found> {
    let sql = "SELECT a.name, coalesce(o.name, ''), coalesce(x.name, '') FROM persons a JOIN persons b ON b.id > a.id \
               LEFT JOIN organizations o ON o.id = a.organization_id LEFT JOIN organizations x ON x.id = b.organization_id \
               WHERE a.name = b.name AND (a.organization_id IS NULL OR b.organization_id IS NULL \
               OR a.email = b.email OR a.phone = b.phone) ORDER BY a.name, a.id, b.id";
    read.all(sql, &[], |row| {
        let (name, one, other) = (row.text(0)?, row.text(1)?, row.text(2)?);
        let message = say!(
            "{name} is recorded twice ({one}; {other}) and may be one person; `alliance person remove` takes one out",
            "{name}登记了两次（{one}；{other}），疑为同一人；可用 `alliance person remove` 删除其一"
        );
        Ok((name, message))
    })
}
