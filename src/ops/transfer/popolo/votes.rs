//! Vote events: a motion for each, its counts, and the ballots of organizations.

use std::collections::{HashMap, HashSet};

use super::{
    document::{COUNTS, Document, VOTES},
    events::Events,
    item::{Item, Reader, one_line},
    made::{Made, codes},
    organizations::{OTHER_NAMES, Organizations},
    persons::Persons,
};
use crate::{
    error::Error,
    model::words::{CHOICES, MOTION_KINDS, OUTCOMES},
    say,
};

/// A motion of the document, and what we ourselves wrote of it.
struct Motion<'d> {
    item: Item<'d>,
    ours: Vec<(String, String)>,
    candidates: Vec<(usize, Vec<(String, String)>)>,
    voted: u64,
}

/// All votes of the document.
pub fn take(
    reader: &Reader,
    document: &mut Document<'_>,
    organizations: &Organizations<'_>,
    persons: &Persons,
    mut events: Events,
    lists: &mut Vec<Made>,
    known: &dyn Fn(&str) -> bool,
) {
    let mut made = Taking {
        reader,
        organizations,
        persons,
        motions: Made::new("motions"),
        ballots: Made::new("ballots"),
        candidates: Made::new("candidates"),
    };
    let mut motions: HashMap<String, Motion<'_>> = HashMap::new();
    let mut order = Vec::new();
    for item in std::mem::take(&mut document.motions) {
        let ours = item.ours();
        let candidates = ours.iter().flat_map(|ours| ours.items("candidates", OTHER_NAMES));
        let candidates =
            candidates.map(|one| (one.line, one.cells(|key| made.candidates.has(key)))).collect();
        let ours = ours.map(|ours| ours.cells(|key| made.motions.has(key))).unwrap_or_default();
        order.push(item.key());
        motions.insert(item.key(), Motion { item, ours, candidates, voted: 0 });
    }
    let (mut votes, mut counts) =
        (by_event(reader, &mut document.votes), by_event(reader, &mut document.counts));
    let vote_events = std::mem::take(&mut document.vote_events);
    let own: Vec<String> = vote_events
        .iter()
        .map(|event| {
            let told =
                [event.id("id").into_owned(), event.id("identifier").into_owned(), event.refer("motion")];
            told.into_iter().find(|id| !id.is_empty()).unwrap_or_default()
        })
        .collect();
    let mut ids: HashMap<&str, u64> = HashMap::new();
    // Several votes on one motion that have no ids of their own are told apart by their order.
    let own: Vec<String> = own
        .iter()
        .map(|id| {
            let nth = ids.entry(id).or_default();
            *nth += 1;
            if id.is_empty() || *nth == 1 { id.clone() } else { format!("{id}-{nth}") }
        })
        .collect();
    let of_motions = order.iter().map(String::as_str);
    let codes = codes(own.iter().map(String::as_str).chain(of_motions).filter(|id| !id.is_empty()), known);
    for (event, own) in vote_events.iter().zip(&own) {
        let key = event.refer("motion");
        let motion = motions.get_mut(&key);
        if motion.is_none() && !key.is_empty() {
            reader.left("motion_id of vote events that is not listed", "表决的 motion_id 未列出");
        }
        let mut cast = event.items("votes", VOTES);
        cast.extend(votes.remove(&event.key()).unwrap_or_default());
        let mut counted = event.items("counts", COUNTS);
        counted.extend(counts.remove(&event.key()).unwrap_or_default());
        made.event(event, motion, codes.get(own).map_or("", String::as_str), cast, counted, &mut events);
    }
    let stray = votes.values().chain(counts.values()).map(|items| items.len() as u64).sum();
    reader.left_many(
        "votes and counts of vote events that are not listed",
        "所属表决未列出的投票和计数",
        stray,
    );
    for key in order {
        let Some(motion) = motions.remove(&key) else { continue };
        if motion.voted == 0 {
            let code = codes.get(&key).map_or("", String::as_str).to_string();
            made.unvoted(motion, &code, &mut events);
        }
    }
    lists.extend(events.into_lists());
    lists.extend([made.motions, made.candidates, made.ballots]);
}

