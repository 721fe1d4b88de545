//! Persons, and who is a member of what: persons of organizations, which are posts here, and organizations
//! of the alliance.

use std::collections::{HashMap, HashSet};

use super::{
    document::Document,
    item::{Class, Item, Reader},
    made::Made,
    organizations::{FORMER_NAME, OTHER_NAMES, Organizations, Who},
};
use crate::{
    error::Error,
    model::{
        day::Day,
        words::{CLASSES, ROLES},
    },
    say,
};

const CONTACTS: Class = ("contact_details", "联系方式");

/// The persons of the document.
#[derive(Default)]
pub struct Persons {
    /// How a list refers to each, by what the document refers to them; nothing for one that is not taken.
    pub references: HashMap<String, String>,
    /// Their names.
    pub names: HashMap<String, String>,
}

impl Persons {
    /// The rows of all persons.
    pub fn take(
        reader: &Reader,
        document: &mut Document<'_>,
        organizations: &Organizations<'_>,
        lists: &mut Vec<Made>,
    ) -> Persons {
        let mut all = Persons::default();
        let homes = homes(document, organizations);
        let (mut persons, mut former) = (Made::new("persons"), Made::new("person_names"));
        let mut borne: HashSet<(String, String)> = HashSet::new();
        for item in std::mem::take(&mut document.persons) {
            let (key, told) = (item.key(), item.name());
            let name = told.replace('@', " ");
            let name = name.trim();
            if name.is_empty() {
                reader.left("a person without a name", "没有姓名的人员");
                item.skip();
                continue;
            }
            if name != told {
                reader.note(
                    "the sign @ in names of persons is written as a space",
                    "人员姓名中的 @ 改为空格",
                    &told,
                );
            }
            let ours = item.ours().map(|ours| ours.cells(|key| persons.has(key)));
            let home = match &ours {
                Some(cells) => {
                    cells.iter().find(|(key, _)| key == "organization").map(|(_, home)| home.clone())
                }
                None => homes.get(&key).cloned(),
            };
            let home = home.unwrap_or_default();
            all.names.insert(key.clone(), name.to_string());
            if !borne.insert((name.to_string(), home.clone())) {
                reader.left(
                    format!("a person of the same name and organization as another, as {name}"),
                    format!("与他人同名同单位的人员，如 {name}"),
                );
                item.skip();
                all.references.insert(key, String::new());
                continue;
            }
            let (mut email, mut phone) = (item.text("email"), "");
            for contact in item.items("contact_details", CONTACTS) {
                match contact.text("type").to_lowercase().as_str() {
                    "voice" | "phone" | "tel" | "telephone" | "cell" if phone.is_empty() => {
                        phone = contact.text("value")
                    }
                    "email" if email.is_empty() || email == contact.text("value") => {
                        email = contact.text("value")
                    }
                    _ => {
                        contact.skip();
                        reader.left("contact_details of persons", "人员的 contact_details");
                    }
                }
            }
            let mut cells = vec![("name", name), ("organization", &*home)];
            let note = [("email", email), ("phone", phone), ("note", item.text("biography"))];
            cells.extend(note.into_iter().filter(|(_, text)| !text.is_empty()));
            persons.row_and(item.line, &cells, &ours.unwrap_or_default());
            let reference = format!("{name}@{home}");
            for other in item.items("other_names", OTHER_NAMES) {
                let (other_name, until) = (other.line("name"), other.day("end_date"));
                if other_name.is_empty() || until.is_empty() && other.text("note") != FORMER_NAME {
                    if other_name != name {
                        reader.left(
                            "another name of a person without its last day",
                            "人员的其他姓名（无末日）",
                        );
                    }
                    other.skip();
                    continue;
                }
                other.text("note");
                former.row(item.line, &[("person", &reference), ("name", &other_name), ("until", &until)]);
            }
            all.references.insert(key, reference);
        }
        lists.extend([persons, former]);
        all
    }
}

