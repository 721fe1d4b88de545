//! Documents that the registry itself makes.

use super::Desk;
use crate::{
    error::{Error, Result},
    model::words::SessionStatus,
    ops::intake::{Applied, media_type},
    say,
    store::{Record, chain::sha256},
};

impl Desk<'_> {
    /// Keeps the minutes of a session as they were written just now, as a document of it. `again`: beside minutes that
    /// were made final before.
    ///
    /// # Errors
    /// A session that is still to come; minutes that are final already.
    pub fn final_minutes(&self, session: &str, file: &str, title: &str, bytes: &[u8], again: bool) -> Result<Applied> {
        self.run(true, |taker| {
            let (id, reference) = taker.session_ref(session)?;
            let row = taker.write.row("sessions", id)?;
            if row.text("status") == Some(SessionStatus::Planned.code()) {
                return Err(Error::conflict(say!(
                    "{reference} is planned and has no minutes yet",
                    "{reference} 尚未召开，没有纪要"
                )));
            }
            let kept = taker.write.rows_where("documents", &[("session_id", id.into()), ("final", true.into())])?;
            if let Some(first) = kept.last().filter(|_| !again) {
                let document = first.int("id").unwrap_or_default();
                return Err(Error::conflict(say!(
                    "the minutes of {reference} are final already, as d{document}",
                    "{reference} 的纪要已有定稿：d{document}"
                ))
                .hint(say!(
                    "`alliance document save d{document} PATH` writes them; --force keeps those of today beside them",
                    "`alliance document save d{document} PATH` 可取出；如需另存一份新的定稿，请加 --force"
                )));
            }
            let hash = sha256(bytes);
            let number = taker.write.new_id("documents")?;
            let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            taker.write.keep_content(&hash, bytes.to_vec())?;
            let row = Record::new("documents").with("id", number).with("path", file).with("title", title);
            let row = row.with("media_type", media_type(file)).with("size", size).with("sha256", hash);
            taker.write.add(&row.with("session_id", id).with("final", true), &format!("d{number}"))
        })
    }
}
