//! A private folder beside a place, in which something is built before it appears there whole.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use super::chain::random;

/// What the name of such a folder has behind that of the place; random digits follow.
const MARK: &str = ".new-";
/// The digits of such a name.
const DIGITS: usize = 32;
/// The file in it that its maker holds locked while at work.
const LOCK: &str = "lock";

/// The folder. It goes, with all that is in it, when this is dropped; what a crash left of one goes when
/// the next one is made beside it.
pub struct Aside {
    place: PathBuf,
    folder: PathBuf,
    /// The folders that had to be made for the place, the outermost first.
    made: Vec<PathBuf>,
    lock: Option<File>,
}

impl Aside {
    /// A folder beside `place`, whose own folder is made where it is missing.
    pub fn beside(place: &Path) -> io::Result<Aside> {
        let home = home(place);
        let mut aside =
            Aside { place: place.into(), folder: PathBuf::new(), made: Vec::new(), lock: None };
        let missing = home.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        for folder in missing.map(Path::to_path_buf).collect::<Vec<_>>().into_iter().rev() {
            match fs::create_dir(&folder) {
                Ok(()) => aside.made.push(folder),
                Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
        }
        clear(place);
        while aside.lock.is_none() {
            let mut name = place.file_name().unwrap_or_default().to_owned();
            name.push(MARK);
            name.push(&random().map_err(io::Error::other)?[..DIGITS]);
            aside.folder = home.join(name);
            own_folder(&aside.folder)?;
            aside.lock = aside.locked()?;
        }
        Ok(aside)
    }

    /// The lock of the folder; none where it was taken for what a crash left, between its making and its locking.
    fn locked(&self) -> io::Result<Option<File>> {
        let path = self.folder.join(LOCK);
        let file = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        Ok(match file.try_lock() {
            Ok(()) => path.exists().then_some(file),
            Err(TryLockError::WouldBlock) => None,
            // A file system without locks has no way to tell what a crash left: that stays.
            Err(TryLockError::Error(_)) => Some(file),
        })
    }

    /// Where to build: the place's own name, in this folder.
    pub fn building(&self) -> PathBuf {
        self.folder.join(self.place.file_name().unwrap_or_default())
    }

    /// Puts what was built at the place, where nothing stands yet: else the error is of the kind
    /// [`ErrorKind::AlreadyExists`], and what stands there is left alone.
    pub fn put(&self) -> io::Result<()> {
        let (building, place) = (self.building(), &self.place);
        sync(&building)?;
        match fs::hard_link(&building, place) {
            Ok(()) => {}
            Err(e) if e.kind() == ErrorKind::AlreadyExists => return Err(e),
            // A file system without links: the name is taken first, then what was built gets it.
            Err(_) => {
                OpenOptions::new().write(true).create_new(true).open(place)?;
                fs::rename(&building, place).inspect_err(|_| remove(place))?;
            }
        }
        self.settle().inspect_err(|_| remove(place))
    }

    /// Puts what was built in the place of what stands there. That stands there again where it fails.
    pub fn replace(&self) -> io::Result<()> {
        let (building, place, old) = (self.building(), &self.place, self.folder.join("old"));
        sync(&building)?;
        let kept = fs::hard_link(place, &old).is_ok();
        fs::rename(&building, place)?;
        self.settle().inspect_err(|_| {
            if kept {
                let _ = fs::rename(&old, place);
            }
        })
    }

    /// Makes the names last, too.
    fn settle(&self) -> io::Result<()> {
        self.made.iter().map(PathBuf::as_path).chain([self.place.as_path()]).try_for_each(|path| sync(home(path)))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        self.lock = None;
        // Once more where it failed: what stays would be a part of a registry.
        if fs::remove_dir_all(&self.folder).is_err() {
            let _ = fs::remove_dir_all(&self.folder);
        }
        // Only those go that nothing was put into.
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A path with an ending behind the name of its file.
pub fn ending(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The folder of a path.
fn home(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new folder that its owner alone can look into.
fn own_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Waits until a file or folder has reached the disk.
fn sync(path: &Path) -> io::Result<()> {
    // Windows opens no folders as files, and keeps names by itself.
    if cfg!(not(unix)) && path.is_dir() {
        return Ok(());
    }
    File::open(path)?.sync_all()
}

fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}

/// Clears away what builders left beside a place that did not come to their end: the lock of each is free.
pub fn clear(place: &Path) {
    let Ok(entries) = fs::read_dir(home(place)) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let left = name.rsplit_once(MARK).is_some_and(|(_, digits)| {
            digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_hexdigit())
        });
        if !left {
            continue;
        }
        // Its maker, if it is being made just now, finds it gone or the lock taken, and makes another one.
        let _ = match OpenOptions::new().write(true).open(path.join(LOCK)) {
            Ok(lock) if lock.try_lock().is_ok() => fs::remove_dir_all(&path),
            Ok(_) => Ok(()),
            Err(_) => fs::remove_dir(&path),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_crash_left_goes_and_what_another_builds_stays() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a").join("b").join("r.db");
        let first = Aside::beside(&place).unwrap();
        fs::write(first.building(), "one").unwrap();
        // A crash leaves the folder, and no lock on it.
        let left = place.with_file_name(format!("r.db{MARK}{}", "0".repeat(DIGITS)));
        fs::create_dir(&left).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        fs::write(left.join("r.db"), "half").unwrap();
        let second = Aside::beside(&place).unwrap();
        assert!(!left.exists() && first.building().exists());
        fs::write(second.building(), "two").unwrap();
        first.put().unwrap();
        assert_eq!(second.put().unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&place).unwrap(), "one");
        second.replace().unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "two");
        drop((first, second));
        assert_eq!(fs::read_dir(home(&place)).unwrap().count(), 1);
    }

    #[test]
    fn folders_that_were_made_for_nothing_go_again() {
        let folder = tempfile::tempdir().unwrap();
        drop(Aside::beside(&folder.path().join("a").join("b").join("r.db")).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
