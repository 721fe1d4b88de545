//! Verdicts, derived anew from the facts at each asking: who was due and present, whose ballots count, what
//! the rule yields. The account itself is `rules::account`; here it is read for and handed on.

mod load;
mod words;

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
    rc::Rc,
};

use crate::{
    error::Result,
    model::{
        day::Day,
        fraction::Fraction,
        motion::{Counts, disputed, JudgedBy, Quorum, Result as Outcome, VoteRow},
        rule::{QuorumRule, Rule},
        words::{self as code, Base, Choice, Computed, Method, MotionKind, Proxies, Recusal},
    },
    ops::rows::Ids,
    rules::{
        account::{Account, Extent, Line, Sitting, Terms},
        election,
        majority::{self, Verdict},
        quorum,
        seats::Tenure,
    },
    store::{Read, Row, rolls::Roll},
};

pub use load::{Loaded, charges, payments, preset, tenures};
pub use words::{Oddity, oddities};

/// The alliance's own rules.
pub fn own_rules(read: &Read<'_>) -> Result<Vec<Rule>> {
    let sql = "SELECT body, matter, quorum, majority, majority_of, exclusive, proxies, \"from\", \"until\", \
               quorum_exclusive, quorum_least, also, also_of, method, proxies_each, recused, correspondence, standing, grace, \
               notice, meets, absences \
               FROM rules ORDER BY body, matter, \"from\" || '~' NULLS FIRST";
    read.all(sql, &[], |row| {
        Ok(Rule { notice: row.opt_count(19)?, meets: row.opt_count(20)?, absences: row.opt_count(21)?, ..rule(row, 0)? })
    })
}

/// What motions keep of a rule too, from as many columns as [`KEPT`] says that begin at `at`.
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
        quorum_exclusive: row.opt_flag(at + 9)?,
        quorum_least: row.opt_count(at + 10)?,
        also: row.opt_str(at + 11)?.and_then(Fraction::parse),
        also_of: row.opt_word(at + 12)?,
        method: row.opt_word(at + 13)?,
        proxies_each: row.opt_count(at + 14)?,
        recused: row.opt_word(at + 15)?,
        correspondence: row.opt_word(at + 16)?,
        standing: row.opt_word(at + 17)?,
        grace: row.opt_count(at + 18)?,
        ..Rule::default()
    })
}

/// How many columns a rule has that a motion keeps, its days among them.
const KEPT: usize = 19;

/// A session as its account is drawn from it.
#[derive(Debug)]
pub struct Meeting {
    /// Its reference.
    pub reference: String,
    /// The body that met.
    pub body: String,
    /// First day.
    pub start: Day,
    /// Last day, or the first.
    pub last: Day,
    /// Whether the attendance list is open.
    pub open: bool,
    /// Whether it was held by correspondence.
    pub by_letter: bool,
    /// Whether it is still to come.
    pub planned: bool,
    /// Due and present as the source states them.
    pub stated: (Option<u64>, Option<u64>),
    /// The rule for matter `*`.
    pub general: Option<Rule>,
    /// Its seats and attendance on its first day and on those of its motions.
    sittings: Vec<(Day, Sitting)>,
    /// Its votes, but those by correspondence at a session that was none.
    votes: Vec<load::Stated>,
    rolls: Rc<load::Rolls>,
    voices: OnceCell<(Vec<(i64, Choice)>, Extent)>,
}

impl Meeting {
    /// Seats and attendance on its first day.
    pub fn sitting(&self) -> &Sitting {
        self.sitting_on(self.start)
    }

    /// Seats and attendance on a day: its first, or that of one of its motions.
    fn sitting_on(&self, day: Day) -> &Sitting {
        let found = self.sittings.iter().find(|(on, _)| *on == day).or(self.sittings.first());
        match found {
            Some((_, sitting)) => sitting,
            // `load` gives every meeting the sitting of its first day.
            None => unreachable!("a meeting has a sitting"),
        }
    }

    /// The organizations that cast a ballot in any vote of the session. Where there is no attendance list, they
    /// are the ones who were there.
    fn voices(&self) -> (&[(i64, Choice)], Extent) {
        let (voices, extent) = self.voices.get_or_init(|| {
            let voices = load::voices(&self.votes, &self.rolls);
            let most = self.votes.iter().map(|vote| vote.cast(&self.rolls)).max().unwrap_or(0);
            let part = most > voices.len() as u64;
            (voices, Extent { part, ..Extent::default() })
        });
        (voices, *extent)
    }

