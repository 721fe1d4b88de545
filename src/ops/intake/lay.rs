//! An entry laid over the row that it is about, by the table of fields: what it says of a field goes where the
//! field is stored, what it leaves out stays.

use std::collections::HashSet;

use super::{Of, Taker};
use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        record::{Candidate, Entry, FormerName, Given, Place, Who},
        text::fold,
        words::{PUBLIC_PARTS, PublicPart},
    },
    noun::{Field, Noun, To, Type},
    ops::{
        names::{Found, person_parts},
        rows::owner_of_sources,
    },
    say,
    store::{Record, Value},
};

/// What is said of one column.
pub(super) type Laid = (&'static str, Value);

impl Taker<'_, '_> {
    /// The row that an entry is about, with what it says laid over it, written; its number, or `None` where
    /// faults were kept.
    pub(in crate::ops) fn enter(&mut self, entry: &Entry, of: Of<'_>) -> Result<Option<i64>> {
        let before = self.faulty();
        let entry = &*self.people_parted(entry)?;
        let mut said = self.said_of(entry)?;
        if self.faulty() > before {
            return Ok(None);
        }
        if let Some(session) = of.session.filter(|_| entry.shape.store != "sessions") {
            said.push(("session_id", session.into()));
        }
        let Some(found) = self.find(entry, &mut said, of)? else { return Ok(None) };
        let new = found.is_none();
        if new && self.waits(entry, of)? {
            return Ok(None);
        }
        let mut row = match found {
            Some(row) => row,
            None => self.new_row(entry)?,
        };
        let old = row.clone();
        for (column, value) in &said {
            row.set(column, value.clone());
        }
        for field in entry.shape.fields {
            if let Some(value) = field.default.filter(|_| *row.get(field.key) == Value::Null) {
                row.set(field.key, default(field, value));
            }
        }
        ordered(&row, entry)?;
        let Some(reference) = self.complete(entry, of, &mut row, (!new).then_some(&old))? else {
            return Ok(None);
        };
        let id = match row.key().first() {
            Some(Value::Int(id)) => Some(*id),
            _ => None,
        };
        if of.target.is_none() {
            self.once(entry, &row)?;
        }
        if new && matches!(entry.shape.is, Noun::Organization | Noun::Person) {
            self.tell_near(entry.shape.is, entry, &row)?;
        }
        self.tell_doubtful(entry, &row, (!new).then_some(&old));
        self.put(&row, new, &reference)?;
        if let (Some(id), Some(text)) =
            (id, entry.text("ref").known().filter(|_| entry.shape.is != Noun::Accepted))
        {
            self.numbered.insert(text.to_lowercase(), id);
        }
        self.blanks(entry, &old)?;
        for (key, _, given) in entry.iter() {
            match entry.shape.field(key).map(|field| (field, field.to)) {
                Some((_, To::Late(column))) if *given == Given::Unknown => {
                    row.set(column, Value::Null);
                    self.put(&row, false, &reference)?;
                }
                Some((_, To::Late(column))) => {
                    self.later((entry.shape.store, id.unwrap_or_default()), column, entry, &reference);
                }
                Some((field, To::Parts(table))) => {
                    self.parts(entry, &row, field, table, given, &reference)?
                }
                _ => {}
            }
        }
        self.after(entry, of, &row, &reference)?;
        Ok(id.or(Some(0)))
    }

    /// What an entry says of each column; every reference that names nothing is kept as a fault.
    fn said_of(&mut self, entry: &Entry) -> Result<Vec<Laid>> {
        let mut said = Vec::new();
        for (key, place, given) in entry.iter() {
            let Some(field) = entry.shape.field(key) else { continue };
            if let (Type::DayInRange | Type::DayOrPending, Given::Days(days)) = (field.ty, given)
                && days.single().is_none()
            {
                let (en, zh) = (days.english(), days.chinese());
                let (day_en, day_zh) = (days.end.english(), days.end.chinese());
                self.warnings.push(say!(
                    "{place}: of the range {en} the last day counts, {day_en}: by then it surely holds",
                    "{place}：{zh}为日期区间，以最后一日{day_zh}为准：至该日必已成立"
                ));
            }
            let value = match field.to {
                To::Column => self.plain(field, given, place),
                To::Id(_) => self.referred(entry, field, given, place),
                _ => continue,
            };
            let column = if let To::Id(column) = field.to { column } else { field.key };
            if let Some(value) = self.kept(place, value)? {
                said.push((column, value));
            }
        }
        Ok(said)
    }

    fn plain(&self, field: &Field, given: &Given, place: &Place) -> Result<Value> {
        match (field.ty, given) {
            (Type::Body, Given::Text(text)) => self.body_code(text, place).map(Value::from),
            _ => Ok(plain(field.key, given)),
        }
    }

    /// The number of what a text refers to.
    fn referred(&mut self, entry: &Entry, field: &Field, given: &Given, place: &Place) -> Result<Value> {
        let Given::Text(text) = given else { return Ok(Value::Null) };
        let id = match field.ty {
            // Proxies never add.
            Type::Organization if field.key == "proxy" => self.known_organization(text, place)?,
            Type::Organization => self.organization_named(text, place)?,
            Type::Session => self.session_named(text, place)?,
            Type::Motion => self.motion_named(text, place)?,
            _ => {
                // A post's organization says where the post is, not who the person is: only where several
                // bear the name do their organizations tell.
                // Of an interest it is where the stake is.
                let home = match entry.shape.is {
                    Noun::Interest => None,
                    _ => self.opt_organization(entry, "organization")?,
                };
                let several = entry.shape.is != Noun::Post || self.bearers(person_parts(text).0)?.len() > 1;
                let standing = match several && entry.shape.is == Noun::Post {
                    true => self.holders(entry, home)?,
                    false => Vec::new(),
                };
                self.person_of(text, home.filter(|_| several), place, &standing)?
            }
        };
        Ok(id.into())
    }

    /// Who holds just the post that an entry tells.
    fn holders(&self, entry: &Entry, organization: Option<i64>) -> Result<Vec<i64>> {
        let said = ["title", "term", "from"].map(|key| (key, entry.get(key).map_or(Value::Null, |given| plain(key, given))));
        let key = [&[("organization_id", organization.into())], &said[..]].concat();
        let rows = self.write.rows_where("posts", &key)?;
        Ok(rows.iter().filter_map(|row| row.int("person_id")).collect())
    }

    /// A new row, under the number that it had where it comes from, where that is free.
    fn new_row(&self, entry: &Entry) -> Result<Record> {
        let store = entry.shape.store;
        let row = Record::new(store);
        if !row.table.columns.contains(&"id") || entry.shape.is == Noun::Alliance {
            return Ok(if entry.shape.is == Noun::Alliance { row.with("id", 1i64) } else { row });
        }
        let numbered = entry.text("ref").known().filter(|_| entry.shape.is != Noun::Accepted);
        // A number that is too long to be one is too large.
        let digits = numbered.and_then(|text| text.get(1..)).filter(|digits| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        });
        let wanted = digits.map(|digits| digits.parse().unwrap_or(i64::MAX));
        Ok(row.with("id", self.write.claim_id(store, wanted)?))
    }

    /// The parts that one field of an entry says.
    pub(super) fn parts(
        &mut self,
        entry: &Entry,
        row: &Record,
        field: &Field,
        table: &'static str,
        given: &Given,
        reference: &str,
    ) -> Result<()> {
        let owner = row.key().into_iter().next().unwrap_or(Value::Null);
        let owner = if matches!(field.ty, Type::Sources) { owner_of_sources(row.table.name, &owner) } else { owner };
        let part = || Record::new(table);
        let standing: Vec<i64> = match field.ty {
            // A new row names nobody yet.
            Type::Persons | Type::Subjects | Type::Candidates if !self.outcome.added => {
                let column = part().table.columns.first().copied().unwrap_or_default();
                let rows = self.write.rows_where(table, &[(column, owner.clone())])?;
                rows.iter().filter_map(|row| row.int("person_id")).collect()
            }
            _ => Vec::new(),
        };
        let parts = match given {
            Given::Ballots(_) => {
                let ballots = entry.ballots(field.key).known();
                return self.take_ballots(row.int("id").unwrap_or_default(), reference, ballots);
            }
            Given::Unknown if matches!(field.ty, Type::Ballots) => {
                return self.take_ballots(row.int("id").unwrap_or_default(), reference, None);
            }
            Given::FormerNames(names) => {
                let place = entry.place_of(field.key);
                let kept = self.other_former_names(table, &owner, names, place)?;
                if self.options.loose && !kept.is_empty() {
                    let listed = kept.iter().map(|former| former.name.as_str()).collect::<Vec<_>>();
                    let (en, zh) = (listed.join(", "), listed.join("、"));
                    self.warnings.push(say!(
                        "{place}: kept as former names too: {en}; `former_names=` alone takes all of them out",
                        "{place}：仍保留的曾用名：{zh}；只写 `former_names=` 可全部删除"
                    ));
                }
                let mut names: Vec<&FormerName> = names.iter().chain(&kept).collect();
                names.sort_by_key(|former| former.until);
                names.iter().map(|f| part().with("name", f.name.as_str()).with("until", f.until)).collect()
            }
            Given::People(people) => {
                let home = row.int(if entry.shape.is == Noun::Visit { "host_id" } else { "organization_id" });
                self.people(people, home, table)?
            }
            Given::Sources(sources) => self.source_rows(sources, &owner, reference)?,
            Given::Candidates(candidates) => self.candidate_rows(candidates, table, &standing)?,
            Given::Texts(texts) => {
                let mut parts = Vec::new();
                for (text, place) in texts {
                    parts.push(match field.ty {
                        Type::Organizations => {
                            part().with("organization_id", self.organization_named(text, place)?)
                        }
                        Type::Persons => part().with("person_id", self.person_of(text, None, place, &standing)?),
                        Type::Subjects => self.subject(part(), row, text, place, &standing)?,
                        _ => part().with("text", text.as_str()),
                    });
                }
                parts
            }
            _ => Vec::new(),
        };
        self.each_once(entry, field, &parts)?;
        let named = matches!(given, Given::People(_) | Given::Candidates(_));
        let parts = match named && self.options.of_form {
            true => self.with_recorded(entry, field, table, &owner, parts, reference)?,
            false => parts,
        };
        if table == "alliance_public" && parts.is_empty() {
            self.tell_all_public(&owner)?;
        }
        self.put_parts(table, &owner, parts, reference)
    }

    /// Where the choice of what is public is given up, everything is public: that is told.
    fn tell_all_public(&mut self, owner: &Value) -> Result<()> {
        if self.write.rows_where("alliance_public", &[("alliance_id", owner.clone())])?.is_empty() {
            return Ok(());
        }
        let parts = || PUBLIC_PARTS.words.iter().filter(|(code, ..)| *code != PublicPart::Nothing.code());
        let en = parts().map(|(code, ..)| *code).collect::<Vec<_>>().join(", ");
        let zh = parts().map(|(.., zh)| *zh).collect::<Vec<_>>().join("、");
        self.warnings.push(say!(
            "no part is chosen any more, and so the public pages show all of them: {en}; to show members, sessions and votes \
             alone: `alliance about edit public=nothing`",
            "已不再限定公开的部分，公开页面将显示全部：{zh}；如只公开成员、会议与表决：`alliance about edit public=nothing`"
        ));
        Ok(())
    }

    /// The former names that are recorded and that an input does not speak of: they stay, for by them old records are
    /// found, and old votes printed.
    fn other_former_names(
        &self,
        table: &'static str,
        owner: &Value,
        told: &[FormerName],
        place: &Place,
    ) -> Result<Vec<FormerName>> {
        let column = crate::store::tables::table(table).columns.first().copied().unwrap_or_default();
        let recorded = self.write.rows_where(table, &[(column, owner.clone())])?;
        let spoken = |name: &str| told.iter().any(|former| fold(&former.name) == fold(name));
        let others = recorded.iter().filter_map(|row| {
            let name = row.text("name").filter(|name| !spoken(name))?;
            Some(FormerName { name: name.to_string(), until: row.day("until"), place: place.clone() })
        });
        Ok(others.collect())
    }

    /// Refuses whoever stands twice among the parts of a field, however the names are written.
    fn each_once(&self, entry: &Entry, field: &Field, parts: &[Record]) -> Result<()> {
        let mut seen = HashSet::new();
        for part in parts {
            let whose = ["person_id", "organization_id"].map(|column| match part.table.columns.contains(&column) {
                true => part.int(column),
                false => None,
            });
            if whose != [None, None] && !seen.insert(whose) {
                let name = match whose {
                    [Some(id), _] => self.names.person_text(id, None)?,
                    [_, id] => self.names.shown(id.unwrap_or_default())?.1.to_string(),
                };
                let key = field.key;
                return Err(Error::invalid(say!("{key} lists {name} twice", "{key}中“{name}”重复"))
                    .at(entry.place_of(key)));
            }
        }
        Ok(())
    }

    /// Delegates or receivers as rows of `table`, for `organization`.
    pub(super) fn people(
        &mut self,
        people: &[Who],
        organization: Option<i64>,
        table: &'static str,
    ) -> Result<Vec<Record>> {
        let mut rows = Vec::new();
        for who in people {
            let person =
                who.name.as_ref().map(|name| self.person(name, organization, &who.place)).transpose()?;
            rows.push(Record::new(table).with("person_id", person).with("title", who.title.clone()));
        }
        Ok(rows)
    }

    fn candidate_rows(
        &mut self,
        candidates: &[Candidate],
        table: &'static str,
        standing: &[i64],
    ) -> Result<Vec<Record>> {
        let mut rows = Vec::new();
        for one in candidates {
            let organization = one.organization.as_ref();
            let organization =
                organization.map(|name| self.organization_named(name, &one.place)).transpose()?;
            let person = one.person.as_ref();
            let person =
                person.map(|name| self.person_of(name, organization, &one.place, standing)).transpose()?;
            let row = Record::new(table).with("person_id", person).with("organization_id", organization);
            let row = row.with("role", one.role).with("yes", one.yes).with("no", one.no);
            rows.push(row.with("abstain", one.abstain).with("elected", one.elected).with("write_in", one.write_in));
        }
        Ok(rows)
    }

    /// The subject of a motion: an organization, or a person where one of that name is known or an election is
    /// about persons.
    fn subject(
        &mut self,
        part: Record,
        motion: &Record,
        text: &str,
        place: &Place,
        standing: &[i64],
    ) -> Result<Record> {
        let person = self.names.whole(text)? == Found::Nobody
            && (text.contains('@')
                || motion.text("kind") == Some("election")
                || !self.bearers(person_parts(text).0)?.is_empty());
        Ok(if person {
            part.with("person_id", self.person_of(text, None, place, standing)?)
        } else {
            part.with("organization_id", self.organization_named(text, place)?)
        })
    }

    /// Blank cells of a list over what is recorded: told, so that nobody takes a blank for a deletion.
    fn blanks(&mut self, entry: &Entry, old: &Record) -> Result<()> {
        for (key, place) in entry.blank() {
            let Some(field) = entry.shape.field(key) else { continue };
            let is_recorded = match field.to {
                // A blank cell of what has a value where none is given would say that value.
                To::Column => {
                    let value = old.get(field.key);
                    *value != Value::Null && field.default.is_none_or(|given| *value != default(field, given))
                }
                To::Id(column) | To::Late(column) => *old.get(column) != Value::Null,
                To::Parts(table) => {
                    let owner = Record::new(table).table.columns.first().copied().unwrap_or_default();
                    let id = old.key().into_iter().next().unwrap_or(Value::Null);
                    let id = if matches!(field.ty, Type::Sources) { owner_of_sources(old.table.name, &id) } else { id };
                    id != Value::Null && !self.write.rows_where(table, &[(owner, id)])?.is_empty()
                }
                To::Number(_) | To::Own => continue,
            };
            if is_recorded && !field.kept {
                self.blank.push(place.clone());
            }
        }
        Ok(())
    }

    /// The row in which the columns that tell one from another hold what is said of them; else the one that
    /// differs only in how far its day is known. The day that is known better stays.
    pub(super) fn by_key(&self, entry: &Entry, said: &mut Vec<Laid>) -> Result<Option<Record>> {
        let value = |column: &&'static str| {
            let said = said.iter().rev().find(|(c, _)| c == column).map(|(_, value)| value.clone());
            (*column, said.unwrap_or(Value::Null))
        };
        let mut key: Vec<Laid> = entry.shape.key.iter().map(value).collect();
        let store = entry.shape.store;
        if let Some(row) = self.write.rows_where(store, &key)?.into_iter().next() {
            return Ok(Some(row));
        }
        let Some(at) = key.iter().position(|(column, _)| entry.shape.field(column).is_some_and(is_day)) else {
            return Ok(None);
        };
        let (column, told) = key.remove(at);
        let told = if let Value::Text(text) = told { Day::from_iso(&text) } else { None };
        let mut rows = self.write.rows_where(store, &key)?;
        rows.retain(|row| self.may_be_meant(entry, row, column, told));
        let [row] = &rows[..] else { return Ok(None) };
        if row.day(column).zip(told).is_none_or(|(known, told)| told.covers(known)) {
            said.retain(|(c, _)| *c != column);
        }
        Ok(rows.pop())
    }

    /// Whether an entry may be about a row of the same key but for its day. One of the two days lies within the
    /// other; or the entry says none, and the row is what goes on. What the entry says of the end must not
    /// contradict it. Two entries of one input are two records, and a motion's effect has its day from the motion.
    fn may_be_meant(&self, entry: &Entry, row: &Record, column: &str, told: Option<Day>) -> bool {
        let lasts = row.table.columns.contains(&"until");
        let own = if let Some(Value::Int(id)) = row.key().first() { *id } else { 0 };
        let effect = row.table.columns.contains(&"stated") && row.int("stated") == Some(0);
        if self.is_said(row.table.name, own) || effect {
            return false;
        }
        let (known, until) = (row.day(column), if lasts { row.day("until") } else { None });
        // Two payments of one month are two, unless they are of one amount.
        if entry.shape.is == Noun::Payment && entry.int("amount").known() != row.int("amount") {
            return false;
        }
        let same = match (known, told) {
            (Some(known), Some(told)) => known.covers(told) || told.covers(known),
            // A rule without a first day held before any other.
            (Some(_), None) => {
                lasts && !entry.has(column) && until.is_none() && entry.shape.is != Noun::Rule
            }
            (None, _) => false,
        };
        let ends = |until: Option<Day>, from: Option<Day>| {
            lasts && until.zip(from).is_some_and(|(until, from)| until.surely_before(from))
        };
        same && !ends(until, told) && !ends(entry.day("until").known(), known)
    }
}

