//! What is written beside the registry: files and folders that come into their place whole or not at all.
//!
//! Each is built under a name that nobody can guess, opened exclusively, and so follows no link that was planted. What
//! is in the way is replaced only where that is asked for, and then by a file that is written and synced already.
//! What a run left behind that was killed is cleared away by the next one that writes to the same folder: the lock
//! that it held is gone with it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Read as _, Write as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use super::{chain::random, place::can_be_path};
use crate::{
    error::{Error, Result},
    say,
};

/// Who may read what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone: it holds what is personal.
    Owner,
    /// Whoever the system lets.
    All,
}

/// How the names of what is being built begin and end.
const NAME: (&str, &str) = (".alliance-", ".part");

/// The failure to write.
pub fn unwritable(path: &Path, error: &io::Error) -> Error {
    let path = path.display();
    Error::storage(say!("{path} cannot be written", "无法写入 {path}")).because(error)
}

/// The refusal of a place that is taken.
fn taken(path: &Path) -> Error {
    let path = path.display();
    Error::conflict(say!("{path} is there already", "{path} 已存在"))
        .hint(say!("name another file, or --force to replace it", "请换一个文件名，或用 --force 覆盖"))
}

/// Whether a file may be written at a place: nothing is there, or it is a file (or a link, which itself is replaced)
/// and may be replaced.
///
/// # Errors
/// `conflict` where something stands in the way; a usage error for an address.
pub fn is_free(target: &Path, force: bool) -> Result<()> {
    can_be_path(&target.to_string_lossy())?;
    let shown = target.display();
    match target.symlink_metadata() {
        Ok(there) if there.is_dir() => Err(Error::conflict(say!("{shown} is a folder", "{shown} 是文件夹"))
            .hint(say!("name a file in it", "请指定其中的文件名"))),
        Ok(there) if !there.is_file() && !there.is_symlink() => {
            Err(Error::conflict(say!("{shown} is no file", "{shown} 不是文件"))
                .hint(say!("leave --output out, and send stdout there", "请去掉 --output，改用标准输出")))
        }
        Ok(_) if !force => Err(taken(target)),
        Ok(_) if is_database(target) => Err(Error::conflict(say!(
            "{shown} is a registry, or another database",
            "{shown} 是登记库或其他数据库"
        ))
        .hint(say!("name another file", "请换一个文件名"))),
        _ => Ok(()),
    }
}

/// Whether a file is a database of the engine's, which nothing else may replace.
fn is_database(path: &Path) -> bool {
    let mut start = [0; 16];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && &start == b"SQLite format 3\0"
}

/// Something under construction; gone again where it is not finished.
pub struct Aside {
    path: PathBuf,
    /// The lock that says that somebody is at work on it.
    held: Option<File>,
}

impl Aside {
    /// A new, empty file in a folder.
    pub fn file(folder: &Path, readers: Readers) -> io::Result<Aside> {
        sweep(folder);
        loop {
            let path = folder.join(name()?);
            let mut options = OpenOptions::new();
            options.read(true).write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, match readers {
                Readers::Owner => 0o600,
                Readers::All => 0o666,
            });
            let file = options.open(&path)?;
            // Where locks are unknown, nothing is cleared away either.
            let _ = file.lock();
            // Another one may have swept it up before it was locked.
            if path.symlink_metadata().is_ok() {
                return Ok(Aside { path, held: Some(file) });
            }
        }
    }

    /// A new, empty folder in a folder.
    pub fn folder(folder: &Path, readers: Readers) -> io::Result<Aside> {
        sweep(folder);
        loop {
            let path = folder.join(name()?);
            let mut builder = fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, match readers {
                Readers::Owner => 0o700,
                Readers::All => 0o777,
            });
            builder.create(&path)?;
            let held = File::open(&path).ok().inspect(|folder| drop(folder.lock()));
            if path.symlink_metadata().is_ok() {
                return Ok(Aside { path, held });
            }
        }
    }

    /// Puts a file that is written in its place. What is there stays, but under `force`.
    ///
    /// # Errors
    /// `conflict` where something came there meanwhile; nothing has changed then.
    pub fn place(self, target: &Path, force: bool) -> Result<()> {
        let failed = |e: io::Error| unwritable(target, &e);
        if let Some(file) = &self.held {
            file.sync_all().map_err(failed)?;
        }
        is_free(target, force)?;
        put(&self.path, target, force).map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => taken(target),
            _ => failed(e),
        })
    }

    /// Where it is being built.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// Gives a file that is written and synced its place. What stands there is replaced under `force`; else the error is
