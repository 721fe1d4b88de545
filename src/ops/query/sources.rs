//! Where records come from: their sources, each with the record that it is one of.

use std::collections::HashMap;

use super::{Ids, facts_of, ids::Refs};
use crate::{
    error::Result,
    model::{
        day::Day,
        facts::Facts,
        site::Frame,
        source::Cited,
        words::{CodeWord, PublicPart},
    },
    noun::{
        ACTION, AGENDA, APPLICATION, ATTENDANCE, CONTACT, DOCUMENT, MEMBERSHIP, MOTION, Noun, ORGANIZATION, POST, SESSION,
        Shape, VISIT,
    },
    ops::rows::{Kept, kept, number, text},
    store::{Read, Value},
};

/// The sources of a record and of what is told with it: of a session those of its attendance, agenda, motions, actions,
/// visits and documents; of a member those of its memberships, applications, posts and contacts; of a person those of
/// the posts.
pub fn sources(read: &Read<'_>, shape: &'static Shape, id: i64) -> Result<Vec<Cited>> {
    let own = [id];
    let (these, of_session) = (Ids::These(&own), Ids::Of("session_id", &own));
    let of_organization = Ids::Of("organization_id", &own);
    let within: Vec<(&'static Shape, Ids<'_>)> = match shape.is {
        Noun::Session => [&ATTENDANCE, &AGENDA, &MOTION, &ACTION, &VISIT, &DOCUMENT].map(|shape| (shape, of_session)).into(),
        Noun::Membership => [&MEMBERSHIP, &APPLICATION, &POST, &CONTACT].map(|shape| (shape, of_organization)).into(),
        Noun::Person => vec![(&POST, Ids::Of("person_id", &own))],
        _ => Vec::new(),
    };
    let itself = if shape.is == Noun::Membership { &ORGANIZATION } else { shape };
    let mut all = cited(read, itself, these)?;
    for (shape, which) in within {
        all.extend(cited(read, shape, which)?);
    }
    Ok(all.into_iter().map(|one| one.source).collect())
}

/// A source that was found.
struct Found {
    /// The number of its record.
    record: i64,
    /// The number of the session or organization that the record is told with.
    with: Option<i64>,
    source: Cited,
}

/// Sources by the number of the record with which the public pages tell them.
pub(super) type OfPages = HashMap<i64, Vec<Cited>>;

/// The sources that the public pages show of some sessions: none of a part that they leave out.
pub(super) fn sources_of_sessions(read: &Read<'_>, frame: &Frame, ids: &[i64]) -> Result<OfPages> {
    let of = Ids::Of("session_id", ids);
    let who = frame.shows(PublicPart::Attendance) && frame.shows(PublicPart::Absences);
    let parts = [
        (true, &SESSION, Ids::These(ids)),
        (who, &ATTENDANCE, of),
        (true, &AGENDA, of),
        (true, &MOTION, of),
        (frame.shows(PublicPart::Actions), &ACTION, of),
        (frame.shows(PublicPart::Visits), &VISIT, of),
    ];
    of_pages(read, frame, &parts)
}

/// The same of all organizations: their own, and those of their memberships, applications and posts.
pub(super) fn sources_of_organizations(read: &Read<'_>, frame: &Frame) -> Result<OfPages> {
    let all = Ids::All;
    let parts = [
        (true, &ORGANIZATION, all),
        (true, &MEMBERSHIP, all),
        (true, &APPLICATION, all),
        (frame.shows(PublicPart::Offices), &POST, all),
    ];
    of_pages(read, frame, &parts)
}

/// The same of all visits.
pub(super) fn sources_of_visits(read: &Read<'_>, frame: &Frame) -> Result<OfPages> {
    let visits = cited(read, &VISIT, Ids::All)?;
    Ok(gathered(frame, visits.into_iter().map(|one| (one.record, one.source))))
}

fn of_pages(read: &Read<'_>, frame: &Frame, parts: &[(bool, &'static Shape, Ids<'_>)]) -> Result<OfPages> {
    let mut all = Vec::new();
    for (_, shape, which) in parts.iter().filter(|(shown, ..)| *shown) {
        all.extend(cited(read, shape, *which)?);
    }
    Ok(gathered(frame, all.into_iter().filter_map(|one| Some((one.with?, one.source)))))
}

/// Each source once of a page, as far as the pages go.
fn gathered(frame: &Frame, all: impl Iterator<Item = (i64, Cited)>) -> OfPages {
    let mut pages = OfPages::new();
    for (with, source) in all {
        let known = frame.last.is_none_or(|last| source.date.is_none_or(|on| on <= last));
        let page = pages.entry(with).or_default();
        if known && !page.iter().any(|other| other.is_same(&source)) {
            page.push(source);
        }
    }
    pages
}

/// The sources of records of one noun, in their order.
fn cited(read: &Read<'_>, shape: &'static Shape, which: Ids<'_>) -> Result<Vec<Found>> {
    let named = |key: &str| matches!(key, "sources" | "session" | "organization");
    let rows = kept(read, shape, shape.fields.iter().filter(|field| named(field.key)), which, "id")?;
    let rows: Vec<Kept> = rows.into_iter().filter(|row| !row.parts("sources").is_empty()).collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(Kept::id).collect();
    let session = |row: &Kept| if shape.is == Noun::Session { Some(row.id()) } else { row.int("session") };
    let refs = Refs::read(read, rows.iter().filter_map(session).collect(), Vec::new())?;
    let mut all = Vec::new();
    for (row, facts) in rows.iter().zip(facts_of(read, shape, &ids, None, None)?) {
        let with = match shape.is {
            Noun::Organization => Some(row.id()),
            Noun::Membership | Noun::Application | Noun::Post => row.int("organization"),
            _ => session(row),
        };
        let (reference, text) = called(shape, &facts, session(row).and_then(|session| refs.session(session)));
        let source = |part: &Vec<Value>| Found { record: row.id(), with, source: source(shape, (&reference, &text), part) };
        all.extend(row.parts("sources").iter().map(source));
    }
    Ok(all)
}

/// What a record is referred to by, and what it is called where it has no reference of its own.
fn called(shape: &Shape, facts: &Facts, session: Option<&str>) -> (String, Option<String>) {
    let organization = || facts.organization("organization");
    let code = || organization().map_or_else(String::new, |one| one.code);
    let session = || session.unwrap_or_default().to_string();
    match shape.is {
        Noun::Session => (session(), None),
        Noun::Agenda => (session(), Some(facts.said("title").to_string())),
        Noun::Attendance => {
            let guest = || facts.people("people").into_iter().find_map(|who| who.name.or(who.title));
            (session(), organization().map(|one| one.name).or_else(guest))
        }
        Noun::Membership | Noun::Application => (code(), None),
        Noun::Post => (facts.said("person").to_string(), Some(facts.said("title").to_string())),
        _ => (facts.reference().to_string(), None),
    }
}

/// A source as its columns have it.
fn source(shape: &Shape, (reference, called): (&str, &Option<String>), part: &[Value]) -> Cited {
    let own = |at: usize| part.get(at).and_then(text).map(str::to_string);
    Cited {
        noun: shape.noun,
        reference: reference.to_string(),
        text: called.clone(),
        kind: part.first().and_then(text).and_then(CodeWord::parse),
        title: own(1),
        date: part.get(2).and_then(text).and_then(Day::from_iso),
        place: own(3),
        document: part.get(4).and_then(number).map(|id| format!("d{id}")),
    }
}
