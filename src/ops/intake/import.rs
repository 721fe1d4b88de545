//! Takes lists in: a folder of CSV files, one of them, a workbook, or a JSON document. One transaction,
//! one entry of the journal; no row is kept where any has a fault.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use super::{Options, Taker, rows::by_headings};
use crate::{
    error::{Error, Kind, Message, Result},
    model::{
        journal::{RowCount, Written},
        sheet::{self, List},
        text::{fold, nearest},
    },
    noun::{Sheet, sheet as sheet_named, sheets},
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

/// Takes in what lies at a path; `encoding` names that of text files where it is neither UTF-8 nor GB18030 nor
/// UTF-16.
pub fn import(
    registry: &Registry,
    path: &Path,
    encoding: Option<&str>,
    author: &Author,
    options: &Options,
    progress: &Progress<'_>,
) -> Result<Written> {
    let mut inputs = Vec::new();
    let known = codes(registry)?;
    let mut reader = Reader { encoding, known: &known, warnings: Vec::new() };
    let found = if path.is_dir() { reader.folder(path)? } else { reader.open(path)? };
    let warnings = reader.warnings;

    for list in found {
        let names: Vec<&str> = list.headings.iter().map(String::as_str).collect();
        let sheet = sheet_named(&list.name).or_else(|| by_headings(&names)).ok_or_else(|| no_list(&list))?;
        inputs.push((sheet, list));
    }
    inputs.sort_by_key(|(sheet, _)| sheets().iter().position(|other| other.name == sheet.name));
    let held: usize = inputs.iter().map(|(_, list)| list.size()).sum();
    let total: u64 = inputs.iter().map(|(_, list)| list.about()).sum();
    let ((warnings, rows, told), mut written) = registry.write_large(author, options.dry_run, |write| {
        let mut taker = Taker::new(write, options)?;
        (taker.facts, taker.warnings) = (true, warnings.clone());
        taker.room = ROOM.saturating_sub(held);
        let (mut rows, mut done): (Vec<RowCount>, u64) = (Vec::new(), 0);
        for (sheet, list) in &inputs {
            let count = taker.take_list(sheet, list, &|here| progress(done + here, total));
            let count = count.map_err(|error| taker.with_faults(error))?;
            done += list.about();
            progress(done, total);
            match rows.iter_mut().find(|other| other.list == count.list) {
                Some(other) => {
                    other.read += count.read;
                    other.added += count.added;
                    other.changed += count.changed;
                    other.equal += count.equal;
                }
                None => rows.push(count),
            }
        }
        taker.finish().map_err(|error| taker.with_faults(error))?;
        if let Some(count) = rows.iter_mut().find(|count| count.list == "ballots") {
            (count.added, count.changed, count.equal) =
                (taker.cast.added, taker.cast.changed, taker.cast.equal);
        }
        whole(&rows)?;
        taker.tell_blank();
        Ok((taker.warnings, rows, told::told(write, author.today()?)?))
    })?;
    (written.warnings, written.rows) = (warnings, rows);
    told.lay(&mut written);
    Ok(written)
}

/// Every row that was read must have become something.
fn whole(rows: &[RowCount]) -> Result<()> {
    match rows.iter().find(|count| count.read != count.added + count.changed + count.equal) {
        None => Ok(()),
        Some(RowCount { list, read, added, changed, equal }) => Err(Error::storage(say!(
            "of {read} rows of {list}, {added} were added, {changed} changed something and {equal} said what is known: the rest is lost, and so nothing is taken",
            "{list} 共读取 {read} 行，其中新增 {added}、变更 {changed}、原已登记 {equal}，数目不符，因此未作任何改动"
        ))),
    }
}

impl Taker<'_, '_> {
    /// Tells that blank cells left what is recorded as it was.
    fn tell_blank(&mut self) {
        let Some(first) = self.blank.first() else { return };
        let n = self.blank.len();
        self.warnings.push(say!(
            "{first}: a blank cell leaves what is recorded as it is ({n} in all); --clear-blank makes it unknown",
            "{first}：空白单元格不改动已登记的内容（共{n}处）；如需改为未知，请加 --clear-blank"
        ));
    }
}

/// The codes of the registry's organizations: a file may name those that an earlier one brought. There may be
/// no registry yet.
fn codes(registry: &Registry) -> Result<HashSet<String>> {
    let codes = registry.read(|read| {
        let codes = read.rows::<String>("SELECT code FROM organizations ORDER BY id", &[])?;
        Ok(codes.iter().map(|code| fold(code)).collect())
    });
    match codes {
        Err(error) if error.kind() == Kind::NotFound => Ok(HashSet::new()),
        codes => codes,
    }
}

/// Finds the lists at a path.
struct Reader<'a> {
    encoding: Option<&'a str>,
    known: &'a HashSet<String>,
    warnings: Vec<Message>,
}

impl Reader<'_> {
    fn open(&mut self, path: &Path) -> Result<Vec<List>> {
        let is_heading = |cells: &[&str]| by_headings(cells).is_some();
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
        sheet::open(path, self.encoding, &|name| sheet_named(name).is_some(), &is_heading)
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
