//! A motion as papers tell of it: what became of it, by whose word, and what it did. What the rule did
//! not carry is never told as carried, whatever was declared.

use serde_json::{Value, json};

use crate::{
    error::Message,
    lang::{Lang, terms},
    model::{
        day::Day,
        motion::{Candidate, Counts, Effect, Quorum, Result as Outcome, Subject, Vote},
        paper::Paper,
        session::Session,
        words::{self, Choice, Computed, MotionKind},
    },
    render::page::no_more,
    say,
};

use super::{PaperKind, days, there};

/// Why a vote does not stand by the rule as it was declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    /// It was taken without a quorum.
    NoQuorum,
    /// Declared carried; by the rule it was not passed.
    NotPassed,
    /// Declared carried; by the rule the round is void.
    Void,
    /// Declared carried; by the rule it is a tie.
    Tie,
    /// Declared rejected; by the rule it was passed.
    Passed,
    /// Declared elected is one whom the figures do not elect.
    Elected,
}

/// What is wrong with a vote by its rule. Nothing where no vote was taken, or where the rule cannot tell.
fn flaw(vote: &Vote) -> Option<Flaw> {
    use words::Outcome::{Carried, Rejected, Tabled, Withdrawn};
    match (vote.outcome, vote.computed) {
        (Outcome::Declared(Tabled | Withdrawn), _) => None,
        (_, Computed::NoQuorum) => Some(Flaw::NoQuorum),
        _ if vote.quorum.met == Some(false) => Some(Flaw::NoQuorum),
        (Outcome::Declared(Carried), Computed::Rejected) => Some(Flaw::NotPassed),
        (Outcome::Declared(Carried), Computed::Void) => Some(Flaw::Void),
        (Outcome::Declared(Carried), Computed::Tie) => Some(Flaw::Tie),
        (Outcome::Declared(Rejected), Computed::Carried) => Some(Flaw::Passed),
        _ if !not_by_figures(vote).is_empty() => Some(Flaw::Elected),
        _ => None,
    }
}

/// Who is declared elected and, by the figures, is not.
fn not_by_figures(vote: &Vote) -> Vec<String> {
    let against = |c: &&Candidate| c.elected == Some(true) && c.computed == Some(false);
    vote.candidates.iter().filter(against).filter_map(who).collect()
}

/// A candidate's name.
pub(super) fn who(candidate: &Candidate) -> Option<String> {
    candidate.person.clone().or(candidate.organization.as_ref().map(|o| o.name.clone()))
}

/// Whether a paper may call it resolved: carried, and nothing in the rule speaks against it.
pub(super) fn resolved(vote: &Vote) -> bool {
    vote.outcome.code() == "carried" && flaw(vote).is_none()
}

/// What a news item does not tell: the references of the motions that were not carried.
pub fn left_out(kind: PaperKind, paper: &Paper) -> Vec<&str> {
    let left = paper.votes.iter().filter(|vote| kind == PaperKind::Bulletin && !resolved(vote));
    left.map(|vote| vote.reference.as_str()).collect()
}

/// What whoever hands the papers round must hear first: each vote that does not stand by its rule, and why.
pub fn warnings(kind: PaperKind, paper: &Paper) -> Vec<Message> {
    let told = paper.votes.iter().filter_map(|vote| {
        let (en, zh) = why(vote, flaw(vote)?, true);
        let (reference, (declared, outcome)) = (&vote.reference, vote.outcome.labels());
        Some(match vote.outcome {
            Outcome::Declared(_) if kind == PaperKind::Bulletin => say!(
                "{reference} is declared {declared}, but {en}: the bulletin does not tell of it",
                "{reference} 宣布“{outcome}”，但{zh}：新闻稿不写入"
            ),
            Outcome::Declared(_) => say!(
                "{reference} is declared {declared}, but {en}: the paper says both",
                "{reference} 宣布“{outcome}”，但{zh}：文稿中两者并载"
            ),
            Outcome::Computed(_) => say!("{reference}: {en}", "{reference}：{zh}"),
        })
    });
    // What cannot be is not told in a paper as if it were.
    let odd = paper.votes.iter().flat_map(|vote| {
        let reference = &vote.reference;
        vote.irregularities.iter().map(move |Message { en, zh }| say!("{reference}: {en}", "{reference}：{zh}"))
    });
    told.chain(odd).collect()
}

