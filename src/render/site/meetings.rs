//! Sessions: their list, and the page of one in the order of its minutes.

use super::{
    html::{At, capital},
    votes,
};
use crate::{
    lang::Lang,
    model::{
        facts::Facts,
        session::{AgendaItem, Attendance, Session, SessionRow},
        site::Register,
        source::Cited,
        words::{ActionStatus, CAPACITIES, Capacity, PRESENCES, Presence, Roster},
    },
    render::{
        session::{attended, persons},
        session_name,
    },
};

pub fn list(at: At<'_>, _: &Register) -> (String, String) {
    let title = at.word("Sessions", "会议");
    let mut body = format!("<h1>{title}</h1>\n");
    let mut rows: Vec<&SessionRow> = at.frame.sessions.iter().rev().collect();
    if rows.is_empty() {
        body.push_str(&format!("<p>{}</p>\n", at.word("No session is recorded.", "尚无会议记录。")));
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.term));
    let terms: Vec<&[&SessionRow]> = rows.chunk_by(|a, b| a.term == b.term).collect();
    for group in &terms {
        let Some(first) = group.first() else { continue };
        let heading = match (first.term, at.lang) {
            (Some(term), Lang::En) => format!("Term {term}"),
            (Some(term), Lang::Zh) => format!("第{}届", crate::model::numeral::chinese(term)),
            (None, _) => at.word("Without a term", "不分届").to_owned(),
        };
        let id = first.term.map_or_else(|| "other".to_owned(), |term| format!("t{term}"));
        body.push_str(&at.heading(2, &id, &heading));
        body.push_str(&table(at, &heading, group));
    }
    at.page("sessions.html", title, &body)
}

/// Sessions in a table.
pub fn table(at: At<'_>, caption: &str, rows: &[&SessionRow]) -> String {
    let head = [
        at.label("session", "name"),
        at.word("Date", "日期").to_owned(),
        at.label("session", "venue"),
        at.label("session", "chair"),
    ];
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let mut name = at.link("session", &row.reference, session_name(row, at.lang));
            if let Some(chinese) = chinese(at, row) {
                name.push_str(&format!("<br><small>{}</small>", at.t(chinese)));
            }
            vec![
                name,
                at.days(row.start, row.end),
                at.t(&place(at, row)),
                at.t(&row.chair.join(at.lang.comma())),
            ]
        })
        .collect();
    at.table(caption, &head, &cells)
}

/// On an English page the Chinese name beside the English one.
fn chinese<'r>(at: At<'_>, row: &'r SessionRow) -> Option<&'r str> {
    Some(row.name.as_str()).filter(|name| at.lang == Lang::En && *name != row.name_en)
}

fn place(at: At<'_>, row: &SessionRow) -> String {
    match (row.venue.as_deref(), row.city.as_deref()) {
        (Some(venue), Some(city)) if venue != city => format!("{venue}{}", at.lang.bracket(city)),
        (venue, city) => venue.or(city).unwrap_or_default().to_owned(),
    }
}

