//! The page of one vote: verdict, chart, arithmetic, what came of it, and the roll call.

use super::{
    chart,
    html::{At, capital},
};
use crate::{
    lang::Lang,
    model::{
        motion::{Candidate, Counts, Subject, Vote},
        words::{CHOICES, Method},
    },
    render::{
        style::Tone,
        vote::{arithmetic, counts, quorum, said, verdict},
    },
};

pub fn page(at: At<'_>, vote: &Vote) -> (String, String) {
    let mut body = format!(
        "<nav class=\"path\" aria-label=\"{}\"><a href=\"../votes.html\">{}</a> <span aria-hidden=\"true\">/</span> {}</nav>\n\
         <h1>{}</h1>\n",
        at.word("Where this is", "位置"),
        at.word("Votes", "表决"),
        at.session(&vote.session),
        at.t(&vote.title)
    );
    let mut under = vec![at.t(&vote.reference), at.kind(vote.kind)];
    under.extend(vote.on.map(|on| at.day(on)));
    under.extend(vote.method.map(|method| at.t(at.lang.of(method.labels()))));
    body.push_str(&format!("<p class=\"sub\">{}</p>\n", under.join(" · ")));

    let (words, tone) = verdict(&super::super::vote::row(vote), at.lang);
    let class = match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        _ => "open",
    };
    body.push_str(&format!("<p class=\"verdict {class}\">{}</p>\n", at.t(&capital(&words))));
    if vote.candidates.is_empty() {
        body.push_str(&chart::result(at, "result", &vote.counts, vote.base, vote.needed));
    }
    let effective = match vote.effective.as_deref() {
        Some("pending") => at.word("pending: nothing has started yet", "待批准，尚未生效").to_owned(),
        Some(day) => crate::model::day::Day::from_iso(day).map_or_else(|| at.t(day), |day| at.day(day)),
        None => String::new(),
    };
    let subjects: Vec<String> = vote
        .subjects
        .iter()
        .map(|subject| match subject {
            Subject::Organization(organization) => at.organization(organization),
            Subject::Person(name) => at.t(name),
        })
        .collect();
    body.push_str(&at.facts(&[
        (at.label("vote", "counts"), at.t(&counts(&vote.counts, at.lang))),
        (at.label("vote", "quorum"), at.t(&quorum(&vote.quorum, at.lang))),
        (at.label("vote", "majority"), at.t(&arithmetic(vote, at.lang))),
        (at.label("vote", "subjects"), subjects.join(at.lang.comma())),
        (at.label("vote", "proposer"), at.t(vote.proposer.as_deref().unwrap_or_default())),
        (at.label("vote", "effective"), effective),
    ]));
    if let Some(text) = &vote.text {
        body.push_str(&at.heading(2, "wording", &at.label("vote", "text")));
        body.push_str(&format!("<blockquote>\n{}</blockquote>\n", at.paragraphs(text)));
    }
    body.push_str(&election(at, vote));
    if !vote.effects.is_empty() {
        body.push_str(&at.heading(2, "effects", at.word("What it did", "执行结果")));
        let items: String =
            vote.effects.iter().map(|e| format!("<li>{}</li>\n", at.t(&said(e, at.lang)))).collect();
        body.push_str(&format!("<ul>\n{items}</ul>\n"));
    }
    if !vote.irregularities.is_empty() {
        body.push_str(&at.heading(2, "irregularities", at.word("What does not fit together", "疑点")));
        let items: String = vote
            .irregularities
            .iter()
            .map(|fault| format!("<li>{}</li>\n", at.t(at.lang.say(fault))))
            .collect();
        body.push_str(&format!("<ul>\n{items}</ul>\n"));
    }
    body.push_str(&roll_call(at, vote));
    at.page(&format!("vote/{}.html", super::slug(&vote.reference)), &vote.title, &body)
}

/// Candidates, each with a bar of their own.
fn election(at: At<'_>, vote: &Vote) -> String {
    if vote.candidates.is_empty() {
        return String::new();
    }
    let figure = |key, n: Option<u64>| (at.label("vote", key), n.map(|n| n.to_string()).unwrap_or_default());
    let mut out = at.heading(2, "candidates", &at.label("vote", "candidates"));
    out.push_str(&at.facts(&[
        figure("seats", vote.seats),
        figure("issued", vote.issued),
        figure("collected", vote.collected),
    ]));
    out.push_str("<ul class=\"candidates\">\n");
    for (n, candidate) in vote.candidates.iter().enumerate() {
        out.push_str(&format!("<li>{}</li>\n", standing(at, vote, candidate, n)));
    }
    out + "</ul>\n"
}

fn standing(at: At<'_>, vote: &Vote, candidate: &Candidate, n: usize) -> String {
    let mut who: Vec<String> =
        candidate.person.iter().map(|name| format!("<strong>{}</strong>", at.t(name))).collect();
    who.extend(candidate.organization.as_ref().map(|organization| at.organization(organization)));
    who.extend(candidate.role.map(|role| at.t(at.lang.of(role.labels()))));
    let mut out = format!("<p>{}", who.join(" · "));
    let elected = match candidate.seated {
        Some(true) => Some(("carried", at.word("elected", "当选"))),
        Some(false) => Some(("dropped", at.word("not elected", "未当选"))),
        None => None,
    };
    if let Some((code, word)) = elected {
        out.push(' ');
        out.push_str(&at.badge(if code == "carried" { "outcome" } else { "status" }, code, word));
    }
    out.push_str("</p>\n");
    // Those who did not choose the candidate may have said no or nothing: what is not recorded is not drawn.
    let counts = Counts { yes: candidate.yes, no: candidate.no, abstain: candidate.abstain, invalid: None };
    let base = vote.base.or(vote.collected).or(vote.quorum.present);
    out + &chart::result(at, &format!("c{n}"), &counts, base, candidate.needed)
}

/// The roll call by choice. What was secret is not published, whoever recorded it.
fn roll_call(at: At<'_>, vote: &Vote) -> String {
    if vote.ballots.is_empty() || vote.method == Some(Method::Secret) {
        return String::new();
    }
    let mut out = at.heading(2, "ballots", &at.label("vote", "ballots"));
    for (code, en, zh) in CHOICES.words {
        let mut n = 0;
        let mut items = String::new();
        for ballot in vote.ballots.iter().filter(|ballot| ballot.choice.code() == *code) {
            n += 1;
            items.push_str("<li>");
            items.push_str(&at.organization(&ballot.organization));
            items.push_str("</li>\n");
        }
        if n > 0 {
            let heading = capital(at.lang.word(en, zh)) + &at.lang.bracket(&n.to_string());
            out.push_str(&at.heading(3, code, &heading));
            out.push_str(&format!("<ul class=\"names\">\n{items}</ul>\n"));
        }
    }
    if at.lang == Lang::En {
        out.push_str("<p class=\"remark\">Organizations are named as they were called on that day.</p>\n");
    } else {
        out.push_str("<p class=\"remark\">单位名称以表决当日为准。</p>\n");
    }
    out
}
