//! A registry on a server, and its one connection. When the connection is lost, the server fails over, or two
//! writers collide, the work is tried again on a new connection, up to a time limit.

use std::{
    cell::{Cell, RefCell},
    path::Path,
    rc::Rc,
    thread::sleep,
    time::{Duration, Instant},
};

use super::{
    keys,
    engine::Engine,
    file::pour_into,
    chain::Author,
    gate::Write,
    postgres::{Address, Again, Failure, Known, Postgres},
    pour::{pour, pour_tables},
    read::Read,
    sqlite::Sqlite,
    steps::{VERSION, upgrade},
    tables::all,
    version::{not_brought_up, too_new},
};
use crate::{
    error::{Error, Result},
    model::{journal::Written, words::Access},
    say,
};

/// How long failed work is tried again before the error is told: longer than promoting a standby takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long that goes on in silence.
const SILENCE: Duration = Duration::from_secs(2);
/// From the first pause to the longest one between two tries.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// The place of a registry on a server.
#[derive(Clone)]
pub struct Server {
    /// Where it is.
    pub address: Address,
    connection: Rc<RefCell<Option<Rc<Postgres>>>>,
    /// Whether the server was there before.
    met: Rc<Cell<bool>>,
    waiting: Option<Waiting>,
}

/// A function that is told, once for each piece of work, what is being waited for.
pub type Waiting = Rc<dyn Fn(&Error)>;

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.address.fmt(f)
    }
}

impl Server {
    /// Not connected yet.
    pub fn new(address: Address) -> Server {
        Server { address, connection: Rc::default(), met: Rc::default(), waiting: None }
    }

    /// With somebody who is told when it has to wait.
    pub fn telling(self, waiting: Waiting) -> Server {
        Server { waiting: Some(waiting), ..self }
    }

    /// The registry's name with its server, without the password.
    pub fn shown(&self) -> String {
        self.address.to_string()
    }

    fn connected(&self) -> std::result::Result<Rc<Postgres>, Failure> {
        let mut kept = self.connection.borrow_mut();
        if let Some(engine) = kept.as_ref().filter(|engine| !engine.is_closed()) {
            return Ok(engine.clone());
        }
        let engine = Rc::new(Postgres::connect(&self.address)?);
        self.address.is_known(Known::Reached);
        *kept = Some(engine.clone());
        self.met.set(true);
        Ok(engine)
    }

