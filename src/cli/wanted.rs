//! What the values of `--where` mean in the registry.

use super::Session;
use crate::{
    error::{Error, Kind, Result},
    model::{day::Day, text::fold},
    ops::{names::Names, query, refs},
    render::{filter::Look, keys::Refer},
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

    fn holding(&self, refer: Refer, part: &str) -> Result<Vec<String>> {
        self.session.registry()?.read(|read| Known { read, today: self.today }.holding(refer, part))
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
            Refer::Body => refs::body(read, text),
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

    fn holding(&self, refer: Refer, part: &str) -> Result<Vec<String>> {
        match refer {
            Refer::Body => Ok(refs::bodies(self.read)?.holding(part)),
            Refer::Organization | Refer::Subject => Names::of(self.read).holding(part),
            Refer::Session => {
                let wanted = fold(part);
                let mut rows = query::sessions(self.read, query::Ids::All)?;
                rows.retain(|row| [&row.name, &row.name_en].iter().any(|name| fold(name).contains(&wanted)));
                Ok(rows.into_iter().map(|row| row.reference).collect())
            }
            Refer::Motion => Ok(Vec::new()),
        }
    }
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
