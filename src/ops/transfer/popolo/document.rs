//! The objects of a document by class, wherever they stand: in lists of their own, in each other, or as
//! the only list of the file.

use std::collections::{HashMap, HashSet};

use super::{
    item::{Class, Item, Reader, items},
    made::chinese,
    tree::Tree,
};
use crate::{error::Error, noun::sheet, say};

pub const ORGANIZATIONS: Class = ("organizations", "组织");
pub const PERSONS: Class = ("persons", "人员");
pub const MEMBERSHIPS: Class = ("memberships", "成员关系");
pub const POSTS: Class = ("posts", "职位");
pub const MOTIONS: Class = ("motions", "议题");
pub const VOTE_EVENTS: Class = ("vote events", "表决");
pub const VOTES: Class = ("votes", "投票");
pub const COUNTS: Class = ("counts", "计数");
pub const EVENTS: Class = ("events", "事件");
pub const AREAS: Class = ("areas", "地区");

/// The lists of a document and the classes of their objects.
const LISTS: &[(&str, Class)] = &[
    ("organizations", ORGANIZATIONS),
    ("persons", PERSONS),
    ("memberships", MEMBERSHIPS),
    ("posts", POSTS),
    ("motions", MOTIONS),
    ("vote_events", VOTE_EVENTS),
    ("votes", VOTES),
    ("counts", COUNTS),
    ("events", EVENTS),
    ("areas", AREAS),
];

/// Members by which an object of our own lists, which share names with Popolo's, is told from Popolo's.
const ONLY_POPOLO: &[&str] = &[
    "id",
    "person_id",
    "organization_id",
    "member_id",
    "post_id",
    "motion_id",
    "voter_id",
    "other_names",
    "identifiers",
    "contact_details",
    "classification",
    "links",
    "memberships",
    "vote_events",
];

/// What the members of an object say of its class.
const TELLING: &[(Class, &[&str])] = &[
    (VOTE_EVENTS, &["votes", "counts", "group_results", "motion_id", "motion"]),
    (VOTES, &["voter_id", "voter", "vote_event_id"]),
    (MEMBERSHIPS, &["person_id", "member_id", "person", "member", "post_id", "on_behalf_of_id"]),
    (MOTIONS, &["vote_events", "requirement", "creator_id", "text"]),
    (
        PERSONS,
        &[
            "given_name",
            "family_name",
            "birth_date",
            "death_date",
            "gender",
            "honorific_prefix",
            "honorific_suffix",
            "sort_name",
            "biography",
            "national_identity",
            "email",
        ],
    ),
    (ORGANIZATIONS, &["classification", "founding_date", "dissolution_date", "parent_id", "posts"]),
];

/// Whether a document is Popolo: by what only Popolo has. A document that names a key of an object twice
/// is taken for one, so that it is refused as what it is.
pub fn is_popolo(text: &str) -> bool {
    let whole = match Tree::read(text) {
        Ok(whole) => whole,
        Err(error) => return error.is_data(),
    };
    match &whole {
        Tree::Array(_) => alone(&whole).is_some(),
        Tree::Object(_) => {
            let lists = |key: &str| matches!(whole.get(key), Some(Tree::Array(_)));
            let told = |key: &str| {
                let items = whole.get(key).map(Tree::items).unwrap_or_default();
                items.iter().any(|item| ONLY_POPOLO.iter().any(|only| item.get(only).is_some()))
                    || items.iter().any(|item| match item {
                        Tree::Object(fields) => fields.iter().any(|(_, v)| matches!(v, Tree::Object(_))),
                        _ => false,
                    })
            };
            ["vote_events", "areas", "events"].into_iter().any(lists)
                || LISTS.iter().any(|(key, _)| told(key))
                || alone(&whole).is_some()
        }
        _ => false,
    }
}

/// The class of a document that is one object, or the array of one class; `None` where nothing tells it.
fn alone(whole: &Tree<'_>) -> Option<Class> {
    let class = |item: &Tree<'_>| {
        item.get("id").or(item.get("name")).or(item.get("role")).or(item.get("option"))?;
        let context = ["@type", "@context"].iter().find_map(|key| match item.get(key) {
            Some(Tree::Text(text)) => Some(text.to_lowercase().replace('-', "_")),
            _ => None,
        });
        let named = |class: &Class| {
            let word = class.0.trim_end_matches('s').replace(' ', "_");
            context.as_ref().is_some_and(|text| text.contains(&word))
        };
        let by_context = [VOTE_EVENTS, ORGANIZATIONS, PERSONS, MEMBERSHIPS, POSTS, MOTIONS, EVENTS, AREAS];
        by_context.into_iter().find(named).or_else(|| {
            let has = |keys: &[&str]| keys.iter().any(|key| item.get(key).is_some());
            TELLING.iter().find(|(_, keys)| has(keys)).map(|(class, _)| *class)
        })
    };
    match whole {
        Tree::Array(items) => items.iter().find_map(class),
        one => class(one),
    }
}

