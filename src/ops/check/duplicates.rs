//! Rules about organizations and persons that may be recorded twice.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Found,
    scope::{Ids, Look},
};
use crate::{
    error::{Message, Result},
    model::{pinyin, text::fold},
    ops::names::{alike, alike_lengths},
    say,
};

/// So many persons of one name are compared each with each; of more, each with the first.
const EACH: usize = 50;

fn holds(ids: &Ids, id: i64) -> bool {
    match ids {
        Ids::All => true,
        Ids::Some(some) => some.contains(&id),
    }
}

/// Names that are alike, or an equal credit code. Names that merely differ by a character are no sign:
/// 浙江省国家大学科技园 and 浙江大学国家大学科技园 are two parks.
pub(super) fn duplicate_organization(look: &Look<'_>) -> Result<Found> {
    let sql = "SELECT id, code, name, name AS text, 0 AS is_credit_code FROM organizations WHERE merged_into IS NULL \
               UNION ALL SELECT o.id, o.code, o.name, n.name, 0 FROM organization_names n JOIN organizations o ON o.id = n.organization_id WHERE o.merged_into IS NULL \
               UNION ALL SELECT o.id, o.code, o.name, a.text, 0 FROM organization_aliases a JOIN organizations o ON o.id = a.organization_id WHERE o.merged_into IS NULL \
               UNION ALL SELECT id, code, name, credit_code, 1 FROM organizations WHERE credit_code IS NOT NULL AND merged_into IS NULL ORDER BY 1";
    // What can be like a name that is looked at; nothing else needs to be heard.
    let mut heard: Option<HashSet<usize>> = None;
    if let Ids::Some(_) = look.scope.organizations {
        let mut lengths = HashSet::new();
        let these = look.scope.organizations.filter("id");
        let touched = format!("SELECT text FROM ({sql}) AS names WHERE {these}");
        look.read.each(&touched, &[], &mut |row| {
            lengths.extend(alike_lengths(row.opt_str(0)?.unwrap_or_default()));
            Ok(())
        })?;
        heard = Some(lengths);
    }
    let mut seen: HashMap<String, (i64, String)> = HashMap::new();
    let (mut found, mut told) = (Found::new(), HashSet::new());
    look.read.each(sql, &[], &mut |row| {
        let (id, text) = (row.int(0)?, row.opt_str(3)?.unwrap_or_default());
        let keys = if row.int(4)? == 1 {
            vec![format!("credit code {}", fold(text))]
        } else if heard.as_ref().is_none_or(|heard| alike_lengths(text).iter().any(|n| heard.contains(n))) {
            alike(text)
        } else {
            return Ok(());
        };
        for key in keys {
            match seen.get(&key) {
                Some((other, theirs)) if *other != id => {
                    if holds(&look.scope.organizations, *other) || holds(&look.scope.organizations, id) {
                        let (code, name) = (row.text(1)?, row.text(2)?);
                        let message = say!(
                            "{name} looks like {theirs}; if they are one, record it with `alliance org merge`",
                            "{name}与{theirs}疑为同一单位；如属实请用 `alliance org merge` 合并"
                        );
                        if told.insert((code.clone(), message.en.clone())) {
                            found.push((code, message));
                        }
                    }
                }
                Some(_) => {}
                None => {
                    seen.insert(key, (id, row.text(2)?));
                }
            }
        }
        Ok(())
    })?;
    Ok(found)
}

/// A person as the rule compares one.
struct Person {
    id: i64,
    name: String,
    home: Option<i64>,
    at: String,
    email: Option<String>,
    phone: Option<String>,
}

/// Why two persons of names that are alike may be one. Two of one name: one of them has no organization of their
/// own record, or they have an e-mail or phone in common. Two whose names only sound the same, as 王芳 and 王方 do, or
/// are typed otherwise: they belong to one organization, by their records or posts, or one of them to none;
/// elsewhere names that sound the same are common among different persons.
fn may_be_one(a: &Person, b: &Person, posts: &HashMap<i64, Vec<i64>>) -> bool {
    let shared = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
    if shared(&a.email, &b.email) || shared(&a.phone, &b.phone) {
        return true;
    }
    if a.name == b.name {
        return a.home.is_none() || b.home.is_none();
    }
    let belongs = |person: &Person| -> Vec<i64> {
        let posts = posts.get(&person.id).into_iter().flatten().copied();
        person.home.into_iter().chain(posts).collect()
    };
    let (one, other) = (belongs(a), belongs(b));
    one.is_empty() || other.is_empty() || one.iter().any(|organization| other.contains(organization))
}

