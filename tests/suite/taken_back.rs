//! Every list that is handed round, and what an import makes of it: it comes back whole, or is refused as one that tells
//! what is reckoned from other records.

use std::{cell::Cell, fs, path::Path};

use crate::{
    handed,
    office::{Office, fine, on, place},
};
use serde_json::{Value, json};

/// The lists of what is recorded: as they are asked for, the list of an export that holds it, and the lists that it rests on.
const RECORDED: &[(&str, &str, &[&str])] = &[
    ("org", "organizations", &[]),
    ("body", "bodies", &[]),
    ("term", "terms", &[]),
    ("person", "persons", &["organizations"]),
    ("contact", "contacts", &["organizations", "persons"]),
    ("session", "sessions", &["bodies", "organizations", "persons", "terms"]),
    ("motion", "motions", &["bodies", "organizations", "persons", "sessions"]),
    ("action", "actions", &["bodies", "organizations", "persons", "sessions"]),
    ("visit", "visits", &["bodies", "organizations", "persons", "sessions"]),
    ("activity", "activities", &["organizations"]),
    ("rule", "rules", &["bodies"]),
    ("member", "memberships", &[]),
];

/// What a list tells of other records beside its own.
const TOLD: &[&str] =
    &["computed", "overdue", "核算结果", "逾期", "from the charter", "章程预设", "delegate", "代表"];

const MORE: &str = r#"
[[session]]
body = "standing"
term = 2
number = 1
start = 2024-04-01
[[session]]
body = "chairs"
number = 1
start = 2024-04-02
  [[session.attendance]]
  organization = "jia"
  people = ["张三"]
[[visit]]
host = "jia"
start = 2024-05-01
received_by = ["王五", { name = "赵六", title = "总经理" }, { title = "负责人" }]
others = true
[[contact]]
organization = "jia"
person = "周七"
phone = "023-1"
"#;

/// A registry with a little of everything, two of whose sessions have roll calls.
pub fn office() -> Office {
    let office = Office::with(handed::RECORDS);
    let more = office.file("more.toml", MORE);
    office.ok(&["apply", "examples/roll-calls.toml", &more]);
    office
}

fn file(office: &Office, name: &str) -> String {
    office.folder.path().join(name).to_string_lossy().into_owned()
}

/// Writes a list into a file of a name that says nothing, and answers what it is called.
fn written(office: &Office, lang: &str, list: &str, ending: &str) -> String {
    let named = file(office, &format!("表 1.{ending}"));
    let mut args = vec!["--lang", lang];
    args.extend(list.split(' '));
    args.extend(["--output", &named, "--force"]);
    office.ok(&args);
    named
}

/// The headings of a list that was written as CSV.
fn headings(file: &str) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    first.split(',').map(|heading| heading.trim_matches('"').to_string()).collect()
}

#[test]
fn what_is_recorded_comes_back_whole_in_both_languages_and_forms() {
    let office = office();
    let before = office.state();
    let lists = file(&office, "lists");
    office.ok(&["export", &lists]);
    for (noun, own, parents) in RECORDED {
        for lang in ["zh", "en"] {
            for ending in ["csv", "xlsx"] {
                let case = format!("{lang} {noun} {ending}");
                let list = match *noun {
                    "rule" => "rule list --where preset=false".to_string(),
                    "contact" => "contact list --all".to_string(),
                    noun => format!("{noun} list"),
                };
                let columns = headings(&written(&office, lang, &list, "csv"));
                let columns: Vec<&str> =
                    columns.iter().map(String::as_str).filter(|key| !TOLD.contains(key)).collect();
                let named = written(&office, lang, &list, ending);
                // Where all of it is recorded it says nothing new.
                let again = office.run(&["--format", "json", "import", &named]);
                assert_eq!(again.code, 0, "{case}: {}", again.err);
                let answer: Value = serde_json::from_str(&again.out).unwrap();
                assert_eq!(answer["entry"], Value::Null, "{case}: {answer}");
                // Where what it rests on is recorded, it comes as it was.
                let other = place(office.folder.path(), &format!("{own}-{lang}-{ending}.db"));
                for parent in *parents {
                    let parent = Path::new(&lists).join(format!("{parent}.csv"));
                    fine(&office, &other, &["import", &parent.to_string_lossy()]);
                }
                let taken = on(&office, &other, &["--format", "json", "import", &named]);
                assert_eq!(taken.code, 0, "{case}: {}", taken.err);
                let columns = columns.join(",");
                let mut ask = vec!["--format", "json"];
                ask.extend(list.split(' ').chain(["--columns", &columns]));
                // The alliance's own order stands in the list of organizations.
                ask.extend(["--sort", "code"].iter().take(if *noun == "member" { 2 } else { 0 }));
                let (here, there) = (office.ok(&ask), fine(&office, &other, &ask));
                assert_eq!(there, here, "{case}");
            }
        }
    }
    assert_eq!(office.state(), before);
}

