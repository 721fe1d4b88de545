//! What was changed, field by field: `log show` and `diff`.

use std::borrow::Cow;

use clap::{ArgMatches, Command};

use super::{
    Session,
    declare::{Declare, all, text},
    known_on::point,
};
use crate::{
    error::{Error, Result},
    ops::{
        compare,
        query::{self, Point},
    },
    render, say,
    store::Registry,
};

/// The declaration of `diff`.
pub fn command(say: Declare) -> Command {
    say.command(
        "diff",
        "What became of the records between two days, or two entries of the journal; or what another registry has otherwise",
        "两日之间（或两条日志之间）各记录的变动；或与另一登记库的差异",
        "diff 2024-01-01 today",
    )
    .arg(
        say.need(
            "sides",
            "DATE|#N|DB",
            "Two days, each to its end, or two entries ('#3' '#9'); or one other registry, which is compared by keys",
            "两个日期（均至当日日终）或两条日志（'#3' '#9'）；或另一个登记库（按键比较）",
        )
        .num_args(1..=2),
    )
}

/// The declaration of `log show`.
pub fn show_command(say: Declare) -> Command {
    say.command(
        "show",
        "One entry of the journal with each field before and after",
        "显示一条日志，逐字段列出改动前后",
        "log show 1",
    )
    .arg(say.need("entry", "#N", "Number of the entry", "日志编号"))
}

/// `log show #N`
pub fn show(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let typed = text(args, "entry");
    let named = if typed.starts_with(['#', '＃']) { Cow::Borrowed(typed) } else { Cow::Owned(format!("#{typed}")) };
    let Point::Entry(entry) = point(session, &named)? else { return Ok(2) };
    let mut shown = compare::entry(&session.registry()?, entry)?;
    shown.at = session.clock.here(&shown.at);
    session.answer(|out| render::changed::entry(&shown, out))?;
    Ok(0)
}

/// `diff DAY DAY`, `diff #N #M`, `diff DB`
pub fn diff(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let sides: Vec<&str> = all(args, "sides").into_iter().map(String::as_str).collect();
    let registry = session.registry()?;
    let (changes, names) = match sides[..] {
        [other] => across(session, &registry, other)?,
        [from, to] => {
            let mut entries = [0; 2];
            for (entry, typed) in entries.iter_mut().zip([from, to]) {
                let point = point(session, typed)?;
                *entry = registry.read(|read| query::entry_at(read, point))?;
            }
            let [before, after] = entries;
            // A day is told with the newest entry of that time.
            let named = |typed: &str, entry: i64| match typed.starts_with(['#', '＃']) || entry == 0 {
                true => typed.to_string(),
                false => format!("{typed}{}", session.screen.lang.bracket(&format!("#{entry}"))),
            };
            (compare::between(&registry, before, after)?, (named(from, before), named(to, after)))
        }
        _ => return Ok(2),
    };
    session.answer(|out| render::changed::diff(&changes, (&names.0, &names.1), out))?;
    Ok(0)
}

type Compared = (Vec<crate::model::changed::Changed>, (String, String));

/// What another registry has otherwise.
fn across(session: &Session<'_>, registry: &Registry, other: &str) -> Result<Compared> {
    let there = session.at(Some(other.to_string()))?;
    if !there.exists()? && point(session, other).is_ok() {
        return Err(Error::usage(say!("say what {other} is compared with", "请写明与 {other} 比较的另一时间")).hint(say!(
            "`alliance diff {other} today`, or the path of another registry",
            "如 `alliance diff {other} today`，或写另一登记库的路径"
        )));
    }
    Ok((compare::across(registry, &there)?, (registry.shown(), there.shown())))
}
