//! The report of a year and the audit of a term, as papers.

use serde_json::{Value, json};

use super::days;
use crate::{
    lang::Lang,
    model::{
        day::Day,
        journal::OF_ELECTION,
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

/// A sentence with its days in the words of the language. What looks like a day and is none stays: the reference of a session
/// that has no number, and what stands between backquotes, to be typed.
fn in_words(text: &str, called: &[&str], lang: Lang) -> String {
    const ISO: usize = "2023-07-18".len();
    let (mut out, mut rest, mut typed) = (String::with_capacity(text.len()), text, false);
    while let Some(c) = rest.chars().next() {
        typed ^= c == '`';
        let within = out.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '/' | '.'));
        let on = rest.get(..ISO).filter(|word| !typed && !within && !called.iter().any(|code| code.starts_with(word)));
        let goes_on = rest.get(ISO..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'));
        match on.filter(|_| c.is_ascii_digit() && !goes_on).and_then(Day::from_iso) {
            Some(on) => {
                out.push_str(&days(on, None, lang));
                rest = &rest[ISO..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// What a template of an audit can name.
pub fn audit(audit: Audit, stamp: &str, lang: Lang) -> Value {
    let audit = if lang == Lang::En { audit.in_english() } else { audit };
    let called: Vec<&str> = audit.sessions.iter().map(|row| row.reference.as_str()).collect();
    json!({
        "audit": {
            "term": audit.term,
            "alliance": audit.alliance,
            "start": day(audit.start, lang),
            "end": day(audit.end, lang),
            "deferred_until": day(audit.deferred_until, lang),
            "officers": audit.officers.iter().map(|one| office(one, lang)).collect::<Vec<_>>(),
            "sessions": audit.sessions.iter().map(|row| session(row, lang)).collect::<Vec<_>>(),
            "findings": audit.findings.iter().map(|one| json!({
                "rule": one.rule,
                "ref": one.reference,
                "text": in_words(lang.say(&one.message), &called, lang),
                "election": OF_ELECTION.contains(&one.rule),
            })).collect::<Vec<_>>(),
        },
        "stamp": stamp,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_a_sentence_are_said_in_words() {
        let zh = |text: &str| in_words(text, &["2024-05-01", "2024-06-01-2"], Lang::Zh);
        for (text, want) in [
            ("应于2027-12-31前换届，最迟可延期至2028-12-31", "应于2027年12月31日前换届，最迟可延期至2028年12月31日"),
            ("2024-05-01 的通知于2024-04-30发出", "2024-05-01 的通知于2024年4月30日发出"),
            ("2024-06-01-2：见`--on 2024-01-02`，2024-01-02止", "2024-06-01-2：见`--on 2024-01-02`，2024年1月2日止"),
            ("2024-13-40、12024-01-01、2024-01-012、2024", "2024-13-40、12024-01-01、2024-01-012、2024"),
        ] {
            assert_eq!(zh(text), want);
        }
        assert_eq!(in_words("by 2027-12-31.", &[], Lang::En), "by 31 December 2027.");
    }
}
