//! `--output FILE` of a list: a workbook, or CSV.

use std::{io, path::Path};

use clap::ArgMatches;

use super::{Session, declare::switched, files};
use crate::{
    error::{Error, Result},
    render::{Format, handed::Handed},
    say,
    store::output::{Readers, is_free, unwritable, write_file},
};

/// A file that a list goes into.
pub struct Target<'a> {
    path: &'a Path,
    force: bool,
    /// For people; `None`: the CSV of scripts, with keys and code words.
    pub handed: Option<Handed>,
}

/// The file that was named, if any. Its ending sets the form; `--format csv` beside `.csv` asks for keys and code words.
///
/// # Errors
/// An ending that is none of a list, or another form asked for beside it.
pub fn target<'a>(session: &Session<'_>, args: &'a ArgMatches) -> Result<Option<Target<'a>>> {
    let Some(path) = files::output(args) else { return Ok(None) };
    let (shown, asked) = (path.display(), session.text("format"));
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let handed = match (ending.as_str(), asked) {
        ("xlsx", None) => Some(Handed::Workbook),
        ("csv", None) => Some(Handed::Csv),
        ("csv", Some("csv")) => None,
        ("xlsx" | "csv", Some(_)) => {
            return Err(Error::usage(say!(
                "the ending of {shown} and --format say different things",
                "{shown} 的扩展名与 --format 不一致"
            ))
            .hint(say!("leave --format out: the ending sets the form", "可不写 --format，由扩展名决定")));
        }
        _ => {
            return Err(Error::usage(say!("{shown} has no ending of a list", "{shown} 的扩展名不是列表格式"))
                .hint(say!("end it in .xlsx or .csv", "请用 .xlsx 或 .csv")));
        }
    };
    let force = switched(args, "force");
    is_free(path, force)?;
    Ok(Some(Target { path, force, handed }))
}

impl Target<'_> {
    /// In which form rows are read for it.
    pub fn format(&self) -> Format {
        if self.handed.is_some() { Format::Table } else { Format::Csv }
    }

    /// Writes it whole or not at all, and says so.
    ///
    /// # Errors
    /// What `draw` fails with; a place that is taken or cannot be written.
    pub fn write(
        &self,
        session: &Session<'_>,
        draw: &mut dyn FnMut(&mut dyn io::Write) -> io::Result<Result<()>>,
    ) -> Result<()> {
        let (path, shown) = (self.path, self.path.display());
        let mut whole = |to: &mut dyn io::Write| draw(to).map_err(|e| unfit(path, &e))?;
        match session.dry_run() {
            // What cannot be listed is refused all the same.
            true => whole(&mut io::sink())?,
            false => write_file(path, self.force, Readers::Owner, &mut whole)?,
        }
        session.did(
            say!("dry run: {shown} can be written; nothing was", "试运行：可写入 {shown}；未写入"),
            say!("written to {shown}", "已写入 {shown}"),
        );
        Ok(())
    }
}

/// Why a list does not get into a file.
fn unfit(path: &Path, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::FileTooLarge => {
            Error::impossible(say!("the list does not fit into a workbook", "列表超出工作簿的容量"))
                .because(error)
                .hint(say!("end the file in .csv, or list less", "请改用 .csv，或缩小列表范围"))
        }
        _ => unwritable(path, error),
    }
}
