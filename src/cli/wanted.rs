//! What the values of `--where` mean in the registry.

use super::Session;
use crate::{
    error::{Error, Kind, Result},
    lang::labels,
    model::{
        day::Day,
        text::{fold, nearest},
    },
    ops::{names::Names, refs},
    render::{filter::Look, keys::Refer},
    say,
    store::Read,
};

/// Looks values up in the registry. Of a day `today` is meant by its own word.
pub struct Known<'r> {
    /// The registry.
    pub read: &'r Read<'r>,
    /// The day that is asked about.
    pub today: Day,
}

/// As [`Known`], of a list whose rows are at hand: the registry is read only where a condition names a record of it. Some
/// lists, such as the rules of `check`, need none.
pub struct Asking<'s> {
    /// The call.
    pub session: &'s Session<'s>,
    /// The day that is asked about.
    pub today: Day,
}

impl Look for Asking<'_> {
    fn day(&self) -> Day {
        self.today
    }

    fn meant(&self, refer: Refer, text: &str) -> Result<Option<String>> {
        self.session.registry()?.read(|read| Known { read, today: self.today }.meant(refer, text))
    }
}

impl Look for Known<'_> {
    fn day(&self) -> Day {
        self.today
    }

    fn meant(&self, refer: Refer, text: &str) -> Result<Option<String>> {
        let read = self.read;
        let organization = || {
            let names = Names::of(read);
            names.shown(names.organization(text)?).map(|(code, _)| code)
        };
        let found = match refer {
            Refer::Body => body(read, text),
            Refer::Organization => organization(),
            Refer::Subject => match organization() {
                Err(error) if error.kind() == Kind::NotFound => return Ok(None),
                found => found,
            },
            Refer::Session => refs::session(read, text).and_then(|id| {
                let sql = "SELECT ref FROM session_refs WHERE session_id = ?1";
                Ok(read.first::<String>(sql, &[id.into()])?.unwrap_or_default())
            }),
            Refer::Motion => refs::motion(read, text).and_then(|id| {
                let sql = "SELECT r.ref || '/' || m.number FROM motions m JOIN session_refs r \
                           ON r.session_id = m.session_id WHERE m.id = ?1";
                Ok(read.first::<String>(sql, &[id.into()])?.unwrap_or_default())
            }),
        };
        found.map(Some).map_err(wrong)
    }
}

/// A body by its code, or by any name that it has or had.
fn body(read: &Read<'_>, text: &str) -> Result<String> {
    let known = refs::bodies(read)?.known;
    let labelled = labels::words("session", "body").and_then(|words| words.find(text));
    let own = known.iter().find(|body| [&body.code, &body.name].iter().any(|name| fold(name) == fold(text)));
    let found = own.map(|body| body.code.clone()).or_else(|| {
        known.iter().find(|body| labelled == Some(body.code.as_str())).map(|body| body.code.clone())
    });
    found.ok_or_else(|| {
        let error = Error::not_found(say!("no body is known as {text}", "没有名为“{text}”的机构"));
        let names = known.iter().flat_map(|body| [body.code.as_str(), body.name.as_str()]);
        match nearest(text, names) {
            Some(near) => error.hint(say!("did you mean {near}?", "是否指“{near}”？")),
            None => error.hint(say!("`alliance body list` lists them all", "`alliance body list` 列出全部机构")),
        }
    })
}

/// A reference that means nothing is a mistake of the command line.
fn wrong(error: Error) -> Error {
    if !matches!(error.kind(), Kind::NotFound | Kind::Ambiguous) {
        return error;
    }
    let details = error.details();
    let usage = Error::usage(details.message.clone().at("--where")).candidates(details.candidates.clone());
    details.hints.iter().cloned().fold(usage, Error::hint)
}
