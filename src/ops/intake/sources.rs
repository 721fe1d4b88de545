//! Where what is recorded comes from: sources of any record, which may name a document of the registry.

use super::Taker;
use crate::{
    error::Result,
    model::record::Source,
    ops::refs,
    store::{Record, Value},
};

impl Taker<'_, '_> {
    /// Sources as rows. A document among them is one that the registry keeps, or that comes later in the same input.
    pub(super) fn source_rows(&mut self, sources: &[Source], owner: &Value, reference: &str) -> Result<Vec<Record>> {
        let mut rows = Vec::new();
        for (n, source) in sources.iter().enumerate() {
            let row = Record::new("sources").with("kind", source.kind).with("title", source.title.clone());
            let row = row.with("date", source.date).with("place", source.place.clone());
            let mut document = None;
            if let Some(text) = &source.document {
                document = refs::numbered(self.write, text, 'd', "documents").ok().filter(|_| !self.facts);
                if document.is_none() {
                    let key = vec![owner.clone(), Value::Int(n as i64 + 1)];
                    self.cited.push((key, text.clone(), source.at.clone(), reference.to_string()));
                }
            }
            rows.push(row.with("document", document));
        }
        Ok(rows)
    }

    /// Documents that sources name and that came after them.
    pub(super) fn settle_cited(&mut self) -> Result<()> {
        for (key, text, place, reference) in std::mem::take(&mut self.cited) {
            let found = self.numbered(&text, 'd', "documents", &place);
            if let Some(document) = self.kept(&place, found)?
                && let Some(row) = self.write.find("sources", &key)?
            {
                self.write.put(&row.with("document", document), &reference)?;
            }
        }
        Ok(())
    }
}
