//! The page of one member: its names, how it was admitted, and what it took part in.

use std::io;

use super::{
    Out, Screen,
    list::grid,
    page::{Page, day},
    style::Tone,
    value::{Form, text},
};
use crate::{
    lang::{Lang, labels, terms},
    model::{
        day::Day,
        member::{Application, Member, Membership},
        words::MemberStatus,
    },
};

/// Writes one member. As CSV it is one row of its keys.
pub fn member(member: &Member, out: Out<'_>) -> io::Result<()> {
    out.one(member, std::slice::from_ref(member), &[], |screen, _| page(member, screen))
}

fn page(member: &Member, screen: &Screen) -> io::Result<Page> {
    let lang = screen.lang;
    let mut page = Page::new(screen);
    page.title(&format!("{}  {}", member.organization.said("code"), member.organization.said("name")));
    match member.standing.status {
        Some(MemberStatus::Active) => page.line(Tone::Good, &stands(member, lang)),
        Some(MemberStatus::Ended) => page.line(Tone::Dim, &stands(member, lang)),
        Some(MemberStatus::Applicant) => {
            page.line(Tone::Open, lang.word("applicant, not a member", "申请中，尚非成员"));
        }
        None => page.line(Tone::Dim, lang.word("not a member", "非成员")),
    }
    let organization = serde_json::to_value(&member.organization)?;
    let mut missing = Vec::new();
    if let Some(fields) = organization.as_object() {
        for (key, value) in fields.iter().filter(|(key, _)| !matches!(key.as_str(), "ref" | "code" | "name"))
        {
            let label = lang.of(labels::label("organization", key));
            // The names over time have a table of their own.
            if value.is_null() && key.starts_with("merged_") {
                // Most have never merged: that is nothing unknown.
                continue;
            }
            if value.is_null() {
                missing.push(label);
            } else if key != "former_names" {
                page.field(label, &text("organization", key, value, Form::Shown(lang)));
            }
        }
    }
    for membership in &member.memberships {
        chain(&mut page, member, membership, lang);
    }
    let heading = |key| lang.of(labels::label("member", key));
    if member.names.len() > 1 {
        page.grid(heading("names"), grid(&member.names, "organization", &["name", "from", "until"], lang)?);
    }
    let columns = ["ref", "person", "title", "duty", "from", "until"];
    page.grid(heading("contacts"), grid(&member.contacts, "contact", &columns, lang)?);
    if !member.contacts.is_empty() {
        let asked = format!("`alliance contact list --where organization={}`", member.organization.said("code"));
        page.line(Tone::Dim, &format!("{}{}{asked}", lang.word("phone and e-mail", "电话与邮箱"), lang.colon()));
    }
    let columns = ["class", "from", "until", "reason", "admitted_by", "ended_by"];
    page.grid(heading("memberships"), grid(&member.memberships, "membership", &columns, lang)?);
    let columns = ["on", "class", "status", "motion"];
    page.grid(heading("applications"), grid(&member.applications, "application", &columns, lang)?);
    let columns = ["person", "title", "role", "term", "from", "until"];
    page.grid(heading("posts"), grid(&member.posts, "post", &columns, lang)?);
    let columns = ["session", "start", "capacity", "presence", "people"];
    page.grid(heading("attendance"), grid(&member.attendance, "attendance", &columns, lang)?);
    let columns = ["motion", "title", "on", "choice", "outcome"];
    page.grid(heading("votes"), grid(&member.votes, "vote", &columns, lang)?);
    let columns = ["ref", "part", "start", "session"];
    page.grid(heading("visits"), grid(&member.visits, "visit", &columns, lang)?);
    page.missing(&missing);
    Ok(page)
}

/// `since 19 July 2023` in each language.
fn dated(on: Day, (en, zh): (&str, &str), lang: Lang) -> String {
    match lang {
        Lang::En => format!("{en} {}", day(on, lang)),
        Lang::Zh => zh.replacen('…', &day(on, lang), 1),
    }
}

/// How it stands: class, first day as a member, first day of the class where that is another, and the end.
fn stands(member: &Member, lang: Lang) -> String {
    let standing = &member.standing;
    let class = standing.class.map_or("", |class| lang.of(class.labels()));
    let mut parts = vec![class.to_owned()];
    parts.extend(standing.since.map(|on| dated(on, ("member since", "自…起为成员"), lang)));
    if standing.class_since != standing.since {
        let words = (format!("{class} since"), format!("自…起任{class}"));
        parts.extend(standing.class_since.map(|on| dated(on, (&words.0, &words.1), lang)));
    }
    parts.extend(standing.until.map(|on| dated(on, ("until", "至…"), lang)));
    if standing.status == Some(MemberStatus::Ended) {
        let last = member.memberships.iter().filter(|one| one.until == standing.until);
        let reason = last.filter_map(|one| one.reason).next();
        parts.extend(reason.map(|reason| lang.of(reason.labels()).to_owned()));
    }
    parts.extend(member.organization.name_of("merged_into").map(|into| match lang {
        Lang::En => format!("now {into}"),
        Lang::Zh => format!("现为{into}"),
    }));
    parts.join(lang.word(", ", "，"))
}

/// One membership: its class, the first day of that class, the end and its reason where there is one.
fn held(membership: &Membership, lang: Lang) -> String {
    let class = lang.of(membership.class.labels());
    let mut parts = vec![class.to_owned()];
    parts.extend(membership.from.map(|on| dated(on, ("from", "自…任"), lang)));
    parts.extend(membership.until.map(|on| dated(on, ("until", "至…"), lang)));
    parts.extend(membership.reason.map(|reason| lang.of(reason.labels()).to_owned()));
    parts.join(lang.word(", ", "，"))
}

