//! A registry in a file: how it comes into its place whole or not at all, and how it is opened.

use std::path::{Path, PathBuf};

use super::{
    engine::Engine,
    pour::pour,
    read::Read,
    steps::{VERSION, newer, upgrade},
    sqlite::Sqlite,
    tables::SCHEMA,
};
use crate::{
    error::{Error, Result},
    say,
};

/// The place of a registry file.
#[derive(Debug, Clone)]
pub struct File(pub PathBuf);

/// What to do when another process has meanwhile made a registry at the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// Use that one: ours would have been empty as well.
    Serve,
    /// Keep that one, drop ours, and answer an error.
    Stand,
}

impl File {
    /// Whether there is anything at its place.
    pub fn exists(&self) -> bool {
        self.0.exists()
    }

    /// Opens it; one of an older version is brought up first.
    pub fn open(&self, write: bool) -> Result<Sqlite> {
        let path = self.0.display().to_string();
        if self.0.is_dir() {
            return Err(Error::storage(say!(
                "{path} is a folder, not a registry",
                "{path} 是文件夹，不是登记库"
            ))
            .hint(say!("name the file in it", "请指定其中的文件")));
        }
        let engine = Sqlite::open(&self.0, write).map_err(|e| e.at(&crate::error::Place::flag(&path)))?;
        let version = Read::of(&engine).one("SELECT version FROM registry WHERE id = 1", &[], |r| r.int(0));
        match version {
            Ok(Some(VERSION)) => Ok(engine),
            Ok(Some(found)) if found > VERSION => Err(newer(&path, found)),
            Ok(Some(older)) => {
                drop(engine);
                upgrade(&Sqlite::open(&self.0, true)?, older)?;
                Sqlite::open(&self.0, write)
            }
            _ => Err(Error::storage(say!(
                "{path} is a database, but not a registry of alliance",
                "{path} 是数据库，但不是 alliance 的登记库"
            ))
            .hint(say!("name another file with --db", "请用 --db 指定另一个文件"))),
        }
    }

    /// A new registry with more done to it before it comes into its place.
    pub fn build(&self, others: Others, more: impl FnOnce(&Sqlite) -> Result<()>) -> Result<()> {
        self.create_by(others, |building| {
            let engine = Sqlite::create(building)?;
            engine.begin(true)?;
            engine.script(SCHEMA)?;
            engine.commit()?;
            more(&engine)
        })
    }

    /// A new registry with all rows of another engine's, in the transaction that is open there.
    pub fn pour_from(&self, other: &dyn Engine) -> Result<()> {
        self.build(Others::Stand, |engine| {
            engine.large()?;
            engine.begin(true)?;
            pour(other, engine)?;
            engine.commit()
        })
    }

    /// The file appears whole or not at all: built beside its place, then linked into it.
    pub fn create_by(&self, others: Others, build: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let failed = |e: std::io::Error| unmakable(&self.0, &e);
        let folder = self.0.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.exists() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut name = self.0.file_name().unwrap_or_default().to_owned();
        name.push(format!(".new-{}", std::process::id()));
        let building = folder.join(name);
        own_file(&building).map_err(failed)?;
        let built = build(&building);
        let linked = built.and_then(|()| match std::fs::hard_link(&building, &self.0) {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => match others {
                Others::Serve => Ok(()),
                Others::Stand => {
                    let path = self.0.display();
                    Err(Error::conflict(say!(
                        "another process made {path} meanwhile",
                        "其间另一个进程新建了 {path}"
                    ))
                    .hint(say!("nothing was done; try again", "未作任何更改；请重试")))
                }
            },
            Err(_) if !self.0.exists() => std::fs::rename(&building, &self.0).map_err(failed),
            done => done.map_err(failed),
        });
        let _ = std::fs::remove_file(&building);
        linked
    }
}

/// The failure to make a registry.
pub fn unmakable(path: &Path, error: &std::io::Error) -> Error {
    let path = path.display();
    Error::storage(say!("a registry cannot be made at {path}", "无法在 {path} 处新建登记库"))
        .because(error)
        .hint(say!("check the folder and its rights", "请检查文件夹及其权限"))
}

/// A new file that its owner alone can read: the registry holds contact details.
pub fn own_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}
