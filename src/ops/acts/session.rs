//! Sessions, attendance, agenda, motions: what a session's own entry would say, one at a time.

use super::{Desk, added, there, with};
use crate::{
    error::{Error, Result},
    model::{
        record::{Entry, Given, Place, SESSION},
        session_name,
        words::SessionKind,
    },
    ops::{
        intake::{Applied, Of, Taker},
        refs, verdict,
    },
    say,
};

impl Desk<'_> {
    /// A session, called `T-N`, `BODY:T-N`, by its Chinese name, or by a code of its own.
    pub fn session_add(&self, called: Option<&str>, entry: &Entry) -> Result<Applied> {
        self.run(false, |taker| {
            let mut entry = entry.clone();
            if let Some(called) = called {
                if refs::session(taker.write, called).is_ok() {
                    return Err(there("session"));
                }
                taker.name_session(called, &mut entry)?;
            }
            taker.take(&entry, Of::default())?;
            added(taker, &entry)
        })
    }

    /// Says which session confirmed the minutes of another.
    pub fn session_confirm(&self, session: &str, by: &str) -> Result<Applied> {
        self.run(true, |taker| {
            let (id, _) = taker.session_ref(session)?;
            let (_, by) = taker.session_ref(by)?;
            let entry = with(Entry::new(&SESSION, Place::flag("--in")), "confirmed_in", Given::Text(by));
            taker.enter(&entry, Of::row(id)).map(|_| ())
        })
    }

    /// Attendance of organizations (or, with none named, of the entry's persons); recorded again it
    /// replaces what was said. With `remove` it is taken out.
    pub fn attend(
        &self,
        session: &str,
        organizations: &[String],
        entry: &Entry,
        remove: bool,
    ) -> Result<Applied> {
        self.run(true, |taker| {
            let (id, reference) = taker.session_ref(session)?;
            if organizations.is_empty() && !remove {
                taker.enter(entry, Of::session(id))?;
            }
            for name in organizations {
                let organization = match remove {
                    true => taker.names.organization(name)?,
                    false => taker.organization_named(name, &Place::flag("ORG"))?,
                };
                let sql = "SELECT id FROM attendances WHERE session_id = ?1 AND organization_id = ?2";
                let row = taker.write.first::<i64>(sql, &[id.into(), organization.into()])?;
                match (remove, row) {
                    (true, Some(row)) => taker.remove_with_parts("attendances", row, &reference)?,
                    (true, None) => return Err(not_there(name, &reference)),
                    (false, _) => {
                        let code = taker.names.shown(organization)?.0.to_string();
                        let entry = with(entry.clone(), "organization", Given::Text(code));
                        taker.enter(&entry, Of::session(id))?;
                    }
                }
            }
            if organizations.is_empty() && remove {
                for who in entry.people("people").known().unwrap_or_default() {
                    let sql = "SELECT a.id FROM attendances a JOIN delegates d ON d.attendance_id = a.id \
                               LEFT JOIN persons p ON p.id = d.person_id WHERE a.session_id = ?1 \
                               AND a.organization_id IS NULL AND (p.name = ?2 OR d.title = ?3)";
                    let key = [id.into(), who.name.clone().into(), who.title.clone().into()];
                    let Some(row) = taker.write.first::<i64>(sql, &key)? else {
                        return Err(not_there(who.name.as_deref().unwrap_or("?"), &reference));
                    };
                    taker.remove_with_parts("attendances", row, &reference)?;
                }
            }
            taker.look_at(id);
            if !remove {
                taker.tell_of_unlisted(id, &reference)?;
            }
            Ok(())
        })
    }

    /// An item of the agenda, matched by its title.
    pub fn agenda(&self, session: &str, title: &str, entry: &Entry, remove: bool) -> Result<Applied> {
        self.run(true, |taker| {
            let (id, reference) = taker.session_ref(session)?;
            if remove {
                let sql = "SELECT id FROM agenda_items WHERE session_id = ?1 AND title = ?2";
                let row = taker.write.first::<i64>(sql, &[id.into(), title.into()])?;
                let row = row.ok_or_else(|| not_there(title, &reference))?;
                return taker.remove_with_parts("agenda_items", row, &reference);
            }
            taker.enter(entry, Of::session(id)).map(|_| ())
        })
    }

    /// A motion of a session, after those that it has.
    pub fn motion_add(&self, session: &str, entry: &Entry) -> Result<Applied> {
        self.run(false, |taker| {
            let (id, _) = taker.session_ref(session)?;
            let mut entry = taker.with_standing(entry)?;
            if !entry.has("number") {
                let sql = "SELECT coalesce(max(number), 0) FROM motions WHERE session_id = ?1";
                let last = taker.write.first::<i64>(sql, &[id.into()])?.unwrap_or(0);
                entry.put("number", Given::Int(last + 1), Place::flag("number"));
            }
            taker.enter(&entry, Of::session(id))?;
            taker.look_at(id);
            added(taker, &entry)
        })
    }
}

