//! Search and statistics.

use clap::{ArgMatches, Command, value_parser};
use serde::Serialize;

use super::{
    Session,
    declare::{Declare, all, given},
    lists,
};
use crate::{
    error::{Error, Result},
    model::stats::VotesBy,
    ops::{names::Names, query},
    render::{self, view::ListSpec},
    say,
    store::Registry,
};

/// By what attendance can be sorted.
const ATTENDANCE: &[&str] =
    &["organization", "due", "present", "leave", "absent", "rate", "proxy", "unknown", "absent_in_a_row"];
/// By what hosts can be sorted.
const VISITS: &[&str] = &["organization", "member", "visits", "last"];
/// By what groups of votes can be sorted, beside what they are grouped by.
const VOTES: [&str; 9] =
    ["motions", "carried", "unanimous", "unanimity", "rejected", "tabled", "failed", "tied", "unknown"];

/// Their declarations.
pub fn commands(say: Declare) -> [Command; 2] {
    let search = say
        .command(
            "search",
            "Look through names, titles, texts, topics and people",
            "检索名称、标题、正文、议题与人员",
            "search 审议",
        )
        .arg(
            say.need(
                "text",
                "TEXT",
                "Words that must all be found; names by pinyin too",
                "须同时出现的词；名称亦可用拼音",
            )
            .num_args(1..),
        )
        .args([lists::limit(say), lists::wide(say)]);
    let stats = say.verbs(
        "stats",
        "Counts: growth, attendance, votes, visits, agreement",
        "统计：成员增长、出席、表决、考察、表决一致度",
    );
    [search, stats.subcommands(verbs(say))]
}

/// The verbs of `stats`.
fn verbs(say: Declare) -> [Command; 5] {
    [
        say.command("members", "Growth by year, members by province", "历年增长与各省成员", "stats members")
            .arg(lists::wide(say)),
        say.command(
            "attendance",
            "Who attended a body's sessions, as a matrix of marks",
            "各单位出席情况矩阵",
            "stats attendance --body council --term 2 --sort rate",
        )
        .args(lists::orders(say))
        .args([
            lists::limit(say),
            say.option("body", "BODY", "Whose sessions; else of every body that met", "会议机构；不写则为全部会议"),
            say.option("term", "N", "One term alone", "只看某一届").value_parser(value_parser!(u32).range(1..)),
        ]),
        say.command(
            "votes",
            "What became of the motions, by kind, year and body",
            "表决结果：按类别、年份、机构",
            "stats votes --by year",
        )
        .arg(
            say.option("by", "GROUP", "One grouping alone", "只按一种方式分组")
                .value_parser(["kind", "year", "body"]),
        )
        .args(lists::orders(say)),
        say.command(
            "visits",
            "Who has received visits, and who never has",
            "接待考察的单位与从未接待者",
            "stats visits --sort last",
        )
        .args(lists::orders(say)),
        say.command(
            "agreement",
            "How far two organizations vote alike; without names, the closest and farthest pairs",
            "两家单位表决的一致度；不写单位则列出最接近与分歧最大者",
            "stats agreement ahlgdx 上海理工",
        )
        .args([
            say.need("orgs", "ORG", "Two organizations", "两家单位").required(false).num_args(0..=2),
            say.option(
                "together",
                "N",
                "Pairs alone that voted together so often",
                "只列共同表决至少这么多次者",
            )
            .value_parser(value_parser!(u64).range(1..)),
            lists::limit(say),
            lists::wide(say),
        ]),
    ]
}

