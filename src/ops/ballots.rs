//! A roll call in a file of its own: `--ballots FILE.csv`.

use std::path::Path;

use crate::{
    error::{Error, Message, Result},
    model::{
        record::{Entry, Place},
        sheet::{self, revive},
    },
    say,
};

/// Reads `organization,choice` (单位,表决) into the entry of a motion; a column `motion` may tell one
/// motion's rows among others. Says what of the file the user should know.
///
/// # Errors
/// A file that cannot be read, a column that is missing, a row that is no ballot: with file and line.
pub fn read(file: &str, encoding: Option<&str>, motion: &str, entry: &mut Entry) -> Result<Vec<Message>> {
    let failed = |message: Message| Error::invalid(message).hint(wanted());
    let heads = |cells: &[&str]| {
        column(cells, &["organization", "单位"]).zip(column(cells, &["choice", "表决"])).is_some()
    };
    let lists =
        sheet::open(Path::new(file), encoding, &|_| false, &heads).map_err(|error| error.hint(wanted()))?;
    let (mut ballots, mut faults, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for list in &lists {
        let cells: Vec<&str> = list.headings.iter().map(String::as_str).collect();
        let at = |names: &[&str]| column(&cells, names);
        let of = at(&["motion", "议题"]);
        let (organization, choice) = (at(&["organization", "单位"]), at(&["choice", "表决"]));
        let mut wrong = Vec::new();
        let read = list.each(
            &mut |line, row| {
                let cell =
                    |at: Option<usize>| at.and_then(|at| row.get(at)).map_or("", |text| revive(text).trim());
                if of.is_some() && cell(of) != motion {
                    return Ok(());
                }
                let (organization, choice) = (cell(organization), cell(choice));
                if organization.is_empty() || choice.is_empty() {
                    let place = &list.place;
                    wrong.push(failed(say!(
                        "{place}:{line}: a ballot has an organization and a choice",
                        "{place}:{line}：须同时写明单位与表决"
                    )));
                } else {
                    ballots.push(format!("{organization}={choice}"));
                }
                Ok(())
            },
            &mut |fault| faults.push(fault),
        )?;
        faults.append(&mut wrong);
        told.extend(read.told);
    }
    if let Some(error) = Error::together(faults) {
        return Err(error);
    }
    if ballots.is_empty() {
        return Err(failed(say!("{file} has no ballot", "{file} 中没有表决记录")));
    }
    entry
        .set_text("ballots", &ballots, &Place::flag(file))
        .or_else(|faults| Error::together(faults).map_or(Ok(()), Err))?;
    Ok(told)
}

fn wanted() -> Message {
    say!(
        "a CSV file with the columns organization and choice (单位, 表决)",
        "应为含“单位”“表决”（organization, choice）两列的 CSV 文件"
    )
}

/// Which of the headings is one of these.
fn column(headings: &[&str], names: &[&str]) -> Option<usize> {
    headings.iter().position(|heading| names.iter().any(|name| heading.trim().eq_ignore_ascii_case(name)))
}
