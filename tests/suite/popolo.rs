//! Popolo both ways: what a document holds is taken or listed, and a registry comes back from its own export.

use std::fs;

use crate::chance::{act, begin};
use crate::office::{self, Answer, Office};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A document imported into a registry of its own.
fn import(document: &Value) -> (Office, Answer) {
    import_text(&document.to_string())
}

fn import_text(text: &str) -> (Office, Answer) {
    let office = Office::new();
    let file = office.file("x.popolo.json", text);
    let answer = office.run(&["import", &file]);
    (office, answer)
}

/// A document that is taken whole or in part.
fn taken(document: &Value) -> (Office, String) {
    let (office, answer) = import(document);
    assert_eq!(answer.code, 0, "{}", answer.err);
    (office, answer.err)
}

/// A document that is refused, and why.
fn refused(document: &Value) -> String {
    let (office, answer) = import(document);
    assert_eq!(answer.code, 1, "{}", answer.err);
    // Nothing has been written.
    assert_eq!(office.run(&["org", "list"]).code, 1);
    answer.err
}

fn sql(office: &Office, query: &str) -> Value {
    office.json(&["sql", query])
}

fn said(err: &str, words: &[&str]) {
    for word in words {
        assert!(err.contains(word), "{word}\n{err}");
    }
}

#[test]
fn days_known_in_part_end_a_membership() {
    let (office, _) = taken(&json!({
        "organizations": [{"id": "all", "name": "All"}, {"id": "m1", "name": "One"}, {"id": "m2", "name": "Two"}],
        "memberships": [
            {"member_id": "m1", "organization_id": "all", "role": "member", "start_date": "2001", "end_date": "2013"},
            {"member_id": "m2", "organization_id": "all", "role": "member", "start_date": "2001-03-04T10:00:00Z", "end_date": "2013-05"}]
    }));
    let on = |day: &str| office.json(&["member", "list", "--as-of", day]).as_array().unwrap().len();
    assert_eq!((on("2000-12-31"), on("2013-05-31"), on("2013-06-01"), on("2014-01-01")), (0, 2, 1, 0));
}

#[test]
fn counts_by_group_are_summed_and_a_total_goes_before_them() {
    let vote = |counts: Value| {
        json!({"organizations": [{"id": "a", "name": "A"}],
            "vote_events": [{"id": "v1", "start_date": "2020-01-01", "counts": counts}]})
    };
    let counts = |told: Value| {
        let (office, err) = taken(&vote(told));
        (office.json(&["vote", "show", "v1"])["counts"].clone(), err)
    };
    let groups = json!([{"option": "yes", "value": 20, "group_id": "g1"}, {"option": "yes", "value": 30, "group": {"id": "g2"}},
        {"option": "no", "value": 5, "group_id": "g1"}, {"option": "absent", "value": 3}]);
    let (told, err) = counts(groups);
    assert_eq!((&told["yes"], &told["no"], &told["abstain"]), (&50.into(), &5.into(), &Value::Null));
    said(&err, &["counts by group, but for their sum (3)", "counts of the option absent (1)"]);
    let named = json!([{"option": "yes", "value": 2, "group": "Reds"}, {"option": "yes", "value": 3, "group": "Blues"}]);
    assert_eq!(counts(named).0["yes"], 5);
    let total = json!([{"option": "yes", "value": 20, "group_id": "g1"}, {"option": "Yes", "value": 55}]);
    assert_eq!(counts(total).0["yes"], 55);
    let less =
        vote(json!([{"option": "yes", "value": 20, "group_id": "g1"}, {"option": "yes", "value": 15}]));
    said(&refused(&less), &["vote_events[0].counts", "20", "15"]);
    let twice = vote(json!([{"option": "yes", "value": 20}, {"option": "aye", "value": 20}]));
    said(&refused(&twice), &["vote_events[0].counts[1].option", "twice"]);
    let negative = vote(json!([{"option": "yes", "value": -1}]));
    said(&refused(&negative), &["vote_events[0].counts[0].value"]);
    let text = vote(json!([{"option": "yes", "value": "7"}]));
    said(&refused(&text), &["vote_events[0].counts[0].value", "a whole number is wanted"]);
}

