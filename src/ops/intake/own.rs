//! What a noun alone knows: how its row is found, what completes it, what follows from it.

mod documents;
mod persons;

pub(in crate::ops) use documents::media_type;

use super::{Of, Taker, lay::Laid};
use crate::{
    error::{Error, Result},
    model::{credit_code, day::Day, money, record::Entry, rule, text::fold},
    noun::Noun,
    ops::names::Found,
    say,
    store::{Record, Value},
};

impl Taker<'_, '_> {
    /// The row that an entry is about: `Some(None)` where it is a new one, `None` where the entry says nothing.
    pub(super) fn find(
        &mut self,
        entry: &Entry,
        said: &mut Vec<Laid>,
        of: Of<'_>,
    ) -> Result<Option<Option<Record>>> {
        if let Some(id) = of.target {
            return self.write.row(entry.shape.store, id).map(|row| Some(Some(row)));
        }
        let alliance = match entry.shape.is {
            Noun::Alliance => self.write.find("alliances", &[Value::Int(1)])?,
            _ => None,
        };
        if alliance.is_some() {
            return Ok(Some(alliance));
        }
        if entry.shape.keys().any(|field| field.required && !entry.has(field.key)) {
            return Ok(None);
        }
        let found = match entry.shape.is {
            Noun::Alliance => None,
            Noun::Body => match entry.text("code").known() {
                Some(code) => {
                    let sql = "SELECT code FROM bodies WHERE lower(code) = lower(?1)";
                    let code = self.write.one(sql, &[code.into()], |row| row.value(0))?;
                    let found = code.map(|code| self.write.find("bodies", &[code])).transpose()?.flatten();
                    said.retain(|(column, _)| *column != "code" || found.is_none());
                    found
                }
                None => return Ok(None),
            },
            Noun::Organization => self.find_organization(entry, said)?,
            Noun::Person => self.find_person(entry, said)?,
            Noun::Session => return self.find_session(entry, said).map(Some),
            Noun::Attendance => self.find_attendance(entry, said)?,
            Noun::Motion => self.find_motion(entry, said)?,
            Noun::Document => self.find_document(entry, said, of)?,
            _ => match self.by_key(entry, said)? {
                None => self.by_number(entry, said)?,
                found => found,
            },
        };
        Ok(Some(found))
    }

    /// The record whose number a row of a list by itself has, where the two differ in one of the things that tell it from
    /// others: the list was written by the tool and corrected by hand. The number in a whole export may be another one's.
    fn by_number(&mut self, entry: &Entry, said: &[Laid]) -> Result<Option<Record>> {
        let (Some(text), true) = (entry.text("ref").known(), self.by_number) else { return Ok(None) };
        let Some(letter) = entry.shape.letter().filter(|letter| text.starts_with(*letter)) else { return Ok(None) };
        let Some(id) = text.strip_prefix(letter).and_then(|digits| digits.parse::<i64>().ok()) else { return Ok(None) };
        let Some(row) = self.write.find(entry.shape.store, &[id.into()])? else { return Ok(None) };
        let value = |column: &str| {
            said.iter().rev().find(|(c, _)| *c == column).map_or(Value::Null, |(_, value)| value.clone())
        };
        let other = entry.shape.key.iter().filter(|column| value(column) != *row.get(column)).count();
        if other != 1 {
            return Ok(None);
        }
        let place = &entry.place;
        self.warnings.push(say!(
            "{place}: goes by its number {text}, and is corrected; if it is another one, take the number out",
            "{place}：按编号 {text} 更正已登记的内容；如系另一条，请删去编号"
        ));
        Ok(Some(row))
    }

    /// Tells that a body gets an English name that another one has: then neither is found by it.
    fn tell_same_english(&mut self, entry: &Entry, row: &Record, old: Option<&Record>) -> Result<()> {
        let Some(name) = row.text("name_en").filter(|name| old.and_then(|old| old.text("name_en")) != Some(*name)) else { return Ok(()) };
        let sql = "SELECT code FROM bodies WHERE lower(name_en) = lower(?1) AND code <> ?2 ORDER BY code";
        let code = row.text("code").unwrap_or_default();
        if let Some(other) = self.write.first::<String>(sql, &[name.into(), code.into()])? {
            let place = entry.place_of("name_en");
            self.warnings.push(say!(
                "{place}: the body {other} is called {name} in English too: both go by their codes alone ({code}, {other})",
                "{place}：机构 {other} 的英文名称也是“{name}”：两者只能用代码指明（{code}、{other}）"
            ));
        }
        Ok(())
    }

