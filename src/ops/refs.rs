//! Which record is meant: sessions, motions, and anything that has a reference (contract 2).

use super::names::{Names, person};
use crate::{
    error::{Error, Kind, Result},
    model::{
        day::Day,
        session_name::{self, Bodies, BodyClaim, BodyName, MeantBody, SessionName},
        text::{half_width, nearest},
    },
    noun::{self, BODY, Dated, Noun, ORGANIZATION},
    say,
    store::{Read, Value},
};

/// Whom a session's name can speak of: every body by its names in both languages, then the names that bodies bore
/// before; and the alliance by all its names.
pub fn bodies(read: &Read<'_>) -> Result<Bodies> {
    let sql = "SELECT code, coalesce(name, code), 0, 0 FROM bodies UNION ALL \
               SELECT code, name_en, 1, 0 FROM bodies WHERE name_en IS NOT NULL UNION ALL \
               SELECT body, name, 2, seq FROM body_names ORDER BY 3, 1, 4";
    let known = read.all(sql, &[], |row| {
        let claim = match row.int(2)? {
            0 => BodyClaim::Present,
            1 => BodyClaim::English,
            _ => BodyClaim::Former,
        };
        Ok(BodyName { code: row.text(0)?, name: row.text(1)?, claim })
    })?;
    let sql = "SELECT name FROM alliances UNION ALL SELECT short_name FROM alliances WHERE short_name IS NOT NULL \
               UNION ALL SELECT name FROM alliance_names";
    Ok(Bodies { known, own: read.rows::<String>(sql, &[])? })
}

/// The code of the body meant, wherever one is named: by its code, or by any name that it has or had.
///
/// # Errors
/// A text that means none, or several.
pub fn body(read: &Read<'_>, text: &str) -> Result<String> {
    let typed = text.trim();
    if let Some(code) = read.first::<String>("SELECT code FROM bodies WHERE code = ?1", &[typed.into()])? {
        return Ok(code);
    }
    let bodies = bodies(read)?;
    let is_there = |code: &str| bodies.known.iter().any(|known| known.code == code);
    match bodies.meant(typed) {
        MeantBody::One(code) if is_there(code) => return Ok(code.to_string()),
        MeantBody::Several(codes) => return Err(several(typed, &bodies, &codes)),
        MeantBody::One(_) | MeantBody::Nobody => {}
    }
    let error = Error::not_found(say!("no body is known as {text}", "没有名为“{text}”的机构"));
    let names = bodies.known.iter().flat_map(|known| [known.code.as_str(), known.name.as_str()]);
    Err(match nearest(typed, names) {
        Some(near) => error.hint(say!("did you mean {near}?", "是否指“{near}”？")),
        None => error,
    }
    .hint(say!("`alliance body list` lists them", "`alliance body list` 列出全部机构")))
}

/// The refusal of a name by which several bodies are called.
fn several(text: &str, bodies: &Bodies, codes: &[&str]) -> Error {
    let named = |code: &&str| {
        let names = bodies.known.iter().filter(|known| known.code == **code && known.claim != BodyClaim::Former);
        let names: Vec<&str> = names.map(|known| known.name.as_str()).filter(|name| name != code).collect();
        std::iter::once(*code).chain(names).collect::<Vec<_>>().join(" ")
    };
    let all = codes.iter().map(named).collect::<Vec<_>>();
    let (en, zh) = (codes.join(", "), codes.join("、"));
    let message = say!("{text} may mean several bodies: {en}", "“{text}”可能指多个机构：{zh}");
    Error::new(Kind::Ambiguous, message)
        .hint(say!("name one by its code, just as it is recorded", "请按登记的写法用代码指明"))
        .candidates(all)
}

/// What a session's name says; `None` for what is no session's name.
///
/// # Errors
/// A name that several bodies have.
pub fn session_name(read: &Read<'_>, text: &str) -> Result<Option<SessionName>> {
    let bodies = bodies(read)?;
    named(text, &bodies)
}

fn named(text: &str, bodies: &Bodies) -> Result<Option<SessionName>> {
    session_name::parse(text, bodies).map_err(|codes| several(text, bodies, &codes))
}

