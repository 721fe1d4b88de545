//! What was known when: entries of the journal field by field, what changed between two of them or between two registries,
//! and every query as the journal had it then.

use std::collections::BTreeMap;

use crate::{
    chance,
    office::{self, Office, fine},
};
use alliance::{
    model::{changed::Changed, words::ChangeAction},
    noun::{Noun, sheets},
    ops::{compare, transfer},
    store::{Read, Registry},
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Rows of all tables that are not the gate's own, and of those that are made of them.
fn rows(registry: &Registry) -> Vec<(String, Vec<String>)> {
    let made = |read: &Read<'_>| {
        let mut every = Vec::new();
        for own in ["rolls", "organization_keys", "person_keys", "numbers"] {
            let sql = match own {
                "rolls" => "SELECT motion_id, ballots FROM rolls ORDER BY 1",
                "numbers" => "SELECT name, last FROM numbers ORDER BY 1",
                "organization_keys" => "SELECT folded, organization_id FROM organization_keys ORDER BY 1, 2",
                _ => "SELECT folded, person_id FROM person_keys ORDER BY 1, 2",
            };
            let rows = read.all(sql, &[], |row| Ok(format!("{:?} {:?}", row.value(0)?, row.value(1)?)))?;
            every.push((own.to_string(), rows));
        }
        Ok(every)
    };
    let mut every = crate::office::rows(registry);
    every.extend(registry.read(made).unwrap());
    every
}

fn export(registry: &Registry) -> Value {
    let (text, _) = transfer::stream(registry, transfer::Stream::Json).unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn newest(registry: &Registry) -> i64 {
    registry
        .read(|read| Ok(read.first::<Option<i64>>("SELECT max(entry) FROM journal", &[])?.flatten()))
        .unwrap()
        .unwrap_or(0)
}

/// The columns by which the rows of a list are told apart, as contract 4 has them.
fn keys(noun: Noun) -> &'static [&'static str] {
    match noun {
        Noun::Alliance => &[],
        Noun::Body | Noun::Organization => &["code"],
        Noun::Rule => &["body", "matter", "from"],
        Noun::Term => &["number"],
        Noun::Person => &["name", "organization"],
        Noun::Post => &["person", "organization", "title", "term", "from"],
        Noun::Membership => &["organization", "class", "from"],
        Noun::Application => &["organization", "on"],
        Noun::Session => &["body", "term", "number", "code"],
        Noun::Attendance => &["session", "organization", "item"],
        Noun::Agenda | Noun::Action => &["session", "title"],
        Noun::Motion => &["session", "number"],
        Noun::Visit => &["session", "host", "start"],
        _ => &["ref"],
    }
}

/// Rows of a list by what tells them apart; rows that nothing tells apart, one behind the other.
fn by_key(rows: &[Value], keys: &[&str]) -> BTreeMap<String, Vec<Value>> {
    let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for row in rows {
        let key = keys.iter().map(|key| row[*key].to_string()).collect::<Vec<_>>().join("|");
        all.entry(key).or_default().push(row.clone());
    }
    all
}

/// Two exports compared without any knowledge of the program's: of each noun how many records came and went, and how often
/// each column of those that are in both is another.
fn naive(before: &Value, after: &Value) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut count = |what: String, n: usize| {
        if n > 0 {
            *counts.entry(what).or_insert(0) += n;
        }
    };
    for sheet in sheets().iter().filter(|sheet| sheet.part.is_none()) {
        let rows = |export: &Value| by_key(export[sheet.name].as_array().unwrap(), keys(sheet.shape.is));
        let (old, new) = (rows(before), rows(after));
        let noun = sheet.shape.noun;
        let all: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in all {
            let (old, new) =
                (old.get(key).map_or(&[][..], Vec::as_slice), new.get(key).map_or(&[][..], Vec::as_slice));
            if sheet.shape.is == Noun::Attendance {
                // A row a delegate.
                match (old.is_empty(), new.is_empty()) {
                    (true, _) => count(format!("{noun} add"), 1),
                    (_, true) => count(format!("{noun} remove"), 1),
                    _ => count(format!("{noun} change"), usize::from(old != new)),
                }
                continue;
            }
            let both = old.len().min(new.len());
            count(format!("{noun} add"), new.len() - both);
            count(format!("{noun} remove"), old.len() - both);
            for (old, new) in old.iter().zip(new) {
                for (column, value) in old.as_object().unwrap().iter().filter(|(column, _)| *column != "ref")
                {
                    count(format!("{noun}.{column}"), usize::from(new[column] != *value));
                }
            }
        }
    }
    counts
}

