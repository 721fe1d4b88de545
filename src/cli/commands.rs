//! The declarations: every noun and verb with its help in both languages, apart from behaviour.

use clap::{Arg, ArgAction, Command, builder::PossibleValue};

use super::{
    declare::Declare,
    verbs::{Question, TOPICS, Topic},
};
use crate::{
    error::PLACEHOLDERS,
    lang::Lang,
    noun::{Dated, SHAPES, called, named},
};

/// Kinds of records whose changes the journal tells apart: the nouns, each beside what stands in it.
fn logged() -> Vec<PossibleValue> {
    let words = |noun: &'static str| -> Vec<&'static str> {
        let shape = called(noun).or_else(|| named(noun));
        let own = shape.map(|shape| [&[shape.zh], shape.also].concat()).unwrap_or_default();
        own.into_iter().chain(BALLOT_WORDS.iter().copied().filter(|_| noun == "ballot")).collect()
    };
    let all = kinds();
    let hidden = |noun: &&'static str| words(noun).into_iter().filter(|word| !all.contains(word)).collect::<Vec<_>>();
    all.iter().map(|noun| PossibleValue::new(*noun).aliases(hidden(noun))).collect()
}

/// What ballots are called.
const BALLOT_WORDS: &[&str] = &["票", "逐票", "表决票", "ballots"];

/// The kind of records that a word of `log --noun` means.
pub fn logged_as(word: &str) -> &str {
    match word {
        "org" => "organization",
        word if BALLOT_WORDS.contains(&word) => "ballot",
        word => called(word).map_or(word, |shape| shape.noun),
    }
}

fn kinds() -> Vec<&'static str> {
    let mut all: Vec<&str> = Vec::new();
    for shape in SHAPES.iter().flat_map(|shape| std::iter::once(*shape).chain(shape.children.iter().copied())) {
        match shape.noun {
            "organization" => all.extend(["org", "organization"]),
            "motion" => all.extend(["motion", "ballot"]),
            noun if all.contains(&noun) => {}
            noun => all.push(noun),
        }
    }
    all.push("accepted_finding");
    all
}

/// Commands that are no nouns, by their names, with what declares them.
type Group = (&'static [&'static str], fn(Declare) -> Vec<Command>);

const GROUPS: &[Group] = &[
    (&["init", "about", "apply", "template"], |say| about(say).into()),
    (&["log", "undo", "diff"], |say| journal(say).into()),
    (&["check"], |say| vec![super::check::command(say)]),
    (&["todo"], |say| vec![todo(say)]),
    (&["decision"], |say| vec![decision(say)]),
    (&["record"], |say| vec![super::editor::command(say)]),
    (&["backup", "restore", "copy", "grant", "sql"], |say| super::keep::commands(say).into()),
    (&["search", "stats"], |say| super::stats::commands(say).into()),
    (&["minutes", "bulletin", "calendar", "resolution", "notice", "sheet"], |say| super::papers::commands(say).into()),
    (&["report"], |say| vec![super::reports::command(say)]),
    (&["site"], |say| vec![super::site::command(say)]),
    (&["import", "export"], |say| super::transfer::commands(say).into()),
    (&["schema"], |say| vec![super::schema::command(say)]),
    (&["mcp"], |say| vec![super::mcp::command(say)]),
    (&["completions", "man"], |say| super::complete::declarations(say).into()),
    (&["help"], |say| vec![super::help::command(say)]),
];

/// The command of this name, a noun or another.
pub fn is_command(word: &str) -> Option<&'static str> {
    let others = GROUPS.iter().flat_map(|(names, _)| names.iter().copied());
    TOPICS.iter().map(|topic| topic.noun).chain(others).find(|name| *name == word)
}

