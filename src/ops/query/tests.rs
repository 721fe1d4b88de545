//! No query stands in a loop: what is asked of a registry of thirty sessions takes as many statements as what is
//! asked of one of two.

use super::*;
use crate::{
    error::Result,
    model::{
        day::Day,
        journal::{Entry, NAMED},
    },
    noun::{NOUNS, Noun},
    ops::{intake, names::Names},
    store::{ASKED, Author, Read, Registry, STEPS, tables},
};

/// A registry in which every noun has so many records.
fn registry(folder: &std::path::Path, sessions: u32) -> Registry {
    let mut text = String::from("[alliance]\nname = \"联盟\"\n[[term]]\nnumber = 1\nstart = 2010-01-01\n");
    let several = sessions + 1;
    for n in 0..several {
        text.push_str(&format!(
            "[[organization]]\nname = \"单位{n}号\"\naliases = [\"别名{n}\"]\n\
             former_names = [{{ name = \"旧名{n}\", until = 2010-12-31 }}]\n\
             [[membership]]\norganization = \"单位{n}号\"\nclass = \"council\"\nfrom = 2010-02-01\n\
             [[person]]\nname = \"人员{n}\"\norganization = \"单位{n}号\"\ntitle = \"主任\"\n\
             [[post]]\nperson = \"人员{n}\"\ntitle = \"秘书{n}\"\nterm = 1\n\
             [[contact]]\norganization = \"单位{n}号\"\nperson = \"人员{n}\"\nduty = \"联络\"\n\
             [[activity]]\nname = \"论坛\"\nedition = {edition}\nhost = \"单位{n}号\"\n\
             [[action]]\ntitle = \"工作{n}\"\n",
            edition = n + 1
        ));
    }
    for n in 0..sessions {
        let (number, next) = (n + 1, n + 1);
        text.push_str(&format!(
            "[[session]]\nterm = 1\nnumber = {number}\nstart = {year}-05-01\nchair = [\"人员{next}\", \"人员{n}\"]\n\
             [[session.attendance]]\norganization = \"单位0号\"\npeople = [\"人员0\"]\n\
             [[session.attendance]]\norganization = \"单位{next}号\"\npeople = [\"人员{next}\", {{ title = \"科长\" }}]\n\
             [[session.agenda]]\ntitle = \"报告\"\npresenter = \"人员{n}\"\ntopics = [\"一\"]\n\
             [[session.action]]\ntitle = \"后续{n}\"\n",
            year = 2011 + n
        ));
        for motion in 0..2 {
            text.push_str(&format!(
                "[[session.motion]]\ntitle = \"接纳{n}-{motion}\"\nkind = \"admission\"\nsubjects = [\"新单位{n}-{motion}\"]\n\
                 ballots = {{ yes = [\"单位0号\"], no = [\"单位{next}号\"] }}\n"
            ));
        }
        text.push_str(&format!(
            "[[session.motion]]\ntitle = \"选举{n}\"\nkind = \"election\"\nseats = 1\n\
             candidates = [{{ person = \"人员{n}\", role = \"other\", yes = 9, elected = true }}]\n\
             [[visit]]\nsession = \"1-{number}\"\nhost = \"单位{n}号\"\nreceived_by = [\"人员{n}\"]\n\
             visitors = [\"单位{next}号\"]\nsites = [\"一\"]\n"
        ));
    }
    let registry = Registry::file(&folder.join(format!("{sessions}.db")));
    let source =
        intake::Source { name: "test".into(), bytes: text.into_bytes(), folder: folder.to_path_buf() };
    let (at, command) = ("2060-01-01T00:00:00Z".to_string(), "apply".to_string());
    let author = Author { at, actor: "test".into(), why: None, command };
    intake::apply(&registry, &[source], &author, &intake::Options::of_files(today(), false), &|_, _, typed| Ok(intake::Brought { entries: typed.entries, ..Default::default() })).unwrap();
    registry
}

fn today() -> Day {
    Day::from_ymd(2060, 1, 1).unwrap()
}

