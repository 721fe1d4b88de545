//! Takes lists in: a folder of CSV files, one of them, a workbook, or a JSON document. One transaction,
//! one entry of the journal; no row is kept where any has a fault.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use super::{
    Of, Options, Taker,
    bank::{self, Statement},
    roster::{
        Roster,
        head::{self, Head, Headings},
        year_of,
    },
    rows::{by_headings, told_alone},
};
use crate::{
    error::{Error, Kind, Message, Result},
    model::{
        journal::{RowCount, Written},
        record::{Entry, Given, HEADING, Place},
        sheet::{self, List, Signs},
        text::{fold, nearest},
        words::truth,
    },
    noun::{Answer, FormSheet, Layout, Noun, SESSION_FORM, Sheet, VISIT_FORM, is_preset, sheet as sheet_named, sheets},
    ops::{
        told,
        transfer::{manifest, popolo},
    },
    say,
    store::{Author, Registry},
};

/// About so much memory an import takes at most, in bytes; with the engine and the program it stays under 1 GiB.
const ROOM: usize = 900_000_000;

/// Told how far a long work is: done, and of how much, in rows.
pub type Progress<'a> = dyn Fn(u64, u64) + 'a;

/// How lists are taken in.
pub struct How<'a> {
    /// The encoding of text files where it is neither UTF-8 nor GB18030 nor UTF-16.
    pub encoding: Option<&'a str>,
    /// What the user says that headings mean.
    pub headings: Headings,
    /// The year of payments in a bank's list that do not say theirs.
    pub year: Option<i64>,
    /// Told how far it is.
    pub progress: &'a Progress<'a>,
    /// Told how a roster is understood before anything is written, and with true what of it is passed over; answers
    /// whether the user has seen it.
    pub tell: &'a dyn Fn(&Message, bool) -> bool,
}

/// Takes in what lies at a path.
pub fn import(
    registry: &Registry,
    path: &Path,
    mut how: How<'_>,
    author: &Author,
    options: &Options,
) -> Result<Written> {
    let (mut inputs, mut rosters, mut heads) = (Vec::new(), Vec::new(), Vec::new());
    let (mut statements, mut of_banks) = (Vec::new(), Vec::new());
    let known = known(registry, &mut how.headings)?;
    let mut reader = Reader { encoding: how.encoding, known: &known, headings: &how.headings, warnings: Vec::new() };
    let found = if path.is_dir() { reader.folder(path)? } else { reader.open(path)? };
    let mut warnings = reader.warnings;

    if let Some(list) = found.iter().find(|list| list.is_of_workbook() && is_form(list)) {
        return Err(no_form(path, list));
    }
    // Of rosters of several years the last one says who is a member.
    let newest = found.iter().filter(|list| list.is_roster()).filter_map(|list| year_of(&list.name)).max();
    for list in found {
        if list.is_roster() {
            if let Some(head) = head::of(&list.roster, &how.headings) {
                let older = year_of(&list.name) < newest && year_of(&list.name).is_some();
                rosters.push(roster(&list, &head, older, &how, &mut warnings)?);
                heads.push(head);
            } else if let Some(head) = list.roster.first().and_then(|(_, row)| bank::head::of(row, &how.headings)) {
                statements.push(statement(&list, &head, &how, &mut warnings)?);
                of_banks.push(head);
            }
            continue;
        }
        let names: Vec<&str> = list.headings.iter().map(String::as_str).collect();
        if let Some(answer) = told_alone(&list.name, &names, 0) {
            return Err(no_record(&list.place, answer));
        }
        let sheet = sheet_named(&list.name).or_else(|| by_headings(&names)).ok_or_else(|| no_list(&list))?;
        if sheet.shape.is == Noun::Rule {
            no_presets(&list)?;
        }
        inputs.push((sheet, list));
    }
    nobody_bears(&how.headings, &|heading| {
        heads.iter().any(|head| head.bears(heading)) || of_banks.iter().any(|head| head.bears(heading))
    })?;
    if how.year.is_some() && statements.is_empty() {
        return Err(Error::usage(say!(
            "--year is about a bank's list of payments, and none is here",
            "--year 只用于银行收款明细，而此处没有"
        )));
    }
    let place = |name: &str| sheets().iter().position(|other| other.name == name);
    inputs.sort_by_key(|(sheet, _)| place(sheet.name));
    // Rosters come where memberships do.
    let after = inputs.partition_point(|(sheet, _)| place(sheet.name) <= place("memberships"));
    let held: usize = inputs.iter().map(|(_, list)| list.size()).sum();
    let total: u64 = inputs.iter().map(|(_, list)| list.about()).sum();
    let ((warnings, rows, left, corrected, told), mut written) = registry.write_large(author, options.dry_run, |write| {
        let mut taker = Taker::new(write, options)?;
        (taker.facts, taker.warnings) = (true, warnings.clone());
        taker.by_number = inputs.len() == 1 && rosters.is_empty() && statements.is_empty();
        taker.room = ROOM.saturating_sub(held);
        let (mut rows, mut done): (Vec<RowCount>, u64) = (Vec::new(), 0);
        let (before, behind) = inputs.split_at(after);
        for (n, (sheet, list)) in before.iter().chain(behind).enumerate() {
            if n == after {
                rows.extend(taker.take_rosters(&rosters)?);
            }
            let count = taker.take_list(sheet, list, &|here| (how.progress)(done + here, total));
            let count = count.map_err(|error| taker.with_faults(error))?;
            done += list.about();
            (how.progress)(done, total);
            match rows.iter_mut().find(|other| other.list == count.list) {
                Some(other) => {
                    other.read += count.read;
                    other.added += count.added;
                    other.changed += count.changed;
                    other.equal += count.equal;
                    other.left += count.left;
                }
                None => rows.push(count),
            }
        }
        if after == inputs.len() {
            rows.extend(taker.take_rosters(&rosters)?);
        }
        rows.extend(taker.take_statements(&statements, how.year)?);
        taker.remember(&how.headings)?;
        taker.finish().map_err(|error| taker.with_faults(error))?;
        if let Some(count) = rows.iter_mut().find(|count| count.list == "ballots") {
            (count.added, count.changed, count.equal) =
                (taker.cast.added, taker.cast.changed, taker.cast.equal);
        }
        whole(&rows)?;
        taker.tell_blank();
        Ok((taker.warnings, rows, taker.left, taker.corrected, told::told(write, author.today()?)?))
    })?;
    written.nothing = rows.iter().all(|count| count.read == 0);
    (written.warnings, written.rows, written.left, written.corrected) = (warnings, rows, left, corrected);
    told.lay(&mut written);
    Ok(written)
}

