//! Whole registries in and out: an export of an import is equal, byte for byte; bad rows are told and
//! nothing is written.

use std::{fs, path::Path};

use crate::chance::{act, begin};
use crate::office::{self, Office};
use alliance::{
    ops::{intake, transfer},
    store::{Author, Registry},
};
use proptest::prelude::*;
use serde_json::Value;

/// Takes in what lies at a path.
fn import(
    into: &Registry,
    path: &std::path::Path,
) -> alliance::error::Result<alliance::model::journal::Written> {
    let options = intake::Options::of_files(author().today().unwrap(), false);
    let how = intake::How {
        encoding: None,
        headings: intake::Headings::default(),
        year: None,
        progress: &|_, _| {},
        tell: &|_, _| false,
    };
    intake::import(into, path, how, &author(), &options)
}

fn author() -> Author {
    Author { at: "2024-01-01T00:00:00Z".into(), actor: "test".into(), why: None, command: "import".into() }
}

fn registry(folder: &Path, name: &str) -> Registry {
    office::registry(&office::place(folder, name))
}

/// All bytes of a file, or of a folder's files with their names.
fn bytes(path: &Path) -> Vec<(String, Vec<u8>)> {
    if path.is_file() {
        return vec![(String::new(), fs::read(path).unwrap())];
    }
    let mut files: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        // Where rows stand in another order, so do the fingerprints of the files.
        .filter(|path| path.extension().is_none_or(|ending| ending != "json"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// Exports, imports into an empty registry, exports again: equal, in every form.
fn there_and_back(from: &Registry, folder: &Path) {
    for ending in ["", ".json", ".xlsx"] {
        let (first, second) = (folder.join(format!("one{ending}")), folder.join(format!("two{ending}")));
        transfer::export(from, &first, false, false).unwrap();
        let other = registry(folder, &format!("other{ending}.db"));
        import(&other, &first).unwrap_or_else(|e| panic!("{ending}: {e}"));
        transfer::export(&other, &second, false, false).unwrap();
        for (a, b) in bytes(&first).into_iter().zip(bytes(&second)) {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert!(a == b, "{ending} {}\n{}\n----\n{}", a.0, text(&a.1), text(&b.1));
        }
        let found = other.read(|read| {
            alliance::ops::check::check(
                read,
                alliance::model::day::Day::from_ymd(2024, 1, 1).unwrap(),
                &alliance::ops::check::Asked { deep: true, ..Default::default() },
            )
        });
        assert!(found.unwrap().iter().all(|finding| finding.severity.code() == "warning"), "{ending}");
        // The same lists again change nothing.
        let again = import(&other, &first).unwrap();
        assert_eq!(again.entry, None, "{ending}: {:?}", again.changes);
    }
    applied(from, folder);
}

/// The registry as a record file, applied to an empty registry, is equal to what the lists say; what a record
/// file cannot hold is told.
fn applied(from: &Registry, folder: &Path) {
    let (first, second) = (folder.join("one.toml"), folder.join("two.toml"));
    let left_out = transfer::export(from, &first, false, false).unwrap();
    let other = registry(folder, "applied.db");
    other.init().unwrap();
    let source =
        intake::Source { name: "one.toml".into(), folder: folder.into(), bytes: fs::read(&first).unwrap() };
    let options = intake::Options::of_files(author().today().unwrap(), false);
    let apply = || {
        intake::apply(
            &other,
            std::slice::from_ref(&source),
            &author(),
            &options,
            &alliance::ops::acts::brought_up,
        )
    };
    apply().unwrap_or_else(|e| panic!("{e}\n{}", fs::read_to_string(&first).unwrap()));
    transfer::export(&other, &second, false, false).unwrap();
    let text = |path: &Path| fs::read_to_string(path).unwrap();
    assert_eq!(text(&first), text(&second));
    if left_out.is_empty() {
        let lists = |registry: &Registry, name: &str| {
            transfer::export(registry, &folder.join(name), false, false).unwrap();
            bytes(&folder.join(name))
        };
        for (a, b) in lists(from, "listed/").into_iter().zip(lists(&other, "applied/")) {
            // Rows of different sessions may have been written in another order.
            let lines = |bytes: &[u8]| {
                let mut lines: Vec<String> =
                    String::from_utf8_lossy(bytes).lines().map(str::to_string).collect();
                lines.sort();
                lines
            };
            assert_eq!(lines(&a.1), lines(&b.1), "{}", a.0);
        }
    }
    let again = apply().unwrap().written;
    assert_eq!(again.entry, None, "{:?}", again.changes);
}

#[test]
fn an_export_of_an_import_is_equal_for_the_examples() {
    for example in ["shanghai-2023", "roll-calls", "reelection"] {
        let office = Office::new();
        office.ok(&["apply", &format!("examples/{example}.toml")]);
        office.ok(&[
            "org",
            "add",
            "=SUM(A1)",
            "--note",
            "+1 或 -1\n第二行；\"引号\"，'撇号",
            "--alias",
            "a;b",
            "--alias",
            "'=x",
        ]);
        office.ok(&["action", "add", "@now", "--note", "'+1"]);
        office.ok(&["document", "add", "README.md", "--for", "=SUM(A1)"]);
        there_and_back(&office::registry(office.place()), office.folder.path());
    }
}

proptest! {
    // A registry on a server takes a quarter of a minute to make, fill, write out and read in again.
    #![proptest_config(ProptestConfig {
        cases: if office::server().is_some() { 4 } else { 16 },
        max_shrink_iters: 100,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_export_of_an_import_is_equal_for_a_registry_made_at_random(
        acts in prop::collection::vec((0u8..20, any::<u8>(), any::<u8>(), any::<u8>()), 0..40)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(folder.path(), "r.db");
        registry.init().unwrap();
        begin(&registry);
        for one in &acts {
            let _ = act(&registry, *one);
        }
        there_and_back(&registry, folder.path());
    }
}

fn write(office: &Office, name: &str, text: impl AsRef<[u8]>) -> String {
    let folder = office.folder.path().join("in");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), text).unwrap();
    folder.to_string_lossy().into_owned()
}

#[test]
fn lists_come_as_excel_and_people_make_them() {
    let office = Office::new();
    // UTF-8 with a mark, CRLF, Chinese headings, full-width digits, a `;` list, dates in several forms.
    write(
        &office,
        "单位.csv",
        "\u{feff}代码,名称,简称,类型,省份,别名\r\njia,甲大学科技园,甲园,科技园,江苏,甲；老甲\r\nyi,乙研究院,,研究院,,\r\n",
    );
    write(
        &office,
        "memberships.csv",
        "单位;身份;起始;截止;原因\r\n甲大学科技园;理事;2020年3月1日;;\r\nyi;会员;2019.5.1;2021-06-30;退会\r\n",
    );
    let (gb, _, _) = encoding_rs::GB18030
        .encode("姓名\t单位\t职务\t邮箱\t电话\n王芳\t甲园\t主任\twang@example.org\t138００\n");
    write(&office, "persons.csv", gb);
    write(
        &office,
        "sessions.csv",
        "机构,届,次,开始,结束,地点,主持人\n理事会,１,1,2024年7月18-19日,,甲园,王芳\n",
    );
    write(
        &office,
        "motions.csv",
        "会议,序号,议题,类别,对象,赞成,反对,弃权,结果\n1-1,1,年度计划,工作计划,,１,0,0,通过\n",
    );
    let folder =
        write(&office, "ballots.csv", "议题,单位,表决\n第一届理事会第一次会议/1,甲大学科技园,赞成\n");
    let written = office.json(&["import", &folder]);
    assert_eq!(written["entry"], 1);
    let member = office.json(&["member", "show", "jia"]);
    assert_eq!(
        (&member["memberships"][0]["class"], &member["memberships"][0]["from"]),
        (&"council".into(), &"2020-03-01".into())
    );
    assert_eq!(office.json(&["org", "show", "老甲"])["code"], "jia");
    let session = office.json(&["session", "show", "1-1"]);
    assert_eq!(
        (&session["start"], &session["end"], &session["chair"][0]),
        (&"2024-07-18".into(), &"2024-07-19".into(), &"王芳".into())
    );
    assert_eq!(office.json(&["person", "show", "王芳"])["phone"], "138００");
    let vote = office.json(&["vote", "show", "1-1/1"]);
    assert_eq!((&vote["outcome"], &vote["ballots"][0]["choice"]), (&"carried".into(), &"yes".into()));
    // Facts as they are: a carried admission in a list starts no membership.
    let admission = write(
        &office,
        "motions.csv",
        "session,number,title,kind,subjects,outcome\n1-1,2,接纳乙,admission,yi,carried\n",
    );
    office.ok(&["import", &format!("{admission}/motions.csv")]);
    assert_eq!(office.json(&["member", "show", "yi"])["memberships"].as_array().unwrap().len(), 1);
    // The same folder again changes nothing; an undo takes all of it back.
    office.ok(&["undo", "#2"]);
    office.ok(&["undo", "#1"]);
    assert_eq!(office.json(&["org", "list"]).as_array().unwrap().len(), 0);
    office.ok(&["check", "--deep"]);
}

#[test]
fn every_bad_row_is_told_with_its_place_and_nothing_is_written() {
    let office = Office::of("examples/shanghai-2023.toml");
    let before = office.state();
    write(&office, "organizations.csv", "code,name,kind\na b,好园,park\nok,好园二,parc\n,,\nok2,,park\n");
    write(
        &office,
        "memberships.csv",
        "organization,class,from,until\n没有的园,council,2020-02-30,\nahlgdxdxkjy,councl,2021-01-01,2020-01-01\n",
    );
    let folder = write(
        &office,
        "ballots.csv",
        "motion,organization,choice\n2-3/1,没有的园,yes\n2-3/9,ahlgdxdxkjy,yes\n2-3/1,ahlgdxdxkjy,maybe\n",
    );
    let answer = office.run(&["import", &folder]);
    assert_eq!(answer.code, 1);
    for place in [
        "organizations.csv:2:1",
        "organizations.csv:3:3",
        "organizations.csv:5:2",
        "memberships.csv:2:3",
        "memberships.csv:3:2",
        "ballots.csv:2:2",
        "ballots.csv:3:1",
        "ballots.csv:4:3",
        "did you mean park",
        "did you mean council",
    ] {
        assert!(answer.err.contains(place), "{place}\n{}", answer.err);
    }
    assert!(
        answer.err.starts_with("error: ") && answer.err.contains("nothing was changed"),
        "{}",
        answer.err
    );
    assert_eq!(office.state(), before);
    for (name, text, named) in [
        ("x.csv", "a,b\n1,2\n", "x.csv"),
        ("organizations.csv", "code,nam\nx,y\n", "did you mean name"),
        (
            "ballots.csv",
            "motion,organization,choice\n2-3/1,ahlgdxdxkjy,yes\n2-3/1,安徽理工大学大学科技园,no\n",
            "two ballots",
        ),
        ("sessions.csv", "body,start\nnobody,2024-01-01\n", "no body has the code or the name nobody"),
        ("y.json", "{\"organisations\": []}", "did you mean organizations"),
        ("z.json", "{", "z.json:1"),
        ("w.xlsx", "not a workbook", "w.xlsx"),
        ("v.pdf", "x", "v.pdf"),
    ] {
        let file = format!("{}/{name}", write(&office, name, text));
        let answer = office.run(&["import", &file]);
        assert!(answer.code == 1 && answer.err.contains(named), "{name}: {}", answer.err);
        assert_eq!(office.state(), before, "{name}");
    }
    // Into a registry that is not there, a bad list makes none.
    let empty = Office::new();
    let file = format!("{}/organizations.csv", write(&empty, "organizations.csv", "code,name\n-,\n"));
    assert_eq!(empty.run(&["import", &file]).code, 1);
    assert!(!empty.exists());
}

#[test]
fn an_export_replaces_nothing_unasked() {
    let office = Office::of("examples/shanghai-2023.toml");
    let path = |name: &str| office.folder.path().join(name).to_string_lossy().into_owned();
    office.ok(&["export", &path("lists")]);
    for place in if office::server().is_none() { &["lists", "r.db"][..] } else { &["lists"] } {
        let answer = office.run(&["export", &path(place)]);
        assert_ne!(answer.code, 0, "{place}");
    }
    office.ok(&["export", &path("lists"), "--force"]);
    assert_eq!(office.run(&["export", &path("x.csv")]).code, 2);
    let heads = fs::read_to_string(office.folder.path().join("lists/motions.csv")).unwrap();
    assert!(
        heads
            .starts_with("session,number,code,title,kind,subjects,on,method,yes,no,abstain,invalid,outcome,"),
        "{heads}"
    );
    for (file, head) in [
        ("organizations", "code,name,short_name,name_en,kind,university,province,city,credit_code"),
        ("memberships", "organization,class,from,until,reason"),
        ("persons", "name,organization,title,email,phone"),
        ("posts", "person,organization,title,role,term,from,until"),
        ("sessions", "body,term,number,code,start,end,mode,venue,city,host,chair,title"),
        ("attendance", "session,organization,capacity,presence,person,title"),
        ("ballots", "motion,organization,choice"),
        ("visits", "session,host,start,end,headcount,summary"),
        ("actions", "session,title,owner,due,status"),
    ] {
        let text = fs::read_to_string(office.folder.path().join(format!("lists/{file}.csv"))).unwrap();
        assert!(text.lines().next().unwrap().starts_with(head), "{file}: {text}");
    }
}

const POPOLO: &str = r#"{
  "organizations": [
    {"id": "org/red", "name": "Red  Group", "other_names": [{"name": "Reds"}, {"name": "Old Reds", "end_date": "2019-12-31"}], "area_id": "a1", "identifiers": [{"scheme": "x", "identifier": "1"}]},
    {"id": "blue", "name": "Blue Group"}
  ],
  "persons": [{"id": "p1", "name": "Ana Lee", "email": "ana@example.org", "birth_date": "1970"}],
  "memberships": [{"person_id": "p1", "organization_id": "org/red", "role": "chair", "start_date": "2020-01-01", "end_date": "2021"}],
  "areas": [{"id": "a1", "name": "North"}],
  "events": [{"id": "term1"}],
  "motions": [{"id": "m1", "text": "Budget", "date": "2021-03-04", "result": "pass",
    "vote_events": [{"id": "v1", "start_date": "2021-03-04T10:00:00Z", "result": "pass",
      "counts": [{"option": "yes", "value": 2}, {"option": "no", "value": 0}, {"option": "paired", "value": 1}],
      "votes": [{"voter_id": "org/red", "option": "yes"}, {"voter_id": "blue", "option": "yes"}, {"voter_id": "p1", "option": "yes"}]}]}]
}"#;

