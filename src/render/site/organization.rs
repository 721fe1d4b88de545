//! The page of one organization: its story in the alliance.

use super::{
    html::{At, capital},
    members,
    votes::Votes,
};
use crate::{
    lang::{Lang, terms},
    model::{
        member::Member,
        motion::VoteRow,
        site::Register,
        words::{CHOICES, Role},
    },
    noun::{ORGANIZATION, Type},
    render::value::{Form, text},
};

pub fn page(at: At<'_>, story: &Member, register: &Register, votes: &Votes<'_>) -> (String, String) {
    let own = &story.organization;
    let name = own.said("name");
    let mut body = match (own.text("name_en"), at.lang) {
        (Some(english), Lang::En) => {
            format!("<h1>{}</h1>\n<p class=\"sub\">{}</p>\n", at.plain(english), at.t(name))
        }
        (Some(english), Lang::Zh) => {
            format!("<h1>{}</h1>\n<p class=\"sub\" lang=\"en\">{}</p>\n", at.t(name), at.plain(english))
        }
        (None, _) => format!("<h1>{}</h1>\n", at.t(name)),
    };
    let status = register.roster.iter().find(|row| row.code == own.said("code")).map(|row| {
        let class = row.class.map(|class| capital(at.lang.of(class.labels())));
        let status = at.lang.of(row.status.labels());
        class.map_or_else(|| capital(status), |class| format!("{class}{}", at.lang.bracket(status)))
    });
    let mut known = vec![
        (at.label("member", "class"), at.t(&status.unwrap_or_default())),
        (
            at.label("organization", "merged_into"),
            own.organization("merged_into").map(|into| at.organization(&into)).unwrap_or_default(),
        ),
        (at.label("organization", "merged_on"), at.opt_day(own.day("merged_on"))),
    ];
    // Whatever else is on one line; its names have a table of their own, and remarks are not public.
    for field in ORGANIZATION.keys().filter(|field| !field.personal) {
        let label = at.label("organization", field.key);
        let said = || text("organization", field.key, own.value(field.key), Form::Shown(at.lang));
        known.push(match (field.key, field.ty) {
            ("name" | "name_en" | "code" | "note" | "city", _) => continue,
            ("province", _) => {
                let place = ["province", "city"].iter().filter_map(|key| own.text(key)).map(|p| at.t(p));
                let place = place.collect::<Vec<_>>().join(at.word(", ", " "));
                (at.word("Place", "所在地").to_owned(), place)
            }
            ("website", _) => (label, at.address(own.said("website"))),
            (_, Type::Word(_)) => (label, at.t(&capital(&said()))),
            (_, Type::Lines | Type::Words(_) | Type::FormerNames) => continue,
            (key, Type::Day) => (label, at.opt_day(own.day(key))),
            _ => (label, at.t(&said())),
        });
    }
    body.push_str(&at.facts(&known));
    body.push_str(&names(at, story));
    body.push_str(&memberships(at, story, votes));
    body.push_str(&about(at, story, votes));
    body.push_str(&posts(at, story));
    body.push_str(&attended(at, story));
    body.push_str(&roll_calls(at, story, register, votes));
    body.push_str(&visits(at, story));
    let sources = register.organization_sources.get(own.said("code")).map(Vec::as_slice).unwrap_or_default();
    body.push_str(&at.sources(sources));
    at.page(&format!("org/{}.html", super::slug(own.said("code"))), own.said("name"), &body)
}

fn names(at: At<'_>, story: &Member) -> String {
    if story.names.len() < 2 {
        return String::new();
    }
    let heading = at.label("member", "names");
    let head = [at.label("member", "name"), at.label("member", "from"), at.label("name", "until")];
    let rows: Vec<Vec<String>> = story
        .names
        .iter()
        .map(|name| vec![at.t(&name.name), at.opt_day(name.from), at.opt_day(name.until)])
        .collect();
    at.heading(2, "names", &heading) + &at.table(&heading, &head, &rows)
}

fn memberships(at: At<'_>, story: &Member, votes: &Votes<'_>) -> String {
    let mut out = String::new();
    if !story.memberships.is_empty() {
        let heading = at.word("Membership", "会籍");
        let head = [
            at.label("member", "class"),
            at.label("member", "from"),
            at.label("membership", "until"),
            at.word("Proof of admission", "入会依据").to_owned(),
            at.word("How it ended", "终止").to_owned(),
        ];
        let rows: Vec<Vec<String>> = story
            .memberships
            .iter()
            .map(|period| {
                let mut end = vec![at.t(period.reason.map_or("", |reason| at.lang.of(reason.labels())))];
                end.extend(period.ended_by.as_deref().map(|motion| members::vote(at, motion, votes)));
                end.retain(|part| !part.is_empty());
                vec![
                    at.t(&capital(at.lang.of(period.class.labels()))),
                    at.opt_day(period.from),
                    at.opt_day(period.until),
                    period.admitted_by.as_deref().map(|m| members::vote(at, m, votes)).unwrap_or_default(),
                    end.join("<br>"),
                ]
            })
            .collect();
        out.push_str(&at.heading(2, "membership", heading));
        out.push_str(&at.table(heading, &head, &rows));
    }
    if !story.applications.is_empty() {
        let heading = capital(at.lang.of(crate::lang::labels::label("member", "applications")));
        let head = [
            at.word("Date", "日期").to_owned(),
            at.label("application", "class"),
            at.label("application", "status"),
            at.label("application", "motion"),
        ];
        let rows: Vec<Vec<String>> = story
            .applications
            .iter()
            .map(|one| {
                let on = one.on.map_or_else(|| at.lang.of(terms::NOT_RECORDED).to_owned(), |on| at.day(on));
                let class = at.t(one.class.map_or("", |class| at.lang.of(class.labels())));
                let status = at.badge("status", one.status.code(), at.lang.of(one.status.labels()));
                let motion = one.motion.as_deref().map(|motion| at.link("vote", motion, motion));
                vec![on, class, status, motion.unwrap_or_default()]
            })
            .collect();
        out.push_str(&at.heading(2, "applications", &heading));
        out.push_str(&at.table(&heading, &head, &rows));
    }
    out
}

