//! Who attended: a matrix of marks for each body and term.

use super::{
    chart::{CELL, KINDS, mark, meaning, strip},
    html::{At, capital},
};
use crate::{
    lang::{Lang, labels},
    model::{
        numeral,
        site::{Attended, Register},
        stats::{AttendanceRow, Mark},
    },
};

pub fn page(at: At<'_>, register: &Register) -> (String, String) {
    let title = at.word("Attendance", "出席");
    let mut body = format!("<h1>{title}</h1>\n");
    if register.attendance.is_empty() {
        body.push_str(&format!("<p>{}</p>\n", at.word("No attendance is recorded.", "尚无出席记录。")));
    } else {
        body.push_str(&format!(
            "<p>{}</p>\n{}",
            at.word(
                "Each row is an organization that had a seat, each column a session, oldest first.",
                "每行为一家有席位的单位，每列为一次会议，按时间先后排列。"
            ),
            legend(at)
        ));
    }
    for (n, one) in register.attendance.iter().enumerate().rev() {
        body.push_str(&matrix(at, n, one));
    }
    at.page("attendance.html", title, &body)
}

fn legend(at: At<'_>) -> String {
    let items: String = KINDS
        .iter()
        .map(|kind| {
            let drawn = mark(*kind, CELL / 2, CELL / 2);
            let said = meaning(*kind, at.lang);
            format!(
                "<li><svg aria-hidden=\"true\" focusable=\"false\" width=\"{CELL}\" height=\"{CELL}\">{drawn}</svg> {said}</li>\n"
            )
        })
        .collect();
    format!("<ul class=\"legend marks\">\n{items}</ul>\n")
}

/// What the matrix is of.
fn name(at: At<'_>, one: &Attended) -> String {
    let code = one.body.said("code");
    let own = one.body.text("name").unwrap_or(code);
    let body = match at.lang {
        Lang::En => labels::word("session", "body", code).map_or(own, |(en, _)| en),
        Lang::Zh => own,
    };
    match (at.lang, one.term) {
        (_, None) => capital(body),
        (Lang::En, Some(term)) => format!("{}, term {term}", capital(body)),
        (Lang::Zh, Some(term)) => format!("第{}届{body}", numeral::chinese(term)),
    }
}

fn matrix(at: At<'_>, n: usize, one: &Attended) -> String {
    let title = name(at, one);
    let sessions = &one.matrix.sessions;
    let mut out = format!("<h2 id=\"m{n}\">{}</h2>\n", at.t(&title));
    // The columns' numbers are drawn as the marks are, so that they stand above them.
    let numbers: String = (0..sessions.len())
        .map(|k| {
            let x = k * CELL + CELL / 2;
            format!("<text class=\"note\" x=\"{x}\" y=\"13\" text-anchor=\"middle\">{}</text>", k + 1)
        })
        .collect();
    let (first, last) = (1, sessions.len());
    let columns = match at.lang {
        Lang::En => format!("Sessions {first} to {last}"),
        Lang::Zh => format!("会议{first}至{last}"),
    };
    out.push_str(&format!(
        "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"{label}\"><table class=\"matrix\">\n\
         <caption class=\"away\">{caption}</caption>\n<thead><tr><th scope=\"col\">{who}</th>\
         <th scope=\"col\"><svg class=\"strip\" role=\"img\" aria-label=\"{columns}\" width=\"{width}\" height=\"{CELL}\">{numbers}</svg></th>\
         <th scope=\"col\" class=\"n\">{present}</th><th scope=\"col\" class=\"n\">{rate}</th></tr></thead>\n<tbody>\n",
        label = at.plain(&title),
        caption = at.t(&title),
        who = at.label("member", "organization"),
        width = sessions.len() * CELL,
        present = at.word("Present of due", "实到/应到"),
        rate = at.label("stats attendance", "rate"),
    ));
    for row in &one.matrix.rows {
        out.push_str(&line(at, row));
    }
    out.push_str("</tbody>\n</table></div>\n");
    let items: String = sessions.iter().map(|s| format!("<li>{}</li>\n", at.session(s))).collect();
    let summary = at.word("The sessions of the columns", "各列对应的会议");
    out.push_str(&format!("<details><summary>{summary}</summary>\n<ol>\n{items}</ol>\n</details>\n"));
    out
}

fn line(at: At<'_>, row: &AttendanceRow) -> String {
    // Nothing is known of a seat whose every mark is unknown: no figure, rather than nought.
    let known = row.marks.iter().any(|one| !matches!(one.mark, Mark::None | Mark::Unknown));
    let (present, rate) = match row.rate.filter(|_| known) {
        Some(rate) => (format!("{}/{}", row.present, row.due), format!("{:.0}%", rate * 100.0)),
        None => (String::new(), String::new()),
    };
    let marks: Vec<Mark> = row.marks.iter().map(|one| one.mark).collect();
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{present}</td><td class=\"n\">{rate}</td></tr>\n",
        at.organization(&row.organization),
        strip(at, &marks)
    )
}