/// The organization to which each person belongs: that of the earliest membership whose first day is known,
/// else of the first one.
fn homes(document: &Document<'_>, organizations: &Organizations<'_>) -> HashMap<String, String> {
    let posts: HashMap<String, String> =
        document.posts.iter().map(|post| (post.key(), post.refer("organization"))).collect();
    let mut homes: HashMap<String, (String, String)> = HashMap::new();
    for item in &document.memberships {
        let organization = match item.refer("organization") {
            told if told.is_empty() => posts.get(&item.refer("post")).cloned().unwrap_or_default(),
            told => told,
        };
        let Some(code) = organizations.code(&organization) else { continue };
        // Days that cannot be understood are told when the membership is read.
        let from = match item.text("start_date") {
            "" => "~",
            from => from,
        };
        let home = homes.entry(item.refer("person")).or_insert_with(|| (from.to_string(), code.clone()));
        if from < home.0.as_str() {
            *home = (from.to_string(), code);
        }
    }
    homes.into_iter().map(|(person, (_, code))| (person, code)).collect()
}

/// The days of a period of the legislature, and its number where the file is ours.
pub struct Period {
    pub from: String,
    pub until: String,
    pub number: Option<String>,
}

/// A post of the document: its words, and whether somebody holds it.
struct Duty {
    words: [String; 2],
    organization: String,
    held: bool,
}

/// Memberships of organizations in the alliance, and of persons, which are posts.
pub fn memberships(
    reader: &Reader,
    document: &mut Document<'_>,
    organizations: &Organizations<'_>,
    persons: &Persons,
    periods: &HashMap<String, Period>,
    lists: &mut Vec<Made>,
) {
    let mut taking = Taking {
        reader,
        organizations,
        persons,
        periods,
        posts: Made::new("posts"),
        memberships: Made::new("memberships"),
        seen: HashMap::new(),
    };
    let mut offices: HashMap<String, Duty> = HashMap::new();
    for item in std::mem::take(&mut document.posts) {
        let words = [item.line("label"), item.line("role")];
        let office = Duty { words, organization: item.refer("organization"), held: false };
        offices.insert(item.key(), office);
    }
    for item in std::mem::take(&mut document.memberships) {
        let member = item.refer("member");
        if let Some(code) = organizations.member(&member) {
            taking.member(&item, &code);
        } else {
            let person = match item.refer("person") {
                person if person.is_empty() => member,
                person => person,
            };
            taking.post(&item, &person, &mut offices);
        }
    }
    let vacant = offices.values().filter(|office| !office.held).count();
    reader.left_many("posts that nobody holds", "无人担任的职位", vacant as u64);
    lists.extend([taking.posts, taking.memberships]);
}

struct Taking<'t, 'k> {
    reader: &'t Reader,
    organizations: &'t Organizations<'k>,
    persons: &'t Persons,
    periods: &'t HashMap<String, Period>,
    posts: Made,
    memberships: Made,
    /// The last day of each row, by what tells one row from another.
    seen: HashMap<Vec<String>, String>,
}

impl Taking<'_, '_> {
    fn member(&mut self, item: &Item<'_>, code: &str) {
        let organization = item.refer("organization");
        let (from, until) = self.days(item);
        let Some(class) = CLASSES.find_label(item.text("role")) else {
            item.skip();
            return self.reader.left(
                "a membership of an organization in a role that is no class",
                "身份不明的组织成员关系",
            );
        };
        if !organization.is_empty() && self.organizations.umbrella.as_ref() != Some(&organization) {
            item.skip();
            return self.reader.left(
                "a membership of an organization in another than the alliance",
                "组织在联盟以外组织中的成员关系",
            );
        }
        let key = vec![code.to_string(), class.to_string(), from.clone()];
        if !self.first(key, &until) {
            return item.skip();
        }
        let ours = item.ours().map(|ours| ours.cells(|key| self.memberships.has(key))).unwrap_or_default();
        let cells = [("organization", code), ("class", class), ("from", &from), ("until", &until)];
        self.memberships.row_and(item.line, &cells, &ours);
    }

