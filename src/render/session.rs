//! The page of one session, in the order of its minutes.

use std::io;

use super::{
    Out, Screen,
    page::{Page, day, days},
    session_name,
    style::Tone,
    vote::{counts, quorum, verdict},
};
use crate::{
    lang::{
        Lang, labels,
        terms::{self, Term},
    },
    model::{
        facts::Facts,
        motion::VoteRow,
        organization::OrganizationRef,
        facts::Named,
        session::{AgendaItem, Attendance, Session, SessionQuorum},
        words::{ActionStatus, CAPACITIES, Capacity, PRESENCES, Presence, Roster},
    },
};

/// Writes one session. As CSV it is its row of the session list.
pub fn session(session: &Session, out: Out<'_>) -> io::Result<()> {
    out.one(session, std::slice::from_ref(&session.row), &[], |screen, _| Ok(page(session, screen)))
}

fn page(session: &Session, screen: &Screen) -> Page {
    let lang = screen.lang;
    let label = |key| lang.of(labels::label("session", key));
    let row = &session.row;
    let mut page = Page::new(screen);
    page.title(&format!("{}  {}", row.reference, session_name(row, lang)));

    let mut kind = Vec::new();
    kind.extend(row.kinds().map(|kind| lang.of(kind.labels())));
    page.field(lang.word("date", "时间"), &days(row.start, row.end, lang));
    let venue = match (row.venue.as_deref(), row.city.as_deref()) {
        (Some(venue), Some(city)) => format!("{venue}{}", lang.bracket(city)),
        (venue, city) => venue.or(city).unwrap_or_default().to_owned(),
    };
    page.field(label("venue"), &venue);
    page.field(label("host"), session.host.as_ref().map(|host| host.name.as_str()).unwrap_or_default());
    page.field(label("kind"), &kind.join(lang.comma()));
    page.field(label("mode"), session.mode.map(|mode| lang.of(mode.labels())).unwrap_or_default());
    page.field(
        label("title"),
        session.title.as_deref().filter(|title| *title != session_name(row, lang)).unwrap_or_default(),
    );
    page.field(label("chair"), &row.chair.join(lang.comma()));
    if session.quorum.due.is_some() || session.quorum.present.is_some() {
        page.field(label("attendance"), &attended(&session.quorum, lang));
    }
    page.field(label("headcount"), &session.headcount.map(|n| n.to_string()).unwrap_or_default());
    page.field(label("purpose"), session.purpose.as_deref().unwrap_or_default());
    page.field(label("recorder"), session.recorder.as_deref().unwrap_or_default());
    page.field(label("reviewer"), session.reviewer.as_deref().unwrap_or_default());
    page.field(label("signed_by"), &session.signed_by.join(lang.comma()));

    participants(&mut page, session, lang);
    if !session.agenda.is_empty() {
        page.heading(label("agenda"));
        session.agenda.iter().for_each(|item| agenda(&mut page, item, lang));
    }
    if !session.motions.is_empty() {
        page.heading(label("motions"));
        session.motions.iter().for_each(|motion| resolved(&mut page, motion, lang));
    }
    if !session.actions.is_empty() {
        page.heading(label("actions"));
        session.actions.iter().for_each(|action| agreed(&mut page, action, lang));
    }
    if !session.visits.is_empty() {
        page.heading(label("visits"));
        session.visits.iter().for_each(|visit| visited(&mut page, visit, lang));
    }
    if let Some(summary) = &session.summary {
        page.heading(label("summary"));
        page.line(Tone::Plain, summary);
    }
    if session.source.is_some() || session.published.is_some() {
        let published = session.published.map(|on| day(on, lang)).unwrap_or_default();
        page.field(label("source"), session.source.as_deref().unwrap_or_default());
        page.field(label("published"), &published);
    }
    page.missing(&missing(session).iter().map(|key| label(key)).collect::<Vec<_>>());
    page
}