#[test]
fn popolo_goes_both_ways_and_what_does_not_map_is_listed() {
    let office = Office::new();
    let file = office.file("parliament.json", POPOLO);
    let answer = office.run(&["import", &file]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for left in [
        "the list events",
        "identifiers of organizations",
        "birth_date of persons",
        "ballots of persons",
        "the option paired",
    ] {
        assert!(answer.err.contains(left), "{left}\n{}", answer.err);
    }
    assert_eq!(office.json(&["org", "show", "Old Reds"])["code"], "org-red");
    let vote = office.json(&["vote", "show", "v1"]);
    assert_eq!(
        (&vote["session"], &vote["counts"]["yes"], &vote["outcome"]),
        (&"2021-03-04".into(), &2.into(), &"carried".into())
    );
    assert_eq!(vote["ballots"].as_array().unwrap().len(), 2);
    let person = office.json(&["person", "show", "Ana Lee"]);
    assert_eq!(
        (&person["posts"][0]["title"], &person["posts"][0]["until"]),
        (&"chair".into(), &"2021".into())
    );
    // A second file finds the first one's records; the same one changes nothing.
    assert!(office.json(&["import", &file])["entry"].is_null());
    let out = office.folder.path().join("out.popolo.json").to_string_lossy().into_owned();
    office.ok(&["export", &out]);
    let popolo: Value = serde_json::from_str(&fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(popolo["organizations"][0]["id"], "org-red");
    assert_eq!(popolo["vote_events"][0]["votes"].as_array().unwrap().len(), 2);
    assert_eq!(popolo["motions"][0]["result"], "pass");
    let other = Office::new();
    let answer = other.run(&["import", &out]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert_eq!(other.json(&["vote", "show", "v1"])["counts"], vote["counts"]);
}

#[test]
fn many_ballots_are_journalled_packed_and_can_be_taken_back() {
    let office = Office::new();
    let members = 120;
    let mut organizations = String::from("code,name\n");
    let mut ballots = String::from("motion,organization,choice\n");
    let mut motions = String::from("session,number,title\n");
    for n in 0..members {
        organizations.push_str(&format!("o{n},单位{n}\n"));
    }
    for m in 1..=40 {
        motions.push_str(&format!("1-1,{m},议案{m}\n"));
        for n in 0..members {
            ballots.push_str(&format!("1-1/{m},o{n},{}\n", ["yes", "no", "abstain", "absent"][(m + n) % 4]));
        }
    }
    write(&office, "organizations.csv", organizations);
    write(&office, "sessions.csv", "term,number,start\n1,1,2024-01-01\n");
    write(&office, "motions.csv", motions);
    let folder = write(&office, "ballots.csv", ballots);
    office.ok(&["import", &folder]);
    let count = |sql: &str| office.json(&["sql", sql])[0]["n"].as_i64().unwrap();
    assert_eq!(count("SELECT count(*) AS n FROM ballots"), 4_800);
    assert!(count("SELECT sum(count) AS n FROM journal_bulk") >= 4_800);
    assert_eq!(count("SELECT count(*) AS n FROM journal_changes WHERE tbl = 'ballots'"), 0);
    assert_eq!(office.json(&["vote", "show", "1-1/1"])["counts"]["yes"], 30);
    office.ok(&["check", "--deep", "--skip", "quorum"]);
    // Around the tool: the deep check says so.
    office.edit("UPDATE journal_bulk SET images = (SELECT substr(images, 2) FROM journal_bulk WHERE seq = 1) WHERE seq = 1");
    let deep = office.run(&["check", "--deep"]);
    assert!(
        deep.code != 0 && (deep.out.contains("journal-chain") || deep.err.contains("packed")),
        "{}{}",
        deep.out,
        deep.err
    );
    let office = Office::new();
    fs::rename(&folder, office.folder.path().join("in")).unwrap();
    office.ok(&["import", &office.folder.path().join("in").to_string_lossy()]);
    office.ok(&["undo"]);
    assert_eq!(office.json(&["sql", "SELECT count(*) AS n FROM ballots"])[0]["n"], 0);
    office.ok(&["undo"]);
    assert_eq!(office.json(&["sql", "SELECT count(*) AS n FROM ballots"])[0]["n"], 4_800);
    office.ok(&["check", "--deep", "--skip", "quorum"]);
}

#[test]
fn a_record_file_is_applied_and_not_imported() {
    let office = Office::new();
    let folder = write(&office, "r.toml", "[alliance]\nname = \"联盟\"\n");
    let answer = office.run(&["--lang", "en", "import", &format!("{folder}/r.toml")]);
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("hint: alliance apply "), "{}", answer.err);
}
