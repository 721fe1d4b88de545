//! What templates can say: the facts of a session in words of its language. What is unknown is absent,
//! never a zero and never a guess.

use serde_json::{Value, json};

use crate::{
    error::Message,
    lang::Lang,
    model::{
        day::Day,
        facts::Facts,
        paper::{Correction, Paper},
        session::SessionRow,
        source::Cited,
        words::ActionStatus,
    },
    render::sources::told,
    say,
};

use super::{
    PaperKind, agenda, days, matter, news, sheet,
    there::{attendance, attended, figures, people, titled},
};

/// Everything that a template can name.
pub fn context(paper: &Paper, lang: Lang) -> Value {
    let session = &paper.session;
    let matters = agenda::matters(paper, lang);
    // What was discussed and then voted on is told with the vote.
    let discussed = matters.iter().filter(|one| one["discussion"] == true && one["motion"] == false);
    let discussions: Vec<&Value> = discussed.map(|one| &one["title"]).collect();
    let beside = sheet::fields(paper, lang);
    let chairs =
        paper.chairs.iter().map(|chair| json!({ "name": chair.name, "titled": titled(chair, lang) }));
    let mut all = json!({
        "alliance": {
            "name": alliance(paper, lang).unwrap_or_default(),
            "short_name": paper.alliance.short_name,
            "name_en": paper.alliance.name_en,
            "purpose": paper.alliance.purpose,
            "functions": paper.alliance.functions,
            "about": news::about(paper, &alliance(paper, lang).unwrap_or_default(), lang),
        },
        "session": {
            "ref": session.row.reference,
            "name": called(&session.row, lang),
            "body": session.row.body,
            "title": session.title,
            "days": days(session.row.start, session.row.end, lang),
            "last_day": days(session.row.end.unwrap_or(session.row.start), None, lang),
            "place": place(&session.row, lang),
            "venue": session.row.venue,
            "city": session.row.city,
            "mode": session.mode.map(|mode| lang.of(mode.labels())),
            "chair": chairs.collect::<Vec<_>>(),
            "purpose": session.purpose,
            "aim": session.purpose.as_ref().map(|purpose| news::aim(purpose, lang)),
            "summary": session.summary,
            "headcount": session.headcount,
            "source": session.source,
            "recorder": session.recorder,
            "reviewer": session.reviewer,
            "signed_by": session.signed_by,
            "confirmed_in": paper.confirmed.as_ref().map(|(row, _)| called(row, lang)),
        },
        "figures": figures(session, lang),
        "attended": attended(session, lang),
        "quorum": matter::quorum(&session.quorum.of_vote(), lang),
        "attendance": attendance(session, lang),
        "discussions": discussions,
        "matters": matters,
        "matter": agenda::first(paper, lang),
        "actions": session.actions.iter().map(|a| {
            let text = action(a, lang);
            json!({ "ref": a.reference(), "plan": news::plan(a, &text, lang), "text": text })
        }).collect::<Vec<_>>(),
        "followup": paper.followup.iter().flat_map(|(_, actions)| actions).map(|a| {
            json!({ "ref": a.reference(), "text": became(a, session.row.end.unwrap_or(session.row.start), lang) })
        }).collect::<Vec<_>>(),
        "corrections": paper.confirmed.iter().flat_map(|(_, all)| all).map(|one| {
            json!({ "text": correction(one, lang) })
        }).collect::<Vec<_>>(),
        "visits": session.visits.iter().map(|v| visit(v, lang)).collect::<Vec<_>>(),
        "sources": sources(paper, lang),
        "next": paper.next.as_ref().map(|row| json!({
            "ref": row.reference,
            "name": called(row, lang),
            "days": days(row.start, row.end, lang),
            "place": place(row, lang),
        })),
        "stamp": stamp(paper, lang),
    });
    if let Value::Object(all) = &mut all {
        all.extend(beside);
    }
    all
}

/// What the alliance is called in the language.
fn alliance(paper: &Paper, lang: Lang) -> Option<String> {
    let name = paper.alliance.name.clone();
    match lang {
        Lang::Zh => name,
        Lang::En => paper.alliance.name_en.clone().or(name),
    }
}

/// A session's name as it stands in a sentence: `the third meeting of the Council`.
fn called(row: &SessionRow, lang: Lang) -> String {
    if lang == Lang::Zh || row.number.is_none() {
        return super::super::session_name(row, lang).to_string();
    }
    let mut letters = row.name_en.chars();
    let first = letters.next().map(|c| c.to_ascii_lowercase());
    "the ".chars().chain(first).chain(letters).collect()
}

