//! Where records come from: their sources, each with the record that it is one of.

use super::{Ids, facts_of, ids::Refs};
use crate::{
    error::Result,
    model::{
        day::Day,
        facts::Facts,
        source::Cited,
        words::CodeWord,
    },
    noun::{
        ACTION, AGENDA, APPLICATION, ATTENDANCE, CONTACT, DOCUMENT, MEMBERSHIP, MOTION, Noun, ORGANIZATION, POST, Shape, VISIT,
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
    Ok(all)
}

/// The sources of records of one noun, in their order.
fn cited(read: &Read<'_>, shape: &'static Shape, which: Ids<'_>) -> Result<Vec<Cited>> {
    let named = |key: &str| matches!(key, "sources" | "session");
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
        let (reference, text) = called(shape, &facts, session(row).and_then(|session| refs.session(session)));
        let source = |part: &Vec<Value>| source(shape, (&reference, &text), part);
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
