//! Search and statistics.

use clap::{Arg, ArgMatches, Command, value_parser};

use super::Session;
use crate::{
    error::{Error, Result},
    lang::Lang,
    ops::{names::Names, query},
    render, say,
};

/// Their declarations.
pub fn commands(lang: Lang) -> Vec<Command> {
    let say = |en: &'static str, zh: &'static str| lang.word(en, zh);
    let example = |text: &str| super::commands::example(text, lang);
    let limit = || {
        let number = value_parser!(u32).range(1..);
        Arg::new("limit")
            .long("limit")
            .value_name("N")
            .value_parser(number)
            .help(say("At most so many", "最多条数"))
    };
    let stats = Command::new("stats")
        .about(say(
            "Counts: growth, attendance, votes, visits, agreement",
            "统计：成员增长、出席、表决、考察、表决一致度",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(
            Command::new("members")
                .about(say("Growth by year, members by province", "历年增长与各省成员"))
                .after_help(example("stats members")),
        )
        .subcommand(
            Command::new("attendance")
                .about(say("Who attended a body's sessions, as a matrix of marks", "各单位出席情况矩阵"))
                .after_help(example("stats attendance --body council --term 2"))
                .arg(
                    Arg::new("body")
                        .long("body")
                        .value_name("BODY")
                        .default_value("council")
                        .hide_default_value(true)
                        .help(say("Whose sessions (council)", "会议机构（默认理事会）")),
                )
                .arg(
                    Arg::new("term")
                        .long("term")
                        .value_name("N")
                        .value_parser(value_parser!(u32).range(1..))
                        .help(say("One term alone", "只看某一届")),
                ),
        )
        .subcommand(
            Command::new("votes")
                .about(say("What became of the motions, by kind", "各类议题的表决结果"))
                .after_help(example("stats votes")),
        )
        .subcommand(
            Command::new("visits")
                .about(say("Who has received visits, and who never has", "接待考察的单位与从未接待者"))
                .after_help(example("stats visits")),
        )
        .subcommand(
            Command::new("agreement")
                .about(say(
                    "How far two organizations vote alike; without names, the closest and farthest pairs",
                    "两家单位表决的一致度；不写单位则列出最接近与分歧最大者",
                ))
                .after_help(example("stats agreement ahlgdx 上海理工"))
                .arg(
                    Arg::new("orgs")
                        .value_name("ORG")
                        .num_args(0..=2)
                        .help(say("Two organizations", "两家单位")),
                )
                .arg(limit()),
        );
    vec![
        Command::new("search")
            .about(say(
                "Look through names, titles, texts, topics and people",
                "检索名称、标题、正文、议题与人员",
            ))
            .after_help(example("search 审议"))
            .arg(Arg::new("text").value_name("TEXT").required(true).num_args(1..).help(say(
                "Words that must all be found; names by pinyin too",
                "须同时出现的词；名称亦可用拼音",
            )))
            .arg(limit()),
        stats,
    ]
}

/// Runs one of them.
pub fn dispatch(session: &Session<'_>, name: &str, args: &ArgMatches) -> Result<u8> {
    let registry = session.registry()?;
    let (format, screen, day) = (session.format, &session.screen, session.day()?);
    let limit = |args: &ArgMatches| args.get_one::<u32>("limit").map(|n| *n as usize);
    if name == "search" {
        let words: Vec<&str> =
            args.get_many::<String>("text").into_iter().flatten().map(String::as_str).collect();
        let text = words.join(" ");
        let mut hits = registry.read(|read| query::search(read, &text))?;
        hits.truncate(limit(args).unwrap_or(usize::MAX));
        if hits.is_empty() {
            session.hint(&say!(
                "nothing has all of these words; try fewer, or a part of a name",
                "没有同时含有这些词的记录；可减少词数，或只写名称的一部分"
            ));
        }
        session.print(|out| render::search::search(&hits, &text, format, screen, out))?;
        return Ok(0);
    }
    match args.subcommand() {
        Some(("members", _)) => {
            let data = registry.read(|read| query::growth(read, day))?;
            session.print(|out| render::stats::growth(&data, format, screen, out))?;
        }
        Some(("attendance", args)) => {
            let body = args.get_one::<String>("body").map_or("council", String::as_str);
            let term = args.get_one::<u32>("term").map(|term| i64::from(*term));
            let data = registry.read(|read| query::attendance(read, body, term, day))?;
            session.print(|out| render::stats::attendance(&data, format, screen, out))?;
        }
        Some(("votes", _)) => {
            let data = registry.read(query::vote_counts)?;
            session.print(|out| render::stats::votes(&data, format, screen, out))?;
        }
        Some(("visits", _)) => {
            let data = registry.read(|read| query::hosts(read, day))?;
            session.print(|out| render::stats::hosts(&data, format, screen, out))?;
        }
        Some((_, args)) => {
            let orgs: Vec<&String> = args.get_many("orgs").into_iter().flatten().collect();
            match orgs[..] {
                [] => {
                    let data = registry.read(query::agreements)?;
                    let limit = limit(args).unwrap_or(10);
                    session.print(|out| render::stats::pairs(&data, limit, format, screen, out))?;
                }
                [a, b] => {
                    let data = registry.read(|read| {
                        let names = Names::read(read)?;
                        query::agreement(read, names.organization(a)?, names.organization(b)?)
                    })?;
                    if let Some(data) = data {
                        session.print(|out| render::stats::agreement(&data, format, screen, out))?;
                    }
                }
                _ => {
                    return Err(Error::usage(say!(
                        "name two organizations, or none",
                        "请写两家单位，或都不写"
                    )));
                }
            }
        }
        None => return Ok(2),
    }
    Ok(0)
}
