//! A registry: where it is, how it is opened, and its transactions. A query gets a [`Read`]; only
//! `ops` opens a [`Write`].

use std::{
    cell::{Cell, RefCell},
    path::Path,
    rc::Rc,
    time::Duration,
};

use super::{
    keys,
    chain::{Author, random},
    engine::{AskEach, Budget, Engine},
    erasing::{self, Erasing},
    file::{File, pour_into},
    gate::Write,
    output::{around, sweep},
    past::Past,
    place::can_be_registry,
    postgres::{Address, Env, Postgres, is_url},
    read::Read,
    server::{Server, Waiting},
    sqlite::Sqlite,
    tables::{SCHEMA, tables},
};
use crate::{
    error::{Error, Kind, Result},
    model::{journal::Written, words::Access},
    say,
};

/// A registry by its place. What was opened to read it is kept for the next reading.
#[derive(Debug, Clone)]
pub struct Registry {
    place: Location,
    known: Rc<Known>,
}

/// What one run of the program has come to know of a registry.
#[derive(Default)]
struct Known {
    /// Opened for reading, with no transaction.
    reader: RefCell<Option<Sqlite>>,
    /// Whether the last reading was done in a copy.
    copied: Cell<bool>,
    /// Whether a forgetting is marked whose bytes may still be there, once somebody has looked.
    unfinished: Cell<Option<bool>>,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known").field("copied", &self.copied).field("unfinished", &self.unfinished).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone)]
enum Location {
    File(File),
    Server(Box<Server>),
    /// As it was once: of either kind.
    Past(Past),
}

impl Registry {
    /// The registry at a path or at a `postgres://` URL, there or not. `env` says what a URL leaves out.
    ///
    /// # Errors
    /// A place that can hold no registry: a mistyped address, a link that leads nowhere, a device.
    pub fn at(place: &str, env: Env<'_>) -> Result<Registry> {
        let place = match is_url(place) {
            true => Location::Server(Box::new(Server::new(Address::parse(place, env)?))),
            false => {
                can_be_registry(place)?;
                Location::File(File(place.into()))
            }
        };
        Ok(Registry::of(place))
    }

    fn of(place: Location) -> Registry {
        Registry { place, known: Rc::default() }
    }

    /// The same registry, with a function that is called when a server keeps the program waiting.
    pub fn telling(self, waiting: Waiting) -> Registry {
        match self.place {
            Location::Server(server) => Registry::of(Location::Server(Box::new(server.telling(waiting)))),
            Location::File(_) | Location::Past(_) => self,
        }
    }

    /// The registry in a file.
    pub fn file(path: &Path) -> Registry {
        Registry::of(Location::File(File(path.into())))
    }

    /// Whether there is anything at its place.
    pub fn exists(&self) -> Result<bool> {
        match &self.place {
            Location::File(file) => file.exists(),
            Location::Server(server) => server.exists(),
            Location::Past(_) => Ok(true),
        }
    }

