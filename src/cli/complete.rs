//! Completions and manual pages, from the same declarations as the help. The shells' scripts are small: they
//! ask this program, which knows the registry's names.

use std::path::Path;

use clap::{Arg, ArgMatches, Command, builder::PossibleValue};

use super::{
    Session,
    declare::{Declare, text},
    offer::{self, Kind, MOST, Offer, RECORDS},
    shells::SHELLS,
    verbs::{self, TOPICS},
};
use crate::{
    error::{Error, PLACEHOLDERS, Result},
    lang::Lang,
    model::{
        journal::CheckRule,
        words::{ACCESSES, CLASSES, LEAVE_REASONS},
    },
    noun::{self, ALLIANCE},
    ops::check,
    say,
    store::{
        output::{Folder, Readers, unwritable},
        place::can_be_path,
    },
};

/// The command that the scripts call; not shown in the help.
pub const ASK: &str = "__complete";

/// Their declarations.
pub fn declarations(say: Declare) -> [Command; 2] {
    let shells: Vec<PossibleValue> = SHELLS.iter().map(|(shell, _)| PossibleValue::new(shell)).collect();
    [
        say.command(
            "completions",
            "Print the completions of a shell: commands, flags, and the registry's own names",
            "打印命令补全脚本：命令、选项与登记库中的名称",
            "completions bash",
        )
        .arg(
            say.need("shell", "SHELL", "bash, zsh, fish or powershell", "bash、zsh、fish 或 powershell")
                .value_parser(shells),
        ),
        say.command("man", "Write the manual pages of all commands", "写出全部命令的手册页", "man man1")
            .args([say.need("dir", "DIR", "The folder", "文件夹"), say.force()]),
    ]
}

/// Prints a script, or writes the manual.
pub fn dispatch(session: &Session<'_>, name: &str, args: &ArgMatches) -> Result<u8> {
    if name == "completions" {
        let script =
            SHELLS.iter().find(|(shell, _)| *shell == text(args, "shell")).map_or("", |(_, script)| *script);
        session.print(|out| out.write_all(script.as_bytes()))?;
        return Ok(0);
    }
    can_be_path(text(args, "dir"))?;
    let folder = Path::new(text(args, "dir"));
    let shown = folder.display();
    let mut all = Vec::new();
    pages(&super::whole(session.screen.lang), "alliance", &mut all).map_err(|e| unwritable(folder, &e))?;
    let taken = all.iter().map(|(name, _)| folder.join(name)).find(|page| page.symlink_metadata().is_ok());
    if let Some(page) = taken.or_else(|| folder.is_file().then(|| folder.into())).filter(|_| !args.get_flag("force")) {
        let page = page.display();
        return Err(Error::conflict(say!("{page} is there already", "{page} 已存在")).hint(say!(
            "name another folder, or --force to replace the pages in it",
            "请换一个文件夹，或用 --force 覆盖其中的手册页"
        )));
    }
    if session.dry_run() {
        return Ok(0);
    }
    let mut building = Folder::new(folder, Readers::All)?;
    for (name, page) in &all {
        building.put(name, &mut |out| out.write_all(page).map_err(|e| unwritable(folder, &e)))?;
    }
    building.place(&all.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), &[])?;
    let count = all.len();
    session.narrate(&say!("{count} pages written to {shown}", "已在 {shown} 写出{count}页手册"));
    Ok(0)
}

/// The manual pages of a command and of those below it, each with the name of its file.
fn pages(command: &Command, name: &str, into: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    let mut page = Vec::new();
    let own = command
        .clone()
        .name(name.to_string())
        .bin_name(name.replace('-', " "))
        .display_name(name.to_string());
    clap_mangen::Man::new(own).render(&mut page)?;
    into.push((format!("{name}.1"), page));
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        pages(sub, &format!("{name}-{}", sub.get_name()), into)?;
    }
    Ok(())
}

