//! What verdicts are derived from, read in a few questions however many sessions they are about: on a server
//! each question takes its time.

use std::{cell::OnceCell, collections::HashMap, fmt::Write as _, rc::Rc};

use super::{KEPT, Meeting, Motion, own_rules, rule};
use crate::{
    error::Result,
    model::{
        day::Day,
        motion::Counts,
        rule::Rule,
        words::{Charter, Choice, Class, Method, MotionKind, Roster, SessionKind, SessionStatus},
    },
    ops::rows::Ids,
    rules::{
        account::{Attended, SessionFacts, Sitting},
        charter,
        election::CandidateFigures,
        seats::{Period, Tenure, held},
        standing::{Charge, Payment, owing},
    },
    store::{Cell, Read, Row, Value, rolls::Roll},
};

/// A vote as it tells of who was there.
#[derive(Debug)]
pub struct Stated {
    motion: i64,
    counts: Counts,
    /// Ballot papers returned.
    papers: Option<u64>,
}

impl Stated {
    /// How many cast a vote, as far as counts and ballots tell: at least.
    pub fn cast(&self, rolls: &Rolls) -> u64 {
        let sum = tallies(&self.counts, rolls, self.motion).map(|(stated, listed)| stated.unwrap_or(0).max(listed));
        self.papers.unwrap_or(0).max(sum.iter().sum())
    }
}

/// Whether more votes are stated of a motion than it has ballots.
pub fn is_part(stated: &Counts, rolls: &Rolls, motion: i64) -> bool {
    let is_stated = *stated != Counts::default() && rolls.contains_key(&motion);
    is_stated && tallies(stated, rolls, motion).iter().any(|(stated, listed)| stated.is_some_and(|stated| stated > *listed))
}

/// Each count as it is stated, and how many ballots there are of that choice.
fn tallies(stated: &Counts, rolls: &Rolls, motion: i64) -> [(Option<u64>, u64); 4] {
    let mut listed = [0; 4];
    for (_, choice) in roll(rolls, motion) {
        match choice {
            Choice::Yes => listed[0] += 1,
            Choice::No => listed[1] += 1,
            Choice::Abstain => listed[2] += 1,
            Choice::Invalid => listed[3] += 1,
            Choice::Absent | Choice::Recused => {}
        }
    }
    let [yes, no, abstain, invalid] = listed;
    [(stated.yes, yes), (stated.no, no), (stated.abstain, abstain), (stated.invalid, invalid)]
}

/// Sessions with their motions, oldest first.
pub struct Loaded {
    /// Session and meeting, oldest first.
    pub meetings: Vec<(i64, Rc<Meeting>)>,
    /// The motions, in the order of sessions' rows and of their numbers.
    pub motions: Vec<Motion>,
}

/// The packed ballots of motions, by their rows.
pub type Rolls = HashMap<i64, Vec<u8>>;

impl Loaded {
    /// Reads them.
    pub fn read(read: &Read<'_>, which: Ids<'_>) -> Result<Loaded> {
        Loaded::of(read, which, None)
    }

    /// Reads them where all memberships may have been read already.
    pub fn of(read: &Read<'_>, which: Ids<'_>, held: Option<&[Tenure]>) -> Result<Loaded> {
        let motions = motions(read, which)?;
        let rolls = Rc::new(rolls(read, which)?);
        let meetings = meetings(read, which, (&motions, &rolls), held)?;
        Ok(Loaded { meetings, motions })
    }
}

/// The ballots of a motion, in the order of the organizations' rows.
pub fn roll(rolls: &Rolls, motion: i64) -> Roll<'_> {
    Roll::of(rolls.get(&motion).map(Vec::as_slice).unwrap_or_default())
}