#[test]
fn a_voter_has_one_ballot() {
    let vote = |votes: Value| {
        json!({"organizations": [{"id": "a", "name": "Alpha"}, {"id": "b", "name": "Beta"}],
            "persons": [{"id": "p", "name": "Ann"}],
            "vote_events": [{"id": "v1", "start_date": "2020-01-01", "votes": votes}]})
    };
    let err = refused(&vote(
        json!([{"voter_id": "a", "option": "yes"}, {"voter_id": "b", "option": "yes"}, {"voter_id": "a", "option": "no"}]),
    ));
    said(&err, &["vote_events[0].votes[2].voter_id", "two ballots", "votes[0]"]);
    let (office, err) = taken(&vote(
        json!([{"voter_id": "p", "option": "yes"}, {"voter_id": "p", "option": "no"},
        {"voter_id": "a", "option": "not voting"}, {"voter_id": "b", "option": "paired"}, {"voter_id": "zz", "option": "yes"},
        {"voter": {"id": "q"}, "option": "present"}]),
    ));
    said(
        &err,
        &[
            "two ballots of one voter, as Ann",
            "ballots of persons (1)",
            "ballots of voters who are not listed (2)",
            "kept as absent, as not voting (1)",
            "votes of the option paired (1)",
        ],
    );
    assert_eq!(sql(&office, "SELECT choice FROM ballots"), json!([{"choice": "absent"}]));
}

#[test]
fn ids_that_fold_together_stay_two_organizations() {
    let document = json!({"organizations": [
        {"id": "Org-1", "name": "First"}, {"id": "org-1", "name": "Second"},
        {"id": "ocd-organization/1", "name": "Third"}, {"id": "ocd-organization:1", "name": "Fourth"},
        {"id": "org_1", "name": "Fifth"}]});
    let (office, err) = taken(&document);
    said(&err, &["ids that are no codes by themselves", "ocd-organization/1 is ocd-organization-1-"]);
    let codes = sql(&office, "SELECT code, name FROM organizations ORDER BY name");
    assert_eq!(codes.as_array().unwrap().len(), 5);
    assert_eq!(office.json(&["org", "show", "Org-1"])["name"], "First");
    // A second file finds each of them, also where it names but one, and only by its id.
    let second = json!({"organizations": [{"id": "ocd-organization:1", "name": "Fourth, renamed"}],
        "vote_events": [{"id": "v", "start_date": "2020-01-01", "votes": [
            {"voter_id": "ocd-organization/1", "option": "yes"}, {"voter_id": "org-1", "option": "no"}]}]});
    let file = office.file("second.json", second.to_string());
    office.ok(&["import", &file]);
    let names = sql(
        &office,
        "SELECT o.name, b.choice FROM ballots b JOIN organizations o ON o.id = b.organization_id ORDER BY 1",
    );
    assert_eq!(names, json!([{"name": "Second", "choice": "no"}, {"name": "Third", "choice": "yes"}]));
    assert_eq!(sql(&office, "SELECT count(*) AS n FROM organizations")[0]["n"], 5);
    assert_eq!(
        sql(&office, "SELECT count(*) AS n FROM organizations WHERE name = 'Fourth, renamed'")[0]["n"],
        1
    );
}

#[test]
fn what_stands_twice_is_refused_with_both_places() {
    let err = refused(
        &json!({"organizations": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}, {"id": "a", "name": "C"}]}),
    );
    said(&err, &["organizations[2].id", "stands twice", "organizations[0]"]);
    let err = refused(&json!({"organizations": [{"id": "a", "name": "A"}, {"id": "b", "name": "A"}]}));
    said(&err, &["organizations[1].name", "organizations[0]"]);
    let (_, answer) = import_text(r#"{"organizations": [{"id": "a", "name": "A", "name": "B"}]}"#);
    assert_eq!(answer.code, 1);
    said(&answer.err, &["the key name stands twice", "x.popolo.json:1:"]);
    let (_, err) = taken(&json!({"organizations": [{"id": "a", "name": "A"}, {"id": "a", "name": "A"}]}));
    said(&err, &["word for word (1)"]);
}

