//! Lists of the contents of documents.

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};

use super::Heads;
use crate::{
    error::{Error, Result},
    model::{journal::RowCount, record::Place},
    ops::{
        documents,
        intake::{Taker, taker::Outcome},
    },
    say,
    store::chain::sha256,
};

/// A document's content as far as its pieces were read.
struct Content {
    hash: String,
    bytes: Vec<u8>,
    place: Place,
    rows: u64,
}

impl Taker<'_, '_> {
    /// Contents of documents, piece by piece; each must be what its fingerprint says.
    pub(super) fn contents(
        &mut self,
        heads: &Heads<'_>,
        count: &mut RowCount,
    ) -> Result<()> {
        // One content at a time is in memory: its pieces stand together.
        let mut at_hand: Option<Content> = None;
        let mut counts = RowCount::default();
        self.each_row(heads, count, &mut |taker, row| {
            let hash = row.text("sha256").unwrap_or_default();
            let letters = row.text("base64").unwrap_or_default().trim_end_matches('=');
            let Ok(bytes) = BASE64_STANDARD_NO_PAD.decode(letters) else {
                return Err(Error::invalid(say!("this is not base64", "此处不是 base64 编码"))
                    .at(&row.place("base64")));
            };
            if let Some(content) = at_hand.as_mut().filter(|content| content.hash == hash) {
                content.rows += 1;
                if content.bytes.len() + bytes.len() > documents::MOST {
                    return Err(documents::too_large().at(&row.place("base64")));
                }
                content.bytes.extend(bytes);
                return Ok(());
            }
            let next = Content { hash: hash.to_string(), bytes, place: row.place("sha256"), rows: 1 };
            match at_hand.replace(next) {
                Some(content) => taker.keep(content, &mut counts),
                None => Ok(()),
            }
        })?;
        if let Some(content) = at_hand {
            self.keep(content, &mut counts)?;
        }
        (count.added, count.equal) = (count.added + counts.added, count.equal + counts.equal);
        Ok(())
    }

    /// Keeps a content, which must be what its fingerprint says.
    fn keep(&mut self, content: Content, count: &mut RowCount) -> Result<()> {
        let Content { hash, bytes, place, rows } = content;
        if sha256(&bytes) != hash {
            let error = Error::invalid(say!(
                "the content {hash} is not what its fingerprint says",
                "文件内容 {hash} 与其指纹不符"
            ));
            self.fault_at(&place, error);
            return Ok(());
        }
        let sql = "SELECT sha256 FROM contents WHERE sha256 = ?1";
        let known = self.write.first::<String>(sql, &[hash.as_str().into()])?.is_some();
        self.write.keep_content(&hash, bytes)?;
        self.counted(count, Outcome { added: !known, changed: false }, rows);
        Ok(())
    }
}
