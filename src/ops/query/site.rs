//! What the public pages are drawn from. Each kind of fact is read once for all records, or once for a
//! session: a large registry has thousands of votes, each with hundreds of ballots.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;

use super::{
    Called, Moment, People, about_on, attendance, facts_on, growth, head, members, sessions,
    site_public::{public_documents, shown, without_hidden_parts},
    sources::{OfPages, sources_of_organizations, sources_of_visits},
    stories,
};
use crate::{
    error::Result,
    model::{
        day::Day,
        facts::{Facts, Named},
        member::Member,
        motion::VoteRow,
        site::*,
        source::Cited,
        words::PublicPart,
    },
    noun::{ACTIVITY, Shape, VISIT},
    ops::rows::Ids,
    store::{Read, judged},
};

/// What every page says of itself. `only` names the parts that are shown; where it is empty, those that the alliance
/// has set, and else all.
pub fn site_frame(read: &Read<'_>, moment: Moment, only: &[PublicPart]) -> Result<Frame> {
    let sql = "SELECT name FROM persons WHERE forgotten = 1 ORDER BY length(name) DESC, name";
    let forgotten = read.rows::<String>(sql, &[])?;
    let mut sessions = sessions(read, Ids::All)?;
    sessions.retain(|session| moment.reaches(Some(session.start)));
    for session in &mut sessions {
        session.chair.retain(|name| !forgotten.contains(name));
    }
    let stamp = head(read)?;
    let places = sessions.iter().enumerate().map(|(at, row)| (row.reference.clone(), at)).collect();
    // The site as of a day shows the names of that day, also in its header.
    let about = about_on(read, moment)?;
    let shown = shown(read, &about, only)?;
    let (day, last, documents) = (moment.day, moment.last(), Vec::new());
    let mut frame = Frame { about, day, last, stamp, shown, forgotten, documents, sessions, places };
    frame.documents = public_documents(read, &frame, moment)?;
    Ok(frame)
}

/// Takes the persons who were forgotten out of a visit.
pub(super) fn public_visit(visit: &mut Facts, forgotten: &[String]) {
    let people = public_people(visit.people("received_by"), forgotten);
    visit.set("received_by", people.iter().map(|one| json!(one)).collect::<Vec<_>>());
}

/// Without the names of forgotten persons; their titles stay.
pub(super) fn public_people(people: Vec<Named>, forgotten: &[String]) -> Vec<Named> {
    let shown = |mut one: Named| {
        one.name = one.name.filter(|name| !forgotten.contains(name));
        (one.name.is_some() || one.title.is_some()).then_some(one)
    };
    people.into_iter().filter_map(shown).collect()
}

/// Everything but the single votes and sessions; `votes` and `roll_calls` come from drawing those.
pub fn site_register(
    read: &Read<'_>,
    frame: &Frame,
    votes: Vec<VoteRow>,
    roll_calls: BTreeMap<String, RollCalls>,
) -> Result<Register> {
    let day = frame.day;
    let mut roster = members(read, day, true)?;
    for row in &mut roster {
        row.representative = None;
    }
    let moment = Moment { day, asked: frame.last.is_some() };
    let listed = |part: PublicPart, shape: &'static Shape| {
        if frame.shows(part) { facts_on(read, shape, moment, false) } else { Ok(Vec::new()) }
    };
    let mut visits = listed(PublicPart::Visits, &VISIT)?;
    visits.iter_mut().for_each(|visit| public_visit(visit, &frame.forgotten));
    let mut activities = listed(PublicPart::Activities, &ACTIVITY)?;
    activities.retain(|activity| activity.flag("public") == Some(true));
    let stories = stories(read, Ids::All, moment, Some(&votes))?;
    let codes = stories.iter().map(|(id, one)| (*id, one.organization.said("code").to_string()));
    let organization_sources = by_reference(sources_of_organizations(read, frame)?, codes);
    let told = visits.iter().filter_map(|visit| Some((visit.reference().get(1..)?.parse().ok()?, visit.reference().to_string())));
    let visit_sources = by_reference(sources_of_visits(read, frame)?, told);
    let mut organizations: Vec<Member> = stories.into_iter().map(|(_, one)| one).collect();
    organizations.iter_mut().for_each(|one| without_hidden_parts(frame, one));
    // The matrix is as much about those who stayed away as about those who came.
    let matrix = frame.shows(PublicPart::Attendance) && frame.shows(PublicPart::Absences);
    Ok(Register {
        roster,
        organizations,
        roll_calls,
        growth: growth(read, day)?,
        attendance: if matrix { matrices(read, frame)? } else { Vec::new() },
        officers: if frame.shows(PublicPart::Offices) { officers(read, moment)? } else { Vec::new() },
        votes,
        organization_sources,
        visit_sources,
        visits,
        activities,
    })
}

