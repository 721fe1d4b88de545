//! What `record` opens and takes in again: the next session with what can be known of it beforehand, or a
//! recorded session as it stands.

use std::{
    collections::HashMap,
    path::Path,
};

use super::{Desk, day};
use crate::{
    error::{Error, Message, Result},
    model::{
        day::Day,
        journal::made_from,
        record::{ACTION, ATTENDANCE, Entry, Given, Place, SESSION},
        session::Session,
        session_name,
        words::{ActionStatus, Class, SessionKind},
    },
    ops::{
        intake::{Applied, Of, Options, Taker, changed_fields, with_taker_seen},
        merge::{Merge, as_typed, is_same},
        names::Names,
        query, refs, verdict,
    },
    rules::seats::{held, holds},
    say,
    store::{Read, Value, judged, seal},
};

/// A record file to be filled in or corrected.
#[derive(Debug, Clone)]
pub struct Draft {
    /// How the session is called, where that is known.
    pub called: String,
    /// What stands in it.
    pub entries: Vec<Entry>,
    /// What waits for the next session: motions that were tabled and have not been brought back. Whether they are is
    /// not known, so they are told and no part of it.
    pub waiting: Vec<Message>,
    /// The recorded session that it is about; `None` for a new one.
    pub session: Option<i64>,
    /// The newest entry of the journal when it was made.
    pub entry: i64,
    /// Its hash, where it has one that lasts.
    pub hash: Option<String>,
}

impl Draft {
    /// The line that says from which entry the draft was made; `brought_up` goes by it.
    pub fn made_from(&self) -> Option<String> {
        self.hash.as_ref().map(|hash| made_from(self.entry, hash))
    }
}

/// A draft and its edited text, brought up to what is recorded now.
#[derive(Debug)]
pub struct Rebased {
    /// The draft as it would be made now.
    pub draft: Draft,
    /// The text merged with it.
    pub entries: Vec<Entry>,
    /// What was changed meanwhile, and not by the text.
    pub theirs: Vec<Message>,
    /// What both changed: for people to decide.
    pub clashes: Vec<Message>,
}

impl Rebased {
    /// The refusal of what both sides changed.
    pub fn refused(&self) -> Option<Error> {
        if self.clashes.is_empty() {
            return None;
        }
        let called = &self.draft.called;
        let error = Error::conflict(say!(
            "{called} was changed while the text was open, where the text changes it too",
            "{called} 在编辑期间已有改动，且与文本的改动相冲突"
        ));
        let error = self.clashes.iter().fold(error, |error, clash| error.cause(clash.clone()));
        Some(error.hint(say!(
            "`alliance record {called}` opens it as it is now; `alliance log` shows who changed it",
            "用 `alliance record {called}` 打开现有记录；`alliance log` 可查看改动者"
        )))
    }
}

/// The newest entry of the journal, and its hash.
pub(super) fn newest(read: &Read<'_>) -> Result<(i64, Option<String>)> {
    Ok(seal::head(read)?.map_or((0, None), |(entry, hash)| (entry, Some(hash))))
}

/// Whether an entry is a part of what is written down of a session.
pub(super) fn is_of_session(entry: &Entry) -> bool {
    matches!(entry.shape.noun, "session" | "visit")
}

/// The entries of a recorded session.
pub(super) fn recorded(read: &Read<'_>, names: &Names<'_>, id: i64) -> Result<Option<Draft>> {
    let sql = "SELECT ref FROM session_refs WHERE session_id = ?1";
    let Some(called) = read.one(sql, &[id.into()], |row| row.text(0))? else { return Ok(None) };
    let found = query::session_entries(read, names, &[id])?.pop();
    let entries = found.unwrap_or_default().1;
    let (entry, hash) = newest(read)?;
    Ok(Some(Draft { called, entries, waiting: Vec::new(), session: Some(id), entry, hash }))
}

