//! What a registry says of its version, where that does not lead to the present one.

use super::{
    engine::Engine,
    read::Read,
    steps::{VERSION, newer},
};
use crate::{
    error::{Error, Kind, Message, Result},
    say,
};

/// The refusal of a registry whose number is higher than this program's. A newer program has another schema: one
/// that is made as this program makes it only bears a number that somebody gave it.
pub fn too_new(engine: &dyn Engine, place: &str, found: i64) -> Error {
    match Read::of(engine).schema_differences() {
        Ok(differences) if differences.is_empty() => Error::storage(say!(
            "the registry says that it is of version {found} of the schema, but is made as one of version {VERSION}",
            "登记库自称结构版本 {found}，其结构却是版本 {VERSION}"
        ))
        .damaged()
        .hint(mend()),
        _ => newer(place, found),
    }
}

/// The failure to bring a registry up from the version that it says it has. Nothing of it lasts. What is no fault of
/// the registry's own, a full disk say, keeps its own advice.
pub fn not_brought_up(found: i64, error: Error) -> Error {
    let details = error.details();
    // What a step moves must be of the version that is said: else its statements fail, or what they make is refused.
    let is_its_own = details.damaged || details.kind == Kind::Conflict;
    let wrapped = Error::storage(say!(
        "the registry says that it is of version {found} of the schema, but cannot be brought up to version {VERSION}; nothing was changed",
        "登记库自称结构版本 {found}，但无法升级到版本 {VERSION}；未作任何更改"
    ));
    let wrapped = details.why().into_iter().fold(wrapped.cause(details.said()), Error::cause);
    match is_its_own {
        true => wrapped.damaged().hint(mend()),
        false => details.all_hints().into_iter().cloned().fold(wrapped, Error::hint),
    }
}

fn mend() -> Message {
    say!(
        "`alliance check --deep` tells what does not fit; `alliance restore FILE` puts a backup in its place, and keeps what it replaces",
        "`alliance check --deep` 列出不符之处；`alliance restore 文件` 以备份替换，并保留被替换的登记库"
    )
}

/// Which version a registry says it has, where that is not the one it is read as.
pub fn differing(read: &Read<'_>) -> Result<Option<i64>> {
    let found: Option<i64> = read.first("SELECT version FROM registry WHERE id = 1", &[])?;
    Ok(found.filter(|found| *found != VERSION))
}
