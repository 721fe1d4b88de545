//! Sessions with their attendance, agenda, motions and actions.

use super::{Taker, default, merge, ordered, texts};
use crate::{
    error::{Error, Result},
    model::{day::Day, record::Entry, session_name},
    ops::{
        names::{Meant, bearers, meant},
        refs,
    },
    say,
    store::Record,
};

impl Taker<'_, '_> {
    /// The session that a key names.
    pub(in crate::ops) fn session_named(&self, entry: &Entry, key: &str) -> Result<Option<i64>> {
        let Some(text) = entry.text(key).known() else { return Ok(None) };
        refs::session(self.write, text).map(Some).map_err(|e| e.at(&entry.place_of(key).to_string()))
    }

    /// Matched by body, term and number, else by code, else by body, start and title.
    pub(in crate::ops) fn session(&mut self, entry: &Entry, target: Option<i64>) -> Result<()> {
        let old = target.map(|id| self.write.row("sessions", id)).transpose()?;
        let body = match (entry.text("body").known(), old.as_ref().and_then(|row| row.text("body"))) {
            (Some(body), _) => self.body_code(body, entry)?,
            (None, Some(body)) => body.to_string(),
            (None, None) => "council".to_string(),
        };
        let (term, number) = (entry.int("term").known(), entry.int("number").known());
        let code = entry.text("code").known();
        let stored = old.as_ref().and_then(|row| row.text("start")).and_then(Day::from_iso);
        let Some(start) = entry.days("start").known().map(|days| days.start).or(stored) else {
            return Ok(());
        };
        let id = if target.is_some() {
            target
        } else if number.is_some() {
            let sql = "SELECT id FROM sessions WHERE body = ?1 AND coalesce(term, 0) = coalesce(?2, 0) AND number = ?3";
            self.id_of(sql, &[body.as_str().into(), term.into(), number.into()])?
        } else if let Some(code) = code {
            self.id_of(
                "SELECT id FROM sessions WHERE lower(code) = lower(?1) AND code IS NOT NULL",
                &[code.into()],
            )?
        } else {
            let sql = "SELECT id FROM sessions WHERE body = ?1 AND number IS NULL AND \"start\" = ?2 \
                       AND coalesce(title, '') = coalesce(?3, '')";
            let title = entry.text("title").known();
            self.id_of(sql, &[body.as_str().into(), start.into(), title.into()])?
        };
        let mut row = self.row_or_new("sessions", id)?.with("body", body.as_str());
        merge(
            &mut row,
            entry,
            &[
                "term",
                "number",
                "code",
                "kind",
                "start",
                "end",
                "mode",
                "venue",
                "city",
                "title",
                "purpose",
                "headcount",
                "summary",
                "source",
                "published",
                "roster",
                "due",
                "present",
            ],
        );
        default(&mut row, "kind", "regular");
        default(&mut row, "roster", "complete");
        if row.int("number").is_none() && row.text("code").is_none() {
            row.set("code", self.day_code(&start.to_string())?);
        }
        ordered(&row, "start", "end")?;
        if let (Some(present), Some(due)) = (row.int("present"), row.int("due"))
            && present > due
        {
            return Err(Error::impossible(say!(
                "present {present} is more than due {due}",
                "实到{present}多于应到{due}"
            )));
        }
        if let Some(host) = entry.text("host").said() {
            let host = host.map(|name| self.organization_named(name, entry.place_of("host"))).transpose()?;
            row.set("host_id", host);
        }
        let id = row.int("id").unwrap_or_default();
        let small = |column| row.int(column).and_then(|n| u32::try_from(n).ok());
        let reference = match small("number") {
            Some(number) => session_name::reference(&body, small("term"), number),
            None => row.text("code").unwrap_or_default().to_string(),
        };
        if target.is_some() {
            self.session_is_free(&row, &reference)?;
        }
        self.write.put(&row, &reference)?;
        self.session_refs.push(reference.clone());
        self.look_at(id);
        if let Some(chairs) = entry.texts("chair").said() {
            let mut parts = Vec::new();
            for (name, place) in chairs.unwrap_or_default() {
                parts.push(Record::new("session_chairs").with("person_id", self.person(name, None, place)?));
            }
            self.write.put_parts("session_chairs", id, parts, &reference)?;
        }
        let mut kept: Vec<(&'static str, i64)> = Vec::new();
        for child in &entry.children {
            let done = match child.shape.noun {
                "attendance" => {
                    self.attendance(child, id, &reference).map(|row| kept.push(("attendances", row)))
                }
                "action" => self.action(child, Some(id), None),
                _ => Ok(()),
            };
            self.collect(&child.place, done)?;
        }
        for child in entry.children_of("agenda") {
            let done = self.agenda(child, id, &reference).map(|row| kept.push(("agenda_items", row)));
            self.collect(&child.place, done)?;
        }
        let mut seen = Vec::new();
        for child in entry.children_of("motion") {
            let done = self.motion(child, None, &row, &reference, &mut seen);
            self.collect(&child.place, done)?;
        }
        kept.extend(seen.iter().map(|motion| ("motions", *motion)));
        if self.options.prune { self.prune(entry, id, &reference, &kept) } else { Ok(()) }
    }

    /// A session that is renumbered must not take another one's place.
    fn session_is_free(&self, row: &Record, reference: &str) -> Result<()> {
        let sql =
            "SELECT x.session_id FROM session_refs x WHERE lower(x.ref) = lower(?1) AND x.session_id <> ?2";
        match self.id_of(sql, &[reference.into(), row.get("id").clone()])? {
            Some(_) => Err(Error::conflict(say!(
                "another session is {reference} already",
                "已有另一次会议编号为 {reference}"
            ))
            .hint(say!("`alliance session list` lists them all", "`alliance session list` 列出全部会议"))),
            None => Ok(()),
        }
    }

    /// The first day, then with -2, -3 … (contract 2).
    fn day_code(&self, day: &str) -> Result<String> {
        let sql = "SELECT id FROM sessions WHERE code = ?1";
        let mut code = day.to_string();
        let mut n = 1;
        while self.id_of(sql, &[code.as_str().into()])?.is_some() {
            n += 1;
            code = format!("{day}-{n}");
        }
        Ok(code)
    }

    pub(in crate::ops) fn attendance(&mut self, entry: &Entry, session: i64, reference: &str) -> Result<i64> {
        let organization = self.opt_organization(entry, "organization")?;
        let people = entry.people("people").said();
        let parts = match &people {
            Some(people) => Some(self.people(people.unwrap_or_default(), organization, "delegates")?),
            None => None,
        };
        let first = parts.iter().flatten().find_map(|part| part.int("person_id"));
        let id = match (organization, first) {
            (Some(organization), _) => {
                let sql = "SELECT id FROM attendances WHERE session_id = ?1 AND organization_id = ?2";
                self.id_of(sql, &[session.into(), organization.into()])?
            }
            (None, Some(person)) => {
                let sql = "SELECT a.id FROM attendances a JOIN delegates d ON d.attendance_id = a.id \
                           WHERE a.session_id = ?1 AND a.organization_id IS NULL AND d.person_id = ?2";
                self.id_of(sql, &[session.into(), person.into()])?
            }
            (None, None) => {
                let title = parts.iter().flatten().find_map(|p| p.text("title").map(str::to_string));
                let sql = "SELECT a.id FROM attendances a JOIN delegates d ON d.attendance_id = a.id \
                           WHERE a.session_id = ?1 AND a.organization_id IS NULL AND d.person_id IS NULL AND d.title = ?2";
                self.id_of(sql, &[session.into(), title.into()])?
            }
        };
        let mut row = self.row_or_new("attendances", id)?;
        row.set("session_id", session).set("organization_id", organization);
        merge(&mut row, entry, &["capacity", "presence", "others", "headcount"]);
        default(&mut row, "capacity", "member");
        default(&mut row, "presence", "present");
        if let Some(holder) = entry.text("proxy").said() {
            let holder =
                holder.map(|name| self.known_organization(name, entry.place_of("proxy"))).transpose()?;
            if holder.is_some() && holder == organization {
                return Err(Error::invalid(say!(
                    "an organization cannot hold its own proxy",
                    "单位不能委托自己"
                )));
            }
            row.set("proxy_id", holder);
        }
        let id = row.int("id").unwrap_or_default();
        self.write.put(&row, reference)?;
        if let Some(parts) = parts {
            self.write.put_parts("delegates", id, parts, reference)?;
        }
        Ok(id)
    }

    pub(in crate::ops) fn agenda(&mut self, entry: &Entry, session: i64, reference: &str) -> Result<i64> {
        let Some(title) = entry.text("title").known() else { return Ok(0) };
        let sql = "SELECT id FROM agenda_items WHERE session_id = ?1 AND title = ?2";
        let id = self.id_of(sql, &[session.into(), title.into()])?;
        let mut row = self.row_or_new("agenda_items", id)?.with("session_id", session);
        merge(&mut row, entry, &["kind", "title", "presenter", "summary"]);
        if row.int("seq").is_none() {
            let last = "SELECT coalesce(max(seq), 0) FROM agenda_items WHERE session_id = ?1";
            row.set("seq", self.id_of(last, &[session.into()])?.unwrap_or(0) + 1);
        }
        // A presenter may be an office; where it is the one known person of that name, it is linked.
        if let Some(presenter) = entry.text("presenter").said() {
            let known = match presenter {
                Some(name) => bearers(self.write, name)?,
                None => Vec::new(),
            };
            row.set("presenter_id", if let Meant::One(id) = meant(&known, None) { Some(id) } else { None });
        }
        let id = row.int("id").unwrap_or_default();
        self.write.put(&row, reference)?;
        if let Some(parts) = texts("agenda_topics", entry, "topics") {
            self.write.put_parts("agenda_topics", id, parts, reference)?;
        }
        Ok(id)
    }
}
