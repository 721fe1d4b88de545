//! What stands in a calendar: sessions, visits and activities whose day is known, and what is due.

use super::{actions, activities, sessions, visits};
use crate::{
    error::Result,
    model::calendar::{Calendar, Event},
    store::Read,
};

/// All of it, in the order of the registry.
pub fn calendar(read: &Read<'_>) -> Result<Calendar> {
    // The calendar itself is the present alliance's; what stands in it is called as on its day.
    let name = read.one("SELECT name FROM alliances WHERE id = 1", &[], |row| row.text(0))?;
    // What tells the events of this registry from those of every other.
    let registry = read.one("SELECT uid FROM journal WHERE entry = 1", &[], |row| row.text(0))?;
    let mut events = Vec::new();
    for row in sessions(read, None)? {
        let place = [row.venue, row.city].into_iter().flatten().collect::<Vec<_>>().join(", ");
        events.push(Event {
            kind: "session",
            reference: row.reference,
            title: row.name,
            start: row.start,
            end: row.end,
            place: Some(place).filter(|place| !place.is_empty()),
            done: None,
        });
    }
    for row in visits(read, None, None)? {
        let Some(start) = row.start else { continue };
        events.push(Event {
            kind: "visit",
            reference: row.reference,
            title: row.host.name.clone(),
            start,
            end: row.end,
            place: Some(row.host.name),
            done: None,
        });
    }
    for row in activities(read, None)? {
        let Some(start) = row.start else { continue };
        events.push(Event {
            kind: "activity",
            reference: row.reference.clone(),
            title: row.reference,
            start,
            end: row.end,
            place: row.host.map(|host| host.name),
            done: None,
        });
    }
    for row in actions(read, None, None)? {
        let Some(due) = row.due else { continue };
        events.push(Event {
            kind: "action",
            reference: row.reference,
            title: row.title,
            start: due,
            end: None,
            place: None,
            done: Some(row.status),
        });
    }
    Ok(Calendar { name, registry: registry.unwrap_or_else(|| "registry".to_string()), events })
}
