//! What is to be done: what was agreed and is open, terms that end, motions to bring back, minutes to confirm,
//! applications to decide on, sessions to prepare.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Ids, Listed as _, Members, Moment, facts_on, moment::late, session::sessions_of, verdict};
use crate::{
    error::{Message, Result},
    model::{
        day::Day,
        session::SessionRow,
        text::fold,
        todo::Todo,
        words::{ActionStatus, MemberStatus, SessionStatus, TodoKind},
    },
    noun::ACTION,
    rules::tenure,
    say,
    store::Read,
};

/// A re-election is told of so many months before the term ends.
const AHEAD: u32 = 6;

/// All of it as of a day, what is overdue first, then by the day on which it is due.
pub fn todo(read: &Read<'_>, moment: Moment) -> Result<Vec<Todo>> {
    let mut all = actions(read, moment)?;
    all.extend(terms(read, moment)?);
    all.extend(tabled(read, moment)?);
    all.extend(meetings(read, moment)?);
    all.extend(applications(read, moment)?);
    all.sort_by_key(|one| (!one.overdue, one.due.is_none(), one.due, one.kind));
    Ok(all)
}

fn one(kind: TodoKind, reference: String, text: Message, due: Option<Day>, overdue: bool) -> Todo {
    Todo { kind, reference, text, due, overdue }
}

/// What was agreed and is open.
fn actions(read: &Read<'_>, moment: Moment) -> Result<Vec<Todo>> {
    let all = facts_on(read, &ACTION, moment, false)?;
    let open = all.iter().filter(|action| action.word("status") == Some(ActionStatus::Open));
    Ok(open
        .map(|action| {
            let (title, owner, due) = (action.said("title"), action.text("owner"), action.day("due"));
            let text = match owner {
                Some(owner) => say!("{title} ({owner})", "{title}（{owner}）"),
                None => Message::verbatim(title.to_string()),
            };
            one(TodoKind::Action, action.reference().to_string(), text, due, late(due, moment.day))
        })
        .collect())
}

/// The last term that is known, where it ends soon or has ended.
fn terms(read: &Read<'_>, moment: Moment) -> Result<Vec<Todo>> {
    let sql = "SELECT number, \"start\", \"end\" FROM terms t \
               WHERE NOT EXISTS (SELECT 1 FROM sessions s WHERE s.term > t.number AND s.\"start\" <= ?1) ORDER BY number";
    let today = moment.day;
    let mut all = read.rows::<(i64, Option<Day>, Option<Day>)>(sql, &[today.into()])?;
    // As of a day, terms that began later are not known yet; today they say that the re-election is provided for.
    all.retain(|(_, start, _)| moment.reaches(*start));
    let ending = all.last().and_then(|(number, start, end)| Some((*number, tenure::last_day(*start, *end)?)));
    Ok(ending
        .filter(|(_, last)| *last <= today.plus_months(AHEAD))
        .map(|(number, last)| {
            let text = say!("term {number} ends: re-election", "第{number}届任期届满，须换届");
            one(TodoKind::Term, number.to_string(), text, Some(last), last < today)
        })
        .into_iter()
        .collect())
}

/// Motions that were tabled and have not been brought back: none resumes it, none of the same title, and none of the same kind about
/// the same, has been put to the vote since.
pub fn tabled(read: &Read<'_>, moment: Moment) -> Result<Vec<Todo>> {
    let sql = "SELECT m.id, m.title, m.kind, m.outcome FROM motions m JOIN sessions s ON s.id = m.session_id \
               WHERE s.\"start\" <= ?1 ORDER BY s.\"start\" DESC, s.id DESC, m.number DESC";
    let all = read.rows::<(i64, String, String, Option<String>)>(sql, &[moment.day.into()])?;
    if !all.iter().any(|(.., outcome)| outcome.as_deref() == Some("tabled")) {
        return Ok(Vec::new());
    }
    let resumed = read.rows::<i64>("SELECT resumes_id FROM motions WHERE resumes_id IS NOT NULL ORDER BY 1", &[])?;
    let mut about: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
    let sql = "SELECT motion_id, coalesce(organization_id, 0), coalesce(person_id, 0) FROM motion_subjects ORDER BY 1, 2, 3";
    for (motion, organization, person) in read.rows::<(i64, i64, i64)>(sql, &[])? {
        about.entry(motion).or_default().push((organization, person));
    }
    // From the newest on: what comes later is known when the tabled one is met.
    let (mut titles, mut matters) = (HashSet::new(), HashSet::new());
    let mut waiting = Vec::new();
    for (id, title, kind, outcome) in all {
        let subjects = about.remove(&id).unwrap_or_default();
        let (title, matter) = (fold(&title), (kind, subjects));
        let again = resumed.binary_search(&id).is_ok() || titles.contains(&title) || (!matter.1.is_empty() && matters.contains(&matter));
        if outcome.as_deref() == Some("tabled") && !again {
            waiting.push(id);
        }
        titles.insert(title);
        matters.insert(matter);
    }
    waiting.reverse();
    let judged = verdict::judge_these(read, &waiting)?;
    let told = waiting.iter().filter_map(|id| judged.get(id)).map(|judged| {
        let title = &judged.row.title;
        let text = say!("tabled, to be brought back: {title}", "暂缓表决，待再次提交：{title}");
        one(TodoKind::Motion, judged.row.reference.clone(), text, None, false)
    });
    Ok(told.collect())
}