/// Votes or counts that stand in a list of their own, by their event.
fn by_event<'d>(reader: &Reader, list: &mut Vec<Item<'d>>) -> HashMap<String, Vec<Item<'d>>> {
    let mut all: HashMap<String, Vec<Item<'d>>> = HashMap::new();
    for item in std::mem::take(list) {
        match item.refer("vote_event") {
            event if event.is_empty() => {
                item.skip();
                reader.left("votes and counts of no vote event", "未写明所属表决的投票和计数");
            }
            event => all.entry(event).or_default().push(item),
        }
    }
    all
}

struct Taking<'t, 'k> {
    reader: &'t Reader,
    organizations: &'t Organizations<'k>,
    persons: &'t Persons,
    motions: Made,
    ballots: Made,
    candidates: Made,
}

impl Taking<'_, '_> {
    /// One vote event: a motion with its counts and ballots.
    fn event(
        &mut self,
        event: &Item<'_>,
        mut motion: Option<&mut Motion<'_>>,
        code: &str,
        cast: Vec<Item<'_>>,
        counted: Vec<Item<'_>>,
        events: &mut Events,
    ) {
        let ours = event.ours();
        let of_motion = motion.as_ref().map(|motion| &motion.item);
        let mut on = event.whole_day("start_date");
        let motion_day = of_motion.map(|motion| motion.whole_day("date")).unwrap_or_default();
        if on.is_empty() {
            on.clone_from(&motion_day);
        } else if !motion_day.is_empty() && motion_day != on {
            self.reader
                .left("date of motions, where the vote was on another day", "议题的 date（与表决日不同）");
        }
        event.agrees("end_date", &on);
        let organization = match (event.refer("organization"), of_motion) {
            (told, Some(motion)) if told.is_empty() => motion.refer("organization"),
            (told, _) => told,
        };
        of_motion.inspect(|motion| motion.agrees("organization_id", &organization));
        let Some(session) = events.session(self.reader, event, &organization, self.organizations, &on) else {
            event.skip();
            let n = cast.len() as u64;
            cast.iter().chain(&counted).for_each(Item::skip);
            self.reader.left_many("votes of a vote event that is not taken", "未导入表决的投票", n);
            return;
        };
        of_motion
            .inspect(|motion| motion.agrees("legislative_session_id", &event.id("legislative_session_id")));
        let code = match code {
            "" => format!("{session}-{}", event.line),
            code => code.to_string(),
        };
        let text = of_motion.map(|motion| motion.text("text")).unwrap_or_default();
        let told = [
            one_line(text),
            event.line("title"),
            of_motion.map(|motion| motion.line("name")).unwrap_or_default(),
            event.line("identifier"),
        ];
        let title = told.iter().find(|title| !title.is_empty()).cloned().unwrap_or_else(|| code.clone());
        let result = event.text("result");
        let of_motion_result = of_motion.map(|motion| motion.text("result")).unwrap_or_default();
        if !result.is_empty()
            && !of_motion_result.is_empty()
            && !result.eq_ignore_ascii_case(of_motion_result)
        {
            self.reader
                .left("result of motions, where the vote has another", "议题的 result（与表决结果不同）");
        }
        let result = if result.is_empty() { of_motion_result } else { result };
        let outcome = self.outcome(result);
        let counts = match &ours {
            // What we wrote as counted may have been counted from the ballots; what was stated is told apart.
            Some(_) => {
                counted.iter().for_each(Item::skip);
                Vec::new()
            }
            None => self.counts(event, counted),
        };
        let kind = of_motion.map(|motion| self.kind(motion)).unwrap_or_default();
        let proposer = of_motion.map(|motion| self.proposer(motion)).unwrap_or_default();
        let full = if one_line(text) == title { "" } else { text };
        let mut cells = vec![("session", session.as_str()), ("code", &code), ("title", &title), ("on", &on)];
        let told = [("outcome", outcome), ("text", full), ("kind", kind), ("proposer", proposer.as_str())];
        cells.extend(told.into_iter().filter(|(_, text)| !text.is_empty()));
        cells.extend(counts.iter().map(|(choice, n)| (*choice, n.as_str())));
        let mut own = ours.map(|ours| ours.cells(|key| self.motions.has(key))).unwrap_or_default();
        if let Some(motion) = &mut motion {
            motion.voted += 1;
            own.extend(motion.ours.iter().cloned());
            for (line, cells) in std::mem::take(&mut motion.candidates) {
                self.candidates.row_and(line, &[("motion", &reference(&session, &own, &code))], &cells);
            }
        }
        self.votes(event, &reference(&session, &own, &code), cast);
        self.motions.row_and(event.line, &cells, &own);
    }

