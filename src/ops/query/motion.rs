//! Motions and votes.

use std::{collections::HashMap, rc::Rc};

use serde::Serialize;

use super::{
    listed::{Chosen, in_order},
    verdict,
};
use crate::{
    error::{Message, Result},
    model::{
        day::Day,
        facts::Facts,
        motion::{Ballot, Candidate, Counts, Effect, Subject, Vote, VoteRow},
        site::Frame,
        words::{Class, CodeWord, Computed, Method, Role},
    },
    noun::{MOTION, Type},
    ops::rows::{self, Kept, kept, listed, number},
    rules::{
        account::{Line, Tally},
        seats::Tenure,
    },
    store::{Read, Value, judged},
};

use super::*;

/// One vote whole.
pub fn vote(read: &Read<'_>, id: i64) -> Result<Option<Vote>> {
    Ok(whole(read, Ids::These(&[id]), &verdict::tenures(read)?, None)?.pop())
}

/// Votes whole, in the order of the sessions. On public pages nobody is named who was forgotten, nor in a secret
/// vote who cast a ballot; and none is later than their day. `held` are all memberships.
pub(super) fn whole(read: &Read<'_>, which: Ids<'_>, held: &[Tenure], public: Option<&Frame>) -> Result<Vec<Vote>> {
    let fields = MOTION.fields.iter().filter(|field| !matches!(field.ty, Type::Ballots));
    let rows = kept(read, &MOTION, fields, which, "id")?;
    let sessions: Vec<i64> = rows.iter().filter_map(|row| row.int("session")).collect();
    let rows: HashMap<i64, Kept> = rows.into_iter().map(|row| (row.id(), row)).collect();
    let last = public.and_then(|frame| frame.last);
    let (_, mut judged) = verdict::meetings_of(read, Ids::These(&sessions), held)?;
    judged.retain(|(_, one)| {
        rows.contains_key(&one.motion.id) && last.is_none_or(|last| one.row.on.is_some_and(|on| on <= last))
    });
    let rolls: Vec<Vec<Line>> = judged.iter().map(|(meeting, judged)| judged.roll(meeting)).collect();
    let ids = listed(&rows.keys().copied().collect::<Vec<_>>());
    let did = Did::read(read, &ids)?;
    let part = |key: &str, at: usize| parts_at(rows.values(), key, at);
    let organizations = part("subjects", 0).into_iter().chain(part("candidates", 1));
    let organizations = organizations.chain(rolls.iter().flatten().map(|line| line.organization));
    let called = Called::of(read, organizations.chain(did.iter().filter_map(|did| did.organization)))?;
    let persons = part("subjects", 1).into_iter().chain(part("candidates", 0));
    let people = People::names(read, persons.chain(did.iter().filter_map(|did| did.person)))?;
    let shown = |name: &String| public.is_none_or(|frame| !frame.forgotten.contains(name));
    let whole = |((_, judged), roll): ((Rc<verdict::Meeting>, verdict::Judged), Vec<Line>)| {
        let id = judged.motion.id;
        let (row, day) = (rows.get(&id)?, judged.row.on?);
        let text = |key: &str| row.text(key).map(str::to_string);
        let count = |key: &str| row.int(key).and_then(|n| u64::try_from(n).ok());
        let method = row.word("method");
        let open = public.is_none() || method != Some(Method::Secret);
        let subjects = row.parts("subjects").iter().filter_map(|part| {
            let organization = part.first().and_then(number).and_then(|id| called.on(id, day));
            let person = || part.get(1).and_then(number).and_then(|id| people.name(id, day)).filter(shown);
            organization.map(Subject::Organization).or_else(|| person().map(Subject::Person))
        });
        let mut candidates = candidates(row.parts("candidates"), &judged, &called, &people);
        // Of a secret vote nobody is named.
        let told = if open { &roll[..] } else { &[] };
        let irregularities = irregularities(&judged, told, &candidates, &called);
        for candidate in &mut candidates {
            candidate.person = candidate.person.take().filter(shown);
        }
        candidates.retain(|one| one.person.is_some() || one.organization.is_some());
        let effects = did.iter().filter(|did| did.motion == id).map(|did| did.on(day, &called, &people));
        let effects = effects.filter(|effect| effect.person.as_ref().is_none_or(shown));
        Some(Vote {
            text: text("text"),
            proposer: text("proposer").filter(shown),
            moved_by: text("moved_by").filter(shown),
            seconded_by: text("seconded_by").filter(shown),
            effective: text("effective"),
            method,
            subjects: subjects.collect(),
            counted: judged.verdict.counted,
            rule: judged.judged_by(),
            needed: judged.verdict.needed,
            margin: judged.verdict.margin,
            base: judged.verdict.base,
            ballots: ballots(told, &called, day),
            candidates,
            seats: count("seats"),
            issued: count("issued"),
            collected: count("collected"),
            round: count("round"),
            tellers: parts_told(row, "tellers"),
            effects: effects.collect(),
            irregularities,
            quorum: judged.quorum,
            reference: judged.row.reference,
            code: judged.row.code,
            title: judged.row.title,
            kind: judged.row.kind,
            session: judged.row.session,
            on: judged.row.on,
            outcome: judged.row.outcome,
            computed: judged.row.computed,
            unanimous: judged.row.unanimous,
            counts: judged.row.counts,
        })
    };
    Ok(judged.into_iter().zip(rolls).filter_map(whole).collect())
}

