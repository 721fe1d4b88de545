//! A filled-in workbook as entries, the same that a record file gives; every fault with its sheet and cell.

mod choices;
mod heads;
mod people;
mod votes;

pub use self::choices::{CHOICES_SHEET, Choices};
use self::people::{parts, people};
use super::{
    record::{Entry, Given, Place},
    sheet::{Grid, cell, grids, taken_though_hidden},
    text::fold,
    words::{Choice, Roster},
    journal::{Anchor, NEW, draft_of, draft_of_session},
    person::bracketed,
};
use crate::{
    error::{Error, Message},
    noun::{
        ACTION, ATTENDANCE, Field, FormSheet, Layout, MOTION, SESSION, SESSION_ACTION, SESSION_FORM, Type,
        VISIT_FORM,
    },
    say,
};

/// So many names are told one by one.
const NAMED: usize = 12;

/// What a filled-in workbook says.
#[derive(Debug, Default)]
pub struct Filled {
    /// Its records.
    pub entries: Vec<Entry>,
    /// What the user should know of it: sheets and rows passed over.
    pub told: Vec<Message>,
    /// The entry of the journal that the workbook was made from.
    pub from: Option<Anchor>,
    /// The session that it was made of, where that was recorded then.
    pub of: Option<String>,
    /// Sheets and columns of the form that a workbook which the tool made has no more.
    pub lacking: Vec<Lacking>,
}

/// What a workbook has no more of its form.
#[derive(Debug, Clone, Copy)]
pub struct Lacking {
    /// The sheet.
    pub sheet: &'static FormSheet,
    /// Its column, or the row of its label; `None` of the whole sheet.
    pub field: Option<&'static Field>,
    /// Of a sheet of ballots the column of the motion of that number.
    pub motion: Option<i64>,
}

/// Whether a file is a workbook and not a record file: by its first bytes, or by its name.
pub fn is_workbook(name: &str, bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || is_book_name(name)
}

/// Whether a file is called as workbooks are.
pub fn is_book_name(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".xlsx")
}

/// Reads a filled-in workbook. `file` is what it is called in messages.
///
/// # Errors
/// Every fault, by sheet and cell; what is no workbook to fill in.
pub fn read(file: &str, bytes: &[u8]) -> Result<Filled, Vec<Error>> {
    let grids = grids(file, bytes).map_err(|error| vec![error])?;
    let (mut form, mut from, mut of, mut is_made) = (Form::default(), None, None, false);
    for grid in &grids {
        match SESSION_FORM.iter().chain(VISIT_FORM).find(|sheet| is_called(grid, sheet)) {
            Some(sheet) if form.sheets.iter().any(|(_, other)| std::ptr::eq(*other, sheet)) => {
                form.faults.push(twice(&grid.name).at(&grid.place(1, 0)));
            }
            Some(sheet) => {
                form.told.extend(hidden(grid));
                form.sheets.push((grid, sheet));
            }
            None if grid.hidden => {
                is_made |= [CHOICES_SHEET.0, CHOICES_SHEET.1].contains(&grid.name.as_str());
                from = from.or_else(|| grid.texts().find_map(draft_of));
                of = of.or_else(|| grid.texts().find_map(draft_of_session));
            }
            None if grid.lines().is_empty() => {}
            None if looks_like(grid).is_some() => {
                let (en, zh) = looks_like(grid).map_or(("", ""), |sheet| sheet.name);
                let name = &grid.name;
                form.faults.push(
                    Error::invalid(say!("the sheet {name} is none of the form's, and looks like {en}", "表“{name}”不在填报工作簿中，内容似为“{zh}”表"))
                        .hint(say!("call it {en}, or take it out", "请改名为“{zh}”，或删去该表"))
                        .at(&grid.place(1, 0)),
                );
            }
            None => {
                let name = &grid.name;
                form.told.push(say!(
                    "{file}: the sheet {name} is none of the form's and is passed over",
                    "{file}：表“{name}”不属于填报工作簿，已略过"
                ));
            }
        }
    }
    let is_main = |(_, sheet): &&(&Grid, &FormSheet)| sheet.layout == Layout::Fields;
    if let (None, Some((grid, _))) = (form.sheets.iter().find(is_main), form.sheets.first()) {
        let name = &grid.name;
        return Err(vec![
            Error::invalid(say!(
                "{file} has no sheet Session (会议), to which its sheet {name} and the like belong",
                "{file} 中没有“会议”表，而“{name}”等表均属于会议"
            ))
            .hint(say!(
                "call the sheet so again, or make a workbook anew: `alliance template session --output FILE.xlsx`",
                "请恢复该表的名称，或用 `alliance template session --output 文件.xlsx` 重新生成工作簿"
            )),
        ]);
    }
    if form.sheets.is_empty() {
        return Err(vec![
            Error::invalid(say!(
                "{file} has neither a sheet Session (会议) nor a sheet Visit (考察)",
                "{file} 中既无“会议”表，也无“考察”表"
            ))
            .hint(say!(
                "`alliance template session --format xlsx --output FILE.xlsx` makes such a workbook",
                "用 `alliance template session --format xlsx --output 文件.xlsx` 生成填报工作簿"
            ))
            .hint(say!("lists and rosters are taken in by `alliance import`", "清单与名册请用 `alliance import` 导入")),
        ]);
    }
    form.is_of_recorded = of.as_deref().is_some_and(|of| of != NEW);
    form.read();
    if form.sheets_of_session {
        let lacks = |sheet: &&FormSheet| !grids.iter().any(|grid| is_called(grid, sheet));
        form.lacking.extend(SESSION_FORM.iter().filter(lacks).map(|sheet| Lacking { sheet, field: None, motion: None }));
    }
    let lacking = if is_made { std::mem::take(&mut form.lacking) } else { Vec::new() };
    if form.faults.is_empty() {
        for entry in &mut form.entries {
            form.faults.extend(entry.settle());
        }
    }
    if form.faults.is_empty() { Ok(Filled { entries: form.entries, told: form.told, from, of, lacking }) } else { Err(form.faults) }
}

