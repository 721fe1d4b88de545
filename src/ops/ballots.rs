//! A roll call in a file of its own: `--ballots FILE.csv`.

use std::path::Path;

use crate::{
    error::{Error, Message, Result},
    model::{
        record::{Entry, Place},
        sheet::{self, List, Read, revive},
    },
    say,
};

/// Reads `organization,choice` (单位,表决) into the entry of a motion; a column `motion` may tell one
/// motion's rows among others. Says what of the file the user should know.
///
/// # Errors
/// A file that cannot be read, a column that is missing, a row that is no ballot: with file and line.
pub fn read(file: &str, encoding: Option<&str>, motion: &str, entry: &mut Entry) -> Result<Vec<Message>> {
    let path = Path::new(file);
    // A file that is named here is a roll call, whatever it is called; a sheet among others may not be.
    let own = |name: &str| path.file_stem().is_some_and(|stem| stem == name);
    let lists = sheet::open(path, encoding, &own, &|cells| columns(cells).is_some())
        .map_err(|error| error.hint(wanted()))?;
    let (mut ballots, mut faults, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for list in &lists {
        let mut wrong = Vec::new();
        let read = ballots_of(list, motion, &mut ballots, &mut wrong, &mut |fault| faults.push(fault))?;
        faults.append(&mut wrong);
        told.extend(read.told);
    }
    if let Some(error) = Error::together(faults) {
        return Err(error);
    }
    if ballots.is_empty() {
        return Err(Error::invalid(say!("{file} has no ballot", "{file} 中没有表决记录")).hint(wanted()));
    }
    entry
        .set_text("ballots", &ballots, &Place::flag(file))
        .or_else(|faults| Error::together(faults).map_or(Ok(()), Err))?;
    Ok(told)
}

/// Adds the ballots of a list as `organization=choice`, and the rows that are none.
fn ballots_of(
    list: &List,
    motion: &str,
    ballots: &mut Vec<String>,
    wrong: &mut Vec<Error>,
    fault: &mut dyn FnMut(Error),
) -> Result<Read> {
    let Some((organization, choice)) = columns(&list.headings) else {
        let (place, line) = (&list.place, list.head_line);
        let error = Error::invalid(say!(
            "{place}:{line}: the columns organization and choice are wanted",
            "{place}:{line}：缺少“单位”或“表决”列"
        ));
        return Err(list.hint.iter().cloned().fold(error.hint(wanted()), Error::hint));
    };
    let of = column(&list.headings, &["motion", "议题"]);
    list.each(
        &mut |line, row| {
            let cell = |at: usize| revive(row.get(at).unwrap_or_default()).trim();
            let (organization, choice) = (cell(organization), cell(choice));
            if of.is_some_and(|of| cell(of) != motion) {
                return Ok(());
            }
            if organization.is_empty() || choice.is_empty() {
                let place = &list.place;
                let error = Error::invalid(say!(
                    "{place}:{line}: a ballot has an organization and a choice",
                    "{place}:{line}：须同时写明单位与表决"
                ));
                wrong.push(error.hint(wanted()));
            } else {
                ballots.push(format!("{organization}={choice}"));
            }
            Ok(())
        },
        fault,
    )
}

/// Where the organization and the choice stand.
fn columns(headings: &[impl AsRef<str>]) -> Option<(usize, usize)> {
    column(headings, &["organization", "单位"]).zip(column(headings, &["choice", "表决"]))
}

fn wanted() -> Message {
    say!(
        "a CSV file with the columns organization and choice (单位, 表决)",
        "应为含“单位”“表决”（organization, choice）两列的 CSV 文件"
    )
}

/// Which of the headings is one of these.
fn column(headings: &[impl AsRef<str>], names: &[&str]) -> Option<usize> {
    headings.iter().position(|h| names.iter().any(|name| h.as_ref().trim().eq_ignore_ascii_case(name)))
}