/// The same of what `diff` tells.
fn told(changes: &[Changed]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let listed = |changed: &Changed, field: &str| {
        let mut own =
            sheets().iter().filter(|sheet| sheet.part.is_none() && sheet.shape.noun == changed.noun);
        own.any(|sheet| sheet.columns.iter().any(|column| column.key == field))
    };
    for changed in changes {
        let (noun, is_list) = (changed.noun, changed.noun == "attendance");
        match changed.action {
            ChangeAction::Change if is_list => *counts.entry(format!("{noun} change")).or_insert(0) += 1,
            ChangeAction::Change => {
                for field in changed.fields.iter().filter(|field| listed(changed, field.field)) {
                    *counts.entry(format!("{noun}.{}", field.field)).or_insert(0) += 1;
                }
            }
            action => {
                *counts
                    .entry(format!("{noun} {}", if action == ChangeAction::Add { "add" } else { "remove" }))
                    .or_insert(0) += 1
            }
        }
    }
    counts
}

/// What leads back.
fn turned(changes: &[Changed]) -> Vec<Changed> {
    let mut back = changes.to_vec();
    for changed in &mut back {
        changed.action = match changed.action {
            ChangeAction::Add => ChangeAction::Remove,
            ChangeAction::Remove => ChangeAction::Add,
            ChangeAction::Change => ChangeAction::Change,
        };
        changed.fields.iter_mut().for_each(|field| std::mem::swap(&mut field.before, &mut field.after));
    }
    back
}

fn sorted(changes: &[Changed]) -> Vec<String> {
    let mut all: Vec<String> = changes
        .iter()
        .map(|one| format!("{} {:?} {:?} {:?}", one.noun, one.action, one.reference, one.fields))
        .collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_registry_of_an_entry_is_what_it_was_then_and_diff_is_the_comparison_of_the_exports(
        acts in prop::collection::vec((0u8..26, any::<u8>(), any::<u8>(), any::<u8>()), 1..30),
        picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 3),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let registry = office::registry(&office::place(folder.path(), "r.db"));
        registry.init().unwrap();
        let mut stood = vec![(0, rows(&registry), export(&registry))];
        chance::begin(&registry);
        stood.push((newest(&registry), rows(&registry), export(&registry)));
        for one in &acts {
            // What was forgotten is forgotten in the past too.
            if one.0 != 19 && chance::act(&registry, *one).is_ok() && newest(&registry) > stood.last().unwrap().0 {
                stood.push((newest(&registry), rows(&registry), export(&registry)));
            }
        }
        for (one, other) in &picks {
            let ((from, tables, first), (to, _, second)) = (one.get(&stood), other.get(&stood));
            let (past, later) = (registry.past(*from, true).unwrap(), registry.past(*to, true).unwrap());
            prop_assert_eq!(&rows(&past), tables, "the tables of #{}", from);
            prop_assert_eq!(&export(&past), first, "the export of #{}", from);
            prop_assert_eq!(newest(&past), *from);
            let across = compare::across(&past, &later).unwrap();
            prop_assert_eq!(told(&across), naive(first, second), "diff of #{} and #{}", from, to);
            prop_assert_eq!(sorted(&turned(&across)), sorted(&compare::across(&later, &past).unwrap()).into_iter().collect::<Vec<_>>());
            let between = compare::between(&registry, *from, *to).unwrap();
            prop_assert_eq!(between.is_empty(), across.is_empty(), "{:?} {:?}", &between, &across);
            // Whatever kept its key is told alike.
            let alike = |changes: &[Changed]| changes.iter().filter(|one| one.noun == "organization").count();
            prop_assert!(alike(&between) <= alike(&across), "{:?} {:?}", &between, &across);
        }
    }
}

const AT: [&str; 5] = ["2024-01-10", "2024-02-10", "2024-03-10", "2024-04-10", "2024-05-10"];

