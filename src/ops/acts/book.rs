//! A workbook of a session that is entered again. What it does not change against what it said when it was last entered
//! keeps what was recorded since; what it changes alone is taken; what both changed is refused. So is what another copy of
//! the workbook has said otherwise.
//!
//! The workbook itself does not say what it said before. The journal does: of the session as it stood when the workbook
//! was made, each entry by which a workbook was applied tells what workbooks have changed, and nothing else counts.
//! `ops/merge/said.rs` finds whose words the workbook goes on from, and merges.

use std::{collections::HashSet, path::Path, slice::from_ref};

use super::{
    draft::{forget_left_out, recorded, recorded_as},
    entered::{Applied, applied, made_from, taken_for},
    lacking::lacking,
    visited, waiting,
};
use crate::{
    error::{Error, Kind, Message, Result},
    model::{
        journal::NEW,
        record::{ACTION, Entry, SESSION, VISIT},
    },
    ops::{
        intake::{Brought, Options, Taker, Typed},
        merge::{
            Merge, is_equal, is_same,
            said::{Line, Said},
        },
        names::Names,
        refs,
    },
    say,
    store::{Read, Record, Value, Write},
};

/// So many things that stay as they were recorded since are told one by one.
const NAMED: usize = 12;
/// What says which session an entry is of.
const IDENTITY: [&str; 4] = ["body", "term", "number", "code"];