/// Whether a field holds one day.
fn is_day(field: &Field) -> bool {
    matches!(field.ty, Type::Day | Type::DayInRange)
}

/// A given value as its column holds it.
pub(super) fn plain(key: &str, given: &Given) -> Value {
    match given {
        Given::Text(text) => text.as_str().into(),
        Given::Int(n) => (*n).into(),
        Given::Flag(flag) => (*flag).into(),
        Given::Days(days) if key == "start" => days.start.into(),
        Given::Days(days) => days.end.into(),
        Given::Pending => "pending".into(),
        Given::Word(word) => (*word).into(),
        Given::Fraction(fraction) => fraction.to_string().into(),
        Given::NoFraction => "none".into(),
        _ => Value::Null,
    }
}

/// A field's default as its column holds it (contract 4).
fn default(field: &Field, value: &'static str) -> Value {
    match field.ty {
        Type::Flag => Value::from(value == "true"),
        _ => value.into(),
    }
}

/// An end must not surely lie before its start, also where they come from different files.
fn ordered(row: &Record, entry: &Entry) -> Result<()> {
    for (first, last) in [("start", "end"), ("from", "until")] {
        if !row.table.columns.contains(&first) || !row.table.columns.contains(&last) {
            continue;
        }
        let day = |column| row.text(column).and_then(Day::from_iso);
        if let (Some(a), Some(b)) = (day(first), day(last))
            && b.surely_before(a)
        {
            return Err(Error::invalid(say!(
                "{last} {b} lies before {first} {a}",
                "{last}（{b}）早于 {first}（{a}）"
            ))
            .hint(say!("swap or correct the days", "请核对日期"))
            .at(entry.place_of(last)));
        }
    }
    Ok(())
}