/// Why a vote does not stand: English and Chinese; with the figures that are known where they are asked for.
fn why(vote: &Vote, flaw: Flaw, told: bool) -> (String, String) {
    let quorum = &vote.quorum;
    let figures = |parts: &[(Option<u64>, &str, &str, &str)]| {
        let known =
            || parts.iter().filter_map(|(n, en, zh, unit)| n.filter(|_| told).map(|n| (n, *en, *zh, *unit)));
        let en: Vec<String> = known().map(|(n, en, ..)| format!("{n} {en}")).collect();
        let zh: Vec<String> = known().map(|(n, _, zh, unit)| format!("{zh}{n}{unit}")).collect();
        if en.is_empty() {
            (String::new(), String::new())
        } else {
            (format!(" ({})", en.join(", ")), format!("（{}）", zh.join("，")))
        }
    };
    let votes = || {
        let single = vote.candidates.is_empty();
        let counts = [
            (vote.counted.yes.or(vote.counts.yes).filter(|_| single), "in favour", "赞成", "票"),
            (vote.needed.filter(|_| single), "needed", "须", "票"),
        ];
        figures(&counts)
    };
    match flaw {
        Flaw::NoQuorum => {
            let (en, zh) = figures(&[
                (quorum.due, "due", "应到", "家"),
                (quorum.present, "present", "实到", "家"),
                (quorum.required, "required", "至少须", "家"),
            ]);
            (
                format!("the vote was taken without a quorum{en}, and by the rule it is void"),
                format!("表决时未达法定人数{zh}，按规则表决无效"),
            )
        }
        Flaw::NotPassed => {
            let (en, zh) = votes();
            (format!("by the rule it was not passed{en}"), format!("按规则未获通过{zh}"))
        }
        Flaw::Passed => {
            let (en, zh) = votes();
            (format!("by the rule it was passed{en}"), format!("按规则已获通过{zh}"))
        }
        Flaw::Elected => {
            let names = not_by_figures(vote);
            let verb = if names.len() == 1 { "was" } else { "were" };
            (
                format!("by the figures {} {verb} not elected", names.join(", ")),
                format!("按票数{}未当选", names.join("、")),
            )
        }
        Flaw::Void => ("by the rule the round was void".into(), "按规则本轮表决无效".into()),
        Flaw::Tie => {
            ("by the rule it was a tie for the last seat".into(), "按规则末位得票相同，须再次投票".into())
        }
    }
}

/// A title as it stands in a sentence: plans, budgets, reports and the like are documents.
fn named(vote: &Vote) -> String {
    match vote.kind {
        MotionKind::Plan
        | MotionKind::Budget
        | MotionKind::Report
        | MotionKind::Charter
        | MotionKind::Dues => {
            quoted(bare(&vote.title))
        }
        // What is deliberated on is not said to be so twice.
        _ => bare(&vote.title).to_string(),
    }
}

/// A title without the verb that the sentence has itself, where what follows is surely what the verb is about:
/// 审议《章程》, 审议2025年度计划. In 表决办法 and 审议规则 it belongs to the name.
fn bare(title: &str) -> &str {
    let verbs = ["审议并表决", "审议并通过", "审议通过", "审议", "表决通过", "表决", "通过"];
    let rest = verbs.iter().find_map(|verb| title.strip_prefix(verb));
    let objects = ["《", "“", "「", "：", ":", "关于", "年度", "本年度", "下一年度", "二〇", "二○", "吸收", "接纳", "增补", "推选", "选举", "设立", "聘任", "修订"];
    let is_object = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_digit() || c.is_whitespace()) || objects.iter().any(|one| rest.starts_with(one))
    };
    let bare = rest.filter(|rest| is_object(rest)).unwrap_or(title);
    let bare = bare.trim_start_matches(|c: char| c == '：' || c == ':' || c.is_whitespace());
    if bare.is_empty() { title } else { bare }
}

/// A title in 《》; those that it has itself are the inner ones, 〈〉.
pub(super) fn quoted(title: &str) -> String {
    format!("《{}》", title.replace('《', "〈").replace('》', "〉"))
}

