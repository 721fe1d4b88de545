//! Lists of which no more is read than is shown: first which rows there are and in what order, by their numbers
//! alone; then what the rows say that are shown, and of them the columns that are.

use serde::Serialize;

use crate::{error::Result, ops::rows::listed, store::Read};

/// From this many numbers on, all rows are read: a list of them in SQL would cost more than it saves.
pub(super) const MANY: usize = 10_000;

/// `WHERE column IN (…)` for some rows, nothing for very many of them or for all.
pub(super) fn only(start: &str, column: &str, ids: Option<&[i64]>) -> String {
    match ids {
        Some(ids) if ids.len() < MANY => format!("{start} {column} IN ({})", listed(ids)),
        _ => String::new(),
    }
}

/// Rows that have been read.
pub trait Lot {
    /// A row as it is written.
    type Line<'a>: Serialize
    where
        Self: 'a;

    /// They, in their order.
    fn lines(&self) -> impl Iterator<Item = Self::Line<'_>>;
}

impl<T: Serialize> Lot for Vec<T> {
    type Line<'a>
        = &'a T
    where
        T: 'a;

    fn lines(&self) -> impl Iterator<Item = &T> {
        self.iter()
    }
}

/// A list whose rows are read by their numbers.
pub trait Listed {
    /// Some of its rows.
    type Rows: Lot;
    /// How many rows are read at once. Of a long list no more than these are in memory.
    const TOGETHER: usize = 2_000;

    /// Keys that a row has where they are asked for alone.
    fn more(&self) -> &'static [&'static str] {
        &[]
    }

    /// How many rows there are.
    fn count(&self, read: &Read<'_>) -> Result<usize>;

    /// The numbers of the rows in the order of the list, or in that order turned round; at most so many.
    fn ids(&self, read: &Read<'_>, turned: bool, most: Option<usize>) -> Result<Vec<i64>>;

    /// The rows of these numbers, in this order. Where `keys` are given, a row may leave out all others.
    fn rows(&self, read: &Read<'_>, ids: &[i64], keys: Option<&[&str]>) -> Result<Self::Rows>;
}

/// The rows of a list in SQL.
pub(super) struct Chosen<'a> {
    /// The column that holds their numbers.
    pub(super) key: &'a str,
    /// The tables that they come from.
    pub(super) from: &'a str,
    /// The condition on which they belong to the list; all do where there is none.
    pub(super) among: Option<String>,
    /// Their order.
    pub(super) order: &'a str,
}

impl Chosen<'_> {
    /// How many there are.
    pub(super) fn count(&self, read: &Read<'_>) -> Result<usize> {
        let sql = format!("SELECT count(*) FROM {}{}", self.from, self.condition());
        let count = read.first::<i64>(&sql, &[])?.unwrap_or_default();
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Their numbers, as [`Listed::ids`] gives them.
    pub(super) fn ids(&self, read: &Read<'_>, turned: bool, most: Option<usize>) -> Result<Vec<i64>> {
        let order = if turned { turn(self.order) } else { self.order.to_string() };
        let most = most.map_or_else(String::new, |most| format!(" LIMIT {most}"));
        let (key, from, condition) = (self.key, self.from, self.condition());
        read.rows(&format!("SELECT {key} FROM {from}{condition} ORDER BY {order}{most}"), &[])
    }

    fn condition(&self) -> String {
        self.among.as_ref().map_or_else(String::new, |among| format!(" WHERE {among}"))
    }
}

/// The order of SQL turned round. What is unknown comes last in it, where it came first.
fn turn(order: &str) -> String {
    let turned = order.split(", ").map(|term| match term.strip_suffix(" NULLS FIRST") {
        Some(term) => format!("{term} DESC NULLS LAST"),
        None => format!("{term} DESC"),
    });
    turned.collect::<Vec<_>>().join(", ")
}

/// Rows that were read in whatever order, by the numbers and in the order in which they were asked for.
pub(super) fn in_order<T>(ids: &[i64], rows: Vec<(i64, T)>) -> Vec<T> {
    let mut by_id: std::collections::HashMap<i64, T> = rows.into_iter().collect();
    ids.iter().filter_map(|id| by_id.remove(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_turned_term_by_term() {
        assert_eq!(turn("code"), "code DESC");
        assert_eq!(
            turn("organization_id, \"from\" || '~' NULLS FIRST, id"),
            "organization_id DESC, \"from\" || '~' DESC NULLS LAST, id DESC"
        );
        for term in crate::noun::NOUNS.iter().flat_map(|shape| shape.order.split(", ")) {
            assert_eq!(term.matches('(').count(), term.matches(')').count(), "{term} is a part of a term");
        }
    }
}
