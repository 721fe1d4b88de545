//! Whom to reach at a member: a person with a title, who is the contact for something.

use std::collections::HashSet;

use super::{Done, Placed};
use crate::{
    error::Result,
    model::{
        record::{Entry, Given, PERSON, Place},
        text::fold,
    },
    noun::DELEGATES,
    ops::intake::{Of, Taker, taker::Outcome},
    say,
    store::Record,
};

/// So many places of one name are named.
const NAMED: usize = 6;

/// Somebody whom a row names.
#[derive(Debug)]
pub(super) struct Somebody {
    /// The name, as it stands there.
    pub name: String,
    /// The title.
    pub title: Option<Placed<Given>>,
    /// The contact, but for its organization.
    pub contact: Entry,
}

impl Taker<'_, '_> {
    /// The contact, the person, the title there.
    pub(super) fn take_contact(&mut self, id: i64, code: &str, one: &Somebody, done: &mut Done) -> Result<Outcome> {
        let mut entry = one.contact.clone();
        if self.options.clear_blank {
            entry.clear_blanks();
        }
        let place = entry.place.clone();
        let duty = entry.text("duty").known().map(str::to_string);
        let theirs = self.contacts_of(id)?;
        let theirs: Vec<&(Record, String)> =
            theirs.iter().filter(|(_, name)| fold(name) == fold(&one.name)).collect();
        let current = |contact: &Record| contact.day("until").is_none_or(|until| !until.surely_before(self.options.today));
        let same_duty = |contact: &Record| duty.is_none() || contact.text("duty").map(fold) == duty.as_deref().map(fold);
        done.contacts.push((id, duty.clone(), fold(&one.name)));
        let standing: Vec<&Record> =
            theirs.iter().map(|(contact, _)| contact).filter(|contact| current(contact)).collect();
        if standing.is_empty()
            && let Some((ended, _)) = theirs.iter().find(|(contact, _)| same_duty(contact))
        {
            let (name, number) = (&one.name, ended.int("id").unwrap_or_default());
            let until = ended.text("until").unwrap_or_default();
            self.warnings.push(say!(
                "{place}: {name} was the contact until {until} (c{number}); if that goes on: \
                 `alliance contact edit c{number} until=`; it is left as it is",
                "{place}：{name}担任联系人至{until}（c{number}）；如仍在任：`alliance contact edit c{number} until=`；未作改动"
            ));
            return Ok(Outcome::default());
        }
        // A delegate who is a contact already is no second one.
        let is_delegate = duty.as_deref().is_some_and(|duty| DELEGATES.contains(&duty));
        // Nor is one who is known by the sessions that it came to, where the row says no more of it.
        let says_more = one.title.is_some() || ["phone", "email"].iter().any(|key| entry.text(key).known().is_some());
        if standing.is_empty() && is_delegate && !says_more && self.came(id, &one.name)? {
            return Ok(Outcome::default());
        }
        // Who is the contact for one thing alone is the one for it here too.
        let target = match &standing[..] {
            [first, ..] if is_delegate => first.int("id"),
            [only] if same_duty(only) => only.int("id"),
            several => several.iter().find(|contact| contact.text("duty").map(fold) == duty.as_deref().map(fold)).and_then(|c| c.int("id")),
        };
        entry.put("organization", Given::Text(code.to_string()), place.clone());
        let of = match target {
            Some(row) => {
                entry.leave_out("person");
                entry.leave_out("organization");
                entry.leave_out("duty");
                Of::row(row)
            }
            None => Of::default(),
        };
        let Some(contact) = self.take(&entry, of)? else { return Ok(Outcome::default()) };
        let outcome = self.outcome;
        let Some((title, place)) = &one.title else { return Ok(outcome) };
        let person = self.write.row("contacts", contact)?.int("person_id").unwrap_or_default();
        let row = self.write.row("persons", person)?;
        let said = if let Given::Text(said) = title { said.as_str() } else { "" };
        let home = row.int("organization_id") == Some(id);
        if home && row.text("title").is_none() {
            let mut entry = Entry::new(&PERSON, place.clone());
            entry.put("title", title.clone(), place.clone());
            self.take(&entry, Of::row(person))?;
            return Ok(super::both(outcome, self.outcome));
        }
        let posts = self.write.rows_where("posts", &[("person_id", person.into()), ("organization_id", id.into())])?;
        let known = posts.iter().filter_map(|post| post.text("title"));
        let known = known.chain(row.text("title").filter(|_| home)).any(|title| fold(title) == fold(said));
        if !known {
            let (name, title) = (&one.name, super::quoted(said));
            let old = row.text("title").unwrap_or("…");
            self.warnings.push(say!(
                "{place}: {name} is recorded as {old}, and is {said} here; from a day on: \
                 `alliance person post {name} --org {code} --title {title} --from DAY`; it is left as it is",
                "{place}：{name}登记的职务为“{old}”，此处为“{said}”；如自某日起变更：\
                 `alliance person post {name} --org {code} --title {title} --from 日期`；未作改动"
            ));
        }
        Ok(outcome)
    }

    /// Whether somebody of that name has come to a session for an organization.
    fn came(&self, id: i64, name: &str) -> Result<bool> {
        let sql = "SELECT DISTINCT p.name FROM attendances a JOIN delegates d ON d.attendance_id = a.id \
                   JOIN persons p ON p.id = d.person_id WHERE a.organization_id = ?1 ORDER BY p.name";
        let names = self.write.rows::<String>(sql, &[id.into()])?;
        Ok(names.iter().any(|known| fold(known) == fold(name)))
    }

