//! `mcp`: the Model Context Protocol, line by line; what is a tool and what is none; and that nothing is written.

use std::collections::BTreeSet;

use crate::office::{Office, is_on_files};
use serde_json::{Value, json};

/// What the server answers to these lines, and its exit code.
fn talk(office: &Office, lines: &[String]) -> (Vec<Value>, i32) {
    let answer = office.run_with(&["mcp"], &[], &lines.join("\n"));
    let answers = answer.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (answers, answer.code)
}

fn request(id: i64, method: &str, params: Value) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string()
}

fn hello(version: &str) -> String {
    request(
        0,
        "initialize",
        json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "t", "version": "1" } }),
    )
}

fn call(id: i64, name: &str, arguments: Value) -> String {
    request(id, "tools/call", json!({ "name": name, "arguments": arguments }))
}

/// The result of one call.
fn called(office: &Office, name: &str, arguments: Value) -> Value {
    let (answers, code) = talk(office, &[hello("2025-06-18"), call(1, name, arguments)]);
    assert_eq!(code, 0);
    answers[1]["result"].clone()
}

fn tools(office: &Office) -> Vec<Value> {
    let (answers, _) = talk(office, &[hello("2025-06-18"), request(1, "tools/list", json!({}))]);
    answers[1]["result"]["tools"].as_array().unwrap().clone()
}

