//! Popolo, the format in which parliaments are exchanged: organizations, persons, memberships, motions and
//! vote events, areas. What does not map is listed, never dropped in silence.

mod write;

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use crate::{
    error::{Error, Message, Result},
    model::{
        day::Days,
        sheet::{List, join, tame},
    },
    say,
};

pub use write::write;

/// The arrays of Popolo that we know how to read.
const ARRAYS: &[&str] =
    &["organizations", "persons", "memberships", "posts", "motions", "vote_events", "areas"];

/// Whether a document is Popolo: by what only Popolo has.
pub fn is_popolo(text: &str) -> bool {
    let Ok(Value::Object(whole)) = serde_json::from_str(text) else { return false };
    let first = |key: &str| whole.get(key).and_then(Value::as_array).and_then(|items| items.first());
    whole.contains_key("vote_events")
        || whole.contains_key("areas")
        || whole.contains_key("events")
        || ["organizations", "persons", "memberships", "motions"].into_iter().any(|key| {
            first(key).is_some_and(|item| {
                ["id", "person_id", "organization_id", "other_names", "identifiers", "contact_details"]
                    .iter()
                    .any(|only| item.get(only).is_some())
            })
        })
}

/// A list under construction.
struct Made {
    name: &'static str,
    headings: &'static [&'static str],
    rows: Vec<(usize, csv::StringRecord)>,
}

impl Made {
    fn new(name: &'static str, headings: &'static [&'static str]) -> Made {
        Made { name, headings, rows: Vec::new() }
    }

    /// A row; its line is the place in the document's array, from 1.
    fn row(&mut self, line: usize, cells: &[&str]) {
        self.rows.push((line, cells.iter().map(|cell| tame(cell).into_owned()).collect()));
    }

    fn list(self, file: &str) -> List {
        let headings = self.headings.iter().map(|heading| heading.to_string()).collect();
        List::held(format!("{file} {}", self.name), self.name, headings, self.rows)
    }
}

/// What could not be taken, counted by what it is.
#[derive(Default)]
struct Left(BTreeMap<(String, String), u64>);

impl Left {
    fn one(&mut self, en: &str, zh: &str) {
        *self.0.entry((en.to_string(), zh.to_string())).or_default() += 1;
    }

    fn warnings(self) -> Vec<Message> {
        self.0
            .into_iter()
            .map(|((en, zh), n)| say!("not taken: {en} ({n})", "未导入：{zh}（{n}处）"))
            .collect()
    }
}

/// Letters, digits and `.` `_` `-` of an id; the same id is the same code in every file.
fn code(id: &str) -> String {
    let plain: String =
        id.chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' }).collect();
    plain.trim_matches('-').to_string()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).map_or("", str::trim)
}

/// The id of a thing: Popolo has texts, some files have numbers.
fn id(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => code(text),
        Some(Value::Number(n)) => n.to_string(),
        _ => String::new(),
    }
}

/// A day; of a time its day; a year or a month alone is no day.
fn day(value: &Value, key: &str, left: &mut Left) -> String {
    let told = text(value, key);
    let told = told.split(['T', ' ']).next().unwrap_or_default();
    if told.is_empty() {
        return String::new();
    }
    match Days::parse(told) {
        Ok(days) => days.end.to_string(),
        Err(_) => {
            left.one(
                &format!("{key} that is no whole day, as {told}"),
                &format!("{key} 不是完整日期，如 {told}"),
            );
            String::new()
        }
    }
}