    /// Its file, where it is in one.
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Location::File(file) => Some(&file.0),
            Location::Server(_) | Location::Past(_) => None,
        }
    }

    /// Where it is, for people: never with a password.
    pub fn shown(&self) -> String {
        match &self.place {
            Location::File(file) => file.0.display().to_string(),
            Location::Server(server) => server.shown(),
            Location::Past(past) => past.shown.clone(),
        }
    }

    /// The registry as it stood after an entry of its journal, 0 being before the first one: to be read, whatever becomes of
    /// the registry meanwhile. The contents of documents come along where they are wanted.
    ///
    /// # Errors
    /// A missing registry; images of the journal that cannot be read.
    pub fn past(&self, entry: i64, contents: bool) -> Result<Registry> {
        let (copy, lasts) = match &self.place {
            // As it was when it was new.
            _ if entry == 0 => (Sqlite::private()?, true),
            Location::Server(server) => (server.poured(&|| self.missing(), contents)?, true),
            Location::File(file) => {
                let engine = self.opened(file)?;
                let (copy, lasts) = (engine.private_copy(), engine.lasts());
                engine.rollback();
                self.known.reader.replace(Some(engine));
                (copy?, lasts)
            }
            Location::Past(past) => (past.engine().private_copy()?, past.engine().lasts()),
        };
        Ok(Registry::of(Location::Past(Past::of(copy, entry, self.shown(), lasts)?)))
    }

    /// The refusal of what would change the registry as it was.
    fn is_past(&self) -> Error {
        Error::impossible(say!("what was known then can only be read", "过去某时的登记库只能查询"))
    }

    fn missing(&self) -> Error {
        let place = self.shown();
        Error::not_found(say!("there is no registry at {place}", "{place} 处没有登记库")).hint(say!(
            "`alliance init` or `alliance apply FILE` makes one; --db PATH names another",
            "用 `alliance init` 或 `alliance apply FILE` 新建，或用 `--db PATH` 另行指定"
        ))
    }

    /// Reads in one transaction. A missing registry is an error, and stays missing. On a server the
    /// query may be asked again, where the connection was lost.
    pub fn read<T>(&self, mut query: impl FnMut(&Read<'_>) -> Result<T>) -> Result<T> {
        let mut query = |read: &Read<'_>| {
            self.look_for_unfinished(read)?;
            query(read)
        };
        match &self.place {
            Location::Server(server) => server.read(&|| self.missing(), query),
            Location::File(file) => {
                let engine = self.opened(file)?;
                let answer = query(&Read::of(&engine));
                engine.rollback();
                self.known.reader.replace(Some(engine));
                answer
            }
            Location::Past(past) => query(&Read::of(&*past.engine())),
        }
    }

    /// Looks once in a run of the program whether a forgetting is unfinished.
    fn look_for_unfinished(&self, read: &Read<'_>) -> Result<()> {
        if self.known.unfinished.get().is_some() {
            return Ok(());
        }
        let found = match (erasing::any(read), &self.place) {
            // A damaged file may be read for what is left of it.
            (found, Location::File(_)) => found.unwrap_or(false),
            (found, Location::Server(_)) => found?,
            (_, Location::Past(_)) => false,
        };
        self.known.unfinished.set(Some(found));
        Ok(())
    }

    /// Whether a forgetting was seen whose bytes may still be there.
    pub fn is_unfinished(&self) -> bool {
        self.known.unfinished.get() == Some(true)
    }

    /// As [`Registry::read`], of a registry that may be damaged: one that cannot be brought up to the present version
    /// is read as it stands.
    pub fn read_as_it_is<T>(&self, mut query: impl FnMut(&Read<'_>) -> Result<T>) -> Result<T> {
        let mut query = |read: &Read<'_>| {
            self.known.unfinished.set(Some(read.apart(erasing::any)?.unwrap_or(false)));
            query(read)
        };
        match &self.place {
            Location::Server(server) => server.read_as_it_is(&|| self.missing(), query),
            Location::File(file) => {
                if !file.exists()? {
                    return Err(self.missing());
                }
                let engine = file.open_as_it_is()?;
                engine.begin(false)?;
                let answer = query(&Read::of(&engine));
                engine.rollback();
                answer
            }
            Location::Past(past) => query(&Read::of(&*past.engine())),
        }
    }

    /// Whether it is read in a copy that is brought up, since it is of an earlier version and cannot be written.
    pub fn is_read_in_a_copy(&self) -> bool {
        self.known.copied.get()
    }

    /// Writes in one transaction with one entry of the journal. A missing registry is built beside its place
    /// with the change in it, and comes there when all of it is done.
    pub fn write<T>(
        &self,
        author: &Author,
        dry_run: bool,
        change: impl Fn(&Write<'_>) -> Result<T>,
    ) -> Result<(T, Written)> {
        self.write_by(author, dry_run, |_| Ok(()), change)
    }

    /// As [`Registry::write`], for a change of very many rows.
    pub fn write_large<T>(
        &self,
        author: &Author,
        dry_run: bool,
        change: impl Fn(&Write<'_>) -> Result<T>,
    ) -> Result<(T, Written)> {
        self.write_by(author, dry_run, Sqlite::large, |write| {
            let done = change(write)?;
            // Ballots need no check: their organization and motion were looked up one by one.
            for table in tables().iter().filter(|table| table.name != "ballots") {
                if let Some(wrong) = write.engine().dangling(table.name)? {
                    return Err(Error::storage(say!(
                        "a row refers to what is not there: {wrong}",
                        "有记录指向不存在的内容：{wrong}"
                    )));
                }
            }
            Ok(done)
        })
    }

    /// `ready` prepares the engine of a file for the change.
    fn write_by<T>(
        &self,
        author: &Author,
        dry_run: bool,
        ready: fn(&Sqlite) -> Result<()>,
        change: impl Fn(&Write<'_>) -> Result<T>,
    ) -> Result<(T, Written)> {
        let uid = random()?;
        let change = |write: &Write<'_>| {
            self.look_for_unfinished(write)?;
            change(write)
        };
        let file = match &self.place {
            Location::Server(server) => return server.write(author, dry_run, &uid, change),
            Location::Past(_) => return Err(self.is_past()),
            Location::File(file) => file,
        };
        let transact = |engine: &Sqlite| {
            ready(engine)?;
            transact(engine, author, dry_run, &uid, change)
        };
        if !file.exists()? {
            if dry_run {
                let scratch = Sqlite::memory()?;
                scratch.script(SCHEMA)?;
                return transact(&scratch);
            }
            // As on a server, nothing is made for what records nothing.
            if let Some(done) = file.build(transact, |(_, written)| written.entry.is_some())? {
                return Ok(done);
            }
            // Another process made one meanwhile: the change is made there.
        }
        sweep(around(&file.0));
        transact(&file.open(true)?)
    }

    /// Makes a new registry. Tells whether it did: one that is there already is left alone.
    pub fn init(&self) -> Result<bool> {
        match &self.place {
            Location::Server(server) => server.init(),
            Location::Past(_) => Err(self.is_past()),
            Location::File(file) if file.exists()? => file.open(false).map(|_| false),
            Location::File(file) => file.build(|_| Ok(()), |()| true).map(|made| made.is_some()),
        }
    }

    /// Answers a question in SQL within a budget; the engine refuses whatever would do more than read.
    pub fn ask(
        &self,
        sql: &str,
        budget: Budget,
        columns: &mut dyn FnMut(Vec<String>),
        each: &mut AskEach<'_>,
    ) -> Result<()> {
        match &self.place {
            Location::Server(server) => {
                server.with(&|| self.missing(), |engine| engine.ask(sql, budget, columns, each))
            }
            Location::File(file) => {
                let mut engine = self.opened(file)?;
                self.look_for_unfinished(&Read::of(&engine))?;
                engine.rollback();
                engine.ask(sql, budget, columns, each)
            }
            Location::Past(past) => past.asked().ask(sql, budget, columns, each),
        }
    }

    /// Copies the registry, as it stands at one moment, to a file that its owner alone can read. The copy comes
    /// into its place once `check` has looked at it; one that is there is replaced under `force` alone.
    pub fn back_up(&self, to: &Path, force: bool, check: impl FnOnce(&Registry) -> Result<()>) -> Result<()> {
        let to = File(to.into());
        let aside = to.aside()?;
        let building = aside.building();
        match &self.place {
            Location::Server(server) => server.pour_into(&building, &|| self.missing())?,
            Location::File(file) => self.opened(file)?.copy_to(&building)?,
            Location::Past(_) => return Err(self.is_past()),
        }
        check(&Registry::file(&building))?;
        if to.put(&aside, force)? { Ok(()) } else { Err(to.taken()) }
    }

    /// Puts all of this registry, journal and all, where there is none yet: in a file or on a server.
    /// Every row is read back and compared before the copy comes into its place.
    pub fn copy(&self, to: &Registry) -> Result<()> {
        match (&self.place, &to.place) {
            (Location::Past(_), _) | (_, Location::Past(_)) => Err(self.is_past()),
            (_, Location::File(to)) => {
                let aside = to.aside()?;
                match &self.place {
                    Location::Server(from) => from.pour_into(&aside.building(), &|| self.missing())?,
                    Location::File(from) => pour_into(&self.opened(from)?, &aside.building())?,
                    Location::Past(_) => return Err(self.is_past()),
                }
                if to.put(&aside, false)? { Ok(()) } else { Err(to.taken()) }
            }
            (Location::File(from), Location::Server(to)) => {
                let from = self.opened(from)?;
                to.pour_from(&from)
            }
            (Location::Server(from), Location::Server(to)) => from.with(&|| self.missing(), |engine| {
                engine.begin(false)?;
                to.pour_from(engine)
            }),
        }
    }

    /// A file with a reading transaction open, the one that was kept from an earlier reading if there is one.
    fn opened(&self, file: &File) -> Result<Sqlite> {
        if !file.exists()? {
            return Err(self.missing());
        }
        let engine = match self.known.reader.take() {
            Some(engine) => engine,
            None => file.open(false)?,
        };
        self.known.copied.set(!engine.lasts());
        engine.begin(false)?;
        Ok(engine)
    }

    /// Puts the content of a backup in the place of this registry, once `check` has looked at a copy of it that
    /// nobody else can change. What it replaces is kept, under a name that ends in `replaced` and `digits`:
    /// answers where. Under `dry_run` all is done but the replacing.
    pub fn restore(
        &self,
        from: &Path,
        digits: &str,
        dry_run: bool,
        check: impl FnOnce(&Registry) -> Result<()>,
    ) -> Result<Option<String>> {
        self.known.reader.take();
        let backup = File(from.into());
        let source = Sqlite::open(from, false).map_err(|e| e.at(&super::file::place(from)))?;
        backup.known(&source)?;
        let copied = match &self.place {
            // Where a link leads.
            Location::File(file) => File(file.0.canonicalize().unwrap_or_else(|_| file.0.clone())),
            Location::Server(_) => File(std::env::temp_dir().join("backup.db")),
            Location::Past(_) => return Err(self.is_past()),
        };
        let aside = copied.aside()?;
        source.copy_to(&aside.building())?;
        drop(source);
        check(&Registry::file(&aside.building()))?;
        if dry_run {
            return Ok(None);
        }
        match &self.place {
            Location::Server(server) => {
                let source = File(aside.building()).open(false)?;
                source.begin(false)?;
                server.replace_from(&source, &format!("replaced_{}", digits.to_lowercase()))
            }
            Location::File(_) => Ok(copied.restore(&aside, digits)?.map(|kept| kept.0.display().to_string())),
            Location::Past(_) => Err(self.is_past()),
        }
    }

    /// Sets what a role of the server may do with this registry. A registry in a file has no roles: an error.
    pub fn grant(&self, access: Access, role: &str, dry_run: bool) -> Result<()> {
        match &self.place {
            Location::Server(server) => server.grant(&|| self.missing(), access, role, dry_run),
            Location::Past(_) => Err(self.is_past()),
            Location::File(_) => Err(Error::invalid(say!(
                "a registry in a file knows no roles",
                "文件形式的登记库没有角色之分"
            ))
            .hint(say!(
                "the rights of the file and its folder say who may read and write it; roles are for a registry on a server (--db postgres://…)",
                "由文件及其文件夹的权限决定谁可读写；角色用于服务器上的登记库（--db postgres://…）"
            ))),
        }
    }

    /// Forgettings whose bytes may still lie in free pages or side files; none where there is no registry.
    pub fn erasings(&self) -> Result<Vec<Erasing>> {
        // Without their table, or where it is another one, there is nothing to carry out; the deep check names it.
        match self.read(|read| Ok(read.apart(erasing::marked)?.unwrap_or_default())) {
            Err(error) if error.kind() == Kind::NotFound => Ok(Vec::new()),
            found => found,
        }
    }

    /// Removes what was erased from free pages and side files too, and takes the marks of it out. Answers
    /// whether that is certain: others who still read what was there before are waited for up to `patience`.
    pub fn scrub(&self, patience: Duration) -> Result<bool> {
        let marked = self.erasings()?;
        self.known.reader.take();
        match &self.place {
            Location::Server(server) => server.with(&|| self.missing(), |engine| {
                let clean = engine.scrub(patience)?;
                if clean {
                    erasing::done(engine, &marked)?;
                }
                Ok(clean)
            }),
            Location::File(file) => {
                let engine = file.open(true)?;
                let clean = engine.scrub(patience)?;
                if clean {
                    erasing::done(&engine, &marked)?;
                }
                Ok(clean)
            }
            Location::Past(_) => Err(self.is_past()),
        }
    }

    /// Whether whoever runs this may scrub: a file's user may try, on a server the owner alone.
    pub fn may_scrub(&self) -> Result<bool> {
        match &self.place {
            Location::Server(server) => server.with(&|| self.missing(), Postgres::is_own),
            Location::File(_) => Ok(true),
            Location::Past(_) => Ok(false),
        }
    }

    /// A registry on a scratch engine, as it is when new.
    pub fn scratch<T>(work: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        let scratch = Sqlite::memory()?;
        scratch.script(SCHEMA)?;
        scratch.begin(true)?;
        work(&Write::new(&scratch, &keys::Shared::default(), random()?))
    }
}

fn transact<T>(
    engine: &dyn Engine,
    author: &Author,
    dry_run: bool,
    uid: &str,
    change: impl FnOnce(&Write<'_>) -> Result<T>,
) -> Result<(T, Written)> {
    engine.begin(true)?;
    let keys = keys::Shared::default();
    let write = Write::new(engine, &keys, uid.to_string());
    let done = change(&write).and_then(|value| Ok((value, write.finish(author, dry_run)?)));
    let done = done.and_then(|done| {
        if done.1.entry.is_some() {
            engine.commit()?;
        }
        Ok(done)
    });
    engine.rollback();
    done
}
