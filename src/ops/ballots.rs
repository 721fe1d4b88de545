//! A roll call in a file of its own: `--ballots FILE.csv`.

use std::{collections::HashMap, path::Path};

use crate::{
    error::{Error, Message, Result},
    model::{
        record::{Entry, Given, Place},
        sheet::{self, List, Read, revive},
        text::fold,
        words::{CHOICES, Choice},
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
        let (read, other) =
            ballots_of(list, motion, &mut ballots, &mut wrong, &mut |fault| faults.push(fault))?;
        faults.append(&mut wrong);
        told.extend(read.told);
        if other > 0 {
            let place = &list.place;
            told.push(say!(
                "{place}: rows of other motions are passed over ({other})",
                "{place}：其他议题的行已略过（{other}行）"
            ));
        }
    }
    if let Some(error) = Error::together(faults) {
        return Err(error);
    }
    if ballots.is_empty() {
        return Err(Error::invalid(say!("{file} has no ballot", "{file} 中没有表决记录")).hint(wanted()));
    }
    entry.put("ballots", Given::Ballots(ballots), Place::flag(file));
    Ok(told)
}

/// Adds the ballots of a list, and the rows that are none; with the number of rows that are another motion's.
fn ballots_of(
    list: &List,
    motion: &str,
    ballots: &mut Vec<(Choice, String, Place)>,
    wrong: &mut Vec<Error>,
    fault: &mut dyn FnMut(Error),
) -> Result<(Read, u64)> {
    let place = |line: usize, column: usize| list.at(line, column);
    let Some((organization, choice)) = columns(&list.headings) else {
        let error = Error::invalid(say!(
            "the columns organization and choice are wanted",
            "缺少“单位”或“表决”列"
        ));
        let error = error.at(&list.head_at(0)).hint(wanted());
        return Err(list.hint.iter().cloned().fold(error, Error::hint));
    };
    let of = column(&list.headings, MOTION);
    for (at, heading) in list.headings.iter().enumerate() {
        let heading = heading.trim();
        if [Some(organization), Some(choice), of].contains(&Some(at)) || heading.is_empty() {
            continue;
        }
        let known = [ORGANIZATION, CHOICE, MOTION].iter().any(|names| is_one(heading, names));
        let error = match known {
            true => Error::invalid(say!("the column {heading} stands twice", "列“{heading}”重复")),
            false => Error::invalid(say!("there is no column {heading} here", "此处没有“{heading}”这一列")),
        };
        wrong.push(error.at(&list.head_at(at)).hint(wanted()));
    }
    let mut first: HashMap<String, Place> = HashMap::new();
    let mut other = 0;
    let read = list.each(
        &mut |line, row| {
            let cell = |at: usize| revive(row.get(at).unwrap_or_default()).trim().to_string();
            let (name, said) = (cell(organization), cell(choice));
            if of.is_some_and(|of| fold(&cell(of)) != fold(motion)) {
                other += 1;
                return Ok(());
            }
            let here = place(line, organization);
            if name.is_empty() || said.is_empty() {
                let error = Error::invalid(say!(
                    "a ballot has an organization and a choice",
                    "须同时写明单位与表决"
                ));
                wrong.push(error.at(&here).hint(wanted()));
            } else if let Some(before) = first.get(&fold(&name)) {
                let error = Error::impossible(say!(
                    "{name} has a second ballot: the first is at {before}",
                    "{name} 有两张票：前一张在 {before}"
                ));
                wrong.push(error.at(&here));
            } else {
                match CHOICES.find(&said).and_then(Choice::from_code) {
                    Some(said) => {
                        first.insert(fold(&name), here.clone());
                        ballots.push((said, name, here));
                    }
                    None => {
                        let error = Error::invalid(say!("{said} is no choice", "{said} 不是表决选项"));
                        let error = CHOICES.hints(&said).into_iter().fold(error, Error::hint);
                        wrong.push(error.at(&place(line, choice)));
                    }
                }
            }
            Ok(())
        },
        fault,
    )?;
    Ok((read, other))
}

const ORGANIZATION: &[&str] = &["organization", "单位"];
const CHOICE: &[&str] = &["choice", "表决"];
const MOTION: &[&str] = &["motion", "议题"];

/// Where the organization and the choice stand.
fn columns(headings: &[impl AsRef<str>]) -> Option<(usize, usize)> {
    column(headings, ORGANIZATION).zip(column(headings, CHOICE))
}

fn wanted() -> Message {
    say!(
        "a CSV file with the columns organization and choice (单位, 表决)",
        "应为含“单位”“表决”（organization, choice）两列的 CSV 文件"
    )
}

/// Which of the headings is one of these.
fn column(headings: &[impl AsRef<str>], names: &[&str]) -> Option<usize> {
    headings.iter().position(|heading| is_one(heading.as_ref().trim(), names))
}

fn is_one(heading: &str, names: &[&str]) -> bool {
    names.iter().any(|name| heading.eq_ignore_ascii_case(name))
}
