//! Who was there, as papers tell it: the figures, the blocks of names, and persons with their titles.

use serde_json::{Value, json};

use crate::{
    lang::{Lang, terms},
    model::{
        facts::Named,
        person::Titled,
        session::{Attendance, Session},
        words::{Capacity, Presence, Roster},
    },
};

/// What a news item says of the attendance: how many came, and that they were enough, but not who was away.
pub(super) fn attended(session: &Session, lang: Lang) -> Option<String> {
    let n = session.quorum.present?;
    let enough = session.quorum.met == Some(true) && session.quorum.required.is_some();
    Some(match lang {
        Lang::Zh => format!("实到{n}家{}", if enough { "，符合法定人数" } else { "" }),
        Lang::En => format!("{n} members were present{}", if enough { ", a quorum" } else { "" }),
    })
}

/// 应到N家，实到N家，请假N家，缺席N家: those that are known.
pub(super) fn figures(session: &Session, lang: Lang) -> Vec<String> {
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
pub(super) fn people(people: &[Named], others: bool, lang: Lang) -> String {
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

/// Who attended, was away and sat in, in the order in which they are given.
pub(super) fn attendance(session: &Session, lang: Lang) -> Value {
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
        let holder = holder.trim();
        organization(a) + &(if holder.is_empty() { String::new() } else { lang.bracket(holder) })
    };
    let (dead, alive): (Vec<_>, Vec<_>) = of(&[Presence::Proxy]).into_iter().partition(|a| a.is_dead_proxy());
    block("By proxy", "委托", alive.into_iter().map(proxy).collect(), false);
    block("Apologies", "请假", told(&of(&[Presence::Leave])), false);
    let mut absent = told(&of(&[Presence::Absent]));
    absent.extend(session.absent.iter().map(|o| o.name.clone()));
    block("Absent", "缺席", absent, false);
    // An organization whose proxy does not count is counted as absent, but it did send one.
    let (en, zh) = match session.quorum.absent {
        Some(_) => ("Proxy not counted (counted as absent)", "委托无效（不计入实到，计入缺席）"),
        None => ("Proxy not counted", "委托无效（不计入实到）"),
    };
    block(en, zh, dead.into_iter().map(proxy).collect(), false);
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
            let said = beside_said(a, &text, lang);
            json!({ "capacity": capacity, "text": text, "said": said, "organization": organization(a) })
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

/// Somebody who sat in, as a sentence names them: 丁大学副校长周五.
fn beside_said(one: &Attendance, told: &str, lang: Lang) -> String {
    let titled = one.people.first().is_some_and(|who| who.title.is_some());
    if lang == Lang::Zh && titled && one.capacity != Capacity::Applicant {
        return organization(one) + &people(&one.people, one.others == Some(true), lang);
    }
    told.to_string()
}

/// A person with the posts held on the day.
pub(super) fn titled(person: &Titled, lang: Lang) -> String {
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
