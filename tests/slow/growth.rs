//! No command may take more than in proportion to what is recorded. It is measured in steps of the engine, which are the
//! same on every machine, over registries of one size, of ten times and of a hundred times that.

use std::{fmt::Write as _, fs};

use crate::office::{self, Office};

/// What is asked; `{n}` is a number that is different each time.
const ASKED: &[&str] = &[
    "about",
    "member list",
    "member list --all",
    "member list --as-of 2012-05-05",
    "org list",
    "person list",
    "contact list",
    "body list",
    "rule list",
    "term list",
    "office list",
    "session list",
    "motion list",
    "vote list",
    "action list",
    "visit list",
    "activity list",
    "document list",
    "todo",
    "office list --all",
    "org list --where city=合肥",
    "org list --where city=南京 --sort name --limit 5",
    "member list --where class>=council",
    "vote list --where outcome=carried",
    "calendar",
    "search 园",
    "search ys",
    "log",
    "log --format json",
    "log show 1",
    "diff 2000-01-01 2099-01-01",
    "--known-on 2000-01-01 vote list",
    "--known-on 2099-01-01 vote list",
    "check",
    "check --deep",
    "stats members",
    "stats attendance",
    "stats votes",
    "stats visits",
    "stats agreement",
    "export lists-{n}",
    "export all-{n}.toml",
    "export popolo-{n}.json",
    "export book-{n}.xlsx",
    "site site-{n}",
    "backup backup-{n}.db",
    "copy --to copy-{n}.db",
    "apply again.toml",
    "import again",
    "--dry-run undo",
    // Who had a seat is asked of all memberships, and who is like somebody of all names.
    "member show u1",
    "session show 1-1",
    "session roll 1-1",
    "motion show 1-1/1",
    "vote show 1-1/1",
    "minutes 1-1",
    "--dry-run org edit u1 city=南京",
    "--dry-run session attend 1-1 u9",
    "--dry-run person add 王芳 --org u1",
];
/// What is about one record, or some at the head of a list, and so takes the same however many there are.
const FLAT: &[&str] = &[
    "org show u1",
    "org show 第1单位科技园",
    "person show 人1",
    "action show a1",
    "visit show v1",
    "session show 1-1 --format toml",
    "org list --limit 5",
    "person list --limit 5",
    "session list --limit 5",
    "motion list --limit 5",
    "action list --limit 5",
    "visit list --limit 5",
    "--dry-run action add 下一件",
    "--dry-run action done a1",
    "--dry-run member leave u1 --on 2024-01-01 --reason withdrawn",
    "stats agreement u1 u2",
];
/// Steps that every command may take whatever there is.
const ANY: f64 = 30_000.0;

/// The lists of a registry of that many times the smallest one.
fn lists(office: &Office, times: usize) -> String {
    let folder = office.folder.path().join("again");
    fs::create_dir(&folder).unwrap();
    let mut files = [
        ("organizations", "code,name,city"),
        ("memberships", "organization,class,from"),
        ("persons", "name,organization,title"),
        ("sessions", "body,term,number,start"),
        ("motions", "session,number,title,kind,on"),
        ("ballots", "motion,organization,choice"),
        ("actions", "ref,title,session,owner,due"),
        ("visits", "ref,host,start"),
    ]
    .map(|(name, heading)| (name, format!("{heading}\n")));
    let mut put = |at: usize, line: String| writeln!(files[at].1, "{line}").unwrap();
    for n in 1..=12 * times {
        put(0, format!("u{n},第{n}单位科技园,合肥"));
        put(1, format!("u{n},{},2010-01-{:02}", ["member", "council"][n % 2], n % 28 + 1));
        put(2, format!("人{n},u{n},主任"));
    }
    for n in 0..2 * times {
        let (term, number) = (n / 50 + 1, n % 50 + 1);
        let session = format!("council:{term}-{number}");
        let day = format!("{}-{:02}-{:02}", 2011 + n / 336 % 12, n / 28 % 12 + 1, n % 28 + 1);
        put(3, format!("council,{term},{number},{day}"));
        for motion in 1..=3 {
            put(4, format!("{session},{motion},第{motion}号议题,plan,{day}"));
            for voter in 0..5 {
                let unit = (n + voter * 2) % (12 * times) + 1;
                put(5, format!("{session}/{motion},u{unit},{}", ["yes", "no", "abstain"][voter % 3]));
            }
        }
        put(6, format!("a{},第{n}件,{session},第1单位科技园,2030-01-01", n + 1));
        put(7, format!("v{},u{},{day}", n + 1, n % 12 + 1));
    }
    for (name, text) in files {
        fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    }
    folder.to_string_lossy().into_owned()
}

/// The steps that the engine takes for each command.
fn steps(times: usize) -> Vec<(String, f64)> {
    let office = Office::new();
    let folder = lists(&office, times);
    let mut all = Vec::new();
    let counted = office.folder.path().join("steps");
    let mut run = |line: &str, called: &str| {
        let args: Vec<&str> = line.split(' ').collect();
        let env = [("ALLIANCE_STEPS", counted.to_str().unwrap()), ("ALLIANCE_TODAY", "2026-01-01")];
        let answer = office.run_with(&args, &env, "");
        assert!(matches!(answer.code, 0 | 3), "{line}: {}", answer.err);
        all.push((called.to_string(), fs::read_to_string(&counted).unwrap().parse().unwrap()));
    };
    run(&format!("import {folder}"), "import");
    run(&format!("export {}", office.folder.path().join("again.toml").display()), "export of a record file");
    for (n, line) in ASKED.iter().chain(FLAT).enumerate() {
        let there = |name: &str| office.folder.path().join(name).to_string_lossy().into_owned();
        let words = line.replace("{n}", &n.to_string());
        let words: Vec<String> = words
            .split(' ')
            .map(|word| match word.contains(&format!("-{n}")) || word.starts_with("again") {
                true => there(word),
                false => word.to_string(),
            })
            .collect();
        run(&words.join(" "), line);
    }
    run("undo", "undo of the import");
    all
}

#[test]
fn no_command_takes_more_than_in_proportion_to_what_is_recorded() {
    if !office::is_on_files("the engine of a file counts its steps") {
        return;
    }
    let [once, ten, hundred] = [1, 10, 100].map(steps);
    let mut wrong = Vec::new();
    for (((line, once), (_, ten)), (_, hundred)) in once.into_iter().zip(ten).zip(hundred) {
        eprintln!("{line}: {once} {ten} {hundred}");
        // Sorting, the depth of an index, and what is read anew for each lot of a long list add to what is in
        // proportion; what grows with the square takes a hundred times as much.
        let most = if FLAT.contains(&line.as_str()) { 1.5 } else { 16.0 };
        if ten > once * most + ANY || hundred > ten * most + ANY {
            wrong.push(format!(
                "{line}: {once} steps, {ten} for ten times as much, {hundred} for a hundred times"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
