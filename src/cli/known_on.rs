//! `--known-on`: a query of the registry as the journal had it then. Looked up before a command runs: whatever asks takes it,
//! whatever writes or has no registry refuses it.

use clap::ArgMatches;

use super::{
    Session,
    as_of::meaning,
    verbs::{AsOf, topic},
};
use crate::{
    error::{Error, Place, Result},
    model::day::Day,
    ops::query::{self, Point},
    say,
    store::Registry,
};

/// What asks the registry beside the commands that can be asked as of a day, or are about one record.
const ASKS: &[(&str, &str)] = &[
    ("calendar", ""),
    ("document", "save"),
    ("export", ""),
    ("log", ""),
    ("log", "show"),
    ("search", ""),
    ("sql", ""),
];
/// What needs the contents of documents.
const CONTENTS: &[(&str, &str)] = &[("document", "save"), ("export", ""), ("sql", "")];

/// The command and its verb, where it has one.
fn words(matches: &ArgMatches) -> (&str, &str) {
    matches.subcommand().map_or(("", ""), |(noun, args)| (noun, args.subcommand_name().unwrap_or_default()))
}

/// Whether a command can be asked by what was known.
pub fn takes(noun: &str, verb: &str) -> bool {
    let asks = topic(noun).is_some_and(|topic| topic.asks.iter().any(|asks| asks.verb == verb));
    asks || ASKS.contains(&(noun, verb)) || matches!(meaning(noun, verb), Some(AsOf::Takes | AsOf::OwnDay))
}

/// Refuses `--known-on` where it can mean nothing.
///
/// # Errors
/// A usage error that names the command and says why.
pub fn fits(matches: &ArgMatches) -> Result<()> {
    if matches.get_one::<String>("known-on").is_none() {
        return Ok(());
    }
    let (noun, verb) = words(matches);
    if noun.is_empty() {
        return Ok(());
    }
    let command = format!("{noun} {verb}");
    let command = command.trim_end();
    if !takes(noun, verb) {
        let error = Error::usage(say!("{command} does not take --known-on", "{command} 不接受 --known-on"));
        return Err(error.hint(match noun {
            "diff" => say!(
                "it says itself what is compared: `alliance diff DAY DAY`",
                "比较的时间写在命令中：`alliance diff 日期 日期`"
            ),
            _ => say!(
                "it is for queries, papers, statistics and exports, which it lets look at what the journal had then",
                "该选项用于查询、文稿、统计与导出，按当时日志所载的内容回答"
            ),
        }));
    }
    let Some((_, args)) = matches.subcommand() else { return Ok(()) };
    let given = |name: &str| args.try_get_one::<bool>(name).ok().flatten() == Some(&true);
    if noun == "minutes" && given("final") {
        return Err(Error::usage(say!(
            "minutes does not take --known-on beside --final",
            "保存纪要定稿（--final）时不能使用 --known-on"
        ))
        .hint(say!("final minutes are kept with what is known now", "定稿按现有记录存入登记库")));
    }
    if noun != "check" {
        return Ok(());
    }
    let anchored = args.try_contains_id("anchor").unwrap_or(false) && args.get_many::<String>("anchor").is_some();
    if given("deep") || given("list") || anchored {
        return Err(Error::usage(say!(
            "check does not take --known-on beside --deep, --anchor or --list",
            "check 不能同时使用 --known-on 与 --deep、--anchor 或 --list"
        ))
        .hint(say!(
            "the journal and the storage are looked at as they are now",
            "日志与存储只能按现状检查"
        )));
    }
    Ok(())
}

/// Reads a point of the journal as it is typed: `#N`, or a day, which counts to its end.
///
/// # Errors
/// What is neither.
pub fn point(session: &Session<'_>, typed: &str) -> Result<Point> {
    let text = typed.trim();
    if let Some(number) = text.strip_prefix(['#', '＃']) {
        return number.trim().parse().map(Point::Entry).map_err(|_| {
            Error::usage(say!("{typed} is no number of an entry", "{typed} 不是日志编号"))
                .hint(say!("`alliance log` lists them", "`alliance log` 列出全部"))
        });
    }
    match Day::parse(text) {
        Ok(day) => Ok(Point::Before(session.clock.begin(day.after()))),
        Err(fault) => {
            let error = Error::usage(fault);
            Err(match text.parse::<u64>() {
                Ok(n) => error.hint(say!(
                    "entry {n} of the journal is '#{n}', in quotes for the shell",
                    "日志第 {n} 笔写作 '#{n}'（加引号，以免被命令行当作注释）"
                )),
                Err(_) => error.hint(say!(
                    "a day such as 2024-06-30, or an entry of the journal: '#12'",
                    "请写日期（如 2024-06-30）或日志编号（如 '#12'）"
                )),
            })
        }
    }
}

impl Session<'_> {
    /// The registry as the journal had it at the point that `--known-on` names; as it is, where it names none.
    pub(super) fn as_known(&self, registry: Registry) -> Result<Registry> {
        let Some(typed) = self.text("known-on") else { return Ok(registry) };
        let place = Place::flag("--known-on");
        let point = point(self, typed).map_err(|error| error.at(&place))?;
        let entry = registry.read(|read| query::entry_at(read, point).map_err(|error| error.at(&place)))?;
        registry.past(entry, CONTENTS.contains(&words(self.matches)))
    }
}
