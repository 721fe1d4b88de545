//! The page of one vote: the verdict, the bar, the arithmetic, and what came of it.

mod verdict;

use std::io;

pub(super) use verdict::{arithmetic, counts, quorum, verdict};

use super::{
    Out, Screen,
    grid::{Cell, Grid},
    page::{Page, day, no_more},
    style::Tone,
    width::width,
};
use crate::{
    lang::{Lang, labels},
    model::{
        day::Day,
        motion::{Ballot, Candidate, Counts, Effect, Subject, Vote, VoteRow},
        words::{CHOICES, Choice},
    },
};

/// Writes one vote. As CSV it is its roll call, or the row of the vote list where there is none.
pub fn vote(vote: &Vote, out: Out<'_>) -> io::Result<()> {
    let page = |screen: &Screen, _| Ok(page(vote, screen));
    match vote.ballots.is_empty() {
        true => out.one(vote, &[row(vote)], &[], page),
        false => out.one(vote, &vote.ballots, &[], page),
    }
}

/// The vote as a line of the list.
pub fn row(vote: &Vote) -> VoteRow {
    VoteRow {
        reference: vote.reference.clone(),
        code: vote.code.clone(),
        title: vote.title.clone(),
        kind: vote.kind,
        session: vote.session.clone(),
        on: vote.on,
        outcome: vote.outcome,
        computed: vote.computed,
        unanimous: vote.unanimous,
        counts: vote.counts,
        counted: vote.counted,
        disputed: vote.candidates.iter().any(Candidate::is_disputed),
    }
}

fn page(vote: &Vote, screen: &Screen) -> Page {
    let lang = screen.lang;
    let label = |key| lang.of(labels::label("vote", key));
    let mut page = Page::new(screen);
    page.title(&format!("{}  {}", vote.reference, vote.title));
    let mut facts = vec![
        lang.of(vote.kind.labels()).to_owned(),
        lang.word("session ", "会议").to_owned() + &vote.session,
    ];
    facts.extend(vote.on.map(|on| day(on, lang)));
    facts.extend(vote.method.map(|method| lang.of(method.labels()).to_owned()));
    page.line(Tone::Dim, &facts.join(lang.word(", ", "，")));

    let (words, tone) = verdict(&row(vote), lang);
    page.strong(tone, &words);
    if vote.candidates.is_empty() {
        page.drawing(bar(vote, screen));
    }
    page.field(label("counts"), &counts(&vote.counts, lang));
    if vote.counted != vote.counts {
        page.field(label("counted"), &counts(&vote.counted, lang));
    }
    page.field(label("quorum"), &quorum(&vote.quorum, lang));
    page.field(label("majority"), &arithmetic(vote, lang));
    page.field(label("text"), vote.text.as_deref().unwrap_or_default());
    page.field(label("subjects"), &vote.subjects.iter().map(subject).collect::<Vec<_>>().join(lang.comma()));
    page.field(label("proposer"), vote.proposer.as_deref().unwrap_or_default());
    page.field(label("moved_by"), vote.moved_by.as_deref().unwrap_or_default());
    page.field(label("seconded_by"), vote.seconded_by.as_deref().unwrap_or_default());
    let effective = match vote.effective.as_deref() {
        Some("pending") => lang.word("pending: nothing has started yet", "待批准，尚未生效"),
        other => other.unwrap_or_default(),
    };
    let effective = Day::from_iso(effective).map_or_else(|| effective.to_string(), |on| day(on, lang));
    page.field(label("effective"), &effective);

    page.grid(label("candidates"), candidates(&vote.candidates, lang));
    if !vote.candidates.is_empty() {
        for (key, figure) in [("seats", vote.seats), ("issued", vote.issued), ("collected", vote.collected)] {
            page.field(label(key), &figure.map(|n| n.to_string()).unwrap_or_default());
        }
    }
    if !vote.effects.is_empty() {
        page.heading(label("effects"));
        vote.effects.iter().for_each(|effect| page.item(Tone::Plain, &said(effect, lang), &[]));
    }
    if !vote.irregularities.is_empty() {
        page.heading(label("irregularities"));
        vote.irregularities.iter().for_each(|fault| page.item(Tone::Open, lang.say(fault), &[]));
    }
    if !vote.ballots.is_empty() {
        page.heading(label("ballots"));
        for (code, en, zh) in CHOICES.words {
            let names: Vec<String> = vote
                .ballots
                .iter()
                .filter(|ballot| ballot.choice.code() == *code)
                .map(|ballot| voter(ballot, lang))
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let heading = format!("{}{}", lang.word(en, zh), lang.bracket(&names.len().to_string()));
            page.group(Tone::of("choice", code), &heading, &names);
        }
    }
    let mut missing = Vec::new();
    let mut note = |known: bool, key| {
        if !known {
            missing.push(label(key));
        }
    };
    note(vote.on.is_some(), "on");
    note(vote.method.is_some(), "method");
    if vote.candidates.is_empty() {
        note(vote.counts != Counts::default(), "counts");
    }
    note(vote.quorum.due.is_some(), "due");
    note(vote.quorum.present.is_some(), "present");
    note(vote.text.is_some(), "text");
    page.missing(&missing);
    page
}

