//! Which commands take `--as-of`: looked up before a command runs, in the table of verbs, else in the one below. What takes it answers as
//! of that day in all that it shows; everything else refuses it, and says where to ask instead.

use clap::ArgMatches;

use super::verbs::{
    AsOf::{self, Journal, OwnDay, Takes, Undated, Whole, Writes},
    topic, writing,
};
use crate::{
    error::{Error, Message, Result},
    say,
};

/// What it means to the commands that are no verbs of a noun.
const TABLE: &[(&str, &str, AsOf)] = &[
    ("about", "", Takes),
    ("about", "edit", Writes),
    ("stats", "members", Takes),
    ("stats", "attendance", Takes),
    ("stats", "votes", Takes),
    ("stats", "visits", Takes),
    ("stats", "agreement", Takes),
    ("check", "", Takes),
    ("check", "accept", Writes),
    ("site", "", Takes),
    ("minutes", "", OwnDay),
    ("bulletin", "", OwnDay),
    ("resolution", "", OwnDay),
    ("report", "", Takes),
    ("notice", "", OwnDay),
    ("sheet", "", OwnDay),
    ("calendar", "", Whole),
    ("todo", "", Takes),
    ("decision", "list", Takes),
    ("search", "", Undated),
    ("log", "", Journal),
    ("log", "show", Journal),
    ("undo", "", Journal),
    ("diff", "", Journal),
    ("init", "", Writes),
    ("apply", "", Writes),
    ("record", "", Writes),
    ("template", "", Undated),
    ("import", "", Writes),
    ("export", "", Whole),
    ("backup", "", Whole),
    ("restore", "", Whole),
    ("copy", "", Whole),
    ("grant", "", Undated),
    ("sql", "", Undated),
    ("schema", "", Undated),
    ("mcp", "", Undated),
    ("completions", "", Undated),
    ("man", "", Undated),
    ("help", "", Undated),
];

/// What it means to a command. `None` for one that stands in no table.
pub fn meaning(noun: &str, verb: &str) -> Option<AsOf> {
    let told = TABLE.iter().find(|(n, v, _)| (*n, *v) == (noun, verb)).map(|(.., meaning)| *meaning);
    let asks = || topic(noun)?.asks.iter().find(|asks| asks.verb == verb).map(|asks| asks.as_of);
    told.or_else(asks).or_else(|| writing(noun, verb).map(|_| Writes))
}

/// Refuses `--as-of` where it can mean nothing.
///
/// # Errors
/// A usage error that names the command and says where to ask instead.
pub fn fits(matches: &ArgMatches) -> Result<()> {
    if matches.get_one::<String>("as-of").is_none() {
        return Ok(());
    }
    let Some((noun, args)) = matches.subcommand() else { return Ok(()) };
    let verb = args.subcommand_name().unwrap_or_default();
    // The list of the rules is the same on every day.
    let rules = noun == "check" && args.try_get_one::<bool>("list").ok().flatten() == Some(&true);
    match meaning(noun, verb).unwrap_or(Undated) {
        Takes if !rules => Ok(()),
        why => Err(refusal(format!("{noun} {verb}").trim_end(), noun, why)),
    }
}

fn refusal(command: &str, noun: &str, why: AsOf) -> Error {
    let error = Error::usage(say!("{command} does not take --as-of", "{command} 不接受 --as-of"));
    let listed = meaning(noun, "list") == Some(Takes);
    let hint: Message = match why {
        OwnDay if listed => say!(
            "a record is shown as of its own day; `alliance {noun} list --as-of DATE` lists what lies up to a day",
            "单条记录以其自身日期为准；`alliance {noun} list --as-of 日期` 列出截至某日的记录"
        ),
        OwnDay => {
            say!("a paper is written as of its session's own day", "文稿以会议当日为准")
        }
        Writes => say!(
            "what is recorded has its days in its own keys, as --on, --from, --since or --start",
            "登记的日期写在各自的键中，如 --on、--from、--since、--start"
        ),
        Journal => say!(
            "the journal is asked by `log --since DATE --until DATE`",
            "查日志请用 `log --since 日期 --until 日期`"
        ),
        Whole => say!(
            "it takes the registry whole; the lists, stats, check and site can be asked as of a day",
            "此命令处理整个登记库；名册、统计、检查与网页可按某日查询"
        ),
        Takes | Undated => {
            say!("leave it out: the answer is the same on every day", "请去掉该选项：结果与日期无关")
        }
    };
    error.hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    /// Every command that can be called, by noun and verb.
    fn commands() -> Vec<(String, String)> {
        let whole = crate::cli::whole(Lang::En);
        let mut all = Vec::new();
        for noun in whole.get_subcommands() {
            let name = noun.get_name().to_string();
            let verbs: Vec<_> = noun.get_subcommands().map(|verb| verb.get_name().to_string()).collect();
            if verbs.is_empty() || !noun.is_subcommand_required_set() {
                all.push((name.clone(), String::new()));
            }
            all.extend(verbs.into_iter().map(|verb| (name.clone(), verb)));
        }
        all
    }

    #[test]
    fn every_command_has_its_meaning() {
        let all = commands();
        assert!(all.len() > 90, "{}", all.len());
        for (noun, verb) in &all {
            assert!(meaning(noun, verb).is_some(), "{noun} {verb} stands in no table");
        }
        for (n, (noun, verb, _)) in TABLE.iter().enumerate() {
            assert!(!TABLE[..n].iter().any(|(a, b, _)| (a, b) == (noun, verb)), "{noun} {verb} stands twice");
            assert!(topic(noun).is_none(), "{noun} is told of by the table of verbs");
        }
    }
}