    /// Fills in what the noun itself knows, refuses what it cannot be, and answers how it is called.
    pub(super) fn complete(
        &mut self,
        entry: &Entry,
        of: Of<'_>,
        row: &mut Record,
        old: Option<&Record>,
    ) -> Result<Option<String>> {
        let text = |row: &Record, column: &str| row.text(column).unwrap_or_default().to_string();
        let number = if let Some(Value::Int(id)) = row.key().first() { *id } else { 0 };
        let code_of = |taker: &Self, row: &Record| {
            taker.names.shown(row.int("organization_id").unwrap_or_default()).map(|(code, _)| code)
        };
        Ok(Some(match entry.shape.is {
            Noun::Alliance => {
                self.keep_present_name(entry, row, old)?;
                "alliance".to_string()
            }
            Noun::Body => {
                self.keep_present_name(entry, row, old)?;
                self.tell_same_english(entry, row, old)?;
                self.free(row, "name", "bodies", "code")?;
                text(row, "code")
            }
            Noun::Rule => {
                self.rules = None;
                rule::reference(
                    &text(row, "body"),
                    &text(row, "matter"),
                    row.text("from").and_then(Day::from_iso),
                )
            }
            Noun::Organization => {
                self.keep_present_name(entry, row, old)?;
                self.complete_organization(entry, row)?;
                text(row, "code")
            }
            Noun::Term => row.int("number").unwrap_or_default().to_string(),
            Noun::Person => {
                self.complete_person(entry, of, row, old)?;
                text(row, "name")
            }
            Noun::Post => {
                self.stated(entry, row, "filled_by")?;
                if old.is_none() && !entry.has("role") && row.int("organization_id").is_none() {
                    self.office_by_title(entry, row);
                }
                // At an organization a post without any day is a title without a day.
                if row.int("organization_id").is_some() && row.text("from").or(row.text("until")).is_none() {
                    self.keep_papers(row.int("person_id"))?;
                }
                let sql = "SELECT name FROM persons WHERE id = ?1";
                self.write.first::<String>(sql, &[row.get("person_id").clone()])?.unwrap_or_default()
            }
            Noun::Membership => {
                self.stated(entry, row, "admitted_by")?;
                if entry.has("until") && !entry.has("ended_by") {
                    row.set("ended_by", None::<i64>).set("until_before", None::<i64>);
                }
                code_of(self, row)?
            }
            Noun::Application => code_of(self, row)?,
            Noun::Session => self.complete_session(entry, of, row, old)?,
            Noun::Attendance | Noun::Agenda => {
                let session = row.int("session_id").unwrap_or_default();
                if entry.shape.is == Noun::Agenda {
                    self.complete_agenda(entry, row, old)?;
                } else if row.int("proxy_id").is_some() && row.get("proxy_id") == row.get("organization_id") {
                    return Err(Error::invalid(say!(
                        "an organization cannot hold its own proxy",
                        "单位不能委托自己"
                    ))
                    .at(entry.place_of("proxy")));
                }
                self.session_text(session)?
            }
            Noun::Motion => self.complete_motion(entry, row, old)?,
            Noun::Activity => match row.int("edition") {
                Some(edition) => format!("{}/{edition}", text(row, "name")),
                None => text(row, "name"),
            },
            Noun::Dues if row.text("class").is_some() && row.int("organization_id").is_some() => {
                return Err(Error::invalid(say!(
                    "dues are those of a class or of one organization, not of both",
                    "会费标准只能写身份或单位之一，不能两者兼有"
                ))
                .hint(say!(
                    "leave class out: what one organization owes goes before what its class does",
                    "请删去身份：单位单独的标准优先于其身份的标准"
                ))
                .at(entry.place_of("class")));
            }
            Noun::Payment if row.int("amount") == Some(0) => {
                return Err(Error::invalid(say!("nothing was paid: the amount is 0", "缴费金额为0，等于未缴"))
                    .hint(say!(
                        "leave the payment out, or say what was paid in units: 1000.00",
                        "请删去该笔缴费，或以元为单位写明金额，如 1000.00"
                    ))
                    .at(entry.place_of("amount")));
            }
            Noun::Heading => text(row, "heading"),
            Noun::Accepted => format!("{} {}", text(row, "rule"), text(row, "ref")),
            _ => entry.shape.letter().map_or_else(String::new, |letter| format!("{letter}{number}")),
        }))
    }