/// Brings the edited text of a draft up to what is recorded now, field by field.
///
/// # Errors
/// The session was taken out meanwhile; or, of a new one, another was recorded in its place.
pub fn rebase(read: &Read<'_>, draft: &Draft, edited: &[Entry]) -> Result<Rebased> {
    let (entry, hash) = newest(read)?;
    let names = Names::of(read);
    let is_own = |other: &Entry| draft.session.is_none() || is_of_session(other);
    let now = match draft.session {
        Some(_) if entry == draft.entry => draft.entries.clone(),
        Some(id) => match recorded(read, &names, id)? {
            Some(now) => now.entries,
            None => {
                let called = &draft.called;
                return Err(Error::conflict(say!(
                    "{called} was taken out while the text was open",
                    "{called} 在编辑期间已被删除"
                ))
                .hint(say!("`alliance log` shows by whom", "`alliance log` 可查看由谁删除")));
            }
        },
        None => {
            if let Some(session) = edited.iter().find(|entry| entry.shape == &SESSION) {
                free_to_record(read, draft, session)?;
            }
            // Of what else stands in the text only that is compared which the draft brought up.
            actions(read, "1 = 1")?.into_iter().filter(|now| draft.entries.iter().any(|old| is_same(old, now))).collect()
        }
    };
    let (base, now) = (as_typed(&draft.entries), as_typed(&now));
    let (mine, rest): (Vec<Entry>, Vec<Entry>) = edited.iter().cloned().partition(is_own);
    let (base, now) = match draft.session {
        Some(_) => (base, now),
        // An action that was struck from the text stays as it is.
        None => {
            let is_typed = |old: &Entry| edited.iter().any(|entry| is_same(old, entry));
            let acts = |list: Vec<Entry>| {
                list.into_iter().filter(|old| old.shape != &SESSION && is_typed(old)).collect::<Vec<_>>()
            };
            (acts(base), acts(now))
        }
    };
    let Merge { mut entries, clashes, theirs, .. } = Merge::new(&base, &now, &mine);
    entries.extend(rest);
    let now = if draft.session.is_some() { now } else { draft.entries.clone() };
    let draft = Draft { entries: now, entry, hash, ..draft.clone() };
    Ok(Rebased { draft, entries, theirs, clashes })
}

/// The recorded session that an entry means by its number, its code, or its day and title.
pub(super) fn recorded_as(read: &Read<'_>, session: &Entry) -> Result<Option<(i64, String)>> {
    let text = |key: &str| Value::from(session.text(key).known().unwrap_or_default());
    let named = session.text("body").known().unwrap_or("council");
    // A body that is not known yet is told of when the draft is taken in.
    let body = Value::from(refs::body(read, named).unwrap_or_else(|_| named.to_string()));
    let start = session.days("start").known().map(|days| days.start.to_string()).unwrap_or_default();
    let (which, key): (&str, Vec<Value>) = match session.int("number").known() {
        Some(number) => (
            "coalesce(s.term, 0) = ?2 AND s.number = ?3",
            vec![body, session.int("term").known().unwrap_or(0).into(), number.into()],
        ),
        None if session.has("code") => ("lower(s.code) = lower(?2)", vec![body, text("code")]),
        None => (
            "s.number IS NULL AND s.\"start\" = ?2 AND coalesce(s.title, '') = ?3",
            vec![body, start.into(), text("title")],
        ),
    };
    let sql = format!(
        "SELECT s.id, r.ref FROM sessions s JOIN session_refs r ON r.session_id = s.id \
         WHERE s.body = ?1 AND {which} ORDER BY s.id"
    );
    read.first::<(i64, String)>(&sql, &key)
}

/// A new session must not be laid over one that is recorded: not over one that was recorded meanwhile, nor over
/// another that bears its number.
fn free_to_record(read: &Read<'_>, draft: &Draft, session: &Entry) -> Result<()> {
    let Some((_, called)) = recorded_as(read, session)? else { return Ok(()) };
    let sql = "SELECT max(entry) FROM journal_changes WHERE tbl = 'sessions' AND ref = ?1 AND before IS NULL";
    let by = read.first::<Option<i64>>(sql, &[called.as_str().into()])?.flatten().unwrap_or(0);
    let error = Error::conflict(match by > draft.entry {
        true => say!("{called} was recorded meanwhile, by #{by}", "{called} 在此期间已由 #{by} 录入"),
        false => say!("{called} is recorded already, by #{by}", "{called} 已由 #{by} 录入"),
    });
    let error = error.at(session.place_of("number"));
    Err(error.hint(say!(
        "`alliance record {called}` opens it; for another session change the number",
        "用 `alliance record {called}` 打开它；如系另一次会议，请更改次数"
    )))
}

/// The draft of the next session, or of the one that is named.
pub fn draft(read: &Read<'_>, called: Option<&str>, today: Day) -> Result<Draft> {
    let names = Names::of(read);
    let Some(called) = called else { return next(read, &names, "council", None, None, today) };
    match refs::session(read, called) {
        Ok(id) => {
            let found = recorded(read, &names, id)?;
            found.ok_or_else(|| Error::not_found(say!("no session is known as {called}", "没有名为 {called} 的会议")))
        }
        Err(error) => match refs::session_name(read, called)? {
            Some(name) => {
                let mut draft = next(read, &names, &name.body, Some(name.term), name.number, today)?;
                if let (Some(session), true) = (draft.entries.first_mut(), name.kind != SessionKind::Regular)
                {
                    session.put("kind", Given::Word(name.kind.code()), Place::flag("REF"));
                    for kind in &name.also {
                        session.put("also", Given::Word(kind.code()), Place::flag("REF"));
                    }
                }
                Ok(draft)
            }
            None => Err(error),
        },
    }
}

