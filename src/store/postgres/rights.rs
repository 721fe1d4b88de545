//! Who may do what with a registry, by the server's own rights.

use super::{Postgres, dialect, failure};
use crate::{
    error::{Error, Result},
    model::words::Access,
    say,
    store::{
        Value,
        engine::Engine as _,
        tables::{DERIVED, tables},
    },
};

impl Postgres {
    /// Sets what a role may do with this registry, by the server's own rights: exactly that, whatever it
    /// was before.
    pub fn grant(&self, access: Access, role: &str) -> Result<()> {
        // A GRANT of what one does not own is but a warning to the server.
        if !self.is_own()? {
            return Err(failure::not_allowed(&self.address));
        }
        if self.owns("?1", &[role.into()])? {
            return Err(Error::conflict(say!(
                "{role} owns the registry: its rights cannot be narrowed",
                "{role} 是登记库的所有者，其权限不能收窄"
            ))
            .hint(say!("name a role of its own for daily work", "日常使用请另设角色")));
        }
        let (schema, to) = (self.schema(), dialect::name(role));
        let mut all = format!(
            "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {to}; REVOKE ALL ON SCHEMA {schema} FROM {to}; \
             REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM {to}; \
             GRANT USAGE ON SCHEMA {schema} TO {to}; \
             GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {to};"
        );
        if access == Access::Secretary {
            let records: Vec<String> =
                tables().iter().map(|table| table.name).chain(DERIVED.iter().copied()).map(|name| format!("{schema}.{name}")).collect();
            // The gate's own tables are written by its functions alone.
            all.push_str(&format!(
                "GRANT INSERT, UPDATE, DELETE ON {} TO {to}; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {to};",
                records.join(", ")
            ));
        }
        self.batch(&all)
    }

    /// Gives the roles that had rights what they had, on the tables of a newer version too.
    pub fn regrant(&self) -> Result<()> {
        let sql = "SELECT DISTINCT grantee, CASE WHEN EXISTS (SELECT 1 FROM information_schema.role_table_grants w \
                   WHERE w.table_schema = g.table_schema AND w.grantee = g.grantee AND w.table_name = 'sessions' \
                   AND w.privilege_type = 'INSERT') THEN 1 ELSE 0 END AS writes \
                   FROM information_schema.role_table_grants g WHERE g.table_schema = ?1 AND g.table_name = 'registry' \
                   AND g.privilege_type = 'SELECT' AND g.grantee <> 'PUBLIC' ORDER BY 1";
        let mut roles = Vec::new();
        self.query(sql, &[self.address.registry.as_str().into()], &mut |row| {
            roles.push((row.text(0)?, row.opt_flag(1)? == Some(true)));
            Ok(())
        })?;
        for (role, writes) in roles {
            if !self.owns("?1", &[role.as_str().into()])? {
                self.grant(if writes { Access::Secretary } else { Access::Reader }, &role)?;
            }
        }
        Ok(())
    }

    /// Whether whoever is connected owns the registry.
    pub fn is_own(&self) -> Result<bool> {
        self.owns("current_user", &[])
    }

    /// Whether a role owns the registry, itself or by what it inherits.
    fn owns(&self, role: &str, named: &[Value]) -> Result<bool> {
        let schema = named.len() + 1;
        let sql = format!(
            "SELECT pg_has_role({role}, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = ?{schema}"
        );
        let params: Vec<Value> =
            named.iter().cloned().chain([self.address.registry.as_str().into()]).collect();
        let mut own = None;
        self.query(&sql, &params, &mut |row| {
            own = row.opt_flag(0)?;
            Ok(())
        })?;
        Ok(own == Some(true))
    }
}
