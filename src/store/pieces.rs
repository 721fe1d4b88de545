//! What a registry is made of, tables, views, indexes and triggers, held against what `schema.sql` makes.

use std::collections::BTreeMap;

/// One piece of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// `table`, `view`, `index`, `trigger` …
    pub kind: String,
    /// Its name, with that of its table where it has none of its own.
    pub name: String,
    /// All that it says, in any number of pieces of the same name; empty where that is not known.
    pub text: String,
}

/// How a piece is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Differs {
    /// It is not there.
    Missing,
    /// It is there, and no new registry has it.
    Added,
    /// It is there, and says something else.
    Changed,
}

/// How the pieces that are there differ from those of a new registry.
pub fn differences(there: &[Piece], new: &[Piece]) -> Vec<(String, String, Differs)> {
    let texts = |pieces: &[Piece]| -> BTreeMap<(String, String), Vec<String>> {
        let mut all: BTreeMap<_, Vec<String>> = BTreeMap::new();
        for piece in pieces {
            all.entry((piece.kind.clone(), piece.name.clone())).or_default().push(piece.text.clone());
        }
        all.values_mut().for_each(|texts| texts.sort());
        all
    };
    let (mut there, mut all) = (texts(there), Vec::new());
    for (piece, text) in texts(new) {
        let differs = match there.remove(&piece) {
            None => Differs::Missing,
            Some(other) if other != text && text.iter().any(|text| !text.is_empty()) => Differs::Changed,
            Some(_) => continue,
        };
        all.push((piece.0, piece.1, differs));
    }
    all.extend(there.into_keys().map(|(kind, name)| (kind, name, Differs::Added)));
    all
}

/// The tables, views and indexes that a schema makes, by their names alone.
pub fn named(sql: &str) -> Vec<Piece> {
    let piece = |line: &str| {
        let rest = line.strip_prefix("CREATE ")?;
        let (kind, rest) = rest.strip_prefix("UNIQUE ").unwrap_or(rest).split_once(' ')?;
        let name = rest.split_whitespace().next()?.to_string();
        Some(Piece { kind: kind.to_lowercase(), name, text: String::new() })
    };
    sql.lines().filter_map(piece).collect()
}

/// A statement without comments and layout, and without quotation marks that it does not need.
pub fn words(sql: &str) -> String {
    let (mut out, mut chars) = (Vec::<String>::new(), sql.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            _ if c.is_whitespace() => {}
            '-' if chars.peek() == Some(&'-') => {
                while chars.next_if(|c| *c != '\n').is_some() {}
            }
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                while let Some(c) = chars.next().filter(|c| (last, *c) != ('*', '/')) {
                    last = c;
                }
            }
            '\'' | '"' => {
                // A doubled quotation mark gives two texts, which is as good.
                let mut text: String = std::iter::from_fn(|| chars.next_if(|next| *next != c)).collect();
                chars.next();
                let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                if c == '\'' || !plain || text.starts_with(|c: char| c.is_ascii_digit()) || text.is_empty() {
                    text = format!("{c}{text}{c}");
                }
                out.push(text);
            }
            _ if c.is_alphanumeric() || c == '_' => {
                let mut word = c.to_string();
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                out.push(word);
            }
            _ => out.push(c.to_string()),
        }
    }
    out.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_its_words() {
        let plain = "CREATE TABLE t ( a TEXT CHECK ( a IN ( 'x  y' , '--' ) ) , from TEXT ) STRICT";
        assert_eq!(words("CREATE TABLE t (a TEXT CHECK (a IN ('x  y', '--')), from TEXT) STRICT"), plain);
        let loose = "CREATE  TABLE \"t\" ( -- one\n a TEXT /* two */ CHECK (a IN ('x  y','--')),\n\"from\" TEXT\n)STRICT";
        assert_eq!(words(loose), plain);
        assert_ne!(words("SELECT 'a'"), words("SELECT a"));
        assert_ne!(words("SELECT \"a = b\""), words("SELECT a = b"));
        assert_ne!(words("SELECT \"'a'\""), words("SELECT 'a'"));
        assert_eq!(words("SELECT 'open"), "SELECT 'open'");
    }

    #[test]
    fn what_is_missing_added_or_changed_is_told() {
        let piece = |kind: &str, name: &str, text: &str| Piece {
            kind: kind.into(),
            name: name.into(),
            text: text.into(),
        };
        let new = [piece("table", "a", "1"), piece("view", "b", "2"), piece("index", "c", "3")];
        let there = [piece("table", "a", "1"), piece("view", "b", "9"), piece("trigger", "d", "4")];
        let told = differences(&there, &new);
        let told: Vec<_> = told.iter().map(|(kind, name, differs)| (kind.as_str(), name.as_str(), *differs)).collect();
        assert_eq!(told, [
            ("index", "c", Differs::Missing),
            ("view", "b", Differs::Changed),
            ("trigger", "d", Differs::Added),
        ]);
        assert!(differences(&new, &new).is_empty());
    }
}
