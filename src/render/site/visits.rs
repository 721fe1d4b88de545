//! Site visits.

use super::html::{At, capital};
use crate::{
    lang::Lang,
    model::{facts::Facts, site::Register, source::Cited},
    render::session::persons,
};

pub fn list(at: At<'_>, register: &Register) -> (String, String) {
    let title = at.word("Visits", "考察");
    let mut body = format!("<h1>{title}</h1>\n");
    if register.visits.is_empty() {
        body.push_str(&format!("<p>{}</p>\n", at.word("No visit is recorded.", "尚无考察记录。")));
    } else {
        let mut visits: Vec<&Facts> = register.visits.iter().collect();
        // The latest first; those whose day is unknown by the session they belonged to.
        let day = |visit: &Facts| {
            let of = || visit.text("session").and_then(|s| at.frame.session(s)).map(|s| s.start);
            visit.day("start").or_else(of)
        };
        visits.sort_by_key(|visit| std::cmp::Reverse(day(visit)));
        let head = [
            at.label("visit", "host"),
            at.word("Date", "日期").to_owned(),
            at.label("visit", "session"),
            at.label("visit", "topics"),
        ];
        let rows: Vec<Vec<String>> = visits
            .into_iter()
            .map(|visit| {
                vec![
                    at.link("visit", visit.reference(), visit.name_of("host").unwrap_or_default()),
                    visit.day("start").map(|start| at.days(start, visit.day("end"))).unwrap_or_default(),
                    visit.text("session").map(|s| at.session(s)).unwrap_or_default(),
                    at.t(&visit.texts("topics").join(at.lang.comma())),
                ]
            })
            .collect();
        body.push_str(&at.table(title, &head, &rows));
    }
    at.page("visits.html", title, &body)
}

pub fn page(at: At<'_>, visit: &Facts, sources: &[Cited]) -> (String, String) {
    let host = visit.name_of("host").unwrap_or_default();
    let title = match at.lang {
        Lang::En => format!("Visit to {host}"),
        Lang::Zh => format!("考察{host}"),
    };
    let mut body = format!(
        "<nav class=\"path\" aria-label=\"{}\"><a href=\"../visits.html\">{}</a></nav>\n<h1>{}</h1>\n",
        at.word("Where this is", "位置"),
        at.word("Visits", "考察"),
        at.t(&title)
    );
    body.push_str(&facts(at, visit));
    if let Some(summary) = visit.text("summary") {
        body.push_str(&at.heading(2, "summary", &at.label("visit", "summary")));
        body.push_str(&at.paragraphs(summary));
    }
    body.push_str(&at.sources(sources));
    at.page(&format!("visit/{}.html", super::slug(visit.reference())), &title, &body)
}

/// What is known of a visit but its summary.
pub fn facts(at: At<'_>, visit: &Facts) -> String {
    let received = persons(&visit.people("received_by"), visit.flag("others"), at.lang).join(at.lang.comma());
    let party = visit.int("headcount").map(|n| match at.lang {
        Lang::En => format!("{n} persons"),
        Lang::Zh => format!("{n}人"),
    });
    at.facts(&[
        (
            at.label("visit", "host"),
            visit.organization("host").map(|host| at.organization(&host)).unwrap_or_default(),
        ),
        (
            at.word("Date", "日期").to_owned(),
            visit.day("start").map(|start| at.days(start, visit.day("end"))).unwrap_or_default(),
        ),
        (
            at.label("visit", "session"),
            visit.text("session").map(|session| at.session(session)).unwrap_or_default(),
        ),
        (at.label("visit", "received_by"), at.t(&received)),
        (at.word("Party", "考察人数").to_owned(), party.unwrap_or_default()),
        (at.label("visit", "visitors"), at.organizations(&visit.organizations("visitors"))),
        (capital(at.word("saw", "参观")), at.t(&visit.texts("sites").join(at.lang.comma()))),
        (at.label("visit", "topics"), at.t(&visit.texts("topics").join(at.lang.comma()))),
        (at.label("visit", "source"), at.t(visit.said("source"))),
        (at.label("visit", "published"), at.opt_day(visit.day("published"))),
    ])
}
