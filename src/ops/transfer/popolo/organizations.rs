//! Organizations: those of the registry, the alliance itself and its bodies.

use std::collections::HashMap;

use super::{
    document::Document,
    item::{Class, Item, Reader, one_line},
    made::{Made, codes},
};
use crate::{
    error::Error,
    model::{
        sheet::join,
        text::fold,
        words::{CLASSES, ORGANIZATION_KINDS},
    },
    say,
};

/// Names, links and the like of an organization or a person.
pub const OTHER_NAMES: Class = ("other_names", "其他名称");
pub const IDENTIFIERS: Class = ("identifiers", "标识");
pub const LINKS: Class = ("links", "链接");
pub const OURS: Class = ("our extras", "附加信息");

/// The id of the alliance in what we write.
pub const ALLIANCE: &str = "the-alliance";
/// The scheme of the identifier that is a unified social credit code.
pub const CREDIT_CODE: &str = "unified-social-credit-code";
/// Notes of names that are no aliases.
pub const SHORT_NAME: &str = "short name";
pub const ENGLISH_NAME: &str = "English name";
pub const FORMER_NAME: &str = "former name";

/// The names of the bodies that every registry has.
const BODIES: &[(&str, &str)] =
    &[("assembly", "会员大会"), ("council", "理事会"), ("standing", "常务理事会"), ("supervisors", "监事会")];

/// What an organization of the document is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// An organization, by its code.
    Organization(String),
    /// The alliance.
    Alliance,
    /// A body of the alliance, by its code.
    Body(String),
}

/// The organizations of the document.
pub struct Organizations<'k> {
    who: HashMap<String, Who>,
    /// The alliance, where it is an organization too: its code as such.
    also: HashMap<String, String>,
    /// Their names, by what the document refers to them.
    pub names: HashMap<String, String>,
    /// The one of which the members are organizations.
    pub umbrella: Option<String>,
    known: &'k dyn Fn(&str) -> bool,
}

impl<'k> Organizations<'k> {
    /// What an id is: of the document, or of the registry already.
    pub fn find(&self, key: &str) -> Option<Who> {
        if key.is_empty() {
            return None;
        }
        self.who.get(key).cloned().or_else(|| {
            let code = codes([key], self.known).remove(key)?;
            (self.known)(&code).then_some(Who::Organization(code))
        })
    }

    /// The code of an organization of the registry.
    pub fn code(&self, key: &str) -> Option<String> {
        match self.find(key)? {
            Who::Organization(code) => Some(code),
            Who::Alliance | Who::Body(_) => None,
        }
    }