    /// The contacts of an organization with their names.
    fn contacts_of(&self, id: i64) -> Result<Vec<(Record, String)>> {
        let contacts = self.write.rows_where("contacts", &[("organization_id", id.into())])?;
        let mut named = Vec::with_capacity(contacts.len());
        for contact in contacts {
            let Some(person) = contact.int("person_id") else { continue };
            let name = self.write.row("persons", person)?.text("name").unwrap_or_default().to_string();
            named.push((contact, name));
        }
        Ok(named)
    }

    /// Tells that one name stands at several members: as many persons are recorded.
    pub(super) fn tell_namesakes(&mut self, done: &Done) -> Result<()> {
        let mut told: Vec<&str> = Vec::new();
        for (folded, name, ..) in &done.named {
            if told.contains(&folded.as_str()) {
                continue;
            }
            told.push(folded);
            let mut at: Vec<(i64, &Place)> = Vec::new();
            let mut is_new = false;
            for (_, _, id, place, added) in done.named.iter().filter(|(other, ..)| other == folded) {
                is_new |= added;
                if !at.iter().any(|(known, _)| known == id) {
                    at.push((*id, place));
                }
            }
            let persons: HashSet<i64> = self.bearers(name)?.iter().map(|bearer| bearer.id).collect();
            if at.len() < 2 || persons.len() < 2 || !is_new {
                continue;
            }
            let n = at.len();
            let first = match at.first() {
                Some((id, _)) => self.names.shown(*id)?.1,
                None => String::new(),
            };
            let (mut en, mut zh) = (Vec::new(), Vec::new());
            for (id, place) in at.iter().take(NAMED) {
                let of = self.names.shown(*id)?.1;
                en.push(format!("{place} {of}"));
                zh.push(format!("{place}“{of}”"));
            }
            if n > NAMED {
                en.push("…".into());
                zh.push("…".into());
            }
            let (en, zh) = (en.join(", "), zh.join("、"));
            self.warnings.push(say!(
                "{name} stands at {n} organizations ({en}) and is recorded as {n} persons of one name; if that is one person: `alliance undo`, write \
                 {name}@{first} in the other rows, and import again",
                "“{name}”见于{n}个单位（{zh}），按同名的{n}人录入；如系同一人，请 `alliance undo`，在其余各行写作“{name}@{first}”，再重新导入"
            ));
        }
        Ok(())
    }

    /// Tells who is a contact of a member still, while the roster names others for the same.
    pub(super) fn tell_other_contacts(&mut self, done: &Done) -> Result<()> {
        let mut organizations: Vec<i64> = done.contacts.iter().map(|(id, ..)| *id).collect();
        organizations.dedup();
        for id in organizations {
            for (contact, name) in self.contacts_of(id)? {
                let until = contact.day("until");
                let gone = until.is_some_and(|until| until.surely_before(self.options.today));
                let duty = contact.text("duty").map(fold);
                let of = |said: &Option<String>| said.as_deref().map(fold) == duty;
                let about = done.contacts.iter().filter(|(other, ..)| *other == id);
                let names_other = about.clone().any(|(_, said, other)| of(said) && *other != fold(&name));
                if gone || !names_other || about.clone().any(|(.., other)| *other == fold(&name)) {
                    continue;
                }
                let number = contact.int("id").unwrap_or_default();
                let code = self.names.shown(id)?.0;
                self.warnings.push(say!(
                    "{name} (c{number}) is a contact of {code} and not in the roster; if that has ended: \
                     `alliance contact end c{number} --on DAY`; it is left as it is",
                    "{name}（c{number}）是 {code} 的联系人，但不在名册中；如已不再担任：`alliance contact end c{number} --on 日期`；未作改动"
                ));
            }
        }
        Ok(())
    }
}

/// What a row says of somebody.
#[derive(Default)]
pub(super) struct Said {
    pub(super) name: Option<(Given, Place)>,
    pub(super) title: Option<(Given, Place)>,
    /// Phone and email.
    pub(super) reach: Vec<(&'static str, Given, Place)>,
    /// Of these the ones that are blank.
    pub(super) blank: Vec<(&'static str, Place)>,
    /// Whether a name stands there that is refused.
    pub(super) refused: bool,
}

impl Said {
    /// Takes in a cell.
    pub(super) fn take(&mut self, key: &'static str, given: Option<Given>, place: Place) {
        match (key, given) {
            ("person", given) => self.name = given.map(|given| (given, place)),
            ("title", given) => self.title = given.map(|given| (given, place)),
            (key, None) => self.blank.push((key, place)),
            // Several numbers of one person are all kept.
            (key, Some(given)) => match self.reach.iter_mut().find(|(other, ..)| *other == key) {
                Some((_, Given::Text(first), _)) => {
                    if let Given::Text(more) = given
                        && *first != more
                    {
                        *first = format!("{first} / {more}");
                    }
                }
                _ => self.reach.push((key, given, place)),
            },
        }
        let reach = &self.reach;
        self.blank.retain(|(key, _)| !reach.iter().any(|(other, ..)| other == key));
    }
}

/// What a row says of whom to reach for one thing.
pub(super) fn said_of<'p>(people: &'p mut Vec<(&'static str, Said)>, duty: &'static str) -> &'p mut Said {
    let at = people.iter().position(|(other, _)| *other == duty).unwrap_or(people.len());
    if at == people.len() {
        people.push((duty, Said::default()));
    }
    &mut people[at].1
}
