//! Taking record files in (contract 4): one transaction for all of them, every fault reported
//! together, and the same file again changes nothing.

mod effects;
mod meeting;
mod people;
mod remove;
pub(super) mod rest;
mod vote;

use std::path::{Path, PathBuf};

use crate::{
    error::{Error, Message, Result},
    model::{
        day::Day,
        journal::Written,
        pinyin,
        record::{Entry, Given, Place, read},
        words::Presence,
    },
    say,
    store::{Author, Record, Registry, Value, Write},
};

use super::{
    names::{Found, Meant, Names, ambiguous_person, bearers, meant, person_parts},
    told,
};

/// One file as it was found.
#[derive(Debug, Clone)]
pub struct Source {
    /// What it is called in messages.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The folder that its own paths start from.
    pub folder: PathBuf,
}

/// How to take files in.
#[derive(Debug, Clone)]
pub struct Options {
    /// Today.
    pub today: Day,
    /// Say what would change, and change nothing.
    pub dry_run: bool,
    /// Take out the entries of a listed session that its file no longer has.
    pub prune: bool,
    /// Names of organizations as on the command line: parts and pinyin too, and none is added.
    pub loose: bool,
}

/// What came of it: the account, and the sessions that were touched, as rows of the registry.
#[derive(Debug)]
pub struct Applied {
    /// What changed.
    pub written: Written,
    /// References of the sessions that the files name, in their order.
    pub sessions: Vec<String>,
}

/// Takes files in.
pub fn apply(registry: &Registry, sources: &[Source], author: &Author, options: &Options) -> Result<Applied> {
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    for source in sources {
        match read(&source.name, &source.bytes) {
            Ok(record) => {
                entries.extend(record.entries.into_iter().map(|entry| (entry, source.folder.as_path())));
            }
            Err(more) => faults.extend(more),
        }
    }
    if let Some(error) = Error::together(faults) {
        return Err(error);
    }
    // What the tool wrote itself is history as the registry had it.
    let recorded = sources.iter().any(|source| source.bytes.starts_with(AS_RECORDED.as_bytes()));
    with_taker(registry, author, options, |taker| {
        taker.as_recorded = recorded;
        taker.take_all(&entries)
    })
}

/// The first line of a record file that the tool wrote from a registry.
pub const AS_RECORDED: &str = "# alliance: as recorded";

/// Runs one act in one transaction.
pub(super) fn with_taker(
    registry: &Registry,
    author: &Author,
    options: &Options,
    act: impl Fn(&mut Taker<'_, '_>) -> Result<()>,
) -> Result<Applied> {
    Ok(with_taker_seen(registry, author, options, act, |_, _| Ok(()))?.0)
}

