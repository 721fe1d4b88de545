//! What a session dealt with, as papers tell it: the items of its agenda and its motions, each told once.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::{
    lang::Lang,
    model::{motion::Vote, paper::Paper, session::AgendaItem, text::fold, words::AgendaKind},
};

use super::{days, matter, news, there::titled};

/// The matters in the order of the agenda, then the motions that no item of it is about.
pub(super) fn matters(paper: &Paper, lang: Lang) -> Vec<Value> {
    let joined = joined(paper);
    let of_item = |vote: &Vote| joined.get(vote.reference.as_str()).copied();
    let mut matters = Vec::new();
    let motion = |vote: &Vote, item: Option<&AgendaItem>| {
        let on = paper.votes.iter().position(|one| one.reference == vote.reference);
        let on = on.and_then(|at| paper.voted_on.get(at).copied().flatten());
        let mut all = matter::motion(vote, on, &paper.session, lang);
        if let Value::Object(all) = &mut all {
            all.insert("news".into(), news::motion(vote, lang).into());
            all.extend(beside(item, Some(vote), paper, lang));
        }
        all
    };
    for item in &paper.session.agenda {
        let vote = paper.votes.iter().find(|vote| of_item(vote) == Some(item.seq));
        match vote {
            Some(vote) => matters.push(motion(vote, Some(item))),
            None => matters.push(alone(item, paper, lang)),
        }
    }
    let left = paper.votes.iter().filter(|vote| of_item(vote).is_none());
    matters.extend(left.map(|vote| motion(vote, None)));
    matters
}

/// The motion that a paper is about, or the first.
pub(super) fn first(paper: &Paper, lang: Lang) -> Option<Value> {
    let vote = paper.votes.first()?;
    let on = paper.voted_on.first().copied().flatten();
    let seq = joined(paper).get(vote.reference.as_str()).copied();
    let item = paper.session.agenda.iter().find(|item| Some(item.seq) == seq);
    let mut all = matter::motion(vote, on, &paper.session, lang);
    if let Value::Object(all) = &mut all {
        all.insert("news".into(), news::motion(vote, lang).into());
        all.extend(beside(item, Some(vote), paper, lang));
    }
    Some(all)
}

/// For the motions by their references the item of the agenda under which each was moved: as the item says it, else the
/// one of the same title. An item is about one motion, and a motion of one item.
fn joined(paper: &Paper) -> HashMap<&str, i64> {
    let mut all: HashMap<&str, i64> = HashMap::new();
    let number = |vote: &Vote| vote.reference.rsplit_once('/').and_then(|(_, n)| n.parse::<i64>().ok());
    for named in [true, false] {
        for item in &paper.session.agenda {
            let fits = |vote: &&Vote| match item.motion {
                Some(motion) => named && number(vote) == Some(motion),
                None => !named && same_title(&item.title, &vote.title),
            };
            let free = paper.votes.iter().filter(|vote| !all.contains_key(vote.reference.as_str()));
            if let Some(vote) = free.into_iter().find(fits) {
                all.insert(&vote.reference, item.seq);
            }
        }
    }
    all
}

/// Whether an item bears a motion's title, be it behind a verb: 审议《工作计划》 is about the motion 工作计划.
fn same_title(item: &str, motion: &str) -> bool {
    let bare = |title: &str| fold(title).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (item, motion) = (bare(item), bare(motion));
    let shorter = ["审议并表决", "审议", "表决"].iter().find_map(|verb| item.strip_prefix(verb));
    item == motion || shorter.is_some_and(|item| item == motion)
}

/// An item of the agenda that is about no motion, with the fields that motions have.
fn alone(item: &AgendaItem, paper: &Paper, lang: Lang) -> Value {
    let days = days(paper.session.row.start, paper.session.row.end, lang);
    let mut all = matter::no_motion(&item.title, days);
    if let Value::Object(all) = &mut all {
        all.extend(beside(Some(item), None, paper, lang));
        let sentence = all.get("introduction").cloned().unwrap_or_default();
        all.insert("sentence".into(), sentence);
        all.insert("introduction".into(), Value::Null);
    }
    all
}