    /// Who was there at a vote without ballots of its own, as far as the others tell. Who replied to another question by
    /// correspondence need not have replied to this one.
    fn seen(&self, by_letter: bool) -> (&[(i64, Choice)], Extent) {
        if by_letter { (&[], Extent::default()) } else { self.voices() }
    }

    /// The terms of the session itself: those of the rule for `*`.
    fn terms(&self) -> Terms {
        Terms::of(self.general.as_ref()).by_letter(self.by_letter)
    }

    /// The account of the session: seats of its first day, proxies by the rule for `*`.
    pub fn account(&self) -> Account {
        let (voices, extent) = self.voices();
        self.sitting().account(self.terms(), voices.iter().copied(), extent)
    }

    /// The session's own quorum, by the rule for `*`.
    pub fn quorum(&self, account: &Account) -> Quorum {
        quorum::judge(self.general.as_ref(), account)
    }

    /// The roll of the session, in the order of the organizations' rows.
    pub fn roll(&self) -> Vec<Line> {
        let (voices, extent) = self.voices();
        let mut lines = self.sitting().roll(self.terms(), voices, extent);
        // The ballots only said who was there; a session as a whole has no choices to show.
        lines.iter_mut().for_each(|line| line.ballot = None);
        lines
    }
}

/// One motion as it was recorded.
#[derive(Debug, Clone)]
pub struct Motion {
    /// Its row.
    pub id: i64,
    /// The row of its session.
    pub session: i64,
    number: i64,
    code: Option<String>,
    title: String,
    /// What it is about.
    pub kind: MotionKind,
    on: Option<Day>,
    /// The counts that the source states.
    stated: Counts,
    unanimous: bool,
    declared: Option<code::Outcome>,
    seats: Option<u64>,
    issued: Option<u64>,
    collected: Option<u64>,
    method: Option<Method>,
    rule: Option<Rc<Rule>>,
    /// The candidates' figures, in order.
    standing: Vec<election::CandidateFigures>,
}

impl Motion {
    /// The rule kept with it.
    pub fn rule(&self) -> Option<&Rule> {
        self.rule.as_deref()
    }

    /// Its number in the session.
    pub fn number(&self) -> i64 {
        self.number
    }

    /// Whether it was voted on by correspondence.
    pub fn is_by_letter(&self, meeting: &Meeting) -> bool {
        meeting.by_letter || self.method == Some(Method::Correspondence)
    }

    /// What is known of its roll beside the ballots.
    fn extent(&self, rolls: &load::Rolls) -> Extent {
        Extent { called: self.method == Some(Method::RollCall), part: load::is_part(&self.stated, rolls, self.id) }
    }

    /// The terms on which it is accounted for.
    fn terms(&self, meeting: &Meeting) -> Terms {
        Terms::of(self.rule()).by_letter(self.is_by_letter(meeting))
    }
}

/// A motion with what its rule yields.
#[derive(Debug)]
pub struct Judged {
    /// As it was recorded.
    pub motion: Motion,
    /// The line of the vote list.
    pub row: VoteRow,
    /// Who was there and whose ballots count.
    pub account: Account,
    /// Due, present, required, met.
    pub quorum: Quorum,
    /// The arithmetic.
    pub verdict: Verdict,
    /// What follows for the candidates of an election, and what does not fit together in it.
    pub election: Option<election::Outcome>,
    /// Whether it was voted on by correspondence.
    pub by_letter: bool,
}

impl Judged {
    /// The rule as it is shown.
    pub fn judged_by(&self) -> Option<JudgedBy> {
        self.motion.rule().map(|rule| JudgedBy {
            body: rule.body.clone(),
            matter: rule.matter.clone(),
            majority: rule.majority,
            majority_of: rule.majority_of,
            exclusive: rule.exclusive,
            also: rule.also,
            also_of: rule.also.and(rule.also_of.or(rule.majority_of)),
            quorum: rule.quorum,
            quorum_exclusive: rule.quorum_exclusive.unwrap_or(false),
            quorum_least: rule.quorum_least,
            proxies: rule.proxies.unwrap_or(Proxies::None),
            recused: rule.recused.unwrap_or(Recusal::Present),
        })
    }