/// Where a workbook that is entered again stands.
struct Stand {
    id: i64,
    called: String,
    /// What workbooks have said of the session.
    said: Said,
    /// Whose words this one goes on from.
    line: Line,
    /// The session as this one has last said it.
    own: Vec<Entry>,
    /// The session as it is recorded now.
    now: Entry,
    /// Whether the session has another number now than the workbook says.
    renumbered: bool,
    /// Rows of the session that no workbook has brought since.
    since: HashSet<(&'static str, i64)>,
}

/// Brings a filled-in workbook up to what is recorded now. One of no session, or of a session of which nothing says how a
/// workbook left it, is taken as it stands.
///
/// # Errors
/// `conflict` where the workbook and others changed a thing, field by field; the faults of the workbook.
pub fn brought_up(write: &Write<'_>, options: &Options, mut typed: Typed) -> Result<Brought> {
    let made = match &typed.from {
        None => None,
        Some(from) => match made_from(write, from)? {
            // It is of another registry.
            None => return Ok(Brought { entries: typed.entries, ..Brought::default() }),
            made => made,
        },
    };
    let applied = applied(write, made.unwrap_or(0), true)?;
    let (actions, rest): (Vec<Entry>, Vec<Entry>) = typed.entries.into_iter().partition(|entry| entry.shape == &ACTION);
    let (visits, rest): (Vec<Entry>, Vec<Entry>) = rest.into_iter().partition(|entry| entry.shape == &VISIT);
    typed.entries = rest;
    let stand = Stand::of(write, options, &typed, made, &applied);
    let line = stand.as_ref().ok().and_then(Option::as_ref).map(|stand| stand.line);
    let mut parts = vec![waiting::brought_up(write, options, (&typed, actions), (made, line), &applied)];
    parts.extend(visits.into_iter().map(|visit| visited::brought_up(write, options, (&typed, visit), &applied)));
    parts.insert(0, stand.and_then(|stand| of_session(write, options, typed, stand)));
    let (mut brought, mut clashes) = (Brought::default(), Vec::new());
    for part in parts {
        match part {
            Ok(part) => {
                brought.entries.extend(part.entries);
                brought.kept.extend(part.kept);
                brought.told.extend(part.told);
            }
            Err(error) if error.kind() == Kind::Conflict => clashes.push(error),
            Err(error) => return Err(error),
        }
    }
    Error::together(clashes).map_or(Ok(brought), Err)
}

/// The same of its session.
fn of_session(
    write: &Write<'_>,
    options: &Options,
    typed: Typed,
    stand: Option<Stand>,
) -> Result<Brought> {
    let Some(stand) = stand else {
        let now = match typed.entries.iter().find(|entry| entry.shape == &SESSION) {
            Some(session) => recorded_as(write, session)?.map(|(id, _)| session_of(write, id)).transpose()?.flatten(),
            None => None,
        };
        let told = now.map_or_else(|| Ok(Vec::new()), |(_, now)| lacking(&typed, options, &now))?;
        return Ok(Brought { entries: typed.entries, told, ..Brought::default() });
    };
    let lacking = lacking(&typed, options, &stand.now)?;
    let (session, rest): (Vec<Entry>, Vec<Entry>) = typed.entries.into_iter().partition(|entry| entry.shape == &SESSION);
    let Some(session) = session.into_iter().next() else { return Ok(Brought { entries: rest, ..Brought::default() }) };
    let (place, as_typed) = (session.place.clone(), session.clone());
    let (tried, told) = stand.tried(write, options, session)?;
    let told = lacking.into_iter().chain(stand.taken_for(&typed.name, &tried)).chain(told).collect();
    let Merge { mut entries, clashes, theirs, .. } = stand.said.merge(&stand.own, from_ref(&stand.now), from_ref(&tried));
    if !clashes.is_empty() {
        return Err(stand.refused(clashes).at(&place));
    }
    if let Some(session) = entries.first_mut() {
        forget_left_out(&stand.now, session);
        session.relocate(&place);
        placed(session, &as_typed);
    }
    entries.extend(rest);
    let kept = stand.kept(theirs);
    Ok(Brought { entries, kept, told, ..Brought::default() })
}

impl Stand {
    fn of(
        write: &Write<'_>,
        options: &Options,
        typed: &Typed,
        made: Option<i64>,
        applied: &[Applied],
    ) -> Result<Option<Stand>> {
        let mut sessions = typed.entries.iter().filter(|entry| entry.shape == &SESSION);
        let (Some(session), None) = (sessions.next(), sessions.next()) else { return Ok(None) };
        let found = recorded_as(write, session)?.map(|(id, _)| id);
        let of = typed.book.as_ref().and_then(|book| book.of.as_deref());
        if let (Some(made), Some(of)) = (made, of.filter(|of| *of != NEW)) {
            is_of(write, session, (made, of), found)?;
        }
        let Some(id) = found.map_or_else(|| before(write, session, made, applied), |id| Ok(Some(id)))? else {
            return Ok(None);
        };
        let renamed = renamed(write)?;
        let first = made.map(|entry| State::at(write, entry, id, &renamed)).transpose()?.unwrap_or_default();
        let Some((called, now)) = session_of(write, id)? else {
            return match first.called {
                // It was taken out, and is recorded anew.
                None => Ok(None),
                Some(called) => Err(taken_out(&called).at(&session.place)),
            };
        };
        if let (Some(NEW), Some(called)) = (of, &first.called) {
            return Err(other_number(called).at(session.place_of("number")));
        }
        let (mut since, mut steps) = (rows_of(write, id)?, Vec::new());
        since.retain(|row| !first.rows.contains(row));
        for one in touching(write, id, &called, applied)? {
            let (before, after) = (State::at(write, one.entry - 1, id, &renamed)?, State::at(write, one.entry, id, &renamed)?);
            since.retain(|row| before.rows.contains(row) || !after.rows.contains(row));
            steps.push(one.step(typed, before.session.into_iter().collect(), after.session.into_iter().collect()));
        }
        let is_recorded = first.session.is_some();
        let said = Said { made: first.session.into_iter().collect(), steps, is_recorded, is_made: typed.from.is_some(), is_whole: options.prune || options.clear_blank };
        if said.last().is_empty() {
            return Ok(None);
        }
        let mut session = session.clone();
        session.rename_organizations(&renamed);
        let line = said.line(from_ref(&session));
        let own = said.own(line, from_ref(&session));
        Ok(Some(Stand { id, called, said, line, own, now, renumbered: found.is_none(), since }))
    }

