//! The order of names on every list of organizations that belong to the alliance: by rank, then by the alliance's own
//! order, then by pinyin.

use std::{cmp::Reverse, collections::HashMap};

use super::listed::only;
use crate::{
    error::Result,
    model::{pinyin, words::Class},
    store::Read,
};

/// Where an organization stands among others: president, vice-president, standing council, council, member, observer,
/// then whoever has no class; within a class those with a place in the alliance's own order first.
pub type Place = (Reverse<Option<Class>>, (bool, i64), String);

/// The place of an organization, by its class on the day, its number in the alliance's own order, and its name.
pub fn place(class: Option<Class>, order: Option<i64>, name: &str) -> Place {
    (Reverse(class), (order.is_none(), order.unwrap_or_default()), pinyin::collation(name))
}

/// The numbers of some organizations in the alliance's own order, where they have one.
pub fn own_order(read: &Read<'_>, ids: &[i64]) -> Result<HashMap<i64, i64>> {
    let among = only(" AND", "id", Some(ids));
    let sql = format!("SELECT id, \"order\" FROM organizations WHERE \"order\" IS NOT NULL{among}");
    Ok(read.rows::<(i64, i64)>(&sql, &[])?.into_iter().collect())
}
