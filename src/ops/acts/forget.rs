//! Forgetting a person: name and contact details leave the registry and the journal's memory; counts,
//! minutes and the journal's chain stay.

mod history;
mod left;
mod naming;

use std::rc::Rc;

use self::{
    history::History,
    left::Left,
    naming::{Erased, Naming},
};
use super::Desk;
use crate::{
    error::{Kind, Result},
    ops::{
        intake::{Applied, Taker},
        names,
    },
    say,
    store::{Record, Value, gate::Redaction},
};

/// What of a person's row is erased beside the name.
const ERASED: &[&str] = &["email", "phone", "note"];

/// What of a contact's row says how the person can be reached.
const REACHED: &[&str] = &["email", "phone"];

/// What a column may say of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    /// A name alone, or several, in a source's own words.
    Named,
    /// The registry's own words about somebody.
    Told,
    /// People's sentences.
    Running,
    /// The name of something else.
    Other,
}

/// The kind of words in a column; none where it holds codes, days, numbers, or the names of persons by themselves.
fn words(table: &str, column: &str) -> Option<Words> {
    Some(match (table, column) {
        ("agenda_items", "presenter")
        | ("motions", "proposer" | "moved_by" | "seconded_by")
        | ("sessions", "recorder" | "reviewer")
        | ("session_signatories" | "motion_tellers", "text")
        | ("actions", "owner")
        | ("accepted", "ref") => Words::Named,
        ("accepted", "message") => Words::Told,
        ("organization_aliases", "text") | ("sources", "title" | "place") => Words::Other,
        ("interests", "kind") => Words::Running,
        (
            _,
            "title" | "text" | "summary" | "purpose" | "note" | "source" | "why" | "duty" | "venue" | "path",
        ) => Words::Running,
        ("persons" | "person_names", _) => return None,
        (_, "name" | "short_name" | "name_en" | "university") => Words::Other,
        _ => return None,
    })
}

/// What takes the place of a person's name, and where.
struct Alias<'a> {
    naming: &'a Naming,
    alias: &'a str,
    running_text: bool,
}

impl Alias<'_> {
    /// Puts the alias where a row's words name the person.
    fn reword(&self, record: &mut Record) {
        let table = record.table;
        for column in &table.columns {
            let (Some(words), Some(text)) = (words(table.name, column), record.text(column)) else {
                continue;
            };
            let mut kept = match words {
                Words::Named => self.naming.members(text, self.alias),
                Words::Told => Some(self.naming.replaced(text, self.alias).0),
                Words::Running | Words::Other => None,
            };
            if self.running_text && words != Words::Other {
                kept = Some(self.naming.replaced(kept.as_deref().unwrap_or(text), self.alias).0);
            }
            if let Some(kept) = kept.filter(|kept| kept != text) {
                record.set(column, kept);
            }
        }
    }
}

impl Desk<'_> {
    /// Erases a person's name and contact details. `running_text` also replaces the name where it
    /// stands within longer texts (titles, summaries, wordings); without it those places are told.
    pub fn forget(&self, reference: &str, running_text: bool) -> Result<Applied> {
        let done = self.run(true, |taker| {
            let id = names::person(taker.write, &taker.names, reference)?;
            let row = taker.write.row("persons", id)?;
            if row.int("forgotten") == Some(1) {
                return Ok(());
            }
            taker.forget(id, row, running_text)
        });
        done.map_err(|error| {
            if error.kind() != Kind::NotFound {
                return error;
            }
            error.hint(say!(
                "who was forgotten is called 匿名-N since: of the name nothing is left to find",
                "已抹去的人员改称“匿名-N”，其姓名已无从查找"
            ))
        })
    }
}

impl Taker<'_, '_> {
    fn forget(&mut self, id: i64, row: Record, running_text: bool) -> Result<()> {
        let alias = format!("匿名-{id}");
        let history = History::read(self.write, id)?;
        // Where another person bears the name, words alone do not tell whom they mean.
        let mut alone: Vec<&str> = Vec::new();
        let mut shared: Vec<&str> = Vec::new();
        for name in &history.names {
            let mine = names::bearers(self.write, name)?.iter().all(|bearer| bearer.id == id);
            if mine { alone.push(name) } else { shared.push(name) }
        }
        let known = || history.others.iter().map(String::as_str);
        let reached = history.known_by(self.write, id)?;
        let naming = Rc::new(Naming::new(alone.iter().copied().chain(reached.iter().map(String::as_str)), known()));
        let every = Naming::new(history.names.iter().map(String::as_str), known());
        let shared = Naming::new(shared, known());

        // How the person can be reached goes, that the unit had such a contact stays.
        for mut contact in self.write.rows_where("contacts", &[("person_id", id.into())])? {
            unreached(&mut contact, REACHED);
            self.write.put(&contact, &format!("c{}", contact.int("id").unwrap_or_default()))?;
        }
        self.write.put_parts("person_names", id, Vec::new(), &alias)?;
        let mut blank = row.with("name", alias.as_str()).with("forgotten", true);
        unreached(&mut blank, ERASED);
        self.write.put(&blank, &alias)?;

        let put = Alias { naming: &naming, alias: &alias, running_text };
        let mut left = Left::new(&naming, &shared);
        self.reword_all(&put, &mut left)?;
        let erasure = Erasure { id, alias: alias.clone(), naming: naming.clone(), every, running_text, history };
        left.in_journal(self.write, &erasure)?;
        self.warnings.extend(left.told(self.write)?);
        self.write.redact(erasure.redaction());
        Ok(())
    }
}

