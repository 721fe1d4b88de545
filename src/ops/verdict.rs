//! Verdicts, derived anew from the facts at each asking: who was due and present, what the rule yields.

use std::{collections::HashMap, rc::Rc};

use crate::{
    error::{Message, Result},
    model::{
        day::Day,
        fraction::Fraction,
        motion::{Candidate, Counts, JudgedBy, Quorum, Result as Outcome, VoteRow},
        rule::{QuorumRule, Rule},
        words::{self, Base, Charter, Class, Computed, MotionKind, Presence, Proxies, Roster},
    },
    rules::{
        charter, election,
        majority::{self, Verdict},
        presence::{self, Attended, Inputs, Presences},
        quorum,
    },
    say,
    store::{Read, Row, Value},
};

/// The alliance's own rules.
pub fn own_rules(read: &Read<'_>) -> Result<Vec<Rule>> {
    let sql = "SELECT body, matter, quorum, majority, majority_of, exclusive, proxies, \"from\", \"until\" \
               FROM rules ORDER BY body, matter, \"from\" NULLS FIRST";
    read.all(sql, &[], |row| rule(row, 0))
}

/// A rule from nine columns that begin at `at`.
fn rule(row: &Row<'_>, at: usize) -> Result<Rule> {
    Ok(Rule {
        body: row.text(at)?,
        matter: row.text(at + 1)?,
        quorum: row.opt_str(at + 2)?.and_then(QuorumRule::parse),
        majority: row.opt_str(at + 3)?.and_then(Fraction::parse),
        majority_of: row.opt_word::<Base>(at + 4)?,
        exclusive: row.opt_flag(at + 5)?.unwrap_or(false),
        proxies: row.opt_word::<Proxies>(at + 6)?,
        from: row.opt_day(at + 7)?,
        until: row.opt_day(at + 8)?,
    })
}

/// What is known of a session's presence.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// Its reference.
    pub reference: String,
    /// The body that met.
    pub body: String,
    /// First day.
    pub start: Day,
    /// Last day, or the first.
    pub last: Day,
    /// The figures.
    pub presences: Presences,
    /// The rule for matter `*`.
    pub general: Option<Rule>,
    counted: bool,
}

/// Reads what is known of a session's presence.
pub fn meeting(read: &Read<'_>, session: i64) -> Result<Option<Meeting>> {
    Ok(meetings(read, Some(session))?.pop().map(|(_, meeting)| meeting))
}

/// Reads what is known of the presence of one session, or of all, oldest first: in a few questions,
/// however many they are, for on a server each takes its time.
fn meetings(read: &Read<'_>, only: Option<i64>) -> Result<Vec<(i64, Meeting)>> {
    let param: Vec<Value> = only.into_iter().map(Value::Int).collect();
    let (this, theirs) = if only.is_some() { ("WHERE s.id = ?1", "AND session_id = ?1") } else { ("", "") };
    let sql = format!(
        "SELECT r.ref, s.\"start\", coalesce(s.\"end\", s.\"start\"), s.roster, s.due, s.present, b.seats, s.body, s.id \
         FROM sessions s JOIN session_refs r ON r.session_id = s.id JOIN bodies b ON b.code = s.body {this} \
         ORDER BY s.\"start\", s.id"
    );
    let found = read.all(&sql, &param, |row| {
        let days = (row.day(1)?, row.day(2)?);
        let stated = (row.opt_count(4)?, row.opt_count(5)?);
        let roster = row.word::<Roster>(3)?;
        Ok((row.int(8)?, row.text(0)?, days, roster, stated, row.opt_word::<Class>(6)?, row.text(7)?))
    })?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut attended: HashMap<i64, Vec<Attended>> = HashMap::new();
    let sql = format!(
        "SELECT session_id, organization_id, presence FROM attendances WHERE organization_id IS NOT NULL {theirs} \
         ORDER BY session_id, id"
    );
    read.each(&sql, &param, &mut |row| {
        let one = Attended { organization: row.int(1)?, presence: row.word::<Presence>(2)? };
        attended.entry(row.int(0)?).or_default().push(one);
        Ok(())
    })?;
    let held = Seats::read(read)?;
    let preset = read.one("SELECT charter FROM alliances WHERE id = 1", &[], |r| r.word::<Charter>(0))?;
    let (preset, own) = (preset.unwrap_or(Charter::Model), own_rules(read)?);
    let mut all = Vec::new();
    for (id, reference, (start, last), roster, (due, present), lowest, body) in found {
        let seats = lowest.map(|lowest| held.of(id, lowest, start));
        let presences = presence::count(&Inputs {
            roster,
            seats: seats.as_deref(),
            attended: attended.get(&id).map(Vec::as_slice).unwrap_or_default(),
            roll_call: None,
            due,
            present,
        });
        let general = charter::choose(&own, preset, &body, "*", last);
        let counted = roster == Roster::Complete && seats.is_some();
        all.push((id, Meeting { reference, body, start, last, presences, general, counted }));
    }
    Ok(all)
}