/// Sources by what the pages call the records.
fn by_reference(mut sources: OfPages, called: impl Iterator<Item = (i64, String)>) -> HashMap<String, Vec<Cited>> {
    called.filter_map(|(id, reference)| Some((reference, sources.remove(&id)?))).collect()
}

/// The attendance of every body's sessions, term by term where all of them have one.
fn matrices(read: &Read<'_>, frame: &Frame) -> Result<Vec<Attended>> {
    let mut all = Vec::new();
    for body in &frame.about.bodies {
        let of_body = frame.sessions.iter().filter(|row| row.body == body.said("code"));
        let mut terms: Vec<Option<u32>> = of_body.map(|row| row.term).collect();
        terms.sort();
        terms.dedup();
        if terms.contains(&None) {
            terms = vec![None];
        }
        for term in terms {
            let matrix = attendance(read, Some(body.said("code")), term.map(i64::from), frame.day)?;
            if !matrix.rows.is_empty() {
                all.push(Attended { body: body.clone(), term, matrix });
            }
        }
    }
    Ok(all)
}

/// Officers now and before; who has left office is called as on the last day in it.
fn officers(read: &Read<'_>, moment: Moment) -> Result<Vec<Officer>> {
    let day = moment.day;
    let sql = format!(
        "SELECT t.role, t.title, t.person_id, p.organization_id, t.term, t.\"from\", t.\"until\", r.ref || '/' || m.number, \
         coalesce((SELECT max(number) FROM terms WHERE \"start\" IS NULL OR {}), 0) \
         FROM posts t JOIN persons p ON p.id = t.person_id \
         LEFT JOIN motions m ON m.id = t.filled_by LEFT JOIN session_refs r ON r.session_id = m.session_id \
         WHERE t.organization_id IS NULL AND p.forgotten = 0 ORDER BY t.term DESC NULLS LAST, {} DESC NULLS LAST, t.id",
        judged::up_to("\"start\"", day),
        judged::order("t.\"from\"")
    );
    let raw = read.all(&sql, &[], |row| {
        let (term, from, until) = (row.opt_number(4)?, row.opt_day(5)?, row.opt_day(6)?);
        let latest = row.opt_number(8)?.unwrap_or(0);
        let officer = Officer {
            role: row.word(0)?,
            title: row.opt_text(1)?,
            person: String::new(),
            organization: None,
            term,
            from,
            until,
            filled_by: row.opt_text(7)?,
            current: from.is_none_or(|from| from <= day)
                && until.is_none_or(|until| until >= day)
                && term.is_none_or(|term| term >= latest),
        };
        Ok((row.int(2)?, row.opt_int(3)?, officer))
    })?;
    let people = People::names(read, raw.iter().map(|(person, ..)| *person))?;
    let called = Called::of(read, raw.iter().filter_map(|(_, organization, _)| *organization))?;
    let whole = |(person, organization, officer): (i64, Option<i64>, Officer)| {
        let on = if officer.current { day } else { officer.until.or(officer.from).unwrap_or(day) };
        let person = people.name(person, on).unwrap_or_default();
        Officer { person, organization: organization.and_then(|id| called.on(id, on)), ..officer }
    };
    let mut all: Vec<Officer> = raw.into_iter().map(whole).collect();
    all.retain(|officer| moment.reaches(officer.from));
    all.sort_by_key(|officer| (!officer.current, std::cmp::Reverse(officer.term), officer.role));
    Ok(all)
}

/// Keeps an organization's roll calls: how often it chose what, and the latest ones.
pub fn count_roll_calls(
    roll_calls: &mut BTreeMap<String, RollCalls>,
    vote: &crate::model::motion::Vote,
    keep: usize,
) {
    for ballot in &vote.ballots {
        if !roll_calls.contains_key(&ballot.organization.code) {
            roll_calls.insert(ballot.organization.code.clone(), RollCalls::default());
        }
        let Some(calls) = roll_calls.get_mut(&ballot.organization.code) else { continue };
        *calls.counts.entry(ballot.choice).or_default() += 1;
        if calls.latest.len() >= keep {
            calls.latest.remove(0);
        }
        calls.latest.push((vote.reference.clone(), ballot.choice));
    }
}

/// Ids of the sessions up to a day, oldest first.
pub(super) fn session_ids(read: &Read<'_>, last: Option<Day>) -> Result<Vec<i64>> {
    let (up_to, params) = match last {
        Some(last) => (" WHERE \"start\" <= ?1", vec![last.into()]),
        None => ("", Vec::new()),
    };
    read.rows::<i64>(&format!("SELECT id FROM sessions{up_to} ORDER BY \"start\", id"), &params)
}