/// What a spreadsheet does not show of a sheet that is taken.
fn hidden(grid: &Grid) -> Vec<Message> {
    let place = grid.called();
    let mut told = taken_though_hidden(&place, &grid.hidden_lines, &grid.hidden_columns);
    if grid.hidden {
        told.push(say!("{place} is a hidden sheet and is taken", "{place} 是隐藏的表，已导入"));
    }
    told
}

fn is_called(grid: &Grid, sheet: &FormSheet) -> bool {
    let name = fold(&grid.name);
    name == fold(sheet.name.0) || name.trim_end_matches('表') == sheet.name.1
}

/// The sheet of the form that one of another name has the headings of.
fn looks_like(grid: &Grid) -> Option<&'static FormSheet> {
    let line = grid.lines().first().copied()?;
    let heads: Vec<&str> = (0..30).filter_map(|at| grid.text(line, at).ok().flatten()).collect();
    let known = |sheet: &&FormSheet| {
        let known = heads.iter().filter(|heading| sheet.known_as(heading).is_some()).count();
        let motions = || heads.iter().skip(1).any(|heading| number(heading).is_some());
        match sheet.layout {
            Layout::Fields => false,
            Layout::Ballots => known == 1 && motions(),
            _ => known > 1 && known * 2 > heads.len(),
        }
    };
    SESSION_FORM.iter().find(known)
}

/// A workbook as it is read.
#[derive(Default)]
struct Form<'g> {
    sheets: Vec<(&'g Grid, &'static FormSheet)>,
    entries: Vec<Entry>,
    told: Vec<Message>,
    faults: Vec<Error>,
    /// Of which nouns (by their tables) which keys have a cell that is not understood: they are not missing.
    misread: Vec<(&'static str, &'static str)>,
    lacking: Vec<Lacking>,
    /// Whether the sheet of the session is there.
    sheets_of_session: bool,
    /// Whether it is told that rows of other sheets stand without a session.
    is_alone: bool,
    /// Whether it was made of a session that was recorded.
    is_of_recorded: bool,
}

