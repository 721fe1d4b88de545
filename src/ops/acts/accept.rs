//! Findings of `check` that were looked at and are in order.

use super::Desk;
use crate::{
    error::{Error, Result},
    model::{day::Day, journal::Finding},
    ops::{check, intake::Applied},
    say,
    store::{Read, Record},
};

impl Desk<'_> {
    /// Accepts what a rule finds of a record now; it is told again only when it says something else.
    pub fn accept(&self, rule: &str, reference: &str, why: &str) -> Result<Applied> {
        self.run(true, |taker| {
            let mut found = check::of_rule(taker.write, self.today, rule)?;
            found.retain(|finding| finding.reference == reference);
            if found.is_empty() {
                return Err(nothing_found(taker.write, self.today, rule, reference)?);
            }
            for (id, message) in accepted(taker.write, rule, reference)? {
                if !found.iter().any(|finding| finding.message.en == message) {
                    taker.write.remove("accepted", &[id.into()], &called(rule, reference))?;
                }
            }
            let kept = accepted(taker.write, rule, reference)?;
            for Finding { message, .. } in found {
                let old = kept.iter().find(|(_, text)| *text == message.en).map(|(id, _)| *id);
                let id = old.map_or_else(|| taker.write.new_id("accepted"), Ok)?;
                let row = Record::new("accepted").with("id", id).with("rule", rule).with("ref", reference);
                let row = row.with("message", message.en).with("why", why);
                match old {
                    Some(_) => taker.write.put(&row, &called(rule, reference)).map(|_| ())?,
                    None => taker.write.add(&row, &called(rule, reference))?,
                }
            }
            Ok(())
        })
    }

    /// Takes that back: it is told again.
    pub fn accept_no_more(&self, rule: &str, reference: &str) -> Result<Applied> {
        self.run(true, |taker| {
            let kept = accepted(taker.write, rule, reference)?;
            if kept.is_empty() {
                return Err(Error::not_found(say!(
                    "{rule} is not accepted for {reference}",
                    "{reference} 的 {rule} 未被认可"
                ))
                .hint(say!(
                    "`alliance check --accepted` lists what is",
                    "`alliance check --accepted` 列出已认可的"
                )));
            }
            for (id, _) in kept {
                taker.write.remove("accepted", &[id.into()], &called(rule, reference))?;
            }
            Ok(())
        })
    }
}

/// How an accepted finding is called in the journal.
fn called(rule: &str, reference: &str) -> String {
    format!("{rule} {reference}")
}

fn accepted(read: &Read<'_>, rule: &str, reference: &str) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT id, message FROM accepted WHERE rule = ?1 AND ref = ?2 ORDER BY id";
    read.rows::<(i64, String)>(sql, &[rule.into(), reference.into()])
}

/// The error of a finding that does not stand, with what is found of the record.
fn nothing_found(read: &Read<'_>, today: Day, rule: &str, reference: &str) -> Result<Error> {
    let error =
        Error::not_found(say!("{rule} finds nothing of {reference}", "{rule} 对 {reference} 未发现问题"));
    let found = check::of_record(read, today, reference)?;
    if found.is_empty() {
        return Ok(error.hint(say!(
            "no rule does; `alliance check --only {rule}` shows what it finds",
            "其他规则也未发现；`alliance check --only {rule}` 显示该规则的结果"
        )));
    }
    let told = found.into_iter().map(|finding| {
        let (rule, en, zh) = (finding.rule, finding.message.en, finding.message.zh);
        say!("found is {rule}: {en}", "已发现 {rule}：{zh}")
    });
    Ok(told.fold(error, Error::hint))
}