/// Who holds a seat when: all memberships, in the order of the organizations.
pub struct Seats(Vec<Seat>);

struct Seat {
    organization: i64,
    class: Class,
    from: Option<Day>,
    until: Option<Day>,
    /// The source itself says it, whatever a session decided.
    stated: bool,
    /// The sessions that started and ended it, and its end but for the latter.
    admitted_in: Option<i64>,
    ended_in: Option<i64>,
    until_before: Option<Day>,
}

impl Seats {
    /// Reads them.
    pub fn read(read: &Read<'_>) -> Result<Seats> {
        let sql = "SELECT m.organization_id, m.class, m.\"from\", m.\"until\", m.stated, a.session_id, e.session_id, m.until_before \
                   FROM memberships m LEFT JOIN motions a ON a.id = m.admitted_by LEFT JOIN motions e ON e.id = m.ended_by \
                   ORDER BY m.organization_id";
        let seat = |row: &Row<'_>| {
            Ok(Seat {
                organization: row.int(0)?,
                class: row.word(1)?,
                from: row.opt_day(2)?,
                until: row.opt_day(3)?,
                stated: row.opt_flag(4)? == Some(true),
                admitted_in: row.opt_int(5)?,
                ended_in: row.opt_int(6)?,
                until_before: row.opt_day(7)?,
            })
        };
        Ok(Seats(read.all(sql, &[], seat)?))
    }

    /// Organizations with a seat on a day, where `lowest` is the lowest class that holds one. What the
    /// session itself decides changes nothing of who was due to it: a member that it admits had no seat
    /// yet.
    pub fn of(&self, session: i64, lowest: Class, day: Day) -> Vec<i64> {
        let holds = |seat: &&Seat| {
            let until = if seat.ended_in == Some(session) { seat.until_before } else { seat.until };
            seat.from.is_none_or(|from| from <= day)
                && (seat.stated || seat.admitted_in != Some(session))
                && until.is_none_or(|until| until >= day)
                && crate::rules::seats::holds(seat.class, lowest)
        };
        let mut seats: Vec<i64> = self.0.iter().filter(holds).map(|seat| seat.organization).collect();
        seats.dedup();
        seats
    }
}

impl Meeting {
    /// With the roll call's figure where neither the source nor a list tells who was present.
    fn with_roll_call(&self, voted: Option<u64>) -> Presences {
        let mut presences = self.presences.clone();
        if presences.present.is_none() && self.counted {
            presences.present = voted;
        }
        presences
    }

    /// The session's own quorum, by the rule for `*`.
    pub fn quorum(&self, read: &Read<'_>, session: i64) -> Result<Quorum> {
        let sql = "SELECT max(tally_yes + tally_no + tally_abstain + tally_invalid) FROM motions WHERE session_id = ?1";
        let voted = read.one(sql, &[session.into()], |row| row.opt_count(0))?.flatten();
        Ok(quorum::judge(self.general.as_ref(), &self.with_roll_call(voted)))
    }
}

/// One motion as it was recorded, with what its rule yields.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The line of the vote list.
    pub row: VoteRow,
    /// Due, present, required, met.
    pub quorum: Quorum,
    /// The arithmetic.
    pub verdict: Verdict,
    /// The rule kept with it.
    pub rule: Option<Rule>,
    /// Candidates' figures, in order.
    pub passed: Vec<election::Passed>,
    /// What does not fit together.
    pub irregularities: Vec<Message>,
    /// That of them which says that the declared outcome is not the computed one.
    pub misdeclared: Option<Message>,
}

