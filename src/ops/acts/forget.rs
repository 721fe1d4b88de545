//! Forgetting a person: name and contact details leave the registry and the journal's memory; counts,
//! minutes and the journal's chain stay.

use std::collections::HashSet;

use super::Desk;
use crate::{
    error::{Message, Result},
    model::text::{fold, is_invisible},
    ops::{
        intake::{Applied, Taker},
        names,
    },
    say,
    store::{Read, Record, Value, gate::Redaction, tables},
};

/// Columns in which a source's own words name a person, alone in the field.
const NAMED: &[(&str, &str)] =
    &[("agenda_items", "presenter"), ("motions", "proposer"), ("actions", "owner")];

/// What of a person's row is erased beside the name.
const ERASED: &[&str] = &["email", "phone", "note"];

/// What of a contact's row says how the person can be reached.
const REACHED: &[&str] = &["email", "phone"];

impl Desk<'_> {
    /// Erases a person's name and contact details. `running_text` also replaces the name where it
    /// stands within longer texts (titles, summaries, wordings); without it those places are told.
    pub fn forget(&self, reference: &str, running_text: bool) -> Result<Applied> {
        self.run(true, |taker| {
            let id = names::person(taker.write, &taker.names, reference)?;
            let row = taker.write.row("persons", id)?;
            let name = row.text("name").unwrap_or_default().to_string();
            if row.int("forgotten") == Some(1) {
                return Ok(());
            }
            let alias = format!("匿名-{id}");
            let sql = "SELECT name FROM person_names WHERE person_id = ?1 ORDER BY seq";
            let mut all = taker.write.all(sql, &[id.into()], |r| r.text(0))?;
            all.push(name);
            let mut erased: Vec<String> =
                ERASED.iter().filter_map(|key| row.text(key)).map(str::to_string).collect();
            // What was edited or taken out long ago stands in command lines still.
            for was in of_old(taker.write, id)? {
                let keys = if was.table.name == "persons" { ERASED } else { REACHED };
                erased.extend(keys.iter().filter_map(|key| was.text(key)).map(str::to_string));
                if was.table.name == "persons" {
                    all.extend(was.text("name").map(str::to_string));
                }
            }
            // The same name in another spelling, alone in a field.
            let folded: HashSet<String> = all.iter().map(|name| fold(name)).collect();
            for (table, column) in NAMED {
                let sql = format!("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY 1");
                let texts: Vec<String> = taker.write.rows(&sql, &[])?;
                all.extend(texts.into_iter().filter(|text| folded.contains(&fold(text))));
            }
            all.sort();
            all.dedup();
            // A name that is a part of another one goes last.
            all.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
            // Where another person bears the name, words alone do not tell whom they mean.
            let mut names = Vec::new();
            for name in all {
                let alone = names::bearers(taker.write, &name)?.iter().all(|b| b.id == id);
                names.push((name, alone));
            }
            // How the person can be reached goes, that the unit had such a contact stays.
            for mut contact in taker.write.rows_where("contacts", &[("person_id", id.into())])? {
                erased.extend(REACHED.iter().filter_map(|key| contact.text(key)).map(str::to_string));
                REACHED.iter().for_each(|key| {
                    contact.set(key, Value::Null);
                });
                taker.write.put(&contact, &format!("c{}", contact.int("id").unwrap_or_default()))?;
            }
            for (name, alone) in &names {
                taker.replace_words(name, &alias, *alone, *alone && running_text)?;
            }
            taker.write.put_parts("person_names", id, Vec::new(), &alias)?;
            let mut blank = row.with("name", alias.as_str()).with("forgotten", true);
            for key in ERASED {
                blank.set(key, Value::Null);
            }
            taker.write.put(&blank, &alias)?;
            let (old, new) = (names.clone(), alias.clone());
            let image = move |record: &mut Record| {
                let before = record.clone();
                if record.table.name == "person_names" && record.int("person_id") == Some(id) {
                    record.set("name", new.as_str());
                } else if record.table.name == "contacts" && record.int("person_id") == Some(id) {
                    REACHED.iter().for_each(|key| {
                        record.set(key, Value::Null);
                    });
                } else if record.table.name == "persons" && record.int("id") == Some(id) {
                    record.set("name", new.as_str());
                    ERASED.iter().for_each(|key| {
                        record.set(key, Value::Null);
                    });
                } else {
                    for (old, _) in old.iter().filter(|(_, alone)| *alone) {
                        reword(record, old, &new, running_text);
                    }
                }
                *record != before
            };
            let words = move |text: &str| {
                let mine = names.iter().filter(|(_, alone)| *alone);
                let start = mine.fold(text.to_string(), |text, (name, _)| replace_name(&text, name, &alias));
                erased
                    .iter()
                    .filter(|word| word.chars().count() > 1)
                    .fold(start, |text, word| text.replace(word, "…"))
            };
            taker.write.redact(Redaction { image: Box::new(image), words: Box::new(words) });
            Ok(())
        })
    }
}

