//! The lists whose rows are told apart in a way of their own.

use super::{
    known::Meeting,
    sheets::Sheet,
    taker::{Row, Taker, default, no_motion, row_or_new},
};
use crate::{
    error::{Error, Result},
    model::{credit_code, day::Day, session_name, sheet::List, words::Charter},
    ops::{names::Found, verdict},
    rules::charter,
    say,
    store::{Record, Value},
};

/// Takes one list in.
pub fn take(taker: &mut Taker<'_, '_>, sheet: &'static Sheet, list: &List) -> Result<()> {
    match sheet.name {
        "alliance" => taker.each(sheet, list, &mut alliance),
        "bodies" => taker.each(sheet, list, &mut body),
        "organizations" => organizations(taker, sheet, list),
        "names" | "alliance_names" | "body_names" | "person_names" => {
            super::meeting::former_names(taker, sheet, list)
        }
        "terms" => taker.each(sheet, list, &mut |taker, row| {
            let number = row.value("number");
            let found = taker.write.find("terms", std::slice::from_ref(&number))?;
            let record = found.unwrap_or(Record::new("terms").with("number", number));
            let reference = row.int("number").unwrap_or_default().to_string();
            let Some(record) = taker.lay(row, record)? else { return Ok(()) };
            taker.write.put(&record, &reference).map(|_| ())
        }),
        "persons" => taker.each(sheet, list, &mut person),
        "sessions" => taker.each(sheet, list, &mut session),
        "attendance" => super::meeting::attendance(taker, sheet, list),
        "motions" => motions(taker, sheet, list),
        "candidates" | "receivers" => super::meeting::parts(taker, sheet, list),
        "documents" => taker.each(sheet, list, &mut super::meeting::document),
        "contents" => super::meeting::contents(taker, sheet, list),
        _ => taker.each(sheet, list, &mut keyed),
    }
}