/// What became of it, without the stop at the end: English and Chinese.
pub(super) fn sentence(vote: &Vote) -> (String, String) {
    let (title, zh_title) = (&vote.title, named(vote));
    if let (Outcome::Declared(declared), Some(flaw)) = (vote.outcome, flaw(vote)) {
        let ((en, zh), (why_en, why_zh)) = (declared.labels(), why(vote, flaw, true));
        return (
            format!("“{title}” was declared {en}, but {why_en}"),
            format!("会议审议了{zh_title}，宣布结果为“{zh}”，但{why_zh}"),
        );
    }
    match vote.outcome.code() {
        "carried" if vote.kind == MotionKind::Election => {
            let (en, zh) = elected(vote);
            (
                format!("The election was held and carried: “{title}”{en}"),
                match zh_title.starts_with("选举") {
                    true => format!("会议{zh_title}，选举有效{zh}"),
                    false => format!("会议进行了{zh_title}，选举有效{zh}"),
                },
            )
        }
        "carried" if vote.unanimous == Some(true) => {
            (format!("The meeting unanimously passed “{title}”"), format!("会议审议并全票通过{zh_title}"))
        }
        "carried" => (format!("The meeting passed “{title}”"), format!("会议审议并表决通过{zh_title}")),
        // That all said yes is stated; what came of it is not.
        "unknown" if vote.unanimous == Some(true) && vote.counts.yes.is_none() => (
            format!("The meeting deliberated on “{title}”; by the source all were in favour"),
            format!("会议审议了{zh_title}，来源载明全票赞成"),
        ),
        "rejected" => (format!("“{title}” was not passed"), format!("会议审议了{zh_title}，未获通过")),
        "tabled" => (format!("“{title}” was deferred"), format!("会议审议了{zh_title}，暂缓表决")),
        "withdrawn" => (format!("“{title}” was withdrawn"), format!("{zh_title}已撤回，未付表决")),
        "no-quorum" => (
            format!("“{title}” was put to the vote without a quorum, and the vote is void"),
            format!("会议审议了{zh_title}，未达法定人数，表决无效"),
        ),
        "void" => (format!("The vote on “{title}” was void"), format!("{zh_title}本轮表决无效")),
        "tie" => {
            let (en, zh) = elected(vote);
            (
                format!("The vote on “{title}” was a tie for the last seat{en}"),
                format!("{zh_title}末位得票相同，未能产生全部人选{zh}"),
            )
        }
        _ => (format!("The meeting deliberated on “{title}”"), format!("会议审议了{zh_title}")),
    }
}

/// Who was elected, as a sentence goes on: as the source marks it, else as the figures say, else those
/// whose posts the election filled. English and Chinese.
fn elected(vote: &Vote) -> (String, String) {
    let seated: Vec<String> = vote.candidates.iter().filter(|c| c.seated == Some(true)).filter_map(who).collect();
    let filled = || vote.effects.iter().filter_map(|effect| effect.person.clone()).collect();
    match (if seated.is_empty() { filled() } else { seated }).as_slice() {
        [] => (String::new(), String::new()),
        [one] => (format!("; {one} was elected"), format!("，{one}当选")),
        all => (format!("; {} were elected", all.join(", ")), format!("，{}当选", all.join("、"))),
    }
}

/// What a result is called at the head of a paper that is no resolution.
fn result(vote: &Vote, lang: Lang) -> String {
    if let Some(flaw) = flaw(vote) {
        let (en, zh) = why(vote, flaw, false);
        return match vote.outcome {
            Outcome::Declared(declared) => {
                let said = lang.of(declared.labels());
                lang.word(&format!("declared {said}, but {en}"), &format!("宣布“{said}”，但{zh}")).to_string()
            }
            Outcome::Computed(_) => lang.word(&en, &zh).to_string(),
        };
    }
    let (en, zh) = match vote.outcome.code() {
        "rejected" => ("not passed", "未获通过"),
        "tabled" => ("deferred", "暂缓表决"),
        "withdrawn" => ("withdrawn, not put to the vote", "已撤回，未付表决"),
        "void" => ("void", "本轮表决无效"),
        "tie" => ("a tie for the last seat, to be voted on again", "末位得票相同，须再次投票"),
        "unknown" => terms::NOT_RECORDED,
        _ => vote.outcome.labels(),
    };
    lang.word(en, zh).to_string()
}

/// The papers of an election, the votes that the rule counts, how many ballots it does not, and who took no part.
fn tallied(vote: &Vote, lang: Lang) -> String {
    let recused = vote.ballots.iter().filter(|ballot| ballot.choice == Choice::Recused).count();
    let cast = |choice| !matches!(choice, Choice::Absent | Choice::Recused);
    let uncounted = vote.ballots.iter().filter(|ballot| !ballot.counts && cast(ballot.choice)).count();
    let papers = papers(vote, lang);
    // What the papers tell is not told again.
    let counted = Counts { invalid: vote.counted.invalid.filter(|_| papers.is_empty()), ..vote.counted };
    let told = [
        papers,
        tally(counted, lang),
        lang.word(
            &format!("Not counted: {uncounted} of organizations that might not vote."),
            &format!("另有{uncounted}票因无表决资格不计入。"),
        )
        .to_string(),
        lang.word(&format!("Recused: {recused}."), &format!("回避{recused}家。")).to_string(),
    ];
    let is_told = [true, true, uncounted > 0, recused > 0];
    let told = told.into_iter().zip(is_told).filter(|(text, is_told)| *is_told && !text.is_empty());
    told.map(|(text, _)| text).collect::<Vec<_>>().join(lang.word(" ", ""))
}