#[test]
fn a_count_that_is_reckoned_never_becomes_a_stated_one() {
    let office = office();
    let before = office.state();
    let lists = file(&office, "lists");
    office.ok(&["export", &lists]);
    let stated = "sql SELECT@title,yes,no,abstain,invalid,outcome,unanimous@FROM@motion@ORDER@BY@title";
    let stated: Vec<String> = stated.split(' ').map(|word| word.replace('@', " ")).collect();
    let stated: Vec<&str> = stated.iter().map(String::as_str).collect();
    let all = "ref,session,title,number,kind,on,outcome,yes,no,abstain,invalid,unanimous";
    for (n, (more, ending)) in [
        (&["--format", "csv"][..], "csv"),
        (&["--format", "csv", "--columns", all], "csv"),
        (&["--columns", all], "csv"),
        (&["--columns", all], "xlsx"),
        (&["--lang", "zh", "--columns", all], "csv"),
    ]
    .into_iter()
    .enumerate()
    {
        let named = file(&office, &format!("m{n}.{ending}"));
        office.ok(&[&["motion", "list", "--output", &named], more].concat());
        let answer = office.run(&["--format", "json", "import", &named]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        assert_eq!(
            serde_json::from_str::<Value>(&answer.out).unwrap()["entry"],
            Value::Null,
            "{}",
            answer.out
        );
        let other = place(office.folder.path(), &format!("m{n}.db"));
        for parent in ["bodies", "organizations", "persons", "sessions"] {
            fine(&office, &other, &["import", &format!("{lists}/{parent}.csv")]);
        }
        fine(&office, &other, &["import", &named]);
        assert_eq!(fine(&office, &other, &stated), office.ok(&stated), "{more:?}");
    }
    assert_eq!(office.state(), before);
    // The list has what is recorded; what the roll call yields is told of the vote.
    let counts = office.json(&[
        "motion",
        "list",
        "--where",
        "session=3-2",
        "--limit",
        "1",
        "--columns",
        "yes,computed",
    ]);
    assert_eq!(counts, json!([{"yes": null, "computed": "carried"}]));
    assert_eq!(office.json(&["motion", "show", "3-2/1"])["yes"], json!(6));
}

#[test]
fn what_is_reckoned_is_refused_whatever_the_file_is_called_and_whatever_was_done_to_it() {
    let office = office();
    let before = office.state();
    let told =
        [("en", "no list to import", "alliance export DIR"), ("zh", "不能导入", "alliance export 目录")];
    let lists = ["vote list", "office list --all", "session roll 3-2", "session roll 3-2 --motion 1", "todo"];
    let turn = Cell::new(0);
    let refused = |named: &str, case: &str| {
        turn.set(turn.get() + 1);
        let (lang, words, way) = told[turn.get() % 2];
        let answer = office.run(&["--lang", lang, "import", named]);
        assert_eq!(answer.code, 1, "{case}: {}{}", answer.out, answer.err);
        assert!(answer.err.contains(words) && answer.err.contains(way), "{case}: {}", answer.err);
        assert_eq!(answer.err.matches("error").count(), 1, "{case}: {}", answer.err);
    };
    for list in lists {
        for (lang, ..) in told {
            let named = written(&office, lang, list, "xlsx");
            refused(&named, &format!("{list} {lang} xlsx"));
            let text = fs::read_to_string(written(&office, lang, list, "csv")).unwrap();
            let rows: Vec<&str> = text.lines().collect();
            let saved = [
                text.clone(),
                text.replace(',', ";"),
                format!("{}\r\n{}\r\n", rows[0], rows.last().unwrap()),
                format!("{}\n", rows[0]),
                rows.iter().map(|row| format!("{row},\n")).collect::<String>().replacen(",\n", ",备注\n", 1),
            ];
            let names =
                ["a.csv", "contacts.csv", "motions.csv", "议题.csv", "posts.csv", "成员.csv", "actions.csv"];
            for (n, name) in names.into_iter().enumerate() {
                let named = office.file(name, &saved[n % saved.len()]);
                refused(&named, &format!("{list} {lang} {n} {name}"));
            }
        }
        // With keys and code words.
        let named = file(&office, "keys.csv");
        let mut args: Vec<&str> = list.split(' ').collect();
        args.extend(["--format", "csv", "--output", &named, "--force"]);
        office.ok(&args);
        refused(&named, list);
    }
    // Columns that one has chosen, as far as any list could take them.
    for (lang, list) in [
        ("en", "vote list --columns session,title,yes,no,abstain"),
        ("zh", "vote list --columns session,title,outcome"),
        ("zh", "vote list --columns 会议,议题,赞成,反对"),
        ("en", "office list --all --columns organization,person"),
        ("zh", "office list --all --columns person,organization,from"),
        ("zh", "session roll 3-2 --columns organization,class"),
        ("en", "session roll 3-2 --columns organization,class,reason"),
        ("zh", "todo --columns text,due"),
    ] {
        for ending in ["csv", "xlsx"] {
            refused(&written(&office, lang, list, ending), list);
        }
    }
    // The charter's rules are told as what they are.
    for lang in ["en", "zh"] {
        for ending in ["csv", "xlsx"] {
            let named = written(&office, lang, "rule list", ending);
            let answer = office.run(&["--lang", "en", "import", &named]);
            assert!(
                answer.code == 1 && answer.err.contains("rule list --where preset=false"),
                "{}",
                answer.err
            );
            assert_eq!(answer.err.matches("error").count(), 1, "{}", answer.err);
        }
    }
    let named = file(&office, "visits.csv");
    fs::write(&named, office.ok(&["stats", "visits", "--format", "csv"])).unwrap();
    refused(&named, "stats visits");
    assert_eq!(office.state(), before);
}

#[test]
fn a_list_of_ones_own_is_taken_though_it_is_headed_like_one_that_is_told() {
    let office = office();
    let csv = "会议,议题,类别,日期,结果,赞成,反对,弃权\n2-3,新的议题,其他,2024-03-14,通过,5,1,0\n";
    office.ok(&["import", &office.file("我的议题.csv", csv)]);
    assert_eq!(office.json(&["vote", "show", "2-3/3"])["counts"]["yes"], json!(5));
    let csv = "organization,person,phone,email,from\njia,吴八,1,b@example.org,2020\n";
    office.ok(&["import", &office.file("mine.csv", csv)]);
    let csv = "姓名,单位,职务,任职,届,起始,截止\n张三,,理事长,理事长,2,2019,\n";
    office.ok(&["import", &office.file("任职.csv", csv)]);
}

#[test]
fn a_title_that_a_list_has_from_a_post_is_not_stated_by_it() {
    let office = Office::with(
        "[[organization]]\nname = \"甲园\"\ncode = \"jia\"\n[[person]]\nname = \"张三\"\norganization = \"jia\"\ntitle = \"主任\"\n\
         [[visit]]\nhost = \"jia\"\nstart = 2024-05-01\nreceived_by = [\"张三\", { name = \"李四\", title = \"助理\" }, { title = \"秘书\" }]\n",
    );
    let before = office.state();
    for (lang, ending) in [("zh", "csv"), ("en", "xlsx")] {
        let named = written(&office, lang, "visit list", ending);
        let answer = office.run(&["--format", "json", "import", &named]);
        assert_eq!(
            serde_json::from_str::<Value>(&answer.out).unwrap()["entry"],
            Value::Null,
            "{}",
            answer.out
        );
    }
    let csv = fs::read_to_string(written(&office, "zh", "visit list", "csv")).unwrap();
    assert!(csv.contains("张三（主任）;李四（助理）;（秘书）"), "{csv}");
    assert_eq!(office.state(), before);
    // What somebody has written there since is taken.
    let file = office.file("visits.csv", csv.replace("李四（助理）", "李四（副主任）;王五"));
    office.ok(&["import", &file]);
    let people = office.json(&["visit", "show", "v1"])["received_by"].clone();
    assert_eq!(people[1], json!({"name": "李四", "title": "副主任"}));
    assert_eq!((people.as_array().unwrap().len(), &people[2]), (4, &json!({"name": "王五", "title": null})));
}