#[test]
fn wrong_types_are_refused_with_their_path_all_of_them() {
    let err = refused(&json!({
        "organizations": [{"id": "a", "name": null}, {"id": true, "name": "B"}],
        "persons": [{"id": "p", "name": 5}, {"id": "q", "name": "Q", "memberships": [{"organization_id": "a", "start_date": 2013}]}],
        "memberships": [{"person_id": "q", "organization_id": "a", "end_date": "soon"}, 7],
        "vote_events": {"id": "v"}
    }));
    said(
        &err,
        &[
            "organizations[0].name: this is null",
            "organizations[1].id: this is true or false",
            "persons[0].name: this is a number; a text is wanted",
            "persons[1].memberships[0].start_date: this is a number",
            "memberships[0].end_date: soon is no day",
            "memberships[1]: this is a number; an object is wanted",
            "vote_events: this is an object; an array is wanted",
        ],
    );
}

#[test]
fn a_last_day_before_the_first_is_refused() {
    let err =
        refused(&json!({"organizations": [{"id": "a", "name": "A"}], "persons": [{"id": "p", "name": "Ann",
        "memberships": [{"organization_id": "a", "start_date": "2013-05", "end_date": "2012"}]}]}));
    said(&err, &["persons[0].memberships[0].end_date", "before the first day"]);
}

#[test]
fn a_number_that_is_no_text_is_told_once() {
    let err =
        refused(&json!({"organizations": [{"id": "a", "name": 7}], "persons": [{"id": "p", "name": "Ann"}]}));
    assert_eq!(err.matches("organizations[0].name").count(), 1, "{err}");
}

#[test]
fn terms_of_one_person_are_posts_of_their_own() {
    let period = |n: i32, from: &str, until: &str| json!({"id": format!("term/{n}"), "classification": "legislative period", "start_date": from, "end_date": until});
    let member = |n: i32, more: Value| {
        let mut item = json!({"person_id": "p", "organization_id": "l", "role": "member", "legislative_period_id": format!("term/{n}")});
        for (key, value) in more.as_object().unwrap() {
            item[key] = value.clone();
        }
        item
    };
    let (office, err) = taken(&json!({
        "organizations": [{"id": "l", "name": "Assembly"}, {"id": "party", "name": "Party"}],
        "persons": [{"id": "p", "name": "Ann"}],
        "events": [period(1, "2010-01-01", "2013-12-31"), period(2, "2014-01-01", "2017-12-31"), {"id": "e", "classification": "general election"}],
        "memberships": [member(1, json!({})), member(2, json!({"end_date": "2015-06-30", "on_behalf_of_id": "party"})),
            member(2, json!({"start_date": "2015-07-01", "area_id": "x"})), member(1, json!({})), member(3, json!({})), member(4, json!({"end_date": "2030-01-01"}))]
    }));
    let posts = sql(&office, "SELECT \"from\", \"until\" FROM posts WHERE \"from\" IS NOT NULL ORDER BY 1");
    let day = |a: &str, b: &str| json!({"from": a, "until": b});
    assert_eq!(
        posts,
        json!([
            day("2010-01-01", "2013-12-31"),
            day("2014-01-01", "2015-06-30"),
            day("2015-07-01", "2017-12-31")
        ])
    );
    said(
        &err,
        &[
            "legislative periods, but for their days in memberships (2)",
            "the list events: general election (1)",
            "on_behalf_of_id of memberships (1)",
            "area_id of memberships (1)",
            "a membership that says the same as another (1)",
            "legislative_period_id of memberships (2)",
            "stands twice: same member, organization, role and first day (1)",
        ],
    );
}