/// The whole command line, with all that the help says. Verbs and flags are declared only for the nouns that stand
/// among the `words`: a call uses one of a hundred verbs, and declaring all of them takes time.
pub fn command(lang: Lang, words: &[String]) -> Command {
    let say = Declare(lang);
    let mut command = root(say).subcommands(GROUPS.iter().flat_map(|(_, declare)| declare(say)));
    for topic in TOPICS {
        let (en, zh) = topic.help;
        let mut noun = say.verbs(topic.noun, en, zh);
        if words.iter().any(|word| word == topic.noun) {
            noun = noun.subcommands(topic.asks.iter().map(|asks| question(topic, asks, say)));
            noun = noun.subcommands(topic.writes.iter().map(|verb| verb.command(topic.noun, say)));
        }
        command = command.subcommand(noun);
    }
    let command = localized(super::formats::told(command, say), lang);
    let template = super::help::template(&command, lang);
    command.help_template(template)
}

/// The part of the command line that the `words` name, without help: enough for a call in which nothing is wrong,
/// and quickly declared. Whatever this refuses is for [`command`] to judge.
pub fn named_by(lang: Lang, words: &[String]) -> Command {
    let say = Declare(lang);
    let meant = |name: &str| words.iter().any(|word| word == name);
    let mut command = root(say).disable_help_flag(true);
    for (_, declare) in GROUPS.iter().filter(|(names, _)| names.iter().any(|name| meant(name))) {
        command = command.subcommands(declare(say).into_iter().filter(|one| meant(one.get_name())));
    }
    for topic in TOPICS.iter().filter(|topic| meant(topic.noun)) {
        let (en, zh) = topic.help;
        let asks = topic.asks.iter().filter(|asks| meant(asks.verb)).map(|asks| question(topic, asks, say));
        let writes = topic.writes.iter().filter(|verb| meant(verb.verb)).map(|verb| verb.command(topic.noun, say));
        command = command.subcommand(say.verbs(topic.noun, en, zh).subcommands(asks.chain(writes)));
    }
    command
}

