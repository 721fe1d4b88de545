//! The public pages of a registry: HTML that needs no server and, but for the search, no script.
//!
//! Every text of the data passes [`html::esc`] or [`At::t`]; no other way leads into a page.

mod activities;
mod attendance;
mod chart;
mod documents;
mod home;
mod html;
mod meetings;
mod members;
mod officers;
mod organization;
mod search;
mod slug;
mod visits;
mod vote;
mod votes;

use crate::{
    lang::Lang,
    model::{
        motion::Vote,
        session::Session,
        site::{Frame, Register},
        source::Cited,
        words::PublicPart,
    },
};

use html::At;
pub use slug::slug;

/// A file of the site: its path below the folder, with `/`, and its text.
#[derive(Debug, Clone)]
pub struct File {
    /// Letters, digits, `-`, `_`, `.`, `+`, `~` and `/`.
    pub path: String,
    /// The whole of it.
    pub text: String,
}

/// The languages of the pages; each has a folder of its own.
pub const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];

/// The page of a vote, in every language.
pub fn vote(frame: &Frame, vote: &Vote) -> Vec<File> {
    each(frame, "../", |at| vote::page(at, vote))
}

/// The page of a session with where it comes from, in every language.
pub fn session(frame: &Frame, session: &Session, sources: &[Cited]) -> Vec<File> {
    each(frame, "../", |at| meetings::page(at, session, sources))
}

/// Everything else, handed on file by file.
///
/// # Errors
/// Those of `put`.
pub fn rest<E>(
    frame: &Frame,
    register: &Register,
    put: &mut dyn FnMut(File) -> Result<(), E>,
) -> Result<(), E> {
    let by_reference = votes::by_reference(register);
    for story in &register.organizations {
        each(frame, "../", |at| organization::page(at, story, register, &by_reference))
            .into_iter()
            .try_for_each(&mut *put)?;
    }
    for visit in &register.visits {
        let sources = register.visit_sources.get(visit.reference()).map(Vec::as_slice).unwrap_or_default();
        each(frame, "../", |at| visits::page(at, visit, sources)).into_iter().try_for_each(&mut *put)?;
    }
    for year in votes::years(&register.votes) {
        each(frame, "../", |at| votes::year(at, register, year)).into_iter().try_for_each(&mut *put)?;
    }
    type Draw = fn(At<'_>, &Register) -> (String, String);
    let single: [(Option<PublicPart>, Draw); 10] = [
        (None, home::page),
        (None, members::page),
        (None, meetings::list),
        (None, votes::page),
        (Some(PublicPart::Absences), attendance::page),
        (Some(PublicPart::Visits), visits::list),
        (Some(PublicPart::Offices), officers::page),
        (Some(PublicPart::Activities), activities::list),
        (Some(PublicPart::Documents), documents::list),
        (None, search::page),
    ];
    let shown = single.into_iter().filter(|(part, _)| part.is_none_or(|part| frame.shows(part)));
    for (_, draw) in shown {
        each(frame, "", |at| draw(at, register)).into_iter().try_for_each(&mut *put)?;
    }
    put(File { path: "index.html".into(), text: home::choice(frame) })?;
    put(File { path: "assets/style.css".into(), text: include_str!("site/assets/style.css").into() })?;
    put(File { path: "assets/search.js".into(), text: include_str!("site/assets/search.js").into() })?;
    put(File { path: "assets/search-index.js".into(), text: search::index(frame, register) })
}

/// One page in every language: `draw` answers its path below the language's folder, and its text.
fn each(frame: &Frame, up: &'static str, draw: impl Fn(At<'_>) -> (String, String)) -> Vec<File> {
    let one = |lang| {
        let (path, text) = draw(At { frame, lang, up });
        File { path: format!("{}/{path}", html::folder(lang)), text }
    };
    LANGS.into_iter().map(one).collect()
}
