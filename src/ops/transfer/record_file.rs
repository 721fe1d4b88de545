//! The registry as a record file: the facts that were stated. What follows from votes is left out, for `apply`
//! has it follow again.

use std::{collections::HashMap, io, path::Path};

use super::unwritable;
use crate::{
    error::{Message, Result},
    model::{
        day::{Day, Days},
        record::{Entry, FILE_LIMIT, Given, Place, toml},
    },
    noun::{Noun, SHAPES, Shape},
    ops::{
        intake::AS_RECORDED,
        names::Names,
        query::{entries, session_entries},
        rows::Ids,
    },
    say,
    store::Read,
};

/// So many sessions are in memory at a time.
const SESSIONS: usize = 256;

/// Writes it to the file at a path; answers what a record file has no place for.
pub fn write(read: &Read<'_>, path: &Path, out: &mut dyn io::Write) -> Result<Vec<Message>> {
    let names = Names::of(read);
    let mut size = 0;
    let mut put = |text: &str| {
        size += text.len() + 1;
        writeln!(out, "{text}").map_err(|e| unwritable(path, &e))
    };
    put(AS_RECORDED)?;
    for shape in SHAPES {
        if shape.is == Noun::Session {
            let ids: Vec<i64> = read.rows("SELECT id FROM sessions ORDER BY \"start\", id", &[])?;
            for some in ids.chunks(SESSIONS) {
                for (_, mut session) in session_entries(read, &names, some)? {
                    // Actions and visits keep the order of the registry, and with it their numbers.
                    session.retain(|entry| entry.shape.is == Noun::Session);
                    session.iter_mut().for_each(|entry| entry.children.retain(|c| c.shape.is != Noun::Action));
                    put("")?;
                    put(toml(&session).trim_end())?;
                }
            }
            continue;
        }
        for entry in stated(read, &names, shape)? {
            put("")?;
            put(toml(&[entry]).trim_end())?;
        }
    }
    let mut told = left_out(read)?;
    if size > FILE_LIMIT {
        let limit = FILE_LIMIT / 1_000_000;
        told.push(say!(
            "the file is larger than the {limit} MB that `apply` takes: split it, or export lists",
            "文件超过 `apply` 可接受的{limit}MB：请拆分，或改为导出清单"
        ));
    }
    Ok(told)
}

/// What was stated of a noun.
fn stated(read: &Read<'_>, names: &Names<'_>, shape: &'static Shape) -> Result<Vec<Entry>> {
    let by_itself = |table: &str| -> Result<Vec<i64>> {
        read.rows(&format!("SELECT id FROM {table} WHERE stated = 1 ORDER BY id"), &[])
    };
    let ids = match shape.is {
        // Their contents have no place in a record file.
        Noun::Document => Some(Vec::new()),
        Noun::Membership | Noun::Post => Some(by_itself(shape.store)?),
        _ => None,
    };
    let which = ids.as_deref().map_or(Ids::All, Ids::These);
    // In the order of their first column, which is their key.
    let mut found = entries(read, names, shape, which, "1")?;
    if shape.is == Noun::Membership {
        let sql = "SELECT id, until_before FROM memberships WHERE ended_by IS NOT NULL";
        let ended: HashMap<i64, Option<Day>> = read.rows(sql, &[])?.into_iter().collect();
        for (id, _, entry) in &mut found {
            let Some(before) = ended.get(id) else { continue };
            entry.leave_out("until");
            entry.leave_out("reason");
            if let Some(day) = before {
                let days = Given::Days(Days { start: *day, end: *day });
                entry.put("until", days, Place::flag("registry"));
            }
        }
    }
    if matches!(shape.is, Noun::Action | Noun::Visit) {
        let refs: HashMap<i64, String> =
            read.rows("SELECT session_id, ref FROM session_refs", &[])?.into_iter().collect();
        for (_, session, entry) in &mut found {
            if let Some(session) = session.and_then(|id| refs.get(&id)) {
                entry.put("session", Given::Text(session.clone()), Place::flag("registry"));
            }
        }
    }
    Ok(found.into_iter().map(|(.., entry)| entry).collect())
}

/// What a record file cannot hold.
fn left_out(read: &Read<'_>) -> Result<Vec<Message>> {
    let counted = [
        ("documents", "documents", "文件", "份"),
        ("accepted", "accepted findings", "已认可的检查结果", "条"),
        ("organizations WHERE merged_into IS NOT NULL", "mergers", "合并", "次"),
        ("persons WHERE forgotten = 1", "marks of forgotten persons", "人员删除标记", "条"),
        ("headings", "headings of rosters that --map decided", "`--map` 记下的列名", "个"),
    ];
    let mut left = Vec::new();
    for (from, en, zh, unit) in counted {
        let n: i64 = read.first(&format!("SELECT count(*) FROM {from}"), &[])?.unwrap_or_default();
        if n > 0 {
            left.push(say!(
                "{en} have no place in a record file; {n} left out",
                "记录文件不能容纳{zh}，共{n}{unit}未导出"
            ));
        }
    }
    Ok(left)
}
