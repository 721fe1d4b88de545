//! The rule that a motion was judged by is kept with it: one recorded later judges it only where that is asked for.

use super::Taker;
use crate::{
    error::{Message, Result},
    model::{
        day::Day,
        rule::Rule,
        words::{Base, Charter, CodeWord},
    },
    ops::{rows::Ids, verdict},
    rules::charter,
    say,
    store::{Record, Value},
};

/// A rule as a motion keeps it; without one all is unknown.
fn cells(rule: Option<&Rule>) -> [(&'static str, Value); 7] {
    let text = |f: &dyn Fn(&Rule) -> Option<String>| -> Value { rule.and_then(f).into() };
    [
        ("rule_body", text(&|r| Some(r.body.clone()))),
        ("rule_matter", text(&|r| Some(r.matter.clone()))),
        ("rule_quorum", text(&|r| r.quorum.map(|q| q.to_string()))),
        ("rule_majority", text(&|r| r.majority.map(|m| m.to_string()))),
        ("rule_majority_of", text(&|r| r.majority_of.map(|b| b.code().to_string()))),
        ("rule_exclusive", rule.map(|r| r.exclusive).into()),
        ("rule_proxies", text(&|r| r.proxies.map(|p| p.code().to_string()))),
    ]
}

/// So many motions that go by another rule are told one by one.
const TOLD: usize = 20;

/// The rule that a motion keeps, in words.
fn worded(motion: &Record) -> Message {
    let (Some(body), Some(matter)) = (motion.text("rule_body"), motion.text("rule_matter")) else {
        return say!("no rule", "无规则");
    };
    let (mut en, mut zh) = (format!("{body}/{matter}"), format!("{body}/{matter}"));
    if let Some(majority) = motion.text("rule_majority") {
        let exclusive = motion.get("rule_exclusive") == &Value::from(true);
        let (more, over) = if exclusive { ("more than ", "超过") } else { ("", "") };
        let (of, from) = motion.text("rule_majority_of").and_then(Base::parse).unwrap_or(Base::Present).labels();
        en.push_str(&format!(", majority {more}{majority} {of}"));
        zh.push_str(&format!("（多数：{over}{from}的{majority}"));
        if let Some(quorum) = motion.text("rule_quorum") {
            en.push_str(&format!(", quorum {quorum}"));
            zh.push_str(&format!("；法定人数：{}", if quorum == "none" { "不设" } else { quorum }));
        }
        zh.push('）');
    }
    Message { en, zh }
}

impl Taker<'_, '_> {
    /// The rule that holds for a body and a matter on a day, as the rules stand recorded.
    fn rule_on(&mut self, body: &str, kind: &str, day: Day) -> Result<Option<Rule>> {
        if self.rules.is_none() {
            let preset = "SELECT charter FROM alliances WHERE id = 1";
            let preset = self.write.one(preset, &[], |r| r.word::<Charter>(0))?.unwrap_or(Charter::Model);
            self.rules = Some((verdict::own_rules(self.write)?, preset));
        }
        let Some((own, preset)) = &self.rules else { return Ok(None) };
        Ok(charter::choose(own, *preset, body, kind, day))
    }

    /// The rule that holds on the motion's day is kept with it.
    pub(super) fn keep_rule(&mut self, row: &mut Record, session: i64) -> Result<()> {
        let meeting = self.write.row("sessions", session)?;
        let day = row.text("on").or(meeting.text("end")).or(meeting.text("start")).and_then(Day::from_iso);
        let Some(day) = day else { return Ok(()) };
        let (body, kind) = (meeting.text("body").unwrap_or_default(), row.text("kind").unwrap_or_default());
        let rule = self.rule_on(body, kind, day)?;
        for (column, value) in cells(rule.as_ref()) {
            row.set(column, value);
        }
        Ok(())
    }

    /// Motions of sessions that were moved to another day or body, and did not come in themselves, go by the rule of
    /// that one.
    pub(super) fn keep_rules_of_redated(&mut self) -> Result<()> {
        let sessions = std::mem::take(&mut self.redated);
        if sessions.is_empty() || self.facts {
            return Ok(());
        }
        self.judge_anew(Ids::Of("session_id", &sessions))
    }

    /// Keeps with each of some motions the rule that holds for it as the rules stand recorded now, and tells where that
    /// is another one.
    pub(in crate::ops) fn judge_anew(&mut self, which: Ids<'_>) -> Result<()> {
        let sql = format!(
            "SELECT m.id, r.ref || '/' || m.number, s.body, m.kind, coalesce(m.\"on\", s.\"end\", s.\"start\") FROM motions m \
             JOIN sessions s ON s.id = m.session_id JOIN session_refs r ON r.session_id = s.id WHERE {} ORDER BY m.id",
            which.among("m", "id")
        );
        let mut anew = 0usize;
        for (id, reference, body, kind, day) in self.write.rows::<(i64, String, String, String, Day)>(&sql, &[])? {
            let rule = self.rule_on(&body, &kind, day)?;
            let row = self.write.row("motions", id)?;
            let cells = cells(rule.as_ref());
            if cells.iter().all(|(column, value)| row.get(column) == value) {
                continue;
            }
            let before = worded(&row);
            let row = cells.into_iter().fold(row, |row, (column, value)| row.with(column, value));
            self.write.put(&row, &reference)?;
            anew += 1;
            if anew <= TOLD {
                let (was, is) = (before, worded(&row));
                self.warnings.push(Message {
                    en: format!("{reference} goes by {}, before by {}", is.en, was.en),
                    zh: format!("{reference} 改按 {} 判定，原按 {}", is.zh, was.zh),
                });
            }
            self.look_at(row.int("session_id").unwrap_or_default());
            for organization in self.subjects(id)? {
                self.settle_later(organization);
            }
        }
        if anew > TOLD {
            let more = anew - TOLD;
            self.warnings.push(say!("and {more} motions more go by another rule", "另有{more}项议题改按其他规则判定"));
        }
        Ok(())
    }
}
