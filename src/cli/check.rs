//! `check`, and what it found that is in order.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Session, acts, lists};
use crate::{
    error::{Error, Result},
    lang::Lang,
    ops::{
        check::{self, Asked},
        query,
    },
    render, say,
};

/// Its declaration.
pub fn command(lang: Lang) -> Command {
    let say = |en: &'static str, zh: &'static str| lang.word(en, zh);
    let switch =
        |name: &'static str, en, zh| Arg::new(name).long(name).action(ArgAction::SetTrue).help(say(en, zh));
    let rules = |name: &'static str, en, zh| {
        Arg::new(name).long(name).value_name("RULE").action(ArgAction::Append).help(say(en, zh))
    };
    Command::new("check")
        .about(say("Look for what does not fit together", "检查不一致之处"))
        .after_help(super::example("check --deep --skip quorum", lang))
        .args_conflicts_with_subcommands(true)
        .arg(switch("list", "List the rules", "列出检查规则"))
        .arg(switch("accepted", "List what was accepted, with the reasons", "列出已认可的检查结果及事由"))
        .arg(rules("only", "This rule alone; may be repeated", "只检查该规则，可重复"))
        .arg(rules("skip", "Leave a rule out", "略过某条规则"))
        .arg(switch("deep", "Also replay the journal against the tables", "并以日志重放核对全部数据"))
        .subcommand(
            Command::new("accept")
                .about(say(
                    "Accept what a rule finds of a record, with the reason in --why; it is told again only when it says something else",
                    "认可某条检查结果，并用 --why 说明事由；除非内容有变，不再提示",
                ))
                .after_help(super::example(
                    "check accept admission-motion ylyjy --why 创会成员，当年纪要已佚",
                    lang,
                ))
                .arg(Arg::new("rule").value_name("RULE").required(true).help(say("The rule", "检查规则")))
                .arg(Arg::new("ref").value_name("REF").required(true).help(say(
                    "The record, as check names it",
                    "check 所示的编号",
                )))
                .arg(switch("remove", "Take the acceptance back", "撤回认可")),
        )
}

/// Runs it.
pub fn dispatch(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    if let Some(("accept", args)) = args.subcommand() {
        return accept(session, args);
    }
    if args.get_flag("list") {
        return lists::rows(session, &check::rules(), "check", &["rule", "severity", "deep", "about"]);
    }
    let registry = session.registry()?;
    if args.get_flag("accepted") {
        let accepted = registry.read(check::accepted)?;
        return lists::rows(session, &accepted, "check", &["rule", "ref", "why", "message"]);
    }
    let names = |id: &str| args.get_many(id).into_iter().flatten().cloned().collect();
    let asked = Asked { deep: args.get_flag("deep"), only: names("only"), skip: names("skip") };
    let moment = session.moment()?;
    let findings = registry.read(|read| {
        let found = check::check(read, moment.day, &asked)?;
        query::findings_on(read, found, moment)
    })?;
    session.print(|out| render::check::check(&findings, session.format, &session.screen, out))?;
    Ok(if findings.is_empty() { 0 } else { 3 })
}

fn accept(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let text = |id: &str| args.get_one::<String>(id).map_or("", String::as_str);
    let registry = session.registry()?;
    registry.read(|_| Ok(()))?;
    let desk = session.desk(&registry);
    let applied = match (args.get_flag("remove"), session.text("why")) {
        (true, _) => desk.accept_no_more(text("rule"), text("ref"))?,
        (false, Some(why)) if !why.trim().is_empty() => desk.accept(text("rule"), text("ref"), why)?,
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