/// What could stand in the last of the words, one a line, a word about it behind a tab. Never fails: a prompt
/// is no place for errors.
pub fn ask(words: &[String], lang: Lang) -> String {
    let (typed, before) = words.split_last().map_or(("", &[][..]), |(last, before)| (last.as_str(), before));
    let root = super::whole(lang);
    let asks_help = before.iter().any(|word| word == "help");
    let mut command = &root;
    let mut path: Vec<&str> = Vec::new();
    let (mut wants, mut positions) = (None, 0usize);
    let mut db = None;
    let mut rest = before.iter();
    while let Some(word) = rest.next() {
        wants = None;
        if let Some(flag) = word.strip_prefix("--") {
            let (name, given) =
                flag.split_once('=').map_or((flag, None), |(name, value)| (name, Some(value)));
            let found = argument(&root, command, name);
            let takes =
                found.is_some_and(|arg| arg.get_action().takes_values() && given.is_none() && !switch(arg));
            let value = if takes { rest.next().map(String::as_str) } else { given };
            if name == "db" {
                db = value.map(str::to_string);
            }
            if takes && value.is_none() {
                wants = found;
            }
        } else if let Some(sub) = command.find_subcommand(word).filter(|sub| sub.get_name() != "help") {
            command = sub;
            path.push(sub.get_name());
            positions = 0;
        } else if word != "help" {
            positions += 1;
        }
    }
    let registry = || {
        let named = db.clone().map_or_else(super::named_by_environment, |db| Ok(Some(db)));
        named.and_then(super::place).ok()
    };
    let mut offer = Offer { lang, registry: &registry, found: Vec::new(), open: false };
    let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    let with_value = typed.strip_prefix("--").and_then(|flag| flag.split_once('='));
    if let Some(arg) = wants {
        kinds_of(arg, &path, lang).iter().for_each(|kind| offer.values(kind, typed, ""));
    } else if let Some((name, value)) = with_value {
        if let Some(arg) = argument(&root, command, name) {
            kinds_of(arg, &path, lang).iter().for_each(|kind| offer.values(kind, value, &format!("--{name}=")));
        }
    } else if typed.starts_with('-') {
        let globals = root.get_arguments().filter(|arg| arg.is_global_set());
        for arg in command.get_arguments().chain(globals).filter(|arg| !arg.is_hide_set()) {
            if let Some(long) = arg.get_long().filter(|long| format!("--{long}").starts_with(typed)) {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                offer.found.push((format!("--{long}"), help));
            }
        }
    } else {
        let subs = command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name().starts_with(typed));
        offer.found.extend(subs.map(|sub| (sub.get_name().to_string(), about(sub))));
        let all: Vec<&Arg> = command.get_positionals().collect();
        let many = all.last().is_some_and(|arg| arg.get_num_args().is_some_and(|n| n.max_values() > 1));
        let at = if many { positions.min(all.len().saturating_sub(1)) } else { positions };
        if let Some(arg) = all.get(at).filter(|_| !asks_help) {
            kinds_of(arg, &path, lang).iter().for_each(|kind| offer.values(kind, typed, ""));
        }
    }
    let (mut found, open) = (offer.found, offer.open);
    // Entries of the journal stand newest first.
    if !(matches!(path[..], ["undo"] | ["log", "show"]) || found.iter().all(|(value, _)| value.starts_with('#'))) {
        found.sort();
    }
    found.dedup();
    found.truncate(MOST);
    let plain = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    // A third part says that the word goes on: no space is to stand behind it.
    let goes_on = |value: &str| if open || value.ends_with(['=', '/']) { "\t+" } else { "" };
    let line = |(value, text): (String, String)| format!("{}\t{}{}\n", plain(&value), plain(&text), goes_on(&value));
    found.into_iter().map(line).collect()
}

fn argument<'c>(root: &'c Command, command: &'c Command, long: &str) -> Option<&'c Arg> {
    let named = |arg: &&Arg| {
        arg.get_long() == Some(long) || arg.get_all_aliases().is_some_and(|aliases| aliases.contains(&long))
    };
    command.get_arguments().find(named).or_else(|| root.get_arguments().find(named))
}

/// Whether a flag takes its value behind `=` alone.
fn switch(arg: &Arg) -> bool {
    arg.is_require_equals_set()
}

