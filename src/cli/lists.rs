//! What every list can be asked for: columns, order, number of rows, and its full width.

use std::io;

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use serde::Serialize;

use super::{
    Session,
    declare::{Declare, all, switched},
    handed::{self, Target},
    wanted::{Asking, Known},
};
use crate::{
    error::{Error, Message, Result},
    lang::Lang,
    noun::{self, Dated, Noun},
    ops::query::{self, Listed, Lot},
    render::{
        self, Format, Screen,
        filter::Condition,
        handed::MARK,
        list::Writing,
        view::{ListSpec, Named, Part, View},
    },
    say,
    store::Read,
};

/// The width of the screen under `--wide`. It has a limit, because cells are padded to the width of their column.
const WIDE: usize = 10_000;

/// The options of every list.
pub fn options(say: Declare) -> Vec<Arg> {
    let wanted = say
        .option(
            "where",
            "KEY=VALUE",
            "Rows alone of which this holds; also != < <= > >= and ~ (contains), repeatable; KEY= is unknown",
            "只列符合条件者；亦可用 != < <= > >= 与 ~（包含），可重复；“键=”指不详",
        )
        .action(ArgAction::Append);
    let columns = say
        .option(
            "columns",
            "A,B,…",
            "These columns alone, in this order, by key or heading",
            "只列这些栏（键名或栏目名），按此顺序",
        )
        .value_delimiter(',');
    let output = say.output(
        "Into a file: .xlsx, or .csv for a spreadsheet; headings in the language",
        "写入文件：.xlsx，或供表格软件打开的 .csv；栏目名随界面语言",
    );
    [wanted, columns].into_iter().chain(orders(say)).chain(std::iter::once(limit(say))).chain(output).collect()
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
///
/// # Errors
/// A condition that cannot be read.
fn view(args: &ArgMatches) -> Result<View> {
    let texts = |id: &str| {
        let texts = all(args, id).into_iter().map(|text| text.trim());
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>()
    };
    let turned = switched(args, "reverse");
    let sort = texts("sort").into_iter().map(|column| match column.strip_prefix('-') {
        Some(column) => (column.to_string(), !turned),
        None => (column.to_string(), turned),
    });
    Ok(View {
        sort: sort.collect(),
        reverse: turned,
        columns: texts("columns").into_iter().map(str::to_string).collect(),
        limit: limited(args),
        conditions: all(args, "where").into_iter().map(|typed| Condition::parse(typed)).collect::<Result<_>>()?,
    })
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
/// A column that the list does not have; a condition that means nothing.
pub fn part<'a, T: Serialize>(
    session: &Session<'_>,
    rows: &'a [T],
    spec: &ListSpec<'_>,
) -> Result<Part<'a, T>> {
    let (view, today) = (view(verb(session))?, session.day()?);
    view.of(rows, spec, &Asking { session, today })
}

/// Prints a list as it was asked for, or writes it to the file that was named.
///
/// # Errors
/// A column that the list does not have; stdout or a file that cannot be written.
pub fn show<T: Serialize>(session: &Session<'_>, rows: &[T], spec: &ListSpec<'_>) -> Result<()> {
    let target = handed::target(session, verb(session))?;
    let part = part(session, rows, spec)?;
    let columns = match &target {
        Some(target) if target.handed.is_some() => telling(spec.noun, spec.columns.to_vec()),
        _ => spec.columns.to_vec(),
    };
    let spec = &ListSpec { noun: spec.noun, columns: &columns };
    let Some(target) = target else { return session.answer(|out| render::list::part(&part, spec, out)) };
    target.write(session, &mut |to| {
        let mut writing = writing(session, spec, part.columns.as_deref(), Some(&target), &session.screen, to)?;
        writing.rows(&part.rows, to)?;
        writing.end(part.total, to).map(Ok)
    })
}

/// A list on its way out: to stdout, or into a file.
fn writing<'a>(
    session: &Session<'_>,
    spec: &ListSpec<'a>,
    asked: Option<&'a [String]>,
    target: Option<&Target<'_>>,
    screen: &'a Screen,
    to: &mut dyn io::Write,
) -> io::Result<Writing<'a>> {
    match target.map(|target| target.handed) {
        Some(Some(handed)) => Writing::into_file(spec, asked, handed, screen),
        Some(None) => {
            if screen.lang == Lang::Zh {
                to.write_all(MARK.as_bytes())?;
            }
            Ok(Writing::new(spec, asked, Format::Csv, screen))
        }
        None => Ok(Writing::new(spec, asked, session.format, screen)),
    }
}