/// The objects of a document.
#[derive(Default)]
pub struct Document<'d> {
    pub organizations: Vec<Item<'d>>,
    pub persons: Vec<Item<'d>>,
    pub memberships: Vec<Item<'d>>,
    pub posts: Vec<Item<'d>>,
    pub motions: Vec<Item<'d>>,
    pub vote_events: Vec<Item<'d>>,
    /// Those that stand in a list of their own.
    pub votes: Vec<Item<'d>>,
    /// Those that stand in a list of their own.
    pub counts: Vec<Item<'d>>,
    pub events: Vec<Item<'d>>,
    pub areas: Vec<Item<'d>>,
}

impl<'d> Document<'d> {
    /// All objects of the document.
    pub fn read(reader: &'d Reader, whole: &'d Tree<'d>) -> Document<'d> {
        let mut all = Document::default();
        let single = alone(whole)
            .filter(|_| !["organizations", "persons"].iter().any(|list| whole.get(list).is_some()));
        match (whole, single) {
            (Tree::Array(_), Some(class)) => {
                if let Some(list) = all.list(class) {
                    list.extend(items(reader, class, "", whole));
                }
            }
            (Tree::Object(_), Some(class)) => {
                if let Some(list) = all.list(class) {
                    list.extend(Item::of(reader, class, String::new(), 1, whole));
                }
            }
            (Tree::Object(fields), None) => {
                for (key, value) in fields {
                    match LISTS.iter().find(|(list, _)| list == key) {
                        Some((_, class)) if !matches!(value, Tree::Null) => {
                            if let Some(list) = all.list(*class) {
                                list.extend(items(reader, *class, key, value));
                            }
                        }
                        _ if value.is_empty() => {}
                        _ if key == "extras" => left_out(reader, value),
                        _ => match value.items().len() {
                            0 => reader.left(format!("the member {key}"), format!("成员 {key}")),
                            n => reader.left_many(format!("the list {key}"), format!("列表 {key}"), n as u64),
                        },
                    }
                }
            }
            _ => {}
        }
        all.unfold(reader);
        for list in [
            &mut all.organizations,
            &mut all.persons,
            &mut all.posts,
            &mut all.motions,
            &mut all.vote_events,
            &mut all.events,
            &mut all.areas,
        ] {
            once(reader, list);
        }
        all
    }

    fn list(&mut self, class: Class) -> Option<&mut Vec<Item<'d>>> {
        Some(match class {
            ORGANIZATIONS => &mut self.organizations,
            PERSONS => &mut self.persons,
            MEMBERSHIPS => &mut self.memberships,
            POSTS => &mut self.posts,
            MOTIONS => &mut self.motions,
            VOTE_EVENTS => &mut self.vote_events,
            VOTES => &mut self.votes,
            COUNTS => &mut self.counts,
            EVENTS => &mut self.events,
            AREAS => &mut self.areas,
            _ => return None,
        })
    }