/// The next session of a body: its number, today, everybody with a seat, and what is still open.
fn next(
    read: &Read<'_>,
    names: &Names<'_>,
    body: &str,
    term: Option<Option<u32>>,
    number: Option<u32>,
    today: Day,
) -> Result<Draft> {
    let place = Place::flag("record");
    let sql = format!(
        "SELECT max(term) FROM sessions WHERE body = ?1 UNION ALL \
         SELECT max(number) FROM terms WHERE \"start\" IS NULL OR {}",
        judged::up_to("\"start\"", today)
    );
    let terms = read.all(&sql, &[body.into()], |row| row.opt_int(0))?;
    let term = term.map_or_else(|| terms.into_iter().flatten().max(), |term| term.map(i64::from));
    let sql = "SELECT max(number) FROM sessions WHERE body = ?1 AND coalesce(term, 0) = coalesce(?2, 0)";
    let last = read.one(sql, &[body.into(), term.into()], |row| row.opt_int(0))?.flatten();
    // Without a session before it, the number is known only of a term's first.
    let number = number.map(i64::from).or(last.map(|last| last + 1)).or(term.map(|_| 1));
    let mut session = Entry::new(&SESSION, place.clone());
    let keys = [("term", term), ("number", number)];
    for (key, n) in keys {
        if let Some(n) = n {
            session.put(key, Given::Int(n), place.clone());
        }
    }
    if body != "council" {
        session.put("body", Given::Text(body.to_string()), place.clone());
    }
    session.put("start", day(today), place.clone());
    for organization in due(read, body, today)? {
        let mut entry = Entry::new(&ATTENDANCE, place.clone());
        entry.put("organization", Given::Text(names.text(organization)?), place.clone());
        session.children.push(entry);
    }
    let mut entries = vec![session];
    entries.extend(actions(read, "a.status = 'open'")?);
    let small = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok());
    let called = small(number).map_or_else(String::new, |n| session_name::reference(body, small(term), n));
    let (entry, hash) = newest(read)?;
    let waiting = query::tabled(read, query::Moment { day: today, asked: false })?;
    let waiting = waiting.into_iter().map(|one| {
        let (Message { en, zh }, reference) = (one.text, one.reference);
        say!("{reference}: {en}", "{reference}：{zh}")
    });
    Ok(Draft { called, entries, waiting: waiting.collect(), session: None, entry, hash })
}

/// Actions by themselves, as a draft brings them up.
pub(super) fn actions(read: &Read<'_>, which: &str) -> Result<Vec<Entry>> {
    let place = Place::flag("record");
    let mut entries = Vec::new();
    let sql = format!(
        "SELECT a.title, r.ref, a.owner, a.due, a.status, a.note FROM actions a \
         LEFT JOIN session_refs r ON r.session_id = a.session_id WHERE {which} ORDER BY a.id"
    );
    read.each(&sql, &[], &mut |row| {
        let mut entry = Entry::new(&ACTION, place.clone());
        let texts = [
            ("title", row.opt_text(0)?),
            ("session", row.opt_text(1)?),
            ("owner", row.opt_text(2)?),
            ("note", row.opt_text(5)?),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                entry.put(key, Given::Text(text), place.clone());
            }
        }
        if let Some(due) = row.opt_day(3)? {
            entry.put("due", day(due), place.clone());
        }
        entry.put("status", Given::Word(row.word::<ActionStatus>(4)?.code()), place.clone());
        entries.push(entry);
        Ok(())
    })?;
    Ok(entries)
}

/// Organizations with a seat on a day, by rank, the alliance's own order and pinyin.
fn due(read: &Read<'_>, body: &str, day: Day) -> Result<Vec<i64>> {
    let sql = "SELECT seats FROM bodies WHERE code = ?1";
    let Some(lowest) = read.one(sql, &[body.into()], |row| row.opt_word::<Class>(0))?.flatten() else {
        return Ok(Vec::new());
    };
    // Of no session yet, so nothing that one decided is left out.
    let held = held(&verdict::tenures(read)?, 0, day);
    let seated: HashMap<i64, Class> = held.into_iter().filter(|(_, class)| holds(*class, lowest)).collect();
    let mut all = read.rows::<(i64, String, Option<i64>)>("SELECT id, name, \"order\" FROM organizations", &[])?;
    all.retain(|(id, ..)| seated.contains_key(id));
    all.sort_by_cached_key(|(id, name, order)| query::rank(seated.get(id).copied(), *order, name));
    Ok(all.into_iter().map(|(id, ..)| id).collect())
}

