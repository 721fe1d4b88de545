//! The JSON Schema of record files: what the program writes is valid by it, in whatever way it writes it.

use crate::{
    handed,
    office::{Office, is_on_files},
    taken_back,
};
use serde_json::Value;

/// A TOML value as editors hand it to a validator: days are texts.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(n) => n.into(),
        toml::Value::Float(n) => n.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, json(value))).collect(),
    }
}

fn parsed(text: &str) -> Value {
    json(toml::Value::Table(text.parse().unwrap_or_else(|e| panic!("{e}: {text}"))))
}

#[test]
fn what_the_program_writes_is_valid() {
    let office = taken_back::office();
    for lang in ["en", "zh"] {
        let schema = office.json(&["--lang", lang, "schema"]);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert!(jsonschema::meta::is_valid(&schema));
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let valid = |what: &str, text: &str| {
            let errors: Vec<String> =
                validator.iter_errors(&parsed(text)).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(errors.is_empty(), "{what}: {errors:#?}\n{text}");
        };
        for example in std::fs::read_dir("examples").unwrap() {
            let path = example.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                valid(&path.display().to_string(), &std::fs::read_to_string(&path).unwrap());
            }
        }
        valid("records", handed::RECORDS);
        valid("export", &office.ok(&["export", "-", "--format", "toml"]));
        for session in office.json(&["session", "list"]).as_array().unwrap() {
            let reference = session["ref"].as_str().unwrap();
            valid(reference, &office.ok(&["session", "show", reference, "--format", "toml"]));
        }
        for kind in ["session", "visit", "charter", "roster"] {
            valid(kind, &office.ok(&["--lang", lang, "template", kind]));
        }
    }
    assert_ne!(
        office.ok(&["--lang", "zh", "schema"]),
        office.ok(&["schema"]),
        "it explains the keys in the language"
    );
}

#[test]
fn it_is_written_to_a_file_and_needs_no_registry() {
    if !is_on_files("it is about files") {
        return;
    }
    let office = Office::new();
    let file = office.folder.path().join("s.json").to_string_lossy().into_owned();
    office.ok(&["schema", "--output", &file]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), office.ok(&["schema"]));
    assert_eq!(office.run(&["schema", "--output", &file]).code, 1, "what is there is not replaced");
    office.ok(&["schema", "--output", &file, "--force"]);
    assert!(!office.exists());
    assert_eq!(office.run(&["schema", "--as-of", "2024-01-01"]).code, 2);
    assert_eq!(office.run(&["schema", "--format", "csv"]).code, 2);
}