/// Reads a roster, and tells how it is understood; what the user has not seen is kept as a warning.
fn roster(list: &List, head: &Head, older: bool, how: &How<'_>, warnings: &mut Vec<Message>) -> Result<Roster> {
    let mut roster = Roster::read(list, head, older)?;
    if !(how.tell)(&roster.understood, false) {
        warnings.push(roster.understood.clone());
    }
    roster.passed.retain(|passed| !(how.tell)(passed, true));
    warnings.append(&mut roster.passed);
    Ok(roster)
}

/// As [`roster`], a bank's list.
fn statement(list: &List, head: &bank::head::Head, how: &How<'_>, warnings: &mut Vec<Message>) -> Result<Statement> {
    let mut statement = Statement::read(list, head)?;
    if !(how.tell)(&statement.understood, false) {
        warnings.push(statement.understood.clone());
    }
    statement.passed.retain(|passed| !(how.tell)(passed, true));
    warnings.append(&mut statement.passed);
    Ok(statement)
}

/// Refuses what is said of a heading that no list here has for which that can be said: a slip, which would be remembered.
fn nobody_bears(headings: &Headings, bears: &dyn Fn(&str) -> bool) -> Result<()> {
    let unborne = headings.said.iter().find(|(heading, _)| !bears(heading));
    unborne.map_or(Ok(()), |(heading, _)| {
        Err(Error::invalid(say!(
            "--map: no roster here has a column “{heading}”, and no list of a bank",
            "--map：名册或银行收款明细中没有“{heading}”这一列"
        ))
        .hint(say!(
            "write the heading as it stands in the list; --map is for rosters, one row a member, and lists of banks",
            "请按清单中的列名填写；--map 仅用于每行一个成员的名册与银行收款明细"
        )))
    })
}

