//! Where the bytes of a list come from.

use std::{
    fs::File,
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    error::{Error, Result},
    say,
};

/// No more of the standard input, or of what else is no file on a disk, is taken, in bytes: it has to be kept.
const HELD: u64 = 200_000_000;
/// Bytes that can be read again and again.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file, opened anew each time.
    File(PathBuf),
    /// What came through a pipe, which gives it only once.
    Held(Arc<[u8]>),
}

impl Source {
    /// What lies at a path; `-` is the standard input.
    pub fn of(path: &Path) -> Result<Source> {
        let failed = |e: io::Error| unreadable(&path.display().to_string(), &e);
        let held = |from: &mut dyn Read| {
            let mut bytes = Vec::new();
            from.take(HELD + 1).read_to_end(&mut bytes).map_err(failed)?;
            if bytes.len() as u64 > HELD {
                return Err(too_large(&path.display().to_string(), HELD).hint(say!(
                    "save it to a file and name that: a list in a file can have any size",
                    "请先存为文件再导入：文件形式的清单不受此限制"
                )));
            }
            Ok(Source::Held(bytes.into()))
        };
        if path == Path::new("-") {
            return held(&mut io::stdin());
        }
        if std::fs::metadata(path).map_err(failed)?.is_file() {
            return Ok(Source::File(path.to_path_buf()));
        }
        held(&mut File::open(path).map_err(failed)?)
    }

    /// Its bytes from the start.
    pub fn reader(&self) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Source::File(path) => Box::new(File::open(path)?),
            Source::Held(bytes) => Box::new(Cursor::new(bytes.clone())),
        })
    }

    /// How many bytes it has, where that is known before it is read.
    pub fn size(&self) -> io::Result<Option<u64>> {
        Ok(match self {
            Source::File(path) => Some(std::fs::metadata(path)?.len()),
            Source::Held(bytes) => Some(bytes.len() as u64),
        })
    }

    /// Its first bytes, at most `most`.
    pub fn first(&self, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader()?.take(most as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The error of a file that cannot be read.
pub fn unreadable(place: &str, error: &io::Error) -> Error {
    Error::invalid(say!("{place} cannot be read", "无法读取 {place}")).because(error)
}

/// The error of what is larger than is taken.
pub fn too_large(place: &str, most: u64) -> Error {
    let most = most / 1_000_000;
    Error::invalid(say!("{place} has more than {most} MB", "{place} 超过{most}MB"))
}