    /// The rows of all organizations.
    pub fn take(
        reader: &Reader,
        document: &mut Document<'_>,
        known: &'k dyn Fn(&str) -> bool,
        lists: &mut Vec<Made>,
    ) -> Organizations<'k> {
        let areas = areas(document);
        let mut all = Organizations {
            who: HashMap::new(),
            also: HashMap::new(),
            names: HashMap::new(),
            umbrella: None,
            known,
        };
        let items = std::mem::take(&mut document.organizations);
        let read: Vec<ReadItem<'_>> = items.into_iter().map(ReadItem::of).collect();
        let ids = read.iter().filter(|one| one.is_organization()).map(|one| one.id.as_str());
        let codes = codes(ids.filter(|id| !id.is_empty()), known);
        let mut changed: Vec<_> = codes.iter().filter(|(id, code)| id != code).collect();
        changed.sort_unstable();
        for (id, code) in changed {
            reader.note(
                "ids that are no codes by themselves are written so",
                "不能直接作代码的 id 已改写",
                &format!("{id} is {code}"),
            );
        }
        let mut made = Lists::new();
        let mut called: HashMap<String, String> = HashMap::new();
        for one in &read {
            let name = one.item.name();
            if name.is_empty() {
                reader.left("an organization without a name", "没有名称的组织");
                one.item.skip();
                continue;
            }
            let key = one.item.key();
            all.names.insert(key.clone(), name.clone());
            if let Some(body) = &one.body {
                let cells = body.cells(|key| made.bodies.has(key));
                let code = cells.iter().find(|(key, _)| key == "code").map(|(_, code)| code.clone());
                let code = code.unwrap_or_default();
                made.bodies.row_and(one.item.line, &[("code", &code), ("name", &name)], &cells);
                one.names(reader, &name, &mut |former, until| {
                    let cells = [("body", code.as_str()), ("name", former), ("until", until)];
                    made.body_names.row(one.item.line, &cells);
                });
                all.who.insert(key, Who::Body(code));
                continue;
            }
            if let Some(alliance) = &one.alliance {
                made.alliance(one, alliance);
                if !one.also {
                    one.names(reader, &name, &mut |former, until| {
                        made.alliance_names.row(one.item.line, &[("name", former), ("until", until)]);
                    });
                    all.who.insert(key, Who::Alliance);
                    continue;
                }
            } else if one.is_old_alliance() {
                made.alliance.row(one.item.line, &[("name", &name)]);
                one.names(reader, &name, &mut |former, until| {
                    made.alliance_names.row(one.item.line, &[("name", former), ("until", until)]);
                });
                all.who.insert(key, Who::Alliance);
                continue;
            }
            let code = codes.get(&one.id).cloned().unwrap_or_default();
            if let Some(first) = called.insert(fold(&name), one.item.path.clone()) {
                let error = Error::conflict(say!(
                    "“{name}” is the name of {first} too",
                    "“{name}”也是 {first} 的名称"
                ));
                one.item.fault(
                    "name",
                    error.hint(say!(
                        "one organization has one id; two have two names",
                        "一个单位一个 id，两个单位名称不同"
                    )),
                );
            }
            made.organization(reader, one, &code, &name, &areas);
            // One without an id goes by its name.
            let text = if code.is_empty() { name } else { code };
            let who = if one.also { Who::Alliance } else { Who::Organization(text.clone()) };
            if one.also {
                // Posts in the alliance are offices; as a member or a voter it is the organization.
                all.also.insert(key.clone(), text);
            }
            all.who.insert(key, who);
        }
        all.umbrella = umbrella(reader, document, &all, &read);
        lists.extend(made.into_lists());
        let unused = areas.values().filter(|area| !area.used.get()).count();
        reader.left_many("areas in which no organization lies", "没有组织所在的地区", unused as u64);
        all
    }

    /// As [`Organizations::code`], where the alliance that is an organization too is meant as such.
    pub fn member(&self, key: &str) -> Option<String> {
        self.also.get(key).cloned().or_else(|| self.code(key))
    }
}

/// An organization with what we ourselves wrote of it.
struct ReadItem<'d> {
    item: Item<'d>,
    id: String,
    ours: Option<Item<'d>>,
    alliance: Option<Item<'d>>,
    body: Option<Item<'d>>,
    /// Whether the alliance is an organization too.
    also: bool,
}

impl<'d> ReadItem<'d> {
    fn of(item: Item<'d>) -> ReadItem<'d> {
        let (id, ours) = (item.id("id").into_owned(), item.ours());
        let within = |key| ours.as_ref().and_then(|ours| ours.object(key, OURS));
        let (alliance, body) = (within("alliance"), within("body"));
        let also = ours.as_ref().is_some_and(|ours| ours.text("also") == "organization");
        ReadItem { item, id, ours, alliance, body, also }
    }

    fn is_old_alliance(&self) -> bool {
        self.ours.is_none() && self.id == ALLIANCE && self.item.text("classification") == "alliance"
    }

    fn is_organization(&self) -> bool {
        self.body.is_none() && (self.alliance.is_none() || self.also) && !self.is_old_alliance()
    }

    /// Former names of what has no other ones; classification and parent are known by now.
    fn names(&self, reader: &Reader, name: &str, former: &mut dyn FnMut(&str, &str)) {
        self.item.text("classification");
        self.item.refer("parent");
        for other in self.item.items("other_names", OTHER_NAMES) {
            let (other_name, until, note) = (other.line("name"), other.day("end_date"), other.text("note"));
            if !until.is_empty() || note == FORMER_NAME {
                former(&other_name, &until);
            } else if other_name != name {
                reader.left("other names of the alliance or a body", "联盟或机构的其他名称");
            }
        }
    }
}

/// The lists that organizations make.
struct Lists {
    alliance: Made,
    alliance_names: Made,
    bodies: Made,
    body_names: Made,
    organizations: Made,
    names: Made,
}

impl Lists {
    fn new() -> Lists {
        Lists {
            alliance: Made::new("alliance"),
            alliance_names: Made::new("alliance_names"),
            bodies: Made::new("bodies"),
            body_names: Made::new("body_names"),
            organizations: Made::new("organizations"),
            names: Made::new("names"),
        }
    }

