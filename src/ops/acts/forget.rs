//! Forgetting a person: name and contact details leave the registry and the journal's memory; counts,
//! minutes and the journal's chain stay.

use super::Desk;
use crate::{
    error::{Message, Result},
    ops::{
        intake::{Applied, Taker},
        names,
    },
    say,
    store::{Record, Value, gate::Redaction, tables},
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
            // A name that is a part of another one goes last.
            all.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
            all.dedup();
            // Where another person bears the name, words alone do not tell whom they mean.
            let mut names = Vec::new();
            for name in all {
                let alone = names::bearers(taker.write, &name)?.iter().all(|b| b.id == id);
                names.push((name, alone));
            }
            let mut erased: Vec<String> =
                ERASED.iter().filter_map(|key| row.text(key)).map(str::to_string).collect();
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
                let start = mine.fold(text.to_string(), |text, (name, _)| text.replace(name, &alias));
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

/// Puts the alias where a row's own words name the person.
fn reword(record: &mut Record, name: &str, alias: &str, running_text: bool) {
    let table = record.table;
    for column in &table.columns {
        let Some(text) = record.text(column) else { continue };
        let whole = NAMED.contains(&(table.name, column)) && text == name;
        let within = running_text && is_text(table.name, column) && text.contains(name);
        if whole || within {
            let kept = text.replace(name, alias);
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
