//! Motions: what was moved, the counts, the roll call, the rule that judges it.

use super::{Taker, default, merge};
use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        record::Entry,
        words::{Charter, Choice, CodeWord},
    },
    ops::{
        names::{Found, bearers, person_parts},
        verdict,
    },
    rules::charter,
    say,
    store::{Record, Value},
};

impl Taker<'_, '_> {
    /// Matched by code, else number, else title; titles may repeat, so the n-th of a title in the
    /// file is the n-th of it in the session.
    pub(in crate::ops) fn motion(
        &mut self,
        entry: &Entry,
        target: Option<i64>,
        meeting: &Record,
        session_ref: &str,
        seen: &mut Vec<i64>,
    ) -> Result<()> {
        let session = meeting.int("id").unwrap_or_default();
        let candidates = match (target, entry.text("title").known()) {
            (Some(id), _) => vec![id],
            (None, Some(title)) => self.motions_like(entry, session, title)?,
            (None, None) => return Ok(()),
        };
        let id = candidates.into_iter().find(|id| !seen.contains(id));
        let mut row = self.row_or_new("motions", id)?.with("session_id", session);
        merge(
            &mut row,
            entry,
            &[
                "title",
                "number",
                "code",
                "kind",
                "class",
                "effective",
                "text",
                "proposer",
                "on",
                "method",
                "yes",
                "no",
                "abstain",
                "invalid",
                "unanimous",
                "outcome",
                "seats",
                "issued",
                "collected",
            ],
        );
        default(&mut row, "kind", "other");
        if row.int("number").is_none() {
            let last = "SELECT coalesce(max(number), 0) FROM motions WHERE session_id = ?1";
            row.set("number", self.id_of(last, &[session.into()])?.unwrap_or(0) + 1);
        }
        let id = row.int("id").unwrap_or_default();
        seen.push(id);
        let reference = format!("{session_ref}/{}", row.int("number").unwrap_or_default());
        self.keep_rule(&mut row, meeting)?;
        self.write.put(&row, &reference)?;
        let kind = row.text("kind").unwrap_or_default().to_string();
        let before = self.subject_organizations(id)?;
        self.to_settle.extend(before);
        if let Some(subjects) = entry.texts("subjects").said() {
            let mut parts = Vec::new();
            for (name, place) in subjects.unwrap_or_default() {
                let person = self.names.whole(name) == Found::Nobody
                    && (kind == "election" || !bearers(self.write, person_parts(name).0)?.is_empty());
                parts.push(if person {
                    Record::new("motion_subjects").with("person_id", self.person(name, None, place)?)
                } else {
                    let organization = self.organization_named(name, place)?;
                    Record::new("motion_subjects").with("organization_id", organization)
                });
            }
            self.write.put_parts("motion_subjects", id, parts, &reference)?;
        }
        if let Some(candidates) = entry.candidates("candidates").said() {
            let mut parts = Vec::new();
            for candidate in candidates.unwrap_or_default() {
                let organization = match &candidate.organization {
                    Some(name) => Some(self.organization_named(name, &candidate.place)?),
                    None => None,
                };
                let person = match &candidate.person {
                    Some(name) => Some(self.person(name, organization, &candidate.place)?),
                    None => None,
                };
                let part =
                    Record::new("candidates").with("person_id", person).with("organization_id", organization);
                let part = part.with("role", candidate.role).with("yes", candidate.yes);
                let part = part.with("no", candidate.no).with("abstain", candidate.abstain);
                parts.push(part.with("elected", candidate.elected));
            }
            self.write.put_parts("candidates", id, parts, &reference)?;
        }
        if let Some(ballots) = entry.ballots("ballots").said() {
            self.ballots(id, &reference, ballots)?;
            self.tally(&mut row)?;
            self.write.put(&row, &reference)?;
        }
        let after = self.subject_organizations(id)?;
        self.to_settle.extend(after);
        if kind == "election"
            || self.id_of("SELECT id FROM posts WHERE filled_by = ?1", &[id.into()])?.is_some()
        {
            self.elections.push(id);
        }
        Ok(())
    }

    fn motions_like(&self, entry: &Entry, session: i64, title: &str) -> Result<Vec<i64>> {
        let rows = |sql: &str, key: Value| self.write.all(sql, &[key, session.into()], |row| row.int(0));
        if let Some(code) = entry.text("code").known() {
            let coded = rows(
                "SELECT id FROM motions WHERE lower(code) = lower(?1) AND code IS NOT NULL AND session_id = ?2",
                code.into(),
            )?;
            if !coded.is_empty() {
                return Ok(coded);
            }
        }
        if let Some(number) = entry.int("number").known() {
            return rows("SELECT id FROM motions WHERE number = ?1 AND session_id = ?2", number.into());
        }
        if entry.has("code") {
            return Ok(Vec::new());
        }
        rows("SELECT id FROM motions WHERE title = ?1 AND session_id = ?2 ORDER BY number", title.into())
    }

