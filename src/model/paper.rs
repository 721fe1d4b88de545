//! What the papers of a session are written from.

use std::collections::HashMap;

use super::{
    alliance::About,
    day::Day,
    facts::{Facts, Named},
    motion::{Subject, Vote},
    organization::OrganizationRef,
    person::Titled,
    session::{Session, SessionRow},
    source::Cited,
    words::{Class, Proxies},
};

/// Everything that minutes, a bulletin or a resolution may say.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The alliance, as it was called when the session was opened.
    pub alliance: About,
    /// The session.
    pub session: Session,
    /// Its motions, or the one that a resolution is about.
    pub votes: Vec<Vote>,
    /// Of each, the day of the vote where it is recorded; else only the session's days are known.
    pub voted_on: Vec<Option<Day>>,
    /// Who chaired, in order, with the posts held when the session was opened.
    pub chairs: Vec<Titled>,
    /// The same of those who presented items of the agenda, by the items' positions.
    pub presenters: HashMap<i64, Titled>,
    /// The next session of the body after this one, where it is recorded.
    pub next: Option<SessionRow>,
    /// Who has a seat, by rank, where a paper names them.
    pub seats: Vec<Seat>,
    /// Titles of the documents kept with the session.
    pub documents: Vec<String>,
    /// Where what is recorded of the session comes from.
    pub sources: Vec<Cited>,
    /// What written proxies are good for by the rule of the session; `None` where there is no rule.
    pub proxies: Option<Proxies>,
    /// What the session of the body before it agreed to do, as far as it is told by then; and that session.
    pub followup: Option<(SessionRow, Vec<Facts>)>,
    /// The session that confirmed its minutes, and what was corrected since.
    pub confirmed: Option<(SessionRow, Vec<Correction>)>,
    /// Number and hash of the journal's newest entry, by which a paper is matched to a registry.
    pub stamp: Option<(i64, String)>,
    /// What organizations are called in English.
    pub english: English,
}

/// An organization with a seat in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// As it is called on the session's first day.
    pub organization: OrganizationRef,
    /// Its class then.
    pub class: Option<Class>,
    /// Who came for it, else who spoke for it last.
    pub who: Vec<Named>,
}

/// A change of minutes since they were confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The entry of the journal.
    pub entry: i64,
    /// The day on which it was made.
    pub on: Option<Day>,
    /// Why, where that was said.
    pub why: Option<String>,
    /// What it touched: the session, or its motions.
    pub refs: Vec<String>,
}

/// English names of organizations, by their codes, each beside the present Chinese name. An English name has no
/// history: it is that of the present name alone, and whoever bore another one on a day is called by that.
#[derive(Debug, Clone, Default)]
pub struct English(pub HashMap<String, (String, String)>);

impl English {
    /// The English name of an organization that was called `name`, where it is known.
    fn of(&self, code: &str, name: &str) -> Option<&str> {
        self.0.get(code).filter(|(present, _)| present == name).map(|(_, english)| english.as_str())
    }

    /// Calls an organization by it.
    pub fn say(&self, organization: &mut OrganizationRef) {
        if let Some(english) = self.of(&organization.code, &organization.name) {
            organization.name = english.to_string();
        }
    }

    /// Texts that are the name of an organization and nothing else: a venue, a mover.
    pub fn say_text(&self, text: &mut Option<String>) {
        let named = |text: &String| self.0.values().find(|(present, _)| present == text).map(|(_, english)| english);
        if let Some(english) = text.as_ref().and_then(named) {
            *text = Some(english.clone());
        }
    }

    /// The organizations that the fields of a record name.
    pub fn say_facts(&self, facts: &mut Facts) {
        facts.call_organizations(&|code, name| self.of(code, name).map(str::to_string));
    }
}

impl English {
    /// Calls the organizations of a session by their English names.
    pub fn session(&self, session: &mut Session) {
        for one in &mut session.attendance {
            one.organization.iter_mut().chain(&mut one.proxy).for_each(|one| self.say(one));
        }
        session.host.iter_mut().chain(&mut session.absent).for_each(|one| self.say(one));
        session.agenda.iter_mut().for_each(|item| self.say_text(&mut item.presenter));
        for facts in session.visits.iter_mut().chain(&mut session.actions) {
            self.say_facts(facts);
            let mut owner = facts.text("owner").map(str::to_string);
            self.say_text(&mut owner);
            facts.set("owner", owner);
        }
        self.say_text(&mut session.row.venue);
    }

    /// The same of a vote.
    pub fn vote(&self, vote: &mut Vote) {
        for subject in &mut vote.subjects {
            if let Subject::Organization(organization) = subject {
                self.say(organization);
            }
        }
        vote.candidates.iter_mut().flat_map(|one| &mut one.organization).for_each(|one| self.say(one));
        vote.effects.iter_mut().flat_map(|one| &mut one.organization).for_each(|one| self.say(one));
        vote.ballots.iter_mut().for_each(|one| self.say(&mut one.organization));
        for text in [&mut vote.moved_by, &mut vote.seconded_by, &mut vote.proposer] {
            self.say_text(text);
        }
    }
}

impl Paper {
    /// The paper with organizations by their English names, where these are recorded.
    pub fn in_english(mut self) -> Paper {
        let english = std::mem::take(&mut self.english);
        english.session(&mut self.session);
        self.seats.iter_mut().for_each(|seat| english.say(&mut seat.organization));
        self.next.iter_mut().for_each(|row| english.say_text(&mut row.venue));
        self.votes.iter_mut().for_each(|vote| english.vote(vote));
        for person in self.chairs.iter_mut().chain(self.presenters.values_mut()) {
            person.posts.iter_mut().flat_map(|post| &mut post.organization).for_each(|one| english.say(one));
        }
        self
    }
}
