//! The declarations: every noun and verb with its help in both languages, apart from behaviour.

use clap::{Arg, ArgAction, Command};

use super::verbs::VERBS;
use crate::lang::Lang;

/// Nouns with their verbs, each with help in English and Chinese.
type Noun = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

const LIST: (&str, &str, &str) = ("list", "List them all", "列出全部");
const ROLL: (&str, &str, &str) =
    ("roll", "Who was there, who may vote, and why not", "席位名册：谁到会、谁可表决、为何不可");
const SHOW: (&str, &str, &str) = ("show", "Show one whole", "显示详情");

/// The nouns that can be asked for.
pub const NOUNS: &[Noun] = &[
    ("org", "Organizations", "单位", &[LIST, SHOW]),
    ("member", "Members: the roster, and one member's whole story", "成员：名册与成员档案", &[LIST, SHOW]),
    ("person", "Persons and their posts", "人员及其职务", &[LIST, SHOW]),
    ("contact", "Contacts of organizations, each with what for", "单位联系人及其事项", &[LIST, SHOW]),
    ("office", "Who holds which office of the alliance", "联盟现任职务", &[LIST]),
    ("body", "Bodies that meet", "会议机构", &[LIST]),
    ("rule", "Rules of voting", "表决规则", &[LIST]),
    ("term", "Terms of office", "届", &[LIST]),
    ("session", "Sessions of the bodies", "会议", &[LIST, SHOW, ROLL]),
    ("motion", "Motions as recorded", "议题（原始记录）", &[LIST, SHOW]),
    ("vote", "Votes and their results", "表决及结果", &[LIST, SHOW]),
    ("visit", "Site visits", "考察", &[LIST, SHOW]),
    ("action", "What was agreed to do next", "后续工作", &[LIST, SHOW]),
    ("activity", "Activities beside the sessions", "活动", &[LIST, SHOW]),
    ("document", "Documents kept in the registry", "文件", &[LIST]),
];

/// What an example shows of a noun: a record of the model case.
fn shown(noun: &str, verb: &str) -> &'static str {
    match (verb, noun) {
        ("show", "org" | "member") => " ahlgdx",
        ("show", "person") => " 钱佩忠",
        ("show", "session") => " 2-3",
        ("roll", _) => " 2-3 --motion 1",
        ("show", "motion" | "vote") => " 2-3/1",
        ("show", "visit") => " v1",
        ("show", "action") => " a1",
        ("show", "contact") => " c1",
        ("show", _) => " 大学生创业训练营/4",
        _ => "",
    }
}

/// Kinds of records whose changes the journal tells apart.
const LOGGED: &[&str] = &[
    "alliance",
    "body",
    "rule",
    "org",
    "organization",
    "membership",
    "application",
    "person",
    "post",
    "term",
    "session",
    "attendance",
    "agenda",
    "motion",
    "ballot",
    "action",
    "visit",
    "activity",
    "contact",
    "document",
    "accepted_finding",
];