    fn subject_organizations(&self, motion: i64) -> Result<Vec<i64>> {
        let sql = "SELECT organization_id FROM motion_subjects WHERE motion_id = ?1 AND organization_id IS NOT NULL";
        self.write.all(sql, &[motion.into()], |row| row.int(0))
    }

    /// Ballots given again replace an organization's old choice; the others stay, but under `--prune`. `unset` takes all out.
    fn ballots(
        &mut self,
        motion: i64,
        reference: &str,
        ballots: Option<&[(Choice, String, crate::model::record::Place)]>,
    ) -> Result<()> {
        let Some(ballots) = ballots else {
            let sql = "SELECT organization_id FROM ballots WHERE motion_id = ?1";
            for organization in self.write.all(sql, &[motion.into()], |row| row.int(0))? {
                self.write.remove("ballots", &[motion.into(), organization.into()], reference)?;
            }
            return Ok(());
        };
        let mut voted: Vec<i64> = Vec::new();
        for (choice, name, place) in ballots {
            let organization = self.known_organization(name, place)?;
            if voted.contains(&organization) {
                return Err(Error::impossible(say!(
                    "{name} has two ballots in one vote",
                    "{name} 在同一表决中有两张票"
                ))
                .at(&place.to_string()));
            }
            voted.push(organization);
            let ballot =
                Record::new("ballots").with("motion_id", motion).with("organization_id", organization);
            self.write.put(&ballot.with("choice", choice.code()), reference)?;
        }
        if self.options.prune {
            let sql = "SELECT organization_id FROM ballots WHERE motion_id = ?1";
            for organization in self.write.all(sql, &[motion.into()], |row| row.int(0))? {
                if !voted.contains(&organization) {
                    self.write.remove("ballots", &[motion.into(), organization.into()], reference)?;
                }
            }
        }
        Ok(())
    }

    /// Keeps the tally of the ballots beside them.
    fn tally(&self, row: &mut Record) -> Result<()> {
        let id = row.int("id").unwrap_or_default();
        let sql = "SELECT choice, count(*) FROM ballots WHERE motion_id = ?1 GROUP BY choice";
        let tally = self.write.all(sql, &[id.into()], |r| Ok((r.text(0)?, r.int(1)?)))?;
        for choice in [Choice::Yes, Choice::No, Choice::Abstain, Choice::Invalid, Choice::Absent] {
            let count = tally.iter().find(|(c, _)| c == choice.code()).map_or(0, |(_, n)| *n);
            let value = if tally.is_empty() { None } else { Some(count) };
            row.set(&format!("tally_{}", choice.code()), value);
        }
        Ok(())
    }

    /// The rule in force on the motion's day is kept with it.
    fn keep_rule(&self, row: &mut Record, meeting: &Record) -> Result<()> {
        let day = row.text("on").or(meeting.text("end")).or(meeting.text("start")).and_then(Day::from_iso);
        let Some(day) = day else { return Ok(()) };
        let own = verdict::own_rules(self.write)?;
        let preset = "SELECT charter FROM alliances WHERE id = 1";
        let preset = self.write.one(preset, &[], |r| r.word::<Charter>(0))?.unwrap_or(Charter::Model);
        let body = meeting.text("body").unwrap_or_default();
        let rule = charter::choose(&own, preset, body, row.text("kind").unwrap_or_default(), day);
        let text = |f: &dyn Fn(&crate::model::rule::Rule) -> Option<String>| -> Value {
            rule.as_ref().and_then(f).into()
        };
        row.set("rule_body", text(&|r| Some(r.body.clone())));
        row.set("rule_matter", text(&|r| Some(r.matter.clone())));
        row.set("rule_quorum", text(&|r| r.quorum.map(|q| q.to_string())));
        row.set("rule_majority", text(&|r| r.majority.map(|m| m.to_string())));
        row.set("rule_majority_of", text(&|r| r.majority_of.map(|b| b.code().to_string())));
        row.set("rule_exclusive", rule.as_ref().map(|r| r.exclusive));
        row.set("rule_proxies", text(&|r| r.proxies.map(|p| p.code().to_string())));
        debug_assert!(Charter::parse("none").is_some());
        Ok(())
    }
}