/// A registry whose entries lie on days of their own.
fn dated() -> Office {
    let office = Office::new();
    let file = office.file(
        "r.toml",
        "[[organization]]\nname = \"甲园\"\ncode = \"jia\"\n[[organization]]\nname = \"乙园\"\ncode = \"yi\"\n\
         [[membership]]\norganization = \"jia\"\nclass = \"council\"\nfrom = 2020-01-01\n\
         [[membership]]\norganization = \"yi\"\nclass = \"council\"\nfrom = 2020-01-01\n\
         [[session]]\nterm = 1\nnumber = 1\nstart = 2024-01-05\nvenue = \"上海\"\nchair = \"张三\"\n\
         [[session.agenda]]\ntitle = \"报告\"\ntopics = [\"一\", \"二\", \"三\"]\n\
         [[session.motion]]\ntitle = \"预算\"\nkind = \"budget\"\n",
    );
    let acts: [&[&str]; 5] = [
        &["apply", &file],
        &["session", "edit", "1-1", "venue=苏州", "headcount=30"],
        &["vote", "record", "1-1/1", "--ballot", "jia=yes", "--ballot", "yi=no"],
        &["org", "edit", "jia", "code=jiayuan", "alias=老甲"],
        &["member", "leave", "yi", "--on", "2024-05-01", "--reason", "withdrawn"],
    ];
    for (day, act) in AT.iter().zip(acts) {
        let now = format!("{day}T23:30:00+08:00");
        let answer = office.run_with(act, &[("ALLIANCE_NOW", &now)], "");
        assert_eq!(answer.code, 0, "{}", answer.err);
    }
    office
}

#[test]
fn an_entry_is_shown_field_by_field() {
    let office = dated();
    let shown = office.json(&["log", "show", "#2"]);
    assert_eq!(shown["entry"], 2);
    assert_eq!(
        shown["changes"],
        json!([{ "noun": "session", "ref": "1-1", "action": "change", "fields": [
        { "field": "venue", "before": "上海", "after": "苏州" }, { "field": "headcount", "before": null, "after": 30 }] }])
    );
    let log = office.json(&["log"]);
    for entry in log.as_array().unwrap() {
        let shown = office.json(&["log", "show", &entry["entry"].to_string()]);
        for key in ["at", "actor", "why", "command", "hash", "undoes"] {
            assert_eq!(shown[key], entry[key], "{key}");
        }
        // Every record of the log is there, under the same name; ballots are a field of their motion.
        for change in entry["changes"].as_array().unwrap().iter().filter(|change| change["table"] != "ballot")
        {
            let is = |one: &&Value| {
                one["noun"] == change["table"]
                    && one["ref"] == change["ref"]
                    && one["action"] == change["action"]
            };
            assert!(shown["changes"].as_array().unwrap().iter().any(|one| is(&one)), "{change} in {shown}");
        }
    }
    let vote = office.json(&["log", "show", "3"]);
    assert_eq!(vote["changes"][0]["ref"], "1-1/1");
    assert_eq!(vote["changes"][0]["fields"][0]["field"], "ballots");
    assert_eq!(
        vote["changes"][0]["fields"][0]["after"],
        json!([
        { "organization": { "code": "jia", "name": "甲园" }, "choice": "yes" },
        { "organization": { "code": "yi", "name": "乙园" }, "choice": "no" }])
    );
    assert_eq!(
        office.json(&["log", "show", "#4"])["changes"],
        json!([{ "noun": "organization", "ref": "jiayuan", "action": "change",
        "fields": [{ "field": "code", "before": "jia", "after": "jiayuan" }, { "field": "aliases", "before": null, "after": ["老甲"] }] }])
    );
    // Which of the records that are called the same.
    assert_eq!(
        office.json(&["log", "show", "5"])["changes"][0]["of"],
        json!({ "class": "council", "from": "2020-01-01" })
    );
    let page = office.ok(&["--lang", "zh", "log", "show", "5"]);
    assert!(
        page.contains("- 修改：成员身份 yi（理事、2020年1月1日）\n  截止：（空） → 2024年5月1日\n"),
        "{page}"
    );
    // A list of which one item changes is shown whole in JSON, and by what came and went to people.
    office.ok(&["session", "agenda", "1-1", "报告", "--topic", "一", "--topic", "四", "--topic", "三"]);
    let topics = office.json(&["log", "show", "6"]);
    assert_eq!(
        topics["changes"][0]["fields"],
        json!([{ "field": "topics", "before": ["一", "二", "三"], "after": ["一", "四", "三"] }])
    );
    let page = office.ok(&["--lang", "zh", "log", "show", "6"]);
    assert!(page.contains("- 修改：议程 1-1（报告）\n  交流内容：- 二；+ 四\n"), "{page}");
    let page = office.ok(&["--lang", "zh", "log", "show", "2"]);
    assert!(page.contains("- 修改：会议 1-1\n  地点：上海 → 苏州\n  人数：（空） → 30\n"), "{page}");
    let csv = office.ok(&["--format", "csv", "log", "show", "2"]);
    assert_eq!(
        csv,
        "noun,ref,action,field,before,after\r\nsession,1-1,change,venue,上海,苏州\r\nsession,1-1,change,headcount,,30\r\n"
    );
    for (typed, code, says) in [("#99", 1, "no entry #99"), ("x", 2, "no number"), ("", 2, "no number")] {
        let answer = office.run(&["log", "show", typed]);
        assert_eq!(answer.code, code, "{typed}: {}", answer.err);
        assert!(answer.err.contains(says), "{typed}: {}", answer.err);
    }
    assert_eq!(office.run(&["log", "show"]).code, 2);
}

