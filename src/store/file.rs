//! A registry in a file: how it comes into its place whole or not at all, and how it is opened.

use std::path::{Path, PathBuf};

use super::{
    aside::{Aside, ending},
    engine::Engine,
    place::SIDES,
    pour::pour,
    read::Read,
    steps::{VERSION, upgrade},
    sqlite::Sqlite,
    tables::SCHEMA,
    version::{not_brought_up, too_new},
};
use crate::{
    error::{Error, Place, Result},
    say,
};

/// The place of a registry file.
#[derive(Debug, Clone)]
pub struct File(pub PathBuf);

impl File {
    /// Whether there is anything at its place. That it cannot be said is an error.
    pub fn exists(&self) -> Result<bool> {
        self.0.try_exists().map_err(|e| {
            let path = self.0.display();
            Error::storage(say!("{path} cannot be looked at", "无法查看 {path}"))
                .because(&e)
                .hint(say!("check the path and its rights", "请检查路径及权限"))
        })
    }

    /// Opens it; one of an older version is brought up first. One that nobody can write is brought up in a copy that
    /// only this process has, to be read.
    pub fn open(&self, write: bool) -> Result<Sqlite> {
        let path = self.0.display().to_string();
        if self.0.is_dir() {
            return Err(Error::storage(say!(
                "{path} is a folder, not a registry",
                "{path} 是文件夹，不是登记库"
            ))
            .hint(say!("name the file in it", "请指定其中的文件")));
        }
        let engine = Sqlite::open(&self.0, write).map_err(|e| e.at(&place(&self.0)))?;
        match self.known(&engine)? {
            VERSION => Ok(engine),
            older => {
                let failed = |e| not_brought_up(older, e).at(&place(&self.0));
                if !write && engine.is_read_only()? {
                    let copy = engine.private_copy()?;
                    upgrade(&copy, older).map_err(failed)?;
                    copy.read_only()?;
                    return Ok(copy);
                }
                drop(engine);
                Sqlite::open(&self.0, true).and_then(|engine| upgrade(&engine, older)).map_err(failed)?;
                Sqlite::open(&self.0, write)
            }
        }
    }

    /// Opens it for reading; one that is damaged and can be read still, as it stands.
    pub fn open_as_it_is(&self) -> Result<Sqlite> {
        match self.open(false) {
            Err(error) if error.details().damaged => Sqlite::open(&self.0, false).map_err(|_| error),
            opened => opened,
        }
    }

    /// The version of the registry in it, which is open: an error where it is none, or a newer one.
    pub fn known(&self, engine: &Sqlite) -> Result<i64> {
        let path = self.0.display().to_string();
        match version(engine).map_err(|e| e.at(&place(&self.0)))? {
            Some(found) if found > VERSION => Err(too_new(engine, &path, found).at(&place(&self.0))),
            Some(found) => Ok(found),
            None if self.0.metadata().is_ok_and(|about| about.len() == 0) => {
                Err(Error::storage(say!("{path} is empty", "{path} 是空文件"))
                    .damaged()
                    .hint(say!("restore a backup with `alliance restore`", "请用 `alliance restore` 恢复备份")))
            }
            None => Err(Error::storage(say!(
                "{path} is a database, but not a registry of alliance",
                "{path} 是数据库，但不是 alliance 的登记库"
            ))
            .hint(say!("name another file with --db", "请用 --db 指定另一个文件"))),
        }
    }

    /// A new registry with more done to it before it comes into its place. Answers what `more` does; nothing
    /// where another process made one there meanwhile, which is left alone. No registry comes into being where `lasts`
    /// says that what was done need not last.
    pub fn build<T>(
        &self,
        more: impl FnOnce(&Sqlite) -> Result<T>,
        lasts: impl FnOnce(&T) -> bool,
    ) -> Result<Option<T>> {
        let aside = self.aside()?;
        let building = aside.building();
        let engine = empty(&building)?;
        let done = more(&engine)?;
        if !lasts(&done) {
            return Ok(Some(done));
        }
        let counts = engine.counts()?;
        engine.finish()?;
        if Sqlite::closed(&building)?.counts()? != counts {
            return Err(Error::storage(say!(
                "the registry does not stand in its file as it was built",
                "登记库未能完整写入文件"
            )));
        }
        Ok(self.put(&aside, false)?.then_some(done))
    }

    /// A private folder in which a registry for its place is built.
    pub fn aside(&self) -> Result<Aside> {
        Aside::beside(&self.0).map_err(|e| self.unmakable(&e))
    }

    /// Puts what was built at its place. Answers false where something stands there and `force` is not meant.
    pub fn put(&self, aside: &Aside, force: bool) -> Result<bool> {
        // What the engine keeps beside an old file would be taken for a part of the new one.
        if force && self.exists()? {
            self.settled()?;
        }
        match aside.put(force) {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            done => done.map(|()| true).map_err(|e| self.unmakable(&e)),
        }
    }

    /// Puts the registry that was built in `aside` in the place of this one. What it replaces is kept beside it,
    /// with `digits` in its name: answers where. No writer comes between the keeping and the replacing.
    pub fn restore(&self, aside: &Aside, digits: &str) -> Result<Option<File>> {
        if !self.exists()? {
            return if self.put(aside, false)? { Ok(None) } else { Err(self.taken()) };
        }
        let replaced = Sqlite::open(&self.0, true).and_then(|engine| {
            self.known(&engine)?;
            engine.large()?;
            // From here on every other writer waits.
            engine.begin(true)?;
            let done = self.replace_rows(&engine, aside, digits);
            engine.rollback();
            done
        });
        match replaced {
            // Its rows cannot be replaced: the file as it is gets another name, and its place another file.
            Err(e) if e.details().damaged => {
                let kept = self.free(digits);
                self.keep_as(&kept.0)?;
                aside.put(true).map_err(|e| {
                    kept.give_back(&self.0);
                    self.unmakable(&e)
                })?;
                Ok(Some(kept))
            }
            replaced => replaced.map(Some),
        }
    }

