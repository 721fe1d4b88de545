//! The gate's own tables on a server: written by functions of the registry, never by statements of a client.

use postgres::types::{ToSql, Type};

use super::{Postgres, dialect};
use crate::{
    error::Result,
    store::{
        keeper::{Change, Keeper, Packed, SealedRow},
        rolls,
        tables::tables,
    },
};

/// Bytes of changes that go to the server in one call.
const TOGETHER: usize = 1 << 20;

/// What makes the functions of the registry in that schema, which is what is searched.
pub fn functions(schema: &str) -> String {
    let records: Vec<String> = tables().iter().map(|table| format!("'{}'", table.name)).collect();
    GATE.replace("{schema}", &dialect::name(schema))
        .replace("{choices}", &rolls::numbered())
        .replace("{records}", &format!("ARRAY[{}]", records.join(", ")))
}

/// The functions, before they know their schema.
pub const GATE: &str = include_str!("gate.sql");

/// The columns of some changes, as arrays.
struct Columns<'a> {
    tables: Vec<&'a str>,
    references: Vec<&'a str>,
    befores: Vec<Option<&'a str>>,
    afters: Vec<Option<&'a str>>,
    salts: Vec<&'a str>,
    digests: Vec<&'a str>,
}

impl<'a> Columns<'a> {
    fn of(changes: &'a [Change<'a>]) -> Columns<'a> {
        Columns {
            tables: changes.iter().map(|change| change.table).collect(),
            references: changes.iter().map(|change| change.reference).collect(),
            befores: changes.iter().map(|change| change.before).collect(),
            afters: changes.iter().map(|change| change.after).collect(),
            salts: changes.iter().map(|change| change.salt.as_str()).collect(),
            digests: changes.iter().map(|change| change.digest.as_str()).collect(),
        }
    }

    fn params(&self) -> [(&(dyn ToSql + Sync), Type); 6] {
        [
            (&self.tables, Type::TEXT_ARRAY),
            (&self.references, Type::TEXT_ARRAY),
            (&self.befores, Type::TEXT_ARRAY),
            (&self.afters, Type::TEXT_ARRAY),
            (&self.salts, Type::TEXT_ARRAY),
            (&self.digests, Type::TEXT_ARRAY),
        ]
    }
}

