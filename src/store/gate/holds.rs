//! What must hold before an answer is given: a new row has a number of its own, and every reference its target. A
//! dry run asks the same as the run.

use std::collections::BTreeMap;

use super::Write;
use super::super::{
    engine::Value,
    record::Record,
    tables::{Table, all, noun},
};
use crate::{
    error::{Error, Result},
    say,
};

/// Numbers beyond this are nobody's: they leave room for those that follow, and every reader of JSON knows them.
const LARGEST: i64 = 1 << 53;
/// So many targets are looked up together.
const TOGETHER: usize = 500;

/// Which record refers to a target, and by which table.
type Refers = (&'static str, String);

impl Write<'_> {
    /// A number for a new row, never given before.
    pub fn new_id(&self, table_name: &'static str) -> Result<i64> {
        let next = self.last_number(table_name)?.checked_add(1).filter(|next| *next <= LARGEST);
        let next = next.ok_or_else(|| {
            Error::storage(say!(
                "the numbers of {table_name} are used up: the largest one was given",
                "{table_name} 表的编号已用尽"
            ))
            .hint(say!("`alliance check --deep` tells what was changed around the tool", "`alliance check --deep` 可查出绕过本工具的改动"))
        })?;
        Ok(self.give(table_name, next))
    }

    /// The number that a row had in another registry (v3 on paper stays v3), if no row here ever had it;
    /// else a new number.
    pub fn claim_id(&self, table_name: &'static str, wanted: Option<i64>) -> Result<i64> {
        let Some(wanted) = wanted.filter(|id| *id > 0) else { return self.new_id(table_name) };
        if wanted > LARGEST {
            return Err(Error::invalid(say!(
                "the number {wanted} is too large for a reference",
                "编号 {wanted} 过大"
            ))
            .hint(say!("the largest is {LARGEST}", "最大为 {LARGEST}")));
        }
        if self.last_number(table_name)? >= wanted {
            return self.new_id(table_name);
        }
        Ok(self.give(table_name, wanted))
    }

    /// It is written down with the entry.
    fn give(&self, table_name: &'static str, number: i64) -> i64 {
        self.numbers.borrow_mut().insert(table_name, number);
        number
    }

    /// The last number that was given, which no row's may exceed: else a new row would take another's place.
    fn last_number(&self, table_name: &'static str) -> Result<i64> {
        if let Some(last) = self.numbers.borrow().get(table_name) {
            return Ok(*last);
        }
        let there = match self.numbered.borrow_mut().insert(table_name) {
            true => format!("(SELECT max(id) FROM {table_name})"),
            // It was looked at before.
            false => "CAST(NULL AS BIGINT)".to_string(),
        };
        let sql = format!("SELECT (SELECT last FROM numbers WHERE name = ?1), {there}");
        let found = self.read.one(&sql, &[table_name.into()], |row| Ok((row.opt_int(0)?, row.opt_int(1)?)))?;
        let (last, there) = found.unwrap_or_default();
        let last = last.unwrap_or(0);
        match there {
            Some(there) if there > last => Err(Error::storage(say!(
                "the numbers of {table_name} were set back around the tool: {there} is there, the last given is said to be {last}",
                "{table_name} 表的编号被绕过本工具改小：已有 {there}，却记为最后给出 {last}"
            ))
            .hint(say!(
                "nothing was changed; `alliance restore` puts a backup in its place",
                "未作任何改动；可用 `alliance restore` 恢复备份"
            ))),
            _ => Ok(last),
        }
    }

    /// Every reference of a row that was put has its target.
    pub(super) fn referents(&self) -> Result<()> {
        let mut wanted: BTreeMap<(&'static str, Value), Refers> = BTreeMap::new();
        for touch in self.touched.borrow().iter().filter(|touch| touch.before != touch.after) {
            let (Some(image), false) = (&touch.after, touch.table.references.is_empty()) else { continue };
            let row = Record::from_image(touch.table.name, image)?;
            for (column, target) in &touch.table.references {
                let key = row.get(column);
                if *key != Value::Null && !self.is_put(target, key) {
                    wanted
                        .entry((target, key.clone()))
                        .or_insert_with(|| (touch.table.name, touch.reference.clone()));
                }
            }
        }
        for table in all() {
            let of: Vec<(&Value, &Refers)> = wanted
                .iter()
                .filter(|((target, _), _)| *target == table.name)
                .map(|((_, key), refers)| (key, refers))
                .collect();
            for some in of.chunks(TOGETHER) {
                self.all_there(table, some)?;
            }
        }
        Ok(())
    }

    /// Whether this transaction itself has put that row.
    fn is_put(&self, table: &'static str, key: &Value) -> bool {
        let at = self.index.borrow().get(&(table, vec![key.clone()])).copied();
        at.and_then(|at| self.touched.borrow().get(at).map(|touch| touch.after.is_some())) == Some(true)
    }

    fn all_there(&self, table: &'static Table, wanted: &[(&Value, &Refers)]) -> Result<()> {
        let key = table.key.first().and_then(|at| table.columns.get(*at)).copied().unwrap_or("id");
        let holes = (1..=wanted.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT {key} FROM {} WHERE {key} IN ({holes})", table.name);
        let keys: Vec<Value> = wanted.iter().map(|(key, _)| (*key).clone()).collect();
        let there = self.read.all(&sql, &keys, |row| row.value(0))?;
        let Some((key, (from, reference))) = wanted.iter().find(|(key, _)| !there.contains(key)) else {
            return Ok(());
        };
        let (mine, theirs) = (noun(from).0, noun(table.name).0);
        let gone = self.remembered(table.name, |before, after| {
            after.is_none() && before.is_some_and(|row| row.key().first() == Some(key))
        })?;
        Err(match gone {
            Some((entry, called)) => Error::conflict(say!(
                "{mine} {reference} refers to {theirs} {called}, which #{entry} took out",
                "{reference}（{mine}）所指的{called}（{theirs}）已由 #{entry} 删除"
            ))
            .hint(say!("`alliance undo {entry}` brings it back", "可用 `alliance undo {entry}` 恢复")),
            None => Error::conflict(say!(
                "{mine} {reference} refers to a {theirs} that is not there",
                "{reference}（{mine}）所指的 {theirs} 记录不存在"
            )),
        })
    }

    /// The newest entry with a change of a table that is like this, and how it calls the record.
    pub(super) fn remembered(
        &self,
        table: &str,
        is: impl Fn(Option<&Record>, Option<&Record>) -> bool,
    ) -> Result<Option<(i64, String)>> {
        let mut found = None;
        let sql = "SELECT entry, ref, before, after FROM journal_changes WHERE tbl = ?1 ORDER BY entry, seq";
        self.read.each(sql, &[table.into()], &mut |row| {
            let image = |at| row.opt_str(at)?.map(|image| Record::from_image(table, image)).transpose();
            let (before, after) = (image(2)?, image(3)?);
            if is(before.as_ref(), after.as_ref()) {
                found = Some((row.int(0)?, row.text(1)?));
            }
            Ok(())
        })?;
        Ok(found)
    }
}
