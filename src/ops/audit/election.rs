//! What the rules of the registry ask of the election that follows a term, and by which days.

use crate::{
    error::{Message, Result},
    model::{
        day::Day,
        fraction::Fraction,
        journal::Finding,
        rule::{QuorumRule, Rule},
        words::{Base, Class, CodeWord, Severity},
    },
    ops::verdict,
    rules::{account::Account, charter, quorum, seats::held, tenure},
    say,
    store::Read,
};

/// The rule under which it is told.
const RULE: &str = "next-election";

/// A body that elects.
struct Electing {
    code: String,
    en: String,
    zh: String,
    /// How many seats it has today, where any is known.
    seats: Option<u64>,
}

/// What is asked: `due` is the last day of the term. Only what rules say is told, and which body elects by no rule is told
/// as what was done so far.
pub(super) fn asked(read: &Read<'_>, due: Option<Day>, today: Day) -> Result<Vec<Finding>> {
    let due = due.map(Day::last);
    let deferred = due.map(|due| due.plus_years(tenure::DEFERRAL_YEARS));
    // The last day on which it can be held in time.
    let by = due.filter(|due| today <= *due).or(deferred).filter(|by| today <= *by);
    let on = by.unwrap_or(today);
    let (own, preset) = (verdict::own_rules(read)?, verdict::preset(read)?);
    let of_rule = |code: &str| own.iter().any(|rule| rule.body == code && rule.matter == "election" && rule.holds_on(on));
    let sql = "SELECT DISTINCT s.body FROM motions m JOIN sessions s ON s.id = m.session_id WHERE m.kind = 'election' ORDER BY 1";
    let before = read.rows::<String>(sql, &[])?;
    let all = bodies(read, today)?;
    let by_rule = all.iter().any(|body| of_rule(&body.code));
    let electing: Vec<&Electing> =
        all.iter().filter(|body| if by_rule { of_rule(&body.code) } else { before.contains(&body.code) }).collect();
    let mut findings = Vec::new();
    let mut tell = |reference: &str, message| {
        findings.push(Finding { rule: RULE, severity: Severity::Warning, reference: reference.to_string(), message });
    };
    if electing.is_empty() {
        tell(
            "*",
            say!(
                "no rule says which body elects, and no election is recorded: `alliance rule add BODY election` says it",
                "规则未写明由何机构选举，也没有选举记录；可用 `alliance rule add 机构 election` 写明"
            ),
        );
    }
    for body in electing {
        tell(&body.code, who(body, by_rule, by));
        let general = charter::choose(&own, preset, &body.code, "*", on);
        let rule = charter::choose(&own, preset, &body.code, "election", on);
        let planned = planned(read, &body.code, today)?;
        if let Some(days) = general.and_then(|rule| rule.notice).filter(|days| *days > 0) {
            let session = planned.as_ref().map(|(reference, start, _)| (reference.as_str(), *start));
            let (reference, start) = session.map_or((body.code.as_str(), by), |(reference, start)| (reference, Some(start)));
            let given = planned.as_ref().and_then(|(.., notified)| *notified);
            if let Some(message) = notice(days, start, session.is_some(), given, today) {
                tell(reference, message);
            }
        }
        let Some(rule) = rule else { continue };
        for message in [present(&rule, body.seats), majority(&rule), method(&rule), standing(&rule)].into_iter().flatten() {
            tell(&body.code, message);
        }
    }
    Ok(findings)
}

/// The bodies with their names and how many seats they have today.
fn bodies(read: &Read<'_>, today: Day) -> Result<Vec<Electing>> {
    let held = held(&verdict::tenures(read)?, 0, today);
    let sql = "SELECT code, coalesce(name_en, code), coalesce(name, code), seats FROM bodies ORDER BY code";
    let all = read.rows::<(String, String, String, Option<String>)>(sql, &[])?;
    let one = |(code, en, zh, least): (String, String, String, Option<String>)| {
        let least = least.as_deref().and_then(Class::parse);
        let seats = least.map(|least| held.iter().filter(|(_, class)| *class >= least).count() as u64);
        Electing { code, en, zh, seats: seats.filter(|n| *n > 0) }
    };
    Ok(all.into_iter().map(one).collect())
}

/// The next session of a body that is planned to elect: its reference, its day, and that of the notice.
fn planned(read: &Read<'_>, body: &str, today: Day) -> Result<Option<(String, Day, Option<Day>)>> {
    let sql = "SELECT r.ref, s.\"start\", s.notified FROM sessions s JOIN session_refs r ON r.session_id = s.id \
               WHERE s.body = ?1 AND s.\"start\" >= ?2 AND s.status = 'planned' \
               AND EXISTS (SELECT 1 FROM motions m WHERE m.session_id = s.id AND m.kind = 'election') \
               ORDER BY s.\"start\", s.id LIMIT 1";
    Ok(read.rows::<(String, Day, Option<Day>)>(sql, &[body.into(), today.into()])?.pop())
}

