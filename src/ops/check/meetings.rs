//! Rules about sessions, votes, terms and what was agreed.

use super::{Found, members::all_periods, scope::Look};
use crate::{
    error::Result,
    model::{day::Day, words::Class},
    ops::query,
    rules::{seats::Period, tenure},
    say,
    store::judged,
};

/// What one of the rules about votes tells: the words that `vote show` has too.
fn told(look: &Look<'_>, rule: &str) -> Result<Found> {
    let of_rule = look.oddities()?.iter().filter(|(_, oddity)| oddity.rule == rule);
    Ok(of_rule.map(|(reference, oddity)| (reference.clone(), oddity.message.clone())).collect())
}

pub(super) fn declared_outcome(look: &Look<'_>) -> Result<Found> {
    told(look, "declared-outcome")
}

pub(super) fn vote_figures(look: &Look<'_>) -> Result<Found> {
    told(look, "vote-figures")
}

pub(super) fn ballot_eligibility(look: &Look<'_>) -> Result<Found> {
    told(look, "ballot-eligibility")
}

pub(super) fn roll_incomplete(look: &Look<'_>) -> Result<Found> {
    told(look, "roll-incomplete")
}

pub(super) fn election_figures(look: &Look<'_>) -> Result<Found> {
    let mut found = told(look, "election-figures")?;
    found.extend(super::convened::teller(look)?);
    Ok(found)
}

pub(super) fn election_order(look: &Look<'_>) -> Result<Found> {
    told(look, "election-order")
}

pub(super) fn method_required(look: &Look<'_>) -> Result<Found> {
    told(look, "method-required")
}

pub(super) fn correspondence_not_allowed(look: &Look<'_>) -> Result<Found> {
    told(look, "correspondence-not-allowed")
}

/// Votes without a quorum; a motion that was tabled, withdrawn or never put to the vote needed none.
pub(super) fn quorum(look: &Look<'_>) -> Result<Found> {
    let mut found = Found::new();
    for (_, motion) in look.judged()? {
        let put = motion.is_voted() && !matches!(motion.row.outcome.code(), "tabled" | "withdrawn");
        if !put || motion.quorum.met != Some(false) {
            continue;
        }
        let (Some(present), Some(required)) = (motion.quorum.present, motion.quorum.required) else {
            continue;
        };
        let message = say!(
            "the quorum was not met: {present} of {required} required; correct the attendance, or vote again",
            "未达法定人数：实到{present}，须{required}；请核对出席情况或重新表决"
        );
        found.push((motion.row.reference.clone(), message));
    }
    Ok(found)
}

/// Present, leave and absence that are listed do not fit into those due.
pub(super) fn attendance_sum(look: &Look<'_>) -> Result<Found> {
    let mut found = Found::new();
    for (_, meeting) in look.meetings()? {
        let account = meeting.account();
        let (Some(due), Some(present)) = (account.due, account.present) else { continue };
        let (leave, absent) = meeting.sitting().listed_away();
        let sum = present + leave + absent;
        if (meeting.stated.0.is_some() || meeting.stated.1.is_some()) && sum > due {
            let message = say!(
                "due is {due}, but present, leave and absent make {sum}; correct one of them",
                "应到{due}，而实到、请假、缺席合计{sum}；请更正其一"
            );
            found.push((meeting.reference.clone(), message));
        }
    }
    Ok(found)
}

/// Due or present as stated, beside what the registry counts.
pub(super) fn stated_due(look: &Look<'_>) -> Result<Found> {
    let mut found = Found::new();
    for (_, meeting) in look.meetings()? {
        let counted = meeting.account().counted;
        let pairs =
            [("due", "应到", meeting.stated.0, counted.0), ("present", "实到", meeting.stated.1, counted.1)];
        for (en, zh, stated, counted) in pairs {
            if let (Some(stated), Some(counted)) = (stated, counted)
                && stated != counted
            {
                let message = say!(
                    "{en} is stated as {stated}, but the registry counts {counted}; `alliance session roll` shows whom",
                    "载明{zh}{stated}，而按登记统计为{counted}；`alliance session roll` 可查看名单"
                );
                found.push((meeting.reference.clone(), message));
            }
        }
    }
    Ok(found)
}