/// Rows that a few columns of the table tell apart.
fn keyed(taker: &mut Taker<'_, '_>, row: &Row<'_>) -> Result<()> {
    let sheet = row.sheet;
    let mut probe = Record::new(sheet.table);
    if let Some(body) = row.text("body") {
        match taker.known.body(body) {
            Some(code) => probe.set("body", code),
            None => {
                let known = taker.known.body_codes();
                let error =
                    Error::invalid(say!("no body has the code {body}", "没有代码为 {body} 的会议机构"))
                        .hint(say!("known are {known}", "已有：{known}"));
                taker.fault_at(&row.place("body"), error);
                return Ok(());
            }
        };
    }
    // A post's organization says where the post is, and only where several bear the name who the person is.
    let person = match (sheet.name, row.text("person")) {
        ("posts", Some(text)) => {
            let several = taker.known.bearers(super::known::parts(text).0).len() > 1;
            let context = match row.text("organization").filter(|_| several) {
                Some(name) => taker.organization(name, true, &row.place("organization")),
                None => None,
            };
            let Some(id) = taker.person(text, context, &row.place("person"))? else { return Ok(()) };
            Some(id)
        }
        _ => None,
    };
    let Some(probe) = (match person {
        Some(_) => taker.lay_but(row, probe, "person")?,
        None => taker.lay(row, probe)?,
    }) else {
        return Ok(());
    };
    let probe = match person {
        Some(id) => probe.with("person_id", id),
        None => probe,
    };
    let key: Vec<Value> = sheet.key.iter().map(|column| probe.get(column).clone()).collect();
    let id = taker.keyed(key.clone(), sheet.name == "agenda");
    let numbered = row.text("ref").filter(|_| sheet.name != "accepted");
    let wanted = numbered.and_then(|text| text.get(1..)).and_then(|digits| digits.parse().ok());
    let mut record = row_or_new(taker.write, sheet.table, id, wanted)?;
    // What the row says, over what is there.
    for (n, column) in record.table.columns.iter().enumerate() {
        if n > 0 && *probe.get(column) != Value::Null {
            record.set(column, probe.get(column).clone());
        }
    }
    let number = record.int("id").unwrap_or_default();
    if id.is_none() {
        taker.note_key(key, number);
    }
    let reference = match sheet.name {
        "rules" => {
            default(&mut record, "exclusive", false);
            let from = record.text("from").and_then(Day::from_iso);
            crate::model::rule::reference(
                record.text("body").unwrap_or_default(),
                record.text("matter").unwrap_or_default(),
                from,
            )
        }
        "posts" => {
            default(&mut record, "role", "other");
            default(&mut record, "stated", true);
            let text = taker.known.person_text(person.unwrap_or_default(), None);
            super::known::parts(&text).0.to_string()
        }
        "memberships" => {
            default(&mut record, "stated", true);
            taker.known.code(record.int("organization_id").unwrap_or_default()).to_string()
        }
        "applications" => {
            default(&mut record, "status", "open");
            taker.known.code(record.int("organization_id").unwrap_or_default()).to_string()
        }
        "agenda" => {
            let session = record.int("session_id").unwrap_or_default();
            if record.int("seq").is_none() {
                let last = "SELECT coalesce(max(seq), 0) FROM agenda_items WHERE session_id = ?1";
                let last = taker.write.one(last, &[session.into()], |r| r.int(0))?.unwrap_or(0);
                record.set("seq", last + 1);
            }
            if !row.has_column("person")
                && let Some(presenter) = row.text("presenter")
            {
                let known = taker.known.bearers(presenter);
                record.set("presenter_id", if let [one] = &known[..] { Some(one.id) } else { None });
            }
            taker.known.session_text(session).to_string()
        }
        "accepted" => {
            format!("{} {}", row.text("rule").unwrap_or_default(), row.text("ref").unwrap_or_default())
        }
        "visits" => format!("v{number}"),
        "actions" => {
            default(&mut record, "status", "open");
            format!("a{number}")
        }
        _ => match record.int("edition") {
            Some(edition) => format!("{}/{edition}", record.text("name").unwrap_or_default()),
            None => record.text("name").unwrap_or_default().to_string(),
        },
    };
    if matches!(sheet.name, "posts" | "memberships") && record.int("stated") == Some(0) {
        let by = if sheet.name == "posts" { "filled_by" } else { "admitted_by" };
        if record.int(by).is_none() {
            let error = Error::invalid(say!(
                "what is not stated names its motion in {by}",
                "非直接载明者须在 {by} 中写明议案"
            ));
            taker.fault_at(&row.place("stated"), error);
            return Ok(());
        }
    }
    if let Some(text) = numbered {
        taker.numbered.insert(text.to_lowercase(), number);
    }
    taker.put(&record, id.is_none(), &reference)?;
    taker.parts(row, number, id.is_none(), &reference)
}

fn alliance(taker: &mut Taker<'_, '_>, row: &Row<'_>) -> Result<()> {
    let found = taker.write.find("alliances", &[Value::Int(1)])?;
    let record = found.unwrap_or(Record::new("alliances").with("id", 1i64));
    let Some(mut record) = taker.lay(row, record)? else { return Ok(()) };
    default(&mut record, "charter", "model-charter");
    taker.write.put(&record, "alliance")?;
    taker.parts(row, 1, false, "alliance")
}

fn body(taker: &mut Taker<'_, '_>, row: &Row<'_>) -> Result<()> {
    let code = row.text("code").unwrap_or_default();
    let code = taker.known.body(code).unwrap_or(code.to_string());
    let found = taker.write.find("bodies", &[code.as_str().into()])?;
    let record = found.unwrap_or(Record::new("bodies"));
    let Some(record) = taker.lay(row, record)? else { return Ok(()) };
    let record = record.with("code", code.as_str());
    if let Some(name) = record.text("name")
        && taker.known.body(name).is_some_and(|other| other != code)
    {
        return Err(Error::conflict(say!("another body is called {name} already", "已有名为“{name}”的机构")));
    }
    taker.known.add_body(&code, record.text("name").unwrap_or(&code));
    taker.write.put(&record, &code).map(|_| ())
}