pub fn page(at: At<'_>, session: &Session, sources: &[Cited]) -> (String, String) {
    let row = &session.row;
    let mut body = format!(
        "<nav class=\"path\" aria-label=\"{}\"><a href=\"../sessions.html\">{}</a></nav>\n<h1>{}</h1>\n",
        at.word("Where this is", "位置"),
        at.word("Sessions", "会议"),
        at.t(session_name(row, at.lang))
    );
    if let Some(chinese) = chinese(at, row) {
        body.push_str(&format!("<p class=\"sub\">{} · {}</p>\n", at.t(&row.reference), at.t(chinese)));
    } else {
        body.push_str(&format!("<p class=\"sub\">{}</p>\n", at.t(&row.reference)));
    }
    let mut kind = Vec::new();
    kind.extend(row.kinds().map(|kind| at.lang.of(kind.labels())));
    kind.extend(session.mode.map(|mode| at.lang.of(mode.labels())));
    let figures = session.quorum.due.is_some() || session.quorum.present.is_some();
    let present = if figures { attended(&session.quorum, at.lang) } else { String::new() };
    let own = session.title.as_deref().filter(|title| *title != session_name(row, at.lang)).unwrap_or_default();
    body.push_str(&at.facts(&[
        (at.label("session", "title"), at.t(own)),
        (at.word("Date", "时间").to_owned(), at.days(row.start, row.end)),
        (at.label("session", "venue"), at.t(&place(at, row))),
        (
            at.label("session", "host"),
            session.host.as_ref().map(|host| at.organization(host)).unwrap_or_default(),
        ),
        (at.label("session", "kind"), at.t(&kind.join(at.lang.comma()))),
        (at.label("session", "chair"), at.t(&row.chair.join(at.lang.comma()))),
        (at.label("session", "attendance"), at.t(&present)),
        (at.label("session", "headcount"), session.headcount.map(|n| n.to_string()).unwrap_or_default()),
        (at.label("session", "purpose"), at.t(session.purpose.as_deref().unwrap_or_default())),
    ]));
    body.push_str(&participants(at, session));
    body.push_str(&agenda(at, &session.agenda));
    if !session.motions.is_empty() {
        let heading = at.label("session", "motions");
        body.push_str(&at.heading(2, "motions", &heading));
        body.push_str(&votes::table(at, &heading, &session.motions.iter().collect::<Vec<_>>()));
    }
    body.push_str(&actions(at, &session.actions));
    if !session.visits.is_empty() {
        body.push_str(&at.heading(2, "visits", &at.label("session", "visits")));
        let items: String = session
            .visits
            .iter()
            .map(|visit| {
                let topics = visit.texts("topics").join(at.lang.comma());
                let told = if topics.is_empty() {
                    String::new()
                } else {
                    format!("<br><small>{}</small>", at.t(&topics))
                };
                let host = visit.name_of("host").unwrap_or_default();
                format!("<li>{}{told}</li>\n", at.link("visit", visit.reference(), host))
            })
            .collect();
        body.push_str(&format!("<ul>\n{items}</ul>\n"));
    }
    if let Some(summary) = &session.summary {
        body.push_str(&at.heading(2, "summary", &at.label("session", "summary")));
        body.push_str(&at.paragraphs(summary));
    }
    if session.source.is_some() || session.published.is_some() {
        body.push_str(&at.heading(2, "source", &at.label("session", "source")));
        body.push_str(&at.facts(&[
            (at.label("session", "source"), at.t(session.source.as_deref().unwrap_or_default())),
            (at.label("session", "published"), at.opt_day(session.published)),
        ]));
    }
    body.push_str(&at.sources(sources));
    at.page(&format!("session/{}.html", super::slug(&row.reference)), session_name(row, at.lang), &body)
}

/// Who came, by how the seat was filled and, beside the members, by capacity.
fn participants(at: At<'_>, session: &Session) -> String {
    let mut groups: Vec<(String, Vec<String>, &str)> = Vec::new();
    for (presence, en, zh) in PRESENCES.words {
        let of = |one: &&Attendance| one.capacity == Capacity::Member && one.presence.code() == *presence;
        let mut names: Vec<String> =
            session.attendance.iter().filter(of).map(|one| attendant(at, one, Presence::Present)).collect();
        if *presence == Presence::Absent.code() {
            names.extend(session.absent.iter().map(|organization| at.organization(organization)));
        }
        let open = *presence == Presence::Present.code() && session.roster == Roster::Partial;
        let remark =
            if open { at.word("and others: the list is not complete", "等，名单不完整") } else { "" };
        groups.push((capital(at.lang.word(en, zh)), names, remark));
    }
    for (capacity, en, zh) in CAPACITIES.words.iter().filter(|(code, ..)| *code != Capacity::Member.code()) {
        let of = |one: &&Attendance| one.capacity.code() == *capacity;
        let names =
            session.attendance.iter().filter(of).map(|one| attendant(at, one, one.presence)).collect();
        groups.push((capital(at.lang.word(en, zh)), names, ""));
    }
    groups.retain(|(_, names, _)| !names.is_empty());
    if groups.is_empty() {
        return String::new();
    }
    let mut out = at.heading(2, "participants", at.word("Participants", "参会单位"));
    for (heading, names, remark) in groups {
        let n = names.len();
        // Where the list is not complete its length says nothing.
        let count = if remark.is_empty() { at.lang.bracket(&n.to_string()) } else { String::new() };
        out.push_str(&format!("<h3>{}</h3>\n", at.t(&format!("{heading}{count}"))));
        let items: String = names.iter().map(|name| format!("<li>{name}</li>\n")).collect();
        out.push_str(&format!("<ul class=\"names\">\n{items}</ul>\n"));
        if !remark.is_empty() {
            out.push_str(&format!("<p class=\"remark\">{remark}</p>\n"));
        }
    }
    out
}

