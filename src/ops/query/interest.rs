//! Interests that bear on a vote: somebody who speaks for a seat has a stake in what the motion is about, or the seat's
//! own organization has. Who is concerned is told; nobody is recused by it (contract 4).

use std::collections::{BTreeSet, HashMap};

use super::{
    called::{Called, People},
    verdict::{self, OfMeeting},
};
use crate::{
    error::{Message, Result},
    model::{
        day::Day,
        words::Choice,
    },
    ops::rows::listed,
    rules::account::Line,
    say,
    store::Read,
};

/// An interest as it is recorded.
struct Interest {
    person: Option<i64>,
    organization: i64,
    kind: Option<String>,
    from: Option<Day>,
    until: Option<Day>,
}

/// A seat that an interest touches in a vote.
#[derive(Debug, Clone)]
pub struct AtStake {
    /// The motion.
    pub reference: String,
    /// Who is concerned and why, by the names of the day.
    pub message: Message,
}

/// The interests that touch votes, of seats that could vote and are not recorded as recused.
pub fn at_stake(read: &Read<'_>, judged: &[OfMeeting]) -> Result<Vec<AtStake>> {
    let sql = "SELECT person_id, organization_id, kind, \"from\", \"until\" FROM interests ORDER BY id";
    let all = read.all(sql, &[], |row| {
        let (person, organization, kind, from, until) = row.take()?;
        Ok(Interest { person, organization, kind, from, until })
    })?;
    if all.is_empty() || judged.is_empty() {
        return Ok(Vec::new());
    }
    let motions: Vec<i64> = judged.iter().map(|(_, judged)| judged.motion.id).collect();
    let about = about(read, &motions)?;
    let speaks = speaks_for(read, &all)?;
    let (mut organizations, mut persons, mut touched) = (Vec::new(), Vec::new(), Vec::new());
    for (meeting, judged) in judged {
        let Some(concerned) = about.get(&judged.motion.id) else { continue };
        let day = judged.row.on.unwrap_or(meeting.last);
        let holds = |one: &&Interest| concerned.contains(&one.organization) && day.is_within(one.from, one.until);
        let mut roll: Option<HashMap<i64, Line>> = None;
        for one in all.iter().filter(holds) {
            let lines = roll.get_or_insert_with(|| {
                judged.roll(meeting).into_iter().map(|line| (line.organization, line)).collect()
            });
            for seat in speaks.of(one, judged.motion.session, day) {
                let takes_part = |line: &&Line| line.vote == Some(true) && line.ballot != Some(Choice::Recused);
                let Some(line) = lines.get(&seat).filter(takes_part) else { continue };
                organizations.extend([seat, one.organization]);
                persons.extend(one.person);
                touched.push((judged, day, line.organization, one));
            }
        }
    }
    let (called, people) = (Called::of(read, organizations)?, People::names(read, persons)?);
    let name = |id: i64, day: Day| called.on(id, day).map_or_else(String::new, |one| one.name);
    let told = touched.into_iter().map(|(judged, day, seat, one)| {
        let (seat, about) = (name(seat, day), name(one.organization, day));
        let kind = one.kind.as_deref();
        let (en, zh) = (kind.map_or(String::new(), |kind| format!(" ({kind})")), kind.map_or(String::new(), |kind| format!("（{kind}）")));
        let message = match one.person.and_then(|id| people.name(id, Some(day))) {
            Some(person) => say!(
                "{person}, who speaks for {seat}, has an interest in {about}{en}, which the motion is about; if it took no \
                 part, record its choice as recused",
                "代表{seat}的{person}与议题所涉的{about}有利害关系{zh}；如已回避，请将其表决记为“回避”"
            ),
            None => say!(
                "{seat} has an interest in what the motion is about, {about}{en}; if it took no part, record its choice as recused",
                "{seat}与议题所涉的{about}有利害关系{zh}；如已回避，请将其表决记为“回避”"
            ),
        };
        AtStake { reference: judged.row.reference.clone(), message }
    });
    Ok(told.collect())
}