impl Judged {
    /// The rule as it is shown.
    pub fn judged_by(&self) -> Option<JudgedBy> {
        self.rule.as_ref().map(|rule| JudgedBy {
            body: rule.body.clone(),
            matter: rule.matter.clone(),
            majority: rule.majority,
            majority_of: rule.majority_of,
            exclusive: rule.exclusive,
        })
    }
}

const MOTION: &str = "SELECT id, number, code, title, kind, \"on\", yes, no, abstain, invalid, unanimous, outcome, \
    seats, issued, collected, tally_yes, tally_no, tally_abstain, tally_invalid, rule_body, rule_matter, rule_quorum, \
    rule_majority, rule_majority_of, rule_exclusive, rule_proxies, NULL, NULL, session_id FROM motions";

/// Judges the motions of one session, or one motion of it.
pub fn judge(read: &Read<'_>, session: i64, motion: Option<i64>) -> Result<Vec<(i64, Judged)>> {
    let Some(meeting) = meeting(read, session)? else { return Ok(Vec::new()) };
    let (sql, key): (String, i64) = match motion {
        Some(motion) => (format!("{MOTION} WHERE id = ?1"), motion),
        None => (format!("{MOTION} WHERE session_id = ?1 ORDER BY number"), session),
    };
    let mut judged = Vec::new();
    read.each(&sql, &[Value::Int(key)], &mut |row| {
        judged.push((row.int(0)?, judge_row(read, &meeting, row)?));
        Ok(())
    })?;
    Ok(judged)
}

/// Judges all motions, in the order of the sessions.
pub fn judge_all(read: &Read<'_>) -> Result<Vec<(Rc<Meeting>, Judged)>> {
    let meetings = meetings(read, None)?;
    let places: HashMap<i64, (usize, Rc<Meeting>)> =
        meetings.into_iter().enumerate().map(|(at, (id, meeting))| (id, (at, Rc::new(meeting)))).collect();
    let mut judged = Vec::new();
    read.each(&format!("{MOTION} ORDER BY session_id, number"), &[], &mut |row| {
        if let Some((at, meeting)) = places.get(&row.int(28)?) {
            judged.push((*at, meeting.clone(), judge_row(read, meeting, row)?));
        }
        Ok(())
    })?;
    judged.sort_by_key(|(at, ..)| *at);
    Ok(judged.into_iter().map(|(_, meeting, judged)| (meeting, judged)).collect())
}

/// Judges some motions: by their rows.
pub fn judge_these(read: &Read<'_>, motions: &[i64]) -> Result<HashMap<i64, Judged>> {
    let mut judged = HashMap::new();
    if motions.is_empty() {
        return Ok(judged);
    }
    let meetings: HashMap<i64, Meeting> = meetings(read, None)?.into_iter().collect();
    let ids: Vec<String> = motions.iter().map(i64::to_string).collect();
    read.each(&format!("{MOTION} WHERE id IN ({})", ids.join(", ")), &[], &mut |row| {
        if let Some(meeting) = meetings.get(&row.int(28)?) {
            judged.insert(row.int(0)?, judge_row(read, meeting, row)?);
        }
        Ok(())
    })?;
    Ok(judged)
}