/// Which body elects, and by when.
fn who(body: &Electing, by_rule: bool, by: Option<Day>) -> Message {
    let Electing { en, zh, .. } = body;
    match (by_rule, by) {
        (true, Some(by)) => say!(
            "by its rule {en} elects: it is to meet for that by {by}",
            "依规则由{zh}选举：应于{by}前为此召开会议"
        ),
        (true, None) => say!("by its rule {en} elects: it is to meet for that without delay", "依规则由{zh}选举：应尽快为此召开会议"),
        (false, Some(by)) => say!(
            "no rule says which body elects; {en} has done so before, and if it does again, it is to meet by {by}",
            "规则未写明由何机构选举；此前由{zh}选举，如仍由其选举，应于{by}前召开会议"
        ),
        (false, None) => say!(
            "no rule says which body elects; {en} has done so before, and if it does again, it is to meet without delay",
            "规则未写明由何机构选举；此前由{zh}选举，如仍由其选举，应尽快召开会议"
        ),
    }
}

/// By which day notice is to be given of a session on a day. Nothing where it was given in time.
fn notice(days: u64, start: Option<Day>, is_planned: bool, given: Option<Day>, today: Day) -> Option<Message> {
    let Some(start) = start else {
        return Some(say!("notice is to be given {days} days before the session", "会议通知须提前{days}日发出"));
    };
    let last = start.plus_days(-i64::try_from(days).ok()?)?;
    if given.is_some_and(|given| given <= last) {
        return None;
    }
    Some(match (is_planned, today > last) {
        (true, false) => say!(
            "the election is planned for {start}, and notice is to be given {days} days before: by {last}",
            "选举拟于{start}进行，会议通知须提前{days}日：最迟{last}发出"
        ),
        (true, true) => say!(
            "the election is planned for {start}, and notice was to be given {days} days before, by {last}: that day has passed",
            "选举拟于{start}进行，会议通知须提前{days}日，应于{last}前发出：已过期限"
        ),
        (false, false) => say!(
            "notice is to be given {days} days before: by {last} at the latest, of a session on {start}",
            "会议通知须提前{days}日：如于{start}开会，最迟{last}发出"
        ),
        (false, true) => say!(
            "notice is to be given {days} days before: by {last} of a session on {start}, and that day has passed",
            "会议通知须提前{days}日：如于{start}开会，应于{last}前发出，已过期限"
        ),
    })
}

/// How many must be there.
fn present(rule: &Rule, seats: Option<u64>) -> Option<Message> {
    let required = quorum::judge(Some(rule), &Account { due: seats, ..Account::default() }).required;
    let (en, zh) = match seats.zip(required) {
        Some((seats, required)) => (format!(" (today {required} of {seats})"), format!("（按当日{seats}席为{required}席）")),
        None => Default::default(),
    };
    let least = rule.quorum_least;
    match (rule.quorum, least) {
        (Some(QuorumRule::AtLeast(part)), least) => {
            let (also, also_zh) = least.map(|n| (format!(", and at least {n}"), format!("，且不少于{n}席"))).unwrap_or_default();
            Some(match rule.quorum_exclusive {
                Some(true) => say!(
                    "more than {part} of all seats must be present{also}{en}",
                    "到会须超过全体席位的{part}{also_zh}{zh}"
                ),
                _ => say!(
                    "at least {part} of all seats must be present{also}{en}",
                    "到会须达全体席位的{part}以上{also_zh}{zh}"
                ),
            })
        }
        (_, Some(n)) => Some(say!("at least {n} seats must be present", "到会须不少于{n}席")),
        (Some(QuorumRule::None), None) => Some(say!("no quorum is asked", "不要求法定人数")),
        (None, None) => None,
    }
}

/// What each candidate needs.
fn majority(rule: &Rule) -> Option<Message> {
    let (part, of) = (rule.majority?, rule.majority_of?);
    let one = |part: Fraction, of: Base, exclusive: bool| {
        let (en, zh) = of.labels();
        match exclusive {
            true => (format!("more than {part} {en}"), format!("超过{zh}的{part}")),
            false => (format!("at least {part} {en}"), format!("达{zh}的{part}以上")),
        }
    };
    let (en, zh) = one(part, of, rule.exclusive);
    Some(match rule.also {
        None => say!("each candidate needs the votes of {en}", "候选人得赞成票须{zh}"),
        Some(also) => {
            let (also, also_zh) = one(also, rule.also_of.unwrap_or(of), false);
            say!("each candidate needs the votes of {en}, and of {also}", "候选人得赞成票须{zh}，且{also_zh}")
        }
    })
}

/// How the vote must be taken.
fn method(rule: &Rule) -> Option<Message> {
    let (en, zh) = rule.method?.labels();
    Some(say!("the vote is to be taken by {en}", "须以{zh}方式选举"))
}

/// Who may not vote for dues that are not paid.
fn standing(rule: &Rule) -> Option<Message> {
    rule.standing?;
    let grace = rule.grace.unwrap_or(0);
    Some(match grace {
        0 => say!("seats in arrears with their dues have no vote", "欠缴会费的席位不得表决"),
        _ => say!(
            "seats in arrears with their dues have no vote, {grace} days after they were due",
            "会费逾期{grace}日仍未缴的席位不得表决"
        ),
    })
}