    /// A motion without any vote: taken where its day or its session is known.
    fn unvoted(&mut self, mut motion: Motion<'_>, code: &str, events: &mut Events) {
        let item = &motion.item;
        let on = item.whole_day("date");
        let organization = item.refer("organization");
        let known = item.id("legislative_session_id");
        let is_known = !on.is_empty() || events.has_session(&known);
        let session = if is_known {
            events.session(self.reader, item, &organization, self.organizations, &on)
        } else {
            None
        };
        let Some(session) = session else {
            item.skip();
            return self.reader.left("motions without a vote and without a day", "无表决且无日期的议题");
        };
        let text = item.text("text");
        let title = [one_line(text), item.line("name"), item.line("identifier")];
        let title = title.into_iter().find(|title| !title.is_empty()).unwrap_or_else(|| code.to_string());
        let code = if code.is_empty() { format!("{session}-{}", item.line) } else { code.to_string() };
        let (outcome, kind, proposer) =
            (self.outcome(item.text("result")), self.kind(item), self.proposer(item));
        let full = if one_line(text) == title { "" } else { text };
        let mut cells = vec![("session", session.as_str()), ("code", &code), ("title", &title), ("on", &on)];
        let told = [("outcome", outcome), ("text", full), ("kind", kind), ("proposer", &proposer)];
        cells.extend(told.into_iter().filter(|(_, text)| !text.is_empty()));
        for (line, cells) in std::mem::take(&mut motion.candidates) {
            self.candidates.row_and(line, &[("motion", &reference(&session, &motion.ours, &code))], &cells);
        }
        self.motions.row_and(item.line, &cells, &motion.ours);
    }

    fn kind(&self, motion: &Item<'_>) -> &'static str {
        let told = motion.text("classification");
        let kind = MOTION_KINDS.find(told).unwrap_or_default();
        if kind.is_empty() && !told.is_empty() {
            let told = one_line(told);
            self.reader.left(format!("the classification {told} of motions"), format!("议题的类别 {told}"));
        }
        kind
    }

    /// Who moved it, by name.
    fn proposer(&self, motion: &Item<'_>) -> String {
        let creator = motion.refer("creator");
        let name = self.persons.names.get(&creator).or_else(|| self.organizations.names.get(&creator));
        if name.is_none() && !creator.is_empty() {
            self.reader.left("creator_id of motions that is not listed", "议题的 creator_id 未列出");
        }
        name.cloned().unwrap_or_default()
    }

    fn outcome(&self, result: &str) -> &'static str {
        let word = result.to_lowercase();
        match word.trim() {
            "" => "",
            "pass" | "passed" | "adopted" | "carried" | "accepted" | "approved" | "agreed" | "agreed to"
            | "enacted" => "carried",
            "fail" | "failed" | "rejected" | "lost" | "defeated" | "negatived" | "not passed" => "rejected",
            other => OUTCOMES.find(other).unwrap_or_else(|| {
                let other = one_line(result);
                self.reader.left(format!("the result {other}"), format!("结果 {other}"));
                ""
            }),
        }
    }

