//! Takes lists in: a folder of CSV files, one of them, a workbook, or a JSON document. One transaction,
//! one entry of the journal; no row is kept where any has a fault.

use std::{
    collections::HashSet,
    fs::File,
    io::{BufReader, Read as _, Seek as _},
    path::{Path, PathBuf},
};

use super::{
    ballots, json, lists, popolo,
    sheets::{SHEETS, Sheet, sheet},
    taker::{Taker, by_headings},
    workbook,
};
use crate::{
    error::{Error, Kind, Message, Result},
    model::{
        journal::Written,
        sheet::{Lines, List, decode, is_utf8, open, separator},
        text::fold,
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
    from: From,
}

enum From {
    /// At hand.
    List(List),
    /// A CSV file, read when its turn comes.
    File { place: String, name: String, path: PathBuf },
}

/// Files up to this size are read whole.
const SMALL: u64 = 1_000_000;

/// Takes in what lies at a path.
pub fn import(
    registry: &Registry,
    path: &Path,
    author: &Author,
    dry_run: bool,
    progress: &Progress<'_>,
) -> Result<Written> {
    let (mut inputs, mut warnings) = (Vec::new(), Vec::new());
    if path.is_dir() {
        folder(path, &mut inputs, &mut warnings)?;
    } else {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "json" => {
                let text = read(path)?;
                let text = decode(&shown(path), &text)?;
                let found = if popolo::is_popolo(&text) {
                    let codes = codes(registry)?;
                    let known = |code: &str| codes.contains(&fold(code));
                    let (found, left) = popolo::lists(&shown(path), &text, &known)?;
                    warnings.extend(left);
                    found
                } else {
                    json::lists(&shown(path), &text)?
                };
                for list in found {
                    add(list, &mut inputs)?;
                }
            }
            "xlsx" => {
                for list in workbook::lists(path)? {
                    add(list, &mut inputs)?;
                }
            }
            "csv" | "txt" | "tsv" => file(path, &mut inputs)?,
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

/// The codes of the registry's organizations: a file may name those that an earlier one brought. There may be
/// no registry yet.
fn codes(registry: &Registry) -> Result<HashSet<String>> {
    let codes = registry.read(|read| {
        let mut codes = HashSet::new();
        read.each("SELECT code FROM organizations ORDER BY id", &[], &mut |r| {
            codes.insert(fold(&r.text(0)?));
            Ok(())
        })?;
        Ok(codes)
    });
    match codes {
        Err(error) if error.kind() == Kind::NotFound => Ok(HashSet::new()),
        codes => codes,
    }
}

fn take(
    registry: &Registry,
    inputs: &[Input],
    author: &Author,
    dry_run: bool,
    warnings: Vec<Message>,
    progress: &Progress<'_>,
) -> Result<Written> {
    let total: u64 = inputs.iter().map(Input::size).sum();
    let ((warnings, told), mut written) = registry.write_large(author, dry_run, |write| {
        let mut taker = Taker::new(write)?;
        taker.warnings = warnings.clone();
        let mut done = 0;
        for input in inputs {
            if input.sheet.name == "sessions" {
                posts_first(&mut taker, inputs)?;
            }
            input.take(&mut taker, &|here| progress(done + here, total))?;
            done += input.size();
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
        let list = input.list()?;
        let (warned, faults) = (taker.warnings.len(), taker.faults.len());
        taker.each(input.sheet, &list, &mut |taker, row| {
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
    fn size(&self) -> u64 {
        match &self.from {
            From::List(list) => list.rows.len() as u64,
            From::File { path, .. } => std::fs::metadata(path).map_or(0, |m| m.len()),
        }
    }

    fn list(&self) -> Result<std::borrow::Cow<'_, List>> {
        Ok(match &self.from {
            From::List(list) => std::borrow::Cow::Borrowed(list),
            From::File { place, name, path } => {
                let bytes = read(path)?;
                std::borrow::Cow::Owned(open(place, name, &decode(place, &bytes)?)?)
            }
        })
    }

    fn take(&self, taker: &mut Taker<'_, '_>, progress: &dyn Fn(u64)) -> Result<()> {
        if self.sheet.name != "ballots" {
            return lists::take(taker, self.sheet, &*self.list()?);
        }
        match &self.from {
            From::File { place, path, .. } if self.size() > SMALL && plain(path) => {
                self.stream(taker, place, path, progress)
            }
            _ => {
                let list = self.list()?;
                let heads = taker.heads(self.sheet, &list.place, &list.headings);
                let Some(at) = ballots::columns(&heads.at) else { return Ok(()) };
                ballots::take(
                    taker,
                    self.sheet,
                    &list.place,
                    at,
                    list.rows.len(),
                    &mut ballots::rows_of(&list.rows, at),
                )
            }
        }
    }

    /// The rows of a long file, without the file in memory.
    fn stream(
        &self,
        taker: &mut Taker<'_, '_>,
        place: &str,
        path: &Path,
        progress: &dyn Fn(u64),
    ) -> Result<()> {
        let failed = |e: std::io::Error| unreadable(path, &e);
        let mut first = vec![0; 4096];
        let mut from = File::open(path).map_err(failed)?;
        let length = from.read(&mut first).map_err(failed)?;
        let mark = if first.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let first = String::from_utf8_lossy(first.get(mark..length).unwrap_or_default()).into_owned();
        let lines = first.lines().count().max(2) - 1;
        let about = (self.size() as usize) / (first.len() / lines).max(1);
        let first = first.lines().next().unwrap_or_default().to_string();
        if first.starts_with("sep=") {
            let list = self.list()?;
            let heads = taker.heads(self.sheet, place, &list.headings);
            let Some(at) = ballots::columns(&heads.at) else { return Ok(()) };
            return ballots::take(
                taker,
                self.sheet,
                place,
                at,
                list.rows.len(),
                &mut ballots::rows_of(&list.rows, at),
            );
        }
        let parted = separator(&first);
        let heads = taker.heads(self.sheet, place, &open(place, place, &first)?.headings);
        let Some(at) = ballots::columns(&heads.at) else { return Ok(()) };
        let mut rows = |each: &mut ballots::OnRow<'_>| {
            let mut file = File::open(path).map_err(failed)?;
            file.seek(std::io::SeekFrom::Start(mark as u64)).map_err(failed)?;
            let mut lines = Lines::new(place, parted, file);
            lines.each(&mut |line, byte, row| {
                if line % 65_536 == 0 {
                    progress(byte);
                }
                let cells = at.map(|n| row.get(n).unwrap_or_default());
                if line == 1 || cells.iter().all(|cell| cell.is_empty()) {
                    return Ok(());
                }
                each(line, cells)
            })
        };
        ballots::take(taker, self.sheet, place, at, about, &mut rows)
    }
}

/// Whether a file is UTF-8, so that it can be read piece by piece.
fn plain(path: &Path) -> bool {
    let wide = |path: &Path| -> std::io::Result<bool> {
        let mut first = [0; 2];
        let _ = File::open(path)?.read(&mut first)?;
        Ok(first == [0xff, 0xfe] || first == [0xfe, 0xff])
    };
    !wide(path).unwrap_or(true)
        && File::open(path).and_then(|file| is_utf8(BufReader::with_capacity(1 << 18, file))).unwrap_or(false)
}

fn shown(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let path = path.display();
    Error::invalid(say!("{path} cannot be read", "无法读取 {path}"))
        .cause(Message::verbatim(error.to_string()))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| {
        unreadable(path, &e).hint(say!("name a folder or a file to import", "请指定要导入的文件夹或文件"))
    })
}

/// A list that is at hand, by its name, else by its headings.
fn add(list: List, inputs: &mut Vec<Input>) -> Result<()> {
    if list.headings.is_empty() {
        return Ok(());
    }
    let sheet =
        sheet(&list.name).or_else(|| by_headings(&list.headings)).ok_or_else(|| no_list(&list.place))?;
    inputs.push(Input { sheet, from: From::List(list) });
    Ok(())
}

/// A file, by its name, else by its headings.
fn file(path: &Path, inputs: &mut Vec<Input>) -> Result<()> {
    let (place, name) =
        (shown(path), path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default());
    let found = match sheet(&name) {
        Some(sheet) => Some(sheet),
        None => by_headings(&open(&place, &name, &decode(&place, &read(path)?)?)?.headings),
    };
    if !path.exists() {
        read(path)?;
    }
    let sheet = found.ok_or_else(|| no_list(&place))?;
    inputs.push(Input { sheet, from: From::File { place, name, path: path.to_path_buf() } });
    Ok(())
}

fn no_list(place: &str) -> Error {
    let names = SHEETS.iter().map(|sheet| sheet.name).collect::<Vec<_>>().join(", ");
    Error::invalid(say!(
        "{place} says neither by its name nor by its headings which list it is",
        "{place} 的名称和列标题都不能说明它是哪种清单"
    ))
    .hint(say!("name it after one of these: {names}", "请以下列名称之一命名：{names}"))
}

fn folder(path: &Path, inputs: &mut Vec<Input>, warnings: &mut Vec<Message>) -> Result<()> {
    let entries = std::fs::read_dir(path).map_err(|e| unreadable(path, &e))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let mut faults = Vec::new();
    for each in files {
        let csv = each.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
        if csv && each.is_file() {
            if let Err(error) = file(&each, inputs) {
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