#[test]
fn a_vote_belongs_to_the_body_and_the_day_it_was_taken() {
    let (office, err) = taken(&json!({
        "organizations": [{"id": "senate", "name": "Senate"}, {"id": "house", "name": "House"}, {"id": "lsh", "name": "理事会"}],
        "vote_events": [
            {"id": "s1", "organization_id": "senate", "start_date": "2020-01-01T23:30:00-08:00", "result": "PASSED"},
            {"id": "h1", "organization_id": "house", "start_date": "2020-01-01", "result": "defeated"},
            {"id": "h2", "organization_id": "house", "start_date": "2020-01-01", "result": "tabled"},
            {"id": "c1", "organization": {"id": "lsh", "name": "理事会"}, "start_date": "2020-01-01", "result": "unclear"},
            {"id": "n1", "start_date": "2020-01"}]
    }));
    let rows = sql(
        &office,
        "SELECT s.code, s.body, s.\"start\", m.code AS motion, m.outcome FROM motions m JOIN sessions s ON s.id = m.session_id ORDER BY m.id",
    );
    let row = |code: &str, body: &str, motion: &str, outcome: Value| json!({"code": code, "body": body, "start": "2020-01-01", "motion": motion, "outcome": outcome});
    assert_eq!(
        rows,
        json!([
            row("senate-2020-01-01", "senate", "s1", "carried".into()),
            row("house-2020-01-01", "house", "h1", "rejected".into()),
            row("house-2020-01-01", "house", "h2", "tabled".into()),
            row("council-2020-01-01", "council", "c1", Value::Null)
        ])
    );
    said(&err, &["the result unclear (1)", "a vote event without a day (1)"]);
}

#[test]
fn motions_stand_in_any_place_and_without_a_vote() {
    let (office, err) = taken(&json!({
        "organizations": [{"id": "a", "name": "A"}],
        "persons": [{"id": "p", "name": "Ann"}],
        "motions": [
            {"id": "m1", "text": "Budget", "date": "2020-01-01", "classification": "budget", "creator_id": "p", "vote_events": [{"result": "fail"}, {"result": "pass"}]},
            {"id": "m2", "text": "Plan", "date": "2020-01-02", "requirement": "2/3"},
            {"id": "m3", "text": "Lost"}],
        "vote_events": [{"id": "v3", "start_date": "2020-01-03", "motion": {"id": "m4", "text": "Inside", "date": "2019-12-31"}}, {"id": "v4", "motion_id": "m9", "start_date": "2020-01-03"}],
        "votes": [{"vote_event_id": "v3", "voter_id": "a", "option": "yes"}, {"vote_event_id": "v9", "voter_id": "a", "option": "yes"}],
        "counts": [{"vote_event_id": "v3", "option": "yes", "value": 1}]
    }));
    let rows =
        sql(&office, "SELECT code, title, \"on\", kind, outcome, proposer, yes FROM motions ORDER BY code");
    let told: Vec<String> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            row.as_object()
                .unwrap()
                .values()
                .map(Value::to_string)
                .collect::<Vec<_>>()
                .join(" ")
                .replace('"', "")
        })
        .collect();
    assert_eq!(
        told,
        [
            "m1 Budget 2020-01-01 budget rejected Ann null",
            "m1-2 Budget 2020-01-01 budget carried Ann null",
            "m2 Plan 2020-01-02 other null null null",
            "v3 Inside 2020-01-03 other null null 1",
            "v4 v4 2020-01-03 other null null null"
        ]
    );
    said(
        &err,
        &[
            "requirement of motions (1)",
            "motions without a vote and without a day (1)",
            "motion_id of vote events that is not listed (1)",
            "votes and counts of vote events that are not listed (1)",
            "date of motions, where the vote was on another day (1)",
        ],
    );
}