/// The proof of a membership: application, session, motion, vote, membership, with references.
fn chain(page: &mut Page, member: &Member, membership: &Membership, lang: Lang) {
    let Some(motion) = membership.admitted_by.as_deref() else { return };
    let class = lang.of(membership.class.labels());
    page.heading(&match lang {
        Lang::En => format!("how it became {class}"),
        Lang::Zh => format!("{class}身份的依据"),
    });
    let label = |key| lang.of(labels::label("member", key));
    let application = member.applications.iter().find(|one| one.motion.as_deref() == Some(motion));
    page.field(
        lang.word("application", "申请"),
        &application.map_or_else(|| lang.of(terms::NOT_RECORDED).to_owned(), |one| applied(one, lang)),
    );
    // The session's reference is what stands before the motion's number; a code has no such part.
    if let Some((session, _)) = motion.rsplit_once('/') {
        page.field(label("session"), session);
    }
    let vote = member.votes.iter().find(|vote| vote.motion == motion && vote.choice.is_none());
    let title = vote.map(|vote| format!("{motion}  {}", vote.title));
    page.field(label("motion"), title.as_deref().unwrap_or(motion));
    if let Some(vote) = vote {
        let outcome = vote.outcome.as_deref();
        let word = outcome.and_then(|code| labels::word("vote", "outcome", code)).map(|pair| lang.of(pair));
        let mut parts: Vec<String> = word.or(outcome).map(str::to_owned).into_iter().collect();
        parts.extend(vote.on.map(|on| day(on, lang)));
        let tone = outcome.map_or(Tone::Plain, |code| Tone::of("outcome", code));
        page.toned(lang.of(terms::VOTE), &parts.join(lang.word(", ", "，")), tone);
    }
    page.field(lang.of(terms::MEMBERSHIP), &held(membership, lang));
}

fn applied(application: &Application, lang: Lang) -> String {
    let mut parts: Vec<String> = application.on.map(|on| day(on, lang)).into_iter().collect();
    parts.extend(application.class.map(|class| match lang {
        Lang::En => format!("as {}", lang.of(class.labels())),
        Lang::Zh => format!("申请{}", lang.of(class.labels())),
    }));
    parts.push(lang.of(application.status.labels()).to_owned());
    parts.join(lang.word(", ", "，"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        model::{member::*, organization::*, words::*},
        render::{
            Format, out,
            session::tests::{facts, on},
            width::{is_control, width},
        },
    };

    fn sample() -> Member {
        let Some(start) = on("2023-07-18") else { unreachable!() };
        Member {
            organization: facts(json!({
                "ref": "ahlgdx", "code": "ahlgdx", "name": "安徽理工大学大学科技园", "short_name": null,
                "name_en": null, "kind": "park", "university": "安徽理工大学", "province": "安徽", "city": null,
                "credit_code": null, "website": null, "aliases": [],
                "former_names": [{ "name": "安徽理工园\u{202e}", "until": "2020-12-31" }], "note": null,
                "merged_into": null, "merged_on": null,
            })),
            standing: Standing {
                class: Some(Class::Council),
                status: Some(MemberStatus::Active),
                since: on("2023-07-19"),
                until: None,
                class_since: on("2023-07-19"),
            },
            memberships: vec![Membership {
                class: Class::Council,
                from: on("2023-07-19"),
                until: None,
                reason: None,
                admitted_by: Some("2-3/1".into()),
                ended_by: None,
            }],
            applications: vec![Application {
                on: on("2023-06-30"),
                class: Some(Class::Council),
                status: ApplicationStatus::Admitted,
                motion: Some("2-3/1".into()),
            }],
            names: vec![
                NamePeriod { name: "安徽理工园\u{202e}".into(), from: None, until: on("2020-12-31") },
                NamePeriod {
                    name: "安徽理工大学大学科技园".into(), from: on("2021-01-01"), until: None
                },
            ],
            posts: vec![],
            attendance: vec![MemberAttendance {
                session: "2-3".into(),
                start,
                capacity: Capacity::Applicant,
                presence: Presence::Present,
                people: vec![crate::model::facts::Named { name: None, title: Some("负责人".into()) }],
            }],
            votes: vec![MemberVote {
                motion: "2-3/1".into(),
                title: "增补为联盟理事成员的申请".into(),
                on: on("2023-07-19"),
                choice: None,
                outcome: Some("carried".into()),
            }],
            visits: vec![],
            contacts: vec![],
        }
    }

    fn shown(format: Format, lang: Lang, width: usize) -> String {
        out::shown(format, &Screen { lang, width, color: false }, |out| member(&sample(), out))
    }

    #[test]
    fn the_chain_of_proof_is_told() {
        let zh = shown(Format::Table, Lang::Zh, 80);
        for part in [
            "理事，自2023年7月19日起为成员\n",
            "会籍：理事，自2023年7月19日任\n",
            "理事身份的依据\n",
            "申请：2023年6月30日，申请理事，已接纳\n",
            "会议：2-3\n",
            "议题：2-3/1  增补为联盟理事成员的申请\n",
            "表决：通过，2023年7月19日\n",
            "历任名称\n",
        ] {
            assert!(zh.contains(part), "{part} in\n{zh}");
        }
        for lang in [Lang::Zh, Lang::En] {
            for columns in [120, 80, 60, 40] {
                for line in shown(Format::Table, lang, columns).lines() {
                    assert!(width(line) <= columns && !line.contains(is_control), "{line}");
                }
            }
        }
        assert!(shown(Format::Markdown, Lang::Zh, 80).contains("| 议题 | 2-3/1  增补"));
    }
}