    /// The part of [`File::restore`] that is done in the open transaction.
    fn replace_rows(&self, engine: &Sqlite, aside: &Aside, digits: &str) -> Result<File> {
        let source = Sqlite::closed(&aside.building())?;
        let kept = loop {
            let kept = self.free(digits);
            let beside = kept.aside()?;
            Sqlite::open(&self.0, false)?.copy_to(&beside.building())?;
            if kept.put(&beside, false)? {
                break kept;
            }
        };
        let replace = || {
            engine.clear()?;
            engine.script(SCHEMA)?;
            pour(&source, engine)?.arrived(engine)?;
            engine.commit()
        };
        replace().inspect_err(|_| {
            let _ = std::fs::remove_file(&kept.0);
        })?;
        Ok(kept)
    }

    /// A free name beside it for what is replaced.
    fn free(&self, digits: &str) -> File {
        let named = |n: u32| if n == 1 { format!(".replaced-{digits}") } else { format!(".replaced-{digits}-{n}") };
        let free = (1..).map(|n| ending(&self.0, &named(n))).find(|path| path.symlink_metadata().is_err());
        File(free.unwrap_or_default())
    }

    /// Sees to it that no side file stands beside the file at its place.
    fn settled(&self) -> Result<()> {
        let left = || SIDES.iter().any(|side| ending(&self.0, side).exists());
        if left() {
            // The last connection to a file takes its side files in.
            let _ = Sqlite::open(&self.0, true);
        }
        if left() {
            let path = self.0.display();
            return Err(Error::conflict(say!(
                "{path} is in use, or a crash left a file beside it",
                "{path} 正在使用，或其旁有异常中断留下的文件"
            ))
            .hint(say!("name another file", "请换一个文件名")));
        }
        Ok(())
    }

    /// Gives the file another name beside its own, and its side files that name alone: they would be taken for
    /// a part of the file that is to come into its place. What fails leaves all as it was.
    fn keep_as(&self, kept: &Path) -> Result<()> {
        let keep = || {
            for side in SIDES.iter().filter(|side| ending(&self.0, side).exists()) {
                std::fs::rename(ending(&self.0, side), ending(kept, side))?;
            }
            // A file system without links: a copy.
            std::fs::hard_link(&self.0, kept).or_else(|_| std::fs::copy(&self.0, kept).map(|_| ()))
        };
        keep().map_err(|e| {
            File(kept.into()).give_back(&self.0);
            Error::storage(say!("the registry cannot be kept aside", "无法保留现有登记库")).because(&e)
        })
    }

    /// Takes the name of a file that was to be kept away again.
    fn give_back(&self, to: &Path) {
        for side in SIDES {
            let _ = std::fs::rename(ending(&self.0, side), ending(to, side));
        }
        let _ = std::fs::remove_file(&self.0);
    }

    /// The failure to make a registry there.
    fn unmakable(&self, error: &std::io::Error) -> Error {
        let path = self.0.display();
        Error::storage(say!("a registry cannot be made at {path}", "无法在 {path} 处新建登记库"))
            .because(error)
            .hint(say!("check the folder, its rights and the room on the disk", "请检查文件夹及其权限、磁盘空间"))
    }

    /// The refusal of a place that has been taken meanwhile.
    pub fn taken(&self) -> Error {
        let path = self.0.display();
        Error::conflict(say!("another process made {path} meanwhile", "其间另一个进程新建了 {path}"))
            .hint(say!("nothing was done; try again", "未作任何更改；请重试"))
    }
}

/// A file as the place of a fault.
pub fn place(path: &Path) -> Place {
    Place::flag(&path.display().to_string())
}

/// A new registry that knows nothing yet, under construction.
fn empty(building: &Path) -> Result<Sqlite> {
    let engine = Sqlite::create(building)?;
    engine.begin(true)?;
    engine.script(SCHEMA)?;
    engine.commit()?;
    Ok(engine)
}

/// A new file at `building` with all rows of another engine's, in the transaction that is open there. They are
/// read back from the file once it is closed.
pub fn pour_into(other: &dyn Engine, building: &Path) -> Result<()> {
    let engine = empty(building)?;
    engine.large()?;
    engine.begin(true)?;
    let sent = pour(other, &engine)?;
    engine.commit()?;
    engine.finish()?;
    sent.arrived(&Sqlite::closed(building)?)
}

/// The version of the registry in a database; none where it is no registry.
fn version(engine: &Sqlite) -> Result<Option<i64>> {
    let read = Read::of(engine);
    let known = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'registry'";
    if read.one(known, &[], |row| row.int(0))?.is_none() {
        return Ok(None);
    }
    let version = read.one("SELECT version FROM registry WHERE id = 1", &[], |row| row.int(0))?;
    version.map(Some).ok_or_else(|| {
        Error::storage(say!("the registry is damaged: it does not say its version", "登记库已损坏：缺少结构版本"))
            .damaged()
            .hint(say!("restore a backup with `alliance restore`", "请用 `alliance restore` 恢复备份"))
    })
}
