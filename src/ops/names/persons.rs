//! Who is meant: persons by any of their names, and by the organization that tells two of a name apart.

use std::collections::HashMap;

use super::Names;
use crate::{
    error::{Error, Kind, Result},
    model::{
        pinyin,
        text::{fold, is_blank},
    },
    say,
    ops::rows::listed,
    store::Read,
};

/// A person's reference taken apart: name, and the organization that tells two of a name apart.
pub fn person_parts(text: &str) -> (&str, Option<&str>) {
    match text.split_once(['@', '＠']) {
        Some((name, organization)) => (name.trim(), Some(organization.trim())),
        None => (text.trim(), None),
    }
}

/// The same of a text that is to name somebody: before the @ there must be a name.
pub fn named_person(text: &str) -> Result<(&str, Option<&str>)> {
    let (name, organization) = person_parts(text);
    if is_blank(name) {
        return Err(Error::invalid(say!("{text} names nobody before the @", "“{text}”的 @ 之前没有姓名"))
            .hint(say!("write name@organization", "请写成“姓名@单位”")));
    }
    Ok((name, organization))
}

/// Somebody of a name, and the organizations to which they belong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// Row of the person.
    pub id: i64,
    /// The organization of the person's own record.
    pub home: Option<i64>,
    /// That one, then those of the posts.
    pub organizations: Vec<i64>,
    /// Whether the name is one that the person bore before.
    pub former: bool,
    /// Whether it is written just so, and not only folds to the same.
    pub exact: bool,
}

/// Whom a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// This one.
    One(i64),
    /// This one, whose organization is not known yet and so is that of the context.
    Placed(i64),
    /// Nobody who is known: a new person.
    New,
    /// Any of these.
    Many(Vec<Bearer>),
}

/// Those who bear the name now, else those who bore it before; of them those who write it so, where any do.
fn nearest_bearers(mut all: Vec<Bearer>) -> Vec<Bearer> {
    if all.iter().any(|b| !b.former) {
        all.retain(|b| !b.former);
    }
    if all.iter().any(|b| b.exact) {
        all.retain(|b| b.exact);
    }
    all
}

/// Whom a name means among all that bear it, where it appears for `context` (contract 4, Names).
pub fn meant(all: &[Bearer], context: Option<i64>) -> Meant {
    let Some(context) = context else {
        let all = nearest_bearers(all.to_vec());
        return match all[..] {
            [ref one] => Meant::One(one.id),
            [] => Meant::New,
            _ => Meant::Many(all),
        };
    };
    let there =
        |of: &dyn Fn(&Bearer) -> bool| nearest_bearers(all.iter().filter(|b| of(b)).cloned().collect());
    // Whose own record stands there goes before those who only hold a post there.
    let own = there(&|b| b.home == Some(context));
    let there = if own.is_empty() { there(&|b| b.organizations.contains(&context)) } else { own };
    match &there[..] {
        [one] => Meant::One(one.id),
        [] => {
            let free = all.iter().filter(|b| b.organizations.is_empty()).min_by_key(|b| (b.former, !b.exact));
            free.map_or(Meant::New, |b| Meant::Placed(b.id))
        }
        _ => Meant::Many(there),
    }
}

/// A person's organizations.
#[derive(Debug, Default)]
struct Belongs {
    /// Of the person's own record.
    home: Option<i64>,
    /// Of the posts.
    posts: Vec<i64>,
}

/// A name of a person.
#[derive(Debug)]
struct Called {
    id: i64,
    /// As it is written.
    name: String,
    former: bool,
}

/// Everybody by every name, present or former.
#[derive(Debug, Default)]
pub struct Persons {
    belongs: HashMap<i64, Belongs>,
    by_name: HashMap<String, Vec<Called>>,
    by_sound: HashMap<String, Vec<i64>>,
    /// Who belongs, or once belonged, to an organization.
    at: HashMap<i64, Vec<i64>>,
    /// The folded names that a person has, present and former.
    names: HashMap<i64, Vec<String>>,
}

impl Persons {
    /// Reads them all.
    pub fn read(read: &Read<'_>) -> Result<Persons> {
        Persons::among(read, "1 = 1")
    }

    /// Reads these.
    pub(super) fn those(read: &Read<'_>, ids: &[i64]) -> Result<Persons> {
        if ids.is_empty() { Ok(Persons::default()) } else { Persons::among(read, &format!("x IN ({})", listed(ids))) }
    }

