//! What stands in a calendar: sessions, visits and activities whose days are known, and what is due. A calendar knows
//! whole days alone: what is known to its month or its year would fill all of that, and is left out.

use super::{facts, sessions};
use crate::{
    error::Result,
    model::{
        calendar::{Calendar, Event},
        day::Day,
        facts::Facts,
    },
    noun::{ACTION, ACTIVITY, VISIT},
    ops::rows::Ids,
    store::Read,
};

/// All of it, in the order of the registry.
pub fn calendar(read: &Read<'_>) -> Result<Calendar> {
    // The calendar itself is the present alliance's; what stands in it is called as on its day.
    let name = read.first::<String>("SELECT name FROM alliances WHERE id = 1", &[])?;
    // What tells the events of this registry from those of every other.
    let registry = read.first::<String>("SELECT uid FROM journal WHERE entry = 1", &[])?;
    let (mut events, mut left) = (Vec::new(), Vec::new());
    for row in sessions(read, Ids::All)? {
        let place = [row.venue, row.city].into_iter().flatten().collect::<Vec<_>>().join(", ");
        events.push(Event {
            kind: "session",
            reference: row.reference,
            title: row.name,
            title_en: Some(row.name_en),
            start: row.start,
            end: row.end,
            place: Some(place).filter(|place| !place.is_empty()),
            done: None,
        });
    }
    let mut add = |kind, row: &Facts, title: &str, start: &str, place: Option<String>| {
        let Some(start) = row.day(start) else { return };
        let (reference, title) = (row.reference().to_string(), title.to_string());
        let (end, done) = (row.day("end"), row.word("status"));
        // What is due in a month is due by its last day.
        if kind != "action" && !(start.is_whole() && end.is_none_or(Day::is_whole)) {
            left.push(reference);
            return;
        }
        events.push(Event { kind, reference, title, title_en: None, start, end, place, done });
    };
    for row in facts(read, &VISIT, Ids::All, None)? {
        let host = row.name_of("host").unwrap_or_default();
        add("visit", &row, host, "start", Some(host.to_string()));
    }
    for row in facts(read, &ACTIVITY, Ids::All, None)? {
        add("activity", &row, row.reference(), "start", row.name_of("host").map(str::to_string));
    }
    for row in facts(read, &ACTION, Ids::All, None)? {
        add("action", &row, row.text("title").unwrap_or_default(), "due", None);
    }
    Ok(Calendar { name, registry: registry.unwrap_or_else(|| "registry".to_string()), events, left })
}
