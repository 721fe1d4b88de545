//! What minutes, bulletins and resolutions are written from.

use super::{about, person, session, vote};
use crate::{error::Result, model::paper::Paper, store::Read};

/// A session with its votes, or with one of them alone.
pub fn paper(read: &Read<'_>, id: i64, motion: Option<i64>) -> Result<Option<Paper>> {
    let Some(page) = session(read, id)? else { return Ok(None) };
    let sql =
        "SELECT id, \"on\" FROM motions WHERE session_id = ?1 AND (?2 IS NULL OR id = ?2) ORDER BY number";
    let (mut votes, mut voted_on) = (Vec::new(), Vec::new());
    for (motion, on) in
        read.all(sql, &[id.into(), motion.into()], |row| Ok((row.int(0)?, row.opt_day(1)?)))?
    {
        if let Some(vote) = vote(read, motion)? {
            votes.push(vote);
            voted_on.push(on);
        }
    }
    let sql = "SELECT person_id FROM session_chairs WHERE session_id = ?1 \
               UNION SELECT presenter_id FROM agenda_items WHERE session_id = ?1 AND presenter_id IS NOT NULL ORDER BY 1";
    let day = page.row.end.unwrap_or(page.row.start);
    let mut people = Vec::new();
    for id in read.all(sql, &[id.into()], |row| row.int(0))? {
        let Some(mut found) = person(read, id)? else { continue };
        found.posts.retain(|post| {
            post.from.is_none_or(|from| from <= day)
                && post.until.is_none_or(|until| until >= day)
                && (post.organization.is_some()
                    || post.term.is_none()
                    || page.row.term.is_none()
                    || post.term == page.row.term)
        });
        people.push(found);
    }
    let stamp = read.one("SELECT entry, hash FROM journal ORDER BY entry DESC LIMIT 1", &[], |row| {
        Ok((row.int(0)?, row.text(1)?))
    })?;
    Ok(Some(Paper { alliance: about(read)?, session: page, votes, voted_on, people, stamp }))
}