    /// What follows from a row that is written.
    pub(super) fn after(&mut self, entry: &Entry, of: Of<'_>, row: &Record, reference: &str) -> Result<()> {
        match entry.shape.is {
            Noun::Alliance => self.rules = None,
            Noun::Rule => self.tell_of_rule(row)?,
            Noun::Organization => {
                let id = row.int("id").unwrap_or_default();
                self.names.add(id, reference, row.text("name").unwrap_or_default());
                for key in ["short_name", "name_en"] {
                    if let Some(other) = entry.text(key).known() {
                        self.names.alias(id, other);
                    }
                }
                for (alias, _) in entry.texts("aliases").known().unwrap_or_default() {
                    self.names.alias(id, alias);
                }
                for former in entry.former_names("former_names").known().unwrap_or_default() {
                    self.names.alias(id, &former.name);
                }
            }
            Noun::Membership | Noun::Application => {
                self.settle_later(row.int("organization_id").unwrap_or_default());
            }
            Noun::Person => {
                self.person_is(row)?;
                self.tell_papers(row.int("id"), row)?;
            }
            Noun::Post => {
                let belongs = row.int("person_id").zip(row.int("organization_id"));
                if let (Some((person, organization)), Some(persons)) = (belongs, self.names.persons_mut()) {
                    persons.post(person, organization);
                }
                self.tell_papers(row.int("person_id"), row)?;
            }
            Noun::Session => self.after_session(entry, of, row, reference)?,
            Noun::Attendance => self.look_at(row.int("session_id").unwrap_or_default()),
            Noun::Motion => self.after_motion(entry, row, reference)?,
            Noun::Dues | Noun::Payment => self.tell_amount(entry, row),
            _ => {}
        }
        Ok(())
    }

    /// What a typed amount comes to: a whole number is one of the smallest unit, which is easily meant otherwise.
    fn tell_amount(&mut self, entry: &Entry, row: &Record) {
        let typed = entry.has("amount") && entry.place_of("amount").line == 0;
        let Some(amount) = row.int("amount").filter(|_| typed && (self.outcome.added || self.outcome.changed)) else { return };
        let amount = money::units(amount);
        self.notes.push(say!("the amount is {amount}", "金额为{amount}元"));
    }

    /// What is stated stands by itself; what is not names its motion.
    fn stated(&self, entry: &Entry, row: &mut Record, by: &'static str) -> Result<()> {
        if !entry.has("stated") {
            row.set("stated", true);
        }
        if row.int("stated") == Some(0) && row.int(by).is_none() {
            if entry.has(by) {
                // Its motion comes later in the same input, and with it the row is what that did.
                row.set("stated", true);
                return Ok(());
            }
            return Err(Error::invalid(say!(
                "what is not stated names its motion in {by}",
                "非直接载明者须在 {by} 中写明议题"
            ))
            .at(entry.place_of("stated")));
        }
        Ok(())
    }

    /// An older file that calls something only by a name that it bore before changes nothing of the present
    /// name.
    fn keep_present_name(&self, entry: &Entry, row: &mut Record, old: Option<&Record>) -> Result<()> {
        let (Some(name), Some(old)) = (entry.text("name").known(), old) else { return Ok(()) };
        // An entry that knows the present name as a former one is newer than that.
        let present = old.text("name").map(fold);
        let former = entry.former_names("former_names").known().unwrap_or_default();
        if self.options.loose || former.iter().any(|former| Some(fold(&former.name)) == present) {
            return Ok(());
        }
        let (table, owner) = match entry.shape.is {
            Noun::Alliance => ("alliance_names", "alliance_id"),
            Noun::Body => ("body_names", "body"),
            _ => ("organization_names", "organization_id"),
        };
        let key = old.key().into_iter().next().unwrap_or(Value::Null);
        if !self.write.rows_where(table, &[(owner, key), ("name", name.into())])?.is_empty() {
            row.set("name", old.get("name").clone());
        }
        Ok(())
    }

