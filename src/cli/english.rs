//! English names of organizations on pages for English readers.

use super::Session;
use crate::{error::Result, lang::Lang, model::paper::English, ops::query, render::Format, store::Read};

/// The English names by which pages for English readers call organizations, as papers do; none where they are not called so.
pub fn english(session: &Session<'_>, read: &Read<'_>) -> Result<English> {
    let is_page = matches!(session.format, Format::Table | Format::Markdown);
    if is_page && session.screen.lang == Lang::En { query::english(read) } else { Ok(English::default()) }
}