/// By code, else by name. Names and codes first, so that a list may refer to itself in any order.
fn organizations(taker: &mut Taker<'_, '_>, sheet: &'static Sheet, list: &List) -> Result<()> {
    let mut rows: Vec<Option<i64>> = Vec::new();
    let read = taker.count(sheet, list, &mut |taker, row| {
        let (name, code) = (row.text("name").unwrap_or_default(), row.text("code"));
        let by_code = code.filter(|code| taker.known.has_code(code));
        let found = match (by_code, code) {
            (Some(code), _) => taker.known.organization(code),
            // A new code is a new organization, unless it is the name's that is known under another code.
            (None, Some(_)) => match taker.known.names.whole(name) {
                Found::One(id) if taker.known.names.shown(id).1 == name => Found::One(id),
                _ => Found::Nobody,
            },
            (None, None) => taker.known.names.whole(name),
        };
        let id = match found {
            Found::Nobody => taker.add_organization(name, code)?,
            Found::One(id) => id,
            found => return Err(taker.known.no_organization(name, found)),
        };
        if rows.contains(&Some(id)) {
            return Err(Error::conflict(say!("{name} stands twice in the list", "“{name}”在清单中重复")));
        }
        rows.push(Some(id));
        Ok(())
    })?;
    if rows.len() as u64 != read {
        return Ok(());
    }
    let mut next = 0;
    taker.again(sheet, list, &mut |taker, row| {
        let Some(id) = rows.get(next).copied().flatten() else { return Ok(()) };
        next += 1;
        let before = taker.write.row("organizations", id)?;
        let Some(mut record) = taker.lay(row, before.clone())? else { return Ok(()) };
        let name = record.text("name").unwrap_or_default().to_string();
        if before.text("name") != Some(&name) {
            let sql = "SELECT code FROM organizations WHERE name = ?1 AND id <> ?2";
            let other = taker.write.one(sql, &[name.as_str().into(), id.into()], |r| r.text(0))?;
            if let Some(other) = other {
                return Err(Error::conflict(say!(
                    "the organization {other} is called {name} already",
                    "单位 {other} 已使用名称“{name}”"
                )));
            }
        }
        if let Some(given) = record.text("credit_code") {
            let code = credit_code::normalize(given);
            if let Err(why) = credit_code::check(&code) {
                let place = row.place("credit_code");
                taker.warnings.push(why.at(&format!("{place}: {code}")));
            }
            record.set("credit_code", code);
        }
        let code = record.text("code").unwrap_or_default().to_string();
        taker.known.names.add(id, &code, &name);
        taker.known.add_code(id, &code);
        for key in ["short_name", "name_en"] {
            if let Some(other) = record.text(key) {
                taker.known.names.alias(id, other);
            }
        }
        for (alias, _) in row.items("aliases").unwrap_or_default() {
            taker.known.names.alias(id, alias);
        }
        taker.write.put(&record, &code)?;
        taker.parts(row, id, false, &code)
    })
}

/// A person's own record: of that name at that organization, else the one of the name who has none yet.
fn person(taker: &mut Taker<'_, '_>, row: &Row<'_>) -> Result<()> {
    let text = row.text("name").unwrap_or_default();
    let (name, told) = super::known::parts(text);
    let place = row.place("organization");
    let home = match row.text("organization").or(told.filter(|t| !t.is_empty())) {
        Some(organization) => match taker.organization(organization, true, &place) {
            Some(id) => Some(id),
            None => return Ok(()),
        },
        None => None,
    };
    let all = taker.known.bearers(name);
    let exact = all.iter().find(|p| p.home == home).map(|p| p.id);
    let loose = match (home, &all[..]) {
        (None, [one]) if !row.has_column("forgotten") => Some(one.id),
        _ => None,
    };
    let id = match exact.or(loose) {
        Some(id) => id,
        None => taker.add_person(name, home)?,
    };
    let record = taker.write.row("persons", id)?;
    let Some(record) = taker.lay(row, record)? else { return Ok(()) };
    taker.write.put(&record, name).map(|_| ())
}