/// One line: what comes as several is one.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The document as lists, and what of it no list holds.
pub fn lists(file: &str, text_of: &str) -> Result<(Vec<List>, Vec<Message>)> {
    let whole: Value = serde_json::from_str(text_of).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        Error::invalid(say!(
            "{file}:{line}:{column}: this is no JSON",
            "{file}:{line}:{column}：不是合规的 JSON"
        ))
        .because(&e)
    })?;
    let mut left = Left::default();
    if let Value::Object(arrays) = &whole {
        for key in arrays.keys().filter(|key| !ARRAYS.contains(&key.as_str())) {
            left.one(&format!("the list {key}"), &format!("列表 {key}"));
        }
    }
    let empty = Vec::new();
    let array = |key: &str| whole.get(key).and_then(Value::as_array).unwrap_or(&empty).iter().enumerate();
    let areas: HashMap<String, String> =
        array("areas").map(|(_, area)| (id(area, "id"), line(text(area, "name")))).collect();
    let mut organizations = Made::new(
        "organizations",
        &["code", "name", "short_name", "name_en", "province", "website", "aliases", "note"],
    );
    let mut names = Made::new("names", &["organization", "name", "until"]);
    let mut known: HashMap<String, String> = HashMap::new();
    for (at, item) in array("organizations") {
        let (own, name) = (id(item, "id"), line(text(item, "name")));
        if name.is_empty() {
            left.one("an organization without a name", "没有名称的组织");
            continue;
        }
        if own.is_empty() || known.contains_key(&own) {
            left.one("an organization without an id of its own", "没有独立 id 的组织");
            continue;
        }
        let mut aliases = Vec::new();
        for other in item.get("other_names").and_then(Value::as_array).into_iter().flatten() {
            let other_name = line(text(other, "name"));
            let end = day(other, "end_date", &mut left);
            if !end.is_empty() {
                names.row(at + 1, &[&own, &other_name, &end]);
            } else if !other_name.is_empty() && other_name != name && !aliases.contains(&other_name) {
                aliases.push(other_name);
            }
        }
        let website =
            item.get("links").and_then(Value::as_array).into_iter().flatten().map(|link| text(link, "url"));
        let website = website.into_iter().next().unwrap_or_default();
        for key in [
            "identifiers",
            "contact_details",
            "founding_date",
            "dissolution_date",
            "parent_id",
            "image",
            "seats",
        ] {
            if item.get(key).is_some_and(|value| !value.is_null() && value != &json!([])) {
                left.one(&format!("{key} of organizations"), &format!("组织的 {key}"));
            }
        }
        let area = areas.get(&id(item, "area_id")).cloned().unwrap_or_default();
        organizations.row(at + 1, &[&own, &name, "", "", &area, website, &join(&aliases), ""]);
        known.insert(own, name);
    }
    let mut persons = Made::new("persons", &["name", "organization", "title", "email", "phone"]);
    let mut person_names = Made::new("person_names", &["person", "name", "until"]);
    let mut people: HashMap<String, String> = HashMap::new();
    let mut first_post: HashMap<String, String> = HashMap::new();
    for (_, item) in array("memberships") {
        let (person, organization) = (id(item, "person_id"), id(item, "organization_id"));
        if known.contains_key(&organization) {
            first_post.entry(person).or_insert(organization);
        }
    }
    let mut borne: HashMap<(String, String), u64> = HashMap::new();
    for (at, item) in array("persons") {
        let (own, name) = (id(item, "id"), line(text(item, "name")).replace('@', " "));
        if name.is_empty() {
            left.one("a person without a name", "没有姓名的人员");
            continue;
        }
        let home = first_post.get(&own).cloned().unwrap_or_default();
        let twin = borne.entry((name.clone(), home.clone())).or_default();
        *twin += 1;
        if *twin > 1 {
            left.one("a person of the same name and organization as another", "与他人同名同单位的人员");
        }
        for key in [
            "identifiers",
            "contact_details",
            "links",
            "images",
            "birth_date",
            "death_date",
            "gender",
            "image",
        ] {
            if item.get(key).is_some_and(|value| !value.is_null() && value != &json!([])) {
                left.one(&format!("{key} of persons"), &format!("人员的 {key}"));
            }
        }
        persons.row(at + 1, &[&name, &home, "", text(item, "email"), ""]);
        let reference = if home.is_empty() { format!("{name}@") } else { format!("{name}@{home}") };
        for other in item.get("other_names").and_then(Value::as_array).into_iter().flatten() {
            let other_name = line(text(other, "name"));
            let end = day(other, "end_date", &mut left);
            if end.is_empty() || other_name.is_empty() {
                left.one("another name of a person without its last day", "人员的其他姓名（无末日）");
            } else {
                person_names.row(at + 1, &[&reference, &other_name, &end]);
            }
        }
        people.insert(own, reference);
    }
    let mut posts = Made::new("posts", &["person", "organization", "title", "from", "until"]);
    let mut memberships = Made::new("memberships", &["organization", "class", "from", "until"]);
    let labels: HashMap<String, String> =
        array("posts").map(|(_, post)| (id(post, "id"), line(text(post, "label")))).collect();
    for (at, item) in array("memberships") {
        let (from, until) = (day(item, "start_date", &mut left), day(item, "end_date", &mut left));
        let organization = id(item, "organization_id");
        let member = id(item, "member_id");
        if known.contains_key(&member) {
            match crate::model::words::CLASSES.find(text(item, "role")) {
                Some(class) => memberships.row(at + 1, &[&member, class, &from, &until]),
                None => left
                    .one("a membership of an organization in a role that is no class", "身份不明的成员关系"),
            }
            continue;
        }
        let (Some(person), true) = (people.get(&id(item, "person_id")), known.contains_key(&organization))
        else {
            left.one("a membership of nobody who is listed", "所涉人员或组织未列出的成员关系");
            continue;
        };
        let title = [
            line(text(item, "role")),
            line(text(item, "label")),
            labels.get(&id(item, "post_id")).cloned().unwrap_or_default(),
        ];
        let title = title.into_iter().find(|title| !title.is_empty()).unwrap_or_else(|| "member".to_string());
        for key in ["on_behalf_of_id", "area_id", "legislative_period_id"] {
            if item.get(key).is_some_and(|value| !value.is_null()) {
                left.one(&format!("{key} of memberships"), &format!("成员关系的 {key}"));
            }
        }
        posts.row(at + 1, &[person, &organization, &title, &from, &until]);
    }
    let (meetings, motions, ballots) = votes(&whole, &known, &people, &mut left);
    let made = [organizations, names, persons, person_names, meetings, motions, ballots, posts, memberships];
    let lists = made.into_iter().filter(|made| !made.rows.is_empty()).map(|made| made.list(file)).collect();
    Ok((lists, left.warnings()))
}