/// The whole command line. Verbs and flags are declared only for the nouns that stand among the `words`: a call
/// uses one of a hundred verbs, and declaring all of them takes time.
pub fn command(lang: Lang, words: &[String]) -> Command {
    let meant = |name: &str| words.iter().any(|word| word == name);
    let say = |en: &'static str, zh: &'static str| lang.word(en, zh);
    let option = |name: &'static str, value: &'static str, en, zh| {
        Arg::new(name).long(name).value_name(value).help(say(en, zh)).global(true).display_order(100)
    };
    let switch = |name: &'static str, en, zh| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(say(en, zh)).global(true).display_order(100)
    };
    let mut command = Command::new("alliance")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(say("Print version", "显示版本")),
        )
        .about(say(
            "A membership and meeting registry for alliances, associations and councils",
            "联盟、协会、理事会的成员与会议登记",
        ))
        .after_help(say(
            "Exit codes: 0 done, 1 refused or failed and nothing changed, 2 wrong usage, 3 check found something",
            "退出码：0 完成；1 被拒绝或失败，未作改动；2 用法错误；3 检查发现问题",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .arg(option("db", "PATH", "The registry: a file, or postgres://…; else $ALLIANCE_DB", "登记库：文件或 postgres://…；默认取 $ALLIANCE_DB"))
        .arg(option("format", "F", "How queries answer [table|json|csv|markdown]", "查询结果的格式 [table|json|csv|markdown]"))
        .arg(option("lang", "LANG", "Language of labels and messages", "界面语言").value_parser(["zh", "en"]))
        .arg(option("as-of", "DATE", "As things stood on that day, for queries that can tell", "以该日为准（用于可按日查询的命令）"))
        .arg(option("actor", "NAME", "Who, for the journal; else $ALLIANCE_ACTOR", "操作人（记入日志）；默认取 $ALLIANCE_ACTOR"))
        .arg(option("why", "TEXT", "Why, for the journal", "原因（记入日志）"))
        .arg(option("color", "WHEN", "Colour", "颜色").value_parser(["auto", "always", "never"]))
        .arg(switch("dry-run", "Say what would change, and change nothing", "只显示将作的改动，不写入"))
        .arg(switch("quiet", "No narration on stderr", "不显示提示"))
        .subcommand(Command::new("init").about(say("Make a new registry", "新建登记库")).after_help(super::example("--db new.db init", lang)))
        .subcommand(Command::new("about").about(say("What the alliance is: purpose, functions, bodies, rules", "联盟概况：宗旨、职能、机构、规则")).after_help(super::example("about", lang)).subcommand(
            Command::new("edit")
                .about(say("Change what is recorded of the alliance", "修改联盟概况"))
                .after_help(super::example("about edit founded=2019-06-01 function=科技成果转化 function=人才培养", lang))
                .arg(Arg::new("fields").value_name("FIELD=VALUE").required(true).num_args(1..).help(say("name, short_name, name_en, founded, purpose, function, charter", "name、short_name、name_en、founded、purpose、function、charter"))),
        ))
        .subcommand(
            Command::new("apply")
                .about(say("Take in record files, all in one transaction", "录入记录文件（一次事务）"))
                .after_help(super::example("--db demo.db apply examples/shanghai-2023.toml", lang))
                .arg(Arg::new("files").value_name("FILE").required(true).num_args(1..).help(say("Record files, TOML or JSON; - is stdin", "记录文件，TOML 或 JSON；- 为标准输入")))
                .arg(Arg::new("prune").long("prune").action(ArgAction::SetTrue).help(say("Take out entries of a listed session that its file no longer has", "删除文件中已不再列出的会议条目"))),
        )
        .subcommand(
            Command::new("template").about(say("Print a commented record file to start from", "打印带注释的记录文件模板")).after_help(super::example("template session", lang)).arg(
                Arg::new("kind").value_name("KIND").required(true).value_parser(["session", "visit", "charter"]),
            )
            .arg(Arg::new("output").long("output").short('o').value_name("FILE").help(say("Where to write it", "写入的文件")))
            .arg(super::files::force(lang)),
        )
        .subcommand(
            Command::new("log")
                .about(say("The journal, newest first; --actor shows one person's entries", "日志，最新在前；--actor 只看某人"))
                .after_help(super::example("log --ref 2-3 --since 2024-01-01", lang))
                .arg(Arg::new("noun").long("noun").value_name("NOUN").value_parser(LOGGED.to_vec()).help(say("Entries that touch a record of this kind", "涉及某类记录的条目")))
                .arg(Arg::new("ref").long("ref").value_name("REF").help(say("Entries that touch this record", "涉及该记录的条目")))
                .arg(Arg::new("since").long("since").value_name("DATE").help(say("From this day on", "自该日起")))
                .arg(Arg::new("until").long("until").value_name("DATE").help(say("Up to this day", "至该日止")))
                .arg(Arg::new("limit").long("limit").value_name("N").value_parser(clap::value_parser!(i64).range(1..)).help(say("At most so many", "最多条数"))),
        )
        .subcommand(
            Command::new("undo")
                .about(say("Take back the newest entry of the journal, or the one named", "撤销最近一次或指定的录入"))
                .after_help(super::example("undo --dry-run", lang))
                .arg(Arg::new("entry").value_name("#N").help(say("Number of the entry", "日志编号"))),
        );
    command = command
        .subcommand(super::check::command(lang))
        .subcommand(super::editor::command(lang))
        .subcommands(super::keep::commands(lang))
        .subcommands(super::stats::commands(lang))
        .subcommands(super::papers::commands(lang))
        .subcommands(super::site::commands(lang))
        .subcommands(super::transfer::commands(lang))
        .subcommands(super::complete::declarations(lang));
    for (noun, en, zh, verbs) in NOUNS {
        let mut sub = Command::new(*noun)
            .about(say(en, zh))
            .subcommand_required(true)
            .arg_required_else_help(true)
            .disable_help_subcommand(true);
        if !meant(noun) {
            command = command.subcommand(sub);
            continue;
        }
        for (verb, en, zh) in *verbs {
            let mut action = Command::new(*verb)
                .about(say(en, zh))
                .after_help(super::example(&format!("{noun} {verb}{}", shown(noun, verb)), lang));
            if *verb == "show" || *verb == "roll" {
                action = action.arg(Arg::new("ref").value_name("REF").required(true).help(say(
                    "Code, name, part of a name or pinyin; 2-3; 2-3/1; v1; a1",
                    "代码、名称、名称的一部分或拼音；2-3；2-3/1；v1；a1",
                )));
            }
            if *verb == "list" || *verb == "roll" {
                action = action.args(super::lists::options(lang));
            }
            if *verb == "roll" {
                action =
                    action.arg(Arg::new("motion").long("motion").value_name("N").help(say(
                        "At the vote on this motion, with its ballots",
                        "该议题表决时的情况，含各票",
                    )));
            }
            let others = match (*noun, *verb) {
                ("member", "list") => Some(say("Ended members and applicants too", "含已退出成员与申请单位")),
                ("contact", "list") => Some(say("Those of other days too", "含当日以外的联系人")),
                _ => None,
            };
            if let Some(help) = others {
                action = action.arg(Arg::new("all").long("all").action(ArgAction::SetTrue).help(help));
            }
            sub = sub.subcommand(action);
        }
        for verb in VERBS.iter().filter(|verb| verb.noun == *noun) {
            sub = sub.subcommand(verb.command(lang));
        }
        command = command.subcommand(sub);
    }
    localized(command, lang)
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
    let command = command.mut_args(|arg| {
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
