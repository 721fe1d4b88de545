//! Activities beside the sessions, as far as they are public.

use super::html::At;
use crate::model::site::Register;

pub fn list(at: At<'_>, register: &Register) -> (String, String) {
    let title = at.word("Activities", "活动");
    let head = [
        at.label("activity", "name"),
        at.label("activity", "kind"),
        at.label("activity", "host"),
        at.word("Date", "日期").to_owned(),
    ];
    let rows: Vec<Vec<String>> = register
        .activities
        .iter()
        .map(|activity| {
            let edition = activity.int("edition").map(|n| match at.lang {
                crate::lang::Lang::En => format!(", edition {n}"),
                crate::lang::Lang::Zh => format!("（第{n}届）"),
            });
            vec![
                at.t(&format!("{}{}", activity.said("name"), edition.unwrap_or_default())),
                at.t(activity.said("kind")),
                activity.organization("host").map(|host| at.organization(&host)).unwrap_or_default(),
                activity.day("start").map(|start| at.days(start, activity.day("end"))).unwrap_or_default(),
            ]
        })
        .collect();
    let body = format!("<h1>{title}</h1>\n{}", at.table(title, &head, &rows));
    at.page("activities.html", title, &body)
}