/// By body, term and number, else by code, else by body, first day and title.
fn session(taker: &mut Taker<'_, '_>, row: &Row<'_>) -> Result<()> {
    let body = row.text("body").unwrap_or("council");
    let Some(body) = taker.known.body(body) else {
        let known = taker.known.body_codes();
        return Err(Error::invalid(say!("no body has the code {body}", "没有代码为 {body} 的会议机构"))
            .hint(say!("known are {known}", "已有：{known}"))
            .at(&row.place("body").to_string()));
    };
    let small = |key: &str| row.int(key).and_then(|n| u32::try_from(n).ok());
    let start = row.value("start");
    let Value::Text(start) = start else { return Ok(()) };
    let id = match (small("number"), row.text("code")) {
        (Some(number), _) => {
            taker.known.session_reference(&session_name::reference(&body, small("term"), number))
        }
        (None, Some(code)) => taker.known.session_code(code),
        (None, None) => {
            let title = row.text("title");
            let same = |m: &&Meeting| m.body == body && m.start == start && m.title.as_deref() == title;
            taker.known.sessions.iter().filter(|(_, m)| same(m)).map(|(id, _)| *id).min()
        }
    };
    let record = row_or_new(taker.write, "sessions", id, None)?;
    let Some(mut record) = taker.lay(row, record)? else { return Ok(()) };
    record.set("body", body.as_str());
    default(&mut record, "kind", "regular");
    default(&mut record, "roster", "complete");
    if record.int("number").is_none() && record.text("code").is_none() {
        let numbered = (2..).map(|n| format!("{start}-{n}"));
        let code =
            std::iter::once(start.clone()).chain(numbered).find(|c| taker.known.session_code(c).is_none());
        record.set("code", code);
    }
    if let (Some(present), Some(due)) = (record.int("present"), record.int("due"))
        && present > due
    {
        return Err(Error::impossible(say!(
            "present {present} is more than due {due}",
            "实到{present}多于应到{due}"
        ))
        .at(&row.place("present").to_string()));
    }
    let column = |key: &str| record.int(key).and_then(|n| u32::try_from(n).ok());
    let reference = match column("number") {
        Some(number) => session_name::reference(&body, column("term"), number),
        None => record.text("code").unwrap_or_default().to_string(),
    };
    let number = record.int("id").unwrap_or_default();
    if let Some(code) = record.text("code")
        && taker.known.session_code(code).is_some_and(|other| other != number)
    {
        return Err(Error::conflict(say!("another session has the code {code}", "已有代码为 {code} 的会议"))
            .at(&row.place("code").to_string()));
    }
    let last = record.text("end").unwrap_or(&start).to_string();
    let meeting = Meeting {
        reference: reference.clone(),
        body,
        start,
        last,
        title: record.text("title").map(str::to_string),
    };
    taker.known.add_session(number, meeting, record.text("code"));
    taker.put(&record, id.is_none(), &reference)?;
    taker.parts(row, number, id.is_none(), &reference)
}