fn unreached(record: &mut Record, columns: &[&str]) {
    columns.iter().for_each(|column| {
        record.set(column, Value::Null);
    });
}

/// What is erased from the journal.
struct Erasure {
    id: i64,
    alias: String,
    /// The names that mean this person alone.
    naming: Rc<Naming>,
    /// Every name that the person ever had.
    every: Naming,
    running_text: bool,
    history: History,
}

impl Erasure {
    /// Rewrites an image where it must.
    fn image(&self, record: &mut Record) -> bool {
        let before = record.clone();
        match (history::whose(record) == Some(self.id), record.table.name) {
            (true, "persons") => {
                record.set("name", self.alias.as_str());
                unreached(record, ERASED);
            }
            (true, "person_names") => {
                record.set("name", self.alias.as_str());
            }
            (true, "contacts") => unreached(record, REACHED),
            _ => Alias { naming: &self.naming, alias: &self.alias, running_text: self.running_text }
                .reword(record),
        }
        *record != before
    }

    /// How the journal may call the record that a row belongs to: people's names stand there for their own rows.
    fn reference(&self, record: &Record, reference: &str) -> String {
        let kept = match record.table.name {
            "persons" | "person_names" | "posts" if history::whose(record) == Some(self.id) => {
                self.every.members(reference, &self.alias)
            }
            "accepted" => reference.split_once(' ').and_then(|(rule, of)| {
                self.naming.members(of, &self.alias).map(|of| format!("{rule} {of}"))
            }),
            _ => None,
        };
        kept.unwrap_or_else(|| reference.to_string())
    }

    /// The reason and the command line of an entry as they may stay.
    fn words(&self, entry: i64, why: Option<&str>, command: &str) -> (Option<String>, String) {
        // The entry that is being made has no row yet, and is about this person.
        let mine = self.history.mine.contains(&entry) || entry > self.history.last;
        let solely = mine && !self.history.of_others.contains(&entry);
        let erased = Erased {
            naming: if solely { &self.every } else { &self.naming },
            alias: &self.alias,
            details: if mine { &self.history.details } else { &[] },
            running_text: self.running_text,
        };
        let command = if solely { erased.reference(command) } else { command.to_string() };
        (why.map(|why| erased.sentence(why)), erased.command(&command))
    }

    fn redaction(self) -> Redaction {
        let this = Rc::new(self);
        let (image, reference, names) = (this.clone(), this.clone(), this.history.names.clone());
        Redaction {
            image: Box::new(move |record| image.image(record)),
            reference: Box::new(move |record, text| reference.reference(record, text)),
            words: Box::new(move |entry, why, command| this.words(entry, why, command)),
            names,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{gate::bulk::packs, tables::tables};

    #[test]
    fn what_the_journal_remembers_packed_holds_nothing_of_persons() {
        for table in tables().iter().filter(|table| packs(table.name)) {
            assert!(!["persons", "person_names", "contacts", "posts"].contains(&table.name));
            assert!(table.columns.iter().all(|column| words(table.name, column).is_none()), "{}", table.name);
        }
    }

    /// Columns of texts that are codes, days or numbers, by the table or everywhere.
    const CODES: &[&str] = &[
        "code", "body", "matter", "quorum", "majority", "majority_of", "from", "until", "founded", "charter",
        "seats", "proxies", "kind", "province", "city", "credit_code", "website", "merged_on", "start", "end",
        "mode", "published", "roster", "also", "capacity", "presence", "class", "effective", "on", "method",
        "outcome", "rule_body", "rule_matter", "rule_quorum", "rule_majority", "rule_majority_of",
        "rule_proxies", "role", "choice", "reason", "until_before", "status", "due", "rule", "media_type",
        "sha256", "heading", "field", "also_of", "recused", "correspondence", "standing", "notified", "deadline", "rule_also",
        "rule_also_of", "rule_method", "rule_recused", "rule_correspondence", "rule_standing", "done", "currency", "record",
        "date",
    ];

    #[test]
    fn every_column_of_texts_is_known_to_hold_words_or_codes() {
        let schema = crate::store::tables::SCHEMA;
        for table in tables() {
            let head = format!("CREATE TABLE {} (", table.name);
            let body = schema.split(&head).nth(1).and_then(|rest| rest.split("\n)").next()).unwrap_or_default();
            for column in &table.columns {
                let is_text = body.lines().any(|line| {
                    let mut parts = line.split_whitespace();
                    parts.next().map(|name| name.trim_matches('"')) == Some(column) && parts.next() == Some("TEXT")
                });
                let own = matches!(table.name, "persons" | "person_names" | "contacts");
                let known = own || CODES.contains(column) || words(table.name, column).is_some();
                assert!(!is_text || known, "{}.{column}: words in which a person may be named, or codes?", table.name);
            }
        }
    }
}
