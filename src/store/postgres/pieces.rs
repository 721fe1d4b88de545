//! What a registry on a server is made of, as the server itself tells it.

use postgres::{Client, Error as Refused};

use super::{
    Postgres, connect, dialect,
    keeper::{GATE, functions},
};
use crate::{
    error::Result,
    store::{
        pieces::{Piece, named},
        tables::SCHEMA,
    },
};

/// Kind, name and text of everything in a schema, of which `SCHEMA` stands for the number and `NAME` for the name. Names of the schema itself
/// are left out where it is what is searched.
const PIECES: &str = "
SELECT 'table', c.relname::text, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN 'not null' END, o.collname, pg_get_expr(d.adbin, d.adrelid))
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_collation o ON o.oid = a.attcollation
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = SCHEMA AND c.relkind = 'r'
UNION ALL SELECT 'table', c.relname, pg_get_constraintdef(k.oid, true)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE c.relnamespace = SCHEMA AND k.contype IN ('c', 'f', 'p', 'u', 'x')
UNION ALL SELECT 'table', c.relname, 'row security'
  FROM pg_class c WHERE c.relnamespace = SCHEMA AND c.relkind = 'r' AND c.relrowsecurity
UNION ALL SELECT 'index', c.relname, pg_get_indexdef(c.oid, 0, true)
  FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
  WHERE c.relnamespace = SCHEMA AND NOT i.indisprimary
UNION ALL SELECT 'view', c.relname, pg_get_viewdef(c.oid, true)
  FROM pg_class c WHERE c.relnamespace = SCHEMA AND c.relkind = 'v'
UNION ALL SELECT 'relation', c.relname, ''
  FROM pg_class c WHERE c.relnamespace = SCHEMA AND c.relkind NOT IN ('r', 'v', 'i', 'c')
UNION ALL SELECT 'trigger', c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid, true)
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE c.relnamespace = SCHEMA AND (NOT t.tgisinternal OR t.tgenabled <> 'O')
UNION ALL SELECT 'rule', c.relname || '.' || r.rulename, pg_get_ruledef(r.oid, true)
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
  WHERE c.relnamespace = SCHEMA AND r.rulename <> '_RETURN'
UNION ALL SELECT 'function', p.proname, concat_ws(' ', pg_get_function_identity_arguments(p.oid), l.lanname, p.prosecdef,
       CASE WHEN array_to_string(p.proconfig, ' ') = 'search_path=pg_catalog, ' || quote_ident('NAME') || ', pg_temp'
            THEN 'in the registry' ELSE array_to_string(p.proconfig, ' ') END,
       CASE WHEN EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a WHERE a.grantee = 0)
            THEN 'for all' END, p.prosrc)
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = SCHEMA
UNION ALL SELECT 'policy', c.relname || '.' || p.polname, pg_get_expr(p.polqual, p.polrelid)
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = SCHEMA";

fn pieces(client: &mut Client, schema: &str, name: &str) -> std::result::Result<Vec<Piece>, Refused> {
    let rows = client.query(&PIECES.replace("SCHEMA", schema).replace("NAME", name), &[])?;
    let piece = |row: &postgres::Row| {
        let text: Option<String> = row.try_get(2)?;
        Ok(Piece { kind: row.try_get(0)?, name: row.try_get(1)?, text: text.unwrap_or_default() })
    };
    rows.iter().map(piece).collect()
}

impl Postgres {
    /// The pieces of this registry.
    pub(super) fn own_pieces(&self) -> Result<Vec<Piece>> {
        let name = self.address.registry.replace('\'', "''");
        let schema = format!("(SELECT oid FROM pg_namespace WHERE nspname = '{name}')");
        pieces(&mut self.client.borrow_mut(), &schema, &name).map_err(|e| self.failed(&e))
    }

    /// Those of a new registry: made in the server's place for what is temporary, on a connection of its own, and
    /// gone with it. Where the role or the server makes nothing temporary, their names alone.
    pub(super) fn pieces_of_new(&self) -> Vec<Piece> {
        let made = |client: &mut Client| {
            client.batch_execute("BEGIN; SET LOCAL search_path TO pg_temp")?;
            client.batch_execute(&dialect::schema(SCHEMA))?;
            client.batch_execute(&functions("pg_temp"))?;
            pieces(client, "pg_my_temp_schema()", "pg_temp")
        };
        let client = connect::connect(&self.address).ok();
        client.and_then(|mut client| made(&mut client).ok()).unwrap_or_else(|| [named(SCHEMA), named(GATE)].concat())
    }
}
