//! By which entries of the journal files were applied, and which of them are the same file.

use std::collections::{HashMap, HashSet};

use crate::{
    error::{Message, Result},
    model::{command, form::is_book_name, journal::Anchor, record::Entry},
    ops::{intake::Typed, merge::said::Step},
    say,
    store::Read,
};

/// An entry of the journal by which files were applied.
#[derive(Debug)]
pub struct Applied {
    /// Its number.
    pub entry: i64,
    /// The files, as they were named then.
    pub files: Vec<String>,
    /// Who did it.
    pub by: String,
}

impl Applied {
    /// The entry as a step of what files said: how it stands to a file that is applied now, and what it changed.
    pub fn step(&self, typed: &Typed, before: Vec<Entry>, after: Vec<Entry>) -> Step {
        Step {
            is_file: self.files.iter().any(|file| is_same_file(file, &typed.name)),
            is_person: self.by == typed.by,
            files: self.files.clone(),
            before,
            after,
        }
    }
}

/// That a workbook is taken for one of another name that was entered, corrected.
pub fn taken_for(name: &str, other: &str) -> Message {
    say!(
        "{name} says again what you entered from {other}: it is taken for the same workbook, corrected",
        "{name} 包含您从 {other} 录入的内容，视为同一工作簿的更正"
    )
}

/// The number of the entry that a file was made from, where this registry has it.
pub fn made_from(read: &Read<'_>, from: &Anchor) -> Result<Option<i64>> {
    let sql = "SELECT hash FROM journal WHERE entry = ?1";
    let known: Option<String> = read.first(sql, &[from.entry.into()])?;
    Ok(known.filter(|hash| hash.starts_with(&from.hash)).map(|_| from.entry))
}

/// Whether two paths may be of one file, whatever the case of their letters: they agree as far back as both say.
fn is_same_file(one: &str, other: &str) -> bool {
    let back = |path: &str| path.to_lowercase().rsplit(['/', '\\']).filter(|part| !["", "."].contains(part)).map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (back(one), back(other));
    !one.is_empty() && one.iter().zip(&other).all(|(a, b)| a == b) && !other.is_empty()
}

/// The entries after one of the journal by which workbooks were applied, or record files, as the commands say; not those
/// that were taken back.
pub fn applied(read: &Read<'_>, after: i64, books: bool) -> Result<Vec<Applied>> {
    let sql = "SELECT entry, command, undoes, actor FROM journal \
               WHERE entry > ?1 AND (undoes IS NOT NULL OR command LIKE '%apply%') ORDER BY entry";
    let rows = read.rows::<(i64, String, Option<i64>, String)>(sql, &[after.into()])?;
    // An undo that was taken back itself takes nothing back.
    let mut back: HashSet<i64> = HashSet::new();
    for (entry, _, undoes, _) in rows.iter().rev() {
        if let Some(undoes) = undoes.filter(|_| !back.contains(entry)) {
            back.insert(undoes);
        }
    }
    // What an undo of an undo brings back is what the entry had changed.
    let commands: HashMap<i64, (&str, &str)> =
        rows.iter().map(|(entry, command, _, by)| (*entry, (command.as_str(), by.as_str()))).collect();
    let undone: HashMap<i64, i64> = rows.iter().filter_map(|(entry, _, undoes, _)| Some((*entry, (*undoes)?))).collect();
    let mut all = Vec::new();
    for (entry, ..) in rows.iter().filter(|(entry, ..)| !back.contains(entry)) {
        let first = match undone.get(entry) {
            None => Some(*entry),
            Some(undo) => undone.get(undo).copied(),
        };
        let Some((command, by)) = first.and_then(|first| commands.get(&first)) else { continue };
        let files = files(command, books);
        if !files.is_empty() {
            all.push(Applied { entry: *entry, files, by: (*by).to_owned() });
        }
    }
    Ok(all)
}

/// The workbooks, or the record files, that a command applies.
fn files(line: &str, books: bool) -> Vec<String> {
    let words = command::split(line);
    let Some(at) = words.iter().position(|word| word == "apply") else { return Vec::new() };
    let files = words.iter().skip(at + 1).filter(|word| !word.starts_with('-') && is_book_name(word) == books);
    files.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_tells_the_files_that_it_applies() {
        let line = "--lang zh apply '会议 4.XLSX' notes.toml --prune a/b.xlsx";
        assert_eq!(files(line, true), ["会议 4.XLSX", "a/b.xlsx"]);
        assert_eq!(files(line, false), ["notes.toml"]);
        assert_eq!(files("import list.xlsx", true), [""; 0]);
        assert_eq!(files("apply notes.toml", true), [""; 0]);
    }

    #[test]
    fn a_file_is_the_same_as_far_as_both_paths_say() {
        for (one, other) in [("a.xlsx", "a.xlsx"), ("./a.xlsx", "a.xlsx"), ("A.XLSX", "a.xlsx"), ("a.xlsx", "/home/li/a.xlsx"), ("li\\a.xlsx", "li/a.xlsx")] {
            assert!(is_same_file(one, other) && is_same_file(other, one), "{one} {other}");
        }
        for (one, other) in [("a.xlsx", "b.xlsx"), ("li/a.xlsx", "wang/a.xlsx"), ("", "a.xlsx")] {
            assert!(!is_same_file(one, other) && !is_same_file(other, one), "{one} {other}");
        }
    }
}
