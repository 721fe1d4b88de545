//! Takes lists in within one transaction: rows to records by what their columns say, every fault kept
//! with file, line and column, nothing made of them by way of effects.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    known::Known,
    sheets::{Column, Sheet, To},
};
use crate::{
    error::{Error, Kind, Message, Result},
    model::{
        record::{Given, Place},
        sheet::{Line, List, cell, revive},
        text::{fold, nearest},
    },
    ops::{names::Found, record::plain},
    say,
    store::{Record, Value, Write, bulk::packs},
};

/// More faults than these are counted, not told.
const TOLD: usize = 10_000;
/// From this many rows on, what a list adds is remembered packed.
const MANY: usize = 5_000;

/// Which cell of a file holds which column of a sheet.
pub struct Heads {
    /// The file, as messages name it.
    pub file: Arc<str>,
    /// For each column of the sheet its place in the file.
    pub at: Vec<Option<usize>>,
}

/// One row as it was understood.
pub struct Row<'a> {
    /// The list.
    pub sheet: &'static Sheet,
    heads: &'a Heads,
    line: usize,
    given: Vec<Option<Given>>,
}

impl Row<'_> {
    /// What it says in a column.
    pub fn get(&self, key: &str) -> Option<&Given> {
        self.given.get(self.sheet.at(key)?)?.as_ref()
    }

    /// A text or a code word.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Given::Text(text) => Some(text),
            Given::Word(word) => Some(word),
            _ => None,
        }
    }

    /// A number.
    pub fn int(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Given::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn items(&self, key: &str) -> Option<&[(String, Place)]> {
        match self.get(key)? {
            Given::Texts(items) => Some(items),
            _ => None,
        }
    }

    /// A value as its column holds it.
    pub fn value(&self, key: &str) -> Value {
        self.get(key).map_or(Value::Null, |given| plain(key, given))
    }

    /// The same row without what it says in one column.
    pub fn without(&self, key: &str) -> Row<'_> {
        let mut given = self.given.clone();
        if let Some(given) = self.sheet.at(key).and_then(|at| given.get_mut(at)) {
            *given = None;
        }
        Row { sheet: self.sheet, heads: self.heads, line: self.line, given }
    }

    /// Whether the file has such a column at all.
    pub fn has_column(&self, key: &str) -> bool {
        self.sheet.at(key).is_some_and(|at| self.heads.at.get(at).copied().flatten().is_some())
    }

    /// Where a column stands in the file.
    pub fn place(&self, key: &str) -> Place {
        let column = self.sheet.at(key).and_then(|at| self.heads.at.get(at).copied().flatten());
        Place { file: self.heads.file.clone(), line: self.line, column: column.map_or(1, |at| at + 1) }
    }
}

/// The work in hand.
pub struct Taker<'w, 'e> {
    /// The transaction.
    pub write: &'w Write<'e>,
    /// What is known.
    pub known: Known,
    /// What is wrong.
    pub faults: Vec<Error>,
    more: usize,
    /// What the user should look at.
    pub warnings: Vec<Message>,
    /// Whether the list in hand is a long one.
    pub many: bool,
    index: HashMap<Vec<Value>, Vec<i64>>,
    seen: HashMap<Vec<Value>, usize>,
    /// Numbers that the file's rows had where they come from, and the rows they are here.
    pub numbered: HashMap<String, i64>,
}

impl<'w, 'e> Taker<'w, 'e> {
    /// Begins.
    pub fn new(write: &'w Write<'e>) -> Result<Taker<'w, 'e>> {
        Ok(Taker {
            write,
            known: Known::read(write)?,
            faults: Vec::new(),
            more: 0,
            warnings: Vec::new(),
            many: false,
            index: HashMap::new(),
            seen: HashMap::new(),
            numbered: HashMap::new(),
        })
    }

    /// Keeps a fault.
    pub fn fault(&mut self, error: Error) {
        if self.faults.len() < TOLD {
            self.faults.push(error);
        } else {
            self.more += 1;
        }
    }

    /// Keeps a fault with its place.
    pub fn fault_at(&mut self, place: &Place, error: Error) {
        self.fault(error.at(&place.to_string()));
    }