/// The bar of the counts over the widest of votes, base and need, and under it a mark where the
/// needed votes end. Nothing where the yes are unknown.
fn bar(vote: &Vote, screen: &Screen) -> String {
    let counts = &vote.counted;
    let Some(yes) = counts.yes else { return String::new() };
    let parts = [
        (yes, '█', Tone::Good),
        (counts.no.unwrap_or(0), '▓', Tone::Bad),
        (counts.abstain.unwrap_or(0), '▒', Tone::Open),
        (counts.invalid.unwrap_or(0), '░', Tone::Dim),
    ];
    let voted = parts.iter().fold(0u64, |sum, (n, ..)| sum.saturating_add(*n));
    let total = voted.max(vote.base.unwrap_or(0)).max(vote.needed.unwrap_or(0));
    if total == 0 {
        return String::new();
    }
    let columns = screen.width.min(60);
    // The column at which the first `n` of the total end; rounding the ends keeps the sum whole.
    let end = |n: u64| {
        usize::try_from((u128::from(n) * columns as u128 * 2 + u128::from(total)) / (u128::from(total) * 2))
            .unwrap_or(columns)
            .min(columns)
    };
    let (mut so_far, mut at, mut line) = (0u64, 0, String::new());
    for (n, glyph, tone) in parts {
        so_far = so_far.saturating_add(n);
        let to = end(so_far);
        line.push_str(&screen.paint(tone, &glyph.to_string().repeat(to.saturating_sub(at))));
        at = to.max(at);
    }
    line.push_str(&screen.paint(Tone::Dim, &"·".repeat(columns.saturating_sub(at))));
    line.push('\n');
    if let Some(needed) = vote.needed {
        let column = end(needed).saturating_sub(1);
        let text = match screen.lang {
            Lang::En => format!("{needed} needed"),
            Lang::Zh => format!("需{needed}票"),
        };
        let mark = if column + 2 + width(&text) <= columns {
            format!("{}▲ {text}", " ".repeat(column))
        } else {
            format!("{}{text} ▲", " ".repeat(column.saturating_sub(width(&text) + 1)))
        };
        line.push_str(&screen.paint(Tone::Bold, &mark));
        line.push('\n');
    }
    line
}

/// An organization of the roll call, with the reason where its ballot does not count.
fn voter(ballot: &Ballot, lang: Lang) -> String {
    let reason = ballot.reason.filter(|_| ballot.choice != Choice::Absent);
    let reason = reason.map(|reason| lang.of(reason.labels()));
    let told =
        reason.map(|reason| lang.bracket(&format!("{}{reason}", lang.word("not counted: ", "不计：",))));
    format!("{}{}", ballot.organization.name, told.unwrap_or_default())
}

fn subject(subject: &Subject) -> &str {
    match subject {
        Subject::Organization(organization) => &organization.name,
        Subject::Person(name) => name,
    }
}

