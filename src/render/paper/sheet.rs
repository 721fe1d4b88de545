//! What papers for the table say beside minutes: who has a seat, what is on the agenda, how a vote is taken.

use serde_json::{Map, Value, json};

use crate::{
    lang::Lang,
    model::{
        motion::{JudgedBy, Vote},
        paper::Paper,
        words::{Method, MotionKind, Proxies, SessionKind, SessionStatus},
    },
};

use super::{days, matter, there::people};

/// The fields that notices and sheets have beside those of minutes.
pub(super) fn fields(paper: &Paper, lang: Lang) -> Map<String, Value> {
    let all = json!({
        "seats": seats(paper, lang),
        "items": items(paper, lang),
        "documents": paper.documents,
        "call": call(paper, lang),
        "ballot": ballot(paper.votes.first(), lang),
    });
    if let Value::Object(all) = all { all } else { Map::new() }
}

/// Those who have a seat, by rank, each with who is known to speak for it.
fn seats(paper: &Paper, lang: Lang) -> Vec<Value> {
    let seat = |(n, seat): (usize, &crate::model::paper::Seat)| {
        json!({
            "n": n + 1,
            "organization": seat.organization.name,
            "class": seat.class.map(|class| lang.of(class.labels())),
            "who": people(&seat.who, false, lang),
        })
    };
    paper.seats.iter().enumerate().map(seat).collect()
}

/// The agenda as it was set, then the motions that no item of it names.
fn items(paper: &Paper, lang: Lang) -> Vec<Value> {
    let number = |vote: &Vote| vote.reference.rsplit_once('/').and_then(|(_, n)| n.parse::<i64>().ok());
    let agenda = &paper.session.agenda;
    let mut all: Vec<(String, Option<String>, Option<String>, bool)> = Vec::new();
    for item in agenda {
        let moved = paper.votes.iter().any(|vote| vote.title == item.title || (item.motion.is_some() && number(vote) == item.motion));
        let kind = item.kind.map(|kind| lang.of(kind.labels()).to_string());
        all.push((item.title.clone(), kind, item.presenter.clone(), moved));
    }
    for vote in &paper.votes {
        let on_agenda = agenda.iter().any(|item| item.title == vote.title || (item.motion.is_some() && item.motion == number(vote)));
        // A further round is held when the one before it has been, and is announced by nobody.
        if !on_agenda && vote.round.is_none_or(|round| round < 2) {
            let kind = lang.word("motion", "审议").to_string();
            all.push((vote.title.clone(), Some(kind), vote.moved_by.clone().or(vote.proposer.clone()), true));
        }
    }
    let told = all.into_iter().enumerate().map(|(n, (title, kind, presenter, motion))| {
        json!({ "n": n + 1, "title": title, "kind": kind, "presenter": presenter, "motion": motion })
    });
    told.collect()
}

/// How the session is called: by when replies count, what proxies are good for.
fn call(paper: &Paper, lang: Lang) -> Value {
    let session = &paper.session;
    let proxies = paper.proxies.map(|proxies| match proxies {
        Proxies::None => lang.word("By the rules a written proxy to another member does not count.", "按现行规则，书面委托不计入法定人数和表决。"),
        Proxies::Quorum => lang.word(
            "By the rules a written proxy to another member counts for the quorum, and has no vote.",
            "按现行规则，书面委托计入法定人数，不计入表决。",
        ),
        Proxies::Vote => lang.word(
            "By the rules a written proxy to another member counts for the quorum and in the votes.",
            "按现行规则，书面委托计入法定人数和表决。",
        ),
    });
    let letter = session.row.kind == SessionKind::Correspondence;
    json!({
        "planned": session.row.status == Some(SessionStatus::Planned),
        "by_letter": letter,
        "notified": session.notified.map(|day| days(day, None, lang)),
        "deadline": session.deadline.map(|day| days(day, None, lang)),
        "due": session.quorum.due,
        "proxies": proxies,
        "admits_proxies": paper.proxies.is_some_and(|proxies| proxies != Proxies::None),
    })
}

/// How a vote is taken; of no vote all is unknown.
fn ballot(vote: Option<&Vote>, lang: Lang) -> Value {
    let Some(vote) = vote else {
        return json!({
            "election": false, "seats": null, "form": null, "secret": false, "signed": false, "rule": null,
            "tellers": [], "candidates": [],
        });
    };
    let election = vote.kind == MotionKind::Election;
    let stand = vote.candidates.iter().filter(|one| one.write_in != Some(true));
    let candidates: Vec<Value> = stand
        .enumerate()
        .map(|(n, one)| {
            let organization = one.organization.as_ref().filter(|_| one.person.is_some()).map(|one| one.name.clone());
            json!({ "n": n + 1, "name": matter::who(one), "organization": organization, "role": one.role.map(|role| lang.of(role.labels())) })
        })
        .collect();
    // As many candidates as seats, or more.
    let form = vote.seats.filter(|_| election && !candidates.is_empty()).map(|seats| match candidates.len() as u64 > seats {
        true => lang.word("more candidates than seats", "差额选举"),
        false => lang.word("as many candidates as seats", "等额选举"),
    });
    json!({
        "election": election,
        "seats": vote.seats,
        "form": form,
        "secret": vote.method == Some(Method::Secret),
        "signed": vote.method == Some(Method::RollCall),
        "rule": vote.rule.as_ref().and_then(|rule| asked(rule, lang)),
        "tellers": vote.tellers,
        "candidates": candidates,
    })
}

/// What the rule asks of the yes, as a sentence.
fn asked(rule: &JudgedBy, lang: Lang) -> Option<String> {
    let one = |part: String, exclusive: bool, of: (&str, &str)| match (lang, exclusive) {
        (Lang::En, true) => format!("more than {part} {}", of.0),
        (Lang::En, false) => format!("at least {part} {}", of.0),
        (Lang::Zh, true) => format!("超过{}的{part}", of.1),
        (Lang::Zh, false) => format!("{}的{part}以上", of.1),
    };
    let first = one(rule.majority?.to_string(), rule.exclusive, rule.majority_of?.labels());
    let also = rule.also.zip(rule.also_of).map(|(part, of)| one(part.to_string(), false, of.labels()));
    Some(match (also, lang) {
        (Some(also), Lang::En) => format!("To pass: {first}, and {also}."),
        (None, Lang::En) => format!("To pass: {first}."),
        (Some(also), Lang::Zh) => format!("通过条件：赞成票达{first}，并达{also}。"),
        (None, Lang::Zh) => format!("通过条件：赞成票达{first}。"),
    })
}
