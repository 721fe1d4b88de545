//! Events: periods of a legislature, and the sessions to which votes belong.

use std::collections::{HashMap, HashSet};

use super::{
    document::Document,
    item::{Item, Reader, one_line},
    made::Made,
    organizations::{Organizations, Who, body_of},
    persons::Period,
};

/// The events of the document: periods of a legislature, and sessions that we wrote ourselves.
pub struct Events {
    pub periods: HashMap<String, Period>,
    /// How lists refer to our sessions.
    sessions: HashMap<String, String>,
    terms: Made,
    meetings: Made,
    bodies: Made,
    days: HashSet<String>,
}

impl Events {
    /// Reads them.
    pub fn take(reader: &Reader, document: &mut Document<'_>) -> Events {
        let mut all = Events {
            periods: HashMap::new(),
            sessions: HashMap::new(),
            terms: Made::new("terms"),
            meetings: Made::new("sessions"),
            bodies: Made::new("bodies"),
            days: HashSet::new(),
        };
        for item in std::mem::take(&mut document.events) {
            let (key, ours) = (item.key(), item.ours());
            let kind = item.text("classification");
            if kind == "legislative period" {
                let (from, until) = (item.day("start_date"), item.day("end_date"));
                let number = ours.map(|ours| {
                    let cells = ours.cells(|key| all.terms.has(key));
                    all.terms.row_and(item.line, &[("start", &from), ("end", &until)], &cells);
                    cells.into_iter().find(|(key, _)| key == "number").map(|(_, n)| n).unwrap_or_default()
                });
                if number.is_none() {
                    item.skip();
                    reader.left(
                        "legislative periods, but for their days in memberships",
                        "届次（其起止日期已用于成员关系）",
                    );
                } else {
                    item.text("name");
                    item.refer("organization");
                }
                all.periods.insert(key, Period { from, until, number });
            } else if let (Some(ours), "session") = (ours, kind) {
                let (from, until) = (item.day("start_date"), item.day("end_date"));
                item.text("name");
                item.refer("organization");
                let reference = ours.text("session").to_string();
                let cells = ours.cells(|key| all.meetings.has(key));
                let mut told = vec![("start", from.as_str())];
                told.extend(
                    [("end", &*until), ("venue", item.text("location"))]
                        .into_iter()
                        .filter(|(_, t)| !t.is_empty()),
                );
                all.meetings.row_and(item.line, &told, &cells);
                all.sessions.insert(key, reference);
            } else {
                item.skip();
                match one_line(kind) {
                    kind if kind.is_empty() => reader.left("the list events", "列表 events"),
                    kind => reader.left(format!("the list events: {kind}"), format!("列表 events：{kind}")),
                }
            }
        }
        all
    }

    /// Whether an event is a session that we wrote ourselves.
    pub fn has_session(&self, key: &str) -> bool {
        self.sessions.contains_key(key)
    }

    /// The lists that events make.
    pub fn into_lists(self) -> [Made; 3] {
        [self.bodies, self.terms, self.meetings]
    }

    /// The session of a vote: ours, else that of the body and the day.
    pub fn session(
        &mut self,
        reader: &Reader,
        event: &Item<'_>,
        organization: &str,
        organizations: &Organizations<'_>,
        on: &str,
    ) -> Option<String> {
        let named = event.id("legislative_session_id");
        if let Some(reference) = self.sessions.get(&*named) {
            return Some(reference.clone());
        }
        if !named.is_empty() {
            reader.left("legislative_session_id of vote events", "表决的 legislative_session_id");
        }
        if on.is_empty() {
            reader.left("a vote event without a day", "没有日期的表决");
            return None;
        }
        let in_alliance = organizations.umbrella.as_deref() == Some(organization);
        let body = match organizations.find(organization) {
            _ if in_alliance || organization.is_empty() => None,
            Some(Who::Alliance) => None,
            Some(Who::Body(code)) => Some(code),
            Some(Who::Organization(code)) => {
                let name = organizations.names.get(organization).map_or("", String::as_str);
                let stock = body_of(&code, name).map(str::to_string);
                if stock.is_none() && self.days.insert(format!("\u{0}{code}")) {
                    let mut cells = vec![("code", code.as_str())];
                    cells.extend((!name.is_empty()).then_some(("name", name)));
                    self.bodies.row(event.line, &cells);
                }
                Some(stock.unwrap_or(code))
            }
            None => {
                reader.left(
                    "organization_id of vote events that is not listed",
                    "表决的 organization_id 未列出",
                );
                None
            }
        };
        let code = match &body {
            Some(body) => format!("{body}-{on}"),
            None => on.to_string(),
        };
        if self.days.insert(code.clone()) {
            let mut cells = vec![("code", code.as_str()), ("start", on)];
            cells.extend(body.as_ref().map(|body| ("body", body.as_str())));
            self.meetings.row(event.line, &cells);
        }
        Some(code)
    }
}
