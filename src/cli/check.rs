//! `check`, and what it found that is in order.

use clap::{ArgAction, ArgMatches, Command};

use super::{
    Session, acts,
    declare::{Declare, text},
    files::read_most,
    lists,
};
use crate::{
    error::{Error, Place, Result},
    model::journal::Anchor,
    ops::{
        check::{self, Asked},
        query,
    },
    render, say,
    store::Read,
};

/// The largest file of anchors that is read, in bytes.
const ANCHORS: usize = 1_000_000;

/// Its declaration.
pub fn command(say: Declare) -> Command {
    let rules = |name, en, zh| say.option(name, "RULE", en, zh).action(ArgAction::Append);
    let accept = say
        .command(
            "accept",
            "Accept what a rule finds of a record, with the reason in --why; it is told again only when it says something else",
            "认可某条检查结果，并用 --why 说明事由；除非内容有变，不再提示",
            "check accept admission-motion ylyjy --why 创会成员，当年纪要已佚",
        )
        .arg(say.need("rule", "RULE", "The rule", "检查规则"))
        .arg(say.need("ref", "REF", "The record, as check names it", "check 所示的编号"))
        .arg(say.switch("remove", "Take the acceptance back", "撤回认可"));
    say.command("check", "Look for what does not fit together", "检查不一致之处", "check --deep --skip quorum")
        .args_conflicts_with_subcommands(true)
        .args([
            say.switch("list", "List the rules", "列出检查规则"),
            say.switch("accepted", "List what was accepted, with the reasons", "列出已认可的检查结果及事由"),
            rules("only", "This rule alone; may be repeated", "只检查该规则，可重复"),
            rules("skip", "Leave a rule out", "略过某条规则"),
            say.switch(
                "deep",
                "Also verify the journal's chain, replay it against the tables, and look at the schema and the storage",
                "并校验日志链，以日志重放核对全部数据，检查数据结构与存储",
            ),
            say.option(
                "anchor",
                "#N=HASH|FILE",
                "Hold the journal against the hash of an entry that was printed or noted elsewhere (12 digits or more), or against a file of them, one a line; may be repeated",
                "以别处打印或记下的某条日志的哈希（至少12位）核对日志，或给出文件，每行一个；可重复",
            )
            .action(ArgAction::Append),
        ])
        .subcommand(accept)
}

/// Runs it.
pub fn dispatch(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    if let Some(("accept", args)) = args.subcommand() {
        return accept(session, args);
    }
    if args.get_flag("list") {
        return lists::rows(session, &check::rules(), "check", &["rule", "severity", "deep", "about"]);
    }
    let deep = args.get_flag("deep");
    let registry = session.registry()?;
    if args.get_flag("accepted") {
        let accepted = registry.read(|read| check::accepted(read, session.today))?;
        return lists::rows(session, &accepted, "check", &["rule", "ref", "why", "message"]);
    }
    let names = |id: &str| args.get_many(id).into_iter().flatten().cloned().collect();
    let anchors = anchors(args.get_many::<String>("anchor").into_iter().flatten())?;
    let asked = Asked { deep, only: names("only"), skip: names("skip"), anchors };
    let moment = session.moment()?;
    let look = |read: &Read<'_>| {
        let found = check::check(read, moment.day, &asked)?;
        if !asked.deep {
            return Ok((query::findings_on(read, found, moment)?, query::head(read)?));
        }
        // What is damaged does not hide what was found.
        let on = read.apart(|read| query::findings_on(read, found.clone(), moment))?;
        Ok((on.unwrap_or(found), read.apart(query::head)?.ok().flatten()))
    };
    let (findings, head) = if asked.deep { registry.read_as_it_is(look) } else { registry.read(look) }?;
    let stamp = head.as_ref().map(|(entry, hash)| (*entry, hash.as_str()));
    session.answer(|out| render::check::check(&findings, stamp, out))?;
    Ok(if findings.is_empty() { 0 } else { 3 })
}

/// Hashes that were noted elsewhere, given one by one or in files.
fn anchors<'a>(given: impl Iterator<Item = &'a String>) -> Result<Vec<Anchor>> {
    let mut all = Vec::new();
    let read = |text: &str, place: &Place| {
        let (text, digits) = (text.trim(), Anchor::DIGITS);
        Anchor::parse(text).ok_or_else(|| {
            Error::usage(say!(
                "{text} is no anchor: #N=HASH, with the first {digits} digits of the hash or more",
                "{text} 不是锚点：应为 #N=HASH，哈希至少 {digits} 位"
            ))
            .at(place)
            .hint(say!(
                "`alliance log` shows each entry with its hash",
                "`alliance log` 列出每条日志及其哈希"
            ))
        })
    };
    for given in given {
        if given.starts_with('#') {
            all.push(read(given, &Place::flag("--anchor"))?);
            continue;
        }
        let text = std::fs::File::open(given).and_then(|from| read_most(from, ANCHORS));
        let text = text.and_then(|bytes| match bytes.len() > ANCHORS {
            true => Err(std::io::ErrorKind::FileTooLarge.into()),
            false => String::from_utf8(bytes).map_err(std::io::Error::other),
        });
        let text = text.map_err(|e| {
            Error::usage(say!(
                "{given} is neither an anchor (#N=HASH) nor a file of them that can be read",
                "{given} 既不是锚点（#N=HASH），也不是可读的锚点文件"
            ))
            .because(&e)
        })?;
        let text = text.trim_start_matches('\u{feff}');
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            all.push(read(line, &Place { file: given.as_str().into(), line: at + 1, column: 1 })?);
        }
    }
    Ok(all)
}

fn accept(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let registry = session.registry()?;
    registry.read(|_| Ok(()))?;
    let desk = session.desk(&registry);
    let applied = match (args.get_flag("remove"), session.text("why")) {
        (true, _) => desk.accept_no_more(text(args, "rule"), text(args, "ref"))?,
        (false, Some(why)) if !why.trim().is_empty() => desk.accept(text(args, "rule"), text(args, "ref"), why)?,
        _ => {
            return Err(Error::usage(say!("say why it is in order", "请说明事由")).hint(say!(
                "--why TEXT; `check --accepted` shows it",
                "用 --why 说明；`check --accepted` 可查看"
            )));
        }
    };
    acts::told(session, &applied.written)?;
    Ok(0)
}
