//! Visits, actions, activities, documents.

use std::collections::HashMap;

use crate::{
    error::Result,
    model::{
        action::Action, activity::Activity, document::Document, organization::OrganizationRef, visit::Visit,
    },
    store::Read,
};

use super::*;

/// Visits: one, those of a session, or all.
pub fn visits(read: &Read<'_>, only: Option<i64>, session: Option<i64>) -> Result<Vec<Visit>> {
    let sql = "SELECT v.id, r.ref, h.code, h.name, v.\"start\", v.\"end\", v.headcount, v.others, v.summary, v.source, v.published FROM visits v \
               JOIN organizations h ON h.id = v.host_id LEFT JOIN session_refs r ON r.session_id = v.session_id \
               WHERE (?1 IS NULL OR v.id = ?1) AND (?2 IS NULL OR v.session_id = ?2) ORDER BY v.id";
    let raw = read.all(sql, &[only.into(), session.into()], |r| {
        Ok((
            r.int(0)?,
            Visit {
                reference: format!("v{}", r.int(0)?),
                session: r.opt_text(1)?,
                host: OrganizationRef { code: r.text(2)?, name: r.text(3)? },
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
            },
        ))
    })?;
    let ids = listed(raw.iter().map(|(id, _)| *id));
    let of =
        format!("SELECT id, host_id AS organization_id, \"start\" AS day FROM visits WHERE id IN ({ids})");
    let mut received = people(read, ("visit_receivers", "visit_id"), &of, &[])?;
    let mut visitors: HashMap<i64, Vec<OrganizationRef>> = HashMap::new();
    let sql = format!(
        "SELECT v.visit_id, o.code, o.name FROM visit_visitors v JOIN organizations o ON o.id = v.organization_id \
         WHERE v.visit_id IN ({ids}) ORDER BY v.visit_id, v.seq"
    );
    read.each(&sql, &[], &mut |r| {
        let visitor = OrganizationRef { code: r.text(1)?, name: r.text(2)? };
        visitors.entry(r.int(0)?).or_default().push(visitor);
        Ok(())
    })?;
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
    let whole = |(id, visit): (i64, Visit)| Visit {
        received_by: received.remove(&id).unwrap_or_default(),
        visitors: visitors.remove(&id).unwrap_or_default(),
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
    let sql = "SELECT a.name, a.edition, a.kind, h.code, h.name, a.\"start\", a.\"end\", a.note FROM activities a LEFT JOIN organizations h ON h.id = a.host_id \
               WHERE ?1 IS NULL OR a.id = ?1 ORDER BY a.name, a.edition NULLS FIRST";
    read.all(sql, &[only.into()], |r| {
        let (name, edition) = (r.text(0)?, r.opt_number(1)?);
        let reference = edition.map_or(name.clone(), |e| format!("{name}/{e}"));
        Ok(Activity {
            reference,
            name,
            edition,
            kind: r.opt_text(2)?,
            host: named_org(r, 3)?,
            start: r.opt_day(5)?,
            end: r.opt_day(6)?,
            note: r.opt_text(7)?,
        })
    })
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