    /// The roll of the motion, in the order of the organizations' rows.
    pub fn roll(&self, meeting: &Meeting) -> Vec<Line> {
        let sitting = meeting.sitting_on(self.motion.on.unwrap_or(meeting.last));
        let terms = self.motion.terms(meeting);
        match self.account.has_ballots {
            true => {
                let ballots: Vec<_> = load::roll(&meeting.rolls, self.motion.id).collect();
                sitting.roll(terms, &ballots, self.motion.extent(&meeting.rolls))
            }
            false => {
                let (voices, extent) = meeting.seen(self.by_letter);
                let mut lines = sitting.roll(terms, voices, extent);
                lines.iter_mut().for_each(|line| line.ballot = None);
                lines
            }
        }
    }

    /// Whether anything says that it was voted on.
    pub fn is_voted(&self) -> bool {
        let motion = &self.motion;
        motion.declared.is_some()
            || motion.unanimous
            || motion.stated != Counts::default()
            || self.account.has_ballots
            || motion.collected.is_some()
            || motion.standing.iter().any(|one| one.yes.is_some() || one.elected.is_some())
    }

    /// Who of the candidates is elected: as the source declares, else as the figures have it.
    pub fn elected(&self) -> Vec<Option<bool>> {
        let declared = self.motion.standing.iter().any(|one| one.elected == Some(true));
        let figures = self.election.iter().flat_map(|election| &election.candidates);
        self.motion
            .standing
            .iter()
            .zip(figures)
            .map(|(one, figures)| if declared { one.elected } else { one.elected.or(figures.elected) })
            .collect()
    }
}

/// Reads a session with its motions.
pub fn meeting(read: &Read<'_>, session: i64) -> Result<Option<Rc<Meeting>>> {
    Ok(Loaded::read(read, Ids::These(&[session]))?.meetings.pop().map(|(_, meeting)| meeting))
}

/// A motion judged, with its meeting.
pub type OfMeeting = (Rc<Meeting>, Judged);

/// Judges all motions of some sessions, by their rows, in the order of the sessions.
pub fn judge_some(read: &Read<'_>, sessions: Ids<'_>) -> Result<Vec<OfMeeting>> {
    Ok(meetings(read, sessions)?.1)
}

/// Judges all motions, in the order of the sessions.
pub fn judge_all(read: &Read<'_>) -> Result<Vec<OfMeeting>> {
    judge_some(read, Ids::All)
}

/// Meetings by their sessions.
pub type Meetings = Vec<(i64, Rc<Meeting>)>;

/// Meetings, also those without a motion, and their motions judged, both in the order of the sessions.
pub fn meetings(read: &Read<'_>, sessions: Ids<'_>) -> Result<(Meetings, Vec<OfMeeting>)> {
    Ok(told(Loaded::read(read, sessions)?))
}

/// The same for who has read all memberships already.
pub fn meetings_of(read: &Read<'_>, sessions: Ids<'_>, held: &[Tenure]) -> Result<(Meetings, Vec<OfMeeting>)> {
    Ok(told(Loaded::of(read, sessions, Some(held))?))
}

fn told(mut loaded: Loaded) -> (Meetings, Vec<OfMeeting>) {
    let judged = judge_loaded(&mut loaded);
    (loaded.meetings, judged)
}

/// Judges all motions of some sessions, in the order of the sessions.
pub fn judge_sessions(read: &Read<'_>, sessions: &[i64]) -> Result<Vec<(Rc<Meeting>, Judged)>> {
    judge_some(read, Ids::These(sessions))
}

/// Judges some motions: by their rows.
pub fn judge_these(read: &Read<'_>, motions: &[i64]) -> Result<HashMap<i64, Judged>> {
    if motions.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = motions.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT DISTINCT session_id FROM motions WHERE id IN ({ids}) ORDER BY session_id");
    let sessions = read.rows::<i64>(&sql, &[])?;
    let judged = judge_sessions(read, &sessions)?.into_iter().map(|(_, judged)| (judged.motion.id, judged));
    let wanted: HashSet<i64> = motions.iter().copied().collect();
    Ok(judged.filter(|(id, _)| wanted.contains(id)).collect())
}

fn judge_loaded(loaded: &mut Loaded) -> Vec<OfMeeting> {
    let mut all = Vec::with_capacity(loaded.motions.len());
    judge_in_turn(loaded, &mut |meeting, judged| all.push((meeting.clone(), judged)));
    all
}