/// The same in one session, or in one of its motions alone.
pub fn at_stake_in(read: &Read<'_>, session: i64, motion: Option<i64>) -> Result<Vec<AtStake>> {
    if read.first::<i64>("SELECT 1 FROM interests LIMIT 1", &[])?.is_none() {
        return Ok(Vec::new());
    }
    let mut judged = verdict::judge_sessions(read, &[session])?;
    judged.retain(|(_, judged)| motion.is_none_or(|motion| judged.motion.id == motion));
    at_stake(read, &judged)
}

/// The organizations that motions are about, as subjects or candidates.
fn about(read: &Read<'_>, motions: &[i64]) -> Result<HashMap<i64, BTreeSet<i64>>> {
    let mut all: HashMap<i64, BTreeSet<i64>> = HashMap::new();
    let these = listed(motions);
    let sql = format!(
        "SELECT motion_id, organization_id FROM motion_subjects WHERE organization_id IS NOT NULL AND motion_id IN ({these}) \
         UNION SELECT motion_id, organization_id FROM candidates WHERE organization_id IS NOT NULL AND motion_id IN ({these}) \
         ORDER BY 1, 2"
    );
    for (motion, organization) in read.rows::<(i64, i64)>(&sql, &[])? {
        all.entry(motion).or_default().insert(organization);
    }
    Ok(all)
}

/// A post at an organization: there, from and until when.
type Post = (i64, Option<Day>, Option<Day>);

/// For whom the persons with an interest speak.
#[derive(Default)]
struct Speaks {
    /// By their own record.
    home: HashMap<i64, i64>,
    /// By a post there, over a period.
    posts: HashMap<i64, Vec<Post>>,
    /// As delegates in a session.
    delegates: HashMap<(i64, i64), Vec<i64>>,
}

impl Speaks {
    /// The seats that an interest touches in a session.
    fn of(&self, one: &Interest, session: i64, day: Day) -> BTreeSet<i64> {
        let Some(person) = one.person else { return BTreeSet::from([one.organization]) };
        let posts = self.posts.get(&person).into_iter().flatten();
        let posts = posts.filter(|(_, from, until)| day.is_within(*from, *until)).map(|(organization, ..)| *organization);
        let came = self.delegates.get(&(session, person)).into_iter().flatten().copied();
        self.home.get(&person).copied().into_iter().chain(posts).chain(came).collect()
    }
}

fn speaks_for(read: &Read<'_>, all: &[Interest]) -> Result<Speaks> {
    let persons: Vec<i64> = all.iter().filter_map(|one| one.person).collect();
    if persons.is_empty() {
        return Ok(Speaks::default());
    }
    let these = listed(&persons);
    let home = format!("SELECT id, organization_id FROM persons WHERE organization_id IS NOT NULL AND id IN ({these})");
    let mut speaks = Speaks { home: read.rows(&home, &[])?.into_iter().collect(), ..Speaks::default() };
    let posts = format!(
        "SELECT person_id, organization_id, \"from\", \"until\" FROM posts \
         WHERE organization_id IS NOT NULL AND person_id IN ({these}) ORDER BY id"
    );
    for (person, organization, from, until) in read.rows::<(i64, i64, Option<Day>, Option<Day>)>(&posts, &[])? {
        speaks.posts.entry(person).or_default().push((organization, from, until));
    }
    let came = format!(
        "SELECT a.session_id, d.person_id, a.organization_id FROM delegates d JOIN attendances a ON a.id = d.attendance_id \
         WHERE a.organization_id IS NOT NULL AND d.person_id IN ({these}) ORDER BY a.id"
    );
    for (session, person, organization) in read.rows::<(i64, i64, i64)>(&came, &[])? {
        speaks.delegates.entry((session, person)).or_default().push(organization);
    }
    Ok(speaks)
}
