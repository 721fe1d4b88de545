//! The forms in which each command answers: what `--format` can be there, and what its help says of it.

use clap::{Arg, Command};

use super::{declare::Declare, papers, reports, template};

/// The forms of every query, and of what a write tells.
const ANSWERS: &[&str] = &["table", "json", "csv", "markdown"];
/// A session may be written as a record file too.
const RECORD: &[&str] = &["table", "json", "csv", "markdown", "toml"];
/// A whole registry on stdout.
const WHOLE: &[&str] = &["json", "toml"];
/// A schema has one form.
const SCHEMA: &[&str] = &["json"];
/// What answers nothing can fail, and an error has a form.
const ERRORS: &[&str] = &["table", "json"];

/// What `--format` can be behind a noun and its verb, or behind a command without verbs.
pub fn of(noun: &str, verb: &str) -> &'static [&'static str] {
    match (noun, verb) {
        ("session", "show") => RECORD,
        ("export", _) => WHOLE,
        ("minutes" | "bulletin" | "resolution" | "notice" | "sheet", _) => papers::FORMS,
        ("report", _) | ("term", "audit") => reports::FORMS,
        ("template", _) => template::FORMS,
        ("schema", _) => SCHEMA,
        ("init" | "calendar" | "site" | "backup" | "restore" | "copy" | "grant" | "completions" | "man" | "help" | "mcp", _) => {
            ERRORS
        }
        _ => ANSWERS,
    }
}

/// The option as the whole program declares it.
pub fn option(say: Declare) -> Arg {
    declared(ANSWERS, ("How queries answer", "查询结果的格式"), say)
}

/// A command with the option as it is there, where that is another than everywhere.
pub fn told(command: Command, say: Declare) -> Command {
    within(command, &[], say)
}

fn within(command: Command, path: &[&str], say: Declare) -> Command {
    let (noun, verb) = (path.first().copied().unwrap_or_default(), path.get(1).copied().unwrap_or_default());
    let help = match (noun, verb) {
        ("session", "show") => ("How queries answer; toml: as a record file", "查询结果的格式；toml 为记录文件"),
        ("export", _) => ("Form of an export to stdout (-)", "导出到标准输出（-）时的格式"),
        ("minutes" | "bulletin" | "resolution" | "notice" | "sheet", _) => {
            ("Form of the paper; else that of the file's ending, else markdown", "文稿格式；不填则按文件扩展名，否则为 markdown")
        }
        ("schema", _) => ("Form of the schema", "格式"),
        ("report", _) | ("term", "audit") => {
            ("Form of the paper, or json; else that of the file's ending", "文稿格式，或 json；不填则按文件扩展名")
        }
        ("template", _) => {
            ("Form of the template; xlsx of a session, a visit or a roster", "模板格式；会议、考察、名册可为工作簿")
        }
        _ => ("json: an error as one JSON object", "json：错误以一个 JSON 对象给出"),
    };
    let forms = of(noun, verb);
    let mut command = match forms == ANSWERS {
        true => command,
        false => command.arg(declared(forms, help, say)),
    };
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in &names {
        command = command.mut_subcommand(name, |sub| within(sub, &[path, &[name.as_str()]].concat(), say));
    }
    command
}

fn declared(forms: &[&str], (en, zh): (&'static str, &'static str), say: Declare) -> Arg {
    let help = format!("{} [{}]", say.say(en, zh), forms.join("|"));
    Arg::new("format").long("format").value_name("F").help(help).global(true).display_order(100)
}