#[test]
fn nested_documents_and_lists_of_one_class_are_read() {
    let person = json!({"id": "p", "name": "Ann", "birth_date": "1970", "memberships": [
        {"role": "chair", "organization": {"id": "o", "name": "Office", "classification": "department"}, "post": {"id": "x", "label": "Chair of the office"}}]});
    for document in [json!([person]), person.clone(), json!({"persons": [person]})] {
        let (office, err) = taken(&document);
        assert_eq!(
            office.json(&["person", "show", "Ann"])["posts"][0]["organization"]["code"],
            "o",
            "{document}"
        );
        said(
            &err,
            &[
                "birth_date of persons (1)",
                "the classification department of organizations (1)",
                "further words beside the role of a membership, as Chair of the office (1)",
            ],
        );
    }
    let (office, _) = taken(
        &json!([{"id": "o", "name": "Office", "classification": "company", "children": [{"id": "c", "name": "Child"}],
        "memberships": [{"person": {"id": "p", "name": "Ann"}}], "posts": [{"id": "empty", "label": "Vacant"}]}]),
    );
    assert_eq!(office.json(&["org", "list"]).as_array().unwrap().len(), 2);
    assert_eq!(office.json(&["org", "show", "o"])["kind"], "company");
    assert_eq!(office.json(&["person", "show", "Ann"])["posts"][0]["title"], "member");
    let (office, _) =
        taken(&json!([{"id": "v", "start_date": "2020-02-03", "counts": [{"option": "yes", "value": 3}]}]));
    assert_eq!(office.json(&["vote", "show", "v"])["counts"]["yes"], 3);
}

#[test]
fn names_places_and_numbers_of_organizations_find_their_fields() {
    let (office, err) = taken(&json!({
        "organizations": [{"id": "o", "name": "Now", "classification": "科技园", "area_id": "sh", "description": "a note",
            "other_names": [{"name": "Then", "end_date": "2019-12-31"}, {"name": "N", "note": "abbreviation"}, {"name": "Also", "note": "nickname"}],
            "identifiers": [{"scheme": "USCC", "identifier": "12100000400000624D"}, {"scheme": "wikidata", "identifier": "Q1"}],
            "links": [{"url": "https://en.wikipedia.org/wiki/O", "note": "Wikipedia"}, {"url": "https://o.example", "note": "website"}],
            "dissolution_date": "2020", "contact_details": [{"type": "voice", "value": "1"}]}],
        "areas": [{"id": "sh", "name": "上海", "classification": "city", "parent": {"id": "r", "name": "inner"}, "parent_id": "r"}, {"id": "r", "name": "华东"}, {"id": "z", "name": "elsewhere"}],
        "persons": [{"id": "p", "name": "Ann", "email": "a@x.org", "contact_details": [{"type": "voice", "value": "2"}, {"type": "fax", "value": "3"}],
            "other_names": [{"name": "Ann Old", "end_date": "2010-01-01"}, {"name": "安"}]}]
    }));
    let told = office.json(&["org", "show", "o"]);
    for (key, value) in [
        ("kind", "park"),
        ("city", "上海"),
        ("province", "华东"),
        ("short_name", "N"),
        ("credit_code", "12100000400000624D"),
        ("website", "https://o.example"),
        ("note", "a note"),
    ] {
        assert_eq!(told[key], value, "{told}");
    }
    assert_eq!(office.json(&["org", "show", "Then"])["code"], "o");
    assert_eq!(sql(&office, "SELECT phone, email FROM persons"), json!([{"phone": "2", "email": "a@x.org"}]));
    said(
        &err,
        &[
            "the note nickname of other_names (1)",
            "identifiers of organizations (1)",
            "links of organizations (1)",
            "dissolution_date of organizations (1)",
            "contact_details of organizations (1)",
            "contact_details of persons (1)",
            "another name of a person without its last day (1)",
            "areas in which no organization lies (1)",
        ],
    );
}

#[test]
fn members_of_several_organizations_are_not_taken_for_members_of_the_alliance() {
    let (office, err) = taken(&json!({
        "organizations": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}, {"id": "c", "name": "C"}],
        "memberships": [{"member_id": "a", "organization_id": "b", "role": "member"}, {"member_id": "b", "organization_id": "c", "role": "member"},
            {"member_id": "a", "organization_id": "c", "role": "patron"}]
    }));
    assert_eq!(sql(&office, "SELECT * FROM memberships"), json!([]));
    said(&err, &["in another than the alliance (2)", "in a role that is no class (1)"]);
}

