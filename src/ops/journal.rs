//! Taking entries back, and looking for what does not fit together.

use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        journal::{Finding, Written},
        words::Severity,
    },
    ops::{query, verdict},
    say,
    store::{
        Author, Read, Registry, Value,
        gate::{Chain, Record, digest, words_digest},
    },
};

/// Takes back the newest entry, or the one named: a new entry that inverts it, refused where a row has
/// changed since.
pub fn undo(registry: &Registry, entry: Option<i64>, author: &Author, dry_run: bool) -> Result<Written> {
    let ((), written) = registry.write(author, dry_run, |write| {
        let newest = "SELECT max(entry) FROM journal";
        let newest = write.one(newest, &[], |row| row.opt_int(0))?.flatten();
        let Some(entry) = entry.or(newest) else {
            return Err(Error::not_found(say!("the journal has no entry yet", "日志为空")));
        };
        let sql = "SELECT entry FROM journal WHERE entry = ?1";
        if write.one(sql, &[entry.into()], |row| row.int(0))?.is_none() {
            return Err(Error::not_found(say!("the journal has no entry #{entry}", "日志中没有 #{entry}"))
                .hint(say!("`alliance log` lists them", "`alliance log` 列出全部")));
        }
        let sql = "SELECT tbl, ref, before, after FROM journal_changes WHERE entry = ?1 ORDER BY seq DESC";
        let changes = write.all(sql, &[entry.into()], |row| {
            Ok((row.text(0)?, row.text(1)?, row.opt_text(2)?, row.opt_text(3)?))
        })?;
        for (table, reference, before, after) in changes {
            let before = before.map(|image| Record::from_image(&table, &image)).transpose()?;
            let after = after.map(|image| Record::from_image(&table, &image)).transpose()?;
            let Some(key) = before.as_ref().or(after.as_ref()).map(Record::key) else { continue };
            if write.find(&table, &key)? != after {
                let noun = crate::store::tables::noun(&table).0;
                return Err(Error::conflict(say!(
                    "entry #{entry} cannot be taken back: {noun} {reference} has changed since",
                    "无法撤销 #{entry}：{reference}（{noun}）此后已有变动"
                ))
                .hint(say!("take back the later entries first", "请先撤销之后的录入")));
            }
            match before {
                Some(before) => write.put(&before, &reference)?,
                None => write.remove(&table, &key, &reference)?,
            };
        }
        write.undoes(entry);
        Ok(())
    })?;
    Ok(written)
}

/// Everything that `check` finds.
pub fn check(read: &Read<'_>, today: Day, deep: bool) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut find = |rule, severity, reference: String, message| {
        findings.push(Finding { rule, severity, reference, message });
    };
    for session in read.all("SELECT id FROM sessions ORDER BY \"start\", id", &[], |row| row.int(0))? {
        for (_, judged) in verdict::judge(read, session, None)? {
            if judged.row.computed.code() == "no-quorum" {
                let message = say!("the quorum was not met", "未达法定人数");
                find("quorum", Severity::Warning, judged.row.reference.clone(), message);
            }
            for message in judged.irregularities {
                find("vote", Severity::Warning, judged.row.reference.clone(), message);
            }
        }
    }
    let late = "SELECT id, title, due FROM actions WHERE status = 'open' AND due < ?1 ORDER BY id";
    for (id, title, due) in read.all(late, &[today.into()], |r| Ok((r.int(0)?, r.text(1)?, r.day(2)?)))? {
        let message = say!(
            "{title} was due on {due} and is open; `alliance action done a{id}` once it is",
            "“{title}”应于{due}前完成，现仍未完成"
        );
        find("action-overdue", Severity::Warning, format!("a{id}"), message);
    }
    let codes = "SELECT code, credit_code FROM organizations WHERE credit_code IS NOT NULL ORDER BY code";
    for (code, credit) in read.all(codes, &[], |r| Ok((r.text(0)?, r.text(1)?)))? {
        if let Err(message) = crate::model::credit_code::check(&credit) {
            find("credit-code", Severity::Warning, code, message);
        }
    }
    if deep {
        for reference in broken_links(read)? {
            let message = say!(
                "the journal's chain is broken here: it was changed around the tool",
                "日志链在此处断裂：有人绕过本工具改动"
            );
            find("journal-chain", Severity::Error, reference, message);
        }
        for reference in wrong_tallies(read)? {
            let message =
                say!("the tally kept beside the ballots differs from them", "所存计票与逐票统计不符");
            find("stored-counts", Severity::Error, reference, message);
        }
        for wrong in read.integrity()? {
            find("storage", Severity::Error, "registry".to_string(), crate::error::Message::verbatim(wrong));
        }
        for (table, key) in query::replayed(read)? {
            let message = say!(
                "table {table}, row {key}: differs from what the journal says; it was changed around the tool",
                "{table} 表第 {key} 行与日志不符：有人绕过本工具改动"
            );
            find("journal-replay", Severity::Error, table.clone(), message);
        }
    }
    Ok(findings)
}