/// What must be seen before a session is recorded: who was due, there, on leave and absent, and each motion
/// with its tally and what the rule makes of it.
pub fn preview(session: &Session, screen: &Screen, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = screen.lang;
    let mut page = Page::new(screen);
    page.line(Tone::Bold, &format!("{}  {}", session.row.reference, session_name(&session.row, lang)));
    if session.quorum.due.is_some() || session.quorum.present.is_some() {
        page.field(lang.of(labels::label("session", "attendance")), &attended(&session.quorum, lang));
    }
    participants(&mut page, session, lang);
    if !session.motions.is_empty() {
        page.heading(lang.of(labels::label("session", "motions")));
        session.motions.iter().for_each(|motion| resolved(&mut page, motion, lang));
    }
    page.write(false, out)
}

/// Keys of what the record leaves unknown, as far as minutes would tell it.
fn missing(session: &Session) -> Vec<&'static str> {
    let row = &session.row;
    [
        ("venue", row.venue.is_some() || row.city.is_some()),
        ("chair", !row.chair.is_empty()),
        ("mode", session.mode.is_some()),
        ("due", session.quorum.due.is_some()),
        ("present", session.quorum.present.is_some()),
        ("attendance", !session.attendance.is_empty()),
        ("purpose", session.purpose.is_some()),
        ("source", session.source.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, known)| (!known).then_some(key))
    .collect()
}

/// 应到9席，实到7席（其中委托1席），请假1席，缺席1席, and whether that was enough.
pub(super) fn attended(figures: &SessionQuorum, lang: Lang) -> String {
    let figure = |n: Option<u64>, (en, zh): Term| {
        n.map(|n| match lang {
            Lang::En => format!("{n} {en}"),
            Lang::Zh => format!("{zh}{n}席"),
        })
    };
    let proxies = figure(figures.proxies.filter(|n| *n > 0), ("of them by proxy", "其中委托"));
    let proxies = proxies.map(|text| lang.bracket(&text)).unwrap_or_default();
    let away = [(figures.leave, terms::LEAVE), (figures.absent, terms::ABSENT)];
    let away: Vec<String> =
        away.into_iter().filter_map(|(n, term)| figure(n.filter(|n| *n > 0), term)).collect();
    let comma = lang.word(", ", "，");
    let mut text = quorum(&figures.of_vote(), lang);
    // The figures beside those that a vote has too stand right after them.
    if let Some(present) = figure(figures.present, terms::PRESENT) {
        let beside = std::iter::once(proxies).chain(away.into_iter().map(|text| format!("{comma}{text}")));
        let beside: String = beside.collect();
        text = text.replacen(&present, &format!("{present}{beside}"), 1);
    }
    text
}

/// Who came, by how the seat was filled and, beside the members, by capacity.
fn participants(page: &mut Page, session: &Session, lang: Lang) {
    if session.attendance.is_empty() && session.absent.is_empty() {
        return;
    }
    page.heading(lang.word("participants", "参会单位"));
    for (presence, en, zh) in PRESENCES.words {
        let of = |at: &&Attendance| at.fills_a_seat() && at.presence.code() == *presence;
        let mut names: Vec<String> =
            session.attendance.iter().filter(of).map(|at| attendant(at, lang)).collect();
        if *presence == Presence::Absent.code() {
            names.extend(session.absent.iter().map(|organization| organization.name.clone()));
        }
        let open = *presence == Presence::Present.code() && session.roster == Roster::Partial;
        let mut names = names.join(lang.comma());
        if open && !names.is_empty() {
            names.push_str(lang.word(" and others (the list is not complete)", "等（名单不完整）"));
        }
        page.field(lang.word(en, zh), &names);
    }
    for (capacity, en, zh) in CAPACITIES.words {
        let of = |at: &&Attendance| !at.fills_a_seat() && at.capacity.code() == *capacity;
        let (en, zh) = match *capacity {
            code if code == Capacity::Member.code() => ("member without a seat", "无席位成员"),
            _ => (*en, *zh),
        };
        let names: Vec<String> = session
            .attendance
            .iter()
            .filter(of)
            .map(|at| match at.presence {
                Presence::Present => attendant(at, lang),
                other => attendant(at, lang) + &lang.bracket(lang.of(other.labels())),
            })
            .collect();
        page.field(lang.word(en, zh), &names.join(lang.comma()));
    }
}