/// What a paper would say and cannot, in the order of the paper; each once.
pub fn missing(kind: PaperKind, paper: &Paper) -> Vec<Message> {
    let session = &paper.session;
    let mut all = Vec::new();
    let mut lacks = |missing: bool, message: Message| {
        if missing && !all.contains(&message) {
            all.push(message);
        }
    };
    lacks(paper.alliance.name.is_none(), say!("name of the alliance", "联盟名称"));
    lacks(session.row.venue.is_none() && session.row.city.is_none(), say!("venue", "地点"));
    if kind != PaperKind::Resolution {
        lacks(session.row.chair.is_empty(), say!("chair", "主持人"));
    }
    if !kind.tells_of_results() {
        lacks(session.quorum.due.is_none(), say!("who has a seat", "应到单位"));
        return all;
    }
    if kind == PaperKind::Bulletin {
        lacks(session.purpose.is_none(), say!("purpose", "会议目的"));
    } else {
        lacks(session.quorum.due.is_none(), say!("members due", "应到"));
        lacks(session.quorum.present.is_none(), say!("members present", "实到"));
    }
    for vote in paper.votes.iter().filter(|vote| kind != PaperKind::Bulletin || matter::resolved(vote)) {
        let counts = vote.counts;
        let none = [counts.yes, counts.no, counts.abstain].iter().all(Option::is_none);
        let voted = !matches!(vote.outcome.code(), "tabled" | "withdrawn");
        lacks(none && voted && vote.candidates.is_empty(), say!("counts of the vote", "表决票数"));
        if kind != PaperKind::Bulletin {
            lacks(vote.method.is_none() && voted, say!("voting method", "表决方式"));
        }
        lacks(vote.outcome.code() == "unknown", say!("outcome of a motion", "议题结果"));
    }
    if kind != PaperKind::Resolution {
        lacks(
            session.visits.iter().any(|visit| visit.day("start").is_none()),
            say!("day of a visit", "考察日期"),
        );
    }
    all
}

fn place(row: &SessionRow, lang: Lang) -> Option<String> {
    match (&row.city, &row.venue) {
        (Some(city), Some(venue)) if venue.contains(city.as_str()) => Some(venue.clone()),
        (Some(city), Some(venue)) => Some(match lang {
            Lang::Zh => format!("{city}{venue}"),
            Lang::En => format!("{venue}, {city}"),
        }),
        (city, venue) => venue.clone().or(city.clone()),
    }
}

fn action(action: &Facts, lang: Lang) -> String {
    let mut beside = Vec::new();
    if let Some(owner) = action.text("owner") {
        beside.push(format!("{}{}{owner}", lang.word("owner", "责任"), lang.colon()));
    }
    if let Some(due) = action.day("due") {
        beside.push(format!("{}{}{}", lang.word("due", "期限"), lang.colon(), days(due, None, lang)));
    }
    let mut told = action.said("title").to_string();
    if !beside.is_empty() {
        told.push_str(&lang.bracket(&beside.join(lang.word(", ", "，"))));
    }
    if let Some(note) = action.text("note") {
        told.push_str(lang.colon());
        told.push_str(note.trim_end_matches('。'));
    }
    told
}

/// An action of the last session with what had become of it by the end of this one.
fn became(one: &Facts, by: Day, lang: Lang) -> String {
    let done = one.day("done").filter(|done| *done <= by);
    // What was done only later was open then.
    let later = one.day("done").is_some_and(|done| done > by);
    let state = match one.word::<ActionStatus>("status") {
        Some(ActionStatus::Done) if !later => match done {
            Some(done) => {
                let done = days(done, None, lang);
                lang.say(&say!("done on {done}", "已于{done}完成")).to_string()
            }
            None => lang.word("done (the day is not recorded)", "已完成（未记录日期）").to_string(),
        },
        Some(ActionStatus::Dropped) => lang.word("dropped", "已取消").to_string(),
        _ => lang.word("in progress", "进行中").to_string(),
    };
    format!("{}{}{state}", action(one, lang), lang.colon())
}