    /// The session as it would be if the workbook were taken as it stands, and what is told of that.
    fn tried(&self, write: &Write<'_>, options: &Options, mut session: Entry) -> Result<(Entry, Vec<Message>)> {
        if self.renumbered {
            called_as(&self.now, &mut session);
        }
        let session = [(session, Path::new(""))];
        let tried = write.tried(|| {
            let mut taker = Taker::new(write, options)?;
            taker.since = self.since.clone();
            taker.take_all(&session).map_err(|error| taker.with_faults(error))?;
            taker.tell_blank();
            Ok((session_of(write, self.id)?, taker.warnings))
        });
        let (tried, told) = tried?;
        let mut tried = tried.map_or_else(|| self.now.clone(), |(_, session)| session);
        if self.renumbered
            && let Some(last) = self.said.last().first()
        {
            called_as(last, &mut tried);
        }
        Ok((tried, told))
    }

    /// That a workbook of another name is taken for one that was entered, corrected, where it changes something.
    fn taken_for(&self, name: &str, tried: &Entry) -> Option<Message> {
        let other = self.said.other_name().filter(|_| self.line == Line::Person && !is_equal(&self.now, tried))?;
        Some(taken_for(name, other))
    }

    /// The workbooks that were entered of a session which was new, where this one is none of them.
    fn others(&self) -> Option<String> {
        let mut names: Vec<&str> = Vec::new();
        for file in self.said.steps.iter().flat_map(|step| &step.files) {
            if !names.contains(&file.as_str()) {
                names.push(file);
            }
        }
        (self.line == Line::Nobody && !self.said.is_recorded && !names.is_empty()).then(|| names.join("、"))
    }

    fn refused(&self, clashes: Vec<Message>) -> Error {
        let called = &self.called;
        let others = self.others();
        let error = Error::conflict(match (&others, self.line) {
            (Some(others), _) => say!(
                "{called} was entered from another copy of the workbook ({others}), and this one says otherwise",
                "{called} 已从另一份工作簿（{others}）录入，而本工作簿所填不同"
            ),
            (None, Line::File | Line::Own | Line::Person) => say!(
                "{called} was changed since the workbook was last entered, where the workbook changes it too",
                "{called} 在上次录入工作簿之后已有改动，且与工作簿的改动相冲突"
            ),
            (None, Line::Nobody) => say!(
                "{called} was changed since the workbook was made, where the workbook changes it too",
                "{called} 在工作簿生成之后已有改动，且与工作簿的改动相冲突"
            ),
        });
        let error = clashes.into_iter().fold(error, Error::cause);
        let error = match others {
            Some(others) => error.hint(say!(
                "if it is that workbook, corrected, apply it under the name by which it was entered ({others})",
                "如系该工作簿的更正稿，请仍用录入时的文件名（{others}）"
            )),
            None => error,
        };
        error
            .hint(say!(
                "put into the workbook what is recorded, or record by a command what the workbook says (`alliance session edit {called} …`, \
                 `session attend`, `motion edit`, `vote record`); then apply it again",
                "请把工作簿中的这些内容改成已登记的，或用命令登记工作簿中的内容（`alliance session edit {called} …`、`session attend`、\
                 `motion edit`、`vote record`），然后再次录入"
            ))
            .hint(say!(
                "`alliance template session {called} --output FILE.xlsx` makes a workbook of what is recorded now; `alliance log` shows who \
                 changed it",
                "用 `alliance template session {called} --output 文件.xlsx` 按现有记录生成工作簿；`alliance log` 可查看改动者"
            ))
    }

