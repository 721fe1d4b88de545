//! Rows of lists to entries: each row is understood by the headings of its list, becomes an entry or a part of
//! one, and is counted once.

use std::collections::HashMap;

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};

use super::{
    Of, Taker,
    ballots::twice,
    taker::{Faults, Outcome, taken},
};
use crate::{
    error::{Error, Result},
    model::{
        journal::RowCount,
        record::{Candidate, Entry, FormerName, Given, Place, Who},
        sheet::{List, cell, revive},
        text::nearest,
        words::{CHOICES, Choice},
    },
    noun::{Noun, Sheet, Type, sheets},
    ops::{
        documents,
        names::Found,
    },
    say,
    store::{Value, chain::sha256},
};

/// About what a row takes in memory until its entry of the journal is written, beside three times its text, in bytes.
const A_ROW: usize = 2_300;
/// About what a ballot takes, in bytes.
const A_BALLOT: usize = 40;

/// Which cell of a row holds which column of a sheet.
struct Heads<'l> {
    list: &'l List,
    at: Vec<Option<usize>>,
}

impl Heads<'_> {
    fn place(&self, line: usize, column: usize) -> Place {
        self.list.at(line, self.at.get(column).copied().flatten().unwrap_or(0))
    }
}

/// One row as it was understood, a value for each column of its sheet.
struct Understood<'a> {
    sheet: &'static Sheet,
    heads: &'a Heads<'a>,
    line: usize,
    given: Vec<Option<Given>>,
}

impl Understood<'_> {
    fn get(&self, key: &str) -> Option<&Given> {
        self.given.get(self.sheet.at(key)?)?.as_ref()
    }

    fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Given::Text(text) => Some(text),
            Given::Word(word) => Some(word),
            _ => None,
        }
    }

    fn int(&self, key: &str) -> Option<i64> {
        if let Some(Given::Int(n)) = self.get(key) { Some(*n) } else { None }
    }

    fn place(&self, key: &str) -> Place {
        self.heads.place(self.line, self.sheet.at(key).unwrap_or(usize::MAX))
    }

    /// The person of a row.
    fn who(&self) -> Option<Who> {
        let (name, title) = (self.text("person").map(str::to_string), self.text("title").map(str::to_string));
        (name.is_some() || title.is_some()).then(|| Who { name, title, place: self.place("person") })
    }
}

/// From this many rows on, what a list adds is remembered packed.
const MANY: u64 = 5_000;