/// The papers of a ballot, as far as they are known: issued, collected, valid; and the votes that were needed.
fn papers(vote: &Vote, lang: Lang) -> String {
    if vote.issued.is_none() && vote.collected.is_none() {
        return String::new();
    }
    let valid = vote.collected.zip(vote.counted.invalid).map(|(collected, invalid)| collected.saturating_sub(invalid));
    let told = [
        (vote.issued, "issued", "发出"),
        (vote.collected, "collected", "收回"),
        (vote.counted.invalid, "invalid", "无效"),
        (valid, "valid", "有效"),
    ];
    let told = told.into_iter().filter_map(|(n, en, zh)| Some(lang.word(&format!("{en} {}", n?), &format!("{zh}{}张", n?)).to_string()));
    let told: Vec<String> = told.collect();
    let needed = vote.needed.map(|n| lang.word(&format!("; {n} yes needed"), &format!("；通过须得赞成{n}票")).to_string());
    let (head, stop) = (lang.word("Ballot papers: ", "表决票"), lang.word(".", "。"));
    format!("{head}{}{}{stop}", told.join(lang.word(", ", "，")), needed.unwrap_or_default())
}

/// A motion as templates know it.
pub(super) fn motion(vote: &Vote, on: Option<Day>, session: &Session, lang: Lang) -> Value {
    let (en, zh) = sentence(vote);
    let sentence = format!("{}{}", lang.word(&en, &zh), lang.word(".", "。"));
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    // The recorded wording is told where it says more than the sentence does.
    let text = vote.text.as_ref().filter(|text| bare(text) != bare(&zh) && bare(text) != bare(&en));
    let subjects: Vec<String> =
        vote.subjects.iter().map(Subject::name).filter(|name| !vote.title.contains(name.as_str())).collect();
    json!({
        "motion": true,
        "ref": vote.reference,
        "about": about(&vote.title),
        "quorum": quorum(&vote.quorum, lang),
        "figures": figures(vote, session, lang),
        "moved": moved(vote, lang),
        "kind": vote.kind.code(),
        "title": vote.title,
        "round": vote.round,
        "days": on.map_or_else(|| days(session.row.start, session.row.end, lang), |on| days(on, None, lang)),
        "sentence": sentence,
        "tally": tallied(vote, lang),
        "text": text,
        "subjects": subjects,
        "method": vote.method.map(|method| lang.of(method.labels())),
        "outcome": vote.outcome.code(),
        "resolved": resolved(vote),
        "result": result(vote, lang),
        "candidates": vote.candidates.iter().map(|c| stood(c, lang)).collect::<Vec<_>>(),
        "effects": vote.effects.iter().filter_map(|one| effect(one, lang)).collect::<Vec<_>>(),
    })
}

/// The same fields of a matter that was no motion: there is nothing to say of a vote.
pub(super) fn no_motion(title: &str, days: String) -> Value {
    json!({
        "motion": false, "ref": null, "kind": null, "title": title, "round": null, "about": about(title), "days": days,
        "sentence": null, "tally": "", "text": null, "subjects": [], "method": null, "outcome": null,
        "resolved": false, "result": null, "news": null, "candidates": [], "effects": [], "quorum": null, "figures": [], "moved": null,
    })
}

/// Who was due and present at that vote: of the session where it was the same there.
fn figures(vote: &Vote, session: &Session, lang: Lang) -> Vec<String> {
    let of = &session.quorum;
    if (vote.quorum.due, vote.quorum.present) == (of.due, of.present) {
        return there::figures(session, lang);
    }
    let counted = [(vote.quorum.due, terms::DUE), (vote.quorum.present, terms::PRESENT)];
    let told = counted.into_iter().filter_map(|(n, (en, zh))| n.map(|n| lang.word(&format!("{n} {en}"), &format!("{zh}{n}家")).to_string()));
    told.collect()
}

/// Whether there was a quorum, where the rule asks for one and that is known.
pub(super) fn quorum(quorum: &Quorum, lang: Lang) -> Option<&'static str> {
    quorum.required?;
    Some(match quorum.met? {
        true => lang.word("A quorum was present.", "符合法定人数"),
        false => lang.word("There was no quorum.", "未达法定人数"),
    })
}