/// The texts of a list.
fn parts_told(row: &Kept, key: &str) -> Vec<String> {
    row.parts(key).iter().filter_map(|part| Some(rows::text(part.first()?)?.to_string())).collect()
}

/// What a motion did: a membership that it started or ended, or a post that it filled.
struct Did {
    motion: i64,
    organization: Option<i64>,
    person: Option<i64>,
    /// All but their names.
    effect: Effect,
}

impl Did {
    /// What these motions did: memberships, then posts.
    fn read(read: &Read<'_>, ids: &str) -> Result<Vec<Did>> {
        let sql = format!(
            "SELECT admitted_by, id, organization_id, class, \"from\", \"until\", 1 FROM memberships WHERE admitted_by IN ({ids}) \
             UNION ALL SELECT ended_by, id, organization_id, class, \"from\", \"until\", 0 FROM memberships \
             WHERE ended_by IN ({ids}) AND reason = 'expelled' AND (admitted_by IS NULL OR admitted_by <> ended_by) ORDER BY 1, 2"
        );
        let none = Effect { organization: None, class: None, from: None, until: None, person: None, role: None };
        let mut all = read.all(&sql, &[], |row| {
            type Row = (i64, i64, i64, Class, Option<Day>, Option<Day>, bool);
            let (motion, _, organization, class, from, until, started): Row = row.take()?;
            let effect = match started {
                true => Effect { class: Some(class), from, ..none.clone() },
                false => Effect { until, ..none.clone() },
            };
            Ok(Did { motion, organization: Some(organization), person: None, effect })
        })?;
        let sql = format!(
            "SELECT filled_by, person_id, role, \"from\" FROM posts WHERE filled_by IN ({ids}) ORDER BY id"
        );
        all.extend(read.all(&sql, &[], |row| {
            let (motion, person, role, from) = row.take()?;
            let effect = Effect { role, from, ..none.clone() };
            Ok(Did { motion, organization: None, person: Some(person), effect })
        })?);
        Ok(all)
    }

    /// It with the names of a day.
    fn on(&self, day: Day, called: &Called, people: &People) -> Effect {
        Effect {
            organization: self.organization.and_then(|id| called.on(id, day)),
            person: self.person.and_then(|id| people.name(id, day)),
            ..self.effect.clone()
        }
    }
}

/// One column of the parts of a field, of many rows.
fn parts_at<'a>(rows: impl Iterator<Item = &'a Kept>, key: &str, at: usize) -> Vec<i64> {
    rows.flat_map(|row| row.parts(key)).filter_map(|part| part.get(at).and_then(number)).collect()
}