    /// Does the work, and again on a new connection where the connection or the order of writers failed.
    fn lasting<T>(&self, mut work: impl FnMut(&Postgres) -> Result<T>) -> Result<T> {
        let started = Instant::now();
        let mut pause = PAUSES.0;
        let (mut waiting, mut once, mut may_be_done) = (self.waiting.as_ref(), true, false);
        loop {
            let mut fault = match self.connected() {
                Err(fault) => fault,
                Ok(engine) => match work(&engine) {
                    Ok(done) => {
                        engine.rollback();
                        self.found(&engine);
                        return Ok(done);
                    }
                    Err(error) => {
                        let again = engine.again();
                        // What fails for itself has looked at what stands there.
                        may_be_done = engine.unanswered() || (may_be_done && again != Again::No);
                        engine.rollback();
                        if again != Again::No {
                            self.connection.take();
                        }
                        Failure::new(error, again)
                    }
                },
            };
            // A mistyped address is told without what may be the password.
            fault.error = fault.error.without(&self.address.hidden());
            let again = match fault.again {
                Again::Unreached => self.address.hosts.len() > 1 || self.met.get(),
                Again::Once => std::mem::take(&mut once),
                again => again == Again::Yes,
            };
            if !again || started.elapsed() > PATIENCE {
                // The bound was reached between a commit and its answer.
                return Err(if may_be_done { fault.error.hint(may_stand()) } else { fault.error });
            }
            if let Some(tell) = waiting.take_if(|_| started.elapsed() > SILENCE) {
                tell(&fault.error);
            }
            sleep(pause);
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    /// Takes down that the registry is there, where it is.
    fn found(&self, engine: &Postgres) {
        if engine.version().is_some() {
            self.address.is_known(Known::Found);
        }
    }

    /// The version of the registry that is there, brought up where it is an older one; none where there
    /// is no registry.
    fn version(&self, engine: &Postgres) -> Result<Option<i64>> {
        self.found(engine);
        match engine.version() {
            Some(found) if found > VERSION => {
                // Its schema is looked at as it is within a transaction.
                engine.begin(false)?;
                let error = too_new(engine, &self.shown(), found);
                engine.rollback();
                Err(error)
            }
            Some(found) if found < VERSION => {
                upgrade(engine, found).map_err(|e| not_brought_up(found, e))?;
                engine.created();
                Ok(Some(VERSION))
            }
            found => Ok(found),
        }
    }

    /// Whether the registry is there.
    pub fn exists(&self) -> Result<bool> {
        self.lasting(|engine| Ok(engine.version().is_some()))
    }

    /// Reads in one transaction.
    pub fn read<T>(
        &self,
        missing: &dyn Fn() -> Error,
        mut query: impl FnMut(&Read<'_>) -> Result<T>,
    ) -> Result<T> {
        self.lasting(|engine| {
            self.version(engine)?.ok_or_else(missing)?;
            engine.begin(false)?;
            query(&Read::of(engine))
        })
    }

    /// As [`Server::read`], of a registry that may be damaged: one that cannot be brought up is read as it stands.
    pub fn read_as_it_is<T>(
        &self,
        missing: &dyn Fn() -> Error,
        mut query: impl FnMut(&Read<'_>) -> Result<T>,
    ) -> Result<T> {
        self.lasting(|engine| {
            match self.version(engine) {
                Err(error) if error.details().damaged => engine.rollback(),
                found => drop(found?.ok_or_else(missing)?),
            }
            engine.begin(false)?;
            query(&Read::of(engine))
        })
    }

    /// Writes in one transaction with one entry of the journal; a missing registry is made in it. A
    /// commit whose answer was lost is looked for before anything is done again: nothing is done twice.
    pub fn write<T>(
        &self,
        author: &Author,
        dry_run: bool,
        uid: &str,
        change: impl Fn(&Write<'_>) -> Result<T>,
    ) -> Result<(T, Written)> {
        let mut unanswered: Option<(T, Written)> = None;
        self.lasting(|engine| {
            let there = self.version(engine)?;
            engine.begin(true)?;
            if there.is_none() {
                engine.create()?;
            } else if unanswered.is_some() && committed(engine, uid)? {
                // The first commit went through here. This one is answered only when it also stands on the
                // standbys that the server waits for, and so does the first.
                engine.commit()?;
                return unanswered.take().ok_or_else(unknown);
            }
            unanswered = None;
            let keys = keys::Shared::default();
            let write = Write::new(engine, &keys, uid.to_string());
            let value = change(&write)?;
            let written = write.finish(author, dry_run)?;
            if written.entry.is_none() {
                return Ok((value, written));
            }
            match engine.commit() {
                Ok(()) => {
                    engine.created();
                    Ok((value, written))
                }
                Err(error) => {
                    unanswered = engine.lost().then_some((value, written));
                    Err(error)
                }
            }
        })
    }

    /// Makes the registry. Tells whether it did.
    pub fn init(&self) -> Result<bool> {
        let mut sent = false;
        self.lasting(|engine| {
            if self.version(engine)?.is_some() {
                // A commit whose answer was lost.
                return Ok(sent);
            }
            engine.begin(true)?;
            engine.create()?;
            sent = true;
            engine.commit()?;
            engine.created();
            Ok(true)
        })
    }

    /// One piece of work on the connection, with no transaction open.
    pub fn with<T>(
        &self,
        missing: &dyn Fn() -> Error,
        mut work: impl FnMut(&Postgres) -> Result<T>,
    ) -> Result<T> {
        self.lasting(|engine| {
            self.version(engine)?.ok_or_else(missing)?;
            work(engine)
        })
    }

    /// A file at `building` with all rows of this registry, as they stand at one moment.
    pub fn pour_into(&self, building: &Path, missing: &dyn Fn() -> Error) -> Result<()> {
        self.with(missing, |engine| {
            engine.begin(false)?;
            pour_into(engine, building)
        })
    }

    /// A copy with all rows of this registry that only this process has, as they stand at one moment; the contents of
    /// documents where they are wanted.
    pub fn poured(&self, missing: &dyn Fn() -> Error, contents: bool) -> Result<Sqlite> {
        self.with(missing, |engine| {
            engine.begin(false)?;
            let copy = Sqlite::private()?;
            copy.large()?;
            copy.begin(true)?;
            pour_tables(engine, &copy, |table| contents || table != "contents")?;
            copy.commit()?;
            Ok(copy)
        })
    }

    /// All rows of another registry, whose transaction is open, in this one, where there is none yet.
    pub fn pour_from(&self, other: &dyn Engine) -> Result<()> {
        let mut sent = false;
        self.lasting(|engine| {
            if self.version(engine)?.is_some() {
                engine.begin(true)?;
                // A commit whose answer was lost; it is answered when it also stands wherever the server
                // was told to wait for.
                if sent && newest(engine)? == newest(other)? {
                    return engine.commit();
                }
                return Err(self.taken());
            }
            engine.begin(true)?;
            engine.create()?;
            self.fill(engine, other)?;
            sent = true;
            engine.commit()?;
            engine.created();
            Ok(())
        })
    }

    /// All rows of another registry, whose transaction is open, in the place of this one's. What stood
    /// here is kept as a registry whose name ends in `aside`: answers where.
    pub fn replace_from(&self, other: &dyn Engine, aside: &str) -> Result<Option<String>> {
        let (mut sent, mut first, mut kept) = (false, true, None);
        self.lasting(|engine| {
            let there = match self.version(engine) {
                // One that cannot be brought up is replaced too.
                Err(error) if error.details().damaged => {
                    engine.rollback();
                    true
                }
                found => found?.is_some(),
            };
            engine.begin(true)?;
            // A commit whose answer was lost: what it replaced was kept, or it made the registry.
            if sent && kept.as_deref().map_or(Ok(there), |kept| engine.knows(kept))? {
                return engine.commit();
            }
            if std::mem::take(&mut first) && there {
                kept = Some(self.free(engine, aside)?);
            }
            match &kept {
                Some(kept) => engine.keep_as(kept)?,
                None => engine.create()?,
            }
            self.fill(engine, other)?;
            sent = true;
            engine.commit()?;
            engine.created();
            Ok(())
        })?;
        Ok(kept.map(|kept| self.address.beside(&kept).to_string()))
    }

    /// A name that is free, made of this registry's and of `aside`.
    fn free(&self, engine: &Postgres, aside: &str) -> Result<String> {
        let own = &self.address.registry;
        for n in 1.. {
            let end = if n == 1 { format!("_{aside}") } else { format!("_{aside}_{n}") };
            // The server's names are of 63 bytes at most.
            let room = (0..=own.len().min(63 - end.len())).rev().find(|at| own.is_char_boundary(*at));
            let name = format!("{}{end}", &own[..room.unwrap_or_default()]);
            if !engine.knows(&name)? {
                return Ok(name);
            }
        }
        Ok(own.clone())
    }

    fn fill(&self, engine: &Postgres, other: &dyn Engine) -> Result<()> {
        let names: Vec<&str> = all().iter().map(|table| table.name).collect();
        let loose = engine.loosen(&self.address.registry, &names)?;
        pour(other, engine)?.arrived(engine)?;
        engine.fasten(&loose)
    }

    /// The refusal of a place that holds a registry.
    fn taken(&self) -> Error {
        let place = self.shown();
        Error::conflict(say!("there is a registry at {place} already", "{place} 处已有登记库"))
            .hint(say!("name another place", "请另选位置"))
    }

    /// Sets what a role may do with this registry.
    pub fn grant(
        &self,
        missing: &dyn Fn() -> Error,
        access: Access,
        role: &str,
        dry_run: bool,
    ) -> Result<()> {
        self.with(missing, |engine| {
            engine.begin(true)?;
            engine.grant(access, role)?;
            if dry_run { Ok(()) } else { engine.commit() }
        })
    }
}

fn committed(engine: &Postgres, uid: &str) -> Result<bool> {
    let sql = "SELECT entry FROM journal WHERE uid = ?1";
    Ok(Read::of(engine).one(sql, &[uid.into()], |row| row.int(0))?.is_some())
}

/// What the newest entry is known by.
fn newest(engine: &dyn Engine) -> Result<Option<String>> {
    Read::of(engine).one("SELECT uid FROM journal ORDER BY entry DESC LIMIT 1", &[], |row| row.text(0))
}

fn unknown() -> Error {
    Error::storage(say!("the entry is lost from sight", "该笔记录状态不明")).hint(may_stand())
}

fn may_stand() -> crate::error::Message {
    say!(
        "the connection was lost before the server answered, so what was asked for may stand: look before you do it again (`alliance log` shows the entries)",
        "服务器答复前连接中断，操作可能已经完成：重做之前请先查看（`alliance log` 可查看日志）"
    )
}