/// Who moved it and who seconded it.
fn moved(vote: &Vote, lang: Lang) -> Option<String> {
    Some(match (&vote.moved_by, &vote.seconded_by, lang) {
        (Some(mover), Some(seconder), Lang::En) => format!("Moved by {mover}, seconded by {seconder}."),
        (Some(mover), None, Lang::En) => format!("Moved by {mover}."),
        (None, Some(seconder), Lang::En) => format!("Seconded by {seconder}."),
        (Some(mover), Some(seconder), Lang::Zh) => format!("由{mover}动议，{seconder}附议。"),
        (Some(mover), None, Lang::Zh) => format!("由{mover}动议。"),
        (None, Some(seconder), Lang::Zh) => format!("由{seconder}附议。"),
        (None, None, _) => return None,
    })
}

/// A title as it stands behind 关于, which it may begin with itself.
pub(super) fn about(title: &str) -> &str {
    let bare = title.trim_start_matches(|c: char| c == '：' || c == ':' || c.is_whitespace());
    match bare.strip_prefix("关于") {
        Some(rest) if !rest.trim().is_empty() => about(rest),
        _ => bare,
    }
}

/// A candidate as templates know him.
fn stood(one: &Candidate, lang: Lang) -> Value {
    json!({
        "text": candidate(one, lang),
        "name": who(one),
        "votes": one.yes,
        "elected": is_elected(one),
    })
}

/// Whether a candidate is elected, by what is declared and not against the figures.
pub(super) fn is_elected(one: &Candidate) -> bool {
    one.seated == Some(true) && one.computed != Some(false)
}

/// What a motion did to one organization or person.
fn effect(effect: &Effect, lang: Lang) -> Option<String> {
    let who = effect.organization.as_ref().map(|o| o.name.clone()).or(effect.person.clone())?;
    if let Some(last) = effect.until {
        return Some(format!("{who}{}{}", lang.colon(), no_more(last, lang)));
    }
    let what =
        effect.class.map(|class| lang.of(class.labels())).or(effect.role.map(|role| lang.of(role.labels())));
    let from = effect.from.map(|from| days(from, None, lang));
    Some(match (lang, what, from) {
        (Lang::Zh, Some(what), Some(from)) => format!("{who}：{what}，自{from}起"),
        (Lang::En, Some(what), Some(from)) => format!("{who}: {what} from {from}"),
        (_, what, _) => format!("{who}{}{}", lang.colon(), what.unwrap_or_default()),
    })
}

/// 赞成N票，反对N票，弃权N票: those that are known.
pub(super) fn tally(counts: Counts, lang: Lang) -> String {
    let told = [
        (counts.yes, "in favour", "赞成"),
        (counts.no, "against", "反对"),
        (counts.abstain, "abstaining", "弃权"),
        (counts.invalid.filter(|n| *n > 0), "invalid", "无效"),
    ];
    let told: Vec<String> = told
        .into_iter()
        .filter_map(|(n, en, zh)| {
            n.map(|n| match lang {
                Lang::Zh => format!("{zh}{n}票"),
                Lang::En => format!("{n} {en}"),
            })
        })
        .collect();
    if told.is_empty() { String::new() } else { told.join(lang.word(", ", "，")) + lang.word(".", "。") }
}

fn candidate(candidate: &Candidate, lang: Lang) -> String {
    let organization = candidate.organization.as_ref().map(|o| o.name.clone());
    let mut told = match (&candidate.person, organization) {
        (Some(person), Some(organization)) => person.clone() + &lang.bracket(&organization),
        (Some(person), None) => person.clone(),
        (None, organization) => organization.unwrap_or_default(),
    };
    if let Some(role) = candidate.role {
        told.push_str(lang.word(", ", "，"));
        told.push_str(lang.of(role.labels()));
    }
    if let Some(yes) = candidate.yes {
        let votes = if yes == 1 { "vote" } else { "votes" };
        told.push_str(lang.word(&format!(", {yes} {votes}"), &format!("，得票{yes}票")));
    }
    for (n, en, zh) in [(candidate.no, "against", "反对"), (candidate.abstain, "abstaining", "弃权")] {
        if let Some(n) = n {
            told.push_str(lang.word(&format!(", {n} {en}"), &format!("，{zh}{n}票")));
        }
    }
    match candidate.seated {
        Some(true) if candidate.computed == Some(false) => {
            told.push_str(
                lang.word(", declared elected, by the rule not elected", "，宣布当选，按规则核算未当选"),
            );
        }
        Some(true) => told.push_str(lang.word(", elected", "，当选")),
        Some(false) => told.push_str(lang.word(", not elected", "，未当选")),
        None => {}
    }
    told
}