/// A change of the minutes since they were confirmed.
fn correction(one: &Correction, lang: Lang) -> String {
    let (entry, refs) = (one.entry, one.refs.join(lang.comma()));
    let on = one.on.map(|on| days(on, None, lang)).unwrap_or_default();
    let told = match lang {
        Lang::En => format!("{on}, journal entry #{entry}: {refs}"),
        Lang::Zh => format!("{on}（日志第{entry}号）：{refs}"),
    };
    match &one.why {
        Some(why) => format!("{told}{}{why}", lang.word("; ", "；")),
        None => told,
    }
}

fn visit(visit: &Facts, lang: Lang) -> Value {
    let host = visit.name_of("host").unwrap_or_default();
    let (sites, topics) = (visit.texts("sites"), visit.texts("topics"));
    let headcount = visit.int("headcount");
    let when = visit.day("start").map(|start| days(start, visit.day("end"), lang));
    let visitors = visit.organizations("visitors");
    let visitors: Vec<&str> = visitors.iter().map(|o| o.name.as_str()).collect();
    let received = people(&visit.people("received_by"), visit.flag("others") == Some(true), lang);
    let mut told = String::new();
    match lang {
        Lang::Zh => {
            told.push_str(&when.map(|when| format!("{when}，")).unwrap_or_default());
            let who = if visitors.is_empty() { "与会".to_string() } else { visitors.join("、") };
            let party = headcount.map(|n| format!("一行{n}人")).unwrap_or_default();
            told.push_str(&format!("{who}代表{party}赴{host}考察交流"));
            if !received.is_empty() {
                // A title alone does not say of whom it is.
                let of = visit.people("received_by").first().is_some_and(|who| who.title.is_some());
                told.push_str(&format!("，由{}{received}接待", if of { host } else { "" }));
            }
            told.push('。');
            let (sites, topics) = (sites.join("、"), topics.join("、"));
            match (sites.is_empty(), topics.is_empty()) {
                (false, false) => told.push_str(&format!("代表们参观了{sites}，并围绕{topics}座谈交流。")),
                (false, true) => told.push_str(&format!("代表们参观了{sites}。")),
                (true, false) => told.push_str(&format!("双方围绕{topics}座谈交流。")),
                (true, true) => {}
            }
        }
        Lang::En => {
            let who = if visitors.is_empty() { "The delegates".to_string() } else { visitors.join(", ") };
            told.push_str(&when.map_or_else(String::new, |when| format!("{when}: ")));
            told.push_str(&format!("{who} visited {host}"));
            told.push_str(&headcount.map_or_else(String::new, |n| format!(" (a party of {n})")));
            if !received.is_empty() {
                told.push_str(&format!(", received by {received}"));
            }
            told.push('.');
            if !sites.is_empty() {
                told.push_str(&format!(" They saw {}.", sites.join(", ")));
            }
            if !topics.is_empty() {
                told.push_str(&format!(" They talked about {}.", topics.join(", ")));
            }
        }
    }
    json!({
        "host": host,
        "start": visit.day("start"),
        "end": visit.day("end"),
        "headcount": headcount,
        "received_by": received,
        "sites": sites,
        "topics": topics,
        "sentence": told,
        "summary": visit.text("summary"),
    })
}

/// Where what is told comes from, each source once. A bulletin does not cite those of what it leaves out: who was there or
/// away, and what was not carried.
fn sources(paper: &Paper, lang: Lang) -> Vec<Value> {
    let left_out = |one: &Cited| match one.noun {
        "attendance" => true,
        "motion" => !paper.votes.iter().any(|vote| vote.reference == one.reference && matter::resolved(vote)),
        _ => false,
    };
    let mut all: Vec<(&Cited, bool)> = Vec::new();
    for one in &paper.sources {
        let news = !left_out(one);
        match all.iter_mut().find(|(other, _)| other.is_same(one)) {
            Some((_, known)) => *known |= news,
            None => all.push((one, news)),
        }
    }
    let told = all.into_iter().filter_map(|(one, news)| {
        let text = Some(told(one, lang)).filter(|text| !text.is_empty())?;
        Some(json!({
            "kind": one.kind.map(|kind| lang.of(kind.labels())),
            "title": one.title,
            "date": one.date.map(|on| days(on, None, lang)),
            "place": one.place,
            "document": one.document,
            "news": news,
            "text": text,
        }))
    });
    told.collect()
}

/// By what a paper is matched to a registry: the journal's newest entry and its hash.
fn stamp(paper: &Paper, lang: Lang) -> String {
    paper.stamp.as_ref().map(|(entry, hash)| super::super::stamp(*entry, hash, lang)).unwrap_or_default()
}