/// Runs one of them.
pub fn dispatch(session: &Session<'_>, name: &str, args: &ArgMatches) -> Result<u8> {
    let registry = session.registry()?;
    let day = session.day()?;
    if name == "search" {
        let text = all(args, "text").into_iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        let mut hits = registry.read(|read| query::search(read, &text))?;
        let total = hits.len();
        hits.truncate(lists::limited(args).unwrap_or(usize::MAX));
        if hits.is_empty() {
            session.hint(&say!(
                "nothing has all of these words; try fewer, or a part of a name",
                "没有同时含有这些词的记录；可减少词数，或只写名称的一部分"
            ));
        }
        session.answer(|out| render::search::search(&hits, total, &text, out))?;
        return Ok(0);
    }
    match args.subcommand() {
        Some(("members", _)) => {
            let data = registry.read(|read| query::growth(read, day))?;
            session.answer(|out| render::stats::growth(&data, out))?;
        }
        Some(("attendance", args)) => {
            let body = given(args, "body");
            let term = args.get_one::<u32>("term").map(|term| i64::from(*term));
            let mut data = registry.read(|read| query::attendance(read, body, term, day))?;
            data.rows = arranged(session, data.rows, "stats attendance", ATTENDANCE)?;
            session.answer(|out| render::stats::attendance(&data, out))?;
        }
        Some(("votes", args)) => votes(session, &registry, args)?,
        Some(("visits", _)) => {
            let data = registry.read(|read| query::hosts(read, day))?;
            let data = arranged(session, data, "stats visits", VISITS)?;
            session.answer(|out| render::stats::hosts(&data, out))?;
        }
        Some((_, args)) => agreement(session, &registry, args)?,
        None => return Ok(2),
    }
    Ok(0)
}

/// `stats votes [--by GROUP]`
fn votes(session: &Session<'_>, registry: &Registry, args: &ArgMatches) -> Result<()> {
    let by = given(args, "by").map(|by| match by {
        "year" => VotesBy::Year,
        "body" => VotesBy::Body,
        _ => VotesBy::Kind,
    });
    let mut data = registry.read(|read| query::vote_counts(read, session.moment()?))?;
    let groups = [
        (VotesBy::Kind, &mut data.kinds, "kind"),
        (VotesBy::Year, &mut data.years, "year"),
        (VotesBy::Body, &mut data.bodies, "body"),
    ];
    let mut wrong = Vec::new();
    for (group, rows, key) in groups {
        let columns = [&[key], &VOTES[..]].concat();
        match arranged(session, rows.clone(), "vote", &columns) {
            Ok(arranged) => *rows = arranged,
            // The year is a column of one of the three tables.
            Err(error) if by.is_none() => wrong.push(error),
            Err(error) if by == Some(group) => return Err(error),
            Err(_) => {}
        }
    }
    if wrong.len() == 3 {
        return wrong.into_iter().next().map_or(Ok(()), Err);
    }
    session.answer(|out| render::stats::votes(&data, by, out))
}

/// `stats agreement [ORG ORG]`
fn agreement(session: &Session<'_>, registry: &Registry, args: &ArgMatches) -> Result<()> {
    match all(args, "orgs")[..] {
        [] => {
            let least = args.get_one::<u64>("together").copied().unwrap_or(1);
            let data = registry.read(|read| query::agreements(read, least, session.moment()?))?;
            let limit = lists::limited(args);
            session.answer(|out| render::stats::pairs(&data, limit, out))?;
        }
        [a, b] => {
            let data = registry.read(|read| {
                let names = Names::of(read);
                query::agreement(read, names.organization(a)?, names.organization(b)?, session.moment()?)
            })?;
            if let Some(data) = data {
                session.answer(|out| render::stats::agreement(&data, out))?;
            }
        }
        _ => {
            return Err(Error::usage(say!(
                "name two organizations, or none",
                "请写两家单位，或都不写"
            ))
            .hint(say!(
                "without names, the closest and the farthest pairs are listed",
                "不写单位时\u{ff0c}列出最接近与分歧最大者"
            )));
        }
    }
    Ok(())
}

/// The rows in the order and number that were asked for.
fn arranged<T: Serialize + Clone>(
    session: &Session<'_>,
    rows: Vec<T>,
    noun: &str,
    columns: &[&str],
) -> Result<Vec<T>> {
    let spec = ListSpec { noun, columns };
    Ok(lists::part(session, &rows, &spec)?.rows.into_iter().cloned().collect())
}
