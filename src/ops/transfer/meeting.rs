//! Lists in which several rows make one record: attendance by delegates, candidates, receivers, the
//! pieces of documents.

use std::collections::HashMap;

use super::{
    sheets::Sheet,
    taker::{Row, Taker, default, row_or_new},
};
use crate::{
    error::{Error, Result},
    model::sheet::List,
    ops::{record::rest::put_body_names, refs},
    say,
    store::{Record, Value, chain::sha256},
};

/// An attendance as its rows give it.
struct Came {
    record: Record,
    new: bool,
    people: Vec<Record>,
    reference: String,
}

/// One row a delegate; the rows of an organization in a session are one attendance. Without an
/// organization each person is one, unless `item` holds several together.
pub fn attendance(taker: &mut Taker<'_, '_>, sheet: &'static Sheet, list: &List) -> Result<()> {
    let mut known: HashMap<(i64, i64), i64> = HashMap::new();
    let sql = "SELECT session_id, organization_id, id FROM attendances WHERE organization_id IS NOT NULL";
    taker.write.each(sql, &[], &mut |r| {
        known.insert((r.int(0)?, r.int(1)?), r.int(2)?);
        Ok(())
    })?;
    let mut guests: HashMap<(i64, Value, Value), i64> = HashMap::new();
    let sql = "SELECT a.session_id, d.person_id, CASE WHEN d.person_id IS NULL THEN d.title END, a.id FROM attendances a \
               JOIN delegates d ON d.attendance_id = a.id WHERE a.organization_id IS NULL ORDER BY a.id, d.seq";
    taker.write.each(sql, &[], &mut |r| {
        guests.entry((r.int(0)?, r.value(1)?, r.value(2)?)).or_insert(r.int(3)?);
        Ok(())
    })?;
    let mut came: Vec<Came> = Vec::new();
    let mut at: HashMap<(i64, Option<i64>, Option<i64>), usize> = HashMap::new();
    taker.each(sheet, list, &mut |taker, row| {
        let Some(session) = taker.session(row.text("session").unwrap_or_default(), &row.place("session"))
        else {
            return Ok(());
        };
        let organization = match row.text("organization") {
            Some(text) => match taker.organization(text, true, &row.place("organization")) {
                Some(id) => Some(id),
                None => return Ok(()),
            },
            None => None,
        };
        let person = match row.text("person") {
            Some(text) => match taker.person(text, organization, &row.place("person"))? {
                Some(id) => Some(id),
                None => return Ok(()),
            },
            None => None,
        };
        let title = row.text("title");
        let people = (person.is_some() || title.is_some())
            .then(|| Record::new("delegates").with("person_id", person).with("title", title));
        if organization.is_none() && people.is_none() {
            let error = Error::invalid(say!(
                "the row names neither an organization nor a person",
                "该行既无单位也无人员"
            ));
            taker.fault_at(&row.place("organization"), error);
            return Ok(());
        }
        let item = row.int("item");
        let group = (session, organization, if organization.is_some() { None } else { item });
        let old = at.get(&group).copied().filter(|_| organization.is_some() || item.is_some());
        let Some(old) = old else {
            let id = match organization {
                Some(organization) => known.get(&(session, organization)).copied(),
                None => {
                    let title = if person.is_none() { Value::from(title) } else { Value::Null };
                    let known = guests.get(&(session, person.into(), title)).copied();
                    // Two guests of one title in a list are two.
                    known.filter(|id| !came.iter().any(|c| c.record.int("id") == Some(*id)))
                }
            };
            let record = row_or_new(taker.write, "attendances", id, None)?;
            let Some(mut record) = taker.lay(row, record)? else { return Ok(()) };
            default(&mut record, "capacity", "member");
            default(&mut record, "presence", "present");
            if record.int("proxy_id").is_some() && record.int("proxy_id") == organization {
                let error =
                    Error::invalid(say!("an organization cannot hold its own proxy", "单位不能委托自己"));
                taker.fault_at(&row.place("proxy"), error);
            }
            at.insert(group, came.len());
            let reference = taker.known.session_text(session).to_string();
            came.push(Came { record, new: id.is_none(), people: people.into_iter().collect(), reference });
            return Ok(());
        };
        if let Some(came) = came.get_mut(old) {
            if let Some(column) = differing(row, &came.record) {
                let error = Error::invalid(say!(
                    "{column} differs from that of an earlier row of the same attendance",
                    "{column} 与同一出席记录的前一行不一致"
                ));
                taker.fault_at(&row.place(column), error);
            }
            came.people.extend(people);
        }
        Ok(())
    })?;
    if !taker.faults.is_empty() {
        return Ok(());
    }
    for Came { record, new, people, reference } in came {
        taker.put(&record, new, &reference)?;
        if !people.is_empty() {
            taker.put_parts("delegates", record.int("id").unwrap_or_default(), people, new, &reference)?;
        }
    }
    Ok(())
}