#[test]
fn persons_who_cannot_be_told_apart_are_not_made_one() {
    let (office, err) = taken(&json!({
        "organizations": [{"id": "a", "name": "A"}],
        "persons": [{"id": "p", "name": "Ann"}, {"id": "q", "name": "Ann"}],
        "memberships": [{"person_id": "p", "organization_id": "a", "role": "chair"}, {"person_id": "q", "organization_id": "a", "role": "clerk"}]
    }));
    assert_eq!(sql(&office, "SELECT title FROM posts"), json!([{"title": "chair"}]));
    said(
        &err,
        &[
            "same name and organization as another, as Ann (1)",
            "a membership of a person who is not taken (1)",
        ],
    );
}

/// The lists of two registries, but for some.
fn differing(a: &Office, b: &Office) -> Vec<String> {
    let lists = |office: &Office| {
        let folder = office.folder.path().join("lists");
        office.ok(&["export", &folder.to_string_lossy()]);
        let mut all: Vec<(String, String)> = fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
            .map(|path| {
                (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())
            })
            .collect();
        all.sort();
        all
    };
    let (a, b) = (lists(a), lists(b));
    assert_eq!(a.len(), b.len());
    a.iter().zip(&b).filter(|(a, b)| a != b).map(|((name, _), _)| name.clone()).collect()
}

/// A registry to Popolo and back: what differs is what both sides have listed.
fn round_trip(office: &Office) {
    let file = office.folder.path().join("out.popolo.json").to_string_lossy().into_owned();
    let export = office.run(&["export", &file]);
    assert_eq!(export.code, 0, "{}", export.err);
    let other = Office::new();
    let import = other.run(&["import", &file]);
    assert_eq!(import.code, 0, "{}", import.err);
    for list in differing(office, &other) {
        let told = |did: &str| format!("not {did}: {}", list.replace('_', " "));
        let listed = |err: &str, did: &str| list == "contents" || err.contains(&told(did));
        assert!(
            listed(&export.err, "exported") && listed(&import.err, "taken"),
            "{list}\n{}\n{}",
            export.err,
            import.err
        );
        assert!(
            !["organizations", "persons", "memberships", "posts", "sessions", "motions", "ballots"]
                .contains(&list.as_str())
        );
    }
    // The same once more changes nothing.
    assert!(other.json(&["import", &file])["entry"].is_null());
}

#[test]
fn registries_come_back_from_their_own_export() {
    for file in [
        "examples/reelection.toml",
        "examples/roll-calls.toml",
        "examples/shanghai-2023.toml",
        "tests/records/counted.toml",
        "tests/records/results.toml",
        "tests/records/unforeseen.toml",
        "tests/records/year.toml",
    ] {
        let office = Office::new();
        office.ok(&["apply", "--quiet", &format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))]);
        round_trip(&office);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_registry_made_at_random_comes_back(
        acts in prop::collection::vec((0u8..20, any::<u8>(), any::<u8>(), any::<u8>()), 0..40)
    ) {
        let office = Office::new();
        let registry = office::registry(office.place());
        registry.init().unwrap();
        begin(&registry);
        for one in &acts {
            let _ = act(&registry, *one);
        }
        round_trip(&office);
    }
}