/// The session meant: by body, term and number in any form, or by its code.
pub fn session(read: &Read<'_>, text: &str) -> Result<i64> {
    let by_code = "SELECT id FROM sessions WHERE lower(code) = lower(?1) AND code IS NOT NULL";
    if let Some(id) = read.first::<i64>(by_code, &[text.trim().into()])? {
        return Ok(id);
    }
    let missing = || {
        Error::not_found(say!("no session is known as {text}", "没有名为“{text}”的会议"))
            .hint(say!("`alliance session list` lists them all", "`alliance session list` 列出全部会议"))
    };
    let bodies = bodies(read)?;
    let Some(name) = named(text, &bodies)? else {
        let hints = session_name::hints(text, &bodies).into_iter();
        return Err(hints.fold(missing(), |error, hint| error.hint(hint)));
    };
    let sql =
        "SELECT id FROM sessions WHERE body = ?1 AND coalesce(term, 0) = coalesce(?2, 0) AND number = ?3";
    let key: [Value; 3] = [name.body.as_str().into(), name.term.into(), name.number.into()];
    read.first::<i64>(sql, &key)?.ok_or_else(missing)
}

/// The motion meant: `SESSION/N`, or its code.
pub fn motion(read: &Read<'_>, text: &str) -> Result<i64> {
    let by_code = "SELECT id FROM motions WHERE lower(code) = lower(?1) AND code IS NOT NULL";
    if let Some(id) = read.first::<i64>(by_code, &[text.trim().into()])? {
        return Ok(id);
    }
    let missing = || {
        Error::not_found(say!("no motion is known as {text}", "没有编号为 {text} 的议题")).hint(say!(
            "write SESSION/N; `alliance vote list` lists them all",
            "请写作“会议/序号”；`alliance vote list` 列出全部"
        ))
    };
    let (meeting, number) = text.rsplit_once(['/', '／']).ok_or_else(missing)?;
    let number: i64 = half_width(number.trim()).parse().map_err(|_| missing())?;
    let id = session(read, meeting)?;
    let sql = "SELECT id FROM motions WHERE session_id = ?1 AND number = ?2";
    read.first::<i64>(sql, &[id.into(), number.into()])?.ok_or_else(missing)
}

/// `vN`, `aN`, `cN`, `dN`: the row of that number in a table, where it is there.
pub fn numbered(read: &Read<'_>, text: &str, letter: char, table: &str) -> Result<i64> {
    let missing = || {
        let shape = noun::NOUNS.iter().find(|shape| shape.store == table);
        let noun = shape.map_or("", |shape| shape.noun);
        let all = shape.filter(|shape| shape.dated == Dated::Period).map_or("", |_| " --all");
        Error::not_found(say!("there is no {text}", "没有 {text}")).hint(say!(
            "`alliance {noun} list{all}` lists them, each with its ref: {letter}1, {letter}2, …",
            "`alliance {noun} list{all}` 列出全部及其编号，如 {letter}1、{letter}2"
        ))
    };
    let digits = text.trim().strip_prefix([letter, letter.to_ascii_uppercase()]).ok_or_else(missing)?;
    let id: i64 = digits.parse().map_err(|_| missing())?;
    read.first::<i64>(&format!("SELECT id FROM {table} WHERE id = ?1"), &[id.into()])?.ok_or_else(missing)
}

/// What a document can be for: its noun, and the column that names it.
pub const TARGETS: &[(&str, &str)] = &[
    ("organization", "organization_id"),
    ("person", "person_id"),
    ("session", "session_id"),
    ("motion", "motion_id"),
    ("action", "action_id"),
    ("visit", "visit_id"),
    ("activity", "activity_id"),
];

/// Anything a document can be for: the column that names it, its row, and its reference.
pub fn any(read: &Read<'_>, names: &Names<'_>, text: &str) -> Result<(&'static str, i64, String)> {
    let found = |column, id| Ok((column, id, text.to_string()));
    for (letter, table, column) in [('v', "visits", "visit_id"), ('a', "actions", "action_id")] {
        if let Ok(id) = numbered(read, text, letter, table) {
            return found(column, id);
        }
    }
    if let Ok(id) = motion(read, text) {
        return found("motion_id", id);
    }
    if let Ok(id) = session(read, text) {
        return found("session_id", id);
    }
    if let super::names::Found::One(id) = names.whole(text)? {
        return found("organization_id", id);
    }
    if let Ok(id) = activity(read, text) {
        return found("activity_id", id);
    }
    let id = person(read, names, text).map_err(|_| {
        Error::not_found(say!("nothing is known as {text}", "没有名为“{text}”的记录")).hint(say!(
            "name a session (2-3), motion (2-3/1), visit (v1), action (a1), activity, organization or person",
            "可指会议（2-3）、议题（2-3/1）、考察（v1）、工作（a1）、活动、单位或人员"
        ))
    })?;
    found("person_id", id)
}

/// How a record that is meant on the command line may be called in the journal: as it was typed, and
/// by the reference of what it means now.
pub fn called(read: &Read<'_>, text: &str) -> Result<Vec<String>> {
    let names = Names::of(read);
    let mut all = vec![text.trim().to_string()];
    for noun in ["org", "person", "session", "motion"] {
        if let Ok(Target::Row { reference, .. }) = target(read, &names, noun, text)
            && !all.contains(&reference)
        {
            all.push(reference);
        }
    }
    all.extend(body(read, text).ok().filter(|code| !all.contains(code)));
    Ok(all)
}

