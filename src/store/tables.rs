//! What the gate must know of each table, read off `schema.sql` itself: there is no second list.

use std::{collections::HashMap, sync::LazyLock};

use crate::noun::{NOUNS, Shape, To};

/// The one schema.
pub const SCHEMA: &str = include_str!("../../schema.sql");

/// A table whose changes are journalled.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// All columns, in the order of the schema.
    pub columns: Vec<&'static str>,
    /// What each of them holds, as the schema calls it: INTEGER, TEXT or BLOB.
    pub kinds: Vec<&'static str>,
    /// Positions of the key's columns among them.
    pub key: Vec<usize>,
    /// Column, and the table whose key it names.
    pub references: Vec<(&'static str, &'static str)>,
    /// Statements with numbered parameters: all columns in order; for the first two the key alone.
    pub select: String,
    /// Takes a row out by its key.
    pub delete: String,
    /// Puts a new row in.
    pub insert: String,
    /// Replaces a row by its key.
    pub update: String,
}

/// The tables that hold no records but serve the gate itself.
pub(super) const OWN: &[&str] = &[
    "registry",
    "numbers",
    "rolls",
    "organization_keys",
    "person_keys",
    "contents",
    "journal",
    "journal_changes",
    "journal_bulk",
    "journal_redactions",
    "erasures",
];

/// Those of them that whoever may write records writes too: they are made of the records.
pub(super) const DERIVED: &[&str] = &["organization_keys", "person_keys"];

static ALL: LazyLock<Vec<Table>> = LazyLock::new(|| parse(SCHEMA, |_| true));
static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| parse(SCHEMA, |name| !OWN.contains(&name)));

/// Every table, the gate's own too, in the order of the schema.
pub(super) fn all() -> &'static [Table] {
    &ALL
}

/// Every journalled table, in the order of the schema, referenced ones before those that refer
/// as far as the schema allows.
pub fn tables() -> &'static [Table] {
    &TABLES
}

/// The table of that name.
///
/// # Panics
/// Where the program itself names a table that the schema lacks.
pub fn table(name: &str) -> &'static Table {
    find(name).unwrap_or_else(|| panic!("schema.sql has no table {name}"))
}

/// The table of that name, where it comes from stored data.
pub fn find(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|t| t.name == name)
}

/// The noun under which a table's changes are reported, and whether its rows are that noun's own
/// (not parts of it).
pub fn noun(table: &str) -> (&'static str, bool) {
    NOUN_OF.get(table).copied().unwrap_or(("", true))
}

/// The table whose rows belong to records of any noun: their first column names the table and the key of the record.
pub const OF_ANY: &str = "sources";

/// The Chinese of the noun that the rows of a table are, or belong to.
pub fn noun_zh(table: &str) -> &'static str {
    match noun(table).0 {
        "ballot" => "票",
        one => NOUNS.iter().find(|shape| shape.noun == one).map_or("", |shape| shape.zh),
    }
}

static NOUN_OF: LazyLock<HashMap<&'static str, (&'static str, bool)>> =
    LazyLock::new(|| TABLES.iter().map(|table| (table.name, noun_of(table.name))).collect());

fn noun_of(table: &str) -> (&'static str, bool) {
    if table == "ballots" {
        return ("ballot", true);
    }
    let own = NOUNS.iter().find(|shape| shape.store == table).map(|shape| (shape.noun, true));
    let parts = |shape: &&&Shape| {
        shape.fields.iter().any(|field| matches!(field.to, To::Parts(parts) if parts == table))
    };
    own.or_else(|| NOUNS.iter().find(parts).map(|shape| (shape.noun, false))).unwrap_or(("", true))
}

/// Reads `CREATE TABLE name (` … `)` with one column or constraint a line.
fn parse(sql: &'static str, wanted: impl Fn(&str) -> bool) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut lines = sql.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("CREATE TABLE ").and_then(|rest| rest.strip_suffix(" (")) else {
            continue;
        };
        let (mut columns, mut kinds) = (Vec::new(), Vec::new());
        let (mut key, mut references) = (Vec::new(), Vec::new());
        for line in lines.by_ref().take_while(|line| !line.starts_with(')')) {
            let line = line.trim();
            if let Some(list) = line.strip_prefix("PRIMARY KEY (") {
                let list = list.split(')').next().unwrap_or_default();
                key = list.split(", ").map(unquote).collect::<Vec<_>>();
                continue;
            }
            let mut words = line.split_whitespace();
            let Some(word) = words.next() else { continue };
            if ["--", "CHECK", "UNIQUE", "+"].iter().any(|other| word.starts_with(other)) {
                continue;
            }
            let column = unquote(word);
            if line.contains("PRIMARY KEY") {
                key = vec![column];
            }
            if let Some((_, target)) = line.split_once(" REFERENCES ") {
                references.push((column, target.split(' ').next().unwrap_or_default()));
            }
            columns.push(column);
            kinds.push(words.next().unwrap_or_default().trim_end_matches(','));
        }
        if wanted(name) {
            let key = key.iter().filter_map(|k| columns.iter().position(|c| c == k)).collect();
            tables.push(Table::new(name, columns, kinds, key, references));
        }
    }
    tables
}

