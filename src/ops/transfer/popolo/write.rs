//! The registry as Popolo. What Popolo has no property for stands in `extras.alliance` of its object under
//! the headings of our own lists; whole lists that it has no class for are left out, and counted.

mod rows;

use std::{
    collections::{HashMap, HashSet},
    io,
};

use serde_json::{Map, Value, json};

use self::rows::{Line, each};
use super::{
    item::Left,
    made::{chinese, plain},
    organizations::{ALLIANCE, CREDIT_CODE, ENGLISH_NAME, FORMER_NAME, SHORT_NAME},
};
use crate::{
    error::{Error, Message, Result},
    model::{motion::Counts, text::fold},
    noun::sheets,
    ops::{
        transfer::{listed::ListCell, known::Known},
        verdict,
    },
    say,
    store::Read,
};

/// The lists that stand in the document, be it as parts of other objects.
const CARRIED: &[&str] = &[
    "alliance",
    "bodies",
    "organizations",
    "names",
    "alliance_names",
    "body_names",
    "terms",
    "persons",
    "person_names",
    "sessions",
    "motions",
    "candidates",
    "ballots",
    "posts",
    "memberships",
];

/// Writes the registry as Popolo; answers what Popolo has no place for.
pub fn write(read: &Read<'_>, known: &Known, out: &mut dyn io::Write) -> Result<Vec<Message>> {
    let mut left = Left::default();
    for sheet in sheets().iter().filter(|sheet| !CARRIED.contains(&sheet.name) && sheet.name != "contents") {
        let mut n = 0;
        each(read, known, sheet.name, &mut |_| {
            n += 1;
            Ok(())
        })?;
        left.many(sheet.name.replace('_', " "), chinese(sheet), n);
    }
    let mut writer = Writer::new(read, known, out)?;
    writer.organizations()?;
    writer.persons()?;
    writer.memberships()?;
    writer.events()?;
    writer.motions()?;
    writer.areas()?;
    let left_out: Map<String, Value> = left.counts().map(|(list, n)| (list.to_string(), n.into())).collect();
    writer.end(&json!({ "alliance": { "left_out": left_out } }))?;
    Ok(left.not_written())
}

fn unwritten(error: io::Error) -> Error {
    Error::storage(say!("the export cannot be written", "无法写出导出文件"))
        .cause(Message::verbatim(error.to_string()))
}

/// Where a motion stands, and the day of its vote.
struct Motion {
    row: i64,
    day: String,
}

/// What is done with each motion.
type OnMotion<'w, 'a> = dyn FnMut(&mut Writer<'w>, &Line<'_>, &Motion, Value) -> Result<()> + 'a;

struct Writer<'w> {
    read: &'w Read<'w>,
    known: &'w Known,
    out: &'w mut dyn io::Write,
    /// The list that is being written.
    list: Option<&'static str>,
    /// The id of the alliance.
    alliance: String,
    bodies: HashMap<String, String>,
    /// Persons by how lists refer to them.
    persons: HashMap<String, String>,
    /// Provinces and cities in which organizations lie: province, city, whether it is the city.
    areas: Vec<(String, String)>,
}

