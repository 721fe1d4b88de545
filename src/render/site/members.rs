//! Members by province, with the day since which they belong and the proof of their admission.

use std::collections::{BTreeMap, HashMap};

use super::{chart, html::At, votes::Votes};
use crate::{
    lang::Lang,
    model::{
        member::{Member, MemberRow},
        organization::OrganizationRef,
        site::Register,
        words::MemberStatus,
    },
};

pub fn page(at: At<'_>, register: &Register) -> (String, String) {
    let title = at.word("Members", "成员");
    let mut body = format!("<h1>{title}</h1>\n");
    body.push_str(&chart::growth(at, &register.growth, 2));
    let stories: HashMap<&str, &Member> =
        register.organizations.iter().map(|story| (story.organization.said("code"), story)).collect();
    let votes = super::votes::by_reference(register);
    let of = |status: MemberStatus| register.roster.iter().filter(move |row| row.status == status);

    // The most members first, as in the statistics; those without a province last.
    let mut provinces: BTreeMap<Option<&str>, Vec<&MemberRow>> = BTreeMap::new();
    for row in of(MemberStatus::Active) {
        provinces.entry(row.province.as_deref()).or_default().push(row);
    }
    let mut provinces: Vec<_> = provinces.into_iter().collect();
    provinces.sort_by_key(|(province, rows)| (province.is_none(), std::cmp::Reverse(rows.len())));
    if provinces.is_empty() {
        body.push_str(&format!("<p>{}</p>\n", at.word("No member is recorded.", "尚无成员记录。")));
    } else {
        body.push_str(&at.heading(2, "provinces", at.word("By province", "按省份")));
        let items: String = provinces
            .iter()
            .enumerate()
            .map(|(n, (province, rows))| {
                format!(
                    "<li><a href=\"#p{}\">{}</a> {}</li>\n",
                    n + 1,
                    at.t(&place(at, *province)),
                    rows.len()
                )
            })
            .collect();
        body.push_str(&format!("<ul class=\"inline\">\n{items}</ul>\n"));
    }
    body.push_str("<div class=\"provinces\">\n");
    for (n, (province, rows)) in provinces.iter().enumerate() {
        let name = place(at, *province);
        body.push_str(&format!("<h3 id=\"p{}\">{}</h3>\n", n + 1, at.t(&name)));
        body.push_str(&table(at, &name, rows, &stories, &votes));
    }
    body.push_str("</div>\n");
    let applicants: Vec<_> = of(MemberStatus::Applicant).collect();
    if !applicants.is_empty() {
        let heading = at.word("Applicants", "申请单位");
        body.push_str(&at.heading(2, "applicants", heading));
        let head = [
            at.label("member", "name"),
            at.word("Class applied for", "申请身份").to_owned(),
            at.label("member", "province"),
        ];
        let rows: Vec<Vec<String>> = applicants
            .iter()
            .map(|row| vec![name(at, row), class(at, row), at.t(row.province.as_deref().unwrap_or_default())])
            .collect();
        body.push_str(&at.table(heading, &head, &rows));
    }
    let ended: Vec<_> = of(MemberStatus::Ended).collect();
    if !ended.is_empty() {
        let heading = at.word("Former members", "曾经的成员");
        body.push_str(&at.heading(2, "former", heading));
        let head = [
            at.label("member", "name"),
            at.label("member", "class"),
            at.label("member", "since"),
            at.label("member", "until"),
            at.label("member", "reason"),
        ];
        let rows: Vec<Vec<String>> = ended.iter().map(|row| former(at, row, &stories)).collect();
        body.push_str(&at.table(heading, &head, &rows));
    }
    at.page("members.html", title, &body)
}

fn place(at: At<'_>, province: Option<&str>) -> String {
    province.map_or_else(|| at.word("Province not recorded", "省份未记录").to_owned(), str::to_owned)
}

fn name(at: At<'_>, row: &MemberRow) -> String {
    let own = OrganizationRef { code: row.code.clone(), name: row.name.clone() };
    let mut out = at.organization(&own);
    if let Some(university) = row.university.as_deref().filter(|_| at.lang == Lang::Zh) {
        out.push_str(&format!("<br><small>{}</small>", at.t(university)));
    }
    out
}

fn class(at: At<'_>, row: &MemberRow) -> String {
    at.t(&super::html::capital(row.class.map_or("", |class| at.lang.of(class.labels()))))
}

fn table(
    at: At<'_>,
    caption: &str,
    rows: &[&MemberRow],
    stories: &HashMap<&str, &Member>,
    votes: &Votes<'_>,
) -> String {
    let head = [
        at.label("member", "name"),
        at.label("member", "class"),
        at.word("Member since", "加入日").to_owned(),
        at.word("Proof of admission", "入会依据").to_owned(),
    ];
    let cells = rows.iter().map(|row| {
        let story = stories.get(row.code.as_str());
        let mut first = name(at, row);
        if let Some(english) =
            story.and_then(|s| s.organization.text("name_en")).filter(|_| at.lang == Lang::En)
        {
            first.push_str(&format!("<br><small>{}</small>", at.t(english)));
        }
        let since = row.since.map_or_else(|| at.unknown(), |since| at.day(since));
        let proof = proof(at, row, story.copied(), votes).unwrap_or_else(|| at.unknown());
        vec![first, class(at, row), since, proof]
    });
    at.table(caption, &head, &cells.collect::<Vec<_>>())
}

/// The vote that admitted a member, and the session that held it.
fn proof(at: At<'_>, row: &MemberRow, story: Option<&Member>, votes: &Votes<'_>) -> Option<String> {
    let since = row.since?;
    let started = story?.memberships.iter().find(|period| period.from == Some(since))?;
    Some(vote(at, started.admitted_by.as_deref()?, votes))
}

/// A vote as proof: its reference and outcome, and its session.
pub fn vote(at: At<'_>, motion: &str, votes: &Votes<'_>) -> String {
    let link = at.link("vote", motion, motion);
    match votes.get(motion) {
        Some(row) => {
            let words = match (row.unanimous, row.outcome.code()) {
                (Some(true), "carried") => at.word("carried unanimously", "全票通过"),
                _ => at.lang.of(row.outcome.labels()),
            };
            format!(
                "{} {link}<br><small>{}</small>",
                at.badge("outcome", row.outcome.code(), words),
                at.session(&row.session)
            )
        }
        None => link,
    }
}

fn former(at: At<'_>, row: &MemberRow, stories: &HashMap<&str, &Member>) -> Vec<String> {
    let last = stories.get(row.code.as_str()).and_then(|story| {
        story.memberships.iter().filter(|period| period.until == row.until).find_map(|period| period.reason)
    });
    vec![
        name(at, row),
        class(at, row),
        at.opt_day(row.since),
        at.opt_day(row.until),
        at.t(last.map_or("", |reason| at.lang.of(reason.labels())))
            + &row.merged_into.as_ref().map_or_else(String::new, |into| {
                let into = at.organization(into);
                if at.lang == Lang::En { format!(" into {into}") } else { format!("（{into}）") }
            }),
    ]
}
