//! Random acts and undos over the real store: whatever is done, in whatever order, the journal replays to
//! the tables, the chain holds, and undoing all of it gives the empty registry.

use std::path::Path;

use alliance::{
    error::Error,
    model::{
        day::Day,
        record::{
            ACTION, APPLICATION, ATTENDANCE, Entry, MEMBERSHIP, MOTION, ORGANIZATION, PERSON, POST, Place,
            SESSION, Shape, VISIT,
        },
        words::{Class, LeaveReason},
    },
    ops::{acts::Desk, check, journal},
    store::{Author, Registry, tables},
};
use proptest::prelude::*;

/// An act: which one, and three numbers that choose its objects.
type Act = (u8, u8, u8, u8);

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

fn undo(registry: &Registry, entry: Option<i64>, author: &Author) -> Result<(), Error> {
    journal::undo(registry, entry, author, false).map(|_| ())
}

/// Does it; an act that is refused is refused, and must leave nothing behind.
fn act(registry: &Registry, (kind, a, b, c): Act) -> Result<(), Error> {
    let author = Author {
        at: "2024-01-01T00:00:00Z".into(),
        actor: "test".into(),
        why: None,
        command: format!("{kind}"),
    };
    let desk = Desk { registry, author: author.clone(), today: day(0), dry_run: false };
    let here = Path::new("");
    let done = match kind {
        0 => {
            desk.add(&entry(&ORGANIZATION, &[("name", org(a)), ("alias", format!("别名{b}|又名{c}"))]), here)
        }
        1 => {
            let class = CLASSES[usize::from(b % 4)].code().to_string();
            let keys = [("organization", org(a)), ("class", class), ("from", day(c).to_string())];
            desk.member_add(&entry(&MEMBERSHIP, &keys))
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
        14 => desk.add(
            &entry(
                &PERSON,
                &[("name", format!("代表{}", a % 4)), ("organization", org(b)), ("phone", format!("{c}"))],
            ),
            here,
        ),
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
        18 => desk.edit("session", &session(a), &entry(&SESSION, &[("number", format!("{}", 1 + b % 4))])),
        19 => desk.forget(&format!("代表{}", a % 4), b % 2 == 0),
        _ => return undo(registry, (a % 2 == 0).then(|| i64::from(b)), &author),
    };
    done.map(|_| ())
}

fn clean(registry: &Registry) -> Result<(), TestCaseError> {
    let found = registry.read(|read| check::check(read, day(0), true, &[])).unwrap();
    let errors: Vec<_> = found.iter().filter(|finding| finding.severity.code() == "error").collect();
    prop_assert!(errors.is_empty(), "{errors:?}");
    Ok(())
}

/// Rows of all tables that are not the gate's own.
fn rows(registry: &Registry) -> Vec<(String, Vec<String>)> {
    let all = |read: &alliance::store::Read<'_>| {
        let mut tables = Vec::new();
        for table in tables::tables() {
            let columns = table
                .columns
                .iter()
                .map(|c| format!("quote(\"{c}\")"))
                .collect::<Vec<_>>()
                .join(" || ',' || ");
            let rows = read
                .all(&format!("SELECT {columns} FROM {} ORDER BY 1", table.name), &[], |row| row.text(0))?;
            tables.push((table.name.to_string(), rows));
        }
        Ok(tables)
    };
    registry.read(all).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_deep_check_is_clean_and_all_can_be_taken_back(
        acts in prop::collection::vec((0u8..26, any::<u8>(), any::<u8>(), any::<u8>()), 1..40)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::at(&folder.path().join("r.db").to_string_lossy()).unwrap();
        registry.init().unwrap();
        let empty = rows(&registry);
        // Something to begin with, so that most acts have an object.
        for n in 0..5 {
            act(&registry, (0, n, n, n)).unwrap();
            act(&registry, (14, n, n, n)).unwrap();
        }
        for n in 0..3 {
            act(&registry, (1, n, n, 0)).unwrap();
            act(&registry, (7, n, 20 + n, 0)).unwrap();
            act(&registry, (9, n, 3 + n, 1)).unwrap();
            act(&registry, (9, n, n, n)).unwrap();
            act(&registry, (17, n, n, 0)).unwrap();
        }
        let mut forgotten = false;
        for (n, one) in acts.iter().enumerate() {
            let before = rows(&registry);
            let done = act(&registry, *one);
            if done.is_err() {
                prop_assert_eq!(rows(&registry), before, "refused, but changed: {:?}", one);
            }
            forgotten |= done.is_ok() && one.0 == 19;
            if n % 8 == 7 {
                clean(&registry)?;
            }
        }
        clean(&registry)?;
        // What was erased cannot come back; all else can.
        if !forgotten {
            let author = Author { at: "2024-01-02T00:00:00Z".into(), actor: "test".into(), why: None, command: "undo".into() };
            let newest = registry
                .read(|read| read.one("SELECT max(entry) FROM journal", &[], |row| row.int(0)))
                .unwrap()
                .unwrap();
            for entry in (1..=newest).rev() {
                undo(&registry, Some(entry), &author).unwrap();
            }
            prop_assert_eq!(rows(&registry), empty);
            clean(&registry)?;
        }
    }
}