#[test]
fn what_popolo_has_no_property_for_comes_back() {
    let office = Office::new();
    let file = office.file("r.toml", r#"
[alliance]
name = "甲乙联盟"
short_name = "联盟"
name_en = "Alliance"
founded = 2015-05-06
purpose = "协同"
functions = ["一；二", "三"]
charter = "none"
former_names = [{ name = "旧联盟", until = 2017-01-01 }, { name = "更旧" }]
[[body]]
code = "experts"
name = "专家委员会"
seats = "council"
former_names = [{ name = "顾问团", until = 2018-01-01 }]
[[term]]
number = 2
start = 2020-01-01
[[organization]]
name = "甲乙联盟"
code = "self"
kind = "alliance"
university = "某大学"
city = "苏州"
province = "江苏"
[[organization]]
name = "=SUM(1)园"
code = "a"
short_name = "园"
name_en = "Park"
kind = "park"
university = "某大学"
city = "无省市"
credit_code = "12100000400000624D"
website = "https://a.example"
aliases = ["别名；一", "别名二"]
former_names = [{ name = "旧园", until = 2019-12-31 }]
note = "第一行\n第二行"
[[organization]]
name = "乙园"
code = "the-alliance"
province = "江苏"
[[organization]]
name = "旧  员"
code = "gone"
[[membership]]
organization = "a"
class = "council"
from = 2015-05-06
[[membership]]
organization = "gone"
class = "member"
until = 2018-12-31
reason = "withdrawn"
[[membership]]
organization = "self"
class = "observer"
[[person]]
name = "王芳"
organization = "a"
title = "主任"
email = "w@example.org"
phone = "123"
note = "备注"
former_names = [{ name = "王小芳", until = 2010-01-01 }]
[[person]]
name = "李丽"
[[person]]
name = "王芳"
organization = "the-alliance"
[[post]]
person = "王芳@a"
title = "理事长"
role = "president"
term = 2
from = 2020-01-01
until = 2024-12-31
[[post]]
person = "王芳@a"
organization = "self"
title = "秘书"
[[post]]
person = "李丽"
organization = "a"
title = "顾问"
[[session]]
term = 2
number = 1
start = 2020-03-01
end = 2020-03-02
venue = "会议厅"
city = "苏州"
host = "a"
chair = ["王芳@a"]
title = "标题"
kind = "enlarged"
roster = "partial"
due = 5
present = 4
[[session.motion]]
title = "甲案"
kind = "budget"
on = 2020-03-01
method = "show-of-hands"
yes = 3
no = 1
abstain = 0
invalid = 0
text = "正文\n两行"
proposer = "某人"
[[session.motion]]
title = "甲案"
code = "X-2"
ballots = { yes = ["a"], no = ["self"], invalid = ["gone"] }
outcome = "tabled"
[[session.motion]]
title = "选  举"
kind = "election"
seats = 1
candidates = [{ person = "王芳@a", role = "president", yes = 4, no = 0, elected = true }, { person = "王芳@the-alliance", yes = 1 }]
[[session]]
body = "experts"
code = "e-1"
start = 2021-01-01
"#);
    office.ok(&["apply", "--quiet", &file]);
    round_trip(&office);
    // What others read of it is Popolo.
    let told = fs::read_to_string(office.folder.path().join("out.popolo.json")).unwrap();
    let told: Value = serde_json::from_str(&told).unwrap();
    let find = |list: &str, id: &str| {
        told[list].as_array().unwrap().iter().find(|item| item["id"] == id).cloned().unwrap()
    };
    let park = find("organizations", "a");
    assert_eq!(park["classification"], "park");
    assert_eq!(find("areas", park["area_id"].as_str().unwrap())["name"], "无省市");
    assert_eq!(told["vote_events"][1]["votes"].as_array().unwrap().len(), 3);
    assert_eq!(told["memberships"][0]["organization_id"], "self");
}

#[test]
fn our_own_file_of_before_is_read() {
    let (office, _) = taken(&json!({
        "organizations": [
            {"id": "the-alliance", "name": "某联盟", "classification": "alliance", "other_names": [{"name": "旧联盟", "end_date": "2017-01-01"}]},
            {"id": "self", "name": "某联盟", "classification": "alliance"}, {"id": "a", "name": "甲园"}],
        "persons": [{"id": "person-1", "name": "王芳"}],
        "memberships": [{"member_id": "a", "organization_id": "the-alliance", "role": "council"},
            {"person_id": "person-1", "organization_id": "the-alliance", "role": "理事长"}]
    }));
    assert_eq!(office.json(&["about"])["name"], "某联盟");
    assert_eq!(office.json(&["office", "list"])[0]["role"], "president");
    assert_eq!(office.json(&["member", "list"])[0]["class"], "council");
}
