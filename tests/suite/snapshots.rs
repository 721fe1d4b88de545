//! What every command prints and how it fails, word for word, in both languages: stdout, stderr and
//! exit status in a clean environment with a fixed clock and width.

use crate::office;

use assert_cmd::Command;

fn run(db: &str, lang: &str, args: &[&str]) -> String {
    let mut command = Command::cargo_bin("alliance").unwrap();
    command.env_clear().env("COLUMNS", "90").env("ALLIANCE_NOW", "2024-06-01T09:00:00+08:00");
    command.env("ALLIANCE_ACTOR", "test").env("ALLIANCE_LANG", lang).env("ALLIANCE_DB", db);
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).output().unwrap();
    let mut text = format!("$ alliance {}\n{}", args.join(" "), String::from_utf8(output.stdout).unwrap());
    for line in String::from_utf8(output.stderr).unwrap().lines() {
        text.push_str(&format!("! {line}\n"));
    }
    text.push_str(&format!("= {}\n\n", output.status.code().unwrap()));
    // The address of a server is told without its user.
    let shown = match db.split_once('@') {
        Some((_, host)) if office::server().is_some() => format!("postgres://{host}"),
        _ => db.to_string(),
    };
    // On a server an entry is by a role too, which is not the one that is named here.
    let user = db.split_once("://").and_then(|(_, rest)| rest.split_once('@')).map(|(user, _)| user);
    let user = user.filter(|_| office::server().is_some()).unwrap_or_default();
    for role in [format!(" (role {user})"), format!("（角色 {user}）")] {
        text = text.replace(&role, "");
    }
    // Before a registry is there, its name is not told.
    let unnamed =
        shown.split_once("?registry=").map_or(shown.clone(), |(server, _)| format!("{server}?registry=…"));
    without_hashes(&text.replace(&shown, "REGISTRY").replace(&unnamed, "REGISTRY"))
}

/// Sixteen digits of a hash, which are others each time, as ever the same ones.
fn without_hashes(text: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let (mut out, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(is_digit) {
        let (before, more) = rest.split_at(start);
        let end = more.find(|c| !is_digit(c)).unwrap_or(more.len());
        let (run, after) = more.split_at(end);
        out.push_str(before);
        out.push_str(if run.len() == 16 { "0123456789abcdef" } else { run });
        rest = after;
    }
    out + rest
}

fn pages(name: &str, records: &[&str], commands: &[&[&str]]) {
    for lang in ["en", "zh"] {
        let folder = tempfile::tempdir().unwrap();
        let db = office::place(folder.path(), "r.db");
        let mut text = String::new();
        for record in records {
            text += &run(&db, lang, &["apply", record]);
        }
        for args in commands {
            text += &run(&db, lang, args);
        }
        insta::assert_snapshot!(format!("{name}-{lang}"), text);
    }
}

#[test]
fn the_model_case() {
    pages(
        "shanghai",
        &["examples/shanghai-2023.toml"],
        &[
            &["about"],
            &["org", "list"],
            &["org", "show", "ahlgdx"],
            &["member", "list"],
            &["member", "list", "--as-of", "2023-07-18", "--format", "csv"],
            &["member", "show", "安徽理工大学大学科技园"],
            &["person", "list"],
            &["person", "show", "杜松宁"],
            &["office", "list"],
            &["body", "list"],
            &["rule", "list"],
            &["term", "list"],
            &["session", "list"],
            &["session", "show", "2-3", "--format", "markdown"],
            &["motion", "list"],
            &["motion", "show", "2-3/1"],
            &["vote", "list"],
            &["vote", "show", "2-3/1"],
            &["vote", "show", "2-3/1", "--format", "json"],
            &["visit", "list"],
            &["visit", "show", "v1"],
            &["action", "list"],
            &["action", "show", "a1"],
            &["activity", "list"],
            &["activity", "show", "大学生创业训练营"],
            &["document", "list"],
            &["log"],
            &["check"],
            &["undo", "--dry-run"],
        ],
    );
}

#[test]
fn roll_calls() {
    pages(
        "roll-calls",
        &["examples/roll-calls.toml"],
        &[
            &["vote", "list"],
            &["vote", "show", "3-2/1"],
            &["vote", "show", "3-2/2"],
            &["vote", "show", "3-2/3"],
            &["vote", "show", "3-2/5"],
            &["vote", "show", "3-2/1", "--format", "csv"],
            &["check", "--deep"],
        ],
    );
}

#[test]
fn elections() {
    pages(
        "reelection",
        &["examples/reelection.toml"],
        &[
            &["vote", "show", "assembly:2-1/3"],
            &["vote", "show", "assembly:2-1/4"],
            &["office", "list"],
            &["session", "show", "第二届会员大会第一次会议"],
        ],
    );
}

#[test]
fn failures() {
    pages(
        "failures",
        &[],
        &[
            &["member", "list"],
            &["undo"],
            &["apply", "examples/shanghai-2023.toml", "--quiet", "--dry-run", "--format", "json"],
            &["init"],
            &["init"],
            &["apply", "no-such-file.toml"],
            &["apply", "examples"],
            &["apply", "tests/records/faults.toml"],
            &["--format", "json", "apply", "tests/records/faults.toml"],
            &["member", "list"],
            &["org", "show", "nobody"],
            &["session", "show", "9-9"],
            &["vote", "show", "9-9/1"],
            &["visit", "show", "v9"],
            &["undo", "#9"],
            &["undo"],
            &["membr", "list"],
            &["member", "lst"],
            &["member", "list", "--al"],
            &["member", "list", "--as-of", "7月18日"],
            &["--format", "xml", "member", "list"],
            &["apply"],
            &["--db", "src", "member", "list"],
            &["--db", "Cargo.toml", "member", "list"],
            &["--db", "postgres://host/db?sslmode=maybe", "member", "list"],
        ],
    );
}