/// How many characters of a name are heard.
fn length(name: &str) -> usize {
    name.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Persons of names that are alike who may be one.
pub(super) fn duplicate_person(look: &Look<'_>) -> Result<Found> {
    // How the names sound that are looked at, where not all are; and their lengths, which are sooner told.
    let mut heard: Option<(HashSet<usize>, HashSet<String>)> = None;
    if let Ids::Some(_) = look.scope.persons {
        let sql = format!("SELECT name FROM persons WHERE {}", look.scope.persons.filter("id"));
        let names = look.read.all(&sql, &[], |row| Ok(fold(row.opt_str(0)?.unwrap_or_default())))?;
        let lengths = names.iter().map(|name| length(name)).collect();
        heard = Some((lengths, names.iter().map(|name| pinyin::sound_of_person(name)).collect()));
    }
    let sql = "SELECT p.id, p.name, p.organization_id, coalesce(o.name, ''), p.email, p.phone FROM persons p \
               LEFT JOIN organizations o ON o.id = p.organization_id WHERE p.forgotten = 0 ORDER BY p.id";
    let mut alike: BTreeMap<String, Vec<Person>> = BTreeMap::new();
    look.read.each(sql, &[], &mut |row| {
        let folded = fold(row.opt_str(1)?.unwrap_or_default());
        if heard.as_ref().is_some_and(|(lengths, _)| !lengths.contains(&length(&folded))) {
            return Ok(());
        }
        let sound = pinyin::sound_of_person(&folded);
        if heard.as_ref().is_some_and(|(_, sounds)| !sounds.contains(&sound)) {
            return Ok(());
        }
        alike.entry(sound).or_default().push(Person {
            id: row.int(0)?,
            name: row.text(1)?,
            home: row.opt_int(2)?,
            at: row.text(3)?,
            email: row.opt_text(4)?,
            phone: row.opt_text(5)?,
        });
        Ok(())
    })?;
    alike.retain(|_, persons| persons.len() > 1);
    let mut posts: HashMap<i64, Vec<i64>> = HashMap::new();
    if !alike.is_empty() {
        let sql =
            "SELECT person_id, organization_id FROM posts WHERE organization_id IS NOT NULL ORDER BY id";
        look.read.each(sql, &[], &mut |row| {
            posts.entry(row.int(0)?).or_default().push(row.int(1)?);
            Ok(())
        })?;
    }
    let mut found = Found::new();
    for persons in alike.values() {
        let firsts = if persons.len() > EACH { 1 } else { persons.len() };
        for (n, a) in persons.iter().take(firsts).enumerate() {
            let others = persons.iter().skip(n + 1);
            let touched = |b: &&Person| holds(&look.scope.persons, a.id) || holds(&look.scope.persons, b.id);
            found.extend(others.filter(|b| may_be_one(a, b, &posts)).filter(touched).map(|b| told(a, b)));
        }
    }
    Ok(found)
}

fn told(a: &Person, b: &Person) -> (String, Message) {
    let (name, one, other) = (&a.name, &a.at, &b.at);
    let reference = if one.is_empty() { format!("{name}@{other}") } else { format!("{name}@{one}") };
    if a.name == b.name {
        let message = say!(
            "{name} is recorded twice ({one}; {other}) and may be one person; `alliance person remove` takes one out",
            "{name}登记了两次（{one}；{other}），疑为同一人；可用 `alliance person remove` 删除其一"
        );
        return (reference, message);
    }
    let theirs = &b.name;
    let message = say!(
        "{name} ({one}) and {theirs} ({other}) sound the same and may be one person; `alliance person remove` takes one out",
        "{name}（{one}）与{theirs}（{other}）读音相同，疑为同一人；可用 `alliance person remove` 删除其一"
    );
    (reference, message)
}
