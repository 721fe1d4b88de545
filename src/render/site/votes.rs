//! The lists of votes: what became of them by kind, the latest, and each year on a page of its own.

use std::collections::{BTreeMap, HashMap};

use super::{chart, html::At};
use crate::{
    lang::Lang,
    model::{motion::VoteRow, site::Register, words::MotionKind},
    render::vote::counts,
};

/// Votes by their references.
pub type Votes<'a> = HashMap<&'a str, &'a VoteRow>;

/// Votes by their references.
pub fn by_reference(register: &Register) -> Votes<'_> {
    register.votes.iter().map(|row| (row.reference.as_str(), row)).collect()
}

/// How many of the latest stand on the first page where there are years to choose from.
const LATEST: usize = 50;

/// The years in which votes were taken, the latest first.
pub fn years(votes: &[VoteRow]) -> Vec<i32> {
    let mut years: Vec<i32> = votes.iter().filter_map(year_of).collect();
    years.sort_unstable_by_key(|year| std::cmp::Reverse(*year));
    years.dedup();
    years
}

fn year_of(row: &VoteRow) -> Option<i32> {
    row.on.map(crate::model::day::Day::year)
}

pub fn page(at: At<'_>, register: &Register) -> (String, String) {
    let title = at.word("Votes", "表决");
    let mut body = format!("<h1>{title}</h1>\n");
    if register.votes.is_empty() {
        body.push_str(&format!("<p>{}</p>\n", at.word("No vote is recorded.", "尚无表决记录。")));
        return at.page("votes.html", title, &body);
    }
    body.push_str(&kinds(at, &register.votes));
    let years = years(&register.votes);
    body.push_str(&at.heading(2, "years", at.word("By year", "按年份")));
    let items: String = years
        .iter()
        .map(|year| {
            let n = register.votes.iter().filter(|row| year_of(row) == Some(*year)).count();
            format!("<li><a href=\"votes/{year}.html\">{year}</a> {n}</li>\n")
        })
        .collect();
    body.push_str(&format!("<ul class=\"inline\">\n{items}</ul>\n"));
    let latest: Vec<_> = register.votes.iter().rev().take(LATEST).collect();
    let heading = if register.votes.len() > LATEST {
        at.word("The latest votes", "最近的表决")
    } else {
        at.word("All votes", "全部表决")
    };
    body.push_str(&at.heading(2, "list", heading));
    body.push_str(&table(at, heading, &latest));
    at.page("votes.html", title, &body)
}

/// The page of one year.
pub fn year(at: At<'_>, register: &Register, year: i32) -> (String, String) {
    let title = match at.lang {
        Lang::En => format!("Votes of {year}"),
        Lang::Zh => format!("{year}年的表决"),
    };
    let rows: Vec<_> = register.votes.iter().rev().filter(|row| year_of(row) == Some(year)).collect();
    let mut body = format!(
        "<nav class=\"path\" aria-label=\"{}\"><a href=\"../votes.html\">{}</a></nav>\n<h1>{title}</h1>\n",
        at.word("Where this is", "位置"),
        at.word("Votes", "表决")
    );
    body.push_str(&table(at, &title, &rows));
    at.page(&format!("votes/{year}.html"), &title, &body)
}

/// What became of the motions, by kind.
fn kinds(at: At<'_>, votes: &[VoteRow]) -> String {
    let mut all: BTreeMap<MotionKind, [u64; 4]> = BTreeMap::new();
    for row in votes {
        let sums = all.entry(row.kind).or_default();
        let place = match row.outcome.code() {
            "carried" => 1,
            "rejected" | "no-quorum" | "void" => 2,
            _ => 3,
        };
        for place in [0, place] {
            if let Some(sum) = sums.get_mut(place) {
                *sum += 1;
            }
        }
    }
    let caption = at.word("Outcomes by kind", "各类议题的表决结果");
    let head = [
        at.label("vote", "kind"),
        at.word("Votes", "表决").to_owned(),
        at.word("Carried", "通过").to_owned(),
        at.word("Not carried", "未通过").to_owned(),
        at.word("Tabled, withdrawn or unknown", "暂缓、撤回或不详").to_owned(),
    ];
    let rows: Vec<Vec<String>> = all
        .into_iter()
        .map(|(kind, sums)| {
            let cells = sums.iter().map(|n| n.to_string());
            std::iter::once(at.kind(kind)).chain(cells).collect()
        })
        .collect();
    at.heading(2, "kinds", caption) + &at.table(caption, &head, &rows)
}

/// Votes in a table: what, when, and what came of it with its counts.
pub fn table(at: At<'_>, caption: &str, rows: &[&VoteRow]) -> String {
    let head = [
        at.label("vote", "title"),
        at.word("Date", "日期").to_owned(),
        at.label("vote", "outcome"),
        at.label("vote", "counts"),
    ];
    let cells: Vec<Vec<String>> = rows.iter().map(|row| line(at, row)).collect();
    at.table(caption, &head, &cells)
}

fn line(at: At<'_>, row: &VoteRow) -> Vec<String> {
    let small = format!("{} · {}", at.t(&row.reference), at.kind(row.kind));
    let words = match (row.unanimous, row.outcome.code()) {
        (Some(true), "carried") => at.word("carried unanimously", "全票通过"),
        _ => at.lang.of(row.outcome.labels()),
    };
    let told = counts(&row.counts, at.lang);
    vec![
        format!("{}<br><small>{small}</small>", at.link("vote", &row.reference, &row.title)),
        at.opt_day(row.on),
        at.badge("outcome", row.outcome.code(), words),
        format!("{}{}", at.t(&told), chart::small(&row.counts)),
    ]
}