    fn into_lists(self) -> [Made; 6] {
        [self.alliance, self.alliance_names, self.bodies, self.body_names, self.organizations, self.names]
    }

    fn alliance(&mut self, one: &ReadItem<'_>, alliance: &Item<'_>) {
        let cells = alliance.cells(|key| self.alliance.has(key));
        if cells.iter().any(|(key, _)| key == "name") {
            self.alliance.row_and(one.item.line, &[], &cells);
            if !one.also {
                // It stands in our own row already.
                one.item.text("founding_date");
            }
        }
        for former in alliance.items("former_names", OTHER_NAMES) {
            let (name, until) = (former.line("name"), former.day("end_date"));
            self.alliance_names.row(one.item.line, &[("name", &name), ("until", &until)]);
        }
    }

    fn organization(
        &mut self,
        reader: &Reader,
        one: &ReadItem<'_>,
        code: &str,
        name: &str,
        areas: &HashMap<String, Area>,
    ) {
        let item = &one.item;
        let reference = if code.is_empty() { name } else { code };
        let (mut aliases, mut short, mut english) = (Vec::new(), String::new(), String::new());
        for other in item.items("other_names", OTHER_NAMES) {
            let (other_name, until) = (other.line("name"), other.day("end_date"));
            let note = other.text("note");
            let known = [SHORT_NAME, "abbreviation", "acronym", "简称"];
            if other_name.is_empty() {
                reader.left("another name that is empty", "空白的其他名称");
            } else if !until.is_empty() || note == FORMER_NAME {
                let cells = [("organization", reference), ("name", other_name.as_str()), ("until", &until)];
                self.names.row(item.line, &cells);
            } else if short.is_empty() && known.iter().any(|word| word.eq_ignore_ascii_case(note)) {
                short = other_name;
            } else if english.is_empty() && (note == ENGLISH_NAME || note == "英文名") {
                english = other_name;
            } else {
                if !note.is_empty() {
                    reader.left(
                        format!("the note {} of other_names", one_line(note)),
                        format!("其他名称的说明 {}", one_line(note)),
                    );
                }
                if other_name != name && !aliases.contains(&other_name) {
                    aliases.push(other_name);
                }
            }
        }
        let (credit, website) = (credit_code(reader, item), website(reader, item));
        let kind = item.text("classification");
        let known_kind = ORGANIZATION_KINDS.find(kind).unwrap_or_default();
        if known_kind.is_empty() && !kind.is_empty() {
            let kind = one_line(kind);
            reader.left(format!("the classification {kind} of organizations"), format!("组织的类别 {kind}"));
        }
        let (province, city) = place(reader, item, areas);
        let ours = one.ours.as_ref().map(|ours| ours.cells(|key| self.organizations.has(key)));
        let aliases = join(&aliases);
        let mut cells = vec![("code", code), ("name", name)];
        let founded =
            if self.organizations.has("founded") { item.day("founding_date") } else { String::new() };
        let told = [
            ("short_name", short.as_str()),
            ("name_en", &english),
            ("kind", known_kind),
            ("province", province),
            ("city", city),
            ("credit_code", credit),
            ("website", website),
            ("founded", &founded),
            ("aliases", &aliases),
            ("note", item.text("description")),
        ];
        cells.extend(told.into_iter().filter(|(_, text)| !text.is_empty()));
        self.organizations.row_and(item.line, &cells, &ours.unwrap_or_default());
    }
}

/// The unified social credit code among an organization's identifiers.
fn credit_code<'d>(reader: &Reader, item: &Item<'d>) -> &'d str {
    let mut credit = "";
    for identifier in item.items("identifiers", IDENTIFIERS) {
        let scheme = identifier.text("scheme").to_lowercase();
        if credit.is_empty()
            && [CREDIT_CODE, "credit_code", "uscc", "cn-uscc", "统一社会信用代码"].contains(&scheme.as_str())
        {
            credit = identifier.text("identifier");
        } else {
            identifier.skip();
            reader.left("identifiers of organizations", "组织的 identifiers");
        }
    }
    credit
}