/// How many of the first changes go together.
fn together(changes: &[Change<'_>]) -> usize {
    let mut size = 0;
    let full = changes.iter().position(|change| {
        size += change.before.map_or(0, str::len) + change.after.map_or(0, str::len) + 200;
        size > TOGETHER
    });
    full.map_or(changes.len(), |at| at.max(1))
}

impl Postgres {
    /// Calls a function of the registry; its name and parameters go in one message.
    fn call(&self, function: &str, params: &[(&(dyn ToSql + Sync), Type)]) -> Result<()> {
        let holes = (1..=params.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT {function}({holes})");
        self.client.borrow_mut().execute_typed(&sql, params).map(|_| ()).map_err(|e| self.failed(&e))
    }

    /// Makes the functions of this registry, in the transaction that is open. Those of an earlier version go.
    pub(super) fn make_functions(&self) -> Result<()> {
        for function in crate::store::pieces::named(GATE) {
            self.batch(&format!("DROP FUNCTION IF EXISTS {}.{}", self.schema(), function.name))?;
        }
        self.batch(&functions(&self.address.registry))
    }
}

impl Keeper for Postgres {
    fn role(&self) -> Option<String> {
        self.role.borrow().clone()
    }

    fn changes(&self, entry: i64, changes: &[Change<'_>]) -> Result<()> {
        let mut rest = changes;
        while !rest.is_empty() {
            let (some, more) = rest.split_at(together(rest));
            let columns = Columns::of(some);
            let [a, b, c, d, e, f] = columns.params();
            self.call("gate_changes", &[(&entry, Type::INT8), a, b, c, d, e, f])?;
            rest = more;
        }
        Ok(())
    }

    fn packed(&self, entry: i64, packed: &Packed) -> Result<()> {
        self.call("gate_packed", &[
            (&entry, Type::INT8),
            (&packed.table, Type::TEXT),
            (&packed.reference, Type::TEXT),
            (&packed.count, Type::INT8),
            (&packed.images, Type::BYTEA),
            (&packed.digest, Type::TEXT),
        ])
    }

    fn enter(&self, row: &SealedRow<'_>, hash: &str, rest: &[Change<'_>]) -> Result<()> {
        let first = together(rest);
        // All in one call where it is no large entry.
        let last = if first == rest.len() { rest } else { &[] };
        self.changes(row.head.entry, if last.is_empty() { rest } else { &[] })?;
        let columns = Columns::of(last);
        let head = row.head;
        let own: [(&(dyn ToSql + Sync), Type); 13] = [
            (&head.entry, Type::INT8),
            (&head.uid, Type::TEXT),
            (&head.at, Type::TEXT),
            (&head.actor, Type::TEXT),
            (&row.why, Type::TEXT),
            (&row.command, Type::TEXT),
            (&row.salt, Type::TEXT),
            (&head.words, Type::TEXT),
            (&head.undoes, Type::INT8),
            (&head.previous, Type::TEXT),
            (&hash, Type::TEXT),
            (&row.redacted_by, Type::INT8),
            (&head.numbers, Type::TEXT),
        ];
        let params: Vec<_> = own.into_iter().chain(columns.params()).collect();
        self.call("gate_entry", &params)
    }

    fn content(&self, sha256: &str, bytes: &[u8]) -> Result<()> {
        self.call("gate_content", &[(&sha256, Type::TEXT), (&bytes, Type::BYTEA)])
    }

    fn rolls(&self, motions: &[i64]) -> Result<()> {
        self.call("gate_rolls", &[(&motions, Type::INT8_ARRAY)])
    }

    fn rolls_looked_back(&self, rolls: &[(i64, Vec<u8>)]) -> Result<()> {
        let (motions, rolls): (Vec<i64>, Vec<&[u8]>) =
            rolls.iter().map(|(motion, roll)| (*motion, roll.as_slice())).unzip();
        self.call("gate_rolls_looked_back", &[(&motions, Type::INT8_ARRAY), (&rolls, Type::BYTEA_ARRAY)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{chain::sha256, steps::VERSION};

    /// The functions of each version of the schema that has any, by their fingerprint. A server makes them when it makes
    /// a registry or brings one up, and at no other time.
    const FUNCTIONS: &[(i64, &str)] = &[
        (4, "b7996156a783d92baaa6a3314630a9cd12fe1ed5560a15efa467d76804628fb1"),
        (5, "2d198efef7ad8481291a27793ee66faf6dfd7fe9c5d74a2d2d293847cbbe83b5"),
        (6, "1c9be191aa6900a2befb68d51ea1b2b99c1a29bd84b5900d5c2ed6feeb97ca38"),
        (7, "51b1ff9a1679502afe8e6994ce802010820d49273968ad6ab14e7e930bf03cb9"),
    ];

    #[test]
    fn changed_functions_are_a_new_version_of_the_schema() {
        let known = FUNCTIONS.iter().find(|(version, _)| *version == VERSION).map(|(_, hash)| *hash);
        let found = sha256(functions("one").as_bytes());
        assert_eq!(known, Some(found.as_str()), "gate.sql or the tables of records have changed: raise VERSION, add a step");
    }

    #[test]
    fn each_function_that_writes_has_the_owners_rights_and_one_path() {
        let made = functions("a\"b");
        let written: Vec<&str> = made.split("CREATE FUNCTION ").skip(1).filter(|f| !f.starts_with("gate_part ")).collect();
        assert_eq!(written.len(), 7);
        for function in written {
            let fixed = "SECURITY DEFINER SET search_path TO pg_catalog, \"a\"\"b\", pg_temp AS";
            assert!(function.contains(fixed), "{function}");
        }
        assert!(made.trim_end().ends_with("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA \"a\"\"b\" FROM PUBLIC;"));
    }

    #[test]
    fn large_entries_go_in_parts() {
        let image = "x".repeat(TOGETHER / 3);
        let change = || Change { table: "actions", reference: "a1", before: None, after: Some(&image), salt: String::new(), digest: String::new() };
        let all: Vec<Change<'_>> = (0..5).map(|_| change()).collect();
        assert_eq!((together(&all), together(&all[..1]), together(&[])), (2, 1, 0));
        let whole = "x".repeat(TOGETHER * 2);
        let one = Change { after: Some(&whole), ..change() };
        assert_eq!(together(&[one, change()]), 1);
    }
}