/// Rows of a noun; where there are none, it is said how to record some, or how to ask for those that are recorded.
pub(super) fn rows<T: Serialize>(
    session: &Session<'_>,
    rows: &[T],
    noun: &'static str,
    columns: &[&str],
) -> Result<u8> {
    if rows.is_empty() && session.format == Format::Table && !session.quiet {
        let hint = session.registry()?.read(|read| empty(session, read, noun))?;
        super::say_aside(&render::written::hint(&hint, &session.screen));
    }
    show(session, rows, &ListSpec { noun, columns })?;
    Ok(0)
}

/// Whether the list goes to a file that is handed round.
pub(super) fn is_handed(session: &Session<'_>) -> Result<bool> {
    Ok(handed::target(session, verb(session))?.is_some_and(|target| target.handed.is_some()))
}

/// As [`rows`], of a list whose rows are read as they are written. `open` gives the list and its own columns.
pub(super) fn listed<L: Listed>(
    session: &Session<'_>,
    noun: &'static str,
    open: impl Fn(&Read<'_>) -> Result<(L, Vec<&'static str>)>,
) -> Result<u8> {
    let target = handed::target(session, verb(session))?;
    let registry = session.registry()?;
    let draw = |to: &mut dyn io::Write, screen: &Screen| -> io::Result<Result<()>> {
        let (mut spool, mut hint) = (Spool::new(to), None);
        let done = registry.read(|read| {
            spool.begin()?;
            hint = None;
            let (list, mut columns) = open(read)?;
            if target.as_ref().is_some_and(|target| target.handed.is_some()) {
                columns = telling(noun, columns);
            }
            let spec = ListSpec { noun, columns: &columns };
            write(session, read, &list, &spec, (screen, target.as_ref()), &mut spool, &mut hint)
        });
        if let Some(fault) = spool.fault.take() {
            return Err(fault);
        }
        if let Some(hint) = hint {
            super::say_aside(&render::written::hint(&hint, &session.screen));
        }
        match done {
            Ok(()) => spool.end().map(Ok),
            Err(error) => Ok(Err(error)),
        }
    };
    if let Some(target) = &target {
        target.write(session, &mut |to| draw(to, &session.screen))?;
        return Ok(0);
    }
    let mut done = Ok(());
    session.answer(|out| {
        done = draw(out.to, out.screen)?;
        Ok(())
    })?;
    done.map(|()| 0)
}

/// The columns of a list in a file, so that an import finds each row again.
fn telling<'a>(noun: &str, mut columns: Vec<&'a str>) -> Vec<&'a str> {
    let Some(shape) = noun::named(noun).filter(|shape| shape.noun == noun) else { return columns };
    for key in shape.telling() {
        if !columns.contains(&key) {
            columns.push(key);
        }
    }
    // The charter's rules hold without being recorded.
    if shape.is == Noun::Rule {
        columns.push(noun::PRESET.0);
    }
    columns
}