    /// Reads those on whose number, `x`, the condition holds.
    fn among(read: &Read<'_>, which: &str) -> Result<Persons> {
        let mut persons = Persons::default();
        let sql = format!(
            "SELECT x, name, former FROM (SELECT id AS x, name, 0 AS former FROM persons \
             UNION ALL SELECT person_id, name, 1 FROM person_names) AS named WHERE {which} ORDER BY 1, 3"
        );
        read.each(&sql, &[], &mut |row| {
            persons.call(row.int(0)?, row.opt_str(1)?.unwrap_or_default(), row.int(2)? == 1);
            Ok(())
        })?;
        let sql = format!(
            "SELECT x, organization_id FROM (SELECT id AS x, organization_id FROM persons) AS homes WHERE {which} ORDER BY x"
        );
        read.each(&sql, &[], &mut |row| {
            persons.place(row.int(0)?, row.opt_int(1)?);
            Ok(())
        })?;
        let sql = format!(
            "SELECT x, organization_id FROM (SELECT id, person_id AS x, organization_id FROM posts) AS held \
             WHERE organization_id IS NOT NULL AND {which} ORDER BY id"
        );
        read.each(&sql, &[], &mut |row| {
            persons.post(row.int(0)?, row.int(1)?);
            Ok(())
        })?;
        Ok(persons)
    }

    /// Reads those whose names sound like this one, and those at an organization.
    pub(super) fn near(read: &Read<'_>, name: &str, context: Option<i64>) -> Result<Persons> {
        let mut ids = read.persons_sounding(&pinyin::sound_of_person(&fold(name)))?;
        let sql = "SELECT id FROM persons WHERE organization_id = ?1 UNION ALL SELECT person_id FROM posts WHERE organization_id = ?1";
        if let Some(context) = context {
            ids.extend(read.rows::<i64>(sql, &[context.into()])?);
        }
        Persons::those(read, &ids)
    }

    /// Takes in a person who has just been added, renamed or placed, with the names borne before.
    pub fn put(&mut self, id: i64, name: &str, home: Option<i64>, former: &[&str]) {
        for folded in self.names.remove(&id).unwrap_or_default() {
            if let Some(called) = self.by_name.get_mut(&folded) {
                called.retain(|called| called.id != id);
            }
            if let Some(ids) = self.by_sound.get_mut(&pinyin::sound_of_person(&folded)) {
                ids.retain(|known| *known != id);
            }
        }
        self.call(id, name, false);
        former.iter().for_each(|name| self.call(id, name, true));
        self.place(id, home);
    }

    /// Takes in the organization of a person's own record.
    pub fn place(&mut self, id: i64, home: Option<i64>) {
        self.belongs.entry(id).or_default().home = home;
        if let Some(home) = home {
            self.at.entry(home).or_default().push(id);
        }
    }

    /// Takes in a post that a person has at an organization.
    pub fn post(&mut self, id: i64, organization: i64) {
        self.belongs.entry(id).or_default().posts.push(organization);
        self.at.entry(organization).or_default().push(id);
    }

    fn call(&mut self, id: i64, name: &str, former: bool) {
        let folded = fold(name);
        self.by_sound.entry(pinyin::sound_of_person(&folded)).or_default().push(id);
        self.names.entry(id).or_default().push(folded.clone());
        self.by_name.entry(folded).or_default().push(Called { id, name: name.to_string(), former });
    }

    /// The organizations to which somebody belongs, that of the own record first.
    pub fn organizations(&self, id: i64) -> Vec<i64> {
        let belongs = self.belongs.get(&id);
        belongs.into_iter().flat_map(|b| b.home.into_iter().chain(b.posts.iter().copied())).collect()
    }