/// What the agenda says of a matter. `introduction` is null where it says no more than the motion does.
fn beside(
    item: Option<&AgendaItem>,
    vote: Option<&Vote>,
    paper: &Paper,
    lang: Lang,
) -> serde_json::Map<String, Value> {
    let kind = item.and_then(|item| item.kind);
    let told = json!({
        "item": kind.map(|kind| kind.code()),
        "planning": kind == Some(AgendaKind::Planning),
        "discussion": kind == Some(AgendaKind::Discussion),
        "introduction": item.and_then(|item| introduction(item, vote, paper, lang)),
        "summary": item.and_then(|item| item.summary.clone()),
        "presenter": item.and_then(|item| item.presenter.clone()),
        "topics": item.map(|item| item.topics.clone()).unwrap_or_default(),
    });
    match told {
        Value::Object(told) => told,
        _ => serde_json::Map::new(),
    }
}

/// What was done about an item of the agenda, as a sentence.
fn introduction(item: &AgendaItem, vote: Option<&Vote>, paper: &Paper, lang: Lang) -> Option<String> {
    let title = &item.title;
    let person = paper.presenters.get(&item.seq);
    let topics = if item.topics.is_empty() {
        String::new()
    } else {
        // A topic may have been written as a sentence of its own.
        let topics = item.topics.iter().map(|topic| topic.trim_end_matches(['。', '；', '.', ';']));
        let topics = topics.collect::<Vec<_>>().join(lang.comma());
        match item.kind {
            Some(AgendaKind::Talk) => lang.word(&format!(", on {topics}"), &format!("，围绕{topics}展开")).to_string(),
            _ => lang.word(&format!(", on {topics}"), &format!("，内容涉及{topics}")).to_string(),
        }
    };
    let posts = person.filter(|person| !person.posts.is_empty()).map(|person| titled(person, lang));
    let presenter = posts.as_deref().or(item.presenter.as_deref());
    let quoted = matter::quoted(title);
    let by = |en: &str, zh: &str| match presenter {
        Some(name) => (format!("{name} {en}"), format!("{name}{zh}")),
        None => (format!("The meeting heard: {title}"), format!("会议听取了{quoted}")),
    };
    let (en, zh) = match item.kind {
        Some(AgendaKind::Talk) => by(&format!("spoke on “{title}”"), &format!("以{quoted}为题作主题分享")),
        Some(AgendaKind::Report) => match presenter {
            Some(name) if title.trim_end_matches(['》', '〉']).ends_with("报告") => {
                (format!("{name} presented “{title}”"), format!("会议听取了{name}所作的{quoted}"))
            }
            Some(name) => (format!("{name} presented “{title}”"), format!("会议听取了{name}所作的{quoted}报告")),
            None => (format!("The meeting heard: {title}"), format!("会议听取了{quoted}")),
        },
        Some(AgendaKind::Discussion) => {
            (format!("The meeting discussed {title}"), format!("会议讨论了{title}"))
        }
        Some(AgendaKind::Planning) => (format!("The meeting planned {title}"), format!("会议对{title}作出部署")),
        Some(AgendaKind::Ceremony) => (format!("Ceremony: {title}"), format!("会议举行了{title}")),
        Some(AgendaKind::Motion) | None => match (presenter, vote) {
            (Some(name), Some(_)) => (format!("{name} presented the matter"), format!("{name}作了说明")),
            (Some(name), None) => (format!("{name} presented “{title}”"), format!("{name}就{title}作了说明")),
            (None, Some(_)) if item.topics.is_empty() => return None,
            (None, Some(_)) => ("The meeting deliberated".into(), "会议进行了审议".into()),
            (None, None) if item.kind.is_some() => {
                (format!("The meeting deliberated on “{title}”"), format!("会议审议了{title}"))
            }
            (None, None) => (title.clone(), title.clone()),
        },
    };
    Some(format!("{}{topics}{}", lang.word(&en, &zh), lang.word(".", "。")))
}