/// Minutes that no later session has confirmed, and sessions to come without an agenda. Where a body has never
/// confirmed any, its last minutes alone are told: those before were never meant to be.
fn meetings(read: &Read<'_>, moment: Moment) -> Result<Vec<Todo>> {
    let sql = "SELECT s.id, s.confirmed_in_id, (SELECT count(*) FROM agenda_items i WHERE i.session_id = s.id) + \
               (SELECT count(*) FROM motions m WHERE m.session_id = s.id) FROM sessions s";
    let known = read.rows::<(i64, Option<i64>, i64)>(sql, &[])?;
    let known: HashMap<i64, (bool, bool)> =
        known.into_iter().map(|(id, confirmed, matters)| (id, (confirmed.is_some(), matters > 0))).collect();
    let mut bodies: BTreeMap<String, Vec<(i64, SessionRow)>> = BTreeMap::new();
    for (id, row) in sessions_of(read, Ids::All)? {
        bodies.entry(row.body.clone()).or_default().push((id, row));
    }
    let mut all = Vec::new();
    for sessions in bodies.into_values() {
        let is = |id: &i64| known.get(id).copied().unwrap_or_default();
        let planned = |row: &SessionRow| row.status == Some(SessionStatus::Planned);
        // What was to be held by now and is not known to have been.
        for (_, row) in sessions.iter().filter(|(_, row)| planned(row) && row.start < moment.day) {
            let (reference, name) = (row.reference.clone(), &row.name);
            let text = say!(
                "{reference} was planned and is past: record it, or its new day",
                "{name}原定日期已过，尚无记录：请补录，或更改日期"
            );
            all.push(one(TodoKind::Session, reference, text, Some(row.start), true));
        }
        let past = |row: &SessionRow| row.start <= moment.day;
        let sessions = sessions.into_iter().filter(|(_, row)| !(planned(row) && row.start < moment.day));
        let (held, coming): (Vec<_>, Vec<_>) = sessions.partition(|(_, row)| past(row) && !planned(row));
        let since = match held.iter().rposition(|(id, _)| is(id).0) {
            Some(last) => last + 1,
            None => held.len().saturating_sub(1),
        };
        let next = coming.first().map(|(_, row)| row.start);
        for (at, (_, row)) in held.iter().enumerate().skip(since) {
            // It would have been for the session after it.
            let after = held.get(at + 1).map(|(_, after)| after.start);
            let (reference, name) = (row.reference.clone(), &row.name);
            let text = say!("minutes of {reference} to be confirmed", "{name}纪要待确认");
            all.push(one(TodoKind::Minutes, reference, text, after.or(next), after.is_some()));
        }
        for (_, row) in coming.iter().filter(|(id, _)| !is(id).1) {
            let (reference, name) = (row.reference.clone(), &row.name);
            let text = say!("no agenda yet for {reference}", "{name}尚无议程");
            all.push(one(TodoKind::Session, reference, text, Some(row.start), false));
        }
    }
    Ok(all)
}

/// Applications that are open, or deferred.
fn applications(read: &Read<'_>, moment: Moment) -> Result<Vec<Todo>> {
    let list = Members::read(read, moment.day, true)?;
    let open = list.with_status(MemberStatus::Applicant);
    let rows = list.rows(read, &open, Some(&["code", "name", "class"]))?;
    let told = rows.into_iter().map(|line| {
        let (name, class) = (&line.row.name, line.row.class.map(|class| class.labels()));
        let text = match class {
            Some((en, zh)) => say!("{name} has applied as {en}", "{name}申请成为{zh}"),
            None => say!("{name} has applied", "{name}申请入会"),
        };
        one(TodoKind::Application, line.row.code.clone(), text, None, false)
    });
    Ok(told.collect())
}