/// Every row that was read must have become something.
fn whole(rows: &[RowCount]) -> Result<()> {
    match rows.iter().find(|count| count.read != count.added + count.changed + count.equal + count.left) {
        None => Ok(()),
        Some(RowCount { list, read, added, changed, equal, .. }) => Err(Error::storage(say!(
            "of {read} rows of {list}, {added} were added, {changed} changed something and {equal} said what is known: the rest is lost, and so nothing is taken",
            "{list} 共读取 {read} 行，其中新增 {added}、变更 {changed}、原已登记 {equal}，数目不符，因此未作任何改动"
        ))),
    }
}

impl Taker<'_, '_> {
    /// Keeps what was said of headings, for the lists to come.
    fn remember(&mut self, headings: &Headings) -> Result<()> {
        let place = Place::flag("--map");
        for (heading, field) in &headings.said {
            let mut entry = Entry::new(&HEADING, place.clone());
            entry.put("heading", Given::Text(heading.clone()), place.clone());
            entry.put("field", Given::Text(field.clone()), place.clone());
            self.take(&entry, Of::default())?;
        }
        Ok(())
    }

    /// Tells that blank cells left what is recorded as it was.
    pub(in crate::ops) fn tell_blank(&mut self) {
        let Some(first) = self.blank.first() else { return };
        let n = self.blank.len();
        self.warnings.push(say!(
            "{first}: a blank cell leaves what is recorded as it is ({n} in all); --clear-blank makes it unknown",
            "{first}：空白单元格不改动已登记的内容（共{n}处）；如需改为未知，请加 --clear-blank"
        ));
    }
}

/// The codes of the registry's organizations: a file may name those that an earlier one brought. What was said of
/// headings before is remembered. There may be no registry yet.
fn known(registry: &Registry, headings: &mut Headings) -> Result<HashSet<String>> {
    let found = registry.read(|read| {
        let codes = read.rows::<String>("SELECT code FROM organizations ORDER BY id", &[])?;
        let said = read.rows::<(String, String)>("SELECT heading, field FROM headings ORDER BY id", &[])?;
        Ok((codes, said))
    });
    let (codes, said) = match found {
        Err(error) if error.kind() == Kind::NotFound => return Ok(HashSet::new()),
        found => found?,
    };
    said.iter().for_each(|(heading, field)| headings.remember(heading, field));
    Ok(codes.iter().map(|code| fold(code)).collect())
}

/// Finds the lists at a path.
struct Reader<'a> {
    encoding: Option<&'a str>,
    known: &'a HashSet<String>,
    headings: &'a Headings,
    warnings: Vec<Message>,
}

impl Reader<'_> {
    fn open(&mut self, path: &Path) -> Result<Vec<List>> {
        let is_heading = |cells: &[&str]| by_headings(cells).is_some() || told_alone("", cells, 0).is_some();
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) {
            let path = path.display();
            return Err(Error::invalid(say!("{path} is a record file, no list", "{path} 是记录文件，不是清单"))
                .hint(say!("alliance apply {path}", "alliance apply {path}")));
        }
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
            let text = sheet::text(path, self.encoding)?;
            if popolo::is_popolo(&text) {
                let known = |code: &str| self.known.contains(&fold(code));
                let (lists, left) = popolo::lists(&sheet::shown(path), &text, &known)?;
                self.warnings.extend(left);
                return Ok(lists);
            }
        }
        let signs = Signs {
            names: &|name| sheet_named(name).is_some(),
            is_heading: &is_heading,
            roster: &|name, rows| {
                let Some(head) = head::find(name, rows, self.headings) else {
                    return bank::head::find(rows, self.headings).map(|at| at..=at);
                };
                let (_, first) = rows.get(*head.lines.start())?;
                let told = told_alone(name, &first.iter().collect::<Vec<_>>(), head.placed);
                told.is_none().then_some(head.lines)
            },
        };
        sheet::open_by(path, self.encoding, &signs)
    }

    fn folder(&mut self, path: &Path) -> Result<Vec<List>> {
        let entries = std::fs::read_dir(path).map_err(|e| sheet::unreadable(&sheet::shown(path), &e))?;
        let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        let (mut lists, mut faults) = (Vec::new(), Vec::new());
        let exported = manifest::check(path)?;
        for each in files {
            if exported.is_some() && each.file_name().is_some_and(|name| name == manifest::NAME) {
                continue;
            }
            let name = sheet::shown(&each);
            if each.is_file() && each.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
                match self.open(&each) {
                    Ok(found) => lists.extend(found),
                    Err(error) => faults.push(error),
                }
            } else if !name.starts_with('.') {
                self.warnings
                    .push(say!("{name} is no CSV file and is not taken", "{name} 不是 CSV 文件，未导入"));
            }
        }
        if let Some(error) = Error::together(faults) {
            return Err(error);
        }
        self.warnings.extend(exported.into_iter().flatten());
        if lists.is_empty() {
            let path = path.display();
            return Err(Error::invalid(say!("{path} has no CSV file", "{path} 中没有 CSV 文件")));
        }
        Ok(lists)
    }
}

