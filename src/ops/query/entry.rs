//! Records of the registry as entries of a record file: what `record` opens and `--format toml` prints.
//! Taking them in again changes nothing.

use std::collections::HashMap;

use crate::{
    error::Result,
    model::{
        day::{Day, Days},
        fraction::Fraction,
        record::{Candidate, Entry, FormerName, Given, Place, Source, Who},
        words::{Choice, CodeWord, ROLES, SOURCE_KINDS},
    },
    noun::{ACTION, AGENDA, ATTENDANCE, Field, MOTION, Noun, SESSION, SESSION_ACTION, Shape, To, Type, VISIT},
    ops::{
        names::Names,
        rows::{Held, Ids, Kept, kept, listed, number, text},
    },
    store::{Read, Value},
};

/// Where entries that the registry itself tells come from.
fn nowhere() -> Place {
    Place::flag("registry")
}

/// Records of a noun as entries, each with its number and, where it has one, that of its session.
pub fn entries(
    read: &Read<'_>,
    names: &Names<'_>,
    shape: &'static Shape,
    which: Ids<'_>,
    order: &str,
) -> Result<Vec<(i64, Option<i64>, Entry)>> {
    let rows = kept(read, shape, shape.fields.iter(), which, order)?;
    let texts = Texts { names, refs: later(read, shape, &rows)? };
    rows.iter().map(|row| Ok((row.id(), row.int("session"), texts.entry(row, shape)?))).collect()
}

/// Visits, each with its number and with the session to which it belongs.
pub fn visit_entries(read: &Read<'_>, ids: &[i64]) -> Result<Vec<(i64, Entry)>> {
    let refs: HashMap<i64, String> = read.rows("SELECT session_id, ref FROM session_refs", &[])?.into_iter().collect();
    let all = entries(read, &Names::of(read), &VISIT, Ids::These(ids), "id")?;
    let named = all.into_iter().map(|(id, session, mut visit)| {
        if let Some(called) = session.and_then(|session| refs.get(&session)) {
            let place = visit.place.clone();
            visit.put("session", Given::Text(called.clone()), place);
        }
        (id, visit)
    });
    Ok(named.collect())
}

/// Each of some sessions with all that stands in it, then its visits.
pub fn session_entries(read: &Read<'_>, names: &Names<'_>, ids: &[i64]) -> Result<Vec<(i64, Vec<Entry>)>> {
    let mut all: Vec<(i64, Vec<Entry>)> = Vec::new();
    let mut places: HashMap<Option<i64>, (usize, String)> = HashMap::new();
    let refs = format!("SELECT session_id, ref FROM session_refs WHERE session_id IN ({})", listed(ids));
    let refs: HashMap<i64, String> = read.rows(&refs, &[])?.into_iter().collect();
    for (id, _, entry) in entries(read, names, &SESSION, Ids::These(ids), "\"start\", id")? {
        places.insert(Some(id), (all.len(), refs.get(&id).cloned().unwrap_or_default()));
        all.push((id, vec![entry]));
    }
    let of = Ids::Of("session_id", ids);
    for (shape, order) in [
        (&ATTENDANCE, "id"),
        (&AGENDA, "seq, id"),
        (&MOTION, "\"number\", id"),
        (&ACTION, "id"),
        (&VISIT, "id"),
    ] {
        for (_, session, mut child) in entries(read, names, shape, of, order)? {
            let Some((at, reference)) = places.get(&session) else { continue };
            let Some((_, entries)) = all.get_mut(*at) else { continue };
            if shape.is == Noun::Action {
                child.shape = &SESSION_ACTION;
            }
            if shape.is == Noun::Visit {
                child.put("session", Given::Text(reference.clone()), nowhere());
                entries.push(child);
            } else if let Some(session) = entries.first_mut() {
                session.children.push(child);
            }
        }
    }
    for (_, (at, reference)) in places {
        let entries = all.get_mut(at).map(|(_, entries)| entries.as_mut_slice()).unwrap_or_default();
        entries.iter_mut().for_each(|entry| entry.relocate(&Place::flag(&reference)));
    }
    Ok(all)
}