/// The activity meant: `NAME/EDITION`, or the name where it is the only one.
pub fn activity(read: &Read<'_>, text: &str) -> Result<i64> {
    let sql = "SELECT id FROM activities WHERE name || '/' || edition = ?1 OR name = ?1 ORDER BY id";
    let ids = read.rows::<i64>(sql, &[text.into()])?;
    match ids[..] {
        [id] => Ok(id),
        [] => Err(Error::not_found(say!("no activity is known as {text}", "没有名为“{text}”的活动"))),
        _ => {
            let sql = "SELECT name || '/' || edition FROM activities WHERE name = ?1 AND edition IS NOT NULL";
            let candidates = read.rows::<String>(sql, &[text.into()])?;
            Err(Error::new(
                Kind::Ambiguous,
                say!("{text} has several editions", "“{text}”有多届"),
            )
            .candidates(candidates))
        }
    }
}

/// The row that a noun's reference means.
pub enum Target {
    /// A row with a number of its own.
    Row {
        /// Its table.
        table: &'static str,
        /// Its number.
        id: i64,
        /// How it is called in the journal.
        reference: String,
    },
    /// A row known by its code.
    Code {
        /// Its table.
        table: &'static str,
        /// The code.
        code: String,
    },
    /// A row known by its own number.
    Number {
        /// Its table.
        table: &'static str,
        /// The number.
        number: i64,
    },
}

/// The row that a noun's reference means, as on the command line.
pub fn target(read: &Read<'_>, names: &Names<'_>, noun: &str, text: &str) -> Result<Target> {
    let shape = noun::named(noun).unwrap_or(&BODY);
    let table = shape.store;
    let row = |id, reference: String| Ok(Target::Row { table, id, reference });
    let called = |sql: &str, id: i64| -> Result<Target> {
        row(id, read.first(sql, &[id.into()])?.unwrap_or_default())
    };
    if let Some(letter) = shape.letter() {
        return row(numbered(read, text, letter, table)?, text.trim().to_lowercase());
    }
    match shape.is {
        Noun::Organization | Noun::Membership => {
            let id = names.organization(text)?;
            Ok(Target::Row { table: ORGANIZATION.store, id, reference: names.shown(id)?.0.to_string() })
        }
        Noun::Person => called("SELECT name FROM persons WHERE id = ?1", person(read, names, text)?),
        Noun::Session => called("SELECT ref FROM session_refs WHERE session_id = ?1", session(read, text)?),
        Noun::Motion => called(
            "SELECT r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id WHERE m.id = ?1",
            motion(read, text)?,
        ),
        Noun::Activity => called(
            "SELECT CASE WHEN edition IS NULL THEN name ELSE name || '/' || edition END FROM activities WHERE id = ?1",
            activity(read, text)?,
        ),
        Noun::Rule => {
            // The body before the stroke may be called by any of its names.
            let typed = text.trim();
            let by_name = typed.split_once('/').and_then(|(of, rest)| Some(format!("{}/{rest}", body(read, of).ok()?)));
            let typed = by_name.as_deref().unwrap_or(typed);
            let sql = "SELECT id, body, matter, \"from\" FROM rules ORDER BY id";
            for (id, body, matter, from) in read.rows::<(i64, String, String, Option<Day>)>(sql, &[])? {
                let reference = crate::model::rule::reference(&body, &matter, from);
                if reference.eq_ignore_ascii_case(typed) {
                    return row(id, reference);
                }
            }
            Err(Error::not_found(say!(
                "no rule of the alliance's own is {text}",
                "没有编号为 {text} 的自定规则"
            ))
            .hint(say!(
                "`alliance rule list` shows them; the charter's preset is replaced by `alliance rule add`",
                "`alliance rule list` 列出全部；示范章程的规则用 `alliance rule add` 取代"
            )))
        }
        Noun::Term => {
            let bare = text.trim().trim_start_matches('第').trim_end_matches('届');
            let number = i64::from(crate::model::numeral::parse(bare).unwrap_or(0));
            match read.first("SELECT number FROM terms WHERE number = ?1", &[number.into()])? {
                Some(number) => Ok(Target::Number { table, number }),
                None => Err(Error::not_found(say!("no term {text} is declared", "没有登记第{text}届"))
                    .hint(say!("`alliance term list` lists them", "`alliance term list` 列出全部"))),
            }
        }
        // Only bodies are left of what a command names.
        _ => Ok(Target::Code { table, code: body(read, text)? }),
    }
}
