//! The page of one vote: the verdict, the bar, the arithmetic, and what came of it.

use std::io;

use super::{
    Format, Screen, csv,
    grid::{Cell, Grid},
    json,
    page::{Page, day},
    style::Tone,
    width::width,
};
use crate::{
    lang::{Lang, labels},
    model::{
        fraction::Fraction,
        motion::{Candidate, Counts, Effect, Quorum, Result, Subject, Vote, VoteRow},
        words::{Base, CHOICES, Computed, Outcome},
    },
};

/// Writes one vote. As CSV it is its roll call, or the row of the vote list where there is none.
pub fn vote(vote: &Vote, format: Format, screen: &Screen, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(vote, screen.lang, out),
        Format::Csv if vote.ballots.is_empty() => csv::write(&[row(vote)], &[], screen.lang, out),
        Format::Csv => csv::write(&vote.ballots, &[], screen.lang, out),
        Format::Table | Format::Markdown => page(vote, screen).write(format == Format::Markdown, out),
    }
}

/// The vote as a line of the list.
fn row(vote: &Vote) -> VoteRow {
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

    let (verdict, tone) = verdict(vote.outcome, vote.computed, vote.unanimous, &vote.counts, lang);
    page.strong(tone, &verdict);
    if vote.candidates.is_empty() {
        page.drawing(bar(vote, screen));
    }
    page.field(label("counts"), &counts(&vote.counts, lang));
    page.field(label("quorum"), &quorum(&vote.quorum, lang));
    page.field(label("majority"), &arithmetic(vote, lang));
    page.field(label("text"), vote.text.as_deref().unwrap_or_default());
    page.field(label("subjects"), &vote.subjects.iter().map(subject).collect::<Vec<_>>().join(lang.comma()));
    page.field(label("proposer"), vote.proposer.as_deref().unwrap_or_default());
    let effective = match vote.effective.as_deref() {
        Some("pending") => lang.word("pending: nothing has started yet", "待批准，尚未生效"),
        other => other.unwrap_or_default(),
    };
    page.field(label("effective"), effective);

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
            let names: Vec<&str> = vote
                .ballots
                .iter()
                .filter(|ballot| ballot.choice.code() == *code)
                .map(|ballot| ballot.organization.name.as_str())
                .collect();
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

/// The outcome in words: what was declared, what the rule yields, and both where they differ.
pub(super) fn verdict(
    outcome: Result,
    computed: Computed,
    unanimous: Option<bool>,
    counts: &Counts,
    lang: Lang,
) -> (String, Tone) {
    let tone = Tone::of("outcome", outcome.code());
    let stated = unanimous == Some(true) && counts.yes.is_none();
    let carried = matches!(outcome, Result::Declared(Outcome::Carried) | Result::Computed(Computed::Carried));
    let by_rule = lang.of(computed.labels());
    let agree = matches!(
        (outcome, computed),
        (Result::Declared(Outcome::Carried), Computed::Carried)
            | (Result::Declared(Outcome::Rejected), Computed::Rejected)
    );
    let said = match (unanimous, carried) {
        (Some(true), true) => lang.word("passed unanimously", "全票通过"),
        _ => lang.of(outcome.labels()),
    };
    let remark = match (outcome, computed) {
        _ if stated && carried && matches!(computed, Computed::Carried | Computed::Unknown) => {
            return (
                said.to_owned()
                    + lang.word(" as stated by the source; no counts are recorded", "（来源所述，未载票数）"),
                tone,
            );
        }
        (Result::Computed(Computed::Unknown), _) => {
            return (
                lang.word("no outcome is recorded, and none can be computed", "结果未记录，也无法判定")
                    .to_owned(),
                tone,
            );
        }
        (Result::Computed(_), _) => {
            lang.word("by the rule; no declaration is recorded", "按规则核算，来源未载宣布结果").to_owned()
        }
        (Result::Declared(Outcome::Tabled | Outcome::Withdrawn), _) => return (said.to_owned(), tone),
        (Result::Declared(_), Computed::Unknown) => {
            lang.word("as declared; it cannot be computed", "依宣布结果，无法核算").to_owned()
        }
        _ if agree => lang.word("declared and computed alike", "宣布与核算一致").to_owned(),
        (Result::Declared(_), _) => {
            let text = match lang {
                Lang::En => format!("declared {said}, but by the rule: {by_rule}"),
                Lang::Zh => format!("宣布{said}，但按规则核算为：{by_rule}"),
            };
            return (text, Tone::Open);
        }
    };
    (format!("{said}{}", lang.bracket(&remark)), tone)
}

/// `赞成6票,反对1票,弃权2票`; what is unknown is left out.
pub(super) fn counts(counts: &Counts, lang: Lang) -> String {
    let parts =
        [("yes", counts.yes), ("no", counts.no), ("abstain", counts.abstain), ("invalid", counts.invalid)];
    let told = parts.into_iter().filter_map(|(key, n)| {
        let (n, label) = (n?, lang.of(labels::label("vote", key)));
        Some(match lang {
            Lang::En => format!("{n} {label}"),
            Lang::Zh => format!("{label}{n}票"),
        })
    });
    told.collect::<Vec<_>>().join(lang.word(", ", "，"))
}

/// Who was due and present, and whether that was enough.
pub(super) fn quorum(quorum: &Quorum, lang: Lang) -> String {
    let figure = |n: Option<u64>, en: &str, zh: &str| {
        n.map(|n| match lang {
            Lang::En => format!("{n} {en}"),
            Lang::Zh => format!("{zh}{n}席"),
        })
    };
    let mut parts: Vec<String> = figure(quorum.due, "due", "应到").into_iter().collect();
    parts.extend(figure(quorum.present, "present", "实到"));
    parts.extend(figure(quorum.required, "required", "法定最低"));
    let end = match (quorum.met, quorum.required) {
        (Some(true), None) => lang.word("the rule sets no quorum", "规则不设法定人数"),
        (Some(true), _) => lang.word("quorum met", "已达到"),
        (Some(false), _) => lang.word("quorum not met", "未达到"),
        (None, _) => match (quorum.due, quorum.present) {
            (None, None) => {
                lang.word("due and present are not recorded: cannot be judged", "应到、实到未记录，无法判定")
            }
            (None, _) => lang.word("due is not recorded: cannot be judged", "应到数未记录，无法判定"),
            (_, None) => lang.word("present is not recorded: cannot be judged", "实到数未记录，无法判定"),
            _ => lang.word("no rule is recorded: cannot be judged", "规则未记录，无法判定"),
        },
    };
    parts.push(end.to_owned());
    parts.join(lang.word(", ", "，"))
}

/// How many yes were needed and why, and how far the votes were from it.
fn arithmetic(vote: &Vote, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let Some(rule) = &vote.rule else {
        return lang.word("no rule is recorded: cannot be judged", "规则未记录，无法判定").to_owned();
    };
    let (Some(majority), Some(of)) = (rule.majority, rule.majority_of) else {
        return lang.word("the rule sets no majority", "规则未设通过比例").to_owned();
    };
    let more = if rule.exclusive { lang.word("more than ", "超过") } else { lang.word("", "达到") };
    let part = match (of, zh) {
        (Base::Present, false) => "present",
        (Base::Cast, false) => "yes and no",
        (Base::Valid, false) => "valid ballots",
        (Base::All, false) => "seats",
        (Base::Present, true) => "到会",
        (Base::Cast, true) => "赞成反对票",
        (Base::Valid, true) => "有效票",
        (Base::All, true) => "全体",
    };
    let (Some(base), Some(needed)) = (vote.base, vote.needed) else {
        return match (zh, vote.base) {
            (false, None) => {
                format!("{more}{majority} of {part}; that number is not recorded: cannot be judged")
            }
            (true, None) => format!("赞成须{more}{part}数的{majority}；{part}数未记录，无法判定"),
            // A base of nought never passes.
            (false, Some(base)) => format!("{more}{majority} of {base} {part}: nothing can pass"),
            (true, Some(base)) => format!("{part}{base}，不可能通过"),
        };
    };
    let unit = if matches!(of, Base::Present | Base::All) { "席" } else { "票" };
    let (exact, share) = product(majority, base);
    let sign = if exact { "=" } else { "≈" };
    let mut text = match (zh, exact && !rule.exclusive) {
        (false, true) => format!("{majority} of {base} {part} = {needed} needed"),
        (false, false) => format!("{more}{majority} of {base} {part} {sign} {share}, so {needed} needed"),
        (true, _) if rule.exclusive => {
            format!("{part}{base}{unit} × {majority} {sign} {share}，须超过此数，需{needed}票")
        }
        (true, _) => format!("{part}{base}{unit} × {majority} {sign} {share}，需{needed}票"),
    };
    if !vote.candidates.is_empty() {
        return text;
    }
    let Some((yes, margin)) = vote.counts.yes.zip(vote.margin) else {
        text.push_str(
            lang.word("; the yes votes are not recorded: cannot be judged", "；赞成票数未记录，无法判定"),
        );
        return text;
    };
    let enough = if vote.computed == Computed::Carried { "passes" } else { "enough" };
    let short = margin.unsigned_abs();
    text.push_str(&match (zh, margin) {
        (false, 0) => format!("; {yes} yes: {enough} with none to spare"),
        (false, 1..) => format!("; {yes} yes: {enough} with {short} to spare"),
        (false, _) => format!("; {yes} yes: {short} short"),
        (true, 0) => format!("；赞成{yes}票，恰好达到"),
        (true, 1..) => format!("；赞成{yes}票，超出{short}票"),
        (true, _) => format!("；赞成{yes}票，差{short}票"),
    });
    text
}

/// A fraction of a number, to two places, and whether that is exact. In integers.
fn product(part: Fraction, of: u64) -> (bool, String) {
    let (p, q) = (u128::from(part.p), u128::from(part.q).max(1));
    let hundredths = p * u128::from(of) * 100;
    let rounded = (hundredths + q / 2) / q;
    let text = format!("{}.{:02}", rounded / 100, rounded % 100);
    (hundredths % q == 0, text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// The bar of the counts over the widest of votes, base and need, and under it a mark where the
/// needed votes end. Nothing where the yes are unknown.
fn bar(vote: &Vote, screen: &Screen) -> String {
    let counts = &vote.counts;
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

fn subject(subject: &Subject) -> &str {
    match subject {
        Subject::Organization(organization) => &organization.name,
        Subject::Person(name) => name,
    }
}

/// What a vote did, as a sentence.
fn said(effect: &Effect, lang: Lang) -> String {
    let organization = effect.organization.as_ref().map(|organization| organization.name.as_str());
    let from = effect.from.map(|from| day(from, lang));
    let role = effect.role.map(|role| lang.of(role.labels()));
    let class = effect.class.map(|class| lang.of(class.labels()));
    let who = match (effect.person.as_deref(), organization) {
        (Some(person), Some(organization)) => format!("{person}{}", lang.bracket(organization)),
        (one, other) => one.or(other).unwrap_or_default().to_owned(),
    };
    match (lang, role.or(class), from) {
        (Lang::En, Some(what), Some(from)) => format!("{who}: {what} from {from}"),
        (Lang::En, Some(what), None) => format!("{who}: {what}"),
        (Lang::En, None, Some(from)) => format!("{who}: no member from {from}"),
        (Lang::En, None, None) => format!("{who}: no member any more"),
        (Lang::Zh, Some(what), Some(from)) => format!("{who}：自{from}起任{what}"),
        (Lang::Zh, Some(what), None) => format!("{who}：任{what}"),
        (Lang::Zh, None, Some(from)) => format!("{who}：自{from}起不再是成员"),
        (Lang::Zh, None, None) => format!("{who}：不再是成员"),
    }
}

fn candidates(candidates: &[Candidate], lang: Lang) -> Grid {
    let keys = ["person", "organization", "role", "yes", "needed", "margin", "elected"];
    let head: Vec<&str> = keys.iter().map(|key| lang.of(labels::label("vote", key))).collect();
    let mut grid = Grid::new(&head, &[3, 4, 5]);
    for candidate in candidates {
        let number = |n: Option<u64>| Cell::new(&n.map(|n| n.to_string()).unwrap_or_default());
        let (elected, tone) = match candidate.elected {
            Some(true) => (lang.word("elected", "当选"), Tone::Good),
            Some(false) => (lang.word("not elected", "未当选"), Tone::Dim),
            None => ("", Tone::Plain),
        };
        grid.rows.push(vec![
            Cell::new(candidate.person.as_deref().unwrap_or_default()),
            Cell::new(candidate.organization.as_ref().map(|o| o.name.as_str()).unwrap_or_default()),
            Cell::new(candidate.role.map(|role| lang.of(role.labels())).unwrap_or_default()),
            number(candidate.yes),
            number(candidate.needed),
            Cell::new(&candidate.margin.map(|n| format!("{n:+}")).unwrap_or_default()),
            Cell { tone, ..Cell::new(elected) },
        ]);
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{
            day::Days,
            motion::{Ballot, JudgedBy},
            organization::OrganizationRef,
            words::{Choice, Class, Method, MotionKind},
        },
        render::width::is_control,
        say,
    };

    fn organization(name: &str) -> OrganizationRef {
        OrganizationRef { code: "x".into(), name: name.into() }
    }

    /// A vote of the council at two thirds of those present.
    fn sample(counts: [Option<u64>; 4], base: Option<u64>, needed: Option<u64>, outcome: Result) -> Vote {
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
            quorum: Quorum {
                due: base,
                present: base,
                required: base.map(|n| (2 * n).div_ceil(3)),
                met: base.map(|_| true),
            },
            rule: Some(JudgedBy {
                body: "council".into(),
                matter: "*".into(),
                majority: Fraction::parse("2/3").ok(),
                majority_of: Some(Base::Present),
                exclusive: false,
            }),
            needed,
            margin,
            base,
            ballots: Vec::new(),
            candidates: Vec::new(),
            seats: None,
            issued: None,
            collected: None,
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
            vote.ballots.push(Ballot { organization: organization(name), choice });
        }
        vote
    }

    fn shown(data: &Vote, format: Format, lang: Lang, width: usize) -> String {
        let mut out = Vec::new();
        vote(data, format, &Screen { lang, width, color: false }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_arithmetic_is_written_out() {
        let declared = Result::Declared(Outcome::Carried);
        for (counts, base, needed, zh, en) in [
            (
                [Some(6), Some(1), Some(2), None],
                Some(9),
                Some(6),
                "到会9席 × 2/3 = 6，需6票；赞成6票，恰好达到",
                "2/3 of 9 present = 6 needed; 6 yes: passes with none to spare",
            ),
            (
                [Some(5), Some(0), Some(4), None],
                Some(9),
                Some(6),
                "到会9席 × 2/3 = 6，需6票；赞成5票，差1票",
                "2/3 of 9 present = 6 needed; 5 yes: 1 short",
            ),
            (
                [Some(9), None, None, None],
                Some(10),
                Some(7),
                "到会10席 × 2/3 ≈ 6.67，需7票；赞成9票，超出2票",
                "2/3 of 10 present ≈ 6.67, so 7 needed; 9 yes: passes with 2 to spare",
            ),
            (
                [None; 4],
                None,
                None,
                "赞成须达到到会数的2/3；到会数未记录，无法判定",
                "2/3 of present; that number is not recorded: cannot be judged",
            ),
        ] {
            let vote = sample(counts, base, needed, declared);
            assert_eq!(arithmetic(&vote, Lang::Zh), zh);
            assert_eq!(arithmetic(&vote, Lang::En), en);
        }
        let mut vote = sample([Some(6), None, None, None], Some(10), Some(6), declared);
        if let Some(rule) = &mut vote.rule {
            (rule.majority, rule.exclusive) = (Fraction::parse("1/2").ok(), true);
        }
        assert_eq!(arithmetic(&vote, Lang::Zh), "到会10席 × 1/2 = 5，须超过此数，需6票；赞成6票，恰好达到");
        assert_eq!(
            arithmetic(&vote, Lang::En),
            "more than 1/2 of 10 present = 5, so 6 needed; 6 yes: passes with none to spare"
        );
    }

    #[test]
    fn verdicts_keep_what_was_declared_beside_what_was_computed() {
        let none = Counts::default();
        let said = |outcome, computed, unanimous, lang| verdict(outcome, computed, unanimous, &none, lang);
        let (carried, unknown) = (Result::Declared(Outcome::Carried), Computed::Unknown);
        assert_eq!(
            said(carried, unknown, Some(true), Lang::En).0,
            "passed unanimously as stated by the source; no counts are recorded"
        );
        assert_eq!(said(carried, unknown, Some(true), Lang::Zh).0, "全票通过（来源所述，未载票数）");
        assert_eq!(
            said(carried, Computed::Rejected, None, Lang::En),
            ("declared carried, but by the rule: rejected".into(), Tone::Open)
        );
        assert_eq!(said(carried, Computed::Rejected, None, Lang::Zh).0, "宣布通过，但按规则核算为：未通过");
        assert_eq!(said(carried, unknown, None, Lang::Zh).0, "通过（依宣布结果，无法核算）");
        assert_eq!(said(Result::Computed(unknown), unknown, None, Lang::Zh).0, "结果未记录，也无法判定");
        assert_eq!(said(Result::Declared(Outcome::Tabled), unknown, None, Lang::Zh).0, "暂缓表决");
        assert_eq!(
            said(carried, Computed::Carried, None, Lang::Zh),
            ("通过（宣布与核算一致）".into(), Tone::Good)
        );
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
        assert!(shown(&whole(), Format::Csv, Lang::Zh, 80).starts_with("organization,choice\r\n"));
        assert!(shown(&whole(), Format::Json, Lang::Zh, 80).contains("\"有一票来自列席单位\""));
    }

    fn is_control_but_feed(c: char) -> bool {
        c != '\n' && is_control(c)
    }
}
