//! What does not fit together in a vote, in words, each with the rule of `check` that tells it.

use super::{Judged, is_misdeclared};
use crate::{
    error::Message,
    model::{
        motion::{Candidate, Counts, Result as Outcome},
        words::{Choice, Correspondence, Method, Reason},
    },
    rules::{account::Line, election::ElectionFault},
    say,
};

/// One thing that does not fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// The rule of `check`; empty where that has none.
    pub rule: &'static str,
    /// What is odd.
    pub message: Message,
}

/// What does not fit together in a vote. `name` tells what an organization was called on its day; `roll` is
/// the motion's, where any of its ballots does not count.
pub fn oddities(
    judged: &Judged,
    roll: &[Line],
    candidates: &[Candidate],
    name: &dyn Fn(i64) -> String,
) -> Vec<Oddity> {
    let mut all = Vec::new();
    let mut tell = |rule, message| all.push(Oddity { rule, message });
    if let (Outcome::Declared(declared), true) = (judged.row.outcome, is_misdeclared(judged)) {
        let ((a, b), (c, d)) = (declared.labels(), judged.row.computed.labels());
        tell("declared-outcome", say!("declared {a}, but by the rule {c}", "宣布“{b}”，而按规则应为“{d}”"));
    }
    figures(judged, &mut tell);
    if let Some(message) = uncounted(roll, name) {
        tell("ballot-eligibility", message);
    }
    let (missing, cast) =
        (judged.account.missing, judged.account.cast.sum() + judged.account.uncounted.sum());
    if judged.account.has_ballots && judged.motion.method == Some(Method::RollCall) {
        let short = judged.account.voters.and_then(|voters| voters.checked_sub(judged.account.cast.sum()));
        let lacking = missing.max(short.unwrap_or(0));
        if lacking > 0 {
            tell(
                "roll-incomplete",
                say!(
                    "called by roll, but {lacking} of those who may vote are not in it; add their ballots",
                    "记为记名表决，但有{lacking}席可表决者不在名单中；请补录其表决"
                ),
            );
        }
    } else if judged.account.has_ballots
        && !judged.account.accounted
        && cast > 0
        && judged.motion.stated == Counts::default()
    {
        tell(
            "roll-incomplete",
            match missing {
                0 => say!(
                    "the ballots do not account for everybody who was there, so the counts are unknown; \
                     add the others, state the counts, or say --method roll-call",
                    "所列各票不足以说明全部到会者，票数因此不详；请补录其余各票、填写票数，或注明 --method roll-call"
                ),
                _ => say!(
                    "{missing} who were there are in no ballot, so the counts are unknown; \
                     add theirs, state the counts, or say --method roll-call",
                    "有{missing}席到会而无其表决记录，票数因此不详；请补录、填写票数，或注明 --method roll-call"
                ),
            },
        );
    }
    if let Some((asked, taken)) = judged.motion.rule().and_then(|rule| rule.method).zip(judged.motion.method) {
        let ((en, zh), (was, by)) = (asked.labels(), taken.labels());
        let other = asked != taken && judged.is_voted();
        if other {
            tell("method-required", say!("the rule asks for {en}, but it was taken by {was}", "规则要求{zh}，而实际为{by}"));
        }
    }
    let admitted = judged.motion.rule().and_then(|rule| rule.correspondence).unwrap_or(Correspondence::No);
    if judged.by_letter && judged.is_voted() && admitted == Correspondence::No {
        tell(
            "correspondence-not-allowed",
            say!(
                "it was decided by correspondence, which the rule does not admit; where the charter does, `alliance rule add` with \
                 correspondence=true",
                "以通讯方式表决，而规则未予允许；章程允许的，请用 `alliance rule add` 写明 correspondence=true"
            ),
        );
    }
    if let Some(election) = &judged.election {
        for fault in &election.faults {
            let rule = match fault {
                ElectionFault::Order(..) => "election-order",
                // No contradiction, so not for `check`; the page of the vote tells it.
                ElectionFault::Open(_) => "",
                _ => "election-figures",
            };
            tell(rule, election_fault(*fault, candidates));
        }
    }
    all
}