    /// All faults as one, where there were any.
    pub fn settled(&mut self) -> Result<()> {
        let mut faults = std::mem::take(&mut self.faults);
        if self.more > 0 {
            let n = self.more;
            faults.push(Error::invalid(say!("and {n} faults more", "另有{n}处错误")));
        }
        Error::together(faults).map_or(Ok(()), Err)
    }

    /// Which column is which. Headings that say nothing here are told; one that is nearly right is a fault.
    pub fn heads(&mut self, sheet: &'static Sheet, place: &str, headings: &[String]) -> Heads {
        let mut at = vec![None; sheet.columns.len()];
        let file: Arc<str> = place.into();
        let words: Vec<&str> = sheet
            .columns
            .iter()
            .flat_map(|c| std::iter::once(c.field.key).chain(c.also.iter().copied()))
            .collect();
        let mut unknown = Vec::new();
        for (n, heading) in headings.iter().enumerate() {
            let heading = revive(heading).trim();
            let place = Place { file: file.clone(), line: 1, column: n + 1 };
            match column_of(sheet, heading) {
                Some(column) if at[column].is_none() => at[column] = Some(n),
                Some(_) => {
                    let error =
                        Error::invalid(say!("the column {heading} stands twice", "列“{heading}”重复"));
                    self.fault_at(&place, error);
                }
                None if heading.is_empty() => {}
                None => match nearest(
                    heading,
                    words.iter().copied().filter(|_| heading.is_ascii() && heading.len() < 40),
                ) {
                    Some(near) => {
                        let error =
                            Error::invalid(say!("there is no column {heading}", "没有“{heading}”这一列"))
                                .hint(say!("did you mean {near}?", "是否指 {near}？"));
                        self.fault_at(&place, error);
                    }
                    None => unknown.push((place, heading.to_string())),
                },
            }
        }
        for (place, heading) in unknown {
            self.warnings.push(say!(
                "{place}: the column {heading} is not taken: the list has no such column",
                "{place}：“{heading}”一列未导入：该清单没有此列"
            ));
        }
        for (column, at) in sheet.columns.iter().zip(&at) {
            if column.field.required && at.is_none() && !headings.is_empty() {
                let (key, zh) = (column.field.key, column.also.first().copied().unwrap_or(column.field.key));
                let error = Error::invalid(say!("the column {key} is missing", "缺少“{zh}”（{key}）一列"));
                self.fault_at(&Place { file: file.clone(), line: 1, column: 1 }, error);
            }
        }
        Heads { file, at }
    }

    /// One row understood; `None` where it has faults, which are kept.
    pub fn row<'a>(&mut self, sheet: &'static Sheet, heads: &'a Heads, line: &Line) -> Option<Row<'a>> {
        let before = self.faults.len() + self.more;
        let mut given = Vec::with_capacity(sheet.columns.len());
        for (column, at) in sheet.columns.iter().zip(&heads.at) {
            let text = at.and_then(|at| line.cells.get(at)).map_or("", |text| text.as_str());
            let place =
                Place { file: heads.file.clone(), line: line.line, column: at.map_or(1, |at| at + 1) };
            match cell(&column.field, revive(text), &place) {
                Ok(None) if column.field.required && at.is_some() => {
                    let (key, zh) =
                        (column.field.key, column.also.first().copied().unwrap_or(column.field.key));
                    self.fault_at(&place, Error::invalid(say!("{key} is empty", "“{zh}”（{key}）为空")));
                    given.push(None);
                }
                Ok(value) => given.push(value),
                Err(errors) => {
                    errors.into_iter().for_each(|error| self.fault(error));
                    given.push(None);
                }
            }
        }
        (self.faults.len() + self.more == before).then_some(Row { sheet, heads, line: line.line, given })
    }

    /// Makes ready for a list: its rows by what tells them apart.
    pub fn begin(&mut self, sheet: &'static Sheet, count: usize) -> Result<()> {
        self.many = count >= MANY;
        self.index.clear();
        self.seen.clear();
        if sheet.key.is_empty() {
            return Ok(());
        }
        let columns = sheet.key.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT id, {columns} FROM {} ORDER BY id", sheet.table);
        let index = &mut self.index;
        self.write.each(&sql, &[], &mut |r| {
            let key = (1..=sheet.key.len()).map(|at| r.value(at)).collect::<Result<Vec<_>>>()?;
            index.entry(key).or_default().push(r.int(0)?);
            Ok(())
        })
    }

