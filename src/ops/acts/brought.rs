//! What a file was made from brought up to what is recorded now: record files here, workbooks in `book.rs`.

use super::{
    book,
    draft::{is_of_session, newest, recorded, recorded_as},
    entered::applied,
};
use crate::{
    error::{Error, Message, Result},
    model::record::{Entry, SESSION},
    ops::{
        intake::{Brought, Options, Typed},
        merge::{
            Merge, as_typed, left_alone,
            said::{Line, Said},
        },
        names::Names,
    },
    say,
    store::Write,
};

/// Brings what a record file says of a session up to what is recorded now, where the file says from which entry of the
/// journal it was made: what it does not change keeps what was recorded since. What the file brought itself when it was
/// applied before is no other's. Answers the entries, and what that was.
/// A file from another registry, of no session or of several ones is taken as it stands. Under `--prune` entries that it
/// no longer has are to be taken out of the session.
///
/// # Errors
/// `conflict` where both changed a thing, field by field, and where the session was taken out since.
pub fn brought_up(
    write: &Write<'_>,
    options: &Options,
    typed: Typed,
) -> Result<Brought> {
    if typed.book.is_some() {
        return book::brought_up(write, options, typed);
    }
    let plain = |entries: Vec<Entry>| Brought { entries, ..Brought::default() };
    let (edited, gone) = (typed.entries.clone(), options.prune);
    let Some(from) = &typed.from else { return Ok(plain(edited)) };
    let sql = "SELECT hash FROM journal WHERE entry = ?1";
    let known: Option<String> = write.first(sql, &[from.entry.into()])?;
    let mut sessions = edited.iter().filter(|entry| entry.shape == &SESSION);
    let (Some(session), None) = (sessions.next(), sessions.next()) else { return Ok(plain(edited)) };
    if known.is_none_or(|hash| !hash.starts_with(&from.hash)) || newest(write)?.0 == from.entry {
        return Ok(plain(edited));
    }
    let found = recorded_as(write, session)?;
    let before = write.past(from.entry, |past| {
        let Some((id, _)) = found.clone().map_or_else(|| recorded_as(past, session), |one| Ok(Some(one)))? else {
            return Ok(None);
        };
        Ok(recorded(past, &Names::of(past), id)?.map(|draft| (id, draft)))
    })?;
    let Some(id) = found.as_ref().map(|(id, _)| *id).or(before.as_ref().map(|(id, _)| *id)) else {
        return Ok(plain(edited));
    };
    let place = session.place.clone();
    let advice = |error: Error, called: &str| {
        error.at(&place).hint(say!(
            "`alliance session show {called} --format toml` writes it as it is now; `alliance log` shows who changed it",
            "用 `alliance session show {called} --format toml` 取得现有记录；`alliance log` 可查看改动者"
        ))
        .hint(say!(
            "without its line `# alliance: made from entry …` the file is taken as it stands",
            "删去文件中 `# alliance: made from entry …` 一行，则按文件原样录入"
        ))
    };
    let Some(now) = recorded(write, &Names::of(write), id)? else {
        let called = before.map_or_else(String::new, |(_, draft)| draft.called);
        let error = Error::conflict(say!(
            "{called} was taken out since the file was made",
            "{called} 在文件生成之后已被删除"
        ));
        return Err(advice(error, &called));
    };
    let made = as_typed(&before.map(|(_, draft)| draft.entries).unwrap_or_default());
    let called = now.called;
    let (mine, rest): (Vec<Entry>, Vec<Entry>) = edited.into_iter().partition(is_of_session);
    let mut steps = Vec::new();
    for one in book::touching(write, id, &called, &applied(write, from.entry, false)?)? {
        let state = |entry| write.past(entry, |past| Ok(recorded(past, &Names::of(past), id)?.map(|draft| draft.entries)));
        let [before, after] = [state(one.entry - 1)?, state(one.entry)?].map(|state| as_typed(&state.unwrap_or_default()));
        steps.push(one.step(&typed, before, after));
    }
    let said = Said { made, steps, is_recorded: true, is_made: true, is_whole: options.prune || options.clear_blank };
    let line = said.line(&mine);
    let own = said.own(line, &mine);
    let mine = left_alone(&own, &mine, gone);
    let Merge { mut entries, clashes, theirs, .. } = Merge::new(&own, &as_typed(&now.entries), &mine);
    if !clashes.is_empty() {
        let error = Error::conflict(match line {
            Line::Nobody => say!(
                "{called} was changed since the file was made, where the file changes it too",
                "{called} 在文件生成之后已有改动，且与文件的改动相冲突"
            ),
            _ => say!(
                "{called} was changed since the file was last applied, where the file changes it too",
                "{called} 在上次录入该文件之后已有改动，且与文件的改动相冲突"
            ),
        });
        return Err(advice(clashes.into_iter().fold(error, Error::cause), &called));
    }
    entries.extend(rest);
    let theirs = theirs.into_iter().map(|Message { en, zh }| Message {
        en: format!("{called} was changed since the file was made, which stays: {en}"),
        zh: format!("{called} 在文件生成之后已有改动，予以保留：{zh}"),
    });
    Ok(Brought { entries, since: theirs.collect(), ..Brought::default() })
}
