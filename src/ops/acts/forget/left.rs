//! The words of the registry in which a person's name is replaced, and those in which it is left standing.

use std::collections::HashSet;

use super::{Alias, Erasure, naming::Naming, words};
use crate::{
    error::{Message, Result},
    ops::intake::Taker,
    say,
    store::{Read, Record, Value, tables},
};

/// So many places are told by name.
const TOLD: usize = 50;

/// Where the names are left.
pub struct Left<'a> {
    naming: &'a Naming,
    shared: &'a Naming,
    running: Vec<String>,
    within: Vec<String>,
    meant: Vec<String>,
    /// The texts in which a name is left in the tables, so that the journal's memory of them is not told again.
    texts: HashSet<String>,
}

impl<'a> Left<'a> {
    /// Nothing yet, of the names that mean the person alone and of those that others bear too.
    pub fn new(naming: &'a Naming, shared: &'a Naming) -> Left<'a> {
        let none = Vec::new;
        Left { naming, shared, running: none(), within: none(), meant: none(), texts: HashSet::new() }
    }

    /// Whether a text has anything to do with the names.
    fn concerns(&self, text: &str) -> bool {
        [self.naming, self.shared].into_iter().any(|naming| naming.is(text) || naming.stands(text) != Default::default())
    }

    /// Looks at a text as it stays.
    fn look(&mut self, text: &str, place: &str) {
        let (stands, meant) = (self.naming.stands(text), self.shared.stands(text).free > 0);
        let lists = [
            (stands.free > 0, &mut self.running),
            (stands.within > 0, &mut self.within),
            (meant, &mut self.meant),
        ];
        for (found, list) in lists {
            if found && !list.iter().any(|known| known == place) {
                list.push(place.to_string());
            }
        }
    }

    /// Looks through the journal as it will stay.
    pub fn in_journal(&mut self, read: &Read<'_>, erasure: &Erasure) -> Result<()> {
        let sql = "SELECT entry, why, command FROM journal ORDER BY entry";
        let entries = read.rows::<(i64, Option<String>, String)>(sql, &[])?;
        for (entry, why, command) in entries {
            let (why, command) = erasure.words(entry, why.as_deref(), &command);
            for text in why.iter().chain([&command]) {
                self.look(text, &format!("#{entry}"));
            }
        }
        let sql = "SELECT entry, tbl, before, after FROM journal_changes ORDER BY entry, seq";
        read.each(sql, &[], &mut |row| {
            let (entry, table) = (row.int(0)?, row.text(1)?);
            for at in [2, 3] {
                let Some(image) = row.opt_str(at)? else { continue };
                let mut record = Record::from_image(&table, image)?;
                erasure.image(&mut record);
                let texts = record.table.columns.iter().filter(|column| words(&table, column).is_some());
                for text in texts.filter_map(|column| record.text(column)) {
                    if !self.texts.contains(text) {
                        self.look(text, &format!("#{entry}"));
                    }
                }
            }
            Ok(())
        })
    }

    /// The places in words.
    pub fn told(self, read: &Read<'_>) -> Result<Vec<Message>> {
        let listed = |places: &[String]| {
            let more = if places.len() > TOLD { ", …" } else { "" };
            places.iter().take(TOLD).cloned().collect::<Vec<_>>().join(", ") + more
        };
        let mut told = Vec::new();
        if !self.running.is_empty() {
            let places = listed(&self.running);
            told.push(say!(
                "the name still stands in the running text of: {places}; --text replaces it there too, but not in other names",
                "以下记录的行文中仍有该姓名：{places}；加 --text 可一并替换（其他名称除外）"
            ));
        }
        if !self.within.is_empty() {
            let places = listed(&self.within);
            told.push(say!(
                "the name is a part of another person's name, which was left as it is, in: {places}",
                "以下记录中该姓名是另一人姓名的一部分，未改动：{places}"
            ));
        }
        if !self.meant.is_empty() {
            let places = listed(&self.meant);
            told.push(say!(
                "another person bears the name, so the text of these records was left as it was: {places}",
                "另有同名者，故以下记录的文字未改动：{places}"
            ));
        }
        let sql = "SELECT count(*) FROM documents";
        if read.first::<i64>(sql, &[])?.is_some_and(|count| count > 0) {
            told.push(say!(
                "documents kept in the registry are not searched: look through `alliance document list`",
                "登记库中保存的文件未作检查，请查看 `alliance document list`"
            ));
        }
        Ok(told)
    }
}