/// What each list and each page asks.
fn asked(registry: &Registry) -> Vec<(String, usize)> {
    let moment = Moment { day: today(), asked: true };
    let mut all = Vec::new();
    registry
        .read(|read| {
            let mut count = |what: &str, ask: &dyn Fn() -> Result<usize>| {
                let before = ASKED.get();
                assert_ne!(ask()?, 0, "{what}: nothing was found");
                all.push((what.to_string(), ASKED.get() - before));
                Ok::<(), crate::error::Error>(())
            };
            let names = Names::of(read);
            let host = names.organization("单位0号")?;
            for noun in ["organization", "person", "contact", "term", "visit", "action", "activity", "motion"]
            {
                let shape = NOUNS.iter().find(|shape| shape.noun == noun).unwrap();
                count(&format!("{noun} list"), &|| Ok(facts_on(read, shape, moment, false)?.len()))?;
                count(&format!("{noun} show"), &|| Ok(facts(read, shape, Ids::These(&[1]), today())?.len()))?;
            }
            let all = |list: &dyn Fn(&[i64]) -> Result<usize>| list(&Motions(moment).ids(read, false, None)?);
            count("motion list", &|| all(&|ids| Ok(Motions(moment).rows(read, ids, None)?.lines().count())))?;
            count("vote list", &|| all(&|ids| Ok(Votes { moment, people: false }.rows(read, ids, None)?.lines().count())))?;
            count("vote show", &|| Ok(vote(read, 1)?.into_iter().count()))?;
            count("session list", &|| Ok(sessions(read, Ids::All)?.len()))?;
            count("session show", &|| Ok(session(read, 1)?.into_iter().count()))?;
            count("session roll", &|| Ok(roll(read, 1, Some(1))?.len()))?;
            count("member list", &|| Ok(members(read, today(), true)?.len()))?;
            count("member show", &|| Ok(member(read, host, moment)?.into_iter().count()))?;
            count("person show", &|| Ok(person(read, 1, today())?.into_iter().count()))?;
            count("office list", &|| Ok(1 + offices(read, today(), Held::Now)?.len()))?;
            count("minutes", &|| Ok(paper(read, 1, None)?.into_iter().count()))?;
            count("search", &|| Ok(search(read, "单位")?.len()))?;
            count("calendar", &|| Ok(calendar(read)?.events.len()))?;
            count("about", &|| Ok(about_on(read, moment)?.functions.len() + 1))?;
            count("record", &|| Ok(session_entries(read, &Names::of(read), &[1])?.len()))
        })
        .unwrap();
    all
}

#[test]
fn what_is_asked_does_not_depend_on_how_many_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let (few, many) = (registry(folder.path(), 2), registry(folder.path(), 30));
    assert_eq!(asked(&few), asked(&many));
}

/// What a change of one more word takes: the newest entry of the journal.
fn changed(registry: &Registry, folder: &std::path::Path) {
    let text = "[[organization]]\nname = \"单位0号\"\ncity = \"上海\"\n";
    let source = intake::Source { name: "test".into(), bytes: text.into(), folder: folder.to_path_buf() };
    let (at, command) = ("2060-01-02T00:00:00Z".to_string(), "apply".to_string());
    let author = Author { at, actor: "test".into(), why: None, command };
    let options = intake::Options::of_files(today(), false);
    intake::apply(registry, &[source], &author, &options, &|_, _, typed| Ok(intake::Brought { entries: typed.entries, ..Default::default() })).unwrap();
}

/// The engine's steps for the first rows of each list whose order is stored, in the columns of its table.
fn steps(registry: &Registry) -> Vec<(String, i64)> {
    fn first<L: Listed>(read: &Read<'_>, list: &L, columns: &[&str], turned: bool) -> Result<usize> {
        list.count(read)?;
        Ok(list.rows(read, &list.ids(read, turned, Some(2))?, Some(columns))?.lines().count())
    }
    let moment = Moment { day: today(), asked: false };
    let mut all = Vec::new();
    registry
        .read(|read| {
            let mut count = |what: &str, ask: &dyn Fn() -> Result<usize>| {
                let before = STEPS.get();
                assert_eq!(ask()?, 2, "{what}");
                all.push((what.to_string(), STEPS.get() - before));
                Ok::<(), crate::error::Error>(())
            };
            for turned in [false, true] {
                for noun in ["person", "visit", "action", "activity"] {
                    let shape = NOUNS.iter().find(|shape| shape.noun == noun).unwrap();
                    let list = Records { shape, moment, whole: false };
                    count(&format!("{noun} {turned}"), &|| first(read, &list, shape.columns, turned))?;
                    count(&format!("{noun} {turned} json"), &|| {
                        Ok(list.rows(read, &list.ids(read, turned, Some(2))?, None)?.lines().count())
                    })?;
                }
                count(&format!("motion {turned}"), &|| {
                    first(read, &Motions(moment), &["ref", "title", "subjects"], turned)
                })?;
                count(&format!("session {turned}"), &|| first(read, &Sessions(moment), &["ref", "chair"], turned))?;
            }
            // Who are members is asked of all memberships, what else is told of those that are shown.
            let (members, organizations) = (Members::read(read, today(), true)?, NOUNS[3]);
            let two = members.ids(read, false, Some(2))?;
            count("member", &|| Ok(members.rows(read, &two, Some(&["name", "since", "province"]))?.len()))?;
            count("organization", &|| Ok(facts_of(read, organizations, &two, None, today())?.len()))?;
            count("log", &|| {
                let filter = LogFilter { limit: Some(1), account: true, ..LogFilter::default() };
                Ok(1 + log(read, &filter)?.len())
            })
        })
        .unwrap();
    all
}