fn rolls(read: &Read<'_>, which: Ids<'_>) -> Result<Rolls> {
    let mut all = Rolls::new();
    let sql = match which {
        Ids::All => "SELECT motion_id, ballots FROM rolls ORDER BY motion_id".to_string(),
        _ => format!(
            "SELECT r.motion_id, r.ballots FROM motions m JOIN rolls r ON r.motion_id = m.id WHERE {} ORDER BY r.motion_id",
            which.among("m", "session_id")
        ),
    };
    read.each(&sql, &[], &mut |row| {
        if let (motion, Value::Blob(ballots)) = row.take()? {
            all.insert(motion, ballots);
        }
        Ok(())
    })?;
    Ok(all)
}

fn motions(read: &Read<'_>, which: Ids<'_>) -> Result<Vec<Motion>> {
    let sql = format!(
        "SELECT id, number, code, title, kind, \"on\", yes, no, abstain, invalid, unanimous, outcome, \
         seats, issued, collected, method, session_id, rule_body, rule_matter, rule_quorum, \
         rule_majority, rule_majority_of, rule_exclusive, rule_proxies, NULL, NULL, rule_quorum_exclusive, rule_quorum_least, \
         rule_also, rule_also_of, rule_method, rule_proxies_each, rule_recused, rule_correspondence, rule_standing, rule_grace \
         FROM motions m WHERE {} \
         ORDER BY session_id, number",
        which.among("m", "session_id")
    );
    let mut rules = Rules::default();
    let mut all = read.all(&sql, &[], |row| motion(row, &mut rules))?;
    let mut places: HashMap<i64, usize> = HashMap::new();
    for (at, one) in all.iter().enumerate().filter(|(_, one)| one.kind == MotionKind::Election) {
        places.insert(one.id, at);
    }
    if places.is_empty() {
        return Ok(all);
    }
    let sql = format!(
        "SELECT c.motion_id, c.yes, c.no, c.abstain, c.elected FROM candidates c JOIN motions m ON m.id = c.motion_id \
         WHERE {} ORDER BY c.motion_id, c.seq",
        which.among("m", "session_id")
    );
    read.each(&sql, &[], &mut |row| {
        let (motion, yes, no, abstain, elected) = row.take()?;
        if let Some(motion) = places.get(&motion).and_then(|at| all.get_mut(*at)) {
            motion.standing.push(CandidateFigures { yes, no, abstain, elected });
        }
        Ok(())
    })?;
    Ok(all)
}

/// The rules that motions keep: a few, each many times.
#[derive(Default)]
struct Rules {
    known: Vec<(String, Rc<Rule>)>,
    text: String,
}

impl Rules {
    /// The rule that begins at the column `at`; none where the motion has none.
    fn of(&mut self, row: &Row<'_>, at: usize) -> Result<Option<Rc<Rule>>> {
        if row.opt_str(at)?.is_none() {
            return Ok(None);
        }
        self.text.clear();
        for column in at..at + KEPT {
            match row.0.cell(column)? {
                Cell::Text(text) => self.text.push_str(text),
                Cell::Int(n) => {
                    // Writing to a String cannot fail.
                    let _ = write!(self.text, "{n}");
                }
                Cell::Null | Cell::Blob(_) => {}
            }
            self.text.push('|');
        }
        if let Some((_, rule)) = self.known.iter().find(|(text, _)| *text == self.text) {
            return Ok(Some(rule.clone()));
        }
        let rule = Rc::new(rule(row, at)?);
        self.known.push((self.text.clone(), rule.clone()));
        Ok(Some(rule))
    }
}

fn motion(row: &Row<'_>, rules: &mut Rules) -> Result<Motion> {
    Ok(Motion {
        id: row.int(0)?,
        number: row.int(1)?,
        code: row.opt_text(2)?,
        title: row.text(3)?,
        kind: row.word(4)?,
        on: row.opt_day(5)?,
        stated: Counts {
            yes: row.opt_count(6)?,
            no: row.opt_count(7)?,
            abstain: row.opt_count(8)?,
            invalid: row.opt_count(9)?,
        },
        unanimous: row.opt_flag(10)? == Some(true),
        declared: row.opt_word(11)?,
        seats: row.opt_count(12)?,
        issued: row.opt_count(13)?,
        collected: row.opt_count(14)?,
        method: row.opt_word(15)?,
        session: row.int(16)?,
        rule: rules.of(row, 17)?,
        standing: Vec::new(),
    })
}

