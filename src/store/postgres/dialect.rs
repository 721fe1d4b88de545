//! The few places where PostgreSQL writes the shared SQL otherwise than SQLite.

/// `schema.sql`, or a step of a migration, as PostgreSQL takes it: without what SQLite alone
/// understands, with its names of types, and texts compared by their bytes whatever the collation of
/// the database.
pub fn schema(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 4_096);
    for line in sql.lines() {
        let line = line.split("--").next().unwrap_or_default();
        let line = match line.strip_prefix(')') {
            Some(rest) => format!("){}", rest.replace("STRICT", "").replace(", WITHOUT ROWID", "")),
            None => line.to_string(),
        };
        for (at, word) in line.split(' ').enumerate() {
            if at > 0 {
                out.push(' ');
            }
            let bare = word.trim_end_matches([',', ';']);
            out.push_str(match bare {
                "INTEGER" => "BIGINT",
                "BLOB" => "BYTEA",
                "TEXT" => "TEXT COLLATE \"C\"",
                other => other,
            });
            out.push_str(&word[bare.len()..]);
        }
        out.push('\n');
    }
    out
}

/// The parameters, counted from 0, that a statement compares with NULL (`?1 IS NULL OR …`). PostgreSQL cannot
/// infer the type of these, so it must be given.
pub fn asked_whether_known(sql: &str) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for (at, _) in sql.match_indices(" IS N") {
        let before = &sql[..at];
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (rest, number) = before.split_at(before.len() - digits);
        if let (true, Ok(n)) = (rest.ends_with('?'), number.parse::<usize>()) {
            found.extend(n.checked_sub(1).filter(|n| !found.contains(n)));
        }
    }
    found
}

/// A statement with its parameters as `$1` instead of `?1`; those in `unknown` are written as NULL. The argument
/// of `lower(…)` gets the collation of its column, which compares bytes.
pub fn numbered(sql: &str, unknown: &[usize]) -> String {
    let mut out = String::with_capacity(sql.len() + 16);
    let mut quoted = false;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => quoted = !quoted,
            '?' if !quoted && chars.peek().is_some_and(char::is_ascii_digit) => {
                let small = out.ends_with("lower(");
                let mut number = String::new();
                while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                    number.push(digit);
                }
                match unknown.iter().any(|n| (n + 1).to_string() == number) {
                    true => out.push_str("NULL"),
                    false => out.extend(['$'].into_iter().chain(number.chars())),
                }
                if small {
                    out.push_str(" COLLATE \"C\"");
                }
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

/// A name of a schema, table or role as SQL takes any.
pub fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sqlite_alone_understands_is_taken_off() {
        let made = schema(
            "CREATE TABLE t (\n  a INTEGER NOT NULL,  -- STRICT TEXT\n  b TEXT,\n  c BLOB\n) STRICT, WITHOUT ROWID;",
        );
        assert_eq!(
            made.split_whitespace().collect::<Vec<_>>().join(" "),
            "CREATE TABLE t ( a BIGINT NOT NULL, b TEXT COLLATE \"C\", c BYTEA ) ;"
        );
        assert_eq!(
            schema("ALTER TABLE t ADD COLUMN d TEXT;"),
            "ALTER TABLE t ADD COLUMN d TEXT COLLATE \"C\";\n"
        );
        let whole = schema(crate::store::tables::SCHEMA);
        for word in ["STRICT", "ROWID", "INTEGER", "BLOB", "--"] {
            assert!(!whole.contains(word), "{word}");
        }
    }

    #[test]
    fn parameters_are_numbered_in_their_own_way() {
        assert_eq!(
            numbered("SELECT '?1', lower(a) = lower(?1) OR b = ?12", &[]),
            "SELECT '?1', lower(a) = lower($1 COLLATE \"C\") OR b = $12"
        );
        let sql = "WHERE (?2 IS NULL OR a = ?2) AND ?12 IS NOT NULL AND b IS NULL AND c = ?1";
        assert_eq!(asked_whether_known(sql), [1, 11]);
        assert_eq!(
            numbered(sql, &[1]),
            "WHERE (NULL IS NULL OR a = NULL) AND $12 IS NOT NULL AND b IS NULL AND c = $1"
        );
    }
}