fn judge_in_turn(loaded: &mut Loaded, each: &mut impl FnMut(&Rc<Meeting>, Judged)) {
    // The motions are sorted by the row of their session, the sessions by their day.
    let mut motions: Vec<Option<Motion>> =
        std::mem::take(&mut loaded.motions).into_iter().map(Some).collect();
    let mut first: HashMap<i64, usize> = HashMap::new();
    for (at, motion) in motions.iter().enumerate() {
        if let Some(motion) = motion {
            first.entry(motion.session).or_insert(at);
        }
    }
    for (session, meeting) in &loaded.meetings {
        let Some(at) = first.get(session) else { continue };
        for slot in motions.iter_mut().skip(*at) {
            if slot.as_ref().is_none_or(|motion| motion.session != *session) {
                break;
            }
            if let Some(motion) = slot.take() {
                let roll = load::roll(&meeting.rolls, motion.id);
                each(meeting, judge_one(meeting, motion, roll));
            }
        }
    }
}

/// The one place where a motion is judged.
fn judge_one(meeting: &Meeting, mut motion: Motion, roll: Roll<'_>) -> Judged {
    let kept = motion.rule.clone();
    let rule = kept.as_deref();
    let day = motion.on.unwrap_or(meeting.last);
    let sitting = meeting.sitting_on(day);
    let (terms, by_letter) = (motion.terms(meeting), motion.is_by_letter(meeting));
    let mut account = sitting.account(terms, roll, motion.extent(&meeting.rolls));
    if !account.has_ballots {
        // The other votes of the session tell who was there; their ballots are not counted here.
        let (voices, extent) = meeting.seen(by_letter);
        let seen = sitting.account(terms, voices.iter().copied(), extent);
        account = Account {
            has_ballots: false,
            cast: account.cast,
            uncounted: account.uncounted,
            seatless: account.seatless,
            accounted: false,
            ..seen
        };
    }
    if by_letter {
        account.replied(&motion.stated);
    }
    let quorum = quorum::judge(rule, &account);
    let facts = majority::Facts {
        stated: motion.stated,
        unanimous: motion.unanimous,
        account: &account,
        open: meeting.open,
        by_letter,
    };
    let mut verdict = majority::judge(rule, &quorum, &facts);
    let election = (!motion.standing.is_empty()).then(|| {
        let round = election::Round {
            seats: motion.seats,
            issued: motion.issued,
            collected: motion.collected,
            invalid: motion.stated.invalid,
        };
        election::judge(rule, &motion.standing, round, &quorum, &account)
    });
    if let Some(election) = &election {
        verdict.computed = election.computed;
    }
    // Who is declared elected is so, whatever else is recorded; so is that nobody is, where the figures do not say why.
    let is = |elected| move |one: &election::CandidateFigures| one.elected == Some(elected);
    let elected = if motion.standing.iter().any(is(true)) {
        Some(code::Outcome::Carried)
    } else {
        let nobody = !motion.standing.is_empty() && motion.standing.iter().all(is(false));
        let unsaid = matches!(verdict.computed, Computed::Carried | Computed::Unknown);
        (nobody && unsaid).then_some(code::Outcome::Rejected)
    };
    let declared = motion.declared.or(elected);
    let figures = election.iter().flat_map(|election| &election.candidates);
    let disputed = motion.standing.iter().zip(figures).any(|(one, passed)| disputed(one.elected, passed.elected));
    let row = VoteRow {
        reference: format!("{}/{}", meeting.reference, motion.number),
        code: motion.code.take(),
        title: std::mem::take(&mut motion.title),
        kind: motion.kind,
        session: meeting.reference.clone(),
        on: Some(day),
        outcome: declared.map_or(Outcome::Computed(verdict.computed), Outcome::Declared),
        computed: verdict.computed,
        unanimous: verdict.unanimous,
        counts: verdict.counts,
        counted: verdict.counted,
        disputed,
    };
    Judged { motion, row, account, quorum, verdict, election, by_letter }
}

/// Whether a motion counts as carried: declared, else computed.
pub fn is_carried(judged: &Judged) -> bool {
    judged.row.outcome.code() == "carried"
}

/// Whether a motion of that row counts as carried.
pub fn carried(read: &Read<'_>, motion: i64) -> Result<bool> {
    Ok(judge_these(read, &[motion])?.values().any(is_carried))
}

/// Whether the outcome that was declared is not the one that the rule yields.
pub fn is_misdeclared(judged: &Judged) -> bool {
    let Outcome::Declared(declared) = judged.row.outcome else { return false };
    match (declared, judged.row.computed) {
        (_, Computed::Unknown) => false,
        (code::Outcome::Carried, computed) => computed != Computed::Carried,
        (code::Outcome::Rejected, computed) => computed == Computed::Carried,
        _ => false,
    }
}
