//! A registry as a whole: making it, keeping it aside, dropping foreign keys for a bulk insert, erasing for good.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use postgres::error::SqlState;

use super::{Again, Postgres, SETTLE, TURN, dialect, failure, keeper::functions};
use crate::{
    error::Result,
    store::{
        engine::Engine as _,
        tables::{SCHEMA, Table, all, tables},
    },
};

/// How long to wait for the lock that dropping foreign keys needs, in milliseconds. It is short, because
/// everybody who comes later waits behind it.
const ASIDE: u32 = 500;

/// Foreign keys that were dropped: table, name, definition.
pub struct Loose(Vec<(String, String, String)>);

impl Postgres {
    /// Makes the registry, in the transaction that is open.
    pub fn create(&self) -> Result<()> {
        let schema = self.schema();
        let make = if self.knows(&self.address.registry)? {
            String::new()
        } else {
            format!("CREATE SCHEMA {schema};\n")
        };
        let functions = functions(&self.address.registry);
        let made = format!("{make}{}{functions}", dialect::schema(SCHEMA));
        let made = self.client.borrow_mut().batch_execute(&made);
        made.map_err(|e| {
            if !failure::there_already(&e) {
                return self.failed(&e);
            }
            self.again.set(Again::Once);
            failure::no_registry(&self.address)
        })
    }

    /// Keeps all rows as a registry of another name, in the transaction that is open.
    pub fn keep_as(&self, name: &str) -> Result<()> {
        let (own, aside) = (self.schema(), dialect::name(name));
        self.batch(&format!(
            "CREATE SCHEMA {aside}; SET LOCAL search_path TO {aside};\n{}{}",
            dialect::schema(SCHEMA),
            functions(name)
        ))?;
        let all = all();
        // What a new registry knows already.
        for table in all {
            self.batch(&format!("DELETE FROM {aside}.{}", table.name))?;
        }
        let loose = self.loosen(name, &all.iter().map(|table| table.name).collect::<Vec<_>>())?;
        for table in all {
            let (columns, table) = (columns(table), table.name);
            let sql = format!("INSERT INTO {aside}.{table} ({columns}) SELECT {columns} FROM {own}.{table}");
            self.batch(&sql)?;
        }
        self.fasten(&loose)?;
        self.batch(&format!("SET LOCAL search_path TO {own}"))
    }

    /// Whether the database has a schema of that name.
    pub fn knows(&self, schema: &str) -> Result<bool> {
        let mut found = false;
        self.query("SELECT 1 FROM pg_namespace WHERE nspname = ?1", &[schema.into()], &mut |_| {
            found = true;
            Ok(())
        })?;
        Ok(found)
    }

    /// Drops the foreign keys of some tables of a registry, in the open transaction, until
    /// [`Postgres::fasten`] puts them back. If the registry belongs to another role or is in use just now,
    /// they stay, and the server checks each new row.
    pub fn loosen(&self, registry: &str, tables: &[&str]) -> Result<Loose> {
        if !self.is_own()? {
            return Ok(Loose(Vec::new()));
        }
        let sql = "SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k \
                   JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
                   WHERE n.nspname = ?1 AND k.contype = 'f' ORDER BY c.relname, k.conname";
        let schema = dialect::name(registry);
        let mut found = Vec::new();
        self.query(sql, &[registry.into()], &mut |row| {
            let (table, key, reference) = (row.text(0)?, row.text(1)?, row.text(2)?);
            if tables.contains(&table.as_str()) {
                found.push((format!("{schema}.{table}"), dialect::name(&key), reference));
            }
            Ok(())
        })?;
        // The short lock timeout keeps others from queueing behind us.
        self.batch(&format!("SAVEPOINT loosening; SET LOCAL lock_timeout = '{ASIDE}ms'"))?;
        // A table of which checks are put off cannot be altered, so they are made now.
        let drops: Vec<String> = found
            .iter()
            .map(|(table, key, _)| format!("ALTER TABLE {table} DROP CONSTRAINT {key}"))
            .collect();
        let dropped = self.client.borrow_mut().batch_execute(&format!("{SETTLE}; {}", drops.join("; ")));
        match dropped {
            Ok(()) => {
                self.batch(&format!("SET LOCAL lock_timeout = '{TURN}s'; RELEASE SAVEPOINT loosening"))?;
                Ok(Loose(found))
            }
            // Others use the table; or what it refers to, or refers to it, comes only later in this transaction.
            Err(e) if [Some(&SqlState::LOCK_NOT_AVAILABLE), Some(&SqlState::FOREIGN_KEY_VIOLATION)].contains(&e.code()) => {
                self.batch("ROLLBACK TO SAVEPOINT loosening")?;
                Ok(Loose(Vec::new()))
            }
            Err(e) => Err(self.failed(&e)),
        }
    }

    /// Puts the foreign keys back; the server checks every row.
    pub fn fasten(&self, loose: &Loose) -> Result<()> {
        for (table, key, reference) in &loose.0 {
            self.batch(&format!("ALTER TABLE {table} ADD CONSTRAINT {key} {reference}"))?;
        }
        Ok(())
    }

    /// Removes what was erased from the pages of the registry's tables. Answers whether that is certain: pages
    /// keep the rows that an earlier transaction may still read, so such transactions are waited for, up to
    /// `patience`.
    pub fn scrub(&self, patience: Duration) -> Result<bool> {
        // Every transaction holds a lock on its own virtual number, which all may see.
        let sql = "SELECT l.virtualtransaction FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
                   WHERE l.locktype = 'virtualxid' AND l.pid <> pg_backend_pid() \
                   AND a.datname = current_database() \
                   UNION ALL SELECT gid FROM pg_prepared_xacts WHERE database = current_database() \
                   UNION ALL SELECT slot_name FROM pg_replication_slots WHERE xmin IS NOT NULL ORDER BY 1";
        let open = || -> Result<Vec<String>> {
            let mut all = Vec::new();
            self.query(sql, &[], &mut |row| {
                all.push(row.text(0)?);
                Ok(())
            })?;
            Ok(all)
        };
        let (mut before, started) = (open()?, Instant::now());
        while !before.is_empty() && started.elapsed() < patience {
            sleep(Duration::from_millis(100));
            let now = open()?;
            before.retain(|one| now.contains(one));
        }
        let own = ["journal", "journal_changes", "person_keys", "organization_keys"];
        for table in tables().iter().map(|table| table.name).chain(own) {
            self.batch(&format!("VACUUM FULL {}.{table}", self.schema()))?;
        }
        Ok(before.is_empty())
    }
}

/// The columns of a table, listed.
pub(super) fn columns(table: &Table) -> String {
    table.columns.iter().map(|column| dialect::name(column)).collect::<Vec<_>>().join(", ")
}