/// The candidates of an election, in order.
pub fn candidates(read: &Read<'_>, names: &Names<'_>, motion: i64) -> Result<Vec<Candidate>> {
    let found = entries(read, names, &MOTION, Ids::These(&[motion]), "id")?;
    let candidates = found.first().and_then(|(.., entry)| entry.candidates("candidates").known());
    Ok(candidates.unwrap_or_default().to_vec())
}

/// How the sessions and motions are called to which rows refer that may be recorded later than these.
fn later(read: &Read<'_>, shape: &'static Shape, rows: &[Kept]) -> Result<HashMap<(bool, i64), String>> {
    let numbers = |wanted: Type| -> Vec<i64> {
        let same = |field: &Field| std::mem::discriminant(&field.ty) == std::mem::discriminant(&wanted);
        let fields = shape.fields.iter().filter(|field| matches!(field.to, To::Late(_)) && same(field));
        fields.flat_map(|field| rows.iter().filter_map(|row| row.int(field.key))).collect()
    };
    let mut refs = HashMap::new();
    let asked = [
        (true, numbers(Type::Motion), "SELECT motion_id, ref FROM motion_refs WHERE motion_id"),
        (false, numbers(Type::Session), "SELECT session_id, ref FROM session_refs WHERE session_id"),
    ];
    for (motion, ids, sql) in asked.into_iter().filter(|(_, ids, _)| !ids.is_empty()) {
        let sql = format!("{sql} IN ({})", listed(&ids));
        let found = read.rows::<(i64, String)>(&sql, &[])?;
        refs.extend(found.into_iter().map(|(id, text)| ((motion, id), text)));
    }
    Ok(refs)
}

/// What stands for organizations and persons in a record file.
struct Texts<'a, 'e> {
    names: &'a Names<'e>,
    /// Motions (true) and sessions by their rows.
    refs: HashMap<(bool, i64), String>,
}

impl Texts<'_, '_> {
    fn entry(&self, row: &Kept, shape: &'static Shape) -> Result<Entry> {
        let mut entry = Entry::new(shape, nowhere());
        let home = match shape.is {
            Noun::Visit => row.int("host"),
            // Where the stake is says nothing of who has it.
            Noun::Interest => None,
            _ => row.int("organization"),
        };
        for (field, held) in row.fields.iter().filter(|(field, _)| !field.kept) {
            let given = match (held, field.to) {
                (Held::One(Value::Null), _) => None,
                (Held::One(value), To::Id(_)) => self.referred(field.ty, value, home)?,
                (Held::One(Value::Int(id)), To::Late(_)) => {
                    let of = self.refs.get(&(matches!(field.ty, Type::Motion), *id));
                    of.map(|text| Given::Text(text.clone()))
                }
                (Held::One(value), _) => given(field.ty, value),
                (Held::Parts(parts), _) if parts.is_empty() => None,
                (Held::Parts(parts), _) => Some(self.parts(field.ty, parts, home)?),
            };
            if let Some(given) = given {
                entry.put(field.key, given, nowhere());
            }
        }
        Ok(entry)
    }

    fn organization(&self, value: Option<&Value>) -> Result<Option<String>> {
        value.and_then(number).map(|id| self.names.text(id)).transpose()
    }

    fn person(&self, value: Option<&Value>, home: Option<i64>) -> Result<Option<String>> {
        value.and_then(number).map(|id| self.names.person_text(id, home)).transpose()
    }

    /// What a column refers to. Of a session the caller knows the reference.
    fn referred(&self, ty: Type, value: &Value, home: Option<i64>) -> Result<Option<Given>> {
        let text = match ty {
            Type::Organization => self.organization(Some(value))?,
            Type::Person => self.person(Some(value), home)?,
            _ => None,
        };
        Ok(text.map(Given::Text))
    }