/// What a vote did, as a sentence.
pub(super) fn said(effect: &Effect, lang: Lang) -> String {
    let organization = effect.organization.as_ref().map(|organization| organization.name.as_str());
    let from = effect.from.map(|from| day(from, lang));
    let role = effect.role.map(|role| lang.of(role.labels()));
    let class = effect.class.map(|class| lang.of(class.labels()));
    let who = match (effect.person.as_deref(), organization) {
        (Some(person), Some(organization)) => format!("{person}{}", lang.bracket(organization)),
        (one, other) => one.or(other).unwrap_or_default().to_owned(),
    };
    if let Some(last) = effect.until {
        return format!("{who}{}{}", lang.colon(), no_more(last, lang));
    }
    match (lang, role.or(class), from) {
        (Lang::En, Some(what), Some(from)) => format!("{who}: {what} from {from}"),
        (Lang::En, Some(what), None) => format!("{who}: {what}"),
        (Lang::En, None, _) => format!("{who}: no member any more"),
        (Lang::Zh, Some(what), Some(from)) => format!("{who}：自{from}起任{what}"),
        (Lang::Zh, Some(what), None) => format!("{who}：任{what}"),
        (Lang::Zh, None, _) => format!("{who}：不再是成员"),
    }
}

fn candidates(candidates: &[Candidate], lang: Lang) -> Grid {
    // Who is elected comes before the figures: what is narrow leaves out the last columns.
    let keys = ["person", "organization", "role", "elected", "yes", "no", "abstain", "needed", "margin"];
    let head: Vec<&str> = keys.iter().map(|key| lang.of(labels::label("vote", key))).collect();
    let mut grid = Grid::new(&head, &[4, 5, 6, 7, 8]);
    for candidate in candidates {
        let number = |n: Option<u64>| Cell::new(&n.map(|n| n.to_string()).unwrap_or_default());
        let (elected, tone) = match candidate.seated {
            Some(true) => (lang.word("elected", "当选"), Tone::Good),
            Some(false) => (lang.word("not elected", "未当选"), Tone::Dim),
            None => ("", Tone::Plain),
        };
        grid.rows.push(vec![
            Cell::new(candidate.person.as_deref().unwrap_or_default()),
            Cell::new(candidate.organization.as_ref().map(|o| o.name.as_str()).unwrap_or_default()),
            Cell::new(candidate.role.map(|role| lang.of(role.labels())).unwrap_or_default()),
            Cell { tone, ..Cell::new(elected) },
            number(candidate.yes),
            number(candidate.no),
            number(candidate.abstain),
            number(candidate.needed),
            Cell::new(&candidate.margin.map(|n| format!("{n:+}")).unwrap_or_default()),
        ]);
    }
    grid
}

#[cfg(test)]
pub(in crate::render) mod tests {
    use super::*;
    use crate::{
        model::{
            day::Days,
            fraction::Fraction,
            motion::{JudgedBy, Quorum, Result},
            organization::OrganizationRef,
            words::{Base, Class, Computed, Method, MotionKind, Outcome},
        },
        render::{Format, out, width::is_control},
        say,
    };

    fn organization(name: &str) -> OrganizationRef {
        OrganizationRef { code: "x".into(), name: name.into() }
    }

