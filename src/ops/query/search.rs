//! Search over names, titles, texts, topics and people: over every field that the table of nouns marks for it.

use std::collections::HashMap;

use crate::{
    error::Result,
    model::words::SessionKind,
    model::{
        pinyin::{Fit, Spelt},
        session_name,
        stats::Hit,
        text::fold,
    },
    noun::{NOUNS, Noun, Shape, To, Type, Weight},
    ops::rows::{Held, Ids, Kept, each, number, text},
    store::{Read, Value, tables::table},
};

use Weight::{Key, Name, Title, Told};

/// A record while it is looked through.
struct Candidate {
    reference: String,
    /// For each word the best place where it was found: its score.
    scores: Vec<u32>,
    /// The best text, and its score.
    best: (u32, String),
}

/// What records are called, for texts that name them and for their references.
struct Called {
    organizations: HashMap<i64, String>,
    persons: HashMap<i64, String>,
    sessions: HashMap<i64, String>,
}

impl Called {
    fn read(read: &Read<'_>) -> Result<Called> {
        // A name that several bear says of whom it is.
        let persons = "SELECT p.id, CASE WHEN (SELECT count(*) FROM persons x WHERE x.name = p.name) > 1 \
                       AND o.name IS NOT NULL THEN p.name || '@' || o.name ELSE p.name END \
                       FROM persons p LEFT JOIN organizations o ON o.id = p.organization_id";
        Ok(Called {
            organizations: read.rows("SELECT id, name FROM organizations", &[])?.into_iter().collect(),
            persons: read.rows(persons, &[])?.into_iter().collect(),
            sessions: read.rows("SELECT session_id, ref FROM session_refs", &[])?.into_iter().collect(),
        })
    }

    /// Under which record a row is found: its kind, its number, its reference. `None` where it is not to be found.
    fn found(&self, shape: &Shape, row: &Kept) -> Option<(&'static str, i64, String)> {
        let own = |key: &str| row.text(key).unwrap_or_default().to_string();
        let session = || row.int("session").and_then(|id| Some((id, self.sessions.get(&id)?)));
        if let Some(To::Number(letter)) = shape.field("ref").map(|field| field.to) {
            return Some((shape.noun, row.id(), format!("{letter}{}", row.id())));
        }
        let found = |id: i64, reference: String| Some((shape.noun, id, reference));
        match shape.is {
            Noun::Alliance => found(row.id(), "about".to_string()),
            Noun::Person if row.int("forgotten") == Some(1) => None,
            Noun::Person => found(row.id(), self.persons.get(&row.id())?.clone()),
            Noun::Post => {
                let id = row.int("person")?;
                Some(("person", id, self.persons.get(&id)?.clone()))
            }
            Noun::Session => found(row.id(), self.sessions.get(&row.id())?.clone()),
            Noun::Attendance => session().map(|(id, reference)| ("session", id, reference.clone())),
            Noun::Agenda => found(row.id(), session()?.1.clone()),
            Noun::Motion => found(row.id(), format!("{}/{}", session()?.1, row.int("number")?)),
            Noun::Activity => match row.int("edition") {
                Some(edition) => found(row.id(), format!("{}/{edition}", own("name"))),
                None => found(row.id(), own("name")),
            },
            _ => found(row.id(), own("code")),
        }
    }

    /// The name of a person, without what tells two of a name apart.
    fn person(&self, id: i64) -> Option<&str> {
        self.persons.get(&id).and_then(|name| name.split('@').next())
    }

    /// The texts of a field.
    fn texts<'a>(&'a self, ty: Type, to: To, held: &'a Held) -> Vec<&'a str> {
        let organization = |id: Option<i64>| self.organizations.get(&id?).map(String::as_str);
        let person = |id: Option<i64>| self.person(id?);
        let part = |part: &'a [Value]| {
            let (first, second) = (part.first(), part.get(1));
            let (id, other) = (first.and_then(number), second.and_then(number));
            match ty {
                Type::Persons | Type::People => [person(id), second.and_then(text)],
                Type::Organizations | Type::Subjects => [organization(id), person(other)],
                Type::Candidates => [person(id), organization(other)],
                _ => [first.and_then(text), None],
            }
        };
        match (held, to, ty) {
            (Held::One(value), To::Id(_), Type::Person) => person(number(value)).into_iter().collect(),
            (Held::One(value), To::Id(_), _) => organization(number(value)).into_iter().collect(),
            (Held::One(value), ..) => text(value).into_iter().collect(),
            (Held::Parts(parts), ..) => parts.iter().flat_map(|one| part(one)).flatten().collect(),
        }
    }
}