/// By code, else by number, else by title; titles may repeat.
fn motions(taker: &mut Taker<'_, '_>, sheet: &'static Sheet, list: &List) -> Result<()> {
    let own = verdict::own_rules(taker.write)?;
    let preset = "SELECT charter FROM alliances WHERE id = 1";
    let preset = taker.write.one(preset, &[], |r| r.word::<Charter>(0))?.unwrap_or(Charter::Model);
    let mut titles: std::collections::HashMap<(i64, String), Vec<i64>> = std::collections::HashMap::new();
    taker.write.each(
        "SELECT session_id, title, id FROM motions ORDER BY session_id, number",
        &[],
        &mut |r| {
            titles.entry((r.int(0)?, r.text(1)?)).or_default().push(r.int(2)?);
            Ok(())
        },
    )?;
    let mut seen = std::collections::HashSet::new();
    let mut last: std::collections::HashMap<i64, i64> = std::collections::HashMap::new();
    taker.each(sheet, list, &mut |taker, row| {
        let text = row.text("session").unwrap_or_default();
        let Some(session) = taker.session(text, &row.place("session")) else { return Ok(()) };
        let title = row.text("title").unwrap_or_default();
        let by_code = row.text("code").and_then(|code| taker.known.motion_code(code));
        let id = match (by_code, row.int("number")) {
            (Some(id), _) => Some(id),
            (None, Some(number)) => taker.known.motion_number(session, number),
            (None, None) if row.text("code").is_some() => None,
            (None, None) => {
                let same = titles.get(&(session, title.to_string()));
                same.into_iter().flatten().copied().find(|id| !seen.contains(id))
            }
        };
        if id.is_some_and(|id| seen.contains(&id)) {
            let error = Error::invalid(say!("the motion stands twice in the list", "该议案在清单中重复"));
            taker.fault_at(&row.place("number"), error);
            return Ok(());
        }
        let record = row_or_new(taker.write, "motions", id, None)?;
        let Some(mut record) = taker.lay(row, record)? else { return Ok(()) };
        default(&mut record, "kind", "other");
        let number = match record.int("number") {
            Some(number) => number,
            None => {
                let last = last.entry(session).or_insert_with(|| taker.known.next_motion(session) - 1);
                *last += 1;
                *last
            }
        };
        record.set("number", number);
        let id_here = record.int("id").unwrap_or_default();
        seen.insert(id_here);
        if let Some(code) = record.text("code")
            && taker.known.motion_code(code).is_some_and(|other| other != id_here)
        {
            let error =
                Error::conflict(say!("another motion has the code {code}", "已有代码为 {code} 的议案"));
            taker.fault_at(&row.place("code"), error);
            return Ok(());
        }
        if taker.known.motion_number(session, number).is_some_and(|other| other != id_here) {
            return Err(no_motion(text));
        }
        if let Some(days) = row.get("on").and(record.text("on"))
            && Day::from_iso(days).is_none()
        {
            return Ok(());
        }
        if !row.has_column("rule_body") {
            let day = record.text("on").and_then(Day::from_iso);
            let meeting = taker.known.sessions.get(&session);
            let day = day.or_else(|| meeting.and_then(|m| Day::from_iso(&m.last)));
            let body = meeting.map_or("", |m| &m.body);
            if let Some(day) = day {
                let kind = record.text("kind").unwrap_or_default();
                let rule = charter::choose(&own, preset, body, kind, day);
                keep(&mut record, rule.as_ref());
            }
        }
        taker.known.add_motion(id_here, session, number, record.text("code"));
        let reference = format!("{}/{number}", taker.known.session_text(session));
        taker.put(&record, id.is_none(), &reference)?;
        taker.parts(row, id_here, id.is_none(), &reference)
    })
}

/// Keeps the rule with the motion that it judges.
fn keep(record: &mut Record, rule: Option<&crate::model::rule::Rule>) {
    record.set("rule_body", rule.map(|r| r.body.clone()));
    record.set("rule_matter", rule.map(|r| r.matter.clone()));
    record.set("rule_quorum", rule.and_then(|r| r.quorum.map(|q| q.to_string())));
    record.set("rule_majority", rule.and_then(|r| r.majority.map(|m| m.to_string())));
    record.set("rule_majority_of", rule.and_then(|r| r.majority_of.map(|b| b.code())));
    record.set("rule_exclusive", rule.map(|r| r.exclusive));
    record.set("rule_proxies", rule.and_then(|r| r.proxies).map(|p| p.code()));
}

impl Taker<'_, '_> {
    /// Puts a record, new or not.
    pub fn put(&mut self, record: &Record, new: bool, reference: &str) -> Result<()> {
        if new { self.put_new(record, reference) } else { self.write.put(record, reference).map(|_| ()) }
    }

    /// As [`Taker::lay`], but for one column that has been taken already.
    pub fn lay_but(&mut self, row: &Row<'_>, record: Record, key: &str) -> Result<Option<Record>> {
        self.lay(&row.without(key), record)
    }

    /// The rows of a list once more, which were without fault.
    pub fn again(
        &mut self,
        sheet: &'static Sheet,
        list: &List,
        take: &mut dyn FnMut(&mut Self, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let (warned, faults) = (self.warnings.len(), self.faults.len());
        let heads = self.heads(sheet, list);
        self.warnings.truncate(warned);
        self.faults.truncate(faults);
        list.each(
            &mut |line, cells| {
                let Some(row) = self.row(sheet, &heads, line, cells) else { return Ok(()) };
                if let Err(error) = take(self, &row) {
                    self.fault_at(&row.place("name"), error);
                }
                Ok(())
            },
            &mut |_| {},
        )?;
        Ok(())
    }
}