    /// What stays as it was recorded since, as it is told.
    fn kept(&self, theirs: Vec<Message>) -> Vec<Message> {
        let (called, n) = (&self.called, theirs.len());
        let mut told: Vec<Message> = theirs
            .into_iter()
            .take(NAMED)
            .map(|Message { en, zh }| match self.line != Line::Nobody {
                true => say!(
                    "{called} was changed since the workbook was last entered, which stays: {en}",
                    "{called} 在上次录入工作簿之后已有改动，予以保留：{zh}"
                ),
                false => say!(
                    "{called} was changed since the workbook was made, which stays: {en}",
                    "{called} 在工作簿生成之后已有改动，予以保留：{zh}"
                ),
            })
            .collect();
        if n > NAMED {
            let more = n - NAMED;
            told.push(say!(
                "and {more} more such things; `alliance session show {called}` shows it as it is",
                "另有{more}处；`alliance session show {called}` 可查看现有记录"
            ));
        }
        told
    }
}

/// Says of what a merged entry has where it was typed.
fn placed(merged: &mut Entry, typed: &Entry) {
    merged.stand(&typed.places());
    for child in &mut merged.children {
        if let Some(typed) = typed.children.iter().find(|one| is_same(one, child)) {
            child.place = typed.place.clone();
            placed(child, typed);
        }
    }
}

/// Calls a session as another entry of it does.
fn called_as(other: &Entry, session: &mut Entry) {
    let place = session.place.clone();
    for key in IDENTITY {
        match other.get(key) {
            Some(given) => {
                session.put(key, given.clone(), place.clone());
            }
            None => session.leave_out(key),
        }
    }
}

/// Refuses the workbook of a session that says the number of another one.
fn is_of(write: &Write<'_>, session: &Entry, (made, of): (i64, &str), found: Option<i64>) -> Result<()> {
    let own = write.past(made, |past| Ok((refs::session(past, of).ok(), recorded_as(past, session)?)))?;
    let (Some(own), then) = own else { return Ok(()) };
    // It says the number that the session has now, or the one that it had.
    if found.or(then.map(|(id, _)| id)) == Some(own) {
        return Ok(());
    }
    let Some((called, _)) = session_of(write, own)? else { return Err(taken_out(of).at(&session.place)) };
    let number = session.int("number").known();
    let (says, key) = match number {
        Some(number) => (say!("it says number {number}", "其中的次为{number}"), format!("number={number}")),
        None => (say!("it says another session", "其中所填为另一次会议"), "number=N".to_owned()),
    };
    let Message { en, zh } = says;
    let error = Error::conflict(match found {
        None => say!(
            "this is the workbook of {called}, and {en}, which is not recorded: another session would get all that stands in it",
            "这是 {called} 的工作簿，而{zh}，尚无该次会议的记录：按此录入，其全部内容将成为另一次会议的"
        ),
        Some(_) => say!(
            "this is the workbook of {called}, and {en}, which is another session",
            "这是 {called} 的工作簿，而{zh}，是另一次会议"
        ),
    });
    let error = if found.is_none() {
        error.hint(say!(
            "to give {called} another number: `alliance session edit {called} {key}`, then apply the workbook",
            "如需更改 {called} 的次数，请先 `alliance session edit {called} {key}`，再录入工作簿"
        ))
    } else {
        error
    };
    Err(error
        .hint(say!(
            "for another session: `alliance template session SESSION --output FILE.xlsx`",
            "如系另一次会议，请用 `alliance template session 会议 --output 文件.xlsx` 生成其工作簿"
        ))
        .at(session.place_of("number")))
}

/// The workbook of a new session with the number of one that was there when it was made.
fn other_number(called: &str) -> Error {
    Error::conflict(say!(
        "{called} was recorded already when this workbook was made for a new session",
        "本工作簿为新会议生成，而当时已有 {called} 的记录"
    ))
    .hint(say!("correct the number of the session", "请更正会议的届、次"))
    .hint(say!(
        "to correct {called}: `alliance template session {called} --output FILE.xlsx`",
        "如需更正 {called}，请用 `alliance template session {called} --output 文件.xlsx` 生成其工作簿"
    ))
}

fn taken_out(called: &str) -> Error {
    Error::conflict(say!(
        "{called} was taken out since the workbook was made",
        "{called} 在工作簿生成之后已被删除"
    ))
    .hint(say!("`alliance log` shows by whom; `alliance undo` brings it back", "`alliance log` 可查看由谁删除；`alliance undo` 可恢复"))
}

/// A session as it is recorded, with how it is called.
fn session_of(read: &Read<'_>, id: i64) -> Result<Option<(String, Entry)>> {
    let Some(draft) = recorded(read, &Names::of(read), id)? else { return Ok(None) };
    let session = draft.entries.into_iter().find(|entry| entry.shape == &SESSION);
    Ok(session.map(|session| (draft.called, session)))
}

/// Organizations that were renamed and are still found by the name that they had: by that they were called before, and by
/// the new one they are called now.
fn renamed(write: &Write<'_>) -> Result<Vec<(String, String)>> {
    let mut changes = Vec::new();
    let sql = "SELECT before, after FROM journal_changes \
               WHERE tbl = 'organizations' AND before IS NOT NULL AND after IS NOT NULL ORDER BY entry, seq";
    write.each(sql, &[], &mut |row| {
        let image = |at| Record::from_image("organizations", row.opt_str(at)?.unwrap_or_default());
        let (before, after) = (image(0)?, image(1)?);
        if let (Some(old), Some(new), Some(id)) = (before.text("name"), after.text("name"), after.int("id"))
            && old != new
        {
            changes.push((id, old.to_owned(), new.to_owned()));
        }
        Ok(())
    })?;
    let names = Names::of(write);
    changes.retain(|(id, old, _)| names.organization(old).is_ok_and(|found| found == *id));
    Ok(changes.into_iter().map(|(_, old, new)| (old, new)).collect())
}

/// What stands in a session, each as its table and number.
fn rows_of(read: &Read<'_>, id: i64) -> Result<HashSet<(&'static str, i64)>> {
    let mut rows = HashSet::new();
    for shape in SESSION.children {
        let sql = format!("SELECT id FROM {} WHERE session_id = ?1", shape.store);
        rows.extend(read.rows::<i64>(&sql, &[id.into()])?.into_iter().map(|id| (shape.store, id)));
    }
    Ok(rows)
}

/// A session as it stood after an entry of the journal; nothing where it was not there.
#[derive(Default)]
struct State {
    called: Option<String>,
    session: Option<Entry>,
    rows: HashSet<(&'static str, i64)>,
}

impl State {
    fn at(write: &Write<'_>, entry: i64, id: i64, renamed: &[(String, String)]) -> Result<State> {
        if entry < 1 {
            return Ok(State::default());
        }
        write.past(entry, |past| {
            let (called, mut session) = session_of(past, id)?.unzip();
            if let Some(session) = session.as_mut().filter(|_| !renamed.is_empty()) {
                session.rename_organizations(renamed);
            }
            Ok(State { called, session, rows: rows_of(past, id)? })
        })
    }
}

/// The session that a workbook means by a number which it had when the workbook was made, or was entered.
fn before(write: &Write<'_>, session: &Entry, made: Option<i64>, applied: &[Applied]) -> Result<Option<i64>> {
    let sql = "SELECT DISTINCT entry FROM journal_changes WHERE tbl = 'sessions' AND before IS NULL";
    let added: HashSet<i64> = write.rows::<i64>(sql, &[])?.into_iter().collect();
    let applied = applied.iter().rev().map(|one| one.entry).filter(|entry| added.contains(entry));
    for entry in made.into_iter().chain(applied) {
        if let Some((id, _)) = write.past(entry, |past| recorded_as(past, session))? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Those of some entries that changed something of a session, whatever it was called then.
pub(super) fn touching<'a>(write: &Write<'_>, id: i64, called: &str, applied: &'a [Applied]) -> Result<Vec<&'a Applied>> {
    let mut called = HashSet::from([called.to_lowercase()]);
    let sql = "SELECT ref, coalesce(after, before) FROM journal_changes WHERE tbl = 'sessions'";
    write.each(sql, &[], &mut |row| {
        let image = Record::from_image("sessions", row.opt_str(1)?.unwrap_or_default())?;
        if image.int("id") == Some(id) {
            called.insert(row.text(0)?.to_lowercase());
        }
        Ok(())
    })?;
    let mut touching = Vec::new();
    for one in applied {
        let (mut touches, key) = (false, [Value::Int(one.entry)]);
        let sql = "SELECT tbl, ref FROM journal_changes WHERE entry = ?1 \
                   UNION ALL SELECT tbl, ref FROM journal_bulk WHERE entry = ?1";
        write.each(sql, &key, &mut |row| {
            let (table, reference) = (row.text(0)?, row.text(1)?.to_lowercase());
            let whose = reference.split([' ', '/']).next().unwrap_or_default();
            touches |= table == "actions" || called.contains(whose) || called.contains(&reference);
            Ok(())
        })?;
        if touches {
            touching.push(one);
        }
    }
    Ok(touching)
}