    /// Takes out the objects that stand in others, each knowing what its place says of it.
    fn unfold(&mut self, reader: &'d Reader) {
        let (mut organization, mut person, mut post, mut membership, mut motion, mut event) =
            (0, 0, 0, 0, 0, 0);
        let mut ids: [Index; 5] = Default::default();
        let [in_organizations, in_persons, in_posts, in_motions, in_areas] = &mut ids;
        loop {
            if let Some(item) = self.organizations.get(organization) {
                organization += 1;
                let key = item.key();
                let within = |list: &str, class| {
                    item.items(list, class)
                        .into_iter()
                        .map(|i| i.implying("organization", &key))
                        .collect::<Vec<_>>()
                };
                let (memberships, posts) = (within("memberships", MEMBERSHIPS), within("posts", POSTS));
                let (motions, votes) = (within("motions", MOTIONS), within("vote_events", VOTE_EVENTS));
                let (children, area) = (within("children", ORGANIZATIONS), item.object("area", AREAS));
                self.memberships.extend(memberships);
                self.posts.extend(posts);
                self.motions.extend(motions);
                self.vote_events.extend(votes);
                if !children.is_empty() {
                    let n = children.len() as u64;
                    reader.left_many("parent_id of organizations", "组织的 parent_id", n);
                }
                self.organizations.extend(children);
                embedded(reader, &mut self.areas, in_areas, area);
            } else if let Some(item) = self.persons.get(person) {
                person += 1;
                let key = item.key();
                let within = item.items("memberships", MEMBERSHIPS).into_iter();
                self.memberships.extend(within.map(|i| i.implying("person", &key)));
            } else if let Some(item) = self.posts.get(post) {
                post += 1;
                let (key, organization) = (item.key(), item.refer("organization"));
                let within = item.items("memberships", MEMBERSHIPS).into_iter();
                self.memberships
                    .extend(within.map(|i| i.implying("post", &key).implying("organization", &organization)));
            } else if let Some(item) = self.memberships.get(membership) {
                membership += 1;
                let (person, organization) =
                    (item.object("person", PERSONS), item.object("organization", ORGANIZATIONS));
                let post = item.object("post", POSTS);
                embedded(reader, &mut self.persons, in_persons, person);
                embedded(reader, &mut self.organizations, in_organizations, organization);
                embedded(reader, &mut self.posts, in_posts, post);
            } else if let Some(item) = self.motions.get(motion) {
                motion += 1;
                let key = item.key();
                let within = item.items("vote_events", VOTE_EVENTS).into_iter();
                self.vote_events.extend(within.map(|i| i.implying("motion", &key)));
            } else if let Some(item) = self.vote_events.get(event) {
                event += 1;
                let motion = item.object("motion", MOTIONS);
                embedded(reader, &mut self.motions, in_motions, motion);
            } else {
                break;
            }
        }
    }
}

/// Where each id stands in a list that grows.
#[derive(Default)]
struct Index {
    ids: HashMap<String, usize>,
    upto: usize,
}

/// An object that stands inside another: one of the list, unless the list has it already.
fn embedded<'d>(reader: &Reader, list: &mut Vec<Item<'d>>, index: &mut Index, item: Option<Item<'d>>) {
    let Some(item) = item else { return };
    for (at, listed) in list.iter().enumerate().skip(index.upto) {
        index.ids.entry(listed.id("id").into_owned()).or_insert(at);
    }
    index.upto = list.len();
    let id = item.id("id");
    match index.ids.get(&*id).and_then(|at| list.get(*at)).filter(|_| !id.is_empty()) {
        None => list.push(item),
        Some(listed) => {
            item.skip();
            if !item.repeats(listed) {
                reader.left(
                    "objects inside others that say more than the one of the same id",
                    "嵌入对象中与同 id 对象不一致的内容",
                );
            }
        }
    }
}

/// An id that stands twice is a fault, unless both objects say the same.
fn once<'d>(reader: &Reader, list: &mut Vec<Item<'d>>) {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut twice = HashSet::new();
    for (at, item) in list.iter().enumerate() {
        let id = item.id("id").into_owned();
        if id.is_empty() {
            continue;
        }
        let Some(other) = first.get(&id).and_then(|at| list.get(*at)) else {
            first.insert(id, at);
            continue;
        };
        twice.insert(at);
        item.skip();
        if item.repeats(other) && other.repeats(item) {
            reader.left("objects that stand twice, word for word", "完全重复的对象");
        } else {
            let path = &other.path;
            let error = Error::conflict(say!(
                "the id {id} stands twice, first at {path}",
                "id {id} 重复，首次见于 {path}"
            ));
            item.fault("id", error);
        }
    }
    let mut at = 0;
    list.retain(|_| {
        at += 1;
        !twice.contains(&(at - 1))
    });
}

/// What the export of which this is the file had left out, as it says itself.
fn left_out(reader: &Reader, extras: &Tree<'_>) {
    let Some(ours) = extras.get("alliance") else {
        reader.left("the member extras", "成员 extras");
        return;
    };
    if let Some(Tree::Object(lists)) = ours.get("left_out") {
        for (list, n) in lists {
            if let Tree::Int(n) = n {
                let n = u64::try_from(*n).unwrap_or_default();
                let named: Option<&str> = sheet(&list.replace(' ', "_")).map(chinese);
                let zh = named.unwrap_or(list);
                reader.left_many(
                    format!("{list}: the file has been written without"),
                    format!("{zh}（导出时未包含）"),
                    n,
                );
            }
        }
    }
}
