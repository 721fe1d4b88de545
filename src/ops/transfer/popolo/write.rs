//! The registry as Popolo.

use std::{
    collections::{BTreeMap, HashMap},
    io,
};

use serde_json::{Value, json};

use super::{Left, code};
use crate::{
    error::{Error, Message, Result},
    model::motion::Counts,
    ops::{transfer::known::Known, verdict},
    say,
    store::Read,
};

/// Writes the registry as Popolo; answers what Popolo has no place for.
pub fn write(read: &Read<'_>, known: &Known, out: &mut dyn io::Write) -> Result<Vec<Message>> {
    let mut left = Left::default();
    let mut all: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let former = |table: &str, owner: &str| {
        let mut names: HashMap<i64, Vec<Value>> = HashMap::new();
        let sql = format!("SELECT {owner}, name, \"until\" FROM {table} ORDER BY {owner}, seq");
        read.each(&sql, &[], &mut |r| {
            let name = json!({ "name": r.text(1)?, "end_date": r.opt_text(2)? });
            names.entry(r.int(0)?).or_default().push(name);
            Ok(())
        })?;
        Ok::<_, Error>(names)
    };
    let mut other = former("organization_names", "organization_id")?;
    let mut borne = former("person_names", "person_id")?;
    read.each(
        "SELECT organization_id, text FROM organization_aliases ORDER BY organization_id, seq",
        &[],
        &mut |r| {
            other.entry(r.int(0)?).or_default().push(json!({ "name": r.text(1)? }));
            Ok(())
        },
    )?;
    let alliance = read.one("SELECT name FROM alliances WHERE id = 1", &[], |r| r.text(0))?;
    let mut areas: Vec<String> = Vec::new();
    if let Some(name) = &alliance {
        let mut item = json!({ "id": "the-alliance", "name": name, "classification": "alliance" });
        if let Some(names) = former("alliance_names", "alliance_id")?.remove(&1) {
            item["other_names"] = names.into();
        }
        all.entry("organizations").or_default().push(item);
    }
    read.each(
        "SELECT id, code, name, kind, province, website FROM organizations ORDER BY id",
        &[],
        &mut |r| {
            let mut item = json!({ "id": r.text(1)?, "name": r.text(2)? });
            if let Some(names) = other.remove(&r.int(0)?) {
                item["other_names"] = names.into();
            }
            if let Some(kind) = r.opt_text(3)? {
                item["classification"] = kind.into();
            }
            if let Some(province) = r.opt_text(4)? {
                item["area_id"] = format!("area-{}", code(&province)).into();
                if !areas.contains(&province) {
                    areas.push(province);
                }
            }
            if let Some(url) = r.opt_text(5)? {
                item["links"] = json!([{ "url": url }]);
            }
            all.entry("organizations").or_default().push(item);
            Ok(())
        },
    )?;
    for area in areas {
        all.entry("areas").or_default().push(json!({ "id": format!("area-{}", code(&area)), "name": area }));
    }
    read.each("SELECT id, name, email FROM persons WHERE forgotten = 0 ORDER BY id", &[], &mut |r| {
        let mut item = json!({ "id": format!("person-{}", r.int(0)?), "name": r.text(1)? });
        if let Some(names) = borne.remove(&r.int(0)?) {
            item["other_names"] = names.into();
        }
        if let Some(email) = r.opt_text(2)? {
            item["email"] = email.into();
        }
        all.entry("persons").or_default().push(item);
        Ok(())
    })?;
    let dates = |item: &mut Value, from: Option<String>, until: Option<String>| {
        for (key, day) in [("start_date", from), ("end_date", until)] {
            if let Some(day) = day {
                item[key] = day.into();
            }
        }
    };
    let sql = "SELECT organization_id, class, \"from\", \"until\" FROM memberships ORDER BY id";
    read.each(sql, &[], &mut |r| {
        let mut item = json!({ "member_id": known.code(r.int(0)?), "organization_id": "the-alliance", "role": r.text(1)? });
        dates(&mut item, r.opt_text(2)?, r.opt_text(3)?);
        all.entry("memberships").or_default().push(item);
        Ok(())
    })?;
    let sql = "SELECT person_id, organization_id, coalesce(title, role), \"from\", \"until\" FROM posts ORDER BY id";
    read.each(sql, &[], &mut |r| {
        let organization = r.opt_int(1)?.map_or("the-alliance", |id| known.code(id));
        let mut item = json!({ "person_id": format!("person-{}", r.int(0)?), "organization_id": organization, "role": r.text(2)? });
        dates(&mut item, r.opt_text(3)?, r.opt_text(4)?);
        all.entry("memberships").or_default().push(item);
        Ok(())
    })?;
    let mut votes: HashMap<i64, Vec<Value>> = HashMap::new();
    read.each(
        "SELECT motion_id, organization_id, choice FROM ballots ORDER BY motion_id, organization_id",
        &[],
        &mut |r| {
            let choice = r.text(2)?;
            if choice == "invalid" {
                left.one("invalid ballots", "无效票");
                return Ok(());
            }
            votes
                .entry(r.int(0)?)
                .or_default()
                .push(json!({ "voter_id": known.code(r.int(1)?), "option": choice }));
            Ok(())
        },
    )?;
    // A roll call that is not whole gives no counts.
    let judged = verdict::judge_all(read)?;
    let judged: HashMap<i64, Counts> =
        judged.into_iter().map(|(_, one)| (one.motion.id, one.verdict.counts)).collect();
    let sql = "SELECT m.id, m.code, m.title, m.kind, coalesce(m.\"on\", s.\"end\", s.\"start\"), m.outcome \
               FROM motions m JOIN sessions s ON s.id = m.session_id ORDER BY m.id";
    read.each(sql, &[], &mut |r| {
        let row = r.int(0)?;
        let own = r.opt_text(1)?.unwrap_or_else(|| code(&known.motion_text(row)));
        let result = match r.opt_str(5)? {
            Some("carried") => Some("pass"),
            Some("rejected") => Some("fail"),
            Some(_) => {
                left.one("outcomes that are neither pass nor fail", "既非通过也非否决的结果");
                None
            }
            None => None,
        };
        let mut counts = Vec::new();
        let told = judged.get(&row).copied().unwrap_or_default();
        for (n, option) in [(told.yes, "yes"), (told.no, "no"), (told.abstain, "abstain")] {
            if let Some(n) = n {
                counts.push(json!({ "option": option, "value": n }));
            }
        }
        let date = r.text(4)?;
        let mut motion = json!({ "id": own, "text": r.text(2)?, "classification": r.text(3)?, "date": date });
        let mut event = json!({ "id": own, "motion_id": own, "start_date": date });
        if let Some(result) = result {
            motion["result"] = result.into();
            event["result"] = result.into();
        }
        if !counts.is_empty() {
            event["counts"] = counts.into();
        }
        if let Some(votes) = votes.remove(&row) {
            event["votes"] = votes.into();
        }
        all.entry("motions").or_default().push(motion);
        all.entry("vote_events").or_default().push(event);
        Ok(())
    })?;
    for (table, en, zh) in [
        ("attendances", "attendance", "出席记录"),
        ("agenda_items", "agenda items", "议程"),
        ("visits", "visits", "考察"),
        ("actions", "actions", "后续工作"),
        ("activities", "activities", "活动"),
        ("documents", "documents", "文件"),
        ("applications", "applications", "申请"),
        ("rules", "rules", "规则"),
    ] {
        let count = read.one(&format!("SELECT count(*) FROM {table}"), &[], |r| r.int(0))?.unwrap_or(0);
        (0..count).for_each(|_| left.one(en, zh));
    }
    let failed = |e: io::Error| {
        Error::storage(say!("the export cannot be written", "无法写出导出文件"))
            .because(&e)
    };
    serde_json::to_writer_pretty(&mut *out, &all).map_err(|e| failed(e.into()))?;
    out.write_all(b"\n").map_err(failed)?;
    Ok(left.warnings())
}
