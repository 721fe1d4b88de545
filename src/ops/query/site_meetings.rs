//! Votes and sessions for the public pages, read session by session and handed on one at a time.

use super::{
    Ids,
    motion::whole,
    session::whole_sessions,
    site::{public_people, public_visit, session_ids},
    site_public::{hide_of_session, hide_of_vote},
    sources::sources_of_sessions,
};
use crate::{
    error::Result,
    model::{
        motion::Vote,
        session::{Attendance, Session},
        site::Frame,
        source::Cited,
    },
    ops::verdict,
    store::Read,
};

/// Calls a function with every vote whole, in the order of the sessions. The ballots of a secret vote are left out.
pub fn site_votes(read: &Read<'_>, frame: &Frame, each: &mut dyn FnMut(Vote) -> Result<()>) -> Result<()> {
    let held = verdict::tenures(read)?;
    for sessions in session_ids(read, frame.last)?.chunks(32) {
        for mut vote in whole(read, Ids::Of("session_id", sessions), &held, Some(frame))? {
            hide_of_vote(frame, &mut vote);
            each(vote)?;
        }
    }
    Ok(())
}

/// Calls a function with every session whole and where it comes from, oldest first, without the persons who were forgotten.
pub fn site_sessions(
    read: &Read<'_>,
    frame: &Frame,
    each: &mut dyn FnMut(Session, Vec<Cited>) -> Result<()>,
) -> Result<()> {
    let shown = |name: &String| !frame.forgotten.contains(name);
    let held = verdict::tenures(read)?;
    for ids in session_ids(read, frame.last)?.chunks(32) {
        let mut sources = sources_of_sessions(read, frame, ids)?;
        for (id, mut session) in whole_sessions(read, ids, &held)? {
            session.row.chair.retain(shown);
            session.motions.retain(|row| frame.last.is_none_or(|last| row.on.is_some_and(|on| on <= last)));
            for one in &mut session.attendance {
                one.people = public_people(std::mem::take(&mut one.people), &frame.forgotten);
            }
            // A guest of no organization who was forgotten leaves nothing to show.
            let came = |one: &Attendance| {
                one.organization.is_some() || !one.people.is_empty() || one.headcount.is_some()
            };
            session.attendance.retain(came);
            for item in &mut session.agenda {
                item.presenter = item.presenter.take().filter(shown);
            }
            for action in &mut session.actions {
                action.set("note", None::<String>);
                if action.text("owner").is_some_and(|owner| !shown(&owner.to_string())) {
                    action.set("owner", None::<String>);
                }
            }
            session.visits.iter_mut().for_each(|visit| public_visit(visit, &frame.forgotten));
            hide_of_session(frame, &mut session);
            each(session, sources.remove(&id).unwrap_or_default())?;
        }
    }
    Ok(())
}