impl Taker<'_, '_> {
    /// Puts the alias in the words of all rows, and takes down where a name is left.
    pub(super) fn reword_all(&mut self, put: &Alias<'_>, left: &mut Left<'_>) -> Result<()> {
        for table in tables::tables() {
            let texts: Vec<&str> =
                table.columns.iter().copied().filter(|column| words(table.name, column).is_some()).collect();
            if texts.is_empty() {
                continue;
            }
            let keys: Vec<&str> = table.key.iter().filter_map(|at| table.columns.get(*at)).copied().collect();
            let listed = keys.iter().chain(&texts).map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
            let width = keys.len();
            let order = (1..=width).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
            let mut found: Vec<Vec<Value>> = Vec::new();
            self.write.each(&format!("SELECT {listed} FROM {} ORDER BY {order}", table.name), &[], &mut |row| {
                for at in width..width + texts.len() {
                    if row.opt_str(at)?.is_some_and(|text| left.concerns(text)) {
                        found.push((0..width).map(|at| row.value(at)).collect::<Result<_>>()?);
                        break;
                    }
                }
                Ok(())
            })?;
            for key in found {
                let Some(before) = self.write.find(table.name, &key)? else { continue };
                let mut after = before.clone();
                put.reword(&mut after);
                let reference = self.called(&after)?;
                if after != before {
                    self.write.put(&after, &reference)?;
                }
                for text in texts.iter().filter_map(|column| after.text(column)) {
                    left.look(text, &reference);
                    left.texts.insert(text.to_string());
                }
            }
        }
        Ok(())
    }

    /// The record that a row belongs to, as people call it.
    fn called(&self, row: &Record) -> Result<String> {
        let session = |id: Option<i64>| -> Result<String> {
            let sql = "SELECT ref FROM session_refs WHERE session_id = ?1";
            Ok(self.write.first::<String>(sql, &[id.into()])?.unwrap_or_default())
        };
        let text = |column: &str| row.text(column).unwrap_or_default().to_string();
        let number = |column: &str| row.int(column).unwrap_or_default();
        let one = |sql: &str, column: &str| -> Result<String> {
            Ok(self.write.first::<String>(sql, &[row.get(column).clone()])?.unwrap_or_default())
        };
        Ok(match row.table.name {
            "sessions" => session(row.int("id"))?,
            "agenda_items" | "session_signatories" => session(row.int("session_id"))?,
            "delegates" => {
                let sql = "SELECT session_id FROM attendances WHERE id = ?1";
                session(self.write.first::<i64>(sql, &[row.get("attendance_id").clone()])?)?
            }
            "agenda_topics" => {
                let sql = "SELECT session_id FROM agenda_items WHERE id = ?1";
                session(self.write.first::<i64>(sql, &[row.get("agenda_item_id").clone()])?)?
            }
            "motions" => format!("{}/{}", session(row.int("session_id"))?, number("number")),
            "motion_tellers" => one("SELECT ref FROM motion_refs WHERE motion_id = ?1", "motion_id")?,
            "interests" => format!("i{}", number("id")),
            "payments" => format!("p{}", number("id")),
            "actions" => format!("a{}", number("id")),
            "visits" => format!("v{}", number("id")),
            "visit_receivers" | "visit_sites" | "visit_topics" => format!("v{}", number("visit_id")),
            "documents" => format!("d{}", number("id")),
            "contacts" => format!("c{}", number("id")),
            "organizations" => text("code"),
            "organization_names" | "organization_aliases" => {
                one("SELECT code FROM organizations WHERE id = ?1", "organization_id")?
            }
            "bodies" => text("code"),
            "body_names" => text("body"),
            "persons" => text("name"),
            "posts" => one("SELECT name FROM persons WHERE id = ?1", "person_id")?,
            "accepted" => format!("{} {}", text("rule"), text("ref")),
            "activities" => match row.int("edition") {
                Some(edition) => format!("{}/{edition}", text("name")),
                None => text("name"),
            },
            _ => "alliance".to_string(),
        })
    }
}
