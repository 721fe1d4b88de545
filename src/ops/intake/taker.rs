//! The taker: entries in, rows out, every fault kept with its place until all are known.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use super::{Entries, Options, ballots::{Ballots, Cast}};
use crate::{
    error::{Error, Kind, Message, Result},
    model::{
        record::{Entry, Given, Place},
        rule::Rule,
        text::fold,
        words::{Charter, Presence},
    },
    noun::{Noun, To, Type},
    ops::{names::Names, query, refs},
    say,
    store::{Record, Value, Write, gate::bulk::packs},
};

/// More faults than these are counted, not told.
const TOLD: usize = 10_000;

/// Takes so many bytes of a room.
///
/// # Errors
/// Where it is used up: before the system has to end the program.
pub(super) fn taken(bytes: usize, room: &mut usize) -> Result<()> {
    *room = room.checked_sub(bytes).ok_or_else(|| {
        Error::invalid(say!(
            "the lists together are larger than is taken in at once",
            "清单合计超过一次可导入的上限"
        ))
        .hint(say!("import them in several parts", "请分几次导入"))
    })?;
    Ok(())
}

fn hashed(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// Faults of a list that are told once it is read; what is not told is only counted, for a file of any size can be
/// full of them.
#[derive(Default)]
pub(super) struct Faults {
    told: Vec<Error>,
    more: usize,
}

impl Faults {
    /// One more.
    pub(super) fn push(&mut self, fault: Error) {
        if self.told.len() < TOLD { self.told.push(fault) } else { self.more += 1 }
    }
}

/// To what an entry belongs, or which row it is about, where its own keys do not say so.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::ops) struct Of<'a> {
    /// The row that it is about, whatever its keys say.
    pub target: Option<i64>,
    /// The session in which it stands.
    pub session: Option<i64>,
    /// The folder from which its paths start.
    pub folder: Option<&'a Path>,
}

impl Of<'_> {
    /// About that row.
    pub(in crate::ops) fn row(id: i64) -> Of<'static> {
        Of { target: Some(id), ..Of::default() }
    }

    /// In that session.
    pub(in crate::ops) fn session(id: i64) -> Of<'static> {
        Of { session: Some(id), ..Of::default() }
    }
}

/// What became of one entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub added: bool,
    pub changed: bool,
}

/// Where a row was said first, and what was said of it: keys by their place, values by their hash.
struct Said {
    place: Place,
    keys: Vec<(usize, u64)>,
}

/// A reference to what stands later in the same input.
struct Late {
    table: &'static str,
    id: i64,
    column: &'static str,
    text: String,
    place: Place,
    reference: String,
    /// Whether the row is what the motion did, and nothing that was stated by itself.
    unstated: bool,
}

