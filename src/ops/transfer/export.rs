//! The registry as lists: all that it holds but the journal, in an order and with words that an import
//! into an empty registry gives back.

use std::{io, path::Path};

use super::{
    json,
    known::Known,
    listed::{ListCell, rows},
    manifest, popolo, record_file, unwritable, workbook,
};
use crate::{
    error::{Error, Message, Result},
    model::sheet::{shield, tame, write_row},
    noun::{Type, sheets},
    say,
    store::{
        Read, Registry,
        output::{Folder, Readers, is_free, write_file},
        place::{STREAM, can_be_path},
    },
};

/// How to write it.
#[derive(Debug, Clone, Copy)]
enum Form {
    Folder,
    Json,
    Workbook,
    Popolo,
    Record,
}

/// The forms in which an export is one text.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    /// One document with all lists.
    Json,
    /// A record file.
    Record,
}

/// The registry as one text, which comes whole or not at all, and what could not be told in it.
pub fn stream(registry: &Registry, form: Stream) -> Result<(Vec<u8>, Vec<Message>)> {
    registry.read(|read| {
        let (mut text, mut warnings) = (Vec::new(), Vec::new());
        match form {
            Stream::Json => json::write(read, &Known::read(read)?, &mut text)?,
            Stream::Record => warnings = record_file::write(read, Path::new(STREAM), &mut text)?,
        }
        Ok((text, warnings))
    })
}

/// Writes the registry to a folder of CSV files, or to a `.json`, `.xlsx`, `.popolo.json` or `.toml` file. What is
/// there already stays, but under `force`. Answers what could not be told, as warnings.
pub fn export(registry: &Registry, path: &Path, force: bool, dry_run: bool) -> Result<Vec<Message>> {
    let shown = path.display();
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let folder = path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
    let form = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("json") if name.ends_with(".popolo.json") => Form::Popolo,
        Some("json") => Form::Json,
        Some("xlsx") => Form::Workbook,
        Some("toml") => Form::Record,
        // A folder may have a dot in its name, a date say; letters behind it are the ending of a file.
        Some(ending)
            if !folder
                && ending.len() < 9
                && ending.chars().all(char::is_alphanumeric)
                && ending.chars().any(char::is_alphabetic) =>
        {
            return Err(Error::usage(say!("{shown} is no form of export", "{shown} 不是可导出的格式")).hint(
                say!(
                    "name a folder for CSV files (DIR/), or a file in .json, .xlsx, .popolo.json or .toml",
                    "CSV 请指定文件夹（名称后加 /）；或用 .json、.xlsx、.popolo.json、.toml 文件"
                ),
            ));
        }
        _ => Form::Folder,
    };
    match form {
        Form::Folder => may_fill(path, force)?,
        _ => is_free(path, force)?,
    }
    let (_, warnings) = registry.read(|read| {
        let known = Known::read(read)?;
        let mut warnings = Vec::new();
        if dry_run {
            return Ok(((), warnings));
        }
        let whole = |write: &mut dyn FnMut(&mut dyn io::Write) -> Result<()>| {
            write_file(path, force, Readers::Owner, write)
        };
        match form {
            Form::Folder => lists(read, &known, path)?,
            Form::Json => whole(&mut |out| json::write(read, &known, out))?,
            Form::Workbook => {
                let bytes = workbook::write(read, &known)?;
                whole(&mut |out| out.write_all(&bytes).map_err(|e| unwritable(path, &e)))?;
            }
            Form::Popolo => whole(&mut |out| {
                warnings = popolo::write(read, &known, out)?;
                Ok(())
            })?,
            Form::Record => whole(&mut |out| {
                warnings = record_file::write(read, path, out)?;
                Ok(())
            })?,
        }
        Ok(((), warnings))
    })?;
    Ok(warnings)
}

/// Whether an export may fill a folder: there is none, it is empty, or what an export wrote may be replaced.
fn may_fill(path: &Path, force: bool) -> Result<()> {
    can_be_path(&path.to_string_lossy())?;
    let shown = path.display();
    let refused = |message| {
        Err(Error::conflict(message).hint(say!(
            "name another place, or --force to replace what an export wrote",
            "请换一个位置，或用 --force 覆盖先前的导出"
        )))
    };
    match path.symlink_metadata() {
        Err(_) => Ok(()),
        // Whoever planted a link would get what is exported.
        Ok(there) if there.is_symlink() => {
            Err(Error::conflict(say!("{shown} is a link", "{shown} 是链接"))
                .hint(say!("name the folder itself", "请直接指定文件夹")))
        }
        Ok(there) if !there.is_dir() => refused(say!("{shown} is there already", "{shown} 已存在")),
        Ok(_) if !force && path.read_dir().is_ok_and(|mut entries| entries.next().is_some()) => {
            refused(say!("{shown} is there already", "{shown} 已存在"))
        }
        Ok(_) => Ok(()),
    }
}

/// A folder of lists. Its list of files comes first into a folder that is there: where the rest of them does not
/// follow, an import sees it.
fn lists(read: &Read<'_>, known: &Known, path: &Path) -> Result<()> {
    let gone = manifest::files(path);
    let mut folder = Folder::new(path, Readers::Owner)?;
    for sheet in sheets() {
        let name = format!("{}.csv", sheet.name);
        let file = path.join(&name);
        folder.put(&name, &mut |out| {
            let failed = |e: io::Error| unwritable(&file, &e);
            write_row(out, sheet.written().iter().map(|column| column.key)).map_err(failed)?;
            rows(read, known, sheet, &mut |cells| {
                let texts = sheet.written().iter().zip(cells).map(|(column, cell)| match (column.ty, cell) {
                    // A spreadsheet would make a date of 2/3.
                    (Type::Fraction | Type::FractionOrNone, ListCell::Text(text)) => tame(text).into_owned(),
                    (_, ListCell::Text(_) | ListCell::List(_)) => shield(&cell.plain()).into_owned(),
                    (_, other) => other.plain(),
                });
                let texts: Vec<String> = texts.collect();
                write_row(out, texts.iter().map(String::as_str)).map_err(failed)
            })
        })?;
    }
    let files = folder.files.clone();
    folder.put(manifest::NAME, &mut |out| {
        manifest::write(&files, out).map_err(|e| unwritable(&path.join(manifest::NAME), &e))
    })?;
    let order: Vec<&str> =
        std::iter::once(manifest::NAME).chain(files.iter().map(|file| file.path.as_str())).collect();
    // What an older list names may be anything: files of this folder alone are taken out.
    let gone: Vec<&str> =
        gone.iter().map(String::as_str).filter(|name| name.ends_with(".csv") && !name.contains(['/', '\\'])).collect();
    folder.place(&order, &gone)
}
