//! Sessions with their attendance, agenda and motions.

use super::{Of, Taker, lay::Laid};
use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        record::{Entry, Place},
        session_name,
        words::{CodeWord, Outcome},
    },
    noun::{ACTION, AGENDA, ATTENDANCE, MOTION, SESSION, Shape},
    ops::{
        names::{Meant, meant},

    },
    say,
    store::{Record, Value},
};

/// So many of what a workbook no longer has are named one by one.
const NAMED: usize = 12;

impl Taker<'_, '_> {
    /// Matched by body, term and number, else by code, else by body, start and title.
    pub(super) fn find_session(&mut self, entry: &Entry, said: &mut Vec<Laid>) -> Result<Option<Record>> {
        if !entry.has("body") {
            said.push(("body", "council".into()));
        }
        let value = |column: &'static str| {
            let found = said.iter().rev().find(|(c, _)| *c == column).map(|(_, value)| value.clone());
            (column, found.unwrap_or(Value::Null))
        };
        let rows = if entry.int("number").known().is_some() {
            self.write.rows_where("sessions", &[value("body"), value("term"), value("number")])?
        } else if let Some(code) = entry.text("code").known() {
            let sql = "SELECT id FROM sessions WHERE lower(code) = lower(?1) AND code IS NOT NULL";
            let id = self.write.first::<i64>(sql, &[code.into()])?;
            id.map(|id| self.write.row("sessions", id)).transpose()?.into_iter().collect()
        } else {
            let key = [value("body"), ("number", Value::Null), value("start"), value("title")];
            self.write.rows_where("sessions", &key)?
        };
        Ok(rows.into_iter().next())
    }

    pub(super) fn complete_session(
        &mut self,
        entry: &Entry,
        of: Of<'_>,
        row: &mut Record,
        old: Option<&Record>,
    ) -> Result<String> {
        if let (Some(present), Some(due)) = (row.int("present"), row.int("due"))
            && present > due
        {
            return Err(Error::impossible(say!(
                "present {present} is more than due {due}",
                "实到{present}多于应到{due}"
            ))
            .at(entry.place_of("present")));
        }
        if row.int("number").is_none() && row.text("code").is_none() {
            let code = self.day_code(row.text("start").unwrap_or_default(), row.int("id"))?;
            row.set("code", code);
        }
        if let Some(message) = entry.text("code").known().and_then(session_name::impossible_code) {
            return Err(Error::invalid(message).at(entry.place_of("code")));
        }
        self.free(row, "code", "sessions", "code").map_err(|e| e.at(entry.place_of("code")))?;
        let small = |column| row.int(column).and_then(|n| u32::try_from(n).ok());
        let body = row.text("body").unwrap_or_default();
        let reference = match small("number") {
            Some(number) => session_name::reference(body, small("term"), number),
            None => row.text("code").unwrap_or_default().to_string(),
        };
        // A session that is renumbered must not take another one's place.
        if of.target.is_some() {
            let sql = "SELECT x.session_id FROM session_refs x WHERE lower(x.ref) = lower(?1) AND x.session_id <> ?2";
            if self
                .write
                .first::<i64>(sql, &[reference.as_str().into(), row.get("id").clone()])?
                .is_some()
            {
                return Err(Error::conflict(say!(
                    "another session is {reference} already",
                    "已有另一次会议编号为 {reference}"
                ))
                .hint(say!(
                    "`alliance session list` lists them all",
                    "`alliance session list` 列出全部会议"
                )));
            }
            self.sessions.clear();
            self.motions.clear();
        }
        self.settle_status(entry, row, old)?;
        // Its motions are judged on another day, or by the rules of another body.
        if old.is_some_and(|old| ["body", "start", "end"].iter().any(|key| old.get(key) != row.get(key))) {
            self.redated.extend(row.int("id"));
        }
        Ok(reference)
    }

    /// The first day, then with -2, -3 … (contract 2).
    fn day_code(&self, day: &str, own: Option<i64>) -> Result<String> {
        let (mut code, mut n) = (day.to_string(), 1);
        let sql = "SELECT id FROM sessions WHERE code = ?1 AND id <> ?2";
        while self.write.first::<i64>(sql, &[code.as_str().into(), own.into()])?.is_some() {
            n += 1;
            code = format!("{day}-{n}");
        }
        Ok(code)
    }

    /// What stands in a session: attendance and agenda, motions by their number, then those without one.
    pub(super) fn after_session(
        &mut self,
        entry: &Entry,
        of: Of<'_>,
        row: &Record,
        reference: &str,
    ) -> Result<()> {
        let id = row.int("id").unwrap_or_default();
        self.session_refs.push(reference.to_string());
        self.look_at(id);
        if !self.facts {
            self.stood.insert((id, 0), entry.places());
        }
        let outcome = self.outcome;
        let mut kept: Vec<(&'static str, i64)> = Vec::new();
        let mut children: Vec<&Entry> = entry.children.iter().collect();
        children.sort_by_key(|child| (child.shape.is, !child.has("number")));
        let numbers = entry.children_of("motion").filter_map(|motion| motion.int("number").known());
        self.moved.extend(numbers.map(|number| (id, number)));
        for child in children {
            if let Some(row) = self.take(child, Of { folder: of.folder, ..Of::session(id) })? {
                // What was brought up from the registry stands in the file no more.
                if !child.is_brought_up() {
                    kept.push((child.shape.store, row));
                }
            }
        }
        self.outcome = outcome;
        match (self.options.prune, self.options.of_form) {
            (true, _) => self.prune(id, reference, &kept),
            (_, true) => self.tell_gone(id, reference, &kept),
            _ => Ok(()),
        }
    }

    /// By its organization, else by its first person, else by the first title: of several guests of one title
    /// the next that this input has not named.
    pub(super) fn find_attendance(&mut self, entry: &Entry, said: &[Laid]) -> Result<Option<Record>> {
        let value =
            |column: &str| said.iter().rev().find(|(c, _)| *c == column).map(|(_, value)| value.clone());
        let session = value("session_id").unwrap_or(Value::Null);
        if let Some(organization @ Value::Int(_)) = value("organization_id") {
            let key = [("session_id", session), ("organization_id", organization)];
            return Ok(self.write.rows_where("attendances", &key)?.into_iter().next());
        }
        let people = entry.people("people").known().unwrap_or_default();
        let named = people.iter().find(|who| who.name.is_some());
        let (column, key) = match named {
            Some(who) => {
                let person = self.person(who.name.as_deref().unwrap_or_default(), None, &who.place)?;
                ("d.person_id", Value::Int(person))
            }
            None => {
                let title = people.iter().find_map(|who| who.title.as_deref());
                ("d.person_id IS NULL AND d.title", Value::from(title))
            }
        };
        let sql = format!(
            "SELECT DISTINCT a.id FROM attendances a JOIN delegates d ON d.attendance_id = a.id \
             WHERE a.session_id = ?1 AND a.organization_id IS NULL AND {column} = ?2 ORDER BY a.id"
        );
        let all = self.write.rows::<i64>(&sql, &[session, key])?;
        let next = all.into_iter().find(|id| named.is_some() || !self.is_said("attendances", *id));
        next.map(|id| self.write.row("attendances", id)).transpose()
    }

    pub(super) fn complete_agenda(&mut self, entry: &Entry, row: &mut Record, old: Option<&Record>) -> Result<()> {
        let named = row.int("motion").filter(|motion| old.and_then(|old| old.int("motion")) != Some(*motion));
        if let Some(motion) = named.filter(|_| entry.has("motion")) {
            let session = row.int("session_id").unwrap_or_default();
            self.on_agenda.push((session, motion, entry.place_of("motion").clone()));
        }
        if row.int("seq").is_none() {
            let last = "SELECT coalesce(max(seq), 0) FROM agenda_items WHERE session_id = ?1";
            let last = self.write.first::<i64>(last, &[row.get("session_id").clone()])?.unwrap_or(0);
            row.set("seq", last + 1);
        }
        // A presenter may be an office; where it is the one known person of that name, it is linked.
        if let Some(presenter) = entry.text("presenter").said().filter(|_| !entry.has("person")) {
            let known = presenter.map(|name| self.bearers(name)).transpose()?.unwrap_or_default();
            let linked = if let Meant::One(id) = meant(&known, None) { Some(id) } else { None };
            row.set("presenter_id", linked);
            // The person may be named for the first time further down, as a candidate.
            if let (None, Some(name), Some(item)) = (linked, presenter, row.int("id")) {
                self.presenters.push((item, name.to_owned()));
            }
        }
        Ok(())
    }

    /// The motion under an item of the agenda is one of the session: recorded, or in the same input. Facts that come as
    /// they are, and what the tool wrote itself, stay as they were.
    pub(super) fn settle_agenda(&mut self) -> Result<()> {
        for (item, name) in std::mem::take(&mut self.presenters) {
            let found = self.write.find("agenda_items", &[item.into()])?;
            if let (Some(row), Meant::One(person)) = (found, meant(&self.bearers(&name)?, None)) {
                let reference = self.session_text(row.int("session_id").unwrap_or_default())?;
                self.write.put(&row.with("presenter_id", person), &reference)?;
            }
        }
        for (session, number, place) in std::mem::take(&mut self.on_agenda) {
            let sql = "SELECT 1 FROM motions WHERE session_id = ?1 AND number = ?2";
            let there = self.moved.contains(&(session, number))
                || self.write.first::<i64>(sql, &[session.into(), number.into()])?.is_some();
            if there || self.facts || self.as_recorded {
                continue;
            }
            let reference = self.session_text(session)?;
            let error = Error::invalid(say!(
                "{reference} has no motion {number}",
                "{reference} 没有序号为{number}的议题"
            ));
            let error = error.hint(say!(
                "`motion` is the number of the motion in its session: correct it, leave it out, or record the motion too",
                "“motion”为议题在本次会议中的序号：请更正、删去，或一并录入该议题"
            ));
            self.fault_at(&place, error);
        }
        Ok(())
    }

    /// Matched by code, else number, else title; titles may repeat, so the n-th of a title in the input is
    /// the n-th of it in the session.
    pub(super) fn find_motion(&mut self, entry: &Entry, said: &[Laid]) -> Result<Option<Record>> {
        let session =
            said.iter().rev().find(|(c, _)| *c == "session_id").map_or(Value::Null, |(_, v)| v.clone());
        let rows = |sql: &str, key: Value| self.write.rows::<i64>(sql, &[key, session.clone()]);
        if let Some(code) = entry.text("code").known() {
            let sql = "SELECT id FROM motions WHERE lower(code) = lower(?1) AND code IS NOT NULL AND session_id = ?2";
            if let Some(id) = rows(sql, code.into())?.first() {
                return self.write.row("motions", *id).map(Some);
            }
        }
        let found = match (entry.int("number").known(), entry.text("title").known()) {
            (Some(number), _) => {
                rows("SELECT id FROM motions WHERE number = ?1 AND session_id = ?2", number.into())?.pop()
            }
            (None, Some(title)) if !entry.has("code") => {
                let sql = "SELECT id FROM motions WHERE title = ?1 AND session_id = ?2 ORDER BY number";
                rows(sql, title.into())?.into_iter().find(|id| !self.is_said("motions", *id))
            }
            _ => None,
        };
        found.map(|id| self.write.row("motions", id)).transpose()
    }

    pub(super) fn complete_motion(&mut self, entry: &Entry, row: &mut Record, old: Option<&Record>) -> Result<String> {
        let session = row.int("session_id").unwrap_or_default();
        if row.int("number").is_none() {
            let last = "SELECT coalesce(max(number), 0) FROM motions WHERE session_id = ?1";
            let last = self.write.first::<i64>(last, &[session.into()])?.unwrap_or(0);
            row.set("number", last + 1);
        }
        let number = row.int("number").unwrap_or_default();
        self.free(row, "code", "motions", "code").map_err(|e| e.at(entry.place_of("code")))?;
        let same = [("session_id", session.into()), ("number", number.into())];
        let reference = format!("{}/{number}", self.session_text(session)?);
        if self.write.rows_where("motions", &same)?.iter().any(|other| other.get("id") != row.get("id")) {
            return Err(Error::conflict(say!(
                "another motion is {reference} already",
                "已有编号为 {reference} 的议题"
            ))
            .at(entry.place_of("number")));
        }
        // Recorded again it stays judged by the rule that is kept with it, unless that is a rule for something else.
        let other = |old: &Record| ["kind", "on", "session_id"].iter().any(|key| old.get(key) != row.get(key));
        if !entry.has("rule_body") && old.is_none_or(other) {
            self.keep_rule(row, session)?;
        }
        let old = old.and_then(|old| old.int("number"));
        if let Some(old) = old.filter(|old| *old != number) {
            self.agenda_of(session, old, Some(number))?;
        }
        self.motions.clear();
        // Who is concerned now and no longer will be is looked at too.
        for organization in self.subjects(row.int("id").unwrap_or_default())? {
            self.settle_later(organization);
        }
        Ok(reference)
    }

    /// Items of the agenda that name a motion name it by its new number, or none any more; answers their titles.
    pub(super) fn agenda_of(&mut self, session: i64, old: i64, new: Option<i64>) -> Result<Vec<String>> {
        let reference = self.session_text(session)?;
        let items = self.write.rows_where("agenda_items", &[("session_id", session.into()), ("motion", old.into())])?;
        let mut titles = Vec::new();
        for item in items {
            titles.push(item.text("title").unwrap_or_default().to_owned());
            self.write.put(&item.with("motion", new), &reference)?;
        }
        Ok(titles)
    }

    /// Says of a recorded session where its figures were typed; of others to which motion they belong.
    pub(super) fn stand(&self, session: i64, entry: &mut Entry) {
        let called = entry.place.to_string();
        if let Some(places) = self.stood.get(&(session, 0)).filter(|_| entry.shape == &SESSION) {
            entry.stand(places);
        }
        for motion in entry.children.iter_mut().filter(|child| child.shape == &MOTION) {
            let Some(number) = motion.int("number").known() else { continue };
            motion.relocate(&Place::flag(&format!("{called}/{number}")));
            if let Some(places) = self.stood.get(&(session, number)) {
                motion.stand(places);
            }
        }
    }

    pub(super) fn after_motion(&mut self, entry: &Entry, row: &Record, reference: &str) -> Result<()> {
        let id = row.int("id").unwrap_or_default();
        if !self.facts && !self.as_recorded {
            self.tell_of_motion(entry, row, reference)?;
        }
        let (session, number) = (row.int("session_id").unwrap_or_default(), row.int("number").unwrap_or_default());
        if !self.facts {
            self.stood.insert((session, number), entry.places());
        }
        self.look_at(session);
        for organization in self.subjects(id)? {
            self.settle_later(organization);
        }
        let filled = "SELECT id FROM posts WHERE filled_by = ?1";
        let election = row.text("kind") == Some("election");
        if !self.facts && (election || self.write.first::<i64>(filled, &[id.into()])?.is_some()) {
            self.elections.push(id);
        }
        Ok(())
    }

    /// Of a session over several days it is not known on which of them a motion was voted: it is judged by the last one.
    fn tell_of_last_day(&mut self, session: i64) -> Result<()> {
        let sql = "SELECT \"start\", \"end\" FROM sessions WHERE id = ?1 AND \"end\" > \"start\"";
        let Some((start, end)) = self.write.first::<(Day, Day)>(sql, &[session.into()])? else { return Ok(()) };
        let reference = self.session_text(session)?;
        let told = say!(
            "{reference} lasted from {start} to {end}: motions without a day of their own are taken as voted on {end}, \
             and what they bring about as of it; `on` of a motion says otherwise",
            "{reference} 会期为 {start} 至 {end}：未写明日期的议题按最后一日 {end} 表决计，其效果亦自该日起；如不是该日，请写明议题的 on"
        );
        if !self.notes.contains(&told) {
            self.notes.push(told);
        }
        Ok(())
    }

    /// What somebody who types a motion may take it to do, and it does not: told once, when it is typed.
    fn tell_of_motion(&mut self, entry: &Entry, row: &Record, reference: &str) -> Result<()> {
        let typed = self.outcome.added || self.outcome.changed;
        if typed || entry.has("ballots") {
            self.typed.push((row.int("id").unwrap_or_default(), reference.to_owned()));
        }
        if typed && row.text("kind") == Some("election") && row.text("class").is_some() {
            self.warnings.push(say!(
                "{reference} is an election with a class, which has no effect: an election fills the offices of its \
                 candidates; if it made members of that class, give it kind=admission",
                "{reference} 是选举议题，所写身份不产生效果：选举只产生候选人的任职；如系授予会籍身份，请将类型改为 kind=admission（入会）"
            ));
        }
        let standing = entry.candidates("candidates").known().is_some_and(|all| !all.is_empty());
        if typed && standing && row.text("kind") != Some("election") {
            self.warnings.push(say!(
                "{reference} has candidates, but is no election: nobody is elected by it; if it is one, give it kind=election",
                "{reference} 列有候选人，却不是选举议题，不产生当选结果；如系选举，请将类型改为 kind=election（选举）"
            ));
        }
        if typed && row.day("on").is_none() {
            self.tell_of_last_day(row.int("session_id").unwrap_or_default())?;
        }
        let declared = row.text("outcome").and_then(Outcome::parse);
        let Some(outcome) = declared.filter(|one| matches!(one, Outcome::Tabled | Outcome::Withdrawn)) else {
            return Ok(());
        };
        let figures = ["yes", "no", "abstain", "invalid"].iter().any(|key| row.int(key).is_some());
        let ballots = "SELECT 1 FROM ballots WHERE motion_id = ?1 LIMIT 1";
        let id = row.int("id").unwrap_or_default();
        let cast = self.write.first::<i64>(ballots, &[id.into()])?.is_some();
        // Ballots are taken in later: what stands there by now was there before.
        let come = entry.ballots("ballots").known().is_some_and(|ballots| !ballots.is_empty());
        if typed && (figures || cast) || come && !cast {
            let (en, zh) = outcome.labels();
            self.warnings.push(say!(
                "{reference} is {en}, but has counts or ballots, by which it is then not judged; if they decided, \
                 correct its outcome (outcome=carried, or outcome= for what the rule yields)",
                "{reference} 记为“{zh}”，却录有票数，而此时不按票数定结果；如票数即表决结果，请更正 outcome\
                 （outcome=carried，或写 outcome= 由规则推算）"
            ));
        }
        Ok(())
    }

    pub(super) fn subjects(&self, motion: i64) -> Result<Vec<i64>> {
        if self.facts {
            return Ok(Vec::new());
        }
        let sql = "SELECT organization_id FROM motion_subjects WHERE motion_id = ?1 AND organization_id IS NOT NULL";
        self.write.rows::<i64>(sql, &[motion.into()])
    }

    /// Takes out what the file of a listed session no longer has.
    fn prune(&mut self, session: i64, reference: &str, kept: &[(&'static str, i64)]) -> Result<()> {
        for (shape, ids) in self.gone(session, kept)? {
            for id in ids {
                let own = format!("a{id}");
                self.remove_with_parts(shape.store, id, if shape == &ACTION { &own } else { reference })?;
            }
        }
        Ok(())
    }

    /// What is recorded in a session beside what its file has.
    fn gone(&self, session: i64, kept: &[(&'static str, i64)]) -> Result<Vec<(&'static Shape, Vec<i64>)>> {
        let mut gone = Vec::new();
        for shape in [&ATTENDANCE, &AGENDA, &MOTION, &ACTION] {
            let sql = format!("SELECT id FROM {} WHERE session_id = ?1 ORDER BY id", shape.store);
            let mut ids = self.write.rows::<i64>(&sql, &[session.into()])?;
            ids.retain(|id| !kept.contains(&(shape.store, *id)));
            gone.push((shape, ids));
        }
        Ok(gone)
    }

    /// Says what is recorded in a session and does not stand in its workbook: what it no longer has, and what others have
    /// recorded since.
    fn tell_gone(&mut self, session: i64, reference: &str, kept: &[(&'static str, i64)]) -> Result<()> {
        for (shape, ids) in self.gone(session, kept)? {
            let (since, gone): (Vec<i64>, Vec<i64>) =
                ids.into_iter().partition(|id| self.since.contains(&(shape.store, *id)));
            let Shape { en, zh, .. } = shape;
            if let Some(((these, names), n)) = self.named_rows(shape, &gone)?.zip(Some(gone.len())) {
                self.warnings.push(say!(
                    "{reference}: recorded and no longer in the workbook, kept: {en} ({n}): {these}; `apply --prune` takes out what is gone",
                    "{reference}：工作簿中已没有的{zh}{n}条仍保留：{names}；如需删除，请用 `apply --prune`"
                ));
            }
            if let Some(((these, names), n)) = self.named_rows(shape, &since)?.zip(Some(since.len())) {
                self.warnings.push(say!(
                    "{reference}: recorded since and not in the workbook, kept: {en} ({n}): {these}",
                    "{reference}：此后另行录入、工作簿中没有的{zh}{n}条予以保留：{names}"
                ));
            }
        }
        Ok(())
    }

    /// Rows of a session by their titles or organizations, in English and in Chinese; `None` of none.
    fn named_rows(&self, shape: &Shape, ids: &[i64]) -> Result<Option<(String, String)>> {
        let mut named = Vec::new();
        for id in ids.iter().take(NAMED) {
            let Some(row) = self.write.find(shape.store, &[(*id).into()])? else { continue };
            let title = if shape == &ATTENDANCE { None } else { row.text("title").map(str::to_owned) };
            let organization = if shape == &ATTENDANCE { row.int("organization_id") } else { None };
            let name = organization.map(|id| self.names.shown(id)).transpose()?.map(|(_, name)| name.to_string());
            named.push(title.or(name).unwrap_or_else(|| "…".to_owned()));
        }
        if ids.len() > NAMED {
            named.push("…".to_owned());
        }
        Ok((!named.is_empty()).then(|| (named.join(", "), named.join("、"))))
    }
}
