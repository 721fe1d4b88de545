//! iCalendar (RFC 5545): whole days, stable identities, lines of at most 75 octets.

use crate::{
    lang::{Lang, labels},
    model::{calendar::Calendar, day::Day, words::ActionStatus},
};

/// The calendar's text. `stamp` is when it was made, RFC 3339.
pub fn calendar(data: &Calendar, stamp: &str, lang: Lang) -> String {
    let mut out = String::new();
    let mut line = |text: &str| fold(text, &mut out);
    let day = |day: Day| day.to_string().replace('-', "");
    let stamp = utc(stamp);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//alliance//registry//EN");
    line("CALSCALE:GREGORIAN");
    if let Some(name) = &data.name {
        line(&format!("X-WR-CALNAME:{}", escape(name)));
    }
    for event in &data.events {
        let todo = event.done.is_some();
        let part = if todo { "VTODO" } else { "VEVENT" };
        line(&format!("BEGIN:{part}"));
        line(&format!("UID:{}-{}@{}", event.kind, plain(&event.reference), data.registry));
        line(&format!("DTSTAMP:{stamp}"));
        let label = match lang {
            Lang::En => labels::noun(event.kind).0.to_string(),
            Lang::Zh => lang.of(labels::label("", event.kind)).to_string(),
        };
        let called = lang.word(event.title_en.as_deref().unwrap_or(&event.title), &event.title);
        let title = match event.kind {
            "session" | "activity" => called.to_string(),
            _ => format!("{label}{}{called}", lang.colon()),
        };
        line(&format!("SUMMARY:{}", escape(&title)));
        if todo {
            line(&format!("DUE;VALUE=DATE:{}", day(event.start.last())));
            line(&format!(
                "STATUS:{}",
                match event.done {
                    Some(ActionStatus::Done) => "COMPLETED",
                    Some(ActionStatus::Dropped) => "CANCELLED",
                    _ => "NEEDS-ACTION",
                }
            ));
        } else {
            line(&format!("DTSTART;VALUE=DATE:{}", day(event.start.first())));
            // The end of a whole day is the day after.
            line(&format!("DTEND;VALUE=DATE:{}", day(event.end.unwrap_or(event.start).after())));
            line("TRANSP:TRANSPARENT");
        }
        if let Some(place) = &event.place {
            line(&format!("LOCATION:{}", escape(place)));
        }
        line(&format!("DESCRIPTION:{}", escape(&event.reference)));
        line(&format!("END:{part}"));
    }
    line("END:VCALENDAR");
    out
}

/// A time in UTC as iCalendar writes it.
fn utc(stamp: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(stamp)
        .map(|at| at.to_utc().format("%Y%m%dT%H%M%SZ").to_string())
        .unwrap_or_default()
}

/// Text as a value: no separators, no line breaks, no control characters.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A reference as part of an identity.
fn plain(reference: &str) -> String {
    reference.chars().map(|c| if c.is_whitespace() || c.is_control() || c == '@' { '-' } else { c }).collect()
}

/// One content line, folded after 75 octets without cutting a character.
fn fold(text: &str, out: &mut String) {
    let mut room = 75;
    for c in text.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}