    /// A vote of the council at two thirds of those present.
    pub(in crate::render) fn sample(
        counts: [Option<u64>; 4],
        base: Option<u64>,
        needed: Option<u64>,
        outcome: Result,
    ) -> Vote {
        let [yes, no, abstain, invalid] = counts;
        let margin = yes.zip(needed).map(|(yes, needed)| yes as i64 - needed as i64);
        Vote {
            reference: "2-3/1".into(),
            code: None,
            title: "关于增补安徽理工大学大学科技园为联盟理事成员的申请\u{1b}[31m".into(),
            kind: MotionKind::Admission,
            session: "2-3".into(),
            on: Days::parse("2023-07-19").ok().map(|days| days.start),
            text: None,
            proposer: None,
            moved_by: None,
            seconded_by: None,
            effective: None,
            method: Some(Method::ShowOfHands),
            subjects: vec![Subject::Organization(organization("安徽理工大学大学科技园"))],
            outcome,
            computed: match margin {
                Some(0..) => Computed::Carried,
                Some(_) => Computed::Rejected,
                None => Computed::Unknown,
            },
            unanimous: None,
            counts: Counts { yes, no, abstain, invalid },
            counted: Counts { yes, no, abstain, invalid },
            quorum: Quorum {
                due: base,
                present: base,
                required: base.map(|n| (2 * n).div_ceil(3)),
                met: base.map(|_| true),
            },
            rule: Some(JudgedBy {
                body: "council".into(),
                matter: "*".into(),
                majority: Fraction::parse("2/3"),
                majority_of: Some(Base::Present),
                exclusive: false,
                quorum: None,
                proxies: crate::model::words::Proxies::None,
                also: None,
                also_of: None,
                quorum_exclusive: false,
                quorum_least: None,
                recused: crate::model::words::Recusal::Present,
            }),
            needed,
            margin,
            base,
            ballots: Vec::new(),
            candidates: Vec::new(),
            seats: None,
            issued: None,
            collected: None,
            round: None,
            tellers: Vec::new(),
            effects: Vec::new(),
            irregularities: Vec::new(),
        }
    }

    fn whole() -> Vote {
        let mut vote =
            sample([Some(6), Some(1), Some(2), None], Some(9), Some(6), Result::Declared(Outcome::Carried));
        vote.effects.push(Effect {
            organization: Some(organization("安徽理工大学大学科技园")),
            class: Some(Class::Council),
            from: vote.on,
            until: None,
            person: None,
            role: None,
        });
        vote.irregularities.push(say!("one ballot is of a guest", "有一票来自列席单位"));
        for (name, choice) in [
            ("浙江省国家大学科技园", Choice::Yes),
            ("浙江工业大学大学科技园", Choice::Yes),
            ("甲园", Choice::Yes),
            ("乙园", Choice::No),
        ] {
            vote.ballots.push(Ballot {
                organization: organization(name),
                choice,
                counts: true,
                reason: None,
            });
        }
        vote
    }

    fn shown(data: &Vote, format: Format, lang: Lang, width: usize) -> String {
        out::shown(format, &Screen { lang, width, color: false }, |out| vote(data, out))
    }

    #[test]
    fn the_mark_stands_where_the_needed_votes_end() {
        let vote = whole();
        let drawn = bar(&vote, &Screen { lang: Lang::Zh, width: 45, color: false });
        let lines: Vec<&str> = drawn.lines().collect();
        assert_eq!(lines[0], "█".repeat(30) + &"▓".repeat(5) + &"▒".repeat(10));
        assert_eq!(lines[1], " ".repeat(29) + "▲ 需6票");
        let huge =
            sample([Some(u64::MAX), Some(u64::MAX), None, None], Some(3), Some(u64::MAX), vote.outcome);
        assert!(
            bar(&huge, &Screen { lang: Lang::En, width: 45, color: false })
                .lines()
                .all(|line| width(line) <= 45)
        );
    }

    #[test]
    fn pages_fit_and_are_neutral() {
        let unknown = sample([None; 4], None, None, Result::Declared(Outcome::Carried));
        for data in [whole(), unknown] {
            for lang in [Lang::Zh, Lang::En] {
                for columns in [120, 80, 60, 40] {
                    let text = shown(&data, Format::Table, lang, columns);
                    for line in text.lines() {
                        assert!(width(line) <= columns, "{line}");
                        assert!(!line.contains(is_control), "{line:?}");
                    }
                }
                assert!(!shown(&data, Format::Markdown, lang, 80).contains(is_control_but_feed));
            }
        }
        assert!(
            shown(&whole(), Format::Csv, Lang::Zh, 80).starts_with("organization,choice,counts,reason\r\n")
        );
        assert!(shown(&whole(), Format::Json, Lang::Zh, 80).contains("\"有一票来自列席单位\""));
    }

    fn is_control_but_feed(c: char) -> bool {
        c != '\n' && is_control(c)
    }
}
