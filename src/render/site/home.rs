//! The first page of each language, and the choice between the languages.

use super::{
    chart,
    html::{At, code, esc, folder},
    meetings, votes,
};
use crate::{
    lang::Lang,
    model::{
        site::{Frame, Register},
        words::{CLASSES, MemberStatus, PublicPart},
    },
    render::site::LANGS,
};

/// How many of the latest are shown.
const LATEST: usize = 5;

pub fn page(at: At<'_>, register: &Register) -> (String, String) {
    let about = &at.frame.about;
    let mut body = format!("<h1>{}</h1>\n", at.t(&at.alliance()));
    let own = about.name.as_deref().unwrap_or_default();
    match (at.lang, &about.name_en) {
        (Lang::Zh, Some(english)) => {
            body.push_str(&format!("<p class=\"sub\" lang=\"en\">{}</p>\n", at.plain(english)));
        }
        (Lang::En, Some(_)) => body.push_str(&format!("<p class=\"sub\">{}</p>\n", at.t(own))),
        _ => {}
    }
    if let Some(purpose) = &about.purpose {
        body.push_str(&format!("<div class=\"lead\">{}</div>\n", at.paragraphs(purpose)));
    }
    body.push_str(&figures(at, register));
    body.push_str(&chart::growth(at, &register.growth, 2));
    let latest: Vec<_> = at.frame.sessions.iter().rev().take(LATEST).collect();
    if !latest.is_empty() {
        body.push_str(&at.heading(2, "sessions", at.word("Latest sessions", "最近的会议")));
        body.push_str(&meetings::table(at, at.word("Latest sessions", "最近的会议"), &latest));
        body.push_str(&more(at, "sessions.html", "All sessions", "全部会议"));
    }
    let latest: Vec<_> = register.votes.iter().rev().take(LATEST).collect();
    if !latest.is_empty() {
        body.push_str(&at.heading(2, "votes", at.word("Latest votes", "最近的表决")));
        body.push_str(&votes::table(at, at.word("Latest votes", "最近的表决"), &latest));
        body.push_str(&more(at, "votes.html", "All votes", "全部表决"));
    }
    if !about.functions.is_empty() {
        body.push_str(&at.heading(2, "functions", at.word("What it does", "职能")));
        let items: String = about.functions.iter().map(|f| format!("<li>{}</li>\n", at.t(f))).collect();
        body.push_str(&format!("<ul>\n{items}</ul>\n"));
    }
    at.page("index.html", "", &body)
}

fn more(at: At<'_>, file: &str, en: &str, zh: &str) -> String {
    format!(
        "<p class=\"more\"><a href=\"{file}\">{} <span aria-hidden=\"true\">→</span></a></p>\n",
        at.lang.word(en, zh)
    )
}

/// What there is of each, each with the way to it; and the members by class.
fn figures(at: At<'_>, register: &Register) -> String {
    let active: Vec<_> = register.roster.iter().filter(|row| row.status == MemberStatus::Active).collect();
    let mut out = String::from("<ul class=\"figures\">\n");
    let visits = at.frame.shows(PublicPart::Visits).then_some(register.visits.len());
    for (file, n, en, one, zh) in [
        ("members.html", Some(active.len()), "members", "member", "家成员"),
        ("sessions.html", Some(at.frame.sessions.len()), "sessions", "session", "次会议"),
        ("votes.html", Some(register.votes.len()), "votes", "vote", "次表决"),
        ("visits.html", visits, "visits", "visit", "次考察"),
    ] {
        let Some(n) = n else { continue };
        let word = at.lang.word(if n == 1 { one } else { en }, zh);
        out.push_str(&format!("<li><a href=\"{file}\"><strong>{n}</strong> {word}</a></li>\n"));
    }
    out.push_str("</ul>\n");
    let mut classes = Vec::new();
    for (code, en, zh) in CLASSES.words.iter().rev() {
        let n = active.iter().filter(|row| row.class.is_some_and(|class| class.code() == *code)).count();
        if n > 0 {
            classes.push(format!("{}{}{n}", at.lang.word(en, zh), at.lang.colon()));
        }
    }
    if !classes.is_empty() {
        out.push_str(&format!("<p class=\"remark\">{}</p>\n", classes.join(at.word("; ", "；"))));
    }
    if let Some(founded) = at.frame.about.founded {
        let label = at.label("about", "founded");
        out.push_str(&format!("<p class=\"remark\">{label}{}{}</p>\n", at.lang.colon(), at.day(founded)));
    }
    out
}

/// The page at the top of the folder: it offers both languages.
pub fn choice(frame: &Frame) -> String {
    let at = |lang| At { frame, lang, up: "" };
    let mut links = String::new();
    for lang in LANGS {
        links.push_str(&format!(
            "<li><a lang=\"{code}\" hreflang=\"{code}\" href=\"{}/index.html\"><strong>{}</strong><br>{}</a></li>\n",
            folder(lang),
            lang.word("English", "中文"),
            at(lang).t(&at(lang).alliance()),
            code = code(lang),
        ));
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n\
         <link rel=\"stylesheet\" href=\"assets/style.css\">\n</head>\n<body class=\"choice\">\n\
         <main id=\"main\">\n<h1>{}</h1>\n<ul class=\"langs\">\n{links}</ul>\n</main>\n</body>\n</html>\n",
        at(Lang::Zh).plain(&at(Lang::Zh).alliance()),
        esc(&at(Lang::Zh).kept(&at(Lang::Zh).alliance())),
    )
}
