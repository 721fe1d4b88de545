//! Rules about how a session was called and its votes were to be taken: the notice, what it announced, who has an
//! interest.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, scope::Look};
use crate::{
    error::Result,
    model::day::Day,
    ops::query,
    say,
};

/// Notice that was given later than the rule asks.
pub(super) fn notice_late(look: &Look<'_>) -> Result<Found> {
    let these = look.scope.sessions.filter("id");
    let sql = format!("SELECT id, notified FROM sessions WHERE notified IS NOT NULL AND {these}");
    let notified: BTreeMap<i64, Day> = look.read.rows::<(i64, Day)>(&sql, &[])?.into_iter().collect();
    let mut found = Found::new();
    for (id, meeting) in look.meetings()? {
        let asked = meeting.general.as_ref().and_then(|rule| rule.notice);
        let (Some(on), Some(asked)) = (notified.get(id), asked) else { continue };
        let (given, start) = (on.days_until(meeting.start), meeting.start);
        if i64::try_from(asked).is_ok_and(|asked| given < asked) {
            let message = say!(
                "notice was given on {on}, {given} days before {start}; the rule asks for {asked}",
                "会议通知于{on}发出，距{start}会期{given}日；规则要求提前{asked}日"
            );
            found.push((meeting.reference.clone(), message));
        }
    }
    Ok(found)
}

/// What was voted and did not stand in the notice, where it is known what did.
pub(super) fn unannounced_matter(look: &Look<'_>) -> Result<Found> {
    let these = look.scope.sessions.filter("session_id");
    let sql = format!(
        "SELECT session_id, motion, title, announced FROM agenda_items WHERE announced IS NOT NULL AND {these} ORDER BY session_id, seq"
    );
    let mut items: BTreeMap<i64, Vec<(Option<i64>, String, bool)>> = BTreeMap::new();
    for (session, motion, title, announced) in look.read.rows::<(i64, Option<i64>, String, bool)>(&sql, &[])? {
        items.entry(session).or_default().push((motion, title, announced));
    }
    // A further round of an election is the same matter as the first.
    let further = format!("SELECT id FROM motions WHERE after_id IS NOT NULL AND {these}");
    let further: BTreeSet<i64> = look.read.rows::<i64>(&further, &[])?.into_iter().collect();
    let mut found = Found::new();
    for (_, judged) in look.judged()? {
        if further.contains(&judged.motion.id) {
            continue;
        }
        let Some(items) = items.get(&judged.motion.session).filter(|_| judged.is_voted()) else { continue };
        let number = judged.motion.number();
        let own = |item: &&(Option<i64>, String, bool)| item.0 == Some(number) || (item.0.is_none() && item.1 == judged.row.title);
        let mut of_motion = items.iter().filter(own).map(|(.., announced)| *announced).peekable();
        // Where nothing is said of this one, the others tell whether the notice is known at all.
        let known = of_motion.peek().is_some() || items.iter().any(|(.., announced)| *announced);
        if known && !of_motion.any(|announced| announced) {
            found.push((
                judged.row.reference.clone(),
                say!(
                    "it was voted on, but did not stand in the notice; if it did, give its agenda item announced=true",
                    "该议题付诸表决，而未列入会议通知；如已列入，请将其议程记为 announced=true"
                ),
            ));
        }
    }
    Ok(found)
}

/// Seats that took part although who speaks for them has an interest.
pub(super) fn interest(look: &Look<'_>) -> Result<Found> {
    let voted: BTreeSet<&str> =
        look.judged()?.iter().filter(|(_, judged)| judged.is_voted()).map(|(_, judged)| judged.row.reference.as_str()).collect();
    let touched = query::at_stake(look.read, look.judged()?)?;
    let touched = touched.into_iter().filter(|one| voted.contains(one.reference.as_str()));
    Ok(touched.map(|one| (one.reference, one.message)).collect())
}

/// Who counted the ballots stood in the election too.
pub(super) fn teller(look: &Look<'_>) -> Result<Found> {
    let these = look.scope.sessions.filter("m.session_id");
    let sql = format!(
        "SELECT DISTINCT f.ref, p.name FROM motion_tellers t JOIN motions m ON m.id = t.motion_id \
         JOIN candidates c ON c.motion_id = m.id JOIN persons p ON p.id = c.person_id AND p.name = t.text \
         JOIN motion_refs f ON f.motion_id = m.id WHERE {these} ORDER BY 1, 2"
    );
    let told = look.read.rows::<(String, String)>(&sql, &[])?.into_iter().map(|(reference, name)| {
        (reference, say!("{name} counted the ballots and was a candidate", "{name}既为监票计票人，又为候选人"))
    });
    Ok(told.collect())
}