/// An organization with its delegates, or a guest alone.
fn attendant(at: &Attendance, lang: Lang) -> String {
    let names = persons(&at.people, at.others, lang).join(lang.comma());
    let mut people: Vec<String> = Some(names).filter(|names| !names.is_empty()).into_iter().collect();
    if let Some(n) = at.headcount {
        people.push(if lang == Lang::En { format!("{n} persons") } else { format!("{n}人") });
    }
    if let Some(holder) = &at.proxy {
        people.push(lang.word("proxy held by ", "委托").to_owned() + &holder.name);
    }
    if at.is_dead_proxy() {
        people.push(lang.word("does not count", "不计").to_owned());
    }
    let beside = people.join(lang.word(", ", "，"));
    match (&at.organization, beside.is_empty()) {
        (Some(organization), true) => organization.name.clone(),
        (Some(organization), false) => format!("{}{}", organization.name, lang.bracket(&beside)),
        (None, _) => beside,
    }
}

/// Names with titles (`总经理李宇阳`; a space between in English), and `等` where there were more.
pub(super) fn persons(people: &[Named], others: Option<bool>, lang: Lang) -> Vec<String> {
    let mut names: Vec<String> = people
        .iter()
        .map(|one| {
            let parts = [one.title.as_deref(), one.name.as_deref()];
            parts.into_iter().flatten().collect::<Vec<_>>().join(lang.word(" ", ""))
        })
        .collect();
    if others == Some(true) {
        match (lang, names.last_mut()) {
            (Lang::Zh, Some(last)) => last.push('等'),
            (Lang::Zh, None) => names.push("等".to_owned()),
            (Lang::En, _) => names.push("others".to_owned()),
        }
    }
    names
}

fn agenda(page: &mut Page, item: &AgendaItem, lang: Lang) {
    let kind =
        item.kind.map(|kind| format!("{}{}", lang.of(kind.labels()), lang.colon())).unwrap_or_default();
    let title = if lang == Lang::Zh { format!("《{}》", item.title) } else { item.title.clone() };
    let presenter = item.presenter.as_deref().map(|who| lang.bracket(who)).unwrap_or_default();
    let mut under = Vec::new();
    if !item.topics.is_empty() {
        under.push(labelled(lang.word("topics", "内容"), &item.topics.join(lang.comma()), lang));
    }
    under.extend(item.summary.clone());
    page.item(Tone::Plain, &format!("{kind}{title}{presenter}"), &under);
}

/// `2-3/1 关于…的申请：全票通过`, with the counts where there are any.
fn resolved(page: &mut Page, motion: &VoteRow, lang: Lang) {
    let (words, tone) = verdict(motion, lang);
    let mut under = vec![words];
    let counted = counts(&motion.counts, lang);
    if !counted.is_empty() {
        under.push(counted);
    }
    // As papers tell it.
    if motion.counted != motion.counts {
        under.push(labelled(lang.word("of which count", "其中计入"), &counts(&motion.counted, lang), lang));
    }
    let text = format!("{} {}", motion.reference, motion.title);
    page.item(tone, &labelled(&text, &under.join(lang.word("; ", "\u{ff1b}")), lang), &[]);
}

fn agreed(page: &mut Page, action: &Facts, lang: Lang) {
    let mut facts: Vec<String> = Vec::new();
    facts.extend(action.text("owner").map(|owner| labelled(lang.word("owner", "负责"), owner, lang)));
    facts.extend(action.day("due").map(|due| labelled(lang.word("due", "期限"), &day(due, lang), lang)));
    let status = action.word::<ActionStatus>("status");
    facts.extend(status.map(|status| lang.of(status.labels()).to_owned()));
    let tone = if status == Some(ActionStatus::Dropped) { Tone::Dim } else { Tone::Plain };
    let facts = lang.bracket(&facts.join(lang.word(", ", "，")));
    let note: Vec<String> = action.text("note").map(str::to_owned).into_iter().collect();
    page.item(tone, &format!("{} {}{facts}", action.reference(), action.said("title")), &note);
}

