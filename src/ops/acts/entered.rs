//! By which entries of the journal workbooks were applied.

use std::collections::{HashMap, HashSet};

use crate::{
    error::Result,
    model::{command, form::is_book_name, journal::Anchor},
    store::Read,
};

/// An entry of the journal by which workbooks were applied.
#[derive(Debug)]
pub struct Applied {
    /// Its number.
    pub entry: i64,
    /// What their files were called, without folders.
    pub names: Vec<String>,
}

/// The number of the entry that a file was made from, where this registry has it.
pub fn made_from(read: &Read<'_>, from: &Anchor) -> Result<Option<i64>> {
    let sql = "SELECT hash FROM journal WHERE entry = ?1";
    let known: Option<String> = read.first(sql, &[from.entry.into()])?;
    Ok(known.filter(|hash| hash.starts_with(&from.hash)).map(|_| from.entry))
}

/// What a file is called, without its folders.
pub fn file_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.to_lowercase()
}

/// The entries after one of the journal by which workbooks were applied, as the commands say; not those that were taken
/// back.
pub fn applied(read: &Read<'_>, after: i64) -> Result<Vec<Applied>> {
    let sql = "SELECT entry, command, undoes FROM journal \
               WHERE entry > ?1 AND (undoes IS NOT NULL OR command LIKE '%apply%') ORDER BY entry";
    let rows = read.rows::<(i64, String, Option<i64>)>(sql, &[after.into()])?;
    // An undo that was taken back itself takes nothing back.
    let mut back: HashSet<i64> = HashSet::new();
    for (entry, _, undoes) in rows.iter().rev() {
        if let Some(undoes) = undoes.filter(|_| !back.contains(entry)) {
            back.insert(undoes);
        }
    }
    // What an undo of an undo brings back is what the entry had changed.
    let commands: HashMap<i64, &str> = rows.iter().map(|(entry, command, _)| (*entry, command.as_str())).collect();
    let undone: HashMap<i64, i64> = rows.iter().filter_map(|(entry, _, undoes)| Some((*entry, (*undoes)?))).collect();
    let mut all = Vec::new();
    for (entry, ..) in rows.iter().filter(|(entry, ..)| !back.contains(entry)) {
        let first = match undone.get(entry) {
            None => Some(*entry),
            Some(undo) => undone.get(undo).copied(),
        };
        let names = first.and_then(|first| commands.get(&first)).map(|command| books(command)).unwrap_or_default();
        if !names.is_empty() {
            all.push(Applied { entry: *entry, names });
        }
    }
    Ok(all)
}

/// The workbooks that a command applies, by the names of their files.
fn books(line: &str) -> Vec<String> {
    let words = command::split(line);
    let Some(at) = words.iter().position(|word| word == "apply") else { return Vec::new() };
    words.iter().skip(at).filter(|word| is_book_name(word)).map(|word| file_name(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_tells_the_workbooks_that_it_applies() {
        assert_eq!(books("--lang zh apply '会议 4.XLSX' notes.toml a/b.xlsx"), ["会议 4.xlsx", "b.xlsx"]);
        assert_eq!(books("import list.xlsx"), [""; 0]);
        assert_eq!(books("apply notes.toml"), [""; 0]);
    }
}
