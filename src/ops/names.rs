//! Who is meant: organizations and persons by any of their names (contract 2).

use std::collections::HashMap;

use crate::{
    error::{Error, Kind, Result},
    model::{
        pinyin::{self, Fit},
        text::fold,
    },
    say,
    store::{Read, Value},
};

/// How surely a name is the organization's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// A former, short, English or other name.
    Other,
    /// The present name.
    Name,
    /// The code.
    Code,
}

/// All names of all organizations, read once.
#[derive(Debug, Default)]
pub struct Names {
    by_name: HashMap<String, Vec<(i64, Claim)>>,
    shown: HashMap<i64, (String, String)>,
}

/// What a lookup found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Exactly one.
    One(i64),
    /// None.
    Nobody,
    /// Several.
    Many(Vec<i64>),
}

impl Names {
    /// Reads them.
    pub fn read(read: &Read<'_>) -> Result<Names> {
        let mut names = Names::default();
        let sql = "SELECT id, code, name, short_name, name_en FROM organizations ORDER BY id";
        read.each(sql, &[], &mut |row| {
            let id = row.int(0)?;
            let (code, name) = (row.text(1)?, row.text(2)?);
            names.add(id, &code, &name);
            for n in 3..5 {
                if let Some(other) = row.opt_str(n)? {
                    names.claim(id, other, Claim::Other);
                }
            }
            Ok(())
        })?;
        for sql in [
            "SELECT organization_id, name FROM organization_names",
            "SELECT organization_id, text FROM organization_aliases",
        ] {
            read.each(sql, &[], &mut |row| {
                names.claim(row.int(0)?, &row.text(1)?, Claim::Other);
                Ok(())
            })?;
        }
        Ok(names)
    }

    /// Takes in an organization that has just been added or renamed.
    pub fn add(&mut self, id: i64, code: &str, name: &str) {
        self.claim(id, code, Claim::Code);
        self.claim(id, name, Claim::Name);
        self.shown.insert(id, (code.to_string(), name.to_string()));
    }

    /// Takes in one more name of an organization.
    pub fn alias(&mut self, id: i64, name: &str) {
        self.claim(id, name, Claim::Other);
    }

    fn claim(&mut self, id: i64, name: &str, claim: Claim) {
        let claims = self.by_name.entry(fold(name)).or_default();
        match claims.iter_mut().find(|(other, _)| *other == id) {
            Some((_, old)) => *old = claim.max(*old),
            None => claims.push((id, claim)),
        }
    }

    /// Code and present name.
    pub fn shown(&self, id: i64) -> (&str, &str) {
        self.shown.get(&id).map_or(("?", "?"), |(code, name)| (code, name))
    }

    /// The text that means just this organization wherever a whole name does: its name, else its code.
    pub fn text(&self, id: i64) -> String {
        let (code, name) = self.shown(id);
        if self.whole(name) == Found::One(id) { name.to_string() } else { code.to_string() }
    }

    /// The text that means just this person where one appears for `context`: the bare name where that
    /// will do, else `name@organization`; `name@` is the one of no organization.
    pub fn person_text(&self, read: &Read<'_>, id: i64, context: Option<i64>) -> Result<String> {
        let sql = "SELECT name FROM persons WHERE id = ?1";
        let name = read.one(sql, &[id.into()], |row| row.text(0))?.unwrap_or_default();
        let all = bearers(read, &name)?;
        if meant(&all, context) == Meant::One(id) {
            return Ok(name);
        }
        let own = all.iter().find(|b| b.id == id).map(|b| b.organizations.clone()).unwrap_or_default();
        let telling = own.iter().find(|o| meant(&all, Some(**o)) == Meant::One(id));
        Ok(match telling {
            Some(organization) => format!("{name}@{}", self.text(*organization)),
            None => format!("{name}@"),
        })
    }

    /// Whether a code is in use.
    pub fn has_code(&self, code: &str) -> bool {
        self.by_name.get(&fold(code)).is_some_and(|claims| claims.iter().any(|(_, c)| *c == Claim::Code))
    }

    /// By a whole name or code: present ones before former ones.
    pub fn whole(&self, text: &str) -> Found {
        let Some(claims) = self.by_name.get(&fold(text)) else { return Found::Nobody };
        let present: Vec<i64> = claims.iter().filter(|(_, c)| *c >= Claim::Name).map(|(id, _)| *id).collect();
        let all = if present.is_empty() { claims.iter().map(|(id, _)| *id).collect() } else { present };
        found(all)
    }

