//! What carried motions do: admissions and expulsions to memberships, elections to posts. Effects are
//! settled once all entries are in, in the order of the motions' days, so that the order of files
//! does not matter; recording a motion again replaces what it did.

use super::Taker;
use crate::{
    error::{Message, Result},
    model::{
        day::Day,
        words::{Class, CodeWord, MotionKind, Role},
    },
    ops::verdict,
    rules::seats::{Period, at_hand, class_on},
    say,
    store::{Record, Row, Value, judged},
};

/// A candidate: the person, the name and the office, as far as they are recorded.
type Stood = (Option<i64>, Option<String>, Option<Role>);

/// A motion on an organization.
struct Matter {
    id: i64,
    kind: String,
    class: Option<Class>,
    effective: Option<String>,
    day: Day,
    seats: Option<Class>,
}

impl Taker<'_, '_> {
    /// Settles all that was touched.
    pub(in crate::ops) fn settle_effects(&mut self) -> Result<()> {
        // Verdicts read the ballots packed.
        self.write.keep_rolls()?;
        let mut organizations = std::mem::take(&mut self.to_settle);
        organizations.sort_unstable();
        organizations.dedup();
        for organization in organizations {
            self.settle_organization(organization)?;
        }
        for motion in std::mem::take(&mut self.elections) {
            self.settle_election(motion)?;
        }
        Ok(())
    }

    /// Settles the effects of motions whose verdict has turned, by their references.
    pub(in crate::ops) fn settle_motions(&mut self, references: &[String]) -> Result<()> {
        let holes = (1..=references.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT m.id, m.kind, x.organization_id FROM motions m JOIN session_refs r ON r.session_id = m.session_id \
             LEFT JOIN motion_subjects x ON x.motion_id = m.id AND x.organization_id IS NOT NULL \
             WHERE r.ref || '/' || m.number IN ({holes}) ORDER BY m.id, x.seq"
        );
        let params: Vec<Value> = references.iter().map(|reference| reference.as_str().into()).collect();
        let turned = self.write.rows::<(i64, String, Option<i64>)>(&sql, &params)?;
        for (motion, kind, organization) in turned {
            self.to_settle.extend(organization);
            if kind == "election" && !self.elections.contains(&motion) {
                self.elections.push(motion);
            }
        }
        self.settle_effects()
    }

    /// Takes back what a motion that goes has done.
    pub(in crate::ops) fn withdraw_effects(&mut self, motion: i64) -> Result<()> {
        let sql = "SELECT organization_id FROM memberships WHERE admitted_by = ?1 OR ended_by = ?1";
        let touched = self.write.rows::<i64>(sql, &[motion.into()])?;
        for organization in touched {
            self.clear(organization)?;
            self.to_settle.push(organization);
        }
        for id in
            self.write.rows::<i64>("SELECT id FROM posts WHERE filled_by = ?1", &[motion.into()])?
        {
            let row = self.write.row("posts", id)?;
            self.drop_post(row)?;
        }
        Ok(())
    }

    /// What was typed of a carried motion that does nothing, though its kind should do something: told once.
    pub(super) fn tell_of_idle(&mut self) -> Result<()> {
        for (motion, reference) in std::mem::take(&mut self.typed) {
            let sql = "SELECT kind, effective FROM motions WHERE id = ?1";
            let Some((kind, effective)) = self.write.first::<(MotionKind, Option<String>)>(sql, &[motion.into()])? else {
                continue;
            };
            let told = match kind {
                _ if effective.as_deref() == Some("pending") => continue,
                MotionKind::Admission | MotionKind::Expulsion => self.idle_for(motion, kind, &reference)?,
                MotionKind::Election => self.idle_elected(motion, &reference)?,
                _ => continue,
            };
            self.warnings.extend(told);
        }
        Ok(())
    }

