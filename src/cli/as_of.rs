//! Which commands take `--as-of`: one table, looked into before a command runs. What takes it answers as
//! of that day in all that it shows; everything else refuses it, and says where to ask instead.

use clap::ArgMatches;

use super::verbs::VERBS;
use crate::{
    error::{Error, Message, Result},
    say,
};

/// What `--as-of` means to a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// It answers as of that day.
    Takes,
    /// It shows one record, which belongs to a day of its own.
    OwnDay,
    /// It writes: the days stand in what it writes.
    Writes,
    /// It tells of the journal, which has days of another kind.
    Journal,
    /// It takes or gives the registry whole.
    Whole,
    /// What it shows has no days.
    Undated,
}

use Meaning::{Journal, OwnDay, Takes, Undated, Whole, Writes};

/// Commands with their verb; a verb that writes is known by the table of verbs.
const TABLE: &[(&str, &str, Meaning)] = &[
    ("about", "", Takes),
    ("about", "edit", Writes),
    ("org", "list", Takes),
    ("org", "show", Takes),
    ("member", "list", Takes),
    ("member", "show", Takes),
    ("person", "list", Undated),
    ("person", "show", Takes),
    ("contact", "list", Takes),
    ("contact", "show", OwnDay),
    ("office", "list", Takes),
    ("body", "list", Takes),
    ("rule", "list", Takes),
    ("term", "list", Takes),
    ("session", "list", Takes),
    ("session", "show", OwnDay),
    ("session", "roll", OwnDay),
    ("motion", "list", Takes),
    ("motion", "show", OwnDay),
    ("vote", "list", Takes),
    ("vote", "show", OwnDay),
    ("visit", "list", Takes),
    ("visit", "show", OwnDay),
    ("action", "list", Takes),
    ("action", "show", OwnDay),
    ("activity", "list", Takes),
    ("activity", "show", OwnDay),
    ("document", "list", Undated),
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
    ("calendar", "", Whole),
    ("search", "", Undated),
    ("log", "", Journal),
    ("log", "show", Journal),
    ("undo", "", Journal),
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
    ("completions", "", Undated),
    ("man", "", Undated),
];

/// What it means to a command. `None` for one that stands in no table.
fn meaning(noun: &str, verb: &str) -> Option<Meaning> {
    let told = TABLE.iter().find(|(n, v, _)| (*n, *v) == (noun, verb)).map(|(.., meaning)| *meaning);
    told.or_else(|| VERBS.iter().any(|one| (one.noun, one.verb) == (noun, verb)).then_some(Writes))
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

fn refusal(command: &str, noun: &str, why: Meaning) -> Error {
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
            let writes = VERBS.iter().any(|one| (one.noun, one.verb) == (*noun, *verb));
            assert!(!writes, "{noun} {verb} writes, and is told of by the table of verbs");
        }
    }
}