/// Host, party, receivers, sites and topics of a visit.
fn visited(page: &mut Page, visit: &Facts, lang: Lang) {
    let label = |key| lang.of(labels::label("visit", key));
    let mut facts: Vec<String> = Vec::new();
    facts.extend(visit.day("start").map(|start| days(start, visit.day("end"), lang)));
    facts.extend(visit.int("headcount").map(|n| match lang {
        Lang::En => format!("party of {n}"),
        Lang::Zh => format!("一行{n}人"),
    }));
    let facts =
        if facts.is_empty() { String::new() } else { lang.bracket(&facts.join(lang.word(", ", "，"))) };
    let names = |list: &[OrganizationRef]| {
        list.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(lang.comma())
    };
    let received = persons(&visit.people("received_by"), visit.flag("others"), lang).join(lang.comma());
    let under: Vec<String> = [
        ("received_by", received),
        ("visitors", names(&visit.organizations("visitors"))),
        ("sites", visit.texts("sites").join(lang.comma())),
        ("topics", visit.texts("topics").join(lang.comma())),
        ("summary", visit.said("summary").to_owned()),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(key, text)| labelled(label(key), &text, lang))
    .collect();
    page.item(
        Tone::Plain,
        &format!("{} {}{facts}", visit.reference(), visit.name_of("host").unwrap_or_default()),
        &under,
    );
}

fn labelled(label: &str, text: &str, lang: Lang) -> String {
    format!("{label}{}{text}", lang.colon())
}