/// Writes what was asked of a list; `hint` is what to do where it is empty.
fn write<L: Listed>(
    session: &Session<'_>,
    read: &Read<'_>,
    list: &L,
    spec: &ListSpec<'_>,
    (screen, target): (&Screen, Option<&Target<'_>>),
    spool: &mut Spool<'_>,
    hint: &mut Option<Message>,
) -> Result<()> {
    let (view, format) = (view(verb(session))?, target.map_or(session.format, Target::format));
    let told = format == Format::Table && !session.quiet;
    let look = Known { read, today: session.day()? };
    let named = if view.names_any() {
        let lot = list.rows(read, &list.ids(read, false, Some(1))?, None)?;
        let first = lot.lines().next();
        if told && first.is_none() {
            *hint = Some(empty(session, read, spec.noun)?);
        }
        view.named(first.as_ref(), spec, list.more(), &look)?
    } else {
        Named::default()
    };
    // Without an order of its own, a list is held against what is wanted while it is written.
    let picked = named.sort.is_empty() && !named.tests.is_empty();
    let (ids, mut total) = if named.sort.is_empty() {
        let most = view.limit.filter(|_| !picked);
        (list.ids(read, view.reverse, most)?, None)
    } else {
        let by: Vec<&str> = named.sort.iter().map(String::as_str).chain(named.asked()).collect();
        let (all, mut sorting) = (list.ids(read, false, None)?, view.sorting(&named.sort, spec.noun));
        let mut wanted = 0;
        for some in all.chunks(L::TOGETHER) {
            let lot = list.rows(read, some, Some(&by))?;
            for (row, id) in lot.lines().zip(some) {
                if named.wants(&row)? {
                    wanted += 1;
                    sorting.put(&row, *id)?;
                }
            }
        }
        (sorting.rows(), Some(wanted))
    };
    // How many there are in all is told under a table alone.
    if view.limit.is_some_and(|most| most == ids.len()) && format == Format::Table && total.is_none() && !picked {
        total = Some(list.count(read)?);
    }
    if told && ids.is_empty() && named.tests.is_empty() {
        *hint = Some(empty(session, read, spec.noun)?);
    }
    let keys: Option<Vec<&str>> = match (&named.columns, format) {
        (Some(columns), _) => Some(columns.iter().map(String::as_str).collect()),
        (None, Format::Table | Format::Markdown) => Some(spec.columns.to_vec()),
        (None, _) => None,
    };
    let mut begun = None;
    spool.take(|to| {
        begun = Some(writing(session, spec, named.columns.as_deref(), target, screen, to)?);
        Ok(())
    })?;
    let Some(mut writing) = begun else { return Ok(()) };
    let (asked, most) = (named.asked(), view.limit.unwrap_or(usize::MAX));
    let (mut shown, mut fitting) = (0, 0);
    for some in ids.chunks(L::TOGETHER) {
        let mut wanted = some.to_vec();
        if picked {
            let lot = list.rows(read, some, Some(&asked))?;
            wanted.clear();
            for (row, id) in lot.lines().zip(some) {
                if named.wants(&row)? {
                    wanted.push(*id);
                }
            }
        }
        fitting += wanted.len();
        wanted.truncate(most - shown);
        shown += wanted.len();
        if !wanted.is_empty() {
            let lot = list.rows(read, &wanted, keys.as_deref())?;
            spool.take(|to| writing.rows(lot.lines(), to))?;
        }
        // A table tells how many there are in all.
        if picked && shown == most && (format != Format::Table || target.is_some()) {
            break;
        }
    }
    let total = total.unwrap_or(fitting);
    if told && total == 0 && !named.tests.is_empty() && hint.is_none() {
        *hint = Some(say!(
            "nothing fits; without --where the list has all of them",
            "没有符合条件的记录；去掉 --where 则列出全部"
        ));
    }
    spool.take(|to| writing.end(total, to))
}

/// What is read while it is written. The beginning waits, so that nothing of a short list stands there where reading
/// it fails, and so that what a server cuts off can be begun anew.
struct Spool<'a> {
    held: Vec<u8>,
    to: &'a mut dyn io::Write,
    begun: bool,
    /// What writing failed with.
    fault: Option<io::Error>,
}

impl<'a> Spool<'a> {
    /// So many bytes wait at most.
    const WAITING: usize = 1 << 20;

    fn new(to: &'a mut dyn io::Write) -> Spool<'a> {
        Spool { held: Vec::new(), to, begun: false, fault: None }
    }

    /// Begins, also anew.
    ///
    /// # Errors
    /// Where a part has been written already.
    fn begin(&mut self) -> Result<()> {
        self.held.clear();
        if !self.begun {
            return Ok(());
        }
        Err(Error::storage(say!(
            "the connection to the server was lost while the list was being written",
            "输出列表时与服务器的连接中断"
        ))
        .hint(say!("what was written is not whole: ask again", "已输出的部分不完整，请重新查询")))
    }

    /// Takes in what a page writes.
    ///
    /// # Errors
    /// Where it cannot be written; `fault` says why.
    fn take(&mut self, draw: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<()> {
        let mut taken = draw(&mut self.held);
        if taken.is_ok() && self.held.len() > Self::WAITING {
            self.begun = true;
            taken = self.to.write_all(&self.held);
            self.held.clear();
        }
        taken.map_err(|fault| {
            self.fault = Some(fault);
            Error::storage(say!("the output cannot be written", "无法写出结果"))
        })
    }

    fn end(self) -> io::Result<()> {
        self.to.write_all(&self.held)
    }
}

/// What a list may be of, and then of nothing else.
const OF_ONE: &[&str] = &["term", "for", "body", "session", "org", "noun"];

/// What to do where a list is empty: nothing of the noun is recorded, or what is belongs to other days.
fn empty(session: &Session<'_>, read: &Read<'_>, noun: &str) -> Result<Message> {
    let recorded = query::recorded(read, noun)?;
    let as_of = session.text("as-of");
    let ends = matches!(noun, "member" | "office") || noun::named(noun).is_some_and(|shape| shape.dated == Dated::Period);
    // A list of one thing alone, such as of a term, may be empty on any day.
    let narrowed = OF_ONE.iter().any(|id| matches!(verb(session).try_contains_id(id), Ok(true)));
    Ok(match (recorded, as_of, ends) {
        (0, ..) if session.text("known-on").is_some() => {
            say!("nothing was recorded by then", "截至当时尚无记录")
        }
        (n, ..) if n > 0 && narrowed => say!(
            "{n} recorded, but none of what was asked for",
            "已登记{n}条，但均不属于所查范围"
        ),
        (0, ..) => say!(
            "nothing is recorded; `alliance apply FILE` and `alliance import FILE` take records in",
            "尚无记录；用 `alliance apply 文件` 或 `alliance import 文件` 录入"
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