/// Counts against ballots, and against those who were there.
fn figures(judged: &Judged, tell: &mut impl FnMut(&'static str, Message)) {
    let (counts, account, stated) = (judged.verdict.counts, &judged.account, judged.motion.stated);
    let sum: u64 = [counts.yes, counts.no, counts.abstain, counts.invalid].iter().flatten().sum();
    let counted = judged.verdict.counted;
    let against: u64 = [counted.yes, counted.no, counted.abstain, counted.invalid].iter().flatten().sum();
    if let Some(voters) = account.voters.filter(|voters| against > *voters && judged.election.is_none()) {
        tell(
            "vote-figures",
            say!(
                "{sum} votes, but of those present only {voters} may vote",
                "计票{sum}票，而到会可表决者仅{voters}席"
            ),
        );
    }
    let (cast, un) = (account.cast, account.uncounted);
    let tallied = [
        ("yes", "赞成", stated.yes, cast.yes + un.yes),
        ("no", "反对", stated.no, cast.no + un.no),
        ("abstain", "弃权", stated.abstain, cast.abstain + un.abstain),
    ];
    for (key, zh, stated, tally) in tallied {
        // A roll that is not whole may have fewer, never more; where it has some of a choice, it lacks the others.
        let differs = |n: &u64| *n < tally || (*n > tally && (account.accounted || account.part && tally > 0));
        if let Some(stated) = stated.filter(|n| account.has_ballots && differs(n)) {
            tell(
                "vote-figures",
                say!(
                    "{key}: the source states {stated}, the ballots give {tally}",
                    "{zh}：来源载明{stated}票，逐票统计为{tally}票"
                ),
            );
        }
    }
    if judged.motion.unanimous && account.voters.zip(counted.yes).is_some_and(|(voters, yes)| yes < voters) {
        tell(
            "vote-figures",
            say!(
                "stated as unanimous, but not every seat present said yes",
                "记为全票通过，但赞成票少于到会席位"
            ),
        );
    }
}

/// The ballots that do not count, by reason.
fn uncounted(roll: &[Line], name: &dyn Fn(i64) -> String) -> Option<Message> {
    let mut by_reason: Vec<(Reason, Vec<String>)> = Vec::new();
    for line in roll {
        let (Some(choice), Some(reason), false) = (line.ballot, line.reason, line.counts) else { continue };
        if matches!(choice, Choice::Absent | Choice::Recused) {
            continue;
        }
        let name = name(line.organization);
        match by_reason.iter_mut().find(|(one, _)| *one == reason) {
            Some((_, names)) => names.push(name),
            None => by_reason.push((reason, vec![name])),
        }
    }
    if by_reason.is_empty() {
        return None;
    }
    let told = |label: &dyn Fn(Reason) -> &'static str, comma: &str, open: &str, close: &str, stop: &str| {
        let parts = by_reason
            .iter()
            .map(|(reason, names)| format!("{}{open}{}{close}", shortened(names, comma), label(*reason)));
        parts.collect::<Vec<_>>().join(stop)
    };
    let en = told(&|reason| reason.labels().0, ", ", " (", ")", "; ");
    let zh = told(&|reason| reason.labels().1, "、", "（", "）", "；");
    Some(say!("ballots that do not count: {en}", "不计入的表决：{zh}"))
}

/// The first names of a long list.
fn shortened(names: &[String], comma: &str) -> String {
    const SHOWN: usize = 10;
    let mut text = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(comma);
    if names.len() > SHOWN {
        text.push_str(&format!("{comma}… +{}", names.len() - SHOWN));
    }
    text
}

fn election_fault(fault: ElectionFault, candidates: &[Candidate]) -> Message {
    let name = |at: usize| {
        let candidate = candidates.get(at);
        candidate
            .and_then(|one| one.person.clone().or(one.organization.as_ref().map(|o| o.name.clone())))
            .unwrap_or_else(|| format!("#{}", at + 1))
    };
    match fault {
        ElectionFault::Void(collected, issued) => say!(
            "{collected} ballot papers collected, but only {issued} issued: the round is void",
            "收回选票{collected}张，多于发出的{issued}张，本轮无效"
        ),
        ElectionFault::Papers(papers, voters) => say!(
            "{papers} ballot papers collected, but of those present only {voters} may vote",
            "收回选票{papers}张，而到会可表决者仅{voters}席"
        ),
        ElectionFault::Votes(votes, room) => say!(
            "{votes} votes in all, but valid papers times seats make only {room}",
            "得票合计{votes}票，而有效票与应选名额之积仅为{room}"
        ),
        ElectionFault::Candidate(at, votes, papers) => {
            let name = name(at);
            say!("{name}: {votes} votes, but only {papers} papers", "{name}得票{votes}票，而选票仅{papers}张")
        }
        ElectionFault::Declared(at) => {
            let name = name(at);
            say!("{name} is declared elected, but not by the rule", "{name}宣布当选，而按规则核算未当选")
        }
        ElectionFault::Denied(at) => {
            let name = name(at);
            say!("{name} is declared not elected, but is by the rule", "{name}宣布未当选，而按规则核算当选")
        }
        ElectionFault::Order(at, over) => {
            let (name, over) = (name(at), name(over));
            say!(
                "{name} is declared elected over {over}, who has more votes",
                "{name}宣布当选，而{over}得票更多却未当选"
            )
        }
        ElectionFault::TooMany(declared, seats) => {
            say!("{declared} are declared elected for {seats} seats", "应选{seats}名，而宣布当选{declared}名")
        }
        ElectionFault::Open(n) => {
            say!("{n} seats are left open: a further round fills them", "尚有{n}个名额无人当选，须另行选举")
        }
    }
}
