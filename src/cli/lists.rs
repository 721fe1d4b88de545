//! What every list can be asked for: columns, order, number of rows, and its full width.

use clap::{Arg, ArgMatches, value_parser};
use serde::Serialize;

use super::{
    Session,
    declare::{Declare, all, switched},
};
use crate::{
    error::{Message, Result},
    noun::{self, Dated},
    ops::query,
    render::{
        self, Format, Screen,
        view::{ListSpec, Part, View},
    },
    say,
};

/// The width of the screen under `--wide`. It has a limit, because cells are padded to the width of their column.
const WIDE: usize = 10_000;

/// The options of every list.
pub fn options(say: Declare) -> Vec<Arg> {
    let columns = say
        .option(
            "columns",
            "A,B,…",
            "These columns alone, in this order, by key or heading",
            "只列这些栏（键名或栏目名），按此顺序",
        )
        .value_delimiter(',');
    std::iter::once(columns).chain(orders(say)).chain(std::iter::once(limit(say))).collect()
}

/// The options of what is drawn in columns of its own, and whole: statistics.
pub fn orders(say: Declare) -> [Arg; 3] {
    let (en, zh) =
        ("Sort by a column, -COLUMN descending; unknown values last", "按某栏排序，-COLUMN 为降序；不详者排在最后");
    let sort = say.option("sort", "COLUMN", en, zh).allow_hyphen_values(true).value_delimiter(',');
    [sort, say.switch("reverse", "Turn the order round", "倒序"), wide(say)]
}

/// `--limit N`.
pub fn limit(say: Declare) -> Arg {
    say.option("limit", "N", "At most so many", "最多条数").value_parser(value_parser!(u32).range(1..))
}

/// `--wide`.
pub fn wide(say: Declare) -> Arg {
    say.switch("wide", "Whole lines, not fitted to the screen", "不按屏幕宽度截断或换行")
}

/// What was asked of a list, by the arguments of the command that lists.
fn view(args: &ArgMatches) -> View {
    let texts = |id: &str| {
        let texts = all(args, id).into_iter().map(|text| text.trim());
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>()
    };
    let turned = switched(args, "reverse");
    let sort = texts("sort").into_iter().map(|column| match column.strip_prefix('-') {
        Some(column) => (column.to_string(), !turned),
        None => (column.to_string(), turned),
    });
    View {
        sort: sort.collect(),
        reverse: turned,
        columns: texts("columns").into_iter().map(str::to_string).collect(),
        limit: limited(args),
    }
}

/// The number of `--limit`.
pub fn limited(args: &ArgMatches) -> Option<usize> {
    args.try_get_one::<u32>("limit").ok().flatten().map(|n| *n as usize)
}

/// The screen as `--wide` has it.
pub fn screen(session: &Session<'_>) -> Screen {
    let width = if switched(verb(session), "wide") { WIDE } else { session.screen.width };
    Screen { width, ..session.screen }
}

/// The arguments of the verb itself: those of the innermost command.
fn verb<'m>(session: &Session<'m>) -> &'m ArgMatches {
    let mut args = session.matches;
    while let Some((_, inner)) = args.subcommand() {
        args = inner;
    }
    args
}

/// The part of a list that was asked for.
///
/// # Errors
/// A column that the list does not have.
pub fn part<'a, T: Serialize>(
    session: &Session<'_>,
    rows: &'a [T],
    spec: &ListSpec<'_>,
) -> Result<Part<'a, T>> {
    view(verb(session)).of(rows, spec)
}

/// Prints a list as it was asked for.
///
/// # Errors
/// A column that the list does not have; stdout that cannot be written.
pub fn show<T: Serialize>(session: &Session<'_>, rows: &[T], spec: &ListSpec<'_>) -> Result<()> {
    let part = part(session, rows, spec)?;
    session.answer(|out| render::list::part(&part, spec, out))
}

/// Rows of a noun; where there are none, it is said how to record some, or how to ask for those that are recorded.
pub(super) fn rows<T: Serialize>(
    session: &Session<'_>,
    rows: &[T],
    noun: &'static str,
    columns: &[&str],
) -> Result<u8> {
    if rows.is_empty() && session.format == Format::Table && !session.quiet {
        super::say_aside(&render::written::hint(&empty(session, noun)?, &session.screen));
    }
    show(session, rows, &ListSpec { noun, columns })?;
    Ok(0)
}

/// What to do where a list is empty: nothing of the noun is recorded, or what is belongs to other days.
fn empty(session: &Session<'_>, noun: &str) -> Result<Message> {
    let recorded = session.registry()?.read(|read| query::recorded(read, noun))?;
    let as_of = session.text("as-of");
    let ends = noun == "member" || noun::named(noun).is_some_and(|shape| shape.dated == Dated::Period);
    Ok(match (recorded, as_of, ends) {
        (0, ..) => say!(
            "nothing is recorded; `alliance apply FILE` takes records in",
            "尚无记录；用 `alliance apply FILE` 录入"
        ),
        (n, Some(day), _) => say!(
            "{n} recorded, but none as of {day}; without --as-of the list is that of today",
            "已登记{n}条，但均不属于 {day} 当日；去掉 --as-of 则以今日为准"
        ),
        (n, None, true) => say!(
            "{n} recorded, but none of today; --all lists the others too",
            "已登记{n}条，但均不属于今日；其余请用 --all 列出"
        ),
        (n, None, false) => say!(
            "{n} recorded, but none of today; --as-of DATE asks for another day",
            "已登记{n}条，但均不属于今日；其他日期请用 --as-of 日期"
        ),
    })
}
