//! Numbers and acts drawn at random.
#![allow(dead_code)]

use std::path::Path;

use alliance::{
    error::Error,
    model::{
        day::Day,
        journal::Written,
        record::{
            ACTION, ALLIANCE, APPLICATION, ATTENDANCE, BODY, Entry, MEMBERSHIP, MOTION, ORGANIZATION, PERSON,
            POST, Place, RULE, SESSION, Shape, VISIT,
        },
        words::{Class, LeaveReason},
    },
    ops::{acts::Desk, journal},
    store::{Author, Registry},
};

/// Numbers that look random and are the same in every run.
pub struct Chance(pub u64);

impl Chance {
    /// One of 0 to n − 1.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    /// True once in n times.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// One of these.
    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// An act: which one, and three numbers that choose its objects.
pub type Act = (u8, u8, u8, u8);

const CLASSES: [Class; 4] = [Class::Member, Class::Council, Class::Standing, Class::Observer];
const CHOICES: [&str; 4] = ["yes", "no", "abstain", "absent"];

fn entry(shape: &'static Shape, keys: &[(&str, String)]) -> Entry {
    let mut entry = Entry::new(shape, Place::flag("act"));
    for (key, value) in keys {
        let values: Vec<String> = value.split('|').map(str::to_string).collect();
        entry.set_text(key, &values, &Place::flag(key)).unwrap();
    }
    entry
}

fn day(n: u8) -> Day {
    Day::from_ymd(2020 + i32::from(n % 5), 1 + u32::from(n % 12), 1 + u32::from(n % 28)).unwrap()
}

fn org(n: u8) -> String {
    format!("单位{}", n % 5)
}

fn session(n: u8) -> String {
    format!("1-{}", 1 + n % 3)
}

pub fn undo(registry: &Registry, entry: Option<i64>, author: &Author) -> Result<Written, Error> {
    journal::undo(registry, entry, author, false)
}

/// Does it; an act that is refused is refused, and must leave nothing behind.
pub fn act(registry: &Registry, (kind, a, b, c): Act) -> Result<Written, Error> {
    let author = Author {
        at: "2024-01-01T00:00:00Z".into(),
        actor: "test".into(),
        why: None,
        command: format!("{kind}"),
    };
    let desk = Desk {
        registry,
        author: author.clone(),
        today: Day::from_ymd(2024, 1, 1).unwrap(),
        dry_run: false,
        new: true,
    };
    let here = Path::new("");
    let done = match kind {
        0 => {
            desk.add(&entry(&ORGANIZATION, &[("name", org(a)), ("alias", format!("别名{b}|又名{c}"))]), here)
        }
        1 => {
            let class = CLASSES[usize::from(b % 4)].code().to_string();
            let keys = [("organization", org(a)), ("class", class), ("from", day(c).to_string())];
            desk.member_add(&entry(&MEMBERSHIP, &keys), None)
        }
        2 => desk.member_class(&org(a), CLASSES[usize::from(b % 4)], day(c)),
        3 => desk.member_leave(&org(a), day(b), LeaveReason::Withdrawn),
        4 => desk.member_apply(
            &org(a),
            &entry(&APPLICATION, &[("on", day(b).to_string()), ("class", "council".into())]),
        ),
        5 => desk.rename(&org(a), &format!("单位{}新", a % 5), day(b)),
        6 => desk.merge(&org(a), &org(b), day(c)),
        7 => desk.session_add(
            Some(&session(a)),
            &entry(&SESSION, &[("start", day(b).to_string()), ("chair", "张三".into())]),
        ),
        8 => desk.attend(
            &session(a),
            &[org(b)],
            &entry(&ATTENDANCE, &[("people", format!("代表{}", c % 4))]),
            false,
        ),
        9 => {
            let kind = if c % 3 == 0 { "expulsion" } else { "admission" };
            let keys = [
                ("title", format!("议案{c}")),
                ("kind", kind.into()),
                ("subjects", org(b)),
                ("class", "council".into()),
            ];
            desk.motion_add(&session(a), &entry(&MOTION, &keys))
        }
        10 => desk.vote(
            &format!("{}/{}", session(a), 1 + b % 2),
            &entry(&MOTION, &[("outcome", "carried".into())]),
        ),
        11 => {
            let ballots = format!("{}={}", org(b), CHOICES[usize::from(c % 4)]);
            desk.vote(&format!("{}/1", session(a)), &entry(&MOTION, &[("ballots", ballots)]))
        }
        12 => desk.vote_remove(&format!("{}/1", session(a))),
        13 => desk.remove("motion", &format!("{}/{}", session(a), 1 + b % 2)),
        14 => {
            let mut keys =
                vec![("name", format!("代表{}", a % 4)), ("organization", org(b)), ("phone", format!("{c}"))];
            if c % 3 == 0 {
                keys.push(("former_names", format!("代表{}:{}|旧名{b}", (a % 4 + 1) % 4, day(c))));
            }
            desk.add(&entry(&PERSON, &keys), here)
        }
        15 => desk.post(
            "张三",
            &entry(&POST, &[("title", format!("职务{a}")), ("from", day(b).to_string())]),
            c % 4 == 0,
        ),
        16 => desk.add(
            &entry(&VISIT, &[("host", org(a)), ("session", session(b)), ("sites", format!("展厅{c}"))]),
            here,
        ),
        17 => desk.add(&entry(&ACTION, &[("title", format!("工作{a}")), ("session", session(b))]), here),
        18 if c % 3 == 0 => {
            let former = ("former_names", format!("旧会{b}:{}", day(c)));
            desk.edit("body", "council", &entry(&BODY, &[("name", format!("理事会{b}")), former]))
        }
        18 if c % 3 == 1 => {
            let former = ("former_names", format!("旧盟{b}:{}", day(c)));
            desk.edit_alliance(&entry(&ALLIANCE, &[("name", format!("联盟{b}")), former]))
        }
        18 => desk.edit("session", &session(a), &entry(&SESSION, &[("number", format!("{}", 1 + b % 4))])),
        19 => desk.forget(&format!("代表{}", a % 4), b % 2 == 0),
        20 => {
            let presence = ["present", "absent", "leave", "online"][usize::from(c % 4)];
            let capacity = if c % 5 == 0 { "guest" } else { "member" };
            let keys = [("presence", presence.to_string()), ("capacity", capacity.into())];
            desk.attend(&session(a), &[org(b)], &entry(&ATTENDANCE, &keys), false)
        }
        21 => {
            let keys = [("body", "council".to_string()), ("matter", "*".into()), ("quorum", "1/2".into())];
            let keys = [&keys[..], &[("from", day(a).to_string())]].concat();
            desk.add(&entry(&RULE, &keys), here)
        }
        22 => {
            let charter = if a % 2 == 0 { "none" } else { "model-charter" };
            let keys =
                [("name", "联盟".to_string()), ("charter", charter.into()), ("founded", day(b).to_string())];
            desk.edit_alliance(&entry(&ALLIANCE, &keys))
        }
        23 => {
            let elected = if c % 4 == 0 { ":true" } else { "" };
            let candidates = format!("张三:{}{elected}:president|代表{}:{}:president", b % 4, b % 4, c % 4);
            let keys = [
                ("title", format!("选举{}", c % 2)),
                ("kind", "election".into()),
                ("seats", "1".into()),
                ("candidates", candidates),
            ];
            desk.motion_add(&session(a), &entry(&MOTION, &keys))
        }
        _ => return undo(registry, (a % 2 == 0).then(|| i64::from(b)), &author),
    };
    done.map(|applied| applied.written)
}

/// Something to begin with, so that most acts have an object.
pub fn begin(registry: &Registry) {
    for n in 0..5 {
        act(registry, (0, n, n, n)).unwrap();
        act(registry, (14, n, n, n)).unwrap();
    }
    for n in 0..3 {
        act(registry, (1, n, n, 0)).unwrap();
        act(registry, (7, n, 20 + n, 0)).unwrap();
        act(registry, (9, n, 3 + n, 1)).unwrap();
        act(registry, (9, n, n, n)).unwrap();
        act(registry, (17, n, n, 0)).unwrap();
    }
}
