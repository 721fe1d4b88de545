//! Bytes to a tree of values in which everything knows its place. TOML, or JSON of the same
//! shape; hostile bytes are answered with faults, never with a panic or a long wait.

use std::fmt;
use std::sync::Arc;

/// Where something stands: a file with line and column, or a flag of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's name as it was given, or the flag (`--short-name`).
    pub file: Arc<str>,
    /// 1-based; 0 for a flag, which has no lines.
    pub line: usize,
    /// 1-based, in characters; 0 for a flag.
    pub column: usize,
}

impl Place {
    /// A place on the command line, shown as the flag or argument itself.
    pub fn flag(name: &str) -> Place {
        Place { file: name.into(), line: 0, column: 0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}:{line}:{}", self.file, self.column),
        }
    }
}

/// A value with the place where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where it begins.
    pub place: Place,
}

/// What TOML and JSON have in common.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number with a decimal point or exponent.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A TOML date (or time), as its text; JSON has dates as strings.
    Date(String),
    /// JSON's `null`: the key becomes unknown, as by `unset`.
    Null,
    /// A list.
    List(Vec<Node>),
    /// A table: key, place of the key, value; in the order of the file, each key once.
    Table(Vec<(String, Place, Node)>),
}