    /// As on the command line: whole, else a part that only one has, else pinyin.
    pub fn loose(&self, text: &str) -> Found {
        let whole = self.whole(text);
        if whole != Found::Nobody {
            return whole;
        }
        let part = fold(text);
        if part.is_empty() {
            return Found::Nobody;
        }
        let names = || self.by_name.iter().flat_map(|(name, claims)| claims.iter().map(move |c| (name, c.0)));
        let parts = found(names().filter(|(name, _)| name.contains(&part)).map(|(_, id)| id).collect());
        if parts != Found::Nobody {
            return parts;
        }
        let fits: Vec<(Fit, i64)> =
            names().filter_map(|(name, id)| pinyin::fit(name, text).map(|fit| (fit, id))).collect();
        let best = fits.iter().map(|(fit, _)| *fit).max();
        found(fits.into_iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, id)| id).collect())
    }

    /// The organization meant on the command line.
    pub fn organization(&self, text: &str) -> Result<i64> {
        self.settle(text, self.loose(text))
    }

    /// The one that was found, or the error that says why there is not one.
    pub fn settle(&self, text: &str, found: Found) -> Result<i64> {
        match found {
            Found::One(id) => Ok(id),
            Found::Nobody => {
                let near =
                    crate::model::text::nearest(text, self.shown.values().map(|(_, name)| name.as_str()));
                let error =
                    Error::not_found(say!("no organization is known as {text}", "没有名为“{text}”的单位"));
                Err(match near {
                    Some(near) => error.hint(say!("did you mean {near}?", "是否指{near}？")),
                    None => error
                        .hint(say!("`alliance org list` lists them all", "`alliance org list` 列出全部单位")),
                })
            }
            Found::Many(ids) => {
                let mut candidates: Vec<String> = ids
                    .iter()
                    .map(|id| self.shown(*id))
                    .map(|(code, name)| format!("{code} {name}"))
                    .collect();
                candidates.sort();
                let n = candidates.len();
                Err(Error::new(
                    Kind::Ambiguous,
                    say!("{text} could be any of {n} organizations", "“{text}”可能指{n}个单位之一"),
                )
                .hint(say!("name one by its code", "请用代码指明"))
                .candidates(candidates))
            }
        }
    }
}

fn found(mut ids: Vec<i64>) -> Found {
    ids.sort_unstable();
    ids.dedup();
    match ids[..] {
        [] => Found::Nobody,
        [id] => Found::One(id),
        _ => Found::Many(ids),
    }
}

/// A person's reference taken apart: name, and the organization that tells two of a name apart.
pub fn person_parts(text: &str) -> (&str, Option<&str>) {
    match text.split_once('@') {
        Some((name, organization)) => (name.trim(), Some(organization.trim())),
        None => (text.trim(), None),
    }
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

/// Those who bear the name now, else those who bore it before.
fn nearest_bearers(mut all: Vec<Bearer>) -> Vec<Bearer> {
    if all.iter().any(|b| !b.former) {
        all.retain(|b| !b.former);
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
            let free = all.iter().filter(|b| b.organizations.is_empty()).min_by_key(|b| b.former);
            free.map_or(Meant::New, |b| Meant::Placed(b.id))
        }
        _ => Meant::Many(there),
    }
}

/// Everybody of that name, now or before.
pub fn bearers(read: &Read<'_>, name: &str) -> Result<Vec<Bearer>> {
    let sql = "SELECT p.id, p.organization_id, t.organization_id, CASE WHEN p.name = ?1 THEN 0 ELSE 1 END FROM persons p \
               LEFT JOIN posts t ON t.person_id = p.id AND t.organization_id IS NOT NULL \
               WHERE p.id IN (SELECT id FROM persons WHERE name = ?1 UNION SELECT person_id FROM person_names WHERE name = ?1) \
               ORDER BY p.id, t.id";
    let mut bearers: Vec<Bearer> = Vec::new();
    read.each(sql, &[Value::from(name)], &mut |row| {
        let id = row.int(0)?;
        if bearers.last().is_none_or(|b| b.id != id) {
            let home = row.opt_int(1)?;
            let organizations = home.into_iter().collect();
            bearers.push(Bearer { id, home, organizations, former: row.int(3)? == 1 });
        }
        if let (Some(bearer), Some(post)) = (bearers.last_mut(), row.opt_int(2)?) {
            bearer.organizations.push(post);
        }
        Ok(())
    })?;
    Ok(bearers)
}

/// The error of a person's name that several bear.
pub fn ambiguous_person(read: &Read<'_>, names: &Names, name: &str, among: &[Bearer]) -> Result<Error> {
    let mut candidates = Vec::new();
    for bearer in among {
        let sql = "SELECT organization_id FROM persons WHERE id = ?1";
        let home = read.one(sql, &[bearer.id.into()], |r| r.opt_int(0))?.flatten();
        candidates.push(match home.or(bearer.organizations.first().copied()) {
            Some(id) => format!("{name}@{}", names.shown(id).1),
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
        let all = read.all(sql, &[], |row| Ok((row.int(0)?, row.text(1)?)))?;
        let part = fold(name);
        let mut hits: Vec<i64> =
            all.iter().filter(|(_, n)| fold(n).contains(&part)).map(|(id, _)| *id).collect();
        if hits.is_empty() {
            let fits: Vec<_> =
                all.iter().filter_map(|(id, n)| pinyin::fit(n, name).map(|f| (f, *id))).collect();
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
