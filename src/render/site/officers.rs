//! Who holds which office of the alliance, and who held it before.

use super::html::{At, capital};
use crate::{
    lang::Lang,
    model::{
        site::{Officer, Register},
        words::Role,
    },
};

pub fn page(at: At<'_>, register: &Register) -> (String, String) {
    let title = at.word("Officers", "任职");
    let mut body = format!("<h1>{title}</h1>\n");
    let (now, before): (Vec<&Officer>, Vec<&Officer>) =
        register.officers.iter().partition(|officer| officer.current);
    if register.officers.is_empty() {
        body.push_str(&format!("<p>{}</p>\n", at.word("No office is recorded.", "尚无任职记录。")));
    }
    for (id, heading, officers) in
        [("now", at.word("In office", "现任"), now), ("before", at.word("Before", "历任"), before)]
    {
        if !officers.is_empty() {
            body.push_str(&at.heading(2, id, heading));
            body.push_str(&table(at, heading, &officers));
        }
    }
    at.page("officers.html", title, &body)
}

/// What an officer is called: the post's own title, else the office.
pub fn office(officer: &Officer, lang: Lang) -> String {
    let role = (officer.role != Role::Other).then(|| capital(lang.of(officer.role.labels())));
    match (lang, role, officer.title.as_deref()) {
        (Lang::En, Some(role), _) => role,
        (_, role, Some(title)) => {
            if title.is_empty() {
                role.unwrap_or_default()
            } else {
                title.to_owned()
            }
        }
        (_, Some(role), None) => role,
        (_, None, None) => String::new(),
    }
}

fn table(at: At<'_>, caption: &str, officers: &[&Officer]) -> String {
    let head = [
        at.label("office", "person"),
        at.label("office", "role"),
        at.label("office", "term"),
        at.label("office", "organization"),
        at.word("Days", "任期").to_owned(),
        at.word("Elected by", "选举依据").to_owned(),
    ];
    let filled = |keep: &dyn Fn(&Officer) -> bool| officers.iter().any(|officer| keep(officer));
    let keep = [
        true,
        true,
        filled(&|o| o.term.is_some()),
        filled(&|o| o.organization.is_some()),
        filled(&|o| o.from.is_some() || o.until.is_some()),
        filled(&|o| o.filled_by.is_some()),
    ];
    let rows: Vec<Vec<String>> = officers.iter().map(|officer| row(at, officer)).collect();
    let kept = |row: Vec<String>| -> Vec<String> {
        row.into_iter().zip(keep).filter_map(|(cell, keep)| keep.then_some(cell)).collect()
    };
    at.table(caption, &kept(head.to_vec()), &rows.into_iter().map(kept).collect::<Vec<_>>())
}

fn row(at: At<'_>, officer: &Officer) -> Vec<String> {
    let term = officer.term.map(|term| match at.lang {
        Lang::En => term.to_string(),
        Lang::Zh => format!("第{}届", crate::model::numeral::chinese(term)),
    });
    let days = match (officer.from, officer.until) {
        (Some(from), Some(until)) => format!("{} – {}", at.day(from), at.day(until)),
        (Some(from), None) => format!("{}{}", at.word("from ", "自"), at.day(from)) + at.word("", "起"),
        (None, Some(until)) => format!("{}{}", at.word("until ", "至"), at.day(until)),
        (None, None) => String::new(),
    };
    vec![
        at.t(&officer.person),
        at.t(&office(officer, at.lang)),
        at.t(&term.unwrap_or_default()),
        officer.organization.as_ref().map(|o| at.organization(o)).unwrap_or_default(),
        days,
        officer.filled_by.as_deref().map(|motion| at.link("vote", motion, motion)).unwrap_or_default(),
    ]
}