    /// The counts by choice: the total where the event has one, else the sum of its groups.
    fn counts(&self, event: &Item<'_>, counted: Vec<Item<'_>>) -> Vec<(&'static str, String)> {
        let mut totals: HashMap<&'static str, u64> = HashMap::new();
        let mut sums: HashMap<&'static str, (u64, u64)> = HashMap::new();
        let mut groups: HashSet<(String, String)> = HashSet::new();
        for count in &counted {
            let (word, value) = (count.text("option"), count.count("value"));
            let group = match count.refer("group") {
                group if group.is_empty() => one_line(count.text("group_class")),
                group => group,
            };
            let choice = option(word).filter(|choice| *choice != "absent" && self.motions.has(choice));
            let (Some(choice), Some(value)) = (choice, value) else {
                count.skip();
                let word = one_line(word);
                self.reader.left(format!("counts of the option {word}"), format!("选项 {word} 的计数"));
                continue;
            };
            if !groups.insert((choice.to_string(), group.clone())) {
                count.fault(
                    "option",
                    Error::impossible(say!("{word} is counted twice", "选项 {word} 重复计数")),
                );
            } else if group.is_empty() {
                totals.insert(choice, value);
            } else {
                let sum = sums.entry(choice).or_default();
                match sum.0.checked_add(value) {
                    Some(all) => *sum = (all, sum.1 + 1),
                    None => count.fault("value", Error::impossible(say!("the sum is too large", "合计过大"))),
                }
            }
        }
        for (choice, (sum, n)) in sums {
            match totals.get(choice) {
                None => {
                    totals.insert(choice, sum);
                }
                Some(total) if sum <= *total => {}
                Some(total) => {
                    let error = Error::impossible(say!(
                        "the groups count {sum} for {choice}, the whole only {total}",
                        "{choice}：各组合计 {sum}，多于总数 {total}"
                    ));
                    event.fault("counts", error);
                }
            }
            self.reader.left_many("counts by group, but for their sum", "分组计数（仅保留合计）", n);
        }
        let mut told: Vec<_> = totals.into_iter().map(|(choice, n)| (choice, n.to_string())).collect();
        told.sort_unstable();
        told
    }

    /// The ballots of organizations; those of persons are counted.
    fn votes(&mut self, event: &Item<'_>, code: &str, cast: Vec<Item<'_>>) {
        let mut voted: HashMap<String, String> = HashMap::new();
        for vote in cast {
            let (voter, word) = (vote.refer("voter"), vote.text("option"));
            let organization = self.organizations.member(&voter);
            let twice = (!voter.is_empty()).then(|| voted.insert(voter.clone(), vote.path.clone())).flatten();
            if let (Some(first), None) = (&twice, &organization) {
                let name = self.persons.names.get(&voter).unwrap_or(&voter);
                self.reader.left_such(
                    "two ballots of one voter",
                    "同一投票人的两张票",
                    &format!("{name} at {} and {first}", vote.path),
                );
                vote.skip();
                continue;
            }
            if let (Some(first), Some(organization)) = (&twice, &organization) {
                let error = Error::impossible(say!(
                    "{organization} has two ballots in one vote, the first at {first}",
                    "{organization} 在同一表决中有两张票，首次见于 {first}"
                ));
                vote.fault("voter_id", error.hint(say!("one organization, one vote", "每个单位一票")));
                continue;
            }
            let Some(organization) = organization else {
                vote.skip();
                if self.persons.references.contains_key(&voter) {
                    self.reader.left("ballots of persons", "个人的投票");
                } else {
                    self.reader.left("ballots of voters who are not listed", "未列出的投票人的投票");
                }
                continue;
            };
            let Some(choice) = option(word) else {
                vote.skip();
                let word = one_line(word);
                self.reader.left(format!("votes of the option {word}"), format!("选项 {word} 的投票"));
                continue;
            };
            if choice == "absent" && !word.eq_ignore_ascii_case("absent") {
                self.reader.note(
                    "votes that are neither for nor against are kept as absent",
                    "未投票的选项记为缺席",
                    word,
                );
            }
            vote.agrees("vote_event_id", &event.id("id"));
            self.ballots
                .row(event.line, &[("motion", code), ("organization", &organization), ("choice", choice)]);
        }
    }
}

/// How a list refers to a motion: by its code, unless what we wrote leaves that out.
fn reference(session: &str, ours: &[(String, String)], code: &str) -> String {
    let own = |key: &str| ours.iter().find(|(own, _)| own == key).map(|(_, text)| text.as_str());
    match (own("code"), own("number")) {
        (Some(""), Some(number)) => format!("{session}/{number}"),
        _ => code.to_string(),
    }
}

/// What an option of Popolo is here.
fn option(word: &str) -> Option<&'static str> {
    match word.trim().to_lowercase().as_str() {
        "aye" | "yea" | "for" => Some("yes"),
        "nay" | "noe" | "against" => Some("no"),
        "abstention" | "abstained" => Some("abstain"),
        "not voting" | "excused" => Some("absent"),
        other => CHOICES.find(other),
    }
}