    /// Refuses what must be one row's alone and is another's already.
    pub(super) fn free(&self, row: &Record, key: &str, table: &str, shown: &str) -> Result<()> {
        let Some(value) = row.text(key) else { return Ok(()) };
        if matches!(key, "name" | "code") && table == "organizations" {
            match self.names.whole(value)? {
                // What nobody has by any name, as names fold, nobody has as it is written.
                Found::Nobody => return Ok(()),
                // Names that fold to the same are one.
                Found::One(id) if key == "name" => {
                    let (_, name) = self.names.shown(id)?;
                    if row.int("id") != Some(id) && fold(&name) == fold(value) && name != value {
                        return Err(Error::conflict(say!(
                            "{value} is another spelling of {name}, which is known already",
                            "“{value}”与已登记的“{name}”只是写法不同"
                        ))
                        .hint(say!("two of a kind cannot share a present name", "同类的两者不能同名")));
                    }
                }
                _ => {}
            }
        }
        let own = row.table.key.first().and_then(|at| row.table.columns.get(*at)).copied().unwrap_or("id");
        let fold = if key == "code" { "lower" } else { "" };
        let sql = format!("SELECT {shown} FROM {table} WHERE {fold}({key}) = {fold}(?1) AND {own} <> ?2");
        match self.write.first::<String>(&sql, &[value.into(), row.get(own).clone()])? {
            Some(other) if key == "name" => {
                Err(Error::conflict(say!("{other} is called {value} already", "{other} 已使用名称“{value}”"))
                    .hint(say!("two of a kind cannot share a present name", "同类的两者不能同名")))
            }
            Some(other) => Err(Error::conflict(say!(
                "{key} {value} belongs to {other} already",
                "{key} {value} 已属于 {other}"
            ))),
            None => Ok(()),
        }
    }

    /// Matched by its code, else its name; else by a former name that is still the registry's present one,
    /// which is a renaming.
    fn find_organization(&mut self, entry: &Entry, said: &mut Vec<Laid>) -> Result<Option<Record>> {
        let name = entry.text("name").known().unwrap_or_default();
        let code = entry.text("code").known();
        let by_code = match code {
            Some(code) if self.names.has_code(code)? => Some(code),
            _ => None,
        };
        let mut found = self.names.whole(by_code.unwrap_or(name))?;
        // A list that gives a new code to a name that another bore before means another organization.
        if let (Some(_), None, Found::One(id)) = (code, by_code, &found)
            && self.facts
            && self.names.shown(*id)?.1 != name
        {
            found = Found::Nobody;
        }
        let mut renamed = by_code.is_some();
        if found == Found::Nobody {
            let former = entry.former_names("former_names").known().unwrap_or_default();
            for former in former {
                found = self.names.whole(&former.name)?;
                if found != Found::Nobody {
                    break;
                }
            }
            renamed = true;
        }
        if found == Found::Nobody {
            return Ok(None);
        }
        let id = self.names.settle(name, found)?;
        if !renamed {
            said.retain(|(column, _)| *column != "name");
        }
        self.write.row("organizations", id).map(Some)
    }

    fn complete_organization(&mut self, entry: &Entry, row: &mut Record) -> Result<()> {
        self.free(row, "name", "organizations", "code")?;
        if row.text("code").is_none() {
            let code = self.free_code(row.text("name").unwrap_or_default())?;
            row.set("code", code);
        } else if entry.has("code") {
            self.free(row, "code", "organizations", "code")?;
        }
        if let Some(given) = entry.text("credit_code").known() {
            let code = credit_code::normalize(given);
            if let Err(why) = credit_code::check(&code) {
                let place = entry.place_of("credit_code");
                self.warnings.push(why.at(&format!("{place}: {code}")));
            }
            row.set("credit_code", code);
        }
        Ok(())
    }

}