/// A column in which a further row of an attendance says another thing than the first.
fn differing(row: &Row<'_>, record: &Record) -> Option<&'static str> {
    ["capacity", "presence"]
        .into_iter()
        .find(|key| row.get(key).is_some() && row.value(key) != *record.get(key))
}

/// Candidates of a motion, receivers of a visit: all rows of one owner are its parts, in their order.
pub fn parts(taker: &mut Taker<'_, '_>, sheet: &'static Sheet, list: &List) -> Result<()> {
    let mut all: Vec<(i64, String, Vec<Record>)> = Vec::new();
    taker.each(sheet, list, &mut |taker, row| {
        let (owner, reference) = if sheet.name == "candidates" {
            let Some(id) = taker.motion(row.text("motion").unwrap_or_default(), &row.place("motion")) else {
                return Ok(());
            };
            (id, taker.known.motion_text(id))
        } else {
            let text = row.text("visit").unwrap_or_default().to_lowercase();
            let id = match taker.numbered.get(&text) {
                Some(id) => *id,
                None => refs::numbered(taker.write, &text, 'v', "visits")
                    .map_err(|error| error.at(&row.place("visit").to_string()))?,
            };
            (id, format!("v{id}"))
        };
        let Some(record) = taker.lay(row, Record::new(sheet.table))? else { return Ok(()) };
        let empty = record.int("person_id").is_none()
            && (if sheet.name == "candidates" {
                record.int("organization_id").is_none()
            } else {
                record.text("title").is_none()
            });
        if empty {
            let error = Error::invalid(say!("the row names nobody", "该行未写明人员"));
            taker.fault_at(&row.place("person"), error);
            return Ok(());
        }
        match all.iter_mut().find(|(other, ..)| *other == owner) {
            Some((_, _, parts)) => parts.push(record),
            None => all.push((owner, reference, vec![record])),
        }
        Ok(())
    })?;
    for (owner, reference, parts) in all {
        taker.write.put_parts(sheet.table, owner, parts, &reference)?;
    }
    Ok(())
}

/// Former names of organizations, persons, bodies or the alliance: all of one owner together.
pub fn former_names(taker: &mut Taker<'_, '_>, sheet: &'static Sheet, list: &List) -> Result<()> {
    let mut all: Vec<(Value, String, Vec<Record>)> = Vec::new();
    taker.each(sheet, list, &mut |taker, row| {
        let name = row.text("name").unwrap_or_default();
        let Some((owner, reference)) = bearer(taker, sheet, row)? else { return Ok(()) };
        match (sheet.name, &owner) {
            ("names", Value::Int(id)) => taker.known.names.alias(*id, name),
            ("person_names", Value::Int(id)) => taker.known.add_former(*id, name),
            _ => {}
        }
        let part = Record::new(sheet.table).with("name", name).with("until", row.value("until"));
        match all.iter_mut().find(|(other, ..)| *other == owner) {
            Some((.., parts)) => parts.push(part),
            None => all.push((owner, reference, vec![part])),
        }
        Ok(())
    })?;
    for (owner, reference, parts) in all {
        match owner {
            Value::Int(id) => taker.write.put_parts(sheet.table, id, parts, &reference)?,
            _ => put_body_names(taker.write, &reference, parts)?,
        }
    }
    Ok(())
}

/// Who bore the name, and how its record is called; `None` where the row does not say, which is kept as a
/// fault.
fn bearer(
    taker: &mut Taker<'_, '_>,
    sheet: &'static Sheet,
    row: &Row<'_>,
) -> Result<Option<(Value, String)>> {
    let text = |key| row.text(key).unwrap_or_default();
    Ok(match sheet.name {
        "names" => taker
            .organization(text("organization"), true, &row.place("organization"))
            .map(|id| (id.into(), taker.known.code(id).to_string())),
        "person_names" => taker.person(text("person"), None, &row.place("person"))?.map(|id| {
            let text = taker.known.person_text(id, None);
            (id.into(), super::known::parts(&text).0.to_string())
        }),
        "body_names" => {
            let body = text("body");
            let Some(code) = taker.known.body(body) else {
                let error =
                    Error::invalid(say!("no body has the code {body}", "没有代码为 {body} 的会议机构"));
                return Err(error);
            };
            Some((code.as_str().into(), code))
        }
        _ if taker.write.find("alliances", &[Value::Int(1)])?.is_some() => {
            Some((Value::Int(1), "alliance".to_string()))
        }
        _ => return Err(Error::invalid(say!("the alliance has no name yet", "联盟尚无名称"))),
    })
}

/// What a document can be for: the word in the list, and the column.
pub const TARGETS: &[(&str, &str)] = &[
    ("organization", "organization_id"),
    ("person", "person_id"),
    ("session", "session_id"),
    ("motion", "motion_id"),
    ("action", "action_id"),
    ("visit", "visit_id"),
    ("activity", "activity_id"),
];

/// A document; its content stands in a list of its own.
pub fn document(taker: &mut Taker<'_, '_>, row: &Row<'_>) -> Result<()> {
    let (kind, target) = (row.text("kind").unwrap_or_default(), row.text("for").unwrap_or_default());
    let place = row.place("for");
    let Some((_, column)) = TARGETS.iter().find(|(word, _)| *word == kind) else {
        let words = TARGETS.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        return Err(Error::invalid(say!("a document cannot be for a {kind}", "文件不能属于“{kind}”"))
            .hint(say!("possible are {words}", "可用：{words}"))
            .at(&row.place("kind").to_string()));
    };
    let numbered = |taker: &Taker<'_, '_>, letter, table| match taker.numbered.get(&target.to_lowercase()) {
        Some(id) => Ok(*id),
        None => refs::numbered(taker.write, target, letter, table).map_err(|e| e.at(&place.to_string())),
    };
    let id = match kind {
        "organization" => taker.organization(target, false, &place),
        "person" => taker.person(target, None, &place)?,
        "session" => taker.session(target, &place),
        "motion" => taker.motion(target, &place),
        "action" => Some(numbered(taker, 'a', "actions")?),
        "visit" => Some(numbered(taker, 'v', "visits")?),
        _ => Some(refs::activity(taker.write, target).map_err(|e| e.at(&place.to_string()))?),
    };
    let Some(id) = id else { return Ok(()) };
    let sql = format!("SELECT id FROM documents WHERE sha256 = ?1 AND {column} = ?2");
    let old = taker.write.one(&sql, &[row.value("sha256"), id.into()], |r| r.int(0))?;
    let wanted = row.text("ref").and_then(|text| text.get(1..)).and_then(|digits| digits.parse().ok());
    let record = row_or_new(taker.write, "documents", old, wanted)?;
    let Some(record) = taker.lay(row, record)? else { return Ok(()) };
    let reference = format!("d{}", record.int("id").unwrap_or_default());
    taker.write.put(&record.with(column, id), &reference)?;
    Ok(())
}

/// Contents of documents, piece by piece; each must be what its fingerprint says.
pub fn contents(taker: &mut Taker<'_, '_>, sheet: &'static Sheet, list: &List) -> Result<()> {
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    taker.each(sheet, list, &mut |taker, row| {
        let hash = row.text("sha256").unwrap_or_default();
        let piece = row.text("base64").unwrap_or_default();
        let Some(bytes) = super::base64::decode(piece) else {
            let error = Error::invalid(say!("this is not base64", "此处不是 base64 编码"));
            taker.fault_at(&row.place("base64"), error);
            return Ok(());
        };
        match all.last_mut().filter(|(other, _)| other == hash) {
            Some((_, whole)) => whole.extend(bytes),
            None => all.push((hash.to_string(), bytes)),
        }
        Ok(())
    })?;
    for (hash, bytes) in all {
        if sha256(&bytes) != hash {
            let place = &list.place;
            taker.fault(
                Error::invalid(say!(
                    "the content {hash} is not what its fingerprint says",
                    "文件内容 {hash} 与其指纹不符"
                ))
                .at(place),
            );
        } else {
            taker.write.keep_content(&hash, bytes)?;
        }
    }
    Ok(())
}