fn judge_row(read: &Read<'_>, meeting: &Meeting, row: &Row<'_>) -> Result<Judged> {
    let (id, number) = (row.int(0)?, row.int(1)?);
    let stated = [row.opt_count(6)?, row.opt_count(7)?, row.opt_count(8)?, row.opt_count(9)?];
    let tally = [row.opt_count(15)?, row.opt_count(16)?, row.opt_count(17)?, row.opt_count(18)?];
    let [yes, no, abstain, invalid] = std::array::from_fn(|n| stated[n].or(tally[n]));
    let counts = Counts { yes, no, abstain, invalid };
    let rule = if row.opt_str(19)?.is_some() { Some(rule(row, 19)?) } else { None };
    let voted = tally.iter().copied().sum::<Option<u64>>();
    let presences = meeting.with_roll_call(voted);
    let quorum = quorum::judge(rule.as_ref(), &presences);
    let present = quorum::base_present(rule.as_ref(), &presences);
    let unanimous = row.opt_flag(10)?.unwrap_or(false);
    let facts = majority::Facts { counts, unanimous, quorum: quorum.clone(), present };
    let mut verdict = majority::judge(rule.as_ref(), &facts);
    let kind = row.word::<MotionKind>(4)?;
    let mut passed = Vec::new();
    if kind == MotionKind::Election {
        let standing = candidates(read, id)?;
        if !standing.is_empty() {
            let standing: Vec<_> =
                standing.iter().map(|c| election::Standing { yes: c.yes, elected: c.elected }).collect();
            let round = election::Round {
                seats: row.opt_count(12)?,
                issued: row.opt_count(13)?,
                collected: row.opt_count(14)?,
                present,
            };
            (verdict.computed, passed) = election::judge(rule.as_ref(), &standing, round, &quorum);
        }
    }
    let declared = row.opt_word::<words::Outcome>(11)?;
    let outcome = declared.map_or(Outcome::Computed(verdict.computed), Outcome::Declared);
    let mut irregularities = Vec::new();
    let mut misdeclared = None;
    if let Some(declared) = declared {
        let differs = match (declared, verdict.computed) {
            (_, Computed::Unknown) => false,
            (words::Outcome::Carried, computed) => computed != Computed::Carried,
            (words::Outcome::Rejected, computed) => computed == Computed::Carried,
            _ => false,
        };
        if differs {
            let ((a, b), (c, d)) = (declared.labels(), verdict.computed.labels());
            misdeclared = Some(say!("declared {a}, but by the rule {c}", "宣布“{b}”，而按规则应为“{d}”"));
            irregularities.extend(misdeclared.clone());
        }
    }
    let sum: u64 = [yes, no, abstain, invalid].iter().flatten().sum();
    if let Some(present) = quorum.present.filter(|present| sum > *present) {
        irregularities
            .push(say!("{sum} votes, but only {present} seats present", "计票{sum}票，而到会仅{present}席"));
    }
    for (name, stated, tally) in
        [("yes", stated[0], tally[0]), ("no", stated[1], tally[1]), ("abstain", stated[2], tally[2])]
    {
        if let (Some(stated), Some(tally)) = (stated, tally)
            && stated != tally
        {
            irregularities.push(say!(
                "{name}: the source states {stated}, the ballots give {tally}",
                "{name}：来源载明{stated}，逐票统计为{tally}"
            ));
        }
    }
    if unanimous && present.zip(yes).is_some_and(|(present, yes)| yes < present) {
        irregularities.push(say!(
            "stated as unanimous, but not every seat present said yes",
            "记为全票通过，但赞成票少于到会席位"
        ));
    }
    let row = VoteRow {
        reference: format!("{}/{number}", meeting.reference),
        code: row.opt_text(2)?,
        title: row.text(3)?,
        kind,
        session: meeting.reference.clone(),
        on: Some(row.opt_day(5)?.unwrap_or(meeting.last)),
        outcome,
        computed: verdict.computed,
        unanimous: verdict.unanimous,
        counts,
    };
    Ok(Judged { row, quorum, verdict, rule, passed, irregularities, misdeclared })
}

/// Candidates of an election as recorded.
pub fn candidates(read: &Read<'_>, motion: i64) -> Result<Vec<Candidate>> {
    let sql = "SELECT p.name, o.id, c.role, c.yes, c.elected, o.code, o.name FROM candidates c \
               LEFT JOIN persons p ON p.id = c.person_id LEFT JOIN organizations o ON o.id = c.organization_id \
               WHERE c.motion_id = ?1 ORDER BY c.seq";
    read.all(sql, &[motion.into()], |row| {
        let organization = row.opt_text(5)?.zip(row.opt_text(6)?);
        Ok(Candidate {
            person: row.opt_text(0)?,
            organization: organization
                .map(|(code, name)| crate::model::organization::OrganizationRef { code, name }),
            role: row.opt_word(2)?,
            yes: row.opt_count(3)?,
            elected: row.opt_flag(4)?,
            needed: None,
            margin: None,
        })
    })
}

/// Whether a motion counts as carried: declared, else computed.
pub fn carried(read: &Read<'_>, motion: i64) -> Result<bool> {
    let sql = "SELECT session_id FROM motions WHERE id = ?1";
    let Some(session) = read.one(sql, &[motion.into()], |row| row.int(0))? else { return Ok(false) };
    Ok(judge(read, session, Some(motion))?.iter().any(|(_, judged)| judged.row.outcome.code() == "carried"))
}