/// A session as its own row has it.
struct Head {
    id: i64,
    reference: String,
    body: String,
    start: Day,
    last: Day,
    roster: Roster,
    due: Option<u64>,
    present: Option<u64>,
    lowest: Option<Class>,
    by_letter: bool,
    planned: bool,
}

fn heads(read: &Read<'_>, which: Ids<'_>) -> Result<Vec<Head>> {
    let sql = format!(
        "SELECT s.id, r.ref, s.body, s.\"start\", coalesce(s.\"end\", s.\"start\"), s.roster, s.due, s.present, b.seats, s.kind, s.status \
         FROM sessions s JOIN session_refs r ON r.session_id = s.id JOIN bodies b ON b.code = s.body WHERE {} \
         ORDER BY s.\"start\", s.id",
        which.among("s", "id")
    );
    read.all(&sql, &[], |row| {
        let (id, reference, body, start, last, roster, due, present, lowest, kind, status) = row.take()?;
        let status: Option<SessionStatus> = status;
        let kind: SessionKind = kind;
        let by_letter = kind == SessionKind::Correspondence;
        let planned = status == Some(SessionStatus::Planned);
        Ok(Head { id, reference, body, start, last, roster, due, present, lowest, by_letter, planned })
    })
}

fn meetings(
    read: &Read<'_>,
    which: Ids<'_>,
    (motions, rolls): (&[Motion], &Rc<Rolls>),
    held_already: Option<&[Tenure]>,
) -> Result<Vec<(i64, Rc<Meeting>)>> {
    let heads = heads(read, which)?;
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let mut attended = attended(read, which)?;
    let read_now;
    let tenures = match held_already {
        Some(tenures) => tenures,
        None => {
            read_now = tenures(read)?;
            &read_now
        }
    };
    let (own, preset) = (own_rules(read)?, preset(read)?);
    // Dues are read where a rule asks for them.
    let asks = own.iter().any(|rule| rule.standing.is_some())
        || motions.iter().any(|motion| motion.rule().is_some_and(|rule| rule.standing.is_some()));
    let (charges, paid) = if asks { (charges(read)?, payments(read)?) } else { Default::default() };
    let mut of_session: HashMap<i64, &[Motion]> = HashMap::new();
    for group in motions.chunk_by(|a, b| a.session == b.session) {
        of_session.extend(group.first().map(|first| (first.session, group)));
    }
    let mut all = Vec::new();
    for head in heads {
        let motions = of_session.get(&head.id).copied().unwrap_or_default();
        let attended = attended.remove(&head.id).unwrap_or_default();
        let general = charter::choose(&own, preset, &head.body, "*", head.last);
        let mut days: Vec<Day> = motions.iter().map(|motion| motion.on.unwrap_or(head.last)).collect();
        days.push(head.start);
        days.sort();
        days.dedup();
        let sitting = |day: Day| {
            let held = held(tenures, head.id, day);
            let owing = if asks { owing(&charges, &paid, tenures, day) } else { Vec::new() };
            (
                day,
                Sitting::new(&SessionFacts {
                    roster: head.roster,
                    held: &held,
                    lowest: head.lowest,
                    attended: &attended,
                    due: head.due,
                    present: head.present,
                    by_letter: head.by_letter,
                    owing: &owing,
                }),
            )
        };
        let meeting = Meeting {
            sittings: days.into_iter().map(sitting).collect(),
            votes: motions
                .iter()
                .filter(|motion| head.by_letter || motion.method != Some(Method::Correspondence))
                .map(|motion| Stated { motion: motion.id, counts: motion.stated, papers: motion.collected })
                .collect(),
            rolls: rolls.clone(),
            voices: OnceCell::new(),
            reference: head.reference,
            body: head.body,
            start: head.start,
            last: head.last,
            open: head.roster == Roster::Partial,
            by_letter: head.by_letter,
            planned: head.planned,
            stated: (head.due, head.present),
            general,
        };
        all.push((head.id, Rc::new(meeting)));
    }
    Ok(all)
}

