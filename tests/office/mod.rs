//! A registry in a folder of its own, and the program called on it in a clean environment.
#![allow(dead_code)]

use std::fs;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

pub struct Office {
    pub folder: TempDir,
}

/// What a call answered.
pub struct Answer {
    pub out: String,
    pub err: String,
    pub code: i32,
}

impl Office {
    pub fn new() -> Office {
        Office { folder: tempfile::tempdir().unwrap() }
    }

    pub fn run(&self, args: &[&str]) -> Answer {
        self.run_with(args, &[], "")
    }

    /// With more of the environment, and text on stdin.
    pub fn run_with(&self, args: &[&str], env: &[(&str, &str)], stdin: &str) -> Answer {
        let mut command = self.command(args);
        let output = command.envs(env.iter().copied()).write_stdin(stdin).output().unwrap();
        Answer {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap(),
        }
    }

    /// A call that is yet to be made.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_alliance"));
        command.env_clear().env("COLUMNS", "100").env("ALLIANCE_NOW", "2024-06-01T09:00:00+08:00");
        command.env("PATH", "/usr/bin:/bin").env("TMPDIR", self.folder.path());
        command.env("ALLIANCE_ACTOR", "test").env("ALLIANCE_DB", self.folder.path().join("r.db"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
        command
    }

    /// Words parted by spaces.
    pub fn say(&self, line: &str) -> String {
        self.ok(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// Every view of a noun, row by row, but for what depends on when a row was entered.
    pub fn tables(&self) -> Vec<(String, Value)> {
        let views = self.json(&["sql", "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name"]);
        let views = views.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_string());
        views
            .filter(|view| view != "session_refs")
            .map(|view| {
                let mut rows = self.json(&["sql", &format!("SELECT * FROM \"{view}\"")]);
                rows.as_array_mut().unwrap().sort_by_key(|row| row.to_string());
                (view, rows)
            })
            .collect()
    }

    pub fn ok(&self, args: &[&str]) -> String {
        let answer = self.run(args);
        assert_eq!(answer.code, 0, "{args:?}\n{}{}", answer.out, answer.err);
        answer.out
    }

    pub fn json(&self, args: &[&str]) -> Value {
        let args = [&["--format", "json"], args].concat();
        serde_json::from_str(&self.ok(&args)).unwrap()
    }

    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    }

    pub fn bytes(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("r.db")).unwrap_or_default()
    }
}