    /// Whom a carried admission does not admit, and an expulsion does not expel.
    fn idle_for(&self, motion: i64, kind: MotionKind, reference: &str) -> Result<Vec<Message>> {
        if !verdict::carried(self.write, motion)? {
            return Ok(Vec::new());
        }
        let admits = kind == MotionKind::Admission;
        let any = self.write.first::<i64>("SELECT 1 FROM motion_subjects WHERE motion_id = ?1 LIMIT 1", &[motion.into()])?;
        if any.is_none() {
            return Ok(vec![match admits {
                true => say!(
                    "{reference} is a carried admission that admits nobody: say whom with `alliance motion edit {reference} subject=NAME`",
                    "{reference} 是已通过的入会议题，而未写明对象，无人因此入会；请用 `alliance motion edit {reference} subject=单位` 写明"
                ),
                false => say!(
                    "{reference} is a carried expulsion of nobody: say of whom with `alliance motion edit {reference} subject=NAME`",
                    "{reference} 是已通过的除名议题，而未写明对象，无人因此除名；请用 `alliance motion edit {reference} subject=单位` 写明"
                ),
            }]);
        }
        let sql = "SELECT o.name, coalesce(m.\"on\", s.\"end\", s.\"start\") FROM motion_subjects x \
                   JOIN organizations o ON o.id = x.organization_id JOIN motions m ON m.id = x.motion_id \
                   JOIN sessions s ON s.id = m.session_id WHERE x.motion_id = ?1 AND NOT EXISTS \
                   (SELECT 1 FROM memberships e WHERE e.organization_id = o.id AND (e.admitted_by = ?1 OR e.ended_by = ?1)) \
                   ORDER BY x.seq";
        let idle = self.write.rows::<(String, Day)>(sql, &[motion.into()])?;
        let told = idle.into_iter().map(|(name, day)| match admits {
            true => say!(
                "{reference} changes nothing for {name}, which was a member of that class or a higher one on {day}",
                "{reference} 对“{name}”不产生变化：其在{day}已有该身份或更高身份"
            ),
            false => say!(
                "{reference} ends nothing for {name}, which was no member on {day}",
                "{reference} 对“{name}”不产生变化：其在{day}不是成员"
            ),
        });
        Ok(told.collect())
    }

    /// Persons who are elected to no office that is recorded.
    fn idle_elected(&self, motion: i64, reference: &str) -> Result<Vec<Message>> {
        let stood = self.stood(motion)?;
        let without = stood.into_iter().filter_map(|(person, name, role)| name.filter(|_| person.is_some() && role.is_none()));
        let told = without.map(|name| {
            say!(
                "{name} is elected by {reference}, and no office is recorded, so none is filled; if it is one of the alliance, say \
                 which: `alliance vote record {reference} --candidate '{name}:president'`",
                "{reference} 选举“{name}”当选，而未写明职位，因此不产生任职；如系联盟职务，请写明，如 `alliance vote record {reference} --candidate '{name}:president'`"
            )
        });
        Ok(told.collect())
    }

    fn rows(&self, organization: i64) -> Result<Vec<Record>> {
        let sql = "SELECT id FROM memberships WHERE organization_id = ?1 ORDER BY id";
        let ids = self.write.rows::<i64>(sql, &[organization.into()])?;
        ids.into_iter().map(|id| self.write.row("memberships", id)).collect()
    }

    /// The memberships as they were stated, without any motion's effect. What was only an effect is
    /// taken out and answered, so that it can come back under its own number.
    fn clear(&mut self, organization: i64) -> Result<Vec<Record>> {
        let code = self.names.shown(organization)?.0.to_string();
        let mut gone = Vec::new();
        for mut row in self.rows(organization)? {
            if row.int("ended_by").is_some() {
                let before = row.get("until_before").clone();
                row.set("until", before).set("until_before", None::<Day>);
                row.set("ended_by", None::<i64>).set("reason", None::<String>);
            }
            if row.int("stated") == Some(0) {
                self.write.remove("memberships", &row.key(), &code)?;
                gone.push(row);
            } else {
                row.set("admitted_by", None::<i64>);
                self.write.put(&row, &code)?;
            }
        }
        Ok(gone)
    }