#[test]
fn a_conversation_is_held_as_the_protocol_says() {
    let office = Office::of("examples/shanghai-2023.toml");
    for version in ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] {
        let (answers, code) = talk(&office, &[hello(version)]);
        assert_eq!((answers.len(), code), (1, 0));
        assert_eq!(answers[0]["result"]["protocolVersion"], version);
        assert!(answers[0]["result"]["capabilities"]["tools"].is_object());
        assert_eq!(answers[0]["result"]["serverInfo"]["name"], "alliance");
    }
    assert_eq!(talk(&office, &[hello("1999-01-01")]).0[0]["result"]["protocolVersion"], "2025-11-25");
    // All that was read is answered, in its order, the last line without its end too; notifications are not.
    let told = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.to_string();
    let lines = [
        hello("2025-06-18"),
        told.clone(),
        String::new(),
        request(7, "ping", json!({})),
        told,
        json!({ "jsonrpc": "2.0", "id": "a", "method": "ping" }).to_string(),
    ];
    let (answers, code) = talk(&office, &lines);
    assert_eq!(code, 0);
    assert_eq!(
        answers[1..],
        [
            json!({ "jsonrpc": "2.0", "id": 7, "result": {} }),
            json!({ "jsonrpc": "2.0", "id": "a", "result": {} })
        ]
    );
    for nothing in ["", "\n\n"] {
        let answer = office.run_with(&["mcp"], &[], nothing);
        assert_eq!((answer.out.as_str(), answer.code), ("", 0));
    }
    for (line, code, id) in [
        ("{\"jsonrpc\": ", -32700, Value::Null),
        ("nonsense", -32700, Value::Null),
        ("\u{0}", -32700, Value::Null),
        ("3", -32600, Value::Null),
        ("{}", -32600, Value::Null),
        (r#"{"jsonrpc":"2.0","id":3}"#, -32600, json!(3)),
        (r#"{"id":4,"method":"ping"}"#, -32600, json!(4)),
        (r#"{"jsonrpc":"1.0","id":4,"method":"ping"}"#, -32600, json!(4)),
        (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600, Value::Null),
        (r#"{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}"#, -32600, json!({"a": 1})),
        (r#"{"jsonrpc":"2.0","id":5,"method":"resources/list"}"#, -32601, json!(5)),
        (r#"{"jsonrpc":"2.0","id":5,"method":"tools/list","params":[1]}"#, -32602, json!(5)),
        (r#"{"jsonrpc":"2.0","id":5,"method":"tools/list","params":{"cursor":"x"}}"#, -32602, json!(5)),
        (r#"{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{}}"#, -32602, json!(6)),
        (r#"{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"rm"}}"#, -32602, json!(6)),
        (
            r#"{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"about","arguments":3}}"#,
            -32602,
            json!(6),
        ),
        (r#"{"jsonrpc":"2.0","id":6,"method":"initialize","params":{}}"#, -32602, json!(6)),
        ("[]", -32600, Value::Null),
        (r#"[{"jsonrpc":"2.0","id":6,"method":"ping"}]"#, -32600, Value::Null),
    ] {
        let (answers, end) =
            talk(&office, &[hello("2025-06-18"), line.to_string(), request(9, "ping", json!({}))]);
        assert_eq!((answers.len(), end), (3, 0), "{line}");
        assert_eq!(
            (&answers[1]["error"]["code"], &answers[1]["id"]),
            (&json!(code), &id),
            "{line}: {}",
            answers[1]
        );
        assert_eq!(answers[2]["id"], 9);
    }
    // In one version several messages stand in one line.
    let batch = format!(
        "[{},{},{}]",
        request(1, "ping", json!({})),
        r#"{"jsonrpc":"2.0","method":"notifications/x"}"#,
        hello("2025-06-18")
    );
    let (answers, _) = talk(
        &office,
        &[hello("2025-03-26"), batch, r#"[{"jsonrpc":"2.0","method":"notifications/x"}]"#.to_string()],
    );
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[1][0], json!({ "jsonrpc": "2.0", "id": 1, "result": {} }));
    assert_eq!(answers[1][1]["error"]["code"], -32600);
}

#[test]
fn tools_are_the_queries_and_dry_runs_and_reach_no_file() {
    let office = Office::of("examples/shanghai-2023.toml");
    let tools = tools(&office);
    let names: BTreeSet<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), tools.len());
    for name in [
        "session_show",
        "session_list",
        "session_roll",
        "vote_list",
        "vote_show",
        "member_list",
        "stats_members",
        "stats_attendance",
        "search",
        "log",
        "log_show",
        "diff",
        "check",
        "about",
        "todo",
        "sql",
        "minutes",
        "bulletin",
        "resolution",
        "calendar",
        "schema",
        "org_edit",
        "vote_record",
        "member_leave",
        "undo",
        "apply",
        "about_edit",
        "rule_rejudge",
        "check_accept",
        "office_list",
    ] {
        assert!(names.contains(name), "{name}");
    }
    for name in [
        "import",
        "export",
        "backup",
        "restore",
        "copy",
        "grant",
        "site",
        "record",
        "template",
        "document_add",
        "document_save",
        "mcp",
        "completions",
        "man",
        "init",
        "help",
    ] {
        assert!(!names.contains(name), "{name}");
    }
    for tool in &tools {
        assert!(jsonschema::meta::is_valid(&tool["inputSchema"]), "{tool}");
        assert!(!tool["description"].as_str().unwrap().is_empty());
        assert_eq!(tool["annotations"]["readOnlyHint"], true);
        for (name, about) in tool["inputSchema"]["properties"].as_object().unwrap() {
            assert!(
                !["output", "force", "db", "template", "dry_run", "format", "final"].contains(&name.as_str())
                    || (name == "format" && about["enum"].is_array()),
                "{tool}"
            );
            let help = about["description"].as_str().unwrap_or_default();
            assert!(!help.is_empty(), "{tool}: {name}");
        }
    }
    let zh = office.run_with(&["--lang", "zh", "mcp"], &[], &request(1, "tools/list", json!({})));
    let zh: Value = serde_json::from_str(&zh.out).unwrap();
    let zh: BTreeSet<&str> =
        zh["result"]["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(zh, names, "the language changes no tool");
}

#[test]
fn a_call_answers_what_the_command_answers() {
    let office = Office::of("examples/shanghai-2023.toml");
    for (name, arguments, command) in [
        ("session_show", json!({ "ref": "2-3" }), &["session", "show", "2-3"][..]),
        ("vote_show", json!({ "ref": "2-3/1" }), &["vote", "show", "2-3/1"]),
        (
            "org_list",
            json!({ "where": ["province=浙江", "kind=park"], "limit": 2 }),
            &["org", "list", "--where", "province=浙江", "--where", "kind=park", "--limit", "2"],
        ),
        (
            "member_list",
            json!({ "all": true, "as_of": "2023-07-19" }),
            &["--as-of", "2023-07-19", "member", "list", "--all"],
        ),
        ("member_list", json!({ "known_on": "2020-01-01" }), &["--known-on", "2020-01-01", "member", "list"]),
        (
            "session_roll",
            json!({ "ref": "2-3", "motion": "1" }),
            &["session", "roll", "2-3", "--motion", "1"],
        ),
        ("about", json!({}), &["about"]),
        ("diff", json!({ "sides": ["2020", "#1"] }), &["diff", "2020", "#1"]),
        ("log", json!({ "actor": "test", "limit": 1 }), &["--actor", "test", "log", "--limit", "1"]),
        ("log_show", json!({ "entry": 1 }), &["log", "show", "1"]),
        ("schema", json!({}), &["schema"]),
        (
            "sql",
            json!({ "query": "SELECT code FROM organization ORDER BY code LIMIT 2" }),
            &["sql", "SELECT code FROM organization ORDER BY code LIMIT 2"],
        ),
        (
            "org_edit",
            json!({ "ref": "ahlgdx", "fields": ["city=淮南"] }),
            &["--dry-run", "org", "edit", "ahlgdx", "city=淮南"],
        ),
        (
            "vote_record",
            json!({ "ref": "2-3/1", "yes": 7, "no": "0", "abstain": 0 }),
            &["--dry-run", "vote", "record", "2-3/1", "--yes", "7", "--no", "0", "--abstain", "0"],
        ),
    ] {
        let result = called(&office, name, arguments);
        let want = office.run(&[&["--format", "json"], command].concat());
        assert_eq!((&result["isError"], want.code), (&json!(false), 0), "{name}: {result}");
        assert_eq!(result["content"][0]["text"].as_str().unwrap(), want.out.trim_end(), "{name}");
        let value: Value = serde_json::from_str(&want.out).unwrap();
        let structured = if value.is_object() { value } else { json!({ "result": value }) };
        assert_eq!(result["structuredContent"], structured, "{name}");
    }
    // `check` that finds something has answered.
    let found = called(&office, "check", json!({}));
    assert_eq!(found["isError"], false);
    // A paper is a text, with what it lacks behind it.
    let minutes = called(&office, "minutes", json!({ "ref": "2-3" }));
    assert_eq!(minutes["content"][0]["text"].as_str().unwrap(), office.ok(&["minutes", "2-3"]).trim_end());
    assert!(minutes["content"][1]["text"].as_str().unwrap().contains("not recorded"));
    let html = called(&office, "minutes", json!({ "ref": "2-3", "format": "html" }));
    assert!(html["content"][0]["text"].as_str().unwrap().contains("<html"));
    for (name, arguments, kind) in [
        ("session_show", json!({ "ref": "9-9" }), "not-found"),
        ("session_show", json!({}), "usage"),
        ("session_show", json!({ "ref": ["a"] }), "usage"),
        ("session_show", json!({ "ref": { "a": 1 } }), "usage"),
        ("session_show", json!({ "ref": "2-3", "output": "x" }), "usage"),
        ("member_list", json!({ "all": "yes" }), "usage"),
        ("member_list", json!({ "known_on": "#99" }), "not-found"),
        ("minutes", json!({ "ref": "9-9" }), "not-found"),
        ("minutes", json!({ "ref": "2-3", "format": "docx" }), "usage"),
        ("diff", json!({ "sides": ["other.db"] }), "usage"),
        ("sql", json!({ "query": "DELETE FROM organizations" }), "invalid"),
        ("apply", json!({ "text": "[[organisation]]" }), "invalid"),
        ("apply", json!({ "text": "[[document]]\npath = \"Cargo.toml\"\nfor = \"2-3\"" }), "usage"),
    ] {
        let result = called(&office, name, arguments.clone());
        assert_eq!(result["isError"], true, "{name} {arguments}: {result}");
        assert_eq!(result["structuredContent"]["error"]["kind"], kind, "{name} {arguments}: {result}");
        let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, result["structuredContent"]);
    }
    let tried = called(&office, "apply", json!({ "text": "[[organization]]\nname = \"新园\"" }));
    assert_eq!(tried["structuredContent"]["entry"], Value::Null);
    assert_eq!(tried["structuredContent"]["changes"][0]["table"], "organization");
}

#[test]
fn nothing_is_written_whatever_is_called() {
    if !is_on_files("the registry is compared as a file") {
        return;
    }
    let office = Office::of("examples/shanghai-2023.toml");
    let tools = tools(&office);
    let before = office.state();
    let listed = |office: &Office| -> BTreeSet<String> {
        let all = std::fs::read_dir(office.folder.path()).unwrap();
        // What the engine keeps beside a registry that is open.
        let names = all.map(|one| one.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm")).collect()
    };
    let files = listed(&office);
    let evil = office.folder.path().join("evil").to_string_lossy().into_owned();
    let mut lines = vec![hello("2025-06-18")];
    for (n, tool) in tools.iter().enumerate() {
        let mut given = serde_json::Map::new();
        for (at, value) in [format!("--output={evil}"), "2-3".to_string()].into_iter().enumerate() {
            for (name, about) in tool["inputSchema"]["properties"].as_object().unwrap() {
                let needed =
                    tool["inputSchema"]["required"].as_array().is_some_and(|all| all.contains(&json!(name)));
                let value = if name.contains("on") || name == "since" {
                    "2024-01-01".to_string()
                } else {
                    value.clone()
                };
                match about["type"].as_str() {
                    Some("array") if needed || at == 0 => given.insert(name.clone(), json!([value])),
                    Some("string") if needed => given.insert(name.clone(), json!(value)),
                    _ => None,
                };
            }
            lines.push(call(
                (n * 2 + at) as i64 + 1,
                tool["name"].as_str().unwrap(),
                Value::Object(given.clone()),
            ));
        }
    }
    let (answers, code) = talk(&office, &lines);
    assert_eq!((answers.len(), code), (lines.len(), 0));
    for (answer, line) in answers.iter().zip(&lines).skip(1) {
        assert!(answer["result"]["content"][0]["text"].is_string(), "{line}: {answer}");
    }
    assert_eq!(office.state(), before);
    assert_eq!(listed(&office), files);
    // Where there is no registry, none comes into being.
    let none = Office::new();
    let result = called(&none, "org_edit", json!({ "ref": "a", "fields": ["city=b"] }));
    assert_eq!(result["isError"], true);
    assert_eq!(called(&none, "org_list", json!({}))["structuredContent"]["error"]["kind"], "not-found");
    assert!(!none.exists());
}