    /// The row that such a key names: the next one of it that this list has not named yet, where keys
    /// repeat; else the one.
    pub fn keyed(&mut self, key: Vec<Value>, repeats: bool) -> Option<i64> {
        let seen = self.seen.entry(key.clone()).or_default();
        *seen += 1;
        let ids = self.index.get(&key)?;
        if repeats { ids.get(*seen - 1).copied() } else { ids.first().copied() }
    }

    /// Takes in that a key now names a row.
    pub fn note_key(&mut self, key: Vec<Value>, id: i64) {
        self.index.entry(key).or_default().push(id);
    }

    /// Puts a row that was not there before.
    pub fn put_new(&mut self, record: &Record, reference: &str) -> Result<()> {
        if self.many && packs(record.table.name) {
            self.write.turn(None, Some(record), reference)
        } else {
            self.write.put(record, reference).map(|_| ())
        }
    }

    /// Puts the parts of an owner; those of a new one in a long list are remembered packed.
    pub fn put_parts(
        &mut self,
        table: &str,
        owner: i64,
        parts: Vec<Record>,
        new: bool,
        reference: &str,
    ) -> Result<()> {
        if !(new && self.many && packs(table)) {
            return self.write.put_parts(table, owner, parts, reference);
        }
        for (n, part) in parts.into_iter().enumerate() {
            let column = part.table.columns.first().copied().unwrap_or_default();
            self.put_new(&part.with(column, owner).with("seq", n as i64 + 1), reference)?;
        }
        Ok(())
    }

    /// The value of a column that refers to another record; `None` where it is faulty.
    pub fn referred(&mut self, row: &Row<'_>, column: &Column) -> Result<Option<Value>> {
        let key = column.field.key;
        let Some(text) = row.text(key) else { return Ok(Some(Value::Null)) };
        let place = row.place(key);
        let id = match column.to {
            To::Organization(_) => self.organization(text, key != "proxy", &place),
            To::Person(_) => self.person(text, None, &place)?,
            To::Session(_) => self.session(text, &place),
            To::Motion(_) => self.motion(text, &place),
            _ => None,
        };
        Ok(id.map(Value::Int))
    }

    /// Lays all plain and referring columns of a row over a record; what it leaves empty stays. `None`
    /// where one was faulty.
    pub fn lay(&mut self, row: &Row<'_>, mut record: Record) -> Result<Option<Record>> {
        let mut whole = true;
        for column in row.sheet.columns {
            let key = column.field.key;
            let Some(given) = row.get(key) else { continue };
            match column.to {
                To::Plain(to) => {
                    record.set(to, plain(key, given));
                    if let (Given::Days(days), "start") = (given, key)
                        && row.get("end").is_none()
                        && days.single().is_none()
                    {
                        record.set("end", days.end);
                    }
                    if let (Given::Days(days), "sessions", "start" | "end") = (given, row.sheet.table, key)
                        && let Err(message) = days.whole()
                    {
                        self.fault_at(&row.place(key), Error::invalid(message));
                        whole = false;
                    }
                }
                To::Organization(to) | To::Person(to) | To::Session(to) | To::Motion(to) => {
                    match self.referred(row, column)? {
                        Some(value) => {
                            record.set(to, value);
                        }
                        None => whole = false,
                    }
                }
                _ => {}
            }
        }
        for (first, last) in [("start", "end"), ("from", "until")] {
            let columns = &record.table.columns;
            if columns.contains(&first)
                && columns.contains(&last)
                && let (Some(a), Some(b)) = (record.day(first), record.day(last))
                && b < a
            {
                let error = Error::invalid(say!(
                    "{last} {b} lies before {first} {a}",
                    "{last}（{b}）早于 {first}（{a}）"
                ));
                self.fault_at(&row.place(last), error);
                whole = false;
            }
        }
        Ok(whole.then_some(record))
    }