/// Sessions of the days on which vote events lie, a motion for each event, counts, and the votes of
/// organizations.
fn votes(
    whole: &Value,
    known: &HashMap<String, String>,
    people: &HashMap<String, String>,
    left: &mut Left,
) -> (Made, Made, Made) {
    let mut meetings = Made::new("sessions", &["code", "start"]);
    let mut motions =
        Made::new("motions", &["session", "code", "title", "on", "yes", "no", "abstain", "outcome", "text"]);
    let mut ballots = Made::new("ballots", &["motion", "organization", "choice"]);
    let items = |key: &str| whole.get(key).and_then(Value::as_array).into_iter().flatten().enumerate();
    let mut events: Vec<(usize, &Value, Option<&Value>)> = Vec::new();
    let by_id: HashMap<String, &Value> =
        items("motions").map(|(_, motion)| (id(motion, "id"), motion)).collect();
    for (at, motion) in items("motions") {
        for event in motion.get("vote_events").and_then(Value::as_array).into_iter().flatten() {
            events.push((at, event, Some(motion)));
        }
    }
    for (at, event) in items("vote_events") {
        let motion = event.get("motion").filter(|motion| motion.is_object());
        events.push((at, event, motion.or_else(|| by_id.get(&id(event, "motion_id")).copied())));
    }
    let mut days: Vec<String> = Vec::new();
    let mut codes: HashMap<String, u64> = HashMap::new();
    for (at, event, motion) in events {
        let nothing = Value::Null;
        let motion = motion.unwrap_or(&nothing);
        let mut on = day(event, "start_date", left);
        if on.is_empty() {
            on = day(motion, "date", left);
        }
        if on.is_empty() {
            left.one("a vote event without a day", "没有日期的表决");
            continue;
        }
        if !days.contains(&on) {
            days.push(on.clone());
            meetings.row(at + 1, &[&on, &on]);
        }
        let own = [id(event, "id"), id(event, "identifier"), id(motion, "id")];
        let mut own = own.into_iter().find(|id| !id.is_empty()).unwrap_or_else(|| format!("{on}-{}", at + 1));
        let twin = codes.entry(own.to_lowercase()).or_default();
        *twin += 1;
        if *twin > 1 {
            own = format!("{own}-{twin}");
        }
        let words =
            [text(motion, "text"), text(event, "title"), text(motion, "name"), text(event, "identifier")];
        let title =
            words.into_iter().map(line).find(|title| !title.is_empty()).unwrap_or_else(|| own.clone());
        let mut counts: HashMap<&str, String> = HashMap::new();
        for count in event.get("counts").and_then(Value::as_array).into_iter().flatten() {
            let n = count.get("value").and_then(Value::as_u64);
            match (option(text(count, "option")), n) {
                (Some(choice @ ("yes" | "no" | "abstain")), Some(n))
                    if count.get("group_id").is_none_or(Value::is_null) =>
                {
                    counts.insert(choice, n.to_string());
                }
                (Some("absent"), _) => {}
                _ => left.one(
                    &format!("counts of the option {}", text(count, "option")),
                    &format!("选项 {} 的计数", text(count, "option")),
                ),
            }
        }
        let mut persons = 0;
        let mut voted: Vec<String> = Vec::new();
        for vote in event.get("votes").and_then(Value::as_array).into_iter().flatten() {
            let voter = id(vote, "voter_id");
            match option(text(vote, "option")) {
                Some(choice) if known.contains_key(&voter) && !voted.contains(&voter) => {
                    ballots.row(at + 1, &[&own, &voter, choice]);
                    voted.push(voter);
                }
                Some(_) if people.contains_key(&voter) || vote.get("voter_id").is_some() => persons += 1,
                _ => left.one(
                    &format!("votes of the option {}", text(vote, "option")),
                    &format!("选项 {} 的投票", text(vote, "option")),
                ),
            }
        }
        for _ in 0..persons {
            left.one("ballots of persons", "个人的投票");
        }
        let outcome = match [text(event, "result"), text(motion, "result")]
            .into_iter()
            .find(|result| !result.is_empty())
        {
            Some("pass" | "passed" | "adopted" | "carried") => "carried",
            Some("fail" | "failed" | "rejected" | "lost") => "rejected",
            Some(other) => {
                left.one(&format!("the result {other}"), &format!("结果 {other}"));
                ""
            }
            None => "",
        };
        let count = |choice: &str| counts.get(choice).map_or("", String::as_str);
        let full = text(motion, "text");
        let full = if line(full) == title { "" } else { full };
        motions.row(
            at + 1,
            &[&on, &own, &title, &on, count("yes"), count("no"), count("abstain"), outcome, full],
        );
    }
    (meetings, motions, ballots)
}

/// What an option of Popolo is here.
fn option(word: &str) -> Option<&'static str> {
    match word.to_lowercase().as_str() {
        "yes" | "aye" | "for" => Some("yes"),
        "no" | "nay" | "noe" | "against" => Some("no"),
        "abstain" | "abstention" => Some("abstain"),
        "absent" | "not voting" | "excused" => Some("absent"),
        _ => None,
    }
}
