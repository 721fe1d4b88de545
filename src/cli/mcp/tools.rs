//! The tools of `mcp`, made from the declarations of the commands: each query, and each verb that writes as a dry run. What
//! would read or write a file beside the registry is no tool, or lacks that argument.

use std::{
    any::TypeId,
    io::{Read as _, Write as _},
    process::{Command as Process, Stdio},
    thread,
};

use clap::{Arg, ArgAction, Command};
use serde_json::{Map, Value, json};

use super::super::{
    Session,
    as_of::meaning,
    formats, known_on,
    verbs::{AsOf, writing},
    whole,
};
use crate::{
    error::Error,
    lang::Lang,
    model::record,
    noun::Noun,
    render::{self, Screen},
    say,
};

/// The first word by which the program is told to answer a tool: its errors are JSON, whatever form the answer has.
pub const ASK: &str = "__tool";

/// The longest answer that is handed on, in bytes.
const ANSWER: u64 = 16_000_000;

/// What asks beside the commands that can be asked as of a day or by what was known.
const ASKS: &[(&str, &str)] = &[("diff", ""), ("schema", "")];
/// What writes beside the verbs of nouns, and means something as a dry run.
const TRIES: &[(&str, &str)] = &[("about", "edit"), ("apply", ""), ("check", "accept"), ("undo", "")];
/// Options of every command that no tool has: where the registry is, and how the answer looks, is not for it to say.
const OWN: &[&str] = &[
    "db", "format", "lang", "color", "quiet", "dry-run", "help", "version", "actor", "output", "force", "template", "wide",
    "as-of", "known-on", "why", "final",
];
/// Forms of a paper that are no text.
const BYTES: &[&str] = &["docx", "xlsx"];

/// All of them.
pub struct Tools {
    all: Vec<Tool>,
    lang: Lang,
    /// What stands before every command: the registry that is asked.
    before: Vec<String>,
}

/// One tool.
pub struct Tool {
    /// The command that it is.
    path: Vec<String>,
    about: String,
    arguments: Vec<Argument>,
    /// Whether it is a dry run.
    tries: bool,
    /// The forms of its answer, where it is no JSON.
    forms: Vec<&'static str>,
}

/// One argument.
struct Argument {
    name: String,
    /// Its flag; none where it is known by its place.
    flag: Option<String>,
    help: String,
    required: bool,
    kind: Kind,
    /// Whether it may be given several times; at most so often where that is bounded.
    many: bool,
    most: Option<usize>,
    words: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Number,
    Switch,
}

impl Tools {
    /// Those of a session.
    pub fn of(session: &Session<'_>) -> Tools {
        let lang = session.screen.lang;
        let program = whole(lang);
        let mut all = Vec::new();
        for command in program.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            gather(command, &[], lang, &mut all);
        }
        let mut before = vec![format!("--lang={}", lang.word("en", "zh"))];
        before.extend(session.text("db").map(|db| format!("--db={db}")));
        Tools { all, lang, before }
    }

    /// What an assistant is to know of them.
    pub fn instructions(&self) -> &'static str {
        self.lang.word(
            "A registry of members, meetings and votes. Everything here reads alone: what would write is a dry run that \
             tells what it would change. Unknown is null and never 0. References: organizations by code or name, sessions \
             as 2-3, motions as 2-3/1, visits v1, actions a1.",
            "成员、会议与表决的登记库。此处一律只读：写入类命令只作试运行，说明将有何改动。未知为 null，不是 0。\
             引用方式：单位用代码或名称，会议如 2-3，议题如 2-3/1，考察 v1，后续工作 a1。",
        )
    }

    /// As the protocol lists them.
    pub fn list(&self) -> Vec<Value> {
        self.all.iter().map(|tool| tool.told(self.lang)).collect()
    }

    /// The tool of that name.
    pub fn find(&self, name: &str) -> Option<&Tool> {
        self.all.iter().find(|tool| tool.name() == name)
    }

    /// What it answers.
    pub fn call(&self, tool: &Tool, arguments: &Map<String, Value>) -> Value {
        let answer = tool.line(arguments).and_then(|(words, input)| self.ask(tool, &words, input));
        answer.unwrap_or_else(|error| {
            let screen = Screen { lang: self.lang, width: 100, color: false };
            refused(render::error::error(&error, true, &screen).trim_end())
        })
    }

    /// Runs the command in a process of its own: whatever becomes of it, the conversation goes on.
    fn ask(&self, tool: &Tool, words: &[String], input: Option<String>) -> Result<Value, Error> {
        let failed = |e: std::io::Error| {
            Error::storage(say!("the command cannot be run", "无法运行该命令")).because(&e)
        };
        let mut process = Process::new(std::env::current_exe().map_err(failed)?);
        process.arg(ASK).args(&self.before).args(words);
        process.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        let mut child = process.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(failed)?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let write = thread::spawn(move || {
            if let (Some(mut stdin), Some(input)) = (stdin, input) {
                // A command that has seen enough need not read it all.
                let _ = stdin.write_all(input.as_bytes());
            }
        });
        let aside = thread::spawn(move || stderr.map(read).unwrap_or_default());
        let answer = stdout.map(read).unwrap_or_default();
        let too_long = answer.len() as u64 > ANSWER;
        if too_long {
            let _ = child.kill();
        }
        let status = child.wait().map_err(failed)?;
        let (_, aside) = (write.join(), aside.join().unwrap_or_default());
        if too_long {
            let most = ANSWER / 1_000_000;
            return Err(Error::invalid(say!("the answer has more than {most} MB", "结果超过{most}MB"))
                .hint(say!("ask for less: where, columns, limit", "请缩小范围：`where`、`columns`、`limit`")));
        }
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim_end().to_string();
        let (answer, aside) = (text(answer), text(aside));
        // `check` that found something has answered.
        if !matches!(status.code(), Some(0 | 3)) {
            return Ok(refused(&aside));
        }
        let mut content = vec![json!({ "type": "text", "text": answer })];
        let mut result = Map::new();
        if tool.forms.is_empty()
            && let Ok(value) = serde_json::from_str::<Value>(&answer)
        {
            // The protocol has an object there.
            let value = if value.is_object() { value } else { json!({ "result": value }) };
            result.insert("structuredContent".into(), value);
        } else if !aside.is_empty() {
            content.push(json!({ "type": "text", "text": aside }));
        }
        result.insert("content".into(), content.into());
        result.insert("isError".into(), false.into());
        Ok(result.into())
    }
}