/// Looks for texts that hold every word of the query, in any of a record's fields; best matches first.
/// Upper and lower case, full and half width are equal; names are found by pinyin too.
pub fn search(read: &Read<'_>, query: &str) -> Result<Vec<Hit>> {
    let words = query.split_whitespace().map(fold).filter(|word| !word.is_empty());
    let words: Vec<(Option<Spelt>, String)> = words.map(|word| (Spelt::of(&word), word)).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: HashMap<(&'static str, i64), Candidate> = HashMap::new();
    let mut look = |kind, weight, key: i64, reference: &str, text: &str, shown: &str| {
        let folded = fold(text);
        for (n, word) in words.iter().enumerate() {
            let Some(score) = score(&folded, word, weight) else { continue };
            let candidate = found.entry((kind, key)).or_insert_with(|| {
                let scores = vec![0; words.len()];
                Candidate { reference: reference.to_string(), scores, best: (0, String::new()) }
            });
            if let Some(old) = candidate.scores.get_mut(n) {
                *old = score.max(*old);
            }
            if score > candidate.best.0 {
                candidate.best = (score, shown.to_string());
            }
        }
    };
    let called = Called::read(read)?;
    for shape in NOUNS.iter().filter(|shape| shape.fields.iter().any(|field| field.searched.is_some())) {
        // What is searched, and what its reference is made of.
        let fields: Vec<_> = shape
            .fields
            .iter()
            .filter(|field| field.searched.is_some() || !matches!(field.to, To::Parts(_) | To::Number(_)))
            .collect();
        each(read, table(shape.store), &fields, Ids::All, "1", &mut |row| {
            let Some((kind, id, reference)) = called.found(shape, &row) else { return Ok(()) };
            for (field, held) in &row.fields {
                let Some(weight) = field.searched else { continue };
                for text in called.texts(field.ty, field.to, held) {
                    // Whoever types a code wants to see which record has it.
                    let named = || called.organizations.get(&id).map(String::as_str);
                    let shown = if weight == Key { named().unwrap_or(text) } else { text };
                    look(kind, weight, id, &reference, text, shown);
                }
            }
            Ok(())
        })?;
    }
    let bodies = super::Bodies::read(read)?;
    let sql = "SELECT s.id, r.ref, s.term, s.number, s.kind, s.also, s.body, s.\"start\" FROM sessions s \
               JOIN session_refs r ON r.session_id = s.id ORDER BY s.id";
    read.each(sql, &[], &mut |row| {
        let (id, reference, term, number, kind, also, body, start) = row.take()?;
        let (reference, body, also): (String, String, Option<SessionKind>) = (reference, body, also);
        let kinds: Vec<SessionKind> = std::iter::once(kind).chain(also).collect();
        let called = bodies.on(&body, start);
        let english = bodies.english(&body, &called);
        let names = [
            session_name::chinese(&called, term, number, &kinds),
            session_name::english(english, term, number, &kinds),
        ];
        for name in names.into_iter().flatten() {
            look("session", Title, id, &reference, &name, &name);
        }
        Ok(())
    })?;
    found.retain(|_, candidate| candidate.scores.iter().all(|score| *score > 0));
    let mut hits: Vec<_> = found.into_iter().collect();
    // Those that fit equally well stand in the order of the nouns, and of their recording.
    let rank = |kind: &str| NOUNS.iter().position(|shape| shape.noun == kind);
    hits.sort_by_key(|((kind, id), candidate)| {
        (std::cmp::Reverse(candidate.scores.iter().sum::<u32>()), rank(kind), *id)
    });
    let hit = |((kind, _), candidate): (_, Candidate)| Hit {
        kind,
        reference: candidate.reference,
        text: candidate.best.1,
    };
    Ok(hits.into_iter().map(hit).collect())
}

/// How well a word fits a folded text; `None` where it does not. A name whole, its beginning, a part
/// of it; then titles, then running text, and last what a name only sounds like.
fn score(text: &str, (spelt, word): &(Option<Spelt>, String), weight: Weight) -> Option<u32> {
    let word = word.as_str();
    let place = text.find(word);
    match (place, weight) {
        (Some(at), _) => {
            let (whole, start, part) = match weight {
                Name | Key => (12, 11, 10),
                Title => (9, 8, 7),
                Told => (6, 5, 5),
            };
            Some(if text == word {
                whole
            } else if at == 0 {
                start
            } else {
                part
            })
        }
        (None, Name) => spelt.as_ref().and_then(|spelt| spelt.fit(text)).map(|fit| match fit {
            Fit::Whole => 3,
            Fit::Prefix => 2,
            Fit::Part => 1,
        }),
        (None, _) => None,
    }
}