/// Votes that were about it.
fn about(at: At<'_>, story: &Member, votes: &Votes<'_>) -> String {
    let rows: Vec<&VoteRow> =
        story.votes.iter().filter_map(|vote| votes.get(vote.motion.as_str()).copied()).collect();
    if rows.is_empty() {
        return String::new();
    }
    let heading = at.word("Votes about it", "涉及该单位的表决");
    at.heading(2, "about", heading) + &super::votes::table(at, heading, &rows)
}

fn posts(at: At<'_>, story: &Member) -> String {
    if story.posts.is_empty() {
        return String::new();
    }
    let heading = at.label("member", "posts");
    let head = [
        at.label("person", "name"),
        at.label("post", "title"),
        at.label("post", "from"),
        at.label("post", "until"),
    ];
    let rows: Vec<Vec<String>> = story
        .posts
        .iter()
        .map(|post| {
            let role = (post.role != Role::Other).then(|| at.lang.of(post.role.labels()));
            let title = post.title.as_deref().or(role).unwrap_or_default();
            vec![at.t(&post.person), at.t(title), at.opt_day(post.from), at.opt_day(post.until)]
        })
        .collect();
    at.heading(2, "posts", &heading) + &at.table(&heading, &head, &rows)
}

fn attended(at: At<'_>, story: &Member) -> String {
    if story.attendance.is_empty() {
        return String::new();
    }
    let heading = at.word("Sessions", "参加会议");
    let head = [
        at.label("attendance", "session"),
        at.word("Date", "日期").to_owned(),
        at.label("attendance", "capacity"),
        at.label("attendance", "presence"),
    ];
    let rows: Vec<Vec<String>> = story
        .attendance
        .iter()
        .rev()
        .map(|one| {
            vec![
                at.session(&one.session),
                at.day(one.start),
                at.t(&capital(at.lang.of(one.capacity.labels()))),
                at.t(&capital(at.lang.of(one.presence.labels()))),
            ]
        })
        .collect();
    at.heading(2, "sessions", heading) + &at.table(heading, &head, &rows)
}

/// How it voted: the counts over all roll calls, and the latest ones.
fn roll_calls(at: At<'_>, story: &Member, register: &Register, votes: &Votes<'_>) -> String {
    let Some(calls) = register.roll_calls.get(story.organization.said("code")) else { return String::new() };
    let total: u64 = calls.counts.values().sum();
    let counts: Vec<String> = calls
        .counts
        .iter()
        .map(|(choice, n)| match at.lang {
            Lang::En => format!("{n} {}", at.choice(*choice)),
            Lang::Zh => format!("{}{n}次", at.choice(*choice)),
        })
        .collect();
    let told = match at.lang {
        Lang::En => format!("{total} roll calls: {}.", counts.join(", ")),
        Lang::Zh => format!("记名表决{total}次：{}。", counts.join("，")),
    };
    let heading = at.word("How it voted", "投票记录");
    let mut out = at.heading(2, "ballots", heading);
    out.push_str(&format!("<p>{told}</p>\n"));
    let head = [at.label("vote", "motion"), at.word("Date", "日期").to_owned(), at.label("ballot", "choice")];
    let rows: Vec<Vec<String>> = calls
        .latest
        .iter()
        .rev()
        .map(|(motion, choice)| {
            let row = votes.get(motion.as_str());
            let title = row.map_or(motion.as_str(), |row| row.title.as_str());
            let known = CHOICES.labels(choice.code()).map_or("", |pair| at.lang.of(pair));
            vec![
                at.link("vote", motion, title),
                at.opt_day(row.and_then(|row| row.on)),
                at.badge("choice", choice.code(), known),
            ]
        })
        .collect();
    if total as usize > rows.len() {
        let n = rows.len();
        out.push_str(&match at.lang {
            Lang::En => format!("<p class=\"remark\">The latest {n} are shown.</p>\n"),
            Lang::Zh => format!("<p class=\"remark\">以下为最近{n}次。</p>\n"),
        });
    }
    out + &at.table(heading, &head, &rows)
}

fn visits(at: At<'_>, story: &Member) -> String {
    if story.visits.is_empty() {
        return String::new();
    }
    let heading = at.word("Visits", "考察");
    let items: String = story
        .visits
        .iter()
        .map(|visit| {
            let part = match visit.part {
                "host" => at.word("received a visit", "接待考察"),
                _ => at.word("took part in a visit", "参加考察"),
            };
            let when = visit.start.map(|start| format!("{}{}", at.word(", ", "，"), at.day(start)));
            let link = at.link("visit", &visit.reference, part);
            let session =
                visit.session.as_deref().map(|s| format!("{}{}", at.word(", ", "，"), at.session(s)));
            format!("<li>{link}{}{}</li>\n", when.unwrap_or_default(), session.unwrap_or_default())
        })
        .collect();
    format!("{}<ul>\n{items}</ul>\n", at.heading(2, "visits", heading))
}