/// Candidates of an election as recorded and as they were called on its day, with what follows for each.
fn candidates(
    parts: &[Vec<Value>],
    judged: &verdict::Judged,
    called: &Called,
    people: &People,
) -> Vec<Candidate> {
    let day = judged.row.on;
    let mut passed = judged.election.iter().flat_map(|election| &election.candidates);
    let mut seated = judged.elected().into_iter();
    let candidate = |part: &Vec<Value>| {
        let int = |at: usize| part.get(at).and_then(number);
        let count = |at: usize| int(at).and_then(|n| u64::try_from(n).ok());
        let passed = passed.next();
        Candidate {
            person: int(0).and_then(|id| people.name(id, day)),
            organization: int(1).and_then(|id| called.on(id, day)),
            role: part.get(2).and_then(rows::text).and_then(Role::parse),
            yes: count(3),
            no: count(4),
            abstain: count(5),
            elected: int(6).map(|elected| elected != 0),
            write_in: int(7).map(|written| written != 0),
            computed: passed.and_then(|passed| passed.elected),
            seated: seated.next().flatten(),
            needed: passed.and_then(|passed| passed.needed),
            margin: passed.and_then(|passed| passed.margin),
        }
    };
    parts.iter().map(candidate).collect()
}

/// The ballots of a roll, in the order of the organizations' codes.
pub(super) fn ballots(roll: &[Line], called: &Called, day: Day) -> Vec<Ballot> {
    let mut ballots: Vec<Ballot> = roll
        .iter()
        .filter_map(|line| {
            let organization = called.on(line.organization, day)?;
            let (choice, counts) = (line.ballot?, line.counts);
            Some(Ballot { organization, choice, counts, reason: line.reason.filter(|_| !counts) })
        })
        .collect();
    ballots.sort_by(|a, b| a.organization.code.cmp(&b.organization.code));
    ballots
}

/// What does not fit together in a vote, with the names of its day.
pub(super) fn irregularities(
    judged: &verdict::Judged,
    roll: &[Line],
    candidates: &[Candidate],
    called: &Called,
) -> Vec<Message> {
    let name = |id: i64| {
        let named = judged.row.on.and_then(|day| called.on(id, day));
        named.map_or_else(|| "?".to_string(), |organization| organization.name)
    };
    let all = verdict::oddities(judged, roll, candidates, &name);
    all.into_iter().map(|oddity| oddity.message).collect()
}

/// The list of motions up to a day, in the order of the sessions: one without a day of its own is of its session's last.
#[derive(Debug, Clone, Copy)]
pub struct Motions(pub Moment);

impl Motions {
    fn chosen(&self) -> Chosen<'static> {
        let up_to = |day| judged::up_to("coalesce(m.\"on\", s.\"end\", s.\"start\")", day);
        let up_to = self.0.last().map_or_else(String::new, |day| format!(" AND {}", up_to(day)));
        Chosen {
            key: "m.id",
            // SQLite goes through the sessions first, in their order, where the two are joined so.
            from: "sessions s CROSS JOIN motions m",
            among: Some(format!("m.session_id = s.id{up_to}")),
            order: "s.\"start\", s.id, m.number",
        }
    }
}

impl Listed for Motions {
    type Rows = Told;
    // Who had a seat is read anew for each lot of them.
    const TOGETHER: usize = 20_000;

    fn count(&self, read: &Read<'_>) -> Result<usize> {
        match self.0.last() {
            None => Chosen { from: "motions m", among: None, ..self.chosen() }.count(read),
            Some(_) => self.chosen().count(read),
        }
    }

    fn ids(&self, read: &Read<'_>, turned: bool, most: Option<usize>) -> Result<Vec<i64>> {
        self.chosen().ids(read, turned, most)
    }

    /// As recorded, so that an import of the list states nothing that is not. What the rule yields is beside it where
    /// that is asked for.
    fn rows(&self, read: &Read<'_>, ids: &[i64], keys: Option<&[&str]>) -> Result<Told> {
        let all = Told::read(read, &MOTION, Ids::InOrder(ids), keys, None)?;
        if !keys.is_some_and(|keys| keys.contains(&COMPUTED)) {
            return Ok(all);
        }
        let judged = verdict::judge_these(read, ids)?;
        // What cannot be judged has nothing there.
        let computed = |id: i64| {
            let computed = judged.get(&id).map(|judged| judged.row.computed);
            computed.filter(|computed| *computed != Computed::Unknown).map(Computed::code).into()
        };
        let computed = all.ids().map(computed).collect();
        Ok(all.with(COMPUTED, computed))
    }

    fn more(&self) -> &'static [&'static str] {
        &[COMPUTED]
    }
}

/// What the rule yields, in the list of motions.
const COMPUTED: &str = "computed";