    fn post(&mut self, item: &Item<'_>, person: &str, offices: &mut HashMap<String, Duty>) {
        let (from, until) = self.days(item);
        let mut office = offices.get_mut(&item.refer("post"));
        if let Some(office) = &mut office {
            office.held = true;
        }
        let organization = match (item.refer("organization"), &office) {
            (told, Some(office)) if told.is_empty() => office.organization.clone(),
            (told, _) => told,
        };
        let at = match self.organizations.find(&organization) {
            Some(Who::Alliance) => Some(String::new()),
            Some(Who::Organization(code)) => Some(code),
            Some(Who::Body(_)) | None => None,
        };
        let (Some(reference), Some(at)) = (self.persons.references.get(person), at) else {
            item.skip();
            return self
                .reader
                .left("a membership of nobody who is listed", "所涉人员或组织未列出的成员关系");
        };
        if reference.is_empty() {
            item.skip();
            return self.reader.left("a membership of a person who is not taken", "未导入人员的成员关系");
        }
        let none = [String::new(), String::new()];
        let [label, role] = office.as_ref().map_or(&none, |office| &office.words);
        let words = [item.line("role"), item.line("label"), label.clone(), role.clone()];
        let title =
            words.iter().find(|word| !word.is_empty()).cloned().unwrap_or_else(|| "member".to_string());
        for word in words.iter().filter(|word| !word.is_empty() && **word != title) {
            self.reader.left_such(
                "further words beside the role of a membership",
                "成员关系职务以外的说明",
                word,
            );
        }
        let ours = item.ours().map(|ours| ours.cells(|key| self.posts.has(key))).unwrap_or_default();
        let own = |key: &str| ours.iter().find(|(own, _)| own == key).map(|(_, text)| text.as_str());
        let term = match self.periods.get(&*item.id("legislative_period_id")) {
            Some(period) => period.number.clone().unwrap_or_default(),
            None => String::new(),
        };
        let told_title = own("title").unwrap_or(&title).to_string();
        let told_term = own("term").unwrap_or(&term).to_string();
        let told_at = own("organization").unwrap_or(&at).to_string();
        let key = vec![String::new(), reference.clone(), told_at, told_title, told_term, from.clone()];
        if !self.first(key, &until) {
            return item.skip();
        }
        let office = if at.is_empty() { ROLES.find_label(&title).unwrap_or_default() } else { "" };
        let mut cells = vec![("person", &**reference), ("organization", &at), ("title", &title)];
        cells.extend([("from", &*from), ("until", &*until)]);
        let told = [("role", office), ("term", &*term)];
        cells.extend(told.into_iter().filter(|(_, text)| !text.is_empty()));
        self.posts.row_and(item.line, &cells, &ours);
    }

    /// First and last day: the membership's own, else those of its period.
    fn days(&self, item: &Item<'_>) -> (String, String) {
        let (mut from, mut until) = (item.day("start_date"), item.day("end_date"));
        let told = item.id("legislative_period_id");
        match self.periods.get(&*told) {
            Some(period) if period.number.is_none() => {
                // A day of its own may lie outside of its period, which then says nothing of the other.
                if from.is_empty() && !ends_before(&period.from, &until) {
                    from.clone_from(&period.from);
                }
                if until.is_empty() && !ends_before(&from, &period.until) {
                    until.clone_from(&period.until);
                }
            }
            Some(_) => {}
            None if !told.is_empty() => {
                self.reader.left("legislative_period_id of memberships", "成员关系的 legislative_period_id");
            }
            None => {}
        }
        if ends_before(&from, &until) {
            let error =
                Error::invalid(say!("{until} lies before the first day {from}", "{until} 早于起始日 {from}"));
            item.fault("end_date", error);
        }
        (from, until)
    }

    /// Whether no row like it has been taken yet; another one is told.
    fn first(&mut self, key: Vec<String>, until: &str) -> bool {
        match self.seen.get(&key) {
            None => {
                self.seen.insert(key, until.to_string());
                true
            }
            Some(other) if other == until => {
                self.reader.left("a membership that says the same as another", "与另一条相同的成员关系");
                false
            }
            Some(_) => {
                self.reader.left(
                    "a membership that stands twice: same member, organization, role and first day",
                    "重复的成员关系（成员、组织、身份和起始日相同）",
                );
                false
            }
        }
    }
}

/// Whether both days are known, and the last surely lies before the first.
fn ends_before(from: &str, until: &str) -> bool {
    Day::from_iso(from).zip(Day::from_iso(until)).is_some_and(|(from, until)| until.surely_before(from))
}
