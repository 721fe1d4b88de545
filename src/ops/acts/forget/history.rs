//! All that the registry and its journal ever held of a person.

use std::collections::HashSet;

use super::{ERASED, REACHED};
use crate::{
    error::Result,
    model::text::fold,
    store::{Read, Record},
};

/// Contact details that are shorter than this are told from other words by their place alone.
const TELLING: usize = 7;

/// What there ever was of a person, and of the others whose names are known.
pub struct History {
    /// Every name that the person had, also one that was corrected.
    pub names: Vec<String>,
    /// How the person could be reached, and what was noted.
    pub details: Vec<String>,
    /// The names of all others, now or before.
    pub others: Vec<String>,
    /// The entries that changed rows of this person.
    pub mine: HashSet<i64>,
    /// Those that changed rows of other persons.
    pub of_others: HashSet<i64>,
    /// The newest entry.
    pub last: i64,
}

/// The person whose row it is.
pub fn whose(record: &Record) -> Option<i64> {
    match record.table.name {
        "persons" => record.int("id"),
        "person_names" | "contacts" | "posts" => record.int("person_id"),
        _ => None,
    }
}

impl History {
    /// Reads it.
    pub fn read(read: &Read<'_>, id: i64) -> Result<History> {
        let last = read.first::<Option<i64>>("SELECT max(entry) FROM journal", &[])?.flatten().unwrap_or(0);
        let mut history = History {
            names: Vec::new(),
            details: Vec::new(),
            others: Vec::new(),
            mine: HashSet::new(),
            of_others: HashSet::new(),
            last,
        };
        for table in ["persons", "person_names", "contacts"] {
            let columns = crate::store::tables::table(table).columns.clone();
            let listed = columns.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
            read.each(&format!("SELECT {listed} FROM {table} ORDER BY 1"), &[], &mut |row| {
                let mut record = Record::new(table);
                for (at, column) in columns.iter().enumerate() {
                    record.set(column, row.value(at)?);
                }
                history.take(&record, id);
                Ok(())
            })?;
        }
        let sql = "SELECT entry, tbl, before, after FROM journal_changes \
                   WHERE tbl IN ('persons', 'person_names', 'contacts', 'posts') ORDER BY entry, seq";
        read.each(sql, &[], &mut |row| {
            let (entry, table) = (row.int(0)?, row.text(1)?);
            for at in [2, 3] {
                let Some(image) = row.opt_str(at)? else { continue };
                let record = Record::from_image(&table, image)?;
                history.take(&record, id);
                match whose(&record) {
                    Some(person) if person == id => history.mine.insert(entry),
                    Some(_) => history.of_others.insert(entry),
                    None => false,
                };
            }
            Ok(())
        })?;
        for list in [&mut history.names, &mut history.details, &mut history.others] {
            list.sort();
            list.dedup();
        }
        Ok(history)
    }

    fn take(&mut self, record: &Record, id: i64) {
        let (mine, table) = (whose(record) == Some(id), record.table.name);
        let forgotten = table == "persons" && record.int("forgotten") == Some(1);
        if matches!(table, "persons" | "person_names") && !forgotten {
            let names = if mine { &mut self.names } else { &mut self.others };
            names.extend(record.text("name").map(str::to_string));
        }
        let keys = match table {
            "persons" => ERASED,
            "contacts" => REACHED,
            _ => return,
        };
        if mine {
            self.details.extend(keys.iter().filter_map(|key| record.text(key)).map(str::to_string));
        }
    }

    /// The mails and phones by which this person alone is known, wherever they stand.
    pub fn known_by(&self, read: &Read<'_>, id: i64) -> Result<Vec<String>> {
        let sql = "SELECT email, phone FROM persons WHERE id <> ?1 UNION ALL \
                   SELECT email, phone FROM contacts WHERE coalesce(person_id, 0) <> ?1 ORDER BY 1, 2";
        let mut of_others = HashSet::new();
        for (email, phone) in read.rows::<(Option<String>, Option<String>)>(sql, &[id.into()])? {
            of_others.extend([email, phone].into_iter().flatten().map(|word| fold(&word)));
        }
        let telling = |word: &&String| {
            word.chars().count() >= TELLING
                && !of_others.contains(&fold(word))
                && !word.chars().any(char::is_whitespace)
                && (word.contains('@') || word.chars().filter(char::is_ascii_digit).count() >= TELLING)
        };
        Ok(self.details.iter().filter(telling).cloned().collect())
    }
}