/// The person's row, and those of the person's contacts, as the journal remembers them.
fn of_old(read: &Read<'_>, id: i64) -> Result<Vec<Record>> {
    let sql = "SELECT tbl, before, after FROM journal_changes WHERE tbl IN ('persons', 'contacts') ORDER BY entry, seq";
    let images: Vec<(String, Option<String>, Option<String>)> = read.rows(sql, &[])?;
    let mut all = Vec::new();
    for (table, before, after) in images {
        for image in [before, after].into_iter().flatten() {
            let was = Record::from_image(&table, &image)?;
            let whose = if table == "persons" { was.int("id") } else { was.int("person_id") };
            if whose == Some(id) {
                all.push(was);
            }
        }
    }
    Ok(all)
}

/// Puts the alias for a name in a text, also where blanks stand between its Chinese characters.
fn replace_name(text: &str, name: &str, alias: &str) -> String {
    if name.chars().any(|c| c.is_ascii_alphanumeric()) {
        return text.replace(name, alias);
    }
    let name: Vec<char> = name.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
    if name.is_empty() {
        return text.to_string();
    }
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(c) = chars.get(at) {
        // The end of the name, where it begins here.
        let mut end = at;
        let found = name.iter().enumerate().all(|(n, wanted)| {
            while n > 0 && chars.get(end).is_some_and(|c| c.is_whitespace() || is_invisible(*c)) {
                end += 1;
            }
            end += 1;
            chars.get(end - 1) == Some(wanted)
        });
        if found {
            out.push_str(alias);
            at = end;
        } else {
            out.push(*c);
            at += 1;
        }
    }
    out
}

/// Puts the alias where a row's own words name the person.
fn reword(record: &mut Record, name: &str, alias: &str, running_text: bool) {
    let table = record.table;
    for column in &table.columns {
        let Some(text) = record.text(column) else { continue };
        let whole = NAMED.contains(&(table.name, column)) && fold(text) == fold(name);
        let within = running_text && is_text(table.name, column) && text.contains(name);
        if whole || within {
            let kept = if whole { alias.to_string() } else { text.replace(name, alias) };
            record.set(column, kept);
        }
    }
}

/// Columns that hold words of people, not codes, days or names that find a record.
fn is_text(table: &str, column: &str) -> bool {
    matches!(
        column,
        "title" | "text" | "summary" | "purpose" | "note" | "source" | "presenter" | "proposer" | "owner"
    ) && !matches!(table, "persons" | "organization_aliases")
}

