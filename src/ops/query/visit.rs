//! Visits, actions, activities, documents.

use std::collections::HashMap;

use crate::{
    error::Result,
    model::{
        action::Action, activity::Activity, day::Day, document::Document, organization::OrganizationRef,
        visit::Visit,
    },
    store::Read,
};

use super::*;

/// Visits: one, those of a session, or all.
pub fn visits(read: &Read<'_>, only: Option<i64>, session: Option<i64>) -> Result<Vec<Visit>> {
    // A visit of a session whose day is not known lies in the session.
    let sql = "SELECT v.id, r.ref, v.host_id, coalesce(v.\"start\", s.\"start\"), v.\"start\", v.\"end\", v.headcount, v.others, \
               v.summary, v.source, v.published FROM visits v \
               LEFT JOIN sessions s ON s.id = v.session_id LEFT JOIN session_refs r ON r.session_id = v.session_id \
               WHERE (?1 IS NULL OR v.id = ?1) AND (?2 IS NULL OR v.session_id = ?2) ORDER BY v.id";
    let raw = read.all(sql, &[only.into(), session.into()], |r| {
        let visit = Visit {
            reference: format!("v{}", r.int(0)?),
            session: r.opt_text(1)?,
            host: OrganizationRef { code: String::new(), name: String::new() },
            start: r.opt_day(4)?,
            end: r.opt_day(5)?,
            headcount: r.opt_int(6)?,
            received_by: Vec::new(),
            others: r.opt_flag(7)?,
            visitors: Vec::new(),
            sites: Vec::new(),
            topics: Vec::new(),
            summary: r.opt_text(8)?,
            source: r.opt_text(9)?,
            published: r.opt_day(10)?,
        };
        Ok((r.int(0)?, r.int(2)?, r.opt_day(3)?, visit))
    })?;
    let ids = listed(raw.iter().map(|(id, ..)| *id));
    let of = format!(
        "SELECT v.id, v.host_id AS organization_id, coalesce(v.\"start\", s.\"start\") AS day, v.session_id FROM visits v \
         LEFT JOIN sessions s ON s.id = v.session_id WHERE v.id IN ({ids})"
    );
    let mut received = people(read, ("visit_receivers", "visit_id"), &of, &[], None)?;
    let mut visitors: HashMap<i64, Vec<i64>> = HashMap::new();
    let sql = format!(
        "SELECT visit_id, organization_id FROM visit_visitors WHERE visit_id IN ({ids}) ORDER BY visit_id, seq"
    );
    read.each(&sql, &[], &mut |r| {
        visitors.entry(r.int(0)?).or_default().push(r.int(1)?);
        Ok(())
    })?;
    let hosts = raw.iter().map(|(_, host, ..)| *host);
    let called = Called::of(read, hosts.chain(visitors.values().flatten().copied()))?;
    let texts = |table: &str| {
        let mut all: HashMap<i64, Vec<String>> = HashMap::new();
        let sql =
            format!("SELECT visit_id, text FROM {table} WHERE visit_id IN ({ids}) ORDER BY visit_id, seq");
        read.each(&sql, &[], &mut |r| {
            all.entry(r.int(0)?).or_default().push(r.text(1)?);
            Ok(())
        })?;
        Ok(all)
    };
    let (mut sites, mut topics) = (texts("visit_sites")?, texts("visit_topics")?);
    let whole = |(id, host, day, visit): (i64, i64, Option<Day>, Visit)| Visit {
        host: called.on(host, day).unwrap_or(visit.host),
        received_by: received.remove(&id).unwrap_or_default(),
        visitors: visitors.remove(&id).into_iter().flatten().filter_map(|id| called.on(id, day)).collect(),
        sites: sites.remove(&id).unwrap_or_default(),
        topics: topics.remove(&id).unwrap_or_default(),
        ..visit
    };
    Ok(raw.into_iter().map(whole).collect())
}

/// Actions: one, those of a session, or all.
pub fn actions(read: &Read<'_>, only: Option<i64>, session: Option<i64>) -> Result<Vec<Action>> {
    let sql = "SELECT a.id, a.title, r.ref, a.owner, a.due, a.status, a.note FROM actions a LEFT JOIN session_refs r ON r.session_id = a.session_id \
               WHERE (?1 IS NULL OR a.id = ?1) AND (?2 IS NULL OR a.session_id = ?2) ORDER BY a.id";
    read.all(sql, &[only.into(), session.into()], |r| {
        Ok(Action {
            reference: format!("a{}", r.int(0)?),
            title: r.text(1)?,
            session: r.opt_text(2)?,
            owner: r.opt_text(3)?,
            due: r.opt_day(4)?,
            status: r.word(5)?,
            note: r.opt_text(6)?,
        })
    })
}

/// Activities: one, or all.
pub fn activities(read: &Read<'_>, only: Option<i64>) -> Result<Vec<Activity>> {
    let sql = "SELECT name, edition, kind, host_id, \"start\", \"end\", note FROM activities \
               WHERE ?1 IS NULL OR id = ?1 ORDER BY name, edition NULLS FIRST";
    let raw = read.all(sql, &[only.into()], |r| {
        let (name, edition) = (r.text(0)?, r.opt_number(1)?);
        let reference = edition.map_or(name.clone(), |e| format!("{name}/{e}"));
        let activity = Activity {
            reference,
            name,
            edition,
            kind: r.opt_text(2)?,
            host: None,
            start: r.opt_day(4)?,
            end: r.opt_day(5)?,
            note: r.opt_text(6)?,
        };
        Ok((r.opt_int(3)?, activity))
    })?;
    let called = Called::of(read, raw.iter().filter_map(|(host, _)| *host))?;
    let whole = |(host, activity): (Option<i64>, Activity)| Activity {
        host: host.and_then(|host| called.on(host, activity.start)),
        ..activity
    };
    Ok(raw.into_iter().map(whole).collect())
}

/// Documents.
pub fn documents(read: &Read<'_>) -> Result<Vec<Document>> {
    let sql = "SELECT d.id, d.title, d.path, coalesce(r.ref || '/' || m.number, s.ref, o.code, p.name, 'a' || d.action_id, 'v' || d.visit_id, t.name, ''), d.media_type, d.size, d.sha256 \
               FROM documents d LEFT JOIN motions m ON m.id = d.motion_id LEFT JOIN session_refs r ON r.session_id = m.session_id \
               LEFT JOIN session_refs s ON s.session_id = d.session_id LEFT JOIN organizations o ON o.id = d.organization_id \
               LEFT JOIN persons p ON p.id = d.person_id LEFT JOIN activities t ON t.id = d.activity_id ORDER BY d.id";
    read.all(sql, &[], |r| {
        Ok(Document {
            reference: format!("d{}", r.int(0)?),
            title: r.opt_text(1)?,
            path: r.text(2)?,
            belongs_to: r.text(3)?,
            media_type: r.text(4)?,
            size: r.int(5)?,
            sha256: r.text(6)?,
        })
    })
}