#[test]
fn packed_changes_are_shown_record_by_record_and_erased_words_say_so() {
    let mut text = "[[session]]\nterm = 1\nnumber = 1\nstart = 2024-01-05\n".to_string();
    let mut list = "motion,organization,choice\n".to_string();
    for motion in 1..=30 {
        text.push_str(&format!("[[session.motion]]\ntitle = \"议题{motion}\"\n"));
        (0..40).for_each(|n| {
            list.push_str(&format!("1-1/{motion},o{n},{}\n", if n < motion { "yes" } else { "no" }))
        });
    }
    (0..40).for_each(|n| text.push_str(&format!("[[organization]]\nname = \"{n}号园\"\ncode = \"o{n}\"\n")));
    text.push_str("[[person]]\nname = \"李四\"\norganization = \"o1\"\nemail = \"li@example.org\"\n");
    let office = Office::with(text);
    office.ok(&["import", &office.file("ballots.csv", list)]);
    assert_eq!(office.json(&["sql", "SELECT count(*) AS n FROM journal_bulk"])[0]["n"], 1);
    let shown = office.json(&["log", "show", "2"]);
    let changes = shown["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 30);
    for (at, one) in changes.iter().enumerate() {
        let (field, after) = (&one["fields"][0]["field"], one["fields"][0]["after"].as_array().unwrap());
        assert_eq!(
            (one["noun"].as_str(), one["ref"].as_str()),
            (Some("motion"), Some(format!("1-1/{}", at + 1).as_str()))
        );
        assert_eq!((field, after.len()), (&json!("ballots"), 40));
        assert_eq!(after.iter().filter(|ballot| ballot["choice"] == "yes").count(), at + 1);
    }
    // What is packed is put back too.
    assert_eq!(office.json(&["--known-on", "#1", "sql", "SELECT count(*) AS n FROM ballot"])[0]["n"], 0);
    assert_eq!(office.json(&["--known-on", "#1", "vote", "show", "1-1/3"])["ballots"], json!([]));
    office.ok(&["person", "edit", "李四", "phone=023-1"]);
    office.ok(&["person", "forget", "李四"]);
    let page = office.ok(&["log", "show", "3"]);
    assert!(
        page.contains("words of it were erased by #4") && !page.contains("李四") && !page.contains("023-1"),
        "{page}"
    );
    let page = office.ok(&["log", "show", "4"]);
    assert!(page.contains("words of it were erased by #4"), "{page}");
    let page = office.ok(&["--lang", "zh", "diff", "2020", "#1"]);
    assert!(page.contains("部分内容已由 #4 抹去") && !page.contains("example.org"), "{page}");
}

#[test]
fn where_a_record_comes_from_is_a_field_of_it() {
    let office = dated();
    let file = office.file(
        "s.toml",
        "[[session]]\nterm = 1\nnumber = 1\nstart = 2024-01-05\nsources = [{ kind = \"news\", title = \"报道\", date = 2024-01-06 }]\n\
         [[body]]\ncode = \"council\"\nsources = [\"章程\"]\n",
    );
    let written = office.json(&["apply", &file]);
    let nouns = |changes: &Value, key: &str| {
        let all = changes.as_array().unwrap().iter();
        all.map(|one| format!("{} {}", one[key].as_str().unwrap(), one["ref"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    let want = ["body council", "session 1-1"];
    assert_eq!(nouns(&written["changes"], "table"), want);
    assert_eq!(nouns(&office.json(&["log", "--limit", "1"])[0]["changes"], "table"), want);
    let page = office.ok(&["log", "--limit", "1"]);
    assert!(page.contains("changed: 1 body (council), 1 session (1-1)\n"), "{page}");
    let shown = office.json(&["log", "show", "6"]);
    assert_eq!(nouns(&shown["changes"], "noun"), want);
    assert_eq!(
        shown["changes"][1]["fields"],
        json!([{ "field": "sources", "before": null,
        "after": [{ "kind": "news", "title": "报道", "date": "2024-01-06", "place": null, "document": null }] }])
    );
    let page = office.ok(&["--lang", "zh", "log", "show", "6"]);
    assert!(page.contains("出处：+ 新闻报道、报道、2024年1月6日"), "{page}");
    let other = office::place(office.folder.path(), "other.db");
    office.ok(&["export", &office.file("x.json", ""), "--force"]);
    fine(
        &office,
        &other,
        &["import", &office.file("y.json", std::fs::read(office.folder.path().join("x.json")).unwrap())],
    );
    assert_eq!(office.json(&["diff", &other]), json!([]));
}

#[test]
fn two_days_and_two_registries_are_compared() {
    let office = dated();
    let diff = office.json(&["diff", "2024-02", "2024-04-30"]);
    let refs: Vec<&str> = diff.as_array().unwrap().iter().map(|one| one["ref"].as_str().unwrap()).collect();
    assert_eq!(refs, ["jiayuan", "1-1/1"]);
    // A day counts to its end where the caller is, and the same is asked by entries.
    assert_eq!(office.json(&["diff", "2024-02-10", "2024-04-10"]), diff);
    assert_eq!(office.json(&["diff", "#2", "#4"]), diff);
    assert_ne!(office.json(&["diff", "2024-02-09", "2024-04-10"]), diff);
    assert_eq!(office.json(&["diff", "2024-02", "2024-02"]), json!([]));
    assert_eq!(office.json(&["diff", "2030", "today"]), json!([]), "nothing is entered after today");
    let all = office.json(&["diff", "2000", "today"]);
    assert!(all.as_array().unwrap().iter().all(|one| one["action"] == "add"), "{all}");
    let back = office.json(&["diff", "today", "2000"]);
    assert_eq!(back.as_array().unwrap().len(), all.as_array().unwrap().len());
    assert!(back.as_array().unwrap().iter().all(|one| one["action"] == "remove"), "{back}");
    // Two registries: by keys, whatever the numbers of their rows.
    let other = office::place(office.folder.path(), "other.db");
    let (zero, lists) =
        (office.file("zero.toml", "[[organization]]\nname = \"丙园\"\n"), office.file("lists.json", ""));
    fine(&office, &other, &["apply", &zero]);
    office.ok(&["export", &lists, "--force"]);
    fine(&office, &other, &["import", &lists]);
    let diff = office.json(&["diff", &other]);
    assert_eq!(
        diff,
        json!([{ "noun": "organization", "ref": "by", "action": "add", "fields": [
        { "field": "name", "before": null, "after": "丙园" }, { "field": "code", "before": null, "after": "by" }] }])
    );
    assert_eq!(office.json(&["diff", office.place()]), json!([]));
    for (args, code, says) in [
        (&["diff", "2024-02-10"][..], 2, "diff 2024-02-10 today"),
        (&["diff", "2024-02-10", "#77"], 1, "no entry #77"),
        (&["diff", "2024-02-10", "gestern"], 2, "gestern"),
        (&["diff", "/nowhere/x.db"], 1, "no registry"),
        (&["diff"], 2, "missing"),
        (&["--known-on", "#1", "diff", "#1", "#2"], 2, "--known-on"),
        (&["--as-of", "2024-01-01", "diff", "#1", "#2"], 2, "--as-of"),
    ] {
        let answer = office.run(args);
        assert!(answer.code == code && answer.err.contains(says), "{args:?} {}: {}", answer.code, answer.err);
    }
}

#[test]
fn a_query_is_answered_as_the_journal_had_it() {
    let office = dated();
    // An answer of then is the answer that was given then.
    let known = |at: &str, args: &[&str]| office.json(&[&["--known-on", at], args].concat());
    assert_eq!(known("2024-01-31", &["session", "show", "1-1"])["venue"], "上海");
    assert_eq!(known("#2", &["session", "show", "1-1"])["venue"], "苏州");
    assert_eq!(known("#2", &["vote", "show", "1-1/1"])["computed"], "unknown");
    assert_eq!(known("#3", &["vote", "show", "1-1/1"])["counted"]["yes"], 1);
    assert_eq!(known("2024-03", &["org", "list"])[0]["code"], "jia");
    // As of a day, by what was known then: on 1 June nobody knew on 30 April that 乙园 would leave.
    let members = |args: &[&str]| {
        let answer = office.json(&[args, &["member", "list"]].concat());
        answer
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["name"].as_str().unwrap().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(members(&["--as-of", "2024-05-20", "--known-on", "2024-04-30"]), ["甲园", "乙园"]);
    assert_eq!(members(&["--as-of", "2024-05-20", "--known-on", "2024-05-31"]), ["甲园"]);
    assert_eq!(members(&["--as-of", "2019", "--known-on", "2024-05-31"]), [""; 0]);
    assert_eq!(members(&["--known-on", "2023-12-31"]), [""; 0], "before the first entry nothing is known");
    assert_eq!(known("2023", &["sql", "SELECT count(*) AS n FROM organization"])[0]["n"], 0);
    assert_eq!(known("#3", &["log"]).as_array().unwrap().len(), 3);
    assert_eq!(known("#3", &["log", "show", "2"])["changes"][0]["ref"], "1-1");
    assert_eq!(known("2099-01-01", &["org", "list"]), office.json(&["org", "list"]));
    // Papers carry the hash of then.
    let log = office.json(&["log"]);
    let hash = |entry: usize| log[5 - entry]["hash"].as_str().unwrap()[..12].to_string();
    let minutes = office.ok(&["--known-on", "#2", "minutes", "1-1"]);
    assert!(
        minutes.contains(&hash(2)) && !minutes.contains(&hash(5)) && minutes.contains("苏州"),
        "{minutes}"
    );
    assert!(!office.ok(&["--known-on", "#1", "minutes", "1-1"]).contains("苏州"));
    for args in [
        &["stats", "members"][..],
        &["stats", "attendance"],
        &["stats", "votes"],
        &["stats", "visits"],
        &["check"],
        &["todo"],
        &["about"],
        &["search", "甲"],
        &["calendar"],
        &["export", "-", "--format", "json"],
        &["check", "--accepted"],
        &["session", "roll", "1-1"],
        &["office", "list"],
        &["person", "list"],
        &["bulletin", "1-1"],
        &["resolution", "1-1/1"],
        &["session", "show", "1-1", "--format", "toml"],
    ] {
        let answer = office.run(&[&["--known-on", "#2"], args].concat());
        assert!(answer.code == 0 || answer.code == 3, "{args:?}: {}", answer.err);
    }
    let site = office.folder.path().join("site");
    office.ok(&["--known-on", "#2", "site", &site.to_string_lossy()]);
    // What writes, or has nothing to ask, refuses it and writes nothing.
    let before = office.state();
    for args in [
        &["org", "edit", "jiayuan", "city=上海"][..],
        &["apply", "x.toml"],
        &["import", "x"],
        &["undo"],
        &["record"],
        &["init"],
        &["backup", "b.db"],
        &["restore", "b.db"],
        &["copy", "--to", "c.db"],
        &["template", "session"],
        &["check", "accept", "a", "b"],
        &["about", "edit", "name=x"],
        &["man", "m"],
        &["completions", "bash"],
        &["check", "--deep"],
        &["check", "--list"],
        &["rule", "rejudge"],
        &["minutes", "1-1", "--final"],
        &["session", "confirm", "1-1", "--in", "1-1"],
        &["person", "forget", "张三"],
        &["grant", "reader", "x"],
    ] {
        let answer = office.run(&[&["--known-on", "#2"], args].concat());
        assert!(
            answer.code == 2 && answer.err.contains("--known-on"),
            "{args:?} {}: {}",
            answer.code,
            answer.err
        );
    }
    for (at, code, says) in [
        ("#6", 1, "no entry #6"),
        ("#0", 1, "no entry #0"),
        ("#x", 2, "no number"),
        ("12", 2, "'#12'"),
        ("soon", 2, "2024-06-30"),
    ] {
        let answer = office.run(&["--known-on", at, "org", "list"]);
        assert!(answer.code == code && answer.err.contains(says), "{at} {}: {}", answer.code, answer.err);
        let zh = office.run(&["--lang", "zh", "--known-on", at, "org", "list"]);
        assert_eq!(zh.code, code);
    }
    assert_eq!(office.state(), before);
}