/// All of a stream, up to the longest answer and a little more.
fn read(from: impl std::io::Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = from.take(ANSWER + 1).read_to_end(&mut bytes);
    bytes
}

/// An answer that is our error object.
fn refused(error: &str) -> Value {
    let mut result = json!({ "content": [{ "type": "text", "text": error }], "isError": true });
    if let (Ok(value @ Value::Object(_)), Some(result)) = (serde_json::from_str(error), result.as_object_mut()) {
        result.insert("structuredContent".into(), value);
    }
    result
}

/// The tools of a command and of the verbs under it.
fn gather(command: &Command, above: &[String], lang: Lang, into: &mut Vec<Tool>) {
    let path = [above, &[command.get_name().to_string()]].concat();
    let word = |at: usize| path.get(at).map_or("", String::as_str);
    let (noun, verb) = (word(0), word(1));
    let asks = known_on::takes(noun, verb) || ASKS.contains(&(noun, verb));
    let tries = writing(noun, verb).is_some() || TRIES.contains(&(noun, verb));
    let calls = !command.is_subcommand_required_set() && path.len() < 3;
    if calls && (asks || tries) {
        into.extend(Tool::of(command, &path, tries && !asks, lang));
    }
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        gather(sub, &path, lang, into);
    }
}

impl Tool {
    /// The tool of a command; none where the command cannot do without a file.
    fn of(command: &Command, path: &[String], tries: bool, lang: Lang) -> Option<Tool> {
        let word = |at: usize| path.get(at).map_or("", String::as_str);
        let (noun, verb) = (word(0), word(1));
        let mut arguments = Vec::new();
        for arg in command.get_arguments().filter(|arg| !OWN.contains(&arg.get_id().as_str()) && !arg.is_hide_set()) {
            let shown = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string).unwrap_or_default();
            let is_file = ["FILE", "PATH", "DIR", "文件", "路径"].iter().any(|word| shown.contains(word));
            match (noun, is_file, arg.is_required_set()) {
                // The text itself, in place of its file.
                ("apply", true, _) => arguments.push(Argument {
                    name: "text".to_string(),
                    flag: None,
                    help: lang.word("The record file itself, TOML or JSON", "记录文件的内容，TOML 或 JSON").to_string(),
                    required: true,
                    kind: Kind::Text,
                    many: false,
                    most: None,
                    words: Vec::new(),
                }),
                (_, true, true) => return None,
                (_, true, false) => {}
                _ => arguments.push(Argument::of(arg, &shown)),
            }
        }
        if noun == "diff" {
            for sides in arguments.iter_mut().filter(|argument| argument.name == "sides") {
                sides.help = lang.word("Two days, or two entries of the journal (#3, #9)", "两个日期，或两条日志（#3、#9）").to_string();
            }
        }
        let global = |name: &str, flag: &str, (en, zh): (&str, &str)| Argument {
            name: name.to_string(),
            flag: Some(flag.to_string()),
            help: lang.word(en, zh).to_string(),
            required: false,
            kind: Kind::Text,
            many: false,
            most: None,
            words: Vec::new(),
        };
        if meaning(noun, verb) == Some(AsOf::Takes) {
            arguments.push(global("as_of", "as-of", ("As things stood on that day", "以该日为准")));
        }
        if !tries && known_on::takes(noun, verb) {
            let help = (
                "As the journal had it at the end of that day, or after that entry (#12)",
                "以该日日终或该条日志（#12）时已录入的内容为准",
            );
            arguments.push(global("known_on", "known-on", help));
        }
        if (noun, verb) == ("log", "") {
            arguments.push(global("actor", "actor", ("Entries of this one alone", "只看某人的条目")));
        }
        if (noun, verb) == ("check", "accept") {
            arguments.push(global("why", "why", ("Why it is in order", "认可的事由")));
        }
        let forms = formats::of(noun, verb);
        let forms: Vec<&'static str> = match forms.contains(&"json") {
            true => Vec::new(),
            false => forms.iter().copied().filter(|form| !BYTES.contains(form)).collect(),
        };
        if let Some(first) = forms.first() {
            arguments.push(Argument {
                words: forms.iter().map(ToString::to_string).collect(),
                ..global("format", "format", ("Form of the paper", "文稿格式"))
            });
            if let Some(format) = arguments.last_mut() {
                format.help = format!("{} ({first})", format.help);
            }
        }
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        Some(Tool { path: path.to_vec(), about, arguments, tries, forms })
    }

    fn name(&self) -> String {
        self.path.join("_")
    }

    /// As the protocol lists it.
    fn told(&self, lang: Lang) -> Value {
        let mut properties = Map::new();
        for argument in &self.arguments {
            properties.insert(argument.name.clone(), argument.schema());
        }
        let required: Vec<&str> =
            self.arguments.iter().filter(|argument| argument.required).map(|argument| argument.name.as_str()).collect();
        let mut input = json!({ "type": "object", "properties": properties, "additionalProperties": false });
        if let (false, Some(input)) = (required.is_empty(), input.as_object_mut()) {
            input.insert("required".into(), required.into());
        }
        let dry = lang.word(" (a dry run: tells what would change, and changes nothing)", "（试运行：只说明将作的改动，不写入）");
        let about = format!("{}{}", self.about, if self.tries { dry } else { "" });
        json!({
            "name": self.name(),
            "description": about,
            "inputSchema": input,
            "annotations": { "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false },
        })
    }

    /// The command line of a call, and what the command reads.
    fn line(&self, given: &Map<String, Value>) -> Result<(Vec<String>, Option<String>), Error> {
        if let Some(other) = given.keys().find(|key| !self.arguments.iter().any(|argument| argument.name == **key)) {
            let all = self.arguments.iter().map(|argument| argument.name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(Error::usage(say!("there is no argument {other} here", "此处没有参数 {other}"))
                .hint(say!("possible are {all}", "可用：{all}")));
        }
        let mut words = Vec::new();
        // A form stands where the whole program looks for it first.
        let form = given.get("format").and_then(Value::as_str);
        let form = form.or(self.forms.first().copied()).unwrap_or("json");
        words.push(format!("--format={form}"));
        // Whatever a command may come to write, here it does not.
        words.push("--dry-run".to_string());
        words.extend(self.path.iter().cloned());
        let (mut places, mut input) = (Vec::new(), None);
        for argument in &self.arguments {
            let values = argument.values(given.get(&argument.name))?;
            match &argument.flag {
                _ if (self.path.as_slice(), argument.name.as_str()) == (&["apply".to_string()][..], "text") => {
                    input = values.into_iter().next();
                    places.push("-".to_string());
                }
                None => places.extend(values),
                Some(_) if argument.name == "format" => {}
                Some(flag) if argument.kind == Kind::Switch => {
                    words.extend(values.iter().filter(|value| *value == "true").map(|_| format!("--{flag}")));
                }
                Some(flag) => words.extend(values.into_iter().map(|value| format!("--{flag}={value}"))),
            }
        }
        if let Some(input) = &input {
            without_files(input)?;
        }
        if !places.is_empty() {
            // Nothing behind it is taken for a flag.
            words.push("--".to_string());
            words.extend(places);
        }
        Ok((words, input))
    }
}

/// Refuses a record file that names files to take in.
fn without_files(text: &str) -> Result<(), Error> {
    let Ok(record) = record::read("text", text.as_bytes()) else { return Ok(()) };
    match record.entries.iter().any(|entry| entry.shape.is == Noun::Document) {
        true => Err(Error::usage(say!("documents cannot be taken in here", "此处不能收录文件"))
            .hint(say!("leave [[document]] out", "请去掉 [[document]]"))),
        false => Ok(()),
    }
}

impl Argument {
    fn of(arg: &Arg, shown: &str) -> Argument {
        let typed = arg.get_value_parser().type_id();
        let numbers = [TypeId::of::<u32>(), TypeId::of::<u64>(), TypeId::of::<i64>()];
        let kind = match arg.get_action() {
            ArgAction::SetTrue => Kind::Switch,
            _ if numbers.iter().any(|number| typed == *number) || shown == "N" => Kind::Number,
            _ => Kind::Text,
        };
        let range = arg.get_num_args().unwrap_or_default();
        let flag = arg.get_long().map(str::to_string);
        let name = flag.clone().unwrap_or_else(|| arg.get_id().to_string());
        let many = matches!(arg.get_action(), ArgAction::Append) || range.max_values() > 1 || arg.get_value_delimiter().is_some();
        Argument {
            name: name.replace('-', "_"),
            flag,
            help: arg.get_help().map(ToString::to_string).unwrap_or_default(),
            required: arg.is_required_set(),
            kind,
            many,
            most: Some(range.max_values()).filter(|most| *most > 1 && *most < usize::MAX),
            words: arg.get_possible_values().iter().map(|value| value.get_name().to_string()).collect(),
        }
    }

    fn schema(&self) -> Value {
        let mut one = Map::new();
        match self.kind {
            Kind::Switch => one.insert("type".into(), "boolean".into()),
            Kind::Number => one.insert("type".into(), json!(["integer", "string"])),
            Kind::Text => one.insert("type".into(), "string".into()),
        };
        if !self.words.is_empty() && self.kind == Kind::Text {
            one.insert("enum".into(), self.words.clone().into());
        }
        if !self.many {
            one.insert("description".into(), self.help.clone().into());
            return one.into();
        }
        let mut many = json!({ "type": "array", "items": one, "description": self.help });
        if let (Some(most), Some(many)) = (self.most, many.as_object_mut()) {
            many.insert("minItems".into(), most.into());
            many.insert("maxItems".into(), most.into());
        }
        many
    }

    /// What was given for it, as words of a command line.
    fn values(&self, given: Option<&Value>) -> Result<Vec<String>, Error> {
        let name = &self.name;
        let wrong = || {
            let (en, zh) = match (self.kind, self.many) {
                (_, true) => ("a list of texts", "文本列表"),
                (Kind::Switch, _) => ("true or false", "true 或 false"),
                (Kind::Number, _) => ("a number", "数字"),
                (Kind::Text, _) => ("a text", "文本"),
            };
            Error::usage(say!("{name} is to be {en}", "{name} 应为{zh}"))
        };
        let one = |value: &Value| match value {
            Value::String(text) if self.kind != Kind::Switch => Ok(text.clone()),
            Value::Number(number) if self.kind != Kind::Switch => Ok(number.to_string()),
            Value::Bool(flag) => Ok(flag.to_string()),
            _ => Err(wrong()),
        };
        let values = match given {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(items)) if self.many => items.iter().map(one).collect::<Result<Vec<_>, _>>()?,
            Some(Value::Array(_)) => return Err(wrong()),
            Some(value) => vec![one(value)?],
        };
        if let Some(other) = values.iter().find(|value| self.kind == Kind::Text && !self.words.is_empty() && !self.words.contains(value)) {
            let all = self.words.join(", ");
            return Err(Error::usage(say!("{name} cannot be {other}", "{name} 不能是 {other}"))
                .hint(say!("possible are {all}", "可用：{all}")));
        }
        if values.is_empty() && self.required {
            return Err(Error::usage(say!("{name} is missing", "缺少 {name}")));
        }
        if let Some(most) = self.most.filter(|most| !values.is_empty() && values.len() != *most) {
            return Err(Error::usage(say!("{name} is to have {most} items", "{name} 应有{most}项")));
        }
        Ok(values)
    }
}