    /// Those whose names sound like this one, and those at an organization.
    pub(super) fn around(&self, name: &str, context: Option<i64>) -> Vec<i64> {
        let sound = self.by_sound.get(&pinyin::sound_of_person(&fold(name)));
        let at = context.and_then(|context| self.at.get(&context));
        let mut ids: Vec<i64> = sound.into_iter().chain(at).flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The folded names of somebody, the present one first.
    pub(super) fn names(&self, id: i64) -> &[String] {
        self.names.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The present name of somebody as it is written.
    pub(super) fn shown(&self, id: i64) -> Option<&str> {
        let called = self.by_name.get(self.names(id).first()?)?;
        called.iter().find(|called| called.id == id && !called.former).map(|called| called.name.as_str())
    }

    /// Everybody of that name, now or before, however it is typed.
    pub fn bearers(&self, name: &str) -> Vec<Bearer> {
        let mut bearers: Vec<Bearer> = Vec::new();
        let called = self.by_name.get(&fold(name));
        for Called { id, name: written, former } in called.into_iter().flatten() {
            let (former, exact) = (*former, written == name);
            match bearers.iter_mut().find(|b| b.id == *id) {
                Some(known) if (former, !exact) < (known.former, !known.exact) => {
                    (known.former, known.exact) = (former, exact)
                }
                Some(_) => {}
                None => {
                    let home = self.belongs.get(id).and_then(|belongs| belongs.home);
                    let organizations = self.organizations(*id);
                    bearers.push(Bearer { id: *id, home, organizations, former, exact });
                }
            }
        }
        bearers.sort_by_key(|b| b.id);
        bearers
    }
}

/// Everybody of that name, now or before, however it is typed. Who asks for many asks [`Names::bearers`].
pub fn bearers(read: &Read<'_>, name: &str) -> Result<Vec<Bearer>> {
    Ok(Persons::those(read, &read.persons_of(&fold(name))?)?.bearers(name))
}

/// The error of a person's name that several bear.
pub fn ambiguous_person(read: &Read<'_>, names: &Names, name: &str, among: &[Bearer]) -> Result<Error> {
    let mut candidates = Vec::new();
    for bearer in among {
        let sql = "SELECT organization_id FROM persons WHERE id = ?1";
        let home = read.first::<Option<i64>>(sql, &[bearer.id.into()])?.flatten();
        candidates.push(match home.or(bearer.organizations.first().copied()) {
            Some(id) => format!("{name}@{}", names.shown(id)?.1),
            None => name.to_string(),
        });
    }
    let n = candidates.len();
    Ok(Error::new(Kind::Ambiguous, say!("{name} could be any of {n} persons", "“{name}”可能指{n}人之一"))
        .hint(say!("write name@organization", "请写成“姓名@单位”"))
        .candidates(candidates))
}

/// The person meant on the command line: a name, `name@organization`, a part that only one has,
/// or pinyin.
pub fn person(read: &Read<'_>, names: &Names, text: &str) -> Result<i64> {
    let (name, organization) = person_parts(text);
    let mut among = bearers(read, name)?;
    if among.is_empty() && organization.is_none() {
        let sql = "SELECT id, name FROM persons WHERE forgotten = 0 UNION \
                   SELECT person_id, name FROM person_names ORDER BY 1, 2";
        let all = read.rows::<(i64, String)>(sql, &[])?;
        let part = fold(name);
        let mut hits: Vec<i64> =
            all.iter().filter(|(_, n)| fold(n).contains(&part)).map(|(id, _)| *id).collect();
        if hits.is_empty() {
            let spelt = pinyin::Spelt::of(name);
            let fit = |name: &str| spelt.as_ref().and_then(|spelt| spelt.fit(name));
            let fits: Vec<_> = all.iter().filter_map(|(id, n)| fit(n).map(|f| (f, *id))).collect();
            let best = fits.iter().map(|(f, _)| *f).max();
            hits = fits.into_iter().filter(|(f, _)| Some(*f) == best).map(|(_, id)| id).collect();
        }
        hits.dedup();
        match hits[..] {
            [id] => return Ok(id),
            [] => {}
            _ => {
                let n = hits.len();
                let candidates =
                    all.iter().filter(|(id, _)| hits.contains(id)).map(|(_, n)| n.clone()).collect();
                return Err(Error::new(
                    Kind::Ambiguous,
                    say!("{name} could be any of {n} persons", "“{name}”可能指{n}人之一"),
                )
                .candidates(candidates));
            }
        }
    }
    match organization {
        Some("") => among.retain(|bearer| bearer.organizations.is_empty()),
        Some(organization) => {
            let id = names.organization(organization)?;
            among.retain(|bearer| bearer.organizations.contains(&id));
        }
        None => {}
    }
    among = nearest_bearers(among);
    match &among[..] {
        [one] => Ok(one.id),
        [] => Err(Error::not_found(say!("no person is known as {text}", "没有名为“{text}”的人员"))
            .hint(say!("`alliance person list` lists them all", "`alliance person list` 列出全部人员"))),
        _ => Err(ambiguous_person(read, names, name, &among)?),
    }
}