#[cfg(test)]
pub(in crate::render) mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        model::{
            day::{Day, Days},
            motion::{Counts, Result},
            session::SessionRow,
            words::*,
        },
        render::{
            Format, out,
            width::{is_control, width},
        },
    };

    pub(in crate::render) fn on(text: &str) -> Option<Day> {
        Days::parse(text).ok().map(|days| days.start)
    }

    fn org(name: &str) -> OrganizationRef {
        OrganizationRef { code: "x".into(), name: name.into() }
    }

    pub(in crate::render) fn facts(value: serde_json::Value) -> Facts {
        let facts = value.as_object().cloned().unwrap_or_default().into_iter();
        facts.map(|(key, value)| (&*key.leak(), value)).collect()
    }

    fn who(name: Option<&str>, title: Option<&str>) -> Named {
        Named { name: name.map(str::to_owned), title: title.map(str::to_owned) }
    }

    fn came(name: &str, capacity: Capacity, people: Vec<Named>) -> Attendance {
        Attendance {
            organization: Some(org(name)),
            capacity,
            presence: Presence::Present,
            people,
            others: None,
            proxy: None,
            headcount: None,
            account: None,
        }
    }

    fn sample() -> Session {
        let Some(start) = on("2023-07-18") else { unreachable!() };
        Session {
            row: SessionRow {
                reference: "2-3".into(),
                name: "第二届理事会第三次会议".into(),
                name_en: "Third meeting of the second Council".into(),
                body: "council".into(),
                term: Some(2),
                number: Some(3),
                code: None,
                kind: SessionKind::Regular,
                also: None,
                status: Some(crate::model::words::SessionStatus::Held),
                start,
                end: on("2023-07-19"),
                venue: Some("上海理工大学国家大学科技园".into()),
                city: Some("上海".into()),
                chair: vec!["钱佩忠".into()],
            },
            mode: None,
            host: None,
            title: None,
            purpose: Some("响应“上海倡议”，交流各园的发展模式与经验\u{9b}2J".into()),
            headcount: None,
            summary: None,
            source: None,
            published: on("2023-07-24"),
            notified: None,
            deadline: None,
            recorder: None,
            reviewer: None,
            signed_by: Vec::new(),
            roster: Roster::Partial,
            quorum: SessionQuorum {
                due: None,
                present: None,
                proxies: None,
                leave: None,
                absent: None,
                required: None,
                met: None,
            },
            attendance: vec![
                came("浙江省国家大学科技园", Capacity::Member, vec![who(Some("钱佩忠"), Some("副总经理"))]),
                came("上海理工大学国家大学科技园", Capacity::Member, vec![]),
                came("镇江市江苏大学工程技术研究院", Capacity::Member, vec![]),
                came("安徽理工大学大学科技园", Capacity::Applicant, vec![who(None, Some("负责人"))]),
                came(
                    "上海交通大学国家大学科技园",
                    Capacity::Guest,
                    vec![who(Some("杜松宁"), Some("总经理"))],
                ),
            ],
            absent: vec![],
            agenda: vec![AgendaItem {
                seq: 1,
                kind: Some(AgendaKind::Talk),
                title: "关于新时期大学科技园发展的思考".into(),
                presenter: Some("杜松宁".into()),
                topics: ["创新资源集成", "科技成果转化", "人才培养", "区域协同"].map(String::from).to_vec(),
                summary: None,
                motion: None,
            }],
            motions: vec![VoteRow {
                reference: "2-3/1".into(),
                code: None,
                title: "关于增补安徽理工大学大学科技园为联盟理事成员的申请".into(),
                kind: MotionKind::Admission,
                session: "2-3".into(),
                on: on("2023-07-19"),
                outcome: Result::Declared(Outcome::Carried),
                computed: Computed::Unknown,
                unanimous: Some(true),
                counts: Counts::default(),
                counted: Counts::default(),
                disputed: false,
            }],
            actions: vec![facts(json!({
                "ref": "a1", "title": "联盟第四届大学生创业训练营", "session": "2-3", "owner": null, "due": null,
                "status": "open", "note": null,
            }))],
            visits: vec![facts(json!({
                "ref": "v1", "session": "2-3", "host": { "code": "x", "name": "环上大科技园" }, "start": null,
                "end": null, "headcount": 18, "received_by": [{ "name": "李宇阳", "title": "总经理" }],
                "others": true, "visitors": [], "sites": ["概念验证中心", "创新创业中心"],
                "topics": ["运营管理", "产学研合作"], "summary": null, "source": null, "published": null,
            }))],
        }
    }

    fn shown(data: &Session, format: Format, lang: Lang, width: usize) -> String {
        out::shown(format, &Screen { lang, width, color: false }, |out| session(data, out))
    }

    #[test]
    fn it_reads_as_minutes_and_invents_nothing() {
        let zh = shown(&sample(), Format::Table, Lang::Zh, 100);
        for part in [
            "2-3  第二届理事会第三次会议\n",
            "2023年7月18日至19日",
            "浙江省国家大学科技园（副总经理钱佩忠）",
            "等（名单不完整）",
            "安徽理工大学大学科技园（负责人）",
            "- 主题分享：《关于新时期大学科技园发展的思考》（杜松宁）",
            "申请：全票通过（来源所述，未载票数）",
            "- v1 环上大科技园（一行18人）\n  接待：总经理李宇阳等\n  参观：概念验证中心、创新创业中心\n",
            "未记录：会议形式、应到、实到、来源",
        ] {
            assert!(zh.contains(part), "{part} in\n{zh}");
        }
        assert!(!zh.contains("0席") && !zh.contains("0票"));
        for lang in [Lang::Zh, Lang::En] {
            for columns in [120, 80, 60, 40] {
                for line in shown(&sample(), Format::Table, lang, columns).lines() {
                    assert!(width(line) <= columns && !line.contains(is_control), "{line}");
                }
            }
        }
        let markdown = shown(&sample(), Format::Markdown, Lang::Zh, 80);
        assert!(markdown.starts_with("# 2-3  第二届") && markdown.contains("\n## 议程\n"));
        assert!(
            shown(&sample(), Format::Csv, Lang::Zh, 80)
                .contains("2-3,第二届理事会第三次会议,Third meeting of the second Council,council,2,3,,regular,held,2023-07-18")
        );
    }
}