impl Desk<'_> {
    /// Takes a draft in as it was edited. Of a recorded session, what the text no longer says is unknown
    /// again, and entries that it no longer has are taken out.
    pub fn take_draft(&self, draft: &Draft, edited: &[Entry]) -> Result<Applied> {
        let options = self.of_draft(draft, self.dry_run);
        let act = |taker: &mut Taker<'_, '_>| taker.draft(draft, edited);
        let (mut applied, fields) = with_taker_seen(self.registry, &self.author, &options, act, changed_fields)?;
        applied.written.fields = fields;
        Ok(applied)
    }

    /// What taking it in would change, and the sessions as they would then stand.
    pub fn preview_draft(&self, draft: &Draft, edited: &[Entry]) -> Result<(Applied, Vec<Session>)> {
        let options = self.of_draft(draft, true);
        let (mut applied, (pages, fields)) = with_taker_seen(
            self.registry,
            &self.author,
            &options,
            |taker| taker.draft(draft, edited),
            |write, references| {
                let page = |reference: &String| {
                    query::session(write, refs::session(write, reference)?).map(Option::into_iter)
                };
                let pages = references.iter().map(page).collect::<Result<Vec<_>>>()?;
                Ok((pages.into_iter().flatten().collect(), changed_fields(write, references)?))
            },
        )?;
        applied.written.fields = fields;
        Ok((applied, pages))
    }

    fn of_draft(&self, draft: &Draft, dry_run: bool) -> Options {
        Options { prune: draft.session.is_some(), ..Options::of_files(self.today, dry_run) }
    }
}

impl Taker<'_, '_> {
    fn draft(&mut self, draft: &Draft, edited: &[Entry]) -> Result<()> {
        let rebased = rebase(self.write, draft, edited)?;
        if let Some(refused) = rebased.refused() {
            return Err(refused);
        }
        let called = &rebased.draft.called;
        self.warnings.extend(rebased.theirs.into_iter().map(|Message { en, zh }| Message {
            en: format!("{called} was changed while the text was open, which stays: {en}"),
            zh: format!("{called} 在编辑期间已有改动，予以保留：{zh}"),
        }));
        let (draft, edited) = (&rebased.draft, &rebased.entries);
        let Some(id) = draft.session else {
            let entries: Vec<(Entry, &Path)> =
                edited.iter().map(|entry| (entry.clone(), Path::new(""))).collect();
            return self.take_all(&entries);
        };
        let mut edited = edited.to_vec();
        let original = draft.entries.first();
        match (original, edited.iter_mut().find(|entry| entry.shape == &SESSION)) {
            (Some(original), Some(session)) => {
                forget_left_out(original, session);
                self.take(session, Of::row(id))?;
            }
            _ => {
                return Err(Error::invalid(say!(
                    "the session itself is gone from the text",
                    "文本中已没有该会议"
                ))
                .hint(say!(
                    "`alliance session remove` takes a session out",
                    "删除会议请用 `alliance session remove`"
                )));
            }
        }
        self.visits_of(id, draft, &mut edited)?;
        let rest: Vec<(Entry, &Path)> = edited
            .into_iter()
            .filter(|entry| !is_of_session(entry))
            .map(|entry| (entry, Path::new("")))
            .collect();
        self.take_all(&rest)
    }

    /// The visits of a session as its text now has them: the same host is the same visit.
    fn visits_of(&mut self, session: i64, draft: &Draft, edited: &mut [Entry]) -> Result<()> {
        let ids = self.write.all(
            "SELECT id FROM visits WHERE session_id = ?1 ORDER BY id",
            &[session.into()],
            |row| row.int(0),
        )?;
        let originals = draft.entries.iter().filter(|entry| entry.shape.noun == "visit");
        let mut old: Vec<(i64, &Entry)> = ids.into_iter().zip(originals).collect();
        for visit in edited.iter_mut().filter(|entry| entry.shape.noun == "visit") {
            let same = old.iter().position(|(_, o)| o.text("host").known() == visit.text("host").known());
            let target = same.map(|at| old.remove(at));
            if let Some((_, original)) = target {
                forget_left_out(original, visit);
            }
            self.take(visit, Of { target: target.map(|(id, _)| id), ..Of::default() })?;
        }
        old.into_iter().try_for_each(|(id, _)| self.remove_with_parts("visits", id, &format!("v{id}")))
    }
}

/// What stood in the text and was struck from it is unknown again, of the entry and of those in it that
/// are still the same ones.
pub(super) fn forget_left_out(original: &Entry, edited: &mut Entry) {
    let place = edited.place.clone();
    for (key, ..) in original.iter() {
        if !edited.has(key) && edited.shape.field(key).is_some_and(|field| !field.required) && key != "body" {
            edited.put(key, Given::Unknown, place.clone());
        }
    }
    for child in &mut edited.children {
        let same = original.children.iter().find(|old| is_same(old, child));
        if let Some(same) = same {
            forget_left_out(same, child);
        }
    }
}