/// Takes entries in within one transaction.
pub(in crate::ops) struct Taker<'w, 'e> {
    pub(in crate::ops) write: &'w Write<'e>,
    pub(in crate::ops) options: &'w Options,
    pub(in crate::ops) names: Names<'e>,
    /// About how much memory what is taken in may still take, in bytes.
    pub(super) room: usize,
    faults: Vec<Error>,
    more: usize,
    pub(in crate::ops) warnings: Vec<Message>,
    /// What was taken for granted, to be told last.
    pub(super) notes: Vec<Message>,
    pub(super) session_refs: Vec<String>,
    /// Organizations whose admissions and expulsions are to be settled at the end.
    pub(super) to_settle: Vec<i64>,
    /// Elections whose posts are to be filled at the end.
    pub(super) elections: Vec<i64>,
    /// Motions that were typed, with their references: what they should do and do not is told at the end.
    pub(super) typed: Vec<(i64, String)>,
    /// Sessions whose figures are to be looked at as a whole at the end.
    to_look_at: Vec<i64>,
    /// Whether rows of a roster mean what is for people to decide.
    pub(super) left: bool,
    /// Sessions whose day or body has changed.
    pub(super) redated: Vec<i64>,
    /// What comes was written by the tool itself.
    pub(super) as_recorded: bool,
    /// What comes are facts as they are: no motion has an effect.
    pub(super) facts: bool,
    /// Whether so many rows come that what they add is remembered packed.
    pub(super) many: bool,
    said: HashMap<(&'static str, Vec<Value>), Said>,
    late: Vec<Late>,
    /// Motions that items of agendas newly name, by session and number, and those that the input itself has.
    pub(super) on_agenda: Vec<(i64, i64, Place)>,
    /// Items of agendas whose presenter was no known person when they were taken, and the name.
    pub(super) presenters: Vec<(i64, String)>,
    /// Sources by their key, the document that each names, where that stands, and whose source it is.
    pub(super) cited: Vec<(Vec<Value>, String, Place, String)>,
    /// Sessions that this changes although a later one has confirmed their minutes.
    pub(super) corrected: Vec<String>,
    pub(super) moved: HashSet<(i64, i64)>,
    /// References that rows had where they come from (`v3`), and their rows here.
    pub(super) numbered: HashMap<String, i64>,
    /// Whether a row whose number is that of a record is that record, though it calls it otherwise.
    pub(super) by_number: bool,
    /// Where the values of sessions and motions stand that were typed, by the session and the motion's number (0: of the
    /// session itself).
    pub(super) stood: HashMap<(i64, i64), Vec<(&'static str, Place)>>,
    pub(super) sessions: HashMap<String, i64>,
    pub(super) motions: HashMap<String, i64>,
    pub(super) codes: HashMap<String, u32>,
    pub(super) rules: Option<(Vec<Rule>, Charter)>,
    pub(super) ballots: Ballots,
    /// What became of the ballots.
    pub(super) cast: Cast,
    pub(super) outcome: Outcome,
    /// Whether what is added is what the command is for.
    pub(in crate::ops) explicit: bool,
    /// What papers say of the person whose title is being changed.
    pub(super) papers: Vec<(String, Vec<String>)>,
    /// Blank cells of lists over what is recorded.
    pub(super) blank: Vec<Place>,
    /// Rows that others have recorded in a session since its workbook was entered: table and number.
    pub(in crate::ops) since: HashSet<(&'static str, i64)>,
}

impl<'w, 'e> Taker<'w, 'e> {
    pub(in crate::ops) fn new(write: &'w Write<'e>, options: &'w Options) -> Result<Taker<'w, 'e>> {
        Ok(Taker {
            write,
            options,
            names: Names::of(write),
            room: usize::MAX,
            faults: Vec::new(),
            more: 0,
            warnings: Vec::new(),
            notes: Vec::new(),
            session_refs: Vec::new(),
            to_settle: Vec::new(),
            elections: Vec::new(),
            typed: Vec::new(),
            to_look_at: Vec::new(),
            redated: Vec::new(),
            left: false,
            as_recorded: false,
            facts: false,
            many: false,
            said: HashMap::new(),
            late: Vec::new(),
            on_agenda: Vec::new(),
            presenters: Vec::new(),
            cited: Vec::new(),
            corrected: Vec::new(),
            moved: HashSet::new(),
            numbered: HashMap::new(),
            by_number: false,
            stood: HashMap::new(),
            sessions: HashMap::new(),
            motions: HashMap::new(),
            codes: HashMap::new(),
            rules: None,
            ballots: Ballots::default(),
            cast: Cast::default(),
            outcome: Outcome::default(),
            explicit: false,
            papers: Vec::new(),
            blank: Vec::new(),
            since: HashSet::new(),
        })
    }

    /// Takes entries in, in the order of their nouns, sessions by their days.
    pub(in crate::ops) fn take_all(&mut self, entries: &Entries<'_>) -> Result<()> {
        let mut sorted: Vec<&(Entry, &Path)> = entries.iter().collect();
        sorted.sort_by_key(|(entry, _)| {
            let start = entry.days("start").known().filter(|_| entry.shape.is == Noun::Session);
            (entry.shape.is, start.map(|days| days.start))
        });
        for (entry, folder) in sorted {
            self.take(entry, Of { folder: Some(folder), ..Of::default() })?;
        }
        self.finish()
    }

    /// Settles what can be settled only once all entries are in; answers all faults together.
    pub(in crate::ops) fn finish(&mut self) -> Result<()> {
        self.settle_late()?;
        self.settle_agenda()?;
        self.settle_cited()?;
        self.keep_rules_of_redated()?;
        if self.faults.is_empty() {
            self.cast = self.cast_ballots()?;
        }
        if self.faults.is_empty() {
            self.hold_planned(&self.to_look_at.clone())?;
        }
        if self.faults.is_empty() && !self.facts {
            self.settle_effects()?;
            self.tell_of_idle()?;
            self.look_over()?;
        }
        if self.faults.is_empty() {
            self.tell_of_confirmed()?;
        }
        let mut faults = std::mem::take(&mut self.faults);
        if self.more > 0 {
            let n = self.more;
            faults.push(Error::invalid(say!("and {n} faults more", "另有{n}处错误")));
        }
        Error::together(faults).map_or(Ok(()), Err)
    }

    /// Figures of one session may come from several files and commands: what they say together must
    /// not be impossible, as if one record had said it.
    fn look_over(&mut self) -> Result<()> {
        let mut sessions = std::mem::take(&mut self.to_look_at);
        sessions.sort_unstable();
        sessions.dedup();
        // Not all at once: a session may have thousands of ballots.
        for some in sessions.chunks(32) {
            for (session, entries) in query::session_entries(self.write, &self.names, some)? {
                for mut entry in entries {
                    self.stand(session, &mut entry);
                    self.faults.extend(entry.settle());
                }
                if !self.as_recorded {
                    self.absent_voters(session)?;
                }
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
                let ((en, zh), name) = (presence.labels(), self.names.shown(organization)?.1);
                let error = Error::impossible(say!(
                    "{name} is recorded as {en}, but has a ballot in {reference}",
                    "{name}记为{zh}，却在 {reference} 中有表决"
                ))
                .hint(say!("correct one of them", "请更正其一"));
                self.faults.push(match self.ballots.place(motion, organization) {
                    Some(place) => error.at(place),
                    None => error,
                });
            }
        }
        Ok(())
    }

    /// Keeps a fault, and goes on, so that all are reported together.
    pub(super) fn fault(&mut self, error: Error) {
        // A name that is looked up for two fields is told once.
        if self.faults.last().is_some_and(|last| last.details().said() == error.details().said()) {
            return;
        }
        if self.faults.len() < TOLD { self.faults.push(error) } else { self.more += 1 }
    }

    /// Counts what is taken into memory.
    pub(super) fn takes(&mut self, bytes: usize) -> Result<()> {
        taken(bytes, &mut self.room)
    }

    /// Keeps the faults of a list.
    pub(super) fn faults_of(&mut self, faults: Faults) {
        faults.told.into_iter().for_each(|fault| self.fault(fault));
        self.more += faults.more;
    }

    /// Keeps a fault with its place.
    pub(super) fn fault_at(&mut self, place: &Place, error: Error) {
        self.fault(error.at(place));
    }

    /// A failure of the registry must not hide the faults that are known: they are told first.
    pub(in crate::ops) fn with_faults(&mut self, error: Error) -> Error {
        if error.kind() != Kind::Storage || self.faults.is_empty() {
            return error;
        }
        let mut faults = std::mem::take(&mut self.faults);
        faults.push(error);
        Error::together(faults).unwrap_or_else(|| Error::invalid(say!("not understood", "无法识别")))
    }

    /// How many faults there are.
    pub(in crate::ops) fn faulty(&self) -> usize {
        self.faults.len() + self.more
    }

    pub(in crate::ops) fn look_at(&mut self, session: i64) {
        self.to_look_at.push(session);
    }

    /// Has an organization's admissions and expulsions settled anew at the end.
    pub(in crate::ops) fn settle_later(&mut self, organization: i64) {
        if !self.facts {
            self.to_settle.push(organization);
        }
    }

    /// Takes one entry in. A fault of it is kept, and answered as `None`; a failure of the registry itself ends
    /// the work.
    pub(in crate::ops) fn take(&mut self, entry: &Entry, of: Of<'_>) -> Result<Option<i64>> {
        self.outcome = Outcome::default();
        let done = self.enter(entry, of);
        self.kept(&entry.place, done).map(Option::flatten)
    }

    /// The value; a fault is kept with its place and answered as `None`.
    pub(super) fn kept<T>(&mut self, place: &Place, done: Result<T>) -> Result<Option<T>> {
        match done {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == Kind::Storage => Err(error),
            Err(error) => {
                self.fault_at(place, error);
                Ok(None)
            }
        }
    }

    /// Refuses an entry that says of a row another thing than an earlier entry of the same input.
    pub(super) fn once(&mut self, entry: &Entry, row: &Record) -> Result<()> {
        let shape = entry.shape;
        let keys = entry.iter().filter(|(key, ..)| *key != "ref");
        let keys = keys.map(|(key, _, given)| {
            let named = shape.field(key).is_some_and(|f| matches!(f.ty, Type::Organization | Type::Person));
            let hash = match given {
                // The same name, however it is written.
                Given::Text(text) if named => hashed(("name", fold(text))),
                Given::Text(text) => hashed(("text", text)),
                Given::Word(word) => hashed(("word", word)),
                given => hashed(format!("{:?}", given.placeless())),
            };
            (shape.rank(key), hash)
        });
        let keys: Vec<(usize, u64)> = keys.collect();
        let whose = (row.table.name, row.key());
        let Some(first) = self.said.get_mut(&whose) else {
            self.said.insert(whose, Said { place: entry.place.clone(), keys });
            return Ok(());
        };
        let differs = keys.iter().find(|(key, hash)| first.keys.iter().any(|(k, h)| k == key && h != hash));
        if let Some((at, _)) = differs {
            let ((en, zh), first) = ((shape.en, shape.zh), &first.place);
            let (key, label) = shape.fields.get(*at).map_or(("", ""), |field| (field.key, field.called()));
            return Err(Error::invalid(say!(
                "this {en} stands twice with another {key}: the first is at {first}",
                "此项{zh}重复，且“{label}”不同：前一处在 {first}"
            ))
            .hint(say!(
                "delete one of them, or correct what tells them apart",
                "请删去其一，或更正用以区分的内容"
            ))
            .at(entry.place_of(key)));
        }
        first.keys.extend(keys);
        Ok(())
    }

    /// Whether an entry of this input was about that row.
    pub(super) fn is_said(&self, table: &'static str, id: i64) -> bool {
        self.said.contains_key(&(table, vec![Value::Int(id)]))
    }

    /// Puts a row, and takes down what became of it.
    pub(super) fn put(&mut self, record: &Record, new: bool, reference: &str) -> Result<()> {
        if new && self.many && packs(record.table.name) {
            self.write.add_packed(record, reference)?;
        } else if new {
            self.write.add(record, reference)?;
        } else {
            self.outcome.changed |= self.write.put(record, reference)?;
            return Ok(());
        }
        self.outcome.added = true;
        Ok(())
    }

    /// Makes the parts of an owner exactly these.
    pub(super) fn put_parts(
        &mut self,
        table: &'static str,
        owner: &Value,
        parts: Vec<Record>,
        reference: &str,
    ) -> Result<()> {
        if self.many && packs(table) && self.outcome.added {
            let column = crate::store::tables::table(table).columns.first().copied().unwrap_or_default();
            for (n, part) in parts.into_iter().enumerate() {
                let part = part.with(column, owner.clone()).with("seq", n as i64 + 1);
                self.write.add_packed(&part, reference)?;
            }
            return Ok(());
        }
        self.outcome.changed |= self.write.put_parts(table, owner.clone(), parts, reference)?;
        Ok(())
    }

    /// Remembers a reference to what may come later in the same input.
    pub(super) fn later(
        &mut self,
        (table, id): (&'static str, i64),
        column: &'static str,
        entry: &Entry,
        reference: &str,
    ) {
        let key = entry.shape.fields.iter().find(|field| field.to == To::Late(column)).map_or("", |f| f.key);
        let text = entry.text(key).known().unwrap_or_default().to_string();
        let (place, reference) = (entry.place_of(key).clone(), reference.to_string());
        let unstated = entry.flag("stated").known() == Some(false) && column != "ended_by";
        self.late.push(Late { table, id, column, text, place, reference, unstated });
    }

    /// An organization that merges into another is not what that one has merged into, nor one after it.
    pub(in crate::ops) fn no_circle(&self, id: i64, into: i64) -> Result<()> {
        let (mut at, mut passed) = (Some(into), Vec::new());
        while let Some(next) = at.filter(|next| !passed.contains(next)) {
            if next == id {
                let (name, other) = (self.names.shown(id)?.1, self.names.shown(into)?.1);
                return Err(Error::conflict(match id == into {
                    true => say!("{name} cannot merge into itself", "{name}不能并入自身"),
                    false => say!(
                        "{name} cannot merge into {other}, which has merged into {name}",
                        "{name}不能并入{other}：{other}已并入{name}"
                    ),
                })
                .hint(say!("`alliance org show` tells what merged into what", "`alliance org show` 可查看合并情况")));
            }
            passed.push(next);
            at = self.write.row("organizations", next)?.int("merged_into");
        }
        Ok(())
    }

    fn settle_late(&mut self) -> Result<()> {
        for Late { table, id, column, text, place, reference, unstated } in std::mem::take(&mut self.late) {
            let found = match table {
                "organizations" => self.known_organization(&text, &place),
                "sessions" => refs::session(self.write, &text).map_err(|e| e.at(&place)),
                _ => self.motion_named(&text, &place),
            };
            if let Some(other) = self.kept(&place, found)? {
                let fits = match table {
                    "organizations" => self.no_circle(id, other),
                    "sessions" => self.can_confirm(id, other),
                    _ => Ok(()),
                };
                if self.kept(&place, fits)?.is_none() {
                    continue;
                }
                let row = match self.write.find(table, &[Value::Int(id)])? {
                    // What kept the row out is told already.
                    None if self.faulty() > 0 => continue,
                    found => found.map_or_else(|| self.write.row(table, id), Ok)?,
                };
                let mut row = row.with(column, other);
                if unstated {
                    row.set("stated", false);
                }
                self.write.put(&row, &reference)?;
            }
        }
        Ok(())
    }
}