fn unquote(word: &'static str) -> &'static str {
    word.trim_matches(['"', ','])
}

/// Two tables are equal where they are the same one.
impl PartialEq for Table {
    fn eq(&self, other: &Table) -> bool {
        self.name == other.name
    }
}

impl Eq for Table {}

impl Table {
    fn new(
        name: &'static str,
        columns: Vec<&'static str>,
        kinds: Vec<&'static str>,
        key: Vec<usize>,
        references: Vec<(&'static str, &'static str)>,
    ) -> Table {
        let listed = columns.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
        let holes = (1..=columns.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
        let matching = |first: usize| {
            let parts = key.iter().enumerate().map(|(n, &c)| format!("\"{}\" = ?{}", columns[c], first + n));
            parts.collect::<Vec<_>>().join(" AND ")
        };
        let rest = (0..columns.len()).filter(|c| !key.contains(c)).collect::<Vec<_>>();
        let sets =
            rest.iter().map(|&c| format!("\"{}\" = ?{}", columns[c], c + 1)).collect::<Vec<_>>().join(", ");
        let by_position = key.iter().map(|&c| format!("\"{}\" = ?{}", columns[c], c + 1));
        let by_position = by_position.collect::<Vec<_>>().join(" AND ");
        Table {
            select: format!("SELECT {listed} FROM {name} WHERE {}", matching(1)),
            delete: format!("DELETE FROM {name} WHERE {}", matching(1)),
            insert: format!("INSERT INTO {name} ({listed}) VALUES ({holes})"),
            update: format!("UPDATE {name} SET {sets} WHERE {by_position}"),
            name,
            columns,
            kinds,
            key,
            references,
        }
    }

    /// Puts so many new rows in at once.
    pub fn insert_many(&self, count: usize) -> String {
        let width = self.columns.len();
        let row =
            |n: usize| (1..=width).map(|at| format!("?{}", n * width + at)).collect::<Vec<_>>().join(", ");
        let holes = (0..count).map(|n| format!("({})", row(n))).collect::<Vec<_>>().join(", ");
        let listed = self.columns.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
        format!("INSERT INTO {} ({listed}) VALUES {holes}", self.name)
    }

    /// Position of a column.
    ///
    /// # Panics
    /// Where the program itself names a column that the table lacks.
    pub fn position(&self, column: &str) -> usize {
        let found = self.columns.iter().position(|c| *c == column);
        found.unwrap_or_else(|| panic!("table {} has no column {column}", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_read_as_the_engine_reads_it() {
        let db = super::super::sqlite::Sqlite::memory().unwrap();
        use super::super::engine::Engine;
        db.script(SCHEMA).unwrap();
        assert!(tables().len() > 20);
        for table in all() {
            let (mut columns, mut kinds, mut key) = (Vec::new(), Vec::new(), Vec::new());
            let sql = format!("SELECT name, pk, type FROM pragma_table_info('{}') ORDER BY cid", table.name);
            db.query(&sql, &[], &mut |row| {
                columns.push(row.text(0)?);
                kinds.push(row.text(2)?);
                if row.int(1)? > 0 {
                    key.push(columns.len() - 1);
                }
                Ok(())
            })
            .unwrap();
            assert_eq!(table.columns, columns, "{}", table.name);
            assert_eq!(table.kinds, kinds, "{}", table.name);
            assert_eq!(table.key, key, "{}", table.name);
            let mut references = 0;
            let sql = format!("SELECT count(*) FROM pragma_foreign_key_list('{}')", table.name);
            db.query(&sql, &[], &mut |row| {
                references = row.int(0)?;
                Ok(())
            })
            .unwrap();
            assert_eq!(table.references.len() as i64, references, "{}", table.name);
        }
    }
}