    fn parts(&self, ty: Type, parts: &[Vec<Value>], home: Option<i64>) -> Result<Given> {
        let place = nowhere;
        let own = |part: &[Value], at: usize| part.get(at).and_then(text).map(str::to_string);
        let int = |part: &[Value], at: usize| part.get(at).and_then(number);
        let parts = parts.iter().map(Vec::as_slice);
        Ok(match ty {
            Type::People => {
                let who = |part: &[Value]| {
                    let name = self.person(part.first(), home)?;
                    Ok(Who { name, title: own(part, 1), place: place() })
                };
                Given::People(parts.map(who).collect::<Result<_>>()?)
            }
            Type::FormerNames => {
                let former = |part: &[Value]| {
                    let until = part.get(1).and_then(text).and_then(Day::from_iso);
                    Some(FormerName { name: own(part, 0)?, until, place: place() })
                };
                Given::FormerNames(parts.filter_map(former).collect())
            }
            Type::Candidates => {
                let candidate = |part: &[Value]| {
                    Ok(Candidate {
                        person: self.person(part.first(), int(part, 1))?,
                        organization: self.organization(part.get(1))?,
                        role: part.get(2).and_then(text).and_then(|role| ROLES.find(role)),
                        yes: int(part, 3),
                        no: int(part, 4),
                        abstain: int(part, 5),
                        elected: int(part, 6).map(|elected| elected != 0),
                        write_in: int(part, 7).map(|written| written != 0),
                        place: place(),
                    })
                };
                Given::Candidates(parts.map(candidate).collect::<Result<_>>()?)
            }
            Type::Sources => {
                let source = |part: &[Value]| Source {
                    kind: part.first().and_then(text).and_then(|kind| SOURCE_KINDS.find(kind)),
                    title: own(part, 1),
                    date: part.get(2).and_then(text).and_then(Day::from_iso),
                    place: own(part, 3),
                    document: int(part, 4).map(|id| format!("d{id}")),
                    at: place(),
                };
                Given::Sources(parts.map(source).collect())
            }
            Type::Ballots => {
                let ballot = |part: &[Value]| {
                    let choice = part.get(1).and_then(text).and_then(Choice::parse);
                    let organization = self.organization(part.first())?;
                    Ok(choice.zip(organization).map(|(choice, organization)| (choice, organization, place())))
                };
                let ballots = parts.map(ballot).collect::<Result<Vec<_>>>()?;
                Given::Ballots(ballots.into_iter().flatten().collect())
            }
            _ => {
                let text = |part: &[Value]| match ty {
                    Type::Persons => self.person(part.first(), None),
                    Type::Organizations => self.organization(part.first()),
                    Type::Subjects => match self.organization(part.first())? {
                        Some(organization) => Ok(Some(organization)),
                        None => self.person(part.get(1), None),
                    },
                    _ => Ok(own(part, 0)),
                };
                let texts = parts.map(text).collect::<Result<Vec<_>>>()?;
                Given::Texts(texts.into_iter().flatten().map(|text| (text, place())).collect())
            }
        })
    }
}

/// A column as the value that would stand in a record file.
fn given(ty: Type, value: &Value) -> Option<Given> {
    let text = text(value);
    let day = |text: &str| Day::from_iso(text).map(|day| Given::Days(Days { start: day, end: day }));
    match ty {
        Type::Count | Type::Number | Type::Money => number(value).map(Given::Int),
        Type::Flag => number(value).map(|flag| Given::Flag(flag != 0)),
        Type::DayOrPending if text == Some("pending") => Some(Given::Pending),
        Type::Day | Type::DayInRange | Type::Start | Type::DayOrPending => text.and_then(day),
        Type::Word(_) | Type::WordOrAny(_) => text.and_then(|word| ty.word(word)).map(Given::Word),
        Type::FractionOrNone if text == Some("none") => Some(Given::NoFraction),
        Type::Fraction | Type::FractionOrNone => text.and_then(Fraction::parse).map(Given::Fraction),
        _ => text.map(|text| Given::Text(text.to_string())),
    }
}
