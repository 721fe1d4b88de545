//! What templates can say: the facts of a session in words of its language. What is unknown is absent,
//! never a zero and never a guess.

use serde_json::{Value, json};

use crate::{
    error::Message,
    lang::{Lang, terms},
    model::{
        facts::Facts,
        paper::Paper,
        facts::Named,
        person::Titled,
        session::{AgendaItem, Attendance, Session},
        words::{AgendaKind, Capacity, Presence, Roster},
    },
    say,
};

use super::{PaperKind, days, matter};

/// Everything that a template can name.
pub fn context(paper: &Paper, lang: Lang) -> Value {
    let session = &paper.session;
    let mut matters: Vec<Value> = Vec::new();
    let mut discussions: Vec<&str> = Vec::new();
    for item in session.agenda.iter().filter(|item| item.kind != Some(AgendaKind::Motion)) {
        if item.kind == Some(AgendaKind::Discussion) {
            discussions.push(&item.title);
        }
        matters.push(agenda(item, paper, lang));
    }
    let voted = || paper.votes.iter().zip(&paper.voted_on);
    matters.extend(voted().map(|(vote, on)| matter::motion(vote, *on, session, lang)));
    let chairs =
        paper.chairs.iter().map(|chair| json!({ "name": chair.name, "titled": titled(chair, lang) }));
    json!({
        "alliance": {
            "name": paper.alliance.name.clone().unwrap_or_default(),
            "short_name": paper.alliance.short_name,
            "name_en": paper.alliance.name_en,
            "purpose": paper.alliance.purpose,
            "functions": paper.alliance.functions,
        },
        "session": {
            "ref": session.row.reference,
            "name": session.row.name,
            "title": session.title,
            "days": days(session.row.start, session.row.end, lang),
            "place": place(session, lang),
            "venue": session.row.venue,
            "city": session.row.city,
            "mode": session.mode.map(|mode| lang.of(mode.labels())),
            "chair": chairs.collect::<Vec<_>>(),
            "purpose": session.purpose,
            "summary": session.summary,
            "headcount": session.headcount,
            "source": session.source,
        },
        "figures": figures(session, lang),
        "attendance": attendance(session, lang),
        "matters": matters,
        "discussions": discussions,
        "matter": voted().next().map(|(vote, on)| matter::motion(vote, *on, session, lang)),
        "actions": session.actions.iter().map(|a| json!({ "ref": a.reference(), "text": action(a, lang) })).collect::<Vec<_>>(),
        "visits": session.visits.iter().map(|v| visit(v, lang)).collect::<Vec<_>>(),
        "stamp": stamp(paper, lang),
    })
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
    if kind == PaperKind::Bulletin {
        lacks(session.purpose.is_none(), say!("purpose", "会议目的"));
    } else {
        lacks(session.quorum.due.is_none(), say!("members due", "应到"));
        lacks(session.quorum.present.is_none(), say!("members present", "实到"));
    }
    for vote in &paper.votes {
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

fn place(session: &Session, lang: Lang) -> Option<String> {
    match (&session.row.city, &session.row.venue) {
        (Some(city), Some(venue)) if venue.contains(city.as_str()) => Some(venue.clone()),
        (Some(city), Some(venue)) => Some(match lang {
            Lang::Zh => format!("{city}{venue}"),
            Lang::En => format!("{venue}, {city}"),
        }),
        (city, venue) => venue.clone().or(city.clone()),
    }
}

/// 应到N家，实到N家，请假N家，缺席N家: those that are known.
fn figures(session: &Session, lang: Lang) -> Vec<String> {
    let quorum = &session.quorum;
    let proxies = quorum.proxies.filter(|n| *n > 0).map(|n| match lang {
        Lang::Zh => format!("，其中委托{n}家"),
        Lang::En => format!(" ({n} of them by proxy)"),
    });
    let counted = [
        (quorum.due, terms::DUE, None),
        (quorum.present, terms::PRESENT, proxies),
        (quorum.leave, terms::LEAVE, None),
        (quorum.absent, terms::ABSENT, None),
    ];
    let told = counted.into_iter().filter_map(|(n, (en, zh), beside)| {
        let beside = beside.unwrap_or_default();
        n.map(|n| match lang {
            Lang::Zh => format!("{zh}{n}家{beside}"),
            Lang::En => format!("{n} {en}{beside}"),
        })
    });
    told.collect()
}

fn organization(attendance: &Attendance) -> String {
    attendance.organization.as_ref().map(|o| o.name.clone()).unwrap_or_default()
}

/// `总经理李宇阳、荆勇`; a title alone where nobody is named.
fn people(people: &[Named], others: bool, lang: Lang) -> String {
    let one = |who: &Named| match (&who.name, &who.title) {
        (Some(name), Some(title)) => match lang {
            Lang::Zh => format!("{title}{name}"),
            Lang::En => format!("{name} ({title})"),
        },
        (Some(name), None) => name.clone(),
        (None, title) => title.clone().unwrap_or_default(),
    };
    let mut told = people.iter().map(one).collect::<Vec<_>>().join(lang.comma());
    if others && !told.is_empty() {
        told.push_str(lang.word(" and others", "等"));
    }
    told
}

fn with_people(attendance: &Attendance, lang: Lang) -> String {
    let who = people(&attendance.people, attendance.others == Some(true), lang);
    match (organization(attendance), who) {
        (name, who) if who.is_empty() => name,
        (name, who) if name.is_empty() => who,
        (name, who) => name + &lang.bracket(&who),
    }
}

fn attendance(session: &Session, lang: Lang) -> Value {
    let of = |wanted: &[Presence]| -> Vec<&Attendance> {
        let fits = |a: &&Attendance| a.fills_a_seat() && wanted.contains(&a.presence);
        session.attendance.iter().filter(fits).collect()
    };
    let open = session.roster == Roster::Partial;
    let present = of(&[Presence::Present, Presence::Online]);
    let mut blocks = Vec::new();
    let mut block = |en: &str, zh: &str, names: Vec<String>, open: bool| {
        if !names.is_empty() {
            blocks.push(json!({ "label": lang.word(en, zh), "names": names, "open": open }));
        }
    };
    let told = |of: &[&Attendance]| of.iter().map(|a| with_people(a, lang)).collect::<Vec<_>>();
    block("Present", "出席", told(&present), open);
    let proxy = |a: &Attendance| {
        let holder =
            a.proxy.as_ref().map(|o| lang.word(" to ", "委托").to_string() + &o.name).unwrap_or_default();
        let dead = a.is_dead_proxy().then(|| lang.word("not counted", "不计").to_string());
        let beside: Vec<String> =
            [Some(holder.trim().to_string()).filter(|h| !h.is_empty()), dead].into_iter().flatten().collect();
        let beside = beside.join(lang.word(", ", "，"));
        organization(a) + &(if beside.is_empty() { beside } else { lang.bracket(&beside) })
    };
    // An organization whose proxy does not count is counted as absent, so it is named there.
    let (dead, alive): (Vec<_>, Vec<_>) = of(&[Presence::Proxy]).into_iter().partition(|a| a.is_dead_proxy());
    block("By proxy", "委托", alive.into_iter().map(proxy).collect(), false);
    block("On leave", "请假", told(&of(&[Presence::Leave])), false);
    let mut absent = told(&of(&[Presence::Absent]));
    absent.extend(dead.into_iter().map(proxy));
    absent.extend(session.absent.iter().map(|o| o.name.clone()));
    block("Absent", "缺席", absent, false);
    let beside: Vec<Value> = session
        .attendance
        .iter()
        .filter(|a| {
            !a.fills_a_seat() && !matches!(a.presence, Presence::Leave | Presence::Absent | Presence::Proxy)
        })
        .map(|a| {
            let capacity = lang.of(a.capacity.labels());
            let who = people(&a.people, a.others == Some(true), lang);
            let text = match (a.capacity, lang) {
                (Capacity::Applicant, Lang::Zh) => format!("拟加入单位{}{who}", organization(a)),
                (Capacity::Applicant, Lang::En) => format!("the applicant {}", with_people(a, lang)),
                _ => with_people(a, lang),
            };
            json!({ "capacity": capacity, "text": text, "organization": organization(a) })
        })
        .collect();
    block(
        "In attendance",
        "列席",
        beside.iter().filter_map(|b| Some(b["text"].as_str()?.to_string())).collect(),
        false,
    );
    let names: Vec<String> =
        present.iter().map(|a| organization(a)).filter(|name| !name.is_empty()).collect();
    json!({ "present": names, "open": open, "beside": beside, "blocks": blocks })
}

/// A person with the posts held on the day.
fn titled(person: &Titled, lang: Lang) -> String {
    let posts = person.posts.iter().filter_map(|post| {
        let title = post.title.as_ref()?;
        let term = post.term.map(|term| match lang {
            Lang::Zh => format!("第{}届", crate::model::numeral::chinese(term)),
            Lang::En => format!(", term {term}"),
        });
        Some(match (&post.organization, lang) {
            (Some(organization), Lang::Zh) => format!("{}{title}", organization.name),
            (Some(organization), Lang::En) => format!("{title} of {}", organization.name),
            (None, Lang::Zh) => format!("{}联盟{title}", term.unwrap_or_default()),
            (None, Lang::En) => format!("{title} of the alliance{}", term.unwrap_or_default()),
        })
    });
    let posts: Vec<String> = posts.collect();
    match (posts.is_empty(), lang) {
        (true, _) => person.name.clone(),
        (false, Lang::Zh) => format!("{}{}", posts.join("、"), person.name),
        (false, Lang::En) => format!("{} ({})", person.name, posts.join("; ")),
    }
}

fn agenda(item: &AgendaItem, paper: &Paper, lang: Lang) -> Value {
    let title = &item.title;
    let person = paper.presenters.get(&item.seq);
    let presenter = item.presenter.as_deref();
    let topics = if item.topics.is_empty() {
        String::new()
    } else {
        let topics = item.topics.join(lang.comma());
        lang.word(&format!(", on {topics}"), &format!("，内容涉及{topics}")).to_string()
    };
    let posts = person.filter(|person| !person.posts.is_empty()).map(|person| titled(person, lang));
    let presenter = posts.as_deref().or(presenter);
    let by = |en: &str, zh: &str| match presenter {
        Some(name) => (format!("{name} {en}"), format!("{name}{zh}")),
        None => (format!("The meeting heard: {title}"), format!("会议听取了《{title}》")),
    };
    let (en, zh) = match item.kind {
        Some(AgendaKind::Talk) => by(&format!("spoke on “{title}”"), &format!("以《{title}》为题作主题分享")),
        Some(AgendaKind::Report) => by(&format!("presented “{title}”"), &format!("作了《{title}》")),
        Some(AgendaKind::Discussion) => {
            (format!("The meeting discussed {title}"), format!("会议讨论了{title}"))
        }
        Some(AgendaKind::Planning) => (format!("The meeting planned {title}"), format!("会议部署了{title}")),
        Some(AgendaKind::Ceremony) => (format!("Ceremony: {title}"), format!("会议举行了{title}")),
        Some(AgendaKind::Motion) | None => (title.clone(), title.clone()),
    };
    let stop = lang.word(".", "。");
    json!({
        "motion": false,
        "kind": item.kind.map(|kind| kind.code()),
        "planning": item.kind == Some(AgendaKind::Planning),
        "discussion": item.kind == Some(AgendaKind::Discussion),
        "title": title,
        "sentence": format!("{}{topics}{stop}", lang.word(&en, &zh)),
        "summary": item.summary,
        "presenter": item.presenter,
        "topics": item.topics,
    })
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
            told.push_str(&match (visitors.is_empty(), headcount) {
                (true, Some(n)) => format!("与会代表一行{n}人考察了{host}"),
                (true, None) => format!("与会代表考察了{host}"),
                (false, Some(n)) => format!("{}一行{n}人考察了{host}", visitors.join("、")),
                (false, None) => format!("{}考察了{host}", visitors.join("、")),
            });
            if !received.is_empty() {
                told.push_str(&format!("，由{received}接待"));
            }
            told.push('。');
            if !sites.is_empty() {
                told.push_str(&format!("参观了{}。", sites.join("、")));
            }
            if !topics.is_empty() {
                told.push_str(&format!("围绕{}进行了交流。", topics.join("、")));
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

/// By what a paper is matched to a registry: the journal's newest entry and its hash.
fn stamp(paper: &Paper, lang: Lang) -> String {
    paper.stamp.as_ref().map(|(entry, hash)| super::super::stamp(*entry, hash, lang)).unwrap_or_default()
}
