//! The registry as lists: all that it holds but the journal, in an order and with words that an import
//! into an empty registry gives back.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    json,
    known::Known,
    listed::{Cell, rows},
    popolo, record_file, unwritable, workbook,
};
use crate::{
    error::{Error, Message, Result},
    model::sheet::{shield, tame, write_row},
    noun::{Type, sheets},
    say,
    store::{Read, Registry},
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
    let taken = match form {
        Form::Folder => path.is_file() || path.read_dir().is_ok_and(|mut entries| entries.next().is_some()),
        _ => path.exists(),
    };
    if taken && !(force && (matches!(form, Form::Folder) != path.is_file())) {
        return Err(Error::conflict(say!("{shown} is there already", "{shown} 已存在")).hint(say!(
            "name another place, or --force to replace what an export wrote",
            "请换一个位置，或用 --force 覆盖先前的导出"
        )));
    }
    let (_, warnings) = registry.read(|read| {
        let known = Known::read(read)?;
        let mut warnings = Vec::new();
        if dry_run {
            return Ok(((), warnings));
        }
        match form {
            Form::Folder => lists(read, &known, path)?,
            Form::Json => whole(path, &mut |out| json::write(read, &known, out))?,
            Form::Workbook => {
                let bytes = workbook::write(read, &known)?;
                whole(path, &mut |out| out.write_all(&bytes).map_err(|e| unwritable(path, &e)))?;
            }
            Form::Popolo => whole(path, &mut |out| {
                warnings = popolo::write(read, &known, out)?;
                Ok(())
            })?,
            Form::Record => whole(path, &mut |out| {
                warnings = record_file::write(read, path, out)?;
                Ok(())
            })?,
        }
        Ok(((), warnings))
    })?;
    Ok(warnings)
}

/// A file that appears whole or not at all.
fn whole(path: &Path, write: &mut dyn FnMut(&mut dyn io::Write) -> Result<()>) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".new-{}", std::process::id()));
    let building: PathBuf = path.with_file_name(name);
    let failed = |e: io::Error| unwritable(path, &e);
    let done = (|| {
        let mut file =
            io::BufWriter::with_capacity(1 << 16, std::fs::File::create(&building).map_err(failed)?);
        write(&mut file)?;
        file.into_inner().map_err(|e| failed(e.into_error()))?.sync_all().map_err(failed)?;
        std::fs::rename(&building, path).map_err(failed)
    })();
    if done.is_err() {
        let _ = std::fs::remove_file(&building);
    }
    done
}

fn lists(read: &Read<'_>, known: &Known, path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|e| unwritable(path, &e))?;
    for sheet in sheets() {
        let file = path.join(format!("{}.csv", sheet.name));
        whole(&file, &mut |out| {
            let failed = |e: io::Error| unwritable(&file, &e);
            write_row(out, sheet.columns.iter().map(|column| column.key)).map_err(failed)?;
            rows(read, known, sheet, &mut |cells| {
                let texts = sheet.columns.iter().zip(cells).map(|(column, cell)| match (column.ty, cell) {
                    // A spreadsheet would make a date of 2/3.
                    (Type::Fraction | Type::FractionOrNone, Cell::Text(text)) => tame(text).into_owned(),
                    (_, Cell::Text(_) | Cell::List(_)) => shield(&cell.plain()).into_owned(),
                    (_, other) => other.plain(),
                });
                let texts: Vec<String> = texts.collect();
                write_row(out, texts.iter().map(String::as_str)).map_err(failed)
            })
        })?;
    }
    Ok(())
}
