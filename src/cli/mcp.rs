//! `mcp`: the queries and dry runs for assistants, by the Model Context Protocol over standard input and output: JSON-RPC 2.0,
//! one message a line. It reads alone: what would write is a dry run, and nothing reaches files beside the registry.

mod tools;

use std::io::{self, BufRead, Read as _, Write as _};

use clap::Command;
use serde_json::{Map, Value, json};

use self::tools::Tools;
use super::{Session, declare::Declare};
use crate::{
    error::{Error, Result},
    say,
};

pub use tools::ASK;

/// The versions of the protocol that are spoken, the newest first.
const VERSIONS: &[&str] = &["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
/// The one in which several messages may stand in one line.
const BATCHES: &str = "2025-03-26";
/// The longest line that is read, in bytes.
const LINE: usize = 64_000_000;

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;

/// Its declaration.
pub fn command(say: Declare) -> Command {
    say.command(
        "mcp",
        "Serve queries and dry runs to assistants over standard input and output (Model Context Protocol); reads alone",
        "通过标准输入输出为智能助手提供查询与试运行（MCP 协议），只读",
        "--db alliance.db mcp",
    )
}

/// Answers every message until the input ends.
///
/// # Errors
/// Input that cannot be read. A client that reads no more ends it.
pub fn run(session: &Session<'_>) -> Result<u8> {
    let mut server = Server { tools: Tools::of(session), version: None };
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let failed =
        |e: io::Error| Error::storage(say!("standard input cannot be read", "无法读取标准输入")).because(&e);
    let mut line = Vec::new();
    loop {
        line.clear();
        let most = LINE as u64 + 1;
        if (&mut input).take(most).read_until(b'\n', &mut line).map_err(failed)? == 0 {
            return Ok(0);
        }
        let answer = if line.len() > LINE && !line.ends_with(b"\n") {
            pass_over(&mut input).map_err(failed)?;
            Some(fault(Value::Null, PARSE_ERROR, "the message is too long"))
        } else {
            server.line(&line)
        };
        let Some(answer) = answer else { continue };
        let mut text = answer.to_string();
        text.push('\n');
        match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
            // Who stopped reading wants no more.
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => return Ok(0),
            Err(e) => {
                return Err(Error::storage(say!("the output cannot be written", "无法写出结果")).because(&e));
            }
            Ok(()) => {}
        }
    }
}

/// Passes over the rest of a line.
fn pass_over(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let some = input.fill_buf()?;
        let (end, read) = match some.iter().position(|byte| *byte == b'\n') {
            Some(at) => (true, at + 1),
            None => (some.is_empty(), some.len()),
        };
        input.consume(read);
        if end {
            return Ok(());
        }
    }
}

fn answered(id: Value, result: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "result": result })
}

fn fault(id: Value, code: i64, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}

/// What a conversation has agreed on.
struct Server {
    tools: Tools,
    /// The version of the protocol, once it was negotiated.
    version: Option<&'static str>,
}

impl Server {
    /// The answer to a line; none to a blank one, and to what wants none.
    fn line(&mut self, line: &[u8]) -> Option<Value> {
        if line.iter().all(u8::is_ascii_whitespace) {
            return None;
        }
        match serde_json::from_slice(line) {
            Err(e) => Some(fault(Value::Null, PARSE_ERROR, &format!("not JSON: {e}"))),
            Ok(Value::Array(all)) if self.version == Some(BATCHES) && !all.is_empty() => {
                let answers: Vec<Value> = all.into_iter().filter_map(|one| self.message(one, true)).collect();
                (!answers.is_empty()).then(|| answers.into())
            }
            Ok(Value::Array(_)) => {
                Some(fault(Value::Null, INVALID_REQUEST, "this version of the protocol has one message a line"))
            }
            Ok(message) => self.message(message, false),
        }
    }

    fn message(&mut self, message: Value, batched: bool) -> Option<Value> {
        let Value::Object(mut message) = message else {
            return Some(fault(Value::Null, INVALID_REQUEST, "a message is an object"));
        };
        let id = message.remove("id");
        let known = id.clone().filter(|id| id.is_string() || id.is_number()).unwrap_or_default();
        let is_answer = message.contains_key("result") || message.contains_key("error");
        let method = match message.remove("method") {
            Some(Value::String(method)) => method,
            // This server asks nothing of its client.
            None if is_answer => return None,
            _ => return Some(fault(known, INVALID_REQUEST, "method is missing")),
        };
        if message.get("jsonrpc") != Some(&Value::from("2.0")) {
            return Some(fault(known, INVALID_REQUEST, "jsonrpc is to be \"2.0\""));
        }
        let params = match message.remove("params") {
            None => Map::new(),
            Some(Value::Object(params)) => params,
            Some(_) => return id.map(|_| fault(known, INVALID_PARAMS, "params is to be an object")),
        };
        // What has no id is told, and wants no answer.
        let id = id?;
        if known.is_null() {
            return Some(fault(id, INVALID_REQUEST, "id is to be a string or a number"));
        }
        Some(match self.answer(&method, params, batched) {
            Ok(result) => answered(id, result),
            Err((code, message)) => fault(id, code, &message),
        })
    }

    fn answer(
        &mut self,
        method: &str,
        mut params: Map<String, Value>,
        batched: bool,
    ) -> std::result::Result<Value, (i64, String)> {
        match method {
            "initialize" if batched => Err((INVALID_REQUEST, "initialize stands by itself".to_string())),
            "initialize" => {
                let Some(Value::String(asked)) = params.get("protocolVersion") else {
                    return Err((INVALID_PARAMS, "protocolVersion is missing".to_string()));
                };
                let newest = VERSIONS.first().copied().unwrap_or_default();
                let version = VERSIONS.iter().copied().find(|version| version == asked).unwrap_or(newest);
                self.version = Some(version);
                Ok(json!({
                    "protocolVersion": version,
                    "capabilities": { "tools": { "listChanged": false } },
                    "serverInfo": { "name": "alliance", "version": env!("CARGO_PKG_VERSION") },
                    "instructions": self.tools.instructions(),
                }))
            }
            "ping" => Ok(json!({})),
            "tools/list" => match params.get("cursor") {
                None | Some(Value::Null) => Ok(json!({ "tools": self.tools.list() })),
                Some(_) => Err((INVALID_PARAMS, "there is no such cursor".to_string())),
            },
            "tools/call" => {
                let Some(Value::String(name)) = params.remove("name") else {
                    return Err((INVALID_PARAMS, "name is missing".to_string()));
                };
                let arguments = match params.remove("arguments") {
                    None | Some(Value::Null) => Map::new(),
                    Some(Value::Object(arguments)) => arguments,
                    Some(_) => return Err((INVALID_PARAMS, "arguments is to be an object".to_string())),
                };
                let tool = self.tools.find(&name).ok_or_else(|| (INVALID_PARAMS, format!("Unknown tool: {name}")))?;
                Ok(self.tools.call(tool, &arguments))
            }
            other => Err((METHOD_NOT_FOUND, format!("Method not found: {other}"))),
        }
    }
}