/// The preset of rules behind the alliance's own.
pub fn preset(read: &Read<'_>) -> Result<Charter> {
    let preset = read.first::<Charter>("SELECT charter FROM alliances WHERE id = 1", &[])?;
    Ok(preset.unwrap_or(Charter::Model))
}

fn attended(read: &Read<'_>, which: Ids<'_>) -> Result<HashMap<i64, Vec<Attended>>> {
    let mut attended: HashMap<i64, Vec<Attended>> = HashMap::new();
    let sql = format!(
        "SELECT a.session_id, a.organization_id, a.capacity, a.presence, a.proxy_id FROM attendances a \
         WHERE a.organization_id IS NOT NULL AND {} ORDER BY a.session_id, a.organization_id",
        which.among("a", "session_id")
    );
    read.each(&sql, &[], &mut |row| {
        let (session, organization, capacity, presence, holder) = row.take()?;
        attended.entry(session).or_default().push(Attended { organization, capacity, presence, holder });
        Ok(())
    })?;
    Ok(attended)
}

/// All memberships as they bear on seats, in the order of the organizations' rows.
pub fn tenures(read: &Read<'_>) -> Result<Vec<Tenure>> {
    let sql = "SELECT m.organization_id, m.class, m.\"from\", m.\"until\", a.session_id, \
               coalesce(a.\"on\", s.\"end\", s.\"start\"), e.session_id, coalesce(e.\"on\", t.\"end\", t.\"start\"), m.until_before \
               FROM memberships m LEFT JOIN motions a ON a.id = m.admitted_by LEFT JOIN sessions s ON s.id = a.session_id \
               LEFT JOIN motions e ON e.id = m.ended_by LEFT JOIN sessions t ON t.id = e.session_id \
               ORDER BY m.organization_id, m.id";
    read.all(sql, &[], |row| {
        let (organization, class, from, until, admitted, admitted_on, ended, ended_on, before) =
            row.take()?;
        let (admitted, ended): (Option<i64>, Option<i64>) = (admitted, ended);
        Ok(Tenure {
            organization,
            period: Period { class, from, until },
            started: admitted.zip(admitted_on),
            ended: ended.zip(ended_on).map(|(session, on)| (session, on, before)),
        })
    })
}

/// Whoever cast a ballot in any of these votes, in the order of their rows.
pub fn voices(votes: &[Stated], rolls: &Rolls) -> Vec<(i64, Choice)> {
    let rolls = votes.iter().filter_map(|vote| rolls.get(&vote.motion));
    let cast = rolls.flat_map(|roll| Roll::of(roll)).filter(|(_, choice)| *choice != Choice::Absent);
    let mut all: Vec<i64> = cast.map(|(organization, _)| organization).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|organization| (organization, Choice::Yes)).collect()
}

/// What members owe, by year.
pub fn charges(read: &Read<'_>) -> Result<Vec<Charge>> {
    let sql = "SELECT \"year\", class, organization_id, amount, currency, due FROM charges ORDER BY \"year\", id";
    read.all(sql, &[], |row| {
        let (year, class, organization, amount, currency, due) = row.take()?;
        Ok(Charge { year, class, organization, amount, currency, due })
    })
}

/// What was paid.
pub fn payments(read: &Read<'_>) -> Result<Vec<Payment>> {
    let sql = "SELECT organization_id, \"year\", amount, \"on\" FROM payments ORDER BY id";
    read.all(sql, &[], |row| {
        let (organization, year, amount, on) = row.take()?;
        Ok(Payment { organization, year, amount, on })
    })
}