    fn settle_organization(&mut self, organization: i64) -> Result<()> {
        let gone = self.clear(organization)?;
        let code = self.names.shown(organization)?.0.to_string();
        let sql = "SELECT m.id, m.kind, m.class, m.effective, coalesce(m.\"on\", s.\"end\", s.\"start\"), b.seats \
                   FROM motion_subjects x JOIN motions m ON m.id = x.motion_id JOIN sessions s ON s.id = m.session_id \
                   JOIN bodies b ON b.code = s.body \
                   WHERE x.organization_id = ?1 AND m.kind IN ('admission', 'expulsion') \
                   ORDER BY coalesce(m.\"on\", s.\"end\", s.\"start\") || '~', s.id, m.number";
        let matters = self.write.all(sql, &[organization.into()], |row: &Row<'_>| {
            Ok(Matter {
                id: row.int(0)?,
                kind: row.text(1)?,
                class: row.opt_word(2)?,
                effective: row.opt_text(3)?,
                day: row.day(4)?,
                seats: row.opt_word(5)?,
            })
        })?;
        for matter in matters {
            if matter.effective.as_deref() == Some("pending") || !verdict::carried(self.write, matter.id)? {
                continue;
            }
            let day = matter.effective.as_deref().and_then(Day::from_iso).unwrap_or(matter.day);
            if matter.kind == "expulsion" {
                self.end_all(organization, day, matter.id, &code)?;
            } else {
                self.admit(organization, day, &matter, &gone, &code)?;
            }
        }
        Ok(())
    }

    fn admit(
        &mut self,
        organization: i64,
        day: Day,
        matter: &Matter,
        gone: &[Record],
        code: &str,
    ) -> Result<()> {
        let sql = format!(
            "SELECT class FROM applications WHERE organization_id = ?1 AND class IS NOT NULL \
             AND (\"on\" IS NULL OR {}) ORDER BY {} DESC NULLS LAST LIMIT 1",
            judged::up_to("\"on\"", day),
            judged::order("\"on\"")
        );
        let applied = self.write.one(&sql, &[organization.into()], |row| row.word::<Class>(0))?;
        let Some(class) = matter.class.or(applied).or(matter.seats) else { return Ok(()) };
        let rows = self.rows(organization)?;
        // The same membership stated by hand is the one that this motion started, also where its month or
        // its year alone was known.
        let same = rows.iter().find(|row| {
            row.text("class") == Some(class.code()) && row.day("from").is_some_and(|from| from.covers(day))
        });
        if let Some(same) = same {
            return self.write.put(&same.clone().with("admitted_by", matter.id), code).map(|_| ());
        }
        let periods = periods(&rows);
        if class_on(&periods, day).is_some_and(|current| current >= class) {
            return Ok(());
        }
        for row in at_hand(rows, period, day) {
            if !row.day("from").is_some_and(|from| day.eve().surely_before(from)) {
                self.end(&row, day.eve(), matter.id, None, code)?;
            }
        }
        let old = gone.iter().find(|row| {
            row.text("class") == Some(class.code()) && row.text("from") == Some(&day.to_string())
        });
        let row = match old {
            Some(old) => old.clone(),
            None => Record::new("memberships").with("id", self.write.new_id("memberships")?),
        };
        let row = row.with("organization_id", organization).with("class", class.code()).with("from", day);
        let row = row.with("until", None::<Day>).with("stated", false).with("admitted_by", matter.id);
        self.write.add(&row, code)
    }

    /// An expulsion: the day of the vote is the last day of membership.
    fn end_all(&mut self, organization: i64, day: Day, motion: i64, code: &str) -> Result<()> {
        for row in at_hand(self.rows(organization)?, period, day) {
            self.end(&row, day, motion, Some("expelled"), code)?;
        }
        Ok(())
    }

    fn end(&mut self, row: &Record, until: Day, motion: i64, reason: Option<&str>, code: &str) -> Result<()> {
        let before = row.get("until").clone();
        if before == Value::from(until) {
            return Ok(());
        }
        let row = row.clone().with("until_before", before).with("until", until).with("ended_by", motion);
        self.write.put(&row.with("reason", reason), code).map(|_| ())
    }

    fn drop_post(&mut self, row: Record) -> Result<()> {
        let sql = "SELECT name FROM persons WHERE id = ?1";
        let name = self.write.first::<String>(sql, &[row.get("person_id").clone()])?.unwrap_or_default();
        if row.int("stated") == Some(1) {
            self.write.put(&row.with("filled_by", None::<i64>), &name)?;
        } else {
            self.write.remove("posts", &row.key(), &name)?;
        }
        Ok(())
    }

    /// Who is elected to which office of the alliance: nobody where the election is not carried; of a tie for
    /// the last seat those above it.
    fn elected(&self, motion: i64) -> Result<Vec<(i64, String, Role)>> {
        let stood = self.stood(motion)?.into_iter();
        Ok(stood.filter_map(|(person, name, role)| Some((person?, name?, role?))).filter(|(.., role)| *role != Role::Other).collect())
    }

    /// Candidates who are elected.
    fn stood(&self, motion: i64) -> Result<Vec<Stood>> {
        let judged = verdict::judge_these(self.write, &[motion])?.remove(&motion);
        let Some(judged) = judged.filter(|one| matches!(one.row.outcome.code(), "carried" | "tie")) else {
            return Ok(Vec::new());
        };
        let sql = "SELECT c.person_id, p.name, c.role FROM candidates c LEFT JOIN persons p ON p.id = c.person_id \
                   WHERE c.motion_id = ?1 ORDER BY c.seq";
        let stood = self.write.all(sql, &[motion.into()], |row| {
            Ok((row.opt_int(0)?, row.opt_text(1)?, row.opt_word::<Role>(2)?))
        })?;
        let elected = stood.into_iter().zip(judged.elected()).filter(|(_, elected)| *elected == Some(true));
        Ok(elected.map(|(one, _)| one).collect())
    }

    /// A carried election fills the posts of the elected.
    fn settle_election(&mut self, motion: i64) -> Result<()> {
        let mut old = Vec::new();
        for id in
            self.write.rows::<i64>("SELECT id FROM posts WHERE filled_by = ?1", &[motion.into()])?
        {
            let row = self.write.row("posts", id)?;
            self.drop_post(row.clone())?;
            old.push(row);
        }
        let sql = "SELECT s.term, m.effective, coalesce(m.\"on\", s.\"end\", s.\"start\"), m.kind \
                   FROM motions m JOIN sessions s ON s.id = m.session_id WHERE m.id = ?1";
        let found = self.write.one(sql, &[motion.into()], |row| {
            Ok((row.opt_int(0)?, row.opt_text(1)?, row.day(2)?, row.text(3)?))
        })?;
        let Some((term, effective, day, kind)) = found else { return Ok(()) };
        if kind != "election" || effective.as_deref() == Some("pending") {
            return Ok(());
        }
        let from = effective.as_deref().and_then(Day::from_iso).unwrap_or(day);
        // A post stated by hand may be known to the month or the year of that day: then its text begins so.
        for (person, name, role) in self.elected(motion)? {
            let title = role.labels().1;
            let sql = "SELECT id FROM posts WHERE person_id = ?1 AND organization_id IS NULL AND role = ?2 \
                       AND coalesce(term, 0) = coalesce(?3, 0) AND (\"from\" IS NULL OR \"from\" = substr(?4, 1, length(\"from\")))";
            let key = [person.into(), role.code().into(), term.into(), from.into()];
            let stated = self.write.first::<i64>(sql, &key)?;
            let row = match (stated, old.iter().find(|row| row.int("person_id") == Some(person))) {
                (Some(id), _) => self.write.row("posts", id)?,
                (None, Some(old)) => old.clone(),
                (None, None) => {
                    Record::new("posts").with("id", self.write.new_id("posts")?).with("stated", false)
                }
            };
            let new = stated.is_none() && row.int("stated") == Some(0);
            let row = if row.int("stated") == Some(1) {
                row
            } else {
                let row = row.with("person_id", person).with("title", title).with("role", role.code());
                row.with("term", term).with("from", from)
            };
            let row = row.with("filled_by", motion);
            if new { self.write.add(&row, &name)? } else { self.write.put(&row, &name).map(|_| ())? }
        }
        Ok(())
    }
}

fn period(row: &Record) -> Option<Period> {
    Some(Period { class: Class::parse(row.text("class")?)?, from: row.day("from"), until: row.day("until") })
}

fn periods(rows: &[Record]) -> Vec<Period> {
    rows.iter().filter_map(period).collect()
}