    /// The parts that a row lists in one cell.
    pub fn parts(&mut self, row: &Row<'_>, id: i64, new: bool, reference: &str) -> Result<()> {
        for column in row.sheet.columns {
            let key = column.field.key;
            let Some(items) = row.items(key) else { continue };
            let place = row.place(key);
            let (to, parts) = match column.to {
                To::Texts(to) => {
                    (to, items.iter().map(|(t, _)| Record::new(to).with("text", t.as_str())).collect())
                }
                To::Organizations(to) => {
                    let mut parts = Vec::new();
                    for (name, _) in items {
                        if let Some(id) = self.organization(name, true, &place) {
                            parts.push(Record::new(to).with("organization_id", id));
                        }
                    }
                    (to, parts)
                }
                To::Persons(to) => {
                    let mut parts = Vec::new();
                    for (name, _) in items {
                        if let Some(id) = self.person(name, None, &place)? {
                            parts.push(Record::new(to).with("person_id", id));
                        }
                    }
                    (to, parts)
                }
                To::Subjects(to) => {
                    let mut parts = Vec::new();
                    for (name, _) in items {
                        let bare = self.known.organization(name) == Found::Nobody;
                        let person = name.contains('@')
                            || bare
                                && (row.text("kind") == Some("election")
                                    || !self.known.bearers(name).is_empty());
                        let part = Record::new(to);
                        parts.extend(if person {
                            self.person(name, None, &place)?.map(|id| part.with("person_id", id))
                        } else {
                            self.organization(name, true, &place).map(|id| part.with("organization_id", id))
                        });
                    }
                    (to, parts)
                }
                _ => continue,
            };
            self.put_parts(to, id, parts, new, reference)?;
        }
        Ok(())
    }

    /// Each row of a list, until the end; the engine's own failures end the work, all others are kept.
    pub fn each(
        &mut self,
        sheet: &'static Sheet,
        list: &List,
        take: &mut dyn FnMut(&mut Self, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let heads = self.heads(sheet, &list.place, &list.headings);
        self.begin(sheet, list.rows.len())?;
        for line in &list.rows {
            let Some(row) = self.row(sheet, &heads, line) else { continue };
            match take(self, &row) {
                Err(error) if error.kind() == Kind::Storage => return Err(error),
                Err(error) => {
                    let key = sheet.columns.first().map_or("", |column| column.field.key);
                    self.fault_at(&row.place(key), error);
                }
                Ok(()) => {}
            }
        }
        Ok(())
    }
}

/// The error of a text that names no motion.
pub fn no_motion(text: &str) -> Error {
    Error::not_found(say!("no motion is known as {text}", "没有编号为 {text} 的议案")).hint(say!(
        "write SESSION/N, and list it in motions.csv",
        "请写作“会议/序号”，并在 motions.csv 中列出"
    ))
}

/// The column of a sheet that a heading means.
pub fn column_of(sheet: &Sheet, heading: &str) -> Option<usize> {
    let plain = fold(heading).replace([' ', '-'], "_");
    let bare = plain.trim_end_matches('*');
    sheet
        .columns
        .iter()
        .position(|column| column.field.key == bare)
        .or_else(|| sheet.columns.iter().position(|column| column.also.contains(&bare)))
}

/// Gives a column its default where nothing is said of it.
pub fn default(record: &mut Record, column: &str, value: impl Into<Value>) {
    if *record.get(column) == Value::Null {
        record.set(column, value);
    }
}

/// The sheet whose headings these are, where that is plain.
pub fn by_headings(headings: &[String]) -> Option<&'static Sheet> {
    let fits = |sheet: &&'static Sheet| {
        let found: HashSet<usize> =
            headings.iter().filter_map(|h| column_of(sheet, revive(h).trim())).collect();
        let needed = sheet.columns.iter().enumerate().filter(|(_, c)| c.field.required);
        needed.clone().all(|(n, _)| found.contains(&n)).then_some((found.len(), needed.count()))
    };
    let mut all: Vec<_> = super::sheets::SHEETS.iter().filter_map(|s| fits(&s).map(|f| (f, s))).collect();
    all.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
    match &all[..] {
        [(best, sheet), (next, _), ..] if best > next => Some(sheet),
        [(_, sheet)] => Some(sheet),
        _ => None,
    }
}

/// The record of a row that is there, or a new one under a number of its own.
pub fn row_or_new(
    write: &Write<'_>,
    name: &'static str,
    id: Option<i64>,
    wanted: Option<i64>,
) -> Result<Record> {
    match id {
        Some(id) => write.row(name, id),
        None => Ok(Record::new(name).with("id", write.claim_id(name, wanted)?)),
    }
}
