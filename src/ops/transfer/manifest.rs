//! The list of the files of an export folder, by which an import knows that none is missing or shortened.

use std::{
    collections::BTreeMap,
    io::{self, Read as _},
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Message, Result},
    say,
    store::{chain::sha256_of, output::Written},
};

/// Its name in the folder.
pub const NAME: &str = "manifest.json";

/// No such list is larger, in bytes.
const MOST: u64 = 1 << 20;

#[derive(Serialize, Deserialize)]
struct Manifest {
    /// The number of its form; also what tells it from a file of somebody else's with that name.
    alliance_export: u32,
    files: BTreeMap<String, Listed>,
}

#[derive(Serialize, Deserialize)]
struct Listed {
    bytes: u64,
    sha256: String,
}

/// Writes the list.
pub fn write(files: &[Written], out: &mut dyn io::Write) -> io::Result<()> {
    let listed = |file: &Written| (file.path.clone(), Listed { bytes: file.size, sha256: file.hash.clone() });
    let manifest = Manifest { alliance_export: 1, files: files.iter().map(listed).collect() };
    serde_json::to_writer_pretty(&mut *out, &manifest)?;
    out.write_all(b"\n")
}

fn text(folder: &Path) -> Option<String> {
    let mut text = String::new();
    std::fs::File::open(folder.join(NAME)).ok()?.take(MOST).read_to_string(&mut text).ok()?;
    Some(text)
}

fn read(folder: &Path) -> Option<Manifest> {
    serde_json::from_str(&text(folder)?).ok()
}

/// The files that an earlier export wrote into a folder.
pub fn files(folder: &Path) -> Vec<String> {
    read(folder).map(|manifest| manifest.files.into_keys().collect()).unwrap_or_default()
}

/// Whether a folder's files are those of its list, where it has one. Answers what was changed since, as warnings;
/// `None` for a folder that somebody made by hand.
///
/// # Errors
/// Every file that is missing or shorter than it was written.
pub fn check(folder: &Path) -> Result<Option<Vec<Message>>> {
    let Some(manifest) = read(folder) else {
        let text = text(folder).unwrap_or_default();
        // A document without our key is somebody else's.
        let other = serde_json::from_str::<serde_json::Value>(&text)
            .is_ok_and(|document| document.get("alliance_export").is_none());
        if other || folder.join(NAME).symlink_metadata().is_err() {
            return Ok(None);
        }
        return Err(Error::invalid(say!(
            "{NAME} is no list of an export's files, or was cut off",
            "{NAME} 不是导出文件的清单，或已残缺"
        ))
        .hint(say!(
            "export again; or, if the folder was made by hand, delete {NAME} from it",
            "请重新导出；如文件夹是手工整理的，请删除其中的 {NAME}"
        )));
    };
    let (mut faults, mut told) = (Vec::new(), Vec::new());
    for (name, listed) in &manifest.files {
        let path = folder.join(name);
        let is_plain = Path::new(name).components().count() == 1;
        let size = path.metadata().ok().filter(|_| is_plain).map(|there| there.len());
        let broken = |message| {
            Error::invalid(message).hint(say!(
                "export again; or, if it was changed on purpose, delete {NAME} from the folder",
                "请重新导出；如系有意改动，请删除该文件夹中的 {NAME}"
            ))
        };
        match size {
            None => faults.push(broken(say!(
                "{name} is missing: the folder is no longer the export that was written",
                "缺少 {name}：该文件夹与导出时不一致"
            ))),
            Some(size) if size < listed.bytes => {
                let full = listed.bytes;
                faults.push(broken(say!(
                    "{name} has {size} of the {full} bytes that were exported",
                    "{name} 只有{size}字节，导出时为{full}字节"
                )));
            }
            Some(_) => {
                let same = std::fs::File::open(&path).and_then(|mut file| sha256_of(&mut file));
                if same.is_ok_and(|hash| hash != listed.sha256) {
                    told.push(say!(
                        "{name} was changed since it was exported",
                        "{name} 在导出后被改动过"
                    ));
                }
            }
        }
    }
    Error::together(faults).map_or(Ok(Some(told)), Err)
}