/// As [`with_taker`], with a look at what has come of it, before it lasts or is taken back: at the registry
/// as it then is, and the references of the sessions that were touched.
pub(super) fn with_taker_seen<T>(
    registry: &Registry,
    author: &Author,
    options: &Options,
    act: impl Fn(&mut Taker<'_, '_>) -> Result<()>,
    look: impl Fn(&Write<'_>, &[String]) -> Result<T>,
) -> Result<(Applied, T)> {
    let ((sessions, warnings, told, seen), mut written) =
        registry.write(author, options.dry_run, |write| {
            let mut taker = Taker::new(write, options)?;
            act(&mut taker)?;
            let told = told::settled(&mut taker, options.today)?;
            let seen = look(write, &taker.session_refs)?;
            Ok((taker.session_refs, taker.warnings, told, seen))
        })?;
    written.warnings = warnings;
    told.lay(&mut written);
    Ok((Applied { written, sessions }, seen))
}

/// The order in which nouns are taken in, so that a file may name things in any order.
const ORDER: &[&str] = &[
    "alliance",
    "body",
    "rule",
    "organization",
    "term",
    "person",
    "post",
    "membership",
    "application",
    "session",
    "action",
    "visit",
    "activity",
    "document",
];

/// Takes entries in within one transaction.
pub(super) struct Taker<'w, 'e> {
    pub(super) write: &'w Write<'e>,
    options: &'w Options,
    pub(super) names: Names,
    faults: Vec<Error>,
    pub(super) warnings: Vec<Message>,
    session_refs: Vec<String>,
    /// Organizations whose admissions and expulsions are to be settled at the end.
    to_settle: Vec<i64>,
    /// Elections whose posts are to be filled at the end.
    elections: Vec<i64>,
    /// Sessions whose figures are to be looked at as a whole at the end.
    to_look_at: Vec<i64>,
    /// What comes was written by the tool itself.
    as_recorded: bool,
}

impl<'w, 'e> Taker<'w, 'e> {
    fn new(write: &'w Write<'e>, options: &'w Options) -> Result<Taker<'w, 'e>> {
        Ok(Taker {
            write,
            options,
            names: Names::read(write)?,
            faults: Vec::new(),
            warnings: Vec::new(),
            session_refs: Vec::new(),
            to_settle: Vec::new(),
            elections: Vec::new(),
            to_look_at: Vec::new(),
            as_recorded: false,
        })
    }

    pub(super) fn take_all(&mut self, entries: &[(Entry, &Path)]) -> Result<()> {
        for noun in ORDER {
            let mut of_noun: Vec<_> = entries.iter().filter(|(e, _)| e.shape.noun == *noun).collect();
            if *noun == "session" {
                of_noun.sort_by_key(|(entry, _)| entry.days("start").known().map(|days| days.start));
            }
            for (entry, folder) in of_noun {
                let done = self.take(entry, folder, None);
                self.collect(&entry.place, done)?;
            }
        }
        self.finish()
    }

    /// Settles what carried motions do, once all entries are in; answers all faults together.
    pub(super) fn finish(&mut self) -> Result<()> {
        if self.faults.is_empty() {
            self.settle_effects()?;
            self.look_over()?;
        }
        Error::together(std::mem::take(&mut self.faults)).map_or(Ok(()), Err)
    }

    /// Figures of one session may come from several files and commands: what they say together must
    /// not be impossible, as if one record had said it.
    fn look_over(&mut self) -> Result<()> {
        let mut sessions = std::mem::take(&mut self.to_look_at);
        sessions.sort_unstable();
        sessions.dedup();
        for session in sessions {
            for mut entry in super::query::session_entries(self.write, &self.names, session)? {
                self.faults.extend(entry.settle());
            }
            if !self.as_recorded {
                self.absent_voters(session)?;
            }
        }
        Ok(())
    }

    /// One entry cannot say that somebody was not there and how they voted. What the registry held before
    /// stays, and `check` reports it.
    fn absent_voters(&mut self, session: i64) -> Result<()> {
        let sql = "SELECT a.id, b.motion_id, b.organization_id, a.presence, r.ref || '/' || m.number \
                   FROM attendances a JOIN motions m ON m.session_id = a.session_id \
                   JOIN ballots b ON b.motion_id = m.id AND b.organization_id = a.organization_id \
                   JOIN session_refs r ON r.session_id = m.session_id \
                   WHERE a.session_id = ?1 AND a.presence IN ('leave', 'absent') AND b.choice <> 'absent' \
                   ORDER BY m.number, a.id";
        let both = self.write.all(sql, &[session.into()], |row| {
            Ok((row.int(0)?, row.int(1)?, row.int(2)?, row.word::<Presence>(3)?, row.text(4)?))
        })?;
        for (attendance, motion, organization, presence, reference) in both {
            let said = self.write.changed("attendances", &[attendance.into()])
                && self.write.changed("ballots", &[motion.into(), organization.into()]);
            if said {
                let ((en, zh), name) = (presence.labels(), self.names.shown(organization).1);
                self.faults.push(
                    Error::impossible(say!(
                        "{name} is recorded as {en}, but has a ballot in {reference}",
                        "{name}记为{zh}，却在 {reference} 中有表决"
                    ))
                    .hint(say!("correct one of them", "请更正其一")),
                );
            }
        }
        Ok(())
    }

    /// Whether a fault was kept already.
    pub(super) fn faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    pub(super) fn look_at(&mut self, session: i64) {
        self.to_look_at.push(session);
    }

    /// Has an organization's admissions and expulsions settled anew at the end.
    pub(super) fn settle_later(&mut self, organization: i64) {
        self.to_settle.push(organization);
    }

    /// Takes one entry in and keeps its fault with its place.
    pub(super) fn take_placed(&mut self, entry: &Entry, folder: &Path, target: Option<i64>) -> Result<()> {
        let done = self.take(entry, folder, target);
        self.collect(&entry.place, done)
    }

    /// Takes one entry in. With a `target`, it is about that row, whatever its keys say.
    pub(super) fn take(&mut self, entry: &Entry, folder: &Path, target: Option<i64>) -> Result<()> {
        match entry.shape.noun {
            "alliance" => self.alliance(entry),
            "body" => self.body(entry),
            "rule" => self.rule(entry, target),
            "organization" => self.organization(entry, target),
            "term" => self.term(entry),
            "person" => self.person_entry(entry, target),
            "post" => self.post(entry),
            "membership" => self.membership(entry),
            "application" => self.application(entry),
            "session" => self.session(entry, target),
            "action" => self.action(entry, None, target),
            "visit" => self.visit(entry, target),
            "activity" => self.activity(entry, target),
            "document" => self.document(entry, folder),
            other => Err(Error::invalid(say!("{other} cannot be recorded", "无法录入 {other}"))),
        }
    }

    /// Keeps a fault of one entry and goes on, so that all are reported together; a failure of the
    /// registry itself ends the work.
    pub(super) fn collect(&mut self, place: &Place, done: Result<()>) -> Result<()> {
        match done {
            Err(error) if error.kind() == crate::error::Kind::Storage => Err(error),
            Err(error) => {
                let placed = error.details().message.en.starts_with(&*place.file.to_string());
                self.faults.push(if placed { error } else { error.at(&place.to_string()) });
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// An organization by a whole name; one that is not known is added, and said so.
    fn organization_named(&mut self, name: &str, place: &Place) -> Result<i64> {
        match self.names.whole(name) {
            Found::Nobody if self.options.loose => self.known_organization(name, place),
            Found::Nobody => {
                let id = self.add_organization(name, None)?;
                self.warnings.push(say!(
                    "{place}: the organization {name} was not known and is added",
                    "{place}：单位“{name}”原未登记，已新增"
                ));
                Ok(id)
            }
            found => self.names.settle(name, found).map_err(|e| e.at(&place.to_string())),
        }
    }

    /// An organization that must be known: ballots and proxies never add.
    fn known_organization(&self, name: &str, place: &Place) -> Result<i64> {
        let found = if self.options.loose { self.names.loose(name) } else { self.names.whole(name) };
        self.names.settle(name, found).map_err(|e| e.at(&place.to_string()))
    }

    fn opt_organization(&mut self, entry: &Entry, key: &str) -> Result<Option<i64>> {
        match entry.text(key).known() {
            Some(name) => self.organization_named(name, entry.place_of(key)).map(Some),
            None => Ok(None),
        }
    }

    fn add_organization(&mut self, name: &str, code: Option<&str>) -> Result<i64> {
        let code = match code {
            Some(code) => code.to_string(),
            None => self.free_code(name),
        };
        let id = self.write.new_id("organizations")?;
        let row = Record::new("organizations").with("id", id).with("code", code.as_str()).with("name", name);
        self.write.put(&row, &code)?;
        self.names.add(id, &code, name);
        Ok(id)
    }

    /// The pinyin initials of a name, then with -2, -3 … (contract 2).
    fn free_code(&self, name: &str) -> String {
        let initials = pinyin::initials(name);
        let stem = if initials.is_empty() { "org".to_string() } else { initials };
        let numbered = (2..).map(|n| format!("{stem}-{n}"));
        std::iter::once(stem.clone()).chain(numbered).find(|code| !self.names.has_code(code)).unwrap_or(stem)
    }

    /// A person by name or `name@organization`; `context` is the organization for which the person
    /// appears (contract 4, Names).
    fn person(&mut self, text: &str, context: Option<i64>, place: &Place) -> Result<i64> {
        let (name, organization) = person_parts(text);
        let all = bearers(self.write, name)?;
        let context = match organization {
            Some("") => {
                let free = all.iter().find(|b| b.organizations.is_empty());
                return free.map_or_else(|| self.add_person(name, None), |b| Ok(b.id));
            }
            Some(organization) => Some(self.organization_named(organization, place)?),
            None => context,
        };
        match meant(&all, context) {
            Meant::One(id) => Ok(id),
            Meant::New => self.add_person(name, context),
            Meant::Placed(id) => {
                let row = self.write.row("persons", id)?.with("organization_id", context);
                self.write.put(&row, name)?;
                Ok(id)
            }
            Meant::Many(among) => {
                Err(ambiguous_person(self.write, &self.names, name, &among)?.at(&place.to_string()))
            }
        }
    }

    fn add_person(&mut self, name: &str, organization: Option<i64>) -> Result<i64> {
        let id = self.write.new_id("persons")?;
        let row = Record::new("persons").with("id", id).with("name", name);
        let row = row.with("organization_id", organization).with("forgotten", false);
        self.write.put(&row, name)?;
        Ok(id)
    }

    /// Finds the one row's number that a query names.
    fn id_of(&self, sql: &str, params: &[Value]) -> Result<Option<i64>> {
        self.write.one(sql, params, |row| row.int(0))
    }

    /// The row with that number, or a new one with a number of its own.
    fn row_or_new(&self, table: &'static str, id: Option<i64>) -> Result<Record> {
        match id {
            Some(id) => self.write.row(table, id),
            None => Ok(Record::new(table).with("id", self.write.new_id(table)?)),
        }
    }
}

/// Lays what an entry says of plain keys over a row; what it leaves out stays.
fn merge(row: &mut Record, entry: &Entry, keys: &[&str]) {
    for key in keys {
        if let Some(given) = entry.get(key) {
            row.set(key, plain(key, given));
        }
    }
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

/// Gives a column its stated default where nothing is said of it (contract 4).
fn default(row: &mut Record, column: &str, value: impl Into<Value>) {
    if *row.get(column) == Value::Null {
        row.set(column, value);
    }
}

/// An end must not lie before its start, also where they come from different files.
fn ordered(row: &Record, first: &str, last: &str) -> Result<()> {
    match (row.day(first), row.day(last)) {
        (Some(a), Some(b)) if a > b => Err(Error::invalid(say!(
            "{last} {b} lies before {first} {a}",
            "{last}（{b}）早于 {first}（{a}）"
        ))
        .hint(say!("swap or correct the days", "请核对日期"))),
        _ => Ok(()),
    }
}

/// The rows of a list of texts.
fn texts(table: &str, entry: &Entry, key: &str) -> Option<Vec<Record>> {
    let said = entry.texts(key).said()?;
    Some(said.unwrap_or_default().iter().map(|(t, _)| Record::new(table).with("text", t.as_str())).collect())
}