/// Entries whose hash, or whose changes' digests, do not hold.
fn broken_links(read: &Read<'_>) -> Result<Vec<String>> {
    let sql = "SELECT entry, uid, at, actor, why, command, undoes, previous, hash, salt, digest FROM journal ORDER BY entry";
    let entries = read.all(sql, &[], |row| {
        let author =
            Author { at: row.text(2)?, actor: row.text(3)?, why: row.opt_text(4)?, command: row.text(5)? };
        let words = (row.opt_text(9)?, row.text(10)?);
        Ok((row.int(0)?, row.text(1)?, author, row.opt_int(6)?, row.text(7)?, row.text(8)?, words))
    })?;
    let (mut broken, mut last) = (Vec::new(), String::new());
    for (entry, uid, author, undoes, previous, hash, (salt, words)) in entries {
        let mut chain = Chain::new(&previous, entry, &uid, &author, &words, undoes);
        let mut holds = previous == last;
        if let Some(salt) = salt {
            holds &= words_digest(&salt, author.why.as_deref(), &author.command) == words;
        }
        let sql =
            "SELECT tbl, ref, before, after, salt, digest FROM journal_changes WHERE entry = ?1 ORDER BY seq";
        read.each(sql, &[Value::Int(entry)], &mut |row| {
            let told = row.text(5)?;
            if let Some(salt) = row.opt_str(4)? {
                holds &= digest(salt, &row.text(0)?, &row.text(1)?, row.opt_str(2)?, row.opt_str(3)?) == told;
            }
            chain.add(&told);
            Ok(())
        })?;
        if !holds || chain.finish() != hash {
            broken.push(format!("#{entry}"));
        }
        last = hash;
    }
    Ok(broken)
}

/// Motions whose kept tally is not that of their ballots.
fn wrong_tallies(read: &Read<'_>) -> Result<Vec<String>> {
    let sql = "SELECT r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id \
               LEFT JOIN (SELECT motion_id, sum(CASE choice WHEN 'yes' THEN 1 ELSE 0 END) AS yes, \
               sum(CASE choice WHEN 'no' THEN 1 ELSE 0 END) AS no, sum(CASE choice WHEN 'abstain' THEN 1 ELSE 0 END) AS abstain, \
               sum(CASE choice WHEN 'invalid' THEN 1 ELSE 0 END) AS invalid, sum(CASE choice WHEN 'absent' THEN 1 ELSE 0 END) AS absent \
               FROM ballots GROUP BY motion_id) b ON b.motion_id = m.id \
               WHERE coalesce(m.tally_yes, -1) <> coalesce(b.yes, -1) OR coalesce(m.tally_no, -1) <> coalesce(b.no, -1) \
               OR coalesce(m.tally_abstain, -1) <> coalesce(b.abstain, -1) OR coalesce(m.tally_invalid, -1) <> coalesce(b.invalid, -1) \
               OR coalesce(m.tally_absent, -1) <> coalesce(b.absent, -1) ORDER BY m.id";
    read.all(sql, &[], |row| row.text(0))
}