impl Taker<'_, '_> {
    /// Puts the alias in the words of other rows, and tells where the name is left standing.
    fn replace_words(&mut self, name: &str, alias: &str, alone: bool, running_text: bool) -> Result<()> {
        let mut left: Vec<String> = Vec::new();
        for table in tables::tables() {
            let texts: Vec<_> = table.columns.iter().filter(|column| is_text(table.name, column)).collect();
            if texts.is_empty() {
                continue;
            }
            let keys = table.key.iter().filter_map(|at| table.columns.get(*at));
            let keys = keys.map(|column| format!("\"{column}\"")).collect::<Vec<_>>();
            let holds = texts.iter().map(|column| format!("replace(\"{column}\", ?1, '') <> \"{column}\""));
            let sql = format!(
                "SELECT {} FROM {} WHERE {} ORDER BY 1",
                keys.join(", "),
                table.name,
                holds.collect::<Vec<_>>().join(" OR ")
            );
            let width = keys.len();
            let found = self.write.all(&sql, &[name.into()], |row| {
                (0..width).map(|at| row.value(at)).collect::<Result<Vec<Value>>>()
            })?;
            for key in found {
                let Some(before) = self.write.find(table.name, &key)? else { continue };
                let mut after = before.clone();
                if alone {
                    reword(&mut after, name, alias, running_text);
                }
                let reference = self.called(&after)?;
                if after != before {
                    self.write.put(&after, &reference)?;
                }
                let stands =
                    texts.iter().any(|column| after.text(column).is_some_and(|text| text.contains(name)));
                if stands && !left.contains(&reference) {
                    left.push(reference);
                }
            }
        }
        if !left.is_empty() {
            let places = left.join(", ");
            self.warnings.push(if alone {
                say!(
                    "the name still stands in the running text of: {places}; --text replaces it there too",
                    "以下记录的行文中仍有该姓名：{places}；加 --text 可一并替换"
                )
            } else {
                say!(
                    "another person bears the name, so the text of these records was left as it is: {places}",
                    "另有同名者，故以下记录的文字未改动：{places}"
                )
            });
        }
        let sql = "SELECT count(*) FROM documents";
        if self.write.one(sql, &[], |row| row.int(0))?.is_some_and(|count| count > 0) {
            let message = Message {
                en: "documents kept in the registry are not searched: look through `alliance document list`"
                    .into(),
                zh: "登记库中保存的文件未作检查，请查看 `alliance document list`".into(),
            };
            if !self.warnings.contains(&message) {
                self.warnings.push(message);
            }
        }
        Ok(())
    }

    /// The record that a row belongs to, as people call it.
    fn called(&self, row: &Record) -> Result<String> {
        let session = |id: Option<i64>| -> Result<String> {
            let sql = "SELECT ref FROM session_refs WHERE session_id = ?1";
            Ok(self.write.one(sql, &[id.into()], |r| r.text(0))?.unwrap_or_default())
        };
        let id = row.int("id");
        Ok(match row.table.name {
            "sessions" => session(id)?,
            "agenda_items" | "attendances" => session(row.int("session_id"))?,
            "delegates" => {
                let sql = "SELECT session_id FROM attendances WHERE id = ?1";
                session(self.write.one(sql, &[row.int("attendance_id").into()], |r| r.int(0))?)?
            }
            "agenda_topics" => {
                let sql = "SELECT session_id FROM agenda_items WHERE id = ?1";
                session(self.write.one(sql, &[row.int("agenda_item_id").into()], |r| r.int(0))?)?
            }
            "motions" => format!("{}/{}", session(row.int("session_id"))?, row.int("number").unwrap_or(0)),
            "actions" => format!("a{}", id.unwrap_or(0)),
            "visits" => format!("v{}", id.unwrap_or(0)),
            "visit_receivers" | "visit_sites" | "visit_topics" => {
                format!("v{}", row.int("visit_id").unwrap_or(0))
            }
            "documents" => format!("d{}", id.unwrap_or(0)),
            "organizations" => row.text("code").unwrap_or_default().to_string(),
            "activities" => match (row.text("name").unwrap_or_default(), row.int("edition")) {
                (name, Some(edition)) => format!("{name}/{edition}"),
                (name, None) => name.to_string(),
            },
            "posts" => {
                let sql = "SELECT name FROM persons WHERE id = ?1";
                self.write.one(sql, &[row.int("person_id").into()], |r| r.text(0))?.unwrap_or_default()
            }
            _ => "alliance".to_string(),
        })
    }
}