/// One row below its headings: what it says of each field, and where.
type Row = Vec<(&'static Field, Given, Place)>;
/// The ballots of one motion.
type Roll = Vec<(Choice, String, Place)>;

impl<'g> Form<'g> {
    fn read(&mut self) {
        let sheets = std::mem::take(&mut self.sheets);
        for (grid, sheet) in sheets.iter().filter(|(_, sheet)| sheet.layout == Layout::Fields) {
            self.sheets_of_session |= sheet.shape == &SESSION;
            if let Some(entry) = self.fields(grid, sheet) {
                self.entries.push(entry);
            }
        }
        // The parts follow the order of the form, whatever that of the sheets.
        for sheet in SESSION_FORM.iter().filter(|sheet| sheet.layout != Layout::Fields) {
            for (grid, _) in sheets.iter().filter(|(_, other)| std::ptr::eq(*other, sheet)) {
                match sheet.layout {
                    Layout::Ballots => self.ballots(grid, sheet),
                    _ => self.rows(grid, sheet),
                }
                if sheet.layout == Layout::Candidates {
                    self.no_candidates(&grid.called());
                }
            }
        }
        let all = self.entries.iter().flat_map(|entry| entry.children.iter().chain([entry]));
        let lacking: Vec<Error> = all.flat_map(|entry| entry.lacking(&self.misread)).collect();
        self.faults.extend(lacking);
    }

    /// The session, to which all other sheets belong.
    fn session(&mut self) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.shape == &SESSION)
    }

    /// The text of a cell; what is wrong with it is kept.
    fn text<'t>(&mut self, grid: &'t Grid, line: usize, column: usize) -> Option<&'t str> {
        grid.text(line, column).unwrap_or_else(|error| {
            // A cell may be looked at twice.
            if self.faults.iter().all(|known| known.details().said() != error.details().said()) {
                self.faults.push(error);
            }
            None
        })
    }

    /// What a cell says of a field; what is wrong with it is kept.
    fn given(&mut self, grid: &Grid, line: usize, column: usize, (sheet, field): (&FormSheet, &Field)) -> Option<Given> {
        let text = self.text(grid, line, column)?;
        let place = grid.place(line, column);
        if matches!(field.ty, Type::People) {
            for item in parts(text) {
                if let Some((name, None)) = bracketed(&item) {
                    self.told.push(say!(
                        "{place}: {item} is taken for {name}; the remark is passed over",
                        "{place}：“{item}”按“{name}”录入，括注已略过"
                    ));
                }
            }
            return Some(Given::People(people(text, None, &place)));
        }
        cell(field, text, &place).unwrap_or_else(|errors| {
            self.faults.extend(errors);
            self.misread.push((sheet.shape.table, field.key));
            None
        })
    }

    /// A sheet with a label and its value in each row.
    fn fields(&mut self, grid: &Grid, sheet: &'static FormSheet) -> Option<Entry> {
        let mut entry = Entry::new(sheet.shape, grid.place(1, 1));
        let (before, mut labels) = (self.faults.len(), Vec::new());
        for line in grid.lines() {
            let Some(label) = self.text(grid, line, 0) else { continue };
            let Some(field) = sheet.known_as(label) else {
                // A title may be merged across.
                if grid.text(line, 1).is_ok_and(|value| value.is_some()) {
                    self.faults.push(unknown(label, sheet).at(&grid.place(line, 0)));
                }
                continue;
            };
            labels.push(field.key);
            if self.text(grid, line, 1).is_none() {
                if sheet.can_be_blank(field) || field.required {
                    entry.left_blank(field.key, grid.place(line, 1));
                }
                continue;
            }
            if entry.has(field.key) {
                self.faults.push(twice(label).at(&grid.place(line, 0)));
            } else if let Some(given) = self.given(grid, line, 1, (sheet, field)) {
                entry.put(field.key, given, grid.place(line, 1));
            }
        }
        // 2025年6月10日至11日 as the first day says the last one too.
        if entry.days("start").known().is_some_and(|days| days.start != days.end) {
            entry.is_said_elsewhere("end");
        }
        self.lacks(sheet, |field| labels.contains(&field.key));
        // Without its number a session of a term would be another one, called by its day.
        if sheet.shape == &SESSION && entry.has("term") && !["number", "code", "title"].iter().any(|key| entry.has(key)) {
            self.faults.push(
                Error::invalid(say!("the session has a term and no number", "填了届，未填次"))
                    .hint(say!("fill in the number, or a title of its own", "请填写次，或会议自有名称"))
                    .at(entry.place_of("term")),
            );
        }
        if entry.iter().next().is_none() && self.faults.len() == before {
            let error = Error::invalid(say!("nothing is filled in", "尚未填写"));
            self.faults.push(error.at(&grid.place(1, 1)));
            self.is_alone = true;
            return None;
        }
        Some(entry)
    }

    fn rows(&mut self, grid: &Grid, sheet: &'static FormSheet) {
        let Some((head, columns)) = self.headings(grid, sheet) else { return };
        let (mut waiting, mut found) = (Vec::new(), Vec::new());
        for line in grid.lines().into_iter().filter(|line| *line > head) {
            let mut row: Row = Vec::new();
            for (at, field) in columns.iter().enumerate() {
                let Some(field) = field else { continue };
                if let Some(given) = self.given(grid, line, at, (sheet, field)) {
                    row.push((field, given, grid.place(line, at)));
                }
            }
            let Some((.., place)) = row.first() else { continue };
            let place = place.clone();
            let is_number_alone = row.len() == 1 && row.iter().all(|(field, ..)| field.key == "number");
            if is_number_alone {
                continue;
            }
            if sheet.layout == Layout::Candidates {
                self.candidate(row, &place);
                continue;
            }
            let mut entry = Entry::new(sheet.shape, place.clone());
            let said: Vec<&str> = row.iter().map(|(field, ..)| field.key).collect();
            for (at, field) in columns.iter().enumerate() {
                // Of a blank title among the delegates it is told beside them.
                let is_title = |field: &Field| sheet.shape == &ATTENDANCE && field.key == "title";
                let is_told = |field: &&Field| sheet.can_be_blank(field) || field.required || is_title(field);
                let Some(field) = field.filter(is_told) else { continue };
                // What became of an action of an earlier session the workbook leaves open itself.
                let is_open = sheet.shape == &ACTION && field.key == "status" && said.contains(&"session");
                if !said.contains(&field.key) && !is_open {
                    entry.left_blank(field.key, grid.place(line, at));
                }
            }
            let mut titles = None;
            for (field, given, place) in row {
                match (field.key, &given) {
                    ("title", Given::Text(text)) if sheet.shape == &ATTENDANCE => titles = Some((text.clone(), place)),
                    _ => {
                        entry.put(field.key, given, place);
                    }
                }
            }
            self.titled(&mut entry, titles);
            if sheet.shape == &ATTENDANCE && entry.waits() {
                waiting.push((entry.text("organization").known().unwrap_or_default().to_owned(), place, entry));
                continue;
            }
            found.push(entry);
        }
        let is_filled = found.iter().any(|entry| entry.has("presence"));
        // Of a session that is recorded a blank cell leaves whoever is listed there as recorded.
        if self.is_of_recorded && is_filled {
            found.extend(waiting.drain(..).map(|(.., entry)| entry));
        }
        // Of a complete roster a seat that is not listed was absent: who is left blank beside others would be.
        let partial = self.session().is_some_and(|session| session.word("roster").known() == Some(Roster::Partial.code()));
        if !waiting.is_empty() && !partial && is_filled {
            for (name, place, _) in waiting.drain(..) {
                self.faults.push(unfilled(&name).at(&place));
            }
        }
        if !waiting.is_empty() {
            let (n, name) = (waiting.len(), &grid.name);
            let mut names = waiting.iter().take(NAMED).map(|(name, ..)| name.clone()).collect::<Vec<_>>();
            if n > NAMED {
                names.push("…".into());
            }
            let (en, zh) = (names.join(", "), names.join("、"));
            self.told.push(say!(
                "{name}: who came is not filled in, and not taken ({n} rows): {en}",
                "{name}：{n}行未填出席情况，已略过：{zh}"
            ));
        }
        for mut entry in found {
            if sheet.shape == &ACTION && !entry.has("session") {
                // Of the session itself.
                let mut own = Entry::new(&SESSION_ACTION, entry.place.clone());
                for (key, place, given) in entry.iter() {
                    own.put(key, given.clone(), place.clone());
                }
                entry.blank().for_each(|(key, place)| own.left_blank(key, place.clone()));
                entry = own;
            } else if sheet.shape == &ACTION {
                self.entries.push(entry);
                continue;
            }
            match self.session() {
                Some(session) => session.children.push(entry),
                None => self.alone(&grid.place(1, 0)),
            }
        }
    }

    /// Gives the delegates of a row their titles.
    fn titled(&mut self, entry: &mut Entry, titles: Option<(String, Place)>) {
        let Some((titles, place)) = titles else { return };
        let Some(at) = entry.has("people").then(|| entry.place_of("people").clone()) else {
            // Whose title it is does not stand there.
            if entry.blank().all(|(key, _)| key != "people") {
                entry.left_blank("people", place.clone());
            }
            entry.put("people", Given::People(people("", Some(&titles), &place)), place);
            return;
        };
        let Some(Given::People(mut known)) = entry.get("people").cloned() else { return };
        let each = parts(&titles);
        match (&mut known[..], &each[..]) {
            ([one], _) => one.title = Some(titles),
            (many, each) if many.len() == each.len() => {
                many.iter_mut().zip(each).for_each(|(who, title)| who.title = Some(title.clone()));
            }
            (many, each) => {
                let (n, m) = (many.len(), each.len());
                self.faults.push(
                    Error::invalid(say!("there are {n} delegates and {m} titles", "代表{n}人，职务{m}项"))
                        .hint(say!(
                            "give each a title, or write NAME/TITLE beside each other, parted by ;",
                            "请逐一对应，或写作“姓名/职务；姓名/职务”"
                        ))
                        .at(&place),
                );
            }
        }
        entry.put("people", Given::People(known), at);
    }

    /// The motion of this number.
    fn motion(&mut self, number: i64) -> Option<&mut Entry> {
        let is_it = |child: &&mut Entry| child.shape == &MOTION && child.int("number").known() == Some(number);
        self.session()?.children.iter_mut().find(is_it)
    }

    fn no_motion(&mut self, number: i64, place: &Place) {
        if self.session().is_none() {
            return self.alone(place);
        }
        let (en, zh) = SESSION_FORM.iter().find(|s| s.shape == &MOTION).map_or(("", ""), |sheet| sheet.name);
        self.faults.push(
            Error::invalid(say!("the sheet {en} has no motion {number}", "“{zh}”表中没有序号为{number}的议题"))
                .hint(say!("give the motion its title there", "请在该表中填写议题"))
                .hint(say!(
                    "if the motion is gone, empty its column of ballots and its rows of candidates too",
                    "如该议题已删去，请一并清空“表决”表中的该列和“候选人”表中的该议题各行"
                ))
                .at(place),
        );
    }

    /// Takes down which motions have no candidates.
    fn no_candidates(&mut self, place: &Place) {
        let Some(session) = self.session() else { return };
        let motions = session.children.iter_mut().filter(|child| child.shape == &MOTION);
        for motion in motions.filter(|motion| !motion.has("candidates")) {
            motion.left_blank("candidates", place.clone());
        }
    }

    /// Takes down which fields of a sheet have no column or row.
    fn lacks(&mut self, sheet: &'static FormSheet, is_there: impl Fn(&Field) -> bool) {
        let lacking = sheet.fields().filter(|field| !is_there(field));
        self.lacking.extend(lacking.map(|field| Lacking { sheet, field: Some(field), motion: None }));
    }

    /// The session's other sheets without the session.
    fn alone(&mut self, place: &Place) {
        if !std::mem::replace(&mut self.is_alone, true) {
            let error = Error::invalid(say!(
                "this sheet belongs to a session, and the sheet Session is not filled in",
                "该表属于会议，而“会议”表未填写"
            ));
            self.faults.push(error.at(place));
        }
    }
}

/// The refusal of a row of the roster that does not say whether a member came, beside others that do.
pub fn unfilled(name: &str) -> Error {
    Error::invalid(say!("whether {name} came is not filled in", "{name} 的出席情况未填")).hint(say!(
        "choose its presence; or say in the sheet Session that the roster is partial",
        "请选择出席情况；或在“会议”表的“名单”一栏选“不完整”"
    ))
}

/// The number at the end of a heading such as 议题3 or Motion 3.
fn number(heading: &str) -> Option<i64> {
    let heading = fold(heading);
    let digits = heading.trim_start_matches(|c: char| !c.is_ascii_digit());
    digits.parse().ok().filter(|number| *number > 0)
}

fn unknown(heading: &str, sheet: &FormSheet) -> Error {
    let zh = sheet.fields().map(Field::called).collect::<Vec<_>>().join("、");
    let en = sheet.fields().map(|field| field.key.replace('_', " ")).collect::<Vec<_>>().join(", ");
    Error::invalid(say!("the form asks for no {heading}", "填报工作簿没有“{heading}”这一项"))
        .hint(say!("it has {en}", "可填：{zh}"))
}

fn twice(heading: &str) -> Error {
    Error::invalid(say!("{heading} stands twice", "“{heading}”重复"))
}