/// One motion as recorded; of the counts those that the source does not state are of the roll call.
pub fn motion(read: &Read<'_>, id: i64) -> Result<Option<Facts>> {
    let Some(mut motion) = facts_of(read, &MOTION, &[id], None, None)?.pop() else { return Ok(None) };
    if let Some(judged) = verdict::judge_these(read, &[id])?.get(&id) {
        let Counts { yes, no, abstain, invalid } = judged.row.counts;
        for (key, count) in [("yes", yes), ("no", no), ("abstain", abstain), ("invalid", invalid)] {
            motion.set(key, count);
        }
    }
    Ok(Some(motion))
}

/// The same list with what became of the motions.
#[derive(Debug, Clone, Copy)]
pub struct Votes {
    /// As of when.
    pub moment: Moment,
    /// Whether people read it: then it says how many of the recorded votes do not count.
    pub people: bool,
}

/// A line of that list.
#[derive(Debug, Serialize)]
pub struct VoteLine {
    #[serde(flatten)]
    row: VoteRow,
    /// Recorded votes that do not count, where there are some.
    #[serde(skip_serializing_if = "Option::is_none")]
    uncounted: Option<Option<u64>>,
}

impl Votes {
    fn line(self, row: VoteRow) -> VoteLine {
        let sum = |counts: &Counts| [counts.yes, counts.no, counts.abstain, counts.invalid].into_iter().flatten().sum::<u64>();
        let uncounted = Some(sum(&row.counts).saturating_sub(sum(&row.counted))).filter(|n| *n > 0);
        VoteLine { row, uncounted: self.people.then_some(uncounted) }
    }
}

impl Listed for Votes {
    type Rows = Vec<VoteLine>;
    const TOGETHER: usize = Motions::TOGETHER;

    fn count(&self, read: &Read<'_>) -> Result<usize> {
        Motions(self.moment).count(read)
    }

    fn ids(&self, read: &Read<'_>, turned: bool, most: Option<usize>) -> Result<Vec<i64>> {
        Motions(self.moment).ids(read, turned, most)
    }

    fn rows(&self, read: &Read<'_>, ids: &[i64], _keys: Option<&[&str]>) -> Result<Vec<VoteLine>> {
        let judged = verdict::judge_these(read, ids)?.into_iter().map(|(id, judged)| (id, self.line(judged.row)));
        Ok(in_order(ids, judged.collect()))
    }
}

/// What does not fit together in these votes, with the motion's reference, in their order.
pub fn oddities_of(
    read: &Read<'_>,
    judged: &[(Rc<verdict::Meeting>, verdict::Judged)],
) -> Result<Vec<(String, verdict::Oddity)>> {
    let none = Tally::default();
    let rolls: Vec<Vec<Line>> = judged
        .iter()
        .map(|(meeting, judged)| match judged.account.uncounted == none {
            true => Vec::new(),
            false => judged.roll(meeting).into_iter().filter(|line| !line.counts).collect(),
        })
        .collect();
    let faulty =
        |judged: &verdict::Judged| judged.election.as_ref().is_some_and(|one| !one.faults.is_empty());
    let ids: Vec<i64> = judged.iter().filter(|(_, one)| faulty(one)).map(|(_, one)| one.motion.id).collect();
    let stood = MOTION.fields.iter().filter(|field| matches!(field.ty, Type::Candidates));
    let stood: HashMap<i64, Kept> =
        kept(read, &MOTION, stood, Ids::These(&ids), "id")?.into_iter().map(|row| (row.id(), row)).collect();
    let organizations = rolls.iter().flatten().map(|line| line.organization);
    let called = Called::of(read, organizations.chain(parts_at(stood.values(), "candidates", 1)))?;
    let people = People::names(read, parts_at(stood.values(), "candidates", 0))?;
    let mut all = Vec::new();
    for ((_, judged), roll) in judged.iter().zip(&rolls) {
        let parts = stood.get(&judged.motion.id).map(|row| row.parts("candidates")).unwrap_or_default();
        let candidates = candidates(parts, judged, &called, &people);
        let name = |id: i64| {
            let named = judged.row.on.and_then(|day| called.on(id, day));
            named.map_or_else(|| "?".to_string(), |organization| organization.name)
        };
        let told = verdict::oddities(judged, roll, &candidates, &name);
        all.extend(told.into_iter().map(|oddity| (judged.row.reference.clone(), oddity)));
    }
    Ok(all)
}