#[test]
fn the_first_rows_of_a_list_cost_the_same_however_long_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (few, many) = (registry(folder.path(), 3), registry(folder.path(), 30));
    for one in [&few, &many] {
        changed(one, folder.path());
    }
    let (few, many) = (steps(&few), steps(&many));
    assert!(few.len() > 20);
    for ((what, few), (_, many)) in few.into_iter().zip(many) {
        // The end of what is looked for comes a step sooner or later.
        assert!(many <= few + 5, "{what}: {few} steps of few, {many} of ten times as many");
    }
}

/// What SQLite hands on of some rows comes in their order, and so do their parts, because it looks each up by its key.
#[test]
fn rows_and_parts_come_in_the_order_in_which_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let registry = registry(folder.path(), 30);
    registry
        .read(|read| {
            for shape in NOUNS.iter().filter(|shape| !shape.columns.is_empty() && shape.is != Noun::Body) {
                let sql = format!("SELECT {} FROM {} ORDER BY 1", tables::table(shape.store).columns[0], shape.store);
                let mut ids = read.rows::<i64>(&sql, &[])?;
                // Neither up nor down.
                let half = ids.len() / 2;
                ids.rotate_left(half);
                ids.reverse();
                let each: Vec<_> = ids.iter().map(|id| facts_of(read, shape, &[*id], None, today()).map(|mut one| one.remove(0))).collect::<Result<_>>()?;
                assert_eq!(facts_of(read, shape, &ids, None, today())?, each, "{}", shape.noun);
                let columns = [shape.store].into_iter().chain(shape.fields.iter().filter_map(|field| match field.to {
                    crate::noun::To::Parts(of) => Some(of),
                    _ => None,
                }));
                for of in columns {
                    let key = tables::table(of).columns[0];
                    let plan = format!("EXPLAIN QUERY PLAN SELECT * FROM {of} p WHERE p.{key} = 1");
                    let plan = read.all(&plan, &[], |row| row.text(3))?;
                    assert!(plan.len() == 1 && plan[0].contains("PRIMARY KEY"), "{of}: {plan:?}");
                }
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_told_of_some_keys_is_what_the_whole_record_tells() {
    let folder = tempfile::tempdir().unwrap();
    let registry = registry(folder.path(), 3);
    registry
        .read(|read| {
            let day = Day::from_ymd(2010, 6, 1);
            let mut told = 0;
            for shape in NOUNS.iter().filter(|shape| !shape.columns.is_empty() && shape.is != Noun::Body) {
                for day in [None, day, Some(today())] {
                    let sql = format!("SELECT {} FROM {} ORDER BY 1 DESC", tables::table(shape.store).columns[0], shape.store);
                    let ids = read.rows::<i64>(&sql, &[])?;
                    let whole = facts_of(read, shape, &ids, None, day)?;
                    assert_eq!(whole.len(), ids.len());
                    for key in shape.told().map(|field| field.key).chain(["ref"]) {
                        let some = facts_of(read, shape, &ids, Some(&[key]), day)?;
                        for (one, whole) in some.iter().zip(&whole) {
                            assert_eq!(serde_json::to_value(one).unwrap(), serde_json::json!({ key: whole.value(key) }));
                            told += usize::from(!whole.value(key).is_null());
                        }
                    }
                }
            }
            assert!(told > 500, "{told}");
            Ok(())
        })
        .unwrap();
}

#[test]
fn an_account_of_the_journal_says_as_much_as_each_change_does() {
    let folder = tempfile::tempdir().unwrap();
    let registry = registry(folder.path(), 3);
    changed(&registry, folder.path());
    registry
        .read(|read| {
            let ask = |account| log(read, &LogFilter { account, ..LogFilter::default() });
            let (whole, account) = (ask(false)?, ask(true)?);
            assert_eq!(whole.len(), 2);
            for (whole, account) in whole.iter().zip(&account) {
                let told = |entry: &Entry| {
                    // By action and noun, in the order of the first of each: how many, and the first of them by name.
                    let mut all: Vec<((String, &str), u64, Vec<String>)> = Vec::new();
                    for change in &entry.changes {
                        let of = (change.table.clone(), change.action.code());
                        let at = all.iter().position(|(known, ..)| *known == of).unwrap_or_else(|| {
                            all.push((of, 0, Vec::new()));
                            all.len() - 1
                        });
                        let (_, count, first) = &mut all[at];
                        *count += change.count;
                        if first.len() <= NAMED && !first.contains(&change.reference) {
                            first.push(change.reference.clone());
                        }
                    }
                    all
                };
                assert_eq!(told(whole), told(account));
            }
            assert!(account[1].changes.len() < whole[1].changes.len());
            Ok(())
        })
        .unwrap();
}
