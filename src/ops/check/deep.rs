//! Rules of `check --deep`: what was changed around the tool, and whether the registry itself is sound.

use std::collections::BTreeSet;

use super::{
    Found, chain, replay,
    rows::{each, row_message},
    scope::Look,
};
use crate::{
    error::{Message, Result},
    say,
    store::{
        Read, Record, VERSION, Value,
        chain::sha256,
        erasing::{self, Mark},
        lookup,
        pieces::Differs,
        rolls, version,
    },
};

pub(super) fn journal_chain(look: &Look<'_>) -> Result<Found> {
    chain::broken(look.read, look.anchors)
}

pub(super) fn journal_replay(look: &Look<'_>) -> Result<Found> {
    replay::differing(look.read)
}

pub(super) fn stored_counts(look: &Look<'_>) -> Result<Found> {
    let mut found = Found::new();
    // What the row is about, as it is called, where that can be read.
    let called = |sql: &str, table: &str, row: i64| -> Result<String> {
        let reference = look.read.apart(|read| read.first::<String>(sql, &[row.into()]))?;
        Ok(reference.ok().flatten().unwrap_or_else(|| format!("{table}/{row}")))
    };
    for motion in rolls::wrong(look.read)? {
        let sql = "SELECT r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id \
                   WHERE m.id = ?1";
        let message = say!(
            "the roll kept beside the ballots differs from them: table rolls, row {motion}",
            "所存表决汇总与逐票记录不符：rolls 表第 {motion} 行"
        );
        found.push((called(sql, "rolls", motion)?, message));
    }
    for (table, owner) in lookup::wrong(look.read)? {
        let sql = match table {
            "person_keys" => "SELECT name FROM persons WHERE id = ?1",
            _ => "SELECT code FROM organizations WHERE id = ?1",
        };
        let message = say!(
            "the names by which it is found differ from those of the record: table {table}, row {owner}",
            "所存检索名称与记录不符：{table} 表第 {owner} 行"
        );
        found.push((called(sql, table, owner)?, message));
    }
    Ok(found)
}

pub(super) fn storage(look: &Look<'_>) -> Result<Found> {
    let whole = "registry".to_string();
    let mut found: Found = Vec::new();
    if let Ok(Some(says)) = look.read.apart(version::differing)? {
        found.push((whole.clone(), say!(
            "the registry says that it is of version {says} of the schema, and cannot be read as that: it was changed around the tool, or is not whole; it is read as one of version {VERSION}",
            "登记库自称结构版本 {says}，但无法按该版本读取：有人绕过本工具改动，或其内容不完整；此处按版本 {VERSION} 读取"
        )));
    }
    for (kind, name, differs) in look.read.schema_differences()? {
        found.push((whole.clone(), differing(&kind, &name, differs)));
    }
    match look.read.apart(|read| read.integrity())? {
        Ok(wrong) => found.extend(wrong.into_iter().map(|wrong| (whole.clone(), Message::verbatim(wrong)))),
        Err(error) => found.push((whole, super::rows::told(&error))),
    }
    contents(look.read, &mut found)?;
    marks(look.read, &mut found)?;
    Ok(found)
}

/// Marks of forgettings whose bytes may still be there that no forgetting made, or that were changed since.
fn marks(read: &Read<'_>, found: &mut Found) -> Result<()> {
    let mut rows = Vec::new();
    let sql = "SELECT entry, names FROM erasures ORDER BY entry";
    each(read, sql, &[], ("erasures", 1), found, &mut |row| {
        rows.push((row.int(0)?, row.text(1)?));
        Ok(())
    })?;
    for (entry, names) in rows {
        let wrong = match read.apart(|read| erasing::look(read, entry, &names))? {
            // That the journal cannot be read is told by its own rule.
            Ok(Mark::Sound) | Err(_) => continue,
            Ok(Mark::OfNobody) => say!(
                "the mark of a forgetting names an entry that forgot nobody; it was made around the tool",
                "遗忘标记所指的日志并未抹去任何人：有人绕过本工具添加"
            ),
            Ok(Mark::Unreadable) => say!(
                "the mark of a forgetting does not say whom it is about; it was changed around the tool",
                "遗忘标记未说明所涉人员：有人绕过本工具改动"
            ),
        };
        found.push(("erasures".to_string(), row_message("erasures", &entry.to_string(), &wrong)));
    }
    Ok(())
}

/// A piece of the schema that is not that of a new registry.
fn differing(kind: &str, name: &str, differs: Differs) -> Message {
    let zh = match kind {
        "table" => "表",
        "view" => "视图",
        "index" => "索引",
        "trigger" => "触发器",
        other => other,
    };
    match differs {
        Differs::Missing => say!(
            "the {kind} {name} is missing; it was taken out around the tool",
            "缺少{zh} {name}：有人绕过本工具删除"
        ),
        Differs::Added => say!(
            "the {kind} {name} is none of the registry's; it was added around the tool",
            "{zh} {name} 不属于登记库：有人绕过本工具添加"
        ),
        Differs::Changed => say!(
            "the {kind} {name} is not as the registry makes it; it was changed around the tool",
            "{zh} {name} 与登记库所建不同：有人绕过本工具改动"
        ),
    }
}

/// Contents of documents that are not what their fingerprint says, or that no document ever had, and those that
/// are missing.
fn contents(read: &Read<'_>, found: &mut Found) -> Result<()> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let sql = "SELECT entry, seq, before, after FROM journal_changes WHERE tbl = 'documents' ORDER BY entry, seq";
    // Images that cannot be read are told by the replay.
    each(read, sql, &[], ("journal_changes", 2), &mut Found::new(), &mut |row| {
        for at in [2, 3] {
            let image = row.opt_str(at)?.map(|image| Record::from_image("documents", image)).transpose()?;
            known.extend(image.and_then(|row| row.text("sha256").map(str::to_string)));
        }
        Ok(())
    })?;
    let mut keys = Vec::new();
    each(read, "SELECT sha256 FROM contents ORDER BY sha256", &[], ("contents", 1), found, &mut |row| {
        keys.push(row.text(0)?);
        Ok(())
    })?;
    let told = |key: &str, message: Message| ("contents".to_string(), row_message("contents", key, &message));
    for key in keys {
        // One at a time, for they may be large.
        let sql = "SELECT bytes FROM contents WHERE sha256 = ?1";
        let bytes = read.apart(|read| read.first::<Value>(sql, &[key.as_str().into()]))?;
        if !matches!(bytes, Ok(Some(Value::Blob(bytes))) if sha256(&bytes) == key) {
            found.push(told(&key, say!(
                "the content is not what its fingerprint says; it was changed around the tool",
                "内容与其指纹不符：有人绕过本工具改动"
            )));
        }
        if !known.remove(&key) {
            found.push(told(&key, say!(
                "no document ever had this content; it was added around the tool",
                "没有任何文件曾有此内容：有人绕过本工具添加"
            )));
        }
    }
    for key in known {
        found.push(told(&key, say!(
            "the content of a document is missing; it was taken out around the tool",
            "缺少文件的内容：有人绕过本工具删除"
        )));
    }
    Ok(())
}
