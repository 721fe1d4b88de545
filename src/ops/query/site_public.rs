//! Which parts of the registry the public pages show: what is left out is taken out of what the pages are drawn from.

use std::collections::{BTreeSet, HashSet};

use super::{Called, Listed as _, Moment, Records};
use crate::{
    error::Result,
    model::{
        alliance::About,
        member::Member,
        motion::Vote,
        organization::OrganizationRef,
        session::Session,
        site::{DocumentOf, Frame, PublicDocument},
        words::{Choice, CodeWord as _, PUBLIC_PARTS, Presence, PublicPart, Reason},
    },
    noun::VISIT,
    store::Read,
};

/// The parts that are shown: those asked for, else those that the alliance has set, else all; activities and documents
/// only where one of them is public.
pub(super) fn shown(read: &Read<'_>, about: &About, only: &[PublicPart]) -> Result<BTreeSet<PublicPart>> {
    let parse = |codes: &mut dyn Iterator<Item = &str>| codes.filter_map(PublicPart::parse).collect::<BTreeSet<_>>();
    let mut parts: BTreeSet<PublicPart> = only.iter().copied().collect();
    if parts.is_empty() {
        parts = parse(&mut about.public.iter().map(String::as_str));
    }
    if parts.is_empty() {
        parts = parse(&mut PUBLIC_PARTS.codes());
    }
    parts.remove(&PublicPart::Nothing);
    if !parts.contains(&PublicPart::Attendance) {
        parts.remove(&PublicPart::Absences);
    }
    for (part, table) in [(PublicPart::Activities, "activities"), (PublicPart::Documents, "documents")] {
        if read.first::<i64>(&format!("SELECT 1 FROM {table} WHERE public = 1 LIMIT 1"), &[])?.is_none() {
            parts.remove(&part);
        }
    }
    Ok(parts)
}

/// Whether a presence is told where absences are not.
fn came(presence: Presence) -> bool {
    !matches!(presence, Presence::Absent | Presence::Leave)
}

/// A session without the parts that are not shown.
pub(super) fn hide_of_session(frame: &Frame, session: &mut Session) {
    if !frame.shows(PublicPart::Attendance) {
        session.attendance.clear();
    }
    if !frame.shows(PublicPart::Absences) {
        session.absent.clear();
        session.attendance.retain(|one| came(one.presence));
    }
    if !frame.shows(PublicPart::Actions) {
        session.actions.clear();
    }
    if !frame.shows(PublicPart::Visits) {
        session.visits.clear();
    }
}

/// A vote without the parts that are not shown. What does not fit together names organizations and why they did not
/// vote, so it goes with them.
pub(super) fn hide_of_vote(frame: &Frame, vote: &mut Vote) {
    let (ballots, absences) = (frame.shows(PublicPart::Ballots), frame.shows(PublicPart::Absences));
    if !ballots {
        vote.ballots.clear();
    } else if !absences {
        let away = |reason: Option<Reason>| {
            matches!(reason, Some(Reason::Absent | Reason::Leave | Reason::NotThere | Reason::ProxyHolder))
        };
        vote.ballots.retain(|ballot| ballot.choice != Choice::Absent && !away(ballot.reason));
    }
    if !(ballots && absences) {
        vote.irregularities.clear();
    }
}

/// An organization's story without the parts that are not shown.
pub(super) fn without_hidden_parts(frame: &Frame, story: &mut Member) {
    if !frame.shows(PublicPart::Offices) {
        story.posts.clear();
    }
    if !frame.shows(PublicPart::Attendance) {
        story.attendance.clear();
    }
    if !frame.shows(PublicPart::Absences) {
        story.attendance.retain(|one| came(one.presence));
    }
    if !frame.shows(PublicPart::Visits) {
        story.visits.clear();
    }
}

/// The documents that are public, but for those of what the pages themselves leave out.
pub(super) fn public_documents(read: &Read<'_>, frame: &Frame, moment: Moment) -> Result<Vec<PublicDocument>> {
    if !frame.shows(PublicPart::Documents) {
        return Ok(Vec::new());
    }
    let visits = Records { shape: &VISIT, moment, whole: false };
    let visits = if frame.shows(PublicPart::Visits) { visits.ids(read, false, None)? } else { Vec::new() };
    let visits: HashSet<String> = visits.into_iter().map(|id| format!("v{id}")).collect();
    let sql = "SELECT d.id, d.path, d.title, d.size, s.ref, r.ref || '/' || m.number, r.ref, d.visit_id, d.action_id, \
               d.organization_id, coalesce(p.forgotten, 0) \
               FROM documents d LEFT JOIN session_refs s ON s.session_id = d.session_id \
               LEFT JOIN motions m ON m.id = d.motion_id LEFT JOIN session_refs r ON r.session_id = m.session_id \
               LEFT JOIN persons p ON p.id = d.person_id WHERE d.public = 1 ORDER BY d.id";
    let raw = read.all(sql, &[], |row| {
        let document = PublicDocument {
            reference: format!("d{}", row.int(0)?),
            path: row.text(1)?,
            title: row.opt_text(2)?,
            size: row.int(3)?,
            of: None,
        };
        let of_session = row.opt_text(4)?.or(row.opt_text(6)?);
        let visit = row.opt_int(7)?.map(|id| format!("v{id}"));
        let shown = of_session.as_deref().is_none_or(|session| frame.session(session).is_some())
            && visit.as_deref().is_none_or(|visit| visits.contains(visit))
            && (row.opt_int(8)?.is_none() || frame.shows(PublicPart::Actions))
            && row.int(10)? == 0;
        let of = match (row.opt_text(5)?, row.opt_text(4)?, visit) {
            (Some(motion), ..) => Some(DocumentOf::Motion(motion)),
            (_, Some(session), _) => Some(DocumentOf::Session(session)),
            (.., visit) => visit.map(DocumentOf::Visit),
        };
        Ok((shown, row.opt_int(9)?, PublicDocument { of, ..document }))
    })?;
    let called = Called::of(read, raw.iter().filter_map(|(_, organization, _)| *organization))?;
    let whole = |(_, organization, document): (bool, Option<i64>, PublicDocument)| {
        let organization: Option<OrganizationRef> = organization.and_then(|id| called.on(id, frame.day));
        PublicDocument { of: document.of.or(organization.map(DocumentOf::Organization)), ..document }
    };
    Ok(raw.into_iter().filter(|(shown, ..)| *shown).map(whole).collect())
}
