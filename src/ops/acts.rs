//! Single acts of the secretariat: each is one transaction, one entry of the journal, and can be
//! taken back. They go the same way as record files, so a year kept by commands is the same registry as
//! the same year kept by files.

mod accept;
mod book;
mod brought;
mod document;
mod draft;
mod entered;
mod forget;
mod lacking;
mod member;
mod organization;
mod person;
mod rule;
mod session;
mod visited;
mod vote;
mod waiting;

pub use brought::brought_up;
pub use draft::{Draft, Rebased, draft, rebase};

use std::path::Path;

use super::{
    intake::{Applied, Near, Of, Options, Taker, with_taker},
    refs::{self, Target},
};
use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        record::{Entry, Given, Place},
    },
    say,
    store::{Author, Registry},
};

/// Where acts are done: the registry, who does them and when.
pub struct Desk<'a> {
    /// The registry.
    pub registry: &'a Registry,
    /// Who, when, why.
    pub author: Author,
    /// Today.
    pub today: Day,
    /// Say what would change, and change nothing.
    pub dry_run: bool,
    /// A name that would add a record by the way is meant, however near it is to a known one.
    pub new: bool,
}

impl Desk<'_> {
    fn run(&self, loose: bool, act: impl Fn(&mut Taker<'_, '_>) -> Result<()>) -> Result<Applied> {
        let near = if self.new { Near::Meant } else { Near::Refused };
        let options = Options { loose, near, ..Options::of_files(self.today, self.dry_run) };
        with_taker(self.registry, &self.author, &options, |taker| {
            act(taker)?;
            taker.finish()
        })
    }

    /// Adds a record. One that is there already is a conflict: `edit` changes it.
    pub fn add(&self, entry: &Entry, folder: &Path) -> Result<Applied> {
        self.run(false, |taker| {
            if entry.shape.noun == "motion" {
                return Err(Error::usage(say!("a motion belongs to a session", "议题须属于某次会议")));
            }
            taker.take(entry, Of { folder: Some(folder), ..Of::default() })?;
            added(taker, entry)
        })
    }

    /// Changes a record: what the entry leaves out stays.
    pub fn edit(&self, noun: &str, reference: &str, entry: &Entry) -> Result<Applied> {
        self.run(true, |taker| {
            let target = refs::target(taker.write, &taker.names, noun, reference)?;
            match target {
                Target::Row { table: "motions", id, .. } => {
                    taker.take(&taker.with_standing(entry)?, Of::row(id)).map(|_| ())
                }
                Target::Row { id, .. } => taker.take(entry, Of::row(id)).map(|_| ()),
                Target::Code { code, .. } => {
                    let mut entry = entry.clone();
                    if entry.has("code") {
                        return Err(Error::invalid(say!(
                            "the code of a body stays as it is",
                            "机构代码不能更改"
                        ))
                        .hint(say!(
                            "`alliance body add` defines another body",
                            "可用 `alliance body add` 另设机构"
                        )));
                    }
                    entry.put("code", Given::Text(code), Place::flag("REF"));
                    taker.take(&entry, Of::default()).map(|_| ())
                }
                Target::Number { number, .. } => {
                    let mut entry = entry.clone();
                    if entry.int("number").known().is_some_and(|other| other != number) {
                        return Err(Error::invalid(say!(
                            "the number of a term stays as it is",
                            "届数不能更改"
                        ))
                        .hint(say!("remove the term and add the right one", "请删除后重新添加")));
                    }
                    entry.put("number", Given::Int(number), Place::flag("REF"));
                    taker.take(&entry, Of::default()).map(|_| ())
                }
            }
        })
    }

    /// What the alliance is.
    pub fn edit_alliance(&self, entry: &Entry) -> Result<Applied> {
        self.run(true, |taker| taker.take(entry, Of::default()).map(|_| ()))
    }

    /// Takes out what was entered by mistake; refused where other records stand on it.
    pub fn remove(&self, noun: &str, reference: &str) -> Result<Applied> {
        self.run(true, |taker| match refs::target(taker.write, &taker.names, noun, reference)? {
            Target::Row { table, id, reference } => taker.remove_with_parts(table, id, &reference),
            Target::Code { table, code } => {
                taker.remove_parts(table, &code.as_str().into(), &code)?;
                taker.write.remove(table, &[code.as_str().into()], &code).map(|_| ())
            }
            Target::Number { table, number } => {
                taker.write.remove(table, &[number.into()], &number.to_string()).map(|_| ())
            }
        })
    }
}

/// An `add` that found its record there already.
fn added(taker: &Taker<'_, '_>, entry: &Entry) -> Result<()> {
    let noun = entry.shape.noun;
    if taker.faulty() > 0 || taker.write.added(entry.shape.store) {
        return Ok(());
    }
    let noun = match noun {
        "organization" => "org",
        "membership" => "member",
        noun => noun,
    };
    Err(there(noun))
}

/// A record that is there already.
fn there(noun: &str) -> Error {
    let zh = crate::noun::named(noun).map_or(noun, |shape| shape.zh);
    let error = Error::conflict(say!("this {noun} is recorded already", "该{zh}已有记录"));
    match noun {
        "document" => error,
        "member" => error.hint(say!(
            "`alliance member class` or `alliance member leave` changes a membership",
            "变更成员身份请用 `alliance member class` 或 `alliance member leave`"
        )),
        _ => error.hint(say!(
            "`alliance {noun} edit REF FIELD=VALUE` changes it",
            "修改请用 `alliance {noun} edit REF FIELD=VALUE`"
        )),
    }
}

/// An entry's key with a text, from an act itself.
fn with(mut entry: Entry, key: &str, given: Given) -> Entry {
    let place = entry.place.clone();
    entry.put(key, given, place);
    entry
}

/// A day as an entry gives it.
fn day(day: Day) -> Given {
    Given::Days(crate::model::day::Days { start: day, end: day })
}
