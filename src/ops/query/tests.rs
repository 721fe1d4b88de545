//! No query stands in a loop: what is asked of a registry of thirty sessions takes as many statements as what is
//! asked of one of two.

use super::*;
use crate::{
    error::Result,
    model::day::Day,
    noun::NOUNS,
    ops::{intake, names::Names},
    store::{Author, Registry, ASKED},
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
    intake::apply(&registry, &[source], &author, &intake::Options::of_files(today(), false), &|_, _, entries, _| Ok((entries, Vec::new()))).unwrap();
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
            count("motion list", &|| Ok(motions_on(read, motions(read, Ids::All)?, moment)?.len()))?;
            count("vote list", &|| Ok(votes(read)?.len()))?;
            count("vote show", &|| Ok(vote(read, 1)?.into_iter().count()))?;
            count("session list", &|| Ok(sessions(read, Ids::All)?.len()))?;
            count("session show", &|| Ok(session(read, 1)?.into_iter().count()))?;
            count("session roll", &|| Ok(roll(read, 1, Some(1))?.len()))?;
            count("member list", &|| Ok(members(read, today(), true)?.len()))?;
            count("member show", &|| Ok(member(read, host, moment)?.into_iter().count()))?;
            count("person show", &|| Ok(person(read, 1, today())?.into_iter().count()))?;
            count("office list", &|| Ok(1 + offices(read, today())?.len()))?;
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
