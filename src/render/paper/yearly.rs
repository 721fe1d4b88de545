//! The report of a year and the audit of a term, as papers.

use serde_json::{Value, json};

use super::days;
use crate::{
    lang::Lang,
    model::{
        day::Day,
        person::Office,
        session::SessionRow,
        yearly::{Audit, Moved, Report},
    },
};

fn day(day: Option<Day>, lang: Lang) -> Option<String> {
    day.map(|day| days(day, None, lang))
}

fn session(row: &SessionRow, lang: Lang) -> Value {
    json!({
        "ref": row.reference,
        "name": super::super::session_name(row, lang),
        "days": days(row.start, row.end, lang),
        "place": row.venue.clone().or(row.city.clone()),
    })
}

fn office(one: &Office, lang: Lang) -> Value {
    json!({
        "role": lang.of(one.role.labels()),
        "person": one.person,
        "organization": one.organization.as_ref().map(|one| one.name.clone()),
        "from": day(one.from, lang),
        "until": day(one.until, lang),
    })
}

/// What a template of a report can name.
pub fn report(report: Report, stamp: &str, lang: Lang) -> Value {
    let report = if lang == Lang::En { report.in_english() } else { report };
    let moved = |one: &Moved| {
        json!({
            "name": one.organization.name,
            "class": one.class.map(|class| lang.of(class.labels())),
            "on": day(one.on, lang),
            "reason": one.reason.map(|reason| lang.of(reason.labels())),
        })
    };
    let percent = |part: f64| format!("{:.1}%", part * 100.0);
    json!({
        "report": {
            "year": report.year,
            "alliance": report.alliance,
            "on": days(report.members.on, None, lang),
            "total": report.members.total,
            "classes": report.members.classes.iter().map(|one| json!({ "class": lang.of(one.class.labels()), "members": one.members })).collect::<Vec<_>>(),
            "provinces": report.members.provinces.iter().map(|one| {
                json!({ "province": one.province.clone().unwrap_or_else(|| lang.word("not recorded", "未记录").to_string()), "members": one.members })
            }).collect::<Vec<_>>(),
            "joined": report.joined.iter().map(moved).collect::<Vec<_>>(),
            "left": report.left.iter().map(moved).collect::<Vec<_>>(),
            "officers": report.officers.iter().map(|one| office(one, lang)).collect::<Vec<_>>(),
            "sessions": report.sessions.iter().map(|row| session(row, lang)).collect::<Vec<_>>(),
            "attendance": report.attendance.iter().map(|row| json!({
                "organization": row.organization.name, "due": row.due, "present": row.present, "leave": row.leave,
                "absent": row.absent, "rate": row.rate.map(percent),
            })).collect::<Vec<_>>(),
            "decisions": report.decisions.iter().map(|one| json!({
                "ref": one.vote.reference, "title": one.vote.title, "on": day(one.vote.on, lang),
                "replaced_by": one.replaced_by,
            })).collect::<Vec<_>>(),
            "visits": report.visits.iter().map(|one| json!({
                "host": one.name_of("host"), "on": day(one.day("start"), lang), "headcount": one.int("headcount"),
            })).collect::<Vec<_>>(),
            "activities": report.activities.iter().map(|one| json!({ "name": one.reference(), "on": day(one.day("start"), lang) })).collect::<Vec<_>>(),
        },
        "stamp": stamp,
    })
}

/// What a template of an audit can name.
pub fn audit(audit: Audit, stamp: &str, lang: Lang) -> Value {
    let audit = if lang == Lang::En { audit.in_english() } else { audit };
    json!({
        "audit": {
            "term": audit.term,
            "alliance": audit.alliance,
            "start": day(audit.start, lang),
            "end": day(audit.end, lang),
            "deferred_until": day(audit.deferred_until, lang),
            "officers": audit.officers.iter().map(|one| office(one, lang)).collect::<Vec<_>>(),
            "sessions": audit.sessions.iter().map(|row| session(row, lang)).collect::<Vec<_>>(),
            "findings": audit.findings.iter().map(|one| json!({ "rule": one.rule, "ref": one.reference, "text": lang.say(&one.message) })).collect::<Vec<_>>(),
        },
        "stamp": stamp,
    })
}