/// Whether a list is the main sheet of a workbook to fill in: it bears its name, and has labels with values where a list
/// has headings.
fn is_form(list: &List) -> bool {
    let is_named = |sheet: &&FormSheet| {
        let name = fold(&list.name);
        sheet.layout == Layout::Fields && (name == fold(sheet.name.0) || name == sheet.name.1)
    };
    let Some(sheet) = SESSION_FORM.iter().chain(VISIT_FORM).find(is_named) else { return false };
    let start = sheet.fields().find(|field| field.key == "start");
    !list.headings.iter().any(|heading| sheet.known_as(heading).is_some_and(|field| Some(field.key) == start.map(|start| start.key)))
}

/// The refusal of a workbook to fill in, which `apply` takes.
fn no_form(path: &Path, list: &List) -> Error {
    let (path, place) = (path.display(), &list.place);
    Error::invalid(say!(
        "{place}: this is the workbook of a session or a visit to fill in, and no list",
        "{place}：这是会议或考察的填报工作簿，不是清单"
    ))
    .hint(say!("`alliance apply {path}` takes it in", "请用 `alliance apply {path}` 录入"))
}

/// The refusal of a list that tells what is reckoned from records.
fn no_record(place: &str, answer: &Answer) -> Error {
    let (command, recorded, (en, zh)) = (answer.command, answer.recorded, answer.what);
    Error::invalid(say!(
        "{place} is the list of `alliance {command}` ({en}), and no list to import: what it tells is reckoned from other records",
        "{place} 是 `alliance {command}` 输出的{zh}，不能导入：其内容由其他记录推算而来"
    ))
    .hint(say!(
        "to carry what is recorded into another registry: `alliance export DIR`, and there `alliance import DIR`",
        "如需把登记内容转到另一登记库：先 `alliance export 目录`，再在那里 `alliance import 目录`"
    ))
    .hint(say!(
        "if it is a list of your own, head its columns as {recorded}.csv of an export is headed",
        "如为自拟的清单，请按导出目录中 {recorded}.csv 的列名填写列标题"
    ))
}

/// Refuses a list of rules that tells those of the charter too: they hold without being recorded.
fn no_presets(list: &List) -> Result<()> {
    let Some(at) = list.headings.iter().position(|heading| is_preset(heading)) else { return Ok(()) };
    let mut lines = Vec::new();
    let mut look = |line: usize, cells: &csv::StringRecord| {
        if cells.get(at).is_some_and(|cell| truth(cell.trim()) == Some(true)) {
            lines.push(line);
        }
        Ok(())
    };
    list.each(&mut look, &mut |_| {})?;
    Error::together(lines.into_iter().map(|line| preset(&list.at(line, at))).collect()).map_or(Ok(()), Err)
}

/// The refusal of a row that is a rule of the charter.
fn preset(place: &Place) -> Error {
    Error::invalid(say!(
        "this is a rule of the charter: it holds without being recorded, and is not taken for one of the alliance's own",
        "这是章程预设的规则，无需登记即适用，不作为本联盟自定的规则导入"
    ))
    .hint(say!(
        "`alliance rule list --where preset=false --output FILE` lists the alliance's own rules alone",
        "`alliance rule list --where preset=false --output 文件` 只列出本联盟自定的规则"
    ))
    .at(place)
}

fn no_list(list: &List) -> Error {
    let (place, near) = (&list.place, nearest(&list.name, sheets().iter().map(|sheet| sheet.name)));
    let names = sheets().iter().map(|sheet: &Sheet| sheet.name).collect::<Vec<_>>().join(", ");
    Error::invalid(say!(
        "{place} says neither by its name nor by its headings which list it is",
        "{place} 的名称和列标题都不能说明它是哪种清单"
    ))
    .hint(match near {
        Some(near) => say!("did you mean {near}?", "是否指 {near}？"),
        None => say!("name it after one of these: {names}", "请以下列名称之一命名：{names}"),
    })
}