impl Taker<'_, '_> {
    /// A roster is complete unless it is said to be partial, so that a seat that is not on it was absent. Whoever
    /// enters it one organization at a time is told how many seats that holds for.
    fn tell_of_unlisted(&mut self, session: i64, reference: &str) -> Result<()> {
        let Some(meeting) = verdict::meeting(self.write, session)?.filter(|meeting| !meeting.open) else {
            return Ok(());
        };
        let unlisted = meeting.roll().iter().filter(|line| line.seat == Some(true) && line.capacity.is_none()).count();
        if unlisted > 0 {
            let seats = if unlisted == 1 { "1 seat is".to_owned() } else { format!("{unlisted} seats are") };
            self.warnings.push(say!(
                "{seats} not on the roster of {reference} and counted as absent; if the roster is not whole yet: \
                 `alliance session edit {reference} roster=partial`",
                "{reference} 有{unlisted}个席位不在出席名单中，按缺席计；如名单尚未录全，请执行 \
                 `alliance session edit {reference} roster=partial`"
            ));
        }
        Ok(())
    }

    /// What a session's name says, put into its entry.
    fn name_session(&self, called: &str, entry: &mut Entry) -> Result<()> {
        let place = Place::flag("REF");
        if let Some(name) = refs::session_name(self.write, called)? {
            let number = |n: Option<u32>| n.map(|n| Given::Int(n.into()));
            let kind = (name.kind != SessionKind::Regular).then(|| Given::Word(name.kind.code()));
            if name.also.len() > 1 {
                return Err(Error::invalid(say!(
                    "{called} is of more kinds than two",
                    "{called}兼有两种以上的会议类型"
                ))
                .hint(say!("--kind and --also give two", "可用 --kind 与 --also 指明其中两种")));
            }
            let also = name.also.first().map(|kind| Given::Word(kind.code()));
            let mode = name.mode.map(|mode| Given::Word(mode.code()));
            let said = [
                ("body", Some(Given::Text(name.body))),
                ("term", number(name.term)),
                ("number", number(name.number)),
                ("kind", kind),
                ("also", also),
                ("mode", mode),
            ];
            for (key, given) in said {
                match (entry.get(key), given) {
                    (Some(flag), Some(given))
                        if *flag != given && !matches!(key, "kind" | "also" | "mode") =>
                    {
                        return Err(Error::usage(say!(
                            "{called} and --{key} say different things",
                            "{called} 与 --{key} 不一致"
                        )));
                    }
                    (None, Some(given)) => {
                        entry.put(key, given, place.clone());
                    }
                    _ => {}
                }
            }
            return Ok(());
        }
        let unclear = || {
            Error::invalid(say!("{called} is no reference of a session", "{called} 不是会议编号")).hint(say!(
                "write 2-4, standing:4-10, 第二届理事会第四次会议, or a code of letters and digits; --title gives a title",
                "请写作 2-4、standing:4-10、第二届理事会第四次会议，或由字母数字组成的代码；会议名称用 --title"
            ))
        };
        // What speaks of a term or a number and is not understood is a slip, not a code.
        if called.contains(['届', '次']) {
            return Err(session_name::hints(called, &refs::bodies(self.write)?)
                .into_iter()
                .fold(unclear(), Error::hint));
        }
        entry.set_text("code", &[called.to_string()], &place).map_err(|_| unclear())
    }
}

fn not_there(what: &str, session: &str) -> Error {
    Error::not_found(say!("{session} has no entry of {what}", "{session} 中没有 {what} 的记录")).hint(say!(
        "`alliance session show {session}` shows what it has",
        "`alliance session show {session}` 显示已有内容"
    ))
}
