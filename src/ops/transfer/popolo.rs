//! Popolo, the format in which parliaments are exchanged: organizations, persons, memberships, motions and
//! vote events, areas. What Popolo has no property for travels in `extras.alliance` of its object, so that a
//! registry comes back from its own export; what does not map is listed, never dropped in silence.

mod document;
mod item;
mod made;
mod organizations;
mod persons;
mod tree;
mod votes;
mod write;

use self::{
    document::Document, item::Reader, organizations::Organizations, persons::Persons, tree::Tree,
    votes::Events,
};
use crate::{
    error::{Error, Message, Result},
    model::sheet::List,
    say,
};

pub use self::{document::is_popolo, write::write};

/// The document as lists, and what of it no list holds. `known` says whether an organization of the registry
/// has a code, so that a document may name those that an earlier one brought.
///
/// # Errors
/// What is no JSON, with line and column; every value of a wrong type, every id that stands twice and
/// every figure that cannot be, with its path in the document.
pub fn lists(file: &str, text: &str, known: &dyn Fn(&str) -> bool) -> Result<(Vec<List>, Vec<Message>)> {
    let whole = Tree::read(text).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        Error::invalid(say!(
            "{file}:{line}:{column}: this is no JSON",
            "{file}:{line}:{column}：不是合规的 JSON"
        ))
        .cause(Message::verbatim(e.to_string()))
    })?;
    let reader = Reader::new(file);
    let mut made = Vec::new();
    {
        let mut document = Document::read(&reader, &whole);
        let organizations = Organizations::take(&reader, &mut document, known, &mut made);
        let persons = Persons::take(&reader, &mut document, &organizations, &mut made);
        let events = Events::take(&reader, &mut document);
        persons::memberships(&reader, &mut document, &organizations, &persons, &events.periods, &mut made);
        votes::take(&reader, &mut document, &organizations, &persons, events, &mut made, known);
    }
    let warnings = reader.settle()?;
    Ok((made.into_iter().filter_map(|made| made.list(file)).collect(), warnings))
}