/// An organization with its delegates, or a guest alone; `plain` is the presence that goes without saying.
fn attendant(at: At<'_>, one: &Attendance, presence: Presence) -> String {
    let mut people: Vec<String> =
        persons(&one.people, one.others, at.lang).iter().map(|name| at.t(name)).collect();
    people.extend(one.headcount.map(|n| match at.lang {
        Lang::En => format!("{n} persons"),
        Lang::Zh => format!("{n}人"),
    }));
    people.extend(
        one.proxy
            .as_ref()
            .map(|holder| at.word("proxy held by ", "委托").to_owned() + &at.organization(holder)),
    );
    if presence != Presence::Present {
        people.push(at.t(at.lang.of(presence.labels())));
    }
    let people = people.join(at.lang.comma());
    match &one.organization {
        Some(organization) if people.is_empty() => at.organization(organization),
        Some(organization) => format!("{} <small>{people}</small>", at.organization(organization)),
        None => people,
    }
}

fn agenda(at: At<'_>, items: &[AgendaItem]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let mut out = at.heading(2, "agenda", &at.label("session", "agenda"));
    out.push_str("<ol class=\"agenda\">\n");
    for item in items {
        let kind = item.kind.map(|kind| {
            format!("<span class=\"kind\">{}</span> ", at.t(&capital(at.lang.of(kind.labels()))))
        });
        let title = if at.lang == Lang::Zh { format!("《{}》", item.title) } else { item.title.clone() };
        out.push_str(&format!("<li>{}{}", kind.unwrap_or_default(), at.t(&title)));
        if let Some(presenter) = &item.presenter {
            out.push_str(&format!(" <small>{}</small>", at.t(presenter)));
        }
        if !item.topics.is_empty() {
            out.push_str(&format!("<br><small>{}</small>", at.t(&item.topics.join(at.lang.comma()))));
        }
        if let Some(summary) = &item.summary {
            out.push_str(&at.paragraphs(summary));
        }
        out.push_str("</li>\n");
    }
    out + "</ol>\n"
}

fn actions(at: At<'_>, actions: &[Facts]) -> String {
    if actions.is_empty() {
        return String::new();
    }
    let items: String = actions
        .iter()
        .map(|action| {
            let mut small: Vec<String> = action.text("owner").map(|owner| at.t(owner)).into_iter().collect();
            small.extend(action.day("due").map(|due| match at.lang {
                Lang::En => format!("due {}", at.day(due)),
                Lang::Zh => format!("{}前", at.day(due)),
            }));
            let small = if small.is_empty() {
                String::new()
            } else {
                format!(" <small>{}</small>", small.join(" · "))
            };
            let status = action.word::<ActionStatus>("status").unwrap_or(ActionStatus::Open);
            let badge = at.badge("status", status.code(), at.lang.of(status.labels()));
            format!("<li>{} {badge}{small}</li>\n", at.t(action.said("title")))
        })
        .collect();
    format!("{}<ul>\n{items}</ul>\n", at.heading(2, "actions", &at.label("session", "actions")))
}
