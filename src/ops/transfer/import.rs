//! Takes lists in: a folder of CSV files, one of them, a workbook, or a JSON document. One transaction,
//! one entry of the journal; no row is kept where any has a fault.

use std::path::{Path, PathBuf};

use super::{
    ballots, lists, popolo,
    sheets::{SHEETS, Sheet, sheet},
    taker::{Taker, by_headings},
};
use crate::{
    error::{Error, Message, Result},
    model::{
        journal::Written,
        sheet::{self as files, List},
    },
    ops::told,
    say,
    store::{Author, Registry},
};

/// Told how far a long work is: done, and of how much, in bytes or rows.
pub type Progress<'a> = dyn Fn(u64, u64) + 'a;

/// One list to take in.
struct Input {
    sheet: &'static Sheet,
    list: List,
}

/// Takes in what lies at a path.
pub fn import(
    registry: &Registry,
    path: &Path,
    encoding: Option<&str>,
    author: &Author,
    dry_run: bool,
    progress: &Progress<'_>,
) -> Result<Written> {
    let (mut inputs, mut warnings) = (Vec::new(), Vec::new());
    if path.is_dir() {
        folder(path, encoding, &mut inputs, &mut warnings)?;
    } else {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "json" => {
                let text = files::text(path, encoding)?;
                if popolo::is_popolo(&text) {
                    let (found, left) = popolo::lists(&shown(path), &text)?;
                    warnings.extend(left);
                    for list in found {
                        add(list, &mut inputs)?;
                    }
                } else {
                    file(path, encoding, &mut inputs)?;
                }
            }
            "csv" | "txt" | "tsv" | "xlsx" => file(path, encoding, &mut inputs)?,
            _ => {
                let path = path.display();
                return Err(Error::invalid(say!(
                    "{path} is nothing that can be imported",
                    "{path} 不是可导入的文件"
                ))
                .hint(say!(
                    "import takes a folder of CSV files, .csv, .xlsx or .json",
                    "可导入 CSV 文件夹、.csv、.xlsx 或 .json"
                )));
            }
        }
    }
    inputs.sort_by_key(|input| SHEETS.iter().position(|sheet| sheet.name == input.sheet.name));
    take(registry, &inputs, author, dry_run, warnings, progress)
}

fn take(
    registry: &Registry,
    inputs: &[Input],
    author: &Author,
    dry_run: bool,
    warnings: Vec<Message>,
    progress: &Progress<'_>,
) -> Result<Written> {
    let total: u64 = inputs.iter().map(|input| input.list.about()).sum();
    let ((warnings, told), mut written) = registry.write_large(author, dry_run, |write| {
        let mut taker = Taker::new(write)?;
        taker.warnings = warnings.clone();
        let mut done = 0;
        for input in inputs {
            if input.sheet.name == "sessions" {
                posts_first(&mut taker, inputs)?;
            }
            input.take(&mut taker, &|here| progress(done + here, total))?;
            done += input.list.about();
            progress(done, total);
        }
        taker.settled()?;
        Ok((taker.warnings, told::told(write, author.today()?)?))
    })?;
    written.warnings = warnings;
    told.lay(&mut written);
    Ok(written)
}

/// Where persons belong is told by their posts also; sessions need to know, and stand before them.
fn posts_first(taker: &mut Taker<'_, '_>, inputs: &[Input]) -> Result<()> {
    for input in inputs.iter().filter(|input| input.sheet.name == "posts") {
        let list = &input.list;
        let (warned, faults) = (taker.warnings.len(), taker.faults.len());
        taker.each(input.sheet, list, &mut |taker, row| {
            let Some(name) = row.text("organization") else { return Ok(()) };
            let place = row.place("organization");
            if let Some(organization) = taker.organization(name, true, &place)
                && let Some(person) = taker.person(row.text("person").unwrap_or_default(), None, &place)?
            {
                taker.known.belongs(person, organization);
            }
            Ok(())
        })?;
        // They are told when their own turn comes.
        taker.warnings.truncate(warned.max(taker.warnings.len().min(warned)));
        taker.faults.truncate(faults);
    }
    Ok(())
}

impl Input {
    fn take(&self, taker: &mut Taker<'_, '_>, progress: &dyn Fn(u64)) -> Result<()> {
        let (sheet, list) = (self.sheet, &self.list);
        if sheet.name != "ballots" {
            return lists::take(taker, sheet, list);
        }
        let heads = taker.heads(sheet, list);
        let Some(at) = ballots::columns(&heads.at) else { return Ok(()) };
        let (mut told, mut faults) = (Vec::new(), Vec::new());
        let mut rows = ballots::rows_of(list, at, progress, &mut told, &mut faults);
        ballots::take(taker, sheet, &list.place, at, list.about() as usize, &mut rows)?;
        drop(rows);
        taker.warnings.extend(told);
        faults.into_iter().for_each(|fault| taker.fault(fault));
        Ok(())
    }
}

fn shown(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let path = path.display();
    Error::invalid(say!("{path} cannot be read", "无法读取 {path}"))
        .cause(Message::verbatim(error.to_string()))
}

/// A list that is at hand, by its name, else by its headings.
fn add(list: List, inputs: &mut Vec<Input>) -> Result<()> {
    let sheet = sheet(&list.name).or_else(|| by_headings(&list.headings)).ok_or_else(|| {
        let near = crate::model::text::nearest(&list.name, SHEETS.iter().map(|sheet| sheet.name));
        let error = no_list(&list.place);
        match near {
            Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}？")),
            None => error,
        }
    })?;
    inputs.push(Input { sheet, list });
    Ok(())
}

/// The lists of a file.
fn file(path: &Path, encoding: Option<&str>, inputs: &mut Vec<Input>) -> Result<()> {
    let lists =
        files::open(path, encoding, &|name| sheet(name).is_some(), &|cells| by_headings(cells).is_some())?;
    lists.into_iter().try_for_each(|list| add(list, inputs))
}

fn no_list(place: &str) -> Error {
    let names = SHEETS.iter().map(|sheet| sheet.name).collect::<Vec<_>>().join(", ");
    Error::invalid(say!(
        "{place} says neither by its name nor by its headings which list it is",
        "{place} 的名称和列标题都不能说明它是哪种清单"
    ))
    .hint(say!("name it after one of these: {names}", "请以下列名称之一命名：{names}"))
}

fn folder(
    path: &Path,
    encoding: Option<&str>,
    inputs: &mut Vec<Input>,
    warnings: &mut Vec<Message>,
) -> Result<()> {
    let entries = std::fs::read_dir(path).map_err(|e| unreadable(path, &e))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let mut faults = Vec::new();
    for each in files {
        let csv = each.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
        if csv && each.is_file() {
            if let Err(error) = file(&each, encoding, inputs) {
                faults.push(error);
            }
        } else if !shown(&each).starts_with('.') {
            let name = shown(&each);
            warnings.push(say!("{name} is no CSV file and is not taken", "{name} 不是 CSV 文件，未导入"));
        }
    }
    if let Some(error) = Error::together(faults) {
        return Err(error);
    }
    if inputs.is_empty() {
        let path = path.display();
        return Err(Error::invalid(say!("{path} has no CSV file", "{path} 中没有 CSV 文件")));
    }
    Ok(())
}
