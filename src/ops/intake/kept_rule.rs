//! The rule that a motion was judged by is kept with it: one recorded later judges it only where that is asked for.

use super::Taker;
use crate::{
    error::{Message, Result},
    model::{
        day::Day,
        rule::Rule,
        words::{Base, Charter, CodeWord, Proxies},
    },
    noun::{MOTION, RULE},
    ops::{rows::Ids, verdict},
    rules::charter,
    say,
    store::{Record, Value},
};

/// A rule as a motion keeps it; without one all is unknown.
fn cells(rule: Option<&Rule>) -> [(&'static str, Value); 17] {
    let text = |f: &dyn Fn(&Rule) -> Option<String>| -> Value { rule.and_then(f).into() };
    let count = |f: &dyn Fn(&Rule) -> Option<u64>| -> Value { rule.and_then(f).and_then(|n| i64::try_from(n).ok()).into() };
    [
        ("rule_body", text(&|r| Some(r.body.clone()))),
        ("rule_matter", text(&|r| Some(r.matter.clone()))),
        ("rule_quorum", text(&|r| r.quorum.map(|q| q.to_string()))),
        ("rule_majority", text(&|r| r.majority.map(|m| m.to_string()))),
        ("rule_majority_of", text(&|r| r.majority_of.map(|b| b.code().to_string()))),
        ("rule_exclusive", rule.map(|r| r.exclusive).into()),
        ("rule_proxies", text(&|r| r.proxies.map(|p| p.code().to_string()))),
        ("rule_quorum_exclusive", rule.and_then(|r| r.quorum_exclusive).into()),
        ("rule_quorum_least", count(&|r| r.quorum_least)),
        ("rule_also", text(&|r| r.also.map(|part| part.to_string()))),
        ("rule_also_of", text(&|r| r.also_of.map(|b| b.code().to_string()))),
        ("rule_method", text(&|r| r.method.map(|m| m.code().to_string()))),
        ("rule_proxies_each", count(&|r| r.proxies_each)),
        ("rule_recused", text(&|r| r.recused.map(|one| one.code().to_string()))),
        ("rule_correspondence", text(&|r| r.correspondence.map(|one| one.code().to_string()))),
        ("rule_standing", text(&|r| r.standing.map(|one| one.code().to_string()))),
        ("rule_grace", count(&|r| r.grace)),
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
        let proxies = motion.text("rule_proxies").and_then(Proxies::parse).filter(|proxies| *proxies != Proxies::None);
        if let Some((of, what)) = proxies.map(Proxies::labels) {
            en.push_str(&format!(", proxies {of}"));
            zh.push_str(&format!("；委托：{what}"));
        }
        worded_rest(motion, &mut en, &mut zh);
        zh.push('）');
    }
    Message { en, zh }
}

/// What else a rule asks, where it says it.
fn worded_rest(motion: &Record, en: &mut String, zh: &mut String) {
    for field in MOTION.fields.iter().filter(|field| field.kept) {
        const TOLD: &[&str] =
            &["rule_body", "rule_matter", "rule_quorum", "rule_majority", "rule_majority_of", "rule_exclusive", "rule_proxies"];
        let Some(own) = field.key.strip_prefix("rule_").filter(|_| !TOLD.contains(&field.key)) else { continue };
        let value = match motion.get(field.key) {
            Value::Text(text) => text.clone(),
            Value::Int(n) => n.to_string(),
            _ => continue,
        };
        let labels = field.ty.families().first().and_then(|family| family.labels(&value));
        let (label, name) = RULE.field(own).map_or((own, own), |field| field.label.unwrap_or((field.key, field.called())));
        en.push_str(&format!(", {} {}", label.replace('_', " "), labels.map_or(&*value, |(en, _)| en)));
        zh.push_str(&format!("；{name}：{}", labels.map_or(&*value, |(_, zh)| zh)));
    }
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

    /// What a rule does to sessions and motions that are recorded already: told once, when it is typed.
    pub(super) fn tell_of_rule(&mut self, rule: &Record) -> Result<()> {
        if self.facts || self.as_recorded || !(self.outcome.added || self.outcome.changed) {
            return Ok(());
        }
        let (body, matter) = (rule.text("body").unwrap_or_default(), rule.text("matter").unwrap_or_default());
        let [from, until] = ["from", "until"].map(|key| rule.text(key).and_then(Day::from_iso));
        let sql = "SELECT coalesce(m.\"on\", s.\"end\", s.\"start\"), s.id FROM sessions s JOIN motions m ON m.session_id = s.id \
                   WHERE s.body = ?1 AND (?2 = '*' OR m.kind = ?2)";
        let key = [body.into(), matter.into()];
        let mut voted = self.write.rows::<(Day, i64)>(sql, &key)?;
        voted.retain(|(day, _)| day.is_within(from, until));
        let held = match matter {
            "*" => self.write.rows::<Day>("SELECT \"start\" FROM sessions WHERE body = ?1", &key[..1])?,
            _ => Vec::new(),
        };
        let held = held.into_iter().filter(|day| day.is_within(from, until)).count();
        if held > 0 {
            self.warnings.push(say!(
                "sessions of {body} that are recorded already ({held}) have their quorum and proxies counted by this rule from now on",
                "{body} 已登记的会议（{held}次）今后按此规则计算法定人数与委托"
            ));
        }
        if let n @ 1.. = voted.len() {
            self.warnings.push(say!(
                "motions that are recorded already ({n}) stay judged by the rule kept with them; `alliance rule rejudge` tells what this one \
                 would change",
                "已登记的议题（{n}项）仍按登记时的规则判定；`alliance rule rejudge` 可查看改按此规则会有何变化"
            ));
        }
        Ok(())
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