/// of the kind [`io::ErrorKind::AlreadyExists`]. Where it fails, all is as it was.
pub(super) fn put(file: &Path, target: &Path, force: bool) -> io::Result<()> {
    let old = around(target).join(name()?);
    let new = target.symlink_metadata().is_err();
    let kept = force && fs::hard_link(target, &old).is_ok();
    if force {
        fs::rename(file, target).inspect_err(|_| drop(fs::remove_file(&old)))?;
    } else {
        match fs::hard_link(file, target) {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
                // Some disks know no links: the name is taken first, then the file gets it.
                OpenOptions::new().write(true).create_new(true).open(target)?;
                fs::rename(file, target).inspect_err(|_| drop(fs::remove_file(target)))?;
            }
            linked => linked?,
        }
    }
    let lasts = sync(around(target));
    let _ = match (&lasts, kept) {
        (Err(_), true) => fs::rename(&old, target),
        (Err(_), false) if new => fs::remove_file(target),
        (Ok(()), true) => fs::remove_file(&old),
        _ => Ok(()),
    };
    lasts
}

impl Drop for Aside {
    fn drop(&mut self) {
        let remove = || match self.path.symlink_metadata() {
            Ok(there) if there.is_dir() => fs::remove_dir_all(&self.path),
            Ok(_) => fs::remove_file(&self.path),
            Err(_) => Ok(()),
        };
        // Once more where it failed: what stays would be a part of something.
        let _ = remove().or_else(|_| remove());
    }
}

fn name() -> io::Result<String> {
    Ok(format!("{}{}{}", NAME.0, random().map_err(|e| io::Error::other(e.to_string()))?, NAME.1))
}

/// The folder in which something stands.
pub(super) fn around(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the names of a folder last.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        match File::open(folder)?.sync_all() {
            Err(e) if e.kind() != io::ErrorKind::InvalidInput => return Err(e),
            _ => {}
        }
    }
    Ok(())
}

/// Clears away what killed runs left in a folder. What cannot be removed stays.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let digits = name.strip_prefix(NAME.0).and_then(|rest| rest.strip_suffix(NAME.1));
        if digits.is_none_or(|digits| digits.len() < 16 || !digits.bytes().all(|b| b.is_ascii_hexdigit())) {
            continue;
        }
        let Ok(there) = path.symlink_metadata() else { continue };
        if !there.is_dir() && !there.is_file() {
            continue;
        }
        if File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = if there.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
    }
}

/// Writes a file that appears whole or not at all.
///
/// # Errors
/// As [`is_free`]; those of `write`; what the system refuses. Nothing has changed then.
pub fn write_file(
    target: &Path,
    force: bool,
    readers: Readers,
    write: &mut dyn FnMut(&mut dyn io::Write) -> Result<()>,
) -> Result<()> {
    is_free(target, force)?;
    let failed = |e: io::Error| unwritable(target, &e);
    let aside = Aside::file(around(target), readers).map_err(failed)?;
    if let Some(file) = &aside.held {
        let mut out = BufWriter::with_capacity(1 << 16, file);
        write(&mut out)?;
        out.flush().map_err(failed)?;
    }
    aside.place(target, force)
}

/// A file of a folder: its size in bytes and its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its path within the folder, parted by `/`.
    pub path: String,
    /// How many bytes it has.
    pub size: u64,
    /// Their SHA-256, in hexadecimal digits.
    pub hash: String,
}

/// A folder under construction.
pub struct Folder {
    target: PathBuf,
    /// Whether something is there, into which it goes entry by entry.
    there: bool,
    aside: Aside,
    readers: Readers,
    /// Its files in the order in which they were written.
    pub files: Vec<Written>,
}

impl Folder {
    /// Beside a place that is free, so that it appears at once; within a folder that is there: a move never leaves
    /// its disk.
    pub fn new(target: &Path, readers: Readers) -> Result<Folder> {
        let failed = |e: io::Error| unwritable(target, &e);
        let there = target.is_dir();
        if !there && around(target).symlink_metadata().is_err() {
            fs::create_dir_all(around(target)).map_err(failed)?;
        }
        let aside = Aside::folder(if there { target } else { around(target) }, readers).map_err(failed)?;
        Ok(Folder { target: target.to_path_buf(), there, aside, readers, files: Vec::new() })
    }

