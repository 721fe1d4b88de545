//! The help of the whole program: three first steps, and every command in the group in which one looks for it; and
//! `help COMMAND`, which is the command with `--help`.

use clap::Command;

use super::{
    declare::{Declare, is_valued},
    verbs::topic,
};
use crate::{
    lang::Lang,
    render::width::{pad, width},
};

/// Groups of commands: English, Chinese, the commands in the order in which they are needed.
const GROUPS: &[(&str, &str, &[&str])] = &[
    (
        "Meetings",
        "会议",
        &["record", "session", "motion", "vote", "visit", "action", "activity", "notice", "sheet", "template"],
    ),
    (
        "Roster",
        "名册",
        &["member", "org", "person", "contact", "office", "body", "term", "rule", "interest", "dues", "payment", "about"],
    ),
    ("Ask", "查询", &["search", "stats", "todo", "decision", "check", "log", "diff", "sql"]),
    (
        "Papers",
        "文书",
        &["minutes", "bulletin", "resolution", "report", "labels", "document", "calendar", "site", "public"],
    ),
    ("In and out", "导入与导出", &["apply", "import", "export", "schema", "mcp"]),
    ("Keep", "保管", &["init", "undo", "backup", "restore", "copy", "grant", "completions", "man", "help"]),
];

/// What to begin with: English, Chinese, the command.
const STEPS: &[(&str, &str, &str)] = &[
    ("take your roster in", "录入现有名册", "alliance import roster.xlsx"),
    ("write a meeting down, half filled in", "在半填好的模板上记录一次会议", "alliance record"),
    ("see what came of it", "查看结果", "alliance member list"),
];

/// Its declaration.
pub fn command(say: Declare) -> Command {
    say.command("help", "Explain a command, as `--help` behind it does", "说明某个命令的用法，同命令后加 --help", "help vote record")
        .arg(say.need("words", "COMMAND", "The command, with its verb", "命令及其动词").required(false).num_args(0..))
}

/// The command line that `help COMMAND…` or `NOUN help` stands for: the command with `--help` behind it.
pub fn asked(args: &[String]) -> Option<Vec<String>> {
    let (at, word) = args.iter().enumerate().skip(1).find(|(n, word)| {
        let value = n.checked_sub(1).and_then(|n| args.get(n)).is_some_and(|flag| is_valued(flag));
        !value && !word.starts_with('-')
    })?;
    let is_help = |word: &str| matches!(word, "help" | "帮助");
    let told = args.iter().any(|word| word == "--help" || word == "-h");
    let mut line = args.to_vec();
    let next = args.iter().skip(at + 1).map(String::as_str).find(|word| !word.starts_with('-'));
    match next {
        // Of `help` itself.
        None if is_help(word) && told => return None,
        Some(next) if is_help(word) && is_help(next) => {
            line.truncate(at);
            line.push("help".to_string());
        }
        _ if is_help(word) => {
            line.remove(at);
        }
        Some(next) if topic(word).is_some() && is_help(next) => {
            line.remove(at + 1);
        }
        _ => return None,
    }
    if !told {
        line.push("--help".to_string());
    }
    Some(line)
}

/// The help as it is printed; what the parser itself puts into the line of usage is said in the language too.
pub fn text(help: &clap::Error, lang: Lang) -> String {
    let text = help.render().to_string();
    match lang {
        Lang::En => text,
        Lang::Zh => {
            let words = [("[OPTIONS]", "[选项]"), ("<COMMAND>", "<命令>"), ("[COMMAND]", "[命令]")];
            // Behind its headings the parser puts a colon of its own.
            let headings = [("参数:\n", "参数：\n"), ("选项:\n", "选项：\n"), ("命令:\n", "命令：\n")];
            words
                .iter()
                .chain(&headings)
                .fold(text, |text, (en, zh)| text.replace(en, zh))
        }
    }
}

/// The template of the help of the whole program.
pub fn template(command: &Command, lang: Lang) -> String {
    let mut out = format!("{{about-with-newline}}\n{}{}\n", lang.word("First steps", "开始使用"), lang.colon().trim_end());
    let line = |left: &str, right: &str, gap: usize| format!("  {}{right}\n", pad(left, gap, false));
    for (en, zh, does) in STEPS {
        out.push_str(&line(does, lang.word(en, zh), 32));
    }
    out.push_str(&format!("\n{}{}{{usage}}\n", lang.word("Usage", "用法"), lang.colon()));
    out.push_str(&format!("\n{}{}\n", lang.word("Commands", "命令"), lang.colon().trim_end()));
    let shown = || command.get_subcommands().filter(|sub| !sub.is_hide_set());
    let gap = shown().map(|sub| width(sub.get_name())).max().unwrap_or_default() + 2;
    let listed = |names: &[&str]| -> String {
        let found = names.iter().filter_map(|name| command.find_subcommand(name));
        found.map(|sub| line(sub.get_name(), &sub.get_about().map(ToString::to_string).unwrap_or_default(), gap)).collect()
    };
    let grouped = |name: &str| GROUPS.iter().any(|(.., names)| names.contains(&name));
    let others: Vec<&str> = shown().map(Command::get_name).filter(|name| !grouped(name)).collect();
    let rest = [("More", "其他", &others[..])];
    for (en, zh, names) in GROUPS.iter().copied().chain(rest) {
        let commands = listed(names);
        if !commands.is_empty() {
            out.push_str(&format!(" {}\n{commands}", lang.word(en, zh)));
        }
    }
    let options = lang.word("Options", "选项");
    out.push_str(&format!("\n{options}{}\n{{options}}{{after-help}}", lang.colon().trim_end()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::command::split;

    #[test]
    fn each_command_stands_in_one_group() {
        let whole = crate::cli::whole(Lang::En);
        for sub in whole.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let count = GROUPS.iter().filter(|(.., names)| names.contains(&sub.get_name())).count();
            assert_eq!(count, 1, "{}", sub.get_name());
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.contains(['{', '}']), "{about} would be read as a template");
        }
    }

    #[test]
    fn help_stands_before_or_behind_the_command() {
        for (typed, meant) in [
            ("alliance help", "alliance --help"),
            ("alliance help member", "alliance member --help"),
            ("alliance help vote record", "alliance vote record --help"),
            ("alliance --lang zh help vote", "alliance --lang zh vote --help"),
            ("alliance member help", "alliance member --help"),
            ("alliance help help", "alliance help --help"),
            ("alliance 帮助 undo", "alliance undo --help"),
            ("alliance help undo --help", "alliance undo --help"),
        ] {
            assert_eq!(asked(&split(typed)), Some(split(meant)), "{typed}");
        }
        for typed in ["alliance", "alliance help --help", "alliance search help", "alliance --actor help member list", "alliance org show help"] {
            assert_eq!(asked(&split(typed)), None, "{typed}");
        }
    }
}