/// The program with what every command takes.
fn root(say: Declare) -> Command {
    let global = |arg: Arg| arg.global(true).display_order(100);
    let option = |name, shown, en, zh| global(say.option(name, shown, en, zh));
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    Command::new("alliance")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(version.help(say.say("Print version", "显示版本")))
        .about(say.say(
            "A membership and meeting registry for alliances, associations and councils",
            "联盟、协会、理事会的成员与会议登记",
        ))
        .after_help(say.say(
            "Exit codes: 0 done, 1 refused or failed and nothing changed, 2 wrong usage, 3 check found something",
            "退出码：0 完成；1 被拒绝或失败，未作改动；2 用法错误；3 检查发现问题",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .args([
            option("db", "PATH", "The registry: a file, or postgres://…; else $ALLIANCE_DB", "登记库：文件或 postgres://…；默认取 $ALLIANCE_DB"),
            super::formats::option(say),
            option("lang", "LANG", "Language of labels and messages", "界面语言").value_parser(["zh", "en"]),
            option("as-of", "DATE", "As things stood on that day, for queries that can tell", "以该日为准（用于可按日查询的命令）"),
            option("known-on", "DATE|#N", "As the journal had it at the end of that day, or after that entry, for queries", "以该日日终或该条日志时已录入的内容为准（用于查询）"),
            option("actor", "NAME", "Who, for the journal; else $ALLIANCE_ACTOR", "操作人（记入日志）；默认取 $ALLIANCE_ACTOR"),
            option("why", "TEXT", "Why, for the journal", "原因（记入日志）"),
            option("color", "WHEN", "Colour", "颜色").value_parser(["auto", "always", "never"]),
            global(say.switch("dry-run", "Say what would change, and change nothing", "只显示将作的改动，不写入")),
            global(say.switch("quiet", "No narration on stderr", "不显示提示")),
        ])
}

/// A new registry, the alliance itself, and record files.
fn about(say: Declare) -> [Command; 4] {
    let keys = say.say(
        "name, short_name, name_en, founded, purpose, function, charter",
        "name、short_name、name_en、founded、purpose、function、charter",
    );
    let edit = say
        .command(
            "edit",
            "Change what is recorded of the alliance",
            "修改联盟概况",
            "about edit founded=2019-06-01 function=科技成果转化 function=人才培养",
        )
        .arg(Arg::new("fields").value_name("FIELD=VALUE").required(true).num_args(1..).help(keys));
    [
        say.command("init", "Make a new registry", "新建登记库", "--db new.db init"),
        say.command(
            "about",
            "What the alliance is: purpose, functions, bodies, rules",
            "联盟概况：宗旨、职能、机构、规则",
            "about",
        )
        .subcommand(edit),
        say.command(
            "apply",
            "Take in record files (TOML, JSON) and filled-in workbooks (.xlsx), all in one transaction",
            "录入记录文件（TOML、JSON）与填好的工作簿（.xlsx），一次事务",
            "--db demo.db apply examples/shanghai-2023.toml",
        )
        .arg(
            say.need("files", "FILE", "Record files, TOML or JSON; - is stdin", "记录文件，TOML 或 JSON；- 为标准输入")
                .num_args(1..),
        )
        .arg(say.switch(
            "prune",
            "Take out entries of a listed session that its file no longer has",
            "删除文件中已不再列出的会议条目",
        ))
        .arg(say.switch(
            "clear-blank",
            "A blank cell of a workbook makes unknown what is recorded",
            "工作簿的空白单元格将已登记的内容改为未知",
        )),
        super::template::command(say),
    ]
}

/// `todo`: a list of what is due, with what every list takes.
fn todo(say: Declare) -> Command {
    say.command(
        "todo",
        "What is due: open actions, re-elections, tabled motions, minutes to confirm, applications, coming sessions without an agenda",
        "待办事项：未完成的工作、换届、暂缓的议题、待确认的纪要、未决的申请、尚无议程的会议",
        "todo --where overdue=true",
    )
    .args(super::lists::options(say))
}

/// `decision list`: what was carried, with what every list takes.
fn decision(say: Declare) -> Command {
    let list = say
        .command(
            "list",
            "What was carried, whether it is in force, and what replaced it",
            "已通过的决议：是否仍有效，由何取代",
            "decision list --in-force --as-of 2024-12-31",
        )
        .arg(say.switch("in-force", "Those alone that are in force", "只列仍有效者"))
        .args(super::lists::options(say));
    say.verbs("decision", "Decisions: what was carried, and what became of it", "决议：已通过的事项及其后续").subcommand(list)
}

/// `log`, `undo` and `diff`.
fn journal(say: Declare) -> [Command; 3] {
    let number = clap::value_parser!(i64).range(1..);
    [
        say.command(
            "log",
            "The journal, newest first; --actor shows one person's entries",
            "日志，最新在前；--actor 只看某人",
            "log --ref 2-3 --since 2024-01-01",
        )
        .args([
            say.option("noun", "NOUN", "Entries that touch a record of this kind", "涉及某类记录的条目")
                .value_parser(logged()),
            say.option("ref", "REF", "Entries that touch this record", "涉及该记录的条目"),
            say.option("since", "DATE", "From this day on", "自该日起"),
            say.option("until", "DATE", "Up to this day", "至该日止"),
            say.option("limit", "N", "At most so many", "最多条数").value_parser(number),
        ])
        .args_conflicts_with_subcommands(true)
        .subcommand(super::compared::show_command(say)),
        say.command(
            "undo",
            "Take back the newest entry of the journal, or the one named",
            "撤销最近一次或指定的录入",
            "undo --dry-run",
        )
        .arg(say.need("entry", "#N", "Number of the entry", "日志编号").required(false)),
        super::compared::command(say),
    ]
}

/// A verb of a noun that asks.
fn question(topic: &Topic, asks: &Question, say: Declare) -> Command {
    let (noun, verb, (en, zh)) = (topic.noun, asks.verb, asks.help);
    let mut command = say.command(verb, en, zh, format!("{noun} {verb} {}", asks.example).trim_end());
    if matches!(verb, "show" | "roll") {
        command = command.arg(say.need(
            "ref",
            "REF",
            "Code, name, part of a name or pinyin; 2-3; 2-3/1; v1; a1",
            "代码、名称、名称的一部分或拼音；2-3；2-3/1；v1；a1",
        ));
    }
    if matches!(verb, "list" | "roll") {
        command = command.args(super::lists::options(say));
    }
    if verb == "show" {
        let (en, zh) = ("Where it comes from too: the sources that are recorded", "一并列出所登记的出处");
        command = command.arg(say.switch("sources", en, zh));
    }
    if verb == "audit" {
        command = super::reports::options(command.arg(super::reports::term(say)), say);
    }
    if verb == "roll" {
        let (en, zh) = ("At the vote on this motion, with its ballots", "该议题表决时的情况，含各票");
        command = command.arg(say.option("motion", "N", en, zh));
    }
    match verb {
        "list" if noun == "member" => {
            command.arg(say.switch("all", "Ended members and applicants too", "含已退出成员与申请单位"))
        }
        "list" if noun == "dues" => command.arg(say.switch(
            "arrears",
            "What members have not paid, by organization and year",
            "欠缴会费：按单位与年度列出",
        )),
        "list" if noun == "office" => command.args([
            say.switch("all", "Those of former days too", "含历任"),
            say.option("term", "N", "Those of this term", "某一届的任职")
                .value_parser(clap::value_parser!(u32).range(1..))
                .conflicts_with("all"),
        ]),
        "list" if named(noun).is_some_and(|shape| shape.dated == Dated::Period) => {
            command.arg(say.switch("all", "Those of other days too", "含当日以外的联系人"))
        }
        _ => command,
    }
}

/// The parser's own words of the help in the language, for every command below too.
fn localized(command: Command, lang: Lang) -> Command {
    let heading = |en: &'static str, zh: &'static str| lang.word(en, zh);
    let template = lang.word(
        "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
        "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}",
    );
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help(heading("Print help", "显示帮助"));
    let command = command.disable_help_flag(true).arg(help).help_template(template);
    let command = command.subcommand_help_heading(heading("Commands", "命令"));
    // The parser would sort positions by their names; they stand as they are typed.
    let mut position = 0;
    let command = command.mut_args(|arg| {
        let arg = if arg.is_positional() {
            position += 1;
            arg.display_order(position)
        } else {
            arg
        };
        let shown = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string).unwrap_or_default();
        let arg = match PLACEHOLDERS.iter().find(|(en, _)| *en == shown) {
            Some((_, zh)) if lang == Lang::Zh => arg.value_name(*zh),
            _ => arg,
        };
        let part =
            if arg.is_positional() { heading("Arguments", "参数") } else { heading("Options", "选项") };
        let words =
            arg.get_possible_values().iter().map(|v| v.get_name().to_string()).collect::<Vec<_>>().join("|");
        let told = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let arg = arg.help_heading(part);
        if words.is_empty() || !matches!(arg.get_action(), ArgAction::Set) {
            arg
        } else {
            arg.hide_possible_values(true).help(format!("{told} [{words}]"))
        }
    });
    command.mut_subcommands(|sub| localized(sub, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_found_by_its_name() {
        for (names, declare) in GROUPS {
            let declared = declare(Declare(Lang::En));
            let declared: Vec<&str> = declared.iter().map(Command::get_name).collect();
            assert_eq!(*names, declared);
        }
        for words in [["alliance", "member", "list"], ["alliance", "vote", "record"], ["alliance", "stats", "votes"]] {
            let words = words.map(str::to_string);
            let quick = named_by(Lang::En, &words);
            let noun = quick.find_subcommand(&words[1]).unwrap();
            assert!(noun.find_subcommand(&words[2]).is_some(), "{words:?}");
            assert!(quick.get_subcommands().count() <= 2, "{words:?}");
        }
    }
}