/// The records that several rows make together: what they say, and how many rows they are.
type Groups<K> = (HashMap<K, usize>, Vec<(Entry, Of<'static>, u64)>);

impl Taker<'_, '_> {
    /// Takes a list in; `progress` is told how many rows have been read.
    pub(super) fn take_list(
        &mut self,
        sheet: &'static Sheet,
        list: &List,
        progress: &dyn Fn(u64),
    ) -> Result<RowCount> {
        let mut count = RowCount { list: sheet.name.to_string(), ..RowCount::default() };
        let before = self.faulty();
        let heads = self.heads(sheet, list);
        if self.faulty() > before {
            // Of a list whose headings are wrong nothing can be said row by row.
            return Ok(count);
        }
        self.many = list.about() >= MANY;
        match (sheet.part.map(|field| field.ty), sheet.shape.is) {
            (None, Noun::Attendance) => self.attendance(sheet, &heads, list, &mut count)?,
            (None, _) => self.own(sheet, &heads, list, &mut count)?,
            (Some(Type::Ballots), _) => self.ballot_rows(sheet, &heads, list, &mut count, progress)?,
            (Some(Type::Content), _) => self.contents(sheet, &heads, list, &mut count)?,
            (Some(_), _) => self.part_rows(sheet, &heads, list, &mut count)?,
        }
        self.many = false;
        Ok(count)
    }

    /// Which column is which. Headings that say nothing here are told; one that is nearly right is a fault.
    fn heads<'l>(&mut self, sheet: &'static Sheet, list: &'l List) -> Heads<'l> {
        let mut heads = Heads { list, at: vec![None; sheet.columns.len()] };
        let words: Vec<&str> = sheet
            .columns
            .iter()
            .flat_map(|column| std::iter::once(column.key).chain(column.heads.iter().copied()))
            .collect();
        let place = |column: usize| list.head_at(column);
        for (n, heading) in list.headings.iter().enumerate() {
            let heading = revive(heading).trim();
            match sheet.column(heading).and_then(|column| heads.at.get_mut(column)) {
                Some(at @ None) => *at = Some(n),
                Some(_) => {
                    let error =
                        Error::invalid(say!("the column {heading} stands twice", "列“{heading}”重复"));
                    self.fault_at(&place(n), error);
                }
                None if heading.is_empty() => {}
                None => {
                    let near = (heading.is_ascii() && heading.len() < 40)
                        .then(|| nearest(heading, words.iter().copied()))
                        .flatten();
                    if let Some(near) = near {
                        let error =
                            Error::invalid(say!("there is no column {heading}", "没有“{heading}”这一列"))
                                .hint(say!("did you mean {near}?", "是否指 {near}？"));
                        self.fault_at(&place(n), error);
                    } else {
                        let place = place(n);
                        self.warnings.push(say!(
                            "{place}: the column {heading} is not taken: the list has no such column",
                            "{place}：“{heading}”一列未导入：该清单没有此列"
                        ));
                    }
                }
            }
        }
        for (column, at) in sheet.columns.iter().zip(&heads.at) {
            if column.required && at.is_none() && !list.headings.is_empty() {
                let (key, zh) = (column.key, column.called());
                let error = Error::invalid(say!("the column {key} is missing", "缺少“{zh}”（{key}）一列"));
                let error = list.hint.iter().cloned().fold(error, Error::hint);
                self.fault_at(&place(0), error);
            }
        }
        heads
    }

    /// Each row of a list that could be understood; the faults of the others are kept.
    fn each_row(
        &mut self,
        sheet: &'static Sheet,
        heads: &Heads<'_>,
        list: &List,
        count: &mut RowCount,
        take: &mut dyn FnMut(&mut Self, Understood<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut faults = Faults::default();
        let read = list.each(
            &mut |line, cells| {
                count.read += 1;
                if !matches!(sheet.part.map(|field| field.ty), Some(Type::Content)) {
                    self.takes(A_ROW + 3 * cells.as_slice().len())?;
                }
                let mut same = list.headings.iter().zip(cells);
                if list.headings.len() > 1 && same.all(|(heading, cell)| revive(heading).trim() == revive(cell).trim()) {
                    let place = list.at(line, 0);
                    let error = Error::invalid(say!("the headings stand here again", "此处又是列标题"));
                    self.fault(error.hint(say!("delete the line", "请删去此行")).at(&place));
                    return Ok(());
                }
                let Some(row) = self.understood(sheet, heads, line, cells) else { return Ok(()) };
                let place = row.place(sheet.columns.first().map_or("", |column| column.key));
                let done = take(self, row);
                self.kept(&place, done).map(|_| ())
            },
            &mut |fault| faults.push(fault),
        )?;
        self.faults_of(faults);
        self.warnings.extend(read.told);
        Ok(())
    }

    /// One row understood; `None` where it has faults, which are kept.
    fn understood<'h>(
        &mut self,
        sheet: &'static Sheet,
        heads: &'h Heads<'h>,
        line: usize,
        cells: &csv::StringRecord,
    ) -> Option<Understood<'h>> {
        let before = self.faulty();
        let mut given = Vec::with_capacity(sheet.columns.len());
        for (n, (column, at)) in sheet.columns.iter().zip(&heads.at).enumerate() {
            let text = at.and_then(|at| cells.get(at)).unwrap_or_default();
            if text.is_empty() && !(column.required && at.is_some()) {
                given.push(None);
                continue;
            }
            let place = heads.place(line, n);
            match cell(column, revive(text), &place) {
                Ok(None) if column.required && at.is_some() => {
                    let (key, zh) = (column.key, column.called());
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
        (self.faulty() == before).then_some(Understood { sheet, heads, line, given })
    }

    /// The entry that a row is.
    fn entry(&self, row: Understood<'_>) -> Entry {
        let shape = row.sheet.shape;
        let mut entry = Entry::new(shape, row.heads.place(row.line, 0));
        for (n, (column, given)) in row.sheet.columns.iter().zip(row.given).enumerate() {
            let place = row.heads.place(row.line, n);
            match given {
                Some(given) => {
                    entry.put(column.key, given, place);
                }
                None if row.heads.at.get(n).copied().flatten().is_none()
                    || column.required
                    || column.kept
                    || shape.identifies(column.key) => {}
                None if self.options.clear_blank => {
                    entry.put(column.key, Given::Unknown, place);
                }
                None => entry.left_blank(column.key, place),
            }
        }
        entry
    }

    fn counted(&self, count: &mut RowCount, outcome: Outcome, rows: u64) {
        match outcome {
            Outcome { added: true, .. } => count.added += rows,
            Outcome { changed: true, .. } => count.changed += rows,
            Outcome { .. } => count.equal += rows,
        }
    }

    fn take_row(&mut self, mut entry: Entry, of: Of<'_>, rows: u64, count: &mut RowCount) -> Result<()> {
        let faults = entry.settle();
        let whole = faults.is_empty();
        faults.into_iter().for_each(|fault| self.fault(fault));
        if whole {
            self.take(&entry, of)?;
            self.counted(count, self.outcome, rows);
        }
        Ok(())
    }

    /// A list whose rows are the records of a noun. Motions without a number come after those that have one.
    fn own(&mut self, sheet: &'static Sheet, heads: &Heads<'_>, list: &List, count: &mut RowCount) -> Result<()> {
        let mut waiting = Vec::new();
        let mut done = RowCount::default();
        self.each_row(sheet, heads, list, count, &mut |taker, row| {
            let entry = taker.entry(row);
            if sheet.shape.is == Noun::Motion && !entry.has("number") {
                waiting.push(entry);
                return Ok(());
            }
            taker.take_row(entry, Of::default(), 1, &mut done)
        })?;
        for entry in waiting {
            self.take_row(entry, Of::default(), 1, &mut done)?;
        }
        (count.added, count.changed, count.equal) = (done.added, done.changed, done.equal);
        Ok(())
    }

    /// One row a delegate; the rows of an organization in a session are one attendance. Without an organization
    /// each person is one, unless `item` holds several together.
    fn attendance(
        &mut self,
        sheet: &'static Sheet,
        heads: &Heads<'_>,
        list: &List,
        count: &mut RowCount,
    ) -> Result<()> {
        let (mut at, mut all): Groups<(i64, Option<i64>, Option<i64>)> = Default::default();
        self.each_row(sheet, heads, list, count, &mut |taker, row| {
            let session =
                taker.session_named(row.text("session").unwrap_or_default(), &row.place("session"))?;
            let organization = match row.text("organization") {
                Some(text) => Some(taker.organization_named(text, &row.place("organization"))?),
                None => None,
            };
            let item = if organization.is_some() { None } else { row.int("item") };
            let who = row.who();
            if organization.is_none() && who.is_none() {
                return Err(Error::invalid(say!(
                    "the row names neither an organization nor a person",
                    "该行既无单位也无人员"
                ))
                .at(&row.place("organization")));
            }
            let key = (session, organization, item);
            let joins = organization.is_some() || item.is_some();
            let Some((entry, _, rows)) = at.get(&key).filter(|_| joins).and_then(|at| all.get_mut(*at))
            else {
                let mut entry = taker.entry(row);
                if let Some(who) = who {
                    let place = who.place.clone();
                    entry.put("people", Given::People(vec![who]), place);
                }
                at.insert(key, all.len());
                all.push((entry, Of::session(session), 1));
                return Ok(());
            };
            for key in ["capacity", "presence", "others", "proxy", "headcount"] {
                if let Some(given) = row.get(key).filter(|given| entry.get(key) != Some(*given)) {
                    let (_, first) = (given, &entry.place);
                    return Err(Error::invalid(say!(
                        "{key} differs from that of the first row of the same attendance, at {first}",
                        "{key} 与同一出席记录的首行（{first}）不一致"
                    ))
                    .at(&row.place(key)));
                }
            }
            let mut people = entry.people("people").known().unwrap_or_default().to_vec();
            if let Some(who) = who {
                if let Some(same) = people.iter().find(|one| one.name.is_some() && one.name == who.name) {
                    let (name, first) = (who.name.unwrap_or_default(), &same.place);
                    return Err(Error::invalid(say!(
                        "{name} stands twice in this attendance: the first is at {first}",
                        "“{name}”在同一出席记录中重复：前一处在 {first}"
                    ))
                    .at(&row.place("person")));
                }
                people.push(who);
                let place = entry.place_of("people").clone();
                entry.put("people", Given::People(people), place);
            } else {
                let first = &entry.place;
                return Err(Error::invalid(say!(
                    "this attendance stands twice: the first is at {first}",
                    "该出席记录重复：前一处在 {first}"
                ))
                .at(&row.place("organization")));
            }
            *rows += 1;
            Ok(())
        })?;
        for (entry, of, rows) in all {
            self.take_row(entry, of, rows, count)?;
        }
        Ok(())
    }

    /// A list whose rows are parts of a noun: all of one owner together are what it has.
    fn part_rows(
        &mut self,
        sheet: &'static Sheet,
        heads: &Heads<'_>,
        list: &List,
        count: &mut RowCount,
    ) -> Result<()> {
        let Some(field) = sheet.part else { return Ok(()) };
        let mut at: HashMap<Value, usize> = HashMap::new();
        let mut all: Vec<(Value, Given, u64)> = Vec::new();
        self.each_row(sheet, heads, list, count, &mut |taker, row| {
            let owner = taker.owner(&row)?;
            let place = row.place(if matches!(field.ty, Type::FormerNames) { "name" } else { "person" });
            let new = match field.ty {
                Type::FormerNames => Given::FormerNames(vec![FormerName {
                    name: row.text("name").unwrap_or_default().to_string(),
                    until: if let Some(Given::Days(days)) = row.get("until") { Some(days.end) } else { None },
                    place: place.clone(),
                }]),
                Type::Candidates => {
                    let flag =
                        |key| if let Some(Given::Flag(flag)) = row.get(key) { Some(*flag) } else { None };
                    let role = if let Some(Given::Word(word)) = row.get("role") { Some(*word) } else { None };
                    let candidate = Candidate {
                        person: row.text("person").map(str::to_string),
                        organization: row.text("organization").map(str::to_string),
                        role,
                        yes: row.int("yes"),
                        no: row.int("no"),
                        abstain: row.int("abstain"),
                        elected: flag("elected"),
                        place: place.clone(),
                    };
                    if candidate.person.is_none() && candidate.organization.is_none() {
                        return Err(nobody().at(&place));
                    }
                    Given::Candidates(vec![candidate])
                }
                _ => Given::People(vec![row.who().ok_or_else(|| nobody().at(&place))?]),
            };
            match at.get(&owner).and_then(|at| all.get_mut(*at)) {
                Some((_, given, rows)) => {
                    if let Some(first) = given.join(new) {
                        return Err(Error::invalid(say!(
                            "this row stands twice: the first is at {first}",
                            "该行重复：前一处在 {first}"
                        ))
                        .hint(say!("delete one of them", "请删去其中一个"))
                        .at(&place));
                    }
                    *rows += 1;
                }
                None => {
                    at.insert(owner.clone(), all.len());
                    all.push((owner, new, 1));
                }
            }
            Ok(())
        })?;
        for (owner, given, rows) in all {
            let Some(row) = self.write.find(sheet.shape.store, &[owner])? else { continue };
            let mut entry = Entry::new(sheet.shape, Place::flag(sheet.name));
            entry.put(field.key, given.clone(), Place::flag(sheet.name));
            let crate::noun::To::Parts(table) = field.to else { continue };
            let column = crate::store::tables::table(table).columns.first().copied().unwrap_or_default();
            let owner = row.key().into_iter().next().unwrap_or(Value::Null);
            let had = !self.write.rows_where(table, &[(column, owner)])?.is_empty();
            let reference = match sheet.shape.is {
                Noun::Alliance => "alliance".to_string(),
                Noun::Motion => self.motion_text(row.int("id").unwrap_or_default())?,
                Noun::Visit => format!("v{}", row.int("id").unwrap_or_default()),
                _ => row
                    .text(if sheet.shape.is == Noun::Person { "name" } else { "code" })
                    .unwrap_or_default()
                    .into(),
            };
            self.outcome = Outcome::default();
            let done = self.parts(&entry, &row, field, table, &given, &reference);
            self.kept(&Place::flag(&list.place), done)?;
            match (sheet.shape.is, &given) {
                (Noun::Organization, Given::FormerNames(names)) => {
                    let id = row.int("id").unwrap_or_default();
                    names.iter().for_each(|former| self.names.alias(id, &former.name));
                }
                (Noun::Person, _) => self.person_is(&row)?,
                _ => {}
            }
            let changed = self.outcome.changed;
            self.counted(count, Outcome { added: changed && !had, changed }, rows);
        }
        Ok(())
    }

    /// The key of the record that a row of parts belongs to.
    fn owner(&mut self, row: &Understood<'_>) -> Result<Value> {
        let shape = row.sheet.shape;
        let text = |key| row.text(key).unwrap_or_default();
        Ok(match shape.is {
            Noun::Alliance if self.write.find("alliances", &[Value::Int(1)])?.is_none() => {
                return Err(Error::invalid(say!("the alliance has no name yet", "联盟尚无名称")));
            }
            Noun::Alliance => Value::Int(1),
            Noun::Body => self.body_code(text("body"), &row.place("body"))?.into(),
            Noun::Person => self.person(text("person"), None, &row.place("person"))?.into(),
            Noun::Motion => self.motion_named(text("motion"), &row.place("motion"))?.into(),
            Noun::Visit => self.numbered(text("visit"), 'v', "visits", &row.place("visit"))?.into(),
            _ => self.organization_named(text("organization"), &row.place("organization"))?.into(),
        })
    }

    /// Ballots, of which there may be millions: each text is looked up once.
    fn ballot_rows(
        &mut self,
        sheet: &'static Sheet,
        heads: &Heads<'_>,
        list: &List,
        count: &mut RowCount,
        progress: &dyn Fn(u64),
    ) -> Result<()> {
        let [Some(motion), Some(organization), Some(choice)] = heads.at[..] else { return Ok(()) };
        self.ballots.expect(list.about());
        if self.many {
            // Of a long list most motions are asked for: they are read together.
            let sql = "SELECT m.id, r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id";
            let motions = self.write.all(sql, &[], |row| Ok((row.text(1)?, row.int(0)?)))?;
            self.motions.extend(motions);
        }
        let (mut motions, mut organizations) = (Seen::default(), Seen::default());
        let (mut faults, mut read) = (Faults::default(), 0);
        let told = list.each(
            &mut |line, cells| {
                read += 1;
                if read % 65_536 == 0 {
                    taken(A_BALLOT << 16, &mut self.room)?;
                    progress(read);
                }
                let text = |at: usize| cells.get(at).unwrap_or_default();
                let found = (
                    motions.id(text(motion), |text| self.motion_named(text, &heads.place(line, 0))),
                    organizations.id(text(organization), |text| match self.names.whole(text) {
                        Found::One(id) => Ok(id),
                        found => self.names.settle(text, found),
                    }),
                    choice_of(text(choice)),
                );
                match found {
                    (Ok(motion), Ok(organization), Some(choice)) => {
                        self.ballots.push(motion, organization, choice);
                    }
                    (motion, organization, given) => {
                        for (at, error) in [
                            (0, motion.err()),
                            (1, organization.err()),
                            (2, given.is_none().then(|| wrong_choice(revive(text(choice)).trim()))),
                        ] {
                            let Some(error) = error else { continue };
                            if error.kind() == crate::error::Kind::Storage {
                                return Err(error);
                            }
                            let empty = heads.at[at]
                                .and_then(|at| cells.get(at))
                                .unwrap_or_default()
                                .trim()
                                .is_empty();
                            let (key, zh) = (sheet.columns[at].key, sheet.columns[at].called());
                            let error = if empty {
                                Error::invalid(say!("{key} is empty", "“{zh}”（{key}）为空"))
                            } else {
                                error
                            };
                            self.fault_at(&heads.place(line, at), error);
                        }
                    }
                }
                Ok(())
            },
            &mut |fault| faults.push(fault),
        )?;
        self.faults_of(faults);
        self.warnings.extend(told.told);
        count.read = read;
        let both = self.ballots.twice();
        if both.is_empty() {
            return Ok(());
        }
        // Only now it matters where they stood.
        let mut first: HashMap<(i64, i64), usize> = HashMap::new();
        list.each(
            &mut |line, cells| {
                let text = |at: usize| revive(cells.get(at).unwrap_or_default()).trim().to_string();
                let (motion, organization) = (text(motion), text(organization));
                let found =
                    (self.motion_named(&motion, &heads.place(line, 0)), self.names.whole(&organization));
                if let (Ok(m), Found::One(o)) = found
                    && both.contains(&(m, o))
                    && let Some(first) = first.insert((m, o), line)
                {
                    let first = heads.place(first, 1);
                    let error = twice(&organization, &motion)
                        .hint(say!("the first is at {first}", "前一处在 {first}"));
                    self.fault_at(&heads.place(line, 1), error);
                }
                Ok(())
            },
            &mut |_| {},
        )?;
        Ok(())
    }

    /// Contents of documents, piece by piece; each must be what its fingerprint says.
    fn contents(
        &mut self,
        sheet: &'static Sheet,
        heads: &Heads<'_>,
        list: &List,
        count: &mut RowCount,
    ) -> Result<()> {
        // One content at a time is in memory: its pieces stand together.
        let mut at_hand: Option<Content> = None;
        let mut counts = RowCount::default();
        self.each_row(sheet, heads, list, count, &mut |taker, row| {
            let hash = row.text("sha256").unwrap_or_default();
            let letters = row.text("base64").unwrap_or_default().trim_end_matches('=');
            let Ok(bytes) = BASE64_STANDARD_NO_PAD.decode(letters) else {
                return Err(Error::invalid(say!("this is not base64", "此处不是 base64 编码"))
                    .at(&row.place("base64")));
            };
            if let Some(content) = at_hand.as_mut().filter(|content| content.hash == hash) {
                content.rows += 1;
                if content.bytes.len() + bytes.len() > documents::MOST {
                    return Err(documents::too_large().at(&row.place("base64")));
                }
                content.bytes.extend(bytes);
                return Ok(());
            }
            let next = Content { hash: hash.to_string(), bytes, place: row.place("sha256"), rows: 1 };
            match at_hand.replace(next) {
                Some(content) => taker.keep(content, &mut counts),
                None => Ok(()),
            }
        })?;
        if let Some(content) = at_hand {
            self.keep(content, &mut counts)?;
        }
        (count.added, count.equal) = (count.added + counts.added, count.equal + counts.equal);
        Ok(())
    }

    /// Keeps a content, which must be what its fingerprint says.
    fn keep(&mut self, content: Content, count: &mut RowCount) -> Result<()> {
        let Content { hash, bytes, place, rows } = content;
        if sha256(&bytes) != hash {
            let error = Error::invalid(say!(
                "the content {hash} is not what its fingerprint says",
                "文件内容 {hash} 与其指纹不符"
            ));
            self.fault_at(&place, error);
            return Ok(());
        }
        let sql = "SELECT sha256 FROM contents WHERE sha256 = ?1";
        let known = self.write.one(sql, &[hash.as_str().into()], |row| row.text(0))?.is_some();
        self.write.keep_content(&hash, bytes)?;
        self.counted(count, Outcome { added: !known, changed: false }, rows);
        Ok(())
    }
}

/// A document's content as far as its pieces were read.
struct Content {
    hash: String,
    bytes: Vec<u8>,
    place: Place,
    rows: u64,
}

/// Texts that name the same record again and again, each looked up once.
#[derive(Default)]
struct Seen {
    /// The texts with their records, in the order in which they first came.
    all: Vec<(Box<str>, i64)>,
    /// Where each text stands.
    by_text: HashMap<Box<str>, usize>,
    /// Where the last one stands.
    last: usize,
}

impl Seen {
    fn id(&mut self, text: &str, look: impl FnOnce(&str) -> Result<i64>) -> Result<i64> {
        // Lists are in order: mostly it is the last one again, or the next.
        for at in [self.last, self.last + 1] {
            if let Some((_, id)) = self.all.get(at).filter(|(known, _)| **known == *text) {
                self.last = at;
                return Ok(*id);
            }
        }
        self.last = match self.by_text.get(text) {
            Some(at) => *at,
            None => {
                let id = look(revive(text).trim())?;
                self.all.push((text.into(), id));
                self.by_text.insert(text.into(), self.all.len() - 1);
                self.all.len() - 1
            }
        };
        Ok(self.all.get(self.last).map_or(0, |(_, id)| *id))
    }
}

/// The choice that a cell says.
fn choice_of(text: &str) -> Option<Choice> {
    Choice::from_code(text).or_else(|| Choice::from_code(CHOICES.find(revive(text).trim())?))
}

fn wrong_choice(text: &str) -> Error {
    let error = Error::invalid(say!("{text} is no choice", "{text} 不是表决选项"));
    let error = match nearest(text, CHOICES.codes()) {
        Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}？")),
        None => error,
    };
    let words = CHOICES.codes().collect::<Vec<_>>().join(", ");
    error.hint(say!("the choices are {words}", "可用：{words}"))
}

fn nobody() -> Error {
    Error::invalid(say!("the row names nobody", "该行未写明人员"))
}

/// The sheet whose headings these are, where that is plain.
pub(super) fn by_headings(headings: &[&str]) -> Option<&'static Sheet> {
    // A row may have as many empty cells as a sheet has columns.
    let headings: Vec<&&str> = headings.iter().filter(|heading| !heading.trim().is_empty()).collect();
    let fits = |sheet: &'static Sheet| {
        let found: std::collections::HashSet<usize> =
            headings.iter().filter_map(|heading| sheet.column(revive(heading).trim())).collect();
        let needed = sheet.columns.iter().enumerate().filter(|(_, column)| column.required);
        let all = !found.is_empty() && needed.clone().all(|(n, _)| found.contains(&n));
        all.then_some(((found.len(), needed.count()), sheet))
    };
    let mut all: Vec<_> = sheets().iter().filter_map(fits).collect();
    all.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
    match &all[..] {
        [(best, sheet), (next, _), ..] if best > next => Some(sheet),
        [(_, sheet)] => Some(sheet),
        _ => None,
    }
}