/// What an argument of a command may be.
fn kinds_of(arg: &Arg, path: &[&str], lang: Lang) -> Vec<Kind> {
    let (noun, verb) = (path.first().copied().unwrap_or_default(), path.get(1).copied().unwrap_or_default());
    let id = arg.get_id().as_str();
    if let Some(kinds) = of_key(noun, verb, id) {
        return kinds;
    }
    let words = arg.get_possible_values();
    if !words.is_empty() {
        let told = |word: &PossibleValue| {
            (word.get_name().to_string(), word.get_help().map(ToString::to_string).unwrap_or_default())
        };
        return vec![Kind::Text(words.iter().map(told).collect())];
    }
    let listed = match noun {
        _ if verb == "roll" => "roll",
        "org" => "organization",
        noun => noun,
    };
    let listed = TOPICS.iter().map(|topic| topic.noun).chain(["organization", "roll"]).find(|noun| *noun == listed);
    let shown = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string).unwrap_or_default();
    // On a Chinese screen it is shown in Chinese.
    let shown = PLACEHOLDERS.iter().find(|(_, zh)| *zh == shown).map_or(shown, |(en, _)| (*en).to_string());
    let records = |nouns| vec![Kind::Record(nouns)];
    match (noun, verb, id) {
        ("member", "class", "to") => return vec![Kind::Word(&CLASSES)],
        ("member", "leave", "reason") => return vec![Kind::Word(&LEAVE_REASONS)],
        ("grant", _, "access") => return vec![Kind::Word(&ACCESSES)],
        (_, _, "columns" | "sort") => return listed.map(Kind::Columns).into_iter().collect(),
        (_, _, "where") => return listed.map(Kind::Condition).into_iter().collect(),
        ("check", _, "only" | "skip" | "rule") => {
            let rule = |rule: CheckRule| (rule.rule.to_string(), lang.say(&rule.about).to_string());
            return vec![Kind::Text(check::rules().into_iter().map(rule).collect())];
        }
        ("about", _, "fields") => return vec![Kind::Field(&ALLIANCE)],
        (noun, _, "fields") => return noun::named(noun).map(Kind::Field).into_iter().collect(),
        ("undo" | "log", _, "entry") | (_, _, "known-on") => return records(&["entry"]),
        ("diff", _, "sides") => return vec![Kind::Record(&["entry"]), Kind::File],
        (_, _, "body") => return records(&["body"]),
        (_, _, "term") => return records(&["term"]),
        ("session", "roll", "motion") => return records(&["motion"]),
        _ => {}
    }
    // Keys of records tell their words in their help: [yes|no|…].
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let told = help.rsplit_once('[').and_then(|(_, rest)| rest.strip_suffix(']')).filter(|words| words.contains('|'));
    if let Some(told) = told {
        return vec![Kind::Text(told.split('|').map(|word| (word.to_string(), String::new())).collect())];
    }
    let names = match (shown.as_str(), noun) {
        (shown, _) if ["FILE", "PATH", "DIR", "DB"].iter().any(|word| shown.contains(word)) => return vec![Kind::File],
        ("ORG" | "HOST", _) => &["organization"][..],
        ("NAME", _) if matches!(verb, "add" | "rename") || matches!(id, "actor" | "encoding") => &[],
        ("NAME", _) => &["person"],
        ("SESSION", _) => &["session"],
        ("MOTION", _) => &["motion"],
        ("REF", "log" | "check") => RECORDS,
        ("REF", noun) => match noun {
            "org" | "member" => &["organization"][..],
            "vote" => &["motion"],
            "minutes" | "bulletin" | "notice" => &["session"],
            "sheet" => &["session", "motion"],
            "resolution" => &["motion"],
            noun => return TOPICS.iter().filter(|topic| topic.noun == noun).map(|topic| Kind::Record(one(topic.noun))).collect(),
        },
        _ => &[],
    };
    records(names)
}

/// The nouns whose records have references of their own, each alone.
fn one(noun: &'static str) -> &'static [&'static str] {
    const ALL: &[&[&str]] = &[
        &["person"],
        &["contact"],
        &["body"],
        &["rule"],
        &["term"],
        &["session"],
        &["motion"],
        &["visit"],
        &["action"],
        &["activity"],
        &["document"],
    ];
    ALL.iter().find(|one| **one == [noun]).copied().unwrap_or_default()
}

/// What may be written for a key of a record, as flag or at its place; `None` where the argument is no key.
fn of_key(noun: &str, verb: &str, id: &str) -> Option<Vec<Kind>> {
    let verb = verbs::writing(noun, verb)?;
    let position = verb.positions.iter().find(|position| position.id == id).and_then(|position| position.key);
    let field = match position {
        Some(key) => verb.keys?.0.field(key)?,
        None => verb.fields().into_iter().chain(verb.fields_beside()).find(|field| verbs::id(field) == id)?,
    };
    if field.key == "path" {
        return Some(vec![Kind::File]);
    }
    Some(offer::kinds(field.ty))
}