    /// Writes one of its files, which must not be there yet.
    pub fn put(
        &mut self,
        path: &str,
        write: &mut dyn FnMut(&mut dyn io::Write) -> Result<()>,
    ) -> Result<()> {
        let shown = self.target.join(path);
        let failed = |e: io::Error| unwritable(&shown, &e);
        let place = self.aside.path.join(path);
        if let Some(folder) = place.parent().filter(|folder| !folder.is_dir()) {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if self.readers == Readers::Owner {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        let file = options.open(&place).map_err(failed)?;
        let mut out = Counted { out: BufWriter::with_capacity(1 << 16, &file), size: 0, hash: Sha256::new() };
        write(&mut out)?;
        out.out.flush().map_err(failed)?;
        let hash = out.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        self.files.push(Written { path: path.to_string(), size: out.size, hash });
        // A site has many thousand pages, which are made again faster than they are synced.
        if self.readers == Readers::Owner {
            file.sync_all().map_err(failed)?;
        }
        Ok(())
    }

    /// Puts it in its place: at once where nothing was; else entry by entry in this order, where each old entry is
    /// first moved aside, and back again if something fails. `gone` are old entries that it no longer has; others
    /// are left alone.
    pub fn place(self, order: &[&str], gone: &[&str]) -> Result<()> {
        let target = &self.target;
        let failed = |e: io::Error| unwritable(target, &e);
        if !self.there {
            if target.symlink_metadata().is_ok() {
                return Err(taken(target));
            }
            fs::rename(&self.aside.path, target).map_err(failed)?;
            return sync(around(target))
                .inspect_err(|_| drop(fs::rename(target, &self.aside.path)))
                .map_err(failed);
        }
        order.iter().chain(gone).map(|name| target.join(name)).filter(|path| is_database(path)).try_for_each(
            |path| is_free(&path, true),
        )?;
        let old = self.aside.path.join(".old");
        fs::create_dir(&old).map_err(failed)?;
        let mut moved: Vec<&str> = Vec::new();
        let out = |name: &str| match fs::rename(target.join(name), old.join(name)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        };
        let done = (|| {
            for name in order {
                moved.push(name);
                out(name)?;
                fs::rename(self.aside.path.join(name), target.join(name))?;
            }
            for name in gone.iter().filter(|name| !order.contains(name)) {
                moved.push(name);
                out(name)?;
            }
            sync(target)
        })();
        if let Err(e) = done {
            for name in moved.iter().rev() {
                let _ = fs::rename(target.join(name), self.aside.path.join(name));
                if old.join(name).symlink_metadata().is_ok() {
                    let _ = fs::rename(old.join(name), target.join(name));
                }
            }
            return Err(failed(e));
        }
        Ok(())
    }
}

/// Counts and fingerprints what is written.
struct Counted<'f> {
    out: BufWriter<&'f File>,
    size: u64,
    hash: Sha256,
}

impl io::Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.size += n as u64;
        self.hash.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(target: &Path, force: bool, text: &str) -> Result<()> {
        write_file(target, force, Readers::Owner, &mut |out| {
            out.write_all(text.as_bytes()).map_err(|e| unwritable(target, &e))
        })
    }

    #[test]
    fn nothing_is_replaced_unasked_and_nothing_lies_around() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        put(&a, false, "one").unwrap();
        assert_eq!(put(&a, false, "two").unwrap_err().kind(), crate::error::Kind::Conflict);
        assert_eq!(fs::read_to_string(&a).unwrap(), "one");
        put(&a, true, "two").unwrap();
        assert_eq!(fs::read_to_string(&a).unwrap(), "two");
        assert!(put(folder.path(), true, "x").is_err());
        let fails = write_file(&b, false, Readers::Owner, &mut |_| Err(taken(&a)));
        assert!(fails.is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&a).unwrap().permissions().mode() & 0o777, 0o600);
            // A planted link is neither followed nor, unasked, replaced.
            std::os::unix::fs::symlink(&a, &b).unwrap();
            assert!(put(&b, false, "three").is_err());
            put(&b, true, "three").unwrap();
            assert!(b.symlink_metadata().unwrap().is_file());
        }
        assert_eq!(fs::read_to_string(&a).unwrap(), "two");
        // What was left by a run that was killed goes; what is being built, and what is not ours, stays.
        let left = folder.path().join(format!(".alliance-{}.part", "0".repeat(32)));
        let other = folder.path().join(".alliance-x.part");
        fs::write(&left, "").unwrap();
        fs::write(&other, "").unwrap();
        let dead = folder.path().join(format!(".alliance-{}.part", "1".repeat(32)));
        fs::create_dir(&dead).unwrap();
        let at_work = Aside::file(folder.path(), Readers::Owner).unwrap();
        put(&a, true, "four").unwrap();
        assert!(!left.exists() && !dead.exists() && other.exists() && at_work.path.exists());
        drop(at_work);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), if cfg!(unix) { 3 } else { 2 });
    }

    #[test]
    fn a_folder_appears_whole() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("new/out");
        let text = |text: &'static str| move |out: &mut dyn io::Write| {
            out.write_all(text.as_bytes()).map_err(|e| unwritable(Path::new("x"), &e))
        };
        let mut first = Folder::new(&target, Readers::Owner).unwrap();
        first.put("a", &mut text("1")).unwrap();
        first.put("b/c", &mut text("2")).unwrap();
        assert_eq!(first.files[0].hash, crate::store::chain::sha256(b"1"));
        assert!(!target.exists());
        first.place(&[], &[]).unwrap();
        fs::write(target.join("own"), "mine").unwrap();
        fs::write(target.join("stale"), "").unwrap();
        let mut second = Folder::new(&target, Readers::Owner).unwrap();
        second.put("a", &mut text("3")).unwrap();
        // What fails takes all of it back.
        let third = Folder::new(&target, Readers::Owner).unwrap();
        assert!(third.place(&["a", "nothing"], &["stale"]).is_err());
        assert_eq!(fs::read_to_string(target.join("a")).unwrap(), "1");
        second.place(&["a"], &["stale", "never"]).unwrap();
        let read = |name: &str| fs::read_to_string(target.join(name)).unwrap_or_default();
        assert_eq!((read("a"), read("b/c"), read("own")), ("3".into(), "2".into(), "mine".into()));
        let mut names: Vec<_> = fs::read_dir(&target).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["a", "b", "own"]);
    }
}