/// Written proxies without an effective holder, where the rule counts proxies at all.
pub(super) fn proxy_holder(look: &Look<'_>) -> Result<Found> {
    let mut found = Found::new();
    for (reference, giver, holder) in query::dead_proxies(look.read, look.meetings()?, look.judged()?)? {
        let message = match holder {
            None => say!(
                "{giver} gave a proxy, but its holder is not named; `--proxy` names it",
                "{giver}书面委托，但未记受托单位；请用 `--proxy` 注明"
            ),
            Some(holder) => say!(
                "{giver} gave its proxy to {holder}, which has no seat, was not there itself, gave a proxy too, or holds more than the rule \
                 admits: it does not count",
                "{giver}委托{holder}，而后者无席位、本身未到会、亦已委托他人，或受托数超过规则所限：该委托不计"
            ),
        };
        found.push((reference, message));
    }
    Ok(found)
}

/// Whoever attended as a member or host without a seat of the body on the day.
pub(super) fn attendance_member(look: &Look<'_>) -> Result<Found> {
    let these = look.scope.sessions.filter("s.id");
    let sql = format!(
        "SELECT r.ref, o.name, s.\"start\", o.code, coalesce(s.\"end\", s.\"start\"), a.organization_id \
         FROM attendances a JOIN sessions s ON s.id = a.session_id \
         JOIN session_refs r ON r.session_id = s.id JOIN organizations o ON o.id = a.organization_id \
         WHERE a.capacity = 'member' AND {these} ORDER BY s.\"start\", s.id, a.id"
    );
    let mut found = Found::new();
    let held = all_periods(look)?;
    look.read.each(&sql, &[], &mut |row| {
        let (reference, name, day, code) = (row.text(0)?, row.text(1)?, row.day(2)?, row.text(3)?);
        let last = row.day(4)?;
        let during = |period: &Period| {
            period.class != Class::Observer
                && period.from.is_none_or(|from| from <= last)
                && period.until.is_none_or(|until| until >= day)
        };
        let held = held.get(&row.int(5)?).map(Vec::as_slice).unwrap_or_default();
        if held.iter().any(during) {
            return Ok(());
        }
        let begins = held.iter().filter(|p| p.class != Class::Observer).filter_map(|p| p.from);
        if let Some(from) = begins.into_iter().find(|from| from.covers(day)) {
            let counts = from.last();
            let message = say!(
                "{name} attended as a member on {day}; its membership is known to begin in {from}, and so counts from {counts} on: record its day",
                "{name}于{day}以成员身份出席；其成员身份只知始于{from}，故自{counts}起计：请补记具体日期"
            );
            found.push((reference, message));
            return Ok(());
        }
        let message = say!(
            "{name} attended as a member, but was none on {day}; record the membership, or `alliance session attend {reference} {code} --capacity guest`",
            "{name}以成员身份出席，但{day}时并非成员；请登记成员身份，或 `alliance session attend {reference} {code} --capacity guest`"
        );
        found.push((reference, message));
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn delegate_organization(look: &Look<'_>) -> Result<Found> {
    let these = look.scope.sessions.filter("a.session_id");
    let sql = format!(
        "SELECT r.ref, coalesce(p.name, d.title) FROM attendances a JOIN session_refs r ON r.session_id = a.session_id \
         JOIN delegates d ON d.attendance_id = a.id LEFT JOIN persons p ON p.id = d.person_id \
         WHERE a.organization_id IS NULL AND a.capacity = 'member' AND {these} ORDER BY a.id, d.seq"
    );
    look.read.all(&sql, &[], |row| {
        let name = row.text(1)?;
        let message = say!(
            "{name} attended for a member that is not named; record the organization, or the capacity of a guest",
            "{name}以成员代表身份出席而未注明单位；请补记单位，或改记为嘉宾"
        );
        Ok((row.text(0)?, message))
    })
}

/// Numbers that are missing between the first and the last session recorded, for each body and term.
pub(super) fn session_number(look: &Look<'_>) -> Result<Found> {
    let sql = "SELECT body, term, number, r.ref FROM sessions s JOIN session_refs r ON r.session_id = s.id \
               WHERE number IS NOT NULL ORDER BY body, term NULLS FIRST, number";
    let all = look.read.rows::<(String, Option<i64>, i64, String)>(sql, &[])?;
    let mut found = Found::new();
    for pair in all.windows(2) {
        let [before, after] = pair else { continue };
        if (&before.0, before.1) == (&after.0, after.1) && after.2 > before.2 + 1 {
            let (first, last) = (before.2 + 1, after.2 - 1);
            let message = if first == last {
                say!("session number {first} before it is missing", "此前缺第{first}次会议")
            } else {
                say!(
                    "sessions number {first} to {last} before it are missing",
                    "此前缺第{first}至第{last}次会议"
                )
            };
            found.push((after.3.clone(), message));
        }
    }
    Ok(found)
}

/// A session that surely lies outside of its term: one in the month in which that begins or ends does not.
pub(super) fn session_term(look: &Look<'_>) -> Result<Found> {
    let sql = "SELECT r.ref, s.\"start\", s.term, t.\"start\", t.\"end\" FROM sessions s JOIN session_refs r ON r.session_id = s.id \
               JOIN terms t ON t.number = s.term WHERE s.\"start\" < t.\"start\" OR s.\"start\" > t.\"end\" || '~' ORDER BY s.\"start\", s.id";
    look.read.all(sql, &[], |row| {
        let (day, term) = (row.day(1)?, row.int(2)?);
        let text = |day: Option<Day>| day.map_or_else(|| "?".to_string(), |day| day.to_string());
        let (start, end) = (text(row.opt_day(3)?), text(row.opt_day(4)?));
        let message = say!(
            "it began on {day}, but term {term} runs from {start} to {end}; correct the day or the term",
            "会议始于{day}，而第{term}届为{start}至{end}；请更正日期或届期"
        );
        Ok((row.text(0)?, message))
    })
}

pub(super) fn term_overdue(look: &Look<'_>) -> Result<Found> {
    let sql = "SELECT number, \"start\", \"end\" FROM terms t WHERE NOT EXISTS (SELECT 1 FROM terms x WHERE x.number > t.number) \
               AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.term > t.number)";
    let last = look.read.first::<(i64, Option<Day>, Option<Day>)>(sql, &[])?;
    Ok(last
        .filter(|(_, start, end)| tenure::overdue(*start, *end, look.today))
        .map(|(number, ..)| {
            let message = say!(
                "the re-election after term {number} is overdue, a year of deferral included; `alliance term add` once it is held",
                "第{number}届之后的换届已逾期（含一年延期）；换届后请用 `alliance term add` 登记"
            );
            (number.to_string(), message)
        })
        .into_iter()
        .collect())
}

pub(super) fn action_overdue(look: &Look<'_>) -> Result<Found> {
    let late = judged::before("due", look.today);
    let sql = format!("SELECT id, title, due FROM actions WHERE status = 'open' AND {late} ORDER BY id");
    look.read.all(&sql, &[], |row| {
        let (id, title, due) = (row.int(0)?, row.text(1)?, row.day(2)?);
        let message = say!(
            "{title} was due on {due} and is open; `alliance action done a{id}` once it is",
            "“{title}”应于{due}前完成，现仍未完成；完成后用 `alliance action done a{id}`"
        );
        Ok((format!("a{id}"), message))
    })
}