/// The link that is the organization's own.
fn website<'d>(reader: &Reader, item: &Item<'d>) -> &'d str {
    let mut website = "";
    for link in item.items("links", LINKS) {
        let note = link.text("note").to_lowercase();
        let known = ["", "website", "homepage", "official website", "网站", "官网", "网址"];
        if website.is_empty() && known.contains(&note.as_str()) {
            website = link.text("url");
        } else {
            link.skip();
            reader.left("links of organizations", "组织的 links");
        }
    }
    website
}

/// Province and city of an organization.
fn place<'a>(reader: &Reader, item: &Item<'_>, areas: &'a HashMap<String, Area>) -> (&'a str, &'a str) {
    let area = item.refer("area");
    match areas.get(&area) {
        Some(found) => {
            found.used.set(true);
            let parent = areas.get(&found.parent).filter(|_| found.is_city);
            parent.inspect(|parent| parent.used.set(true));
            match (found.is_city, parent) {
                (true, parent) => (parent.map_or("", |parent| &*parent.name), found.name.as_str()),
                (false, _) => (found.name.as_str(), ""),
            }
        }
        None => {
            if !area.is_empty() {
                reader.left("an area that is not listed", "未列出的地区");
            }
            ("", "")
        }
    }
}

/// A place of the document.
struct Area {
    name: String,
    is_city: bool,
    parent: String,
    used: std::cell::Cell<bool>,
}

fn areas(document: &mut Document<'_>) -> HashMap<String, Area> {
    let areas = std::mem::take(&mut document.areas).into_iter().map(|item| {
        let kind = item.text("classification").to_lowercase();
        let is_city = ["city", "municipality", "town", "城市", "市"].contains(&kind.as_str());
        let (name, parent) = (item.name(), item.refer("parent"));
        (item.key(), Area { name, is_city, parent, used: std::cell::Cell::new(false) })
    });
    areas.collect()
}

/// The organization of which the members are organizations: there is one alliance in a registry.
fn umbrella(
    reader: &Reader,
    document: &Document<'_>,
    all: &Organizations<'_>,
    read: &[ReadItem<'_>],
) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for item in &document.memberships {
        let (member, organization) = (item.refer("member"), item.refer("organization"));
        if all.member(&member).is_some()
            && CLASSES.find_label(item.text("role")).is_some()
            && !found.contains(&organization)
        {
            found.push(organization);
        }
    }
    found.retain(|key| !key.is_empty());
    if found.len() > 1 {
        let is_alliance = |key: &String| {
            all.find(key) == Some(Who::Alliance)
                || read.iter().any(|one| one.id == *key && one.item.text("classification") == "alliance")
        };
        let (alliances, others): (Vec<String>, Vec<String>) = found.into_iter().partition(is_alliance);
        found = alliances;
        let n = others.len() as u64;
        reader.left_many(
            "organizations other than the alliance of which organizations are members",
            "联盟以外以组织为成员的组织",
            n,
        );
    }
    match &found[..] {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The body that an organization of the document is, by the names that every registry knows.
pub fn body_of(code: &str, name: &str) -> Option<&'static str> {
    let by_code = BODIES.iter().find(|(body, _)| body.eq_ignore_ascii_case(code));
    by_code.or_else(|| BODIES.iter().find(|(_, body)| *body == name)).map(|(body, _)| *body)
}