impl<'w> Writer<'w> {
    fn new(read: &'w Read<'_>, known: &'w Known, out: &'w mut dyn io::Write) -> Result<Writer<'w>> {
        let mut writer = Writer {
            read,
            known,
            out,
            list: None,
            alliance: ALLIANCE.to_string(),
            bodies: HashMap::new(),
            persons: HashMap::new(),
            areas: Vec::new(),
        };
        let mut taken: HashSet<String> = HashSet::new();
        let (mut name, mut same) = (None, None);
        each(read, known, "alliance", &mut |line| {
            name = Some(fold(&line.text("name")));
            Ok(())
        })?;
        each(read, known, "organizations", &mut |line| {
            taken.insert(fold(&line.text("code")));
            if name.as_ref().is_some_and(|name| *name == fold(&line.text("name"))) {
                same = Some(line.text("code"));
            }
            Ok(())
        })?;
        let mut free = |stem: String| {
            let numbered = (2..).map(|n| format!("{stem}-{n}"));
            let found = std::iter::once(stem.clone()).chain(numbered).find(|id| !taken.contains(&fold(id)));
            let found = found.unwrap_or(stem);
            taken.insert(fold(&found));
            found
        };
        writer.alliance = same.unwrap_or_else(|| free(ALLIANCE.to_string()));
        each(read, known, "bodies", &mut |line| {
            let code = line.text("code");
            writer.bodies.insert(code.clone(), free(format!("body-{code}")));
            Ok(())
        })?;
        Ok(writer)
    }

    /// An object of a list; the lists come one after the other.
    fn put(&mut self, list: &'static str, item: &Value) -> Result<()> {
        let before = match self.list {
            Some(open) if open == list => ",\n".to_string(),
            open => {
                let end = if open.is_some() { "\n],\n" } else { "{\n" };
                format!("{end}\"{list}\": [\n")
            }
        };
        self.list = Some(list);
        self.out.write_all(before.as_bytes()).map_err(unwritten)?;
        serde_json::to_writer(&mut *self.out, item).map_err(|e| unwritten(e.into()))
    }

    fn end(&mut self, extras: &Value) -> Result<()> {
        let before = if self.list.is_some() {
            "\n],\n\"extras\": "
        } else {
            "{\n\"organizations\": [],\n\"extras\": "
        };
        self.out.write_all(before.as_bytes()).map_err(unwritten)?;
        serde_json::to_writer(&mut *self.out, extras).map_err(|e| unwritten(e.into()))?;
        self.out.write_all(b"\n}\n").map_err(unwritten)
    }

    /// Former names by their owner.
    fn former(&self, list: &str, owner: &str) -> Result<HashMap<String, Vec<Value>>> {
        let mut names: HashMap<String, Vec<Value>> = HashMap::new();
        each(self.read, self.known, list, &mut |line| {
            let mut name = json!({ "name": line.text("name") });
            match line.text("until") {
                until if until.is_empty() => name["note"] = FORMER_NAME.into(),
                until => name["end_date"] = until.into(),
            }
            names.entry(line.text(owner)).or_default().push(name);
            Ok(())
        })?;
        Ok(names)
    }

    fn organizations(&mut self) -> Result<()> {
        let mut former = self.former("names", "organization")?;
        let mut alliance = self.the_alliance()?;
        let is_organization = self.known.names.has_code(&self.alliance);
        if !is_organization && let Some((item, _)) = &alliance {
            let item = item.clone();
            self.put("organizations", &item)?;
        }
        let (read, known) = (self.read, self.known);
        each(read, known, "organizations", &mut |line| {
            let code = line.text("code");
            let mut names = former.remove(&code).unwrap_or_default();
            let noted = [("short_name", SHORT_NAME), ("name_en", ENGLISH_NAME)];
            names.extend(noted.into_iter().filter_map(|(key, note)| match line.text(key) {
                name if name.is_empty() => None,
                name => Some(json!({ "name": name, "note": note })),
            }));
            if let ListCell::List(aliases) = line.get("aliases") {
                names.extend(aliases.iter().map(|name| json!({ "name": name })));
            }
            let mut item = json!({ "id": code, "name": line.text("name") });
            if !names.is_empty() {
                item["other_names"] = names.into();
            }
            for (key, to) in
                [("kind", "classification"), ("founded", "founding_date"), ("note", "description")]
            {
                line.put(&mut item, key, to);
            }
            let place = (line.text("province"), line.text("city"));
            if place != (String::new(), String::new()) {
                item["area_id"] = area_id(&mut self.areas, place).into();
            }
            if let Some(code) = line.some("credit_code") {
                item["identifiers"] = json!([{ "scheme": CREDIT_CODE, "identifier": code }]);
            }
            if let Some(url) = line.some("website") {
                item["links"] = json!([{ "url": url, "note": "website" }]);
            }
            let mut extras = line.extras(&[
                "code",
                "name",
                "short_name",
                "name_en",
                "kind",
                "founded",
                "province",
                "city",
                "credit_code",
                "website",
                "aliases",
                "note",
            ]);
            if code == self.alliance
                && let Some((_, row)) = alliance.take()
            {
                extras.insert("also".into(), "organization".into());
                extras.insert("alliance".into(), row);
            }
            rows::lay(&mut item, extras);
            self.put("organizations", &item)
        })?;
        let named = alliance.is_some() || is_organization;
        if !named && self.refers_to_alliance()? {
            let item = json!({ "id": self.alliance, "name": "(alliance)", "extras": { "alliance": { "alliance": {} } } });
            self.put("organizations", &item)?;
        }
        let mut former = self.former("body_names", "body")?;
        each(read, known, "bodies", &mut |line| {
            let code = line.text("code");
            let name = line.some("name").unwrap_or_else(|| code.clone());
            let mut item = json!({ "id": self.bodies.get(&code), "name": name, "classification": "body" });
            if let Some(names) = former.remove(&code) {
                item["other_names"] = names.into();
            }
            let mut row = line.extras(&[]);
            if line.some("name").is_none() {
                row.insert("name".into(), Value::Null);
            }
            rows::lay(&mut item, Map::from_iter([("body".to_string(), Value::Object(row))]));
            self.put("organizations", &item)
        })
    }

    /// The alliance as an organization of its own, and its row.
    fn the_alliance(&self) -> Result<Option<(Value, Value)>> {
        let names = self.former("alliance_names", "")?.into_values().next().unwrap_or_default();
        let mut found = None;
        each(self.read, self.known, "alliance", &mut |line| {
            let mut item =
                json!({ "id": self.alliance, "name": line.text("name"), "classification": "alliance" });
            if !names.is_empty() {
                item["other_names"] = names.clone().into();
            }
            line.put(&mut item, "founded", "founding_date");
            let mut row = line.extras(&[]);
            rows::lay(&mut item, Map::from_iter([("alliance".to_string(), Value::Object(row.clone()))]));
            if !names.is_empty() {
                row.insert("former_names".into(), names.clone().into());
            }
            found = Some((item, Value::Object(row)));
            Ok(())
        })?;
        Ok(found)
    }

    /// Whether memberships or offices lie in the alliance.
    fn refers_to_alliance(&self) -> Result<bool> {
        let mut any = false;
        each(self.read, self.known, "memberships", &mut |_| {
            any = true;
            Ok(())
        })?;
        each(self.read, self.known, "posts", &mut |line| {
            any |= line.some("organization").is_none();
            Ok(())
        })?;
        Ok(any)
    }

    fn persons(&mut self) -> Result<()> {
        let mut former = self.former("person_names", "person")?;
        let ids = self.read.rows::<i64>("SELECT id FROM persons ORDER BY id", &[])?;
        let mut ids = ids.into_iter();
        let (read, known) = (self.read, self.known);
        each(read, known, "persons", &mut |line| {
            let row = ids.next().unwrap_or_default();
            let (id, reference) = (format!("person-{row}"), known.person_text(row, None));
            let mut item = json!({ "id": id, "name": line.text("name") });
            if let Some(names) = former.remove(&reference) {
                item["other_names"] = names.into();
            }
            for (key, to) in [("email", "email"), ("note", "biography")] {
                line.put(&mut item, key, to);
            }
            if let Some(phone) = line.some("phone") {
                item["contact_details"] = json!([{ "type": "voice", "value": phone }]);
            }
            rows::lay(&mut item, line.extras(&["name", "email", "note", "phone"]));
            self.persons.insert(reference, id);
            self.put("persons", &item)
        })
    }

    fn memberships(&mut self) -> Result<()> {
        let (read, known) = (self.read, self.known);
        each(read, known, "memberships", &mut |line| {
            let mut item =
                json!({ "member_id": line.text("organization"), "organization_id": self.alliance });
            line.put(&mut item, "class", "role");
            line.put(&mut item, "from", "start_date");
            line.put(&mut item, "until", "end_date");
            rows::lay(&mut item, line.extras(&["organization", "class", "from", "until"]));
            self.put("memberships", &item)
        })?;
        each(read, known, "posts", &mut |line| {
            let organization = line.some("organization");
            let at = organization.as_ref().unwrap_or(&self.alliance);
            let mut item =
                json!({ "person_id": self.persons.get(&line.text("person")), "organization_id": at });
            item["role"] = line.some("title").or(line.some("role")).into();
            line.put(&mut item, "from", "start_date");
            line.put(&mut item, "until", "end_date");
            if let Some(term) = line.some("term") {
                item["legislative_period_id"] = format!("term-{term}").into();
            }
            let mut extras = line.extras(&["person", "organization", "title", "from", "until"]);
            if line.some("title").is_none() {
                extras.insert("title".into(), Value::Null);
            }
            // The alliance may be an organization of the registry too: a post there is no office.
            if organization.as_ref() == Some(&self.alliance) {
                extras.insert("organization".into(), self.alliance.as_str().into());
            }
            rows::lay(&mut item, extras);
            self.put("memberships", &item)
        })
    }

    fn events(&mut self) -> Result<()> {
        let (read, known) = (self.read, self.known);
        each(read, known, "terms", &mut |line| {
            let number = line.text("number");
            let mut item = json!({ "id": format!("term-{number}"), "name": format!("第{number}届"), "classification": "legislative period" });
            line.put(&mut item, "start", "start_date");
            line.put(&mut item, "end", "end_date");
            rows::lay(&mut item, line.extras(&["start", "end"]));
            self.put("events", &item)
        })?;
        let ids = self.read.rows::<i64>("SELECT id FROM sessions ORDER BY id", &[])?;
        let mut ids = ids.into_iter();
        each(read, known, "sessions", &mut |line| {
            let reference = known.session_text(ids.next().unwrap_or_default());
            let name = line.some("title").unwrap_or_else(|| reference.to_string());
            let mut item =
                json!({ "id": format!("session-{reference}"), "name": name, "classification": "session" });
            line.put(&mut item, "start", "start_date");
            line.put(&mut item, "end", "end_date");
            line.put(&mut item, "venue", "location");
            if let Some(body) = self.bodies.get(&line.text("body")) {
                item["organization_id"] = body.as_str().into();
            }
            let mut extras = line.extras(&["start", "end", "venue"]);
            extras.insert("session".into(), reference.into());
            rows::lay(&mut item, extras);
            self.put("events", &item)
        })
    }

    fn motions(&mut self) -> Result<()> {
        let (read, known) = (self.read, self.known);
        let mut candidates: HashMap<String, Vec<Value>> = HashMap::new();
        each(read, known, "candidates", &mut |line| {
            let row = line.extras(&["motion"]);
            candidates.entry(line.text("motion")).or_default().push(Value::Object(row));
            Ok(())
        })?;
        self.each_motion(&mut |writer, line, motion, mut item| {
            item["text"] = line.text("title").into();
            item["date"] = motion.day.as_str().into();
            line.put(&mut item, "kind", "classification");
            let mut extras = line.extras(&["session", "title", "kind", "outcome"]);
            for key in ["code", "on", "rule_body"] {
                extras.entry(key).or_insert(Value::Null);
            }
            if let Some(candidates) = candidates.remove(&known.motion_text(motion.row)) {
                extras.insert("candidates".into(), candidates.into());
            }
            rows::lay(&mut item, extras);
            writer.put("motions", &item)
        })?;
        let mut votes = self.votes()?;
        // A roll call that is not whole gives no counts.
        let judged = verdict::judge_all(read)?.into_iter();
        let judged: HashMap<i64, Counts> =
            judged.map(|(_, one)| (one.motion.id, one.verdict.counts)).collect();
        self.each_motion(&mut |writer, _, motion, mut item| {
            item["motion_id"] = item["id"].clone();
            item["start_date"] = motion.day.as_str().into();
            let told = judged.get(&motion.row).copied().unwrap_or_default();
            let all =
                [(told.yes, "yes"), (told.no, "no"), (told.abstain, "abstain"), (told.invalid, "invalid")];
            let counts =
                all.into_iter().filter_map(|(n, option)| Some(json!({ "option": option, "value": n? })));
            let counts: Vec<Value> = counts.collect();
            if !counts.is_empty() {
                item["counts"] = counts.into();
            }
            if let Some(votes) = votes.remove(&motion.row) {
                let votes = votes.into_iter().map(|(organization, choice)| {
                    json!({ "voter_id": known.code(organization), "option": choice })
                });
                item["votes"] = votes.collect::<Vec<_>>().into();
            }
            rows::lay(&mut item, Map::new());
            writer.put("vote_events", &item)
        })
    }

    /// Each motion, with what a motion and its vote event have in common.
    fn each_motion(&mut self, take: &mut OnMotion<'w, '_>) -> Result<()> {
        let (read, known) = (self.read, self.known);
        let sql = "SELECT m.id, s.body, coalesce(m.\"on\", s.\"end\", s.\"start\"), m.session_id FROM motions m \
                   JOIN sessions s ON s.id = m.session_id ORDER BY m.session_id, m.number";
        let rows = read.rows::<(i64, String, String, i64)>(sql, &[])?;
        let mut rows = rows.into_iter();
        each(read, known, "motions", &mut |line| {
            let Some((row, body, day, session)) = rows.next() else { return Ok(()) };
            let plain = || format!("motion-{}", plain(&known.motion_text(row)));
            let mut item = json!({ "id": line.some("code").unwrap_or_else(plain) });
            item["legislative_session_id"] = format!("session-{}", known.session_text(session)).into();
            if let Some(body) = self.bodies.get(&body) {
                item["organization_id"] = body.as_str().into();
            }
            if let Some(outcome) = line.some("outcome") {
                item["result"] = match outcome.as_str() {
                    "carried" => "pass",
                    "rejected" => "fail",
                    other => other,
                }
                .into();
            }
            take(self, line, &Motion { row, day }, item)
        })
    }

    /// The ballots of each motion.
    fn votes(&self) -> Result<HashMap<i64, Vec<(i64, String)>>> {
        let mut votes: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
        let sql =
            "SELECT motion_id, organization_id, choice FROM ballots ORDER BY motion_id, organization_id";
        self.read.each(sql, &[], &mut |r| {
            votes.entry(r.int(0)?).or_default().push((r.int(1)?, r.text(2)?));
            Ok(())
        })?;
        Ok(votes)
    }

    fn areas(&mut self) -> Result<()> {
        let mut areas = std::mem::take(&mut self.areas);
        // Every city names its province, which then stands in the list too.
        let mut at = 0;
        while let Some((province, city)) = areas.get(at).cloned() {
            let mut item = json!({ "id": format!("area-{}", at + 1) });
            let (name, kind) = if city.is_empty() { (&province, "province") } else { (&city, "city") };
            item["name"] = name.as_str().into();
            item["classification"] = kind.into();
            if !city.is_empty() && !province.is_empty() {
                item["parent_id"] = area_id(&mut areas, (province.clone(), String::new())).into();
            }
            self.put("areas", &item)?;
            at += 1;
        }
        Ok(())
    }
}

/// The id of a province, or of a city in one.
fn area_id(areas: &mut Vec<(String, String)>, place: (String, String)) -> String {
    let at = areas.iter().position(|area| *area == place).unwrap_or_else(|| {
        areas.push(place);
        areas.len() - 1
    });
    format!("area-{}", at + 1)
}
